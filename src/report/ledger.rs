//! The updated ledger of invoices (发票台账) as CSV: what the given one held, then what this run's dossiers account for.
//!
//! For the next year's `--ledger`. It judges nothing: an invoice that was found twice stands in it once for each project.

use std::collections::BTreeSet;

use crate::model::{Audit, LedgerEntry, Pack, text};

const HEADER: [&str; 7] = ["发票号码", "开票日期", "销售方", "价税合计", "承担单位", "项目名称", "通知文号"];

/// UTF-8 with a mark, as spreadsheets want it.
pub fn csv(audit: &Audit, pack: &Pack) -> String {
    let mut out = String::from("\u{feff}");
    push(&mut out, HEADER.map(str::to_owned));
    let mut seen = BTreeSet::new();
    for entry in audit.ledger.entries.iter().chain(&of_run(audit, pack)) {
        let identity = [&entry.number, &entry.unit, &entry.project, &entry.notice].map(|t| text::key(t));
        if !seen.insert(identity) {
            continue;
        }
        push(
            &mut out,
            [
                // A tab keeps a spreadsheet from making a number of it and losing its last digits.
                format!("\t{}", entry.number),
                entry.date.map(|d| d.to_string()).unwrap_or_default(),
                entry.seller.clone(),
                entry.gross.map(|m| m.to_string()).unwrap_or_default(),
                entry.unit.clone(),
                entry.project.clone(),
                entry.notice.clone(),
            ],
        );
    }
    out
}

/// This run's invoices, each number once a dossier.
pub fn of_run(audit: &Audit, pack: &Pack) -> Vec<LedgerEntry> {
    let mut out = Vec::new();
    for d in &audit.dossiers {
        let mut seen = BTreeSet::new();
        let project = &d.facts.project;
        for invoice in d.accounts.invoices.iter().filter(|i| !i.number.is_empty()) {
            if !seen.insert(text::key(&invoice.number)) {
                continue;
            }
            out.push(LedgerEntry {
                number: invoice.number.clone(),
                date: invoice.date,
                seller: invoice.seller.clone(),
                gross: invoice.gross,
                unit: project.unit.clone(),
                project: d.called().to_owned(),
                notice: pack.notice.number.clone(),
                row: 0,
            });
        }
    }
    out
}

fn push(out: &mut String, cells: [String; 7]) {
    let cells = cells.map(|c| quoted(&c));
    out.push_str(&cells.join(","));
    out.push_str("\r\n");
}

/// Never a formula, whatever an invoice says.
fn quoted(cell: &str) -> String {
    let clean: String = cell.chars().filter(|c| *c == '\t' || !c.is_control()).collect();
    let is_formula = clean.starts_with(['=', '+', '-', '@']) && clean.parse::<crate::model::Money>().is_err();
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", clean.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn old_entries_stay_and_new_ones_are_added_once() {
        let (mut audit, pack) = (sample::audit(), sample::pack());
        let first = csv(&audit, &pack);
        assert!(first.starts_with("\u{feff}\"发票号码\",") && first.contains("\"\t26452000000012345678\""));
        assert_eq!(first.lines().count(), 4, "two of one dossier, one of the other");
        audit.ledger.entries = of_run(&audit, &pack);
        assert_eq!(csv(&audit, &pack), first, "a second run adds nothing");
        let old = LedgerEntry { notice: "桂科协学发〔2025〕9号".into(), ..audit.ledger.entries[0].clone() };
        audit.ledger.entries = vec![old];
        assert_eq!(csv(&audit, &pack).lines().count(), 5);
    }

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(quoted("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(quoted("-100.00"), "\"-100.00\"");
        assert_eq!(quoted("甲\r\n乙"), "\"甲乙\"");
    }
}

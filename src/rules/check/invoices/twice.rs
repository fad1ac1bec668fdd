//! Each invoice once (V01).

use std::collections::{BTreeMap, BTreeSet};

use super::super::money::yuan;
use super::asked::{close, grounded, nothing_to_check};
use crate::model::digits::folded_number;
use crate::model::pack::Rule;
use crate::model::{Expense, Finding, Invoice, Money, Status};
use crate::rules::Case;

/// V01.
pub fn invoices_unique(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let cited = cited_twice(case, rule);
    if let Some(out) = nothing_to_check(case, rule) {
        return if cited.is_empty() { out } else { cited };
    }
    let mut by_number: BTreeMap<&str, Vec<&Invoice>> = BTreeMap::new();
    for invoice in &case.accounts.invoices {
        by_number.entry(&invoice.number).or_default().push(invoice);
    }
    let mut out: Vec<Finding> = Vec::new();
    for (number, same) in by_number.iter().filter(|(_, same)| same.len() > 1) {
        let gross = same.iter().find_map(|i| i.gross);
        let files: Vec<String> = same.iter().map(|i| case.dossier.doc(i.evidence.doc).name().to_string()).collect();
        let sum = gross.map_or(String::new(), |g| format!("，金额{}，建议调减一次", yuan(g)));
        // two papers that were read are needed; a recognised number may be misread
        let sure = same.iter().filter(|i| !i.recognised).count() > 1;
        let status = if sure { Status::Fail } else { Status::Review };
        let message = format!("发票号码{number}在{}中重复出现{}次{sum}。", joined(&files), same.len());
        out.push(
            case.finding(rule, status, message)
                .about((*number).to_string())
                .citing(same.iter().map(|i| i.evidence.clone())),
        );
    }
    out.extend(written_without_code(case, rule));
    out.extend(listed_twice(case, rule));
    out.extend(cited);
    let clean = format!("{}张发票号码各不相同，未见重复。", case.accounts.invoices.len());
    close(case, rule, out, clean)
}

/// An older invoice twice, once with its code and once with the 8 digits of its number alone, for the same sum.
fn written_without_code(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    const DIGITS: usize = 8;
    let all = &case.accounts.invoices;
    let bare = |i: &&Invoice| i.number.len() == DIGITS && i.gross.is_some();
    let mut out = Vec::new();
    for short in all.iter().filter(bare) {
        let coded = |i: &&Invoice| i.number.rsplit_once('-').is_some_and(|(_, n)| n == short.number);
        let known_apart = |i: &&Invoice| i.date.is_some() && short.date.is_some() && i.date != short.date;
        for long in all.iter().filter(coded).filter(|i| i.gross == short.gross).filter(|i| !known_apart(i)) {
            let message = format!(
                "发票号码{}与{}的后8位、金额{}相同，其中一张未读出发票代码，请核对是否同一张发票。",
                long.number,
                short.number,
                short.gross.map(yuan).unwrap_or_default()
            );
            let evidence = [long.evidence.clone(), short.evidence.clone()];
            out.push(case.finding(rule, Status::Review, message).about(long.number.clone()).citing(evidence));
        }
    }
    out
}

/// The accounts write one number beside several lines, and the invoice is not there to tell how much it covers.
fn cited_twice(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let mut lines: BTreeMap<String, Vec<&Expense>> = BTreeMap::new();
    for expense in &case.accounts.expenses {
        let written = folded_number(&format!("{} {}", expense.line.voucher, expense.line.note));
        let numbers = written.split(|c: char| !c.is_ascii_digit()).filter(|n| n.len() == 20);
        for number in numbers.map(str::to_owned).collect::<BTreeSet<_>>() {
            lines.entry(number).or_default().push(expense);
        }
    }
    lines.retain(|n, of| of.len() > 1 && !case.accounts.invoices.iter().any(|i| i.number.ends_with(n.as_str())));
    lines
        .into_iter()
        .map(|(number, of)| {
            let items: Vec<String> = of.iter().map(|e| format!("“{}”", e.line.item)).collect();
            let message = format!(
                "发票号码{number}在决算表中列于{}{}行，材料中没有这张发票，请核实是否重复列支。",
                items.join("、"),
                of.len()
            );
            case.finding(rule, Status::Review, message).about(number).citing(of.iter().map(|e| e.line.evidence.clone()))
        })
        .collect()
}

/// One number behind several lines that together exceed it.
fn listed_twice(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let mut out = Vec::new();
    for (i, invoice) in case.accounts.invoices.iter().enumerate() {
        let lines: Vec<_> = case.accounts.expenses.iter().filter(|e| e.invoices == [i]).collect();
        let sum = Money::sum(lines.iter().filter_map(|e| e.line.actual));
        if lines.len() > 1
            && let Some((sum, gross)) = sum.zip(invoice.gross)
            && sum > gross
        {
            let items: Vec<String> = lines.iter().map(|e| format!("“{}”", e.line.item)).collect();
            let message = format!(
                "发票号码{}（{}）同时列作{}的凭证，各行合计{}，超过票面金额。",
                invoice.number,
                yuan(gross),
                items.join("、"),
                yuan(sum)
            );
            let evidence = lines.iter().map(|e| e.line.evidence.clone()).chain([invoice.evidence.clone()]);
            out.push(
                case.finding(rule, grounded(invoice, Status::Fail), message)
                    .about(invoice.number.clone())
                    .citing(evidence),
            );
        }
    }
    out
}

fn joined(files: &[String]) -> String {
    let mut names: Vec<&str> = files.iter().map(String::as_str).collect();
    names.dedup();
    names.iter().map(|n| format!("“{n}”")).collect::<Vec<_>>().join("、")
}

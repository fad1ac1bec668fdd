//! The ledger of earlier invoices (历年发票台账): one row an invoice. Refuses numbers that a spreadsheet has spoilt.

use crate::facts::{amount, dates};
use crate::model::document::{CellFlag, Document, Row, Table};
use crate::model::language::{List, language};
use crate::model::text::fold;
use crate::model::{Day, LedgerEntry, Money};

/// Entries, and how many rows have a number that lost digits; `None` when no table has a column of numbers.
pub fn read(documents: &[Document]) -> Option<(Vec<LedgerEntry>, usize)> {
    let tables = documents.iter().flat_map(|d| &d.blocks).filter_map(|b| b.content.as_table());
    let read: Vec<(Vec<LedgerEntry>, usize)> = tables.filter_map(of_table).collect();
    (!read.is_empty()).then(|| {
        read.into_iter().fold((Vec::new(), 0), |(mut all, spoilt), (entries, more)| {
            all.extend(entries);
            (all, spoilt + more)
        })
    })
}

fn of_table(table: &Table) -> Option<(Vec<LedgerEntry>, usize)> {
    let known = &language().invoices;
    let (head, number) =
        table.rows.iter().enumerate().find_map(|(i, r)| Some((i, column(r, &known.ledger_number)?)))?;
    let header = table.rows.get(head)?;
    let find = |titles: &List| column(header, titles);
    let (code, date) = (find(&known.ledger_code), find(&known.ledger_date));
    let (seller, gross) = (find(&known.ledger_seller), find(&known.ledger_gross));
    let unit = find(&known.ledger_unit);
    let (project, notice) = (find(&known.ledger_project), find(&known.ledger_notice));
    let (mut entries, mut spoilt) = (Vec::new(), 0);
    for row in table.rows.iter().skip(head + 1) {
        let text = |col: Option<u32>| {
            col.and_then(|c| row.at(c)).map(|c| c.text.trim().trim_start_matches('\'').to_owned()).unwrap_or_default()
        };
        let written = text(Some(number));
        if written.is_empty() || is_sum(&fold(&written)) {
            continue;
        }
        let lost = row.at(number).is_some_and(|c| c.flag == Some(CellFlag::PrecisionLost));
        if lost || is_rounded(&written) {
            spoilt += 1;
            continue;
        }
        let code = text(code);
        entries.push(LedgerEntry {
            number: if code.is_empty() { written } else { format!("{code}-{written}") },
            date: row.at(date.unwrap_or(u32::MAX)).and_then(|c| c.date).or_else(|| day(&text(date))),
            seller: text(seller),
            gross: row
                .at(gross.unwrap_or(u32::MAX))
                .and_then(|c| c.number)
                .map(Money::new)
                .or_else(|| amount::read(&text(gross)).map(|figure| Money::new(figure.number))),
            unit: text(unit),
            project: text(project),
            notice: text(notice),
            row: row.row.saturating_add(1),
        });
    }
    Some((entries, spoilt))
}

/// A day with its year; a ledger runs over several.
fn day(text: &str) -> Option<Day> {
    dates::first(text, 2000).filter(|r| !r.year_inferred).map(|r| r.first)
}

/// A row that sums up others, by its first words.
fn is_sum(folded: &str) -> bool {
    let sums = &language().accounts;
    sums.total.opens(folded) || sums.subtotal.opens(folded)
}

fn column(row: &Row, titles: &List) -> Option<u32> {
    titles.words().find_map(|t| row.cells.iter().find(|c| fold(&c.text) == t)).map(|c| c.col)
}

/// `2.64520E+19`, or twenty digits that end in a row of zeros as only a spreadsheet leaves them.
fn is_rounded(number: &str) -> bool {
    let digits = number.chars().all(|c| c.is_ascii_digit());
    let scientific = number.contains(['E', 'e']) && number.contains('+');
    scientific || digits && number.len() == 20 && number.ends_with("00000")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::Cell;

    fn table(rows: &[&[&str]]) -> Table {
        let cell = |(col, text): (usize, &&str)| Cell {
            col: u32::try_from(col).expect("few columns"),
            col_span: 1,
            row_span: 1,
            text: (*text).to_owned(),
            ..Cell::default()
        };
        let row = |(n, cells): (usize, &&[&str])| Row {
            row: u32::try_from(n).expect("few rows"),
            hidden: false,
            cells: cells.iter().enumerate().map(cell).collect(),
        };
        Table { sheet: None, rows: rows.iter().enumerate().map(row).collect() }
    }

    #[test]
    fn rows_are_read_by_their_titles() {
        let (entries, spoilt) = of_table(&table(&[
            &["历年发票台账"],
            &["发票号码", "开票日期", "销售方", "价税合计", "承担单位", "项目名称", "批次"],
            &["25452000000012345678", "2025-09-12", "示例酒店", "1,580.00", "示例学会", "学术年会", "2025"],
            &["'25452000000012345679", "", "", "", "", "", ""],
            &["小计", "", "", "1580", "", "", ""],
            &["合计", "", "", "1580", "", "", ""],
        ]))
        .expect("a ledger");
        assert_eq!((entries.len(), spoilt), (2, 0));
        assert_eq!(entries[0].number, "25452000000012345678");
        assert_eq!(entries[0].date.map(|d| d.to_string()).as_deref(), Some("2025-09-12"));
        assert_eq!(entries[0].gross, Some("1580".parse().expect("an amount")));
        assert_eq!((entries[0].row, entries[1].number.as_str()), (3, "25452000000012345679"));
    }

    #[test]
    fn spoilt_numbers_are_counted_and_tables_without_numbers_refused() {
        let (entries, spoilt) =
            of_table(&table(&[&["发票号码"], &["2.5452E+19"], &["25452000000012300000"], &["25452000000012345670"]]))
                .expect("a ledger");
        assert_eq!((entries.len(), spoilt), (1, 2));
        assert!(of_table(&table(&[&["项目名称", "金额"], &["甲", "1"]])).is_none());
    }

    #[test]
    fn the_older_code_and_number_are_one() {
        let (entries, _) =
            of_table(&table(&[&["发票代码", "发票号码"], &["045002000111", "12345678"]])).expect("a ledger");
        assert_eq!(entries[0].number, "045002000111-12345678");
    }
}

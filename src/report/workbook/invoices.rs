//! 发票台账: every invoice of every dossier, with repeats inside a dossier and across dossiers marked.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::carry::{self, Kept, Subject};
use super::grid::{self, Column, FIRST, Grid, Heading, Value, column, kept_columns, reviewer_columns};
use super::style::{Look, Weight};
use super::{Book, lines, links, number, reviewer, rows, sheet};
use crate::model::{DossierAudit, Invoice, Money, text};
use crate::report::words;

const NET: u16 = 8;
const VERDICT: u16 = 15;

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::INVOICES,
        title: "发票台账",
        index: "D-3",
        note: "金额单位：元。发票号码为文本。“重复情况”按号码比对：同号发票在本项目内再次出现，或出现在其他项目中（同一文件的重复报送也会列出，须人工区分）。".to_owned(),
    };
    let mut grid = Grid::new(book, &heading, columns())?;
    let seen = seen(book);
    for (at, d) in book.audit.dossiers.iter().enumerate() {
        for (n, i) in d.accounts.invoices.iter().enumerate() {
            let row = row(book, at, d, n, i, &seen);
            grid.row(&row)?;
            grid.keep(subject(d, i));
        }
    }
    let end = grid.next;
    if end == FIRST {
        grid.nothing("没有可读取的发票。")?;
        return grid.finish(3);
    }
    grid.fill(Kept::Invoices)?;
    grid.choices(VERDICT, &reviewer::CHOICES)?;
    grid.weighted(&totals(book, end), Weight::Total)?;
    let last = u16::try_from(grid.columns.len() - 1).unwrap_or(0);
    let mut sheet = grid.finish(3)?;
    sheet.autofilter(grid::HEADER, 0, end - 1, last)?;
    Ok(sheet)
}

pub fn columns() -> Vec<Column> {
    let mut columns = vec![
        column("序号", 5.0, Look::Whole),
        column("项目", 15.0, Look::Text),
        column("发票号码", 23.0, Look::Id),
        column("票种", 12.0, Look::Text),
        column("开票日期", 11.0, Look::Date),
        column("购买方", 16.0, Look::Text),
        column("销售方", 16.0, Look::Text),
        column("货物或服务名称", 17.0, Look::Text),
        column("金额", 11.5, Look::Money),
        column("税额", 10.0, Look::Money),
        column("价税合计", 11.5, Look::Money),
        column("对应支出", 15.0, Look::Text),
        column("重复情况", 13.0, Look::Text),
        column("出处", 10.0, Look::Text),
        column("问题", 17.0, Look::Centre),
    ];
    columns.extend(reviewer_columns());
    columns.extend(kept_columns());
    columns
}

/// An invoice is known by its number, one that could not be made out by its seller, day and amount.
fn subject(d: &DossierAudit, i: &Invoice) -> Subject {
    let amount = |m: Option<Money>| m.map(|m| m.to_string()).unwrap_or_default();
    let (day, gross) = (i.date.map(|d| d.to_string()).unwrap_or_default(), amount(i.gross));
    let key = match text::key(&i.number) {
        number if !number.is_empty() => carry::short_hash(&[&d.identity, &number]),
        _ => carry::short_hash(&[&d.identity, "", &text::key(&i.seller), &day, &gross]),
    };
    let (buyer, seller) = (text::key(&i.buyer), text::key(&i.seller));
    Subject { key: format!("I-{key}"), print: carry::print(&d.identity, &[&buyer, &seller, &day, &gross]) }
}

/// Which (dossier, invoice) a number stands in.
fn seen(book: &Book<'_>) -> BTreeMap<String, Vec<(usize, usize)>> {
    let mut seen: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for (at, d) in book.audit.dossiers.iter().enumerate() {
        for (n, i) in d.accounts.invoices.iter().enumerate() {
            let key = text::key(&i.number);
            if !key.is_empty() {
                seen.entry(key).or_default().push((at, n));
            }
        }
    }
    seen
}

fn row(
    book: &Book<'_>,
    at: usize,
    d: &DossierAudit,
    n: usize,
    i: &Invoice,
    seen: &BTreeMap<String, Vec<(usize, usize)>>,
) -> Vec<Value> {
    let backs = d.accounts.expenses.iter().filter(|e| e.invoices.contains(&n)).map(|e| book.say(&e.line.item));
    let backs = lines(backs);
    let items = lines(i.lines.iter().take(8).map(|l| book.say(&l.item)));
    let place = words::place(&i.evidence.place);
    vec![
        Value::Whole(number(at)),
        Value::text(&d.path),
        Value::text(if i.number.is_empty() { "未能识别" } else { &i.number }),
        Value::text(words::invoice_kind(i.kind)),
        i.date.map_or(Value::text("—"), Value::Day),
        Value::text(or_dash(book.say(&i.buyer))),
        Value::text(or_dash(book.say(&i.seller))),
        Value::text(or_dash(items)),
        Value::money(i.net),
        Value::money(i.tax),
        Value::money(i.gross),
        Value::text(if backs.is_empty() { "未对应".to_owned() } else { backs }),
        Value::text(repeats(at, n, seen.get(&text::key(&i.number)))),
        Value::Link(
            if place.is_empty() { "打开文件".to_owned() } else { place },
            links::document(&book.options.links_base, d, i.evidence.doc),
        ),
        rows::cited(book, at, |x| rows::stands_at(x, &i.evidence)),
    ]
}

fn repeats(at: usize, n: usize, all: Option<&Vec<(usize, usize)>>) -> String {
    let Some(all) = all else { return "—".to_owned() };
    let inside = all.iter().filter(|(d, i)| *d == at && *i != n).count();
    let mut others: Vec<String> = all.iter().filter(|(d, _)| *d != at).map(|(d, _)| number(*d).to_string()).collect();
    others.dedup();
    let mut parts = Vec::new();
    if inside > 0 {
        parts.push(format!("本项目内重复（另{inside}次）"));
    }
    if !others.is_empty() {
        parts.push(format!("跨项目重复（序号{}）", others.join("、")));
    }
    if parts.is_empty() { "无".to_owned() } else { lines(parts) }
}

fn totals(book: &Book<'_>, end: u32) -> Vec<Value> {
    let invoices = || book.audit.dossiers.iter().flat_map(|d| &d.accounts.invoices);
    let sums = [
        Money::sum(invoices().filter_map(|i| i.net)),
        Money::sum(invoices().filter_map(|i| i.tax)),
        Money::sum(invoices().filter_map(|i| i.gross)),
    ];
    let mut values = vec![Value::Empty, Value::text("合计（随筛选变化）")];
    values.extend((2..NET).map(|_| Value::Empty));
    for (col, sum) in (NET..).zip(sums) {
        let formula = format!("SUBTOTAL(9,{}:{})", grid::cell(FIRST, col), grid::cell(end - 1, col));
        values.push(Value::Formula(formula, sum.unwrap_or_default().to_string()));
    }
    values
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "—".to_owned() } else { text }
}

//! 支出明细: every spending line with its class, the reason, its invoices and place.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::carry::{self, Kept, Subject};
use super::grid::{self, Column, FIRST, Grid, Heading, Value, column, kept_columns, reviewer_columns};
use super::style::{Look, Weight};
use super::{Book, lines, links, number, reviewer, rows, sheet};
use crate::model::{DossierAudit, Expense, Money, text};
use crate::report::words;

const BUDGET: u16 = 5;
const ACTUAL: u16 = 6;
const VERDICT: u16 = 14;

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::SPENDING,
        title: "支出明细",
        index: "D-2",
        note: "金额单位：元。“支出性质”只看支出本身，不论由谁出资；是否可由项目经费列支须与“资金来源”一并判断。"
            .to_owned(),
    };
    let mut grid = Grid::new(book, &heading, columns())?;
    for (at, d) in book.audit.dossiers.iter().enumerate() {
        for e in &d.accounts.expenses {
            let row = row(book, at, d, e);
            grid.row(&row)?;
            grid.keep(subject(d, e));
        }
    }
    let end = grid.next;
    if end == FIRST {
        grid.nothing("没有可读取的支出明细。")?;
        return grid.finish(4);
    }
    grid.fill(Kept::Spending)?;
    grid.choices(VERDICT, &reviewer::CHOICES)?;
    let expenses = || book.audit.dossiers.iter().flat_map(|d| &d.accounts.expenses);
    let total = |col: u16, amounts: Option<Money>| {
        Value::Formula(
            format!("SUBTOTAL(9,{}:{})", grid::cell(FIRST, col), grid::cell(end - 1, col)),
            amounts.unwrap_or_default().to_string(),
        )
    };
    let (budget, actual) =
        (Money::sum(expenses().filter_map(|e| e.line.budget)), Money::sum(expenses().filter_map(|e| e.line.actual)));
    let mut values = vec![Value::Empty, Value::text("合计（随筛选变化）"), Value::Empty, Value::Empty, Value::Empty];
    values.extend([total(BUDGET, budget), total(ACTUAL, actual)]);
    grid.weighted(&values, Weight::Total)?;
    let last = u16::try_from(grid.columns.len() - 1).unwrap_or(0);
    let mut sheet = grid.finish(4)?;
    sheet.autofilter(grid::HEADER, 0, end - 1, last)?;
    Ok(sheet)
}

pub fn columns() -> Vec<Column> {
    let mut columns = vec![
        column("序号", 5.0, Look::Whole),
        column("项目", 15.0, Look::Text),
        column("行次", 6.0, Look::Centre),
        column("支出内容", 25.0, Look::Text),
        column("所属科目", 11.0, Look::Text),
        column("预算数", 12.0, Look::Money),
        column("决算数", 12.0, Look::Money),
        column("资金来源", 10.0, Look::Centre),
        column("原文来源", 10.0, Look::Text),
        column("支出性质", 12.0, Look::Centre),
        column("判断理由", 25.0, Look::Text),
        column("对应发票", 23.0, Look::Id),
        column("出处", 19.0, Look::Text),
        column("问题", 17.0, Look::Centre),
    ];
    columns.extend(reviewer_columns());
    columns.extend(kept_columns());
    columns
}

/// A line is known by what it is for; its amounts, source and class are its ground.
fn subject(d: &DossierAudit, e: &Expense) -> Subject {
    let key = carry::short_hash(&[&d.identity, &text::key(&e.line.section), &text::key(&e.line.item)]);
    let amount = |m: Option<Money>| m.map(|m| m.to_string()).unwrap_or_default();
    let parts = [amount(e.line.budget), amount(e.line.actual)];
    let print = carry::print(&d.identity, &[&parts[0], &parts[1], e.line.source.chinese(), e.class.chinese()]);
    Subject { key: format!("L-{key}"), print }
}

fn row(book: &Book<'_>, at: usize, d: &DossierAudit, e: &Expense) -> Vec<Value> {
    let invoices = lines(e.invoices.iter().filter_map(|i| d.accounts.invoices.get(*i)).map(|i| i.number.clone()));
    let place = words::place(&e.line.evidence.place);
    let place = if place.is_empty() { "打开文件".to_owned() } else { place };
    vec![
        Value::Whole(number(at)),
        Value::text(&d.path),
        Value::text(&e.line.seq),
        Value::text(book.say(&e.line.item)),
        Value::text(or_dash(&book.say(&e.line.section))),
        Value::money(e.line.budget),
        Value::money(e.line.actual),
        Value::text(e.line.source.chinese()),
        Value::text(or_dash(&book.say(&e.line.source_words))),
        Value::text(e.class.chinese()),
        Value::text(or_dash(&book.say(&e.reason))),
        Value::text(if invoices.is_empty() { or_dash(&e.line.voucher).to_owned() } else { invoices }),
        Value::Link(place, links::document(&book.options.links_base, d, e.line.evidence.doc)),
        rows::cited(book, at, |x| rows::stands_at(x, &e.line.evidence)),
    ]
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "—" } else { text }
}

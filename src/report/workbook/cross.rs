//! 跨项目比对: findings over several dossiers, both sides linked.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::carry::{self, Kept, Subject};
use super::grid::{Column, Grid, Heading, Value, column, kept_columns, reviewer_columns};
use super::style::Look;
use super::{Book, lines, links, number, reviewer, sheet};
use crate::model::audit::CrossFinding;
use crate::model::{Evidence, Status};
use crate::report::words;

const STATUS: u16 = 3;
const VERDICT: u16 = 14;

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::CROSS,
        title: "跨项目比对",
        index: "E-1",
        note: "比对范围为本次审核的全部项目：同一发票、雷同材料、相同照片，以及立项数量与金额。雷同只说明须核实，不等于认定违规。".to_owned(),
    };
    let mut grid = Grid::new(book, &heading, columns())?;
    for c in &book.audit.cross {
        let row = row(book, c);
        grid.row(&row)?;
        grid.keep(subject(book, c));
    }
    if book.audit.cross.is_empty() {
        grid.nothing("本次审核没有跨项目比对结果。")?;
    }
    grid.fill(Kept::Cross)?;
    grid.choices(VERDICT, &reviewer::CHOICES)?;
    grid.colour(STATUS, STATUS, Status::chinese)?;
    grid.finish(3)
}

pub fn columns() -> Vec<Column> {
    let mut columns = vec![
        column("索引号", 13.0, Look::Id),
        column("规则", 6.0, Look::Centre),
        column("规则名称", 12.0, Look::Text),
        column("结论", 9.0, Look::Centre),
        column("级别", 9.0, Look::Centre),
        column("事实", 30.0, Look::Text),
        column("甲方项目", 14.0, Look::Text),
        column("甲方证据", 22.0, Look::Text),
        column("打开", 8.0, Look::Centre),
        column("乙方项目", 14.0, Look::Text),
        column("乙方证据", 22.0, Look::Text),
        column("打开", 8.0, Look::Centre),
        column("其他各方", 14.0, Look::Text),
        column("依据及建议", 26.0, Look::Text),
    ];
    columns.extend(reviewer_columns());
    columns.extend(kept_columns());
    columns
}

fn subject(book: &Book<'_>, c: &CrossFinding) -> Subject {
    let quotes = carry::quotes(c.evidence.iter().map(|(_, e)| e));
    let print = carry::print("", &[c.status.code(), c.severity.code(), &quotes]);
    Subject { key: words::cross_id(c, book.audit), print }
}

fn row(book: &Book<'_>, c: &CrossFinding) -> Vec<Value> {
    let mut values = vec![
        Value::text(words::cross_id(c, book.audit)),
        Value::text(c.rule.as_str()),
        Value::text(book.rule_title(&c.rule)),
        Value::text(c.status.chinese()),
        Value::text(c.severity.chinese()),
        Value::text(book.say(&c.message)),
    ];
    for side in 0..2 {
        values.extend(side_of(book, c.evidence.get(side)));
    }
    let others = lines(c.evidence.iter().skip(2).take(10).map(|e| said(book, e)));
    let more = c.evidence.len().saturating_sub(12);
    let others = if more > 0 { format!("{others}\n……另{more}处") } else { others };
    values.push(Value::text(if others.is_empty() { "—".to_owned() } else { others }));
    values.push(Value::text(lines([book.clause(&c.rule, ""), c.advice.clone()])));
    values
}

fn side_of(book: &Book<'_>, evidence: Option<&(usize, Evidence)>) -> [Value; 3] {
    let Some((at, e)) = evidence else { return [Value::text("—"), Value::text("—"), Value::text("—")] };
    let Some(d) = book.audit.dossiers.get(*at) else { return [Value::Empty, Value::Empty, Value::Empty] };
    let address = links::document(&book.options.links_base, d, e.doc);
    [
        Value::text(format!("{} {}", number(*at), d.path)),
        Value::text(book.cite(e, d)),
        Value::Link(if address.is_some() { "打开" } else { "—" }.to_owned(), address),
    ]
}

fn said(book: &Book<'_>, (at, e): &(usize, Evidence)) -> String {
    book.audit.dossiers.get(*at).map(|d| format!("{} {}：{}", number(*at), d.path, book.cite(e, d))).unwrap_or_default()
}

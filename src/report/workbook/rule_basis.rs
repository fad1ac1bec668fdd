//! 规则依据: every rule of the pack with the notice's own words.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::carry::{Kept, Subject};
use super::grid::{Column, Grid, Heading, Value, column};
use super::style::Look;
use super::{Book, lines, sheet};
use crate::model::Rule;
use crate::report::words;

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let notice = &book.pack.notice;
    let heading = Heading {
        name: sheet::RULES,
        title: "规则依据",
        index: "G-1",
        note: format!(
            "依据{}《{}》。“推导”表示由通知要求推出的核对事项，没有对应的原文。",
            notice.number, notice.title
        ),
    };
    let mut grid = Grid::new(book, &heading, columns())?;
    for rule in &book.pack.rules {
        grid.row(&[
            Value::text(rule.code.as_str()),
            Value::text(&rule.title),
            Value::text(severities(rule)),
            Value::text(applies_to(book, rule)),
            Value::text(lines(rule.clauses.iter().map(clause))),
            Value::text(&rule.explain),
        ])?;
        grid.keep(Subject { key: rule.code.as_str().to_owned(), print: String::new() });
    }
    if book.pack.rules.is_empty() {
        grid.nothing("规则包没有规则。")?;
    }
    grid.fill(Kept::Rules)?;
    grid.finish(2)
}

pub fn columns() -> Vec<Column> {
    vec![
        column("规则", 6.0, Look::Centre),
        column("规则名称", 18.0, Look::Text),
        column("级别", 14.0, Look::Text),
        column("适用类型", 16.0, Look::Text),
        column("依据（章节及原文）", 60.0, Look::Text),
        column("核对方法及局限", 60.0, Look::Text),
    ]
}

fn clause(c: &crate::model::pack::Clause) -> String {
    let of: Vec<&str> = c.sub_types.iter().map(String::as_str).collect();
    let of = if of.is_empty() { String::new() } else { format!("[{}] ", of.join("、")) };
    format!("{of}{}", words::clause(c))
}

fn severities(rule: &Rule) -> String {
    let others = rule.severity_in.iter().map(|(sub_type, s)| format!("{sub_type}：{}", s.chinese()));
    lines(std::iter::once(rule.severity.chinese().to_owned()).chain(others))
}

fn applies_to(book: &Book<'_>, rule: &Rule) -> String {
    if rule.whole_run {
        return "全部项目一并核对".to_owned();
    }
    if book.pack.sub_types.iter().all(|s| rule.sub_types.contains(&s.code)) {
        return "全部类型".to_owned();
    }
    rule.sub_types.iter().cloned().collect::<Vec<_>>().join("、")
}

//! 待定问题: what the notice leaves open, the default taken, and room for the organiser's answer.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::carry::{self, Kept, Subject};
use super::grid::{Column, Grid, Heading, Value, column, kept_columns};
use super::style::Look;
use super::{Book, sheet};

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::QUESTIONS,
        title: "待定问题",
        index: "G-2",
        note: "通知未明确或自相矛盾之处。程序按“暂按”一栏处理；认定意见与暂按不同的，应调整规则包后重新审核。"
            .to_owned(),
    };
    let mut grid = Grid::new(book, &heading, columns())?;
    for q in &book.pack.open_questions {
        let dash = |text: &str| Value::text(if text.is_empty() { "—" } else { text });
        grid.row(&[
            Value::text(&q.id),
            Value::text(&q.question),
            dash(&q.why),
            dash(&q.default),
            dash(&q.rules.join("、")),
            dash(&q.figures),
        ])?;
        grid.keep(Subject { key: q.id.clone(), print: carry::print("", &[&q.question, &q.default]) });
    }
    if book.pack.open_questions.is_empty() {
        grid.nothing("规则包没有列出待定问题。")?;
    }
    grid.fill(Kept::Questions)?;
    grid.finish(2)
}

pub fn columns() -> Vec<Column> {
    let mut columns = vec![
        column("编号", 6.0, Look::Centre),
        column("问题", 36.0, Look::Text),
        column("由来", 40.0, Look::Text),
        column("暂按", 32.0, Look::Text),
        column("涉及规则", 12.0, Look::Text),
        column("测算", 26.0, Look::Text),
        column("认定意见", 22.0, Look::Entry),
        column("认定人", 9.0, Look::Entry),
        column("认定日期", 11.0, Look::EntryDate),
    ];
    columns.extend(kept_columns());
    columns
}

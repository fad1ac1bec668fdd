//! 疑点线索: what makes people look closer, apart from the findings and without weight in the proposal. Nobody signs a clue,
//! so there are no reviewers' columns.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::grid::{self, Column, FIRST, Grid, Heading, Value, column};
use super::style::Look;
use super::{Book, lines, links, number, sheet};
use crate::model::{Clue, DossierAudit};

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::CLUES,
        title: "疑点线索",
        index: "E-2",
        note: "线索只提示值得多看一眼的地方，不是问题，不影响结论和建议。每条写明考察的数量和列出的条件；没有列出不等于没有问题。"
            .to_owned(),
    };
    let mut grid = Grid::new(book, &heading, columns())?;
    for (at, d) in book.audit.dossiers.iter().enumerate() {
        for clue in &d.clues {
            let row = row(book, at, d, clue);
            grid.row(&row)?;
        }
    }
    let end = grid.next;
    if end == FIRST {
        grid.nothing("没有达到列出条件的线索。")?;
        return grid.finish(3);
    }
    let last = u16::try_from(grid.columns.len() - 1).unwrap_or(0);
    let mut sheet = grid.finish(3)?;
    sheet.autofilter(grid::HEADER, 0, end - 1, last)?;
    Ok(sheet)
}

fn columns() -> Vec<Column> {
    vec![
        column("序号", 5.0, Look::Whole),
        column("项目", 18.0, Look::Text),
        column("线索", 14.0, Look::Text),
        column("情况", 40.0, Look::Text),
        column("考察数量", 17.0, Look::Text),
        column("列出条件", 22.0, Look::Text),
        column("证据", 28.0, Look::Text),
        column("打开", 8.0, Look::Centre),
    ]
}

fn row(book: &Book<'_>, at: usize, d: &DossierAudit, clue: &Clue) -> Vec<Value> {
    let evidence = lines(clue.evidence.iter().map(|e| book.cite(e, d)));
    let address = clue.evidence.first().and_then(|e| links::document(&book.options.links_base, d, e.doc));
    vec![
        Value::Whole(number(at)),
        Value::text(&d.path),
        Value::text(clue.kind.chinese()),
        Value::text(book.say(&clue.message)),
        Value::text(&clue.examined),
        Value::text(&clue.threshold),
        Value::text(if evidence.is_empty() { "—".to_owned() } else { evidence }),
        Value::Link(if address.is_some() { "打开" } else { "—" }.to_owned(), address),
    ]
}

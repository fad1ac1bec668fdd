//! 疑点线索: what makes people look closer, apart from the findings and without weight in the proposal. A reviewer writes what
//! came of it.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::carry::{self, Kept, Subject};
use super::grid::{Column, FIRST, Grid, Heading, Value, column, kept_columns, reviewer_columns};
use super::style::Look;
use super::{Book, lines, links, number, sheet};
use crate::model::{Clue, DossierAudit};

const VERDICT: u16 = 8;
/// A clue is followed up or not; it is nothing to be agreed with.
const CHOICES: [&str; 3] = ["已核实无问题", "已核实有问题", "待核实"];

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::CLUES,
        title: "疑点线索",
        index: "E-2",
        note: "线索只提示值得多看一眼的地方，不是问题，不影响结论和建议。每条写明考察的数量和列出的条件；没有列出不等于没有问题。浅黄色栏由复核人填写。"
            .to_owned(),
    };
    let mut grid = Grid::new(book, &heading, columns())?;
    for (at, d) in book.audit.dossiers.iter().enumerate() {
        for clue in &d.clues {
            let row = row(book, at, d, clue);
            grid.row(&row)?;
            grid.keep(subject(d, clue));
        }
    }
    let end = grid.next;
    if end == FIRST {
        grid.nothing("没有达到列出条件的线索。")?;
        return grid.finish(3);
    }
    grid.fill(Kept::Clues)?;
    grid.choices(VERDICT, &CHOICES)?;
    grid.finish(3)
}

pub fn columns() -> Vec<Column> {
    let mut columns = vec![
        column("序号", 5.0, Look::Whole),
        column("项目", 15.0, Look::Text),
        column("线索", 13.0, Look::Text),
        column("情况", 34.0, Look::Text),
        column("考察数量", 13.0, Look::Text),
        column("列出条件", 18.0, Look::Text),
        column("证据", 26.0, Look::Text),
        column("打开", 8.0, Look::Centre),
    ];
    columns.extend(reviewer_columns());
    columns.extend(kept_columns());
    columns
}

/// A clue of a dossier is known by its kind and what it cites.
fn subject(d: &DossierAudit, clue: &Clue) -> Subject {
    let key = carry::short_hash(&[&d.identity, clue.kind.chinese(), &carry::quotes(&clue.evidence)]);
    Subject { key: format!("C-{key}"), print: carry::print(&d.identity, &[&clue.message]) }
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

//! 验收矩阵: dossier × rule. A cell is never empty: “—” where the rule is not for the sub-type.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::carry::{self, Kept, Subject};
use super::grid::{self, Column, Grid, Heading, Value, column};
use super::style::Look;
use super::{Book, number, sheet};
use crate::model::{DossierAudit, Rule, Status};

/// Below the row of codes; titles stand above it.
const HEADER: u32 = 5;
const FIRST: u32 = HEADER + 1;
const FIRST_RULE: u16 = 4;
/// Characters of a title that fit in a stacked header.
const TITLE: usize = 10;

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::MATRIX,
        title: "验收矩阵",
        index: "A-2",
        note: "√ 符合　× 不符合　缺 需补充材料　？ 待核实　／ 不适用　— 规则不适用于本类型。点击 ×、缺、？ 可跳转到问题清单；规则全称见“规则依据”。".to_owned(),
    };
    let mut columns = outer_columns();
    let hidden = columns.split_off(usize::from(FIRST_RULE));
    columns.extend(rules(book).map(|r| column(r.code.as_str(), 4.3, Look::Centre)));
    columns.extend(hidden);
    let mut grid = Grid::with_header_at(book, &heading, columns, HEADER)?;
    titles(&mut grid)?;
    for (at, d) in book.audit.dossiers.iter().enumerate() {
        let row = row(book, at, d);
        grid.row(&row)?;
        let key = format!("D-{}", carry::short_hash(&[&d.identity]));
        grid.keep(Subject { key, print: carry::print(&d.identity, &[d.proposal.code()]) });
    }
    if book.audit.dossiers.is_empty() {
        grid.nothing("没有项目。")?;
    }
    grid.fill(Kept::Matrix)?;
    let last = last_rule(book);
    grid.colour(FIRST_RULE, last, Status::mark)?;
    let mut sheet = grid.finish(4)?;
    sheet.set_repeat_rows(HEADER - 1, HEADER)?;
    Ok(sheet)
}

/// The columns beside those of the rules; the last two are hidden.
pub fn outer_columns() -> Vec<Column> {
    vec![
        column("序号", 5.0, Look::Whole),
        column("项目文件夹", 26.0, Look::Text),
        column("类型", 5.0, Look::Centre),
        column("结论建议", 14.0, Look::Centre),
        column(carry::KEY, 10.0, Look::Id),
        column(carry::PRINT, 10.0, Look::Id),
    ]
}

fn rules<'a>(book: &Book<'a>) -> impl Iterator<Item = &'a Rule> + use<'a> {
    book.pack.rules.iter().filter(|r| !r.whole_run)
}

fn last_rule(book: &Book<'_>) -> u16 {
    let count = u16::try_from(rules(book).count()).unwrap_or(1).max(1);
    FIRST_RULE + count - 1
}

/// The marks of one dossier, for formulas on other sheets.
pub fn marks_of(book: &Book<'_>, dossier: usize) -> String {
    let row = FIRST + u32::try_from(dossier).unwrap_or(0) + 1;
    let (first, last) = (grid::letters(FIRST_RULE), grid::letters(last_rule(book)));
    format!("'{}'!${first}${row}:${last}${row}", sheet::MATRIX)
}

/// A dossier's row.
pub fn row_of(dossier: usize) -> u32 {
    FIRST.saturating_add(u32::try_from(dossier).unwrap_or(u32::MAX))
}

/// The marks of all dossiers.
pub fn all_marks(book: &Book<'_>) -> String {
    let last = FIRST + u32::try_from(book.audit.dossiers.len()).unwrap_or(0).max(1);
    let (from, to) = (grid::letters(FIRST_RULE), grid::letters(last_rule(book)));
    format!("'{}'!${from}${}:${to}${last}", sheet::MATRIX, FIRST + 1)
}

/// The rules' names, one character below the other, above their codes.
fn titles(grid: &mut Grid<'_, '_>) -> Result<(), XlsxError> {
    let formats = &grid.book.formats;
    for col in 0..FIRST_RULE {
        grid.sheet.write_blank(HEADER - 1, col, &formats.header)?;
    }
    for (col, rule) in (FIRST_RULE..).zip(rules(grid.book)) {
        let short = short(&rule.title);
        grid.sheet.write_string_with_format(HEADER - 1, col, &short, &formats.stacked)?;
    }
    grid.sheet.set_row_height(HEADER - 1, 150)?;
    Ok(())
}

fn short(title: &str) -> String {
    let bare: String = title.chars().filter(|c| !"“”：（）".contains(*c)).collect();
    if bare.chars().count() <= TITLE { bare } else { bare.chars().take(TITLE - 1).chain(['…']).collect() }
}

fn row(book: &Book<'_>, at: usize, d: &DossierAudit) -> Vec<Value> {
    let mut values = vec![
        Value::Whole(number(at)),
        Value::text(&d.path),
        Value::text(&d.facts.project.sub_type),
        Value::text(d.proposal.chinese()),
    ];
    for rule in rules(book) {
        let status = d.status_of(&rule.code);
        let mark = status.map_or("—", Status::mark);
        values.push(match book.rows.get(&(at, &rule.code)) {
            Some(row) => Value::Goto(mark.to_owned(), sheet::FINDINGS, *row, 0),
            None => Value::text(mark),
        });
    }
    values
}

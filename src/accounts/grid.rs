//! Tables of all formats as one shape: cells with their column and place, and the lines of text around them.
//! Knows no amounts.

use rust_decimal::Decimal;

use crate::model::document::Table;
use crate::model::{Block, CellFlag, Content, DocId, Document, Evidence, Place};

#[derive(Debug, Clone)]
pub struct GridCell {
    pub col: u32,
    pub span: u32,
    pub row_span: u32,
    pub text: String,
    pub number: Option<Decimal>,
    pub formula: Option<String>,
    pub uncalculated: bool,
    /// Holds an error value (`#N/A`).
    pub error: bool,
    pub place: Place,
}

#[derive(Debug, Clone)]
pub struct GridRow {
    pub hidden: bool,
    pub cells: Vec<GridCell>,
}

impl GridRow {
    pub fn at(&self, col: u32) -> Option<&GridCell> {
        // by rising column, as the rows they come from
        let behind = self.cells.partition_point(|c| c.col <= col);
        behind.checked_sub(1).and_then(|i| self.cells.get(i)).filter(|c| col < c.col.saturating_add(c.span))
    }

    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|c| c.text.trim().is_empty() && !c.uncalculated)
    }

    /// The row as a reader sees it.
    pub fn quote(&self) -> String {
        self.cells.iter().map(|c| c.text.trim()).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(" ")
    }

    pub fn evidence(&self, doc: DocId, hidden: bool) -> Evidence {
        let place = self.cells.first().map_or(Place::Whole, |c| c.place.clone());
        Evidence { hidden: hidden || self.hidden, ..Evidence::new(doc, place, &self.quote()) }
    }
}

/// One table and the text before and after it in the same document.
#[derive(Debug, Clone)]
pub struct Grid {
    pub doc: DocId,
    /// The block it stands in (the first, where it runs over pages).
    pub block: usize,
    pub sheet: Option<String>,
    pub hidden: bool,
    /// Lies on pages (PDF, OFD): cells may be cut into lines.
    pub paged: bool,
    pub rows: Vec<GridRow>,
    /// Up to six lines before the table, nearest last.
    pub before: Vec<(String, Place)>,
    /// Up to six lines after it.
    pub after: Vec<(String, Place)>,
}

const LINES_AROUND: usize = 6;

/// All tables of a document, with runs of tab-separated lines read as tables too, and tables that a page break cut joined.
pub fn grids(doc: DocId, document: &Document) -> Vec<Grid> {
    let mut grids: Vec<Grid> = Vec::new();
    let mut i = 0;
    while let Some(block) = document.blocks.get(i) {
        let (rows, sheet, used) = match &block.content {
            Content::Table(table) => (rows_of(table, &block.place), table.sheet.clone(), 1),
            _ => match gapped_run(document.blocks.get(i..).unwrap_or_default()) {
                Some((rows, used)) => (rows, None, used),
                None => {
                    i += 1;
                    continue;
                }
            },
        };
        let before = lines(document.blocks.get(..i).unwrap_or_default().iter().rev());
        let grid = Grid {
            doc,
            block: i,
            sheet,
            hidden: block.hidden,
            paged: matches!(block.place, Place::Page(_) | Place::TableCell { page: 1.., .. }),
            rows,
            before: before.into_iter().rev().collect(),
            after: lines(document.blocks.get(i + used..).unwrap_or_default().iter()),
        };
        i += used;
        match grids.last_mut() {
            Some(last) if continues(last, &grid) => {
                last.rows.extend(grid.rows);
                last.after = grid.after;
            }
            _ => grids.push(grid),
        }
    }
    grids
}

/// A table at the top of the next page goes on with the one at the foot of the page before: at most a page number and a
/// running title stand between them.
fn continues(last: &Grid, next: &Grid) -> bool {
    let between_is_furniture = next.before.iter().rev().take(3).all(|(line, _)| {
        let plain: String = line.chars().filter(|c| !c.is_whitespace()).collect();
        last.before.iter().any(|(l, _)| l == line)
            || plain.chars().all(|c| c.is_ascii_digit() || "-—第页共/".contains(c))
            || last.rows.iter().any(|r| r.quote().contains(plain.as_str()))
    });
    let page_of = |g: &Grid, first: bool| {
        let row = if first { g.rows.first() } else { g.rows.last() };
        row.and_then(|r| r.cells.first()).and_then(|c| match c.place {
            Place::TableCell { page, .. } | Place::Page(page) => Some(page),
            _ => None,
        })
    };
    let width = |g: &Grid| g.rows.iter().flat_map(|r| r.cells.iter().map(|c| c.col + c.span)).max().unwrap_or(0);
    last.paged
        && next.paged
        && last.doc == next.doc
        && page_of(last, false).zip(page_of(next, true)).is_some_and(|(a, b)| b == a + 1)
        && width(last) == width(next)
        && (between_is_furniture || next.before.len() <= last.before.len())
}

fn lines<'a>(blocks: impl Iterator<Item = &'a Block>) -> Vec<(String, Place)> {
    blocks
        .map_while(|b| b.content.as_line().map(|line| (line.to_string(), b.place.clone())))
        .filter(|(line, _)| !line.trim().is_empty())
        .take(LINES_AROUND)
        .collect()
}

fn rows_of(table: &Table, block: &Place) -> Vec<GridRow> {
    table
        .rows
        .iter()
        .map(|row| GridRow {
            hidden: row.hidden,
            cells: row
                .cells
                .iter()
                .filter(|c| c.is_shown())
                .map(|c| GridCell {
                    col: c.col,
                    span: c.col_span.max(1),
                    row_span: c.row_span.max(1),
                    text: c.text.clone(),
                    number: c.number,
                    formula: c.formula.clone(),
                    uncalculated: c.flag == Some(CellFlag::Uncalculated),
                    error: c.flag == Some(CellFlag::Error),
                    place: place_of(block, table.sheet.as_deref(), row.row, c.col),
                })
                .collect(),
        })
        .collect()
}

fn place_of(block: &Place, sheet: Option<&str>, row: u32, col: u32) -> Place {
    match (block, sheet) {
        (Place::Line(_), _) => Place::Line(row + 1),
        (_, Some(sheet)) => Place::Cell { sheet: sheet.to_string(), row, col },
        (Place::TableCell { page, table, .. }, None) => Place::TableCell { page: *page, table: *table, row, col },
        (other, None) => other.clone(),
    }
}

/// Three lines or more in a row that are cut into fields by tabs or wide gaps.
fn gapped_run(blocks: &[Block]) -> Option<(Vec<GridRow>, usize)> {
    let width = blocks.first().and_then(|b| b.content.as_line()).map_or(0, |head| fields(head).len());
    let rows: Vec<GridRow> = blocks
        .iter()
        .map_while(|b| b.content.as_line().map(|line| (columns(line, width), b)))
        .map_while(|(fields, b)| (fields.len() >= 2).then_some((fields, b)))
        .map(|(fields, b)| GridRow {
            hidden: b.hidden,
            cells: fields
                .into_iter()
                .zip(0..)
                .filter(|(text, _)| !text.is_empty())
                .map(|(text, col)| GridCell {
                    col,
                    span: 1,
                    row_span: 1,
                    text,
                    number: None,
                    formula: None,
                    uncalculated: false,
                    error: false,
                    place: b.place.clone(),
                })
                .collect(),
        })
        .collect();
    let used = rows.len();
    (used >= 3).then_some((rows, used))
}

/// As [`fields`], but where single tabs part the columns, empty ones keep their place (“合计⇥⇥25960.00”).
fn columns(line: &str, width: usize) -> Vec<String> {
    let strict: Vec<String> = line.trim().split('\t').map(|f| f.trim().to_owned()).collect();
    let collapsed = fields(line);
    if strict.len() <= width && strict.len() > collapsed.len() { strict } else { collapsed }
}

/// The fields of a line whose columns are kept apart by tabs, or by two or more blanks.
pub fn fields(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut blanks = 0;
    for c in line.trim().chars() {
        match c {
            '\t' => blanks += 2,
            '\u{3000}' | ' ' => blanks += 1,
            c => {
                if blanks >= 2 {
                    out.push(String::new());
                }
                if let Some(field) = out.last_mut() {
                    if blanks == 1 {
                        field.push(' ');
                    }
                    field.push(c);
                }
                blanks = 0;
            }
        }
    }
    out
}

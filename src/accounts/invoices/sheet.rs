//! The lines of a document as an invoice reader wants them: narrow characters, cells, page; cut into one stretch an invoice.

use std::sync::LazyLock;

use regex::Regex;

use super::text::{known, narrow, packed};
use crate::accounts::grid;
use crate::model::{Content, Document, Origin, Place};

/// A line of text, or a row of a table.
#[derive(Debug, Clone)]
pub struct Line {
    pub cells: Vec<String>,
    /// Columns of the cells, for a row of a table.
    pub cols: Vec<u32>,
    pub page: u32,
    pub place: Place,
    /// Recognised from an image.
    pub recognised: bool,
}

impl Line {
    pub fn text(&self) -> String {
        self.cells.join("\t")
    }

    /// Without any white space: for finding words that a form spreads out (`合　　计`).
    pub fn packed(&self) -> String {
        self.cells.iter().map(|c| packed(c)).collect()
    }
}

pub fn lines(document: &Document) -> Vec<Line> {
    let mut out = Vec::new();
    for block in document.blocks.iter().filter(|b| !b.hidden) {
        let page = match block.place {
            Place::Page(page) | Place::TableCell { page, .. } => page,
            _ => 0,
        };
        let recognised = matches!(block.origin, Origin::Ocr(_));
        match &block.content {
            Content::Heading { text, .. } | Content::Paragraph { text } => {
                out.extend(prose(text, page, &block.place, recognised));
            }
            Content::Table(table) => {
                for row in &table.rows {
                    let place = match (&block.place, &table.sheet) {
                        (Place::TableCell { page, table, .. }, None) => {
                            Place::TableCell { page: *page, table: *table, row: row.row, col: 0 }
                        }
                        (_, Some(sheet)) => Place::Cell { sheet: sheet.clone(), row: row.row, col: 0 },
                        (other, None) => other.clone(),
                    };
                    // a frame around several lines is no row of a table
                    if let [only] = row.cells.as_slice() {
                        out.extend(prose(&only.text, page, &place, recognised));
                        continue;
                    }
                    let cell = |text: &str| {
                        let plain = narrow(text);
                        unbroken(together(&if recognised { mended(&plain) } else { plain }))
                    };
                    let cells = row.cells.iter().map(|c| cell(&c.text)).collect();
                    let cols = row.cells.iter().map(|c| c.col).collect();
                    out.push(Line { cells, cols, page, place, recognised });
                }
            }
        }
    }
    out
}

fn prose<'a>(text: &'a str, page: u32, place: &'a Place, recognised: bool) -> impl Iterator<Item = Line> + 'a {
    text.lines().filter(|l| !l.trim().is_empty()).map(move |line| {
        let plain = narrow(line);
        let plain = if recognised { mended(&plain) } else { plain };
        let cells = grid::fields(&together(&plain));
        Line { cells, cols: Vec::new(), page, place: place.clone(), recognised }
    })
}

/// What recognition usually makes of the marks of an invoice: `;` for `:`, `《` for `(`, `半` for `¥`, blanks between ideographs.
fn mended(text: &str) -> String {
    static BLANK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([\u{4e00}-\u{9fff}]) ([\u{4e00}-\u{9fff}])").expect("a constant pattern"));
    // twice, because neighbours share an ideograph
    let text = BLANK.replace_all(text, "$1$2");
    let text = BLANK.replace_all(&text, "$1$2");
    let group = |found: &regex::Captures<'_>, name: &str| found.name(name).map_or("", |m| m.as_str()).to_owned();
    let text = known().read_colon.replaced(&text, |found| format!("{}:", group(found, "label")));
    let text = known().read_bracket.replaced(&text, |found| match group(found, "word") {
        word if known().read_small.opens(&word) => "(小写)".to_owned(),
        word if known().read_large.opens(&word) => "(大写)".to_owned(),
        word => format!("({word})"),
    });
    known().read_sign.replaced(&text, |found| format!("{}¥{}", group(found, "before"), group(found, "n")))
}

/// A narrow cell breaks its figure (`3000.0` `0`) and its label (`统一社会信` `用代码`) over two lines.
fn unbroken(cell: String) -> String {
    if !cell.trim().contains(char::is_whitespace) {
        return cell;
    }
    let figure = cell.matches('.').count() == 1
        && cell.chars().any(|c| c.is_ascii_digit())
        && cell.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "¥-,.".contains(c));
    // two decimals are a whole figure, and what follows is another
    let decimals = cell.split_whitespace().next().and_then(|first| first.split_once('.')).map(|(_, d)| d.len());
    if figure && decimals.is_some_and(|d| d != 2) {
        return packed(&cell);
    }
    known().broken_label.replaced(&cell, |found| packed(found.get(0).map_or("", |m| m.as_str())))
}

/// Labels whose letters a form spreads out: `名        称`.
fn together(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blanks = String::new();
    for c in text.chars() {
        if c == ' ' || c == '\u{3000}' || c == '\t' {
            blanks.push(c);
            continue;
        }
        let one_word = out.chars().next_back().is_some_and(|before| known().spread_labels.is(&format!("{before}{c}")));
        if !one_word {
            out.push_str(&blanks);
        }
        blanks.clear();
        out.push(c);
    }
    out
}

/// The name of the form, alone in its cell or line.
pub fn is_title(cell: &str) -> bool {
    let packed = packed(cell);
    // the number often stands close behind
    let cut = known().first_labels.find(&packed).map_or(packed.len(), |found| found.start);
    let title = packed.get(..cut).unwrap_or_default();
    known().title.hits(title) && !speaks_of_invoices(title)
}

/// Heads of papers that list, hold or discuss invoices.
pub fn speaks_of_invoices(packed: &str) -> bool {
    known().speaks_of_invoices.hits(packed)
}

/// The page with the goods of an older invoice whose face says “详见销货清单”.
pub fn is_goods_list(lines: &[Line]) -> bool {
    lines.iter().take(4).any(|l| known().goods_list.hits(&l.packed()))
}

/// `发票号码` as a label of this invoice, not of one it corrects.
pub fn names_number(line: &Line) -> bool {
    known().own_number.hits(&line.packed())
}

fn has_total(line: &Line) -> bool {
    known().has_total.hits(&line.packed())
}

/// Cuts at page breaks, and inside a page where a new title or number follows a total.
pub fn segments(lines: &[Line]) -> Vec<&[Line]> {
    let mut starts = vec![0];
    let (mut complete, mut numbered) = (false, false);
    for (i, pair) in lines.windows(2).enumerate() {
        let [before, line] = pair else { continue };
        complete |= has_total(before);
        numbered |= names_number(before);
        // the number may stand above the title: a new invoice begins where the one before has its total
        let begins = complete && (line.cells.iter().any(|c| is_title(c)) || names_number(line));
        let turned = line.page != before.page;
        if begins || turned && !(numbered && !complete && only_ends(lines.get(i + 1..).unwrap_or_default())) {
            starts.push(i + 1);
            (complete, numbered) = (false, false);
        }
    }
    starts.push(lines.len());
    starts.dedup();
    starts.windows(2).filter_map(|pair| lines.get(*pair.first()?..*pair.last()?)).collect()
}

/// The next page is the rest of an invoice: it has the total, but neither title nor number.
fn only_ends(lines: &[Line]) -> bool {
    let Some(page) = lines.first().map(|l| l.page) else { return false };
    let mut here = lines.iter().take_while(|l| l.page == page);
    let total = here.clone().any(has_total);
    total && !here.any(|l| names_number(l) || l.cells.iter().any(|c| is_title(c)))
}

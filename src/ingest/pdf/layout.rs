//! Lines and ruled tables of a page → headings, paragraphs and tables in reading order.

use std::collections::BTreeMap;

use super::PageText;
use super::lines::{self, Glyph, Line, wide};
use crate::model::document::Row;
use crate::model::{Block, Cell, Content, Origin, Place, Table};

/// Lines on which few columns in a row make a table without rules.
const LEAST_ROWS: usize = 3;
const LEAST_COLUMNS: usize = 3;

#[derive(Default)]
pub struct Writer {
    pages: Vec<Page>,
    tables: u32,
}

struct Page {
    number: u32,
    width: f64,
    height: f64,
    items: Vec<Item>,
    others: Vec<String>,
    /// Half points → characters, tables included.
    sizes: BTreeMap<i64, usize>,
}

enum Item {
    Line(Line),
    Table { top: f64, number: u32, rows: Vec<Row> },
}

impl Item {
    fn top(&self) -> f64 {
        match self {
            Item::Line(l) => l.baseline - l.size * 0.8,
            Item::Table { top, .. } => *top,
        }
    }
}

impl Writer {
    pub fn page(&mut self, number: u32, page: &PageText) {
        let (mut glyphs, others) = lines::split(&page.text);
        let mut sizes = BTreeMap::new();
        for glyph in &glyphs {
            *sizes.entry((glyph.size * 2.0).round() as i64).or_default() += 1;
        }
        let mut items = Vec::new();
        for table in &page.tables {
            if let Some(rows) = ruled(table, &mut glyphs) {
                self.tables += 1;
                items.push(Item::Table { top: table.bbox.top, number: self.tables, rows });
            }
        }
        items.extend(lines::lines(glyphs).into_iter().map(Item::Line));
        items.sort_by(|a, b| a.top().total_cmp(&b.top()));
        let items = self.unruled(items);
        let (width, height) = (page.text.width, page.text.height);
        self.pages.push(Page { number, width, height, items, others, sizes });
    }

    /// Runs of lines with like columns become tables.
    fn unruled(&mut self, items: Vec<Item>) -> Vec<Item> {
        let mut out = Vec::new();
        let mut run: Vec<Line> = Vec::new();
        for item in items {
            match item {
                Item::Line(l) if l.segments.len() >= LEAST_COLUMNS => run.push(l),
                other => {
                    self.end_run(&mut run, &mut out);
                    out.push(other);
                }
            }
        }
        self.end_run(&mut run, &mut out);
        out
    }

    fn end_run(&mut self, run: &mut Vec<Line>, out: &mut Vec<Item>) {
        let lines = std::mem::take(run);
        match columns(&lines) {
            Some(edges) => {
                self.tables += 1;
                let top = lines.first().map_or(0.0, |l| l.top);
                let rows = lines.iter().enumerate().map(|(i, l)| row_of(i, l, &edges)).collect();
                out.push(Item::Table { top, number: self.tables, rows });
            }
            None => out.extend(lines.into_iter().map(Item::Line)),
        }
    }

    pub fn finish(self) -> Vec<Block> {
        let body = body_size(&self.pages);
        let mut blocks = Vec::new();
        for page in self.pages {
            write_page(page, body, &mut blocks);
        }
        blocks
    }
}

/// The size of most characters in the document.
fn body_size(pages: &[Page]) -> f64 {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for (size, n) in pages.iter().flat_map(|p| &p.sizes) {
        *counts.entry(*size).or_default() += n;
    }
    counts.into_iter().max_by_key(|(_, n)| *n).map_or(12.0, |(s, _)| s as f64 / 2.0)
}

/// A grid with rules: its characters are taken out of `glyphs` and laid out cell by cell. A frame that holds rows of
/// its own inside single cells (an e-invoice's item area) is no table: its lines are more telling.
fn ruled(table: &pdfni::Table, glyphs: &mut Vec<Glyph>) -> Option<Vec<Row>> {
    if table.n_rows < 2 || table.n_cols < 2 {
        return None;
    }
    let boxes = cells(table);
    let mut contents: Vec<Vec<Glyph>> = vec![Vec::new(); boxes.len()];
    let mut taken = Vec::new();
    for (i, glyph) in glyphs.iter().enumerate() {
        let (x, y) = glyph.centre();
        if let Some(at) = boxes.iter().position(|b| b.contains(x, y)) {
            contents.get_mut(at)?.push(glyph.clone());
            taken.push(i);
        }
    }
    let laid: Vec<Vec<Line>> = contents.into_iter().map(lines::lines).collect();
    let filled = laid.iter().filter(|l| !l.is_empty()).count();
    let inner = laid.iter().filter(|l| l.iter().filter(|l| l.segments.len() >= 2).count() >= 2).count();
    let all: usize = laid.iter().map(Vec::len).sum();
    let split: usize = laid.iter().flatten().filter(|l| l.segments.len() >= 2).count();
    if filled < 3 || inner > 0 && split * 4 >= all {
        return None;
    }
    let mut rows: Vec<Row> = Vec::new();
    for (frame, lines) in boxes.iter().zip(laid) {
        let text = cell_text(&lines);
        if text.is_empty() {
            continue;
        }
        let cell = Cell { col: frame.col, col_span: frame.col_span, row_span: frame.row_span, text, ..Cell::default() };
        match rows.iter_mut().find(|r| r.row == frame.row) {
            Some(row) => row.cells.push(cell),
            None => rows.push(Row { row: frame.row, hidden: false, cells: vec![cell] }),
        }
    }
    rows.sort_by_key(|r| r.row);
    for row in &mut rows {
        row.cells.sort_by_key(|c| c.col);
    }
    let mut keep = 0..;
    let mut gone = taken.into_iter().peekable();
    glyphs.retain(|_| {
        let here = keep.next();
        if gone.peek().copied() == here {
            gone.next();
            return false;
        }
        true
    });
    Some(rows)
}

/// A cell's box in grid steps.
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    row: u32,
    col: u32,
    row_span: u32,
    col_span: u32,
}

impl Frame {
    fn contains(&self, x: f64, y: f64) -> bool {
        self.left <= x && x < self.right && self.top <= y && y < self.bottom
    }
}

/// The engine repeats or stretches the box of a merged cell; grid lines are the distinct edges of all boxes.
fn cells(table: &pdfni::Table) -> Vec<Frame> {
    let boxes = || table.data.iter().flatten().map(|c| c.bbox).filter(|b| b.width() > 0.5 && b.height() > 0.5);
    let xs = edges(boxes().flat_map(|b| [b.x0, b.x1]).collect());
    let ys = edges(boxes().flat_map(|b| [b.top, b.bottom]).collect());
    let step = |edges: &[f64], at: f64| {
        let nearest = edges.iter().enumerate().min_by(|a, b| (a.1 - at).abs().total_cmp(&(b.1 - at).abs()));
        nearest.and_then(|(i, _)| u32::try_from(i).ok()).unwrap_or(0)
    };
    let mut frames: Vec<Frame> = Vec::new();
    for b in boxes() {
        let (row, col) = (step(&ys, b.top), step(&xs, b.x0));
        let (last_row, last_col) = (step(&ys, b.bottom), step(&xs, b.x1));
        if frames.iter().any(|f| (f.row, f.col) == (row, col)) {
            continue;
        }
        frames.push(Frame {
            left: b.x0,
            right: b.x1,
            top: b.top,
            bottom: b.bottom,
            row,
            col,
            row_span: last_row.saturating_sub(row).max(1),
            col_span: last_col.saturating_sub(col).max(1),
        });
    }
    frames
}

/// Distinct positions, those closer than two points being one.
fn edges(mut all: Vec<f64>) -> Vec<f64> {
    all.sort_by(f64::total_cmp);
    all.dedup_by(|b, a| (*b - *a).abs() < 2.0);
    all
}

/// Lines that only wrapped are joined; a line that ends well before the cell's longest one ends a paragraph.
fn cell_text(lines: &[Line]) -> String {
    let right = lines.iter().map(|l| l.right).fold(f64::MIN, f64::max);
    let mut text = String::new();
    let mut ended = true;
    for line in lines {
        if !text.is_empty() {
            if ended || starts_item(&line.text()) || starts_label(&line.text()) {
                text.push('\n')
            } else if !joins_tight(&text, &line.text()) {
                text.push(' ')
            }
        }
        text.push_str(&line.text());
        ended = right - line.right > line.size * 1.6 || line.segments.len() > 1;
    }
    text
}

/// Column edges shared by all lines of a run, or nothing when the lines have no columns in common.
fn columns(lines: &[Line]) -> Option<Vec<(f64, f64)>> {
    if lines.len() < LEAST_ROWS {
        return None;
    }
    let mut spans: Vec<(f64, f64)> = lines.iter().flat_map(|l| l.segments.iter().map(|s| (s.left, s.right))).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<(f64, f64)> = Vec::new();
    for (left, right) in spans {
        match columns.last_mut() {
            Some(last) if left <= last.1 => last.1 = last.1.max(right),
            _ => columns.push((left, right)),
        }
    }
    let widest = lines.iter().map(|l| l.segments.len()).max()?;
    (columns.len() >= LEAST_COLUMNS && columns.len() * 4 >= widest * 3).then_some(columns)
}

fn row_of(index: usize, line: &Line, columns: &[(f64, f64)]) -> Row {
    let mut cells: Vec<Cell> = Vec::new();
    for segment in &line.segments {
        let col = columns.iter().position(|(left, right)| segment.left >= left - 0.1 && segment.left <= right + 0.1);
        let col = col.and_then(|c| u32::try_from(c).ok()).unwrap_or(0);
        match cells.last_mut() {
            Some(cell) if cell.col == col => {
                cell.text.push('\t');
                cell.text.push_str(&segment.text);
            }
            _ => cells.push(Cell { col, col_span: 1, row_span: 1, text: segment.text.clone(), ..Cell::default() }),
        }
    }
    Row { row: u32::try_from(index).unwrap_or(u32::MAX), hidden: false, cells }
}

fn write_page(page: Page, body: f64, blocks: &mut Vec<Block>) {
    let margins = Margins::of(&page);
    let mut paragraph: Option<(String, Line)> = None;
    let mut seen = 0usize;
    let place = Place::Page(page.number);
    let mut put = |content: Content, place: Place, origin: Origin| {
        blocks.push(Block { place, origin, hidden: false, content });
    };
    for item in page.items {
        match item {
            Item::Table { number, rows, .. } => {
                if let Some((text, _)) = paragraph.take() {
                    put(Content::Paragraph { text }, place.clone(), Origin::Body);
                }
                let at = Place::TableCell { page: page.number, table: number, row: 0, col: 0 };
                put(Content::Table(Table { sheet: None, rows }), at, Origin::Body);
            }
            Item::Line(line) => {
                let text = line.text();
                seen += 1;
                if let Some((before, last)) = &mut paragraph
                    && margins.continues(last, &line, body)
                {
                    if !joins_tight(before, &text) {
                        before.push(' ');
                    }
                    before.push_str(&text);
                    *last = line;
                    continue;
                }
                if let Some((text, _)) = paragraph.take() {
                    put(Content::Paragraph { text }, place.clone(), Origin::Body);
                }
                let edge = line.top < page.height * 0.08 || line.bottom > page.height * 0.92;
                if edge && is_page_number(&text) {
                    put(Content::Paragraph { text }, place.clone(), Origin::HeaderFooter);
                } else if margins.is_title(&line, page.width, body)
                    || page.number == 1 && (opens(seen, &line, body) || margins.is_plain_title(seen, &line, page.width))
                {
                    put(Content::Heading { level: 1, text }, place.clone(), Origin::Body);
                } else {
                    paragraph = Some((text, line));
                }
            }
        }
    }
    if let Some((text, _)) = paragraph.take() {
        put(Content::Paragraph { text }, place.clone(), Origin::Body);
    }
    for text in page.others {
        put(Content::Paragraph { text }, place.clone(), Origin::TextBox);
    }
}

/// Left and right edge of running text on a page.
struct Margins {
    left: f64,
    right: f64,
}

impl Margins {
    fn of(page: &Page) -> Margins {
        let lines = || {
            page.items.iter().filter_map(|i| match i {
                // Signatures at the right say nothing about the margins.
                Item::Line(l) if l.segments.len() == 1 && l.chars >= 8 && l.left < page.width * 0.4 => Some(l),
                _ => None,
            })
        };
        let left = lines().map(|l| l.left).fold(f64::MAX, f64::min);
        let right = lines().map(|l| l.right).fold(f64::MIN, f64::max);
        Margins { left, right }
    }

    /// The line goes on with the paragraph of the one before: that one is full, this one is not indented.
    fn continues(&self, before: &Line, line: &Line, body: f64) -> bool {
        let like = (before.size - line.size).abs() < 0.6 && before.bold == line.bold;
        let near = line.baseline - before.baseline < before.size * 2.6 && line.baseline > before.baseline;
        // Hanging punctuation of other lines moves the margin by an em, a wrapped mark by another.
        let full = self.right - before.right < before.size * 3.0;
        let flush = line.left - self.left < body * 0.8;
        let whole = before.segments.len() == 1 && line.segments.len() == 1;
        like && near && full && flush && whole && !starts_item(&line.text())
    }

    /// Centred away from the margins, and larger than the body or bold.
    fn is_title(&self, line: &Line, width: f64, body: f64) -> bool {
        let centred = ((line.left + line.right) / 2.0 - width / 2.0).abs() < width * 0.03;
        let large = line.size > body * 1.15;
        let inset = large || line.left > self.left + body * 2.0;
        centred && inset && (large || line.bold) && line.segments.len() <= 2 && (2..=60).contains(&line.chars)
    }

    /// Near the top of the first page, centred well inside the margins: a title though it looks like the body.
    /// Document numbers and dates stand there too.
    fn is_plain_title(&self, seen: usize, line: &Line, width: f64) -> bool {
        let centred = ((line.left + line.right) / 2.0 - width / 2.0).abs() < width * 0.02;
        let inset = line.left > self.left + line.size * 3.0 && line.right < self.right - line.size * 3.0;
        let text = line.text();
        let plain = !text.contains(['。', '：', '；', '〔', '[', '\t']) && !text.trim_end().ends_with(['日', '号', '月']);
        seen <= 6 && centred && inset && plain && (4..=50).contains(&line.chars)
    }
}

/// One of the first lines of the document, larger than its body: a title even where it is not centred.
fn opens(seen: usize, line: &Line, body: f64) -> bool {
    seen <= 3 && line.size > body * 1.2 && line.segments.len() == 1 && (2..=60).contains(&line.chars)
}

/// `一、`, `（二）`, `3.`, `附件：` start anew even where the line before is full.
fn starts_item(text: &str) -> bool {
    let head: String = text.chars().take(6).collect();
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let trimmed = head.trim_start_matches(['（', '(']);
    let after = trimmed.trim_start_matches(|c: char| numeral(c) || c.is_ascii_digit());
    let counted = after.len() < trimmed.len();
    counted && (after.starts_with('、') || head.starts_with(['（', '(']) && after.starts_with(['）', ')']))
        || head.starts_with("附件")
}

/// `纳税人识别号：…`: in a cell, a label starts anew.
fn starts_label(text: &str) -> bool {
    let mut label = text.chars().take_while(|c| !matches!(c, '：' | ':'));
    let count = label.by_ref().take(19).filter(|c| c.is_alphabetic() || matches!(c, '/' | '（' | '）' | '、')).count();
    let whole = text.chars().take(19).position(|c| matches!(c, '：' | ':'));
    whole.is_some_and(|at| at >= 2 && count == at)
}

/// No blank between ideographs, nor between an ideograph and a number.
fn joins_tight(before: &str, after: &str) -> bool {
    let (a, b) = (before.chars().next_back(), after.chars().next());
    a.is_none_or(wide) || b.is_none_or(wide)
}

/// `3`, `- 3 -`, `第3页`, `第 3 页 共 5 页`, `3/5`.
fn is_page_number(text: &str) -> bool {
    let rest: String = text.chars().filter(|c| !c.is_whitespace() && !"-—–·/第页共,，".contains(*c)).collect();
    (1..=6).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_number_is_told_from_a_number() {
        for text in ["3", "- 12 -", "第 3 页 共 5 页", "— 2 —", "3/5"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["2026年", "第三页", "1234567", "共享"] {
            assert!(!is_page_number(text), "{text}");
        }
    }

    #[test]
    fn numbered_items_start_a_paragraph_and_years_do_not() {
        for text in ["一、总体要求", "（二）活动", "3、其他", "附件：名单"] {
            assert!(starts_item(text), "{text}");
        }
        for text in ["2026年9月", "一般而言", "（甲方）"] {
            assert!(!starts_item(text), "{text}");
        }
    }
}

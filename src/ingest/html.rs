//! HTML, also when saved as .xls (exports of banks and ERP programs) and MHT (one mail with an HTML part).
//! A tolerant scan for text and tables; scripts, styles and looks are passed over.

use super::mail;
use super::reader::Read;
use crate::model::document::Row;
use crate::model::{Block, Cell, Content, Origin, Place, Problem, Table};

pub fn read(bytes: &[u8]) -> Read {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default()).to_lowercase();
    if head.contains("mime-version:") && !head.trim_start().starts_with('<') {
        return match mail::html_part(bytes) {
            Some(html) => Read::blocks(blocks(&html)),
            None => Read::failed(Problem::Damaged("没有网页正文".into())),
        };
    }
    Read::blocks(blocks(&decode(bytes, &head)))
}

/// Byte-order mark, then what the page declares, then as any text.
fn decode(bytes: &[u8], head: &str) -> String {
    let declared = head
        .split_once("charset=")
        .map(|(_, rest)| rest.trim_start_matches(['"', '\'']))
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default().to_owned())
        .and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
    match declared {
        Some(e) if encoding_rs::Encoding::for_bom(bytes).is_none() && e != encoding_rs::UTF_8 => {
            e.decode(bytes).0.into_owned()
        }
        _ => super::text::decode(bytes),
    }
}

/// Paragraphs, headings and tables of a page.
pub fn blocks(html: &str) -> Vec<Block> {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        page.text(text);
        rest = page.tag(tag);
    }
    page.text(rest);
    page.end_line();
    page.close_all();
    page.blocks
}

#[derive(Default)]
struct Page {
    blocks: Vec<Block>,
    line: String,
    heading: Option<u8>,
    paragraphs: u32,
    tables: u32,
    open: Vec<Grid>,
}

#[derive(Default)]
struct Grid {
    number: u32,
    rows: Vec<Row>,
    row: u32,
    col: u32,
    cell: Option<Cell>,
    /// (column, span, rows still covered)
    covered: Vec<(u32, u32, u32)>,
}

impl Page {
    fn text(&mut self, text: &str) {
        let text = entities(text);
        let target = match self.open.last_mut().and_then(|g| g.cell.as_mut()) {
            Some(cell) => &mut cell.text,
            None => &mut self.line,
        };
        for c in text.chars() {
            let blank = c.is_whitespace();
            if !blank {
                target.push(c);
            } else if !target.is_empty() && !target.ends_with([' ', '\n']) {
                target.push(' ');
            }
        }
    }

    fn line_break(&mut self) {
        match self.open.last_mut().and_then(|g| g.cell.as_mut()) {
            Some(cell) if !cell.text.is_empty() && !cell.text.ends_with('\n') => cell.text.push('\n'),
            Some(_) => {}
            None => self.end_line(),
        }
    }

    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.line).trim().to_owned();
        if text.is_empty() || !self.open.is_empty() {
            return;
        }
        self.paragraphs += 1;
        let content = match self.heading {
            Some(level) => Content::Heading { level, text },
            None => Content::Paragraph { text },
        };
        let place = Place::Paragraph(self.paragraphs);
        self.blocks.push(Block { place, origin: Origin::Body, hidden: false, content });
    }

    /// Handles the tag at the start of `rest` and returns what follows it.
    fn tag<'h>(&mut self, rest: &'h str) -> &'h str {
        if let Some(comment) = rest.strip_prefix("<!--") {
            return comment.find("-->").and_then(|i| comment.get(i + 3..)).unwrap_or_default();
        }
        if !rest.get(1..).unwrap_or_default().starts_with(|c: char| c.is_ascii_alphanumeric() || "!?/".contains(c)) {
            // A bare “<” in text.
            self.text("&lt;");
            return rest.get(1..).unwrap_or_default();
        }
        let Some(end) = rest.find('>') else {
            return "";
        };
        let inner = rest.get(1..end).unwrap_or_default();
        let after = rest.get(end + 1..).unwrap_or_default();
        let closing = inner.starts_with('/');
        let body = inner.trim_start_matches('/');
        let name = body.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_lowercase();
        match (name.as_str(), closing) {
            ("script" | "style" | "title", false) => {
                let close = format!("</{name}");
                return after
                    .match_indices("</")
                    .map(|(i, _)| after.get(i..).unwrap_or_default())
                    .find(|end| end.get(..close.len()).is_some_and(|e| e.eq_ignore_ascii_case(&close)))
                    .unwrap_or_default();
            }
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) => {
                self.line_break();
                let level = name.get(1..).and_then(|n| n.parse().ok());
                self.heading = if closing { None } else { level };
            }
            ("br" | "p" | "div" | "li" | "ul" | "ol" | "section" | "article" | "blockquote" | "hr", _) => {
                self.line_break()
            }
            ("table", false) => {
                if self.open.is_empty() {
                    self.end_line();
                }
                self.tables += 1;
                self.open.push(Grid { number: self.tables, ..Grid::default() });
            }
            ("table", true) => self.close_table(),
            ("tr", false) => self.start_row(),
            ("tr", true) => self.close_cell(),
            ("td" | "th", false) => self.start_cell(body),
            ("td" | "th", true) => self.close_cell(),
            _ => {}
        }
        after
    }

    fn start_row(&mut self) {
        self.close_cell();
        let Some(grid) = self.open.last_mut() else { return };
        grid.row = grid.rows.last().map_or(0, |r| r.row.saturating_add(1));
        grid.rows.push(Row { row: grid.row, hidden: false, cells: Vec::new() });
        grid.col = 0;
        for over in &mut grid.covered {
            over.2 = over.2.saturating_sub(1);
        }
        grid.covered.retain(|c| c.2 > 0);
    }

    fn start_cell(&mut self, tag: &str) {
        self.close_cell();
        if self.open.last().is_some_and(|g| g.rows.is_empty()) {
            self.start_row();
        }
        let Some(grid) = self.open.last_mut() else { return };
        while let Some(over) = grid.covered.iter().find(|c| c.0 <= grid.col && grid.col < c.0.saturating_add(c.1)) {
            grid.col = over.0.saturating_add(over.1);
        }
        let span = |name: &str| number_attribute(tag, name).unwrap_or(1).clamp(1, 1000);
        let (col_span, row_span) = (span("colspan"), span("rowspan"));
        grid.cell = Some(Cell { col: grid.col, col_span, row_span, ..Cell::default() });
        if row_span > 1 {
            grid.covered.push((grid.col, col_span, row_span));
        }
        grid.col = grid.col.saturating_add(col_span);
    }

    fn close_cell(&mut self) {
        let Some(grid) = self.open.last_mut() else { return };
        let Some(mut cell) = grid.cell.take() else { return };
        cell.text = cell.text.trim().to_owned();
        if !cell.text.is_empty()
            && let Some(row) = grid.rows.last_mut()
        {
            row.cells.push(cell);
        }
    }

    fn close_table(&mut self) {
        self.close_cell();
        let Some(mut grid) = self.open.pop() else { return };
        grid.rows.retain(|r| !r.cells.is_empty());
        if grid.rows.is_empty() {
            return;
        }
        let place = Place::TableCell { page: 0, table: grid.number, row: 0, col: 0 };
        let content = Content::Table(Table { sheet: None, rows: grid.rows });
        self.blocks.push(Block { place, origin: Origin::Body, hidden: false, content });
    }

    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.close_table();
        }
    }
}

fn number_attribute(tag: &str, name: &str) -> Option<u32> {
    let lower = tag.to_ascii_lowercase();
    let rest = lower.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Character references, those that occur in exports.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        match rest.bytes().take(11).position(|b| b == b';').and_then(|end| Some((entity(rest.get(1..end)?)?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = rest.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" => ' ',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "mdash" => '—',
        "ndash" => '–',
        "middot" => '·',
        "hellip" => '…',
        "yen" => '¥',
        "times" => '×',
        "copy" => '©',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gives_paragraphs_and_tables() {
        let blocks = blocks(
            "<h1>决算</h1><p>单位：元&nbsp;a &lt; b</p><table><tr><td rowspan=2>科目<td>印刷费</tr><tr><td>场地费</td></tr></table>尾",
        );
        let lines: Vec<&str> = blocks.iter().filter_map(|b| b.content.as_line()).collect();
        assert_eq!(lines, ["决算", "单位：元 a < b", "尾"]);
        let table = blocks.iter().find_map(|b| b.content.as_table()).unwrap();
        assert_eq!(table.rows[1].cells[0].col, 1);
        assert_eq!(table.rows[0].cells[0].row_span, 2);
    }

    #[test]
    fn a_page_of_nothing_but_beginnings_is_read_in_time() {
        let started = std::time::Instant::now();
        for part in ["&", "<", "<title></TITLE>", "<table>"] {
            blocks(&(part.repeat(200_000) + ">"));
        }
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
        let lines = blocks("<Title>a</tITLE>b &amp; c < d");
        assert_eq!(lines.iter().filter_map(|b| b.content.as_line()).collect::<Vec<_>>(), ["b & c < d"]);
    }

    #[test]
    fn a_broken_page_ends_quietly() {
        for html in ["<table><tr><td>a", "a<", "<!-- x", "<script>", "&#x110000;&bad", "</td></table>"] {
            blocks(html);
        }
    }
}

//! OpenDocument text (.odt) and slides (.odp): paragraphs, headings, tables, text boxes, notes, headers and footers.
//! Looks, charts, formulas and deleted text of tracked changes are passed over.

use super::damage::damaged;
use super::limits::Limits;
use super::package::Package;
use super::reader::Read;
use super::xml::{self, Element, Node};
use crate::model::document::Row;
use crate::model::{Block, Cell, Content, Origin, Place, Problem, Table};

/// Blanks and columns that one attribute may stand for.
const MAX_REPEAT: u32 = 1000;

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    let mut package = match Package::open(bytes, limits) {
        Ok(package) => package,
        Err(e) => return Read::failed(damaged(e)),
    };
    let Some(content) = package.xml("content.xml") else {
        return Read::failed(Problem::Damaged("没有正文".into()));
    };
    let (root, trouble) = xml::parse(&content);
    let mut writer = Writer::default();
    if let Some(body) = root.find("body") {
        writer.walk(body);
    }
    if let Some(styles) = package.xml("styles.xml") {
        let (root, _) = xml::parse(&styles);
        writer.furniture(&root);
    }
    let mut read = Read::blocks(writer.blocks);
    read.problems.extend(trouble.map(damaged));
    if package.exhausted {
        read.problems.push(Problem::Limit("解压后过大".into()));
    }
    read
}

/// The manifest of an OpenDocument package tells which parts are encrypted.
pub fn is_encrypted(package: &mut Package<'_>) -> bool {
    package.xml("META-INF/manifest.xml").is_some_and(|m| m.contains("encryption-data"))
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    paragraphs: u32,
    tables: u32,
    boxes: u32,
    notes: u32,
    /// Slide, counted from 1; 0 in a text.
    page: u32,
}

impl Writer {
    fn walk(&mut self, parent: &Element<'_>) {
        for e in parent.elements() {
            match e.name() {
                "h" => {
                    let level = e.attr("outline-level").and_then(|l| l.parse().ok()).unwrap_or(1u8).clamp(1, 9);
                    self.line(e, Some(level));
                }
                "p" => self.line(e, None),
                "table" => self.table(e),
                "page" if self.page < u32::MAX => {
                    self.page += 1;
                    self.walk(e);
                }
                "frame" if e.attr("class").as_deref() == Some("title") => {
                    let first = self.blocks.len();
                    self.walk(e);
                    for block in self.blocks.iter_mut().skip(first) {
                        if let Content::Paragraph { text } = &block.content {
                            block.content = Content::Heading { level: 1, text: text.clone() };
                        }
                    }
                }
                // Speaker notes and deleted text are not shown.
                "notes" if self.page > 0 => {}
                "tracked-changes" | "forms" | "annotation" => {}
                _ => self.walk(e),
            }
        }
    }

    fn line(&mut self, p: &Element<'_>, level: Option<u8>) {
        let mut apart = Vec::new();
        let text = inline(p, &mut apart).trim().to_owned();
        if !text.is_empty() {
            self.paragraphs += 1;
            let place = if self.page > 0 { Place::Page(self.page) } else { Place::Paragraph(self.paragraphs) };
            let content = match level {
                Some(level) => Content::Heading { level, text },
                None => Content::Paragraph { text },
            };
            self.blocks.push(Block { place, origin: Origin::Body, hidden: false, content });
        }
        for part in apart {
            self.apart(part);
        }
    }

    /// A text box or note that stands inside a paragraph.
    fn apart(&mut self, part: &Element<'_>) {
        let (place, origin) = if part.name() == "note" {
            self.notes += 1;
            (Place::Note(self.notes), Origin::Note)
        } else {
            self.boxes += 1;
            (Place::TextBox(self.boxes), Origin::TextBox)
        };
        let (first, paragraphs) = (self.blocks.len(), self.paragraphs);
        match part.child("note-body") {
            Some(body) => self.walk(body),
            None => self.walk(part),
        }
        self.paragraphs = paragraphs;
        for block in self.blocks.iter_mut().skip(first) {
            block.origin = origin;
            if block.content.as_table().is_none() {
                block.place = place.clone();
            }
        }
    }

    /// Headers and footers of all page styles, each text once.
    fn furniture(&mut self, styles: &Element<'_>) {
        let mut pages = Vec::new();
        styles.find_all("master-page", &mut pages);
        for page in pages {
            for part in page.elements().filter(|e| e.name().starts_with("header") || e.name().starts_with("footer")) {
                let first = self.blocks.len();
                self.walk(part);
                for mut block in self.blocks.split_off(first) {
                    (block.place, block.origin) = (Place::HeaderFooter, Origin::HeaderFooter);
                    if !self.blocks.iter().any(|b| b.origin == block.origin && b.content == block.content) {
                        self.blocks.push(block);
                    }
                }
            }
        }
    }

    fn table(&mut self, table: &Element<'_>) {
        self.tables += 1;
        let number = self.tables;
        let (mut rows, mut nested) = (Vec::new(), Vec::new());
        let mut trs = Vec::new();
        table.find_all("table-row", &mut trs);
        let mut index = 0u32;
        for tr in trs {
            let cells = row(tr, &mut nested);
            if !cells.is_empty() {
                rows.push(Row { row: index, hidden: false, cells });
            }
            index = index.saturating_add(repeated(tr, "number-rows-repeated"));
        }
        if !rows.is_empty() {
            self.blocks.push(Block {
                place: Place::TableCell { page: self.page, table: number, row: 0, col: 0 },
                origin: Origin::Body,
                hidden: false,
                content: Content::Table(Table { sheet: None, rows }),
            });
        }
        for inner in nested {
            self.table(inner);
        }
    }
}

fn row<'t, 'a>(tr: &'t Element<'a>, nested: &mut Vec<&'t Element<'a>>) -> Vec<Cell> {
    let (mut cells, mut col) = (Vec::new(), 0u32);
    for tc in tr.elements().filter(|e| matches!(e.name(), "table-cell" | "covered-table-cell")) {
        let mut lines = Vec::new();
        cell_lines(tc, &mut lines, nested);
        if tc.name() == "table-cell" && !lines.is_empty() {
            let (col_span, row_span) = (repeated(tc, "number-columns-spanned"), repeated(tc, "number-rows-spanned"));
            cells.push(Cell { col, col_span, row_span, text: lines.join("\n"), ..Cell::default() });
        }
        col = col.saturating_add(repeated(tc, "number-columns-repeated"));
    }
    cells
}

fn repeated(e: &Element<'_>, name: &str) -> u32 {
    e.attr(name).and_then(|n| n.parse().ok()).unwrap_or(1u32).clamp(1, MAX_REPEAT)
}

fn cell_lines<'t, 'a>(parent: &'t Element<'a>, lines: &mut Vec<String>, nested: &mut Vec<&'t Element<'a>>) {
    for e in parent.elements() {
        match e.name() {
            "p" | "h" => {
                let mut apart = Vec::new();
                lines.extend(Some(inline(e, &mut apart).trim().to_owned()).filter(|t| !t.is_empty()));
                for part in apart {
                    cell_lines(part, lines, nested);
                }
            }
            "table" => nested.push(e),
            "annotation" => {}
            _ => cell_lines(e, lines, nested),
        }
    }
}

/// Text of a paragraph; text boxes and notes in it are put aside.
fn inline<'t, 'a>(p: &'t Element<'a>, apart: &mut Vec<&'t Element<'a>>) -> String {
    let mut text = String::new();
    push_inline(p, &mut text, apart);
    text
}

fn push_inline<'t, 'a>(parent: &'t Element<'a>, text: &mut String, apart: &mut Vec<&'t Element<'a>>) {
    for node in &parent.children {
        match node {
            Node::Text(t) => {
                // White space is collapsed; blanks that count are elements.
                for c in t.chars() {
                    if !c.is_ascii_whitespace() {
                        text.push(c);
                    } else if !text.is_empty() && !text.ends_with([' ', '\n', '\t']) {
                        text.push(' ');
                    }
                }
            }
            Node::Element(e) => match e.name() {
                "s" => (0..repeated(e, "c")).for_each(|_| text.push(' ')),
                "tab" => text.push('\t'),
                "line-break" => text.push('\n'),
                "note" | "text-box" => apart.push(e),
                "annotation" | "ruby-text" | "tracked-changes" => {}
                _ => push_inline(e, text, apart),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(body: &str) -> Vec<Block> {
        let text = format!("<office:document><office:body>{body}</office:body></office:document>");
        let (root, _) = xml::parse(&text);
        let mut writer = Writer::default();
        writer.walk(root.find("body").unwrap());
        writer.blocks
    }

    #[test]
    fn text_tables_boxes_and_slides() {
        let read = blocks(
            "<office:text><text:tracked-changes><text:p>删去</text:p></text:tracked-changes>\
             <text:h text:outline-level=\"2\">决算<text:s text:c=\"2\"/>表</text:h>\
             <text:p>甲<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>乙</text:p>\
             <table:table><table:table-header-rows><table:table-row>\
             <table:table-cell table:number-columns-spanned=\"2\"><text:p>科目</text:p></table:table-cell>\
             <table:covered-table-cell/><table:table-cell><text:p>金额</text:p></table:table-cell>\
             </table:table-row></table:table-header-rows></table:table></office:text>",
        );
        let lines: Vec<&str> = read.iter().filter_map(|b| b.content.as_line()).collect();
        assert_eq!(lines, ["决算  表", "甲乙", "框"]);
        assert_eq!(read[2].origin, Origin::TextBox);
        let cells = &read[3].content.as_table().unwrap().rows[0].cells;
        assert_eq!((cells[0].col_span, cells[1].col, cells[1].text.as_str()), (2, 2, "金额"));
        let slides = blocks(
            "<office:presentation><draw:page><draw:frame presentation:class=\"title\"><draw:text-box><text:p>题</text:p>\
             </draw:text-box></draw:frame><presentation:notes><text:p>备注</text:p></presentation:notes></draw:page>\
             <draw:page><draw:frame><draw:text-box><text:p>二</text:p></draw:text-box></draw:frame></draw:page></office:presentation>",
        );
        assert_eq!(slides.len(), 2);
        assert!(matches!(slides[0].content, Content::Heading { level: 1, .. }));
        assert_eq!(slides[1].place, Place::Page(2));
    }
}

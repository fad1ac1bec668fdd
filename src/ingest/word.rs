//! Old Word documents (.doc, Kingsoft .wps) through `office_oxide`, and its xls reader as a second try.

use std::io::Cursor;

use office_oxide::format::DocumentFormat;
use office_oxide::ir::{Element, InlineContent, Paragraph, ParagraphAlignment};
use office_oxide::{Document, ir};

use super::concealed::{self, Unseen};
use super::contrast;
use super::damage::damaged;
use super::limits::Limits;
use super::read::Read;
use super::sheet::{Sheet, Tally};
use crate::model::document::Row;
use crate::model::{Block, Cell, CellFlag, Content, Origin, Place, Problem, Table};

pub fn read(bytes: &[u8]) -> Read {
    let document = match Document::from_reader(Cursor::new(bytes.to_vec()), DocumentFormat::Doc) {
        Ok(d) => d,
        Err(e) => return Read::failed(trouble(&e.to_string())),
    };
    let ir = document.to_ir();
    let mut writer = Writer::default();
    for section in &ir.sections {
        for e in &section.elements {
            writer.element(e);
        }
    }
    for section in &ir.sections {
        for part in [&section.header, &section.footer, &section.first_page_header, &section.first_page_footer]
            .into_iter()
            .flatten()
        {
            writer.furniture(&part.content);
        }
    }
    let mut read = Read::blocks(writer.blocks);
    read.problems.extend(writer.concealed.problem());
    read
}

/// Old slides (.ppt): each slide is a page. Speaker notes are left out.
pub fn read_ppt(bytes: &[u8], limits: &Limits) -> Read {
    let document = match Document::from_reader(Cursor::new(bytes.to_vec()), DocumentFormat::Ppt) {
        Ok(d) => d,
        Err(e) => return Read::failed(trouble(&e.to_string())),
    };
    let ir = document.to_ir();
    let mut read = Read::default();
    let mut writer = Writer::default();
    for (page, section) in (1u32..).zip(&ir.sections) {
        if page > limits.pages {
            read.problems.push(Problem::Limit(format!("页数超过 {} 页", limits.pages)));
            break;
        }
        let first = writer.blocks.len();
        for e in &section.elements {
            writer.element(e);
        }
        for block in writer.blocks.iter_mut().skip(first) {
            match &mut block.place {
                Place::TableCell { page: at, .. } => *at = page,
                place => *place = Place::Page(page),
            }
        }
    }
    read.blocks = writer.blocks;
    read.problems.extend(writer.concealed.problem());
    read
}

fn trouble(words: &str) -> Problem {
    let lower = words.to_lowercase();
    if ["encrypt", "password"].iter().any(|w| lower.contains(w)) { Problem::Encrypted } else { damaged(words) }
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    paragraphs: u32,
    tables: u32,
    boxes: u32,
    notes: u32,
    concealed: concealed::Tally,
}

impl Writer {
    fn element(&mut self, e: &Element) {
        match e {
            Element::Heading(h) => self.line(&h.content, Some(h.level.max(1))),
            Element::Paragraph(p) => self.line(&p.content, title_by_looks(p)),
            Element::Table(t) => self.table(t),
            Element::List(l) => self.list(l),
            Element::TextBox(b) => {
                self.boxes += 1;
                let place = Place::TextBox(self.boxes);
                self.apart(&b.content, &place, Origin::TextBox);
            }
            Element::Footnote(n) | Element::Endnote(n) => {
                self.notes += 1;
                let place = Place::Note(self.notes);
                // comments come as notes of that name
                let comment = n.marker.as_deref().is_some_and(|m| m == "comment");
                let first = self.blocks.len();
                let concealed = self.concealed.clone();
                self.apart(&n.content, &place, if comment { Origin::Comment } else { Origin::Note });
                if comment {
                    self.blocks.iter_mut().skip(first).for_each(|b| b.hidden = true);
                    self.concealed = concealed;
                }
            }
            Element::CodeBlock(c) => self.text(&c.content, None),
            _ => {}
        }
    }

    fn list(&mut self, list: &ir::List) {
        for item in &list.items {
            for e in &item.content {
                self.element(e);
            }
            if let Some(nested) = &item.nested {
                self.list(nested);
            }
        }
    }

    fn line(&mut self, content: &[InlineContent], level: Option<u8>) {
        let (seen, unseen) = parted(content, true, &mut self.concealed);
        self.text(&seen, level);
        let text = tidy(&unseen);
        if !text.is_empty() {
            let place = Place::Paragraph(self.paragraphs.max(1));
            let content = Content::Paragraph { text };
            self.blocks.push(Block { place, origin: Origin::Body, hidden: true, content });
        }
    }

    fn text(&mut self, text: &str, level: Option<u8>) {
        let text = tidy(text);
        if text.is_empty() {
            return;
        }
        self.paragraphs += 1;
        let content = match level {
            Some(level) => Content::Heading { level, text },
            None => Content::Paragraph { text },
        };
        self.blocks.push(Block {
            place: Place::Paragraph(self.paragraphs),
            origin: Origin::Body,
            hidden: false,
            content,
        });
    }

    fn apart(&mut self, elements: &[Element], place: &Place, origin: Origin) {
        let (paragraphs, first) = (self.paragraphs, self.blocks.len());
        for e in elements {
            self.element(e);
        }
        self.paragraphs = paragraphs;
        for block in self.blocks.iter_mut().skip(first) {
            block.origin = origin;
            if block.content.as_table().is_none() {
                block.place = place.clone();
            }
        }
    }

    fn furniture(&mut self, elements: &[Element]) {
        let first = self.blocks.len();
        self.apart(elements, &Place::HeaderFooter, Origin::HeaderFooter);
        let new = self.blocks.split_off(first);
        for block in new {
            if !self.blocks.iter().any(|b| b.origin == block.origin && b.content == block.content) {
                self.blocks.push(block);
            }
        }
    }

    fn table(&mut self, table: &ir::Table) {
        self.tables += 1;
        self.paragraphs += 1;
        let number = self.tables;
        let mut nested = Vec::new();
        let rows = self.rows(table, &mut nested);
        if !rows.is_empty() {
            self.blocks.push(Block {
                place: Place::TableCell { page: 0, table: number, row: 0, col: 0 },
                origin: Origin::Body,
                hidden: false,
                content: Content::Table(Table { sheet: None, rows }),
            });
        }
        for inner in nested {
            self.table(inner);
        }
    }

    /// Cells take the next free column, past those that cells above span into this row.
    fn rows<'t>(&mut self, table: &'t ir::Table, nested: &mut Vec<&'t ir::Table>) -> Vec<Row> {
        let mut rows = Vec::new();
        // (column, rows still covered)
        let mut covered: Vec<(u32, u32, u32)> = Vec::new();
        for (index, tr) in table.rows.iter().enumerate() {
            let mut cells = Vec::new();
            let mut next: Vec<(u32, u32, u32)> =
                covered.iter().filter(|c| c.2 > 1).map(|c| (c.0, c.1, c.2 - 1)).collect();
            let mut col = 0u32;
            for tc in &tr.cells {
                while let Some(over) = covered.iter().find(|c| c.0 <= col && col < c.0 + c.1) {
                    col = over.0 + over.1;
                }
                let (col_span, row_span) = (tc.col_span.clamp(1, 1000), tc.row_span.clamp(1, 100_000));
                if row_span > 1 {
                    next.push((col, col_span, row_span - 1));
                }
                let mut unseen = String::new();
                let text = cell_text(&tc.content, nested, &mut |content| {
                    let (seen, struck) = parted(content, false, &mut self.concealed);
                    unseen.push_str(&struck);
                    seen
                });
                if !text.is_empty() {
                    cells.push(Cell { col, col_span, row_span, text, ..Cell::default() });
                } else if !tidy(&unseen).is_empty() {
                    let (text, flag) = (tidy(&unseen), Some(CellFlag::Concealed));
                    cells.push(Cell { col, col_span, row_span, text, flag, ..Cell::default() });
                }
                col = col.saturating_add(col_span);
            }
            covered = next;
            if !cells.is_empty() {
                rows.push(Row { row: u32::try_from(index).unwrap_or(u32::MAX), hidden: false, cells });
            }
        }
        rows
    }
}

/// What is said of a cell's runs becomes text by `said`.
fn cell_text<'t>(
    elements: &'t [Element],
    nested: &mut Vec<&'t ir::Table>,
    said: &mut dyn FnMut(&[InlineContent]) -> String,
) -> String {
    let mut lines: Vec<String> = Vec::new();
    for e in elements {
        match e {
            Element::Paragraph(p) => lines.push(tidy(&said(&p.content))),
            Element::Heading(h) => lines.push(tidy(&said(&h.content))),
            Element::List(l) => list_lines(l, &mut lines, nested, said),
            Element::TextBox(b) => lines.push(cell_text(&b.content, nested, said)),
            Element::Table(t) => nested.push(t),
            _ => {}
        }
    }
    lines.retain(|l| !l.is_empty());
    lines.join("\n")
}

fn list_lines<'t>(
    list: &'t ir::List,
    lines: &mut Vec<String>,
    nested: &mut Vec<&'t ir::Table>,
    said: &mut dyn FnMut(&[InlineContent]) -> String,
) {
    for item in &list.items {
        lines.push(cell_text(&item.content, nested, said));
        if let Some(inner) = &item.nested {
            list_lines(inner, lines, nested, said);
        }
    }
}

/// Text that is read, and text that is struck out or, on paper, as pale as its ground. What lies under a table's cells is not
/// known here.
fn parted(content: &[InlineContent], paper: bool, tally: &mut concealed::Tally) -> (String, String) {
    let why = |c: &InlineContent| match c {
        InlineContent::Text(s) if s.strikethrough => Some(Unseen::Struck),
        InlineContent::Text(s) if paper || s.highlight.is_some() => {
            let ground = s.highlight.unwrap_or(contrast::WHITE);
            s.color.filter(|ink| contrast::is_pale(*ink, ground)).map(|_| Unseen::Pale)
        }
        _ => None,
    };
    let (mut seen, mut unseen, mut last) = (Vec::new(), Vec::new(), None);
    for c in content {
        let found = why(c);
        let blank = ir::inline_to_text(std::slice::from_ref(c)).trim().is_empty();
        if let Some(found) = found.filter(|_| !blank && last != found) {
            tally.add(found);
        }
        last = if blank { last } else { found };
        if found.is_some() { unseen.push(c.clone()) } else { seen.push(c.clone()) }
    }
    (ir::inline_to_text(&seen), ir::inline_to_text(&unseen))
}

/// A short centred line that is large or all bold.
fn title_by_looks(p: &Paragraph) -> Option<u8> {
    let text = ir::inline_to_text(&p.content);
    let spans = || {
        p.content.iter().filter_map(|c| match c {
            InlineContent::Text(s) if !s.text.trim().is_empty() => Some(s),
            _ => None,
        })
    };
    let bold = spans().all(|s| s.bold);
    let large = spans().any(|s| s.font_size_half_pt.is_some_and(|n| n >= 32));
    let centred = matches!(p.alignment, Some(ParagraphAlignment::Center));
    (centred && (bold || large) && !text.trim().is_empty() && text.chars().count() <= 80).then_some(1)
}

fn tidy(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let lines: Vec<&str> = kept.split('\n').map(str::trim).filter(|l| !l.is_empty()).collect();
    lines.join("\n")
}

/// A workbook that the first reader refused. Only texts and numbers; its formulas are not known.
pub fn read_xls(bytes: &[u8], limits: &Limits) -> Read {
    let Ok(document) = Document::from_reader(Cursor::new(bytes.to_vec()), DocumentFormat::Xls) else {
        return Read::default();
    };
    let ir = document.to_ir();
    let (mut read, mut tally) = (Read::default(), Tally::default());
    for (index, section) in ir.sections.iter().enumerate() {
        let name = section.title.clone().unwrap_or_else(|| format!("Sheet{}", index + 1));
        let mut sheet = Sheet::default();
        for e in &section.elements {
            let Element::Table(t) = e else { continue };
            for (row, tr) in t.rows.iter().enumerate() {
                for (col, tc) in tr.cells.iter().enumerate() {
                    let (Ok(row), Ok(col)) = (u32::try_from(row), u32::try_from(col)) else { continue };
                    let text = cell_text(&tc.content, &mut Vec::new(), &mut ir::inline_to_text);
                    let value = match tc.raw_number {
                        Some(n) => calamine::DataRef::Float(n),
                        None if text.is_empty() => continue,
                        None => calamine::DataRef::String(text),
                    };
                    if tally.room(limits) {
                        sheet.set((row, col), &value, None, &mut tally);
                    }
                }
            }
        }
        read.blocks.extend(sheet.finish(&name, false));
    }
    read.problems.extend(tally.problems(limits));
    if !read.blocks.is_empty() {
        read.problems.push(Problem::Skipped("公式（文件结构有损，仅读出数值）".into()));
    }
    read
}

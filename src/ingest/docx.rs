//! Word documents (.docx, .docm and the WPS twins): body, tables, text boxes, notes, headers and footers.
//!
//! An own pass over the package, because no reader keeps every kind of checkbox. Automatic numbers are not text and are
//! not made up; deleted text is dropped, inserted text kept, comments are left out.

use std::collections::{BTreeMap, BTreeSet};

use super::damage::damaged;
use super::limits::Limits;
use super::package::{Package, relations};
use super::reader::Read;
use super::xml::{self, Element};
use crate::model::document::Row;
use crate::model::{Block, Cell, CellFlag, Content, Origin, Place, Problem, Table};

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    let mut package = match Package::open(bytes, limits) {
        Ok(p) => p,
        Err(e) => return Read::failed(damaged(e)),
    };
    let main = relations(&mut package, "")
        .into_iter()
        .find(|(_, kind, _)| kind == "officeDocument")
        .map_or_else(|| "word/document.xml".to_owned(), |(_, _, target)| target);
    let Some(text) = package.xml(&main) else {
        let why = if package.exhausted {
            Problem::Limit("解压后过大".into())
        } else {
            Problem::Damaged("缺少正文".into())
        };
        return Read::failed(why);
    };
    let parts = relations(&mut package, &main);
    let styles = parts.iter().find(|(_, k, _)| k == "styles").and_then(|(_, _, t)| package.xml(t));
    let styles = styles.map_or_else(Styles::default, |t| Styles::parse(&t));
    let (root, trouble) = xml::parse(&text);
    let mut writer = Writer::new(&styles);
    if let Some(body) = root.find("body") {
        writer.flow(body);
    }
    writer.flush_boxes();
    for (_, kind, target) in &parts {
        let Some(text) = matches!(kind.as_str(), "header" | "footer" | "footnotes" | "endnotes")
            .then(|| package.xml(target))
            .flatten()
        else {
            continue;
        };
        let (root, _) = xml::parse(&text);
        match kind.as_str() {
            "header" | "footer" => writer.header_footer(&root),
            _ => writer.notes(&root),
        }
    }
    let mut read = Read::blocks(writer.blocks);
    read.problems.extend(trouble.map(damaged));
    if package.exhausted {
        read.problems.push(Problem::Limit("解压后过大".into()));
    }
    if writer.embedded {
        read.problems.push(Problem::Skipped("内嵌的其他文档".into()));
    }
    read
}

/// What a paragraph style says about looks.
#[derive(Default, Clone)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    centred: Option<bool>,
    /// Half-points.
    size: Option<u32>,
    bold: Option<bool>,
    vanish: Option<bool>,
}

#[derive(Default)]
struct Styles {
    by_id: BTreeMap<String, Style>,
    /// Style of paragraphs without one.
    default: Style,
}

impl Styles {
    fn parse(text: &str) -> Styles {
        let (root, _) = xml::parse(text);
        let mut styles = Styles::default();
        if let Some(defaults) = root.find("docDefaults") {
            styles.default.size = defaults.find("rPr").and_then(|r| r.child_val("sz")).and_then(|v| v.parse().ok());
        }
        let mut found = Vec::new();
        root.find_all("style", &mut found);
        for style in found {
            let (ppr, rpr) = (style.child("pPr"), style.child("rPr"));
            let read = Style {
                name: style.child_val("name").unwrap_or_default().to_lowercase(),
                based_on: style.child_val("basedOn"),
                outline: ppr.and_then(outline),
                centred: ppr.and_then(centred),
                size: rpr.and_then(|r| r.child_val("sz")).and_then(|v| v.parse().ok()),
                bold: rpr.and_then(|r| toggle(r, "b")),
                vanish: rpr.and_then(|r| toggle(r, "vanish")),
            };
            if style.attr("type").as_deref() == Some("paragraph")
                && style.attr("default").is_some_and(|v| v == "1" || v == "true")
            {
                styles.default.size = read.size.or(styles.default.size);
            }
            if let Some(id) = style.attr("styleId") {
                styles.by_id.insert(id, read);
            }
        }
        styles
    }

    /// The style with what it inherits.
    fn resolve(&self, id: Option<&str>) -> Style {
        let mut style = Style::default();
        let mut next = id.map(str::to_owned);
        for _ in 0..12 {
            let Some(parent) = next.and_then(|id| self.by_id.get(&id)) else { break };
            if style.name.is_empty() {
                style.name = parent.name.clone();
            }
            style.outline = style.outline.or(parent.outline).or_else(|| heading_level(&parent.name));
            style.centred = style.centred.or(parent.centred);
            style.size = style.size.or(parent.size);
            style.bold = style.bold.or(parent.bold);
            style.vanish = style.vanish.or(parent.vanish);
            next = parent.based_on.clone();
        }
        style
    }

    fn body_size(&self) -> u32 {
        self.default.size.unwrap_or(21)
    }
}

/// `heading 2`, `标题 2`, `title`.
fn heading_level(name: &str) -> Option<u8> {
    if matches!(name, "title" | "标题") {
        return Some(1);
    }
    let digits = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?.trim();
    digits.parse::<u8>().ok().filter(|n| (1..=9).contains(n))
}

/// Outline level from 1; level 9 (from 0) means body text.
fn outline(ppr: &Element<'_>) -> Option<u8> {
    ppr.child_val("outlineLvl")?.parse::<u8>().ok().filter(|n| *n < 9).map(|n| n + 1)
}

fn centred(ppr: &Element<'_>) -> Option<bool> {
    ppr.child_val("jc").map(|v| v == "center")
}

/// On/off property: present without value means on.
fn toggle(parent: &Element<'_>, name: &str) -> Option<bool> {
    parent.child(name).map(|e| !matches!(e.attr("val").as_deref(), Some("0" | "false" | "off" | "none")))
}

/// Letters in white, without a ground of their own.
fn is_white(rpr: &Element<'_>) -> bool {
    let white = rpr.child_val("color").is_some_and(|c| c.eq_ignore_ascii_case("ffffff"));
    white && !shaded(rpr) && rpr.child("highlight").is_none()
}

/// Letters of two points or less: nobody reads them.
fn is_tiny(rpr: &Element<'_>) -> bool {
    rpr.child_val("sz").and_then(|v| v.parse::<f64>().ok()).is_some_and(|half_points| half_points <= 4.0)
}

/// A ground that is not white.
fn shaded(properties: &Element<'_>) -> bool {
    let Some(shd) = properties.child("shd") else { return false };
    let fill = shd.attr("fill").unwrap_or_default().to_lowercase();
    let pattern = shd.attr("val").unwrap_or_default();
    !matches!(fill.as_str(), "" | "auto" | "ffffff") || !matches!(pattern.as_str(), "" | "clear" | "nil")
}

/// The text of a paragraph in its making.
#[derive(Default)]
struct Line {
    text: String,
    hidden: String,
    /// Characters by looks, to tell whether the whole line is bold or large.
    bold: usize,
    largest: u32,
    chars: usize,
}

struct Writer<'s> {
    styles: &'s Styles,
    blocks: Vec<Block>,
    paragraphs: u32,
    tables: u32,
    boxes: u32,
    notes: u32,
    /// Text boxes met inside the paragraph or table being read, written after it.
    pending: Vec<Block>,
    seen_furniture: BTreeSet<String>,
    embedded: bool,
    /// Whatever stands here stands on white paper, as far as is known: no filled box, no shaded cell, no table style.
    on_white: bool,
}

impl<'s> Writer<'s> {
    fn new(styles: &'s Styles) -> Writer<'s> {
        Writer {
            styles,
            blocks: Vec::new(),
            paragraphs: 0,
            tables: 0,
            boxes: 0,
            notes: 0,
            pending: Vec::new(),
            seen_furniture: BTreeSet::new(),
            embedded: false,
            on_white: true,
        }
    }

    /// Block-level content of the body.
    fn flow(&mut self, parent: &Element<'_>) {
        for e in parent.elements() {
            match e.name() {
                "p" => {
                    self.paragraph(e);
                    self.flush_boxes();
                }
                "tbl" => {
                    self.paragraphs += 1;
                    self.table(e);
                    self.flush_boxes();
                }
                "altChunk" => self.embedded = true,
                "del" | "moveFrom" | "Fallback" | "sdtPr" | "sectPr" => {}
                _ => self.flow(e),
            }
        }
    }

    fn flush_boxes(&mut self) {
        self.blocks.append(&mut self.pending);
    }

    fn paragraph(&mut self, p: &Element<'_>) {
        let style = self.style_of(p);
        let mut line = Line::default();
        let on_white = self.on_white;
        self.on_white &= !p.child("pPr").is_some_and(shaded);
        self.inline(p, &style, &mut line);
        self.on_white = on_white;
        let (text, hidden) = (tidy(&line.text), tidy(&line.hidden));
        if text.is_empty() && hidden.is_empty() {
            return;
        }
        self.paragraphs += 1;
        let place = Place::Paragraph(self.paragraphs);
        if !text.is_empty() {
            let content = match self.level(p, &style, &line, &text) {
                Some(level) => Content::Heading { level, text },
                None => Content::Paragraph { text },
            };
            self.blocks.push(Block { place: place.clone(), origin: Origin::Body, hidden: false, content });
        }
        if !hidden.is_empty() {
            let content = Content::Paragraph { text: hidden };
            self.blocks.push(Block { place, origin: Origin::Body, hidden: true, content });
        }
    }

    fn style_of(&self, p: &Element<'_>) -> Style {
        self.styles.resolve(p.child("pPr").and_then(|x| x.child_val("pStyle")).as_deref())
    }

    /// Heading by style or outline level; or by looks: a short centred line that is larger than the body or all bold.
    fn level(&self, p: &Element<'_>, style: &Style, line: &Line, text: &str) -> Option<u8> {
        let ppr = p.child("pPr");
        if let Some(level) = ppr.and_then(outline).or(style.outline) {
            return Some(level);
        }
        let centred = ppr.and_then(centred).or(style.centred).unwrap_or(false);
        let large = line.largest >= self.styles.body_size() + 4 && line.largest >= 28;
        let bold = line.bold * 10 >= line.chars * 9;
        (centred && text.chars().count() <= 80 && (large || bold)).then_some(1)
    }

    /// Runs and what may stand between them.
    fn inline(&mut self, parent: &Element<'_>, style: &Style, line: &mut Line) {
        for e in parent.elements() {
            match e.name() {
                "r" => self.run(e, style, line),
                "del" | "moveFrom" | "Fallback" | "pPr" | "sdtPr" | "sdtEndPr" => {}
                "AlternateContent" => self.inline(e.child("Choice").unwrap_or(e), style, line),
                "sdt" => match checkbox_control(e) {
                    Some(mark) => line.text.push(mark),
                    None => self.inline(e, style, line),
                },
                "t" => line.text.push_str(&e.text()),
                "txbxContent" => self.text_box(e),
                _ => self.inline(e, style, line),
            }
        }
    }

    fn run(&mut self, r: &Element<'_>, style: &Style, line: &mut Line) {
        let rpr = r.child("rPr");
        let character =
            rpr.and_then(|x| x.child_val("rStyle")).map(|id| self.styles.resolve(Some(&id))).unwrap_or_default();
        let vanish = rpr.and_then(|x| toggle(x, "vanish")).or(character.vanish).or(style.vanish).unwrap_or(false);
        let unseen = rpr.is_some_and(|x| is_tiny(x) || (self.on_white && is_white(x)));
        let mut text = String::new();
        self.run_content(r, &mut text);
        if vanish || unseen {
            line.hidden.push_str(&text);
            return;
        }
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        let bold = rpr.and_then(|x| toggle(x, "b")).or(character.bold).or(style.bold).unwrap_or(false);
        let size = rpr.and_then(|x| x.child_val("sz")).and_then(|v| v.parse::<f64>().ok()).map(|v| v as u32);
        if count > 0 {
            line.chars += count;
            line.bold += if bold { count } else { 0 };
            line.largest = line.largest.max(size.or(character.size).or(style.size).unwrap_or(self.styles.body_size()));
        }
        line.text.push_str(&text);
    }

    fn run_content(&mut self, parent: &Element<'_>, text: &mut String) {
        for e in parent.elements() {
            match e.name() {
                "t" => text.push_str(&e.text()),
                "tab" | "ptab" => text.push('\t'),
                "br" | "cr" => text.push('\n'),
                "noBreakHyphen" => text.push('-'),
                "sym" => text.extend(symbol(e)),
                "fldChar" => text.extend(legacy_checkbox(e)),
                "rPr" | "instrText" | "delText" | "delInstrText" | "Fallback" | "rt" => {}
                "AlternateContent" => self.run_content(e.child("Choice").unwrap_or(e), text),
                "txbxContent" => self.text_box(e),
                "object" | "OLEObject" => {
                    self.embedded = true;
                    self.run_content(e, text);
                }
                _ => self.run_content(e, text),
            }
        }
    }

    /// The box's paragraphs and tables, kept apart from the flow around it.
    fn text_box(&mut self, content: &Element<'_>) {
        self.boxes += 1;
        let number = self.boxes;
        let blocks = self.apart(content);
        self.pending.extend(blocks.into_iter().map(|mut b| {
            b.origin = Origin::TextBox;
            if !matches!(b.content, Content::Table(_)) {
                b.place = Place::TextBox(number);
            }
            b
        }));
    }

    /// Reads content as a flow of its own; the paragraph count of the body does not move.
    fn apart(&mut self, content: &Element<'_>) -> Vec<Block> {
        let (blocks, pending) = (std::mem::take(&mut self.blocks), std::mem::take(&mut self.pending));
        let (paragraphs, on_white) = (self.paragraphs, self.on_white);
        // a box may be filled: white letters are read there
        self.on_white = false;
        self.flow(content);
        self.flush_boxes();
        self.on_white = on_white;
        self.paragraphs = paragraphs;
        self.pending = pending;
        std::mem::replace(&mut self.blocks, blocks)
    }

    fn header_footer(&mut self, root: &Element<'_>) {
        for mut block in self.apart(root) {
            let mut key = String::new();
            if let Some(line) = block.content.as_line() {
                key.push_str(line);
                if !self.seen_furniture.insert(key) {
                    continue;
                }
                block.content = Content::Paragraph { text: block.content.as_line().unwrap_or_default().to_owned() };
                block.place = Place::HeaderFooter;
            }
            block.origin = Origin::HeaderFooter;
            self.blocks.push(block);
        }
    }

    fn notes(&mut self, root: &Element<'_>) {
        let mut notes = Vec::new();
        root.find_all("footnote", &mut notes);
        root.find_all("endnote", &mut notes);
        for note in notes {
            if note.attr("type").is_some_and(|t| t != "normal") {
                continue;
            }
            let blocks = self.apart(note);
            if blocks.is_empty() {
                continue;
            }
            self.notes += 1;
            let number = self.notes;
            self.blocks.extend(blocks.into_iter().map(|mut b| {
                b.origin = Origin::Note;
                if !matches!(b.content, Content::Table(_)) {
                    b.place = Place::Note(number);
                }
                b
            }));
        }
    }

    fn table(&mut self, tbl: &Element<'_>) {
        self.tables += 1;
        let number = self.tables;
        let mut grid = Grid::default();
        let mut nested = Vec::new();
        let mut rows = Vec::new();
        rows_of(tbl, &mut rows);
        let on_white = self.on_white;
        self.on_white &= !tbl.child("tblPr").is_some_and(|p| p.child("tblStyle").is_some() || shaded(p));
        for (index, tr) in rows.iter().enumerate() {
            self.row(u32::try_from(index).unwrap_or(u32::MAX), tr, &mut grid, &mut nested);
        }
        self.on_white = on_white;
        let table = Table { sheet: None, rows: grid.finish() };
        if !table.rows.is_empty() {
            let place = Place::TableCell { page: 0, table: number, row: 0, col: 0 };
            self.blocks.push(Block { place, origin: Origin::Body, hidden: false, content: Content::Table(table) });
        }
        self.blocks.append(&mut nested);
    }

    fn row(&mut self, index: u32, tr: &Element<'_>, grid: &mut Grid, nested: &mut Vec<Block>) {
        let before = tr.child("trPr").and_then(|p| p.child_val("gridBefore")).and_then(|v| v.parse().ok());
        let hidden = tr.child("trPr").and_then(|p| toggle(p, "hidden")).unwrap_or(false);
        grid.start_row(index, before.unwrap_or(0), hidden);
        let mut cells = Vec::new();
        cells_of(tr, &mut cells);
        for tc in cells {
            let pr = tc.child("tcPr");
            let span =
                pr.and_then(|p| p.child_val("gridSpan")).and_then(|v| v.parse().ok()).unwrap_or(1u32).clamp(1, 1000);
            let merge = pr.and_then(|p| p.child("vMerge")).map(|m| m.attr("val").as_deref() == Some("restart"));
            let on_white = self.on_white;
            self.on_white &= !pr.is_some_and(shaded);
            let text = self.cell_text(tc, nested);
            self.on_white = on_white;
            let pictured = text.is_empty() && (tc.find("blip").is_some() || tc.find("imagedata").is_some());
            grid.cell(text, span, merge);
            if pictured {
                grid.mark_picture();
            }
        }
    }

    /// Paragraphs joined by line breaks. Tables inside become tables of their own.
    fn cell_text(&mut self, tc: &Element<'_>, nested: &mut Vec<Block>) -> String {
        let (blocks, paragraphs) = (std::mem::take(&mut self.blocks), self.paragraphs);
        self.flow_without_boxes(tc);
        self.paragraphs = paragraphs;
        let inner = std::mem::replace(&mut self.blocks, blocks);
        let mut text = String::new();
        for block in inner {
            match &block.content {
                Content::Table(_) => nested.push(block),
                Content::Heading { text: t, .. } | Content::Paragraph { text: t } if !block.hidden => {
                    if !text.is_empty() {
                        text.push('\n');
                    }
                    text.push_str(t);
                }
                _ => {}
            }
        }
        text
    }

    /// As [`Writer::flow`], leaving text boxes for after the table.
    fn flow_without_boxes(&mut self, parent: &Element<'_>) {
        for e in parent.elements() {
            match e.name() {
                "p" => self.paragraph(e),
                "tbl" => self.table(e),
                "sdt" => match checkbox_control(e) {
                    Some(mark) => {
                        let content = Content::Paragraph { text: mark.to_string() };
                        let place = Place::Paragraph(self.paragraphs);
                        self.blocks.push(Block { place, origin: Origin::Body, hidden: false, content });
                    }
                    None => self.flow_without_boxes(e),
                },
                "del" | "moveFrom" | "Fallback" | "sdtPr" | "tcPr" => {}
                _ => self.flow_without_boxes(e),
            }
        }
    }
}

/// Rows of this table, through content controls, not those of tables inside.
fn rows_of<'t, 'a>(parent: &'t Element<'a>, rows: &mut Vec<&'t Element<'a>>) {
    for e in parent.elements() {
        match e.name() {
            "tr" => {
                let deleted = e.child("trPr").is_some_and(|p| p.child("del").is_some());
                if !deleted {
                    rows.push(e);
                }
            }
            "tc" | "tbl" | "p" | "tblPr" | "del" => {}
            _ => rows_of(e, rows),
        }
    }
}

fn cells_of<'t, 'a>(parent: &'t Element<'a>, cells: &mut Vec<&'t Element<'a>>) {
    for e in parent.elements() {
        match e.name() {
            "tc" => cells.push(e),
            "tbl" | "p" | "trPr" => {}
            _ => cells_of(e, cells),
        }
    }
}

/// A table grid being filled row by row, with vertical merges followed by column.
#[derive(Default)]
pub struct Grid {
    rows: Vec<Row>,
    col: u32,
    /// Grid column → (row index in `rows`, cell index) of the merged cell that is open there.
    open: BTreeMap<u32, (usize, usize)>,
}

impl Grid {
    pub fn start_row(&mut self, row: u32, before: u32, hidden: bool) {
        self.rows.push(Row { row, hidden, cells: Vec::new() });
        self.col = before.min(1000);
    }

    /// `merge`: `None` not merged, `Some(true)` starts a vertical merge, `Some(false)` continues one.
    pub fn cell(&mut self, text: String, span: u32, merge: Option<bool>) {
        let col = self.col;
        self.col = self.col.saturating_add(span);
        let Some(here) = self.rows.len().checked_sub(1) else { return };
        let continued = merge == Some(false) && self.open.contains_key(&col);
        if continued {
            if let Some(&(row, cell)) = self.open.get(&col)
                && let Some(cell) = self.rows.get_mut(row).and_then(|r| r.cells.get_mut(cell))
            {
                cell.row_span += 1;
            }
            if text.is_empty() {
                return;
            }
        } else {
            self.open.remove(&col);
        }
        let Some(row) = self.rows.get_mut(here) else { return };
        let flag = continued.then_some(CellFlag::UnderMerge);
        row.cells.push(Cell { col, col_span: span, row_span: 1, text, flag, ..Cell::default() });
        if merge.is_some() && !continued {
            self.open.insert(col, (here, row.cells.len() - 1));
        }
    }

    /// The cell just filled holds a picture in place of text (a signature).
    pub fn mark_picture(&mut self) {
        let last = self.rows.last_mut().and_then(|r| r.cells.last_mut());
        if let Some(cell) = last.filter(|c| c.text.is_empty() && c.flag.is_none()) {
            cell.flag = Some(CellFlag::Picture);
        }
    }

    /// Drops cells that hold nothing, and rows without text.
    pub fn finish(mut self) -> Vec<Row> {
        for row in &mut self.rows {
            row.cells.retain(|c| !c.text.is_empty() || c.flag == Some(CellFlag::Picture));
        }
        self.rows.retain(|r| r.cells.iter().any(|c| !c.text.is_empty()));
        self.rows
    }
}

/// `w14:checkbox` content control.
fn checkbox_control(sdt: &Element<'_>) -> Option<char> {
    let checkbox = sdt.child("sdtPr")?.child("checkbox")?;
    Some(mark(checkbox.child("checked").is_some_and(|c| !matches!(c.attr("val").as_deref(), Some("0" | "false")))))
}

/// `FORMCHECKBOX` fields have no glyph of their own.
fn legacy_checkbox(fld: &Element<'_>) -> Option<char> {
    let checkbox = fld.child("ffData")?.child("checkBox")?;
    Some(mark(toggle(checkbox, "checked").or_else(|| toggle(checkbox, "default")).unwrap_or(false)))
}

fn mark(checked: bool) -> char {
    if checked { '☑' } else { '☐' }
}

/// Symbol fonts: ticks and boxes in Chinese forms are mostly Wingdings.
fn symbol(sym: &Element<'_>) -> Option<char> {
    let code = u32::from_str_radix(&sym.attr("char")?, 16).ok()? & 0x00ff;
    let font = sym.attr("font").unwrap_or_default().to_lowercase();
    match (font.as_str(), code) {
        ("wingdings 2", 0x50 | 0x52 | 0x53 | 0x54) | ("wingdings", 0xfc | 0xfd | 0xfe | 0x78) => Some('☑'),
        ("wingdings 2", 0xa3 | 0x2a | 0x2f) | ("wingdings", 0x6f | 0x70 | 0x71 | 0x72 | 0xa8) => Some('☐'),
        ("wingdings", 0x6c | 0x6e) => Some('●'),
        ("symbol", 0xb7) => Some('·'),
        _ => None,
    }
}

/// Trims the ends and each line's end; keeps inner tabs and line breaks.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').map(str::trim).filter(|l| !l.is_empty()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn docx(body: &str) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
        write!(zip, "<w:document xmlns:w='w' xmlns:w14='w14' xmlns:mc='mc'><w:body>{body}</w:body></w:document>")
            .unwrap();
        zip.finish().unwrap().into_inner()
    }

    fn lines(body: &str) -> Vec<String> {
        let read = read(&docx(body), &Limits::default());
        let visible = read.blocks.iter().filter(|b| !b.hidden);
        visible.filter_map(|b| b.content.as_line().map(str::to_owned)).collect()
    }

    #[test]
    fn insertions_stay_and_deletions_go() {
        let body = "<w:p><w:r><w:t>原</w:t></w:r><w:ins><w:r><w:t>增</w:t></w:r></w:ins>\
                    <w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>";
        assert_eq!(lines(body), ["原增"]);
    }

    #[test]
    fn every_kind_of_checkbox_shows_once() {
        let body = "<w:p><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr>\
                    <w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>甲</w:t></w:r>\
                    <w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val='0'/></w:checkBox></w:ffData></w:fldChar></w:r>\
                    <w:r><w:t>乙</w:t></w:r><w:r><w:sym w:font='Wingdings 2' w:char='F052'/></w:r><w:r><w:t>丙□丁</w:t></w:r></w:p>";
        assert_eq!(lines(body), ["☑甲☐乙☑丙□丁"]);
    }

    #[test]
    fn a_text_box_is_read_once() {
        let text = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>";
        let body = format!(
            "<w:p><w:r><w:t>框外</w:t><mc:AlternateContent><mc:Choice><w:drawing>{text}</w:drawing></mc:Choice>\
             <mc:Fallback><w:pict>{text}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        );
        assert_eq!(lines(&body), ["框外", "框内"]);
    }

    #[test]
    fn a_table_has_a_grid_with_spans() {
        let cell =
            |pr: &str, text: &str| format!("<w:tc><w:tcPr>{pr}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let body = format!(
            "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
            cell("<w:vMerge w:val='restart'/>", "科目"),
            cell("<w:gridSpan w:val='2'/>", "金额"),
            cell("<w:vMerge/>", ""),
            cell("", "预算"),
            cell("", "决算"),
        );
        let read = read(&docx(&body), &Limits::default());
        let table = read.blocks[0].content.as_table().unwrap();
        let spans: Vec<(u32, u32, u32, &str)> = table
            .rows
            .iter()
            .flat_map(|r| &r.cells)
            .map(|c| (c.col, c.col_span, c.row_span, c.text.as_str()))
            .collect();
        assert_eq!(spans, [(0, 1, 2, "科目"), (1, 2, 1, "金额"), (1, 1, 1, "预算"), (2, 1, 1, "决算")]);
    }

    #[test]
    fn a_centred_bold_line_is_a_title_and_a_centred_plain_one_is_not() {
        let line = |pr: &str| {
            format!(
                "<w:p><w:pPr><w:jc w:val='center'/></w:pPr><w:r><w:rPr>{pr}</w:rPr><w:t>关于举办会议的通知</w:t></w:r></w:p>"
            )
        };
        let kind = |pr: &str| read(&docx(&line(pr)), &Limits::default()).blocks[0].content.clone();
        assert!(matches!(kind("<w:b/>"), Content::Heading { level: 1, .. }));
        assert!(matches!(kind("<w:sz w:val='44'/>"), Content::Heading { level: 1, .. }));
        assert!(matches!(kind("<w:b w:val='0'/>"), Content::Paragraph { .. }));
    }

    #[test]
    fn hidden_text_is_kept_apart() {
        let body = "<w:p><w:r><w:t>明</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r></w:p>";
        let read = read(&docx(body), &Limits::default());
        let seen: Vec<(bool, &str)> = read.blocks.iter().map(|b| (b.hidden, b.content.as_line().unwrap())).collect();
        assert_eq!(seen, [(false, "明"), (true, "暗")]);
    }

    #[test]
    fn letters_that_nobody_sees_are_hidden_and_those_on_a_dark_ground_are_not() {
        let run = |properties: &str, text: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>");
        let white = run("<w:color w:val=\"FFFFFF\"/>", "白");
        let dark = "<w:shd w:val=\"clear\" w:fill=\"1F4E79\"/>";
        let cases = [
            (format!("<w:p>{white}</w:p>"), false),
            (format!("<w:p>{}</w:p>", run("<w:sz w:val=\"2\"/>", "微")), false),
            (format!("<w:p>{}</w:p>", run("<w:sz w:val=\"21\"/><w:color w:val=\"FF0000\"/>", "红")), true),
            (format!("<w:p><w:pPr>{dark}</w:pPr>{white}</w:p>"), true),
            (format!("<w:p>{}</w:p>", run(&format!("<w:color w:val=\"FFFFFF\"/>{dark}"), "白")), true),
        ];
        for (body, seen) in cases {
            assert_eq!(!lines(&body).is_empty(), seen, "{body}");
        }
        let cell = |pr: &str| format!("<w:tbl><w:tr><w:tc>{pr}<w:p>{white}</w:p></w:tc></w:tr></w:tbl>");
        let text = |body: &str| format!("{:?}", read(&docx(body), &Limits::default()).blocks);
        assert!(!text(&cell("")).contains('白'));
        assert!(text(&cell(&format!("<w:tcPr>{dark}</w:tcPr>"))).contains('白'));
    }

    #[test]
    fn absurd_nesting_is_damage_and_no_crash() {
        let deep = "<w:p>".repeat(100_000);
        let read = read(&docx(&deep), &Limits::default());
        assert!(matches!(read.problems[0], Problem::Damaged(_)));
    }
}

//! Walks the tree of a part and writes its blocks.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::Grid;
use super::styles::{Ground, Style, Styles, centred, outline, toggle};
use super::symbols::{checkbox_control, form_field, symbol};
use crate::ingest::concealed::{Tally, Unseen};
use crate::ingest::contrast;
use crate::ingest::drawn::{self, Paint};
use crate::ingest::figures::Figures;
use crate::ingest::read::Read;
use crate::ingest::xml::Element;
use crate::model::{Block, CellFlag, Content, Origin, Place, Problem, Table};

/// Twips of an exact line or row height that hides what stands in it.
const FLAT: i64 = 40;

pub struct Writer<'s> {
    styles: &'s Styles,
    /// Of the part being read.
    pub figures: Figures,
    blocks: Vec<Block>,
    paragraphs: u32,
    tables: u32,
    boxes: u32,
    notes: u32,
    /// Text boxes, shapes and notes met inside the paragraph or table being read, written after it.
    pending: Vec<Block>,
    seen_furniture: BTreeSet<(bool, String)>,
    /// What was passed over, and how often.
    skipped: BTreeMap<&'static str, u32>,
    concealed: Tally,
    ground: Ground,
    /// Everything below here is unseen: inside a hidden shape or a flattened row.
    inside: Option<Unseen>,
}

/// The text of a paragraph in its making.
#[derive(Default)]
struct Line {
    text: String,
    hidden: String,
    /// Why the last run was not seen: runs of a kind count once.
    last: Option<Unseen>,
    /// Characters by looks, to tell whether the whole line is bold or large.
    bold: usize,
    largest: f64,
    chars: usize,
    /// Small letters beside the base ones (phonetic guides).
    guides: String,
}

impl<'s> Writer<'s> {
    pub fn new(styles: &'s Styles, figures: Figures) -> Writer<'s> {
        Writer {
            styles,
            figures,
            blocks: Vec::new(),
            paragraphs: 0,
            tables: 0,
            boxes: 0,
            notes: 0,
            pending: Vec::new(),
            seen_furniture: BTreeSet::new(),
            skipped: BTreeMap::new(),
            concealed: Tally::default(),
            ground: Ground::paper(),
            inside: None,
        }
    }

    pub fn body(&mut self, root: &Element<'_>) {
        // a page colour shows on screens and not on paper
        let page = root.find("background").and_then(|b| b.attr("color").or_else(|| b.attr("bgcolor")));
        if let Some(colour) = page.and_then(|c| contrast::hex(&c)) {
            self.ground = Ground::paper().perhaps(&[colour]);
        }
        if let Some(body) = root.find("body") {
            self.flow(body);
        }
        self.flush();
    }

    pub fn finish(self) -> Read {
        let mut read = Read::blocks(self.blocks);
        let skipped = self.skipped.iter().map(|(what, n)| if *n > 1 { format!("{what}{n}处") } else { (*what).into() });
        let skipped: Vec<String> = skipped.collect();
        if !skipped.is_empty() {
            read.problems.push(Problem::Skipped(skipped.join("、")));
        }
        read.problems.extend(self.concealed.problem());
        read
    }

    fn skip(&mut self, what: &'static str) {
        *self.skipped.entry(what).or_default() += 1;
    }

    /// Block-level content of the body.
    fn flow(&mut self, parent: &Element<'_>) {
        for e in parent.elements() {
            match e.name() {
                "p" => {
                    self.paragraph(e);
                    self.flush();
                }
                "tbl" => {
                    self.paragraphs += 1;
                    self.table(e);
                    self.flush();
                }
                "altChunk" => self.skip("插入的其他文件"),
                "subDoc" => self.skip("子文档"),
                "annotation" => self.annotation(e, |writer, content| writer.flow(content)),
                "AlternateContent" => chosen(e).into_iter().for_each(|c| self.flow(c)),
                "del" | "moveFrom" | "Fallback" | "sdtPr" | "sectPr" => {}
                _ => self.flow(e),
            }
        }
    }

    fn flush(&mut self) {
        self.blocks.append(&mut self.pending);
    }

    /// Word 2003 marks changes and comments alike (`aml:annotation`).
    fn annotation(&mut self, e: &Element<'_>, mut go_on: impl FnMut(&mut Self, &Element<'_>)) {
        match e.attr("type").as_deref() {
            Some("Word.Deletion" | "Word.Formatting") => {}
            Some("Word.Comment") => self.comment(e),
            _ => go_on(self, e),
        }
    }

    fn paragraph(&mut self, p: &Element<'_>) {
        let ppr = p.child("pPr");
        let style = self.styles.of_paragraph(ppr);
        let mut line = Line::default();
        let (ground, inside) = (self.ground.clone(), self.inside);
        self.ground = ground.within_style(&style, ppr, &self.styles.theme);
        if ppr.and_then(|x| x.child("spacing")).is_some_and(|s| is_flat(s, "line", "lineRule")) {
            self.inside = inside.or(Some(Unseen::Tiny));
        }
        self.inline(p, &style, &mut line);
        (self.ground, self.inside) = (ground, inside);
        let (text, hidden) = (tidy(&line.text), tidy(&line.hidden));
        self.drawn(&[tidy(&line.guides)]);
        if text.is_empty() && hidden.is_empty() {
            return;
        }
        self.paragraphs += 1;
        let place = Place::Paragraph(self.paragraphs);
        if !text.is_empty() {
            let content = match self.level(ppr, &style, &line, &text) {
                Some(level) => Content::Heading { level, text },
                None => Content::Paragraph { text },
            };
            self.blocks.push(Block { place: place.clone(), origin: Origin::Body, hidden: false, content });
        }
        if !hidden.is_empty() {
            self.blocks.push(hidden_line(place, hidden));
        }
    }

    /// Heading by style or outline level; or by looks: a short centred line that is larger than the body or all bold.
    fn level(&self, ppr: Option<&Element<'_>>, style: &Style, line: &Line, text: &str) -> Option<u8> {
        if let Some(level) = ppr.and_then(outline).or(style.outline) {
            return Some(level);
        }
        let centred = ppr.and_then(centred).or(style.centred).unwrap_or(false);
        let large = line.largest >= self.styles.body_size() + 4.0 && line.largest >= 28.0;
        let bold = line.bold * 10 >= line.chars * 9;
        (centred && text.chars().count() <= 80 && (large || bold)).then_some(1)
    }

    /// Runs and what may stand between them.
    fn inline(&mut self, parent: &Element<'_>, style: &Style, line: &mut Line) {
        for e in parent.elements() {
            match e.name() {
                "r" => self.run(e, style, line),
                "del" | "moveFrom" | "Fallback" | "pPr" | "sdtPr" | "sdtEndPr" => {}
                "AlternateContent" => chosen(e).into_iter().for_each(|c| self.inline(c, style, line)),
                "annotation" => self.annotation(e, |writer, content| writer.inline(content, style, line)),
                "subDoc" => self.skip("子文档"),
                "sdt" => match checkbox_control(e) {
                    Some(mark) => line.text.push(mark),
                    None => self.inline(e, style, line),
                },
                "t" => line.text.push_str(&e.text()),
                _ if self.object(e) => {}
                _ => {
                    let outer = self.enter(e);
                    self.inline(e, style, line);
                    self.leave(outer);
                }
            }
        }
    }

    fn run(&mut self, r: &Element<'_>, style: &Style, line: &mut Line) {
        let rpr = r.child("rPr");
        let own = rpr.map(|x| super::styles::Looks::parse(x, &self.styles.theme)).unwrap_or_default();
        let character = rpr.and_then(|x| x.child_val("rStyle")).map(|id| self.styles.resolve(Some(&id)).looks);
        let looks = own.or(&character.unwrap_or_default()).or(&style.looks);
        let unseen = self.inside.or_else(|| looks.unseen(&self.ground));
        let mut text = String::new();
        self.run_content(r, &mut text, &mut line.guides);
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        if let Some(why) = unseen {
            line.hidden.push_str(&text);
            if count > 0 && line.last != Some(why) {
                self.concealed.add(why);
            }
            line.last = if count > 0 { Some(why) } else { line.last };
            return;
        }
        if count > 0 {
            line.last = None;
            line.chars += count;
            line.bold += if looks.bold.unwrap_or(false) { count } else { 0 };
            line.largest = line.largest.max(looks.size.unwrap_or(self.styles.body_size()));
        }
        line.text.push_str(&text);
    }

    fn run_content(&mut self, parent: &Element<'_>, text: &mut String, guides: &mut String) {
        for e in parent.elements() {
            match e.name() {
                "t" => text.push_str(&e.text()),
                "tab" | "ptab" => text.push('\t'),
                "br" | "cr" => text.push('\n'),
                "noBreakHyphen" => text.push('-'),
                "sym" => text.extend(symbol(e)),
                "fldChar" => text.extend(form_field(e)),
                "rt" => {
                    let mut ignored = String::new();
                    self.run_content(e, guides, &mut ignored);
                    guides.push(' ');
                }
                "rPr" | "rubyPr" | "instrText" | "delText" | "delInstrText" | "Fallback" => {}
                "AlternateContent" => chosen(e).into_iter().for_each(|c| self.run_content(c, text, guides)),
                "annotation" => self.annotation(e, |writer, content| writer.run_content(content, text, guides)),
                // Word 2003 keeps notes where they are called
                "footnote" | "endnote" => self.note(e),
                _ if self.object(e) => {}
                _ => {
                    let outer = self.enter(e);
                    self.run_content(e, text, guides);
                    self.leave(outer);
                }
            }
        }
    }

    /// Things that show text of their own beside the line they hang on. `false`: none of them.
    fn object(&mut self, e: &Element<'_>) -> bool {
        match e.name() {
            "txbxContent" => self.text_box(e),
            // shapes of slides inside documents (locked canvas)
            "txBody" => self.drawn(&drawn::lines(e)),
            "textpath" => self.drawn(&[e.attr("string").map(|s| tidy(&s)).unwrap_or_default()]),
            "relIds" => self.figure(e.attr("dm"), "图示（SmartArt）中的文字"),
            "chart" if e.attr("id").is_some() => self.figure(e.attr("id"), "图表中的文字"),
            "OLEObject" => self.skip(drawn::embedded(&e.attr("ProgID").unwrap_or_default())),
            "objectEmbed" | "objectLink" => self.skip("内嵌的其他文档"),
            "control" => self.skip("窗体控件中的内容"),
            "contentPart" => self.skip("手写内容"),
            _ => return false,
        }
        true
    }

    fn figure(&mut self, id: Option<String>, missing: &'static str) {
        let lines = id.and_then(|id| self.figures.get(&id).map(<[String]>::to_vec));
        match lines {
            Some(lines) => self.drawn(&lines),
            None => self.skip(missing),
        }
    }

    /// Lines of a drawing, written after the paragraph it hangs on.
    fn drawn(&mut self, lines: &[String]) {
        let lines: Vec<&String> = lines.iter().filter(|l| !l.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        self.boxes += 1;
        if let Some(why) = self.inside {
            self.concealed.add(why);
        }
        let (place, hidden) = (Place::TextBox(self.boxes), self.inside.is_some());
        self.pending.extend(lines.into_iter().map(|text| Block {
            place: place.clone(),
            origin: Origin::TextBox,
            hidden,
            content: Content::Paragraph { text: text.clone() },
        }));
    }

    /// What a shape puts under its text, and whether it is seen. Returns what held outside.
    fn enter(&mut self, e: &Element<'_>) -> Option<(Ground, Option<Unseen>)> {
        let outer = (self.ground.clone(), self.inside);
        match e.name() {
            "wsp" | "sp" => {
                let fill = e.child("spPr").and_then(|p| drawn::paint(p, &self.styles.theme));
                self.ground = match fill {
                    Some(Paint::Solid(colour)) => Ground::solid(colour),
                    // it may lie on a picture or another shape
                    _ => Ground::unknown(),
                };
            }
            "anchor" | "inline" => {
                if e.child("docPr").and_then(|d| d.attr("hidden")).is_some_and(|h| matches!(h.as_str(), "1" | "true")) {
                    self.inside = Some(Unseen::Hidden);
                } else if is_off_page(e) {
                    self.inside = Some(Unseen::Outside);
                }
            }
            "shape" | "rect" | "roundrect" | "oval" | "group" => {
                let style = e.attr("style").unwrap_or_default().replace(' ', "").to_lowercase();
                if style.contains("visibility:hidden") {
                    self.inside = Some(Unseen::Hidden);
                } else if is_off_page_by(&style) {
                    self.inside = Some(Unseen::Outside);
                }
                let filled = !matches!(e.attr("filled").as_deref(), Some("f" | "false" | "0"));
                let fill = e.attr("fillcolor").map_or(Some(contrast::WHITE), |c| css_colour(&c));
                // the letters of WordArt are what is filled
                if e.find("textpath").is_some() {
                    let pale = filled && fill.is_some_and(|ink| self.ground.swallows(ink));
                    let stroked = !matches!(e.attr("stroked").as_deref(), Some("f" | "false" | "0"));
                    if pale && !stroked && e.attr("fillcolor").is_some() {
                        self.inside = self.inside.or(Some(Unseen::Pale));
                    }
                } else if e.name() != "group" {
                    let plain = filled && e.child("fill").is_none_or(|f| f.attr("type").is_none_or(|t| t == "solid"));
                    self.ground = fill.filter(|_| plain).map_or_else(Ground::unknown, Ground::solid);
                }
            }
            _ => return None,
        }
        Some(outer)
    }

    fn leave(&mut self, outer: Option<(Ground, Option<Unseen>)>) {
        if let Some((ground, inside)) = outer {
            (self.ground, self.inside) = (ground, inside);
        }
    }

    /// The box's paragraphs and tables, kept apart from the flow around it.
    fn text_box(&mut self, content: &Element<'_>) {
        self.boxes += 1;
        let number = self.boxes;
        let blocks = self.apart(content);
        self.pending.extend(blocks.into_iter().map(|b| moved(b, Origin::TextBox, Place::TextBox(number))));
    }

    /// Reads content as a flow of its own; the paragraph count of the body does not move.
    fn apart(&mut self, content: &Element<'_>) -> Vec<Block> {
        let (blocks, pending) = (std::mem::take(&mut self.blocks), std::mem::take(&mut self.pending));
        let paragraphs = self.paragraphs;
        self.flow(content);
        self.flush();
        self.paragraphs = paragraphs;
        self.pending = pending;
        std::mem::replace(&mut self.blocks, blocks)
    }

    pub fn header_footer(&mut self, root: &Element<'_>) {
        for block in self.apart(root) {
            let line = block.content.as_line().map(str::to_owned);
            let mut block = moved(block, Origin::HeaderFooter, Place::HeaderFooter);
            if let Some(text) = line {
                if !self.seen_furniture.insert((block.hidden, text.clone())) {
                    continue;
                }
                block.content = Content::Paragraph { text };
            }
            self.blocks.push(block);
        }
    }

    pub fn notes(&mut self, root: &Element<'_>) {
        let mut notes = Vec::new();
        root.find_all("footnote", &mut notes);
        root.find_all("endnote", &mut notes);
        for note in notes {
            if note.attr("type").is_none_or(|t| t == "normal") {
                self.note(note);
            }
        }
        self.flush();
    }

    fn note(&mut self, note: &Element<'_>) {
        let blocks = self.apart(note);
        if blocks.is_empty() {
            return;
        }
        self.notes += 1;
        let number = self.notes;
        self.pending.extend(blocks.into_iter().map(|b| moved(b, Origin::Note, Place::Note(number))));
    }

    pub fn comments(&mut self, root: &Element<'_>) {
        let mut comments = Vec::new();
        root.find_all("comment", &mut comments);
        comments.iter().for_each(|c| self.comment(c));
        self.flush();
    }

    /// What somebody wrote in the margin: no words of the paper, and nothing is judged by its looks.
    fn comment(&mut self, comment: &Element<'_>) {
        let concealed = self.concealed.clone();
        let blocks = self.apart(comment);
        self.concealed = concealed;
        if blocks.is_empty() {
            return;
        }
        self.notes += 1;
        let number = self.notes;
        self.pending.extend(
            blocks.into_iter().map(|b| Block { hidden: true, ..moved(b, Origin::Comment, Place::Note(number)) }),
        );
    }

    fn table(&mut self, tbl: &Element<'_>) {
        self.tables += 1;
        let number = self.tables;
        let mut grid = Grid::default();
        let mut nested = Vec::new();
        let mut rows = Vec::new();
        rows_of(tbl, &mut rows);
        let properties = tbl.child("tblPr");
        let ground = self.ground.clone();
        let fills = self.styles.fills(properties);
        self.ground = ground.clone().perhaps(&fills).within(properties, &self.styles.theme);
        for (index, tr) in (0u32..).zip(&rows) {
            self.row(number, index, tr, &mut grid, &mut nested);
        }
        self.ground = ground;
        let table = Table { sheet: None, rows: grid.finish() };
        if !table.rows.is_empty() {
            let place = Place::TableCell { page: 0, table: number, row: 0, col: 0 };
            self.blocks.push(Block { place, origin: Origin::Body, hidden: false, content: Content::Table(table) });
        }
        self.blocks.append(&mut nested);
    }

    fn row(&mut self, table: u32, row: u32, tr: &Element<'_>, grid: &mut Grid, nested: &mut Vec<Block>) {
        let properties = tr.child("trPr");
        let before = properties.and_then(|p| p.child_val("gridBefore")).and_then(|v| v.parse().ok());
        let hidden = properties.and_then(|p| toggle(p, "hidden")).unwrap_or(false);
        let flat = properties
            .and_then(|p| p.child("trHeight"))
            .is_some_and(|h| is_flat(h, "val", "hRule") || is_flat(h, "val", "h-rule"));
        grid.start_row(row, before.unwrap_or(0), hidden || flat);
        if hidden || flat {
            self.concealed.add(if flat { Unseen::Tiny } else { Unseen::Hidden });
        }
        let mut cells = Vec::new();
        cells_of(tr, &mut cells);
        for tc in cells {
            let pr = tc.child("tcPr");
            let span = pr.and_then(|p| p.child_val("gridSpan")).and_then(|v| v.parse().ok()).unwrap_or(1u32);
            let merge = pr.and_then(|p| p.child("vMerge").or_else(|| p.child("vmerge")));
            let merge = merge.map(|m| m.attr("val").as_deref() == Some("restart"));
            let ground = self.ground.clone();
            self.ground = ground.within(pr, &self.styles.theme);
            let (text, unseen) = self.cell_text(tc, nested);
            self.ground = ground;
            let place = Place::TableCell { page: 0, table, row, col: grid.col() };
            let pictured = text.is_empty() && (tc.find("blip").is_some() || tc.find("imagedata").is_some());
            let flag = if pictured { Some(CellFlag::Picture) } else { None };
            if text.is_empty() && !pictured && !unseen.is_empty() {
                grid.cell(unseen, span.clamp(1, 1000), merge, Some(CellFlag::Concealed));
                continue;
            }
            if !unseen.is_empty() {
                nested.push(hidden_line(place, unseen));
            }
            grid.cell(text, span.clamp(1, 1000), merge, flag);
        }
    }

    /// Paragraphs joined by line breaks, those that are seen and those that are not. Tables inside become tables of their own.
    fn cell_text(&mut self, tc: &Element<'_>, nested: &mut Vec<Block>) -> (String, String) {
        let (blocks, paragraphs) = (std::mem::take(&mut self.blocks), self.paragraphs);
        self.flow_without_boxes(tc);
        self.paragraphs = paragraphs;
        let inner = std::mem::replace(&mut self.blocks, blocks);
        let (mut text, mut unseen) = (String::new(), String::new());
        for block in inner {
            let Some(line) = block.content.as_line() else {
                nested.push(block);
                continue;
            };
            let to = if block.hidden { &mut unseen } else { &mut text };
            if !to.is_empty() {
                to.push('\n');
            }
            to.push_str(line);
        }
        (text, unseen)
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
                "altChunk" => self.skip("插入的其他文件"),
                "annotation" => self.annotation(e, |writer, content| writer.flow_without_boxes(content)),
                "AlternateContent" => chosen(e).into_iter().for_each(|c| self.flow_without_boxes(c)),
                "del" | "moveFrom" | "Fallback" | "sdtPr" | "tcPr" => {}
                _ => self.flow_without_boxes(e),
            }
        }
    }
}

/// The content that newer programs show; what older ones show, where there is nothing else.
fn chosen<'t, 'a>(alternatives: &'t Element<'a>) -> Option<&'t Element<'a>> {
    alternatives.child("Choice").or_else(|| alternatives.child("Fallback"))
}

fn hidden_line(place: Place, text: String) -> Block {
    Block { place, origin: Origin::Body, hidden: true, content: Content::Paragraph { text } }
}

fn moved(mut block: Block, origin: Origin, place: Place) -> Block {
    // what somebody wrote beside the paper stays that wherever it stands
    if block.origin != Origin::Comment {
        block.origin = origin;
    }
    if block.content.as_table().is_none() {
        block.place = place;
    }
    block
}

/// An exact height so small that nothing of the letters shows.
fn is_flat(e: &Element<'_>, height: &str, rule: &str) -> bool {
    let exact = e.attrs(rule).iter().any(|r| r == "exact");
    exact && e.attr(height).and_then(|v| v.parse::<i64>().ok()).is_some_and(|v| (1..=FLAT).contains(&v))
}

/// A drawing whose place lies beyond any page: positions and sizes in EMU (914,400 an inch).
fn is_off_page(anchor: &Element<'_>) -> bool {
    const LARGEST: i64 = 50_000_000;
    const MARGIN: i64 = 2_000_000;
    let number = |e: Option<&Element<'_>>, name: &str| e.and_then(|e| e.attr(name)).and_then(|v| v.parse::<i64>().ok());
    let extent = anchor.child("extent");
    [("positionH", "cx"), ("positionV", "cy")].iter().any(|(position, size)| {
        let offset = anchor.child(position).and_then(|p| p.child("posOffset")).map(Element::text);
        let Some(offset) = offset.and_then(|t| t.trim().parse::<i64>().ok()) else { return false };
        let size = number(extent, size).unwrap_or(0);
        offset.saturating_add(size) < -MARGIN || offset > LARGEST
    })
}

/// The same of VML, from its style in points or inches.
fn is_off_page_by(style: &str) -> bool {
    style.split(';').filter_map(|p| p.split_once(':')).any(|(name, value)| {
        let unit = if value.ends_with("in") { 72.0 } else { 1.0 };
        let number: String = value.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '.')).collect();
        let points = number.parse::<f64>().unwrap_or(0.0) * unit;
        matches!(name, "margin-left" | "margin-top" | "left" | "top")
            && (value.ends_with("pt") || value.ends_with("in"))
            && !(-1500.0..=4000.0).contains(&points)
    })
}

/// `#ff0000`, `white`, `#4f81bd [3204]`.
fn css_colour(value: &str) -> Option<[u8; 3]> {
    let first = value.split_whitespace().next()?;
    contrast::hex(first).or_else(|| contrast::named(first))
}

/// Rows of this table, through content controls, not those of tables inside.
fn rows_of<'t, 'a>(parent: &'t Element<'a>, rows: &mut Vec<&'t Element<'a>>) {
    for e in parent.elements() {
        match e.name() {
            "tr" => {
                let deleted = e.child("trPr").is_some_and(|p| {
                    let old = p.child("annotation").and_then(|a| a.attr("type"));
                    p.child("del").is_some() || old.as_deref() == Some("Word.Deletion")
                });
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

/// Trims the ends and each line's end; keeps inner tabs and line breaks.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').map(str::trim).filter(|l| !l.is_empty()).collect();
    lines.join("\n")
}

//! OpenDocument text (.odt) and slides (.odp): paragraphs, headings, tables, text boxes and shapes, charts and other objects,
//! notes, comments, headers and footers. Words deleted under tracking are passed over; struck, pale and hidden ones are kept
//! apart as hidden.

mod looks;

use std::collections::BTreeMap;

use looks::{Looks, Styles};

use super::concealed::{Tally, Unseen};
use super::damage::damaged;
use super::limits::Limits;
use super::package::Package;
use super::read::Read;
use super::xml::{self, Element, Node};
use crate::model::document::Row;
use crate::model::{Block, Cell, CellFlag, Content, Format, Origin, Place, Problem, Table};

/// Blanks and columns that one attribute may stand for.
const MAX_REPEAT: u32 = 1000;
/// Objects of one document.
const MOST_OBJECTS: usize = 200;

/// What an OpenDocument file written as one XML file (“flat”) holds; of sheets, that it is one.
pub fn flat_format(bytes: &[u8]) -> Option<Format> {
    // the names of all its vocabularies come first
    const HEAD: usize = 16 << 10;
    let start = xml::decode(bytes.get(..bytes.len().min(HEAD)).unwrap_or_default());
    let (_, kind) = start.split_once("<office:document")?.1.split_once("mimetype=")?;
    Some(match kind.split(['"', '\'']).nth(1).unwrap_or_default() {
        "application/vnd.oasis.opendocument.text" => Format::Odt,
        "application/vnd.oasis.opendocument.presentation" => Format::Odp,
        _ => Format::Unknown,
    })
}

/// Such a file. Its pictures and objects stand in it packed, and are only named.
pub fn read_flat(bytes: &[u8]) -> Read {
    let text = xml::decode(bytes);
    let (root, trouble) = xml::parse(&text);
    let mut writer = Writer::default();
    writer.styles.add(&root);
    if let Some(body) = root.find("body") {
        writer.walk(body);
    }
    writer.furniture(&root);
    let mut read = writer.finish();
    let mut pictures = Vec::new();
    root.find_all("binary-data", &mut pictures);
    if !pictures.is_empty() {
        read.problems.push(Problem::Skipped(format!("{}张图片（如有文字，请另存为 docx 后再读）", pictures.len())));
    }
    read.problems.extend(trouble.map(damaged));
    read
}

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    let mut package = match Package::open(bytes, limits) {
        Ok(package) => package,
        Err(e) => return Read::failed(damaged(e)),
    };
    let Some(content) = package.xml("content.xml") else {
        return Read::failed(Problem::Damaged("没有正文".into()));
    };
    let (root, trouble) = xml::parse(&content);
    let styles = package.xml("styles.xml").unwrap_or_default();
    let (styles, _) = xml::parse(&styles);
    let mut writer = Writer::default();
    writer.styles.add(&styles);
    writer.styles.add(&root);
    writer.objects = objects(&mut package);
    if let Some(body) = root.find("body") {
        writer.walk(body);
    }
    writer.furniture(&styles);
    let mut read = writer.finish();
    read.problems.extend(trouble.map(damaged));
    if package.exhausted {
        read.problems.push(Problem::Limit("解压后过大".into()));
    }
    if package.broken {
        read.problems.push(Problem::Damaged("部分内容的校验不符".into()));
    }
    read
}

/// The manifest of an OpenDocument package tells which parts are encrypted.
pub fn is_encrypted(package: &mut Package<'_>) -> bool {
    package.xml("META-INF/manifest.xml").is_some_and(|m| m.contains("encryption-data"))
}

/// Lines of the charts, sheets and formulas inside, by the folder of each.
fn objects(package: &mut Package<'_>) -> BTreeMap<String, Vec<String>> {
    let names = package.names();
    let folders = names.iter().filter_map(|n| n.strip_suffix("/content.xml")).take(MOST_OBJECTS);
    let folders: Vec<String> = folders.map(str::to_owned).collect();
    let mut found = BTreeMap::new();
    for folder in folders {
        let Some(text) = package.xml(&format!("{folder}/content.xml")) else { continue };
        let (root, _) = xml::parse(&text);
        found.insert(folder, object_lines(&root));
    }
    found
}

fn object_lines(root: &Element<'_>) -> Vec<String> {
    fn walk(e: &Element<'_>, lines: &mut Vec<String>) {
        for child in e.elements() {
            match child.name() {
                "table-row" => {
                    let mut cells = Vec::new();
                    child.find_all("p", &mut cells);
                    lines.push(cells.iter().map(|c| c.text().trim().to_owned()).collect::<Vec<_>>().join(" "));
                }
                "p" => lines.push(child.text().trim().to_owned()),
                "math" => {
                    let mut signs = Vec::new();
                    for name in ["mi", "mn", "mo", "mtext"] {
                        child.find_all(name, &mut signs);
                    }
                    // in the order of the formula its text is that of the whole without the note for the program
                    let shown = child.find("semantics").and_then(|s| s.elements().next()).unwrap_or(child);
                    if !signs.is_empty() {
                        lines.push(shown.text().split_whitespace().collect::<String>());
                    }
                }
                _ => walk(child, lines),
            }
        }
    }
    let mut lines = Vec::new();
    walk(root, &mut lines);
    lines.retain(|l| !l.is_empty());
    lines
}

struct Writer {
    blocks: Vec<Block>,
    paragraphs: u32,
    tables: u32,
    boxes: u32,
    notes: u32,
    /// Slide, counted from 1; 0 in a text.
    page: u32,
    styles: Styles,
    /// What holds where the walk is.
    around: Looks,
    objects: BTreeMap<String, Vec<String>>,
    concealed: Tally,
    embedded: u32,
}

impl Default for Writer {
    fn default() -> Writer {
        Writer {
            blocks: Vec::new(),
            paragraphs: 0,
            tables: 0,
            boxes: 0,
            notes: 0,
            page: 0,
            styles: Styles::default(),
            around: Looks::paper(),
            objects: BTreeMap::new(),
            concealed: Tally::default(),
            embedded: 0,
        }
    }
}

/// The text of a paragraph in its making.
#[derive(Default)]
struct Line<'t, 'a> {
    text: String,
    unseen: String,
    last: Option<Unseen>,
    /// Small letters beside the base ones.
    guides: String,
    /// What stands in it and apart from it: boxes, shapes, notes, comments, objects.
    apart: Vec<&'t Element<'a>>,
}

impl Writer {
    fn finish(self) -> Read {
        let mut read = Read::blocks(self.blocks);
        if self.embedded > 0 {
            read.problems.push(Problem::Skipped("内嵌的其他文档".into()));
        }
        read.problems.extend(self.concealed.problem());
        read
    }

    /// Runs `inside` under the looks of the element's style.
    fn under(&mut self, e: &Element<'_>, inside: impl FnOnce(&mut Self)) {
        let around = self.around.clone();
        self.around = self.styles.of(e.attr("style-name")).over(&around);
        inside(self);
        self.around = around;
    }

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
                    let first = self.blocks.len();
                    let hidden = self.styles.of(e.attr("style-name")).is_hidden();
                    self.walk(e);
                    if hidden {
                        self.concealed.add(Unseen::Hidden);
                        self.blocks.iter_mut().skip(first).for_each(|b| b.hidden = true);
                    }
                }
                "section" => {
                    let hidden = e.attr("display").is_some_and(|d| d == "none") || is_hidden(e);
                    let around = self.around.clone();
                    let first = self.blocks.len();
                    self.under(e, |writer| writer.walk(e));
                    self.around = around;
                    if hidden && self.blocks.len() > first {
                        self.concealed.add(Unseen::Hidden);
                        self.blocks.iter_mut().skip(first).for_each(|b| b.hidden = true);
                    }
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
                "tracked-changes" => {}
                "forms" => self.fields(e),
                "annotation" | "object" | "object-ole" => self.apart(e),
                name if is_shape(name) && self.page > 0 => {
                    let around = self.around.clone();
                    self.around = self.around.clone().on_unknown_ground();
                    self.under(e, |writer| writer.walk(e));
                    self.around = around;
                }
                _ => self.walk(e),
            }
        }
    }

    fn line(&mut self, p: &Element<'_>, level: Option<u8>) {
        let mut line = Line::default();
        self.under(p, |writer| {
            let around = writer.around.clone();
            writer.inline(p, &around, &mut line);
        });
        if p.find("hidden-paragraph").is_some_and(is_hidden) {
            line.unseen.push_str(&std::mem::take(&mut line.text));
            self.concealed.add(Unseen::Hidden);
        }
        let (text, unseen) = (line.text.trim().to_owned(), line.unseen.trim().to_owned());
        if !(text.is_empty() && unseen.is_empty()) {
            self.paragraphs += 1;
        }
        let place = if self.page > 0 { Place::Page(self.page) } else { Place::Paragraph(self.paragraphs) };
        if !text.is_empty() {
            let content = match level {
                Some(level) => Content::Heading { level, text },
                None => Content::Paragraph { text },
            };
            self.blocks.push(Block { place: place.clone(), origin: Origin::Body, hidden: false, content });
        }
        if !unseen.is_empty() {
            let content = Content::Paragraph { text: unseen };
            self.blocks.push(Block { place, origin: Origin::Body, hidden: true, content });
        }
        self.beside(line.guides.trim());
        for part in line.apart {
            self.apart(part);
        }
    }

    /// A line that stands beside the text.
    fn beside(&mut self, text: &str) {
        if !text.is_empty() {
            self.boxes += 1;
            let content = Content::Paragraph { text: text.to_owned() };
            let place = Place::TextBox(self.boxes);
            self.blocks.push(Block { place, origin: Origin::TextBox, hidden: false, content });
        }
    }

    /// What the fields of a form hold.
    fn fields(&mut self, forms: &Element<'_>) {
        for e in forms.elements() {
            let shown = match e.name() {
                "text" | "textarea" | "formatted-text" | "combobox" | "date" | "time" | "number" => {
                    e.attr("current-value").or_else(|| e.attr("value"))
                }
                "checkbox" | "radio" => {
                    let state = e.attr("current-state").or_else(|| e.attr("current-selected"));
                    let on = state.is_some_and(|s| matches!(s.as_str(), "checked" | "true"));
                    Some(format!("{}{}", if on { '☑' } else { '☐' }, e.attr("label").unwrap_or_default()))
                }
                "fixed-text" => e.attr("label"),
                "option" => e.attr("label").filter(|_| e.attr("current-selected").is_some_and(|s| s == "true")),
                _ => None,
            };
            self.beside(shown.unwrap_or_default().trim());
            self.fields(e);
        }
    }

    /// A text box, shape, note, comment or object that stands inside a paragraph.
    fn apart(&mut self, part: &Element<'_>) {
        match part.name() {
            "object" => {
                let folder = part.attr("href").unwrap_or_default();
                let folder = folder.trim_start_matches("./").trim_end_matches('/');
                let inside = part.elements().next().map(|_| object_lines(part));
                match self.objects.get(folder).cloned().or(inside) {
                    Some(lines) => lines.iter().for_each(|l| self.beside(l)),
                    None => self.embedded += 1,
                }
                return;
            }
            "object-ole" => {
                self.embedded += 1;
                return;
            }
            _ => {}
        }
        let note = || Place::Note(0);
        let (mut place, origin) = match part.name() {
            "note" => (note(), Origin::Note),
            "annotation" => (note(), Origin::Comment),
            _ => (Place::TextBox(0), Origin::TextBox),
        };
        let counter = if matches!(place, Place::Note(_)) { &mut self.notes } else { &mut self.boxes };
        *counter += 1;
        match &mut place {
            Place::Note(n) | Place::TextBox(n) => *n = *counter,
            _ => {}
        }
        let (first, paragraphs) = (self.blocks.len(), self.paragraphs);
        let (around, concealed) = (self.around.clone(), self.concealed.clone());
        if origin == Origin::TextBox {
            self.around = self.styles.of(part.attr("style-name")).over(&around.clone().on_unknown_ground());
        }
        self.walk(part.child("note-body").unwrap_or(part));
        self.around = around;
        self.paragraphs = paragraphs;
        if origin == Origin::Comment {
            self.concealed = concealed;
        }
        for block in self.blocks.iter_mut().skip(first) {
            block.hidden |= origin == Origin::Comment;
            if block.origin != Origin::Comment {
                block.origin = origin;
            }
            if block.content.as_table().is_none() {
                block.place = place.clone();
            }
        }
    }

    /// Headers and footers of all page styles, each text once; on slides also what their design shows.
    fn furniture(&mut self, styles: &Element<'_>) {
        let slides = self.page > 0;
        let mut pages = Vec::new();
        styles.find_all("master-page", &mut pages);
        for page in pages {
            let is_shown = |e: &&Element<'_>| {
                let ends = e.name().starts_with("header") || e.name().starts_with("footer");
                ends || slides && e.name() != "notes" && e.attr("class").is_none() && e.attr("placeholder").is_none()
            };
            for part in page.elements().filter(is_shown) {
                let first = self.blocks.len();
                match part.name() {
                    "p" => self.line(part, None),
                    _ if slides => {
                        let around = std::mem::replace(&mut self.around, Looks::paper().on_unknown_ground());
                        self.walk(part);
                        self.around = around;
                    }
                    _ => self.walk(part),
                }
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
        let (mut rows, mut nested, mut aside) = (Vec::new(), Vec::new(), Vec::new());
        let mut trs = Vec::new();
        table.find_all("table-row", &mut trs);
        let mut index = 0u32;
        let around = self.around.clone();
        self.around = self.styles.of(table.attr("style-name")).over(&around);
        for tr in trs {
            let place = Place::TableCell { page: self.page, table: number, row: index, col: 0 };
            let cells = self.row(tr, &place, &mut nested, &mut aside);
            if !cells.is_empty() {
                let hidden = tr.attr("visibility").is_some_and(|v| v != "visible");
                rows.push(Row { row: index, hidden, cells });
            }
            index = index.saturating_add(repeated(tr, "number-rows-repeated"));
        }
        self.around = around;
        if !rows.is_empty() {
            self.blocks.push(Block {
                place: Place::TableCell { page: self.page, table: number, row: 0, col: 0 },
                origin: Origin::Body,
                hidden: false,
                content: Content::Table(Table { sheet: None, rows }),
            });
        }
        self.blocks.append(&mut aside);
        for inner in nested {
            if inner.name() == "table" { self.table(inner) } else { self.apart(inner) }
        }
    }

    fn row<'t, 'a>(
        &mut self,
        tr: &'t Element<'a>,
        place: &Place,
        nested: &mut Vec<&'t Element<'a>>,
        aside: &mut Vec<Block>,
    ) -> Vec<Cell> {
        let (mut cells, mut col) = (Vec::new(), 0u32);
        for tc in tr.elements().filter(|e| matches!(e.name(), "table-cell" | "covered-table-cell")) {
            let (mut lines, mut unseen) = (Vec::new(), Vec::new());
            self.under(tc, |writer| writer.cell_lines(tc, &mut lines, &mut unseen, nested));
            if tc.name() == "table-cell" && !(lines.is_empty() && unseen.is_empty()) {
                let (col_span, row_span) =
                    (repeated(tc, "number-columns-spanned"), repeated(tc, "number-rows-spanned"));
                let cell = |text: String, flag| Cell { col, col_span, row_span, text, flag, ..Cell::default() };
                if lines.is_empty() {
                    cells.push(cell(unseen.join("\n"), Some(CellFlag::Concealed)));
                } else {
                    cells.push(cell(lines.join("\n"), None));
                    aside.extend(unseen.into_iter().map(|text| Block {
                        place: place.clone(),
                        origin: Origin::Body,
                        hidden: true,
                        content: Content::Paragraph { text },
                    }));
                }
            }
            col = col.saturating_add(repeated(tc, "number-columns-repeated"));
        }
        cells
    }

    fn cell_lines<'t, 'a>(
        &mut self,
        parent: &'t Element<'a>,
        lines: &mut Vec<String>,
        unseen: &mut Vec<String>,
        nested: &mut Vec<&'t Element<'a>>,
    ) {
        for e in parent.elements() {
            match e.name() {
                "p" | "h" => {
                    let mut line = Line::default();
                    self.under(e, |writer| {
                        let around = writer.around.clone();
                        writer.inline(e, &around, &mut line);
                    });
                    let texts = [line.text.trim().to_owned(), line.guides.trim().to_owned()];
                    lines.extend(texts.into_iter().filter(|t| !t.is_empty()));
                    unseen.extend(Some(line.unseen.trim().to_owned()).filter(|t| !t.is_empty()));
                    for part in line.apart {
                        match part.name() {
                            "text-box" => self.cell_lines(part, lines, unseen, nested),
                            _ => nested.push(part),
                        }
                    }
                }
                "table" | "annotation" | "object" | "object-ole" => nested.push(e),
                "tracked-changes" => {}
                _ => self.cell_lines(e, lines, unseen, nested),
            }
        }
    }

    fn inline<'t, 'a>(&mut self, parent: &'t Element<'a>, looks: &Looks, line: &mut Line<'t, 'a>) {
        let unseen = looks.unseen();
        for node in &parent.children {
            let target = if unseen.is_some() { &mut line.unseen } else { &mut line.text };
            match node {
                Node::Text(t) => {
                    if !t.trim().is_empty() {
                        if let Some(why) = unseen
                            && line.last != unseen
                        {
                            self.concealed.add(why);
                        }
                        line.last = unseen;
                    }
                    // White space is collapsed; blanks that count are elements.
                    for c in t.chars() {
                        if !c.is_ascii_whitespace() {
                            target.push(c);
                        } else if !target.is_empty() && !target.ends_with([' ', '\n', '\t']) {
                            target.push(' ');
                        }
                    }
                }
                Node::Element(e) => match e.name() {
                    "s" => (0..repeated(e, "c")).for_each(|_| target.push(' ')),
                    "tab" => target.push('\t'),
                    "line-break" => target.push('\n'),
                    "ruby-text" => {
                        line.guides.push_str(e.text().trim());
                        line.guides.push(' ');
                    }
                    "hidden-text" if is_hidden(e) => {
                        line.unseen.push_str(&e.attr("string-value").unwrap_or_default());
                        self.concealed.add(Unseen::Hidden);
                    }
                    "note" | "text-box" | "annotation" | "object" | "object-ole" => line.apart.push(e),
                    name if is_shape(name) => line.apart.push(e),
                    "tracked-changes" | "hidden-paragraph" => {}
                    "span" | "a" => {
                        let inner = self.styles.of(e.attr("style-name")).over(looks);
                        self.inline(e, &inner, line);
                    }
                    _ => self.inline(e, looks, line),
                },
            }
        }
    }
}

/// Drawn things that hold text of their own.
fn is_shape(name: &str) -> bool {
    matches!(
        name,
        "custom-shape"
            | "rect"
            | "circle"
            | "ellipse"
            | "line"
            | "polyline"
            | "polygon"
            | "regular-polygon"
            | "path"
            | "connector"
            | "caption"
            | "measure"
    )
}

fn is_hidden(e: &Element<'_>) -> bool {
    e.attr("is-hidden").is_some_and(|h| h == "true")
}

fn repeated(e: &Element<'_>, name: &str) -> u32 {
    e.attr(name).and_then(|n| n.parse().ok()).unwrap_or(1u32).clamp(1, MAX_REPEAT)
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

    fn odt(styles: &str, body: &str, parts: &[(&str, &str)]) -> Read {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let content = format!(
            "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
        );
        for (name, text) in [("content.xml", content.as_str())].iter().chain(parts) {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        read(&zip.finish().unwrap().into_inner(), &Limits::default())
    }

    fn shown(read: &Read) -> String {
        let mut out = String::new();
        for block in read.blocks.iter().filter(|b| !b.hidden) {
            out.push_str(block.content.as_line().unwrap_or_default());
            let cells = block.content.as_table().into_iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells);
            cells.filter(|c| c.is_shown()).for_each(|c| out.push_str(&c.text));
        }
        out
    }

    #[test]
    fn all_that_a_text_shows_is_read() {
        let body = "<office:forms><form:form><form:text form:current-value=\"控件词\"/><form:checkbox form:label=\"勾选词\" form:current-state=\"checked\"/></form:form></office:forms>\
            <text:p>正文词<text:a>链接词</text:a><text:date>日期词</text:date><text:ruby><text:ruby-base>底词</text:ruby-base><text:ruby-text>注音词</text:ruby-text></text:ruby>\
            <draw:custom-shape><text:p>形状词</text:p></draw:custom-shape><draw:g><draw:rect><text:p>组合词</text:p></draw:rect></draw:g>\
            <text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>脚注词</text:p></text:note-body></text:note>\
            <office:annotation><dc:creator>某</dc:creator><text:p>批注语</text:p></office:annotation></text:p>\
            <table:table><table:table-row><table:table-cell><text:p>格词<draw:frame><draw:text-box><text:p>格框词</text:p></draw:text-box></draw:frame></text:p>\
            <table:table><table:table-row><table:table-cell><text:p>套表词</text:p></table:table-cell></table:table-row></table:table></table:table-cell></table:table-row></table:table>\
            <text:p><draw:frame><draw:object xlink:href=\"./Object 1\"/></draw:frame></text:p><text:section><text:p>节词</text:p></text:section>";
        let chart = "<office:document-content><chart:chart><chart:title><text:p>图表词</text:p></chart:title><table:table><table:table-row><table:table-cell><text:p>类别词</text:p></table:table-cell><table:table-cell><text:p>365</text:p></table:table-cell></table:table-row></table:table></chart:chart></office:document-content>";
        let styles = "<office:document-styles><style:master-page><style:header><text:p>页眉词</text:p></style:header><style:footer><text:p>页脚词</text:p></style:footer></style:master-page></office:document-styles>";
        let read = odt("", body, &[("Object 1/content.xml", chart), ("styles.xml", styles)]);
        let seen = shown(&read);
        for word in [
            "正文词",
            "链接词",
            "日期词",
            "底词",
            "注音词",
            "形状词",
            "组合词",
            "脚注词",
            "格词",
            "格框词",
            "套表词",
            "图表词",
            "类别词 365",
            "节词",
            "页眉词",
            "页脚词",
            "控件词",
            "☑勾选词",
        ] {
            assert!(seen.contains(word), "{word} in {seen}");
        }
        assert!(!seen.contains("批注语") && read.problems.is_empty(), "{:?}", read.problems);
        assert!(read.blocks.iter().any(|b| b.origin == Origin::Comment && b.hidden));
        let gone = odt("", "<text:p>词<draw:frame><draw:object xlink:href=\"./Object 9\"/></draw:frame></text:p>", &[]);
        assert_eq!(gone.problems, [Problem::Skipped("内嵌的其他文档".into())]);
    }

    #[test]
    fn what_a_text_hides_is_kept_apart() {
        let style = |name: &str, properties: &str| {
            format!("<style:style style:name=\"{name}\"><style:text-properties {properties}/></style:style>")
        };
        let styles = [
            style("struck", "style:text-line-through-style=\"solid\""),
            style("plain", "style:text-line-through-style=\"none\""),
            style("gone", "text:display=\"none\""),
            style("white", "fo:color=\"#ffffff\""),
            style("lit", "fo:color=\"#ffffff\" fo:background-color=\"#000080\""),
            "<style:style style:name=\"dark\"><style:table-cell-properties fo:background-color=\"#1f4e79\"/></style:style>".into(),
        ]
        .concat();
        let span = |name: &str| format!("<text:span text:style-name=\"{name}\">字</text:span>");
        let cell = |cell: &str, name: &str| {
            format!(
                "<table:table><table:table-row><table:table-cell table:style-name=\"{cell}\"><text:p>{}</text:p></table:table-cell></table:table-row></table:table>",
                span(name)
            )
        };
        for (body, seen) in [
            (format!("<text:p>甲{}</text:p>", span("struck")), false),
            (format!("<text:p>{}</text:p>", span("plain")), true),
            (format!("<text:p>{}</text:p>", span("gone")), false),
            (format!("<text:p>{}</text:p>", span("white")), false),
            (format!("<text:p>{}</text:p>", span("lit")), true),
            ("<text:p text:style-name=\"white\">字</text:p>".into(), false),
            (cell("none", "white"), false),
            (cell("dark", "white"), true),
            (cell("dark", "struck"), false),
            ("<text:section text:display=\"none\"><text:p>字</text:p></text:section>".into(), false),
            ("<text:p>甲<text:hidden-text text:is-hidden=\"true\" text:string-value=\"字\"/></text:p>".into(), false),
            ("<text:p><text:hidden-paragraph text:is-hidden=\"true\"/>字</text:p>".into(), false),
        ] {
            let read = odt(&styles, &body, &[]);
            assert_eq!(shown(&read).contains('字'), seen, "{body}");
            assert!(read.blocks.iter().any(|b| b.text().contains('字')), "{body}");
            assert_eq!(read.problems.is_empty(), seen, "{body}");
        }
    }

    #[test]
    fn a_document_in_one_file_is_read_and_a_sheet_in_one_file_is_named() {
        let flat = |kind: &str, body: &str| {
            format!(
                "<?xml version=\"1.0\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" office:mimetype=\"application/vnd.oasis.opendocument.{kind}\"><office:body>{body}</office:body></office:document>"
            )
        };
        let read =
            |name: &str, text: &str| super::super::read_bytes(name, text.as_bytes(), &Limits::default()).remove(0);
        let text = read("总结.fodt", &flat("text", "<office:text><text:p>正文词</text:p></office:text>"));
        assert_eq!((text.format, text.text().trim(), text.problems.len()), (Format::Odt, "正文词", 0));
        let sheet = read("决算.fods", &flat("spreadsheet", "<office:spreadsheet/>"));
        assert_eq!((sheet.blocks.len(), sheet.problems), (0, vec![Problem::Unsupported("xlsx".into())]));
    }
}

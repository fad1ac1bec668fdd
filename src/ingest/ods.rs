//! OpenDocument spreadsheets (.ods), read in one pass over the content. White space between elements is nothing, however it is
//! indented; repeated rows and columns cost what they show and no more.

mod looks;

use std::collections::BTreeMap;

use calamine::DataRef;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::damage::{damaged, damaged_part};
use super::drawings::{Drawings, is_words};
use super::limits::Limits;
use super::number_format::Kind;
use super::package::Package;
use super::read::Read;
use super::sheet::{Run, Sheet, Tally};
use super::xlsx::{add_furniture, range};
use super::xml::{self, Element, Node, attribute, local};
use crate::model::{Block, Content, Origin, Place, Problem};

use looks::Looks;

/// Cells of a workbook that stand for others like them: an attribute may name a million.
const MOST_REPEATED: u32 = 50_000;

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    let mut package = match Package::open(bytes, limits) {
        Ok(package) => package,
        Err(e) => return Read::failed(damaged(e)),
    };
    let Some(content) = package.xml("content.xml") else {
        let exhausted = Problem::Limit("解压后过大".into());
        return Read::failed(if package.exhausted { exhausted } else { Problem::Damaged("没有正文".into()) });
    };
    let styles = package.xml("styles.xml").unwrap_or_default();
    let (shared, _) = xml::parse(&styles);
    let mut looks = Looks::default();
    looks.add(&shared);
    let mut pass = Pass {
        package,
        looks,
        tally: Tally::default(),
        drawings: Drawings::default(),
        repeated: 0,
        read: Read::default(),
    };
    pass.run(&content, limits);
    let Pass { mut read, drawings, tally, package, repeated, .. } = pass;
    for line in furniture(&shared) {
        add_furniture(&mut read.blocks, line);
    }
    read.blocks.extend(drawings.blocks);
    read.problems.extend(drawings.problems);
    read.problems.extend(tally.problems(limits));
    if repeated > MOST_REPEATED {
        read.problems.push(Problem::Limit(format!("重复的单元格超过 {MOST_REPEATED} 个")));
    }
    if package.exhausted {
        read.problems.push(Problem::Limit("解压后过大".into()));
    }
    read
}

struct Pass<'b> {
    package: Package<'b>,
    looks: Looks,
    tally: Tally,
    drawings: Drawings,
    repeated: u32,
    read: Read,
}

/// A table while it is read.
#[derive(Default)]
struct Open {
    name: String,
    hidden: bool,
    sheet: Sheet,
    row: u32,
    col: u32,
    /// Rows that the row at hand stands for.
    rows: u32,
    row_style: Option<String>,
    next_column: u32,
    column_styles: BTreeMap<u32, String>,
    merges: Vec<((u32, u32), (u32, u32))>,
    first_box: usize,
}

impl Pass<'_> {
    fn run(&mut self, content: &str, limits: &Limits) {
        let mut reader = Reader::from_str(content);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.expand_empty_elements = true;
        let mut open: Option<Open> = None;
        let trouble = loop {
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(e) => break Some(e.to_string()),
            };
            match event {
                Event::Start(e) => {
                    let step = self.start(&mut reader, e, &mut open, limits);
                    if let Err(trouble) = step {
                        break trouble;
                    }
                }
                Event::End(e) => match (local(e.name().into_inner()), &mut open) {
                    ("table", Some(_)) => {
                        if let Some(done) = open.take() {
                            self.close(done);
                        }
                    }
                    ("table-row", Some(table)) => table.row = table.row.saturating_add(table.rows),
                    _ => {}
                },
                Event::Eof => break open.is_some().then(|| "unexpected end".to_owned()),
                _ => {}
            }
        };
        if let Some(done) = open.take() {
            let which = format!("工作表“{}”", done.name);
            self.close(done);
            self.read.problems.extend(trouble.map(|t| damaged_part(&which, t)));
        } else {
            self.read.problems.extend(trouble.map(damaged));
        }
    }

    /// `Err` ends the reading, with what stopped it.
    fn start<'a>(
        &mut self,
        reader: &mut Reader<&'a [u8]>,
        e: BytesStart<'a>,
        open: &mut Option<Open>,
        limits: &Limits,
    ) -> Result<(), Option<String>> {
        let name = local(e.name().into_inner()).to_owned();
        match (name.as_str(), open.as_mut()) {
            ("automatic-styles", None) => {
                let tree = xml::subtree(reader, e).map_err(Some)?;
                self.looks.add(&tree);
            }
            // sheets as they were before changes, sheets of other files, fields of forms
            ("tracked-changes" | "dde-links" | "forms" | "content-validations", _) => {
                xml::subtree(reader, e).map_err(Some)?;
            }
            ("table", None) => {
                let style = attribute(&e, "style-name").unwrap_or_default();
                *open = Some(Open {
                    name: attribute(&e, "name").unwrap_or_default(),
                    hidden: self.looks.hides_table(&style),
                    first_box: self.drawings.blocks.len(),
                    ..Open::default()
                });
            }
            ("table-column", Some(table)) => {
                let (first, count) = (table.next_column, count(&e, "number-columns-repeated"));
                table.next_column = first.saturating_add(count);
                if is_hidden(&e) {
                    table.sheet.hide_cols(first, table.next_column.saturating_sub(1));
                }
                table.column_styles.insert(first, attribute(&e, "default-cell-style-name").unwrap_or_default());
            }
            ("table-row", Some(table)) => {
                table.rows = count(&e, "number-rows-repeated");
                table.col = 0;
                table.row_style = attribute(&e, "default-cell-style-name");
                if is_hidden(&e) {
                    table.sheet.hide_rows(table.row, table.row.saturating_add(table.rows - 1));
                }
            }
            ("table-cell" | "covered-table-cell", Some(table)) => {
                let cell = xml::subtree(reader, e).map_err(Some)?;
                if !self.cell(&cell, table, limits) {
                    return Err(None);
                }
            }
            ("shapes", Some(table)) => {
                let shapes = xml::subtree(reader, e).map_err(Some)?;
                self.drawn(&shapes, &table.name);
            }
            ("conditional-format", Some(table)) => {
                let ranges = attribute(&e, "target-range-address").unwrap_or_default();
                let plain =
                    |r: &str| r.split(':').map(|a| a.rsplit('.').next().unwrap_or(a)).collect::<Vec<_>>().join(":");
                ranges.split_whitespace().filter_map(|r| range(&plain(r))).for_each(|r| table.sheet.dress(r));
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, mut table: Open) {
        for (first, last) in table.merges {
            table.sheet.merge(first, last);
        }
        // what is drawn upon a hidden sheet is as hidden
        self.drawings.blocks.iter_mut().skip(table.first_box).for_each(|b| b.hidden |= table.hidden);
        self.read.problems.extend(table.sheet.concealed(&table.name));
        self.read.blocks.extend(table.sheet.finish(&table.name, table.hidden));
    }

    /// Puts a cell into the sheet, as often as it stands there; `false` when the workbook has too many.
    fn cell(&mut self, cell: &Element<'_>, table: &mut Open, limits: &Limits) -> bool {
        let times = number(cell, "number-columns-repeated");
        let first = table.col;
        table.col = first.saturating_add(times);
        let formula = cell.attr("formula").map(|f| plain_formula(&f));
        let mut content = Inside::default();
        content.walk(cell, None, &self.looks);
        for part in &content.comments {
            self.comment(part, (table.row, first), &table.name);
        }
        for part in std::mem::take(&mut content.drawn) {
            self.drawn(part, &table.name);
        }
        let kind = cell.attr("value-type");
        let runs = content.runs();
        if kind.is_none() && formula.is_none() && runs.iter().all(|r| r.text.trim().is_empty()) {
            return true;
        }
        let style = cell
            .attr("style-name")
            .or_else(|| table.row_style.clone())
            .or_else(|| table.column_styles.range(..=first).next_back().map(|(_, style)| style.clone()));
        let mut look = self.looks.of(style.as_deref().unwrap_or_default());
        if kind.as_deref() == Some("percentage") {
            look.format.kind = Kind::Percent;
        }
        let (wide, high) = (number(cell, "number-columns-spanned"), number(cell, "number-rows-spanned"));
        for row in table.row..table.row.saturating_add(table.rows) {
            for col in first..first.saturating_add(times) {
                if (row, col) != (table.row, first) {
                    self.repeated += 1;
                    if self.repeated > MOST_REPEATED {
                        return true;
                    }
                }
                if !self.tally.has_column(col) {
                    break;
                }
                if !self.tally.room(limits) {
                    return false;
                }
                let (at, formula, tally) = ((row, col), formula.clone(), &mut self.tally);
                if wide > 1 || high > 1 {
                    table.merges.push((at, (row.saturating_add(high - 1), col.saturating_add(wide - 1))));
                }
                if cell.attrs("value-type").iter().any(|t| t == "error") {
                    let text: String = runs.iter().map(|r| r.text.as_str()).collect();
                    table.sheet.show_error(at, text.trim(), formula, &look, tally);
                    continue;
                }
                match value(cell, kind.as_deref()) {
                    Some(value) => table.sheet.show(at, &value, formula, (&look, false), tally),
                    None if kind.is_none() && formula.is_some() => {
                        table.sheet.show(at, &DataRef::Empty, formula, (&look, false), tally);
                    }
                    None => table.sheet.show_runs(at, &runs, formula, &look, tally),
                }
            }
        }
        true
    }

    fn comment(&mut self, note: &Element<'_>, (row, col): (u32, u32), name: &str) {
        let lines: Vec<String> = paragraphs(note, &self.looks);
        let text = lines.join("\n").trim().to_owned();
        if !text.is_empty() {
            self.drawings.blocks.push(Block {
                place: Place::Cell { sheet: name.to_owned(), row, col },
                origin: Origin::Comment,
                hidden: true,
                content: Content::Paragraph { text },
            });
        }
    }

    /// Text boxes, shapes and charts below an element.
    fn drawn(&mut self, parent: &Element<'_>, name: &str) {
        let children: Vec<&Element<'_>> = parent.elements().collect();
        let object = children.iter().find(|e| e.name() == "object").and_then(|o| o.attr("href"));
        if let Some(folder) = object {
            return self.object(&folder, name);
        }
        let lines = paragraphs_of_shape(parent, &self.looks);
        if !lines.is_empty() {
            return self.drawings.lines(lines, false, name);
        }
        for child in children.into_iter().filter(|e| !matches!(e.name(), "p" | "annotation" | "image")) {
            self.drawn(child, name);
        }
    }

    /// A chart is a document of its own; its figures are those of cells.
    fn object(&mut self, folder: &str, name: &str) {
        let folder = folder.trim_start_matches("./");
        let Some(text) = self.package.xml(&format!("{folder}/content.xml")) else {
            return self.drawings.problems.push(Problem::Skipped(format!("工作表“{name}”中嵌入的文件")));
        };
        let (root, _) = xml::parse(&text);
        let Some(chart) = root.find("chart") else {
            return self.drawings.problems.push(Problem::Skipped(format!("工作表“{name}”中嵌入的文件")));
        };
        let mut titles = Vec::new();
        for part in ["title", "subtitle", "footer"] {
            chart.find_all(part, &mut titles);
        }
        let lines = titles.into_iter().flat_map(|t| paragraphs(t, &self.looks)).collect();
        self.drawings.lines(lines, false, name);
    }
}

fn count(e: &BytesStart<'_>, name: &str) -> u32 {
    attribute(e, name).and_then(|n| n.trim().parse().ok()).unwrap_or(1u32).max(1)
}

fn number(e: &Element<'_>, name: &str) -> u32 {
    e.attr(name).and_then(|n| n.trim().parse().ok()).unwrap_or(1u32).max(1)
}

fn is_hidden(e: &BytesStart<'_>) -> bool {
    attribute(e, "visibility").is_some_and(|v| matches!(v.as_str(), "collapse" | "filter"))
}

/// The stored value. Text is taken from the paragraphs.
fn value(cell: &Element<'_>, kind: Option<&str>) -> Option<DataRef<'static>> {
    let figure = || cell.attr("value").and_then(|v| v.trim().parse::<f64>().ok());
    Some(match kind? {
        "float" | "currency" | "percentage" => DataRef::Float(figure()?),
        "date" => DataRef::DateTimeIso(cell.attr("date-value")?),
        "time" => DataRef::String(clock(&cell.attr("time-value")?)?),
        "boolean" => DataRef::Bool(cell.attr("boolean-value")? == "true"),
        _ => return None,
    })
}

/// “PT09H30M00S” as 9:30.
fn clock(written: &str) -> Option<String> {
    let (hours, rest) = written.strip_prefix("PT")?.split_once('H')?;
    let (minutes, _) = rest.split_once('M')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(format!("{hours}:{minutes:02}"))
}

/// “of:=SUM([.A1:.A3])” as SUM(A1:A3).
fn plain_formula(written: &str) -> String {
    let body = written.split_once('=').map_or(written, |(_, body)| body);
    let mut out = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let (inside, behind) = after.split_once(']').unwrap_or((after, ""));
        let parts: Vec<String> = inside
            .split(':')
            .map(|p| match p.rsplit_once('.') {
                Some(("", cell)) => cell.to_owned(),
                Some((sheet, cell)) => format!("{}!{cell}", sheet.trim_start_matches('$')),
                None => p.to_owned(),
            })
            .collect();
        out.push_str(&parts.join(":"));
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// What stands in a cell or shape.
#[derive(Default)]
struct Inside<'t, 'a> {
    lines: Vec<Vec<Run>>,
    comments: Vec<&'t Element<'a>>,
    drawn: Vec<&'t Element<'a>>,
}

impl<'t, 'a> Inside<'t, 'a> {
    fn walk(&mut self, parent: &'t Element<'a>, style: Option<&str>, looks: &Looks) {
        for node in &parent.children {
            match node {
                // between the paragraphs only white space can stand
                Node::Text(t) => {
                    if let Some(line) = self.lines.last_mut().filter(|_| style.is_some()) {
                        push_text(line, t, style.unwrap_or_default(), looks);
                    }
                }
                Node::Element(e) => match e.name() {
                    "p" | "h" if style.is_none() => {
                        self.lines.push(Vec::new());
                        self.walk(e, Some(""), looks);
                    }
                    "annotation" => self.comments.push(e),
                    "frame" | "custom-shape" | "rect" | "ellipse" | "circle" | "g" | "polygon" | "path" | "line"
                    | "connector" | "caption" | "shapes" => self.drawn.push(e),
                    "s" => self.add(&" ".repeat(number(e, "c").min(1_000) as usize), style, looks),
                    "tab" => self.add("\t", style, looks),
                    "line-break" => self.add("\n", style, looks),
                    "ruby-text" | "tracked-changes" => {}
                    "span" => {
                        let own = e.attr("style-name").unwrap_or_default();
                        self.walk(e, style.map(|_| own.as_str()), looks);
                    }
                    _ => self.walk(e, style, looks),
                },
            }
        }
    }

    fn add(&mut self, text: &str, style: Option<&str>, looks: &Looks) {
        if let (Some(line), Some(style)) = (self.lines.last_mut(), style) {
            line.push(looks.run(style, text.to_owned()));
        }
    }

    /// All lines as one text.
    fn runs(&self) -> Vec<Run> {
        let mut all = Vec::new();
        for line in &self.lines {
            if !all.is_empty() {
                all.push(Run { text: "\n".to_owned(), ..Run::default() });
            }
            all.extend(line.iter().cloned());
        }
        all
    }
}

/// White space is collapsed; blanks that count are elements.
fn push_text(line: &mut Vec<Run>, text: &str, style: &str, looks: &Looks) {
    let mut out = String::new();
    let mut blank = line.last().is_none_or(|r| r.text.ends_with([' ', '\n', '\t']));
    for c in text.chars() {
        if !c.is_ascii_whitespace() {
            out.push(c);
            blank = false;
        } else if !blank {
            out.push(' ');
            blank = true;
        }
    }
    if !out.is_empty() {
        line.push(looks.run(style, out));
    }
}

fn paragraphs(parent: &Element<'_>, looks: &Looks) -> Vec<String> {
    let mut inside = Inside::default();
    inside.walk(parent, None, looks);
    inside
        .lines
        .iter()
        .map(|l| l.iter().filter(|r| r.struck != Some(true)).map(|r| r.text.as_str()).collect())
        .collect()
}

/// The lines of a text box or of a shape itself.
fn paragraphs_of_shape(shape: &Element<'_>, looks: &Looks) -> Vec<String> {
    let body = shape.child("text-box").unwrap_or(shape);
    let has_lines = body.elements().any(|e| matches!(e.name(), "p" | "h" | "list"));
    if has_lines { paragraphs(body, looks) } else { Vec::new() }
}

/// Headers and footers of all page styles, without the fields of page numbers and names.
fn furniture(styles: &Element<'_>) -> Vec<String> {
    let (mut pages, mut lines) = (Vec::new(), Vec::new());
    styles.find_all("master-page", &mut pages);
    for page in pages {
        for part in page.elements().filter(|e| e.name().starts_with("header") || e.name().starts_with("footer")) {
            if part.attr("display").as_deref() == Some("false") {
                continue;
            }
            let mut found = Vec::new();
            part.find_all("p", &mut found);
            lines.extend(found.iter().map(|p| without_fields(p)).filter(|l| is_words(l)));
        }
    }
    lines
}

fn without_fields(p: &Element<'_>) -> String {
    let mut out = String::new();
    for node in &p.children {
        match node {
            Node::Text(t) => out.push_str(t),
            Node::Element(e) => match e.name() {
                "sheet-name" | "page-number" | "page-count" | "date" | "time" | "title" | "file-name" => {}
                _ => out.push_str(&without_fields(e)),
            },
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! HTML, also when saved as .xls or .doc (exports of banks and ERP programs, Word's web pages) and MHT (a mail of parts).
//! A tolerant scan for text, tables and filled fields; text that the page hides is kept apart as hidden. Scripts are never
//! run, pictures and pages elsewhere never fetched.

mod looks;
mod mhtml;

use looks::{Looks, Sheet, attribute, has_word};

use super::concealed::{Tally, Unseen};
use super::read::Read;
use crate::model::document::Row;
use crate::model::{Block, Cell, CellFlag, Content, Origin, Place, Problem, Table};

/// Elements inside elements whose looks are followed.
const MAX_DEPTH: usize = 300;

pub use mhtml::is_mhtml;

pub fn read(bytes: &[u8]) -> Read {
    if is_mhtml(&String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default())) {
        return mhtml::read(bytes);
    }
    page(&decode(bytes, None), false)
}

/// Byte-order mark, then what the page or its `envelope` declares, then as any text.
fn decode(bytes: &[u8], envelope: Option<&str>) -> String {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default()).to_lowercase();
    let declared = head
        .split_once("charset=")
        .map(|(_, rest)| rest.trim_start_matches(['"', '\'']))
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default().to_owned())
        .or_else(|| envelope.map(str::to_owned))
        .and_then(|name| encoding_rs::Encoding::for_label(name.trim().as_bytes()));
    match declared {
        Some(e) if encoding_rs::Encoding::for_bom(bytes).is_none() && e != encoding_rs::UTF_8 => {
            e.decode(bytes).0.into_owned()
        }
        _ => super::text::decode(bytes),
    }
}

/// The element `html` stands in the lower-case text; `<html:b>` is an element of somebody else's paper.
pub fn has_root(start: &str) -> bool {
    start.match_indices("<html").any(|(at, tag)| {
        start.get(at + tag.len()..).is_none_or(|rest| !rest.starts_with(|c: char| c == ':' || c.is_alphanumeric()))
    })
}

/// Paragraphs, headings and tables of a page.
pub fn blocks(html: &str) -> Vec<Block> {
    page(html, false).blocks
}

/// `framed`: the pages of its frames lie beside it and are read.
fn page(html: &str, framed: bool) -> Read {
    let mut page = Page { framed, ..Page::default() };
    for sheet in style_sheets(html) {
        page.sheet.add(sheet);
    }
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        page.text(text);
        rest = page.tag(tag);
    }
    page.text(rest);
    page.end_line();
    page.close_all();
    let mut read = Read::blocks(page.blocks);
    if page.frames > 0 {
        read.problems.push(Problem::Skipped(format!("网页中嵌入的其他内容{}处", page.frames)));
    }
    read.problems.extend(page.concealed.problem());
    read
}

/// Contents of `<style>` elements.
fn style_sheets(html: &str) -> Vec<&str> {
    const MOST: usize = 50;
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("<style").or_else(|| rest.split_once("<STYLE"))
        && found.len() < MOST
    {
        let Some((_, body)) = after.split_once('>') else { break };
        let end = body.find("</style").or_else(|| body.find("</STYLE")).unwrap_or(body.len());
        found.push(body.get(..end).unwrap_or_default());
        rest = body.get(end..).unwrap_or_default();
    }
    found
}

#[derive(Default)]
struct Page {
    blocks: Vec<Block>,
    line: String,
    unseen: String,
    last: Option<Unseen>,
    heading: Option<u8>,
    paragraphs: u32,
    tables: u32,
    boxes: u32,
    frames: u32,
    framed: bool,
    open: Vec<Grid>,
    sheet: Sheet,
    /// Open elements with their looks, outermost first.
    elements: Vec<(String, Looks)>,
    /// A drop-down list shows one of its entries.
    select: Option<Select>,
    concealed: Tally,
}

#[derive(Default)]
struct Select {
    entries: Vec<(bool, String)>,
}

#[derive(Default)]
struct Grid {
    number: u32,
    rows: Vec<Row>,
    row: u32,
    col: u32,
    cell: Option<Cell>,
    /// Text of the cell that is not seen.
    unseen: String,
    /// Such text of cells that show something, with the place.
    aside: Vec<Block>,
    /// (column, span, rows still covered)
    covered: Vec<(u32, u32, u32)>,
}

/// Adds text with its white space collapsed.
fn push(target: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            target.push(c);
        } else if !target.is_empty() && !target.ends_with([' ', '\n']) {
            target.push(' ');
        }
    }
}

impl Page {
    fn looks(&self) -> Looks {
        self.elements.last().map(|(_, l)| *l).unwrap_or_default()
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let text = entities(text);
        if let Some(select) = &mut self.select {
            if let Some((_, entry)) = select.entries.last_mut() {
                push(entry, &text);
            }
            return;
        }
        let verdict = self.looks().verdict();
        let blank = text.trim().is_empty();
        if !blank {
            if let Some(why) = verdict
                && self.last != verdict
            {
                self.concealed.add(why);
            }
            self.last = verdict;
        }
        let grid = self.open.last_mut().filter(|g| g.cell.is_some());
        let target = match (grid, verdict) {
            (Some(grid), Some(_)) => &mut grid.unseen,
            (Some(grid), None) => match &mut grid.cell {
                Some(cell) => &mut cell.text,
                None => return,
            },
            (None, Some(_)) => &mut self.unseen,
            (None, None) => &mut self.line,
        };
        push(target, &text);
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
        let unseen = std::mem::take(&mut self.unseen).trim().to_owned();
        if text.is_empty() && unseen.is_empty() {
            return;
        }
        self.paragraphs += 1;
        let place = Place::Paragraph(self.paragraphs);
        if !text.is_empty() {
            let content = match self.heading {
                Some(level) => Content::Heading { level, text },
                None => Content::Paragraph { text },
            };
            self.blocks.push(Block { place: place.clone(), origin: Origin::Body, hidden: false, content });
        }
        if !unseen.is_empty() {
            self.blocks.push(hidden_line(place, unseen));
        }
    }

    /// Handles the tag at the start of `rest` and returns what follows it.
    fn tag<'h>(&mut self, rest: &'h str) -> &'h str {
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->");
            let after = end.and_then(|i| comment.get(i + 3..)).unwrap_or_default();
            self.drawing(comment.get(..end.unwrap_or(0)).unwrap_or_default(), after);
            return after;
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
        let name = body
            .split(|c: char| !(c.is_ascii_alphanumeric() || c == ':' || c == '-'))
            .next()
            .unwrap_or_default()
            .to_lowercase();
        if let ("script" | "style" | "title" | "xml", false) = (name.as_str(), closing) {
            let close = format!("</{name}");
            return after
                .match_indices("</")
                .map(|(i, _)| after.get(i..).unwrap_or_default())
                .find(|end| end.get(..close.len()).is_some_and(|e| e.eq_ignore_ascii_case(&close)))
                .unwrap_or_default();
        }
        self.break_at(&name, closing);
        self.nest(&name, body, closing);
        match (name.as_str(), closing) {
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
            ("input", false) => self.input(body),
            ("select", false) => self.select = Some(Select::default()),
            ("select", true) => self.chosen(),
            ("option", false) => {
                if let Some(select) = &mut self.select {
                    select.entries.push((has_word(body, "selected"), String::new()));
                }
            }
            ("frame", false) if self.framed => {}
            ("iframe" | "frame" | "object" | "embed", false) if self.looks().verdict().is_none() => self.frames += 1,
            _ => {}
        }
        after
    }

    /// Ends the line where a block of the page begins or ends.
    fn break_at(&mut self, name: &str, closing: bool) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.line_break();
                let level = name.get(1..).and_then(|n| n.parse().ok());
                self.heading = if closing { None } else { level };
            }
            "br" | "p" | "div" | "li" | "ul" | "ol" | "section" | "article" | "blockquote" | "hr" | "dt" | "dd"
            | "pre" | "caption" | "fieldset" | "legend" | "header" | "footer" | "figure" | "figcaption"
            | "textarea" | "center" => {
                self.line_break();
            }
            _ => {}
        }
    }

    /// Keeps the stack of open elements: their looks hold until they end, or until what ends them without a tag of its own.
    fn nest(&mut self, name: &str, tag: &str, closing: bool) {
        const VOID: [&str; 14] = [
            "br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed", "param", "source", "wbr",
            "frame",
        ];
        if VOID.contains(&name) || tag.starts_with(['!', '?']) {
            return;
        }
        let ends: &[&str] = match name {
            _ if closing => &[name],
            "td" | "th" => &["td", "th"],
            "tr" => &["tr"],
            "p" => &["p"],
            "li" => &["li"],
            "tbody" | "thead" | "tfoot" => &["tbody", "thead", "tfoot"],
            _ => &[],
        };
        let boundary = |n: &str| {
            n == "table" && name != "table"
                || n == "td" && !matches!(name, "td" | "th" | "tr" | "table" | "tbody" | "thead" | "tfoot")
        };
        let stack = self.elements.iter().rposition(|(n, _)| ends.contains(&n.as_str()) || boundary(n));
        if let Some(at) = stack.filter(|at| self.elements.get(*at).is_some_and(|(n, _)| ends.contains(&n.as_str()))) {
            self.elements.truncate(at);
        }
        if !closing && self.elements.len() < MAX_DEPTH && !tag.ends_with('/') {
            let looks = self.looks().within(name, tag, &self.sheet);
            self.elements.push((name.to_owned(), looks));
        }
    }

    /// What is filled into a field.
    fn input(&mut self, tag: &str) {
        let kind = attribute(tag, "type").unwrap_or_default().to_lowercase();
        let looks = self.looks().within("input", tag, &self.sheet);
        let shown = match kind.as_str() {
            "checkbox" | "radio" => if has_word(tag, "checked") { "☑" } else { "☐" }.to_owned(),
            "hidden" | "password" | "submit" | "reset" | "button" | "image" | "file" => return,
            _ => attribute(tag, "value").unwrap_or_default(),
        };
        self.elements.push(("input".into(), looks));
        self.text(&shown);
        self.elements.pop();
    }

    fn chosen(&mut self) {
        let Some(select) = self.select.take() else { return };
        let chosen: Vec<String> = select.entries.iter().filter(|(on, _)| *on).map(|(_, t)| t.clone()).collect();
        let first = select.entries.into_iter().next().map(|(_, t)| t);
        let shown = if chosen.is_empty() { first.into_iter().collect() } else { chosen };
        // references were resolved when the entries were read
        self.text(&shown.join(" ").replace('&', "&amp;"));
    }

    /// Text boxes and WordArt that Word keeps in a comment for itself, where other programs are shown a picture.
    fn drawing(&mut self, comment: &str, after: &str) {
        if !comment.starts_with("[if gte vml") {
            return;
        }
        // what stands instead is near
        let near = after.char_indices().nth(20_000).map_or(after, |(i, _)| after.get(..i).unwrap_or_default());
        let instead = near.trim_start().strip_prefix("<![if !vml]>").and_then(|r| r.split("<![endif]>").next());
        if instead.is_some_and(|shown| !shown.contains("<img")) {
            return;
        }
        let mut lines = Vec::new();
        for part in comment.split("<v:textpath").skip(1) {
            lines.extend(attribute(&format!("x {}", part.split('>').next().unwrap_or_default()), "string"));
        }
        let boxes = comment.split("<v:textbox").skip(1).filter_map(|part| part.split_once('>'));
        for (_, content) in boxes {
            let content = content.split("</v:textbox").next().unwrap_or_default();
            for block in blocks(content).into_iter().filter(|b| !b.hidden) {
                lines.push(block.text());
            }
        }
        for text in lines.into_iter().map(|l| entities(&l)).filter(|l| !l.trim().is_empty()) {
            self.boxes += 1;
            let content = Content::Paragraph { text: text.trim().to_owned() };
            let place = Place::TextBox(self.boxes);
            self.blocks.push(Block { place, origin: Origin::TextBox, hidden: false, content });
        }
    }

    fn start_row(&mut self) {
        self.close_cell();
        // what stands between cells is shown above the table
        self.end_line();
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
        let span = |name: &str| attribute(tag, name).and_then(|v| v.trim().parse().ok()).unwrap_or(1u32).clamp(1, 1000);
        let (col_span, row_span) = (span("colspan"), span("rowspan"));
        grid.cell = Some(Cell { col: grid.col, col_span, row_span, ..Cell::default() });
        if row_span > 1 {
            grid.covered.push((grid.col, col_span, row_span));
        }
        grid.col = grid.col.saturating_add(col_span);
        self.last = None;
    }

    fn close_cell(&mut self) {
        let Some(grid) = self.open.last_mut() else { return };
        let Some(mut cell) = grid.cell.take() else { return };
        cell.text = cell.text.trim().to_owned();
        let unseen = std::mem::take(&mut grid.unseen).trim().to_owned();
        if cell.text.is_empty() && !unseen.is_empty() {
            cell.text = unseen;
            cell.flag = Some(CellFlag::Concealed);
        } else if !unseen.is_empty() {
            let place = Place::TableCell { page: 0, table: grid.number, row: grid.row, col: cell.col };
            grid.aside.push(hidden_line(place, unseen));
        }
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
        self.blocks.append(&mut grid.aside);
    }

    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.close_table();
        }
    }
}

fn hidden_line(place: Place, text: String) -> Block {
    Block { place, origin: Origin::Body, hidden: true, content: Content::Paragraph { text } }
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
    fn all_that_a_page_shows_is_read() {
        let read = read(
            "<?xml version='1.0'?><html><head><meta charset=utf-8><title>x</title></head><body><h1>标题词</h1><div>段落词<span>行内词</span></div>\
             <ul><li>列表词</ul><table><caption>表名词</caption><tr><th>表头词<td>格词<table><tr><td>套表词</table></table>\
             <a href=x>链接词</a><ruby>底词<rt>注音词</rt></ruby><svg><text>图形词</text></svg><details><summary>摘要词</summary>详情词</details>\
             <form><input value=输入词><input type=checkbox checked>勾选<textarea>多行词</textarea><select><option>甲<option selected>选项词</select></form>\
             <!--[if gte vml 1]><v:shape><v:textbox><p>框词</p></v:textbox></v:shape><v:shape><v:textpath string=\"艺术词\"/></v:shape><![endif]--><![if !vml]><img src=a.png><![endif]>\
             </body></html>".as_bytes(),
        );
        let seen = shown(&read);
        for word in [
            "标题词",
            "段落词",
            "行内词",
            "列表词",
            "表名词",
            "表头词",
            "格词",
            "套表词",
            "链接词",
            "底词",
            "注音词",
            "图形词",
            "摘要词",
            "详情词",
            "输入词",
            "☑勾选",
            "多行词",
            "选项词",
            "框词",
            "艺术词",
        ] {
            assert!(seen.contains(word), "{word} in {seen}");
        }
        assert!(!seen.contains('甲') && read.problems.is_empty(), "{:?}", read.problems);
        let framed = super::read("<html><p>词</p><iframe src=a.html></iframe></html>".as_bytes());
        assert!(matches!(framed.problems[..], [Problem::Skipped(_)]));
    }

    #[test]
    fn what_a_page_hides_is_kept_apart() {
        let style = "<style>.no{display:none} td.pale{color:#fefefe} @media print{.shown{display:none}} #gone{visibility:hidden}</style>";
        for (html, seen) in [
            ("<p style=\"display:none\">字</p>", false),
            ("<p style=\"display:block\">字</p>", true),
            ("<div hidden><p>字</p></div>", false),
            ("<p class=no>字</p>", false),
            ("<p class=shown>字</p>", true),
            ("<p id=gone>字</p>", false),
            ("<font color=white>字</font>", false),
            ("<table bgcolor=navy><tr><td><font color=white>字</font></table>", true),
            ("<table><tr style=\"background:#1f4e79;color:#fff\"><td>字</table>", true),
            ("<table><tr><td class=pale>字</table>", false),
            ("<p><s>字</s></p>", false),
            ("<p><span style=\"text-decoration: line-through\">字</span></p>", false),
            ("<p><span style=\"font-size:0\">字</span></p>", false),
            ("<p style='mso-hide:all'>字</p>", false),
            ("<p style='position:absolute;left:-9999px'>字</p>", false),
            ("<table><tr><td style='color:white'>甲<td>字</table>", true),
            ("<p style='color:white'>甲<p>字", true),
            ("<p style='color:rgb(255, 255, 255)'>字</p>", false),
            ("<p style='background-image:url(a.png)'>字</p>", true),
        ] {
            let read = page(&format!("{style}{html}"), false);
            assert_eq!(shown(&read).contains('字'), seen, "{html}");
            assert!(read.blocks.iter().any(|b| b.text().contains('字')), "{html}");
        }
        let cell = page("<table><tr><td>甲<td style='display:none'>乙</table>", false);
        assert_eq!(cell.blocks[0].content.as_table().unwrap().rows[0].cells[1].flag, Some(CellFlag::Concealed));
        assert_eq!(cell.problems, [Problem::Concealed("设为隐藏的文字1处".into())]);
    }

    #[test]
    fn a_page_saved_as_one_file_is_read_in_its_own_code() {
        let html = "<html><head><meta http-equiv=Content-Type content=\"text/html; charset=gb2312\"></head><body><table><tr><td rowspan=2>科目</td><td>1</td></tr><tr><td>2</td></tr></table></body></html>";
        let packed: String = encoding_rs::GBK
            .encode(html)
            .0
            .iter()
            .map(|b| if *b == b'=' || *b >= 0x80 { format!("={b:02X}") } else { char::from(*b).to_string() })
            .collect();
        let whole = format!(
            "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"B\"\r\n\r\n单个文件网页\r\n--B\r\nContent-Location: file:///C:/a.htm\r\n\
             Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html\r\n\r\n{packed}\r\n--B--\r\n"
        );
        let found = super::super::read_bytes("表.doc", whole.as_bytes(), &super::super::Limits::default()).remove(0);
        assert_eq!(found.format, crate::model::Format::Html);
        let table = found.blocks[0].content.as_table().unwrap();
        assert_eq!((table.rows[0].cells[0].text.as_str(), table.rows[1].cells[0].col), ("科目", 1));
        assert!(!is_mhtml("MIME-Version: 1.0\nTo: a@b.cn\nContent-Type: multipart/related\n"));
    }

    #[test]
    fn the_frames_of_a_workbook_saved_as_a_page_are_its_sheets() {
        let part = |name: &str, html: &str| {
            format!(
                "--B\r\nContent-Location: file:///C:/{name}\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n{html}\r\n"
            )
        };
        let saved = |sheets: &str| {
            let head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"B\"\r\n\r\n";
            let frames = "<html><frameset><frame src=\"s/sheet001.htm\"></frameset></html>";
            format!("{head}{}{sheets}--B--\r\n", part("b.htm", frames))
        };
        let whole = read(saved(&part("s/sheet001.htm", "<table><tr><td>科目<td>8000</table>")).as_bytes());
        assert_eq!((whole.problems, whole.blocks.len()), (vec![], 1));
        assert!(!read(saved("").as_bytes()).problems.is_empty(), "a frame that leads elsewhere");
        assert!(
            has_root("<html>") && has_root("<!-- --><html lang=zh>") && !has_root("<html:b>字") && !has_root("<table>")
        );
    }
}

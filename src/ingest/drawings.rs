//! What is drawn upon the sheets of a zipped workbook: text boxes, shapes, SmartArt, charts' titles and labels, old VML shapes;
//! and what was written beside the cells (comments, also as threads). Pictures have a reader of their own.

use super::package::{Package, relations};
use super::sheet;
use super::xlsx::address;
use super::xml::{self, Element, Node};
use crate::model::{Block, Content, Origin, Place, Problem};

/// Text boxes of a workbook that are read.
const MOST_BOXES: u32 = 5_000;
/// Texts of one chart.
const MOST_LABELS: usize = 500;

/// Reads what belongs to sheets, one after the other.
#[derive(Default)]
pub struct Drawings {
    pub blocks: Vec<Block>,
    pub problems: Vec<Problem>,
    boxes: u32,
}

impl Drawings {
    /// Everything that the sheet's part refers to.
    pub fn of_sheet(&mut self, package: &mut Package<'_>, part: &str, name: &str, known: &dyn Fn(&str) -> bool) {
        let related = relations(package, part);
        let threads: Vec<_> = related.iter().filter(|(_, kind, _)| kind == "threadedComment").collect();
        let mut threaded = Vec::new();
        for (_, _, target) in threads {
            self.comments(package, target, name, "threadedComment", &mut threaded, &[]);
        }
        let answered = threaded.clone();
        for (_, kind, target) in &related {
            match kind.as_str() {
                "drawing" => self.drawing(package, target, name, known),
                "vmlDrawing" => self.vml(package, target, name),
                "comments" if target.ends_with(".bin") => {
                    self.problems.push(Problem::Skipped(format!("工作表“{name}”的批注")));
                }
                "comments" => self.comments(package, target, name, "comment", &mut threaded, &answered),
                _ => {}
            }
        }
    }

    fn unread(&mut self, name: &str, what: &str) {
        let problem = Problem::Skipped(format!("工作表“{name}”中的{what}"));
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// Comments stand at their cell. Those that repeat a thread are left to the thread.
    fn comments(
        &mut self,
        package: &mut Package<'_>,
        part: &str,
        name: &str,
        element: &str,
        seen: &mut Vec<String>,
        answered: &[String],
    ) {
        let Some(text) = package.xml(part) else { return self.unread(name, "批注") };
        let (root, _) = xml::parse(&text);
        let mut found = Vec::new();
        root.find_all(element, &mut found);
        for comment in found {
            let Some(at) = comment.attr("ref") else { continue };
            let words = match comment.child("text") {
                Some(text) if element == "comment" => spoken(text),
                Some(text) => text.text(),
                None => String::new(),
            };
            let words = words.trim().to_owned();
            let (Some((row, col)), false) = (address(&at), words.is_empty()) else { continue };
            if answered.contains(&at) {
                continue;
            }
            seen.push(at);
            self.blocks.push(Block {
                place: Place::Cell { sheet: name.to_owned(), row, col },
                origin: Origin::Comment,
                hidden: true,
                content: Content::Paragraph { text: words },
            });
        }
    }

    fn drawing(&mut self, package: &mut Package<'_>, part: &str, name: &str, known: &dyn Fn(&str) -> bool) {
        let Some(text) = package.xml(part) else { return self.unread(name, "图形") };
        let (root, trouble) = xml::parse(&text);
        if trouble.is_some() {
            self.unread(name, "部分图形");
        }
        let related = relations(package, part);
        self.shapes(package, &root, name, &related, known);
    }

    fn shapes(
        &mut self,
        package: &mut Package<'_>,
        parent: &Element<'_>,
        name: &str,
        related: &[(String, String, String)],
        known: &dyn Fn(&str) -> bool,
    ) {
        let target = |id: Option<String>| {
            let id = id?;
            related.iter().find(|(known, _, _)| *known == id).map(|(_, _, target)| target.clone())
        };
        for e in parent.elements() {
            match e.name() {
                "Fallback" => {}
                "sp" | "cxnSp" => {
                    let hidden =
                        e.find("cNvPr").and_then(|p| p.attr("hidden")).is_some_and(|h| h == "1" || h == "true");
                    self.lines(e.find("txBody").map(paragraphs).unwrap_or_default(), hidden, name);
                }
                "chart" => match target(e.attr("id")).and_then(|t| package.xml(&t)) {
                    Some(text) => {
                        let (root, _) = xml::parse(&text);
                        let mut words = Vec::new();
                        labels(&root, &mut words);
                        words.retain(|w| !known(w));
                        words.dedup();
                        self.lines(words, false, name);
                    }
                    None => self.unread(name, "图表"),
                },
                "relIds" => match target(e.attr("dm")).and_then(|t| package.xml(&t)) {
                    Some(text) => {
                        let (root, _) = xml::parse(&text);
                        let mut points = Vec::new();
                        root.find_all("pt", &mut points);
                        let words = points.iter().filter(|p| p.attr("type").is_none_or(|t| t == "node" || t == "asst"));
                        let words = words.map(|p| paragraphs(p).join("\n")).collect();
                        self.lines(words, false, name);
                    }
                    None => self.unread(name, "SmartArt 图形"),
                },
                _ => self.shapes(package, e, name, related, known),
            }
        }
    }

    /// Old shapes. Those that belong to comments repeat their words.
    fn vml(&mut self, package: &mut Package<'_>, part: &str, name: &str) {
        let Some(text) = package.xml(part) else { return };
        // a mark of HTML that has no end, in XML that needs one
        let text = text.replace("<br>", "\n").replace("<BR>", "\n");
        let (root, _) = xml::parse(&text);
        let mut shapes = Vec::new();
        for kind in ["shape", "rect", "roundrect", "oval", "line"] {
            root.find_all(kind, &mut shapes);
        }
        for shape in shapes {
            if shape.find("ClientData").and_then(|c| c.attr("ObjectType")).is_some_and(|t| t == "Note") {
                continue;
            }
            let mut words: Vec<String> = shape.find("textpath").and_then(|t| t.attr("string")).into_iter().collect();
            words.extend(shape.find("textbox").map(Element::text));
            let hidden = shape.attr("style").is_some_and(|s| s.replace(' ', "").contains("visibility:hidden"));
            self.lines(words, hidden, name);
        }
    }

    /// One text box, a block for each line.
    pub fn lines(&mut self, lines: Vec<String>, hidden: bool, sheet: &str) {
        let lines: Vec<String> =
            lines.iter().flat_map(|l| l.lines()).map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        self.boxes += 1;
        if self.boxes > MOST_BOXES {
            let limit = Problem::Limit(format!("文本框超过 {MOST_BOXES} 个"));
            if !self.problems.contains(&limit) {
                self.problems.push(limit);
            }
            return;
        }
        if hidden {
            self.problems.push(Problem::Concealed(format!("工作表“{sheet}”中一个隐藏的文本框")));
        }
        for text in lines {
            self.blocks.push(Block {
                place: Place::TextBox(self.boxes),
                origin: Origin::TextBox,
                hidden,
                content: Content::Paragraph { text: text.chars().take(sheet::MOST_CHARS).collect() },
            });
        }
    }
}

/// Text of a comment without how it is pronounced.
fn spoken(text: &Element<'_>) -> String {
    text.elements().filter(|e| e.name() != "rPh").map(Element::text).collect()
}

/// Paragraphs of a drawing's text; struck letters are left out.
fn paragraphs(body: &Element<'_>) -> Vec<String> {
    let mut found = Vec::new();
    body.find_all("p", &mut found);
    found
        .iter()
        .map(|p| {
            let mut line = String::new();
            for part in p.elements() {
                let struck = part.child("rPr").and_then(|r| r.attr("strike")).is_some_and(|s| s != "noStrike");
                match part.name() {
                    "br" => line.push('\n'),
                    "r" | "fld" if !struck => line.push_str(&part.child("t").map(Element::text).unwrap_or_default()),
                    _ => {}
                }
            }
            line
        })
        .collect()
}

/// Titles, names and labels of a chart, in order. Its figures are those of cells.
fn labels(parent: &Element<'_>, words: &mut Vec<String>) {
    for node in &parent.children {
        let Node::Element(e) = node else { continue };
        if words.len() >= MOST_LABELS {
            return;
        }
        match e.name() {
            "Fallback" | "numCache" | "numLit" | "f" => {}
            "rich" => words.extend(paragraphs(e)),
            // a name that is written into the chart itself
            "v" => words.push(e.text().trim().to_owned()),
            "strCache" | "strLit" | "strDim" => {
                let mut points = Vec::new();
                e.find_all("pt", &mut points);
                words.extend(points.iter().take(MOST_LABELS).map(|p| p.text().trim().to_owned()));
            }
            _ => labels(e, words),
        }
    }
}

/// More than a page number.
pub fn is_words(line: &str) -> bool {
    let line = line.replace("Page", "").replace("of", "");
    line.chars().any(|c| c.is_alphanumeric() && !c.is_ascii_digit() && !"第页共总之".contains(c))
}

/// The words of a header or footer of the print setup, without the codes for page numbers, fonts and places.
pub fn furniture(written: &str, sheet: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut chars = written.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(last) = parts.last_mut() else { break };
        if c != '&' {
            last.push(c);
            continue;
        }
        match chars.next() {
            Some('&') => last.push('&'),
            Some('L' | 'C' | 'R') => parts.push(String::new()),
            Some('A') => last.push_str(sheet),
            // “&"宋体,常规"”
            Some('"') => while chars.next().is_some_and(|c| c != '"') {},
            // “&KFF0000”, “&K01+000”
            Some('K') => {
                for _ in 0..6 {
                    chars.next_if(|c| c.is_ascii_hexdigit() || matches!(c, '+' | '-'));
                }
            }
            Some(c) if c.is_ascii_digit() => while chars.next_if(char::is_ascii_digit).is_some() {},
            _ => {}
        }
    }
    let lines =
        parts.iter().filter(|p| is_words(p) && p.trim() != sheet).flat_map(|p| p.lines()).map(|l| l.trim().to_owned());
    lines.filter(|l| !l.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_without_their_codes_and_page_numbers_are_no_words() {
        let read = |text: &str| furniture(text, "决算");
        assert_eq!(
            read("&L&\"宋体,加粗\"&12示例学会&C经费&&决算&R&KFF0000内部资料"),
            ["示例学会", "经费&决算", "内部资料"]
        );
        assert!(read("&C第 &P 页，共 &N 页").is_empty());
        assert!(read("&C&A").is_empty());
        assert_eq!(read("编制单位：&A"), ["编制单位：决算"]);
    }
}

//! Slides (.pptx): titles, text, tables, SmartArt and charts, slide by slide; what the design puts on every slide once;
//! comments. Speaker notes are kept beside like comments, pictures left out; hidden slides, struck, pale and misplaced text are kept apart as hidden.

use std::collections::{BTreeMap, BTreeSet};

use super::concealed::{Tally, Unseen};
use super::contrast;
use super::damage::damaged;
use super::drawn::{self, Paint, Theme};
use super::figures::Figures;
use super::limits::Limits;
use super::package::{Package, relations};
use super::read::Read;
use super::xml::{self, Element};
use crate::model::document::Row;
use crate::model::{Block, Cell, CellFlag, Content, Origin, Place, Problem, Table};

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    let mut package = match Package::open(bytes, limits) {
        Ok(package) => package,
        Err(e) => return Read::failed(damaged(e)),
    };
    let main = "ppt/presentation.xml";
    let parts = relations(&mut package, main);
    let mut writer = Writer::default();
    let order = package.xml(main).map(|text| {
        let (root, _) = xml::parse(&text);
        writer.size = root.find("sldSz").and_then(|s| number(s, "cx").zip(number(s, "cy")));
        let mut slides = Vec::new();
        root.find_all("sldId", &mut slides);
        // Both `id` and `r:id` are there; the relation's begins with letters.
        let ids = slides.iter().flat_map(|s| s.attrs("id")).filter(|id| !id.starts_with(|c: char| c.is_ascii_digit()));
        ids.collect::<Vec<String>>()
    });
    let slides: Vec<String> = order
        .unwrap_or_default()
        .iter()
        .filter_map(|id| parts.iter().find(|(i, _, _)| i == id).map(|(_, _, target)| target.clone()))
        .collect();
    if slides.is_empty() {
        return Read::failed(Problem::Damaged("没有幻灯片".into()));
    }
    let mut problems = Vec::new();
    for (number, slide) in (1u32..).zip(&slides) {
        if number > limits.pages {
            problems.push(Problem::Limit(format!("页数超过 {} 页", limits.pages)));
            break;
        }
        match package.xml(slide) {
            Some(text) => writer.slide(&mut package, slide, &text, number),
            None => problems.push(Problem::Damaged(format!("缺少第 {number} 页"))),
        }
    }
    if package.broken {
        problems.push(Problem::Damaged("部分内容的校验不符".into()));
    }
    let mut read = writer.finish();
    read.problems.extend(problems);
    read
}

#[derive(Default)]
struct Writer {
    blocks: Vec<Block>,
    tables: u32,
    page: u32,
    /// Of all slides, in EMU.
    size: Option<(i64, i64)>,
    theme: Theme,
    figures: Figures,
    /// Behind everything that has no fill of its own; `None` where it is a picture or something lies between.
    ground: Option<[u8; 3]>,
    inside: Option<Unseen>,
    origin: Option<Origin>,
    concealed: Tally,
    skipped: BTreeMap<&'static str, u32>,
    /// Layouts and masters whose own text was written.
    designs: BTreeSet<String>,
}

/// A part of the design: its path and its text.
type Part = (String, String);

impl Writer {
    fn slide(&mut self, package: &mut Package<'_>, path: &str, text: &str, page: u32) {
        self.page = page;
        let related = |package: &mut Package<'_>, part: &str, kind: &str| -> Option<Part> {
            let target = relations(package, part).into_iter().find(|(_, k, _)| k == kind)?.2;
            let text = package.xml(&target)?;
            Some((target, text))
        };
        let layout = related(package, path, "slideLayout");
        let master = layout.as_ref().and_then(|(path, _)| related(package, path, "slideMaster"));
        let theme = master.as_ref().and_then(|(path, _)| related(package, path, "theme"));
        let slide = xml::parse(text).0;
        let layout = layout.as_ref().map(|(path, text)| (path, xml::parse(text).0));
        let master = master.as_ref().map(|(path, text)| (path, xml::parse(text).0));
        self.theme = theme.map_or_else(Theme::default, |(_, text)| Theme::parse(&xml::parse(&text).0));
        if let Some(map) = master.as_ref().and_then(|(_, m)| m.find("clrMap")) {
            self.theme = self.theme.mapped(map);
        }
        let levels = [Some(&slide), layout.as_ref().map(|(_, l)| l), master.as_ref().map(|(_, m)| m)];
        let bare = levels.iter().flatten().all(|part| !has_layers(part, &self.theme));
        self.ground =
            levels.iter().flatten().find_map(|part| part.find("bg")).map_or(
                Some(contrast::WHITE),
                |bg| match background(bg, &self.theme) {
                    Paint::Solid(colour) => Some(colour),
                    _ => None,
                },
            );
        self.ground = self.ground.filter(|_| bare);
        let hidden = slide.elements().any(|s| matches!(s.attr("show").as_deref(), Some("0" | "false")));
        self.inside = hidden.then_some(Unseen::Hidden);
        if hidden {
            self.concealed.add(Unseen::Hidden);
        }
        let shows_design = |root: &Element<'_>| {
            !root.elements().any(|e| matches!(e.attr("showMasterSp").as_deref(), Some("0" | "false")))
        };
        self.figures = Figures::of(package, path);
        self.shapes(&slide, false);
        self.origin = Some(Origin::HeaderFooter);
        if let Some((path, layout)) = &layout
            && shows_design(&slide)
        {
            self.design(path, layout);
            if let Some((path, master)) = master.as_ref().filter(|_| shows_design(layout)) {
                self.design(path, master);
            }
        }
        self.origin = None;
        self.inside = None;
        self.comments(package, path);
    }

    /// What a layout or master shows on its slides: all but the places it keeps for their text.
    fn design(&mut self, path: &str, root: &Element<'_>) {
        if self.inside.is_none() && self.designs.insert(path.to_owned()) {
            let mut trees = Vec::new();
            root.find_all("spTree", &mut trees);
            for tree in trees {
                let own = tree.elements().filter(|e| e.find("ph").is_none());
                for shape in own {
                    self.shape(shape, false);
                }
            }
        }
    }

    /// What was written beside the slide: comments, and the speaker's notes.
    fn comments(&mut self, package: &mut Package<'_>, slide: &str) {
        for (_, kind, target) in relations(package, slide) {
            if !matches!(kind.as_str(), "comments" | "notesSlide") {
                continue;
            }
            let Some(text) = package.xml(&target) else { continue };
            let (root, _) = xml::parse(&text);
            let mut written = Vec::new();
            if kind == "comments" {
                let mut comments = Vec::new();
                root.find_all("cm", &mut comments);
                for comment in comments {
                    let plain = comment.child("text").map(|t| vec![t.text().trim().to_owned()]);
                    written.extend(plain.unwrap_or_else(|| drawn::lines(comment)));
                }
            } else {
                let mut shapes = Vec::new();
                root.find_all("sp", &mut shapes);
                // the slide's picture, its number and the date stand there too
                let is_notes =
                    |e: &&&Element<'_>| e.find("ph").is_none_or(|ph| ph.attr("type").is_none_or(|t| t == "body"));
                written.extend(shapes.iter().filter(is_notes).flat_map(|e| drawn::lines(e)));
            }
            for text in written.into_iter().filter(|l| !l.is_empty()) {
                let content = Content::Paragraph { text };
                self.blocks.push(Block {
                    place: Place::Page(self.page),
                    origin: Origin::Comment,
                    hidden: true,
                    content,
                });
            }
        }
    }

    fn finish(self) -> Read {
        let mut read = Read::blocks(self.blocks);
        let named = self.skipped.iter().map(|(what, n)| if *n > 1 { format!("{what}{n}处") } else { (*what).into() });
        let named: Vec<String> = named.collect();
        if !named.is_empty() {
            read.problems.push(Problem::Skipped(named.join("、")));
        }
        read.problems.extend(self.concealed.problem());
        read
    }

    fn shapes(&mut self, parent: &Element<'_>, title: bool) {
        for e in parent.elements() {
            self.shape(e, title);
        }
    }

    fn shape(&mut self, e: &Element<'_>, title: bool) {
        let (ground, inside) = (self.ground, self.inside);
        match e.name() {
            "sp" => {
                let kind = e.find("ph").and_then(|p| p.attr("type")).unwrap_or_default();
                let fill = e.child("spPr").and_then(|p| drawn::paint(p, &self.theme));
                match fill {
                    Some(Paint::Solid(colour)) => self.ground = Some(colour),
                    Some(Paint::Other) => self.ground = None,
                    // filled by its style
                    None if e.child("style").is_some() => self.ground = None,
                    Some(Paint::Nothing) | None => {}
                }
                self.place(e);
                self.shapes(e, matches!(kind.as_str(), "title" | "ctrTitle"));
            }
            "grpSp" | "graphicFrame" => {
                self.place(e);
                self.shapes(e, title);
            }
            "tbl" => self.table(e),
            "p" => {
                let line = self.paragraph(e);
                self.push(&line, title);
            }
            "relIds" => self.figure(e.attr("dm"), "图示（SmartArt）中的文字"),
            "chart" if e.attr("id").is_some() => self.figure(e.attr("id"), "图表中的文字"),
            "oleObj" => self.skip(drawn::embedded(&e.attr("progId").unwrap_or_default())),
            "control" => self.skip("窗体控件中的内容"),
            "contentPart" => self.skip("手写内容"),
            "AlternateContent" => {
                if let Some(chosen) = e.child("Choice").or_else(|| e.child("Fallback")) {
                    self.shapes(chosen, title);
                }
            }
            "Fallback" | "nvSpPr" | "spPr" | "bg" => {}
            _ => self.shapes(e, title),
        }
        (self.ground, self.inside) = (ground, inside);
    }

    /// Whether a shape is switched off or lies beside the slide.
    fn place(&mut self, e: &Element<'_>) {
        let named = e.elements().filter(|c| c.name().starts_with("nv")).find_map(|nv| nv.child("cNvPr"));
        let why = if named.and_then(|n| n.attr("hidden")).is_some_and(|h| matches!(h.as_str(), "1" | "true")) {
            Some(Unseen::Hidden)
        } else if self.is_outside(e) {
            Some(Unseen::Outside)
        } else {
            None
        };
        if self.inside.is_none()
            && let Some(why) = why
        {
            self.inside = Some(why);
            self.concealed.add(why);
        }
    }

    fn is_outside(&self, e: &Element<'_>) -> bool {
        let Some((width, height)) = self.size else { return false };
        let properties = e.child("spPr").or_else(|| e.child("grpSpPr"));
        let Some(frame) = properties.and_then(|p| p.child("xfrm")).or_else(|| e.child("xfrm")) else { return false };
        let pair = |name: &str, a: &str, b: &str| frame.child(name).and_then(|f| number(f, a).zip(number(f, b)));
        let Some(((x, y), (w, h))) = pair("off", "x", "y").zip(pair("ext", "cx", "cy")) else { return false };
        x >= width || y >= height || x.saturating_add(w) <= 0 || y.saturating_add(h) <= 0
    }

    fn skip(&mut self, what: &'static str) {
        *self.skipped.entry(what).or_default() += 1;
    }

    fn figure(&mut self, id: Option<String>, missing: &'static str) {
        match id.and_then(|id| self.figures.get(&id).map(<[String]>::to_vec)) {
            Some(lines) => {
                for text in lines {
                    self.push(&Line { text, ..Line::default() }, false);
                }
            }
            None => self.skip(missing),
        }
    }

    fn push(&mut self, line: &Line, title: bool) {
        for (text, unseen) in [(line.text.trim(), false), (line.unseen.trim(), true)] {
            if text.is_empty() {
                continue;
            }
            let text = text.to_owned();
            let hidden = unseen || self.inside.is_some();
            let content = if title { Content::Heading { level: 1, text } } else { Content::Paragraph { text } };
            let origin = self.origin.unwrap_or(Origin::Body);
            self.blocks.push(Block { place: Place::Page(self.page), origin, hidden, content });
        }
    }

    fn paragraph(&mut self, p: &Element<'_>) -> Line {
        let mut line = Line::default();
        self.runs(p, &mut line);
        line
    }

    fn runs(&mut self, parent: &Element<'_>, line: &mut Line) {
        for e in parent.elements() {
            match e.name() {
                "r" | "fld" if e.child("t").is_some() => {
                    let text = e.child("t").map(Element::text).unwrap_or_default();
                    let unseen = e.child("rPr").and_then(|r| self.unseen(r));
                    let blank = text.trim().is_empty();
                    if let Some(why) = unseen {
                        if !blank && line.last != unseen {
                            self.concealed.add(why);
                        }
                        line.unseen.push_str(&text);
                    } else {
                        line.text.push_str(&text);
                    }
                    if !blank {
                        line.last = unseen;
                    }
                }
                "t" => line.text.push_str(&e.text()),
                "br" => line.text.push('\n'),
                "Fallback" | "pPr" | "endParaRPr" => {}
                _ => self.runs(e, line),
            }
        }
    }

    fn unseen(&self, rpr: &Element<'_>) -> Option<Unseen> {
        let outlined = rpr.child("ln").is_some_and(|l| l.child("noFill").is_none());
        let ground = rpr.child("highlight").map(|h| drawn::solid(h, &self.theme));
        let ground = match ground {
            Some(Paint::Solid(colour)) => Some(colour),
            Some(_) => None,
            None => self.ground,
        };
        if rpr.attr("strike").is_some_and(|s| s != "noStrike") {
            return Some(Unseen::Struck);
        }
        // hundredths of a point
        if number(rpr, "sz").is_some_and(|size| size <= 200) {
            return Some(Unseen::Tiny);
        }
        match drawn::paint(rpr, &self.theme) {
            Some(Paint::Nothing) if !outlined => Some(Unseen::Pale),
            Some(Paint::Solid(ink)) if ground.is_some_and(|g| contrast::is_pale(ink, g)) && !outlined => {
                Some(Unseen::Pale)
            }
            _ => None,
        }
    }

    fn table(&mut self, tbl: &Element<'_>) {
        let mut rows = Vec::new();
        let mut aside = Vec::new();
        let number = self.tables + 1;
        for (row, tr) in (0u32..).zip(tbl.elements().filter(|e| e.name() == "tr")) {
            let mut cells = Vec::new();
            for (col, tc) in (0u32..).zip(tr.elements().filter(|e| e.name() == "tc")) {
                let ground = self.ground;
                // a table style may fill any cell
                self.ground = match tc.child("tcPr").and_then(|p| drawn::paint(p, &self.theme)) {
                    Some(Paint::Solid(colour)) => Some(colour),
                    _ => None,
                };
                let mut paragraphs = Vec::new();
                tc.find_all("p", &mut paragraphs);
                let lines: Vec<Line> = paragraphs.iter().map(|p| self.paragraph(p)).collect();
                self.ground = ground;
                let joined = |of: fn(&Line) -> &str| {
                    lines.iter().map(|l| of(l).trim()).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n")
                };
                let (text, unseen) = (joined(|l| &l.text), joined(|l| &l.unseen));
                let span = |name: &str| tc.attr(name).and_then(|v| v.parse().ok()).unwrap_or(1u32).clamp(1, 1000);
                let (col_span, row_span) = (span("gridSpan"), span("rowSpan"));
                if !text.is_empty() {
                    cells.push(Cell { col, col_span, row_span, text, ..Cell::default() });
                    if !unseen.is_empty() {
                        let place = Place::TableCell { page: self.page, table: number, row, col };
                        let content = Content::Paragraph { text: unseen };
                        aside.push(Block { place, origin: Origin::Body, hidden: true, content });
                    }
                } else if !unseen.is_empty() {
                    let flag = Some(CellFlag::Concealed);
                    cells.push(Cell { col, col_span, row_span, text: unseen, flag, ..Cell::default() });
                }
            }
            if !cells.is_empty() {
                rows.push(Row { row, hidden: false, cells });
            }
        }
        if !rows.is_empty() {
            self.tables = number;
            self.blocks.push(Block {
                place: Place::TableCell { page: self.page, table: number, row: 0, col: 0 },
                origin: self.origin.unwrap_or(Origin::Body),
                hidden: self.inside.is_some(),
                content: Content::Table(Table { sheet: None, rows }),
            });
            self.blocks.append(&mut aside);
        }
    }
}

#[derive(Default)]
struct Line {
    text: String,
    unseen: String,
    last: Option<Unseen>,
}

fn number(e: &Element<'_>, name: &str) -> Option<i64> {
    e.attr(name)?.parse().ok()
}

fn background(bg: &Element<'_>, theme: &Theme) -> Paint {
    if let Some(properties) = bg.child("bgPr") {
        return drawn::paint(properties, theme).unwrap_or(Paint::Other);
    }
    match bg.child("bgRef") {
        // the first fill of a theme is plain, the others are not
        Some(by_theme) if number(by_theme, "idx") == Some(1001) => drawn::solid(by_theme, theme),
        _ => Paint::Other,
    }
}

/// Pictures, filled shapes and frames that text without a fill of its own may lie on.
fn has_layers(root: &Element<'_>, theme: &Theme) -> bool {
    let Some(tree) = root.find("spTree") else { return false };
    let mut all = Vec::new();
    for name in ["pic", "grpSp", "graphicFrame"] {
        tree.find_all(name, &mut all);
    }
    let mut shapes = Vec::new();
    tree.find_all("sp", &mut shapes);
    let filled = |e: &Element<'_>| {
        let fill = e.child("spPr").and_then(|p| drawn::paint(p, theme));
        matches!(fill, Some(Paint::Solid(_) | Paint::Other)) || fill.is_none() && e.child("style").is_some()
    };
    !all.is_empty() || shapes.iter().any(|e| filled(e))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// One slide with related parts: (path under `ppt`, relation, content).
    fn deck(slide: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let mut put = |name: &str, text: &str| {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        };
        let relation = |id: &str, kind: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
        };
        put(
            "ppt/presentation.xml",
            "<p:presentation><p:sldIdLst><p:sldId id=\"256\" r:id=\"rId1\"/></p:sldIdLst><p:sldSz cx=\"9144000\" cy=\"6858000\"/></p:presentation>",
        );
        let slides = relation("rId1", "slide", "slides/slide1.xml");
        put("ppt/_rels/presentation.xml.rels", &format!("<Relationships>{slides}</Relationships>"));
        put("ppt/slides/slide1.xml", slide);
        let all: String = parts.iter().map(|(path, kind, _)| relation(path, kind, &format!("../{path}"))).collect();
        put("ppt/slides/_rels/slide1.xml.rels", &format!("<Relationships>{all}</Relationships>"));
        let master = relation("m", "slideMaster", "../slideMasters/m.xml");
        put("ppt/slideLayouts/_rels/l.xml.rels", &format!("<Relationships>{master}</Relationships>"));
        parts.iter().for_each(|(path, _, text)| put(&format!("ppt/{path}"), text));
        put(
            "ppt/slideMasters/m.xml",
            "<p:sldMaster><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>母版词</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sldMaster>",
        );
        zip.finish().unwrap().into_inner()
    }

    fn shape(properties: &str, run: &str, text: &str) -> String {
        format!(
            "<p:sp><p:spPr>{properties}</p:spPr><p:txBody><a:p><a:r><a:rPr>{run}</a:rPr><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
        )
    }

    fn slide(shapes: &str) -> String {
        format!("<p:sld><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
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
    fn all_that_a_slide_shows_is_read() {
        let shapes = [
            "<p:sp><p:nvSpPr><p:nvPr><p:ph type=\"title\"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>标题词</a:t></a:r></a:p></p:txBody></p:sp>".to_owned(),
            format!("<p:grpSp><p:grpSp>{}</p:grpSp></p:grpSp>", shape("", "", "组合词")),
            "<p:graphicFrame><a:graphic><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>表格词</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></a:graphic></p:graphicFrame>".into(),
            "<p:graphicFrame><a:graphic><dgm:relIds r:dm=\"diagrams/data1.xml\"/></a:graphic></p:graphicFrame>".into(),
            "<p:graphicFrame><a:graphic><c:chart r:id=\"charts/chart1.xml\"/></a:graphic></p:graphicFrame>".into(),
            "<p:sp><p:txBody><a:p><a:fld><a:t>字段词</a:t></a:fld><a14:m><m:oMath><m:r><m:t>公式词</m:t></m:r></m:oMath></a14:m></a:p></p:txBody></p:sp>".into(),
        ]
        .concat();
        let parts = [
            (
                "diagrams/data1.xml",
                "diagramData",
                "<dgm:dataModel><dgm:pt modelId=\"1\"><dgm:t><a:p><a:r><a:t>图示词</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>",
            ),
            (
                "charts/chart1.xml",
                "chart",
                "<c:chart><c:title><a:p><a:r><a:t>图表词</a:t></a:r></a:p></c:title></c:chart>",
            ),
            ("comments/comment1.xml", "comments", "<p:cmLst><p:cm><p:text>批注语</p:text></p:cm></p:cmLst>"),
            (
                "notesSlides/notesSlide1.xml",
                "notesSlide",
                "<p:notes><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph type=\"body\"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>讲稿语</a:t></a:r></a:p></p:txBody></p:sp><p:sp><p:nvSpPr><p:nvPr><p:ph type=\"sldNum\"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>页码语</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:notes>",
            ),
            (
                "slideLayouts/l.xml",
                "slideLayout",
                "<p:sldLayout><p:cSld><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>单击此处</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sldLayout>",
            ),
        ];
        let read = read(&deck(&slide(&shapes), &parts), &Limits::default());
        let seen = shown(&read);
        for word in ["标题词", "组合词", "表格词", "图示词", "图表词", "字段词公式词", "母版词"]
        {
            assert!(seen.contains(word), "{word} in {seen}");
        }
        assert!(!seen.contains("单击此处") && !seen.contains("批注语"));
        let beside: Vec<String> =
            read.blocks.iter().filter(|b| b.origin == Origin::Comment && b.hidden).map(Block::text).collect();
        assert_eq!(beside, ["批注语", "讲稿语"]);
        assert_eq!(read.problems, []);
        let object = slide("<p:graphicFrame><p:oleObj progId=\"Excel.Sheet.12\"/></p:graphicFrame>");
        assert_eq!(
            super::read(&deck(&object, &[]), &Limits::default()).problems,
            [Problem::Skipped("内嵌的表格".into())]
        );
    }

    #[test]
    fn what_nobody_sees_on_a_slide_is_kept_apart() {
        let white = "<a:solidFill><a:srgbClr val=\"FFFFFF\"/></a:solidFill>";
        let blue = "<a:solidFill><a:srgbClr val=\"1F4E79\"/></a:solidFill>";
        let themed = "<a:solidFill><a:schemeClr val=\"bg1\"/></a:solidFill>";
        let at = |x: i64| format!("<a:xfrm><a:off x=\"{x}\" y=\"0\"/><a:ext cx=\"900000\" cy=\"900000\"/></a:xfrm>");
        for (slide, seen) in [
            (slide(&shape("", white, "字")), false),
            (slide(&shape("", themed, "字")), false),
            (slide(&shape(blue, white, "字")), true),
            (slide(&shape("", blue, "字")), true),
            (slide(&format!("<p:pic/>{}", shape("", white, "字"))), true),
            (
                slide(&shape(
                    "",
                    "<a:solidFill><a:srgbClr val=\"FF0000\"><a:alpha val=\"0\"/></a:srgbClr></a:solidFill>",
                    "字",
                )),
                false,
            ),
            (slide(&shape(&at(-2_000_000), "", "字")), false),
            (slide(&shape(&at(2_000_000), "", "字")), true),
            (slide(&shape("", "", "字")).replace("<p:sld>", "<p:sld show=\"0\">"), false),
            (slide(&shape("", "", "字")).replace("<a:rPr>", "<a:rPr strike=\"sngStrike\">"), false),
            (slide(&shape("", "", "字")).replace("<a:rPr>", "<a:rPr strike=\"noStrike\">"), true),
        ] {
            let read = read(&deck(&slide, &[]), &Limits::default());
            assert_eq!(shown(&read).contains('字'), seen, "{slide}");
            assert_eq!(read.problems.is_empty(), seen, "{slide}");
            assert_eq!(read.blocks.len(), 1);
        }
    }
}

//! OFD (GB/T 33190): the text of pages and of their templates, where forms keep their printed labels. Signatures, seals
//! and attached data are not looked at.

use std::collections::BTreeMap;

use pdfni::{EdgePart, Orientation};

use super::limits::Limits;
use super::package::{Package, resolve};
use super::pdf::layout::{Sheet, Writer};
use super::pdf::lines::Glyph;
use super::reader::Read;
use super::xml::{self, Element};
use crate::model::Problem;
use crate::model::document::PageCoverage;

/// OFD measures in millimetres, the layout in points.
const POINTS: f64 = 72.0 / 25.4;

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    let mut package = match Package::open(bytes, limits) {
        Ok(package) => package,
        Err(e) => return Read::failed(Problem::Damaged(e)),
    };
    let Some(entry) = package.xml("OFD.xml") else { return Read::failed(Problem::Damaged("缺少 OFD.xml".into())) };
    let (entry, _) = xml::parse(&entry);
    let mut roots = Vec::new();
    entry.find_all("DocRoot", &mut roots);
    let mut read = Read::default();
    let mut writer = Writer::default();
    let mut number = 0;
    for root in roots {
        let path = resolve("", root.text().trim());
        document(&mut package, &path, limits, &mut number, &mut writer, &mut read);
    }
    read.blocks = writer.finish();
    if package.exhausted {
        read.problems.push(Problem::Limit("解压后过大".into()));
    }
    if read.blocks.is_empty() && read.problems.is_empty() {
        read.problems.push(Problem::Skipped("没有可读的文字".into()));
    }
    read
}

fn document(
    package: &mut Package<'_>,
    path: &str,
    limits: &Limits,
    number: &mut u32,
    writer: &mut Writer,
    read: &mut Read,
) {
    let Some(text) = package.xml(path) else {
        read.problems.push(Problem::Damaged(format!("缺少 {path}")));
        return;
    };
    let (root, _) = xml::parse(&text);
    let folder = path.rsplit_once('/').map_or("", |(f, _)| f);
    let location = |e: &Element<'_>| e.attr("BaseLoc").map(|l| resolve(folder, &l));
    let (mut pages, mut templates) = (Vec::new(), Vec::new());
    root.find_all("Page", &mut pages);
    root.find_all("TemplatePage", &mut templates);
    let templates: BTreeMap<String, String> =
        templates.iter().filter_map(|t| Some((t.attr("ID")?, location(t)?))).collect();
    let size = root.find("PhysicalBox").map(|b| numbers(&b.text()));
    for page in pages {
        if *number >= limits.pages {
            read.problems.push(Problem::Limit(format!("页数超过 {} 页", limits.pages)));
            return;
        }
        *number += 1;
        let Some(text) = location(page).and_then(|l| package.xml(&l).or_else(|| upwards(package, &l))) else {
            read.problems.push(Problem::Damaged(format!("缺少第 {number} 页")));
            continue;
        };
        let (content, _) = xml::parse(&text);
        let own = content.find("PhysicalBox").map(|b| numbers(&b.text()));
        let mut canvas = Canvas::default();
        let mut used = Vec::new();
        content.find_all("Template", &mut used);
        for template in used {
            let text = template.attr("TemplateID").and_then(|id| package.xml(templates.get(&id)?));
            if let Some(text) = text {
                canvas.objects(&xml::parse(&text).0);
            }
        }
        canvas.objects(&content);
        let (width, height) = match own.or(size.clone()).as_deref() {
            Some([_, _, width, height]) => (*width * POINTS, *height * POINTS),
            _ => (595.0, 842.0),
        };
        let chars = u32::try_from(canvas.glyphs.len()).unwrap_or(u32::MAX);
        read.pages.push(PageCoverage {
            page: *number,
            chars,
            full_image: canvas.images > 0 && chars < 30,
            images: false,
            recognised: None,
        });
        writer.page(*number, Sheet { width, height, glyphs: canvas.glyphs, others: Vec::new(), edges: canvas.edges });
    }
    let scans: Vec<u32> = read.pages.iter().filter(|p| p.is_scan()).map(|p| p.page).collect();
    if !scans.is_empty() {
        read.problems.push(Problem::Scan(scans));
    }
}

/// Some writers leave out or double a folder: the same name anywhere above is meant.
fn upwards(package: &mut Package<'_>, path: &str) -> Option<String> {
    let mut rest = path;
    while let Some((_, tail)) = rest.split_once('/') {
        if package.has(tail) {
            return package.xml(tail);
        }
        rest = tail;
    }
    None
}

#[derive(Default)]
struct Canvas {
    glyphs: Vec<Glyph>,
    edges: Vec<EdgePart>,
    images: usize,
}

impl Canvas {
    fn objects(&mut self, parent: &Element<'_>) {
        for e in parent.elements() {
            match e.name() {
                "TextObject" => self.text(e),
                "PathObject" => self.path(e),
                "ImageObject" => self.images += 1,
                _ => self.objects(e),
            }
        }
    }

    fn text(&mut self, object: &Element<'_>) {
        let boundary = numbers(&object.attr("Boundary").unwrap_or_default());
        let [left, top, ..] = boundary.as_slice() else { return };
        let ctm = numbers(&object.attr("CTM").unwrap_or_default());
        let ctm: [f64; 6] = ctm.try_into().unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let size = object.attr("Size").and_then(|s| s.parse::<f64>().ok()).unwrap_or(3.5);
        let bold = object.attr("Weight").and_then(|w| w.parse::<u32>().ok()).is_some_and(|w| w >= 600);
        let (mut x, mut y) = (0.0, 0.0);
        for code in object.elements().filter(|e| e.name() == "TextCode") {
            let start = |name: &str, before: f64| code.attr(name).and_then(|v| v.parse().ok()).unwrap_or(before);
            (x, y) = (start("X", x), start("Y", y));
            let (along, down) = (steps(code, "DeltaX"), steps(code, "DeltaY"));
            let (mut at_x, mut at_y) = (x, y);
            for (i, c) in code.text().trim_matches(['\n', '\r']).chars().enumerate() {
                self.glyph(c, (*left, *top), ctm, (at_x, at_y), size, bold);
                let own_width = if c.is_ascii() { size * 0.5 } else { size };
                let moved = down.get(i).copied();
                at_x += along.get(i).copied().unwrap_or(if moved.is_some() { 0.0 } else { own_width });
                at_y += moved.unwrap_or(0.0);
            }
        }
    }

    fn glyph(&mut self, c: char, origin: (f64, f64), ctm: [f64; 6], at: (f64, f64), size: f64, bold: bool) {
        if c.is_whitespace() || c.is_control() {
            return;
        }
        let [a, b, c2, d, e, f] = ctm;
        let x = (origin.0 + a * at.0 + c2 * at.1 + e) * POINTS;
        let y = (origin.1 + b * at.0 + d * at.1 + f) * POINTS;
        let size = size * a.hypot(b).max(0.01) * POINTS;
        let width = if c.is_ascii() { size * 0.5 } else { size };
        self.glyphs.push(Glyph {
            text: c.to_string(),
            left: x,
            right: x + width,
            top: y - size * 0.86,
            bottom: y + size * 0.14,
            baseline: y,
            size,
            bold,
        });
    }

    /// Straight rules only.
    fn path(&mut self, object: &Element<'_>) {
        let boundary = numbers(&object.attr("Boundary").unwrap_or_default());
        let [left, top, ..] = boundary.as_slice() else { return };
        let data = object.child("AbbreviatedData").map(Element::text).unwrap_or_default();
        let mut words = data.split_whitespace();
        let mut last: Option<(f64, f64)> = None;
        let mut first = None;
        while let Some(word) = words.next() {
            let mut point =
                || Some((words.next()?.parse::<f64>().ok()? + left, words.next()?.parse::<f64>().ok()? + top));
            match word {
                "M" | "S" => {
                    last = point();
                    first = last;
                }
                "L" => {
                    let to = point();
                    self.rule(last, to);
                    last = to;
                }
                "C" => {
                    self.rule(last, first);
                    last = first;
                }
                _ => last = None,
            }
        }
    }

    fn rule(&mut self, from: Option<(f64, f64)>, to: Option<(f64, f64)>) {
        let (Some((x1, y1)), Some((x2, y2))) = (from, to) else { return };
        let (left, right, top, bottom) =
            (x1.min(x2) * POINTS, x1.max(x2) * POINTS, y1.min(y2) * POINTS, y1.max(y2) * POINTS);
        let orientation = match (right - left, bottom - top) {
            (w, h) if h < 0.6 && w > 4.0 => Orientation::Horizontal,
            (w, h) if w < 0.6 && h > 4.0 => Orientation::Vertical,
            _ => return,
        };
        self.edges.push(EdgePart { orientation, left, right, top, bottom });
    }
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().filter_map(|w| w.parse().ok()).filter(|n: &f64| n.is_finite()).collect()
}

/// `3.5 3.5 g 4 1.8` — `g n value` repeats a step.
fn steps(code: &Element<'_>, name: &str) -> Vec<f64> {
    let text = code.attr(name).unwrap_or_default();
    let mut words = text.split_whitespace();
    let mut steps = Vec::new();
    while let Some(word) = words.next() {
        if word == "g" {
            let count = words.next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0).min(10_000);
            let step = words.next().and_then(|s| s.parse().ok()).unwrap_or(0.0);
            steps.extend(std::iter::repeat_n(step, count));
        } else {
            steps.extend(word.parse::<f64>().ok());
        }
        if steps.len() > 100_000 {
            break;
        }
    }
    steps
}

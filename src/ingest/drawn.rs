//! What DrawingML says wherever it stands (documents, slides): the text of shapes, diagrams (SmartArt) and charts, and the
//! colours of a theme. Looks nothing up in a package; parts are handed in as trees.

use std::collections::{BTreeMap, BTreeSet};

use super::contrast;
use super::xml::Element;

/// Values shown of one series of a chart.
const MOST_POINTS: usize = 500;
/// Points of one diagram.
const MOST_NODES: usize = 5_000;

/// The colours that documents call by name.
#[derive(Debug, Clone)]
pub struct Theme {
    colours: BTreeMap<String, [u8; 3]>,
}

impl Default for Theme {
    /// Office's own.
    fn default() -> Theme {
        let office = [
            ("dk1", [0, 0, 0]),
            ("lt1", [255, 255, 255]),
            ("dk2", [0x44, 0x54, 0x6a]),
            ("lt2", [0xe7, 0xe6, 0xe6]),
            ("accent1", [0x44, 0x72, 0xc4]),
            ("accent2", [0xed, 0x7d, 0x31]),
            ("accent3", [0xa5, 0xa5, 0xa5]),
            ("accent4", [0xff, 0xc0, 0x00]),
            ("accent5", [0x5b, 0x9b, 0xd5]),
            ("accent6", [0x70, 0xad, 0x47]),
            ("hlink", [0x05, 0x63, 0xc1]),
            ("folHlink", [0x95, 0x4f, 0x72]),
        ];
        Theme { colours: office.into_iter().map(|(name, colour)| (name.to_owned(), colour)).collect() }
    }
}

impl Theme {
    pub fn parse(root: &Element<'_>) -> Theme {
        let mut theme = Theme::default();
        for e in root.find("clrScheme").into_iter().flat_map(Element::elements) {
            let colour = e.elements().find_map(|c| c.attr("lastClr").or_else(|| c.attr("val")));
            if let Some(colour) = colour.and_then(|c| contrast::hex(&c)) {
                theme.colours.insert(e.name().to_owned(), colour);
            }
        }
        theme
    }

    /// A slide master says which colours its slides mean by `bg1` and the like (`clrMap`).
    pub fn mapped(&self, map: &Element<'_>) -> Theme {
        let mut theme = self.clone();
        for name in ["bg1", "tx1", "bg2", "tx2"] {
            if let Some(colour) = map.attr(name).and_then(|own| self.colours.get(&own)) {
                theme.colours.insert(name.to_owned(), *colour);
            }
        }
        theme
    }

    /// By the names of Word (`background1`), slides (`bg1`) and the theme itself (`lt1`).
    pub fn colour(&self, name: &str) -> Option<[u8; 3]> {
        let own = match name {
            "background1" | "light1" | "bg1" => "lt1",
            "background2" | "light2" | "bg2" => "lt2",
            "text1" | "dark1" | "tx1" => "dk1",
            "text2" | "dark2" | "tx2" => "dk2",
            "hyperlink" => "hlink",
            "followedHyperlink" => "folHlink",
            other => other,
        };
        self.colours.get(name).or_else(|| self.colours.get(own)).copied()
    }
}

/// How a shape or letter is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Not at all, or fully transparent.
    Nothing,
    Solid([u8; 3]),
    /// A picture, a pattern, a gradient, a colour that is not known.
    Other,
}

/// The fill among the children of `properties` (`spPr`, `rPr`, `tcPr`, `bgPr`).
pub fn paint(properties: &Element<'_>, theme: &Theme) -> Option<Paint> {
    properties.elements().find_map(|e| match e.name() {
        "noFill" => Some(Paint::Nothing),
        "solidFill" => Some(solid(e, theme)),
        "gradFill" | "blipFill" | "pattFill" | "grpFill" => Some(Paint::Other),
        _ => None,
    })
}

/// The colour element inside `parent`.
pub fn solid(parent: &Element<'_>, theme: &Theme) -> Paint {
    let Some(e) = parent.elements().next() else { return Paint::Other };
    let value = e.attr("val").unwrap_or_default();
    let base = match e.name() {
        "srgbClr" => contrast::hex(&value),
        "schemeClr" => theme.colour(&value),
        "sysClr" => e.attr("lastClr").and_then(|c| contrast::hex(&c)),
        "prstClr" => contrast::named(&value),
        _ => None,
    };
    let Some(mut colour) = base else { return Paint::Other };
    for change in e.elements() {
        // thousandths of a percent
        let share = change.attr("val").and_then(|v| v.parse::<f64>().ok()).unwrap_or(100_000.0) / 100_000.0;
        match change.name() {
            "alpha" if share < 0.1 => return Paint::Nothing,
            "lumMod" | "shade" => colour = contrast::tinted(colour, share - 1.0),
            "lumOff" => colour = colour.map(|c| (f64::from(c) + 255.0 * share).clamp(0.0, 255.0) as u8),
            "tint" => colour = contrast::tinted(colour, 1.0 - share),
            _ => {}
        }
    }
    Paint::Solid(colour)
}

/// What an embedded object is, by the program it was made with.
pub fn embedded(program: &str) -> &'static str {
    match program {
        id if id.starts_with("Excel") || id.starts_with("ET.") => "内嵌的表格",
        id if id.starts_with("Word") || id.starts_with("WPS.") => "内嵌的文档",
        id if id.starts_with("PowerPoint") || id.starts_with("WPP.") => "内嵌的幻灯片",
        id if id.starts_with("Equation") => "公式对象",
        _ => "内嵌的其他文档",
    }
}

/// Lines of a `txBody`, or of whatever holds `a:p`.
pub fn lines(parent: &Element<'_>) -> Vec<String> {
    let mut paragraphs = Vec::new();
    parent.find_all("p", &mut paragraphs);
    paragraphs.iter().map(|p| paragraph(p)).filter(|line| !line.is_empty()).collect()
}

fn paragraph(p: &Element<'_>) -> String {
    fn push(parent: &Element<'_>, text: &mut String) {
        for e in parent.elements() {
            match e.name() {
                "t" => text.push_str(&e.text()),
                "br" => text.push('\n'),
                "tab" => text.push('\t'),
                "Fallback" | "pPr" | "rPr" | "endParaRPr" => {}
                _ => push(e, text),
            }
        }
    }
    let mut text = String::new();
    push(p, &mut text);
    text.trim().to_owned()
}

/// Text of the points of a diagram (`dgm:dataModel`), each above those that hang on it.
pub fn diagram(root: &Element<'_>) -> Vec<String> {
    let mut points = Vec::new();
    root.find_all("pt", &mut points);
    points.truncate(MOST_NODES);
    let shown = |p: &&Element<'_>| {
        !matches!(p.attr("type").as_deref(), Some("pres" | "parTrans" | "sibTrans")) && p.child("t").is_some()
    };
    let text: BTreeMap<String, Vec<String>> = points
        .iter()
        .filter(|p| shown(p))
        .map(|p| (p.attr("modelId").unwrap_or_default(), p.child("t").map(lines).unwrap_or_default()))
        .collect();
    let mut links = Vec::new();
    root.find_all("cxn", &mut links);
    let mut below: BTreeMap<String, Vec<(u32, String)>> = BTreeMap::new();
    for link in links.iter().filter(|l| l.attr("type").is_none_or(|t| t == "parOf")) {
        if let Some((from, to)) = link.attr("srcId").zip(link.attr("destId")) {
            let order = link.attr("srcOrd").and_then(|o| o.parse().ok()).unwrap_or(0);
            below.entry(from).or_default().push((order, to));
        }
    }
    below.values_mut().for_each(|all| all.sort());
    let (mut out, mut seen) = (Vec::new(), BTreeSet::new());
    let starts: Vec<String> = {
        let top = points.iter().filter(|p| p.attr("type").as_deref() == Some("doc"));
        let all = points.iter().filter(|p| shown(p));
        top.chain(all).filter_map(|p| p.attr("modelId")).collect()
    };
    for start in starts {
        let mut open = vec![start];
        while let Some(id) = open.pop() {
            if !seen.insert(id.clone()) {
                continue;
            }
            out.extend(text.get(&id).into_iter().flatten().cloned());
            open.extend(below.get(&id).into_iter().flatten().rev().map(|(_, to)| to.clone()));
        }
    }
    // points that share or lack their names
    let all = points.iter().filter(|p| shown(p) && p.attr("modelId").is_none());
    out.extend(all.flat_map(|p| p.child("t").map(lines).unwrap_or_default()));
    out
}

/// Titles, and one line a series: its name, then each category with its value. Charts of 2016 hold theirs apart.
pub fn chart(root: &Element<'_>) -> Vec<String> {
    let mut out = Vec::new();
    let mut titles = Vec::new();
    root.find_all("title", &mut titles);
    for title in &titles {
        let typed = lines(title);
        out.extend(if typed.is_empty() { vec![points(title).join(" ")] } else { typed });
    }
    let mut series = Vec::new();
    root.find_all("ser", &mut series);
    for one in &series {
        let name = one.child("tx").map(|tx| points(tx).join(" ")).unwrap_or_default();
        let names = one.child("cat").or_else(|| one.child("xVal")).map(points).unwrap_or_default();
        let values = one.child("val").or_else(|| one.child("yVal")).map(points).unwrap_or_default();
        let pairs: Vec<String> = (0..names.len().max(values.len()))
            .map(|i| [names.get(i), values.get(i)].into_iter().flatten().cloned().collect::<Vec<_>>().join(" "))
            .collect();
        let line = [name, pairs.join("，")].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("：");
        out.push(line);
        // labels typed by hand
        out.extend(one.elements().filter(|e| e.name() == "dLbls").flat_map(lines));
    }
    for data in ["strDim", "numDim"] {
        let mut found = Vec::new();
        root.find_all(data, &mut found);
        out.extend(found.iter().map(|d| points(d).join("，")));
    }
    out.retain(|line| !line.trim().is_empty());
    out
}

/// Stored values: `c:pt/c:v`, `cx:pt`.
fn points(parent: &Element<'_>) -> Vec<String> {
    let mut found = Vec::new();
    parent.find_all("pt", &mut found);
    if found.is_empty() {
        parent.find_all("v", &mut found);
    }
    found.iter().take(MOST_POINTS).map(|p| p.text().trim().to_owned()).filter(|t| !t.is_empty()).collect()
}

//! Styles of a document, and what they and the runs say about looks: size and weight (for titles), colour and ground (for
//! what is seen at all).

use std::collections::BTreeMap;

use crate::ingest::concealed::Unseen;
use crate::ingest::contrast;
use crate::ingest::drawn::{self, Paint, Theme};
use crate::ingest::xml::Element;

/// Letters of two points or less: nobody reads them.
const TINY: f64 = 4.0;

/// What a paragraph or character style says about looks.
#[derive(Default, Clone)]
pub struct Style {
    name: String,
    based_on: Option<String>,
    pub outline: Option<u8>,
    pub centred: Option<bool>,
    pub looks: Looks,
    /// Ground of a paragraph style.
    ground: Shade,
    /// Fills that a table style puts under cells, here or there.
    fills: Vec<[u8; 3]>,
}

/// What run properties say; `None` where they are silent.
#[derive(Default, Clone)]
pub struct Looks {
    /// Half-points.
    pub size: Option<f64>,
    pub bold: Option<bool>,
    vanish: Option<bool>,
    struck: Option<bool>,
    ink: Option<Paint>,
    ground: Shade,
    /// Percent of the letters' usual width.
    width: Option<u32>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Shade {
    #[default]
    Silent,
    Empty,
    Solid([u8; 3]),
}

impl Shade {
    fn or(self, other: Shade) -> Shade {
        if self == Shade::Silent { other } else { self }
    }
}

impl Looks {
    pub fn parse(rpr: &Element<'_>, theme: &Theme) -> Looks {
        let struck = [toggle(rpr, "strike"), toggle(rpr, "dstrike")];
        Looks {
            size: rpr.child_val("sz").and_then(|v| v.parse().ok()),
            bold: toggle(rpr, "b"),
            vanish: toggle(rpr, "vanish"),
            struck: struck.into_iter().flatten().reduce(|a, b| a || b),
            ink: ink(rpr, theme),
            ground: highlight(rpr).or(shade(rpr, theme)),
            width: rpr.child_val("w").and_then(|v| v.trim_end_matches('%').parse().ok()),
        }
    }

    /// What `self` leaves open, `other` says.
    pub fn or(&self, other: &Looks) -> Looks {
        Looks {
            size: self.size.or(other.size),
            bold: self.bold.or(other.bold),
            vanish: self.vanish.or(other.vanish),
            struck: self.struck.or(other.struck),
            ink: self.ink.or(other.ink),
            ground: self.ground.or(other.ground),
            width: self.width.or(other.width),
        }
    }

    /// Why letters of these looks are not read on `ground`.
    pub fn unseen(&self, ground: &Ground) -> Option<Unseen> {
        let ground = ground.under(self.ground);
        if self.vanish == Some(true) {
            Some(Unseen::Hidden)
        } else if self.struck == Some(true) {
            Some(Unseen::Struck)
        } else if self.size.is_some_and(|half_points| half_points <= TINY) || self.width.is_some_and(|w| w <= 5) {
            Some(Unseen::Tiny)
        } else {
            match self.ink {
                Some(Paint::Nothing) => Some(Unseen::Pale),
                Some(Paint::Solid(ink)) if ground.swallows(ink) => Some(Unseen::Pale),
                _ => None,
            }
        }
    }
}

/// The colours that text may stand on; none when nothing is known of it.
#[derive(Clone)]
pub struct Ground(Vec<[u8; 3]>);

impl Ground {
    pub fn paper() -> Ground {
        Ground(vec![contrast::WHITE])
    }

    pub fn unknown() -> Ground {
        Ground(Vec::new())
    }

    pub fn solid(colour: [u8; 3]) -> Ground {
        Ground(vec![colour])
    }

    /// Something of that colour may lie between, at places.
    pub fn perhaps(mut self, colours: &[[u8; 3]]) -> Ground {
        if !self.0.is_empty() {
            self.0.extend_from_slice(colours);
        }
        self
    }

    fn under(&self, shade: Shade) -> Ground {
        match shade {
            Shade::Solid(colour) => Ground::solid(colour),
            Shade::Silent | Shade::Empty => self.clone(),
        }
    }

    /// The ground inside what has these properties (`pPr`, `tcPr`, `tblPr`).
    pub fn within(&self, properties: Option<&Element<'_>>, theme: &Theme) -> Ground {
        self.under(properties.map_or(Shade::Silent, |p| shade(p, theme)))
    }

    pub fn within_style(&self, style: &Style, properties: Option<&Element<'_>>, theme: &Theme) -> Ground {
        let own = properties.map_or(Shade::Silent, |p| shade(p, theme));
        self.under(own.or(style.ground))
    }

    pub fn swallows(&self, ink: [u8; 3]) -> bool {
        !self.0.is_empty() && self.0.iter().all(|ground| contrast::is_pale(ink, *ground))
    }
}

/// Colour of letters. Word's newer effects speak before the plain colour.
fn ink(rpr: &Element<'_>, theme: &Theme) -> Option<Paint> {
    if let Some(effect) = rpr.child("textFill")
        && rpr.child("textOutline").is_none_or(|o| o.child("noFill").is_some())
    {
        return drawn::paint(effect, theme);
    }
    let colour = rpr.child("color")?;
    let found = colour_of(colour, "val", "themeColor", "themeTint", "themeShade", theme);
    Some(found.map_or(Paint::Other, Paint::Solid))
}

fn colour_of(e: &Element<'_>, plain: &str, name: &str, tint: &str, shade: &str, theme: &Theme) -> Option<[u8; 3]> {
    let share = |name: &str| e.attr(name).and_then(|v| u8::from_str_radix(&v, 16).ok()).map(|v| f64::from(v) / 255.0);
    let themed = e.attr(name).and_then(|n| theme.colour(&n)).map(|colour| match (share(tint), share(shade)) {
        (Some(t), _) => contrast::tinted(colour, 1.0 - t),
        (None, Some(s)) => contrast::tinted(colour, s - 1.0),
        (None, None) => colour,
    });
    themed.or_else(|| contrast::hex(&e.attr(plain)?))
}

fn highlight(rpr: &Element<'_>) -> Shade {
    rpr.child_val("highlight").and_then(|v| contrast::named(&v)).map_or(Shade::Silent, Shade::Solid)
}

/// `w:shd`: a fill, or a pattern of a colour on it.
fn shade(properties: &Element<'_>, theme: &Theme) -> Shade {
    let Some(shd) = properties.child("shd") else { return Shade::Silent };
    let fill = colour_of(shd, "fill", "themeFill", "themeFillTint", "themeFillShade", theme);
    // Word 2003 writes the resulting ground beside a pattern
    let fill = fill.or_else(|| contrast::hex(&shd.attr("bgcolor")?));
    let pattern = shd.attr("val").unwrap_or_default();
    let share = match pattern.as_str() {
        "" | "clear" | "nil" => 0.0,
        "solid" => 1.0,
        other => other.strip_prefix("pct").and_then(|n| n.parse::<f64>().ok()).map_or(0.5, |n| n / 100.0),
    };
    if share == 0.0 {
        return fill.map_or(Shade::Empty, Shade::Solid);
    }
    let over = colour_of(shd, "color", "themeColor", "themeTint", "themeShade", theme).unwrap_or([0; 3]);
    let under = fill.unwrap_or(contrast::WHITE);
    let mut mixed = under;
    for (m, o) in mixed.iter_mut().zip(over) {
        *m = (f64::from(*m) * (1.0 - share) + f64::from(o) * share).round() as u8;
    }
    Shade::Solid(mixed)
}

#[derive(Default)]
pub struct Styles {
    by_id: BTreeMap<String, Style>,
    /// Looks of everything without other ones.
    defaults: Looks,
    /// Style of paragraphs that name none.
    normal: Option<String>,
    pub theme: Theme,
}

impl Styles {
    pub fn parse(root: &Element<'_>, theme: Theme) -> Styles {
        let mut styles = Styles::default();
        if let Some(defaults) = root.find("docDefaults").and_then(|d| d.find("rPr")) {
            styles.defaults = Looks::parse(defaults, &theme);
        }
        let mut found = Vec::new();
        root.find_all("style", &mut found);
        for style in found {
            let (ppr, rpr) = (style.child("pPr"), style.child("rPr"));
            let mut fills = Vec::new();
            let kind = style.attr("type").unwrap_or_default();
            if kind == "table" {
                let mut shadings = Vec::new();
                for part in ["tcPr", "tblPr", "pPr"] {
                    style.find_all(part, &mut shadings);
                }
                fills.extend(shadings.iter().filter_map(|p| match shade(p, &theme) {
                    Shade::Solid(colour) => Some(colour),
                    _ => None,
                }));
            }
            let read = Style {
                name: style.child_val("name").unwrap_or_default().to_lowercase(),
                based_on: style.child_val("basedOn"),
                outline: ppr.and_then(outline),
                centred: ppr.and_then(centred),
                looks: rpr.map(|r| Looks::parse(r, &theme)).unwrap_or_default(),
                ground: ppr.map_or(Shade::Silent, |p| shade(p, &theme)),
                fills,
            };
            let Some(id) = style.attr("styleId") else { continue };
            if kind == "paragraph" && style.attr("default").is_some_and(|v| matches!(v.as_str(), "1" | "true" | "on")) {
                styles.normal = Some(id.clone());
            }
            styles.by_id.insert(id, read);
        }
        styles.theme = theme;
        styles
    }

    /// The style with what it inherits.
    pub fn resolve(&self, id: Option<&str>) -> Style {
        let mut style = Style::default();
        let mut next = id.map(str::to_owned);
        for _ in 0..12 {
            let Some(parent) = next.and_then(|id| self.by_id.get(&id)) else { break };
            if style.name.is_empty() {
                style.name = parent.name.clone();
            }
            style.outline = style.outline.or(parent.outline).or_else(|| heading_level(&parent.name));
            style.centred = style.centred.or(parent.centred);
            style.looks = style.looks.or(&parent.looks);
            style.ground = style.ground.or(parent.ground);
            style.fills.extend_from_slice(&parent.fills);
            next = parent.based_on.clone();
        }
        style
    }

    /// The style of a paragraph, with what holds for all.
    pub fn of_paragraph(&self, ppr: Option<&Element<'_>>) -> Style {
        let named = ppr.and_then(|x| x.child_val("pStyle"));
        let mut style = self.resolve(named.as_deref().or(self.normal.as_deref()));
        style.looks = style.looks.or(&self.defaults);
        style
    }

    /// Fills that the style of a table may put under its cells.
    pub fn fills(&self, tblpr: Option<&Element<'_>>) -> Vec<[u8; 3]> {
        let named = tblpr.and_then(|p| p.child_val("tblStyle"));
        self.resolve(named.as_deref()).fills
    }

    /// Half-points of running text.
    pub fn body_size(&self) -> f64 {
        let normal = self.resolve(self.normal.as_deref()).looks.size;
        normal.or(self.defaults.size).unwrap_or(21.0)
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
pub fn outline(ppr: &Element<'_>) -> Option<u8> {
    ppr.child_val("outlineLvl")?.parse::<u8>().ok().filter(|n| *n < 9).map(|n| n + 1)
}

pub fn centred(ppr: &Element<'_>) -> Option<bool> {
    ppr.child_val("jc").map(|v| v == "center")
}

/// On/off property: present without value means on.
pub fn toggle(parent: &Element<'_>, name: &str) -> Option<bool> {
    parent.child(name).map(|e| !matches!(e.attr("val").as_deref(), Some("0" | "false" | "off" | "none")))
}

//! The drawing of one OFD page: letters with their places, straight rules, and what is known of letters that nobody sees or that
//! have no character.

use std::collections::{BTreeMap, BTreeSet};

use pdfni::{EdgePart, Orientation};

use super::POINTS;
use crate::ingest::contrast::{WHITE, is_pale};
use crate::ingest::pdf::lines::{self, Glyph};
use crate::ingest::pdf::{Unseen, Why};
use crate::ingest::xml::Element;

/// Red, green, blue, and 0 to 1 for how much it covers; no colour where it is not known.
pub type Colour = (Option<[u8; 3]>, f64);
const BLACK: Colour = (Some([0; 3]), 1.0);
/// Areas remembered on one page.
const MOST_AREAS: usize = 5_000;

pub struct Canvas<'p> {
    width: f64,
    height: f64,
    params: &'p BTreeMap<String, Colour>,
    pub glyphs: Vec<Glyph>,
    pub edges: Vec<EdgePart>,
    pub images: usize,
    /// Text by the id of its object.
    pub texts: BTreeMap<String, String>,
    /// Painted areas in their order (left, top, right, bottom); those of images have no colour.
    areas: Vec<([f64; 4], Option<[u8; 3]>, bool)>,
    hidden: Vec<(Why, Glyph)>,
    mute: usize,
}

/// What holds for all objects within another.
#[derive(Clone)]
struct Around {
    origin: (f64, f64),
    shown: bool,
    colour: Colour,
}

impl<'p> Canvas<'p> {
    pub fn new(width: f64, height: f64, params: &'p BTreeMap<String, Colour>) -> Canvas<'p> {
        Canvas {
            width,
            height,
            params,
            glyphs: Vec::new(),
            edges: Vec::new(),
            images: 0,
            texts: BTreeMap::new(),
            areas: Vec::new(),
            hidden: Vec::new(),
            mute: 0,
        }
    }

    pub fn objects(&mut self, parent: &Element<'_>) {
        self.within(parent, &Around { origin: (0.0, 0.0), shown: true, colour: BLACK });
    }

    /// Objects of an annotation, whose places count from its own corner.
    pub fn upon(&mut self, appearance: &Element<'_>, origin: (f64, f64), shown: bool) {
        self.within(appearance, &Around { origin, shown, colour: BLACK });
    }

    /// Share of the page that its largest image takes.
    pub fn largest_image(&self) -> f64 {
        let images = self.areas.iter().filter(|a| a.2);
        let share = |[left, top, right, bottom]: [f64; 4]| (right - left) * (bottom - top) / (self.width * self.height);
        images.map(|a| share(a.0)).filter(|s| s.is_finite()).fold(0.0, f64::max)
    }

    /// Hands over what is not seen.
    pub fn finish(&mut self, number: u32, unseen: &mut Unseen) {
        unseen.mute(number, self.mute);
        let mut hidden = std::mem::take(&mut self.hidden);
        hidden.sort_by_key(|(why, _)| *why);
        let whys: BTreeSet<Why> = hidden.iter().map(|(why, _)| *why).collect();
        for why in whys {
            let glyphs: Vec<Glyph> = hidden.iter().filter(|(w, _)| *w == why).map(|(_, g)| g.clone()).collect();
            let count = glyphs.len();
            unseen.conceal(number, why, count, lines::lines(glyphs).iter().map(lines::Line::text).collect());
        }
    }

    fn within(&mut self, parent: &Element<'_>, around: &Around) {
        for e in parent.elements() {
            let own = e.child("FillColor").map(colour).or_else(|| self.params.get(&e.attr("DrawParam")?).copied());
            let here = Around {
                shown: around.shown && e.attr("Visible").is_none_or(|v| v != "false"),
                colour: own.unwrap_or(around.colour),
                ..around.clone()
            };
            match e.name() {
                "TextObject" => self.text(e, &here),
                "PathObject" => self.path(e, &here, own.is_some()),
                "ImageObject" => {
                    if here.shown {
                        self.images += 1;
                        self.area(e, &here, None, true);
                    }
                }
                _ => self.within(e, &here),
            }
        }
    }

    fn area(&mut self, object: &Element<'_>, around: &Around, colour: Option<[u8; 3]>, image: bool) {
        let boundary = numbers(&object.attr("Boundary").unwrap_or_default());
        if let [left, top, width, height] = boundary.as_slice()
            && self.areas.len() < MOST_AREAS
        {
            let (left, top) = (left + around.origin.0, top + around.origin.1);
            self.areas.push(([left, top, left + width, top + height], colour, image));
        }
    }

    fn text(&mut self, object: &Element<'_>, around: &Around) {
        let boundary = numbers(&object.attr("Boundary").unwrap_or_default());
        let [left, top, ..] = boundary.as_slice() else { return };
        let corner = (left + around.origin.0, top + around.origin.1);
        let ctm = numbers(&object.attr("CTM").unwrap_or_default());
        let ctm: [f64; 6] = ctm.try_into().unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let size = object.attr("Size").and_then(|s| s.parse::<f64>().ok()).unwrap_or(3.5);
        let bold = object.attr("Weight").and_then(|w| w.parse::<u32>().ok()).is_some_and(|w| w >= 600);
        let alpha = object.attr("Alpha").and_then(|a| a.parse::<f64>().ok()).map_or(1.0, |a| a / 255.0);
        let set = |name: &str, usual: bool| object.attr(name).map_or(usual, |v| v == "true" || v == "1");
        let unpainted = !set("Fill", true) && !set("Stroke", false);
        let ink = (around.colour.0, around.colour.1 * alpha);
        let placeholders = self.silent(object, around.shown);
        let (mut x, mut y) = (0.0, 0.0);
        if let Some(id) = object.attr("ID").filter(|_| !placeholders) {
            let texts = object.elements().filter(|e| e.name() == "TextCode").map(Element::text);
            self.texts.insert(id, texts.collect::<String>().trim().to_owned());
        }
        for code in object.elements().filter(|e| e.name() == "TextCode") {
            let start = |name: &str, before: f64| code.attr(name).and_then(|v| v.parse().ok()).unwrap_or(before);
            (x, y) = (start("X", x), start("Y", y));
            let (along, down) = (steps(code, "DeltaX"), steps(code, "DeltaY"));
            let (mut at_x, mut at_y) = (x, y);
            for (i, c) in code.text().trim_matches(['\n', '\r']).chars().enumerate() {
                if !(placeholders && is_placeholder(c))
                    && let Some(glyph) = glyph(c, corner, ctm, (at_x, at_y), size, bold)
                {
                    match self.why_hidden(&glyph, around.shown, unpainted, ink) {
                        Some(why) => self.hidden.push((why, glyph)),
                        None => self.glyphs.push(glyph),
                    }
                }
                let own_width = if c.is_ascii() { size * 0.5 } else { size };
                let moved = down.get(i).copied();
                at_x += along.get(i).copied().unwrap_or(if moved.is_some() { 0.0 } else { own_width });
                at_y += moved.unwrap_or(0.0);
            }
        }
    }

    /// Glyphs given by number alone, with a placeholder or nothing for their characters: counted, and whether there are such.
    fn silent(&mut self, object: &Element<'_>, shown: bool) -> bool {
        let glyphs: Vec<String> = object
            .elements()
            .filter(|e| e.name() == "CGTransform")
            .filter_map(|e| e.child("Glyphs").map(Element::text))
            .flat_map(|t| t.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .filter(|g| g != "0")
            .collect();
        let texts = object.elements().filter(|e| e.name() == "TextCode").map(Element::text).collect::<String>();
        let letters = texts.chars().filter(|c| !c.is_whitespace() && !is_placeholder(*c)).count();
        let placeholders = texts.chars().filter(|c| is_placeholder(*c)).count();
        let different = glyphs.iter().collect::<BTreeSet<_>>().len();
        // Blanks have glyphs too, but all the same one.
        let count = match (letters, placeholders) {
            (_, some) if some > 0 && !glyphs.is_empty() => some.min(glyphs.len()),
            (0, 0) if different >= 2 => glyphs.len(),
            _ => 0,
        };
        self.mute += if shown { count } else { 0 };
        count > 0
    }

    fn why_hidden(&self, glyph: &Glyph, shown: bool, unpainted: bool, (ink, alpha): Colour) -> Option<Why> {
        let (x, y) = glyph.centre();
        let (x, y) = (x / POINTS, y / POINTS);
        if x < -0.5 || y < -0.5 || x > self.width + 0.5 || y > self.height + 0.5 {
            return Some(Why::OffPage);
        }
        let holds = |[left, top, right, bottom]: &[f64; 4]| *left <= x && x <= *right && *top <= y && y <= *bottom;
        let below = self.areas.iter().rev().find(|a| holds(&a.0));
        // Letters over an image of them are the layer of a recognised scan.
        if below.is_some_and(|a| a.2) {
            return None;
        }
        if !shown || unpainted {
            return Some(Why::Unpainted);
        }
        let ground = below.map_or(Some(WHITE), |a| a.1);
        let pale = ink.zip(ground).is_some_and(|(ink, ground)| is_pale(mixed(ink, ground, alpha), ground));
        (alpha < 0.03 || pale).then_some(Why::Pale)
    }

    /// Straight rules, and filled areas as the ground of letters.
    fn path(&mut self, object: &Element<'_>, around: &Around, coloured: bool) {
        if !around.shown {
            return;
        }
        let filled = object.attr("Fill").is_some_and(|v| v == "true" || v == "1");
        if filled {
            let solid = coloured && around.colour.1 > 0.9 && object.attr("Alpha").is_none_or(|a| a == "255");
            self.area(object, around, around.colour.0.filter(|_| solid), false);
        }
        let boundary = numbers(&object.attr("Boundary").unwrap_or_default());
        let [left, top, ..] = boundary.as_slice() else { return };
        let (left, top) = (left + around.origin.0, top + around.origin.1);
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

fn glyph(c: char, origin: (f64, f64), ctm: [f64; 6], at: (f64, f64), size: f64, bold: bool) -> Option<Glyph> {
    if c.is_whitespace() || c.is_control() {
        return None;
    }
    let [a, b, c2, d, e, f] = ctm;
    let x = (origin.0 + a * at.0 + c2 * at.1 + e) * POINTS;
    let y = (origin.1 + b * at.0 + d * at.1 + f) * POINTS;
    let size = size * a.hypot(b).max(0.01) * POINTS;
    let width = if c.is_ascii() { size * 0.5 } else { size };
    Some(Glyph {
        text: c.to_string(),
        left: x,
        right: x + width,
        top: y - size * 0.86,
        bottom: y + size * 0.14,
        baseline: y,
        size,
        bold,
    })
}

/// Stands for a character that the writer of the file did not know.
fn is_placeholder(c: char) -> bool {
    matches!(c, '¤' | '\u{fffd}' | '\u{e000}'..='\u{f8ff}')
}

fn mixed(ink: [u8; 3], ground: [u8; 3], alpha: f64) -> [u8; 3] {
    let mut out = ink;
    for (o, g) in out.iter_mut().zip(ground) {
        *o = (f64::from(*o) * alpha + f64::from(g) * (1.0 - alpha)).round().clamp(0.0, 255.0) as u8;
    }
    out
}

/// `<FillColor Value="255 0 0" Alpha="128"/>`; of one part gray, of four printing inks.
pub fn colour(fill: &Element<'_>) -> Colour {
    let part = |w: &str| match w.strip_prefix('#') {
        Some(hex) => u8::from_str_radix(hex, 16).ok(),
        None => w.parse::<f64>().ok().map(|v| v.clamp(0.0, 255.0) as u8),
    };
    let value = fill.attr("Value").unwrap_or_default();
    let parts: Vec<u8> = value.split_whitespace().filter_map(part).collect();
    let less = |ink: u8, black: u8| 255 - ink.saturating_add(black);
    let colour = match parts.as_slice() {
        [gray] => Some([*gray; 3]),
        [r, g, b] => Some([*r, *g, *b]),
        [c, m, y, k] => Some([less(*c, *k), less(*m, *k), less(*y, *k)]),
        _ => None,
    };
    let alpha = fill.attr("Alpha").and_then(|a| a.parse::<f64>().ok()).map_or(1.0, |a| (a / 255.0).clamp(0.0, 1.0));
    (colour, alpha)
}

pub fn numbers(text: &str) -> Vec<f64> {
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

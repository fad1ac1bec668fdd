//! What a page says about the looks of its elements, as far as it decides what is seen: style attributes, the old attributes
//! of tables and fonts, and rules of style sheets that name a tag, a class or an id.

use std::collections::BTreeMap;

use crate::ingest::concealed::Unseen;
use crate::ingest::contrast;

/// Rules of one page that are kept.
const MOST_RULES: usize = 5_000;
/// Points at and below which letters are none.
const TINY: f64 = 2.0;

/// How an element's text is shown; its children begin with the same.
#[derive(Debug, Clone, Copy)]
pub struct Looks {
    ink: Option<[u8; 3]>,
    /// `None`: a picture, or nothing that is known.
    ground: Option<[u8; 3]>,
    pub unseen: Option<Unseen>,
}

impl Default for Looks {
    fn default() -> Looks {
        Looks { ink: None, ground: Some(contrast::WHITE), unseen: None }
    }
}

impl Looks {
    /// Why text with these looks is not read.
    pub fn verdict(&self) -> Option<Unseen> {
        let pale = || self.ink.zip(self.ground).is_some_and(|(ink, ground)| contrast::is_pale(ink, ground));
        self.unseen.or_else(|| pale().then_some(Unseen::Pale))
    }

    /// The looks inside a child with this tag.
    pub fn within(mut self, name: &str, tag: &str, sheet: &Sheet) -> Looks {
        if matches!(name, "s" | "strike" | "del") {
            self.unseen = self.unseen.or(Some(Unseen::Struck));
        }
        if name == "template" || has_word(tag, "hidden") {
            self.unseen = self.unseen.or(Some(Unseen::Hidden));
        }
        if let Some(colour) = attribute(tag, "bgcolor").and_then(|c| colour(&c)) {
            self.ground = Some(colour);
        }
        if attribute(tag, "background").is_some() {
            self.ground = None;
        }
        let ink = if name == "font" { "color" } else { "text" };
        if matches!(name, "font" | "body")
            && let Some(colour) = attribute(tag, ink).and_then(|c| colour(&c))
        {
            self.ink = Some(colour);
        }
        for rule in sheet.rules(name, tag) {
            self.apply(rule);
        }
        if let Some(style) = attribute(tag, "style") {
            self.apply(&style);
        }
        self
    }

    fn apply(&mut self, declarations: &str) {
        let mut unseen = None;
        for (name, value) in declarations.split(';').filter_map(|d| d.split_once(':')) {
            let value = value.trim().to_lowercase();
            let value = value.trim_end_matches("!important").trim();
            match name.trim().to_lowercase().as_str() {
                "display" if value == "none" => unseen = Some(Unseen::Hidden),
                "visibility" if matches!(value, "hidden" | "collapse") => unseen = Some(Unseen::Hidden),
                "mso-hide" if value == "all" => unseen = Some(Unseen::Hidden),
                "opacity" if value.parse::<f64>().is_ok_and(|v| v < 0.1) => unseen = Some(Unseen::Pale),
                "text-decoration" | "text-decoration-line" if value.contains("line-through") => {
                    unseen = Some(Unseen::Struck);
                }
                "font-size" if points(value).is_some_and(|p| p <= TINY) => unseen = Some(Unseen::Tiny),
                "left" | "top" | "text-indent" | "margin-left" if points(value).is_some_and(|p| p < -700.0) => {
                    unseen = Some(Unseen::Outside);
                }
                "color" if value == "transparent" => unseen = Some(Unseen::Pale),
                "color" => self.ink = colour(value).or(self.ink.filter(|_| value == "inherit")),
                "background-color" | "background" if value.contains("url(") || value.contains("gradient") => {
                    self.ground = None;
                }
                "background-color" | "background" => {
                    let first = colour(value).or_else(|| value.split_whitespace().find_map(colour));
                    self.ground = first.or(self.ground);
                }
                _ => {}
            }
        }
        self.unseen = self.unseen.or(unseen);
    }
}

/// Points of a length; of percentages and the like nothing is said.
fn points(value: &str) -> Option<f64> {
    let end = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))).unwrap_or(value.len());
    let (number, unit) = value.split_at(end);
    let number: f64 = number.parse().ok()?;
    match unit.trim() {
        "pt" => Some(number),
        "px" => Some(number * 0.75),
        "in" => Some(number * 72.0),
        "cm" => Some(number * 28.35),
        "em" | "rem" => Some(number * 12.0),
        "" if number == 0.0 => Some(0.0),
        _ => None,
    }
}

fn colour(value: &str) -> Option<[u8; 3]> {
    let value = value.trim().trim_matches(['"', '\'']).to_lowercase();
    if let Some(inner) = value.strip_prefix("rgb(").or_else(|| value.strip_prefix("rgba(")) {
        let parts: Vec<f64> =
            inner.trim_end_matches(')').split([',', ' ', '/']).filter_map(|p| p.trim().parse().ok()).collect();
        let [red, green, blue, ..] = parts[..] else { return None };
        return Some([red, green, blue].map(|c| c.clamp(0.0, 255.0) as u8));
    }
    let plain = value.trim_start_matches('#');
    contrast::named(plain)
        .or_else(|| if value.starts_with('#') || plain.len() == 6 { contrast::hex(plain) } else { None })
}

/// Rules by the tag, `.class`, `tag.class` or `#id` they are for. Rules for less simple cases are not followed.
#[derive(Default)]
pub struct Sheet {
    rules: BTreeMap<String, String>,
    count: usize,
}

impl Sheet {
    pub fn add(&mut self, css: &str) {
        let css = css.replace("<!--", " ").replace("-->", " ");
        let mut rest = css.as_str();
        while let Some((prelude, after)) = rest.split_once('{') {
            // what holds for print or small screens only begins with “@”
            if prelude.contains('@') {
                rest = if prelude.contains("screen") && !prelude.contains("width") { after } else { behind(after) };
                continue;
            }
            let Some((body, next)) = after.split_once('}') else { return };
            rest = next;
            for selector in prelude.rsplit(['*', '/', '}']).next().unwrap_or_default().split(',') {
                let selector = selector.trim().to_lowercase();
                self.count += 1;
                if self.count > MOST_RULES {
                    return;
                }
                if !selector.is_empty() && !selector.contains([' ', ':', '>', '[', '+', '~']) {
                    let held = self.rules.entry(selector).or_default();
                    held.push(';');
                    held.push_str(body);
                }
            }
        }
    }

    fn rules(&self, name: &str, tag: &str) -> Vec<&str> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let mut keys = vec![name.to_owned()];
        for class in attribute(tag, "class").unwrap_or_default().to_lowercase().split_whitespace() {
            keys.extend([format!(".{class}"), format!("{name}.{class}")]);
        }
        keys.extend(attribute(tag, "id").map(|id| format!("#{}", id.to_lowercase())));
        keys.iter().filter_map(|k| self.rules.get(k)).map(String::as_str).collect()
    }
}

/// What follows the brace that closes the one before `css`.
fn behind(css: &str) -> &str {
    let mut depth = 1u32;
    for (i, b) in css.bytes().enumerate() {
        match b {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return css.get(i + 1..).unwrap_or_default();
        }
    }
    ""
}

/// Value of an attribute in the inside of a tag, without its quotes.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    each_attribute(tag).find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.to_owned())
}

/// An attribute that is there, with or without a value.
pub fn has_word(tag: &str, word: &str) -> bool {
    each_attribute(tag).any(|(n, _)| n.eq_ignore_ascii_case(word))
}

fn each_attribute(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let start = tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len());
    let mut rest = tag.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len()).max(1);
        let end = (end..=rest.len()).find(|i| rest.is_char_boundary(*i))?;
        let (name, after) = rest.split_at(end);
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = value.get(1..).unwrap_or_default();
                inner.split_once(quote).unwrap_or((inner, ""))
            }
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        rest = after;
        Some((name, value))
    })
}

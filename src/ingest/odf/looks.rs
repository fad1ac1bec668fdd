//! Styles of OpenDocument, as far as they decide what is seen.

use std::collections::BTreeMap;

use crate::ingest::concealed::Unseen;
use crate::ingest::contrast;
use crate::ingest::xml::Element;

/// Points at and below which letters are none.
const TINY: f64 = 2.0;

/// What a style says, or what holds where text stands; `None` where nothing is said.
#[derive(Debug, Default, Clone)]
pub struct Looks {
    parent: Option<String>,
    struck: Option<bool>,
    hidden: Option<bool>,
    ink: Option<[u8; 3]>,
    /// `Some(None)`: a ground that is not known.
    ground: Option<Option<[u8; 3]>>,
    size: Option<f64>,
}

impl Looks {
    /// White paper.
    pub fn paper() -> Looks {
        Looks { ground: Some(Some(contrast::WHITE)), ..Looks::default() }
    }

    /// These looks, and where they are silent those around.
    pub fn over(&self, around: &Looks) -> Looks {
        Looks {
            parent: None,
            struck: self.struck.or(around.struck),
            hidden: self.hidden.or(around.hidden),
            ink: self.ink.or(around.ink),
            ground: self.ground.or(around.ground),
            size: self.size.or(around.size),
        }
    }

    pub fn is_hidden(&self) -> bool {
        self.hidden == Some(true)
    }

    /// Drawn shapes may lie on anything.
    pub fn on_unknown_ground(mut self) -> Looks {
        self.ground = Some(None);
        self
    }

    pub fn unseen(&self) -> Option<Unseen> {
        if self.hidden == Some(true) {
            Some(Unseen::Hidden)
        } else if self.struck == Some(true) {
            Some(Unseen::Struck)
        } else if self.size.is_some_and(|s| s <= TINY) {
            Some(Unseen::Tiny)
        } else {
            let pale = self.ink.zip(self.ground.flatten()).is_some_and(|(ink, ground)| contrast::is_pale(ink, ground));
            pale.then_some(Unseen::Pale)
        }
    }
}

#[derive(Default)]
pub struct Styles(BTreeMap<String, Looks>);

impl Styles {
    pub fn add(&mut self, root: &Element<'_>) {
        let mut styles = Vec::new();
        root.find_all("style", &mut styles);
        for style in styles {
            let mut looks = Looks { parent: style.attr("parent-style-name"), ..Looks::default() };
            for properties in style.elements() {
                read_properties(properties, &mut looks);
            }
            if let Some(name) = style.attr("name") {
                self.0.insert(name, looks);
            }
        }
    }

    /// The looks of a style with what it inherits; of a name that is not known, none.
    pub fn of(&self, name: Option<String>) -> Looks {
        let mut looks = Looks::default();
        let mut next = name;
        for _ in 0..12 {
            let Some(found) = next.and_then(|n| self.0.get(&n)) else { break };
            next = found.parent.clone();
            looks = looks.over(found);
        }
        looks
    }
}

fn read_properties(properties: &Element<'_>, looks: &mut Looks) {
    let attr = |name: &str| properties.attr(name);
    match properties.name() {
        "text-properties" => {
            let line = attr("text-line-through-style").or_else(|| attr("text-line-through-type"));
            looks.struck = looks.struck.or(line.map(|l| l != "none"));
            looks.hidden = looks.hidden.or(attr("display").map(|d| d == "none"));
            looks.ink = looks.ink.or(attr("color").and_then(|c| contrast::hex(&c)));
            let size = attr("font-size").and_then(|s| s.strip_suffix("pt").and_then(|n| n.parse().ok()));
            looks.size = looks.size.or(size);
            ground(properties, looks);
        }
        "paragraph-properties" | "table-cell-properties" | "table-row-properties" | "table-properties" => {
            ground(properties, looks);
        }
        "section-properties" => looks.hidden = looks.hidden.or(attr("display").map(|d| d == "none")),
        "drawing-page-properties" => looks.hidden = looks.hidden.or(attr("visibility").map(|v| v == "hidden")),
        "graphic-properties" => match attr("fill").as_deref() {
            Some("solid") => looks.ground = Some(attr("fill-color").and_then(|c| contrast::hex(&c))),
            Some(_) => looks.ground = Some(None),
            None => ground(properties, looks),
        },
        _ => {}
    }
}

/// The nearest ground speaks: that of letters before that of their paragraph.
fn ground(properties: &Element<'_>, looks: &mut Looks) {
    if looks.ground.is_none()
        && let Some(colour) = properties.attr("background-color").filter(|c| c != "transparent")
    {
        looks.ground = Some(contrast::hex(&colour));
    }
}

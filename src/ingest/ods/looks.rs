//! Styles of an OpenDocument spreadsheet: colours, strikethrough, formats that show nothing, sheets that are switched off.

use std::collections::{BTreeMap, BTreeSet};

use super::super::contrast::{self, WHITE};
use super::super::number_format::Kind;
use super::super::number_format::NumberFormat;
use super::super::sheet::{Look, Run};
use super::super::xml::Element;

/// Styles that styles are derived from, one from the other.
const MOST_PARENTS: u32 = 20;

#[derive(Default)]
struct Style {
    parent: Option<String>,
    data: Option<String>,
    /// `Some(None)`: a colour that the program chooses.
    ink: Option<Option<[u8; 3]>>,
    ground: Option<Option<[u8; 3]>>,
    struck: Option<bool>,
    /// Conditions decide more.
    conditional: bool,
}

#[derive(Default)]
pub struct Looks {
    cells: BTreeMap<String, Style>,
    texts: BTreeMap<String, Style>,
    hidden_tables: BTreeSet<String>,
    /// Data styles: percentages, and those that show nothing, with the styles that they choose by value.
    percents: BTreeSet<String>,
    blank: BTreeMap<String, (bool, Vec<String>)>,
}

impl Looks {
    /// Takes in all styles below the element.
    pub fn add(&mut self, root: &Element<'_>) {
        let mut styles = Vec::new();
        for kind in ["style", "default-style"] {
            root.find_all(kind, &mut styles);
        }
        for e in styles {
            let name = e.attr("name").unwrap_or_default();
            match e.attr("family").as_deref() {
                Some("table-cell") => {
                    self.cells.insert(name, style(e));
                }
                Some("text") => {
                    self.texts.insert(name, style(e));
                }
                Some("table")
                    if e.child("table-properties").and_then(|p| p.attr("display")).as_deref() == Some("false") =>
                {
                    self.hidden_tables.insert(name);
                }
                _ => {}
            }
        }
        self.data_styles(root);
    }

    fn data_styles(&mut self, root: &Element<'_>) {
        let ends = ["number-style", "currency-style", "percentage-style", "text-style", "date-style", "time-style"];
        for kind in ends {
            let mut found = Vec::new();
            root.find_all(kind, &mut found);
            for e in found {
                let Some(name) = e.attr("name") else { continue };
                if kind == "percentage-style" {
                    self.percents.insert(name.clone());
                }
                let blank = e.elements().all(|part| match part.name() {
                    "text" => part.text().trim().is_empty(),
                    "map" | "properties" | "text-properties" => true,
                    _ => false,
                });
                let chosen = e.elements().filter(|m| m.name() == "map").filter_map(|m| m.attr("apply-style-name"));
                let chosen = chosen.collect();
                self.blank.insert(name, (blank, chosen));
            }
        }
    }

    pub fn hides_table(&self, style: &str) -> bool {
        self.hidden_tables.contains(style)
    }

    /// A style and the styles it is derived from, nearest first.
    fn chain<'s>(styles: &'s BTreeMap<String, Style>, name: &str) -> Vec<&'s Style> {
        let mut chain = Vec::new();
        let mut next = styles.get(name);
        while let Some(style) = next {
            chain.push(style);
            next = style.parent.as_ref().filter(|_| chain.len() < MOST_PARENTS as usize).and_then(|p| styles.get(p));
        }
        // what cells without a style of their own have
        chain.extend(styles.get("Default"));
        chain.extend(styles.get(""));
        chain
    }

    /// The look of cells of this style.
    pub fn of(&self, style: &str) -> Look {
        let chain = Self::chain(&self.cells, style);
        let conditional = chain.iter().any(|s| s.conditional);
        let data = chain.iter().find_map(|s| s.data.as_deref()).unwrap_or_default();
        let nothing = |name: &str| self.blank.get(name).is_some_and(|(blank, _)| *blank);
        let shows_nothing = nothing(data) && self.blank.get(data).is_some_and(|(_, c)| c.iter().all(|c| nothing(c)));
        let mut format = if shows_nothing { NumberFormat::of(";;;") } else { NumberFormat::default() };
        if self.percents.contains(data) {
            format.kind = Kind::Percent;
        }
        Look {
            format,
            ink: chain.iter().find_map(|s| s.ink).flatten(),
            ground: if conditional { None } else { chain.iter().find_map(|s| s.ground).unwrap_or(Some(WHITE)) },
            struck: chain.iter().find_map(|s| s.struck).unwrap_or(false),
        }
    }

    /// A stretch of text in a style of its own; the empty name is none.
    pub fn run(&self, style: &str, text: String) -> Run {
        if style.is_empty() {
            return Run { text, ..Run::default() };
        }
        let chain: Vec<&Style> = self.texts.get(style).into_iter().collect();
        let ink = chain.iter().find_map(|s| s.ink).flatten();
        Run { text, struck: chain.iter().find_map(|s| s.struck), ink }
    }
}

fn style(e: &Element<'_>) -> Style {
    let letters = e.child("text-properties");
    let cell = e.child("table-cell-properties");
    let attr = |of: Option<&Element<'_>>, name: &str| of.and_then(|p| p.attr(name));
    let automatic = attr(letters, "use-window-font-color").as_deref() == Some("true");
    let line = attr(letters, "text-line-through-style").or_else(|| attr(letters, "text-line-through-type"));
    let ground = attr(cell, "background-color");
    Style {
        parent: e.attr("parent-style-name"),
        data: e.attr("data-style-name"),
        ink: if automatic { Some(None) } else { attr(letters, "color").map(|c| contrast::hex(&c)) },
        ground: ground.map(|g| if g == "transparent" { Some(WHITE) } else { contrast::hex(&g) }),
        struck: line.map(|l| l != "none"),
        conditional: e.child("map").is_some(),
    }
}

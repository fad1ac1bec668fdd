//! What a part of the package shows through other parts: SmartArt, charts, inserted documents. Their words by relation id,
//! made before the part itself is read.

use std::collections::BTreeMap;

use super::package::{Package, relations};
use super::{drawn, xml};

#[derive(Default)]
pub struct Figures {
    lines: BTreeMap<String, Vec<String>>,
}

impl Figures {
    pub fn of(package: &mut Package<'_>, part: &str) -> Figures {
        let mut figures = Figures::default();
        for (id, kind, target) in relations(package, part) {
            let lines = match kind.as_str() {
                "diagramData" => package.xml(&target).map(|t| drawn::diagram(&xml::parse(&t).0)),
                "chart" | "chartEx" => package.xml(&target).map(|t| {
                    let mut lines = drawn::chart(&xml::parse(&t).0);
                    lines.extend(drawn_upon(package, &target));
                    lines
                }),
                _ => continue,
            };
            if let Some(lines) = lines {
                figures.lines.insert(id, lines);
            }
        }
        figures
    }

    pub fn get(&self, id: &str) -> Option<&[String]> {
        self.lines.get(id).map(Vec::as_slice)
    }
}

/// Text boxes that somebody drew upon a chart.
fn drawn_upon(package: &mut Package<'_>, chart: &str) -> Vec<String> {
    let parts = relations(package, chart);
    let shapes = parts.into_iter().filter(|(_, kind, _)| kind == "chartUserShapes");
    shapes.filter_map(|(_, _, t)| package.xml(&t)).flat_map(|t| drawn::lines(&xml::parse(&t).0)).collect()
}

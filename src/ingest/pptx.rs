//! Slides (.pptx): titles, text and tables, slide by slide. Speaker notes, charts and pictures are left out.

use super::damage::damaged;
use super::limits::Limits;
use super::package::{Package, relations};
use super::reader::Read;
use super::xml::{self, Element};
use crate::model::document::Row;
use crate::model::{Block, Cell, Content, Origin, Place, Problem, Table};

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    let mut package = match Package::open(bytes, limits) {
        Ok(package) => package,
        Err(e) => return Read::failed(damaged(e)),
    };
    let main = "ppt/presentation.xml";
    let parts = relations(&mut package, main);
    let order = package.xml(main).map(|text| {
        let (root, _) = xml::parse(&text);
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
    let mut read = Read::default();
    let mut tables = 0;
    for (number, slide) in (1u32..).zip(&slides) {
        if number > limits.pages {
            read.problems.push(Problem::Limit(format!("页数超过 {} 页", limits.pages)));
            break;
        }
        match package.xml(slide) {
            Some(text) => shapes(&xml::parse(&text).0, number, false, &mut tables, &mut read.blocks),
            None => read.problems.push(Problem::Damaged(format!("缺少第 {number} 页"))),
        }
    }
    read
}

fn shapes(parent: &Element<'_>, page: u32, title: bool, tables: &mut u32, blocks: &mut Vec<Block>) {
    for e in parent.elements() {
        match e.name() {
            "sp" => {
                let kind = e.find("ph").and_then(|p| p.attr("type")).unwrap_or_default();
                shapes(e, page, matches!(kind.as_str(), "title" | "ctrTitle"), tables, blocks);
            }
            "tbl" => table(e, page, tables, blocks),
            "p" => {
                let text = paragraph(e);
                if !text.is_empty() {
                    let content = if title { Content::Heading { level: 1, text } } else { Content::Paragraph { text } };
                    blocks.push(Block { place: Place::Page(page), origin: Origin::Body, hidden: false, content });
                }
            }
            "Fallback" => {}
            _ => shapes(e, page, title, tables, blocks),
        }
    }
}

fn paragraph(p: &Element<'_>) -> String {
    let mut text = String::new();
    for e in p.elements() {
        match e.name() {
            "r" | "fld" => text.push_str(&e.child("t").map(Element::text).unwrap_or_default()),
            "br" => text.push('\n'),
            _ => {}
        }
    }
    text.trim().to_owned()
}

fn table(tbl: &Element<'_>, page: u32, tables: &mut u32, blocks: &mut Vec<Block>) {
    let mut rows = Vec::new();
    for (row, tr) in (0u32..).zip(tbl.elements().filter(|e| e.name() == "tr")) {
        let mut cells = Vec::new();
        for (col, tc) in (0u32..).zip(tr.elements().filter(|e| e.name() == "tc")) {
            let mut paragraphs = Vec::new();
            tc.find_all("p", &mut paragraphs);
            let lines: Vec<String> = paragraphs.iter().map(|p| paragraph(p)).filter(|l| !l.is_empty()).collect();
            let span = |name: &str| tc.attr(name).and_then(|v| v.parse().ok()).unwrap_or(1u32).clamp(1, 1000);
            if !lines.is_empty() {
                let (col_span, row_span) = (span("gridSpan"), span("rowSpan"));
                cells.push(Cell { col, col_span, row_span, text: lines.join("\n"), ..Cell::default() });
            }
        }
        if !cells.is_empty() {
            rows.push(Row { row, hidden: false, cells });
        }
    }
    if !rows.is_empty() {
        *tables += 1;
        let place = Place::TableCell { page, table: *tables, row: 0, col: 0 };
        blocks.push(Block {
            place,
            origin: Origin::Body,
            hidden: false,
            content: Content::Table(Table { sheet: None, rows }),
        });
    }
}

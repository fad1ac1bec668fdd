//! Scanned pages → recognised blocks, put in their places among the pages that have text.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::super::limits::Limits;
use super::super::ocr;
use super::super::read::Read;
use super::render::Pages;
use crate::model::text::key;
use crate::model::{Block, Place, Problem};

/// Reads the scanned pages through recognition; a page that stays without text stays a scan.
pub fn scans(bytes: &[u8], program: &Path, limits: &Limits, tick: &mut dyn FnMut(), read: &mut Read) {
    let Some(at) = read.problems.iter().position(|p| matches!(p, Problem::Scan(_))) else { return };
    let Problem::Scan(scans) = read.problems.remove(at) else { return };
    let (mut sure, mut unclear, mut left) = (Vec::new(), Vec::new(), Vec::new());
    let mut found: BTreeMap<u32, Vec<Block>> = BTreeMap::new();
    let document = Pages::open(bytes);
    for (done, number) in scans.into_iter().enumerate() {
        let within = done < limits.recognised_pages as usize;
        let picture = if within { document.as_ref().and_then(|d| d.picture(number)) } else { None };
        tick();
        let page = picture.and_then(|p| ocr::page(&p, program));
        tick();
        let Some(page) = page else {
            left.push(number);
            continue;
        };
        if page.is_sure() {
            sure.push(number)
        } else {
            unclear.push(number)
        }
        if let Some(coverage) = read.pages.iter_mut().find(|p| p.page == number) {
            coverage.recognised = Some(page.confidence);
        }
        found.insert(number, page.blocks(number));
    }
    // What the text layer of a scan had (a watermark, the mark of a scanning program, garbled letters) is in the picture too.
    read.blocks.retain(|b| !found.contains_key(&page_of(b)));
    let garbled = |p: &Problem| matches!(p, Problem::Skipped(why) if found.keys().any(|n| why.starts_with(&format!("第 {n} 页：字体"))));
    read.problems.retain(|p| !garbled(p));
    merge(found, &mut read.blocks);
    let notes = [Problem::Recognised(sure), Problem::Unclear(unclear), Problem::Scan(left)];
    let some =
        |p: &Problem| !matches!(p, Problem::Recognised(l) | Problem::Unclear(l) | Problem::Scan(l) if l.is_empty());
    read.problems.extend(notes.into_iter().filter(some));
}

/// Ideographs that a picture on a page of text must add to be worth keeping: a pasted scan, a form filled in as an image.
const NEW: usize = 20;

/// Pages that have text and large pictures: what recognition finds beyond the text is added.
pub fn pictures(bytes: &[u8], program: &Path, limits: &Limits, tick: &mut dyn FnMut(), read: &mut Read) {
    let mixed: Vec<u32> = read.pages.iter().filter(|p| p.images && p.recognised.is_none()).map(|p| p.page).collect();
    let Some(document) = (!mixed.is_empty()).then(|| Pages::open(bytes)).flatten() else { return };
    let mut found: BTreeMap<u32, Vec<Block>> = BTreeMap::new();
    for number in mixed.into_iter().take(limits.recognised_pages as usize) {
        let page = document.picture(number).and_then(|p| ocr::page(&p, program));
        tick();
        let Some(page) = page.filter(ocr::Recognised::is_sure) else { continue };
        let written: String = read.blocks.iter().filter(|b| page_of(b) == number).map(Block::text).collect();
        let pairs = pairs_of(&written);
        let is_new = |block: &Block| {
            let own = pairs_of(&block.text());
            own.iter().filter(|p| pairs.contains(*p)).count() * 2 < own.len()
        };
        let added: Vec<Block> = page.blocks(number).into_iter().filter(is_new).collect();
        if added.iter().map(|b| b.text().chars().filter(|c| ocr::is_han(*c)).count()).sum::<usize>() >= NEW {
            found.insert(number, added);
        }
    }
    merge(found, &mut read.blocks);
}

/// Neighbouring characters, folded.
fn pairs_of(text: &str) -> BTreeSet<(char, char)> {
    let folded: Vec<char> = key(text).chars().collect();
    folded.iter().copied().zip(folded.iter().copied().skip(1)).collect()
}

fn page_of(block: &Block) -> u32 {
    match block.place {
        Place::Page(page) | Place::TableCell { page, .. } => page,
        _ => 0,
    }
}

/// Puts recognised blocks in their places, behind what their page has in writing.
fn merge(found: BTreeMap<u32, Vec<Block>>, blocks: &mut Vec<Block>) {
    let tables = |block: &Block| match block.place {
        Place::TableCell { table, .. } => table,
        _ => 0,
    };
    let mut table = blocks.iter().map(tables).max().unwrap_or(0);
    let written = std::mem::take(blocks);
    let mut all: Vec<Block> = Vec::new();
    for mut block in found.into_values().flatten() {
        // Numbers of tables are unique within a file.
        if let Place::TableCell { table: number, .. } = &mut block.place {
            table += 1;
            *number = table;
        }
        all.push(block);
    }
    let mut all: Vec<Block> = written.into_iter().chain(all).collect();
    all.sort_by_key(page_of);
    *blocks = all;
}

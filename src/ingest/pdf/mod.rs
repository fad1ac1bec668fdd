//! PDF: text layer, ruled tables, and what a page offers besides text. A page that is an image is a scan: it is rendered and
//! recognised where a recogniser is at hand, and reported otherwise.
//!
//! Lines are rebuilt from character boxes by baseline, because the order in the file tears rows apart.

mod grid;
mod images;
pub mod layout;
pub mod lines;
mod render;

pub use render::Pages;

use std::collections::BTreeMap;
use std::path::Path;
use std::str::FromStr;

use pdfni::{
    EdgePart, ExtractQuery, PageSelection, ReaderSettings, TextPage, extract_text_from_bytes_with_query,
    read_pages_full_with,
};

use super::limits::Limits;
use super::ocr;
use super::reader::Read;
use super::tools::Tools;
use crate::model::document::PageCoverage;
use crate::model::{Block, Place, Problem};

/// Documents above this size are looked at first, and read in portions when they have very many pages.
const LARGE: usize = 4 << 20;
const MANY_PAGES: usize = 600;
const PORTION: u32 = 100;

/// What the engine gives for one page.
struct PageText {
    text: TextPage,
    /// Drawn rules.
    edges: Vec<EdgePart>,
    /// Curves and slanted lines: text turned into outlines shows as very many.
    graphics: usize,
}

pub fn read(bytes: &[u8], limits: &Limits, tools: &Tools, tick: &mut dyn FnMut()) -> Read {
    let settings = ReaderSettings {
        max_decoded_bytes: usize::try_from(limits.unpacked(bytes.len())).unwrap_or(usize::MAX).min(256 << 20),
        ..ReaderSettings::default()
    };
    let mut read = Read::default();
    let mut writer = layout::Writer::default();
    let mut bare = Vec::new();
    let portions = bytes.len() > LARGE && images::page_count(bytes) > MANY_PAGES;
    let mut first = 1u32;
    loop {
        let (pages, last) = match portion(bytes, &settings, first, portions) {
            Ok(found) => found,
            Err(problem) => {
                read.problems.push(problem);
                break;
            }
        };
        for (number, page) in (first..).zip(&pages) {
            if number > limits.pages {
                break;
            }
            let chars = page.text.chars.iter().filter(|c| !c.synthetic && !c.text.trim().is_empty()).count();
            let outlines = page.graphics > 150;
            if chars < 30 {
                bare.push((number, outlines));
            }
            let readable = !garbled(&page.text);
            if !readable {
                read.problems.push(Problem::Skipped(format!("第 {number} 页：字体缺少文字对照，读出的是乱码")));
            }
            let chars = if readable { u32::try_from(chars).unwrap_or(u32::MAX) } else { 0 };
            read.pages.push(PageCoverage { page: number, chars, full_image: false, recognised: None });
            if readable {
                let (glyphs, others) = lines::split(&page.text);
                let (width, height) = (page.text.width, page.text.height);
                writer.page(number, layout::Sheet { width, height, glyphs, others, edges: &page.edges });
            }
        }
        first = first.saturating_add(u32::try_from(pages.len()).unwrap_or(u32::MAX));
        tick();
        if first > limits.pages.saturating_add(1) || first > limits.pages && !last {
            read.problems.push(Problem::Limit(format!("页数超过 {} 页", limits.pages)));
            break;
        }
        if last {
            break;
        }
    }
    read.blocks = writer.finish();
    mark_scans(bytes, &bare, &mut read);
    if let Some(program) = &tools.ocr {
        recognise(bytes, program, limits, tick, &mut read);
    }
    if read.blocks.is_empty() && read.problems.is_empty() {
        read.problems.push(Problem::Skipped("没有可读的文字（空白页、曲线文字或特殊字体）".into()));
    }
    read
}

/// The next pages, and whether they are the last ones. Portions come without rules, to keep memory flat.
fn portion(
    bytes: &[u8],
    settings: &ReaderSettings,
    first: u32,
    portions: bool,
) -> Result<(Vec<PageText>, bool), Problem> {
    if !portions {
        let dump = read_pages_full_with(bytes, None, settings).map_err(|e| trouble(&e))?;
        let pages = dump.pages.into_iter().map(|page| PageText {
            graphics: page.parts.graphics.len(),
            // Rules of a page that was turned upright stand in another frame than its characters.
            edges: if page.norm_rotate == 0 { page.parts.edges } else { Vec::new() },
            text: TextPage { width: page.width, height: page.height, fonts: page.text.fonts, chars: page.text.chars },
        });
        return Ok((pages.collect(), true));
    }
    let range = format!("{first}-{}", first.saturating_add(PORTION - 1));
    let pages = PageSelection::from_str(&range).map_err(|e| trouble(&e))?;
    let query = ExtractQuery { pages: Some(pages), ..ExtractQuery::default() };
    let texts = extract_text_from_bytes_with_query(bytes, None, settings, &query).map_err(|e| trouble(&e))?.pages;
    let last = texts.len() < PORTION as usize;
    Ok((texts.into_iter().map(|text| PageText { text, edges: Vec::new(), graphics: 0 }).collect(), last))
}

fn trouble(error: &pdfni::Error) -> Problem {
    match error {
        pdfni::Error::BadPassword | pdfni::Error::SecurityRestricted => Problem::Encrypted,
        e => Problem::Damaged(e.to_string()),
    }
}

/// Mostly private-use, replacement or control characters, or ideographs hardly anybody writes: the font's map to text
/// is broken, and what it gives is worse than nothing.
fn garbled(page: &TextPage) -> bool {
    let (mut all, mut bad, mut han, mut common) = (0usize, 0usize, 0usize, 0usize);
    for c in page.chars.iter().flat_map(|c| c.text.chars()).filter(|c| !c.is_whitespace()) {
        all += 1;
        bad += usize::from(matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}') || c.is_control());
        if matches!(c, '\u{3400}'..='\u{9fff}') {
            han += 1;
            common += usize::from(is_common(c));
        }
    }
    all >= 30 && bad * 3 > all || han >= 60 && common * 2 < han
}

/// One of the 3 755 ideographs of GB 2312's first level: nine in ten of any Chinese text.
fn is_common(c: char) -> bool {
    let mut utf8 = [0; 4];
    let (bytes, _, unknown) = encoding_rs::GBK.encode(c.encode_utf8(&mut utf8));
    !unknown && matches!(bytes.as_ref(), [0xb0..=0xd7, 0xa1..=0xfe])
}

fn mark_scans(bytes: &[u8], bare: &[(u32, bool)], read: &mut Read) {
    if bare.is_empty() {
        return;
    }
    let numbers: Vec<u32> = bare.iter().map(|(n, _)| *n).collect();
    let covered = images::covered_pages(bytes, &numbers);
    for page in &mut read.pages {
        let outlines = bare.iter().any(|(n, outlines)| *n == page.page && *outlines);
        page.full_image = outlines || covered.contains(&page.page);
    }
    let scans: Vec<u32> = read.pages.iter().filter(|p| p.is_scan()).map(|p| p.page).collect();
    if !scans.is_empty() {
        read.problems.push(Problem::Scan(scans));
    }
}

/// Reads the scanned pages through recognition; a page that stays without text stays a scan.
fn recognise(bytes: &[u8], program: &Path, limits: &Limits, tick: &mut dyn FnMut(), read: &mut Read) {
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
    merge(found, &mut read.blocks);
    let notes = [Problem::Recognised(sure), Problem::Unclear(unclear), Problem::Scan(left)];
    let some =
        |p: &Problem| !matches!(p, Problem::Recognised(l) | Problem::Unclear(l) | Problem::Scan(l) if l.is_empty());
    read.problems.extend(notes.into_iter().filter(some));
}

/// Puts recognised pages in their places. What little text a scan had (a page number, a watermark) stays behind its page.
fn merge(found: BTreeMap<u32, Vec<Block>>, blocks: &mut Vec<Block>) {
    let page_of = |block: &Block| match block.place {
        Place::Page(page) | Place::TableCell { page, .. } => page,
        _ => 0,
    };
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
    all.extend(written);
    all.sort_by_key(page_of);
    *blocks = all;
}

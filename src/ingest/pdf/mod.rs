//! PDF: text layer, ruled tables, and what a page offers besides text. Nothing is rendered or recognised: a page that is
//! an image is reported as a scan.
//!
//! Lines are rebuilt from character boxes by baseline, because the order in the file tears rows apart.

mod images;
mod layout;
mod lines;

use std::str::FromStr;

use pdfni::{
    DetectMode, ExtractOptions, ExtractQuery, PagePart, PageSelection, ReaderSettings, Table, TextPage,
    extract_from_bytes_with_query, extract_from_parts, extract_text_from_bytes_with_query, read_pages_full_with,
};

use super::limits::Limits;
use super::reader::Read;
use crate::model::Problem;
use crate::model::document::PageCoverage;

/// Files above this size are read in portions of pages, to keep memory flat.
const PORTIONS_ABOVE: usize = 4 << 20;
const PORTION: u32 = 100;

/// What the engine gives for one page.
struct PageText {
    text: TextPage,
    tables: Vec<Table>,
    /// Curves and slanted lines: text turned into outlines shows as very many.
    graphics: usize,
}

pub fn read(bytes: &[u8], limits: &Limits, tick: &mut dyn FnMut()) -> Read {
    let settings = ReaderSettings {
        max_decoded_bytes: usize::try_from(limits.unpacked(bytes.len())).unwrap_or(usize::MAX).min(256 << 20),
        ..ReaderSettings::default()
    };
    let mut read = Read::default();
    let mut writer = layout::Writer::default();
    let mut bare = Vec::new();
    let mut first = 1u32;
    loop {
        let (pages, last) = match portion(bytes, &settings, first) {
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
            if garbled(&page.text) {
                read.problems.push(Problem::Skipped(format!("第 {number} 页的文字层是乱码")));
            }
            read.pages.push(PageCoverage {
                page: number,
                chars: u32::try_from(chars).unwrap_or(u32::MAX),
                full_image: false,
            });
            writer.page(number, page);
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
    read
}

/// The next pages, and whether they are the last ones.
fn portion(bytes: &[u8], settings: &ReaderSettings, first: u32) -> Result<(Vec<PageText>, bool), Problem> {
    let options = ExtractOptions { mode: DetectMode::Ruled, reader: settings.clone(), ..ExtractOptions::default() };
    if bytes.len() <= PORTIONS_ABOVE {
        let dump = read_pages_full_with(bytes, None, settings).map_err(|e| trouble(&e))?;
        let (mut parts, mut texts) = (Vec::new(), Vec::new());
        for page in dump.pages {
            texts.push(TextPage {
                width: page.width,
                height: page.height,
                fonts: page.text.fonts,
                chars: page.text.chars,
            });
            parts.push(PagePart {
                width: page.width,
                height: page.height,
                glyphs: page.parts.glyphs,
                edges: page.parts.edges,
                norm_rotate: page.norm_rotate,
                graphics: page.parts.graphics,
            });
        }
        let graphics: Vec<usize> = parts.iter().map(|p| p.graphics.len()).collect();
        let found = extract_from_parts(parts, &options).pages;
        return Ok((join(texts, found, &graphics), true));
    }
    let range = format!("{first}-{}", first.saturating_add(PORTION - 1));
    let pages = PageSelection::from_str(&range).map_err(|e| trouble(&e))?;
    let query = ExtractQuery { pages: Some(pages), ..ExtractQuery::default() };
    let texts = extract_text_from_bytes_with_query(bytes, None, settings, &query).map_err(|e| trouble(&e))?.pages;
    let found = extract_from_bytes_with_query(bytes, None, &options, &query).map(|d| d.pages).unwrap_or_default();
    let last = texts.len() < PORTION as usize;
    Ok((join(texts, found, &[]), last))
}

fn join(texts: Vec<TextPage>, found: Vec<pdfni::Page>, graphics: &[usize]) -> Vec<PageText> {
    let mut found = found.into_iter();
    texts
        .into_iter()
        .enumerate()
        .map(|(i, text)| PageText {
            text,
            tables: found.next().map(|p| p.tables).unwrap_or_default(),
            graphics: graphics.get(i).copied().unwrap_or(0),
        })
        .collect()
}

fn trouble(error: &pdfni::Error) -> Problem {
    match error {
        pdfni::Error::BadPassword | pdfni::Error::SecurityRestricted => Problem::Encrypted,
        e => Problem::Damaged(e.to_string()),
    }
}

/// Mostly private-use, replacement or control characters: the font's map to text is broken.
fn garbled(page: &TextPage) -> bool {
    let (mut all, mut bad) = (0usize, 0usize);
    for c in page.chars.iter().flat_map(|c| c.text.chars()).filter(|c| !c.is_whitespace()) {
        all += 1;
        bad += usize::from(matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}') || c.is_control());
    }
    all >= 30 && bad * 3 > all
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

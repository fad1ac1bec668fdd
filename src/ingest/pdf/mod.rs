//! PDF: text layer, ruled tables, and what a page offers besides text. A page that is an image is a scan: it is rendered and
//! recognised where a recogniser is at hand, and reported otherwise; a page of text with pictures says that it has some.
//!
//! Lines are rebuilt from character boxes by baseline, because the order in the file tears rows apart.

mod attachments;
mod beside;
mod columns;
mod fallback;
mod fonts;
mod grid;
mod images;
mod ink;
pub mod layout;
mod leaf;
pub mod lines;
mod positions;
mod rebuilt;
mod recognise;
mod render;
mod spill;
mod unseen;

#[cfg(test)]
pub use render::Pages;

pub use positions::{Area, positions};

use std::collections::BTreeSet;
use std::str::FromStr;

use pdfni::{
    EdgePart, ExtractQuery, PageSelection, ReaderSettings, TextPage, extract_text_from_bytes_with_query,
    read_pages_full_with,
};

use self::images::Drawn;
use self::ink::Seen;
pub use self::ink::{Form, Why};
use self::leaf::{LEAST_TEXT, Leaf};
pub use self::unseen::Unseen;
use super::damage::damaged;
use super::limits::Limits;
use super::read::{Read, sha256};
use super::tools::Tools;
use super::{image, pictures};
use crate::model::document::{PageCoverage, Photo};
use crate::model::{Place, Problem};

/// Documents above this size are looked at first, and read in portions when they have very many pages.
const LARGE: usize = 4 << 20;
const MANY_PAGES: usize = 600;
const PORTION: u32 = 100;

/// What the engine gives for one page.
struct PageText {
    text: TextPage,
    /// Drawn rules.
    edges: Vec<EdgePart>,
    /// The rules stand in the frame of the unturned page.
    upright: bool,
    /// Curves and slanted lines: text turned into outlines shows as very many.
    graphics: usize,
}

/// Share of a page from which on an image is a scan when there is no text, and a picture worth a look when there is.
const FILLS: f64 = 0.5;
const PICTURE: f64 = 0.3;

pub fn read(bytes: &[u8], limits: &Limits, tools: &Tools, tick: &mut dyn FnMut()) -> Read {
    let settings = ReaderSettings {
        max_decoded_bytes: usize::try_from(limits.unpacked(bytes.len())).unwrap_or(usize::MAX).min(256 << 20),
        ..ReaderSettings::default()
    };
    let mended = fonts::mended(bytes);
    let bytes = mended.as_deref().unwrap_or(bytes);
    let mut read = Read::default();
    let rebuilt = cut_off(bytes, &settings, &mut read);
    let bytes = rebuilt.as_deref().unwrap_or(bytes);
    let looked = ink::look(bytes, tick);
    let mut writer = layout::Writer::default();
    let mut leaves = Vec::new();
    let mut unseen = unseen::Unseen::default();
    let inked = looked.bytes.as_deref().unwrap_or(bytes);
    let portions = bytes.len() > LARGE && images::page_count(bytes) > MANY_PAGES;
    let mut first = 1u32;
    loop {
        let (pages, last) = match portion(inked, &settings, first, portions) {
            Ok(found) => found,
            Err(problem) => {
                read.problems.push(problem);
                break;
            }
        };
        let found = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        for (number, mut page) in (first..).zip(pages) {
            if number > limits.pages {
                break;
            }
            let rules = page.upright.then_some(page.edges.as_slice());
            let seen = Seen::of(&mut page.text, rules, page.graphics, looked.pages.get(&number));
            let mut leaf = Leaf::of(number, &page.text, page.edges, page.upright, page.graphics);
            leaf.readable &= !seen.all_mute;
            unseen.note(number, seen, &page.text, &mut leaf);
            leaves.push(leaf);
            tick();
        }
        first = first.saturating_add(found);
        tick();
        if first > limits.pages.saturating_add(1) || first > limits.pages && !last {
            read.problems.push(Problem::Limit(format!("页数超过 {} 页", limits.pages)));
            break;
        }
        if last {
            break;
        }
    }
    let unread = mark_scans(inked, &leaves, &mut read, limits, tick);
    for (number, sheet) in leaves.into_iter().filter(|l| !unread.contains(&l.number)).map(Leaf::sheet) {
        writer.page(number, sheet);
    }
    read.blocks = writer.finish();
    for (page, words) in &looked.comments {
        unseen.comment(*page, words);
    }
    match looked.left.as_slice() {
        [] => {}
        [0, ..] => read.problems.push(Problem::Limit("文件过大，未查看批注、表单域和隐藏的文字".into())),
        pages => {
            let pages = unseen::listed(&pages.iter().copied().collect());
            read.problems.push(Problem::Limit(format!("{pages}图形过多，未查看批注、表单域和隐藏的文字")));
        }
    }
    unseen.finish(looked.form, &unread, &mut read);
    if let Some(program) = &tools.ocr {
        recognise::scans(bytes, program, limits, tick, &mut read);
        recognise::pictures(bytes, program, limits, tick, &mut read);
    }
    let (members, trouble) = attachments::attachments(bytes, limits);
    (read.members, read.problems) = (members, read.problems.into_iter().chain(trouble).collect());
    if read.blocks.is_empty() && rebuilt.is_some() {
        // nothing was left to read
        read.pages.clear();
    }
    if read.blocks.is_empty() && read.problems.is_empty() {
        read.problems.push(Problem::Skipped("没有可读的文字（空白页、曲线文字或特殊字体）".into()));
    }
    read
}

/// Page `number` (from 1) as a picture for people.
pub fn page_picture(bytes: &[u8], number: u32) -> Option<::image::RgbImage> {
    let mended = fonts::mended(bytes);
    render::Pages::open(mended.as_deref().unwrap_or(bytes))?.shown(number)
}

/// A file whose end is missing, with its remaining pages listed anew.
fn cut_off(bytes: &[u8], settings: &ReaderSettings, read: &mut Read) -> Option<Vec<u8>> {
    let tail = bytes.get(bytes.len().saturating_sub(2_048)..).unwrap_or_default();
    if bytes.len() > LARGE || tail.windows(5).any(|w| w == b"%%EOF") {
        return None;
    }
    let query = ExtractQuery { pages: PageSelection::from_str("1-1").ok(), ..ExtractQuery::default() };
    extract_text_from_bytes_with_query(bytes, None, settings, &query).err()?;
    let rebuilt = rebuilt::rebuilt(bytes)?;
    extract_text_from_bytes_with_query(&rebuilt, None, settings, &query).ok()?;
    read.problems.push(damaged("truncated"));
    Some(rebuilt)
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
            edges: page.parts.edges,
            // The engine turns rules upright with the text, but not the characters.
            upright: page.norm_rotate == 0,
            text: if matches!(page.norm_rotate, 90 | 270) {
                TextPage { width: page.height, height: page.width, fonts: page.text.fonts, chars: page.text.chars }
            } else {
                TextPage { width: page.width, height: page.height, fonts: page.text.fonts, chars: page.text.chars }
            },
        });
        return Ok((pages.collect(), true));
    }
    let range = format!("{first}-{}", first.saturating_add(PORTION - 1));
    let pages = PageSelection::from_str(&range).map_err(|e| trouble(&e))?;
    let query = ExtractQuery { pages: Some(pages), ..ExtractQuery::default() };
    let texts = extract_text_from_bytes_with_query(bytes, None, settings, &query).map_err(|e| trouble(&e))?.pages;
    let last = texts.len() < PORTION as usize;
    Ok((texts.into_iter().map(|text| PageText { text, edges: Vec::new(), upright: true, graphics: 0 }).collect(), last))
}

fn trouble(error: &pdfni::Error) -> Problem {
    match error {
        pdfni::Error::BadPassword | pdfni::Error::SecurityRestricted => Problem::Encrypted,
        e if e.to_string().contains("encryption") => Problem::Encrypted,
        // no list of objects, no pages: the end is missing
        e if ["trailer", "startxref", "no pages"].iter().any(|w| e.to_string().contains(w)) => damaged("truncated"),
        e => damaged(e),
    }
}

/// Decides for each page whether it is text, an image of text, or both; the one place that does. Gives the pages whose text
/// layer is worth nothing: their characters have no meaning, or were recognised from the image by somebody who failed.
fn mark_scans(
    bytes: &[u8],
    leaves: &[Leaf],
    read: &mut Read,
    limits: &Limits,
    tick: &mut dyn FnMut(),
) -> BTreeSet<u32> {
    let looked_at: Vec<u32> = if images::may_have_images(bytes) {
        leaves.iter().map(|l| l.number).collect()
    } else {
        // Inline images show only in the page's content.
        leaves.iter().filter(|l| l.chars < LEAST_TEXT).map(|l| l.number).collect()
    };
    let (drawn, photos) = if looked_at.is_empty() { Default::default() } else { images::drawn(bytes, &looked_at) };
    let repeated = leaf::repeated(leaves);
    let mut unread = BTreeSet::new();
    for leaf in leaves {
        let drawn = drawn.get(&leaf.number).copied().unwrap_or_default();
        let page = page_coverage(leaf, &drawn, &repeated);
        if !leaf.readable {
            read.problems.push(Problem::Skipped(format!("第 {} 页：字体缺少文字对照，读出的是乱码", leaf.number)));
        }
        if !leaf.readable || page.is_scan() && leaf.is_worthless(&drawn) {
            unread.insert(leaf.number);
        }
        read.pages.push(page);
    }
    let scans: Vec<u32> = read.pages.iter().filter(|p| p.is_scan()).map(|p| p.page).collect();
    for photo in photos.into_iter().filter(|p| !scans.contains(&p.page)) {
        read.pictures.extend(kept(photo, limits));
        tick();
    }
    if !scans.is_empty() {
        read.problems.push(Problem::Scan(scans));
    }
    unread
}

/// A photo on a page; a page that was put there as a picture is none.
fn kept(photo: images::Photo, limits: &Limits) -> Option<Photo> {
    let (image, picture) = image::photo(image::look(&photo.bytes, limits).ok()?);
    let place = Place::Page(photo.page);
    pictures::page_like(picture).is_none().then(|| Photo {
        place,
        sha256: sha256(&photo.bytes),
        size: photo.bytes.len() as u64,
        image,
    })
}

fn page_coverage(leaf: &Leaf, drawn: &Drawn, repeated: &BTreeSet<String>) -> PageCoverage {
    let filled = drawn.images > FILLS || leaf.outlines;
    let chars = match filled {
        _ if !leaf.readable || filled && leaf.is_worthless(drawn) => 0,
        // Running heads and watermarks are seen; what is not seen was recognised from the image.
        true if drawn.text_hidden => leaf.chars,
        true => leaf.own_chars(repeated),
        false => leaf.chars,
    };
    let pictures = filled && !leaf.outlines && chars < LEAST_TEXT && leaf.shows_pictures(drawn, chars);
    // A page whose characters mean nothing has to be looked at, whatever is drawn on it.
    let full_image = !pictures && (filled || !leaf.readable);
    let chars = if pictures { leaf.chars } else { chars };
    PageCoverage {
        page: leaf.number,
        chars: u32::try_from(chars).unwrap_or(u32::MAX),
        full_image,
        images: drawn.images > PICTURE && !drawn.text_hidden && (pictures || chars >= LEAST_TEXT || !full_image),
        recognised: None,
    }
}

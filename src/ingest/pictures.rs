//! Pictures inside office files: scans and screenshots pasted into a document hold text as a paper does; of photos the look is
//! kept, so that the same one can be found elsewhere. Pictures of letterheads, footers and slide designs are left alone.

use std::collections::BTreeSet;

use super::image;
use super::limits::Limits;
use super::ocr;
use super::package::{Package, relations};
use super::read::{Read, sha256};
use super::tools::Tools;
use crate::model::document::Photo;
use crate::model::{Place, Problem};

/// Packed bytes below which a picture is an ornament.
const LEAST_BYTES: usize = 8 << 10;
/// Pixels on either side below which no page or screen is legible.
const LEAST_SIDE: u32 = 300;
/// Pictures of one file that are looked at.
const MOST: usize = 60;
/// Characters below which a file is nothing but its pictures.
const FEW: usize = 30;

/// Adds what page-like pictures of the package `bytes` say, or that it was not read.
pub fn add(read: &mut Read, bytes: &[u8], limits: &Limits, tools: &Tools, tick: &mut dyn FnMut()) {
    let Ok(mut package) = Package::open(bytes, limits) else { return };
    let mut names: Vec<String> = package.names().into_iter().filter(|n| is_picture(n)).collect();
    let design = of_design(&mut package);
    names.sort_by_key(|n| (n.len(), n.clone()));
    let (mut unread, mut unclear, mut recognised, mut seen) = (0, 0, 0, BTreeSet::new());
    for (number, name) in (1u32..).zip(names.iter().take(MOST)) {
        let Some(bytes) = package.read(name).filter(|b| b.len() >= LEAST_BYTES && seen.insert(sha256(b))) else {
            continue;
        };
        let Ok(look) = image::look(&bytes, limits) else { continue };
        if look.image.width.min(look.image.height) < LEAST_SIDE {
            continue;
        }
        let (image, picture) = image::photo(look);
        let Some(picture) = page_like(picture) else {
            if !design.contains(name) {
                let (sha256, size) = (sha256(&bytes), bytes.len() as u64);
                read.pictures.push(Photo { place: Place::Picture(number), sha256, size, image });
            }
            continue;
        };
        let page = tools.ocr.as_ref().and_then(|program| ocr::page(&picture, program));
        tick();
        let Some(page) = page else {
            unread += 1;
            continue;
        };
        if page.is_sure() {
            recognised += 1
        } else {
            unclear += 1
        }
        let mut blocks = page.blocks(1);
        blocks.iter_mut().for_each(|b| b.place = Place::Picture(number));
        read.blocks.extend(blocks);
    }
    let chars: usize = read.blocks.iter().map(|b| b.chars()).sum();
    if unread > 0 && chars < FEW {
        read.problems.push(Problem::Scan(Vec::new()));
    } else if unread > 0 {
        read.problems.push(Problem::Skipped(format!("{unread}张截图或扫描图片中的文字")));
    }
    if unclear > 0 {
        read.problems.push(Problem::Unclear(Vec::new()));
    } else if recognised > 0 {
        read.problems.push(Problem::Recognised(Vec::new()));
    }
}

fn is_picture(name: &str) -> bool {
    let name = name.to_lowercase();
    let ends = [".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".gif", ".webp"];
    (name.contains("media/") || name.starts_with("pictures/")) && ends.iter().any(|e| name.ends_with(e))
}

/// The picture if it is one of a page or a screen.
pub fn page_like(picture: ::image::DynamicImage) -> Option<::image::RgbImage> {
    let picture = picture.into_rgb8();
    (ocr::looks_like_a_page(&picture) && ocr::has_lines(&picture)).then_some(picture)
}

/// Pictures that belong to the look of the paper: of headers, footers, slide masters and layouts.
fn of_design(package: &mut Package<'_>) -> BTreeSet<String> {
    const DESIGN: [&str; 6] =
        ["word/header", "word/footer", "slidemasters/", "slidelayouts/", "theme/", "notesmasters/"];
    let parts: Vec<String> = package
        .names()
        .into_iter()
        .filter(|n| n.ends_with(".xml") && DESIGN.iter().any(|d| n.to_lowercase().contains(d)))
        .collect();
    parts.iter().flat_map(|part| relations(package, part)).map(|(_, _, target)| target).collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use ::image::{ImageFormat, Rgb, RgbImage};

    use super::*;
    use crate::model::Coverage;

    /// A page with rows of small dark marks, as text has.
    fn page() -> RgbImage {
        RgbImage::from_fn(700, 900, |x, y| {
            let text = (60..640).contains(&x) && (60..840).contains(&y) && y % 40 < 18;
            let grain = (x * 7 + y * 13 + (x * y) % 11) % 5;
            let v = if text && (x / 4 + y / 3) % 3 == 0 { 20 + grain as u8 } else { 250 - grain as u8 };
            Rgb([v, v, v])
        })
    }

    fn photo() -> RgbImage {
        RgbImage::from_fn(700, 500, |x, y| Rgb([(x / 4) as u8, (y / 3) as u8, ((x + y * 3) % 200) as u8]))
    }

    fn document(text: &str, picture: &RgbImage) -> Vec<u8> {
        let mut packed = Cursor::new(Vec::new());
        picture.write_to(&mut packed, ImageFormat::Png).unwrap();
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let body = format!("<w:document><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>");
        let members = [
            ("[Content_Types].xml", Vec::new()),
            ("word/document.xml", body.into_bytes()),
            ("word/media/image1.png", packed.into_inner()),
        ];
        for (name, bytes) in members {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(&bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn problems(text: &str, picture: &RgbImage) -> (Coverage, Vec<Problem>) {
        let read = super::super::read_bytes("a.docx", &document(text, picture), &Limits::default()).remove(0);
        (read.coverage, read.problems)
    }

    #[test]
    fn a_pasted_scan_is_named_and_a_photo_is_not() {
        assert_eq!(problems("", &page()), (Coverage::None, vec![Problem::Scan(vec![])]));
        let text = "新闻稿正文。".repeat(10);
        assert!(matches!(problems(&text, &page()), (Coverage::Partial, p) if matches!(p[..], [Problem::Skipped(_)])));
        assert_eq!(problems(&text, &photo()), (Coverage::Full, vec![]));
    }
}

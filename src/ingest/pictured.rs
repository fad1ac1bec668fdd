//! Pictures of pages and photos, rendered in the worker that has the file open. A place that cannot be pictured gives none and no error.
//! Personal numbers are covered where the page has them as text; a scan is shown too small to read them.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{ExtendedColorType, Rgb, RgbImage};

use super::limits::Limits;
use super::pdf::Area;
use super::read::{Event, Session, Wanted};
use super::{image as pictures, pdf, sniff};
use crate::model::{Format, Picture};

/// Width of a part of a page, and long side of a whole one, in pixels.
const PART: u32 = 720;
const WHOLE: u32 = 700;
/// Long side of what may show numbers that cannot be covered: enough to know the paper, too small to read its letters.
const BLURRED: u32 = 260;
const QUALITY: u8 = 78;
/// A part of a page shows at least this share of its height, and so much beyond the words.
const LEAST_SHARE: f64 = 0.16;
const AROUND: f64 = 0.05;
/// Words that take more of the page than this are shown on the whole of it.
const MOST_SHARE: f64 = 0.45;

/// Pictures of one file that has been reached; says whether something inside it is wanted too.
pub fn of_file(session: &mut Session<'_>, path: &str, bytes: &[u8]) -> bool {
    let wanted = session.wanted;
    for (at, w) in wanted.iter().enumerate().filter(|(_, w)| w.path == path) {
        let picture = match sniff::sniff(path, bytes, session.limits) {
            sniff::Sniffed::Is(Format::Pdf) => of_page(bytes, w),
            sniff::Sniffed::Is(Format::Image) => of_image(bytes, w, session.limits),
            _ => None,
        };
        match picture {
            Some(picture) => (session.sink)(Event::Picture(at, Box::new(picture))),
            None => (session.sink)(Event::Tick),
        }
    }
    let inside = format!("{path}/");
    wanted.iter().any(|w| w.path.starts_with(&inside))
}

fn of_image(bytes: &[u8], w: &Wanted, limits: &Limits) -> Option<Picture> {
    let picture = pictures::look(bytes, limits).ok()?.picture.into_rgb8();
    whole(&picture, if w.unmask { WHOLE } else { BLURRED })
}

fn of_page(bytes: &[u8], w: &Wanted) -> Option<Picture> {
    let mut page = pdf::page_picture(bytes, w.page)?;
    let words = pdf::positions(bytes, w.page, (page.width(), page.height()));
    let Some(words) = words.filter(|words| !words.is_empty()) else {
        return whole(&page, if w.unmask { WHOLE } else { BLURRED });
    };
    if !words.are_drawn(|area| has_ink(&page, area)) {
        return None;
    }
    if !w.unmask {
        for area in words.personal() {
            fill(&mut page, area);
        }
    }
    let marks = words.find(&w.quote);
    let Some((top, bottom)) = extent(&marks) else { return whole(&page, WHOLE) };
    let height = f64::from(page.height());
    if bottom - top > MOST_SHARE * height {
        let scale = f64::from(WHOLE) / f64::from(page.width().max(page.height()));
        let mut small = shrunk(&page, scale);
        marks.iter().for_each(|m| mark(&mut small, m, scale));
        return packed(&small, false);
    }
    let middle = (top + bottom) / 2.0;
    let half = ((bottom - top) / 2.0 + AROUND * height).max(LEAST_SHARE * height / 2.0);
    let from = (middle - half).clamp(0.0, height - 1.0);
    let rows = (2.0 * half).min(height - from).max(1.0);
    let part = imageops::crop_imm(&page, 0, pixels(from), page.width(), pixels(rows)).to_image();
    let scale = f64::from(PART) / f64::from(page.width());
    let mut small = shrunk(&part, scale);
    let shift = f64::from(pixels(from));
    marks.iter().for_each(|m| mark(&mut small, &Area { top: m.top - shift, bottom: m.bottom - shift, ..*m }, scale));
    packed(&small, true)
}

/// Something is drawn in the box: a letter of a font that the file does not bring along leaves it empty.
fn has_ink(page: &RgbImage, area: Area) -> bool {
    const CONTRAST: u8 = 60;
    let (right, bottom) = (pixels(area.right).min(page.width()), pixels(area.bottom).min(page.height()));
    let greens = (pixels(area.top)..bottom)
        .flat_map(|y| (pixels(area.left)..right).map(move |x| (x, y)))
        .filter_map(|(x, y)| page.get_pixel_checked(x, y).map(|p| p.0[1]));
    let (least, most) = greens.fold((u8::MAX, u8::MIN), |(least, most), g| (least.min(g), most.max(g)));
    most.saturating_sub(least) > CONTRAST
}

fn extent(marks: &[Area]) -> Option<(f64, f64)> {
    let all = marks.iter().copied().reduce(Area::with)?;
    Some((all.top, all.bottom))
}

fn whole(picture: &RgbImage, long: u32) -> Option<Picture> {
    let scale = f64::from(long) / f64::from(picture.width().max(picture.height()).max(1));
    packed(&shrunk(picture, scale.min(1.0)), false)
}

fn shrunk(picture: &RgbImage, scale: f64) -> RgbImage {
    let side = |n: u32| pixels(f64::from(n) * scale).max(1);
    imageops::resize(picture, side(picture.width()), side(picture.height()), FilterType::Triangle)
}

/// Not below zero; pictures are far smaller than the type holds.
fn pixels(n: f64) -> u32 {
    n.round().max(0.0) as u32
}

fn packed(picture: &RgbImage, marked: bool) -> Option<Picture> {
    let mut bytes = Cursor::new(Vec::new());
    let (width, height) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .encode(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
        .ok()?;
    Some(Picture { bytes: bytes.into_inner(), width, height, marked })
}

fn fill(page: &mut RgbImage, area: Area) {
    paint(page, &area, |_, p| *p = Rgb([90, 90, 90]));
}

/// A yellow ground that keeps the letters, and a frame that a black-and-white print keeps.
fn mark(picture: &mut RgbImage, area: &Area, scale: f64) {
    const ROOM: f64 = 3.0;
    let area = Area {
        left: area.left * scale - ROOM,
        right: area.right * scale + ROOM,
        top: area.top * scale - ROOM,
        bottom: area.bottom * scale + ROOM,
    };
    paint(picture, &area, |edge, p| {
        if edge {
            *p = Rgb([200, 30, 30]);
        } else {
            p.0[2] = u8::try_from(u16::from(p.0[2]) * 6 / 10).unwrap_or(u8::MAX);
        }
    });
}

/// Calls for each pixel of a box, and says whether it is on its edge.
fn paint(picture: &mut RgbImage, area: &Area, mut each: impl FnMut(bool, &mut Rgb<u8>)) {
    const EDGE: u32 = 2;
    let (left, top) = (pixels(area.left), pixels(area.top));
    let (right, bottom) = (pixels(area.right).min(picture.width()), pixels(area.bottom).min(picture.height()));
    for y in top..bottom {
        for x in left..right {
            let edge = x < left + EDGE || y < top + EDGE || x + EDGE >= right || y + EDGE >= bottom;
            if let Some(pixel) = picture.get_pixel_mut_checked(x, y) {
                each(edge, pixel);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::reader::pictures_of;

    fn page() -> RgbImage {
        RgbImage::from_pixel(200, 300, Rgb([255, 255, 255]))
    }

    #[test]
    fn a_mark_keeps_the_letters_and_has_a_frame() {
        let mut page = page();
        page.put_pixel(50, 50, Rgb([0, 0, 0]));
        mark(&mut page, &Area { left: 40.0, right: 60.0, top: 40.0, bottom: 60.0 }, 1.0);
        assert_eq!(*page.get_pixel(50, 50), Rgb([0, 0, 0]));
        assert_eq!(*page.get_pixel(48, 48), Rgb([255, 255, 153]));
        assert_eq!(*page.get_pixel(37, 50), Rgb([200, 30, 30]));
        assert_eq!(*page.get_pixel(30, 50), Rgb([255, 255, 255]));
        mark(&mut page, &Area { left: 190.0, right: 900.0, top: 290.0, bottom: 900.0 }, 1.0);
    }

    #[test]
    fn letters_that_were_not_drawn_are_noticed() {
        let mut page = page();
        let area = Area { left: 40.0, right: 60.0, top: 40.0, bottom: 60.0 };
        assert!(!has_ink(&page, area));
        page.put_pixel(50, 50, Rgb([40, 40, 40]));
        assert!(has_ink(&page, area));
    }

    #[test]
    fn a_photo_is_small_and_the_same_each_time() {
        let mut png = Cursor::new(Vec::new());
        page().write_to(&mut png, image::ImageFormat::Png).unwrap();
        let wanted = |unmask| {
            let w = Wanted { path: "照片.png".into(), page: 0, quote: String::new(), unmask };
            of_image(png.get_ref(), &w, &Limits::default()).unwrap()
        };
        assert_eq!((wanted(false).width, wanted(false).height), (173, 260));
        assert_eq!((wanted(true).width, wanted(true).height), (200, 300), "never made larger");
        assert_eq!(wanted(false), wanted(false));
    }

    #[test]
    fn what_lies_in_an_archive_is_found_and_what_is_broken_gives_nothing() {
        let mut png = Cursor::new(Vec::new());
        page().write_to(&mut png, image::ImageFormat::Png).unwrap();
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in
            [("照片/a.png", png.get_ref().as_slice()), ("b.png", b"\x89PNG\r\n\x1a\n"), ("c.pdf", b"%PDF-1.7")]
        {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, bytes).unwrap();
        }
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("材料.zip");
        std::fs::write(&path, zip.finish().unwrap().into_inner()).unwrap();
        let wanted: Vec<Wanted> = ["材料.zip/照片/a.png", "材料.zip/b.png", "材料.zip/c.pdf", "材料.zip/没有.png"]
            .map(|path| Wanted { path: path.into(), page: 1, quote: String::new(), unmask: false })
            .to_vec();
        let mut seen = Vec::new();
        pictures_of(&path, "材料.zip", &Limits::default(), &wanted, &mut |event| match event {
            Event::Picture(at, _) => seen.push(at),
            Event::Done(d) => assert_eq!(d.path, "材料.zip", "only what leads to the pictures is read"),
            _ => {}
        });
        assert_eq!(seen, [0]);
    }
}

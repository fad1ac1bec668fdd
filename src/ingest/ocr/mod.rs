//! Text recognition of page images and pictures through the `tesseract` program. Refuses to guess: words it is unsure of are left out,
//! and a page that stays unsure says so.
//!
//! Page images are prepared here in plain Rust: one colour channel (red seals vanish), even background, straightened, table
//! rules taken out and kept as rules, so that cells come back as cells.

mod prepare;
mod rules;
mod tesseract;

use std::path::Path;

use image::{GrayImage, RgbImage, imageops};
use pdfni::EdgePart;

use super::pdf::layout::{Sheet, Writer};
use super::pdf::lines::Glyph;
use super::tools;
use crate::model::{Block, Content, Origin};

pub use tesseract::has_chinese;

/// Mean confidence below which a page's text is too unsure to say that something is *not* there.
pub const SURE: u8 = 75;
/// Mean confidence that a page lying sideways or upside down does not reach.
const UPRIGHT: u8 = 55;
/// Characters below which a page gave no text.
const FEW: usize = 8;
/// Points per pixel: pages are brought to about this many pixels a point before recognition (200 dpi).
const PIXELS_PER_POINT: f64 = 200.0 / 72.0;
/// Long side of a page image as recognised, in pixels; the text of a smaller one is enlarged.
const PAGE: std::ops::RangeInclusive<u32> = 1_500..=2_600;
/// Long side of a photo when its banners are looked for.
const PHOTO: u32 = 1_600;

/// Where `tesseract` is, if it is installed and knows simplified Chinese.
pub fn find() -> Option<std::path::PathBuf> {
    let installed = [
        r"C:\Program Files\Tesseract-OCR\tesseract.exe",
        r"C:\Program Files (x86)\Tesseract-OCR\tesseract.exe",
        "/opt/homebrew/bin/tesseract",
        "/usr/local/bin/tesseract",
    ];
    tools::find("tesseract", &installed).filter(|program| has_chinese(program))
}

/// What was recognised on one page or picture.
pub struct Recognised {
    glyphs: Vec<Glyph>,
    edges: Vec<EdgePart>,
    /// Points.
    width: f64,
    height: f64,
    /// Mean over characters, 0–100.
    pub confidence: u8,
}

impl Recognised {
    pub fn chars(&self) -> usize {
        self.glyphs.len()
    }

    pub fn is_sure(&self) -> bool {
        self.confidence >= SURE
    }

    /// The text as blocks of page `number`, marked as recognised. Tables are counted from `tables`, which is moved on.
    pub fn blocks(self, number: u32) -> Vec<Block> {
        let Recognised { glyphs, edges, width, height, confidence } = self;
        let mut writer = Writer::default();
        writer.page(number, Sheet { width, height, glyphs, others: Vec::new(), edges });
        let mut blocks = writer.finish();
        for block in &mut blocks {
            block.origin = Origin::Ocr(confidence);
            match &mut block.content {
                Content::Heading { text, .. } | Content::Paragraph { text } => close_up(text),
                Content::Table(table) => {
                    table.rows.iter_mut().flat_map(|r| &mut r.cells).for_each(|c| close_up(&mut c.text));
                }
            }
        }
        blocks
    }
}

/// Takes out single blanks beside ideographs: boxes of recognised words leave gaps where the page has none.
fn close_up(text: &mut String) {
    let all: Vec<char> = text.chars().collect();
    let at = |i: usize| all.get(i).copied().unwrap_or(' ');
    let blank = |i: usize| at(i) == ' ' && i > 0 && (is_han(at(i - 1)) || is_han(at(i + 1))) && at(i + 1) != ' ';
    *text = (0..all.len()).filter(|i| !blank(*i)).map(at).collect();
}

/// The text of a page image. `None` when nothing like text is there, or the program failed.
pub fn page(picture: &RgbImage, program: &Path) -> Option<Recognised> {
    let picture = &fitted(picture);
    let upright = prepare::ink(picture);
    let first = recognise_page(&upright, program);
    let good = |r: &Option<Recognised>| r.as_ref().is_some_and(|r| r.confidence >= UPRIGHT && r.chars() >= FEW);
    if good(&first) {
        return first;
    }
    // A page put on the scanner sideways or upside down.
    let mut best = first;
    for turn in [imageops::rotate90, imageops::rotate270, imageops::rotate180] {
        let turned = recognise_page(&turn(&upright), program);
        let weight = |r: &Option<Recognised>| r.as_ref().map_or(0, |r| r.chars() * usize::from(r.confidence).pow(2));
        if weight(&turned) > weight(&best) {
            best = turned;
        }
        if good(&best) {
            break;
        }
    }
    best
}

/// Banner and screen text of a photo: large words anywhere. `None` without any that is sure.
pub fn photo(picture: &RgbImage, program: &Path) -> Option<Recognised> {
    let long = picture.width().max(picture.height());
    let reduced;
    let picture = if long > PHOTO {
        let scale = |side: u32| (u64::from(side) * u64::from(PHOTO) / u64::from(long)).max(1) as u32;
        reduced = imageops::thumbnail(picture, scale(picture.width()), scale(picture.height()));
        &reduced
    } else {
        picture
    };
    // Banners are white or yellow on red or blue: the green channel tells them from both.
    let green =
        GrayImage::from_fn(picture.width(), picture.height(), |x, y| image::Luma([picture.get_pixel(x, y).0[1]]));
    let words = tesseract::words(&green, program, tesseract::Layout::Sparse)?;
    let sure = words.into_iter().filter(|w| {
        // Edges and leaves are taken for letters; ideographs and figures are rarely made up.
        let han = w.text.chars().any(is_han);
        let figure = w.text.chars().any(|c| c.is_ascii_digit());
        han && w.confidence >= 60.0 || figure && w.confidence >= 80.0
    });
    finish(sure.collect(), &green, Vec::new())
}

/// A picture of a page (or a screen) rather than of people and places: mostly even, bright background.
pub fn looks_like_a_page(picture: &RgbImage) -> bool {
    prepare::is_mostly_paper(picture)
}

/// The ink lies in rows, as text does.
pub fn has_lines(picture: &RgbImage) -> bool {
    prepare::has_rows(picture)
}

fn recognise_page(ink: &GrayImage, program: &Path) -> Option<Recognised> {
    let mut straight = prepare::straightened(ink);
    let edges = rules::take_out(&mut straight);
    let words = tesseract::words(&straight, program, tesseract::Layout::Page)?;
    finish(words, &straight, edges)
}

/// Words → glyphs in points. The confidence counts every word, also those too unsure to be kept.
fn finish(words: Vec<tesseract::Word>, image: &GrayImage, edges: Vec<rules::Rule>) -> Option<Recognised> {
    let long = f64::from(image.width().max(image.height()));
    let pixels_per_point = (long / 842.0).max(PIXELS_PER_POINT / 4.0);
    let confidence = tesseract::mean_confidence(&words.iter().collect::<Vec<_>>()).clamp(0.0, 100.0) as u8;
    let glyphs = tesseract::glyphs(&words, pixels_per_point);
    if glyphs.len() < FEW.min(4) {
        return None;
    }
    let edges = edges.iter().map(|r| r.in_points(pixels_per_point)).collect();
    let (width, height) = (f64::from(image.width()) / pixels_per_point, f64::from(image.height()) / pixels_per_point);
    Some(Recognised { glyphs, edges, width, height, confidence })
}

/// Brought to a size at which characters are 20 to 50 pixels high.
fn fitted(picture: &RgbImage) -> RgbImage {
    let long = picture.width().max(picture.height()).max(1);
    let wanted = if long < *PAGE.start() {
        (long * 2).min(*PAGE.end())
    } else if long > *PAGE.end() {
        *PAGE.end()
    } else {
        return picture.clone();
    };
    let scale = |side: u32| (u64::from(side) * u64::from(wanted) / u64::from(long)).max(1) as u32;
    let (width, height) = (scale(picture.width()), scale(picture.height()));
    imageops::resize(picture, width, height, imageops::FilterType::Triangle)
}

pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use image::Rgb;

    use super::super::pdf::Pages;
    use super::super::{Options, read_file, tools::Tools};
    use super::*;
    use crate::model::Problem;
    use crate::model::text::fold;

    fn program() -> Option<PathBuf> {
        let found = find();
        if found.is_none() {
            eprintln!("skipped: no tesseract with chi_sim on this machine");
        }
        found
    }

    fn sample(path: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("samples").join(path)
    }

    /// Share of the ideographs of `truth` that are in `read`, as multisets.
    fn recall(read: &str, truth: &str) -> f64 {
        let count = |text: &str| {
            let mut counts = std::collections::BTreeMap::<char, usize>::new();
            fold(text).chars().filter(|c| is_han(*c)).for_each(|c| *counts.entry(c).or_default() += 1);
            counts
        };
        let (read, truth) = (count(read), count(truth));
        let found: usize = truth.iter().map(|(c, n)| read.get(c).copied().unwrap_or(0).min(*n)).sum();
        found as f64 / truth.values().sum::<usize>().max(1) as f64
    }

    fn text(blocks: &[Block]) -> String {
        blocks.iter().map(|b| format!("{:?}", b.content)).collect()
    }

    /// A clean page made into an office scan: aslant, grey, a red seal over the text.
    fn scanned(page: &RgbImage) -> RgbImage {
        let (width, height) = page.dimensions();
        let (sin, cos) = 1.4f64.to_radians().sin_cos();
        let (cx, cy) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
        RgbImage::from_fn(width, height, |x, y| {
            let (dx, dy) = (f64::from(x) - cx, f64::from(y) - cy);
            let (sx, sy) = ((cx + dx * cos + dy * sin).round(), (cy - dx * sin + dy * cos).round());
            let inside = sx >= 0.0 && sy >= 0.0 && sx < f64::from(width) && sy < f64::from(height);
            let value = if inside { page.get_pixel(sx as u32, sy as u32).0[0] } else { 255 };
            let grain = ((x * 31 + y * 17) % 13) as u8;
            let ink = (f64::from(value) * 0.8) as u8 + 30 - grain;
            let from_seal = (f64::from(x) - cx).hypot(f64::from(y) - cy / 2.0);
            let sealed = (from_seal - 200.0).abs() < 12.0 || from_seal < 60.0;
            if sealed && ink > 90 { Rgb([225, 60, 60]) } else { Rgb([ink, ink, ink]) }
        })
    }

    #[test]
    fn a_scan_with_a_seal_is_read() {
        let Some(program) = program() else { return };
        let file = sample("01-广西示例食用菌学会/5学术交流会通知.pdf");
        let truth = read_file(&file, &Options { in_process: true, ..Options::default() }).unwrap().remove(0).text();
        let bytes = std::fs::read(file).unwrap();
        let page = Pages::open(&bytes).unwrap().picture(1).unwrap();
        for (what, picture) in
            [("clean", page.clone()), ("scanned", scanned(&page)), ("sideways", imageops::rotate90(&page))]
        {
            let found = super::page(&picture, &program).unwrap();
            assert!(found.is_sure(), "{what}: {}", found.confidence);
            let text = text(&found.blocks(1));
            let share = recall(&text, &truth);
            assert!(share > 0.9, "{what}: {share:.3}\n{text}\n{truth}");
        }
    }

    #[test]
    fn a_scanned_file_is_read_and_marked() {
        let Some(program) = program() else { return };
        let file = sample("3号_广西示例海洋技术研究会/4报批/自治区外事办批复（扫描件）.pdf");
        let tools = Tools { ocr: Some(program), ..Tools::default() };
        let read = |tools: Tools| {
            read_file(&file, &Options { in_process: true, tools, ..Options::default() }).unwrap().remove(0)
        };
        assert!(matches!(read(Tools::default()).problems[..], [Problem::Scan(_)]), "without the program it is a scan");
        let document = read(tools);
        assert!(
            matches!(document.problems[..], [Problem::Recognised(_) | Problem::Unclear(_)]),
            "{:?}",
            document.problems
        );
        assert!(fold(&document.text()).contains("批复"), "{}", document.text());
        assert!(document.blocks.iter().all(|b| matches!(b.origin, Origin::Ocr(_))));
        assert!(document.pages.iter().all(|p| p.recognised.is_some()));
    }

    #[test]
    fn blanks_beside_ideographs_go_and_columns_stay() {
        let mut text = "自治 区科协 2026 年 Park Hotel\t张三".to_owned();
        close_up(&mut text);
        assert_eq!(text, "自治区科协2026年Park Hotel\t张三");
    }

    #[test]
    fn an_empty_page_gives_nothing() {
        let Some(program) = program() else { return };
        let blank = RgbImage::from_pixel(1_654, 2_339, Rgb([250, 250, 250]));
        assert!(super::page(&blank, &program).is_none());
    }
}

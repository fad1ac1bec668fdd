//! One page as taken from the engine, and what of its text layer is the page's own: not a running head, a page number,
//! a watermark, or the mark a scanning program leaves. Decides nothing about scans: `super::mark_scans` does.

use std::collections::{BTreeMap, BTreeSet};

use pdfni::{EdgePart, TextPage};

use super::images::Drawn;
use super::layout::{Sheet, is_page_number};
use super::lines::{self, Glyph};

/// Fewer characters than this are no text layer of a page that an image fills.
pub const LEAST_TEXT: usize = 30;
/// Characters that running heads and watermarks have at most on one page.
const MOST_REPEATED: usize = 100;
/// Curves and slanted lines from which on a page without text is text turned into outlines.
const OUTLINES: usize = 150;
/// Left by programs that scan with a telephone.
const SCANNER_MARKS: [&str; 8] =
    ["扫描全能王", "CamScanner", "扫描王", "扫描宝", "扫描大师", "AdobeScan", "Scannedby", "TapScanner"];
/// Captions of pictures speak of them.
const PICTURE_WORDS: [&str; 6] = ["照片", "现场", "合影", "剪影", "拍摄", "图片"];

pub struct Leaf {
    pub number: u32,
    pub width: f64,
    pub height: f64,
    pub glyphs: Vec<Glyph>,
    pub others: Vec<String>,
    pub edges: Vec<EdgePart>,
    /// Characters in the text layer.
    pub chars: usize,
    /// What the characters stand for is known.
    pub readable: bool,
    pub outlines: bool,
    /// Share of characters as they occur in plain writing, for layers that somebody else recognised.
    plain: f64,
    /// Whole lines of the page, blanks apart.
    lines: Vec<Line>,
}

struct Line {
    text: String,
    /// In the upper or lower margin.
    edge: bool,
}

impl Leaf {
    pub fn of(number: u32, page: &TextPage, edges: Vec<EdgePart>, upright: bool, graphics: usize) -> Leaf {
        let chars = page.chars.iter().filter(|c| !c.synthetic && !c.text.trim().is_empty()).count();
        let split = lines::split(page);
        let edges = if upright && split.turned { lines::turn_edges(&split, page, edges) } else { edges };
        let lines = lines::lines(split.glyphs.clone());
        let edge = |top: f64, bottom: f64| top < split.height * 0.09 || bottom > split.height * 0.91;
        let lines = lines.iter().map(|l| Line { text: squeezed(&l.text()), edge: edge(l.top, l.bottom) });
        Leaf {
            number,
            lines: lines.collect(),
            width: split.width,
            height: split.height,
            glyphs: split.glyphs,
            others: split.others,
            edges,
            chars,
            readable: !garbled(page),
            outlines: graphics > OUTLINES,
            plain: plain_share(page),
        }
    }

    pub fn sheet(self) -> (u32, Sheet) {
        let Leaf { number, width, height, glyphs, others, edges, .. } = self;
        (number, Sheet { width, height, glyphs, others, edges })
    }

    /// Characters of lines that are neither repeated elsewhere nor running heads, page numbers or scanner marks. Text
    /// that stands aslant is a watermark and does not count either.
    pub fn own_chars(&self, repeated: &BTreeSet<String>) -> usize {
        let count = |lines: BTreeSet<&str>| lines.iter().map(|t| t.chars().count()).sum::<usize>();
        let body = || self.lines.iter().filter(|l| !l.edge && !is_page_number(&l.text)).map(|l| l.text.as_str());
        let again = count(body().filter(|t| repeated.contains(&digits_apart(t))).collect());
        // Two copies of one page repeat everything; a running head or a watermark is short.
        let running = |t: &str| again <= MOST_REPEATED && repeated.contains(&digits_apart(t));
        count(body().filter(|t| !running(t) && !SCANNER_MARKS.iter().any(|m| t.contains(m))).collect())
    }

    /// A layer that is not seen was made by recognition; where it reads like nothing people write, the image is what counts.
    pub fn is_worthless(&self, drawn: &Drawn) -> bool {
        drawn.text_hidden && self.chars >= LEAST_TEXT && self.plain < 0.6
    }

    /// Pictures with captions, as against a scanned page: several of them, or one within margins whose caption says so.
    pub fn shows_pictures(&self, drawn: &Drawn, own: usize) -> bool {
        let captioned = || self.lines.iter().any(|l| PICTURE_WORDS.iter().any(|w| l.text.contains(w)));
        drawn.images < 0.8 && (own >= 4 && drawn.pictures >= 2 || captioned())
    }
}

/// Lines that stand on half of the pages and on two at least, numbers apart.
pub fn repeated(leaves: &[Leaf]) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for leaf in leaves {
        let lines: BTreeSet<String> = leaf.lines.iter().map(|l| digits_apart(&l.text)).collect();
        for line in lines {
            *counts.entry(line).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, n)| *n >= 2 && n * 2 >= leaves.len()).map(|(line, _)| line).collect()
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn digits_apart(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
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

/// Ideographs of daily use, digits, usual marks, and Latin words of three letters and more with a vowel.
fn plain_share(page: &TextPage) -> f64 {
    let (mut all, mut plain, mut word) = (0usize, 0usize, String::new());
    let letters = page.chars.iter().flat_map(|c| c.text.chars()).chain([' ']);
    for c in letters {
        if c.is_ascii_alphabetic() {
            word.push(c);
            continue;
        }
        all += word.len();
        if word.len() >= 3 && word.to_ascii_lowercase().contains(['a', 'e', 'i', 'o', 'u']) {
            plain += word.len();
        }
        word.clear();
        if !c.is_whitespace() {
            all += 1;
            plain += usize::from(is_common(c) || c.is_ascii_digit() || "，。、；：（）《》“”—-./:,()%￥¥".contains(c));
        }
    }
    if all == 0 { 1.0 } else { plain as f64 / all as f64 }
}

/// One of the 3 755 ideographs of GB 2312's first level: nine in ten of any Chinese text.
fn is_common(c: char) -> bool {
    let mut utf8 = [0; 4];
    let (bytes, _, unknown) = encoding_rs::GBK.encode(c.encode_utf8(&mut utf8));
    !unknown && matches!(bytes.as_ref(), [0xb0..=0xd7, 0xa1..=0xfe])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(lines: &[(&str, bool)]) -> Leaf {
        Leaf {
            number: 1,
            width: 595.0,
            height: 842.0,
            glyphs: Vec::new(),
            others: Vec::new(),
            edges: Vec::new(),
            chars: lines.iter().map(|(t, _)| t.chars().count()).sum(),
            readable: true,
            outlines: false,
            plain: 1.0,
            lines: lines.iter().map(|(t, edge)| Line { text: (*t).to_owned(), edge: *edge }).collect(),
        }
    }

    #[test]
    fn running_heads_marks_and_watermarks_are_not_the_pages_own() {
        let mark = "仅供某某学会二〇二六年项目验收使用他用无效复印无效";
        let lines =
            [("广西某某学会材料汇编", true), (mark, false), (mark, false), ("扫描全能王创建", false), ("-3-", false)];
        let pages = [leaf(&lines), leaf(&lines)];
        assert_eq!(pages[0].own_chars(&repeated(&pages)), 0);
        let alone = [leaf(&[("各有关单位：", false), ("定于九月十二日在南宁市举办学术年会。", false)])];
        assert_eq!(alone[0].own_chars(&repeated(&alone)), 24);
    }

    #[test]
    fn two_copies_of_a_page_are_text() {
        let texts: Vec<String> = (0..9).map(|i| format!("第{i}项请各单位组织人员参加学术年会")).collect();
        let lines: Vec<(&str, bool)> = texts.iter().map(|t| (t.as_str(), false)).collect();
        let pages = [leaf(&lines), leaf(&lines)];
        assert!(pages[0].own_chars(&repeated(&pages)) > 100);
    }

    #[test]
    fn a_photo_with_a_caption_is_a_picture_and_a_page_with_a_heading_is_a_scan() {
        let drawn = Drawn { images: 0.6, pictures: 1, text_hidden: false };
        assert!(leaf(&[("学术报告会现场照片", true)]).shows_pictures(&drawn, 0));
        assert!(!leaf(&[("附件3：会议通知", true)]).shows_pictures(&drawn, 0));
    }

    #[test]
    fn a_hidden_layer_of_noise_is_worthless() {
        let hidden = Drawn { images: 1.0, pictures: 1, text_hidden: true };
        let mut noise = leaf(&[("i1l|~^rn,.;:'`圐圙囧l1{}][~~|l1,,;||~~^^", false)]);
        noise.plain = 0.3;
        assert!(noise.is_worthless(&hidden));
        assert!(!noise.is_worthless(&Drawn { text_hidden: false, ..hidden }));
        assert!(
            !leaf(&[("定于九月十二日在南宁市举办学术年会，请各有关单位组织人员参加。", false)]).is_worthless(&hidden)
        );
    }
}

//! Where the words of a page stand, in pixels of its picture: to mark what a finding quotes and to cover personal numbers.
//! Only for upright pages whose text and picture have one shape; anything else has no positions.

use std::str::FromStr;

use pdfni::{ExtractQuery, PageSelection, ReaderSettings, extract_text_from_bytes_with_query};

use super::lines::{self, Glyph};
use crate::model::mask::mask;
use crate::model::text::key;

/// Fewer characters than this are found on any page.
const SHORTEST: usize = 4;
/// Page and picture may differ so much in shape.
const SKEW: f64 = 0.02;

/// A box in pixels of the rendered page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Area {
    /// The box around both.
    pub fn with(self, other: Area) -> Area {
        Area {
            left: self.left.min(other.left),
            right: self.right.max(other.right),
            top: self.top.min(other.top),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// Characters in reading order, a list for each line.
pub struct Words(Vec<Vec<(String, Area)>>);

pub fn positions(bytes: &[u8], page: u32, (width, height): (u32, u32)) -> Option<Words> {
    let query = ExtractQuery {
        pages: Some(PageSelection::from_str(&format!("{page}-{page}")).ok()?),
        ..ExtractQuery::default()
    };
    let text = extract_text_from_bytes_with_query(bytes, None, &ReaderSettings::default(), &query).ok()?;
    let split = lines::split(text.pages.first()?);
    let (across, down) = (f64::from(width) / split.width, f64::from(height) / split.height);
    if split.turned || !across.is_finite() || !down.is_finite() || (across / down - 1.0).abs() > SKEW {
        return None;
    }
    let area =
        |g: &Glyph| Area { left: g.left * across, right: g.right * across, top: g.top * down, bottom: g.bottom * down };
    let lines = lines::lines(split.glyphs.clone());
    let mut rows: Vec<Vec<&Glyph>> = lines.iter().map(|_| Vec::new()).collect();
    for glyph in &split.glyphs {
        let far = |l: &lines::Line| (l.baseline - glyph.baseline).abs();
        let nearest = lines.iter().enumerate().min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
        if let Some(row) = nearest.and_then(|(at, _)| rows.get_mut(at)) {
            row.push(glyph);
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    Some(Words(rows.into_iter().map(|r| r.into_iter().map(|g| (g.text.clone(), area(g))).collect()).collect()))
}

impl Words {
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }

    /// Most of the letters are in the picture.
    pub fn are_drawn(&self, is_drawn: impl Fn(Area) -> bool) -> bool {
        // As many as tell: a page may have ten thousand.
        const ENOUGH: usize = 400;
        let letters: Vec<Area> = self.0.iter().flatten().map(|(_, area)| *area).take(ENOUGH).collect();
        letters.iter().filter(|area| is_drawn(**area)).count() * 2 > letters.len()
    }

    /// The characters of personal numbers that are masked elsewhere.
    pub fn personal(&self) -> Vec<Area> {
        self.0.iter().flat_map(|line| personal(line)).collect()
    }

    /// The quoted words, a box for each line; its longest part that is found where the whole is not.
    pub fn find(&self, quote: &str) -> Vec<Area> {
        let whole = std::iter::once(quote);
        let mut parts: Vec<&str> = quote.split(|c: char| c.is_whitespace() || "，。；：:;|｜…".contains(c)).collect();
        parts.sort_by_key(|p| std::cmp::Reverse(p.chars().count()));
        whole.chain(parts).map(|p| self.exactly(&key(p))).find(|found| !found.is_empty()).unwrap_or_default()
    }

    fn exactly(&self, wanted: &str) -> Vec<Area> {
        let wanted: Vec<char> = wanted.chars().collect();
        if wanted.len() < SHORTEST {
            return Vec::new();
        }
        let glyphs = self.0.iter().enumerate().flat_map(|(n, line)| line.iter().map(move |(t, a)| (n, t, *a)));
        let all: Vec<(char, usize, Area)> =
            glyphs.flat_map(|(n, t, a)| key(t).chars().map(move |c| (c, n, a)).collect::<Vec<_>>()).collect();
        let hit = all.windows(wanted.len()).find(|w| w.iter().map(|(c, ..)| c).eq(wanted.iter()));
        let mut out: Vec<(usize, Area)> = Vec::new();
        for (_, line, area) in hit.unwrap_or_default() {
            match out.last_mut() {
                Some((n, whole)) if n == line => *whole = whole.with(*area),
                _ => out.push((*line, *area)),
            }
        }
        out.into_iter().map(|(_, area)| area).collect()
    }
}

fn personal(line: &[(String, Area)]) -> Vec<Area> {
    let mut text = String::new();
    // Where each character of the line's text comes from.
    let mut from: Vec<Option<usize>> = Vec::new();
    for (at, (t, area)) in line.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|b| line.get(b));
        if before.is_some_and(|(_, b)| area.left - b.right > 0.3 * (area.bottom - area.top)) {
            text.push(' ');
            from.push(None);
        }
        text.push_str(t);
        from.extend(t.chars().map(|_| Some(at)));
    }
    let hidden = mask(&text);
    let changed = text.chars().zip(hidden.chars()).zip(&from).filter(|((a, b), _)| a != b);
    changed.filter_map(|(_, at)| line.get((*at)?).map(|(_, area)| *area)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, top: f64) -> Vec<(String, Area)> {
        let area = |n: usize| {
            let left = 10.0 * n as f64;
            Area { left, right: left + 10.0, top, bottom: top + 10.0 }
        };
        text.chars().enumerate().map(|(n, c)| (c.to_string(), area(n))).collect()
    }

    #[test]
    fn a_quotation_over_two_lines_has_two_boxes() {
        let words = Words(vec![line("关于举办八桂科技", 0.0), line("讲坛的通知", 20.0)]);
        let found = words.find("“八桂科技讲坛”");
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].left, found[0].right, found[1].right), (40.0, 80.0, 20.0));
        assert!(words.find("八桂科技论坛").is_empty());
        assert_eq!(words.find("合计 讲坛的通知").len(), 1, "a part of the quotation");
        assert!(words.find("通知").is_empty(), "two characters stand anywhere");
    }

    #[test]
    fn only_the_middle_of_a_personal_number_is_covered() {
        let words = Words(vec![line("电话13800138000", 0.0), line("发票号码26452000000012345678", 20.0)]);
        let covered = words.personal();
        assert_eq!((covered.len(), covered[0].left, covered[0].top), (4, 50.0, 0.0));
    }
}

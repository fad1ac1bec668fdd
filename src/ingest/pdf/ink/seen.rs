//! Which letters of a page people see, told from what the engine gives of each and from the page's traces: the others are set
//! aside with the reason, and watermarks are taken out of the rows they lie across.

use pdfni::{EdgePart, Orientation, TextChar, TextPage};

use super::walk::{Circumstance, Paint, Traces};
use super::{Area, CLEAR, Page, WATERMARK_RATIO, Why};
use crate::ingest::contrast::{WHITE, is_pale, ratio};

/// Rules on a page from which on none is looked at as a stroke through letters; curves from which on letters may be outlines.
const MOST_RULES: usize = 3_000;
const OUTLINES: usize = 150;
/// Letters that mean nothing from which on, if most of a page is such, the page is left to recognition.
const MANY_MUTE: usize = 30;
/// A watermark is larger than the text around it by this much, or stands several times on the page.
const LARGER: f64 = 1.5;

/// A page's letters apart.
#[derive(Default)]
pub struct Seen {
    pub hidden: Vec<(Why, Vec<TextChar>)>,
    pub watermark: Vec<TextChar>,
    /// Glyphs drawn without a character.
    pub mute: usize,
    /// So many of them that the text layer is worth nothing.
    pub all_mute: bool,
    /// Patterns that draw text.
    pub patterns: usize,
}

impl Seen {
    /// Takes out of the page what is not seen as its text. `rules`: in the frame of its characters, where they are.
    pub fn of(text: &mut TextPage, rules: Option<&[EdgePart]>, curves: usize, page: Option<&Page>) -> Seen {
        let struck = rules.map(|r| struck(text, r)).unwrap_or_default();
        let mut seen = Seen { mute: page.map_or(0, |p| p.traces.mute), ..Seen::default() };
        seen.patterns = page.map_or(0, |p| p.traces.patterns);
        let frame = Frame { width: text.width, height: text.height, page };
        let is_letter = |c: &TextChar| !c.synthetic && !c.text.trim().is_empty();
        let letters = text.chars.iter().filter(|c| is_letter(c)).count();
        seen.all_mute = seen.mute >= MANY_MUTE && seen.mute * 2 > letters;
        let usual = usual_size(text);
        let mut kept = Vec::with_capacity(text.chars.len());
        let mut hidden: Vec<(Why, TextChar)> = Vec::new();
        let mut marks: Vec<(bool, TextChar)> = Vec::new();
        for (at, c) in std::mem::take(&mut text.chars).into_iter().enumerate() {
            if !is_letter(&c) {
                kept.push(c);
                continue;
            }
            let trace = page.and_then(|p| p.traces.of_size(c.font_size));
            if !seen.all_mute && trace.is_some_and(|t| t.mute) || frame.is_box_drawn_again(&c) {
                continue;
            }
            let why = frame.off_page(&c).or(struck.get(at).copied().flatten()).or_else(|| {
                let page = page?;
                page.why_hidden(&frame, &c, trace?, curves)
            });
            if let Some(why) = why {
                hidden.push((why, c));
            } else if let Some(sure) = page.zip(trace).and_then(|(p, t)| p.watermark(&frame, &c, t, usual)) {
                marks.push((sure, c));
            } else {
                kept.push(c);
            }
        }
        text.chars = kept;
        seen.part_watermark(text, marks);
        for (why, c) in hidden {
            match seen.hidden.iter_mut().find(|(w, _)| *w == why) {
                Some((_, chars)) => chars.push(c),
                None => seen.hidden.push((why, vec![c])),
            }
        }
        seen.hidden.sort_by_key(|(why, _)| *why);
        seen
    }

    /// Pale letters are a watermark where they say so, or lie across others; else they are the page's own.
    fn part_watermark(&mut self, text: &mut TextPage, marks: Vec<(bool, TextChar)>) {
        if marks.is_empty() {
            return;
        }
        let across = |m: &TextChar| {
            text.chars.iter().any(|c| {
                let common = |a: f64, b: f64, c: f64, d: f64| b.min(d) - a.max(c);
                common(m.left, m.right, c.left, c.right) > 0.5 && common(m.top, m.bottom, c.top, c.bottom) > 0.5
            })
        };
        // The whole of it is one, if some of it is.
        let any = marks.iter().any(|(sure, c)| !sure && across(c));
        for (sure, c) in marks {
            if sure || any { self.watermark.push(c) } else { text.chars.push(c) }
        }
    }
}

fn usual_size(text: &TextPage) -> f64 {
    let mut sizes: Vec<f64> = text.chars.iter().filter(|c| !c.synthetic).map(|c| c.font_size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(12.0)
}

/// The page as the engine's characters have it: turned as its rotation says, y down.
struct Frame<'p> {
    width: f64,
    height: f64,
    page: Option<&'p Page>,
}

impl Frame<'_> {
    fn off_page(&self, c: &TextChar) -> Option<Why> {
        let (x, y) = ((c.left + c.right) / 2.0, (c.top + c.bottom) / 2.0);
        let inside = -1.0 <= x && x <= self.width + 1.0 && -1.0 <= y && y <= self.height + 1.0;
        (!inside).then_some(Why::OffPage)
    }

    /// The character's box in the page's own frame.
    fn area(&self, c: &TextChar, page: &Page) -> Area {
        let (w, h) = match page.rotation {
            90 | 270 => (self.height, self.width),
            _ => (self.width, self.height),
        };
        let (left, right, top, bottom) = match page.rotation {
            90 => (c.top, c.bottom, h - c.right, h - c.left),
            180 => (w - c.right, w - c.left, h - c.bottom, h - c.top),
            270 => (w - c.bottom, w - c.top, c.left, c.right),
            _ => (c.left, c.right, c.top, c.bottom),
        };
        let view = page.view;
        Area { left: view.left + left, right: view.left + right, top: view.top - top, bottom: view.top - bottom }
    }

    /// `□` printed where a box of the form stands, whose state was read.
    fn is_box_drawn_again(&self, c: &TextChar) -> bool {
        let Some(page) = self.page.filter(|p| !p.boxes.is_empty() && matches!(c.text.as_str(), "□" | "○" | "◯"))
        else {
            return false;
        };
        let area = self.area(c, page);
        let middle = ((area.left + area.right) / 2.0, (area.bottom + area.top) / 2.0);
        page.boxes.iter().any(|b| b.wider(1.0).holds(middle))
    }
}

impl Page {
    fn why_hidden(&self, frame: &Frame<'_>, c: &TextChar, trace: &Circumstance, curves: usize) -> Option<Why> {
        if trace.hidden.is_some() {
            return trace.hidden;
        }
        let area = frame.area(c, self);
        let middle = ((area.left + area.right) / 2.0, (area.bottom + area.top) / 2.0);
        if self.struck.iter().any(|s| s.holds(middle)) {
            return Some(Why::Struck);
        }
        if trace.unpainted {
            // The layer of a recognised image, or of letters drawn as curves, is as good as they are.
            let pictured = curves > OUTLINES || self.traces.paints.iter().any(|p| p.image && p.area.holds(middle));
            return (!pictured).then_some(Why::Unpainted);
        }
        if area.cut(trace.clip.wider(0.5)).size() < area.size() * 0.2 {
            return Some(Why::Clipped);
        }
        let ground = self.traces.ground(trace.order, middle);
        if trace.alpha < 0.03 {
            return Some(Why::Pale);
        }
        if let (Some(ink), Some(ground)) = (trace.ink, ground)
            && is_pale(mixed(ink, ground, trace.alpha), ground)
        {
            return Some(Why::Pale);
        }
        let covers = |p: &Paint| p.colour.is_some() && p.area.wider(0.3).cut(area).size() > area.size() * 0.9;
        self.traces.paints.get(trace.order..).unwrap_or_default().iter().any(covers).then_some(Why::Covered)
    }

    /// Whether the letter may belong to a watermark, and whether that is sure.
    fn watermark(&self, frame: &Frame<'_>, c: &TextChar, trace: &Circumstance, usual: f64) -> Option<bool> {
        if trace.watermark {
            return Some(true);
        }
        let area = frame.area(c, self);
        let ground = self.traces.ground(trace.order, ((area.left + area.right) / 2.0, (area.bottom + area.top) / 2.0));
        let (ink, ground) = trace.ink.zip(ground)?;
        let faint = trace.alpha < CLEAR || ratio(mixed(ink, ground, trace.alpha), ground) < WATERMARK_RATIO;
        (faint && ground == WHITE && c.font_size > usual * LARGER).then_some(false)
    }
}

impl Traces {
    /// The colour below what was painted as number `order`; none where it is not known.
    fn ground(&self, order: usize, spot: (f64, f64)) -> Option<[u8; 3]> {
        let below = self.paints.get(..order.min(self.paints.len())).unwrap_or_default();
        below.iter().rev().find(|p| p.area.holds(spot)).map_or(Some(WHITE), |p| p.colour)
    }
}

fn mixed(ink: [u8; 3], ground: [u8; 3], alpha: f64) -> [u8; 3] {
    let mut out = ink;
    for (o, g) in out.iter_mut().zip(ground) {
        *o = (f64::from(*o) * alpha + f64::from(g) * (1.0 - alpha)).round().clamp(0.0, 255.0) as u8;
    }
    out
}

/// Letters that a line goes through: one drawn for them, which begins and ends with them, at half their height. Rules of tables
/// go on beyond, underlines lie below.
fn struck(text: &TextPage, rules: &[EdgePart]) -> Vec<Option<Why>> {
    let mut out = vec![None; text.chars.len()];
    let across: Vec<&EdgePart> = rules.iter().filter(|e| e.orientation == Orientation::Horizontal).collect();
    if across.is_empty() || across.len() > MOST_RULES {
        return out;
    }
    for rule in across {
        let y = (rule.top + rule.bottom) / 2.0;
        let mut through: Vec<usize> = Vec::new();
        let (mut left, mut right, mut length, mut size) = (f64::MAX, f64::MIN, 0.0, 0.0f64);
        for (at, c) in text.chars.iter().enumerate() {
            if c.synthetic || c.rot != 0 || c.text.trim().is_empty() {
                continue;
            }
            let [.., base] = c.transform;
            let width = c.right - c.left;
            let height = base - y;
            let crossed = height > c.font_size * 0.17
                && height < c.font_size * 0.5
                && rule.left <= c.left + width * 0.3
                && rule.right >= c.right - width * 0.3;
            if crossed {
                through.push(at);
                (left, right) = (left.min(c.left), right.max(c.right));
                length += width;
                size = size.max(c.font_size);
            }
        }
        let own = rule.left > left - size * 0.6 && rule.right < right + size * 0.6;
        if through.len() >= 2 && own && length > (rule.right - rule.left) * 0.6 {
            for at in through {
                if let Some(slot) = out.get_mut(at) {
                    *slot = Some(Why::Struck);
                }
            }
        }
    }
    out
}

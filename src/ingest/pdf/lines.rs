//! Character boxes → lines of text by baseline.

use pdfni::{EdgePart, Orientation, TextChar, TextPage};

use crate::model::text::fold;

/// A character in the frame of its reading direction: x runs along the line, y down the page.
#[derive(Debug, Clone)]
pub struct Glyph {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub baseline: f64,
    pub size: f64,
    pub bold: bool,
}

impl Glyph {
    pub fn centre(&self) -> (f64, f64) {
        ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0)
    }
}

#[derive(Debug, Clone)]
pub struct Line {
    pub segments: Vec<Segment>,
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub baseline: f64,
    /// Of most characters.
    pub size: f64,
    pub bold: bool,
    pub chars: usize,
}

/// Text between wide gaps.
#[derive(Debug, Clone)]
pub struct Segment {
    pub text: String,
    pub left: f64,
    pub right: f64,
    /// The same in parts, cut at narrow gaps too: columns that stand close show in many lines only.
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
pub struct Piece {
    pub text: String,
    pub left: f64,
    pub right: f64,
    /// A blank stands before it.
    pub spaced: bool,
}

impl Segment {
    fn of(glyph: &Glyph) -> Segment {
        let (text, left, right) = (glyph.text.clone(), glyph.left, glyph.right);
        Segment { pieces: vec![Piece { text: text.clone(), left, right, spaced: false }], text, left, right }
    }

    fn push(&mut self, glyph: &Glyph, gap: f64, size: f64) {
        let spaced = spaced(&self.text, &glyph.text, gap / size);
        if spaced {
            self.text.push(' ');
        }
        self.text.push_str(&glyph.text);
        self.right = self.right.max(glyph.right);
        match self.pieces.last_mut() {
            Some(piece) if gap < NARROW * size && !spaced => {
                piece.text.push_str(&glyph.text);
                piece.right = piece.right.max(glyph.right);
            }
            _ => {
                let (left, right) = (glyph.left, glyph.right);
                self.pieces.push(Piece { text: glyph.text.clone(), left, right, spaced });
            }
        }
    }
}

/// Gap in ems that may part two columns, where it does so in line after line.
const NARROW: f64 = 0.12;

impl Line {
    /// Wide gaps show as tabs.
    pub fn text(&self) -> String {
        self.segments.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join("\t")
    }
}

/// A page taken apart by the direction of its text.
pub struct Split {
    /// The text that runs as most of the page does, in a frame where that is to the right.
    pub glyphs: Vec<Glyph>,
    /// Finished lines of text that stands otherwise (vertical, turned).
    pub others: Vec<String>,
    /// Of that frame.
    pub width: f64,
    pub height: f64,
    /// The frame is not the page's own.
    pub turned: bool,
    turn: Turn,
}

/// How the page is turned so that its text runs to the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    None,
    /// Text runs up the page.
    FromUp,
    /// Text runs down the page.
    FromDown,
    Over,
}

impl Turn {
    /// (left, right, top, bottom) in the turned frame.
    fn apply(self, page: &TextPage, left: f64, right: f64, top: f64, bottom: f64) -> (f64, f64, f64, f64) {
        let (width, height) = (page.width, page.height);
        match self {
            Turn::None => (left, right, top, bottom),
            Turn::FromUp => (height - bottom, height - top, left, right),
            Turn::FromDown => (top, bottom, width - right, width - left),
            Turn::Over => (width - right, width - left, height - bottom, height - top),
        }
    }
}

/// Rules of the page into the frame of its turned text.
pub fn turn_edges(split: &Split, page: &TextPage, edges: Vec<EdgePart>) -> Vec<EdgePart> {
    let turn = |e: EdgePart| {
        let (left, right, top, bottom) = split.turn.apply(page, e.left, e.right, e.top, e.bottom);
        let orientation = match (split.turn, e.orientation) {
            (Turn::FromUp | Turn::FromDown, Orientation::Horizontal) => Orientation::Vertical,
            (Turn::FromUp | Turn::FromDown, Orientation::Vertical) => Orientation::Horizontal,
            (_, same) => same,
        };
        EdgePart { orientation, left, right, top, bottom }
    };
    edges.into_iter().map(turn).collect()
}

pub fn split(page: &TextPage) -> Split {
    let mut by_turn: Vec<(i32, usize)> = Vec::new();
    for c in page.chars.iter().filter(|c| usable(c) && !vertical(page, c)) {
        match by_turn.iter_mut().find(|(turn, _)| *turn == turn_of(c)) {
            Some((_, n)) => *n += 1,
            None => by_turn.push((turn_of(c), 1)),
        }
    }
    // A page set sideways has most of its text turned alike.
    let main = by_turn.iter().max_by_key(|(turn, n)| (*n, *turn == 0)).map_or(0, |(turn, _)| *turn);
    let turn = page.chars.iter().find(|c| usable(c) && turn_of(c) == main).map_or(Turn::None, |c| match main {
        90 | 270 if c.advance[1] < 0.0 => Turn::FromUp,
        90 | 270 => Turn::FromDown,
        180 => Turn::Over,
        _ => Turn::None,
    });
    let mut slanted: Vec<&TextChar> = Vec::new();
    let (mut glyphs, mut rest) = (Vec::new(), TextPage { chars: Vec::new(), fonts: page.fonts.clone(), ..*page });
    for c in page.chars.iter().filter(|c| usable(c)) {
        if !vertical(page, c) && turn_of(c) == main && main != SLANTED {
            let bold = page.fonts.get(c.font as usize).is_some_and(|f| f.bold);
            glyphs.push(turned(page, c, turn, bold));
        } else if !vertical(page, c) && turn_of(c) == SLANTED {
            slanted.push(c);
        } else {
            rest.chars.push(c.clone());
        }
    }
    let mut others: Vec<String> = pdfni::build_text_lines(&rest)
        .iter()
        .map(|l| l.words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" "))
        .filter(|t| !t.trim().is_empty())
        .collect();
    others.extend(slanted_lines(&slanted));
    let sideways = matches!(turn, Turn::FromUp | Turn::FromDown);
    let (width, height) = if sideways { (page.height, page.width) } else { (page.width, page.height) };
    Split { glyphs, others, width, height, turned: turn != Turn::None, turn }
}

const SLANTED: i32 = -1;

/// Watermarks, in the order of the file: each text once, though it is strewn over the page.
fn slanted_lines(chars: &[&TextChar]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut last: Option<(f64, f64)> = None;
    for c in chars {
        let [.., x, y] = c.transform;
        let near = last.is_some_and(|(a, b)| (x - a).hypot(y - b) < c.font_size.max((c.right - c.left).abs()) * 2.0);
        match lines.last_mut() {
            Some(line) if near => line.push_str(&c.text),
            _ => lines.push(c.text.clone()),
        }
        last = Some((x, y));
    }
    let mut seen = std::collections::BTreeSet::new();
    lines.retain(|l| seen.insert(l.clone()));
    lines
}

fn usable(c: &TextChar) -> bool {
    !c.synthetic && !c.text.trim().is_empty() && c.text.chars().all(|c| !c.is_control())
}

fn vertical(page: &TextPage, c: &TextChar) -> bool {
    page.fonts.get(c.font as usize).is_some_and(|f| f.vertical)
}

fn turn_of(c: &TextChar) -> i32 {
    let [a, b, ..] = c.transform;
    let along = a.hypot(b);
    let slanted = along > 0.0 && a.abs().min(b.abs()) / along > 0.05;
    if slanted { SLANTED } else { c.rot.rem_euclid(360) }
}

/// A character in the frame of the turned page.
fn turned(page: &TextPage, c: &TextChar, turn: Turn, bold: bool) -> Glyph {
    let [.., e, f] = c.transform;
    let (left, right, top, bottom) = turn.apply(page, c.left, c.right, c.top, c.bottom);
    let baseline = turn.apply(page, e, e, f, f).2;
    let height = (bottom - top).abs().max(0.1);
    // A nominal size that the page's matrix scales away is useless.
    let size = if c.font_size > height * 3.0 || c.font_size < height / 3.0 { height } else { c.font_size };
    let baseline = if baseline < top - height || baseline > bottom + height { bottom } else { baseline };
    // Broken fonts map ideographs to Kangxi radicals, which look the same and match nothing.
    let text = c.text.chars().map(ideograph).collect();
    Glyph { text, left, right, top, bottom, baseline, size, bold }
}

fn ideograph(c: char) -> char {
    if matches!(c, '\u{2e80}'..='\u{2fdf}') { fold(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c) } else { c }
}

/// Lines from top to bottom.
pub fn lines(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.left.total_cmp(&b.left)));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    let mut anchor: Option<(f64, f64)> = None;
    for glyph in glyphs {
        let same = anchor.is_some_and(|(y, size)| (glyph.baseline - y).abs() <= 0.32 * size.min(glyph.size * 1.5));
        match rows.last_mut() {
            Some(row) if same => {
                row.push(glyph);
                // The row's line is that of its largest characters.
                if let Some(big) = row.iter().max_by(|a, b| a.size.total_cmp(&b.size)) {
                    anchor = Some((big.baseline, big.size));
                }
            }
            _ => {
                anchor = Some((glyph.baseline, glyph.size));
                rows.push(vec![glyph]);
            }
        }
    }
    rows.into_iter().filter_map(line).collect()
}

fn line(mut row: Vec<Glyph>) -> Option<Line> {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    drop_doubles(&mut row);
    let size = usual_size(&row)?;
    let spread = letter_spacing(&row, size);
    let mut segments: Vec<Segment> = Vec::new();
    for (i, glyph) in row.iter().enumerate() {
        let gap = i.checked_sub(1).and_then(|p| row.get(p)).map(|p| (glyph.left - p.right) - spread);
        match (segments.last_mut(), gap) {
            (Some(segment), Some(gap)) if gap < 1.1 * size => segment.push(glyph, gap, size),
            _ => segments.push(Segment::of(glyph)),
        }
    }
    join_spread_pairs(&mut segments, size);
    let edge = |f: fn(&Glyph) -> f64, pick: fn(f64, f64) -> f64| row.iter().map(f).reduce(pick);
    Some(Line {
        left: edge(|g| g.left, f64::min)?,
        right: edge(|g| g.right, f64::max)?,
        top: edge(|g| g.top, f64::min)?,
        bottom: edge(|g| g.bottom, f64::max)?,
        baseline: row.iter().max_by(|a, b| a.size.total_cmp(&b.size))?.baseline,
        size,
        bold: row.iter().filter(|g| g.bold).count() * 10 >= row.len() * 9,
        chars: row.len(),
        segments,
    })
}

/// `合　　计`, `姓　　名`: two single ideographs a few ems apart are one word, unless they stand in a row of such (`是　否　是　否`).
fn join_spread_pairs(segments: &mut Vec<Segment>, size: f64) {
    let single =
        |s: &Segment| s.text.chars().count() == 1 && s.text.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if segments.iter().filter(|s| single(s)).count() > 3 {
        return;
    }
    let mut i = 0;
    while let (Some(a), Some(b)) = (segments.get(i), segments.get(i + 1)) {
        // `名　　称：某某`: the second half may carry the value along.
        let labelled = b.text.chars().nth(1) == Some('：') && b.text.chars().next().is_some_and(wide);
        if single(a) && (single(b) || labelled) && b.left - a.right < 4.6 * size {
            let (text, right) = (format!("{}{}", a.text, b.text), b.right);
            let second = segments.remove(i + 1);
            if let Some(a) = segments.get_mut(i) {
                // One word: no column runs through it.
                let tail: String = second.pieces.iter().map(|p| p.text.as_str()).collect();
                if let Some(piece) = a.pieces.last_mut() {
                    piece.text.push_str(&tail);
                    piece.right = right;
                }
                (a.text, a.right) = (text, right);
            }
        }
        i += 1;
    }
}

/// The same character drawn twice a hair apart is fake bold; twice a width apart it is a double character.
fn drop_doubles(row: &mut Vec<Glyph>) {
    let mut kept: Vec<Glyph> = Vec::with_capacity(row.len());
    for glyph in row.drain(..) {
        let width = (glyph.right - glyph.left).abs().max(glyph.size * 0.2);
        let double =
            kept.iter().rev().take(3).any(|k| k.text == glyph.text && (k.left - glyph.left).abs() < width * 0.3);
        if !double {
            kept.push(glyph);
        }
    }
    *row = kept;
}

fn usual_size(row: &[Glyph]) -> Option<f64> {
    let mut sizes: Vec<f64> = row.iter().map(|g| g.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().filter(|s| *s > 0.0)
}

/// A title set with wide letter spacing (通　知) has like gaps between all its few characters.
fn letter_spacing(row: &[Glyph], size: f64) -> f64 {
    if row.len() < 2 || row.len() > 12 || row.iter().any(|g| g.text.chars().any(|c| c.is_ascii())) {
        return 0.0;
    }
    let gaps: Vec<f64> = row.windows(2).filter_map(|w| Some(w.get(1)?.left - w.first()?.right)).collect();
    let (least, most) = gaps.iter().fold((f64::MAX, f64::MIN), |(a, b), g| (a.min(*g), b.max(*g)));
    let even = most - least < 0.35 * size;
    if even && least > 0.3 * size && least < 4.5 * size { least } else { 0.0 }
}

/// Whether a gap of so many ems is a blank: half an em beside an ideograph, less between Latin letters.
fn spaced(before: &str, after: &str, gap: f64) -> bool {
    let (Some(a), Some(b)) = (before.chars().next_back(), after.chars().next()) else { return false };
    let needed = match (wide(a), wide(b)) {
        (true, true) => 0.4,
        (true, false) | (false, true) => 0.55,
        // Justified lines are stretched at the joints of a number.
        (false, false) if "-/.:".contains([a, b]) => 0.45,
        (false, false) => 0.18,
    };
    gap > needed && !(wide_punctuation(a) || wide_punctuation(b))
}

pub fn wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' | '“' | '”' | '—' | '…' | '·' | '■' | '□' | '☑' | '☐' | '√')
}

fn wide_punctuation(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '（'
            | '）'
            | '《'
            | '》'
            | '“'
            | '”'
            | '！'
            | '？'
            | '〔'
            | '〕'
            | '【'
            | '】'
    )
}

//! Invoices printed side by side on one page: the page is read column by column, not across.
//!
//! Told by labels that stand again at one distance on several lines. Refuses forms and lists whose columns merely repeat: a rule
//! or a word that crosses the gap makes them one.

use std::collections::{BTreeMap, BTreeSet};

use pdfni::{EdgePart, Orientation};

use super::lines::{self, Glyph};

/// What each of the papers has to be.
const PAPER: &str = "发票";
/// Different labels that stand again, and lines on which they do.
const LEAST_LABELS: usize = 4;
const LEAST_LINES: usize = 3;
/// How far copies may be off, in points.
const OFF: f64 = 3.0;
/// A paper is wider than this share of the page.
const LEAST_SHARE: f64 = 0.22;

type Part = (Vec<Glyph>, Vec<EdgePart>);

/// The page's columns from left to right; one where nothing stands beside the other.
pub fn columns(width: f64, glyphs: Vec<Glyph>, edges: Vec<EdgePart>) -> Vec<Part> {
    let cuts = cuts(width, &glyphs, &edges);
    let mut parts: Vec<Part> = vec![Default::default(); cuts.len() + 1];
    let column = |x: f64| cuts.iter().filter(|cut| x >= **cut).count();
    for glyph in glyphs {
        if let Some((glyphs, _)) = parts.get_mut(column(glyph.centre().0)) {
            glyphs.push(glyph);
        }
    }
    for edge in edges {
        // frames that touch share the rule between them
        let (first, last) = (column(edge.left - OFF), column(edge.right + OFF));
        let (first, last) = if edge.orientation == Orientation::Vertical {
            (first, last)
        } else {
            (column(edge.left + OFF), column(edge.right - OFF))
        };
        for (_, edges) in parts.get_mut(first..=last.max(first)).unwrap_or_default() {
            edges.push(edge.clone());
        }
    }
    parts
}

/// Where the columns part.
fn cuts(width: f64, glyphs: &[Glyph], edges: &[EdgePart]) -> Vec<f64> {
    let Some(step) = step(width, glyphs) else { return Vec::new() };
    let left = glyphs.iter().map(|g| g.left).chain(edges.iter().map(|e| e.left)).fold(f64::MAX, f64::min);
    let right = glyphs.iter().map(|g| g.right).fold(0.0, f64::max);
    let cuts: Vec<f64> =
        (1..8).map(|n| left + step * f64::from(n) - OFF / 2.0).take_while(|cut| *cut + step / 2.0 < right).collect();
    let crossed = |cut: &f64| {
        let over = |l: f64, r: f64| l + OFF < *cut && *cut < r - OFF;
        glyphs.iter().any(|g| over(g.left, g.right)) || edges.iter().any(|e| over(e.left, e.right))
    };
    if cuts.iter().any(crossed) { Vec::new() } else { cuts }
}

/// The distance at which labels stand again.
fn step(width: f64, glyphs: &[Glyph]) -> Option<f64> {
    if !glyphs.iter().any(|g| PAPER.contains(g.text.as_str())) {
        return None;
    }
    let mut found: BTreeMap<i64, (BTreeSet<String>, BTreeSet<usize>)> = BTreeMap::new();
    for (n, line) in lines::lines(glyphs.to_vec()).iter().enumerate() {
        let labels: Vec<(String, f64)> =
            line.segments.iter().map(|s| (label(&s.text), s.left)).filter(|(l, _)| l.chars().count() >= 2).collect();
        for (i, (text, left)) in labels.iter().enumerate() {
            let again = labels.iter().skip(i + 1).find(|(other, _)| other == text);
            let Some(step) = again.map(|(_, at)| at - left).filter(|step| *step > width * LEAST_SHARE) else {
                continue;
            };
            // neighbours of a rounded distance are one
            for key in [-1, 0, 1].map(|off| (step / OFF).round() as i64 + off) {
                let (texts, lines) = found.entry(key).or_default();
                texts.insert(text.clone());
                lines.insert(n);
            }
        }
    }
    let fits = |(texts, lines): &(BTreeSet<String>, BTreeSet<usize>)| {
        texts.len() >= LEAST_LABELS && lines.len() >= LEAST_LINES && texts.iter().any(|t| t.contains(PAPER))
    };
    found
        .iter()
        .filter(|(_, of)| fits(of))
        .max_by_key(|(key, (texts, _))| (texts.len(), -**key))
        .map(|(key, _)| *key as f64 * OFF)
}

/// A segment without its figures and what follows its colon: “发票号码：2645…” is “发票号码”.
fn label(text: &str) -> String {
    let head = text.split([':', '：']).next().unwrap_or_default();
    head.chars().filter(|c| !c.is_whitespace() && !c.is_ascii_digit() && !".,¥￥-%*".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words at (left, top), ten points a character.
    fn glyphs(words: &[(&str, f64, f64)]) -> Vec<Glyph> {
        let of = |(text, left, top): &(&str, f64, f64)| {
            let (left, top) = (*left, *top);
            text.chars()
                .zip(0_u32..)
                .map(move |(c, i)| {
                    let left = left + f64::from(i) * 10.0;
                    Glyph {
                        text: c.to_string(),
                        left,
                        right: left + 9.5,
                        top,
                        bottom: top + 10.0,
                        baseline: top + 9.0,
                        size: 10.0,
                        bold: false,
                    }
                })
                .collect::<Vec<_>>()
        };
        words.iter().flat_map(of).collect()
    }

    const FACE: [(&str, f64, f64); 6] = [
        ("电子发票", 150.0, 30.0),
        ("发票号码：26452000", 40.0, 50.0),
        ("购买方", 40.0, 70.0),
        ("项目名称", 40.0, 90.0),
        ("税率", 250.0, 90.0),
        ("价税合计", 40.0, 110.0),
    ];

    fn text(part: &Part) -> String {
        part.0.iter().map(|g| g.text.as_str()).collect()
    }

    #[test]
    fn two_faces_beside_each_other_are_two_columns() {
        let both: Vec<_> = FACE.iter().copied().chain(FACE.iter().map(|(t, x, y)| (*t, x + 400.0, *y))).collect();
        let frame = |left: f64| EdgePart {
            orientation: Orientation::Horizontal,
            left,
            right: left + 380.0,
            top: 60.0,
            bottom: 60.0,
        };
        let parts = columns(842.0, glyphs(&both), vec![frame(30.0), frame(430.0)]);
        assert_eq!(parts.len(), 2);
        assert_eq!(text(&parts[0]), text(&parts[1]));
        assert_eq!((parts[0].1.len(), parts[1].1.len()), (1, 1));
        // a rule over both makes them one form
        let across = EdgePart { right: 800.0, ..frame(30.0) };
        assert_eq!(columns(842.0, glyphs(&both), vec![across]).len(), 1);
    }

    #[test]
    fn one_invoice_and_a_list_in_two_columns_stay_whole() {
        let parties = [
            ("名称：甲学会", 40.0, 70.0),
            ("名称：乙公司", 440.0, 70.0),
            ("纳税人识别号：51", 40.0, 80.0),
            ("纳税人识别号：91", 440.0, 80.0),
        ];
        let one: Vec<_> = FACE.iter().copied().chain(parties).collect();
        assert_eq!(columns(842.0, glyphs(&one), Vec::new()).len(), 1);
        let list: Vec<_> = (0..9)
            .flat_map(|i| {
                let top = 50.0 + 20.0 * f64::from(i);
                ["姓名", "广西大学", "签名"]
                    .into_iter()
                    .enumerate()
                    .flat_map(move |(n, t)| [(t, 40.0 + 120.0 * n as f64, top), (t, 440.0 + 120.0 * n as f64, top)])
            })
            .collect();
        assert_eq!(columns(842.0, glyphs(&list), Vec::new()).len(), 1);
    }
}

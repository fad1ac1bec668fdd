//! Drawn rules → grids of cells. The engine's own tables are not used: they cut cells apart where text wraps.

use pdfni::{EdgePart, Orientation};

/// More rules on one page than any form has: a drawing.
const MOST_EDGES: usize = 4_000;
/// Rules closer than this are one.
const NEAR: f64 = 2.5;

/// A cell's box on the page, and where it stands in the grid.
#[derive(Debug, Clone)]
pub struct Frame {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    pub row: u32,
    pub col: u32,
    pub row_span: u32,
    pub col_span: u32,
}

impl Frame {
    pub fn contains(&self, x: f64, y: f64) -> bool {
        self.left <= x && x < self.right && self.top <= y && y < self.bottom
    }
}

/// A grid's cells in row order; only grids with several cells.
pub fn grids(edges: &[EdgePart]) -> Vec<Vec<Frame>> {
    if edges.len() < 4 || edges.len() > MOST_EDGES {
        return Vec::new();
    }
    let mut grids: Vec<Vec<Frame>> =
        connected(edges).iter().map(|group| frames(group)).filter(|frames| frames.len() >= 4).collect();
    let top = |g: &[Frame]| g.first().map_or(0.0, |f| f.top);
    grids.sort_by(|a, b| top(a).total_cmp(&top(b)));
    without_stripes(grids)
}

/// Every other row of a table on a ground of its own: the edges of the ground are no rules. Three rows alike, with the room of a
/// row between them, are such stripes.
fn without_stripes(mut grids: Vec<Vec<Frame>>) -> Vec<Vec<Frame>> {
    let row = |g: &[Frame]| g.iter().all(|f| f.row == 0).then(|| g.first().map(|f| (f.top, f.bottom))).flatten();
    let follows = |a: &[Frame], b: &[Frame]| {
        let (Some((_, end)), Some((start, stop))) = (row(a), row(b)) else { return false };
        let (gap, height) = (start - end, stop - start);
        let (a, b) = (columns(a), columns(b));
        let same = a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| (a.0 - b.0).abs() < NEAR * 2.0);
        same && gap > height * 0.4 && gap < height * 6.0
    };
    let next = |i: usize| grids.get(i).zip(grids.get(i + 1)).is_some_and(|(a, b)| follows(a, b));
    let striped: Vec<bool> = (0..grids.len())
        .map(|i| {
            let after = next(i);
            let before = i.checked_sub(1).is_some_and(next);
            let further = after && next(i + 1) || i.checked_sub(2).is_some_and(|j| next(j) && before);
            (after && before) || further
        })
        .collect();
    let mut striped = striped.into_iter();
    grids.retain(|_| striped.next() != Some(true));
    grids
}

/// An area between rules of one length, one below the other, with no rule down (三线表).
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
    /// The second rule, below the heading.
    pub head: f64,
}

/// Three such rules at least: two are a letterhead, or the frame of a note.
pub fn bands(edges: &[EdgePart]) -> Vec<Band> {
    if edges.len() > MOST_EDGES {
        return Vec::new();
    }
    let (across, down): (Vec<&EdgePart>, Vec<&EdgePart>) =
        edges.iter().partition(|e| e.orientation == Orientation::Horizontal);
    let mut rules: Vec<(f64, f64, f64)> = whole_rules(&across);
    let mut bands = Vec::new();
    while let Some(&(_, left, right)) = rules.first() {
        let alike = |r: &(f64, f64, f64)| (r.1 - left).abs() < 4.0 && (r.2 - right).abs() < 4.0;
        let (same, others): (Vec<_>, Vec<_>) = rules.into_iter().partition(alike);
        rules = others;
        let (Some(first), Some(last)) = (same.first(), same.last()) else { continue };
        let head = same.get(1).map_or(first.0, |r| r.0);
        let band = Band { left, right, top: first.0, bottom: last.0, head };
        let parted = down.iter().any(|e| {
            e.bottom - e.top > 4.0
                && e.left > left - 4.0
                && e.left < right + 4.0
                && e.top < last.0
                && e.bottom > first.0
        });
        if same.len() >= 3 && right - left > 100.0 && !parted {
            bands.push(band);
        }
    }
    bands
}

/// Rules across, pieces at one height joined: (height, left, right), from top to bottom.
fn whole_rules(across: &[&EdgePart]) -> Vec<(f64, f64, f64)> {
    let mut pieces: Vec<(f64, f64, f64)> = across.iter().map(|e| (e.top, e.left, e.right)).collect();
    pieces.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut rules: Vec<(f64, f64, f64)> = Vec::new();
    for (y, left, right) in pieces {
        match rules
            .iter_mut()
            .rev()
            .take(40)
            .find(|r| (y - r.0).abs() < NEAR && left <= r.2 + NEAR && right >= r.1 - NEAR)
        {
            Some(rule) => (rule.1, rule.2) = (rule.1.min(left), rule.2.max(right)),
            None => rules.push((y, left, right)),
        }
    }
    rules
}

/// Left and right edge of each column of a grid.
pub fn columns(frames: &[Frame]) -> Vec<(f64, f64)> {
    let xs = positions(frames.iter().flat_map(|f| [f.left, f.right]).collect());
    xs.iter().copied().zip(xs.iter().copied().skip(1)).collect()
}

/// Groups of rules that touch.
fn connected(edges: &[EdgePart]) -> Vec<Vec<&EdgePart>> {
    let touch = |a: &EdgePart, b: &EdgePart| {
        a.left <= b.right + NEAR && b.left <= a.right + NEAR && a.top <= b.bottom + NEAR && b.top <= a.bottom + NEAR
    };
    let mut left: Vec<&EdgePart> = edges.iter().collect();
    let mut groups = Vec::new();
    while let Some(seed) = left.pop() {
        let mut group = vec![seed];
        let mut at = 0;
        while let Some(edge) = group.get(at).copied() {
            let (near, far): (Vec<&EdgePart>, Vec<&EdgePart>) = left.into_iter().partition(|e| touch(edge, e));
            group.extend(near);
            left = far;
            at += 1;
        }
        groups.push(group);
    }
    groups
}

/// Cells by growing from each free corner until a rule is met, first to the right, then down.
fn frames(edges: &[&EdgePart]) -> Vec<Frame> {
    let across = |e: &&&EdgePart| e.orientation == Orientation::Horizontal;
    let mut ys: Vec<f64> = edges.iter().filter(across).map(|e| e.top).collect();
    ys.extend(open_ends(edges, &ys));
    let ys = positions(ys);
    let xs = positions(edges.iter().filter(|e| !across(e)).map(|e| e.left).collect());
    let (rows, cols) = (ys.len().saturating_sub(1), xs.len().saturating_sub(1));
    if rows == 0 || cols == 0 || rows * cols > 20_000 {
        return Vec::new();
    }
    let at = |list: &[f64], i: usize| list.get(i).copied().unwrap_or_default();
    // A rule between (row, col) and its right or lower neighbour.
    let ruled_right = |row: usize, col: usize| {
        let (x, from, to) = (at(&xs, col + 1), at(&ys, row), at(&ys, row + 1));
        covered(edges.iter().filter(|e| !across(e) && (e.left - x).abs() <= NEAR).map(|e| (e.top, e.bottom)), from, to)
    };
    let ruled_below = |row: usize, col: usize| {
        let (y, from, to) = (at(&ys, row + 1), at(&xs, col), at(&xs, col + 1));
        covered(edges.iter().filter(|e| across(e) && (e.top - y).abs() <= NEAR).map(|e| (e.left, e.right)), from, to)
    };
    let mut taken = vec![false; rows * cols];
    let mut frames = Vec::new();
    for row in 0..rows {
        for col in 0..cols {
            if taken.get(row * cols + col) != Some(&false) {
                continue;
            }
            let mut last_col = col;
            while last_col + 1 < cols
                && taken.get(row * cols + last_col + 1) == Some(&false)
                && !ruled_right(row, last_col)
            {
                last_col += 1;
            }
            let mut last_row = row;
            while last_row + 1 < rows && (col..=last_col).all(|c| !ruled_below(last_row, c)) {
                last_row += 1;
            }
            for r in row..=last_row {
                for c in col..=last_col {
                    if let Some(t) = taken.get_mut(r * cols + c) {
                        *t = true;
                    }
                }
            }
            let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            frames.push(Frame {
                left: at(&xs, col),
                right: at(&xs, last_col + 1),
                top: at(&ys, row),
                bottom: at(&ys, last_row + 1),
                row: number(row),
                col: number(col),
                row_span: number(last_row - row + 1),
                col_span: number(last_col - col + 1),
            });
        }
    }
    frames
}

/// Where the rules down go on beyond the last rule across: a row that the page's end cut in two has no rule there.
fn open_ends(edges: &[&EdgePart], ys: &[f64]) -> Vec<f64> {
    const LEAST: f64 = 8.0;
    let down: Vec<&&EdgePart> = edges.iter().filter(|e| e.orientation == Orientation::Vertical).collect();
    let (first, last) = ys.iter().fold((f64::MAX, f64::MIN), |(a, b), y| (a.min(*y), b.max(*y)));
    let (left, right) = down.iter().fold((f64::MAX, f64::MIN), |(a, b), e| (a.min(e.left), b.max(e.left)));
    let end = |beyond: &dyn Fn(&EdgePart) -> Option<f64>| -> Option<f64> {
        let ends: Vec<(f64, f64)> = down.iter().filter_map(|e| Some((e.left, beyond(e)?))).collect();
        let (from, to) = ends.iter().fold((f64::MAX, f64::MIN), |(a, b), (x, _)| (a.min(*x), b.max(*x)));
        let y = ends.first()?.1;
        let even = ends.iter().all(|(_, other)| (other - y).abs() < NEAR * 2.0);
        (even && ends.len() >= 3 && from - left < NEAR && right - to < NEAR).then_some(y)
    };
    let below = end(&|e| Some(e.bottom).filter(|b| *b > last + LEAST));
    let above = end(&|e| Some(e.top).filter(|t| *t < first - LEAST));
    below.into_iter().chain(above).collect()
}

fn positions(mut all: Vec<f64>) -> Vec<f64> {
    all.sort_by(f64::total_cmp);
    all.dedup_by(|b, a| (*b - *a).abs() < NEAR);
    all
}

/// Pieces of rule cover at least two thirds of the side.
fn covered(pieces: impl Iterator<Item = (f64, f64)>, from: f64, to: f64) -> bool {
    let mut pieces: Vec<(f64, f64)> = pieces.map(|(a, b)| (a.max(from), b.min(to))).filter(|(a, b)| a < b).collect();
    pieces.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut length, mut end) = (0.0, f64::MIN);
    for (a, b) in pieces {
        length += (b - a.max(end)).max(0.0);
        end = end.max(b);
    }
    length >= (to - from) * 0.66
}

#[cfg(test)]
mod tests {
    use super::*;

    fn across(y: f64, left: f64, right: f64) -> EdgePart {
        EdgePart { orientation: Orientation::Horizontal, left, right, top: y, bottom: y }
    }

    fn down(x: f64, top: f64, bottom: f64) -> EdgePart {
        EdgePart { orientation: Orientation::Vertical, left: x, right: x, top, bottom }
    }

    #[test]
    fn cells_without_a_rule_between_them_are_merged() {
        let mut edges =
            vec![across(0.0, 0.0, 90.0), across(20.0, 0.0, 90.0), across(40.0, 30.0, 90.0), across(60.0, 0.0, 90.0)];
        edges.extend([down(0.0, 0.0, 60.0), down(30.0, 0.0, 60.0), down(60.0, 20.0, 60.0), down(90.0, 0.0, 60.0)]);
        let grid = grids(&edges).remove(0);
        let spans: Vec<(u32, u32, u32, u32)> = grid.iter().map(|f| (f.row, f.col, f.row_span, f.col_span)).collect();
        assert_eq!(
            spans,
            [(0, 0, 1, 1), (0, 1, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)]
        );
    }

    #[test]
    fn three_rules_across_are_a_table_and_two_are_a_letterhead() {
        let rules: Vec<EdgePart> = [10.0, 40.0, 200.0].map(|y| across(y, 60.0, 500.0)).into();
        assert_eq!(bands(&rules), [Band { left: 60.0, right: 500.0, top: 10.0, bottom: 200.0, head: 40.0 }]);
        assert!(bands(&rules[..2]).is_empty());
        let blanks: Vec<EdgePart> = [10.0, 40.0, 70.0].map(|y| across(y, 60.0 + y, 300.0 + y * 2.0)).into();
        assert!(bands(&blanks).is_empty());
        let ruled = [rules, vec![down(60.0, 10.0, 200.0)]].concat();
        assert!(bands(&ruled).is_empty());
    }

    #[test]
    fn a_page_border_and_underlines_are_no_grid() {
        let frame = [across(0.0, 0.0, 90.0), across(60.0, 0.0, 90.0), down(0.0, 0.0, 60.0), down(90.0, 0.0, 60.0)];
        assert!(grids(&frame).is_empty());
        let lines: Vec<EdgePart> = (0..9).map(|i| across(f64::from(i) * 20.0, 0.0, 90.0)).collect();
        assert!(grids(&lines).is_empty());
    }
}

//! Columns of a table without rules, from the lines of a run: where text stands in line after line, and where none does. Says
//! which lines make one row, and which columns the parts of a line fall into.

use super::lines::{Line, Piece, Segment};

pub type Column = (f64, f64);

/// Column edges shared by all lines of a run, or nothing when the lines have no columns in common. A heading that spans
/// columns does not count where the fullest lines agree.
pub fn of(lines: &[Line], least: usize, least_columns: usize) -> Option<Vec<Column>> {
    by_segments(lines, least, least_columns).map(|columns| refined(lines, columns))
}

fn by_segments(lines: &[Line], least: usize, least_columns: usize) -> Option<Vec<Column>> {
    let widest = lines.iter().map(|l| l.segments.len()).max()?;
    if lines.iter().filter(|l| l.segments.len() >= 2).count() < least || widest < least_columns {
        return None;
    }
    let spans =
        |lines: &[&Line]| merged(lines.iter().flat_map(|l| l.segments.iter().map(|s| (s.left, s.right))).collect());
    let all = spans(&lines.iter().collect::<Vec<_>>());
    let enough = |c: &Vec<Column>| c.len() >= least_columns && c.len() * 4 >= widest * 3;
    if all.len() >= widest && enough(&all) {
        return Some(all);
    }
    let full: Vec<&Line> = lines.iter().filter(|l| l.segments.len() + 1 >= widest).collect();
    let of_full = spans(&full);
    if full.len() >= 2.max(least) && full.len() * 2 >= lines.len() && of_full.len() >= widest && enough(&of_full) {
        return Some(of_full);
    }
    Some(all).filter(enough)
}

/// Overlapping spans as one.
fn merged(mut spans: Vec<Column>) -> Vec<Column> {
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut columns: Vec<Column> = Vec::new();
    for (left, right) in spans {
        match columns.last_mut() {
            Some(last) if left <= last.1 => last.1 = last.1.max(right),
            _ => columns.push((left, right)),
        }
    }
    columns
}

fn pieces(line: &Line) -> impl Iterator<Item = &Piece> {
    line.segments.iter().flat_map(|s| &s.pieces)
}

/// Cuts columns where a narrow gap runs down through (nearly) all lines and text stands flush beside it; joins a heading with
/// the column it stands beside, where no line has both.
fn refined(lines: &[Line], columns: Vec<Column>) -> Vec<Column> {
    let mut out: Vec<Column> = Vec::new();
    for column in columns {
        out.extend(cut(lines, column));
    }
    let mut at = 0;
    while let (Some(a), Some(b)) = (out.get(at).copied(), out.get(at + 1).copied()) {
        let has = |column: Column| lines.iter().map(move |l| pieces(l).any(|p| same_place((p.left, p.right), column)));
        let (mut left, mut right, mut both) = (0, 0, 0);
        for (a, b) in has(a).zip(has(b)) {
            left += usize::from(a);
            right += usize::from(b);
            both += usize::from(a && b);
        }
        let size = lines.first().map_or(10.0, |l| l.size);
        // The one that stands alone is in the first line.
        let first = |column: Column| has(column).next().unwrap_or(false);
        let heads = if left <= right { left == 1 && first(a) } else { right == 1 && first(b) };
        if both == 0 && heads && left.max(right) >= 3 && b.0 - a.1 < size * 4.0 {
            out.remove(at + 1);
            if let Some(column) = out.get_mut(at) {
                *column = (a.0, b.1);
            }
        } else {
            at += 1;
        }
    }
    out
}

fn cut(lines: &[Line], column: Column) -> Vec<Column> {
    let inside = |p: &&Piece| p.left >= column.0 - 0.1 && p.right <= column.1 + 0.1;
    let with: Vec<Vec<Column>> = lines
        .iter()
        .map(|l| pieces(l).filter(inside).map(|p| (p.left, p.right)).collect::<Vec<_>>())
        .filter(|p: &Vec<Column>| !p.is_empty())
        .collect();
    let several = with.iter().filter(|p| p.len() >= 2).count();
    let size = lines.first().map_or(10.0, |l| l.size);
    if several < 3 {
        return vec![column];
    }
    // A heading may lie across the gap.
    let of_several = with.iter().filter(|p| p.len() >= 2).flatten().copied().collect();
    let parts = merged(of_several);
    let mut out = vec![column];
    for (left, right) in parts.iter().zip(parts.iter().skip(1)) {
        let gap = (left.1, right.0);
        if gap.1 - gap.0 < size * 0.12 {
            continue;
        }
        let middle = (gap.0 + gap.1) / 2.0;
        let across = with.iter().filter(|p| p.iter().any(|(l, r)| *l < gap.0 && *r > gap.1)).count();
        let before = |p: &Vec<Column>| p.iter().filter(|(_, r)| *r < middle).map(|(_, r)| *r).reduce(f64::max);
        let after = |p: &Vec<Column>| p.iter().filter(|(l, _)| *l > middle).map(|(l, _)| *l).reduce(f64::min);
        let sides: Vec<(f64, f64)> = with.iter().filter_map(|p| Some((before(p)?, after(p)?))).collect();
        let flush = |x: &dyn Fn(&(f64, f64)) -> f64, share: usize| {
            let most = sides.iter().map(|s| sides.iter().filter(|t| (x(s) - x(t)).abs() < size * 0.12).count()).max();
            most.unwrap_or(0) * 10 >= sides.len() * share
        };
        let many = sides.len() * 2 >= with.len() && (flush(&|s| s.0, 8) || flush(&|s| s.1, 8));
        // Beside a cell that wraps, few lines have both.
        let few = gap.1 - gap.0 > size * 0.3 && flush(&|s| s.1, 9);
        if across * 10 <= with.len()
            && sides.len() >= 3
            && (many || few)
            && let Some(last) = out.last_mut()
        {
            let end = last.1;
            last.1 = gap.0;
            out.push((gap.1, end));
        }
    }
    out
}

/// Segments of a line as the columns part them: (first column, columns spanned, text, left, right).
pub fn parts(line: &Line, columns: &[Column]) -> Vec<(usize, usize, Segment)> {
    let mut out = Vec::new();
    for segment in &line.segments {
        let touched = |(left, right): &Column| segment.left <= right + 0.1 && segment.right >= left - 0.1;
        let first = columns.iter().position(touched);
        let last = columns.iter().rposition(touched);
        let nearest = || columns.iter().rposition(|(left, _)| *left <= segment.left).unwrap_or(0);
        let Some((first, last)) = first.zip(last) else {
            out.push((nearest(), 1, segment.clone()));
            continue;
        };
        let own = |p: &Piece| {
            let mut all =
                columns.iter().enumerate().filter(|(_, c)| same_place((p.left, p.right), **c)).map(|(i, _)| i);
            all.next().filter(|_| all.next().is_none())
        };
        let places: Vec<Option<usize>> = segment.pieces.iter().map(own).collect();
        if first == last || places.iter().any(Option::is_none) {
            out.push((first, last - first + 1, segment.clone()));
            continue;
        }
        for (piece, place) in segment.pieces.iter().zip(places) {
            let Some(place) = place else { continue };
            match out.last_mut() {
                Some((at, 1, part)) if *at == place && part.left >= segment.left => {
                    if piece.spaced {
                        part.text.push(' ');
                    }
                    part.text.push_str(&piece.text);
                    part.right = piece.right;
                    part.pieces.push(piece.clone());
                }
                _ => {
                    let (text, left, right) = (piece.text.clone(), piece.left, piece.right);
                    out.push((place, 1, Segment { text, left, right, pieces: vec![piece.clone()] }));
                }
            }
        }
    }
    out
}

/// Which lines make one row, where cells wrap and stand in the middle of their rows: lines of one row lie closer than rows do.
/// Nothing where that is not plain: each row has its first column once.
pub fn blocks(lines: &[Line], columns: &[Column]) -> Option<Vec<usize>> {
    let parted: Vec<Vec<usize>> =
        lines.iter().map(|l| parts(l, columns).iter().map(|(c, _, _)| *c).collect()).collect();
    let leads = |parts: &Vec<usize>| parts.contains(&0);
    if parted.iter().all(leads) || !fits_run(lines) {
        return None;
    }
    let busiest =
        (0..columns.len()).max_by_key(|c| (parted.iter().filter(|p| p.contains(c)).count(), usize::MAX - c))?;
    let heights: Vec<f64> =
        lines.iter().zip(&parted).filter(|(_, p)| p.contains(&busiest)).map(|(l, _)| l.baseline).collect();
    let steps: Vec<f64> = heights.windows(2).filter_map(|w| Some(w.get(1)? - w.first()?)).collect();
    let least = steps.iter().copied().fold(f64::MAX, f64::min);
    // (top, bottom) of each row by its busiest column
    let mut rows: Vec<(f64, f64)> = Vec::new();
    for (i, y) in heights.iter().enumerate() {
        let near = i.checked_sub(1).and_then(|i| steps.get(i)).is_some_and(|s| *s < least * 1.2);
        match rows.last_mut() {
            Some(row) if near => row.1 = *y,
            _ => rows.push((*y, *y)),
        }
    }
    let row_of = |line: &Line| {
        rows.iter()
            .enumerate()
            .min_by(|(_, a), (_, b)| {
                let far = |r: &(f64, f64)| (r.0 - line.baseline).max(line.baseline - r.1).max(0.0);
                far(a).total_cmp(&far(b))
            })
            .map(|(i, _)| i)
    };
    let of_line: Vec<usize> = lines.iter().map(row_of).collect::<Option<_>>()?;
    let mut led = vec![0usize; rows.len()];
    for (row, parts) in of_line.iter().zip(&parted) {
        if leads(parts)
            && let Some(n) = led.get_mut(*row)
        {
            *n += 1;
        }
    }
    // The page's end may have cut the first and the last.
    let inner = led.len().saturating_sub(1);
    let plain = led.iter().enumerate().all(|(i, n)| *n == 1 || *n == 0 && (i == 0 || i == inner));
    let ordered = of_line.windows(2).all(|w| w.first() <= w.get(1));
    (plain && ordered && rows.len() >= 2 && rows.len() < lines.len()).then_some(of_line)
}

/// A part lies within a column, or the other way round.
pub fn same_place(part: (f64, f64), column: (f64, f64)) -> bool {
    part.0 <= column.1 + 0.1 && part.1 >= column.0 - 0.1
}

/// One size of letters throughout.
fn fits_run(lines: &[Line]) -> bool {
    lines.iter().zip(lines.iter().skip(1)).all(|(a, b)| (a.size - b.size).abs() < 1.1)
}

//! The remarks of an invoice: behind their label, or beside its letters one above the other.

use super::sheet::Line;
use super::text::{glued, known, packed};

/// Behind 备注, up to the names of those who issued it.
pub(super) fn remarks(lines: &[Line]) -> String {
    const LONGEST: usize = 8;
    let starts = |c: &str| known().remarks.opens(&packed(c));
    let Some((at, k)) = lines.iter().enumerate().find_map(|(i, l)| Some((i, l.cells.iter().position(|c| starts(c))?)))
    else {
        return upright_remarks(lines);
    };
    let mut out: Vec<String> = Vec::new();
    for (i, line) in lines.iter().enumerate().skip(at).take(LONGEST) {
        for cell in line.cells.iter().skip(if i == at { k } else { 0 }) {
            let cell = if i == at && starts(cell) {
                known().remarks_head.behind_opening(cell).unwrap_or(cell).to_owned()
            } else {
                cell.clone()
            };
            let (cell, last) = match known().remarks_end.find(&cell) {
                Some(found) => (cell.get(..found.start).unwrap_or_default().to_owned(), true),
                None => (cell, false),
            };
            out.push(glued(&cell));
            if last {
                return joined(&out);
            }
        }
        // a row of a table is closed
        if !line.cols.is_empty() {
            break;
        }
    }
    joined(&out)
}

/// The letters of 备注.
pub(super) const UPRIGHT: [char; 2] = ['备', '注'];

/// 备 and 注 one above the other at the edge, the remarks beside them.
pub(super) fn upright_remarks(lines: &[Line]) -> String {
    const APART: usize = 5;
    let letter = |c: &str, letter: char| {
        c.trim_start().strip_prefix(letter).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n']))
    };
    let at = |from: usize, wanted: char| {
        let here = lines.iter().enumerate().skip(from);
        here.take(if from == 0 { lines.len() } else { APART })
            .find_map(|(i, l)| Some((i, l.cells.iter().position(|c| letter(c, wanted))?)))
    };
    let Some((first, k)) = at(0, UPRIGHT[0]) else { return String::new() };
    let Some((last, end)) = at(first + 1, UPRIGHT[1]) else { return String::new() };
    let rest = |i: usize, k: usize| {
        let cells = lines.get(i).map(|l| l.cells.get(k..).unwrap_or_default()).unwrap_or_default();
        let text = cells.join(" ");
        glued(text.trim_start().trim_start_matches(UPRIGHT))
    };
    let mut out = vec![rest(first, k)];
    out.extend((first + 1..last).map(|i| rest(i, 0)).filter(|t| !t.contains(':')));
    out.push(rest(last, end));
    joined(&out)
}

pub(super) fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|p| !p.trim_matches(UPRIGHT).is_empty()).collect();
    parts.join(" ")
}

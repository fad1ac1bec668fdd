//! Forms that leave open what they are for.

use crate::model::language::language;
use crate::model::text::key;
use crate::model::{DocKind, Line, Paper, Standing};

/// Letters below a row from which on they may be what belongs into it.
const BELOW: usize = 8;

/// An acceptance form whose row for the results is there and empty.
pub(super) fn result_left_open(paper: &Paper, lines: &[Line]) -> Option<Standing> {
    if paper.kind != DocKind::AcceptanceForm {
        return None;
    }
    let words = &language().papers;
    let rows: Vec<(usize, &str)> = lines
        .iter()
        .enumerate()
        .map(|(i, l)| (i, l.folded.split_once('\t').unwrap_or((l.folded.as_str(), ""))))
        .filter(|(_, (label, _))| words.result_row.hits(label) && label.chars().count() <= 14)
        .map(|(i, (_, value))| (i, value))
        .collect();
    // what belongs to the row may stand below it, across the table
    let below = |i: usize| {
        lines.iter().skip(i + 1).take(2).any(|l| {
            let told = l.folded.trim_end_matches('\t');
            !told.contains('\t') && key(told).chars().count() >= BELOW && !words.sign_off.hits(told)
        })
    };
    let open = !rows.is_empty() && rows.iter().all(|(i, v)| key(v).is_empty() && !below(*i));
    open.then_some(Standing::ResultsLeftOpen)
}

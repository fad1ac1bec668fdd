//! Numbered headings of a plan that name events, with a time label below each.

use super::days::{event_day, is_time_label};
use super::hosts::hosts;
use super::{Mention, ends_as_event, place_field};
use crate::facts::Source;
use crate::facts::reading::{Line, Reading};
use crate::model::Paper;
use crate::model::brand::carries;
use crate::model::facts::Stated;
use crate::model::language::language;

pub(super) fn mentions(source: &Source<'_>, paper: &Paper, reading: &Reading) -> Vec<Mention> {
    let lines: Vec<&Line> = reading.lines_in(&paper.blocks).collect();
    let heads: Vec<(usize, &Line)> =
        lines.iter().enumerate().filter(|(i, l)| is_head(source, &lines, *i, l)).map(|(i, l)| (i, *l)).collect();
    let mut out = Vec::new();
    for (k, (_, line)) in heads.iter().enumerate() {
        let end = heads.get(k + 1).map_or(lines.len(), |(j, _)| *j);
        let last_block = lines.get(end - 1).map_or(line.block, |l| l.block);
        let range = line.block..last_block + 1;
        let timed = reading.fields_in(&range).filter(|f| is_time_label(&f.label));
        let dates = timed
            .filter_map(|f| {
                let value = event_day(&f.value, source.year())?;
                Some(Stated { value, source: paper.kind, evidence: f.evidence(paper.doc) })
            })
            .take(1)
            .collect();
        let written: String = line.written.split_whitespace().collect();
        let title = language().mentions.numbered.without(&written);
        out.push(Mention {
            dates,
            place: place_field(reading, &range),
            hosts: hosts(source, paper, reading, &paper.blocks),
            official: true,
            ..Mention::named(paper, title, line.evidence(paper.doc))
        });
    }
    out
}

/// “（一）‘八桂科技讲坛’学术交流会” with a day soon below.
fn is_head(source: &Source<'_>, lines: &[&Line], at: usize, line: &Line) -> bool {
    let words = &language().mentions;
    let Some(number) = words.numbered.find(&line.folded) else { return false };
    let rest = line.folded.get(number.end..).unwrap_or_default();
    let branded = || source.pack.brands.iter().any(|b| carries(rest, b));
    let timed = || lines.iter().skip(at + 1).take(4).any(|l| words.dated_below.hits(&l.folded));
    (6..=60).contains(&rest.chars().count()) && !rest.contains('。') && (ends_as_event(rest) || branded()) && timed()
}

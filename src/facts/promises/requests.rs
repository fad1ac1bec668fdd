//! Requests for a change: when they were made, what they speak of, whether they were refused.

use std::collections::BTreeSet;

use super::super::approvals::{denies, issue_day};
use super::super::{Source, dates};
use crate::model::facts::{ChangeRequest, Topic};
use crate::model::language::language;
use crate::model::{Day, DocKind, Evidence, Paper, Place};

pub(in crate::facts) fn changes(source: &Source<'_>) -> Vec<ChangeRequest> {
    let papers = source.kinds.papers.iter().filter(|p| !p.is_void() && p.kind == DocKind::ChangeRequest);
    papers
        .map(|paper| {
            let text = source.reading(paper.doc).text_in(&paper.blocks);
            let whole = || Evidence::new(paper.doc, Place::Whole, source.dossier.doc(paper.doc).name());
            ChangeRequest {
                date: request_day(source, paper),
                refused: text.lines().any(denies),
                topics: topics(&text),
                evidence: paper.title.clone().unwrap_or_else(whole),
            }
        })
        .collect()
}

/// What a folded text speaks of changing.
fn topics(text: &str) -> BTreeSet<Topic> {
    let words = &language().promises;
    let known = [
        (Topic::Leader, &words.changes_leader),
        (Topic::Name, &words.changes_name),
        (Topic::Form, &words.changes_form),
        (Topic::Held, &words.changes_held),
        (Topic::Day, &words.changes_day),
        (Topic::Place, &words.changes_place),
        (Topic::Mode, &words.changes_mode),
        (Topic::Count, &words.changes_count),
        (Topic::Scale, &words.changes_scale),
    ];
    known.into_iter().filter(|(_, words)| words.hits(text)).map(|(topic, _)| topic).collect()
}

/// The applicant's day: the first day alone on a line, before any answer of the authority.
fn request_day(source: &Source<'_>, paper: &Paper) -> Option<Day> {
    let mut lines = source.reading(paper.doc).lines_in(&paper.blocks);
    let alone = lines.find_map(|l| {
        let found = dates::find(&l.written, source.year());
        let alone = l.folded.chars().count() <= 14;
        found.first().filter(|d| alone && !d.range.year_inferred).map(|d| d.range.first)
    });
    alone.or_else(|| issue_day(source, paper))
}

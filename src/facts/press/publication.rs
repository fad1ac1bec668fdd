//! Pages of the association's own site or account.

use super::about::events_of;
use super::{COLLECTOR, Source, fate, joined, sent_day};
use crate::facts::reading::Line;
use crate::model::facts::{Submission, SubmissionKind};
use crate::model::language::language;
use crate::model::{DocKind, Event, Paper};

pub(super) fn read(source: &Source<'_>, events: &[Event], paper: &Paper, lines: &[&Line]) -> Option<Submission> {
    let words = &language().press;
    let text = joined(lines);
    let published = fate(&text) != SubmissionKind::Failed && !words.not_published.hits(&text);
    if paper.kind != DocKind::PressPublication || !published {
        return None;
    }
    let page = words.page_marks.hits(&text);
    let line = lines.iter().find(|l| is_by_association(source, &l.folded, page))?;
    Some(Submission {
        to: Vec::new(),
        date: sent_day(source, lines),
        events: events_of(source, events, paper),
        how: SubmissionKind::Publication,
        evidence: line.evidence(paper.doc),
    })
}

/// The line says that the association published: as source, by its channel, by the foot of its site, by the site's address.
fn is_by_association(source: &Source<'_>, folded: &str, page: bool) -> bool {
    let words = &language().press;
    let named = source.patterns.named_at(COLLECTOR, folded, &source.pack.region);
    let by = |at: &std::ops::Range<usize>| {
        let (before, behind) = (&folded[..at.start], &folded[at.end..]);
        words.publisher_before.hits(before) || words.channel_behind.hits(behind) || page && words.site_foot.hits(before)
    };
    named.iter().any(by) || source.pack.notice.press_sites.iter().any(|site| folded.contains(site.as_str()))
}

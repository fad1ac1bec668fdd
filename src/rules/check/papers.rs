//! The lines of a paper, for checks that still read them.

use crate::model::{DocKind, Event, Evidence, Paper, Place};
use crate::rules::Case;

/// The paper's visible lines: place, as written, folded.
pub(super) fn lines(case: &Case<'_>, paper: &Paper) -> Vec<(Place, String, String)> {
    paper.lines(case.dossier).into_iter().map(|l| (l.place, l.written, l.folded)).collect()
}

pub(super) fn text(case: &Case<'_>, paper: &Paper) -> String {
    paper.text(case.dossier)
}

pub(super) fn cite(case: &Case<'_>, paper: &Paper) -> Evidence {
    paper.cite(case.dossier)
}

pub(super) fn event_text(case: &Case<'_>, event: &Event) -> String {
    let of_event = |p: &&Paper| event.papers.contains(&(p.doc, p.kind)) && p.kind != DocKind::Invoice;
    case.kinds.papers.iter().filter(of_event).map(|p| text(case, p)).collect::<Vec<_>>().join("\n")
}

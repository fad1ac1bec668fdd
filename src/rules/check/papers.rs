//! The lines of a paper, for checks that still read them.

use crate::model::kind::Certainty;
use crate::model::{Block, DocKind, Event, Evidence, Paper, Place};
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

/// Characters from which on a file that only its name calls so is known well enough.
const KNOWN: usize = 60;

/// The paper was read, at least so far that something of it is known.
pub(super) fn is_read(case: &Case<'_>, paper: &Paper) -> bool {
    let letters = || case.dossier.doc(paper.doc).blocks.iter().map(Block::chars).sum::<usize>();
    !paper.blocks.is_empty() && (paper.certainty != Certainty::NameOnly || letters() >= KNOWN)
}

//! The lines of a paper, for checks that still read them.

use crate::model::kind::Certainty;
use crate::model::{Block, Evidence, Paper};
use crate::rules::Case;

pub(super) fn text(case: &Case<'_>, paper: &Paper) -> String {
    paper.text(case.dossier)
}

pub(super) fn cite(case: &Case<'_>, paper: &Paper) -> Evidence {
    paper.cite(case.dossier)
}

/// Characters from which on a file that only its name calls so is known well enough.
const KNOWN: usize = 60;

/// The paper was read, at least so far that something of it is known.
pub(super) fn is_read(case: &Case<'_>, paper: &Paper) -> bool {
    let letters = || case.dossier.doc(paper.doc).blocks.iter().map(Block::chars).sum::<usize>();
    !paper.blocks.is_empty() && (paper.certainty != Certainty::NameOnly || letters() >= KNOWN)
}

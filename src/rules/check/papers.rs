//! The lines of a paper, for checks that still read them.

use crate::model::{Evidence, Paper};
use crate::rules::Case;

pub(super) fn text(case: &Case<'_>, paper: &Paper) -> String {
    paper.text(case.dossier)
}

pub(super) fn cite(case: &Case<'_>, paper: &Paper) -> Evidence {
    paper.cite(case.dossier)
}

//! What contract and application promised, and what else applicants wrote to the authority: requests for a change, joint applicants, the
//! day of handing in. Holds nothing against the outcome.

mod fields;
mod handed_in;
mod place;
mod requests;
mod sentences;
mod tasks;

pub(super) use fields::joint_units;
pub(super) use handed_in::handed_in;
pub(super) use requests::changes;

use super::Source;
use crate::model::facts::{Promise, Promised};
use crate::model::{DocKind, Event, Evidence, Paper};

fn promising<'s>(source: &'s Source<'_>) -> impl Iterator<Item = &'s Paper> {
    let kinds = [DocKind::Contract, DocKind::ApplicationForm];
    source.kinds.papers.iter().filter(move |p| !p.is_void() && kinds.contains(&p.kind))
}

pub(super) fn extract(source: &Source<'_>, events: &[Event]) -> Vec<Promise> {
    let mut out = Vec::new();
    for paper in promising(source) {
        out.extend(fields::of_paper(source, paper));
        out.extend(sentences::of_paper(source, paper, events));
        out.extend(tasks::of_paper(source, paper));
    }
    out
}

fn promise(what: Promised, value: impl Into<String>, source: DocKind, evidence: Evidence) -> Promise {
    Promise { what, value: value.into(), source, evidence }
}

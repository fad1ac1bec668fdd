//! What contract and application agreed by number: the nth event by a month, and parts of the service that are no events (“成果展示1次”,
//! “组队参赛1次”), with whether any paper that reports tells of them.

use std::collections::BTreeSet;

use super::super::{Source, dates};
use super::promise;
use super::sentences::is_of_before;
use crate::model::Role as Kind;
use crate::model::clause::{Role, says};
use crate::model::facts::{Promise, Promised};
use crate::model::language::language;
use crate::model::{DocKind, Paper};

/// Papers that tell of what was done.
fn reports(paper: &Paper) -> bool {
    let promises = [Kind::IsAccounts, Kind::IsAVoucher, Kind::IsAnAgreement, Kind::IsAPlan];
    !paper.is_any(&promises) && paper.kind != DocKind::ChangeRequest
}

pub(super) fn of_paper(source: &Source<'_>, paper: &Paper) -> Vec<Promise> {
    let words = &language().promises;
    let mut out = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for line in source.reading(paper.doc).lines_in(&paper.blocks) {
        for c in words.milestone.captures_all(&line.folded) {
            let ordinal = dates::number(&c["n"]).and_then(|n| usize::try_from(n.checked_sub(1)?).ok());
            if let (Some(ordinal), Ok(month)) = (ordinal, c["month"].parse()) {
                let what = Promised::Milestone { ordinal, month };
                out.push(promise(what, &c[0], paper.kind, line.evidence(paper.doc)));
            }
        }
        // what the unit did before is no task
        let is_task = |s: &&str| !is_of_before(s, source.year());
        let tasks: String = line.folded.split_inclusive(['。', ';']).filter(is_task).collect();
        for c in words.task.captures_all(&tasks).into_iter().filter(|c| known.insert(c[0].to_owned())) {
            let what = Promised::Task { reported: is_reported(source, &c["what"]) };
            out.push(promise(what, &c[0], paper.kind, line.evidence(paper.doc)));
        }
    }
    out
}

/// Some sentence of a report names the task as done.
fn is_reported(source: &Source<'_>, task: &str) -> bool {
    let words = &language().promises;
    let noun = task.trim_end_matches(['会', '班']);
    let contest = words.contest.hits(noun);
    let undone = |s: &str| {
        words.undone.hits(s) || [Role::Planned, Role::Off, Role::Denied, Role::Moved].iter().any(|role| says(s, *role))
    };
    let told = |s: &str| (s.contains(noun) || contest && words.contest.hits(s)) && !undone(s);
    let mut papers = source.kinds.papers.iter().filter(|p| !p.is_void() && reports(p));
    papers.any(|p| {
        let mut lines = source.reading(p.doc).lines_in(&p.blocks);
        lines.any(|l| l.folded.split(['。', ';']).any(told))
    })
}

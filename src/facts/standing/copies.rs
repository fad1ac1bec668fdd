//! One text handed in as two papers: the case once more as a summary. Which of the two it is, people decide; the case stays the case.

use std::collections::BTreeSet;

use crate::facts::Source;
use crate::model::text::key;
use crate::model::{DocId, DocKind, Paper, Role};

/// Letters below the title from which on two texts can be compared.
const LONG: usize = 40;
/// Per cent of lines that both have.
const SAME: usize = 90;

/// Each copy by its document and first block, with the document of the paper that it repeats.
pub(super) fn of_papers(source: &Source<'_>) -> Vec<((DocId, usize), DocId)> {
    let told = |p: &&Paper| p.is(Role::IsAReport) && !p.is(Role::IsAForm) && !p.is_void();
    let papers: Vec<(&Paper, BTreeSet<String>)> = source
        .kinds
        .papers
        .iter()
        .filter(told)
        .map(|p| (p, body(source, p)))
        .filter(|(_, b)| letters(b) >= LONG)
        .collect();
    let mut out = Vec::new();
    for (copy, text) in papers.iter().filter(|(p, _)| p.kind != DocKind::CaseWriteUp) {
        let twin = papers.iter().find(|(p, other)| p.kind == DocKind::CaseWriteUp && are_one(text, other));
        out.extend(twin.map(|(of, _)| ((copy.doc, copy.blocks.start), of.doc)));
    }
    out
}

/// The lines below the title.
fn body(source: &Source<'_>, paper: &Paper) -> BTreeSet<String> {
    let title = paper.title.as_ref().map_or(String::new(), |t| key(&t.quote));
    let lines = paper.lines(source.dossier).into_iter().map(|l| key(&l.folded));
    lines.filter(|k| !k.is_empty() && !title.contains(k.as_str())).collect()
}

fn letters(body: &BTreeSet<String>) -> usize {
    body.iter().map(|l| l.chars().count()).sum()
}

fn are_one(a: &BTreeSet<String>, b: &BTreeSet<String>) -> bool {
    let shared: usize = a.intersection(b).map(|l| l.chars().count()).sum();
    shared * 100 >= letters(a).max(letters(b)) * SAME
}

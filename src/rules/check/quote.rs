//! How findings name events, papers and kinds. Judges nothing.

use crate::model::{DocKind, Event, Evidence, Paper};
use crate::rules::Case;

/// A title without its outer quotation marks, for quoting inside “”.
pub(super) fn bare(title: &str) -> String {
    let t = title.trim();
    let whole = t.starts_with(['“', '「', '『', '"'])
        && t.ends_with(['”', '」', '』', '"'])
        && t.matches(['“', '「', '『']).count() <= 1;
    if whole {
        t.trim_matches(['“', '”', '「', '」', '『', '』', '"']).to_owned()
    } else {
        t.replace(['“', '「', '『'], "‘").replace(['”', '」', '』'], "’")
    }
}

/// “甲”、“乙”
pub(super) fn titles(events: &[&Event]) -> String {
    events.iter().map(|e| format!("“{}”", bare(&e.title))).collect::<Vec<_>>().join("、")
}

/// Title, day and list of each event.
pub(super) fn first_evidence(events: &[&Event]) -> Vec<Evidence> {
    let mut out = Vec::new();
    for e in events {
        out.extend(e.titles.first().map(|t| t.evidence.clone()));
        out.extend(e.dates.first().map(|d| d.evidence.clone()));
        out.extend(e.lists.first().map(|l| l.evidence.clone()));
    }
    out.dedup();
    out.truncate(8);
    out
}

/// “新闻稿或新闻刊发佐证”
pub(super) fn names(kinds: &[DocKind]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for kind in kinds {
        if !names.contains(&kind.chinese()) {
            names.push(kind.chinese());
        }
    }
    names.join("或")
}

/// The files of papers.
pub(super) fn files(case: &Case<'_>, papers: &[&Paper]) -> String {
    let mut paths: Vec<&str> = papers.iter().map(|p| case.dossier.doc(p.doc).path.as_str()).collect();
    paths.dedup();
    let shown = paths.iter().take(3).copied().collect::<Vec<_>>().join("、");
    if paths.len() > 3 { format!("{shown}等{}份", paths.len()) } else { shown }
}

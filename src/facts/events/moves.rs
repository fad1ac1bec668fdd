//! Notices that move events to another day without naming them in their title (“延期通知”).

use super::draft::Draft;
use crate::facts::Source;
use crate::facts::mentions::moved_day;
use crate::facts::titles::{event_title, form};
use crate::model::clause::{Role, says};
use crate::model::text::fold;
use crate::model::{DayRange, DocKind, Event, Evidence, Paper};

/// A paper's word that an event is on another day.
pub(super) struct Move {
    pub event: usize,
    pub to: DayRange,
    pub paper: (crate::model::DocId, DocKind),
    pub evidence: Evidence,
}

pub(super) fn read(source: &Source<'_>, drafts: &[Draft]) -> Vec<Move> {
    let may_move = |p: &&Paper| matches!(p.kind, DocKind::Notice | DocKind::ChangeRequest);
    let notices = source.kinds.papers.iter().filter(|p| !p.is_void()).filter(may_move);
    notices.filter(|p| moves(source, p)).flat_map(|p| of_notice(source, drafts, p)).collect()
}

/// An “延期通知” may stand below the first notice in one paper.
fn moves(source: &Source<'_>, paper: &Paper) -> bool {
    let says = |t: &str| says(&fold(t), Role::Moved) || crate::model::language::language().titles.changes.hits(t);
    let is_head = |l: &str| {
        l.chars().count() <= 60 && crate::model::language::language().titles.notice_end.hits(l.trim_end()) && says(l)
    };
    let heads = source.reading(paper.doc).lines_in(&paper.blocks).any(|l| !l.hidden && is_head(&l.folded));
    // what a unit asks for is moved only where it gave notice of it
    heads || paper.kind == DocKind::Notice && paper.title.as_ref().is_some_and(|t| says(&t.quote))
}

/// The notice moves each event that it names to the day behind the name.
fn of_notice(source: &Source<'_>, drafts: &[Draft], paper: &Paper) -> Vec<Move> {
    let reading = source.reading(paper.doc);
    let only = only_meant(source, drafts, paper);
    let mut out = Vec::new();
    for (i, Draft { event, .. }) in drafts.iter().enumerate() {
        let names = event.titles.iter().map(|t| fold(&t.value)).chain(event.brands.iter().map(|b| fold(b)));
        let names: Vec<String> = names.collect();
        let moved = moved_day(reading, &paper.blocks, &names, source.year());
        let moved = moved
            .or_else(|| (only == Some(i)).then(|| moved_day(reading, &paper.blocks, &[], source.year())).flatten());
        if let Some((to, line)) = moved {
            out.push(Move { event: i, to, paper: (paper.doc, paper.kind), evidence: line.evidence(paper.doc) });
        }
    }
    out
}

/// “关于学术研讨会延期的通知”, “延期通知”: the one event of that form, or the only event, where the title names none.
fn only_meant(source: &Source<'_>, drafts: &[Draft], paper: &Paper) -> Option<usize> {
    let title = &paper.title.as_ref()?.quote;
    if event_title(title, paper.kind, source.ours()).is_some() {
        return None;
    }
    let form = form(title);
    let of_form =
        |e: &Event| form.as_ref().is_none_or(|f| e.titles.iter().any(|t| fold(&t.value).contains(f.as_str())));
    let mut meant = drafts.iter().enumerate().filter(|(_, d)| of_form(&d.event)).map(|(i, _)| i);
    meant.next().filter(|_| meant.next().is_none())
}

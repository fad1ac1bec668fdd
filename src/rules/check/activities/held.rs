//! Whether papers show that an event took place.

use crate::facts::events::outcome::of_its_day;
use crate::model::text::{fold, key};
use crate::model::{DocId, DocKind, Event, Role};
use crate::rules::Case;
use crate::rules::check::quote::bare;

/// Some paper shows that the event took place: not one that only says that it will, not a list of whom one means to invite.
pub fn held(case: &Case<'_>, event: &Event) -> bool {
    event.cancelled.is_none() && event.papers.iter().any(|(doc, kind)| shows(case, event, *doc, *kind))
}

/// A paper says that this very event, by its name or day, was called off, and none tells that it was held all the same.
pub(super) fn plainly_off(case: &Case<'_>, event: &Event) -> bool {
    let Some(said) = &event.cancelled else { return false };
    let folded = fold(&said.quote);
    let names = event.titles.iter().map(|t| key(&bare(&t.value))).filter(|n| n.chars().count() >= 4);
    let told = of_its_day(&folded, event) || names.into_iter().any(|n| key(&said.quote).contains(&n));
    told && !event.papers.iter().any(|(doc, kind)| *doc != said.doc && shows(case, event, *doc, *kind))
}

pub(super) fn shows(case: &Case<'_>, event: &Event, doc: DocId, kind: DocKind) -> bool {
    if !case.pack.roles.has(kind, Role::TellsItWasHeld) || event.only_planned.contains(&doc) {
        return false;
    }
    let mut lists = event.lists.iter().filter(|l| l.kind == kind && l.evidence.doc == doc).peekable();
    lists.peek().is_none() || lists.any(|l| l.aside.is_none())
}

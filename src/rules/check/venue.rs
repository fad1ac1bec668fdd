//! A01: whether an event was held in the region, by where its papers put it. Papers made afterwards and before it have to agree; a
//! society's own name is no place.

use super::papers::text;
use crate::model::facts::EventPlace;
use crate::model::language::language;
use crate::model::text::key;
use crate::model::venue::Side;
use crate::model::{Event, Evidence, Role};
use crate::rules::Case;

/// What the papers say of where an event was.
#[derive(Debug, Clone)]
pub(super) enum Where {
    Home,
    Elsewhere(Evidence),
    /// One paper says so, another otherwise.
    Both {
        home: Evidence,
        elsewhere: Evidence,
    },
    /// Some place is stated, and it may be anywhere.
    Unclear(Evidence),
    Unstated,
}

impl Where {
    /// From what settles the matter to what settles it the other way.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Where::Home => 0,
            Where::Both { .. } => 1,
            Where::Unclear(_) => 2,
            Where::Unstated => 3,
            Where::Elsewhere(_) => 4,
        }
    }
}

pub(super) fn held_where(case: &Case<'_>, event: &Event) -> Where {
    let Some(index) = case.facts.events.iter().position(|e| e == event) else { return Where::Unstated };
    let said = || case.facts.places.iter().filter(move |p| p.event == index);
    let on = |side: Side| -> Option<&EventPlace> {
        let mut all = said().filter(move |p| p.venue.side == side).collect::<Vec<_>>();
        // who tells of it afterwards speaks first
        all.sort_by_key(|p| !case.pack.roles.has(p.source, Role::TellsItWasHeld));
        all.first().copied()
    };
    if let Some(moved) = moved_to(case, event) {
        return moved;
    }
    match (on(Side::Home), on(Side::Elsewhere)) {
        (Some(home), Some(elsewhere)) => {
            Where::Both { home: home.evidence.clone(), elsewhere: elsewhere.evidence.clone() }
        }
        (Some(_), None) => Where::Home,
        (None, Some(elsewhere)) => Where::Elsewhere(elsewhere.evidence.clone()),
        (None, None) if said().any(|p| p.relative) && speaks_of_home(case, event) => Where::Home,
        (None, None) => match said().find(|p| key(&p.venue.written).chars().count() >= 2) {
            Some(place) => Where::Unclear(place.evidence.clone()),
            None => Where::Unstated,
        },
    }
}

/// A notice moved the event: where to decides, unless who tells of it afterwards says otherwise.
fn moved_to(case: &Case<'_>, event: &Event) -> Option<Where> {
    let index = case.facts.events.iter().position(|e| e == event)?;
    let mut moves = case.facts.moves.iter().rev().filter(|m| m.event == index);
    let (to, evidence) = moves.find_map(|m| Some((m.to.as_ref()?, &m.evidence)))?;
    let afterwards = |side: Side| {
        let mut told = case
            .facts
            .places
            .iter()
            .filter(|p| p.event == index && case.pack.roles.has(p.source, Role::TellsItWasHeld));
        told.find(|p| p.venue.side == side).map(|p| p.evidence.clone())
    };
    match (to.side, afterwards(Side::Home), afterwards(Side::Elsewhere)) {
        (Side::Elsewhere, Some(home), _) => Some(Where::Both { home, elsewhere: evidence.clone() }),
        (Side::Elsewhere, None, _) => Some(Where::Elsewhere(evidence.clone())),
        (Side::Home, _, Some(elsewhere)) => Some(Where::Both { home: evidence.clone(), elsewhere }),
        (Side::Home, _, None) => Some(Where::Home),
        (Side::Unknown, ..) => None,
    }
}

/// “市民族会堂”: the city's papers speak of one city of the region and of none elsewhere.
fn speaks_of_home(case: &Case<'_>, event: &Event) -> bool {
    let papers = case.kinds.papers.iter().filter(|p| event.papers.contains(&(p.doc, p.kind)) && !p.is_void());
    let places = &language().places;
    let (mut home, mut elsewhere) = (false, false);
    for paper in papers {
        let words = text(case, paper);
        for named in places.gazetteer.find(&words).iter().filter(|n| !n.region) {
            let behind = words.get(named.at.end..).unwrap_or_default();
            let behind = behind.split('\n').next().unwrap_or_default();
            if !places.gazetteer.says_where(behind, named.full) {
                continue;
            }
            match named.of_region == case.pack.region.short {
                true => home = true,
                false => elsewhere = true,
            }
        }
    }
    home && !elsewhere
}

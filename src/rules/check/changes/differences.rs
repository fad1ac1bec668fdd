//! What was done otherwise than agreed: leader, place, manner, numbers, tasks. Names and days have files of their own.

use std::collections::BTreeSet;

use super::{Difference, names, source, time};
use crate::model::Role;
use crate::model::facts::{ClaimKind, EventPlace, Mode, Promise, Promised, Topic};
use crate::model::text::key;
use crate::model::venue::{cities_in, mode_of_place};
use crate::model::{DocKind, Event, EventKind, Evidence};
use crate::rules::Case;
use crate::rules::check::activities::held;
use crate::rules::check::quote::bare;

/// Every difference, in the order in which people read them.
pub(super) fn all(case: &Case<'_>) -> Vec<Difference> {
    let own: Vec<&Event> = case.facts.events.iter().filter(|e| case.is_own(e)).collect();
    let mut out = Vec::new();
    for found in [
        leaders(case),
        names::names(case, &own),
        names::forms(case, &own),
        called_off(&own),
        time::days(case, &own),
        time::milestones(case, &own),
        places(case, &own),
        modes(case, &own),
        counts(case, &own),
        tasks(case),
        scales(case, &own),
    ] {
        for d in found {
            if !out.iter().any(|o: &Difference| o.message == d.message) {
                out.push(d);
            }
        }
    }
    out
}

fn leaders(case: &Case<'_>) -> Vec<Difference> {
    let told = |kind: &DocKind| case.pack.roles.has(*kind, Role::IsOwnStatement);
    let Some(done) = case.facts.project.leaders.iter().find(|l| told(&l.source)) else { return Vec::new() };
    let agreed = case.facts.promises.iter().filter(|p| p.what == Promised::Leader);
    let other = agreed.filter(|p| key(&done.value) != key(&p.value));
    let to = format!("“{}”", done.value);
    other.map(|p| Difference::of(Topic::Leader, p, &p.value, &to, [done.evidence.clone()])).collect()
}

fn called_off(own: &[&Event]) -> Vec<Difference> {
    let off = own.iter().filter_map(|e| Some((e, e.cancelled.clone()?)));
    off.map(|(e, evidence)| Difference {
        what: Topic::Held,
        subject: format!("{}（{}）", Topic::Held.chinese(), bare(&e.title)),
        message: format!("活动“{}”未举办", bare(&e.title)),
        evidence: vec![evidence],
    })
    .collect()
}

/// By city: “百色” and “百色市右江区民族会堂” are one place; a place that names no city is none to compare.
fn places(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let known: Vec<(&Event, BTreeSet<String>)> =
        own.iter().map(|e| (*e, cities_in(&e.place))).filter(|(_, c)| !c.is_empty()).collect();
    if known.is_empty() || known.len() < own.len() {
        return Vec::new();
    }
    let elsewhere = |p: &&Promise| match &p.what {
        Promised::Place(agreed) => !agreed.is_empty() && known.iter().all(|(_, done)| done.is_disjoint(agreed)),
        _ => false,
    };
    let told = |p: &Promise| {
        let done: Vec<String> = known.iter().map(|(e, _)| format!("“{}”", e.place)).collect();
        let evidence: Vec<Evidence> = known.iter().filter_map(|(e, _)| place_line(case, e)).take(2).collect();
        Difference::of(Topic::Place, p, &p.value, &done.join("、"), evidence)
    };
    case.facts.promises.iter().filter(elsewhere).map(told).collect()
}

fn modes(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let told: Vec<(&Event, Mode)> = own.iter().filter_map(|e| Some((*e, mode_of_place(&e.place)?))).collect();
    let mut out = Vec::new();
    for p in &case.facts.promises {
        let Promised::Mode(agreed) = p.what else { continue };
        let otherwise = told.len() == own.len() && told.iter().all(|(_, mode)| *mode != agreed);
        if let Some((event, _)) = told.first().filter(|_| otherwise) {
            let done = format!("“{}”", event.place);
            out.push(Difference::of(Topic::Mode, p, &p.value, &done, place_line(case, event)));
        }
    }
    out
}

/// The line of the event's papers that tells its place.
fn place_line(case: &Case<'_>, event: &Event) -> Option<Evidence> {
    let index = case.facts.events.iter().position(|e| std::ptr::eq(e, event))?;
    let said = || case.facts.places.iter().filter(move |p| p.event == index);
    let wanted = key(&event.place);
    let same = |p: &&EventPlace| key(&p.venue.written).contains(&wanted);
    said().find(same).or_else(|| said().next()).map(|p| p.evidence.clone())
}

fn counts(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let mut out = Vec::new();
    for p in &case.facts.promises {
        let Promised::Count { number, at_enterprises } = p.what else { continue };
        let of_sort = |e: &&&Event| {
            let enterprise = e.kinds.contains(&EventKind::Enterprise);
            e.cancelled.is_none() && if at_enterprises { enterprise } else { !enterprise || e.kinds.len() > 1 }
        };
        let there: Vec<&&Event> = own.iter().filter(of_sort).collect();
        let done = u32::try_from(there.len()).unwrap_or(u32::MAX);
        if done >= 1 && done < number && there.iter().any(|e| held(case, e)) {
            let names: Vec<String> = there.iter().map(|e| format!("“{}”", bare(&e.title))).collect();
            let evidence = there.iter().filter_map(|e| e.titles.first()).map(|t| t.evidence.clone()).take(2);
            let told = format!("材料可见的{done}场（{}）", names.join("、"));
            out.push(Difference::of(Topic::Count, p, &p.value, &told, evidence));
        }
    }
    out
}

/// A part of the service that is a thing of its own, and of which no paper that reports tells.
fn tasks(case: &Case<'_>) -> Vec<Difference> {
    let untold = case.facts.promises.iter().filter(|p| p.what == Promised::Task { reported: false });
    untold
        .map(|p| Difference {
            what: Topic::Held,
            subject: format!("{}（{}）", Topic::Held.chinese(), p.value),
            message: format!("{}约定“{}”，材料中未见已完成的记载", source(p), p.value),
            evidence: vec![p.evidence.clone()],
        })
        .collect()
}

/// By list; where there is none, by what the reports claim.
fn scales(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let claimed = |what: ClaimKind| {
        let done = own.iter().flat_map(|e| &e.claims).filter(|c| c.what == what && !c.planned && !c.online);
        done.map(|c| c.number).max()
    };
    let people = own.iter().filter_map(|e| e.people()).max().or_else(|| claimed(ClaimKind::People));
    let teams = own.iter().flat_map(|e| &e.lists).filter_map(|l| l.teams.as_ref()).map(|t| t.at_most).max();
    let teams = teams.or_else(|| claimed(ClaimKind::Teams));
    let mut out = Vec::new();
    for p in &case.facts.promises {
        let Promised::Scale { of, number, about } = p.what else { continue };
        let (Some(got), unit) = (if of == ClaimKind::Teams { (teams, "队") } else { (people, "人") }) else {
            continue;
        };
        // “105人左右” is kept by 95
        if got < if about { number - number / 10 } else { number } {
            let list = own.iter().flat_map(|e| &e.lists).map(|l| l.evidence.clone()).next();
            out.push(Difference::of(Topic::Scale, p, &p.value, &format!("{got}{unit}"), list));
        }
    }
    out
}

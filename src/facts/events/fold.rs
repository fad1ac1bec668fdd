//! What mentions, papers, lists and sentences say, folded into one event each.

use super::Built;
use super::cluster::Cluster;
use super::draft::Draft;
use super::kinds;
use super::moves::Move;
use super::outcome::{Told, Way};
use super::papers::Attached;
use crate::facts::mentions::{Mention, day_of_issue, paper_dates};
use crate::facts::roster::Lists;
use crate::facts::titles::{core, named_in};
use crate::facts::{Source, dates};
use crate::model::brand::carries;
use crate::model::clause::sentences;
use crate::model::facts::Stated;
use crate::model::grounds::{EventGrounds, Grounds, Join, Said, Saying};
use crate::model::language::language;
use crate::model::pack::{Brand, SubTypeSpec};
use crate::model::text::key;
use crate::model::{DayRange, DocId, DocKind, Event, Evidence, Paper, Role};

/// The event that mentions make by themselves.
pub(super) fn named(source: &Source<'_>, cluster: Cluster, spec: Option<&SubTypeSpec>) -> Draft {
    let event = of_mentions(&cluster.mentions, &source.pack.brands);
    let kinds = kinds::of(source, &event, spec);
    let brands = source.pack.brands.iter().filter(|b| carries(&event.title, b)).map(|b| b.name.clone()).collect();
    let event = Event { kinds: kinds.of, kind_open: kinds.open, brands, ..event };
    Draft { event, why: EventGrounds { mentions: cluster.joins, ..EventGrounds::default() } }
}

fn of_mentions(mentions: &[Mention], brands: &[Brand]) -> Event {
    // the official title: notice before plan before handbook; a spelled-out one before a bare brand
    let official = || mentions.iter().filter(|m| m.official && !m.change);
    let spelled_out = official().find(|m| !core(&m.title, brands).is_empty());
    let lead = spelled_out.or_else(|| official().next()).or_else(|| mentions.first());
    let mut event = Event { title: lead.map_or(String::new(), |m| m.title.clone()), ..Event::default() };
    for m in mentions {
        event.titles.push(Stated { value: m.title.clone(), source: m.source, evidence: m.evidence.clone() });
        for d in &m.dates {
            if !event.dates.iter().any(|e| e.evidence == d.evidence) {
                event.dates.push(d.clone());
            }
        }
        if event.place.is_empty() {
            event.place.clone_from(&m.place);
        }
        for host in &m.hosts {
            if !event.hosts.iter().any(|(r, h)| *r == host.0 && key(&h.value) == key(&host.1.value)) {
                event.hosts.push(host.clone());
            }
        }
        let paper = (m.doc, m.source);
        if !event.papers.contains(&paper) {
            event.papers.push(paper);
        }
    }
    let moved = mentions.iter().filter(|m| m.change).flat_map(|m| &m.dates).next_back();
    event.moved = moved.map(|d| d.evidence.clone());
    event.date = moved.map(|d| d.value).or_else(|| chosen_date(&event.dates));
    event
}

/// The day most papers give, held events (sign-in) before announced ones.
fn chosen_date(dates: &[Stated<DayRange>]) -> Option<DayRange> {
    let votes = |d: &DayRange| dates.iter().filter(|o| o.value.overlaps(d)).count();
    let first = dates.iter().max_by(|a, b| {
        votes(&a.value).cmp(&votes(&b.value)).then_with(|| rank_date(b.source).cmp(&rank_date(a.source)))
    })?;
    // of the overlapping statements the widest with a stated year tells first and last day
    let same: Vec<&Stated<DayRange>> = dates.iter().filter(|d| d.value.overlaps(&first.value)).collect();
    let widest = same
        .iter()
        .filter(|d| d.source != DocKind::PressRelease)
        .max_by_key(|d| d.value.first.days_until(d.value.last))
        .or(same.first())?;
    Some(DayRange { year_inferred: same.iter().all(|d| d.value.year_inferred), ..widest.value })
}

fn rank_date(kind: DocKind) -> u8 {
    match kind {
        DocKind::SignIn => 0,
        DocKind::Notice => 1,
        DocKind::Handbook | DocKind::Agenda => 2,
        DocKind::PressRelease => 3,
        _ => 4,
    }
}

/// A notice that moves an event gives it its day.
pub(super) fn moved(drafts: Vec<Draft>, moves: Vec<Move>) -> Vec<Draft> {
    moves.into_iter().fold(drafts, |mut drafts, m| {
        let Some(draft) = drafts.get_mut(m.event) else { return drafts };
        let (doc, kind) = m.paper;
        let event = &mut draft.event;
        event.date = Some(m.to);
        event.moved = Some(m.evidence.clone());
        event.dates.retain(|d| d.evidence.doc != doc);
        event.dates.push(Stated { value: m.to, source: kind, evidence: m.evidence.clone() });
        event.titles.push(Stated { value: event.title.clone(), source: kind, evidence: m.evidence.clone() });
        if !event.papers.contains(&m.paper) {
            event.papers.push(m.paper);
        }
        draft.why.said.push(Said { what: Saying::Moved, evidence: m.evidence });
        drafts
    })
}

/// Events with the papers that speak of them. One without a day takes it from papers that are its own.
pub(super) fn with_papers(source: &Source<'_>, drafts: Vec<Draft>, attached: Vec<Attached>) -> Vec<Draft> {
    let drafts = attached.into_iter().fold(drafts, |mut drafts, a| {
        let Some(Draft { event, why }) = drafts.get_mut(a.event) else { return drafts };
        if !event.papers.contains(&a.paper) {
            event.papers.push(a.paper);
        }
        for d in a.dates {
            if !event.dates.iter().any(|x| x.evidence == d.evidence) {
                why.said.push(Said { what: Saying::Dated, evidence: d.evidence.clone() });
                event.dates.push(d);
            }
        }
        why.papers.push(a.join);
        drafts
    });
    drafts.into_iter().map(|d| dated(source, d)).collect()
}

fn dated(source: &Source<'_>, draft: Draft) -> Draft {
    let Draft { mut event, why } = draft;
    if event.dates.is_empty() {
        event.dates = told_days(source, &event);
        event.date = chosen_date(&event.dates);
    } else if event.date.is_none() {
        event.date = chosen_date(&event.dates);
    }
    event.papers.sort();
    Draft { event, why }
}

/// The days in an event's own papers; else in a sentence or row of a report that names the event and its day.
fn told_days(source: &Source<'_>, event: &Event) -> Vec<Stated<DayRange>> {
    let papers = || source.kinds.papers.iter().filter(|p| !p.is_void() && event.papers.contains(&(p.doc, p.kind)));
    let of_papers = papers().filter(|p| p.is(Role::CarriesADay) && !p.is(Role::IsAPlan));
    let days: Vec<_> = of_papers.flat_map(|p| paper_dates(source, p, source.reading(p.doc), false)).collect();
    if !days.is_empty() {
        return days;
    }
    papers().filter(|p| reports(p)).find_map(|p| day_beside_name(source, event, p)).into_iter().collect()
}

/// Papers that tell of what was done.
fn reports(paper: &Paper) -> bool {
    paper.is(Role::IsAReport) || paper.is(Role::TellsItWasHeld) && paper.is(Role::MayStandBare)
}

/// “2026年9月12日在百色举办‘…’学术交流会”: the day of the first sentence that names the event.
fn day_beside_name(source: &Source<'_>, event: &Event, paper: &Paper) -> Option<Stated<DayRange>> {
    for line in source.reading(paper.doc).lines_in(&paper.blocks) {
        for sentence in sentences(&line.written) {
            let k = key(sentence);
            let named = event.titles.iter().any(|t| named_in(&t.value, &k, &source.pack.brands))
                || event.brands.iter().any(|b| k.contains(&key(b)));
            if let Some(value) = named.then(|| dates::first(sentence, source.year())).flatten() {
                return Some(Stated { value, source: paper.kind, evidence: line.evidence(paper.doc) });
            }
        }
    }
    None
}

/// The events with the papers of their lists.
pub(super) fn listed(events: &[Event], lists: &Lists) -> Vec<Event> {
    let with = |(i, event): (usize, &Event)| {
        let mut event = event.clone();
        for (_, paper) in lists.papers.iter().filter(|(of, _)| *of == i) {
            if !event.papers.contains(paper) {
                event.papers.push(*paper);
            }
        }
        event
    };
    events.iter().enumerate().map(with).collect()
}

/// Who issued an event's notices and plans, by the short lines at their head and foot.
fn issuers(source: &Source<'_>, event: &Event) -> Vec<Evidence> {
    let papers = source.kinds.papers.iter().filter(|p| event.papers.contains(&(p.doc, p.kind)));
    let announcing = papers.filter(|p| p.kind == DocKind::Notice || p.is(Role::IsAPlan));
    let ends = announcing.flat_map(|p| {
        let lines: Vec<_> = source.reading(p.doc).lines_in(&p.blocks).collect();
        let foot = lines.iter().rev().take(5).chain(lines.iter().take(2));
        let short = foot.filter(|l| l.written.chars().count() <= 40);
        short.map(|l| l.evidence(p.doc)).collect::<Vec<_>>()
    });
    ends.collect()
}

/// Notices, plans and handbooks that were issued after the event: they announce nothing.
fn issued_late(source: &Source<'_>, event: &Event) -> Vec<DocId> {
    let Some(held) = event.date else { return Vec::new() };
    let papers = source.kinds.papers.iter().filter(|p| event.papers.contains(&(p.doc, p.kind)));
    let announcing = papers.filter(|p| p.is(Role::NamesTheEventOfficially));
    announcing.filter(|p| day_of_issue(source, p).is_some_and(|d| d > held.last)).map(|p| p.doc).collect()
}

/// The first line of an event's papers that speaks of students.
fn for_students(source: &Source<'_>, event: &Event) -> Option<Evidence> {
    let of_event = |p: &&Paper| event.papers.contains(&(p.doc, p.kind)) && p.kind != DocKind::Invoice;
    source.kinds.papers.iter().filter(of_event).find_map(|p| {
        let mut lines = source.reading(p.doc).lines_in(&p.blocks);
        lines.find(|l| language().events.for_students.hits(&l.folded)).map(|l| l.evidence(p.doc))
    })
}

/// The finished events.
pub(super) fn finish(
    source: &Source<'_>,
    drafts: Vec<Draft>,
    lists: Lists,
    said: Vec<Told>,
    dropped: Vec<Join>,
) -> Built {
    let (mut events, mut whys): (Vec<Event>, Vec<EventGrounds>) = drafts.into_iter().map(|d| (d.event, d.why)).unzip();
    events = listed(&events, &lists);
    for (i, list) in lists.lists {
        whys[i].said.push(Said { what: Saying::Listed, evidence: list.evidence.clone() });
        events[i].lists.push(list);
    }
    for (i, claim) in lists.claims {
        whys[i].said.push(Said { what: Saying::Claimed, evidence: claim.evidence.clone() });
        events[i].claims.push(claim);
    }
    for told in said {
        let (event, why) = (&mut events[told.event], &mut whys[told.event]);
        let what = match told.way {
            Way::Planned => {
                event.only_planned.push(told.evidence.doc);
                Saying::Planned
            }
            Way::Off => {
                event.cancelled.get_or_insert_with(|| told.evidence.clone());
                Saying::Off
            }
        };
        why.said.push(Said { what, evidence: told.evidence });
    }
    let told = |event: Event| {
        let (issuers, for_students) = (issuers(source, &event), for_students(source, &event));
        let issued_late = issued_late(source, &event);
        Event { issuers, for_students, issued_late, ..event }
    };
    let events = events.into_iter().map(told).collect();
    Built { events, grounds: Grounds { events: whys, dropped } }
}

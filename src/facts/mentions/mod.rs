//! Mentions of events in papers: titles from labelled names, tables, paper titles, numbered headings and sentences, each with its days,
//! place and hosts. Which of them mean one event is `events`' work.

mod days;
mod headed;
mod hosts;
mod labelled;
mod prose;
mod tabled;
mod titled;

use std::ops::Range;

use super::reading::Reading;
use super::{Source, dates, titles};
use crate::model::Role;
use crate::model::brand::carries;
use crate::model::facts::Stated;
use crate::model::language::characters::simplified;
use crate::model::language::language;
use crate::model::pack::SubTypeSpec;
use crate::model::text::{fold, key};
use crate::model::{DayRange, DocId, DocKind, Evidence, Paper, Project};

pub(super) use days::{day_of_issue, moved_day, paper_dates, told_day};
use hosts::Host;

/// One naming of an event by one paper.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub title: String,
    pub source: DocKind,
    pub doc: DocId,
    pub evidence: Evidence,
    pub dates: Vec<Stated<DayRange>>,
    pub place: String,
    pub hosts: Vec<Host>,
    /// A change notice: its date replaces the earlier one.
    pub change: bool,
    /// Stated by a label or an official paper's title, as against prose.
    pub official: bool,
}

impl Mention {
    /// A mention with a name and its place, and nothing else yet.
    fn named(paper: &Paper, title: String, evidence: Evidence) -> Mention {
        let official = paper.kind != DocKind::PressRelease;
        let (dates, hosts) = (Vec::new(), Vec::new());
        Mention {
            title,
            source: paper.kind,
            doc: paper.doc,
            evidence,
            dates,
            place: String::new(),
            hosts,
            change: false,
            official,
        }
    }
}

/// What papers say of events, by how they say it.
pub(super) struct Mentions {
    /// By official papers, or by reports where no official paper names any event.
    pub named: Vec<Mention>,
    /// Events that only reports tell of, under a brand that no official paper's event carries.
    pub told: Vec<Mention>,
}

pub(super) fn collect(source: &Source<'_>, spec: Option<&SubTypeSpec>, project: &Project) -> Mentions {
    let papers = || source.kinds.papers.iter().filter(|p| !p.is_void());
    let mut named: Vec<Mention> =
        papers().filter(|p| p.is(Role::NamesAnEvent)).flat_map(|p| of_paper(source, p, project)).collect();
    let official = named.iter().any(|m| m.official);
    // who serves other hosts' events tells of them in reports and news, not in notices of its own
    if !official || spec.is_some_and(|s| s.serves_others) {
        named.extend(papers().flat_map(|p| prose::mentions(source, p, project, false)));
    }
    let told = if named.iter().any(|m| m.official) { told_of_other_brands(source, project, &named) } else { vec![] };
    let each = |mentions: Vec<Mention>| mentions.into_iter().flat_map(|m| by_name(source, m)).collect();
    Mentions { named: each(named), told: each(told) }
}

/// A mention of two events by one title is two mentions.
fn by_name(source: &Source<'_>, mention: Mention) -> Vec<Mention> {
    let names = titles::names_in(source, &mention.title);
    let several = names.len() > 1;
    let each = names.into_iter().map(|title| {
        // the day of a paper on two events is perhaps not that of the one which it only mentions
        let own = if several { own_days(source, &mention, &title) } else { Vec::new() };
        let dates = match own.is_empty() {
            false => own,
            true if several && titles::is_generic(&title, source.ours()) => Vec::new(),
            true => mention.dates.clone(),
        };
        Mention { title, dates, ..mention.clone() }
    });
    each.collect()
}

/// The day of one of the events that a title names together, by the first dated clause of the paper that names this one alone.
fn own_days(source: &Source<'_>, mention: &Mention, name: &str) -> Vec<Stated<DayRange>> {
    let core = titles::core(name, &source.pack.brands);
    let whole = key(&mention.title);
    if core.chars().count() < 3 {
        return Vec::new();
    }
    let told = source.reading(mention.doc).lines.iter().filter(|l| !l.hidden).find_map(|line| {
        let mut clauses = line.written.split(['。', '；', ';', '，', '、']);
        let value = clauses.find_map(|clause| {
            let k = key(clause);
            let alone = k.contains(&core) && !k.contains(&whole);
            alone.then(|| days::event_day(clause, source.year())).flatten()
        })?;
        Some(Stated { value, source: mention.source, evidence: line.evidence(mention.doc) })
    });
    told.into_iter().collect()
}

/// Events that only reports tell of, under a brand that no official paper's event carries: the forum has its notice, the visit to a
/// firm only a press release.
fn told_of_other_brands(source: &Source<'_>, project: &Project, official: &[Mention]) -> Vec<Mention> {
    let brands: Vec<_> = source.pack.brands.iter().filter(|b| !official.iter().any(|m| carries(&m.title, b))).collect();
    let papers = source.kinds.papers.iter().filter(|p| !p.is_void());
    let told = papers.flat_map(|p| prose::mentions(source, p, project, true));
    told.filter(|m| {
        let other = brands.iter().any(|b| carries(&m.title, b));
        // on the day of an official event without any brand it is that event by a finer name
        let another_name = official.iter().any(|o| {
            let plain = !source.pack.brands.iter().any(|b| carries(&o.title, b));
            let same_day = o.dates.iter().any(|d| m.dates.iter().any(|x| x.value.overlaps(&d.value)));
            plain && (same_day || o.dates.is_empty()) || titles::same(&m.title, &o.title, &source.pack.brands)
        });
        other && !m.dates.is_empty() && !another_name
    })
    .collect()
}

fn of_paper(source: &Source<'_>, paper: &Paper, project: &Project) -> Vec<Mention> {
    let reading = source.reading(paper.doc);
    let mut mentions = tabled::mentions(source, paper, reading);
    if mentions.len() < 2 {
        let named = labelled::mentions(source, paper, reading);
        if !named.is_empty() {
            mentions = named;
        }
    }
    if mentions.is_empty() && paper.is(Role::IsAPlan) {
        mentions = headed::mentions(source, paper, reading);
    }
    titled::add(source, paper, project, mentions)
}

/// A paper title such as “某项目实施方案” names the project when the project's name is no event's.
fn names_event(title: &str, project: &Project, ours: &[String]) -> bool {
    let folded = simplified(&fold(title));
    let event_like = ends_as_event(&folded)
        || language().events.event_word.hits(&folded)
        || ours.iter().any(|w| folded.contains(w.as_str()));
    let is_project = !project.name.is_empty() && key(&project.name) == key(title);
    event_like && (!is_project || ends_as_event(&folded))
}

/// A folded name that ends as events' names do.
fn ends_as_event(folded: &str) -> bool {
    language().events.event_end.hits(folded)
}

fn place_field(reading: &Reading, blocks: &Range<usize>) -> String {
    reading.fields_in(blocks).find(|f| is_place_label(&f.label)).map_or(String::new(), |f| place_part(&f.value))
}

/// The label of an event's place.
pub(super) fn is_place_label(folded: &str) -> bool {
    language().places.place_label.hits(folded)
}

/// “2026年9月18日/崇左市新和宾馆” → the place.
pub(super) fn place_part(value: &str) -> String {
    // of days only their place in the text is asked: any year does
    let found = dates::find(value, 2000);
    let rest = found.last().map_or(value, |d| value.get(d.end..).unwrap_or(value));
    let rest = rest.trim_start_matches(|c: char| !c.is_alphabetic() || c == '日').trim();
    let rest = rest.split(['。', '；', ';', '\t']).next().unwrap_or(rest);
    // a label in the value's place: the cell beside “地点” was the next label
    let label = rest.chars().count() <= 6 && language().mentions.no_place_label.hits(rest);
    if label { String::new() } else { rest.chars().take(60).collect() }
}

//! What the papers state: how people write amounts, dates, names. Says nothing on whether that is good.

pub mod amount;
pub mod approvals;
mod brand_claims;
pub mod cell;
pub mod dates;
pub mod events;
pub mod ledger;
mod mentions;
mod moves;
mod parks;
mod partners;
mod parts;
mod press;
mod project;
pub mod promises;
pub mod reading;
pub mod register;
mod roster;
pub mod settings;
mod standing;
pub mod sub_type;
mod supplements;
pub mod titles;
mod venues;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use regex::Regex;

use crate::model::body::{National, names_elsewhere};
use crate::model::pack::{Authority, HomeRegion, Pack, SubTypeSpec};
use crate::model::text::{fold, has_han, key};
use crate::model::venue::Home;
use crate::model::{DocId, Dossier, EventKind, Facts, Kinds, RegisterRow};

use events::Built;
use reading::Reading;
use settings::Overrides;

/// The pack's word lists, compiled once and shared by all dossiers.
#[derive(Debug)]
pub struct Patterns {
    event_kinds: BTreeMap<EventKind, Vec<Regex>>,
    authorities: Vec<(Authority, Vec<Regex>)>,
    /// Folded spelling → the pack's name.
    countries: BTreeMap<String, String>,
    /// Two letters (as on flags) → the pack's name.
    codes: BTreeMap<String, String>,
    /// The pack's first country.
    home: Option<String>,
    national: National,
    /// Keys of what the notice calls its programme and its events (提质增效, 助企): they tell an event, and not which.
    ours: Vec<String>,
    grant_prose: Regex,
    /// Names of countries other than the home country, folded, for places.
    abroad: Vec<String>,
    unregistered: Vec<Regex>,
}

impl Patterns {
    /// Patterns that do not compile were refused when the pack was loaded.
    pub fn new(pack: &Pack) -> Patterns {
        let words = &pack.words;
        let mut countries = BTreeMap::new();
        for country in &pack.countries {
            for spelling in std::iter::once(&country.name).chain(&country.aliases) {
                countries.insert(key(spelling), country.name.clone());
            }
        }
        let codes =
            pack.countries.iter().filter(|c| !c.code.is_empty()).map(|c| (c.code.clone(), c.name.clone())).collect();
        Patterns {
            event_kinds: words.events.kinds().into_iter().map(|(kind, words)| (kind, words.each())).collect(),
            authorities: pack.authorities.iter().map(|a| (a.clone(), compile(&a.patterns))).collect(),
            countries,
            codes,
            home: pack.countries.first().map(|c| c.name.clone()),
            national: National::new(words),
            ours: pack.brands.iter().flat_map(|b| &b.short).chain([&pack.notice.programme]).map(|w| key(w)).collect(),
            grant_prose: project::grant_prose(&pack.notice),
            abroad: abroad(pack),
            unregistered: words.bodies.unregistered_bodies.each(),
        }
    }
}

impl Patterns {
    /// Where a folded text names an authority of the pack, if it does not speak of another region's.
    fn named_at(&self, id: &str, folded: &str, home: &HomeRegion) -> Vec<Range<usize>> {
        let patterns = self.authorities.iter().filter(|(a, _)| a.id == id).flat_map(|(_, patterns)| patterns);
        let found: Vec<Range<usize>> = patterns.flat_map(|p| p.find_iter(folded)).map(|m| m.range()).collect();
        if !found.is_empty() && names_elsewhere(folded, home) { Vec::new() } else { found }
    }

    /// The kinds of event that a title's words speak of.
    fn kinds_in(&self, title: &str) -> BTreeSet<EventKind> {
        let folded = fold(title);
        let hits = self.event_kinds.iter().filter(|(_, patterns)| patterns.iter().any(|p| p.is_match(&folded)));
        hits.map(|(kind, _)| *kind).collect()
    }
}

/// Written in Chinese, and long enough to be told from other words; the first country of the pack's list is home.
fn abroad(pack: &Pack) -> Vec<String> {
    let spellings = pack.countries.iter().skip(1).flat_map(|c| std::iter::once(&c.name).chain(&c.aliases));
    spellings.map(|s| fold(s)).filter(|s| has_han(s) && s.chars().count() >= 2 && !s.ends_with('籍')).collect()
}

fn compile(patterns: &[String]) -> Vec<Regex> {
    patterns.iter().filter_map(|p| Regex::new(p).ok()).collect()
}

/// A dossier as all fact readers see it.
struct Source<'a> {
    dossier: &'a Dossier,
    kinds: &'a Kinds,
    pack: &'a Pack,
    patterns: &'a Patterns,
    readings: Vec<Reading>,
}

impl Source<'_> {
    fn reading(&self, doc: DocId) -> &Reading {
        &self.readings[doc.0 as usize]
    }

    fn ours(&self) -> &[String] {
        &self.patterns.ours
    }

    fn home(&self) -> Home<'_> {
        Home { region: &self.pack.region, abroad: &self.patterns.abroad }
    }

    fn year(&self) -> i16 {
        self.pack.notice.year
    }
}

/// Reads everything out of one dossier.
pub fn extract(
    dossier: &Dossier,
    kinds: &Kinds,
    pack: &Pack,
    patterns: &Patterns,
    register: &[RegisterRow],
    overrides: &Overrides,
) -> Facts {
    let readings = dossier.documents.iter().map(Reading::new).collect();
    let source = Source { dossier, kinds, pack, patterns, readings };
    let project = project::extract(&source, register, overrides);
    let spec = pack.sub_type(&project.sub_type);
    let Built { events, grounds } = events::build(&source, spec, &project);
    let submissions = press::extract(&source, &events);
    let approvals = approvals::extract(&source, &events);
    let park = parks::extract(&source, &project, &approvals, &events);
    let places = venues::extract(&source, &events);
    let moves = moves::extract(&source, &events);
    let changes = promises::changes(&source);
    let promises = promises::extract(&source, &events);
    let joint_units = promises::joint_units(&source);
    let submitted = promises::handed_in(&source, spec);
    let standings = standing::of_papers(&source, &project, &joint_units, &events, spec);
    let shows = parts::extract(&source, &events, spec);
    let brand_claims = brand_claims::extract(&source, &project, &events);
    let partnerships = partners::extract(&source, &events, spec);
    Facts {
        project,
        events,
        submissions,
        approvals,
        park,
        places,
        moves,
        changes,
        promises,
        submitted,
        joint_units,
        standings,
        shows,
        brand_claims,
        partnerships,
        grounds,
    }
}

/// The duty that an event of the sub-type answers to, where only one kind is possible besides 助企.
fn main_duty(spec: Option<&SubTypeSpec>) -> Option<EventKind> {
    spec?.required_events.iter().map(|r| r.kind).find(|k| *k != EventKind::Enterprise)
}

//! What the papers state: how people write amounts, dates, names. Says nothing on whether that is good.

pub mod amount;
pub mod approvals;
pub mod columns;
pub mod dates;
mod events;
mod group;
pub mod ledger;
pub mod outcome;
mod people;
mod press;
mod project;
pub mod promises;
pub mod reading;
pub mod register;
pub mod settings;
pub mod sub_type;
pub mod titles;
mod venues;

use std::collections::BTreeMap;

use regex::Regex;

use crate::model::body::National;
use crate::model::pack::{Authority, Pack, SubTypeSpec};
use crate::model::text::{fold, has_han, key};
use crate::model::{DocId, Dossier, EventKind, Facts, Kinds, RegisterRow};

use columns::Columns;
use reading::Reading;
use settings::Overrides;

/// The pack's word lists, compiled once and shared by all dossiers.
#[derive(Debug)]
pub struct Patterns {
    pub columns: Columns,
    event_kinds: BTreeMap<EventKind, Vec<Regex>>,
    authorities: Vec<(Authority, Vec<Regex>)>,
    /// Folded spelling → the pack's name.
    countries: BTreeMap<String, String>,
    national: National,
    /// Names of countries other than the home country, folded, for places.
    abroad: Vec<String>,
    unregistered: Vec<Regex>,
}

impl Patterns {
    /// Patterns that do not compile were refused when the pack was loaded.
    pub fn new(pack: &Pack) -> Patterns {
        let words = &pack.words;
        let kind = |id: &String| serde_json::from_value::<EventKind>(serde_json::Value::String(id.clone())).ok();
        let mut countries = BTreeMap::new();
        for country in &pack.countries {
            for spelling in std::iter::once(&country.name).chain(&country.aliases) {
                countries.insert(key(spelling), country.name.clone());
            }
        }
        Patterns {
            columns: Columns::new(words),
            event_kinds: words.event_kinds.iter().filter_map(|(id, ps)| Some((kind(id)?, compile(ps)))).collect(),
            authorities: pack.authorities.iter().map(|a| (a.clone(), compile(&a.patterns))).collect(),
            countries,
            national: National::new(words),
            abroad: abroad(pack),
            unregistered: compile(&words.unregistered_bodies),
        }
    }

    /// The country or region a cell names; `None` when it names none.
    pub fn country(&self, cell: &str) -> Option<&str> {
        let k = key(cell);
        if ["归侨", "留学", "未到", "曾", "请假"].iter().any(|w| k.contains(w)) {
            return None;
        }
        if let Some(name) = self.countries.get(&k) {
            return Some(name);
        }
        // “越南籍”, “泰国（Thailand）”, “中国香港特别行政区”: the longest spelling at the cell's head
        let head = self.countries.iter().filter(|(s, _)| s.chars().count() >= 2 && k.starts_with(s.as_str()));
        head.max_by_key(|(s, _)| s.chars().count()).map(|(_, n)| n.as_str())
    }

    /// The country that an affiliation names (“清迈大学（泰国）”, “Chiang Mai University, Thailand”).
    fn country_in(&self, affiliation: &str) -> Option<&str> {
        // the country opens or ends the name, or stands in brackets; “广西越南商会”, “广西大学泰国语系” are at home
        let folded = fold(affiliation);
        let home =
            ["广西", "中国", "南宁", "桂林", "柳州", "归侨", "商会", "留学", "语系"].iter().any(|w| folded.contains(w));
        if home {
            return self.countries.get(&key(affiliation)).map(String::as_str);
        }
        let bracket = key(folded.split(['(', ')']).nth(1).unwrap_or_default());
        let last = key(folded.rsplit([',', ' ', '，']).next().unwrap_or_default());
        let whole = key(&folded);
        let fits = |s: &str| {
            let long = s.chars().count() >= if s.is_ascii() { 4 } else { 2 };
            long && (bracket == s || last == s || whole.starts_with(s) || whole.ends_with(s))
        };
        let inside = self.countries.iter().filter(|(s, _)| fits(s));
        inside.max_by_key(|(s, _)| s.chars().count()).map(|(_, n)| n.as_str())
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
    let mut events = events::extract(&source, spec, &project);
    people::attach(&source, &mut events, spec);
    outcome::mark(&source, &mut events);
    let submissions = press::extract(&source, &events);
    let approvals = approvals::extract(&source, &events);
    let places = venues::extract(&source, &events);
    let changes = promises::changes(&source);
    let promises = promises::extract(&source);
    let joint_units = promises::joint_units(&source);
    let submitted = promises::handed_in(&source, spec);
    Facts { project, events, submissions, approvals, places, changes, promises, submitted, joint_units }
}

/// The duty that an event of the sub-type answers to, where only one kind is possible besides 助企.
fn main_duty(spec: Option<&SubTypeSpec>) -> Option<EventKind> {
    spec?.required_events.iter().map(|r| r.kind).find(|k| *k != EventKind::Enterprise)
}

//! The figures of a list: folds over its rows, each with how many are sure, how many are possible, and why the two differ.

use std::collections::BTreeMap;

use super::identity::{Person, persons};
use super::list::Roster;
use super::marks::Standing;
use super::tally::Tally;
use super::{journals, teams};
use crate::facts::Patterns;
use crate::model::facts::{Aside, PeopleList, Why};
use crate::model::{DayRange, DocId, DocKind, Evidence, Place};

pub fn list(patterns: &Patterns, roster: &Roster, kind: DocKind, aside: Option<Aside>) -> PeopleList {
    let persons = persons(patterns, roster);
    let mut people = Tally::default();
    for person in &persons {
        people.add(person.standing, &person.written);
    }
    if let Some(actual) = roster.actual {
        people.limit(actual, Why::Surplus);
    }
    let countries = by_country(&persons, |s| s == Standing::Came);
    let mut open_countries = by_country(&persons, |s| matches!(s, Standing::Doubtful(_)));
    open_countries.retain(|country, _| !countries.contains_key(country));
    let nowhere = || Evidence::new(DocId(0), Place::Whole, "");
    let mut evidence = roster.first.clone().unwrap_or_else(nowhere);
    evidence.hidden = matches!(aside, Some(Aside::Hidden | Aside::Invited));
    let whole = |a: DayRange, b: DayRange| DayRange { first: a.first.min(b.first), last: a.last.max(b.last), ..a };
    PeopleList {
        kind,
        people: people.shown(),
        rows: roster.rows,
        repeated: repeated(roster),
        countries,
        open_countries,
        teams: teams::count(roster),
        journals: journals::count(roster),
        date: roster.dates.iter().copied().reduce(whole),
        aside,
        evidence,
    }
}

fn by_country(persons: &[Person], counts: impl Fn(Standing) -> bool) -> BTreeMap<String, u32> {
    let mut out = BTreeMap::new();
    for country in persons.iter().filter(|p| counts(p.standing)).filter_map(|p| p.country.as_ref()) {
        *out.entry(country.clone()).or_default() += 1;
    }
    out
}

/// Names that stand more than once in one table, with the same unit.
fn repeated(roster: &Roster) -> Vec<String> {
    let mut seen: BTreeMap<(usize, &str, &str), u32> = BTreeMap::new();
    for entry in &roster.people {
        *seen.entry((entry.table, entry.name.written(), &entry.unit)).or_default() += 1;
    }
    let mut names: Vec<String> =
        seen.iter().filter(|(_, n)| **n > 1).map(|((_, name, _), _)| (*name).to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

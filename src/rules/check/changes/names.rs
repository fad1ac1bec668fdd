//! Whether the events agreed are the events held: by name, by subject, by form.

use std::collections::BTreeSet;

use super::Difference;
use crate::model::facts::{Promise, Promised, Topic};
use crate::model::language::language;
use crate::model::text::key;
use crate::model::{Event, Evidence};
use crate::rules::Case;
use crate::rules::check::quote::bare;

/// Characters of a name without common words that tell it from others.
const TELLING: usize = 4;

/// Names in quotation marks must be alike; a subject in the contract's own words must at least share a word with some event's.
pub(super) fn names(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let titles: Vec<String> =
        case.facts.events.iter().flat_map(|e| &e.titles).map(|t| matter(case, &t.value)).collect();
    if titles.is_empty() {
        return Vec::new();
    }
    let held: Vec<String> = own.iter().map(|e| format!("“{}”", bare(&e.title))).collect();
    let evidence: Vec<Evidence> =
        own.iter().filter_map(|e| e.titles.first()).map(|t| t.evidence.clone()).take(2).collect();
    let lost = |p: &&Promise| {
        let agreed = matter(case, &p.value);
        agreed.chars().count() >= TELLING
            && match p.what {
                Promised::EventName => !titles.iter().any(|t| alike(&agreed, t)),
                // who serves other hosts' events agreed to serve, not to hold
                Promised::EventSubject if !case.sub_type.serves_others => {
                    !titles.iter().any(|t| shares_word(&agreed, t))
                }
                _ => false,
            }
    };
    let lost = case.facts.promises.iter().filter(lost);
    lost.map(|p| Difference::of(Topic::Name, p, bare(&p.value).as_ref(), &held.join("、"), evidence.clone())).collect()
}

/// The event of an agreed name was held in another form.
pub(super) fn forms(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let mut out = Vec::new();
    let named = |p: &&Promise| matches!(p.what, Promised::EventName | Promised::EventSubject);
    for p in case.facts.promises.iter().filter(named) {
        let (subject, agreed) = (matter(case, &p.value), forms_in(case, &p.value));
        if subject.chars().count() < TELLING || agreed.is_empty() {
            continue;
        }
        let same = |e: &&&Event| e.titles.iter().any(|t| alike(&subject, &matter(case, &t.value)));
        let matching: Vec<&&Event> = own.iter().filter(same).collect();
        let titles = matching.iter().flat_map(|e| &e.titles);
        let done: BTreeSet<&str> = titles.flat_map(|t| forms_in(case, &t.value)).collect();
        let Some(event) = matching.first().filter(|_| !done.is_empty() && done.is_disjoint(&agreed)) else { continue };
        let evidence = event.titles.first().map(|t| t.evidence.clone());
        let words = |set: &BTreeSet<&str>| set.iter().copied().collect::<Vec<_>>().join("、");
        let agreed_name = format!("{}（{}）", bare(&p.value), words(&agreed));
        let done_name = format!("“{}”（{}）", bare(&event.title), words(&done));
        out.push(Difference::of(Topic::Form, p, &agreed_name, &done_name, evidence));
    }
    out
}

/// A name's key without brands.
fn without_brands(case: &Case<'_>, name: &str) -> String {
    case.pack.brands.iter().fold(key(name), |k, brand| k.replace(&key(&brand.name), ""))
}

/// What an event is about: its name without brands and the words that many names share.
fn matter(case: &Case<'_>, name: &str) -> String {
    language().promises.common.without(&without_brands(case, name))
}

/// The sorts of event that a name holds: “学术研讨会” → 研讨会; brands apart.
fn forms_in(case: &Case<'_>, name: &str) -> BTreeSet<&'static str> {
    language().promises.form.all(&without_brands(case, name))
}

fn pairs(s: &str) -> BTreeSet<(char, char)> {
    s.chars().zip(s.chars().skip(1)).collect()
}

/// Two characters in a row that both names have.
fn shares_word(a: &str, b: &str) -> bool {
    !pairs(a).is_disjoint(&pairs(b))
}

/// Two names speak of one matter: one within the other, or a third of their pairs of characters shared.
fn alike(a: &str, b: &str) -> bool {
    if b.chars().count() >= 2 && (a.contains(b) || b.contains(a)) {
        return true;
    }
    let (x, y) = (pairs(a), pairs(b));
    x.intersection(&y).count() * 6 >= x.len() + y.len()
}

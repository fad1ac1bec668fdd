//! Which rows are one person: by name and unit, by name and telephone; and who is probably somebody else on the list.

use std::collections::{BTreeMap, BTreeSet};

use super::list::{Entry, Roster};
use super::marks::Standing;
use super::names::{Name, Named};
use super::tally::settled;
use crate::facts::Patterns;
use crate::model::facts::Why;
use crate::model::language::language;

/// A number shorter than this is no telephone.
const DIGITS: usize = 7;
/// So many colleagues may share the telephone of their office.
const OF_ONE_OFFICE: usize = 5;
/// So many rows signed in one name that is not theirs are no accident.
const ONE_HAND: usize = 3;
/// So many names in letters beside Chinese ones of the same units are no accident.
const TWINS: usize = 3;

/// One person, by all rows.
#[derive(Debug, Clone)]
pub struct Person {
    pub written: String,
    /// `None` for somebody without a name.
    name: Option<Name>,
    units: Vec<String>,
    phones: BTreeSet<String>,
    pub country: Option<String>,
    pub standing: Standing,
    /// Whoever signed for them.
    hands: BTreeSet<String>,
}

/// The persons of a list, in the order of its rows.
pub fn persons(patterns: &Patterns, roster: &Roster) -> Vec<Person> {
    let used = roster.people.iter().any(|e| e.marked);
    let mut persons: Vec<Person> = Vec::new();
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    // rows without a unit last: they join those that have one
    let (with, without): (Vec<&Entry>, Vec<&Entry>) = roster.people.iter().partition(|e| !e.unit.is_empty());
    for entry in with.into_iter().chain(without) {
        let name = match &entry.name {
            Named::Person(name) | Named::Strange(name) => Some(name.clone()),
            Named::Unnamed(_) | Named::Masked(_) => None,
        };
        let standing = settled(entry.standing, used);
        let known = name.as_ref().map(|n| by_name.entry(n.key.clone()).or_default());
        let same = known.as_ref().and_then(|k| k.iter().take(MOST_NAMESAKES).copied().find(|i| persons[*i].is(entry)));
        match same {
            Some(i) => persons[i].join(entry, standing),
            None => {
                known.into_iter().for_each(|k| k.push(persons.len()));
                persons.push(Person::new(entry, name, standing));
            }
        }
    }
    one_hand(&mut persons);
    one_phone(&mut persons);
    twins(patterns, &mut persons);
    persons
}

impl Person {
    fn new(entry: &Entry, name: Option<Name>, standing: Standing) -> Person {
        let mut person = Person {
            written: entry.name.written().to_owned(),
            name,
            units: Vec::new(),
            phones: BTreeSet::new(),
            country: None,
            standing,
            hands: BTreeSet::new(),
        };
        person.join(entry, standing);
        person
    }

    /// A row of the same name is of this person.
    fn is(&self, entry: &Entry) -> bool {
        self.units.is_empty()
            || entry.unit.is_empty()
            || self.units.iter().any(|u| one_unit(u, &entry.unit))
            || is_phone(&entry.phone) && self.phones.contains(&entry.phone)
    }

    fn join(&mut self, entry: &Entry, standing: Standing) {
        self.standing = self.standing.min(standing);
        if !entry.unit.is_empty() && !self.units.contains(&entry.unit) {
            self.units.push(entry.unit.clone());
        }
        if is_phone(&entry.phone) {
            self.phones.insert(entry.phone.clone());
        }
        self.country = self.country.take().or(entry.country.clone());
        self.hands.extend(entry.hand.clone());
    }

    fn doubt(&mut self, why: Why) {
        self.standing = self.standing.max(Standing::Doubtful(why));
    }

    fn is_latin(&self) -> bool {
        self.name.as_ref().is_some_and(|n| n.latin)
    }
}

fn is_phone(phone: &str) -> bool {
    phone.len() >= DIGITS && !phone.contains('*')
}

/// One name signed for many.
fn one_hand(persons: &mut [Person]) {
    let mut hands: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, person) in persons.iter().enumerate().filter(|(_, p)| p.standing == Standing::Came) {
        let own = person.name.as_ref().map_or("", |n| n.key.as_str());
        if person.hands.contains(own) {
            continue;
        }
        if let Some(hand) = person.hands.iter().next() {
            hands.entry(hand.clone()).or_default().push(i);
        }
    }
    for i in hands.into_values().filter(|rows| rows.len() >= ONE_HAND).flatten() {
        persons[i].doubt(Why::OneHand);
    }
}

/// One telephone for many: colleagues may share that of their office, nobody shares a mobile; and Chinese beside letters is one
/// person twice.
fn one_phone(persons: &mut [Person]) {
    let mut phones: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, person) in persons.iter().enumerate().filter(|(_, p)| p.standing == Standing::Came) {
        for phone in &person.phones {
            phones.entry(phone.clone()).or_default().push(i);
        }
    }
    for (phone, shared) in phones.into_iter().filter(|(_, s)| s.len() > 1) {
        let (latin, chinese): (Vec<usize>, Vec<usize>) = shared.iter().partition(|i| persons[**i].is_latin());
        if !chinese.is_empty() {
            latin.into_iter().for_each(|i| persons[i].doubt(Why::Twin));
        }
        let units: Vec<&String> = chinese.iter().flat_map(|i| &persons[*i].units).collect();
        let one_office = units.windows(2).all(|u| one_unit(u[0], u[1]));
        let shared_by_colleagues = !is_mobile(&phone) && chinese.len() <= OF_ONE_OFFICE && one_office;
        if !shared_by_colleagues {
            chinese.into_iter().skip(1).for_each(|i| persons[i].doubt(Why::OnePhone));
        }
    }
}

/// A mobile has one owner.
fn is_mobile(phone: &str) -> bool {
    phone.len() == 11 && phone.starts_with('1')
}

/// People from here in letters beside Chinese names of the same units: a list written twice.
fn twins(patterns: &Patterns, persons: &mut [Person]) {
    let chinese: BTreeSet<String> =
        persons.iter().filter(|p| p.name.is_some() && !p.is_latin()).flat_map(|p| p.units.clone()).collect();
    let home = patterns.home.as_deref();
    let doubled: Vec<usize> = (0..persons.len())
        .filter(|i| {
            let p = &persons[*i];
            let from_here = p.country.is_none() || p.country.as_deref() == home;
            p.standing == Standing::Came && p.is_latin() && from_here && p.units.iter().any(|u| chinese.contains(u))
        })
        .collect();
    if doubled.len() >= TWINS {
        doubled.into_iter().for_each(|i| persons[i].doubt(Why::Twin));
    }
}

/// People of one name that a row is held against; a list with more of them is no list of people.
const MOST_NAMESAKES: usize = 50;

/// Two spellings of one unit (keys): one within the other (a department added or left out), the same but for the region's and the
/// legal form's words, or a short form that keeps the characters' order (广大 for 广西大学). “广西大学” and “广西师范大学” are two.
fn one_unit(a: &str, b: &str) -> bool {
    let words = &language().bodies;
    let region = |k: &str| language().places.gazetteer.without_region(k).to_owned();
    let plain = |k: &str| words.of_region.without(&words.short.short(&region(k)));
    let (x, y) = (plain(a), plain(b));
    let (short, long) = if x.chars().count() <= y.chars().count() { (&x, &y) } else { (&y, &x) };
    let n = short.chars().count();
    let within = n >= 3 && long.contains(short.as_str());
    let (brief, full) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
    let mut rest = full.chars();
    let abbreviated = (2..=3).contains(&brief.chars().count()) && brief.chars().all(|c| rest.any(|d| d == c));
    // “广西大学” less the region is any university
    let (a, b) = (if n < 3 { a } else { x.as_str() }, if n < 3 { b } else { y.as_str() });
    let within = within || (a.chars().count().min(b.chars().count()) >= 3 && (a.contains(b) || b.contains(a)));
    x == y || within || abbreviated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_unit_in_two_spellings_is_told_from_two_units() {
        for (a, b) in [
            ("广西大学", "广西大学农学院"),
            ("广西壮族自治区农业科学院", "广西农业科学院"),
            ("柳州市科学技术协会", "柳州科协"),
            ("广西甲山糖业有限公司", "甲山糖业"),
            ("广大", "广西大学"),
        ] {
            assert!(one_unit(a, b), "{a} {b}");
        }
        for (a, b) in [("广西大学", "广西师范大学"), ("南宁市第一中学", "南宁市第二中学"), ("甲山糖业", "乙水糖业")]
        {
            assert!(!one_unit(a, b), "{a} {b}");
        }
    }
}

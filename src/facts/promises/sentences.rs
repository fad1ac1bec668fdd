//! What the sentences of contract and application promise of events: name, day, place, manner, number, scale.

use std::collections::BTreeSet;

use super::super::reading::Line;
use super::super::{Source, dates, titles};
use super::place::held_in;
use super::promise;
use crate::model::brand::carries;
use crate::model::clause::{Role, says};
use crate::model::facts::{ClaimKind, Promise, Promised};
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::venue::mode_in;
use crate::model::{Event, Evidence, Paper};

/// Fewer are a group, not the attendance.
const LEAST: u32 = 10;
/// Characters of a name that tell it from others.
const TELLING: usize = 4;

pub(super) fn of_paper(source: &Source<'_>, paper: &Paper, events: &[Event]) -> Vec<Promise> {
    let lines = source.reading(paper.doc).lines_in(&paper.blocks);
    let speaking = lines.filter(|l| language().promises.speaks.hits(&source.pack.in_general_words(&l.folded)));
    speaking.flat_map(|line| of_line(source, paper, events, line)).collect()
}

fn of_line(source: &Source<'_>, paper: &Paper, events: &[Event], line: &Line) -> Vec<Promise> {
    let mut out = Vec::new();
    for written in line.written.split(['。', '；', ';']) {
        let said = Sentence {
            source,
            paper,
            written,
            folded: fold(written),
            evidence: Evidence::new(paper.doc, line.place.clone(), written.trim()),
        };
        out.extend(said.held_as());
        out.extend(said.names());
        out.extend(said.days(events));
        out.extend(said.scales());
    }
    out
}

struct Sentence<'s> {
    source: &'s Source<'s>,
    paper: &'s Paper,
    written: &'s str,
    folded: String,
    evidence: Evidence,
}

impl Sentence<'_> {
    fn promise(&self, what: Promised, value: impl Into<String>) -> Promise {
        promise(what, value, self.paper.kind, self.evidence.clone())
    }

    /// It tells what was done before this notice.
    fn is_of_before(&self) -> bool {
        is_of_before(&self.folded, self.source.year())
    }

    fn is_telling(&self, name: &str) -> bool {
        titles::core(name, &self.source.pack.brands).chars().count() >= TELLING
    }

    /// Subject, number, city and manner.
    fn held_as(&self) -> Vec<Promise> {
        let words = &language().promises;
        if self.is_of_before() || !says(&self.folded, Role::Holds) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for c in words.event_subject.captures_all(&self.folded).iter().filter(|_| !self.folded.contains('"')) {
            let name = &c["name"];
            if self.is_telling(name) && !words.work_meeting.hits(name) {
                out.push(self.promise(Promised::EventSubject, name));
            }
        }
        let general = self.source.pack.in_general_words(&self.folded);
        for (number, told) in counted(&general) {
            let at_enterprises = words.at_enterprises.hits(&told);
            // in the paper's own words, where they can be found again
            let at = general.find(&told).filter(|_| general.len() == self.folded.len());
            let told = at.and_then(|i| self.folded.get(i..i + told.len())).unwrap_or(&told).to_owned();
            out.push(self.promise(Promised::Count { number, at_enterprises }, told));
        }
        for cities in held_in(&self.folded) {
            let value = cities.iter().cloned().collect::<Vec<_>>().join("、");
            out.push(self.promise(Promised::Place(cities), value));
        }
        if let Some(mode) = mode_in(&self.folded).filter(|_| words.manner.hits(&self.folded)) {
            out.push(self.promise(Promised::Mode(mode), mode.chinese()));
        }
        out
    }

    /// Brands, and names in quotation marks.
    fn names(&self) -> Vec<Promise> {
        let brands = self.source.pack.brands.iter().filter(|b| carries(self.written, b));
        let mut out: Vec<Promise> = brands.map(|b| self.promise(Promised::EventName, &b.name)).collect();
        for c in language().promises.event_name.captures_all(&self.folded) {
            if self.is_telling(&c["name"]) {
                out.push(self.promise(Promised::EventName, curled(&c["name"])));
            }
        }
        out
    }

    /// A day or months of holding an event, not of handing in or paying.
    fn days(&self, events: &[Event]) -> Vec<Promise> {
        let words = &language().promises;
        if words.other_deadline.hits(&self.folded) {
            return Vec::new();
        }
        let holds = words.held_when.hits(&self.folded);
        if let Some(day) = dates::first(self.written, self.source.year()) {
            // “1.‘甲’研讨会，9月10日至12日，防城港”: a list of tasks has no verb
            let whole = key(self.written);
            let brands = &self.source.pack.brands;
            let mut titles = events.iter().flat_map(|e| &e.titles);
            let named = holds || titles.any(|t| titles::named_in(&t.value, &whole, brands));
            return if named { vec![self.promise(Promised::Day(day), day.to_string())] } else { Vec::new() };
        }
        let named = words.month.captures_all(&self.folded);
        let Some(first) = named.first().filter(|_| holds) else { return Vec::new() };
        let each = words.each_month.hits(&self.folded);
        let months = months(&self.folded);
        match each {
            // “5月、10月各开展一次” promises both months
            true => months
                .into_iter()
                .map(|m| self.promise(Promised::Months { months: BTreeSet::from([m]), each }, format!("{m}月")))
                .collect(),
            false if months.is_empty() => Vec::new(),
            false => vec![self.promise(Promised::Months { months, each }, &first[0])],
        }
    }

    fn scales(&self) -> Vec<Promise> {
        let words = &language().promises;
        let about = words.roughly.hits(&self.folded);
        let mut out = Vec::new();
        for c in words.scale.captures_all(&self.folded) {
            let people = matches!(&c["unit"], "人" | "名");
            let teams = c.name("who").is_some_and(|m| m.as_str().contains('队'));
            let of = if teams { ClaimKind::Teams } else { ClaimKind::People };
            if let Some(number) = dates::number(&c["n"]).filter(|n| *n >= LEAST && (people || teams)) {
                out.push(self.promise(Promised::Scale { of, number, about }, c[0].trim()));
            }
        }
        out
    }
}

/// A folded sentence tells what the unit did before this notice, or can do.
pub(super) fn is_of_before(folded: &str, year: i16) -> bool {
    says(folded, Role::Earlier) || language().promises.able.hits(folded) || dates::names_earlier_year(folded, year)
}

/// How many events of a sort a folded sentence promises, with its words; talks within one event are none.
fn counted(folded: &str) -> Vec<(u32, String)> {
    let words = &language().promises;
    let number = |digits: &str| dates::number(digits).filter(|n| (2..=20).contains(n));
    let found = words.event_count.captures_all(folded);
    let events = found.iter().filter(|c| !words.talks.hits(&c[0]));
    events.filter_map(|c| Some((number(&c["n"])?, c[0].to_owned()))).collect()
}

/// The months that a folded sentence names, those between two ends included.
fn months(folded: &str) -> BTreeSet<i8> {
    let words = &language().promises;
    let number = |text: &str| text.parse::<i8>().ok().filter(|m| (1..=12).contains(m));
    let single = words.month.captures_all(folded);
    let mut out: BTreeSet<i8> = single.iter().filter_map(|c| number(&c["n"])).collect();
    for c in words.months.captures_all(folded) {
        if let (Some(from), Some(to)) = (number(&c["from"]), number(&c["to"])) {
            out.extend(from..=to);
        }
    }
    for c in words.by_month.captures_all(folded) {
        out.extend(1..=number(&c["n"]).unwrap_or(0));
    }
    out
}

/// A folded name for people: its quotation marks as they are written.
fn curled(folded: &str) -> String {
    let mut open = false;
    let mark = |c| match c {
        '"' => {
            open = !open;
            if open { '“' } else { '”' }
        }
        c => c,
    };
    folded.chars().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_counted_and_talks_are_not() {
        let count = |text: &str| counted(&fold(text)).into_iter().map(|(n, _)| n).collect::<Vec<_>>();
        assert_eq!(count("举办学术交流会2场"), [2]);
        assert_eq!(count("开展3次专家惠企赋能活动"), [3]);
        assert_eq!(count("学术报告会2场"), [2]);
        assert!(count("安排3场报告").is_empty() && count("发布新闻2篇").is_empty());
    }

    #[test]
    fn months_between_two_ends_are_named_and_ten_is_not_one_and_two() {
        assert_eq!(months("6月至9月举办"), BTreeSet::from([6, 7, 8, 9]));
        assert_eq!(months("2026年12月举办"), BTreeSet::from([12]));
        assert_eq!(months("3月底前举办"), BTreeSet::from([1, 2, 3]));
        assert_eq!(months("5月、10月各举办一场"), BTreeSet::from([5, 10]));
    }

    #[test]
    fn quotation_marks_open_and_close() {
        assert_eq!(curled("\"甲\"论坛\"乙\""), "“甲”论坛“乙”");
    }
}

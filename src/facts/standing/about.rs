//! Whose a paper is: one of the project's events, the project, another body's or matter, or nobody's that could be told. Refuses to
//! decide where no other paper tells of an event of the project.

use std::collections::BTreeSet;

use super::Asker;
use crate::facts::dates;
use crate::facts::titles::{core, event_title, spellings};
use crate::model::language::language;
use crate::model::text::key;
use crate::model::{DayRange, Event, Line, Paper};

/// Whether a paper speaks of this project.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum About {
    /// One of the project's events, by its name, or by day, place and subject together.
    Event,
    /// The grantee or the project by name, and none of the events.
    Project,
    /// Something of an event stands in it (its town, its brand), too little to tell.
    Hints,
    /// Another body, event or matter, named here, and nothing of the project.
    Another(String),
    /// Neither: no event, unit or day.
    Nothing,
}

/// What an event's day, place, subject and brand weigh when its name is not written out. A paper is of the event from
/// [`ENOUGH`], and from [`LIKELY`] where nothing in it names another body as the host.
const DAY: u32 = 3;
const WHOLE_SUBJECT: u32 = 3;
const SOME_SUBJECT: u32 = 2;
const WHOLE_PLACE: u32 = 2;
const TOWN: u32 = 1;
const BRAND: u32 = 2;
const UNIT: u32 = 3;
const ENOUGH: u32 = 5;
const LIKELY: u32 = 3;

impl Asker<'_> {
    pub(super) fn about(&self, paper: &Paper, lines: &[Line]) -> Option<About> {
        if self.spec.is_some_and(|s| s.serves_others) {
            return None;
        }
        let told = self.events.iter().filter(|e| told_elsewhere(e, paper));
        let own: Vec<&Event> = told.filter(|e| self.spec.is_none_or(|s| s.owns(e, &self.source.pack.roles))).collect();
        let text = Text::of(lines, self.source.year());
        let units = || self.units.iter().filter(|u| u.chars().count() >= 4);
        let unit = units().any(|u| text.key.contains(u.as_str()));
        let name = key(&self.project.name);
        let project = name.chars().count() >= 6 && text.key.contains(&name);
        // while no other paper tells of an event that the sub-type asks for, this one may be on just that, if it is on anything
        if !own.iter().any(|e| self.spec.is_none_or(|s| s.asks_for(e))) {
            let branded = self.source.pack.brands.iter().any(|b| text.key.contains(&key(&b.name)));
            let silent = !unit
                && !project
                && !branded
                && matter(self.source, paper, &text).is_none()
                && units().next().is_some();
            return silent.then_some(About::Nothing);
        }
        let best = own.iter().map(|e| self.likeness(e, paper, &text, unit)).max().unwrap_or(0);
        let stranger = self.stranger(lines);
        Some(match () {
            () if best >= ENOUGH => About::Event,
            () if best >= LIKELY && stranger.is_none() => About::Event,
            () if unit || project => About::Project,
            () if best > TOWN => About::Hints,
            () => match stranger.or_else(|| matter(self.source, paper, &text)) {
                Some(other) => About::Another(other),
                None => About::Nothing,
            },
        })
    }

    /// How plainly a text speaks of an event.
    fn likeness(&self, event: &Event, paper: &Paper, text: &Text, unit: bool) -> u32 {
        let brands = &self.source.pack.brands;
        // what this paper alone calls the event tells nothing, unless several papers are bound in one file
        let bound = self.source.kinds.of_doc(paper.doc).count() > 1;
        let elsewhere = event.titles.iter().filter(|t| bound || t.evidence.doc != paper.doc);
        let cores: Vec<(&str, String)> = elsewhere.map(|t| (t.value.as_str(), core(&t.value, brands))).collect();
        let titles = cores.iter().filter(|(_, c)| c.chars().count() >= 4).map(|(t, _)| *t);
        if spellings(titles, brands).iter().any(|s| text.key.contains(s.as_str())) {
            return ENOUGH * 2;
        }
        let subject = cores.iter().map(|(_, c)| text.subject(c)).max().unwrap_or(0);
        let place = text.place(&key(&event.place));
        let day = if event.date.is_some_and(|d| text.days.iter().any(|x| x.overlaps(&d))) { DAY } else { 0 };
        let brand = if event.brands.iter().any(|b| text.key.contains(&key(b))) { BRAND } else { 0 };
        match subject + place + day {
            0 => brand,
            told if unit => told + brand + UNIT,
            told => told + brand,
        }
    }

    /// The host that the paper names, where it is neither the grantee nor a partner in one of the events.
    fn stranger(&self, lines: &[Line]) -> Option<String> {
        let partners = self.events.iter().flat_map(|e| &e.hosts).map(|(_, h)| key(&h.value));
        let known: Vec<String> = self
            .units
            .iter()
            .filter(|u| u.chars().count() >= 4)
            .cloned()
            .chain(partners)
            .filter(|k| !k.is_empty())
            .collect();
        let hosts: Vec<String> = lines
            .iter()
            .flat_map(|l| language().papers.held_by.captures_all(&l.folded))
            .filter_map(|found| found.name("by").map(|m| m.as_str().to_owned()))
            .collect();
        let ours = |h: &String| {
            let h = key(h);
            known.iter().any(|k| h.contains(k.as_str()) || k.contains(&h))
        };
        if hosts.iter().any(ours) { None } else { hosts.into_iter().next() }
    }
}

/// A paper other than this one tells of the event.
fn told_elsewhere(event: &Event, paper: &Paper) -> bool {
    event.papers.iter().any(|p| *p != (paper.doc, paper.kind))
        || event.titles.iter().any(|t| t.evidence.doc != paper.doc)
}

/// What else the paper is about: an event of its own title, or the day that it gives.
fn matter(source: &crate::facts::Source<'_>, paper: &Paper, text: &Text) -> Option<String> {
    let titled = paper.title.as_ref().and_then(|t| event_title(&t.quote, paper.kind, source.ours()));
    titled.map(|t| t.written).or_else(|| text.days.iter().map(|d| d.last).max().map(|d| d.chinese()))
}

struct Text {
    key: String,
    days: Vec<DayRange>,
}

impl Text {
    fn of(lines: &[Line], year: i16) -> Text {
        let text: String = lines.iter().map(|l| l.folded.as_str()).collect::<Vec<_>>().join("\n");
        Text { key: key(&text), days: dates::find(&text, year).into_iter().map(|f| f.range).collect() }
    }

    /// How many of a phrase's pairs of characters stand in the text, and how many it has.
    fn shares(&self, phrase: &str) -> (usize, usize) {
        let chars: Vec<char> = phrase.chars().collect();
        let pairs: BTreeSet<String> = chars.windows(2).map(|w| w.iter().collect()).collect();
        (pairs.iter().filter(|p| self.key.contains(p.as_str())).count(), pairs.len())
    }

    fn subject(&self, core: &str) -> u32 {
        match self.shares(core) {
            (n, of) if n >= 3 && n * 5 >= of * 4 => WHOLE_SUBJECT,
            (n, of) if n >= 2 && n * 4 >= of => SOME_SUBJECT,
            _ => 0,
        }
    }

    /// The place as written, or its town, or “…民族会堂” without it.
    fn place(&self, place: &str) -> u32 {
        let chars: Vec<char> = place.chars().collect();
        if chars.len() < 4 {
            return 0;
        }
        let (n, of) = self.shares(place);
        let town: String = chars.iter().take(2).collect();
        let building: String = chars.iter().skip(chars.len() - 4).collect();
        match () {
            () if n * 3 >= of * 2 => WHOLE_PLACE,
            () if self.key.contains(&town) || self.key.contains(&building) => TOWN,
            () => 0,
        }
    }
}

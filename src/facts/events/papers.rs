//! Papers that speak of an event without naming it in their title: press, mails, summaries, bare “签到表” and “会议手册”, photos by date.
//! A paper may speak of several events, or of none.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::joined;
use crate::facts::mentions::{paper_dates, told_day};
use crate::facts::titles::{core, event_title, likeness, named_in, same};
use crate::facts::{Source, dates};
use crate::model::Role as Kind;
use crate::model::clause::{Role, says, sentences};
use crate::model::facts::Stated;
use crate::model::grounds::{Join, Score, Sign};
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{DayRange, DocId, DocKind, Event, Evidence, Paper};

/// A paper that speaks of an event, and the days that it tells of it.
pub(super) struct Attached {
    pub event: usize,
    pub paper: (DocId, DocKind),
    pub dates: Vec<Stated<DayRange>>,
    pub join: Join,
}

pub(super) fn attached(source: &Source<'_>, drafts: &[Draft]) -> Vec<Attached> {
    let events: Vec<&Event> = drafts.iter().map(|d| &d.event).collect();
    let papers = source.kinds.papers.iter().filter(|p| !p.is_void());
    papers.flat_map(|p| of_paper(source, &events, p)).collect()
}

/// The events that a text of a paper's kind speaks of, on the days that it gives.
pub(in crate::facts) fn related(
    source: &Source<'_>,
    events: &[Event],
    text_key: &str,
    days: &[DayRange],
    paper: &Paper,
) -> Vec<usize> {
    let events: Vec<&Event> = events.iter().collect();
    let asker = Asker { source, events: &events, paper, text: text_key.to_owned(), days: days.to_vec() };
    let weights = &language().resolver.weights;
    let scores = asker.scores(&[]).into_iter().enumerate();
    scores.filter(|(_, s)| weights.joins(s)).map(|(i, _)| i).collect()
}

fn of_paper(source: &Source<'_>, events: &[&Event], paper: &Paper) -> Vec<Attached> {
    let entry = (paper.doc, paper.kind);
    let belongs = |e: &&Event| e.papers.contains(&entry);
    let names_one = events.iter().any(belongs);
    if names_one && !paper.is(Kind::MayCoverSeveralEvents) {
        return Vec::new();
    }
    let asker = Asker { source, events, paper, text: text_key(source, paper), days: days_of(source, paper) };
    let told = if paper.kind == DocKind::PressRelease { told_of_each(source, paper, events) } else { Vec::new() };
    let scores = asker.scores(&told);
    let weights = &language().resolver.weights;
    let mut out = Vec::new();
    for (i, score) in scores.iter().enumerate() {
        // a notice of one event is another's too only where it names that one
        let elsewhere = names_one && paper.kind == DocKind::Notice && !score.has(Sign::Named);
        if !weights.joins(score) || elsewhere || belongs(&events[i]) {
            continue;
        }
        let own: Vec<Stated<DayRange>> = told.iter().filter(|(of, _)| *of == i).map(|(_, d)| d.clone()).collect();
        let dates = match (paper.is(Kind::CarriesADay) && !paper.is(Kind::IsAPlan) && !names_one, told.is_empty()) {
            (false, _) => Vec::new(),
            (true, true) => paper_dates(source, paper, source.reading(paper.doc), false),
            (true, false) => own,
        };
        let of_another = |d: &Stated<DayRange>| {
            let others = events.iter().enumerate().filter(|(j, _)| *j != i);
            others.filter_map(|(_, e)| e.date).any(|x| x.overlaps(&d.value))
        };
        let dates = dates.into_iter().filter(|d| !of_another(d)).collect();
        let name = paper.title.as_ref().map_or(source.dossier.doc(paper.doc).name(), |t| t.quote.as_str());
        let evidence = paper.title.clone();
        let evidence = evidence.unwrap_or_else(|| Evidence::new(paper.doc, crate::model::Place::Whole, name));
        let mut join = joined(name, evidence, score.clone());
        join.rejected = rejected(events, &scores, i);
        out.push(Attached { event: i, paper: entry, dates, join });
    }
    out
}

/// The best two of the other events.
fn rejected(events: &[&Event], scores: &[Score], taken: usize) -> Vec<(String, Score)> {
    let weights = &language().resolver.weights;
    let others = scores.iter().enumerate().filter(|(i, s)| *i != taken && s.total() > 0 && !weights.joins(s));
    others.take(2).map(|(i, s)| (events[i].title.clone(), s.clone())).collect()
}

/// The key of all that a paper says: its text, a mail's subject and attachments, its name.
pub(in crate::facts) fn text_key(source: &Source<'_>, paper: &Paper) -> String {
    let doc = source.dossier.doc(paper.doc);
    let mut text = source.reading(paper.doc).text_in(&paper.blocks);
    if let Some(mail) = &doc.mail {
        text.push_str(&mail.subject);
        text.push_str(&mail.attachments.join(" "));
        for inner in source.dossier.documents.iter().filter(|d| d.inside.as_deref() == Some(doc.path.as_str())) {
            text.push_str(&inner.text());
        }
    }
    text.push_str(doc.stem());
    key(&text)
}

fn days_of(source: &Source<'_>, paper: &Paper) -> Vec<DayRange> {
    let doc = source.dossier.doc(paper.doc);
    let text = source.reading(paper.doc).text_in(&paper.blocks);
    let mut days: Vec<DayRange> = dates::find(&text, source.year()).into_iter().map(|f| f.range).collect();
    days.extend(dates::in_name(doc.stem(), source.year()));
    days.extend(doc.image.as_ref().and_then(|i| i.taken).map(DayRange::one));
    for inner in source.dossier.documents.iter().filter(|d| d.inside.as_deref() == Some(doc.path.as_str())) {
        days.extend(dates::find(&inner.text(), source.year()).into_iter().map(|f| f.range));
    }
    days
}

/// A paper held against each event.
struct Asker<'a> {
    source: &'a Source<'a>,
    events: &'a [&'a Event],
    paper: &'a Paper,
    text: String,
    days: Vec<DayRange>,
}

impl Asker<'_> {
    /// By title; else by brand and day, or by a day that no other event shares; else, where nothing tells, as the only event, or the
    /// only one of a brand.
    fn scores(&self, told: &[(usize, Stated<DayRange>)]) -> Vec<Score> {
        let weights = &language().resolver.weights;
        let of_another = self.names_another();
        let named = self.named();
        let signs = |i: usize| -> Vec<Sign> {
            let mut signs = Vec::new();
            if named.contains(&i) {
                signs.push(Sign::Named);
            }
            if self.is_on_day(i) {
                signs.push(Sign::SameDay);
                signs.extend(self.is_branded(i).then_some(Sign::SameBrand));
                signs.extend((self.is_branded(i) || !self.shares_day(i)).then_some(Sign::DayAlone));
                signs.extend(of_another.then_some(Sign::NamesAnother));
            }
            signs.extend(self.is_in_folder(i).then_some(Sign::Folder));
            signs.extend(told.iter().any(|(of, _)| *of == i).then_some(Sign::OwnSentence));
            signs
        };
        let scores: Vec<Score> = (0..self.events.len()).map(|i| weights.score(&signs(i))).collect();
        if scores.iter().any(|s| weights.joins(s)) {
            return scores;
        }
        let last = self.last_resort(of_another);
        scores
            .into_iter()
            .enumerate()
            .map(|(i, s)| match last {
                Some((only, sign)) if only == i => weights.score(&[sign]),
                _ => s,
            })
            .collect()
    }

    /// Events whose title stands in the text; of two sessions of one name that whose day the paper gives.
    fn named(&self) -> Vec<usize> {
        let brands = &self.source.pack.brands;
        let is_named = |e: &Event| e.titles.iter().any(|t| named_in(&t.value, &self.text, brands));
        let named: Vec<usize> = (0..self.events.len()).filter(|&i| is_named(self.events[i])).collect();
        let other_session = |i: usize| {
            let twin = |j: &usize| {
                *j != i && self.is_on_day(*j) && same(&self.events[*j].title, &self.events[i].title, brands)
            };
            !self.is_on_day(i) && named.iter().any(twin)
        };
        named.iter().copied().filter(|&i| !other_session(i)).collect()
    }

    fn is_on_day(&self, i: usize) -> bool {
        self.events[i].date.is_some_and(|d| self.days.iter().any(|x| x.overlaps(&d)))
    }

    fn shares_day(&self, i: usize) -> bool {
        let others = self.events.iter().enumerate().filter(|(j, _)| *j != i);
        others.filter_map(|(_, o)| o.date.zip(self.events[i].date)).any(|(a, b)| a.overlaps(&b))
    }

    fn is_branded(&self, i: usize) -> bool {
        self.events[i].brands.iter().any(|b| self.text.contains(&key(b)))
    }

    /// One event in all: what speaks of its brand or kind is about it. A brand that only one event carries tells as well as its title.
    fn last_resort(&self, of_another: bool) -> Option<(usize, Sign)> {
        let tells = !self.paper.is(Kind::TellsOfNoEvent) && !self.paper.kind.is_unknown();
        if self.events.len() == 1 && !of_another && tells {
            return Some((0, Sign::OnlyEvent));
        }
        let brands = self.source.pack.brands.iter().filter(|b| self.text.contains(&key(&b.name)));
        let mut alone = brands.filter_map(|b| {
            let mut carrying = (0..self.events.len()).filter(|&i| self.events[i].brands.contains(&b.name));
            carrying.next().filter(|_| carrying.next().is_none())
        });
        alone.next().map(|i| (i, Sign::OnlyOfBrand))
    }

    /// A notice, plan, handbook or list whose own title names something that none of the events is: its day alone makes it no paper of
    /// theirs.
    fn names_another(&self) -> bool {
        let brands = &self.source.pack.brands;
        let titled = self.paper.is(Kind::CarriesADay) && !self.paper.is(Kind::IsPress);
        let title = self.paper.title.as_ref().filter(|_| titled);
        let Some(title) = title.and_then(|t| event_title(&t.quote, self.paper.kind, self.source.ours())) else {
            return false;
        };
        let title = title.written;
        let near = |t: &str| same(t, &title, brands) || likeness(&key(t), &key(&title)) >= 30;
        !core(&title, brands).is_empty() && !self.events.iter().flat_map(|e| &e.titles).any(|t| near(&t.value))
    }

    /// The file lies in a folder with a paper that names the event, and the folder is called after one activity.
    fn is_in_folder(&self, i: usize) -> bool {
        let folder = |d: DocId| self.source.dossier.doc(d).path.rsplit_once('/').map(|(f, _)| f.to_owned());
        let Some(mine) = folder(self.paper.doc) else { return false };
        let name = fold(mine.rsplit('/').next().unwrap_or_default());
        let names = |t: &Stated<String>| {
            self.source.pack.roles.has(t.source, Kind::Announces) && folder(t.evidence.doc).as_deref() == Some(&mine)
        };
        language().events.folder_of_one.hits(&name) && self.events[i].titles.iter().any(names)
    }
}

/// Of news on several events: the first dated sentence of each, told by the words that only this event's names and place have.
fn told_of_each(source: &Source<'_>, paper: &Paper, events: &[&Event]) -> Vec<(usize, Stated<DayRange>)> {
    let pairs = |s: &str| -> BTreeSet<(char, char)> {
        let k = key(s);
        k.chars().zip(k.chars().skip(1)).collect()
    };
    let words: Vec<BTreeSet<(char, char)>> = events
        .iter()
        .map(|e| e.titles.iter().map(|t| t.value.as_str()).chain([e.place.as_str()]).flat_map(pairs).collect())
        .collect();
    let own = |i: usize, pair: &(char, char)| !words.iter().enumerate().any(|(j, w)| j != i && w.contains(pair));
    let mut told: Vec<(usize, Stated<DayRange>)> = Vec::new();
    if events.len() < 2 {
        return told;
    }
    for line in source.reading(paper.doc).lines_in(&paper.blocks).filter(|l| !l.hidden) {
        for sentence in sentences(&line.written) {
            let Some(value) = told_day(sentence, source.year()).filter(|d| d.first.year() >= source.year()) else {
                continue;
            };
            let folded = fold(sentence);
            if [Role::Planned, Role::Off, Role::Denied, Role::Earlier].into_iter().any(|r| says(&folded, r)) {
                continue;
            }
            let said = pairs(sentence);
            let score = |i: usize| words[i].iter().filter(|p| said.contains(*p) && own(i, p)).count();
            let mut scores: Vec<(usize, usize)> = (0..events.len()).map(|i| (score(i), i)).collect();
            scores.sort_unstable_by(|a, b| b.cmp(a));
            if let [(best, i), (second, _), ..] = scores.as_slice()
                && *best >= 5
                && *best >= second * 2
                && !told.iter().any(|(of, _)| of == i)
            {
                told.push((*i, Stated { value, source: paper.kind, evidence: line.evidence(paper.doc) }));
            }
        }
    }
    told
}

//! Who took part: lists of people, teams and journals, read into rows once, and counts that are folds over them, each with what is in
//! doubt and why; and figures that prose claims, kept apart. Judges none of it.

mod claims;
mod columns;
mod country;
mod event;
mod fold;
mod identity;
mod journals;
mod lines;
mod list;
mod marks;
mod names;
mod read;
mod table;
mod tally;
mod teams;

use std::collections::BTreeMap;

use super::{Source, dates};
use crate::model::Role;
use crate::model::document::Table;
use crate::model::facts::{Aside, Claim, PeopleList};
use crate::model::language::language;
use crate::model::pack::SubTypeSpec;
use crate::model::text::{fold, key};
use crate::model::{DayRange, DocId, DocKind, Event, Paper};

use super::titles::core;
use event::Placed;
use list::Roster;
use marks::Section;
use read::Setting;

/// Lists of one kind, of one event, with one standing.
type Key = (usize, DocKind, Option<Aside>);

/// What lists and prose say of numbers, each with its event's index.
pub(super) struct Lists {
    pub lists: Vec<(usize, PeopleList)>,
    /// The papers that hold them.
    pub papers: Vec<(usize, (DocId, DocKind))>,
    pub claims: Vec<(usize, Claim)>,
}

/// Reads the lists and the claims, each with its event.
pub(super) fn read(source: &Source<'_>, events: &[Event], spec: Option<&SubTypeSpec>) -> Lists {
    let mut papers = Vec::new();
    let mut by_event: BTreeMap<Key, Roster> = BTreeMap::new();
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void() && p.is(Role::IsAList)) {
        for (event, aside, roster) in of_paper(source, events, paper) {
            papers.push((event, (paper.doc, paper.kind)));
            by_event.entry((event, paper.kind, aside)).or_default().extend(roster);
        }
    }
    let list =
        |((event, kind, aside), roster): (Key, Roster)| (event, fold::list(source.patterns, &roster, kind, aside));
    let lists = by_event.into_iter().map(list).collect();
    Lists { lists, claims: claims::read(source, events, &papers, spec), papers }
}

pub(super) fn is_list(kind: DocKind) -> bool {
    matches!(kind, DocKind::SignIn | DocKind::AttendeeList | DocKind::TeamList)
}

/// The rosters of one paper, each with its event and what speaks against it.
fn of_paper(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<(usize, Option<Aside>, Roster)> {
    let doc = source.dossier.doc(paper.doc);
    let mut out = Vec::new();
    // lines since the last table, and the columns and event of that
    let mut context = String::new();
    let mut before: Option<(columns::Header, usize, Option<Aside>)> = None;
    for block in doc.blocks.iter().take(paper.blocks.end).skip(paper.blocks.start) {
        let Some(table) = block.content.as_table() else {
            context.push_str(block.content.as_line().unwrap_or_default());
            context.push('\n');
            continue;
        };
        for part in table::by_event(table, source.year()) {
            let table = part.as_ref().unwrap_or(table);
            let head = Head::new(&context, table);
            let setting = Setting { source, paper, table, at: &block.place, section: head.section() };
            let (mut roster, used) = read::table(&setting, before.as_ref().map(|(h, ..)| h));
            let goes_on = used.as_ref().is_some_and(|h| h.row == usize::MAX);
            if roster.rows == 0 {
                continue;
            }
            let found = dates::find(&head.words, source.year());
            roster.dates = found.into_iter().map(|f| f.range).collect();
            let same = before.as_ref().filter(|_| goes_on).map(|(_, e, a)| (*e, *a));
            let placed = same.or_else(|| {
                let placed = event::of_list(source, events, paper, &head.words, &roster.dates)?;
                Some((placed.event, head.aside(source, events, &placed, paper.kind)))
            });
            let Some((event, aside)) = placed else { continue };
            before = used.map(|h| (h, event, aside));
            out.push((event, if block.hidden { Some(Aside::Hidden) } else { aside }, roster));
            context.clear();
        }
    }
    if let [(_, _, roster)] = out.as_mut_slice() {
        roster.actual = actual(source, paper);
    }
    if out.is_empty() && paper.kind != DocKind::TeamList {
        out.extend(of_lines(source, events, paper));
    }
    out
}

/// How many came by the paper's own words, where it says so once.
fn actual(source: &Source<'_>, paper: &Paper) -> Option<u32> {
    let text = fold(&source.reading(paper.doc).text_in(&paper.blocks));
    let found = language().people.actual.captures_all(&text);
    let [one] = found.as_slice() else { return None };
    one["n"].parse().ok()
}

/// A list that is set without a table.
fn of_lines(source: &Source<'_>, events: &[Event], paper: &Paper) -> Option<(usize, Option<Aside>, Roster)> {
    let lines: Vec<_> = source.reading(paper.doc).lines_in(&paper.blocks).cloned().collect();
    let mut roster = lines::read(paper, &lines)?;
    let words: String = lines.iter().take(6).map(|l| format!("{}\n", l.written)).collect();
    let head = Head { titles: words.lines().map(str::to_owned).collect(), words };
    roster.dates = dates::find(&head.words, source.year()).into_iter().map(|f| f.range).collect();
    roster.actual = actual(source, paper);
    let placed = event::of_list(source, events, paper, &head.words, &roster.dates)?;
    Some((placed.event, head.aside(source, events, &placed, paper.kind), roster))
}

/// What stands over a list.
struct Head {
    /// Lines above the table, rows above its head, the sheet's name.
    titles: Vec<String>,
    /// All of it with the first rows, by which the event is found.
    words: String,
}

impl Head {
    fn new(context: &str, table: &Table) -> Head {
        let top: Vec<String> = table
            .rows
            .iter()
            .take(4)
            .flat_map(|r| r.cells.iter().filter(|c| c.is_shown()).take(24))
            .map(|c| c.text.clone())
            .collect();
        let sheet = table.sheet.clone().unwrap_or_default();
        let words = format!("{context}\n{}\n{sheet}", top.join("\n"));
        let above = table.rows.iter().take(4).take_while(|r| r.cells.len() < 3).flat_map(|r| &r.cells);
        let titles = context.lines().map(str::to_owned).chain(above.map(|c| c.text.clone())).chain([sheet]);
        Head { titles: titles.filter(|t| !t.trim().is_empty()).collect(), words }
    }

    /// The whole table is of those online, of the staff …: its nearest titles say so.
    fn section(&self) -> Section {
        let near = self.titles.iter().rev().take(4).map(|t| fold(t));
        // a whole list of the invited is set aside, not emptied
        let near = near.filter(|t| !language().people.section_invited.hits(t));
        near.map(|t| Section::titled(&t)).find(|s| s.is_said()).unwrap_or_default()
    }

    /// Why the list proves nothing by itself.
    fn aside(&self, source: &Source<'_>, events: &[Event], placed: &Placed, kind: DocKind) -> Option<Aside> {
        let event = &events[placed.event];
        let people = &language().people;
        let k = key(&self.words);
        let invited = people.section_invited.hits(&k);
        let registered = kind != DocKind::TeamList && people.section_registered.hits(&k);
        if invited || registered {
            return Some(Aside::Invited);
        }
        if let Some(year) = self.other_year(source, event) {
            return Some(Aside::OtherYear(year));
        }
        if self.is_of_another_time(source, events, event) || placed.on_another_day {
            return Some(Aside::OtherEvent);
        }
        let above =
            people.national_round.hits(&k) && !event.titles.iter().any(|t| people.national_round.hits(&key(&t.value)));
        above.then_some(Aside::OtherEvent)
    }

    /// All days, or the only years, that the titles name lie in another year.
    fn other_year(&self, source: &Source<'_>, event: &Event) -> Option<i16> {
        let this = source.year();
        // “2025年度…项目”: the year of the award
        let titles: Vec<&String> = self.titles.iter().filter(|t| !t.contains("项目")).collect();
        let days: Vec<DayRange> = titles.iter().flat_map(|t| dates::find(t, this)).map(|f| f.range).collect();
        let mut years: Vec<i16> = days.iter().map(|d| d.first.year()).collect();
        if years.is_empty() {
            years = titles.iter().flat_map(|t| dates::years_in(&fold(t))).collect();
        }
        let own = |year: i16| official(event).any(|t| dates::years_in(&fold(t)).contains(&year));
        let first = *years.first()?;
        years.iter().all(|y| *y != this && !own(*y)).then_some(first)
    }

    /// “第五届”, where other papers know the event, or one of its name, as another one.
    fn is_of_another_time(&self, source: &Source<'_>, events: &[Event], event: &Event) -> bool {
        let listed: Vec<String> = self.titles.iter().flat_map(|t| ordinals(t)).collect();
        if listed.is_empty() {
            return false;
        }
        let brands = &source.pack.brands;
        let core = |t: &str| core(&without_ordinal(t), brands);
        let mine: Vec<String> = event.titles.iter().map(|t| core(&t.value)).collect();
        let named_alike = |t: &str| {
            let other = core(t);
            other.chars().count() > 3
                && mine.iter().any(|m| *m == other || m.contains(&other) || other.contains(m.as_str()))
        };
        let known: Vec<String> =
            events.iter().flat_map(official).filter(|t| named_alike(t)).flat_map(ordinals).collect();
        !known.is_empty() && known.iter().all(|n| !listed.contains(n))
    }
}

/// The names that papers other than lists give an event.
fn official(event: &Event) -> impl Iterator<Item = &str> {
    event.titles.iter().filter(|t| !is_list(t.source)).map(|t| t.value.as_str())
}

fn ordinals(text: &str) -> Vec<String> {
    let number = |n: &str| dates::number(n).map_or(n.to_owned(), |n| n.to_string());
    language().people.ordinal.captures_all(&fold(text)).iter().map(|c| number(&c["n"])).collect()
}

fn without_ordinal(text: &str) -> String {
    let folded = fold(text);
    let bare = language().people.ordinal.find(&folded).map(|f| folded.replacen(&folded[f], "", 1));
    let bare = bare.unwrap_or(folded);
    dates::years_in(&bare).first().map_or(bare.clone(), |year| bare.replacen(&format!("{year}年"), "", 1))
}

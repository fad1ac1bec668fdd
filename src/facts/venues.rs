//! Where papers put an event: its place field, the line below a heading “地点”, “在…举行”. Says nothing on whether that is good; a
//! society's name is no place.

use super::mentions::{is_place_label, place_part};
use super::reading::Line;
use super::{Source, dates, titles};
use crate::model::Role;
use crate::model::facts::EventPlace;
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::venue::Venue;
use crate::model::{DocKind, Event, Evidence, Paper};

/// Papers that announce an event or tell of it; what was applied for and agreed is a promise.
const TELLING: [Role; 2] = [Role::NamesTheEventOfficially, Role::TellsItWasHeld];

pub(super) fn extract(source: &Source<'_>, events: &[Event]) -> Vec<EventPlace> {
    let mut out = Vec::new();
    for (i, event) in events.iter().enumerate() {
        let papers = source.kinds.papers.iter().filter(|p| !p.is_void() && p.is_any(&TELLING));
        for paper in papers.filter(|p| event.papers.contains(&(p.doc, p.kind))) {
            let shared = events.iter().filter(|e| e.papers.contains(&(paper.doc, paper.kind))).count() > 1;
            let said = of_paper(source, paper, event, shared);
            out.extend(said.into_iter().map(|(written, evidence)| stated(source, i, &written, paper.kind, evidence)));
        }
        // the place that stands beside the event's name in a paper on several
        let own = out.iter().any(|p: &EventPlace| p.event == i && key(&p.venue.written) == key(&event.place));
        if let Some(title) = event.titles.first().filter(|_| !event.place.is_empty() && !own) {
            out.push(stated(source, i, &event.place, title.source, title.evidence.clone()));
        }
    }
    out
}

fn stated(source: &Source<'_>, event: usize, written: &str, kind: DocKind, evidence: Evidence) -> EventPlace {
    let relative = language().places.relative.hits(&fold(written));
    EventPlace { event, venue: Venue::read(written, &source.home()), relative, source: kind, evidence }
}

fn of_paper(source: &Source<'_>, paper: &Paper, event: &Event, shared: bool) -> Vec<(String, Evidence)> {
    let reading = source.reading(paper.doc);
    let mut out = Vec::new();
    if !shared {
        for field in reading.fields_in(&paper.blocks).filter(|f| is_place_label(&f.label)) {
            out.push((place_part(&field.value), field.evidence(paper.doc)));
        }
        let lines: Vec<&Line> = reading.lines_in(&paper.blocks).filter(|l| !l.table_row).collect();
        for pair in lines.windows(2) {
            let [label, value] = pair else { continue };
            let bare = label.folded.trim_start_matches(|c: char| "一二三四五六七八九十0123456789、.()*-· ".contains(c));
            if is_place_label(bare.trim_end_matches(':')) && value.folded.chars().count() <= 60 {
                out.push((value.written.clone(), value.evidence(paper.doc)));
            }
        }
    }
    let titles: Vec<&str> = event.titles.iter().map(|t| t.value.as_str()).collect();
    let names = titles::spellings(titles, &source.pack.brands);
    let places = &language().places;
    for line in reading.lines_in(&paper.blocks).filter(|l| !l.table_row || l.folded.contains('。')) {
        for sentence in line.folded.split(['。', ';', '；', '\n']) {
            let of_event = !shared || names.iter().any(|n| key(sentence).contains(n.as_str()));
            if !of_event || places.place_aside.hits(sentence) || is_on_another_day(source, sentence, event) {
                continue;
            }
            // the name of an event may hold “在…开展”, the place does not stand in it
            for held in places.held_at.captures_all(sentence) {
                if let Some(place) = held.name("place").filter(|p| !places.no_place.hits(p.as_str())) {
                    out.push((place.as_str().to_owned(), line.evidence(paper.doc)));
                }
            }
        }
    }
    out
}

/// The sentence is dated, and on none of the event's days.
fn is_on_another_day(source: &Source<'_>, sentence: &str, event: &Event) -> bool {
    let days = dates::find(sentence, source.year());
    let own = || event.date.iter().chain(event.dates.iter().map(|d| &d.value));
    !days.is_empty() && own().next().is_some() && !days.iter().any(|d| own().any(|o| o.overlaps(&d.range)))
}

//! The event that a list belongs to.

use crate::facts::Source;
use crate::facts::events::text_key;
use crate::facts::titles::named_in;
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{DayRange, DocKind, Event, EventKind, Paper};

/// The event found for a list.
#[derive(Debug, Clone, Copy)]
pub struct Placed {
    pub event: usize,
    /// Nothing names the event, and the list's days are not its.
    pub on_another_day: bool,
}

/// By the words above it, its date, its brand, its paper, or as the only one.
pub fn of_list(source: &Source<'_>, events: &[Event], paper: &Paper, words: &str, days: &[DayRange]) -> Option<Placed> {
    let brands = &source.pack.brands;
    let on_day = |i: &usize| events[*i].date.is_some_and(|d| days.iter().any(|x| x.overlaps(&d)));
    let pick = |candidates: Vec<usize>| -> Option<usize> {
        let dated: Vec<usize> = candidates.iter().copied().filter(on_day).collect();
        match (candidates.as_slice(), dated.as_slice()) {
            (_, [one]) | ([one], _) => Some(*one),
            ([first, ..], _) => Some(*dated.first().unwrap_or(first)),
            ([], _) => None,
        }
    };
    let k = key(words);
    let named =
        (0..events.len()).filter(|&i| events[i].titles.iter().any(|t| named_in(&t.value, &k, brands))).collect();
    let named = pick(named);
    if named.is_none() && is_of_business(words, events) {
        return None;
    }
    let event = named
        .or_else(|| pick((0..events.len()).filter(on_day).collect()))
        .or_else(|| pick((0..events.len()).filter(|&i| events[i].brands.iter().any(|b| k.contains(&key(b)))).collect()))
        .or_else(|| {
            let k = text_key(source, paper);
            pick(
                (0..events.len())
                    .filter(|&i| events[i].titles.iter().any(|t| named_in(&t.value, &k, brands)))
                    .collect(),
            )
        })
        .or_else(|| pick((0..events.len()).filter(|&i| events[i].papers.contains(&(paper.doc, paper.kind))).collect()))
        .or_else(|| {
            (paper.kind == DocKind::TeamList)
                .then(|| events.iter().position(|e| e.kinds.contains(&EventKind::Contest)))
                .flatten()
        })
        .or_else(|| (events.len() == 1).then_some(0))
        .or_else(|| only_meeting(events, paper.kind, words))?;
    // people may sign in on the eve
    let near = |held: DayRange| {
        days.iter().any(|d| d.first.days_until(held.last) >= -1 && held.first.days_until(d.last) >= -1)
    };
    let off = !days.is_empty() && events[event].date.is_some_and(|held| !near(held));
    Some(Placed { event, on_another_day: off && named.is_none() })
}

/// “理事会签到表”: the list of a body's own business, which is no event here, on whatever day.
fn is_of_business(words: &str, events: &[Event]) -> bool {
    let own = &language().people.own_business;
    let folded = fold(words);
    let Some(found) = own.find(&folded) else { return false };
    let called = folded.get(found).unwrap_or_default();
    !events.iter().flat_map(|e| &e.titles).any(|t| fold(&t.value).contains(called))
}

/// “参会代表名单” without a name or day: the list of the one meeting among visits and diagnoses.
fn only_meeting(events: &[Event], kind: DocKind, words: &str) -> Option<usize> {
    let people = &language().people;
    if kind != DocKind::AttendeeList || !people.of_a_meeting.hits(&fold(words)) {
        return None;
    }
    let meets = |e: &Event| {
        e.titles.iter().any(|t| {
            let folded = fold(&t.value);
            let bare = folded.split('(').next().unwrap_or_default().trim_end_matches(['"', '」', '』']);
            people.meeting_name.hits(bare)
        })
    };
    let mut meetings = (0..events.len()).filter(|&i| meets(&events[i]));
    meetings.next().filter(|_| meetings.next().is_none())
}

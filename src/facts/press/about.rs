//! Which events a mail, a print, a page is about.

use crate::facts::events::{related, text_key};
use crate::facts::reading::Line;
use crate::facts::{Source, dates, titles};
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{Day, DayRange, DocKind, Event, Paper};

/// Days between a mail's day and an event's from which on it is not about that event.
const FAR_APART: i32 = 45;
/// Characters of a subject that name a matter.
const TELLING: usize = 6;

/// A subject that names a matter of its own, with nothing of any of the events in the mail: no day, no brand, no word of a title.
pub(super) fn is_of_another_matter(source: &Source<'_>, events: &[Event], subject: &str, words: &str) -> bool {
    let brands = &source.pack.brands;
    let topic = key(&language().press.generic_subject.without(&fold(subject)));
    if topic.chars().count() < TELLING || events.is_empty() {
        return false;
    }
    let whole = key(words);
    let days: Vec<_> = dates::find(words, source.year()).into_iter().map(|d| d.range).collect();
    // a headline of its own is no other matter; a day far from all events is
    let held: Vec<Day> = events.iter().filter_map(|e| e.date).map(|d| d.first).collect();
    let far = |d: &DayRange| held.iter().all(|h| d.first.days_until(*h).abs() > FAR_APART);
    if held.is_empty() || days.is_empty() || !days.iter().all(far) {
        return false;
    }
    let speaks_of = |e: &Event| {
        let a_word = e.titles.iter().any(|t| {
            let core: Vec<char> = titles::core(&t.value, brands).chars().collect();
            core.windows(2).any(|w| topic.contains(&w.iter().collect::<String>()))
        });
        let on_its_day = e.date.is_some_and(|d| days.iter().any(|x| x.overlaps(&d)));
        a_word || on_its_day || e.brands.iter().any(|b| whole.contains(&key(b)))
    };
    !events.iter().any(speaks_of)
}

/// The events whose titles stand in a text.
pub(super) fn named_in(source: &Source<'_>, events: &[Event], text: &str) -> Vec<usize> {
    let words = key(text);
    let by_title = |e: &Event| e.titles.iter().any(|t| titles::named_in(&t.value, &words, &source.pack.brands));
    (0..events.len()).filter(|&i| by_title(&events[i])).collect()
}

/// The events that a mail's own words name: by title, or by the headline of a press text in the dossier that names the event.
pub(super) fn named_by_subject(source: &Source<'_>, events: &[Event], written: &str) -> Vec<usize> {
    let found = named_in(source, events, written);
    if !found.is_empty() {
        return found;
    }
    let words = key(written);
    // the brand that one event alone bears
    let branded = |e: &Event| e.brands.iter().any(|b| words.contains(&key(b)));
    let bearing: Vec<usize> = (0..events.len()).filter(|&i| branded(&events[i])).collect();
    if bearing.len() == 1 {
        return bearing;
    }
    for paper in source.kinds.papers.iter().filter(|p| p.kind == DocKind::PressRelease) {
        let lines: Vec<&Line> = source.reading(paper.doc).lines_in(&paper.blocks).collect();
        for (i, line) in lines.iter().enumerate() {
            let headline = key(&line.written);
            let n = headline.chars().count();
            if (5..=40).contains(&n) && !line.folded.contains('。') && words.contains(&headline) {
                let text: String = lines.iter().skip(i).take(2).map(|l| l.written.as_str()).collect();
                return named_in(source, events, &text);
            }
        }
    }
    Vec::new()
}

pub(super) fn events_of(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<usize> {
    let text = text_key(source, paper);
    let doc = source.dossier.doc(paper.doc);
    let mut found = source.reading(paper.doc).text_in(&paper.blocks);
    if let Some(mail) = &doc.mail {
        found.push('\n');
        found.push_str(&mail.subject);
        for inner in source.dossier.documents.iter().filter(|d| d.inside.as_deref() == Some(doc.path.as_str())) {
            found.push_str(&inner.text());
        }
        // an attachment left out of the mail's file may lie in the dossier under the same name
        for name in &mail.attachments {
            for twin in source.dossier.documents.iter().filter(|d| d.name() == name) {
                found.push_str(&twin.text());
            }
        }
    }
    let days: Vec<_> = dates::find(&found, source.year()).into_iter().map(|f| f.range).collect();
    let meant = related(source, events, &text, &days, paper);
    if meant.is_empty() { by_name(source, events, paper) } else { meant }
}

/// “9月活动新闻稿发送截图”: the month in the file name tells which event.
pub(super) fn by_name(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<usize> {
    let stem = fold(source.dossier.doc(paper.doc).stem());
    let named = language().promises.month.captures_all(&stem);
    let months: Vec<i8> = named.iter().filter_map(|c| c["n"].parse().ok()).collect();
    if months.is_empty() {
        return if events.len() == 1 { vec![0] } else { Vec::new() };
    }
    (0..events.len()).filter(|&i| events[i].date.is_some_and(|d| months.contains(&d.first.month()))).collect()
}

//! Whether papers tell of an event as held, as to come, or as called off. Says what they say; whether the event counts is for rules.

use crate::facts::Source;
use crate::facts::titles::{form, spellings};
use crate::model::Role as Kind;
use crate::model::clause::{Role, Stance, says, sentences};
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{DayRange, Event, Evidence, Paper};

/// What a paper says of an event.
pub(super) struct Told {
    pub event: usize,
    pub way: Way,
    pub evidence: Evidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// A paper that usually tells of events held speaks of this one as to come.
    Planned,
    Off,
}

pub(super) fn read(source: &Source<'_>, events: &[Event]) -> Vec<Told> {
    let names: Vec<Vec<String>> =
        events.iter().map(|e| spellings(e.titles.iter().map(|t| t.value.as_str()), &source.pack.brands)).collect();
    let mut out: Vec<Told> = Vec::new();
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void()) {
        let about: Vec<usize> =
            (0..events.len()).filter(|&i| events[i].papers.contains(&(paper.doc, paper.kind))).collect();
        for &i in &about {
            let mine = sentences_about(source, paper, &names, i, &about);
            let known = out.iter().any(|t| t.event == i && t.way == Way::Planned && t.evidence.doc == paper.doc);
            if paper.is(Kind::TellsItWasHeld) && !paper.is(Kind::IsAList) && !known && only_to_come(&mine) {
                let first = mine.first().cloned();
                out.extend(first.map(|evidence| Told { event: i, way: Way::Planned, evidence }));
            }
            let may_tell = !paper.is_any(&[Kind::IsAnAgreement, Kind::TellsOfNoEvent]);
            let off = mine.into_iter().filter(|_| may_tell).find(|e| calls_off(&fold(&e.quote), &events[i]));
            out.extend(off.filter(|e| !e.hidden).map(|evidence| Told { event: i, way: Way::Off, evidence }));
        }
    }
    out
}

/// The sentence calls this event off, not one of another day or form.
fn calls_off(folded: &str, event: &Event) -> bool {
    says(folded, Role::Off)
        && !of_another_day(folded, event)
        && !of_another_form(folded, event)
        && !names_another_form(folded, event)
}

/// The paper's sentences that name this event, or no event where the paper is about this one alone.
fn sentences_about(
    source: &Source<'_>,
    paper: &Paper,
    names: &[Vec<String>],
    index: usize,
    about: &[usize],
) -> Vec<Evidence> {
    let mut out = Vec::new();
    for line in source.reading(paper.doc).lines_in(&paper.blocks).filter(|l| !l.hidden) {
        for sentence in sentences(&line.written) {
            let k = key(sentence);
            let named: Vec<usize> =
                (0..names.len()).filter(|&j| names[j].iter().any(|n| k.contains(n.as_str()))).collect();
            if named.contains(&index) || (named.is_empty() && about == [index]) {
                out.push(Evidence::new(paper.doc, line.place.clone(), sentence.trim()));
            }
        }
    }
    out
}

/// The sentence tells of days, and the event's is none of them (“9月组队参赛一事未能成行” says nothing of the salon in July).
pub fn of_another_day(folded: &str, event: &Event) -> bool {
    let told = days_told(folded);
    let own: Vec<DayRange> = event.dates.iter().map(|d| d.value).chain(event.date).collect();
    !told.is_empty() && !own.is_empty() && !told.iter().any(|t| own.iter().any(|range| matches_day(*t, range)))
}

/// What was called off is an exhibition, a contest or a tour beside the event, which is none (“成果展未举办” says nothing of the seminar).
fn of_another_form(folded: &str, event: &Event) -> bool {
    let words = &language().events;
    let Some(off) = words.beside_off.captures(folded) else { return false };
    let form = off["form"].to_owned();
    let titled = |t: &str| words.not_a_form.without(&fold(t)).contains(&form);
    !event.titles.iter().any(|t| titled(&t.value))
}

/// The sentence names a form of event, and the event's titles have none of those named (“因研讨会取消，会场费未发生”).
fn names_another_form(folded: &str, event: &Event) -> bool {
    let forms = language().titles.form.find_all(folded);
    let named: Vec<&str> = forms.into_iter().filter_map(|f| folded.get(f)).collect();
    let titled = |f: &&str| event.titles.iter().any(|t| fold(&t.value).contains(*f));
    !named.is_empty() && !named.iter().any(titled) && event.titles.iter().any(|t| form(&t.value).is_some())
}

/// The sentence tells the event's own day.
pub fn of_its_day(folded: &str, event: &Event) -> bool {
    let own: Vec<DayRange> = event.dates.iter().map(|d| d.value).chain(event.date).collect();
    days_told(folded).into_iter().any(|t| t.1.is_some() && own.iter().any(|range| matches_day(t, range)))
}

/// Months, with the day where one is written.
fn days_told(folded: &str) -> Vec<(i8, Option<i8>)> {
    let found = language().events.month_or_day.captures_all(folded);
    let read =
        |c: &regex::Captures<'_>| Some((c["m"].parse().ok()?, c.name("d").and_then(|d| d.as_str().parse().ok())));
    found.iter().filter_map(read).collect()
}

fn matches_day((month, day): (i8, Option<i8>), range: &DayRange) -> bool {
    let (first, last) = (range.first, range.last);
    let from = (first.month(), day.map_or(0, |_| first.day()));
    let to = (last.month(), day.map_or(0, |_| last.day()));
    (from..=to).contains(&(month, day.unwrap_or(0)))
}

/// All that the sentences say of holding is to come.
fn only_to_come(sentences: &[Evidence]) -> bool {
    let folded = sentences.iter().map(|e| fold(&e.quote)).filter(|f| says(f, Role::Holds));
    let stances: Vec<Stance> = folded.map(|f| Stance::of(&f)).collect();
    !stances.is_empty() && stances.iter().all(|s| *s == Stance::Planned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DocKind;
    use crate::model::facts::Stated;
    use crate::model::{Day, DocId, Place};

    fn to_come(text: &str) -> bool {
        only_to_come(&[Evidence::new(DocId(0), Place::Whole, text)])
    }

    #[test]
    fn plans_are_told_from_reports() {
        for text in ["拟于11月20日在百色市举办学术交流会", "学会计划于12月召开研讨会", "讲坛时间待定，举办地点未定"]
        {
            assert!(to_come(text), "{text}");
        }
        for text in [
            "原定于6月举办的研讨会已于7月3日如期举行",
            "9月12日，学术交流会在南宁举行",
            "按照年度计划举办学术交流会",
            "计划于6月召开的会议圆满召开",
        ] {
            assert!(!to_come(text), "{text}");
        }
    }

    #[test]
    fn a_day_in_the_sentence_tells_which_event_it_means() {
        let day = |m, d| DayRange::one(Day::new(2026, m, d).expect("a day"));
        let event = |range: DayRange| Event { date: Some(range), ..Event::default() };
        let titled = |title: &str| {
            let evidence = Evidence::new(DocId(0), Place::Whole, title);
            Event {
                titles: vec![Stated { value: title.into(), source: DocKind::Notice, evidence }],
                ..Event::default()
            }
        };
        let july = event(day(7, 9));
        assert!(of_another_day("9月组队外出参赛一事未能成行", &july));
        assert!(of_another_day("9月16日的活动取消", &july));
        assert!(!of_another_day("7月9日的活动取消", &july) && of_its_day("7月9日的活动取消", &july));
        assert!(!of_another_day("该活动因故取消", &july) && !of_its_day("该活动因故取消", &july));
        let salon = titled("“专家助企赋能”刀具沙龙");
        assert!(
            names_another_form("因研讨会取消，会场费未发生", &salon) && !names_another_form("本次沙龙取消", &salon)
        );
        assert!(!names_another_form("该活动取消", &salon));
        let long = event(DayRange { last: Day::new(2026, 9, 18).expect("a day"), ..day(9, 16) });
        assert!(!of_another_day("9月17日的活动取消", &long) && of_another_day("9月20日的活动取消", &long));
    }

    #[test]
    fn what_stood_beside_the_event_is_not_the_event() {
        use crate::model::facts::Stated;
        let titled = |t: &str| {
            let evidence = Evidence::new(DocId(0), Place::Whole, t);
            let titles = vec![Stated { value: t.to_owned(), source: DocKind::Notice, evidence }];
            Event { titles, ..Event::default() }
        };
        let seminar = titled("薏苡产业发展研讨会");
        assert!(of_another_form("成果展因消防整改未举办", &seminar) && of_another_form("现场参观取消", &seminar));
        assert!(!of_another_form("研讨会未举办", &seminar));
        assert!(!of_another_form("成果展未举办", &titled("薏苡科技成果展")));
    }
}

//! Numbers of people, teams, countries and journals that prose claims, kept apart from what lists show.

use regex::Captures;

use crate::facts::reading::Line;
use crate::facts::titles::spellings;
use crate::facts::{Source, dates};
use crate::model::Role;
use crate::model::facts::{Claim, ClaimKind, Scope};
use crate::model::language::{List, language};
use crate::model::pack::SubTypeSpec;
use crate::model::text::{fold, key};
use crate::model::{DayRange, DocId, DocKind, Event, EventKind, Evidence};

/// Figures in prose, by event: the sentence names the event or its day, or the paper is about one event only.
pub fn read(
    source: &Source<'_>,
    events: &[Event],
    listed: &[(usize, (DocId, DocKind))],
    spec: Option<&SubTypeSpec>,
) -> Vec<(usize, Claim)> {
    let mut out = Vec::new();
    let brands = &source.pack.brands;
    let names: Vec<Vec<String>> =
        events.iter().map(|e| spellings(e.titles.iter().map(|t| t.value.as_str()), brands)).collect();
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void()) {
        let promise = paper.is_any(&[Role::IsAnAgreement, Role::TellsOfNoEvent]);
        if promise || paper.is(Role::IsAList) {
            continue;
        }
        let entry = (paper.doc, paper.kind);
        let of = |i: &usize| events[*i].papers.contains(&entry) || listed.contains(&(*i, entry));
        let about: Vec<usize> = (0..events.len()).filter(of).collect();
        let lines: Vec<Line> = source.reading(paper.doc).lines_in(&paper.blocks).cloned().collect();
        let mut last: Option<usize> = None;
        for line in &lines {
            for sentence in line.written.split(['。', '；', ';']).filter(|s| !s.trim().is_empty()) {
                let event = event_of(source, events, &names, sentence, &about)
                    .or(last.filter(|i| about.contains(i) || about.is_empty()))
                    .or(match about.as_slice() {
                        [one] => Some(*one),
                        _ => None,
                    });
                let Some(event) = event else { continue };
                last = Some(event);
                for figure in figures(sentence, paper.kind, paper.is(Role::IsWrittenBeforehand), spec) {
                    let mut evidence = Evidence::new(paper.doc, line.place.clone(), sentence.trim());
                    evidence.hidden = line.hidden;
                    let Figure { what, number, approximate, online, planned } = figure;
                    let (scope, both_ways) = scope(&fold(sentence), number);
                    let source = paper.kind;
                    let claim =
                        Claim { what, number, approximate, planned, online, scope, both_ways, source, evidence };
                    out.push((event, claim));
                }
            }
        }
    }
    out
}

fn event_of(
    source: &Source<'_>,
    events: &[Event],
    names: &[Vec<String>],
    sentence: &str,
    about: &[usize],
) -> Option<usize> {
    let k = key(sentence);
    let named: Vec<usize> = (0..events.len()).filter(|&i| names[i].iter().any(|n| k.contains(n.as_str()))).collect();
    if let [one] = named.as_slice() {
        return Some(*one);
    }
    let days: Vec<DayRange> = dates::find(sentence, source.year()).into_iter().map(|f| f.range).collect();
    let dated: Vec<usize> = (0..events.len())
        .filter(|&i| {
            (about.is_empty() || about.contains(&i))
                && events[i].date.is_some_and(|d| days.iter().any(|x| x.overlaps(&d)))
        })
        .collect();
    match dated.as_slice() {
        [one] => Some(*one),
        _ => {
            let branded: Vec<usize> =
                (0..events.len()).filter(|&i| events[i].brands.iter().any(|b| k.contains(&key(b)))).collect();
            if let [one] = branded.as_slice() { Some(*one) } else { None }
        }
    }
}

/// A figure of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Figure {
    what: ClaimKind,
    number: u32,
    approximate: bool,
    online: bool,
    planned: bool,
}

/// Whom a figure of a folded sentence counts, and whether people online are in it.
fn scope(folded: &str, number: u32) -> (Scope, bool) {
    let words = &language().counts;
    // “共58人（其中企业代表20人）”: what stands before “其中” is the whole
    let figure = number.to_string();
    let part =
        words.of_which.find(folded).is_some_and(|f| !folded.get(..f.start).unwrap_or_default().contains(&figure));
    let scope = if part || words.aside.hits(folded) {
        Scope::Aside
    } else if words.whole.hits(folded) {
        Scope::Whole
    } else if words.of_some.hits(folded) {
        Scope::Part
    } else {
        Scope::Unsaid
    };
    (scope, words.both_ways.hits(folded))
}

fn figures(sentence: &str, kind: DocKind, beforehand: bool, spec: Option<&SubTypeSpec>) -> Vec<Figure> {
    let words = &language().counts;
    let folded = fold(sentence);
    if words.shared_out.hits(&folded) {
        return Vec::new();
    }
    let planned = beforehand || words.planned.hits(&folded);
    let of = |what, list: &List| -> Vec<Figure> {
        list.captures_all(&folded).iter().filter_map(|c| figure(what, c, &folded, kind, planned)).collect()
    };
    let mut out = of(ClaimKind::People, &words.people);
    only_the_total(&folded, &mut out);
    out.extend(of(ClaimKind::Teams, &words.teams));
    out.extend(of(ClaimKind::Countries, &words.countries));
    if spec.is_some_and(|s| s.required_events.iter().any(|r| r.kind == EventKind::Journal)) {
        out.extend(of(ClaimKind::Journals, &words.journals));
    }
    out
}

fn figure(what: ClaimKind, c: &Captures<'_>, folded: &str, kind: DocKind, planned: bool) -> Option<Figure> {
    let words = &language().counts;
    let number = dates::number(&c["n"]).filter(|n| (1..20_000).contains(n))?;
    let part = |name: &str| c.name(name).map_or("", |m| m.as_str());
    let loose = ["more", "plus", "over"].iter().any(|name| !part(name).is_empty());
    let who = part("who");
    let start = c.get(0).map_or(0, |m| m.start());
    let before: Vec<char> = folded.get(..start).unwrap_or_default().chars().collect();
    let near: String = before.iter().skip(before.len().saturating_sub(10)).collect();
    if what == ClaimKind::People {
        let came = words.came.hits(folded) || kind == DocKind::SignIn;
        // experts sent, staff, prize winners: named first behind the figure, last before it, or within without the attendance
        let others = words.others.find(who).is_some_and(|f| f.start == 0 || !words.attendance.hits(who));
        let others = others || ends_with(&words.others, &near);
        if !came || others || number < 5 || words.head_times.hits(who) {
            return None;
        }
    }
    let online = words.online.hits(&near) || words.online.hits(who);
    Some(Figure { what, number, approximate: words.about.hits(part("about")) || loose, online, planned })
}

/// One of the words ends a text.
fn ends_with(words: &List, text: &str) -> bool {
    text.char_indices().any(|(i, _)| words.find(&text[i..]).is_some_and(|f| f.start == 0 && i + f.end == text.len()))
}

/// “与企业13名技术人员交流，参加活动共18人”: where a sentence sums up, its other figures are parts.
fn only_the_total(folded: &str, figures: &mut Vec<Figure>) {
    let totals: Vec<u32> =
        language().counts.total.captures_all(folded).iter().filter_map(|c| c["n"].parse().ok()).collect();
    let [total] = totals.as_slice() else { return };
    if figures.iter().all(|c| c.number <= *total) {
        figures.sort_by_key(|c| c.number != *total);
        figures.truncate(1);
        figures.iter_mut().for_each(|c| c.number = *total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(sentence: &str) -> Vec<(u32, bool)> {
        let of_people = |f: Figure| (f.what == ClaimKind::People).then_some((f.number, f.approximate));
        figures(sentence, DocKind::PressRelease, false, None).into_iter().filter_map(of_people).collect()
    }

    #[test]
    fn a_figure_of_all_is_told_from_one_of_some() {
        let of = |text: &str, number| scope(&fold(text), number).0;
        assert_eq!(of("共58人参加（其中企业代表20人）", 58), Scope::Whole);
        assert_eq!(of("共58人参加（其中企业代表20人）", 20), Scope::Aside);
        assert_eq!(of("企业技术人员11人参加", 11), Scope::Part);
        assert_eq!(of("58人参加会议", 58), Scope::Unsaid);
        assert!(scope(&fold("线上线下共326人参加"), 326).1);
    }

    #[test]
    fn attendance_is_told_from_other_people() {
        let cases: [(&str, &[(u32, bool)]); 9] = [
            ("来自区内科研院所的86名代表参加", &[(86, false)]),
            ("共有60余人参加会议", &[(60, true)]),
            ("专家与企业13名技术人员参加交流，参加活动共18人", &[(18, false)]),
            ("组织专家6名参加活动", &[]),
            ("邀请5名专家参加诊断", &[]),
            ("参加人员38人，收集技术需求14项", &[(38, false)]),
            ("五十余名专家学者参加会议", &[]),
            ("两天参加活动86人次", &[]),
            ("86人次第参加活动", &[]),
        ];
        for (sentence, want) in cases {
            assert_eq!(people(sentence), want, "{sentence}");
        }
    }
}

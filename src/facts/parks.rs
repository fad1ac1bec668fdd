//! The park whose association was founded: what it is called, of what level, which events lie in it, and when papers other than the
//! approval say that it was approved.

use std::collections::BTreeSet;

use super::reading::Line;
use super::titles::likeness;
use super::{Source, dates};
use crate::model::Role as Kind;
use crate::model::facts::{Approval, LevelSaid, ParkFacts, Project};
use crate::model::language::language;
use crate::model::pack::Check;
use crate::model::text::{fold, key};
use crate::model::venue::{Side, Venue};
use crate::model::{Day, DocKind, Event, Evidence, Paper};

/// The last so many characters of a park's name tell it from others.
const TELLING: usize = 7;
/// Likeness (per cent) of two names of one park.
const ALIKE: u32 = 30;

pub(super) fn extract(source: &Source<'_>, project: &Project, approvals: &[Approval], events: &[Event]) -> ParkFacts {
    let levels = levels_asked(source);
    // no rule of the pack asks for parks of a level
    if levels.is_empty() {
        return ParkFacts::default();
    }
    let names = names(project, approvals);
    let inside: BTreeSet<usize> =
        (0..events.len()).filter(|&i| is_in_park(source, project, &events[i], &names)).collect();
    ParkFacts { levels: levels_said(source, &levels, &names), inside, approved: approved(source), names }
}

/// The levels that the pack's rule accepts.
fn levels_asked(source: &Source<'_>) -> Vec<String> {
    let asked = source.pack.rules.iter().find_map(|rule| match &rule.check {
        Check::AssociationFounded { levels } => Some(levels.clone()),
        _ => None,
    });
    asked.unwrap_or_default()
}

/// Keys of the park's name: from the grantee's and the approval's subject.
fn names(project: &Project, approvals: &[Approval]) -> Vec<String> {
    let words = &language().parks;
    let subjects = approvals.iter().filter(|a| a.is_granted()).map(|a| a.subject.as_str());
    let mut out = Vec::new();
    for name in std::iter::once(project.unit.as_str()).chain(subjects) {
        let k = key(name);
        // “同意成立某某园区” without the words before the name
        let mut rest = k.as_str();
        while let Some(found) = words.before_name.find(rest) {
            rest = rest.get(found.end..).unwrap_or_default();
        }
        for c in words.park_name.captures_all(rest) {
            let chars: Vec<char> = c[0].chars().collect();
            out.push(chars.get(chars.len().saturating_sub(TELLING)..).unwrap_or_default().iter().collect());
        }
    }
    out
}

fn is_in_park(source: &Source<'_>, project: &Project, event: &Event, parks: &[String]) -> bool {
    // in another city than the park, whatever its name
    let home = source.home();
    let (of_park, of_event) = (Venue::read(&project.unit, &home), Venue::read(&event.place, &home));
    let other_city = !of_park.city.is_empty() && !of_event.city.is_empty() && of_park.city != of_event.city;
    if other_city || of_event.side == Side::Elsewhere {
        return false;
    }
    let place = key(&event.place);
    let stated = stated_place(&place, parks);
    match stated {
        PlaceStated::Park => return true,
        PlaceStated::OtherPark => return false,
        PlaceStated::Town | PlaceStated::Open => {}
    }
    if event.titles.iter().any(|t| lies_there(&t.value, parks)) {
        return true;
    }
    let papers = source.kinds.papers.iter().filter(|p| !p.is_void() && p.kind != DocKind::Invoice);
    let lines = papers
        .filter(|p| event.papers.contains(&(p.doc, p.kind)))
        .flat_map(|p| source.reading(p.doc).lines_in(&p.blocks));
    lines.flat_map(|l| l.folded.split(['。', ';'])).any(|s| match stated {
        PlaceStated::Town => place.chars().count() >= 4 && key(s).contains(&place) && lies_there(s, parks),
        _ => lies_there(s, parks) || language().parks.within_park.hits(&key(s)),
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PlaceStated {
    /// The park itself, by name or as “园区”.
    Park,
    OtherPark,
    /// A hotel, hall or school in town.
    Town,
    /// None, or a firm that may lie in the park.
    Open,
}

/// What the place (a key) says by itself.
fn stated_place(place: &str, parks: &[String]) -> PlaceStated {
    let words = &language().parks;
    if parks.iter().any(|p| place.contains(p.as_str())) || words.place_in_park.hits(place) {
        PlaceStated::Park
    } else if words.place_in_named_park.hits(place) {
        PlaceStated::OtherPark
    } else if words.place_in_town.hits(place) {
        PlaceStated::Town
    } else {
        PlaceStated::Open
    }
}

/// The text puts something into the park (“走进…产业园”, “位于…产业园”), and not only names its association or administration.
fn lies_there(text: &str, parks: &[String]) -> bool {
    let words = &language().parks;
    let k = key(text);
    parks.iter().any(|p| {
        k.match_indices(p.as_str()).any(|(i, _)| {
            let behind = k.get(i + p.len()..).unwrap_or_default();
            let head = k.get(..i).unwrap_or_default();
            let before: String = head.chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
            !words.body_of_park.hits(behind) && words.there.hits(&before)
        })
    })
}

/// Where papers other than contract and application state that the park is of one of the levels.
fn levels_said(source: &Source<'_>, levels: &[String], parks: &[String]) -> Vec<LevelSaid> {
    let told = |p: &&Paper| !p.is_void() && !p.is(Kind::IsAnAgreement);
    let mut out = Vec::new();
    for paper in source.kinds.papers.iter().filter(told) {
        for line in source.reading(paper.doc).lines_in(&paper.blocks) {
            for sentence in line.written.split(['。', '；', ';']).map(str::trim) {
                if let Some(level) = states_level(&fold(sentence), levels, parks) {
                    let evidence = Evidence::new(paper.doc, line.place.clone(), sentence);
                    out.push(LevelSaid { level: level.to_owned(), evidence });
                }
            }
        }
    }
    out
}

/// The level that a clause of a folded sentence says the park itself has now.
fn states_level<'l>(sentence: &str, levels: &'l [String], parks: &[String]) -> Option<&'l str> {
    let words = &language().parks;
    if words.level_lost.hits(sentence) {
        return None;
    }
    let of_park = |clause: &str, level: &str| match words.by_rank.hits(level) {
        true => words.level_of_park.hits(clause),
        false => words.park_word.hits(sentence),
    };
    let own = |clause: &str, level: &str| {
        of_park(clause, level)
            && !words.level_not_yet.hits(clause)
            && !words.level_of_others.hits(clause)
            && !is_of_another_park(&clause.replacen(level, "", 1), parks)
    };
    sentence
        .split(['，', ','])
        .find_map(|clause| levels.iter().map(String::as_str).find(|level| clause.contains(level) && own(clause, level)))
}

/// A park is named in the clause, and it is not ours.
fn is_of_another_park(clause: &str, parks: &[String]) -> bool {
    let words = &language().parks;
    let ours = |name: &str| {
        let k = key(name);
        parks.iter().any(|p| k.contains(p.as_str()) || p.contains(&k) || likeness(&k, p) >= ALIKE)
    };
    let named = words.named_park.captures_all(clause);
    let named: Vec<&str> = named.iter().map(|c| c.get(0).map_or("", |m| m.as_str())).collect();
    let named: Vec<&str> = named.into_iter().filter(|n| !words.generic.hits(n)).collect();
    !parks.is_empty() && !named.is_empty() && !named.iter().any(|n| ours(n))
}

/// Days of the approval as other papers tell (“2026年7月6日批复同意成立”, “7月6日田阳区科协作出批复”).
fn approved(source: &Source<'_>) -> Vec<(Day, Evidence)> {
    let words = (&language().parks, &language().approvals);
    let asks = |p: &Paper| p.is_any(&[Kind::IsAnAgreement, Kind::IsAPlan]) || p.kind == DocKind::Request;
    let of_line = |paper: &Paper, line: &Line| -> Vec<(Day, Evidence)> {
        if !words.1.speaks_of_founding.hits(&line.folded) {
            return Vec::new();
        }
        let told = |sentence: &str| {
            let folded = fold(sentence);
            let given = words.1.given.find(&folded).filter(|_| words.0.tells_of_approval.hits(&folded))?;
            let before = dates::find(folded.get(..given.start)?, source.year());
            Some((before.last()?.range.last, Evidence::new(paper.doc, line.place.clone(), sentence.trim())))
        };
        line.written.split(['。', '；']).filter_map(told).collect()
    };
    let papers = source.kinds.papers.iter().filter(|p| !p.is_void() && !asks(p));
    papers.flat_map(|p| source.reading(p.doc).lines_in(&p.blocks).flat_map(move |l| of_line(p, l))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_by_what_they_say() {
        let parks = ["凭祥薏米产业园".to_owned()];
        for (place, want) in [
            ("凭祥薏米产业园甲谷公司车间", PlaceStated::Park),
            ("园区综合服务中心三楼", PlaceStated::Park),
            ("园区管委会会议室", PlaceStated::Park),
            ("南宁市武鸣茉莉花产业园一号楼", PlaceStated::OtherPark),
            ("南宁市青秀区某酒店", PlaceStated::Town),
            ("甲谷公司车间", PlaceStated::Open),
            ("", PlaceStated::Open),
        ] {
            assert_eq!(stated_place(&key(place), &parks), want, "{place}");
        }
        assert!(lies_there("专家组走进凭祥薏米产业园甲谷公司", &parks));
        assert!(!lies_there("凭祥薏米产业园科学技术协会定于9月在南宁举办", &parks));
        assert!(!lies_there("到会的有凭祥薏米产业园管委会主任", &parks));
    }

    #[test]
    fn the_level_is_the_parks_own_and_of_today() {
        let levels = ["国家级".to_owned(), "自治区级".to_owned(), "国家高新技术产业开发区".to_owned()];
        let parks = ["凭祥薏米产业园".to_owned()];
        let states = |text: &str| states_level(&fold(text), &levels, &parks).is_some();
        for text in [
            "凭祥薏米产业园为自治区级产业园区",
            "该园区系国家级高新区，现有企业30家",
            "园区2018年获批自治区级产业园区，正对标国家级园区提升服务",
            "经研究，同意成立自治区级园区凭祥薏米产业园科学技术协会",
            "园区级别：自治区级",
            "凭祥薏米产业园2019年升格为国家级开发区",
            "同意设立凭祥薏米产业园，定为自治区级产业园区",
            "园区是国家高新技术产业开发区",
        ] {
            assert!(states(text), "{text}");
        }
        for text in [
            "对标国家级高新区，提升我园区服务水平",
            "园区正争创自治区级产业园区",
            "园区内有国家级专精特新企业3家",
            "园区获国家级荣誉称号2项",
            "园区曾为自治区级园区，2024年已撤销",
            "2018年获批自治区级园区，2023年退出管理序列",
            "力争三年内升格为自治区级园区",
            "毗邻国家级开发区，交通便利",
            "组织企业赴国家级高新区学习",
            "南宁高新区是国家级高新区",
            "园区为市级产业园区，不是自治区级园区",
        ] {
            assert!(!states(text), "{text}");
        }
    }
}

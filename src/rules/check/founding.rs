//! The new association of a park: its approval (M10, A09), the park's level, and events inside the park after it (A02 in 4C).

use std::sync::LazyLock;

use regex::Regex;

use super::papers::{cite, event_text, lines, text};
use super::quote::{first_evidence, titles};
use super::substance::{doubt, is_none, is_read, told};
use super::unread;
use crate::facts::titles::likeness;
use crate::model::Role;
use crate::model::body::{Body, Region};
use crate::model::facts::{Answer, Approval, Matter};
use crate::model::language::language;
use crate::model::pack::Rule;
use crate::model::text::{fold, key};
use crate::model::venue::{Home, Side, Venue};
use crate::model::{DocKind, Event, Evidence, Finding, Paper, Status};
use crate::rules::Case;

/// A02 in 4C: not before the approval of the new association. `None` when it was not.
pub(super) fn after_founding(case: &Case<'_>, rule: &Rule, events: &[&Event]) -> Option<Finding> {
    let approved = founding_approval(case);
    let dates: Vec<_> = events.iter().filter_map(|e| e.date).collect();
    let Some((day, evidence)) = approved else {
        let message = format!("未能读到园区科协成立的批复日期，{}是否在成立之后举办无法判断。", titles(events));
        return Some(case.finding(rule, Status::Review, message).citing(first_evidence(events)));
    };
    if dates.is_empty() {
        let message = format!("{}的日期材料中未写明，无法与园区科协批复日期{day}比较。", titles(events));
        return Some(case.finding(rule, Status::Review, message).citing(first_evidence(events)).citing([evidence]));
    }
    if dates.iter().any(|d| d.last >= day) {
        return None;
    }
    let message =
        format!("{}于{}举办，早于园区科协批复日期{day}，不是在新成立的园区科协内开展。", titles(events), dates[0]);
    Some(case.finding(rule, Status::Fail, message).citing(first_evidence(events)).citing([evidence]))
}

/// A02 in 4C: inside the park of the new association. `None` when some event's papers place it there, or no park is named anywhere.
/// The place stated comes first: another park or a hotel in town is not made up for by “园区企业” among those invited.
pub(super) fn elsewhere(case: &Case<'_>, rule: &Rule, events: &[&Event]) -> Option<Finding> {
    let parks = park_names(case);
    if parks.is_empty() || events.iter().any(|e| is_in_park(case, e, &parks)) {
        return None;
    }
    let places: Vec<&str> = events.iter().map(|e| e.place.as_str()).filter(|p| !p.is_empty()).collect();
    let where_ = if places.is_empty() { "未写明".to_owned() } else { format!("为“{}”", places.join("”“")) };
    let message = format!("{}的举办地点{where_}，是否在新成立的园区科协所在园区内请核实。", titles(events));
    Some(case.finding(rule, Status::Review, message).citing(first_evidence(events)))
}

fn is_in_park(case: &Case<'_>, event: &Event, parks: &[String]) -> bool {
    // in another city than the park, whatever its name
    let home = Home { region: &case.pack.region, abroad: &[] };
    let (of_park, of_event) = (Venue::read(&case.facts.project.unit, &home), Venue::read(&event.place, &home));
    let other_city = !of_park.city.is_empty() && !of_event.city.is_empty() && of_park.city != of_event.city;
    if other_city || of_event.side == Side::Elsewhere {
        return false;
    }
    let place = key(&event.place);
    match stated_place(&place, parks) {
        PlaceStated::Park => return true,
        PlaceStated::OtherPark => return false,
        PlaceStated::Town | PlaceStated::Open => {}
    }
    if event.titles.iter().any(|t| lies_there(&t.value, parks)) {
        return true;
    }
    let text = event_text(case, event);
    let mut sentences = text.split(['。', '\n', '；', ';']);
    if stated_place(&place, parks) == PlaceStated::Town {
        return sentences.any(|s| place.chars().count() >= 4 && key(s).contains(&place) && lies_there(s, parks));
    }
    sentences.any(|s| lies_there(s, parks) || language().parks.within_park.hits(&key(s)))
}

#[derive(Debug, PartialEq, Eq)]
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

/// Keys of the park whose association was founded: from the grantee's name and the approval's subject.
fn park_names(case: &Case<'_>) -> Vec<String> {
    static PARK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[\u{4e00}-\u{9fff}0-9]{2,20}?(产业园区?|工业园区?|科技园区?|开发区|高新区|经开区|集中区|示范区|保税区|孵化器|加工区|园区)")
            .expect("fixed pattern")
    });
    let approvals = case.facts.approvals.iter().filter(|a| a.is_granted()).map(|a| a.subject.clone());
    let mut out = Vec::new();
    for name in std::iter::once(case.facts.project.unit.clone()).chain(approvals) {
        let k = key(&name);
        let k = k.rsplit_once("成立").map_or(k.as_str(), |(_, rest)| rest);
        for m in PARK.find_iter(k) {
            // “同意某某园区” without the words before the name; the last six characters tell it from others
            let chars: Vec<char> = m.as_str().chars().collect();
            let from = chars.len().saturating_sub(7);
            out.push(chars.get(from..).unwrap_or_default().iter().collect());
        }
    }
    out
}

/// The day on which the local association approved the park association: the approval itself, else what other papers say of it.
fn founding_approval(case: &Case<'_>) -> Option<(crate::model::Day, Evidence)> {
    let from_paper = case
        .facts
        .approvals
        .iter()
        .filter(|a| {
            a.is_granted()
                && !a.authority.is_empty()
                && a.kind == DocKind::Approval
                && not_founding_by(case, a).is_none_or(|n| !n.certain)
                && (a.subject.contains("成立") || a.subject.contains("科协") || a.subject.contains("科学技术协会"))
        })
        .find_map(|a| a.date.map(|d| (d, a.evidence.clone())));
    if from_paper.is_some() {
        return from_paper;
    }
    for paper in case.kinds.papers.iter().filter(|p| {
        let other = p.is_any(&[Role::IsAnAgreement, Role::IsAPlan]) || p.kind == DocKind::Request;
        !p.is_void() && !other && not_founding(case, p).is_none_or(|n| !n.certain)
    }) {
        for (place, written, folded) in lines(case, paper) {
            for sentence in written.split(['。', '；']) {
                let f = fold(sentence);
                let speaks = (f.contains("批复") || f.contains("批准") || f.contains("备案"))
                    && (f.contains("科协") || f.contains("科学技术协会"))
                    && folded.contains("成立");
                if let Some(day) = speaks.then(|| approval_day(&f, case.pack.notice.year)).flatten() {
                    return Some((day, Evidence::new(paper.doc, place, sentence.trim())));
                }
            }
        }
    }
    None
}

/// The day just before 批复 or 批准 (“2026年7月6日批复同意成立”, “7月6日田阳区科协作出批复”).
fn approval_day(folded: &str, year: i16) -> Option<crate::model::Day> {
    let at = ["批复", "批准", "备案"].iter().filter_map(|w| folded.find(w)).min()?;
    let re = Regex::new(r"(?:(20[0-9]{2})年)?([0-9]{1,2})月([0-9]{1,2})日").ok()?;
    let hit = re.captures_iter(folded.get(..at)?).last()?;
    let y = hit.get(1).and_then(|m| m.as_str().parse().ok()).unwrap_or(year);
    crate::model::Day::new(y, hit[2].parse().ok()?, hit[3].parse().ok()?)
}

/// A09: a new park association of a park of the wanted level.
pub fn association_founded(case: &Case<'_>, rule: &Rule, levels: &[String]) -> Vec<Finding> {
    let approvals = || {
        case.kinds
            .papers
            .iter()
            .filter(|p| p.is(Role::IsAnAnswer) && !p.is_void() && !p.blocks.is_empty() && speaks_of_founding(case, p))
    };
    let (others, approvals): (Vec<&Paper>, Vec<&Paper>) = approvals().partition(|p| is_none(case, p));
    let sound = approvals.iter().find(|p| doubt(case, p).is_none());
    let approval = sound.or(approvals.first()).copied();
    let level = level_stated(case, levels);
    let doubted = approval.and_then(|a| Some((a, doubt(case, a)?)));
    match (approval, level) {
        (Some(_), level) if doubted.is_some() => {
            let (words, evidence) = told(case, &doubted.into_iter().collect::<Vec<_>>());
            let message = format!("园区科协是否已获属地科协批复或备案未能确认：{words}，请核实。");
            vec![case.finding(rule, Status::Review, message).citing(evidence).citing(level)]
        }
        (Some(a), Some(l)) => {
            let message =
                format!("新成立园区科协，批复或备案见{}，园区级别见“{}”。", case.dossier.doc(a.doc).path, l.quote);
            vec![case.finding(rule, Status::Pass, message).citing([cite(case, a), l])]
        }
        (Some(a), None) => {
            let message = "已有园区科协成立的批复或备案，但材料未写明园区为国家级或自治区级，请核实。";
            vec![case.finding(rule, Status::Review, message).citing([cite(case, a)])]
        }
        (None, level) => {
            let unread = unread::candidates(
                case,
                &case.pack.roles.kinds(Role::IsAnAnswer),
                &["批复".to_owned(), "备案".to_owned(), "成立".to_owned()],
            );
            let mention = founding_approval(case).map(|(_, e)| e);
            if !unread.is_empty() || mention.is_some() {
                let (words, evidence) = if unread.is_empty() {
                    ("只见其他材料提到批复，未见批复原件".to_owned(), vec![])
                } else {
                    unread::cite(case, &unread)
                };
                let message = format!("未能读到属地科协的批复或备案材料；{words}。");
                return vec![
                    case.finding(rule, Status::Review, message).citing(evidence).citing(mention).citing(level),
                ];
            }
            let also = told(case, &others.iter().filter_map(|p| Some((*p, doubt(case, p)?))).collect::<Vec<_>>());
            let why = if also.0.is_empty() { String::new() } else { format!("{}。", also.0) };
            let message = format!("未见新成立国家级或自治区级园区科协的批复或备案材料。{why}");
            vec![
                case.finding(rule, Status::Missing, message)
                    .citing(also.1)
                    .citing(level)
                    .having_searched(unread::searched(case)),
            ]
        }
    }
}

/// Where the papers state that the park is of one of the levels.
fn level_stated(case: &Case<'_>, levels: &[String]) -> Option<Evidence> {
    let parks = park_names(case);
    let kinds = |p: &&Paper| !p.is_void() && !p.is(Role::IsAnAgreement);
    case.kinds.papers.iter().filter(kinds).find_map(|p| {
        lines(case, p).into_iter().find_map(|(place, written, _)| {
            let mut sentences = written.split(['。', '；', ';']).map(str::trim);
            let stated = sentences.find(|s| states_level(&fold(s), levels, &parks))?;
            Some(Evidence::new(p.doc, place, stated))
        })
    })
}

/// A clause of the sentence says of the park itself that it is of the level now.
fn states_level(sentence: &str, levels: &[String], parks: &[String]) -> bool {
    let words = &language().parks;
    if words.level_lost.hits(sentence) {
        return false;
    }
    let of_park = |clause: &str, level: &str| {
        let by_rank = level.ends_with('级');
        !by_rank && words.park_word.hits(sentence) || by_rank && words.level_of_park.hits(clause)
    };
    sentence.split(['，', ',']).any(|clause| {
        levels.iter().filter(|l| clause.contains(l.as_str())).any(|level| {
            of_park(clause, level)
                && !words.level_not_yet.hits(clause)
                && !words.level_of_others.hits(clause)
                && !is_of_another_park(&clause.replacen(level.as_str(), "", 1), parks)
        })
    })
}

/// A park is named in the clause, and it is not ours.
fn is_of_another_park(clause: &str, parks: &[String]) -> bool {
    let ours = |name: &str| {
        let k = key(name);
        parks.iter().any(|p| k.contains(p.as_str()) || p.contains(&k) || likeness(&k, p) >= 30)
    };
    let generic = ["本", "我", "该", "你", "贵", "为", "是", "系", "属", "的"];
    let named = words_named(clause);
    let named: Vec<&String> = named.iter().filter(|n| !generic.iter().any(|g| n.starts_with(g))).collect();
    !parks.is_empty() && !named.is_empty() && !named.iter().any(|n| ours(n))
}

fn words_named(clause: &str) -> Vec<String> {
    let all = language().parks.named_park.captures_all(clause);
    all.iter().filter_map(|c| c.get(0)).map(|m| m.as_str().to_owned()).collect()
}

/// Why a paper is no approval of the founding of the park's association.
#[derive(Debug, Clone)]
pub(super) struct NotFounding {
    pub why: String,
    /// Nothing is left to ask: the paper is about something else.
    pub certain: bool,
}

/// By what the paper's own words approve, for whom, and in which year; `None` where nothing speaks against it.
pub(super) fn not_founding(case: &Case<'_>, paper: &Paper) -> Option<NotFounding> {
    let mut of_paper = case.facts.approvals.iter().filter(|a| a.evidence.doc == paper.doc && a.kind == paper.kind);
    let approval = of_paper.next()?;
    let on_another_matter = approval.matter == Matter::Other && !speaks_of_founding(case, paper);
    not_founding_by(case, approval).or_else(|| {
        let certain = is_read(case, paper) && !case.dossier.doc(paper.doc).is_recognised();
        let why = "所批事项与成立园区科协无关".to_owned();
        (on_another_matter && approval.is_granted()).then_some(NotFounding { why, certain })
    })
}

fn speaks_of_founding(case: &Case<'_>, paper: &Paper) -> bool {
    text(case, paper).contains("成立")
}

fn not_founding_by(case: &Case<'_>, approval: &Approval) -> Option<NotFounding> {
    let doc = case.dossier.doc(approval.evidence.doc);
    let read = !doc.is_recognised() && !doc.is_unread();
    let certain = |why: String| Some(NotFounding { why, certain: read });
    let open = |why: String| Some(NotFounding { why, certain: false });
    match approval.issuer.as_ref().map(|b| (b, &b.region)) {
        Some((issuer, Region::Of { region, .. })) if *region != case.pack.region.short => {
            return certain(format!("批复单位“{}”不在{}，不是属地科协", issuer.name, case.pack.region.short));
        }
        Some((issuer, Region::Of { city, .. })) if !city.is_empty() && is_of_another_city(case, city) => {
            return open(format!("批复单位“{}”看来不是园区所在地的科协", issuer.name));
        }
        _ => {}
    }
    match &approval.matter {
        Matter::Later => return certain("所批事项是换届、增补委员等，不是成立园区科协".to_owned()),
        Matter::Preparing => return certain("只同意筹备，尚未同意成立园区科协".to_owned()),
        Matter::Founding(body) if body.is_of_enterprise() => {
            return certain(format!("同意成立的是“{}”，不是园区科协", body.name));
        }
        Matter::Founding(body) if is_another_park(case, body) => {
            return open(format!("同意成立的是“{}”，与承担单位的园区名称不同", body.name));
        }
        Matter::Founding(_) | Matter::Other => {}
    }
    if approval.answer == Answer::Withdrawn || is_taken_back(case, approval) {
        return open("批复或备案已被撤销".to_owned());
    }
    earlier_year(case, approval)
        .and_then(|day| certain(format!("日期为{day}，早于本项目年度，不是本项目新成立的园区科协")))
}

/// Another paper, not earlier than this one, takes the approval of an association back.
fn is_taken_back(case: &Case<'_>, approval: &Approval) -> bool {
    let of_association = |a: &Approval| a.subject.contains("科协") || a.subject.contains("科学技术协会");
    let mut back = case.facts.approvals.iter().filter(|a| a.answer == Answer::Withdrawn && of_association(a));
    back.any(|a| a.date.zip(approval.date).is_none_or(|(back, given)| back >= given))
}

/// The park's association is named after a place in another city.
fn is_of_another_city(case: &Case<'_>, city: &str) -> bool {
    let unit = Body::read(&case.facts.project.unit);
    unit.is_of_park() && matches!(&unit.region, Region::Of { city: own, .. } if !own.is_empty() && own != city)
}

fn earlier_year(case: &Case<'_>, approval: &Approval) -> Option<crate::model::Day> {
    approval.date.filter(|d| d.year() < case.pack.notice.year)
}

/// The grantee is a park's association, and this is another park's.
fn is_another_park(case: &Case<'_>, body: &Body) -> bool {
    let unit = Body::read(&case.facts.project.unit);
    let named = key(body.of()).chars().count() >= 4;
    named
        && body.is_of_park()
        && unit.is_of_park()
        && !unit.is_kin(body)
        && likeness(&key(unit.of()), &key(body.of())) < 50
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
        let states = |text: &str| states_level(&fold(text), &levels, &parks);
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

//! A01–A09: activities held, problems solved, associations founded.

use std::sync::LazyLock;

use regex::Regex;

use super::brand::bare;
use super::materials::{cite, lines, text};
use super::substance::{doubt, told};
use super::unread;
use crate::facts::outcome::of_its_day;
use crate::model::pack::Rule;
use crate::model::partner::{is_of_another_year, is_partner};
use crate::model::text::{fold, key};
use crate::model::{DocId, DocKind, Event, EventKind, Evidence, Finding, Status};
use crate::rules::Case;

/// Papers that show that an event took place, not only that it was planned.
const HELD: [DocKind; 11] = [
    DocKind::SignIn,
    DocKind::AttendeeList,
    DocKind::TeamList,
    DocKind::PressRelease,
    DocKind::PressPublication,
    DocKind::PressMail,
    DocKind::WorkSummary,
    DocKind::ServiceSummary,
    DocKind::CaseWriteUp,
    DocKind::AcceptanceForm,
    DocKind::SubsidyForm,
];

/// What [`events_at_least`] asks of the events.
#[derive(Debug)]
pub struct Asked {
    pub kind: EventKind,
    pub least: u32,
    pub as_organiser: bool,
    pub with_national_society: bool,
    pub after_founding: bool,
    pub apart_from: Option<EventKind>,
}

/// Some paper shows that the event took place: not one that only says that it will, not a list of whom one means to invite.
pub fn held(event: &Event) -> bool {
    event.cancelled.is_none() && event.papers.iter().any(|(doc, kind)| shows(event, *doc, *kind))
}

/// A paper says that this very event, by its name or day, was called off, and none tells that it was held all the same.
fn plainly_off(event: &Event) -> bool {
    let Some(said) = &event.cancelled else { return false };
    let folded = fold(&said.quote);
    let names = event.titles.iter().map(|t| key(&bare(&t.value))).filter(|n| n.chars().count() >= 4);
    let told = of_its_day(&folded, event) || names.into_iter().any(|n| key(&said.quote).contains(&n));
    told && !event.papers.iter().any(|(doc, kind)| *doc != said.doc && shows(event, *doc, *kind))
}

fn shows(event: &Event, doc: DocId, kind: DocKind) -> bool {
    if !HELD.contains(&kind) || event.only_planned.contains(&doc) {
        return false;
    }
    let mut lists = event.lists.iter().filter(|l| l.kind == kind && l.evidence.doc == doc).peekable();
    lists.peek().is_none() || lists.any(|l| l.aside.is_none())
}

/// A01–A07.
pub fn events_at_least(case: &Case<'_>, rule: &Rule, asked: &Asked) -> Vec<Finding> {
    let name = asked.kind.chinese();
    let events: Vec<&Event> = case.facts.events.iter().filter(|e| e.kinds.contains(&asked.kind)).collect();
    let need = usize::try_from(asked.least.max(1)).unwrap_or(1);
    if events.len() < need {
        return vec![too_few(case, rule, name, &events, need)];
    }
    let shown: Vec<&Event> = events.iter().copied().filter(|e| held(e)).collect();
    if shown.len() < need {
        let off: Vec<Evidence> = events.iter().filter_map(|e| e.cancelled.clone()).collect();
        let not_off: Vec<&Event> = events.iter().copied().filter(|e| !plainly_off(e)).collect();
        if not_off.len() < need && not_off.iter().all(|e| held(e)) {
            let quote = off.first().map_or("", |e| e.quote.as_str());
            let message =
                format!("{name}应不少于{need}场，材料只能证明{}场；材料称“{quote}”，未见补办。", not_off.len());
            return vec![
                case.finding(rule, Status::Missing, message)
                    .citing(first_evidence(&events))
                    .citing(off)
                    .having_searched(unread::searched(case)),
            ];
        }
        let message = match off.first() {
            Some(e) => format!("{}是否已举办请核实，材料称“{}”。", titles(&events), e.quote),
            None => {
                format!("{}只见通知、方案等事前材料，未见签到、新闻稿等举办证明，是否已举办请核实。", titles(&events))
            }
        };
        return vec![
            case.finding(rule, Status::Review, message)
                .citing(first_evidence(&events))
                .citing(off)
                .having_searched(unread::searched(case)),
        ];
    }
    if let Some(other) = asked.apart_from {
        let apart = shown.iter().any(|e| !e.kinds.contains(&other));
        if !apart {
            let message =
                format!("{}同时作为{}和{name}，一场活动能否计作两项请验收组判断。", titles(&shown), other.chinese());
            return vec![case.finding(rule, Status::Review, message).citing(first_evidence(&shown))];
        }
    }
    if asked.after_founding
        && let Some(finding) = after_founding(case, rule, &shown)
    {
        return vec![finding];
    }
    if asked.after_founding
        && let Some(finding) = elsewhere(case, rule, &shown)
    {
        return vec![finding];
    }
    let good: Vec<&Event> = shown.iter().copied().filter(|e| !asked.as_organiser || organised(case, e)).collect();
    if good.is_empty() {
        let message = format!("{}未见承担单位为主办或承办单位的记载，请核实承担单位在活动中的身份。", titles(&shown));
        return vec![case.finding(rule, Status::Review, message).citing(first_evidence(&shown))];
    }
    if asked.with_national_society {
        return vec![with_society(case, rule, &good)];
    }
    if asked.kind == EventKind::Academic && !good.iter().any(|e| in_guangxi(case, e)) {
        let message = format!("{}的举办地点材料中未写明，是否在区内举办请核实。", titles(&good));
        return vec![case.finding(rule, Status::Review, message).citing(first_evidence(&good))];
    }
    if asked.kind == EventKind::Contest && !good.iter().any(|e| is_for_students(&event_text(case, e))) {
        let message = format!("{}的材料未写明面向大学生，请核实参赛对象。", titles(&good));
        return vec![case.finding(rule, Status::Review, message).citing(first_evidence(&good))];
    }
    if good.len() < need {
        return vec![too_few(case, rule, name, &good, need)];
    }
    let dates: Vec<String> = good
        .iter()
        .map(|e| {
            format!(
                "“{}”（{}，证明材料：{}）",
                bare(&e.title),
                e.date.map_or("日期未写明".to_owned(), |d| d.to_string()),
                proofs(e)
            )
        })
        .collect();
    vec![
        case.finding(rule, Status::Pass, format!("已举办{name}{}场：{}。", good.len(), dates.join("；")))
            .citing(first_evidence(&good)),
    ]
}

fn is_for_students(text: &str) -> bool {
    ["学生", "本科生", "研究生", "硕士生", "博士生", "在校生", "专科生", "高职生", "本专科", "学子"]
        .iter()
        .any(|w| text.contains(w))
}

fn too_few(case: &Case<'_>, rule: &Rule, name: &str, events: &[&Event], need: usize) -> Finding {
    let message = if events.is_empty() {
        format!("未见{name}的材料，应不少于{need}场。")
    } else {
        format!("{name}应不少于{need}场，材料只能证明{}场：{}。", events.len(), titles(events))
    };
    let unread = unread::candidates(
        case,
        &[DocKind::Notice, DocKind::Plan, DocKind::Handbook, DocKind::SignIn, DocKind::PressRelease],
        &[],
    );
    if unread.is_empty() {
        return case
            .finding(rule, Status::Missing, message)
            .citing(first_evidence(events))
            .having_searched(unread::searched(case));
    }
    let (words, evidence) = unread::cite(case, &unread);
    case.finding(rule, Status::Review, format!("{message}{words}。")).citing(first_evidence(events)).citing(evidence)
}

fn titles(events: &[&Event]) -> String {
    events.iter().map(|e| format!("“{}”", bare(&e.title))).collect::<Vec<_>>().join("、")
}

fn proofs(event: &Event) -> String {
    let mut names: Vec<&str> =
        event.papers.iter().filter(|(d, k)| shows(event, *d, *k)).map(|(_, k)| k.chinese()).collect();
    names.dedup();
    names.join("、")
}

fn first_evidence(events: &[&Event]) -> Vec<Evidence> {
    let mut out = Vec::new();
    for e in events {
        out.extend(e.titles.first().map(|t| t.evidence.clone()));
        out.extend(e.dates.first().map(|d| d.evidence.clone()));
        out.extend(e.lists.first().map(|l| l.evidence.clone()));
    }
    out.dedup();
    out.truncate(8);
    out
}

fn event_text(case: &Case<'_>, event: &Event) -> String {
    let papers =
        case.kinds.papers.iter().filter(|p| event.papers.contains(&(p.doc, p.kind)) && p.kind != DocKind::Invoice);
    papers.map(|p| text(case, p)).collect::<Vec<_>>().join("\n")
}

/// 主办 or 承办 by the grantee, by a host field, host sentence, or the issuer of the notice.
fn organised(case: &Case<'_>, event: &Event) -> bool {
    let names: Vec<String> = case.unit_keys();
    let mine = |name: &str| {
        let k = short(&key(name));
        names.iter().any(|n| k.contains(&short(n)) || (k.chars().count() >= 6 && short(n).contains(&k)))
    };
    if event.hosts.iter().any(|(role, h)| (role.contains("主办") || role.contains("承办")) && mine(&h.value)) {
        return true;
    }
    const HELPED: [&str; 4] = ["协办", "支持", "指导", "参与"];
    if event.hosts.iter().any(|(role, h)| HELPED.iter().any(|w| role.contains(w)) && mine(&h.value)) {
        return false;
    }
    // who issues the notice of an event holds it
    let notices = case
        .kinds
        .papers
        .iter()
        .filter(|p| matches!(p.kind, DocKind::Notice | DocKind::Plan) && event.papers.contains(&(p.doc, p.kind)));
    notices.into_iter().any(|p| {
        let all = lines(case, p);
        all.iter().rev().take(5).chain(all.iter().take(2)).any(|(_, w, _)| w.chars().count() <= 40 && mine(w))
    })
}

/// 科学技术协会 and 科协 are one word.
fn short(k: &str) -> String {
    k.replace("科学技术协会", "科协")
}

fn in_guangxi(case: &Case<'_>, event: &Event) -> bool {
    let places = &case.pack.words.guangxi_places;
    let place = fold(&event.place);
    // a place that names another region outweighs the society's own “广西” in its papers
    const ELSEWHERE: [&str; 24] = [
        "北京", "上海", "天津", "重庆", "广东", "广州", "深圳", "湖南", "长沙", "湖北", "武汉", "贵州", "贵阳", "云南",
        "昆明", "四川", "成都", "海南", "海口", "福建", "浙江", "江苏", "山东", "陕西",
    ];
    if ELSEWHERE.iter().any(|p| place.starts_with(p)) {
        return false;
    }
    places.iter().any(|p| place.contains(p.as_str())) || {
        let t = event_text(case, event);
        places.iter().any(|p| t.contains(p.as_str()))
    }
}

fn with_society(case: &Case<'_>, rule: &Rule, events: &[&Event]) -> Finding {
    let national: Vec<Regex> = case.pack.words.national_society.iter().filter_map(|p| Regex::new(p).ok()).collect();
    let not: Vec<Regex> = case.pack.words.not_national_society.iter().filter_map(|p| Regex::new(p).ok()).collect();
    let is = |name: &str| {
        let f = fold(name);
        national.iter().any(|p| p.is_match(&f)) && !not.iter().any(|p| p.is_match(&f))
    };
    let mut named = Vec::new();
    for event in events {
        for (role, host) in &event.hosts {
            if is(&host.value) {
                let message = format!("“{}”的{role}单位中有全国学会“{}”。", bare(&event.title), host.value);
                return case
                    .finding(rule, Status::Pass, message)
                    .citing([host.evidence.clone()])
                    .citing(first_evidence(&[event]));
            }
        }
        for paper in
            case.kinds.papers.iter().filter(|p| event.papers.contains(&(p.doc, p.kind)) || p.kind == DocKind::Contract)
        {
            for (place, written, folded) in lines(case, paper) {
                if national.iter().any(|p| p.is_match(&folded)) && is(&written) {
                    let year = case.pack.notice.year;
                    let partner = (folded.split(['。', ';', '；']))
                        .any(|s| names_partner(s, &national) && !is_of_another_year(s, year))
                        || is_party(&folded) && is_of_cooperation(&text(case, paper))
                        || folded.chars().count() <= 30 && is_consent(&text(case, paper));
                    let evidence = Evidence::new(paper.doc, place, &written);
                    if partner {
                        let message =
                            format!("“{}”与全国学会合作举办，材料载明“{}”。", bare(&event.title), evidence.quote);
                        return case
                            .finding(rule, Status::Pass, message)
                            .citing([evidence])
                            .citing(first_evidence(&[event]));
                    }
                    named.push(evidence);
                }
            }
        }
    }
    let unread = unread::candidates(case, &[DocKind::Other], &["学会".to_owned(), "函".to_owned(), "协议".to_owned()]);
    if !named.is_empty() {
        let message =
            format!("{}的材料提到全国学会，但未写明其为主办、承办或合作单位，请核实合作关系。", titles(events));
        return case.finding(rule, Status::Review, message).citing(named.into_iter().take(4));
    }
    let message = format!("{}的主办、承办、合作单位中未见中国科协所属全国学会。", titles(events));
    if unread.is_empty() {
        return case
            .finding(rule, Status::Missing, message)
            .citing(first_evidence(events))
            .having_searched(unread::searched(case));
    }
    let (words, evidence) = unread::cite(case, &unread);
    case.finding(rule, Status::Review, format!("{message}{words}。")).citing(evidence)
}

/// “乙方：中国…学会”: a party of an agreement.
fn is_party(folded: &str) -> bool {
    ["甲方", "乙方", "丙方", "丁方"].iter().any(|w| folded.trim_start().starts_with(w)) && folded.chars().count() < 60
}

/// A letter by which the body that signs it agrees to host together (“我会同意与贵会共同主办…”).
fn is_consent(text: &str) -> bool {
    static CONSENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(同意|愿意|愿)[^。;]{0,6}(与贵|和贵|作为|共同|联合)[^。;]{0,30}(主办|承办|协办|举办|合作|支持|指导)",
        )
        .expect("fixed pattern")
    });
    let f = fold(text);
    CONSENT.is_match(&f) && !["不同意", "未同意", "不能同意"].iter().any(|w| f.contains(w))
}

/// An agreement on doing something together, as against one on a service.
fn is_of_cooperation(text: &str) -> bool {
    ["合作协议", "合作框架", "备忘录", "联合举办", "共同举办", "联合主办", "共同主办", "合作举办", "联合承办"]
        .iter()
        .any(|w| text.contains(w))
}

/// The sentence makes a society host or partner.
fn names_partner(sentence: &str, national: &[Regex]) -> bool {
    national.iter().flat_map(|p| p.find_iter(sentence)).any(|m| is_partner(sentence, m.range()))
}

/// A02 in 4C: not before the approval of the new association. `None` when it was not.
fn after_founding(case: &Case<'_>, rule: &Rule, events: &[&Event]) -> Option<Finding> {
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
fn elsewhere(case: &Case<'_>, rule: &Rule, events: &[&Event]) -> Option<Finding> {
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
    sentences.any(|s| {
        let k = key(s);
        let within = ["园区内", "园区企业", "园内企业", "区内企业", "本园区", "入园企业"];
        lies_there(s, parks) || within.iter().any(|w| k.contains(w))
    })
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
    static OF_PARK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(本|我|该|产业|工业|科技)?园区?(综合|管委会|服务|科协|会议|党群|企业|内|多功能|展厅|招商|创新|办公|孵化|标准|厂房|培训|报告|一|二|三|[0-9a-z]|$)")
            .expect("fixed pattern")
    });
    static NAMED_PARK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[\u{4e00}-\u{9fff}]{2,}(产业园|工业园|科技园|开发区|高新区|经开区|集中区|孵化器|加工区|园区)")
            .expect("fixed pattern")
    });
    const TOWN: [&str; 12] =
        ["酒店", "宾馆", "饭店", "会展中心", "大学", "学院", "图书馆", "科技馆", "礼堂", "会堂", "度假村", "招待所"];
    if parks.iter().any(|p| place.contains(p.as_str())) || OF_PARK.is_match(place) {
        PlaceStated::Park
    } else if NAMED_PARK.is_match(place) {
        PlaceStated::OtherPark
    } else if TOWN.iter().any(|w| place.contains(w)) {
        PlaceStated::Town
    } else {
        PlaceStated::Open
    }
}

/// The text puts something into the park (“走进…产业园”, “位于…产业园”), and not only names its association or administration.
fn lies_there(text: &str, parks: &[String]) -> bool {
    const THERE: [&str; 12] = ["在", "走进", "赴", "到", "位于", "深入", "落户", "入驻", "驻", "地点", "走访", "来到"];
    const BODY: [&str; 5] = ["科学技术协会", "科协", "管委会", "管理委员会", "党工委"];
    let k = key(text);
    parks.iter().any(|p| {
        k.match_indices(p.as_str()).any(|(i, _)| {
            let behind = k.get(i + p.len()..).unwrap_or_default();
            let head = k.get(..i).unwrap_or_default();
            let before: String = head.chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
            !BODY.iter().any(|b| behind.starts_with(b)) && THERE.iter().any(|w| before.contains(w))
        })
    })
}

/// Keys of the park whose association was founded: from the grantee's name and the approval's subject.
fn park_names(case: &Case<'_>) -> Vec<String> {
    static PARK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[\u{4e00}-\u{9fff}0-9]{2,20}?(产业园区?|工业园区?|科技园区?|开发区|高新区|经开区|集中区|示范区|保税区|孵化器|加工区|园区)")
            .expect("fixed pattern")
    });
    let approvals = case.facts.approvals.iter().filter(|a| a.answered).map(|a| a.subject.clone());
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
            a.answered
                && a.kind == DocKind::Approval
                && (a.subject.contains("成立") || a.subject.contains("科协") || a.subject.contains("科学技术协会"))
        })
        .find_map(|a| a.date.map(|d| (d, a.evidence.clone())));
    if from_paper.is_some() {
        return from_paper;
    }
    for paper in case.kinds.papers.iter().filter(|p| {
        !p.blank && !matches!(p.kind, DocKind::Request | DocKind::Plan | DocKind::Contract | DocKind::ApplicationForm)
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

/// A08: a solved problem is described.
pub fn problem_solved(
    case: &Case<'_>,
    rule: &Rule,
    kinds: &[DocKind],
    problem: &[String],
    result: &[String],
) -> Vec<Finding> {
    let compile = |ps: &[String]| ps.iter().filter_map(|p| Regex::new(p).ok()).collect::<Vec<_>>();
    let (problem, result) = (compile(problem), compile(result));
    let mut partly = Vec::new();
    let (mut named, mut solved) = (None, None);
    for paper in case.kinds.papers.iter().filter(|p| kinds.contains(&p.kind) && !p.blank) {
        let all = lines(case, paper);
        let open = |f: &str| ["尚未解决", "未能解决", "未解决", "拟于", "有待"].iter().any(|w| f.contains(w));
        let find = |ps: &[Regex], met: &dyn Fn(&str) -> bool| {
            all.iter()
                .filter(|(_, _, f)| met(f))
                .find(|(_, _, f)| ps.iter().any(|p| p.is_match(f)))
                .map(|(p, w, _)| Evidence::new(paper.doc, p.clone(), w))
        };
        // a problem still open is a problem; what is still to come is no result
        match (find(&problem, &|_| true), find(&result, &|f| !open(f))) {
            (Some(p), Some(r)) => {
                let message = format!("{}载有所解决的难题及其成效。", case.dossier.doc(paper.doc).path);
                return vec![case.finding(rule, Status::Pass, message).citing([p, r])];
            }
            (p, r) => {
                named = named.or(p.clone());
                // the result counts from the write-up itself, not from the form's own word
                solved = solved.or(r.clone().filter(|_| paper.kind == DocKind::CaseWriteUp));
                partly.extend(p.into_iter().chain(r));
            }
        }
    }
    if let (Some(p), Some(r)) = (named, solved) {
        let message = format!("案例材料载有成效，所解决的难题见{}。", case.dossier.doc(p.doc).path);
        return vec![case.finding(rule, Status::Pass, message).citing([p, r])];
    }
    let unread = unread::candidates(case, kinds, &[]);
    if !partly.is_empty() {
        let message = "材料提到难题或成效，但未见“难题—措施—成效”的完整叙述，请人工核对。";
        return vec![case.finding(rule, Status::Review, message).citing(partly.into_iter().take(4))];
    }
    let message = "未见解决生产技术难题、优化工艺流程或改进技术管理效能的叙述，应不少于1项。";
    if unread.is_empty() {
        return vec![case.finding(rule, Status::Missing, message).having_searched(unread::searched(case))];
    }
    let (words, evidence) = unread::cite(case, &unread);
    vec![case.finding(rule, Status::Review, format!("{message}{words}。")).citing(evidence)]
}

/// A09: a new park association of a park of the wanted level.
pub fn association_founded(case: &Case<'_>, rule: &Rule, levels: &[String]) -> Vec<Finding> {
    let approvals = || {
        case.kinds.papers.iter().filter(|p| {
            matches!(p.kind, DocKind::Approval | DocKind::Filing)
                && !p.blank
                && !p.blocks.is_empty()
                && text(case, p).contains("成立")
        })
    };
    let approval = approvals().find(|p| doubt(case, p).is_none()).or_else(|| approvals().next());
    let level = case
        .kinds
        .papers
        .iter()
        .filter(|p| !p.blank && !matches!(p.kind, DocKind::Contract | DocKind::ApplicationForm))
        .find_map(|p| {
            lines(case, p)
                .into_iter()
                .flat_map(|(place, w, _)| {
                    let sentences: Vec<String> = w.split(['。', '；']).map(|s| s.trim().to_owned()).collect();
                    sentences.into_iter().map(move |s| (place.clone(), fold(&s), s))
                })
                .find(|(_, f, _)| {
                    levels.iter().any(|l| f.contains(l.as_str()))
                        && !["非国家级", "非自治区级", "不属于", "申报", "创建", "拟"].iter().any(|w| f.contains(w))
                        && (f.contains('园') || f.contains("开发区"))
                })
                .map(|(place, _, w)| Evidence::new(p.doc, place, &w))
        });
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
                &[DocKind::Approval, DocKind::Filing],
                &["批复".to_owned(), "备案".to_owned(), "成立".to_owned()],
            );
            let told = founding_approval(case).map(|(_, e)| e);
            if !unread.is_empty() || told.is_some() {
                let (words, evidence) = if unread.is_empty() {
                    ("只见其他材料提到批复，未见批复原件".to_owned(), vec![])
                } else {
                    unread::cite(case, &unread)
                };
                let message = format!("未能读到属地科协的批复或备案材料；{words}。");
                return vec![case.finding(rule, Status::Review, message).citing(evidence).citing(told).citing(level)];
            }
            let message = "未见新成立国家级或自治区级园区科协的批复或备案材料。";
            vec![case.finding(rule, Status::Missing, message).citing(level).having_searched(unread::searched(case))]
        }
    }
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
}

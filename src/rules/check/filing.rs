//! R01, R02: filing of forums, approval of international meetings: by which authority, for which event, before or after it.

use super::quote::bare;
use super::unread;
use crate::model::Role;
use crate::model::body::Body;
use crate::model::facts::{Answer, Approval};
use crate::model::language::characters::simplified;
use crate::model::pack::Rule;
use crate::model::text::{fold, key};
use crate::model::{Day, DayRange, DocKind, Event, Evidence, Finding, Status};
use crate::rules::Case;

/// What R01 looks at.
#[derive(Debug)]
pub struct Forum<'r> {
    pub always: bool,
    pub duty_of_host: bool,
    pub trigger: &'r [String],
    pub unclear: &'r [String],
    pub not_forums: &'r [String],
    pub authorities: &'r [String],
    pub societies_only: &'r str,
}

enum Trigger {
    Yes,
    Unclear,
    No,
}

/// R01.
pub fn forum_filed(case: &Case<'_>, rule: &Rule, forum: &Forum<'_>) -> Vec<Finding> {
    if forum.duty_of_host {
        let message = "本项目服务于其他单位主办的活动，学术论坛备案由主办单位负责。";
        return vec![case.finding(rule, Status::NotApplicable, message)];
    }
    let mut findings = Vec::new();
    let main = case.duty_kind();
    for (i, event) in case.facts.events.iter().enumerate() {
        if !case.is_own(event) || of_an_earlier_year(case, event) {
            continue;
        }
        let always = forum.always && main.is_some_and(|k| event.kinds.contains(&k));
        match if always { Trigger::Yes } else { trigger(&event.title, forum) } {
            Trigger::Yes => findings.push(filed(case, rule, forum, i, event)),
            Trigger::Unclear => findings.push(unclear(case, rule, forum, i, event)),
            Trigger::No => {}
        }
    }
    if findings.is_empty() {
        if forum.always {
            let message =
                "本类项目的学术交流活动须冠“讲坛”名称，应报自治区科协和自治区民政厅备案；未见该活动，备案无从核对。";
            return vec![case.finding(rule, Status::Missing, message).having_searched(unread::searched(case))];
        }
        let names: Vec<String> = case.facts.events.iter().map(|e| format!("“{}”", bare(&e.title))).collect();
        let message = if names.is_empty() {
            "未见名称属于论坛、峰会、讲坛、讲座、大会、年会、研讨会、报告会的活动。".to_owned()
        } else {
            format!(
                "活动名称（{}）不属于须备案的论坛、峰会、讲坛、讲座、大会、年会、研讨会、报告会。",
                names.join("、")
            )
        };
        return vec![case.finding(rule, Status::NotApplicable, message)];
    }
    findings
}

/// Held before the year of the notice: another project's event, of which a paper strayed in.
fn of_an_earlier_year(case: &Case<'_>, event: &Event) -> bool {
    let year = case.pack.notice.year;
    let this_year = |e: &Event| e.date.is_some_and(|d| d.last.year() >= year);
    event.date.is_some_and(|d| d.last.year() < year && !d.year_inferred) && case.facts.events.iter().any(this_year)
}

fn trigger(title: &str, forum: &Forum<'_>) -> Trigger {
    // “硏討會”, “论 坛”, “ＦＯＲＵＭ” are the words themselves
    let mut folded = simplified(&fold(title));
    for word in forum.not_forums {
        folded = folded.replace(&fold(word), "");
    }
    // “论坛杯”, “年会展览” still name the forum; words quoted for an enterprise visit do not change the form
    let named = |word: &String| {
        let word = fold(word);
        if word.is_ascii() { has_word(&folded, &word) } else { folded.contains(&word) }
    };
    let end =
        folded.trim_end_matches(|c: char| c.is_ascii_digit() || "\")年-—·第届期场次(一二三四五六七八九十".contains(c));
    let end = end.strip_suffix("系列活动").or(end.strip_suffix("活动")).unwrap_or(end);
    if forum.trigger.iter().any(named) {
        Trigger::Yes
    } else if forum.unclear.iter().any(|w| {
        let w = fold(w);
        if w.is_ascii() { has_word(&folded, &w) } else { end.ends_with(&w) }
    }) {
        Trigger::Unclear
    } else {
        Trigger::No
    }
}

/// A Latin word by itself, its plural and its year: “forum2026”, not “forumite”.
fn has_word(folded: &str, word: &str) -> bool {
    folded.match_indices(word).any(|(i, _)| {
        let before = folded.get(..i).and_then(|b| b.chars().next_back());
        let behind = folded.get(i + word.len()..).unwrap_or_default();
        let behind = behind.strip_prefix('s').unwrap_or(behind).chars().next();
        !before.is_some_and(|c| c.is_ascii_alphabetic()) && !behind.is_some_and(|c| c.is_ascii_alphabetic())
    })
}

/// Papers of one authority that concern the event.
fn papers<'c>(case: &'c Case<'_>, authority: &str, index: usize) -> Vec<&'c Approval> {
    let only = case.facts.events.len() == 1;
    let answers = |a: &&Approval| {
        a.authority == authority
            && (case.pack.roles.has(a.kind, Role::IsAnAnswer)
                || a.kind == DocKind::Request
                || a.answer == Answer::Withdrawn)
    };
    case.facts
        .approvals
        .iter()
        .filter(answers)
        .filter(|a| a.events.contains(&index) || (a.events.is_empty() && only))
        .filter(|a| a.other.is_empty() && !unrelated(a))
        .collect()
}

/// The authority's paper about an event of another name, where there is none about this one: perhaps the same under an earlier name.
/// With a day of its own it is another event, and no more is to be said of it.
fn under_another_name<'c>(case: &'c Case<'_>, authority: &str) -> Option<&'c Approval> {
    case.facts.approvals.iter().find(|a| {
        a.authority == authority
            && case.pack.roles.has(a.kind, Role::IsAnAnswer)
            && !a.other.is_empty()
            && !a.other_day
            && !unrelated(a)
    })
}

/// Answers to something else than an activity: the award, a charter, an election, a journey abroad.
fn unrelated(approval: &Approval) -> bool {
    let words = ["立项", "章程", "换届", "出访", "赴", "变更登记", "法人", "资助项目"];
    words.iter().any(|w| approval.subject.contains(w))
}

fn authority_name<'c>(case: &'c Case<'_>, id: &'c str) -> &'c str {
    case.pack.authority(id).map_or(id, |a| a.name.as_str())
}

/// What one authority is shown to have said on one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Granted,
    /// … after the event, or on a day that can't be read.
    Late,
    Undated,
    /// … in an earlier year.
    EarlierYear,
    /// … to a body that has no part in the event.
    ToAnother,
    Withdrawn,
    Refused,
    Pending,
    /// Received, and no more.
    Unanswered,
    /// A file is called so, and nobody signed it.
    Unsigned,
    /// There is only the applicant's own request.
    Asked,
    OtherName,
}

/// The best that the papers show, and the paper; a withdrawal outweighs what it takes back.
fn shown<'c>(case: &'c Case<'_>, authority: &str, index: usize, before: Before) -> Option<(Shown, &'c Approval)> {
    let event = case.facts.events.get(index)?;
    let found = papers(case, authority, index);
    if let Some(back) = found.iter().find(|a| a.answer == Answer::Withdrawn) {
        let again = found.iter().any(|a| a.is_granted() && a.date.zip(back.date).is_some_and(|(a, b)| a > b));
        if !again {
            return Some((Shown::Withdrawn, back));
        }
    }
    let refused = found.iter().any(|a| a.answer == Answer::Refused);
    let of = |a: &'c Approval| -> Shown {
        match a.answer {
            Answer::Granted if !is_ours(case, event, a) => Shown::ToAnother,
            Answer::Granted => match (a.date, event.date) {
                (Some(d), _) if d.year() < case.pack.notice.year => Shown::EarlierYear,
                (Some(d), Some(e)) if d > before.day(e) => Shown::Late,
                (None, _) if before == Before::FirstDay => Shown::Undated,
                _ => Shown::Granted,
            },
            Answer::Refused | Answer::Withdrawn => Shown::Refused,
            _ if refused => Shown::Refused,
            _ if a.kind == DocKind::Request => Shown::Asked,
            Answer::Pending => Shown::Pending,
            Answer::Received if !a.signed => Shown::Unsigned,
            Answer::Received => Shown::Unanswered,
        }
    };
    let best = found.into_iter().map(|a| (of(a), a)).min_by_key(|(s, _)| rank(*s));
    best.or_else(|| under_another_name(case, authority).map(|a| (Shown::OtherName, a)))
}

/// From what settles the matter to what says least.
fn rank(shown: Shown) -> u8 {
    match shown {
        Shown::Granted => 0,
        Shown::Late => 1,
        Shown::Undated => 2,
        Shown::EarlierYear => 3,
        Shown::ToAnother => 4,
        Shown::Refused | Shown::Withdrawn => 5,
        Shown::Pending => 6,
        Shown::Unanswered => 7,
        Shown::Unsigned => 8,
        Shown::Asked => 9,
        Shown::OtherName => 10,
    }
}

/// By when an authority has to have answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    FirstDay,
    LastDay,
}

impl Before {
    fn day(self, held: DayRange) -> Day {
        match self {
            Before::FirstDay => held.first,
            Before::LastDay => held.last,
        }
    }
}

/// Addressed to the grantee, to a host of the event, or to nobody that can be told.
fn is_ours(case: &Case<'_>, event: &Event, approval: &Approval) -> bool {
    let Some(to) = &approval.to else { return true };
    let project = &case.facts.project;
    let units = std::iter::once(&project.unit).chain(&project.aliases).chain(project.units.iter().map(|u| &u.value));
    let joint = case.facts.joint_units.iter().map(|u| &u.value);
    let hosts = event.hosts.iter().map(|(_, h)| &h.value);
    let mut ours = units.chain(joint).chain(hosts).filter(|n| !n.is_empty()).peekable();
    ours.peek().is_none() || ours.any(|name| Body::read(name).is_kin(to))
}

/// “自治区民政厅的备案已被撤销”, with `noun` for what the authority gives (备案, 批复).
fn words(shown: Shown, approval: &Approval, name: &str, noun: &str, held: Option<DayRange>) -> String {
    let day = approval.date.map_or("未写明".to_owned(), |d| d.to_string());
    match shown {
        Shown::Granted => format!("有{name}的{noun}"),
        Shown::Late => format!(
            "{name}的{noun}材料日期为{day}，晚于活动日期{}",
            held.map_or("（未写明）".to_owned(), |d| d.to_string())
        ),
        Shown::Undated => format!("{name}的{noun}日期未能读出"),
        Shown::EarlierYear => format!("{name}的{noun}日期为{day}，早于本项目年度，疑为往年活动的{noun}"),
        Shown::ToAnother => {
            let to = approval.to.as_ref().map_or("其他单位", |b| b.name.as_str());
            format!("{name}的{noun}是给“{to}”的，不是给承担单位或活动主办单位的")
        }
        Shown::Withdrawn => format!("{name}的{noun}已被撤销（“{}”）", approval.evidence.quote),
        Shown::Refused => format!("{name}的答复为不予{noun}、退回或要求补正"),
        Shown::Pending => format!("{name}的{noun}仍在办理，未见结果"),
        Shown::Unanswered => format!("向{name}的{noun}只见申请或收件，未见答复或回执"),
        Shown::Unsigned => format!("名为{name}{noun}的材料中未见{name}的落款、印章或意见"),
        Shown::Asked => format!("向{name}的{noun}只见申请，未见答复或回执"),
        Shown::OtherName => {
            format!("{name}的{noun}材料所载活动为“{}”，与本场活动名称不同", bare(&approval.other))
        }
    }
}

fn filed(case: &Case<'_>, rule: &Rule, forum: &Forum<'_>, index: usize, event: &Event) -> Finding {
    let title = bare(&event.title);
    let (mut evidence, mut open, mut absent): (Vec<Evidence>, Vec<String>, Vec<&str>) =
        (Vec::new(), Vec::new(), Vec::new());
    for id in forum.authorities {
        let Some((said, a)) = shown(case, id, index, Before::LastDay) else {
            absent.push(id);
            continue;
        };
        evidence.push(a.evidence.clone());
        if said != Shown::Granted {
            open.push(words(said, a, authority_name(case, id), "备案", event.date));
        }
    }
    let list = |ids: &[&str]| ids.iter().map(|id| authority_name(case, id)).collect::<Vec<_>>().join("、");
    let own = event.titles.first().map(|t| t.evidence.clone());
    if absent.is_empty() && open.is_empty() {
        let all: Vec<&str> = forum.authorities.iter().map(String::as_str).collect();
        return case
            .finding(rule, Status::Pass, format!("“{title}”有{}的备案材料。", list(&all)))
            .about(event.title.clone())
            .citing(evidence);
    }
    if absent.is_empty() {
        let message = format!("“{title}”：{}，请核实是否已按要求备案。", open.join("；"));
        let advice = "请补交活动之前的备案答复或回执；事后补办、未予备案、被撤销或名称、单位有变的，请书面说明原因，提请验收组认定。";
        return case.finding(rule, Status::Review, message).advise(advice).about(event.title.clone()).citing(evidence);
    }
    let also = if open.is_empty() { String::new() } else { format!("{}。", open.join("；")) };
    let message = format!("“{title}”属于须备案的学术论坛活动，未见{}的备案材料。{also}", list(&absent));
    let hints: Vec<String> = ["备案", "报备", "民政", "回执"].iter().map(|s| (*s).to_owned()).collect();
    let unread = unread::candidates(case, &[DocKind::Filing], &hints);
    let base = |status, words: String| {
        case.finding(rule, status, words)
            .about(event.title.clone())
            .citing(evidence.clone())
            .citing(own.clone())
            .having_searched(unread::searched(case))
    };
    if !unread.is_empty() {
        let (words, more) = unread::cite(case, &unread);
        return base(Status::Review, format!("{message}{words}。")).citing(more);
    }
    let only_for_societies = absent.as_slice() == [forum.societies_only];
    if only_for_societies && case.facts.project.unit_is_society != Some(true) {
        let message = format!(
            "{message}承担单位“{}”看来不是在民政部门登记的社会团体，该项备案是否适用请核实。",
            case.facts.project.unit
        );
        return base(Status::Review, message);
    }
    base(Status::Missing, message)
}

fn unclear(case: &Case<'_>, rule: &Rule, forum: &Forum<'_>, index: usize, event: &Event) -> Finding {
    let all = forum.authorities.iter().all(|id| papers(case, id, index).iter().any(|a| a.is_granted()));
    if all {
        return filed(case, rule, forum, index, event);
    }
    let title = bare(&event.title);
    let message = format!(
        "“{title}”的形式（沙龙、座谈会、交流会等）是否属于须备案的学术论坛活动，通知写明“包括但不限于”，请验收组判断；材料中未见完整的备案材料。"
    );
    let own = event.titles.first().map(|t| t.evidence.clone());
    case.finding(rule, Status::Review, message).about(event.title.clone()).citing(own)
}

/// R02.
pub fn international_approved(
    case: &Case<'_>,
    rule: &Rule,
    always: bool,
    words: &[String],
    countries: u32,
    authorities: &[String],
) -> Vec<Finding> {
    let main = case.duty_kind();
    let mut findings = Vec::new();
    for (i, event) in case.facts.events.iter().enumerate() {
        let duty = always && main.is_some_and(|k| event.kinds.contains(&k));
        let named = key(&without_bodies(&event.title));
        let titled = case.is_own(event) && words.iter().any(|w| named.contains(&key(w)));
        let listed = event
            .lists
            .iter()
            .filter(|l| l.aside.is_none())
            .map(|l| l.countries.keys().filter(|c| !["中国", "香港", "澳门", "台湾"].contains(&c.as_str())).count())
            .max()
            .unwrap_or(0);
        if duty || titled || u32::try_from(listed).unwrap_or(0) >= countries {
            findings.push(approved(case, rule, authorities, i, event));
        }
    }
    if findings.is_empty() {
        if always {
            let message = "本类项目须报自治区科协和自治区外事办履行报批程序；未见国际活动的材料，报批无从核对。";
            return vec![case.finding(rule, Status::Missing, message).having_searched(unread::searched(case))];
        }
        let message =
            format!("活动名称不含“国际”，名单中的国家和地区（不含港澳台）不足{countries}个，不属于国际性会议。");
        return vec![case.finding(rule, Status::NotApplicable, message)];
    }
    findings
}

/// A title without the bodies and places that it names: who meets at “某国际会展中心” or visits “某国际贸易公司” holds no international
/// meeting.
fn without_bodies(title: &str) -> String {
    static BODY: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
        regex::Regex::new(r"国际[^会论赛坛，。、]{0,8}(有限公司|公司|集团|酒店|饭店|大学|学院|学校|医院|园区?|城|机场|大厦|广场|陆港|港|中心)|国际(会展|会议|博览|展览|商务)中心").expect("fixed pattern")
    });
    BODY.replace_all(&fold(title), "").into_owned()
}

/// The authority's answer on one event of R02: approvals name a meeting in their own words, and with one main event they are its.
fn approval_shown<'c>(case: &'c Case<'_>, authority: &str, index: usize) -> Option<(Shown, &'c Approval)> {
    let event = case.facts.events.get(index)?;
    let known = shown(case, authority, index, Before::FirstDay);
    if known.is_some_and(|(s, _)| s != Shown::OtherName) {
        return known;
    }
    let unnamed = case.facts.approvals.iter().find(|a| {
        a.authority == authority
            && a.events.is_empty()
            && a.other.is_empty()
            && case.pack.roles.has(a.kind, Role::IsAnAnswer)
    });
    let of = |a: &Approval| match (a.answer, a.date) {
        (Answer::Granted, _) if !is_ours(case, event, a) => Shown::ToAnother,
        (Answer::Granted, None) => Shown::Undated,
        (Answer::Granted, Some(d)) if d.year() < case.pack.notice.year => Shown::EarlierYear,
        (Answer::Granted, Some(d)) if event.date.is_some_and(|e| d > e.first) => Shown::Late,
        (Answer::Granted, Some(_)) => Shown::Granted,
        (Answer::Withdrawn, _) => Shown::Withdrawn,
        (Answer::Refused, _) => Shown::Refused,
        (Answer::Pending, _) => Shown::Pending,
        (Answer::Received, _) => Shown::Unanswered,
    };
    unnamed.map(|a| (of(a), a)).or(known)
}

fn approved(case: &Case<'_>, rule: &Rule, authorities: &[String], index: usize, event: &Event) -> Finding {
    let title = bare(&event.title);
    let (mut evidence, mut absent): (Vec<Evidence>, Vec<&str>) = (Vec::new(), Vec::new());
    let (mut open, mut late, mut asked): (Vec<String>, Vec<String>, Vec<String>) = Default::default();
    for id in authorities {
        let name = authority_name(case, id);
        let Some((said, a)) = approval_shown(case, id, index) else {
            absent.push(id.as_str());
            continue;
        };
        evidence.push(a.evidence.clone());
        let told = words(said, a, name, "批复", event.date);
        match said {
            Shown::Granted => {}
            Shown::Late | Shown::Undated => late.push(told),
            // who only asked has no approval
            Shown::Asked => {
                asked.push(told);
                absent.push(id.as_str());
            }
            _ => open.push(told),
        }
    }
    let list = |ids: &[&str]| ids.iter().map(|id| authority_name(case, id)).collect::<Vec<_>>().join("、");
    let finding = |status, message: String| case.finding(rule, status, message).about(event.title.clone());
    if absent.is_empty() && open.is_empty() && late.is_empty() {
        let all: Vec<&str> = authorities.iter().map(String::as_str).collect();
        return finding(Status::Pass, format!("“{title}”有{}的事前批复。", list(&all))).citing(evidence);
    }
    if !absent.is_empty() {
        asked.extend(open);
        let also = if asked.is_empty() { String::new() } else { format!("{}。", asked.join("；")) };
        let message = format!("“{title}”属于须报批的国际性会议，未见{}的批复材料。{also}", list(&absent));
        let hints: Vec<String> = ["批复", "报批", "外事", "批件", "审批"].iter().map(|s| (*s).to_owned()).collect();
        let unread = unread::candidates(case, &[DocKind::Approval], &hints);
        let own = event.titles.first().map(|t| t.evidence.clone());
        if unread.is_empty() {
            return finding(Status::Missing, message)
                .citing(evidence)
                .citing(own)
                .having_searched(unread::searched(case));
        }
        let (words, more) = unread::cite(case, &unread);
        return finding(Status::Review, format!("{message}{words}。")).citing(evidence).citing(more);
    }
    if !open.is_empty() {
        let advice = "请补交活动之前的批复；未获批准、批复已撤销，或批复的是其他单位、其他活动的，请书面说明原因，提请验收组认定。";
        let message = format!("“{title}”：{}，请核实。", open.join("；"));
        return finding(Status::Review, message).advise(advice).citing(evidence);
    }
    let held = event.date.map_or("活动日期未写明".to_owned(), |d| format!("活动日期为{d}"));
    let message = format!("“{title}”：{}，{held}，未能证明在活动之前获得批准，请核实。", late.join("，"));
    finding(Status::Review, message).citing(evidence)
}

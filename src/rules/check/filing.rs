//! R01, R02: filing of forums, approval of international meetings: by which authority, for which event, before or after it.

use super::brand::bare;
use super::unread;
use crate::model::facts::Approval;
use crate::model::pack::Rule;
use crate::model::text::{fold, key};
use crate::model::{DocKind, Event, Evidence, Finding, Status};
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
    let mut folded = fold(title);
    for word in forum.not_forums {
        folded = folded.replace(&fold(word), "");
    }
    // “论坛杯”, “年会展览” still name the forum; words quoted for an enterprise visit do not change the form
    if forum.trigger.iter().any(|w| folded.contains(&fold(w))) {
        Trigger::Yes
    } else if forum.unclear.iter().any(|w| folded.trim_end_matches(['"', ')']).ends_with(&fold(w))) {
        Trigger::Unclear
    } else {
        Trigger::No
    }
}

/// Papers of one authority that concern the event.
fn papers<'c>(case: &'c Case<'_>, authority: &str, index: usize) -> Vec<&'c Approval> {
    let only = case.facts.events.len() == 1;
    case.facts
        .approvals
        .iter()
        .filter(|a| {
            a.authority == authority && matches!(a.kind, DocKind::Filing | DocKind::Approval | DocKind::Request)
        })
        .filter(|a| a.events.contains(&index) || (a.events.is_empty() && only))
        .filter(|a| a.other.is_empty() && !unrelated(&a.subject))
        .collect()
}

/// The authority's paper about an event of another name, where there is none about this one: perhaps the same under an earlier name.
/// With a day of its own it is another event, and no more is to be said of it.
fn under_another_name<'c>(case: &'c Case<'_>, authority: &str) -> Option<&'c Approval> {
    case.facts.approvals.iter().find(|a| {
        a.authority == authority
            && matches!(a.kind, DocKind::Filing | DocKind::Approval)
            && !a.other.is_empty()
            && !a.other_day
            && !unrelated(&a.subject)
    })
}

/// Answers to something else than an activity: the award, a charter, an election, a journey abroad.
fn unrelated(subject: &str) -> bool {
    ["立项", "章程", "换届", "出访", "赴", "变更登记", "法人", "资助项目"].iter().any(|w| subject.contains(w))
}

fn authority_name<'c>(case: &'c Case<'_>, id: &'c str) -> &'c str {
    case.pack.authority(id).map_or(id, |a| a.name.as_str())
}

fn filed(case: &Case<'_>, rule: &Rule, forum: &Forum<'_>, index: usize, event: &Event) -> Finding {
    let title = bare(&event.title);
    let (mut evidence, mut open, mut absent): (Vec<Evidence>, Vec<String>, Vec<&str>) =
        (Vec::new(), Vec::new(), Vec::new());
    for id in forum.authorities {
        let found = papers(case, id, index);
        let name = authority_name(case, id);
        if let Some(a) = found.iter().find(|a| a.answered) {
            evidence.push(a.evidence.clone());
            if let Some((filed, held)) = a.date.zip(event.date).filter(|(filed, held)| *filed > held.last) {
                open.push(format!("{name}的备案材料日期为{filed}，晚于活动日期{held}"));
            }
        } else if let Some(a) = found.first() {
            evidence.push(a.evidence.clone());
            open.push(if found.iter().any(|a| a.denied) {
                format!("{name}的答复为不予备案、退回或要求补正")
            } else {
                format!("向{name}的备案只见申请，未见答复或回执")
            });
        } else if let Some(a) = under_another_name(case, id) {
            evidence.push(a.evidence.clone());
            open.push(format!("{name}的备案材料所载活动为“{}”，与本场活动名称不同", bare(&a.other)));
        } else {
            absent.push(id);
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
        let advice = "请补交活动之前的备案答复或回执；事后补办、未予备案或名称有变的，请书面说明原因，提请验收组认定。";
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
    base(Status::Missing, message).curable()
}

fn unclear(case: &Case<'_>, rule: &Rule, forum: &Forum<'_>, index: usize, event: &Event) -> Finding {
    let all = forum.authorities.iter().all(|id| papers(case, id, index).iter().any(|a| a.answered));
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

fn approved(case: &Case<'_>, rule: &Rule, authorities: &[String], index: usize, event: &Event) -> Finding {
    let title = bare(&event.title);
    let (mut evidence, mut absent): (Vec<Evidence>, Vec<&str>) = (Vec::new(), Vec::new());
    let (mut open, mut late, mut asked): (Vec<String>, Vec<String>, Vec<String>) = Default::default();
    for id in authorities {
        let name = authority_name(case, id);
        let mut found = papers(case, id, index);
        if found.is_empty() {
            // approvals name the meeting in their own words: with one main event they are its
            found = case
                .facts
                .approvals
                .iter()
                .filter(|a| {
                    a.authority == *id
                        && a.events.is_empty()
                        && a.other.is_empty()
                        && matches!(a.kind, DocKind::Approval | DocKind::Filing)
                })
                .collect();
        }
        let Some(answer) = found.iter().find(|a| a.answered).copied() else {
            if let Some(a) = found.first().filter(|_| found.iter().all(|a| a.kind == DocKind::Request)) {
                // who only asked has no approval
                evidence.push(a.evidence.clone());
                asked.push(format!("向{name}的报批只见请示，未见批复"));
                absent.push(id.as_str());
            } else if let Some(a) = found.first() {
                evidence.push(a.evidence.clone());
                open.push(if found.iter().any(|a| a.denied) {
                    format!("{name}的答复为不同意、退回或要求补正")
                } else {
                    format!("向{name}的报批只见请示，未见批复")
                });
            } else if let Some(a) = under_another_name(case, id) {
                evidence.push(a.evidence.clone());
                open.push(format!("{name}的批复所载活动为“{}”，与本场活动名称不同", bare(&a.other)));
            } else {
                absent.push(id.as_str());
            }
            continue;
        };
        evidence.push(answer.evidence.clone());
        match answer.date {
            Some(d) if event.date.is_some_and(|e| d > e.first) => late.push(format!("{name}的批复日期为{d}")),
            Some(_) => {}
            None => late.push(format!("{name}的批复日期未能读出")),
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
                .having_searched(unread::searched(case))
                .curable();
        }
        let (words, more) = unread::cite(case, &unread);
        return finding(Status::Review, format!("{message}{words}。")).citing(evidence).citing(more);
    }
    if !open.is_empty() {
        let advice = "请补交活动之前的批复；未获批准或批复的是其他活动的，请书面说明原因，提请验收组认定。";
        let message = format!("“{title}”：{}，请核实。", open.join("；"));
        return finding(Status::Review, message).advise(advice).citing(evidence);
    }
    let held = event.date.map_or("活动日期未写明".to_owned(), |d| format!("活动日期为{d}"));
    let message = format!("“{title}”：{}，{held}，未能证明在活动之前获得批准，请核实。", late.join("，"));
    finding(Status::Review, message).citing(evidence)
}

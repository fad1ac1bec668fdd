//! R01–R03: filing of forums, approval of international meetings, change requests.

use std::collections::BTreeSet;

use super::brand::bare;
use super::unread;
use crate::model::facts::{Approval, ClaimKind, PromiseKind};
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
        if !case.is_own(event) {
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
        .filter(|a| !unrelated(&a.subject))
        .collect()
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
    let (mut evidence, mut open, mut absent): (Vec<Evidence>, Vec<&str>, Vec<&str>) =
        (Vec::new(), Vec::new(), Vec::new());
    for id in forum.authorities {
        let found = papers(case, id, index);
        match found.iter().find(|a| a.answered) {
            Some(a) => evidence.push(a.evidence.clone()),
            None if found.is_empty() => absent.push(id),
            None => {
                open.push(id);
                evidence.extend(found.iter().map(|a| a.evidence.clone()).take(1));
            }
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
        let message = format!("“{title}”向{}的备案只见申请，未见答复或回执，请核实是否已备案。", list(&open));
        return case.finding(rule, Status::Review, message).about(event.title.clone()).citing(evidence);
    }
    let message = format!("“{title}”属于须备案的学术论坛活动，未见{}的备案材料。", list(&absent));
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
        let titled = case.is_own(event) && words.iter().any(|w| key(&event.title).contains(&key(w)));
        let listed = event
            .lists
            .iter()
            .filter(|l| !l.hidden)
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

fn approved(case: &Case<'_>, rule: &Rule, authorities: &[String], index: usize, event: &Event) -> Finding {
    let title = bare(&event.title);
    let (mut evidence, mut absent, mut open, mut late) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for id in authorities {
        let mut found = papers(case, id, index);
        if found.is_empty() {
            // approvals name the meeting in their own words: with one main event they are its
            found = case
                .facts
                .approvals
                .iter()
                .filter(|a| {
                    a.authority == *id && a.events.is_empty() && matches!(a.kind, DocKind::Approval | DocKind::Filing)
                })
                .collect();
        }
        let Some(answer) = found.iter().find(|a| a.answered).copied() else {
            if found.is_empty() {
                absent.push(id.as_str())
            } else {
                open.push(id.as_str())
            }
            evidence.extend(found.iter().map(|a| a.evidence.clone()).take(1));
            continue;
        };
        evidence.push(answer.evidence.clone());
        let too_late = answer.date.zip(event.date).is_some_and(|(a, e)| a > e.first);
        if too_late || answer.date.is_none() {
            late.push((id.as_str(), answer.date));
        }
    }
    let list = |ids: &[&str]| ids.iter().map(|id| authority_name(case, id)).collect::<Vec<_>>().join("、");
    let finding = |status, message: String| case.finding(rule, status, message).about(event.title.clone());
    if absent.is_empty() && open.is_empty() && late.is_empty() {
        let all: Vec<&str> = authorities.iter().map(String::as_str).collect();
        return finding(Status::Pass, format!("“{title}”有{}的事前批复。", list(&all))).citing(evidence);
    }
    if !absent.is_empty() {
        let message = format!("“{title}”属于须报批的国际性会议，未见{}的批复材料。", list(&absent));
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
        return finding(Status::Review, format!("“{title}”向{}的报批只见请示，未见批复，请核实。", list(&open)))
            .citing(evidence);
    }
    let told: Vec<String> = late
        .iter()
        .map(|(id, d)| match d {
            Some(d) => format!("{}的批复日期为{d}", authority_name(case, id)),
            None => format!("{}的批复日期未能读出", authority_name(case, id)),
        })
        .collect();
    let held = event.date.map_or("活动日期未写明".to_owned(), |d| format!("活动日期为{d}"));
    finding(Status::Review, format!("“{title}”：{}，{held}，不是事前批复，请核实。", told.join("，"))).citing(evidence)
}

/// R03: contract or application against outcome.
pub fn changes_requested(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let sources: BTreeSet<DocKind> = [DocKind::Contract, DocKind::ApplicationForm].into();
    let base: Vec<&crate::model::Paper> =
        case.kinds.papers.iter().filter(|p| sources.contains(&p.kind) && !p.blank).collect();
    if base.is_empty() {
        return vec![case.finding(rule, Status::NotApplicable, "材料中没有项目申报表或项目合同书，无从比较变更。")];
    }
    if base.iter().all(|p| p.blocks.is_empty()) {
        let ids: Vec<_> = base.iter().map(|p| p.doc).collect();
        let (words, evidence) = unread::cite(case, &ids);
        return vec![
            case.finding(rule, Status::Review, format!("未能读到申报表或合同书的内容；{words}。")).citing(evidence),
        ];
    }
    let differences = differences(case);
    let first = case.facts.events.iter().filter(|e| case.is_own(e)).filter_map(|e| e.date).map(|d| d.first).min();
    let request = case
        .facts
        .changes
        .iter()
        .filter(|c| !c.text.contains("不同意") && !c.text.contains("不予"))
        .find(|c| c.date.zip(first).is_none_or(|(asked, held)| asked <= held));
    if differences.is_empty() {
        let evidence = base.iter().filter_map(|p| p.title.clone());
        // another contract or form that was not read may say otherwise
        let hints: Vec<String> = ["合同", "任务书", "申报(表|书)"].iter().map(|s| (*s).to_owned()).collect();
        let mut unread = unread::candidates(case, &[DocKind::Contract, DocKind::ApplicationForm], &hints);
        unread.retain(|id| {
            let stem = fold(case.dossier.doc(*id).stem());
            case.kinds.of_doc(*id).any(|p| sources.contains(&p.kind))
                || stem.contains("合同")
                || stem.contains("任务书")
        });
        if !unread.is_empty() {
            let (words, files) = unread::cite(case, &unread);
            let message = format!("已读到的申报表、合同书与实际完成情况一致；{words}。");
            return vec![case.finding(rule, Status::Review, message).citing(evidence).citing(files)];
        }
        let message = match request {
            Some(_) => "变更申请在活动之前提出；申报表、合同书与实际完成情况一致。".to_owned(),
            None => "申报表、合同书载明的活动名称、时间、规模、负责人与实际完成情况一致。".to_owned(),
        };
        return vec![
            case.finding(rule, Status::Pass, message).citing(evidence).citing(request.map(|r| r.evidence.clone())),
        ];
    }
    let told: Vec<&str> = differences.iter().map(|(m, _)| m.as_str()).collect();
    let evidence: Vec<Evidence> = differences.iter().flat_map(|(_, e)| e.clone()).take(8).collect();
    match request {
        Some(r) if r.date.is_some() => {
            let covered: Vec<bool> = differences.iter().map(|(m, _)| covers(&r.text, m)).collect();
            if covered.iter().all(|c| *c) {
                let message = format!(
                    "{}；已在活动前（{}）提出变更申请。",
                    told.join("；"),
                    r.date.map_or(String::new(), |d| d.to_string())
                );
                return vec![case.finding(rule, Status::Pass, message).citing([r.evidence.clone()]).citing(evidence)];
            }
            let message = format!(
                "{}。有变更申请（{}），但未见其涵盖全部变化，请核实。",
                told.join("；"),
                r.date.map_or(String::new(), |d| d.to_string())
            );
            vec![case.finding(rule, Status::Review, message).citing([r.evidence.clone()]).citing(evidence)]
        }
        _ => {
            let late = case.facts.changes.first().map(|c| c.evidence.clone());
            let words =
                if late.is_some() { "变更申请晚于活动或未载日期" } else { "未见事前的变更申请" };
            let message = format!("申报或合同内容与实际不一致：{}；{words}。", told.join("；"));
            vec![
                case.finding(rule, Status::Review, message)
                    .citing(evidence)
                    .citing(late)
                    .having_searched(unread::searched(case)),
            ]
        }
    }
}

/// The request speaks of the sort of change.
fn covers(request: &str, difference: &str) -> bool {
    let words: &[&str] = if difference.contains("负责人") {
        &["负责人"]
    } else if difference.contains("规模") {
        &["规模", "人数", "队"]
    } else if difference.contains("时间") {
        &["时间", "日期", "延期", "推迟", "改期", "延至", "月"]
    } else {
        &["名称", "活动"]
    };
    words.iter().any(|w| request.contains(w))
}

/// Each difference in words, with both places.
fn differences(case: &Case<'_>) -> Vec<(String, Vec<Evidence>)> {
    let mut out = Vec::new();
    let own: Vec<&Event> = case.facts.events.iter().filter(|e| case.is_own(e)).collect();
    for p in case.facts.promises.iter().filter(|p| p.what == PromiseKind::Leader) {
        let done = case
            .facts
            .project
            .leaders
            .iter()
            .find(|l| matches!(l.source, DocKind::AcceptanceForm | DocKind::SubsidyForm));
        if let Some(done) = done.filter(|d| key(&d.value) != key(&p.value)) {
            let message = format!("项目负责人由“{}”变为“{}”", p.value, done.value);
            if !out.iter().any(|(m, _)| *m == message) {
                out.push((message, vec![p.evidence.clone(), done.evidence.clone()]));
            }
        }
    }
    for p in case.facts.promises.iter().filter(|p| p.what == PromiseKind::EventName) {
        let promised = bare_name(case, &p.value);
        let titles: Vec<String> =
            case.facts.events.iter().flat_map(|e| &e.titles).map(|t| bare_name(case, &t.value)).collect();
        if promised.chars().count() < 4 || titles.is_empty() || titles.iter().any(|t| alike(&promised, t)) {
            continue;
        }
        let held: Vec<String> = own.iter().map(|e| format!("“{}”", bare(&e.title))).collect();
        let message = format!("活动名称原定“{}”，实际为{}", bare(&p.value), held.join("、"));
        let evidence = own.iter().filter_map(|e| e.titles.first()).map(|t| t.evidence.clone()).take(2);
        if !out.iter().any(|(m, _)| *m == message) {
            out.push((message, std::iter::once(p.evidence.clone()).chain(evidence).collect()));
        }
    }
    for e in own.iter().filter(|e| e.cancelled.is_some()) {
        let message = format!("活动“{}”未举办", bare(&e.title));
        out.push((message, e.cancelled.iter().cloned().collect()));
    }
    for p in case.facts.promises.iter().filter(|p| p.what == PromiseKind::EventDate) {
        let quote = fold(&p.evidence.quote);
        let held = ["举办", "开展", "召开", "举行", "比赛", "决赛"].iter().any(|w| quote.contains(w));
        let other = ["前提交", "月底前", "截止", "签订", "报送", "验收", "完成前", "之前", "拨付", "到账"]
            .iter()
            .any(|w| quote.contains(w))
            || quote.contains("日前");
        if !held || other || own.is_empty() || own.iter().all(|e| e.date.is_none()) {
            continue;
        }
        let near: Option<&&Event> = own.iter().find(|e| {
            let Some(d) = e.date else { return false };
            match (&p.date, p.number) {
                (Some(day), _) => day.overlaps(&d),
                (None, Some(month)) => {
                    u32::try_from(d.first.month()).is_ok_and(|m| m == month)
                        || quote.contains(&format!("{}月", d.first.month()))
                        || spans(&quote, d.first.month())
                }
                _ => true,
            }
        });
        if near.is_none() {
            let held: Vec<String> = own.iter().filter_map(|e| e.date).map(|d| d.to_string()).collect();
            let message = format!("活动时间原定“{}”，实际为{}", p.value, held.join("、"));
            let evidence = own.iter().filter_map(|e| e.dates.first()).map(|d| d.evidence.clone()).take(2);
            if !out.iter().any(|(m, _)| *m == message) {
                out.push((message, std::iter::once(p.evidence.clone()).chain(evidence).collect()));
            }
        }
    }
    // by list; where there is none, by what the reports claim
    let claimed = |what: ClaimKind| {
        own.iter().flat_map(|e| &e.claims).filter(|c| c.what == what && !c.planned && !c.online).map(|c| c.number).max()
    };
    let most = own.iter().filter_map(|e| e.people()).max().or_else(|| claimed(ClaimKind::People));
    let teams = own.iter().flat_map(|e| &e.lists).filter_map(|l| l.teams).max().or_else(|| claimed(ClaimKind::Teams));
    for p in case.facts.promises.iter().filter(|p| p.what == PromiseKind::Scale) {
        let of_teams = p.value.contains('队');
        let (Some(n), Some(got)) = (p.number, if of_teams { teams } else { most }) else { continue };
        // “105人左右” is kept by 95
        let about = p.evidence.quote.contains("左右") || p.value.contains('约');
        if got < if about { n - n / 10 } else { n } {
            let message = format!("规模原定“{}”，实际为{got}{}", p.value, if of_teams { "队" } else { "人" });
            let list = own.iter().flat_map(|e| &e.lists).map(|l| l.evidence.clone()).next();
            out.push((message, std::iter::once(p.evidence.clone()).chain(list).collect()));
        }
    }
    out
}

/// An event's name without brands and the words for its form, folded.
fn bare_name(case: &Case<'_>, name: &str) -> String {
    let mut k = key(name);
    for brand in &case.pack.brands {
        k = k.replace(&key(&brand.name), "");
    }
    const FORMS: [&str; 20] = [
        "学术",
        "交流",
        "研讨",
        "座谈",
        "报告",
        "论坛",
        "讲坛",
        "大会",
        "年会",
        "沙龙",
        "大赛",
        "竞赛",
        "培训班",
        "活动",
        "技术",
        "科技",
        "2026年",
        "走进",
        "专题",
        "会",
    ];
    for form in FORMS {
        k = k.replace(form, "");
    }
    k
}

/// Two names speak of one matter: one within the other, or a third of their pairs of characters shared.
fn alike(a: &str, b: &str) -> bool {
    if b.chars().count() >= 2 && (a.contains(b) || b.contains(a)) {
        return true;
    }
    let pairs = |s: &str| s.chars().zip(s.chars().skip(1)).collect::<BTreeSet<_>>();
    let (x, y) = (pairs(a), pairs(b));
    x.intersection(&y).count() * 6 >= x.len() + y.len()
}

/// “6月至9月” holds the months between.
fn spans(quote: &str, month: i8) -> bool {
    static RANGE: std::sync::LazyLock<regex::Regex> = std::sync::LazyLock::new(|| {
        regex::Regex::new(r"([0-9]{1,2})月?[-至到]+(?:20[0-9]{2}年)?([0-9]{1,2})月").expect("fixed pattern")
    });
    RANGE.captures_iter(quote).any(|c| {
        let n = |i: usize| c[i].parse::<i8>().unwrap_or(0);
        n(1) <= month && month <= n(2)
    })
}

//! N01–N03: the events' official title carries the brand.
//!
//! Only titles of papers written beforehand count (notice, plan, handbook, agenda, the event-name cell). A quotation of the
//! notice, the project line's own name and a contract's promise are no claims; a press release or summary that calls the event by
//! the brand is one, and goes to people.

use regex::Regex;

use super::activities::held;
use super::quote::bare;
use super::unread;
use crate::model::brand::{carries, is_only_the_project};
use crate::model::facts::Stated;
use crate::model::pack::{Brand, Rule};
use crate::model::text::fold;
use crate::model::{DocKind, Event, EventKind, Evidence, Finding, Role, Status};
use crate::rules::Case;

/// How one event stands with the brand.
enum Naming {
    Carries(Vec<Evidence>),
    /// Official papers disagree.
    Mixed(Vec<Evidence>, Vec<Evidence>),
    /// Only claimed by later papers or body text.
    Claimed {
        title: Vec<Evidence>,
        claims: Vec<Evidence>,
    },
    /// The official title names the project line, and by it the brand.
    AsProject(Vec<Evidence>),
    /// The official title is known without the brand.
    Without(Vec<Evidence>),
    /// No official title could be read.
    Untitled(Vec<Evidence>),
}

pub fn brand(case: &Case<'_>, rule: &Rule, brand: &Brand, kind: EventKind, least: u32) -> Vec<Finding> {
    let mut events = case.of_kind(kind, least);
    // where some were held, one known from a notice only (another host's, another year's) lends no name
    if events.iter().any(|e| held(case, e)) {
        events.retain(|e| held(case, e));
    }
    let unread = unread::candidates(case, &case.pack.roles.kinds(Role::NamesTheEventOfficially), &[]);
    if events.is_empty() {
        let message = format!("未见{}，其是否冠“{}”名称无从核对。", kind.chinese(), brand.name);
        if unread.is_empty() {
            return vec![case.finding(rule, Status::Missing, message).having_searched(unread::searched(case))];
        }
        let (words, evidence) = unread::cite(case, &unread);
        return vec![case.finding(rule, Status::Review, format!("{message}{words}。")).citing(evidence)];
    }
    let namings: Vec<(&Event, Naming)> = events.iter().map(|e| (*e, naming(case, e, brand))).collect();
    let carrying: Vec<&(&Event, Naming)> = namings.iter().filter(|(_, s)| matches!(s, Naming::Carries(_))).collect();
    let need = usize::try_from(least.max(1)).unwrap_or(1);
    if carrying.len() >= need {
        let titles: Vec<String> = carrying.iter().map(|(e, _)| format!("“{}”", bare(&e.title))).collect();
        let mut message = format!("{}的正式名称冠有“{}”：{}。", kind.chinese(), brand.name, titles.join("、"));
        if namings.len() > carrying.len() {
            message.push_str(&format!("另有{}场同类活动未冠名，不影响本项。", namings.len() - carrying.len()));
        }
        let evidence = carrying.iter().flat_map(|(_, s)| evidence_of(s)).take(6);
        return vec![case.finding(rule, Status::Pass, message).citing(evidence)];
    }
    let mut findings: Vec<Finding> = namings.iter().filter_map(|(e, s)| speak(case, rule, brand, e, s)).collect();
    let shown = findings.len() + carrying.len();
    if findings.is_empty() || (shown < need && findings.iter().all(|f| f.status != Status::Fail)) {
        let message =
            format!("应有{need}场{}冠“{}”名称，现有材料只能证明{}场。", kind.chinese(), brand.name, carrying.len());
        let evidence = carrying.iter().flat_map(|(_, s)| evidence_of(s)).take(4);
        let status = if unread.is_empty() { Status::Missing } else { Status::Review };
        findings.push(case.finding(rule, status, message).citing(evidence).having_searched(unread::searched(case)));
    }
    findings
}

fn evidence_of(s: &Naming) -> Vec<Evidence> {
    match s {
        Naming::Carries(e) | Naming::AsProject(e) | Naming::Without(e) | Naming::Untitled(e) => e.clone(),
        Naming::Mixed(a, b) => a.iter().chain(b).cloned().collect(),
        Naming::Claimed { title, claims } => title.iter().chain(claims).cloned().collect(),
    }
}

fn speak(case: &Case<'_>, rule: &Rule, brand: &Brand, event: &Event, s: &Naming) -> Option<Finding> {
    let title = bare(&event.title);
    let near = near_miss(event, brand);
    let near_words = near.as_ref().map_or(String::new(), |n| format!("名称中的“{n}”与规定名称不一致。"));
    let finding = match s {
        Naming::Carries(_) => return None,
        Naming::Without(_) => {
            let message = format!("正式名称为“{title}”，未冠“{}”名称。{near_words}", brand.name);
            case.finding(rule, Status::Fail, message)
        }
        Naming::AsProject(_) => {
            let message = format!(
                "正式名称为“{title}”，其中的“{}”是所属项目的名称，是否即为活动冠名请验收组认定。{near_words}",
                brand.name
            );
            case.finding(rule, Status::Review, message)
        }
        Naming::Mixed(with, without) => {
            let message = format!(
                "“{title}”的名称在各材料中不一致：有的冠“{}”（{}），有的没有（{}），请核实正式名称。{near_words}",
                brand.name,
                with.first().map_or("", |e| e.quote.as_str()),
                without.first().map_or("", |e| e.quote.as_str())
            );
            case.finding(rule, Status::Review, message)
        }
        Naming::Claimed { claims, .. } => {
            let message = format!(
                "通知、方案、手册等的正式名称为“{title}”，未冠“{}”；只在正文或事后材料中这样称呼（“{}”），请核实活动现场名称。{near_words}",
                brand.name,
                claims.first().map_or("", |e| e.quote.as_str())
            );
            case.finding(rule, Status::Review, message)
        }
        Naming::Untitled(_) => {
            let message = format!("“{title}”没有可读的通知、方案或手册标题，是否冠“{}”名称无法判断。", brand.name);
            case.finding(rule, Status::Review, message)
        }
    };
    Some(finding.about(event.title.clone()).citing(evidence_of(s)).having_searched(unread::searched(case)))
}

fn naming(case: &Case<'_>, event: &Event, brand: &Brand) -> Naming {
    let is = |t: &Stated<String>, role| case.pack.roles.has(t.source, role);
    // what was issued after the event claims its name, and gives it none
    let in_time = |t: &&Stated<String>| !event.issued_late.contains(&t.evidence.doc);
    let official: Vec<&Stated<String>> =
        event.titles.iter().filter(|t| is(t, Role::NamesTheEventOfficially)).filter(in_time).collect();
    // titles that help when none of the official papers is there
    let second = |t: &&Stated<String>| is(t, Role::IsAList) || t.source == DocKind::Filing;
    let second: Vec<&Stated<String>> = event.titles.iter().filter(second).collect();
    let titles = if official.is_empty() { second.clone() } else { official };
    let evidence = |ts: &[&Stated<String>]| ts.iter().map(|t| t.evidence.clone()).take(4).collect::<Vec<_>>();
    if titles.is_empty() {
        let claims = claims(case, event, brand);
        let all = event.titles.iter().map(|t| t.evidence.clone()).chain(claims).take(4).collect();
        return Naming::Untitled(all);
    }
    let (with, without): (Vec<&Stated<String>>, Vec<&Stated<String>>) =
        titles.iter().copied().partition(|t| carries(&t.value, brand));
    // the notice's own title decides; a plan or handbook that shortens the name does not undo it
    let notice_without =
        without.iter().any(|t| t.source == DocKind::Notice) && !with.iter().any(|t| t.source == DocKind::Notice);
    if !with.is_empty() && !notice_without {
        return Naming::Carries(evidence(&with));
    }
    if !with.is_empty() {
        return Naming::Mixed(evidence(&with), evidence(&without));
    }
    // in brackets behind the event's own name the project line says whose event it is, and names nothing
    let as_project: Vec<&Stated<String>> =
        without.iter().copied().filter(|t| is_only_the_project(&outside_brackets(&t.value), brand)).collect();
    if !as_project.is_empty() {
        return Naming::AsProject(evidence(&as_project));
    }
    let claims = claims(case, event, brand);
    if claims.is_empty() {
        Naming::Without(evidence(&without))
    } else {
        Naming::Claimed { title: evidence(&without), claims }
    }
}

fn outside_brackets(title: &str) -> String {
    let mut depth = 0_usize;
    let outside = title.chars().filter(|c| {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    outside.collect()
}

/// Body text and later papers that call this event by the brand.
fn claims(case: &Case<'_>, event: &Event, brand: &Brand) -> Vec<Evidence> {
    let index = case.facts.events.iter().position(|e| e == event);
    let claims = case.facts.brand_claims.iter().filter(|c| Some(c.event) == index && c.brand == brand.id);
    claims.map(|c| c.evidence.clone()).collect()
}

/// The look-alike that the event's titles use instead.
fn near_miss(event: &Event, brand: &Brand) -> Option<String> {
    let patterns: Vec<Regex> = brand.near_misses.iter().filter_map(|p| Regex::new(p).ok()).collect();
    event.titles.iter().find_map(|t| {
        let folded = fold(&t.value);
        if carries(&t.value, brand) {
            return None;
        }
        patterns.iter().find_map(|p| p.find(&folded)).map(|m| m.as_str().to_owned())
    })
}

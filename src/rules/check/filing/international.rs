//! R02: international meetings are approved beforehand.

use super::{Answers, Before, Shown, list, said, shown};
use crate::model::Role;
use crate::model::facts::Approval;
use crate::model::language::language;
use crate::model::pack::{Check, Rule};
use crate::model::text::{fold, key};
use crate::model::{DocId, DocKind, Event, Finding, Status};
use crate::rules::Case;
use crate::rules::check::quote::bare;
use crate::rules::check::unread;

/// What R02 looks at.
#[derive(Debug)]
pub struct International<'r> {
    pub always: bool,
    pub title_words: &'r [String],
    /// From so many countries on a meeting is international.
    pub countries: u32,
    pub authorities: &'r [String],
}

/// R02.
pub fn international_approved(case: &Case<'_>, rule: &Rule, asked: &International<'_>) -> Vec<Finding> {
    let main = case.duty_kind();
    let mut findings = Vec::new();
    for (i, event) in case.facts.events.iter().enumerate() {
        let duty = asked.always && main.is_some_and(|k| event.kinds.contains(&k));
        let named = key(&without_bodies(&event.title));
        let titled = case.is_own(event) && asked.title_words.iter().any(|w| named.contains(&key(w)));
        let (abroad, home) = countries(case, event);
        if duty || titled || abroad >= asked.countries {
            findings.push(approved(case, rule, asked, i, event));
        } else if home && abroad + 1 == asked.countries {
            findings.push(with_home(case, rule, asked, event));
        }
    }
    if findings.is_empty() { vec![none(case, rule, asked)] } else { findings }
}

fn none(case: &Case<'_>, rule: &Rule, asked: &International<'_>) -> Finding {
    if asked.always {
        let ids: Vec<&str> = asked.authorities.iter().map(String::as_str).collect();
        let message = format!(
            "本类项目须报{}履行报批程序；未见国际活动的材料，报批无从核对。",
            list(case, &ids).replace('、', "和")
        );
        return case.finding(rule, Status::Missing, message).having_searched(unread::searched(case));
    }
    let message =
        format!("活动名称不含“国际”，名单中的国家和地区（不含港澳台）不足{}个，不属于国际性会议。", asked.countries);
    case.finding(rule, Status::NotApplicable, message)
}

/// Only counting the home country makes it as many as are asked for.
fn with_home(case: &Case<'_>, rule: &Rule, asked: &International<'_>, event: &Event) -> Finding {
    let message = format!(
        "“{}”的名单中与会者来自{}个国家（计入本国），通知未写明是否计入本国，是否属于须报批的国际性会议请验收组判断。",
        bare(&event.title),
        asked.countries
    );
    let lists = event.lists.iter().filter(|l| l.aside.is_none()).map(|l| l.evidence.clone()).take(1);
    case.finding(rule, Status::Review, message).about(event.title.clone()).citing(lists)
}

/// Countries on the event's list besides home and what the pack excludes, and whether home is among them.
fn countries(case: &Case<'_>, event: &Event) -> (u32, bool) {
    let counted = case.pack.rules.iter().find_map(|rule| match &rule.check {
        Check::CountriesAtLeast { excluded, home, .. } => Some((excluded, home)),
        _ => None,
    });
    let abroad = |c: &&String| counted.is_none_or(|(excluded, home)| !excluded.contains(*c) && *c != home);
    let lists = || event.lists.iter().filter(|l| l.aside.is_none());
    let most = lists().map(|l| l.countries.keys().filter(abroad).count()).max().unwrap_or(0);
    let home = lists().any(|l| counted.is_some_and(|(_, home)| l.countries.contains_key(home)));
    (u32::try_from(most).unwrap_or(u32::MAX), home)
}

/// A title without the bodies and places that it names: who meets at “某国际会展中心” or visits “某国际贸易公司” holds no international
/// meeting.
fn without_bodies(title: &str) -> String {
    language().approvals.international_body.without(&fold(title))
}

/// The authority's answer on one event: approvals name a meeting in their own words, and with one main event they are its.
fn answered<'c>(case: &Case<'c>, authority: &str, index: usize) -> Option<(Shown, &'c Approval)> {
    let event = case.facts.events.get(index)?;
    let known = shown(case, authority, index, Before::FirstDay);
    if known.is_some_and(|(s, _)| s != Shown::OtherName) {
        return known;
    }
    let mut unnamed = case.facts.approvals.iter().filter(|a| a.authority == authority && !a.apart);
    let unnamed =
        unnamed.find(|a| a.events.is_empty() && a.other.is_empty() && case.pack.roles.has(a.kind, Role::IsAnAnswer));
    unnamed.map(|a| (said(case, event, a, Before::FirstDay), a)).or(known)
}

/// What is shown of one event's approval.
struct Approved<'c> {
    answers: Answers<'c>,
    unread: Vec<DocId>,
}

/// Who only asked has no approval.
const NONE: [Shown; 1] = [Shown::Asked];

fn is_late(shown: Shown) -> bool {
    matches!(shown, Shown::Late | Shown::Undated)
}

fn is_open(shown: Shown) -> bool {
    shown != Shown::Granted && !is_late(shown)
}

/// Why R02 got its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Approved,
    Unread,
    Nothing,
    Open,
    Late,
}

type Condition = fn(&Approved<'_>) -> bool;

/// In order: the first that holds decides.
const TABLE: [(Condition, Status, Ground); 5] = [
    (|a| !a.answers.without(&NONE).is_empty() && !a.unread.is_empty(), Status::Review, Ground::Unread),
    (|a| !a.answers.without(&NONE).is_empty(), Status::Missing, Ground::Nothing),
    (|a| a.answers.any(is_open), Status::Review, Ground::Open),
    (|a| a.answers.any(is_late), Status::Review, Ground::Late),
    (|_| true, Status::Pass, Ground::Approved),
];

fn approved<'c>(case: &Case<'c>, rule: &Rule, asked: &International<'c>, index: usize, event: &Event) -> Finding {
    let hints: Vec<String> = ["批复", "报批", "外事", "批件", "审批"].iter().map(|s| (*s).to_owned()).collect();
    let said = |id: &'c String| (id.as_str(), answered(case, id, index));
    let answers = Answers { all: asked.authorities.iter().map(said).collect(), held: event.date };
    let shown = Approved { answers, unread: unread::candidates(case, &[DocKind::Approval], &hints) };
    let row = TABLE.iter().find(|(holds, ..)| holds(&shown));
    let (status, ground) = row.map_or((Status::Review, Ground::Unread), |(_, status, ground)| (*status, *ground));
    let answers = &shown.answers;
    let title = bare(&event.title);
    let open = answers.told(case, "批复", is_open).join("；");
    let also = if open.is_empty() { String::new() } else { format!("{open}。") };
    let without = list(case, &answers.without(&NONE));
    let absent = format!("“{title}”属于须报批的国际性会议，未见{without}的批复材料。{also}");
    let finding =
        |message: String| case.finding(rule, status, message).about(event.title.clone()).citing(answers.evidence());
    match ground {
        Ground::Approved => finding(format!("“{title}”有{}的事前批复。", answers.names(case))),
        Ground::Nothing => {
            let own = event.titles.first().map(|t| t.evidence.clone());
            finding(absent).citing(own).having_searched(unread::searched(case))
        }
        Ground::Unread => {
            let (words, more) = unread::cite(case, &shown.unread);
            finding(format!("{absent}{words}。")).citing(more)
        }
        Ground::Open => finding(format!("“{title}”：{open}，请核实。")).advise(
            "请补交活动之前的批复；未获批准、批复已撤销，或批复的是其他单位、其他活动的，请书面说明原因，提请验收组认定。",
        ),
        Ground::Late => {
            let late = answers.told(case, "批复", is_late).join("，");
            let held = event.date.map_or("活动日期未写明".to_owned(), |d| format!("活动日期为{d}"));
            finding(format!("“{title}”：{late}，{held}，未能证明在活动之前获得批准，请核实。"))
        }
    }
}

//! R01: academic forums are filed with the authorities of the notice.

use super::{Answers, Before, Shown, list, shown};
use crate::model::language::characters::simplified;
use crate::model::language::language;
use crate::model::pack::Rule;
use crate::model::text::fold;
use crate::model::{DocId, DocKind, Event, Finding, Status};
use crate::rules::Case;
use crate::rules::check::quote::bare;
use crate::rules::check::unread;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    let main = case.duty_kind();
    let mut findings = Vec::new();
    for (i, event) in case.facts.events.iter().enumerate() {
        if !case.is_own(event) || of_an_earlier_year(case, event) {
            continue;
        }
        let always = forum.always && main.is_some_and(|k| event.kinds.contains(&k));
        let trigger = if always { Trigger::Yes } else { trigger(&event.title, forum) };
        if trigger != Trigger::No {
            findings.push(filed(case, rule, forum, (i, event), trigger));
        }
    }
    if findings.is_empty() { vec![no_forum(case, rule, forum)] } else { findings }
}

fn no_forum(case: &Case<'_>, rule: &Rule, forum: &Forum<'_>) -> Finding {
    if forum.always {
        let ids: Vec<&str> = forum.authorities.iter().map(String::as_str).collect();
        let message = format!(
            "本类项目的学术交流活动应报{}备案；未见该活动，备案无从核对。",
            list(case, &ids).replace('、', "和")
        );
        return case.finding(rule, Status::Missing, message).having_searched(unread::searched(case));
    }
    let kinds = forum.trigger.iter().filter(|w| !w.is_ascii()).cloned().collect::<Vec<_>>().join("、");
    let names: Vec<String> = case.facts.events.iter().map(|e| format!("“{}”", bare(&e.title))).collect();
    let message = match names.is_empty() {
        true => format!("未见名称属于{kinds}的活动。"),
        false => format!("活动名称（{}）不属于须备案的{kinds}。", names.join("、")),
    };
    case.finding(rule, Status::NotApplicable, message)
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
    let end = language().events.behind_form.without(&folded);
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

/// What is shown of one event's filing.
struct Filed<'c> {
    trigger: Trigger,
    answers: Answers<'c>,
    unread: Vec<DocId>,
    /// Only the authority of registered societies is missing, and the grantee is perhaps none.
    perhaps_no_duty: bool,
}

/// Why R01 got its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Filed,
    WhetherForum,
    Open,
    Unread,
    ForSocietiesOnly,
    Nothing,
}

type Condition = fn(&Filed<'_>) -> bool;

/// In order: the first that holds decides.
const TABLE: [(Condition, Status, Ground); 6] = [
    (|f| f.absent().is_empty() && !f.answers.any(is_open), Status::Pass, Ground::Filed),
    (|f| f.trigger == Trigger::Unclear, Status::Review, Ground::WhetherForum),
    (|f| f.absent().is_empty(), Status::Review, Ground::Open),
    (|f| !f.unread.is_empty(), Status::Review, Ground::Unread),
    (|f| f.perhaps_no_duty, Status::Review, Ground::ForSocietiesOnly),
    (|_| true, Status::Missing, Ground::Nothing),
];

fn is_open(shown: Shown) -> bool {
    shown != Shown::Granted
}

impl<'c> Filed<'c> {
    fn fold(case: &Case<'c>, forum: &Forum<'c>, index: usize, event: &Event, trigger: Trigger) -> Filed<'c> {
        let said = |id: &'c String| (id.as_str(), shown(case, id, index, Before::LastDay));
        let answers = Answers { all: forum.authorities.iter().map(said).collect(), held: event.date };
        let hints: Vec<String> = ["备案", "报备", "民政", "回执"].iter().map(|s| (*s).to_owned()).collect();
        let perhaps_no_duty = answers.without(&[]).as_slice() == [forum.societies_only]
            && case.facts.project.unit_is_society != Some(true);
        Filed { trigger, answers, unread: unread::candidates(case, &[DocKind::Filing], &hints), perhaps_no_duty }
    }

    fn absent(&self) -> Vec<&'c str> {
        self.answers.without(&[])
    }
}

fn filed<'c>(
    case: &Case<'c>,
    rule: &Rule,
    forum: &Forum<'c>,
    (index, event): (usize, &Event),
    trigger: Trigger,
) -> Finding {
    let shown = Filed::fold(case, forum, index, event, trigger);
    let row = TABLE.iter().find(|(holds, ..)| holds(&shown));
    let (status, ground) = row.map_or((Status::Review, Ground::Unread), |(_, status, ground)| (*status, *ground));
    let title = bare(&event.title);
    let open = shown.answers.told(case, "备案", is_open).join("；");
    let also = if open.is_empty() { String::new() } else { format!("{open}。") };
    let absent = format!("“{title}”属于须备案的学术论坛活动，未见{}的备案材料。{also}", list(case, &shown.absent()));
    let finding = |message: String| case.finding(rule, status, message).about(event.title.clone());
    let own = event.titles.first().map(|t| t.evidence.clone());
    let evidence = shown.answers.evidence();
    match ground {
        Ground::Filed => {
            finding(format!("“{title}”有{}的备案材料。", shown.answers.names(case))).citing(evidence)
        }
        Ground::WhetherForum => finding(format!(
            "“{title}”的形式（沙龙、座谈会、交流会等）是否属于须备案的学术论坛活动，通知写明“包括但不限于”，请验收组判断；材料中未见完整的备案材料。"
        ))
        .citing(own),
        Ground::Open => finding(format!("“{title}”：{open}，请核实是否已按要求备案。"))
            .advise("请补交活动之前的备案答复或回执；事后补办、未予备案、被撤销或名称、单位有变的，请书面说明原因，提请验收组认定。")
            .citing(evidence),
        Ground::Unread => {
            let (words, more) = unread::cite(case, &shown.unread);
            finding(format!("{absent}{words}。"))
                .citing(evidence)
                .citing(own)
                .having_searched(unread::searched(case))
                .citing(more)
        }
        Ground::ForSocietiesOnly => finding(format!(
            "{absent}承担单位“{}”看来不是在民政部门登记的社会团体，该项备案是否适用请核实。",
            case.facts.project.unit
        ))
        .citing(evidence)
        .citing(own)
        .having_searched(unread::searched(case)),
        Ground::Nothing => {
            finding(absent).citing(evidence).citing(own).having_searched(unread::searched(case))
        }
    }
}

//! C01: one event's day in all papers that tell it. A day moved by a later notice agrees.

use crate::model::Role;
use crate::model::facts::Stated;
use crate::model::pack::Rule;
use crate::model::{DayRange, DocKind, Event, Finding, Status};
use crate::rules::Case;
use crate::rules::check::quote::bare;
use crate::rules::check::unread;

/// Papers made before an event: of before a change, they may state the old day.
fn is_beforehand(case: &Case<'_>, kind: DocKind) -> bool {
    case.pack.roles.has(kind, Role::NamesTheEventOfficially) || kind == DocKind::Filing
}

/// C01.
pub fn dates_agree(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let own = case.facts.events.iter().filter(|e| case.is_own(e) && e.date.is_some());
    let (agreeing, differing): (Vec<&Event>, Vec<&Event>) = own.partition(|e| others(case, e).is_empty());
    match (differing.is_empty(), agreeing.is_empty()) {
        (false, _) => differing.into_iter().map(|e| differs(case, rule, e)).collect(),
        (true, false) => vec![agrees(case, rule, &agreeing)],
        (true, true) => vec![nothing(case, rule)],
    }
}

/// The days of an event's papers that are not the day taken, and that no change explains.
fn others<'e>(case: &Case<'_>, event: &'e Event) -> Vec<&'e Stated<DayRange>> {
    let Some(taken) = event.date else { return Vec::new() };
    let moved = case.facts.was_put_off(event);
    let explained = |d: &Stated<DayRange>| moved && is_beforehand(case, d.source);
    event.dates.iter().filter(|d| !is_within(d.value, taken) && !explained(d)).collect()
}

/// One range lies in the other: a day of several, or several with the day of arrival.
fn is_within(a: DayRange, b: DayRange) -> bool {
    let holds = |x: DayRange, y: DayRange| x.first <= y.first && y.last <= x.last;
    holds(a, b) || holds(b, a)
}

fn differs(case: &Case<'_>, rule: &Rule, event: &Event) -> Finding {
    let mut told: Vec<String> = event.dates.iter().map(|d| format!("{}{}", d.source.chinese(), d.value)).collect();
    told.dedup();
    let message = format!("“{}”的日期不一致：{}，请核实。", bare(&event.title), told.join("，"));
    let evidence = event.dates.iter().map(|d| d.evidence.clone()).take(6);
    case.finding(rule, Status::Review, message).about(event.title.clone()).citing(evidence)
}

fn agrees(case: &Case<'_>, rule: &Rule, events: &[&Event]) -> Finding {
    let day = |e: &Event| e.date.map_or(String::new(), |d| d.to_string());
    let told: Vec<String> =
        events.iter().map(|e| format!("“{}”{}（{}处）", bare(&e.title), day(e), e.dates.len())).collect();
    let evidence = events.iter().flat_map(|e| e.dates.iter().map(|d| d.evidence.clone()).take(3)).take(8);
    case.finding(rule, Status::Pass, format!("各材料所载活动日期一致：{}。", told.join("；"))).citing(evidence)
}

/// No paper that tells a day was read; scans that may be such papers leave it open.
fn nothing(case: &Case<'_>, rule: &Rule) -> Finding {
    let unread = unread::candidates(case, &case.pack.roles.kinds(Role::CarriesADay), &[]);
    if unread.is_empty() {
        return case.finding(rule, Status::NotApplicable, "未见写明日期的活动材料，无从比较。");
    }
    let (told, evidence) = unread::cite(case, &unread);
    let message = format!("未见写明日期的活动材料；{told}，请人工核对活动日期是否一致。");
    case.finding(rule, Status::Review, message).citing(evidence)
}

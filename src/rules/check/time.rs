//! T01, T03: done in time, handed in in time. (T02 looks at vouchers and lies with the invoices.)

use std::collections::BTreeSet;

use super::quote::bare;
use super::unread;
use crate::model::Role;
use crate::model::facts::Stated;
use crate::model::pack::Rule;
use crate::model::{Day, DayRange, DocKind, Event, Finding, Status};
use crate::rules::Case;

/// T01.
pub fn done_in_time(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let deadline = case.sub_type.deadline;
    let mut events: Vec<&Event> = Vec::new();
    for required in &case.sub_type.required_events {
        for event in case.chosen_by(required.kind, required.least, |e| e.date.is_some_and(|d| d.last <= deadline)) {
            if !events.iter().any(|e| std::ptr::eq(*e, event)) {
                events.push(event);
            }
        }
    }
    if events.is_empty() {
        events = case.facts.events.iter().filter(|e| case.sub_type.serves_others || case.is_own(e)).collect();
        // a service project serves many events: those with a day tell, a paper that only names a series does not
        if case.sub_type.serves_others && events.iter().any(|e| e.date.is_some()) {
            events.retain(|e| e.date.is_some());
        }
    }
    if events.is_empty() {
        let message = format!("未见活动日期，是否在{deadline}前完成无法判断。");
        return vec![case.finding(rule, Status::Review, message).having_searched(unread::searched(case))];
    }
    let late: Vec<&&Event> = events.iter().filter(|e| e.date.is_some_and(|d| d.last > deadline)).collect();
    let undated: Vec<&&Event> = events.iter().filter(|e| e.date.is_none()).collect();
    if let Some((event, by_late, by_early)) = late.iter().find_map(|e| single_late_day(case, e, deadline)) {
        let message = format!(
            "“{}”的{}所载日期{}晚于完成时限{deadline}，{}则载为{}，请核实实际举办日期。",
            bare(&event.title),
            by_late.source.chinese(),
            by_late.value,
            by_early.source.chinese(),
            by_early.value
        );
        return vec![
            case.finding(rule, Status::Review, message)
                .about(event.title.clone())
                .citing([by_late.evidence.clone(), by_early.evidence.clone()]),
        ];
    }
    if !late.is_empty() {
        return late
            .iter()
            .map(|e| {
                let day = e.date.map_or(String::new(), |d| d.to_string());
                let message = format!("“{}”的日期为{day}，晚于完成时限{deadline}。", bare(&e.title));
                case.finding(rule, Status::Fail, message)
                    .about(e.title.clone())
                    .citing(e.dates.iter().map(|d| d.evidence.clone()).take(3))
            })
            .collect();
    }
    if !undated.is_empty() {
        return undated
            .iter()
            .map(|e| {
                let message = format!("“{}”的日期材料中未写明，是否在{deadline}前完成请核实。", bare(&e.title));
                case.finding(rule, Status::Review, message)
                    .about(e.title.clone())
                    .citing(e.titles.first().map(|t| t.evidence.clone()))
            })
            .collect();
    }
    // a day before the year of the notice: an old paper, or an old event
    let year = case.pack.notice.year;
    let early = events.iter().find(|e| e.date.is_some_and(|d| d.last.year() < year));
    if let Some(event) = early {
        let day = event.date.map_or(String::new(), |d| d.to_string());
        let message = format!("“{}”的日期为{day}，早于本项目年度，是否本项目的活动请核实。", bare(&event.title));
        return vec![
            case.finding(rule, Status::Review, message)
                .about(event.title.clone())
                .citing(event.dates.iter().map(|d| d.evidence.clone()).take(3)),
        ];
    }
    // a sign-in or press day past the deadline against others within it
    let later = events.iter().find_map(|e| {
        let by = |d: &&Stated<DayRange>| told_afterwards(case, d.source);
        e.dates.iter().filter(by).find(|d| d.value.last > deadline).map(|d| (e, d))
    });
    if let Some((event, day)) = later {
        if event.dates.iter().filter(|d| told_afterwards(case, d.source)).all(|d| d.value.last > deadline) {
            let message = format!(
                "“{}”的{}所载日期为{}，晚于完成时限{deadline}；按期的日期只见于事先的通知、方案等材料。",
                bare(&event.title),
                day.source.chinese(),
                day.value
            );
            return vec![
                case.finding(rule, Status::Fail, message).about(event.title.clone()).citing([day.evidence.clone()]),
            ];
        }
        let message = format!(
            "“{}”的{}所载日期{}晚于完成时限{deadline}，与其他材料不一致，请核实实际举办日期。",
            bare(&event.title),
            day.source.chinese(),
            day.value
        );
        return vec![
            case.finding(rule, Status::Review, message).about(event.title.clone()).citing([day.evidence.clone()]),
        ];
    }
    let told: Vec<String> = events
        .iter()
        .map(|e| format!("“{}”{}", bare(&e.title), e.date.map_or(String::new(), |d| d.to_string())))
        .collect();
    let evidence = events.iter().filter_map(|e| e.dates.first()).map(|d| d.evidence.clone());
    vec![
        case.finding(rule, Status::Pass, format!("各项活动均在{deadline}前完成：{}。", told.join("；")))
            .citing(evidence),
    ]
}

/// Papers made when the event was over: they tell when it was held, whatever was planned.
fn told_afterwards(case: &Case<'_>, kind: DocKind) -> bool {
    case.pack.roles.has(kind, Role::TellsItWasHeld)
}

/// A late day that one paper alone gives, another giving one in time, and no change notice between them: a slip of the pen or a moved
/// event. A day that was only planned does not make up for one told afterwards.
fn single_late_day<'e>(
    case: &Case<'_>,
    event: &'e Event,
    deadline: Day,
) -> Option<(&'e Event, &'e Stated<DayRange>, &'e Stated<DayRange>)> {
    let (late, early): (Vec<&Stated<DayRange>>, Vec<&Stated<DayRange>>) =
        event.dates.iter().partition(|d| d.value.last > deadline);
    let papers: BTreeSet<_> = late.iter().map(|d| d.evidence.doc).collect();
    let moved = event.titles.iter().any(|t| {
        t.source == DocKind::ChangeRequest
            || ["延期", "改期", "推迟", "调整", "变更", "顺延"].iter().any(|w| t.evidence.quote.contains(w))
    });
    let planned_late = late.iter().all(|l| !told_afterwards(case, l.source));
    let weighs = |e: &&Stated<DayRange>| planned_late || told_afterwards(case, e.source);
    let early = early.into_iter().filter(weighs).find(|e| !late.iter().any(|l| l.value.overlaps(&e.value)))?;
    (papers.len() == 1 && !moved).then_some((event, *late.first()?, early))
}

/// T03: a covering letter or mail by the day; the form's own date alone is no proof of handing in.
pub fn handed_in_in_time(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let Some(limit) = case.sub_type.hand_in else {
        return vec![case.finding(rule, Status::NotApplicable, "通知未规定本类项目的成果提交日期。")];
    };
    let (letters, forms): (Vec<_>, Vec<_>) =
        case.facts.submitted.iter().partition(|(_, e)| case.kinds.main_kind(e.doc) != DocKind::SubsidyForm);
    if let Some((day, evidence)) = letters.iter().max_by_key(|(d, _)| *d) {
        let status = if *day <= limit { Status::Pass } else { Status::Fail };
        let words = if *day <= limit { "在" } else { "晚于" };
        let message =
            format!("成果提交日期为{day}，{words}{limit}{}。", if *day <= limit { "之前（含当日）" } else { "" });
        return vec![case.finding(rule, status, message).citing([evidence.clone()])];
    }
    if let Some((day, evidence)) = forms.first() {
        let words = if *day > limit { format!("晚于{limit}") } else { format!("在{limit}前") };
        let message = format!("只见申报表填表日期{day}（{words}），未见报送函或提交记录，请核实实际提交日期。");
        return vec![case.finding(rule, Status::Review, message).citing([evidence.clone()])];
    }
    let message = format!("未见成果提交日期的证明（报送函、邮件等），应在{limit}前提交，请核实。");
    vec![case.finding(rule, Status::Review, message).having_searched(unread::searched(case))]
}

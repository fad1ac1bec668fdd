//! T01, T03: done in time, handed in in time. (T02 looks at vouchers and lies with the invoices.) What the papers say of an event's day is
//! folded into [`Shown`]; the verdict is the first row of [`TABLE`] whose condition holds.

use std::collections::BTreeSet;

use super::quote::bare;
use super::unread;
use crate::model::Role;
use crate::model::facts::Stated;
use crate::model::pack::Rule;
use crate::model::{Day, DayRange, DocKind, Event, Finding, Status};
use crate::rules::Case;

/// Papers made when the event was over: they tell when it was held, whatever was planned.
fn told_afterwards(case: &Case<'_>, day: &Stated<DayRange>) -> bool {
    case.pack.roles.has(day.source, Role::TellsItWasHeld)
}

/// What the papers say of one event's day.
struct Shown<'e> {
    event: &'e Event,
    date: Option<DayRange>,
    deadline: Day,
    /// Year of the notice.
    year: i16,
    /// A late day that one paper alone gives, with one in time of another.
    slip: Option<(&'e Stated<DayRange>, &'e Stated<DayRange>)>,
    /// A sign-in or press release tells a late day.
    told_late: Option<&'e Stated<DayRange>>,
    /// No paper made afterwards tells a day in time.
    none_in_time: bool,
}

impl<'e> Shown<'e> {
    fn fold(case: &Case<'_>, event: &'e Event) -> Shown<'e> {
        let deadline = case.sub_type.deadline;
        let late = |d: &&Stated<DayRange>| d.value.last > deadline;
        Shown {
            event,
            date: event.date,
            deadline,
            year: case.pack.notice.year,
            slip: slip(case, event, deadline),
            told_late: event.dates.iter().filter(late).find(|d| told_afterwards(case, d)),
            none_in_time: event.dates.iter().filter(|d| told_afterwards(case, d)).all(|d| d.value.last > deadline),
        }
    }

    fn is_late(&self) -> bool {
        self.date.is_some_and(|d| d.last > self.deadline)
    }
}

/// A late day that one paper alone gives, another giving one in time, and no change notice between them: a slip of the pen or a moved event.
fn slip<'e>(case: &Case<'_>, event: &'e Event, deadline: Day) -> Option<(&'e Stated<DayRange>, &'e Stated<DayRange>)> {
    let (late, early): (Vec<_>, Vec<_>) = event.dates.iter().partition(|d| d.value.last > deadline);
    let papers: BTreeSet<_> = late.iter().map(|d| d.evidence.doc).collect();
    let planned_late = !late.iter().any(|l| told_afterwards(case, l));
    // a day that was only planned does not make up for one told afterwards
    let weighs = |e: &&Stated<DayRange>| planned_late || told_afterwards(case, e);
    let early = early.into_iter().filter(weighs).find(|e| !late.iter().any(|l| l.value.overlaps(&e.value)))?;
    (papers.len() == 1 && !case.facts.was_put_off(event)).then_some((*late.first()?, early))
}

/// Why an event got its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    OnePaperLate,
    Late,
    Undated,
    EarlierYear,
    OnlyPlannedInTime,
    ToldLate,
    InTime,
}

type Condition = fn(&Shown<'_>) -> bool;

/// In order: the first that holds decides.
const TABLE: [(Condition, Status, Ground); 7] = [
    (|s| s.is_late() && s.slip.is_some(), Status::Review, Ground::OnePaperLate),
    (|s| s.is_late(), Status::Fail, Ground::Late),
    (|s| s.date.is_none(), Status::Review, Ground::Undated),
    // an old paper, or an old event
    (|s| s.date.is_some_and(|d| d.last.year() < s.year), Status::Review, Ground::EarlierYear),
    (|s| s.told_late.is_some() && s.none_in_time, Status::Fail, Ground::OnlyPlannedInTime),
    (|s| s.told_late.is_some(), Status::Review, Ground::ToldLate),
    (|_| true, Status::Pass, Ground::InTime),
];

fn verdict(shown: &Shown<'_>) -> (Status, Ground) {
    let row = TABLE.iter().find(|(holds, ..)| holds(shown));
    row.map_or((Status::Review, Ground::Undated), |(_, status, ground)| (*status, *ground))
}

/// T01.
pub fn done_in_time(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let deadline = case.sub_type.deadline;
    let events = required(case);
    if events.is_empty() {
        let message = format!("未见活动日期，是否在{deadline}前完成无法判断。");
        return vec![case.finding(rule, Status::Review, message).having_searched(unread::searched(case))];
    }
    let all: Vec<Shown<'_>> = events.iter().map(|e| Shown::fold(case, e)).collect();
    let open: Vec<Finding> = all.iter().filter_map(|shown| not_in_time(case, rule, shown)).collect();
    if !open.is_empty() {
        return open;
    }
    let day = |e: &Event| e.date.map_or(String::new(), |d| d.to_string());
    let told: Vec<String> = events.iter().map(|e| format!("“{}”{}", bare(&e.title), day(e))).collect();
    let evidence = events.iter().filter_map(|e| e.dates.first()).map(|d| d.evidence.clone());
    let message = format!("各项活动均在{deadline}前完成：{}。", told.join("；"));
    vec![case.finding(rule, Status::Pass, message).citing(evidence)]
}

/// The events that have to be done by the deadline.
fn required<'c>(case: &Case<'c>) -> Vec<&'c Event> {
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
    events
}

/// The finding on an event that is not shown to be in time.
fn not_in_time(case: &Case<'_>, rule: &Rule, shown: &Shown<'_>) -> Option<Finding> {
    let (status, ground) = verdict(shown);
    let (event, deadline) = (shown.event, shown.deadline);
    let title = bare(&event.title);
    let day = shown.date.map_or(String::new(), |d| d.to_string());
    let days = || event.dates.iter().map(|d| d.evidence.clone()).take(3).collect::<Vec<_>>();
    let source = |d: Option<&Stated<DayRange>>| d.map_or("", |d| d.source.chinese());
    let value = |d: Option<&Stated<DayRange>>| d.map_or(String::new(), |d| d.value.to_string());
    let (late, early) = (shown.slip.map(|s| s.0).or(shown.told_late), shown.slip.map(|s| s.1));
    let (message, evidence) = match ground {
        Ground::InTime => return None,
        Ground::OnePaperLate => (
            format!(
                "“{title}”的{}所载日期{}晚于完成时限{deadline}，{}则载为{}，请核实实际举办日期。",
                source(late),
                value(late),
                source(early),
                value(early)
            ),
            late.iter().chain(&early).map(|d| d.evidence.clone()).collect(),
        ),
        Ground::Late => (format!("“{title}”的日期为{day}，晚于完成时限{deadline}。"), days()),
        Ground::Undated => (
            format!("“{title}”的日期材料中未写明，是否在{deadline}前完成请核实。"),
            event.titles.first().map(|t| t.evidence.clone()).into_iter().collect(),
        ),
        Ground::EarlierYear => (format!("“{title}”的日期为{day}，早于本项目年度，是否本项目的活动请核实。"), days()),
        Ground::OnlyPlannedInTime => (
            format!(
                "“{title}”的{}所载日期为{}，晚于完成时限{deadline}；按期的日期只见于事先的通知、方案等材料。",
                source(late),
                value(late)
            ),
            late.map(|d| d.evidence.clone()).into_iter().collect(),
        ),
        Ground::ToldLate => (
            format!(
                "“{title}”的{}所载日期{}晚于完成时限{deadline}，与其他材料不一致，请核实实际举办日期。",
                source(late),
                value(late)
            ),
            late.map(|d| d.evidence.clone()).into_iter().collect(),
        ),
    };
    Some(case.finding(rule, status, message).about(event.title.clone()).citing(evidence))
}

/// T03: a covering letter or mail by the day; the form's own date alone is no proof of handing in.
pub fn handed_in_in_time(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let Some(limit) = case.sub_type.hand_in else {
        return vec![case.finding(rule, Status::NotApplicable, "通知未规定本类项目的成果提交日期。")];
    };
    let (letters, forms): (Vec<_>, Vec<_>) =
        case.facts.submitted.iter().partition(|(_, e)| case.kinds.main_kind(e.doc) != DocKind::SubsidyForm);
    let letter = letters.iter().max_by_key(|(day, _)| *day);
    let (status, message) = match (letter, forms.first()) {
        (Some((day, _)), _) if *day <= limit => {
            (Status::Pass, format!("成果提交日期为{day}，在{limit}之前（含当日）。"))
        }
        (Some((day, _)), _) => (Status::Fail, format!("成果提交日期为{day}，晚于{limit}。")),
        (None, Some((day, _))) => {
            let when = if *day > limit { format!("晚于{limit}") } else { format!("在{limit}前") };
            (Status::Review, format!("只见申报表填表日期{day}（{when}），未见报送函或提交记录，请核实实际提交日期。"))
        }
        (None, None) => {
            (Status::Review, format!("未见成果提交日期的证明（报送函、邮件等），应在{limit}前提交，请核实。"))
        }
    };
    let finding = case.finding(rule, status, message);
    vec![match letter.or(forms.first()) {
        Some((_, evidence)) => finding.citing([evidence.clone()]),
        None => finding.having_searched(unread::searched(case)),
    }]
}

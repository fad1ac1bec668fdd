//! P01: press releases sent to the address of the notice, or published by the association, event by event. What was sent is folded into
//! [`Shown`] first; the verdict is the first row of [`TABLE`] whose condition holds.

use std::collections::BTreeSet;

use super::quote::bare;
use super::unread;
use crate::model::Role;
use crate::model::facts::{Submission, SubmissionKind};
use crate::model::pack::Rule;
use crate::model::{Day, DocId, Event, Evidence, Finding, Place, Status};
use crate::rules::Case;

pub fn press_submitted(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let events = duties(case);
    if events.is_empty() {
        return vec![judged(case, rule, None)];
    }
    events
        .into_iter()
        .filter_map(|i| case.facts.events.get(i).map(|e| (i, e)))
        .map(|e| judged(case, rule, Some(e)))
        .collect()
}

/// Indices of the events whose press release is a duty; for service projects, every event they served.
fn duties(case: &Case<'_>) -> Vec<usize> {
    let index = |e: &Event| case.facts.events.iter().position(|x| std::ptr::eq(x, e));
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    for required in &case.sub_type.required_events {
        chosen.extend(case.chosen(required.kind, required.least).into_iter().filter_map(index));
    }
    chosen.into_iter().collect()
}

/// Days before an event from which on a mail cannot be about it; a slip of the pen is nearer.
const TOO_EARLY: i32 = 60;

/// What is shown of the release of one event (without one: of any).
struct Shown<'s> {
    /// At the address, or published, not before the event.
    reached: Option<&'s Submission>,
    /// … before it.
    early: Option<&'s Submission>,
    /// … a print dated after the day of the audit.
    ahead: Option<&'s Submission>,
    /// To go out at a set time that has come.
    timed: Option<&'s Submission>,
    /// The unit's own record.
    logged: Option<&'s Submission>,
    /// The address can't be read.
    unclear: Option<&'s Submission>,
    /// Sent to another address only.
    astray: Option<&'s Submission>,
    /// Did not go out, did not arrive, was taken back, or waits for its day.
    unsent: Option<&'s Submission>,
    /// Names no event.
    loose: Option<&'s Submission>,
    unread: Vec<DocId>,
}

/// Sent in an earlier year, or long before the event: another year's release.
fn of_another_time(case: &Case<'_>, s: &Submission, event: Option<&Event>) -> bool {
    let Some(sent) = s.date else { return false };
    let held = event.and_then(|e| e.date);
    sent.year() < case.pack.notice.year
        || held.is_some_and(|held| sent < held.first && sent.days_until(held.first).abs() > TOO_EARLY)
}

impl<'s> Shown<'s> {
    fn fold(case: &Case<'s>, event: Option<(usize, &'s Event)>) -> Shown<'s> {
        let all = &case.facts.submissions;
        let held = event.and_then(|(_, e)| e.date);
        let timely = |s: &&Submission| !of_another_time(case, s, event.map(|(_, e)| e));
        let mine: Vec<&Submission> =
            all.iter().filter(|s| event.is_none_or(|(i, _)| s.events.contains(&i))).filter(timely).collect();
        let press = case.pack.notice.press_address.to_lowercase();
        let ahead = |day: Option<Day>| day.is_some_and(|d| d > case.as_of);
        // a mail itself has its day from the server; a print may say anything
        let printed_ahead = |s: &Submission| ahead(s.date) && s.evidence.place != Place::MailHeader;
        let addressed = |s: &Submission| s.to.iter().any(|a| a.trim() == press);
        let sent = |s: &Submission| match s.how {
            SubmissionKind::Publication | SubmissionKind::Receipt => true,
            SubmissionKind::Mail => addressed(s),
            _ => false,
        };
        let is = |how: SubmissionKind| mine.iter().copied().find(|s| s.how == how);
        let early = |s: &Submission| s.date.zip(held).is_some_and(|(day, held)| day < held.first);
        let good = |what: &dyn Fn(&Submission) -> bool| mine.iter().copied().find(|s| sent(s) && what(s));
        let waits = |s: &&Submission| s.how == SubmissionKind::Timed && ahead(s.date);
        let loose = all.iter().filter(|s| s.events.is_empty() && event.is_some()).find(timely);
        Shown {
            reached: good(&|s| !early(s) && !printed_ahead(s)),
            early: good(&early),
            ahead: good(&printed_ahead),
            timed: mine.iter().copied().find(|s| s.how == SubmissionKind::Timed && !ahead(s.date)),
            logged: is(SubmissionKind::Logged),
            unclear: is(SubmissionKind::Unclear),
            astray: mine.iter().copied().find(|s| s.how == SubmissionKind::Mail && !s.to.is_empty()),
            unsent: is(SubmissionKind::Failed).or_else(|| mine.iter().copied().find(waits)),
            loose,
            unread: unread::candidates(case, &case.pack.roles.kinds(Role::ShowsThatPressWentOut), &hints()),
        }
    }
}

/// Words of file names by which an unread file may be a mail's print.
fn hints() -> Vec<String> {
    ["投稿", "报送", "邮件", "发送", "新闻", "截图"].map(str::to_owned).to_vec()
}

/// Why a release got its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Sent,
    BeforeTheEvent,
    AfterTheAudit,
    Timed,
    AddressUnread,
    OwnRecord,
    ToAnother,
    OfWhichEvent,
    Unread,
    NotSent,
    Nothing,
}

type Condition = fn(&Shown<'_>) -> bool;

/// In order: the first that holds decides.
const TABLE: [(Condition, Status, Ground); 11] = [
    (|s| s.reached.is_some(), Status::Pass, Ground::Sent),
    (|s| s.early.is_some(), Status::Review, Ground::BeforeTheEvent),
    (|s| s.ahead.is_some(), Status::Review, Ground::AfterTheAudit),
    (|s| s.timed.is_some(), Status::Review, Ground::Timed),
    (|s| s.unclear.is_some(), Status::Review, Ground::AddressUnread),
    (|s| s.logged.is_some(), Status::Review, Ground::OwnRecord),
    (|s| s.astray.is_some(), Status::Fail, Ground::ToAnother),
    (|s| s.loose.is_some(), Status::Review, Ground::OfWhichEvent),
    (|s| !s.unread.is_empty(), Status::Review, Ground::Unread),
    (|s| s.unsent.is_some(), Status::Missing, Ground::NotSent),
    (|_| true, Status::Missing, Ground::Nothing),
];

fn judged(case: &Case<'_>, rule: &Rule, event: Option<(usize, &Event)>) -> Finding {
    let shown = Shown::fold(case, event);
    let row = TABLE.iter().find(|(holds, ..)| holds(&shown));
    let (status, ground) = row.map_or((Status::Review, Ground::Unread), |(_, status, ground)| (*status, *ground));
    let (unread, files) = if ground == Ground::Unread { unread::cite(case, &shown.unread) } else { Default::default() };
    let decisive = match ground {
        Ground::Sent => shown.reached,
        Ground::BeforeTheEvent => shown.early,
        Ground::AfterTheAudit => shown.ahead,
        Ground::Timed => shown.timed,
        Ground::AddressUnread => shown.unclear,
        Ground::OwnRecord => shown.logged,
        Ground::ToAnother => shown.astray,
        Ground::OfWhichEvent => shown.loose,
        Ground::NotSent => shown.unsent,
        Ground::Unread | Ground::Nothing => None,
    };
    let called = event.map_or("本项目活动".to_owned(), |(_, e)| format!("“{}”", bare(&e.title)));
    let finding = case
        .finding(rule, status, message(case, ground, &called, decisive, &unread))
        .citing(decisive.map(|s| s.evidence.clone()))
        .citing(files)
        .about(event.map_or(String::new(), |(_, e)| e.title.clone()));
    match ground {
        Ground::Nothing | Ground::NotSent => {
            let title: Option<Evidence> = event.and_then(|(_, e)| e.titles.first()).map(|t| t.evidence.clone());
            let near = title.filter(|_| ground == Ground::Nothing);
            finding.citing(near).having_searched(unread::searched(case))
        }
        _ => finding,
    }
}

/// What is said of one event's release.
fn message(case: &Case<'_>, ground: Ground, event: &str, decisive: Option<&Submission>, unread: &str) -> String {
    let address = &case.pack.notice.press_address;
    let issuer = &case.pack.notice.issuer;
    let to = decisive.map_or(String::new(), |s| s.to.join("、"));
    let day = decisive.and_then(|s| s.date).map_or("（日期未载明）".to_owned(), |d| d.to_string());
    match ground {
        Ground::Sent => match decisive.map(|s| s.how) {
            Some(SubmissionKind::Publication) => format!("{event}的新闻稿已由{issuer}网站或公众号刊发。"),
            Some(SubmissionKind::Receipt) => format!("{event}的新闻稿有报送回执。"),
            _ => format!("{event}的新闻稿已于{day}报送至{address}。"),
        },
        Ground::BeforeTheEvent => format!("{event}的投稿日期早于活动日期，所报送的是否该活动的新闻稿请核实。"),
        Ground::AfterTheAudit => {
            format!("{event}的新闻稿所载报送日期{day}晚于审核日{}，是否已报送请核实。", case.as_of)
        }
        Ground::Timed => {
            format!("{event}的新闻稿邮件显示为定时发送，未见发送成功的记录，是否已报送至{address}请核实。")
        }
        Ground::AddressUnread => {
            format!("{event}有投稿截图或打印件，但收件地址未能读出，请核对是否为{address}。")
        }
        Ground::OwnRecord => {
            format!("{event}只有自行记载的投送记录（{to}），未见邮件截图或回执，请核实是否已报送至{address}。")
        }
        Ground::ToAnother => format!("{event}的新闻稿报送至{to}，不是规定的{address}。"),
        Ground::OfWhichEvent => {
            format!("有一份投稿材料看不出属于哪场活动，{event}的新闻稿是否已报送请核实。")
        }
        Ground::Unread => format!("未能读到{event}的新闻稿报送证明；{unread}。"),
        Ground::NotSent => {
            let waits = decisive.is_some_and(|s| s.how == SubmissionKind::Timed);
            let why = if waits {
                format!("定于{day}才发出，至审核日{}尚未发送", case.as_of)
            } else {
                "显示为草稿、未发送、发送失败、被退回或已撤回".to_owned()
            };
            format!(
                "{event}的新闻稿邮件{why}，不能作为已报送{issuer}（{address}）的证明，请重新发送并提交发送成功的截图或回执。"
            )
        }
        Ground::Nothing => format!("未见{event}的新闻稿报送{issuer}（{address}）的证明。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing() -> Shown<'static> {
        Shown {
            reached: None,
            early: None,
            ahead: None,
            timed: None,
            logged: None,
            unclear: None,
            astray: None,
            unsent: None,
            loose: None,
            unread: Vec::new(),
        }
    }

    #[test]
    fn the_best_that_is_shown_decides() {
        let s = Submission {
            to: Vec::new(),
            date: None,
            events: Vec::new(),
            how: SubmissionKind::Mail,
            evidence: Evidence::new(DocId(0), crate::model::Place::Whole, ""),
        };
        let verdict = |shown: &Shown<'_>| TABLE.iter().find(|(holds, ..)| holds(shown)).map(|(_, status, _)| *status);
        for (shown, want) in [
            (nothing(), Status::Missing),
            (Shown { unsent: Some(&s), ..nothing() }, Status::Missing),
            // a mail sent again after one that came back
            (Shown { reached: Some(&s), unsent: Some(&s), ..nothing() }, Status::Pass),
            (Shown { astray: Some(&s), ..nothing() }, Status::Fail),
            (Shown { astray: Some(&s), unclear: Some(&s), ..nothing() }, Status::Review),
            (Shown { unread: vec![DocId(1)], unsent: Some(&s), ..nothing() }, Status::Review),
        ] {
            assert_eq!(verdict(&shown), Some(want));
        }
    }
}

//! P01: press releases sent to the address of the notice, or published by 自治区科协, event by event.

use std::collections::BTreeSet;

use super::quote::bare;
use super::unread;
use crate::model::Role;
use crate::model::facts::{Submission, SubmissionKind};
use crate::model::pack::Rule;
use crate::model::{Event, Finding, Status};
use crate::rules::Case;

pub fn press_submitted(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let events = duties(case);
    if events.is_empty() {
        return vec![without_events(case, rule)];
    }
    events.into_iter().map(|i| for_event(case, rule, i)).collect()
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

fn reaches(case: &Case<'_>, s: &Submission) -> bool {
    let press = case.pack.notice.press_address.to_lowercase();
    matches!(s.how, SubmissionKind::Publication | SubmissionKind::Receipt)
        || (s.how == SubmissionKind::Mail && s.to.iter().any(|a| a.trim() == press))
}

/// Days before an event from which on a mail cannot be about it; a slip of the pen is nearer.
const TOO_EARLY: i32 = 60;

/// Sent in an earlier year, or long before the event: another year's release.
fn of_another_time(case: &Case<'_>, s: &Submission, event: &Event) -> bool {
    let Some(sent) = s.date else { return false };
    sent.year() < case.pack.notice.year
        || event.date.is_some_and(|held| sent < held.first && sent.days_until(held.first).abs() > TOO_EARLY)
}

fn for_event(case: &Case<'_>, rule: &Rule, index: usize) -> Finding {
    let event = &case.facts.events[index];
    let title = bare(&event.title);
    let mine: Vec<&Submission> = case
        .facts
        .submissions
        .iter()
        .filter(|s| s.events.contains(&index) && !of_another_time(case, s, event))
        .collect();
    let good = mine.iter().filter(|s| reaches(case, s));
    let after = |s: &&&Submission| s.date.zip(event.date).is_none_or(|(sent, held)| sent >= held.first);
    if let Some(s) = good.clone().find(after) {
        let how = match s.how {
            SubmissionKind::Publication => "已由自治区科协网站或公众号刊发".to_owned(),
            SubmissionKind::Receipt => "有报送回执".to_owned(),
            SubmissionKind::Mail | SubmissionKind::Unclear | SubmissionKind::Failed => {
                format!(
                    "已于{}报送至{}",
                    s.date.map_or("（日期未载明）".to_owned(), |d| d.to_string()),
                    case.pack.notice.press_address
                )
            }
        };
        return case
            .finding(rule, Status::Pass, format!("“{title}”的新闻稿{how}。"))
            .about(event.title.clone())
            .citing([s.evidence.clone()]);
    }
    let finding = if let Some(s) = good.clone().next() {
        let message = format!("“{title}”的投稿日期早于活动日期，所报送的是否该活动的新闻稿请核实。");
        case.finding(rule, Status::Review, message).citing([s.evidence.clone()])
    } else if let Some(s) = mine.iter().find(|s| s.how == SubmissionKind::Unclear) {
        let address = &case.pack.notice.press_address;
        let message = if s.to.is_empty() {
            format!("“{title}”有投稿截图或打印件，但收件地址未能读出，请核对是否为{address}。")
        } else {
            format!(
                "“{title}”只有自行记载的投送记录（{}），未见邮件截图或回执，请核实是否已报送至{address}。",
                s.to.join("、")
            )
        };
        case.finding(rule, Status::Review, message).citing([s.evidence.clone()])
    } else if let Some(s) = mine.iter().find(|s| !s.to.is_empty() && s.how != SubmissionKind::Failed) {
        let message =
            format!("“{title}”的新闻稿报送至{}，不是规定的{}。", s.to.join("、"), case.pack.notice.press_address);
        case.finding(rule, Status::Fail, message).citing([s.evidence.clone()])
    } else {
        let failed = mine.iter().find(|s| s.how == SubmissionKind::Failed);
        unsent(case, rule, event, failed.copied())
    };
    finding.about(event.title.clone())
}

/// Nothing shows that the release went anywhere; a draft or a mail that came back (`failed`) was not sent.
fn unsent(case: &Case<'_>, rule: &Rule, event: &Event, failed: Option<&Submission>) -> Finding {
    let title = bare(&event.title);
    // a mail that names no event may be this one's
    if let Some(s) = case.facts.submissions.iter().find(|s| s.events.is_empty() && !of_another_time(case, s, event)) {
        let message = format!("有一份投稿材料看不出属于哪场活动，“{title}”的新闻稿是否已报送请核实。");
        return case.finding(rule, Status::Review, message).citing([s.evidence.clone()]);
    }
    let hints: Vec<String> = ["投稿", "报送", "邮件", "发送", "新闻", "截图"].iter().map(|s| (*s).to_owned()).collect();
    let unread = unread::candidates(case, &case.pack.roles.kinds(Role::ShowsThatPressWentOut), &hints);
    if !unread.is_empty() {
        let (words, evidence) = unread::cite(case, &unread);
        return case
            .finding(rule, Status::Review, format!("未能读到“{title}”的新闻稿报送证明；{words}。"))
            .citing(evidence);
    }
    let address = &case.pack.notice.press_address;
    if let Some(s) = failed {
        let message = format!("“{title}”的新闻稿邮件显示为草稿、发送失败或被退回，未见已报送至{address}的证明。");
        let advice =
            format!("请将该场活动的新闻稿重新发送至{address}，并提交写明收件人、日期、显示发送成功的邮件截图或回执。");
        let finding = case.finding(rule, Status::Missing, message).advise(advice).citing([s.evidence.clone()]);
        return finding.having_searched(unread::searched(case));
    }
    let message = format!("未见“{title}”的新闻稿报送自治区科协（{address}）的证明。");
    let near = event.titles.first().map(|t| t.evidence.clone());
    case.finding(rule, Status::Missing, message).citing(near).having_searched(unread::searched(case))
}

/// Without required events (service projects, or none was found): any submission at all.
fn without_events(case: &Case<'_>, rule: &Rule) -> Finding {
    let address = &case.pack.notice.press_address;
    if let Some(s) = case.facts.submissions.iter().find(|s| reaches(case, s)) {
        return case
            .finding(rule, Status::Pass, format!("有新闻稿报送至{address}或由自治区科协刊发。"))
            .citing([s.evidence.clone()]);
    }
    let went = |s: &&Submission| !s.to.is_empty() && s.how == SubmissionKind::Mail;
    if let Some(s) = case.facts.submissions.iter().find(went) {
        let message = format!("新闻稿报送至{}，不是规定的{address}。", s.to.join("、"));
        return case.finding(rule, Status::Fail, message).citing([s.evidence.clone()]);
    }
    let hints: Vec<String> = ["投稿", "报送", "邮件", "新闻", "截图"].iter().map(|s| (*s).to_owned()).collect();
    let unread = unread::candidates(case, &case.pack.roles.kinds(Role::ShowsThatPressWentOut), &hints);
    if !unread.is_empty() || case.facts.submissions.iter().any(|s| s.how == SubmissionKind::Unclear) {
        let (words, evidence) = unread::cite(case, &unread);
        return case.finding(rule, Status::Review, format!("未能读到新闻稿报送证明；{words}。")).citing(evidence);
    }
    case.finding(rule, Status::Missing, format!("未见新闻稿报送自治区科协（{address}）的证明。"))
        .having_searched(unread::searched(case))
}

//! R01, R02: filing of forums, approval of international meetings. What one authority is shown to have said on one event is folded into
//! [`Shown`] here, for both; each rule has its table.

mod forum;
mod international;

pub use forum::{Forum, forum_filed};
pub use international::{International, international_approved};

use super::quote::bare;
use crate::model::Role;
use crate::model::body::Body;
use crate::model::facts::{Answer, Approval};
use crate::model::text::key;
use crate::model::{Day, DayRange, DocKind, Event, Evidence};
use crate::rules::Case;

/// What one authority is shown to have said on one event, from what settles the matter to what says least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shown {
    Granted,
    /// … after the event, or on a day that can't be read.
    Late,
    Undated,
    /// … in an earlier year.
    EarlierYear,
    /// … to a body that has no part in the event.
    ToAnother,
    Refused,
    Withdrawn,
    Pending,
    /// Received, and no more.
    Unanswered,
    /// A file is called so, and nobody signed it.
    Unsigned,
    /// There is only the applicant's own request.
    Asked,
    OtherName,
}

/// By when an authority has to have answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    FirstDay,
    LastDay,
}

impl Before {
    fn day(self, held: DayRange) -> Day {
        match self {
            Before::FirstDay => held.first,
            Before::LastDay => held.last,
        }
    }
}

/// Papers of one authority that concern the event.
fn papers<'c>(case: &Case<'c>, authority: &str, index: usize) -> Vec<&'c Approval> {
    let only = case.facts.events.len() == 1;
    let of_kind = |a: &Approval| {
        case.pack.roles.has(a.kind, Role::IsAnAnswer) || a.kind == DocKind::Request || a.answer == Answer::Withdrawn
    };
    let of_event = |a: &Approval| a.events.contains(&index) || a.events.is_empty() && only;
    let all = case.facts.approvals.iter().filter(|a| a.authority == authority && !a.apart && a.other.is_empty());
    all.filter(|a| of_kind(a) && of_event(a)).collect()
}

/// The authority's paper about an event of another name, where there is none about this one: perhaps the same under an earlier name.
/// With a day of its own it is another event, and no more is to be said of it.
fn under_another_name<'c>(case: &Case<'c>, authority: &str) -> Option<&'c Approval> {
    let mut all = case.facts.approvals.iter().filter(|a| a.authority == authority && !a.apart);
    all.find(|a| case.pack.roles.has(a.kind, Role::IsAnAnswer) && !a.other.is_empty() && !a.other_day)
}

/// The best that the papers show, and the paper; a withdrawal outweighs what it takes back.
fn shown<'c>(case: &Case<'c>, authority: &str, index: usize, before: Before) -> Option<(Shown, &'c Approval)> {
    let event = case.facts.events.get(index)?;
    let found = papers(case, authority, index);
    if let Some(back) = found.iter().find(|a| a.answer == Answer::Withdrawn) {
        let again = found.iter().any(|a| a.is_granted() && a.date.zip(back.date).is_some_and(|(a, b)| a > b));
        if !again {
            return Some((Shown::Withdrawn, back));
        }
    }
    let refused = found.iter().any(|a| a.answer == Answer::Refused);
    let best = found.into_iter().map(|a| (said(case, event, a, before), a)).min_by_key(|(s, _)| *s);
    let best = best.map(|(s, a)| if refused && s > Shown::Refused { (Shown::Refused, a) } else { (s, a) });
    best.or_else(|| under_another_name(case, authority).map(|a| (Shown::OtherName, a)))
}

/// What one paper says on one event.
fn said(case: &Case<'_>, event: &Event, paper: &Approval, before: Before) -> Shown {
    let ours = is_ours(case, event, paper);
    match (paper.answer, paper.date) {
        (Answer::Granted, _) if !ours => Shown::ToAnother,
        (Answer::Granted, Some(d)) if d.year() < case.pack.notice.year => Shown::EarlierYear,
        (Answer::Granted, Some(d)) if event.date.is_some_and(|e| d > before.day(e)) => Shown::Late,
        (Answer::Granted, None) if before == Before::FirstDay => Shown::Undated,
        (Answer::Granted, _) => Shown::Granted,
        (Answer::Refused, _) => Shown::Refused,
        (Answer::Withdrawn, _) => Shown::Withdrawn,
        _ if paper.kind == DocKind::Request => Shown::Asked,
        (Answer::Pending, _) => Shown::Pending,
        (Answer::Received, _) if !paper.signed => Shown::Unsigned,
        (Answer::Received, _) => Shown::Unanswered,
    }
}

/// Characters of a unit's name by which a sentence names it.
const NAME: usize = 5;

/// Addressed to the grantee, to a host of the event, or to nobody that can be told.
fn is_ours(case: &Case<'_>, event: &Event, approval: &Approval) -> bool {
    let Some(to) = &approval.to else { return true };
    let project = &case.facts.project;
    let units = std::iter::once(&project.unit).chain(&project.aliases).chain(project.units.iter().map(|u| &u.value));
    let joint = case.facts.joint_units.iter().map(|u| &u.value);
    let hosts = event.hosts.iter().map(|(_, h)| &h.value);
    let mut ours = units.chain(joint).chain(hosts).filter(|n| !n.is_empty()).peekable();
    // an answer to whoever passed the request on names the unit that may hold the event
    let granted = key(&approval.evidence.quote);
    let named = |name: &str| name.chars().count() >= NAME && granted.contains(&key(name));
    ours.peek().is_none() || ours.any(|name| Body::read(name).is_kin(to) || named(name))
}

/// What all authorities of a rule are shown to have said on one event.
struct Answers<'c> {
    /// In the order of the rule; `None`: no paper at all.
    all: Vec<(&'c str, Option<(Shown, &'c Approval)>)>,
    held: Option<DayRange>,
}

impl<'c> Answers<'c> {
    /// The authorities without a paper, or with none but of these sorts.
    fn without(&self, but: &[Shown]) -> Vec<&'c str> {
        let none = |said: &Option<(Shown, &Approval)>| said.is_none_or(|(s, _)| but.contains(&s));
        self.all.iter().filter(|(_, said)| none(said)).map(|(id, _)| *id).collect()
    }

    /// The sentences on those whose paper is of one of these sorts.
    fn told(&self, case: &Case<'_>, noun: &str, of: impl Fn(Shown) -> bool) -> Vec<String> {
        let some = self.all.iter().filter_map(|(id, said)| said.map(|(s, a)| (*id, s, a)));
        some.filter(|(_, s, _)| of(*s)).map(|(id, s, a)| words(s, a, name(case, id), noun, self.held)).collect()
    }

    fn any(&self, of: impl Fn(Shown) -> bool) -> bool {
        self.all.iter().any(|(_, said)| said.is_some_and(|(s, _)| of(s)))
    }

    fn evidence(&self) -> Vec<Evidence> {
        self.all.iter().filter_map(|(_, said)| said.map(|(_, a)| a.evidence.clone())).collect()
    }

    fn names(&self, case: &Case<'_>) -> String {
        list(case, &self.all.iter().map(|(id, _)| *id).collect::<Vec<_>>())
    }
}

fn name<'c>(case: &Case<'c>, id: &'c str) -> &'c str {
    case.pack.authority(id).map_or(id, |a| a.name.as_str())
}

fn list(case: &Case<'_>, ids: &[&str]) -> String {
    ids.iter().map(|id| name(case, id)).collect::<Vec<_>>().join("、")
}

/// “自治区民政厅的备案已被撤销”, with `noun` for what the authority gives (备案, 批复).
fn words(shown: Shown, approval: &Approval, name: &str, noun: &str, held: Option<DayRange>) -> String {
    let day = approval.date.map_or("未写明".to_owned(), |d| d.to_string());
    match shown {
        Shown::Granted => format!("有{name}的{noun}"),
        Shown::Late => format!(
            "{name}的{noun}材料日期为{day}，晚于活动日期{}",
            held.map_or("（未写明）".to_owned(), |d| d.to_string())
        ),
        Shown::Undated => format!("{name}的{noun}日期未能读出"),
        Shown::EarlierYear => format!("{name}的{noun}日期为{day}，早于本项目年度，疑为往年活动的{noun}"),
        Shown::ToAnother => {
            let to = approval.to.as_ref().map_or("其他单位", |b| b.name.as_str());
            format!("{name}的{noun}是给“{to}”的，不是给承担单位或活动主办单位的")
        }
        Shown::Withdrawn => format!("{name}的{noun}已被撤销（“{}”）", approval.evidence.quote),
        Shown::Refused => format!("{name}的答复为不予{noun}、退回或要求补正"),
        Shown::Pending => format!("{name}的{noun}仍在办理，未见结果"),
        Shown::Unanswered => format!("向{name}的{noun}只见申请或收件，未见答复或回执"),
        Shown::Unsigned => format!("名为{name}{noun}的材料中未见{name}的落款、印章或意见"),
        Shown::Asked => format!("向{name}的{noun}只见申请，未见答复或回执"),
        Shown::OtherName => {
            format!("{name}的{noun}材料所载活动为“{}”，与本场活动名称不同", bare(&approval.other))
        }
    }
}

//! C03: an event's list against what prose says of the whole attendance. Both are folded into [`Shown`]; the verdict is the first row of
//! [`TABLE`] whose condition holds.

use crate::model::facts::{Claim, ClaimKind, Scope};
use crate::model::pack::Rule;
use crate::model::{DocKind, Event, Evidence, Finding, Status};
use crate::rules::Case;
use crate::rules::check::quote::bare;

/// What is said of the attendance of one event.
#[derive(Default)]
struct Shown<'e> {
    /// People by the list that tells the whole attendance.
    list: Option<u32>,
    /// By the list's line.
    listed: Option<Evidence>,
    /// Any figure of the whole attendance on the spot.
    told: Option<&'e Claim>,
    /// One that agrees with the list.
    same: Option<&'e Claim>,
    /// One that says more than the list.
    more: Option<&'e Claim>,
    /// One below it that says that it is the whole.
    fewer: Option<&'e Claim>,
    /// One below it that names whom it counts, and leaves room for experts and staff.
    part: Option<&'e Claim>,
    /// One with those online, above the list.
    both_ways: Option<&'e Claim>,
    /// Two papers that give the same figure, and no third that gives another.
    agreeing: Option<(&'e Claim, &'e Claim)>,
    /// Two exact figures that differ.
    differing: Option<(&'e Claim, &'e Claim)>,
}

impl<'e> Shown<'e> {
    fn fold(event: &'e Event) -> Shown<'e> {
        let people = event.claims.iter().filter(|c| c.what == ClaimKind::People && !c.planned && is_of_event(c));
        let (on_the_spot, _online): (Vec<&Claim>, Vec<&Claim>) = people.partition(|c| !c.online);
        let claims = on_the_spot;
        let Some(list) = whole_list(event) else {
            let (agreeing, differing) = (agreeing(&claims), differing(&claims));
            return Shown { told: claims.first().copied(), agreeing, differing, ..Shown::default() };
        };
        let find = |what: &dyn Fn(&Claim) -> bool| claims.iter().copied().find(|c| what(c));
        let mut both = event.claims.iter().filter(|c| c.what == ClaimKind::People && !c.planned && is_of_event(c));
        Shown {
            list: Some(list),
            listed: event.lists.iter().find(|l| l.people.at_most == list).map(|l| l.evidence.clone()),
            told: claims.first().copied(),
            same: find(&|c| consistent(c, list)),
            more: find(&|c| !consistent(c, list) && c.number > list),
            fewer: find(&|c| c.number < list && c.scope == Scope::Whole),
            part: find(&|c| is_part_of(c, list)),
            // “线上线下共326人” says nothing of viewers only: the list should show those on the spot
            both_ways: both.find(|c| c.both_ways && c.number > list && !consistent(c, list)),
            ..Shown::default()
        }
    }
}

/// What the figures of an event come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    TwoDiffer,
    TwoAgree,
    OneOnly,
    OnlineCounted,
    ListOnly,
    More,
    ListAgrees,
    Fewer,
    OfSome,
    Nothing,
}

type Condition = fn(&Shown<'_>) -> bool;

/// In order: the first that holds decides.
const TABLE: [(Condition, Status, Ground); 10] = [
    (|s| s.list.is_none() && s.differing.is_some(), Status::Review, Ground::TwoDiffer),
    (|s| s.list.is_none() && s.agreeing.is_some(), Status::Pass, Ground::TwoAgree),
    (|s| s.list.is_none() && s.told.is_some(), Status::NotApplicable, Ground::OneOnly),
    (|s| s.list.is_none(), Status::NotApplicable, Ground::Nothing),
    (|s| s.told.is_none() && s.both_ways.is_some(), Status::Review, Ground::OnlineCounted),
    (|s| s.told.is_none(), Status::NotApplicable, Ground::ListOnly),
    (|s| s.more.is_some(), Status::Review, Ground::More),
    (|s| s.same.is_some(), Status::Pass, Ground::ListAgrees),
    (|s| s.fewer.is_some(), Status::Review, Ground::Fewer),
    // “企业技术人员11人参加” beside a list of fourteen with the experts
    (|s| s.part.is_some(), Status::Pass, Ground::OfSome),
];

fn verdict(shown: &Shown<'_>) -> (Status, Ground) {
    let row = TABLE.iter().find(|(holds, ..)| holds(shown));
    row.map_or((Status::NotApplicable, Ground::Nothing), |(_, status, ground)| (*status, *ground))
}

/// C03.
pub fn people_agree(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let own = case.facts.events.iter().filter(|e| case.is_own(e));
    let all: Vec<(&Event, Shown<'_>)> = own.map(|e| (e, Shown::fold(e))).collect();
    let open: Vec<Finding> = all.iter().filter_map(|(event, shown)| differs(case, rule, event, shown)).collect();
    if !open.is_empty() {
        return open;
    }
    let agreeing: Vec<(&Event, &Shown<'_>)> =
        all.iter().filter(|(_, s)| verdict(s).0 == Status::Pass).map(|(e, s)| (*e, s)).collect();
    if agreeing.is_empty() {
        let one = all.iter().any(|(_, s)| verdict(s).1 == Ground::OneOnly);
        let message = match one {
            true => "人数只有一处记载，无从比较。",
            false => "没有两处以上的人数记载，无从比较。",
        };
        return vec![case.finding(rule, Status::NotApplicable, message)];
    }
    let told: Vec<String> = agreeing.iter().map(|(e, s)| format!("“{}”{}人", bare(&e.title), figure(s))).collect();
    let evidence = agreeing.iter().flat_map(|(_, s)| {
        let two = s.agreeing.map(|(a, b)| vec![a, b]).unwrap_or_default();
        let claims = two.into_iter().chain(s.same.or(s.part).filter(|_| s.list.is_some()));
        s.listed.iter().cloned().chain(claims.map(|c| c.evidence.clone())).collect::<Vec<_>>()
    });
    let message = format!("各处记载的人数一致：{}。", told.join("；"));
    vec![case.finding(rule, Status::Pass, message).citing(evidence)]
}

fn figure(shown: &Shown<'_>) -> String {
    match (shown.list, shown.agreeing) {
        (Some(list), _) => list.to_string(),
        (None, Some((a, _))) => format!("{}{}", if a.approximate { "约" } else { "" }, a.number),
        (None, None) => String::new(),
    }
}

/// The finding on an event whose figures do not agree.
fn differs(case: &Case<'_>, rule: &Rule, event: &Event, shown: &Shown<'_>) -> Option<Finding> {
    let (status, ground) = verdict(shown);
    let (title, list) = (bare(&event.title), shown.list.unwrap_or(0));
    let quote = |c: Option<&Claim>| c.map_or("", |c| c.evidence.quote.as_str()).to_owned();
    let (message, claims): (String, Vec<&Claim>) = match ground {
        Ground::TwoDiffer => {
            let (a, b) = shown.differing?;
            (format!("“{title}”的人数说法不一：“{}”与“{}”。", a.evidence.quote, b.evidence.quote), vec![a, b])
        }
        Ground::OnlineCounted => (
            format!("“{title}”名单去重为{list}人，材料称“{}”，含线上人数，现场人数请核实。", quote(shown.both_ways)),
            shown.both_ways.into_iter().collect(),
        ),
        Ground::More | Ground::Fewer => {
            let other = if ground == Ground::More { shown.more } else { shown.fewer };
            let message = format!("“{title}”名单去重为{list}人，材料称“{}”，两者不一致。", quote(other));
            (message, other.into_iter().collect())
        }
        Ground::TwoAgree
        | Ground::OneOnly
        | Ground::ListOnly
        | Ground::ListAgrees
        | Ground::OfSome
        | Ground::Nothing => return None,
    };
    let listed = shown.listed.clone().filter(|_| ground != Ground::OnlineCounted);
    let claimed = claims.into_iter().map(|c| c.evidence.clone());
    Some(case.finding(rule, status, message).about(event.title.clone()).citing(listed).citing(claimed))
}

/// A figure of the whole attendance, by a paper that tells of the event and not of its cost.
fn is_of_event(c: &Claim) -> bool {
    let aside = matches!(c.source, DocKind::FinalAccounts | DocKind::ExpenditureStatement | DocKind::CaseWriteUp);
    c.scope != Scope::Aside && !aside
}

/// People by the list that tells the whole attendance: not one with a captain for each team.
fn whole_list(event: &Event) -> Option<u32> {
    let people = event.people()?;
    let captains = event.lists.iter().any(|l| l.is_of_captains(people));
    (!captains).then_some(people)
}

/// A figure that names whom it counts (the firm's people, the trainees) and leaves room for no more than the experts and staff.
fn is_part_of(c: &Claim, list: u32) -> bool {
    c.scope == Scope::Part && c.number < list && c.number * 10 >= list * 6 && list - c.number <= 12
}

/// “60余人” agrees with 60–75, “近百人” with 85–100, an exact figure with itself.
fn consistent(c: &Claim, list: u32) -> bool {
    if !c.approximate {
        return c.number == list;
    }
    let n = c.number;
    list >= n.saturating_sub(n / 6) && list <= n + n / 4 + 2
}

fn agreeing<'c>(claims: &[&'c Claim]) -> Option<(&'c Claim, &'c Claim)> {
    // two “50余名代表” agree; beside an exact figure that one decides
    let first = claims.iter().find(|c| !c.approximate).or(claims.first())?;
    let rough = first.approximate;
    let all = claims.iter().all(|c| if rough { c.number == first.number } else { consistent(c, first.number) });
    let other = claims.iter().find(|c| c.evidence.doc != first.evidence.doc)?;
    all.then_some((*first, *other))
}

fn differing<'c>(claims: &[&'c Claim]) -> Option<(&'c Claim, &'c Claim)> {
    let exact: Vec<&&Claim> = claims.iter().filter(|c| !c.approximate).collect();
    let first = exact.first()?;
    exact.iter().find(|c| c.number != first.number).map(|c| (**first, **c))
}

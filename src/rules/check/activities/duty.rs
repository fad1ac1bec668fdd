//! A01–A07: so many events of a kind. What the papers show is folded into [`Shown`] first; the verdict is the first row of [`TABLE`] whose
//! condition holds, and the sentence is made from the row's ground.

use super::held::{held, plainly_off, shows};
use crate::model::facts::Stated;
use crate::model::language::language;
use crate::model::pack::Rule;
use crate::model::text::key;
use crate::model::{Event, EventKind, Evidence, Finding, Role, Status};
use crate::rules::Case;
use crate::rules::check::founding::{after_founding, elsewhere};
use crate::rules::check::quote::{bare, first_evidence, titles};
use crate::rules::check::society::with_society;
use crate::rules::check::unread;
use crate::rules::check::venue::{Where, held_where};

/// What [`events_at_least`] asks of the events.
#[derive(Debug)]
pub struct Asked {
    pub kind: EventKind,
    pub least: u32,
    pub as_organiser: bool,
    pub with_national_society: bool,
    pub after_founding: bool,
    pub apart_from: Option<EventKind>,
}

/// What the papers show of a duty.
struct Shown<'a> {
    need: usize,
    /// Of the kind.
    events: Vec<&'a Event>,
    /// Held, and by their names perhaps of the kind.
    open: Vec<&'a Event>,
    /// Of the kind, and held.
    held: Vec<&'a Event>,
    /// What says that some were called off.
    off: Vec<Evidence>,
    /// Those of the kind that nothing plainly calls off.
    not_off: Vec<&'a Event>,
    /// All that were not called off were held.
    rest_held: bool,
    /// Each serves the other duty as well.
    serves_two: bool,
    /// Held before the association was founded, or not in its park.
    outside: Option<Finding>,
    /// Held, with the grantee as host where that is asked.
    good: Vec<&'a Event>,
    society: Option<Finding>,
    /// Not surely held in the region.
    away: Option<Finding>,
    not_for_students: bool,
}

/// Why a duty got its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    KindOpen,
    TooFew,
    CalledOff,
    NotShown,
    ServesTwo,
    Outside,
    NotHost,
    Society,
    Away,
    NotForStudents,
    TooFewAsHost,
    Enough,
}

type Condition = fn(&Shown<'_>) -> bool;

/// In order: the first that holds decides.
const TABLE: [(Condition, Ground); 12] = [
    (|s| s.events.len() < s.need && s.events.len() + s.open.len() >= s.need, Ground::KindOpen),
    (|s| s.events.len() < s.need, Ground::TooFew),
    (|s| s.held.len() < s.need && s.not_off.len() < s.need && s.rest_held, Ground::CalledOff),
    (|s| s.held.len() < s.need, Ground::NotShown),
    (|s| s.serves_two, Ground::ServesTwo),
    (|s| s.outside.is_some(), Ground::Outside),
    (|s| s.good.is_empty(), Ground::NotHost),
    (|s| s.society.is_some(), Ground::Society),
    (|s| s.away.is_some(), Ground::Away),
    (|s| s.not_for_students, Ground::NotForStudents),
    (|s| s.good.len() < s.need, Ground::TooFewAsHost),
    (|_| true, Ground::Enough),
];

/// A01–A07.
pub fn events_at_least(case: &Case<'_>, rule: &Rule, asked: &Asked) -> Vec<Finding> {
    let shown = fold(case, rule, asked);
    let ground = TABLE.iter().find(|(holds, _)| holds(&shown)).map_or(Ground::NotShown, |(_, ground)| *ground);
    vec![speak(case, rule, asked, shown, ground)]
}

fn fold<'a>(case: &Case<'a>, rule: &Rule, asked: &Asked) -> Shown<'a> {
    let (events, open): (Vec<&Event>, Vec<&Event>) =
        case.of_kind(asked.kind, asked.least).into_iter().partition(|e| e.kinds.contains(&asked.kind));
    let shown: Vec<&Event> = events.iter().copied().filter(|e| held(case, e)).collect();
    let not_off: Vec<&Event> = events.iter().copied().filter(|e| !plainly_off(case, e)).collect();
    let others: Vec<&Event> =
        case.facts.events.iter().filter(|e| asked.apart_from.is_some_and(|o| e.kinds.contains(&o))).collect();
    let good: Vec<&Event> = shown.iter().copied().filter(|e| !asked.as_organiser || is_host(case, e)).collect();
    let founded = || after_founding(case, rule, &shown).or_else(|| elsewhere(case, rule, &shown));
    let any_good = !good.is_empty();
    Shown {
        need: usize::try_from(asked.least.max(1)).unwrap_or(1),
        open: open.into_iter().filter(|e| held(case, e)).collect(),
        off: events.iter().filter_map(|e| e.cancelled.clone()).collect(),
        rest_held: not_off.iter().all(|e| held(case, e)),
        serves_two: asked.apart_from.is_some() && !shown.iter().any(|e| !others.iter().any(|o| is_one_occasion(e, o))),
        outside: asked.after_founding.then(founded).flatten(),
        society: (asked.with_national_society && any_good).then(|| with_society(case, rule, &good)),
        away: (asked.kind == EventKind::Academic).then(|| not_at_home(case, rule, &good)).flatten(),
        not_for_students: asked.kind == EventKind::Contest && !good.iter().any(|e| e.for_students.is_some()),
        events,
        held: shown,
        not_off,
        good,
    }
}

fn speak(case: &Case<'_>, rule: &Rule, asked: &Asked, shown: Shown<'_>, ground: Ground) -> Finding {
    let (name, need) = (asked.kind.chinese(), shown.need);
    let finding =
        |status, message: String, events: &[&Event]| case.finding(rule, status, message).citing(first_evidence(events));
    let searched = |f: Finding| f.having_searched(unread::searched(case));
    match ground {
        Ground::KindOpen => {
            let message = format!("{}已举办，从名称看不出是否属于{name}，请核实。", titles(&shown.open));
            finding(Status::Review, message, &shown.open)
        }
        Ground::TooFew => too_few(case, rule, name, &shown.events, need),
        Ground::TooFewAsHost => too_few(case, rule, name, &shown.good, need),
        Ground::CalledOff => {
            let quote = shown.off.first().map_or("", |e| e.quote.as_str());
            let left = shown.not_off.len();
            let message = format!("{name}应不少于{need}场，材料只能证明{left}场；材料称“{quote}”，未见补办。");
            searched(finding(Status::Missing, message, &shown.events).citing(shown.off))
        }
        Ground::NotShown => {
            let all = titles(&shown.events);
            let message = match shown.off.first() {
                Some(e) => format!("{all}是否已举办请核实，材料称“{}”。", e.quote),
                None => format!("{all}只见通知、方案等事前材料，未见签到、新闻稿等举办证明，是否已举办请核实。"),
            };
            searched(finding(Status::Review, message, &shown.events).citing(shown.off))
        }
        Ground::ServesTwo => {
            let other = asked.apart_from.map_or("", |o| o.chinese());
            let message = format!("{}同时作为{other}和{name}，一场活动能否计作两项请验收组判断。", titles(&shown.held));
            finding(Status::Review, message, &shown.held)
        }
        Ground::NotHost => {
            let message =
                format!("{}未见承担单位为主办或承办单位的记载，请核实承担单位在活动中的身份。", titles(&shown.held));
            finding(Status::Review, message, &shown.held)
        }
        Ground::NotForStudents => {
            let message = format!("{}的材料未写明面向大学生，请核实参赛对象。", titles(&shown.good));
            finding(Status::Review, message, &shown.good)
        }
        Ground::Outside | Ground::Society | Ground::Away => {
            let made = [(Ground::Outside, shown.outside), (Ground::Society, shown.society), (Ground::Away, shown.away)];
            let told = made.into_iter().find(|(g, _)| *g == ground).and_then(|(_, finding)| finding);
            told.unwrap_or_else(|| too_few(case, rule, name, &shown.events, need))
        }
        Ground::Enough => {
            let told: Vec<String> = shown.good.iter().map(|e| in_words(case, e)).collect();
            let message = format!("已举办{name}{}场：{}。", shown.good.len(), told.join("；"));
            finding(Status::Pass, message, &shown.good)
        }
    }
}

/// “某研讨会”（2026-09-12，证明材料：签到表、新闻稿）
fn in_words(case: &Case<'_>, event: &Event) -> String {
    let day = event.date.map_or("日期未写明".to_owned(), |d| d.to_string());
    let shown = event.papers.iter().filter(|(d, k)| shows(case, event, *d, *k));
    let mut proofs: Vec<&str> = shown.map(|(_, k)| k.chinese()).collect();
    proofs.dedup();
    format!("“{}”（{day}，证明材料：{}）", bare(&event.title), proofs.join("、"))
}

/// One event, or two that one title names together, on one day.
fn is_one_occasion(a: &Event, b: &Event) -> bool {
    let one_title = |t: &Stated<String>| b.titles.iter().any(|o| o.evidence == t.evidence);
    a == b || a.date == b.date && a.titles.iter().any(one_title)
}

/// A01: no event that all papers put into the region. `None` when there is one.
fn not_at_home(case: &Case<'_>, rule: &Rule, events: &[&Event]) -> Option<Finding> {
    let mut wheres: Vec<Where> = events.iter().map(|e| held_where(case, e)).collect();
    wheres.sort_by_key(Where::rank);
    let names = titles(events);
    let (message, evidence) = match wheres.into_iter().next()? {
        Where::Home => return None,
        Where::Both { home, elsewhere } => {
            let message = format!(
                "{names}的举办地点材料说法不一：一处称“{}”，一处称“{}”，是否在区内举办请核实。",
                home.quote, elsewhere.quote
            );
            (message, vec![home, elsewhere])
        }
        Where::Unclear(place) => {
            let message = format!("{names}的举办地点写为“{}”，看不出在哪个市县，是否在区内举办请核实。", place.quote);
            (message, vec![place])
        }
        Where::Unstated => (format!("{names}的举办地点材料中未写明，是否在区内举办请核实。"), vec![]),
        Where::Elsewhere(place) => (format!("{names}的举办地点“{}”不在区内，请核实。", place.quote), vec![place]),
    };
    Some(case.finding(rule, Status::Review, message).citing(evidence).citing(first_evidence(events)))
}

fn too_few(case: &Case<'_>, rule: &Rule, name: &str, events: &[&Event], need: usize) -> Finding {
    let message = if events.is_empty() {
        format!("未见{name}的材料，应不少于{need}场。")
    } else {
        format!("{name}应不少于{need}场，材料只能证明{}场：{}。", events.len(), titles(events))
    };
    let unread = unread::candidates(case, &case.pack.roles.kinds(Role::CarriesADay), &[]);
    if unread.is_empty() {
        return case
            .finding(rule, Status::Missing, message)
            .citing(first_evidence(events))
            .having_searched(unread::searched(case));
    }
    let (words, evidence) = unread::cite(case, &unread);
    case.finding(rule, Status::Review, format!("{message}{words}。")).citing(first_evidence(events)).citing(evidence)
}

/// The grantee is host or organiser: by a host field or sentence, or as the issuer of the notice.
fn is_host(case: &Case<'_>, event: &Event) -> bool {
    let short = |k: &str| language().bodies.short.short(k);
    let names: Vec<String> = case.unit_keys().iter().map(|n| short(n)).collect();
    let mine = |name: &str| {
        let k = short(&key(name));
        names.iter().any(|n| k.contains(n.as_str()) || (k.chars().count() >= 6 && n.contains(&k)))
    };
    let words = &language().mentions;
    let as_role = |list: &crate::model::language::List| {
        event.hosts.iter().any(|(role, host)| list.hits(role) && mine(&host.value))
    };
    if as_role(&words.hosting_role) {
        return true;
    }
    // who issues the notice of an event holds it, unless it says that the grantee only helps
    !as_role(&words.helping_role) && event.issuers.iter().any(|line| mine(&line.quote))
}

//! A01–A08: activities held, problems solved.

use super::founding::{after_founding, elsewhere};
use super::papers::{event_text, lines};
use super::quote::{bare, first_evidence, titles};
use super::society::with_society;
use super::unread;
use super::venue::{Where, held_where};
use crate::facts::events::outcome::of_its_day;
use crate::model::facts::Stated;
use crate::model::pack::Rule;
use crate::model::shown::What;
use crate::model::text::{fold, key};
use crate::model::{DocId, DocKind, Event, EventKind, Evidence, Finding, Role, Status};
use crate::rules::Case;

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

/// Some paper shows that the event took place: not one that only says that it will, not a list of whom one means to invite.
pub fn held(case: &Case<'_>, event: &Event) -> bool {
    event.cancelled.is_none() && event.papers.iter().any(|(doc, kind)| shows(case, event, *doc, *kind))
}

/// A paper says that this very event, by its name or day, was called off, and none tells that it was held all the same.
fn plainly_off(case: &Case<'_>, event: &Event) -> bool {
    let Some(said) = &event.cancelled else { return false };
    let folded = fold(&said.quote);
    let names = event.titles.iter().map(|t| key(&bare(&t.value))).filter(|n| n.chars().count() >= 4);
    let told = of_its_day(&folded, event) || names.into_iter().any(|n| key(&said.quote).contains(&n));
    told && !event.papers.iter().any(|(doc, kind)| *doc != said.doc && shows(case, event, *doc, *kind))
}

fn shows(case: &Case<'_>, event: &Event, doc: DocId, kind: DocKind) -> bool {
    if !case.pack.roles.has(kind, Role::TellsItWasHeld) || event.only_planned.contains(&doc) {
        return false;
    }
    let mut lists = event.lists.iter().filter(|l| l.kind == kind && l.evidence.doc == doc).peekable();
    lists.peek().is_none() || lists.any(|l| l.aside.is_none())
}

/// A01–A07.
pub fn events_at_least(case: &Case<'_>, rule: &Rule, asked: &Asked) -> Vec<Finding> {
    let name = asked.kind.chinese();
    let (events, open): (Vec<&Event>, Vec<&Event>) =
        case.of_kind(asked.kind, asked.least).into_iter().partition(|e| e.kinds.contains(&asked.kind));
    let need = usize::try_from(asked.least.max(1)).unwrap_or(1);
    if events.len() < need {
        let open: Vec<&Event> = open.into_iter().filter(|e| held(case, e)).collect();
        return vec![match events.len() + open.len() >= need {
            true => of_open_kind(case, rule, name, &open),
            false => too_few(case, rule, name, &events, need),
        }];
    }
    let shown: Vec<&Event> = events.iter().copied().filter(|e| held(case, e)).collect();
    if shown.len() < need {
        let off: Vec<Evidence> = events.iter().filter_map(|e| e.cancelled.clone()).collect();
        let not_off: Vec<&Event> = events.iter().copied().filter(|e| !plainly_off(case, e)).collect();
        if not_off.len() < need && not_off.iter().all(|e| held(case, e)) {
            let quote = off.first().map_or("", |e| e.quote.as_str());
            let message =
                format!("{name}应不少于{need}场，材料只能证明{}场；材料称“{quote}”，未见补办。", not_off.len());
            return vec![
                case.finding(rule, Status::Missing, message)
                    .citing(first_evidence(&events))
                    .citing(off)
                    .having_searched(unread::searched(case)),
            ];
        }
        let message = match off.first() {
            Some(e) => format!("{}是否已举办请核实，材料称“{}”。", titles(&events), e.quote),
            None => {
                format!("{}只见通知、方案等事前材料，未见签到、新闻稿等举办证明，是否已举办请核实。", titles(&events))
            }
        };
        return vec![
            case.finding(rule, Status::Review, message)
                .citing(first_evidence(&events))
                .citing(off)
                .having_searched(unread::searched(case)),
        ];
    }
    if let Some(other) = asked.apart_from {
        let others: Vec<&Event> = case.facts.events.iter().filter(|e| e.kinds.contains(&other)).collect();
        if !shown.iter().any(|e| !others.iter().any(|o| is_one_occasion(e, o))) {
            let message =
                format!("{}同时作为{}和{name}，一场活动能否计作两项请验收组判断。", titles(&shown), other.chinese());
            return vec![case.finding(rule, Status::Review, message).citing(first_evidence(&shown))];
        }
    }
    if asked.after_founding
        && let Some(finding) = after_founding(case, rule, &shown)
    {
        return vec![finding];
    }
    if asked.after_founding
        && let Some(finding) = elsewhere(case, rule, &shown)
    {
        return vec![finding];
    }
    let good: Vec<&Event> = shown.iter().copied().filter(|e| !asked.as_organiser || organised(case, e)).collect();
    if good.is_empty() {
        let message = format!("{}未见承担单位为主办或承办单位的记载，请核实承担单位在活动中的身份。", titles(&shown));
        return vec![case.finding(rule, Status::Review, message).citing(first_evidence(&shown))];
    }
    if asked.with_national_society {
        return vec![with_society(case, rule, &good)];
    }
    if asked.kind == EventKind::Academic
        && let Some(finding) = not_at_home(case, rule, &good)
    {
        return vec![finding];
    }
    if asked.kind == EventKind::Contest && !good.iter().any(|e| is_for_students(&event_text(case, e))) {
        let message = format!("{}的材料未写明面向大学生，请核实参赛对象。", titles(&good));
        return vec![case.finding(rule, Status::Review, message).citing(first_evidence(&good))];
    }
    if good.len() < need {
        return vec![too_few(case, rule, name, &good, need)];
    }
    let dates: Vec<String> = good
        .iter()
        .map(|e| {
            format!(
                "“{}”（{}，证明材料：{}）",
                bare(&e.title),
                e.date.map_or("日期未写明".to_owned(), |d| d.to_string()),
                proofs(case, e)
            )
        })
        .collect();
    vec![
        case.finding(rule, Status::Pass, format!("已举办{name}{}场：{}。", good.len(), dates.join("；")))
            .citing(first_evidence(&good)),
    ]
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

fn is_for_students(text: &str) -> bool {
    ["学生", "本科生", "研究生", "硕士生", "博士生", "在校生", "专科生", "高职生", "本专科", "学子"]
        .iter()
        .any(|w| text.contains(w))
}

/// One event, or two that one title names together, on one day.
fn is_one_occasion(a: &Event, b: &Event) -> bool {
    let one_title = |t: &Stated<String>| b.titles.iter().any(|o| o.evidence == t.evidence);
    a == b || a.date == b.date && a.titles.iter().any(one_title)
}

/// What was held, and by its name could be what is asked for or something else.
fn of_open_kind(case: &Case<'_>, rule: &Rule, name: &str, events: &[&Event]) -> Finding {
    let message = format!("{}已举办，从名称看不出是否属于{name}，请核实。", titles(events));
    case.finding(rule, Status::Review, message).citing(first_evidence(events))
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

fn proofs(case: &Case<'_>, event: &Event) -> String {
    let mut names: Vec<&str> =
        event.papers.iter().filter(|(d, k)| shows(case, event, *d, *k)).map(|(_, k)| k.chinese()).collect();
    names.dedup();
    names.join("、")
}

/// 主办 or 承办 by the grantee, by a host field, host sentence, or the issuer of the notice.
fn organised(case: &Case<'_>, event: &Event) -> bool {
    let names: Vec<String> = case.unit_keys();
    let mine = |name: &str| {
        let k = short(&key(name));
        names.iter().any(|n| k.contains(&short(n)) || (k.chars().count() >= 6 && short(n).contains(&k)))
    };
    if event.hosts.iter().any(|(role, h)| (role.contains("主办") || role.contains("承办")) && mine(&h.value)) {
        return true;
    }
    const HELPED: [&str; 4] = ["协办", "支持", "指导", "参与"];
    if event.hosts.iter().any(|(role, h)| HELPED.iter().any(|w| role.contains(w)) && mine(&h.value)) {
        return false;
    }
    // who issues the notice of an event holds it
    let notices = case
        .kinds
        .papers
        .iter()
        .filter(|p| (p.kind == DocKind::Notice || p.is(Role::IsAPlan)) && event.papers.contains(&(p.doc, p.kind)));
    notices.into_iter().any(|p| {
        let all = lines(case, p);
        all.iter().rev().take(5).chain(all.iter().take(2)).any(|(_, w, _)| w.chars().count() <= 40 && mine(w))
    })
}

/// 科学技术协会 and 科协 are one word.
fn short(k: &str) -> String {
    k.replace("科学技术协会", "科协")
}

/// A08: a solved problem is described.
pub fn problem_solved(case: &Case<'_>, rule: &Rule, kinds: &[DocKind]) -> Vec<Finding> {
    let mut partly = Vec::new();
    let (mut named, mut solved) = (None, None);
    for paper in case.kinds.papers.iter().filter(|p| kinds.contains(&p.kind) && !p.is_void()) {
        let shown =
            |what: What| case.facts.shown(&rule.code, paper).find(|s| s.what == what).map(|s| s.evidence.clone());
        match (shown(What::Problem), shown(What::Solution)) {
            (Some(p), Some(r)) => {
                let message = format!("{}载有所解决的难题及其成效。", case.dossier.doc(paper.doc).path);
                return vec![case.finding(rule, Status::Pass, message).citing([p, r])];
            }
            (p, r) => {
                named = named.or(p.clone());
                // the result counts from the write-up itself, not from the form's own word
                solved = solved.or(r.clone().filter(|_| paper.kind == DocKind::CaseWriteUp));
                partly.extend(p.into_iter().chain(r));
            }
        }
    }
    if let (Some(p), Some(r)) = (named, solved) {
        let message = format!("案例材料载有成效，所解决的难题见{}。", case.dossier.doc(p.doc).path);
        return vec![case.finding(rule, Status::Pass, message).citing([p, r])];
    }
    let unread = unread::candidates(case, kinds, &[]);
    if !partly.is_empty() {
        let message = "材料提到难题或成效，但未见“难题—措施—成效”的完整叙述，请人工核对。";
        return vec![case.finding(rule, Status::Review, message).citing(partly.into_iter().take(4))];
    }
    let message = "未见解决生产技术难题、优化工艺流程或改进技术管理效能的叙述，应不少于1项。";
    if unread.is_empty() {
        return vec![case.finding(rule, Status::Missing, message).having_searched(unread::searched(case))];
    }
    let (words, evidence) = unread::cite(case, &unread);
    vec![case.finding(rule, Status::Review, format!("{message}{words}。")).citing(evidence)]
}

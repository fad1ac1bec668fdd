//! M01–M14: the papers themselves, their parts, the results of a service.

use super::papers::is_read;
use super::quote::{files as list, names};
use super::substance::{Doubt, doubt, told};
use super::unread;
use crate::model::pack::{Part, Rule};
use crate::model::shown::{PaperShows, What};
use crate::model::{DocKind, Event, Evidence, Finding, Paper, Role, Status};
use crate::rules::Case;

/// What [`document_present`] looks for.
#[derive(Debug)]
pub struct Wanted<'r> {
    pub kinds: &'r [DocKind],
    pub weak: &'r [DocKind],
    pub per_event: bool,
    pub optional: bool,
    pub hints: &'r [String],
    pub about: Option<&'r [String]>,
}

/// M01–M07, M09, M10, M12, M14: a paper of one of the kinds is there.
pub fn document_present(case: &Case<'_>, rule: &Rule, wanted: &Wanted<'_>) -> Vec<Finding> {
    let papers: Vec<&Paper> = case
        .kinds
        .papers
        .iter()
        .filter(|p| wanted.kinds.contains(&p.kind) || shows(case, rule, p, |w| matches!(w, What::Plan(_))).is_some())
        .collect();
    let mut real: Vec<&Paper> = papers.iter().copied().filter(|p| is_real(case, p)).collect();
    real.retain(|p| shows(case, rule, p, |w| *w == What::AnotherMatter).is_none());
    let name = names(wanted.kinds);
    if real.is_empty() {
        return vec![absent(case, rule, wanted, &papers, &name)];
    }
    if let Some(about) = wanted.about
        && !real.iter().any(|p| shows(case, rule, p, |w| *w == What::Matter).is_some())
    {
        let message = format!(
            "有{name}，但其中未见所要求的内容（{}），请人工核对。",
            about.join("、").replace(['|', '(', ')', '.', '*'], " ")
        );
        return vec![case.finding(rule, Status::Review, message).citing(real.iter().map(|p| cite(case, p)))];
    }
    let mut findings = vec![
        case.finding(rule, Status::Pass, format!("有{name}：{}。", list(case, &real)))
            .citing(real.iter().take(6).map(|p| cite(case, p))),
    ];
    if wanted.per_event {
        findings.extend(events_without(case, rule, wanted, &name));
    }
    findings
}

/// What the paper shows of what the rule asks for.
fn shows<'c>(case: &'c Case<'_>, rule: &Rule, paper: &Paper, what: impl Fn(&What) -> bool) -> Option<&'c PaperShows> {
    case.facts.shows.iter().find(|s| s.rule == rule.code && s.is_by(paper) && what(&s.what))
}

/// … of one of its parts.
fn shows_part<'c>(case: &'c Case<'_>, rule: &Rule, paper: &Paper, part: &Part) -> Option<&'c Evidence> {
    shows(case, rule, paper, |w| *w == What::Part(part.name.clone())).map(|s| &s.evidence)
}

/// The paper itself: read, filled in, and beyond doubt.
fn is_real(case: &Case<'_>, paper: &Paper) -> bool {
    !paper.is_void() && is_read(case, paper) && doubt(case, paper).is_none()
}

fn absent(case: &Case<'_>, rule: &Rule, wanted: &Wanted<'_>, papers: &[&Paper], name: &str) -> Finding {
    let doubted: Vec<(&Paper, Doubt)> = papers
        .iter()
        .filter(|p| !p.is_void() && is_read(case, p))
        .filter_map(|p| Some((*p, doubt(case, p)?)))
        .collect();
    if !doubted.is_empty() {
        let (words, evidence) = told(case, &doubted);
        if doubted.iter().all(|(_, d)| d.absent) {
            let message = format!("未见{name}：{words}。");
            return case
                .finding(rule, Status::Missing, message)
                .citing(evidence)
                .having_searched(unread::searched(case));
        }
        let message = format!("未见可以确认的{name}：{words}，请核实。");
        let advice = doubted.first().map_or("", |(_, d)| d.advice);
        return case
            .finding(rule, Status::Review, message)
            .advise(advice)
            .citing(evidence)
            .having_searched(unread::searched(case));
    }
    if let Some(both) = serves_both(case, rule) {
        let path = &case.dossier.doc(both.doc).path;
        let message = format!("未见单独的{name}；“{path}”同时用作{}，能否一件两用请验收组认定。", both.kind.chinese());
        return case
            .finding(rule, Status::Review, message)
            .citing([cite(case, both)])
            .having_searched(unread::searched(case));
    }
    let weak: Vec<&Paper> = case
        .kinds
        .papers
        .iter()
        .filter(|p| wanted.weak.contains(&p.kind) && !p.is_void() && is_read(case, p))
        .collect();
    if !weak.is_empty() {
        let what = names(&weak.iter().map(|p| p.kind).collect::<Vec<_>>());
        let message = format!("未见{name}，只有{what}：{}，能否代替请验收组判断。", list(case, &weak));
        return case
            .finding(rule, Status::Review, message)
            .citing(weak.iter().map(|p| cite(case, p)))
            .having_searched(unread::searched(case));
    }
    let unread = unread::candidates(case, wanted.kinds, wanted.hints);
    if !unread.is_empty() {
        let (words, evidence) = unread::cite(case, &unread);
        return case
            .finding(rule, Status::Review, format!("在已读取的材料中未见{name}；{words}。"))
            .citing(evidence)
            .having_searched(unread::searched(case));
    }
    // called so by its file name alone, and with next to nothing in it
    let named: Vec<&Paper> = papers.iter().copied().filter(|p| !p.is_void() && !is_read(case, p)).collect();
    if !named.is_empty() && !wanted.optional {
        let message = format!("未见可以确认的{name}：“{}”仅文件名如此，内容过少，请核实。", list(case, &named));
        return case
            .finding(rule, Status::Review, message)
            .citing(named.iter().map(|p| cite(case, p)))
            .having_searched(unread::searched(case));
    }
    let blanks: Vec<&Paper> = papers.iter().copied().filter(|p| p.is_void()).collect();
    if wanted.optional {
        return case.finding(
            rule,
            Status::NotApplicable,
            format!("本类项目服务于其他单位主办的活动，未另行要求{name}。"),
        );
    }
    let message = if blanks.is_empty() {
        format!("未见{name}。")
    } else {
        format!("未见{name}，只有未填写的空表或模板：{}。", list(case, &blanks))
    };
    case.finding(rule, Status::Missing, message)
        .citing(blanks.iter().map(|p| cite(case, p)))
        .having_searched(unread::searched(case))
}

/// One paper whose title calls it a case and a summary: handed in for both.
fn serves_both<'c>(case: &'c Case<'_>, rule: &Rule) -> Option<&'c Paper> {
    let both = |p: &&Paper| shows(case, rule, p, |w| *w == What::SecondName).is_some();
    case.kinds.papers.iter().filter(both).find(|p| is_real(case, p))
}

/// A plan of the whole service plans this event.
fn planned_in_service(case: &Case<'_>, rule: &Rule, event: &Event) -> bool {
    let Some(index) = case.facts.events.iter().position(|e| e == event) else { return false };
    case.kinds.papers.iter().any(|p| shows(case, rule, p, |w| *w == What::Plan(index)).is_some() && is_real(case, p))
}

/// Required events without such a paper of their own.
fn events_without(case: &Case<'_>, rule: &Rule, wanted: &Wanted<'_>, name: &str) -> Vec<Finding> {
    let mut out = Vec::new();
    for required in &case.sub_type.required_events {
        for event in case.chosen(required.kind, required.least) {
            let has = |kinds: &[DocKind]| kinds.iter().any(|k| event.has(*k));
            let mine: Vec<&Paper> = case
                .kinds
                .papers
                .iter()
                .filter(|p| wanted.kinds.contains(&p.kind) && event.papers.contains(&(p.doc, p.kind)) && !p.is_void())
                .collect();
            let doubted: Vec<(&Paper, Doubt)> =
                mine.iter().filter_map(|p| doubt(case, p).map(|why| (*p, why))).collect();
            if planned_in_service(case, rule, event) {
                continue;
            }
            if has(wanted.kinds) && (doubted.is_empty() || doubted.len() < mine.len()) {
                continue;
            }
            let message = if !doubted.is_empty() {
                format!("“{}”未见可以确认的{name}：{}，请核实。", event.title, told(case, &doubted).0)
            } else if has(wanted.weak) {
                format!("“{}”未见{name}，只有{}，能否代替请验收组判断。", event.title, names(wanted.weak))
            } else {
                format!("“{}”未见对应的{name}。", event.title)
            };
            let evidence = event.titles.first().map(|t| t.evidence.clone());
            out.push(
                case.finding(rule, Status::Review, message)
                    .about(event.title.clone())
                    .citing(evidence)
                    .having_searched(unread::searched(case)),
            );
        }
    }
    out
}

/// M08, M11: a paper of the kinds has its parts.
pub fn parts_present(case: &Case<'_>, rule: &Rule, kinds: &[DocKind], parts: &[Part]) -> Vec<Finding> {
    let papers: Vec<&Paper> =
        case.kinds.papers.iter().filter(|p| kinds.contains(&p.kind) && !p.is_void() && is_read(case, p)).collect();
    let name = names(kinds);
    let Some(best) =
        papers.iter().max_by_key(|p| parts.iter().filter(|part| shows_part(case, rule, p, part).is_some()).count())
    else {
        let unread = unread::candidates(case, kinds, &[]);
        if !unread.is_empty() {
            let (words, evidence) = unread::cite(case, &unread);
            return vec![case.finding(rule, Status::Review, format!("未能读到{name}；{words}。")).citing(evidence)];
        }
        let all: Vec<&str> = parts.iter().map(|p| p.name.as_str()).collect();
        let message = format!("未见已填写的{name}，应含{}。", all.join("、"));
        return vec![case.finding(rule, Status::Missing, message).having_searched(unread::searched(case))];
    };
    let found: Vec<(&Part, Option<Evidence>)> =
        parts.iter().map(|part| (part, shows_part(case, rule, best, part).cloned())).collect();
    let absent: Vec<&str> = found.iter().filter(|(_, e)| e.is_none()).map(|(p, _)| p.name.as_str()).collect();
    let evidence = found.iter().filter_map(|(_, e)| e.clone());
    if let Some(why) = doubt(case, best).filter(|_| absent.is_empty()) {
        let message = format!("“{}”（{name}）{}，请核实。", case.dossier.doc(best.doc).path, why.why);
        return vec![case.finding(rule, Status::Review, message).advise(why.advice).citing(evidence)];
    }
    if absent.is_empty() {
        let all: Vec<&str> = parts.iter().map(|p| p.name.as_str()).collect();
        return vec![case.finding(rule, Status::Pass, format!("{name}含{}。", all.join("、"))).citing(evidence)];
    }
    let doc = case.dossier.doc(best.doc);
    let message = format!("{}（{name}）缺少：{}。", doc.path, absent.join("、"));
    if doc.is_unread() {
        return vec![
            case.finding(rule, Status::Review, format!("{message}该文件未能全部读取，请人工核对。")).citing(evidence),
        ];
    }
    vec![
        case.finding(rule, Status::Missing, message)
            .citing(std::iter::once(cite(case, best)).chain(evidence))
            .having_searched(unread::searched(case)),
    ]
}

/// M13: results of a service, each shown by a paper or by a passage of a paper that reports (not one that plans).
pub fn results_present(case: &Case<'_>, rule: &Rule, parts: &[Part]) -> Vec<Finding> {
    let (mut evidence, mut absent, mut claimed, mut doubted) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        let papers = || case.kinds.papers.iter().filter(|p| !p.is_void());
        let of_kind = |p: &&Paper| shows(case, rule, p, |w| *w == What::Result(part.name.clone())).is_some();
        let own = |p: &&Paper| p.is(Role::IsOwnStatement);
        let reported = |p: &Paper| shows_part(case, rule, p, part).cloned();
        let by_kind = papers().filter(of_kind).find(|p| is_real(case, p));
        let hollow = papers().filter(of_kind).filter(|p| is_read(case, p)).find_map(|p| Some((p, doubt(case, p)?)));
        if let Some(paper) = by_kind {
            evidence.push(cite(case, paper));
        } else if let Some(found) = papers().filter(|p| !own(p)).find_map(reported) {
            evidence.push(found);
        } else if let Some(found) = papers().filter(own).find_map(reported) {
            claimed.push(part.name.as_str());
            evidence.push(found);
        } else if let Some(found) = hollow {
            doubted.push(found);
        } else {
            absent.push(part.name.as_str());
        }
    }
    let kinds: Vec<DocKind> = parts.iter().flat_map(|p| p.kinds.iter().copied()).collect();
    let unread = unread::candidates(case, &kinds, &[]);
    if absent.is_empty() && !doubted.is_empty() {
        let (words, more) = told(case, &doubted);
        let message = format!("服务与策划成果未能确认：{words}，请核实。");
        let advice = doubted.first().map_or("", |(_, d)| d.advice);
        return vec![case.finding(rule, Status::Review, message).advise(advice).citing(evidence).citing(more)];
    }
    if absent.is_empty() && claimed.is_empty() {
        let all: Vec<&str> = parts.iter().map(|p| p.name.as_str()).collect();
        return vec![case.finding(rule, Status::Pass, format!("服务成果齐全：{}。", all.join("、"))).citing(evidence)];
    }
    if absent.is_empty() {
        let message = format!("“{}”只在验收表中自述完成，未见成果材料，请补充或核实。", claimed.join("”“"));
        return vec![
            case.finding(rule, Status::Review, message).citing(evidence).having_searched(unread::searched(case)),
        ];
    }
    let also = if doubted.is_empty() {
        String::new()
    } else {
        format!("另有未能确认的：{}。", told(case, &doubted).0)
    };
    let message = format!("服务与策划成果缺少：{}。{also}", absent.join("、"));
    if !unread.is_empty() {
        let (words, more) = unread::cite(case, &unread);
        return vec![case.finding(rule, Status::Review, format!("{message}{words}。")).citing(evidence).citing(more)];
    }
    vec![case.finding(rule, Status::Missing, message).citing(evidence).having_searched(unread::searched(case))]
}

fn cite(case: &Case<'_>, paper: &Paper) -> Evidence {
    paper.cite(case.dossier)
}

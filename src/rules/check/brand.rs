//! N01–N03: the events' official title carries the brand.
//!
//! Only titles of papers written beforehand count (notice, plan, handbook, agenda, the event-name cell). A quotation of the
//! notice, the project line's own name and a contract's promise are no claims; a press release or summary that calls the event by
//! the brand is one, and goes to people.

use std::sync::LazyLock;

use regex::Regex;

use super::materials::lines;
use super::unread;
use crate::facts::events::outcome::of_another_day;
use crate::facts::titles::spellings;
use crate::model::brand::{carries, is_only_the_project};
use crate::model::facts::Stated;
use crate::model::pack::{Brand, Rule};
use crate::model::text::{fold, key};
use crate::model::{DocKind, Event, EventKind, Evidence, Finding, Status};
use crate::rules::Case;

/// Papers whose title is the event's official one, weightiest first.
const OFFICIAL: [DocKind; 6] =
    [DocKind::Notice, DocKind::Plan, DocKind::Handbook, DocKind::Agenda, DocKind::Invitation, DocKind::ServicePlan];
/// Titles that help when none of the official papers is there.
const SECOND: [DocKind; 4] = [DocKind::Filing, DocKind::SignIn, DocKind::AttendeeList, DocKind::TeamList];

/// Words around a brand that make it a quotation of the requirement.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(须|应|要求|规范|统一|必须|按).{0,10}冠|冠("|名)|冠名|申报指南|(考核|目标|任务)(指标|任务|要求)|项目(名称|类型|类别|编号)|(名称|字样|品牌)(规范)?使用|不少于.{0,6}(次|场)|项目任务|合同(要求|约定)|号项目|学术交流项目|根据.{0,20}(通知|要求|合同)|按照.{0,20}(通知|要求|合同|部署)"#).expect("fixed pattern")
});

/// How one event stands with the brand.
enum Standing {
    Carries(Vec<Evidence>),
    /// Official papers disagree.
    Mixed(Vec<Evidence>, Vec<Evidence>),
    /// Only claimed by later papers or body text.
    Claimed {
        title: Vec<Evidence>,
        claims: Vec<Evidence>,
    },
    /// The official title names the project line, and by it the brand.
    AsProject(Vec<Evidence>),
    /// The official title is known without the brand.
    Without(Vec<Evidence>),
    /// No official title could be read.
    Untitled(Vec<Evidence>),
}

pub fn brand(case: &Case<'_>, rule: &Rule, brand: &Brand, kind: EventKind, least: u32) -> Vec<Finding> {
    let mut events: Vec<&Event> = case.facts.events.iter().filter(|e| e.kinds.contains(&kind)).collect();
    // where some were held, one known from a notice only (another host's, another year's) lends no name
    if events.iter().any(|e| super::activities::held(e)) {
        events.retain(|e| super::activities::held(e));
    }
    let hints: Vec<String> = ["通知", "方案", "手册", "指南"].iter().map(|s| (*s).to_owned()).collect();
    let unread =
        unread::candidates(case, &[DocKind::Notice, DocKind::Plan, DocKind::Handbook, DocKind::Agenda], &hints);
    if events.is_empty() {
        let message = format!("未见{}，其是否冠“{}”名称无从核对。", kind.chinese(), brand.name);
        if unread.is_empty() {
            return vec![case.finding(rule, Status::Missing, message).having_searched(unread::searched(case))];
        }
        let (words, evidence) = unread::cite(case, &unread);
        return vec![case.finding(rule, Status::Review, format!("{message}{words}。")).citing(evidence)];
    }
    let standings: Vec<(&Event, Standing)> = events.iter().map(|e| (*e, standing(case, e, brand))).collect();
    let carrying: Vec<&(&Event, Standing)> =
        standings.iter().filter(|(_, s)| matches!(s, Standing::Carries(_))).collect();
    let need = usize::try_from(least.max(1)).unwrap_or(1);
    if carrying.len() >= need {
        let titles: Vec<String> = carrying.iter().map(|(e, _)| format!("“{}”", bare(&e.title))).collect();
        let mut message = format!("{}的正式名称冠有“{}”：{}。", kind.chinese(), brand.name, titles.join("、"));
        if standings.len() > carrying.len() {
            message.push_str(&format!("另有{}场同类活动未冠名，不影响本项。", standings.len() - carrying.len()));
        }
        let evidence = carrying.iter().flat_map(|(_, s)| evidence_of(s)).take(6);
        return vec![case.finding(rule, Status::Pass, message).citing(evidence)];
    }
    let mut findings: Vec<Finding> = standings.iter().filter_map(|(e, s)| speak(case, rule, brand, e, s)).collect();
    let shown = findings.len() + carrying.len();
    if findings.is_empty() || (shown < need && findings.iter().all(|f| f.status != Status::Fail)) {
        let message =
            format!("应有{need}场{}冠“{}”名称，现有材料只能证明{}场。", kind.chinese(), brand.name, carrying.len());
        let evidence = carrying.iter().flat_map(|(_, s)| evidence_of(s)).take(4);
        let status = if unread.is_empty() { Status::Missing } else { Status::Review };
        findings.push(case.finding(rule, status, message).citing(evidence).having_searched(unread::searched(case)));
    }
    findings
}

fn evidence_of(s: &Standing) -> Vec<Evidence> {
    match s {
        Standing::Carries(e) | Standing::AsProject(e) | Standing::Without(e) | Standing::Untitled(e) => e.clone(),
        Standing::Mixed(a, b) => a.iter().chain(b).cloned().collect(),
        Standing::Claimed { title, claims } => title.iter().chain(claims).cloned().collect(),
    }
}

fn speak(case: &Case<'_>, rule: &Rule, brand: &Brand, event: &Event, s: &Standing) -> Option<Finding> {
    let title = bare(&event.title);
    let near = near_miss(event, brand);
    let near_words = near.as_ref().map_or(String::new(), |n| format!("名称中的“{n}”与规定名称不一致。"));
    let finding = match s {
        Standing::Carries(_) => return None,
        Standing::Without(_) => {
            let message = format!("正式名称为“{title}”，未冠“{}”名称。{near_words}", brand.name);
            case.finding(rule, Status::Fail, message)
        }
        Standing::AsProject(_) => {
            let message = format!(
                "正式名称为“{title}”，其中的“{}”是所属项目的名称，是否即为活动冠名请验收组认定。{near_words}",
                brand.name
            );
            case.finding(rule, Status::Review, message)
        }
        Standing::Mixed(with, without) => {
            let message = format!(
                "“{title}”的名称在各材料中不一致：有的冠“{}”（{}），有的没有（{}），请核实正式名称。{near_words}",
                brand.name,
                with.first().map_or("", |e| e.quote.as_str()),
                without.first().map_or("", |e| e.quote.as_str())
            );
            case.finding(rule, Status::Review, message)
        }
        Standing::Claimed { claims, .. } => {
            let message = format!(
                "通知、方案、手册等的正式名称为“{title}”，未冠“{}”；只在正文或事后材料中这样称呼（“{}”），请核实活动现场名称。{near_words}",
                brand.name,
                claims.first().map_or("", |e| e.quote.as_str())
            );
            case.finding(rule, Status::Review, message)
        }
        Standing::Untitled(_) => {
            let message = format!("“{title}”没有可读的通知、方案或手册标题，是否冠“{}”名称无法判断。", brand.name);
            case.finding(rule, Status::Review, message)
        }
    };
    Some(finding.about(event.title.clone()).citing(evidence_of(s)).having_searched(unread::searched(case)))
}

fn standing(case: &Case<'_>, event: &Event, brand: &Brand) -> Standing {
    let official: Vec<&Stated<String>> = event.titles.iter().filter(|t| OFFICIAL.contains(&t.source)).collect();
    let second: Vec<&Stated<String>> = event.titles.iter().filter(|t| SECOND.contains(&t.source)).collect();
    let titles = if official.is_empty() { second.clone() } else { official };
    let evidence = |ts: &[&Stated<String>]| ts.iter().map(|t| t.evidence.clone()).take(4).collect::<Vec<_>>();
    if titles.is_empty() {
        let claims = claims(case, event, brand);
        let all = event.titles.iter().map(|t| t.evidence.clone()).chain(claims).take(4).collect();
        return Standing::Untitled(all);
    }
    let (with, without): (Vec<&Stated<String>>, Vec<&Stated<String>>) =
        titles.iter().copied().partition(|t| carries(&t.value, brand));
    // the notice's own title decides; a plan or handbook that shortens the name does not undo it
    let notice_without =
        without.iter().any(|t| t.source == DocKind::Notice) && !with.iter().any(|t| t.source == DocKind::Notice);
    if !with.is_empty() && !notice_without {
        return Standing::Carries(evidence(&with));
    }
    if !with.is_empty() {
        return Standing::Mixed(evidence(&with), evidence(&without));
    }
    // in brackets behind the event's own name the project line says whose event it is, and names nothing
    let as_project: Vec<&Stated<String>> =
        without.iter().copied().filter(|t| is_only_the_project(&outside_brackets(&t.value), brand)).collect();
    if !as_project.is_empty() {
        return Standing::AsProject(evidence(&as_project));
    }
    let claims = claims(case, event, brand);
    if claims.is_empty() {
        Standing::Without(evidence(&without))
    } else {
        Standing::Claimed { title: evidence(&without), claims }
    }
}

fn outside_brackets(title: &str) -> String {
    let mut depth = 0_usize;
    let outside = title.chars().filter(|c| {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => {
                depth = depth.saturating_sub(1);
                return false;
            }
            _ => {}
        }
        depth == 0
    });
    outside.collect()
}

/// The requirement, the notice or the project's line is spoken of.
fn quotes(case: &Case<'_>, folded: &str) -> bool {
    let notice = &case.pack.notice;
    let programme = fold(&notice.programme);
    let called_for = ["通知", "项目申报", "要求"];
    QUOTED.is_match(folded)
        || folded.contains(&fold(notice.number_head()))
        || folded.match_indices(&programme).any(|(i, _)| {
            let behind: String = folded.get(i + programme.len()..).unwrap_or_default().chars().take(14).collect();
            called_for.iter().any(|w| behind.contains(w))
        })
        || case
            .pack
            .lines
            .iter()
            .flat_map(|l| [&l.name].into_iter().chain(&l.aliases))
            .any(|l| folded.contains(&fold(l)))
}

/// Body text and later papers that call this event by the brand.
fn claims(case: &Case<'_>, event: &Event, brand: &Brand) -> Vec<Evidence> {
    const NO_CLAIM: [DocKind; 6] = [
        DocKind::Contract,
        DocKind::ApplicationForm,
        DocKind::Invoice,
        DocKind::Register,
        DocKind::FinalAccounts,
        DocKind::PaymentSlip,
    ];
    let project = key(&case.facts.project.name);
    let others = names_of_others(case, event);
    let mut out = Vec::new();
    for paper in case.kinds.papers.iter().filter(|p| !p.blank && !NO_CLAIM.contains(&p.kind)) {
        if !event.papers.contains(&(paper.doc, paper.kind)) {
            continue;
        }
        for (place, written, folded) in lines(case, paper) {
            for sentence in written.split(['。', '；', ';', '\t']) {
                let k = key(sentence);
                if !carries(sentence, brand)
                    || of_another_day(&fold(sentence), event)
                    || others.iter().any(|n| k.contains(n.as_str()))
                    || quotes(case, &fold(sentence))
                    || (folded.contains('\t') && quotes(case, &folded))
                {
                    continue;
                }
                // the project's own name is no name of the event
                let without_project = if project.chars().count() >= 6 { k.replace(&project, "") } else { k };
                if carries(&without_project, brand) {
                    out.push(Evidence::new(paper.doc, place.clone(), sentence.trim()));
                }
            }
        }
        if out.len() >= 4 {
            break;
        }
    }
    out
}

/// How papers name the other events; a sentence that does so calls those by the brand.
fn names_of_others(case: &Case<'_>, event: &Event) -> Vec<String> {
    let brands = &case.pack.brands;
    let of = |e: &Event| spellings(e.titles.iter().map(|t| t.value.as_str()), brands);
    let own = of(event);
    let others = case.facts.events.iter().filter(|e| e.title != event.title || e.date != event.date).flat_map(of);
    others.filter(|n| !own.iter().any(|o| o.contains(n.as_str()) || n.contains(o.as_str()))).collect()
}

/// The look-alike that the event's titles use instead.
fn near_miss(event: &Event, brand: &Brand) -> Option<String> {
    let patterns: Vec<Regex> = brand.near_misses.iter().filter_map(|p| Regex::new(p).ok()).collect();
    event.titles.iter().find_map(|t| {
        let folded = fold(&t.value);
        if carries(&t.value, brand) {
            return None;
        }
        patterns.iter().find_map(|p| p.find(&folded)).map(|m| m.as_str().to_owned())
    })
}

/// A title without its outer quotation marks, for quoting inside “”.
pub(super) fn bare(title: &str) -> String {
    let t = title.trim();
    let whole = t.starts_with(['“', '「', '『', '"'])
        && t.ends_with(['”', '」', '』', '"'])
        && t.matches(['“', '「', '『']).count() <= 1;
    if whole {
        t.trim_matches(['“', '”', '「', '」', '『', '』', '"']).to_owned()
    } else {
        t.replace(['“', '「', '『'], "‘").replace(['”', '」', '』'], "’")
    }
}

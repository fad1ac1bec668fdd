//! R03: what contract and application agreed against what was done. Each difference is a finding of its own with both places; whether it
//! needed a request is for people (通知 leaves it open).

mod differences;
mod names;
mod time;

use super::unread;
use crate::model::facts::{ChangeRequest, Promise, Topic};
use crate::model::pack::Rule;
use crate::model::{Day, DocKind, Evidence, Finding, Paper, Status};
use crate::rules::Case;

/// One thing agreed and done otherwise.
#[derive(Debug)]
struct Difference {
    what: Topic,
    /// Tells two differences of one sort apart.
    subject: String,
    message: String,
    evidence: Vec<Evidence>,
}

impl Difference {
    fn of(
        what: Topic,
        p: &Promise,
        agreed: &str,
        done: &str,
        evidence: impl IntoIterator<Item = Evidence>,
    ) -> Difference {
        let source = source(p);
        Difference {
            what,
            subject: format!("{}（{agreed}）", what.chinese()),
            message: format!("{source}{}约定为“{agreed}”，实际为{done}", what.chinese()),
            evidence: std::iter::once(p.evidence.clone()).chain(evidence).collect(),
        }
    }
}

/// “合同书” or “申报表”.
fn source(p: &Promise) -> &'static str {
    if p.source == DocKind::Contract { "合同书" } else { "申报表" }
}

fn advice(case: &Case<'_>, what: Topic) -> String {
    let notice = &case.pack.notice;
    let issuer = notice.issuer_names.first().map_or("", String::as_str);
    format!(
        "请补交活动之前向{issuer}{}提出的{}变更申请及答复；属于笔误或正常细化的，请书面说明，由验收组认定。",
        notice.contact,
        what.chinese()
    )
}

/// R03: contract or application against outcome.
pub fn changes_requested(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let agreements = [DocKind::Contract, DocKind::ApplicationForm];
    let base: Vec<&Paper> = case.kinds.papers.iter().filter(|p| agreements.contains(&p.kind) && !p.is_void()).collect();
    if base.is_empty() {
        return vec![case.finding(rule, Status::NotApplicable, "材料中没有项目申报表或项目合同书，无从比较变更。")];
    }
    if base.iter().all(|p| p.blocks.is_empty()) {
        let ids: Vec<_> = base.iter().map(|p| p.doc).collect();
        let (words, evidence) = unread::cite(case, &ids);
        let message = format!("未能读到申报表或合同书的内容；{words}。");
        return vec![case.finding(rule, Status::Review, message).citing(evidence)];
    }
    let asked = Asked::of(case);
    let differences = differences::all(case);
    if differences.is_empty() {
        return vec![as_agreed(case, rule, &base, &asked)];
    }
    differences.into_iter().map(|d| judged(case, rule, d, &asked)).collect()
}

/// Nothing differs, in what was read.
fn as_agreed(case: &Case<'_>, rule: &Rule, base: &[&Paper], asked: &Asked<'_>) -> Finding {
    let evidence = base.iter().filter_map(|p| p.title.clone());
    let unread = unread_agreements(case);
    if !unread.is_empty() {
        let (words, files) = unread::cite(case, &unread);
        let message = format!("已读到的申报表、合同书与实际完成情况一致；{words}。");
        return case.finding(rule, Status::Review, message).citing(evidence).citing(files);
    }
    let message = match asked.before {
        Some(_) => "变更申请在活动之前提出；申报表、合同书与实际完成情况一致。",
        None => "申报表、合同书载明的活动名称、时间、地点、规模、负责人与实际完成情况一致。",
    };
    case.finding(rule, Status::Pass, message).citing(evidence).citing(asked.before.map(|r| r.evidence.clone()))
}

/// Another contract or form that was not read may say otherwise.
fn unread_agreements(case: &Case<'_>) -> Vec<crate::model::DocId> {
    let kinds = [DocKind::Contract, DocKind::ApplicationForm];
    let mut unread = unread::candidates(case, &kinds, &[]);
    unread.retain(|id| case.kinds.of_doc(*id).any(|p| kinds.contains(&p.kind)));
    unread
}

/// Who asked for changes, and when.
#[derive(Debug)]
struct Asked<'c> {
    /// The request made before the first event, and not refused.
    before: Option<&'c ChangeRequest>,
    /// Any.
    some: Option<&'c ChangeRequest>,
}

impl<'c> Asked<'c> {
    fn of(case: &Case<'c>) -> Asked<'c> {
        let own = case.facts.events.iter().filter(|e| case.is_own(e));
        let first: Option<Day> = own.filter_map(|e| e.date).map(|d| d.first).min();
        let in_time = |c: &&ChangeRequest| c.date.zip(first).is_none_or(|(asked, held)| asked <= held);
        let before = case.facts.changes.iter().filter(|c| !c.refused).find(in_time);
        Asked { before, some: before.or(case.facts.changes.first()) }
    }

    fn dated(&self) -> Option<(&'c ChangeRequest, Day)> {
        self.before.and_then(|r| Some((r, r.date?)))
    }

    fn speaks_of(&self, what: Topic) -> bool {
        self.dated().is_some_and(|(r, _)| r.topics.contains(&what))
    }
}

/// Why a difference got its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    AskedBefore,
    OfOtherThings,
    NobodyAsked,
    Refused,
    TooLate,
    Undated,
}

type Condition = fn(&Asked<'_>, Topic) -> bool;

/// In order: the first that holds decides.
const TABLE: [(Condition, Status, Ground); 6] = [
    (|a, what| a.speaks_of(what), Status::Pass, Ground::AskedBefore),
    (|a, _| a.dated().is_some(), Status::Review, Ground::OfOtherThings),
    (|a, _| a.some.is_none(), Status::Review, Ground::NobodyAsked),
    (|a, _| a.some.is_some_and(|r| r.refused), Status::Review, Ground::Refused),
    (|a, _| a.some.is_some_and(|r| r.date.is_some()), Status::Review, Ground::TooLate),
    (|_, _| true, Status::Review, Ground::Undated),
];

fn judged(case: &Case<'_>, rule: &Rule, d: Difference, asked: &Asked<'_>) -> Finding {
    let row = TABLE.iter().find(|(holds, ..)| holds(asked, d.what));
    let (status, ground) = row.map_or((Status::Review, Ground::Undated), |(_, status, ground)| (*status, *ground));
    let day = asked.dated().map_or(String::new(), |(_, day)| format!("（{day}）"));
    let why = match ground {
        Ground::AskedBefore => format!("已在活动之前{day}提出变更申请"),
        Ground::OfOtherThings => format!("有变更申请{day}，但未见其写到这一变化，请核实"),
        Ground::NobodyAsked => "未见事前的变更申请，请核实".to_owned(),
        Ground::Refused => "变更申请未获同意，请核实".to_owned(),
        Ground::TooLate => "变更申请晚于活动，请核实".to_owned(),
        Ground::Undated => "变更申请未载日期，是否事前提出请核实".to_owned(),
    };
    let advice = if status == Status::Pass { String::new() } else { advice(case, d.what) };
    case.finding(rule, status, format!("{}；{why}。", d.message))
        .advise(advice)
        .about(d.subject)
        .citing(d.evidence)
        .citing(asked.some.map(|r| r.evidence.clone()))
        .having_searched(unread::searched(case))
}

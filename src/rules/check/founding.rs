//! The new association of a park: its approval (M10, A09), the park's level, and events inside the park after it (A02 in 4C). What the
//! papers say of it is `facts::parks` and `facts::approvals`; A09 is the first row of [`TABLE`] whose condition holds.

use super::no_founding::{not_founding, not_founding_by};
use super::papers::cite;
use super::quote::{first_evidence, titles};
use super::substance::{Doubt, doubt, is_none, told};
use super::unread;
use crate::model::facts::{Approval, LevelSaid};
use crate::model::pack::Rule;
use crate::model::{Day, DocId, DocKind, Event, Evidence, Finding, Paper, Status};
use crate::rules::Case;

/// A02 in 4C: not before the approval of the new association. `None` when it was not.
pub(super) fn after_founding(case: &Case<'_>, rule: &Rule, events: &[&Event]) -> Option<Finding> {
    let approved = founding_approval(case);
    let dates: Vec<_> = events.iter().filter_map(|e| e.date).collect();
    let Some((day, evidence)) = approved else {
        let message = format!("未能读到园区科协成立的批复日期，{}是否在成立之后举办无法判断。", titles(events));
        return Some(case.finding(rule, Status::Review, message).citing(first_evidence(events)));
    };
    if dates.is_empty() {
        let message = format!("{}的日期材料中未写明，无法与园区科协批复日期{day}比较。", titles(events));
        return Some(case.finding(rule, Status::Review, message).citing(first_evidence(events)).citing([evidence]));
    }
    if dates.iter().any(|d| d.last >= day) {
        return None;
    }
    let message =
        format!("{}于{}举办，早于园区科协批复日期{day}，不是在新成立的园区科协内开展。", titles(events), dates[0]);
    Some(case.finding(rule, Status::Fail, message).citing(first_evidence(events)).citing([evidence]))
}

/// A02 in 4C: inside the park of the new association. `None` when some event's papers place it there, or no park is named anywhere.
/// The place stated comes first: another park or a hotel in town is not made up for by “园区企业” among those invited.
pub(super) fn elsewhere(case: &Case<'_>, rule: &Rule, events: &[&Event]) -> Option<Finding> {
    let park = &case.facts.park;
    let index = |e: &Event| case.facts.events.iter().position(|x| std::ptr::eq(x, e));
    if park.names.is_empty() || events.iter().any(|e| index(e).is_some_and(|i| park.inside.contains(&i))) {
        return None;
    }
    let places: Vec<&str> = events.iter().map(|e| e.place.as_str()).filter(|p| !p.is_empty()).collect();
    let place = if places.is_empty() { "未写明".to_owned() } else { format!("为“{}”", places.join("”“")) };
    let message = format!("{}的举办地点{place}，是否在新成立的园区科协所在园区内请核实。", titles(events));
    Some(case.finding(rule, Status::Review, message).citing(first_evidence(events)))
}

/// The day on which the local association approved the park association: the approval itself, else what other papers say of it.
fn founding_approval(case: &Case<'_>) -> Option<(Day, Evidence)> {
    let grants = |a: &&Approval| {
        a.is_granted()
            && !a.authority.is_empty()
            && a.kind == DocKind::Approval
            && a.of_association
            && not_founding_by(case, a).is_none_or(|n| !n.certain)
    };
    let by_paper = case.facts.approvals.iter().filter(grants).find_map(|a| Some((a.date?, a.evidence.clone())));
    let of_another = |doc: DocId| case.kinds.of_doc(doc).any(|p| not_founding(case, p).is_some_and(|n| n.certain));
    by_paper.or_else(|| case.facts.park.approved.iter().find(|(_, e)| !of_another(e.doc)).cloned())
}

/// What is shown of the new association.
struct Shown<'c> {
    approval: Option<&'c Paper>,
    /// Why the approval may be none.
    doubt: Option<Doubt>,
    level: Option<&'c LevelSaid>,
    unread: Vec<DocId>,
    /// Other papers tell of an approval.
    mention: Option<Evidence>,
    /// Papers of that kind on something else.
    others: Vec<&'c Paper>,
}

impl<'c> Shown<'c> {
    fn fold(case: &Case<'c>, levels: &[String]) -> Shown<'c> {
        let kinds = [DocKind::Approval, DocKind::Filing];
        let of_paper = |p: &Paper| {
            case.facts.approvals.iter().any(|a| a.evidence.doc == p.doc && a.kind == p.kind && a.speaks_of_founding)
        };
        let papers = case.kinds.papers.iter().filter(|p| kinds.contains(&p.kind) && !p.is_void() && of_paper(p));
        let (others, papers): (Vec<&Paper>, Vec<&Paper>) = papers.partition(|p| is_none(case, p));
        let approval = papers.iter().find(|p| doubt(case, p).is_none()).or(papers.first()).copied();
        let hints = ["批复", "备案", "成立"].map(str::to_owned);
        Shown {
            approval,
            doubt: approval.and_then(|p| doubt(case, p)),
            level: case.facts.park.levels.iter().find(|said| levels.contains(&said.level)),
            unread: unread::candidates(case, &kinds, &hints),
            mention: founding_approval(case).map(|(_, e)| e),
            others,
        }
    }
}

/// Why A09 got its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Doubtful,
    Founded,
    LevelUnsaid,
    Unread,
    OnlyTold,
    Nothing,
}

type Condition = fn(&Shown<'_>) -> bool;

/// In order: the first that holds decides.
const TABLE: [(Condition, Status, Ground); 6] = [
    (|s| s.doubt.is_some(), Status::Review, Ground::Doubtful),
    (|s| s.approval.is_some() && s.level.is_some(), Status::Pass, Ground::Founded),
    (|s| s.approval.is_some(), Status::Review, Ground::LevelUnsaid),
    (|s| !s.unread.is_empty(), Status::Review, Ground::Unread),
    (|s| s.mention.is_some(), Status::Review, Ground::OnlyTold),
    (|_| true, Status::Missing, Ground::Nothing),
];

/// A09: a new park association of a park of the wanted level.
pub fn association_founded(case: &Case<'_>, rule: &Rule, levels: &[String]) -> Vec<Finding> {
    let shown = Shown::fold(case, levels);
    let row = TABLE.iter().find(|(holds, ..)| holds(&shown));
    let (status, ground) = row.map_or((Status::Review, Ground::Unread), |(_, status, ground)| (*status, *ground));
    let level = shown.level.map(|l| l.evidence.clone());
    let paper = shown.approval.map(|p| cite(case, p));
    let finding = |message: String| case.finding(rule, status, message);
    vec![match ground {
        Ground::Doubtful => {
            let (words, evidence) = told(case, &shown.approval.zip(shown.doubt).into_iter().collect::<Vec<_>>());
            let message = format!("园区科协是否已获属地科协批复或备案未能确认：{words}，请核实。");
            finding(message).citing(evidence).citing(level)
        }
        Ground::Founded => {
            let path = shown.approval.map_or("", |p| case.dossier.doc(p.doc).path.as_str());
            let quote = level.as_ref().map_or("", |l| l.quote.as_str());
            finding(format!("新成立园区科协，批复或备案见{path}，园区级别见“{quote}”。")).citing(paper).citing(level)
        }
        Ground::LevelUnsaid => {
            let asked = asked_levels(levels);
            finding(format!("已有园区科协成立的批复或备案，但材料未写明园区为{asked}，请核实。")).citing(paper)
        }
        Ground::Unread => {
            let (words, evidence) = unread::cite(case, &shown.unread);
            let message = format!("未能读到属地科协的批复或备案材料；{words}。");
            finding(message).citing(evidence).citing(shown.mention).citing(level)
        }
        Ground::OnlyTold => {
            let message = "未能读到属地科协的批复或备案材料；只见其他材料提到批复，未见批复原件。";
            finding(message.to_owned()).citing(shown.mention).citing(level)
        }
        Ground::Nothing => {
            let doubted: Vec<(&Paper, Doubt)> =
                shown.others.iter().filter_map(|p| Some((*p, doubt(case, p)?))).collect();
            let (words, evidence) = told(case, &doubted);
            let why = if words.is_empty() { String::new() } else { format!("{words}。") };
            let message = format!("未见新成立{}园区科协的批复或备案材料。{why}", asked_levels(levels));
            finding(message).citing(evidence).citing(level).having_searched(unread::searched(case))
        }
    }]
}

/// “国家级或自治区级”: the levels as such, without the kinds of park that are of one.
fn asked_levels(levels: &[String]) -> String {
    levels.iter().filter(|l| l.ends_with('级')).map(String::as_str).collect::<Vec<_>>().join("或")
}

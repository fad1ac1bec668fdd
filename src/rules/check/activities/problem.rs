//! A08: a solved problem is described.

use crate::model::pack::Rule;
use crate::model::shown::What;
use crate::model::{DocKind, Finding, Status};
use crate::rules::Case;
use crate::rules::check::unread;

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

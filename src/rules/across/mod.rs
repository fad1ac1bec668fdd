//! X01–X03: what only shows when all dossiers are held against each other.

mod invoices;
mod likeness;
mod photos;
mod portfolio;

use crate::model::audit::CrossFinding;
use crate::model::pack::{Check, Pack, Rule};
use crate::model::{DocKind, DossierAudit, Evidence, Ledger, RegisterRow, Status};

/// Judges the rules over the whole run.
pub fn judge_across(
    pack: &Pack,
    dossiers: &[DossierAudit],
    register: &[RegisterRow],
    ledger: &Ledger,
) -> Vec<CrossFinding> {
    let mut out: Vec<CrossFinding> = Vec::new();
    for rule in pack.rules.iter().filter(|r| r.whole_run) {
        match &rule.check {
            Check::PortfolioWithinNotice {} => out.push(portfolio::portfolio(pack, rule, dossiers, register)),
            Check::InvoicesUniqueAcross {} => out.extend(invoices::invoices(pack, rule, dossiers, ledger)),
            Check::PapersDistinctAcross { kinds, likeness_percent } => {
                out.extend(papers(pack, rule, dossiers, kinds, *likeness_percent))
            }
            _ => {}
        }
    }
    out.into_iter().map(|finding| super::recognised::settle_across(pack, dossiers, finding)).collect()
}

fn finding(
    rule: &Rule,
    status: Status,
    subject: String,
    message: String,
    evidence: Vec<(usize, Evidence)>,
) -> CrossFinding {
    let advice = match status {
        Status::Fail => &rule.advice.fail,
        Status::Missing => &rule.advice.missing,
        Status::Review => &rule.advice.review,
        Status::Pass | Status::NotApplicable => "",
    };
    let advice = advice.to_owned();
    CrossFinding { rule: rule.code.clone(), status, severity: rule.severity, subject, message, advice, evidence }
}

/// X03.
fn papers(pack: &Pack, rule: &Rule, dossiers: &[DossierAudit], kinds: &[DocKind], percent: u32) -> Vec<CrossFinding> {
    let (compared, mut out, some) = likeness::papers(pack, rule, dossiers, kinds, percent);
    out.extend(photos::photos(rule, dossiers));
    if out.is_empty() {
        let message = format!("比对{compared}篇新闻稿、案例和总结，未见不同项目之间文字近于相同或照片相同。");
        out.push(finding(rule, Status::Pass, String::new(), message, some));
    }
    out
}

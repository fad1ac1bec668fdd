//! What recognised text (OCR) may prove. It is marked in the evidence; it is never alone the ground of a `fail` or of too few events;
//! and what hangs on every figure or name being right — sums, counts, nothing forbidden among the lines — is left to people when only
//! it speaks.

use super::Case;
use crate::model::audit::CrossFinding;
use crate::model::document::{Origin, is_mostly_recognised};
use crate::model::pack::{Check, Pack, Rule};
use crate::model::text::key;
use crate::model::{Block, Dossier, DossierAudit, Evidence, Finding, Place, Status};

/// Marks recognised evidence, and turns a verdict that recognition can't carry into `review`.
pub fn settle(case: &Case<'_>, rule: &Rule, mut finding: Finding) -> Finding {
    for evidence in &mut finding.evidence {
        evidence.recognised = is_recognised(case.dossier, evidence);
    }
    if carries(&rule.check, finding.status, &finding.evidence) {
        return finding;
    }
    finding.status = Status::Review;
    finding.message = doubted(&finding.message);
    finding.advice = rule.advice.review.clone();
    finding
}

/// As [`settle`], over the whole run: two papers are compared, so either being recognised is enough to doubt.
pub fn settle_across(pack: &Pack, dossiers: &[DossierAudit], mut finding: CrossFinding) -> CrossFinding {
    for (at, evidence) in &mut finding.evidence {
        evidence.recognised = dossiers.get(*at).is_some_and(|d| is_recognised(&d.dossier, evidence));
    }
    if finding.status == Status::Fail && finding.evidence.iter().any(|(_, e)| e.recognised) {
        finding.status = Status::Review;
        finding.message = doubted(&finding.message);
        if let Some(rule) = pack.rules.iter().find(|r| r.code == finding.rule) {
            finding.advice = rule.advice.review.clone();
        }
    }
    finding
}

fn doubted(message: &str) -> String {
    format!("{}（所据文字由图像识别得出，请对照原件核实）。", message.trim_end_matches('。'))
}

fn carries(check: &Check, status: Status, evidence: &[Evidence]) -> bool {
    let some = evidence.iter().any(|e| e.recognised);
    let all = some && evidence.iter().all(|e| e.recognised);
    match status {
        Status::Fail => !(all || some && compares(check)),
        Status::Pass => !(all && needs_every_figure(check)),
        // a misread title may hide the second event
        Status::Missing => !(all && counts_events(check)),
        Status::Review | Status::NotApplicable => true,
    }
}

fn counts_events(check: &Check) -> bool {
    matches!(check, Check::EventsAtLeast { .. } | Check::Brand { .. })
}

/// Checks that hold one statement against another: one misread digit makes the difference.
fn compares(check: &Check) -> bool {
    matches!(
        check,
        Check::Articulated {}
            | Check::BudgetFollowed {}
            | Check::OneUnit {}
            | Check::ChargedWithinGrant {}
            | Check::DatesAgree {}
            | Check::NamesAgree {}
            | Check::PeopleAgree {}
            | Check::ChangesRequested {}
            | Check::InvoicesUnique {}
            | Check::BuyerIsGrantee {}
            | Check::InvoicesCoverLines {}
            | Check::InvoicesArticulated {}
            | Check::VouchersInPeriod {}
    )
}

/// Checks that pass only if nothing was misread or left out.
fn needs_every_figure(check: &Check) -> bool {
    matches!(
        check,
        Check::NothingForbidden { .. }
            | Check::NothingAdvisory { .. }
            | Check::ChargedWithinGrant {}
            | Check::BudgetFollowed {}
            | Check::FeesArticulated { .. }
            | Check::OneUnit {}
            | Check::CountAtLeast { .. }
            | Check::CountriesAtLeast { .. }
    )
}

/// All that stands at the evidence's place and has its words was recognised.
pub fn is_recognised(dossier: &Dossier, evidence: &Evidence) -> bool {
    let Some(document) = dossier.documents.get(evidence.doc.0 as usize) else { return false };
    let shown = || document.blocks.iter().filter(|b| !is_empty(b));
    if !shown().any(recognised) {
        return false;
    }
    let here: Vec<&Block> = shown().filter(|b| is_at(&b.place, &evidence.place)).collect();
    let here = if here.is_empty() { shown().collect() } else { here };
    let words: String = key(&evidence.quote).chars().take(12).collect();
    let quoted: Vec<&&Block> = here.iter().filter(|b| !words.is_empty() && key(&b.text()).contains(&words)).collect();
    if quoted.is_empty() { is_mostly_recognised(here.iter().copied()) } else { quoted.iter().all(|b| recognised(b)) }
}

fn recognised(block: &Block) -> bool {
    matches!(block.origin, Origin::Ocr(_))
}

fn is_empty(block: &Block) -> bool {
    block.content.as_line().is_some_and(|l| l.trim().is_empty())
}

fn is_at(block: &Place, place: &Place) -> bool {
    match (block, place) {
        (Place::TableCell { page: a, table: t, .. }, Place::TableCell { page: b, table: u, .. }) => a == b && t == u,
        (Place::Page(a) | Place::TableCell { page: a, .. }, Place::Page(b)) => a == b,
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DocId;

    fn evidence(recognised: &[bool]) -> Vec<Evidence> {
        let one = |r: &bool| Evidence { recognised: *r, ..Evidence::new(DocId(0), Place::Page(1), "x") };
        recognised.iter().map(one).collect()
    }

    #[test]
    fn recognised_text_alone_fails_nothing() {
        let present = Check::HandedInInTime {};
        assert!(!carries(&present, Status::Fail, &evidence(&[true, true])));
        assert!(carries(&present, Status::Fail, &evidence(&[true, false])), "the other paper shows the breach too");
        assert!(carries(&present, Status::Fail, &evidence(&[false])));
        assert!(carries(&present, Status::Missing, &[]));
        assert!(!carries(&Check::Articulated {}, Status::Fail, &evidence(&[true, false])), "a comparison needs both");
    }

    #[test]
    fn recognised_text_passes_what_one_word_shows_and_not_what_every_figure_must() {
        assert!(carries(&Check::PressSubmitted {}, Status::Pass, &evidence(&[true])));
        assert!(!carries(&Check::OneUnit {}, Status::Pass, &evidence(&[true])));
        assert!(carries(&Check::OneUnit {}, Status::Pass, &evidence(&[true, false])));
    }
}

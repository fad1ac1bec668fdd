//! From findings to the proposal, as RULES.md says. People decide.

use crate::model::{Finding, Proposal, Severity, Status};

/// A breach that the pack calls curable, and a paper that can be supplied, are rectified.
pub fn proposal(findings: &[Finding]) -> Proposal {
    let counts = |f: &&Finding| f.severity > Severity::Info;
    let failed: Vec<&Finding> = findings.iter().filter(counts).filter(|f| f.status == Status::Fail).collect();
    if failed.iter().any(|f| f.severity == Severity::Veto || (f.severity == Severity::Fail && !f.curable)) {
        return Proposal::NotPass;
    }
    if !failed.is_empty() || findings.iter().filter(counts).any(|f| f.status == Status::Missing) {
        return Proposal::PassAfterRectification;
    }
    if findings.iter().filter(counts).any(|f| f.status == Status::Review) {
        return Proposal::Undecided;
    }
    Proposal::Pass
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pack::RuleId;

    fn f(rule: &str, status: Status, severity: Severity) -> Finding {
        Finding {
            rule: RuleId(rule.into()),
            status,
            severity,
            subject: String::new(),
            message: String::new(),
            advice: String::new(),
            evidence: vec![],
            searched: String::new(),
            curable: false,
        }
    }

    fn cured(rule: &str, status: Status, severity: Severity) -> Finding {
        Finding { curable: true, ..f(rule, status, severity) }
    }

    #[test]
    fn the_proposal_follows_the_catalogue() {
        let cases = [
            (vec![f("N01", Status::Fail, Severity::Veto), f("M01", Status::Missing, Severity::Fix)], Proposal::NotPass),
            (vec![f("S01", Status::Fail, Severity::Fail)], Proposal::NotPass),
            (vec![cured("N01", Status::Fail, Severity::Veto)], Proposal::NotPass),
            (vec![cured("B11", Status::Fail, Severity::Fail)], Proposal::PassAfterRectification),
            (vec![f("B03", Status::Fail, Severity::Fix)], Proposal::PassAfterRectification),
            (
                vec![f("M05", Status::Missing, Severity::Fix), f("N01", Status::Review, Severity::Veto)],
                Proposal::PassAfterRectification,
            ),
            (vec![f("N01", Status::Review, Severity::Veto)], Proposal::Undecided),
            (vec![f("F01", Status::Review, Severity::Info), f("M01", Status::Pass, Severity::Fix)], Proposal::Pass),
        ];
        for (findings, want) in cases {
            assert_eq!(proposal(&findings), want);
        }
    }
}

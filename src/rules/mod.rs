//! The pack judges: check kinds, statuses, findings. Knows no files and no formats.

pub mod check;
pub mod pack;
pub mod self_check;

use crate::model::pack::{Pack, Rule, SubTypeSpec};
use crate::model::{Accounts, Day, Dossier, Evidence, Facts, Finding, Kinds, Status};

/// Everything a rule may look at for one dossier.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    pub pack: &'a Pack,
    pub sub_type: &'a SubTypeSpec,
    pub dossier: &'a Dossier,
    pub kinds: &'a Kinds,
    pub facts: &'a Facts,
    pub accounts: &'a Accounts,
    pub as_of: Day,
}

impl Case<'_> {
    /// Starts a finding: severity and advice come from the rule, the words from the check.
    pub fn finding(&self, rule: &Rule, status: Status, message: impl Into<String>) -> Finding {
        let advice = match status {
            Status::Fail => rule.advice.fail.clone(),
            Status::Missing => rule.advice.missing.clone(),
            Status::Review => rule.advice.review.clone(),
            Status::Pass | Status::NotApplicable => String::new(),
        };
        Finding {
            rule: rule.code.clone(),
            status,
            severity: rule.severity_for(&self.sub_type.code),
            subject: String::new(),
            message: message.into(),
            advice,
            evidence: Vec::new(),
            searched: String::new(),
            curable: false,
        }
    }
}

impl Finding {
    /// What the finding is about; part of its stable id.
    pub fn about(mut self, subject: impl Into<String>) -> Finding {
        self.subject = subject.into();
        self
    }

    pub fn citing(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Finding {
        self.evidence.extend(evidence);
        self
    }

    pub fn having_searched(mut self, searched: impl Into<String>) -> Finding {
        self.searched = searched.into();
        self
    }

    pub fn curable(mut self) -> Finding {
        self.curable = true;
        self
    }

    pub fn advise(mut self, advice: impl Into<String>) -> Finding {
        self.advice = advice.into();
        self
    }
}

//! What a rule says of a dossier.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::place::Evidence;

/// A rule code such as `N01`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(pub String);

impl RuleId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The worse answer wins: `NotApplicable < Pass < Review < Missing < Fail`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Status {
    #[serde(rename = "n/a")]
    NotApplicable,
    #[serde(rename = "pass")]
    Pass,
    #[serde(rename = "review")]
    Review,
    #[serde(rename = "missing")]
    Missing,
    #[serde(rename = "fail")]
    Fail,
}

impl Status {
    pub const ALL: [Status; 5] = [Status::Fail, Status::Missing, Status::Review, Status::Pass, Status::NotApplicable];

    /// The field's word (GUIDE §5.2).
    pub fn chinese(self) -> &'static str {
        match self {
            Status::NotApplicable => "不适用",
            Status::Pass => "符合",
            Status::Review => "待核实",
            Status::Missing => "需补充材料",
            Status::Fail => "不符合",
        }
    }

    /// As in the JSON report.
    pub fn code(self) -> &'static str {
        match self {
            Status::NotApplicable => "n/a",
            Status::Pass => "pass",
            Status::Review => "review",
            Status::Missing => "missing",
            Status::Fail => "fail",
        }
    }

    /// A mark that survives black-and-white printing.
    pub fn mark(self) -> &'static str {
        match self {
            Status::NotApplicable => "／",
            Status::Pass => "√",
            Status::Review => "？",
            Status::Missing => "缺",
            Status::Fail => "×",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.chinese())
    }
}

/// What a breach means, from the clause's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 提示: never changes the proposal.
    Info,
    /// 整改
    Fix,
    /// 不符合
    Fail,
    /// 一票否决
    Veto,
}

impl Severity {
    /// GUIDE §5.2: 一票否决项 / 不符合项 / 整改项 / 提示项.
    pub fn chinese(self) -> &'static str {
        match self {
            Severity::Info => "提示项",
            Severity::Fix => "整改项",
            Severity::Fail => "不符合项",
            Severity::Veto => "一票否决项",
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Fix => "fix",
            Severity::Fail => "fail",
            Severity::Veto => "veto",
        }
    }
}

/// One answer of one rule. A rule that applies is emitted once or more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: RuleId,
    pub status: Status,
    pub severity: Severity,
    /// What the finding is about (an event's title, an expense item, an invoice number); empty for the dossier as a whole.
    /// Part of the stable id, so it never holds paths, row numbers or amounts that a correction changes.
    pub subject: String,
    /// One or two Chinese sentences: what was found and what was expected (事实). Ends with `。`.
    pub message: String,
    /// What to do about it (建议); empty when the status is `pass` or `n/a`.
    pub advice: String,
    /// What grounds the status. Empty only for `n/a`, `missing`, or when `searched` says what was looked through.
    pub evidence: Vec<Evidence>,
    /// For `missing` and `review`: what was looked through, in words (“已查阅12份材料，未见…”).
    pub searched: String,
    /// A breach that can be cured (a spending line disallowed, a paper supplied).
    pub curable: bool,
}

impl Finding {
    /// Stable id: rule + dossier identity + subject, hashed; survives renaming of files and other row orders.
    pub fn id(&self, dossier_identity: &str) -> String {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        for part in [self.rule.as_str(), dossier_identity, &super::text::key(&self.subject)] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let digest = hash.finalize();
        let hex: String = digest.iter().take(6).map(|b| format!("{b:02x}")).collect();
        format!("{}-{hex}", self.rule.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worse_status_wins() {
        assert!(Status::Fail > Status::Missing && Status::Missing > Status::Review);
        assert!(Status::Review > Status::Pass && Status::Pass > Status::NotApplicable);
    }
}

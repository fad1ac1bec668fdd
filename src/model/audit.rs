//! The finished audit: everything a report shows, and nothing it must work out.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::accounts::Accounts;
use super::clue::Clue;
use super::day::Day;
use super::document::{Coverage, Dossier, Format, Problem};
use super::facts::{Facts, RegisterRow};
use super::finding::{Finding, Severity, Status};
use super::kind::{DocKind, Kinds};
use super::ledger::Ledger;
use super::pack::RuleId;

/// One run over a root.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Audit {
    /// `yanshen 0.1.0`
    pub tool: String,
    pub pack: PackStamp,
    pub as_of: Day,
    /// Name of the root (last component), never a machine path.
    pub root: String,
    /// Sorted by path.
    pub dossiers: Vec<DossierAudit>,
    /// X01–X03.
    pub cross: Vec<CrossFinding>,
    pub register: Vec<RegisterRow>,
    /// File the register was read from, relative to the root; empty if none.
    pub register_file: String,
    /// Invoices accounted for before; empty when no ledger was given.
    #[serde(default)]
    pub ledger: Ledger,
    /// What happened on the way, for 运行记录: one Chinese sentence each.
    pub log: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackStamp {
    pub id: String,
    pub version: String,
    pub sha256: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DossierAudit {
    /// Folder or archive directly under the root.
    pub path: String,
    /// Identity for stable finding ids: line, unit and project name folded; the path when those are unknown.
    pub identity: String,
    pub dossier: Dossier,
    pub kinds: Kinds,
    pub facts: Facts,
    pub accounts: Accounts,
    /// In the order of the pack's rules.
    pub findings: Vec<Finding>,
    pub proposal: Proposal,
    /// 疑点线索: apart from the findings, without weight in the proposal.
    #[serde(default)]
    pub clues: Vec<Clue>,
    pub files: Vec<FileRow>,
}

impl DossierAudit {
    /// The worst status of a rule over its findings; `None` when the rule does not apply to the sub-type.
    pub fn status_of(&self, rule: &RuleId) -> Option<Status> {
        self.findings.iter().filter(|f| &f.rule == rule).map(|f| f.status).max()
    }

    /// What the ledger of invoices calls the project.
    pub fn called(&self) -> &str {
        if self.facts.project.name.is_empty() { &self.path } else { &self.facts.project.name }
    }

    pub fn count(&self, status: Status) -> usize {
        self.findings.iter().filter(|f| f.status == status).count()
    }
}

/// What the program proposes (RULES.md); people decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposal {
    Pass,
    PassAfterRectification,
    NotPass,
    Undecided,
}

impl Proposal {
    pub const ALL: [Proposal; 4] =
        [Proposal::Pass, Proposal::PassAfterRectification, Proposal::NotPass, Proposal::Undecided];

    pub fn chinese(self) -> &'static str {
        match self {
            Proposal::Pass => "拟通过",
            Proposal::PassAfterRectification => "拟整改后通过",
            Proposal::NotPass => "拟不通过",
            Proposal::Undecided => "暂不能得出结论",
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Proposal::Pass => "pass",
            Proposal::PassAfterRectification => "pass_after_rectification",
            Proposal::NotPass => "not_pass",
            Proposal::Undecided => "undecided",
        }
    }
}

impl fmt::Display for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.chinese())
    }
}

/// A row of the file index (资料索引).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileRow {
    pub path: String,
    pub sha256: String,
    pub size: u64,
    pub format: Format,
    pub kind: DocKind,
    /// Further papers in the same file.
    pub also: Vec<DocKind>,
    pub reasons: Vec<String>,
    pub pages: u32,
    pub coverage: Coverage,
    pub problems: Vec<Problem>,
}

/// A finding over several dossiers (X01–X03). Evidence names the dossier it lies in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrossFinding {
    pub rule: RuleId,
    pub status: Status,
    pub severity: Severity,
    pub subject: String,
    pub message: String,
    pub advice: String,
    /// (index into `Audit::dossiers`, evidence there).
    pub evidence: Vec<(usize, super::place::Evidence)>,
}

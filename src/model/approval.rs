//! Filings and approvals, as read: who answered whom, on what, and how.

use serde::{Deserialize, Serialize};

use super::body::Body;
use super::day::Day;
use super::kind::DocKind;
use super::place::Evidence;

/// A filing or an approval: who answered whom, on what, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    /// The pack's id of the authority (`kexie`, `minzheng`, `waishi`, `local-kexie`); empty where none of them speaks.
    pub authority: String,
    pub kind: DocKind,
    pub answer: Answer,
    /// The authority's own name, cell or letterhead stands in the paper; a file called after it proves nothing.
    pub signed: bool,
    /// Who signs, or whose letterhead it is.
    pub issuer: Option<Body>,
    /// Who is addressed, or who asked.
    pub to: Option<Body>,
    pub matter: Matter,
    /// The event that the paper names, when that is none of the project's; empty otherwise.
    #[serde(default)]
    pub other: String,
    /// … and its day lies far from theirs.
    #[serde(default)]
    pub other_day: bool,
    pub date: Option<Day>,
    /// Index into `Facts::events`, where it names one.
    pub events: Vec<usize>,
    /// What was approved, as written.
    pub subject: String,
    /// It answers to something else than an activity: the award, a charter, an election, a journey abroad.
    #[serde(default)]
    pub apart: bool,
    /// Its subject names an association, or founding one.
    #[serde(default)]
    pub of_association: bool,
    /// Some line speaks of founding.
    #[serde(default)]
    pub speaks_of_founding: bool,
    pub evidence: Evidence,
}

impl Approval {
    pub fn is_granted(&self) -> bool {
        self.answer == Answer::Granted
    }
}

/// How an authority answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// 同意、已备案、批复
    Granted,
    /// Said to be with somebody: 审核中、另行批复.
    Pending,
    /// Received, or only applied for: no answer yet.
    Received,
    /// 不同意、退回、补正
    Refused,
    /// 撤销
    Withdrawn,
}

/// What an approval is about, besides an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Matter {
    /// An association is founded, of the name that stands there.
    Founding(Body),
    /// … is to be prepared.
    Preparing,
    /// What happens in an association that is there already: 换届、增补委员.
    Later,
    Other,
}

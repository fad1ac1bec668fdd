//! What a paper shows to have been bought, before it is held against the lines.

use crate::accounts::spending::Verdict;
use crate::model::{Evidence, Money};

/// A banned thing, and the words that show it.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub what: String,
    pub verdict: Verdict,
}

impl Shown {
    pub fn said(self, by: &str) -> Shown {
        let reason = format!("{by}载明“{}”，{}", self.what, self.verdict.reason);
        Shown { what: self.what, verdict: Verdict { reason, ..self.verdict } }
    }
}

/// What a paper says was bought.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub shown: Shown,
    /// Amounts that stand with it.
    pub amounts: Vec<Money>,
    /// The words around it: a line whose item they name is meant.
    pub words: String,
    /// The paper was read, not recognised.
    pub sure: bool,
    pub evidence: Evidence,
}

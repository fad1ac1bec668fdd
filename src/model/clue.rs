//! Clues (疑点线索): patterns that make people look closer. Apart from findings: they judge nothing and never change the proposal.

use serde::{Deserialize, Serialize};

use super::place::Evidence;

/// One pattern in the accounts or invoices of one dossier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Clue {
    pub kind: ClueKind,
    /// Over how much it was looked for, in words with the number: `发票12张`.
    pub examined: String,
    /// From when on it is shown, in words: `同一销售方连号3张及以上`.
    pub threshold: String,
    /// What was seen, one Chinese sentence.
    pub message: String,
    pub evidence: Vec<Evidence>,
}

/// No first-digit statistics: a dossier has far too few amounts for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClueKind {
    /// Invoices of one seller with numbers in a row.
    ConsecutiveNumbers,
    /// Several amounts just below a threshold.
    UnderThreshold,
    /// Most amounts are whole thousands.
    RoundSums,
    /// Spending is the grant to the cent.
    EqualsGrant,
    /// Invoices made out at weekends when nothing was held.
    Weekends,
    /// The seller has the grantee's name or tax number.
    SellerLikeGrantee,
    /// Seller, date and amount agree, the numbers do not.
    SameSale,
    /// One number stands with several amounts.
    SameNumber,
}

impl ClueKind {
    pub fn chinese(self) -> &'static str {
        match self {
            ClueKind::ConsecutiveNumbers => "发票连号",
            ClueKind::UnderThreshold => "略低于限额",
            ClueKind::RoundSums => "整数金额集中",
            ClueKind::EqualsGrant => "支出与资助额分毫不差",
            ClueKind::Weekends => "周末开票集中",
            ClueKind::SellerLikeGrantee => "销售方与承担单位相近",
            ClueKind::SameSale => "同方同日同额不同号",
            ClueKind::SameNumber => "同号不同额",
        }
    }

    /// As in the JSON report.
    pub fn code(self) -> &'static str {
        match self {
            ClueKind::ConsecutiveNumbers => "consecutive-numbers",
            ClueKind::UnderThreshold => "under-threshold",
            ClueKind::RoundSums => "round-sums",
            ClueKind::EqualsGrant => "equals-grant",
            ClueKind::Weekends => "weekends",
            ClueKind::SellerLikeGrantee => "seller-like-grantee",
            ClueKind::SameSale => "same-sale",
            ClueKind::SameNumber => "same-number",
        }
    }
}

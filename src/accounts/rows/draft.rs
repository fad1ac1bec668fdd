//! A row of a statement as written: what it is and what stands in its columns.

use rust_decimal::Decimal;

use crate::facts::amount::Figure;
use crate::model::accounts::Unread;
use crate::model::{Evidence, Source};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Line,
    /// Sums up rows below it, or only names them.
    Section,
    Subtotal,
    Total,
    OfWhich,
    InWords,
    Income,
}

/// A row as written, amounts in the paper's own unit.
#[derive(Debug, Clone)]
pub struct Draft {
    pub kind: Kind,
    pub level: u8,
    pub seq: String,
    pub item: String,
    pub section: String,
    pub budget: Option<Figure>,
    pub actual: Option<Figure>,
    pub splits: Vec<(Source, Figure)>,
    /// The amount column states something that is no figure, or one figure for several rows.
    pub unread: Option<Unread>,
    /// The source in whose column that stands.
    pub unread_source: Source,
    pub variance: Option<Figure>,
    pub source_words: String,
    pub unit_price: Option<Figure>,
    pub quantity: String,
    pub voucher: String,
    pub note: String,
    pub evidence: Evidence,
}

impl Draft {
    /// The amount of the row: its own column, else the sum over source columns.
    pub fn amount(&self) -> Option<Decimal> {
        self.actual.map(|f| f.number).or_else(|| {
            let mut parts = self.splits.iter().map(|(_, f)| f.number).peekable();
            parts.peek()?;
            parts.try_fold(Decimal::ZERO, Decimal::checked_add)
        })
    }

    pub fn has_figures(&self) -> bool {
        self.actual.is_some() || self.budget.is_some() || !self.splits.is_empty()
    }
}

pub fn sum<'a>(rows: impl Iterator<Item = &'a Draft>) -> Option<Decimal> {
    rows.filter_map(Draft::amount).try_fold(Decimal::ZERO, Decimal::checked_add)
}

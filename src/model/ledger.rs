//! The ledger of invoices that were accounted for before (历年发票台账). Holds what a row says, judges nothing.

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::money::Money;

/// What was given with `--ledger`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Its file name, without folders; empty when none was given.
    pub file: String,
    pub entries: Vec<LedgerEntry>,
}

/// One invoice that a project accounted for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// As the invoice shows it; the older code and number are joined by `-`.
    pub number: String,
    pub date: Option<Day>,
    pub seller: String,
    pub gross: Option<Money>,
    pub unit: String,
    pub project: String,
    /// Number of the notice under which it was accounted for: `桂科协学发〔2025〕9号`.
    pub notice: String,
    /// Row of the file, counted from 1.
    pub row: u32,
}

impl LedgerEntry {
    /// One spelling of the number: letters and digits only.
    pub fn key(&self) -> String {
        super::text::key(&self.number)
    }
}

//! Findings → text, JSON, workbook. Knows words and layout, not how anything was found.

pub mod json;
pub mod ledger;
pub mod rules;
#[cfg(test)]
mod sample;
pub mod shown;
mod tally;
pub mod text;
pub mod words;
pub mod workbook;

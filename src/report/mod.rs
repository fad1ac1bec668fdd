//! Findings → text, JSON, workbook. Knows words and layout, not how anything was found.

pub mod diff;
pub mod forms;
pub mod json;
pub mod ledger;
pub mod letter;
pub mod listing;
pub mod paper;
pub mod rules;
#[cfg(test)]
mod sample;
pub mod shown;
pub mod table;
mod tally;
pub mod text;
pub mod words;
pub mod workbook;

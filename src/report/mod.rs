//! Findings → text, JSON, workbook. Knows words and layout, not how anything was found.

pub mod json;
#[cfg(test)]
mod sample;
pub mod rules;
mod tally;
pub mod text;
pub mod words;
pub mod workbook;

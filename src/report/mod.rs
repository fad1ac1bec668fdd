//! Findings → text, JSON, workbook. Knows words and layout, not how anything was found.

pub mod json;
mod tally;
pub mod text;
#[cfg(test)]
mod sample;
pub mod words;
pub mod workbook;

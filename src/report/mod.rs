//! Findings → text, JSON, workbook. Knows words and layout, not how anything was found.

pub mod rules;

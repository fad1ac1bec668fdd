//! Adds up what the papers state, in exact decimals: statements, spending classes, invoices. Knows no verdicts.

mod bought;
mod columns;
mod fees;
mod formula;
mod grid;
pub mod invoices;
mod lexicon;
mod prose;
mod reckon;
mod rows;
pub mod spending;
mod statement;
#[cfg(test)]
mod testing;
mod unit;

pub use reckon::Reckoner;

#[cfg(test)]
mod measure;
#[cfg(test)]
mod tests;

//! Adds up what the papers state, in exact decimals: statements, spending classes, invoices. Knows no verdicts.

mod columns;
mod formula;
mod grid;
mod lexicon;
mod rows;
pub mod spending;
mod statement;
#[cfg(test)]
mod testing;
mod unit;

/// Stand-in.
pub fn reckon(_: &crate::model::Dossier, _: &crate::model::Kinds, _: &crate::model::Facts, _: &crate::model::Pack) -> crate::model::Accounts {
    crate::model::Accounts::default()
}

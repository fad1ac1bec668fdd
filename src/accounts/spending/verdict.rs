//! What is said of a line, and what stands beside its words.

use crate::accounts::lexicon::tight;
use crate::model::{Money, SpendingClass, StatementLine};

/// What stands beside the item in its line.
#[derive(Debug, Clone, Default)]
pub struct Context {
    pub amount: Option<Money>,
    pub unit_price: Option<Money>,
    pub quantity: String,
    pub note: String,
    pub section: String,
}

impl Context {
    pub fn of(line: &StatementLine) -> Context {
        Context {
            amount: line.actual,
            unit_price: line.unit_price,
            quantity: line.quantity.clone(),
            note: without_source(line),
            section: line.section.clone(),
        }
    }
}

/// The remark without the name of a source (“资助经费”): whose money it is says nothing about what it bought. Longer sources are left
/// in, for they may say more.
fn without_source(line: &StatementLine) -> String {
    const SHORT: usize = 8;
    let source = tight(&line.source_words);
    let named = (1..=SHORT).contains(&source.chars().count());
    if named { tight(&line.note).replacen(&source, "", 1) } else { line.note.clone() }
}

/// A class, the bans an unclear line might touch, and the words that decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub class: SpendingClass,
    pub suspects: Vec<SpendingClass>,
    pub reason: String,
    /// The words do not tell what was bought (“材料费”, “其他”, unknown words): an invoice or a list may.
    pub vague: bool,
}

impl Verdict {
    pub(super) fn allowed(reason: impl Into<String>) -> Verdict {
        Verdict { class: SpendingClass::Allowed, suspects: Vec::new(), reason: reason.into(), vague: false }
    }

    pub(super) fn forbidden(class: SpendingClass, words: &str) -> Verdict {
        Verdict { class, suspects: Vec::new(), reason: format!("“{words}”属于{}", class.chinese()), vague: false }
    }

    pub(super) fn review(suspects: &[SpendingClass], reason: impl Into<String>) -> Verdict {
        Verdict { class: SpendingClass::Review, suspects: suspects.to_vec(), reason: reason.into(), vague: false }
    }

    pub(super) fn vague(suspects: &[SpendingClass], reason: impl Into<String>) -> Verdict {
        Verdict { vague: true, ..Verdict::review(suspects, reason) }
    }

    pub(super) fn weight(&self) -> u8 {
        match self.class {
            SpendingClass::Allowed => 0,
            SpendingClass::Review => 1,
            _ => 2,
        }
    }
}

pub(super) fn worse(a: Verdict, b: Verdict) -> Verdict {
    if b.weight() > a.weight() { b } else { a }
}

/// A bracket that takes certainty away turns even a forbidden line into a question.
pub(super) fn worse_or(a: Verdict, b: Verdict) -> Verdict {
    if a.class == SpendingClass::Review { a } else { b }
}

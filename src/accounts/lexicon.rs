//! The pack's words of accounts, compiled. A pattern that does not compile is left out: loading a pack refuses it before.

use std::collections::BTreeMap;

use regex::{Regex, RegexSet};

use crate::model::Source;
use crate::model::pack::Words;
use crate::model::text::fold;

/// What a row of a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowWord {
    Total,
    Subtotal,
    OfWhich,
    InWords,
    Income,
    Balance,
    Footer,
}

#[derive(Debug)]
pub struct Lexicon {
    grant: Option<RegexSet>,
    own: Option<RegexSet>,
    columns: BTreeMap<String, Vec<Regex>>,
    rows: BTreeMap<String, RegexSet>,
}

impl Lexicon {
    pub fn new(words: &Words) -> Lexicon {
        let each = |patterns: &Vec<String>| patterns.iter().filter_map(|p| Regex::new(p).ok()).collect::<Vec<_>>();
        Lexicon {
            grant: RegexSet::new(&words.grant_sources).ok(),
            own: RegexSet::new(&words.own_sources).ok(),
            columns: words.columns.iter().map(|(k, v)| (k.clone(), each(v))).collect(),
            rows: words.rows.iter().filter_map(|(k, v)| Some((k.clone(), RegexSet::new(v).ok()?))).collect(),
        }
    }

    /// Which pattern of a column meaning matches first (0 = the most specific).
    pub fn column(&self, meaning: &str, header: &str) -> Option<usize> {
        self.columns.get(meaning)?.iter().position(|p| p.is_match(header))
    }

    pub fn row(&self, label: &str) -> Option<RowWord> {
        let order = [
            ("in-words", RowWord::InWords),
            ("of-which", RowWord::OfWhich),
            ("total", RowWord::Total),
            ("subtotal", RowWord::Subtotal),
            ("footer", RowWord::Footer),
            ("balance", RowWord::Balance),
            ("income", RowWord::Income),
        ];
        order.into_iter().find(|(name, _)| self.rows.get(*name).is_some_and(|set| set.is_match(label))).map(|(_, w)| w)
    }

    /// Whose money words speak of; own funds win (“单位配套项目经费”).
    pub fn source(&self, words: &str) -> Source {
        let words = tight(words);
        if self.own.as_ref().is_some_and(|s| s.is_match(&words)) {
            Source::Own
        } else if self.grant.as_ref().is_some_and(|s| s.is_match(&words)) {
            Source::Grant
        } else {
            Source::Unknown
        }
    }
}

/// Folded, without any white space.
pub fn tight(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace()).collect()
}

//! Which column of a table means what, by the pack's header words.

use std::collections::BTreeMap;

use regex::{Regex, RegexSet};

use crate::model::document::{Row, Table};
use crate::model::pack::Words;
use crate::model::text::fold;

/// The pack's header words, compiled.
#[derive(Debug)]
pub struct Columns {
    meanings: Vec<(String, Vec<Regex>)>,
    /// All of them at once: most cells of a long list mean nothing.
    any: Option<RegexSet>,
}

/// A header row: index in `Table::rows` of the first row below it, and the meaning of columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Index of the header row in `Table::rows`.
    pub row: usize,
    /// Column → meanings, by rising column.
    pub columns: Vec<(u32, String)>,
}

impl Header {
    pub fn of(&self, meaning: &str) -> Option<u32> {
        self.columns.iter().find(|(_, m)| m == meaning).map(|(c, _)| *c)
    }

    /// Several columns of the same meaning stand side by side when a list is set in two halves.
    pub fn all(&self, meaning: &str) -> Vec<u32> {
        self.columns.iter().filter(|(_, m)| m == meaning).map(|(c, _)| *c).collect()
    }
}

impl Columns {
    pub fn new(words: &Words) -> Columns {
        let compile = |ps: &Vec<String>| ps.iter().filter_map(|p| Regex::new(p).ok()).collect();
        let meanings: Vec<(String, Vec<Regex>)> =
            words.columns.iter().map(|(m, ps)| (m.clone(), compile(ps))).collect();
        let any = RegexSet::new(meanings.iter().flat_map(|(_, ps)| ps).map(Regex::as_str)).ok();
        Columns { meanings, any }
    }

    /// The meaning of one header cell among those asked for, in the order asked.
    fn meaning(&self, header: &str, wanted: &[&str]) -> Option<String> {
        let folded = fold(header);
        // “Nationality 国籍”, “姓名 Name”: either language may tell
        let (mut han, mut latin) = (String::new(), String::new());
        for c in folded.chars() {
            if c.is_ascii() { latin.push(c) } else { han.push(c) }
        }
        if han.is_empty() || latin.trim().is_empty() {
            return self.meaning_of(&folded, wanted);
        }
        self.meaning_of(&han, wanted)
            .or_else(|| self.meaning_of(&folded, wanted))
            .or_else(|| self.meaning_of(latin.trim(), wanted))
    }

    fn meaning_of(&self, folded: &str, wanted: &[&str]) -> Option<String> {
        if folded.is_empty()
            || folded.chars().count() > 20
            || self.any.as_ref().is_some_and(|any| !any.is_match(folded))
        {
            return None;
        }
        wanted
            .iter()
            .find(|w| self.meanings.iter().any(|(m, ps)| m == *w && ps.iter().any(|p| p.is_match(folded))))
            .map(|w| (*w).to_owned())
    }

    /// Every row that is a header holding the key meaning and at least one other cell.
    pub fn headers(&self, table: &Table, key: &str, wanted: &[&str]) -> Vec<Header> {
        let mut out = Vec::new();
        for (i, row) in table.rows.iter().enumerate() {
            let columns: Vec<(u32, String)> = row
                .cells
                .iter()
                .filter(|c| c.is_shown() && c.number.is_none())
                .filter_map(|c| self.meaning(&c.text, wanted).map(|m| (c.col, m)))
                .collect();
            let header = Header { row: i, columns };
            if header.of(key).is_none() || row.cells.len() < 2 {
                continue;
            }
            // a data row may hold “专家” or “代表” in its duty column: a header names two columns, or plainly 姓名, and no number
            let named = row.cells.iter().any(|c| fold(&c.text).contains("姓名"));
            let plain = !row.cells.iter().any(|c| c.number.is_some() || c.text.trim().parse::<f64>().is_ok());
            if named || (header.columns.len() > 1 && plain) {
                out.push(header);
            }
        }
        out
    }
}

/// The text of a cell, empty when there is none.
pub fn cell_text(row: &Row, col: u32) -> &str {
    row.at(col).filter(|c| c.is_shown()).map_or("", |c| c.text.trim())
}

/// Header names by column, for tests and messages.
pub fn names(header: &Header) -> BTreeMap<u32, &str> {
    header.columns.iter().map(|(c, m)| (*c, m.as_str())).collect()
}

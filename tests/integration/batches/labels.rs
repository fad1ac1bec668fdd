//! What people say of a dossier, as `tests/dossiers/README.md` describes the file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// Folder or archive without its extension; `*` for the whole run.
    pub dossier: String,
    #[serde(rename = "line")]
    _line: String,
    pub subtype: String,
    /// Rule code → statuses that are right.
    pub expect: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub spending: Vec<Spent>,
    #[serde(default)]
    pub totals: Option<Totals>,
    #[serde(default)]
    pub facts: Option<Facts>,
    #[serde(default)]
    pub invoices: Vec<Invoice>,
    #[serde(default, rename = "unreadable")]
    _unreadable: Vec<String>,
    #[serde(default, rename = "register")]
    _register: serde_json::Value,
    #[serde(default, rename = "shared_invoices")]
    _shared_invoices: serde_json::Value,
    #[serde(rename = "note")]
    _note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spent {
    pub item: String,
    pub amount_yuan: String,
    /// `grant`, `own`, `unknown`
    pub source: String,
    pub expect: OneOrMore,
}

/// A class that is right, or several.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub fn accepts(&self, class: &str) -> bool {
        match self {
            OneOrMore::One(one) => one == class,
            OneOrMore::More(more) => more.iter().any(|m| m == class),
        }
    }

    pub fn shown(&self) -> String {
        match self {
            OneOrMore::One(one) => one.clone(),
            OneOrMore::More(more) => more.join("/"),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    pub actual_yuan: String,
    /// What the lines add up to, where the printed total is wrong.
    pub lines_sum_yuan: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    pub project_name: String,
    pub unit: String,
    pub grant_yuan: String,
    pub events: Vec<Event>,
    pub distinct_people: Option<u32>,
    #[serde(default)]
    pub countries: Vec<String>,
    pub teams: Option<u32>,
    pub journals: Option<u32>,
    #[serde(rename = "universities")]
    _universities: Option<u32>,
    #[serde(rename = "park_association")]
    _park_association: Option<serde_json::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    pub title: String,
    pub date: String,
    pub people: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    pub number: String,
    pub gross_yuan: String,
}

impl Label {
    pub fn read(path: &Path) -> Vec<Label> {
        let text = fs::read_to_string(path).expect("the labels are there");
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    pub fn is_for_the_run(&self) -> bool {
        self.dossier == "*"
    }
}

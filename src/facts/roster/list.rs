//! A list as read: rows with who, from where, and whether they came. Counts nothing.

use std::collections::BTreeSet;

use super::marks::Standing;
use super::names::Named;
use crate::model::{DayRange, Evidence};

/// The rows of one or several lists of one event.
#[derive(Debug, Default)]
pub struct Roster {
    pub people: Vec<Entry>,
    pub teams: Vec<Team>,
    /// There is a column of teams.
    pub has_teams: bool,
    pub journals: Vec<JournalEntry>,
    /// Rows that hold somebody.
    pub rows: u32,
    pub dates: Vec<DayRange>,
    pub first: Option<Evidence>,
    /// “实到42人”, as the list itself says.
    pub actual: Option<u32>,
    /// How many tables went into it.
    pub tables: usize,
}

/// One person of a row.
#[derive(Debug, Clone)]
pub struct Entry {
    pub name: Named,
    /// Of the unit (a key); empty where the list does not say.
    pub unit: String,
    /// Digits.
    pub phone: String,
    /// The pack's name.
    pub country: Option<String>,
    pub standing: Standing,
    /// Came by a mark or signature, as against by standing on the list.
    pub marked: bool,
    /// The name that signed.
    pub hand: Option<String>,
    /// Which of the tables: the same person on two days' sheets is no repetition.
    pub table: usize,
}

/// One row of a team.
#[derive(Debug, Clone)]
pub struct Team {
    pub name: String,
    pub school: String,
    /// Keys.
    pub members: BTreeSet<String>,
    pub standing: Standing,
    pub marked: bool,
}

/// A journal that a row names.
#[derive(Debug, Clone)]
pub struct JournalEntry {
    pub written: String,
    pub standing: Standing,
    pub marked: bool,
}

impl Roster {
    pub fn extend(&mut self, other: Roster) {
        let base = self.tables;
        // what one of several lists says is none of all
        self.actual = if base == 0 { other.actual } else { None };
        self.people.extend(other.people.into_iter().map(|e| Entry { table: e.table + base, ..e }));
        self.tables += other.tables.max(1);
        self.teams.extend(other.teams);
        self.has_teams |= other.has_teams;
        self.journals.extend(other.journals);
        self.rows += other.rows;
        self.dates.extend(other.dates);
        self.first = self.first.take().or(other.first);
    }
}

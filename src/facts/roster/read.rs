//! One table into a roster: each row with who, from where, and whether they came; headings within the list hold for the rows below.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Column, Header, by_content, headers};
use super::journals;
use super::list::{Entry, JournalEntry, Roster, Team};
use super::marks::{Legend, Mark, Section, Standing, in_passing, is_short, is_staff, remarked};
use super::names::{Named, begins_with_family_name, names};
use crate::facts::Source;
use crate::model::document::{CellFlag, Row, Table};
use crate::model::facts::Why;
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{DocKind, Evidence, Paper, Place};

/// A table and what is known of it beforehand.
pub struct Setting<'a> {
    pub source: &'a Source<'a>,
    pub paper: &'a Paper,
    pub table: &'a Table,
    pub at: &'a Place,
    /// What its titles say of all its rows.
    pub section: Section,
}

/// Reads one table. One without a header that has the columns of the table before it goes on with that (a list cut by a page); the
/// header then used has `row == usize::MAX`.
pub fn table(setting: &Setting<'_>, before: Option<&Header>) -> (Roster, Option<Header>) {
    let table = setting.table;
    let found = headers(table, setting.paper.kind == DocKind::TeamList);
    let last_col = table.rows.iter().filter_map(|r| r.cells.last()).map(|c| c.col).max().unwrap_or(0);
    let fits = |h: &&Header| found.is_empty() && h.columns.iter().all(|(c, _)| *c <= last_col + 1);
    let goes_on = || before.filter(fits).map(|h| Header { row: usize::MAX, columns: h.columns.clone() });
    let known = setting.paper.kind != DocKind::TeamList;
    let first = found.first().cloned().or_else(goes_on).or_else(|| by_content(table).filter(|_| known));
    let Some(mut current) = first else { return (Roster::default(), None) };
    let used = current.clone();
    let mut reader = Reader::new(setting, &current);
    for (i, row) in table.rows.iter().enumerate().skip(current.row.wrapping_add(1)) {
        if let Some(next) = found.iter().find(|h| h.row == i) {
            // a header repeated by page, or that of another table below
            current = next.clone();
            continue;
        }
        if !row.hidden {
            reader.row(&current, row);
        }
    }
    (reader.roster, Some(used))
}

struct Reader<'a> {
    setting: &'a Setting<'a>,
    legend: Legend,
    /// Some row of the list is ticked: then a circle is something else.
    ticked: bool,
    section: Section,
    /// Below “中学组”.
    of_pupils: bool,
    /// Below “特邀观摩队”.
    onlooking: bool,
    /// The school of the rows above, for those that leave it out.
    schools: BTreeMap<u32, String>,
    roster: Roster,
}

impl<'a> Reader<'a> {
    fn new(setting: &'a Setting<'a>, header: &Header) -> Reader<'a> {
        let rows = || setting.table.rows.iter();
        let legend = Legend::read(rows().flat_map(|r| &r.cells).map(|c| c.text.as_str()));
        let marks = header.all(Column::Presence);
        let is_tick = |row: &Row| marks.iter().any(|c| language().people.mark_came.hits(&fold(row.shown_at(*c))));
        let ticked = rows().skip(header.row.wrapping_add(1)).any(is_tick);
        Reader {
            setting,
            legend,
            ticked,
            section: setting.section.clone(),
            of_pupils: false,
            onlooking: false,
            schools: BTreeMap::new(),
            roster: Roster { tables: 1, ..Roster::default() },
        }
    }

    fn row(&mut self, header: &Header, row: &Row) {
        let cells: Vec<(u32, &str)> = row
            .cells
            .iter()
            .filter(|c| c.is_shown() && !c.text.trim().is_empty())
            .map(|c| (c.col, c.text.trim()))
            .collect();
        let Some((first, head)) = cells.first().copied() else { return };
        if self.heads_section(header, &cells) {
            return;
        }
        // sums and signatures below the list are no persons
        let of_team = header.columns.contains(&(first, Column::Team));
        if language().people.foot.hits(&fold(head)) && !of_team {
            return;
        }
        let before = self.roster.people.len();
        self.people(header, row);
        let some = self.roster.people.len() > before;
        let team = self.team(header, row);
        let standing = self.standing(header, row, 0, u32::MAX);
        journals::of_row(header, row, |written| {
            let (standing, marked) = standing;
            self.roster.journals.push(JournalEntry { written, standing, marked });
        });
        if some || team {
            self.roster.rows += 1;
            self.note(row);
        }
    }

    /// “东山区代表团”, “以下为线上参会” over its rows: a row of one cell, or of a number and a heading. The next one ends it.
    fn heads_section(&mut self, header: &Header, cells: &[(u32, &str)]) -> bool {
        if header.columns.len() < 2 {
            return false;
        }
        let seq = header.of(Column::Seq);
        let person = header.of(Column::Person);
        let words: Vec<&(u32, &str)> = match cells {
            [one] => vec![one],
            [(c, _), two] if Some(*c) == seq && Some(two.0) == person && !begins_with_family_name(two.1) => vec![two],
            // a merged heading that a reader sets into every column
            [one, rest @ ..] if rest.iter().all(|c| c.1 == one.1) && cells.len() > 2 => vec![one],
            _ => return false,
        };
        let Some((col, text)) = words.first().copied().copied() else { return false };
        let folded = fold(text);
        let said = Section { country: self.setting.source.patterns.delegation(&folded), ..Section::titled(&folded) };
        if cells.len() == 1 && Some(col) == person && begins_with_family_name(text) && !said.is_said() {
            return false;
        }
        if cells.len() == 2 && !said.is_said() {
            return false;
        }
        // the number of a row that is otherwise empty heads nothing
        if !folded.chars().all(|c| c.is_ascii_digit()) {
            self.section = said;
            self.of_pupils = language().people.school_group.hits(&folded);
            self.onlooking = language().teams_journals.onlooking.hits(&folded);
        }
        true
    }

    fn people(&mut self, header: &Header, row: &Row) {
        let columns = header.all(Column::Person);
        for (n, &col) in columns.iter().enumerate() {
            let until = columns.get(n + 1).copied().unwrap_or(u32::MAX);
            let alone = columns.len() == 1;
            let beside = |what: Column| {
                let within = header.all(what).into_iter().find(|c| *c > col && *c < until);
                within.or_else(|| header.of(what).filter(|_| alone))
            };
            let text = |what: Column| beside(what).map_or("", |c| row.shown_at(c));
            let (standing, marked) = self.standing(header, row, if alone { 0 } else { col }, until);
            let unit = Some(text(Column::Affiliation)).filter(|t| !t.is_empty()).unwrap_or(text(Column::School));
            let patterns = self.setting.source.patterns;
            let stated = beside(Column::Nationality);
            let country = stated
                .and_then(|c| patterns.country(row.shown_at(c)))
                .or_else(|| stated.is_none().then(|| patterns.country_in(text(Column::Affiliation))).flatten())
                .map(str::to_owned)
                .or_else(|| self.section.country.clone());
            let hand = self.hand(header, row, col, until);
            for name in names(row.shown_at(col)) {
                let standing = match &name {
                    Named::Unnamed(_) => worse(standing, Why::Unnamed),
                    Named::Masked(_) => worse(standing, Why::Masked),
                    Named::Strange(_) => worse(standing, Why::StrangeName),
                    Named::Person(_) => standing,
                };
                let standing = remarked(name.aside()).map_or(standing, |said| standing.max(said));
                self.roster.people.push(Entry {
                    unit: key(unit),
                    phone: text(Column::Phone).chars().filter(|c| c.is_ascii_digit() || *c == '*').collect(),
                    country: country.clone(),
                    standing,
                    marked,
                    hand: hand.clone(),
                    table: 0,
                    name,
                });
            }
        }
    }

    /// Whether those of a row came, by its cells from one column to another and the section it stands in; and whether a mark says so.
    fn standing(&self, header: &Header, row: &Row, from: u32, until: u32) -> (Standing, bool) {
        let within = |c: &u32| *c >= from && *c < until;
        let marks: Vec<Mark> = header
            .all(Column::Presence)
            .into_iter()
            .filter(within)
            .map(|c| {
                let pictured = row.at(c).is_some_and(|cell| cell.flag == Some(CellFlag::Picture));
                self.legend.mark(row.shown_at(c), pictured)
            })
            .collect();
        let marked = marks.iter().any(|m| matches!(m, Mark::Came | Mark::Signed(_) | Mark::Online | Mark::Circle));
        // of several (morning and afternoon, two days) the best counts
        let by_mark = marks.iter().map(|m| self.of_mark(m)).min().unwrap_or(Standing::Came);
        let told = |c: &crate::model::Cell| {
            let named =
                [Column::Person, Column::Affiliation, Column::School, Column::Team, Column::Members, Column::Presence];
            let meaning = header.columns.iter().find(|(col, _)| *col == c.col).map(|(_, m)| *m);
            if meaning.is_some_and(|m| named.contains(&m)) {
                return None;
            }
            let folded = fold(&c.text);
            let role = matches!(meaning, Some(Column::Role | Column::Remark | Column::Mode));
            if !role {
                return in_passing(&folded);
            }
            remarked(&folded).or_else(|| is_staff(&folded).then_some(Standing::Doubtful(Why::Staff)))
        };
        let others = row.cells.iter().filter(|c| c.is_shown() && within(&c.col)).filter_map(told);
        let all = others.chain(self.section.standing);
        (all.fold(by_mark, |worst, said| worst.max(said)), marked)
    }

    fn of_mark(&self, mark: &Mark) -> Standing {
        match mark {
            Mark::Came | Mark::Signed(_) => Standing::Came,
            Mark::Online => Standing::Doubtful(Why::Online),
            Mark::Proxy => Standing::Doubtful(Why::Proxy),
            Mark::Circle if self.ticked => Standing::Doubtful(Why::UnclearMark),
            Mark::Circle => Standing::Came,
            Mark::Blank => Standing::Unmarked,
            Mark::Away => Standing::Away,
        }
    }

    /// The name that signed.
    fn hand(&self, header: &Header, row: &Row, col: u32, until: u32) -> Option<String> {
        let columns = header.all(Column::Presence).into_iter().filter(|c| *c > col && *c < until);
        columns.map(|c| self.legend.mark(row.shown_at(c), false)).find_map(|m| match m {
            Mark::Signed(name) => name,
            _ => None,
        })
    }

    /// Whether the row names a team.
    fn team(&mut self, header: &Header, row: &Row) -> bool {
        let Some(col) = header.of(Column::Team) else { return false };
        self.roster.has_teams = true;
        let school = header.of(Column::School).or_else(|| header.of(Column::Affiliation)).map(|c| {
            let text = row.shown_at(c);
            if !text.is_empty() {
                self.schools.insert(c, text.to_owned());
            }
            self.schools.get(&c).cloned().unwrap_or_default()
        });
        let name = row.shown_at(col);
        if key(name).is_empty() || language().people.foot.hits(&fold(name)) {
            return false;
        }
        let people = header.all(Column::Members).into_iter().chain(header.all(Column::Person));
        let members: BTreeSet<String> = people.flat_map(|c| members(row.shown_at(c))).collect();
        let (standing, marked) = self.standing(header, row, 0, u32::MAX);
        let group = &language().people.school_group;
        let of_pupils = self.of_pupils || row.cells.iter().any(|c| c.is_shown() && group.hits(&fold(&c.text)));
        let standing = if of_pupils { worse(standing, Why::BelowUniversity) } else { standing };
        let onlooking = |text: &str| is_short(text) && language().teams_journals.onlooking.hits(text);
        let looks_on =
            self.onlooking || row.cells.iter().any(|c| c.is_shown() && c.col != col && onlooking(&fold(&c.text)));
        let standing = if looks_on { Standing::Away } else { standing };
        let school = school.unwrap_or_default();
        self.roster.teams.push(Team { name: name.to_owned(), school, members, standing, marked });
        true
    }

    fn note(&mut self, row: &Row) {
        let Setting { paper, table, at, .. } = self.setting;
        self.roster.first.get_or_insert_with(|| {
            let col = row.cells.first().map_or(0, |c| c.col);
            let place = match (&table.sheet, at) {
                (Some(sheet), _) => Place::Cell { sheet: sheet.clone(), row: row.row, col },
                (None, Place::TableCell { page, table, .. }) => {
                    Place::TableCell { page: *page, table: *table, row: row.row, col }
                }
                (None, other) => (*other).clone(),
            };
            let quote = row.cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join(" ");
            Evidence::new(paper.doc, place, &quote)
        });
    }
}

fn worse(standing: Standing, why: Why) -> Standing {
    standing.max(Standing::Doubtful(why))
}

/// Members of a team, by whatever they are called.
fn members(cell: &str) -> impl Iterator<Item = String> {
    let pieces = cell.split(['、', '，', ',', '；', ';', '\n', '/', ' ', '　']);
    pieces.map(|p| p.split(['（', '(']).next().unwrap_or_default()).map(key).filter(|k| k.chars().count() > 1)
}

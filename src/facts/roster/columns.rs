//! Which column of a list means what: by its head, or, where nobody knows the head, by the names that stand below it.

use crate::model::document::{Cell, Row, Table};
use crate::model::language::{List, language};
use crate::model::text::fold;

use super::names::begins_with_family_name;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    OtherCountry,
    Nationality,
    Expected,
    Presence,
    /// When somebody signed in: tells where nothing else does.
    Time,
    Mode,
    Role,
    Remark,
    Team,
    Members,
    School,
    Journal,
    Affiliation,
    Phone,
    Person,
    Duty,
    Seq,
}

/// A header row and the meanings of its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Index of the header row in `Table::rows`; `usize::MAX` when the table goes on with the columns of the one before.
    pub row: usize,
    /// By rising column.
    pub columns: Vec<(u32, Column)>,
}

impl Header {
    pub fn of(&self, meaning: Column) -> Option<u32> {
        self.columns.iter().find(|(_, m)| *m == meaning).map(|(c, _)| *c)
    }

    /// Several columns of the same meaning stand side by side when a list is set in two halves.
    pub fn all(&self, meaning: Column) -> Vec<u32> {
        self.columns.iter().filter(|(_, m)| *m == meaning).map(|(c, _)| *c).collect()
    }

    fn retitled(mut self, from: Column, to: Column) -> Header {
        self.columns.iter_mut().filter(|(_, m)| *m == from).for_each(|(_, m)| *m = to);
        self
    }
}

/// The header rows of a table, for a list of teams or one of people.
pub fn headers(table: &Table, of_teams: bool) -> Vec<Header> {
    let order = match of_teams {
        true => [Column::Team, Column::Person, Column::Journal],
        false => [Column::Person, Column::Journal, Column::Team],
    };
    let all: Vec<Header> = table.rows.iter().enumerate().filter_map(|(i, row)| header(i, row)).collect();
    for key in order {
        let found: Vec<Header> = all.iter().filter(|h| h.of(key).is_some()).cloned().collect();
        if !found.is_empty() {
            return found;
        }
    }
    // “序号 | 签名 | 单位”: the signature is the name
    let beside = [Column::Affiliation, Column::School, Column::Team, Column::Phone, Column::Seq];
    let signed = all.into_iter().filter(|h| h.of(Column::Presence).is_some());
    let signed = signed.filter(|h| beside.iter().any(|m| h.of(*m).is_some()));
    signed.map(|h| h.retitled(Column::Presence, Column::Person)).collect()
}

/// A row that heads columns: it names two, or plainly 姓名, and holds no number.
fn header(index: usize, row: &Row) -> Option<Header> {
    if row.cells.len() < 2 {
        return None;
    }
    let shown: Vec<&Cell> = row.cells.iter().filter(|c| c.is_shown()).collect();
    let is_number = |c: &&Cell| c.number.is_some() || c.text.trim().parse::<f64>().is_ok();
    let named = shown.iter().any(|c| fold(&c.text).contains("姓名"));
    if !named && shown.iter().any(is_number) {
        return None;
    }
    let mut columns: Vec<(u32, Column)> =
        shown.iter().filter(|c| c.number.is_none()).filter_map(|c| meaning(&c.text).map(|m| (c.col, m))).collect();
    // a printed day beside an empty signature is no sign-in
    if columns.iter().all(|(_, m)| *m != Column::Presence) {
        columns.iter_mut().filter(|(_, m)| *m == Column::Time).for_each(|(_, m)| *m = Column::Presence);
    }
    let header = Header { row: index, columns };
    (named || header.columns.len() > 1).then_some(header)
}

/// The meaning of one head. “Nationality 国籍”, “姓名 Name”: either language may tell.
fn meaning(head: &str) -> Option<Column> {
    let folded = fold(head);
    let (mut han, mut latin) = (String::new(), String::new());
    for c in folded.chars() {
        if c.is_ascii() { latin.push(c) } else { han.push(c) }
    }
    let latin = latin.trim();
    match han.is_empty() || latin.is_empty() {
        true => meaning_of(&folded),
        false => meaning_of(&folded).or_else(|| meaning_of(&han)).or_else(|| meaning_of(latin)),
    }
}

fn meaning_of(folded: &str) -> Option<Column> {
    if folded.is_empty() || folded.chars().count() > 20 {
        return None;
    }
    let heads = &language().list_heads;
    // the first that fits: a country lived in before nationality, “签到人” before signatures
    let known: [(Column, &List); 17] = [
        (Column::OtherCountry, &heads.other_country),
        (Column::Nationality, &heads.nationality),
        (Column::Expected, &heads.expected),
        (Column::Team, &heads.team),
        (Column::Journal, &heads.journal),
        (Column::Time, &heads.time),
        (Column::Presence, &heads.presence),
        (Column::Person, &heads.person),
        (Column::Members, &heads.members),
        (Column::School, &heads.school),
        (Column::Mode, &heads.mode),
        (Column::Role, &heads.role),
        (Column::Affiliation, &heads.affiliation),
        (Column::Phone, &heads.phone),
        (Column::Remark, &heads.remark),
        (Column::Duty, &heads.duty),
        (Column::Seq, &heads.seq),
    ];
    known.into_iter().find(|(_, words)| words.hits(folded)).map(|(column, _)| column)
}

/// A list whose heads say nothing known: the column in which nearly every cell is a name. Its first row counts when it is one, too.
pub fn by_content(table: &Table) -> Option<Header> {
    const ENOUGH: usize = 5;
    let columns: std::collections::BTreeSet<u32> = table.rows.iter().flat_map(|r| &r.cells).map(|c| c.col).collect();
    for col in columns.into_iter().take(12) {
        let cells: Vec<(usize, &str)> = table
            .rows
            .iter()
            .enumerate()
            .filter(|(_, r)| r.cells.len() > 1)
            .map(|(i, r)| (i, r.shown_at(col)))
            .filter(|(_, t)| !t.is_empty())
            .collect();
        let named = cells.iter().filter(|(_, t)| begins_with_family_name(t)).count();
        if named < ENOUGH || named * 10 < cells.len() * 8 {
            continue;
        }
        let (first, text) = *cells.first()?;
        let row = if begins_with_family_name(text) { usize::MAX } else { first };
        // what the heads beside it say still counts
        let mut columns: Vec<(u32, Column)> = table.rows.get(row).map_or(Vec::new(), |r| {
            r.cells.iter().filter(|c| c.col != col).filter_map(|c| Some((c.col, meaning(&c.text)?))).collect()
        });
        columns.retain(|(_, m)| *m != Column::Person);
        columns.push((col, Column::Person));
        columns.sort_unstable();
        return Some(Header { row, columns });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_lists_are_told_apart() {
        for (head, want) in [
            ("姓 名", Some(Column::Person)),
            ("参会人员姓名", Some(Column::Person)),
            ("参会同志", Some(Column::Person)),
            ("签到人", Some(Column::Person)),
            ("Name", Some(Column::Person)),
            ("工作单位", Some(Column::Affiliation)),
            ("单位/职务", Some(Column::Affiliation)),
            ("国籍 Nationality", Some(Column::Nationality)),
            ("国家/地区", Some(Column::Nationality)),
            ("留学国别", Some(Column::OtherCountry)),
            ("目标市场国别", Some(Column::OtherCountry)),
            ("毕业院校及国家", Some(Column::OtherCountry)),
            ("参赛队伍名称", Some(Column::Team)),
            ("队员", Some(Column::Members)),
            ("所在学校", Some(Column::School)),
            ("期刊名称", Some(Column::Journal)),
            ("签名", Some(Column::Presence)),
            ("实到", Some(Column::Presence)),
            ("应到", Some(Column::Expected)),
            ("签到时间", Some(Column::Time)),
            ("联系电话", Some(Column::Phone)),
            ("职称", Some(Column::Duty)),
            ("备注", Some(Column::Remark)),
            ("省份", None),
        ] {
            assert_eq!(meaning(head), want, "{head}");
        }
    }
}

//! One table that holds the lists of several events.

use std::collections::BTreeMap;

use crate::facts::dates;
use crate::model::document::{Row, Table};
use crate::model::language::language;
use crate::model::text::fold;

/// The most events that one list tells apart; more distinct values are no events.
const MOST: usize = 12;

/// One list may hold several events, told apart by a column (“活动名称”, “场次”, “日期”): a table for each. `None` stands for the
/// whole table as it is.
pub fn by_event(table: &Table, year: i16) -> Vec<Option<Table>> {
    let heads = &language().list_heads;
    let header = table.rows.iter().enumerate().find_map(|(i, row)| {
        let person = row.cells.iter().any(|c| fold(&c.text).contains("姓名"));
        let find =
            |words: &crate::model::language::List| row.cells.iter().find(|c| words.hits(&fold(&c.text))).map(|c| c.col);
        person.then(|| find(&heads.event).or_else(|| find(&heads.day))).flatten().map(|col| (i, col))
    });
    let Some((head, col)) = header else { return vec![None] };
    let mut groups: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut last = String::new();
    for row in table.rows.iter().skip(head + 1) {
        let value: String = row.shown_at(col).chars().take(40).collect();
        // a sign-in time of day differs on every row: the day is what counts
        let value = dates::first(&value, year).map_or(value, |d| d.to_string());
        if !value.trim().is_empty() {
            last = value;
        }
        groups.entry(last.clone()).or_default().push(row.clone());
    }
    if groups.len() < 2 || groups.len() > MOST {
        return vec![None];
    }
    let top: Vec<Row> = table.rows.iter().take(head + 1).cloned().collect();
    groups
        .into_values()
        .map(|rows| Some(Table { sheet: table.sheet.clone(), rows: top.iter().cloned().chain(rows).collect() }))
        .collect()
}

//! Lists over several pages (`tests/fixtures/pages`): every row that was put in comes back whole, as one row of one table.

use std::fs;

use yanshen::ingest::{Options, read_file};
use yanshen::model::Document;

use crate::common::tree;

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn rows_of(document: &Document) -> Vec<Vec<String>> {
    let tables = document.blocks.iter().filter(|b| !b.hidden).filter_map(|b| b.content.as_table());
    let cells = |row: &yanshen::model::document::Row| {
        row.cells.iter().map(|c| squeezed(&c.text)).filter(|t| !t.is_empty()).collect()
    };
    tables.flat_map(|t| &t.rows).map(cells).collect()
}

#[test]
fn every_row_of_a_list_over_pages_is_one_row() {
    let truth = fs::read_to_string(tree("tests/fixtures/pages/rows.tsv")).expect("the rows are there");
    let mut lost: Vec<String> = Vec::new();
    let (mut all, mut files) = (0, 0);
    for part in truth.split("# ").skip(1) {
        let (head, rows) = part.split_once('\n').expect("a name and its rows");
        let (name, grouped) = head.split_once(' ').map_or((head, false), |(n, _)| (n, true));
        let path = tree("tests/fixtures/pages").join(format!("{name}.pdf"));
        let options = Options { in_process: true, ..Options::default() };
        let document = read_file(&path, &options).expect("read here").swap_remove(0);
        let found = rows_of(&document);
        files += 1;
        // Lists bound one after the other stay so many, and each is one table however many pages it takes.
        let lists = match name {
            "d08_half_days" => 2,
            "r07_three_lists" => 3,
            _ => 1,
        };
        let tables = document.blocks.iter().filter(|b| b.content.as_table().is_some()).count();
        assert_eq!(tables, lists, "{name}");
        for row in rows.lines() {
            let wanted: Vec<String> = row.split('\t').map(squeezed).collect();
            all += 1;
            // The group's name stands before its first row only.
            let is_it =
                |f: &&Vec<String>| **f == wanted || grouped && f.len() == wanted.len() + 1 && f.ends_with(&wanted);
            if found.iter().filter(is_it).count() != 1 {
                lost.push(format!("{name}: {row}"));
            }
        }
    }
    assert!(lost.is_empty(), "{} of {all} rows lost:\n{}", lost.len(), lost.join("\n"));
    assert_eq!((files, all), (17, 1400));
}

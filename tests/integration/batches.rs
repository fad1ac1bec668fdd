//! Dossiers of other authors' habits (`tests/dossiers/`): what people say of them is held against the program's answers, and every
//! difference stands by name in `tests/dossiers/<batch>.misses.txt`. A new one fails the test, and so does one that is gone, until
//! `UPDATE=1 cargo test batches` has rewritten the lists and somebody has read what changed. No list may hold a wrong pass.

mod labels;
mod misses;

use std::fs;

use super::common::{audit, tree};
use labels::Label;

fn holds(batch: &str) {
    held(
        &format!("tests/dossiers/{batch}"),
        &format!("tests/dossiers/{batch}.json"),
        &format!("tests/dossiers/{batch}.misses.txt"),
    );
}

fn held(root: &str, labels: &str, known: &str) {
    let labels = Label::read(&tree(labels));
    let run = audit(&tree(root));
    let found = misses::of(&run, &labels);
    let wrong_passes: Vec<&String> = found.iter().filter(|m| m.contains(misses::WRONG_PASS)).collect();
    assert!(wrong_passes.is_empty(), "people accept no such pass:\n{wrong_passes:#?}");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(tree(known), lines(&found)).expect("written");
        return;
    }
    let text = fs::read_to_string(tree(known)).unwrap_or_default().replace("\r\n", "\n");
    let listed: Vec<&str> = text.lines().collect();
    let new = found.iter().filter(|m| !listed.contains(&m.as_str())).map(|m| format!("new   {m}"));
    let gone = listed.iter().filter(|m| !found.iter().any(|f| f == *m)).map(|m| format!("gone  {m}"));
    let changed: Vec<String> = new.chain(gone).collect();
    assert!(changed.is_empty(), "{known} says otherwise (UPDATE=1 rewrites it):\n{}", changed.join("\n"));
}

fn lines(misses: &[String]) -> String {
    misses.iter().map(|m| format!("{m}\n")).collect()
}

#[test]
fn the_samples_are_read_as_people_read_them() {
    held("samples", "tests/fixtures/samples-labels.json", "tests/fixtures/samples.misses.txt");
}

#[test]
fn a_batch_of_societies_and_offices_is_judged_as_people_judge_it() {
    holds("batch-a");
}

#[test]
fn a_batch_of_hurried_clerks_is_judged_as_people_judge_it() {
    holds("batch-b");
}

#[test]
fn a_batch_of_bilingual_and_vernacular_papers_is_judged_as_people_judge_it() {
    holds("batch-c");
}

#[test]
fn a_batch_of_ordinary_office_papers_is_judged_as_people_judge_it() {
    holds("batch-d");
}

#[test]
fn a_batch_of_scans_and_odd_formats_is_judged_as_people_judge_it() {
    holds("batch-e");
}

#[test]
fn a_batch_of_bound_volumes_and_filed_mails_is_judged_as_people_judge_it() {
    holds("batch-f");
}

#[test]
fn a_batch_of_exports_compilations_and_numbered_files_is_judged_as_people_judge_it() {
    holds("batch-g");
}

#[test]
fn a_batch_of_odd_wordings_is_judged_as_people_judge_it() {
    holds("batch-h");
}

#[test]
fn a_batch_as_an_association_gets_it_is_judged_as_people_judge_it() {
    holds("batch-i");
}

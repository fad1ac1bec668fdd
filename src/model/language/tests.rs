//! The embedded language holds what it says, and a file that is not what it should be is refused with its place.

use super::*;

fn with(file: &str, text: &str) -> String {
    let mut files = embedded();
    files.insert(file.to_owned(), text.to_owned());
    said(&files)
}

fn said(files: &BTreeMap<String, String>) -> String {
    let refused = Language::load(files).expect_err("it should be refused");
    refused.iter().map(|r| r.to_string()).collect::<Vec<_>>().join("\n")
}

/// The embedded file with a list's head written otherwise.
fn people(from: &str, to: &str) -> String {
    let text = embedded().remove("people.toml").expect("a file of the language");
    assert!(text.contains(from), "{from}");
    text.replace(from, to)
}

#[test]
fn every_line_of_the_language_is_read_as_it_says() {
    let result = language().self_test();
    assert!(result.astray.is_empty(), "\n{}\n", result.astray.join("\n"));
    assert!(result.lists > 0 && result.lines > result.lists);
}

#[test]
fn a_missing_a_misspelt_and_an_empty_list_are_refused_with_their_place() {
    let missing = with("people.toml", &people("[[absent]]", "[[came-not]]"));
    assert!(missing.contains("people.toml:") && missing.contains("came-not"), "{missing}");
    let empty = with("people.toml", &format!("absent = []\n{}", people("[[absent]]", "[[other]]")));
    assert_eq!(empty, "people.toml:1:10：词表不能为空");
}

#[test]
fn an_entry_without_its_lines_or_with_two_ways_is_refused() {
    let two = with("people.toml", &people("[[absent]]\nhas", "[[absent]]\nis = [\"×\"]\nhas"));
    assert!(two.contains("有且只有"), "{two}");
    let unknown = with("people.toml", &people("[[absent]]\nhas", "[[absent]]\nwords"));
    assert!(unknown.contains("words"), "{unknown}");
    let line = "[[absent]]\nhas = [\"请假\"]\nhit = []\nmiss = [\"\"]\n[[absent]]\n";
    assert!(with("people.toml", &people("[[absent]]\n", line)).contains("例句"));
}

#[test]
fn a_file_too_many_or_too_few_is_refused() {
    assert_eq!(with("peple.toml", "").lines().count(), 1);
    let mut files = embedded();
    files.remove("people.toml");
    assert_eq!(said(&files), "people.toml：缺少这个文件");
}

#[test]
fn a_line_that_is_read_otherwise_is_found() {
    let mut files = embedded();
    files.insert("people.toml".to_owned(), people("hit = [\"因公请假\"", "hit = [\"按时来了\""));
    let astray = Language::load(&files).expect("well-formed").self_test().astray;
    assert_eq!(astray, ["people.toml 的 absent：“按时来了”应当命中而没有命中"]);
}

//! The same dossiers on the same day give the same bytes, workbook included; and the papers handed in stay untouched.

use std::fs;

use super::common::{AS_OF, bytes_of, copy_tree, samples, yanshen};

#[test]
fn the_same_papers_give_the_same_bytes_and_stay_as_they_were() {
    let dir = tempfile::tempdir().expect("a directory");
    let root = dir.path().join("总目录");
    copy_tree(&samples(), &root);
    let before = bytes_of(&root);
    let run = |name: &str, jobs: &str| {
        let out = ["audit", "总目录", "--as-of", AS_OF, "--format", "json", "--quiet", "--jobs", jobs, "-o", name];
        let ran = yanshen(dir.path(), &out);
        assert_ne!(ran.code, 2, "{ran}");
        (ran.stdout, fs::read(dir.path().join(name)).expect("the workbook is there"))
    };
    let first = run("一.xlsx", "1");
    let second = run("二.xlsx", "4");
    assert!(first.0 == second.0, "the JSON differs");
    assert!(first.1 == second.1, "the workbook differs");
    assert!(before == bytes_of(&root), "an input was changed");
}

#[test]
fn where_the_papers_lie_does_not_show() {
    let dir = tempfile::tempdir().expect("a directory");
    for place in ["甲", "乙/丙"] {
        copy_tree(&samples(), &dir.path().join(place).join("总目录"));
    }
    let run = |place: &str| {
        let root = format!("{place}/总目录");
        yanshen(dir.path(), &["audit", &root, "--as-of", AS_OF, "--format", "json", "--quiet"]).stdout
    };
    let first = run("甲");
    assert!(!first.is_empty() && first == run("乙/丙"));
    assert!(!first.contains(&dir.path().to_string_lossy().into_owned()), "a machine path is in the report");
}

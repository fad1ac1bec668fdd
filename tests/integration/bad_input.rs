//! What goes wrong in an office: wrong paths, damaged files, full or locked targets. Each says in Chinese what is the
//! matter and what to do, ends with the promised exit code, and takes nothing else with it.

use std::fs;

use super::common::{AS_OF, copy_tree, small_dossier, tree, yanshen};
use super::hostile::Chance;

fn place() -> tempfile::TempDir {
    tempfile::tempdir().expect("a directory")
}

#[test]
fn a_root_that_is_not_there_is_named() {
    let dir = place();
    let ran = yanshen(dir.path(), &["audit", "没有这个目录", "--as-of", AS_OF]);
    ran.ended_with(2).said("没有这个目录");
    assert!(ran.stdout.is_empty(), "{ran}");
}

#[test]
fn a_run_that_looked_at_nothing_is_trouble() {
    let dir = place();
    fs::create_dir(dir.path().join("空目录")).expect("a directory");
    yanshen(dir.path(), &["audit", "空目录", "--as-of", AS_OF]).ended_with(2).said("空目录");
    yanshen(dir.path(), &["check", "空目录", "--as-of", AS_OF]).ended_with(2);
    assert!(!dir.path().join(format!("审计底稿-{AS_OF}.xlsx")).exists());
}

#[test]
fn a_file_in_place_of_the_root_is_told_about_check() {
    let dir = place();
    fs::write(dir.path().join("材料.zip"), b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").expect("written");
    yanshen(dir.path(), &["audit", "材料.zip", "--as-of", AS_OF]).ended_with(2).said("check");
}

#[test]
fn arguments_that_make_no_sense_are_told_in_chinese() {
    let dir = place();
    small_dossier(&dir.path().join("总目录"), "甲");
    let cases: [(&[&str], &str); 12] = [
        (&["audit"], "缺少必填的 <总目录>"),
        (&["audit", "总目录", "--as-of", "2026-02-30"], "不是有效日期"),
        (&["audit", "总目录", "--as-of", "昨天"], "不是有效日期"),
        (&["audit", "总目录", "--format", "pdf"], "可以写 text、json"),
        (&["audit", "总目录", "--jobs", "0"], "1 到 64"),
        (&["audit", "总目录", "--regster", "x"], "--register"),
        (&["audti", "总目录"], "audit"),
        (&["audit", "总目录", "--register", "没有.xlsx"], "没有.xlsx"),
        (&["audit", "总目录", "--pack", "没有的目录"], "没有的目录"),
        (&["check", "总目录/甲", "--sub-type", "9Z"], "1A、1B"),
        (&["rules", "N9"], "没有编号为“N9”的规则"),
        (&["rules", "--self-check", "N01"], "不能和"),
    ];
    for (arguments, words) in cases {
        let ran = yanshen(dir.path(), arguments);
        ran.ended_with(2).said(words);
        assert!(ran.stdout.is_empty(), "{arguments:?} {ran}");
        assert!(!ran.stderr.contains("error:"), "{arguments:?} {ran}");
    }
}

#[test]
fn near_codes_are_suggested() {
    let dir = place();
    yanshen(dir.path(), &["rules", "N1"]).ended_with(2).said("N01");
}

#[test]
fn an_existing_workbook_is_never_overwritten() {
    let dir = place();
    small_dossier(&dir.path().join("总目录"), "甲");
    fs::write(dir.path().join("底稿.xlsx"), "复核意见").expect("written");
    let ran = yanshen(dir.path(), &["audit", "总目录", "--as-of", AS_OF, "-o", "底稿.xlsx"]);
    ran.said("底稿(2).xlsx").said("未覆盖");
    assert_ne!(ran.code, 2, "{ran}");
    assert_eq!(fs::read_to_string(dir.path().join("底稿.xlsx")).expect("there"), "复核意见");
    assert!(fs::read(dir.path().join("底稿(2).xlsx")).expect("there").starts_with(b"PK"));
}

#[test]
fn without_a_target_the_workbook_lies_beside_the_root() {
    let dir = place();
    small_dossier(&dir.path().join("总目录"), "甲");
    let ran = yanshen(dir.path(), &["audit", "总目录", "--as-of", AS_OF]);
    assert_ne!(ran.code, 2, "{ran}");
    assert!(dir.path().join(format!("审计底稿-{AS_OF}.xlsx")).is_file(), "{ran}");
    let from_inside = yanshen(&dir.path().join("总目录"), &["audit", ".", "--as-of", AS_OF]);
    assert!(dir.path().join(format!("审计底稿-{AS_OF}(2).xlsx")).is_file(), "{from_inside}");
    let in_root: Vec<_> = fs::read_dir(dir.path().join("总目录")).expect("readable").collect();
    assert_eq!(in_root.len(), 1, "nothing was written among the papers");
}

#[test]
fn json_alone_goes_to_stdout_and_no_workbook_is_written_unasked() {
    let dir = place();
    small_dossier(&dir.path().join("总目录"), "甲");
    let ran = yanshen(dir.path(), &["audit", "总目录", "--as-of", AS_OF, "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON and nothing else");
    assert_eq!(report["schema"], "yanshen/report/1");
    assert_eq!(report["as_of"], AS_OF);
    assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 1, "only the root is there");
}

#[test]
fn a_target_that_cannot_be_written_costs_nobody_the_audit() {
    let dir = place();
    small_dossier(&dir.path().join("总目录"), "甲");
    let out = ["audit", "总目录", "--as-of", AS_OF, "--format", "json", "-o", "没有的目录/底稿.xlsx"];
    let ran = yanshen(dir.path(), &out);
    ran.ended_with(2).said("文件夹不存在").said("-o");
    assert!(serde_json::from_str::<serde_json::Value>(&ran.stdout).is_ok(), "{ran}");
}

#[test]
fn a_workbook_among_the_papers_is_refused() {
    let dir = place();
    small_dossier(&dir.path().join("总目录"), "甲");
    let ran = yanshen(dir.path(), &["audit", "总目录", "--as-of", AS_OF, "-o", "总目录/底稿.xlsx"]);
    ran.ended_with(2).said("不能写进送审材料里");
    assert!(!dir.path().join("总目录/底稿.xlsx").exists());
}

#[test]
fn a_damaged_register_is_noted_and_the_run_goes_on() {
    let dir = place();
    small_dossier(&dir.path().join("总目录"), "甲");
    fs::write(dir.path().join("立项一览表.xlsx"), b"PK\x03\x04 not a workbook").expect("written");
    let out = ["audit", "总目录", "--as-of", AS_OF, "--register", "立项一览表.xlsx", "--format", "json"];
    let ran = yanshen(dir.path(), &out);
    ran.said("立项一览表.xlsx").said("本次未使用");
    assert_ne!(ran.code, 2, "{ran}");
}

/// One bad file of each kind in a dossier of its own: every one is shown with its reason, nothing passes on its
/// strength, and the sound dossier beside them is judged as if it were alone.
#[test]
fn bad_files_do_not_take_the_others_with_them() {
    let fixtures = tree("tests/fixtures/bad");
    let Ok(entries) = fs::read_dir(&fixtures) else { return };
    let dir = place();
    let root = dir.path().join("总目录");
    small_dossier(&root, "完好");
    let mut bad = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let dossier = root.join(format!("坏-{name}"));
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &dossier);
        } else {
            fs::create_dir_all(&dossier).expect("a directory");
            fs::copy(entry.path(), dossier.join(&name)).expect("copied");
        }
        bad.push(name);
    }
    let ran = yanshen(dir.path(), &["audit", "总目录", "--as-of", AS_OF, "--format", "json", "--quiet"]);
    assert!(ran.code == 1 || ran.code == 3, "{ran}");
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let dossiers = report["dossiers"].as_array().expect("a list");
    assert_eq!(dossiers.len(), bad.len() + 1, "every dossier is in the report");
    for dossier in dossiers {
        assert!(!dossier["checks"].as_array().expect("a list").is_empty(), "{} was not judged", dossier["path"]);
    }
    let alone = place();
    small_dossier(&alone.path().join("总目录"), "完好");
    let ran = yanshen(alone.path(), &["audit", "总目录", "--as-of", AS_OF, "--format", "json", "--quiet"]);
    let by_itself: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    let sound = dossiers.iter().find(|d| d["path"] == "完好").expect("the sound dossier");
    assert_eq!(sound, &by_itself["dossiers"][0]);
}

#[test]
fn a_reader_that_hangs_up_is_no_panic() {
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_yanshen"))
        .arg("rules")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}

/// Flipped, cut, spliced and doubled bytes of the corpus and the samples, through the real workers. Takes minutes:
/// `cargo test --test integration hostile -- --ignored --nocapture`; `YANSHEN_VARIANTS` says how many.
#[test]
#[ignore = "thousands of files"]
fn hostile_variants_never_end_the_run() {
    use yanshen::ingest::{Options, discover, read_dossiers};
    use yanshen::model::{Coverage, Problem};

    let variants: u64 = std::env::var("YANSHEN_VARIANTS").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000);
    let corpora = ["samples", "../shared/corpus", "../../shared/corpus"].map(tree);
    let sound: Vec<(String, Vec<u8>)> = corpora
        .iter()
        .filter(|p| p.is_dir())
        .flat_map(|p| super::common::bytes_of(p))
        .filter(|(path, bytes)| {
            let text = path.extension().is_some_and(|e| e == "tsv" || e == "txt" || e == "md");
            !text && (1..400_000).contains(&bytes.len())
        })
        .map(|(path, bytes)| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes))
        .collect();
    let dir = place();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    for i in 0..variants {
        let (name, bytes) = &sound[chance.below(sound.len())];
        let (_, other) = &sound[chance.below(sound.len())];
        let folder = dir.path().join(format!("{:02}", i % 20));
        fs::create_dir_all(&folder).expect("a directory");
        fs::write(folder.join(format!("{i:05}-{name}")), chance.spoil(bytes, other)).expect("written");
    }
    let sources = discover(dir.path()).expect("dossiers").dossiers;
    let options = Options { program: Some(env!("CARGO_BIN_EXE_yanshen").into()), jobs: 2, ..Options::default() };
    let slowest = std::sync::Mutex::new((std::time::Instant::now(), std::time::Duration::ZERO));
    let dossiers = read_dossiers(&sources, &options, &|_| {
        let mut slowest = slowest.lock().expect("no panic while counting");
        (slowest.0, slowest.1) = (std::time::Instant::now(), slowest.1.max(slowest.0.elapsed()));
    })
    .expect("workers can be started");
    let (mut files, mut unread, mut lost) = (0u64, 0, 0);
    for document in dossiers.iter().flat_map(|d| &d.documents) {
        files += 1;
        unread += u32::from(document.coverage != Coverage::Full);
        assert!(
            document.coverage == Coverage::Full || !document.problems.is_empty(),
            "{} has no reason",
            document.path
        );
        for problem in document.problems.iter().filter(|p| matches!(p, Problem::WorkerLost(_))) {
            eprintln!("  {}: {problem:?}", document.path);
            lost += 1;
        }
    }
    let gap = slowest.lock().expect("no panic while counting").1;
    eprintln!("{files} files, {unread} not read in full, {lost} ended by a limit, longest wait between files {gap:?}");
    assert!(files >= variants, "{files} of {variants} files came back");
    assert!(gap.as_secs() < 35, "a file held the run up for {gap:?}");
}

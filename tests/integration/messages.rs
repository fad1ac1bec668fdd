//! What people are told is Chinese throughout: no reader's English, no words of the system or of a library.

use std::fs;

use yanshen::ingest::Options;
use yanshen::pipeline::{self, Settings};
use yanshen::report::{self, text::Style};

use super::common::{AS_OF, settings, small_dossier, tree, yanshen};
use super::hostile::{Chance, seeds};

/// Names of formats, tools and files that stand in Chinese sentences as they are.
const NAMES: [&str; 38] = [
    "docx",
    "xlsx",
    "xlsm",
    "xlsb",
    "pptx",
    "pdf",
    "zip",
    "eml",
    "emlx",
    "msg",
    "csv",
    "txt",
    "xml",
    "html",
    "ofd",
    "odt",
    "ods",
    "odp",
    "doc",
    "xls",
    "ppt",
    "wps",
    "rtf",
    "rar",
    "jpg",
    "png",
    "LibreOffice",
    "Excel",
    "Word",
    "WPS",
    "PDF",
    "OFD",
    "XML",
    "TIFF",
    "CSV",
    "tesseract",
    "yanshen",
    "toml",
];

/// Words of three and more Latin letters outside quotations that are no such name.
fn foreign(words: &str) -> Vec<String> {
    let mut depth = 0;
    let bare: String = words
        .chars()
        .map(|c| {
            depth += i32::from(c == '“') - i32::from(c == '”');
            if depth > 0 || c == '”' { ' ' } else { c }
        })
        .collect();
    bare.split(|c: char| !c.is_ascii_alphabetic())
        .filter(|w| w.len() >= 3 && !NAMES.iter().any(|n| n.eq_ignore_ascii_case(w)))
        .map(str::to_owned)
        .collect()
}

#[test]
fn foreign_words_are_told_from_names() {
    assert!(foreign("文件已损坏，无法完整读取（文件不完整）").is_empty());
    assert!(foreign("扩展名（xls）与实际内容（html）不一致；链接“to/elsewhere”").is_empty());
    assert_eq!(foreign("文件已损坏（failed to fill whole buffer）"), ["failed", "fill", "whole", "buffer"]);
}

/// Spoilt files of every kind: no problem that is told of any of them holds a foreign word, on the screen or in the report.
#[test]
fn broken_files_are_explained_in_chinese() {
    let dir = tempfile::tempdir().expect("a directory");
    let dossier = dir.path().join("材料");
    fs::create_dir(&dossier).expect("a directory");
    let mut written = 0;
    let mut write = |name: &str, bytes: &[u8]| {
        written += 1;
        fs::write(dossier.join(format!("{written:03}-{name}")), bytes).expect("written");
    };
    let mut chance = Chance(7);
    let (mut kind_before, mut of_kind) = (String::new(), 0);
    for (kind, name, bytes) in seeds() {
        of_kind = if kind == kind_before { of_kind + 1 } else { 0 };
        kind_before = kind;
        if of_kind >= 3 || bytes.len() > 60_000 {
            continue;
        }
        let name = name.chars().filter(|c| !c.is_control()).collect::<String>();
        for part in [3, 10, 50, 90, 99] {
            write(&name, &bytes[..bytes.len() * part / 100]);
        }
        for _ in 0..5 {
            write(&name, &chance.spoil(&bytes, &bytes));
        }
    }
    for entry in fs::read_dir(tree("tests/fixtures/bad")).expect("the bad files").flatten() {
        write(&entry.file_name().to_string_lossy(), &fs::read(entry.path()).expect("readable"));
    }
    // Read by workers, without LibreOffice: what our own readers say is asked.
    let reading =
        Options { program: Some(env!("CARGO_BIN_EXE_yanshen").into()), recognition: false, ..Options::default() };
    let settings = Settings { reading, ..settings() };
    let audit = pipeline::check(&dossier, &settings, &|_| {}).expect("it is audited");
    let page = report::text::check_page(&audit, &settings.pack, Style::default());
    let json: serde_json::Value = serde_json::from_str(&report::json::report(&audit, &settings.pack)).expect("JSON");
    let mut wrong = Vec::new();
    for file in json["dossiers"][0]["files"].as_array().expect("files") {
        let problem = file["problem"].as_str().unwrap_or_default();
        if !foreign(problem).is_empty() {
            wrong.push(format!("{}: {problem}", file["path"]));
        }
    }
    for document in audit.dossiers.iter().flat_map(|d| &d.dossier.documents) {
        let remedies = document.problems.iter().map(report::words::remedy);
        wrong.extend(remedies.filter(|r| !foreign(r).is_empty()).map(str::to_owned));
    }
    for why in ["failed to", "error", "invalid", "unexpected", "panicked", "os error"] {
        wrong.extend(page.lines().filter(|l| l.to_lowercase().contains(why)).map(str::to_owned));
    }
    wrong.extend(audit.log.iter().filter(|l| !l.contains("--ocr off") && !foreign(l).is_empty()).cloned());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!audit.log.iter().any(|l| l.contains("tesseract") || l.contains("安装")), "{:?}", audit.log);
    assert!(json["dossiers"][0]["files"].as_array().expect("files").len() >= written, "every file is told of");
}

/// Without processes there is no reading: a sentence and the code for trouble, no panic, no workbook.
#[test]
fn where_no_process_can_be_started_the_run_ends_with_a_sentence() {
    let dir = tempfile::tempdir().expect("a directory");
    small_dossier(&dir.path().join("总目录"), "甲");
    for arguments in [
        &["audit", "总目录", "--as-of", AS_OF][..],
        &["check", "总目录/甲", "--as-of", AS_OF],
        &["show", "总目录/甲/通知.txt"],
    ] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_yanshen"));
        // The mark of a worker, which starts none.
        command.args(arguments).current_dir(dir.path()).env("YANSHEN_WORKER", "1");
        fs::write(dir.path().join("总目录/甲/通知.txt"), "关于举办年会的通知").expect("written");
        let output = command.output().expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("无法启动读取文件的进程") && said.contains("没有读取"), "{said}");
        assert!(foreign(&said).is_empty() && output.stdout.is_empty(), "{said}");
    }
    assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 1, "no workbook was written");
}

#[test]
fn mistakes_in_settings_and_packs_are_told_in_chinese_with_their_place() {
    let dir = tempfile::tempdir().expect("a directory");
    small_dossier(&dir.path().join("总目录"), "甲");
    fs::write(dir.path().join("总目录/甲/yanshen.toml"), "unit = \"示例学会\"\nsub-tipe = \"1A\"\n").expect("written");
    let ran = yanshen(dir.path(), &["check", "总目录/甲", "--as-of", AS_OF, "--format", "json"]);
    assert!(ran.stdout.contains("yanshen.toml 第2行：不认识的项“sub-tipe”"), "{ran}");
    assert!(!ran.stdout.contains("expected one of") && !ran.stdout.contains("unknown field"), "{ran}");
    let pack = dir.path().join("pack");
    super::common::copy_tree(&tree("templates/packs/gxkx-2026-12"), &pack);
    let rule = pack.join("rules/S01.toml");
    let text = fs::read_to_string(&rule).expect("the rule");
    fs::write(&rule, text.replacen("severity", "severty", 1)).expect("written");
    let ran = yanshen(dir.path(), &["rules", "--pack", "pack"]);
    ran.ended_with(2).said("rules/S01.toml:").said("不认识的项“severty”");
    fs::write(&rule, "code = \"S01").expect("written");
    yanshen(dir.path(), &["rules", "--pack", "pack"]).ended_with(2).said("rules/S01.toml:1:").said("引号不配对");
}

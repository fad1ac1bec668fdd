//! The workbook as an office program sees it: what LibreOffice works out of the formulas, and where its links lead. Skipped,
//! and said so, where there is no LibreOffice.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use regex::Regex;
use yanshen::report::workbook::{self, WorkbookOptions};

use super::common::{audit, samples, settings, small_dossier};

/// Converts a file; `None` where there is no LibreOffice.
fn converted(path: &Path, to: &str) -> Option<PathBuf> {
    let out = path.with_file_name(format!("{to}-out"));
    let profile = format!("-env:UserInstallation=file://{}", path.with_file_name("profile").display());
    let ran = Command::new("soffice")
        .args(["--headless", &profile, "--convert-to", to, "--outdir"])
        .args([out.as_path(), path])
        .output();
    let file = out.join(path.file_name()?).with_extension(to);
    if ran.is_err() || !file.is_file() {
        eprintln!("skipped: no LibreOffice (soffice) to open the workbook with");
        return None;
    }
    Some(file)
}

fn written(root: &Path) -> Vec<u8> {
    let options = WorkbookOptions {
        links_base: root.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        ..WorkbookOptions::default()
    };
    workbook::write(&audit(root), &settings().pack, &options).expect("a workbook")
}

fn parts(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let names: Vec<String> = package.file_names().map(|n| n.expect("a name").into_owned()).collect();
    let mut read = |name: &str| {
        let mut part = Vec::new();
        package.by_name(name).expect("a part").read_to_end(&mut part).expect("read");
        part
    };
    names.iter().map(|name| (name.clone(), read(name))).collect()
}

/// The workbook without the results of its formulas, so that they have to be worked out.
fn without_results(bytes: &[u8]) -> Vec<u8> {
    let results = Regex::new(r"(</f>)<v>[^<]*</v>").expect("a pattern");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in parts(bytes) {
        out.start_file(&name, zip::write::SimpleFileOptions::default()).expect("a part");
        let sheet = name.starts_with("xl/worksheets/sheet");
        match String::from_utf8(part) {
            Ok(text) if sheet => out.write_all(results.replace_all(&text, "$1").as_bytes()),
            Ok(text) => out.write_all(text.as_bytes()),
            Err(other) => out.write_all(other.as_bytes()),
        }
        .expect("written");
    }
    out.finish().expect("a package").into_inner()
}

#[test]
fn libreoffice_works_out_what_the_formulas_say_already() {
    let dir = tempfile::tempdir().expect("a directory");
    let bytes = written(&samples());
    let path = dir.path().join("底稿.xlsx");
    fs::write(&path, without_results(&bytes)).expect("written");
    let Some(again) = converted(&path, "xlsx") else { return };
    let mut ours = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let mut theirs = Xlsx::new(Cursor::new(fs::read(again).expect("there"))).expect("a workbook");
    let (mut compared, mut wrong) = (0, Vec::new());
    for name in ours.sheet_names() {
        let formulas = ours.worksheet_formula(&name).expect("formulas");
        let (mine, other) =
            (ours.worksheet_range(&name).expect("a sheet"), theirs.worksheet_range(&name).expect("the sheet"));
        let start = formulas.start().unwrap_or_default();
        for (row, col, formula) in formulas.used_cells().filter(|(.., f)| !f.is_empty()) {
            let at = (start.0 + u32::try_from(row).expect("small"), start.1 + u32::try_from(col).expect("small"));
            let (a, b) = (mine.get_value(at), other.get_value(at));
            let same = match (a.and_then(number), b.and_then(number)) {
                (Some(a), Some(b)) => (a - b).abs() < 0.000_001,
                _ => a.map(ToString::to_string) == b.map(ToString::to_string),
            };
            compared += 1;
            if !same {
                wrong.push(format!("{name} {at:?} ={formula}: {a:?}, worked out as {b:?}"));
            }
        }
    }
    assert!(compared > 100, "{compared} formulas");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn number(data: &Data) -> Option<f64> {
    match data {
        Data::Float(n) => Some(*n),
        Data::Int(n) => Some(*n as f64),
        Data::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// `%23` → `#`.
fn unescaped(link: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = link.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        match hex.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

fn plain_xml(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&")
}

/// Names that people give to files, and that a link may stumble over.
fn odd_names() -> Vec<String> {
    // Some may not stand in a name on Windows.
    let of_unix: &[&str] =
        if cfg!(windows) { &[] } else { &["问号？与? 竖线| 星*.txt", "双引号\"甲\".txt", "冒号 a:b.txt"] };
    [
        "活动通知 #1 100%.txt",
        "a&b <c>.txt",
        "[终稿]{花}(圆)（全角）.txt",
        "单引号'乙'、“引号”.txt",
        "反引号`^~!@$+=,;.txt",
        "%E4%B8%AD%20.txt",
    ]
    .iter()
    .filter(|n| !cfg!(windows) || !n.contains('<'))
    .chain(of_unix)
    .map(|n| (*n).to_owned())
    .chain([format!("{}.txt", "很长的名字".repeat(15))])
    .collect()
}

#[test]
fn links_lead_to_files_with_odd_names() {
    let dir = tempfile::tempdir().expect("a directory");
    let root = dir.path().join("总目录 2026#1 50% & 'x'");
    for folder in ["01 甲学会“讲坛”#2", "02[乙]{丙}%41"] {
        small_dossier(&root, folder);
        let text = fs::read(root.join(folder).join("活动通知.txt")).expect("there");
        for name in odd_names() {
            fs::write(root.join(folder).join(name), &text).expect("written");
        }
        // Path of some 600 bytes.
        let deep = root.join(folder).join("一层".repeat(30)).join("二层 %".repeat(15));
        fs::create_dir_all(&deep).expect("folders");
        fs::write(deep.join("深处 #.txt"), &text).expect("written");
    }
    let path = dir.path().join("底稿.xlsx");
    let bytes = written(&root);
    fs::write(&path, &bytes).expect("written");

    let ours = external(&bytes);
    let files = 2 * (odd_names().len() + 2);
    assert!(ours.len() >= files + 2, "{} links, files and folders", ours.len());
    for link in &ours {
        // Excel: at most 2079 characters, none that ends or breaks an address.
        assert!(link.chars().count() <= 2_079 && !link.contains(['#', ' ', '"', '<', '>', '[', ']', '\\']), "{link}");
        assert!(dir.path().join(unescaped(link)).exists(), "{link} leads nowhere");
    }
    let Some(ods) = converted(&path, "ods") else { return };
    let content = String::from_utf8(parts(&fs::read(ods).expect("there")).remove("content.xml").expect("content"));
    let href = Regex::new(r#"<text:a [^>]*xlink:href="([^"]*)""#).expect("a pattern");
    let content = content.expect("UTF-8");
    let links: Vec<String> = href.captures_iter(&content).map(|c| plain_xml(&c[1])).collect();
    let outer: Vec<&String> = links.iter().filter(|l| !l.starts_with('#')).collect();
    assert!(outer.len() >= files + 2 && outer.len() < links.len(), "{} links", outer.len());
    for link in outer {
        // An .ods is a folder of its own to a relative link.
        let bare = unescaped(link.strip_prefix("../").unwrap_or(link));
        let found = match bare.strip_prefix("file://") {
            Some(whole) => PathBuf::from(whole),
            None => dir.path().join("ods-out").join(&bare),
        };
        assert!(found.exists(), "{link} leads nowhere: {}", found.display());
    }
    inner_links_meet_their_rows(&bytes);
}

/// Targets of links out of the workbook.
fn external(bytes: &[u8]) -> Vec<String> {
    let target = Regex::new(r#"Target="([^"]*)" TargetMode="External""#).expect("a pattern");
    let rels = parts(bytes).into_iter().filter(|(name, _)| name.contains("worksheets/_rels"));
    let texts = rels.map(|(_, part)| String::from_utf8(part).expect("UTF-8"));
    texts.flat_map(|t| target.captures_iter(&t).map(|c| plain_xml(&c[1])).collect::<Vec<_>>()).collect()
}

/// From the matrix to the finding of the same dossier, and from there to the rows it speaks of and back.
fn inner_links_meet_their_rows(bytes: &[u8]) {
    let location =
        Regex::new(r#"<hyperlink ref="([A-Z]+[0-9]+)" location="'?([^'!"]+)'?!([A-Z]+)([0-9]+)""#).expect("a pattern");
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    let mut count = 0;
    for (name, part) in parts(bytes).into_iter().filter(|(n, _)| n.starts_with("xl/worksheets/sheet")) {
        for found in location.captures_iter(&String::from_utf8(part).expect("UTF-8")) {
            assert!(names.iter().any(|n| *n == plain_xml(&found[2])), "{name}: {}", &found[0]);
            let range = book.worksheet_range(&plain_xml(&found[2])).expect("the sheet");
            let row: u32 = found[4].parse().expect("a row");
            assert!(range.end().is_some_and(|end| row <= end.0 + 1), "{name}: {} leads below the sheet", &found[0]);
            count += 1;
        }
    }
    assert!(count > 10, "{count} links inside");
}

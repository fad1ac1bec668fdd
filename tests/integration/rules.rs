//! Every rule by its cases (`tests/rules/<CODE>.md`, form in `tests/rules/README.md`): the dossiers written there are made into
//! files, audited as a user's would be, and must come out as the headings say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::Path;

use yanshen::model::Status;
use yanshen::model::pack::RuleId;
use yanshen::pipeline::Settings;

use super::common::{audit_with, settings, tree};

/// One heading of a rule's file with its papers.
#[derive(Debug, Clone)]
pub struct Case {
    rule: String,
    sub_type: String,
    status: Status,
    title: String,
    line: usize,
    /// Path within the dossier and its lines.
    files: BTreeMap<String, Vec<String>>,
}

/// Sub-type word of cases that hold several dossiers (X01–X03).
const WHOLE_RUN: &str = "全部";

#[test]
fn every_case_of_a_rule_is_judged_as_its_heading_says() {
    let cases = all_cases();
    let wrong = wrongly_judged(&cases, &settings());
    assert!(wrong.is_empty(), "{} of {} cases\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn every_rule_of_the_pack_has_cases_both_ways() {
    let cases = all_cases();
    let mut lacking = Vec::new();
    for rule in &settings().pack.rules {
        let code = rule.code.as_str();
        let statuses: BTreeSet<Status> = cases.iter().filter(|c| c.rule == code).map(|c| c.status).collect();
        // an absence that the notice allows is `review` at worst; a rule with no open question has no `review`
        let bad = statuses.contains(&Status::Fail) || statuses.contains(&Status::Missing);
        let text = fs::read_to_string(tree(&format!("tests/rules/{code}.md"))).unwrap_or_default();
        for (what, there) in [
            ("pass", statuses.contains(&Status::Pass)),
            ("fail or missing, or 无不符合", bad || text.contains("无不符合：")),
            ("review, or 无待核实", statuses.contains(&Status::Review) || text.contains("无待核实：")),
            ("已知缺口", text.contains("已知缺口")),
        ] {
            if !there {
                lacking.push(format!("tests/rules/{code}.md: {what}"));
            }
        }
    }
    let codes: BTreeSet<&str> = cases.iter().map(|c| c.rule.as_str()).collect();
    let pack = settings().pack;
    lacking.extend(codes.iter().filter(|c| pack.rule(c).is_none()).map(|c| format!("{c}: no such rule")));
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

/// What differs from the headings.
pub fn wrongly_judged(cases: &[Case], settings: &Settings) -> Vec<String> {
    judged_singly(cases, settings).into_iter().chain(judged_as_runs(cases, settings)).collect()
}

/// All cases about one dossier, in one run.
fn judged_singly(cases: &[Case], settings: &Settings) -> Vec<String> {
    let root = tempfile::tempdir().expect("a directory");
    let single: Vec<&Case> = cases.iter().filter(|c| c.sub_type != WHOLE_RUN).collect();
    for (i, case) in single.iter().enumerate() {
        write(&root.path().join(format!("{i:04}")), case, true);
    }
    let run = audit_with(root.path(), settings);
    let mut wrong = Vec::new();
    for (i, case) in single.iter().enumerate() {
        let name = format!("{i:04}");
        let Some(dossier) = run.dossiers.iter().find(|d| d.path == name) else {
            wrong.push(format!("{}: no dossier came of it", case.place()));
            continue;
        };
        let rule = RuleId(case.rule.clone());
        let found = dossier.status_of(&rule);
        if found != Some(case.status) {
            let told = dossier.findings.iter().filter(|f| f.rule == rule).map(|f| f.message.as_str());
            wrong.push(case.told(found, told));
        }
    }
    wrong
}

/// Cases of several dossiers: a run each.
fn judged_as_runs(cases: &[Case], settings: &Settings) -> Vec<String> {
    let mut wrong = Vec::new();
    for case in cases.iter().filter(|c| c.sub_type == WHOLE_RUN) {
        let root = tempfile::tempdir().expect("a directory");
        write(root.path(), case, false);
        let run = audit_with(root.path(), settings);
        let mine = || run.cross.iter().filter(|f| f.rule.as_str() == case.rule);
        let found = mine().map(|f| f.status).max();
        if found != Some(case.status) {
            wrong.push(case.told(found, mine().map(|f| f.message.as_str())));
        }
    }
    wrong
}

impl Case {
    fn place(&self) -> String {
        format!("{}{}", self.line_of_file(), self.title)
    }

    /// `tests/rules/N01.md:12 `
    pub fn line_of_file(&self) -> String {
        format!("tests/rules/{}.md:{} ", self.rule, self.line)
    }

    fn told<'f>(&self, found: Option<Status>, messages: impl Iterator<Item = &'f str>) -> String {
        let found = found.map_or("-", Status::code);
        let told = messages.collect::<Vec<_>>().join("\n        ");
        format!("{}\n    says {}, is {found}: {told}", self.place(), self.status.code())
    }
}

fn all_cases() -> Vec<Case> {
    all_cases_in(&tree("tests/rules"))
}

/// The cases of every file in a folder.
pub fn all_cases_in(folder: &Path) -> Vec<Case> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder is there")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "md") && p.file_stem().is_some_and(|s| s != "README"))
        .collect();
    files.sort();
    files.iter().flat_map(|p| cases_of(p)).collect()
}

/// Reads one file: headings `## 1A pass：…`, shared papers under `## 共用…`, a paper a fenced block.
fn cases_of(path: &Path) -> Vec<Case> {
    let rule = path.file_stem().expect("a stem").to_string_lossy().into_owned();
    let text = fs::read_to_string(path).expect("readable");
    let (mut cases, mut shared): (Vec<Case>, BTreeMap<String, Vec<String>>) = Default::default();
    let mut to_shared = false;
    let mut open: Option<(String, Vec<String>)> = None;
    for (n, line) in text.lines().enumerate() {
        if let Some((name, lines)) = &mut open {
            if line == "```" {
                let papers = match cases.last_mut().filter(|_| !to_shared) {
                    Some(case) => &mut case.files,
                    None => &mut shared,
                };
                papers.insert(name.clone(), std::mem::take(lines));
                open = None;
            } else {
                lines.push(line.to_owned());
            }
        } else if let Some(name) = line.strip_prefix("```") {
            open = Some((name.to_owned(), Vec::new()));
        } else if line.starts_with("## 共用") {
            to_shared = true;
            shared.clear();
        } else if let Some(head) = line.strip_prefix("## ") {
            to_shared = false;
            let place = format!("{}:{}", path.display(), n + 1);
            let (kind, title) = head.split_once('：').unwrap_or_else(|| panic!("{place}: no “：”"));
            let (sub_type, status) = kind.split_once(' ').unwrap_or_else(|| panic!("{place}: sub-type and status"));
            let status = status_of(status).unwrap_or_else(|| panic!("{place}: no status {status}"));
            let files = shared.clone();
            let (rule, sub_type, title) = (rule.clone(), sub_type.to_owned(), title.to_owned());
            cases.push(Case { rule, sub_type, status, title, line: n + 1, files });
        }
    }
    cases
}

fn status_of(word: &str) -> Option<Status> {
    let all = [Status::NotApplicable, Status::Pass, Status::Review, Status::Missing, Status::Fail];
    all.into_iter().find(|s| s.code() == word)
}

fn write(dir: &Path, case: &Case, one_dossier: bool) {
    fs::create_dir_all(dir).expect("a directory");
    for (name, lines) in case.files.iter().filter(|(n, l)| *n != "yanshen.toml" && *l != &["（无）"]) {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a directory");
        fs::write(&path, bytes(name, &expanded(lines))).expect("written");
    }
    if one_dossier {
        let more = case.files.get("yanshen.toml").cloned().unwrap_or_default().join("\n");
        fs::write(dir.join("yanshen.toml"), format!("sub-type = \"{}\"\n{more}\n", case.sub_type)).expect("written");
    }
}

/// `|×60| {n} | {名} | …` stands for sixty rows.
fn expanded(lines: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    for line in lines {
        let many = line.strip_prefix("|×").and_then(|r| r.split_once('|'));
        let Some((n, row)) = many.and_then(|(n, row)| Some((n.parse::<usize>().ok()?, row))) else {
            out.push(line.clone());
            continue;
        };
        out.extend((1..=n).map(|i| format!("|{row}").replace("{n}", &i.to_string()).replace("{名}", &name(i))));
    }
    out
}

/// A made-up name, another for every number below 400.
fn name(i: usize) -> String {
    const FAMILY: [&str; 20] = [
        "韦", "覃", "黄", "蒙", "陆", "农", "莫", "卢", "岑", "梁", "甘", "罗", "石", "潘", "龙", "苏", "廖", "邓",
        "谭", "蓝",
    ];
    const GIVEN: [&str; 20] = [
        "文", "海", "秀", "春", "立", "宁", "朝", "素", "启", "晓", "广", "振", "桂", "佩", "若", "庆", "嘉", "志",
        "丽", "明",
    ];
    let (family, given) = (FAMILY[i % 20], GIVEN[(i / 20) % 20]);
    format!("{family}{given}{}", GIVEN[(i * 7) % 20])
}

/// A file's bytes by its ending: Word and Excel from lines and `|` rows, everything else as it stands.
fn bytes(name: &str, lines: &[String]) -> Vec<u8> {
    match name.rsplit('.').next() {
        Some("docx") => docx(lines),
        Some("xlsx") => xlsx(lines),
        // a head without a body: damaged
        Some("pdf") => format!("%PDF-1.7\n{}", lines.join("\n")).into_bytes(),
        Some("eml") => lines.join("\r\n").into_bytes(),
        _ => lines.join("\n").into_bytes(),
    }
}

fn cells(row: &str) -> Vec<&str> {
    row.trim().trim_matches('|').split('|').map(str::trim).collect()
}

fn docx(lines: &[String]) -> Vec<u8> {
    let escape = |s: &str| s.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut body = String::new();
    let mut in_table = false;
    for line in lines {
        let row = line.starts_with('|');
        match (in_table, row) {
            (false, true) => body.push_str("<w:tbl>"),
            (true, false) => body.push_str("</w:tbl>"),
            _ => {}
        }
        in_table = row;
        if row {
            body.push_str("<w:tr>");
            for cell in cells(line) {
                body.push_str(&format!("<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>", escape(cell)));
            }
            body.push_str("</w:tr>");
        } else if let Some((properties, text)) = styled(line) {
            body.push_str(&format!("<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{}</w:t></w:r></w:p>", escape(text)));
        } else {
            body.push_str(&format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escape(line)));
        }
    }
    if in_table {
        body.push_str("</w:tbl>");
    }
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document \
         xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let types = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
                 <Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" \
                 ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>";
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("[Content_Types].xml", types), ("word/document.xml", document.as_str())] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(text.as_bytes()).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

/// `{白}…` and `{微}…`: white and tiny letters.
fn styled(line: &str) -> Option<(&'static str, &str)> {
    [("{白}", "<w:color w:val=\"FFFFFF\"/>"), ("{微}", "<w:sz w:val=\"2\"/>")]
        .into_iter()
        .find_map(|(mark, properties)| line.strip_prefix(mark).map(|rest| (properties, rest)))
}

/// One sheet; `# 名` opens another.
fn xlsx(lines: &[String]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let mut sheets: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines {
        match line.strip_prefix("# ") {
            Some(name) => sheets.push((name, Vec::new())),
            None if sheets.is_empty() => sheets.push(("Sheet1", vec![line])),
            None => sheets.last_mut().expect("there is one").1.push(line),
        }
    }
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a name");
        for (r, row) in (0u32..).zip(rows) {
            for (c, cell) in (0u16..).zip(if row.starts_with('|') { cells(row) } else { vec![row] }) {
                match cell.parse::<f64>() {
                    Ok(number) if cell.len() < 12 => sheet.write_number(r, c, number).expect("a number"),
                    _ => sheet.write_string(r, c, cell).expect("a text"),
                };
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

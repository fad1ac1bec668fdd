//! What reviewers write comes back in the next workbook; letters, comparison and the empty dossier as a user meets them.

use std::fs;
use std::path::Path;

use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;

use super::common::{AS_OF, audit, copy_tree, samples, small_dossier, yanshen};

type Book = Xlsx<std::io::BufReader<fs::File>>;

fn rows(path: &Path, sheet: &str) -> Vec<Vec<Data>> {
    let mut book: Book = open_workbook(path).expect("a workbook");
    book.worksheet_range(sheet).map(|r| r.rows().map(<[Data]>::to_vec).collect()).unwrap_or_default()
}

fn said(cell: &Data) -> String {
    cell.get_string().map_or_else(|| cell.to_string(), str::to_owned)
}

/// Saves a workbook anew with one cell filled in: the first finding's verdict.
fn review(path: &Path, verdict: &str) -> String {
    let mut book: Book = open_workbook(path).expect("a workbook");
    let mut out = Workbook::new();
    let mut id = String::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).expect("a sheet");
        let sheet = out.add_worksheet().set_name(&name).expect("a name");
        let all: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
        let titles = all.iter().position(|r| said(&r[0]) == "索引号");
        for (r, row) in (0u32..).zip(&all) {
            for (c, cell) in (0u16..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(r, c, said(cell)).expect("text");
            }
        }
        if let Some(t) = titles.filter(|_| name == "问题清单") {
            let col = all[t].iter().position(|c| said(c) == "复核结论").expect("the column");
            let row = (t + 1..all.len()).find(|r| said(&all[*r][5]) == "不符合").expect("a breach");
            id = said(&all[row][0]);
            sheet
                .write_string(u32::try_from(row).expect("small"), u16::try_from(col).expect("small"), verdict)
                .expect("text");
        }
    }
    fs::remove_file(path).expect("ours");
    out.save(path).expect("saved");
    id
}

#[test]
fn entries_in_an_existing_workbook_are_carried_on_and_the_old_one_stays() {
    let dir = tempfile::tempdir().expect("a directory");
    copy_tree(&samples(), &dir.path().join("材料"));
    small_dossier(&dir.path().join("另一批"), "某学会");
    let run = |more: &[&str]| {
        let all: Vec<&str> = ["audit", "材料", "--as-of", AS_OF, "--in-process"].iter().chain(more).copied().collect();
        yanshen(dir.path(), &all)
    };
    run(&["-o", "底稿.xlsx"]).ended_with(1);
    let first = dir.path().join("底稿.xlsx");
    let id = review(&first, "不认可");
    let before = fs::read(&first).expect("there");
    run(&["-o", "底稿.xlsx"]).ended_with(1).said("已承接“底稿.xlsx”里的复核意见1条");
    assert!(fs::read(&first).expect("there") == before, "the old workbook is as it was");
    let second = rows(&dir.path().join("底稿(2).xlsx"), "问题清单");
    let row = second.iter().find(|r| said(&r[0]) == id).expect("the finding");
    assert!(row.iter().any(|c| said(c) == "不认可") && row.iter().any(|c| said(c) == "延续"));

    // A workbook of another day under the default name is named, and not used.
    fs::copy(dir.path().join("底稿(2).xlsx"), dir.path().join("审计底稿-2026-11-20.xlsx")).expect("copied");
    run(&[]).ended_with(1).said("以前的底稿“审计底稿-2026-11-20.xlsx”（复核意见和批注1条），日期不同，本次没有承接");
    let other = yanshen(dir.path(), &["audit", "另一批", "--as-of", AS_OF, "--in-process", "-o", "另.xlsx"]);
    assert!(!other.stderr.contains("以前的底稿"), "{other}");

    run(&["-o", "新.xlsx", "--previous", "底稿(2).xlsx"]).ended_with(1).said("复核意见1条");
    run(&["-o", "新.xlsx", "--previous", "没有.xlsx"]).ended_with(2).said("找不到");

    let letters = yanshen(dir.path(), &["letter", "新.xlsx", "-o", "整改", "--due", "2026-12-10"]);
    letters.ended_with(0).said("整改台账");
    let ledger = rows(&dir.path().join("整改/整改台账.xlsx"), "整改台账");
    assert!(ledger.len() > 4 && !ledger.iter().flatten().any(|c| said(c) == id), "what was rejected is left out");
    assert!(ledger.iter().flatten().any(|c| said(c) == "2026-12-10"));

    let same = yanshen(dir.path(), &["diff", "底稿.xlsx", "新.xlsx", "-o", "比对.xlsx"]);
    same.ended_with(0);
    assert!(same.stdout.contains("已解决0项，新增0项，有变化0项"), "{same}");
    assert!(rows(&dir.path().join("比对.xlsx"), "变化明细").len() > 4);
}

#[test]
fn a_dossier_fresh_from_init_passes_nothing_that_asks_for_papers() {
    let dir = tempfile::tempdir().expect("a directory");
    let all = dir.path().join("全部");
    fs::create_dir(&all).expect("a directory");
    let types = ["1A", "1B", "2A", "2B", "3A", "3B", "4A", "4B", "4C", "5A", "5B", "6", "7"];
    for sub_type in types {
        yanshen(dir.path(), &["init", sub_type, &format!("全部/{sub_type}")]).ended_with(0).said("准备清单");
        fs::rename(
            all.join(format!("验收准备清单-{sub_type}.xlsx")),
            dir.path().join(format!("验收准备清单-{sub_type}.xlsx")),
        )
        .expect("the checklist lies beside the dossier");
    }
    yanshen(dir.path(), &["init", "1A", "全部/1A"]).ended_with(2).said("没有改动");
    yanshen(dir.path(), &["init", "9Z", "别处"]).ended_with(2).said("没有“9Z”");
    let audit = audit(&all);
    assert_eq!(audit.dossiers.len(), types.len());
    for d in &audit.dossiers {
        assert_eq!(d.facts.project.sub_type, d.path);
        let passed = d.findings.iter().filter(|f| f.status == yanshen::model::Status::Pass);
        let wrong: Vec<&str> = passed.map(|f| f.rule.as_str()).filter(|r| !["F01", "F02"].contains(r)).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", d.path);
    }
}

/// For the record: `cargo test --test integration many_dossiers -- --ignored --nocapture`; leaves the workbooks under
/// `target/looks`.
#[test]
#[ignore = "takes a while and writes files to look at"]
fn many_dossiers_are_written_in_seconds() {
    use yanshen::report::workbook::carry::read;
    use yanshen::report::workbook::{WorkbookOptions, write, write_after};
    let (audit, pack) = (audit(&samples()), super::common::settings().pack);
    let folder = super::common::tree("target/looks");
    fs::create_dir_all(&folder).expect("a folder under target");
    for count in [12, 100, 1000] {
        let mut many = audit.clone();
        many.dossiers = (0..count)
            .map(|n| {
                let mut d = audit.dossiers[n % audit.dossiers.len()].clone();
                d.path = format!("{n:04}-{}", d.path);
                d.identity = format!("{n}{}", d.identity);
                d
            })
            .collect();
        let start = std::time::Instant::now();
        let bytes = write(&many, &pack, &WorkbookOptions::default()).expect("a workbook");
        let written = start.elapsed();
        fs::write(folder.join(format!("{count}.xlsx")), &bytes).expect("a file under target");
        let start = std::time::Instant::now();
        let earlier = read::earlier(&bytes, "底稿.xlsx").expect("readable");
        write_after(&many, &pack, &WorkbookOptions::default(), Some(&earlier)).expect("a workbook");
        println!("{count}: {written:?}, {} KB, read and carried {:?}", bytes.len() / 1024, start.elapsed());
    }
}

/// Pages are rendered in workers; the pictures, their links and the bound are the workbook's.
#[test]
fn pictures_of_the_evidence_are_the_same_each_time_and_lead_to_their_findings() {
    let dir = tempfile::tempdir().expect("a directory");
    copy_tree(&samples(), &dir.path().join("材料"));
    let run = |out: &str, more: &[&str]| {
        let all = ["audit", "材料", "--as-of", AS_OF, "--ocr", "off", "--snapshots", "-o", out];
        yanshen(dir.path(), &all.iter().chain(more).copied().collect::<Vec<_>>())
    };
    run("一.xlsx", &[]).ended_with(1).said("证据截图：共截图");
    run("二.xlsx", &["--in-process"]).ended_with(1);
    let bytes = |name: &str| fs::read(dir.path().join(name)).expect("there");
    assert!(bytes("一.xlsx") == bytes("二.xlsx"), "wherever they are rendered");
    let (list, pictures) =
        (rows(&dir.path().join("一.xlsx"), "问题清单"), rows(&dir.path().join("一.xlsx"), "证据截图"));
    let seen = list.iter().flatten().filter(|c| said(c) == "看图").count();
    let drawn = pictures.iter().skip(5).filter(|r| r.iter().any(|c| !c.is_empty())).count();
    // Without any Chinese font on the machine there may be none.
    assert!(seen <= drawn && (drawn > 0) == (seen > 0), "{seen} {drawn}");
    assert!(rows(&dir.path().join("一.xlsx"), "封面与签字").iter().flatten().any(|c| said(c) == "证据截图"));
}

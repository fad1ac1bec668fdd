//! Entries survive whatever people and other programs do to a workbook.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Note, Workbook};

use super::*;
use crate::model::Audit;
use crate::report::sample;
use crate::report::workbook::{WorkbookOptions, write, write_after};

const KEPT: [&str; 10] = [
    sheet::FINDINGS,
    sheet::SPENDING,
    sheet::QUESTIONS,
    sheet::CROSS,
    sheet::OVERVIEW,
    sheet::REVIEW,
    sheet::INVOICES,
    sheet::EVENTS,
    sheet::CLUES,
    sheet::FILES,
];

fn first() -> Vec<u8> {
    write(&sample::audit(), &sample::pack(), &WorkbookOptions::default()).expect("a workbook")
}

fn again(audit: &Audit, earlier: &Earlier) -> Vec<u8> {
    write_after(audit, &sample::pack(), &WorkbookOptions::default(), Some(earlier)).expect("a workbook")
}

fn table(bytes: &[u8], name: &str) -> Vec<Vec<Data>> {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook that opens");
    book.worksheet_range(name).map(|r| r.rows().map(<[Data]>::to_vec).collect()).unwrap_or_default()
}

fn said(data: &Data) -> String {
    data.get_string().map(str::to_owned).unwrap_or_else(|| data.to_string())
}

/// Every word in all sheets, and in the notes.
fn all_words(bytes: &[u8]) -> Vec<String> {
    let names = Xlsx::new(Cursor::new(bytes)).expect("opens").sheet_names();
    let cells = names.iter().flat_map(|n| table(bytes, n)).flatten().map(|d| said(&d)).filter(|w| !w.is_empty());
    cells.chain(notes::by_sheet(bytes).into_values().flatten().map(|n| n.text)).collect()
}

/// An edit of the sheets by another writer.
#[derive(Debug, Clone, Default)]
struct Edits {
    /// Sheet, row below the titles, slot, text.
    entries: Vec<(usize, usize, usize, String)>,
    shuffle: u64,
    inserted: bool,
    /// Rows of remarks below the lists.
    notes: Vec<String>,
    /// Notes on cells of any sheet: sheet, row, column, text.
    pinned: Vec<(usize, u32, u16, String)>,
    /// 编制人 and 复核人 of a sheet, a row and column of the signatures.
    heads: Vec<(usize, String)>,
    signed: Vec<(usize, usize, String)>,
    drop_keys: bool,
    cleared_key: Option<usize>,
}

fn edits() -> impl Strategy<Value = Edits> {
    let words = "[\\p{Han}A-Za-z0-9=+，。“”<>&'\" _@-]{1,24}"
        .prop_map(|s| s.trim().to_owned())
        .prop_filter("something written", |s| !s.is_empty());
    let entry = (0usize..KEPT.len(), 0usize..12, 0usize..5, words.clone());
    (
        prop::collection::vec(entry, 0..40),
        any::<u64>(),
        any::<bool>(),
        prop::collection::vec(words.clone(), 0..3),
        prop::collection::vec((0usize..14, 0u32..24, 0u16..22, words.clone()), 0..16),
        prop::collection::vec((0usize..14, words.clone()), 0..4),
        prop::collection::vec((0usize..6, 1usize..5, words), 0..5),
        prop::bool::weighted(0.1),
        prop::option::weighted(0.2, 0usize..8),
    )
        .prop_map(|(entries, shuffle, inserted, notes, pinned, heads, signed, drop_keys, cleared_key)| Edits {
            entries,
            shuffle,
            inserted,
            notes,
            pinned,
            heads,
            signed,
            drop_keys,
            cleared_key,
        })
}

/// A small generator, so that one number makes a whole order.
fn order(n: usize, seed: u64) -> Vec<usize> {
    let mut state = seed | 1;
    let mut out: Vec<usize> = (0..n).collect();
    for at in (1..n).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        out.swap(at, usize::try_from(state >> 33).expect("31 bits") % (at + 1));
    }
    out
}

/// The workbook as another program would save it after people worked on it; and what they wrote.
fn rewritten(bytes: &[u8], edits: &Edits) -> (Vec<u8>, Vec<String>) {
    let mut book = Workbook::new();
    let mut written = Vec::new();
    let names = Xlsx::new(Cursor::new(bytes)).expect("opens").sheet_names();
    for (index, name) in names.into_iter().enumerate() {
        let mut rows = table(bytes, &name);
        if name == sheet::COVER {
            sign(&mut rows, edits, &mut written);
        }
        for (_, who) in edits.heads.iter().filter(|(at, _)| *at == index).take(1) {
            let people = rows.iter_mut().flatten().find(|c| said(c).starts_with("编制人："));
            if let Some(people) = people {
                let text = format!("编制人：{who}@{index}　日期：2026-11-30　　复核人：{who}　日期：");
                written.push(text.clone());
                *people = Data::String(text);
            }
        }
        if let Some(at) = KEPT.iter().position(|k| *k == name) {
            let kept = Kept::named(&name).expect("a kept sheet");
            let titles = rows.iter().position(|r| r.iter().any(|c| said(c) == kept.key_title())).expect("titles");
            let (head, body) = rows.split_at(titles + 1);
            let (mut head, mut body) = (head.to_vec(), body.to_vec());
            let mut cells: BTreeMap<(usize, usize), String> = BTreeMap::new();
            for (n, (_, row, slot, text)) in edits.entries.iter().enumerate().filter(|(_, e)| e.0 == at) {
                let (title, _) = kept.slots()[slot % kept.slots().len()];
                let col = head[titles].iter().position(|c| said(c) == title).expect("the column");
                if !body.is_empty() {
                    cells.insert((row % body.len(), col), format!("{text}#{n}"));
                }
            }
            for ((row, col), text) in cells {
                body[row][col] = Data::String(text.clone());
                written.push(text);
            }
            if let Some(row) = edits.cleared_key.filter(|r| *r < body.len()) {
                let gone = [kept.key_title(), KEY];
                for (at, title) in head[titles].iter().enumerate() {
                    if gone.contains(&said(title).as_str()) {
                        body[row][at] = Data::Empty;
                    }
                }
            }
            for (n, note) in edits.notes.iter().enumerate() {
                let mut row = vec![Data::Empty; head[titles].len()];
                let text = format!("{note}@{at}.{n}");
                row[7] = Data::String(text.clone());
                written.push(text);
                body.push(row);
            }
            if edits.inserted {
                for (n, row) in head.iter_mut().chain(body.iter_mut()).enumerate() {
                    let text = if n == titles { "我的备注".into() } else { format!("备注{at}/{n}") };
                    if n > titles {
                        written.push(text.clone());
                    }
                    row.push(if n < titles { Data::Empty } else { Data::String(text) });
                }
            }
            let body: Vec<Vec<Data>> = order(body.len(), edits.shuffle).into_iter().map(|r| body[r].clone()).collect();
            let mut columns = order(head[titles].len(), edits.shuffle.rotate_left(7));
            if edits.drop_keys {
                columns.retain(|c| ![KEY, PRINT].contains(&said(&head[titles][*c]).as_str()));
            }
            rows = head.into_iter().chain(body).map(|r| columns.iter().map(|c| r[*c].clone()).collect()).collect();
        }
        let sheet = book.add_worksheet();
        sheet.set_name(&name).expect("a name");
        for (r, row) in (0u32..).zip(&rows) {
            for (c, cell) in (0u16..).zip(row) {
                match cell {
                    Data::Empty => {}
                    Data::Float(n) => drop(sheet.write_number(r, c, *n).expect("a number")),
                    other => drop(sheet.write_string(r, c, said(other)).expect("text")),
                }
            }
        }
        let mut pinned: BTreeMap<(u32, u16), String> = BTreeMap::new();
        for (n, (_, r, c, text)) in edits.pinned.iter().enumerate().filter(|(_, p)| p.0 == index) {
            pinned.insert((*r, *c), format!("{text}!{n}"));
        }
        for ((r, c), text) in pinned {
            sheet.insert_note(r, c, &Note::new(&text).set_author("张三").add_author_prefix(false)).expect("a note");
            written.push(text);
        }
    }
    (book.save_to_buffer().expect("a workbook"), written)
}

/// Names, dates and opinions in the table of signatures.
fn sign(rows: &mut [Vec<Data>], edits: &Edits, written: &mut Vec<String>) {
    let titles = rows.iter().position(|r| r.iter().any(|c| said(c) == "签字栏")).expect("the table");
    let cells: BTreeMap<(usize, usize), &String> = edits.signed.iter().map(|(r, c, text)| ((*r, *c), text)).collect();
    for ((row, col), text) in cells {
        let text = format!("{text}~{row}.{col}");
        rows[titles + 1 + row][col] = Data::String(text.clone());
        written.push(text);
    }
}

fn nothing_is_lost(written: &[String], bytes: &[u8]) -> Result<(), TestCaseError> {
    let words = all_words(bytes);
    for text in written {
        prop_assert!(words.iter().any(|w| w.contains(text.as_str())), "“{text}” is lost");
    }
    Ok(())
}

/// Enough for every run; two hundred were run when it was written.
const CASES: u32 = 24;

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    /// Three generations: what was written stays when findings vanish, and when they come back.
    #[test]
    fn nothing_that_people_wrote_is_ever_lost(edits in edits(), gone in 0usize..9) {
        let (edited, written) = rewritten(&first(), &edits);
        let earlier = read::earlier(&edited, "底稿.xlsx").expect("readable");
        let mut audit = sample::audit();
        let second = again(&audit, &earlier);
        nothing_is_lost(&written, &second)?;
        let full = audit.dossiers[0].findings.clone();
        if gone < full.len() {
            audit.dossiers[0].findings.remove(gone);
            audit.dossiers[0].accounts.expenses.truncate(1);
            audit.dossiers.truncate(1 + gone % 2);
        }
        let third = again(&audit, &read::earlier(&second, "底稿(2).xlsx").expect("readable"));
        nothing_is_lost(&written, &third)?;
        let fourth = again(&sample::audit(), &read::earlier(&third, "底稿(3).xlsx").expect("readable"));
        nothing_is_lost(&written, &fourth)?;
    }
}

/// Row and column of a title or text.
fn cell(rows: &[Vec<Data>], text: &str) -> (usize, usize) {
    let found = rows.iter().enumerate().find_map(|(r, row)| row.iter().position(|c| said(c) == text).map(|c| (r, c)));
    found.unwrap_or_else(|| panic!("no cell says {text}"))
}

/// What stands in a titled column of the row of a finding.
fn of(bytes: &[u8], key: &str, title: &str) -> String {
    let rows = table(bytes, sheet::FINDINGS);
    said(&rows[cell(&rows, key).0][cell(&rows, title).1])
}

/// The workbook with entries for some finding.
fn reviewed(key: &str, until: &str) -> Earlier {
    let mut earlier = read::earlier(&first(), "底稿.xlsx").expect("readable");
    let row = earlier.rows.iter_mut().find(|r| r.key == key).expect("the finding");
    row.entry.insert(Slot::Verdict, Entered::Text("认可".into()));
    row.entry.insert(Slot::Date, Entered::Day(sample::day("2026-11-24")));
    row.entry.insert(Slot::Until, Entered::Text(until.into()));
    earlier
}

fn key_of(audit: &Audit, rule: &str) -> String {
    let d = &audit.dossiers[0];
    d.findings.iter().find(|f| f.rule.as_str() == rule).expect("the finding").id(&d.identity)
}

#[test]
fn an_entry_stands_in_its_row_again_and_is_counted() {
    let audit = sample::audit();
    let key = key_of(&audit, "N01");
    let bytes = again(&audit, &reviewed(&key, ""));
    assert_eq!((of(&bytes, &key, "复核结论"), of(&bytes, &key, SINCE)), ("认可".into(), "延续".into()));
    let rows = table(&bytes, sheet::FINDINGS);
    let date = &rows[cell(&rows, &key).0][cell(&rows, "复核日期").1];
    assert!(matches!(date, Data::DateTime(_)), "{date:?}");
    let overview = table(&bytes, sheet::OVERVIEW);
    assert!(overview.iter().flatten().any(|c| said(c) == "7/1"));
    assert!(table(&bytes, HISTORY).is_empty(), "nothing is left over");
}

#[test]
fn the_first_workbook_says_so_and_a_new_finding_is_marked() {
    let audit = sample::audit();
    let key = key_of(&audit, "N01");
    assert_eq!(of(&first(), &key, SINCE), "首次审核");
    let mut earlier = reviewed(&key, "");
    earlier.rows.retain(|r| r.key != key);
    assert_eq!(of(&again(&audit, &earlier), &key, SINCE), "新增");
}

#[test]
fn changed_evidence_is_marked_and_a_renamed_file_is_not() {
    let mut audit = sample::audit();
    let key = key_of(&audit, "N01");
    let earlier = reviewed(&key, "");
    audit.dossiers[0].dossier.documents.iter_mut().for_each(|d| d.path = format!("改名/{}", d.path));
    audit.dossiers[0].path = "01-改名后的文件夹".into();
    assert_eq!(of(&again(&audit, &earlier), &key, SINCE), "延续");
    let at = audit.dossiers[0].findings.iter().position(|f| f.rule.as_str() == "N01").expect("N01");
    audit.dossiers[0].findings[at].evidence[0].quote = "甘蔗研讨会（改）".into();
    let bytes = again(&audit, &earlier);
    assert_eq!((of(&bytes, &key, "复核结论"), of(&bytes, &key, SINCE)), ("认可".into(), "证据已变化".into()));
}

#[test]
fn an_acceptance_past_its_day_is_flagged() {
    let audit = sample::audit();
    let key = key_of(&audit, "N01");
    let day = audit.as_of;
    let past = of(&again(&audit, &reviewed(&key, "2026年1月31日")), &key, SINCE);
    assert!(past.starts_with("延续") && past.contains("已过有效期"), "{past}");
    let same_day = format!("{}.{}.{}", day.year(), day.month(), day.day());
    assert_eq!(of(&again(&audit, &reviewed(&key, &same_day)), &key, SINCE), "延续");
}

#[test]
fn a_finding_that_went_is_resolved_and_its_entry_comes_back_with_it() {
    let mut audit = sample::audit();
    let key = key_of(&audit, "N01");
    let earlier = reviewed(&key, "");
    audit.dossiers[0].findings.retain(|f| f.rule.as_str() != "N01");
    let second = again(&audit, &earlier);
    let rows = table(&second, HISTORY);
    let record = &rows[cell(&rows, &key).0];
    assert!(record.iter().any(|c| said(c).starts_with("已解决")) && record.iter().any(|c| said(c) == "认可"));
    let back = again(&sample::audit(), &read::earlier(&second, "底稿(2).xlsx").expect("readable"));
    assert_eq!((of(&back, &key, "复核结论"), of(&back, &key, SINCE)), ("认可".into(), "重新出现".into()));
}

#[test]
fn a_dossier_left_out_of_the_run_is_not_called_resolved() {
    let mut audit = sample::audit();
    let key = key_of(&audit, "N01");
    let earlier = reviewed(&key, "");
    audit.dossiers.remove(0);
    let rows = table(&again(&audit, &earlier), HISTORY);
    assert!(rows[cell(&rows, &key).0].iter().any(|c| said(c) == Gone::NotAudited.chinese()));
}

#[test]
fn a_number_and_a_day_stay_what_they_are() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet::REVIEW).expect("a name");
    for (c, title) in (0u16..).zip(["支出内容", "复核审定数", "复核说明", KEY]) {
        sheet.write_string(3, c, title).expect("text");
    }
    sheet.write_number(4, 1, 1234.5).expect("a number");
    let day = ExcelDateTime::from_ymd(2026, 11, 30).expect("a day");
    sheet.write_datetime_with_format(4, 2, &day, &Format::new().set_num_format("yyyy-mm-dd")).expect("a day");
    sheet.write_string(4, 3, "S-x").expect("text");
    let earlier = read::earlier(&book.save_to_buffer().expect("a workbook"), "底稿.xlsx").expect("readable");
    let entry = &earlier.rows[0].entry;
    assert_eq!(entry.get(&Slot::Amount), Some(&Entered::Number(1234.5)));
    assert_eq!(entry.get(&Slot::Note), Some(&Entered::Day(sample::day("2026-11-30"))));
}

#[test]
fn other_workbooks_and_other_files_are_refused() {
    let other = Workbook::new().add_worksheet().name();
    assert!(!KEPT.contains(&other.as_str()));
    let mut book = Workbook::new();
    book.add_worksheet();
    let bytes = book.save_to_buffer().expect("a workbook");
    assert!(matches!(read::earlier(&bytes, "a"), Err(read::Error::NotOurs(_))));
    assert!(matches!(read::earlier(b"not a workbook", "a"), Err(read::Error::NotAWorkbook(_))));
}

/// A workbook that people filled in everywhere.
fn filled() -> Earlier {
    let mut earlier = reviewed(&key_of(&sample::audit(), "N01"), "2026-12-31");
    for (n, row) in earlier.rows.iter_mut().enumerate().filter(|(_, r)| !r.key.is_empty()) {
        let kept = Kept::named(&row.sheet).expect("a kept sheet");
        for (title, slot) in kept.slots().iter().filter(|(_, s)| matches!(s, Slot::Note | Slot::Name)) {
            row.entry.insert(*slot, Entered::Text(format!("{title} {n} <&>\n第二行")));
        }
        let column = kept.slots().first().map_or(kept.key_title(), |(title, _)| title);
        row.notes.push(Noted {
            column: column.to_owned(),
            author: "李四".into(),
            text: format!("批注{n}：=1+1\n“原件”"),
        });
    }
    for name in [sheet::FINDINGS, sheet::LOG, sheet::MATRIX] {
        earlier
            .heads
            .insert(name.into(), format!("编制人：张三（{name}）　日期：2026-11-24　　复核人：李四　日期：2026-11-25"));
    }
    let signature = |who: &str, name: &str| Signature {
        who: who.into(),
        entries: vec![
            ("姓名".into(), Entered::Text(name.into())),
            ("日期".into(), Entered::Day(sample::day("2026-11-25"))),
            ("意见".into(), Entered::Text("同意".into())),
        ],
    };
    earlier.signatures = vec![
        signature("编制人", "张三"),
        signature("验收组成员", "甲"),
        signature("验收组成员", "乙"),
        signature("验收组成员", "丙"),
        signature("监督员", "丁"),
    ];
    earlier
}

fn rows_of(earlier: &Earlier) -> Vec<(String, String, Entry, Vec<Noted>)> {
    let keyed = earlier.rows.iter().filter(|r| !r.key.is_empty() && r.others.is_empty());
    keyed.map(|r| (r.sheet.clone(), r.key.clone(), r.entry.clone(), r.notes.clone())).collect()
}

#[test]
fn notes_heads_and_signatures_stand_again_where_they_stood() {
    let filled = filled();
    let bytes = again(&sample::audit(), &filled);
    assert!(table(&bytes, HISTORY).is_empty(), "everything has its place");
    let read = read::earlier(&bytes, "底稿(2).xlsx").expect("readable");
    assert_eq!(rows_of(&read), rows_of(&filled));
    assert_eq!(read.heads, filled.heads);
    let people = |e: &Earlier| e.signatures.iter().filter(|s| !s.entries.is_empty()).cloned().collect::<Vec<_>>();
    assert_eq!(people(&read), people(&filled));
    assert_eq!((read.problems, read.root), (vec![], sample::audit().root));
}

#[test]
fn an_untouched_workbook_hands_nothing_on() {
    let read = read::earlier(&first(), "底稿.xlsx").expect("readable");
    assert!(read.heads.is_empty() && read.problems.is_empty());
    assert!(read.signatures.iter().all(|s| s.entries.is_empty()));
    let loose: Vec<_> = read.rows.iter().filter(|r| !r.entry.is_empty() || !r.others.is_empty()).collect();
    assert!(loose.is_empty(), "{loose:?}");
}

#[test]
fn a_sheet_that_people_added_is_named() {
    let (edited, _) = rewritten(&first(), &Edits::default());
    let mut book = Workbook::new();
    for name in
        Xlsx::new(Cursor::new(edited.as_slice())).expect("opens").sheet_names().iter().chain([&"讨论".to_owned()])
    {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        sheet.write_string(0, 0, "文字").expect("text");
    }
    let read = read::earlier(&book.save_to_buffer().expect("a workbook"), "底稿.xlsx").expect("readable");
    assert!(read.problems.iter().any(|p| p.contains("“讨论”是自行添加的工作表")), "{:?}", read.problems);
}

/// LibreOffice saves the workbook anew; what people wrote is read from its file as from ours.
#[test]
fn a_workbook_saved_by_libreoffice_is_read_like_ours() {
    let dir = tempfile::tempdir().expect("a directory");
    let (path, out) = (dir.path().join("底稿.xlsx"), dir.path().join("另存"));
    let filled = filled();
    std::fs::write(&path, again(&sample::audit(), &filled)).expect("written");
    let profile = format!("-env:UserInstallation=file://{}", dir.path().join("profile").display());
    let ran = std::process::Command::new("soffice")
        .args(["--headless", &profile, "--convert-to", "xlsx", "--outdir"])
        .args([&out, &path])
        .output();
    let Ok(bytes) =
        ran.map_err(|e| e.to_string()).and_then(|_| std::fs::read(out.join("底稿.xlsx")).map_err(|e| e.to_string()))
    else {
        eprintln!("skipped: no LibreOffice (soffice) to save the workbook anew");
        return;
    };
    let read = read::earlier(&bytes, "底稿.xlsx").expect("readable");
    // Line breaks inside a cell and authors of notes are the office program's business.
    let flat = |rows: Vec<(String, String, Entry, Vec<Noted>)>| {
        let words = |e: &Entered| e.words().split_whitespace().collect::<String>();
        rows.into_iter()
            .map(|(sheet, key, entry, notes)| {
                let entry: Vec<_> = entry.iter().map(|(slot, e)| (*slot, words(e))).collect();
                let notes: Vec<_> = notes.into_iter().map(|n| (n.column, n.text)).collect();
                (sheet, key, entry, notes)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(flat(rows_of(&read)), flat(rows_of(&filled)));
    assert_eq!(read.heads, filled.heads);
    let names =
        |e: &Earlier| e.signatures.iter().filter(|s| !s.entries.is_empty()).map(|s| s.who.clone()).collect::<Vec<_>>();
    assert_eq!(names(&read), names(&filled));
    let third = again(&sample::audit(), &read);
    assert!(table(&third, HISTORY).is_empty(), "everything has its place");
}

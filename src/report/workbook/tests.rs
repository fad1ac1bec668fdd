//! The workbook read back by another program's reader.

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};

use super::*;
use crate::report::sample;

fn bytes() -> Vec<u8> {
    let options = WorkbookOptions { links_base: "../验收材料".into(), ..WorkbookOptions::default() };
    write(&sample::audit(), &sample::pack(), &options).expect("a workbook")
}

fn opened(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).expect("a workbook that opens")
}

/// A sheet with its real addresses.
fn cells(name: &str) -> impl Fn(u32, u32) -> Data {
    let range = opened(bytes()).worksheet_range(name).expect("the sheet");
    move |row, col| range.get_value((row, col)).cloned().unwrap_or(Data::Empty)
}

fn text(data: Data) -> String {
    data.get_string().map(str::to_owned).unwrap_or_else(|| data.to_string())
}

/// First row whose cell in a column says so.
fn row_where(at: &impl Fn(u32, u32) -> Data, col: u32, words: &str) -> u32 {
    (0..200).find(|r| text(at(*r, col)) == words).unwrap_or_else(|| panic!("no row says {words}"))
}

#[test]
fn fourteen_sheets_in_order() {
    let names = opened(bytes()).sheet_names();
    let expected = [
        sheet::COVER,
        sheet::OVERVIEW,
        sheet::MATRIX,
        sheet::FINDINGS,
        sheet::EVENTS,
        sheet::REVIEW,
        sheet::SPENDING,
        sheet::INVOICES,
        sheet::CROSS,
        sheet::CLUES,
        sheet::FILES,
        sheet::RULES,
        sheet::QUESTIONS,
        sheet::LOG,
    ];
    assert_eq!(names, expected);
}

#[test]
fn the_same_audit_gives_the_same_bytes() {
    assert!(bytes() == bytes());
}

#[test]
fn counts_are_formulas_with_their_results() {
    let at = cells(sheet::OVERVIEW);
    let counts: Vec<f64> = (9..14).map(|c| at(grid::FIRST, c).as_f64().expect("a number")).collect();
    assert_eq!(counts, [3.0, 1.0, 3.0, 1.0, 0.0]);
    let formulas = opened(bytes()).worksheet_formula(sheet::OVERVIEW).expect("the sheet");
    let formula = formulas.get_value((grid::FIRST, 9)).expect("a formula");
    assert!(formula.contains("验收矩阵") && formula.contains('×'), "{formula}");
    assert_eq!(text(at(grid::FIRST, 15)), "7/0");
}

#[test]
fn a_cell_of_the_matrix_is_never_empty() {
    let at = cells(sheet::MATRIX);
    for row in 6..8 {
        for col in 4..13 {
            assert!(!text(at(row, col)).is_empty(), "row {row} column {col}");
        }
    }
    assert_eq!([text(at(6, 6)), text(at(6, 12)), text(at(7, 12))], ["×", "—", "√"]);
}

#[test]
fn a_forbidden_line_on_the_grant_is_disallowed_and_nothing_else() {
    let at = cells(sheet::REVIEW);
    let row = row_where(&at, 3, "打印机1台");
    assert_eq!((at(row, 7).as_f64(), at(row, 8).as_f64()), (Some(1580.0), Some(0.0)));
    assert!(text(at(row, 10)).starts_with("B11-"), "{}", text(at(row, 10)));
    let total = row_where(&at, 3, "本项目合计");
    let sums: Vec<Option<f64>> = (5..9).map(|c| at(total, c).as_f64()).collect();
    assert_eq!(sums, [Some(13_500.0), Some(15_060.5), Some(1_580.0), Some(13_480.5)]);
    let difference = row_where(&at, 3, "差异（分项合计－所列合计）");
    assert_eq!(at(difference, 6).as_f64(), Some(60.5));
    let left = row_where(&at, 3, "审定后项目经费结余（负数为超支）");
    assert_eq!(at(left, 8).as_f64(), Some(5_000.0));
}

#[test]
fn text_from_inputs_is_never_a_formula() {
    let injected = "=HYPERLINK(\"http://example.invalid\",\"奖杯\")";
    for name in [sheet::SPENDING, sheet::REVIEW] {
        let at = cells(name);
        let row = row_where(&at, 3, injected);
        let formulas = opened(bytes()).worksheet_formula(name).expect("the sheet");
        assert!(formulas.get_value((row, 3)).is_none_or(String::is_empty));
    }
}

#[test]
fn personal_numbers_are_masked_unless_asked_otherwise() {
    let seen = |unmask| {
        let options = WorkbookOptions { unmask, ..WorkbookOptions::default() };
        let mut book = opened(write(&sample::audit(), &sample::pack(), &options).expect("a workbook"));
        let range = book.worksheet_range(sheet::FINDINGS).expect("the sheet");
        range.cells().any(|(_, _, v)| v.to_string().contains("13800138000"))
    };
    assert_eq!((seen(false), seen(true)), (false, true));
}

#[test]
fn invoice_numbers_are_text_and_repeats_are_marked() {
    let at = cells(sheet::INVOICES);
    assert_eq!(at(grid::FIRST, 2).get_string(), Some("26452000000012345678"));
    assert_eq!(text(at(grid::FIRST, 12)), "跨项目重复（序号2）");
    assert_eq!(text(at(grid::FIRST + 1, 12)), "无");
    assert_eq!(text(at(grid::FIRST, 11)), "会议室租金");
}

#[test]
fn evidence_that_a_row_cannot_show_is_counted() {
    let mut audit = sample::audit();
    let f = audit.dossiers[0].findings.iter_mut().find(|f| f.rule.as_str() == "N01").expect("N01");
    f.evidence[0].quote = "甘".repeat(120);
    f.evidence = vec![f.evidence[0].clone(); 9];
    let bytes = write(&audit, &sample::pack(), &WorkbookOptions::default()).expect("a workbook");
    let range = opened(bytes).worksheet_range(sheet::FINDINGS).expect("the sheet");
    assert!(range.cells().any(|(_, _, v)| v.to_string().contains("……共9处，此处列2处")));
}

#[test]
fn an_empty_audit_still_makes_a_workbook() {
    let mut audit = sample::audit();
    audit.dossiers.clear();
    audit.cross.clear();
    let bytes = write(&audit, &sample::pack(), &WorkbookOptions::default()).expect("a workbook");
    assert_eq!(opened(bytes).sheet_names().len(), 14);
}

/// For the eye: `cargo test --lib looks -- --ignored`, then open `target/looks/审计底稿.xlsx`.
#[test]
#[ignore = "writes a file to look at"]
fn looks() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/looks");
    std::fs::create_dir_all(&folder).expect("a folder under target");
    std::fs::write(folder.join("审计底稿.xlsx"), bytes()).expect("a file under target");
}

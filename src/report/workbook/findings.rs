//! 问题清单: every finding that asks for something, with its evidence one click away and the reviewer's columns.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::carry::{self, Kept, Subject};
use super::grid::{self, FIRST, Grid, Heading, Value, column, kept_columns, reviewer_columns};
use super::style::Look;
use super::{Book, Listed, lines, links, number, reviewer, rows, sheet, snapshots};
use crate::model::Status;

/// Columns that other sheets refer to.
pub const NUMBER: u16 = 1;
pub const VERDICT: u16 = 13;
pub const STATUS: u16 = 5;
/// Title of the column that is there with `--snapshots`.
pub const PICTURE: &str = "截图";
/// Quotations shown in one cell, and the height in points they may take.
const MOST_EVIDENCE: usize = 6;
const TALLEST_EVIDENCE: f64 = 360.0;
const EVIDENCE_WIDTH: f64 = 30.0;

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::FINDINGS,
        title: "问题清单",
        index: "B-1",
        note: "列出全部不符合、需补充材料和待核实事项（含提示项）。浅黄色栏由复核人填写；点击结论回到验收矩阵，点击规则看通知原文，点击“相关行”看所涉支出、发票或文件。索引号重新审核时保持不变。".to_owned(),
    };
    let mut columns = columns();
    let pictured = book.options.snapshots.is_some();
    let pictures = snapshots::rows_of(book);
    if pictured {
        columns.push(column(PICTURE, 6.0, Look::Centre));
    }
    let mut grid = Grid::new(book, &heading, columns)?;
    for listed in &book.listed {
        let mut row = row(book, listed);
        if pictured {
            row.resize_with(grid.columns.len() - 1, || Value::Empty);
            row.push(match pictures.get(&grid.next) {
                Some(to) => Value::Goto("看图".to_owned(), sheet::SNAPSHOTS, *to, 0),
                None => Value::text("—"),
            });
        }
        grid.row(&row)?;
        grid.keep(subject(book, listed));
    }
    if book.listed.is_empty() {
        grid.nothing("在已提供的资料范围内，未发现需要列出的事项。")?;
    }
    let judged = grid.fill(Kept::Findings)?;
    for (listed, _) in book.listed.iter().zip(judged).filter(|(_, judged)| *judged) {
        *book.carry.answered.borrow_mut().entry(listed.dossier).or_default() += 1;
    }
    grid.choices(VERDICT, &reviewer::CHOICES)?;
    grid.colour(STATUS, STATUS, Status::chinese)?;
    grid.finish(3)
}

pub fn columns() -> Vec<grid::Column> {
    let mut columns = vec![
        column("索引号", 12.5, Look::Id),
        column("序号", 4.5, Look::Whole),
        column("项目", 13.0, Look::Text),
        column("规则", 5.0, Look::Centre),
        column("规则名称", 10.0, Look::Text),
        column("结论", 8.0, Look::Centre),
        column("级别", 8.0, Look::Centre),
        column("事实", 31.0, Look::Text),
        column("依据", 21.0, Look::Text),
        column("证据", EVIDENCE_WIDTH, Look::Text),
        column("打开证据", 8.5, Look::Centre),
        column("相关行", 8.5, Look::Centre),
        column("建议", 20.0, Look::Text),
    ];
    columns.extend(reviewer_columns());
    columns.extend(kept_columns());
    columns
}

/// The ground of a finding is what it answers and the words it cites, not where they stand.
fn subject(book: &Book<'_>, l: &Listed<'_>) -> Subject {
    let identity = book.audit.dossiers.get(l.dossier).map_or("", |d| d.identity.as_str());
    let f = l.finding;
    let print = carry::print(identity, &[f.status.code(), f.severity.code(), &carry::quotes(&f.evidence)]);
    Subject { key: l.id.clone(), print }
}

/// The cells of a column over all findings, for formulas on other sheets.
pub fn range(book: &Book<'_>, col: u16) -> String {
    let last = FIRST + u32::try_from(book.listed.len()).unwrap_or(0).max(1) - 1;
    let letters = grid::letters(col);
    format!("'{}'!${letters}${}:${letters}${}", sheet::FINDINGS, FIRST + 1, last + 1)
}

fn row(book: &Book<'_>, l: &Listed<'_>) -> Vec<Value> {
    let Some(d) = book.audit.dossiers.get(l.dossier) else { return Vec::new() };
    let f = l.finding;
    let opens = f.evidence.first().and_then(|e| links::document(&book.options.links_base, d, e.doc));
    let open = match &opens {
        Some(_) => "打开文件",
        None if f.evidence.is_empty() => "—",
        None => "见证据栏",
    };
    vec![
        Value::text(&l.id),
        Value::Whole(number(l.dossier)),
        Value::text(&d.path),
        rows::of_rule(book, f.rule.as_str()),
        Value::text(book.rule_title(&f.rule)),
        rows::in_matrix(f.status.chinese(), l.dossier),
        Value::text(f.severity.chinese()),
        Value::text(book.say(&f.message)),
        Value::text(book.clause(&f.rule, &d.facts.project.sub_type)),
        Value::text(evidence(book, l)),
        Value::Link(open.to_owned(), opens),
        rows::spoken_of(book, l),
        Value::text(&f.advice),
    ]
}

/// As many quotations as a row can show (a row is at most 409 points high); the rest is counted.
fn evidence(book: &Book<'_>, l: &Listed<'_>) -> String {
    let Some(d) = book.audit.dossiers.get(l.dossier) else { return String::new() };
    let all = &l.finding.evidence;
    let mut parts = vec![book.say(&l.finding.searched)];
    for (n, e) in all.iter().enumerate() {
        let next = book.cite(e, d);
        let tall = grid::height(&lines(parts.iter().cloned().chain([next.clone()])), EVIDENCE_WIDTH);
        if n > 0 && (n >= MOST_EVIDENCE || tall > TALLEST_EVIDENCE) {
            parts.push(format!("……共{}处，此处列{n}处", all.len()));
            break;
        }
        parts.push(next);
    }
    let text = lines(parts);
    if text.is_empty() { "—".to_owned() } else { text }
}

//! The audit workbook (审计底稿): fourteen sheets that the committee reads, corrects and signs.
//!
//! It shows and adds up; it judges nothing. The same audit gives the same bytes. Text from inputs is only ever written
//! as text, never as a formula; personal numbers are masked unless asked otherwise.

pub mod carry;
mod clues;
mod cover;
mod cross;
mod events;
mod files;
mod findings;
mod grid;
mod invoices;
mod links;
mod matrix;
mod overview;
mod questions;
mod review;
mod rows;
mod rule_basis;
mod run_log;
pub mod snapshots;
mod spending;
mod style;

use std::collections::BTreeMap;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use self::carry::{Carry, Earlier};
use self::rows::Rows;
use self::snapshots::Snapshots;
use self::style::Formats;
use super::words;
use crate::model::pack::RuleId;
use crate::model::{Audit, DossierAudit, Evidence, Finding, Pack, Status};

/// Names of the sheets, in order; a later run reads reviewers' entries back by them.
pub mod sheet {
    pub const COVER: &str = "封面与签字";
    pub const OVERVIEW: &str = "总览";
    pub const MATRIX: &str = "验收矩阵";
    pub const FINDINGS: &str = "问题清单";
    pub const EVENTS: &str = "活动核查";
    pub const REVIEW: &str = "经费审定表";
    pub const SPENDING: &str = "支出明细";
    pub const INVOICES: &str = "发票台账";
    pub const CROSS: &str = "跨项目比对";
    pub const CLUES: &str = "疑点线索";
    pub const FILES: &str = "资料索引";
    pub const RULES: &str = "规则依据";
    pub const QUESTIONS: &str = "待定问题";
    pub const LOG: &str = "运行记录";
    /// Only with `--snapshots`.
    pub const SNAPSHOTS: &str = "证据截图";
}

/// Headers of the reviewers' columns, wherever they stand.
pub mod reviewer {
    pub const VERDICT: &str = "复核结论";
    pub const NOTE: &str = "复核说明";
    pub const NAME: &str = "复核人";
    pub const DATE: &str = "复核日期";
    /// Until when an acceptance holds.
    pub const UNTIL: &str = "有效期至";
    pub const CHOICES: [&str; 4] = ["认可", "不认可", "已整改", "待补充"];
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkbookOptions {
    /// Relative path with `/` from the workbook's folder to the folder that holds the dossiers; empty or `.` for the same.
    pub links_base: String,
    /// Show phone, ID-card and bank-account numbers.
    pub unmask: bool,
    /// Pictures of the evidence, when they were asked for.
    pub snapshots: Option<Snapshots>,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Our own mistake, or a table beyond a spreadsheet's limits (1 048 576 rows): report it with the message.
    #[error("审计底稿无法生成：{0}")]
    Xlsx(#[from] XlsxError),
}

/// The workbook as bytes.
pub fn write(audit: &Audit, pack: &Pack, options: &WorkbookOptions) -> Result<Vec<u8>, Error> {
    write_after(audit, pack, options, None)
}

/// The workbook with what reviewers wrote in an earlier one.
pub fn write_after(
    audit: &Audit,
    pack: &Pack,
    options: &WorkbookOptions,
    earlier: Option<&Earlier>,
) -> Result<Vec<u8>, Error> {
    let book = Book::new(audit, pack, options, earlier);
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(&book)?);
    // 总览 counts the answers of 问题清单.
    let findings = findings::sheet(&book)?;
    let (overview, matrix) = (overview::sheet(&book)?, matrix::sheet(&book)?);
    let lists: Result<Vec<Worksheet>, XlsxError> = [
        events::sheet,
        review::sheet,
        spending::sheet,
        invoices::sheet,
        cross::sheet,
        clues::sheet,
        files::sheet,
        rule_basis::sheet,
        questions::sheet,
        run_log::sheet,
    ]
    .into_iter()
    .map(|sheet| sheet(&book))
    .collect();
    // What no sheet took is known when all have taken theirs.
    let (lists, history) = (lists?, carry::history::sheet(&book)?);
    workbook.push_worksheet(cover::sheet(&book, history.is_some())?);
    for sheet in [overview, matrix, findings].into_iter().chain(snapshots::sheet(&book)?).chain(lists).chain(history) {
        workbook.push_worksheet(sheet);
    }
    Ok(workbook.save_to_buffer()?)
}

/// The creation time is the day of the audit, so that the same input gives the same bytes.
fn properties(book: &Book<'_>) -> Result<DocProperties, Error> {
    let day = book.audit.as_of;
    let year = u16::try_from(day.year()).unwrap_or(1900).clamp(1900, 9999);
    let (month, date) = (u8::try_from(day.month()).unwrap_or(1), u8::try_from(day.day()).unwrap_or(1));
    Ok(DocProperties::new()
        .set_title(cover::title(book))
        .set_subject(words::clean(&book.audit.root))
        .set_comment("本底稿为程序提出的审核建议，结论由验收组认定。")
        .set_creation_datetime(&ExcelDateTime::from_ymd(year, month, date)?))
}

/// Height in points of a row that holds wrapped text.
pub fn row_height(text: &str, width: f64) -> f64 {
    grid::height(text, width)
}

/// What all sheets share.
struct Book<'a> {
    audit: &'a Audit,
    pack: &'a Pack,
    options: &'a WorkbookOptions,
    formats: Formats,
    /// Rows of 问题清单.
    listed: Vec<Listed<'a>>,
    /// Row in 问题清单 (zero-based) of the gravest finding of a dossier's rule.
    rows: BTreeMap<(usize, &'a RuleId), u32>,
    /// Where things stand in the other lists.
    places: Rows,
    carry: Carry<'a>,
}

/// A finding that 问题清单 shows.
struct Listed<'a> {
    dossier: usize,
    finding: &'a Finding,
    id: String,
}

impl<'a> Book<'a> {
    fn new(audit: &'a Audit, pack: &'a Pack, options: &'a WorkbookOptions, earlier: Option<&'a Earlier>) -> Book<'a> {
        let mut listed = Vec::new();
        for (dossier, d) in audit.dossiers.iter().enumerate() {
            for finding in d.findings.iter().filter(|f| f.status >= Status::Review) {
                listed.push(Listed { dossier, finding, id: finding.id(&d.identity) });
            }
        }
        let mut rows: BTreeMap<(usize, &RuleId), (Status, u32)> = BTreeMap::new();
        for (row, l) in (grid::FIRST..).zip(&listed) {
            let best = rows.entry((l.dossier, &l.finding.rule)).or_insert((l.finding.status, row));
            if l.finding.status > best.0 {
                *best = (l.finding.status, row);
            }
        }
        let rows = rows.into_iter().map(|(key, (_, row))| (key, row)).collect();
        let carry = Carry::new(earlier, audit);
        Book { audit, pack, options, formats: Formats::new(), listed, rows, places: Rows::of(audit), carry }
    }

    /// Row in 问题清单 of one very finding.
    fn row_of(&self, dossier: usize, finding: &Finding) -> Option<u32> {
        let first = self.listed.partition_point(|l| l.dossier < dossier);
        let mut own = self.listed.iter().skip(first).take_while(|l| l.dossier == dossier);
        let at = first + own.position(|l| std::ptr::eq(l.finding, finding))?;
        Some(grid::FIRST + u32::try_from(at).ok()?)
    }

    /// Words from an input as the workbook shows them: masked unless asked otherwise.
    fn say(&self, text: &str) -> String {
        if self.options.unmask { text.to_owned() } else { words::mask(text) }
    }

    fn cite(&self, e: &Evidence, d: &DossierAudit) -> String {
        words::evidence(e, d, self.options.unmask)
    }

    fn rule_title(&self, rule: &RuleId) -> &str {
        self.pack.rule(rule.as_str()).map_or("", |r| r.title.as_str())
    }

    fn clause(&self, rule: &RuleId, sub_type: &str) -> String {
        self.pack.rule(rule.as_str()).map(|r| words::clause(r.clause_for(sub_type))).unwrap_or_default()
    }

    fn scope(&self) -> String {
        format!("{}（{}个项目）", self.audit.root, self.audit.dossiers.len())
    }
}

/// The number by which people call a dossier: its row in 总览, from 1.
fn number(dossier: usize) -> u64 {
    u64::try_from(dossier).unwrap_or(u64::MAX).saturating_add(1)
}

/// Several sentences in one cell, one a line.
fn lines(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;

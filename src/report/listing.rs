//! The problems of a finished audit as read back from its JSON report or its workbook, with what reviewers concluded.
//! For letters and comparisons; it judges nothing and does not look at the papers.

use std::collections::BTreeMap;

use super::json::{DossierV1, ReportV1, SCHEMA};
use super::words;
use super::workbook::carry::read;
use super::workbook::{reviewer, sheet};
use crate::model::{Proposal, Severity, Status};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Listing {
    pub as_of: String,
    pub dossiers: Vec<Dossier>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dossier {
    pub path: String,
    pub name: String,
    pub unit: String,
    pub line: String,
    pub sub_type: String,
    pub proposal: String,
    pub problems: Vec<Problem>,
}

/// A finding that asks for something. Status and severity in the field's words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Problem {
    pub id: String,
    pub rule: String,
    pub title: String,
    pub status: String,
    pub severity: String,
    pub fact: String,
    pub clause: String,
    pub advice: String,
    pub verdict: String,
    pub note: String,
}

impl Problem {
    pub fn is(&self, status: Status) -> bool {
        self.status == status.chinese()
    }

    /// Gravest first; equals by id.
    pub fn rank(&self) -> (usize, usize, &str) {
        let severities = [Severity::Veto, Severity::Fail, Severity::Fix, Severity::Info];
        let at = |found: Option<usize>| found.unwrap_or(9);
        let severity = at(severities.iter().position(|s| s.chinese() == self.severity));
        (severity, at(Status::ALL.iter().position(|s| self.is(*s))), &self.id)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("不是 {SCHEMA} 格式的审核结果：{0}")]
    NotAReport(String),
    #[error(transparent)]
    Workbook(#[from] read::Error),
}

/// From a report in JSON or a workbook, by what the bytes are. `name` is the file's name.
pub fn read(bytes: &[u8], name: &str) -> Result<Listing, Error> {
    if bytes.starts_with(b"PK") { from_workbook(bytes, name) } else { from_json(bytes) }
}

fn from_json(bytes: &[u8]) -> Result<Listing, Error> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let report: ReportV1 = serde_json::from_slice(bytes)
        .map_err(|e| Error::NotAReport(format!("第{}行第{}列的内容不是所要的", e.line(), e.column())))?;
    if report.schema != SCHEMA {
        return Err(Error::NotAReport(format!("schema 是“{}”", report.schema)));
    }
    Ok(Listing { as_of: report.as_of.clone(), dossiers: report.dossiers.iter().map(dossier).collect() })
}

fn dossier(d: &DossierV1) -> Dossier {
    let proposal = Proposal::ALL.iter().find(|p| p.code() == d.proposal).map_or("", |p| p.chinese());
    let problems = d.checks.iter().filter_map(|c| {
        let status = Status::ALL.into_iter().find(|s| s.code() == c.status && *s >= Status::Review)?;
        let severities = [Severity::Veto, Severity::Fail, Severity::Fix, Severity::Info];
        let severity = severities.into_iter().find(|s| s.code() == c.severity)?;
        Some(Problem {
            id: c.id.clone(),
            rule: c.rule.clone(),
            title: c.title.clone(),
            status: status.chinese().to_owned(),
            severity: severity.chinese().to_owned(),
            fact: words::mask(&c.message),
            clause: c.clause.clone(),
            advice: c.advice.clone(),
            verdict: String::new(),
            note: String::new(),
        })
    });
    Dossier {
        path: d.path.clone(),
        name: d.project.name.clone(),
        unit: d.project.unit.clone(),
        line: d.line.clone(),
        sub_type: d.sub_type.clone(),
        proposal: proposal.to_owned(),
        problems: problems.collect(),
    }
}

type Row = BTreeMap<String, String>;

fn from_workbook(bytes: &[u8], name: &str) -> Result<Listing, Error> {
    let rows = read::rows(bytes, name, sheet::OVERVIEW, &["项目文件夹", "承担单位", "结论建议"])?;
    let word = |row: &Row, title: &str| {
        let text = row.get(title).cloned().unwrap_or_default();
        if text == "未能识别" { String::new() } else { text }
    };
    let numbered = |row: &&Row| row.get("序号").is_some_and(|n| n.parse::<u32>().is_ok());
    let mut dossiers: Vec<Dossier> = rows
        .iter()
        .filter(numbered)
        .map(|row| Dossier {
            path: word(row, "项目文件夹"),
            name: word(row, "项目名称"),
            unit: word(row, "承担单位"),
            line: word(row, "项目编号"),
            sub_type: word(row, "类型"),
            proposal: word(row, "结论建议"),
            problems: Vec::new(),
        })
        .collect();
    for row in read::rows(bytes, name, sheet::FINDINGS, &["索引号", "项目", "事实", "建议"])? {
        let path = word(&row, "项目");
        let problem = Problem {
            id: word(&row, "索引号"),
            rule: word(&row, "规则"),
            title: word(&row, "规则名称"),
            status: word(&row, "结论"),
            severity: word(&row, "级别"),
            fact: word(&row, "事实"),
            clause: word(&row, "依据"),
            advice: word(&row, "建议"),
            verdict: word(&row, reviewer::VERDICT).trim().to_owned(),
            note: word(&row, reviewer::NOTE),
        };
        if problem.id.is_empty() || path.is_empty() {
            continue;
        }
        match dossiers.iter_mut().find(|d| d.path == path) {
            Some(d) => d.problems.push(problem),
            None => dossiers.push(Dossier { path, problems: vec![problem], ..Dossier::default() }),
        }
    }
    dossiers.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Listing { as_of: String::new(), dossiers })
}

//! Where things stand in the sheets, so that a finding leads to the rows it speaks of and they lead back to it.

use super::grid::{FIRST, Value};
use super::{Book, Listed, matrix, sheet};
use crate::model::{Audit, Evidence};

/// First rows of each dossier in the lists.
pub struct Rows {
    expenses: Vec<u32>,
    invoices: Vec<u32>,
    files: Vec<u32>,
}

impl Rows {
    pub fn of(audit: &Audit) -> Rows {
        let starts = |counts: Vec<usize>| {
            counts
                .into_iter()
                .scan(FIRST, |next, n| {
                    let first = *next;
                    *next = next.saturating_add(u32::try_from(n).unwrap_or(u32::MAX));
                    Some(first)
                })
                .collect()
        };
        let dossiers = &audit.dossiers;
        Rows {
            expenses: starts(dossiers.iter().map(|d| d.accounts.expenses.len()).collect()),
            invoices: starts(dossiers.iter().map(|d| d.accounts.invoices.len()).collect()),
            // What is wrong with a dossier as a whole stands before its files.
            files: starts(dossiers.iter().map(|d| d.dossier.problems.len() + d.files.len()).collect()),
        }
    }
}

fn below(first: &[u32], dossier: usize, n: usize) -> Option<u32> {
    first.get(dossier)?.checked_add(u32::try_from(n).ok()?)
}

/// The row of another sheet that a finding speaks of: a spending line, an invoice, a file.
pub fn spoken_of(book: &Book<'_>, l: &Listed<'_>) -> Value {
    let nothing = || Value::text("—");
    let Some(d) = book.audit.dossiers.get(l.dossier) else { return nothing() };
    let evidence = &l.finding.evidence;
    let line = |e: &Evidence| {
        let at = d.accounts.expenses.iter().position(|x| stands_at(&x.line.evidence, e))?;
        below(&book.places.expenses, l.dossier, at)
    };
    if let Some(row) = evidence.iter().find_map(line) {
        return Value::Goto("支出明细".to_owned(), sheet::SPENDING, row, 0);
    }
    let invoice = |e: &Evidence| {
        let at = d.accounts.invoices.iter().position(|i| stands_at(&i.evidence, e))?;
        below(&book.places.invoices, l.dossier, at)
    };
    if let Some(row) = evidence.iter().find_map(invoice) {
        return Value::Goto("发票台账".to_owned(), sheet::INVOICES, row, 0);
    }
    let file = |e: &Evidence| {
        let path = &d.dossier.documents.get(e.doc.0 as usize)?.path;
        let at = d.files.iter().position(|f| f.path == *path)?;
        below(&book.places.files, l.dossier, d.dossier.problems.len() + at)
    };
    match evidence.iter().find_map(file) {
        Some(row) => Value::Goto("资料索引".to_owned(), sheet::FILES, row, 0),
        None => nothing(),
    }
}

pub fn stands_at(one: &Evidence, other: &Evidence) -> bool {
    one.doc == other.doc && one.place == other.place
}

/// Back to the first finding of a dossier that cites something, and how many do.
pub fn cited(book: &Book<'_>, dossier: usize, cites: impl Fn(&Evidence) -> bool) -> Value {
    let first = book.listed.partition_point(|l| l.dossier < dossier);
    let own = book.listed.iter().enumerate().skip(first).take_while(|(_, l)| l.dossier == dossier);
    let mut citing = own.filter(|(_, l)| l.finding.evidence.iter().any(&cites));
    let Some((at, l)) = citing.next() else { return Value::text("—") };
    let more = citing.count();
    let text = if more == 0 { l.id.clone() } else { format!("{}等{}项", l.id, more + 1) };
    match below(&[FIRST], 0, at) {
        Some(row) => Value::Goto(text, sheet::FINDINGS, row, 0),
        None => Value::text(text),
    }
}

/// The dossier's row in 验收矩阵.
pub fn in_matrix(text: &str, dossier: usize) -> Value {
    Value::Goto(text.to_owned(), sheet::MATRIX, matrix::row_of(dossier), 0)
}

/// The rule's row in 规则依据.
pub fn of_rule(book: &Book<'_>, code: &str) -> Value {
    match book.pack.rules.iter().position(|r| r.code.as_str() == code).and_then(|at| below(&[FIRST], 0, at)) {
        Some(row) => Value::Goto(code.to_owned(), sheet::RULES, row, 0),
        None => Value::text(code),
    }
}

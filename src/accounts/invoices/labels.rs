//! Labels of an invoice and what stands behind, beside or below them.

use super::sheet::Line;
use super::text::{glued, known};
use crate::model::language::List;

/// What stands behind a label.
pub(super) struct Value {
    /// 购买方, 销售方 …, where the label says so.
    pub side: String,
    pub text: String,
    pub recognised: bool,
}

/// Values of all labels of a sort in reading order: behind the label, in the next cell, or below it.
pub(super) fn values(lines: &[Line], label: &List) -> Vec<Value> {
    let mut out = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        for (k, cell) in line.cells.iter().enumerate() {
            for found in label.captures_all(cell) {
                let Some(all) = found.get(0) else { continue };
                if belongs_to_another(cell.get(..all.start()).unwrap_or_default(), all.as_str()) {
                    continue;
                }
                let mut text = up_to_label(cell.get(all.end()..).unwrap_or_default());
                if text.is_empty() {
                    text = beside(line, k).or_else(|| below(line, lines.get(i + 1), k)).unwrap_or_default();
                }
                let side = found.name("side").map_or("", |m| m.as_str()).to_owned();
                out.push(Value { side, text, recognised: line.recognised });
            }
        }
    }
    out
}

/// `项目名称：`, `货物名称` are no party's name; `被红冲蓝字数电发票号码：` no number of this invoice.
fn belongs_to_another(before: &str, label: &str) -> bool {
    let before = before.trim_end();
    let label = label.trim_start();
    if known().bare_name.opens(label) && !before.is_empty() {
        return known().other_name.closes(before);
    }
    known().other_number.closes(before)
}

/// Up to the next label; a break inside a cell ends it unless the value goes on.
fn up_to_label(rest: &str) -> String {
    let rest = known().label.find(rest).map_or(rest, |found| rest.get(..found.start).unwrap_or_default());
    let mut parts = rest.split('\n').map(str::trim).filter(|p| !p.is_empty());
    let mut value = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if part.contains(':') || is_frame(part) || !joins(&value, part) {
            break;
        }
        value.push_str(part);
    }
    glued(unframed(&value))
}

/// A name goes on in the next line of its cell, which holds no label; a number does not.
fn joins(value: &str, part: &str) -> bool {
    let han = |t: &str| t.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    han(value) && han(part)
}

/// “购买方名称：甲公司 销 名称：…” in one line without a gap: the lone side letters belong to the frame.
fn unframed(value: &str) -> &str {
    let value = value.trim();
    let cut = value.trim_end_matches(|c: char| c == ' ' || FRAME.contains(c));
    if value.get(cut.len()..).is_some_and(|tail| tail.starts_with(' ')) { cut.trim() } else { value }
}

/// Letters of the upright `购买方信息`.
const FRAME: &str = "购买销售方信息货单位受票";

fn is_frame(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || FRAME.contains(c))
}

fn is_plain_value(cell: &str) -> bool {
    !cell.trim().is_empty()
        && !known().label.hits(cell)
        && !known().name_label.hits(cell)
        && !cell.contains(':')
        && !is_frame(cell)
}

fn beside(line: &Line, k: usize) -> Option<String> {
    line.cells.get(k + 1).filter(|c| is_plain_value(c)).map(|c| up_to_label(c))
}

/// The cell at the same place of the next line: its columns, or as many cells.
fn below(line: &Line, next: Option<&Line>, k: usize) -> Option<String> {
    let next = next.filter(|n| n.page == line.page)?;
    let cell = match line.cols.get(k) {
        Some(col) => next.cols.iter().position(|c| c == col).and_then(|at| next.cells.get(at)),
        None if next.cols.is_empty() && next.cells.len() == line.cells.len() => next.cells.get(k),
        None => None,
    }?;
    is_plain_value(cell).then(|| up_to_label(cell))
}

/// Digits at the start, as many as asked for; recognised ones may stand apart.
pub(super) fn leading_digits(text: &str, length: std::ops::RangeInclusive<usize>, apart: bool) -> Option<String> {
    let digits: String = text
        .trim_start()
        .chars()
        .take_while(|c| c.is_ascii_digit() || apart && *c == ' ')
        .filter(char::is_ascii_digit)
        .collect();
    length.contains(&digits.len()).then_some(digits)
}

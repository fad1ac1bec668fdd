//! Which rows sum up others: totals of sections, parents by number or by amount. Only leaves are lines.

use rust_decimal::Decimal;

use super::draft::{Draft, Kind, sum};
use crate::accounts::lexicon::{known, without_of_which};

/// Settles which rows are lines, and names the section of each.
pub(super) fn settle(rows: &mut [Draft]) {
    totals_of_sections(rows);
    of_which_that_lists_all(rows);
    settle_parents(rows);
    name_sections(rows);
}

/// Of several totals only one that sums up all lines above it is the total; one that sums up its own section is a subtotal.
fn totals_of_sections(rows: &mut [Draft]) {
    let totals: Vec<usize> = rows.iter().enumerate().filter(|(_, d)| d.kind == Kind::Total).map(|(i, _)| i).collect();
    if totals.len() < 2 {
        return;
    }
    let lines = |rows: &[Draft], from: usize, to: usize| {
        sum(rows.get(from..to).unwrap_or_default().iter().filter(|d| d.kind == Kind::Line))
    };
    let mut from = 0;
    for at in totals {
        let amount = rows.get(at).and_then(Draft::amount);
        let has_lines = rows.get(from..at).is_some_and(|r| r.iter().any(|d| d.kind == Kind::Line));
        let later = rows.get(at + 1..).is_some_and(|r| r.iter().any(|d| d.kind == Kind::Line));
        let of_section = has_lines && amount.is_some() && lines(rows, from, at) == amount;
        if (later || of_section && lines(rows, 0, at) != amount)
            && let Some(row) = rows.get_mut(at)
        {
            row.kind = Kind::Subtotal;
        }
        from = at + 1;
    }
}

/// “会务费 6000 / 其中：场地费 4000 / 展板费 2000”: 其中 stands before the first part only, the parts make up the whole.
fn of_which_that_lists_all(rows: &mut [Draft]) {
    let total = rows.iter().find(|d| d.kind == Kind::Total).and_then(Draft::amount);
    if sum(rows.iter().filter(|d| d.kind == Kind::Line)) == total {
        return;
    }
    for i in 0..rows.len() {
        let whole = rows.get(i).filter(|d| d.kind == Kind::Line).and_then(Draft::amount).filter(|a| !a.is_zero());
        let starts = rows.get(i + 1).is_some_and(|d| d.kind == Kind::OfWhich);
        let Some(whole) = whole.filter(|_| starts) else { continue };
        let mut running = Decimal::ZERO;
        let below =
            rows.iter().enumerate().skip(i + 1).take_while(|(_, d)| matches!(d.kind, Kind::OfWhich | Kind::Line));
        let last = below.clone().find_map(|(k, d)| {
            running = running.checked_add(d.amount()?)?;
            (running == whole && d.kind == Kind::Line).then_some(k)
        });
        let Some(last) = last else { continue };
        for (k, row) in rows.iter_mut().enumerate().skip(i).take(last + 1 - i) {
            row.kind = if k == i { Kind::Section } else { Kind::Line };
            row.item = without_of_which(&row.item).to_string();
        }
    }
}

/// Rows that sum up the rows below them are sections, not lines: only leaves count.
fn settle_parents(rows: &mut [Draft]) {
    let total = rows.iter().find(|d| d.kind == Kind::Total).and_then(Draft::amount);
    let flat: Option<Decimal> = sum(rows.iter().filter(|d| d.kind == Kind::Line));
    let flat_fits = total.is_some() && total == flat;
    for i in 0..rows.len() {
        let Some(parent) = rows.get(i).filter(|d| matches!(d.kind, Kind::Line | Kind::Section)) else { continue };
        let below = rows.get(i + 1..).unwrap_or_default();
        let children: Vec<&Draft> =
            below.iter().take_while(|d| d.kind == Kind::Line && d.level > parent.level).collect();
        let fits = parent.amount().is_some() && sum_of_top(&children) == parent.amount();
        let numbered = children.first().is_some_and(|c| c.level < 8);
        let is_parent = !children.is_empty()
            && (parent.amount().is_none() && parent.budget.is_none()
                || fits && !flat_fits
                || numbered && !flat_fits && parent.amount().is_some_and(|a| !a.is_zero()));
        if is_parent && let Some(row) = rows.get_mut(i) {
            row.kind = Kind::Section;
        }
    }
    if !flat_fits {
        unnumbered_parents(rows, total);
    }
}

/// Without numbering a parent is told by its amount only: it equals the rows below it, and only so the total comes right.
fn unnumbered_parents(rows: &mut [Draft], total: Option<Decimal>) {
    let Some(total) = total else { return };
    if sum(rows.iter().filter(|d| d.kind == Kind::Line)) == Some(total) {
        return;
    }
    let mut parents = Vec::new();
    let mut i = 0;
    while i < rows.len() {
        let amount = rows.get(i).filter(|d| d.kind == Kind::Line).and_then(Draft::amount).filter(|a| !a.is_zero());
        let mut running = Decimal::ZERO;
        let end = amount.and_then(|amount| {
            rows.iter().enumerate().skip(i + 1).take_while(|(_, d)| d.kind == Kind::Line).find_map(|(k, d)| {
                running = running.checked_add(d.amount().unwrap_or_default())?;
                (running == amount && k > i + 1).then_some(k)
            })
        });
        if let Some(end) = end {
            parents.push(i);
            i = end;
        }
        i += 1;
    }
    let leaves = rows.iter().enumerate().filter(|(i, d)| d.kind == Kind::Line && !parents.contains(i)).map(|(_, d)| d);
    if sum(leaves) == Some(total) {
        for i in parents {
            if let Some(row) = rows.get_mut(i) {
                row.kind = Kind::Section;
            }
        }
    }
}

/// Sum over the highest level among the children (deeper ones are parts of those).
fn sum_of_top(children: &[&Draft]) -> Option<Decimal> {
    let top = children.iter().map(|c| c.level).min()?;
    let direct = sum(children.iter().copied().filter(|c| c.level == top));
    let all = sum(children.iter().copied());
    if direct == all { all } else { direct }
}

fn name_sections(rows: &mut [Draft]) {
    let mut stack: Vec<(u8, String)> = Vec::new();
    for row in rows {
        match row.kind {
            Kind::Section => {
                stack.retain(|(level, _)| *level < row.level);
                stack.push((row.level, row.item.clone()));
            }
            Kind::Line => {
                stack.retain(|(level, _)| *level < row.level || *level == 8);
                let heading = stack.last().map(|(_, name)| name.clone()).unwrap_or_default();
                // A heading over categories counts where it says whose money follows.
                if row.section.is_empty() {
                    row.section = heading;
                } else if known().money_named.hits(&heading) {
                    row.section = format!("{heading}／{}", row.section);
                }
            }
            _ => {}
        }
    }
}

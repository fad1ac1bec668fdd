//! 元, 千元 or 万元: what a statement says, and which of its figures plainly say otherwise.

use rust_decimal::Decimal;

use super::columns::{Header, Role};
use super::grid::Grid;
use super::lexicon::tight;
use super::rows::{Draft, Kind};
use crate::facts::amount::{self, Figure};
use crate::model::Money;
use crate::model::accounts::{Scale, Unit};
use crate::model::language::language;

/// No project of the notice gets 100 万元: such a figure in a 万元 column is in yuan.
const PLAINLY_YUAN: i64 = 100;

/// Tells the unit from header, unit lines and, where none is written, from the size of the figures.
pub fn unit(grid: &Grid, header: &Header, rows: &[Draft]) -> Unit {
    let in_header: Vec<(Scale, String)> = header
        .paths
        .iter()
        .filter(|(c, _)| {
            matches!(header.roles.get(c), Some(Role::Actual(_) | Role::Budget | Role::Split(_) | Role::BudgetSplit))
        })
        .filter_map(|(_, path)| bracketed(path).map(|s| (s, path.clone())))
        .collect();
    let above = grid.rows.get(..header.first).unwrap_or_default().iter().rev().map(super::grid::GridRow::quote);
    let around =
        above.chain(grid.before.iter().rev().map(|(l, _)| l.clone())).chain(grid.after.iter().map(|(l, _)| l.clone()));
    let lines: Vec<(Scale, String)> = around.filter_map(|line| named(&line)).collect();
    let header_scale = in_header.first().map(|(s, _)| *s);
    let line_scale = lines.first().map(|(s, _)| *s);
    let conflicting = header_scale.zip(line_scale).is_some_and(|(a, b)| a != b)
        || in_header.iter().any(|(s, _)| Some(*s) != header_scale);
    let likely = by_size(rows);
    let (scale, basis) = match (header_scale, line_scale) {
        (Some(_), Some(_)) if conflicting => {
            (likely.or(header_scale).unwrap_or_default(), "表头与单位行所载单位不一致".into())
        }
        (Some(scale), _) => (scale, in_header.first().map(|(_, w)| w.clone()).unwrap_or_default()),
        (None, Some(scale)) => (scale, lines.first().map(|(_, w)| w.clone()).unwrap_or_default()),
        (None, None) => match likely {
            Some(Scale::Wan) => (Scale::Wan, "未注明单位，按数额推断为万元".into()),
            _ => (Scale::Yuan, String::new()),
        },
    };
    let guessed = header_scale.is_none() && line_scale.is_none() && scale != Scale::Yuan;
    let implausible = implausible(rows).filter(|_| scale == Scale::Yuan && !guessed);
    Unit { scale, basis, suspicious: Vec::new(), conflicting, guessed, implausible }
}

/// What the lines above a table say, where they say it: for rows that are read without its header.
pub fn stated(grid: &Grid) -> Option<Scale> {
    const TITLE_ROWS: usize = 3;
    let top = grid.rows.iter().take(TITLE_ROWS).map(super::grid::GridRow::quote);
    grid.before.iter().rev().map(|(l, _)| l.clone()).chain(top).find_map(|line| named(&line)).map(|(scale, _)| scale)
}

/// `单位：万元` and the like in a line around the table.
fn named(line: &str) -> Option<(Scale, String)> {
    let folded = tight(line);
    let found = language().amounts.unit_line.captures(&folded)?;
    let scale = amount::scale_of(found.name("unit")?.as_str());
    Some((scale, found.get(0)?.as_str().trim_end_matches([')', '(']).to_string()))
}

/// `金额（万元）`, `决算数/万元`.
fn bracketed(header: &str) -> Option<Scale> {
    let known = &language().amounts;
    match amount::scale_of(header) {
        Scale::Yuan => known.head_in_yuan.hits(header).then_some(Scale::Yuan),
        larger => Some(larger),
    }
}

/// All that was spent is as little in yuan as nobody spends on an event, with decimals: the figures are of another unit, whatever
/// the factor.
fn implausible(rows: &[Draft]) -> Option<String> {
    /// Nothing is bought for less; a grant of the notice in 万元 is less.
    const LEAST: i64 = 20;
    let lines: Vec<Decimal> = rows.iter().filter(|d| d.kind == Kind::Line).filter_map(Draft::amount).collect();
    let sum = lines.iter().try_fold(Decimal::ZERO, |sum, a| sum.checked_add(*a))?;
    let fractions = lines.iter().any(|a| a.normalize().scale() > 0);
    (lines.len() >= 2 && fractions && sum > Decimal::ZERO && sum < Decimal::from(LEAST))
        .then(|| sum.normalize().to_string())
}

/// All figures small and most with decimals of a cent of 万元: the table is in 万元.
fn by_size(rows: &[Draft]) -> Option<Scale> {
    let amounts: Vec<Decimal> = rows
        .iter()
        .filter(|d| matches!(d.kind, Kind::Line | Kind::Total))
        .filter_map(Draft::amount)
        .filter(|a| !a.is_zero())
        .collect();
    // A small total with a fraction speaks for its table, though one line was filled in in yuan.
    let total = rows.iter().rfind(|d| d.kind == Kind::Total).and_then(Draft::amount);
    let small = |a: &Decimal| *a < Decimal::from(PLAINLY_YUAN) && !a.is_zero();
    let most_are_small = amounts.iter().filter(|a| small(a)).count() * 3 >= amounts.len() * 2;
    if total.is_some_and(|t| small(&t) && t.normalize().scale() > 0) && most_are_small {
        return Some(Scale::Wan);
    }
    let largest = amounts.iter().max()?;
    if *largest < Decimal::from(PLAINLY_YUAN) && amounts.iter().any(|a| a.normalize().scale() > 0) {
        Some(Scale::Wan)
    } else if *largest >= Decimal::from(1000) {
        Some(Scale::Yuan)
    } else {
        None
    }
}

/// A figure in yuan; the second value says that the cell plainly uses the other unit.
pub fn yuan(figure: Figure, unit: &Unit) -> (Option<Money>, bool) {
    let least = match unit.scale {
        Scale::Wan => Some(PLAINLY_YUAN),
        Scale::Thousand => Some(PLAINLY_YUAN * 10),
        Scale::Yuan => None,
    };
    let slips = figure.scale.is_none() && least.is_some_and(|least| figure.number.abs() >= Decimal::from(least));
    let slips_up = figure.scale.is_none()
        && unit.scale == Scale::Yuan
        && figure.number.normalize().scale() >= 3
        && figure.number.abs() < Decimal::from(PLAINLY_YUAN);
    if slips {
        (Some(Money::new(figure.number)), true)
    } else if slips_up {
        (Money::from_wan(figure.number), true)
    } else {
        let other = figure.scale.is_some_and(|s| s != unit.scale);
        (figure.money(unit.scale), other && unit.scale == Scale::Wan && figure.scale == Some(Scale::Yuan))
    }
}

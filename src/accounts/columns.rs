//! What the columns of a statement mean, from one- to three-row headers.
//!
//! Refuses a table without an item column and an amount column: a list of people, of scores or of papers is no statement.

use std::collections::BTreeMap;

use super::grid::{Grid, GridRow};
use super::lexicon::{Lexicon, Meaning, known, sums_up, tight};
use crate::facts::amount;
use crate::model::Source;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Seq,
    /// The rank says how specific the header is (0 is the best).
    Item(usize),
    Budget,
    BudgetSplit,
    Actual(usize),
    Split(Source),
    SourceWords,
    Variance,
    Voucher,
    Note,
    UnitPrice,
    Quantity,
    Income,
    /// 台, 本, 人次.
    Measure,
    Ignored,
}

/// A header: where it stands and what its columns mean.
#[derive(Debug, Clone)]
pub struct Header {
    /// First row and the row after the last.
    pub first: usize,
    pub end: usize,
    pub item: u32,
    /// A second item-like column: the section.
    pub section: Option<u32>,
    pub actual: Option<u32>,
    pub budget: Option<u32>,
    /// By how much the budget was changed (预算 | 调整 | 决算).
    pub adjustment: Option<u32>,
    pub splits: Vec<(u32, Source)>,
    pub roles: BTreeMap<u32, Role>,
    /// Folded header text by column, groups first.
    pub paths: BTreeMap<u32, String>,
    /// Columns of this statement, where income and spending stand side by side.
    pub columns: std::ops::Range<u32>,
}

impl Header {
    pub fn column(&self, role: Role) -> Option<u32> {
        self.roles.iter().find(|(_, r)| **r == role).map(|(c, _)| *c)
    }

    pub fn has_amounts(&self) -> bool {
        self.actual.is_some() || !self.splits.is_empty()
    }
}

/// The header that starts at row `at`, if one does. Two statements stand there when income and spending stand side by side.
pub fn header(grid: &Grid, at: usize, lexicon: &Lexicon) -> Option<Header> {
    let first = grid.rows.get(at)?;
    let mut end = at + 1;
    let single = paths(grid, at, end);
    let mut roles = roles(&single, lexicon);
    figures_are_amounts(grid, end, &mut roles);
    let is_amount =
        |r: &Role| matches!(r, Role::Actual(_) | Role::Budget | Role::BudgetSplit | Role::Split(_) | Role::SourceWords);
    if !roles.values().any(|r| matches!(r, Role::Item(_))) || holds_figures(first) {
        return None;
    }
    let has_amounts = roles.values().any(is_amount);
    let mut items: Vec<u32> =
        roles.iter().filter(|(_, r)| matches!(r, Role::Item(_) | Role::Seq)).map(|(c, _)| *c).collect();
    // “支出内容 | 经费开支情况”: the wide name stands over the amounts, which the rows below it name.
    if !has_amounts {
        let wide = |c: &u32| first.cells.iter().any(|k| k.col == *c && k.span > 1);
        items.retain(|c| !wide(c));
        if !first.cells.iter().any(|c| wide(&c.col)) || items.is_empty() {
            return None;
        }
    }
    while end < at + 3 && grid.rows.get(end).is_some_and(|row| goes_on(row, &items, &single) || divides(first, row)) {
        end += 1;
    }
    let named_below = || self::roles(&paths(grid, at, end), lexicon).values().any(is_amount);
    if !has_amounts && !named_below() {
        return None;
    }
    settle(grid, at, end, lexicon)
}

/// A second or third header row: no figures, nothing new in the item column, some names over the amounts.
fn goes_on(row: &GridRow, items: &[u32], above: &BTreeMap<u32, String>) -> bool {
    let blank_items = row.cells.iter().filter(|c| items.contains(&c.col)).all(|c| {
        let text = tight(&c.text);
        text.is_empty() || above.get(&c.col).is_some_and(|a| *a == text)
    });
    let named = row.cells.iter().any(|c| !c.text.trim().is_empty() && !amount::is_blank(&c.text));
    let plain = row.cells.iter().all(|c| c.formula.is_none() && !c.uncalculated);
    blank_items && named && plain && !holds_figures(row) && row.cells.iter().all(|c| c.text.chars().count() <= 20)
}

/// A row below a wide header cell (“支出” over “类别 | 内容”) that names its columns and nothing else.
fn divides(above: &GridRow, row: &GridRow) -> bool {
    let named: Vec<u32> = row.cells.iter().filter(|c| !c.text.trim().is_empty()).map(|c| c.col).collect();
    let under = |wide: &super::grid::GridCell| {
        let next = above.cells.iter().find(|c| c.col > wide.col && !c.text.trim().is_empty()).map(|c| c.col);
        let width = next.unwrap_or(wide.col + wide.span).saturating_sub(wide.col).max(wide.span);
        width > 1 && named.iter().all(|c| (wide.col..wide.col + width).contains(c))
    };
    let plain = row.cells.iter().all(|c| c.formula.is_none() && !c.uncalculated && c.text.chars().count() <= 12);
    named.len() >= 2 && plain && !holds_figures(row) && above.cells.iter().any(under)
}

fn holds_figures(row: &GridRow) -> bool {
    row.cells.iter().any(|c| c.number.is_some() || amount::read(&c.text).is_some())
}

/// Header text by column: group names first, spread over the columns they stand above.
fn paths(grid: &Grid, first: usize, end: usize) -> BTreeMap<u32, String> {
    let rows = grid.rows.get(first..end).unwrap_or_default();
    let mut starts: Vec<u32> = rows.iter().flat_map(|r| r.cells.iter().map(|c| c.col)).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut out = BTreeMap::new();
    for col in starts {
        let mut path: Vec<String> = Vec::new();
        for (depth, row) in rows.iter().enumerate() {
            let own = row.at(col).map(|c| tight(&c.text)).filter(|t| !t.is_empty());
            let below = rows
                .get(depth + 1..)
                .unwrap_or_default()
                .iter()
                .any(|r| r.at(col).is_some_and(|c| !c.text.trim().is_empty()));
            // An unmerged group stands over its first column only: the blank cells to its right belong to it.
            let spread = || {
                let left = row.cells.iter().rev().find(|c| c.col < col && !c.text.trim().is_empty())?;
                let under =
                    rows.get(depth + 1..)?.iter().any(|r| r.at(left.col).is_some_and(|c| !c.text.trim().is_empty()));
                under.then(|| tight(&left.text))
            };
            if let Some(text) = own.or_else(|| if below { spread() } else { None })
                && path.last() != Some(&text)
            {
                path.push(text);
            }
        }
        if !path.is_empty() {
            out.insert(col, path.join("/"));
        }
    }
    out
}

fn roles(paths: &BTreeMap<u32, String>, lexicon: &Lexicon) -> BTreeMap<u32, Role> {
    paths.iter().map(|(col, path)| (*col, role(path, lexicon))).collect()
}

/// The lowest name decides; the groups above it tell budget from outcome.
fn role(path: &str, lexicon: &Lexicon) -> Role {
    let leaf = path.rsplit('/').next().unwrap_or(path);
    let groups = path.strip_suffix(leaf).unwrap_or_default();
    let is = |meaning: Meaning| lexicon.column(meaning, leaf);
    let under_budget =
        lexicon.column(|c| &c.budget, groups).is_some() && lexicon.column(|c| &c.variance, groups).is_none();
    let bare = leaf.split('(').next().unwrap_or(leaf);
    // “编制单位：某学会” and “金额单位：万元” above the header are statements, not column names.
    if leaf.contains(':') && !known().of_which.opens(leaf) {
        return Role::Ignored;
    }
    if is(|c| &c.seq).is_some() {
        return Role::Seq;
    }
    if is(|c| &c.ratio).is_some() || is(|c| &c.date).is_some() {
        return Role::Ignored;
    }
    if is(|c| &c.measure).is_some() {
        return Role::Measure;
    }
    if lexicon.column(|c| &c.variance, bare).is_some() || lexicon.column(|c| &c.variance, groups).is_some() {
        return Role::Variance;
    }
    if lexicon.column(|c| &c.note, bare).is_some() && lexicon.column(|c| &c.item, bare) != Some(0) {
        return Role::Note;
    }
    if is(|c| &c.unit_price).is_some() {
        return Role::UnitPrice;
    }
    if is(|c| &c.voucher).is_some() {
        return Role::Voucher;
    }
    if is(|c| &c.quantity).is_some() {
        return Role::Quantity;
    }
    if lexicon.column(|c| &c.source, bare).is_some() {
        return Role::SourceWords;
    }
    if lexicon.column(|c| &c.income, bare).is_some() && lexicon.column(|c| &c.item, bare).is_none_or(|rank| rank > 0) {
        return Role::Income;
    }
    let source = lexicon.source(bare);
    let names_item = lexicon.column(|c| &c.item, bare);
    let names_actual = lexicon.column(|c| &c.actual, bare).or_else(|| lexicon.column(|c| &c.actual, leaf));
    if source != Source::Unknown && names_item.is_none() {
        return if under_budget { Role::BudgetSplit } else { Role::Split(source) };
    }
    if lexicon.column(|c| &c.budget, bare).is_some() && names_item.is_none() {
        return Role::Budget;
    }
    match (names_item, names_actual) {
        (_, Some(_)) if under_budget => Role::Budget,
        (Some(rank), None | Some(2)) => Role::Item(rank),
        (Some(rank), Some(_)) if lexicon.column(|c| &c.actual, bare).is_none() => Role::Item(rank),
        (_, Some(rank)) => Role::Actual(rank),
        (None, None) => Role::Ignored,
    }
}

fn settle(grid: &Grid, first: usize, end: usize, lexicon: &Lexicon) -> Option<Header> {
    let paths = paths(grid, first, end);
    let mut roles = roles(&paths, lexicon);
    figures_are_amounts(grid, end, &mut roles);
    let width = grid.rows.iter().flat_map(|r| r.cells.iter().map(|c| c.col + c.span)).max().unwrap_or(0);
    let columns = side_by_group(grid, first, width).unwrap_or_else(|| spending_side(&roles, &paths, width));
    roles.retain(|c, _| columns.contains(c));
    let mut items: Vec<(usize, u32)> =
        roles.iter().filter_map(|(c, r)| if let Role::Item(rank) = r { Some((*rank, *c)) } else { None }).collect();
    items.sort_unstable();
    let item = items.first()?.1;
    let section = items.get(1).map(|(_, c)| *c).filter(|c| *c < item);
    let splits: Vec<(u32, Source)> =
        roles.iter().filter_map(|(c, r)| if let Role::Split(s) = r { Some((*c, *s)) } else { None }).collect();
    let mut actuals: Vec<(usize, u32)> =
        roles.iter().filter_map(|(c, r)| if let Role::Actual(rank) = r { Some((*rank, *c)) } else { None }).collect();
    // Beside source columns the sum column (小计, 合计) is the amount of the line; elsewhere 决算 comes before 金额 before 合计.
    if splits.is_empty() {
        actuals.sort_unstable();
    } else {
        actuals.sort_unstable_by_key(|(rank, c)| (std::cmp::Reverse(*rank), *c));
    }
    let actual = actuals.first().map(|(_, c)| *c);
    let budgets: Vec<u32> = roles.iter().filter(|(_, r)| **r == Role::Budget).map(|(c, _)| *c).collect();
    let sum_like = |c: &u32| paths.get(c).is_some_and(|p| sums_up(p) || !p.contains('/'));
    let budget = budgets.iter().copied().find(sum_like).or_else(|| budgets.first().copied());
    let (budget, adjustment) = adjusted(grid, end, budget, &roles, &paths);
    let header = Header { first, end, item, section, actual, budget, adjustment, splits, roles, paths, columns };
    (header.has_amounts() || header.budget.is_some()).then_some(header)
}

/// A budget that was changed: the column that holds the changed budget, or the budget and the column that holds the change alone.
/// “调整后” says which it is; otherwise the size does, for changes are small or negative and mostly blank.
fn adjusted(
    grid: &Grid,
    from: usize,
    budget: Option<u32>,
    roles: &BTreeMap<u32, Role>,
    paths: &BTreeMap<u32, String>,
) -> (Option<u32>, Option<u32>) {
    let names_change = |path: &str| known().changed.hits(path);
    let plain = roles
        .iter()
        .find(|(c, r)| **r == Role::Budget && paths.get(c).is_some_and(|p| !names_change(p)))
        .map(|(c, _)| *c)
        .or(budget);
    let change = paths
        .iter()
        .find(|(c, p)| {
            let leaf = p.rsplit('/').next().unwrap_or(p);
            names_change(leaf) && matches!(roles.get(c), Some(Role::Budget | Role::Ignored)) && plain != Some(**c)
        })
        .map(|(c, p)| (*c, known().after_change.hits(p)));
    let Some((change, is_outcome)) = change else { return (budget, None) };
    let Some(plain) = plain.filter(|_| !is_outcome) else { return (Some(change), None) };
    let figures = |col: u32| {
        let cells = grid.rows.get(from..).unwrap_or_default().iter().filter_map(move |r| r.at(col));
        cells.filter_map(|c| c.number.or_else(|| amount::read(&c.text).map(|f| f.number))).collect::<Vec<_>>()
    };
    let (before, changes) = (figures(plain), figures(change));
    let sum = |all: &[rust_decimal::Decimal]| {
        all.iter().try_fold(rust_decimal::Decimal::ZERO, |sum, d| sum.checked_add(d.abs())).unwrap_or_default()
    };
    let is_change = changes.iter().any(|d| d.is_sign_negative() && !d.is_zero())
        || sum(&changes).checked_add(sum(&changes)).is_some_and(|twice| twice < sum(&before));
    if is_change { (Some(plain), Some(change)) } else { (Some(change), None) }
}

/// “收入” and “支出” in a row of their own above the header, each over its side of the table.
fn side_by_group(grid: &Grid, first: usize, width: u32) -> Option<std::ops::Range<u32>> {
    let above = grid.rows.get(..first)?.iter().rev().find(|r| !r.is_blank())?;
    let named: Vec<(u32, String)> =
        above.cells.iter().filter(|c| !c.text.trim().is_empty()).map(|c| (c.col, tight(&c.text))).collect();
    let short = named.iter().all(|(_, t)| t.chars().count() <= 10);
    let at = |is: fn(&str) -> bool| named.iter().find(|(_, t)| is(t)).map(|(c, _)| *c);
    let income = at(|t| known().income.hits(t) || known().origin.hits(t))?;
    let spending = at(|t| known().spending.hits(t) || known().pays.hits(t))?;
    match (short && named.len() == 2, income < spending) {
        (true, true) => Some(spending..width),
        (true, false) if spending < income => Some(0..income),
        _ => None,
    }
}

/// The columns of the spending side. Income and spending side by side have two item columns, one of them named 收入.
fn spending_side(roles: &BTreeMap<u32, Role>, paths: &BTreeMap<u32, String>, width: u32) -> std::ops::Range<u32> {
    let amount = |r: &Role| matches!(r, Role::Actual(_) | Role::Split(_) | Role::Budget);
    // “来源 | 金额 | 内容 | 金额”: sources that have an amount of their own before the items begin are the income side.
    let first_item = roles.iter().find(|(_, r)| matches!(r, Role::Item(_))).map(|(c, _)| *c);
    let has_own_amount = |c: u32| {
        first_item.is_some_and(|item| {
            c < item && roles.range(c..item).any(|(_, r)| amount(r)) && roles.range(item..).any(|(_, r)| amount(r))
        })
    };
    let is_income = |c: &u32| {
        paths.get(c).is_some_and(|p| known().income.hits(p))
            || roles.get(c) == Some(&Role::SourceWords) && has_own_amount(*c)
    };
    let income: Vec<u32> = roles.keys().copied().filter(is_income).collect();
    let spending = roles.iter().filter(|(c, r)| matches!(r, Role::Item(_)) && !is_income(c)).map(|(c, _)| *c).next();
    let (Some(first_income), Some(spending)) = (income.first().copied(), spending) else { return 0..width };
    // “收入项目 | 收入金额 | 支出内容 | 支出金额”: both columns of the income side are named 收入.
    let amount_between = |a: u32, b: u32| roles.range(a..b).any(|(c, r)| *c != a && (amount(r) || *r == Role::Income));
    if first_income < spending && amount_between(first_income, spending) {
        let start = roles.range(..spending).next_back().filter(|(_, r)| **r == Role::Seq).map_or(spending, |(c, _)| *c);
        start..width
    } else if first_income > spending && amount_between(spending, first_income) {
        0..first_income
    } else {
        0..width
    }
}

/// A column named like an item (“支出”) that holds figures only is an amount (a ledger: 摘要 | 收入 | 支出 | 结余).
fn figures_are_amounts(grid: &Grid, from: usize, roles: &mut BTreeMap<u32, Role>) {
    let data = grid.rows.get(from..).unwrap_or_default();
    for (col, role) in roles.iter_mut().filter(|(_, r)| matches!(r, Role::Item(_))) {
        let cells: Vec<_> =
            data.iter().filter_map(|r| r.at(*col)).filter(|c| !amount::is_blank(&c.text)).take(8).collect();
        let figures = cells.iter().filter(|c| c.number.is_some() || amount::read(&c.text).is_some()).count();
        if figures >= 2 && figures == cells.len() {
            *role = Role::Actual(1);
        }
    }
}

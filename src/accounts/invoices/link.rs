//! Which invoices support which lines: by voucher number, by amount, by words, several tickets to one line, one invoice to several lines.

use crate::accounts::lexicon::tight;
use crate::model::digits::folded_number;
use crate::model::language::language;
use crate::model::text::key;
use crate::model::{Accounts, Expense, Invoice, Money};

/// Fills `Expense::invoices`.
pub fn link(accounts: &mut Accounts) {
    let invoices = std::mem::take(&mut accounts.invoices);
    let expenses = &mut accounts.expenses;
    let mut free: Vec<usize> = (0..invoices.len()).collect();
    by_number(expenses, &invoices, &mut free);
    by_amount(expenses, &invoices, &mut free);
    tickets(expenses, &invoices, &mut free);
    one_for_several(expenses, &invoices, &mut free);
    several_for_one(expenses, &invoices, &mut free);
    by_words(expenses, &invoices, &mut free);
    for expense in expenses.iter_mut() {
        expense.invoices.sort_unstable();
        expense.invoices.dedup();
    }
    accounts.invoices = invoices;
}

/// The line names the invoice.
fn by_number(expenses: &mut [Expense], invoices: &[Invoice], free: &mut Vec<usize>) {
    free.retain(|i| {
        let Some(number) = invoices.get(*i).map(|v| v.number.rsplit('-').next().unwrap_or_default().to_string()) else {
            return false;
        };
        let mut linked = false;
        for expense in expenses.iter_mut().filter(|e| names(e, &number)) {
            expense.invoices.push(*i);
            linked = true;
        }
        !linked
    });
}

fn names(expense: &Expense, number: &str) -> bool {
    let written = |text: &str| text.contains(number) || folded_number(text).contains(number);
    number.len() >= 8 && (written(&expense.line.voucher) || written(&expense.line.note))
}

/// Equal amounts; among several, the one whose words are nearest.
fn by_amount(expenses: &mut [Expense], invoices: &[Invoice], free: &mut Vec<usize>) {
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for &i in free.iter() {
        for (e, expense) in expenses.iter().enumerate() {
            if let Some(invoice) = invoices.get(i)
                && invoice.gross.is_some()
                && invoice.gross == expense.line.actual
            {
                pairs.push((likeness(&expense.line.item, invoice), i, e));
            }
        }
    }
    pairs.sort_unstable_by_key(|(like, i, e)| (std::cmp::Reverse(*like), *i, *e));
    for (_, i, e) in pairs {
        let open = expenses.get(e).is_some_and(|x| x.invoices.is_empty());
        if open && free.contains(&i) {
            if let Some(expense) = expenses.get_mut(e) {
                expense.invoices.push(i);
            }
            free.retain(|k| *k != i);
        }
    }
}

/// Tickets (and other small invoices of one sort) that add up to a line.
fn tickets(expenses: &mut [Expense], invoices: &[Invoice], free: &mut Vec<usize>) {
    let travel = |e: &Expense| language().accounts.travel.hits(&tight(&e.line.item));
    let rail: Vec<usize> =
        free.iter().copied().filter(|i| invoices.get(*i).is_some_and(|v| v.kind.is_ticket())).collect();
    if !rail.is_empty() {
        let sum = Money::sum(rail.iter().filter_map(|i| invoices.get(*i)?.gross));
        let open: Vec<usize> =
            expenses.iter().enumerate().filter(|(_, e)| e.invoices.is_empty() && travel(e)).map(|(k, _)| k).collect();
        let exact = open.iter().copied().find(|k| expenses.get(*k).and_then(|e| e.line.actual) == sum);
        let covering = open.iter().copied().find(|k| expenses.get(*k).and_then(|e| e.line.actual) >= sum);
        if let Some(expense) = exact.or(covering).and_then(|k| expenses.get_mut(k)) {
            expense.invoices.extend(&rail);
            free.retain(|i| !rail.contains(i));
        }
    }
    // Several invoices with words of the line that add up to it exactly.
    for expense in expenses.iter_mut().filter(|e| e.invoices.is_empty()) {
        let near: Vec<usize> = free
            .iter()
            .copied()
            .filter(|i| invoices.get(*i).is_some_and(|v| likeness(&expense.line.item, v) > 0))
            .collect();
        let sum = Money::sum(near.iter().filter_map(|i| invoices.get(*i)?.gross));
        if near.len() > 1 && sum.is_some() && sum == expense.line.actual {
            expense.invoices.extend(&near);
            free.retain(|i| !near.contains(i));
        }
    }
}

/// One invoice over two or three lines.
fn one_for_several(expenses: &mut [Expense], invoices: &[Invoice], free: &mut Vec<usize>) {
    free.retain(|i| {
        let Some(gross) = invoices.get(*i).and_then(|v| v.gross) else { return true };
        let open: Vec<(usize, Money)> = expenses
            .iter()
            .enumerate()
            .filter(|(_, e)| e.invoices.is_empty())
            .filter_map(|(k, e)| Some((k, e.line.actual.filter(|a| !a.is_zero())?)))
            .collect();
        let like = |k: usize| expenses.get(k).zip(invoices.get(*i)).is_some_and(|(e, v)| likeness(&e.line.item, v) > 0);
        let mut found: Option<Vec<usize>> = None;
        for (a, (ka, ma)) in open.iter().enumerate() {
            for (b, (kb, mb)) in open.iter().enumerate().skip(a + 1) {
                let two = ma.checked_add(*mb);
                if two == Some(gross) && (like(*ka) || like(*kb)) {
                    found.get_or_insert_with(|| vec![*ka, *kb]);
                }
                for (kc, mc) in open.iter().skip(b + 1) {
                    if two.and_then(|t| t.checked_add(*mc)) == Some(gross) && like(*ka) && like(*kb) && like(*kc) {
                        found.get_or_insert_with(|| vec![*ka, *kb, *kc]);
                    }
                }
            }
        }
        for k in found.iter().flatten() {
            if let Some(expense) = expenses.get_mut(*k) {
                expense.invoices.push(*i);
            }
        }
        found.is_none()
    });
}

/// Two to four invoices that make up a line to the cent, whatever their words (“会议费” of rooms and meals): only where no other choice
/// of invoices does so.
fn several_for_one(expenses: &mut [Expense], invoices: &[Invoice], free: &mut Vec<usize>) {
    const MOST: usize = 4;
    /// More invoices than this make one choice of many: chance would find one.
    const FREE: usize = 12;
    for expense in expenses.iter_mut().filter(|e| e.invoices.is_empty()) {
        let Some(actual) = expense.line.actual.filter(|a| !a.is_zero()) else { continue };
        let open: Vec<(usize, Money)> =
            free.iter().filter_map(|i| Some((*i, invoices.get(*i)?.gross.filter(|g| *g < actual)?))).collect();
        if open.len() > FREE {
            continue;
        }
        let choices: Vec<Vec<usize>> = (1_u32..1 << open.len())
            .filter(|mask| (2..=MOST).contains(&(mask.count_ones() as usize)))
            .filter_map(|mask| {
                let chosen = || open.iter().enumerate().filter(move |(k, _)| mask & (1 << k) != 0).map(|(_, c)| *c);
                let sum = Money::sum(chosen().map(|(_, gross)| gross));
                (sum == Some(actual)).then(|| chosen().map(|(i, _)| i).collect())
            })
            .take(2)
            .collect();
        if let [only] = choices.as_slice() {
            expense.invoices.extend(only);
            free.retain(|i| !only.contains(i));
        }
    }
}

/// The words agree plainly though the amounts do not: V03 shows the difference.
fn by_words(expenses: &mut [Expense], invoices: &[Invoice], free: &mut Vec<usize>) {
    const PLAINLY: usize = 3;
    free.retain(|i| {
        let Some(invoice) = invoices.get(*i) else { return false };
        let best = expenses
            .iter()
            .enumerate()
            .map(|(k, e)| (likeness(&e.line.item, invoice), std::cmp::Reverse(k)))
            .max()
            .filter(|(like, _)| *like >= PLAINLY);
        if let Some((_, std::cmp::Reverse(k))) = best
            && let Some(expense) = expenses.get_mut(k)
        {
            expense.invoices.push(*i);
            return false;
        }
        true
    });
}

/// Pairs of characters that the item shares with the goods of the invoice; pairs that every line has are left out.
fn likeness(item: &str, invoice: &Invoice) -> usize {
    let goods: String =
        invoice.lines.iter().map(|l| l.item.rsplit('*').next().unwrap_or_default()).collect::<Vec<_>>().join(" ");
    let goods = key(&format!("{goods}{}", invoice.remarks));
    let item: Vec<char> = key(item).chars().collect();
    item.windows(2)
        .map(|w| w.iter().collect::<String>())
        .filter(|pair| !language().accounts.common_words.is(pair) && goods.contains(pair.as_str()))
        .count()
}

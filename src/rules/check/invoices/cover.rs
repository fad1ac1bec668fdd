//! As much as the lines they back (V03).

use super::super::money::{self, yuan};
use super::asked::{close, nothing_to_check};
use crate::model::language::language;
use crate::model::pack::Rule;
use crate::model::text::key;
use crate::model::{Accounts, Finding, Invoice, Money, Status};
use crate::rules::Case;

/// Lines named in one message.
const NAMED: usize = 6;

/// V03.
pub fn invoices_cover_lines(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    if let Some(out) = nothing_to_check(case, rule) {
        return out;
    }
    if let Err(f) = money::statement(case, rule) {
        return vec![*f];
    }
    let accounts = case.accounts;
    let mut out = Vec::new();
    let mut matched = 0;
    for expense in accounts.expenses.iter().filter(|e| !e.invoices.is_empty()) {
        let backing: Vec<&Invoice> = expense.invoices.iter().filter_map(|i| accounts.invoices.get(*i)).collect();
        let shared: Vec<_> =
            accounts.expenses.iter().filter(|e| e.invoices.iter().any(|i| expense.invoices.contains(i))).collect();
        let (Some(gross), Some(lines)) = (
            Money::sum(backing.iter().filter_map(|i| i.gross)),
            Money::sum(shared.iter().filter_map(|e| e.line.actual)),
        ) else {
            continue;
        };
        let covers = gross == lines || shared.len() > 1 && lines <= gross;
        // Tickets may be attached in part only: what is there does not exceed the line.
        let in_part = backing.iter().all(|i| i.kind.is_ticket()) && gross < lines;
        if covers || in_part {
            matched += 1;
            continue;
        }
        let gap = yuan(gross.checked_sub(lines).unwrap_or_default().abs());
        let message = format!("“{}”列支{}，对应发票合计{}，相差{gap}。", expense.line.item, yuan(lines), yuan(gross));
        let evidence = backing.iter().map(|i| i.evidence.clone()).chain([expense.line.evidence.clone()]);
        out.push(case.finding(rule, Status::Review, message).about(expense.line.item.clone()).citing(evidence));
    }
    for invoice in &accounts.invoices {
        if let Some(words) = voided(case, invoice) {
            let message = format!("发票号码{}票面注有“{words}”，不能作为报销凭证，请核实。", invoice.number);
            let finding = case.finding(rule, Status::Review, message).about(invoice.number.clone());
            out.push(finding.citing([invoice.evidence.clone()]));
        }
    }
    for (i, invoice) in accounts.invoices.iter().enumerate() {
        if !accounts.expenses.iter().any(|e| e.invoices.contains(&i)) && !is_copy(accounts, i) {
            let sum = invoice.gross.map(yuan).unwrap_or_default();
            let message = format!("发票号码{}（{sum}）未能与决算表的支出对应，请注明其对应的支出。", invoice.number);
            out.push(
                case.finding(rule, Status::Review, message)
                    .about(invoice.number.clone())
                    .citing([invoice.evidence.clone()]),
            );
        }
    }
    let bare: Vec<String> = accounts
        .expenses
        .iter()
        .filter(|e| e.invoices.is_empty() && e.line.actual.is_some_and(|a| !a.is_zero()))
        .map(|e| format!("“{}{}”", e.line.item, e.line.actual.map(yuan).unwrap_or_default()))
        .collect();
    let rest = match bare.len() {
        0 => String::new(),
        n if n <= NAMED => format!("另有{n}行支出未见对应发票：{}。", bare.join("、")),
        n => format!("另有{n}行支出未见对应发票：{}等。", bare.get(..NAMED).unwrap_or_default().join("、")),
    };
    let clean = format!("{}张发票与决算表{matched}行支出金额相符。{rest}", accounts.invoices.len());
    close(case, rule, out, clean)
}

/// Words on its face that take an invoice back. Looks only where the file holds no other invoice.
fn voided(case: &Case<'_>, invoice: &Invoice) -> Option<String> {
    /// A longer line tells of something else (“如有作废请重新开具”).
    const SHORT: usize = 10;
    let doc = invoice.evidence.doc;
    let known = &language().invoices;
    let word = |text: &str| Some(text.get(known.voided.find(text)?)?.to_owned());
    let alone = case.accounts.invoices.iter().filter(|i| i.evidence.doc == doc).count() == 1;
    let lines = case.dossier.doc(doc).blocks.iter().filter(|b| !b.hidden && alone);
    let stamped = lines.filter_map(|b| b.content.as_line()).find_map(|line| {
        let packed = key(line);
        let stands_alone = packed.chars().count() <= SHORT && !known.voided_denied.hits(&packed);
        word(&packed).filter(|_| stands_alone)
    });
    word(&invoice.remarks).or(stamped)
}

/// The same number again: V01's matter.
fn is_copy(accounts: &Accounts, at: usize) -> bool {
    let number = accounts.invoices.get(at).map(|i| &i.number);
    accounts.invoices.iter().enumerate().any(|(k, i)| k != at && Some(&i.number) == number)
}

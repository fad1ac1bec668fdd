//! What was bought, wherever it is said: the goods of linked invoices, bank slips, sentences of the accounts report, another table. A
//! harmless name in the accounts never covers what these show.
//!
//! Refuses to guess: a line is judged as the banned thing only where the link is plain (the same amount, a cited number, its own name in
//! the sentence); any other link makes it a question. A recognised paper alone makes questions only.

mod shown;
mod told;

use self::shown::{Said, Shown};
use super::lexicon::{Lexicon, tight};
use super::spending::{Classifier, Context, Verdict};
use crate::model::digits::folded_number;
use crate::model::{Accounts, Dossier, Evidence, Expense, Invoice, Kinds, Money, Source, SpendingClass, StatementLine};

/// Judges the lines by what other papers show of them; what belongs to no line stands beside them.
pub fn settle(accounts: &mut Accounts, dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon, classifier: &Classifier) {
    if accounts.main.is_none() {
        return;
    }
    let invoices = std::mem::take(&mut accounts.invoices);
    let amounts: Vec<Option<Money>> = accounts.expenses.iter().map(|e| e.line.actual).collect();
    for expense in &mut accounts.expenses {
        let only = amounts.iter().filter(|a| **a == expense.line.actual).count() == 1;
        by_invoices(expense, &invoices, only, classifier);
    }
    let linked: Vec<usize> = accounts.expenses.iter().flat_map(|e| e.invoices.clone()).collect();
    for (_, invoice) in invoices.iter().enumerate().filter(|(i, _)| !linked.contains(i)) {
        let copy = linked.iter().filter_map(|l| invoices.get(*l)).any(|l| l.number == invoice.number);
        if let Some(shown) = worst_goods(&[invoice], classifier).filter(|s| s.verdict.class.is_forbidden() && !copy) {
            stand_beside(accounts, shown.said("未与决算行对应的发票"), invoice.gross, &invoice.evidence);
        }
    }
    accounts.invoices = invoices;
    for said in told::in_papers(dossier, kinds, lexicon, classifier) {
        by_words(accounts, said);
    }
    by_other_tables(accounts, classifier);
}

fn by_invoices(expense: &mut Expense, invoices: &[Invoice], only: bool, classifier: &Classifier) {
    let linked: Vec<&Invoice> = expense.invoices.iter().filter_map(|i| invoices.get(*i)).collect();
    if linked.is_empty() || expense.line.actual.is_none_or(Money::is_zero) {
        return;
    }
    let cited = |i: &Invoice| {
        let number = i.number.rsplit('-').next().unwrap_or_default();
        let written = folded_number(&format!("{} {}", expense.line.voucher, expense.line.note));
        number.len() >= 8 && written.contains(number)
    };
    // Of two lines with one sum nobody knows which the invoice means.
    let same = only && matches!(linked.as_slice(), [one] if one.gross == expense.line.actual);
    let plain = same || linked.iter().all(|i| cited(i));
    let read = linked.iter().all(|i| !i.recognised);
    if let Some(shown) = worst_goods(&linked, classifier) {
        let shown = shown.said("所附发票品名");
        judged_as(expense, shown.verdict, plain && read);
    } else if plain && read {
        decided_by_goods(expense, &linked, classifier);
    }
}

/// The goods that are banned, or near one of the four bans.
fn worst_goods(invoices: &[&Invoice], classifier: &Classifier) -> Option<Shown> {
    let lines = invoices.iter().flat_map(|i| &i.lines);
    let positive = lines.filter(|l| l.amount.is_none_or(|a| !a.is_negative()));
    let judged = positive.map(|l| Shown { what: l.item.trim().to_owned(), verdict: classifier.goods(l) });
    judged.filter(|s| matters(&s.verdict)).max_by_key(|s| u8::from(s.verdict.class.is_forbidden()))
}

/// A doubt about food or clothes on an invoice is none about the line.
fn matters(verdict: &Verdict) -> bool {
    let four = verdict.suspects.iter().any(|s| *s != SpendingClass::Fiscal);
    verdict.class.is_forbidden() || verdict.class == SpendingClass::Review && four && !verdict.vague
}

fn judged_as(expense: &mut Expense, verdict: Verdict, plain: bool) {
    if expense.class.is_forbidden() {
        return;
    }
    let reason = match expense.class {
        SpendingClass::Allowed => format!("名目“{}”，而{}", expense.line.item, verdict.reason),
        _ => verdict.reason,
    };
    if verdict.class.is_forbidden() && plain {
        (expense.class, expense.suspects, expense.reason) = (verdict.class, Vec::new(), reason);
        return;
    }
    let suspects = if verdict.class.is_forbidden() { vec![verdict.class] } else { verdict.suspects };
    if expense.class == SpendingClass::Review {
        expense.suspects.extend(suspects.iter().filter(|s| !expense.suspects.contains(s)).collect::<Vec<_>>());
        expense.reason = format!("{}；{reason}", expense.reason);
    } else {
        expense.suspects = suspects;
        expense.reason = format!("{reason}，须核实");
    }
    expense.class = SpendingClass::Review;
}

/// A line of which its name tells nothing (“材料费”, “投影仪”) is what its invoice says.
fn decided_by_goods(expense: &mut Expense, linked: &[&Invoice], classifier: &Classifier) {
    let name = classifier.classify(&expense.line.item, &Context::of(&expense.line));
    let open = name.vague || name.suspects.iter().all(|s| *s == SpendingClass::FixedAsset);
    if expense.class != SpendingClass::Review || !open || linked.iter().any(|i| i.lines.is_empty()) {
        return;
    }
    let goods: Vec<_> = linked.iter().flat_map(|i| &i.lines).collect();
    if goods.iter().all(|l| classifier.goods(l).class == SpendingClass::Allowed) {
        let mut names: Vec<&str> = goods.iter().map(|l| l.item.trim()).collect();
        names.dedup();
        names.truncate(3);
        expense.class = SpendingClass::Allowed;
        expense.suspects.clear();
        expense.reason = format!("所附发票品名为“{}”，属活动直接费用", names.join("”“"));
    }
}

/// The line that a sentence or a slip means: named in it, or the only one of its amount.
fn by_words(accounts: &mut Accounts, said: Said) {
    let class = said.shown.verdict.class;
    let words = tight(&said.words);
    let spent = |e: &Expense| e.line.actual.is_some_and(|a| !a.is_zero());
    let object = tight(&said.shown.what);
    let shows = |e: &Expense| e.class == class && (same_thing(&e.line.item, &object) || amount_fits(e, &said.amounts));
    // A line's own words and remark are its own matter.
    let own_words =
        |e: &Expense| [&e.line.item, &e.line.note].iter().any(|t| !t.is_empty() && tight(t).contains(&words));
    if accounts.expenses.iter().any(|e| shows(e) || own_words(e)) {
        return;
    }
    // Millions in a summary are other people's money.
    let within = |m: &Money| accounts.actual.is_none_or(|total| *m <= total);
    if !said.amounts.is_empty() && !said.amounts.iter().any(within) {
        return;
    }
    let named = |e: &&mut Expense| {
        let item = tight(&e.line.item);
        item.chars().count() >= 3 && words.contains(&item)
    };
    let mut by_name: Vec<&mut Expense> = accounts.expenses.iter_mut().filter(|e| spent(e)).filter(named).collect();
    if let [one] = by_name.as_mut_slice() {
        judged_as(one, said.shown.verdict, said.sure);
        return;
    }
    let mut by_amount: Vec<&mut Expense> =
        accounts.expenses.iter_mut().filter(|e| spent(e) && amount_fits(e, &said.amounts)).collect();
    if let [one] = by_amount.as_mut_slice() {
        judged_as(one, said.shown.verdict, said.sure);
        return;
    }
    if class.is_forbidden() {
        let amount = match said.amounts.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        stand_beside(accounts, said.shown, amount, &said.evidence);
    }
}

fn amount_fits(expense: &Expense, amounts: &[Money]) -> bool {
    expense.line.actual.is_some_and(|a| amounts.contains(&a))
}

/// The line speaks of the thing itself.
fn same_thing(item: &str, object: &str) -> bool {
    let item: Vec<char> = tight(item).chars().collect();
    item.windows(2).any(|w| object.contains(&w.iter().collect::<String>()))
}

/// Another table that shows a banned thing for the very sum of one harmless line.
fn by_other_tables(accounts: &mut Accounts, classifier: &Classifier) {
    let Some(main) = accounts.main else { return };
    let others: Vec<StatementLine> =
        accounts.statements.iter().enumerate().filter(|(i, _)| *i != main).flat_map(|(_, s)| s.lines.clone()).collect();
    for line in others.iter().filter(|l| l.source != Source::Own && l.actual.is_some_and(|a| !a.is_zero())) {
        let verdict = classifier.classify(&line.item, &Context::of(line));
        let known = accounts.expenses.iter().any(|e| tight(&e.line.item) == tight(&line.item));
        if !verdict.class.is_forbidden() || known {
            continue;
        }
        let mut same: Vec<&mut Expense> =
            accounts.expenses.iter_mut().filter(|e| e.line.actual == line.actual).collect();
        if let [one] = same.as_mut_slice() {
            let shown = Shown { what: line.item.clone(), verdict }.said("同一金额在另一张表中");
            judged_as(one, shown.verdict, false);
        }
    }
}

fn stand_beside(accounts: &mut Accounts, shown: Shown, amount: Option<Money>, evidence: &Evidence) {
    let class = shown.verdict.class;
    // Own funds that bought such a thing are taken for it.
    let own = |e: &&Expense| e.line.source == Source::Own && e.class == class;
    if accounts.expenses.iter().any(|e| own(&e))
        || accounts.beside.iter().any(|e| e.class == class && e.line.actual == amount)
    {
        return;
    }
    let line = StatementLine {
        seq: String::new(),
        item: shown.what,
        section: String::new(),
        budget: None,
        actual: amount,
        variance: None,
        split: Vec::new(),
        source: Source::Unknown,
        source_words: String::new(),
        unit_price: None,
        quantity: String::new(),
        voucher: String::new(),
        note: String::new(),
        evidence: evidence.clone(),
        unread: None,
    };
    accounts.beside.push(Expense {
        line,
        class,
        suspects: Vec::new(),
        reason: shown.verdict.reason,
        invoices: Vec::new(),
    });
}

//! X02: no invoice in two dossiers, whether handed in or only cited by the accounts, nor in the ledger of earlier years.

use std::collections::{BTreeMap, BTreeSet};

use super::finding;
use crate::model::audit::CrossFinding;
use crate::model::digits::folded_number;
use crate::model::pack::{Pack, Rule};
use crate::model::text::key;
use crate::model::{Day, DossierAudit, Evidence, Invoice, Ledger, LedgerEntry, Money, Status};

pub(super) fn invoices(pack: &Pack, rule: &Rule, dossiers: &[DossierAudit], ledger: &Ledger) -> Vec<CrossFinding> {
    let mut by_number: BTreeMap<&str, Vec<(usize, Evidence)>> = BTreeMap::new();
    let mut total = 0;
    for (i, d) in dossiers.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for invoice in &d.accounts.invoices {
            total += 1;
            if invoice.number.len() >= 8 && seen.insert(invoice.number.as_str()) {
                by_number.entry(&invoice.number).or_default().push((i, invoice.evidence.clone()));
            }
        }
    }
    let without_code = told_without_code(rule, dossiers);
    let mut shared: Vec<CrossFinding> = by_number
        .into_iter()
        .filter(|(_, at)| at.len() > 1)
        .map(|(number, at)| {
            let names: Vec<String> = at
                .iter()
                .map(|(i, e)| format!("“{}”的{}", dossiers[*i].path, dossiers[*i].dossier.doc(e.doc).path))
                .collect();
            finding(
                rule,
                Status::Fail,
                number.to_owned(),
                format!("发票号码{number}同时出现在{}。", names.join("和")),
                at,
            )
        })
        .collect();
    shared.extend(without_code);
    shared.extend(cited_elsewhere(rule, dossiers));
    shared.extend(accounted_before(pack, rule, dossiers, ledger));
    if !shared.is_empty() {
        return shared;
    }
    let some = dossiers
        .iter()
        .enumerate()
        .filter_map(|(i, d)| d.accounts.invoices.first().map(|v| (i, v.evidence.clone())))
        .take(3)
        .collect();
    let status = if total == 0 { Status::NotApplicable } else { Status::Pass };
    let message = if total == 0 {
        "本批材料中没有可读的发票。".to_owned()
    } else {
        let before = match ledger.entries.len() {
            0 => String::new(),
            n => format!("，也没有已在发票台账“{}”（{n}行）中列支过的", ledger.file),
        };
        format!("共核对{total}张发票，没有同一发票用于两个项目{before}。")
    };
    vec![finding(rule, status, String::new(), message, some)]
}

/// Digits of the number of a digital invoice.
const DIGITAL: usize = 20;

/// Numbers that the accounts of two dossiers cite, where not both have the invoice itself.
fn cited_elsewhere(rule: &Rule, dossiers: &[DossierAudit]) -> Vec<CrossFinding> {
    let mut cited: BTreeMap<String, BTreeMap<usize, (bool, Evidence)>> = BTreeMap::new();
    for (i, d) in dossiers.iter().enumerate() {
        for invoice in &d.accounts.invoices {
            let number = key(&invoice.number);
            cited.entry(number).or_default().insert(i, (true, invoice.evidence.clone()));
        }
        for expense in &d.accounts.expenses {
            let line = &expense.line;
            for number in numbers_in(&line.voucher).into_iter().chain(numbers_in(&line.note)) {
                cited.entry(number).or_default().entry(i).or_insert((false, line.evidence.clone()));
            }
        }
    }
    let twice = cited.into_iter().filter(|(_, at)| at.len() > 1 && at.values().any(|(handed_in, _)| !handed_in));
    twice
        .map(|(number, at)| {
            let path = |i: &usize| dossiers.get(*i).map_or("", |d| d.path.as_str());
            let names: Vec<String> = at
                .iter()
                .map(|(i, (handed_in, _))| format!("“{}”的{}", path(i), if *handed_in { "发票" } else { "决算表" }))
                .collect();
            let message = format!(
                "发票号码{number}同时见于{}，其中有的项目只在决算表中写了号码、未附发票，请核对原件。",
                names.join("和")
            );
            let evidence = at.into_iter().map(|(i, (_, evidence))| (i, evidence)).collect();
            finding(rule, Status::Review, number, message, evidence)
        })
        .collect()
}

/// Numbers of digital invoices in a cell; shorter ones may be anything.
fn numbers_in(cell: &str) -> Vec<String> {
    let folded = folded_number(cell);
    let runs = folded.split(|c: char| !c.is_ascii_digit());
    runs.filter(|run| run.len() == DIGITAL).map(str::to_owned).collect()
}

/// What is known of an invoice beside its number.
struct Known<'a> {
    /// Letters and digits only.
    number: String,
    /// Written as code and number.
    coded: bool,
    gross: Option<Money>,
    date: Option<Day>,
    seller: &'a str,
}

impl<'a> Known<'a> {
    fn of(invoice: &'a Invoice) -> Known<'a> {
        Known {
            number: key(&invoice.number),
            coded: invoice.number.contains('-'),
            gross: invoice.gross,
            date: invoice.date,
            seller: &invoice.seller,
        }
    }

    fn entered(entry: &'a LedgerEntry) -> Known<'a> {
        Known {
            number: entry.key(),
            coded: entry.number.contains('-'),
            gross: entry.gross,
            date: entry.date,
            seller: &entry.seller,
        }
    }

    /// The 8 digits an older invoice has beside its code of 10 or 12; those of 20 digits have no code.
    fn short(&self) -> Option<&str> {
        let older = self.coded || self.lacks_code();
        (older && self.number.chars().all(|c| c.is_ascii_digit())).then_some(())?;
        self.number.get(self.number.len().checked_sub(OLD_NUMBER)?..)
    }

    fn lacks_code(&self) -> bool {
        self.number.len() == OLD_NUMBER
    }

    /// The same invoice where one side gives the number without its code: with sum and day or seller alike it is, with nothing that
    /// speaks against it it may be. Numbers without codes repeat, so a different sum from another seller is another invoice.
    fn likely(&self, other: &Known<'_>) -> Option<Status> {
        if self.lacks_code() == other.lacks_code() || self.short()? != other.short()? {
            return None;
        }
        let seller = !self.seller.is_empty() && key(self.seller) == key(other.seller);
        let same = |known: bool, equal: bool| known && equal;
        let gross = same(self.gross.is_some(), self.gross == other.gross);
        let date = same(self.date.is_some(), self.date == other.date);
        let against = self.gross.is_some() && other.gross.is_some() && !gross
            || self.date.is_some() && other.date.is_some() && !date
            || !self.seller.is_empty() && !other.seller.is_empty() && !seller;
        match (gross && (date || seller), against) {
            (true, false) => Some(Status::Fail),
            (_, false) => Some(Status::Review),
            (_, true) => (gross || seller).then_some(Status::Review),
        }
    }

    /// Two numbers of 8 digits without codes.
    fn alike(&self, other: &Known<'_>) -> Option<Status> {
        let coded = Known { number: format!("0000000000{}", other.number), coded: true, ..*other };
        self.likely(&coded)
    }
}

/// Digits of the number of an older invoice, which has a code beside it.
const OLD_NUMBER: usize = 8;

/// Older invoices of two projects, one of them written without its code.
fn told_without_code(rule: &Rule, dossiers: &[DossierAudit]) -> Vec<CrossFinding> {
    let mut by_short: BTreeMap<String, Vec<(usize, &Invoice)>> = BTreeMap::new();
    for (i, d) in dossiers.iter().enumerate() {
        for invoice in &d.accounts.invoices {
            if let Some(short) = Known::of(invoice).short() {
                by_short.entry(short.to_owned()).or_default().push((i, invoice));
            }
        }
    }
    let mut out = Vec::new();
    for same in by_short.values() {
        for (n, (i, a)) in same.iter().enumerate() {
            for (k, b) in same.iter().skip(n + 1).filter(|(k, _)| k != i) {
                let Some(status) = Known::of(a).likely(&Known::of(b)) else { continue };
                let at = |i: &usize, v: &Invoice| {
                    let d = dossiers.get(*i);
                    let path = d.map_or("", |d| d.dossier.doc(v.evidence.doc).path.as_str());
                    format!("“{}”的{path}（号码{}）", d.map_or("", |d| d.path.as_str()), v.number)
                };
                let message = format!(
                    "{}和{}发票号码后8位相同，其中一处未载发票代码，请核对是否同一张发票。",
                    at(i, a),
                    at(k, b)
                );
                let evidence = vec![(*i, a.evidence.clone()), (*k, b.evidence.clone())];
                out.push(finding(rule, status, a.number.clone().max(b.number.clone()), message, evidence));
            }
        }
    }
    out
}

/// Invoices that stand in the ledger of earlier years. Entries of this run's own projects under this notice were
/// made by an earlier run; what two of them share is told above.
fn accounted_before(pack: &Pack, rule: &Rule, dossiers: &[DossierAudit], ledger: &Ledger) -> Vec<CrossFinding> {
    let mut entries: BTreeMap<String, Vec<&LedgerEntry>> = BTreeMap::new();
    let mut short: BTreeMap<String, Vec<&LedgerEntry>> = BTreeMap::new();
    for entry in ledger.entries.iter().filter(|e| !dossiers.iter().any(|d| is_own(pack, d, e))) {
        entries.entry(entry.key()).or_default().push(entry);
        if let Some(digits) = Known::entered(entry).short() {
            short.entry(digits.to_owned()).or_default().push(entry);
        }
    }
    let mut out = Vec::new();
    for (i, d) in dossiers.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for invoice in d.accounts.invoices.iter().filter(|v| v.number.len() >= 8) {
            let known = Known::of(invoice);
            if !seen.insert(known.number.clone()) {
                continue;
            }
            let mut before: Vec<&LedgerEntry> =
                entries.get(&known.number).filter(|_| !known.lacks_code()).cloned().unwrap_or_default();
            let mut status = Status::Fail;
            if before.is_empty() {
                // Without a code on either side equal numbers alone prove nothing.
                let near = known.short().and_then(|digits| short.get(digits)).map(Vec::as_slice).unwrap_or_default();
                let likely = |e: &&LedgerEntry| {
                    let entered = Known::entered(e);
                    if known.lacks_code() && entered.lacks_code() {
                        known.alike(&entered)
                    } else {
                        known.likely(&entered)
                    }
                };
                before = near.iter().copied().filter(|e| likely(e).is_some()).collect();
                status = before.iter().filter_map(likely).max().unwrap_or(Status::Review);
            }
            if before.is_empty() {
                continue;
            }
            let code = if before.iter().any(|e| e.key() != known.number) {
                "（其中一处未载发票代码，请核对原件）"
            } else {
                ""
            };
            let message = format!(
                "“{}”的{}中发票号码{}{}：{}{}{code}。",
                d.path,
                d.dossier.doc(invoice.evidence.doc).path,
                invoice.number,
                if status == Status::Fail { "已列支过" } else { "可能已列支过" },
                before.iter().map(|e| accounted(ledger, e)).collect::<Vec<_>>().join("；"),
                other_sum(invoice, &before)
            );
            out.push(finding(
                rule,
                status,
                format!("{}|{}", invoice.number, ledger.file),
                message,
                vec![(i, invoice.evidence.clone())],
            ));
        }
    }
    out
}

fn is_own(pack: &Pack, d: &DossierAudit, entry: &LedgerEntry) -> bool {
    let project = &d.facts.project;
    let same = |a: &str, b: &str| key(a) == key(b);
    same(&entry.notice, &pack.notice.number) && same(&entry.unit, &project.unit) && same(&entry.project, d.called())
}

fn accounted(ledger: &Ledger, entry: &LedgerEntry) -> String {
    let or = |text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text.to_owned() };
    format!(
        "发票台账“{}”第{}行，{}，{}“{}”",
        ledger.file,
        entry.row,
        or(&entry.notice, "未注明批次"),
        or(&entry.unit, "未注明单位"),
        or(&entry.project, "未注明项目")
    )
}

fn other_sum(invoice: &Invoice, before: &[&LedgerEntry]) -> String {
    let other = before.iter().filter_map(|e| e.gross).find(|g| invoice.gross.is_some_and(|mine| mine != *g));
    match (other, invoice.gross) {
        (Some(then), Some(now)) => {
            format!("（台账金额{}元，本次{}元，请核对原件）", then.grouped(), now.grouped())
        }
        _ => String::new(),
    }
}

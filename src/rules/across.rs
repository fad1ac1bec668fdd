//! X01–X03: what only shows when all dossiers are held against each other.

mod likeness;
mod photos;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::audit::CrossFinding;
use crate::model::pack::{Check, Pack, Rule};
use crate::model::text::key;
use crate::model::{
    Day, DocId, DocKind, DossierAudit, Evidence, Invoice, Ledger, LedgerEntry, Money, Place, RegisterRow, Status,
};

/// Judges the rules over the whole run.
pub fn judge_across(
    pack: &Pack,
    dossiers: &[DossierAudit],
    register: &[RegisterRow],
    ledger: &Ledger,
) -> Vec<CrossFinding> {
    let mut out: Vec<CrossFinding> = Vec::new();
    for rule in pack.rules.iter().filter(|r| r.whole_run) {
        match &rule.check {
            Check::PortfolioWithinNotice {} => out.push(portfolio(pack, rule, dossiers, register)),
            Check::InvoicesUniqueAcross {} => out.extend(invoices(pack, rule, dossiers, ledger)),
            Check::PapersDistinctAcross { kinds, likeness_percent } => {
                out.extend(papers(pack, rule, dossiers, kinds, *likeness_percent))
            }
            _ => {}
        }
    }
    out.into_iter().map(|finding| super::recognised::settle_across(pack, dossiers, finding)).collect()
}

fn finding(
    rule: &Rule,
    status: Status,
    subject: String,
    message: String,
    evidence: Vec<(usize, Evidence)>,
) -> CrossFinding {
    let advice = match status {
        Status::Fail => &rule.advice.fail,
        Status::Missing => &rule.advice.missing,
        Status::Review => &rule.advice.review,
        Status::Pass | Status::NotApplicable => "",
    };
    let advice = advice.to_owned();
    CrossFinding { rule: rule.code.clone(), status, severity: rule.severity, subject, message, advice, evidence }
}

/// X01: numbers and sums per line within the notice's figures; register rows and dossiers match one to one.
fn portfolio(pack: &Pack, rule: &Rule, dossiers: &[DossierAudit], register: &[RegisterRow]) -> CrossFinding {
    let mut troubles = Vec::new();
    let mut evidence = Vec::new();
    let rows: Vec<(String, Option<Money>)> = if register.is_empty() {
        dossiers.iter().map(|d| (d.facts.project.line.clone(), d.facts.project.grant)).collect()
    } else {
        register.iter().map(|r| (r.line.clone(), r.grant)).collect()
    };
    for line in &pack.lines {
        let subs: Vec<_> = pack.sub_types.iter().filter(|s| s.line == line.code).collect();
        // the notice contradicts itself for 2026-1 (table against guide): the larger figure is the limit
        let shared = subs.len() == 2 && subs[0].awards == line.table_count && subs[1].awards == line.table_count;
        let guide_count = if shared { line.table_count } else { subs.iter().map(|s| s.awards).sum() };
        let guide_sum = if shared {
            line.table_amount
        } else {
            Money::sum(subs.iter().filter_map(|s| s.grant.as_decimal().checked_mul(s.awards.into()).map(Money::new)))
                .unwrap_or(line.table_amount)
        };
        let (most, limit) = (line.table_count.max(guide_count), line.table_amount.max(guide_sum));
        let mine: Vec<&(String, Option<Money>)> = rows.iter().filter(|(l, _)| *l == line.code).collect();
        let n = u32::try_from(mine.len()).unwrap_or(u32::MAX);
        let sum = Money::sum(mine.iter().filter_map(|(_, g)| *g)).unwrap_or_default();
        if n > most {
            troubles.push(format!("{}号项目{n}个，多于通知的{most}个", line.code));
        }
        if sum > limit {
            troubles.push(format!("{}号项目资助合计{}元，多于通知的{}元", line.code, sum.grouped(), limit.grouped()));
        }
    }
    if !register.is_empty() {
        let of = |d: &DossierAudit| {
            let units = [d.facts.project.unit.clone()];
            let names: Vec<String> =
                d.facts.project.names.iter().map(|n| n.value.clone()).chain([d.facts.project.name.clone()]).collect();
            crate::model::facts::register_row(register, &d.path, &units, &names, &d.facts.project.sub_type)
        };
        let mut taken: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for (i, d) in dossiers.iter().enumerate() {
            match of(d) {
                Some(row) => taken.entry(row).or_default().push(&d.path),
                None => {
                    troubles.push(format!("“{}”在立项一览表中没有对应的行", d.path));
                    evidence.push((i, Evidence::new(DocId(0), Place::Whole, &d.path)));
                }
            }
        }
        for (i, row) in register.iter().enumerate() {
            match taken.get(&i).map(Vec::as_slice) {
                None => troubles.push(format!("立项一览表{}“{}”没有对应的验收材料", row.place, row.unit)),
                Some([_]) => {}
                Some(many) => {
                    troubles.push(format!("立项一览表{}“{}”对应多份材料：{}", row.place, row.unit, many.join("、")))
                }
            }
        }
    }
    if evidence.is_empty() {
        evidence.extend(
            dossiers
                .iter()
                .enumerate()
                .filter(|(_, d)| !d.dossier.documents.is_empty())
                .map(|(i, d)| (i, Evidence::new(DocId(0), Place::Whole, &d.path)))
                .take(3),
        );
    }
    if troubles.is_empty() {
        let words = if register.is_empty() {
            "未提供立项一览表，按本批材料计算；"
        } else {
            "立项一览表与验收材料一一对应；"
        };
        return finding(
            rule,
            Status::Pass,
            String::new(),
            format!("{words}各项目的数量和资助额均在通知所列范围内。"),
            evidence,
        );
    }
    finding(rule, Status::Review, String::new(), format!("{}，请核实。", troubles.join("；")), evidence)
}

/// X02.
fn invoices(pack: &Pack, rule: &Rule, dossiers: &[DossierAudit], ledger: &Ledger) -> Vec<CrossFinding> {
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

/// X03.
fn papers(pack: &Pack, rule: &Rule, dossiers: &[DossierAudit], kinds: &[DocKind], percent: u32) -> Vec<CrossFinding> {
    let (compared, mut out, some) = likeness::papers(pack, rule, dossiers, kinds, percent);
    out.extend(photos::photos(rule, dossiers));
    if out.is_empty() {
        let message = format!("比对{compared}篇新闻稿、案例和总结，未见不同项目之间文字近于相同或照片相同。");
        out.push(finding(rule, Status::Pass, String::new(), message, some));
    }
    out
}

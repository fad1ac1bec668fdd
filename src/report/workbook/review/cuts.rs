//! Reductions beside those of single lines: an invoice that backs several lines twice over, and what exceeds the grant.
//!
//! Only where a finding says `fail`, and only as much as the lines show; a repeated paper that one line alone relies on costs nothing.

use crate::model::{Check, DossierAudit, Expense, Finding, Money, Pack, Source, Status, text};

/// A reduction that belongs to no single line.
pub struct Cut<'d> {
    pub what: String,
    pub amount: Money,
    pub why: String,
    pub finding: &'d Finding,
}

/// Repeated invoices charged to the grant more than once. `is_cut`: lines that are disallowed already.
pub fn repeated<'d>(pack: &Pack, d: &'d DossierAudit, is_cut: impl Fn(&Expense) -> bool) -> Vec<Cut<'d>> {
    let mut out: Vec<Cut<'d>> = Vec::new();
    for finding in failing(pack, d, |c| matches!(c, Check::InvoicesUnique {})) {
        let number = text::key(&finding.subject);
        let copies: Vec<usize> = (0..d.accounts.invoices.len())
            .filter(|i| d.accounts.invoices.get(*i).is_some_and(|v| text::key(&v.number) == number))
            .collect();
        let lines: Vec<&Expense> = d
            .accounts
            .expenses
            .iter()
            .filter(|e| !e.invoices.is_empty() && e.invoices.iter().all(|i| copies.contains(i)) && !is_cut(e))
            .collect();
        let gross = copies.iter().filter_map(|i| d.accounts.invoices.get(*i)?.gross).max();
        let claimed = Money::sum(lines.iter().filter_map(|e| e.line.actual));
        let granted = lines.iter().all(|e| e.line.source == Source::Grant && e.line.split.is_empty());
        let excess =
            claimed.zip(gross).and_then(|(c, g)| c.checked_sub(g)).filter(|m| !m.is_negative() && !m.is_zero());
        let told = out.iter().any(|c| text::key(&c.finding.subject) == number);
        if let Some(amount) = excess.filter(|_| lines.len() > 1 && granted && !told) {
            let items: Vec<String> = lines.iter().map(|e| format!("“{}”", e.line.item)).collect();
            out.push(Cut {
                what: format!("发票{}重复列支", finding.subject),
                amount,
                why: format!("{}以同一发票列支，超过票面金额的部分审减。", items.join("、")),
                finding,
            });
        }
    }
    out
}

/// What is approved to the grant's charge beyond the grant.
pub fn overrun<'d>(pack: &Pack, d: &'d DossierAudit, approved: Money) -> Option<(Cut<'d>, Money)> {
    let finding = failing(pack, d, |c| matches!(c, Check::ChargedWithinGrant {})).next()?;
    let grant = d.facts.project.grant?;
    let amount = approved.checked_sub(grant).filter(|m| !m.is_negative()).unwrap_or_default();
    let why = "列支于项目经费的支出超过资助额的部分，由承担单位自筹解决。".to_owned();
    Some((Cut { what: "超出资助额的部分".to_owned(), amount, why, finding }, grant))
}

fn failing<'d>(pack: &Pack, d: &'d DossierAudit, is_it: impl Fn(&Check) -> bool) -> impl Iterator<Item = &'d Finding> {
    let rules: Vec<_> = pack.rules.iter().filter(|r| is_it(&r.check)).map(|r| r.code.clone()).collect();
    d.findings.iter().filter(move |f| f.status == Status::Fail && rules.contains(&f.rule))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pack::RuleId;
    use crate::model::{Rule, Severity};
    use crate::report::sample;

    /// The first sample with two lines behind one invoice, and a pack that has the rules.
    fn case(second: &str) -> (Pack, DossierAudit) {
        let (mut pack, audit) = (sample::pack(), sample::audit());
        let like = pack.rules[0].clone();
        let rule = |code: &str, check| Rule { code: RuleId(code.into()), check, ..like.clone() };
        pack.rules = vec![rule("V01", Check::InvoicesUnique {}), rule("B02", Check::ChargedWithinGrant {})];
        let mut d = audit.dossiers[0].clone();
        let number = d.accounts.invoices[0].number.clone();
        let gross = d.accounts.invoices[0].gross;
        d.accounts.expenses.truncate(2);
        for (e, amount) in d.accounts.expenses.iter_mut().zip([gross, second.parse().ok()]) {
            e.invoices = vec![0];
            e.line.source = Source::Grant;
            e.line.split.clear();
            e.line.actual = amount;
        }
        let finding = |code: &str, subject: &str| Finding {
            rule: RuleId(code.into()),
            status: Status::Fail,
            severity: Severity::Fail,
            subject: subject.to_owned(),
            ..d.findings[0].clone()
        };
        d.findings = vec![finding("V01", &number), finding("B02", "")];
        (pack, d)
    }

    #[test]
    fn what_two_lines_claim_beyond_one_invoice_is_cut_once() {
        let (pack, mut d) = case("1580");
        let cuts = repeated(&pack, &d, |_| false);
        assert_eq!(cuts.len(), 1);
        assert_eq!(cuts[0].amount, Money::yuan(1580));
        assert!(repeated(&pack, &d, |e| e.line.actual == Some(Money::yuan(1580))).is_empty(), "it is cut already");
        d.accounts.expenses[1].line.source = Source::Own;
        assert!(repeated(&pack, &d, |_| false).is_empty());
        d.accounts.expenses.truncate(1);
        assert!(repeated(&pack, &d, |_| false).is_empty(), "one line alone relies on the paper");
    }

    #[test]
    fn only_what_exceeds_the_grant_is_cut() {
        let (pack, mut d) = case("1580");
        let of = |d: &DossierAudit, yuan| overrun(&pack, d, Money::yuan(yuan)).map(|(c, _)| c.amount);
        assert_eq!(of(&d, 16_000), Some(Money::yuan(1_000)));
        assert_eq!(of(&d, 14_000), Some(Money::ZERO));
        d.findings.clear();
        assert_eq!(of(&d, 16_000), None);
    }
}

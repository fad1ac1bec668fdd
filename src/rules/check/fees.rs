//! Fee sheets (劳务费、讲课费、咨询费发放表): gross, tax and net worked out again, signatures looked for (V06).
//!
//! Everything is left to people: who is an employee or a student is taxed otherwise, and the sheet does not say.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::money::yuan;
use crate::model::accounts::FeeRow;
use crate::model::pack::{Rule, TaxBracket};
use crate::model::{DocId, Finding, Money, Status};
use crate::rules::Case;

/// Differences below one yuan are roundings.
const ROUNDING: Money = Money::ONE;
/// People named in one message.
const NAMED: usize = 8;

/// How much is withheld from a payment for labour.
#[derive(Debug, Clone, Copy)]
pub struct Withholding<'a> {
    pub deduction: Money,
    pub up_to: Money,
    pub percent_above: u32,
    pub brackets: &'a [TaxBracket],
}

impl Withholding<'_> {
    /// Tax on one payment; `None` when it leaves the range of a decimal or no bracket holds it.
    pub fn of(&self, gross: Money) -> Option<Money> {
        if gross <= self.deduction {
            return Some(Money::ZERO);
        }
        let taxable = if gross <= self.up_to {
            gross.checked_sub(self.deduction)?
        } else {
            gross.checked_sub(percent(gross, self.percent_above)?)?
        };
        let bracket = self.brackets.iter().find(|b| b.up_to.is_none_or(|m| taxable <= m))?;
        percent(taxable, bracket.percent)?.checked_sub(bracket.quick)
    }
}

fn percent(amount: Money, percent: u32) -> Option<Money> {
    amount.as_decimal().checked_mul(Decimal::from(percent))?.checked_div(Decimal::ONE_HUNDRED).map(Money::new)
}

/// V06.
pub fn fees_articulated(case: &Case<'_>, rule: &Rule, tax: &Withholding<'_>) -> Vec<Finding> {
    let fees: Vec<&FeeRow> = case.accounts.fees.iter().filter(|f| !f.evidence.hidden).collect();
    if fees.is_empty() {
        return vec![case.finding(rule, Status::NotApplicable, "材料中没有能读出的劳务费、讲课费、咨询费发放表。")];
    }
    let mut out: Vec<Finding> = fees.iter().filter_map(|f| uneven(case, rule, f)).collect();
    for person in by_person(&fees).values() {
        out.extend(mistaxed(case, rule, tax, person));
    }
    out.extend(unsigned(case, rule, &fees));
    if out.is_empty() {
        out.push(clean(case, rule, &fees));
    }
    out
}

/// One person in one sheet may have several rows: the payments of a month are taxed together.
fn by_person<'a>(fees: &[&'a FeeRow]) -> BTreeMap<(DocId, &'a str), Vec<&'a FeeRow>> {
    let mut out: BTreeMap<(DocId, &str), Vec<&FeeRow>> = BTreeMap::new();
    for fee in fees {
        out.entry((fee.evidence.doc, fee.name.as_str())).or_default().push(fee);
    }
    out
}

/// Gross less tax is not net.
fn uneven(case: &Case<'_>, rule: &Rule, fee: &FeeRow) -> Option<Finding> {
    let (gross, net) = (fee.gross.filter(|_| fee.taxed)?, fee.net?);
    let tax = fee.tax?;
    let computed = gross.checked_sub(tax)?;
    if !differ(computed, net) {
        return None;
    }
    let message = format!(
        "发放表中{}应发{}、个税{}，实发应为{}，表列{}，相差{}。",
        fee.name,
        yuan(gross),
        yuan(tax),
        yuan(computed),
        yuan(net),
        yuan(computed.checked_sub(net)?.abs())
    );
    Some(
        case.finding(rule, Status::Review, message)
            .about(format!("{}（实发）", fee.name))
            .citing([fee.evidence.clone()]),
    )
}

/// The tax is neither that of each payment nor that of all together.
fn mistaxed(case: &Case<'_>, rule: &Rule, tax: &Withholding<'_>, rows: &[&FeeRow]) -> Option<Finding> {
    let stated: Vec<(Money, Money)> =
        rows.iter().filter(|f| f.taxed).map(|f| payment(f)).collect::<Option<Vec<_>>>()?;
    let gross = Money::sum(stated.iter().map(|(g, _)| *g))?;
    let withheld = Money::sum(stated.iter().map(|(_, t)| *t))?;
    let each = Money::sum(stated.iter().map(|(g, _)| tax.of(*g)).collect::<Option<Vec<_>>>()?)?;
    let together = tax.of(gross)?;
    if !differ(each, withheld) || !differ(together, withheld) {
        return None;
    }
    let name = &rows.first()?.name;
    let times = if stated.len() > 1 { format!("{}次", stated.len()) } else { String::new() };
    let message = format!(
        "发放表中{name}{times}应发{}，按劳务报酬预扣个税应为{}，表列{}，相差{}。",
        yuan(gross),
        yuan(each),
        yuan(withheld),
        yuan(each.checked_sub(withheld)?.abs())
    );
    Some(
        case.finding(rule, Status::Review, message)
            .about(format!("{name}（个税）"))
            .citing(rows.iter().map(|f| f.evidence.clone()).take(NAMED)),
    )
}

/// Gross and tax of a row; an empty tax cell means that nothing was withheld.
fn payment(fee: &FeeRow) -> Option<(Money, Money)> {
    match (fee.gross, fee.tax, fee.net) {
        (Some(gross), Some(tax), _) => Some((gross, tax)),
        (Some(gross), None, Some(net)) => Some((gross, gross.checked_sub(net)?)),
        (Some(gross), None, None) => Some((gross, Money::ZERO)),
        (None, Some(tax), Some(net)) => Some((net.checked_add(tax)?, tax)),
        (None, None, Some(_)) | (None, _, None) => None,
    }
}

fn differ(a: Money, b: Money) -> bool {
    a.checked_sub(b).is_none_or(|d| d.abs() >= ROUNDING)
}

fn unsigned(case: &Case<'_>, rule: &Rule, fees: &[&FeeRow]) -> Option<Finding> {
    let empty: Vec<&&FeeRow> = fees.iter().filter(|f| f.signed == Some(false)).collect();
    if empty.is_empty() {
        return None;
    }
    let names: Vec<&str> = empty.iter().take(NAMED).map(|f| f.name.as_str()).collect();
    let more = if empty.len() > NAMED { "等" } else { "" };
    let message = format!(
        "发放表{}行中{}行签名栏为空（{}{more}），请核对签字的原件或转账凭证。",
        fees.len(),
        empty.len(),
        names.join("、")
    );
    Some(
        case.finding(rule, Status::Review, message)
            .about("签名")
            .citing(empty.iter().take(NAMED).map(|f| f.evidence.clone())),
    )
}

fn clean(case: &Case<'_>, rule: &Rule, fees: &[&FeeRow]) -> Finding {
    let taxed = fees.iter().filter(|f| f.taxed).count();
    let sum = Money::sum(fees.iter().filter_map(|f| f.gross.or(f.net)))
        .map_or(String::new(), |m| format!("、合计{}", yuan(m)));
    let tax = if taxed == fees.len() {
        "应发、个税与实发相符".to_owned()
    } else {
        format!("其中{taxed}行列明个税，复算相符，其余行只有一个金额，未计算个税")
    };
    let signed = match fees.iter().filter(|f| f.signed.is_none()).count() {
        0 => "签名栏均已填".to_owned(),
        n => format!("{n}行所在的表没有签名栏"),
    };
    case.finding(rule, Status::Pass, format!("发放表{}行{sum}，{tax}；{signed}。", fees.len()))
        .citing(fees.iter().take(NAMED).map(|f| f.evidence.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pack::Check;
    use crate::model::{Accounts, Day, Dossier, Evidence, Facts, Kinds, Place};
    use crate::rules::pack::embedded;

    fn yuan_of(text: &str) -> Money {
        text.parse().expect("an amount")
    }

    #[test]
    fn labour_is_taxed_by_800_and_4000() {
        let pack = embedded().expect("the pack in the binary");
        let rule = pack.rule("V06").expect("the rule");
        let Check::FeesArticulated { deduction, deduction_up_to, deduction_percent_above, brackets } = &rule.check
        else {
            panic!("V06 is the fee sheets' rule")
        };
        let tax = Withholding {
            deduction: *deduction,
            up_to: *deduction_up_to,
            percent_above: *deduction_percent_above,
            brackets,
        };
        for (gross, expected) in [
            ("500", "0"),
            ("800", "0"),
            ("801", "0.20"),
            ("1000", "40"),
            ("2000", "240"),
            ("4000", "640"),
            ("5000", "800"),
            ("25000", "4000"),
            ("30000", "5200"),
            ("100000", "25000"),
        ] {
            assert_eq!(tax.of(yuan_of(gross)), Some(yuan_of(expected)), "{gross}");
        }
    }

    fn row(name: &str, gross: &str, tax: &str, net: &str, signed: Option<bool>) -> FeeRow {
        let money = |t: &str| (!t.is_empty()).then(|| yuan_of(t));
        FeeRow {
            name: name.into(),
            gross: money(gross),
            tax: money(tax),
            net: money(net),
            signed,
            taxed: !tax.is_empty() || !gross.is_empty() && !net.is_empty(),
            evidence: Evidence::new(DocId(0), Place::Whole, name),
        }
    }

    fn answers(fees: Vec<FeeRow>) -> Vec<Finding> {
        let pack = embedded().expect("the pack in the binary");
        let accounts = Accounts { fees, ..Accounts::default() };
        let dossier =
            Dossier { path: "例".into(), documents: vec![], set_aside: vec![], settings: None, problems: vec![] };
        let (kinds, facts) = (Kinds::default(), Facts::default());
        let case = Case {
            pack: &pack,
            sub_type: pack.sub_type("1A").expect("a sub-type of the notice"),
            dossier: &dossier,
            kinds: &kinds,
            facts: &facts,
            accounts: &accounts,
            as_of: Day::new(2026, 11, 23).expect("a day"),
        };
        crate::rules::judge(&case).into_iter().filter(|f| f.rule.as_str() == "V06").collect()
    }

    #[test]
    fn sheets_that_add_up_pass_and_others_are_questions() {
        for (fees, expected) in [
            (vec![], Status::NotApplicable),
            (vec![row("张三", "2000", "240", "1760", Some(true))], Status::Pass),
            (vec![row("张三", "800", "", "800", Some(true))], Status::Pass),
            (vec![row("张三", "2000", "240", "1760", None)], Status::Pass),
            // 240.4 rounded to whole yuan
            (vec![row("张三", "2002", "240", "1762", Some(true))], Status::Pass),
            // one amount only: nothing to work out
            (vec![row("张三", "2000", "", "", Some(true))], Status::Pass),
            (vec![row("张三", "2000", "240", "1860", Some(true))], Status::Review),
            (vec![row("张三", "2000", "160", "1840", Some(true))], Status::Review),
            (vec![row("张三", "2000", "", "2000", Some(true))], Status::Review),
            (vec![row("张三", "2000", "240", "1760", Some(false))], Status::Review),
            // net and tax alone tell the gross
            (vec![row("张三", "", "240", "1760", Some(true))], Status::Pass),
        ] {
            let found = answers(fees);
            assert_eq!(found.first().map(|f| f.status), Some(expected), "{found:?}");
        }
    }

    #[test]
    fn payments_of_one_person_may_be_taxed_together() {
        let two = |tax: [&str; 2], net: [&str; 2]| {
            vec![row("李四", "3000", tax[0], net[0], Some(true)), row("李四", "2000", tax[1], net[1], Some(true))]
        };
        // 5000 × 80 % × 20 % = 800 together; 440 + 240 apart
        assert_eq!(answers(two(["480", "320"], ["2520", "1680"]))[0].status, Status::Pass);
        assert_eq!(answers(two(["440", "240"], ["2560", "1760"]))[0].status, Status::Pass);
        assert_eq!(answers(two(["100", "100"], ["2900", "1900"]))[0].status, Status::Review);
    }

    #[test]
    fn the_unsigned_are_named_once() {
        let fees = (0..12).map(|n| row(&format!("甲{n}"), "800", "0", "800", Some(false))).collect();
        let found = answers(fees);
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("12行") && found[0].message.contains('等'), "{}", found[0].message);
    }
}

//! The four bans (B11–B14) and the advisory lexicon (B20) over classified lines.
//!
//! Only lines charged to the grant can breach a ban; where nobody says who paid, the answer is `review`, never `pass`.

use super::money::{charged_to_grant, statement, unread_told, yuan};
use crate::model::accounts::UnreadAmount;
use crate::model::pack::Rule;
use crate::model::{Expense, Finding, Money, Source, SpendingClass, StatementLine, Status};
use crate::rules::Case;

/// B11–B14.
pub fn nothing_forbidden(case: &Case<'_>, rule: &Rule, class: SpendingClass) -> Vec<Finding> {
    let statement = match statement(case, rule) {
        Ok(s) => s,
        Err(f) => return vec![*f],
    };
    let mut out = Vec::new();
    let mut own: Vec<&Expense> = Vec::new();
    for expense in spent(case) {
        let certain = expense.class == class;
        if !certain && !is_suspect(expense, class) {
            continue;
        }
        if payer(expense) == Source::Own {
            own.push(expense);
        } else {
            out.push(line(case, rule, expense, class, certain));
        }
    }
    out.extend(
        case.accounts
            .beside
            .iter()
            .filter(|e| e.class == class && e.line.source != Source::Own)
            .map(|e| beside(case, rule, e)),
    );
    let unread: Vec<&UnreadAmount> = statement.unread.iter().filter(|u| !paid_by_own(case, u)).collect();
    if !unread.is_empty() && out.is_empty() {
        let told = unread_told(unread.iter().copied());
        let message = format!("{told}，除此之外列支于项目经费的支出中未见{}，请核实后认定。", class.chinese());
        out.push(
            case.finding(rule, Status::Review, message)
                .about("读不出的金额")
                .citing(unread.iter().take(4).map(|u| u.evidence.clone())),
        );
    } else if out.is_empty() {
        out.push(none_found(case, rule, class, &own, statement));
    } else if let Some(first) = out.first_mut()
        && !own.is_empty()
    {
        first.message = format!("{}另有{}由自筹、配套经费列支，不计入。", first.message, named(&own));
    }
    out
}

/// An amount that can't be told, of a line that the grant plainly does not pay.
fn paid_by_own(case: &Case<'_>, unread: &UnreadAmount) -> bool {
    case.accounts.expenses.iter().any(|e| e.line.evidence == unread.evidence && payer(e) == Source::Own)
}

/// B20: hints only, whoever paid.
pub fn nothing_advisory(case: &Case<'_>, rule: &Rule, class: SpendingClass) -> Vec<Finding> {
    let statement = match statement(case, rule) {
        Ok(s) => s,
        Err(f) => return vec![*f],
    };
    let mut out: Vec<Finding> = spent(case)
        .filter(|e| e.class == class || e.class == SpendingClass::Review && e.suspects.contains(&class))
        .map(|e| {
            let message = format!(
                "“{}{}”（资金来源：{}）：{}，须按财政经费支出规定核实。",
                e.line.item,
                amount(e),
                e.line.source.chinese(),
                e.reason
            );
            case.finding(rule, Status::Review, message).about(e.line.item.clone()).citing([e.line.evidence.clone()])
        })
        .collect();
    if out.is_empty() {
        let message = format!(
            "决算表{}行支出，未见烟酒、礼品、旅游、工资、罚款等不宜由财政经费列支的事项。",
            case.accounts.expenses.len()
        );
        out.push(case.finding(rule, Status::Pass, message).citing([statement.evidence.clone()]));
    }
    out
}

fn spent<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Expense> {
    case.accounts.expenses.iter().filter(|e| e.line.actual.is_none_or(|a| !a.is_zero()))
}

/// An unclear line is listed under the bans it may touch; one of which nothing is known may touch every one of the four.
fn is_suspect(expense: &Expense, class: SpendingClass) -> bool {
    expense.class == SpendingClass::Review
        && (expense.suspects.contains(&class) || expense.suspects.is_empty() && class != SpendingClass::Fiscal)
}

/// A line split over sources is the grant's as far as the grant pays anything of it.
fn payer(expense: &Expense) -> Source {
    match charged_to_grant(expense) {
        Some(m) if !m.is_zero() => Source::Grant,
        _ if expense.line.split.is_empty() || expense.line.unread.is_some() => expense.line.source,
        _ => Source::Own,
    }
}

fn amount(expense: &Expense) -> String {
    expense.line.actual.map(yuan).unwrap_or_default()
}

fn line(case: &Case<'_>, rule: &Rule, expense: &Expense, class: SpendingClass, certain: bool) -> Finding {
    let item = &expense.line.item;
    let paid = payer(expense);
    // one amount for several items is nobody's own
    let charged = charged_to_grant(expense)
        .filter(|m| !m.is_zero() && paid == Source::Grant)
        .or(expense.line.actual)
        .filter(|_| expense.line.unread.is_none());
    let sum = charged.map(yuan).unwrap_or_default();
    let cut = if sum.is_empty() { "该项支出（金额以原始凭证为准）" } else { sum.as_str() };
    let hidden = expense.line.evidence.hidden;
    let (status, message) = match (certain, paid) {
        (true, Source::Grant) if !hidden => (
            Status::Fail,
            format!(
                "决算表“{item}{sum}”列支于项目经费，{}，不符合“项目经费不可用于固定资产购买、对外投资、捐款赞助、奖励支出”，建议调减{cut}。",
                expense.reason
            ),
        ),
        (true, Source::Grant) => {
            (Status::Review, format!("隐藏的行“{item}{sum}”列支于项目经费，{}，请核实该行是否有效。", expense.reason))
        }
        (true, _) => (
            Status::Review,
            format!(
                "决算表“{item}{sum}”{}，但未注明资金来源，不能确定是否列支于项目经费。",
                if expense.reason.is_empty() { class.chinese().to_string() } else { expense.reason.clone() }
            ),
        ),
        (false, source) => (
            Status::Review,
            format!(
                "决算表“{item}{sum}”（资金来源：{}）是否属于{}不能确定：{}。",
                source.chinese(),
                class.chinese(),
                expense.reason
            ),
        ),
    };
    let finding = case.finding(rule, status, message).about(item.clone()).citing([expense.line.evidence.clone()]);
    let invoices = expense.invoices.iter().filter_map(|i| case.accounts.invoices.get(*i)).map(|i| i.evidence.clone());
    finding.citing(invoices.take(2))
}

/// Banned spending in another table or paper, which the table that was audited does not show.
fn beside(case: &Case<'_>, rule: &Rule, expense: &Expense) -> Finding {
    let (item, sum) = (&expense.line.item, amount(expense));
    let in_a_table = |l: &StatementLine| l.evidence == expense.line.evidence && l.item == *item;
    let told = match case.accounts.statements.iter().flat_map(|s| &s.lines).any(in_a_table) {
        false if sum.is_empty() => expense.reason.clone(),
        false => format!("{}（{sum}）", expense.reason),
        true => format!("另一张表列有“{item}{sum}”，{}", expense.reason),
    };
    let message = format!("{told}，而决算表中没有相同的支出或金额，请核实该笔支出是否列支于项目经费。");
    case.finding(rule, Status::Review, message).about(expense.line.item.clone()).citing([expense.line.evidence.clone()])
}

fn none_found(
    case: &Case<'_>,
    rule: &Rule,
    class: SpendingClass,
    own: &[&Expense],
    statement: &crate::model::Statement,
) -> Finding {
    let count = case.accounts.expenses.len();
    let sum = case.accounts.lines_sum.map_or(String::new(), |m| format!("、合计{}", yuan(m)));
    let mut message = format!("逐行核对决算表{count}行支出{sum}，列支于项目经费的支出中未见{}。", class.chinese());
    if !own.is_empty() {
        message.push_str(&format!("{}由自筹、配套经费列支，不计入，予以注明。", named(own)));
    }
    let evidence = own.iter().map(|e| e.line.evidence.clone());
    case.finding(rule, Status::Pass, message).citing([statement.evidence.clone()]).citing(evidence)
}

fn named(expenses: &[&Expense]) -> String {
    expenses
        .iter()
        .map(|e| {
            format!(
                "“{}{}”",
                e.line.item,
                e.line.actual.map(Money::grouped).map(|m| format!("{m}元")).unwrap_or_default()
            )
        })
        .collect::<Vec<_>>()
        .join("、")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Accounts, Day, DocId, Dossier, Evidence, Facts, Kinds, Place, Statement};
    use crate::rules::pack::embedded;

    fn expense(item: &str, source: Source, class: SpendingClass, suspects: &[SpendingClass]) -> Expense {
        let line = StatementLine {
            seq: String::new(),
            item: item.into(),
            section: String::new(),
            budget: None,
            actual: Some(Money::yuan(1580)),
            unread: None,
            variance: None,
            split: Vec::new(),
            source,
            source_words: String::new(),
            unit_price: None,
            quantity: String::new(),
            voucher: String::new(),
            note: String::new(),
            evidence: Evidence::new(DocId(0), Place::Whole, item),
        };
        Expense { line, class, suspects: suspects.to_vec(), reason: "理由".into(), invoices: Vec::new() }
    }

    fn answers(expenses: Vec<Expense>, code: &str) -> Vec<Finding> {
        let pack = embedded().expect("the pack in the binary");
        let statement = Statement {
            doc: DocId(0),
            title: "决算表".into(),
            unit: crate::model::Unit::default(),
            lines: expenses.iter().map(|e| e.line.clone()).collect(),
            total: None,
            in_words: None,
            by_source: Vec::new(),
            differences: Vec::new(),
            unread: Vec::new(),
            has_budget: false,
            has_source: true,
            evidence: Evidence::new(DocId(0), Place::Whole, "决算表"),
        };
        let accounts = Accounts { statements: vec![statement], main: Some(0), expenses, ..Accounts::default() };
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
        crate::rules::judge(&case).into_iter().filter(|f| f.rule.as_str() == code).collect()
    }

    #[test]
    fn only_the_grants_lines_breach_a_ban() {
        use SpendingClass::{Allowed, Award, Fiscal, FixedAsset, Review};
        for (source, class, suspects, code, expected) in [
            (Source::Grant, Award, &[][..], "B14", Status::Fail),
            (Source::Own, Award, &[], "B14", Status::Pass),
            (Source::Unknown, Award, &[], "B14", Status::Review),
            (Source::Grant, Award, &[], "B11", Status::Pass),
            (Source::Grant, Review, &[FixedAsset], "B11", Status::Review),
            (Source::Own, Review, &[FixedAsset], "B11", Status::Pass),
            (Source::Grant, Review, &[FixedAsset], "B14", Status::Pass),
            (Source::Grant, Review, &[], "B11", Status::Review),
            (Source::Grant, Review, &[], "B12", Status::Review),
            (Source::Grant, Review, &[], "B14", Status::Review),
            (Source::Own, Review, &[], "B14", Status::Pass),
            (Source::Grant, Allowed, &[], "B11", Status::Pass),
            (Source::Own, Fiscal, &[], "B20", Status::Review),
            (Source::Grant, Review, &[Fiscal], "B20", Status::Review),
            (Source::Grant, Review, &[Fiscal], "B12", Status::Pass),
        ] {
            let found = answers(vec![expense("某项", source, class, suspects)], code);
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].status, expected, "{source:?} {class:?} {suspects:?} {code}");
            assert!(!found[0].evidence.is_empty());
        }
        let own = answers(vec![expense("团队奖金", Source::Own, SpendingClass::Award, &[])], "B14");
        assert!(own[0].message.contains("团队奖金"), "{}", own[0].message);
    }

    #[test]
    fn a_breach_is_curable_and_no_accounts_are_no_pass() {
        let found = answers(vec![expense("奖金", Source::Grant, SpendingClass::Award, &[])], "B14");
        assert!(found[0].curable && found[0].message.contains("1,580.00元"));
        let pack = embedded().expect("the pack in the binary");
        let accounts = Accounts::default();
        let dossier =
            Dossier { path: "例".into(), documents: vec![], set_aside: vec![], settings: None, problems: vec![] };
        let (kinds, facts) = (Kinds::default(), Facts::default());
        let case = Case {
            pack: &pack,
            sub_type: pack.sub_type("5B").expect("a sub-type of the notice"),
            dossier: &dossier,
            kinds: &kinds,
            facts: &facts,
            accounts: &accounts,
            as_of: Day::new(2026, 11, 23).expect("a day"),
        };
        for f in crate::rules::judge(&case) {
            if ["B01", "B02", "B03", "B04", "B11", "B12", "B13", "B14", "B20"].contains(&f.rule.as_str()) {
                assert_eq!(f.status, Status::Review, "{}", f.rule.as_str());
            }
            if f.rule.as_str().starts_with('V') || f.rule.as_str() == "T02" {
                assert_eq!(f.status, Status::NotApplicable, "{}", f.rule.as_str());
            }
        }
    }
}

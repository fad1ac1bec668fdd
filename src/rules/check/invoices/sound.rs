//! Sound in themselves (V05), and in time (T02).

use rust_decimal::Decimal;

use super::super::money::yuan;
use super::asked::{close, grounded, nothing_to_check};
use crate::model::pack::Rule;
use crate::model::{Day, Evidence, Finding, Invoice, InvoiceLine, Money, Status};
use crate::rules::Case;

/// V05.
pub fn invoices_articulated(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    if let Some(out) = nothing_to_check(case, rule) {
        return out;
    }
    let mut out: Vec<Finding> = Vec::new();
    for invoice in &case.accounts.invoices {
        for (status, message) in faults(invoice) {
            let finding = case.finding(rule, grounded(invoice, status), message);
            out.push(finding.about(invoice.number.clone()).citing([invoice.evidence.clone()]));
        }
    }
    let clean = format!("{}张发票金额、税额与价税合计、大写相符。", case.accounts.invoices.len());
    close(case, rule, out, clean)
}

/// Figures of one invoice that disagree. What is not there is no fault.
fn faults(invoice: &Invoice) -> Vec<(Status, String)> {
    let number = &invoice.number;
    let Some(gross) = invoice.gross else {
        return vec![(Status::Review, format!("发票号码{number}的价税合计未能读出。"))];
    };
    let mut out = Vec::new();
    if let Some(words) = invoice.in_words_amount.filter(|w| *w != gross) {
        let (small, large) = (yuan(gross), yuan(words));
        let message = format!("发票号码{number}价税合计小写{small}，大写“{}”为{large}，两者不一致。", invoice.in_words);
        out.push((Status::Fail, message));
    }
    let computed = invoice.net.and_then(|net| net.checked_add(invoice.tax.unwrap_or_default()));
    if let Some(computed) = computed.filter(|c| *c != gross) {
        let tax = invoice.tax.map_or("未列".to_string(), yuan);
        let status = if invoice.tax.is_some() { Status::Fail } else { Status::Review };
        let message = format!(
            "发票号码{number}金额{}、税额{tax}，相加为{}，与价税合计{}不符。",
            yuan(invoice.net.unwrap_or_default()),
            yuan(computed),
            yuan(gross)
        );
        out.push((status, message));
    }
    out.extend(unlike_lines(invoice));
    out.extend(invoice.lines.iter().filter_map(|l| unlike_product(number, l)));
    out
}

/// Lines that do not add up to the totals. Drawn lines may have been read in part, so only data is sure.
fn unlike_lines(invoice: &Invoice) -> Vec<(Status, String)> {
    let status = if invoice.structured { Status::Fail } else { Status::Review };
    let all = |of: fn(&InvoiceLine) -> Option<Money>| {
        let parts: Option<Vec<Money>> = invoice.lines.iter().map(of).collect();
        parts.filter(|p| !p.is_empty()).and_then(Money::sum)
    };
    [("金额", all(|l| l.amount), invoice.net), ("税额", all(|l| l.tax), invoice.tax)]
        .into_iter()
        .filter_map(|(what, sum, total)| {
            let (sum, total) = sum.zip(total).filter(|(s, t)| s != t)?;
            let number = &invoice.number;
            let (sum, total) = (yuan(sum), yuan(total));
            Some((status, format!("发票号码{number}各行{what}合计{sum}，与票面合计{what}{total}不符。")))
        })
        .collect()
}

/// Quantity × price against the amount. The price is printed rounded (or the amount computed from the sum with tax), so the
/// difference that half its last place makes is none.
fn unlike_product(number: &str, line: &InvoiceLine) -> Option<(Status, String)> {
    let quantity: Decimal = line.quantity.replace(',', "").parse().ok()?;
    let (price, amount) = (line.price?.as_decimal(), line.amount?.as_decimal());
    let product = quantity.checked_mul(price)?;
    let last_place = Decimal::new(1, price.scale().min(20));
    let rounding = quantity.abs().checked_mul(last_place)?.checked_add(Decimal::new(2, 2))?;
    let off = product.checked_sub(amount)?.abs();
    (off > rounding).then(|| {
        let message = format!(
            "发票号码{number}“{}”数量{}×单价{price}为{}，与金额{}不符。",
            line.item,
            line.quantity,
            yuan(Money::new(product.round_dp(2))),
            yuan(Money::new(amount))
        );
        (Status::Review, message)
    })
}

/// T02: between the notice and the deadline.
pub fn vouchers_in_period(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let dated: Vec<(&Invoice, Day)> = case.accounts.invoices.iter().filter_map(|i| Some((i, i.date?))).collect();
    if dated.is_empty() {
        return vec![case.finding(rule, Status::NotApplicable, "材料中没有载明日期的发票或付款凭证。")];
    }
    let (from, until) = (case.pack.notice.date, case.sub_type.deadline);
    let mut out: Vec<Finding> = dated
        .iter()
        .filter(|(_, day)| *day < from || *day > until)
        .map(|(invoice, day)| {
            let when = if *day < from {
                format!("早于通知发布日{}", from.chinese())
            } else {
                format!("晚于活动时限{}", until.chinese())
            };
            let sum = invoice.gross.map(yuan).unwrap_or_default();
            let message = format!(
                "发票号码{}（{sum}）开票日期为{}，{when}，请核实是否属于本项目支出。",
                invoice.number,
                day.chinese()
            );
            case.finding(rule, Status::Review, message).about(invoice.number.clone()).citing([invoice.evidence.clone()])
        })
        .collect();
    if out.is_empty() {
        let evidence: Vec<Evidence> = dated.iter().take(8).map(|(i, _)| i.evidence.clone()).collect();
        let message = format!("{}张发票的开票日期均在{}至{}之间。", dated.len(), from.chinese(), until.chinese());
        out.push(case.finding(rule, Status::Pass, message).citing(evidence));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::InvoiceKind;

    fn sound() -> Invoice {
        let money = |m: &str| m.parse::<Money>().ok();
        let line = |amount: &str, tax: &str| InvoiceLine {
            item: "*印刷品*手册".into(),
            quantity: "3".into(),
            price: money("33.3333333"),
            amount: money(amount),
            tax: money(tax),
            ..InvoiceLine::default()
        };
        Invoice {
            kind: InvoiceKind::DigitalOrdinary,
            number: "26452000001966310048".into(),
            date: None,
            buyer: String::new(),
            buyer_tax_id: String::new(),
            seller: String::new(),
            seller_tax_id: String::new(),
            lines: vec![
                line("100.00", "3.00"),
                InvoiceLine { amount: money("-10.00"), tax: money("-0.30"), ..Default::default() },
            ],
            net: money("90.00"),
            tax: money("2.70"),
            gross: money("92.70"),
            in_words: "玖拾贰元柒角整".into(),
            in_words_amount: money("92.70"),
            remarks: String::new(),
            check_code: String::new(),
            ticket: String::new(),
            passenger: String::new(),
            structured: true,
            recognised: false,
            evidence: Evidence::new(crate::model::DocId(0), crate::model::Place::Page(1), ""),
        }
    }

    #[test]
    fn an_invoice_is_held_against_itself_as_far_as_it_was_read() {
        let found = |i: &Invoice| faults(i).into_iter().map(|(s, _)| s).collect::<Vec<_>>();
        assert_eq!(found(&sound()), []);
        let mut part = sound();
        part.lines[1].amount = None;
        part.lines[1].tax = None;
        (part.net, part.in_words_amount) = (None, None);
        assert_eq!(found(&part), []);
        let mut short = sound();
        short.lines.pop();
        assert_eq!(found(&short), [Status::Fail, Status::Fail]);
        short.structured = false;
        assert_eq!(found(&short), [Status::Review, Status::Review]);
        let mut dear = sound();
        dear.lines[0].price = Some(Money::yuan(40));
        assert_eq!(found(&dear), [Status::Review]);
        let mut words = sound();
        words.in_words_amount = Some(Money::yuan(93));
        assert_eq!(found(&words), [Status::Fail]);
        words.recognised = true;
        assert_eq!(grounded(&words, Status::Fail), Status::Review);
        assert_eq!(grounded(&words, Status::Pass), Status::Pass);
    }
}

//! Invoices: each once (V01), made out to the grantee (V02), as much as the lines they back (V03), sound in themselves (V05), in time (T02).

use std::collections::{BTreeMap, BTreeSet};

use super::money::yuan;
use super::unread;
use crate::model::body::Body;
use crate::model::digits::folded_number;
use crate::model::language::language;
use crate::model::pack::Rule;
use crate::model::text::key;
use crate::model::{DocKind, Evidence, Expense, Finding, Invoice, InvoiceKind, Money, Status};
use crate::rules::Case;

/// Without any invoice the rule does not apply; invoices that could not be read make it a question.
fn nothing_to_check(case: &Case<'_>, rule: &Rule) -> Option<Vec<Finding>> {
    if !case.accounts.invoices.is_empty() {
        return None;
    }
    let unread = unread_invoices(case);
    Some(vec![if unread.is_empty() {
        case.finding(rule, Status::NotApplicable, "材料中没有能识别的发票。")
    } else {
        let (words, evidence) = unread::cite(case, &unread);
        case.finding(rule, Status::Review, format!("{words}，请人工核对发票。"))
            .citing(evidence)
            .having_searched(unread::searched(case))
    }])
}

/// Unread files that their name or folder calls invoices.
fn unread_invoices(case: &Case<'_>) -> Vec<crate::model::DocId> {
    let named = |id: &crate::model::DocId| {
        case.kinds.of_doc(*id).any(|p| p.kind == DocKind::Invoice)
            || language().invoices.named_invoice.hits(&case.dossier.doc(*id).path)
    };
    case.dossier.ids().filter(|id| unread::is_unread(case.dossier.doc(*id)) && named(id)).collect()
}

/// A clean answer on the invoices that were read is one on all only when all were read.
fn close(case: &Case<'_>, rule: &Rule, mut out: Vec<Finding>, clean: String) -> Vec<Finding> {
    let unread = unread_invoices(case);
    if !unread.is_empty() {
        let (words, evidence) = unread::cite(case, &unread);
        out.push(
            case.finding(rule, Status::Review, format!("{words}，请人工核对。")).about("未读取的发票").citing(evidence),
        );
    }
    if out.is_empty() {
        let evidence = case.accounts.invoices.iter().map(|i| i.evidence.clone()).take(8);
        out.push(case.finding(rule, Status::Pass, clean).citing(evidence));
    }
    out
}

/// V01.
pub fn invoices_unique(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let cited = cited_twice(case, rule);
    if let Some(out) = nothing_to_check(case, rule) {
        return if cited.is_empty() { out } else { cited };
    }
    let mut by_number: BTreeMap<&str, Vec<&Invoice>> = BTreeMap::new();
    for invoice in &case.accounts.invoices {
        by_number.entry(&invoice.number).or_default().push(invoice);
    }
    let mut out: Vec<Finding> = Vec::new();
    for (number, same) in by_number.iter().filter(|(_, same)| same.len() > 1) {
        let gross = same.iter().find_map(|i| i.gross);
        let files: Vec<String> = same.iter().map(|i| case.dossier.doc(i.evidence.doc).name().to_string()).collect();
        let sum = gross.map_or(String::new(), |g| format!("，金额{}，建议调减一次", yuan(g)));
        // two papers that were read are needed; a recognised number may be misread
        let sure = same.iter().filter(|i| !i.recognised).count() > 1;
        let status = if sure { Status::Fail } else { Status::Review };
        let message = format!("发票号码{number}在{}中重复出现{}次{sum}。", joined(&files), same.len());
        out.push(
            case.finding(rule, status, message)
                .about((*number).to_string())
                .citing(same.iter().map(|i| i.evidence.clone()))
                .curable(),
        );
    }
    out.extend(written_without_code(case, rule));
    out.extend(listed_twice(case, rule));
    out.extend(cited);
    let clean = format!("{}张发票号码各不相同，未见重复。", case.accounts.invoices.len());
    close(case, rule, out, clean)
}

/// An older invoice twice, once with its code and once with the 8 digits of its number alone, for the same sum.
fn written_without_code(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    const DIGITS: usize = 8;
    let all = &case.accounts.invoices;
    let bare = |i: &&Invoice| i.number.len() == DIGITS && i.gross.is_some();
    let mut out = Vec::new();
    for short in all.iter().filter(bare) {
        let coded = |i: &&Invoice| i.number.rsplit_once('-').is_some_and(|(_, n)| n == short.number);
        let known_apart = |i: &&Invoice| i.date.is_some() && short.date.is_some() && i.date != short.date;
        for long in all.iter().filter(coded).filter(|i| i.gross == short.gross).filter(|i| !known_apart(i)) {
            let message = format!(
                "发票号码{}与{}的后8位、金额{}相同，其中一张未读出发票代码，请核对是否同一张发票。",
                long.number,
                short.number,
                short.gross.map(yuan).unwrap_or_default()
            );
            let evidence = [long.evidence.clone(), short.evidence.clone()];
            out.push(case.finding(rule, Status::Review, message).about(long.number.clone()).citing(evidence));
        }
    }
    out
}

/// The accounts write one number beside several lines, and the invoice is not there to tell how much it covers.
fn cited_twice(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let mut lines: BTreeMap<String, Vec<&Expense>> = BTreeMap::new();
    for expense in &case.accounts.expenses {
        let written = folded_number(&format!("{} {}", expense.line.voucher, expense.line.note));
        let numbers = written.split(|c: char| !c.is_ascii_digit()).filter(|n| n.len() == 20);
        for number in numbers.map(str::to_owned).collect::<BTreeSet<_>>() {
            lines.entry(number).or_default().push(expense);
        }
    }
    lines.retain(|n, of| of.len() > 1 && !case.accounts.invoices.iter().any(|i| i.number.ends_with(n.as_str())));
    lines
        .into_iter()
        .map(|(number, of)| {
            let items: Vec<String> = of.iter().map(|e| format!("“{}”", e.line.item)).collect();
            let message = format!(
                "发票号码{number}在决算表中列于{}{}行，材料中没有这张发票，请核实是否重复列支。",
                items.join("、"),
                of.len()
            );
            case.finding(rule, Status::Review, message).about(number).citing(of.iter().map(|e| e.line.evidence.clone()))
        })
        .collect()
}

/// One number behind several lines that together exceed it.
fn listed_twice(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let mut out = Vec::new();
    for (i, invoice) in case.accounts.invoices.iter().enumerate() {
        let lines: Vec<_> = case.accounts.expenses.iter().filter(|e| e.invoices == [i]).collect();
        let sum = Money::sum(lines.iter().filter_map(|e| e.line.actual));
        if lines.len() > 1
            && let Some((sum, gross)) = sum.zip(invoice.gross)
            && sum > gross
        {
            let items: Vec<String> = lines.iter().map(|e| format!("“{}”", e.line.item)).collect();
            let message = format!(
                "发票号码{}（{}）同时列作{}的凭证，各行合计{}，超过票面金额。",
                invoice.number,
                yuan(gross),
                items.join("、"),
                yuan(sum)
            );
            let evidence = lines.iter().map(|e| e.line.evidence.clone()).chain([invoice.evidence.clone()]);
            out.push(
                case.finding(rule, grounded(invoice, Status::Fail), message)
                    .about(invoice.number.clone())
                    .citing(evidence)
                    .curable(),
            );
        }
    }
    out
}

fn joined(files: &[String]) -> String {
    let mut names: Vec<&str> = files.iter().map(String::as_str).collect();
    names.dedup();
    names.iter().map(|n| format!("“{n}”")).collect::<Vec<_>>().join("、")
}

/// V02.
pub fn buyer_is_grantee(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    if let Some(out) = nothing_to_check(case, rule) {
        return out;
    }
    let units = unit_keys(case);
    let unit = &case.facts.project.unit;
    if units.is_empty() {
        let evidence = case.accounts.invoices.iter().take(3).map(|i| i.evidence.clone());
        return vec![case.finding(rule, Status::Review, "未能识别承担单位名称，无法核对发票购买方。").citing(evidence)];
    }
    let joint: Vec<String> = case.facts.joint_units.iter().map(|u| shorten(&key(&u.value))).collect();
    let grantee = Body::read(unit);
    let mut hosts: BTreeMap<&str, Vec<&Invoice>> = BTreeMap::new();
    let mut out = Vec::new();
    for invoice in &case.accounts.invoices {
        let (status, message) = match standing(&invoice.buyer, &units) {
            Standing::Same => continue,
            Standing::Close | Standing::Other if is_host_of(&grantee, &invoice.buyer) => {
                hosts.entry(invoice.buyer.as_str()).or_default().push(invoice);
                continue;
            }
            Standing::Other if joint.contains(&shorten(&key(&invoice.buyer))) => (
                Status::Review,
                format!(
                    "发票号码{}的购买方“{}”为联合申报单位，不是承担单位“{unit}”，需说明。",
                    invoice.number, invoice.buyer
                ),
            ),
            // Rail tickets bought by the traveller carry no buyer.
            Standing::Blank if invoice.kind.is_ticket() || invoice.kind == InvoiceKind::Other => continue,
            Standing::Blank => (Status::Review, format!("发票号码{}的购买方名称为空或未能读出。", invoice.number)),
            Standing::Close => (
                Status::Review,
                format!(
                    "发票号码{}的购买方为“{}”，与承担单位“{unit}”相近而不相同，需说明或换开。",
                    invoice.number, invoice.buyer
                ),
            ),
            Standing::Other => (
                Status::Fail,
                format!(
                    "发票号码{}的购买方为“{}”，与承担单位“{unit}”名称不符，不能作为本项目报销凭证，需换开或说明。",
                    invoice.number, invoice.buyer
                ),
            ),
        };
        let finding = case.finding(rule, grounded(invoice, status), message);
        out.push(finding.about(invoice.number.clone()).citing([invoice.evidence.clone()]));
    }
    for (buyer, invoices) in hosts {
        let message = format!(
            "{}张发票的购买方为“{buyer}”，疑为承担单位“{unit}”的依托单位，须说明两者关系及以其名义开票的理由。",
            invoices.len()
        );
        let evidence = invoices.iter().map(|i| i.evidence.clone());
        out.push(case.finding(rule, Status::Review, message).about(buyer.to_owned()).citing(evidence));
    }
    let clean = format!("{}张发票的购买方均为承担单位“{unit}”。", case.accounts.invoices.len());
    close(case, rule, out, clean)
}

/// The park's administration, the firm or the school behind a grantee that is its 科协.
fn is_host_of(grantee: &Body, buyer: &str) -> bool {
    let buyer = Body::read(buyer);
    let named = !key(&buyer.name).is_empty() && buyer.name != grantee.name;
    let whole = key(grantee.of()) == key(&buyer.name);
    named && grantee.is_association() && (whole || grantee.is_of_park() && grantee.is_kin(&buyer))
}

#[derive(Debug, PartialEq, Eq)]
enum Standing {
    Same,
    Close,
    Other,
    Blank,
}

/// Keys of the grantee's names, long and short forms of 科协 folded.
fn unit_keys(case: &Case<'_>) -> Vec<String> {
    case.unit_keys().iter().map(|k| shorten(k)).collect()
}

fn shorten(name: &str) -> String {
    name.replace("科学技术协会", "科协").replace("广西壮族自治区", "广西")
}

fn standing(buyer: &str, units: &[String]) -> Standing {
    let buyer = shorten(&key(buyer));
    if buyer.is_empty() {
        return Standing::Blank;
    }
    if units.contains(&buyer) {
        return Standing::Same;
    }
    // A branch, the school behind its 科协, a slip of the pen.
    let near = |unit: &String| {
        let long_enough = unit.chars().count().min(buyer.chars().count()) >= 4;
        long_enough && (unit.contains(&buyer) || buyer.contains(unit.as_str())) || distance(unit, &buyer) <= 2
    };
    if units.iter().any(near) { Standing::Close } else { Standing::Other }
}

/// Edits from one name to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, c) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, d) in b.iter().enumerate() {
            let replace = row.get(j).copied().unwrap_or(usize::MAX).saturating_add(usize::from(c != *d));
            let delete = row.get(j + 1).copied().unwrap_or(usize::MAX).saturating_add(1);
            let insert = next.last().copied().unwrap_or(usize::MAX).saturating_add(1);
            next.push(replace.min(delete).min(insert));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// Lines named in one message.
const NAMED: usize = 6;

/// V03.
pub fn invoices_cover_lines(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    if let Some(out) = nothing_to_check(case, rule) {
        return out;
    }
    if let Err(f) = super::money::statement(case, rule) {
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
fn is_copy(accounts: &crate::model::Accounts, at: usize) -> bool {
    let number = accounts.invoices.get(at).map(|i| &i.number);
    accounts.invoices.iter().enumerate().any(|(k, i)| k != at && Some(&i.number) == number)
}

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

/// What was recognised from an image may be misread: never alone the ground of a `fail`.
fn grounded(invoice: &Invoice, status: Status) -> Status {
    if invoice.recognised { status.min(Status::Review) } else { status }
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
    let all = |of: fn(&crate::model::InvoiceLine) -> Option<Money>| {
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
fn unlike_product(number: &str, line: &crate::model::InvoiceLine) -> Option<(Status, String)> {
    use rust_decimal::Decimal;
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
    let dated: Vec<(&Invoice, crate::model::Day)> =
        case.accounts.invoices.iter().filter_map(|i| Some((i, i.date?))).collect();
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

    #[test]
    fn who_stands_behind_an_association_is_its_host_and_a_neighbour_is_not() {
        let park = Body::read("来宾某某产业园科学技术协会");
        let school = Body::read("广西某某职业学院科协");
        let society = Body::read("广西某某学会");
        assert!(is_host_of(&park, "某某产业园管理委员会") && is_host_of(&school, "广西某某职业学院"));
        for (grantee, buyer) in [
            (&park, "来宾另一产业园管理委员会"),
            (&park, "来宾某某贸易有限公司"),
            (&park, ""),
            (&school, "广西另一职业学院"),
            (&society, "广西某某职业学院"),
        ] {
            assert!(!is_host_of(grantee, buyer), "{buyer}");
        }
    }

    #[test]
    fn buyers_are_held_against_the_grantee() {
        let units = vec![shorten(&key("广西科技传播与会展研究会")), shorten(&key("百色市科学技术协会"))];
        for (buyer, expected) in [
            ("广西科技传播与会展研究会", Standing::Same),
            ("百色市科协", Standing::Same),
            ("广西科技传播和会展研究会", Standing::Close),
            ("广西科技传播与会展研究会南宁分会", Standing::Close),
            ("平桂碳酸钙产业园管理委员会", Standing::Other),
            ("张某某", Standing::Other),
            ("", Standing::Blank),
        ] {
            assert_eq!(standing(buyer, &units), expected, "{buyer}");
        }
    }

    fn sound() -> Invoice {
        let money = |m: &str| m.parse::<Money>().ok();
        let line = |amount: &str, tax: &str| crate::model::InvoiceLine {
            item: "*印刷品*手册".into(),
            quantity: "3".into(),
            price: money("33.3333333"),
            amount: money(amount),
            tax: money(tax),
            ..crate::model::InvoiceLine::default()
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
                crate::model::InvoiceLine { amount: money("-10.00"), tax: money("-0.30"), ..Default::default() },
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

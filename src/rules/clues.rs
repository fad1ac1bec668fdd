//! Clues (疑点线索): patterns worth a closer look, each with what it was looked for in and from when on it shows.
//!
//! No rule of the notice stands behind them: they judge nothing, and the proposal never sees them. Tickets are left out, because
//! travellers' numbers, days and prices are alike by nature. No first-digit statistics: a dossier has far too few amounts.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::model::language::language;
use crate::model::text::key;
use crate::model::{Accounts, Clue, ClueKind, Day, DocKind, Event, Evidence, Facts, Invoice, InvoiceKind, Money, Pack};

/// Numbers in a row from one seller.
const ROW: usize = 3;
/// Amounts just below a threshold, and how near in per cent.
const BELOW: usize = 3;
const NEAR_PERCENT: u32 = 95;
/// Lines of spending from which on whole thousands mean something, and their share in per cent.
const ROUND_LEAST: usize = 5;
const ROUND_PERCENT: usize = 80;
/// Dated invoices from which on weekends mean something, and their share in per cent.
const DATED_LEAST: usize = 5;
const WEEKEND_PERCENT: usize = 50;
/// Places cited for one clue.
const CITED: usize = 8;

/// Payments for labour up to this sum are free of withholding (劳务报酬, 减除费用).
const UNTAXED: i64 = 800;

/// All clues of one dossier, in the order of their kinds.
pub fn clues(pack: &Pack, facts: &Facts, accounts: &Accounts) -> Vec<Clue> {
    let invoices: Vec<&Invoice> = accounts.invoices.iter().filter(|i| is_purchase(i)).collect();
    let mut out = consecutive(&invoices);
    out.extend(under_threshold(pack, accounts));
    out.extend(round_sums(accounts));
    out.extend(equals_grant(facts, accounts));
    out.extend(weekends(&invoices, &facts.events));
    out.extend(seller_like_grantee(facts, &invoices));
    out.extend(same_sale(&invoices));
    out.extend(same_number(&invoices));
    out
}

fn is_purchase(invoice: &Invoice) -> bool {
    !invoice.kind.is_ticket() && invoice.kind != InvoiceKind::Other && !invoice.seller.is_empty()
}

fn clue(kind: ClueKind, examined: String, threshold: String, message: String, evidence: Vec<Evidence>) -> Clue {
    Clue { kind, examined, threshold, message, evidence: evidence.into_iter().take(CITED).collect() }
}

fn cited(invoices: &[&Invoice]) -> Vec<Evidence> {
    invoices.iter().map(|i| i.evidence.clone()).collect()
}

fn yuan(m: Money) -> String {
    format!("{}元", m.grouped())
}

/// One paper of each number: a second form of the same invoice is no second invoice.
fn distinct<'a>(invoices: &[&'a Invoice]) -> Vec<&'a Invoice> {
    let mut seen = BTreeSet::new();
    invoices.iter().copied().filter(|i| seen.insert(key(&i.number))).collect()
}

fn consecutive(invoices: &[&Invoice]) -> Vec<Clue> {
    let mut by_seller: BTreeMap<String, Vec<(u128, &Invoice)>> = BTreeMap::new();
    for invoice in distinct(invoices) {
        // Of the older ones, code and number: the code changes with the book only.
        let digits: String = invoice.number.chars().filter(char::is_ascii_digit).collect();
        if let Ok(number) = digits.parse::<u128>() {
            by_seller.entry(key(&invoice.seller)).or_default().push((number, invoice));
        }
    }
    let mut out = Vec::new();
    for of_seller in by_seller.values_mut() {
        of_seller.sort_by_key(|(number, _)| *number);
        for row in of_seller.chunk_by(|(a, _), (b, _)| b.checked_sub(*a) == Some(1)).filter(|row| row.len() >= ROW) {
            let row: Vec<&Invoice> = row.iter().map(|(_, i)| *i).collect();
            let (Some(first), Some(last)) = (row.first(), row.last()) else { continue };
            let sum =
                Money::sum(row.iter().filter_map(|i| i.gross)).map_or(String::new(), |m| format!("，合计{}", yuan(m)));
            let message = format!(
                "“{}”开具的{}张发票号码相连（{}至{}）{sum}。",
                first.seller,
                row.len(),
                first.number,
                last.number
            );
            out.push(clue(
                ClueKind::ConsecutiveNumbers,
                format!("发票{}张（车票等除外）", invoices.len()),
                format!("同一销售方连号{ROW}张及以上"),
                message,
                cited(&row),
            ));
        }
    }
    out
}

fn under_threshold(pack: &Pack, accounts: &Accounts) -> Vec<Clue> {
    let asset = pack.spending.asset_threshold;
    let lines: Vec<(Money, &str, &Evidence)> = accounts
        .expenses
        .iter()
        .filter(|e| !e.line.evidence.hidden)
        .filter_map(|e| Some((e.line.unit_price.or(e.line.actual)?, e.line.item.as_str(), &e.line.evidence)))
        .collect();
    let below = |m: Money| near(asset).is_some_and(|from| from <= m && m < asset);
    let fees: Vec<(Money, &str, &Evidence)> =
        accounts.fees.iter().filter_map(|f| Some((f.gross?, f.name.as_str(), &f.evidence))).collect();
    let untaxed = Money::yuan(UNTAXED);
    let free = |m: Money| near(untaxed).is_some_and(|from| from <= m && m <= untaxed);
    let many = |all: &[(Money, &str, &Evidence)], is_near: &dyn Fn(Money) -> bool, words: (&str, &str, String)| {
        let (what, unit, limit) = words;
        let hits: Vec<_> = all.iter().filter(|(m, ..)| is_near(*m)).collect();
        (hits.len() >= BELOW).then(|| {
            let named: Vec<String> = hits.iter().take(5).map(|(m, name, _)| format!("{name}{}", yuan(*m))).collect();
            let more = if hits.len() > named.len() { "等" } else { "" };
            clue(
                ClueKind::UnderThreshold,
                format!("{what}{}{unit}", all.len()),
                format!("{limit}，{BELOW}{unit}及以上"),
                format!("{}{unit}金额略低于限额：{}{more}。", hits.len(), named.join("、")),
                hits.iter().map(|(_, _, e)| (*e).clone()).collect(),
            )
        })
    };
    let asset_words = format!("达到固定资产限额{}的{NEAR_PERCENT}%而不足", yuan(asset));
    let free_words = format!("达到劳务报酬免扣限额{}的{NEAR_PERCENT}%而未超过", yuan(untaxed));
    [many(&lines, &below, ("支出", "行", asset_words)), many(&fees, &free, ("劳务发放", "人次", free_words))]
        .into_iter()
        .flatten()
        .collect()
}

fn near(limit: Money) -> Option<Money> {
    let share = limit.as_decimal().checked_mul(NEAR_PERCENT.into())?.checked_div(Decimal::ONE_HUNDRED)?;
    (!limit.is_zero()).then_some(Money::new(share))
}

fn round_sums(accounts: &Accounts) -> Option<Clue> {
    let thousand = Decimal::from(1000);
    let lines: Vec<_> = accounts
        .expenses
        .iter()
        .filter(|e| !e.line.evidence.hidden)
        .filter_map(|e| Some((e, e.line.actual.filter(|m| m.as_decimal() >= thousand)?)))
        .collect();
    let round: Vec<_> = lines.iter().filter(|(_, m)| (m.as_decimal() % thousand).is_zero()).collect();
    if lines.len() < ROUND_LEAST || round.len() * 100 < lines.len() * ROUND_PERCENT {
        return None;
    }
    let message =
        format!("1,000元及以上的支出{}行中，{}行为整千元，请核对是否按实际票据列支。", lines.len(), round.len());
    Some(clue(
        ClueKind::RoundSums,
        format!("1,000元及以上的支出{}行", lines.len()),
        format!("不少于{ROUND_LEAST}行，整千元的占{ROUND_PERCENT}%及以上"),
        message,
        round.iter().map(|(e, _)| e.line.evidence.clone()).collect(),
    ))
}

fn equals_grant(facts: &Facts, accounts: &Accounts) -> Option<Clue> {
    let grant = facts.project.grant.filter(|g| !g.is_zero())?;
    // Where the accounts or a claim alone state the grant, as those of a subsidy paid afterwards do, it is the spending.
    let is_account = |k| matches!(k, DocKind::FinalAccounts | DocKind::ExpenditureStatement | DocKind::SubsidyForm);
    if !facts.project.grants.iter().any(|g| g.value == grant && !is_account(g.source)) {
        return None;
    }
    let statement = accounts.main_statement()?;
    let spent = accounts.expenses.iter().filter(|e| e.line.actual.is_some_and(|m| !m.is_zero())).count();
    let what = if accounts.grant_charged == Some(grant) {
        "列支于项目经费的支出"
    } else if accounts.actual == Some(grant) {
        "支出合计"
    } else {
        return None;
    };
    let total = statement.total.as_ref().map_or(&statement.evidence, |t| &t.evidence);
    // One contract may well be the whole grant.
    (spent >= 2).then(|| {
        clue(
            ClueKind::EqualsGrant,
            format!("决算表{spent}行支出"),
            "不少于2行支出，合计与资助额相差0.00元".to_owned(),
            format!("{what}{}与资助额分毫不差，请核对是否为凑数列支。", yuan(grant)),
            vec![total.clone()],
        )
    })
}

fn weekends(invoices: &[&Invoice], events: &[Event]) -> Option<Clue> {
    let held = |day: Day| events.iter().any(|e| e.date.is_some_and(|r| r.contains(day)));
    let dated: Vec<&Invoice> =
        distinct(invoices).into_iter().filter(|i| i.date.is_some_and(|day| !held(day))).collect();
    let at_weekends: Vec<&Invoice> = dated.iter().copied().filter(|i| i.date.is_some_and(Day::is_weekend)).collect();
    if dated.len() < DATED_LEAST || at_weekends.len() * 100 < dated.len() * WEEKEND_PERCENT {
        return None;
    }
    let days: BTreeSet<String> = at_weekends.iter().filter_map(|i| i.date).map(|d| d.to_string()).collect();
    let message = format!(
        "{}张发票在周末开具且当日没有本项目的活动（{}）；调休的工作日未区分。",
        at_weekends.len(),
        days.into_iter().collect::<Vec<_>>().join("、")
    );
    Some(clue(
        ClueKind::Weekends,
        format!("有日期的发票{}张（车票等和活动当日开具的除外）", dated.len()),
        format!("不少于{DATED_LEAST}张，周末开具的占{WEEKEND_PERCENT}%及以上"),
        message,
        cited(&at_weekends),
    ))
}

fn seller_like_grantee(facts: &Facts, invoices: &[&Invoice]) -> Vec<Clue> {
    let project = &facts.project;
    let units: Vec<String> = std::iter::once(&project.unit).chain(&project.aliases).map(|u| key(u)).collect();
    let cores: BTreeSet<String> = units.iter().filter_map(|u| core(u)).collect();
    let mut out = Vec::new();
    for invoice in distinct(invoices) {
        let seller = key(&invoice.seller);
        let own_number = !invoice.seller_tax_id.is_empty() && invoice.seller_tax_id == invoice.buyer_tax_id;
        let why = if own_number {
            "与购买方的纳税人识别号相同".to_owned()
        } else if let Some(core) = cores.iter().find(|c| seller.contains(c.as_str())) {
            format!("名称含承担单位“{}”的“{core}”", project.unit)
        } else {
            continue;
        };
        let sum = invoice.gross.map_or(String::new(), |m| format!("（{}）", yuan(m)));
        out.push(clue(
            ClueKind::SellerLikeGrantee,
            format!("发票{}张（车票等除外）", invoices.len()),
            "销售方名称含承担单位名称（去掉地区和单位类别后不少于4字），或纳税人识别号相同".to_owned(),
            format!("发票号码{}{sum}的销售方“{}”{why}，请核实是否为关联交易。", invoice.number, invoice.seller),
            vec![invoice.evidence.clone()],
        ));
    }
    out
}

/// What is the unit's own in its name: without place and kind of body. Too little of it tells nothing.
fn core(unit: &str) -> Option<String> {
    let (words, gazetteer) = (&language().bodies, &language().places.gazetteer);
    let mut name = unit;
    while let Some(shorter) = words.legal_form.stripped_end(name) {
        name = shorter;
    }
    name = words.national_head.stripped_start(name).unwrap_or(name);
    name = gazetteer.without_region(name);
    name = words.region_left.stripped_start(name).unwrap_or(name);
    // 桂林市甘蔗 → 甘蔗
    let name = name.split_once('市').filter(|(place, _)| place.chars().count() <= 3).map_or(name, |(_, rest)| rest);
    (name.chars().count() >= 4).then(|| name.to_owned())
}

fn same_sale(invoices: &[&Invoice]) -> Vec<Clue> {
    let mut sales: BTreeMap<(String, Day, Money), Vec<&Invoice>> = BTreeMap::new();
    for invoice in distinct(invoices) {
        if let (Some(day), Some(gross)) = (invoice.date, invoice.gross) {
            sales.entry((key(&invoice.seller), day, gross)).or_default().push(invoice);
        }
    }
    let told = sales.into_iter().filter(|(_, same)| same.len() > 1);
    told.map(|((_, day, gross), same)| {
        let numbers: Vec<&str> = same.iter().map(|i| i.number.as_str()).collect();
        let seller = same.first().map_or("", |i| i.seller.as_str());
        clue(
            ClueKind::SameSale,
            format!("发票{}张（车票等除外）", invoices.len()),
            "销售方、日期、金额均相同而号码不同的2张及以上".to_owned(),
            format!(
                "“{seller}”{}开具的{}张发票金额均为{}，号码不同（{}），请核实是否同一笔业务。",
                day.chinese(),
                same.len(),
                yuan(gross),
                numbers.join("、")
            ),
            cited(&same),
        )
    })
    .collect()
}

fn same_number(invoices: &[&Invoice]) -> Vec<Clue> {
    let mut by_number: BTreeMap<String, Vec<&Invoice>> = BTreeMap::new();
    for invoice in invoices.iter().filter(|i| i.gross.is_some()) {
        by_number.entry(key(&invoice.number)).or_default().push(invoice);
    }
    let mut out = Vec::new();
    for (number, same) in by_number.iter().filter(|(number, _)| number.len() >= 8) {
        let sums: BTreeSet<Money> = same.iter().filter_map(|i| i.gross).collect();
        if sums.len() > 1 {
            let sums: Vec<String> = sums.into_iter().map(yuan).collect();
            out.push(clue(
                ClueKind::SameNumber,
                format!("发票{}张（车票等除外）", invoices.len()),
                "同一号码有2个及以上不同金额".to_owned(),
                format!("发票号码{number}有不同的金额：{}，请核对原件。", sums.join("、")),
                cited(same),
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::facts::Stated;
    use crate::model::{DayRange, DocId, Expense, Place, Source, SpendingClass, Statement, StatementLine, Unit};
    use crate::rules::pack::embedded;

    fn at(quote: &str) -> Evidence {
        Evidence::new(DocId(0), Place::Whole, quote)
    }

    fn invoice(number: &str, day: &str, seller: &str, gross: i64) -> Invoice {
        serde_json::from_value(serde_json::json!({
            "kind": "DigitalOrdinary", "number": number, "date": day, "buyer": "桂林市示例甘蔗学会", "buyer_tax_id": "51450300",
            "seller": seller, "seller_tax_id": "", "lines": [], "net": null, "tax": null, "gross": gross.to_string(),
            "in_words": "", "in_words_amount": null, "remarks": "", "check_code": "", "ticket": "", "passenger": "",
            "structured": false, "recognised": false,
            "evidence": { "doc": 0, "place": "Whole", "quote": number, "hidden": false, "recognised": false },
        }))
        .expect("an invoice")
    }

    fn expense(item: &str, yuan: i64) -> Expense {
        let line = StatementLine {
            seq: String::new(),
            item: item.into(),
            section: String::new(),
            budget: None,
            actual: Some(Money::yuan(yuan)),
            unread: None,
            variance: None,
            split: Vec::new(),
            source: Source::Grant,
            source_words: String::new(),
            unit_price: None,
            quantity: String::new(),
            voucher: String::new(),
            note: String::new(),
            evidence: at(item),
        };
        Expense { line, class: SpendingClass::Allowed, suspects: vec![], reason: String::new(), invoices: vec![] }
    }

    fn facts() -> Facts {
        let mut facts = Facts::default();
        facts.project.unit = "桂林市示例甘蔗学会".into();
        facts.project.grant = Some(Money::yuan(15_000));
        let stated = Stated { value: Money::yuan(15_000), source: DocKind::Contract, evidence: at("15000") };
        facts.project.grants = vec![stated];
        facts
    }

    fn accounts(invoices: Vec<Invoice>, expenses: Vec<Expense>) -> Accounts {
        let sum = Money::sum(expenses.iter().filter_map(|e| e.line.actual));
        let statement = Statement {
            doc: DocId(0),
            title: "决算表".into(),
            unit: Unit::default(),
            lines: vec![],
            total: None,
            in_words: None,
            by_source: vec![],
            differences: vec![],
            unread: Vec::new(),
            has_budget: false,
            has_source: true,
            evidence: at("决算表"),
        };
        Accounts {
            statements: vec![statement],
            main: Some(0),
            actual: sum,
            grant_charged: sum,
            invoices,
            expenses,
            ..Accounts::default()
        }
    }

    fn kinds(facts: &Facts, accounts: &Accounts) -> Vec<ClueKind> {
        let pack = embedded().expect("the pack in the binary");
        let found = clues(&pack, facts, accounts);
        for clue in &found {
            let told = |words: &str| words.chars().any(|c| c.is_ascii_digit());
            assert!(told(&clue.examined) && told(&clue.threshold) || clue.threshold.contains('同'), "{clue:?}");
            assert!(!clue.evidence.is_empty() && clue.message.ends_with('。'), "{clue:?}");
        }
        found.into_iter().map(|c| c.kind).collect()
    }

    fn of_invoices(invoices: Vec<Invoice>) -> Vec<ClueKind> {
        kinds(&facts(), &accounts(invoices, vec![]))
    }

    #[test]
    fn three_numbers_in_a_row_from_one_seller_are_a_clue() {
        let row = |sellers: [&str; 3], last: &str| {
            of_invoices(vec![
                invoice("26450000000000000017", "2026-09-08", sellers[0], 100),
                invoice("26450000000000000018", "2026-09-09", sellers[1], 200),
                invoice(last, "2026-09-10", sellers[2], 300),
            ])
        };
        assert_eq!(row(["甲店"; 3], "26450000000000000019"), [ClueKind::ConsecutiveNumbers]);
        assert!(row(["甲店"; 3], "26450000000000000020").is_empty(), "two in a row are a split bill");
        assert!(row(["甲店", "乙店", "甲店"], "26450000000000000019").is_empty(), "numbers run over all sellers");
        let mut tickets: Vec<Invoice> =
            (17..20).map(|n| invoice(&format!("264500000000000000{n}"), "2026-09-08", "铁路", 100 + n)).collect();
        tickets.iter_mut().for_each(|t| t.kind = InvoiceKind::Rail);
        assert!(of_invoices(tickets).is_empty());
    }

    #[test]
    fn amounts_just_below_the_threshold_are_a_clue() {
        let of =
            |amounts: &[i64]| kinds(&facts(), &accounts(vec![], amounts.iter().map(|a| expense("某项", *a)).collect()));
        assert_eq!(of(&[980, 999, 950, 4000]), [ClueKind::UnderThreshold]);
        assert!(of(&[980, 999, 4000]).is_empty(), "two are chance");
        assert!(of(&[1000, 1000, 1000, 900]).is_empty());
    }

    #[test]
    fn whole_thousands_everywhere_are_a_clue() {
        let of =
            |amounts: &[i64]| kinds(&facts(), &accounts(vec![], amounts.iter().map(|a| expense("某项", *a)).collect()));
        assert_eq!(of(&[3000, 2000, 1000, 4000, 2345]), [ClueKind::RoundSums]);
        assert!(of(&[3000, 2000, 1000, 4000]).is_empty(), "four lines are too few");
        assert!(of(&[3000, 2000, 1000, 4321, 2345]).is_empty());
    }

    #[test]
    fn spending_to_the_cent_is_a_clue_unless_it_is_one_contract() {
        let of =
            |amounts: &[i64]| kinds(&facts(), &accounts(vec![], amounts.iter().map(|a| expense("某项", *a)).collect()));
        assert_eq!(of(&[10_000, 5_000]), [ClueKind::EqualsGrant]);
        assert!(of(&[15_000]).is_empty());
        assert!(of(&[10_000, 4_999]).is_empty());
        let mut claimed = facts();
        claimed.project.grants.iter_mut().for_each(|g| g.source = DocKind::SubsidyForm);
        let accounts = accounts(vec![], vec![expense("某项", 10_000), expense("某项", 5_000)]);
        assert!(kinds(&claimed, &accounts).is_empty(), "the claim is the spending");
    }

    #[test]
    fn invoices_at_weekends_are_a_clue_unless_something_was_held() {
        let days = ["2026-09-05", "2026-09-06", "2026-09-12", "2026-09-14", "2026-09-15", "2026-09-19"];
        let invoices: Vec<Invoice> = days
            .iter()
            .enumerate()
            .map(|(n, d)| invoice(&format!("2645000000000000{n}{n}{n}0"), d, "甲店", 100 + n as i64))
            .collect();
        assert_eq!(of_invoices(invoices.clone()), [ClueKind::Weekends]);
        let mut facts = facts();
        for (first, last) in [("2026-09-05", "2026-09-06"), ("2026-09-12", "2026-09-12")] {
            let range = DayRange {
                first: first.parse().expect("a day"),
                last: last.parse().expect("a day"),
                year_inferred: false,
            };
            facts.events.push(Event { date: Some(range), ..Event::default() });
        }
        assert!(kinds(&facts, &accounts(invoices, vec![])).is_empty());
    }

    #[test]
    fn a_seller_with_the_grantees_name_is_a_clue() {
        let of = |seller: &str| of_invoices(vec![invoice("26450000000000000017", "2026-09-08", seller, 100)]);
        assert_eq!(of("广西示例甘蔗科技服务有限公司"), [ClueKind::SellerLikeGrantee]);
        assert!(of("桂林市甘蔗大酒店").is_empty(), "place and trade alone");
        assert!(of("桂林市某某学会").is_empty());
    }

    #[test]
    fn one_sale_under_two_numbers_and_one_number_with_two_sums_are_clues() {
        let a = invoice("26450000000000000017", "2026-09-08", "甲店", 100);
        let b = invoice("26450000000000000991", "2026-09-08", "甲店", 100);
        assert_eq!(of_invoices(vec![a.clone(), b.clone()]), [ClueKind::SameSale]);
        assert!(of_invoices(vec![a.clone(), a.clone()]).is_empty(), "the same invoice twice is V01's matter");
        let later = Invoice { date: "2026-09-10".parse().ok(), ..b };
        assert!(of_invoices(vec![a.clone(), later]).is_empty());
        let other = Invoice { gross: Some(Money::yuan(120)), ..a.clone() };
        assert_eq!(of_invoices(vec![a, other]), [ClueKind::SameNumber]);
    }

    #[test]
    fn names_are_compared_by_what_is_their_own() {
        assert_eq!(core("广西科技传播与会展研究会").as_deref(), Some("科技传播与会展"));
        assert_eq!(core("百色市科学技术协会"), None);
        assert_eq!(core("广西甘蔗学会"), None);
    }
}

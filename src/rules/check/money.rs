//! Money as a whole: the grant and its cap (B01), what is charged to it (B02), sums (B03), units (B04), budget (B05).
//!
//! Judges figures only; the nature of lines is [`super::spending`]'s matter.

use super::unread;
use crate::model::Role;
use crate::model::accounts::UnreadAmount;
use crate::model::language::{List, language};
use crate::model::pack::Rule;
use crate::model::text::key;
use crate::model::{
    Accounts, Difference, DifferenceKind, DocKind, Evidence, Expense, Finding, Money, Source, Statement, Status,
};
use crate::rules::Case;

/// The main statement, or the finding that says why there is none.
pub(super) fn statement<'a>(case: &Case<'a>, rule: &Rule) -> Result<&'a Statement, Box<Finding>> {
    case.accounts.main_statement().ok_or_else(|| Box::new(without_accounts(case, rule)))
}

fn without_accounts(case: &Case<'_>, rule: &Rule) -> Finding {
    let kinds = [DocKind::FinalAccounts, DocKind::ExpenditureStatement, DocKind::SubsidyForm];
    let unread = unread::candidates(case, &kinds, &named(&language().accounts.file_of_accounts));
    let papers: Vec<Evidence> =
        kinds.iter().flat_map(|k| case.kinds.of(*k)).filter_map(|p| p.title.clone()).take(3).collect();
    let why = if unread.is_empty() {
        "未见能读出支出明细的决算表".to_string()
    } else {
        unread::cite(case, &unread).0
    };
    let evidence = if unread.is_empty() { papers } else { unread::cite(case, &unread).1 };
    case.finding(rule, Status::Review, format!("{why}，无法核对，需人工查看决算表。"))
        .citing(evidence)
        .having_searched(unread::searched(case))
}

/// What files of a sort are called.
fn named(files: &List) -> Vec<String> {
    files.words().map(str::to_owned).collect()
}

pub(super) fn yuan(money: Money) -> String {
    format!("{}元", money.grouped())
}

/// The grant: as the facts took it, else as the accounts state it.
fn grant(case: &Case<'_>) -> Option<(Money, String, Vec<Evidence>)> {
    let project = &case.facts.project;
    if let Some(grant) = project.grant {
        let stating: Vec<_> = project.grants.iter().filter(|g| g.value == grant).collect();
        let by = stating.first().map_or_else(|| "材料".to_string(), |g| g.source.chinese().to_string());
        return Some((grant, by, stating.iter().take(3).map(|g| g.evidence.clone()).collect()));
    }
    case.accounts.grant_income.as_ref().map(|(m, e)| (*m, "决算所列收入".to_string(), vec![e.clone()]))
}

/// B01: the grant against the cap or the fixed sum of the sub-type.
pub fn grant_within_cap(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let cap = case.sub_type.grant;
    let Some((grant, by, mut evidence)) = grant(case) else {
        let unread = unread::candidates(
            case,
            &[DocKind::Contract, DocKind::AppropriationSlip, DocKind::FinalAccounts],
            &named(&language().accounts.file_of_grant),
        );
        let (why, cited) = if unread.is_empty() {
            ("合同书、拨款凭证和决算材料中未见资助金额".into(), Vec::new())
        } else {
            unread::cite(case, &unread)
        };
        let message = format!("{why}，无法与规定额度{}核对。", yuan(cap));
        return vec![case.finding(rule, Status::Review, message).citing(cited).having_searched(unread::searched(case))];
    };
    let word = if case.sub_type.fixed { "定额" } else { "上限" };
    let head = format!("资助金额{}（依据{by}）", yuan(grant));
    let strong = |k: DocKind| case.pack.roles.has(k, Role::SettlesTheGrant);
    let above: Vec<_> =
        case.facts.project.grants.iter().filter(|g| g.value > cap && g.value != grant && strong(g.source)).collect();
    let (status, message) = if grant > cap {
        (
            Status::Fail,
            format!(
                "{head}，超过通知规定的{word}{}，多{}。",
                yuan(cap),
                yuan(grant.checked_sub(cap).unwrap_or_default())
            ),
        )
    } else if let Some(other) = above.first() {
        evidence.push(other.evidence.clone());
        (
            Status::Review,
            format!(
                "{head}，但{}载为{}，超过{word}{}，两处不一致。",
                other.source.chinese(),
                yuan(other.value),
                yuan(cap)
            ),
        )
    } else if case.sub_type.fixed && grant < cap {
        (Status::Review, format!("{head}，低于通知规定的{word}{}。", yuan(cap)))
    } else if case.sub_type.fixed {
        (Status::Pass, format!("{head}，与通知规定的{word}一致。"))
    } else {
        (Status::Pass, format!("{head}，未超过通知规定的{word}{}。", yuan(cap)))
    };
    let finding = case.finding(rule, status, message).citing(evidence);
    vec![finding]
}

/// B02: lines charged to the grant against the grant.
pub fn charged_within_grant(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let statement = match statement(case, rule) {
        Ok(s) => s,
        Err(f) => return vec![*f],
    };
    let Some((grant, _, mut evidence)) = grant(case) else {
        return vec![ungranted(case, rule, statement)];
    };
    evidence.extend(statement.total.iter().map(|t| t.evidence.clone()).chain([statement.evidence.clone()]).take(1));
    let unread_figures = statement.lines.iter().any(|l| l.actual.is_none() && l.budget.is_none());
    let finding = |status, message: String| case.finding(rule, status, message).citing(evidence.clone());
    let known = known_grant_sum(&case.accounts.expenses);
    let unread = unread_told(statement.unread.iter());
    let over = |m: Money| yuan(m.checked_sub(grant).unwrap_or_default());
    let guessed = statement.unit.guessed;
    let out = match case.accounts.grant_charged {
        _ if known > grant && guessed => finding(
            Status::Review,
            format!(
                "决算表未注明金额单位，按{}计列支于项目经费的支出{}，超过资助金额{}，须先确认单位。",
                statement.unit.scale,
                yuan(known),
                yuan(grant)
            ),
        ),
        _ if known > grant => finding(
            Status::Fail,
            format!("决算表列支于项目经费的支出{}，超过资助金额{}，多{}。", yuan(known), yuan(grant), over(known)),
        ),
        _ if statement.unit.implausible.is_some() => finding(
            Status::Review,
            format!("决算表金额疑以万元或千元为单位填列，须先确认单位，再与资助金额{}比较。", yuan(grant)),
        ),
        _ if !unread.is_empty() => finding(
            Status::Review,
            format!("{unread}，列支于项目经费的合计不能确定，须先核实金额（资助金额{}）。", yuan(grant)),
        )
        .citing(statement.unread.iter().take(4).map(|u| u.evidence.clone())),
        Some(_) if unread_figures => {
            finding(Status::Review, "决算表有未计算的公式，列支于项目经费的合计不能确定。".into())
        }
        Some(charged) if charged > grant => {
            let conflict = statement.has_source;
            let status = if conflict { Status::Review } else { Status::Fail };
            finding(
                status,
                format!("项目经费支出{}，超过资助金额{}，多{}。", yuan(charged), yuan(grant), over(charged)),
            )
        }
        Some(charged) => match printed_above(statement, grant) {
            Some((printed, place)) => finding(
                Status::Review,
                format!(
                    "各行列支于项目经费合计{}，但“其中”栏为{}，超过资助金额{}。",
                    yuan(charged),
                    yuan(printed),
                    yuan(grant)
                ),
            )
            .citing([place]),
            None => {
                finding(Status::Pass, format!("列支于项目经费的支出{}，未超过资助金额{}。", yuan(charged), yuan(grant)))
            }
        },
        None => unsourced(case, &finding, grant),
    };
    vec![out]
}

/// “决算表“甲”金额栏写作……”, for the amounts that can't be told; empty where there are none.
pub(super) fn unread_told<'u>(unread: impl Iterator<Item = &'u UnreadAmount>) -> String {
    let all: Vec<String> = unread.map(|u| format!("“{}”{}", u.item, u.why.told())).collect();
    match all.len() {
        0 => String::new(),
        1..=3 => format!("决算表{}", all.join("；")),
        n => format!("决算表{}；等{n}项", all.iter().take(3).cloned().collect::<Vec<_>>().join("；")),
    }
}

fn unsourced(case: &Case<'_>, finding: &dyn Fn(Status, String) -> Finding, grant: Money) -> Finding {
    match largest_total(case.accounts) {
        Some(total) if total <= grant => finding(
            Status::Pass,
            format!("支出合计{}，未超过资助金额{}，无论由何种资金列支。", yuan(total), yuan(grant)),
        ),
        Some(total) => finding(
            Status::Review,
            format!(
                "决算表未逐项注明资金来源，支出合计{}大于资助金额{}，不能确定列支于项目经费的数额。",
                yuan(total),
                yuan(grant)
            ),
        ),
        None => finding(Status::Review, "决算表的支出合计未能读出。".into()),
    }
}

fn ungranted(case: &Case<'_>, rule: &Rule, statement: &Statement) -> Finding {
    let cap = case.sub_type.grant;
    let charged = case.accounts.grant_charged.unwrap_or_else(|| known_grant_sum(&case.accounts.expenses));
    let evidence = [statement.evidence.clone()];
    if charged > cap {
        let message = format!("列支于项目经费的支出{}，超过该类型可获资助的最高额{}。", yuan(charged), yuan(cap));
        return case.finding(rule, Status::Fail, message).citing(evidence);
    }
    case.finding(rule, Status::Review, format!("未见资助金额，列支于项目经费的支出{}无从比较。", yuan(charged)))
        .citing(evidence)
}

/// The larger of the printed total and the sum of lines.
fn largest_total(accounts: &Accounts) -> Option<Money> {
    accounts.actual.max(accounts.lines_sum)
}

/// Sum of what is plainly charged to the grant.
fn known_grant_sum(expenses: &[Expense]) -> Money {
    let plain = |e: &&Expense| !e.line.evidence.hidden && e.line.unread.is_none();
    expenses.iter().filter(plain).filter_map(charged_to_grant).sum()
}

/// What a line charges to the grant.
pub(super) fn charged_to_grant(expense: &Expense) -> Option<Money> {
    let line = &expense.line;
    if line.split.is_empty() {
        return line.actual.filter(|_| line.source == Source::Grant);
    }
    Money::sum(line.split.iter().filter(|(s, _)| *s == Source::Grant).map(|(_, m)| *m))
}

fn printed_above(statement: &Statement, grant: Money) -> Option<(Money, Evidence)> {
    statement
        .by_source
        .iter()
        .find(|(_, s, m, _)| *s == Source::Grant && *m > grant)
        .map(|(_, _, m, e)| (*m, e.clone()))
}

/// B03: every figure that can be worked out again.
pub fn articulated(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let statement = match statement(case, rule) {
        Ok(s) => s,
        Err(f) => return vec![*f],
    };
    let mut out: Vec<Finding> = statement.differences.iter().map(|d| difference(case, rule, d, true)).collect();
    let others = case.accounts.statements.iter().enumerate().filter(|(i, _)| Some(*i) != case.accounts.main);
    out.extend(
        others
            .filter(|(_, s)| !s.evidence.hidden)
            .flat_map(|(_, s)| s.differences.iter().map(|d| difference(case, rule, d, false))),
    );
    let unread = unread_told(statement.unread.iter());
    if !unread.is_empty() {
        out.push(
            case.finding(rule, Status::Review, format!("{unread}，不能完全复算。请写明金额，或由审核人查看原表。"))
                .about("读不出的金额")
                .citing(statement.unread.iter().take(4).map(|u| u.evidence.clone())),
        );
    } else if statement.lines.iter().chain(&statement.total).any(|l| l.actual.is_none() && l.budget.is_none()) {
        out.push(
            case.finding(
                rule,
                Status::Review,
                "决算表有未计算或读不出的金额，不能完全复算。请用表格软件打开、重新计算并保存。",
            )
            .about("未计算的金额")
            .citing([statement.evidence.clone()]),
        );
    }
    if let Some((words, None, evidence)) = &statement.in_words {
        out.push(
            case.finding(rule, Status::Review, format!("大写金额“{words}”不能识读。"))
                .about("合计大写")
                .citing([evidence.clone()]),
        );
    }
    // sums that agree only if a doubtful figure is taken in the other unit
    if let Some((item, written, evidence)) = statement.unit.suspicious.first().filter(|_| out.is_empty()) {
        let message = format!(
            "“{item}”填列{written}，换算成同一单位后各行之和与合计相符；照填列数不符，疑为元与万元混用，请核对。"
        );
        out.push(case.finding(rule, Status::Review, message).about(item.clone()).citing([evidence.clone()]));
    }
    if out.is_empty() {
        out.push(sums_agree(case, rule, statement));
    }
    out
}

fn sums_agree(case: &Case<'_>, rule: &Rule, statement: &Statement) -> Finding {
    let sum = case.accounts.lines_sum.unwrap_or_default();
    match (&statement.total, &statement.in_words) {
        (None, None) => case
            .finding(rule, Status::Review, format!("决算表未列合计，各行相加为{}，无从核对。", yuan(sum)))
            .citing([statement.evidence.clone()]),
        (total, words) => {
            let printed = if total.is_some() { "合计栏" } else { "大写" };
            let in_words = if total.is_some() && words.is_some() { "，与大写一致" } else { "" };
            let evidence = total.iter().map(|t| t.evidence.clone()).chain(words.iter().map(|(_, _, e)| e.clone()));
            case.finding(rule, Status::Pass, format!("决算表分项合计{}，与{printed}一致{in_words}。", yuan(sum)))
                .citing(evidence)
        }
    }
}

fn difference(case: &Case<'_>, rule: &Rule, d: &Difference, main: bool) -> Finding {
    let (computed, printed) = (yuan(d.computed), yuan(d.printed));
    let gap = yuan(d.computed.checked_sub(d.printed).unwrap_or_default().abs());
    let what = &d.what;
    let message = match d.kind {
        DifferenceKind::Total => format!("决算表分项合计{computed}，合计栏为{printed}，差异{gap}。"),
        DifferenceKind::Subtotal => format!("“{what}”所属各行相加为{computed}，表列{printed}，差异{gap}。"),
        DifferenceKind::InWords => format!("合计数为{computed}，大写为{printed}，差异{gap}。"),
        DifferenceKind::Variance => format!("“{what}”预算与决算之差应为{computed}，表列{printed}，差异{gap}。"),
        DifferenceKind::Split => format!("“{what}”各资金来源相加为{computed}，表列{printed}，差异{gap}。"),
        DifferenceKind::BySource => format!("列支于“{what}”的各行相加为{computed}，“其中”栏为{printed}，差异{gap}。"),
        DifferenceKind::Product => format!("“{what}”单价乘数量为{computed}，表列{printed}，差异{gap}。"),
        DifferenceKind::BudgetTotal => format!("预算各行相加为{computed}，预算合计为{printed}，差异{gap}。"),
        DifferenceKind::Prose => format!("决算表合计{computed}，正文所述支出为{printed}，差异{gap}。"),
        DifferenceKind::Statements => {
            format!("决算表合计{computed}，“{what}”合计为{printed}，差异{gap}，两份材料不一致。")
        }
    };
    let weak = matches!(d.kind, DifferenceKind::Product | DifferenceKind::Prose | DifferenceKind::Statements);
    let status = if d.unit_slip || weak || !main || d.evidence.hidden { Status::Review } else { Status::Fail };
    let message = if d.unit_slip { format!("{message}疑为元与万元混用所致。") } else { message };
    case.finding(rule, status, message).about(format!("{what}（{}）", aspect(d.kind))).citing([d.evidence.clone()])
}

/// Tells findings on one row apart.
fn aspect(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Subtotal => "小计",
        DifferenceKind::Total => "合计",
        DifferenceKind::InWords => "大写",
        DifferenceKind::Variance => "差额",
        DifferenceKind::Split => "资金来源",
        DifferenceKind::BySource => "其中",
        DifferenceKind::Product => "单价数量",
        DifferenceKind::BudgetTotal => "预算合计",
        DifferenceKind::Prose => "正文",
        DifferenceKind::Statements => "两份材料",
    }
}

/// B04: one clear unit.
pub fn one_unit(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let statement = match statement(case, rule) {
        Ok(s) => s,
        Err(f) => return vec![*f],
    };
    let mut out = Vec::new();
    for s in case.accounts.statements.iter().filter(|s| !s.evidence.hidden) {
        let unit = &s.unit;
        for (item, written, evidence) in &unit.suspicious {
            let other = if unit.scale != crate::model::accounts::Scale::Yuan { "元" } else { "万元" };
            let message = format!("“{}”按“{}”填列{written}，疑以{other}为单位填列，请承担单位核实。", item, unit.scale);
            out.push(case.finding(rule, Status::Review, message).about(item.clone()).citing([evidence.clone()]));
        }
        if let Some(sum) = &unit.implausible {
            let message =
                format!("决算表注明以元为单位，各行合计仅{sum}元，疑以万元或千元为单位填列，请承担单位核实。");
            out.push(case.finding(rule, Status::Review, message).about(s.title.clone()).citing([s.evidence.clone()]));
        }
        if unit.conflicting {
            let message = format!("表头与单位行所载金额单位不一致，按数额以{}计，请承担单位核实。", unit.scale);
            out.push(case.finding(rule, Status::Review, message).about(s.title.clone()).citing([s.evidence.clone()]));
        }
        for d in s.differences.iter().filter(|d| d.unit_slip) {
            let message = format!("“{}”应为{}，表列{}，疑为元与万元混用。", d.what, yuan(d.computed), yuan(d.printed));
            out.push(case.finding(rule, Status::Review, message).about(d.what.clone()).citing([d.evidence.clone()]));
        }
    }
    if out.is_empty() && statement.unit.guessed {
        let message = format!("决算表未注明金额单位，按数额推断为{}，请承担单位确认。", statement.unit.scale);
        out.push(case.finding(rule, Status::Review, message).citing([statement.evidence.clone()]));
    }
    if out.is_empty() {
        let basis = if statement.unit.basis.is_empty() {
            "按数额".to_string()
        } else {
            format!("“{}”", statement.unit.basis)
        };
        let message = format!("决算表金额单位为{}（{basis}），未见元与万元混用。", statement.unit.scale);
        out.push(case.finding(rule, Status::Pass, message).citing([statement.evidence.clone()]));
    }
    out
}

/// B05: every line against its budget.
pub fn budget_followed(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let statement = match statement(case, rule) {
        Ok(s) => s,
        Err(f) => return vec![*f],
    };
    let accounts = case.accounts;
    if !statement.has_budget && accounts.budget_lines.is_empty() {
        return vec![case.finding(
            rule,
            Status::NotApplicable,
            "材料中没有分项预算（决算表无预算栏，合同书、申报表未列预算科目）。",
        )];
    }
    let mut out = if statement.has_budget { by_column(case, rule) } else { by_lines(case, rule) };
    if out.is_empty() {
        let budget = accounts.budget.map_or(String::new(), |b| format!("（预算合计{}）", yuan(b)));
        let evidence =
            accounts.budget_lines.first().map(|b| b.evidence.clone()).into_iter().chain([statement.evidence.clone()]);
        out.push(
            case.finding(rule, Status::Pass, format!("各项支出均有预算{budget}，且未超过预算。")).citing(evidence),
        );
    }
    out
}

fn by_column(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let spent = case.accounts.expenses.iter().filter_map(|e| Some((e, e.line.actual.filter(|a| !a.is_zero())?)));
    spent
        .filter_map(|(e, actual)| match e.line.budget.filter(|b| !b.is_zero()) {
            None => Some(unbudgeted(case, rule, e, actual, "决算表预算栏")),
            Some(budget) if actual > budget => Some(over_budget(case, rule, e, actual, budget, Vec::new())),
            Some(_) => None,
        })
        .collect()
}

fn by_lines(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let lines = &case.accounts.budget_lines;
    let mut spent = vec![Money::ZERO; lines.len()];
    let mut out = Vec::new();
    for e in &case.accounts.expenses {
        let Some(actual) = e.line.actual.filter(|a| !a.is_zero()) else { continue };
        let best = lines.iter().enumerate().map(|(i, b)| (likeness(&e.line.item, &b.item), std::cmp::Reverse(i))).max();
        match best.filter(|(like, _)| *like >= 50) {
            None => out.push(unbudgeted(case, rule, e, actual, "合同书或申报表的经费预算")),
            Some((_, std::cmp::Reverse(i))) => {
                let Some((so_far, line)) = spent.get_mut(i).zip(lines.get(i)) else { continue };
                *so_far = so_far.checked_add(actual).unwrap_or(*so_far);
                if *so_far > line.amount {
                    out.push(over_budget(case, rule, e, *so_far, line.amount, vec![line.evidence.clone()]));
                }
            }
        }
    }
    out
}

/// Share of pairs of characters in common, in per cent.
fn likeness(a: &str, b: &str) -> usize {
    let pairs = |s: &str| {
        let chars: Vec<char> = key(s).chars().collect();
        chars.windows(2).map(|w| w.iter().collect::<String>()).collect::<std::collections::BTreeSet<_>>()
    };
    let (a, b) = (pairs(a), pairs(b));
    let common = a.intersection(&b).count();
    if a.is_empty() || b.is_empty() { 0 } else { 200 * common / (a.len() + b.len()) }
}

fn unbudgeted(case: &Case<'_>, rule: &Rule, e: &Expense, actual: Money, of: &str) -> Finding {
    let message = format!("“{}{}”在{of}中无对应科目或金额，列为提示项。", e.line.item, yuan(actual));
    case.finding(rule, Status::Review, message).about(e.line.item.clone()).citing([e.line.evidence.clone()])
}

fn over_budget(
    case: &Case<'_>,
    rule: &Rule,
    e: &Expense,
    actual: Money,
    budget: Money,
    more: Vec<Evidence>,
) -> Finding {
    let gap = yuan(actual.checked_sub(budget).unwrap_or_default());
    let message = format!("“{}”支出{}，预算{}，超预算{gap}。", e.line.item, yuan(actual), yuan(budget));
    case.finding(rule, Status::Review, message)
        .about(e.line.item.clone())
        .citing([e.line.evidence.clone()])
        .citing(more)
}

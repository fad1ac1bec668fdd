//! 经费审定表: budget, accounts, suggested disallowance and suggested approval per line, with live formulas.
//!
//! It suggests a disallowance for grant-funded lines of the notice's four forbidden classes, for what one invoice backs twice,
//! and for what exceeds the grant; what needs a person's
//! judgement, or is advisory, is pointed at and left alone.

mod cuts;

use rust_xlsxwriter::{Worksheet, XlsxError};

use self::cuts::Cut;
use super::carry::{self, Kept, Subject};
use super::grid::{self, Column, FIRST, Grid, Heading, Value, column, kept_columns};
use super::style::{Look, Weight};
use super::{Book, number, sheet};
use crate::model::{Check, DossierAudit, Expense, Finding, Money, Source, SpendingClass, Status, text};

const ITEM: u16 = 3;
const SOURCE: u16 = 4;
const BUDGET: u16 = 5;
const ACTUAL: u16 = 6;
const CUT: u16 = 7;
const APPROVED: u16 = 8;
const SUM_OF_PROJECT: &str = "本项目合计";

/// Budget, actual and suggested disallowance, added up.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    budget: Money,
    actual: Money,
    cut: Money,
}

impl Sums {
    fn add(self, other: Sums) -> Sums {
        let plus = |a: Money, b: Money| a.checked_add(b).unwrap_or(a);
        Sums {
            budget: plus(self.budget, other.budget),
            actual: plus(self.actual, other.actual),
            cut: plus(self.cut, other.cut),
        }
    }

    fn approved(self) -> Money {
        self.actual.checked_sub(self.cut).unwrap_or_default()
    }
}

/// A row of the table: an expense, or its part from one source.
struct Part<'a> {
    expense: &'a Expense,
    source: Source,
    budget: Option<Money>,
    actual: Option<Money>,
    of_several: bool,
}

impl Part<'_> {
    fn cut(&self) -> Money {
        let disallowed = matches!(
            self.expense.class,
            SpendingClass::FixedAsset
                | SpendingClass::OutwardInvestment
                | SpendingClass::DonationSponsorship
                | SpendingClass::Award
        );
        if disallowed && self.source == Source::Grant { self.actual.unwrap_or_default() } else { Money::ZERO }
    }

    fn sums(&self) -> Sums {
        Sums { budget: self.budget.unwrap_or_default(), actual: self.actual.unwrap_or_default(), cut: self.cut() }
    }
}

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::REVIEW,
        title: "经费审定表",
        index: "D-1",
        note: "金额单位：元。建议审定＝申报数－建议审减。仅对由项目经费列支、明确属于禁止列支范围（固定资产购买、对外投资、捐款赞助、奖励支出）的支出，以及同一发票重复列支、超出资助额的部分提出审减；待核实和参考性事项只作提示，不自动审减。".to_owned(),
    };
    let mut grid = Grid::new(book, &heading, columns())?;
    let mut all = Sums::default();
    for (at, d) in book.audit.dossiers.iter().enumerate() {
        all = all.add(dossier(&mut grid, at, d)?);
    }
    if book.audit.dossiers.is_empty() {
        grid.nothing("没有项目。")?;
    }
    grand_total(&mut grid, all)?;
    grid.fill(Kept::Review)?;
    grid.finish(4)
}

pub fn columns() -> Vec<Column> {
    let mut columns = vec![
        column("序号", 5.0, Look::Whole),
        column("项目", 20.0, Look::Text),
        column("行次", 6.0, Look::Centre),
        column("支出内容", 30.0, Look::Text),
        column("资金来源", 11.0, Look::Centre),
        column("预算数", 13.0, Look::Money),
        column("申报数（决算数）", 13.0, Look::Money),
        column("建议审减", 13.0, Look::Money),
        column("建议审定", 13.0, Look::Money),
        column("审减原因/提示", 34.0, Look::Text),
        column("问题索引号", 19.0, Look::Centre),
        column("复核审定数", 13.0, Look::EntryMoney),
        column("复核说明", 16.0, Look::Entry),
    ];
    columns.extend(kept_columns());
    columns
}

/// A line by its content and source, a total by its name; the amounts are its ground.
fn subject(d: Option<&DossierAudit>, values: &[&str], sums: Sums) -> Subject {
    let identity = d.map_or("", |d| d.identity.as_str());
    let parts: Vec<String> = values.iter().map(|v| text::key(v)).collect();
    let key: Vec<&str> = std::iter::once(identity).chain(parts.iter().map(String::as_str)).collect();
    let amounts = [sums.budget, sums.actual, sums.cut].map(|m| m.to_string());
    let print = carry::print(identity, &[&amounts[0], &amounts[1], &amounts[2]]);
    Subject { key: format!("S-{}", carry::short_hash(&key)), print }
}

fn parts(d: &DossierAudit) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    for expense in &d.accounts.expenses {
        let split: Vec<_> = expense.line.split.iter().filter(|(_, m)| !m.is_zero()).collect();
        if split.len() < 2 {
            let (budget, actual) = (expense.line.budget, expense.line.actual);
            out.push(Part { expense, source: expense.line.source, budget, actual, of_several: false });
            continue;
        }
        for (n, (source, amount)) in split.into_iter().enumerate() {
            let budget = if n == 0 { expense.line.budget } else { None };
            out.push(Part { expense, source: *source, budget, actual: Some(*amount), of_several: true });
        }
    }
    out
}

fn dossier(grid: &mut Grid<'_, '_>, at: usize, d: &DossierAudit) -> Result<Sums, XlsxError> {
    let parts = parts(d);
    if parts.is_empty() {
        let mut row = head(at, d);
        row.extend([Value::text("—"), Value::text("未见可读取的经费决算明细，无法审定，见问题清单。")]);
        grid.row(&row)?;
        return Ok(Sums::default());
    }
    let first = grid.next;
    let mut sums = Sums::default();
    for part in &parts {
        sums = sums.add(part.sums());
        line(grid, at, d, part)?;
    }
    let beyond = beyond_lines(grid, at, d, first, &parts)?;
    sums = sums.add(beyond);
    let rows = (first, grid.next - 1);
    for source in [Source::Grant, Source::Own, Source::Unknown] {
        let of: Vec<&Part<'_>> = parts.iter().filter(|p| p.source == source).collect();
        if !of.is_empty() {
            let own = if source == Source::Grant { beyond } else { Sums::default() };
            let sums = of.iter().fold(own, |a, p| a.add(p.sums()));
            subtotal(grid, at, d, source, rows, sums)?;
        }
    }
    let total = project_total(grid, at, d, rows, sums)?;
    comparison(grid, at, d, total, sums)?;
    balance(grid, at, d, rows, &parts, beyond)?;
    Ok(sums)
}

fn head(at: usize, d: &DossierAudit) -> Vec<Value> {
    vec![Value::Whole(number(at)), Value::text(&d.path)]
}

fn line(grid: &mut Grid<'_, '_>, at: usize, d: &DossierAudit, part: &Part<'_>) -> Result<(), XlsxError> {
    let (book, row) = (grid.book, grid.next);
    let e = part.expense;
    let suffix = if part.of_several { format!("（{}部分）", part.source.chinese()) } else { String::new() };
    let approved = match part.actual {
        Some(_) => Value::Formula(
            format!("{}-{}", grid::cell(row, ACTUAL), grid::cell(row, CUT)),
            part.sums().approved().to_string(),
        ),
        None => Value::text("—"),
    };
    let found = finding(book, d, e);
    let mut values = head(at, d);
    values.extend([
        Value::text(&e.line.seq),
        Value::text(format!("{}{suffix}", book.say(&e.line.item))),
        Value::text(part.source.chinese()),
        Value::money(part.budget),
        Value::money(part.actual),
        Value::Money(part.cut()),
        approved,
        Value::text(book.say(&reason(part))),
        match found.and_then(|f| Some((f, book.row_of(at, f)?))) {
            Some((f, to)) => Value::Goto(f.id(&d.identity), sheet::FINDINGS, to, 0),
            None => Value::text("—"),
        },
    ]);
    grid.row(&values)?;
    grid.keep(subject(Some(d), &[&e.line.section, &e.line.item, part.source.chinese()], part.sums()));
    Ok(())
}

/// Reductions of the grant that belong to no single line, each with its finding.
fn beyond_lines(
    grid: &mut Grid<'_, '_>,
    at: usize,
    d: &DossierAudit,
    first: u32,
    parts: &[Part<'_>],
) -> Result<Sums, XlsxError> {
    let is_cut = |e: &Expense| parts.iter().any(|p| std::ptr::eq(p.expense, e) && !p.cut().is_zero());
    let mut beyond = Sums::default();
    for cut in cuts::repeated(grid.book.pack, d, is_cut) {
        beyond = beyond.add(Sums { cut: cut.amount, ..Sums::default() });
        beyond_line(grid, at, d, &cut, Value::Money(cut.amount))?;
    }
    let granted = parts.iter().filter(|p| p.source == Source::Grant).fold(beyond, |a, p| a.add(p.sums()));
    if let Some((cut, grant)) = cuts::overrun(grid.book.pack, d, granted.approved()) {
        let above = (first, grid.next - 1);
        let formula = format!(
            "MAX(0,ROUND(SUMIF({},\"{}\",{})-{grant},2))",
            span(above, SOURCE),
            Source::Grant.chinese(),
            span(above, APPROVED)
        );
        beyond = beyond.add(Sums { cut: cut.amount, ..Sums::default() });
        beyond_line(grid, at, d, &cut, Value::Formula(formula, cut.amount.to_string()))?;
    }
    Ok(beyond)
}

fn beyond_line(
    grid: &mut Grid<'_, '_>,
    at: usize,
    d: &DossierAudit,
    cut: &Cut<'_>,
    amount: Value,
) -> Result<(), XlsxError> {
    let (book, row) = (grid.book, grid.next);
    let approved = Money::ZERO.checked_sub(cut.amount).unwrap_or_default().to_string();
    let mut values = head(at, d);
    values.extend([
        Value::text("—"),
        Value::text(&cut.what),
        Value::text(Source::Grant.chinese()),
        Value::Empty,
        Value::Empty,
        amount,
        Value::Formula(format!("{}-{}", grid::cell(row, ACTUAL), grid::cell(row, CUT)), approved),
        Value::text(book.say(&cut.why)),
        match book.row_of(at, cut.finding) {
            Some(to) => Value::Goto(cut.finding.id(&d.identity), sheet::FINDINGS, to, 0),
            None => Value::text("—"),
        },
    ]);
    grid.row(&values)?;
    grid.keep(subject(Some(d), &["审减", &cut.what], Sums { cut: cut.amount, ..Sums::default() }));
    Ok(())
}

fn reason(part: &Part<'_>) -> String {
    let (e, source) = (part.expense, part.source);
    match e.class {
        SpendingClass::Allowed => "—".to_owned(),
        SpendingClass::Review => format!("待核实，暂不审减。{}", e.reason),
        SpendingClass::Fiscal => format!("提示（参考），不自动审减。{}", e.reason),
        _ if source == Source::Grant => format!("属禁止列支的{}。{}", e.class.chinese(), e.reason),
        _ if source == Source::Own => format!("属{}，由自筹/配套资金承担，不审减。", e.class.chinese()),
        _ => format!("属{}，资金来源未注明，须先核实来源，暂不审减。", e.class.chinese()),
    }
}

/// The finding that speaks of a spending line: it cites the line's place, or is about the item.
fn finding<'d>(book: &Book<'_>, d: &'d DossierAudit, e: &Expense) -> Option<&'d Finding> {
    if e.class == SpendingClass::Allowed {
        return None;
    }
    let concerns = |class: &SpendingClass| *class == e.class || e.suspects.contains(class);
    let of_class = |f: &&Finding| {
        f.status >= Status::Review
            && book.pack.rule(f.rule.as_str()).is_some_and(|r| match &r.check {
                Check::NothingForbidden { class } | Check::NothingAdvisory { class } => concerns(class),
                _ => false,
            })
    };
    let cites =
        |f: &&Finding| f.evidence.iter().any(|x| x.doc == e.line.evidence.doc && x.place == e.line.evidence.place);
    let about = |f: &&Finding| !f.subject.is_empty() && text::key(&f.subject) == text::key(&e.line.item);
    let candidates = || d.findings.iter().filter(of_class);
    candidates().find(cites).or_else(|| candidates().find(about))
}

fn subtotal(
    grid: &mut Grid<'_, '_>,
    at: usize,
    d: &DossierAudit,
    source: Source,
    rows: (u32, u32),
    sums: Sums,
) -> Result<(), XlsxError> {
    let sumif = |col: u16, result: Money| {
        let keys = span(rows, SOURCE);
        Value::Formula(format!("SUMIF({keys},\"{}\",{})", source.chinese(), span(rows, col)), result.to_string())
    };
    let mut values = head(at, d);
    values.extend([
        Value::Empty,
        Value::text(format!("其中：{}小计", source.chinese())),
        Value::Empty,
        sumif(BUDGET, sums.budget),
        sumif(ACTUAL, sums.actual),
        sumif(CUT, sums.cut),
        sumif(APPROVED, sums.approved()),
    ]);
    grid.weighted(&values, Weight::Subtotal)?;
    grid.keep(subject(Some(d), &["小计", source.chinese()], sums));
    Ok(())
}

fn span(rows: (u32, u32), col: u16) -> String {
    format!("{}:{}", grid::cell(rows.0, col), grid::cell(rows.1, col))
}

fn project_total(
    grid: &mut Grid<'_, '_>,
    at: usize,
    d: &DossierAudit,
    rows: (u32, u32),
    sums: Sums,
) -> Result<u32, XlsxError> {
    let sum = |col: u16, result: Money| Value::Formula(format!("SUM({})", span(rows, col)), result.to_string());
    let mut values = head(at, d);
    values.extend([
        Value::Empty,
        Value::text(SUM_OF_PROJECT),
        Value::Empty,
        sum(BUDGET, sums.budget),
        sum(ACTUAL, sums.actual),
        sum(CUT, sums.cut),
        sum(APPROVED, sums.approved()),
    ]);
    let row = grid.weighted(&values, Weight::Total)?;
    grid.keep(subject(Some(d), &[SUM_OF_PROJECT], sums));
    Ok(row)
}

/// What the accounts print as their total, and how far the lines are from it.
fn comparison(grid: &mut Grid<'_, '_>, at: usize, d: &DossierAudit, total: u32, sums: Sums) -> Result<(), XlsxError> {
    let printed = d.accounts.main_statement().and_then(|s| s.total.as_ref());
    let (budget, actual) = (printed.and_then(|t| t.budget), printed.and_then(|t| t.actual));
    let unit = d.accounts.main_statement().map(|s| s.unit.scale.to_string()).unwrap_or_default();
    let row = grid.next;
    let mut values = head(at, d);
    values.extend([
        Value::Empty,
        Value::text("决算表所列合计"),
        Value::Empty,
        Value::money(budget),
        Value::money(actual),
    ]);
    values.extend([Value::Empty, Value::Empty, Value::text(format!("原表金额单位：{unit}，此处均换算为元"))]);
    grid.weighted(&values, Weight::Subtotal)?;
    let difference = |col: u16, computed: Money, printed: Option<Money>| match printed {
        Some(p) => Value::Formula(
            format!("ROUND({}-{},2)", grid::cell(total, col), grid::cell(row, col)),
            computed.checked_sub(p).unwrap_or_default().to_string(),
        ),
        None => Value::text("—"),
    };
    let mut values = head(at, d);
    values.extend([
        Value::Empty,
        Value::text("差异（分项合计－所列合计）"),
        Value::Empty,
        difference(BUDGET, sums.budget, budget),
        difference(ACTUAL, sums.actual, actual),
    ]);
    grid.weighted(&values, Weight::Subtotal)?;
    Ok(())
}

/// Grant less what is approved to its charge.
fn balance(
    grid: &mut Grid<'_, '_>,
    at: usize,
    d: &DossierAudit,
    rows: (u32, u32),
    parts: &[Part<'_>],
    beyond: Sums,
) -> Result<(), XlsxError> {
    let Some(grant) = d.facts.project.grant else { return Ok(()) };
    if parts.iter().all(|p| p.source != Source::Grant) {
        return Ok(());
    }
    let row = grid.next;
    let mut values = head(at, d);
    values.extend([
        Value::Empty,
        Value::text("资助额"),
        Value::Empty,
        Value::Empty,
        Value::Empty,
        Value::Empty,
        Value::Money(grant),
    ]);
    grid.weighted(&values, Weight::Subtotal)?;
    let charged = parts.iter().filter(|p| p.source == Source::Grant).fold(beyond, |a, p| a.add(p.sums()));
    let formula = format!(
        "ROUND({}-SUMIF({},\"{}\",{}),2)",
        grid::cell(row, APPROVED),
        span(rows, SOURCE),
        Source::Grant.chinese(),
        span(rows, APPROVED)
    );
    let left = grant.checked_sub(charged.approved()).unwrap_or_default();
    let mut values = head(at, d);
    values.extend([
        Value::Empty,
        Value::text("审定后项目经费结余（负数为超支）"),
        Value::Empty,
        Value::Empty,
        Value::Empty,
        Value::Empty,
    ]);
    values.push(Value::Formula(formula, left.to_string()));
    grid.weighted(&values, Weight::Subtotal)?;
    Ok(())
}

fn grand_total(grid: &mut Grid<'_, '_>, all: Sums) -> Result<(), XlsxError> {
    let rows = (FIRST, grid.next.max(FIRST + 1) - 1);
    let sum = |col: u16, result: Money| {
        Value::Formula(
            format!("SUMIF({},\"{SUM_OF_PROJECT}\",{})", span(rows, ITEM), span(rows, col)),
            result.to_string(),
        )
    };
    grid.weighted(
        &[
            Value::Empty,
            Value::text("全部项目"),
            Value::Empty,
            Value::text("合计"),
            Value::Empty,
            sum(BUDGET, all.budget),
            sum(ACTUAL, all.actual),
            sum(CUT, all.cut),
            sum(APPROVED, all.approved()),
        ],
        Weight::Total,
    )?;
    grid.keep(subject(None, &["全部项目"], all));
    Ok(())
}

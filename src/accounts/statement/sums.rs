//! Every figure of a statement that can be worked out again, and those that do not agree.

use rust_decimal::Decimal;

use crate::accounts::columns::Header;
use crate::accounts::lexicon::known;
use crate::accounts::rows::{Draft, Kind};
use crate::accounts::unit;
use crate::facts::amount;
use crate::model::accounts::Scale;
use crate::model::{Difference, DifferenceKind, Evidence, Money, Source, Statement, StatementLine};

pub(super) struct Sums<'a> {
    statement: &'a Statement,
    out: Vec<Difference>,
}

impl Sums<'_> {
    fn compare(
        &mut self,
        kind: DifferenceKind,
        what: &str,
        computed: Option<Money>,
        printed: Option<Money>,
        evidence: &Evidence,
    ) {
        let (Some(computed), Some(printed)) = (computed, printed) else { return };
        if computed == printed {
            return;
        }
        self.out.push(Difference {
            kind,
            computed,
            printed,
            what: what.to_string(),
            unit_slip: is_slip(computed, printed) || self.slip_explains(computed, printed),
            evidence: evidence.clone(),
        });
    }

    /// The difference is that of one suspicious figure read in the other unit.
    fn slip_explains(&self, computed: Money, printed: Money) -> bool {
        let difference = computed.checked_sub(printed).map(Money::abs);
        self.statement.unit.suspicious.iter().any(|(_, written, _)| {
            let Ok(number) = written.parse::<Decimal>() else { return false };
            let other = Money::from_wan(number).and_then(|w| w.checked_sub(Money::new(number))).map(Money::abs);
            other.is_some() && other == difference
        })
    }
}

pub(super) fn is_slip(a: Money, b: Money) -> bool {
    let times = |m: Money| Money::from_wan(m.as_decimal());
    !a.is_zero() && !b.is_zero() && (times(a) == Some(b) || times(b) == Some(a))
}

pub(super) fn differences(drafts: &[Draft], header: &Header, statement: &Statement) -> Vec<Difference> {
    let mut sums = Sums { statement, out: Vec::new() };
    if header.has_amounts() {
        subtotals(drafts, &mut sums);
        totals(&mut sums);
        splits(&mut sums);
        products(&mut sums);
        variances(header, &mut sums);
    } else if let Some(total) = &statement.total {
        let computed = Money::sum(statement.lines.iter().filter_map(|l| l.budget));
        sums.compare(DifferenceKind::BudgetTotal, "预算", computed, total.budget, &total.evidence);
    }
    if !statement.unread.is_empty() {
        sums.out.retain(|d| !needs_all_lines(d.kind, statement));
    }
    sums.out
}

/// Sums of which a part is not known disagree with nothing.
pub(super) fn needs_all_lines(kind: DifferenceKind, statement: &Statement) -> bool {
    use DifferenceKind as K;
    match kind {
        K::Subtotal | K::Total | K::BySource | K::Prose | K::Statements => true,
        K::InWords => statement.total.as_ref().is_none_or(|t| t.actual.is_none() || t.unread.is_some()),
        K::Variance | K::Split | K::Product | K::BudgetTotal => false,
    }
}

pub(super) fn in_yuan(figure: Option<Decimal>, statement: &Statement) -> Option<Money> {
    unit::yuan(amount::Figure { number: figure?, scale: None }, &statement.unit).0
}

/// Lines against 小计 rows and against section rows that carry an amount.
pub(super) fn subtotals(drafts: &[Draft], sums: &mut Sums<'_>) {
    let statement = sums.statement;
    let yuan_of = |d: &Draft| in_yuan(d.amount(), statement);
    for (i, draft) in drafts.iter().enumerate() {
        let printed = yuan_of(draft);
        if printed.is_none() {
            continue;
        }
        match draft.kind {
            Kind::Section => {
                let below: Vec<&Draft> = drafts
                    .iter()
                    .skip(i + 1)
                    .take_while(|d| matches!(d.kind, Kind::Line | Kind::Section) && d.level > draft.level)
                    .filter(|d| d.kind == Kind::Line)
                    .collect();
                let unnumbered: Vec<&Draft> = if below.is_empty() { Vec::new() } else { below };
                if !unnumbered.is_empty() {
                    let computed = Money::sum(unnumbered.iter().filter_map(|d| yuan_of(d)));
                    sums.compare(DifferenceKind::Subtotal, &draft.item, computed, printed, &draft.evidence);
                }
            }
            Kind::Subtotal => {
                let before = drafts.get(..i).unwrap_or_default();
                let group: Vec<&Draft> = before
                    .iter()
                    .rev()
                    .take_while(|d| !matches!(d.kind, Kind::Subtotal | Kind::Total))
                    .filter(|d| d.kind == Kind::Line)
                    .collect();
                let since_section: Vec<&Draft> = before.iter().rev().take_while(|d| d.kind == Kind::Line).collect();
                let after: Vec<&Draft> =
                    drafts.get(i + 1..).unwrap_or_default().iter().take_while(|d| d.kind == Kind::Line).collect();
                let sum = |rows: &[&Draft]| Money::sum(rows.iter().filter_map(|d| yuan_of(d)));
                let fits = [&group, &since_section, &after].iter().any(|rows| !rows.is_empty() && sum(rows) == printed);
                if !fits && !group.is_empty() {
                    let section = group.first().map(|d| d.section.clone()).unwrap_or_default();
                    let what = format!("{section}小计");
                    sums.compare(DifferenceKind::Subtotal, &what, sum(&group), printed, &draft.evidence);
                }
            }
            _ => {}
        }
    }
}

pub(super) fn totals(sums: &mut Sums<'_>) {
    let statement = sums.statement;
    let all_read = statement.lines.iter().all(|l| l.actual.is_some() || l.budget.is_some());
    let computed = Money::sum(statement.lines.iter().filter_map(|l| l.actual));
    if let Some(total) = &statement.total
        && all_read
    {
        sums.compare(DifferenceKind::Total, "合计", computed, total.actual, &total.evidence);
        let budget = Money::sum(statement.lines.iter().filter_map(|l| l.budget));
        if statement.lines.iter().any(|l| l.budget.is_some()) {
            sums.compare(DifferenceKind::BudgetTotal, "预算合计", budget, total.budget, &total.evidence);
        }
    }
    if let Some((_, words, evidence)) = &statement.in_words {
        let figure = statement.total.as_ref().and_then(|t| t.actual).or(computed);
        sums.compare(DifferenceKind::InWords, "合计大写", figure, *words, evidence);
    }
}

pub(super) fn splits(sums: &mut Sums<'_>) {
    let statement = sums.statement;
    for line in statement.lines.iter().chain(&statement.total) {
        if !line.split.is_empty() {
            let computed = Money::sum(line.split.iter().map(|(_, m)| *m));
            sums.compare(DifferenceKind::Split, called(line), computed, line.actual, &line.evidence);
        }
    }
    let has_columns = statement.lines.iter().any(|l| !l.split.is_empty());
    for source in [Source::Grant, Source::Own] {
        let stated: Vec<&(String, Source, Money, Evidence)> =
            statement.by_source.iter().filter(|(_, s, _, _)| *s == source).collect();
        let Some((what, _, _, evidence)) = stated.first().copied() else { continue };
        let printed = Money::sum(stated.iter().map(|(_, _, m, _)| *m));
        let computed = if has_columns {
            Money::sum(
                statement.lines.iter().flat_map(|l| l.split.iter().filter(|(s, _)| *s == source).map(|(_, m)| *m)),
            )
        } else if statement.lines.iter().all(|l| l.source != Source::Unknown) {
            Money::sum(statement.lines.iter().filter(|l| l.source == source).filter_map(|l| l.actual))
        } else {
            None
        };
        sums.compare(DifferenceKind::BySource, what, computed, printed, evidence);
    }
}

/// A total row may have its word in the column of numbers.
pub(super) fn called(line: &StatementLine) -> &str {
    if line.item.trim().is_empty() { "合计" } else { &line.item }
}

/// Unit price × quantity, where both are plain numbers and prices are not rounded.
pub(super) fn products(sums: &mut Sums<'_>) {
    let statement = sums.statement;
    if statement.unit.scale != Scale::Yuan {
        return;
    }
    for line in &statement.lines {
        let digits: String = line.quantity.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let rest = line.quantity.get(digits.len()..).unwrap_or_default();
        let (Some(price), Ok(quantity)) = (line.unit_price, digits.parse::<Decimal>()) else { continue };
        if rest.chars().any(|c| c.is_numeric() || "×x*X/、，,和".contains(c)) {
            continue;
        }
        let computed = price.as_decimal().checked_mul(quantity).map(Money::new);
        let close = computed.zip(line.actual).and_then(|(a, b)| a.checked_sub(b)).is_some_and(|d| {
            Decimal::new(1, 2).checked_mul(quantity.max(Decimal::ONE)).is_some_and(|most| d.abs().as_decimal() <= most)
        });
        if !close {
            sums.compare(DifferenceKind::Product, &line.item, computed, line.actual, &line.evidence);
        }
    }
}

/// Printed variance against budget − actual; a table that uses the other sign throughout is right too.
pub(super) fn variances(header: &Header, sums: &mut Sums<'_>) {
    let statement = sums.statement;
    let from_actual = header.paths.values().any(|p| known().actual_less_budget.hits(p));
    let all: Vec<&StatementLine> = statement.lines.iter().chain(&statement.total).collect();
    let pairs: Vec<(&StatementLine, Money, Money)> = all
        .into_iter()
        .filter(|l| l.budget.is_some() || l.actual.is_some_and(|a| !a.is_zero()))
        .filter_map(|l| {
            let printed = l.variance?;
            let computed = l.budget.unwrap_or_default().checked_sub(l.actual.unwrap_or_default())?;
            Some((l, computed, printed))
        })
        .collect();
    if header.budget.is_none() {
        return;
    }
    let negated = |m: Money| Money::ZERO.checked_sub(m).unwrap_or_default();
    let wrong = |flip: bool| pairs.iter().filter(|(_, c, p)| (if flip { negated(*c) } else { *c }) != *p).count();
    let flip = from_actual || wrong(true) < wrong(false);
    for (line, computed, printed) in &pairs {
        let computed = if flip { negated(*computed) } else { *computed };
        sums.compare(DifferenceKind::Variance, called(line), Some(computed), Some(*printed), &line.evidence);
    }
}

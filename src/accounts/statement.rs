//! One statement out of one grid: rows, unit, sources, and every figure that does not agree with another.

mod sources;
mod sums;
mod upright;

use rust_decimal::Decimal;

use super::columns::{self, Header};
use super::grid::Grid;
use super::lexicon::{Lexicon, known, tight, without_of_which};
use super::prose;
use super::rows::{self, Draft, Kind};
use super::unit;
use crate::facts::amount;
use crate::model::accounts::{Scale, Unit, UnreadAmount};
use crate::model::language::language;
use crate::model::{Evidence, Money, Source, Statement, StatementLine};

pub(super) use sources::name_sources;

/// All statements of a grid, one below the other.
pub fn statements(grid: &Grid, lexicon: &Lexicon) -> Vec<Statement> {
    let mut out = Vec::new();
    let mut at = 0;
    let one_below_the_other =
        upright::folded_header(grid, lexicon).map(|(row, width)| upright::unfolded(grid, row, width, lexicon));
    let turned = upright::lying_down(grid, lexicon);
    let grid = turned.as_ref().or(one_below_the_other.as_ref()).unwrap_or(grid);
    while at < grid.rows.len() {
        match columns::header(grid, at, lexicon) {
            Some(header) => {
                let (drafts, end) = rows::read(grid, &header, lexicon);
                if let Some(statement) = statement(grid, &header, drafts, end, lexicon) {
                    out.push(statement);
                }
                at = end.max(header.end);
            }
            None => at += 1,
        }
    }
    out
}

fn statement(grid: &Grid, header: &Header, mut drafts: Vec<Draft>, end: usize, lexicon: &Lexicon) -> Option<Statement> {
    open_of_which(&mut drafts, lexicon);
    if !drafts.iter().any(|d| d.kind == Kind::Line) {
        return None;
    }
    let mut unit = unit::unit(grid, header, &drafts);
    let has_actual = header.has_amounts();
    let lines: Vec<StatementLine> =
        drafts.iter().filter(|d| d.kind == Kind::Line).map(|d| line(d, &mut unit, lexicon)).collect();
    let total = drafts.iter().rfind(|d| d.kind == Kind::Total).map(|d| line(d, &mut unit, lexicon));
    let evidence = drafts.first().map(|d| Evidence { quote: title(grid, header), ..d.evidence.clone() })?;
    let mut statement = Statement {
        doc: grid.doc,
        title: title(grid, header),
        lines,
        total,
        in_words: in_words(grid, &drafts, end),
        by_source: by_source(&drafts, header, &mut unit, lexicon),
        differences: Vec::new(),
        unread: unread(&drafts),
        has_budget: has_actual && header.budget.is_some(),
        has_source: false,
        evidence,
        unit,
    };
    name_sources(&mut statement, lexicon);
    statement.differences = sums::differences(&drafts, header, &statement);
    Some(statement)
}

/// “其中” rows below a line: where they make up the whole line they are its leaves, otherwise they are remarks on it.
fn open_of_which(drafts: &mut Vec<Draft>, lexicon: &Lexicon) {
    let mut i = 0;
    while i < drafts.len() {
        let parts: Vec<usize> =
            (i + 1..drafts.len()).take_while(|k| drafts.get(*k).is_some_and(|d| d.kind == Kind::OfWhich)).collect();
        let is_line = drafts.get(i).is_some_and(|d| d.kind == Kind::Line);
        if !is_line || parts.is_empty() {
            i += 1;
            continue;
        }
        let whole = drafts.get(i).and_then(Draft::amount);
        let sum = rows::sum(parts.iter().filter_map(|k| drafts.get(*k)));
        let by_source: Vec<(Source, amount::Figure)> = parts
            .iter()
            .filter_map(|k| drafts.get(*k))
            .filter_map(|d| Some((lexicon.source(without_of_which(&d.item)), d.actual?)))
            .filter(|(source, _)| *source != Source::Unknown)
            .collect();
        let named_sources = by_source.len() == parts.len();
        if whole.is_some() && whole == sum && !named_sources {
            if let Some(parent) = drafts.get_mut(i) {
                parent.kind = Kind::Section;
            }
            let section = drafts.get(i).map(|d| d.item.clone()).unwrap_or_default();
            for k in &parts {
                if let Some(part) = drafts.get_mut(*k) {
                    part.kind = Kind::Line;
                    part.item = without_of_which(&part.item).to_owned();
                    part.section.clone_from(&section);
                }
            }
        } else {
            let remarks: Vec<String> =
                parts.iter().filter_map(|k| drafts.get(*k)).map(|d| d.evidence.quote.clone()).collect();
            if let Some(parent) = drafts.get_mut(i) {
                if named_sources && parent.splits.is_empty() {
                    parent.splits = with_rest(by_source, parent.actual).unwrap_or_default();
                }
                for remark in remarks {
                    if !parent.note.is_empty() {
                        parent.note.push('；');
                    }
                    parent.note.push_str(&remark);
                }
            }
            let last = parts.last().copied().unwrap_or(i);
            drafts.drain(i + 1..=last);
        }
        i += 1;
    }
}

/// What the sources named below a line pay, and what of the line remains without a name. Sources that pay more than the line
/// belong to the whole table.
fn with_rest(
    mut named: Vec<(Source, amount::Figure)>,
    whole: Option<amount::Figure>,
) -> Option<Vec<(Source, amount::Figure)>> {
    let whole = whole.filter(|w| named.iter().all(|(_, f)| w.scale == f.scale))?;
    let sum = named.iter().try_fold(Decimal::ZERO, |sum, (_, f)| sum.checked_add(f.number))?;
    let rest = whole.number.checked_sub(sum).filter(|rest| !rest.is_sign_negative() || rest.is_zero())?;
    if !rest.is_zero() {
        named.push((Source::Unknown, amount::Figure { number: rest, ..whole }));
    }
    Some(named)
}

fn line(draft: &Draft, unit: &mut Unit, lexicon: &Lexicon) -> StatementLine {
    let mut slips: Vec<String> = Vec::new();
    let mut yuan = |figure: Option<amount::Figure>| {
        let figure = figure?;
        let (money, slip) = unit::yuan(figure, unit);
        if slip {
            slips.push(figure.number.normalize().to_string());
        }
        money
    };
    let budget = yuan(draft.budget);
    let actual = yuan(draft.actual);
    let split: Vec<(Source, Money)> = draft.splits.iter().filter_map(|(s, f)| Some((*s, yuan(Some(*f))?))).collect();
    let variance = draft.variance.and_then(|f| unit::yuan(f, unit).0);
    let actual = actual.or_else(|| if split.is_empty() { None } else { Money::sum(split.iter().map(|(_, m)| *m)) });
    for written in slips {
        unit.suspicious.push((draft.item.clone(), written, draft.evidence.clone()));
    }
    let paying: Vec<Source> = split.iter().filter(|(_, m)| !m.is_zero()).map(|(s, _)| *s).collect();
    let (source, source_words) = if paying.contains(&Source::Grant) || draft.unread_source == Source::Grant {
        (Source::Grant, "来源栏".to_string())
    } else if let Some(first) = paying.first() {
        (*first, "来源栏".to_string())
    } else if draft.unread_source != Source::Unknown {
        (draft.unread_source, "来源栏".to_string())
    } else {
        (lexicon.source(&draft.source_words), draft.source_words.clone())
    };
    StatementLine {
        seq: draft.seq.clone(),
        item: draft.item.clone(),
        section: draft.section.clone(),
        budget,
        actual,
        unread: draft.unread.clone(),
        variance,
        split,
        source,
        source_words,
        unit_price: draft.unit_price.map(|f| Money::new(f.number)),
        quantity: draft.quantity.clone(),
        voucher: draft.voucher.clone(),
        note: draft.note.clone(),
        evidence: draft.evidence.clone(),
    }
}

/// Rows that state an amount which can't be told.
fn unread(drafts: &[Draft]) -> Vec<UnreadAmount> {
    let counts = |d: &&Draft| matches!(d.kind, Kind::Line | Kind::Subtotal | Kind::Total);
    let one =
        |d: &Draft| Some(UnreadAmount { item: d.item.clone(), why: d.unread.clone()?, evidence: d.evidence.clone() });
    drafts.iter().filter(counts).filter_map(one).collect()
}

/// The line above the table that names it.
fn title(grid: &Grid, header: &Header) -> String {
    let above: Vec<String> = grid
        .rows
        .get(..header.first)
        .unwrap_or_default()
        .iter()
        .rev()
        .take(4)
        .map(super::grid::GridRow::quote)
        .collect();
    let mut lines = above.into_iter().chain(grid.before.iter().rev().map(|(l, _)| l.trim().to_string()));
    let is_title = |l: &String| {
        let folded = tight(l);
        folded.chars().count() <= 50
            && (known().spending_title.hits(&folded) || known().money_title.hits(&folded))
            && !known().unit_of_paper.hits(&folded)
            && !folded.ends_with('。')
    };
    lines.find(is_title).or_else(|| grid.sheet.clone()).unwrap_or_default()
}

fn in_words(grid: &Grid, drafts: &[Draft], end: usize) -> Option<(String, Option<Money>, Evidence)> {
    for draft in drafts.iter().filter(|d| matches!(d.kind, Kind::InWords | Kind::Total)) {
        if let Some((words, amount)) = amount::find_words(&draft.evidence.quote) {
            return Some((words, amount, draft.evidence.clone()));
        }
    }
    let next = grid.rows.get(end..).unwrap_or_default().iter().take(3).map(|r| {
        let evidence = r.evidence(grid.doc, grid.hidden);
        (r.quote(), evidence)
    });
    let after = grid.after.iter().take(3).map(|(l, p)| (l.clone(), Evidence::new(grid.doc, p.clone(), l)));
    next.chain(after).filter(|(l, _)| language().amounts.in_words.hits(&tight(l))).find_map(|(l, e)| {
        let (words, amount) = amount::find_words(&l)?;
        Some((words, amount, e))
    })
}

/// “其中：项目经费 …” rows below the total, and the total's source columns.
fn by_source(
    drafts: &[Draft],
    header: &Header,
    unit: &mut Unit,
    lexicon: &Lexicon,
) -> Vec<(String, Source, Money, Evidence)> {
    let mut out = Vec::new();
    let after_total = drafts.iter().skip_while(|d| d.kind != Kind::Total);
    for draft in after_total.filter(|d| d.kind == Kind::OfWhich) {
        if draft.amount().is_none() && amount::find(&draft.evidence.quote).len() > 1 {
            let told = prose::of_which(&draft.evidence.quote, lexicon);
            out.extend(told.into_iter().map(|(words, source, money)| (words, source, money, draft.evidence.clone())));
            continue;
        }
        let words = without_of_which(&draft.item).to_owned();
        let figure = draft.actual.or_else(|| {
            amount::find(&draft.evidence.quote)
                .first()
                .map(|f| amount::Figure { number: f.money.as_decimal(), scale: Some(Scale::Yuan) })
        });
        if let Some(money) = figure.and_then(|f| unit::yuan(f, unit).0) {
            out.push((words.clone(), lexicon.source(&words), money, draft.evidence.clone()));
        }
    }
    for total in drafts.iter().filter(|d| d.kind == Kind::Total) {
        for (i, (source, figure)) in total.splits.iter().enumerate() {
            let col = header.splits.get(i).and_then(|(c, _)| header.paths.get(c)).cloned().unwrap_or_default();
            if let Some(money) = unit::yuan(*figure, unit).0 {
                out.push((col, *source, money, total.evidence.clone()));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;

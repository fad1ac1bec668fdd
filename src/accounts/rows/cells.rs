//! One row out of its cells: item, amounts, sources, what is carried down from merged cells.

use rust_decimal::Decimal;

use super::draft::{Draft, Kind};
use super::numbering::{level, run_together, without_number};
use crate::accounts::columns::{Header, Role};
use crate::accounts::formula;
use crate::accounts::grid::{Grid, GridCell, GridRow};
use crate::accounts::lexicon::{known, tight};
use crate::facts::amount::Figure;
use crate::facts::cell::{self, Stands};
use crate::model::Source;
use crate::model::accounts::Unread;

/// Cells of a vertical merge stand once, in the first row.
#[derive(Default)]
pub(super) struct Carried {
    source: (String, u32),
    section: (String, u32),
}

fn carry(slot: &mut (String, u32), cell: Option<&GridCell>) -> String {
    match cell {
        Some(c) if !c.text.trim().is_empty() && !known().ditto.is(&tight(&c.text)) => {
            *slot = (c.text.trim().to_string(), c.row_span.saturating_sub(1));
            slot.0.clone()
        }
        Some(c) if !c.text.trim().is_empty() => slot.0.clone(),
        _ if slot.1 > 0 => {
            slot.1 -= 1;
            slot.0.clone()
        }
        _ => String::new(),
    }
}

pub(super) fn draft(grid: &Grid, header: &Header, row: &GridRow, carried: &mut Carried) -> Draft {
    let text = |col: Option<u32>| col.and_then(|c| row.at(c)).map(|c| join_lines(&c.text)).unwrap_or_default();
    let figure = |col: u32| match stands(grid, row.cells.iter().find(|c| c.col == col)?) {
        Stands::Amount(figure) => Some(figure),
        Stands::Nothing | Stands::Unread => None,
    };
    let seq = text(header.column(Role::Seq));
    let mut item = row.cells.iter().find(|c| c.col == header.item).map(|c| join_lines(&c.text)).unwrap_or_default();
    let section = carry(&mut carried.section, header.section.and_then(|c| row.cells.iter().find(|k| k.col == c)));
    if item.is_empty() {
        // Totals and sections often stand in the first cell, merged over number and item.
        let first = row
            .cells
            .iter()
            .find(|c| c.col <= header.item && !c.text.trim().is_empty() && Some(c.col) != header.column(Role::Seq));
        item = first.map(|c| join_lines(&c.text)).unwrap_or_default();
    }
    let merged = row.cells.first().filter(|c| c.col < header.item && c.col + c.span > header.item);
    if let Some(cell) = merged {
        item = join_lines(&cell.text);
    }
    let (seq, item) = if grid.paged { run_together(seq, item) } else { (seq, item) };
    let level = level(if merged.is_some() { "" } else { &seq }, &item);
    let voucher_place = header.actual.and_then(|c| row.at(c)).or_else(|| row.at(header.item)).map(|c| c.place.clone());
    let mut evidence = row.evidence(grid.doc, grid.hidden);
    if let Some(place) = voucher_place {
        evidence.place = place;
    }
    let (unread, unread_source) = unread(grid, header, row);
    Draft {
        kind: Kind::Line,
        level,
        seq: if merged.is_some() { String::new() } else { seq },
        item: without_number(&item),
        section,
        budget: with_change(header.budget.and_then(figure), header.adjustment.and_then(figure)),
        actual: header.actual.and_then(figure),
        splits: splits(header, row, header.actual.and_then(figure), figure),
        unread,
        unread_source,
        variance: header.column(Role::Variance).and_then(figure),
        source_words: carry(
            &mut carried.source,
            header.column(Role::SourceWords).and_then(|c| row.cells.iter().find(|k| k.col == c)),
        ),
        unit_price: header.column(Role::UnitPrice).and_then(figure),
        quantity: counted(&text(header.column(Role::Quantity)), &text(header.column(Role::Measure))),
        voucher: text(header.column(Role::Voucher)),
        note: text(header.column(Role::Note)),
        evidence,
    }
}

fn stands(grid: &Grid, cell: &GridCell) -> Stands {
    let plain = |number| Stands::Amount(Figure { number, scale: None });
    match cell.number {
        Some(number) => plain(number),
        None if cell.error => Stands::Unread,
        None if cell.uncalculated => formula::value(grid, cell).map_or(Stands::Unread, plain),
        None => cell::read(&cell.text),
    }
}

/// The first cell in the columns of amounts that states what can't be told, as written. Ticks name the source that pays.
fn unread(grid: &Grid, header: &Header, row: &GridRow) -> (Option<Unread>, Source) {
    let of_sources = header.splits.iter().copied();
    let columns = of_sources.chain(header.actual.map(|c| (c, Source::Unknown)));
    let mut cells = columns.filter_map(|(col, s)| Some((row.cells.iter().find(|c| c.col == col)?, s)));
    let marks = |text: &str| known().ticked.is(&tight(text)) || known().unticked.is(&tight(text));
    let Some((cell, source)) = cells.find(|(c, _)| stands(grid, c) == Stands::Unread && !marks(&c.text)) else {
        return (None, Source::Unknown);
    };
    let written = if cell.uncalculated {
        format!("={}", cell.formula.as_deref().unwrap_or_default())
    } else {
        cell.text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    (Some(Unread::Written(written)), source)
}

/// The budget after its change; a change in the other unit is left out.
fn with_change(budget: Option<Figure>, change: Option<Figure>) -> Option<Figure> {
    let Some(change) = change else { return budget };
    let before = budget.unwrap_or(Figure { number: Decimal::ZERO, scale: change.scale });
    let number = before.number.checked_add(change.number).filter(|_| before.scale == change.scale)?;
    Some(Figure { number, ..before })
}

/// “数量 2”, “单位 台”: 2台.
fn counted(quantity: &str, measure: &str) -> String {
    let bare = quantity.chars().next_back().is_some_and(|c| c.is_ascii_digit()) && measure.chars().count() <= 3;
    if bare { format!("{quantity}{}", measure.trim()) } else { quantity.to_string() }
}

/// What each source pays; where its columns hold ticks instead of figures, the whole line goes to the one ticked.
fn splits(
    header: &Header,
    row: &GridRow,
    actual: Option<Figure>,
    figure: impl Fn(u32) -> Option<Figure>,
) -> Vec<(Source, Figure)> {
    let figures: Vec<(Source, Figure)> = header.splits.iter().filter_map(|(c, s)| Some((*s, figure(*c)?))).collect();
    let ticks = |c: u32| row.cells.iter().find(|k| k.col == c).is_some_and(|k| known().ticked.is(&tight(&k.text)));
    let ticked: Vec<Source> = header.splits.iter().filter(|(c, _)| ticks(*c)).map(|(_, s)| *s).collect();
    match (figures.is_empty(), ticked.as_slice(), actual) {
        (true, [one], Some(actual)) => vec![(*one, actual)],
        _ => figures,
    }
}

pub(super) fn join_lines(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().concat().trim().to_string()
}

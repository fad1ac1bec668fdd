//! The lines of goods on a drawn invoice: by the columns of its table, else by the order of what stands in a line.

use super::sheet::Line;
use super::text::{glued, known, narrow, packed};
use crate::facts::amount;
use crate::model::language::language;
use crate::model::{InvoiceLine, Money};

/// Where a column of the table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Item,
    Spec,
    Unit,
    Quantity,
    Price,
    Amount,
    Rate,
    Tax,
}

/// The lines of goods between the head of the table and its total; outside of these only `*税收简称*…`.
pub fn read(lines: &[Line]) -> Vec<InvoiceLine> {
    let mut out: Vec<InvoiceLine> = Vec::new();
    let mut head: Vec<(u32, Column)> = Vec::new();
    let mut inside = false;
    // name and spec begun on a line without figures
    let mut begun: Option<Vec<String>> = None;
    // the next line may go on with the last name
    let mut open = false;
    // a rate that ran into the head of its column (“税率3%”) is the first line's
    let mut rate: Option<String> = None;
    for line in lines {
        if let Some(columns) = heading(line) {
            (head, inside, open) = (columns, true, false);
            rate = rate_in(line);
            continue;
        }
        if ends(line) {
            (inside, open, begun) = (false, false, None);
            continue;
        }
        for row in rows(line) {
            let cells = cells_of(&row);
            let starred = cells.first().is_some_and(|c| is_starred(c));
            let whole = match begun.take() {
                Some(name) if !starred => {
                    Some(Row { cells: name.into_iter().chain(cells.clone()).collect(), cols: Vec::new() })
                }
                _ => None,
            };
            let read = item(whole.as_ref().unwrap_or(&row), &head, inside);
            match read {
                Some(mut line) => {
                    if let Some(rate) = rate.take().filter(|_| line.rate.is_empty()) {
                        line.rate = rate;
                    }
                    out.push(line);
                    open = true;
                }
                None if starred => {
                    begun = Some(cells);
                    open = false;
                }
                None if open && inside && goes_on(&cells) => {
                    if let Some(last) = out.last_mut() {
                        last.item.push_str(cells.first().map_or("", String::as_str));
                        last.spec.push_str(cells.get(1).map_or("", String::as_str));
                    }
                }
                None => open = false,
            }
        }
    }
    out
}

struct Row {
    cells: Vec<String>,
    cols: Vec<u32>,
}

/// A row whose cells hold several lines of goods is taken apart.
fn rows(line: &Line) -> Vec<Row> {
    let one = || vec![Row { cells: line.cells.clone(), cols: line.cols.clone() }];
    let Some(at) = line.cells.iter().position(|c| c.lines().filter(|l| is_starred(l.trim())).count() > 1) else {
        return one();
    };
    let mut names: Vec<String> = Vec::new();
    for part in line.cells.get(at).map(String::as_str).unwrap_or_default().lines().map(str::trim) {
        match names.last_mut() {
            Some(last) if !is_starred(part) => last.push_str(part),
            _ => names.push(part.to_owned()),
        }
    }
    let count = names.len();
    let mut out: Vec<Row> = Vec::new();
    for (i, name) in names.into_iter().enumerate() {
        let (mut cells, mut cols) = (Vec::new(), Vec::new());
        for (k, cell) in line.cells.iter().enumerate() {
            let parts: Vec<&str> = cell.lines().collect();
            let value = match (k == at, parts.len() == count) {
                (true, _) => name.clone(),
                (false, true) => parts.get(i).map(|p| p.trim().to_owned()).unwrap_or_default(),
                (false, false) => String::new(),
            };
            cells.push(value);
            cols.extend(line.cols.get(k).copied());
        }
        out.push(Row { cells, cols });
    }
    out
}

/// Fields of a row: its cells, or the words of a line that has hardly any gaps. Two figures in one cell are two fields.
fn cells_of(row: &Row) -> Vec<String> {
    let split = row.cols.is_empty() && row.cells.len() < 4;
    let mut fields: Vec<String> = Vec::new();
    for cell in &row.cells {
        let words: Vec<&str> = cell.split_whitespace().collect();
        let figures = words.len() > 1 && words.iter().all(|w| amount::read(w).is_some() || is_rate(w));
        if split || figures {
            fields.extend(words.into_iter().map(str::to_owned));
        } else {
            fields.push(glued(cell));
        }
    }
    fields.retain(|f| !f.is_empty());
    fields
}

fn is_starred(text: &str) -> bool {
    text.strip_prefix('*')
        .and_then(|rest| rest.split_once('*'))
        .is_some_and(|(group, _)| (1..=20).contains(&group.chars().count()))
}

/// The rest of a wrapped name (and spec): words without figures, and no label.
fn goes_on(cells: &[String]) -> bool {
    (1..=2).contains(&cells.len())
        && cells.iter().all(|c| {
            amount::read(c).is_none() && !c.contains(':') && !is_rate(c) && !c.contains('¥') && c.chars().count() <= 30
        })
}

fn column_of(head: &str) -> Option<Column> {
    let packed = packed(head);
    let known = known();
    Some(match packed.as_str() {
        p if known.head_spec.hits(p) => Column::Spec,
        p if known.head_rate.hits(p) => Column::Rate,
        p if known.head_tax.hits(p) => Column::Tax,
        p if known.head_amount.hits(p) => Column::Amount,
        p if known.head_price.hits(p) => Column::Price,
        p if known.head_quantity.hits(p) => Column::Quantity,
        p if known.head_unit.hits(p) => Column::Unit,
        p if known.head_item.hits(p) => Column::Item,
        _ => return None,
    })
}

fn rate_in(line: &Line) -> Option<String> {
    line.cells.iter().find_map(|c| {
        let rate = known().rate_head.behind_opening(&packed(c))?.to_owned();
        is_rate(&rate).then_some(rate)
    })
}

/// The head of the table of goods.
fn heading(line: &Line) -> Option<Vec<(u32, Column)>> {
    let rate = rate_in(line).unwrap_or_default();
    let plain = line.packed();
    let plain = if rate.is_empty() { plain } else { plain.replace(&rate, "") };
    let named = known().head_names.hits(&plain);
    let figures = known().head_amount_named.hits(&plain) && known().head_figures.hits(&plain);
    if !named || !figures || language().accounts.total.hits(&plain) || plain.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let columns = line.cols.iter().zip(&line.cells).filter_map(|(col, c)| Some((*col, column_of(c)?))).collect();
    Some(columns)
}

fn ends(line: &Line) -> bool {
    let plain = line.packed();
    let sums = &language().accounts;
    sums.total.opens(&plain) || sums.subtotal.opens(&plain) || known().gross_label.hits(&plain)
}

fn is_rate(text: &str) -> bool {
    let digits = text.strip_suffix('%').is_some_and(|n| n.parse::<rust_decimal::Decimal>().is_ok());
    digits || known().untaxed.is(text)
}

fn money(text: &str) -> Option<Money> {
    amount::read(text).map(|f| Money::new(f.number))
}

fn item(row: &Row, head: &[(u32, Column)], inside: bool) -> Option<InvoiceLine> {
    by_columns(row, head).or_else(|| by_order(&cells_of(row), inside))
}

/// Every cell stands under a head.
fn by_columns(row: &Row, head: &[(u32, Column)]) -> Option<InvoiceLine> {
    if row.cols.is_empty() || head.len() < 3 {
        return None;
    }
    let mut line = InvoiceLine::default();
    for (col, cell) in row.cols.iter().zip(&row.cells) {
        let text = glued(cell);
        let (_, column) = head.iter().find(|(c, _)| c == col)?;
        let figures = cell.split_whitespace().filter(|w| amount::read(w).is_some()).count();
        match column {
            // two columns ran together
            Column::Amount | Column::Rate | Column::Tax if figures > 0 && cell.split_whitespace().count() > 1 => {
                return None;
            }
            Column::Item => line.item = text,
            Column::Spec => line.spec = text,
            Column::Unit => line.unit = text,
            Column::Quantity => line.quantity = text,
            Column::Price => line.price = money(&text),
            Column::Amount => line.amount = Some(money(&text)?),
            Column::Rate => line.rate = text,
            Column::Tax => line.tax = money(&text),
        }
    }
    (!line.item.is_empty() && line.amount.is_some()).then_some(line)
}

/// `*会展服务*会议费  项 1 2568.81 2568.81 9% 231.19`.
fn by_order(fields: &[String], inside: bool) -> Option<InvoiceLine> {
    let item = fields.first()?;
    let rate_at = fields.iter().skip(1).position(|f| is_rate(f)).map(|at| at + 1);
    let unstarred = inside && rate_at.is_some() && amount::read(item).is_none();
    if !is_starred(item) && !unstarred {
        return None;
    }
    let (amount_at, rate, tax) = match rate_at {
        Some(at) => {
            (at.checked_sub(1), fields.get(at).cloned().unwrap_or_default(), fields.get(at + 1).and_then(|t| money(t)))
        }
        None => (fields.iter().rposition(|f| amount::read(f).is_some()), String::new(), None),
    };
    let amount_at = amount_at.filter(|at| *at > 0)?;
    let amount = fields.get(amount_at).and_then(|f| money(f))?;
    // names may hold blanks: what stands before the first figure is name, spec and unit
    let between = fields.get(1..amount_at).unwrap_or_default();
    let numbers: Vec<usize> =
        between.iter().enumerate().filter(|(_, f)| amount::read(f).is_some()).map(|(i, _)| i).collect();
    let (quantity_at, price_at) = match numbers.as_slice() {
        [.., q, p] => (Some(*q), Some(*p)),
        [q] => (Some(*q), None),
        [] => (None, None),
    };
    let words = between.get(..quantity_at.unwrap_or(between.len())).unwrap_or_default();
    let unit = words.last().cloned().unwrap_or_default();
    let spec = words.get(..words.len().saturating_sub(1)).unwrap_or_default().join(" ");
    Some(InvoiceLine {
        item: item.clone(),
        spec,
        unit,
        quantity: quantity_at.and_then(|i| between.get(i)).cloned().unwrap_or_default(),
        price: price_at.and_then(|i| between.get(i)).and_then(|f| money(f)),
        amount: Some(amount),
        rate,
        tax,
    })
}

/// The face of an older invoice that keeps its goods on a list of their own.
pub fn points_to_list(lines: &[InvoiceLine]) -> bool {
    lines.iter().all(|l| known().see_list.hits(&narrow(&l.item)))
}

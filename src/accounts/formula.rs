//! Formula cells without a stored value, worked out over their own sheet where they are simple: `+ - * /`, `SUM`, `SUBTOTAL`, `PRODUCT`, `ROUND`.
//!
//! Refuses everything else (other sheets, names, functions, division by zero): then the value stays unknown.

use rust_decimal::{Decimal, RoundingStrategy};

use super::grid::{Grid, GridCell, GridRow};
use crate::facts::amount;
use crate::model::Place;

/// Formulas may refer to formulas; deeper nesting than this is refused.
const DEPTH: u32 = 16;
/// Cells looked at for one formula, through all it refers to; a larger one stays unknown.
const CELLS_AT_MOST: u32 = 5_000;

/// The value of a cell: as stored, else computed.
pub fn value(grid: &Grid, cell: &GridCell) -> Option<Decimal> {
    let mut cells_left = CELLS_AT_MOST;
    cell_value(grid, cell, DEPTH, &mut cells_left)
}

fn cell_value(grid: &Grid, cell: &GridCell, depth: u32, cells_left: &mut u32) -> Option<Decimal> {
    if let Some(number) = cell.number {
        return Some(number);
    }
    if !cell.uncalculated {
        return amount::read(&cell.text).map(|f| f.number);
    }
    let formula = cell.formula.as_deref()?;
    let tokens: Vec<char> =
        formula.trim_start_matches('=').chars().filter(|c| !c.is_whitespace() && *c != '$').collect();
    let mut parser = Parser { grid, tokens, at: 0, depth: depth.checked_sub(1)?, cells_left };
    let value = parser.sum()?;
    (parser.at == parser.tokens.len()).then_some(value)
}

struct Parser<'a> {
    cells_left: &'a mut u32,
    grid: &'a Grid,
    tokens: Vec<char>,
    at: usize,
    depth: u32,
}

impl Parser<'_> {
    fn peek(&self) -> Option<char> {
        self.tokens.get(self.at).copied()
    }

    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn sum(&mut self) -> Option<Decimal> {
        let mut total = self.product()?;
        loop {
            if self.take('+') {
                total = total.checked_add(self.product()?)?;
            } else if self.take('-') {
                total = total.checked_sub(self.product()?)?;
            } else {
                return Some(total);
            }
        }
    }

    fn product(&mut self) -> Option<Decimal> {
        let mut total = self.factor()?;
        loop {
            if self.take('*') {
                total = total.checked_mul(self.factor()?)?;
            } else if self.take('/') {
                total = total.checked_div(self.factor()?)?;
            } else {
                return Some(total);
            }
        }
    }

    fn factor(&mut self) -> Option<Decimal> {
        self.depth = self.depth.checked_sub(1)?;
        let value = if self.take('-') {
            self.factor().map(|d| -d)
        } else if self.take('+') {
            self.factor()
        } else if self.take('(') {
            let inner = self.sum();
            if self.take(')') { inner } else { None }
        } else if self.peek()?.is_ascii_digit() {
            self.number()
        } else {
            self.name()
        };
        self.depth += 1;
        value
    }

    fn number(&mut self) -> Option<Decimal> {
        let digits = self.run(|c| c.is_ascii_digit() || c == '.');
        digits.parse().ok()
    }

    fn run(&mut self, belongs: fn(char) -> bool) -> String {
        let text: String = self.tokens.get(self.at..).unwrap_or_default().iter().take_while(|c| belongs(**c)).collect();
        self.at += text.chars().count();
        text
    }

    /// A reference (`C5`) or one of the few functions accounts are made of.
    fn name(&mut self) -> Option<Decimal> {
        let letters = self.run(|c| c.is_ascii_alphabetic()).to_ascii_uppercase();
        if self.take('(') {
            return self.function(&letters);
        }
        let digits = self.run(|c| c.is_ascii_digit());
        let (row, col) = address(&letters, &digits)?;
        self.stored(row, col).map(Option::unwrap_or_default)
    }

    /// `SUM`, `PRODUCT`, `SUBTOTAL(9,…)`, `ROUND(…,n)`; the opening bracket is read already.
    fn function(&mut self, name: &str) -> Option<Decimal> {
        if name == "ROUND" {
            let value = self.sum()?;
            let places: u32 = if self.take(',') { self.number()?.try_into().ok()? } else { return None };
            return self
                .take(')')
                .then(|| value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero));
        }
        if name == "SUBTOTAL" && !matches!(self.run(|c| c.is_ascii_digit() || c == ',').as_str(), "9," | "109,") {
            return None;
        }
        let join: fn(Decimal, Decimal) -> Option<Decimal> = match name {
            "SUM" | "SUBTOTAL" => Decimal::checked_add,
            "PRODUCT" => Decimal::checked_mul,
            _ => return None,
        };
        let mut total: Option<Decimal> = None;
        loop {
            for value in self.operand()? {
                total = Some(total.map_or(Some(value), |sum| join(sum, value))?);
            }
            if self.take(')') {
                return Some(total.unwrap_or_default());
            }
            if !self.take(',') {
                return None;
            }
        }
    }

    /// The values of `A1:B3` (blank cells left out), or of one expression.
    fn operand(&mut self) -> Option<Vec<Decimal>> {
        let start = self.at;
        let letters = self.run(|c| c.is_ascii_alphabetic()).to_ascii_uppercase();
        let digits = self.run(|c| c.is_ascii_digit());
        if !self.take(':') {
            self.at = start;
            return self.sum().map(|value| vec![value]);
        }
        let (top, left) = address(&letters, &digits)?;
        let letters = self.run(|c| c.is_ascii_alphabetic()).to_ascii_uppercase();
        let digits = self.run(|c| c.is_ascii_digit());
        let (bottom, right) = address(&letters, &digits)?;
        let cells = bottom.checked_sub(top)?.checked_add(1)?.checked_mul(right.checked_sub(left)?.checked_add(1)?)?;
        if cells > CELLS_AT_MOST {
            return None;
        }
        let mut values = Vec::new();
        for row in top..=bottom {
            for col in left..=right {
                values.extend(self.stored(row, col)?);
            }
        }
        Some(values)
    }

    /// A blank or text cell holds no value, as in a spreadsheet; an unknown formula makes the whole unknown.
    fn stored(&mut self, row: u32, col: u32) -> Option<Option<Decimal>> {
        *self.cells_left = self.cells_left.checked_sub(1)?;
        let row_of = |r: &GridRow| match r.cells.first().map(|c| &c.place) {
            Some(Place::Cell { row, .. }) => *row,
            _ => 0,
        };
        let rows = &self.grid.rows;
        let first = rows.partition_point(|r| row_of(r) < row);
        let mut here = rows.iter().skip(first).take_while(|r| row_of(r) == row).flat_map(|r| r.cells.iter());
        match here.find(|c| matches!(c.place, Place::Cell { col: k, .. } if k == col)) {
            None => Some(None),
            Some(cell) if cell.uncalculated => cell_value(self.grid, cell, self.depth, self.cells_left).map(Some),
            Some(cell) => Some(cell.number),
        }
    }
}

/// Zero-based row and column of `C5`.
fn address(letters: &str, digits: &str) -> Option<(u32, u32)> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let col = letters.bytes().fold(0_u32, |n, b| n * 26 + u32::from(b.saturating_sub(b'A')) + 1);
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, col.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DocId;

    fn sheet(cells: &[(u32, u32, &str)]) -> Grid {
        let cell = |(row, col, text): &(u32, u32, &str)| GridCell {
            col: *col,
            span: 1,
            row_span: 1,
            text: text.trim_start_matches('=').into(),
            number: text.parse().ok(),
            formula: text.starts_with('=').then(|| (*text).into()),
            uncalculated: text.starts_with('='),
            error: false,
            place: Place::Cell { sheet: "S".into(), row: *row, col: *col },
        };
        let rows = cells.iter().map(|c| GridRow { hidden: false, cells: vec![cell(c)] }).collect();
        Grid { doc: DocId(0), block: 0, sheet: None, hidden: false, paged: false, rows, before: vec![], after: vec![] }
    }

    #[test]
    fn simple_formulas_are_worked_out_and_others_refused() {
        let of = |formula: &str| {
            let grid = sheet(&[(0, 0, "10"), (1, 0, "2.5"), (2, 0, "=SUM(A1:A2)"), (3, 0, formula)]);
            value(&grid, &grid.rows[3].cells[0])
        };
        for (formula, value) in [
            ("=SUM(A1:A3)", Some("25")),
            ("=A1+A2*2", Some("15")),
            ("=(A1-A2)/$A$2", Some("3")),
            ("=SUM(A1,A2)", Some("12.5")),
            ("=-A1", Some("-10")),
            ("=ROUND(A1/3,2)", Some("3.33")),
            ("=ROUND(A2,0)", Some("3")),
            ("=PRODUCT(A1:A2)", Some("25")),
            ("=PRODUCT(A1,B9:C9,2)", Some("20")),
            ("=SUBTOTAL(9,A1:A2)+1", Some("13.5")),
            ("=SUBTOTAL(1,A1:A2)", None),
            ("=ROUND(A1)", None),
            ("=AVERAGE(A1:A2)", None),
            ("=A1/B9", None),
            ("=VLOOKUP(A1,B:C,2)", None),
            ("=Sheet2!A1", None),
            ("=A4", None),
            ("=SUM(A1:ZZ99999)", None),
        ] {
            assert_eq!(of(formula), value.map(|v| v.parse().expect("digits")), "{formula}");
        }
    }
}

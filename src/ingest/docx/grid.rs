//! A table grid being filled row by row, with vertical merges followed by column.

use std::collections::BTreeMap;

use crate::model::document::Row;
use crate::model::{Cell, CellFlag};

#[derive(Default)]
pub struct Grid {
    rows: Vec<Row>,
    col: u32,
    /// Grid column → (row index in `rows`, cell index) of the merged cell that is open there.
    open: BTreeMap<u32, (usize, usize)>,
}

impl Grid {
    pub fn start_row(&mut self, row: u32, before: u32, hidden: bool) {
        self.rows.push(Row { row, hidden, cells: Vec::new() });
        self.col = before.min(1000);
    }

    /// Column of the next cell.
    pub fn col(&self) -> u32 {
        self.col
    }

    /// `merge`: `None` not merged, `Some(true)` starts a vertical merge, `Some(false)` continues one.
    pub fn cell(&mut self, text: String, span: u32, merge: Option<bool>, flag: Option<CellFlag>) {
        let col = self.col;
        self.col = self.col.saturating_add(span);
        let Some(here) = self.rows.len().checked_sub(1) else { return };
        let continued = merge == Some(false) && self.open.contains_key(&col);
        if continued {
            if let Some(&(row, cell)) = self.open.get(&col)
                && let Some(cell) = self.rows.get_mut(row).and_then(|r| r.cells.get_mut(cell))
            {
                cell.row_span += 1;
            }
            if text.is_empty() {
                return;
            }
        } else {
            self.open.remove(&col);
        }
        let Some(row) = self.rows.get_mut(here) else { return };
        let flag = if continued { Some(CellFlag::UnderMerge) } else { flag };
        row.cells.push(Cell { col, col_span: span, row_span: 1, text, flag, ..Cell::default() });
        if merge.is_some() && !continued {
            self.open.insert(col, (here, row.cells.len() - 1));
        }
    }

    /// Drops cells that hold nothing, and rows without text.
    pub fn finish(mut self) -> Vec<Row> {
        for row in &mut self.rows {
            row.cells.retain(|c| !c.text.is_empty() || c.flag == Some(CellFlag::Picture));
        }
        self.rows.retain(|r| r.cells.iter().any(|c| !c.text.is_empty()));
        self.rows
    }
}

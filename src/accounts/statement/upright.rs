//! Tables that lie down, and tables whose columns repeat themselves: turned and unfolded into one column of items.

use crate::accounts::columns;
use crate::accounts::grid::{Grid, GridCell, GridRow};
use crate::accounts::lexicon::{Lexicon, is_bare_sum, tight};
use crate::facts::amount;

/// A table whose columns are the items (“项目 | 场地费 | 讲课费 | 合计”, below it “金额（元） | …”), turned upright: where the first column
/// reads as a header with an amount, and the first row has no amount but the total.
pub(super) fn lying_down(grid: &Grid, lexicon: &Lexicon) -> Option<Grid> {
    const ROWS: usize = 6;
    let start = grid.rows.iter().position(|r| r.cells.iter().filter(|c| !c.text.trim().is_empty()).count() >= 3)?;
    let data: Vec<&GridRow> = grid.rows.get(start..)?.iter().filter(|r| !r.is_blank()).collect();
    let width = data.iter().map(|r| r.cells.len()).max()?;
    if !(2..=ROWS).contains(&data.len())
        || width <= data.len()
        || data.iter().any(|r| r.cells.iter().any(|c| c.span > 1))
    {
        return None;
    }
    let mut cols: Vec<u32> = data.iter().flat_map(|r| r.cells.iter().map(|c| c.col)).collect();
    cols.sort_unstable();
    cols.dedup();
    let rows = cols.iter().map(|col| GridRow {
        hidden: false,
        cells: (0..).zip(&data).filter_map(|(at, r)| Some(GridCell { col: at, ..r.at(*col)?.clone() })).collect(),
    });
    let mut turned = Grid { rows: rows.collect(), ..grid.clone() };
    name_blank_corner(&mut turned);
    let amounts = |grid: &Grid, at: usize| {
        let header = columns::header(grid, at, lexicon)?;
        let named = |c: u32| header.paths.get(&c).is_some_and(|p| !is_bare_sum(p));
        Some(header.actual.is_some_and(named) || !header.splits.is_empty() || header.budget.is_some())
    };
    (amounts(&turned, 0) == Some(true) && amounts(grid, start) != Some(true)).then_some(turned)
}

/// The corner over the names of rows and columns is often blank; turned upright, it heads the items.
pub(super) fn name_blank_corner(turned: &mut Grid) {
    let Some(first) = turned.rows.first_mut() else { return };
    let blank = first.at(0).is_none_or(|c| c.text.trim().is_empty());
    let named = first.cells.iter().filter(|c| c.col > 0).all(|c| c.number.is_none() && !c.text.trim().is_empty());
    if blank
        && named
        && let Some(model) = first.cells.iter().find(|c| c.col > 0).cloned()
    {
        first.cells.retain(|c| c.col > 0);
        let corner = GridCell { col: 0, text: "支出内容".into(), ..model };
        first.cells.insert(0, corner);
    }
}

/// A header that repeats itself (“科目 | 金额 | 科目 | 金额”): its row and the number of columns of one copy.
pub(super) fn folded_header(grid: &Grid, lexicon: &Lexicon) -> Option<(usize, usize)> {
    grid.rows.iter().enumerate().take(8).find_map(|(at, row)| {
        let names: Vec<String> = row.cells.iter().map(|c| tight(&c.text)).collect();
        let width = (2..=names.len() / 2).find(|w| {
            names.len().is_multiple_of(*w)
                && names.iter().enumerate().all(|(i, n)| !n.is_empty() && names.get(i % w) == Some(n))
        })?;
        let header = columns::header(grid, at, lexicon)?;
        (header.end == at + 1).then_some((at, width))
    })
}

/// The copies of a repeated header one below the other; a total that stands below all of them comes last.
pub(super) fn unfolded(grid: &Grid, at: usize, width: usize, lexicon: &Lexicon) -> Grid {
    let mut out = Grid { rows: grid.rows.get(..=at).unwrap_or_default().to_vec(), ..grid.clone() };
    let Some(header) = out.rows.last_mut() else { return out };
    let cols: Vec<u32> = header.cells.iter().map(|c| c.col).collect();
    header.cells.truncate(width);
    let data = grid.rows.get(at + 1..).unwrap_or_default();
    let label = |row: &GridRow| row.cells.iter().map(|c| tight(&c.text)).find(|t| !t.is_empty());
    let is_figure = |c: &GridCell| c.number.is_some() || amount::read(&c.text).is_some();
    let home = |index: usize| cols.get(index % width).copied().unwrap_or_default();
    let below_all = |row: &GridRow| {
        let word = label(row).and_then(|l| lexicon.row(&l));
        let is_left = |c: &GridCell| cols.get(width).is_some_and(|right| c.col < *right);
        let figure_on_the_left = row.cells.iter().any(|c| is_left(c) && is_figure(c));
        // “合计 | 3600 |  |  ”: nothing stands beside the total in the last row.
        let alone = row.cells.iter().all(|c| is_left(c) || c.text.trim().is_empty());
        let last = data.iter().rfind(|r| r.cells.iter().any(is_figure)).is_some_and(|r| std::ptr::eq(r, row));
        word.is_some() && (!figure_on_the_left || alone && last)
    };
    for copy in 0..cols.len() / width {
        for row in data.iter().filter(|r| !below_all(r)) {
            let cells = row.cells.iter().filter_map(|c| {
                let index = cols.iter().rposition(|col| *col <= c.col)?;
                (index / width == copy).then(|| GridCell { col: home(index), ..c.clone() })
            });
            out.rows.push(GridRow { hidden: row.hidden, cells: cells.collect() });
        }
    }
    for row in data.iter().filter(|r| below_all(r)) {
        let mut cells: Vec<_> =
            row.cells.iter().filter(|c| cols.get(width).is_some_and(|r| c.col < *r)).cloned().collect();
        if let Some(figure) = row.cells.iter().rfind(|c| is_figure(c))
            && let Some(index) = cols.iter().rposition(|col| *col <= figure.col)
        {
            cells.retain(|c| c.col != home(index));
            for cell in &mut cells {
                cell.span = 1;
            }
            cells.push(GridCell { col: home(index), ..figure.clone() });
            cells.sort_by_key(|c| c.col);
        }
        out.rows.push(GridRow { hidden: row.hidden, cells });
    }
    out
}

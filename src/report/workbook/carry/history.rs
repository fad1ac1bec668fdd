//! 历史复核记录: what reviewers wrote that has no row in the new workbook. There only when there is something to keep.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{EarlierRow, Entered, Gone, HISTORY, PRINT, Slot};
use crate::report::workbook::grid::{Grid, Heading, Value, column};
use crate::report::workbook::style::{Look, Weight};
use crate::report::workbook::{Book, reviewer};

pub const SHEET: &str = "原工作表";
pub const KEY: &str = "标识";
pub const DOSSIER: &str = "项目";
pub const WHAT: &str = "事项";
pub const OTHERS: &str = "其他内容";
pub const SOURCE: &str = "来源底稿";

/// All columns in order.
pub const TITLES: [&str; 14] = [
    SHEET,
    KEY,
    DOSSIER,
    WHAT,
    "列入原因",
    reviewer::VERDICT,
    reviewer::NOTE,
    reviewer::NAME,
    reviewer::DATE,
    reviewer::UNTIL,
    "复核审定数",
    OTHERS,
    SOURCE,
    PRINT,
];

pub const SLOTS: [(&str, Slot); 6] = [
    (reviewer::VERDICT, Slot::Verdict),
    (reviewer::NOTE, Slot::Note),
    (reviewer::NAME, Slot::Name),
    (reviewer::DATE, Slot::Date),
    (reviewer::UNTIL, Slot::Until),
    ("复核审定数", Slot::Amount),
];

/// `None` when there is nothing to keep.
pub(in crate::report::workbook) fn sheet(book: &Book<'_>) -> Result<Option<Worksheet>, XlsxError> {
    let left = book.carry.left();
    if left.is_empty() {
        return Ok(None);
    }
    let heading = Heading {
        name: HISTORY,
        title: HISTORY,
        index: "H-1",
        note: "上次底稿中、本次没有对应行的复核记录，以及上次列出、本次未再列出的问题。再次审核时继续保留；同一事项重新出现的，复核意见会回到原来的工作表。".to_owned(),
    };
    let looks: [(f64, Look); 14] = [
        (11.0, Look::Text),
        (15.0, Look::Id),
        (16.0, Look::Text),
        (40.0, Look::Text),
        (14.0, Look::Centre),
        (9.0, Look::Entry),
        (20.0, Look::Entry),
        (8.0, Look::Entry),
        (11.0, Look::EntryDate),
        (11.0, Look::EntryDate),
        (12.0, Look::EntryMoney),
        (24.0, Look::Text),
        (20.0, Look::Text),
        (10.0, Look::Id),
    ];
    let columns = TITLES.iter().zip(looks).map(|(title, (width, look))| column(title, width, look)).collect();
    let mut grid = Grid::new(book, &heading, columns)?;
    for (row, why) in left {
        record(&mut grid, &row, why)?;
    }
    Ok(Some(grid.finish(2)?))
}

fn record(grid: &mut Grid<'_, '_>, row: &EarlierRow, why: Gone) -> Result<(), XlsxError> {
    let slot = |s: Slot| row.entry.get(&s).map_or(Value::Empty, Value::entered);
    let kept = [Slot::Verdict, Slot::Note, Slot::Name, Slot::Date, Slot::Until, Slot::Amount].map(slot);
    let mut values = vec![
        Value::text(&row.sheet),
        Value::text(&row.key),
        Value::text(&row.dossier),
        Value::text(&row.what),
        Value::text(why.chinese()),
    ];
    values.extend(kept);
    values.extend([Value::text(&row.others), Value::text(&row.source), Value::text(&row.print)]);
    grid.weighted(&values, Weight::Plain)?;
    Ok(())
}

impl Value {
    /// An entry as it was made: text stays text, a day stays a day.
    pub fn entered(entry: &Entered) -> Value {
        match entry {
            Entered::Text(t) => Value::Text(t.clone()),
            Entered::Number(n) => Value::Number(*n),
            Entered::Day(d) => Value::Day(*d),
        }
    }
}

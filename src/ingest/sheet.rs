//! What all spreadsheet formats share: a sparse sheet with real addresses, merges, hidden rows and columns, and how a
//! stored value becomes text. Never a dense range for foreign files: two cells can span half a terabyte.

use std::collections::BTreeMap;

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime, ExcelDateTimeType};
use rust_decimal::Decimal;

use super::contrast;
use super::limits::Limits;
use super::number_format::{Kind, NumberFormat};
use crate::model::document::Row;
use crate::model::place::column_name;
use crate::model::{Block, Cell, CellFlag, Content, Day, Origin, Place, Problem, Table};

#[derive(Default)]
pub struct Sheet {
    rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
    hidden_rows: Vec<(u32, u32)>,
    hidden_cols: Vec<(u32, u32)>,
    /// Cells that merged ranges covered so far.
    merged: usize,
    /// Ranges whose colours something else decides too (conditional formats, table designs).
    dressed: Vec<((u32, u32), (u32, u32))>,
    /// Cells in the colour of their ground, for as long as it is not known what else decides colours.
    pale: Vec<(u32, u32)>,
    concealed: BTreeMap<Why, (u32, (u32, u32))>,
}

/// How a cell looks, as far as it decides what is seen of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    pub format: NumberFormat,
    /// Colour of the letters; `None` for the default.
    pub ink: Option<[u8; 3]>,
    /// `None` when what lies under the letters is not known.
    pub ground: Option<[u8; 3]>,
    pub struck: bool,
}

/// Why nobody reads a cell as said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    Struck,
    /// Some words of the cell; they are not in its text.
    PartlyStruck,
    Pale,
    /// As [`Why::PartlyStruck`].
    PartlyPale,
    Format,
}

/// A stretch of a cell's text with a look of its own; `None` is that of the cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    pub text: String,
    pub struck: Option<bool>,
    pub ink: Option<[u8; 3]>,
}

impl Look {
    fn is_pale(&self) -> bool {
        self.ground.is_some_and(|ground| contrast::is_pale(self.ink.unwrap_or(BLACK), ground))
    }

    /// What is seen of a text in stretches, how the rest of the cell looks, and why some of it is not seen.
    pub fn runs(&self, runs: &[Run]) -> (String, Look, Option<Why>) {
        let look =
            |run: &Run| Look { struck: run.struck.unwrap_or(self.struck), ink: run.ink.or(self.ink), ..self.clone() };
        let filled = || runs.iter().filter(|r| !r.text.trim().is_empty());
        let whole = || runs.iter().map(|r| r.text.as_str()).collect();
        let unseen = |run: &Run| look(run).struck || look(run).is_pale();
        let Some(first) = filled().next() else { return (whole(), self.clone(), None) };
        if filled().all(unseen) {
            return (whole(), look(first), None);
        }
        let seen = runs.iter().filter(|r| !unseen(r)).map(|r| r.text.as_str()).collect();
        let shown = filled().find(|r| !unseen(r)).map_or_else(|| self.clone(), look);
        let why =
            filled().find(|r| unseen(r)).map(|r| if look(r).struck { Why::PartlyStruck } else { Why::PartlyPale });
        (seen, shown, why)
    }
}

const BLACK: [u8; 3] = [0; 3];

/// Longer than any program lets a cell be: the rest is left out and said.
pub const MOST_CHARS: usize = 32_767;

/// Columns of the widest sheet there is.
pub const MOST_COLUMNS: u32 = 16_384;

/// Cells under merged ranges, all together: ranges that lie over each other cover the same cells endlessly often.
const MOST_MERGED: usize = 10_000_000;

/// What went wrong over a whole workbook.
#[derive(Default)]
pub struct Tally {
    pub cells: u32,
    uncalculated: u32,
    lost: u32,
    full: bool,
    cut: bool,
    wide: bool,
}

impl Tally {
    /// The text, or as much of it as a cell may hold.
    pub fn bounded(&mut self, text: String) -> String {
        match text.char_indices().nth(MOST_CHARS) {
            Some((end, _)) => {
                self.cut = true;
                text.get(..end).unwrap_or_default().to_owned()
            }
            None => text,
        }
    }

    /// The column is one that a sheet can have.
    pub fn has_column(&mut self, col: u32) -> bool {
        self.wide |= col >= MOST_COLUMNS;
        col < MOST_COLUMNS
    }

    /// Counts a cell; `false` when the limit is reached.
    pub fn room(&mut self, limits: &Limits) -> bool {
        self.cells = self.cells.saturating_add(1);
        self.full |= self.cells > limits.cells;
        !self.full
    }

    pub fn problems(&self, limits: &Limits) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.uncalculated > 0 {
            problems.push(Problem::Uncalculated(self.uncalculated));
        }
        if self.lost > 0 {
            problems.push(Problem::PrecisionLost(self.lost));
        }
        if self.full {
            problems.push(Problem::Limit(format!("单元格超过 {} 个", limits.cells)));
        }
        if self.cut {
            problems.push(Problem::Limit(format!("单元格的文字超过 {MOST_CHARS} 字")));
        }
        if self.wide {
            problems.push(Problem::Limit(format!("列数超过 {MOST_COLUMNS} 列")));
        }
        problems
    }
}

impl Sheet {
    /// Stores a value with its formula. Empty values without a formula leave no cell.
    pub fn set(&mut self, at: (u32, u32), value: &DataRef<'_>, formula: Option<String>, tally: &mut Tally) {
        let mut cell = Cell { col: at.1, col_span: 1, row_span: 1, ..Cell::default() };
        match value {
            DataRef::Empty if formula.is_none() => return,
            DataRef::Empty => {
                cell.flag = Some(CellFlag::Uncalculated);
                tally.uncalculated += 1;
            }
            DataRef::Int(n) => number(&mut cell, Decimal::from(*n), tally),
            DataRef::Float(f) => float(&mut cell, *f, tally),
            DataRef::String(s) => cell.text = tally.bounded(clean(s)),
            DataRef::SharedString(s) => cell.text = tally.bounded(clean(s)),
            DataRef::Bool(b) => cell.text = if *b { "TRUE" } else { "FALSE" }.to_owned(),
            DataRef::DateTime(d) => moment(&mut cell, d),
            DataRef::DateTimeIso(s) => {
                cell.date = s.get(..10).and_then(|d| d.parse().ok());
                cell.text = s.trim_end_matches("T00:00:00").replace('T', " ");
            }
            DataRef::DurationIso(s) => cell.text.clone_from(s),
            DataRef::Error(e) => {
                cell.text = error_text(e).to_owned();
                cell.flag = Some(CellFlag::Error);
            }
        }
        cell.formula = formula.map(|f| f.trim_start_matches('=').to_owned());
        if cell.text.is_empty() && cell.flag.is_none() {
            return;
        }
        self.rows.entry(at.0).or_default().insert(at.1, cell);
    }

    /// Stores a value as its look shows it: a date, a percentage, or something that nobody sees.
    pub fn show(
        &mut self,
        at: (u32, u32),
        value: &DataRef<'_>,
        formula: Option<String>,
        (look, is_1904): (&Look, bool),
        tally: &mut Tally,
    ) {
        let stored = match value {
            DataRef::Float(f) => Some(*f),
            DataRef::Int(n) => Some(*n as f64),
            DataRef::DateTime(d) => Some(d.as_f64()),
            _ => None,
        };
        let moment = |kind, f| DataRef::DateTime(ExcelDateTime::new(f, kind, is_1904));
        match (look.format.kind, stored) {
            // days that no calendar has are numbers, whatever their format says
            (Kind::Date, Some(f)) if (0.0..2_958_466.0).contains(&f) => {
                self.set(at, &moment(ExcelDateTimeType::DateTime, f), formula, tally);
            }
            (Kind::Duration, Some(f)) => self.set(at, &moment(ExcelDateTimeType::TimeDelta, f), formula, tally),
            (_, Some(f)) => self.set(at, &DataRef::Float(f), formula, tally),
            (_, None) => self.set(at, value, formula, tally),
        }
        if look.format.kind == Kind::Percent {
            self.percent(at);
        }
        let Some(cell) = self.rows.get(&at.0).and_then(|r| r.get(&at.1)) else { return };
        let value = cell.number.or_else(|| cell.date.map(|_| Decimal::ONE));
        if look.struck {
            self.conceal(at, Why::Struck);
        } else if look.format.conceals(value) {
            self.conceal(at, Why::Format);
        } else if look.is_pale() {
            self.pale.push(at);
        }
    }

    /// As [`Sheet::show`], for a text in stretches.
    pub fn show_runs(&mut self, at: (u32, u32), runs: &[Run], formula: Option<String>, look: &Look, tally: &mut Tally) {
        let (text, look, why) = look.runs(runs);
        self.show(at, &DataRef::String(text), formula, (&look, false), tally);
        if let Some(why) = why {
            self.conceal(at, why);
        }
    }

    /// The cell's text is an error that no reader of ours has a name for.
    pub fn show_error(&mut self, at: (u32, u32), text: &str, formula: Option<String>, look: &Look, tally: &mut Tally) {
        self.show(at, &DataRef::String(text.to_owned()), formula, (look, false), tally);
        if let Some(cell) = self.rows.get_mut(&at.0).and_then(|r| r.get_mut(&at.1)) {
            cell.flag = cell.flag.or(Some(CellFlag::Error));
        }
    }

    /// The cell holds what nobody reads as said.
    pub fn conceal(&mut self, at: (u32, u32), why: Why) {
        if !matches!(why, Why::PartlyStruck | Why::PartlyPale)
            && let Some(cell) = self.rows.get_mut(&at.0).and_then(|r| r.get_mut(&at.1))
        {
            cell.flag = Some(CellFlag::Concealed);
        }
        self.concealed.entry(why).or_insert((0, at)).0 += 1;
    }

    /// Colours in this range are not told by the cells alone.
    pub fn dress(&mut self, range: ((u32, u32), (u32, u32))) {
        if self.dressed.len() < 1_000 {
            self.dressed.push(range);
        }
    }

    fn dressed(&self, at: (u32, u32)) -> bool {
        self.dressed.iter().any(|(a, b)| (a.0..=b.0).contains(&at.0) && (a.1..=b.1).contains(&at.1))
    }

    /// What of the sheet nobody sees, for [`Problem::Concealed`].
    pub fn concealed(&mut self, name: &str) -> Vec<Problem> {
        for at in std::mem::take(&mut self.pale) {
            if !self.dressed(at) {
                self.conceal(at, Why::Pale);
            }
        }
        let said = |why: &Why| match why {
            Why::Struck => "单元格带删除线，按已删除处理",
            Why::PartlyStruck => "单元格的部分文字带删除线，这些文字按已删除处理",
            Why::Pale => "单元格的文字与底色相近，看不见",
            Why::PartlyPale => "单元格的部分文字与底色相近，看不见，未计入内容",
            Why::Format => "单元格的数字格式使内容不显示",
        };
        self.concealed
            .iter()
            .map(|(why, (count, first))| {
                let place = format!("{}{}", column_name(first.1), u64::from(first.0) + 1);
                let which = if *count == 1 { place } else { format!("{place}等{count}个") };
                Problem::Concealed(format!("工作表“{name}”{which}{}", said(why)))
            })
            .collect()
    }

    /// Shows a fraction as the percentage its number format makes of it.
    fn percent(&mut self, at: (u32, u32)) {
        if let Some(cell) = self.rows.get_mut(&at.0).and_then(|r| r.get_mut(&at.1))
            && let Some(hundredfold) = cell.number.and_then(|n| n.checked_mul(Decimal::ONE_HUNDRED))
        {
            cell.text = format!("{}%", hundredfold.round_dp(4).normalize());
        }
    }

    pub fn hide_rows(&mut self, first: u32, last: u32) {
        self.hidden_rows.push((first, last));
    }

    pub fn hide_cols(&mut self, first: u32, last: u32) {
        self.hidden_cols.push((first, last));
    }

    /// The first cell spans the range; values under it are invisible in every program.
    pub fn merge(&mut self, first: (u32, u32), last: (u32, u32)) {
        if last.0 < first.0 || last.1 < first.1 {
            return;
        }
        for (row, cells) in self.rows.range_mut(first.0..=last.0) {
            if self.merged > MOST_MERGED {
                return;
            }
            self.merged += 1;
            for (col, cell) in cells.range_mut(first.1..=last.1) {
                self.merged += 1;
                if (*row, *col) == first {
                    cell.row_span = (last.0 - first.0).saturating_add(1);
                    cell.col_span = (last.1 - first.1).saturating_add(1);
                } else {
                    cell.flag = Some(CellFlag::UnderMerge);
                }
            }
        }
    }

    /// One block for the sheet; `None` when it has no values.
    pub fn finish(self, name: &str, hidden: bool) -> Option<Block> {
        let (hidden_rows, hidden_cols) = (joined(self.hidden_rows), joined(self.hidden_cols));
        let mut rows = Vec::new();
        for (row, cells) in self.rows {
            let mut cells: Vec<Cell> = cells.into_values().collect();
            for cell in &mut cells {
                let last = cell.col.saturating_add(cell.col_span.max(1) - 1);
                let covered = inside(&hidden_cols, cell.col) && inside(&hidden_cols, last);
                if cell.flag.is_none() && covered {
                    cell.flag = Some(CellFlag::HiddenColumn);
                }
            }
            rows.push(Row { row, hidden: inside(&hidden_rows, row), cells });
        }
        let first = rows.first()?;
        let place =
            Place::Cell { sheet: name.to_owned(), row: first.row, col: first.cells.first().map_or(0, |c| c.col) };
        let table = Table { sheet: Some(name.to_owned()), rows };
        Some(Block { place, origin: Origin::Body, hidden, content: Content::Table(table) })
    }
}

/// The owned value types of calamine as the borrowed one.
pub fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(n) => DataRef::Int(*n),
        Data::Float(f) => DataRef::Float(*f),
        Data::String(s) => DataRef::SharedString(s),
        Data::Bool(b) => DataRef::Bool(*b),
        Data::DateTime(d) => DataRef::DateTime(*d),
        Data::DateTimeIso(s) => DataRef::DateTimeIso(s.clone()),
        Data::DurationIso(s) => DataRef::DurationIso(s.clone()),
        Data::Error(e) => DataRef::Error(e.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// The ranges in order, those that touch made one. Filters hide tens of thousands of rows one by one.
fn joined(mut ranges: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    ranges.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges.into_iter().filter(|(first, last)| first <= last) {
        match joined.last_mut() {
            Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
            _ => joined.push((first, last)),
        }
    }
    joined
}

fn inside(joined: &[(u32, u32)], n: u32) -> bool {
    let behind = joined.partition_point(|(first, _)| *first <= n);
    behind.checked_sub(1).and_then(|i| joined.get(i)).is_some_and(|(_, last)| n <= *last)
}

fn float(cell: &mut Cell, value: f64, tally: &mut Tally) {
    // The fifteen digits a spreadsheet shows; `from_f64_retain` would show the binary tail.
    match <Decimal as rust_decimal::prelude::FromPrimitive>::from_f64(value) {
        Some(exact) => number(cell, exact, tally),
        None => cell.text = format!("{value}"),
    }
}

fn number(cell: &mut Cell, value: Decimal, tally: &mut Tally) {
    let value = value.normalize();
    cell.text = value.to_string();
    cell.number = Some(value);
    if value.abs() >= Decimal::from(1_000_000_000_000_000_i64) {
        cell.flag = Some(CellFlag::PrecisionLost);
        tally.lost += 1;
    }
}

fn moment(cell: &mut Cell, value: &ExcelDateTime) {
    if value.is_duration() {
        let minutes = (value.as_f64() * 1440.0).round();
        let minutes = if minutes.is_finite() { minutes as i64 } else { 0 };
        cell.text = format!("{}:{:02}", minutes / 60, minutes.rem_euclid(60));
        return;
    }
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    // Half a second up, so that 9:30 stored as a binary fraction does not read 9:29.
    let round_up = second == 59 && milli >= 500;
    let (hour, minute) = match (round_up, hour, minute) {
        (true, 23, 59) => (hour, minute),
        (true, h, 59) => (h + 1, 0),
        (true, h, m) => (h, m + 1),
        (false, h, m) => (h, m),
    };
    let time = format!("{hour:02}:{minute:02}");
    if value.as_f64() < 1.0 {
        cell.text = time;
        return;
    }
    cell.date = i16::try_from(year)
        .ok()
        .zip(i8::try_from(month).ok())
        .zip(i8::try_from(day).ok())
        .and_then(|((y, m), d)| Day::new(y, m, d));
    cell.text = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute) != (0, 0) {
        cell.text.push(' ');
        cell.text.push_str(&time);
    }
}

fn clean(text: &str) -> String {
    text.replace("_x000D_", "").replace('\r', "").trim().to_owned()
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet_of(value: DataRef<'_>, formula: Option<&str>) -> (Cell, Tally) {
        let (mut sheet, mut tally) = (Sheet::default(), Tally::default());
        sheet.set((2, 3), &value, formula.map(str::to_owned), &mut tally);
        let block = sheet.finish("S", false).unwrap();
        (block.content.as_table().unwrap().rows[0].cells[0].clone(), tally)
    }

    #[test]
    fn numbers_show_fifteen_digits_and_no_more() {
        assert_eq!(sheet_of(DataRef::Float(1234.5), None).0.text, "1234.5");
        assert_eq!(sheet_of(DataRef::Float(0.1 + 0.2), None).0.text, "0.3");
        assert_eq!(sheet_of(DataRef::Float(15000.0), None).0.text, "15000");
        assert_eq!(sheet_of(DataRef::Float(450_123_199_001_011_234.0), None).0.flag, Some(CellFlag::PrecisionLost));
        assert_eq!(sheet_of(DataRef::Float(13_800_138_000.0), None).0.flag, None);
    }

    #[test]
    fn a_formula_without_value_is_uncalculated_and_an_empty_text_is_not() {
        let (cell, tally) = sheet_of(DataRef::Empty, Some("SUM(A1:A3)"));
        assert_eq!((cell.flag, tally.uncalculated), (Some(CellFlag::Uncalculated), 1));
        assert_eq!(sheet_of(DataRef::Float(0.0), Some("SUM(A1:A3)")).0.flag, None);
    }

    #[test]
    fn values_under_a_merge_are_flagged_and_neighbours_are_not() {
        let (mut sheet, mut tally) = (Sheet::default(), Tally::default());
        for col in 0..3 {
            sheet.set((0, col), &DataRef::Int(i64::from(col)), None, &mut tally);
        }
        sheet.merge((0, 0), (1, 1));
        let block = sheet.finish("S", false).unwrap();
        let cells = &block.content.as_table().unwrap().rows[0].cells;
        assert_eq!((cells[0].row_span, cells[0].col_span), (2, 2));
        assert_eq!((cells[1].flag, cells[2].flag), (Some(CellFlag::UnderMerge), None));
    }

    #[test]
    fn hidden_ranges_are_found_in_any_order_and_their_neighbours_are_not() {
        let ranges = joined(vec![(9, 9), (2, 3), (5, 4), (4, 4), (3, 3), (u32::MAX, u32::MAX)]);
        assert_eq!(ranges, [(2, 4), (9, 9), (u32::MAX, u32::MAX)]);
        let found: Vec<u32> = (0..11).filter(|n| inside(&ranges, *n)).collect();
        assert_eq!((found, inside(&ranges, u32::MAX), inside(&[], 0)), (vec![2, 3, 4, 9], true, false));
    }

    #[test]
    fn a_sheet_of_hidden_rows_and_whole_sheet_merges_is_read_in_time() {
        let started = std::time::Instant::now();
        let (mut sheet, mut tally) = (Sheet::default(), Tally::default());
        for row in 0..100_000 {
            sheet.set((row, 0), &DataRef::Int(1), None, &mut tally);
            sheet.hide_rows(row, row);
        }
        for _ in 0..100_000 {
            sheet.merge((0, 0), (u32::MAX, u32::MAX));
        }
        let block = sheet.finish("S", false).unwrap();
        assert!(block.content.as_table().unwrap().rows.iter().all(|r| r.hidden));
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }
}

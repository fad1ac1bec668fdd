//! A sheet of an earlier workbook, cell by cell: where its titles are, what stands in a cell, which notes hang on a row.

use calamine::{Data, DataType, Range};

use super::notes::CellNote;
use super::{Entered, Noted};
use crate::model::Day;
use crate::report::workbook::grid;

/// The title row is sought this far down.
const DEEPEST_TITLES: usize = 40;

/// A sheet's cells with rows and columns counted from its first filled ones.
pub struct Page<'a> {
    pub range: &'a Range<Data>,
    pub formulas: &'a Range<String>,
    pub notes: &'a [CellNote],
}

/// The title row: its number and the title of each column.
pub struct Titles {
    pub row: usize,
    pub names: Vec<String>,
}

impl Titles {
    pub fn at(&self, title: &str) -> Option<usize> {
        self.names.iter().position(|n| n == title)
    }
}

impl Page<'_> {
    pub fn titles(&self, wanted: &[&str]) -> Option<Titles> {
        let rows = self.range.rows().take(DEEPEST_TITLES).enumerate();
        let titled = rows.map(|(row, cells)| {
            let names: Vec<String> = cells.iter().map(|c| plain(c).split_whitespace().collect()).collect();
            let hits = wanted.iter().filter(|w| names.iter().any(|n| n == *w)).count();
            (hits, Titles { row, names })
        });
        titled.filter(|(hits, _)| *hits >= 2).max_by_key(|(hits, t)| (*hits, std::cmp::Reverse(t.row))).map(|(_, t)| t)
    }

    /// Numbers of the rows below the titles.
    pub fn below(&self, titles: &Titles) -> impl Iterator<Item = usize> + use<> {
        titles.row + 1..self.range.height()
    }

    pub fn height(&self) -> usize {
        self.range.height()
    }

    pub fn width(&self) -> usize {
        self.range.width()
    }

    /// As people count them.
    pub fn row_number(&self, row: usize) -> usize {
        row + self.range.start().map_or(0, |s| s.0 as usize) + 1
    }

    pub fn is_filled(&self) -> bool {
        self.range.rows().flatten().any(|c| !c.is_empty())
    }

    /// The row of a note, where it is one of the range's.
    pub fn row_of(&self, note: &CellNote) -> Option<usize> {
        let row = note.row.checked_sub(self.range.start()?.0)? as usize;
        (row < self.height()).then_some(row)
    }

    /// The notes on the cells of a row: those on columns of ours, and the others.
    pub fn noted(&self, row: usize, titles: &Titles, known: &[usize]) -> (Vec<Noted>, Vec<Noted>) {
        let of_row = self.notes.iter().filter(|n| self.row_of(n) == Some(row));
        let all = of_row.map(|n| {
            let col = self.range.start().and_then(|s| n.col.checked_sub(s.1)).map(|c| c as usize);
            let title = col.and_then(|c| titles.names.get(c)).filter(|t| !t.is_empty());
            let column = title.cloned().unwrap_or_else(|| grid::letters(u16::try_from(n.col).unwrap_or(u16::MAX)));
            let ours = col.is_some_and(|c| known.contains(&c)) && title.is_some();
            (ours, Noted { column, author: n.author.clone(), text: n.text.clone() })
        });
        let (own, others): (Vec<_>, Vec<_>) = all.partition(|(ours, _)| *ours);
        (own.into_iter().map(|(_, n)| n).collect(), others.into_iter().map(|(_, n)| n).collect())
    }

    pub fn cell(&self, row: usize, col: usize) -> Option<Entered> {
        let data = self.range.get((row, col))?;
        if let Some(value) = entered(data) {
            return Some(value);
        }
        let start = self.range.start()?;
        let at = (start.0 + u32::try_from(row).ok()?, start.1 + u32::try_from(col).ok()?);
        let formula = self.formulas.get_value(at).filter(|f| !f.is_empty())?;
        Some(Entered::Text(format!("={formula}")))
    }

    pub fn words(&self, row: usize, titles: &Titles, title: &str) -> String {
        titles.at(title).and_then(|col| self.cell(row, col)).map(|e| e.words()).unwrap_or_default()
    }
}

fn plain(data: &Data) -> String {
    entered(data).map(|e| e.words()).unwrap_or_default()
}

fn entered(data: &Data) -> Option<Entered> {
    match data {
        Data::Empty => None,
        Data::String(t) | Data::DateTimeIso(t) | Data::DurationIso(t) => {
            (!t.trim().is_empty()).then(|| Entered::Text(t.clone()))
        }
        Data::Float(n) => Some(Entered::Number(*n)),
        // Office programs write such numbers as floats; the float is what they would show.
        Data::Int(n) => Some(Entered::Number(*n as f64)),
        Data::Bool(b) => Some(Entered::Text(if *b { "是" } else { "否" }.to_owned())),
        Data::DateTime(serial) => {
            let (year, month, day, ..) = serial.to_ymd_hms_milli();
            let number = || i8::try_from(month).ok().zip(i8::try_from(day).ok());
            let day = i16::try_from(year).ok().and_then(|y| number().and_then(|(m, d)| Day::new(y, m, d)));
            Some(day.map_or(Entered::Number(serial.as_f64()), Entered::Day))
        }
        other => other.as_string().filter(|t| !t.is_empty()).or_else(|| Some(other.to_string())).map(Entered::Text),
    }
}

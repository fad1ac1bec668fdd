//! Zipped workbooks: .xlsx/.xlsm (cells streamed), .xlsb and .ods. Hidden rows and columns and merges come from an own
//! pass over the sheet's XML, because no reader exposes them all. Notes, pictures and charts are left out.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Ods, OdsError, Reader, SheetVisible, Xlsb, XlsbError, Xlsx, XlsxError};
use quick_xml::events::{BytesStart, Event};

use super::damage::{damaged, damaged_part};
use super::limits::Limits;
use super::package::{Package, relations};
use super::reader::Read;
use super::sheet::{Sheet, Tally, borrowed};
use super::xml::{self, attribute, local};
use crate::model::Problem;

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    if let Err(why) = within_expansion(bytes, limits) {
        return Read::failed(why);
    }
    let mut book = match Xlsx::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsxError::Password) => return Read::failed(Problem::Encrypted),
        Err(e) => return Read::failed(damaged(e)),
    };
    let paths = sheet_paths(bytes, limits);
    let (mut read, mut tally) = (Read::default(), Tally::default());
    for (name, hidden) in sheets(&book) {
        let mut sheet = Sheet::default();
        if let Err(e) = fill(&mut book, &name, &mut sheet, &mut tally, limits) {
            read.problems.extend(not_a_chart(&e, &name));
        }
        if let Some(text) = paths.get(&name).and_then(|p| Package::open(bytes, limits).ok()?.xml(p)) {
            layout(&text, &mut sheet);
        }
        read.blocks.extend(sheet.finish(&name, hidden));
    }
    read.problems.extend(tally.problems(limits));
    read
}

/// Declared sizes are checked before a reader unpacks anything.
fn within_expansion(bytes: &[u8], limits: &Limits) -> Result<(), Problem> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let total: u64 =
        (0..zip.len()).filter_map(|i| zip.by_index_raw(i).ok().map(|f| f.size())).fold(0, u64::saturating_add);
    if total > limits.unpacked(bytes.len()) { Err(Problem::Limit("解压后过大".into())) } else { Ok(()) }
}

fn sheets<RS, R: Reader<RS>>(book: &R) -> Vec<(String, bool)>
where
    RS: std::io::Read + std::io::Seek,
{
    book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect()
}

/// A chart sheet has no cells to read; that hides nothing.
fn not_a_chart(error: &XlsxError, name: &str) -> Option<Problem> {
    match error {
        XlsxError::WorksheetNotFound(_) | XlsxError::NotAWorksheet(_) => None,
        e => Some(damaged_part(&format!("工作表“{name}”"), e)),
    }
}

fn fill(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    sheet: &mut Sheet,
    tally: &mut Tally,
    limits: &Limits,
) -> Result<(), XlsxError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    let percents: Vec<bool> =
        reader.styles().iter().map(|s| s.number_format.as_ref().is_some_and(|f| is_percent(&f.format_code))).collect();
    while let Some(record) = reader.next_cell_with_formula()? {
        if !tally.room(limits) {
            break;
        }
        sheet.set(record.pos, &record.value, record.formula, tally);
    }
    drop(reader);
    if percents.contains(&true) {
        let mut reader = book.worksheet_cells_reader(name)?;
        let mut room = limits.cells;
        while let Some((row, col, style)) = reader.next_style_id()? {
            if percents.get(style) == Some(&true) {
                sheet.percent((row, col));
            }
            room = room.saturating_sub(1);
            if room == 0 {
                break;
            }
        }
    }
    Ok(())
}

/// A percent sign outside quoted text.
fn is_percent(code: &str) -> bool {
    code.split('"').step_by(2).any(|plain| plain.contains('%'))
}

/// Sheet name → part name.
fn sheet_paths(bytes: &[u8], limits: &Limits) -> BTreeMap<String, String> {
    let Ok(mut package) = Package::open(bytes, limits) else { return BTreeMap::new() };
    let main = relations(&mut package, "")
        .into_iter()
        .find(|(_, kind, _)| kind == "officeDocument")
        .map_or_else(|| "xl/workbook.xml".to_owned(), |(_, _, target)| target);
    let parts: BTreeMap<String, String> =
        relations(&mut package, &main).into_iter().map(|(id, _, target)| (id, target)).collect();
    let Some(text) = package.xml(&main) else { return BTreeMap::new() };
    let (root, _) = xml::parse(&text);
    let mut found = Vec::new();
    root.find_all("sheet", &mut found);
    found.iter().filter_map(|s| Some((s.attr("name")?, parts.get(&s.attr("id")?)?.clone()))).collect()
}

/// Hidden rows and columns and merged ranges of a sheet's XML.
fn layout(text: &str, sheet: &mut Sheet) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut next_row = 0u32;
    let (mut merges, mut zero_height) = (0u32, false);
    loop {
        match reader.read_event() {
            Ok(Event::Start(e) | Event::Empty(e)) => match local(e.name().into_inner()) {
                "row" => {
                    let row = attribute(&e, "r")
                        .and_then(|r| r.parse::<u32>().ok())
                        .map_or(next_row, |r| r.saturating_sub(1));
                    next_row = row.saturating_add(1);
                    if on(&e, "hidden") {
                        sheet.hide_rows(row, row);
                    }
                }
                "col" if on(&e, "hidden") || attribute(&e, "width").is_some_and(|w| w == "0") => {
                    let edge =
                        |name| attribute(&e, name).and_then(|v| v.parse::<u32>().ok()).map(|v| v.saturating_sub(1));
                    if let (Some(first), Some(last)) = (edge("min"), edge("max")) {
                        sheet.hide_cols(first, last);
                    }
                }
                "sheetFormatPr" => zero_height = on(&e, "zeroHeight"),
                "mergeCell" => {
                    merges += 1;
                    if merges <= 100_000
                        && let Some((first, last)) = attribute(&e, "ref").as_deref().and_then(range)
                    {
                        sheet.merge(first, last);
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    // Rows without data below the table are hidden by default then; rows with data state their own height.
    let _ = zero_height;
}

fn on(e: &BytesStart<'_>, name: &str) -> bool {
    attribute(e, name).is_some_and(|v| v == "1" || v == "true")
}

/// `A1:C3`, zero-based.
fn range(text: &str) -> Option<((u32, u32), (u32, u32))> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    Some((address(first)?, address(last)?))
}

fn address(text: &str) -> Option<(u32, u32)> {
    let text = text.replace('$', "");
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = text.split_at(digits);
    let col = letters.chars().try_fold(0u32, |n, c| {
        let letter = c.to_ascii_uppercase();
        letter.is_ascii_uppercase().then(|| n.checked_mul(26)?.checked_add(u32::from(letter) - 64)).flatten()
    })?;
    Some((number.parse::<u32>().ok()?.checked_sub(1)?, col.checked_sub(1)?))
}

pub fn read_xlsb(bytes: &[u8], limits: &Limits) -> Read {
    if let Err(why) = within_expansion(bytes, limits) {
        return Read::failed(why);
    }
    let mut book = match Xlsb::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsbError::Password) => return Read::failed(Problem::Encrypted),
        Err(e) => return Read::failed(damaged(e)),
    };
    let (mut read, mut tally) = (Read::default(), Tally::default());
    for (name, hidden) in sheets(&book) {
        let mut sheet = Sheet::default();
        if let Err(e) = fill_xlsb(&mut book, &name, &mut sheet, &mut tally, limits) {
            read.problems.push(damaged_part(&format!("工作表“{name}”"), e));
        }
        read.blocks.extend(sheet.finish(&name, hidden));
    }
    read.problems.extend(tally.problems(limits));
    read
}

fn fill_xlsb(
    book: &mut Xlsb<Cursor<&[u8]>>,
    name: &str,
    sheet: &mut Sheet,
    tally: &mut Tally,
    limits: &Limits,
) -> Result<(), XlsbError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    while let Some(cell) = reader.next_cell()? {
        if !tally.room(limits) {
            break;
        }
        sheet.set(cell.get_position(), cell.get_value(), None, tally);
    }
    Ok(())
}

/// The reader gives a dense range; what it would allocate is held by the worker's memory limit.
pub fn read_ods(bytes: &[u8], limits: &Limits) -> Read {
    if let Err(why) = within_expansion(bytes, limits) {
        return Read::failed(why);
    }
    let mut book = match Ods::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(OdsError::Password) => return Read::failed(Problem::Encrypted),
        Err(e) => return Read::failed(damaged(e)),
    };
    let (mut read, mut tally) = (Read::default(), Tally::default());
    for (name, hidden) in sheets(&book) {
        let Ok(range) = book.worksheet_range(&name) else {
            read.problems.push(Problem::Damaged(format!("工作表“{name}”")));
            continue;
        };
        let formulas = book.worksheet_formula(&name).unwrap_or_default();
        read.blocks.extend(from_ranges(&range, &formulas, limits, &mut tally).finish(&name, hidden));
    }
    read.problems.extend(tally.problems(limits));
    read
}

/// A sheet from the dense ranges that the older formats' readers give.
pub fn from_ranges(
    values: &calamine::Range<calamine::Data>,
    formulas: &calamine::Range<String>,
    limits: &Limits,
    tally: &mut Tally,
) -> Sheet {
    let mut sheet = Sheet::default();
    let origin = values.start().unwrap_or_default();
    let at = |origin: (u32, u32), row: usize, col: usize| {
        Some((origin.0.checked_add(u32::try_from(row).ok()?)?, origin.1.checked_add(u32::try_from(col).ok()?)?))
    };
    for (row, col, value) in values.used_cells() {
        let Some(position) = at(origin, row, col) else { continue };
        if !tally.room(limits) {
            return sheet;
        }
        let formula = formulas.get_value(position).filter(|f| !f.is_empty()).cloned();
        sheet.set(position, &borrowed(value), formula, tally);
    }
    let origin = formulas.start().unwrap_or_default();
    for (row, col, formula) in formulas.used_cells() {
        let Some(position) = at(origin, row, col) else { continue };
        let empty = values.get_value(position).is_none_or(|v| *v == calamine::Data::Empty);
        if empty && !formula.is_empty() && tally.room(limits) {
            sheet.set(position, &DataRef::Empty, Some(formula.clone()), tally);
        }
    }
    sheet
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    use super::*;
    use crate::model::{Block, Cell, CellFlag, Content};

    fn cell(block: &Block, row: u32, col: u32) -> Cell {
        let Content::Table(table) = &block.content else { panic!("a sheet is a table") };
        let row = table.rows.iter().find(|r| r.row == row).unwrap();
        row.cells.iter().find(|c| c.col == col).unwrap().clone()
    }

    #[test]
    fn a_workbook_keeps_addresses_dates_merges_and_what_is_hidden() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("决算").unwrap();
        sheet.merge_range(0, 1, 1, 3, "合并", &Format::new()).unwrap();
        let date = ExcelDateTime::from_ymd(2026, 9, 12).unwrap();
        sheet.write_with_format(3, 0, &date, &Format::new().set_num_format("yyyy年m月d日")).unwrap();
        sheet.write_with_format(3, 1, 0.9863, &Format::new().set_num_format("0.00%")).unwrap();
        sheet.write(3, 2, Formula::new("SUM(A1:A2)").set_result("12.5")).unwrap();
        sheet.write(3, 3, 4_501_231_990_010_112.0).unwrap();
        sheet.write(4, 0, "隐藏行").unwrap();
        sheet.set_row_hidden(4).unwrap();
        sheet.write(5, 5, "隐藏列").unwrap();
        sheet.set_column_hidden(5).unwrap();
        book.add_worksheet().set_name("藏").unwrap().set_hidden(true).write(0, 0, "x").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let read = read(&bytes, &Limits::default());
        let first = &read.blocks[0];
        assert_eq!((cell(first, 0, 1).col_span, cell(first, 0, 1).row_span), (3, 2));
        assert_eq!((cell(first, 3, 0).text.as_str(), cell(first, 3, 0).date.unwrap().day()), ("2026-09-12", 12));
        assert_eq!(cell(first, 3, 1).text, "98.63%");
        assert_eq!(
            (cell(first, 3, 2).text.as_str(), cell(first, 3, 2).formula.as_deref()),
            ("12.5", Some("SUM(A1:A2)"))
        );
        assert_eq!(cell(first, 3, 3).flag, Some(CellFlag::PrecisionLost));
        assert_eq!(cell(first, 5, 5).flag, Some(CellFlag::HiddenColumn));
        let hidden: Vec<u32> =
            first.content.as_table().unwrap().rows.iter().filter(|r| r.hidden).map(|r| r.row).collect();
        assert_eq!((hidden, read.blocks[1].hidden, first.hidden), (vec![4], true, false));
        assert_eq!(read.problems, [Problem::PrecisionLost(1)]);
    }

    #[test]
    fn two_cells_at_the_corners_of_a_sheet_are_two_cells() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, 1).unwrap();
        sheet.write(1_048_575, 16_383, 2).unwrap();
        let read = read(&book.save_to_buffer().unwrap(), &Limits::default());
        assert_eq!(read.blocks[0].content.as_table().unwrap().rows.len(), 2);
    }

    #[test]
    fn the_cell_limit_shows() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..10 {
            sheet.write(row, 0, row).unwrap();
        }
        let limits = Limits { cells: 4, ..Limits::default() };
        let read = read(&book.save_to_buffer().unwrap(), &limits);
        assert_eq!(read.blocks[0].content.as_table().unwrap().rows.len(), 4);
        assert!(matches!(read.problems[0], Problem::Limit(_)));
    }

    #[test]
    fn addresses_are_read_and_nonsense_is_refused() {
        assert_eq!(range("B3:$AA$10"), Some(((2, 1), (9, 26))));
        assert_eq!(range("A1"), Some(((0, 0), (0, 0))));
        for bad in ["", "A", "1", "A0", "é1", "AAAAAAAAAA1"] {
            assert_eq!(range(bad), None, "{bad}");
        }
    }
}

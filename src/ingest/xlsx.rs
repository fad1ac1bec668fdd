//! Zipped workbooks: .xlsx/.xlsm (cells streamed), .xlsb and .ods. Hidden rows and columns and merges come from an own
//! pass over the sheet's XML, because no reader exposes them all. Notes, pictures and charts are left out.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Ods, OdsError, Reader, SheetVisible, Xlsb, XlsbError, Xlsx, XlsxError};
use quick_xml::events::{BytesStart, Event};

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
        Err(e) => return Read::failed(Problem::Damaged(e.to_string())),
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
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| Problem::Damaged(e.to_string()))?;
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
        e => Some(Problem::Damaged(format!("工作表“{name}”：{e}"))),
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
        Err(e) => return Read::failed(Problem::Damaged(e.to_string())),
    };
    let (mut read, mut tally) = (Read::default(), Tally::default());
    for (name, hidden) in sheets(&book) {
        let mut sheet = Sheet::default();
        if let Err(e) = fill_xlsb(&mut book, &name, &mut sheet, &mut tally, limits) {
            read.problems.push(Problem::Damaged(format!("工作表“{name}”：{e}")));
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
        Err(e) => return Read::failed(Problem::Damaged(e.to_string())),
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

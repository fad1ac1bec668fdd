//! Old workbooks (.xls, WPS .et): BIFF5/BIFF8 in an OLE container.

mod records;
mod stream;
mod strings;

use std::borrow::Cow;
use std::io::Cursor;

use calamine::{Data, DataRef, Range, Reader, SheetVisible, Xls, XlsError, XlsOptions};

use office_oxide::cfb::CfbReader;

use super::damage::{damaged, damaged_part};
use super::drawings::{Drawings, furniture};
use super::limits::Limits;
use super::read::Read;
use super::sheet::{Look, Sheet, Tally, borrowed};
use super::{word, xlsx};
use crate::model::{Block, Content, Origin, Place, Problem};
use records::{Layout, SheetLayout};

/// Code page number of UTF-16, which BIFF8 text always is whatever the file claims.
const UTF16: u16 = 1200;

type Book<'a> = Xls<Cursor<&'a [u8]>>;

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    if !is_whole(bytes) {
        let mut second = word::read_xls(bytes, limits);
        second.problems.retain(|p| !matches!(p, Problem::Damaged(_)));
        second.problems.push(Problem::Damaged("工作簿文件不完整".into()));
        return second;
    }
    let bytes = &*whole_sectors(bytes);
    let mut book = match Xls::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsError::Password) => return Read::failed(Problem::Encrypted),
        Err(e) => {
            let second = word::read_xls(bytes, limits);
            return if second.blocks.is_empty() { Read::failed(damaged(e)) } else { second };
        }
    };
    let garbled = garbled(&mut book);
    if garbled > 0
        && is_biff8(bytes)
        && let Some(mut again) = with_code_page(bytes, UTF16)
        && self::garbled(&mut again) < garbled
    {
        book = again;
    }
    let layout = Layout::read(bytes);
    let is_1904 = book.has_1904_epoch();
    let (mut read, mut tally, mut drawings) = (Read::default(), Tally::default(), Drawings::default());
    let sheets = book.sheets_metadata().to_vec();
    let formulas: Vec<_> = sheets.iter().map(|s| book.worksheet_formula(&s.name).unwrap_or_default()).collect();
    let calculated = sheets
        .iter()
        .zip(&formulas)
        .any(|(sheet, f)| book.worksheet_range(&sheet.name).is_ok_and(|range| holds_result(&range, f)));
    for (number, (meta, formulas)) in sheets.iter().zip(&formulas).enumerate() {
        let name = meta.name.as_str();
        let range = match book.worksheet_range(name) {
            Ok(range) => range,
            Err(e) => {
                read.problems.push(damaged_part(&format!("工作表“{name}”"), e));
                continue;
            }
        };
        let mut sheet = Sheet::default();
        let cells = Cells { layout: &layout, number, is_1904, calculated };
        cells.fill(&range, formulas, &mut sheet, (&mut tally, limits));
        for merged in book.merge_cells_by_sheet_name(name).unwrap_or_default() {
            sheet.merge(merged.start, merged.end);
        }
        let hidden = meta.visible != SheetVisible::Visible;
        if let Some(own) = layout.sheets.get(number) {
            own.hidden_rows.iter().for_each(|(first, last)| sheet.hide_rows(*first, *last));
            own.hidden_cols.iter().for_each(|(first, last)| sheet.hide_cols(*first, *last));
        }
        read.problems.extend(sheet.concealed(name));
        read.blocks.extend(sheet.finish(name, hidden));
        if let Some(own) = layout.sheets.get(number) {
            beside(own, name, hidden, &read.blocks, &mut drawings);
        }
    }
    read.blocks.extend(drawings.blocks);
    read.problems.extend(drawings.problems);
    read.problems.extend(tally.problems(limits));
    read
}

/// What stands beside the cells of a sheet.
fn beside(own: &SheetLayout, name: &str, hidden: bool, shown: &[Block], drawings: &mut Drawings) {
    let first = drawings.blocks.len();
    for ((row, col), text) in own.comments.iter().filter(|(_, t)| !t.trim().is_empty()) {
        drawings.blocks.push(Block {
            place: Place::Cell { sheet: name.to_owned(), row: *row, col: *col },
            origin: Origin::Comment,
            hidden: true,
            content: Content::Paragraph { text: text.trim().to_owned() },
        });
    }
    for text in &own.boxes {
        drawings.lines(vec![text.clone()], false, name);
    }
    let mut titles = own.chart_texts.clone();
    titles.retain(|t| !xlsx::stands_in_a_cell(shown, t));
    drawings.lines(titles, false, name);
    drawings.blocks.iter_mut().skip(first).for_each(|b| b.hidden |= hidden);
    for line in own.furniture.iter().flat_map(|f| furniture(f, name)).filter(|_| !hidden) {
        xlsx::add_furniture(&mut drawings.blocks, line);
    }
}

/// Some formula has a result that is not an empty text.
fn holds_result(values: &Range<Data>, formulas: &Range<String>) -> bool {
    let (Some(origin), shown) = (formulas.start(), |v: &Data| !matches!(v, Data::Empty) && !is_blank(v)) else {
        return false;
    };
    formulas.used_cells().any(|(row, col, formula)| {
        let at = position(origin, row, col);
        !formula.is_empty() && at.and_then(|at| values.get_value(at)).is_some_and(shown)
    })
}

fn is_blank(value: &Data) -> bool {
    matches!(value, Data::String(s) if s.is_empty())
}

fn position(origin: (u32, u32), row: usize, col: usize) -> Option<(u32, u32)> {
    Some((origin.0.checked_add(u32::try_from(row).ok()?)?, origin.1.checked_add(u32::try_from(col).ok()?)?))
}

/// The formula can only give a number. Programs that do not calculate store an empty text for its result, as a formula does
/// that found an empty text.
fn is_figure(formula: &str) -> bool {
    const FIGURES: [&str; 11] =
        ["SUM", "SUBTOTAL", "PRODUCT", "ROUND", "AVERAGE", "COUNT", "MAX", "MIN", "ABS", "INT", "SUMIF"];
    let plain = !formula.contains(['"', '&', '<', '>', '=']);
    let name = formula.split('(').next().unwrap_or_default();
    plain && (formula.contains(['+', '-', '*', '/']) || name.len() < formula.len() && FIGURES.contains(&name))
}

struct Cells<'a> {
    layout: &'a Layout,
    number: usize,
    is_1904: bool,
    /// Some formula of the workbook has a result: then an empty one may be meant.
    calculated: bool,
}

impl Cells<'_> {
    /// From the dense ranges that the reader gives.
    fn fill(
        &self,
        values: &Range<Data>,
        formulas: &Range<String>,
        sheet: &mut Sheet,
        (tally, limits): (&mut Tally, &Limits),
    ) {
        let origin = values.start().unwrap_or_default();
        let plain = Look::default();
        for (row, col, value) in values.used_cells() {
            let Some(at) = position(origin, row, col) else { continue };
            if !tally.room(limits) {
                return;
            }
            let formula = formulas.get_value(at).filter(|f| !f.is_empty()).cloned();
            let look = self.layout.look(self.number, at);
            let runs = match value {
                Data::String(text) => self.layout.runs(self.number, at, text),
                _ => None,
            };
            let unknown = formula
                .as_deref()
                .is_some_and(|f| is_blank(value) && (is_figure(f) || !self.calculated && !f.contains('"')));
            match (unknown, runs, look) {
                (true, _, _) => {
                    let look = look.unwrap_or(&plain);
                    sheet.show(at, &DataRef::Empty, formula, (look, self.is_1904), tally);
                }
                (_, Some(runs), look) => sheet.show_runs(at, &runs, formula, look.unwrap_or(&plain), tally),
                (_, None, Some(look)) => sheet.show(at, &borrowed(value), formula, (look, self.is_1904), tally),
                (_, None, None) => sheet.set(at, &borrowed(value), formula, tally),
            }
        }
        let origin = formulas.start().unwrap_or_default();
        for (row, col, formula) in formulas.used_cells() {
            let Some(at) = position(origin, row, col) else { continue };
            let empty = values.get_value(at).is_none_or(|v| *v == Data::Empty);
            if empty && !formula.is_empty() && tally.room(limits) {
                sheet.set(at, &DataRef::Empty, Some(formula.clone()), tally);
            }
        }
    }
}

const CONTAINER: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

/// Whether the directory, the small streams and the workbook lie within the file. `calamine` panics over a container that was
/// cut off, and follows chains that lead back into themselves until memory ends.
fn is_whole(bytes: &[u8]) -> bool {
    if !bytes.starts_with(&CONTAINER) {
        return true;
    }
    let Ok(mut container) = CfbReader::new(Cursor::new(bytes)) else { return false };
    let needed = |name: &str| name.eq_ignore_ascii_case("Workbook") || name.eq_ignore_ascii_case("Book");
    let streams: Vec<(usize, u64)> = container
        .entries()
        .iter()
        .enumerate()
        .filter(|(i, e)| *i == 0 || needed(&e.name))
        .map(|(i, e)| (i, e.stream_size))
        .collect();
    !streams.is_empty()
        && streams.iter().all(|(i, size)| *size <= bytes.len() as u64 && container.read_stream_by_index(*i).is_ok())
        && container.truncated_streams().is_empty()
}

/// Some writers leave out the end of the last sector.
fn whole_sectors(bytes: &[u8]) -> Cow<'_, [u8]> {
    let sector = if bytes.get(30) == Some(&12) { 4096 } else { 512 };
    if !bytes.starts_with(&CONTAINER) || bytes.len().is_multiple_of(sector) {
        return Cow::Borrowed(bytes);
    }
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(sector), 0);
    Cow::Owned(padded)
}

fn with_code_page(bytes: &[u8], page: u16) -> Option<Book<'_>> {
    let mut options = XlsOptions::default();
    options.force_codepage = Some(page);
    Xls::new_with_options(Cursor::new(bytes), options).ok()
}

/// Cells whose text shows a wrong code page: NUL or C1 control characters.
fn garbled(book: &mut Book<'_>) -> usize {
    let bad = |s: &str| s.chars().any(|c| c == '\0' || ('\u{80}'..='\u{9f}').contains(&c));
    let mut count = 0;
    for name in book.sheet_names() {
        count += usize::from(bad(&name));
        if let Ok(range) = book.worksheet_range(&name) {
            count += range.used_cells().filter(|(_, _, v)| matches!(v, Data::String(s) if bad(s))).count();
        }
    }
    count
}

/// The workbook stream starts with a BOF record of version 0x0600; sector starts are all that needs looking at.
fn is_biff8(bytes: &[u8]) -> bool {
    bytes.chunks(64).any(|c| matches!(c, [0x09, 0x08, _, 0x00, 0x00, 0x06, 0x05, 0x00, ..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_that_can_give_an_empty_text_are_told_from_those_that_cannot() {
        for formula in ["SUM(D4:D7)", "A1+B2", "ROUND(C3,2)", "C4*1.06"] {
            assert!(is_figure(formula), "{formula}");
        }
        for formula in ["IF(A1=\"\",\"\",B1)", "A1", "VLOOKUP(A1,B:C,2)", "IF(A1>0,B1-C1,D1)", "A1&B1", "SUMMARY"] {
            assert!(!is_figure(formula), "{formula}");
        }
    }

    #[test]
    fn a_workbook_cut_off_or_leading_back_into_itself_is_named_and_a_whole_one_is_not() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/博士创新站_广西示例茶机");
        let whole = std::fs::read(folder.join("2.经费决算表.xls")).unwrap();
        let limits = Limits::default();
        let blocks = read(&whole, &limits).blocks;
        assert!(read(&whole, &limits).problems.is_empty() && !blocks.is_empty());
        for cut in (512..whole.len() - 512).step_by(397) {
            let found = read(&whole[..cut], &limits);
            let named = found.problems.iter().any(|p| matches!(p, Problem::Damaged(_)));
            assert!(named || found.blocks == blocks, "{cut}");
        }
        let number = |at: usize| u32::from_le_bytes(whole[at..at + 4].try_into().unwrap());
        let (directory, table) = (number(48), number(76) as usize);
        let mut circle = whole.clone();
        let entry = 512 * (table + 1) + directory as usize * 4;
        circle[entry..entry + 4].copy_from_slice(&directory.to_le_bytes());
        assert_eq!(read(&circle, &limits).problems, [Problem::Damaged("工作簿文件不完整".into())]);
        let mut unfilled = whole;
        unfilled.push(0);
        assert_eq!(read(&unfilled, &limits).blocks, blocks);
    }
}

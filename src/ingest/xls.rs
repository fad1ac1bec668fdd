//! Old workbooks (.xls, WPS .et): BIFF5/BIFF8 in an OLE container.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, SheetVisible, Xls, XlsError, XlsOptions};

use office_oxide::cfb::CfbReader;

use super::damage::damaged;
use super::limits::Limits;
use super::reader::Read;
use super::sheet::Tally;
use super::{word, xlsx};
use crate::model::Problem;

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
    let mut hidden = layout(bytes);
    let (mut read, mut tally) = (Read::default(), Tally::default());
    let sheets = book.sheets_metadata().to_vec();
    for meta in sheets {
        let Ok(range) = book.worksheet_range(&meta.name) else { continue };
        let formulas = book.worksheet_formula(&meta.name).unwrap_or_default();
        let mut sheet = xlsx::from_ranges(&range, &formulas, limits, &mut tally);
        for merged in book.merge_cells_by_sheet_name(&meta.name).unwrap_or_default() {
            sheet.merge(merged.start, merged.end);
        }
        for (first, last, rows) in hidden.remove(&meta.name).unwrap_or_default() {
            if rows { sheet.hide_rows(first, last) } else { sheet.hide_cols(first, last) }
        }
        read.blocks.extend(sheet.finish(&meta.name, meta.visible != SheetVisible::Visible));
    }
    read.problems.extend(tally.problems(limits));
    read
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

/// Hidden rows (`true`) and columns (`false`) by sheet name: records of the workbook stream that no reader exposes.
/// Sheets are told by the order of their substreams, which is that of their names.
fn layout(bytes: &[u8]) -> BTreeMap<String, Vec<(u32, u32, bool)>> {
    let mut found = BTreeMap::new();
    let Ok(mut container) = CfbReader::new(Cursor::new(bytes)) else { return found };
    let Ok(stream) = container.open_stream("Workbook") else { return found };
    let names = sheet_offsets(&stream);
    for (offset, name) in names {
        let mut ranges = Vec::new();
        let substream = stream.get(offset..).unwrap_or_default();
        for (kind, body) in records(substream).take_while(|(kind, _)| *kind != END).take(2_000_000) {
            match kind {
                ROW if u16_at(body, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                    ranges.extend(u16_at(body, 0).map(|row| (u32::from(row), u32::from(row), true)));
                }
                COLUMNS if u16_at(body, 8).is_some_and(|flags| flags & 1 != 0) => {
                    let edges = u16_at(body, 0).zip(u16_at(body, 2));
                    ranges.extend(edges.map(|(first, last)| (u32::from(first), u32::from(last), false)));
                }
                _ => {}
            }
        }
        found.insert(name, ranges);
    }
    found
}

const END: u16 = 0x000a;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007d;
const BOUND_SHEET: u16 = 0x0085;

/// Start of each sheet's substream, with its name.
fn sheet_offsets(stream: &[u8]) -> Vec<(usize, String)> {
    let sheets = records(stream).take_while(|(kind, _)| *kind != END).filter(|(kind, _)| *kind == BOUND_SHEET);
    sheets
        .filter_map(|(_, body)| {
            let offset = usize::from(u16_at(body, 0)?) | usize::from(u16_at(body, 2)?) << 16;
            let (count, wide) = (usize::from(*body.get(6)?), body.get(7)? & 1 == 1);
            let name: String = if wide {
                let units: Vec<u16> = (0..count).filter_map(|i| u16_at(body, 8 + i * 2)).collect();
                String::from_utf16_lossy(&units)
            } else {
                body.get(8..8 + count)?.iter().map(|b| char::from(*b)).collect()
            };
            Some((offset, name))
        })
        .collect()
}

/// BIFF records: kind, length, body.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let body = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, body))
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
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

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), body].concat()
    }

    #[test]
    fn sheet_names_lead_to_their_substreams() {
        let mut body = vec![40, 0, 0, 0, 0, 0, 2, 1];
        body.extend("决算".encode_utf16().flat_map(u16::to_le_bytes));
        let stream = [record(BOUND_SHEET, &body), record(END, &[]), record(ROW, &[0; 16])].concat();
        assert_eq!(sheet_offsets(&stream), [(40, "决算".to_owned())]);
        assert_eq!(records(&stream).count(), 3);
        assert_eq!(records(&stream[..stream.len() - 1]).count(), 2);
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

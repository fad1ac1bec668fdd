//! Old workbooks (.xls, WPS .et): BIFF5/BIFF8 in an OLE container.

use std::io::Cursor;

use calamine::{Data, Reader, SheetVisible, Xls, XlsError, XlsOptions};

use super::limits::Limits;
use super::reader::Read;
use super::sheet::Tally;
use super::{word, xlsx};
use crate::model::Problem;

/// Code page number of UTF-16, which BIFF8 text always is whatever the file claims.
const UTF16: u16 = 1200;

type Book<'a> = Xls<Cursor<&'a [u8]>>;

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    let mut book = match Xls::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsError::Password) => return Read::failed(Problem::Encrypted),
        Err(e) => {
            let second = word::read_xls(bytes, limits);
            return if second.blocks.is_empty() { Read::failed(Problem::Damaged(e.to_string())) } else { second };
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
    let (mut read, mut tally) = (Read::default(), Tally::default());
    let sheets = book.sheets_metadata().to_vec();
    for meta in sheets {
        let Ok(range) = book.worksheet_range(&meta.name) else { continue };
        let formulas = book.worksheet_formula(&meta.name).unwrap_or_default();
        let mut sheet = xlsx::from_ranges(&range, &formulas, limits, &mut tally);
        for merged in book.merge_cells_by_sheet_name(&meta.name).unwrap_or_default() {
            sheet.merge(merged.start, merged.end);
        }
        read.blocks.extend(sheet.finish(&meta.name, meta.visible != SheetVisible::Visible));
    }
    read.problems.extend(tally.problems(limits));
    read
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

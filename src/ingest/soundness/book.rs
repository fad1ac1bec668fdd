//! The bookkeeping of old workbooks (MS-XLS): an unbroken chain of records from the first to the last sheet, sheets where
//! the list of sheets says, cells that refer to texts and formats that are there, numbers that people could have written.

use super::{Broken, Promise, u16_at, u32_at};
use crate::ingest::plausible;

const BROKEN: Broken = Broken("表格数据被破坏");

const BEGIN: [u16; 4] = [0x0809, 0x0409, 0x0209, 0x0009];
const END: u16 = 0x000a;
const SHEET: u16 = 0x0085;
const TEXTS: u16 = 0x00fc;
const CONTINUED: u16 = 0x003c;
const FORMAT: u16 = 0x00e0;
/// Records are shorter, and their numbers lower.
const LONGEST: usize = 8228;
const LAST_KIND: u16 = 0x1100;

pub fn judge(stream: &[u8]) -> Result<Promise, Broken> {
    let mut at = 0;
    let mut depth = 0u32;
    let mut begins = Vec::new();
    let mut book = Book::default();
    while at < stream.len() {
        let (kind, length) = u16_at(stream, at).zip(u16_at(stream, at + 2)).ok_or(BROKEN)?;
        if depth == 0 && !BEGIN.contains(&kind) {
            // what follows the last sheet is padding
            let rest = stream.get(at..).unwrap_or_default();
            if begins.is_empty() || rest.iter().any(|b| *b != 0) && rest.len() > 512 {
                return Err(BROKEN);
            }
            break;
        }
        let body = stream.get(at + 4..at + 4 + usize::from(length)).ok_or(BROKEN)?;
        if body.len() > LONGEST || kind == 0 && depth > 0 && !body.is_empty() && body.len() != 10 || kind > LAST_KIND {
            return Err(BROKEN);
        }
        match kind {
            k if BEGIN.contains(&k) => {
                if depth == 0 {
                    begins.push(at);
                }
                depth += 1;
            }
            END => depth = depth.saturating_sub(1),
            CONTINUED if book.in_texts => book.text_parts.push(body),
            _ => {
                book.in_texts = kind == TEXTS;
                if book.in_texts {
                    book.text_parts = vec![body];
                }
                book.record(kind, body)?;
            }
        }
        at += 4 + body.len();
    }
    if depth != 0 || book.sheets.iter().any(|offset| !begins.contains(offset)) {
        return Err(BROKEN);
    }
    if let Some(count) = book.texts {
        let texts = texts(&book.text_parts, count).ok_or(BROKEN)?;
        if !plausible::is_text_str(&texts) {
            return Err(BROKEN);
        }
    }
    Ok(Promise { chars: 0, cells: book.cells })
}

/// The shared texts, one a line; `None` where they do not follow each other without gap.
fn texts(parts: &[&[u8]], count: u32) -> Option<String> {
    let mut out = String::new();
    let mut rest = Parts { parts, at: 0 };
    rest.skip(8)?;
    for _ in 0..count {
        let head = rest.take(3)?;
        let (mut left, flags) = (usize::from(u16_at(&head, 0)?), *head.get(2)?);
        (flags & !0x0d == 0).then_some(())?;
        let runs = if flags & 8 != 0 { usize::from(u16_at(&rest.take(2)?, 0)?) } else { 0 };
        let more = if flags & 4 != 0 { u32_at(&rest.take(4)?, 0)? as usize } else { 0 };
        let mut wide = flags & 1 == 1;
        while left > 0 {
            let width = if wide { 2 } else { 1 };
            let here = rest.here().len() / width;
            if here == 0 {
                // the rest of the text stands in the next record, behind a new flag
                rest.next_part()?;
                wide = rest.take(1)?.first()? & 1 == 1;
                continue;
            }
            let bytes = rest.take(left.min(here) * width)?;
            left -= left.min(here);
            if wide {
                let units: Vec<u16> = bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
                out.push_str(&String::from_utf16_lossy(&units));
            } else {
                out.extend(bytes.iter().map(|b| char::from(*b)));
            }
        }
        out.push('\n');
        rest.skip(runs.checked_mul(4)?.checked_add(more)?)?;
    }
    Some(out)
}

/// Bodies of a record and those that continue it.
struct Parts<'a, 'b> {
    parts: &'b [&'a [u8]],
    at: usize,
}

impl<'a> Parts<'a, '_> {
    fn here(&self) -> &'a [u8] {
        self.parts.first().and_then(|p| p.get(self.at..)).unwrap_or_default()
    }

    fn next_part(&mut self) -> Option<()> {
        self.parts = self.parts.get(1..)?;
        self.at = 0;
        (!self.parts.is_empty()).then_some(())
    }

    fn take(&mut self, count: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        while out.len() < count {
            let bytes = self.here();
            if bytes.is_empty() {
                self.next_part()?;
                continue;
            }
            let taken = bytes.get(..bytes.len().min(count - out.len()))?;
            out.extend_from_slice(taken);
            self.at += taken.len();
        }
        Some(out)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let here = self.here().len();
            if here == 0 {
                self.next_part()?;
                continue;
            }
            self.at += here.min(count);
            count -= here.min(count);
        }
        Some(())
    }
}

#[derive(Default)]
struct Book<'a> {
    /// Bodies of the shared texts, and whether the last record was one of them.
    text_parts: Vec<&'a [u8]>,
    in_texts: bool,
    sheets: Vec<usize>,
    texts: Option<u32>,
    formats: u32,
    cells: usize,
}

impl Book<'_> {
    fn record(&mut self, kind: u16, body: &[u8]) -> Result<(), Broken> {
        match kind {
            SHEET => self.sheets.push(u32_at(body, 0).ok_or(BROKEN)? as usize),
            TEXTS => self.texts = u32_at(body, 4),
            FORMAT => self.formats += 1,
            // text by its number
            0x00fd => {
                let number = u32_at(body, 6).ok_or(BROKEN)?;
                if self.texts.is_some_and(|texts| number >= texts) {
                    return Err(BROKEN);
                }
                self.cell(body)?;
            }
            // a number, a formula with its result
            0x0203 | 0x0006 => {
                let value = body.get(6..14).and_then(|b| b.try_into().ok()).map(f64::from_le_bytes).ok_or(BROKEN)?;
                let special = kind == 6 && u16_at(body, 12) == Some(0xffff);
                if !special && !is_written(value) {
                    return Err(BROKEN);
                }
                self.cell(body)?;
            }
            // a short number, text in place, text with formats, true or false
            0x027e | 0x0204 | 0x00d6 | 0x0205 => self.cell(body)?,
            // several short numbers
            0x00bd => {
                self.cell(body)?;
                self.cells += (body.len().saturating_sub(6) / 6).saturating_sub(1);
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(&mut self, body: &[u8]) -> Result<(), Broken> {
        let (column, format) = u16_at(body, 2).zip(u16_at(body, 4)).ok_or(BROKEN)?;
        if column > 255 || self.formats > 0 && u32::from(format) >= self.formats {
            return Err(BROKEN);
        }
        self.cells += 1;
        Ok(())
    }
}

/// No power of ten that nobody writes: random bytes give numbers of 300 digits.
fn is_written(value: f64) -> bool {
    value == 0.0 || value.is_finite() && (1e-60..1e60).contains(&value.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &u16::try_from(body.len()).unwrap().to_le_bytes(), body].concat()
    }

    fn number(value: f64) -> Vec<u8> {
        record(0x0203, &[&[0u8; 6][..], &value.to_le_bytes()].concat())
    }

    fn book(cells: &[Vec<u8>]) -> Vec<u8> {
        let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
        let sheet = |offset: u32| record(SHEET, &[&offset.to_le_bytes()[..], &[0, 0, 1, 0, b'A']].concat());
        let globals = [begin.clone(), sheet(0), record(END, &[])].concat();
        let offset = u32::try_from(globals.len()).unwrap();
        [begin.clone(), sheet(offset), record(END, &[]), begin, cells.concat(), record(END, &[])].concat()
    }

    #[test]
    fn an_unbroken_chain_is_sound_and_a_broken_one_is_not() {
        let sound = book(&[number(8000.0), number(-0.01), number(0.0)]);
        assert_eq!(judge(&sound), Ok(Promise { chars: 0, cells: 3 }));
        assert!(judge(&[&sound[..], &[0; 700]].concat()).is_ok());
        assert!(judge(&sound[..sound.len() - 9]).is_err());
        assert!(judge(&book(&[number(3.7e-211)])).is_err());
        let mut spoilt = sound;
        let middle = spoilt.len() - 30;
        spoilt[middle..middle + 20].fill(0xa7);
        assert!(judge(&spoilt).is_err());
    }
}

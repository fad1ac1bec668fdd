//! The bookkeeping of Word 97 and later (MS-DOC): the head, the table of text pieces, the pages of paragraph formats that
//! tables hang on. Of Word 6 and 95 only that the text lies within the file.

use std::ops::Range;

use super::{Broken, Container, Promise, has_noise, u16_at, u32_at};
use crate::ingest::plausible;

const BROKEN_TEXT: Broken = Broken("正文部分被破坏");
const BROKEN_LISTS: Broken = Broken("记录正文位置的部分被破坏");
const BROKEN_FORMATS: Broken = Broken("记录段落和表格的部分被破坏");

pub fn judge(container: &mut Container<'_>) -> Result<Promise, Broken> {
    let main = container.stream("WordDocument")?;
    if u16_at(&main, 0) == Some(0xa5dc) || u16_at(&main, 2).is_some_and(|version| version < 0x6a) {
        return judge_old(&main);
    }
    if u16_at(&main, 0) != Some(0xa5ec) {
        return Err(Broken("文件头被破坏"));
    }
    let second = u16_at(&main, 0x0a).is_some_and(|flags| flags & 0x0200 != 0);
    let lists = container.stream(if second { "1Table" } else { "0Table" })?;
    let pieces = pieces(&main, &lists).ok_or(BROKEN_LISTS)?;
    // what lies between the head and the text is empty
    let first = pieces.iter().map(|p| p.bytes.start).min().unwrap_or(0);
    if first <= 0x1000 && main.get(..first).is_some_and(has_noise) {
        return Err(BROKEN_LISTS);
    }
    let mut text = String::new();
    for piece in &pieces {
        let bytes = main.get(piece.bytes.clone()).ok_or(BROKEN_TEXT)?;
        if piece.wide {
            let units: Vec<u16> = bytes.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
            text.push_str(&String::from_utf16_lossy(&units));
        } else {
            text.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0);
        }
    }
    let shown = shown(&text).ok_or(BROKEN_TEXT)?;
    if !plausible::is_text_str(&shown) {
        return Err(BROKEN_TEXT);
    }
    for (fc, size_at, most) in [(0x102, 0x106, 29), (0xfa, 0xfe, 101)] {
        formats(&main, &lists, fc, size_at, most).ok_or(BROKEN_FORMATS)?;
    }
    // a theme is stored packed, drawings hold pictures
    let drawings = area(&main, 0x22a, 0x22e).filter(|r| !r.is_empty());
    let packed = lists.windows(4).any(|w| w == b"PK\x03\x04");
    if !packed && drawings.is_none() && has_noise(&lists) {
        return Err(BROKEN_FORMATS);
    }
    Ok(Promise { chars: shown.chars().filter(|c| !c.is_whitespace()).count(), cells: 0 })
}

struct Piece {
    bytes: Range<usize>,
    wide: bool,
}

/// Where a part of the second stream lies, by two numbers in the head.
fn area(main: &[u8], start_at: usize, size_at: usize) -> Option<Range<usize>> {
    let (start, size) = (u32_at(main, start_at)? as usize, u32_at(main, size_at)? as usize);
    Some(start..start.checked_add(size)?)
}

/// The pieces of the text; together they are as long as the head says.
fn pieces(main: &[u8], lists: &[u8]) -> Option<Vec<Piece>> {
    let mut rest = lists.get(area(main, 0x1a2, 0x1a6)?)?;
    while rest.first() == Some(&1) {
        rest = rest.get(3 + usize::from(u16_at(rest, 1)?)..)?;
    }
    let size = (rest.first() == Some(&2)).then(|| u32_at(rest, 1))?? as usize;
    let table = rest.get(5..5usize.checked_add(size)?)?;
    let count = table.len().checked_sub(4)? / 12;
    if count == 0 || table.len() != 4 + count * 12 {
        return None;
    }
    let mut pieces = Vec::new();
    for i in 0..count {
        let (from, to) = (u32_at(table, i * 4)?, u32_at(table, i * 4 + 4)?);
        let chars = to.checked_sub(from)? as usize;
        let fc = u32_at(table, (count + 1) * 4 + i * 8 + 2)?;
        let (start, wide) = if fc & 0x4000_0000 != 0 {
            ((fc & 0x3fff_ffff) as usize / 2, false)
        } else {
            ((fc & 0x3fff_ffff) as usize, true)
        };
        let end = start.checked_add(if wide { chars.checked_mul(2)? } else { chars })?;
        (end <= main.len()).then_some(())?;
        pieces.push(Piece { bytes: start..end, wide });
    }
    let promised = (0..8).try_fold(0u32, |sum, i| sum.checked_add(u32_at(main, 0x4c + i * 4)?))?;
    let held = u32_at(table, count * 4)?;
    // the end of the document may or may not be counted, once for each part
    (u32_at(table, 0)? == 0 && held >= promised && held - promised <= 8).then_some(pieces)
}

/// The text without field codes; `None` where it holds control characters that Word does not use.
fn shown(text: &str) -> Option<String> {
    let (mut out, mut codes, mut odd) = (String::new(), 0u32, 0);
    for c in text.chars() {
        match c {
            '\u{13}' => codes += 1,
            '\u{14}' | '\u{15}' => codes = codes.saturating_sub(1),
            // an end without separator comes after one with it
            '\u{1}'..='\u{8}' | '\t'..='\r' | '\u{e}' | '\u{1e}' | '\u{1f}' => out.push(' '),
            '\0'..='\u{1f}' | '\u{fffd}' | '\u{7f}' => odd += 1,
            c if codes == 0 => out.push(c),
            _ => {}
        }
    }
    (odd * 50 <= out.chars().count() && odd < 16).then_some(out)
}

/// The pages that say what each paragraph (or run) looks like: within the stream, filled, in rising order.
fn formats(main: &[u8], lists: &[u8], start_at: usize, size_at: usize, most: usize) -> Option<()> {
    const PAGE: usize = 512;
    let table = lists.get(area(main, start_at, size_at)?)?;
    if table.is_empty() {
        return Some(());
    }
    let count = table.len().checked_sub(4)? / 8;
    for i in 0..count {
        let number = u32_at(table, (count + 1) * 4 + i * 4)? & 0x003f_ffff;
        let start = (number as usize).checked_mul(PAGE)?;
        let page = main.get(start..start.checked_add(PAGE)?)?;
        let runs = usize::from(*page.last()?);
        if runs == 0 || runs > most || u32_at(table, i * 4)? > u32_at(table, i * 4 + 4)? {
            return None;
        }
        for run in 0..runs {
            (u32_at(page, run * 4)? <= u32_at(page, run * 4 + 4)?).then_some(())?;
        }
        (u32_at(page, runs * 4)? as usize <= main.len()).then_some(())?;
    }
    Some(())
}

fn judge_old(main: &[u8]) -> Result<Promise, Broken> {
    let (start, end) = u32_at(main, 0x18).zip(u32_at(main, 0x1c)).ok_or(BROKEN_LISTS)?;
    let bytes = main.get(start as usize..end as usize).ok_or(BROKEN_LISTS)?;
    // In simple files the text lies there in one piece; others are left to the judgement of what is read.
    let simple = u16_at(main, 0x0a).is_some_and(|flags| flags & 4 == 0);
    let text = encoding_rs::GB18030.decode_without_bom_handling(bytes).0;
    let shown = shown(&text).unwrap_or_default();
    if simple && !bytes.is_empty() && (shown.is_empty() || !plausible::is_text_str(&shown)) {
        return Err(BROKEN_TEXT);
    }
    Ok(Promise { chars: if simple { shown.chars().filter(|c| !c.is_whitespace()).count() } else { 0 }, cells: 0 })
}

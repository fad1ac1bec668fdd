//! The bookkeeping of old presentations (MS-PPT): records inside records that fill their stream exactly, and the last edit
//! where the second stream says it is.

use super::{Broken, Container, Promise, u16_at, u32_at};
use crate::ingest::plausible;

const BROKEN: Broken = Broken("幻灯片数据被破坏");
const MAX_DEPTH: usize = 40;
const MAX_RECORDS: usize = 2_000_000;
const LAST_EDIT: u16 = 0x0ff5;
const WIDE_TEXT: u16 = 4000;
const NARROW_TEXT: u16 = 4008;

pub fn judge(container: &mut Container<'_>) -> Result<Promise, Broken> {
    let document = container.stream("PowerPoint Document")?;
    let user = container.stream("Current User")?;
    let last = u32_at(&user, 16).ok_or(BROKEN)? as usize;
    if u16_at(&document, last + 2) != Some(LAST_EDIT) {
        return Err(BROKEN);
    }
    let mut text = String::new();
    let mut left = MAX_RECORDS;
    records(&document, 0, &mut text, &mut left).ok_or(BROKEN)?;
    if !plausible::is_text_str(&text) {
        return Err(BROKEN);
    }
    // Notes, masters and older versions of a slide stand in the same stream: how much of it is shown, it does not say.
    Ok(Promise::default())
}

fn records(stream: &[u8], depth: usize, text: &mut String, left: &mut usize) -> Option<()> {
    let mut rest = stream;
    while !rest.is_empty() {
        // what a writer leaves at the end of the stream
        if depth == 0 && rest.iter().all(|b| *b == 0) {
            return Some(());
        }
        *left = left.checked_sub(1)?;
        let (head, kind, size) = (u16_at(rest, 0)?, u16_at(rest, 2)?, u32_at(rest, 4)? as usize);
        let body = rest.get(8..8usize.checked_add(size)?)?;
        match kind {
            WIDE_TEXT => {
                let units: Vec<u16> = body.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
                text.push_str(&String::from_utf16_lossy(&units).replace(is_mark, " "));
            }
            NARROW_TEXT => {
                text.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(body).0.replace(is_mark, " "));
            }
            _ if head & 0x000f == 0x000f && depth < MAX_DEPTH => records(body, depth + 1, text, left)?,
            _ => {}
        }
        rest = rest.get(8 + size..)?;
    }
    Some(())
}

/// Ends of paragraphs and lines.
fn is_mark(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{b}')
}

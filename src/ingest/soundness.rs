//! Whether an old binary file (.doc, .xls, .ppt and their Kingsoft twins) is whole, by its own bookkeeping, before anything
//! read from it is believed: the container and the streams that its format needs, the lists that say where text and cells
//! lie, and how much there is of them. Readers are lenient: of a broken file they, and LibreOffice still more, make text
//! that looks sound. Repairs nothing; what is doubtful stays unread.

mod book;
mod slides;
mod word;

use std::io::Cursor;

use office_oxide::cfb::CfbReader;

use super::plausible;
use super::read::Read;
use crate::model::{Format, Problem};

/// What a sound file promises to hold.
#[derive(Debug, Default, PartialEq)]
pub struct Promise {
    /// Characters of its text, white space apart.
    chars: usize,
    /// Cells that hold something.
    cells: usize,
}

impl Promise {
    /// What was read is text, and about as much as the file holds. Readers leave some out: field codes, deleted words.
    pub fn is_kept(&self, read: &Read) -> bool {
        let chars: usize = read.blocks.iter().map(|b| b.chars()).sum();
        let tables = read.blocks.iter().filter_map(|b| b.content.as_table());
        let cells: usize = tables.flat_map(|t| &t.rows).map(|r| r.cells.len()).sum();
        chars * 2 >= self.chars && cells * 2 >= self.cells && plausible::is_text(read)
    }
}

/// What the file promises, or why it cannot be believed. Formats that are none of the old ones promise nothing.
pub fn judge(format: Format, bytes: &[u8]) -> Result<Promise, Problem> {
    let judged = match format {
        Format::Doc | Format::Wps => container(bytes).and_then(|mut c| word::judge(&mut c)),
        Format::Xls | Format::Et if bytes.first() == Some(&9) => book::judge(bytes),
        // written as markup
        Format::Xls | Format::Et if !bytes.starts_with(&CONTAINER) => Ok(Promise::default()),
        Format::Xls | Format::Et => container(bytes).and_then(|mut c| {
            let stream = c.stream("Workbook").or_else(|_| c.stream("Book"))?;
            book::judge(&stream)
        }),
        Format::Ppt => container(bytes).and_then(|mut c| slides::judge(&mut c)),
        _ => Ok(Promise::default()),
    };
    judged.map_err(|Broken(what)| Problem::Damaged(format!("{what}，读出的内容不可信，未采用")))
}

/// What is broken, for people.
#[derive(Debug, PartialEq)]
pub(super) struct Broken(pub &'static str);

const CONTAINER: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];
const CUT: Broken = Broken("文件不完整，像是只传了一部分");

/// A compound file whose streams are handed out whole or not at all.
pub(super) struct Container<'a> {
    file: CfbReader<Cursor<&'a [u8]>>,
    size: usize,
}

fn container(bytes: &[u8]) -> Result<Container<'_>, Broken> {
    let file = CfbReader::new(Cursor::new(bytes)).map_err(|_| Broken("文件结构有误"))?;
    Ok(Container { file, size: bytes.len() })
}

impl Container<'_> {
    fn stream(&mut self, name: &str) -> Result<Vec<u8>, Broken> {
        let entry = self.file.find_entry(name).ok_or(Broken("缺少必要的组成部分"))?;
        let declared = self.file.entries().get(entry).map_or(0, |e| e.stream_size);
        if declared > self.size as u64 {
            return Err(CUT);
        }
        let stream = self.file.open_stream(name).map_err(|_| CUT)?;
        let whole = stream.len() as u64 == declared && self.file.truncated_streams().is_empty();
        if whole { Ok(stream) } else { Err(CUT) }
    }
}

/// A little-endian number at a place of foreign bytes.
fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let found = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(found.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let found = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(found.try_into().ok()?))
}

/// A block of bytes without any pattern: more different values than text, lists and formats show in so short a space. Random
/// bytes show about 221 of 256 values in 512.
fn has_noise(bytes: &[u8]) -> bool {
    const BLOCK: usize = 512;
    const MOST_VALUES: usize = 200;
    bytes.chunks_exact(BLOCK).any(|block| {
        let mut seen = [false; 256];
        block.iter().for_each(|b| seen[usize::from(*b)] = true);
        seen.iter().filter(|s| **s).count() > MOST_VALUES
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, read_bytes};
    use crate::model::Coverage;

    #[test]
    fn whole_files_are_read_and_the_same_files_damaged_are_not() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        for name in ["博士创新站_广西示例茶机/2.经费决算表.xls", "广西示例园艺学会（全国学会入桂）/项目验收表.doc"]
        {
            let whole = std::fs::read(folder.join(name)).unwrap();
            let coverage = |bytes: &[u8]| read_bytes(name, bytes, &Limits::default()).remove(0).coverage;
            assert_eq!(coverage(&whole), Coverage::Full, "{name}");
            for share in [30, 60, 90] {
                assert_eq!(coverage(&whole[..whole.len() * share / 100]), Coverage::None, "{name} {share}");
            }
            let mut spoilt = whole.clone();
            let middle = whole.len() / 4 / 512 * 512;
            let mut state = 0x9e37_79b9_u32;
            for byte in &mut spoilt[middle..whole.len() / 4 * 3] {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                *byte = (state >> 24) as u8;
            }
            assert_eq!(coverage(&spoilt), Coverage::None, "{name}");
        }
    }
}

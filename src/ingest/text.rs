//! Plain text and CSV. Encoding: byte-order mark, else UTF-8 if valid, else GB18030; detectors add nothing.

use super::limits::Limits;
use super::reader::Read;
use crate::model::document::Row;
use crate::model::{Block, Cell, Content, Origin, Place, Problem, Table};

pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Cut off inside a character: still UTF-8.
        Err(e) if e.error_len().is_none() && e.valid_up_to() > 0 => String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => encoding_rs::GB18030.decode(bytes).0.into_owned(),
    }
}

pub fn line(number: usize, text: &str) -> Block {
    Block {
        place: Place::Line(u32::try_from(number).unwrap_or(u32::MAX)),
        origin: Origin::Body,
        hidden: false,
        content: Content::Paragraph { text: text.to_owned() },
    }
}

/// One paragraph a non-empty line.
pub fn plain(bytes: &[u8]) -> Read {
    let text = decode(bytes);
    let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty());
    Read::blocks(lines.map(|(i, l)| line(i + 1, l.trim())).collect())
}

/// One table; the separator is the one that most lines agree on.
pub fn csv(bytes: &[u8], limits: &Limits) -> Read {
    let text = decode(bytes);
    let separator = separator(&text);
    let mut rows = Vec::new();
    let (mut cells, mut full) = (0u32, false);
    for (index, fields) in records(&text, separator).into_iter().enumerate() {
        let filled: Vec<Cell> = fields
            .iter()
            .enumerate()
            .filter(|(_, f)| !f.trim().is_empty())
            .map(|(col, f)| Cell {
                col: u32::try_from(col).unwrap_or(u32::MAX),
                col_span: 1,
                row_span: 1,
                text: f.trim().to_owned(),
                ..Cell::default()
            })
            .collect();
        cells = cells.saturating_add(u32::try_from(filled.len()).unwrap_or(u32::MAX));
        if cells > limits.cells {
            full = true;
            break;
        }
        if !filled.is_empty() {
            rows.push(Row { row: u32::try_from(index).unwrap_or(u32::MAX), hidden: false, cells: filled });
        }
    }
    let mut read = Read::default();
    if !rows.is_empty() {
        let content = Content::Table(Table { sheet: None, rows });
        read.blocks.push(Block { place: Place::Line(1), origin: Origin::Body, hidden: false, content });
    }
    if full {
        read.problems.push(Problem::Limit(format!("单元格超过 {} 个", limits.cells)));
    }
    read
}

fn separator(text: &str) -> char {
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(30).collect();
    let agreed = |c: char| lines.iter().filter(|l| l.contains(c)).count();
    [',', '\t', ';', '，', '|'].into_iter().rev().max_by_key(|c| agreed(*c)).filter(|c| agreed(*c) > 0).unwrap_or(',')
}

/// Fields with quotes doubled inside quotes and line breaks inside quotes.
fn records(text: &str, separator: char) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if field.trim().is_empty() => {
                field.clear();
                quoted = true;
            }
            '\r' if !quoted => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            c if c == separator && !quoted => record.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    if !field.is_empty() || !record.is_empty() {
        record.push(field);
        records.push(record);
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(bytes: &[u8]) -> Vec<Vec<String>> {
        let read = csv(bytes, &Limits::default());
        let table = read.blocks[0].content.as_table().unwrap().clone();
        table.rows.into_iter().map(|r| r.cells.into_iter().map(|c| c.text).collect()).collect()
    }

    #[test]
    fn csv_in_gbk_with_quotes_and_line_breaks() {
        let (gbk, _, _) = encoding_rs::GBK.encode("项目,金额\n\"印刷费,\n\"\"资料\"\"\",\"1,580.00\"\n");
        assert_eq!(table(&gbk), [vec!["项目", "金额"], vec!["印刷费,\n\"资料\"", "1,580.00"]]);
    }

    #[test]
    fn the_separator_is_the_one_lines_agree_on() {
        assert_eq!(table("日期;金额\n1月;1,5\n2月;3\n".as_bytes())[1], ["1月", "1,5"]);
        assert_eq!(table("日期\t金额\n1月\t3\n".as_bytes())[1], ["1月", "3"]);
        assert_eq!(table("只有一列\n二\n".as_bytes())[1], ["二"]);
    }

    #[test]
    fn encodings_are_told_apart() {
        for bytes in [
            encoding_rs::GBK.encode("提质增效").0.into_owned(),
            "提质增效".as_bytes().to_vec(),
            [&[0xff, 0xfe], "提质增效".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>().as_slice()]
                .concat(),
        ] {
            assert_eq!(decode(&bytes), "提质增效");
        }
    }
}

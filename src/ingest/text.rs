//! Plain text and CSV. Encoding: byte-order mark, else UTF-8 if valid, else GB18030; detectors add nothing.
//!
//! Tables pasted into text (columns between bars as in Markdown, or between tabs) are read as tables; of Markdown's other marks
//! only headings and bold type are taken off, because most text files are not Markdown.

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

/// One paragraph a non-empty line; lines that are rows of one table, a table.
pub fn plain(bytes: &[u8]) -> Read {
    let text = decode(bytes);
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(written) = lines.get(at) {
        let end = table_end(&lines, at);
        if end > at {
            blocks.push(pasted_table(at, lines.get(at..end).unwrap_or_default()));
            at = end;
            continue;
        }
        at += 1;
        if written.trim().is_empty() {
            continue;
        }
        let mut block = line(at, &unmarked(written));
        if let Some(heading) = heading(written) {
            block.content = heading;
        }
        blocks.push(block);
    }
    Read::blocks(blocks)
}

/// Rows from which tabs between words make a table, and columns they need: fewer are labels with values.
const TABBED_ROWS: usize = 3;
const TABBED_COLUMNS: usize = 3;

/// Where the table ends that begins at this line; the line itself when none does.
fn table_end(lines: &[&str], at: usize) -> usize {
    let run = |is_row: &dyn Fn(&str) -> bool| at + lines.iter().skip(at).take_while(|l| is_row(l)).count();
    let barred = run(&|l| l.trim().starts_with('|') && l.trim().len() > 1 && l.matches('|').count() >= 2);
    if barred >= at + 2 {
        return barred;
    }
    // a total leaves its last columns empty
    let tabbed = run(&|l| l.contains('\t') && !l.trim().is_empty());
    let wide = |l: &&&str| l.trim_end().matches('\t').count() + 1 >= TABBED_COLUMNS;
    let full = lines.get(at..tabbed).unwrap_or_default().iter().filter(wide).count();
    if tabbed >= at + TABBED_ROWS && full * 2 > tabbed - at { tabbed } else { at }
}

fn pasted_table(first: usize, lines: &[&str]) -> Block {
    let is_rule = |l: &str| l.contains("--") && l.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    let rows = lines.iter().enumerate().filter(|(_, l)| !is_rule(l)).map(|(i, l)| {
        let barred = l.trim().starts_with('|');
        let inner = if barred { l.trim().trim_start_matches('|').trim_end_matches('|') } else { l };
        let cells = inner.split(if barred { '|' } else { '\t' }).enumerate().filter(|(_, c)| !c.trim().is_empty());
        let cells = cells
            .map(|(col, text)| Cell {
                col: u32::try_from(col).unwrap_or(u32::MAX),
                col_span: 1,
                row_span: 1,
                text: unmarked(text),
                ..Cell::default()
            })
            .collect();
        Row { row: u32::try_from(first + i).unwrap_or(u32::MAX), hidden: false, cells }
    });
    let content = Content::Table(Table { sheet: None, rows: rows.filter(|r: &Row| !r.cells.is_empty()).collect() });
    Block { content, ..line(first + 1, "") }
}

/// “## 标题”.
fn heading(written: &str) -> Option<Content> {
    let marks = written.chars().take_while(|c| *c == '#').count();
    let rest = written.get(marks..)?;
    ((1..=6).contains(&marks) && rest.starts_with(' '))
        .then(|| Content::Heading { level: u8::try_from(marks).unwrap_or(u8::MAX), text: unmarked(rest) })
}

/// Without the marks of bold type and of lists.
fn unmarked(written: &str) -> String {
    let written = written.trim();
    let item = written.strip_prefix("- ").or_else(|| written.strip_prefix("* ")).unwrap_or(written);
    if item.matches("**").count() >= 2 { item.replace("**", "").trim().to_owned() } else { item.trim().to_owned() }
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
    fn tables_pasted_into_text_are_tables_and_labels_are_not() {
        let text = "# 经费决算报告\n- 单位：元\n| 序号 | 支出内容 | 金额 |\n|---|---|---:|\n| 1 | 印刷费 | 600.00 |\n| | **合计** | **600.00** |\n\n结束";
        let read = plain(text.as_bytes());
        assert!(matches!(&read.blocks[0].content, Content::Heading { level: 1, text } if text == "经费决算报告"));
        assert_eq!(read.blocks[1].content.as_line(), Some("单位：元"));
        let table = read.blocks[2].content.as_table().unwrap();
        let rows: Vec<Vec<(u32, &str)>> =
            table.rows.iter().map(|r| r.cells.iter().map(|c| (c.col, c.text.as_str())).collect()).collect();
        assert_eq!(rows[0], [(0, "序号"), (1, "支出内容"), (2, "金额")]);
        assert_eq!(rows[2], [(1, "合计"), (2, "600.00")]);
        assert_eq!(read.blocks[3].content.as_line(), Some("结束"));
        let tabbed = plain("项目\t金额\t来源\n场地费\t600\t资助\n合计\t600\t\n".as_bytes());
        assert_eq!(tabbed.blocks[0].content.as_table().unwrap().rows.len(), 3);
        for text in ["时间\t9月1日\n地点\t百色\n人数\t60\n", "- 甲\n- 乙", "a | b", "#号厂房"] {
            assert!(
                plain(text.as_bytes()).blocks.iter().all(|b| matches!(b.content, Content::Paragraph { .. })),
                "{text}"
            );
        }
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

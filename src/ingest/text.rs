//! Plain text and CSV. Encoding: byte-order mark, else UTF-8 if valid, else GB18030; detectors add nothing.
//!
//! Tables pasted into text (columns between bars as in Markdown, or between tabs) are read as tables; of Markdown's other marks
//! only headings and bold type are taken off, because most text files are not Markdown.

use std::borrow::Cow;

use super::limits::Limits;
use super::read::Read;
use super::sheet::{MOST_CHARS, Tally};
use crate::model::document::Row;
use crate::model::{Block, Cell, Content, Origin, Place, Problem, Table};

pub fn decode(bytes: &[u8]) -> String {
    decoded(bytes).into_owned()
}

/// As [`decode`], without a copy of what is UTF-8 already.
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // Cut off inside a character: still UTF-8.
        Err(e) if e.error_len().is_none() && e.valid_up_to() > 0 => String::from_utf8_lossy(bytes),
        Err(_) => encoding_rs::GB18030.decode(bytes).0,
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
    let text = decoded(bytes);
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
    let text = decoded(bytes);
    let (mut rows, mut tally) = (Vec::<Row>::new(), Tally::default());
    let mut records = Records::new(&text, separator(&text));
    let (mut index, mut cells) = (0u32, Vec::new());
    while let Some((col, field, last)) = records.next_field() {
        let filled = field.trim();
        if !filled.is_empty() && tally.has_column(col) {
            if !tally.room(limits) {
                break;
            }
            let text = tally.bounded(filled.to_owned());
            cells.push(Cell { col, col_span: 1, row_span: 1, text, ..Cell::default() });
        }
        if last {
            if !cells.is_empty() {
                cells.shrink_to_fit();
                rows.push(Row { row: index, hidden: false, cells: std::mem::take(&mut cells) });
            }
            index = index.saturating_add(1);
        }
    }
    if !cells.is_empty() {
        rows.push(Row { row: index, hidden: false, cells });
    }
    let mut read = Read::default();
    if !rows.is_empty() {
        let content = Content::Table(Table { sheet: None, rows });
        read.blocks.push(Block { place: Place::Line(1), origin: Origin::Body, hidden: false, content });
    }
    if let Some(row) = records.unclosed {
        let line = u64::from(row) + 1;
        read.problems.push(Problem::Damaged(format!("第{line}行的引号没有成对，其后的分列可能有误")));
    }
    read.problems.extend(tally.problems(limits));
    read
}

fn separator(text: &str) -> char {
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).take(30).collect();
    let agreed = |c: char| lines.iter().filter(|l| l.contains(c)).count();
    [',', '\t', ';', '，', '|'].into_iter().rev().max_by_key(|c| agreed(*c)).filter(|c| agreed(*c) > 0).unwrap_or(',')
}

/// Fields one after the other, with quotes doubled inside quotes and line breaks inside quotes. A quote that is not closed
/// within what a cell may hold is a letter like others.
struct Records<'t> {
    rest: &'t str,
    separator: char,
    row: u32,
    col: u32,
    /// Quotes that were not closed so far.
    lone: u32,
    /// The row of the first one.
    unclosed: Option<u32>,
    ended: bool,
}

/// Quotes without an end after which quotes mean nothing any more.
const MOST_LONE: u32 = 50;

impl<'t> Records<'t> {
    fn new(text: &'t str, separator: char) -> Records<'t> {
        Records { rest: text, separator, row: 0, col: 0, lone: 0, unclosed: None, ended: text.is_empty() }
    }

    /// Column, text, and whether the row ends with it.
    fn next_field(&mut self) -> Option<(u32, Cow<'t, str>, bool)> {
        if self.ended {
            return None;
        }
        let field = self.quoted().map_or_else(|| self.plain(), Cow::Owned);
        let col = self.col;
        let mut chars = self.rest.chars();
        let last = match chars.next() {
            Some('\n') => true,
            Some(_) => false,
            None => {
                self.ended = true;
                true
            }
        };
        self.rest = chars.as_str();
        if last {
            // a last line break ends the last row
            self.ended |= self.rest.is_empty();
            (self.row, self.col) = (self.row.saturating_add(1), 0);
        } else {
            self.col = self.col.saturating_add(1);
        }
        Some((col, field, last))
    }

    fn plain(&mut self) -> Cow<'t, str> {
        let end = self.rest.find([self.separator, '\n']).unwrap_or(self.rest.len());
        let (field, rest) = self.rest.split_at(end);
        self.rest = rest;
        Cow::Borrowed(field)
    }

    /// A field that begins with a quote; what stands behind the closing one belongs to it.
    fn quoted(&mut self) -> Option<String> {
        let inside = self.rest.trim_start_matches([' ', '\r', '\u{3000}']).strip_prefix('"')?;
        if self.lone > MOST_LONE {
            return None;
        }
        let (mut out, mut count) = (String::new(), 0usize);
        let mut chars = inside.chars();
        loop {
            match chars.next() {
                Some('"') if chars.as_str().starts_with('"') => {
                    chars.next();
                    out.push('"');
                }
                Some('"') => break,
                Some(c) if count <= MOST_CHARS => out.push(c),
                _ => {
                    self.lone += 1;
                    self.unclosed.get_or_insert(self.row);
                    return None;
                }
            }
            count += 1;
        }
        self.rest = chars.as_str();
        out.push_str(&self.plain());
        out.retain(|c| c != '\r');
        Some(out)
    }
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
    fn a_quote_that_is_never_closed_takes_nothing_with_it_and_is_said() {
        let mut text = "项目,金额\n\"印刷费,100\n".to_owned();
        text.push_str(&"场地费,200\n".repeat(20_000));
        let read = csv(text.as_bytes(), &Limits::default());
        let rows = &read.blocks[0].content.as_table().unwrap().rows;
        assert_eq!((rows.len(), rows[1].cells[0].text.as_str()), (20_002, "\"印刷费"));
        assert_eq!(read.problems, [Problem::Damaged("第2行的引号没有成对，其后的分列可能有误".into())]);
        let inches = csv("品名,数量\n27\"显示器,2\n\"27\"\"屏\",1\n".as_bytes(), &Limits::default());
        assert!(inches.problems.is_empty());
        assert_eq!(inches.blocks[0].content.as_table().unwrap().rows[2].cells[0].text, "27\"屏");
    }

    #[test]
    fn endless_columns_end_at_those_of_a_sheet() {
        let text = format!("项目,金额{}\n印刷费,100\n", ",1".repeat(2_000_000));
        let read = csv(text.as_bytes(), &Limits::default());
        let rows = &read.blocks[0].content.as_table().unwrap().rows;
        assert_eq!((rows.len(), rows[0].cells.len()), (2, 16_384));
        assert_eq!(read.problems, [Problem::Limit("列数超过 16384 列".into())]);
    }

    #[test]
    fn rows_keep_their_number_and_end_where_the_text_does() {
        let rows = |text: &str| {
            let read = csv(text.as_bytes(), &Limits::default());
            let table = read.blocks[0].content.as_table().unwrap();
            table.rows.iter().map(|r| (r.row, r.cells.len())).collect::<Vec<_>>()
        };
        assert_eq!(rows("a,b\r\n\r\n,c\r\n"), [(0, 2), (2, 1)]);
        assert_eq!(rows("a,b\n\"c\nd\",e"), [(0, 2), (1, 2)]);
        assert_eq!(rows("a,b\n1,"), [(0, 2), (1, 1)]);
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

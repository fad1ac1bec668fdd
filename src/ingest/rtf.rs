//! RTF: text and simple tables. Looks, pictures and fields' instructions are passed over.

use encoding_rs::{Encoding, GB18030};

use super::reader::Read;
use crate::model::document::Row;
use crate::model::{Block, Cell, Content, Origin, Place, Table};

/// Groups inside groups; a writer's own nesting stays far below.
const MAX_DEPTH: usize = 500;

pub fn read(bytes: &[u8]) -> Read {
    let mut reader = Rtf::default();
    reader.run(bytes);
    reader.end_paragraph();
    reader.end_table();
    Read::blocks(reader.blocks)
}

#[derive(Clone, Copy)]
struct State {
    /// In a destination whose text is not shown.
    skip: bool,
    /// Characters that stand for each `\u` in older readers.
    fallback: usize,
}

struct Rtf {
    blocks: Vec<Block>,
    state: State,
    stack: Vec<State>,
    encoding: &'static Encoding,
    /// Bytes of `\'hh` not yet decoded: a character may take two.
    bytes: Vec<u8>,
    text: String,
    /// Fallback characters still to be passed over.
    pending: usize,
    row: Vec<String>,
    rows: Vec<Row>,
    row_number: u32,
    in_table: bool,
    paragraphs: u32,
    tables: u32,
}

impl Default for Rtf {
    fn default() -> Rtf {
        Rtf {
            blocks: Vec::new(),
            state: State { skip: false, fallback: 1 },
            stack: Vec::new(),
            encoding: GB18030,
            bytes: Vec::new(),
            text: String::new(),
            pending: 0,
            row: Vec::new(),
            rows: Vec::new(),
            row_number: 0,
            in_table: false,
            paragraphs: 0,
            tables: 0,
        }
    }
}

impl Rtf {
    fn run(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    if self.stack.len() > MAX_DEPTH {
                        return;
                    }
                    self.stack.push(self.state);
                }
                b'}' => {
                    self.flush();
                    if let Some(state) = self.stack.pop() {
                        self.state = state;
                    }
                }
                b'\r' | b'\n' => {}
                b'\\' => at = self.control(bytes, at),
                b => self.byte(b),
            }
        }
        self.flush();
    }

    /// Reads the control at `at`, just behind the backslash; returns what follows it.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if letters == 0 {
            match rest.first() {
                Some(b'\'') => {
                    let digits = rest.get(1..3).and_then(|d| std::str::from_utf8(d).ok()).unwrap_or_default();
                    if let Ok(b) = u8::from_str_radix(digits, 16) {
                        self.byte(b);
                    }
                    return at + 3;
                }
                Some(b'*') => self.state.skip = true,
                Some(b'~') => self.push(' '),
                Some(b'_') => self.push('-'),
                Some(b @ (b'{' | b'}' | b'\\')) => self.byte(*b),
                _ => {}
            }
            return at + 1;
        }
        let word = rest.get(..letters).and_then(|w| std::str::from_utf8(w).ok()).unwrap_or_default();
        let number: String = rest
            .iter()
            .skip(letters)
            .enumerate()
            .take_while(|(i, b)| b.is_ascii_digit() || *i == 0 && **b == b'-')
            .map(|(_, b)| char::from(*b))
            .take(11)
            .collect();
        let end = at + letters + number.len();
        self.word(word, number.parse().ok());
        if bytes.get(end) == Some(&b' ') { end + 1 } else { end }
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        match word {
            "u" => {
                self.flush();
                let code = number.unwrap_or(0);
                let code = if code < 0 { code + 65_536 } else { code };
                if let Some(c) = u32::try_from(code).ok().and_then(char::from_u32) {
                    self.push(c);
                }
                self.pending = self.state.fallback;
            }
            "uc" => self.state.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            "ansicpg" => {
                let label = number.map(|n| if n == 936 { "gb18030".to_owned() } else { format!("windows-{n}") });
                self.encoding = label.and_then(|l| Encoding::for_label(l.as_bytes())).unwrap_or(GB18030);
            }
            // Outlook names a western code page and writes Chinese under a font of GB 2312.
            "fcharset" if number == Some(134) && self.encoding == encoding_rs::WINDOWS_1252 => {
                self.encoding = GB18030;
            }
            "fonttbl" | "colortbl" | "stylesheet" | "info" | "pict" | "object" | "fldinst" | "listtable"
            | "listoverridetable" | "rsidtbl" | "generator" | "themedata" | "datastore" | "latentstyles"
            | "xmlnstbl" => self.state.skip = true,
            "shptxt" | "fldrslt" => self.state.skip = false,
            "par" | "sect" | "page" => {
                self.flush();
                if self.in_table { self.push('\n') } else { self.end_paragraph() }
            }
            "line" => self.push('\n'),
            "tab" => self.push('\t'),
            "intbl" => {
                self.flush();
                if !self.in_table {
                    self.end_paragraph();
                }
                self.in_table = true;
            }
            "pard" => {
                self.flush();
                self.in_table = false;
            }
            "cell" => {
                self.flush();
                self.row.push(std::mem::take(&mut self.text).trim().to_owned());
            }
            "row" => self.end_row(),
            "emdash" => self.push('—'),
            "endash" => self.push('–'),
            "lquote" => self.push('‘'),
            "rquote" => self.push('’'),
            "ldblquote" => self.push('“'),
            "rdblquote" => self.push('”'),
            "bullet" => self.push('•'),
            _ => {}
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.pending > 0 {
            self.pending -= 1;
        } else if !self.state.skip {
            self.bytes.push(byte);
        }
    }

    fn push(&mut self, c: char) {
        self.flush();
        if !self.state.skip {
            self.text.push(c);
        }
    }

    fn flush(&mut self) {
        self.pending = 0;
        if !self.bytes.is_empty() {
            self.text.push_str(&self.encoding.decode_without_bom_handling(&self.bytes).0);
            self.bytes.clear();
        }
    }

    fn end_paragraph(&mut self) {
        self.flush();
        let text = std::mem::take(&mut self.text).trim().to_owned();
        if text.is_empty() {
            return;
        }
        self.end_table();
        self.paragraphs += 1;
        let place = Place::Paragraph(self.paragraphs);
        self.blocks.push(Block { place, origin: Origin::Body, hidden: false, content: Content::Paragraph { text } });
    }

    fn end_row(&mut self) {
        self.flush();
        let cells: Vec<Cell> = (0u32..)
            .zip(self.row.drain(..))
            .filter(|(_, text)| !text.is_empty())
            .map(|(col, text)| Cell { col, col_span: 1, row_span: 1, text, ..Cell::default() })
            .collect();
        if !cells.is_empty() {
            self.rows.push(Row { row: self.row_number, hidden: false, cells });
        }
        self.row_number += 1;
        self.in_table = false;
    }

    fn end_table(&mut self) {
        if !self.row.is_empty() {
            self.end_row();
        }
        self.row_number = 0;
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return;
        }
        self.tables += 1;
        self.paragraphs += 1;
        let place = Place::TableCell { page: 0, table: self.tables, row: 0, col: 0 };
        let content = Content::Table(Table { sheet: None, rows });
        self.blocks.push(Block { place, origin: Origin::Body, hidden: false, content });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_either_encoding_and_a_table() {
        let rtf = br"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\pard\'cc\'e1\'d6\'ca {\b a}\u22686?\u25928?\par
            \pard\intbl\'bf\'c6\'c4\'bf\cell 12\cell\row\pard end\par}";
        let blocks = read(rtf).blocks;
        let lines: Vec<&str> = blocks.iter().filter_map(|b| b.content.as_line()).collect();
        assert_eq!(lines, ["提质 a增效", "end"]);
        let cells = &blocks[1].content.as_table().unwrap().rows[0].cells;
        assert_eq!((cells[0].text.as_str(), cells[1].text.as_str()), ("科目", "12"));
    }

    #[test]
    fn chinese_under_a_western_code_page_is_told_by_its_font() {
        let chinese = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset134 SimSun;}}\f0\'d5\'aa\'d2\'aa\par}";
        assert_eq!(read(chinese).blocks[0].content.as_line(), Some("摘要"));
        let western = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}}caf\'e9\par}";
        assert_eq!(read(western).blocks[0].content.as_line(), Some("café"));
    }

    #[test]
    fn a_page_wrapped_in_rtf_gives_its_text() {
        let wrapped = br"{\rtf1\ansi\ansicpg936\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0
\'d5\'aa\'d2\'aa{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0 end}";
        let blocks = read(wrapped).blocks;
        let lines: Vec<&str> = blocks.iter().filter_map(|b| b.content.as_line()).collect();
        assert_eq!(lines, ["摘要", "end"]);
    }

    #[test]
    fn broken_controls_end_quietly() {
        for rtf in [br"{\rtf1\'".as_slice(), br"{\rtf1\'e", br"\u", br"{\rtf1 \u-99999999999 x", br"}}}\cell\row"] {
            read(rtf);
        }
    }
}

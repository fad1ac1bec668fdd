//! One sheet: the head block of a working paper, a header row, rows with heights that fit, and the print setting.

use std::collections::BTreeMap;

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, DataValidation, ExcelDateTime, Formula, Note, Url, Worksheet,
    XlsxError,
};

use super::carry::{self, Kept, Noted, Subject};
use super::style::{Formats, Look, Weight, tint};
use super::{Book, reviewer, sheet};
use crate::model::{Day, Money, Status};
use crate::report::words;

/// Row of the column headers and first row of data, on every sheet but the matrix and the cover.
pub const HEADER: u32 = 4;
pub const FIRST: u32 = HEADER + 1;

/// Excel's limits.
const LONGEST_TEXT: usize = 32_767;
const MOST_LINKS: u32 = 65_530;
const TALLEST_ROW: f64 = 405.0;
const LINE: f64 = 15.0;

pub struct Column {
    pub title: String,
    /// In characters of the default font; an ideograph takes two.
    pub width: f64,
    pub look: Look,
}

pub fn column(title: &str, width: f64, look: Look) -> Column {
    Column { title: title.to_owned(), width, look }
}

/// 复核结论 · 复核说明 · 复核人 · 复核日期 · 有效期至
pub fn reviewer_columns() -> Vec<Column> {
    vec![
        column(reviewer::VERDICT, 8.5, Look::Entry),
        column(reviewer::NOTE, 12.0, Look::Entry),
        column(reviewer::NAME, 7.5, Look::Entry),
        column(reviewer::DATE, 10.5, Look::EntryDate),
        column(reviewer::UNTIL, 10.5, Look::EntryDate),
    ]
}

/// What a later run needs to find a row again. The last two are hidden.
pub fn kept_columns() -> Vec<Column> {
    vec![
        column(carry::SINCE, 10.0, Look::Centre),
        column(carry::KEY, 14.0, Look::Id),
        column(carry::PRINT, 22.0, Look::Id),
    ]
}

/// First words of rows that the program itself writes without a key: totals, and why there are no rows.
const OUR_WORDS: [&str; 12] = [
    "合计（随筛选变化）",
    "在已提供的资料范围内",
    "没有可读取的支出明细",
    "规则包没有列出",
    "本次审核没有跨项目",
    "没有项目",
    "没有可读取的发票",
    "材料中未识别出活动",
    "没有达到列出条件的线索",
    "没有文件",
    "规则包没有规则",
    "没有可截取的证据",
];

/// First words of the lines of a head block, and the line for names as it is handed out.
pub const SCOPE: &str = "项目/范围：";
pub const PEOPLE: &str = "编制人";
pub const BLANK_PEOPLE: &str =
    "编制人：＿＿＿＿＿＿　日期：＿＿＿＿＿＿　　　　复核人：＿＿＿＿＿＿　日期：＿＿＿＿＿＿";
/// Titles of the working papers.
pub const TITLES: [&str; 15] = [
    sheet::OVERVIEW,
    sheet::MATRIX,
    sheet::FINDINGS,
    "活动核查表",
    sheet::REVIEW,
    sheet::SPENDING,
    sheet::INVOICES,
    sheet::CROSS,
    sheet::CLUES,
    sheet::FILES,
    sheet::RULES,
    sheet::QUESTIONS,
    sheet::LOG,
    sheet::SNAPSHOTS,
    carry::HISTORY,
];

pub fn is_our_words(text: &str) -> bool {
    OUR_WORDS.iter().any(|w| text.starts_with(w))
}

pub enum Value {
    /// Nothing to say, or for people to fill in.
    Empty,
    Text(String),
    Whole(u64),
    Money(Money),
    /// A number that a person wrote, handed on as it is.
    Number(f64),
    Day(Day),
    /// Text and the address it opens, if there is one.
    Link(String, Option<String>),
    /// Text and a zero-based cell of another sheet.
    Goto(String, &'static str, u32, u16),
    /// Formula and its result as the spreadsheet will work it out.
    Formula(String, String),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    pub fn money(amount: Option<Money>) -> Value {
        amount.map_or(Value::Text("—".to_owned()), Value::Money)
    }

    fn words(&self) -> &str {
        match self {
            Value::Text(t) | Value::Link(t, _) | Value::Goto(t, ..) => t,
            _ => "",
        }
    }
}

/// Which sheet it is: name, title of the working paper, 索引号, and a line on how to read it.
pub struct Heading<'t> {
    pub name: &'static str,
    pub title: &'t str,
    pub index: &'static str,
    pub note: String,
}

pub struct Grid<'b, 'a> {
    pub book: &'b Book<'a>,
    pub sheet: Worksheet,
    pub columns: Vec<Column>,
    /// Row written next.
    pub next: u32,
    header: u32,
    /// Links that the sheet may still hold.
    room: u32,
    /// Cells that stayed without a link for want of room.
    unlinked: u32,
    note: String,
    /// Rows that people write in: row, its height so far, what it is about.
    kept: Vec<(u32, f64, Subject)>,
    tall: f64,
}

impl<'b, 'a> Grid<'b, 'a> {
    pub fn new(book: &'b Book<'a>, heading: &Heading, columns: Vec<Column>) -> Result<Self, XlsxError> {
        Grid::with_header_at(book, heading, columns, HEADER)
    }

    pub fn with_header_at(
        book: &'b Book<'a>,
        heading: &Heading,
        columns: Vec<Column>,
        header: u32,
    ) -> Result<Self, XlsxError> {
        let mut grid = Grid {
            book,
            sheet: page(book, heading)?,
            columns,
            next: header + 1,
            header,
            room: MOST_LINKS,
            unlinked: 0,
            note: heading.note.clone(),
            kept: Vec::new(),
            tall: LINE,
        };
        grid.head_block(heading)?;
        grid.header_row()?;
        Ok(grid)
    }

    fn head_block(&mut self, heading: &Heading) -> Result<(), XlsxError> {
        let f = &self.book.formats;
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(1).max(1);
        let total: f64 = self.columns.iter().map(|c| c.width).sum();
        let scope = format!(
            "{SCOPE}{}　　截至：{}　　索引号：{}",
            self.book.scope(),
            self.book.audit.as_of.chinese(),
            heading.index
        );
        let people = self.book.carry.head(heading.name).map_or_else(|| BLANK_PEOPLE.to_owned(), shown);
        self.sheet.merge_range(0, 0, 0, last, heading.title, &f.title)?.set_row_height(0, 26)?;
        self.sheet.merge_range(1, 0, 1, last, &words::clean(&scope), &f.head)?.set_row_height(1, 17)?;
        self.sheet.merge_range(2, 0, 2, last, &people, &f.head)?.set_row_height(2, 17)?;
        self.sheet.merge_range(3, 0, 3, last, &heading.note, &f.note)?;
        self.sheet.set_row_height(3, height(&heading.note, total).max(17.0))?;
        Ok(())
    }

    fn header_row(&mut self) -> Result<(), XlsxError> {
        let mut tall: f64 = 20.0;
        for (at, c) in (0u16..).zip(&self.columns) {
            let f = &self.book.formats;
            let is_entry = matches!(c.look, Look::Entry | Look::EntryDate | Look::EntryMoney);
            let format = if is_entry { &f.entry_header } else { &f.header };
            self.sheet.write_string_with_format(self.header, at, &c.title, format)?;
            self.sheet.set_column_width(at, c.width)?;
            tall = tall.max(height(&c.title, c.width) + 3.0);
        }
        self.sheet.set_row_height(self.header, tall)?;
        Ok(())
    }

    pub fn row(&mut self, values: &[Value]) -> Result<u32, XlsxError> {
        self.weighted(values, Weight::Plain)
    }

    /// Writes a row and says which it is.
    pub fn weighted(&mut self, values: &[Value], weight: Weight) -> Result<u32, XlsxError> {
        let row = self.next;
        let mut tall = LINE;
        for at in 0..self.columns.len() {
            let (look, width) = self.columns.get(at).map_or((Look::Text, 10.0), |c| (c.look, c.width));
            let value = values.get(at).unwrap_or(&Value::Empty);
            tall = tall.max(height(value.words(), width));
            self.make_room(at, value);
            self.put(row, u16::try_from(at).unwrap_or(u16::MAX), value, look, weight)?;
        }
        self.tall = (tall + 3.0).min(TALLEST_ROW);
        self.sheet.set_row_height(row, self.tall)?;
        self.next += 1;
        Ok(row)
    }

    /// The row written last is one that people write in.
    pub fn keep(&mut self, subject: Subject) {
        self.kept.push((self.next.saturating_sub(1), self.tall, subject));
    }

    /// Fills in what reviewers wrote before, and what a later run needs to find the rows. Says, row by row, whether
    /// there is a verdict.
    pub fn fill(&mut self, kept: Kept) -> Result<Vec<bool>, XlsxError> {
        let rows = std::mem::take(&mut self.kept);
        let subjects: Vec<Subject> = rows.iter().map(|(_, _, s)| s.clone()).collect();
        let answers = self.book.carry.assign(kept, &subjects);
        let mut judged = Vec::new();
        for ((row, tall, subject), answer) in rows.iter().zip(&answers) {
            let mut tall = *tall;
            for (title, slot) in kept.slots() {
                if let (Some(value), Some(at)) = (answer.entry.get(slot), self.at(title)) {
                    let words = value.words();
                    tall = tall.max(height(&words, self.columns.get(at).map_or(10.0, |c| c.width)) + 3.0);
                    self.put_titled(*row, title, &Value::entered(value))?;
                }
            }
            self.sheet.set_row_height(*row, tall.min(TALLEST_ROW))?;
            self.put_titled(*row, carry::SINCE, &Value::text(answer.words(self.book.audit.as_of)))?;
            self.put_titled(*row, carry::KEY, &Value::text(&subject.key))?;
            self.put_titled(*row, carry::PRINT, &Value::text(&subject.print))?;
            judged.push(answer.entry.contains_key(&carry::Slot::Verdict));
            let mut notes: BTreeMap<u16, Noted> = BTreeMap::new();
            for noted in &answer.notes {
                let Some(at) = self.at(&noted.column).and_then(|at| u16::try_from(at).ok()) else {
                    self.book.carry.no_column(kept, subject, noted);
                    continue;
                };
                // A title may stand twice, and a cell has one note.
                match notes.get_mut(&at) {
                    Some(first) => first.text = format!("{}\n{}", first.text, noted.text),
                    None => drop(notes.insert(at, noted.clone())),
                }
            }
            for (at, noted) in notes {
                self.note(*row, at, &noted)?;
            }
        }
        Ok(judged)
    }

    /// Puts a person's note back on its cell.
    fn note(&mut self, row: u32, col: u16, noted: &Noted) -> Result<(), XlsxError> {
        let note = Note::new(shown(&noted.text)).set_author(cut(&noted.author)).add_author_prefix(false);
        self.sheet.insert_note(row, col, &note)?;
        Ok(())
    }

    fn at(&self, title: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.title.split_whitespace().eq([title]) || c.title == title)
    }

    fn put_titled(&mut self, row: u32, title: &str, value: &Value) -> Result<(), XlsxError> {
        let Some(at) = self.at(title) else { return Ok(()) };
        let look = self.columns.get(at).map_or(Look::Text, |c| c.look);
        self.put(row, u16::try_from(at).unwrap_or(u16::MAX), value, look, Weight::Plain)
    }

    /// Widens a column of amounts, so that none shows as `###`.
    fn make_room(&mut self, at: usize, value: &Value) {
        let Some(c) = self.columns.get_mut(at).filter(|c| c.look == Look::Money) else { return };
        let amount = match value {
            Value::Money(m) => Some(*m),
            Value::Formula(_, result) => result.parse().ok(),
            _ => None,
        };
        let digits = amount.map_or(0, |m| m.grouped().len());
        // Bold digits and the space before the border take about three more.
        c.width = c.width.max(f64::from(u32::try_from(digits).unwrap_or(60)) * 1.1 + 2.0).min(60.0);
    }

    pub fn put(&mut self, row: u32, col: u16, value: &Value, look: Look, weight: Weight) -> Result<(), XlsxError> {
        let formats = &self.book.formats;
        let (t, address) = match value {
            Value::Link(t, Some(address)) => (t, address.clone()),
            Value::Goto(t, sheet, to, at) => (t, format!("internal:'{sheet}'!{}", cell(*to, *at))),
            plain => return put_weighted(&mut self.sheet, formats, (row, col), plain, (look, weight)),
        };
        if self.room == 0 {
            self.unlinked += 1;
            return put_weighted(&mut self.sheet, formats, (row, col), &Value::text(t), (look, weight));
        }
        self.room -= 1;
        let url = Url::new(address).set_text(shown(t));
        self.sheet.write_url_with_format(row, col, &url, formats.cell(look, weight, true))?;
        Ok(())
    }

    /// A row across the sheet that says why there are no others.
    pub fn nothing(&mut self, why: &str) -> Result<(), XlsxError> {
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(1).max(1);
        let format = self.book.formats.cell(Look::Text, Weight::Plain, false);
        self.sheet.merge_range(self.next, 0, self.next, last, why, format)?.set_row_height(self.next, 20)?;
        self.next += 1;
        Ok(())
    }

    /// Drop-down list for the reviewers' verdict in a column.
    pub fn choices(&mut self, col: u16, choices: &[&str]) -> Result<(), XlsxError> {
        if self.next > self.header + 1 {
            let list = DataValidation::new().allow_list_strings(choices)?;
            self.sheet.add_data_validation(self.header + 1, col, self.next - 1, col, &list)?;
        }
        Ok(())
    }

    /// Colours cells by their mark or word.
    pub fn colour(
        &mut self,
        first_col: u16,
        last_col: u16,
        text_of: fn(Status) -> &'static str,
    ) -> Result<(), XlsxError> {
        if self.next <= self.header + 1 {
            return Ok(());
        }
        for status in Status::ALL {
            let rule = ConditionalFormatCell::new()
                .set_rule(ConditionalFormatCellRule::EqualTo(text_of(status)))
                .set_format(tint(status));
            self.sheet.add_conditional_format(self.header + 1, first_col, self.next - 1, last_col, &rule)?;
        }
        Ok(())
    }

    /// Frozen panes and filter; the sheet is finished.
    pub fn finish(mut self, frozen_columns: u16) -> Result<Worksheet, XlsxError> {
        let last = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(1);
        for (at, c) in (0u16..).zip(&self.columns) {
            self.sheet.set_column_width(at, c.width)?;
            if c.title == carry::KEY || c.title == carry::PRINT {
                self.sheet.set_column_hidden(at)?;
            }
        }
        if self.unlinked > 0 {
            let words = format!(
                "{}（本表链接已达 Excel 的上限{MOST_LINKS}个，其后{}处没有链接，请按文件名打开。）",
                self.note, self.unlinked
            );
            let total: f64 = self.columns.iter().map(|c| c.width).sum();
            self.sheet.write_string_with_format(3, 0, &words, &self.book.formats.note)?;
            self.sheet.set_row_height(3, height(&words, total).max(17.0))?;
        }
        self.sheet.set_freeze_panes(self.header + 1, frozen_columns)?;
        self.sheet.autofilter(self.header, 0, self.next.max(self.header + 2) - 1, last)?;
        self.sheet.set_repeat_rows(self.header, self.header)?;
        Ok(self.sheet)
    }
}

/// A value that is no link in a plain cell.
pub fn put(
    sheet: &mut Worksheet,
    formats: &Formats,
    place: (u32, u16),
    value: &Value,
    look: Look,
) -> Result<(), XlsxError> {
    put_weighted(sheet, formats, place, value, (look, Weight::Plain))
}

fn put_weighted(
    sheet: &mut Worksheet,
    formats: &Formats,
    (row, col): (u32, u16),
    value: &Value,
    (look, weight): (Look, Weight),
) -> Result<(), XlsxError> {
    let plain = formats.cell(look, weight, false);
    match value {
        Value::Empty => sheet.write_blank(row, col, plain)?,
        Value::Text(t) | Value::Link(t, _) | Value::Goto(t, ..) => {
            let words = matches!(look, Look::Money | Look::Whole | Look::Date | Look::Percent);
            let format = if words { formats.cell(Look::Centre, weight, false) } else { plain };
            sheet.write_string_with_format(row, col, shown(t), format)?
        }
        // A count is far below 2^53, so the float is exact.
        Value::Whole(n) => sheet.write_number_with_format(row, col, *n as f64, plain)?,
        Value::Number(n) => sheet.write_number_with_format(row, col, *n, plain)?,
        Value::Money(m) => match m.as_decimal().to_f64() {
            Some(n) => sheet.write_number_with_format(row, col, n, plain)?,
            None => sheet.write_string_with_format(row, col, m.to_string(), plain)?,
        },
        Value::Day(d) => match date(*d) {
            Some(serial) => sheet.write_datetime_with_format(row, col, &serial, plain)?,
            None => sheet.write_string_with_format(row, col, d.to_string(), plain)?,
        },
        Value::Formula(formula, result) => {
            let formula = Formula::new(formula).set_result(result.as_str());
            sheet.write_formula_with_format(row, col, formula, plain)?
        }
    };
    Ok(())
}

/// An empty sheet with its print setting: A4 landscape, one page wide, title and page numbers.
pub fn page(book: &Book<'_>, heading: &Heading) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(heading.name)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3).set_print_center_horizontally(true);
    let root: String = words::clean(&book.audit.root).replace('&', "&&").chars().take(60).collect();
    sheet.set_header(format!("&L{root}&C{}&R索引号：{}", heading.title, heading.index));
    sheet.set_footer("&C第 &P 页 共 &N 页");
    sheet.set_zoom(90);
    Ok(sheet)
}

/// Excel refuses authors of more than 54 characters.
fn cut(author: &str) -> String {
    words::clean(author).chars().take(50).collect()
}

/// Control characters gone (line breaks kept), over-long text cut visibly.
fn shown(text: &str) -> String {
    let clean = text.split('\n').map(words::clean).collect::<Vec<_>>().join("\n");
    if clean.encode_utf16().count() <= LONGEST_TEXT {
        return clean;
    }
    const CUT: &str = "……（原文过长，此处截断）";
    let mut room = LONGEST_TEXT - CUT.encode_utf16().count();
    let mut out = String::new();
    for c in clean.chars() {
        match room.checked_sub(c.len_utf16()) {
            Some(left) => room = left,
            None => break,
        }
        out.push(c);
    }
    out + CUT
}

/// Height in points for wrapped text: an ideograph takes two units of the column's width, a line 15 points.
/// Some room is left, because office programs break lines earlier than the plain sum.
pub fn height(text: &str, width: f64) -> f64 {
    let room = (width - 1.0).max(1.0);
    let lines: f64 = text.split('\n').map(|l| (units(l) / room).ceil().max(1.0)).sum();
    lines * LINE
}

fn units(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 1.05 } else { 2.0 }).sum()
}

fn date(d: Day) -> Option<ExcelDateTime> {
    let year = u16::try_from(d.year()).ok()?;
    ExcelDateTime::from_ymd(year, u8::try_from(d.month()).ok()?, u8::try_from(d.day()).ok()?).ok()
}

/// `C5` of a zero-based row and column.
pub fn cell(row: u32, col: u16) -> String {
    format!("{}{}", letters(col), u64::from(row) + 1)
}

pub fn letters(col: u16) -> String {
    crate::model::place::column_name(u32::from(col))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_long_text_is_cut_visibly() {
        let text = shown(&"长".repeat(40_000));
        assert_eq!(text.encode_utf16().count(), LONGEST_TEXT);
        assert!(text.ends_with("此处截断）"));
        assert_eq!(shown("一\u{0}二\n三"), "一二\n三");
    }

    #[test]
    fn a_sheet_that_may_hold_no_more_links_says_so() {
        let (audit, pack) = (crate::report::sample::audit(), crate::report::sample::pack());
        let options = crate::report::workbook::WorkbookOptions::default();
        let book = Book::new(&audit, &pack, &options, None);
        let heading = Heading { name: "表", title: "表", index: "Z", note: "说明。".into() };
        let mut grid = Grid::new(&book, &heading, vec![column("文件", 20.0, Look::Text)]).expect("a sheet");
        grid.room = 1;
        for name in ["甲.pdf", "乙.pdf", "丙.pdf"] {
            grid.row(&[Value::Link(name.into(), Some(format!("file:///{name}")))]).expect("a row");
        }
        assert_eq!(grid.unlinked, 2);
        let mut workbook = rust_xlsxwriter::Workbook::new();
        workbook.push_worksheet(grid.finish(0).expect("a sheet"));
        let bytes = workbook.save_to_buffer().expect("a workbook");
        let mut read: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(bytes)).expect("a workbook");
        let range = calamine::Reader::worksheet_range(&mut read, "表").expect("the sheet");
        assert!(range.cells().any(|(_, _, c)| c.to_string().contains("其后2处没有链接")));
    }

    #[test]
    fn rows_are_as_high_as_their_text() {
        assert!((height("会议室租金", 12.0) - 15.0).abs() < 0.1);
        assert!((height("会议室租金\n会议室租金", 8.0) - 60.0).abs() < 0.1);
    }
}

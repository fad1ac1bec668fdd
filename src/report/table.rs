//! A workbook of plain lists: one sheet each, with title, filter, wrapped text and a print setting. For the letters'
//! ledger, the comparison and the checklist; the audit workbook has its own.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::words;
use super::workbook::row_height;

pub struct Sheet {
    pub name: &'static str,
    pub title: String,
    pub note: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
}

pub struct Column {
    pub title: &'static str,
    pub width: f64,
    /// For people to fill in.
    pub entry: bool,
    pub choices: &'static [&'static str],
}

pub fn column(title: &'static str, width: f64) -> Column {
    Column { title, width, entry: false, choices: &[] }
}

pub fn entry(title: &'static str, width: f64, choices: &'static [&'static str]) -> Column {
    Column { title, width, entry: true, choices }
}

pub fn write(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // A fixed day, so that the same rows give the same bytes.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    for sheet in sheets {
        workbook.push_worksheet(page(sheet)?);
    }
    workbook.save_to_buffer()
}

fn page(sheet: &Sheet) -> Result<Worksheet, XlsxError> {
    let base = Format::new().set_font_name("宋体").set_font_size(10).set_align(FormatAlign::VerticalCenter);
    let cell = base.clone().set_border(FormatBorder::Thin).set_text_wrap().set_num_format("@");
    let fill = cell.clone().set_background_color(Color::RGB(0x00FF_F9EC));
    let header = cell.clone().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(0x00D9_E2EC));
    let mut out = Worksheet::new();
    out.set_name(sheet.name)?;
    out.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&C第 &P 页 共 &N 页");
    let last = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(1).max(1);
    out.merge_range(0, 0, 0, last, &sheet.title, &base.clone().set_bold().set_font_size(16))?;
    out.set_row_height(0, 26)?;
    out.merge_range(1, 0, 1, last, &sheet.note, &base.clone().set_text_wrap())?;
    let whole: f64 = sheet.columns.iter().map(|c| c.width).sum();
    out.set_row_height(1, row_height(&sheet.note, whole).max(17.0))?;
    for (at, c) in (0u16..).zip(&sheet.columns) {
        out.write_string_with_format(2, at, c.title, &header)?.set_column_width(at, c.width)?;
        let below = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX - 8).max(1) + 2;
        if !c.choices.is_empty() {
            out.add_data_validation(3, at, below, at, &DataValidation::new().allow_list_strings(c.choices)?)?;
        }
    }
    out.set_row_height(2, 22)?;
    for (row, values) in (3u32..).zip(&sheet.rows) {
        let mut tall: f64 = 15.0;
        for (at, c) in (0u16..).zip(&sheet.columns) {
            let text = values.get(usize::from(at)).map_or("", String::as_str);
            let text: Vec<String> = text.split('\n').map(words::clean).collect();
            let text: String = text.join("\n").chars().take(30_000).collect();
            tall = tall.max(row_height(&text, c.width));
            let format = if c.entry { &fill } else { &cell };
            if text.is_empty() {
                out.write_blank(row, at, format)?;
            } else {
                out.write_string_with_format(row, at, text, format)?;
            }
        }
        out.set_row_height(row, (tall + 3.0).min(405.0))?;
    }
    let end = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX - 8).max(1) + 2;
    out.autofilter(2, 0, end, last)?.set_freeze_panes(3, 0)?.set_repeat_rows(2, 2)?;
    Ok(out)
}

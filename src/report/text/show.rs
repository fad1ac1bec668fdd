//! What was read of one file: blocks with their places, tables as grids, what could not be read.

use super::layout::{Align, Sheet, Style, Tint, columns, fit};
use crate::model::{Block, CellFlag, Content, Document, Origin, Table};
use crate::report::words;

/// Columns a table cell may take before it is cut.
const WIDEST_CELL: usize = 28;

/// The documents of one file; `notes` gives lines to print above each (kind and why, facts), and may be shorter.
pub fn show(documents: &[Document], notes: &[Vec<String>], style: Style) -> String {
    let mut sheet = Sheet::new(style);
    for (n, d) in documents.iter().enumerate() {
        if n > 0 {
            sheet.blank();
        }
        document(d, notes.get(n).map_or(&[], Vec::as_slice), &mut sheet);
    }
    sheet.finish()
}

fn document(d: &Document, notes: &[String], sheet: &mut Sheet) {
    sheet.line(Tint::Bold, 0, 2, &d.path);
    sheet.line(
        Tint::Dim,
        2,
        4,
        &format!("{}，{}，{}", words::format(d.format), words::size(d.size), words::coverage(d.coverage)),
    );
    for p in &d.problems {
        sheet.line(Tint::Yellow, 2, 4, &format!("！{}。{}", words::problem(p), words::remedy(p)));
    }
    if let Some(mail) = &d.mail {
        sheet.line(
            Tint::Plain,
            2,
            4,
            &format!("邮件：{} → {}，主题：{}", mail.from.join("、"), mail.to.join("、"), mail.subject),
        );
    }
    for note in notes {
        sheet.line(Tint::Cyan, 2, 4, &words::mask(note));
    }
    for b in &d.blocks {
        block(b, sheet);
    }
}

fn block(b: &Block, sheet: &mut Sheet) {
    let mut place = words::place(&b.place);
    let origin = match b.origin {
        Origin::Body => "",
        Origin::HeaderFooter => "页眉页脚",
        Origin::TextBox => "文本框",
        Origin::Note => "脚注",
        Origin::Ocr(_) => "图片识别，仅供参考",
    };
    for (shown, word) in [(!origin.is_empty() && !place.contains(origin), origin), (b.hidden, "隐藏")] {
        if shown {
            place += &format!("（{word}）");
        }
    }
    match &b.content {
        Content::Heading { text, .. } => sheet.line(Tint::Bold, 2, 4, &format!("[{place}] ▲{}", words::mask(text))),
        Content::Paragraph { text } => sheet.line(Tint::Plain, 2, 4, &format!("[{place}] {}", words::mask(text))),
        Content::Table(t) => table(t, &place, sheet),
    }
}

fn table(t: &Table, place: &str, sheet: &mut Sheet) {
    let name = t.sheet.as_ref().map(|s| format!("工作表“{s}” ")).unwrap_or_default();
    sheet.line(Tint::Bold, 2, 4, &format!("[{place}] {name}表格，{}行", t.rows.len()));
    let used: std::collections::BTreeSet<u32> = t.rows.iter().flat_map(|r| r.cells.iter().map(|c| c.col)).collect();
    let width_of = |col: &u32| {
        let cells = t.rows.iter().flat_map(|r| r.cells.iter()).filter(|c| c.col == *col);
        cells.map(|c| columns(&super::console(&c.text))).max().unwrap_or(0).clamp(2, WIDEST_CELL)
    };
    let widths: Vec<(u32, usize)> = used.iter().map(|col| (*col, width_of(col))).collect();
    for r in &t.rows {
        let mut line = format!("{:>5}", u64::from(r.row) + 1);
        for (col, width) in &widths {
            let cell = r.cells.iter().find(|c| c.col == *col);
            let text = cell.map(|c| format!("{}{}", c.text, flag(c.flag))).unwrap_or_default();
            let align = if cell.is_some_and(|c| c.number.is_some()) { Align::Right } else { Align::Left };
            line += &format!("│{}", fit(&super::console(&words::mask(&text)), *width, align));
        }
        let tint = if r.hidden { Tint::Dim } else { Tint::Plain };
        sheet.row(&[(tint, 0, Align::Left, &line)]);
    }
}

fn flag(f: Option<CellFlag>) -> &'static str {
    match f {
        None => "",
        Some(CellFlag::Uncalculated) => "（未计算）",
        Some(CellFlag::PrecisionLost) => "（精度已失）",
        Some(CellFlag::UnderMerge) => "（合并下）",
        Some(CellFlag::Error) => "（错误值）",
        Some(CellFlag::HiddenColumn) => "（隐藏列）",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;
    use crate::model::document::{Cell, Row};
    use crate::report::sample;

    #[test]
    fn places_and_grids_are_shown() {
        let mut d = sample::audit().dossiers.remove(0).dossier.documents.remove(1);
        let cell = |col, text: &str| Cell { col, col_span: 1, row_span: 1, text: text.into(), ..Cell::default() };
        d.blocks.push(Block {
            place: Place::Cell { sheet: "决算".into(), row: 0, col: 0 },
            origin: Origin::Body,
            hidden: true,
            content: Content::Table(Table {
                sheet: Some("决算".into()),
                rows: vec![Row { row: 2, hidden: false, cells: vec![cell(0, "会议费"), cell(3, "100")] }],
            }),
        });
        let text = show(&[d], &[vec!["判断为经费决算报告：标题含“经费决算”".into()]], Style::default());
        for words in ["[第1段] ▲经费决算表", "（隐藏）", "    3│会议费│100", "判断为经费决算报告"]
        {
            assert!(text.contains(words), "{words} is not in\n{text}");
        }
    }
}

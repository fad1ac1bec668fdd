//! What was read of one file: how much of it, what it was taken for, invoices and data in it, blocks with their places,
//! tables as grids. Personal numbers are masked; nothing is judged.

use std::collections::BTreeMap;

use super::layout::{Align, Sheet, Style, Tint, columns, fit};
use crate::model::document::PageCoverage;
use crate::model::{Block, Cell, CellFlag, Content, Document, Invoice, InvoiceLine, Money, Origin, Paper, Table};
use crate::report::shown::{self, Look, PageSource};
use crate::report::words;

/// Values of a file's data that are printed; the JSON has them all.
const MOST_FIELDS: usize = 300;

/// Columns a table cell may take before it is cut.
const WIDEST_CELL: usize = 28;

/// The documents of one file, and what was made of each; `looks` may be shorter.
pub fn show(documents: &[Document], looks: &[Look], style: Style) -> String {
    let mut sheet = Sheet::new(style);
    let nothing = Look::default();
    for (n, d) in documents.iter().enumerate() {
        if n > 0 {
            sheet.blank();
        }
        document(d, looks.get(n).unwrap_or(&nothing), &mut sheet);
    }
    sheet.finish()
}

fn document(d: &Document, look: &Look, sheet: &mut Sheet) {
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
            &format!("邮件：{} → {}，主题：{}", mail.from.join("、"), mail.to.join("、"), words::mask(&mail.subject)),
        );
    }
    pages(&d.pages, sheet);
    for p in &look.papers {
        paper(p, sheet);
    }
    for (name, value) in &look.facts {
        sheet.line(Tint::Cyan, 2, 4, &words::mask(&format!("{name}：{value}")));
    }
    for i in &look.invoices {
        invoice(i, sheet);
    }
    fields(&d.fields, sheet);
    for b in &d.blocks {
        block(b, sheet);
    }
}

/// Pages of one sort side by side: “第1—3页：文字层，共820字”.
fn pages(pages: &[PageCoverage], sheet: &mut Sheet) {
    let mut runs: Vec<(PageSource, u32, u32, u64)> = Vec::new();
    for p in pages {
        let (source, chars) = (shown::page_source(p), u64::from(p.chars));
        match runs.last_mut() {
            Some((same, _, last, all)) if *same == source && *last + 1 == p.page => {
                *last = p.page;
                *all += chars;
            }
            _ => runs.push((source, p.page, p.page, chars)),
        }
    }
    for (source, first, last, chars) in runs {
        let which = if first == last { format!("第{first}页") } else { format!("第{first}—{last}页") };
        let (tint, what) = match source {
            PageSource::Text => (Tint::Dim, format!("文字层，{chars}字")),
            PageSource::Recognised(confidence) => {
                (Tint::Yellow, format!("图片，文字由识别得来（可信度{confidence}%），仅供参考"))
            }
            PageSource::Scan => (Tint::Yellow, "扫描图片，文字未读取".to_owned()),
            PageSource::Empty => (Tint::Dim, "没有文字".to_owned()),
        };
        sheet.line(tint, 2, 4, &format!("{which}：{what}"));
    }
}

/// What the document, or a stretch of it, was taken for and why.
fn paper(p: &Paper, sheet: &mut Sheet) {
    let title = p.title.as_ref().map(|t| format!("“{}”", t.quote)).unwrap_or_default();
    let standing = words::standing(&p.standing);
    let text = format!("材料：{}{title}{standing}（{}）", p.kind, p.reasons.join("；"));
    sheet.line(Tint::Cyan, 2, 4, &words::mask(&text));
}

/// All that was read of an invoice; blank fields are left out.
fn invoice(i: &Invoice, sheet: &mut Sheet) {
    let source = match (i.recognised, i.structured) {
        (true, _) => "由图片识别，仅供参考",
        (false, true) => "取自发票数据",
        (false, false) => "取自版面文字",
    };
    let place = words::place(&i.evidence.place);
    let place = if place.is_empty() { String::new() } else { format!("，{place}") };
    sheet.line(Tint::Bold, 2, 4, &format!("发票：{}（{source}{place}）", words::invoice_kind(i.kind)));
    let money = |m: Option<Money>| m.map(Money::grouped).unwrap_or_default();
    let party = |name: &str, id: &str| if id.is_empty() { name.to_owned() } else { format!("{name}（{id}）") };
    let read = i.in_words_amount.map(|m| format!("（即{}）", m.grouped())).unwrap_or_default();
    let rows = [
        ("发票号码", i.number.clone()),
        ("开票日期", i.date.map(|d| d.chinese()).unwrap_or_default()),
        ("购买方", party(&i.buyer, &i.buyer_tax_id)),
        ("销售方", party(&i.seller, &i.seller_tax_id)),
        ("金额", money(i.net)),
        ("税额", money(i.tax)),
        ("价税合计", money(i.gross)),
        ("大写", if i.in_words.is_empty() { String::new() } else { format!("{}{read}", i.in_words) }),
        ("校验码", i.check_code.clone()),
        ("电子客票号", i.ticket.clone()),
        ("旅客", shown::masked_name(&i.passenger)),
        ("备注", words::mask(&i.remarks)),
    ];
    for (name, value) in rows.iter().filter(|(_, v)| !v.is_empty()) {
        sheet.line(Tint::Plain, 4, 6, &format!("{name}：{value}"));
    }
    for (n, l) in i.lines.iter().enumerate() {
        sheet.line(Tint::Plain, 4, 6, &format!("明细{}：{}", n + 1, goods(l)));
    }
}

/// `*会展服务*会议费，项，1 × 2568.81，金额2,568.81，税率9%，税额231.19`
fn goods(l: &InvoiceLine) -> String {
    let labelled = |label: &str, m: Option<Money>| m.map(|m| format!("{label}{}", m.grouped()));
    let plain = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let count = match l.price {
        Some(price) if !l.quantity.is_empty() => Some(format!("{} × {price}", l.quantity)),
        _ => plain(&l.quantity),
    };
    let rate = plain(&l.rate).map(|r| format!("税率{r}"));
    let parts = [
        plain(&l.item),
        plain(&l.spec),
        plain(&l.unit),
        count,
        labelled("金额", l.amount),
        rate,
        labelled("税额", l.tax),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("，")
}

fn fields(fields: &[(String, String)], sheet: &mut Sheet) {
    if fields.is_empty() {
        return;
    }
    sheet.line(Tint::Bold, 2, 4, &format!("文件自带的数据（{}项）", fields.len()));
    for (name, value) in fields.iter().take(MOST_FIELDS) {
        let field = shown::field(name, value);
        sheet.line(Tint::Plain, 4, 6, &format!("{}：{}", field.name, field.value));
    }
    if fields.len() > MOST_FIELDS {
        sheet.line(Tint::Dim, 4, 6, &format!("……其余{}项见 --format json", fields.len() - MOST_FIELDS));
    }
}

fn block(b: &Block, sheet: &mut Sheet) {
    let mut place = words::place(&b.place);
    let origin = match b.origin {
        Origin::Body => "",
        Origin::HeaderFooter => "页眉页脚",
        Origin::TextBox => "文本框",
        Origin::Note => "脚注",
        Origin::Comment => "批注",
        Origin::Annotation => "页面注释",
        Origin::Ocr(_) => "图片识别",
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
    let mut widths: BTreeMap<u32, usize> = BTreeMap::new();
    for c in t.rows.iter().flat_map(|r| r.cells.iter()) {
        let width = columns(&super::console(&written(c))).clamp(2, WIDEST_CELL);
        let known = widths.entry(c.col).or_insert(width);
        *known = width.max(*known);
    }
    for r in &t.rows {
        let mut line = format!("{:>5}", u64::from(r.row) + 1);
        let cells: BTreeMap<u32, &Cell> = r.cells.iter().rev().map(|c| (c.col, c)).collect();
        for (col, width) in &widths {
            let cell = cells.get(col);
            let text = cell.map(|c| written(c)).unwrap_or_default();
            let align = if cell.is_some_and(|c| c.number.is_some()) { Align::Right } else { Align::Left };
            line += &format!("│{}", fit(&super::console(&words::mask(&text)), *width, align));
        }
        let tint = if r.hidden { Tint::Dim } else { Tint::Plain };
        sheet.row(&[(tint, 0, Align::Left, &line)]);
    }
}

/// The text with what is odd about it; a formula that has no result yet speaks for itself.
fn written(c: &Cell) -> String {
    let formula = c.formula.as_deref().filter(|_| c.flag == Some(CellFlag::Uncalculated) && c.text.is_empty());
    let formula = formula.filter(|f| !f.is_empty()).map(|f| format!("={f}")).unwrap_or_default();
    format!("{}{formula}{}", c.text, flag(c.flag))
}

fn flag(f: Option<CellFlag>) -> &'static str {
    match f {
        None => "",
        Some(CellFlag::Uncalculated) => "（未计算）",
        Some(CellFlag::PrecisionLost) => "（精度已失）",
        Some(CellFlag::UnderMerge) => "（合并下）",
        Some(CellFlag::Error) => "（错误值）",
        Some(CellFlag::HiddenColumn) => "（隐藏列）",
        Some(CellFlag::Concealed) => "（不可见或已划去）",
        Some(CellFlag::Picture) => "（图片）",
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
        d.pages = (1..=3)
            .map(|page| PageCoverage {
                page,
                chars: 40,
                full_image: page == 3,
                images: false,
                recognised: (page == 3).then_some(81),
            })
            .collect();
        d.fields = vec![("Buyer/BuyerName".into(), "甲学会".into())];
        let invoice = sample::audit().dossiers.remove(0).accounts.invoices.remove(0);
        let facts = vec![("负责人".to_owned(), "某某 13907710000".to_owned())];
        let text = show(&[d], &[Look { papers: vec![], facts, invoices: vec![invoice] }], Style::default());
        for words in [
            "[第1段] ▲经费决算表",
            "（隐藏）",
            "    3│会议费│100",
            "负责人：某某 139****0000",
            "第1—2页：文字层，80字",
            "第3页：图片，文字由识别得来（可信度81%）",
            "Buyer/BuyerName：甲学会",
            "发票：数电票（普通发票）（取自版面文字，第1页）",
            "购买方：桂林市甘蔗学会（51450300MJN0000000）",
            "明细1：*会展服务*会议费，项，1 × ",
        ] {
            assert!(text.contains(words), "{words} is not in\n{text}");
        }
    }
}

//! Invoices out of documents' text: 数电票, older VAT invoices, 铁路电子客票; one a page or several in a file.
//!
//! Refuses lists that merely mention invoice numbers: an invoice has a number and a date or a total of its own.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::facts::amount;
use crate::model::{
    Content, Day, DocId, Document, Dossier, Evidence, Format, Invoice, InvoiceKind, InvoiceLine, Kinds, Money, Place,
};

mod link;

pub use link::link;

/// All invoices of a dossier. A file that lies there twice byte for byte counts once.
pub fn read(dossier: &Dossier, kinds: &Kinds) -> Vec<Invoice> {
    let _ = kinds;
    let mut seen = BTreeSet::new();
    let mut out: Vec<(Format, Invoice)> = Vec::new();
    for (doc, document) in dossier.iter().filter(|(_, d)| d.sha256.is_empty() || seen.insert(d.sha256.clone())) {
        for invoice in read_document(doc, document) {
            // 数电票 come as PDF with an XML or OFD of the same invoice beside it: one invoice in two forms.
            let form = |f: Format| matches!(f, Format::Xml | Format::Ofd);
            let twin = out.iter().position(|(f, i)| i.number == invoice.number && form(*f) != form(document.format));
            match twin {
                Some(_) if form(document.format) => {}
                Some(at) => {
                    if let Some(slot) = out.get_mut(at) {
                        *slot = (document.format, invoice);
                    }
                }
                None => out.push((document.format, invoice)),
            }
        }
    }
    out.into_iter().map(|(_, i)| i).collect()
}

/// The XML of a 数电票, whose leaves stand one a line as `Name: value`. Names and their case vary between issuers.
fn from_xml(doc: DocId, document: &Document) -> Option<Invoice> {
    let leaves: Vec<(String, String)> = document
        .blocks
        .iter()
        .filter_map(|b| b.content.as_line()?.split_once(':'))
        .map(|(name, value)| {
            (name.rsplit(':').next().unwrap_or(name).trim().to_ascii_lowercase(), narrow(value.trim()))
        })
        .collect();
    let all = |names: &[&str]| {
        leaves.iter().filter(|(n, _)| names.contains(&n.as_str())).map(|(_, v)| v.clone()).collect::<Vec<_>>()
    };
    let one = |names: &[&str]| all(names).into_iter().next().unwrap_or_default();
    let money = |names: &[&str]| amount::read(&one(names)).map(|f| Money::new(f.number));
    let number = one(&["eiid", "invoicenumber", "fphm"]);
    if !(8..=20).contains(&number.len()) || !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let issued = one(&["issuetime", "requesttime", "kprq"]);
    let lines = all(&["itemname", "spmc"])
        .into_iter()
        .zip(all(&["amount", "je"]).into_iter().chain(std::iter::repeat(String::new())));
    let in_words = one(&["totaltax-includedamountinchinese", "jshjdx"]);
    let (buyer, gross) = (one(&["buyername", "gmfmc"]), money(&["totaltax-includedamount", "jshj"]));
    let quote =
        format!("发票号码：{number} 购买方：{buyer} 价税合计：{}", gross.map_or("—".to_string(), Money::grouped));
    Some(Invoice {
        kind: InvoiceKind::DigitalOrdinary,
        date: date(&format!("开票日期{issued}")),
        buyer_tax_id: one(&["buyeridnum", "gmfnsrsbh"]),
        seller: one(&["sellername", "xsfmc"]),
        seller_tax_id: one(&["selleridnum", "xsfnsrsbh"]),
        lines: lines
            .map(|(item, sum)| InvoiceLine {
                item,
                spec: String::new(),
                unit: String::new(),
                quantity: String::new(),
                price: None,
                amount: amount::read(&sum).map(|f| Money::new(f.number)),
                rate: String::new(),
                tax: None,
            })
            .collect(),
        net: money(&["totalamwithouttax", "hjje"]),
        tax: money(&["totaltaxam", "hjse"]),
        in_words_amount: amount::in_words(&in_words),
        in_words,
        remarks: one(&["remark", "bz"]),
        evidence: Evidence::new(doc, Place::Whole, &quote),
        number,
        buyer,
        gross,
    })
}

/// A line of text: cells of one row joined by tabs.
struct Line {
    text: String,
    cells: Vec<String>,
    page: u32,
    place: Place,
}

fn read_document(doc: DocId, document: &Document) -> Vec<Invoice> {
    if document.format == Format::Xml {
        return from_xml(doc, document).into_iter().collect();
    }
    let lines = lines(document);
    let all: String = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
    if !all.contains("发票") {
        return Vec::new();
    }
    segments(&lines).into_iter().filter_map(|segment| invoice(doc, segment)).collect()
}

fn lines(document: &Document) -> Vec<Line> {
    let mut out = Vec::new();
    for block in document.blocks.iter().filter(|b| !b.hidden) {
        let page = match block.place {
            Place::Page(page) | Place::TableCell { page, .. } => page,
            _ => 0,
        };
        let mut push = |cells: Vec<String>, place: Place| {
            out.push(Line { text: cells.join("\t"), cells, page, place });
        };
        match &block.content {
            Content::Heading { text, .. } | Content::Paragraph { text } => {
                for line in text.lines() {
                    push(super::grid::fields(&narrow(line)), block.place.clone());
                }
            }
            Content::Table(table) => {
                for row in &table.rows {
                    let place = match (&block.place, &table.sheet) {
                        (Place::TableCell { page, table, .. }, None) => {
                            Place::TableCell { page: *page, table: *table, row: row.row, col: 0 }
                        }
                        (_, Some(sheet)) => Place::Cell { sheet: sheet.clone(), row: row.row, col: 0 },
                        (other, None) => other.clone(),
                    };
                    push(row.cells.iter().map(|c| narrow(&c.text)).collect(), place);
                }
            }
        }
    }
    out
}

fn narrow(text: &str) -> String {
    text.nfkc().collect()
}

/// Cuts at page breaks and at titles of invoices.
fn segments(lines: &[Line]) -> Vec<&[Line]> {
    static TITLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?:全国统一)?(?:电子发票|.{0,8}增值税(?:电子)?(?:普通|专用)发票|.{0,8}通用(?:机打|定额)?发票|.{0,6}客运(?:发票|车票))[^:：,，。]{0,20}$")
            .expect("a constant pattern")
    });
    let mut starts = vec![0];
    let mut complete = false;
    for (i, pair) in lines.windows(2).enumerate() {
        let [before, line] = pair else { continue };
        complete |= ["价税合计", "小写", "票价"].iter().any(|w| before.text.contains(w));
        // the number may stand above the title: a new invoice begins where the one before has its total
        let begins = complete && (TITLE.is_match(&line.text) || line.text.contains("发票号码"));
        if line.page != before.page || begins {
            starts.push(i + 1);
            complete = false;
        }
    }
    starts.push(lines.len());
    starts.dedup();
    let mut out: Vec<&[Line]> = Vec::new();
    for pair in starts.windows(2) {
        let [from, to] = pair else { continue };
        out.push(lines.get(*from..*to).unwrap_or_default());
    }
    out
}

fn invoice(doc: DocId, lines: &[Line]) -> Option<Invoice> {
    let text: String = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
    static NUMBER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"发票号码\s*[::]?\s*(\d{8,20})(?:\D|$)").expect("a constant pattern"));
    static CODE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"发票代码\s*[::]?\s*(\d{10,12})(?:\D|$)").expect("a constant pattern"));
    let digits = NUMBER.captures(&text)?.get(1)?.as_str().to_string();
    let rail = text.contains("铁路电子客票");
    let date = date(&text);
    let gross = gross(&text, rail);
    if gross.is_none() && date.is_none() {
        return None;
    }
    let code = CODE.captures(&text).and_then(|c| Some(c.get(1)?.as_str().to_string()));
    let kind = match (&code, digits.len()) {
        _ if rail => InvoiceKind::Rail,
        (Some(_), _) => InvoiceKind::Vat,
        (None, 20) if text.contains("专用发票") => InvoiceKind::DigitalSpecial,
        (None, 20) => InvoiceKind::DigitalOrdinary,
        _ if text.contains("增值税") => InvoiceKind::Vat,
        _ => InvoiceKind::Other,
    };
    let (buyer, seller) = parties(&text);
    let (buyer_tax_id, seller_tax_id) = tax_ids(&text, rail);
    let (in_words, in_words_amount) = words(lines);
    let (net, tax) = net_and_tax(lines);
    let at = lines.iter().find(|l| l.text.contains("发票号码")).or_else(|| lines.first())?;
    let place = if at.page > 0 { Place::Page(at.page) } else { at.place.clone() };
    let quote = format!(
        "发票号码：{digits} 购买方：{} 价税合计：{}",
        if buyer.is_empty() { "—" } else { &buyer },
        gross.map_or("—".to_string(), Money::grouped)
    );
    Some(Invoice {
        kind,
        number: code.map_or(digits.clone(), |c| format!("{c}-{digits}")),
        date,
        buyer,
        buyer_tax_id,
        seller,
        seller_tax_id,
        lines: lines.iter().filter_map(item_line).collect(),
        net,
        tax,
        gross,
        in_words,
        in_words_amount,
        remarks: remarks(&text),
        evidence: Evidence::new(doc, place, &quote),
    })
}

fn date(text: &str) -> Option<Day> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"开票日期\s*[::]?\s*(\d{4})\s*[年\-/.]?\s*(\d{1,2})\s*[月\-/.]?\s*(\d{1,2})")
            .expect("a constant pattern")
    });
    let found = DATE.captures(text)?;
    let part = |i: usize| found.get(i).map(|m| m.as_str());
    Day::new(part(1)?.parse().ok()?, part(2)?.parse().ok()?, part(3)?.parse().ok()?)
}

fn gross(text: &str, rail: bool) -> Option<Money> {
    static SMALL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"小写\s*[)）]?\s*[::]?\s*[¥￥]?\s*(-?[\d,]+\.\d{1,2}|-?[\d,]+)").expect("a constant pattern")
    });
    static FARE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"票价\s*[::]?\s*[¥￥]?\s*([\d,]+(?:\.\d{1,2})?)").expect("a constant pattern"));
    static TOTAL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"价税合计[^\n]*?[¥￥]\s*(-?[\d,]+(?:\.\d{1,2})?)").expect("a constant pattern"));
    let first =
        |r: &Regex| r.captures(text).and_then(|c| amount::read(c.get(1)?.as_str())).map(|f| Money::new(f.number));
    if rail { first(&FARE) } else { first(&SMALL).or_else(|| first(&TOTAL)).or_else(|| first(&FARE)) }
}

/// The names after `名称：`: first the buyer, then the seller, unless the label says which.
fn parties(text: &str) -> (String, String) {
    static NAME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(购买方|购方|买方|销售方|销方|卖方)?(?:单位)?\s*名\s*称\s*[::]").expect("a constant pattern")
    });
    let mut buyer = None;
    let mut seller = None;
    let found: Vec<_> = NAME.captures_iter(text).collect();
    for (i, label) in found.iter().enumerate() {
        let Some(all) = label.get(0) else { continue };
        let until = found.get(i + 1).and_then(|n| n.get(0)).map_or(text.len(), |m| m.start());
        let value = value_after(text.get(all.end()..until).unwrap_or_default());
        let side = label.get(1).map_or("", |m| m.as_str());
        if side.starts_with(['销', '卖']) || side.is_empty() && buyer.is_some() {
            seller.get_or_insert(value);
        } else {
            buyer.get_or_insert(value);
        }
    }
    (buyer.unwrap_or_default(), seller.unwrap_or_default())
}

/// Up to the next cell, line or label.
fn value_after(rest: &str) -> String {
    let cut = rest.split(['\t', '\n']).next().unwrap_or_default();
    let cut = cut.split("统一社会信用代码").next().unwrap_or_default().split("纳税人识别号").next().unwrap_or_default();
    let cut = cut.trim();
    // “购买方名称：甲公司 销 名称：…” in one line without a gap: the lone side letters belong to the frame.
    cut.trim_end_matches(|c: char| c == ' ' || "销售方买购信息".contains(c) && cut.contains(' ')).trim().to_string()
}

fn tax_ids(text: &str, rail: bool) -> (String, String) {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:纳税人识别号|统一社会信用代码)\s*[::]\s*([0-9A-Z]{15,20})?").expect("a constant pattern")
    });
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[^0-9A-Z])([0-9][0-9A-Z]{14}(?:[0-9A-Z]{3})?)(?:[^0-9A-Z]|$)").expect("a constant pattern")
    });
    let labelled: Vec<String> =
        LABEL.captures_iter(text).map(|c| c.get(1).map_or(String::new(), |m| m.as_str().to_string())).collect();
    let mut ids = labelled.into_iter();
    let (mut buyer, mut seller) = (ids.next().unwrap_or_default(), ids.next().unwrap_or_default());
    if buyer.is_empty() && seller.is_empty() && !rail {
        let has_letter = |s: &&str| s.chars().any(|c| c.is_ascii_uppercase());
        let mut bare = BARE.captures_iter(text).filter_map(|c| c.get(1)).map(|m| m.as_str()).filter(has_letter);
        buyer = bare.next().unwrap_or_default().to_string();
        seller = bare.next().unwrap_or_default().to_string();
    }
    (buyer, seller)
}

fn words(lines: &[Line]) -> (String, Option<Money>) {
    let near = lines.iter().filter(|l| l.text.contains("大写") || l.text.contains("价税合计"));
    near.chain(lines).find_map(|l| amount::find_words(&l.text)).unwrap_or_default()
}

/// The row `合计 ¥net ¥tax`.
fn net_and_tax(lines: &[Line]) -> (Option<Money>, Option<Money>) {
    for line in lines {
        let packed: String = line.text.chars().filter(|c| !c.is_whitespace()).collect();
        if !packed.starts_with("合计") {
            continue;
        }
        let figures: Vec<Money> = line
            .cells
            .iter()
            .flat_map(|c| c.split_whitespace())
            .map(|c| c.trim_start_matches(['合', '计']))
            .filter_map(amount::read)
            .map(|f| Money::new(f.number))
            .collect();
        if let Some(net) = figures.first() {
            return (Some(*net), figures.get(1).copied());
        }
    }
    (None, None)
}

/// `*会展服务*会议费  项 1 2568.81 2568.81 9% 231.19`.
fn item_line(line: &Line) -> Option<InvoiceLine> {
    let fields: Vec<&str> = line
        .cells
        .iter()
        .flat_map(|c| if line.cells.len() >= 4 { vec![c.trim()] } else { c.split_whitespace().collect() })
        .filter(|f| !f.is_empty())
        .collect();
    let item =
        fields.first()?.strip_prefix('*').and_then(|rest| rest.split_once('*')).map(|_| fields.first().copied())??;
    let is_rate = |f: &&str| f.ends_with('%') || ["免税", "不征税", "零税率", "***"].contains(f);
    let rate_at = fields.iter().position(is_rate);
    let money = |f: Option<&&str>| f.and_then(|f| amount::read(f)).map(|f| Money::new(f.number));
    let (amount_at, rate, tax) = match rate_at {
        Some(at) => (at.checked_sub(1), fields.get(at).copied().unwrap_or_default(), money(fields.get(at + 1))),
        None => (fields.iter().rposition(|f| amount::read(f).is_some()), "", None),
    };
    let amount_at = amount_at.filter(|at| *at > 0)?;
    let between = fields.get(1..amount_at).unwrap_or_default();
    let numbers: Vec<usize> =
        between.iter().enumerate().filter(|(_, f)| amount::read(f).is_some()).map(|(i, _)| i).collect();
    let (quantity_at, price_at) = match numbers.as_slice() {
        [.., q, p] => (Some(*q), Some(*p)),
        [q] => (Some(*q), None),
        [] => (None, None),
    };
    let words: Vec<&str> = between.get(..quantity_at.unwrap_or(between.len())).unwrap_or_default().to_vec();
    Some(InvoiceLine {
        item: item.to_string(),
        spec: if words.len() > 1 { words.first().copied().unwrap_or_default().to_string() } else { String::new() },
        unit: words.last().copied().unwrap_or_default().to_string(),
        quantity: quantity_at.and_then(|i| between.get(i)).copied().unwrap_or_default().to_string(),
        price: money(price_at.and_then(|i| between.get(i))),
        amount: money(fields.get(amount_at)),
        rate: rate.to_string(),
        tax,
    })
}

fn remarks(text: &str) -> String {
    text.lines()
        .find_map(|l| l.trim().strip_prefix("备注"))
        .map(|r| r.trim_start_matches([':', '：', '\t', ' ']).trim().to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::testing::document;

    fn of(text: &str) -> Vec<Invoice> {
        read_document(DocId(0), &document("发票.pdf", text))
    }

    const PLAIN: &str = "电子发票（普通发票）
        发票号码：26452000001966310048
        开票日期：2026年10月12日
        购\t销
        名称：广西某某研究会\t名称：南宁市某某数码印务有限公司
        买\t售
        统一社会信用代码/纳税人识别号：51450000MJ90217564\t统一社会信用代码/纳税人识别号：91450102MA5L3W807F
        T 项目名称 | 规格型号 | 单位 | 数量 | 单价 | 金额 | 税率/征收率 | 税额
        T *印刷品*会议资料印刷 | | 项 | 1 | 2831.68 | 2831.68 | 1% | 28.32
        T 合计 | | | | | ¥2831.68 | | ¥28.32
        价税合计（大写）衆贰仟捌佰陆拾元整\t（小写）¥2860.00
        备注：十月资料
        开票人：李某";

    #[test]
    fn a_digital_invoice_is_read() {
        let all = of(PLAIN);
        assert_eq!(all.len(), 1);
        let i = &all[0];
        assert_eq!((i.kind, i.number.as_str()), (InvoiceKind::DigitalOrdinary, "26452000001966310048"));
        assert_eq!((i.buyer.as_str(), i.seller.as_str()), ("广西某某研究会", "南宁市某某数码印务有限公司"));
        assert_eq!((i.buyer_tax_id.as_str(), i.seller_tax_id.as_str()), ("51450000MJ90217564", "91450102MA5L3W807F"));
        assert_eq!(i.gross, Some(Money::yuan(2860)));
        assert_eq!((i.net, i.tax), ("2831.68".parse().ok(), "28.32".parse().ok()));
        assert_eq!(i.in_words_amount, Some(Money::yuan(2860)));
        assert_eq!(i.date.map(|d| d.to_string()).as_deref(), Some("2026-10-12"));
        assert_eq!(i.lines.len(), 1);
        assert_eq!(
            (i.lines[0].unit.as_str(), i.lines[0].quantity.as_str(), i.lines[0].rate.as_str()),
            ("项", "1", "1%")
        );
        assert_eq!(i.remarks, "十月资料");
    }

    #[test]
    fn several_tickets_in_one_file_and_an_older_invoice() {
        let all = of("电子发票（铁路电子客票）
            发票号码：26459165400017386201\t开票日期：2026年06月10日
            票价：￥87.00
            购买方名称：某茶业有限公司\t统一社会信用代码：91450406MA5KD2W83P
            电子发票（铁路电子客票）
            发票号码：26459165400017391148\t开票日期：2026年06月12日
            票价：￥87.00
            广西增值税电子普通发票
            发票代码：045002000111
            发票号码：12345678
            开票日期：2026 年 05 月 06 日
            名 称：某学会\t名 称：某宾馆
            价税合计（大写）⊗伍佰圆整\t（小写）¥500.00");
        assert_eq!(all.len(), 3);
        assert_eq!(
            (all[0].kind, all[0].buyer.as_str(), all[0].gross),
            (InvoiceKind::Rail, "某茶业有限公司", Some(Money::yuan(87)))
        );
        assert_eq!(
            (all[2].kind, all[2].number.as_str(), all[2].buyer.as_str()),
            (InvoiceKind::Vat, "045002000111-12345678", "某学会")
        );
    }

    #[test]
    fn the_xml_beside_the_pdf_is_the_same_invoice() {
        let xml = "EIid: 26452000001966310048
            IssueTime: 2026-10-12 09:30:00
            BuyerName: 广西某某研究会
            SellerName: 南宁市某某数码印务有限公司
            ItemName: *印刷品*会议资料印刷
            Amount: 2831.68
            TotalAmWithoutTax: 2831.68
            TotalTaxAm: 28.32
            TotalTax-includedAmount: 2860.00";
        let mut second = document("发票.xml", xml);
        second.format = Format::Xml;
        let dossier = crate::accounts::testing::dossier(vec![second, document("发票.pdf", PLAIN)]);
        let all = read(&dossier, &Kinds::default());
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].evidence.doc, DocId(1));
        let alone = crate::accounts::testing::dossier(vec![dossier.documents[0].clone()]);
        let i = read(&alone, &Kinds::default()).remove(0);
        assert_eq!(
            (i.gross, i.tax, i.buyer.as_str()),
            (Some(Money::yuan(2860)), "28.32".parse().ok(), "广西某某研究会")
        );
    }

    #[test]
    fn a_list_of_numbers_is_no_invoice() {
        assert!(of("T 序号 | 支出内容 | 金额 | 发票号码\nT 1 | 印刷费 | 2860.00 | 26452000001966310048").is_empty());
        assert!(of("请将发票号码填入下表。").is_empty());
    }
}

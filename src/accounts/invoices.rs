//! Invoices of a dossier, whatever their container: drawn on a page, structured data, recognised from an image. The same
//! invoice in several forms counts once.
//!
//! Knows no verdicts. Refuses lists that merely mention invoice numbers: see [`drawn`].

use std::collections::BTreeSet;

use crate::model::{DocId, Document, Dossier, Format, Invoice, Kinds};

mod drawn;
mod goods;
mod link;
mod sheet;
mod structured;

pub use link::link;

/// How an invoice came: the better form first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Data,
    /// OFD, with or without tags.
    Layout,
    Drawn,
    Recognised,
}

/// One invoice and the forms in which it lies in the dossier.
struct Paper {
    forms: Vec<(Form, Invoice)>,
}

/// All invoices of a dossier, in order of documents. A file that lies there twice byte for byte counts once, and so does one
/// invoice as PDF, OFD, XML and scan; two prints of the same form remain two.
pub fn read(dossier: &Dossier, kinds: &Kinds) -> Vec<Invoice> {
    let _ = kinds;
    let mut seen = BTreeSet::new();
    let mut papers: Vec<Paper> = Vec::new();
    for (doc, document) in dossier.iter().filter(|(_, d)| d.sha256.is_empty() || seen.insert(d.sha256.clone())) {
        for (form, invoice) in read_document(doc, document) {
            match papers.iter_mut().find(|p| p.takes(form, &invoice)) {
                Some(paper) => paper.forms.push((form, invoice)),
                None => papers.push(Paper { forms: vec![(form, invoice)] }),
            }
        }
    }
    papers.into_iter().filter_map(Paper::whole).collect()
}

/// What one file holds of invoices, for showing it.
pub fn of_document(doc: DocId, document: &Document) -> Vec<Invoice> {
    read_document(doc, document).into_iter().map(|(_, i)| i).collect()
}

fn read_document(doc: DocId, document: &Document) -> Vec<(Form, Invoice)> {
    let data = structured::invoice(doc, &document.fields);
    if document.format == Format::Xml {
        return data.map(|i| (Form::Data, i)).into_iter().collect();
    }
    let mut drawn = drawn::read(doc, document);
    // the tags of an OFD describe what it draws
    if let Some(data) = data {
        match drawn.iter().position(|i| same_number(i, &data)) {
            Some(at) => {
                if let Some(face) = drawn.get_mut(at) {
                    let evidence = face.evidence.clone();
                    *face = Invoice { evidence, ..filled(data, face) };
                }
            }
            None if drawn.is_empty() => drawn.push(data),
            None => {}
        }
    }
    let form = |i: &Invoice| match (document.format, i.recognised) {
        (_, true) => Form::Recognised,
        (Format::Ofd, _) => Form::Layout,
        _ => Form::Drawn,
    };
    drawn.into_iter().map(|i| (form(&i), i)).collect()
}

impl Paper {
    /// Another form of the same invoice: its number, and nothing that speaks against it.
    fn takes(&self, form: Form, other: &Invoice) -> bool {
        let new_form = !self.forms.iter().any(|(f, _)| *f == form);
        new_form && self.forms.iter().all(|(_, i)| agree(i, other))
    }

    /// The best form, with what it lacks from the others; the place where people can look at it.
    fn whole(mut self) -> Option<Invoice> {
        self.forms.sort_by_key(|(form, _)| *form);
        let mut forms = self.forms.into_iter();
        let (_, mut best) = forms.next()?;
        let mut shown = !best.structured;
        for (_, other) in forms {
            // what was recognised adds nothing to what was read
            if other.recognised && !best.recognised {
                continue;
            }
            best = filled(best, &other);
            if !shown && !other.structured {
                best.evidence = other.evidence;
                shown = true;
            }
        }
        Some(best)
    }
}

/// `best` with its gaps filled from `other`.
fn filled(best: Invoice, other: &Invoice) -> Invoice {
    let text = |a: String, b: &String| if a.is_empty() { b.clone() } else { a };
    let words = if best.in_words.is_empty() { other } else { &best };
    Invoice {
        kind: best.kind,
        date: best.date.or(other.date),
        in_words: words.in_words.clone(),
        in_words_amount: words.in_words_amount,
        lines: if best.lines.is_empty() { other.lines.clone() } else { best.lines },
        net: best.net.or(other.net),
        tax: best.tax.or(other.tax),
        gross: best.gross.or(other.gross),
        number: if best.number.contains('-') { best.number } else { other.number.clone() },
        buyer: text(best.buyer, &other.buyer),
        buyer_tax_id: text(best.buyer_tax_id, &other.buyer_tax_id),
        seller: text(best.seller, &other.seller),
        seller_tax_id: text(best.seller_tax_id, &other.seller_tax_id),
        remarks: text(best.remarks, &other.remarks),
        check_code: text(best.check_code, &other.check_code),
        ticket: text(best.ticket, &other.ticket),
        passenger: text(best.passenger, &other.passenger),
        structured: best.structured,
        recognised: best.recognised,
        evidence: best.evidence,
    }
}

fn same_number(a: &Invoice, b: &Invoice) -> bool {
    let last = |i: &Invoice| i.number.rsplit('-').next().unwrap_or_default().to_owned();
    let both_coded = a.number.contains('-') && b.number.contains('-');
    if both_coded { a.number == b.number } else { last(a) == last(b) }
}

/// One invoice: the number, and neither sum nor day against it. A recognised one may have misread any of them, but not all.
fn agree(a: &Invoice, b: &Invoice) -> bool {
    let differ = |x: bool, y: bool| x && y;
    let sums = differ(a.gross.is_some() && b.gross.is_some(), a.gross != b.gross);
    let days = differ(a.date.is_some() && b.date.is_some(), a.date != b.date);
    if a.recognised == b.recognised {
        return same_number(a, b) && !sums && !days;
    }
    // tickets bought together have neighbouring numbers
    let misread = !a.kind.is_ticket() && !b.kind.is_ticket() && nearly(&a.number, &b.number) && a.gross.is_some() && !sums && !days;
    same_number(a, b) || misread
}

/// Two digits of a long number recognised wrongly.
fn nearly(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.len() >= 16 && a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{InvoiceKind, Money};
    use crate::accounts::testing::document;

    fn of(text: &str) -> Vec<Invoice> {
        of_document(DocId(0), &document("发票.pdf", text))
    }

    fn fields(text: &str) -> Vec<(String, String)> {
        let pair = |l: &str| l.trim().split_once(": ").map(|(n, v)| (n.to_owned(), v.to_owned()));
        text.lines().filter_map(pair).collect()
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
        let mut second = document("发票.xml", "电子发票（普通发票）");
        second.fields = fields(
            "EIid: 26452000001966310048
            IssueTime: 2026-10-12 09:30:00
            BuyerName: 广西某某研究会
            SellerName: 南宁市某某数码印务有限公司
            TotalAmWithoutTax: 2831.68
            TotalTaxAm: 28.32
            TotalTax-includedAmount: 2860.00
            IssuItemInformation/ItemName: *印刷品*会议资料印刷
            IssuItemInformation/Amount: 2831.68",
        );
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

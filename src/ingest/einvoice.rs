//! Bare XML, and e-invoice data among it: leaves become structured fields (`path/of[2]/Name` → value), and what people
//! shall see becomes lines with Chinese labels. Knows names only, no amounts; signatures and pictures are passed over.

use std::collections::BTreeMap;

use super::damage::damaged;
use super::read::Read;
use super::text::line;
use super::xml::{self, Element};
use crate::model::{Block, Content, Origin, Place, Problem};

/// Leaves taken from one file.
const MOST_FIELDS: usize = 20_000;
/// Longer values are pictures, seals and signatures.
const LONGEST: usize = 2_000;

/// Names of 数电票, the VAT XML of 2019 and the 会计数据标准 that people should see; lower case.
const LABELS: [(&str, &str); 49] = [
    ("invoicecode", "发票代码"),
    ("invoicenumber", "发票号码"),
    ("invoiceno", "发票号码"),
    ("eiid", "发票号码"),
    ("electronicinvoicerailwayeticketnumber", "发票号码"),
    ("electronicinvoiceairtransportreceiptnumber", "发票号码"),
    ("typeofvoucher", "票据类型"),
    ("issuetime", "开票日期"),
    ("issuedate", "开票日期"),
    ("dateofissue", "开票日期"),
    ("requesttime", "申请时间"),
    ("buyername", "购买方名称"),
    ("nameofpurchaser", "购买方名称"),
    ("buyeridnum", "购买方纳税人识别号"),
    ("buyertaxid", "购买方纳税人识别号"),
    ("unifiedsocialcreditcodeofpurchaser", "购买方纳税人识别号"),
    ("sellername", "销售方名称"),
    ("nameofseller", "销售方名称"),
    ("selleridnum", "销售方纳税人识别号"),
    ("sellertaxid", "销售方纳税人识别号"),
    ("totalamwithouttax", "合计金额"),
    ("taxexclusivetotalamount", "合计金额"),
    ("totalamountexcludingtax", "合计金额"),
    ("totaltaxam", "合计税额"),
    ("taxtotalamount", "合计税额"),
    ("totaltax-includedamount", "价税合计"),
    ("taxinclusivetotalamount", "价税合计"),
    ("totaltaxincludedamount", "价税合计"),
    ("totaltax-includedamountinchinese", "价税合计大写"),
    ("taxinclusivetotalamountwithwords", "价税合计大写"),
    ("itemname", "项目名称"),
    ("item", "项目名称"),
    ("specmod", "规格型号"),
    ("specification", "规格型号"),
    ("meaunits", "单位"),
    ("measurementdimension", "单位"),
    ("quantity", "数量"),
    ("unprice", "单价"),
    ("price", "单价"),
    ("amount", "金额"),
    ("taxrate", "税率"),
    ("taxscheme", "税率"),
    ("comtaxam", "税额"),
    ("taxamount", "税额"),
    ("fare", "票价"),
    ("remark", "备注"),
    ("note", "备注"),
    ("invoicecheckcode", "校验码"),
    ("drawer", "开票人"),
];

/// The file's leaves as fields, and as one line each; an invoice begins with the name of its form.
pub fn read(bytes: &[u8]) -> Read {
    let text = xml::decode(bytes);
    let (root, trouble) = xml::parse(&text);
    let mut fields = Vec::new();
    leaves(&root, "", &mut fields);
    let mut read = Read::default();
    let title = title(&root, &fields);
    read.blocks.extend(title.map(|text| Block {
        place: Place::Line(1),
        origin: Origin::Body,
        hidden: false,
        content: Content::Heading { level: 1, text },
    }));
    let known = !read.blocks.is_empty();
    for (path, value) in &fields {
        let name = path.rsplit('/').next().unwrap_or(path);
        let name = name.split('[').next().unwrap_or(name);
        let lower = name.to_ascii_lowercase();
        let label = LABELS.iter().find(|(n, _)| known && *n == lower).map_or(name, |(_, l)| l);
        read.blocks.push(line(read.blocks.len() + 1, &format!("{label}：{value}")));
    }
    if fields.len() >= MOST_FIELDS {
        read.problems.push(Problem::Limit(format!("XML 数据超过 {MOST_FIELDS} 项")));
    }
    read.problems.extend(trouble.map(damaged));
    read.fields = fields;
    read
}

/// `电子发票（普通发票）` …, when the root or the names tell that this is an invoice's data.
fn title(root: &Element<'_>, fields: &[(String, String)]) -> Option<String> {
    let value = |name: &str| {
        let ends = |p: &str| {
            p.rsplit('/').next().unwrap_or(p).split('[').next().unwrap_or_default().eq_ignore_ascii_case(name)
        };
        fields.iter().find(|(p, _)| ends(p)).map(|(_, v)| v.clone())
    };
    if let Some(written) = value("TypeOfVoucher").filter(|t| t.contains('票')) {
        return Some(written);
    }
    let first = root.elements().next()?;
    // the XBRL that an OFD carries names its values, not itself
    let names = [
        "NameOfPurchaser",
        "NameOfSeller",
        "TotalTaxIncludedAmount",
        "TotalTax-IncludedAmount",
        "BuyerName",
        "SellerName",
    ];
    let by_values = value("InvoiceNumber").is_some() && names.iter().any(|n| value(n).is_some());
    let is_invoice = by_values || first.name().to_ascii_lowercase().replace('-', "").contains("einvoice");
    let kind =
        fields.iter().filter(|(p, _)| p.ends_with("LabelName")).map(|(_, v)| v.as_str()).find(|v| v.contains("发票"));
    match (is_invoice, value("InvoiceCode").is_some()) {
        (true, true) => Some("增值税电子发票".to_owned()),
        (true, false) if kind.is_some_and(|k| k.contains("专用")) => Some("电子发票（增值税专用发票）".to_owned()),
        (true, false) => Some("电子发票（普通发票）".to_owned()),
        (false, _) => None,
    }
}

/// All leaves below with their paths; an element that stands there several times is numbered from 1.
pub fn leaves(element: &Element<'_>, path: &str, out: &mut Vec<(String, String)>) {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for e in element.elements() {
        *count.entry(e.name()).or_default() += 1;
    }
    let mut number: BTreeMap<&str, usize> = BTreeMap::new();
    for e in element.elements() {
        if out.len() >= MOST_FIELDS {
            return;
        }
        let at = number.entry(e.name()).or_default();
        *at += 1;
        let several = count.get(e.name()).is_some_and(|n| *n > 1);
        let name = if several { format!("{}[{at}]", e.name()) } else { e.name().to_owned() };
        let path = if path.is_empty() { name } else { format!("{path}/{name}") };
        if e.elements().next().is_some() {
            leaves(e, &path, out);
            continue;
        }
        let value = e.text();
        let value = value.trim();
        if !value.is_empty() && value.len() <= LONGEST {
            out.push((path, value.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_is_shown_in_chinese_and_kept_by_its_names() {
        let read = read(
            "<?xml version=\"1.0\"?><a:EInvoice xmlns:a='x'><a:Header><a:EIid>26452000001966310048</a:EIid></a:Header>\
             <a:EInvoiceData><a:IssuItemInformation><a:ItemName>*印刷品*手册</a:ItemName></a:IssuItemInformation>\
             <a:IssuItemInformation><a:ItemName>*印刷品*海报</a:ItemName></a:IssuItemInformation></a:EInvoiceData></a:EInvoice>"
                .as_bytes(),
        );
        let lines: Vec<&str> = read.blocks.iter().filter_map(|b| b.content.as_line()).collect();
        assert_eq!(
            lines,
            [
                "电子发票（普通发票）",
                "发票号码：26452000001966310048",
                "项目名称：*印刷品*手册",
                "项目名称：*印刷品*海报"
            ]
        );
        assert_eq!(read.fields[2].0, "EInvoice/EInvoiceData/IssuItemInformation[2]/ItemName");
    }

    #[test]
    fn the_xbrl_of_an_invoice_is_one_by_its_values() {
        let titled = |values: &str| {
            let xml = format!("<xbrl xmlns='http://x'><context id='c'><i>1</i></context>{values}</xbrl>");
            read(xml.as_bytes()).blocks.iter().any(|b| b.content.as_line().is_some_and(|l| l.contains("发票（")))
        };
        assert!(titled(
            "<inv:InvoiceNumber>26452000001966310048</inv:InvoiceNumber><inv:NameOfPurchaser>甲</inv:NameOfPurchaser>"
        ));
        assert!(!titled("<gl:AccountName>银行存款</gl:AccountName><gl:Amount>3</gl:Amount>"));
    }

    #[test]
    fn other_xml_keeps_its_own_names_and_pictures_are_left_out() {
        let picture = "A".repeat(LONGEST + 1);
        let read = read(format!("<settings><price>3</price><icon>{picture}</icon></settings>").as_bytes());
        let lines: Vec<&str> = read.blocks.iter().filter_map(|b| b.content.as_line()).collect();
        assert_eq!(lines, ["price：3"]);
    }
}

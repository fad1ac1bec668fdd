//! Invoices out of structured values: 数电票 XML, the VAT XML of 2019, XBRL of the 会计数据标准, tags and custom data of an OFD.
//!
//! Knows the names that issuers use, not where the values were found. Refuses what has no invoice number.

use std::collections::BTreeMap;

use super::drawn;
use crate::facts::amount;
use crate::model::{DocId, Evidence, Invoice, InvoiceKind, InvoiceLine, Money, Place};

const NUMBER: &[&str] = &[
    "invoicenumber",
    "electronicinvoicerailwayeticketnumber",
    "electronicinvoiceairtransportreceiptnumber",
    "numberofinvoice",
    "invoiceno",
    "eiid",
    "fphm",
    "发票号码",
];
const CODE: &[&str] = &["invoicecode", "codeofinvoice", "fpdm", "发票代码"];
const DATE: &[&str] = &["issuetime", "issuedate", "dateofissue", "invoicedate", "requesttime", "kprq", "开票日期"];
const BUYER: &[&str] = &["buyername", "nameofpurchaser", "gmfmc", "购买方名称"];
const BUYER_ID: &[&str] = &[
    "buyeridnum",
    "buyertaxid",
    "buyertaxno",
    "taxpayeridentificationnumberunifiedsocialcreditcodeofpurchaser",
    "unifiedsocialcreditcodeofpurchaser",
    "gmfnsrsbh",
    "购买方纳税人识别号",
];
const SELLER: &[&str] = &["sellername", "nameofseller", "issueparty", "xsfmc", "销售方名称"];
const SELLER_ID: &[&str] = &[
    "selleridnum",
    "sellertaxid",
    "sellertaxno",
    "taxpayeridentificationnumberunifiedsocialcreditcodeofseller",
    "xsfnsrsbh",
    "销售方纳税人识别号",
];
const NET: &[&str] = &[
    "totalamwithouttax",
    "taxexclusivetotalamount",
    "totalamountexcludingtax",
    "totalamountwithouttax",
    "hjje",
    "合计金额",
];
const TAX: &[&str] =
    &["totaltaxam", "taxtotalamount", "totaltaxamount", "vattaxamount", "taxamount", "hjse", "合计税额"];
const GROSS: &[&str] = &[
    "totaltax-includedamount",
    "totaltaxincludedamount",
    "taxinclusivetotalamount",
    "totalamountincludingtax",
    "taxincludedamount",
    "totalamount",
    "fare",
    "jshj",
    "价税合计",
];
const WORDS: &[&str] = &[
    "totaltax-includedamountinchinese",
    "taxinclusivetotalamountwithwords",
    "totalamountincludingtaxinwords",
    "jshjdx",
    "价税合计大写",
];
const REMARKS: &[&str] = &["remark", "remarks", "note", "bz", "备注"];
const CHECK_CODE: &[&str] = &["invoicecheckcode", "checkcode", "verificationcode", "jym", "校验码"];
const TICKET: &[&str] = &["eticketnumber", "electronicticketnumber", "electronicticketnum"];
const PASSENGER: &[&str] = &["passengername", "nameofpassenger"];
const TITLE: &[&str] = &["typeofvoucher", "invoicetype", "模板编号", "发票类型", "labelname"];

const ITEM: &[&str] = &["itemname", "nameoftaxablegoodsorservices", "item", "goodsname", "xmmc", "spmc"];
const SPEC: &[&str] = &["specmod", "specification", "specificationmodel", "ggxh"];
const UNIT: &[&str] = &["meaunits", "measurementdimension", "unitofmeasurement", "unit", "dw"];
const QUANTITY: &[&str] = &["quantity", "xmsl", "spsl"];
const PRICE: &[&str] = &["unprice", "price", "unitprice", "xmdj", "dj"];
const AMOUNT: &[&str] = &["amount", "amountexcludingtax", "xmje", "je"];
const RATE: &[&str] = &["taxrate", "taxscheme", "slv", "sl"];
const LINE_TAX: &[&str] = &["comtaxam", "taxamount", "taxam", "se"];

/// One value: the element it stands in (with its number among like ones), its own plain name, the value.
struct Leaf<'a> {
    parent: &'a str,
    name: String,
    value: String,
}

/// The invoice that the fields of one document (`a/b[2]/Name` → value) make up.
pub fn invoice(doc: DocId, fields: &[(String, String)]) -> Option<Invoice> {
    let leaves: Vec<Leaf<'_>> = fields.iter().map(leaf).filter(|l| !l.value.is_empty()).collect();
    let goods: Vec<&str> = parents_of_goods(&leaves);
    let head: Vec<&Leaf<'_>> = leaves.iter().filter(|l| !goods.contains(&l.parent)).collect();
    let one = |names: &[&str]| -> String {
        let found = names.iter().find_map(|n| head.iter().find(|l| l.name == *n));
        found.map(|l| l.value.clone()).unwrap_or_default()
    };
    let money = |names: &[&str]| amount::read(&one(names)).map(|f| Money::new(f.number));
    let digits = one(NUMBER);
    if !(8..=20).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let code = Some(one(CODE)).filter(|c| (10..=12).contains(&c.len()) && c.bytes().all(|b| b.is_ascii_digit()));
    let kind = kind(&head, code.is_some(), &digits);
    let (gross, tax) = (money(GROSS), money(TAX));
    // a fare has parts (fuel, funds) beside net and tax
    let net = money(NET).filter(|_| kind != InvoiceKind::Air);
    let in_words = one(WORDS);
    let (date, buyer) = (drawn::any_day(&one(DATE)), one(BUYER));
    if gross.is_none() && date.is_none() {
        return None;
    }
    Some(Invoice {
        kind,
        date,
        buyer_tax_id: one(BUYER_ID),
        seller: one(SELLER),
        seller_tax_id: one(SELLER_ID),
        lines: lines(&leaves, &goods),
        net,
        tax,
        in_words_amount: drawn::words_amount(&in_words),
        in_words,
        remarks: one(REMARKS),
        check_code: one(CHECK_CODE),
        ticket: one(TICKET),
        passenger: one(PASSENGER),
        structured: true,
        recognised: false,
        evidence: Evidence::new(doc, Place::Whole, &drawn::quote(&digits, &buyer, gross)),
        number: code.map_or(digits.clone(), |c| format!("{c}-{digits}")),
        buyer,
        gross,
    })
}

fn leaf((path, value): &(String, String)) -> Leaf<'_> {
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = name.split('[').next().unwrap_or(name).to_ascii_lowercase();
    Leaf { parent, name, value: drawn::narrow(value).trim().to_owned() }
}

/// Elements that hold one line each: they name an item.
fn parents_of_goods<'a>(leaves: &[Leaf<'a>]) -> Vec<&'a str> {
    let named = |l: &&Leaf<'a>| ITEM.contains(&l.name.as_str());
    let mut parents: Vec<&'a str> = leaves.iter().filter(named).map(|l| l.parent).collect();
    parents.dedup();
    // an element that also names the parties is the invoice itself
    parents.retain(|p| {
        !leaves
            .iter()
            .any(|l| l.parent == *p && (BUYER.contains(&l.name.as_str()) || NUMBER.contains(&l.name.as_str())))
    });
    parents
}

fn lines(leaves: &[Leaf<'_>], goods: &[&str]) -> Vec<InvoiceLine> {
    let mut out = Vec::new();
    for parent in goods {
        let mut columns: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for l in leaves.iter().filter(|l| l.parent == *parent) {
            columns.entry(&l.name).or_default().push(&l.value);
        }
        let column = |names: &[&str]| names.iter().find_map(|n| columns.get(n).cloned()).unwrap_or_default();
        let items = whole_names(column(ITEM));
        let count = items.len();
        // columns of unequal length (blank cells have no value) cannot be laid beside the items
        let at = |names: &[&str], i: usize| {
            let values = column(names);
            if values.len() == count {
                values.get(i).map(|v| (*v).to_owned()).unwrap_or_default()
            } else {
                String::new()
            }
        };
        let money = |text: String| amount::read(&text).map(|f| Money::new(f.number));
        for (i, item) in items.into_iter().enumerate() {
            out.push(InvoiceLine {
                item,
                spec: at(SPEC, i),
                unit: at(UNIT, i),
                quantity: at(QUANTITY, i),
                price: money(at(PRICE, i)),
                amount: money(at(AMOUNT, i)),
                rate: percent(&at(RATE, i)),
                tax: money(at(LINE_TAX, i)),
            });
        }
    }
    out
}

/// Names drawn over two lines come as two values; each item begins with its `*税收简称*`.
fn whole_names(parts: Vec<&str>) -> Vec<String> {
    let starred = parts.first().is_some_and(|p| p.starts_with('*'));
    let mut names: Vec<String> = Vec::new();
    for part in parts {
        match names.last_mut() {
            Some(last) if starred && !part.starts_with('*') => last.push_str(part),
            _ => names.push(part.to_owned()),
        }
    }
    names
}

/// `0.06` → `6%`; anything else as written.
fn percent(rate: &str) -> String {
    if rate.contains('%') {
        return rate.to_owned();
    }
    match rate.parse::<rust_decimal::Decimal>() {
        Ok(n) if n < rust_decimal::Decimal::ONE => format!("{}%", (n * rust_decimal::Decimal::ONE_HUNDRED).normalize()),
        _ => rate.to_owned(),
    }
}

fn kind(head: &[&Leaf<'_>], coded: bool, digits: &str) -> InvoiceKind {
    let has = |name: &str| head.iter().any(|l| l.name == name);
    let titles = || head.iter().filter(|l| TITLE.contains(&l.name.as_str()));
    let titled = |word: &str| titles().any(|l| l.value.contains(word));
    match () {
        () if titled("铁路") || has("electronicinvoicerailwayeticketnumber") => InvoiceKind::Rail,
        () if titled("航空") || has("electronicinvoiceairtransportreceiptnumber") => InvoiceKind::Air,
        () if coded && titled("专用") => InvoiceKind::VatSpecial,
        () if coded => InvoiceKind::Vat,
        () if titled("专用") => InvoiceKind::DigitalSpecial,
        () if digits.len() == 20 => InvoiceKind::DigitalOrdinary,
        () => InvoiceKind::Vat,
    }
}

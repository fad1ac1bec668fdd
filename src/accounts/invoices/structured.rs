//! Invoices out of structured values: 数电票 XML, the VAT XML of 2019, XBRL of the 会计数据标准, tags and custom data of an OFD.
//!
//! Knows the names that issuers use, not where the values were found. Refuses what has no invoice number.

use std::collections::BTreeMap;

use super::text::{any_day, known, narrow, quote, words_amount};
use crate::facts::amount;
use crate::model::language::List;
use crate::model::{DocId, Evidence, Invoice, InvoiceKind, InvoiceLine, Money, Place};

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
    let one = |names: &List| -> String {
        let found = names.words().find_map(|n| head.iter().find(|l| l.name == n));
        found.map(|l| l.value.clone()).unwrap_or_default()
    };
    let money = |names: &List| amount::read(&one(names)).map(|f| Money::new(f.number));
    let known = known();
    let digits = one(&known.field_number);
    if !(8..=20).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let code =
        Some(one(&known.field_code)).filter(|c| (10..=12).contains(&c.len()) && c.bytes().all(|b| b.is_ascii_digit()));
    let kind = kind(&head, code.is_some(), &digits);
    let (gross, tax) = (money(&known.field_gross), money(&known.field_tax));
    // a fare has parts (fuel, funds) beside net and tax
    let net = money(&known.field_net).filter(|_| kind != InvoiceKind::Air);
    let in_words = one(&known.field_words);
    let (date, buyer) = (any_day(&one(&known.field_date)), one(&known.field_buyer));
    if gross.is_none() && date.is_none() {
        return None;
    }
    Some(Invoice {
        kind,
        date,
        buyer_tax_id: one(&known.field_buyer_id),
        seller: one(&known.field_seller),
        seller_tax_id: one(&known.field_seller_id),
        lines: lines(&leaves, &goods),
        net,
        tax,
        in_words_amount: words_amount(&in_words),
        in_words,
        remarks: one(&known.field_remarks),
        check_code: one(&known.field_check_code),
        ticket: one(&known.field_ticket),
        passenger: one(&known.field_passenger),
        structured: true,
        recognised: false,
        evidence: Evidence::new(doc, Place::Whole, &quote(&digits, &buyer, gross)),
        number: code.map_or(digits.clone(), |c| format!("{c}-{digits}")),
        buyer,
        gross,
    })
}

fn leaf((path, value): &(String, String)) -> Leaf<'_> {
    let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = name.split('[').next().unwrap_or(name).to_ascii_lowercase();
    Leaf { parent, name, value: narrow(value).trim().to_owned() }
}

/// Elements that hold one line each: they name an item.
fn parents_of_goods<'a>(leaves: &[Leaf<'a>]) -> Vec<&'a str> {
    let known = known();
    let named = |l: &&Leaf<'a>| known.field_item.is(&l.name);
    let mut parents: Vec<&'a str> = leaves.iter().filter(named).map(|l| l.parent).collect();
    parents.dedup();
    // an element that also names the parties is the invoice itself
    parents.retain(|p| {
        !leaves.iter().any(|l| l.parent == *p && (known.field_buyer.is(&l.name) || known.field_number.is(&l.name)))
    });
    parents
}

fn lines(leaves: &[Leaf<'_>], goods: &[&str]) -> Vec<InvoiceLine> {
    let known = known();
    let mut out = Vec::new();
    for parent in goods {
        let mut columns: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for l in leaves.iter().filter(|l| l.parent == *parent) {
            columns.entry(&l.name).or_default().push(&l.value);
        }
        let column = |names: &List| names.words().find_map(|n| columns.get(n).cloned()).unwrap_or_default();
        let items = whole_names(column(&known.field_item));
        let count = items.len();
        // columns of unequal length (blank cells have no value) cannot be laid beside the items
        let at = |names: &List, i: usize| {
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
                spec: at(&known.field_spec, i),
                unit: at(&known.field_unit, i),
                quantity: at(&known.field_quantity, i),
                price: money(at(&known.field_price, i)),
                amount: money(at(&known.field_amount, i)),
                rate: percent(&at(&known.field_rate, i)),
                tax: money(at(&known.field_line_tax, i)),
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
    let known = known();
    let has = |name: &str| head.iter().any(|l| l.name == name);
    let titles = || head.iter().filter(|l| known.field_type.is(&l.name));
    let titled = |list: &List| titles().any(|l| list.hits(&l.value));
    match () {
        () if titled(&known.rail_type) || has("electronicinvoicerailwayeticketnumber") => InvoiceKind::Rail,
        () if titled(&known.air_type) || has("electronicinvoiceairtransportreceiptnumber") => InvoiceKind::Air,
        () if coded && titled(&known.special_type) => InvoiceKind::VatSpecial,
        () if coded => InvoiceKind::Vat,
        () if titled(&known.special_type) => InvoiceKind::DigitalSpecial,
        () if digits.len() == 20 => InvoiceKind::DigitalOrdinary,
        () => InvoiceKind::Vat,
    }
}

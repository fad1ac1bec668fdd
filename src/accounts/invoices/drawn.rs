//! One invoice out of its drawn or recognised text: labels with their values beside or below, totals, words.
//!
//! Refuses lists, ledgers, claim forms and inquiry pages that merely mention invoice numbers.

use std::sync::LazyLock;

use regex::Regex;

use super::goods;
use super::labels::{Value, leading_digits, values};
use super::remarks::remarks;
use super::sheet::{self, Line};
use super::text::{any_day, known, packed, pattern, quote};
use super::totals::{gross, net_and_tax, words};
use crate::model::{Day, DocId, Document, Evidence, Invoice, InvoiceKind, Place};

/// Every invoice of a document; the same one over several pages or printed twice counts once.
pub fn read(doc: DocId, document: &Document) -> Vec<Invoice> {
    let lines = sheet::lines(document);
    if !lines.iter().any(|l| known().mentions_invoice.hits(&l.packed())) {
        return Vec::new();
    }
    let mut out: Vec<(Invoice, Option<u32>)> = Vec::new();
    for segment in sheet::segments(&lines) {
        if sheet::is_goods_list(segment) {
            add_goods_list(segment, &mut out);
            continue;
        }
        let Some(next) = invoice(doc, segment) else { continue };
        let leaf = leaf_number(segment);
        match out.iter_mut().find(|(i, before)| i.number == next.number && same_paper(i, *before, &next, leaf)) {
            Some((first, before)) if leaf.is_some() && leaf > *before => {
                continue_on(first, next);
                *before = leaf;
            }
            Some(_) => {}
            None => out.push((next, leaf)),
        }
    }
    out.into_iter().map(|(i, _)| i).collect()
}

/// `共2页 第1页` → 1, when there are several.
fn leaf_number(lines: &[Line]) -> Option<u32> {
    lines.iter().find_map(|l| {
        let packed = l.packed();
        let found = known().leaf.captures(&packed)?;
        let part = |name: &str| found.name(name)?.as_str().parse::<u32>().ok();
        let (all, this) = (part("all")?, part("this")?);
        (all > 1).then_some(this)
    })
}

/// Another page or another print, not another invoice with the same number.
fn same_paper(first: &Invoice, before: Option<u32>, next: &Invoice, leaf: Option<u32>) -> bool {
    let differ = first.gross.is_some() && next.gross.is_some() && first.gross != next.gross;
    !differ || before.is_some() && leaf.is_some()
}

fn continue_on(first: &mut Invoice, next: Invoice) {
    first.lines.extend(next.lines);
    // totals of the whole stand on the last page
    first.net = next.net.or(first.net);
    first.tax = next.tax.or(first.tax);
    first.gross = next.gross.or(first.gross);
    if next.in_words_amount.is_some() {
        first.in_words = next.in_words;
        first.in_words_amount = next.in_words_amount;
    }
    if first.remarks.is_empty() {
        first.remarks = next.remarks;
    }
    first.recognised |= next.recognised;
}

/// The goods of a 销货清单 belong to the invoice that it names.
fn add_goods_list(lines: &[Line], out: &mut [(Invoice, Option<u32>)]) {
    let Some(number) =
        lines.iter().find_map(|l| Some(known().number_of_list.captures(&l.packed())?.name("n")?.as_str().to_owned()))
    else {
        return;
    };
    if let Some((invoice, _)) = out.iter_mut().find(|(i, _)| i.number.ends_with(&number)) {
        if goods::points_to_list(&invoice.lines) {
            invoice.lines.clear();
        }
        invoice.lines.extend(goods::read(lines));
    }
}

fn invoice(doc: DocId, lines: &[Line]) -> Option<Invoice> {
    let text: String = lines.iter().map(Line::text).collect::<Vec<_>>().join("\n");
    let plain = packed(&text);
    if !is_invoice(lines, &plain) {
        return None;
    }
    let titled = lines.iter().flat_map(|l| &l.cells).any(|c| sheet::is_title(c));
    let digits = number(lines, &text, titled)?;
    let code =
        values(lines, &known().code_label).into_iter().find_map(|v| leading_digits(&v.text, 10..=12, v.recognised));
    let kind = kind(&plain, code.is_some(), &digits);
    let (in_words, in_words_amount) = words(lines);
    let gross = gross(lines, &text, kind).or(in_words_amount.filter(|_| kind == InvoiceKind::Other));
    let date = date(lines, &text, kind, titled);
    if gross.is_none() && date.is_none() {
        return None;
    }
    let (buyer, seller) = parties(lines);
    let (buyer_tax_id, seller_tax_id) = tax_ids(lines, &text, kind);
    let (net, tax) = net_and_tax(lines);
    let at = lines.iter().find(|l| sheet::names_number(l)).or_else(|| lines.first())?;
    let place = if at.page > 0 { Place::Page(at.page) } else { at.place.clone() };
    let check_code =
        values(lines, &known().check_code_label).into_iter().find_map(|v| leading_digits(&v.text, 20..=20, true));
    let code_of = |v: Value| v.text.trim().chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
    let ticket = values(lines, &known().ticket_label).into_iter().map(code_of).find(|v| v.len() >= 8);
    Some(Invoice {
        kind,
        date,
        evidence: Evidence::new(doc, place, &quote(&digits, &buyer, gross)),
        number: code.map_or(digits.clone(), |c| format!("{c}-{digits}")),
        buyer,
        buyer_tax_id,
        seller,
        seller_tax_id,
        lines: if kind.is_ticket() { Vec::new() } else { goods::read(lines) },
        net: net.filter(|_| kind != InvoiceKind::Air),
        tax,
        gross,
        in_words,
        in_words_amount,
        remarks: remarks(lines),
        check_code: check_code.unwrap_or_default(),
        ticket: ticket.unwrap_or_default(),
        passenger: passenger(lines, &text, kind),
        structured: false,
        recognised: lines.iter().any(|l| l.recognised),
    })
}

/// A form's own title, or so many of its labels that it can be nothing else.
fn is_invoice(lines: &[Line], plain: &str) -> bool {
    let is_ledger = |l: &&Line| {
        let packed = l.packed();
        packed.chars().count() <= 30 && sheet::speaks_of_invoices(&packed)
    };
    // a column of numbers under its head
    let is_column = |l: &Line| {
        l.cells.len() >= 3
            && l.cells.iter().any(|c| known().number_column.is(&packed(c)))
            && !l.cells.iter().any(|c| c.chars().any(|c| c.is_ascii_digit()))
    };
    if known().inquiry.hits(plain) || lines.iter().any(is_column) {
        return false;
    }
    let labels = known().face_labels.words().filter(|w| plain.contains(*w)).count();
    let titled = lines.iter().flat_map(|l| &l.cells).any(|c| sheet::is_title(c));
    if titled {
        return labels >= 1 || known().sum_on_face.hits(plain);
    }
    labels >= 4 && lines.iter().take(8).find(is_ledger).is_none()
}

fn kind(plain: &str, coded: bool, digits: &str) -> InvoiceKind {
    let special = known().special.hits(plain);
    match () {
        () if known().rail.hits(plain) => InvoiceKind::Rail,
        () if known().air.hits(plain) => InvoiceKind::Air,
        () if coded && special => InvoiceKind::VatSpecial,
        () if coded && known().vat.hits(plain) => InvoiceKind::Vat,
        () if coded => InvoiceKind::Other,
        () if digits.len() == 20 && special => InvoiceKind::DigitalSpecial,
        () if digits.len() == 20 => InvoiceKind::DigitalOrdinary,
        () if special => InvoiceKind::VatSpecial,
        () if known().vat.hits(plain) => InvoiceKind::Vat,
        () => InvoiceKind::Other,
    }
}

fn number(lines: &[Line], text: &str, titled: bool) -> Option<String> {
    let labelled = values(lines, &known().number_label).into_iter().find_map(|v| {
        let folded = crate::model::digits::folded_number(&v.text);
        let whole = |length| leading_digits(&folded, length..=length, false);
        whole(20).or_else(|| leading_digits(&v.text, 8..=20, v.recognised)).or_else(|| whole(8))
    });
    if labelled.is_some() || !titled {
        return labelled;
    }
    // labels may be drawn as outlines: one number of twenty digits, or the older `No 12345678`
    pattern!(LONG, r"(?:^|\D)(\d{20})(?:\D|$)");
    pattern!(NO, r"(?:^|[^A-Za-z])N[oO]\.?\s*:?\s*(\d{8})(?:\D|$)");
    let mut long: Vec<&str> = LONG.captures_iter(text).filter_map(|c| Some(c.get(1)?.as_str())).collect();
    long.dedup();
    match long.as_slice() {
        [one] => Some((*one).to_owned()),
        [] => NO.captures(text).and_then(|c| Some(c.get(1)?.as_str().to_owned())),
        _ => None,
    }
}

fn date(lines: &[Line], text: &str, kind: InvoiceKind, titled: bool) -> Option<Day> {
    let labelled = values(lines, &known().date_label).into_iter().find_map(|v| any_day(&v.text));
    // the only other day on the face of a ticket is the journey's
    labelled.or_else(|| if titled && !kind.is_ticket() { any_day(text) } else { None })
}

/// The names: first the buyer, then the seller, unless the label says which.
fn parties(lines: &[Line]) -> (String, String) {
    both(values(lines, &known().name_label).into_iter().map(|v| (v.side, v.text)))
}

fn both(found: impl Iterator<Item = (String, String)>) -> (String, String) {
    let (mut buyer, mut seller) = (None, None);
    for (side, value) in found {
        let sells = known().seller_side.opens(&side);
        if sells || side.is_empty() && buyer.is_some() {
            seller.get_or_insert(value);
        } else {
            buyer.get_or_insert(value);
        }
    }
    (buyer.unwrap_or_default(), seller.unwrap_or_default())
}

fn tax_ids(lines: &[Line], text: &str, kind: InvoiceKind) -> (String, String) {
    pattern!(ID, r"^[0-9A-Z]{15,20}");
    pattern!(BARE, r"(?:^|[^0-9A-Z])([0-9][0-9A-Z]{14}(?:[0-9A-Z]{3})?)(?:[^0-9A-Z]|$)");
    let id = |text: &str| ID.find(&packed(text)).map(|m| m.as_str().to_owned()).unwrap_or_default();
    let (mut buyer, mut seller) = both(values(lines, &known().tax_id_label).into_iter().map(|v| (v.side, id(&v.text))));
    if buyer.is_empty() && seller.is_empty() && !kind.is_ticket() {
        let has_letter = |s: &&str| s.chars().any(|c| c.is_ascii_uppercase());
        let mut bare = BARE.captures_iter(text).filter_map(|c| c.get(1)).map(|m| m.as_str()).filter(has_letter);
        buyer = bare.next().unwrap_or_default().to_string();
        seller = bare.next().unwrap_or_default().to_string();
    }
    (buyer, seller)
}

/// `4503********1234 张三` on a rail ticket, 旅客姓名 on an itinerary.
fn passenger(lines: &[Line], text: &str, kind: InvoiceKind) -> String {
    pattern!(MASKED, r"\d{4,10}\*{3,}\d{2,4}[0-9Xx]?\s*([\u{4e00}-\u{9fff}·]{2,10})");
    match kind {
        InvoiceKind::Rail => {
            MASKED.captures(text).and_then(|c| Some(c.get(1)?.as_str().to_owned())).unwrap_or_default()
        }
        InvoiceKind::Air => {
            let name = values(lines, &known().passenger_label).into_iter().next().map(|v| v.text).unwrap_or_default();
            name.split(|c: char| c.is_whitespace() || c.is_ascii_digit()).next().unwrap_or_default().to_owned()
        }
        _ => String::new(),
    }
}

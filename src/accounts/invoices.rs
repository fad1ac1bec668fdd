//! Invoices of a dossier, whatever their container: drawn on a page, structured data, recognised from an image. The same
//! invoice in several forms counts once.
//!
//! Knows no verdicts. Refuses lists that merely mention invoice numbers: see [`drawn`].

use std::collections::BTreeSet;

use crate::model::{DocId, Document, Dossier, Format, Invoice, Kinds, Place};

mod drawn;
mod goods;
mod labels;
mod link;
mod remarks;
mod sheet;
mod structured;
mod text;
mod totals;

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
        let mut shown = best.evidence.place != Place::Whole;
        for (_, other) in forms {
            // what was recognised adds nothing to what was read
            if other.recognised && !best.recognised {
                continue;
            }
            best = filled(best, &other);
            if !shown && other.evidence.place != Place::Whole {
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
    let misread = !a.kind.is_ticket()
        && !b.kind.is_ticket()
        && nearly(&a.number, &b.number)
        && a.gross.is_some()
        && !sums
        && !days;
    same_number(a, b) || misread
}

/// Two digits of a long number recognised wrongly.
fn nearly(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.len() >= 16 && a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count() <= 2
}

#[cfg(test)]
mod tests;

//! What was read of one file, as values for text and JSON `yanshen/show/1`: fields may be added, never renamed.
//!
//! Personal numbers and travellers' names are masked in both. It refuses to judge: nothing here is a finding.

use serde::{Deserialize, Serialize};

use super::words;
use crate::model::document::PageCoverage;
use crate::model::kind::Certainty;
use crate::model::{Block, CellFlag, Content, Document, Invoice, Money, Origin, Paper, Table};

pub const SCHEMA: &str = "yanshen/show/1";

/// What was made of one document.
#[derive(Debug, Clone, Default)]
pub struct Look {
    pub papers: Vec<Paper>,
    /// (name, value), in Chinese.
    pub facts: Vec<(String, String)>,
    pub invoices: Vec<Invoice>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShowV1 {
    pub schema: String,
    pub documents: Vec<DocumentV1>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentV1 {
    pub path: String,
    /// The file that this one is part of.
    pub inside: Option<String>,
    pub format: String,
    pub size: u64,
    pub sha256: String,
    /// full, partial, none
    pub coverage: String,
    pub problems: Vec<String>,
    pub pages: Vec<PageV1>,
    pub mail: Option<MailV1>,
    pub kinds: Vec<KindV1>,
    pub facts: Vec<NamedV1>,
    pub invoices: Vec<InvoiceV1>,
    pub fields: Vec<NamedV1>,
    pub blocks: Vec<BlockV1>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageV1 {
    pub page: u32,
    pub chars: u32,
    /// text, recognised, scan, empty
    pub source: String,
    pub confidence: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MailV1 {
    pub from: Vec<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub date: Option<String>,
    pub subject: String,
    pub attachments: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KindV1 {
    pub kind: String,
    pub title: String,
    pub reasons: Vec<String>,
    /// strong, weak, name-only
    pub certainty: String,
    pub blank: bool,
    pub draft: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedV1 {
    pub name: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BlockV1 {
    pub place: String,
    /// body, header-footer, text-box, note, comment, annotation, recognised
    pub origin: String,
    pub confidence: Option<u8>,
    pub hidden: bool,
    /// heading, paragraph, table
    pub shape: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sheet: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub rows: Vec<RowV1>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowV1 {
    /// Counted from 1, like the columns.
    pub row: u64,
    pub hidden: bool,
    pub cells: Vec<CellV1>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CellV1 {
    pub col: u64,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub formula: Option<String>,
    /// uncalculated, precision-lost, under-merge, error, hidden-column, concealed, picture
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub flag: Option<String>,
    /// Columns and rows of a merged cell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub col_span: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub row_span: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InvoiceV1 {
    pub kind: String,
    pub number: String,
    pub date: Option<String>,
    pub buyer: String,
    pub buyer_tax_id: String,
    pub seller: String,
    pub seller_tax_id: String,
    pub lines: Vec<InvoiceLineV1>,
    pub net: Option<String>,
    pub tax: Option<String>,
    pub gross: Option<String>,
    pub in_words: String,
    pub in_words_amount: Option<String>,
    pub remarks: String,
    pub check_code: String,
    pub ticket: String,
    pub passenger: String,
    /// data, text, recognised
    pub source: String,
    pub place: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InvoiceLineV1 {
    pub item: String,
    pub spec: String,
    pub unit: String,
    pub quantity: String,
    pub price: Option<String>,
    pub amount: Option<String>,
    pub rate: String,
    pub tax: Option<String>,
}

/// The JSON text, without a line break at its end. `looks` may be shorter than `documents`.
pub fn json(documents: &[Document], looks: &[Look]) -> String {
    let nothing = Look::default();
    let documents = documents.iter().enumerate().map(|(n, d)| document(d, looks.get(n).unwrap_or(&nothing))).collect();
    let show = ShowV1 { schema: SCHEMA.to_owned(), documents };
    serde_json::to_string_pretty(&show).expect("strings, numbers and lists always serialise")
}

fn document(d: &Document, look: &Look) -> DocumentV1 {
    let named = |(name, value): &(String, String)| NamedV1 { name: name.clone(), value: words::mask(value) };
    DocumentV1 {
        path: d.path.clone(),
        inside: d.inside.clone(),
        format: words::format_code(d.format).to_owned(),
        size: d.size,
        sha256: d.sha256.clone(),
        coverage: words::coverage_code(d.coverage).to_owned(),
        problems: d.problems.iter().map(words::problem).collect(),
        pages: d.pages.iter().map(page).collect(),
        mail: d.mail.as_ref().map(|m| MailV1 {
            from: m.from.clone(),
            to: m.to.clone(),
            cc: m.cc.clone(),
            date: m.date.map(|d| d.to_string()),
            subject: words::mask(&m.subject),
            attachments: m.attachments.clone(),
        }),
        kinds: look.papers.iter().map(kind).collect(),
        facts: look.facts.iter().map(named).collect(),
        invoices: look.invoices.iter().map(invoice).collect(),
        fields: d.fields.iter().map(|(name, value)| field(name, value)).collect(),
        blocks: d.blocks.iter().map(block).collect(),
    }
}

fn page(p: &PageCoverage) -> PageV1 {
    let source = match page_source(p) {
        PageSource::Recognised(_) => "recognised",
        PageSource::Scan => "scan",
        PageSource::Empty => "empty",
        PageSource::Text => "text",
    };
    PageV1 { page: p.page, chars: p.chars, source: source.to_owned(), confidence: p.recognised }
}

/// Where the text of a page comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageSource {
    Text,
    Recognised(u8),
    Scan,
    Empty,
}

pub fn page_source(p: &PageCoverage) -> PageSource {
    match p.recognised {
        Some(confidence) => PageSource::Recognised(confidence),
        None if p.is_scan() => PageSource::Scan,
        None if p.chars == 0 => PageSource::Empty,
        None => PageSource::Text,
    }
}

fn kind(p: &Paper) -> KindV1 {
    KindV1 {
        kind: p.kind.to_string(),
        title: p.title.as_ref().map(|t| words::mask(&t.quote)).unwrap_or_default(),
        reasons: p.reasons.clone(),
        certainty: match p.certainty {
            Certainty::Strong => "strong",
            Certainty::Weak => "weak",
            Certainty::NameOnly => "name-only",
        }
        .to_owned(),
        blank: p.is_void(),
        draft: p.is_draft(),
    }
}

/// A value of the file's data, masked by its shape, or by its name where it is a person's.
pub fn field(name: &str, value: &str) -> NamedV1 {
    const PERSONAL: [&str; 4] = ["PassengerName", "NameOfPassenger", "rai:Name", "旅客姓名"];
    let last = name.rsplit('/').next().unwrap_or(name);
    let person = PERSONAL.iter().any(|p| last.eq_ignore_ascii_case(p));
    NamedV1 { name: name.to_owned(), value: if person { masked_name(value) } else { words::mask(value) } }
}

/// `张某某` → `张**`.
pub fn masked_name(name: &str) -> String {
    name.chars().enumerate().map(|(i, c)| if i == 0 { c } else { '*' }).collect()
}

fn block(b: &Block) -> BlockV1 {
    let (origin, confidence) = match b.origin {
        Origin::Body => ("body", None),
        Origin::HeaderFooter => ("header-footer", None),
        Origin::TextBox => ("text-box", None),
        Origin::Note => ("note", None),
        Origin::Comment => ("comment", None),
        Origin::Annotation => ("annotation", None),
        Origin::Ocr(confidence) => ("recognised", Some(confidence)),
    };
    let (shape, text, table) = match &b.content {
        Content::Heading { text, .. } => ("heading", Some(text), None),
        Content::Paragraph { text } => ("paragraph", Some(text), None),
        Content::Table(t) => ("table", None, Some(t)),
    };
    BlockV1 {
        place: b.place.to_string(),
        origin: origin.to_owned(),
        confidence,
        hidden: b.hidden,
        shape: shape.to_owned(),
        text: text.map(|t| words::mask(t)),
        sheet: table.and_then(|t| t.sheet.clone()),
        rows: table.map(rows).unwrap_or_default(),
    }
}

fn rows(t: &Table) -> Vec<RowV1> {
    let cell = |c: &crate::model::Cell| CellV1 {
        col: u64::from(c.col) + 1,
        text: words::mask(&c.text),
        formula: c.formula.clone(),
        flag: c.flag.map(flag_code).map(str::to_owned),
        col_span: Some(c.col_span).filter(|n| *n > 1),
        row_span: Some(c.row_span).filter(|n| *n > 1),
    };
    t.rows
        .iter()
        .map(|r| RowV1 { row: u64::from(r.row) + 1, hidden: r.hidden, cells: r.cells.iter().map(cell).collect() })
        .collect()
}

fn flag_code(flag: CellFlag) -> &'static str {
    match flag {
        CellFlag::Uncalculated => "uncalculated",
        CellFlag::PrecisionLost => "precision-lost",
        CellFlag::UnderMerge => "under-merge",
        CellFlag::Error => "error",
        CellFlag::HiddenColumn => "hidden-column",
        CellFlag::Concealed => "concealed",
        CellFlag::Picture => "picture",
    }
}

fn money(m: Option<Money>) -> Option<String> {
    m.map(|m| m.to_string())
}

fn invoice(i: &Invoice) -> InvoiceV1 {
    let line = |l: &crate::model::InvoiceLine| InvoiceLineV1 {
        item: l.item.clone(),
        spec: l.spec.clone(),
        unit: l.unit.clone(),
        quantity: l.quantity.clone(),
        price: money(l.price),
        amount: money(l.amount),
        rate: l.rate.clone(),
        tax: money(l.tax),
    };
    let source = match (i.recognised, i.structured) {
        (true, _) => "recognised",
        (false, true) => "data",
        (false, false) => "text",
    };
    InvoiceV1 {
        kind: words::invoice_kind(i.kind).to_owned(),
        number: i.number.clone(),
        date: i.date.map(|d| d.to_string()),
        buyer: i.buyer.clone(),
        buyer_tax_id: i.buyer_tax_id.clone(),
        seller: i.seller.clone(),
        seller_tax_id: i.seller_tax_id.clone(),
        lines: i.lines.iter().map(line).collect(),
        net: money(i.net),
        tax: money(i.tax),
        gross: money(i.gross),
        in_words: i.in_words.clone(),
        in_words_amount: money(i.in_words_amount),
        remarks: words::mask(&i.remarks),
        check_code: i.check_code.clone(),
        ticket: i.ticket.clone(),
        passenger: masked_name(&i.passenger),
        source: source.to_owned(),
        place: i.evidence.place.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_json_holds_blocks_invoices_and_fields() {
        let audit = sample::audit().dossiers.remove(0);
        let mut document = audit.dossier.documents[0].clone();
        document.fields =
            vec![("Rail/PassengerName".into(), "张某某".into()), ("IdNumber".into(), "450103199001011234".into())];
        document.pages = vec![PageCoverage { page: 1, chars: 2, full_image: true, images: false, recognised: None }];
        let mut invoice = audit.accounts.invoices[0].clone();
        invoice.passenger = "李某".into();
        let look = Look { papers: vec![], facts: vec![("项目名称".into(), "甲".into())], invoices: vec![invoice] };
        let show: ShowV1 = serde_json::from_str(&json(&[document], &[look])).expect("reads again");
        let d = &show.documents[0];
        assert_eq!((show.schema.as_str(), d.pages[0].source.as_str()), (SCHEMA, "scan"));
        assert_eq!((d.fields[0].value.as_str(), d.fields[1].value.as_str()), ("张**", "450***********1234"));
        assert_eq!((d.invoices[0].passenger.as_str(), d.invoices[0].source.as_str()), ("李*", "text"));
        assert_eq!(d.facts[0].value, "甲");
    }
}

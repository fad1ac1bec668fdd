//! Where something stands in a document, and the evidence that quotes it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Index of a document in its [`super::Dossier`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocId(pub u32);

/// A symbolic place. `Display` gives the text of the JSON contract (`page 2`, `Sheet1!C5`, `paragraph 14`);
/// Chinese wording for people is made in `report`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The document as a whole (a photo, a mail, a missing paper).
    Whole,
    /// A page of a PDF, counted from 1.
    Page(u32),
    /// A body paragraph of a word-processor file, counted from 1 over non-empty paragraphs and tables alike.
    Paragraph(u32),
    /// A cell of a spreadsheet: zero-based row and column of the real sheet.
    Cell { sheet: String, row: u32, col: u32 },
    /// A cell of a table in a word-processor, HTML or PDF file; `table` from 1, zero-based row and column.
    /// `page` is 0 where the format has no pages.
    TableCell { page: u32, table: u32, row: u32, col: u32 },
    /// A line of a text or CSV file, counted from 1.
    Line(u32),
    /// Page header or footer of a word-processor file.
    HeaderFooter,
    /// A text box, counted from 1.
    TextBox(u32),
    /// A footnote or endnote, counted from 1.
    Note(u32),
    /// A picture inside an office file, counted from 1 over the pictures it holds.
    Picture(u32),
    /// The header block of a mail (From, To, Date, Subject).
    MailHeader,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Whole => write!(f, "whole file"),
            Place::Page(n) => write!(f, "page {n}"),
            Place::Paragraph(n) => write!(f, "paragraph {n}"),
            Place::Cell { sheet, row, col } => write!(f, "{sheet}!{}{}", column_name(*col), u64::from(*row) + 1),
            Place::TableCell { page: 0, table, row, col } => {
                write!(f, "table {table} row {} col {}", u64::from(*row) + 1, u64::from(*col) + 1)
            }
            Place::TableCell { page, table, row, col } => {
                write!(f, "page {page} table {table} row {} col {}", u64::from(*row) + 1, u64::from(*col) + 1)
            }
            Place::Line(n) => write!(f, "line {n}"),
            Place::HeaderFooter => write!(f, "header/footer"),
            Place::TextBox(n) => write!(f, "text box {n}"),
            Place::Note(n) => write!(f, "note {n}"),
            Place::Picture(n) => write!(f, "picture {n}"),
            Place::MailHeader => write!(f, "mail header"),
        }
    }
}

/// Spreadsheet column letters of a zero-based index: 0 → `A`, 27 → `AB`.
pub fn column_name(col: u32) -> String {
    let mut n = u64::from(col) + 1;
    let mut name = Vec::new();
    while n > 0 {
        let digit = u8::try_from((n - 1) % 26).expect("a remainder of 26 fits in a byte");
        name.push(char::from(b'A' + digit));
        n = (n - 1) / 26;
    }
    name.iter().rev().collect()
}

/// A place and the words as written there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    pub doc: DocId,
    pub place: Place,
    /// The words as written, shortened by [`Evidence::new`] to at most 120 characters.
    pub quote: String,
    /// Stands in a hidden sheet, row or column: shown as such, proves nothing by itself.
    pub hidden: bool,
    /// Recognised from an image: to be held against the original. Set when a finding is settled.
    pub recognised: bool,
}

impl Evidence {
    pub fn new(doc: DocId, place: Place, quote: &str) -> Evidence {
        let mut words: String = quote.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.chars().count() > 120 {
            words = words.chars().take(119).collect::<String>() + "…";
        }
        Evidence { doc, place, quote: words, hidden: false, recognised: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (n, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")] {
            assert_eq!(column_name(n), name);
        }
    }
}

//! Notes (批注) that people put on cells, read from the package itself: the reader of cells does not know them. A part that
//! cannot be read gives no notes and no error.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape;
use quick_xml::events::{BytesRef, BytesStart, Event};
use zip::ZipArchive;

/// Bytes of one part; a workbook of ten thousand notes has far less.
const MOST_BYTES: u64 = 64 << 20;

/// A note and the zero-based cell it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellNote {
    pub row: u32,
    pub col: u32,
    pub author: String,
    pub text: String,
}

/// The notes of each sheet, by the sheet's name.
pub fn by_sheet(bytes: &[u8]) -> BTreeMap<String, Vec<CellNote>> {
    let Ok(mut package) = ZipArchive::new(Cursor::new(bytes)) else { return BTreeMap::new() };
    let book = part(&mut package, "xl/workbook.xml");
    let targets: BTreeMap<String, String> =
        relations(&part(&mut package, "xl/_rels/workbook.xml.rels")).into_iter().map(|r| (r.id, r.target)).collect();
    let mut out = BTreeMap::new();
    for (name, id) in sheets(&book) {
        let Some(sheet) = targets.get(&id).map(|t| resolved("xl", t)) else { continue };
        let (folder, file) = sheet.rsplit_once('/').unwrap_or(("", &sheet));
        let rels = relations(&part(&mut package, &format!("{folder}/_rels/{file}.rels")));
        let mut notes = Vec::new();
        for comments in rels.iter().filter(|r| r.kind.ends_with("/comments")) {
            notes.extend(comments_of(&part(&mut package, &resolved(folder, &comments.target))));
        }
        if !notes.is_empty() {
            out.insert(name, notes);
        }
    }
    out
}

fn part(package: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> String {
    let mut bytes = Vec::new();
    if let Ok(file) = package.by_name(name) {
        // What was read before an error is still worth looking at.
        let _ = file.take(MOST_BYTES).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// `../comments1.xml` as seen from a folder of the package.
fn resolved(folder: &str, target: &str) -> String {
    let mut steps: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

fn relations(xml: &str) -> Vec<Relation> {
    let mut out = Vec::new();
    elements(xml, |start| {
        if local(start) == "Relationship" {
            let of = |name| attribute(start, name).unwrap_or_default();
            out.push(Relation { id: of("Id"), kind: of("Type"), target: of("Target") });
        }
    });
    out
}

/// Name and relation id of each sheet.
fn sheets(xml: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    elements(xml, |start| {
        if local(start) == "sheet" {
            out.push((attribute(start, "name").unwrap_or_default(), attribute(start, "id").unwrap_or_default()));
        }
    });
    out
}

fn elements(xml: &str, mut each: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(start) | Event::Empty(start)) => each(&start),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn comments_of(xml: &str) -> Vec<CellNote> {
    let mut reader = Reader::from_str(xml);
    let (mut authors, mut out): (Vec<String>, Vec<CellNote>) = (Vec::new(), Vec::new());
    let mut note: Option<CellNote> = None;
    let (mut in_text, mut in_phonetic, mut in_author) = (false, false, false);
    loop {
        let words = match reader.read_event() {
            Ok(Event::Start(start)) => {
                match local(&start).as_str() {
                    "author" => {
                        in_author = true;
                        authors.push(String::new());
                    }
                    "comment" => note = begun(&start, &authors),
                    "rPh" => in_phonetic = true,
                    "t" => in_text = !in_phonetic,
                    _ => {}
                }
                continue;
            }
            Ok(Event::End(end)) => {
                match end.local_name().into_inner() {
                    "author" => in_author = false,
                    "comment" => out.extend(note.take().filter(|n| !n.text.trim().is_empty())),
                    "rPh" => in_phonetic = false,
                    "t" => in_text = false,
                    _ => {}
                }
                continue;
            }
            Ok(Event::Text(t)) => t.xml10_content().into_owned(),
            Ok(Event::CData(t)) => t.xml10_content().into_owned(),
            Ok(Event::GeneralRef(r)) => reference(&r),
            Ok(Event::Eof) | Err(_) => return out,
            Ok(_) => continue,
        };
        match (&mut note, authors.last_mut()) {
            (Some(note), _) if in_text => note.text += &words,
            (None, Some(author)) if in_author => *author += &words,
            _ => {}
        }
    }
}

fn begun(start: &BytesStart<'_>, authors: &[String]) -> Option<CellNote> {
    let (row, col) = cell(&attribute(start, "ref")?)?;
    let author = attribute(start, "authorId").and_then(|n| n.parse::<usize>().ok()).and_then(|n| authors.get(n));
    Some(CellNote { row, col, author: author.cloned().unwrap_or_default(), text: String::new() })
}

/// `C5` → zero-based row and column.
fn cell(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = name.split_at_checked(digits)?;
    let col = letters.chars().try_fold(0u32, |n, c| {
        let digit = u32::from(c.to_ascii_uppercase()).checked_sub(u32::from('A')).filter(|d| *d < 26)?;
        n.checked_mul(26)?.checked_add(digit + 1)
    })?;
    Some((number.parse::<u32>().ok()?.checked_sub(1)?, col.checked_sub(1)?))
}

fn local(start: &BytesStart<'_>) -> String {
    start.local_name().into_inner().to_owned()
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = start.attributes();
    let found = all.with_checks(false).flatten().find(|a| a.key.local_name().into_inner() == name)?;
    Some(escape::unescape(&found.value).map_or_else(|_| found.value.clone().into_owned(), |v| v.into_owned()))
}

fn reference(r: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = r.resolve_char_ref() {
        return c.to_string();
    }
    escape::resolve_predefined_entity(&r.xml10_content()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{Note, Workbook};

    use super::*;

    #[test]
    fn notes_are_read_with_their_cells_and_authors() {
        let mut book = Workbook::new();
        book.add_worksheet().set_name("空").expect("a name");
        let sheet = book.add_worksheet().set_name("问题清单").expect("a name");
        let note = |text: &str, author: &str| Note::new(text).set_author(author).add_author_prefix(false);
        sheet.insert_note(6, 27, &note("待查 <原件> & “发票”", "张三")).expect("a note");
        sheet.insert_note(0, 0, &note("两行\n文字", "李四")).expect("a note");
        let bytes = book.save_to_buffer().expect("a workbook");
        let found = by_sheet(&bytes);
        let notes = &found["问题清单"];
        assert_eq!(found.len(), 1);
        assert!(notes.contains(&CellNote {
            row: 6,
            col: 27,
            author: "张三".into(),
            text: "待查 <原件> & “发票”".into()
        }));
        assert!(notes.iter().any(|n| (n.row, n.col) == (0, 0) && n.text == "两行\n文字"));
    }

    #[test]
    fn what_is_no_package_has_no_notes() {
        assert!(by_sheet(b"PK\x03\x04").is_empty());
        assert_eq!(cell("AB7"), Some((6, 27)));
        assert_eq!([cell("7"), cell("A0"), cell("一1"), cell("")], [None; 4]);
        assert_eq!(resolved("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolved("xl/worksheets", "/xl/comments/comment1.xml"), "xl/comments/comment1.xml");
    }
}

//! One pass over a worksheet's XML: values, formulas, looks, hidden rows and columns, merges, what is printed above and below
//! the pages. The sheet's own word of its size is not needed and not believed.

use std::collections::BTreeMap;

use calamine::{CellErrorType, DataRef, expand_shared_formula};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::limits::Limits;
use super::super::sheet::{Look, Sheet, Tally};
use super::super::xml::{self, attribute, local};
use super::strings::{self, Text};
use super::styles::Styles;

/// What cells refer to.
pub struct Book {
    pub strings: Vec<Text>,
    pub styles: Styles,
    pub is_1904: bool,
}

/// What the pass found beside the cells.
#[derive(Default)]
pub struct Found {
    /// Texts of headers and footers, with their codes.
    pub furniture: Vec<String>,
    /// Files put into the sheet as objects.
    pub objects: u32,
    /// Why the sheet was not read to its end.
    pub trouble: Option<String>,
}

/// A cell while its XML is read.
#[derive(Default)]
struct Open {
    at: (u32, u32),
    style: usize,
    kind: String,
    value: Option<String>,
    formula: Option<Formula>,
    /// Text in the cell itself, with its tags.
    inline: Option<String>,
}

#[derive(Default)]
struct Formula {
    text: String,
    shared: Option<String>,
}

pub fn read(text: &str, book: &Book, sheet: &mut Sheet, tally: &mut Tally, limits: &Limits) -> Found {
    let mut pass = Pass { text, book, sheet, tally, shared: BTreeMap::new(), missing: 0, found: Found::default() };
    pass.run(limits);
    if pass.missing > 0 {
        pass.found.trouble.get_or_insert_with(|| format!("{}个单元格的文字找不到", pass.missing));
    }
    pass.found
}

struct Pass<'a> {
    text: &'a str,
    book: &'a Book,
    sheet: &'a mut Sheet,
    tally: &'a mut Tally,
    /// Shared formulas by number: text and the cell it stands in.
    shared: BTreeMap<String, (String, (u32, u32))>,
    missing: u32,
    found: Found,
}

/// Merged ranges that are looked at.
const MOST_MERGES: u32 = 100_000;

impl Pass<'_> {
    fn run(&mut self, limits: &Limits) {
        let mut reader = Reader::from_str(self.text);
        reader.config_mut().check_end_names = false;
        let (mut next_row, mut next_col, mut merges) = (0u32, 0u32, 0u32);
        let mut row = 0u32;
        let mut cell: Option<Open> = None;
        let mut taking = Taking::Nothing;
        let mut inline_from = 0usize;
        let mut depth = 0i64;
        loop {
            let before = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(e) => {
                    self.found.trouble = Some(e.to_string());
                    break;
                }
            };
            let empty = matches!(event, Event::Empty(_));
            match &event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            match event {
                Event::Start(e) | Event::Empty(e) => match (local(e.name().into_inner()), &mut cell) {
                    ("row", None) => {
                        row = self.row(&e, next_row);
                        (next_row, next_col) = (row.saturating_add(1), 0);
                    }
                    ("c", None) => {
                        let open = start(&e, (row, next_col));
                        next_col = open.at.1.saturating_add(1);
                        if !empty {
                            cell = Some(open);
                        }
                    }
                    ("v", Some(open)) => {
                        open.value = Some(String::new());
                        taking = if empty { Taking::Nothing } else { Taking::Value };
                    }
                    ("f", Some(open)) => {
                        open.formula = Some(Formula { text: String::new(), shared: shared(&e) });
                        taking = if empty { Taking::Nothing } else { Taking::Formula };
                    }
                    ("is", Some(_)) if !empty => {
                        inline_from = before;
                        taking = Taking::Inline;
                    }
                    (_, Some(_)) => {}
                    (name, None) => {
                        let (name, starts) = (name.to_owned(), !empty);
                        if name == "mergeCell" {
                            merges += 1;
                        }
                        if merges <= MOST_MERGES || name != "mergeCell" {
                            taking = self.beside(&name, &e, starts);
                        }
                    }
                },
                Event::End(e) => match (local(e.name().into_inner()), &mut cell) {
                    ("c", Some(_)) => {
                        if let Some(open) = cell.take()
                            && !self.close(open, limits)
                        {
                            break;
                        }
                        taking = Taking::Nothing;
                    }
                    ("is", Some(open)) => {
                        let end = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
                        open.inline = self.text.get(inline_from..end).map(str::to_owned);
                        taking = Taking::Nothing;
                    }
                    (_, Some(_)) if taking == Taking::Inline => {}
                    (_, None) if taking == Taking::Ranges => {
                        let said = self.found.furniture.pop().unwrap_or_default();
                        said.split_whitespace().filter_map(range).for_each(|r| self.sheet.dress(r));
                        taking = Taking::Nothing;
                    }
                    _ => taking = Taking::Nothing,
                },
                Event::Text(t) => self.take(taking, &mut cell, &t.xml10_content()),
                Event::CData(t) => self.take(taking, &mut cell, &t.xml10_content()),
                Event::GeneralRef(r) => self.take(taking, &mut cell, &xml::reference(&r)),
                Event::Eof => {
                    if depth > 0 {
                        self.found.trouble = Some("文件不完整，像是只传了一部分".into());
                    }
                    break;
                }
                _ => {}
            }
        }
    }

    fn row(&mut self, e: &BytesStart<'_>, next: u32) -> u32 {
        let row = attribute(e, "r").and_then(|r| r.trim().parse::<u32>().ok()).map_or(next, |r| r.saturating_sub(1));
        if on(e, "hidden") || attribute(e, "ht").is_some_and(|h| h.parse::<f64>().is_ok_and(|h| h < 1.0)) {
            self.sheet.hide_rows(row, row);
        }
        row
    }

    /// What stands beside the cells.
    fn beside(&mut self, name: &str, e: &BytesStart<'_>, starts: bool) -> Taking {
        match name {
            "col" if on(e, "hidden") || attribute(e, "width").is_some_and(|w| w.parse() == Ok(0.0)) => {
                let edge = |name| attribute(e, name).and_then(|v| v.parse::<u32>().ok()).map(|v| v.saturating_sub(1));
                if let (Some(first), Some(last)) = (edge("min"), edge("max")) {
                    self.sheet.hide_cols(first, last);
                }
            }
            "mergeCell" => {
                if let Some((first, last)) = attribute(e, "ref").as_deref().and_then(range) {
                    self.sheet.merge(first, last);
                }
            }
            "conditionalFormatting" => {
                let ranges = attribute(e, "sqref").unwrap_or_default();
                ranges.split_whitespace().filter_map(range).for_each(|r| self.sheet.dress(r));
            }
            "sqref" if starts => {
                self.found.furniture.push(String::new());
                return Taking::Ranges;
            }
            "oddHeader" | "evenHeader" | "firstHeader" | "oddFooter" | "evenFooter" | "firstFooter" if starts => {
                self.found.furniture.push(String::new());
                return Taking::Furniture;
            }
            "oleObject" => self.found.objects += 1,
            _ => {}
        }
        Taking::Nothing
    }

    fn take(&mut self, taking: Taking, cell: &mut Option<Open>, text: &str) {
        let target = match (taking, cell) {
            (Taking::Value, Some(open)) => open.value.as_mut(),
            (Taking::Formula, Some(open)) => open.formula.as_mut().map(|f| &mut f.text),
            (Taking::Furniture | Taking::Ranges, _) => self.found.furniture.last_mut(),
            _ => None,
        };
        if let Some(target) = target {
            target.push_str(text);
        }
    }

    /// Puts the cell into the sheet; `false` when the workbook has too many.
    fn close(&mut self, open: Open, limits: &Limits) -> bool {
        let formula = open.formula.map(|f| self.formula(f, open.at));
        if open.value.is_none() && open.inline.is_none() && formula.is_none() {
            return true;
        }
        if !self.tally.has_column(open.at.1) {
            return true;
        }
        if !self.tally.room(limits) {
            return false;
        }
        let look = self.book.styles.look(open.style);
        let with = (look, self.book.is_1904);
        if let Some(inline) = &open.inline {
            let (root, _) = xml::parse(inline);
            if let Some(is) = root.child("is") {
                let text = strings::text(is, &self.book.styles.colours);
                self.put(open.at, &text, formula, look);
            }
            return true;
        }
        let value = open.value.unwrap_or_default();
        let trimmed = value.trim();
        let data = match open.kind.as_str() {
            "s" => {
                match trimmed.parse::<usize>().ok().and_then(|n| self.book.strings.get(n)) {
                    Some(text) => self.put(open.at, text, formula, look),
                    None if trimmed.is_empty() => {}
                    None => self.missing += 1,
                }
                return true;
            }
            "str" | "inlineStr" => DataRef::String(value),
            _ if trimmed.is_empty() => DataRef::Empty,
            "b" => DataRef::Bool(matches!(trimmed, "1" | "true")),
            "d" => DataRef::DateTimeIso(trimmed.to_owned()),
            "e" => match error(trimmed) {
                Some(e) => DataRef::Error(e),
                None => {
                    self.sheet.show_error(open.at, trimmed, formula, look, self.tally);
                    return true;
                }
            },
            // a number that is none is shown as it is written
            _ => trimmed.parse().map_or_else(|_| DataRef::String(value.clone()), DataRef::Float),
        };
        self.sheet.show(open.at, &data, formula, with, self.tally);
        true
    }

    fn put(&mut self, at: (u32, u32), text: &Text, formula: Option<String>, look: &Look) {
        match text {
            Text::Plain(text) => {
                let data = DataRef::SharedString(text);
                self.sheet.show(at, &data, formula, (look, false), self.tally);
            }
            Text::Runs(runs) => self.sheet.show_runs(at, runs, formula, look, self.tally),
        }
    }

    fn formula(&mut self, formula: Formula, at: (u32, u32)) -> String {
        let Some(number) = formula.shared else { return formula.text };
        if formula.text.is_empty() {
            let first = self.shared.get(&number);
            return first.and_then(|(text, from)| expand_shared_formula(text, *from, at).ok()).unwrap_or_default();
        }
        self.shared.insert(number, (formula.text.clone(), at));
        formula.text
    }
}

/// What the text of the element at hand is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Taking {
    Nothing,
    Value,
    Formula,
    Inline,
    Furniture,
    Ranges,
}

/// Cells without an address stand behind the one before.
fn start(e: &BytesStart<'_>, next: (u32, u32)) -> Open {
    let mut open = Open { at: next, ..Open::default() };
    for a in e.attributes().with_checks(false).flatten() {
        match local(a.key.into_inner()) {
            "r" => open.at = address(&a.value).unwrap_or(next),
            "s" => open.style = a.value.parse().unwrap_or(usize::MAX),
            "t" => open.kind = a.value.into_owned(),
            _ => {}
        }
    }
    open
}

fn shared(e: &BytesStart<'_>) -> Option<String> {
    attribute(e, "t").filter(|t| t == "shared").and_then(|_| attribute(e, "si"))
}

fn on(e: &BytesStart<'_>, name: &str) -> bool {
    attribute(e, name).is_some_and(|v| v == "1" || v == "true")
}

pub fn error(text: &str) -> Option<CellErrorType> {
    Some(match text {
        "#DIV/0!" => CellErrorType::Div0,
        "#N/A" => CellErrorType::NA,
        "#NAME?" => CellErrorType::Name,
        "#NULL!" => CellErrorType::Null,
        "#NUM!" => CellErrorType::Num,
        "#REF!" => CellErrorType::Ref,
        "#VALUE!" => CellErrorType::Value,
        "#GETTING_DATA" => CellErrorType::GettingData,
        _ => return None,
    })
}

/// `A1:C3`, zero-based.
pub fn range(text: &str) -> Option<((u32, u32), (u32, u32))> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    Some((address(first)?, address(last)?))
}

pub fn address(text: &str) -> Option<(u32, u32)> {
    let (mut col, mut row, mut digits) = (0u32, 0u32, false);
    for c in text.trim().bytes().filter(|c| *c != b'$') {
        match c {
            b'A'..=b'Z' | b'a'..=b'z' if !digits => {
                col = col.checked_mul(26)?.checked_add(u32::from(c.to_ascii_uppercase() - b'A') + 1)?;
            }
            b'0'..=b'9' => {
                digits = true;
                row = row.checked_mul(10)?.checked_add(u32::from(c - b'0'))?;
            }
            _ => return None,
        }
    }
    Some((row.checked_sub(1)?, col.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_nonsense_is_refused() {
        assert_eq!(range("B3:$AA$10"), Some(((2, 1), (9, 26))));
        assert_eq!(range("A1"), Some(((0, 0), (0, 0))));
        for bad in ["", "A", "1", "A0", "é1", "AAAAAAAAAA1", "A1B"] {
            assert_eq!(range(bad), None, "{bad}");
        }
    }
}

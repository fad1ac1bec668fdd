//! XML Spreadsheet 2003: what many systems write for Excel, named .xls or .xml. Tables with addresses, as from any workbook.

use std::collections::BTreeMap;

use calamine::DataRef;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::contrast::{self, WHITE};
use super::damage::damaged;
use super::drawings::{Drawings, furniture};
use super::limits::Limits;
use super::number_format::NumberFormat;
use super::read::Read;
use super::sheet::{Look, Run, Sheet, Tally};
use super::xlsx::{add_furniture, error};
use super::xml::{self, Element, Node, attribute, local};
use crate::model::place::column_name;
use crate::model::{Block, Content, Origin, Place};

const NAMESPACE: &str = "urn:schemas-microsoft-com:office:spreadsheet";

/// The beginning of a text, in lower case, is that of such a workbook.
pub fn is_one(start: &str) -> bool {
    start.starts_with('<') && start.contains(NAMESPACE) && start.contains("workbook") && !super::html::has_root(start)
}

/// The same of bytes in any encoding.
pub fn holds(bytes: &[u8]) -> bool {
    is_one(super::text::decode(bytes.get(..2_048).unwrap_or(bytes)).to_lowercase().trim_start())
}

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    let text = xml::decode(bytes);
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut pass = Pass::default();
    let trouble = loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(e) => break Some(e.to_string()),
        };
        match event {
            Event::Start(e) => match pass.start(&mut reader, e, limits) {
                Ok(true) => {}
                Ok(false) => break None,
                Err(e) => break Some(e),
            },
            Event::End(e) if local(e.name().into_inner()) == "Worksheet" => pass.close(),
            Event::Eof => break pass.open.is_some().then(|| "unexpected end".to_owned()),
            _ => {}
        }
    };
    pass.close();
    let Pass { mut read, drawings, tally, .. } = pass;
    read.blocks.extend(drawings.blocks);
    read.problems.extend(drawings.problems);
    read.problems.extend(trouble.map(damaged));
    read.problems.extend(tally.problems(limits));
    read
}

#[derive(Default)]
struct Pass {
    styles: BTreeMap<String, Look>,
    open: Option<Open>,
    tally: Tally,
    drawings: Drawings,
    read: Read,
}

#[derive(Default)]
struct Open {
    name: String,
    hidden: bool,
    sheet: Sheet,
    next_row: u32,
    next_column: u32,
    column_styles: Vec<((u32, u32), String)>,
    merges: Vec<((u32, u32), (u32, u32))>,
    furniture: Vec<String>,
    first_box: usize,
}

impl Pass {
    /// `false` when the workbook has too many cells.
    fn start<'a>(&mut self, reader: &mut Reader<&'a [u8]>, e: BytesStart<'a>, limits: &Limits) -> Result<bool, String> {
        let name = local(e.name().into_inner()).to_owned();
        match (name.as_str(), &mut self.open) {
            ("Style", None) => {
                let tree = xml::subtree(reader, e)?;
                let parent = tree.attr("Parent").or_else(|| Some("Default".into()));
                let parent = parent.and_then(|p| self.styles.get(&p)).cloned();
                let plain = Look { ground: Some(WHITE), ..Look::default() };
                self.styles.insert(tree.attr("ID").unwrap_or_default(), look(&tree, parent.unwrap_or(plain)));
            }
            ("Worksheet", None) => {
                let name = attribute(&e, "Name").unwrap_or_default();
                self.open = Some(Open { name, first_box: self.drawings.blocks.len(), ..Open::default() });
            }
            ("Column", Some(open)) => {
                let first = index(&e).unwrap_or(open.next_column);
                let last = first.saturating_add(number(&e, "Span"));
                open.next_column = last.saturating_add(1);
                if is_hidden(&e, "Width") {
                    open.sheet.hide_cols(first, last);
                }
                open.column_styles.extend(attribute(&e, "StyleID").map(|s| ((first, last), s)));
            }
            ("Row", Some(open)) => {
                let row = index(&e).unwrap_or(open.next_row);
                let last = row.saturating_add(number(&e, "Span"));
                open.next_row = last.saturating_add(1);
                if is_hidden(&e, "Height") {
                    open.sheet.hide_rows(row, last);
                }
                let style = attribute(&e, "StyleID");
                let mut col = 0;
                let tree = xml::subtree(reader, e)?;
                for cell in tree.elements().filter(|c| c.name() == "Cell") {
                    if !self.cell(cell, (row, &mut col), style.as_deref(), limits) {
                        return Ok(false);
                    }
                }
            }
            ("Visible", Some(open)) => {
                let tree = xml::subtree(reader, e)?;
                open.hidden |= matches!(tree.text().trim(), "SheetHidden" | "SheetVeryHidden");
            }
            ("Header" | "Footer", Some(open)) => open.furniture.extend(attribute(&e, "Data")),
            ("ConditionalFormatting", Some(open)) => {
                let tree = xml::subtree(reader, e)?;
                let ranges = tree.child("Range").map(Element::text).unwrap_or_default();
                ranges.split([',', ' ']).filter_map(fixed_range).for_each(|r| open.sheet.dress(r));
            }
            _ => {}
        }
        Ok(true)
    }

    fn cell(
        &mut self,
        cell: &Element<'_>,
        (row, next): (u32, &mut u32),
        row_style: Option<&str>,
        limits: &Limits,
    ) -> bool {
        let Some(open) = &mut self.open else { return true };
        let attr = |name: &str| cell.attr(name).and_then(|v| v.trim().parse::<u32>().ok());
        let col = attr("Index").and_then(|n| n.checked_sub(1)).unwrap_or(*next);
        let (across, down) = (attr("MergeAcross").unwrap_or(0), attr("MergeDown").unwrap_or(0));
        *next = col.saturating_add(across).saturating_add(1);
        if let Some(comment) = cell.child("Comment").and_then(|c| c.child("Data")) {
            let text = comment.text().trim().to_owned();
            if !text.is_empty() {
                self.drawings.blocks.push(Block {
                    place: Place::Cell { sheet: open.name.clone(), row, col },
                    origin: Origin::Comment,
                    hidden: true,
                    content: Content::Paragraph { text },
                });
            }
        }
        let (data, formula) = (cell.child("Data"), cell.attr("Formula"));
        if data.is_none() && formula.is_none() {
            return true;
        }
        if !self.tally.has_column(col) {
            return true;
        }
        if !self.tally.room(limits) {
            return false;
        }
        let at = (row, col);
        if across > 0 || down > 0 {
            open.merges.push((at, (row.saturating_add(down), col.saturating_add(across))));
        }
        let of_column =
            || open.column_styles.iter().find(|((a, b), _)| (*a..=*b).contains(&col)).map(|(_, s)| s.as_str());
        let style = cell.attr("StyleID");
        let style = style.as_deref().or(row_style).or_else(of_column).unwrap_or("Default");
        let plain = Look { ground: Some(WHITE), ..Look::default() };
        let look = self.styles.get(style).unwrap_or(&plain);
        let formula = formula.map(|f| addressed(&f, at));
        let tally = &mut self.tally;
        let Some(data) = data else {
            open.sheet.show(at, &DataRef::Empty, formula, (look, false), tally);
            return true;
        };
        let text = data.text();
        let value = match data.attr("Type").as_deref() {
            Some("Number") => text.trim().parse().map_or_else(|_| DataRef::String(text.clone()), DataRef::Float),
            Some("DateTime") => moment(text.trim()),
            Some("Boolean") => DataRef::Bool(matches!(text.trim(), "1" | "true" | "True")),
            Some("Error") => match error(text.trim()) {
                Some(e) => DataRef::Error(e),
                None => {
                    open.sheet.show_error(at, text.trim(), formula, look, tally);
                    return true;
                }
            },
            _ => {
                let mut runs = Vec::new();
                stretches(data, &Run::default(), &mut runs);
                open.sheet.show_runs(at, &runs, formula, look, tally);
                return true;
            }
        };
        open.sheet.show(at, &value, formula, (look, false), tally);
        true
    }

    fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        for (first, last) in open.merges {
            open.sheet.merge(first, last);
        }
        self.drawings.blocks.iter_mut().skip(open.first_box).for_each(|b| b.hidden |= open.hidden);
        self.read.problems.extend(open.sheet.concealed(&open.name));
        self.read.blocks.extend(open.sheet.finish(&open.name, open.hidden));
        for line in open.furniture.iter().flat_map(|f| furniture(f, &open.name)).filter(|_| !open.hidden) {
            add_furniture(&mut self.drawings.blocks, line);
        }
    }
}

fn index(e: &BytesStart<'_>) -> Option<u32> {
    attribute(e, "Index")?.trim().parse::<u32>().ok()?.checked_sub(1)
}

fn number(e: &BytesStart<'_>, name: &str) -> u32 {
    attribute(e, name).and_then(|n| n.trim().parse().ok()).unwrap_or(0)
}

fn is_hidden(e: &BytesStart<'_>, size: &str) -> bool {
    attribute(e, "Hidden").is_some_and(|h| h == "1") || attribute(e, size).is_some_and(|s| s.parse() == Ok(0.0))
}

fn look(style: &Element<'_>, mut look: Look) -> Look {
    if let Some(font) = style.child("Font") {
        look.struck = font.attr("StrikeThrough").is_some_and(|s| s == "1");
        look.ink = font.attr("Color").and_then(|c| contrast::hex(&c));
    }
    if let Some(fill) = style.child("Interior") {
        look.ground = match fill.attr("Pattern").as_deref() {
            None | Some("None") => Some(WHITE),
            Some("Solid") => fill.attr("Color").and_then(|c| contrast::hex(&c)),
            _ => None,
        };
    }
    if let Some(format) = style.child("NumberFormat") {
        look.format = named(&format.attr("Format").unwrap_or_default());
    }
    look
}

/// Some formats are called by name.
fn named(code: &str) -> NumberFormat {
    match code {
        "General Date" | "Long Date" | "Medium Date" | "Short Date" | "Long Time" | "Medium Time" | "Short Time" => {
            NumberFormat::built_in(14)
        }
        "Percent" => NumberFormat::built_in(10),
        "General" | "General Number" | "Currency" | "Euro Currency" | "Fixed" | "Standard" | "Scientific"
        | "Yes/No" | "True/False" | "On/Off" => NumberFormat::default(),
        code => NumberFormat::of(code),
    }
}

/// “2026-05-01T00:00:00.000”; days before the calendar begins are times of day.
fn moment(text: &str) -> DataRef<'static> {
    let text = text.split('.').next().unwrap_or(text);
    match text.split_once('T') {
        Some((day, time)) if day < "1900-01-01" => DataRef::String(time.get(..5).unwrap_or(time).to_owned()),
        Some((day, time)) if time != "00:00:00" => {
            DataRef::DateTimeIso(format!("{day}T{}", time.get(..5).unwrap_or(time)))
        }
        _ => DataRef::DateTimeIso(text.to_owned()),
    }
}

/// Text with marks of HTML: letters that are struck, letters with a colour.
fn stretches(parent: &Element<'_>, look: &Run, runs: &mut Vec<Run>) {
    for node in &parent.children {
        match node {
            Node::Text(t) => runs.push(Run { text: t.to_string(), ..look.clone() }),
            Node::Element(e) => {
                let mut own = look.clone();
                match e.name() {
                    "S" | "s" | "Strike" | "strike" => own.struck = Some(true),
                    "Font" | "font" => own.ink = e.attr("Color").and_then(|c| contrast::hex(&c)).or(own.ink),
                    _ => {}
                }
                stretches(e, &own, runs);
            }
        }
    }
}

/// “R2C3:R5C3”, from zero.
fn fixed_range(text: &str) -> Option<((u32, u32), (u32, u32))> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let cell = |t: &str| {
        let (row, col) = t.strip_prefix('R')?.split_once('C')?;
        Some((row.parse::<u32>().ok()?.checked_sub(1)?, col.parse::<u32>().ok()?.checked_sub(1)?))
    };
    Some((cell(first)?, cell(last)?))
}

/// “=SUM(R[-4]C:R[-1]C)” as SUM(C1:C4).
fn addressed(formula: &str, at: (u32, u32)) -> String {
    let formula = formula.trim_start_matches('=');
    let mut out = String::new();
    let mut rest = formula;
    let mut quoted = false;
    while let Some(c) = rest.chars().next() {
        let alone = !out.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.');
        if c == 'R'
            && !quoted
            && alone
            && let Some((name, length)) = reference(rest, at)
        {
            out.push_str(&name);
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        quoted ^= c == '"';
        out.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

fn reference(text: &str, at: (u32, u32)) -> Option<(String, usize)> {
    let (row, after) = coordinate(text.strip_prefix('R')?, at.0)?;
    let (col, rest) = coordinate(after.strip_prefix('C')?, at.1)?;
    if rest.starts_with(|c: char| c.is_alphanumeric() || c == '(' || c == '_') {
        return None;
    }
    Some((format!("{}{}", column_name(col), u64::from(row) + 1), text.len() - rest.len()))
}

/// `[-4]` from here, `4` from the start, nothing: here.
fn coordinate(text: &str, here: u32) -> Option<(u32, &str)> {
    if let Some(inside) = text.strip_prefix('[') {
        let (offset, rest) = inside.split_once(']')?;
        return Some((u32::try_from(i64::from(here).checked_add(offset.parse::<i64>().ok()?)?).ok()?, rest));
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, rest) = text.split_at(digits);
    if number.is_empty() {
        return Some((here, rest));
    }
    Some((number.parse::<u32>().ok()?.checked_sub(1)?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cell, CellFlag, Problem};

    fn workbook(table: &str) -> Vec<u8> {
        format!(
            "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
             <Workbook xmlns=\"{NAMESPACE}\" xmlns:ss=\"{NAMESPACE}\"><Styles>\
             <Style ss:ID=\"Default\"/><Style ss:ID=\"p\"><NumberFormat ss:Format=\"Percent\"/></Style>\
             <Style ss:ID=\"d\"><NumberFormat ss:Format=\"Short Date\"/></Style>\
             <Style ss:ID=\"x\"><Font ss:StrikeThrough=\"1\"/></Style>\
             <Style ss:ID=\"w\"><Font ss:Color=\"#FFFFFF\"/></Style>\
             <Style ss:ID=\"h\"><Font ss:Color=\"#FFFFFF\"/><Interior ss:Color=\"#203764\" ss:Pattern=\"Solid\"/></Style>\
             </Styles>{table}</Workbook>"
        )
        .into_bytes()
    }

    fn cells(table: &str) -> (Vec<Cell>, Vec<Problem>) {
        let read = read(
            &workbook(&format!("<Worksheet ss:Name=\"决算\"><Table>{table}</Table></Worksheet>")),
            &Limits::default(),
        );
        let table = read.blocks[0].content.as_table().unwrap().clone();
        (table.rows.into_iter().flat_map(|r| r.cells).collect(), read.problems)
    }

    #[test]
    fn values_keep_their_addresses_types_and_spans() {
        let (cells, problems) = cells(
            "<Column ss:Index=\"6\" ss:Hidden=\"1\"/>\
             <Row ss:Index=\"3\"><Cell ss:Index=\"2\" ss:MergeAcross=\"1\" ss:MergeDown=\"1\"><Data ss:Type=\"Number\">8000</Data></Cell>\
             <Cell ss:StyleID=\"p\"><Data ss:Type=\"Number\">0.06</Data></Cell>\
             <Cell><Data ss:Type=\"DateTime\">2026-05-01T00:00:00.000</Data></Cell>\
             <Cell><Data ss:Type=\"String\">隐藏列</Data></Cell>\
             <Cell ss:StyleID=\"d\"><Data ss:Type=\"Number\">46143</Data></Cell></Row>\
             <Row><Cell><Data ss:Type=\"Error\">#REF!</Data></Cell><Cell ss:Index=\"3\"><Data ss:Type=\"String\">盖住</Data></Cell>\
             <Cell ss:Formula=\"=SUM(R[-1]C:R3C2)\"/></Row>",
        );
        assert_eq!((cells[0].col, cells[0].col_span, cells[0].row_span, cells[0].text.as_str()), (1, 2, 2, "8000"));
        assert_eq!((cells[1].col, cells[1].text.as_str()), (3, "6%"));
        assert_eq!((cells[2].text.as_str(), cells[2].date.is_some()), ("2026-05-01", true));
        assert_eq!(cells[3].flag, Some(CellFlag::HiddenColumn));
        assert_eq!(cells[4].text, "2026-05-01");
        assert_eq!((cells[5].text.as_str(), cells[5].flag), ("#REF!", Some(CellFlag::Error)));
        assert_eq!(cells[6].flag, Some(CellFlag::UnderMerge));
        assert_eq!((cells[7].formula.as_deref(), cells[7].flag), (Some("SUM(D3:B3)"), Some(CellFlag::Uncalculated)));
        assert_eq!(problems, [Problem::Uncalculated(1)]);
    }

    #[test]
    fn struck_and_pale_cells_are_said_and_white_letters_on_a_dark_head_are_read() {
        let (cells, problems) = cells(
            "<Row><Cell ss:StyleID=\"x\"><Data ss:Type=\"String\">删去</Data></Cell>\
             <Cell ss:StyleID=\"w\"><Data ss:Type=\"String\">白字</Data></Cell>\
             <Cell ss:StyleID=\"h\"><Data ss:Type=\"String\">表头</Data></Cell>\
             <Cell><ss:Data ss:Type=\"String\"><B>留</B><S>去</S></ss:Data></Cell></Row>",
        );
        let shown: Vec<&str> = cells.iter().filter(|c| c.is_shown()).map(|c| c.text.as_str()).collect();
        assert_eq!(shown, ["表头", "留"]);
        assert_eq!(problems.len(), 3);
    }

    #[test]
    fn hidden_sheets_headers_and_comments_are_told_apart() {
        let read = read(
            &workbook(
                "<Worksheet ss:Name=\"藏\"><Table><Row><Cell><Data ss:Type=\"String\">甲</Data>\
                 <Comment><ss:Data>注</ss:Data></Comment></Cell></Row></Table><WorksheetOptions>\
                 <PageSetup><Header x:Data=\"&amp;C内部\"/></PageSetup><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>\
                 <Worksheet ss:Name=\"显\"><Table ss:ExpandedRowCount=\"1\"><Row><Cell><Data ss:Type=\"String\">乙</Data></Cell></Row>\
                 </Table><WorksheetOptions><PageSetup><Footer x:Data=\"&amp;L经办：丙\"/></PageSetup></WorksheetOptions></Worksheet>",
            ),
            &Limits::default(),
        );
        let seen: Vec<(bool, Origin)> = read.blocks.iter().map(|b| (b.hidden, b.origin)).collect();
        assert_eq!(
            seen,
            [(true, Origin::Body), (false, Origin::Body), (true, Origin::Comment), (false, Origin::HeaderFooter)]
        );
    }

    #[test]
    fn formulas_get_addresses_and_names_that_look_like_them_stay() {
        assert_eq!(addressed("=SUM(R[-2]C:R[-1]C)*ROUND(RC[-1],2)", (4, 2)), "SUM(C3:C4)*ROUND(B5,2)");
        assert_eq!(addressed("=IF(R1C1=\"RC\",RATE(1),0)", (0, 0)), "IF(A1=\"RC\",RATE(1),0)");
    }

    #[test]
    fn a_workbook_that_was_cut_off_says_so() {
        let whole = workbook(
            "<Worksheet ss:Name=\"决算\"><Table><Row><Cell><Data ss:Type=\"Number\">1</Data></Cell></Row><Row/></Table></Worksheet>",
        );
        let cut = &whole[..whole.len() - 60];
        assert!(read(cut, &Limits::default()).problems.iter().any(Problem::hides_text));
        assert!(read(&whole, &Limits::default()).problems.is_empty());
    }

    #[test]
    fn rich_words_in_a_cell_make_no_web_page_of_a_workbook() {
        let row = "<Row><Cell><ss:Data ss:Type=\"String\"><html:B>讲师</html:B>酬金</ss:Data></Cell></Row>";
        let book = workbook(&format!("<Worksheet ss:Name=\"决算\"><Table>{row}</Table></Worksheet>"));
        let found = crate::ingest::read_bytes("决算.xls", &book, &Limits::default()).remove(0);
        assert_eq!((found.format, found.text().trim()), (crate::model::Format::Xls, "讲师酬金"));
        let page = format!("<html xmlns:o=\"{NAMESPACE}\"><body><table><tr><td>workbook</table></body></html>");
        assert!(!holds(page.as_bytes()));
    }
}

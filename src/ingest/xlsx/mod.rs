//! Zipped workbooks. .xlsx and .xlsm are read by an own pass, which sees what no reader exposes: looks, hidden rows and columns,
//! stretches of text with strikethrough, what is drawn upon the sheets; .xlsb by `calamine`.

mod cells;
mod strings;
mod styles;

use std::io::Cursor;

use calamine::{Reader, SheetVisible, Xlsb, XlsbError};

use super::damage::{damaged, damaged_part};
use super::drawings::{Drawings, furniture};
use super::limits::Limits;
use super::package::{Package, relations};
use super::read::Read;
use super::sheet::{Sheet, Tally};
use super::xml;
use crate::model::{Block, Content, Origin, Place, Problem};

pub use cells::{address, error, range};
pub use styles::indexed;

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    if let Err(why) = within_expansion(bytes, limits) {
        return Read::failed(why);
    }
    let mut package = match Package::open(bytes, limits) {
        Ok(package) => package,
        Err(e) => return Read::failed(damaged(e)),
    };
    let main = main_part(&mut package, "xl/workbook.xml");
    let Some(text) = package.xml(&main) else {
        return Read::failed(Problem::Damaged("缺少工作簿的目录".into()));
    };
    let (root, trouble) = xml::parse(&text);
    let related = relations(&mut package, &main);
    let sheets = entries(&root, &related);
    let mut read = Read::default();
    read.problems.extend(trouble.map(damaged));
    if sheets.is_empty() {
        read.problems.push(Problem::Damaged("工作簿里没有工作表".into()));
        return read;
    }
    let mut part = |kind: &str, usual: &str| {
        let named = related.iter().find(|(_, k, _)| k == kind).map(|(_, _, target)| target.as_str());
        package.xml(named.unwrap_or(usual))
    };
    let (theme, styles) = (part("theme", "xl/theme/theme1.xml"), part("styles", "xl/styles.xml"));
    let strings = part("sharedStrings", "xl/sharedStrings.xml");
    let styles = styles::Styles::new(styles.as_deref(), theme.as_deref());
    let strings = strings.map(|s| strings::shared(&s, &styles.colours)).unwrap_or_default();
    let is_1904 =
        root.find("workbookPr").and_then(|p| p.attr("date1904")).is_some_and(|v| matches!(v.as_str(), "1" | "true"));
    let book = cells::Book { strings, styles, is_1904 };
    let (mut tally, mut drawings) = (Tally::default(), Drawings::default());
    for entry in &sheets {
        one_sheet(&mut package, entry, &book, &mut read, (&mut tally, &mut drawings), limits);
    }
    finish(read, &tally, drawings, package.exhausted, limits)
}

fn finish(mut read: Read, tally: &Tally, drawings: Drawings, exhausted: bool, limits: &Limits) -> Read {
    read.blocks.extend(drawings.blocks);
    read.problems.extend(drawings.problems);
    read.problems.extend(tally.problems(limits));
    if exhausted {
        read.problems.push(Problem::Limit("解压后过大".into()));
    }
    read
}

/// A sheet in the workbook's list.
struct Entry {
    name: String,
    hidden: bool,
    /// What the workbook says it is: the last word of the relation's type.
    kind: String,
    part: String,
}

fn main_part(package: &mut Package<'_>, usual: &str) -> String {
    let main = relations(package, "").into_iter().find(|(_, kind, _)| kind == "officeDocument");
    main.map(|(_, _, target)| target).filter(|t| package.has(t)).unwrap_or_else(|| usual.to_owned())
}

/// A state that no program knows is no reason to hide a sheet.
fn entries(root: &xml::Element<'_>, related: &[(String, String, String)]) -> Vec<Entry> {
    let mut found = Vec::new();
    if let Some(sheets) = root.find("sheets") {
        sheets.find_all("sheet", &mut found);
    }
    let entry = |(number, sheet): (usize, &&xml::Element<'_>)| {
        let ids = sheet.attrs("id");
        let target = related.iter().find(|(id, _, _)| ids.contains(id));
        Entry {
            name: sheet.attr("name").unwrap_or_else(|| format!("工作表{}", number + 1)),
            hidden: sheet.attr("state").is_some_and(|s| matches!(s.as_str(), "hidden" | "veryHidden")),
            kind: target.map_or_else(|| "worksheet".to_owned(), |(_, kind, _)| kind.clone()),
            part: target.map_or_else(|| format!("xl/worksheets/sheet{}.xml", number + 1), |(_, _, t)| t.clone()),
        }
    };
    found.iter().enumerate().map(entry).collect()
}

fn one_sheet(
    package: &mut Package<'_>,
    entry: &Entry,
    book: &cells::Book,
    read: &mut Read,
    (tally, drawings): (&mut Tally, &mut Drawings),
    limits: &Limits,
) {
    let name = entry.name.as_str();
    let which = format!("工作表“{name}”");
    if matches!(entry.kind.as_str(), "xlMacrosheet" | "xlIntlMacrosheet" | "dialogsheet") {
        read.problems.push(Problem::Skipped(format!("{which}（宏或对话框）")));
        return;
    }
    let Some(text) = package.xml(&entry.part) else {
        read.problems.push(damaged_part(&which, "missing"));
        return;
    };
    let mut sheet = Sheet::default();
    for (_, _, target) in relations(package, &entry.part).iter().filter(|(_, kind, _)| kind == "table") {
        let design = package.xml(target).and_then(|t| xml::parse(&t).0.find("table").and_then(|t| t.attr("ref")));
        if let Some(range) = design.as_deref().and_then(cells::range) {
            sheet.dress(range);
        }
    }
    let found = cells::read(&text, book, &mut sheet, tally, limits);
    read.problems.extend(found.trouble.map(|e| damaged_part(&which, e)));
    read.problems.extend(sheet.concealed(name));
    if found.objects > 0 {
        read.problems.push(Problem::Skipped(format!("{which}中嵌入的文件{}个", found.objects)));
    }
    read.blocks.extend(sheet.finish(name, entry.hidden));
    for line in found.furniture.iter().flat_map(|f| furniture(f, name)).filter(|_| !entry.hidden) {
        add_furniture(&mut drawings.blocks, line);
    }
    let shown = &read.blocks;
    let first = drawings.blocks.len();
    drawings.of_sheet(package, &entry.part, name, &|words| stands_in_a_cell(shown, words));
    // what is drawn upon a hidden sheet is as hidden
    drawings.blocks.iter_mut().skip(first).for_each(|b| b.hidden |= entry.hidden);
}

/// Each line once, whatever number of sheets print it.
pub fn add_furniture(blocks: &mut Vec<Block>, text: String) {
    let content = Content::Paragraph { text };
    if !blocks.iter().any(|b| b.origin == Origin::HeaderFooter && b.content == content) {
        blocks.push(Block { place: Place::HeaderFooter, origin: Origin::HeaderFooter, hidden: false, content });
    }
}

pub fn stands_in_a_cell(blocks: &[Block], words: &str) -> bool {
    let cells = blocks.iter().filter_map(|b| b.content.as_table()).flat_map(|t| &t.rows).flat_map(|r| &r.cells);
    cells.into_iter().any(|c| c.is_shown() && c.text == words.trim())
}

/// Declared sizes are checked before a reader unpacks anything.
fn within_expansion(bytes: &[u8], limits: &Limits) -> Result<(), Problem> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let total: u64 =
        (0..zip.len()).filter_map(|i| zip.by_index_raw(i).ok().map(|f| f.size())).fold(0, u64::saturating_add);
    if total > limits.unpacked(bytes.len()) { Err(Problem::Limit("解压后过大".into())) } else { Ok(()) }
}

fn sheets<RS, R: Reader<RS>>(book: &R) -> Vec<(String, bool)>
where
    RS: std::io::Read + std::io::Seek,
{
    book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect()
}

pub fn read_xlsb(bytes: &[u8], limits: &Limits) -> Read {
    if let Err(why) = within_expansion(bytes, limits) {
        return Read::failed(why);
    }
    let mut book = match Xlsb::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsbError::Password) => return Read::failed(Problem::Encrypted),
        Err(e) => return Read::failed(damaged(e)),
    };
    let (mut read, mut tally) = (Read::default(), Tally::default());
    for (name, hidden) in sheets(&book) {
        let mut sheet = Sheet::default();
        if let Err(e) = fill_xlsb(&mut book, &name, &mut sheet, &mut tally, limits) {
            read.problems.push(damaged_part(&format!("工作表“{name}”"), e));
        }
        read.blocks.extend(sheet.finish(&name, hidden));
    }
    let mut drawings = Drawings::default();
    let Ok(mut package) = Package::open(bytes, limits) else { return read };
    let mut parts = package.names();
    parts.retain(|n| n.starts_with("xl/worksheets/") && n.ends_with(".bin"));
    parts.sort_by_key(|n| (n.len(), n.clone()));
    let names: Vec<String> = sheets(&book).into_iter().map(|(name, _)| name).collect();
    for (number, part) in parts.iter().enumerate() {
        let name = names.get(number).map_or("", String::as_str);
        drawings.of_sheet(&mut package, part, name, &|words| stands_in_a_cell(&read.blocks, words));
    }
    finish(read, &tally, drawings, package.exhausted, limits)
}

fn fill_xlsb(
    book: &mut Xlsb<Cursor<&[u8]>>,
    name: &str,
    sheet: &mut Sheet,
    tally: &mut Tally,
    limits: &Limits,
) -> Result<(), XlsbError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    while let Some(cell) = reader.next_cell()? {
        if !tally.room(limits) {
            break;
        }
        sheet.set(cell.get_position(), cell.get_value(), None, tally);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    use super::*;
    use crate::model::{Block, Cell, CellFlag, Content};

    fn cell(block: &Block, row: u32, col: u32) -> Cell {
        let Content::Table(table) = &block.content else { panic!("a sheet is a table") };
        let row = table.rows.iter().find(|r| r.row == row).unwrap();
        row.cells.iter().find(|c| c.col == col).unwrap().clone()
    }

    #[test]
    fn a_workbook_keeps_addresses_dates_merges_and_what_is_hidden() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet().set_name("决算").unwrap();
        sheet.merge_range(0, 1, 1, 3, "合并", &Format::new()).unwrap();
        let date = ExcelDateTime::from_ymd(2026, 9, 12).unwrap();
        sheet.write_with_format(3, 0, &date, &Format::new().set_num_format("yyyy年m月d日")).unwrap();
        sheet.write_with_format(3, 1, 0.9863, &Format::new().set_num_format("0.00%")).unwrap();
        sheet.write(3, 2, Formula::new("SUM(A1:A2)").set_result("12.5")).unwrap();
        sheet.write(3, 3, 4_501_231_990_010_112.0).unwrap();
        sheet.write(4, 0, "隐藏行").unwrap();
        sheet.set_row_hidden(4).unwrap();
        sheet.write(5, 5, "隐藏列").unwrap();
        sheet.set_column_hidden(5).unwrap();
        book.add_worksheet().set_name("藏").unwrap().set_hidden(true).write(0, 0, "x").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let read = read(&bytes, &Limits::default());
        let first = &read.blocks[0];
        assert_eq!((cell(first, 0, 1).col_span, cell(first, 0, 1).row_span), (3, 2));
        assert_eq!((cell(first, 3, 0).text.as_str(), cell(first, 3, 0).date.unwrap().day()), ("2026-09-12", 12));
        assert_eq!(cell(first, 3, 1).text, "98.63%");
        assert_eq!(
            (cell(first, 3, 2).text.as_str(), cell(first, 3, 2).formula.as_deref()),
            ("12.5", Some("SUM(A1:A2)"))
        );
        assert_eq!(cell(first, 3, 3).flag, Some(CellFlag::PrecisionLost));
        assert_eq!(cell(first, 5, 5).flag, Some(CellFlag::HiddenColumn));
        let hidden: Vec<u32> =
            first.content.as_table().unwrap().rows.iter().filter(|r| r.hidden).map(|r| r.row).collect();
        assert_eq!((hidden, read.blocks[1].hidden, first.hidden), (vec![4], true, false));
        assert_eq!(read.problems, [Problem::PrecisionLost(1)]);
    }

    #[test]
    fn two_cells_at_the_corners_of_a_sheet_are_two_cells() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, 1).unwrap();
        sheet.write(1_048_575, 16_383, 2).unwrap();
        let read = read(&book.save_to_buffer().unwrap(), &Limits::default());
        assert_eq!(read.blocks[0].content.as_table().unwrap().rows.len(), 2);
    }

    #[test]
    fn the_cell_limit_shows() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..10 {
            sheet.write(row, 0, row).unwrap();
        }
        let limits = Limits { cells: 4, ..Limits::default() };
        let read = read(&book.save_to_buffer().unwrap(), &limits);
        assert_eq!(read.blocks[0].content.as_table().unwrap().rows.len(), 4);
        assert!(matches!(read.problems[0], Problem::Limit(_)));
    }
}

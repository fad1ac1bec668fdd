//! The register of awards (立项一览表): one row a project, with line and sub-type carried down merged cells.

use super::sub_type::Names;
use crate::model::document::{Cell, Document, Row, Table};
use crate::model::language::{List, language};
use crate::model::text::fold;
use crate::model::{Money, Pack, Place, RegisterRow};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Unit,
    Grant,
    Leader,
    Code,
    Kind,
    Name,
    Line,
}

/// All rows of all tables that look like a register.
pub fn read(documents: &[Document], pack: &Pack) -> Vec<RegisterRow> {
    let names = Names::new(pack);
    documents
        .iter()
        .flat_map(|d| d.blocks.iter().filter_map(move |b| Some((d, b.content.as_table()?))))
        .flat_map(|(d, t)| table_rows(d, t, &names))
        .collect()
}

fn table_rows(doc: &Document, table: &Table, names: &Names) -> Vec<RegisterRow> {
    let Some((head, columns)) = table.rows.iter().enumerate().find_map(|(i, r)| header(r).map(|h| (i, h))) else {
        return Vec::new();
    };
    let above: String =
        table.rows.iter().take(head + 1).flat_map(|r| &r.cells).map(|c| fold(&c.text)).collect::<Vec<_>>().join(" ");
    let wan = language().form_labels.ten_thousands.hits(&above);
    let of = |row: &Row, what: Column| -> String {
        columns
            .iter()
            .filter(|(_, w)| *w == what)
            .map(|(c, _)| row.at(*c).map_or("", |x| x.text.trim()))
            .collect::<Vec<_>>()
            .join(" ")
            .trim()
            .to_owned()
    };
    let mut rows = Vec::new();
    let (mut line, mut code_down) = (String::new(), String::new());
    for row in table.rows.iter().skip(head + 1) {
        let unit = of(row, Column::Unit);
        let code = of(row, Column::Code);
        if !code.is_empty() {
            code_down.clone_from(&code);
        }
        let kind_words =
            format!("{} {} {} {}", code_down, of(row, Column::Line), of(row, Column::Kind), of(row, Column::Name));
        let first = names.recognise(&format!("{} {} {}", code_down, of(row, Column::Line), of(row, Column::Kind)));
        let said = if first.sub_type.is_some() { first } else { names.recognise(&kind_words) };
        if let Some(l) = &said.line {
            line.clone_from(l);
        }
        let is_total = row.cells.first().is_some_and(|c| language().register.total.hits(&fold(&c.text)));
        if unit.is_empty() || is_total || header(row).is_some() {
            continue;
        }
        let cell = columns.iter().find(|(_, w)| *w == Column::Grant).and_then(|(c, _)| row.at(*c));
        let grant = cell.and_then(|c| amount(c, wan));
        let place_col = columns.iter().find(|(_, w)| *w == Column::Unit).map_or(0, |(c, _)| *c);
        rows.push(RegisterRow {
            line: line.clone(),
            sub_type: said.sub_type.unwrap_or_default(),
            name: of(row, Column::Name),
            unit,
            grant,
            leader: of(row, Column::Leader),
            file: doc.path.clone(),
            place: Place::Cell { sheet: table.sheet.clone().unwrap_or_default(), row: row.row, col: place_col },
        });
    }
    rows
}

/// The sum in a cell; in 万元 where the table's head or the cell says so.
fn amount(cell: &Cell, wan: bool) -> Option<Money> {
    let folded = fold(&cell.text);
    let digits = || folded.replace(',', "").trim_end_matches('元').trim_end_matches('万').parse().ok();
    let number = cell.number.or_else(digits).filter(|_| cell.is_shown())?;
    match wan || folded.contains('万') {
        true => Money::from_wan(number),
        false => Some(Money::new(number)),
    }
}

fn header(row: &Row) -> Option<Vec<(u32, Column)>> {
    let heads = &language().register;
    let known: [(Column, &List); 7] = [
        (Column::Unit, &heads.unit),
        (Column::Grant, &heads.grant),
        (Column::Leader, &heads.leader),
        (Column::Code, &heads.code),
        (Column::Kind, &heads.kind),
        (Column::Name, &heads.name),
        (Column::Line, &heads.line),
    ];
    let meaning = |c: &Cell| {
        let folded = fold(&c.text);
        known.iter().find(|(_, words)| words.hits(&folded)).map(|(column, _)| (c.col, *column))
    };
    let columns: Vec<(u32, Column)> = row.cells.iter().filter_map(meaning).collect();
    let has = |what: Column| columns.iter().any(|(_, w)| *w == what);
    (has(Column::Unit) && has(Column::Name) && (has(Column::Grant) || has(Column::Code))).then_some(columns)
}

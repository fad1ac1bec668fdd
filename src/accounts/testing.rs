//! Hand-built documents for the tests of this module: one string a document.
//!
//! `T a | b<2> | c` is a table row (`<2>` spans two columns, `^` is covered from above), `S …` a spreadsheet row, any other line a
//! paragraph.

use super::lexicon::Lexicon;
use crate::model::document::Row;
use crate::model::lexicon::{AccountColumns, AccountRows, MoneySources, SpendingLists};
use crate::model::pack::{SpendingLexicon, WordList, Words};
use crate::model::{Block, Cell, Content, Coverage, Document, Dossier, Format, Origin, Place, Table};

const WORDS: &str = include_str!("../../templates/packs/gxkx-2026-12/lexicon/accounts.toml");
const SPENDING: &str = include_str!("../../templates/packs/gxkx-2026-12/lexicon/spending.toml");

pub fn words() -> Words {
    let file: toml::Table = toml::from_str(WORDS).expect("the pack's own file");
    Words {
        columns: AccountColumns::from_lists(of_table(&file, "columns")).expect("all lists"),
        rows: AccountRows::from_lists(of_table(&file, "rows")).expect("all lists"),
        sources: MoneySources::from_lists(of_table(&file, "sources")).expect("all lists"),
        ..Words::default()
    }
}

pub fn spending() -> SpendingLexicon {
    let file: toml::Table = toml::from_str(SPENDING).expect("the pack's own file");
    let asset_threshold = file["asset-threshold"].as_str().and_then(|t| t.parse().ok()).expect("an amount");
    let lists = SpendingLists::from_lists(of_table(&file, "lists")).expect("all lists");
    SpendingLexicon { asset_threshold, lists }
}

fn of_table(file: &toml::Table, table: &str) -> impl Fn(&str) -> Option<WordList> {
    let table = file[table].as_table().expect("a table").clone();
    move |name| table.get(name)?.clone().try_into().ok()
}

pub fn lexicon() -> Lexicon {
    Lexicon::new(&words())
}

pub fn document(path: &str, text: &str) -> Document {
    let mut blocks: Vec<Block> = Vec::new();
    let mut paragraph = 0;
    let mut tables = 0;
    let mut open = false;
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let (mark, rest) = line.split_at(line.chars().next().map_or(0, char::len_utf8));
        let is_row = (mark == "T" || mark == "S") && rest.starts_with(' ');
        if is_row && !open {
            tables += 1;
            let sheet = (mark == "S").then(|| "Sheet1".to_string());
            let place = Place::TableCell { page: 0, table: tables, row: 0, col: 0 };
            let content = Content::Table(Table { sheet, rows: Vec::new() });
            blocks.push(Block { place, origin: Origin::Body, hidden: false, content });
        }
        open = is_row;
        if is_row {
            let Some(Content::Table(table)) = blocks.last_mut().map(|b| &mut b.content) else { continue };
            let row = u32::try_from(table.rows.len()).expect("short");
            table.rows.push(row_of(row, rest, mark == "S"));
        } else {
            paragraph += 1;
            let content = Content::Paragraph { text: line.to_string() };
            blocks.push(Block { place: Place::Paragraph(paragraph), origin: Origin::Body, hidden: false, content });
        }
    }
    Document {
        path: path.into(),
        sha256: String::new(),
        size: 1,
        format: Format::Docx,
        blocks,
        coverage: Coverage::Full,
        problems: Vec::new(),
        pages: Vec::new(),
        mail: None,
        image: None,
        pictures: Vec::new(),
        fields: Vec::new(),
        inside: None,
    }
}

fn row_of(row: u32, text: &str, sheet: bool) -> Row {
    let mut cells = Vec::new();
    let mut col = 0;
    for field in text.split('|').map(|f| f.trim_matches(' ')) {
        let (field, span) = match field.strip_suffix('>').and_then(|f| f.rsplit_once('<')) {
            Some((f, n)) => (f, n.parse().expect("a span")),
            None => (field, 1),
        };
        if !field.is_empty() && field != "^" {
            let formula = field.strip_prefix('=').map(str::to_string);
            cells.push(Cell {
                col,
                col_span: span,
                row_span: 1,
                text: if formula.is_some() { String::new() } else { field.into() },
                number: if sheet { field.parse().ok() } else { None },
                date: None,
                flag: formula.as_ref().map(|_| crate::model::CellFlag::Uncalculated),
                formula,
            });
        }
        col += span;
    }
    Row { row, hidden: false, cells }
}

pub fn dossier(documents: Vec<Document>) -> Dossier {
    Dossier { path: "样例".into(), documents, set_aside: vec![], settings: None, problems: vec![] }
}

/// A pack that knows words only.
pub fn pack() -> crate::model::Pack {
    crate::model::Pack {
        id: "test".into(),
        version: String::new(),
        sha256: String::new(),
        notice: crate::model::pack::Notice {
            number: String::new(),
            title: String::new(),
            issuer: String::new(),
            date: crate::model::Day::new(2026, 4, 8).expect("a day"),
            year: 2026,
            press_address: String::new(),
            press_sites: vec![],
            programme: String::new(),
            issuer_names: vec![],
            contact: String::new(),
            veto_words: String::new(),
        },
        region: crate::model::pack::HomeRegion::default(),
        lines: vec![],
        sub_types: vec![],
        rules: vec![],
        kinds: vec![],
        roles: crate::model::RoleTable::default(),
        brands: vec![],
        authorities: vec![],
        countries: vec![],
        words: words(),
        spending: spending(),
        open_questions: vec![],
        notice_text: String::new(),
    }
}

/// Kinds by file name.
pub fn kinds(dossier: &Dossier) -> crate::model::Kinds {
    use crate::model::DocKind as K;
    let names = [
        ("申报表（附表7）", K::SubsidyForm),
        ("资助申报表", K::SubsidyForm),
        ("经费使用", K::ExpenditureStatement),
        ("决算", K::FinalAccounts),
        ("合同", K::Contract),
        ("申报表", K::ApplicationForm),
        ("验收表", K::AcceptanceForm),
        ("签到", K::SignIn),
        ("方案", K::Plan),
        ("通知", K::Notice),
        ("手册", K::Handbook),
        ("名单", K::AttendeeList),
        ("发票", K::Invoice),
    ];
    let papers = dossier
        .iter()
        .map(|(doc, d)| crate::model::Paper {
            doc,
            kind: names.iter().find(|(n, _)| d.name().contains(n)).map_or(K::Other, |(_, k)| *k),
            blocks: 0..d.blocks.len(),
            title: None,
            reasons: vec![],
            certainty: crate::model::kind::Certainty::Strong,
            roles: crate::model::Roles::default(),
            standing: crate::model::Standing::Whole,
        })
        .collect();
    crate::model::Kinds { papers }
}

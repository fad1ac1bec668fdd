//! An earlier workbook read back. Columns are found by their titles, sheets by their names, so that people may insert,
//! move, hide, sort and filter. Refuses to guess: a row whose key is gone is kept as a record, not matched.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, DataType, Range, Reader, Xlsx};

use super::{Earlier, EarlierRow, Entered, Entry, KEY, Kept, PRINT, SINCE, history};
use crate::model::Day;
use crate::report::workbook::{cross, findings, grid, overview, questions, review, spending};

/// The title row is sought this far down.
const DEEPEST_TITLES: usize = 40;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("“{0}”不是能打开的 .xlsx 工作簿")]
    NotAWorkbook(String),
    #[error("“{0}”里没有“问题清单”等工作表，不是本程序生成的审计底稿")]
    NotOurs(String),
}

/// Reads what people wrote. `name` is the file's name, for the records.
pub fn earlier(bytes: &[u8], name: &str) -> Result<Earlier, Error> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Error::NotAWorkbook(name.to_owned()))?;
    let mut out = Earlier { name: name.to_owned(), ..Earlier::default() };
    let mut ours = 0;
    for sheet in book.sheet_names() {
        let kept = kept_named(&sheet);
        let old = sheet.trim() == history::NAME;
        if kept.is_none() && !old {
            continue;
        }
        let Ok(range) = book.worksheet_range(&sheet) else {
            out.problems.push(format!("底稿“{name}”的“{sheet}”读不出来，其中的复核意见没有承接"));
            continue;
        };
        ours += 1;
        // A formula that no office program has worked out yet is an entry too.
        let formulas = book.worksheet_formula(&sheet).unwrap_or_default();
        let page = Page { range: &range, formulas: &formulas };
        let wanted: Vec<&str> = match kept {
            Some(k) => k.slots().iter().map(|(t, _)| *t).chain([k.key_title(), KEY, PRINT, SINCE]).collect(),
            None => history::TITLES.to_vec(),
        };
        let Some(titles) = page.titles(&wanted) else {
            let empty = range.rows().flatten().all(Data::is_empty);
            if !empty {
                out.problems.push(format!("底稿“{name}”的“{sheet}”找不到表头，其中的复核意见没有承接"));
            }
            continue;
        };
        match kept {
            Some(kept) => live(&page, kept, &titles, &mut out),
            None => records(&page, &titles, &mut out),
        }
    }
    if ours == 0 { Err(Error::NotOurs(name.to_owned())) } else { Ok(out) }
}

/// A sheet's rows by the titles of their columns; some of `known` tell the title row.
pub fn rows(bytes: &[u8], name: &str, sheet: &str, known: &[&str]) -> Result<Vec<BTreeMap<String, String>>, Error> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Error::NotAWorkbook(name.to_owned()))?;
    let range = book.worksheet_range(sheet).map_err(|_| Error::NotOurs(name.to_owned()))?;
    let formulas = Range::default();
    let page = Page { range: &range, formulas: &formulas };
    let titles = page.titles(known).ok_or_else(|| Error::NotOurs(name.to_owned()))?;
    let of_row = |row| {
        let named = titles.names.iter().enumerate().filter(|(_, title)| !title.is_empty());
        named.filter_map(|(col, title)| Some((title.clone(), page.cell(row, col)?.words()))).collect()
    };
    Ok(page.below(&titles).map(of_row).collect())
}

/// The sheet's name, or a copy's (“问题清单 (2)”, “问题清单_2”).
fn kept_named(name: &str) -> Option<Kept> {
    let bare = name.trim().trim_end_matches(|c: char| " _()（）".contains(c) || c.is_ascii_digit());
    Kept::named(bare)
}

struct Page<'a> {
    range: &'a Range<Data>,
    formulas: &'a Range<String>,
}

/// The title row: its number and the title of each column.
struct Titles {
    row: usize,
    names: Vec<String>,
}

impl Titles {
    fn at(&self, title: &str) -> Option<usize> {
        self.names.iter().position(|n| n == title)
    }
}

impl Page<'_> {
    fn titles(&self, wanted: &[&str]) -> Option<Titles> {
        let rows = self.range.rows().take(DEEPEST_TITLES).enumerate();
        let titled = rows.map(|(row, cells)| {
            let names: Vec<String> = cells.iter().map(|c| plain(c).split_whitespace().collect()).collect();
            let hits = wanted.iter().filter(|w| names.iter().any(|n| n == *w)).count();
            (hits, Titles { row, names })
        });
        titled.filter(|(hits, _)| *hits >= 2).max_by_key(|(hits, t)| (*hits, std::cmp::Reverse(t.row))).map(|(_, t)| t)
    }

    /// Numbers of the rows below the titles.
    fn below(&self, titles: &Titles) -> impl Iterator<Item = usize> + use<> {
        titles.row + 1..self.range.height()
    }

    fn cell(&self, row: usize, col: usize) -> Option<Entered> {
        let data = self.range.get((row, col))?;
        if let Some(value) = entered(data) {
            return Some(value);
        }
        let start = self.range.start()?;
        let at = (start.0 + u32::try_from(row).ok()?, start.1 + u32::try_from(col).ok()?);
        let formula = self.formulas.get_value(at).filter(|f| !f.is_empty())?;
        Some(Entered::Text(format!("={formula}")))
    }

    fn words(&self, row: usize, titles: &Titles, title: &str) -> String {
        titles.at(title).and_then(|col| self.cell(row, col)).map(|e| e.words()).unwrap_or_default()
    }
}

fn live(page: &Page<'_>, kept: Kept, titles: &Titles, out: &mut Earlier) {
    let own = own_titles(kept);
    let mut known: Vec<usize> = own.iter().filter_map(|t| titles.at(t)).collect();
    // “打开” stands twice in 跨项目比对.
    if kept == Kept::Cross {
        known.extend(titles.names.iter().enumerate().filter(|(_, n)| *n == "打开").map(|(at, _)| at));
    }
    for row in page.below(titles) {
        let keys = [kept.key_title(), KEY].map(|t| page.words(row, titles, t).trim().to_owned());
        let key = keys.into_iter().find(|k| !k.is_empty()).unwrap_or_default();
        let filled: Entry =
            kept.slots().iter().filter_map(|(title, slot)| Some((*slot, page.cell(row, titles.at(title)?)?))).collect();
        let what = about(kept).iter().map(|t| page.words(row, titles, t)).filter(|w| !w.is_empty());
        let record = EarlierRow {
            sheet: kept.sheet().to_owned(),
            print: page.words(row, titles, PRINT),
            dossier: ["项目", "项目文件夹", "甲方项目"]
                .iter()
                .map(|t| page.words(row, titles, t))
                .find(|w| !w.is_empty())
                .unwrap_or_default(),
            what: what.collect::<Vec<_>>().join("　"),
            entry: filled,
            others: String::new(),
            source: out.name.clone(),
            old: false,
            key,
        };
        let added = added(page, row, titles, &known);
        let written = record.key.is_empty() && !matches!(kept, Kept::Overview | Kept::Review);
        if written && record.entry.is_empty() {
            // A row that somebody wrote from scratch, or our own total.
            let others = if is_ours(page, row) { added } else { added_all(page, row, titles) };
            if !others.is_empty() {
                out.rows.push(EarlierRow { others, ..record });
            }
            continue;
        }
        if written {
            out.rows.push(EarlierRow { others: added_all(page, row, titles), ..record });
            continue;
        }
        if !added.is_empty() && (!record.key.is_empty() || !record.entry.is_empty()) {
            out.rows.push(EarlierRow { entry: Entry::new(), others: added, old: false, ..record.clone() });
        }
        if !record.key.is_empty() || !record.entry.is_empty() {
            out.rows.push(record);
        }
    }
}

/// Cells of columns that are none of ours.
fn added(page: &Page<'_>, row: usize, titles: &Titles, known: &[usize]) -> String {
    named(page, row, titles, (0..page.range.width()).filter(|c| !known.contains(c)))
}

fn added_all(page: &Page<'_>, row: usize, titles: &Titles) -> String {
    named(page, row, titles, 0..page.range.width())
}

fn named(page: &Page<'_>, row: usize, titles: &Titles, cols: impl Iterator<Item = usize>) -> String {
    let parts = cols.filter_map(|col| {
        let value = page.cell(row, col)?.words();
        let title = titles.names.get(col).filter(|t| !t.is_empty());
        Some(title.map_or_else(|| value.clone(), |t| format!("{t}：{value}")))
    });
    parts.collect::<Vec<_>>().join("\n")
}

/// A total, or the sentence that says why there are no rows.
fn is_ours(page: &Page<'_>, row: usize) -> bool {
    (0..page.range.width()).filter_map(|col| page.cell(row, col)).any(|e| grid::is_our_words(&e.words()))
}

fn records(page: &Page<'_>, titles: &Titles, out: &mut Earlier) {
    for row in page.below(titles) {
        let entry: Entry = history::SLOTS
            .iter()
            .filter_map(|(title, slot)| Some((*slot, page.cell(row, titles.at(title)?)?)))
            .collect();
        let word = |title| page.words(row, titles, title);
        let known: Vec<usize> = history::TITLES.iter().filter_map(|t| titles.at(t)).collect();
        let others = [word(history::OTHERS), added(page, row, titles, &known)];
        let others = others.into_iter().filter(|o| !o.is_empty()).collect::<Vec<_>>().join("\n");
        let source = word(history::SOURCE);
        let record = EarlierRow {
            sheet: word(history::SHEET),
            key: word(history::KEY),
            print: word(PRINT),
            dossier: word(history::DOSSIER),
            what: word(history::WHAT),
            entry,
            others: String::new(),
            source: if source.is_empty() { out.name.clone() } else { source },
            old: true,
        };
        // Only the entry goes back to a row that has come back.
        if !others.is_empty() {
            out.rows.push(EarlierRow { entry: Entry::new(), others, ..record.clone() });
        }
        if !record.entry.is_empty() {
            out.rows.push(record);
        }
    }
}

/// Titles of all columns that the program itself writes.
fn own_titles(kept: Kept) -> Vec<String> {
    let columns = match kept {
        Kept::Findings => findings::columns(),
        Kept::Spending => spending::columns(),
        Kept::Questions => questions::columns(),
        Kept::Cross => cross::columns(),
        Kept::Overview => overview::columns(),
        Kept::Review => review::columns(),
    };
    columns.into_iter().map(|c| c.title.split_whitespace().collect()).collect()
}

/// Columns that say what a row is about.
fn about(kept: Kept) -> &'static [&'static str] {
    match kept {
        Kept::Findings => &["规则", "规则名称", "结论", "事实"],
        Kept::Spending => &["行次", "支出内容", "决算数"],
        Kept::Questions => &["问题"],
        Kept::Cross => &["规则", "规则名称", "事实"],
        Kept::Overview => &["项目名称", "结论建议"],
        Kept::Review => &["行次", "支出内容", "资金来源", "申报数（决算数）"],
    }
}

fn plain(data: &Data) -> String {
    entered(data).map(|e| e.words()).unwrap_or_default()
}

fn entered(data: &Data) -> Option<Entered> {
    match data {
        Data::Empty => None,
        Data::String(t) | Data::DateTimeIso(t) | Data::DurationIso(t) => {
            (!t.trim().is_empty()).then(|| Entered::Text(t.clone()))
        }
        Data::Float(n) => Some(Entered::Number(*n)),
        // Office programs write such numbers as floats; the float is what they would show.
        Data::Int(n) => Some(Entered::Number(*n as f64)),
        Data::Bool(b) => Some(Entered::Text(if *b { "是" } else { "否" }.to_owned())),
        Data::DateTime(serial) => {
            let (year, month, day, ..) = serial.to_ymd_hms_milli();
            let number = || i8::try_from(month).ok().zip(i8::try_from(day).ok());
            let day = i16::try_from(year).ok().and_then(|y| number().and_then(|(m, d)| Day::new(y, m, d)));
            Some(day.map_or(Entered::Number(serial.as_f64()), Entered::Day))
        }
        other => other.as_string().filter(|t| !t.is_empty()).or_else(|| Some(other.to_string())).map(Entered::Text),
    }
}

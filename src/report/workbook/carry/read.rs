//! An earlier workbook read back. Columns are found by their titles, sheets by their names, so that people may insert,
//! move, hide, sort and filter. Refuses to guess: a row whose key is gone is kept as a record, not matched.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataType, Range, Reader, Xlsx};

use super::notes;
use super::page::{Page, Titles};
use super::{Earlier, EarlierRow, Entry, HISTORY, KEY, Kept, Noted, PRINT, heads, history, loose};
use crate::report::workbook::{
    clues, cross, events, files, findings, grid, invoices, matrix, overview, questions, review, rule_basis, run_log,
    sheet, snapshots, spending,
};

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
    let mut notes = notes::by_sheet(bytes);
    for name in book.sheet_names() {
        let kept = kept_named(&name);
        let known = kept.map(Kept::sheet).or_else(|| own_sheet(&name));
        let of_sheet = notes.remove(&name).unwrap_or_default();
        let range = match (known, book.worksheet_range(&name)) {
            (Some(_), Ok(range)) => range,
            (None, range) => {
                if range.is_ok_and(|r| r.rows().flatten().any(|c| !c.is_empty())) || !of_sheet.is_empty() {
                    let what = "是自行添加的工作表，其中的内容没有承接，请从原底稿复制";
                    out.problems.push(format!("底稿“{}”的“{name}”{what}", out.name));
                }
                continue;
            }
            (Some(_), Err(_)) => {
                let what = "读不出来，其中的复核意见没有承接";
                out.problems.push(format!("底稿“{}”的“{name}”{what}", out.name));
                continue;
            }
        };
        ours += usize::from(kept.is_some() || name.trim() == HISTORY);
        // A formula that no office program has worked out yet is an entry too.
        let formulas = book.worksheet_formula(&name).unwrap_or_default();
        let page = Page { range: &range, formulas: &formulas, notes: &of_sheet };
        page_of(&page, &name, (kept, known.unwrap_or_default()), &mut out);
    }
    if ours == 0 { Err(Error::NotOurs(name.to_owned())) } else { Ok(out) }
}

/// One sheet of ours.
fn page_of(page: &Page<'_>, shown: &str, (kept, name): (Option<Kept>, &str), out: &mut Earlier) {
    let wanted: Vec<String> = match kept {
        Some(k) => own_titles(k),
        None => titles_of(name).iter().map(|t| (*t).to_owned()).collect(),
    };
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let titles = page.titles(&wanted);
    let mut below = usize::MAX;
    match (kept, &titles) {
        _ if name == sheet::COVER => heads::cover(page, out),
        (Some(kept), Some(titles)) => {
            below = titles.row + 1;
            live(page, kept, titles, out);
        }
        (None, Some(titles)) if name == HISTORY => {
            below = titles.row + 1;
            records(page, titles, out);
        }
        (None, Some(titles)) => beside(page, name, titles, &wanted, out),
        (_, None) if page.is_filled() => {
            out.problems.push(format!("底稿“{}”的“{shown}”找不到表头，其中的复核意见没有承接", out.name));
        }
        (_, None) => {}
    }
    if let Some(titles) = titles.filter(|_| name != sheet::COVER) {
        heads::head(page, name, titles.row, out);
    }
    for note in page.notes.iter().filter(|n| page.row_of(n).is_none_or(|row| row < below)) {
        let noted = Noted {
            column: grid::cell(note.row, u16::try_from(note.col).unwrap_or(u16::MAX)),
            author: note.author.clone(),
            text: note.text.clone(),
        };
        out.rows.push(loose(name, "", noted.words(), out));
    }
}

/// What people wrote beside the rows of a sheet that has no columns for them.
fn beside(page: &Page<'_>, name: &str, titles: &Titles, own: &[&str], out: &mut Earlier) {
    let known: Vec<usize> = own.iter().filter_map(|t| titles.at(t)).collect();
    for row in page.below(titles) {
        let said = added(page, row, titles, &known);
        if !said.is_empty() {
            out.rows.push(loose(name, &format!("第{}行", page.row_number(row)), said, out));
        }
    }
}

/// Titles of the sheets that are no lists of ours to write in.
fn titles_of(name: &str) -> &'static [&'static str] {
    match name {
        sheet::LOG => &run_log::TITLES,
        sheet::SNAPSHOTS => &snapshots::TITLES,
        _ => &history::TITLES,
    }
}

/// Sheets of ours without rows that people write in.
fn own_sheet(name: &str) -> Option<&'static str> {
    [sheet::COVER, sheet::LOG, sheet::SNAPSHOTS, HISTORY].into_iter().find(|own| name.trim() == *own)
}

/// A sheet's rows by the titles of their columns; some of `known` tell the title row.
pub fn rows(bytes: &[u8], name: &str, sheet: &str, known: &[&str]) -> Result<Vec<BTreeMap<String, String>>, Error> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| Error::NotAWorkbook(name.to_owned()))?;
    let range = book.worksheet_range(sheet).map_err(|_| Error::NotOurs(name.to_owned()))?;
    let formulas = Range::default();
    let page = Page { range: &range, formulas: &formulas, notes: &[] };
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

fn live(page: &Page<'_>, kept: Kept, titles: &Titles, out: &mut Earlier) {
    let own = own_titles(kept);
    let mut known: Vec<usize> = own.iter().filter_map(|t| titles.at(t)).collect();
    // “打开” stands twice in 跨项目比对.
    if kept == Kept::Cross {
        known.extend(titles.names.iter().enumerate().filter(|(_, n)| *n == "打开").map(|(at, _)| at));
    }
    if kept == Kept::Matrix {
        known.extend(titles.names.iter().enumerate().filter(|(_, n)| is_rule_code(n)).map(|(at, _)| at));
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
            notes: Vec::new(),
            source: out.name.clone(),
            old: false,
            key,
        };
        let (own_notes, loose_notes) = page.noted(row, titles, &known);
        let (own_notes, loose_notes) = match record.key.is_empty() {
            true => (Vec::new(), own_notes.into_iter().chain(loose_notes).collect()),
            false => (own_notes, loose_notes),
        };
        let record = EarlierRow { notes: own_notes, ..record };
        let said = loose_notes.iter().map(Noted::words);
        let added = std::iter::once(added(page, row, titles, &known)).chain(said).filter(|a| !a.is_empty());
        let added = added.collect::<Vec<_>>().join("\n");
        let sums = matches!(kept, Kept::Overview | Kept::Review) && is_of_sums(page, row, titles);
        let written = record.key.is_empty() && !sums;
        if written && record.entry.is_empty() {
            // A row that somebody wrote from scratch, or our own total.
            let others = if is_ours(page, row) { added } else { everything(page, row, titles, &loose_notes) };
            if !others.is_empty() {
                out.rows.push(EarlierRow { others, ..record });
            }
            continue;
        }
        if written {
            out.rows.push(EarlierRow { others: everything(page, row, titles, &loose_notes), ..record });
            continue;
        }
        if !added.is_empty() {
            let record = record.clone();
            out.rows.push(EarlierRow { entry: Entry::new(), notes: Vec::new(), others: added, old: false, ..record });
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

/// All cells of a row and the notes on them.
fn everything(page: &Page<'_>, row: usize, titles: &Titles, notes: &[Noted]) -> String {
    let cells = named(page, row, titles, 0..page.range.width());
    let parts = std::iter::once(cells).chain(notes.iter().map(Noted::words)).filter(|p| !p.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}

fn is_rule_code(title: &str) -> bool {
    let mut chars = title.chars();
    chars.next().is_some_and(|c| c.is_ascii_uppercase()) && title.len() == 3 && chars.all(|c| c.is_ascii_digit())
}

fn named(page: &Page<'_>, row: usize, titles: &Titles, cols: impl Iterator<Item = usize>) -> String {
    let parts = cols.filter_map(|col| {
        let value = page.cell(row, col)?.words();
        let title = titles.names.get(col).filter(|t| !t.is_empty());
        Some(title.map_or_else(|| value.clone(), |t| format!("{t}：{value}")))
    });
    parts.collect::<Vec<_>>().join("\n")
}

/// A row of ours without a key in a sheet of sums: numbered, a total, or one of the table by project line.
fn is_of_sums(page: &Page<'_>, row: usize, titles: &Titles) -> bool {
    let first = page.words(row, titles, "序号");
    let said = |text: &str| (0..page.width()).any(|col| page.cell(row, col).is_some_and(|e| e.words() == text));
    let by_line = ["项目文件夹", "项目"].iter().any(|t| {
        let word = page.words(row, titles, t);
        word == "未能识别" || word.split_once('-').is_some_and(|(y, n)| [y, n].iter().all(|p| p.parse::<u32>().is_ok()))
    });
    let ours = ["合计", "项目类别", "勾稽核对"].into_iter().chain(overview::RECONCILED);
    first.parse::<u32>().is_ok() || ours.into_iter().any(said) || by_line
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
        let (on_ours, loose) = page.noted(row, titles, &known);
        let notes = on_ours.iter().chain(&loose).map(Noted::words);
        let others = [word(history::OTHERS), added(page, row, titles, &known)].into_iter().chain(notes);
        let others = others.filter(|o| !o.is_empty()).collect::<Vec<_>>().join("\n");
        let source = word(history::SOURCE);
        let record = EarlierRow {
            sheet: word(history::SHEET),
            key: word(history::KEY),
            print: word(PRINT),
            dossier: word(history::DOSSIER),
            what: word(history::WHAT),
            entry,
            others: String::new(),
            notes: Vec::new(),
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
        Kept::Events => events::columns(),
        Kept::Invoices => invoices::columns(),
        Kept::Clues => clues::columns(),
        Kept::Files => files::columns(),
        Kept::Matrix => matrix::outer_columns(),
        Kept::Rules => rule_basis::columns(),
    };
    let titles = columns.into_iter().map(|c| c.title.split_whitespace().collect());
    let pictures = (kept == Kept::Findings).then(|| findings::PICTURE.to_owned());
    titles.chain(pictures).collect()
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
        Kept::Events => &["活动名称", "日期"],
        Kept::Invoices => &["发票号码", "开票日期", "销售方", "价税合计"],
        Kept::Clues => &["线索", "情况"],
        Kept::Files => &["文件", "判断类型"],
        Kept::Matrix => &["类型", "结论建议"],
        Kept::Rules => &["规则名称"],
    }
}

//! What reviewers wrote in an earlier workbook, and where it belongs in the new one.
//!
//! An entry goes to the row with the same stable key; among rows of one key, to the one with the same evidence first.
//! What has no row any more goes to 历史复核记录. Nothing is dropped, and no conclusion is drawn from an entry. Notes on cells
//! go with their rows; names and signatures go back to the heads and the cover.

pub mod heads;
pub mod history;
pub mod notes;
mod page;
pub mod read;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::{reviewer, sheet};
use crate::model::{Audit, Day, Evidence, text};

/// Titles of the columns that a later run reads.
pub const KEY: &str = "行标识";
pub const PRINT: &str = "证据指纹";
pub const SINCE: &str = "与上次比较";

/// The sheet of earlier records that have no row any more.
pub const HISTORY: &str = "历史复核记录";

/// Sheets whose rows people write in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    Findings,
    Spending,
    Questions,
    Cross,
    Overview,
    Review,
    Events,
    Invoices,
    Clues,
    Files,
    Matrix,
    Rules,
}

impl Kept {
    pub const ALL: [Kept; 12] = [
        Kept::Findings,
        Kept::Spending,
        Kept::Questions,
        Kept::Cross,
        Kept::Overview,
        Kept::Review,
        Kept::Events,
        Kept::Invoices,
        Kept::Clues,
        Kept::Files,
        Kept::Matrix,
        Kept::Rules,
    ];

    pub fn sheet(self) -> &'static str {
        match self {
            Kept::Findings => sheet::FINDINGS,
            Kept::Spending => sheet::SPENDING,
            Kept::Questions => sheet::QUESTIONS,
            Kept::Cross => sheet::CROSS,
            Kept::Overview => sheet::OVERVIEW,
            Kept::Review => sheet::REVIEW,
            Kept::Events => sheet::EVENTS,
            Kept::Invoices => sheet::INVOICES,
            Kept::Clues => sheet::CLUES,
            Kept::Files => sheet::FILES,
            Kept::Matrix => sheet::MATRIX,
            Kept::Rules => sheet::RULES,
        }
    }

    /// The column that holds the key: one that people see, or a hidden one.
    pub fn key_title(self) -> &'static str {
        match self {
            Kept::Findings | Kept::Cross => "索引号",
            Kept::Questions => "编号",
            Kept::Rules => "规则",
            Kept::Spending
            | Kept::Overview
            | Kept::Review
            | Kept::Events
            | Kept::Invoices
            | Kept::Clues
            | Kept::Files
            | Kept::Matrix => KEY,
        }
    }

    /// Reviewers' columns of the sheet.
    pub fn slots(self) -> &'static [(&'static str, Slot)] {
        const USUAL: &[(&str, Slot)] = &[
            (reviewer::VERDICT, Slot::Verdict),
            (reviewer::NOTE, Slot::Note),
            (reviewer::NAME, Slot::Name),
            (reviewer::DATE, Slot::Date),
            (reviewer::UNTIL, Slot::Until),
        ];
        match self {
            Kept::Findings | Kept::Spending | Kept::Cross | Kept::Invoices | Kept::Clues => USUAL,
            Kept::Events => &[(reviewer::NOTE, Slot::Note)],
            Kept::Files => &[("备注", Slot::Note)],
            Kept::Matrix | Kept::Rules => &[],
            Kept::Questions => &[("认定意见", Slot::Verdict), ("认定人", Slot::Name), ("认定日期", Slot::Date)],
            Kept::Overview => &[("验收组认定", Slot::Verdict), ("认定说明", Slot::Note)],
            Kept::Review => &[("复核审定数", Slot::Amount), (reviewer::NOTE, Slot::Note)],
        }
    }

    fn named(name: &str) -> Option<Kept> {
        Kept::ALL.into_iter().find(|k| k.sheet() == name)
    }
}

/// What a reviewer's cell is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    Verdict,
    Note,
    Name,
    Date,
    Until,
    Amount,
}

/// A cell as a person filled it in; numbers are handed on as they came.
#[derive(Debug, Clone, PartialEq)]
pub enum Entered {
    Text(String),
    Number(f64),
    Day(Day),
}

impl Entered {
    pub fn words(&self) -> String {
        match self {
            Entered::Text(t) => t.clone(),
            Entered::Number(n) => n.to_string(),
            Entered::Day(d) => d.to_string(),
        }
    }

    /// The day meant: a date, or one written out (“2026.12.31”, “2026年12月31日”).
    fn day(&self) -> Option<Day> {
        match self {
            Entered::Day(d) => Some(*d),
            Entered::Number(_) => None,
            Entered::Text(t) => {
                let mut numbers = t.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty());
                let year = numbers.next()?.parse().ok()?;
                Day::new(year, numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?)
            }
        }
    }
}

pub type Entry = BTreeMap<Slot, Entered>;

/// A note (批注) on a cell of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// Title of the cell's column.
    pub column: String,
    pub author: String,
    pub text: String,
}

impl Noted {
    pub fn words(&self) -> String {
        let by = if self.author.is_empty() { String::new() } else { format!("，{}", self.author) };
        format!("批注（{}{by}）：{}", self.column, self.text)
    }
}

/// A row of an earlier workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierRow {
    /// Sheet it stood in; of 历史复核记录, the sheet it came from.
    pub sheet: String,
    /// Empty when a person wrote the row or took the key away.
    pub key: String,
    pub print: String,
    pub dossier: String,
    /// What the row is about, in its own words.
    pub what: String,
    pub entry: Entry,
    /// What stood in columns that people added.
    pub others: String,
    pub notes: Vec<Noted>,
    /// Name of the workbook it was first taken from.
    pub source: String,
    /// From 历史复核记录.
    pub old: bool,
}

/// An earlier workbook, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Earlier {
    pub name: String,
    /// Name of the folder that was audited.
    pub root: String,
    pub rows: Vec<EarlierRow>,
    /// 编制人 and 复核人 of a sheet, by its name, where somebody filled them in.
    pub heads: BTreeMap<String, String>,
    pub signatures: Vec<Signature>,
    /// Sheets of ours that could not be made out, in words.
    pub problems: Vec<String>,
}

impl Earlier {
    /// Rows with an entry.
    pub fn entries(&self) -> usize {
        self.rows.iter().filter(|r| !r.entry.is_empty()).count()
    }

    /// Notes on cells.
    pub fn notes(&self) -> usize {
        self.rows.iter().map(|r| r.notes.len()).sum()
    }
}

/// A row of the new workbook that an entry may belong to.
#[derive(Debug, Clone)]
pub struct Subject {
    pub key: String,
    pub print: String,
}

/// How a row stands to the earlier workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// There is no earlier workbook.
    First,
    New,
    Same,
    Changed,
    /// It had gone and is back.
    Returned,
}

impl Since {
    pub fn chinese(self) -> &'static str {
        match self {
            Since::First => "首次审核",
            Since::New => "新增",
            Since::Same => "延续",
            Since::Changed => "证据已变化",
            Since::Returned => "重新出现",
        }
    }
}

#[derive(Debug, Clone)]
pub struct Assigned {
    pub entry: Entry,
    pub notes: Vec<Noted>,
    pub since: Since,
}

impl Assigned {
    /// The words of 与上次比较. An acceptance past its day is flagged whatever else is true.
    pub fn words(&self, as_of: Day) -> String {
        let until = self.entry.get(&Slot::Until).and_then(Entered::day);
        let past = until.is_some_and(|day| day.days_until(as_of) > 0);
        format!("{}{}", self.since.chinese(), if past { "；已过有效期，须重新复核" } else { "" })
    }
}

/// Why a row of the earlier workbook stands in 历史复核记录.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    Resolved,
    NotAudited,
    NoRow,
    Written,
    Before,
}

impl Gone {
    pub fn chinese(self) -> &'static str {
        match self {
            Gone::Resolved => "已解决（本次审核未再列出）",
            Gone::NotAudited => "本次审核不含该项目",
            Gone::NoRow => "本次底稿没有对应的行",
            Gone::Written => "复核人自行添加的内容",
            Gone::Before => "以前的复核记录",
        }
    }
}

/// Hands entries out, and knows what is left.
pub struct Carry<'e> {
    earlier: Option<&'e Earlier>,
    by_key: BTreeMap<(&'e str, &'e str), Vec<usize>>,
    /// Hashes of the dossiers audited now.
    dossiers: BTreeSet<String>,
    used: RefCell<BTreeSet<usize>>,
    /// Notes whose column is no more.
    homeless: RefCell<Vec<EarlierRow>>,
    /// Findings with a verdict, by dossier; for the cached result of 已复核.
    pub answered: RefCell<BTreeMap<usize, usize>>,
}

impl<'e> Carry<'e> {
    pub fn new(earlier: Option<&'e Earlier>, audit: &Audit) -> Carry<'e> {
        let mut by_key: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for (at, row) in earlier.into_iter().flat_map(|e| e.rows.iter().enumerate()) {
            if !row.key.is_empty() {
                by_key.entry((&row.sheet, &row.key)).or_default().push(at);
            }
        }
        Carry {
            earlier,
            by_key,
            dossiers: audit.dossiers.iter().map(|d| short_hash(&[&d.identity])).collect(),
            used: RefCell::default(),
            homeless: RefCell::default(),
            answered: RefCell::default(),
        }
    }

    /// One answer for each of a sheet's rows, in their order.
    pub fn assign(&self, kept: Kept, subjects: &[Subject]) -> Vec<Assigned> {
        let Some(earlier) = self.earlier else {
            return subjects
                .iter()
                .map(|_| Assigned { entry: Entry::new(), notes: Vec::new(), since: Since::First })
                .collect();
        };
        let mut out: Vec<Assigned> =
            subjects.iter().map(|_| Assigned { entry: Entry::new(), notes: Vec::new(), since: Since::New }).collect();
        let mut used = self.used.borrow_mut();
        let mut taken = BTreeSet::new();
        for round in Round::ALL {
            for (at, subject) in subjects.iter().enumerate().filter(|(_, s)| !s.key.is_empty()) {
                let Some(assigned) = out.get_mut(at) else { continue };
                if (round != Round::History && taken.contains(&at)) || !assigned.entry.is_empty() {
                    continue;
                }
                let all = self.by_key.get(&(kept.sheet(), subject.key.as_str())).map_or(&[][..], Vec::as_slice);
                let fits = |i: &&usize| {
                    earlier.rows.get(**i).is_some_and(|row| round.admits(row, subject)) && !used.contains(i)
                };
                // A row that somebody copied: the one with an entry goes first.
                let empty = |i: &&usize| earlier.rows.get(**i).is_none_or(|row| row.entry.is_empty());
                let Some(found) = all.iter().filter(fits).min_by_key(|i| empty(i)).copied() else { continue };
                used.insert(found);
                let Some(row) = earlier.rows.get(found) else { continue };
                assigned.since = match round {
                    Round::Exact => Since::Same,
                    Round::Key if row.print.is_empty() => Since::Same,
                    Round::Key => Since::Changed,
                    Round::History if taken.contains(&at) => assigned.since,
                    Round::History => Since::Returned,
                };
                assigned.entry.clone_from(&row.entry);
                assigned.notes.extend(row.notes.iter().cloned());
                taken.insert(at);
            }
        }
        out
    }

    /// 编制人 and 复核人 as somebody filled them in.
    pub fn head(&self, sheet: &str) -> Option<&'e str> {
        self.earlier?.heads.get(sheet).map(String::as_str)
    }

    pub fn signatures(&self) -> &'e [Signature] {
        self.earlier.map_or(&[], |e| &e.signatures)
    }

    /// A note that found its row, but not its column.
    pub fn no_column(&self, kept: Kept, subject: &Subject, note: &Noted) {
        let Some(earlier) = self.earlier else { return };
        let row = loose(kept.sheet(), "", note.words(), earlier);
        self.homeless.borrow_mut().push(EarlierRow { key: subject.key.clone(), print: subject.print.clone(), ..row });
    }

    /// What no row of the new workbook took, each once. Call it when all sheets have taken theirs.
    pub fn left(&self) -> Vec<(EarlierRow, Gone)> {
        let used = self.used.borrow();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut out: Vec<(EarlierRow, Gone)> = Vec::new();
        let homeless = self.homeless.borrow();
        let earlier = self.earlier.into_iter().flat_map(|e| e.rows.iter().enumerate());
        let left = earlier.filter(|(at, _)| !used.contains(at)).map(|(_, row)| row);
        for row in left.chain(homeless.iter()) {
            let blank = row.entry.is_empty() && row.others.is_empty() && row.notes.is_empty();
            let finding = row.sheet == sheet::FINDINGS && !row.old && !row.key.is_empty();
            if blank && !finding {
                continue;
            }
            let why = self.why(row, finding);
            let mut row = row.clone();
            let notes = std::mem::take(&mut row.notes);
            let others: Vec<String> =
                std::iter::once(std::mem::take(&mut row.others)).chain(notes.iter().map(Noted::words)).collect();
            row.others = others.into_iter().filter(|o| !o.is_empty()).collect::<Vec<_>>().join("\n");
            let told = format!("{:?}", (&row.sheet, &row.key, &row.entry, &row.others, &row.what));
            if seen.insert(told) {
                out.push((row, why));
            }
        }
        out
    }

    fn why(&self, row: &EarlierRow, finding: bool) -> Gone {
        let dossier = row.print.split_once('-').map(|(d, _)| d);
        match dossier {
            _ if row.old => Gone::Before,
            _ if row.key.is_empty() || !row.others.is_empty() => Gone::Written,
            Some(d) if !d.is_empty() && !self.dossiers.contains(d) => Gone::NotAudited,
            _ if finding => Gone::Resolved,
            _ => Gone::NoRow,
        }
    }
}

/// The better match is sought for all rows before the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    Exact,
    Key,
    History,
}

impl Round {
    const ALL: [Round; 3] = [Round::Exact, Round::Key, Round::History];

    fn admits(self, row: &EarlierRow, subject: &Subject) -> bool {
        row.others.is_empty()
            && match self {
                Round::Exact => !row.old && row.print == subject.print,
                Round::Key => !row.old,
                Round::History => row.old && !row.entry.is_empty(),
            }
    }
}

/// Ten hexadecimal digits.
pub fn short_hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(5).map(|b| format!("{b:02x}")).collect()
}

/// Dossier and evidence in one cell: what tells that a row's ground has shifted. Names of files are no part of it.
pub fn print(identity: &str, parts: &[&str]) -> String {
    let dossier = if identity.is_empty() { String::new() } else { short_hash(&[identity]) };
    format!("{dossier}-{}", short_hash(parts))
}

/// The quotations of a finding, whatever their order.
pub fn quotes<'a>(evidence: impl IntoIterator<Item = &'a Evidence>) -> String {
    let all: BTreeSet<String> = evidence.into_iter().map(|e| text::key(&e.quote)).collect();
    all.into_iter().collect::<Vec<_>>().join("\n")
}

/// A row of the signatures.
#[derive(Debug, Clone, PartialEq)]
pub struct Signature {
    pub who: String,
    /// By the titles of the cover’s signatures.
    pub entries: Vec<(String, Entered)>,
}

/// Words that belong to no row of ours.
pub fn loose(name: &str, what: &str, said: String, out: &Earlier) -> EarlierRow {
    EarlierRow {
        sheet: name.to_owned(),
        key: String::new(),
        print: String::new(),
        dossier: String::new(),
        what: what.to_owned(),
        entry: Entry::new(),
        others: said,
        notes: Vec::new(),
        source: out.name.clone(),
        old: false,
    }
}

#[cfg(test)]
mod tests;

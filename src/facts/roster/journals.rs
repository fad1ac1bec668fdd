//! Journals: distinct by name, whatever their office calls itself; what is none, or no provincial one, is in doubt.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::columns::{Column, Header};
use super::list::Roster;
use super::marks::Standing;
use super::tally::{Tally, settled};
use crate::model::document::Row;
use crate::model::facts::{Shown, Why};
use crate::model::language::language;
use crate::model::text::{fold, has_han, key};

static BOOK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"《([^》]{2,30})》").expect("fixed pattern"));

/// The journals that a row names: in the column of journals, else 《…》 or “…编辑部” in the affiliation.
pub fn of_row(header: &Header, row: &Row, mut found: impl FnMut(String)) {
    let cell = header.of(Column::Journal).map(|c| row.shown_at(c)).filter(|t| !t.is_empty());
    if let Some(text) = cell {
        let books: Vec<String> = books(text);
        if !books.is_empty() {
            return books.into_iter().for_each(found);
        }
        let pieces = text.split(['、', '/', '；', ';', '\n']).map(str::trim);
        return pieces.filter(|p| key(p).chars().count() >= 2).map(str::to_owned).for_each(found);
    }
    let Some(text) = header.of(Column::Affiliation).map(|c| row.shown_at(c)) else { return };
    let books = books(text);
    if books.is_empty() && is_office(text) {
        found(text.to_owned());
    }
    books.into_iter().for_each(found);
}

/// 《…》 of a cell, each with the brackets behind it (“《甲》（原《乙》）” is one).
fn books(text: &str) -> Vec<String> {
    let folded = fold(text);
    let former = language().teams_journals.former_name.find(&folded);
    let outside = |at: usize| !former.as_ref().is_some_and(|f| f.contains(&at));
    let own: Vec<String> = BOOK
        .captures_iter(&folded)
        .filter(|c| c.get(0).is_some_and(|m| outside(m.start())))
        .map(|c| c[1].to_owned())
        .collect();
    match (own.as_slice(), &former) {
        ([one], Some(f)) => vec![format!("{one}{}", folded.get(f.clone()).unwrap_or_default())],
        ([one], None) => {
            // “《会员之友》（内刊）”: what stands behind says what it is
            let rest = folded.split('》').nth(1).unwrap_or_default();
            vec![if rest.starts_with('(') { format!("{one}{rest}") } else { one.clone() }]
        }
        _ => own,
    }
}

fn is_office(text: &str) -> bool {
    let k = key(text);
    ["编辑部", "杂志社", "期刊社", "期刊中心", "学报编辑", "编委会"].iter().any(|w| k.contains(w))
        && language().teams_journals.editorial.captures(&k).is_some()
}

/// A journal's name for comparing: the whole, and without its edition.
struct Known {
    whole: String,
    bare: String,
    former: Option<String>,
    unfit: Option<Why>,
}

fn known(written: &str) -> Known {
    let words = &language().teams_journals;
    let folded = fold(written);
    let former = words.former_name.captures(&folded).map(|c| key(&c["name"]));
    let name = words.former_name.find(&folded).map_or(folded.clone(), |f| folded.replacen(&folded[f], "", 1));
    let unfit = unfit(&name);
    let office = |n: &str| words.editorial.captures(n).map_or(n.to_owned(), |c| c["name"].to_owned());
    // “广西农学报杂志社编辑部”
    let name = office(&office(&without_marks(&name)));
    let bare = words.edition.find(&name).map_or(name.clone(), |f| name[..f.start].to_owned());
    Known { whole: key(&name), bare: key(&bare), former, unfit }
}

/// Without 《》 and without brackets other than those of an edition.
fn without_marks(folded: &str) -> String {
    let plain: String = folded.chars().filter(|c| !"《》<>\"".contains(*c)).collect();
    match plain.find('(') {
        Some(at) if !language().teams_journals.edition.hits(&plain) => plain.get(..at).unwrap_or_default().to_owned(),
        _ => plain,
    }
}

fn unfit(folded: &str) -> Option<Why> {
    let words = &language().teams_journals;
    let name = folded.trim_matches(|c| "《》\"".contains(c));
    if words.internal.hits(name) {
        return Some(Why::Internal);
    }
    let plain = without_marks(name);
    if words.not_a_journal.hits(&plain) && !words.editorial.hits(&plain)
        || words.not_a_journal.hits(&strip_office(&plain)) && is_paper(&plain)
    {
        return Some(Why::NoJournal);
    }
    (words.national_journal.hits(&plain) || !has_han(&plain)).then_some(Why::NationalJournal)
}

fn strip_office(plain: &str) -> String {
    language().teams_journals.editorial.captures(plain).map_or(plain.to_owned(), |c| c["name"].to_owned())
}

/// “广西日报编辑部” is the office of a newspaper; “广西大学编辑部” may be that of a journal.
fn is_paper(plain: &str) -> bool {
    strip_office(plain).ends_with(['报', '社', '网', '台'])
}

pub fn count(roster: &Roster) -> Option<Shown> {
    if roster.journals.is_empty() {
        return None;
    }
    let used = roster.journals.iter().any(|j| j.marked);
    let mut all: BTreeMap<String, (Known, Standing, &str)> = BTreeMap::new();
    for journal in &roster.journals {
        let known = known(&journal.written);
        if known.whole.chars().count() < 2 {
            continue;
        }
        let standing = settled(journal.standing, used);
        match all.get_mut(&known.whole) {
            Some(entry) => {
                entry.1 = entry.1.min(standing);
                entry.0.former = entry.0.former.take().or(known.former);
            }
            None => drop(all.insert(known.whole.clone(), (known, standing, &journal.written))),
        }
    }
    // a former name that has rows of its own is the same journal
    let former: BTreeSet<String> = all.values().filter_map(|(k, ..)| k.former.clone()).collect();
    let mut tally = Tally::default();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for (known, standing, written) in all.values().filter(|(k, ..)| !former.contains(&k.whole)) {
        let edition = *standing != Standing::Away && !seen.insert(&known.bare);
        let why = known.unfit.or(edition.then_some(Why::Edition));
        tally.add(why.map_or(*standing, |why| (*standing).max(Standing::Doubtful(why))), written);
    }
    Some(tally.shown())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_journal_under_the_names_of_its_office() {
        for written in
            ["《桂薏学刊》编辑部", "桂薏学刊", "桂薏学刊杂志社", "桂薏学刊社", "《桂薏学刊》（原《薏苡通讯》）"]
        {
            assert_eq!(known(written).whole, "桂薏学刊", "{written}");
        }
        assert_eq!(known("广西大学学报（自然科学版）").bare, "广西大学学报");
        assert_eq!(known("桂薏学刊（原薏苡通讯）").former.as_deref(), Some("薏苡通讯"));
    }

    #[test]
    fn what_is_no_provincial_journal() {
        for (written, why) in [
            ("《桂薏学刊》编辑部", None),
            ("广西大学学报编辑部", None),
            ("广西农学报社", None),
            ("广西医学", None),
            ("中国薏苡", Some(Why::NationalJournal)),
            ("Plant Science", Some(Why::NationalJournal)),
            ("广西日报", Some(Why::NoJournal)),
            ("南国早报编辑部", Some(Why::NoJournal)),
            ("漓江出版社", Some(Why::NoJournal)),
            ("广西大学", Some(Why::NoJournal)),
            ("学会通讯（内部资料）", Some(Why::Internal)),
            ("百色学院报", Some(Why::Internal)),
        ] {
            assert_eq!(known(written).unfit, why, "{written}");
        }
    }
}

//! The names in a cell: one or several, with titles and remarks taken off; and cells that name somebody without a name, or nobody.

use crate::facts::dates;
use crate::model::language::language;
use crate::model::text::{fold, has_han, key};

/// What a piece of a cell names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    Person(Name),
    /// 随行, 记者: somebody.
    Unnamed(String),
    /// 张某, 李*明
    Masked(String),
    /// Perhaps a name: longer than names are.
    Strange(Name),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As written, blanks within Chinese names left out.
    pub written: String,
    /// For comparing: simplified, without dots.
    pub key: String,
    /// In letters of another script.
    pub latin: bool,
    /// What stands in brackets behind it, folded.
    pub aside: String,
}

impl Named {
    pub fn written(&self) -> &str {
        match self {
            Named::Person(name) | Named::Strange(name) => &name.written,
            Named::Unnamed(written) | Named::Masked(written) => written,
        }
    }

    pub fn aside(&self) -> &str {
        match self {
            Named::Person(name) | Named::Strange(name) => &name.aside,
            _ => "",
        }
    }
}

/// The longest name without a dot that is surely one; transliterations without dots are longer.
const LONG: usize = 6;
const LONGEST: usize = 12;
/// … and with dots (“阿卜杜热合曼·买买提吐尔逊”).
const LONGEST_DOTTED: usize = 24;

/// Digits of a telephone behind a name.
const PHONE: usize = 7;
/// “等30人” in one cell: so many are taken at its word.
const MOST_OTHERS: u32 = 50;

/// All that a cell names.
pub fn names(cell: &str) -> Vec<Named> {
    let latin = !has_han(cell);
    pieces(cell, latin).iter().flat_map(|piece| of_piece(piece)).collect()
}

/// Whether a cell begins with a name that has a family name in front: enough to tell a column of names without its head.
pub fn begins_with_family_name(cell: &str) -> bool {
    let folded = fold(cell);
    (2..=4).contains(&folded.chars().count())
        && language().people.family_name.hits(&folded)
        && matches!(names(cell).as_slice(), [Named::Person(_)])
}

/// Cuts a cell at the marks between names, not within brackets.
fn pieces(cell: &str, latin: bool) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut depth = 0usize;
    for c in cell.chars() {
        match c {
            '（' | '(' | '[' | '【' => depth += 1,
            '）' | ')' | ']' | '】' => depth = depth.saturating_sub(1),
            _ => {}
        }
        // “SMITH, John” is one person
        let parts = match c {
            '、' | '；' | ';' | '/' | '／' | '|' | '｜' | '\n' | '\t' | '&' => true,
            '，' | ',' => !latin || parted_by_commas(cell),
            _ => false,
        };
        let parts = parts && depth == 0 && !(c == '\n' && joined_over_the_line(cell));
        match parts {
            true => out.push(String::new()),
            false => out.last_mut().into_iter().for_each(|p| p.push(c)),
        }
    }
    out.retain(|p| !p.trim().is_empty());
    out
}

/// Names of several words on both sides of each comma.
fn parted_by_commas(cell: &str) -> bool {
    cell.split([',', '，']).all(|part| part.split_whitespace().count() > 1)
}

/// A narrow column breaks a name: one character alone on a line, a dot at its end, or foreign words.
fn joined_over_the_line(cell: &str) -> bool {
    let lines: Vec<&str> = cell.split('\n').map(str::trim).filter(|l| !l.is_empty()).collect();
    let single = lines.iter().any(|l| has_han(l) && l.chars().count() == 1);
    let dotted = lines.iter().any(|l| l.starts_with(['·', '•', '・']) || l.ends_with(['·', '•', '・']));
    let words = !has_han(cell) && lines.iter().any(|l| l.split_whitespace().count() == 1);
    single || dotted || words
}

fn of_piece(piece: &str) -> Vec<Named> {
    let people = &language().people;
    let (body, aside) = without_brackets(piece);
    let folded = fold(&body);
    let bare = folded.trim_matches(|c: char| c == ':' || c == '.' || c == '-' || c == '_' || c == '"').to_owned();
    if bare.is_empty() || people.nobody.hits(&bare) {
        return Vec::new();
    }
    if people.unnamed.hits(&bare) {
        return vec![Named::Unnamed(bare)];
    }
    if let Some(c) = people.and_others.captures(&bare) {
        let others = dates::number(&c["n"]).unwrap_or(1).saturating_sub(1);
        let rest = (0..others.min(MOST_OTHERS)).map(|_| Named::Unnamed(bare.clone()));
        return chinese(&c["name"], &aside).into_iter().chain(rest).collect();
    }
    if people.not_a_name.hits(&bare) {
        return Vec::new();
    }
    if people.masked.hits(&bare) {
        return vec![Named::Masked(bare)];
    }
    let tokens: Vec<String> = body.split_whitespace().map(fold).filter(|t| !people.title_alone.hits(t)).collect();
    let han: Vec<&String> = tokens.iter().filter(|t| has_han(t)).collect();
    if han.is_empty() {
        return latin(&tokens, &aside).into_iter().collect();
    }
    let several = han.len() > 1
        && han.iter().all(|t| (2..=4).contains(&t.chars().count()) && people.family_name.hits(t))
        && !han.first().is_some_and(|t| people.compound_surname.hits(t));
    match several {
        true => han.into_iter().filter_map(|t| chinese(t, &aside)).collect(),
        false => chinese(&han.into_iter().map(String::as_str).collect::<String>(), &aside).into_iter().collect(),
    }
}

/// “黄文若（教授）”: the name, and what stands in the brackets.
fn without_brackets(piece: &str) -> (String, String) {
    let (mut body, mut aside, mut depth) = (String::new(), String::new(), 0usize);
    for c in piece.chars() {
        match c {
            '（' | '(' | '[' | '【' => depth += 1,
            '）' | ')' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth > 0 => aside.push(c),
            c => body.push(c),
        }
    }
    (body, fold(&aside))
}

fn chinese(folded: &str, aside: &str) -> Option<Named> {
    let people = &language().people;
    let name = people.title_behind.captures(folded).map_or(folded.to_owned(), |c| c["name"].to_owned());
    // “阮文安nguyen van an”, “12.韦文海”, “韦文海13900000000”: the Chinese characters are the name
    let numbered = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').to_owned();
    let digits = numbered.chars().filter(char::is_ascii_digit).count();
    let name: String = numbered
        .chars()
        .filter(|c| !(c.is_ascii_alphabetic() || c.is_whitespace() || *c == '.'))
        .filter(|c| digits < PHONE || !(c.is_ascii_digit() || *c == '-'))
        .collect();
    let plain = name.chars().all(|c| ('\u{3400}'..='\u{9fff}').contains(&c) || c == '·' || c > '\u{1ffff}');
    let n = name.chars().count();
    if !plain || n < 2 || people.not_a_name.hits(&name) {
        return None;
    }
    let of = |written: String| Name {
        key: people.twins.plain(&key(&written)),
        written,
        latin: false,
        aside: aside.to_owned(),
    };
    let dotted = name.trim_matches('·').contains('·');
    match n {
        _ if dotted && n <= LONGEST_DOTTED => Some(Named::Person(of(name))),
        n if n <= LONG => Some(Named::Person(of(name))),
        n if n <= LONGEST => Some(Named::Strange(of(name))),
        _ => None,
    }
}

fn latin(tokens: &[String], aside: &str) -> Option<Named> {
    let written = tokens.join(" ");
    let letters = |c: char| c.is_alphabetic() || " .,-'\"·".contains(c) || is_mark(c);
    let key: String = written.chars().filter(|c| c.is_alphabetic() || is_mark(*c)).collect();
    let n = key.chars().count();
    let first = written.chars().next().is_some_and(char::is_alphabetic);
    let fits = first && written.chars().all(letters) && (3..=40).contains(&n);
    fits.then(|| Named::Person(Name { written, key, latin: true, aside: aside.to_owned() }))
}

/// Vowel signs and tone marks of Thai, Lao, Burmese, Khmer, and combining accents.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(cell: &str) -> Vec<String> {
        let person = |n| match n {
            Named::Person(name) => Some(name.key),
            _ => None,
        };
        names(cell).into_iter().filter_map(person).collect()
    }

    #[test]
    fn one_person_in_many_spellings() {
        for (cell, want) in [
            ("李 明", "李明"),
            ("覃 文 素", "覃文素"),
            ("欧阳 文海", "欧阳文海"),
            ("王\n明", "王明"),
            ("陳麗華", "陈丽华"),
            ("黄文若（教授）", "黄文若"),
            ("韦文海教授", "韦文海"),
            ("韦文海 教授", "韦文海"),
            ("买买提·吐尔逊", "买买提吐尔逊"),
            ("阿卜杜热合曼·买买提吐尔逊江", "阿卜杜热合曼买买提吐尔逊江"),
            ("买买提 吐尔逊", "买买提吐尔逊"),
            ("Nguyen Van An", "nguyenvanan"),
            ("Dr. John Smith", "johnsmith"),
            ("SMITH, John", "smithjohn"),
            ("12.韦文海", "韦文海"),
            ("韦文海13900000000", "韦文海"),
            ("阮文安 Nguyen Van An", "阮文安"),
        ] {
            assert_eq!(keys(cell), [want], "{cell}");
        }
    }

    #[test]
    fn several_in_one_cell() {
        for (cell, n) in [
            ("韦文海、覃秀春、黄立宁", 3),
            ("韦文海 覃秀春", 2),
            ("韦文海\n覃秀春\n黄立宁", 3),
            ("韦文海（右江站）、覃秀春（田东站）", 2),
            ("韦文海/覃秀春", 2),
            ("Nguyen Van An, Tran Thi Hoa", 2),
        ] {
            assert_eq!(keys(cell).len(), n, "{cell}");
        }
    }

    #[test]
    fn what_is_no_name() {
        for cell in
            ["合计：86人", "", "待定", "同上", "广西大学", "参会单位", "高新区", "12", "代表", "李*明", "张某某"]
        {
            assert!(keys(cell).is_empty(), "{cell}");
        }
        assert_eq!(names("韦文海等3人").len(), 3);
        assert_eq!(keys("韦文海等3人").len(), 1);
        assert!(matches!(names("随行").as_slice(), [Named::Unnamed(_)]));
        assert!(matches!(names("张某某").as_slice(), [Named::Masked(_)]));
        assert!(names("待定").is_empty());
    }
}

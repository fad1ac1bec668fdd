//! How people write days: `2026年6月5日`, `2026-06-05`, `2026.6.5`, `6月5日至7日`, `二〇二六年九月十二日`.
//! Refuses what is no day: months alone, versions, phone numbers, amounts.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::model::language::language;
use crate::model::text::fold;
use crate::model::{Day, DayRange};

/// A day or range of days found in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundDate {
    pub range: DayRange,
    /// Byte positions in the searched text.
    pub start: usize,
    pub end: usize,
}

const DIGITS: &str = "[0-9〇○零一二三四五六七八九十]";

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    // year-month-day in Chinese or with separators, then an optional end: “至12日”, “—7月2日”, “、13日”
    let year = r"(?P<y>(?:20[0-9]{2}|[一二][〇○零0九][〇○零一二三四五六七八九]{2}))";
    let chinese = format!(
        r"(?:{year}\s*年\s*)?(?P<m>{DIGITS}{{1,3}})\s*月\s*(?P<d>{DIGITS}{{1,3}})\s*[日号]?\s*(?:[（(][^）)]{{0,8}}[）)])?\s*(?:(?:上午|下午|晚上)?\s*(?:[-—–－~～至到、和]|--|——)+\s*(?:(?P<m2>{DIGITS}{{1,3}})\s*月\s*)?(?P<d2>{DIGITS}{{1,3}})\s*[日号])?"
    );
    let plain = r"(?P<yp>20[0-9]{2})\s*[-./／]\s*(?P<mp>[0-9]{1,2})\s*[-./／]\s*(?P<dp>[0-9]{1,2})(?:\s*(?:[-—–~～至到]|--|——)+\s*(?:(?:20[0-9]{2}[-./])?(?P<mp2>[0-9]{1,2})[-./])?(?P<dp2>[0-9]{1,2})(?P<tail>[0-9:：]?))?";
    Regex::new(&format!("{plain}|{chinese}")).expect("the date pattern is fixed and tested")
});

/// Eight digits in a file or folder name: `IMG_20260918`, `新闻稿0918` is left alone.
static COMPACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^0-9])(20[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?:[^0-9]|$)").expect("fixed pattern")
});

/// All days in a text, in order. A day without a year takes the last year named before it, else `default_year`,
/// and is marked `year_inferred`.
pub fn find(text: &str, default_year: i16) -> Vec<FoundDate> {
    let mut found = Vec::new();
    let mut year = default_year;
    for c in DATE.captures_iter(text) {
        let Some(whole) = c.get(0) else { continue };
        let range = if c.name("yp").is_some() {
            // a date in digits that goes on with more digits or dots is a version or an address
            if text[whole.end()..].starts_with(|c: char| c.is_ascii_digit())
                || text[..whole.start()].ends_with(|c: char| c.is_ascii_digit())
            {
                continue;
            }
            plain_range(&c)
        } else {
            chinese_range(&c, text, whole.end(), year)
        };
        if let Some(range) = range {
            if !range.year_inferred {
                year = range.first.year();
            }
            let trimmed = text[whole.start()..whole.end()].trim_end().len();
            found.push(FoundDate { range, start: whole.start(), end: whole.start() + trimmed });
        }
    }
    as_it_was(text, found)
}

/// “9月12日（原定），实际12月3日”: where a text tells the day that came of it, the one first meant is none.
fn as_it_was(text: &str, found: Vec<FoundDate>) -> Vec<FoundDate> {
    if found.len() < 2 {
        return found;
    }
    let words = &language().clauses;
    let between = |i: usize| {
        let from = i.checked_sub(1).and_then(|k| found.get(k)).map_or(0, |d| d.end);
        text.get(from..found[i].start).unwrap_or_default()
    };
    // what stands before a day in its own clause
    let near = |i: usize| {
        let clause = between(i).rsplit(['，', ',', '；', ';', ')', '）']).next().unwrap_or_default().chars().rev();
        fold(&clause.take(NEAR).collect::<Vec<_>>().into_iter().rev().collect::<String>())
    };
    let behind = |i: usize| fold(&text.get(found[i].end..).unwrap_or_default().chars().take(NEAR).collect::<String>());
    // the bracket behind a day speaks of it, and what stands before a day, too
    let noted =
        |i: usize| behind(i).strip_prefix('(').and_then(|b| b.split(')').next().map(str::to_owned)).unwrap_or_default();
    let meant: Vec<bool> =
        (0..found.len()).map(|i| words.originally.hits(&noted(i)) || words.originally.hits(&near(i))).collect();
    let came: Vec<bool> =
        (0..found.len()).map(|i| words.actually.hits(&noted(i)) || words.actually.hits(&near(i))).collect();
    if !came.contains(&true) {
        return found;
    }
    found.into_iter().zip(meant).filter(|(_, meant)| !meant).map(|(d, _)| d).collect()
}

/// Characters before and behind a day in which it is said what sort of day it is.
const NEAR: usize = 8;

/// A folded text names a year before the given one (“自2019年起”).
pub fn names_earlier_year(folded: &str, year: i16) -> bool {
    years_in(folded).into_iter().any(|y| y < year)
}

/// “2025年”, written out with its 年.
pub fn years_in(folded: &str) -> Vec<i16> {
    let starts = folded.match_indices('年').filter_map(|(at, _)| folded.get(at.checked_sub(4)?..at));
    starts.filter_map(|y| y.parse().ok()).filter(|y| (2000..2100).contains(y)).collect()
}

/// The first day in a text.
pub fn first(text: &str, default_year: i16) -> Option<DayRange> {
    find(text, default_year).first().map(|f| f.range)
}

/// A day in a file or folder name, also in the compact form `20260918`.
pub fn in_name(name: &str, default_year: i16) -> Option<DayRange> {
    if let Some(c) = COMPACT.captures(name) {
        let day = Day::new(c[1].parse().ok()?, c[2].parse().ok()?, c[3].parse().ok()?)?;
        return Some(DayRange::one(day));
    }
    first(name, default_year)
}

fn plain_range(c: &Captures<'_>) -> Option<DayRange> {
    let n = |name: &str| c.name(name).and_then(|m| m.as_str().parse::<i16>().ok());
    let first = Day::new(n("yp")?, i8::try_from(n("mp")?).ok()?, i8::try_from(n("dp")?).ok()?)?;
    // “2026-06-26 07:44” and “2026-06-26 - 7:30” are times, not ranges
    let timelike = c.name("tail").is_some_and(|t| !t.as_str().is_empty());
    let last = match (n("dp2"), timelike) {
        (Some(d), false) => {
            let month = n("mp2").and_then(|m| i8::try_from(m).ok()).unwrap_or(first.month());
            Day::new(first.year(), month, i8::try_from(d).ok()?).filter(|l| *l >= first).unwrap_or(first)
        }
        _ => first,
    };
    Some(DayRange { first, last, year_inferred: false })
}

fn chinese_range(c: &Captures<'_>, text: &str, end: usize, year: i16) -> Option<DayRange> {
    let n = |name: &str| c.name(name).and_then(|m| number(m.as_str()));
    let stated = c.name("y").and_then(|m| year_number(m.as_str()));
    let d = c.name("d")?;
    // “6月26” without 日 is a day only at an end or before a gap; “3月100元” is not
    let has_mark = text[d.end()..].trim_start().starts_with(['日', '号']);
    if !has_mark && c.name("d2").is_none() {
        let next = text[end..].chars().next();
        if stated.is_none() || next.is_some_and(|c| c.is_alphanumeric()) {
            return None;
        }
    }
    let year = stated.unwrap_or(year);
    let first = Day::new(year, i8::try_from(n("m")?).ok()?, i8::try_from(n("d")?).ok()?)?;
    let last = n("d2").and_then(|d2| {
        let month = n("m2").and_then(|m| i8::try_from(m).ok()).unwrap_or(first.month());
        Day::new(year, month, i8::try_from(d2).ok()?)
    });
    let last = last.filter(|l| *l >= first && first.days_until(*l) <= 62).unwrap_or(first);
    Some(DayRange { first, last, year_inferred: stated.is_none() })
}

fn year_number(s: &str) -> Option<i16> {
    if let Ok(y) = s.parse::<i16>() {
        return Some(y);
    }
    let mut year = 0i16;
    for c in s.chars() {
        year = year.checked_mul(10)?.checked_add(i16::try_from(digit(c)?).ok()?)?;
    }
    (year >= 2000).then_some(year)
}

fn digit(c: char) -> Option<u32> {
    match c {
        '〇' | '○' | '零' => Some(0),
        '两' => Some(2),
        c => {
            "一二三四五六七八九".chars().position(|d| d == c).and_then(|p| u32::try_from(p + 1).ok()).or(c.to_digit(10))
        }
    }
}

/// A number up to 99 999 in Arabic or Chinese digits: `86`, `八十六`, `一百二十`, `三百余` without its tail.
pub fn number(s: &str) -> Option<u32> {
    if s.is_empty() {
        return None;
    }
    if s.bytes().all(|b| b.is_ascii_digit()) {
        return s.parse().ok();
    }
    if !s.chars().any(|c| "十百千万".contains(c)) {
        return s.chars().try_fold(0u32, |n, c| n.checked_mul(10)?.checked_add(digit(c)?));
    }
    let (mut total, mut section, mut last) = (0u32, 0u32, None::<u32>);
    for c in s.chars() {
        match c {
            '十' | '百' | '千' => {
                let unit = if c == '十' {
                    10
                } else if c == '百' {
                    100
                } else {
                    1000
                };
                section = section.checked_add(last.take().unwrap_or(1).checked_mul(unit)?)?;
            }
            '万' => {
                total = section.checked_add(last.take().unwrap_or(0))?.checked_mul(10_000)?;
                section = 0;
            }
            '两' => last = Some(2),
            '零' | '〇' => {}
            c => last = Some(digit(c)?),
        }
    }
    total.checked_add(section)?.checked_add(last.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> Vec<String> {
        find(text, 2026)
            .iter()
            .map(|f| format!("{}{}", f.range, if f.range.year_inferred { "?" } else { "" }))
            .collect()
    }

    #[test]
    fn days_in_every_spelling() {
        let cases: [(&str, &[&str]); 14] = [
            ("定于2026年6月26日在来宾市举办", &["2026-06-26"]),
            ("2026 年 7 月 23 日至 24 日", &["2026-07-23至2026-07-24"]),
            ("11月10日—12日", &["2026-11-10至2026-11-12?"]),
            ("6月30日至7月2日", &["2026-06-30至2026-07-02?"]),
            ("二〇二六年九月十二日", &["2026-09-12"]),
            ("二○二六年十月二十三日", &["2026-10-23"]),
            ("2026-06-26 07:44", &["2026-06-26"]),
            ("2026.9.5-7", &["2026-09-05至2026-09-07"]),
            ("2026/6/5", &["2026-06-05"]),
            ("2026年9月18日（星期五）9:00—17:30，17日下午报到", &["2026-09-18"]),
            ("9月12、13日", &["2026-09-12至2026-09-13?"]),
            ("2025年12月3日印发，3月5日开展", &["2025-12-03", "2025-03-05?"]),
            ("2026年6月31日", &[]),
            ("预算3月100元；电话0771-5550132；版本1.2.3", &[]),
        ];
        for (text, want) in cases {
            assert_eq!(show(text), want, "{text}");
        }
    }

    #[test]
    fn the_day_first_meant_gives_way_to_the_day_that_came_of_it() {
        for text in
            ["2026-09-12（原定），实际2026-12-03", "原定9月12日举办，实际12月3日举办", "12月3日（实际），原定9月12日"]
        {
            let days: Vec<String> = find(text, 2026).iter().map(|d| d.range.to_string()).collect();
            assert_eq!(days, ["2026-12-03"], "{text}");
        }
        // a change notice names both, and which is which is for its reader
        assert_eq!(find("原定9月12日举办的会议改至12月3日", 2026).len(), 2);
        assert_eq!(find("9月12日结合实际开展，9月13日参观", 2026).len(), 2);
    }

    #[test]
    fn names_may_hold_compact_days() {
        assert_eq!(in_name("IMG_20260918_093012", 2026).map(|r| r.to_string()), Some("2026-09-18".into()));
        assert_eq!(in_name("新闻稿0918", 2026), None);
        assert_eq!(in_name("订单202609181234", 2026), None);
    }

    #[test]
    fn chinese_numbers() {
        for (s, n) in [
            ("八十六", 86),
            ("十二", 12),
            ("一百二十", 120),
            ("二十", 20),
            ("63", 63),
            ("一千零五", 1005),
            ("两百", 200),
        ] {
            assert_eq!(number(s), Some(n), "{s}");
        }
        assert_eq!(number("若干"), None);
    }
}

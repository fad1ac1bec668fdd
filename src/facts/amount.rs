//! How people write amounts: `1,234.50`, `１５，０００`, `1.5万元`, `¥2800.00`, `（300.00）`, 大写.
//!
//! Refuses anything that is not plainly an amount: rates (`500元/人`), counts (`5人`), dates, numbers of papers. No floats.

use std::ops::Range;

use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use crate::model::Money;
use crate::model::accounts::Scale;
use crate::model::language::language;

/// A number in a cell and the unit that stands beside it, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    pub number: Decimal,
    pub scale: Option<Scale>,
}

impl Figure {
    /// In yuan; `otherwise` is the unit of the column where the cell names none.
    pub fn money(self, otherwise: Scale) -> Option<Money> {
        match self.scale.unwrap_or(otherwise) {
            Scale::Yuan => Some(Money::new(self.number)),
            Scale::Thousand => self.number.checked_mul(Decimal::from(1_000)).map(Money::new),
            Scale::Wan => Money::from_wan(self.number),
        }
    }
}

/// An amount found in running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Bytes of the text as given.
    pub range: Range<usize>,
    pub money: Money,
    pub scale: Scale,
}

/// Nothing is stated: blank, a dash, a slash, `无`.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || "-—–―－─_/／\\＼·*".contains(c))
        || language().amounts.nothing.is(text.trim())
}

/// Reads a cell that holds one amount and nothing else (a remark in brackets after it is allowed).
pub fn read(text: &str) -> Option<Figure> {
    let mut plain: String = text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    plain = plain.replace('，', ",").replace('￥', "¥").replace('−', "-");
    let mut negative = false;
    if let Some(inner) = plain.strip_prefix('(').and_then(|p| p.strip_suffix(')')) {
        negative = true;
        plain = inner.to_string();
    }
    let found = language().amounts.cell.captures(&plain)?;
    let number = decimal(&found["whole"], found.name("part").map_or("", |m| m.as_str()))?;
    let number = if negative || found.name("minus").is_some() { -number } else { number };
    let scale = found.name("unit").map(|m| scale_of(m.as_str()));
    Some(Figure { number, scale })
}

/// The unit that words name: 万元, 千元, else 元.
pub fn scale_of(words: &str) -> Scale {
    let known = &language().amounts;
    if known.wan.hits(words) {
        Scale::Wan
    } else if known.thousand.hits(words) {
        Scale::Thousand
    } else {
        Scale::Yuan
    }
}

/// Finds the amounts of a sentence: figures with a unit, a currency sign, or written `15,000.00`.
pub fn find(text: &str) -> Vec<Found> {
    let (plain, origin) = plain_with_origin(text);
    let mut out = Vec::new();
    for found in language().amounts.in_text.captures_all(&plain) {
        let (Some(all), Some(whole)) = (found.get(0), found.name("whole")) else { continue };
        let before = plain.get(..whole.start()).and_then(|t| t.chars().next_back());
        let after = plain.get(all.end()..).and_then(|t| t.chars().next());
        let glued = |c: char| c.is_ascii_alphanumeric() || c == '.';
        // “场地费……3000元”: a leader, not a decimal point.
        let leader = plain.get(..whole.start()).is_some_and(|t| t.ends_with(".."));
        if before.is_some_and(glued) && !leader || after.is_some_and(|c| glued(c) && c != '.') || after == Some('/') {
            continue;
        }
        let part = found.name("part").map_or("", |m| m.as_str());
        let marked = found.name("sign").is_some() || found.name("unit").is_some();
        let written_as_money = whole.as_str().contains(',') && part.len() == 3;
        if !marked && !written_as_money {
            continue;
        }
        let scale = found.name("unit").map_or(Scale::Yuan, |u| scale_of(u.as_str()));
        let Some(number) = decimal(whole.as_str(), part) else { continue };
        let number = if found.name("minus").is_some() && before != Some('至') { -number } else { number };
        let Some(money) = (Figure { number, scale: Some(scale) }).money(scale) else { continue };
        let start = origin.get(all.start()).copied().unwrap_or(0);
        let end = origin.get(all.end()).copied().unwrap_or(text.len());
        out.push(Found { range: start..end, money, scale });
    }
    out
}

/// Reads an amount in capitals: `贰万零叁佰叁拾贰元伍角整`, `⊗壹仟玖佰陆拾元整`, `人民币壹拾万圆正`.
pub fn in_words(text: &str) -> Option<Money> {
    if text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let mut read = Capitals::default();
    for c in language().amounts.numerals.plain(text).chars().filter(|c| !c.is_whitespace()) {
        read.take(c)?;
    }
    read.money()
}

/// An amount in capitals as far as it was read.
#[derive(Debug, Default)]
struct Capitals {
    total: i64,
    section: i64,
    digit: Option<i64>,
    cents: i64,
    seen_yuan: bool,
    seen_any: bool,
    /// “整” stands for the unit where none is written.
    is_closed: bool,
}

impl Capitals {
    /// The next character, in its plain form; `None` where it is none of an amount.
    fn take(&mut self, c: char) -> Option<()> {
        if let Some(d) = c.to_digit(10) {
            let twice = self.digit.is_some_and(|before| before != 0);
            self.digit = Some(i64::from(d)).filter(|_| !twice);
            return self.digit.map(|_| ());
        }
        match c {
            '十' => self.place(10),
            '百' => self.place(100),
            '千' => self.place(1000),
            '万' => self.power(|total, section| total.checked_add(section.checked_mul(10_000)?)),
            '亿' => self.power(|total, section| total.checked_add(section)?.checked_mul(100_000_000)),
            '元' if !self.seen_yuan => {
                self.seen_yuan = true;
                self.power(i64::checked_add)
            }
            '角' => self.part(10),
            '分' => self.part(1),
            '整' => {
                self.is_closed = true;
                Some(())
            }
            c => "人民币⊗：:¤ⓧ×".contains(c).then_some(()),
        }
    }

    fn place(&mut self, place: i64) -> Option<()> {
        let n = self.digit.take().or((place == 10).then_some(1))?;
        self.section = self.section.checked_add(n * place)?;
        self.seen_any = true;
        Some(())
    }

    /// Closes a section and joins it to the total.
    fn power(&mut self, join: fn(i64, i64) -> Option<i64>) -> Option<()> {
        let section = self.section.checked_add(self.digit.take().unwrap_or(0))?;
        self.total = join(self.total, section)?;
        self.section = 0;
        self.seen_any = true;
        Some(())
    }

    fn part(&mut self, cents: i64) -> Option<()> {
        if self.section != 0 {
            return None;
        }
        self.cents = self.cents.checked_add(self.digit.take().unwrap_or(0) * cents)?;
        (self.seen_yuan, self.seen_any) = (true, true);
        Some(())
    }

    fn money(self) -> Option<Money> {
        if !self.seen_any || !self.seen_yuan && !self.is_closed {
            return None;
        }
        let last = self.digit.filter(|_| !self.seen_yuan).unwrap_or(0);
        let yuan = self.total.checked_add(self.section)?.checked_add(last)?;
        Some(Money::new(Decimal::new(yuan.checked_mul(100)?.checked_add(self.cents)?, 2)))
    }
}

/// The first amount in capitals of a line: the words as written, and their value if it can be read.
pub fn find_words(text: &str) -> Option<(String, Option<Money>)> {
    let known = &language().amounts;
    let found = known.capitals.captures_all(text);
    let written = found.iter().filter_map(|c| Some(c.get(0)?.as_str().trim())).find(|w| known.capitals_end.hits(w))?;
    Some((written.to_owned(), in_words(written)))
}

fn decimal(whole: &str, part: &str) -> Option<Decimal> {
    format!("{}{part}", whole.replace(',', "")).parse().ok()
}

/// The text with full-width forms narrowed, and for each byte (and the end) the byte it came from.
fn plain_with_origin(text: &str) -> (String, Vec<usize>) {
    let mut plain = String::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        let narrow: String = match c {
            '，' => ",".into(),
            '￥' => "¥".into(),
            '－' | '−' => "-".into(),
            c => std::iter::once(c).nfkc().flat_map(char::to_lowercase).collect(),
        };
        origin.extend(std::iter::repeat_n(at, narrow.len()));
        plain.push_str(&narrow);
    }
    origin.push(text.len());
    (plain, origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(s: &str) -> Money {
        s.parse().expect("plain digits in a test")
    }

    #[test]
    fn cells_are_read_as_people_write_them() {
        for (written, yuan) in [
            ("1,234.50", "1234.5"),
            ("１５，０００", "15000"),
            ("３，５００．００", "3500"),
            ("1.5万元", "15000"),
            ("0.9460 万元", "9460"),
            ("¥2800.00", "2800"),
            ("￥19,953.00", "19953"),
            ("3000元", "3000"),
            ("15000元整", "15000"),
            ("（300.00）", "-300"),
            ("-2,080.00", "-2080"),
            ("人民币 500 元", "500"),
            ("1580.00（含税）", "1580"),
            (" 0.00 ", "0"),
        ] {
            let read = read(written).and_then(|f| f.money(Scale::Yuan));
            assert_eq!(read, Some(money(yuan)), "{written}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for written in
            ["", "—", "/", "5人", "500元/人", "2026-11-02", "1,23", "一批", "120套", "3000元左右", "1.2.3", "50%"]
        {
            assert_eq!(read(written), None, "{written}");
        }
        assert!(is_blank("—") && is_blank(" / ") && is_blank("") && is_blank("无"));
        assert!(!is_blank("0") && !is_blank("无人机"));
    }

    #[test]
    fn capitals_are_read() {
        for (written, yuan) in [
            ("贰万零叁佰叁拾贰元伍角整", "20332.5"),
            ("玖仟玖佰玖拾陆元整", "9996"),
            ("⊗壹仟玖佰陆拾元整", "1960"),
            ("人民币壹拾万圆正", "100000"),
            ("拾伍元整", "15"),
            ("叁万壹仟柒佰捌拾捌元整", "31788"),
            ("壹佰元零伍分", "100.05"),
            ("伍角整", "0.5"),
            ("贰万零仟叁佰叁拾贰元伍角零分", "20332.5"),
            ("壹亿贰仟万元整", "120000000"),
            ("捌拾柒圆整", "87"),
            ("叁佰整", "300"),
        ] {
            assert_eq!(in_words(written), Some(money(yuan)), "{written}");
        }
        for written in ["", "一等奖", "元", "壹贰元", "三楼会议厅", "贰佰伍拾"] {
            assert!(in_words(written).is_none_or(|m| m.is_zero()), "{written}");
        }
    }

    #[test]
    fn capitals_are_found_in_a_line() {
        let (words, amount) = find_words("合计大写：贰万贰仟陆佰壹拾叁元整。项目经费结余47.00元。").expect("is there");
        assert_eq!((words.as_str(), amount), ("贰万贰仟陆佰壹拾叁元整", Some(money("22613"))));
        assert_eq!(find_words("一等奖2名，三楼会议厅"), None);
    }

    #[test]
    fn amounts_are_found_in_sentences() {
        let text = "（一）专家讲课费4,000.00元，用于两次活动，授课专家4人次，标准500元/人，合计１．５万元。";
        let found = find(text);
        let amounts: Vec<_> = found.iter().map(|f| f.money).collect();
        assert_eq!(amounts, [money("4000"), money("15000")]);
        assert_eq!(text.get(found[0].range.clone()), Some("4,000.00元"));
        assert_eq!(find("场地费……3,000.00元").len(), 1);
        assert!(find("2026年11月2日，发票号码26452000001873455217，共86人").is_empty());
    }

    #[test]
    fn no_text_makes_the_reader_panic() {
        let chars: Vec<char> = "元万¥1,.零壹拾亿整－（）é𝟙".chars().collect();
        let mut seed = 7_usize;
        for _ in 0..3000 {
            let mut text = String::new();
            for _ in 0..12 {
                seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                text.push(chars[(seed >> 33) % chars.len()]);
            }
            let _ = (read(&text), find(&text), in_words(&text), find_words(&text));
        }
    }
}

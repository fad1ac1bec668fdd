//! Characters, days and amounts as invoices print them.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use crate::facts::amount;
use crate::model::language::invoices::InvoiceWords;
use crate::model::language::language;
use crate::model::{Day, Money};

/// A pattern without words, compiled once.
macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).expect("a constant pattern"));
    };
}
pub(super) use pattern;

/// The words of invoices.
pub fn known() -> &'static InvoiceWords {
    &language().invoices
}

/// Compatibility forms narrowed: full-width digits, `：`, `￥`, `（`.
pub fn narrow(text: &str) -> String {
    text.nfkc().collect()
}

/// Line breaks and blanks beside ideographs dropped: a wrapped value is one value.
pub fn glued(text: &str) -> String {
    let mut out = String::new();
    let mut blank = false;
    for c in text.trim().chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && c.is_ascii() && out.chars().next_back().is_some_and(|b| b.is_ascii()) {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// The words by which a finding shows the invoice.
pub fn quote(number: &str, buyer: &str, gross: Option<Money>) -> String {
    let buyer = if buyer.is_empty() { "—" } else { buyer };
    format!("发票号码：{number} 购买方：{buyer} 价税合计：{}", gross.map_or("—".to_string(), Money::grouped))
}

/// A day written with 年月日, strokes, points, or as eight digits.
pub fn any_day(text: &str) -> Option<Day> {
    pattern!(
        DAY,
        r"(?:^|\D)(20\d{2})\s*[年\-/. ]\s*(\d{1,2})\s*[月\-/. ]\s*(\d{1,2})(?:\D|$)|(?:^|\D)(20\d{2})(\d{2})(\d{2})(?:\d{6})?(?:\D|$)"
    );
    let found = DAY.captures(text)?;
    let part = |i: usize, j: usize| found.get(i).or(found.get(j)).map(|m| m.as_str());
    Day::new(part(1, 4)?.parse().ok()?, part(2, 5)?.parse().ok()?, part(3, 6)?.parse().ok()?)
}

/// A red invoice writes `（负数）壹佰元整`.
pub fn is_negative(text: &str) -> bool {
    language().amounts.negative.hits(&packed(text))
}

/// 大写 as issuers write it in data.
pub fn words_amount(text: &str) -> Option<Money> {
    let plain = narrow(text).replace("(负数)", "").replace('负', "");
    let money = amount::in_words(&plain)?;
    if is_negative(text) { Money::default().checked_sub(money) } else { Some(money) }
}

/// Without any white space.
pub fn packed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

//! What an amount cell states: nothing, one amount, or something that is no amount and must not be passed over.
//!
//! Reads what people write where a figure is asked for: capitals, sums and products with or without their result, typing slips,
//! footnote marks. Refuses to choose between two figures, and to take an estimate or a reference for a figure.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::amount::{self, Figure};
use crate::model::Money;
use crate::model::accounts::Scale;
use crate::model::language::language;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    Nothing,
    Amount(Figure),
    /// Something is written, and it is no amount that can be told.
    Unread,
}

/// Reads a cell of a column of amounts.
pub fn read(text: &str) -> Stands {
    let Some(joined) = joined(text) else { return Stands::Unread };
    let plain = plain(&joined);
    if amount::is_blank(text) || language().amounts.unit_alone.hits(&plain) {
        return Stands::Nothing;
    }
    figure(&plain).map_or(Stands::Unread, Stands::Amount)
}

fn figure(plain: &str) -> Option<Figure> {
    // “$8000”: another currency
    if plain.contains('$') {
        return None;
    }
    let bare = without_head(plain);
    let (bare, remark) = split_remark(bare);
    let found = one(bare).or_else(|| product(bare))?;
    match remark.and_then(|r| one(without_head(r))) {
        // “5000（3000）”: which of them; “8000（1）” is a footnote
        Some(other) if yuan(other) != yuan(found) && yuan(other) != Some(yuan(found)?.abs()) && !is_note(other) => None,
        _ => Some(found),
    }
}

fn is_note(figure: Figure) -> bool {
    figure.scale.is_none() && figure.number < Decimal::ONE_HUNDRED && figure.number.scale() == 0
}

fn yuan(figure: Figure) -> Option<Money> {
    figure.money(Scale::Yuan)
}

/// One amount, in figures, in capitals, or in both where they agree.
fn one(plain: &str) -> Option<Figure> {
    if let Some(figure) = amount::read(plain) {
        return Some(figure);
    }
    if let Some(rest) = plain.strip_prefix('负') {
        return one(rest).map(|f| Figure { number: -f.number, ..f });
    }
    let words =
        |text: &str| amount::in_words(text).map(|m| Figure { number: m.as_decimal(), scale: Some(Scale::Yuan) });
    if let Some(figure) = words(plain) {
        return Some(figure);
    }
    let (written, value) = amount::find_words(plain)?;
    let rest = plain.replacen(&written, "", 1);
    let beside = amount::read(rest.trim_matches(|c: char| "大小写:()¥".contains(c)))?;
    let value = Figure { number: value?.as_decimal(), scale: Some(Scale::Yuan) };
    (yuan(beside) == yuan(value)).then_some(value)
}

/// “500元/人*16人=8000元”, “500*16”, “3000+5000”: the result as written where the sum agrees with it, else as worked out.
fn product(plain: &str) -> Option<Figure> {
    let as_equation = match language().amounts.result.find(plain) {
        Some(found) => {
            let (before, rest) = (plain.get(..found.start)?, plain.get(found.end..)?);
            format!("{before}={rest}")
        }
        None => plain.to_owned(),
    };
    let mut sides: Vec<&str> = as_equation.split('=').collect();
    let computed = worked_out(sides.first()?);
    if sides.len() == 1 {
        return computed;
    }
    let written = one(without_head(sides.pop()?))?;
    let is_sum = |side: &str| side.chars().any(|c| c.is_ascii_digit()) && side.contains(['*', '+', '-', '/']);
    if !sides.iter().all(|s| is_sum(s)) {
        return None;
    }
    let agrees = computed.is_none_or(|c| match (c.scale, written.scale) {
        (Some(_), Some(_)) => yuan(c) == yuan(written),
        _ => c.number == written.number || yuan(c) == yuan(written),
    });
    agrees.then_some(written)
}

/// A sum of products of plain factors.
fn worked_out(side: &str) -> Option<Figure> {
    if !side.contains(['*', '+']) {
        return None;
    }
    let mut total = Decimal::ZERO;
    let mut scale = None;
    let inner =
        side.strip_prefix('(').and_then(|s| s.strip_suffix(')')).filter(|s| !s.contains(['(', ')'])).unwrap_or(side);
    for (n, term) in inner.split('+').enumerate() {
        let mut value = Decimal::ONE;
        let mut unit = None;
        for factor in term.split('*') {
            let (number, of_money) = self::factor(factor)?;
            if of_money.is_some() && unit.is_some() {
                return None;
            }
            unit = unit.or(of_money);
            value = value.checked_mul(number)?;
        }
        if n > 0 && unit != scale {
            return None;
        }
        scale = unit;
        total = total.checked_add(value)?;
    }
    Some(Figure { number: total.normalize(), scale })
}

/// “500元/人”, “16人”, “讲课费500”: the number, and its unit of money.
fn factor(text: &str) -> Option<(Decimal, Option<Scale>)> {
    let found = language().amounts.factor.captures(text)?;
    let number: Decimal = found["n"].replace(',', "").parse().ok()?;
    let scale = found.name("unit").map(|u| amount::scale_of(u.as_str()));
    Some((number, scale))
}

/// “合计：8000元” without its head.
fn without_head(plain: &str) -> &str {
    language().amounts.head.behind_opening(plain).unwrap_or(plain)
}

/// A remark in brackets at the end; a figure that is bracketed as a whole is a negative one.
fn split_remark(plain: &str) -> (&str, Option<&str>) {
    let Some((before, rest)) = plain.rsplit_once('(') else { return (plain, None) };
    match rest.strip_suffix(')') {
        Some(remark) if !before.is_empty() => (before, Some(remark)),
        _ => (plain, None),
    }
}

/// Folded to plain signs, without footnote marks and white space.
fn plain(text: &str) -> String {
    let known = &language().amounts;
    static STOP: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([0-9])。([0-9]{1,2})([^0-9]|$)").expect("fixed pattern"));
    let bare = known.footnote.before_closing(text).unwrap_or(text);
    let narrow: String = bare.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let mut plain = known.signs.plain(&narrow);
    for word in known.currency.words() {
        plain = plain.replace(word, "");
    }
    plain = STOP.replace(&plain, "$1.$2$3").into_owned();
    plain.trim_end_matches(['。', '.', ';', ',']).to_owned()
}

/// The text without white space, where that glues no two figures together; `None` where two figures stand in the cell.
fn joined(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let spread = words.len() > 2 && words.iter().all(|w| w.chars().count() == 1);
    let mut out = String::new();
    for word in &words {
        let meets = out.ends_with(|c: char| c.is_numeric()) && word.starts_with(|c: char| c.is_numeric());
        if meets && !spread && !cut_in_decimals(&out, word) && !grouped(&words) {
            return None;
        }
        out.push_str(word);
    }
    Some(out)
}

/// “15000.0” and “0”: a narrow cell cut the figure.
fn cut_in_decimals(before: &str, after: &str) -> bool {
    let decimals = before.rsplit_once('.').map_or("", |(_, d)| d);
    decimals.len() == 1
        && after.chars().next().is_some_and(|c| c.is_ascii_digit())
        && after.chars().nth(1).is_none_or(|c| !c.is_ascii_digit())
}

/// “12 345.00”: groups of three, and decimals that show that it is one figure.
fn grouped(words: &[&str]) -> bool {
    static GROUPS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[¥￥]?[0-9]{1,3}( [0-9]{3})+\.[0-9]{2}元?$").expect("fixed pattern"));
    GROUPS.is_match(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        match read(text) {
            Stands::Nothing => "-".into(),
            Stands::Amount(f) => f.money(Scale::Yuan).map_or("?".into(), |m| m.to_string()),
            Stands::Unread => "?".into(),
        }
    }

    #[test]
    fn amounts_as_people_write_them_in_cells() {
        for (written, yuan) in [
            ("600元/人×12人=7200元", "7200.00"),
            ("600元/人＊12人＝7,200.00元", "7200.00"),
            ("600×12", "7200.00"),
            ("600元/人/天 × 4人 × 3天", "7200.00"),
            ("3000+4200", "7200.00"),
            ("3000元+4200元=7200元（含税）", "7200.00"),
            ("600元/人×12人，共7200元", "7200.00"),
            ("共计：7200元", "7200.00"),
            ("7200圆", "7200.00"),
            ("柒仟贰佰元整", "7200.00"),
            ("人民币柒仟贰佰圆整", "7200.00"),
            ("柒仟贰佰元整（￥7,200.00）", "7200.00"),
            ("7200。00", "7200.00"),
            ("7，200。50元", "7200.50"),
            ("7,200.00元整", "7200.00"),
            ("7200.00①", "7200.00"),
            ("7200.00*", "7200.00"),
            ("7200.00[1]", "7200.00"),
            ("7200.00（注1）", "7200.00"),
            ("7200³", "7200.00"),
            ("（7,200.00）", "-7200.00"),
            ("0.72万元", "7200.00"),
            ("7 200.00", "7200.00"),
            ("12,345\n.00", "12345.00"),
            ("12345.0\n0", "12345.00"),
            ("1 5 0 0 0", "15000.00"),
            ("－7200", "-7200.00"),
            ("0", "0.00"),
        ] {
            assert_eq!(told(written), yuan, "{written}");
        }
    }

    #[test]
    fn what_cannot_be_told_is_unread() {
        for written in [
            "4000\n3200",
            "4000 3200",
            "4000/3200",
            "4000、3200",
            "5000（3000）",
            "约3000",
            "3000左右",
            "3000元左右",
            "见附件",
            "#N/A",
            "#REF!",
            "600元/人",
            "600元/人×12人=720元",
            "7200.00.00",
            "72,00.00",
            "8OOO",
            "$7200",
            "600×12×",
            "300-500",
            "600元×12元",
            "待定",
            "另计",
            "600×12=7200\n300",
            "80%",
        ] {
            assert_eq!(told(written), "?", "{written}");
        }
        for written in ["", "—", " / ", "无", "元", "-", "¥"] {
            assert_eq!(told(written), "-", "{written}");
        }
    }
}

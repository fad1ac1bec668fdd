//! The masking of personal numbers, alike in every output and in the pictures of pages. Masks by shape and by the words
//! before a number; names are masked where a format says that they are a person's.

use std::sync::LazyLock;

use regex::Regex;

static MOBILE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}").expect("a constant pattern"));
static ID_CARD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[1-8][0-9]{5} ?(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]) ?[0-9]{3}[0-9Xx]")
        .expect("a constant pattern")
});
/// UnionPay cards have 16 to 19 digits, others 16: an 18-digit number that begins with 51 to 53 is a society's credit code.
static BANK_CARD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:62|60)[0-9]{2}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?|(?:4[0-9]|5[1-5])[0-9]{2}(?:[ -]?[0-9]{4}){3}",
    )
    .expect("a constant pattern")
});
/// Groups of three and more digits, so that a date after the word is none.
static BANK_ACCOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:账号|帐号|账户|帐户|卡号)[^0-9]{0,12}([0-9]{4,}(?:[ -][0-9]{3,})*)").expect("a constant pattern")
});
const SHORTEST_ACCOUNT: usize = 8;

/// The traveller on an itinerary, named behind the word for it.
static PASSENGER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:旅客姓名|乘客姓名|乘车人|乘机人|NAME OF PASSENGER)(?: ?NAME OF PASSENGER)?[：:　 ]{0,3}(\p{Han}{2,4}|[A-Z]{2,20}/[A-Z]{2,20})",
    )
    .expect("a constant pattern")
});
/// A railway ticket prints the traveller behind an ID number that is hidden in part.
static TRAVELLER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[0-9]{6,10}\*{4,8}[0-9]{3}[0-9Xx][　 ]{0,3}(\p{Han}{2,4})").expect("a constant pattern")
});
/// The ID number there: what the ticket leaves open is a birth year and a district.
static HALF_HIDDEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[1-8][0-9]{9}\*{4}[0-9]{3}[0-9Xx]").expect("a constant pattern"));
/// Words that stand behind those and are no names.
const NO_NAMES: [&str; 9] = ["有效", "身份", "证件", "签注", "承运", "联系", "电话", "姓名", "单位"];

/// Masks mobile numbers, ID-card numbers and bank-account numbers: all but the first three and last four digits become `*`;
/// and the names of travellers but for their first character.
///
/// Reason for the limits: invoice numbers (20 digits), taxpayer ids and amounts are evidence and must stay readable, so a
/// number is masked only by its own shape or because “账号”, “卡号” stands before it.
pub fn mask(text: &str) -> String {
    let mut hide = vec![false; text.len()];
    for found in BANK_ACCOUNT.captures_iter(text).filter_map(|c| c.get(1)) {
        if found.as_str().chars().filter(char::is_ascii_digit).count() < SHORTEST_ACCOUNT {
            continue;
        }
        cover(text, found.range(), &mut hide);
    }
    for pattern in [&*ID_CARD, &*HALF_HIDDEN, &*BANK_CARD, &*MOBILE] {
        for found in pattern.find_iter(text).filter(|m| stands_alone(text, m.range())) {
            cover(text, found.range(), &mut hide);
        }
    }
    for found in [&*PASSENGER, &*TRAVELLER].iter().flat_map(|p| p.captures_iter(text)).filter_map(|c| c.get(1)) {
        if NO_NAMES.iter().any(|word| found.as_str().starts_with(word)) {
            continue;
        }
        // Where no blank ends the name, four characters may be three and a word.
        let runs_on = text.get(found.end()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()));
        let long = if runs_on { 2 } else { 3 };
        let tail = found.as_str().char_indices().skip(1).filter(|(n, _)| runs_on_name(found.as_str(), *n, long));
        for (at, _) in tail {
            if let Some(h) = hide.get_mut(found.start() + at) {
                *h = true;
            }
        }
    }
    text.char_indices().map(|(at, c)| if hide.get(at) == Some(&true) { '*' } else { c }).collect()
}

/// The byte `at` belongs to one of the first characters after the first; all of a Latin name do.
fn runs_on_name(name: &str, at: usize, long: usize) -> bool {
    name.is_ascii() || name.char_indices().skip(1).take(long).any(|(n, _)| n == at)
}

/// Not a part of a longer number or code, nor of a figure with a decimal point or thousands separators.
fn stands_alone(text: &str, range: std::ops::Range<usize>) -> bool {
    let mut before = text.get(..range.start).unwrap_or_default().chars().rev();
    let mut after = text.get(range.end..).unwrap_or_default().chars();
    let joins = |beside: &mut dyn Iterator<Item = char>, marks: &[char]| match beside.next() {
        Some(c) if marks.contains(&c) => beside.next().is_some_and(|c| c.is_ascii_digit()),
        c => c.is_some_and(|c| c.is_ascii_alphanumeric()),
    };
    // a list of numbers may be set with commas: behind one, only three digits go on with a figure
    let thousands = |digits: &str| {
        digits.strip_prefix(',').is_some_and(|rest| rest.chars().take_while(char::is_ascii_digit).count() == 3)
    };
    !joins(&mut before, &['.', '．'])
        && !joins(&mut after, &['.', '．'])
        && !thousands(text.get(range.end..).unwrap_or_default())
}

fn cover(text: &str, range: std::ops::Range<usize>, hide: &mut [bool]) {
    let digits: Vec<usize> = text
        .char_indices()
        .filter(|(at, c)| range.contains(at) && c.is_ascii_alphanumeric())
        .map(|(at, _)| at)
        .collect();
    let inner = digits.len().saturating_sub(7);
    for at in digits.into_iter().skip(3).take(inner) {
        if let Some(h) = hide.get_mut(at) {
            *h = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_numbers_are_masked() {
        for (written, masked) in [
            ("联系人：张三 13800138000。", "联系人：张三 138****8000。"),
            ("电话138-0013-8000", "电话138-****-8000"),
            ("1. 13800138000", "1. 138****8000"),
            ("联系人13800138000.", "联系人138****8000."),
            ("13800138000,13900139000", "138****8000,139****9000"),
            ("电话：13800138000．传真", "电话：138****8000．传真"),
            ("身份证45010319900307123X", "身份证450***********123X"),
            ("6222 0212 3456 7890 123", "622* **** **** ***0 123"),
            (
                "开户行：工行南宁支行，账号：2102 1101 0930 0012345",
                "开户行：工行南宁支行，账号：210* **** **** ***2345",
            ),
            ("旅客姓名 NAME OF PASSENGER：赵飞航", "旅客姓名 NAME OF PASSENGER：赵**"),
            ("旅客姓名：赵飞航有效身份证件号码", "旅客姓名：赵**有效身份证件号码"),
            ("4501031990****1235 钱多多", "450***********1235 钱**"),
            ("乘机人 ZHAO/FEIHANG", "乘机人 Z***********"),
        ] {
            assert_eq!(mask(written), masked, "{written}");
        }
    }

    #[test]
    fn numbers_that_are_evidence_stay() {
        for text in [
            "发票号码：26452000000012345678",
            "统一社会信用代码：91450100MA5K12345X",
            "统一社会信用代码：52450000498500123A",
            "统一社会信用代码：524500007968041234",
            "账户余额截至2026-11-10 14:30",
            "合计 15,000.00 元",
            "2026年11月10日 14:30",
            "文号 20261110138",
            "代码 045001900111-12345678",
            "旅客姓名 有效身份证件号码",
            "4906.14717475011",
            "0.13800138000元",
            "13800138000.50",
            "合计13800138000,000",
            "6222021234567890.25",
            "主讲人：赵飞航 教授",
            "发票号码 26459000000012345678 钱多多",
        ] {
            assert_eq!(mask(text), text);
        }
    }
}

//! The parts of a phrase: brackets, enumerations, counts, prices, titles. Knows no spending.

use std::sync::LazyLock;

use regex::Regex;

use crate::accounts::lexicon::tight;
use crate::facts::amount;
use crate::model::Money;

/// Trailing counts and prices: `1台 1580.00`, `50册`.
const TAIL: &str = r"[,，]?(¥?[0-9][0-9,.]*(万?元)?|[0-9一二两三四五六七八九十百]+(台|套|个|件|张|把|本|册|份|支|条|只|辆|部|架|次|场|人次|人天|人|名|天|间|期|篇|版|块|面|枚|盒|箱|米|桌|间夜|年|月|个月|学时|课时|斤|公斤|千克|吨|kg|克|毫升|升|桶|包|袋|瓶|罐|双|副|组|卷|株|尾|羽|亩|平方米?|平米|座|对|筒|提|集|分钟|小时|杯|粒|节)|/(人|天|次|台|套|场))+$";

pub(super) fn short_name(text: &str) -> Option<(&str, &str)> {
    let (short, rest) = text.strip_prefix('*')?.split_once('*')?;
    Some((short, rest))
}

pub(super) fn without_tail(text: &str) -> String {
    static TAILS: LazyLock<Regex> = LazyLock::new(|| Regex::new(TAIL).expect("a constant pattern"));
    let bare = TAILS.replace(text, "");
    if bare.chars().count() >= 2 { bare.to_string() } else { text.to_string() }
}

/// `《…》` and `"…"` are names of papers and projects.
pub(super) fn without_titles(text: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '《' => inside = true,
            '》' => inside = false,
            '"' if quoted || text.matches('"').count() >= 2 => quoted = !quoted,
            c if !inside && !quoted => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() { text.to_string() } else { out }
}

/// The work a masked compound ends with (“奖项评审”): it stays, for with “费” behind it the line is pay for that work.
pub(super) fn kept_work(compound: &str) -> &'static str {
    const WORK: [&str; 6] = ["评审", "答辩", "培训", "推介", "路演", "咨询"];
    WORK.into_iter().find(|w| compound.ends_with(w)).unwrap_or_default()
}

/// The text outside brackets, and what each bracket holds.
pub(super) fn split_brackets(text: &str) -> (String, Vec<String>) {
    let mut plain = String::new();
    let mut brackets: Vec<String> = Vec::new();
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' | '[' => {
                depth += 1;
                if depth == 1 {
                    brackets.push(String::new());
                }
            }
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => plain.push(c),
            c => {
                if let Some(last) = brackets.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    brackets.retain(|b| !b.is_empty());
    (plain, brackets)
}

/// The things of an enumeration.
pub(super) fn parts(text: &str) -> Vec<String> {
    text.split(['、', ',', ';', '+', '/', '及', '和', '与', '。'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .map(str::to_string)
        .collect()
}

pub(super) fn verb_end(name: &str) -> usize {
    const VERBS: [&str; 28] = [
        "出资设立",
        "注资成立",
        "注资设立",
        "注资",
        "投资设立",
        "出资",
        "设立",
        "成立",
        "捐赠给",
        "捐赠",
        "捐款",
        "捐资",
        "捐",
        "赞助",
        "资助",
        "补助",
        "投资",
        "入股",
        "参股",
        "认购",
        "收购",
        "增资",
        "采购",
        "购买",
        "购置",
        "奖励",
        "慰问",
        "帮扶",
    ];
    VERBS.iter().find(|v| name.starts_with(**v)).map_or(0, |v| v.len())
}

/// Counted in 台, 架, 辆, 部: units of machines.
pub(super) fn counted_as_machine(text: &str) -> bool {
    let chars: Vec<char> = tight(text).chars().collect();
    chars.windows(2).any(|w| matches!(w, [n, u] if (n.is_ascii_digit() || "一二两三四五六七八九十".contains(*n)) && "台架辆部套".contains(*u)))
        || matches!(chars.as_slice(), [.., '台' | '架' | '辆'])
}

/// Counted in 本 or 册: books of paper.
pub(super) fn counted_as_paper(text: &str) -> bool {
    let chars: Vec<char> = tight(text).chars().collect();
    chars
        .windows(2)
        .any(|w| matches!(w, [n, '本' | '册'] if n.is_ascii_digit() || "一二两三四五六七八九十百千".contains(*n)))
}

pub(super) fn count_of(text: &str) -> Option<u32> {
    let folded = tight(text);
    let at = folded.char_indices().find(|(_, c)| "台套架部辆个件张把块".contains(*c)).map(|(i, _)| i)?;
    let digits: String = folded.get(..at)?.chars().rev().take_while(char::is_ascii_digit).collect();
    let digits: String = digits.chars().rev().collect();
    digits.parse::<u32>().ok().filter(|n| *n > 0 && *n < 10_000)
}

/// A price in the item itself: `1580元`, or `1580.00` at its end.
pub(super) fn only_price(text: &str) -> Option<Money> {
    let figure = text.trim_start_matches("单价").trim_start_matches([':', '¥']);
    let figure = figure.strip_suffix('元').filter(|f| f.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ','))?;
    amount::read(figure).map(|f| Money::new(f.number))
}

pub(super) fn price_in(text: &str) -> Option<Money> {
    if let Some(found) = amount::find(text).first() {
        return Some(found.money);
    }
    let last = text.rsplit(['台', '套', '个', '件', '架', '把', '张', ' ']).next()?;
    amount::read(last).filter(|f| f.number.scale() == 2).map(|f| Money::new(f.number))
}

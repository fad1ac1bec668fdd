//! Numbers at the head of rows: how deep a row stands, and its words without them.

use crate::accounts::lexicon::{known, tight};

/// Depth by numbering: 一、 above （一） above 1 above 1.1 above (1) above ①; unnumbered rows are deepest.
pub(super) fn level(seq: &str, item: &str) -> u8 {
    let seq = tight(seq);
    if !seq.is_empty() {
        return numbering_level(&seq).unwrap_or(8);
    }
    numbering(item).and_then(|n| numbering_level(&tight(n))).unwrap_or(8)
}

fn numbering_level(number: &str) -> Option<u8> {
    let bare: String = known().number_words.without(number).chars().filter(|c| !"、.．,)(".contains(*c)).collect();
    let chinese = |s: &str| known().chinese_number.hits(s);
    let bracketed = number.starts_with('(');
    Some(match () {
        () if chinese(&bare) && !bracketed => 1,
        () if chinese(&bare) => 2,
        () if number.starts_with(|c: char| ('①'..='⑳').contains(&c)) => 7,
        () if bare.is_empty() || !bare.chars().all(|c| c.is_ascii_digit() || c == '-') => return None,
        () if bracketed || number.ends_with(')') => 6,
        () => {
            let parts = number.trim_end_matches(['.', '、']).split(['.', '-']).filter(|p| !p.is_empty()).count();
            if parts <= 1 { 3 } else { 4 + u8::from(parts > 2) }
        }
    })
}

/// The numbering at the head of an item, as in “1.场地费”, “（二）差旅费”, “一、会议费”.
pub(super) fn numbering(item: &str) -> Option<&str> {
    let found = known().numbering.find(item)?;
    let number = item.get(found.clone())?;
    let rest = item.get(found.end..)?;
    // “3.3D打印讲座”: the third item, on 3D打印.
    if rest.starts_with(|c: char| c.is_ascii_alphabetic())
        && let Some(dot) = item.find(['.', '．']).filter(|d| *d + 1 < found.end)
    {
        return item.get(..dot + item.get(dot..)?.chars().next()?.len_utf8());
    }
    // “3.5万字审读费”, “2.4G模块”: a decimal, not a numbering.
    let dotted = number.trim_end().ends_with(['.', '．']);
    let decimal = dotted && rest.starts_with(|c: char| c.is_ascii_digit());
    let quantity = number.contains(['.', '．']) && known().unit_behind_decimal.opens(&tight(rest));
    // “一、二等奖奖金”: two prizes, not item one.
    let prizes = number.ends_with('、') && known().prizes.hits(rest);
    (!rest.is_empty() && !decimal && !quantity && !prizes).then_some(number)
}

pub(in crate::accounts) fn without_number(item: &str) -> String {
    numbering(item).and_then(|n| item.strip_prefix(n)).unwrap_or(item).trim().to_string()
}

/// In a PDF without rules a number runs into the item (“1场地费”), and the next column into its end.
pub(super) fn run_together(seq: String, item: String) -> (String, String) {
    let item = item.split('\t').next().unwrap_or_default().trim().to_string();
    let digits = item.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = item.split_at(digits);
    let counted =
        rest.chars().next().is_none_or(|c| !c.is_alphabetic() || c.is_ascii() || known().count_word.opens(rest));
    if !tight(&seq).is_empty() || !(1..=2).contains(&digits) || counted {
        return (seq, item);
    }
    (number.to_string(), rest.to_string())
}

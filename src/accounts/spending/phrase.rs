//! The parts of a phrase: brackets, enumerations, counts, prices, titles. Knows no spending.

use crate::accounts::lexicon::tight;
use crate::facts::amount;
use crate::model::Money;
use crate::model::language::language;
use crate::model::language::spending_phrases::SpendingPhrases;

/// Marks and words between the things of an enumeration, at the end of what stands before the next.
pub(super) const AND: [char; 4] = ['、', '及', '和', '与'];

pub(super) fn short_name(text: &str) -> Option<(&str, &str)> {
    let (short, rest) = text.strip_prefix('*')?.split_once('*')?;
    Some((short, rest))
}

pub(super) fn without_tail(text: &str) -> String {
    let bare = known().count_tail.before_closing(text).unwrap_or(text);
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
pub(super) fn kept_work(compound: &str) -> &str {
    known().work_kept.closing(compound).and_then(|found| compound.get(found)).unwrap_or_default()
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
    known().giving_verb.opening(name).map_or(0, |found| found.end)
}

/// Counted in 台, 架, 辆, 部: units of machines.
pub(super) fn counted_as_machine(text: &str) -> bool {
    known().counted_as_machine.hits(&tight(text))
}

/// Counted in 本 or 册: books of paper.
pub(super) fn counted_as_paper(text: &str) -> bool {
    known().counted_as_paper.hits(&tight(text))
}

pub(super) fn count_of(text: &str) -> Option<u32> {
    let folded = tight(text);
    let found = known().count.captures(&folded)?;
    found["n"].parse::<u32>().ok().filter(|n| *n > 0 && *n < 10_000)
}

/// A price in the item itself: `1580元`, or `1580.00` at its end.
pub(super) fn only_price(text: &str) -> Option<Money> {
    let figure = known().unit_price.behind_opening(text).unwrap_or(text).trim_start_matches([':', '¥']);
    let figure = known()
        .yuan_end
        .before_closing(figure)
        .filter(|f| f.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ','))?;
    amount::read(figure).map(|f| Money::new(f.number))
}

pub(super) fn price_in(text: &str) -> Option<Money> {
    if let Some(found) = amount::find(text).first() {
        return Some(found.money);
    }
    let after = |t: &str| known().price_after.find(t).map(|found| found.end);
    let mut last = text.rsplit(' ').next()?;
    while let Some(at) = after(last) {
        last = last.get(at..)?;
    }
    amount::read(last).filter(|f| f.number.scale() == 2).map(|f| Money::new(f.number))
}

/// How phrases of spending are put together.
pub(super) fn known() -> &'static SpendingPhrases {
    &language().spending_phrases
}

/// Near-ban words that name goods or gifts; they stay doubtful even when printed or posted.
pub(super) fn is_goods(word: &str) -> bool {
    known().doubtful_goods.hits(word)
}

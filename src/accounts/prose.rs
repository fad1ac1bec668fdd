//! Accounts in sentences: “1.场地费3000元；2.…”, who pays for all, what was received, totals stated beside the table.
//!
//! Refuses sentences that state plans, balances or conditions as if they were spending.

mod sources;
mod sums;

use super::lexicon::{known, tight, without_of_which};
use super::rows::without_number;
use crate::facts::amount;
use crate::model::{DocId, Document, Evidence, Money, Place};

pub use sources::{by_numbers, of_which, one_source, source_heading, source_pointed_at};
pub use sums::{grant_income, spent_by_source, stated_total};

/// An item named in a sentence with its amount.
#[derive(Debug, Clone)]
pub struct Named {
    pub item: String,
    pub amount: Money,
    pub numbered: bool,
    pub note: String,
    pub evidence: Evidence,
}

/// Paragraphs of a document with their places; table rows are left out.
pub fn paragraphs(document: &Document) -> Vec<(String, Place)> {
    document
        .blocks
        .iter()
        .filter(|b| !b.hidden)
        .filter_map(|b| Some((b.content.as_line()?.to_string(), b.place.clone())))
        .collect()
}

/// Paragraphs of one paper of a document: a chapter of a long report may be the accounts.
pub fn paragraphs_in(document: &Document, blocks: &std::ops::Range<usize>) -> Vec<(String, Place)> {
    let of_paper = document.blocks.get(blocks.clone()).unwrap_or_default();
    let visible = of_paper.iter().filter(|b| !b.hidden);
    visible.filter_map(|b| Some((b.content.as_line()?.to_string(), b.place.clone()))).collect()
}

/// Every “item amount” pair of a paragraph, in order.
pub fn named(doc: DocId, text: &str, place: &Place) -> Vec<Named> {
    let amounts = amount::find(text);
    let mut out = Vec::new();
    let mut from = 0;
    for (i, found) in amounts.iter().enumerate() {
        let before = text.get(from..found.range.start).unwrap_or_default();
        let until = amounts.get(i + 1).map_or(text.len(), |n| n.range.start);
        let rest = text.get(found.range.end..until).unwrap_or_default();
        let note =
            rest.split(['；', ';', '。']).next().unwrap_or_default().trim_start_matches(['，', ',', '（']).trim();
        let words = numbered_words(before).unwrap_or_else(|| words_before(before));
        let item = without_number(words);
        out.push(Named {
            numbered: item != words,
            item: trim_item(&item),
            amount: found.money,
            note: note.to_string(),
            evidence: Evidence::new(doc, place.clone(), text),
        });
        from = found.range.end;
    }
    out
}

/// The words between the last mark and the amount.
fn words_before(before: &str) -> &str {
    let mut starts =
        before.char_indices().filter(|(_, c)| "；;。，、：:\n".contains(*c)).map(|(at, c)| at + c.len_utf8());
    // “1、场地费”: the mark after a number belongs to the numbering.
    let start = starts.rfind(|at| !ends_with_number(before.get(..*at).unwrap_or_default())).unwrap_or(0);
    let words = before.get(start..).unwrap_or_default().trim();
    if !words.is_empty() {
        return words;
    }
    // “场地费：3000元”: the words before the colon.
    let head = before.trim_end().trim_end_matches(['：', ':']);
    head.rsplit(['；', ';', '。', '，', '\n']).next().unwrap_or_default().trim()
}

/// “6．一、二等奖选手差旅费3600元”: the whole of a numbered clause is the item, enumeration marks and all.
fn numbered_words(before: &str) -> Option<&str> {
    let segment = before.rsplit(['；', ';', '。', '\n']).next()?.trim().trim_end_matches(['：', ':', '，', ',']);
    let rest = without_number(segment);
    let plain = rest != segment && !rest.contains(['：', ':', '，']) && !known().of_which.hits(&rest);
    (plain && segment.starts_with(|c: char| c.is_numeric() || "（(".contains(c)) && rest.contains('、'))
        .then_some(segment)
}

fn ends_with_number(text: &str) -> bool {
    let bare = text.trim_end_matches(['、', '：', ':', '，']);
    let head = bare.rsplit(['；', ';', '。', '\n', '：', '，']).next().unwrap_or_default().trim();
    text.ends_with('、')
        && !head.is_empty()
        && head.chars().count() <= 2
        && (head.chars().all(|c| c.is_ascii_digit()) || known().chinese_number.hits(head))
}

fn trim_item(words: &str) -> String {
    let mut item = words.trim();
    for tail in known().item_tail.words().chain(["：", ":", "（", "("]) {
        let shorter = item.strip_suffix(tail).map(str::trim_end);
        if let Some(shorter) = shorter.filter(|s| s.chars().count() >= 2) {
            item = shorter;
        }
    }
    // “场地费……3000元”: leaders between the words and the figure.
    let item = item.trim_end_matches(['…', '.', '·', '—', '-', '_', ' ']);
    without_of_which(item).to_string()
}

/// Items of spending in a paragraph: those that are numbered, or that look like an expense by their last word.
pub fn spending_items(named: Vec<Named>) -> Vec<Named> {
    named
        .into_iter()
        .filter(|n| {
            let folded = tight(&n.item);
            let length = folded.chars().count();
            (2..=40).contains(&length) && !is_other(&folded) && (n.numbered || known().expense_end.hits(&folded))
        })
        .collect()
}

/// Words before a figure of income, of a total, of a balance, of a rule.
fn is_other(words: &str) -> bool {
    let w = known();
    [&w.total, &w.income, &w.received, &w.appropriation, &w.left_over, &w.not_an_expense].iter().any(|l| l.hits(words))
}

#[cfg(test)]
mod tests;

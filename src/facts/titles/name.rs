//! Names of events held against each other: the same, one short for the other, named in a text.

use std::collections::BTreeSet;

use crate::facts::dates;
use crate::model::language::language;
use crate::model::pack::Brand;
use crate::model::text::{fold, key};

/// The distinctive part of a title: key without brands and common words.
pub fn core(title: &str, brands: &[Brand]) -> String {
    let mut k = key(title);
    for brand in brands {
        k = k.replace(&key(&brand.name), "");
    }
    language().titles.common.without(&k)
}

/// Likeness of two titles, 0–100, by shared pairs of characters.
pub fn likeness(a: &str, b: &str) -> u32 {
    let pairs = |s: &str| -> BTreeSet<(char, char)> { s.chars().zip(s.chars().skip(1)).collect() };
    let (x, y) = (pairs(a), pairs(b));
    if x.is_empty() || y.is_empty() {
        return if a == b && !a.is_empty() { 100 } else { 0 };
    }
    let shared = x.intersection(&y).count();
    u32::try_from(200 * shared / (x.len() + y.len())).unwrap_or(0)
}

/// Whether two titles name the same event by their words alone. Titles without a distinctive part (“‘专家助企赋能’活动”)
/// are the same only when the other has none either.
pub fn same(a: &str, b: &str, brands: &[Brand]) -> bool {
    if differ(&years(a), &years(b)) {
        return false;
    }
    let (x, y) = (core(a, brands), core(b, brands));
    if x.is_empty() || y.is_empty() {
        return x == y && likeness(&key(a), &key(b)) >= 60;
    }
    are_one(&x, &y) || are_one(&core(&head(a), brands), &core(&head(b), brands))
}

/// A title without brackets and without what is held beside it: “蓝碳论坛（Forum 2026）暨青年交流营” → 蓝碳论坛.
fn head(title: &str) -> String {
    let words = &language().titles;
    let bare = words.bracketed.without(title);
    let joint = words.beside.find(&bare).and_then(|f| bare.get(..f.start)).unwrap_or(&bare);
    joint.to_owned()
}

/// Two distinctive parts are one: the long one holds the short one, or they are much alike.
fn are_one(x: &str, y: &str) -> bool {
    let (short, long) = if x.chars().count() <= y.chars().count() { (x, y) } else { (y, x) };
    (short.chars().count() >= 4 && long.contains(short)) || likeness(x, y) >= 55
}

/// The years that a title writes out.
fn years(title: &str) -> Vec<String> {
    let folded = fold(title);
    let starts = folded.match_indices('年').filter_map(|(at, _)| folded.get(at.checked_sub(4)?..at));
    starts.filter(|y| y.bytes().all(|b| b.is_ascii_digit())).map(str::to_owned).collect()
}

fn differ<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    !a.is_empty() && !b.is_empty() && !a.iter().any(|x| b.contains(x))
}

/// Both count (“第一期”, “第二期”), and not the same.
pub fn differ_in_ordinal(a: &str, b: &str) -> bool {
    let ordinals = |t: &str| -> Vec<(Option<u32>, String)> {
        let found = language().titles.ordinal.captures_all(t);
        found.iter().map(|c| (dates::number(&c["n"]), c["of"].to_owned())).collect()
    };
    let (x, y) = (ordinals(a), ordinals(b));
    x.iter().any(|(n, of)| y.iter().any(|(m, other)| of == other && n != m))
}

/// The form that a title names last (“…研讨会”).
pub fn form(title: &str) -> Option<String> {
    let folded = fold(title);
    let last = language().titles.form.find_all(&folded).into_iter().max_by_key(|f| f.end)?;
    folded.get(last).map(str::to_owned)
}

/// The characters of a short title stand in the long one in their order: “工艺诊断” of “玉米加工工艺诊断活动”, “冷链研讨会” of “冷链物流学术研讨会”.
pub fn is_short_of(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    let n = short.chars().count();
    (4..long.chars().count()).contains(&n) && short.chars().all(|c| rest.any(|l| l == c))
}

/// Whether a folded text names the event: its whole title, or its distinctive part where that is long enough.
pub fn named_in(title: &str, text_key: &str, brands: &[Brand]) -> bool {
    spellings([title], brands).iter().any(|s| text_key.contains(s.as_str()))
}

/// The keys by which a text names an event: whole titles and distinctive parts, long enough to be told from other words. Made once
/// where many texts are searched.
pub fn spellings<'t>(titles: impl IntoIterator<Item = &'t str>, brands: &[Brand]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for title in titles {
        for k in [key(title), core(title, brands)] {
            if k.chars().count() >= 6 && !out.contains(&k) {
                out.push(k);
            }
        }
    }
    out
}

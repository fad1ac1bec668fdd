//! Which project line and sub-type a text speaks of: codes (`2026-1`), ordinals (类型一), names and aliases of the pack.
//! Where a form lists several with check boxes, only the ticked ones count.

mod infer;

use std::sync::LazyLock;

use regex::Regex;

use crate::model::Pack;
use crate::model::pack::SubTypeSpec;
use crate::model::text::{fold, key};

static LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"20[0-9]{2}\s*[-年]\s*([1-9])\s*(?:号|$|[^0-9.月/\-])").expect("fixed pattern"));
static ORDINAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"类(?:型|别)\s*([一二三四1234])|[(（]([一二三])[)）]").expect("fixed pattern"));
/// A ticked box before a label, or a tick behind it.
static TICK_BEFORE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[☑☒✓✔√■▣]").expect("fixed pattern"));
static BOX: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[□☐▢◻]").expect("fixed pattern"));

pub use infer::Inferred;
pub(super) use infer::infer;

/// What a text says of line and sub-type.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recognised {
    pub line: Option<String>,
    pub sub_type: Option<String>,
}

/// The names of the pack's lines and sub-types, folded once for many texts.
pub struct Names<'p> {
    pack: &'p Pack,
    /// Every line's names, folded, with the line's code.
    lines: Vec<(String, &'p str)>,
    /// Every sub-type's names, folded.
    sub_types: Vec<(String, &'p SubTypeSpec)>,
    /// What a line's name may look like in a text, longest first.
    whole_lines: Vec<String>,
}

impl<'p> Names<'p> {
    pub fn new(pack: &'p Pack) -> Names<'p> {
        let lines: Vec<(String, &str)> = pack
            .lines
            .iter()
            .flat_map(|l| std::iter::once(&l.name).chain(&l.aliases).map(|n| (key(n), l.code.as_str())))
            .collect();
        let sub_types: Vec<(String, &SubTypeSpec)> = pack
            .sub_types
            .iter()
            .flat_map(|s| std::iter::once(&s.name).chain(&s.aliases).map(move |n| (key(n), s)))
            .collect();
        let whole_lines = whole_lines(&lines, &sub_types);
        Names { pack, lines, sub_types, whole_lines }
    }

    /// Reads one text (a field's value, a title, a folder name, a register cell).
    pub fn recognise(&self, text: &str) -> Recognised {
        let text = ticked(text);
        let folded = fold(&text);
        let line = self.line_of(&folded);
        let candidates: Vec<&SubTypeSpec> =
            self.pack.sub_types.iter().filter(|s| line.as_deref().is_none_or(|l| s.line == l)).collect();
        if let [only] = candidates.as_slice() {
            return Recognised { line, sub_type: Some(only.code.clone()) };
        }
        let sub = by_ordinal(&candidates, &folded, line.is_some()).or_else(|| {
            let rest = self.without_line_names(&text);
            self.by_name(line.as_deref(), &rest).or_else(|| self.short_hint(line.as_deref(), &rest))
        });
        let line = line.or_else(|| sub.map(|s| s.line.clone()));
        Recognised { line, sub_type: sub.map(|s| s.code.clone()) }
    }

    /// The name of the whole line tells no sub-type (“国际与跨区域科技交流合作活动项目” names both of its sub-types).
    fn without_line_names(&self, text: &str) -> String {
        let mut k = key(text);
        for name in &self.whole_lines {
            if k.contains(name.as_str()) {
                k = k.replace(name.as_str(), " ");
            }
        }
        k
    }

    /// A cell that holds one word beside the line's name: “国际”, “创新赛事”.
    fn short_hint(&self, line: Option<&str>, rest: &str) -> Option<&'p SubTypeSpec> {
        let line = line.filter(|_| rest.trim().chars().count() <= 24)?;
        by_hints(self.pack, line, rest)
    }

    fn line_of(&self, folded: &str) -> Option<String> {
        for c in LINE.captures_iter(folded) {
            let code = format!("{}-{}", self.pack.notice.year, &c[1]);
            if self.pack.line(&code).is_some() {
                return Some(code);
            }
        }
        let text = key(folded);
        let mut best: Option<(usize, &str)> = None;
        for (name, code) in &self.lines {
            let n = name.chars().count();
            if n >= 4 && text.contains(name.as_str()) && best.is_none_or(|(m, _)| n > m) {
                best = Some((n, code));
            }
        }
        best.map(|(_, code)| code.to_owned())
    }

    /// The sub-type (of one line, where that is known) whose longest name stands in a folded text; none when two tie.
    fn by_name(&self, line: Option<&str>, text: &str) -> Option<&'p SubTypeSpec> {
        let text = key(text);
        let mut best: Option<(usize, &SubTypeSpec)> = None;
        let mut tie = false;
        for (name, spec) in self.sub_types.iter().filter(|(_, s)| line.is_none_or(|l| s.line == l)) {
            let n = name.chars().count();
            if n < 2 || !text.contains(name.as_str()) {
                continue;
            }
            match best {
                Some((m, b)) if m > n || (m == n && b.code == spec.code) => {}
                Some((m, _)) if m == n => tie = true,
                _ => {
                    best = Some((n, spec));
                    tie = false;
                }
            }
        }
        best.filter(|_| !tie).map(|(_, s)| s)
    }
}

/// People leave off “项目” and “活动项目”; what is left may be a sub-type's own name, and then tells.
fn whole_lines(lines: &[(String, &str)], sub_types: &[(String, &SubTypeSpec)]) -> Vec<String> {
    let mut names: Vec<String> = lines.iter().map(|(name, _)| name.clone()).collect();
    for end in ["活动项目", "项目"] {
        let shorter: Vec<String> = names
            .iter()
            .filter_map(|n| n.strip_suffix(end).map(str::to_owned))
            .filter(|n| n.chars().count() >= 7 && !sub_types.iter().any(|(own, _)| own == n))
            .collect();
        names.extend(shorter);
    }
    names.retain(|n| n.chars().count() >= 5);
    names.sort_by_key(|n| std::cmp::Reverse(n.len()));
    names
}

/// The weakest sign: words that hint at one sub-type among those of its line.
pub fn by_hints<'p>(pack: &'p Pack, line: &str, text: &str) -> Option<&'p SubTypeSpec> {
    let folded = fold(text);
    let mut scored: Vec<(usize, &SubTypeSpec)> = pack
        .sub_types
        .iter()
        .filter(|s| s.line == line)
        .map(|s| (s.hints.iter().filter(|h| folded.contains(&fold(h))).count(), s))
        .collect();
    scored.sort_by_key(|(n, _)| std::cmp::Reverse(*n));
    match scored.as_slice() {
        [(n, best), rest @ ..] if *n > 0 && rest.first().is_none_or(|(m, _)| m < n) => Some(best),
        _ => None,
    }
}

/// “类型二” within a known line; a bare “（二）” counts only when the text is little else.
fn by_ordinal<'p>(candidates: &[&'p SubTypeSpec], folded: &str, line_known: bool) -> Option<&'p SubTypeSpec> {
    if !line_known {
        return None;
    }
    let short = folded.chars().count() <= 40;
    let mut hits: Vec<&SubTypeSpec> = Vec::new();
    for c in ORDINAL.captures_iter(folded) {
        let (digit, bracket) = match (c.get(1), c.get(2)) {
            (Some(d), _) => (d.as_str(), false),
            (_, Some(d)) => (d.as_str(), true),
            _ => continue,
        };
        if bracket && !short {
            continue;
        }
        let digit = match digit {
            "1" => "一",
            "2" => "二",
            "3" => "三",
            "4" => "四",
            d => d,
        };
        // bracketed ordinals number the sub-types of a line whose own ordinals are bracketed
        hits.extend(
            candidates.iter().filter(|s| s.ordinal.contains(digit) && (!bracket || s.ordinal.contains(['（', '(']))),
        );
    }
    hits.dedup_by(|a, b| a.code == b.code);
    match hits.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// With check boxes in the text, keeps what stands behind ticked ones; other texts are left whole.
///
/// In real files the tick replaces the box (`□ 甲 √ 乙`), follows the label (`乙（√）`), or stands in it (`☑乙`).
fn ticked(text: &str) -> String {
    let ticks = TICK_BEFORE.is_match(text);
    let boxes = BOX.is_match(text);
    if !ticks {
        return if boxes { String::new() } else { text.to_owned() };
    }
    let mut kept = String::new();
    let mut current = String::new();
    let mut on = false;
    let mut began = false;
    let flush = |current: &mut String, on: bool, kept: &mut String| {
        let trailing = ["(√)", "（√）", "(✓)", "（✓）", "(✔)", "（✔）"].iter().any(|t| current.contains(t));
        if on || trailing {
            kept.push_str(current);
            kept.push(' ');
        }
        current.clear();
    };
    let chars: Vec<char> = text.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        let inside_brackets =
            i > 0 && matches!(chars[i - 1], '(' | '（') && chars.get(i + 1).is_some_and(|n| matches!(n, ')' | '）'));
        let mark = c.to_string();
        if (TICK_BEFORE.is_match(&mark) && !inside_brackets) || BOX.is_match(&mark) {
            if began || !current.trim().is_empty() {
                flush(&mut current, on, &mut kept);
            }
            on = TICK_BEFORE.is_match(&mark);
            began = true;
        } else {
            current.push(*c);
        }
    }
    flush(&mut current, on, &mut kept);
    // a tick behind its label (`乙√ 丙□`) leaves nothing behind it: then the label before it counts
    if kept.trim().is_empty() {
        return text.split(['□', '☐', '▢', '◻']).filter(|p| TICK_BEFORE.is_match(p)).collect::<Vec<_>>().join(" ");
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ticked_boxes_count() {
        let cases = [
            ("□甲 ☑乙 □丙", "乙"),
            ("☑甲 ☐乙", "甲"),
            ("□ 甲  √ 乙", "乙"),
            ("□甲 □乙（√）", "乙（√）"),
            ("□甲 □乙", ""),
            ("没有方框", "没有方框"),
        ];
        for (text, want) in cases {
            assert_eq!(ticked(text).trim(), want, "{text}");
        }
    }
}

//! Whether the patterns of a pack compile, alone and as they are run, within bounds: a pack that would take the memory or the
//! time of the machine is refused like one with a slip.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use super::fields::Source;
use super::{Mistake, is_full};
use crate::model::pack::WordList;
use crate::model::refusal;

/// A compiled pattern of the embedded pack has at most some 300 kilobytes.
const LARGEST: usize = 1 << 20;
/// Characters of one pattern as written.
const LONGEST: usize = 4_000;
/// Brackets within brackets.
const DEEPEST: u32 = 60;

/// Refuses patterns that are empty, match an empty text, have a mistake or grow too large.
pub fn check<'a>(
    source: Source<'_>,
    span: &Range<usize>,
    list: impl Iterator<Item = &'a String>,
    mistakes: &mut Vec<Mistake>,
) {
    for pattern in list {
        if is_full(mistakes) {
            return;
        }
        if pattern.is_empty() {
            mistakes.push(source.mistake(span, "模式不能为空（它会匹配一切）"));
        } else if !source.tested
            && let Err(wrong) = compiled(pattern)
        {
            mistakes.push(source.mistake(&source.find(pattern, span), wrong));
        }
    }
}

fn compiled(pattern: &str) -> Result<(), String> {
    let shown: String = pattern.chars().take(80).collect();
    if pattern.chars().count() > LONGEST {
        return Err(format!("正则表达式“{shown}…”超过{LONGEST}字，请分成几条"));
    }
    match RegexBuilder::new(pattern).size_limit(LARGEST).nest_limit(DEEPEST).build() {
        Ok(regex) if regex.is_match("") => Err(format!("正则表达式“{shown}”会匹配空文本")),
        Ok(_) => Ok(()),
        Err(error) => Err(format!("正则表达式“{shown}”有误：{}", refusal::of_pattern(&error.to_string()))),
    }
}

/// A list that runs as one pattern must compile as one; else its words would silently not be known.
pub fn check_joined(source: Source<'_>, span: &Range<usize>, joined: &str, mistakes: &mut Vec<Mistake>) {
    if source.tested || is_full(mistakes) {
        return;
    }
    let built: Result<Regex, _> = RegexBuilder::new(joined).size_limit(WordList::LARGEST).build();
    if let Err(error) = built {
        let reason = refusal::of_pattern(&error.to_string());
        mistakes.push(source.mistake(span, format!("词表的模式合在一起有误：{reason}")));
    }
}

//! Who paid, by what sentences say: for all lines, for some numbers, for the lines below a heading.

use crate::accounts::lexicon::{Lexicon, known, says_who_pays, tight, without_of_which};
use crate::accounts::rows::without_number;
use crate::facts::amount;
use crate::model::language::language;
use crate::model::{Money, Source};

/// A heading that says whose money the items below it took: “二、单位自筹支出”, “（一）项目经费支出8,000元：1.场地费…”.
pub fn source_heading(text: &str, lexicon: &Lexicon) -> Option<(Source, String)> {
    let head = text.split(['：', ':']).next().unwrap_or_default();
    // “（一）项目经费支出19,876.00元。其中：”: the section's sum stands in its heading
    let head = head.trim();
    let head = known().of_which.before_closing(head).unwrap_or(head).trim_end().trim_end_matches(['。', '，']);
    let head = amount::find(head).first().map_or(head, |sum| head.get(..sum.range.start).unwrap_or(head));
    let folded = tight(&without_number(head.trim()));
    let source = lexicon.source(&folded);
    let opens = text.trim().len() == head.trim().len() || text.trim().len() > head.trim().len() + 3;
    let short = folded.chars().count() <= 30 && !folded.contains(['。', ';', ',']);
    (known().pays.hits(&folded) && short && opens && source != Source::Unknown)
        .then(|| (source, head.trim().to_string()))
}

/// “以上支出均从项目经费列支”, “项目支出全部由项目经费列支”: one source for all lines.
pub fn one_source(text: &str, lexicon: &Lexicon) -> Option<Source> {
    let folded = tight(text);
    for found in known().one_source.captures_all(&folded) {
        let head = found.name("head").map_or("", |m| m.as_str());
        let partial = known().partial.hits(head) || known().single_thing.hits(head);
        let about_all = head.is_empty() || known().of_all.hits(head);
        let source = lexicon.source(found.name("source").map_or("", |m| m.as_str()));
        if !partial && about_all && source != Source::Unknown {
            return Some(source);
        }
    }
    if let Some(source) = source_pointed_at(text, lexicon) {
        return Some(source);
    }
    let short = folded.chars().count() <= 60;
    let stated = known().stated_source.captures(&folded).filter(|_| short)?;
    let words = stated.name("source").map_or("", |m| m.as_str());
    let named_twice = known().own_funds.hits(words) && known().grant_named.hits(words);
    let both = words.contains(['+', '及']) || named_twice;
    let source = lexicon.source(words);
    // “经费来源：科协拨款20000元，学会自筹3000元”: the second source stands in the next clause.
    let rest = folded.get(stated.get(0)?.end()..)?.split('。').next().unwrap_or_default();
    let second = lexicon.source(rest);
    let both = both || second != Source::Unknown && second != source;
    (!both && source != Source::Unknown).then_some(source)
}

/// “经费来源：科协拨款36000元，全部支出由该款列支”: the one source named before is pointed at.
pub fn source_pointed_at(text: &str, lexicon: &Lexicon) -> Option<Source> {
    let folded = tight(text);
    let found = known().pointed_at.find(&folded)?;
    let partial = known().partial.hits(&folded);
    // Own money named beside it leaves open which sum is meant.
    let before = folded.get(..found.start)?;
    (!partial && lexicon.source(before) == Source::Grant).then_some(Source::Grant)
}

/// Which numbers of lines a sentence gives to which source: “第1至6项从项目经费中支出，第7、8项从学校配套经费中支出”.
/// An empty list of numbers stands for the rest (“其余”).
pub fn by_numbers(text: &str, lexicon: &Lexicon) -> Vec<(Vec<u32>, Source)> {
    let folded = tight(text);
    let mentions: Vec<_> = known().line_numbers.captures_all(&folded);
    let mut out = Vec::new();
    for (i, mention) in mentions.iter().enumerate() {
        let Some(whole) = mention.get(0) else { continue };
        let until = mentions.get(i + 1).and_then(|m| m.get(0)).map_or(folded.len(), |m| m.start());
        let said = folded.get(whole.end()..until).unwrap_or_default();
        let said: String = said.split(['。', ';']).next().unwrap_or_default().chars().take(40).collect();
        let pays = says_who_pays(&said) || known().paid_from.hits(&said);
        let source = lexicon.source(&said);
        let numbers = if mention.name("rest").is_some() {
            Vec::new()
        } else if let Some(count) = mention.name("front").and_then(|m| number(m.as_str())) {
            (1..=count.min(99)).collect()
        } else {
            numbers(mention.name("list").map_or("", |m| m.as_str()))
        };
        let rest = mention.name("rest").is_some();
        if pays && source != Source::Unknown && (rest && !out.is_empty() || !rest && !numbers.is_empty()) {
            out.push((numbers, source));
        }
    }
    out
}

pub(super) fn numbers(list: &str) -> Vec<u32> {
    let mut out: Vec<u32> = Vec::new();
    let mut range = false;
    let mut digits = String::new();
    let mut take = |digits: &mut String, range: bool| {
        if let Some(n) = number(digits) {
            let from = if range { out.last().map_or(n, |last| last.saturating_add(1)) } else { n };
            out.extend(from..=n.min(99));
        }
        digits.clear();
    };
    for c in list.chars().chain(['、']) {
        if c.is_ascii_digit() || known().chinese_number.hits(&c.to_string()) {
            digits.push(c);
        } else if known().up_to.hits(&c.to_string()) {
            take(&mut digits, range);
            range = true;
        } else if !digits.is_empty() {
            take(&mut digits, range);
            range = false;
        }
    }
    out
}

/// `12`, `十二`, `二十`.
pub(super) fn number(digits: &str) -> Option<u32> {
    let plain = language().amounts.numerals.plain(digits);
    let value = |s: &str| s.parse::<u32>().ok();
    match plain.split_once('十') {
        Some((tens, ones)) => Some(value(tens).unwrap_or(1) * 10 + value(ones).unwrap_or(0)),
        None => value(&plain).filter(|n| *n <= 99),
    }
}

/// “其中科协项目经费9,052.00元，企业自筹620.00元；项目经费拨款10,000.00元，结余948.00元”: what was spent from each source.
pub fn of_which(text: &str, lexicon: &Lexicon) -> Vec<(String, Source, Money)> {
    let mut out = Vec::new();
    for found in amount::find(text) {
        let before = text.get(..found.range.start).unwrap_or_default();
        let clause = tight(before.rsplit(['。', '；', ';', '，', '、', '\n']).next().unwrap_or_default());
        let words = without_of_which(&clause).to_string();
        let w = known();
        let otherwise = [&w.appropriation, &w.received, &w.left_over, &w.budget, &w.income, &w.approved];
        let received = otherwise.iter().any(|l| l.hits(&words));
        let source = lexicon.source(&words);
        if source != Source::Unknown && !received {
            out.push((words, source, found.money));
        }
    }
    out
}

//! Whose money a line took, by the table itself: remarks, brackets in the item, names of sections.

use crate::accounts::lexicon::{Lexicon, known, says_who_pays, tight};
use crate::accounts::prose;
use crate::model::{Money, Source, Statement, StatementLine};

/// Sources that the table itself tells besides its source column: remarks, brackets in the item, section names.
pub(in crate::accounts) fn name_sources(statement: &mut Statement, lexicon: &Lexicon) {
    let of_section = |line: &StatementLine| {
        if known().money_named.hits(&line.section) { lexicon.source(&line.section) } else { Source::Unknown }
    };
    let sections: Vec<Source> = statement.lines.iter().map(of_section).collect();
    let sections_differ = sections.contains(&Source::Grant) && sections.contains(&Source::Own);
    for (line, section) in statement.lines.iter_mut().zip(sections) {
        if line.source != Source::Unknown {
            continue;
        }
        if let Some(split) = split_in_remark(line, lexicon) {
            line.split = split;
            (line.source, line.source_words) = (Source::Grant, line.note.clone());
            continue;
        }
        if let Some((source, words)) = in_remark(&line.note, lexicon).or_else(|| in_brackets(&line.item, lexicon)) {
            (line.source, line.source_words) = (source, words);
        } else if sections_differ {
            (line.source, line.source_words) = (section, line.section.clone());
        }
    }
    statement.has_source = statement.lines.iter().any(|l| l.source != Source::Unknown);
}

/// “专项经费3000元，自筹1000元” in the remark of a line of 4000: both sources, with what each pays.
pub(super) fn split_in_remark(line: &StatementLine, lexicon: &Lexicon) -> Option<Vec<(Source, Money)>> {
    let told: Vec<(Source, Money)> =
        prose::of_which(&line.note, lexicon).into_iter().map(|(_, source, money)| (source, money)).collect();
    let both = told.iter().any(|t| t.0 == Source::Grant) && told.iter().any(|t| t.0 == Source::Own);
    (both && line.split.is_empty() && Money::sum(told.iter().map(|t| t.1)) == line.actual).then_some(told)
}

/// A remark that is a source (“自筹”), or says who pays (“由项目经费列支”, “单位自筹解决”).
pub(super) fn in_remark(note: &str, lexicon: &Lexicon) -> Option<(Source, String)> {
    let folded = tight(note);
    let short = folded.chars().count() <= 8;
    let pays = says_who_pays(&folded);
    // “专项3000元，自筹1000元”: both pay, and which part of the line is whose only the figures tell.
    let clauses: Vec<Source> =
        folded.split([';', ',', '。', '、', '+', '及', '和']).map(|c| lexicon.source(c)).collect();
    if clauses.contains(&Source::Grant) && clauses.contains(&Source::Own) {
        return None;
    }
    // “项目经费；1台，挂墙安装”: the source, then something else.
    if let Some((first, _)) = folded.split_once([';', ',', '。'])
        && (2..=8).contains(&first.chars().count())
        && lexicon.source(first) != Source::Unknown
    {
        return Some((lexicon.source(first), first.to_string()));
    }
    let source = lexicon.source(&folded);
    (source != Source::Unknown && (short || pays) && folded.chars().count() <= 40).then(|| (source, note.to_string()))
}

pub(super) fn in_brackets(item: &str, lexicon: &Lexicon) -> Option<(Source, String)> {
    let folded = tight(item);
    let inner = folded.rsplit_once('(')?.1.trim_end_matches(')').to_string();
    let about_money = known().money_named.hits(&inner);
    let source = lexicon.source(&inner);
    (about_money && source != Source::Unknown && inner.chars().count() <= 16).then_some((source, inner))
}

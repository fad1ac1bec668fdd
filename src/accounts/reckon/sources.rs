//! Whose money the lines took, by what is said outside the table: sentences, numbers of lines, a key of marks, sums by source.

use std::collections::{BTreeMap, BTreeSet};

use super::stated;
use crate::accounts::lexicon::{self, Lexicon, known, says_who_pays, tight};
use crate::accounts::prose;
use crate::model::{Document, Dossier, Evidence, Kinds, Money, Place, Source, Statement, StatementLine};

/// Where the table has no source: one sentence for all lines, or sums by source that only one choice of lines makes up.
pub(super) fn from_prose(statement: &mut Statement, dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) {
    let all = dossier.doc(statement.doc);
    by_number(statement, all, lexicon);
    by_legend(statement, all, lexicon);
    of_the_rest(statement, all, lexicon);
    if statement.has_source {
        return;
    }
    let told: Vec<String> = prose::paragraphs(all).into_iter().map(|(text, _)| text).chain(sentences(all)).collect();
    let one = told.iter().find_map(|text| Some((prose::one_source(text, lexicon)?, text.clone())));
    // “全部支出由该款列支” points back to the paragraph before it.
    let one = one.or_else(|| {
        told.windows(2).find_map(|pair| Some((prose::source_pointed_at(&pair.join("。"), lexicon)?, pair.join(" "))))
    });
    if let Some((source, words)) = one {
        for line in &mut statement.lines {
            line.source = source;
            line.source_words = Evidence::new(statement.doc, Place::Whole, &words).quote;
        }
        statement.has_source = true;
        return;
    }
    let mut stated: Vec<(Source, Money, String)> = statement
        .by_source
        .iter()
        .filter(|b| b.1 != Source::Unknown)
        .map(|b| (b.1, b.2, format!("其中：{}", b.0)))
        .collect();
    if stated.is_empty() {
        stated =
            stated::spent_by_source(dossier, kinds, lexicon).into_iter().map(|(s, m, e)| (s, m, e.quote)).collect();
    }
    for (source, amount, words) in stated {
        let Some(chosen) = only_choice(&statement.lines, amount) else { continue };
        let other = if source == Source::Grant { Source::Own } else { Source::Grant };
        for (line, is_chosen) in statement.lines.iter_mut().zip(chosen) {
            line.source = if is_chosen { source } else { other };
            line.source_words.clone_from(&words);
        }
        statement.has_source = true;
        return;
    }
}

/// “以上自筹均由项目经费归还”: what is called own is the grant's in the end, or nobody knows.
pub(super) fn paid_back(statement: &mut Statement, dossier: &Dossier) {
    let document = dossier.doc(statement.doc);
    let told = prose::paragraphs(document).into_iter().map(|(text, _)| text).chain(sentences(document));
    let Some(words) = told.filter(|t| lexicon::paid_back(t)).map(|t| tight(&t)).next() else { return };
    for line in statement.lines.iter_mut().filter(|l| l.source == Source::Own && l.split.is_empty()) {
        line.source = Source::Unknown;
        line.source_words =
            format!("{}（{}）", line.source_words, Evidence::new(statement.doc, Place::Whole, &words).quote);
    }
}

/// “第1至6项从项目经费中支出，第7、8项从学校配套经费中支出”: counts only where every line gets one source.
fn by_number(statement: &mut Statement, document: &Document, lexicon: &Lexicon) {
    let numbered: Vec<u32> = statement.lines.iter().filter_map(|l| tight(&l.seq).parse().ok()).collect();
    let distinct: BTreeSet<u32> = numbered.iter().copied().collect();
    let by_seq = numbered.len() == statement.lines.len() && distinct.len() == numbered.len();
    let numbers: Vec<u32> = if by_seq { numbered } else { (1..).take(statement.lines.len()).collect() };
    for text in sentences(document) {
        let told = prose::by_numbers(&text, lexicon);
        let named: Vec<&u32> = told.iter().flat_map(|(n, _)| n).collect();
        let of = |number: u32| {
            let direct = told.iter().find(|(list, _)| list.contains(&number));
            direct.or_else(|| told.iter().find(|(list, _)| list.is_empty())).map(|(_, source)| *source)
        };
        let sources: Vec<Option<Source>> = numbers.iter().map(|n| of(*n)).collect();
        if named.is_empty() || sources.iter().any(Option::is_none) || named.iter().any(|n| !numbers.contains(n)) {
            continue;
        }
        for (line, source) in statement.lines.iter_mut().zip(sources) {
            if let Some(source) = source.filter(|_| line.source == Source::Unknown && line.split.is_empty()) {
                line.source = source;
                line.source_words = Evidence::new(statement.doc, Place::Whole, &text).quote;
            }
        }
        statement.has_source = true;
        return;
    }
}

/// “除工作餐由学会自筹外，其余均由项目经费列支”: the lines named before “其余” and all others. Counts only where at least one line is
/// named (or known to be of the other source already), and no line says otherwise.
fn of_the_rest(statement: &mut Statement, document: &Document, lexicon: &Lexicon) {
    if statement.lines.iter().all(|l| l.source != Source::Unknown) {
        return;
    }
    for text in sentences(document).iter().flat_map(|t| tight(t).split('。').map(str::to_string).collect::<Vec<_>>()) {
        let Some(found) = known().the_rest.find(&text) else { continue };
        let (before, rest) = (text.get(..found.start).unwrap_or_default(), text.get(found.end..).unwrap_or_default());
        let before = before.rsplit([';', ':']).next().unwrap_or_default();
        let clause: String = rest.split([';', '。']).next().unwrap_or_default().chars().take(40).collect();
        let (excepted, others) = (lexicon.source(before), lexicon.source(&clause));
        if !says_who_pays(&clause)
            || !says_who_pays(before)
            || others == Source::Unknown
            || excepted == Source::Unknown
            || others == excepted
        {
            continue;
        }
        let named: Vec<bool> = statement.lines.iter().map(|l| before.contains(&tight(&l.item))).collect();
        let fits = statement
            .lines
            .iter()
            .zip(&named)
            .all(|(l, named)| l.source == Source::Unknown || l.source == if *named { excepted } else { l.source });
        let some = named.iter().any(|n| *n) || statement.lines.iter().any(|l| l.source == excepted);
        if !fits || !some {
            continue;
        }
        for (line, named) in statement.lines.iter_mut().zip(named) {
            if line.source == Source::Unknown && line.split.is_empty() {
                line.source = if named { excepted } else { others };
                line.source_words.clone_from(&text);
            }
        }
        statement.has_source = true;
        return;
    }
}

/// The mark of a source in a line: what its source column holds, or the letter before its number (“A1”, “B-2”).
fn mark_of(line: &StatementLine) -> Option<(String, bool)> {
    let words = tight(&line.source_words);
    if (1..=2).contains(&words.chars().count()) {
        return Some((words, true));
    }
    let seq = tight(&line.seq);
    let is_mark = |c: &char| c.is_ascii_alphabetic() || known().mark_letter.opens(&seq);
    let letter = seq.chars().next().filter(is_mark)?;
    let numbered = seq.chars().skip(1).all(|c| c.is_ascii_digit() || "-.".contains(c)) && seq.chars().count() >= 2;
    (words.is_empty() && numbered).then(|| (letter.to_string(), false))
}

/// “A为自治区科协项目经费，B为学会自筹”: a key below the table for the marks in its source column. Letters of line numbers count only
/// where the key tells every line.
fn by_legend(statement: &mut Statement, document: &Document, lexicon: &Lexicon) {
    let marks: Vec<Option<(String, bool)>> = statement.lines.iter().map(mark_of).collect();
    let unknown = |l: &StatementLine| l.source == Source::Unknown;
    if !statement.lines.iter().zip(&marks).any(|(l, mark)| unknown(l) && mark.is_some()) {
        return;
    }
    let texts: Vec<String> = sentences(document).iter().map(|t| tight(t)).collect();
    let meaning = |mark: &str| {
        texts.iter().find_map(|text| {
            text.split([',', ';', '。', '、']).find_map(|clause| {
                let (_, rest) = clause.split_once(mark)?;
                let mut rest = rest.trim_start_matches(['"', ')']);
                while let Some(behind) = known().mark_noun.behind_opening(rest) {
                    rest = behind.trim_start_matches(['"', ')']);
                }
                let said = known().stands_for.behind_opening(rest)?;
                Some(lexicon.source(said)).filter(|s| *s != Source::Unknown)
            })
        })
    };
    let told: Vec<Option<Source>> = marks.iter().map(|mark| meaning(&mark.as_ref()?.0)).collect();
    let all_told = told.iter().all(Option::is_some);
    for ((line, mark), told) in statement.lines.iter_mut().zip(marks).zip(told) {
        let in_column = mark.is_some_and(|(_, in_column)| in_column);
        if line.source == Source::Unknown
            && (in_column || all_told)
            && let Some(source) = told
        {
            line.source = source;
            statement.has_source = true;
        }
    }
}

/// Running text of a document, that in table cells too (notes below a table stand there).
fn sentences(document: &Document) -> Vec<String> {
    let mut out = Vec::new();
    for block in document.blocks.iter().filter(|b| !b.hidden) {
        if let Some(line) = block.content.as_line() {
            out.push(line.to_string());
        } else if let Some(table) = block.content.as_table() {
            let cells = table.rows.iter().filter(|r| !r.hidden).flat_map(|r| r.cells.iter());
            out.extend(cells.filter(|c| c.text.chars().count() >= 10).map(|c| c.text.clone()));
        }
    }
    out
}

/// More lines than this have too many sums for one of them to say anything.
const LINES_FOR_CHOICE: usize = 16;

/// The one set of lines that sums up to `amount`; `None` when there is none, or more than one.
fn only_choice(lines: &[StatementLine], amount: Money) -> Option<Vec<bool>> {
    let amounts: Vec<Money> = lines.iter().map(|l| l.actual.unwrap_or_default()).collect();
    if amounts.len() > LINES_FOR_CHOICE || amount.is_zero() {
        return None;
    }
    let mut sums: BTreeMap<Money, (u32, u32)> = BTreeMap::from([(Money::ZERO, (1, 0))]);
    for (i, a) in amounts.iter().enumerate().filter(|(_, a)| !a.is_zero()) {
        let bit = 1_u32.checked_shl(u32::try_from(i).ok()?)?;
        for (sum, (count, mask)) in sums.clone() {
            let next = sums.entry(sum.checked_add(*a)?).or_insert((0, 0));
            next.0 = (next.0 + count).min(2);
            next.1 = mask | bit;
        }
    }
    let (count, mask) = sums.get(&amount).copied()?;
    (count == 1).then(|| (0..amounts.len()).map(|i| mask >> i & 1 == 1).collect())
}

//! Accounts that stand in numbered sentences, where no table states the lines.

use std::collections::BTreeMap;

use crate::accounts::lexicon::{Lexicon, known, tight};
use crate::accounts::prose::{self, Named};
use crate::accounts::statement;
use crate::facts::amount;
use crate::model::accounts::Unit;
use crate::model::{Difference, DifferenceKind, DocId, Evidence, Money, Place, Source, Statement, StatementLine};

/// The statement that the paragraphs of one paper make up, if two of them are lines.
pub(super) fn statement_of(doc: DocId, paragraphs: &[(String, Place)], lexicon: &Lexicon) -> Option<Statement> {
    let items: Vec<Named> = paragraphs
        .iter()
        .filter(|(text, _)| !opens_section(text, lexicon))
        .flat_map(|(text, place)| prose::named(doc, text, place))
        .collect();
    let sections = headings(paragraphs, lexicon);
    let total = total_of(doc, paragraphs, &items, lexicon);
    let mut lines = prose::spending_items(items);
    if lines.iter().filter(|n| n.numbered).count() >= 2 {
        lines.retain(|n| n.numbered);
    }
    let evidence = lines.first().filter(|_| lines.len() >= 2)?.evidence.clone();
    let in_words = paragraphs.iter().find_map(|(text, place)| {
        let (words, amount) = amount::find_words(text)?;
        Some((words, amount, Evidence::new(doc, place.clone(), text)))
    });
    let section = |n: &Named| sections.get(&n.evidence.place.to_string()).cloned().unwrap_or_default();
    let mut statement = Statement {
        doc,
        title: paragraphs.first().map(|(t, _)| t.trim().to_string()).unwrap_or_default(),
        unit: Unit { basis: "逐项注明".into(), ..Unit::default() },
        lines: lines.iter().map(|n| StatementLine { section: section(n), ..line_of(n) }).collect(),
        total,
        in_words,
        by_source: Vec::new(),
        differences: Vec::new(),
        unread: Vec::new(),
        has_budget: false,
        has_source: false,
        evidence,
    };
    statement.differences = differences_of(&statement);
    statement::name_sources(&mut statement, lexicon);
    Some(statement)
}

/// The total as one of the items, or as a sentence states it.
fn total_of(doc: DocId, paragraphs: &[(String, Place)], items: &[Named], lexicon: &Lexicon) -> Option<StatementLine> {
    let is_total = |n: &&Named| {
        let words = tight(&n.item);
        let of_some = words.contains('第') || lexicon.source(&words) != Source::Unknown;
        !of_some && (known().total.hits(&words) || known().all_above.hits(&words))
    };
    let stated = || {
        paragraphs.iter().find_map(|(text, place)| {
            let (amount, evidence) = prose::stated_total(doc, text, place, lexicon)?;
            Some(Named { item: "合计".into(), amount, numbered: false, note: String::new(), evidence })
        })
    };
    items.iter().find(is_total).cloned().or_else(stated).as_ref().map(line_of)
}

/// A heading that states its section's sum and leaves the items to the lines below.
fn opens_section(text: &str, lexicon: &Lexicon) -> bool {
    let bare = text.trim_end().trim_end_matches(['：', ':']);
    bare.len() < text.trim_end().len()
        && known().of_which.closes(bare)
        && prose::source_heading(text, lexicon).is_some()
}

/// The heading that names a source above each paragraph, by the paragraph's place.
fn headings(paragraphs: &[(String, Place)], lexicon: &Lexicon) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut current = String::new();
    for (text, place) in paragraphs {
        if let Some((_, heading)) = prose::source_heading(text, lexicon) {
            current = heading;
        }
        if !current.is_empty() {
            out.insert(place.to_string(), current.clone());
        }
    }
    out
}

fn line_of(named: &Named) -> StatementLine {
    StatementLine {
        seq: String::new(),
        item: named.item.clone(),
        section: String::new(),
        budget: None,
        actual: Some(named.amount),
        unread: None,
        variance: None,
        split: Vec::new(),
        source: Source::Unknown,
        source_words: String::new(),
        unit_price: None,
        quantity: String::new(),
        voucher: String::new(),
        note: named.note.clone(),
        evidence: named.evidence.clone(),
    }
}

/// What the lines sum up to against the total and its capitals.
pub(super) fn differences_of(statement: &Statement) -> Vec<Difference> {
    let mut out = Vec::new();
    if !statement.unread.is_empty() {
        return out;
    }
    let computed = Money::sum(statement.lines.iter().filter_map(|l| l.actual)).unwrap_or_default();
    let mut compare = |kind, computed: Money, printed: Money, what: &str, evidence: &Evidence| {
        if computed != printed {
            out.push(Difference {
                kind,
                computed,
                printed,
                what: what.into(),
                unit_slip: false,
                evidence: evidence.clone(),
            });
        }
    };
    let printed = statement.total.as_ref().and_then(|t| t.actual);
    if let Some((printed, total)) = printed.zip(statement.total.as_ref()) {
        compare(DifferenceKind::Total, computed, printed, "合计", &total.evidence);
    }
    if let Some((_, Some(words), evidence)) = &statement.in_words {
        compare(DifferenceKind::InWords, printed.unwrap_or(computed), *words, "合计大写", evidence);
    }
    out
}

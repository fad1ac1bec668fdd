//! What the papers of accounts state beside the lines: sums by source, what was received, other totals.

use super::candidates::{Candidate, tier};
use crate::accounts::grid::{self, Grid};
use crate::accounts::lexicon::{Lexicon, known, tight};
use crate::accounts::prose;
use crate::accounts::unit;
use crate::facts::amount;
use crate::model::accounts::Scale;
use crate::model::{Difference, DifferenceKind, DocId, Document, Dossier, Evidence, Kinds, Money, Source, Statement};

fn accounts_papers<'a>(dossier: &'a Dossier, kinds: &'a Kinds) -> impl Iterator<Item = (DocId, &'a Document)> {
    dossier.iter().filter(|(doc, _)| matches!(tier(kinds.main_kind(*doc)), Some(2 | 3)))
}

pub(super) fn spent_by_source(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) -> Vec<(Source, Money, Evidence)> {
    accounts_papers(dossier, kinds)
        .filter(|(doc, _)| tier(kinds.main_kind(*doc)) == Some(3))
        .flat_map(|(doc, document)| {
            prose::paragraphs(document)
                .into_iter()
                .flat_map(move |(text, place)| prose::spent_by_source(doc, &text, &place, lexicon))
                .collect::<Vec<_>>()
        })
        .collect()
}

pub(super) fn grant_income(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) -> Option<(Money, Evidence)> {
    let mut papers: Vec<_> = accounts_papers(dossier, kinds).collect();
    papers.sort_by_key(|(doc, _)| std::cmp::Reverse(tier(kinds.main_kind(*doc))));
    papers.into_iter().find_map(|(doc, document)| {
        let in_text =
            prose::paragraphs(document).iter().find_map(|(text, place)| prose::grant_income(doc, text, place, lexicon));
        in_text.or_else(|| grid::grids(doc, document).iter().find_map(|g| income_row(g, lexicon)))
    })
}

/// “收入 | 自治区科协资助 | 15000” in a table.
fn income_row(grid: &Grid, lexicon: &Lexicon) -> Option<(Money, Evidence)> {
    let mut in_income = false;
    for row in &grid.rows {
        let quote = tight(&row.quote());
        if known().spending.hits(&quote) {
            in_income = false;
        } else if known().income.hits(&quote) || known().origin.hits(&quote) {
            in_income = true;
        }
        for pair in row.cells.windows(2) {
            let [words, figure] = pair else { continue };
            let told = tight(&words.text);
            let is_income = in_income || known().income_row.hits(&told);
            if is_income && lexicon.source(&told) == Source::Grant && told.chars().count() <= 24 {
                let figure = figure
                    .number
                    .map(|number| amount::Figure { number, scale: None })
                    .or_else(|| amount::read(&figure.text))?;
                // A sum of several thousands in a table of 万元 was filled in in yuan.
                let stated = unit::stated(grid).filter(|_| figure.number.abs() < rust_decimal::Decimal::ONE_HUNDRED);
                let scale = match amount::scale_of(&quote) {
                    Scale::Yuan => stated.unwrap_or_default(),
                    larger => larger,
                };
                return figure.money(scale).map(|m| (m, row.evidence(grid.doc, grid.hidden)));
            }
        }
    }
    None
}

/// Totals that other papers of the dossier state.
pub(super) fn compare_with_others(
    dossier: &Dossier,
    kinds: &Kinds,
    candidates: &mut [Candidate],
    main: usize,
    lexicon: &Lexicon,
) {
    let Some(own) = candidates.get(main).map(|c| &c.statement) else { return };
    let total_of = |s: &Statement| {
        let summed = || Money::sum(s.lines.iter().filter_map(|l| l.actual)).filter(|_| s.unread.is_empty());
        s.total.as_ref().and_then(|t| t.actual).or_else(summed)
    };
    let Some(total) = total_of(own) else { return };
    let main_doc = own.doc;
    let mut found: Vec<Difference> = Vec::new();
    let mut add = |kind, printed: Money, what: String, evidence: &Evidence| {
        let same =
            found.iter().any(|d: &Difference| d.kind == kind && d.printed == printed && d.evidence.doc == evidence.doc);
        if printed != total && !same {
            let unit_slip = Money::from_wan(printed.as_decimal()) == Some(total)
                || Money::from_wan(total.as_decimal()) == Some(printed);
            found.push(Difference { kind, computed: total, printed, what, unit_slip, evidence: evidence.clone() });
        }
    };
    for (i, other) in candidates.iter().enumerate() {
        let stated = other.statement.total.as_ref().and_then(|t| Some((t.actual?, &t.evidence)));
        if let Some((printed, evidence)) = stated.filter(|_| i != main && !other.hidden && other.tier > 1) {
            // A short table is the accounts too where it calls itself so; a table of one part has its own name.
            let all = other.statement.lines.len() >= 3 || known().final_accounts.hits(&tight(&other.statement.title));
            let whole = all && other.statement.doc != main_doc;
            if whole {
                add(DifferenceKind::Statements, printed, other.statement.title.clone(), evidence);
            }
        }
    }
    for (doc, document) in dossier.iter().filter(|(d, _)| tier(kinds.main_kind(*d)) == Some(3)) {
        for (text, place) in prose::paragraphs(document) {
            if let Some((printed, evidence)) = prose::stated_total(doc, &text, &place, lexicon) {
                add(DifferenceKind::Prose, printed, "正文所述支出".into(), &evidence);
            }
        }
    }
    if let Some(candidate) = candidates.get_mut(main) {
        candidate.statement.differences.extend(found);
    }
}

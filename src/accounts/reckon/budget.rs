//! Budget lines of contract and application, for accounts that have no budget column.

use crate::accounts::grid;
use crate::accounts::lexicon::{Lexicon, known};
use crate::accounts::{prose, statement};
use crate::model::accounts::BudgetLine;
use crate::model::{DocId, DocKind, Document, Dossier, Kinds, Place};

/// Budget lines of contract or application (then the plan), for accounts that have no budget column.
pub(super) fn lines(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) -> Vec<BudgetLine> {
    [DocKind::Contract, DocKind::ApplicationForm]
        .into_iter()
        .map(|kind| {
            dossier
                .iter()
                .filter(|(doc, _)| kinds.main_kind(*doc) == kind)
                .flat_map(|(doc, document)| budget_of(doc, document, lexicon))
                .collect::<Vec<_>>()
        })
        .find(|lines| lines.len() >= 2)
        .unwrap_or_default()
}

fn budget_of(doc: DocId, document: &Document, lexicon: &Lexicon) -> Vec<BudgetLine> {
    let tables: Vec<BudgetLine> = grid::grids(doc, document)
        .iter()
        .flat_map(|g| statement::statements(g, lexicon))
        .flat_map(|s| s.lines)
        .filter_map(|l| {
            let amount = l.budget.or(l.actual).filter(|a| !a.is_zero())?;
            Some(BudgetLine { item: l.item, amount, evidence: l.evidence })
        })
        .collect();
    if tables.len() >= 2 {
        return tables;
    }
    let mut lines: Vec<(String, Place)> = prose::paragraphs(document);
    for block in &document.blocks {
        if let Some(table) = block.content.as_table() {
            lines.extend(table.rows.iter().flat_map(|r| r.cells.iter().map(|c| (c.text.clone(), block.place.clone()))));
        }
    }
    lines
        .iter()
        .filter(|(text, _)| known().budget.hits(text) || known().funds.hits(text))
        .flat_map(|(text, place)| prose::spending_items(prose::named(doc, text, place)))
        .map(|n| BudgetLine { item: n.item, amount: n.amount, evidence: n.evidence })
        .collect()
}

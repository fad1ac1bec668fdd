//! Every table and text that may be the accounts, and which of them counts.

use super::in_prose::{self, differences_of};
use crate::accounts::grid::{self, Grid};
use crate::accounts::lexicon::{Lexicon, known, tight};
use crate::accounts::prose;
use crate::accounts::statement;
use crate::model::{DifferenceKind, DocId, DocKind, Dossier, Kinds, Money, Source, Statement, StatementLine};

/// A statement and how much its paper counts.
pub(super) struct Candidate {
    pub statement: Statement,
    pub tier: u8,
    pub hidden: bool,
    pub has_actual: bool,
    /// Read from a scan: a written table of the same rank goes before.
    recognised: bool,
    /// Tables it was put together from.
    parts: usize,
}

/// Papers that are accounts, papers that hold accounts among other things, and papers whose tables are something else.
pub(super) fn tier(kind: DocKind) -> Option<u8> {
    use DocKind as K;
    Some(match kind {
        K::FinalAccounts | K::ExpenditureStatement => 3,
        K::SubsidyForm | K::AcceptanceForm => 2,
        K::Other | K::Unreadable | K::WorkSummary | K::ServiceSummary | K::CoveringLetter => 1,
        _ => return None,
    })
}

fn kind_at(kinds: &Kinds, doc: DocId, block: usize) -> DocKind {
    kinds.of_doc(doc).find(|p| p.blocks.contains(&block)).map_or_else(|| kinds.main_kind(doc), |p| p.kind)
}

fn is_blank_form(kinds: &Kinds, doc: DocId, block: usize) -> bool {
    kinds.of_doc(doc).any(|p| p.is_void() && p.blocks.contains(&block))
}

pub(super) fn all(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) -> Vec<Candidate> {
    let mut out = Vec::new();
    for (doc, document) in dossier.iter() {
        let may_hold = kinds.of_doc(doc).map(|p| p.kind).chain([kinds.main_kind(doc)]).any(|k| tier(k).is_some());
        for grid in if may_hold { grid::grids(doc, document) } else { Vec::new() } {
            let kind = kind_at(kinds, doc, grid.block);
            let Some(tier) = tier(kind).filter(|_| !is_blank_form(kinds, doc, grid.block)) else { continue };
            for statement in statement::statements(&grid, lexicon) {
                if let Some(last) =
                    out.last_mut().filter(|l: &&mut Candidate| l.tier == tier && l.hidden == grid.hidden)
                    && goes_on(&last.statement, &statement, lexicon)
                {
                    last.parts += 1;
                    join(&mut last.statement, statement);
                    continue;
                }
                let has_actual = statement.lines.iter().any(|l| l.actual.is_some());
                if !is_budget_only(&statement) && (tier > 1 || looks_like_accounts(&statement, document.stem(), &grid))
                {
                    out.push(Candidate {
                        hidden: grid.hidden,
                        tier,
                        has_actual,
                        recognised: dossier.doc(doc).is_recognised(),
                        parts: 1,
                        statement,
                    });
                }
            }
        }
    }
    for candidate in out.iter_mut().filter(|c| c.parts > 1) {
        settle_joined(candidate, dossier, lexicon);
    }
    if !out.iter().any(|c| c.tier == 3 && c.has_actual && !c.hidden) {
        out.extend(from_prose(dossier, kinds, lexicon));
    }
    if out.iter().any(|c| c.tier > 1 && c.has_actual && !c.hidden) {
        out.retain(|c| c.tier > 1);
    }
    out
}

/// Accounts in sentences, one candidate for each paper of accounts.
fn from_prose(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) -> Vec<Candidate> {
    let papers = kinds.papers.iter().filter(|p| tier(p.kind) == Some(3) && !p.is_void());
    let read = papers.filter_map(|paper| {
        let document = dossier.doc(paper.doc);
        let paragraphs = prose::paragraphs_in(document, &paper.blocks);
        let statement = in_prose::statement_of(paper.doc, &paragraphs, lexicon)?;
        let recognised = document.is_recognised();
        Some(Candidate { statement, tier: 3, hidden: false, has_actual: true, recognised, parts: 1 })
    });
    read.collect()
}

/// A second table that goes on with the first: its numbers run on, or the two stand under headings that name different sources.
/// Refuses a second view of the same money (a table whose numbers start again under a heading that names no source).
fn goes_on(first: &Statement, second: &Statement, lexicon: &Lexicon) -> bool {
    let number = |l: Option<&StatementLine>| l.and_then(|l| tight(&l.seq).parse::<u32>().ok());
    let runs_on = number(first.lines.last()).zip(number(second.lines.first())).is_some_and(|(a, b)| b == a + 1);
    let heading = |s: &Statement| s.lines.last().map_or_else(|| s.title.clone(), |l| l.section.clone());
    let source = |title: &str| {
        let folded = tight(title);
        if known().pays.hits(&folded) || known().itemised.hits(&folded) {
            lexicon.source(&folded)
        } else {
            Source::Unknown
        }
    };
    let own_heading =
        if first.lines.iter().all(|l| l.section.is_empty()) { first.title.clone() } else { heading(first) };
    let (a, b) = (source(&own_heading), source(&second.title));
    let apart = a != Source::Unknown && b != Source::Unknown && a != b;
    let actual = |s: &Statement| s.lines.iter().any(|l| l.actual.is_some());
    first.doc == second.doc
        && actual(first)
        && actual(second)
        && first.unit.scale == second.unit.scale
        && first.has_budget == second.has_budget
        && (runs_on || apart)
}

fn join(first: &mut Statement, mut second: Statement) {
    let under = |statement: &mut Statement| {
        let title = statement.title.clone();
        for line in statement.lines.iter_mut().filter(|l| l.section.is_empty()) {
            line.section.clone_from(&title);
        }
    };
    under(first);
    under(&mut second);
    first.lines.append(&mut second.lines);
    first.by_source.append(&mut second.by_source);
    first.unit.suspicious.append(&mut second.unit.suspicious);
    first.differences.append(&mut second.differences);
    first.unread.append(&mut second.unread);
    // Capitals stand below the last table; the totals of parts are subtotals and were compared with their own lines.
    first.in_words = second.in_words.take();
    first.total = second.total.take();
}

/// The total and the capitals of a statement that several tables make up: stated in a sentence, or in the last table's total row.
fn settle_joined(candidate: &mut Candidate, dossier: &Dossier, lexicon: &Lexicon) {
    let statement = &mut candidate.statement;
    statement::name_sources(statement, lexicon);
    statement.differences.retain(|d| d.kind != DifferenceKind::InWords);
    let computed = Money::sum(statement.lines.iter().filter_map(|l| l.actual)).unwrap_or_default();
    if statement.total.as_ref().and_then(|t| t.actual) == Some(computed) {
        // The last table counts all tables in its total: what was called a difference there is none.
        statement.differences.retain(|d| d.kind != DifferenceKind::Total || d.printed != computed);
        statement.differences.extend(differences_of(statement));
        return;
    }
    let paragraphs = prose::paragraphs(dossier.doc(statement.doc));
    let stated = paragraphs.iter().find_map(|(text, place)| prose::stated_total(statement.doc, text, place, lexicon));
    let pattern = statement.lines.first().cloned();
    statement.total = stated.zip(pattern).map(|((amount, evidence), line)| StatementLine {
        seq: String::new(),
        item: "合计".into(),
        section: String::new(),
        budget: None,
        actual: Some(amount),
        unread: None,
        split: Vec::new(),
        variance: None,
        evidence,
        ..line
    });
    statement.differences.extend(differences_of(statement));
}

fn is_budget_only(statement: &Statement) -> bool {
    let title = tight(&statement.title);
    let outcome = known().spending_title.hits(&title);
    statement.lines.iter().all(|l| l.actual.is_none()) || known().budget.hits(&title) && !outcome
}

/// A table of spending in a paper of no known kind: its title or the file says so, and it has a total.
fn looks_like_accounts(statement: &Statement, file: &str, grid: &Grid) -> bool {
    let named = |t: &str| known().spending_title.hits(t);
    let sheet = grid.sheet.as_deref().unwrap_or_default();
    (named(&tight(&statement.title)) || named(&tight(file)) || named(&tight(sheet)))
        && (statement.total.is_some() || statement.has_source)
}

/// The accounts: report before form, a written one before a recognised one, then the most lines, then the one with a total, then the first.
pub(super) fn main_of(candidates: &[Candidate]) -> Option<usize> {
    let rank = |c: &Candidate| (c.tier, !c.recognised, c.statement.lines.len(), c.statement.total.is_some());
    candidates
        .iter()
        .enumerate()
        .filter(|(_, c)| c.has_actual && !c.hidden)
        .max_by(|(i, a), (k, b)| rank(a).cmp(&rank(b)).then(k.cmp(i)))
        .map(|(i, _)| i)
}

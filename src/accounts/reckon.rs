//! All accounts of a dossier: which table counts, who paid, what else is stated.

mod budget;
mod candidates;
mod in_prose;
mod sources;
mod stated;

use super::lexicon::{Lexicon, tight};
use super::spending::{Classifier, Context};
use super::{bought, fees, invoices};
use crate::model::accounts::Unread;
use crate::model::{Accounts, Dossier, Expense, Kinds, Money, Pack, Source, Statement, StatementLine};

/// What accounts are read by, compiled once for many dossiers.
pub struct Reckoner {
    lexicon: Lexicon,
    classifier: Classifier,
}

impl Reckoner {
    pub fn new(pack: &Pack) -> Reckoner {
        Reckoner { lexicon: Lexicon::new(&pack.words), classifier: Classifier::new(&pack.spending) }
    }

    /// Reads statements, sources, classes, invoices and fee sheets of one dossier.
    pub fn reckon(&self, dossier: &Dossier, kinds: &Kinds) -> Accounts {
        reckon(dossier, kinds, &self.lexicon, &self.classifier)
    }
}

fn reckon(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon, classifier: &Classifier) -> Accounts {
    let mut candidates = candidates::all(dossier, kinds, lexicon);
    let main = candidates::main_of(&candidates);
    if let Some(statement) = main.and_then(|i| candidates.get_mut(i)).map(|c| &mut c.statement) {
        sources::from_prose(statement, dossier, kinds, lexicon);
        sources::paid_back(statement, dossier);
    }
    if let Some(i) = main {
        stated::compare_with_others(dossier, kinds, &mut candidates, i, lexicon);
    }
    let invoices = invoices::read(dossier, kinds);
    let statements: Vec<Statement> = candidates.into_iter().map(|c| c.statement).collect();
    let mut accounts =
        Accounts { main, grant_income: stated::grant_income(dossier, kinds, lexicon), invoices, ..Accounts::default() };
    accounts.fees = fees::read(dossier, kinds);
    if let Some(statement) = main.and_then(|i| statements.get(i)) {
        sum_up(&mut accounts, statement, dossier, kinds, lexicon);
        accounts.expenses = statement.lines.iter().map(|l| expense(l, classifier)).collect();
        accounts.beside = beside(&statements, statement, classifier);
        if !statement.has_budget {
            accounts.budget_lines = budget::lines(dossier, kinds, lexicon);
            accounts.budget = Money::sum(accounts.budget_lines.iter().map(|b| b.amount)).filter(|m| !m.is_zero());
        }
    }
    accounts.statements = statements;
    invoices::link(&mut accounts);
    bought::settle(&mut accounts, dossier, kinds, lexicon, classifier);
    accounts
}

/// Banned spending in other tables (a sheet for each activity, a list by month) that the main statement shows neither by its words
/// nor by its amount. Harmless lines of other tables are left alone: most tables show the same money again.
fn beside(statements: &[Statement], main: &Statement, classifier: &Classifier) -> Vec<Expense> {
    let in_main = |line: &StatementLine| {
        let words = tight(&line.item);
        let same_sum = |l: &StatementLine| line.actual.is_some() && l.actual == line.actual;
        main.lines.iter().any(|l| same_sum(l) || tight(&l.item) == words) || main.total.as_ref().is_some_and(same_sum)
    };
    statements
        .iter()
        .filter(|s| !std::ptr::eq(*s, main))
        .flat_map(|s| &s.lines)
        .filter(|l| l.unread.is_some() || l.actual.is_some_and(|a| !a.is_zero() && !a.is_negative()))
        .filter(|l| !in_main(l))
        .map(|l| expense(l, classifier))
        .filter(|e| e.class.is_forbidden())
        .collect()
}

fn expense(line: &StatementLine, classifier: &Classifier) -> Expense {
    let verdict = classifier.classify(&line.item, &Context::of(line));
    let reason = match &line.unread {
        Some(unread) if verdict.reason.is_empty() => unread.told(),
        Some(unread) => format!("{}；{}", verdict.reason.trim_end_matches('。'), unread.told()),
        None => verdict.reason,
    };
    Expense { line: line.clone(), class: verdict.class, suspects: verdict.suspects, reason, invoices: Vec::new() }
}

fn sum_up(accounts: &mut Accounts, statement: &Statement, dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) {
    let lines = &statement.lines;
    let partly = lines.iter().any(|l| matches!(l.unread, Some(Unread::Written(_))));
    accounts.lines_sum = Money::sum(lines.iter().filter_map(|l| l.actual)).filter(|_| !partly);
    let printed = statement.total.as_ref();
    accounts.actual = printed.and_then(|t| t.actual).or(accounts.lines_sum);
    if statement.has_budget {
        let summed = || Money::sum(lines.iter().filter_map(|l| l.budget));
        accounts.budget = printed.and_then(|t| t.budget).or_else(summed);
    }
    let charged = |source: Source| {
        Money::sum(lines.iter().filter_map(|l| {
            if l.split.is_empty() {
                l.actual.filter(|_| l.source == source)
            } else {
                Money::sum(l.split.iter().filter(|(s, _)| *s == source).map(|(_, m)| *m))
            }
        }))
    };
    let known = lines.iter().all(|l| l.source != Source::Unknown || l.actual.is_none_or(Money::is_zero))
        && lines.iter().all(|l| l.unread.is_none() || l.source == Source::Own);
    if known && statement.has_source {
        accounts.grant_charged = charged(Source::Grant);
        accounts.own_charged = charged(Source::Own);
    } else if !statement.has_source {
        let stated = || {
            let mut all: Vec<(Source, Money)> = statement.by_source.iter().map(|b| (b.1, b.2)).collect();
            if all.is_empty() {
                all = stated::spent_by_source(dossier, kinds, lexicon).into_iter().map(|(s, m, _)| (s, m)).collect();
            }
            all
        };
        let of = |all: &[(Source, Money)], source| all.iter().find(|(s, _)| *s == source).map(|(_, m)| *m);
        let all = stated();
        accounts.grant_charged = of(&all, Source::Grant);
        accounts.own_charged = of(&all, Source::Own);
    }
}

#[cfg(test)]
mod tests;

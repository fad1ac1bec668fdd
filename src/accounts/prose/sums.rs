//! Sums that sentences state: the total of spending, what was spent from one source, what was received.

use crate::accounts::lexicon::{Lexicon, known, tight};
use crate::facts::amount;
use crate::model::{DocId, Evidence, Money, Place, Source};

/// The total of spending that a sentence states: (amount, evidence). Sentences on the grant alone are no totals.
pub fn stated_total(doc: DocId, text: &str, place: &Place, lexicon: &Lexicon) -> Option<(Money, Evidence)> {
    amount::find(text).into_iter().find_map(|found| {
        let before = text.get(..found.range.start).unwrap_or_default();
        let clause = before.rsplit(['。', '；', '，', '\n']).next().unwrap_or_default();
        let clause = tight(clause);
        let alone = lexicon.source(&known().project_spending.without(&clause)) == Source::Unknown;
        let part = of_one_source(before.rsplit(['。', '；', '\n']).next().unwrap_or_default(), found.money, lexicon);
        (known().stated_total.hits(&clause) && alone && !part)
            .then(|| (found.money, Evidence::new(doc, place.clone(), text)))
    })
}

/// “资助经费15000元，实际支出14958元；自筹经费4320元，实际支出4320元”: what is spent out of the one sum named before it.
pub(super) fn of_one_source(before: &str, spent: Money, lexicon: &Lexicon) -> bool {
    let clauses: Vec<&str> = before.split('，').collect();
    let named = |c: &&&str| {
        lexicon.source(&known().project_spending.without(&tight(c))) != Source::Unknown && !amount::find(c).is_empty()
    };
    let sources: Vec<&&str> = clauses.iter().take(clauses.len().saturating_sub(1)).filter(named).collect();
    let [one] = sources.as_slice() else { return false };
    amount::find(one).last().is_some_and(|sum| spent <= sum.money)
}

/// What sentences say was spent from one source: “资助经费支出14,120.00元”, “自筹1,908.00元” beside it.
pub fn spent_by_source(doc: DocId, text: &str, place: &Place, lexicon: &Lexicon) -> Vec<(Source, Money, Evidence)> {
    let mut out = Vec::new();
    let mut spending_sentence = false;
    for found in amount::find(text) {
        let before = text.get(..found.range.start).unwrap_or_default();
        let clause = tight(before.rsplit(['。', '；', '，', '\n', '：']).next().unwrap_or_default());
        let after = tight(
            text.get(found.range.end..).unwrap_or_default().split(['。', '；', '，', '\n']).next().unwrap_or_default(),
        );
        let spends = |t: &str| known().pays.hits(t) || known().applied_for.hits(t);
        let w = known();
        let otherwise = [&w.left_over, &w.income, &w.received, &w.budget, &w.overall].iter().any(|l| l.hits(&clause));
        spending_sentence |= spends(&clause);
        if otherwise {
            continue;
        }
        let source = match lexicon.source(&clause) {
            Source::Unknown => lexicon.source(&after),
            known => known,
        };
        let says_so = spends(&clause)
            || spends(&after)
            || known().by_whom.opens(&after)
            || spending_sentence && source == Source::Own;
        if source != Source::Unknown && says_so {
            out.push((source, found.money, Evidence::new(doc, place.clone(), text)));
        }
    }
    out
}

/// What was received from the grant: “自治区科协项目经费15,000.00元，已足额到账”. Where a sentence states several sums, the one
/// said to have been paid out by the grantor comes first.
pub fn grant_income(doc: DocId, text: &str, place: &Place, lexicon: &Lexicon) -> Option<(Money, Evidence)> {
    let w = known();
    let received = |t: &str| w.received.hits(t) || w.appropriation.hits(t);
    let not_income = [&w.spending, &w.pays, &w.left_over, &w.budget, &w.total, &w.not_received];
    let says_income = w.income.hits(text) || w.origin.hits(text) || received(text);
    let said: Vec<(bool, Money)> = amount::find(text)
        .into_iter()
        .filter_map(|found| {
            let before = text.get(..found.range.start).unwrap_or_default();
            let clause = tight(before.rsplit(['。', '；', '，', '\n', '：', ':']).next().unwrap_or_default());
            let clause: String = {
                let count = clause.chars().count();
                clause.chars().skip(count.saturating_sub(24)).collect()
            };
            let after = text.get(found.range.end..).unwrap_or_default();
            let after = tight(after.split(['。', '；', '\n']).next().unwrap_or_default());
            let names_grant = lexicon.source(&clause) == Source::Grant;
            let plain = !not_income.iter().any(|l| l.hits(&clause)) && !w.at_most.opens(&after);
            let part_of_spending = w.of_which.opens(&clause) && !says_income;
            let near: String = after.chars().take(16).collect();
            let received = received(&clause) || received(&near);
            (names_grant && plain && !part_of_spending && !found.money.is_negative()).then_some((received, found.money))
        })
        .collect();
    let best = said.iter().find(|(received, _)| *received).or_else(|| said.first())?;
    Some((best.1, Evidence::new(doc, place.clone(), text)))
}

//! What payment slips and the sentences of accounts papers say was bought.
//!
//! Refuses plans, denials and what own funds bought.

use super::shown::{Said, Shown};
use crate::accounts::grid;
use crate::accounts::lexicon::{Lexicon, known, tight};
use crate::accounts::prose;
use crate::accounts::spending::{Classifier, Context};
use crate::facts::amount;
use crate::model::{DocId, DocKind, Dossier, Evidence, Kinds, Money, Place, Source};

/// Banned things in all papers that tell of payments, in order of documents.
pub fn in_papers(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon, classifier: &Classifier) -> Vec<Said> {
    let mut out = Vec::new();
    for (doc, document) in dossier.iter() {
        let kind = kinds.main_kind(doc);
        let texts = lines(doc, dossier);
        match kind {
            DocKind::PaymentSlip => out.extend(slip(doc, &texts, classifier)),
            DocKind::FinalAccounts
            | DocKind::ExpenditureStatement
            | DocKind::SubsidyForm
            | DocKind::AcceptanceForm
            | DocKind::WorkSummary => {
                let accounts = matches!(kind, DocKind::FinalAccounts | DocKind::ExpenditureStatement);
                out.extend(sentences(doc, &texts, accounts, lexicon, classifier));
            }
            _ => {}
        }
        let read = !document.is_recognised();
        for said in out.iter_mut().filter(|s| s.evidence.doc == doc) {
            said.sure = read;
        }
    }
    out
}

/// Paragraphs, and the rows of tables with their cells a tab apart.
fn lines(doc: DocId, dossier: &Dossier) -> Vec<(String, Place)> {
    let document = dossier.doc(doc);
    let mut out = prose::paragraphs(document);
    for grid in grid::grids(doc, document).iter().filter(|g| !g.hidden) {
        for row in grid.rows.iter().filter(|r| !r.hidden) {
            let place = row.cells.first().map_or(Place::Whole, |c| c.place.clone());
            let cells: Vec<&str> = row.cells.iter().map(|c| c.text.trim()).filter(|t| !t.is_empty()).collect();
            if !cells.is_empty() {
                out.push((cells.join("\t"), place));
            }
        }
    }
    out
}

/// “用途：付笔记本电脑货款” and the sum of the slip.
fn slip(doc: DocId, texts: &[(String, Place)], classifier: &Classifier) -> Vec<Said> {
    let mut amounts: Vec<Money> = texts
        .iter()
        .flat_map(|(t, _)| {
            let found = known().slip_sum.captures_all(t);
            found.iter().map(|c| c.name("n").map_or("", |m| m.as_str()).to_owned()).collect::<Vec<_>>()
        })
        .filter_map(|t| amount::read(&t).map(|f| Money::new(f.number)))
        .collect();
    amounts.sort_unstable();
    amounts.dedup();
    let mut out = Vec::new();
    for (text, place) in texts {
        for found in known().slip_purpose.captures_all(text).iter().filter_map(|c| c.name("purpose")) {
            let words = found.as_str().trim();
            let verdict = classifier.classify(
                &purchase(words),
                &Context { amount: amounts.first().copied().filter(|_| amounts.len() == 1), ..Context::default() },
            );
            if verdict.class.is_forbidden() {
                out.push(Said {
                    shown: Shown { what: words.to_owned(), verdict }.said("付款凭证"),
                    amounts: amounts.clone(),
                    words: words.to_owned(),
                    sure: true,
                    evidence: Evidence::new(doc, place.clone(), text),
                });
            }
        }
    }
    out
}

/// “付笔记本电脑货款” pays for the thing itself: it was bought.
fn purchase(words: &str) -> String {
    let folded = tight(words);
    let bare = known().pays_for.behind_opening(&folded).unwrap_or(&folded);
    match known().price_of.before_closing(bare).filter(|t| t.chars().count() >= 2) {
        Some(thing) if !known().no_thing.closes(thing) => {
            format!("购买{thing}")
        }
        _ => bare.to_owned(),
    }
}

/// “其中3000元用于购买投影仪”, “为参赛队购置奖品2000元”.
fn sentences(
    doc: DocId,
    texts: &[(String, Place)],
    accounts: bool,
    lexicon: &Lexicon,
    classifier: &Classifier,
) -> Vec<Said> {
    let mut out = Vec::new();
    for (text, place) in texts.iter().filter(|(t, _)| t.chars().count() >= 8) {
        // The cells of a row are the table's own matter.
        let cells = text.split('\t').filter(|c| c.chars().count() >= 10);
        for sentence in cells.flat_map(|c| c.split(['。', '；', ';', '\n'])) {
            let folded = tight(sentence);
            let amounts: Vec<Money> =
                amount::find(sentence).into_iter().filter(|f| f.range.len() > 2).map(|f| f.money).collect();
            let of_money = amounts.len() == 1 && known().project_money.hits(&folded);
            if !(accounts || of_money) || lexicon.source(&folded) == Source::Own {
                continue;
            }
            for phrase in acquired(&folded) {
                let verdict = classifier.classify(&phrase, &Context::default());
                if verdict.class.is_forbidden() {
                    out.push(Said {
                        shown: Shown { what: phrase, verdict }.said("说明文字"),
                        amounts: amounts.clone(),
                        words: sentence.to_owned(),
                        sure: true,
                        evidence: Evidence::new(doc, place.clone(), sentence.trim()),
                    });
                }
            }
        }
    }
    out
}

/// What a sentence says was bought or given, verb and object: neither planned nor denied, and no part of a name.
fn acquired(folded: &str) -> Vec<String> {
    let found = known().acquired.captures_all(folded);
    found.iter().filter_map(|found| phrase_of(folded, found)).collect()
}

fn phrase_of(folded: &str, found: &regex::Captures<'_>) -> Option<String> {
    /// Characters before the verb that say whether it was done.
    const NEAR: usize = 6;
    /// A receiver is no longer than this.
    const NAME: usize = 16;
    let (verb, object) = (found.name("verb")?.as_str(), found.name("object")?.as_str());
    let before = folded.get(..found.get(0)?.start())?;
    let clause_of = |t: &str| t.rsplit([',', '、', ':', '(']).next().unwrap_or_default().to_owned();
    let skipped = before.chars().count().saturating_sub(NEAR);
    let clause = clause_of(&before.chars().skip(skipped).collect::<String>());
    // Words of giving also stand in names (“某投资有限公司”, “奖励办法”): as verbs they open a clause.
    let acquires = known().buys.is(verb);
    let receiver = clause_of(before);
    let given = receiver.chars().count() <= NAME && known().gives_to.opens(&receiver);
    let opens = clause.is_empty() || given || known().opens_clause.closes(&clause);
    // “资助经费支出14120元” is the grant's own name.
    let noun = !acquires && known().noun_of_giving.opens(object);
    let grant = verb == GRANTS && !known().receiver.hits(object);
    let done = !known().not_bought.hits(&clause) && (acquires || opens) && !noun && !grant;
    (done && !known().no_purchase.closes(object)).then(|| format!("{verb}{object}"))
}

/// The one verb of giving that the grant is named by.
const GRANTS: &str = "资助";

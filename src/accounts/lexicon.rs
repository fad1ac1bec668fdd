//! The pack's words of accounts, compiled. A pattern that does not compile is left out: loading a pack refuses it before.

use regex::{Regex, RegexSet};

use crate::model::Source;
use crate::model::language::accounts::AccountWords;
use crate::model::language::language;
use crate::model::lexicon::{AccountColumns, AccountRows};
use crate::model::pack::{WordList, Words};
use crate::model::text::fold;

/// What a row of a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowWord {
    Total,
    Subtotal,
    OfWhich,
    InWords,
    Income,
    Balance,
    Footer,
}

type Columns = AccountColumns<Vec<Regex>>;

/// What a column of accounts may be: `|c| &c.budget`.
pub type Meaning = fn(&Columns) -> &Vec<Regex>;

#[derive(Debug)]
pub struct Lexicon {
    grant: Option<RegexSet>,
    own: Option<RegexSet>,
    granter_as_own: Option<RegexSet>,
    columns: Columns,
    rows: AccountRows<Option<RegexSet>>,
}

impl Lexicon {
    pub fn new(words: &Words) -> Lexicon {
        let set = |list: &WordList| RegexSet::new(&list.patterns).ok();
        Lexicon {
            grant: set(&words.sources.grant),
            own: set(&words.sources.own),
            granter_as_own: set(&words.sources.granter_as_own),
            columns: words.columns.map(WordList::each),
            rows: words.rows.map(set),
        }
    }

    /// Which pattern of a column meaning matches first (0 = the most specific).
    pub fn column(&self, meaning: Meaning, header: &str) -> Option<usize> {
        meaning(&self.columns).iter().position(|p| p.is_match(header))
    }

    pub fn row(&self, label: &str) -> Option<RowWord> {
        let order = [
            (&self.rows.in_words, RowWord::InWords),
            (&self.rows.of_which, RowWord::OfWhich),
            (&self.rows.total, RowWord::Total),
            (&self.rows.subtotal, RowWord::Subtotal),
            (&self.rows.footer, RowWord::Footer),
            (&self.rows.balance, RowWord::Balance),
            (&self.rows.income, RowWord::Income),
        ];
        order.into_iter().find(|(set, _)| set.as_ref().is_some_and(|set| set.is_match(label))).map(|(_, w)| w)
    }

    /// Whose money words speak of, in their sense: own funds win (“单位配套项目经费”); who runs the project is not who pays (“学会承担的
    /// 项目资助经费”); “非自筹”, “自筹（项目经费垫付）”, “自治区科协配套” call the grant own, and nobody knows.
    pub fn source(&self, words: &str) -> Source {
        let words = without_runner(&tight(words));
        if self.calls_the_grant_own(&words) {
            return Source::Unknown;
        }
        if self.own.as_ref().is_some_and(|s| s.is_match(&words)) {
            Source::Own
        } else if self.grant.as_ref().is_some_and(|s| s.is_match(&words)) {
            Source::Grant
        } else {
            Source::Unknown
        }
    }

    fn calls_the_grant_own(&self, words: &str) -> bool {
        /// Longer words are sentences: their clauses are read one by one.
        const SHORT: usize = 24;
        if known().own_denied.hits(words) || self.granter_as_own.as_ref().is_some_and(|s| s.is_match(words)) {
            return true;
        }
        let is = |set: &Option<RegexSet>, text: &str| set.as_ref().is_some_and(|s| s.is_match(text));
        let Some((head, inner)) = words.split_once('(').filter(|_| words.chars().count() <= SHORT) else {
            return false;
        };
        let inner = known().other_purse.without(inner);
        is(&self.own, head) && is(&self.grant, &inner) && !is(&self.own, &inner)
    }
}

/// “学会承担的项目”: the body that runs it says nothing of the payer.
fn without_runner(words: &str) -> String {
    known().runs_it.replaced(words, |found| found.name("project").map_or("", |m| m.as_str()).to_owned())
}

/// A sentence by which own money comes back out of the grant: “以上自筹均由项目经费归还”.
pub fn paid_back(sentence: &str) -> bool {
    let folded = tight(sentence);
    let all = known().paid_back.captures_all(&folded);
    all.iter().filter_map(|c| c.get(0)).any(|m| !known().not_paid_back.hits(m.as_str()))
}

/// The words of accounts that are common to all notices.
pub fn known() -> &'static AccountWords {
    &language().accounts
}

/// A sum of lines or of all, by a word in the label.
pub fn sums_up(label: &str) -> bool {
    known().total.hits(label) || known().subtotal.hits(label)
}

/// A label that is nothing but such a word.
pub fn is_bare_sum(label: &str) -> bool {
    known().total.is(label) || known().subtotal.is(label)
}

/// “其中：项目经费”: what stands behind 其中.
pub fn without_of_which(label: &str) -> &str {
    let label = label.trim();
    known().of_which.behind_opening(label).map_or(label, |rest| rest.trim_start_matches(['：', ':', ' ']))
}

/// Who pays is said: a verb of paying, or own funds by their name.
pub fn says_who_pays(words: &str) -> bool {
    known().pays.hits(words) || known().own_funds.hits(words)
}

/// Folded, without any white space.
pub fn tight(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::testing;

    #[test]
    fn words_of_sources_count_in_their_sense() {
        let lexicon = Lexicon::new(&testing::pack().words);
        for (words, source) in [
            ("自筹", Source::Own),
            ("自筹（项目经费垫付）", Source::Unknown),
            ("学会自有资金（待科协拨款归还）", Source::Unknown),
            ("自筹（不占项目经费）", Source::Own),
            ("自筹（市科协补助）", Source::Own),
            ("非自筹", Source::Unknown),
            ("本单位（科协拨款）", Source::Unknown),
            ("自治区科协配套", Source::Unknown),
            ("市科协配套", Source::Own),
            ("广西某学会配套", Source::Own),
            ("单位配套项目经费", Source::Own),
            ("学会承担的项目资助经费", Source::Grant),
            ("学会承担", Source::Own),
            ("项目经费", Source::Grant),
        ] {
            assert_eq!(lexicon.source(words), source, "{words}");
        }
    }

    #[test]
    fn own_money_that_comes_back_is_told_from_own_money_that_does_not() {
        for (sentence, back) in [
            ("备注：以上自筹部分已由项目经费归还。", true),
            ("自筹款项待项目经费到账后予以偿还", true),
            ("项目经费到账后已归还学会垫付款", true),
            ("以上自筹不再由项目经费归还。", false),
            ("自筹资金由学会会费解决。", false),
        ] {
            assert_eq!(paid_back(sentence), back, "{sentence}");
        }
    }
}

//! The pack's words of accounts, compiled. A pattern that does not compile is left out: loading a pack refuses it before.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use crate::model::Source;
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
    columns: Columns,
    rows: AccountRows<Option<RegexSet>>,
}

impl Lexicon {
    pub fn new(words: &Words) -> Lexicon {
        let set = |list: &WordList| RegexSet::new(&list.patterns).ok();
        Lexicon {
            grant: set(&words.sources.grant),
            own: set(&words.sources.own),
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
        static DENIED: LazyLock<Regex> =
            LazyLock::new(|| Regex::new("(非|不是|并非|不属于?)(自筹|自有|配套|单位自)").expect("a constant pattern"));
        static GRANTER: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new("(自治区|^区|广西)(级|本级)?(科协|财政)?(的)?(专项)?(经费|资金)?配套")
                .expect("a constant pattern")
        });
        static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new("(市|县|城区)(级|本级)?(科协|财政|配套)[^,;()]{0,4}|(非|不含|不占)[^,;()]{0,6}")
                .expect("a constant pattern")
        });
        if DENIED.is_match(words) || GRANTER.is_match(words) {
            return true;
        }
        let is = |set: &Option<RegexSet>, text: &str| set.as_ref().is_some_and(|s| s.is_match(text));
        let Some((head, inner)) = words.split_once('(').filter(|_| words.chars().count() <= SHORT) else {
            return false;
        };
        let inner = OTHERS.replace_all(inner, "");
        is(&self.own, head) && is(&self.grant, &inner) && !is(&self.own, &inner)
    }
}

/// “学会承担的项目”: the body that runs it says nothing of the payer.
fn without_runner(words: &str) -> String {
    static RUNS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(学会|协会|研究会|联合会|单位|学校|大学|学院|公司|企业|科协|园区|编辑部|中心|本会|我会)(所)?(承担|承办|实施|执行|申报|负责)(的|之)(本|该)?(项目|课题|专项)")
            .expect("a constant pattern")
    });
    RUNS.replace_all(words, "${6}").into_owned()
}

/// A sentence by which own money comes back out of the grant: “以上自筹均由项目经费归还”.
pub fn paid_back(sentence: &str) -> bool {
    const GRANT: &str = "(项目(经费|资金|款)|资助(经费|资金|款)?|专项(经费|资金)|(自治区|区|广西)?科协(拨款|经费|资金|资助)|拨款|财政(资金|拨款))";
    const BACK: &str = "(归还|偿还|返还|归垫|补回|补还|冲抵|冲销|冲回|抵扣|抵还|划回|拨还|报销|补足|还清)";
    static PATTERNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
        [
            format!("(自筹|配套|自有|垫付|垫支|代垫)[^。;]{{0,16}}(由|从|自|在|待|以|用|经){GRANT}?[^。;]{{0,12}}{GRANT}[^。;]{{0,10}}{BACK}"),
            format!("(自筹|配套|自有|垫付|垫支|代垫)[^。;]{{0,16}}(由|从|自|在|待|以|用|经|已){GRANT}[^。;]{{0,10}}{BACK}"),
            format!("{GRANT}[^。;]{{0,14}}(后|再|用于|予以|已|将|全额|如数)?{BACK}[^。;]{{0,8}}(自筹|垫付|垫支|自有|配套)"),
        ]
        .iter()
        .filter_map(|p| Regex::new(p).ok())
        .collect()
    });
    let folded = tight(sentence);
    let denied = ["不得", "不再", "不予", "未由", "未从", "不由", "不从", "没有", "无需", "不用", "未用"];
    PATTERNS.iter().any(|p| p.find(&folded).is_some_and(|m| !denied.iter().any(|d| m.as_str().contains(d))))
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

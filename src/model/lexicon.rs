//! The word lists of a pack, every one known by name: words of accounts, of spending, of events and bodies. A list is regular
//! expressions over folded text without white space, with lines that it hits and look-alikes that it does not; loading refuses a
//! list that is missing, misspelt, unknown or empty (`rules::pack`), the self-check runs the lines. Judges nothing.

use regex::Regex;
use serde::Deserialize;

use super::facts::EventKind;
use super::money::Money;
use super::text::fold;

/// Patterns for one idea, in their order.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(try_from = "RawList")]
pub struct WordList {
    pub patterns: Vec<String>,
    /// They count at the end of a text alone.
    at_end: bool,
    hit: Vec<String>,
    miss: Vec<String>,
}

/// A list as a file may write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawList {
    has: Option<Vec<String>>,
    ends: Option<Vec<String>>,
    hit: Vec<String>,
    miss: Vec<String>,
}

impl TryFrom<RawList> for WordList {
    type Error = String;

    fn try_from(raw: RawList) -> Result<WordList, String> {
        let (patterns, at_end) = match (raw.has, raw.ends) {
            (Some(has), None) => (has, false),
            (None, Some(ends)) => (ends, true),
            _ => return Err("词表的模式须写在 has（含有）或 ends（结尾）其中一项里".to_owned()),
        };
        if patterns.is_empty() {
            return Err("词表不能为空".to_owned());
        }
        if raw.hit.is_empty() || raw.miss.is_empty() {
            return Err("词表须各有至少一句应命中（hit）和不应命中（miss）的例句".to_owned());
        }
        Ok(WordList { patterns, at_end, hit: raw.hit, miss: raw.miss })
    }
}

impl WordList {
    /// Bytes that a list may take when it is compiled as one.
    pub const LARGEST: usize = 1 << 24;

    /// All patterns as one; of no patterns one that never matches.
    pub fn joined(&self) -> String {
        let joined = self.patterns.iter().map(|p| format!("(?:{p})")).collect::<Vec<_>>().join("|");
        match (joined.is_empty(), self.at_end) {
            (true, _) => "[^\\s\\S]".to_owned(),
            (false, true) => format!("(?:{joined})$"),
            (false, false) => format!("(?:{joined})"),
        }
    }

    /// Every pattern by itself. One that does not compile was refused on loading.
    pub fn each(&self) -> Vec<Regex> {
        self.patterns.iter().filter_map(|p| Regex::new(p).ok()).collect()
    }

    pub fn lines(&self) -> usize {
        self.hit.len() + self.miss.len()
    }

    /// Lines that are not read as they must be.
    pub fn astray(&self) -> Vec<String> {
        let end = if self.at_end { "$" } else { "" };
        let patterns: Vec<Regex> =
            self.patterns.iter().filter_map(|p| Regex::new(&format!("(?:{p}){end}")).ok()).collect();
        let hits = |line: &String| {
            let folded: String = fold(line).chars().filter(|c| !c.is_whitespace()).collect();
            patterns.iter().any(|p| p.is_match(&folded))
        };
        let missed = self.hit.iter().filter(|l| !hits(l)).map(|l| format!("“{l}”应当命中而没有命中"));
        missed.chain(self.miss.iter().filter(|l| hits(l)).map(|l| format!("“{l}”不应命中而命中"))).collect()
    }
}

/// Declares a table of lists: a struct with a field for each, named in the file with `-` for `_`.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $field:ident,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        pub struct $name<T = WordList> {
            $($(#[$about])* pub $field: T,)+
        }

        impl<T> $name<T> {
            /// Asks for every list by its name in the file, even when an earlier one was refused.
            pub fn from_lists(mut list: impl FnMut(&str) -> Option<T>) -> Option<Self> {
                $(let $field = list(&stringify!($field).replace('_', "-"));)+
                Some(Self { $($field: $field?,)+ })
            }

            /// The lists by their names in the file.
            pub fn lists(&self) -> Vec<(String, &T)> {
                vec![$((stringify!($field).replace('_', "-"), &self.$field)),+]
            }

            pub fn map<U>(&self, list: impl Fn(&T) -> U) -> $name<U> {
                $name { $($field: list(&self.$field),)+ }
            }
        }
    )+};
}

tables! {
    /// Headers of columns in accounts, by what stands below them.
    AccountColumns {
        seq,
        /// From the most to the least specific: the first that matches is the item column, the others are its section.
        item,
        budget,
        actual,
        variance,
        ratio,
        source,
        voucher,
        note,
        unit_price,
        quantity,
        measure,
        date,
        income,
    }

    /// Rows of accounts that are no spending lines.
    AccountRows {
        total,
        subtotal,
        of_which,
        in_words,
        income,
        balance,
        footer,
    }

    /// Words of a title that tell what kind of event it names; a title may name several.
    EventWords {
        academic,
        enterprise,
        national_society,
        international,
        cross_regional,
        contest,
        founding,
        haizhi,
        journal,
    }

    /// Words for sources of money.
    MoneySources {
        grant,
        /// Own and matching funds; they win over the grant (“单位配套项目经费”).
        own,
        /// The granter's money called matching (“自治区科协配套”): whose it is then, nobody knows.
        granter_as_own,
    }

    /// Names of bodies.
    BodyWords {
        /// Ends of national societies' names.
        national_society,
        /// Bodies that look like them and are not.
        not_national_society,
        /// Bodies that are no registered societies (市科协, 高校科协, 企业科协 …).
        unregistered_bodies,
    }

    /// Word families of spending lines; the decision procedure is `accounts::spending`.
    SpendingLists {
        /// Rows that are no spending: zero, income, sources of money, totals, rule text, papers.
        nothing_spent,
        /// A bracket that says the goods are used up.
        used_up,
        /// Equipment of a venue: named beside its rent it is hired with it.
        venue_equipment,
        rents,
        /// Things shown at an event: printed or made, whatever they tell of.
        displays,
        /// A device renewed is bought when it is counted.
        renewal,
        winners,
        /// Pay that only winning earns.
        rewards,
        /// Hire that ends in owning.
        ownership,
        /// Work that leaves a thing behind; what the thing is decides.
        makes,
        /// Work that leaves a room or a building, whatever stands before.
        builds,
        /// Goods that a bracket adds to a harmless head.
        gifts,
        /// Doubts that no last word removes.
        investment_anyway,
        fiscal_anyway,
        asset_anyway,
        /// Parts that say what is not bought or not given.
        negated,
        /// Brackets that tell of another time or of an owner.
        aside,
        /// Names in which words mean nothing.
        organisations,
        /// Beginnings that give or buy: the name after it is the receiver.
        transfers,
        /// Compounds in which a dangerous word only names something else.
        neutral,
        /// Events and papers: what stands before them is their subject.
        topics,
        /// What a line is in the end: such a last word makes devices, prizes and topics before it mere modifiers.
        heads,
        /// Verbs of buying.
        acquire,
        /// Goods that last.
        durable,
        /// Goods that are used up.
        consumable,
        award,
        award_review,
        donation,
        donation_review,
        investment,
        investment_review,
        fiscal,
        fiscal_review,
        /// Without a list of details nobody can say what was bought.
        vague,
        asset_review,
        /// The price of a hired car holds its driver and fuel.
        vehicle_hire,
        hire_includes,
        /// Brackets that take the certainty away.
        bracket_review,
        /// 商品和服务税收分类简称 of whole machines: bought, not hired.
        machine_short_names,
        /// … and those that only hint.
        review_short_names,
        /// Machines proper, for those short names.
        machine,
    }
}

/// Lists that several stages use.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    pub columns: AccountColumns,
    pub rows: AccountRows,
    pub sources: MoneySources,
    pub events: EventWords,
    pub bodies: BodyWords,
}

/// What spending lines are judged by.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SpendingLexicon {
    /// Unit price in yuan from which a durable good is a fixed asset (事业单位财务规则, advisory).
    pub asset_threshold: Money,
    pub lists: SpendingLists,
}

impl<T> EventWords<T> {
    /// The lists by the kind that they tell; no words tell `Other`.
    pub fn kinds(&self) -> [(EventKind, &T); 9] {
        [
            (EventKind::Academic, &self.academic),
            (EventKind::Enterprise, &self.enterprise),
            (EventKind::NationalSociety, &self.national_society),
            (EventKind::International, &self.international),
            (EventKind::CrossRegional, &self.cross_regional),
            (EventKind::Contest, &self.contest),
            (EventKind::Founding, &self.founding),
            (EventKind::Haizhi, &self.haizhi),
            (EventKind::Journal, &self.journal),
        ]
    }
}

impl Words {
    /// All lists by the table and name they have in the files.
    pub fn lists(&self) -> Vec<(String, &WordList)> {
        let tables = [
            ("columns", self.columns.lists()),
            ("rows", self.rows.lists()),
            ("sources", self.sources.lists()),
            ("event-kinds", self.events.lists()),
            ("bodies", self.bodies.lists()),
        ];
        let mut all = Vec::new();
        for (table, lists) in tables {
            all.extend(lists.into_iter().map(|(name, list)| (format!("{table}.{name}"), list)));
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Result<WordList, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn a_list_is_one_way_of_matching_with_lines_both_ways() {
        assert!(list("has = ['a']\nhit = ['a']\nmiss = ['b']").is_ok());
        for (text, said) in [
            ("has = []\nhit = ['a']\nmiss = ['b']", "不能为空"),
            ("has = ['a']\nhit = []\nmiss = ['b']", "应命中"),
            ("has = ['a']\nends = ['a']\nhit = ['a']\nmiss = ['b']", "其中一项"),
            ("hit = ['a']\nmiss = ['b']", "其中一项"),
            ("has = ['a']\nhits = ['a']\nmiss = ['b']", "unknown field"),
        ] {
            let error = list(text).expect_err(text).to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn lines_that_are_read_otherwise_are_named() {
        let heads =
            list("ends = ['费用?', '餐']\nhit = ['工作餐', '餐具']\nmiss = ['餐费标准', '场地费']").expect("a list");
        assert_eq!(heads.astray(), ["“餐具”应当命中而没有命中", "“场地费”不应命中而命中"]);
        assert!(Regex::new(&heads.joined()).expect("a pattern").is_match("场地费"));
    }
}

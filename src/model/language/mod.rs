//! The language of papers as data: words and patterns by the idea they stand for, common to all notices (what a notice names itself
//! stays in its pack). Says whether a text uses such words, and judges nothing.
//!
//! `templates/language/FILE.toml` holds the lists; a struct made by `lexicon!` names them, so that a list which is missing, unknown,
//! misspelt or empty is refused on loading with file and place. A list is an array of entries:
//!
//! ```toml
//! [[absent]]
//! has = ["请假", "缺席"]        # or `is` (the whole text), `starts`, `ends`, `pattern` (a regular expression); one of the five
//! but = ["请假条"]              # may be left out: with one of these in the text the entry does not hit
//! hit = ["因公请假"]            # lines that this entry hits
//! miss = ["请假条样式"]          # look-alikes that no entry of the list hits
//! ```
//!
//! A list of several ideas ([`Sorts`]) has a `name` in each entry: what people are shown.
//!
//! Words are folded on loading ([`crate::model::text::fold`]), patterns run over folded text, and so do the questions: give
//! [`List::hits`] and its sisters folded text. `hit` and `miss` are written as people write; [`Language::self_test`] runs them, for
//! `yanshen rules --self-check` and for the tests.
//!
//! **To add a list**: a field in the file's `lexicon!`, the list in its TOML. **To add a file**: a module with one `lexicon!`, a line in
//! `files!` below, the TOML.

mod gazetteer;
mod list;
mod place;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use gazetteer::{Gazetteer, Home, Named, Side, cities_in};
pub use list::{Found, List, Shorter, Sorts, Twins};
pub use place::Refused;

use list::Tested;

/// Declares what lists a file of the language holds: a struct with a field for each, named in the file with `-` for `_`.
macro_rules! lexicon {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $field:ident: $kind:ty,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub struct $name {
            $($(#[$about])* pub $field: $kind,)+
        }

        impl $name {
            /// The lists by their names in the file.
            pub(super) fn lists(&self) -> Vec<(String, &dyn super::list::Tested)> {
                vec![$((stringify!($field).replace('_', "-"), &self.$field as &dyn super::list::Tested)),+]
            }
        }
    };
}

/// Declares the files of the language, each with the type that its `lexicon!` made.
macro_rules! files {
    ($($field:ident: $kind:ty = $file:literal,)+) => {
        /// All that the program knows of how papers put things.
        #[derive(Debug)]
        pub struct Language {
            $(pub $field: $kind,)+
        }

        /// The files inside the executable.
        fn embedded() -> BTreeMap<String, String> {
            let text = [$(($file, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/language/", $file)))),+];
            text.into_iter().map(|(file, text)| (file.to_owned(), text.to_owned())).collect()
        }

        impl Language {
            /// Reads the files, or says all that is wrong with them.
            pub fn load(files: &BTreeMap<String, String>) -> Result<Language, Vec<Refused>> {
                let mut refused = place::unknown_files(files, &[$($file),+]);
                $(let $field: Option<$kind> = place::read(files, $file, &mut refused);)+
                match ($($field,)+) {
                    ($(Some($field),)+) if refused.is_empty() => Ok(Language { $($field,)+ }),
                    _ => Err(refused),
                }
            }

            fn lists(&self) -> Vec<(&'static str, String, &dyn Tested)> {
                let mut all = Vec::new();
                $(all.extend(self.$field.lists().into_iter().map(|(name, list)| ($file, name, list)));)+
                all
            }
        }
    };
}

// Below the macros, which its files use.
pub mod accounts;
pub mod amounts;
pub mod approvals;
pub mod bodies;
pub mod brand_names;
pub mod characters;
pub mod clauses;
pub mod counts;
pub mod events;
pub mod fees;
pub mod fillers;
pub mod form_labels;
pub mod goods;
pub mod invoices;
pub mod letters;
pub mod list_heads;
pub mod mentions;
pub mod papers;
pub mod parks;
pub mod partners;
pub mod people;
pub mod places;
pub mod press;
pub mod project_names;
pub mod promises;
pub mod resolver;
pub mod spending_phrases;
pub mod teams_journals;
pub mod title_lines;
pub mod titles;

files! {
    accounts: accounts::AccountWords = "accounts.toml",
    amounts: amounts::Amounts = "amounts.toml",
    approvals: approvals::Approvals = "approvals.toml",
    bodies: bodies::Bodies = "bodies.toml",
    brand_names: brand_names::BrandNames = "brand-names.toml",
    characters: characters::Characters = "characters.toml",
    clauses: clauses::Clauses = "clauses.toml",
    counts: counts::Counts = "counts.toml",
    events: events::Events = "events.toml",
    fees: fees::Fees = "fees.toml",
    fillers: fillers::Fillers = "fillers.toml",
    form_labels: form_labels::FormLabels = "form-labels.toml",
    goods: goods::Goods = "goods.toml",
    letters: letters::Letters = "letters.toml",
    invoices: invoices::InvoiceWords = "invoices.toml",
    list_heads: list_heads::ListHeads = "list-heads.toml",
    mentions: mentions::Mentions = "mentions.toml",
    papers: papers::Papers = "papers.toml",
    parks: parks::Parks = "parks.toml",
    partners: partners::Partners = "partners.toml",
    people: people::People = "people.toml",
    places: places::Places = "places.toml",
    press: press::Press = "press.toml",
    project_names: project_names::ProjectNames = "project-names.toml",
    promises: promises::Promises = "promises.toml",
    spending_phrases: spending_phrases::SpendingPhrases = "spending-phrases.toml",
    resolver: resolver::Resolver = "resolver.toml",
    teams_journals: teams_journals::TeamsJournals = "teams-journals.toml",
    title_lines: title_lines::TitleLines = "title-lines.toml",
    titles: titles::Titles = "titles.toml",
}

/// The language inside the executable.
pub fn language() -> &'static Language {
    static LANGUAGE: LazyLock<Language> =
        LazyLock::new(|| Language::load(&embedded()).expect("the tests load the embedded language"));
    &LANGUAGE
}

/// What running all lines found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct SelfTest {
    pub lists: usize,
    pub lines: usize,
    /// Lines that are not read as they must be, with file and list, in Chinese.
    pub astray: Vec<String>,
}

impl Language {
    /// Every list as `FILE.LIST`.
    pub fn names(&self) -> Vec<String> {
        self.lists().into_iter().map(|(file, name, _)| format!("{}.{name}", file.trim_end_matches(".toml"))).collect()
    }

    /// Runs every line of every list.
    pub fn self_test(&self) -> SelfTest {
        let mut result = SelfTest::default();
        for (file, name, list) in self.lists() {
            result.lists += 1;
            result.lines += list.lines();
            result.astray.extend(list.astray().into_iter().map(|what| format!("{file} 的 {name}：{what}")));
        }
        result
    }
}

#[cfg(test)]
mod tests;

//! Names of events in the titles of papers: where they stand, what frames them, what two of them share.

use super::list::List;

lexicon! {
    /// `titles.toml`. The patterns run over titles without white space.
    Titles {
        /// “关于举办……的通知”: group `name`.
        about: List,
        /// “关于举办”: something is held, whatever it is called.
        announces: List,
        /// The paper changes what was arranged.
        changes: List,
        /// What says so in the title.
        change_words: List,
        /// What the title calls the paper: a plan,
        plan_end: List,
        /// … a notice,
        notice_end: List,
        /// … a handbook,
        handbook_end: List,
        /// … a list,
        list_end: List,
        /// … an agenda,
        agenda_end: List,
        /// … a filing.
        filing_end: List,
        /// A day behind the title.
        dated_end: List,
        /// A name without anything of its own.
        generic: List,
        /// Words that many names share, long before short.
        common: List,
        /// “第三届”: groups `n` and `of`.
        ordinal: List,
        /// Before what is held beside it.
        beside: List,
        /// Between two names.
        joint: List,
        /// What stands in brackets.
        bracketed: List,
        /// A second name in brackets: group `name`.
        included: List,
        /// The form of an event.
        form: List,
    }
}

//! Names of events: by which words a title is known to be one.

use super::list::List;

lexicon! {
    /// `events.toml`
    Events {
        event_end: List,
        event_word: List,
        /// Behind the form that a name ends with: a year, a number, “系列活动”.
        behind_form: List,
    }
}

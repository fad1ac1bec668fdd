//! Names of events: by which words a title is known to be one.

use super::list::List;

lexicon! {
    /// `events.toml`
    Events {
        event_end: List,
        event_word: List,
    }
}

//! Parks: whether a clause states the level of the park itself.

use super::list::List;

lexicon! {
    /// `parks.toml`
    Parks {
        /// An aim, a comparison, a denial.
        level_not_yet: List,
        level_lost: List,
        /// The level of a firm, a prize, a platform.
        level_of_others: List,
        level_of_park: List,
        park_word: List,
        named_park: List,
    }
}

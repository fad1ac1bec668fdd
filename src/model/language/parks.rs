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
        /// A place's key that is the park's own.
        place_in_park: List,
        place_in_named_park: List,
        place_in_town: List,
        /// A sentence that says “in the park”.
        within_park: List,
        /// Before the park's name: something is put there.
        there: List,
        /// Behind it: a body of the park, not the park.
        body_of_park: List,
        /// A park's name with its place.
        park_name: List,
        /// In an approval's subject, before the name.
        before_name: List,
        /// Names no park.
        generic: List,
        /// A sentence on the approval of an association.
        tells_of_approval: List,
        /// A level by rank, as against the name of a sort of park.
        by_rank: List,
    }
}

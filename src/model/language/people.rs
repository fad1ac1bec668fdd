//! Who took part: marks, sections and other words of sign-in sheets and lists of people.

use super::List;

lexicon! {
    /// `people.toml`
    People {
        /// The person of this row did not come, or did not sign.
        absent: List,
    }
}

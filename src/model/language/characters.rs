//! Characters that stand for others in titles and names.

use super::list::Twins;

lexicon! {
    /// `characters.toml`
    Characters {
        twins: Twins,
    }
}

/// A text with traditional and variant characters in the usual form: a banner in the one is no other name than in the other.
pub fn simplified(text: &str) -> String {
    super::language().characters.twins.plain(text)
}

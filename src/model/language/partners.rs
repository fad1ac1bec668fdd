//! Words around a body's name by which a sentence makes it host or partner.

use super::list::List;

lexicon! {
    /// `partners.toml`
    Partners {
        before: List,
        behind: List,
        /// Behind: a post, a paper, a prize of that body.
        aside: List,
        /// The sentence denies it, or means to.
        denied: List,
        /// … tells of what was before this project.
        earlier: List,
    }
}

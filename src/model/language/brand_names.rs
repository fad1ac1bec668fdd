//! Words around a brand by which it is, or is not, the name of what is spoken of.

use super::list::List;

lexicon! {
    /// `brand-names.toml`
    BrandNames {
        /// Before: not, no longer or not yet the name; likened to it.
        denied: List,
        /// Before: learnt from or spread.
        studied: List,
        /// Behind: not settled yet.
        open: List,
        /// Behind: its spirit, its manner.
        of_it: List,
        /// Behind: the name of the project.
        project: List,
        /// … and behind that, of an event after all.
        event_of_projects: List,
    }
}

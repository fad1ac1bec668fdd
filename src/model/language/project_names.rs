//! What of a project's name tells no project from another.

use super::list::List;

lexicon! {
    /// `project-names.toml`. The questions are keys.
    ProjectNames {
        year: List,
        end: List,
        /// Around the name of a line.
        general: List,
    }
}

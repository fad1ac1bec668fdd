//! Heads of the columns of the register of awards.

use super::list::List;

lexicon! {
    /// `register.toml`
    Register {
        unit: List,
        grant: List,
        leader: List,
        code: List,
        kind: List,
        name: List,
        line: List,
        /// A row that sums up.
        total: List,
    }
}

//! How papers put the grant and the grantee into sentences.

use super::list::List;

lexicon! {
    /// `grants.toml`
    Grants {
        /// A sum in figures: groups `n`, `wan`, `issuer`.
        stated: List,
        /// A sum in words: group `words`.
        in_words: List,
        /// Spent, left, own.
        spent: List,
        given: List,
        /// A limit, no grant.
        cap: List,
        income: List,
        /// The purpose of a bank slip.
        purpose: List,
        /// Who carries the project: group `name`.
        carried_by: List,
        /// How the names of registered societies end.
        registered: List,
        /// The value of the grantee's field names nobody.
        no_unit: List,
    }
}

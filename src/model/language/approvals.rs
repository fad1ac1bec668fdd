//! Approvals and filings: whether an authority agreed, and to what.

use super::list::List;

lexicon! {
    /// `approvals.toml`
    Approvals {
        granted: List,
        /// The words of consent in a plea, a plan or a refusal.
        not_granted: List,
        /// The cell of who asked.
        own_opinion: List,
        refused: List,
        /// A rule for later, not an answer.
        conditional: List,
        withdrawn: List,
        pending: List,
        received: List,
        /// An association is founded; the groups `body` and `before` name it.
        founding: List,
        preparing: List,
        /// What happens in an association that is there already.
        later_matter: List,
        /// The label of who asked.
        applicant: List,
        /// The label of the authority that deals with it.
        handler: List,
    }
}

//! Approvals and filings: whether an authority agreed, and to what.

use super::list::{List, Shorter};

lexicon! {
    /// `approvals.toml`
    Approvals {
        granted: List,
        /// The words of consent in a plea, a plan or a refusal.
        not_granted: List,
        /// The cell of who asked.
        own_opinion: List,
        refused: List,
        /// A rule for many cases, not an answer.
        as_a_rule: List,
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
        /// “无不同意见” consents, though “不同意” stands in it.
        no_objection: Shorter,
        /// The subject is no activity.
        apart: List,
        /// The subject names an association, or founding.
        of_association: List,
        speaks_of_founding: List,
        /// An event's name in a letter: group `name`.
        event_named: List,
        /// The line only mentions the body that it names.
        mentions: List,
        letterhead: List,
        /// The row or line of an opinion.
        opinion: List,
        /// The body named on the next line is addressed …
        handed_to: List,
        /// … or the one before these words.
        receiver: List,
        /// Between a city and its office.
        government: List,
        /// “国际” in the name of a body or a place.
        international_body: List,
        /// Behind the day of an approval.
        given: List,
    }
}

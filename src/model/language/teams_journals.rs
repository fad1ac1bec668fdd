//! Which teams are students' teams of universities, which names are those of provincial journals.

use super::List;

lexicon! {
    /// `teams-journals.toml`
    TeamsJournals {
        below_university: List,
        company: List,
        /// A journal's office: group `name`.
        editorial: List,
        edition: List,
        /// Group `name`.
        former_name: List,
        /// National or foreign: whether it counts is an open question.
        national_journal: List,
        /// A newspaper, a publisher, a university …
        not_a_journal: List,
        /// Internal papers, those of a school or town.
        internal: List,
    }
}

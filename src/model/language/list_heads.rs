//! What the columns of a list of people, teams or journals mean.

use super::List;

lexicon! {
    /// `list-heads.toml`
    ListHeads {
        /// A country that is not where somebody is from.
        other_country: List,
        nationality: List,
        /// Who was expected: no sign that they came.
        expected: List,
        /// Signatures, ticks, “实到”.
        presence: List,
        /// When somebody signed in.
        time: List,
        /// Online or on the spot.
        mode: List,
        role: List,
        remark: List,
        team: List,
        members: List,
        school: List,
        journal: List,
        affiliation: List,
        phone: List,
        person: List,
        duty: List,
        seq: List,
        /// One list may hold several events, told apart by this column
        event: List,
        /// … or by this.
        day: List,
    }
}

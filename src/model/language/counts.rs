//! Numbers of people, teams, countries and journals in prose.

use super::List;

lexicon! {
    /// `counts.toml`. The first four have the groups `n`, `about`, `more`, `plus`, `over` and `who`.
    Counts {
        people: List,
        teams: List,
        countries: List,
        journals: List,
        /// Before a figure: not exact.
        about: List,
        /// The sentence speaks of those who came.
        came: List,
        /// … of others: experts sent, staff, prize winners.
        others: List,
        /// … who are named as attendance all the same.
        attendance: List,
        /// “人次”, behind 人.
        head_times: List,
        online: List,
        planned: List,
        /// Figures of several events in one sentence.
        shared_out: List,
        /// Group `n`.
        total: List,
        /// No attendance: staff, meals, groups.
        aside: List,
        /// What follows is a part.
        of_which: List,
        /// The figure is of all.
        whole: List,
        /// … of some, who are named.
        of_some: List,
        /// People online and on the spot in one figure.
        both_ways: List,
    }
}

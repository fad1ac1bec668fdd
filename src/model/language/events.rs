//! Names of events: by which words a title is known to be one.

use super::list::List;

lexicon! {
    /// `events.toml`
    Events {
        event_end: List,
        event_word: List,
        /// Behind the form that a name ends with: a year, a number, “系列活动”.
        behind_form: List,
        /// Names of what answers to no duty.
        no_duty: List,
        /// A folder with the papers of one activity.
        folder_of_one: List,
        /// Something beside the event was called off: group `form`.
        beside_off: List,
        /// Words in which 展 is no exhibition.
        not_a_form: List,
        /// Speaks of students of universities.
        for_students: List,
        /// Groups `m` and `d`.
        month_or_day: List,
    }
}

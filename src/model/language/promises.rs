//! What contracts and applications agree, and what requests for a change speak of.

use super::list::{List, Sorts};

lexicon! {
    /// `promises.toml`
    Promises {
        /// A line that tells of events or tasks.
        speaks: List,
        /// The day in the sentence is one of holding an event …
        held_when: List,
        /// … or of handing in, paying, signing.
        other_deadline: List,
        /// What the applicant did before, or can do: no promise.
        able: List,
        /// Group `name`, in quotation marks.
        event_name: List,
        /// Group `name`, in the contract's own words.
        event_subject: List,
        /// Meetings of the project's own management.
        work_meeting: List,
        /// Group `n`.
        event_count: List,
        /// Talks within one event.
        talks: List,
        at_enterprises: List,
        /// One event in each of the months.
        each_month: List,
        /// Group `n`.
        month: List,
        /// Groups `from`, `to`.
        months: List,
        /// Not later than the month: group `n`.
        by_month: List,
        /// The nth event by a month: groups `month`, `n`.
        milestone: List,
        /// A part of the service that is agreed by number: group `what`.
        task: List,
        /// Sorts of contest are one thing.
        contest: List,
        /// Groups `n`, `unit`, `who`.
        scale: List,
        /// Not an exact figure.
        roughly: List,
        online: List,
        on_the_spot: List,
        /// The sentence says how an event is held; news and registration online are no such thing.
        manner: List,
        /// Before a place.
        held_at: List,
        /// Behind a place: it belongs to a body's name.
        of_a_body: List,
        changes_leader: List,
        changes_name: List,
        changes_form: List,
        changes_held: List,
        changes_day: List,
        changes_place: List,
        changes_mode: List,
        changes_count: List,
        changes_scale: List,
        /// Forms that the name of an event may have.
        form: Sorts,
        /// Words of a name that tell no event from another.
        common: List,
    }
}

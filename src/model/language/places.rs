//! Where things are: names of places, what only borrows such a name, and how papers put the place of an event.

use super::gazetteer::Gazetteer;
use super::list::List;

lexicon! {
    /// `places.toml`
    Places {
        /// Every name of a place that tells home from elsewhere.
        gazetteer: Gazetteer,
        /// A place that says “the city's” and not which city.
        relative: List,
        /// “在…举行”, the place as the group `place`.
        held_at: List,
        /// What stands there is no place (“在…指导下”).
        no_place: List,
        /// The label of an event's place.
        place_label: List,
        /// The sentence or label is about another place than that of the event.
        place_aside: List,
        /// Where something is moved to, the place as the group `place`.
        moved_to: List,
    }
}

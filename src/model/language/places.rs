//! Where things are: names of places, what only borrows such a name, and how papers put the place of an event.

use super::gazetteer::Gazetteer;
use super::list::List;

lexicon! {
    /// `places.toml`
    Places {
        /// Every name of a place that tells home from elsewhere.
        gazetteer: Gazetteer,
        /// Behind a name: a road, a house, a dish called after the place.
        borrowed: List,
        /// Behind a name: an inn called after a place, mostly the one it stands in.
        lodging: List,
        /// Behind a name: the rest of a society's name.
        society: List,
        /// A place that says “the city's” and not which city.
        relative: List,
        /// “在…举行”, the place as the group `place`.
        held_at: List,
        /// The label of an event's place.
        place_label: List,
        /// The sentence or label is about another place than that of the event.
        place_aside: List,
    }
}

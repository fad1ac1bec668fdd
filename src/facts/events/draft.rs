//! An event while it is made: what is handed from one step to the next.

use crate::model::Event;
use crate::model::grounds::EventGrounds;

/// An event on its way, with what led to it.
pub(super) struct Draft {
    pub event: Event,
    pub why: EventGrounds,
}

//! Names of societies, associations, authorities and firms: how they begin and end, and what a bracket behind one says.

use super::list::List;

lexicon! {
    /// `bodies.toml`
    Bodies {
        society: List,
        /// 科协
        association: List,
        /// Any body's name alone on a line.
        body: List,
        /// A firm or school: its association is no park's.
        enterprise: List,
        park: List,
        /// The head of a national society's name.
        national: List,
        /// “中国…大学…协会”
        of_school: List,
        /// Behind a name: not founded, or not agreed yet.
        provisional: List,
        registered_elsewhere: List,
        /// Behind a name: somebody or something of that body.
        belongs_to: List,
        /// A body did not take part after all.
        declined: List,
    }
}

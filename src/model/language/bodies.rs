//! Names of societies, associations, authorities and firms: how they begin and end, and what a bracket behind one says.

use super::list::{List, Shorter};

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
        /// “关于…委员会”: the title of a paper that ends like a name.
        not_a_name: List,
        /// 中国、中华、全国 before a name.
        national_head: List,
        /// 学会 within a name.
        society_word: List,
        /// What sort of body a name ends with.
        sort_end: List,
        /// What a grantee's name has besides its own: kinds of body, legal forms.
        legal_form: List,
        /// What is left of a region in front of a name.
        region_left: List,
        /// Words of region and legal form that tell no unit from another.
        of_region: List,
        /// Long forms and short ones.
        short: Shorter,
        /// Behind a name: not founded, or not agreed yet.
        provisional: List,
        registered_elsewhere: List,
        /// Behind a name: somebody or something of that body.
        belongs_to: List,
        /// A body did not take part after all.
        declined: List,
    }
}

//! Heads of the columns of fee sheets (劳务费、讲课费、咨询费发放表).

use super::List;

lexicon! {
    /// `fees.toml`
    Fees {
        name: List,
        net: List,
        due: List,
        /// The one column of amounts.
        sum: List,
        tax: List,
        signature: List,
    }
}

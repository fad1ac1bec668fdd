//! Amounts: how they are written in capitals, in cells and in sentences, and which unit they are in.

use super::{List, Twins};

lexicon! {
    /// `amounts.toml`. Patterns run over text whose full-width forms are narrowed; `capitals` and `footnote` over text as written.
    Amounts {
        /// Numerals and their units in capitals and their variants, as digits and common units.
        numerals: Twins,
        /// Signs of money, of subtraction and of multiplication.
        signs: Twins,
        capitals: List,
        /// Without one of these, capitals are a number of something else.
        capitals_end: List,
        currency: List,
        /// “大写”.
        in_words: List,
        /// “小写”.
        in_figures: List,
        /// A red invoice says that its capitals are less than nothing.
        negative: List,
        /// A cell that says there is none.
        nothing: List,
        /// One amount and nothing else: groups `minus`, `whole`, `part`, `unit`.
        cell: List,
        /// Anything in a sentence that may be one: groups `sign`, `minus`, `whole`, `part`, `unit`.
        in_text: List,
        /// A cell of amounts that holds its unit and no figure.
        unit_alone: List,
        /// What leads from a sum to its result.
        result: List,
        /// Words before the figure of a cell.
        head: List,
        /// One factor of a product: groups `n` and `unit`.
        factor: List,
        /// Marks of footnotes behind a figure.
        footnote: List,
        wan: List,
        thousand: List,
        /// A head of a column that names yuan.
        head_in_yuan: List,
        /// A line around a table that names its unit: group `unit`.
        unit_line: List,
    }
}

//! Words that fill a place and say nothing: what a template leaves open, what a form prints itself, what was not done.

use super::list::List;

lexicon! {
    /// `fillers.toml`
    Fillers {
        /// What a template leaves to be filled in.
        placeholder: List,
        /// The end of an item that was left open.
        open_item: List,
        /// What forms print in the value's cell.
        preprinted: List,
        /// A whole cell that says nothing.
        filler_value: List,
        /// A sentence that only says that something is still to be written.
        filler_sentence: List,
        /// What was to be shown was not done, or isn't there.
        undone: List,
        /// Why something was not done.
        reason: List,
        amount: List,
        form_label: List,
        /// The head of a list of people or teams.
        roster_head: List,
        day: List,
    }
}

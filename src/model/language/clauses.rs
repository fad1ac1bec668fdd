//! What a sentence or clause says of what it speaks of: held, planned, called off, denied … `model::clause` asks these lists.

use super::list::List;

lexicon! {
    /// `clauses.toml`
    Clauses {
        /// Speaks of holding an event.
        holds: List,
        /// … as something to come.
        planned: List,
        /// … as something done.
        done: List,
        /// … as called off,
        off: List,
        /// … though it is a part, a right, or not so.
        off_not: List,
        /// Another day or place than before.
        moved: List,
        /// What was first meant and is not so any more.
        originally: List,
        /// What came of it.
        actually: List,
        denied: List,
        conditional: List,
        /// What a form, notice or rule tells its reader to do.
        instructed: List,
        /// The words of a notice, contract or task.
        quoted: List,
        /// Of an earlier year or round.
        earlier: List,
        /// What is learnt from, likened to or set against.
        model: List,
        /// A part of an event.
        part: List,
    }
}

//! Titles: which line is one, what stands above, below and beside it, and where a bound file parts.

use super::list::List;

lexicon! {
    /// `title-lines.toml`
    TitleLines {
        /// Ends of titles that need no further line.
        complete: List,
        /// Letterheads, numbers, annex marks above a title.
        above: List,
        /// Labels, days, items below a title.
        below: List,
        /// Date, unit or page in the title's row.
        beside: List,
        date_behind: List,
        document_number: List,
        /// The cell before the title in a document system's print.
        title_label: List,
        /// The title puts the quoted paper into force.
        enacts: List,
        /// The number of a section or item.
        numbered: List,
        /// … or bullet, before a heading.
        item: List,
        /// The cover or contents of a bound volume.
        volume: List,
        /// Papers that a volume's contents list.
        bound_papers: List,
        annex: List,
        chapter: List,
        /// A line of the list of annexes.
        annex_list: List,
        annex_mark: List,
        letterhead: List,
        /// How a report begins.
        lead: List,
        told_as_news: List,
    }
}

//! Press releases on their way: prints of mails, what became of them, receipts, pages.

use super::list::List;

lexicon! {
    /// `press.toml`
    Press {
        /// The head of the line that names the recipient …
        to_line: List,
        /// … and of the sender's.
        from_line: List,
        /// A label of a mail's print.
        label: List,
        to_label: List,
        subject_label: List,
        sent_when: List,
        /// Did not go out, did not arrive, was taken back.
        not_sent: List,
        /// The folders of a mailbox stand beside every mail; alone they say that the mail lies there.
        draft_box: List,
        went_out: List,
        /// Goes out at a set time.
        timed: List,
        /// Not printed yet, or somebody is asked to send it.
        not_published: List,
        receipt: List,
        /// A reply that acknowledges …
        took: List,
        /// … and one that does not.
        not_taken: List,
        /// Newspapers, journals, stations.
        other_media: List,
        of_press: List,
        /// What a subject says besides the matter.
        generic_subject: List,
        /// A record that a unit keeps itself.
        log_entry: List,
        /// Before the name of a body: it published.
        publisher_before: List,
        /// Behind the name of a body: its site or account.
        channel_behind: List,
        /// Before a body's name in the foot of its site.
        site_foot: List,
        page_marks: List,
    }
}

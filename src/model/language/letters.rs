//! What covering letters and mails hand in.

use super::list::List;

lexicon! {
    /// `letters.toml`
    Letters {
        of_results: List,
        /// By the subject of a mail.
        mail_of_results: List,
    }
}

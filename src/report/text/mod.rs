//! Reports for the terminal: a batch summary, one page for applicants, what was read of a file.
//!
//! Everything shown survives a GBK console and a black-and-white one; nothing from the inputs reaches the terminal as a
//! control sequence.

mod check_page;
mod layout;
mod show;
mod summary;
mod why;

pub use check_page::check_page;
pub use layout::{Style, console};
pub use show::show;
pub use summary::summary;
pub use why::why;

//! One file per family of checks; each check is a function from a [`super::Case`] and its parameters to findings.

pub mod activities;
pub mod brand;
pub mod changes;
pub mod consistency;
pub mod counts;
pub mod fees;
pub mod files;
pub mod filing;
pub mod founding;
pub mod invoices;
pub mod materials;
pub mod money;
mod no_founding;
mod papers;
pub mod press;
mod quote;
mod society;
pub mod spending;
mod substance;
pub mod time;
pub mod unread;
mod venue;

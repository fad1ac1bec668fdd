//! Invoices: each once (V01), made out to the grantee (V02), as much as the lines they back (V03), sound in themselves (V05), in time (T02).

mod asked;
mod buyer;
mod cover;
mod sound;
mod twice;

pub use buyer::buyer_is_grantee;
pub use cover::invoices_cover_lines;
pub use sound::{invoices_articulated, vouchers_in_period};
pub use twice::invoices_unique;

//! C01–C03, E01: dates, names and numbers agree; joint applicants.

mod dates;
mod joint;
mod names;
mod people;

pub use dates::dates_agree;
pub use joint::joint_units_at_most;
pub use names::names_agree;
pub use people::people_agree;

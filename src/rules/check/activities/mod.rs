//! A01–A08: activities held, problems solved.

mod duty;
mod held;
mod problem;

pub use duty::{Asked, events_at_least};
pub use held::held;
pub use problem::problem_solved;

//! What the papers state: how people write amounts, dates, names. Says nothing on whether that is good.

pub mod amount;

//! 验审 (`yanshen`): audits acceptance dossiers of the 2026 “提质增效” projects of 广西科协.
//!
//! The flow is `ingest → classify → facts → accounts → rules → report`, and imports run one way only;
//! `tests/integration/tidy.rs` holds the table. See `ARCHITECTURE.md`.

pub mod accounts;
pub mod classify;
pub mod cli;
pub mod facts;
pub mod ingest;
pub mod model;
pub mod pipeline;
pub mod report;
pub mod rules;

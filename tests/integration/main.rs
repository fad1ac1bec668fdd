//! All integration tests, as one binary.

mod across;
mod bad_input;
mod batches;
mod commands;
mod common;
mod determinism;
mod dossier_settings;
mod events;
mod hostile;
mod hostile_packs;
mod matrix;
mod messages;
mod next_notice;
mod office_programs;

mod pages;
mod reviews;
mod rules;
mod second_pack;
mod tidy;

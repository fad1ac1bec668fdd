//! How far the reading has come: a bar on a terminal, a few plain lines elsewhere, nothing when told to be quiet.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressStyle};

use super::console;
use crate::ingest;

pub enum Progress {
    Quiet,
    Bar(ProgressBar),
    /// Tenths already told.
    Lines(AtomicUsize),
}

impl Progress {
    pub fn new(quiet: bool) -> Progress {
        if quiet {
            return Progress::Quiet;
        }
        if !std::io::stderr().is_terminal() {
            return Progress::Lines(AtomicUsize::new(0));
        }
        let style = ProgressStyle::with_template("正在读取 {bar:30} {pos}/{len} {wide_msg}")
            .expect("the template is well formed, and a test says so");
        Progress::Bar(ProgressBar::new(0).with_style(style))
    }

    pub fn show(&self, step: &ingest::Progress) {
        match self {
            Progress::Quiet => {}
            Progress::Bar(bar) => {
                bar.set_length(u64::try_from(step.total).unwrap_or(u64::MAX));
                bar.set_position(u64::try_from(step.done).unwrap_or(u64::MAX));
                bar.set_message(step.name.clone());
            }
            Progress::Lines(told) => {
                let tenth = tenth(step);
                if told.fetch_max(tenth, Ordering::Relaxed) < tenth {
                    console::message(&format!("已读取 {}/{}", step.done, step.total));
                }
            }
        }
    }

    pub fn finish(&self) {
        if let Progress::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn tenth(step: &ingest::Progress) -> usize {
    (step.done * 10).checked_div(step.total).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_of_the_bar_is_well_formed() {
        assert!(ProgressStyle::with_template("正在读取 {bar:30} {pos}/{len} {wide_msg}").is_ok());
    }

    #[test]
    fn lines_are_told_by_tenths() {
        let step = |done| tenth(&ingest::Progress { done, total: 95, name: String::new() });
        assert_eq!((step(0), step(9), step(10), step(95)), (0, 0, 1, 10));
    }
}

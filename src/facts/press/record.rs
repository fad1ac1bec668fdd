//! A record that the unit itself keeps: “2026-10-20 发送至 a@b.cn，主题：…”. It names the address and proves nothing by itself.

use super::about::{events_of, named_in};
use super::{ADDRESS, Source, addresses};
use crate::facts::dates;
use crate::facts::reading::Line;
use crate::model::facts::{Submission, SubmissionKind};
use crate::model::language::language;
use crate::model::{Event, Paper};

pub(super) fn read(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<Submission> {
    let is_entry = |l: &Line| language().press.log_entry.hits(&l.folded);
    let lines: Vec<&Line> = source.reading(paper.doc).lines_in(&paper.blocks).collect();
    // one entry only: what the paper speaks of is what it sent
    let alone = lines.iter().filter(|l| is_entry(l)).count() == 1;
    let entries = lines.iter().enumerate().filter(|(_, l)| is_entry(l) && ADDRESS.is_match(&l.folded));
    entries
        .map(|(i, line)| {
            // the entry's subject stands beside or below it
            let below = lines.iter().skip(i + 1).take(2).take_while(|l| !is_entry(l));
            let entry: String = std::iter::once(line).chain(below).map(|l| l.written.as_str()).collect();
            let named = named_in(source, events, &entry);
            Submission {
                to: addresses(&line.folded),
                date: dates::first(&line.written, source.year()).map(|d| d.first),
                events: if named.is_empty() && alone { events_of(source, events, paper) } else { named },
                how: SubmissionKind::Logged,
                evidence: line.evidence(paper.doc),
            }
        })
        .collect()
}

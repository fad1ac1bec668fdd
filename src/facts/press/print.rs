//! Prints and screenshots of mails, of one or of several, and receipts.

use super::about::{by_name, events_of, named_by_subject};
use super::{ADDRESS, Source, addresses, fate, joined, label, of_association, one, sent_day};
use crate::facts::dates;
use crate::facts::reading::Line;
use crate::model::facts::{Submission, SubmissionKind};
use crate::model::language::language;
use crate::model::{DocKind, Event, Evidence, Paper, Place};

pub(super) fn read(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<Submission> {
    match several(source, events, paper) {
        found if found.len() >= 2 => found,
        _ => one(source, events, paper).into_iter().collect(),
    }
}

/// A screenshot that was not read.
pub(super) fn unread(source: &Source<'_>, events: &[Event], paper: &Paper) -> Submission {
    let doc = source.dossier.doc(paper.doc);
    Submission {
        to: Vec::new(),
        date: dates::in_name(doc.stem(), source.year()).map(|d| d.first),
        events: by_name(source, events, paper),
        how: SubmissionKind::Unclear,
        evidence: Evidence::new(paper.doc, Place::Whole, doc.name()),
    }
}

/// A mail with its recipient; in other papers one that also shows its head.
pub(super) fn to_somebody(source: &Source<'_>, events: &[Event], paper: &Paper, lines: &[&Line]) -> Option<Submission> {
    let words = &language().press;
    let mut to = Vec::new();
    let mut at = None;
    for (i, line) in lines.iter().enumerate() {
        let Some(mark) = words.to_line.find(&line.folded) else { continue };
        let behind = line.folded.get(mark.end..).unwrap_or_default();
        let found = addresses(&format!("{behind} {}", lines.get(i + 1).map_or("", |l| l.folded.as_str())));
        if !found.is_empty() {
            at.get_or_insert(line.evidence(paper.doc));
            to.extend(found);
        }
    }
    let is_head = |l: &&Line| words.from_line.hits(&l.folded) || words.to_line.hits(&l.folded);
    let is_mail = paper.kind == DocKind::PressMail || lines.iter().any(is_head);
    let evidence = at.filter(|_| is_mail)?;
    let (date, events) = (sent_day(source, lines), events_of(source, events, paper));
    Some(Submission { to, date, events, how: fate(&joined(lines)), evidence })
}

/// The association's receipt; a newspaper that took the draft is not the association.
pub(super) fn receipt(source: &Source<'_>, events: &[Event], paper: &Paper, lines: &[&Line]) -> Option<Submission> {
    let words = &language().press;
    let text = joined(lines);
    let line = lines.iter().find(|l| words.receipt.hits(&l.folded))?;
    let sent = fate(&text) != SubmissionKind::Failed && !words.not_published.hits(&text);
    let collected = is_of_collector(source, lines);
    (paper.kind == DocKind::PressMail && sent && collected).then(|| Submission {
        to: Vec::new(),
        date: sent_day(source, lines),
        events: events_of(source, events, paper),
        how: SubmissionKind::Receipt,
        evidence: line.evidence(paper.doc),
    })
}

/// The association or its address is named.
fn is_of_collector(source: &Source<'_>, lines: &[&Line]) -> bool {
    let press = source.pack.notice.press_address.to_lowercase();
    lines.iter().any(|l| l.folded.contains(&press) || of_association(source, &l.folded))
}

/// Called a mail, and no recipient can be read; `None` for a newspaper's receipt.
pub(super) fn without_address(
    source: &Source<'_>,
    events: &[Event],
    paper: &Paper,
    lines: &[&Line],
) -> Option<Submission> {
    let words = &language().press;
    let text = joined(lines);
    if words.receipt.hits(&text) && words.other_media.hits(&text) && !is_of_collector(source, lines) {
        return None;
    }
    let how = match fate(&text) {
        SubmissionKind::Mail => SubmissionKind::Unclear,
        known => known,
    };
    let first = lines.first()?;
    Some(Submission {
        to: Vec::new(),
        date: sent_day(source, lines),
        events: events_of(source, events, paper),
        how,
        evidence: first.evidence(paper.doc),
    })
}

/// Several mails on one print, each with its own address, day and subject: rows below “收件人 | 提交时间 | 主题 | 结果”, or stretches
/// that each begin with the same label.
fn several(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<Submission> {
    let lines: Vec<&Line> = source.reading(paper.doc).lines_in(&paper.blocks).collect();
    let of_mail = |mail: Vec<&Line>| {
        // the sender's line tells no recipient
        let from = |l: &&&Line| !l.table_row && language().press.from_line.hits(&l.folded);
        let at = mail.iter().filter(|l| !from(l)).find(|l| ADDRESS.is_match(&l.folded))?;
        let written: String = mail.iter().map(|l| l.written.as_str()).collect::<Vec<_>>().join("\n");
        Some(Submission {
            to: addresses(&at.folded),
            date: sent_day(source, &mail),
            events: named_by_subject(source, events, &written),
            how: fate(&joined(&mail)),
            evidence: at.evidence(paper.doc),
        })
    };
    stretches(&lines).into_iter().filter_map(of_mail).collect()
}

/// The lines of each mail; empty when the print holds one mail, or no plain order of mails.
fn stretches<'l>(lines: &[&'l Line]) -> Vec<Vec<&'l Line>> {
    let words = &language().press;
    let header = |l: &&Line| {
        l.table_row
            && words.to_label.hits(&l.folded)
            && words.subject_label.hits(&l.folded)
            && !ADDRESS.is_match(&l.folded)
    };
    if let Some(at) = lines.iter().position(header) {
        let rows = lines.iter().skip(at + 1).take_while(|l| l.table_row);
        return rows.filter(|l| ADDRESS.is_match(&l.folded)).map(|l| vec![*l]).collect();
    }
    let Some(first) = lines.iter().find_map(|l| label(l)) else { return Vec::new() };
    let mut out: Vec<Vec<&Line>> = Vec::new();
    for line in lines {
        match (label(line), out.last_mut()) {
            (Some(head), _) if head == first => out.push(vec![*line]),
            (_, Some(mail)) => mail.push(*line),
            _ => {}
        }
    }
    // each has an address and a subject, or they are no mails
    let subject = |l: &&Line| label(l).is_some_and(|h| words.subject_label.hits(&h));
    let whole = |mail: &Vec<&Line>| mail.iter().any(|l| ADDRESS.is_match(&l.folded)) && mail.iter().any(subject);
    if out.iter().all(whole) { out } else { Vec::new() }
}

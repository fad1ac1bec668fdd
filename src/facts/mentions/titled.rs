//! Events named by a paper's own title, by the title lines of a notice without a heading, or by a page header.

use super::days::paper_dates;
use super::hosts::hosts;
use super::{Mention, names_event, place_field};
use crate::facts::Source;
use crate::facts::reading::{Line, Reading};
use crate::facts::titles::{EventTitle, event_title, same};
use crate::model::Role;
use crate::model::document::Origin;
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{DocKind, Evidence, Paper, Project};

/// The mentions of a paper with what its title adds.
pub(super) fn add(source: &Source<'_>, paper: &Paper, project: &Project, mut mentions: Vec<Mention>) -> Vec<Mention> {
    let reading = source.reading(paper.doc);
    let Some((title, evidence)) = title_of(source, paper, project) else { return mentions };
    let again = mentions.iter().any(|m| same(&m.title, &title.written, &source.pack.brands));
    match mentions.as_slice() {
        // a plan's own title over several labelled events names the project, not one more event
        [] => mentions.push(Mention {
            dates: paper_dates(source, paper, reading, title.change),
            place: place_field(reading, &paper.blocks),
            hosts: hosts(source, paper, reading, &paper.blocks),
            change: title.change,
            official: true,
            ..Mention::named(paper, title.written, evidence)
        }),
        // the title line and the label name one event: keep both spellings
        [first] if again => {
            let second = Mention { title: title.written, evidence, change: title.change, ..first.clone() };
            mentions.push(second);
        }
        _ => {}
    }
    mentions
}

fn title_of(source: &Source<'_>, paper: &Paper, project: &Project) -> Option<(EventTitle, Evidence)> {
    let reading = source.reading(paper.doc);
    let own =
        paper.title.as_ref().and_then(|t| event_title(&t.quote, paper.kind, source.ours()).map(|e| (e, t.clone())));
    let title = own.or_else(|| in_lines(source, paper, reading)).or_else(|| in_header(source, paper, project));
    let (title, evidence) = title.filter(|_| !sends_plan(source, paper))?;
    let of_no_duty = language().events.no_duty.hits(&fold(&title.written));
    let announced = title.announced && !of_no_duty && is_arranged(source, paper, reading);
    let named = names_event(&title.written, project, source.ours()) || announced;
    let names = paper.kind != DocKind::PressRelease && named && !names_line(source, &title.written);
    names.then_some((title, evidence))
}

/// “关于印发《…方案》的通知” with the plan behind it: the plan names the events.
fn sends_plan(source: &Source<'_>, paper: &Paper) -> bool {
    paper.kind == DocKind::Notice
        && paper.title.as_ref().is_some_and(|t| language().mentions.sends_a_plan.hits(&t.quote))
        && source.kinds.of_doc(paper.doc).any(|p| p.kind == DocKind::Plan)
}

/// What is announced with a day is an event, whatever it is called and wherever it is.
fn is_arranged(source: &Source<'_>, paper: &Paper, reading: &Reading) -> bool {
    !paper_dates(source, paper, reading, false).is_empty()
}

/// A notice's title that no heading gave: the lines from “关于…” down to “…的通知”.
fn in_lines(source: &Source<'_>, paper: &Paper, reading: &Reading) -> Option<(EventTitle, Evidence)> {
    if !paper.is(Role::Announces) || paper.is(Role::IsAPlan) || paper.title.is_some() {
        return None;
    }
    let words = &language().mentions;
    let lines: Vec<&Line> = reading.lines_in(&paper.blocks).take(14).collect();
    let from = lines.iter().position(|l| words.title_begins.hits(&l.folded))?;
    let mut written = String::new();
    for line in lines.iter().skip(from).take(4) {
        if line.folded.contains(['。', ':', '，']) {
            return None;
        }
        written.push_str(&line.written);
        if words.title_ends.hits(line.folded.trim_end_matches(')')) {
            let evidence = Evidence::new(paper.doc, lines.get(from)?.place.clone(), &written);
            return event_title(&written, paper.kind, source.ours()).map(|t| (t, evidence));
        }
    }
    None
}

/// A handbook's or plan's title that stands only in the page header.
fn in_header(source: &Source<'_>, paper: &Paper, project: &Project) -> Option<(EventTitle, Evidence)> {
    let alone = source.kinds.of_doc(paper.doc).count() == 1;
    let headed = paper.is_any(&[Role::IsAProgramme, Role::IsAPlan]) || paper.kind == DocKind::SignIn;
    if !alone || !headed {
        return None;
    }
    let doc = source.dossier.doc(paper.doc);
    doc.blocks.iter().filter(|b| b.origin == Origin::HeaderFooter && !b.hidden).find_map(|b| {
        let written = b.content.as_line()?;
        let title = event_title(written, paper.kind, source.ours())?;
        let named = names_event(&title.written, project, source.ours()) && title.written.chars().count() >= 6;
        named.then(|| (title, Evidence::new(paper.doc, b.place.clone(), written)))
    })
}

/// “海智计划项目活动”: the line's name with a common word is no event's name.
fn names_line(source: &Source<'_>, title: &str) -> bool {
    let mut k = key(title);
    for line in &source.pack.lines {
        for name in std::iter::once(&line.name).chain(&line.aliases) {
            k = k.replace(&key(name), "");
        }
    }
    let k = k.replace(&format!("{}年度", source.year()), "").replace(&format!("{}年", source.year()), "");
    language().mentions.filling.without(&k).chars().count() < 2
}

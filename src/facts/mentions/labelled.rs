//! “活动名称：…” and label cells, each with the fields that follow it up to the next name.

use super::days::{event_day, is_time_label, paper_dates, weighs};
use super::hosts::hosts;
use super::{Mention, is_place_label, place_part};
use crate::facts::Source;
use crate::facts::reading::{Field, Reading};
use crate::facts::titles::event_title;
use crate::model::Role;
use crate::model::facts::Stated;
use crate::model::language::language;
use crate::model::{DayRange, DocKind, Paper};

pub(super) fn mentions(source: &Source<'_>, paper: &Paper, reading: &Reading) -> Vec<Mention> {
    let names = names(source, paper, reading);
    let mut out = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let end_line = names.get(i + 1).map_or(usize::MAX, |n| n.line);
        let within: Vec<&Field> =
            reading.fields_in(&paper.blocks).filter(|f| f.line >= name.line && f.line < end_line).collect();
        let mut dates = days(source, paper, reading, name, &within, end_line);
        if dates.is_empty() && names.len() == 1 {
            dates = paper_dates(source, paper, reading, false);
        }
        let place = within.iter().find(|f| is_place_label(&f.label)).map_or(String::new(), |f| place_part(&f.value));
        let blocks = name.block..within.last().map_or(name.block + 1, |f| f.block + 1);
        let mut hosted = hosts(source, paper, reading, &blocks);
        if hosted.is_empty() {
            hosted = hosts(source, paper, reading, &paper.blocks);
        }
        let named = Mention::named(paper, trim_value(&name.value), name.evidence(paper.doc));
        out.push(Mention { dates, place, hosts: hosted, ..named });
    }
    out
}

/// The fields that name events; a theme only where nothing else does.
fn names(source: &Source<'_>, paper: &Paper, reading: &Reading) -> Vec<Field> {
    let words = &language().mentions;
    let bare = |f: &Field| {
        !words.bare_name_label.hits(&f.label)
            || paper.is_any(&[Role::Announces, Role::IsAProgramme])
            || paper.kind == DocKind::Filing
    };
    let fields = || reading.fields_in(&paper.blocks);
    let named = fields().filter(|f| words.name_label.hits(&f.label) && f.value.chars().count() >= 4 && bare(f));
    let names: Vec<Field> = named.cloned().collect();
    let themed = names.is_empty()
        && paper.title.as_ref().is_none_or(|t| event_title(&t.quote, paper.kind, source.ours()).is_none());
    if !themed {
        return names;
    }
    fields().filter(|f| words.theme_label.hits(&f.label) && f.value.chars().count() >= 6).take(1).cloned().collect()
}

fn days(
    source: &Source<'_>,
    paper: &Paper,
    reading: &Reading,
    name: &Field,
    within: &[&Field],
    end_line: usize,
) -> Vec<Stated<DayRange>> {
    let stated = |value, evidence| Stated { value, source: paper.kind, evidence };
    let timed = within.iter().filter(|f| is_time_label(&f.label));
    let dates: Vec<_> =
        timed.filter_map(|f| event_day(&f.value, source.year()).map(|d| stated(d, f.evidence(paper.doc)))).collect();
    if !dates.is_empty() {
        return dates;
    }
    // “名称：…。时间在6月27日”: the day in the lines that follow the name
    let near = reading.lines.iter().take(end_line.min(reading.lines.len())).skip(name.line).take(4);
    let found = near
        .filter(|l| !l.hidden && !weighs(&l.folded))
        .find_map(|l| event_day(&l.written, source.year()).map(|d| stated(d, l.evidence(paper.doc))));
    found.into_iter().collect()
}

fn trim_value(value: &str) -> String {
    let first = value.split(['；', ';', '。']).next().unwrap_or(value);
    first.split_whitespace().collect::<String>()
}

//! What labelled fields of contract and application promise: leader, number of people, time; and the joint applicants.

use super::super::{Source, dates};
use super::{promise, promising};
use crate::model::Paper;
use crate::model::facts::{ClaimKind, Promise, Promised, Stated};
use crate::model::language::language;
use crate::model::text::{fold, key};

/// Fewer are a group, not the attendance.
const LEAST: u32 = 10;

pub(super) fn of_paper(source: &Source<'_>, paper: &Paper) -> Vec<Promise> {
    let (labels, words) = (&language().form_labels, &language().promises);
    let mut out = Vec::new();
    for field in source.reading(paper.doc).fields_in(&paper.blocks) {
        let of = |what, value: String| promise(what, value, paper.kind, field.evidence(paper.doc));
        if labels.leader.hits(&field.label) {
            let name: String = field.value.chars().take_while(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
            if (2..=4).contains(&name.chars().count()) {
                out.push(of(Promised::Leader, name));
            }
        } else if labels.people.hits(&field.label) {
            let value = fold(&field.value);
            let mut numbers = value.split(|c: char| !c.is_ascii_digit()).filter_map(dates::number);
            if let Some(number) = numbers.find(|n| *n >= LEAST) {
                let about = words.roughly.hits(&value);
                out.push(of(Promised::Scale { of: ClaimKind::People, number, about }, format!("{number}人")));
            }
        } else if labels.held.hits(&field.label)
            && let Some(day) = dates::first(&field.value, source.year())
        {
            out.push(of(Promised::Day(day), day.to_string()));
        }
    }
    out
}

pub(in crate::facts) fn joint_units(source: &Source<'_>) -> Vec<Stated<String>> {
    let labels = &language().form_labels;
    let mut out: Vec<Stated<String>> = Vec::new();
    for paper in promising(source) {
        let fields = source.reading(paper.doc).fields_in(&paper.blocks);
        for field in fields.filter(|f| labels.joint_applicant.hits(&f.label)) {
            for name in field.value.split(['、', '，', ',', '；', ';', '\n']).map(str::trim) {
                let known = out.iter().any(|u| key(&u.value) == key(name));
                if name.chars().count() >= 4 && !labels.none.hits(&fold(name)) && !known {
                    let (value, evidence) = (name.to_owned(), field.evidence(paper.doc));
                    out.push(Stated { value, source: paper.kind, evidence });
                }
            }
        }
    }
    out
}

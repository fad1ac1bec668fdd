//! Events, built once: mentions are joined by a scored resolver, other papers are found to speak of them, and lists, figures and what
//! is said of each are folded into them. Nothing fills in later what was left empty here.

mod cluster;
mod draft;
mod fold;
mod kinds;
mod moves;
pub mod outcome;
mod papers;

use super::mentions::collect;
use super::{Source, roster};
use crate::model::grounds::{Grounds, Join};
use crate::model::pack::SubTypeSpec;
use crate::model::{Event, Project};

use draft::Draft;
pub(super) use papers::{related, text_key};

/// The events and why they are what they are.
pub(super) struct Built {
    pub events: Vec<Event>,
    pub grounds: Grounds,
}

pub(super) fn build(source: &Source<'_>, spec: Option<&SubTypeSpec>, project: &Project) -> Built {
    let mentions = collect(source, spec, project);
    let (mut clusters, mut dropped) = cluster::join(mentions.named, source);
    let told = cluster::join(mentions.told, source);
    clusters.extend(told.0);
    dropped.extend(told.1);
    let drafts: Vec<Draft> = clusters.into_iter().map(|c| fold::named(source, c, spec)).collect();
    let moved = moves::read(source, &drafts);
    let drafts = fold::moved(drafts, moved);
    let attached = papers::attached(source, &drafts);
    let mut drafts = fold::with_papers(source, drafts, attached);
    drafts.sort_by(|a, b| {
        (a.event.date.map(|d| d.first), &a.event.title).cmp(&(b.event.date.map(|d| d.first), &b.event.title))
    });
    let events: Vec<Event> = drafts.iter().map(|d| d.event.clone()).collect();
    let lists = roster::read(source, &events, spec);
    let said = outcome::read(source, &fold::listed(&events, &lists));
    fold::finish(source, drafts, lists, said, dropped)
}

/// A join with the event that it is, and those that it is not.
fn joined(name: &str, evidence: crate::model::Evidence, score: crate::model::grounds::Score) -> Join {
    Join { name: name.to_owned(), evidence, score, rejected: Vec::new() }
}

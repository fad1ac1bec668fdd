//! What notices and requests changed of an event that was announced: its day, its place, and where to. Says nothing on whether the change
//! was asked for in time.

use super::{Source, titles};
use crate::model::clause::{Role, says, sentences};
use crate::model::facts::{Move, Stated};
use crate::model::language::language;
use crate::model::text::fold;
use crate::model::venue::{Side, Venue};
use crate::model::{DocKind, Event, Evidence, Paper};

/// Papers that change what was announced.
const CHANGING: [DocKind; 3] = [DocKind::Notice, DocKind::ChangeRequest, DocKind::Invitation];

pub(super) fn extract(source: &Source<'_>, events: &[Event]) -> Vec<Move> {
    let mut out = Vec::new();
    for (i, event) in events.iter().enumerate() {
        for title in event.titles.iter().filter(|t| CHANGING.contains(&t.source) && changes(source, t)) {
            let folded = fold(&title.evidence.quote);
            let words = &language().promises;
            let day = title.source == DocKind::ChangeRequest
                || words.changes_day.hits(&folded)
                || !words.changes_place.hits(&folded);
            out.push(Move { event: i, day, to: None, evidence: title.evidence.clone() });
        }
        let papers = source.kinds.papers.iter().filter(|p| !p.is_void() && CHANGING.contains(&p.kind));
        for paper in papers.filter(|p| event.papers.contains(&(p.doc, p.kind))) {
            let places = new_places(source, paper).into_iter();
            out.extend(places.map(|(to, evidence)| Move { event: i, day: false, to: Some(to), evidence }));
        }
    }
    out
}

/// The paper's title says that it changes an earlier plan.
fn changes(source: &Source<'_>, title: &Stated<String>) -> bool {
    let quote = &title.evidence.quote;
    let by_title = titles::event_title(quote, title.source, source.ours()).is_some_and(|t| t.change);
    title.source == DocKind::ChangeRequest || by_title || says(&fold(quote), Role::Moved)
}

/// The places in or outside the region that a paper moves its event to.
fn new_places(source: &Source<'_>, paper: &Paper) -> Vec<(Venue, Evidence)> {
    let words = &language().places;
    let mut out = Vec::new();
    for line in source.reading(paper.doc).lines_in(&paper.blocks) {
        for sentence in sentences(&line.written) {
            let folded = fold(sentence);
            if words.place_aside.hits(&folded) && !says(&folded, Role::Originally) {
                continue;
            }
            for found in words.moved_to.captures_all(&folded) {
                let to = Venue::read(&found["place"], &source.home());
                if to.side != Side::Unknown {
                    out.push((to, Evidence::new(paper.doc, line.place.clone(), sentence)));
                }
            }
        }
    }
    out
}

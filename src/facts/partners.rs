//! National societies that an event's papers make host or partner, only name, or say did not come after all.

use super::Source;
use crate::model::body::{Body, National};
use crate::model::language::language;
use crate::model::pack::SubTypeSpec;
use crate::model::partner::{is_of_another_year, is_partner};
use crate::model::shown::{PartTaken, Partnership};
use crate::model::{Check, DocKind, Event, Line, Paper};

/// Letters up to which a line with the society's name is a signature.
const SIGNATURE: usize = 30;
/// Letters below which a line that names a party is no clause.
const PARTY: usize = 60;

/// Only for sub-types of which a rule asks for such a partner.
pub(super) fn extract(source: &Source<'_>, events: &[Event], spec: Option<&SubTypeSpec>) -> Vec<Partnership> {
    let asks = |c: &Check| matches!(c, Check::EventsAtLeast { with_national_society: true, .. });
    let asked = spec.is_some_and(|s| source.pack.rules_for(&s.code).any(|r| asks(&r.check)));
    let mut out = Vec::new();
    for (index, event) in events.iter().enumerate().filter(|_| asked) {
        for paper in &source.kinds.papers {
            let own = event.papers.contains(&(paper.doc, paper.kind));
            if !(own || paper.kind == DocKind::Contract || paper.kind == DocKind::Other) {
                continue;
            }
            let lines = paper.lines(source.dossier);
            if own || paper.kind == DocKind::Contract {
                named(source, index, paper, &lines, &mut out);
            }
            if own || paper.kind == DocKind::Other {
                declined(source, index, paper, &lines, &mut out);
            }
        }
    }
    out
}

/// By sentences of the event's papers and of agreements.
fn named(source: &Source<'_>, event: usize, paper: &Paper, lines: &[Line], out: &mut Vec<Partnership>) {
    let (national, words) = (&source.patterns.national, &language().papers);
    let whole = lines.iter().map(|l| l.folded.as_str()).collect::<Vec<_>>().join("\n");
    for line in lines {
        let found = national.find(&line.folded);
        let Some(first) = found.first() else { continue };
        let folded = line.folded.as_str();
        let this_year = |s: &&str| !is_of_another_year(s, source.year());
        let mut partners = folded.split(['。', ';', '；']).filter(this_year).flat_map(|s| partners(s, national));
        let n = folded.chars().count();
        let party = words.party.hits(folded) && n < PARTY && words.of_cooperation.hits(&whole);
        let consents = n <= SIGNATURE && words.consents.hits(&whole);
        let body = partners.next().or_else(|| (party || consents).then(|| first.body.clone()));
        let part = if body.is_some() { PartTaken::Partner } else { PartTaken::Named };
        let body = body.unwrap_or_else(|| first.body.clone());
        out.push(Partnership { event, body, part, evidence: line.evidence(paper) });
    }
}

/// The societies that a sentence makes host or partner.
fn partners(sentence: &str, national: &National) -> Vec<Body> {
    let found = national.find(sentence).into_iter();
    found.filter(|n| !n.aside && is_partner(sentence, n.at.clone())).map(|n| n.body).collect()
}

/// Societies of which a paper says that they did not come or host after all.
fn declined(source: &Source<'_>, event: usize, paper: &Paper, lines: &[Line], out: &mut Vec<Partnership>) {
    for line in lines {
        let sentences = line.folded.split(['。', ';', '；']).filter(|s| language().bodies.declined.hits(s));
        for sentence in sentences {
            let named = source.patterns.national.find(sentence).into_iter().filter(|n| !n.aside);
            out.extend(named.map(|n| Partnership {
                event,
                body: n.body,
                part: PartTaken::Declined,
                evidence: line.evidence(paper),
            }));
        }
    }
}

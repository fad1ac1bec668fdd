//! Body text and later papers that call an event by a brand: neither a quotation of the notice nor the project's own name, and not said
//! of another event.

use super::Source;
use super::events::outcome::of_another_day;
use super::titles::spellings;
use crate::model::brand::carries;
use crate::model::clause::{self, Role as Says};
use crate::model::language::language;
use crate::model::pack::Brand;
use crate::model::shown::BrandClaim;
use crate::model::text::{fold, key};
use crate::model::{DocKind, Event, Line, Paper, Project, Role};

/// Claims of one brand for one event that are kept.
const MOST: usize = 4;

/// Papers that promise or pay, and claim nothing.
const NO_CLAIM: [Role; 3] = [Role::IsAnAgreement, Role::TellsOfNoEvent, Role::IsAccounts];

pub(super) fn extract(source: &Source<'_>, project: &Project, events: &[Event]) -> Vec<BrandClaim> {
    let papers = |event: &Event| -> Vec<&Paper> {
        let may_claim = |p: &&Paper| !p.is_void() && !p.is_any(&NO_CLAIM) && p.kind != DocKind::PaymentSlip;
        let of_event = |p: &&Paper| event.papers.contains(&(p.doc, p.kind));
        source.kinds.papers.iter().filter(may_claim).filter(of_event).collect()
    };
    let notice = words_of_notice(source);
    let mut out = Vec::new();
    for (index, event) in events.iter().enumerate() {
        let lines: Vec<(&Paper, Vec<Line>)> = papers(event).into_iter().map(|p| (p, p.lines(source.dossier))).collect();
        let asked = Asked {
            project: key(&project.name),
            others: names_of_others(source, events, index),
            notice: &notice,
            event,
        };
        for brand in &source.pack.brands {
            let found = lines.iter().flat_map(|(p, ls)| ls.iter().map(move |l| (*p, l)));
            let claims = found.flat_map(|(paper, line)| asked.claims_in(paper, line, brand));
            let claim = |evidence| BrandClaim { event: index, brand: brand.id.clone(), evidence };
            out.extend(claims.take(MOST).map(claim));
        }
    }
    out
}

struct Asked<'a> {
    project: String,
    /// How papers name the other events; a sentence that does so calls those by the brand.
    others: Vec<String>,
    notice: &'a [String],
    event: &'a Event,
}

impl Asked<'_> {
    fn claims_in(&self, paper: &Paper, line: &Line, brand: &Brand) -> Vec<crate::model::Evidence> {
        let asked = line.is_row() && self.is_quotation(&line.folded);
        let sentences = line.written.split(['。', '；', ';', '\t']).filter(|s| !asked && self.claims(s, brand));
        sentences.map(|s| crate::model::Evidence::new(paper.doc, line.place.clone(), s.trim())).collect()
    }

    fn claims(&self, sentence: &str, brand: &Brand) -> bool {
        if !carries(sentence, brand) {
            return false;
        }
        let (k, folded) = (key(sentence), fold(sentence));
        if of_another_day(&folded, self.event)
            || self.others.iter().any(|n| k.contains(n.as_str()))
            || self.is_quotation(&folded)
        {
            return false;
        }
        // the project's own name is no name of the event
        let without = if self.project.chars().count() >= 6 { k.replace(&self.project, "") } else { k };
        carries(&without, brand)
    }

    /// The words of the notice, the contract, the project line.
    fn is_quotation(&self, folded: &str) -> bool {
        clause::says(folded, Says::Quoted)
            || language().papers.project_words.hits(folded)
            || self.notice.iter().any(|w| folded.contains(w.as_str()))
    }
}

/// The notice and its lines by name, folded: who calls something by them quotes.
fn words_of_notice(source: &Source<'_>) -> Vec<String> {
    let notice = &source.pack.notice;
    let number = fold(&notice.number).split(['[', '(']).next().unwrap_or_default().to_owned();
    let lines = source.pack.lines.iter().flat_map(|l| std::iter::once(&l.name).chain(&l.aliases)).map(|n| fold(n));
    std::iter::once(number).chain(lines.filter(|n| n.ends_with("项目"))).filter(|w| w.chars().count() >= 4).collect()
}

fn names_of_others(source: &Source<'_>, events: &[Event], index: usize) -> Vec<String> {
    let brands = &source.pack.brands;
    let of = |e: &Event| spellings(e.titles.iter().map(|t| t.value.as_str()), brands);
    let own = events.get(index).map(of).unwrap_or_default();
    let same = |e: &Event| events.get(index).is_some_and(|own| e.title == own.title && e.date == own.date);
    let others = events.iter().filter(|e| !same(e)).flat_map(of);
    others.filter(|n| !own.iter().any(|o| o.contains(n.as_str()) || n.contains(o.as_str()))).collect()
}

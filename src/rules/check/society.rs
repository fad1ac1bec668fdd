//! A03: an event with a national society as host or partner. A society that is only named, invited or thanked, one that is not founded
//! yet or not of the whole country, and one that did not take part after all make nothing sure.

use regex::Regex;
use std::sync::LazyLock;

use super::activities::{first_evidence, titles};
use super::brand::bare;
use super::materials::{lines, text};
use super::unread;
use crate::model::body::{Body, National, NationalNamed};
use crate::model::language::language;
use crate::model::pack::Rule;
use crate::model::partner::{is_of_another_year, is_partner};
use crate::model::text::fold;
use crate::model::{DocKind, Event, Evidence, Finding, Paper, Status};
use crate::rules::Case;

/// What the papers show of national societies.
#[derive(Debug, Default)]
struct Shown {
    /// Host or partner, beyond doubt: the sentence for the finding and where it stands.
    host: Option<(String, Body, Evidence)>,
    /// Host or partner, and perhaps no national society: why.
    doubtful: Option<(Body, &'static str, Evidence)>,
    /// A paper says that one did not take part.
    declined: Vec<(String, Evidence)>,
    /// Only spoken of.
    named: Vec<Evidence>,
}

pub(super) fn with_society(case: &Case<'_>, rule: &Rule, events: &[&Event]) -> Finding {
    let national = National::new(&case.pack.words);
    let mut shown = Shown::default();
    for event in events {
        let off = declined(case, event, &national);
        let came = |body: &Body| !off.iter().any(|(name, _)| body.name.contains(name.as_str()));
        let mut here = of_hosts(event, &national);
        of_papers(case, event, &national, &mut here);
        if let Some((_, body, evidence)) = here.host.take_if(|(_, body, _)| !came(body)) {
            here.named.push(evidence);
            shown.declined.extend(off.iter().filter(|(name, _)| body.name.contains(name.as_str())).cloned());
        }
        if let Some((words, _, evidence)) = here.host {
            let message = format!("“{}”{words}", bare(&event.title));
            return case.finding(rule, Status::Pass, message).citing([evidence]).citing(first_evidence(&[event]));
        }
        shown.doubtful = shown.doubtful.or(here.doubtful);
        shown.named.extend(here.named);
    }
    let names = titles(events);
    if let Some((society, evidence)) = shown.declined.first() {
        let message = format!("{names}的主办、合作单位中有“{society}”，但材料称“{}”，请核实合作关系。", evidence.quote);
        return case.finding(rule, Status::Review, message).citing([evidence.clone()]).citing(shown.named);
    }
    if let Some((body, why, evidence)) = shown.doubtful {
        let message = format!("{names}的合作单位“{}”{why}，是否全国学会请核实。", body.written.trim());
        return case.finding(rule, Status::Review, message).citing([evidence]);
    }
    if !shown.named.is_empty() {
        let message = format!("{names}的材料提到全国学会，但未写明其为主办、承办或合作单位，请核实合作关系。");
        return case.finding(rule, Status::Review, message).citing(shown.named.into_iter().take(4));
    }
    let unread = unread::candidates(case, &[DocKind::Other], &["学会".to_owned(), "函".to_owned(), "协议".to_owned()]);
    let message = format!("{names}的主办、承办、合作单位中未见中国科协所属全国学会。");
    if unread.is_empty() {
        return case
            .finding(rule, Status::Missing, message)
            .citing(first_evidence(events))
            .having_searched(unread::searched(case));
    }
    let (words, evidence) = unread::cite(case, &unread);
    case.finding(rule, Status::Review, format!("{message}{words}。")).citing(evidence)
}

/// By the fields of hosts and partners.
fn of_hosts(event: &Event, national: &National) -> Shown {
    let mut shown = Shown::default();
    for (role, host) in &event.hosts {
        let body = Body::read(&host.value);
        if national.is(&body) {
            let words = format!("的{role}单位中有全国学会“{}”。", host.value);
            shown.host = shown.host.or(Some((words, body, host.evidence.clone())));
        } else if let Some(why) = body.doubt().filter(|_| national.is_called(&body)) {
            shown.doubtful = shown.doubtful.or(Some((body, why, host.evidence.clone())));
        }
    }
    shown
}

/// By sentences of the event's papers and of agreements.
fn of_papers(case: &Case<'_>, event: &Event, national: &National, shown: &mut Shown) {
    let of_event = |p: &&Paper| event.papers.contains(&(p.doc, p.kind)) || p.kind == DocKind::Contract;
    let year = case.pack.notice.year;
    for paper in case.kinds.papers.iter().filter(of_event) {
        for (place, written, folded) in lines(case, paper) {
            let found = national.find(&folded);
            let Some(first) = found.first() else { continue };
            let evidence = Evidence::new(paper.doc, place, &written);
            let partner = (folded.split(['。', ';', '；']))
                .flat_map(|s| partners(s, national).into_iter().filter(move |_| !is_of_another_year(s, year)))
                .next();
            let whole = || first.body.clone();
            let party = is_party(&folded) && is_of_cooperation(&text(case, paper));
            let consents = folded.chars().count() <= 30 && is_consent(&text(case, paper));
            let body = partner.or_else(|| (party || consents).then(whole));
            match body {
                Some(body) if national.is(&body) && shown.host.is_none() => {
                    let words = format!("与全国学会合作举办，材料载明“{}”。", evidence.quote);
                    shown.host = Some((words, body, evidence));
                }
                Some(body) if shown.doubtful.is_none() && body.doubt().is_some() => {
                    let why = body.doubt().unwrap_or_default();
                    shown.doubtful = Some((body, why, evidence));
                }
                _ => shown.named.push(evidence),
            }
        }
    }
}

/// The societies that a sentence makes host or partner.
fn partners(sentence: &str, national: &National) -> Vec<Body> {
    let found = national.find(sentence).into_iter();
    found.filter(|n: &NationalNamed| !n.aside && is_partner(sentence, n.at.clone())).map(|n| n.body).collect()
}

/// Societies of which a paper says that they did not come or host after all.
fn declined(case: &Case<'_>, event: &Event, national: &National) -> Vec<(String, Evidence)> {
    let mut out = Vec::new();
    let of_event = |p: &&Paper| event.papers.contains(&(p.doc, p.kind)) || p.kind == DocKind::Other;
    for paper in case.kinds.papers.iter().filter(of_event) {
        for (place, written, folded) in lines(case, paper) {
            for sentence in folded.split(['。', ';', '；']).filter(|s| language().bodies.declined.hits(s)) {
                let named = national.find(sentence).into_iter().filter(|n| !n.aside).map(|n| n.body.name);
                out.extend(named.map(|name| (name, Evidence::new(paper.doc, place.clone(), &written))));
            }
        }
    }
    out
}

/// “乙方：中国…学会”: a party of an agreement.
fn is_party(folded: &str) -> bool {
    ["甲方", "乙方", "丙方", "丁方"].iter().any(|w| folded.trim_start().starts_with(w)) && folded.chars().count() < 60
}

/// A letter by which the body that signs it agrees to host together (“我会同意与贵会共同主办…”).
fn is_consent(text: &str) -> bool {
    static CONSENT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(同意|愿意|愿)[^。;]{0,6}(与贵|和贵|作为|共同|联合)[^。;]{0,30}(主办|承办|协办|举办|合作|支持|指导)",
        )
        .expect("fixed pattern")
    });
    let f = fold(text);
    CONSENT.is_match(&f) && !["不同意", "未同意", "不能同意"].iter().any(|w| f.contains(w))
}

/// An agreement on doing something together, as against one on a service.
fn is_of_cooperation(text: &str) -> bool {
    ["合作协议", "合作框架", "备忘录", "联合举办", "共同举办", "联合主办", "共同主办", "合作举办", "联合承办"]
        .iter()
        .any(|w| text.contains(w))
}

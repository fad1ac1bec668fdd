//! A03: an event with a national society as host or partner. A society that is only named, invited or thanked, one that is not founded
//! yet or not of the whole country, and one that did not take part after all make nothing sure.

use super::quote::{bare, first_evidence, titles};
use super::unread;
use crate::model::body::{Body, National};
use crate::model::language::language;
use crate::model::pack::Rule;
use crate::model::shown::PartTaken;
use crate::model::{DocKind, Event, Evidence, Finding, Status};
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
        let mut here = of_hosts(event, &national);
        if let Some(index) = case.facts.events.iter().position(|e| e == *event) {
            of_papers(case, index, &national, &mut here);
        }
        let off = std::mem::take(&mut here.declined);
        let came = |body: &Body| !off.iter().any(|(name, _)| body.name.contains(name.as_str()));
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
    let hints: Vec<String> = language().papers.cooperation_file.words().map(str::to_owned).collect();
    let unread = unread::candidates(case, &[DocKind::Other], &hints);
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

/// By sentences of the event's papers, agreements and letters.
fn of_papers(case: &Case<'_>, index: usize, national: &National, shown: &mut Shown) {
    for p in case.facts.partnerships.iter().filter(|p| p.event == index) {
        let (body, evidence) = (p.body.clone(), p.evidence.clone());
        match p.part {
            PartTaken::Declined => shown.declined.push((body.name, evidence)),
            PartTaken::Partner if national.is(&body) && shown.host.is_none() => {
                let words = format!("与全国学会合作举办，材料载明“{}”。", evidence.quote);
                shown.host = Some((words, body, evidence));
            }
            PartTaken::Partner if shown.doubtful.is_none() && body.doubt().is_some() => {
                let why = body.doubt().unwrap_or_default();
                shown.doubtful = Some((body, why, evidence));
            }
            PartTaken::Partner | PartTaken::Named => shown.named.push(evidence),
        }
    }
}

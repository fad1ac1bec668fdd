//! Filings and approvals: which authority, whether it answered, when, for which event.

mod answer;
mod matter;
mod role;

pub use answer::{denies, grants};

use regex::Regex;

use super::events::{related, text_key};
use super::reading::{Line, Reading};
use super::{Source, dates};
use crate::model::Role as Kind;
use crate::model::body::{Body, names_elsewhere};
use crate::model::facts::{Answer, Approval};
use crate::model::language::language;
use crate::model::pack::{Authority, HomeRegion};
use crate::model::text::fold;
use crate::model::{Day, DayRange, DocKind, Event, Evidence, Paper};

use answer::answer_in;
use matter::{matter, names_another};
use role::{Role, role, stretch};

/// Days between a day that a paper names and ours from which on it is about another event.
const FAR_APART: i32 = 45;

pub(super) fn extract(source: &Source<'_>, events: &[Event]) -> Vec<Approval> {
    let papers =
        source.kinds.papers.iter().filter(|p| !p.is_void() && (p.is(Kind::DealsWithAnAuthority) || withdraws(p)));
    papers.flat_map(|paper| of_paper(source, events, paper)).collect()
}

/// “关于撤销…备案的通知”: an answer, whatever its form.
fn withdraws(paper: &Paper) -> bool {
    paper.title.as_ref().is_some_and(|t| language().approvals.withdrawn.hits(&fold(&t.quote)))
}

/// One entry for each authority that the paper comes from or goes to; one without authority where none of them has a part in it.
fn of_paper(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<Approval> {
    let lines: Vec<&Line> = source.reading(paper.doc).lines_in(&paper.blocks).collect();
    let Some(first) = lines.first() else { return Vec::new() };
    let common = common(source, events, paper, &lines);
    let parts = parts(source, paper, &lines, common.issuer.is_some());
    let of_part = |(authority, role, at): &(&Authority, Role, usize)| {
        let others: Vec<usize> = parts.iter().filter(|p| p.1.speaks() && p.2 != *at).map(|p| p.2).collect();
        of_authority(source, paper, &lines, &common, (&authority.id, *role, *at), &others)
    };
    if !parts.is_empty() {
        return parts.iter().map(of_part).collect();
    }
    let (answer, said) = answer_in(&lines);
    vec![Approval {
        answer,
        signed: common.issuer.is_some(),
        date: signed_day(source, &lines).or(common.date),
        evidence: said.unwrap_or(first).evidence(paper.doc),
        ..common
    }]
}

/// Each authority with a part in the paper, and the line that shows it.
fn parts<'s>(
    source: &'s Source<'_>,
    paper: &Paper,
    lines: &[&Line],
    signed: bool,
) -> Vec<(&'s Authority, Role, usize)> {
    let path = fold(&source.dossier.doc(paper.doc).path);
    let part = |(authority, patterns): &'s (Authority, Vec<Regex>)| {
        let names = |text: &str| is_named(authority, patterns, text, &source.pack.region);
        // called after the authority by its file alone, and signed by nobody
        let by_file = || (names(&path) && !signed).then_some((Role::Named, 0));
        role(lines, &names).or_else(by_file).map(|(role, at)| (authority, role, at))
    };
    source.patterns.authorities.iter().filter_map(part).collect()
}

/// A folded text names the authority: not that of another province, nor a city's office for the region's.
fn is_named(authority: &Authority, patterns: &[Regex], text: &str, home: &HomeRegion) -> bool {
    patterns.iter().any(|p| p.is_match(text))
        && !names_elsewhere(text, home)
        && !is_of_a_city(authority, patterns, text, home)
}

/// “南宁市人民政府外事办公室” is not the region's.
fn is_of_a_city(authority: &Authority, patterns: &[Regex], text: &str, home: &HomeRegion) -> bool {
    let gazetteer = &language().places.gazetteer;
    let regional = home.names().any(|name| authority.name.starts_with(name));
    let cities = gazetteer.find(text).into_iter().filter(|n| n.of_region == home.short && !n.region);
    let office = |behind: &str| {
        let behind = language().approvals.government.stripped_start(behind).unwrap_or(behind);
        patterns.iter().any(|p| p.find(behind).is_some_and(|m| m.start() == 0))
    };
    regional && cities.into_iter().any(|city| text.get(city.at.end..).is_some_and(office))
}

/// What holds for the paper, whoever answers in it.
fn common(source: &Source<'_>, events: &[Event], paper: &Paper, lines: &[&Line]) -> Approval {
    let words = &language().approvals;
    let reading = source.reading(paper.doc);
    let text = reading.text_in(&paper.blocks);
    let days: Vec<_> = dates::find(&text, source.year()).into_iter().map(|f| f.range).collect();
    let other = names_another(source, events, paper, &text);
    let held: Vec<Day> = events.iter().filter_map(|e| e.date).map(|d| d.first).collect();
    let far = |d: &DayRange| held.iter().all(|h| d.first.days_until(*h).abs() > FAR_APART);
    let issued = issue_day(source, paper);
    let first = lines.first().map(|l| l.written.as_str()).unwrap_or_default();
    let subject = paper.title.as_ref().map_or(first, |t| t.quote.as_str()).to_owned();
    let folded = fold(&subject);
    Approval {
        authority: String::new(),
        kind: paper.kind,
        answer: Answer::Received,
        signed: false,
        issuer: signer(lines),
        to: addressee(reading, paper, lines),
        matter: matter(paper, lines),
        other_day: other.is_some() && !held.is_empty() && days.iter().any(|d| Some(d.first) != issued && far(d)),
        other: other.unwrap_or_default(),
        date: issued,
        events: related(source, events, &text_key(source, paper), &days, paper),
        apart: words.apart.hits(&folded),
        of_association: words.of_association.hits(&folded),
        speaks_of_founding: words.speaks_of_founding.hits(&text),
        subject,
        evidence: Evidence::new(
            paper.doc,
            lines.first().map_or(crate::model::Place::Whole, |l| l.place.clone()),
            first,
        ),
    }
}

fn of_authority(
    source: &Source<'_>,
    paper: &Paper,
    lines: &[&Line],
    common: &Approval,
    (id, role, at): (&str, Role, usize),
    others: &[usize],
) -> Approval {
    let own = match role {
        _ if role.speaks() && !others.is_empty() => stretch(lines, role, at, others),
        Role::Cell => stretch(lines, role, at, &[]),
        _ => lines.to_vec(),
    };
    let line = lines[at];
    let (answer, said) = match role {
        Role::Cell | Role::Signs | Role::Heads => answer_in(&own),
        Role::Addressed | Role::Named => (Answer::Received, None),
    };
    let answer = match (paper.kind, answer) {
        // what an applicant asks for is no answer, whoever's name stands there
        (DocKind::Request, Answer::Granted) => Answer::Received,
        (_, Answer::Granted) if paper.is_draft() => Answer::Pending,
        _ => answer,
    };
    let date = match role {
        Role::Cell => own.iter().rev().find_map(|l| last_day(source, l)),
        _ => signed_day(source, &own),
    };
    let name = language().approvals.letterhead.stripped_end(&line.folded).unwrap_or(&line.folded);
    let own_name = matches!(role, Role::Signs | Role::Heads);
    Approval {
        authority: id.to_owned(),
        answer,
        signed: role != Role::Named,
        issuer: if own_name { Some(Body::read(name)) } else { common.issuer.clone() },
        date: date.or(common.date),
        evidence: said.unwrap_or(line).evidence(paper.doc),
        ..common.clone()
    }
}

/// Whom the paper answers: the line that ends with a colon, else who applied by the form.
fn addressee(reading: &Reading, paper: &Paper, lines: &[&Line]) -> Option<Body> {
    let applicant = &language().approvals.applicant;
    let head = lines.iter().take(10).filter(|l| !l.table_row).find_map(|l| {
        let name = l.folded.split_once(':').map(|(name, _)| name)?;
        (Body::is_one(name) && !applicant.hits(name)).then(|| Body::read(name))
    });
    head.or_else(|| {
        let mut fields = reading.fields_in(&paper.blocks).filter(|f| applicant.hits(&f.label));
        fields.find(|f| Body::is_one(&f.value)).map(|f| Body::read(&f.value))
    })
}

/// The body whose name stands alone below the text.
fn signer(lines: &[&Line]) -> Option<Body> {
    let from = lines.len().saturating_sub(6).max(1);
    let mut below = lines.iter().skip(from).rev();
    below.find(|l| !l.table_row && !l.folded.ends_with(':') && Body::is_one(&l.folded)).map(|l| Body::read(&l.folded))
}

fn last_day(source: &Source<'_>, line: &Line) -> Option<Day> {
    dates::find(&line.written, source.year()).last().map(|d| d.range.last)
}

/// The day below a letter's text, alone on its line; not the end of a term that the text sets.
fn signed_day(source: &Source<'_>, lines: &[&Line]) -> Option<Day> {
    let alone = |l: &&&Line| !l.table_row && l.folded.chars().count() <= 16;
    lines.iter().rev().take(8).filter(alone).find_map(|l| last_day(source, l))
}

/// The day a paper was issued: the last day it states.
pub(super) fn issue_day(source: &Source<'_>, paper: &Paper) -> Option<Day> {
    let lines: Vec<_> = source.reading(paper.doc).lines_in(&paper.blocks).collect();
    lines.iter().rev().take(8).find_map(|l| last_day(source, l))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citys_office_is_not_the_regions() {
        let authority =
            Authority {
                id: "office".into(), name: "自治区外事办".into(), patterns: vec!["(^|[^市县])外事办".into()]
            };
        let patterns = [Regex::new("(^|[^市县])外事办").expect("a pattern")];
        let home =
            HomeRegion { full: "广西壮族自治区".into(), short: "广西".into(), also: vec!["自治区".into()] };
        for text in ["自治区人民政府外事办公室", "自治区外事办", "外事办公室"] {
            assert!(is_named(&authority, &patterns, text, &home), "{text}");
        }
        for text in ["南宁市人民政府外事办公室", "桂林市政府外事办公室", "湖南省人民政府外事办公室"]
        {
            assert!(!is_named(&authority, &patterns, text, &home), "{text}");
        }
    }
}

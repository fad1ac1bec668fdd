//! Whether events were held on the days and by the months agreed.

use super::{Difference, source};
use crate::model::facts::{Promise, Promised, Topic};
use crate::model::{DayRange, Event};
use crate::rules::Case;
use crate::rules::check::quote::bare;

pub(super) fn days(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let held: Vec<DayRange> = own.iter().filter_map(|e| e.date).collect();
    if held.is_empty() {
        return Vec::new();
    }
    let kept = |p: &&Promise| match &p.what {
        Promised::Day(day) => held.iter().any(|d| day.overlaps(d)),
        Promised::Months { months, .. } => held.iter().any(|d| months.contains(&d.first.month())),
        _ => true,
    };
    let done: Vec<String> = held.iter().map(DayRange::to_string).collect();
    let evidence = || own.iter().filter_map(|e| e.dates.first()).map(|d| d.evidence.clone()).take(2);
    let broken = case.facts.promises.iter().filter(|p| !kept(p));
    broken.map(|p| Difference::of(Topic::Day, p, &p.value, &done.join("、"), evidence())).collect()
}

/// “9月底前完成第2场”, when the second of the events was held later. Other events of the unit can only make it earlier.
pub(super) fn milestones(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let mut held: Vec<(&Event, DayRange)> = own.iter().filter_map(|e| Some((*e, e.date?))).collect();
    held.sort_by_key(|(_, d)| d.first);
    let mut out = Vec::new();
    for p in &case.facts.promises {
        let Promised::Milestone { ordinal, month } = p.what else { continue };
        let Some((event, day)) = held.get(ordinal) else { continue };
        if day.first.year() == case.pack.notice.year && day.first.month() <= month {
            continue;
        }
        let evidence = std::iter::once(p.evidence.clone()).chain(event.dates.first().map(|d| d.evidence.clone()));
        out.push(Difference {
            what: Topic::Day,
            subject: format!("{}（{}）", Topic::Day.chinese(), p.value),
            message: format!("{}约定“{}”，“{}”实际为{day}", source(p), p.value, bare(&event.title)),
            evidence: evidence.collect(),
        });
    }
    out
}

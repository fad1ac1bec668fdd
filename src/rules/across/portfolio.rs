//! X01: numbers and sums per line within the notice's figures; register rows and dossiers match one to one.

use std::collections::BTreeMap;

use super::finding;
use crate::model::audit::CrossFinding;
use crate::model::facts::register_row;
use crate::model::pack::{LineSpec, Pack, Rule};
use crate::model::{DocId, DossierAudit, Evidence, Money, Place, RegisterRow, Status};

pub(super) fn portfolio(pack: &Pack, rule: &Rule, dossiers: &[DossierAudit], register: &[RegisterRow]) -> CrossFinding {
    let awards: Vec<(&str, Option<Money>)> = match register.is_empty() {
        true => dossiers.iter().map(|d| (d.facts.project.line.as_str(), d.facts.project.grant)).collect(),
        false => register.iter().map(|r| (r.line.as_str(), r.grant)).collect(),
    };
    let mut troubles: Vec<String> = pack.lines.iter().flat_map(|line| beyond(pack, line, &awards)).collect();
    let lost = if register.is_empty() { Vec::new() } else { unmatched(dossiers, register, &mut troubles) };
    let whole = |(i, d): (usize, &DossierAudit)| (i, Evidence::new(DocId(0), Place::Whole, &d.path));
    let evidence = match lost.is_empty() {
        false => lost.into_iter().filter_map(|i| Some(whole((i, dossiers.get(i)?)))).collect(),
        true => {
            dossiers.iter().enumerate().filter(|(_, d)| !d.dossier.documents.is_empty()).map(whole).take(3).collect()
        }
    };
    if !troubles.is_empty() {
        let message = format!("{}，请核实。", troubles.join("；"));
        return finding(rule, Status::Review, String::new(), message, evidence);
    }
    let words = match register.is_empty() {
        true => "未提供立项一览表，按本批材料计算；",
        false => "立项一览表与验收材料一一对应；",
    };
    let message = format!("{words}各项目的数量和资助额均在通知所列范围内。");
    finding(rule, Status::Pass, String::new(), message, evidence)
}

/// What of one line's awards goes beyond the notice's figures. Where the notice contradicts itself (table against guide), the larger
/// figure is the limit.
fn beyond(pack: &Pack, line: &LineSpec, awards: &[(&str, Option<Money>)]) -> Vec<String> {
    let subs: Vec<_> = pack.sub_types.iter().filter(|s| s.line == line.code).collect();
    let shared = subs.len() == 2 && subs.iter().all(|s| s.awards == line.table_count);
    let each = || subs.iter().filter_map(|s| s.grant.as_decimal().checked_mul(s.awards.into()).map(Money::new));
    let (guide_count, guide_sum) = match shared {
        true => (line.table_count, line.table_amount),
        false => (subs.iter().map(|s| s.awards).sum(), Money::sum(each()).unwrap_or(line.table_amount)),
    };
    let (most, limit) = (line.table_count.max(guide_count), line.table_amount.max(guide_sum));
    let mine: Vec<_> = awards.iter().filter(|(code, _)| *code == line.code).collect();
    let n = u32::try_from(mine.len()).unwrap_or(u32::MAX);
    let sum = Money::sum(mine.iter().filter_map(|(_, grant)| *grant)).unwrap_or_default();
    let many = format!("{}号项目{n}个，多于通知的{most}个", line.code);
    let much = format!("{}号项目资助合计{}元，多于通知的{}元", line.code, sum.grouped(), limit.grouped());
    [(n > most, many), (sum > limit, much)].into_iter().filter(|(over, _)| *over).map(|(_, told)| told).collect()
}

/// Dossiers without a row (their indices); these and rows without or with several dossiers are troubles.
fn unmatched(dossiers: &[DossierAudit], register: &[RegisterRow], troubles: &mut Vec<String>) -> Vec<usize> {
    let row_of = |d: &DossierAudit| {
        let project = &d.facts.project;
        let names: Vec<String> = project.names.iter().map(|n| n.value.clone()).chain([project.name.clone()]).collect();
        register_row(register, &d.path, std::slice::from_ref(&project.unit), &names, &project.sub_type)
    };
    let mut taken: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let mut lost = Vec::new();
    for (i, d) in dossiers.iter().enumerate() {
        match row_of(d) {
            Some(row) => taken.entry(row).or_default().push(&d.path),
            None => {
                troubles.push(format!("“{}”在立项一览表中没有对应的行", d.path));
                lost.push(i);
            }
        }
    }
    for (i, row) in register.iter().enumerate() {
        match taken.get(&i).map(Vec::as_slice) {
            None => troubles.push(format!("立项一览表{}“{}”没有对应的验收材料", row.place, row.unit)),
            Some([_]) => {}
            Some(many) => {
                troubles.push(format!("立项一览表{}“{}”对应多份材料：{}", row.place, row.unit, many.join("、")))
            }
        }
    }
    lost
}

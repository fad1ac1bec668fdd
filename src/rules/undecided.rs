//! A dossier whose papers leave two sub-types possible: what the rules say alike under both stands, the rest is open.

use crate::model::pack::{Pack, Rule, SubTypeSpec};
use crate::model::{Finding, Status};

/// Findings by each sub-type, folded into those of the dossier, in the pack's order.
pub fn fold(pack: &Pack, by_each: Vec<(&SubTypeSpec, Vec<Finding>)>) -> Vec<Finding> {
    let rules = pack.rules.iter().filter(|r| by_each.iter().any(|(s, _)| r.sub_types.contains(&s.code)));
    rules.filter(|r| !r.whole_run).flat_map(|r| of_rule(r, &by_each)).collect()
}

fn of_rule(rule: &Rule, by_each: &[(&SubTypeSpec, Vec<Finding>)]) -> Vec<Finding> {
    let found =
        |findings: &[Finding]| -> Vec<Finding> { findings.iter().filter(|f| f.rule == rule.code).cloned().collect() };
    let each: Vec<(&SubTypeSpec, Vec<Finding>)> = by_each.iter().map(|(s, f)| (*s, found(f))).collect();
    let worst = |f: &[Finding]| f.iter().map(|f| f.status).max();
    let statuses: Vec<Option<Status>> = each.iter().map(|(_, f)| worst(f)).collect();
    let alike = statuses.windows(2).all(|pair| pair[0] == pair[1]);
    let Some((_, first)) = each.iter().find(|(_, f)| !f.is_empty()) else { return Vec::new() };
    if alike {
        return first.clone();
    }
    let Some(model) = first.first() else { return Vec::new() };
    let said: Vec<String> = each
        .iter()
        .zip(&statuses)
        .map(|((spec, _), status)| {
            let name = format!("{}{}", spec.ordinal, spec.name);
            match status {
                Some(status) => format!("按“{name}”为{}", status.chinese()),
                None => format!("按“{name}”不适用"),
            }
        })
        .collect();
    let evidence = each.iter().flat_map(|(_, f)| f).flat_map(|f| f.evidence.iter().cloned()).take(4).collect();
    vec![Finding {
        status: Status::Review,
        message: format!("项目类型未能确定，本条{}，请先确定项目类型。", said.join("，")),
        advice: rule.advice.review.clone(),
        evidence,
        curable: false,
        ..model.clone()
    }]
}

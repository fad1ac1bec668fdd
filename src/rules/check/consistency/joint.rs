//! E01: joint applicants.

use crate::model::pack::Rule;
use crate::model::{Finding, Role, Status};
use crate::rules::Case;

/// E01.
pub fn joint_units_at_most(case: &Case<'_>, rule: &Rule, most: u32) -> Vec<Finding> {
    let Some(base) = case.kinds.with(Role::IsAnAgreement).find(|p| !p.is_void()) else {
        return vec![case.finding(rule, Status::NotApplicable, "材料中没有项目申报表或项目合同书。")];
    };
    let units = &case.facts.joint_units;
    let n = u32::try_from(units.len()).unwrap_or(u32::MAX);
    let names = units.iter().map(|u| u.value.as_str()).collect::<Vec<_>>().join("、");
    let (status, message) = match n {
        0 => (Status::Pass, "申报表、合同书未载联合申报单位。".to_owned()),
        n if n <= most => (Status::Pass, format!("联合申报单位{n}个：{names}，不超过{most}个。")),
        n => (
            Status::Review,
            format!("联合申报单位{n}个：{names}，超过{most}个；“{most}个”是否含牵头单位通知未写明，请核实。"),
        ),
    };
    let title = base.title.clone().filter(|_| status == Status::Pass);
    vec![case.finding(rule, status, message).citing(units.iter().map(|u| u.evidence.clone())).citing(title)]
}

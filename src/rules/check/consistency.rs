//! C01–C03, E01: dates, names and numbers agree; joint applicants.

use std::sync::LazyLock;

use regex::Regex;

use super::quote::bare;
use super::unread;
use crate::model::Role;
use crate::model::facts::{Claim, ClaimKind, Stated};
use crate::model::language::language;
use crate::model::pack::Rule;
use crate::model::text::key;
use crate::model::{DocKind, Event, Evidence, Finding, Status};
use crate::rules::Case;
use crate::rules::recognised::is_recognised;

/// Words around a line's name that name nothing of one's own.
static GENERAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"壮族|自治区|科学技术协会|科协|省级|20[0-9]{2}|年度|年|类型|类别|[一二三四五六七八九0-9]|号|项目|专项|子|资助|系列|活动|之|的|[-:（）()]",
    )
    .expect("fixed pattern")
});

/// C01.
pub fn dates_agree(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut compared = Vec::new();
    for event in case.facts.events.iter().filter(|e| case.is_own(e)) {
        let Some(taken) = event.date else { continue };
        let roles = &case.pack.roles;
        let beforehand = |k| roles.has(k, Role::NamesTheEventOfficially) || k == DocKind::Filing;
        let moved = event.titles.iter().any(|t| t.source == DocKind::ChangeRequest) || moved_by_notice(event);
        let other: Vec<&Stated<crate::model::DayRange>> = event
            .dates
            .iter()
            .filter(|d| !d.value.overlaps(&taken))
            // papers of before a change may state the old day
            .filter(|d| !(moved && beforehand(d.source)))
            .collect();
        if other.is_empty() {
            compared.push(event);
            continue;
        }
        let mut told: Vec<String> = event.dates.iter().map(|d| format!("{}{}", d.source.chinese(), d.value)).collect();
        told.dedup();
        let message = format!("“{}”的日期不一致：{}，请核实。", bare(&event.title), told.join("，"));
        findings.push(
            case.finding(rule, Status::Review, message)
                .about(event.title.clone())
                .citing(event.dates.iter().map(|d| d.evidence.clone()).take(6)),
        );
    }
    if !findings.is_empty() {
        return findings;
    }
    if compared.is_empty() {
        let unread = unread::candidates(case, &case.pack.roles.kinds(Role::CarriesADay), &[]);
        // no paper that tells a day was read, but scans that may be such papers lie there
        if !unread.is_empty() {
            let (told, evidence) = unread::cite(case, &unread);
            let message = format!("未见写明日期的活动材料；{told}，请人工核对活动日期是否一致。");
            return vec![case.finding(rule, Status::Review, message).citing(evidence)];
        }
        return vec![case.finding(rule, Status::NotApplicable, "未见写明日期的活动材料，无从比较。")];
    }
    let told: Vec<String> = compared
        .iter()
        .map(|e| {
            format!("“{}”{}（{}处）", bare(&e.title), e.date.map_or(String::new(), |d| d.to_string()), e.dates.len())
        })
        .collect();
    let evidence = compared.iter().flat_map(|e| e.dates.iter().map(|d| d.evidence.clone()).take(3)).take(8);
    vec![case.finding(rule, Status::Pass, format!("各材料所载活动日期一致：{}。", told.join("；"))).citing(evidence)]
}

/// Two notices with two days: the later one changed the first.
fn moved_by_notice(event: &Event) -> bool {
    const MOVED: [&str; 13] =
        ["延期", "改期", "推迟", "调整", "变更", "更改", "提前", "顺延", "延至", "延到", "改至", "改到", "会期改"];
    const PLACE: [&str; 5] = ["地点", "会址", "会场", "场地", "地址"];
    const DAY: [&str; 8] = ["时间", "日期", "会期", "延期", "改期", "推迟", "提前", "顺延"];
    let of_place_only = |q: &str| PLACE.iter().any(|w| q.contains(w)) && !DAY.iter().any(|w| q.contains(w));
    event.titles.iter().any(|t| {
        t.source == DocKind::Notice
            && !of_place_only(&t.evidence.quote)
            && MOVED.iter().any(|w| t.evidence.quote.contains(w))
    })
}

/// The second name is the first one's beginning, cut where a narrow line or cell broke it: not a body's name by itself.
fn broken_off(whole: &str, part: &str) -> bool {
    const ENDS: [&str; 14] =
        ["会", "公司", "大学", "学院", "学校", "院", "所", "部", "中心", "局", "厅", "社", "集团", "园区"];
    part.chars().count() >= 4 && whole.starts_with(part) && !ENDS.iter().any(|e| part.ends_with(e))
}

/// C02.
pub fn names_agree(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let project = &case.facts.project;
    let line = case.pack.line(&case.sub_type.line);
    let names_of_line: Vec<String> = line
        .iter()
        .flat_map(|l| std::iter::once(&l.name).chain(&l.aliases))
        .chain(std::iter::once(&case.sub_type.name).chain(&case.sub_type.aliases))
        .map(|n| key(n).trim_end_matches("项目").to_owned())
        .collect();
    // “广西科协2026年度跨区域科技交流合作” is the line; “珠江流域水生态跨区域科技交流合作” is a project's own name
    let mut own_units: Vec<String> = project.units.iter().map(|u| key(&u.value)).chain([key(&project.unit)]).collect();
    own_units.extend(case.pack.region.names().chain([case.pack.notice.programme.as_str()]).map(key));
    let is_line = |v: &str| {
        let k = key(v);
        let k = k.trim_end_matches("项目");
        names_of_line.iter().any(|n| {
            k.strip_suffix(n.as_str()).is_some_and(|before| {
                let bare = own_units.iter().filter(|u| !u.is_empty()).fold(before.to_owned(), |b, u| b.replace(u, ""));
                GENERAL.replace_all(&bare, "").is_empty()
            })
        })
    };
    let differ =
        |values: &[Stated<String>], same: &dyn Fn(&str, &str) -> bool| -> Vec<(String, String, Evidence, Evidence)> {
            let Some(first) = values.first() else { return Vec::new() };
            values
                .iter()
                .skip(1)
                .filter(|v| !same(&first.value, &v.value))
                .map(|v| (first.value.clone(), v.value.clone(), first.evidence.clone(), v.evidence.clone()))
                .collect()
        };
    let written = |list: &[Stated<String>]| without_misread(case, list);
    let names: Vec<Stated<String>> = written(&project.names).into_iter().filter(|n| !is_line(&n.value)).collect();
    let units = written(&project.units);
    let year = case.pack.notice.year;
    let short = |k: &str| language().places.gazetteer.with_short_regions(k).replace("科学技术协会", "科协");
    let name_same = |a: &str, b: &str| {
        let strip = |s: &str| {
            key(s)
                .replace(&format!("{year}年度"), "")
                .replace(&format!("{year}年"), "")
                .trim_end_matches("项目")
                .to_owned()
        };
        let (x, y) = (strip(a), strip(b));
        x == y || x.contains(&y) || y.contains(&x)
    };
    let aliases: Vec<String> = project.aliases.iter().map(|a| short(&key(a))).collect();
    let unit_same = |a: &str, b: &str| {
        let (x, y) = (short(&key(a)), short(&key(b)));
        x == y
            || broken_off(&x, &y)
            || broken_off(&y, &x)
            || x.ends_with(&y)
            || y.ends_with(&x)
            || (aliases.contains(&x) && aliases.contains(&y))
            || aliases.contains(&y)
    };
    let mut findings = Vec::new();
    for (what, list) in [("项目名称", differ(&names, &name_same)), ("承担单位名称", differ(&units, &unit_same))]
    {
        if let Some((a, b, ea, eb)) = list.first() {
            let message = format!("各材料所载{what}不一致：“{a}”与“{b}”，请核实。");
            findings.push(case.finding(rule, Status::Review, message).about(what).citing([ea.clone(), eb.clone()]));
        }
    }
    if !findings.is_empty() {
        return findings;
    }
    let evidence: Vec<Evidence> = names.iter().chain(&units).map(|s| s.evidence.clone()).take(6).collect();
    if evidence.is_empty() {
        let message = "未能从验收表、决算报告、合同书等材料读出项目名称和承担单位，请人工核对。";
        return vec![case.finding(rule, Status::Review, message).having_searched(unread::searched(case))];
    }
    vec![
        case.finding(
            rule,
            Status::Pass,
            format!("各材料所载项目名称“{}”、承担单位“{}”一致。", bare(&project.name), project.unit),
        )
        .citing(evidence),
    ]
}

/// Leaves out recognised spellings that are nearly a written one: “宣岭市…科协” for “宜岭市…科协” is the recogniser's slip.
/// One that differs much stays.
fn without_misread(case: &Case<'_>, list: &[Stated<String>]) -> Vec<Stated<String>> {
    let recognised = |s: &&Stated<String>| is_recognised(case.dossier, &s.evidence);
    let written: Vec<&Stated<String>> = list.iter().filter(|s| !recognised(s)).collect();
    let misread = |s: &Stated<String>| written.iter().any(|w| is_nearly(&key(&s.value), &key(&w.value)));
    list.iter().filter(|s| !(recognised(s) && misread(s))).cloned().collect()
}

/// Four fifths of the characters of the longer one are in the other.
fn is_nearly(a: &str, b: &str) -> bool {
    let mut left: Vec<char> = b.chars().collect();
    let common =
        a.chars().filter(|c| left.iter().position(|l| l == c).map(|at| left.swap_remove(at)).is_some()).count();
    common * 5 >= a.chars().count().max(b.chars().count()) * 4
}

/// C03: the list against what prose says of the whole attendance.
pub fn people_agree(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut compared = Vec::new();
    let mut stated = 0;
    for event in case.facts.events.iter().filter(|e| case.is_own(e)) {
        let claims: Vec<&Claim> = event
            .claims
            .iter()
            .filter(|c| c.what == ClaimKind::People && !c.planned && !c.online && whole(c))
            .collect();
        let Some(list) = whole_list(event) else {
            stated += claims.len().min(1);
            if let Some((a, b)) = agreeing(&claims) {
                let about = if a.approximate { "约" } else { "" };
                compared.push((
                    event,
                    format!("{about}{}人", a.number),
                    Some(a.evidence.clone()),
                    Some(b.evidence.clone()),
                ));
            }
            if let Some((a, b)) = conflict_of(&claims) {
                let message =
                    format!("“{}”的人数说法不一：“{}”与“{}”。", bare(&event.title), a.evidence.quote, b.evidence.quote);
                findings.push(
                    case.finding(rule, Status::Review, message)
                        .about(event.title.clone())
                        .citing([a.evidence.clone(), b.evidence.clone()]),
                );
            }
            continue;
        };
        if claims.is_empty() {
            // “线上线下共326人” says nothing of viewers only: the list should show those on the spot
            let both = event.claims.iter().find(|c| is_of_both_ways(c) && c.number > list && !consistent(c, list));
            if let Some(c) = both {
                let message = format!(
                    "“{}”名单去重为{list}人，材料称“{}”，含线上人数，现场人数请核实。",
                    bare(&event.title),
                    c.evidence.quote
                );
                findings.push(
                    case.finding(rule, Status::Review, message).about(event.title.clone()).citing([c.evidence.clone()]),
                );
            }
            continue;
        }
        let evidence = event.lists.iter().filter(|l| l.people.at_most == list).map(|l| l.evidence.clone()).next();
        let agrees = |c: &&&Claim| consistent(c, list);
        let above: Vec<&&Claim> = claims.iter().filter(|c| !consistent(c, list) && c.number > list).collect();
        if claims.iter().any(|c| agrees(&c)) && above.is_empty() {
            compared.push((
                event,
                format!("{list}人"),
                evidence,
                claims.iter().find(|c| consistent(c, list)).map(|c| c.evidence.clone()),
            ));
            continue;
        }
        let below = claims.iter().find(|c| c.number < list && says_whole(c));
        let Some(worst) = above.first().copied().or(below) else {
            // “企业技术人员11人参加” beside a list of fourteen with the experts
            if let Some(part) = claims.iter().find(|c| is_part_of(c, list)) {
                compared.push((event, format!("{list}人"), evidence, Some(part.evidence.clone())));
            }
            continue;
        };
        let message =
            format!("“{}”名单去重为{list}人，材料称“{}”，两者不一致。", bare(&event.title), worst.evidence.quote);
        findings.push(
            case.finding(rule, Status::Review, message)
                .about(event.title.clone())
                .citing(evidence)
                .citing([worst.evidence.clone()]),
        );
    }
    if !findings.is_empty() {
        return findings;
    }
    if compared.is_empty() {
        let message = if stated > 0 {
            "人数只有一处记载，无从比较。"
        } else {
            "没有两处以上的人数记载，无从比较。"
        };
        return vec![case.finding(rule, Status::NotApplicable, message)];
    }
    let told: Vec<String> = compared.iter().map(|(e, n, ..)| format!("“{}”{n}", bare(&e.title))).collect();
    let evidence = compared.iter().flat_map(|(_, _, a, b)| a.iter().chain(b).cloned());
    vec![case.finding(rule, Status::Pass, format!("各处记载的人数一致：{}。", told.join("；"))).citing(evidence)]
}

/// A figure of the whole attendance, not of a part of it.
fn whole(c: &Claim) -> bool {
    let q = &c.evidence.quote;
    let partial = ["志愿者", "工作人员", "分组", "每组", "用餐", "就餐", "人次"];
    // “共58人（其中企业代表20人）”: what stands before “其中” is the whole
    let figure = c.number.to_string();
    let part = q.find("其中").is_some_and(|at| !q.get(..at).unwrap_or_default().contains(&figure));
    !part
        && !partial.iter().any(|w| q.contains(w))
        && !matches!(c.source, DocKind::FinalAccounts | DocKind::ExpenditureStatement | DocKind::CaseWriteUp)
}

/// People online and on the spot in one figure (“线上线下共326人参加”).
fn is_of_both_ways(c: &Claim) -> bool {
    let q = &c.evidence.quote;
    let both = ["线上线下", "线下线上", "线上、线下", "线下、线上", "线上和线下", "线下和线上", "线上与线下"];
    c.what == ClaimKind::People && !c.planned && whole(c) && both.iter().any(|w| q.contains(w))
}

/// People by the list that tells the whole attendance: not one with a captain for each team.
fn whole_list(event: &Event) -> Option<u32> {
    let people = event.people()?;
    let captains = event.lists.iter().any(|l| l.is_of_captains(people));
    (!captains).then_some(people)
}

/// A figure that names whom it counts (the firm's people, the trainees) and leaves room for no more than the experts and staff.
fn is_part_of(c: &Claim, list: u32) -> bool {
    const WHO: [&str; 10] =
        ["企业", "技术人员", "职工", "员工", "学员", "一线人员", "工人", "农户", "管理人员", "质检人员"];
    c.number < list
        && c.number * 10 >= list * 6
        && list - c.number <= 12
        && WHO.iter().any(|w| c.evidence.quote.contains(w))
}

/// A figure below the list's may be one of its parts (“企业技术人员11人参加”) unless it says that it is the whole.
fn says_whole(c: &Claim) -> bool {
    ["共有", "共计", "合计", "总人数", "参会人数", "参加人数", "签到", "到会", "代表", "全体"]
        .iter()
        .any(|w| c.evidence.quote.contains(w))
}

/// “60余人” agrees with 60–75, “近百人” with 85–100, an exact figure with itself.
fn consistent(c: &Claim, list: u32) -> bool {
    if !c.approximate {
        return c.number == list;
    }
    let n = c.number;
    list >= n.saturating_sub(n / 6) && list <= n + n / 4 + 2
}

/// Two papers that give the same figure, and no third that gives another.
fn agreeing<'c>(claims: &[&'c Claim]) -> Option<(&'c Claim, &'c Claim)> {
    // two “50余名代表” agree; beside an exact figure that one decides
    let first = claims.iter().find(|c| !c.approximate).or(claims.first())?;
    let rough = first.approximate;
    let all = claims.iter().all(|c| if rough { c.number == first.number } else { consistent(c, first.number) });
    let other = claims.iter().find(|c| c.evidence.doc != first.evidence.doc)?;
    all.then_some((*first, *other))
}

fn conflict_of<'c>(claims: &[&'c Claim]) -> Option<(&'c Claim, &'c Claim)> {
    let exact: Vec<&&Claim> = claims.iter().filter(|c| !c.approximate).collect();
    let first = exact.first()?;
    exact.iter().find(|c| c.number != first.number).map(|c| (**first, **c))
}

/// E01.
pub fn joint_units_at_most(case: &Case<'_>, rule: &Rule, most: u32) -> Vec<Finding> {
    let base = case.kinds.with(Role::IsAnAgreement).any(|p| !p.is_void());
    if !base {
        return vec![case.finding(rule, Status::NotApplicable, "材料中没有项目申报表或项目合同书。")];
    }
    let units = &case.facts.joint_units;
    let n = u32::try_from(units.len()).unwrap_or(u32::MAX);
    let names: Vec<&str> = units.iter().map(|u| u.value.as_str()).collect();
    let evidence = units.iter().map(|u| u.evidence.clone());
    if n <= most {
        let message = if units.is_empty() {
            "申报表、合同书未载联合申报单位。".to_owned()
        } else {
            format!("联合申报单位{n}个：{}，不超过{most}个。", names.join("、"))
        };
        let base = case.kinds.with(Role::IsAnAgreement).next().and_then(|p| p.title.clone());
        return vec![case.finding(rule, Status::Pass, message).citing(evidence).citing(base)];
    }
    let message =
        format!("联合申报单位{n}个：{}，超过{most}个；“2个”是否含牵头单位通知未写明，请核实。", names.join("、"));
    vec![case.finding(rule, Status::Review, message).citing(evidence)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misread_name_is_nearly_the_written_one_and_another_unit_is_not() {
        assert!(is_nearly("宣岭市云螺湖食品产业园科学技术协会", "宜岭市云螺湖食品产业园科学技术协会"));
        assert!(is_nearly("广西热带果蔬保鲜协会盖章", "广西热带果蔬保鲜协会"));
        assert!(!is_nearly("广西热带果蔬保鲜协会", "广西木竹结构营造学会"));
    }
}

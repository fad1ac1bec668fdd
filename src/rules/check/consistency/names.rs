//! C02: the names of project and grantee in all papers that state them.

use crate::model::body::is_one_unit;
use crate::model::facts::Stated;
use crate::model::language::language;
use crate::model::pack::Rule;
use crate::model::text::key;
use crate::model::{Evidence, Finding, Status};
use crate::rules::Case;
use crate::rules::check::quote::bare;
use crate::rules::check::unread;
use crate::rules::recognised::is_recognised;

/// C02.
pub fn names_agree(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let project = &case.facts.project;
    let line = LineNames::of(case);
    let names: Vec<Stated<String>> =
        without_misread(case, &project.names).into_iter().filter(|n| !line.are(&n.value)).collect();
    let units = without_misread(case, &project.units);
    let known = |a: &str, b: &str| project.aliases.iter().any(|x| is_one_unit(x, b)) || is_one_unit(a, b);
    let differing = [("项目名称", differing(&names, is_one_project)), ("承担单位名称", differing(&units, known))];
    let told: Vec<Finding> = differing
        .into_iter()
        .filter_map(|(what, pair)| pair.map(|pair| (what, pair)))
        .map(|(what, (a, b))| {
            let message = format!("各材料所载{what}不一致：“{}”与“{}”，请核实。", a.value, b.value);
            let evidence = [a.evidence.clone(), b.evidence.clone()];
            case.finding(rule, Status::Review, message).about(what).citing(evidence)
        })
        .collect();
    if !told.is_empty() {
        return told;
    }
    let evidence: Vec<Evidence> = names.iter().chain(&units).map(|s| s.evidence.clone()).take(6).collect();
    if evidence.is_empty() {
        let message = "未能从验收表、决算报告、合同书等材料读出项目名称和承担单位，请人工核对。";
        return vec![case.finding(rule, Status::Review, message).having_searched(unread::searched(case))];
    }
    let message = format!("各材料所载项目名称“{}”、承担单位“{}”一致。", bare(&project.name), project.unit);
    vec![case.finding(rule, Status::Pass, message).citing(evidence)]
}

/// The first value and one that is another.
fn differing(
    values: &[Stated<String>],
    same: impl Fn(&str, &str) -> bool,
) -> Option<(&Stated<String>, &Stated<String>)> {
    let (first, others) = values.split_first()?;
    others.iter().find(|v| !same(&first.value, &v.value)).map(|v| (first, v))
}

/// Years and the word 项目 apart, one holds the other.
fn is_one_project(a: &str, b: &str) -> bool {
    let words = &language().project_names;
    let own = |name: &str| {
        let k = words.year.without(&key(name));
        words.end.stripped_end(&k).map_or(k.clone(), str::to_owned)
    };
    let (x, y) = (own(a), own(b));
    x.contains(&y) || y.contains(&x)
}

/// The names of the project's line, which many papers state in place of the project's own.
struct LineNames {
    names: Vec<String>,
    units: Vec<String>,
}

impl LineNames {
    fn of(case: &Case<'_>) -> LineNames {
        let project = &case.facts.project;
        let line = case.pack.line(&case.sub_type.line);
        let of_line = line.iter().flat_map(|l| std::iter::once(&l.name).chain(&l.aliases));
        let of_sub_type = std::iter::once(&case.sub_type.name).chain(&case.sub_type.aliases);
        let notice = &case.pack.notice;
        let issuer = notice.issuer_names.iter().map(String::as_str);
        let of_notice = issuer.chain(case.pack.region.names()).chain([notice.programme.as_str()]).map(key);
        let units = project.units.iter().map(|u| key(&u.value)).chain([key(&project.unit)]).chain(of_notice);
        LineNames {
            names: of_line.chain(of_sub_type).map(|n| without_end(&key(n))).collect(),
            units: units.filter(|u| !u.is_empty()).collect(),
        }
    }

    /// “广西科协2026年度跨区域科技交流合作” is the line; “珠江流域水生态跨区域科技交流合作” is a project's own name.
    fn are(&self, value: &str) -> bool {
        let k = without_end(&key(value));
        self.names.iter().filter_map(|n| k.strip_suffix(n.as_str())).any(|before| {
            let before = self.units.iter().fold(before.to_owned(), |b, unit| b.replace(unit, ""));
            language().project_names.general.without(&before).is_empty()
        })
    }
}

fn without_end(name: &str) -> String {
    language().project_names.end.stripped_end(name).unwrap_or(name).to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misread_name_is_nearly_the_written_one_and_another_unit_is_not() {
        assert!(is_nearly("宣岭市云螺湖食品产业园科学技术协会", "宜岭市云螺湖食品产业园科学技术协会"));
        assert!(is_nearly("广西热带果蔬保鲜协会盖章", "广西热带果蔬保鲜协会"));
        assert!(!is_nearly("广西热带果蔬保鲜协会", "广西木竹结构营造学会"));
    }

    #[test]
    fn years_and_the_word_project_make_no_other_name() {
        assert!(is_one_project("2026年度八角产业交流项目", "八角产业交流"));
        assert!(!is_one_project("八角产业交流", "肉桂产业交流"));
    }
}

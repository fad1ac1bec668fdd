//! Whether a title or sentence carries a brand as its name. A longer name that only begins with it (“全国学会入桂行动”), a denial or
//! an intention (“不再使用…”, “拟冠…”) and the name of the project line (“‘八桂科技讲坛’学术交流项目”) do not.

use super::language::characters::simplified;
use super::pack::Brand;
use super::text::{fold, key};

/// Words shortly before the brand by which it is not, no longer or not yet the name.
const DENIED: [&str; 21] = [
    "不再",
    "未冠",
    "不冠",
    "没有冠",
    "没冠",
    "取消",
    "停止使用",
    "拟冠",
    "拟用",
    "拟以",
    "申请冠",
    "争取",
    "不使用",
    "不用",
    "未使用",
    "没有使用",
    "不叫",
    "不是",
    "有别于",
    "区别于",
    "而非",
];

/// What follows the brand where it is the project's name, and what follows that where it is not (“…项目路演”).
const PROJECT: [&str; 6] = ["项目", "学术交流项目", "学术交流活动项目", "活动项目", "系列活动项目", "专项"];
const EVENT_OF_PROJECTS: [&str; 8] = ["路演", "对接", "推介", "洽谈", "签约", "交流", "展", "发布"];

/// Whether the text carries the brand, and not as part of another name.
pub fn carries(text: &str, brand: &Brand) -> bool {
    let k = simplified(&key(&fold(text)));
    let name = key(&brand.name);
    k.match_indices(&name).any(|(i, _)| {
        let after = k.get(i + name.len()..).unwrap_or_default();
        let head = k.get(..i).unwrap_or_default();
        let before: String = head.chars().rev().take(7).collect::<Vec<_>>().into_iter().rev().collect();
        let denied = DENIED.iter().any(|w| before.contains(w)) || before.ends_with('原') || before.ends_with('非');
        let other_name = brand.not_followed_by.iter().any(|n| after.starts_with(&key(n)));
        !denied && !other_name && !names_project(after)
    })
}

/// The brand stands in the text only as the name of the project line (“2026年‘八桂科技讲坛’学术交流项目”, “‘八桂科技讲坛’项目学术交流会”).
pub fn is_only_the_project(text: &str, brand: &Brand) -> bool {
    let k = simplified(&key(&fold(text)));
    let name = key(&brand.name);
    let named = k.match_indices(&name).any(|(i, _)| names_project(k.get(i + name.len()..).unwrap_or_default()));
    named && !carries(text, brand)
}

/// “…学术交流项目” behind the brand.
fn names_project(after: &str) -> bool {
    PROJECT
        .iter()
        .filter_map(|p| after.strip_prefix(p))
        .any(|rest| !EVENT_OF_PROJECTS.iter().any(|w| rest.starts_with(w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(name: &str, not: &[&str]) -> Brand {
        Brand {
            id: name.into(),
            name: name.into(),
            short: vec![],
            near_misses: vec![],
            not_followed_by: not.iter().map(|s| (*s).into()).collect(),
        }
    }

    #[test]
    fn a_name_is_told_from_other_names_denials_and_the_projects_name() {
        let forum = brand("八桂科技讲坛", &[]);
        let national = brand("全国学会入桂行", &["动"]);
        for text in [
            "“八桂科技讲坛——甘蔗”学术交流会",
            "八桂科技\n讲坛（第三期）",
            "八桂科技講壇",
            "八桂科技讲坛项目路演",
            "2026年第2期“八桂科技讲坛”暨薏苡年会",
        ] {
            assert!(carries(text, &forum), "{text}");
        }
        assert!(carries("全国学会入桂行——海洋牧场展", &national));
        for text in [
            "薏苡交流会（不再使用“八桂科技讲坛”名称）",
            "拟冠“八桂科技讲坛”名称的交流会",
            "薏苡学术交流会（2026年“八桂科技讲坛”学术交流项目）",
            "八桂科技大讲坛",
        ] {
            assert!(!carries(text, &forum), "{text}");
        }
        assert!(is_only_the_project("“八桂科技讲坛”项目学术交流会", &forum));
        assert!(!is_only_the_project("“八桂科技讲坛”学术交流会", &forum));
        assert!(!carries("“全国学会入桂行动”海洋牧场展", &national));
    }
}

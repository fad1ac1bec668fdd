//! Whether a title or sentence carries a brand as its name. A longer name that only begins with it (“全国学会入桂行动”), a denial, an
//! intention or a likeness (“不再使用…”, “…（拟）”, “类…”, “学习…精神”) and the name of the project line (“‘八桂科技讲坛’学术交流项目”)
//! do not.

use super::language::characters::simplified;
use super::language::language;
use super::pack::Brand;
use super::text::{fold, key};

/// Characters before the brand that are looked at.
const BEFORE: usize = 12;

/// Whether the text carries the brand, and not as part of another name.
pub fn carries(text: &str, brand: &Brand) -> bool {
    let text = simplified(&fold(text));
    let words = &language().brand_names;
    places(&text, brand).into_iter().any(|(from, to)| {
        let (before, behind) = (near(text.get(..from).unwrap_or_default()), text.get(to..).unwrap_or_default());
        let after = key(behind);
        let other_name = brand.not_followed_by.iter().any(|n| after.starts_with(&key(n)));
        let denied = words.denied.hits(&before) || words.open.hits(behind);
        let of_another = words.of_it.hits(behind) || words.studied.hits(&before);
        !denied && !of_another && !other_name && !names_project(behind)
    })
}

/// The brand stands in the text only as the name of the project line (“2026年‘八桂科技讲坛’学术交流项目”, “‘八桂科技讲坛’项目学术交流会”).
pub fn is_only_the_project(text: &str, brand: &Brand) -> bool {
    let folded = simplified(&fold(text));
    let named = |(_, to): (usize, usize)| names_project(folded.get(to..).unwrap_or_default());
    places(&folded, brand).into_iter().any(named) && !carries(text, brand)
}

/// Where the brand stands in a folded text, whatever marks stand between its characters.
fn places(folded: &str, brand: &Brand) -> Vec<(usize, usize)> {
    let letters: Vec<(usize, char)> = folded.char_indices().filter(|(_, c)| c.is_alphanumeric()).collect();
    let name: Vec<char> = key(&brand.name).chars().collect();
    let found = letters.windows(name.len().max(1)).filter(|w| w.iter().map(|(_, c)| c).eq(&name));
    found.filter_map(|w| Some((w.first()?.0, w.last().map(|(at, c)| at + c.len_utf8())?))).collect()
}

fn near(before: &str) -> String {
    let from = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    before.get(from..).unwrap_or_default().to_owned()
}

/// “…学术交流项目” behind the brand.
fn names_project(behind: &str) -> bool {
    let words = &language().brand_names;
    words.project.hits(behind) && !words.event_of_projects.hits(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(name: &str, not: &[&str]) -> Brand {
        Brand {
            id: name.into(),
            name: name.into(),
            short: vec![],
            general: String::new(),
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
            "同类“八桂科技讲坛”活动第二场",
            "“八桂科技讲坛”（第三期）薏苡学术交流会",
            "学习型组织建设——八桂科技讲坛",
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
            "“八桂科技讲坛（拟）——薏苡”学术交流会",
            "“类八桂科技讲坛——薏苡”学术交流会",
            "举办仿“八桂科技讲坛”学术交流会",
            "学习贯彻“八桂科技讲坛”会议精神薏苡学术交流会",
            "八桂科技讲坛式薏苡交流会",
        ] {
            assert!(!carries(text, &forum), "{text}");
        }
        assert!(is_only_the_project("“八桂科技讲坛”项目学术交流会", &forum));
        assert!(!is_only_the_project("“八桂科技讲坛”学术交流会", &forum));
        assert!(!carries("“全国学会入桂行动”海洋牧场展", &national));
    }
}

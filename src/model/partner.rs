//! Whether a sentence makes a body host or partner of what it tells of. A verb elsewhere in the sentence (“参照…标准，与某公司联合
//! 举办”), where somebody belongs (“…理事”), an intention or a denial make it none.

use std::sync::LazyLock;

use regex::Regex;

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"((主办|承办|协办|支持|指导|合作|联合|共同主办|参与)(单位|方|机构|学会|全国学会)?["]?[:\t为是有]?.{0,40}|(与|和|同|、|及|由|携手|会同|联合|联手|引入|商请)["]?)$"#,
    )
    .expect("fixed pattern")
});
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"^["]?(\([^)]{0,16}\))?([、和与及,，][^,，。:]{2,40})?(在.{0,24})?(共同|联合|合作|作为|为|是|定于.{0,40})?.{0,6}(主办|承办|协办|共同|联合|合作|支持|指导)"#,
    )
    .expect("fixed pattern")
});
/// What the name is a part of: a post, a paper, a prize of that body.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"^["]?(的)?(团体标准|标准|发布|印发|会员|理事|常务理事|编|《|奖|科学技术奖|科技奖|网站|公众号|年会|专家库|副?理事长|委员)"#,
    )
    .expect("fixed pattern")
});
const DENIED: [&str; 10] = ["未与", "没有与", "未能", "拟与", "拟邀", "计划与", "希望与", "将与", "不再", "联系过"];
/// Words of what was before this project.
const EARLIER: [&str; 12] =
    ["曾与", "曾由", "曾经", "曾联合", "曾共同", "此前", "去年", "前年", "往年", "往届", "历届", "以往"];

/// `at` is the body's place (bytes) in the folded sentence.
pub fn is_partner(sentence: &str, at: std::ops::Range<usize>) -> bool {
    if DENIED.iter().any(|w| sentence.contains(w)) {
        return false;
    }
    if EARLIER.iter().any(|w| sentence.contains(w)) {
        return false;
    }
    let before = sentence.get(..at.start).unwrap_or_default();
    let behind = sentence.get(at.end..).unwrap_or_default();
    let clause = before.rsplit(['，', ',']).next().unwrap_or_default();
    !ASIDE.is_match(behind) && (BEFORE.is_match(clause) || BEHIND.is_match(behind))
}

/// The sentence dates what it tells of in other years only (“2024年我会与…联合举办”).
pub fn is_of_another_year(sentence: &str, year: i16) -> bool {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(20[0-9]{2})年").expect("fixed pattern"));
    let years: Vec<i16> = YEAR.captures_iter(sentence).filter_map(|c| c[1].parse().ok()).collect();
    !years.is_empty() && years.iter().all(|y| *y < year)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::fold;

    #[test]
    fn partners_are_told_from_bodies_that_are_only_named() {
        let partner = |text: &str| {
            let f = fold(text);
            let name = "中国作物药学会";
            let at = f.find(name).expect("it is named");
            is_partner(&f, at..at + name.len())
        };
        for text in [
            "合作单位：中国作物药学会",
            "由广西草珠学会与中国作物药学会联合主办",
            "中国作物药学会、广西草珠学会共同主办",
            "某市科协与中国作物药学会定于10月共同举办研讨会",
            "主办单位：某市科协、中国作物药学会",
        ] {
            assert!(partner(text), "{text}");
        }
        for text in [
            "参照中国作物药学会发布的标准，与右江公司联合举办",
            "邀请中国作物药学会理事韦某作报告",
            "拟邀请中国作物药学会共同主办",
            "此前我会与中国作物药学会联合举办过论坛",
            "中国作物药学会年会材料摘编，供合作单位参考",
        ] {
            assert!(!partner(text), "{text}");
        }
    }

    #[test]
    fn a_year_before_the_projects_is_another_years_cooperation() {
        assert!(is_of_another_year("2024年我会与中国作物药学会联合举办论坛", 2026));
        assert!(!is_of_another_year("2025年签约，2026年与中国作物药学会联合举办论坛", 2026));
        assert!(!is_of_another_year("与中国作物药学会联合举办论坛", 2026));
    }
}

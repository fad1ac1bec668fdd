//! Whether a sentence makes a body host or partner of what it tells of. A verb elsewhere in the sentence (“参照…标准，与某公司联合
//! 举办”), where somebody belongs (“…理事”), an intention or a denial make it none.

use super::language::language;

/// `at` is the body's place (bytes) in the folded sentence.
pub fn is_partner(sentence: &str, at: std::ops::Range<usize>) -> bool {
    let words = &language().partners;
    if words.denied.hits(sentence) || words.earlier.hits(sentence) {
        return false;
    }
    let before = sentence.get(..at.start).unwrap_or_default();
    let behind = sentence.get(at.end..).unwrap_or_default();
    let clause = before.rsplit(['，', ',']).next().unwrap_or_default();
    !words.aside.hits(behind) && (words.before.hits(clause) || words.behind.hits(behind))
}

/// The sentence dates what it tells of in other years only (“2024年我会与…联合举办”).
pub fn is_of_another_year(sentence: &str, year: i16) -> bool {
    let years = language().papers.year.captures_all(sentence);
    let years: Vec<i16> = years.iter().filter_map(|c| c.name("year")?.as_str().parse().ok()).collect();
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

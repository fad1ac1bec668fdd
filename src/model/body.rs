//! A body's name, parsed once: what it is, whose it is, and whether it is what it calls itself. Compares names; knows no project.

use std::ops::Range;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::language::language;
use super::lexicon::Words;
use super::region::HomeRegion;
use super::text::{fold, key};

/// A name of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    pub written: String,
    /// Folded, without what stands in brackets behind it.
    pub name: String,
    /// The name without its region and without 学会, 科协 …
    pub core: String,
    pub suffix: Suffix,
    pub region: Region,
    /// What stands in brackets behind the name (“筹”, “香港注册”).
    pub note: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Suffix {
    /// 学会、协会、研究会
    Society,
    /// 科协
    Association,
    /// A firm or a school.
    Enterprise,
    Park,
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Region {
    National,
    /// A region and, where the name tells it, a city of it: 广西, 南宁.
    Of {
        region: String,
        city: String,
    },
    None,
}

impl Body {
    pub fn read(written: &str) -> Body {
        let folded = fold(written);
        let folded = folded.trim_matches([':', '"', ' ', '、', ',', '。']);
        let (name, note) = folded.split_once('(').unwrap_or((folded, ""));
        let words = &language().bodies;
        let suffix = if words.association.hits(name) {
            Suffix::Association
        } else if words.society.hits(name) {
            Suffix::Society
        } else if words.enterprise.hits(name) {
            Suffix::Enterprise
        } else if words.park.hits(name) {
            Suffix::Park
        } else {
            Suffix::Other
        };
        let region = region(name);
        Body {
            written: written.to_owned(),
            name: name.to_owned(),
            core: core(name),
            suffix,
            region,
            note: note.trim_end_matches(')').to_owned(),
        }
    }

    /// The name alone is that of a body (a signature, a letterhead, an addressee).
    pub fn is_one(line: &str) -> bool {
        let folded = fold(line);
        let bare = folded.trim_end_matches([':', ' ']);
        let bare = bare.split('(').next().unwrap_or(bare);
        (3..=40).contains(&bare.chars().count())
            && !bare.contains(['。', ',', '，', ':', ';', '；', '"', '《'])
            && !language().bodies.not_a_name.hits(bare)
            && language().bodies.body.hits(bare)
    }

    /// What the association of a park, firm or city is of: the name without 科协.
    pub fn of(&self) -> &str {
        language().bodies.association.stripped_end(&self.name).unwrap_or(&self.name)
    }

    /// The science and technology association of a park, firm, school, city …
    pub fn is_association(&self) -> bool {
        self.suffix == Suffix::Association
    }

    /// The association of a firm or school.
    pub fn is_of_enterprise(&self) -> bool {
        self.suffix == Suffix::Association && language().bodies.enterprise.hits(self.of())
    }

    pub fn is_of_park(&self) -> bool {
        self.suffix == Suffix::Association && language().bodies.park.hits(self.of())
    }

    /// One body, by its full name, a short form, a branch, or the body it belongs to (大学 and its 科协, a park's administration and its).
    pub fn is_kin(&self, other: &Body) -> bool {
        let (a, b) = (key(&self.name), key(&other.name));
        if a.is_empty() || b.is_empty() {
            return false;
        }
        if a.contains(&b) || b.contains(&a) {
            return true;
        }
        let (x, y) = (key(&self.core), key(&other.core));
        let long = |s: &str| s.chars().count() >= 2;
        long(&x) && long(&y) && (x.contains(&y) || y.contains(&x))
    }

    /// Founded, registered here, and of the whole country: not a school's club, not a region's society.
    pub fn is_national(&self) -> bool {
        let words = &language().bodies;
        words.national.hits(&self.name) && self.doubt().is_none()
    }

    /// Why a society that calls itself national is perhaps none.
    pub fn doubt(&self) -> Option<&'static str> {
        let words = &language().bodies;
        let tail = format!("{}{}", tail_behind_society(&self.name), self.note);
        if words.provisional.hits(&tail) {
            Some("还在筹备或尚未确定")
        } else if words.registered_elsewhere.hits(&self.note) {
            Some("看来不在内地登记")
        } else if words.of_school.hits(&self.name) {
            Some("看来是学校或公司的社团")
        } else if self.region != Region::National && words.national.hits(&self.name) {
            Some("名称中带有地方，看来不是全国学会")
        } else {
            None
        }
    }
}

/// What follows 学会 in the name (“筹备组”, “薏苡专业委员会”).
fn tail_behind_society(name: &str) -> &str {
    let end = language().bodies.society_word.find(name).map(|found| found.end);
    end.and_then(|e| name.get(e..)).unwrap_or_default()
}

fn region(name: &str) -> Region {
    let gazetteer = &language().places.gazetteer;
    if let Some(rest) = language().bodies.national_head.stripped_start(name) {
        let regional = gazetteer.at_head(rest.trim_start_matches(['·', '-', ' '])).is_some();
        return if regional { Region::None } else { Region::National };
    }
    match gazetteer.at_head(name) {
        Some(n) => Region::Of { region: n.of_region.to_owned(), city: n.city.to_owned() },
        None => Region::None,
    }
}

fn core(name: &str) -> String {
    let words = &language().bodies;
    let gazetteer = &language().places.gazetteer;
    let mut rest = name;
    while let Some(named) = gazetteer.at_head(rest) {
        rest = rest.get(named.at.end..).unwrap_or_default();
    }
    let rest = words.national_head.stripped_start(rest).unwrap_or(rest);
    let rest = words.region_left.stripped_start(rest).unwrap_or(rest);
    words.sort_end.stripped_end(rest).unwrap_or(rest).to_owned()
}

/// Two spellings of one unit's name: long and short forms alike, one the end of the other, or cut where a narrow line or cell broke it.
pub fn is_one_unit(a: &str, b: &str) -> bool {
    let short = |name: &str| {
        let k = language().places.gazetteer.with_short_regions(&key(name));
        language().bodies.short.short(&k)
    };
    let (x, y) = (short(a), short(b));
    x.ends_with(&y) || y.ends_with(&x) || is_broken_off(&x, &y) || is_broken_off(&y, &x)
}

/// The second name is the first one's beginning, and no body's name by itself.
fn is_broken_off(whole: &str, part: &str) -> bool {
    part.chars().count() >= 4 && whole.starts_with(part) && !language().bodies.body.hits(part)
}

/// Names of authorities hold for the home region alone: “湖南省民政厅” is none of ours.
pub fn names_elsewhere(folded: &str, home: &HomeRegion) -> bool {
    let named = language().places.gazetteer.find(folded);
    !named.is_empty() && named.iter().all(|n| n.of_region != home.short)
}

/// National societies by the pack's words and by what the name itself says.
#[derive(Debug, Clone)]
pub struct National {
    is: Vec<Regex>,
    is_not: Vec<Regex>,
}

/// A national society's name in a text.
#[derive(Debug, Clone)]
pub struct NationalNamed {
    pub at: Range<usize>,
    pub body: Body,
    /// Somebody or something of that body is named (理事、会刊、单位会员), not the body.
    pub aside: bool,
}

impl National {
    pub fn new(words: &Words) -> National {
        National { is: words.bodies.national_society.each(), is_not: words.bodies.not_national_society.each() }
    }

    /// It calls itself so, and is of the kind that the pack asks for.
    pub fn is_called(&self, body: &Body) -> bool {
        self.is.iter().any(|p| p.find(&body.name).is_some_and(|m| m.start() == 0))
            && !self.is_not.iter().any(|p| p.is_match(&body.name))
    }

    pub fn is(&self, body: &Body) -> bool {
        self.is_called(body) && body.is_national()
    }

    /// All in a folded text, with the bracket behind each as its note.
    pub fn find(&self, folded: &str) -> Vec<NationalNamed> {
        let mut out = Vec::new();
        for m in self.is.iter().flat_map(|p| p.find_iter(folded)) {
            let behind = folded.get(m.end()..).unwrap_or_default();
            let bracket = behind
                .strip_prefix('(')
                .and_then(|r| r.split_once(')'))
                .map_or(String::new(), |(n, _)| format!("({n})"));
            let provisional = if behind.starts_with("筹") { "(筹)" } else { "" };
            let body = Body::read(&format!("{}{bracket}{provisional}", m.as_str()));
            if self.is_called(&body) {
                let aside = language().bodies.belongs_to.hits(behind);
                out.push(NationalNamed { at: m.range(), body, aside });
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn national_societies_are_told_by_what_their_name_says() {
        for name in [
            "中国作物药学会",
            "中华医卫学会",
            "中国大学出版社协会",
            "中国作物药学会薏苡专业委员会",
            "全国高等院校制图研究会",
        ] {
            assert!(Body::read(name).is_national(), "{name}");
        }
        for name in [
            "中国民间薏苡研究会（香港注册）",
            "中国农业大学薏苡协会",
            "中国广西薏苡学会",
            "中国斗拱技术学会（筹备组）",
            "中国斗拱技术学会筹委会",
            "广西木构保护学会（中国木构保护学会单位会员）",
            "全国学会",
        ] {
            assert!(!Body::read(name).is_national(), "{name}");
        }
    }

    #[test]
    fn short_forms_and_parents_are_kin_and_other_bodies_are_not() {
        let kin = |a: &str, b: &str| Body::read(a).is_kin(&Body::read(b));
        assert!(kin("广西草珠学会", "草珠学会"));
        assert!(kin("广西大学科学技术协会", "广西大学"));
        assert!(kin("凭祥薏米产业园科学技术协会", "凭祥薏米产业园管委会"));
        assert!(!kin("广西草珠学会", "广西贝雕学会"));
        assert!(!kin("广西草珠学会", "广西草药协会"));
    }

    #[test]
    fn one_unit_is_told_from_another_in_spite_of_its_spelling() {
        assert!(is_one_unit("凭祥市科学技术协会", "凭祥市科协"));
        assert!(is_one_unit("广西壮族自治区农业科学院", "广西农业科学院"));
        assert!(is_one_unit("广西热带果蔬保鲜加工技", "广西热带果蔬保鲜加工技术协会"));
        assert!(!is_one_unit("广西大学", "广西大学附属医院"));
        assert!(!is_one_unit("广西草珠学会", "广西贝雕学会"));
    }

    #[test]
    fn associations_of_parks_and_of_firms() {
        assert!(Body::read("凭祥薏米产业园科学技术协会").is_of_park());
        assert!(Body::read("凭祥某薏米有限公司科协").is_of_enterprise());
        assert!(!Body::read("凭祥市科学技术协会").is_of_park());
    }

    #[test]
    fn an_authority_of_another_province_is_told() {
        let home = HomeRegion { short: "广西".into(), ..HomeRegion::default() };
        for name in ["湖南省民政厅", "新疆维吾尔自治区科学技术协会", "内蒙古自治区民政厅"]
        {
            assert!(names_elsewhere(name, &home), "{name}");
        }
        for name in ["广西壮族自治区民政厅", "自治区科协学会部", "民政厅", "广西壮族自治区人民政府外事办公室"]
        {
            assert!(!names_elsewhere(name, &home), "{name}");
        }
    }
}

//! Where something is: a place as written, whether it lies in the region that the notice is for, and in which city.

use serde::{Deserialize, Serialize};

use super::language::language;
pub use super::language::{Home, Side, cities_in};
use super::text::fold;

/// A place, read once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Venue {
    pub written: String,
    pub side: Side,
    /// Without 市; empty where none is named.
    pub city: String,
}

impl Venue {
    pub fn read(written: &str, home: &Home<'_>) -> Venue {
        let (side, city) = language().places.gazetteer.read(&fold(written), home);
        Venue { written: written.to_owned(), side, city }
    }
}

/// How an event is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    Online,
    OnTheSpot,
}

impl Mode {
    pub fn chinese(self) -> &'static str {
        match self {
            Mode::Online => "线上",
            Mode::OnTheSpot => "线下",
        }
    }
}

/// How an event is held, as a folded text says; `None` when it does not, or in both ways.
pub fn mode_in(folded: &str) -> Option<Mode> {
    let words = &language().promises;
    let online = words.online.hits(folded);
    let on_the_spot = words.on_the_spot.hits(folded) || online && !cities_in(folded).is_empty();
    match (online, on_the_spot) {
        (true, false) => Some(Mode::Online),
        (false, true) => Some(Mode::OnTheSpot),
        _ => None,
    }
}

/// As [`mode_in`], of a place: one that names a city is on the spot.
pub fn mode_of_place(place: &str) -> Option<Mode> {
    let folded = fold(place);
    let in_city = || folded.chars().count() >= 4 && !cities_in(&folded).is_empty();
    let online = language().promises.online.hits(&folded);
    mode_in(&folded).or_else(|| (!online && in_city()).then_some(Mode::OnTheSpot))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::pack::HomeRegion;

    fn region() -> HomeRegion {
        HomeRegion { full: "广西壮族自治区".into(), short: "广西".into(), also: vec!["自治区".into()] }
    }

    #[test]
    fn another_region_may_be_home() {
        let region = HomeRegion { full: "湖南省".into(), short: "湖南".into(), also: vec!["我省".into()] };
        let side = |text: &str| Venue::read(text, &Home { region: &region, abroad: &[] }).side;
        assert_eq!(side("长沙市岳麓会堂"), Side::Home);
        assert_eq!(side("我省某会堂"), Side::Home);
        assert_eq!(side("南宁市民族会堂"), Side::Elsewhere);
        assert_eq!(side("内蒙古自治区某会堂"), Side::Elsewhere);
    }

    #[test]
    fn the_city_of_a_place() {
        let region = region();
        let city = |text: &str| Venue::read(text, &Home { region: &region, abroad: &[] }).city;
        for (text, want) in [
            ("广西南宁市青秀区民族大道", "南宁"),
            ("三江侗族自治县风雨桥", "柳州"),
            ("横州市校椅镇", "南宁"),
            ("福建省厦门市会展中心", "厦门"),
            ("广西科技馆", ""),
        ] {
            assert_eq!(city(text), want, "{text}");
        }
    }

    #[test]
    fn events_online_are_told_from_events_on_the_spot() {
        let mode = |text: &str| mode_in(&fold(text));
        assert_eq!(mode("以线上方式举办"), Some(Mode::Online));
        assert_eq!(mode("腾讯会议（会议号另发）"), Some(Mode::Online));
        assert_eq!(mode("线上线下结合"), None);
        assert_eq!(mode_of_place("南宁市某酒店"), Some(Mode::OnTheSpot));
        assert_eq!(mode_of_place("会议室"), None);
    }

    #[test]
    fn countries_count_at_the_head_alone() {
        let abroad = ["越南".to_owned(), "海地".to_owned()];
        let region = region();
        let home = Home { region: &region, abroad: &abroad };
        assert_eq!(Venue::read("越南某省会议厅", &home).side, Side::Elsewhere);
        assert_eq!(Venue::read("沿海地区会议厅", &home).side, Side::Unknown);
        assert_eq!(Venue::read("南宁市越南领事馆旁会堂", &home).side, Side::Home);
    }
}

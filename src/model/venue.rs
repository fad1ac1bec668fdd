//! Where something is: a place as written, whether it lies in the region that the notice is for, and in which city.

use serde::{Deserialize, Serialize};

use super::language::language;
pub use super::language::{Side, cities_in};
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
    /// `abroad` are folded names of countries (the pack has them); they count at the head of a place alone.
    pub fn read(written: &str, abroad: &[String]) -> Venue {
        let (side, city) = language().places.gazetteer.read(&fold(written), abroad);
        Venue { written: written.to_owned(), side, city }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_city_of_a_place() {
        let city = |text: &str| Venue::read(text, &[]).city;
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
    fn countries_count_at_the_head_alone() {
        let abroad = ["越南".to_owned(), "海地".to_owned()];
        assert_eq!(Venue::read("越南某省会议厅", &abroad).side, Side::Elsewhere);
        assert_eq!(Venue::read("沿海地区会议厅", &abroad).side, Side::Unknown);
        assert_eq!(Venue::read("南宁市越南领事馆旁会堂", &abroad).side, Side::Home);
    }
}

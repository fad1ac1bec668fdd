//! Where something is: a place as written, whether it lies in the region that the notice is for, and in which city. Roads, houses and
//! dishes called after a place, and the place in a society's name, say nothing.

use serde::{Deserialize, Serialize};

use super::language::language;
use super::text::fold;

/// A place, read once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Venue {
    pub written: String,
    pub side: Side,
    /// Without 市; empty where none is named.
    pub city: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// In Guangxi.
    Home,
    Elsewhere,
    /// Not said, or both.
    Unknown,
}

/// How much a name says of where its bearer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// The place itself.
    Place,
    /// An inn called after it.
    Lodging,
    Nothing,
}

impl Venue {
    /// `abroad` are folded names of countries (the pack has them); they count at the head of a place alone.
    pub fn read(written: &str, abroad: &[String]) -> Venue {
        let folded = fold(written);
        let mut read: Option<(Side, String)> = None;
        for piece in folded.split(['、', ';', '/', '与', '和', '及']).filter(|p| !p.is_empty()) {
            let Some((side, city)) = of_piece(piece, abroad) else { continue };
            match &read {
                None => read = Some((side, city)),
                Some((first, _)) if *first == side => {}
                // a branch venue elsewhere does not move the main one
                Some(_) if piece.contains("分会场") => {}
                Some(_) => {
                    read = Some((Side::Unknown, String::new()));
                    break;
                }
            }
        }
        let (side, city) = read.unwrap_or((Side::Unknown, String::new()));
        Venue { written: written.to_owned(), side, city }
    }
}

/// The first name that says where decides: what follows is inside it, or called after something.
fn of_piece(piece: &str, abroad: &[String]) -> Option<(Side, String)> {
    let at_head = |name: &String| piece.trim_start_matches(['在', '于', '赴', '到']).starts_with(name.as_str());
    let country = abroad.iter().any(at_head);
    let gazetteer = &language().places.gazetteer;
    let mut weak = None;
    let home_named = gazetteer.at_head(piece).is_some();
    for named in gazetteer.find(piece) {
        match weight(piece.get(named.at.end..).unwrap_or_default(), named.full) {
            Weight::Place => {
                if country && !home_named {
                    break;
                }
                // a region is told more closely by the city that follows
                let closer = gazetteer.find(piece).into_iter().find(|n| n.side == named.side && !n.region);
                let city = closer.filter(|_| named.region).map_or(named.city, |n| n.city);
                return Some((named.side, city.to_owned()));
            }
            Weight::Lodging => weak = weak.or(Some((named.side, named.city.to_owned(), named.region))),
            Weight::Nothing => {}
        }
    }
    if country {
        return Some((Side::Elsewhere, String::new()));
    }
    // “桂林宾馆” stands in Guilin; “北京饭店” may be anywhere, “广西宾馆” as well
    weak.filter(|(side, _, region)| *side == Side::Home && !region).map(|(side, city, _)| (side, city))
}

fn weight(behind: &str, full: bool) -> Weight {
    let places = &language().places;
    if places.society.hits(behind) {
        Weight::Nothing
    } else if full {
        Weight::Place
    } else if places.borrowed.hits(behind) {
        Weight::Nothing
    } else if places.lodging.hits(behind) {
        Weight::Lodging
    } else {
        Weight::Place
    }
}

/// The cities that a text names, here and elsewhere, without 市.
pub fn cities_in(text: &str) -> std::collections::BTreeSet<String> {
    let folded = fold(text);
    let named = language().places.gazetteer.find(&folded);
    let said = named.iter().filter(|n| weight(folded.get(n.at.end..).unwrap_or_default(), n.full) == Weight::Place);
    said.filter(|n| !n.city.is_empty()).map(|n| n.city.to_owned()).collect()
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

//! The names of places in one typed table: home with its cities and counties, and what lies elsewhere. Says of a place where it is.
//! Roads, houses and dishes called after a place, and the place in a society's name, say nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::list::{List, Tested};
use crate::model::text::fold;

/// Endings that a short name leaves out, longest first.
const ENDINGS: [&str; 9] = ["各族自治县", "自治县", "自治区", "地区", "市", "县", "区", "州", "省"];
/// Peoples in the names of autonomous counties: data would say them once more in every name.
const PEOPLES: [&str; 5] = ["仫佬族", "毛南族", "苗族", "侗族", "瑶族"];

#[derive(Debug, Deserialize)]
#[serde(try_from = "Raw")]
pub struct Gazetteer {
    /// Names by their first character, the longest first.
    names: BTreeMap<char, Vec<Name>>,
    /// Behind a name: a road, a house, a dish called after the place.
    borrowed: List,
    /// Behind a name: an inn called after a place, mostly the one it stands in.
    lodging: List,
    /// Behind a name: the rest of a society's name.
    society: List,
    inside: Vec<String>,
    outside: Vec<String>,
    open: Vec<String>,
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

#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    written: String,
    side: Side,
    /// The city, without its ending; empty for a region or country.
    city: String,
    /// Only at the head of a place (“来宾” are guests elsewhere).
    head_only: bool,
}

/// A name where it stands (bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'g> {
    pub at: Range<usize>,
    pub side: Side,
    pub city: &'g str,
    /// The whole region or a country, not a city in it.
    pub region: bool,
    /// Written out with 市, 县, 区, 省.
    pub full: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    home: String,
    full_only: String,
    head_only: String,
    borrowed: List,
    lodging: List,
    society: List,
    inside: Vec<String>,
    outside: Vec<String>,
    open: Vec<String>,
    city: Vec<RawCity>,
    elsewhere: Vec<RawRegion>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCity {
    name: String,
    units: String,
    also: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRegion {
    names: String,
    cities: String,
}

impl TryFrom<Raw> for Gazetteer {
    type Error = String;

    fn try_from(raw: Raw) -> Result<Gazetteer, String> {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let (full_only, head_only) = (words(&raw.full_only), words(&raw.head_only));
        let mut all: Vec<Name> = Vec::new();
        let mut add = |written: &str, side: Side, city: &str, short: bool| {
            let mut spellings = vec![written.to_owned()];
            if short {
                spellings.extend(short_forms(written).into_iter().filter(|s| !full_only.contains(s)));
            }
            for written in spellings {
                let head_only = head_only.contains(&written);
                all.push(Name { written, side, city: city.to_owned(), head_only });
            }
        };
        for name in words(&raw.home) {
            add(&name, Side::Home, "", false);
        }
        for city in &raw.city {
            let short = city.name.trim_end_matches('市');
            add(&city.name, Side::Home, short, true);
            words(&city.units).iter().for_each(|unit| add(unit, Side::Home, short, true));
            words(&city.also).iter().for_each(|name| add(name, Side::Home, short, false));
        }
        for region in &raw.elsewhere {
            words(&region.names).iter().for_each(|name| add(name, Side::Elsewhere, "", false));
            for city in words(&region.cities) {
                let short = short_forms(&city).pop().unwrap_or_else(|| city.clone());
                add(&city, Side::Elsewhere, &short, true);
            }
        }
        if raw.city.is_empty() || raw.inside.is_empty() || raw.outside.is_empty() || raw.open.is_empty() {
            return Err("地名和例句（inside、outside、open）均不能为空".to_owned());
        }
        let mut names: BTreeMap<char, Vec<Name>> = BTreeMap::new();
        for name in all {
            let Some(first) = name.written.chars().next() else { continue };
            let alike = names.entry(first).or_default();
            if let Some(other) = alike.iter().find(|n| n.written == name.written && n.side != name.side) {
                return Err(format!("“{}”既列在区内又列在区外", other.written));
            }
            if !alike.iter().any(|n| n.written == name.written) {
                alike.push(name);
            }
        }
        for alike in names.values_mut() {
            alike.sort_by_key(|n| std::cmp::Reverse(n.written.len()));
        }
        Ok(Gazetteer {
            names,
            borrowed: raw.borrowed,
            lodging: raw.lodging,
            society: raw.society,
            inside: raw.inside,
            outside: raw.outside,
            open: raw.open,
        })
    }
}

/// “融水苗族自治县” → “融水县”, “融水”; “右江区” → “右江”. One character alone (藤县) is no name.
fn short_forms(name: &str) -> Vec<String> {
    let Some(bare) = ENDINGS.iter().find_map(|e| name.strip_suffix(e)) else { return Vec::new() };
    let people = PEOPLES.iter().find_map(|p| bare.strip_suffix(p)).unwrap_or(bare);
    let autonomous = name.ends_with("自治县");
    let mut out = Vec::new();
    if autonomous {
        out.push(format!("{people}县"));
    }
    if people.chars().count() >= 2 {
        out.push(people.to_owned());
    }
    out
}

impl Gazetteer {
    /// All names in a folded text, from left to right, none inside another.
    pub fn find(&self, folded: &str) -> Vec<Named<'_>> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(rest) = folded.get(at..).filter(|r| !r.is_empty()) {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            match rest
                .chars()
                .next()
                .and_then(|c| self.names.get(&c))
                .and_then(|ns| ns.iter().find(|n| fits(n, folded, at)))
            {
                Some(name) => {
                    let end = at + name.written.len();
                    found.push(Named {
                        at: at..end,
                        side: name.side,
                        city: &name.city,
                        region: name.city.is_empty(),
                        full: ENDINGS.iter().any(|e| name.written.ends_with(e)),
                    });
                    at = end;
                }
                None => at += first,
            }
        }
        found
    }

    /// `abroad` are folded names of countries (the pack has them); they count at the head of a place alone.
    pub fn read(&self, folded: &str, abroad: &[String]) -> (Side, String) {
        let mut read: Option<(Side, String)> = None;
        for piece in folded.split(['、', ';', '/', '与', '和', '及']).filter(|p| !p.is_empty()) {
            let Some((side, city)) = self.of_piece(piece, abroad) else { continue };
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
        read.unwrap_or((Side::Unknown, String::new()))
    }

    /// The first name that says where decides: what follows is inside it, or called after something.
    fn of_piece(&self, piece: &str, abroad: &[String]) -> Option<(Side, String)> {
        let at_head = |name: &String| piece.trim_start_matches(['在', '于', '赴', '到']).starts_with(name.as_str());
        let country = abroad.iter().any(at_head);
        let mut weak = None;
        let home_named = self.at_head(piece).is_some();
        for named in self.find(piece) {
            match self.weight(piece.get(named.at.end..).unwrap_or_default(), named.full) {
                Weight::Place => {
                    if country && !home_named {
                        break;
                    }
                    // a region is told more closely by the city that follows
                    let closer = self.find(piece).into_iter().find(|n| n.side == named.side && !n.region);
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

    fn weight(&self, behind: &str, full: bool) -> Weight {
        if self.society.hits(behind) {
            Weight::Nothing
        } else if full {
            Weight::Place
        } else if self.borrowed.hits(behind) {
            Weight::Nothing
        } else if self.lodging.hits(behind) {
            Weight::Lodging
        } else {
            Weight::Place
        }
    }

    /// Whether a name with this behind it says that something is there.
    pub fn says_where(&self, behind: &str, full: bool) -> bool {
        self.weight(behind, full) == Weight::Place
    }

    /// The cities of the home region, without 市.
    pub fn home_cities(&self) -> Vec<&str> {
        let home = self.names.values().flatten().filter(|n| n.side == Side::Home && !n.city.is_empty());
        let cities: std::collections::BTreeSet<&str> = home.map(|n| n.city.as_str()).collect();
        cities.into_iter().collect()
    }

    /// The name at the head of a folded text.
    pub fn at_head(&self, folded: &str) -> Option<Named<'_>> {
        self.find(folded).into_iter().next().filter(|n| n.at.start == 0)
    }
}

fn fits(name: &Name, folded: &str, at: usize) -> bool {
    let Some(behind) = folded.get(at..).and_then(|r| r.strip_prefix(name.written.as_str())) else { return false };
    // “广州市场”: not the city's 市
    if name.written.ends_with('市') && behind.starts_with('场') && !behind.starts_with("场馆") {
        return false;
    }
    let before = folded.get(..at).unwrap_or_default();
    let head = before.is_empty() || before.ends_with(['在', '于', '到', '赴', '、', '市', '区', ':', '(', ' ']);
    let guests = behind.starts_with('签') || behind.starts_with("报到") || behind.starts_with("登记");
    !name.head_only || (head || before.ends_with("广西")) && !guests
}

impl Tested for Gazetteer {
    fn lines(&self) -> usize {
        let lists: usize = [&self.borrowed, &self.lodging, &self.society].iter().map(|l| l.lines()).sum();
        lists + self.inside.len() + self.outside.len() + self.open.len()
    }

    fn astray(&self) -> Vec<String> {
        let wrong = |lines: &[String], side: Side, what: &str| {
            let off = lines.iter().filter(|l| self.read(&fold(l), &[]).0 != side);
            off.map(|l| format!("“{l}”应判为{what}")).collect::<Vec<_>>()
        };
        let inside = wrong(&self.inside, Side::Home, "在区内");
        let outside = wrong(&self.outside, Side::Elsewhere, "在区外");
        let open = wrong(&self.open, Side::Unknown, "看不出在哪里");
        let lists = [&self.borrowed, &self.lodging, &self.society].into_iter().flat_map(|l| l.astray());
        inside.into_iter().chain(outside).chain(open).chain(lists).collect()
    }
}

/// The cities that a text names, here and elsewhere, without 市.
pub fn cities_in(text: &str) -> std::collections::BTreeSet<String> {
    let folded = fold(text);
    let gazetteer = &super::language().places.gazetteer;
    let named = gazetteer.find(&folded);
    let said = named.iter().filter(|n| gazetteer.says_where(folded.get(n.at.end..).unwrap_or_default(), n.full));
    said.filter(|n| !n.city.is_empty()).map(|n| n.city.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_of_counties() {
        assert_eq!(short_forms("融水苗族自治县"), ["融水县", "融水"]);
        assert_eq!(short_forms("龙胜各族自治县"), ["龙胜县", "龙胜"]);
        assert_eq!(short_forms("右江区"), ["右江"]);
        assert!(short_forms("藤县").is_empty());
    }

    #[test]
    fn all_fourteen_cities_and_their_counties_are_home() {
        let names = &crate::model::language::language().places.gazetteer.names;
        let home: Vec<&Name> = names.values().flatten().filter(|n| n.side == Side::Home).collect();
        let cities: std::collections::BTreeSet<&str> = home.iter().map(|n| n.city.as_str()).collect();
        assert_eq!(cities.iter().filter(|c| !c.is_empty()).count(), 14);
        // 111 counties, districts and county-level cities, and the cities themselves
        let full = |n: &&&Name| ["市", "县", "区"].iter().any(|e| n.written.ends_with(e)) && n.city.chars().count() > 1;
        assert!(home.iter().filter(full).count() >= 125);
    }
}

//! The names of places in one typed table: regions with their cities and counties. Says of a place where it is, and whether that is
//! in the region that a pack is for.
//! Roads, houses and dishes called after a place, and the place in a society's name, say nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::list::{List, Tested};
use crate::model::region::HomeRegion;
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
    /// Full and short names of regions: 广西壮族自治区, 广西.
    regions: Vec<(String, String)>,
    /// The region for which the lines hold.
    example: String,
    inside: Vec<String>,
    outside: Vec<String>,
    open: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Side {
    /// In the region of the pack.
    Home,
    Elsewhere,
    /// Not said, or both.
    Unknown,
}

/// The region that a pack is for, and folded names of countries; these count at the head of a place alone.
#[derive(Debug, Clone, Copy)]
pub struct Home<'p> {
    pub region: &'p HomeRegion,
    pub abroad: &'p [String],
}

impl Home<'_> {
    pub fn side(&self, named: &Named<'_>) -> Side {
        if named.of_region == self.region.short { Side::Home } else { Side::Elsewhere }
    }
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
    /// The region's short name.
    region: String,
    /// The city, without its ending; empty for a region or country.
    city: String,
    /// Only at the head of a place (“来宾” are guests elsewhere).
    head_only: bool,
}

/// A name where it stands (bytes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<'g> {
    pub at: Range<usize>,
    /// The short name of the region that the place lies in.
    pub of_region: &'g str,
    pub city: &'g str,
    /// The whole region or a country, not a city in it.
    pub region: bool,
    /// Written out with 市, 县, 区, 省.
    pub full: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Raw {
    example: String,
    full_only: String,
    head_only: String,
    borrowed: List,
    lodging: List,
    society: List,
    inside: Vec<String>,
    outside: Vec<String>,
    open: Vec<String>,
    city: Vec<RawCity>,
    region: Vec<RawRegion>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCity {
    region: String,
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
        let mut add = |written: &str, region: &str, city: &str, short: bool| {
            let mut spellings = vec![written.to_owned()];
            if short {
                spellings.extend(short_forms(written).into_iter().filter(|s| !full_only.contains(s)));
            }
            for written in spellings {
                let head_only = head_only.contains(&written);
                all.push(Name { written, region: region.to_owned(), city: city.to_owned(), head_only });
            }
        };
        for city in &raw.city {
            let short = city.name.trim_end_matches('市');
            add(&city.name, &city.region, short, true);
            words(&city.units).iter().for_each(|unit| add(unit, &city.region, short, true));
            words(&city.also).iter().for_each(|name| add(name, &city.region, short, false));
        }
        let mut regions: Vec<(String, String)> = Vec::new();
        for region in &raw.region {
            let called = words(&region.names);
            let (Some(full), Some(own)) = (called.first(), called.last()) else {
                return Err("有一个地区没有名称".to_owned());
            };
            called.iter().for_each(|name| add(name, own, "", false));
            for city in words(&region.cities) {
                let short = short_forms(&city).pop().unwrap_or_else(|| city.clone());
                add(&city, own, &short, true);
            }
            regions.push((full.clone(), own.clone()));
        }
        if raw.city.is_empty() || raw.inside.is_empty() || raw.outside.is_empty() || raw.open.is_empty() {
            return Err("地名和例句（inside、outside、open）均不能为空".to_owned());
        }
        let known = |short: &String| regions.iter().any(|(_, own)| own == short);
        if let Some(unknown) = raw.city.iter().map(|c| &c.region).chain([&raw.example]).find(|r| !known(r)) {
            return Err(format!("没有“{unknown}”这个地区"));
        }
        let mut names: BTreeMap<char, Vec<Name>> = BTreeMap::new();
        let told_closely: BTreeSet<&String> = raw.city.iter().map(|c| &c.region).collect();
        for name in all {
            let Some(first) = name.written.chars().next() else { continue };
            let alike = names.entry(first).or_default();
            // among regions that are not told closely the first of one name stands for all
            let other = alike.iter().find(|n| n.written == name.written);
            let apart = other.filter(|o| o.region != name.region);
            if let Some(other) = apart.filter(|o| [&o.region, &name.region].iter().any(|r| told_closely.contains(r))) {
                return Err(format!("“{}”既列在{}又列在{}", other.written, other.region, name.region));
            }
            if other.is_none() {
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
            regions,
            example: raw.example,
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
                .and_then(|ns| ns.iter().find(|n| self.fits(n, folded, at)))
            {
                Some(name) => {
                    let end = at + name.written.len();
                    found.push(Named {
                        at: at..end,
                        of_region: &name.region,
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

    /// The names in a folded text, those that the home region has for itself (自治区) among them.
    fn find_at_home<'g>(&'g self, folded: &str, home: &Home<'g>) -> Vec<Named<'g>> {
        let mut found = self.find(folded);
        for name in &home.region.also {
            let own = folded.match_indices(name.as_str()).map(|(i, _)| i..i + name.len());
            let apart: Vec<_> =
                own.filter(|at| !found.iter().any(|n| n.at.start < at.end && at.start < n.at.end)).collect();
            let full = ENDINGS.iter().any(|e| name.ends_with(e));
            let of_region = home.region.short.as_str();
            found.extend(apart.into_iter().map(|at| Named { at, of_region, city: "", region: true, full }));
        }
        found.sort_by_key(|n| n.at.start);
        found
    }

    /// Where a folded place is.
    pub fn read(&self, folded: &str, home: &Home<'_>) -> (Side, String) {
        let mut read: Option<(Side, String)> = None;
        for piece in folded.split(['、', ';', '/', '与', '和', '及']).filter(|p| !p.is_empty()) {
            let Some((side, city)) = self.of_piece(piece, home) else { continue };
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
    fn of_piece(&self, piece: &str, home: &Home<'_>) -> Option<(Side, String)> {
        let at_head = |name: &String| piece.trim_start_matches(['在', '于', '赴', '到']).starts_with(name.as_str());
        let country = home.abroad.iter().any(at_head);
        let mut weak = None;
        let names = self.find_at_home(piece, home);
        let home_named = names.first().is_some_and(|n| n.at.start == 0);
        for named in &names {
            let side = home.side(named);
            match self.weight(piece.get(named.at.end..).unwrap_or_default(), named.full) {
                Weight::Place => {
                    if country && !home_named {
                        break;
                    }
                    // a region is told more closely by the city that follows
                    let closer = names.iter().find(|n| home.side(n) == side && !n.region);
                    let city = closer.filter(|_| named.region).map_or(named.city, |n| n.city);
                    return Some((side, city.to_owned()));
                }
                Weight::Lodging => weak = weak.or(Some((side, named.city.to_owned(), named.region))),
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

    /// The cities of a region, without 市.
    pub fn cities_of(&self, region: &str) -> Vec<&str> {
        let home = self.names.values().flatten().filter(|n| n.region == region && !n.city.is_empty());
        let cities: BTreeSet<&str> = home.map(|n| n.city.as_str()).collect();
        cities.into_iter().collect()
    }

    /// A key with the short names of regions for their full ones: two spellings of one body become one.
    pub fn with_short_regions(&self, key: &str) -> String {
        let long = self.regions.iter().filter(|(full, short)| full != short);
        long.fold(key.to_owned(), |k, (full, short)| if k.contains(full) { k.replace(full, short) } else { k })
    }

    /// A key without the region at its head.
    pub fn without_region<'k>(&self, key: &'k str) -> &'k str {
        let named = self.regions.iter().flat_map(|(full, short)| [full, short]);
        named.filter_map(|name| key.strip_prefix(name.as_str())).min_by_key(|rest| rest.len()).unwrap_or(key)
    }

    /// A region is known by its full and its short name.
    pub fn knows_region(&self, full: &str, short: &str) -> bool {
        self.regions.iter().any(|(f, s)| f == full && s == short)
    }

    fn fits(&self, name: &Name, folded: &str, at: usize) -> bool {
        let Some(behind) = folded.get(at..).and_then(|r| r.strip_prefix(name.written.as_str())) else { return false };
        // “广州市场”: not the city's 市
        if name.written.ends_with('市') && behind.starts_with('场') && !behind.starts_with("场馆") {
            return false;
        }
        if !name.head_only {
            return true;
        }
        let before = folded.get(..at).unwrap_or_default();
        let head = before.is_empty() || before.ends_with(['在', '于', '到', '赴', '、', '市', '区', ':', '(', ' ']);
        let guests = behind.starts_with('签') || behind.starts_with("报到") || behind.starts_with("登记");
        (head || self.regions.iter().any(|(_, short)| before.ends_with(short.as_str()))) && !guests
    }

    /// The name at the head of a folded text, where it lies in a region with a full and a short name: not merely abroad.
    pub fn in_the_country(&self, folded: &str) -> Option<Named<'_>> {
        let named = self.at_head(folded)?;
        self.regions.iter().any(|(full, short)| short == named.of_region && full != short).then_some(named)
    }

    /// The name at the head of a folded text.
    pub fn at_head(&self, folded: &str) -> Option<Named<'_>> {
        self.find(folded).into_iter().next().filter(|n| n.at.start == 0)
    }
}

impl Tested for Gazetteer {
    fn lines(&self) -> usize {
        let lists: usize = [&self.borrowed, &self.lodging, &self.society].iter().map(|l| l.lines()).sum();
        lists + self.inside.len() + self.outside.len() + self.open.len()
    }

    fn astray(&self) -> Vec<String> {
        let full = self.regions.iter().find(|(_, short)| *short == self.example).map(|(full, _)| full.clone());
        let region = HomeRegion { full: full.unwrap_or_default(), short: self.example.clone(), also: Vec::new() };
        let home = Home { region: &region, abroad: &[] };
        let wrong = |lines: &[String], side: Side, what: &str| {
            let off = lines.iter().filter(|l| self.read(&fold(l), &home).0 != side);
            off.map(|l| format!("“{l}”应判为{what}")).collect::<Vec<_>>()
        };
        let inside = wrong(&self.inside, Side::Home, "在省内");
        let outside = wrong(&self.outside, Side::Elsewhere, "在省外");
        let open = wrong(&self.open, Side::Unknown, "看不出在哪里");
        let lists = [&self.borrowed, &self.lodging, &self.society].into_iter().flat_map(|l| l.astray());
        inside.into_iter().chain(outside).chain(open).chain(lists).collect()
    }
}

/// The cities that a text names, here and elsewhere, without 市.
pub fn cities_in(text: &str) -> BTreeSet<String> {
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
        let home: Vec<&Name> = names.values().flatten().filter(|n| n.region == "广西").collect();
        let cities: BTreeSet<&str> = home.iter().map(|n| n.city.as_str()).collect();
        assert_eq!(cities.iter().filter(|c| !c.is_empty()).count(), 14);
        // 111 counties, districts and county-level cities, and the cities themselves
        let full = |n: &&&Name| ["市", "县", "区"].iter().any(|e| n.written.ends_with(e)) && n.city.chars().count() > 1;
        assert!(home.iter().filter(full).count() >= 125);
    }
}

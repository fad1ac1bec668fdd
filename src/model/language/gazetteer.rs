//! The names of places in one typed table: home with its cities and counties, and what lies elsewhere. Finds names in a text; what a
//! place as a whole says is [`crate::model::venue`]'s to decide.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;

use super::list::Tested;
use crate::model::venue::{Side, Venue};

/// Endings that a short name leaves out, longest first.
const ENDINGS: [&str; 9] = ["各族自治县", "自治县", "自治区", "地区", "市", "县", "区", "州", "省"];
/// Peoples in the names of autonomous counties: data would say them once more in every name.
const PEOPLES: [&str; 5] = ["仫佬族", "毛南族", "苗族", "侗族", "瑶族"];

#[derive(Debug, Deserialize)]
#[serde(try_from = "Raw")]
pub struct Gazetteer {
    /// Names by their first character, the longest first.
    names: BTreeMap<char, Vec<Name>>,
    inside: Vec<String>,
    outside: Vec<String>,
    open: Vec<String>,
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
        Ok(Gazetteer { names, inside: raw.inside, outside: raw.outside, open: raw.open })
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
        self.inside.len() + self.outside.len() + self.open.len()
    }

    fn astray(&self) -> Vec<String> {
        let wrong = |lines: &[String], side: Side, what: &str| {
            let off = lines.iter().filter(|l| Venue::read(l, &[]).side != side);
            off.map(|l| format!("“{l}”应判为{what}")).collect::<Vec<_>>()
        };
        let inside = wrong(&self.inside, Side::Home, "在区内");
        let outside = wrong(&self.outside, Side::Elsewhere, "在区外");
        let open = wrong(&self.open, Side::Unknown, "看不出在哪里");
        inside.into_iter().chain(outside).chain(open).collect()
    }
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

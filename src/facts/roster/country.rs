//! Where somebody is from: by a column of nationality, by the country in the name of the unit, by the delegation they stand under.

use crate::facts::Patterns;
use crate::model::language::language;
use crate::model::text::{fold, key};

impl Patterns {
    /// The country or region that a cell of nationality names; `None` when it names none.
    pub fn country(&self, cell: &str) -> Option<&str> {
        let people = &language().people;
        let folded = fold(cell);
        if people.not_from.hits(&folded) || people.absent.hits(&folded) {
            return None;
        }
        if let Some(name) =
            self.named(&folded).or_else(|| self.codes.get(&folded).map(String::as_str)).or_else(|| self.flagged(cell))
        {
            return Some(name);
        }
        let bare = people.nationality_behind.captures(&folded).and_then(|c| self.named(&c["name"]));
        // “泰国（Thailand）”, “中国香港特别行政区”: the longest spelling at the cell's head
        let k = key(cell);
        bare.or_else(|| {
            let long = |s: &str| s.chars().count() >= if s.is_ascii() { 4 } else { 2 };
            let head = self.countries.iter().filter(|(s, _)| k.starts_with(s.as_str()) && long(s));
            head.max_by_key(|(s, _)| s.chars().count()).map(|(_, n)| n.as_str())
        })
    }

    fn named(&self, text: &str) -> Option<&str> {
        self.countries.get(&key(text)).map(String::as_str)
    }

    /// 🇻🇳: two letters of a country's code.
    fn flagged(&self, cell: &str) -> Option<&str> {
        let letters: String = cell
            .chars()
            .filter_map(|c| u32::from(c).checked_sub(0x1_f1e6).filter(|n| *n < 26))
            .filter_map(|n| char::from_u32(u32::from('a') + n))
            .collect();
        self.codes.get(letters.get(..2)?).map(String::as_str)
    }

    /// The country that an affiliation names (“清迈大学（泰国）”, “Chiang Mai University, Thailand”).
    pub(super) fn country_in(&self, affiliation: &str) -> Option<&str> {
        // the country opens or ends the name, or stands in brackets; “广西越南商会”, “广西大学泰国语系” are at home
        let folded = fold(affiliation);
        let in_the_country = language().places.gazetteer.in_the_country(&folded);
        let at_home = in_the_country.is_some_and(|n| self.named(n.of_region).is_none());
        if at_home || language().people.at_home.hits(&folded) {
            return self.named(affiliation);
        }
        let bracket = key(folded.split(['(', ')']).nth(1).unwrap_or_default());
        let last = key(folded.rsplit([',', ' ', '，']).next().unwrap_or_default());
        let whole = key(&folded);
        // asked of every row of a list: the costly question last
        let long = |s: &str| s.chars().count() >= if s.is_ascii() { 4 } else { 2 };
        let fits = |s: &str| (whole.starts_with(s) || whole.ends_with(s) || bracket == s || last == s) && long(s);
        let inside = self.countries.iter().filter(|(s, _)| fits(s));
        inside.max_by_key(|(s, _)| s.chars().count()).map(|(_, n)| n.as_str())
    }

    /// “越南代表团” over the rows of its members.
    pub(super) fn delegation(&self, folded: &str) -> Option<String> {
        let found = language().people.delegation.captures(folded)?;
        let name = &found["name"];
        // “泰方” is a side, “泰” alone heads nothing
        let side =
            || folded.get(found.name("name").map_or(0, |m| m.end())..).is_some_and(|rest| rest.starts_with('方'));
        self.named(name).filter(|_| name.chars().count() > 1 || side()).map(str::to_owned)
    }
}

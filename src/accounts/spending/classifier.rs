//! The pack's word families, compiled; a text without the names in which they mean nothing.

use regex::{Regex, RegexBuilder};

use super::phrase::{kept_work, known, verb_end, without_titles};
use crate::model::pack::SpendingLexicon;
use crate::model::{Money, SpendingClass};

/// The lexicon, compiled.
pub struct Classifier {
    pub(super) threshold: Money,
    pub(super) nothing_spent: Regex,
    pub(super) negated: Regex,
    pub(super) aside: Regex,
    pub(super) organisations: Regex,
    pub(super) transfers: Regex,
    pub(super) neutral: Regex,
    pub(super) topics: Regex,
    pub(super) heads: Regex,
    pub(super) acquire: Regex,
    pub(super) durable: Regex,
    pub(super) consumable: Regex,
    pub(super) machine: Regex,
    pub(super) vague: Regex,
    pub(super) bracket_review: Regex,
    pub(super) machine_short: Regex,
    pub(super) review_short: Regex,
    pub(super) asset_review: Regex,
    pub(super) vehicle_hire: Regex,
    pub(super) hire_includes: Regex,
    pub(super) used_up: Regex,
    pub(super) venue_equipment: Regex,
    pub(super) rents: Regex,
    pub(super) displays: Regex,
    pub(super) renewal: Regex,
    pub(super) winners: Regex,
    pub(super) rewards: Regex,
    pub(super) ownership: Regex,
    pub(super) makes: Regex,
    pub(super) builds: Regex,
    pub(super) gifts: Regex,
    /// Doubts that no last word removes.
    pub(super) anyway: Vec<(SpendingClass, Regex)>,
    /// Class, words of the ban, words near it.
    pub(super) bans: Vec<(SpendingClass, Regex, Regex)>,
}

impl Classifier {
    pub fn new(lexicon: &SpendingLexicon) -> Classifier {
        let list = |name: &str| any(lexicon.lists.get(name).map(Vec::as_slice).unwrap_or_default(), "");
        let ban = |class, name: &str| (class, list(name), list(&format!("{name}-review")));
        Classifier {
            threshold: lexicon.asset_threshold,
            nothing_spent: list("nothing-spent"),
            negated: list("negated"),
            aside: list("aside"),
            organisations: list("organisations"),
            transfers: list("transfers"),
            neutral: list("neutral"),
            topics: list("topics"),
            heads: any(lexicon.lists.get("heads").map(Vec::as_slice).unwrap_or_default(), "$"),
            acquire: list("acquire"),
            durable: list("durable"),
            consumable: list("consumable"),
            machine: list("machine"),
            vague: list("vague"),
            bracket_review: list("bracket-review"),
            machine_short: list("machine-short-names"),
            review_short: list("review-short-names"),
            asset_review: list("asset-review"),
            vehicle_hire: list("vehicle-hire"),
            hire_includes: list("hire-includes"),
            used_up: list("used-up"),
            venue_equipment: list("venue-equipment"),
            rents: list("rents"),
            displays: list("displays"),
            renewal: list("renewal"),
            winners: list("winners"),
            rewards: any(lexicon.lists.get("rewards").map(Vec::as_slice).unwrap_or_default(), "$"),
            ownership: list("ownership"),
            makes: any(lexicon.lists.get("makes").map(Vec::as_slice).unwrap_or_default(), "$"),
            builds: any(lexicon.lists.get("builds").map(Vec::as_slice).unwrap_or_default(), "$"),
            gifts: list("gifts"),
            anyway: vec![
                (SpendingClass::OutwardInvestment, list("investment-anyway")),
                (SpendingClass::FixedAsset, list("asset-anyway")),
                (SpendingClass::Fiscal, list("fiscal-anyway")),
            ],
            bans: vec![
                ban(SpendingClass::Award, "award"),
                ban(SpendingClass::DonationSponsorship, "donation"),
                ban(SpendingClass::OutwardInvestment, "investment"),
                ban(SpendingClass::Fiscal, "fiscal"),
            ],
        }
    }

    pub(super) fn near(&self, text: &str) -> Vec<SpendingClass> {
        self.bans
            .iter()
            .filter(|(_, ban, near)| ban.is_match(text) || near.is_match(text))
            .map(|(c, _, _)| *c)
            .collect()
    }

    /// Takes out titles, names of bodies and compounds in which dangerous words mean nothing.
    pub(super) fn mask(&self, text: &str) -> String {
        let text = without_titles(text);
        let text = self
            .neutral
            .replace_all(&text, |found: &regex::Captures<'_>| {
                format!("某{}", kept_work(found.get(0).map_or("", |m| m.as_str())))
            })
            .to_string();
        self.without_bodies(&text)
    }

    /// A body's name reaches back from its last word to the nearest mark, preposition, or verb of giving or buying.
    fn without_bodies(&self, text: &str) -> String {
        let mut out = text.to_string();
        for _ in 0..4 {
            let Some(found) = self.organisations.find_iter(&out).last().map(|m| m.range()) else { break };
            let before = out.get(..found.start).unwrap_or_default();
            let from = before
                .char_indices()
                .filter(|(_, c)| "、,;:()/+向给为由与和及付对的-某".contains(*c))
                .map(|(i, c)| i + c.len_utf8())
                .next_back()
                .unwrap_or(0);
            let verb = out.get(from..found.start).and_then(|name| self.transfers.find(name)).map_or(0, |m| m.end());
            let verb = if verb > 0 { verb_end(out.get(from..found.start).unwrap_or_default()) } else { 0 };
            let rest = out.get(found.end..).unwrap_or_default();
            // A body at the very end is the receiver or the whole item; only its words are taken out.
            out = format!("{}某{}", out.get(..from + verb).unwrap_or_default(), rest);
        }
        out
    }

    /// The words after the last topic noun, if anything is left that means something.
    pub(super) fn after_topic(&self, text: &str) -> String {
        let Some(end) = self.topics.find_iter(text).map(|m| m.end()).filter(|e| *e < text.len()).last() else {
            return text.to_string();
        };
        let rest = text.get(end..).unwrap_or_default();
        if rest.chars().count() < 2 || known().bare_rest.is(rest) {
            return text.to_string();
        }
        rest.to_string()
    }
}

fn any(patterns: &[String], end: &str) -> Regex {
    let joined = patterns.iter().map(|p| format!("(?:{p})")).collect::<Vec<_>>().join("|");
    // A pattern that never matches stands for a missing list.
    let pattern = if joined.is_empty() { "[^\\s\\S]".to_string() } else { format!("(?:{joined}){end}") };
    RegexBuilder::new(&pattern)
        .size_limit(1 << 24)
        .build()
        .unwrap_or_else(|_| Regex::new("[^\\s\\S]").expect("a constant pattern"))
}

//! The pack's word families, compiled; a text without the names in which they mean nothing.

use regex::{Regex, RegexBuilder};

use super::phrase::{kept_work, known, verb_end, without_titles};
use crate::model::pack::{SpendingLexicon, WordList};
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
        let lists = lexicon.lists.map(regex);
        Classifier {
            threshold: lexicon.asset_threshold,
            nothing_spent: lists.nothing_spent,
            negated: lists.negated,
            aside: lists.aside,
            organisations: lists.organisations,
            transfers: lists.transfers,
            neutral: lists.neutral,
            topics: lists.topics,
            heads: lists.heads,
            acquire: lists.acquire,
            durable: lists.durable,
            consumable: lists.consumable,
            machine: lists.machine,
            vague: lists.vague,
            bracket_review: lists.bracket_review,
            machine_short: lists.machine_short_names,
            review_short: lists.review_short_names,
            asset_review: lists.asset_review,
            vehicle_hire: lists.vehicle_hire,
            hire_includes: lists.hire_includes,
            used_up: lists.used_up,
            venue_equipment: lists.venue_equipment,
            rents: lists.rents,
            displays: lists.displays,
            renewal: lists.renewal,
            winners: lists.winners,
            rewards: lists.rewards,
            ownership: lists.ownership,
            makes: lists.makes,
            builds: lists.builds,
            gifts: lists.gifts,
            anyway: vec![
                (SpendingClass::OutwardInvestment, lists.investment_anyway),
                (SpendingClass::FixedAsset, lists.asset_anyway),
                (SpendingClass::Fiscal, lists.fiscal_anyway),
            ],
            bans: vec![
                (SpendingClass::Award, lists.award, lists.award_review),
                (SpendingClass::DonationSponsorship, lists.donation, lists.donation_review),
                (SpendingClass::OutwardInvestment, lists.investment, lists.investment_review),
                (SpendingClass::Fiscal, lists.fiscal, lists.fiscal_review),
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

fn regex(list: &WordList) -> Regex {
    RegexBuilder::new(&list.joined())
        .size_limit(WordList::LARGEST)
        .build()
        .unwrap_or_else(|_| Regex::new("[^\\s\\S]").expect("a constant pattern"))
}

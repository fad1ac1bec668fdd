//! Weights of the signs by which papers are taken to mean one event.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::list::Tested;
use crate::model::grounds::{Score, Sign};

lexicon! {
    /// `resolver.toml`
    Resolver {
        weights: Weights,
    }
}

/// A weight for each sign, and the sum from which two belong together.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RawWeights")]
pub struct Weights {
    pub joins: i32,
    of: BTreeMap<Sign, i32>,
}

#[derive(Debug, Deserialize)]
struct RawWeights {
    joins: i32,
    #[serde(flatten)]
    of: BTreeMap<Sign, i32>,
}

impl TryFrom<RawWeights> for Weights {
    type Error = String;

    fn try_from(raw: RawWeights) -> Result<Weights, String> {
        let missing: Vec<&str> = SIGNS.iter().filter(|s| !raw.of.contains_key(s)).map(|s| s.chinese()).collect();
        match missing.as_slice() {
            [] if raw.joins > 0 => Ok(Weights { joins: raw.joins, of: raw.of }),
            [] => Err("joins 须大于0".to_owned()),
            _ => Err(format!("缺少分数：{}", missing.join("、"))),
        }
    }
}

impl Weights {
    /// The score of some signs.
    pub fn score(&self, signs: &[Sign]) -> Score {
        Score { signs: signs.iter().map(|s| (*s, self.of.get(s).copied().unwrap_or(0))).collect() }
    }

    pub fn joins(&self, score: &Score) -> bool {
        score.total() >= self.joins
    }
}

impl Tested for Weights {
    fn lines(&self) -> usize {
        1
    }

    /// A sign for two being one speaks for it, one against speaks against it.
    fn astray(&self) -> Vec<String> {
        let wrong = |s: &&Sign| self.of.get(s).is_some_and(|w| (*w < 0) != s.speaks_against());
        SIGNS.iter().filter(wrong).map(|s| format!("“{}”的分数正负号不对", s.chinese())).collect()
    }
}

const SIGNS: [Sign; 21] = [
    Sign::SameName,
    Sign::LikeName,
    Sign::ShortName,
    Sign::BareBrand,
    Sign::SameBrand,
    Sign::OtherBrand,
    Sign::SameDay,
    Sign::NoDay,
    Sign::OtherDay,
    Sign::Moved,
    Sign::AnotherSession,
    Sign::OtherPlace,
    Sign::OtherOrdinal,
    Sign::OtherKind,
    Sign::Named,
    Sign::OwnSentence,
    Sign::DayAlone,
    Sign::Folder,
    Sign::OnlyEvent,
    Sign::OnlyOfBrand,
    Sign::NamesAnother,
];

//! Counting those on a list: how many are sure, how many possible, and what lies between.

use std::collections::BTreeMap;

use super::marks::Standing;
use crate::model::facts::{Doubt, Shown, Why};

/// So many names are shown for a doubt.
const EXAMPLES: usize = 3;

/// Counts one after another.
#[derive(Debug, Default)]
pub struct Tally {
    sure: u32,
    doubts: BTreeMap<Why, (u32, Vec<String>)>,
}

impl Tally {
    /// One more, unless away.
    pub fn add(&mut self, standing: Standing, written: &str) {
        match standing {
            Standing::Came => self.sure += 1,
            Standing::Doubtful(why) => {
                let (number, examples) = self.doubts.entry(why).or_default();
                *number += 1;
                if examples.len() < EXAMPLES {
                    examples.push(written.to_owned());
                }
            }
            Standing::Unmarked | Standing::Away => {}
        }
    }

    /// Those beyond a number are in doubt.
    pub fn limit(&mut self, most: u32, why: Why) {
        let beyond = self.sure.saturating_sub(most);
        if beyond > 0 {
            self.sure -= beyond;
            self.doubts.entry(why).or_default().0 += beyond;
        }
    }

    pub fn shown(self) -> Shown {
        let at_most = self.sure + self.doubts.values().map(|(n, _)| n).sum::<u32>();
        let doubts = self.doubts.into_iter().map(|(why, (number, examples))| Doubt { why, number, examples });
        Shown { sure: self.sure, at_most, doubts: doubts.collect() }
    }
}

/// An empty cell to sign in: away where others signed; where nobody did, nobody knows.
pub fn settled(standing: Standing, used: bool) -> Standing {
    match standing {
        Standing::Unmarked if used => Standing::Away,
        Standing::Unmarked => Standing::Doubtful(Why::Unsigned),
        known => known,
    }
}

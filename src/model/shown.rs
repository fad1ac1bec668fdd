//! What papers show of what rules ask by patterns of the pack: parts of a paper, results of a service, a solved problem. Collected once
//! in `facts`, so that no rule reads a paper.

use serde::{Deserialize, Serialize};

use super::body::Body;
use super::document::DocId;
use super::kind::Paper;
use super::pack::RuleId;
use super::place::Evidence;

/// One paper shows what a rule asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperShows {
    pub rule: RuleId,
    pub doc: DocId,
    /// Its first block.
    pub from: usize,
    pub what: What,
    pub evidence: Evidence,
}

impl PaperShows {
    pub fn is_by(&self, paper: &Paper) -> bool {
        self.doc == paper.doc && self.from == paper.blocks.start
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A part, by its name, told under its heading or in a clear passage.
    Part(String),
    /// A result, by its name: the paper itself is that.
    Result(String),
    /// What the paper has to be about.
    Matter,
    /// Another matter than the rule's: the filing of a meeting.
    AnotherMatter,
    /// The title calls the paper by a second name that the rule looks for (“案例暨总结”).
    SecondName,
    /// A problem, solved or not.
    Problem,
    Solution,
    /// It plans this event (index into [`super::Facts::events`]), though it is a plan of the whole service.
    Plan(usize),
}

/// Body text or a later paper calls an event by a brand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BrandClaim {
    /// Index into [`super::Facts::events`].
    pub event: usize,
    /// The brand's id in the pack.
    pub brand: String,
    pub evidence: Evidence,
}

/// A society of the whole country that an event's papers speak of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Partnership {
    /// Index into [`super::Facts::events`].
    pub event: usize,
    pub body: Body,
    pub part: PartTaken,
    pub evidence: Evidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartTaken {
    /// Host or partner, by a sentence, an agreement or its own letter.
    Partner,
    /// Only spoken of.
    Named,
    /// Did not come or host after all.
    Declined,
}

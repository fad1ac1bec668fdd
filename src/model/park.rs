//! What the papers say of the park whose association was founded: its names, its level, which events lie in it, when the association was
//! approved.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::place::Evidence;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ParkFacts {
    /// Keys, from the grantee's name and the approvals' subjects; empty where no park is named.
    pub names: Vec<String>,
    /// Sentences that state its level.
    pub levels: Vec<LevelSaid>,
    /// Indices into `Facts::events`: their papers place them in the park.
    pub inside: BTreeSet<usize>,
    /// Days of the approval as papers other than it tell.
    pub approved: Vec<(Day, Evidence)>,
}

/// A sentence that says of the park that it is of a level now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LevelSaid {
    /// As the pack calls it (国家级).
    pub level: String,
    pub evidence: Evidence,
}

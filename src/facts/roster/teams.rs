//! Teams: distinct by school and name, and by their members; students of universities that did not withdraw.

use std::collections::{BTreeMap, BTreeSet};

use super::list::{Roster, Team};
use super::marks::Standing;
use super::tally::{Tally, settled};
use crate::model::facts::{Shown, Why};
use crate::model::language::language;
use crate::model::text::{fold, key};

/// One captain for so many teams is no accident; whole teams are compared from two members on.
const SAME_CAPTAIN: usize = 3;

pub fn count(roster: &Roster) -> Option<Shown> {
    if !roster.has_teams {
        return None;
    }
    let used = roster.teams.iter().any(|t| t.marked);
    let mut teams: BTreeMap<(String, String), Team> = BTreeMap::new();
    for team in &roster.teams {
        let entry = teams.entry((key(&team.school), key(&team.name))).or_insert_with(|| team.clone());
        entry.members.extend(team.members.iter().cloned());
        entry.standing = entry.standing.min(team.standing);
    }
    let mut groups: BTreeMap<&BTreeSet<String>, usize> = BTreeMap::new();
    for team in teams.values().filter(|t| !t.members.is_empty()) {
        *groups.entry(&team.members).or_default() += 1;
    }
    let mut tally = Tally::default();
    let mut seen: BTreeSet<&BTreeSet<String>> = BTreeSet::new();
    for team in teams.values() {
        let same = groups.get(&team.members).copied().unwrap_or(0);
        let copied = same > 1 && (team.members.len() > 1 || same >= SAME_CAPTAIN) && !seen.insert(&team.members);
        let standing = match (unfit(team), copied) {
            (Some(why), _) => team.standing.max(Standing::Doubtful(why)),
            (None, true) => team.standing.max(Standing::Doubtful(Why::SameMembers)),
            (None, false) => team.standing,
        };
        tally.add(settled(standing, used), &team.name);
    }
    Some(tally.shown())
}

/// Why a team is no students' team of a university.
fn unfit(team: &Team) -> Option<Why> {
    let words = &language().teams_journals;
    let school = fold(&team.school);
    if words.company.hits(&school) {
        return Some(Why::Company);
    }
    let named = if school.is_empty() { fold(&team.name) } else { school };
    words.below_university.hits(&named).then_some(Why::BelowUniversity)
}

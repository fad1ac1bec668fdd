//! Mentions that mean one event: each joins the cluster that it fits best, or begins one. “None” and “several” are answers.

use std::collections::BTreeSet;

use super::joined;
use crate::facts::Source;
use crate::facts::mentions::Mention;
use crate::facts::titles::{core, differ_in_ordinal, is_generic, is_short_of, likeness, same};
use crate::model::grounds::{Join, Score, Sign};
use crate::model::language::language;
use crate::model::pack::Brand;
use crate::model::text::key;
use crate::model::{DayRange, DocKind};
use crate::model::{Role, RoleTable};

/// Mentions of one event, and how each came to it.
pub(super) struct Cluster {
    pub mentions: Vec<Mention>,
    pub joins: Vec<Join>,
}

/// The clusters, and the mentions that are of none.
pub(super) fn join(mut mentions: Vec<Mention>, source: &Source<'_>) -> (Vec<Cluster>, Vec<Join>) {
    // a title spelled by a recogniser gives way to one that is written
    let guessed = |m: &Mention| source.dossier.doc(m.doc).is_recognised();
    let roles = &source.pack.roles;
    mentions.sort_by_key(|m| (m.change, guessed(m), rank(m.source, roles), m.doc));
    let resolver = Resolver { source };
    let (mut clusters, mut dropped): (Vec<Cluster>, Vec<Join>) = (Vec::new(), Vec::new());
    for m in mentions {
        let scores = resolver.scores(&m, &clusters);
        let weights = &language().resolver.weights;
        let fits = |(_, (score, _)): &(usize, &(Score, u32))| weights.joins(score);
        let best = scores
            .iter()
            .enumerate()
            .filter(fits)
            .max_by_key(|(i, (s, alike))| (s.total(), *alike, std::cmp::Reverse(*i)));
        let best = best.map(|(i, (score, _))| (i, score.clone()));
        let mut joined =
            joined(&m.title, m.evidence.clone(), best.as_ref().map_or(Score::default(), |(_, s)| s.clone()));
        joined.rejected = rejected(&clusters, &scores, best.as_ref().map(|(i, _)| *i));
        match best {
            Some((i, _)) => {
                clusters[i].mentions.push(m);
                clusters[i].joins.push(joined);
            }
            None if !clusters.is_empty() && !makes_event(m.source, roles) => dropped.push(joined),
            None => clusters.push(Cluster { mentions: vec![m], joins: vec![joined] }),
        }
    }
    (clusters, dropped)
}

/// Lists, press releases and filings come last: they join events that notices and plans have named.
fn rank(kind: DocKind, roles: &RoleTable) -> u8 {
    match kind {
        DocKind::Notice => 0,
        DocKind::PressRelease => 5,
        kind if roles.has(kind, Role::IsAPlan) => 1,
        kind if roles.has(kind, Role::NamesTheEventOfficially) => 2,
        kind if roles.has(kind, Role::IsAList) => 3,
        _ => 4,
    }
}

/// Papers of authorities and a (perhaps misread) banner on a photo make no event of their own when others exist.
fn makes_event(kind: DocKind, roles: &RoleTable) -> bool {
    !roles.has(kind, Role::DealsWithAnAuthority) && kind != DocKind::Photo
}

/// The best two of the clusters that a mention did not join.
fn rejected(clusters: &[Cluster], scores: &[(Score, u32)], taken: Option<usize>) -> Vec<(String, Score)> {
    let mut others: Vec<(usize, &Score)> =
        scores.iter().enumerate().filter(|(i, _)| Some(*i) != taken).map(|(i, (s, _))| (i, s)).collect();
    others.retain(|(_, s)| s.total() > 0);
    others.sort_by_key(|(_, s)| std::cmp::Reverse(s.total()));
    let name = |i: usize| clusters[i].mentions.first().map_or(String::new(), |m| m.title.clone());
    others.into_iter().take(2).map(|(i, s)| (name(i), s.clone())).collect()
}

struct Resolver<'a> {
    source: &'a Source<'a>,
}

impl Resolver<'_> {
    fn brands(&self) -> &[Brand] {
        &self.source.pack.brands
    }

    /// How well a mention fits each cluster, and how alike the names are.
    fn scores(&self, m: &Mention, clusters: &[Cluster]) -> Vec<(Score, u32)> {
        let short = self.shortened(m, clusters);
        let weights = &language().resolver.weights;
        let each = clusters.iter().enumerate().map(|(i, c)| {
            let mut signs = self.signs(m, &c.mentions);
            if short == Some(i) && !signs.contains(&Sign::SameName) {
                signs.push(Sign::ShortName);
                let on_day = signs.contains(&Sign::SameDay);
                signs.retain(|s| *s != Sign::OtherDay);
                if !on_day {
                    signs.push(Sign::NoDay);
                }
            }
            (weights.score(&signs), alike(m, &c.mentions))
        });
        each.collect()
    }

    fn signs(&self, m: &Mention, cluster: &[Mention]) -> Vec<Sign> {
        let brands = self.brands();
        let mut signs = Vec::new();
        let same_name = cluster.iter().any(|o| same(&m.title, &o.title, brands));
        let alike = alike(m, cluster);
        let days: Vec<DayRange> = cluster.iter().flat_map(|o| o.dates.iter().map(|d| d.value)).collect();
        let day = m.dates.first().map(|d| d.value);
        let on_day = day.is_some_and(|d| days.iter().any(|o| o.overlaps(&d)));
        if same_name {
            signs.push(Sign::SameName);
        } else if alike >= ALIKE {
            signs.push(Sign::LikeName);
        }
        if on_day {
            signs.push(Sign::SameDay);
        } else if day.is_some() && !days.is_empty() {
            signs.extend(self.other_day(m, cluster));
        }
        signs.extend(self.of_brand(m, cluster, same_name));
        if !same_name && self.is_elsewhere(m, cluster) {
            signs.push(Sign::OtherPlace);
        }
        if cluster.iter().all(|o| differ_in_ordinal(&m.title, &o.title)) {
            signs.push(Sign::OtherOrdinal);
        }
        let kinds = |t: &str| self.source.patterns.kinds_in(t);
        let mine = kinds(&m.title);
        let theirs: BTreeSet<_> = cluster.iter().flat_map(|o| kinds(&o.title)).collect();
        if !mine.is_empty() && !theirs.is_empty() && mine.is_disjoint(&theirs) {
            signs.push(Sign::OtherKind);
        }
        signs
    }

    /// The same name on another day: a moved event, a slip of the pen, or a second session?
    fn other_day(&self, m: &Mention, cluster: &[Mention]) -> Vec<Sign> {
        if m.change || cluster.iter().any(|o| o.change) {
            return vec![Sign::OtherDay, Sign::Moved];
        }
        let twice = cluster.iter().any(|o| {
            let other = o.doc != m.doc || o.evidence != m.evidence;
            o.source == m.source && other && !o.dates.is_empty() && !on_one_day(o, m)
        });
        if twice { vec![Sign::OtherDay, Sign::AnotherSession] } else { vec![Sign::OtherDay] }
    }

    fn of_brand(&self, m: &Mention, cluster: &[Mention], same_name: bool) -> Vec<Sign> {
        let brands = self.brands();
        let branded = |t: &str| -> BTreeSet<&str> {
            brands.iter().filter(|b| key(t).contains(&key(&b.name))).map(|b| b.name.as_str()).collect()
        };
        let mine = branded(&m.title);
        let shared = cluster.iter().any(|o| !branded(&o.title).is_disjoint(&mine));
        let other = !mine.is_empty() && cluster.iter().any(|o| !branded(&o.title).is_empty()) && !shared;
        let bare = |t: &str| core(t, brands).is_empty();
        match (shared, other && !same_name) {
            (true, _) if bare(&m.title) || cluster.iter().all(|o| bare(&o.title)) => {
                vec![Sign::SameBrand, Sign::BareBrand]
            }
            (true, _) => vec![Sign::SameBrand],
            (_, true) => vec![Sign::OtherBrand],
            _ => vec![],
        }
    }

    /// Two firms visited on one day: the frame of the titles is alike, what they are about and where is not.
    fn is_elsewhere(&self, m: &Mention, cluster: &[Mention]) -> bool {
        let mine = core(&m.title, self.brands());
        !mine.is_empty()
            && cluster.iter().all(|o| {
                let theirs = core(&o.title, self.brands());
                !theirs.is_empty() && likeness(&mine, &theirs) < 30 && other_place(&m.place, &o.place)
            })
    }

    /// “工艺诊断签到”, “关于学术交流会延期的通知”: a short title without a brand is that of the one event whose title it shortens. It must
    /// give the event's day, no day or, as a change notice, a new one.
    fn shortened(&self, m: &Mention, clusters: &[Cluster]) -> Option<usize> {
        let short = key(&m.title);
        if self.brands().iter().any(|b| short.contains(&key(&b.name))) {
            return None;
        }
        let free = m.change || m.dates.is_empty();
        let kinds = |t: &str| self.source.patterns.kinds_in(t);
        let (generic, mine) = (is_generic(&m.title, self.source.ours()), kinds(&m.title));
        let meant = |c: &Cluster| {
            let on_day = c.mentions.iter().any(|o| on_one_day(o, m));
            if generic {
                return (on_day || free) && c.mentions.iter().any(|o| !kinds(&o.title).is_disjoint(&mine));
            }
            let long = |o: &Mention| {
                let long = key(&o.title);
                is_short_of(&short, &long) && (on_day || free && long.contains(&short))
            };
            c.mentions.iter().any(long)
        };
        let mut meant = clusters.iter().enumerate().filter(|(_, c)| meant(c)).map(|(i, _)| i);
        meant.next().filter(|_| meant.next().is_none())
    }
}

/// From this likeness (of 100) two names on one day are one event's.
const ALIKE: u32 = 40;

fn alike(m: &Mention, cluster: &[Mention]) -> u32 {
    cluster.iter().map(|o| likeness(&key(&m.title), &key(&o.title))).max().unwrap_or(0)
}

fn on_one_day(a: &Mention, b: &Mention) -> bool {
    a.dates.iter().any(|x| b.dates.iter().any(|y| x.value.overlaps(&y.value)))
}

/// Both places are stated, and neither is part of the other.
fn other_place(a: &str, b: &str) -> bool {
    let (a, b) = (key(a), key(b));
    a.chars().count() >= 3 && b.chars().count() >= 3 && !a.contains(&b) && !b.contains(&a) && likeness(&a, &b) < 50
}

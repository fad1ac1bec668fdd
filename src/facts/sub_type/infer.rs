//! The sub-type where only the line is named: its candidates are told apart by the grant, by what kinds of event the papers' titles
//! speak of, by papers that only one of them asks for, and by the pack's hints. Two that cannot be told apart stay two.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Source;
use crate::model::facts::Stated;
use crate::model::pack::{Check, SubTypeSpec};
use crate::model::text::fold;
use crate::model::{DocKind, EventKind, Money};

/// What the signs leave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inferred {
    /// One, or those between which nothing decides.
    pub codes: Vec<String>,
    /// In words, what told.
    pub basis: String,
}

/// Points by which the best must lead to be the only one.
const LEAD: i32 = 2;

/// The signs for one candidate.
struct Signs<'p> {
    spec: &'p SubTypeSpec,
    points: i32,
    words: Vec<String>,
}

/// `weak` are points for candidates that papers name, though not plainly.
pub(in crate::facts) fn infer(
    source: &Source<'_>,
    line: &str,
    grants: &[Stated<Money>],
    weak: &BTreeMap<String, i32>,
) -> Inferred {
    let candidates: Vec<&SubTypeSpec> = source.pack.sub_types.iter().filter(|s| s.line == line).collect();
    let titles: Vec<&str> =
        source.kinds.papers.iter().filter_map(|p| p.title.as_ref()).map(|t| t.quote.as_str()).collect();
    let mut signs: Vec<Signs> = candidates
        .iter()
        .map(|spec| {
            let mut signs = Signs { spec, points: 0, words: Vec::new() };
            if let Some(points) = weak.get(&spec.code) {
                signs.add(*points, "材料中的提法".to_owned());
            }
            signs.by_grant(&candidates, grants);
            signs.by_events(source, &candidates, &titles);
            signs.by_papers(source, &candidates);
            signs.by_hints(source, &titles);
            signs
        })
        .collect();
    signs.sort_by(|a, b| b.points.cmp(&a.points).then(a.spec.code.cmp(&b.spec.code)));
    let best = signs.first().map_or(0, |s| s.points);
    let left: Vec<&Signs> = signs.iter().filter(|s| s.points + LEAD > best).collect();
    let codes: Vec<String> = left.iter().map(|s| s.spec.code.clone()).collect();
    let names = |s: &Signs| format!("{}{}", s.spec.ordinal, s.spec.name);
    let basis = match left.as_slice() {
        [one] if best > 0 => format!("材料只写明{line}号项目，按{}推断为“{}”", one.words.join("、"), names(one)),
        [_, ..] => {
            let both: Vec<String> = left.iter().map(|s| format!("“{}”", names(s))).collect();
            format!("材料只写明{line}号项目，可能是{}", both.join("或"))
        }
        [] => String::new(),
    };
    Inferred { codes, basis }
}

impl Signs<'_> {
    fn add(&mut self, points: i32, words: String) {
        self.points += points;
        if points > 0 {
            self.words.push(words);
        }
    }

    /// A sum that is just this one's, or that no more than this one allows.
    fn by_grant(&mut self, all: &[&SubTypeSpec], grants: &[Stated<Money>]) {
        let Some(grant) = grants.first().map(|g| g.value) else { return };
        let exact = |s: &SubTypeSpec| s.grant == grant;
        let others = || all.iter().filter(|s| s.code != self.spec.code);
        let words = format!("资助额（{}元）", grant.grouped());
        match () {
            () if exact(self.spec) && !others().any(|s| exact(s)) => self.add(3, words),
            () if grant > self.spec.grant => self.add(-2, words),
            () if self.spec.fixed && !exact(self.spec) => self.add(-1, words),
            () => {}
        }
    }

    /// Titles speak of a kind of event that only this one asks for.
    fn by_events(&mut self, source: &Source<'_>, all: &[&SubTypeSpec], titles: &[&str]) {
        let own = distinctive(self.spec, all);
        let told = titles.iter().filter(|t| !source.patterns.kinds_in(t).is_disjoint(&own)).count();
        if told > 0 {
            let kinds: Vec<&str> = own.iter().map(|k| k.chinese()).collect();
            self.add(if told > 1 { 3 } else { 2 }, format!("活动（{}）", kinds.join("、")));
        }
    }

    /// Papers that only this one's rules ask for.
    fn by_papers(&mut self, source: &Source<'_>, all: &[&SubTypeSpec]) {
        let asked = |spec: &SubTypeSpec| -> BTreeSet<DocKind> {
            let rules = source.pack.rules.iter().filter(|r| r.sub_types.contains(&spec.code));
            rules.flat_map(|r| kinds_asked(&r.check, &spec.code)).collect()
        };
        let others: BTreeSet<DocKind> =
            all.iter().filter(|s| s.code != self.spec.code).flat_map(|s| asked(s)).collect();
        let own: Vec<&str> = asked(self.spec)
            .difference(&others)
            .filter(|k| source.kinds.of(**k).next().is_some())
            .map(|k| k.chinese())
            .collect();
        if !own.is_empty() {
            self.add(2, format!("材料（{}）", own.join("、")));
        }
    }

    fn by_hints(&mut self, source: &Source<'_>, titles: &[&str]) {
        let text = fold(&titles.iter().copied().chain([source.dossier.path.as_str()]).collect::<Vec<_>>().join("\n"));
        let hits: Vec<&str> = self.spec.hints.iter().filter(|h| text.contains(&fold(h))).map(String::as_str).collect();
        if !hits.is_empty() {
            let points = i32::try_from(hits.len().min(3)).unwrap_or(3);
            self.add(points, format!("标题中的“{}”", hits.join("”“")));
        }
    }
}

/// Kinds of event that no other candidate asks for.
fn distinctive(spec: &SubTypeSpec, all: &[&SubTypeSpec]) -> BTreeSet<EventKind> {
    let kinds = |s: &SubTypeSpec| s.required_events.iter().map(|r| r.kind).collect::<BTreeSet<_>>();
    let others: BTreeSet<EventKind> = all.iter().filter(|s| s.code != spec.code).flat_map(|s| kinds(s)).collect();
    kinds(spec).difference(&others).copied().collect()
}

/// The kinds of paper by which a rule passes.
fn kinds_asked(check: &Check, code: &str) -> Vec<DocKind> {
    match check {
        Check::DocumentPresent { kinds, kinds_in, optional_in, .. } if !optional_in.contains(code) => {
            kinds_in.get(code).unwrap_or(kinds).clone()
        }
        Check::PartsPresent { kinds, .. } => kinds.clone(),
        _ => Vec::new(),
    }
}

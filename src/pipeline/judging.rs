//! Judges dossiers side by side, each by itself, and hands them back in order.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::thread;

use super::{Settings, unjudged};
use crate::accounts::Reckoner;
use crate::classify::Classifier;
use crate::facts;
use crate::facts::Patterns;
use crate::facts::settings::Overrides;
use crate::model::text::key;
use crate::model::{
    Accounts, Clue, Document, Dossier, DossierAudit, Facts, FileRow, Finding, Kinds, Problem, RegisterRow,
};
use crate::rules::{self, Case};

/// Deep tables recurse; the default of 2 MB for threads is less than the main thread has.
const STACK: usize = 16 << 20;

/// What all dossiers are judged by; the pack's patterns are compiled once.
struct Bench<'a> {
    settings: &'a Settings,
    classifier: Classifier,
    patterns: Patterns,
    reckoner: Reckoner,
    register: &'a [RegisterRow],
}

/// Judges every dossier; the results stand in the order of the dossiers.
pub fn judge_all(dossiers: Vec<Dossier>, settings: &Settings, register: &[RegisterRow]) -> Vec<DossierAudit> {
    let pack = &settings.pack;
    let bench = Bench {
        settings,
        classifier: Classifier::new(pack),
        patterns: Patterns::new(pack),
        reckoner: Reckoner::new(pack),
        register,
    };
    let count = dossiers.len();
    let queue = Mutex::new(dossiers.into_iter().enumerate());
    let judged = Mutex::new(Vec::with_capacity(count));
    let work = || {
        loop {
            // The lock is held for taking one dossier only.
            let next = queue.lock().expect("no thread panics while it takes a dossier").next();
            let Some((at, dossier)) = next else { break };
            let done = bench.judge_one(dossier);
            judged.lock().expect("no thread panics while it hands one in").push((at, done));
        }
    };
    thread::scope(|scope| {
        let spawn = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).is_ok();
        let threads = (0..settings.reading.jobs.clamp(1, count.max(1))).map(spawn).filter(|spawned| *spawned).count();
        if threads == 0 {
            // Threads that can't be had cost time, not the run.
            work();
        }
    });
    let mut judged = judged.into_inner().expect("all threads have ended");
    judged.sort_by_key(|(at, _)| *at);
    judged.into_iter().map(|(_, done)| done).collect()
}

/// What the stages after reading make of a dossier.
type Outcome = (Kinds, Facts, Accounts, Vec<Finding>, Vec<Clue>);

impl Bench<'_> {
    /// A defect of ours in one dossier must not take the others with it; the papers themselves were read in processes
    /// of their own, so this is the second border, not the first.
    fn judge_one(&self, mut dossier: Dossier) -> DossierAudit {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.judge(&mut dossier)));
        let (kinds, facts, accounts, findings, clues) = outcome.unwrap_or_else(|_| {
            let findings = unjudged::after_defect(&dossier, &self.settings.pack);
            (Kinds::default(), Facts::default(), Accounts::default(), findings, Vec::new())
        });
        DossierAudit {
            path: dossier.path.clone(),
            identity: identity(&dossier, &facts),
            proposal: rules::proposal(&findings),
            files: file_rows(&dossier, &kinds),
            dossier,
            kinds,
            facts,
            accounts,
            findings,
            clues,
        }
    }

    fn judge(&self, dossier: &mut Dossier) -> Outcome {
        let pack = &self.settings.pack;
        let overrides = self.overrides(dossier);
        let mut kinds = self.classifier.classify(dossier);
        overrides.rename_kinds(dossier, &mut kinds);
        let facts = facts::extract(dossier, &kinds, pack, &self.patterns, self.register, &overrides);
        let accounts = self.reckoner.reckon(dossier, &kinds);
        let findings = match pack.sub_type(&facts.project.sub_type) {
            Some(sub_type) => rules::judge(&Case {
                pack,
                sub_type,
                dossier,
                kinds: &kinds,
                facts: &facts,
                accounts: &accounts,
                as_of: self.settings.as_of,
            }),
            None => unjudged::for_want_of_a_sub_type(dossier, &facts, pack),
        };
        let clues = rules::clues::clues(pack, &facts, &accounts);
        (kinds, facts, accounts, findings, clues)
    }

    /// The dossier's own `yanshen.toml`, and what the user said over it. One that makes no sense is told, not obeyed.
    fn overrides(&self, dossier: &mut Dossier) -> Overrides {
        let mut overrides = Overrides::parse(dossier.settings.as_deref()).unwrap_or_else(|why| {
            dossier.problems.push(Problem::Skipped(why));
            Overrides::default()
        });
        if let Some(asked) = &self.settings.sub_type {
            overrides.sub_type = Some(asked.clone());
            overrides.basis = "由 --sub-type 指定".to_owned();
        }
        overrides
    }
}

/// Line, unit and project name; the path when unit or name is unknown.
fn identity(dossier: &Dossier, facts: &Facts) -> String {
    let (unit, name) = (key(&facts.project.unit), key(&facts.project.name));
    if unit.is_empty() || name.is_empty() {
        return dossier.path.clone();
    }
    format!("{}|{unit}|{name}", facts.project.line)
}

fn file_rows(dossier: &Dossier, kinds: &Kinds) -> Vec<FileRow> {
    let row = |(id, document): (_, &Document)| {
        let mut also = Vec::new();
        let mut reasons = Vec::new();
        for (at, paper) in kinds.of_doc(id).enumerate() {
            if at > 0 && paper.kind != kinds.main_kind(id) && !also.contains(&paper.kind) {
                also.push(paper.kind);
            }
            reasons.extend(paper.reasons.iter().filter(|r| !reasons.contains(*r)).cloned().collect::<Vec<_>>());
        }
        FileRow {
            path: document.path.clone(),
            sha256: document.sha256.clone(),
            size: document.size,
            format: document.format,
            kind: kinds.main_kind(id),
            also,
            reasons,
            pages: u32::try_from(document.pages.len()).unwrap_or(u32::MAX),
            coverage: document.coverage,
            problems: document.problems.clone(),
        }
    };
    dossier.iter().map(row).collect()
}

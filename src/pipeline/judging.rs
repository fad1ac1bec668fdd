//! Judges dossiers side by side, each by itself and within a time of its own, and hands them back in order.

use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use super::{Error, Settings, unjudged};
use crate::accounts::Reckoner;
use crate::classify::Classifier;
use crate::facts;
use crate::facts::Patterns;
use crate::facts::settings::Overrides;
use crate::model::text::key;
use crate::model::{
    Accounts, Clue, Day, Document, Dossier, DossierAudit, Facts, FileRow, Finding, Kinds, Pack, Problem, Project,
    RegisterRow,
};
use crate::rules::{self, Case};

/// Deep tables recurse; the default of 2 MB for threads is less than the main thread has.
const STACK: usize = 16 << 20;

/// What all dossiers are judged by; the pack's patterns are compiled once. Owned: a thread that does not come to its end goes on
/// looking at it after the run is over.
struct Bench {
    pack: Pack,
    as_of: Day,
    sub_type: Option<String>,
    classifier: Classifier,
    patterns: Patterns,
    reckoner: Reckoner,
    register: Vec<RegisterRow>,
}

/// Judges every dossier; the results stand in the order of the dossiers.
pub fn judge_all(
    dossiers: Vec<Dossier>,
    settings: &Settings,
    register: &[RegisterRow],
) -> Result<Vec<DossierAudit>, Error> {
    let pack = &settings.pack;
    let bench = Arc::new(Bench {
        pack: pack.clone(),
        as_of: settings.as_of,
        sub_type: settings.sub_type.clone(),
        classifier: Classifier::new(pack),
        patterns: Patterns::new(pack),
        reckoner: Reckoner::new(pack),
        register: register.to_vec(),
    });
    let count = dossiers.len();
    let seconds = settings.reading.limits.judging_seconds;
    let queue = Mutex::new(dossiers.into_iter().enumerate());
    let judged = Mutex::new(Vec::with_capacity(count));
    let work = || -> Result<(), Error> {
        let mut hand = Hand::default();
        loop {
            // The lock is held for taking one dossier only.
            let next = queue.lock().expect("no thread panics while it takes a dossier").next();
            let Some((at, dossier)) = next else { return Ok(()) };
            let done = judge_one(&bench, &mut hand, dossier, seconds)?;
            judged.lock().expect("no thread panics while it hands one in").push((at, done));
        }
    };
    let refused = Mutex::new(None);
    thread::scope(|scope| {
        for _ in 0..settings.reading.jobs.clamp(1, count.max(1)) {
            let each = || {
                if let (Err(why), Ok(mut refused)) = (work(), refused.lock()) {
                    *refused = Some(why);
                }
            };
            // A thread that can't be had costs time, not the run.
            let _ = thread::Builder::new().spawn_scoped(scope, each);
        }
    });
    if let Some(why) = refused.into_inner().expect("no thread panics while it reports") {
        return Err(why);
    }
    work()?;
    let mut judged = judged.into_inner().expect("all threads have ended");
    judged.sort_by_key(|(at, _)| *at);
    Ok(judged.into_iter().map(|(_, done)| done).collect())
}

/// What the stages after reading make of a dossier.
type Outcome = (Kinds, Facts, Accounts, Vec<Finding>, Vec<Clue>);

/// Why a piece of work was not done.
#[derive(Debug, PartialEq, Eq)]
pub enum Undone {
    /// It broke down: a defect of ours.
    Broken,
    /// It took longer than it may.
    Late,
    /// The system has no thread left to do it on.
    NoThread,
}

/// Does one piece of work as a [`Hand`] does.
pub fn within<T: Send + 'static>(seconds: u64, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Undone> {
    Hand::default().within(seconds, work)
}

type Task = Box<dyn FnOnce() + Send>;

/// A thread for pieces of work that are given up when they take too long. It is kept from one to the next, because what
/// patterns learn of their texts (megabytes, and a good part of the time) stays with a thread. A thread cannot be ended: one that
/// is given up goes on until the program ends, and does not keep it from ending.
#[derive(Default)]
struct Hand(Option<mpsc::Sender<Task>>);

impl Hand {
    fn within<T: Send + 'static>(
        &mut self,
        seconds: u64,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Undone> {
        if seconds == 0 {
            return Err(Undone::Late);
        }
        let (sender, outcome) = mpsc::channel();
        let task: Task = Box::new(move || {
            let _ = sender.send(work());
        });
        let hand = match self.0.take() {
            Some(hand) => hand,
            None => {
                let (hand, tasks) = mpsc::channel::<Task>();
                let each = move || tasks.iter().for_each(|task| task());
                thread::Builder::new().stack_size(STACK).spawn(each).map_err(|_| Undone::NoThread)?;
                hand
            }
        };
        hand.send(task).map_err(|_| Undone::Broken)?;
        let outcome = outcome.recv_timeout(Duration::from_secs(seconds)).map_err(|e| match e {
            mpsc::RecvTimeoutError::Timeout => Undone::Late,
            mpsc::RecvTimeoutError::Disconnected => Undone::Broken,
        })?;
        self.0 = Some(hand);
        Ok(outcome)
    }
}

/// A defect of ours in one dossier, or more of it than can be judged in time, must not take the others with it; the papers
/// themselves were read in processes of their own, so this is the second border, not the first.
fn judge_one(bench: &Arc<Bench>, hand: &mut Hand, mut dossier: Dossier, seconds: u64) -> Result<DossierAudit, Error> {
    let overrides = bench.overrides(&mut dossier);
    let dossier = Arc::new(dossier);
    let (at_work, looked_at) = (Arc::clone(bench), Arc::clone(&dossier));
    let outcome = hand.within(seconds, move || {
        let outcome = at_work.judge(&looked_at, &overrides);
        // Given back before the result is handed over, so that it need not be copied.
        drop(looked_at);
        outcome
    });
    let unjudged = |findings| (Kinds::default(), Facts::default(), Accounts::default(), findings, Vec::new());
    let (kinds, facts, accounts, findings, clues) = match outcome {
        Ok(outcome) => outcome,
        Err(Undone::Broken) => unjudged(unjudged::after_defect(&dossier, &bench.pack)),
        Err(Undone::Late) => unjudged(unjudged::for_want_of_time(&dossier, &bench.pack, seconds)),
        Err(Undone::NoThread) => return Err(Error::NoThreads),
    };
    let dossier = Arc::try_unwrap(dossier).unwrap_or_else(|shared| (*shared).clone());
    Ok(DossierAudit {
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
    })
}

impl Bench {
    fn judge(&self, dossier: &Dossier, overrides: &Overrides) -> Outcome {
        let pack = &self.pack;
        let mut kinds = self.classifier.classify(dossier);
        overrides.rename_kinds(dossier, &mut kinds);
        let facts = facts::extract(dossier, &kinds, pack, &self.patterns, &self.register, overrides);
        let accounts = self.reckoner.reckon(dossier, &kinds);
        let findings = match pack.sub_type(&facts.project.sub_type) {
            Some(sub_type) => rules::judge(&Case {
                pack,
                sub_type,
                dossier,
                kinds: &kinds,
                facts: &facts,
                accounts: &accounts,
                as_of: self.as_of,
            }),
            None if facts.project.candidates.is_empty() => unjudged::for_want_of_a_sub_type(dossier, &facts, pack),
            None => self.judge_between(dossier, overrides, &kinds, &facts.project, &accounts),
        };
        let clues = rules::clues::clues(pack, &facts, &accounts);
        (kinds, facts, accounts, findings, clues)
    }

    /// By each sub-type that the papers leave possible: what all say alike stands, the rest is open.
    fn judge_between(
        &self,
        dossier: &Dossier,
        overrides: &Overrides,
        kinds: &Kinds,
        project: &Project,
        accounts: &Accounts,
    ) -> Vec<Finding> {
        let pack = &self.pack;
        let specs = project.candidates.iter().filter_map(|code| pack.sub_type(code));
        let by_each = specs.map(|sub_type| {
            let basis = project.sub_type_basis.clone();
            let assumed = Overrides { sub_type: Some(sub_type.code.clone()), basis, ..overrides.clone() };
            let facts = &facts::extract(dossier, kinds, pack, &self.patterns, &self.register, &assumed);
            let case = Case { pack, sub_type, dossier, kinds, facts, accounts, as_of: self.as_of };
            (sub_type, rules::judge(&case))
        });
        rules::undecided::fold(pack, by_each.collect())
    }

    /// The dossier's own `yanshen.toml`, and what the user said over it. One that makes no sense is told, not obeyed.
    fn overrides(&self, dossier: &mut Dossier) -> Overrides {
        let mut overrides = Overrides::parse(dossier.settings.as_deref()).unwrap_or_else(|why| {
            dossier.problems.push(Problem::Skipped(why));
            Overrides::default()
        });
        if let Some(asked) = &self.sub_type {
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

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::ingest::Options;
    use crate::model::{Proposal, Status};
    use crate::rules::pack;

    #[test]
    fn work_that_does_not_end_is_given_up_and_a_defect_is_told() {
        assert_eq!(within(5, || 7), Ok(7));
        let began = Instant::now();
        let stuck = within(1, || {
            loop {
                thread::sleep(Duration::from_millis(20));
            }
        });
        assert_eq!(stuck, Err::<(), _>(Undone::Late));
        assert!(began.elapsed() < Duration::from_secs(5));
        assert_eq!(within(5, || Vec::<u8>::new().remove(0)), Err(Undone::Broken));
    }

    #[test]
    fn a_hand_is_kept_while_it_serves_and_replaced_when_it_does_not() {
        let mut hand = Hand::default();
        let here = |hand: &mut Hand| hand.within(5, || thread::current().id());
        let first = here(&mut hand);
        assert_eq!(first, here(&mut hand));
        assert_eq!(hand.within(5, || Vec::<u8>::new().remove(0)), Err(Undone::Broken));
        let second = here(&mut hand);
        assert!(second.is_ok() && second != first);
        assert_eq!(hand.within(1, || thread::sleep(Duration::from_secs(3))), Err(Undone::Late));
        assert!(here(&mut hand).is_ok_and(|third| Ok(third) != second));
    }

    fn dossier(path: &str) -> Dossier {
        Dossier {
            path: path.into(),
            documents: Vec::new(),
            set_aside: Vec::new(),
            settings: None,
            problems: Vec::new(),
        }
    }

    #[test]
    fn a_dossier_that_takes_too_long_is_open_throughout() {
        let mut reading = Options { in_process: true, jobs: 2, ..Options::default() };
        reading.limits.judging_seconds = 0;
        let (pack, as_of) = (pack::embedded().expect("our own"), Day::new(2026, 11, 23).expect("a day"));
        let mut settings = Settings { as_of, pack, register: None, ledger: None, reading, sub_type: Some("1A".into()) };
        let judged = judge_all(vec![dossier("甲"), dossier("乙")], &settings, &[]).expect("threads");
        assert_eq!(judged.iter().map(|d| d.path.as_str()).collect::<Vec<_>>(), ["甲", "乙"]);
        for one in &judged {
            assert!(!one.findings.is_empty() && one.findings.iter().all(|f| f.status == Status::Review));
            assert_eq!(one.proposal, Proposal::Undecided);
            assert!(one.findings[0].message.contains("0 秒"), "{}", one.findings[0].message);
        }
        settings.reading.limits.judging_seconds = 60;
        let judged = judge_all(vec![dossier("甲")], &settings, &[]).expect("threads");
        assert!(judged[0].findings.iter().any(|f| f.status == Status::Missing));
    }
}

//! Distributes files over workers and puts dossiers together again, in order.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::archive::missing;
use super::discover::{self, DossierSource};
use super::reader::{Event, Session};
use super::{Limits, Options, Progress};
use crate::model::{Document, Dossier, Problem};

/// One file to read: which dossier it belongs to, its name there, and where it lies.
struct Task {
    dossier: usize,
    name: String,
    path: PathBuf,
}

/// What came of a task.
#[derive(Default)]
struct Outcome {
    documents: Vec<Document>,
    set_aside: Vec<String>,
    settings: Option<String>,
}

impl Outcome {
    fn take(&mut self, event: Event) {
        match event {
            Event::Done(document) => self.documents.push(*document),
            Event::SetAside(path) => self.set_aside.push(path),
            Event::Settings(text) => self.settings = self.settings.take().or(Some(text)),
            Event::Begin(_) | Event::Tick => {}
        }
    }
}

pub fn read_dossiers(
    sources: &[DossierSource],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Vec<Dossier> {
    let mut dossiers: Vec<Dossier> = Vec::new();
    let mut tasks = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        let mut dossier = Dossier {
            path: source.name.clone(),
            documents: Vec::new(),
            set_aside: Vec::new(),
            settings: None,
            problems: Vec::new(),
        };
        if source.is_archive {
            tasks.push(Task { dossier: index, name: source.name.clone(), path: source.path.clone() });
        } else {
            let walked = discover::walk(&source.path, &options.limits);
            dossier.set_aside = walked.set_aside;
            dossier.settings = walked.settings;
            dossier.problems = walked.problems;
            tasks.extend(walked.files.into_iter().map(|(name, path)| Task { dossier: index, name, path }));
        }
        dossiers.push(dossier);
    }
    for (task, outcome) in tasks.iter().zip(run(&tasks, options, progress)) {
        let (Some(dossier), Some(source)) = (dossiers.get_mut(task.dossier), sources.get(task.dossier)) else {
            continue;
        };
        let outcome = if source.is_archive { unwrap_archive(outcome, &task.name, dossier) } else { outcome };
        dossier.documents.extend(outcome.documents);
        dossier.set_aside.extend(outcome.set_aside);
        if source.is_archive {
            dossier.settings = outcome.settings;
        }
    }
    for dossier in &mut dossiers {
        dossier.documents.sort_by(|a, b| a.path.cmp(&b.path));
        let room = options.limits.entries as usize;
        if dossier.documents.len() > room {
            dossier.documents.truncate(room);
            dossier.problems.push(Problem::Limit(format!("文件超过 {room} 个")));
        }
    }
    dossiers
}

/// A dossier handed in as an archive: its members are the dossier, the archive itself only lends its problems.
fn unwrap_archive(mut outcome: Outcome, archive: &str, dossier: &mut Dossier) -> Outcome {
    let prefix = format!("{archive}/");
    let strip = |path: &str| path.strip_prefix(&prefix).unwrap_or(path).to_owned();
    let mut members = Vec::new();
    for mut document in outcome.documents {
        if document.path == archive {
            dossier.problems.append(&mut document.problems);
            continue;
        }
        document.path = strip(&document.path);
        document.inside = document.inside.filter(|i| i != archive).map(|i| strip(&i));
        members.push(document);
    }
    outcome.documents = members;
    outcome.set_aside = outcome.set_aside.iter().map(|p| strip(p)).collect();
    outcome
}

pub fn read_file(path: &Path, options: &Options) -> Vec<Document> {
    let name =
        path.file_name().map_or_else(|| path.to_string_lossy().into_owned(), |n| n.to_string_lossy().into_owned());
    let task = Task { dossier: 0, name, path: path.to_owned() };
    let mut documents: Vec<Document> = run(&[task], options, &|_| {}).into_iter().flat_map(|o| o.documents).collect();
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    documents
}

/// Outcomes in the order of tasks.
fn run(tasks: &[Task], options: &Options, progress: &(dyn Fn(Progress) + Sync)) -> Vec<Outcome> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let outcomes: Vec<Mutex<Outcome>> = tasks.iter().map(|_| Mutex::default()).collect();
    std::thread::scope(|scope| {
        for _ in 0..options.jobs.clamp(1, tasks.len().max(1)) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let (Some(task), Some(slot)) = (tasks.get(index), outcomes.get(index)) else { break };
                    let outcome = in_process(task, &options.limits);
                    if let Ok(mut slot) = slot.lock() {
                        *slot = outcome;
                    }
                    let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                    progress(Progress { done, total: tasks.len(), name: task.name.clone() });
                }
            });
        }
    });
    outcomes.into_iter().map(|m| m.into_inner().unwrap_or_default()).collect()
}

fn in_process(task: &Task, limits: &Limits) -> Outcome {
    let mut outcome = Outcome::default();
    read_path(&task.path, &task.name, limits, &BTreeSet::new(), &mut |event| outcome.take(event));
    outcome
}

/// Reads a file from disk through the one reader.
pub fn read_path(path: &Path, name: &str, limits: &Limits, skip: &BTreeSet<String>, sink: &mut dyn FnMut(Event)) {
    let size = fs::metadata(path).map_or(0, |m| m.len());
    let trouble = if size > limits.file_bytes {
        Some(Problem::Limit(format!("文件超过 {} MB", limits.file_bytes >> 20)))
    } else {
        match fs::read(path) {
            Ok(bytes) => {
                Session { limits, skip, sink }.read(name, &bytes, None, 0);
                return;
            }
            Err(e) => Some(Problem::Io(e.to_string())),
        }
    };
    if let Some(problem) = trouble {
        let mut document = missing(name, None, problem);
        document.size = size;
        sink(Event::Done(Box::new(document)));
    }
}

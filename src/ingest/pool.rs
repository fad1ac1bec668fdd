//! Distributes files over workers and puts dossiers together again, in order.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::discover::{self, DossierSource};
use super::read::{Event, Start, missing};
use super::reader::read_path;
use super::tools::Tools;
use super::worker::{Lost, Worker};
use super::{Error, Options, Progress};
use crate::model::{Coverage, Document, Dossier, Problem, refusal};

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
            // Said again by the worker that takes over from a lost one.
            Event::SetAside(path) if self.set_aside.contains(&path) => {}
            Event::SetAside(path) => self.set_aside.push(path),
            Event::Settings(text) => self.settings = self.settings.take().or(Some(text)),
            Event::Begin(_) | Event::Tick | Event::Picture(..) => {}
        }
    }
}

pub fn read_dossiers(
    sources: &[DossierSource],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Dossier>, Error> {
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
    for (task, outcome) in tasks.iter().zip(run(&tasks, options, progress)?) {
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
    Ok(dossiers)
}

/// A dossier handed in as an archive: its members are the dossier, the archive itself only lends its problems.
fn unwrap_archive(mut outcome: Outcome, archive: &str, dossier: &mut Dossier) -> Outcome {
    let prefix = format!("{archive}/");
    let strip = |path: &str| path.strip_prefix(&prefix).unwrap_or(path).to_owned();
    let (mut members, mut container) = (Vec::new(), None);
    for mut document in outcome.documents {
        if document.path == archive {
            dossier.problems.extend(document.problems.iter().cloned());
            container = (document.coverage == Coverage::None).then_some(document);
            continue;
        }
        document.path = strip(&document.path);
        document.inside = document.inside.filter(|i| i != archive).map(|i| strip(&i));
        members.push(document);
    }
    // An archive that cannot be opened is itself what was not read.
    members.extend(container);
    outcome.documents = members;
    outcome.set_aside = outcome.set_aside.iter().map(|p| strip(p)).collect();
    outcome
}

pub fn read_file(path: &Path, options: &Options) -> Result<Vec<Document>, Error> {
    let name =
        path.file_name().map_or_else(|| path.to_string_lossy().into_owned(), |n| n.to_string_lossy().into_owned());
    let task = Task { dossier: 0, name, path: path.to_owned() };
    let mut documents: Vec<Document> = run(&[task], options, &|_| {})?.into_iter().flat_map(|o| o.documents).collect();
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(documents)
}

/// Outcomes in the order of tasks. A thread that can be given no worker leaves its task to the others and ends; what is left
/// when all have ended is tried once more from here, and then there is none to be had.
fn run(tasks: &[Task], options: &Options, progress: &(dyn Fn(Progress) + Sync)) -> Result<Vec<Outcome>, Error> {
    let queue: Mutex<VecDeque<usize>> = Mutex::new((0..tasks.len()).collect());
    let done = AtomicUsize::new(0);
    let outcomes: Vec<Mutex<Outcome>> = tasks.iter().map(|_| Mutex::default()).collect();
    let room = Mutex::new(Room::new(tasks.len()));
    let work = || -> Result<(), NoWorker> {
        let mut reader = if options.in_process { Reader::Here } else { Reader::Idle };
        loop {
            let next = queue.lock().ok().and_then(|mut q| q.pop_front());
            let Some(index) = next else { return Ok(()) };
            let (Some(task), Some(slot)) = (tasks.get(index), outcomes.get(index)) else { return Ok(()) };
            match reader.read(task, options) {
                Ok(outcome) => {
                    if let Ok(mut slot) = slot.lock() {
                        *slot = outcome;
                    }
                    if let Ok(mut room) = room.lock() {
                        room.settle(index, tasks, &outcomes, options.limits.dossier_cells);
                    }
                }
                Err(none) => {
                    if let Ok(mut queue) = queue.lock() {
                        queue.push_front(index);
                    }
                    return Err(none);
                }
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress(Progress { done, total: tasks.len(), name: task.name.clone() });
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..options.jobs.clamp(1, tasks.len().max(1)) {
            // A thread that cannot be had costs time, not the run.
            let _ = std::thread::Builder::new().spawn_scoped(scope, work);
        }
    });
    work().map_err(|NoWorker(why)| Error::NoWorkers(why))?;
    Ok(outcomes.into_iter().map(|m| m.into_inner().unwrap_or_default()).collect())
}

/// The cells that papers of a dossier may still bring, given out in the order of files, so that the same dossier loses the same.
struct Room {
    read: Vec<bool>,
    /// Files before this one are settled.
    next: usize,
    dossier: usize,
    used: u64,
}

impl Room {
    fn new(files: usize) -> Room {
        Room { read: vec![false; files], next: 0, dossier: 0, used: 0 }
    }

    /// The file was read: it and those behind it that waited for it get their room, or lose their tables.
    fn settle(&mut self, index: usize, tasks: &[Task], outcomes: &[Mutex<Outcome>], most: u64) {
        if let Some(read) = self.read.get_mut(index) {
            *read = true;
        }
        while self.read.get(self.next) == Some(&true) {
            let (Some(task), Some(slot)) = (tasks.get(self.next), outcomes.get(self.next)) else { return };
            if task.dossier != self.dossier {
                (self.dossier, self.used) = (task.dossier, 0);
            }
            if let Ok(mut outcome) = slot.lock() {
                outcome.documents.iter_mut().for_each(|d| self.used = bounded(d, self.used, most));
            }
            self.next += 1;
        }
    }
}

/// Cells used up once this document is taken in. One that asks for more than there is loses its tables.
fn bounded(document: &mut Document, used: u64, most: u64) -> u64 {
    let tables = document.blocks.iter().filter_map(|b| b.content.as_table());
    let cells = tables.flat_map(|t| &t.rows).map(|r| r.cells.len() as u64).sum::<u64>();
    if used.saturating_add(cells) <= most {
        return used.saturating_add(cells);
    }
    document.blocks.retain(|b| b.content.as_table().is_none());
    document.coverage = if document.blocks.is_empty() { Coverage::None } else { Coverage::Partial };
    document.problems.push(Problem::Limit(format!("一个项目的表格合计超过 {most} 个单元格")));
    used
}

/// No worker can be started: why, in words for people.
struct NoWorker(String);

/// Where one thread of the pool has its files read.
enum Reader {
    /// No worker yet, or the last one is lost.
    Idle,
    Worker(Box<Worker>),
    /// In this process: on request only. Never because there is no worker: the border would be given up unasked.
    Here,
}

impl Reader {
    fn read(&mut self, task: &Task, options: &Options) -> Result<Outcome, NoWorker> {
        let mut outcome = Outcome::default();
        let mut skip = BTreeSet::new();
        let helped = options.tools != Tools::default();
        // Files that a worker was lost over while it was helped; they get another try without.
        let mut tried: BTreeSet<String> = BTreeSet::new();
        let mut plain = false;
        for _ in 0..MOST_DEATHS {
            if matches!(self, Reader::Idle) {
                *self = Reader::Worker(Box::new(started(options)?));
            }
            let Reader::Worker(worker) = self else {
                read_path(&task.path, &task.name, (&options.limits, &options.tools), &skip, &mut |event| {
                    outcome.take(event)
                });
                return Ok(outcome);
            };
            let (mut begun, mut finished): (Vec<Start>, Vec<String>) = Default::default();
            let read = worker.read(&task.path, &task.name, (&skip, plain), |event| {
                match &event {
                    Event::Begin(start) => begun.push(start.clone()),
                    Event::Done(document) => {
                        finished.push(document.path.clone());
                        begun.retain(|s| s.path != document.path);
                    }
                    _ => {}
                }
                outcome.take(event);
            });
            let Err(Lost(why)) = read else { return Ok(outcome) };
            skip.extend(finished);
            *self = Reader::Idle;
            let at = begun.last().map_or(task.name.clone(), |s| s.path.clone());
            plain = helped && tried.insert(at);
            if plain {
                continue;
            }
            let lost = lost(begun.pop(), task, why);
            let whole = lost.path == task.name;
            skip.insert(lost.path.clone());
            outcome.documents.push(lost);
            if whole {
                return Ok(outcome);
            }
        }
        let why = format!("其中 {MOST_DEATHS} 个文件使读取进程中断，其余未再读取");
        outcome.documents.push(lost(None, task, why));
        Ok(outcome)
    }
}

/// A worker. A system that is short of something may have it a moment later.
fn started(options: &Options) -> Result<Worker, NoWorker> {
    const PAUSES: [u64; 3] = [50, 200, 800];
    let start = || Worker::start(options.program.as_ref(), &options.limits, &options.tools);
    let mut tried = start();
    for pause in PAUSES {
        // Only a shortage passes.
        let short = |e: &std::io::Error| {
            !matches!(
                e.kind(),
                std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::Other
            )
        };
        if !tried.as_ref().is_err_and(short) {
            break;
        }
        std::thread::sleep(Duration::from_millis(pause));
        tried = start();
    }
    tried.map_err(|e| NoWorker(refusal::of_system(&e)))
}

/// Members of one archive that may kill a worker before the rest is given up.
const MOST_DEATHS: usize = 16;

/// The document of the file a worker died of.
fn lost(start: Option<Start>, task: &Task, why: String) -> Document {
    let (path, inside) = start.as_ref().map_or((task.name.as_str(), None), |s| (s.path.as_str(), s.inside.as_deref()));
    let mut document = missing(path, inside, Problem::WorkerLost(why));
    match start {
        Some(start) => (document.sha256, document.size) = (start.sha256, start.size),
        None => document.size = fs::metadata(&task.path).map_or(0, |m| m.len()),
    }
    document
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::ingest::Limits;

    /// The program beside the test binary; built by `cargo build`.
    fn program() -> Option<PathBuf> {
        let path = std::env::current_exe().ok()?.parent()?.parent()?.join("yanshen");
        let works = Worker::start(Some(&path), &Limits::default(), &Tools::default()).is_ok();
        if !works {
            eprintln!("skipped: no program beside the tests that answers to `worker`");
        }
        works.then_some(path)
    }

    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in members {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_deadly_member_costs_only_itself() {
        let Some(program) = program() else { return };
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("材料.zip");
        let large = "很长的一行\n".repeat(3_000_000);
        fs::write(&path, zip(&[("a.txt", "甲".as_bytes()), ("b.txt", large.as_bytes()), ("c.txt", "丙".as_bytes())]))
            .unwrap();
        let limits = Limits { memory: 150 << 20, ..Limits::default() };
        let options = Options { program: Some(program), limits, ..Options::default() };
        let documents = read_file(&path, &options).unwrap();
        let seen: Vec<(&str, Coverage)> = documents.iter().map(|d| (d.path.as_str(), d.coverage)).collect();
        let expected = [
            ("材料.zip", Coverage::Full),
            ("材料.zip/a.txt", Coverage::Full),
            ("材料.zip/b.txt", Coverage::None),
            ("材料.zip/c.txt", Coverage::Full),
        ];
        assert_eq!(seen, expected);
        assert_eq!(documents[2].problems, [Problem::WorkerLost("所需内存超过 150 MB".into())]);
        assert_eq!(documents[2].size, large.len() as u64);
    }

    #[test]
    fn a_stalled_worker_is_stopped_and_the_batch_goes_on() {
        let Some(program) = program() else { return };
        let dir = tempfile::tempdir().unwrap();
        let rows = "甲,乙,丙\n".repeat(2_000_000);
        fs::write(dir.path().join("a.csv"), rows).unwrap();
        fs::write(dir.path().join("b.txt"), "乙").unwrap();
        let limits = Limits { stall_seconds: 0, ..Limits::default() };
        let options = Options { program: Some(program), limits, ..Options::default() };
        let documents = read_file(&dir.path().join("a.csv"), &options).unwrap();
        assert!(matches!(documents[0].problems[0], Problem::WorkerLost(_)), "{:?}", documents[0].problems);
    }

    /// Where no worker can be had nothing is read: not in this process either.
    #[test]
    fn without_workers_the_run_ends_with_a_reason() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.txt");
        fs::write(&file, "甲").unwrap();
        let deaf = dir.path().join("deaf");
        fs::write(&deaf, "#!/bin/sh\nexit 0\n").unwrap();
        let mut programs = vec![dir.path().join("没有"), file.clone()];
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&deaf, fs::Permissions::from_mode(0o755)).unwrap();
            programs.push(deaf);
        }
        for program in programs {
            let options = Options { program: Some(program.clone()), jobs: 3, ..Options::default() };
            let began = std::time::Instant::now();
            let Err(Error::NoWorkers(why)) = read_file(&file, &options) else { panic!("{program:?}") };
            assert!(refusal::has_chinese(&why), "{why}");
            assert!(began.elapsed() < Duration::from_secs(15), "{program:?}");
        }
    }

    #[test]
    fn tables_beyond_the_room_of_a_dossier_are_named_and_the_others_stay() {
        let dir = tempfile::tempdir().unwrap();
        for (name, rows) in [("a.csv", 30), ("b.csv", 300), ("c.csv", 30), ("d.txt", 1)] {
            fs::write(dir.path().join(name), "甲,乙\n".repeat(rows)).unwrap();
        }
        let source = discover::one_dossier(dir.path()).unwrap();
        let limits = Limits { dossier_cells: 150, ..Limits::default() };
        let options = Options { in_process: true, limits, ..Options::default() };
        let dossier = read_dossiers(&[source], &options, &|_| {}).unwrap().remove(0);
        let seen: Vec<Coverage> = dossier.documents.iter().map(|d| d.coverage).collect();
        assert_eq!(seen, [Coverage::Full, Coverage::None, Coverage::Full, Coverage::Full]);
        assert!(matches!(dossier.documents[1].problems[..], [Problem::Limit(_)]));
    }

    #[test]
    fn a_dossier_in_an_archive_reads_as_a_folder_would() {
        let dir = tempfile::tempdir().unwrap();
        let inner = zip(&[("c.txt", "丙".as_bytes())]);
        let members: [(&str, &[u8]); 5] = [
            ("a.txt", "甲".as_bytes()),
            ("Thumbs.db", b"x"),
            ("../b.txt", "乙".as_bytes()),
            ("yanshen.toml", b"unit = 1"),
            ("n.zip", &inner),
        ];
        let path = dir.path().join("甲单位.zip");
        fs::write(&path, zip(&members)).unwrap();
        let source = discover::one_dossier(&path).unwrap();
        let options = Options { in_process: true, ..Options::default() };
        let dossier = read_dossiers(&[source], &options, &|_| {}).unwrap().remove(0);
        let paths: Vec<&str> = dossier.documents.iter().map(|d| d.path.as_str()).collect();
        assert_eq!(paths, ["a.txt", "b.txt", "n.zip", "n.zip/c.txt"]);
        assert_eq!(dossier.set_aside, ["Thumbs.db"]);
        assert_eq!(dossier.settings.as_deref(), Some("unit = 1"));
        assert_eq!(dossier.documents[3].inside.as_deref(), Some("n.zip"));
        assert_eq!(dossier.documents[0].inside, None);
        assert!(matches!(dossier.problems[0], Problem::Skipped(_)));
    }
}

//! Pictures of pages and photos for `--snapshots`: which files hold them, and the workers that render them.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Options;
use super::read::{Event, Wanted};
use super::reader::pictures_of;
use super::tools::Tools;
use super::worker::Worker;
use crate::model::{Dossier, Picture, View};

/// A file on disk and what is wanted of it: indices of views and what they show.
struct Task {
    path: PathBuf,
    name: String,
    wanted: Vec<(usize, Wanted)>,
}

/// Pictures in the order of the views. `holder` is the folder that holds the dossiers.
pub fn snapshots(
    views: &[View],
    dossiers: &[&Dossier],
    holder: &Path,
    (options, unmask): (&Options, bool),
) -> Vec<Option<Picture>> {
    let tasks = tasks(views, dossiers, holder, unmask);
    let next = AtomicUsize::new(0);
    let taken: Mutex<Vec<Option<Picture>>> = Mutex::new(vec![None; views.len()]);
    std::thread::scope(|scope| {
        for _ in 0..options.jobs.clamp(1, tasks.len().max(1)) {
            scope.spawn(|| {
                let mut worker: Option<Worker> = None;
                while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for (at, picture) in task.take(options, &mut worker) {
                        if let Some(slot) = taken.lock().ok().as_mut().and_then(|t| t.get_mut(at)) {
                            *slot = Some(picture);
                        }
                    }
                }
            });
        }
    });
    taken.into_inner().unwrap_or_default()
}

fn tasks(views: &[View], dossiers: &[&Dossier], holder: &Path, unmask: bool) -> Vec<Task> {
    let mut out: Vec<Task> = Vec::new();
    for (at, view) in views.iter().enumerate() {
        let Some(dossier) = dossiers.get(view.dossier) else { continue };
        let Some(document) = dossier.documents.get(view.doc.0 as usize) else { continue };
        let root = holder.join(&dossier.path);
        let (path, name, inner) = if root.is_dir() {
            let outer = outermost(dossier, &document.path);
            (root.join(outer), outer.to_owned(), document.path.clone())
        } else {
            (root, dossier.path.clone(), format!("{}/{}", dossier.path, document.path))
        };
        let wanted = Wanted { path: inner, page: view.page, quote: view.quote.clone(), unmask };
        match out.iter_mut().find(|t| t.path == path) {
            Some(task) => task.wanted.push((at, wanted)),
            None => out.push(Task { path, name, wanted: vec![(at, wanted)] }),
        }
    }
    out
}

/// The file on disk that holds a document.
fn outermost<'d>(dossier: &'d Dossier, path: &'d str) -> &'d str {
    let mut at = path;
    // The chain is cut at the depth limit of archives and mails together.
    for _ in 0..8 {
        match dossier.documents.iter().find(|d| d.path == at).and_then(|d| d.inside.as_deref()) {
            Some(outer) => at = outer,
            None => break,
        }
    }
    at
}

impl Task {
    fn take(&self, options: &Options, worker: &mut Option<Worker>) -> Vec<(usize, Picture)> {
        let wanted: Vec<Wanted> = self.wanted.iter().map(|(_, w)| w.clone()).collect();
        let mut out = Vec::new();
        let mut sink = |event| {
            if let Event::Picture(at, picture) = event
                && let Some((view, _)) = self.wanted.get(at)
            {
                out.push((*view, *picture));
            }
        };
        if options.in_process {
            pictures_of(&self.path, &self.name, &options.limits, &wanted, &mut sink);
            return out;
        }
        if worker.is_none() {
            *worker = Worker::start(options.program.as_ref(), &options.limits, &Tools::default()).ok();
        }
        // Without a worker there is no picture: no foreign page is rendered in this process unasked.
        if let Some(w) = worker
            && w.picture(&self.path, &self.name, wanted, sink).is_err()
        {
            *worker = None;
        }
        out
    }
}

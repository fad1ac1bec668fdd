//! How well foreign files are read: real and made PDFs and office files with reference text, by the public reader alone.
//!
//! The corpus is no part of the source tree. It is looked for in `YANSHEN_CORPUS`, then in `shared/corpus` beside the
//! tree; where it is absent the test says so and passes. `cargo test --test corpus -- --nocapture` prints the table,
//! with `YANSHEN_EACH=1` also a line for each file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use yanshen::ingest::{Options, read_file};
use yanshen::model::{Coverage, Document, Format};

fn corpus(inside: &str) -> Option<PathBuf> {
    let tree = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = std::env::var_os("YANSHEN_CORPUS").map(PathBuf::from);
    let beside = ["../shared/corpus", "../../shared/corpus"].map(|p| tree.join(p));
    let found = named.into_iter().chain(beside).map(|root| root.join(inside)).find(|p| p.is_dir());
    if found.is_none() {
        eprintln!("skipped: no corpus/{inside} beside the source tree, and YANSHEN_CORPUS names none");
    }
    found
}

fn here() -> Options {
    Options { in_process: true, ..Options::default() }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a readable folder");
    let mut files: Vec<PathBuf> = entries.flatten().map(|e| e.path()).filter(|p| p.is_file()).collect();
    files.sort();
    files
}

/// Characters as a multiset, blanks and widths apart.
fn counts(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for c in squeezed(text).chars() {
        *counts.entry(c).or_default() += 1;
    }
    counts
}

fn squeezed(text: &str) -> String {
    // Leaders of a table of contents are counted differently by every reader.
    yanshen::model::text::fold(text).chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '…' | '_')).collect()
}

/// Share of the reference that was read, and share of what was read that is in the reference.
fn recall_and_precision(read: &str, reference: &str) -> (f64, f64) {
    let (read, reference) = (counts(read), counts(reference));
    let common: usize = reference.iter().map(|(c, n)| read.get(c).copied().unwrap_or(0).min(*n)).sum();
    let share = |all: usize| if all == 0 { 1.0 } else { common as f64 / all as f64 };
    (share(reference.values().sum()), share(read.values().sum()))
}

/// Rows of the reference that stand whole in one row or line, of how many.
fn rows_kept(document: &Document, rows: &str) -> (usize, usize) {
    let text = document.text();
    let lines: Vec<String> = text.lines().map(squeezed).collect();
    let kept = rows.lines().filter(|r| lines.iter().any(|l| l.contains(&squeezed(r)))).count();
    (kept, rows.lines().count())
}

#[derive(Default)]
struct Measure {
    files: usize,
    full: usize,
    partial: usize,
    none: usize,
    pages: usize,
    recall: f64,
    precision: f64,
    compared: usize,
    rows: usize,
    all_rows: usize,
    time: Duration,
}

impl Measure {
    fn count(&mut self, document: &Document) {
        self.files += 1;
        self.pages += document.pages.len().max(1);
        match document.coverage {
            Coverage::Full => self.full += 1,
            Coverage::Partial => self.partial += 1,
            Coverage::None => self.none += 1,
        }
    }

    fn mean(&self, sum: f64) -> f64 {
        if self.compared == 0 { 1.0 } else { sum / self.compared as f64 }
    }

    fn row(&self, name: &str) -> String {
        let (recall, precision) = match self.compared {
            0 => ("–".to_owned(), "–".to_owned()),
            _ => (format!("{:.4}", self.mean(self.recall)), format!("{:.4}", self.mean(self.precision))),
        };
        let time = self.time.as_secs_f64() * 1000.0 / self.pages.max(1) as f64;
        format!(
            "{name:<10} {:>5} {:>5} {:>6} {:>5}  {recall:>7} {precision:>9}  {:>4}/{:<4} {time:>8.1}",
            self.files, self.full, self.partial, self.none, self.rows, self.all_rows
        )
    }
}

const HEAD: &str = "format     files  full partly  none   recall precision  rows kept  ms/page";

/// The reason a file was not read stands with it; a text layer that is read is read whole, and nothing is invented.
#[test]
fn the_pdf_corpus_is_read_to_the_letter() {
    let Some(folder) = corpus("pdf") else { return };
    let each = std::env::var_os("YANSHEN_EACH").is_some();
    let mut measure = Measure::default();
    let mut unread_without_reason = Vec::new();
    for file in files(&folder).iter().filter(|f| f.extension().is_some_and(|e| e == "pdf")) {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let started = Instant::now();
        let document = read_file(file, &here()).expect("read here").remove(0);
        measure.time += started.elapsed();
        measure.count(&document);
        if document.coverage != Coverage::Full && document.problems.is_empty() {
            unread_without_reason.push(name.clone());
        }
        // A file without a map to text is counted as unread, with its reason, and not compared.
        let reference = ["txt", "ref.txt"].iter().find_map(|e| std::fs::read_to_string(file.with_extension(e)).ok());
        let (Some(reference), false) = (reference, document.coverage == Coverage::None) else {
            eprintln!("  not compared: {name} {:?}", document.problems);
            continue;
        };
        let (recall, precision) = recall_and_precision(&document.text(), &reference);
        measure.recall += recall;
        measure.precision += precision;
        measure.compared += 1;
        let rows =
            std::fs::read_to_string(file.with_extension("rows.tsv")).map_or((0, 0), |rows| rows_kept(&document, &rows));
        measure.rows += rows.0;
        measure.all_rows += rows.1;
        if each || recall < 0.98 || precision < 0.98 || rows.0 < rows.1 {
            eprintln!("  {name}: recall {recall:.4} precision {precision:.4} rows {rows:?} {:?}", document.problems);
        }
    }
    eprintln!("{HEAD}\n{}", measure.row("pdf"));
    assert_eq!(unread_without_reason, [""; 0]);
    assert!(
        measure.compared * 20 >= measure.files * 17,
        "{} of {} files are compared",
        measure.compared,
        measure.files
    );
    assert!(measure.mean(measure.recall) >= 0.98, "recall {}", measure.mean(measure.recall));
    assert!(measure.mean(measure.precision) >= 0.98, "precision {}", measure.mean(measure.precision));
    assert!(measure.rows * 20 >= measure.all_rows * 19, "rows {} of {}", measure.rows, measure.all_rows);
}

#[test]
fn the_office_corpus_is_read_or_says_why_not() {
    let Some(folder) = corpus("office") else { return };
    let mut measures: BTreeMap<Format, Measure> = BTreeMap::new();
    for file in files(&folder) {
        let started = Instant::now();
        let documents = read_file(&file, &here()).expect("read here");
        let time = started.elapsed();
        for (index, document) in documents.iter().enumerate() {
            let measure = measures.entry(document.format).or_default();
            measure.count(document);
            if index == 0 {
                measure.time += time;
            }
            if document.coverage != Coverage::Full {
                eprintln!("  {}: {:?} {:?}", document.path, document.coverage, document.problems);
                assert!(!document.problems.is_empty(), "{} has no reason", document.path);
            }
        }
    }
    eprintln!("{HEAD}");
    for (format, measure) in measures {
        eprintln!("{}", measure.row(&format!("{format:?}").to_lowercase()));
    }
}

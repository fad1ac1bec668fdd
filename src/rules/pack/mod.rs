//! Loads a rule pack: TOML files in, a checked [`Pack`] out. Refuses unknown names, wrong kinds and unknown keys, bad patterns,
//! quotations that the notice does not contain; reports all mistakes at once, each with its place. Judges no dossier.

mod check;
mod fields;
mod raw;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::self_check;
use crate::model::{Pack, refusal};

/// The pack of notice 桂科协学发〔2026〕12号.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/packs/gxkx-2026-12");

/// A pack is a few hundred kilobytes; a folder with more is no pack.
const LARGEST_PACK: u64 = 16 << 20;

/// Files of a pack by their path within it, with `/` on every platform.
type Files = BTreeMap<String, String>;

/// The pack inside the executable.
pub fn embedded() -> Result<Pack, Errors> {
    let mut files = Files::new();
    let mut mistakes = Vec::new();
    collect_embedded(&EMBEDDED, &mut files, &mut mistakes);
    load(&files, true, mistakes)
}

/// A pack in a folder (`--pack DIR`).
pub fn load_dir(root: &Path) -> Result<Pack, Errors> {
    let mut files = Files::new();
    let mut mistakes = Vec::new();
    let mut left = LARGEST_PACK;
    collect_dir(root, "", &mut files, &mut left, &mut mistakes);
    load(&files, false, mistakes)
}

/// Something wrong with the pack, and where. Always the rule keeper's to mend.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    pub file: String,
    /// From 1; 0 when the mistake is the file as a whole.
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}：{}", self.file, self.message),
            _ => write!(f, "{}:{}:{}：{}", self.file, self.line, self.column, self.message),
        }
    }
}

/// All mistakes of a pack, sorted by place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errors(pub Vec<Mistake>);

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "规则包有{}处错误：", self.0.len())?;
        self.0.iter().try_for_each(|mistake| write!(f, "\n  {mistake}"))
    }
}

impl std::error::Error for Errors {}

fn load(files: &Files, tested: bool, mut mistakes: Vec<Mistake>) -> Result<Pack, Errors> {
    let raw = raw::read(files, tested, &mut mistakes);
    let pack = check::check(raw, sha256(files), &mut mistakes);
    mistakes.sort();
    mistakes.dedup();
    match pack {
        Some(mut pack) if mistakes.is_empty() => {
            self_check::show_figures(&mut pack);
            Ok(pack)
        }
        _ => Err(Errors(mistakes)),
    }
}

/// Over names and contents, in order of names. Carriage returns are left out: a checkout on Windows is the same pack.
fn sha256(files: &Files) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(text.replace('\r', "").as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

fn whole_file(file: &str, message: String) -> Mistake {
    Mistake { file: file.to_owned(), line: 0, column: 0, message }
}

/// Files that a pack consists of; others in its folder are left alone.
fn belongs(name: &str) -> bool {
    let part_of_it = [".toml", ".md", ".txt"].iter().any(|end| name.ends_with(end));
    part_of_it && !name.starts_with('.') && !name.starts_with('~')
}

fn collect_embedded(dir: &Dir<'_>, files: &mut Files, mistakes: &mut Vec<Mistake>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let name = path.rsplit('/').next().unwrap_or(&path);
        if !belongs(name) {
            continue;
        }
        match file.contents_utf8() {
            Some(text) => drop(files.insert(path, text.to_owned())),
            None => mistakes.push(whole_file(&path, "不是 UTF-8 文本".to_owned())),
        }
    }
    dir.dirs().for_each(|inner| collect_embedded(inner, files, mistakes));
}

fn collect_dir(dir: &Path, prefix: &str, files: &mut Files, left: &mut u64, mistakes: &mut Vec<Mistake>) {
    let here = if prefix.is_empty() { "规则包目录" } else { prefix };
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) => return mistakes.push(whole_file(here, format!("打不开目录：{}", refusal::of_system(&error)))),
    };
    for entry in entries.flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        let Ok(meta) = entry.path().metadata() else { continue };
        if meta.is_dir() {
            // A pack has one level of folders; deeper ones are none of its own.
            if prefix.is_empty() && !name.starts_with('.') {
                collect_dir(&entry.path(), &path, files, left, mistakes);
            }
        } else if belongs(&name) {
            let Some(rest) = left.checked_sub(meta.len()) else {
                return mistakes.push(whole_file(&path, "目录内文件过大，不像规则包".to_owned()));
            };
            *left = rest;
            match std::fs::read_to_string(entry.path()) {
                Ok(text) => drop(files.insert(path, text)),
                Err(error) => mistakes.push(whole_file(&path, format!("读不出来：{}", refusal::of_system(&error)))),
            }
        }
    }
}

#[cfg(test)]
mod tests;

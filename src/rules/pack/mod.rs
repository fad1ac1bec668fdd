//! Loads a rule pack: TOML files in, a checked [`Pack`] out. Refuses unknown names, wrong kinds and unknown keys, bad patterns,
//! quotations that the notice does not contain; reports all mistakes at once, each with its place. Judges no dossier.

mod check;
mod fields;
mod folder;
mod patterns;
mod raw;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::self_check;
use crate::model::Pack;
use fields::Source;

/// The pack of notice 桂科协学发〔2026〕12号.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/packs/gxkx-2026-12");

/// Nobody mends more at a time; and no file may make the list endless.
const MOST_MISTAKES: usize = 100;

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
    let mut mistakes = Vec::new();
    let files = folder::read(root, &mut mistakes);
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
        let more = if is_full(&self.0) { "以上（其余改正后再查）" } else { "" };
        write!(f, "规则包有{}处{more}错误：", self.0.len())?;
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
        _ => {
            mistakes.truncate(MOST_MISTAKES);
            Err(Errors(mistakes))
        }
    }
}

/// So many mistakes that no more are looked for.
fn is_full(mistakes: &[Mistake]) -> bool {
    mistakes.len() >= MOST_MISTAKES
}

/// Over names and contents, in order of names.
fn sha256(files: &Files) -> String {
    let mut hash = Sha256::new();
    for (name, text) in files {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
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
            Some(text) => drop(files.insert(path, folder::plain(text))),
            None => mistakes.push(whole_file(&path, "不是 UTF-8 文本".to_owned())),
        }
    }
    dir.dirs().for_each(|inner| collect_embedded(inner, files, mistakes));
}

#[cfg(test)]
mod tests;

//! The tree's own sources, and which of them are for tests alone.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::common::tree;
use super::tokens::{Token, tokens, without_tests};

pub struct Source {
    /// `src/facts/dates.rs`
    pub path: String,
    pub text: String,
    /// Another file declares it under `#[cfg(test)]`.
    pub tests_alone: bool,
}

impl Source {
    /// The top-level module; `None` for `lib.rs` and `main.rs`.
    pub fn module(&self) -> Option<String> {
        let inside = self.path.strip_prefix("src/")?;
        inside.split_once('/').map(|(module, _)| module.to_owned())
    }

    /// Lines of code with their numbers: no comments, and nothing from the tests at the end of the file on.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines: Vec<&str> = if self.tests_alone { Vec::new() } else { self.text.lines().collect() };
        // A declaration (`mod tests;`) may stand among others; a module in braces is the end of the file.
        let end =
            (0..lines.len()).find(|n| is_for_tests(&lines, *n) && !lines.get(n + 1).is_some_and(|l| l.ends_with(';')));
        let end = end.unwrap_or(lines.len());
        lines.into_iter().take(end).enumerate().map(|(n, l)| (n + 1, l.split_once("//").map_or(l, |(code, _)| code)))
    }

    /// Tokens of code without what is for tests.
    pub fn tokens(&self) -> Vec<Token> {
        if self.tests_alone { Vec::new() } else { without_tests(tokens(&self.text)) }
    }
}

pub fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    walk(&tree("src"), &mut paths);
    paths.sort();
    let root = tree("");
    let read = |path: &PathBuf| Source {
        path: path.strip_prefix(&root).unwrap_or(path).to_string_lossy().replace('\\', "/"),
        text: fs::read_to_string(path).expect("sources are UTF-8"),
        tests_alone: false,
    };
    let mut sources: Vec<Source> = paths.iter().map(read).collect();
    let for_tests: Vec<String> = sources.iter().flat_map(test_modules).collect();
    for source in &mut sources {
        source.tests_alone = for_tests.iter().any(|m| source.path.starts_with(m.as_str()));
    }
    sources
}

/// Files and folders of the modules that a file declares for its tests.
fn test_modules(source: &Source) -> Vec<String> {
    let folder = match source.path.strip_suffix("/mod.rs").or(source.path.strip_suffix("/lib.rs")) {
        Some(folder) => folder.to_owned(),
        None => source.path.trim_end_matches(".rs").to_owned(),
    };
    let lines: Vec<&str> = source.text.lines().collect();
    let declared = (0..lines.len()).filter(|n| is_for_tests(&lines, *n)).filter_map(|n| lines.get(n + 1));
    let names = declared.filter_map(|l| l.trim().strip_prefix("mod ")?.strip_suffix(';'));
    names.flat_map(|name| [format!("{folder}/{name}.rs"), format!("{folder}/{name}/")]).collect()
}

fn is_for_tests(lines: &[&str], at: usize) -> bool {
    lines[at].trim() == "#[cfg(test)]"
}

fn walk(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("src is readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

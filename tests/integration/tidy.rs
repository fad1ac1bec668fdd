//! The shape of the tree and the docs: imports go one way, modules say what they are for, nothing unwraps, and what is
//! written by hand names paths that exist.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::common::tree;

/// Who may import whom (STYLE §1). `report` may use nothing but the words; `model` nothing at all.
const IMPORTS: [(&str, &[&str]); 8] = [
    // Besides its straight way down, `cli` opens files and packs and answers for single spending phrases.
    ("cli", &["pipeline", "report", "ingest", "rules", "accounts", "model"]),
    ("pipeline", &["ingest", "classify", "facts", "accounts", "rules", "model"]),
    ("report", &["model"]),
    ("rules", &["model"]),
    ("accounts", &["model"]),
    ("facts", &["model"]),
    ("classify", &["model"]),
    ("ingest", &["model"]),
];

/// Imports against the table, each with its reason.
const GRANTED: [(&str, &str, &str); 3] = [
    ("rules", "facts", "a rule that reads a paper's own lines reads days, names and answers as the fact readers do"),
    ("report", "rules", "the list of rules prints what the self-check found"),
    ("accounts", "facts", "one reader of amounts for prose and tables"),
];

#[test]
fn imports_go_one_way() {
    let table: BTreeMap<&str, &[&str]> = IMPORTS.into_iter().chain([("model", &[] as &[&str])]).collect();
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(module) = source.module() else { continue };
        let Some(allowed) = table.get(module.as_str()) else {
            wrong.push(format!("{}: the module “{module}” is not in the table of imports", source.path));
            continue;
        };
        for (line, text) in source.code() {
            for used in crate_paths(text) {
                let granted = GRANTED.iter().any(|(from, to, _)| *from == module && *to == used);
                if table.contains_key(used) && used != module && !allowed.contains(&used) && !granted {
                    wrong.push(format!("{}:{line}: `{module}` must not use `{used}`", source.path));
                }
            }
        }
    }
    report(&wrong);
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent = |s: &Source| !s.text.starts_with("//! ");
    let wrong: Vec<String> =
        sources().iter().filter(|s| silent(s)).map(|s| format!("{}:1: starts without //!", s.path)).collect();
    report(&wrong);
}

#[test]
fn nothing_unwraps_outside_tests() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (line, text) in source.code() {
            for word in [".unwrap()", "panic!(", "todo!(", "unimplemented!(", "dbg!("] {
                if text.contains(word) {
                    wrong.push(format!("{}:{line}: {word}", source.path));
                }
            }
            if text.contains(".expect(\"\")") {
                wrong.push(format!("{}:{line}: expect without its reason", source.path));
            }
        }
    }
    report(&wrong);
}

#[test]
fn only_the_command_line_prints() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (line, text) in source.code() {
            if ["print!(", "println!(", "eprintln!("].iter().any(|word| text.contains(word)) {
                wrong.push(format!("{}:{line}: prints; `cli/console.rs` is the place for that", source.path));
            }
        }
    }
    report(&wrong);
}

#[test]
fn the_docs_name_paths_that_exist() {
    let mut wrong = Vec::new();
    for doc in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"] {
        let text = fs::read_to_string(tree(doc)).unwrap_or_default();
        if text.is_empty() {
            wrong.push(format!("{doc}: missing or empty"));
        }
        for (number, line) in text.lines().enumerate() {
            for path in paths_in(line).filter(|p| !tree(p).exists()) {
                wrong.push(format!("{doc}:{}: no such path: {path}", number + 1));
            }
        }
    }
    report(&wrong);
}

/// The rule's code is the file's stem, wherever a rule is told of.
#[test]
fn cases_of_rules_belong_to_rules() {
    let rules = stems(&tree("templates/packs/gxkx-2026-12/rules"));
    let wrong: Vec<String> = stems(&tree("tests/rules"))
        .into_iter()
        .filter(|code| code.len() == 3 && !rules.contains(code))
        .map(|code| format!("tests/rules/{code}.md: there is no such rule"))
        .collect();
    report(&wrong);
}

struct Source {
    /// `src/facts/dates.rs`
    path: String,
    text: String,
    /// Another file declares it under `#[cfg(test)]`.
    tests_alone: bool,
}

impl Source {
    /// The top-level module; `None` for `lib.rs` and `main.rs`.
    fn module(&self) -> Option<String> {
        let inside = self.path.strip_prefix("src/")?;
        inside.split_once('/').map(|(module, _)| module.to_owned())
    }

    /// Lines of code with their numbers: no comments, and nothing from the tests at the end of the file on.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines: Vec<&str> = if self.tests_alone { Vec::new() } else { self.text.lines().collect() };
        // A declaration (`mod tests;`) may stand among others; a module in braces is the end of the file.
        let end =
            (0..lines.len()).find(|n| is_for_tests(&lines, *n) && !lines.get(n + 1).is_some_and(|l| l.ends_with(';')));
        let end = end.unwrap_or(lines.len());
        lines.into_iter().take(end).enumerate().map(|(n, l)| (n + 1, l.split_once("//").map_or(l, |(code, _)| code)))
    }
}

/// Modules named after `crate::` in a line, `use crate::{a, b}` included.
fn crate_paths(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").flat_map(move |(at, word)| {
        let rest = &line[at + word.len()..];
        let group = rest.strip_prefix('{').map(|g| g.split('}').next().unwrap_or(g));
        let parts: Vec<&str> = group.map_or_else(|| vec![rest], |g| g.split(',').collect());
        parts.into_iter().map(|p| {
            let p = p.trim();
            &p[..p.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(p.len())]
        })
    })
}

/// Words in backticks or in a link that look like a path of this tree.
fn paths_in(line: &str) -> impl Iterator<Item = &str> {
    const TOPS: [&str; 8] = ["src/", "tests/", "samples/", "templates/", "benches/", "fuzz/", ".ci/", "docs/"];
    let ticked = line.split('`').skip(1).step_by(2).filter(|p| TOPS.iter().any(|t| p.starts_with(t)));
    let linked = line.split("](").skip(1).filter_map(|l| l.split(')').next());
    ticked.chain(linked).filter(|p| !p.contains(['*', '<', '…', ' ']) && !p.contains("://"))
}

fn sources() -> Vec<Source> {
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

fn stems(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter_map(|e| e.path().file_stem().map(|s| s.to_string_lossy().into_owned())).collect()
}

fn report(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_groups_and_single_paths() {
    let of = |line| crate_paths(line).collect::<Vec<_>>();
    assert_eq!(of("use crate::{accounts, facts::dates, model};"), ["accounts", "facts", "model"]);
    assert_eq!(of("    let x = crate::ingest::read(crate::model::Day);"), ["ingest", "model"]);
    assert!(of("use super::facts;").is_empty());
}

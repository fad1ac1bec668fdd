//! Files of `src/` that use each other in a circle, by their `use` lines and paths (`super::x`, `crate::a::b`, `child::f`). What a file
//! only hands on (`pub use`) counts for whoever takes it, at the file that defines it. A part may use what the module around it defines
//! (`events/fold.rs` what stands in `events/mod.rs`): that is no circle, one with the module's neighbours is.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::Source;
use super::tokens::{Kind, Token};

/// Which file uses which.
pub type Uses = BTreeMap<String, BTreeSet<String>>;

type Path = Vec<String>;

/// A module: its file, its children, and the names it hands on or takes in.
#[derive(Debug)]
struct Module {
    file: String,
    children: BTreeSet<String>,
    /// Name here → path it stands for.
    names: BTreeMap<String, Path>,
    /// Modules all of whose names are handed on.
    globs: Vec<Path>,
    /// Paths that its code names, but for what it only hands on.
    uses: BTreeSet<Path>,
}

/// Reads all files into the edges between them.
pub fn uses(sources: &[Source]) -> Uses {
    let files: BTreeMap<Path, &Source> =
        sources.iter().filter(|s| !s.tests_alone).map(|s| (module_path(&s.path), s)).collect();
    let modules: BTreeMap<Path, Module> = files.iter().map(|(path, s)| (path.clone(), read(path, s, &files))).collect();
    let mut uses = Uses::new();
    for (path, module) in &modules {
        let above: Vec<&str> =
            (0..=path.len()).filter_map(|n| modules.get(&path[..n])).map(|m| m.file.as_str()).collect();
        let found = module.uses.iter().filter_map(|path| file_of(&modules, path, 0));
        uses.insert(module.file.clone(), found.filter(|f| !above.contains(&f.as_str())).collect());
    }
    uses
}

/// `src/facts/roster/mod.rs` → `facts`, `roster`.
fn module_path(file: &str) -> Path {
    let inside = file.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    if matches!(inside, "lib" | "main") { Vec::new() } else { inside.split('/').map(str::to_owned).collect() }
}

fn read(path: &Path, source: &Source, files: &BTreeMap<Path, &Source>) -> Module {
    let tokens = source.tokens();
    let children =
        files.keys().filter(|p| p.len() == path.len() + 1 && p.starts_with(path)).filter_map(|p| p.last().cloned());
    let mut module = Module {
        file: source.path.clone(),
        children: children.collect(),
        names: BTreeMap::new(),
        globs: Vec::new(),
        uses: BTreeSet::new(),
    };
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].is("use") {
            let public = at > 0 && (tokens[at - 1].is("pub") || tokens[at - 1].is(")"));
            at = declaration(&tokens, at + 1, Vec::new(), &mut |names, alias| {
                let full = absolute(path, &names);
                match alias {
                    Some("*") => module.globs.push(full.clone()),
                    Some(alias) => drop(module.names.insert(alias.to_owned(), full.clone())),
                    None => {}
                }
                if !public {
                    module.uses.insert(full);
                }
            });
        } else {
            let (names, next) = path_at(&tokens, at);
            if names.len() > 1 {
                module.uses.insert(absolute(path, &names));
            }
            at = next;
        }
    }
    module
}

/// Reads one tree of a `use` declaration; every leaf with the name it is known by. Returns where it ends.
fn declaration(tokens: &[Token], from: usize, before: Path, leaf: &mut dyn FnMut(Path, Option<&str>)) -> usize {
    let (mut at, mut names) = (from, before);
    while let Some(token) = tokens.get(at) {
        match token {
            t if t.is("{") => {
                at += 1;
                while tokens.get(at).is_some_and(|t| !t.is("}")) {
                    at = declaration(tokens, at, names.clone(), leaf);
                    at += usize::from(tokens.get(at).is_some_and(|t| t.is(",")));
                }
                return at + 1;
            }
            t if t.is("*") => {
                leaf(names, Some("*"));
                return at + 1;
            }
            t if t.is("as") => {
                leaf(names, tokens.get(at + 1).map(|t| t.text.as_str()));
                return at + 2;
            }
            t if t.is(":") => at += 1,
            t if t.kind == Kind::Word => {
                // `{self}` is the module itself
                if t.text != "self" || names.is_empty() {
                    names.push(t.text.clone());
                }
                at += 1;
            }
            _ => break,
        }
    }
    let last = names.last().cloned();
    leaf(names, last.as_deref());
    at
}

/// `a::b::c` at a place in the code, and where it ends.
fn path_at(tokens: &[Token], at: usize) -> (Path, usize) {
    let colons = |n: usize| tokens.get(n).is_some_and(|t| t.is(":")) && tokens.get(n + 1).is_some_and(|t| t.is(":"));
    let word = |n: usize| tokens.get(n).is_some_and(|t| t.kind == Kind::Word);
    let goes_on = at >= 2 && colons(at - 2) || at >= 1 && tokens[at - 1].is(".");
    if !word(at) || goes_on {
        return (Vec::new(), at + 1);
    }
    let (mut names, mut at) = (vec![tokens[at].text.clone()], at + 1);
    while colons(at) && word(at + 2) {
        names.push(tokens[at + 2].text.clone());
        at += 3;
    }
    (names, at)
}

/// The path from the root. One that begins with nothing known begins with the module's own names.
fn absolute(module: &Path, names: &Path) -> Path {
    let mut base = module.clone();
    let mut rest = names.as_slice();
    match rest.first().map(String::as_str) {
        Some("crate") => (base, rest) = (Vec::new(), &rest[1..]),
        Some("self") => rest = &rest[1..],
        _ => {}
    }
    while rest.first().is_some_and(|n| n == "super") {
        base.pop();
        rest = &rest[1..];
    }
    base.extend(rest.iter().cloned());
    base
}

/// The file that defines what the path names; `None` where it is none of this tree's.
fn file_of(modules: &BTreeMap<Path, Module>, path: &Path, depth: usize) -> Option<String> {
    if depth > 12 {
        return None;
    }
    let mut here: Path = Vec::new();
    for (n, name) in path.iter().enumerate() {
        let module = modules.get(&here)?;
        if module.children.contains(name) {
            here.push(name.clone());
            continue;
        }
        if let Some(stands_for) = module.names.get(name) {
            let own: Path = here.iter().cloned().chain([name.clone()]).collect();
            let mut target = stands_for.clone();
            if target != own {
                target.extend(path[n + 1..].iter().cloned());
                return file_of(modules, &target, depth + 1);
            }
        }
        let handed_on = module
            .globs
            .iter()
            .find(|g| modules.get(*g).is_some_and(|m| m.children.contains(name) || m.names.contains_key(name)));
        if let Some(glob) = handed_on {
            let target = glob.iter().chain(&path[n..]).cloned().collect();
            return file_of(modules, &target, depth + 1);
        }
        break;
    }
    modules.get(&here).filter(|_| !here.is_empty()).map(|m| m.file.clone())
}

/// Groups of files each of which reaches all others of its group.
pub fn circles(uses: &Uses) -> Vec<BTreeSet<String>> {
    let reached: BTreeMap<&String, BTreeSet<&String>> = uses.keys().map(|f| (f, reach(uses, f))).collect();
    let mut found: Vec<BTreeSet<String>> = Vec::new();
    for (file, to) in &reached {
        if !to.contains(file) || found.iter().any(|c| c.contains(*file)) {
            continue;
        }
        let back = |other: &&&String| reached.get(**other).is_some_and(|r| r.contains(file));
        found.push(to.iter().filter(back).map(|f| (**f).clone()).collect());
    }
    found
}

fn reach<'a>(uses: &'a Uses, from: &'a String) -> BTreeSet<&'a String> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(file) = open.pop() {
        open.extend(uses.get(file).into_iter().flatten().filter(|f| seen.insert(*f)));
    }
    seen
}

fn made(files: &[(&str, &str)]) -> Vec<Source> {
    let file = |(path, text): &(&str, &str)| Source { path: (*path).into(), text: (*text).into(), tests_alone: false };
    files.iter().chain(&[("src/lib.rs", "")]).map(file).collect()
}

fn edges(files: &[(&str, &str)]) -> Vec<String> {
    let all = uses(&made(files));
    all.into_iter().flat_map(|(from, to)| to.into_iter().map(move |to| format!("{from} -> {to}"))).collect()
}

#[test]
fn uses_are_seen_however_they_are_written() {
    let b = ("src/a/b.rs", "pub struct B; pub fn f() {}");
    for text in [
        "use super::b::B;",
        "use crate::a::{b::{self, B}};",
        "use super::b; fn g() { b::f() }",
        "fn g() { super::b::f() }",
    ] {
        assert_eq!(
            edges(&[("src/a/c.rs", text), b, ("src/a/mod.rs", "mod b; mod c;")]),
            ["src/a/c.rs -> src/a/b.rs"],
            "{text}"
        );
    }
    // handed on by the module, which uses it no more than that
    let face = ("src/a/mod.rs", "mod b; mod c; pub use b::B;");
    assert_eq!(edges(&[("src/a/c.rs", "use crate::a::B;"), b, face]), ["src/a/c.rs -> src/a/b.rs"]);
    // code for tests, words in texts, and what the module around it defines
    let none = "use super::Own; fn g() { say(\"super::b::f\") } #[cfg(test)] mod tests { use crate::a::b::B; }";
    assert_eq!(edges(&[("src/a/c.rs", none), b, ("src/a/mod.rs", "mod b; mod c; struct Own;")]), Vec::<String>::new());
}

#[test]
fn a_circle_is_found_whole() {
    let files = [
        ("src/a.rs", "use crate::b::B;"),
        ("src/b.rs", "use crate::c::C;"),
        ("src/c.rs", "use crate::a::A;"),
        ("src/d.rs", "use crate::a::A;"),
    ];
    let found = circles(&uses(&made(&files)));
    assert_eq!(found, [["src/a.rs", "src/b.rs", "src/c.rs"].map(str::to_owned).into()]);
}

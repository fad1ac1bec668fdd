//! The shape of the tree and the docs: imports go one way, modules say what they are for, nothing unwraps, and what is
//! written by hand names paths that exist.

mod circles;
mod lengths;
mod literals;
mod sources;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use yanshen::model::language::language;

use super::common::tree;
use literals::{Literal, matched};
use sources::{Source, sources};

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

/// Chinese literals that a module holds papers against (see `tidy/literals.rs`): a ceiling that only goes down.
const LITERALS: [(&str, usize); 6] =
    [("facts", 82), ("accounts", 24), ("classify", 7), ("rules", 56), ("model", 48), ("pipeline", 0)];

/// Files of those modules that read no paper, each with what its words are.
const READS_NO_PAPER: [(&str, &str); 2] = [
    ("src/model/refusal.rs", "sentences to people by the English of the system and of parsers"),
    ("src/rules/self_check.rs", "names of checks for the list of rules"),
];

/// `cargo test tidy -- --nocapture` prints the counts by file.
#[test]
fn judging_code_holds_no_more_words_than_it_did() {
    let mut wrong = Vec::new();
    for (module, ceiling) in LITERALS {
        let mut files: BTreeMap<String, usize> = BTreeMap::new();
        for (path, _) in matched_in(module).into_iter().filter(|(_, l)| l.is_chinese()) {
            *files.entry(path).or_default() += 1;
        }
        let count: usize = files.values().sum();
        let mut most: Vec<_> = files.iter().collect();
        most.sort_by_key(|(path, n)| (std::cmp::Reverse(**n), *path));
        println!("{module}: {count} of {ceiling}");
        most.iter().for_each(|(path, n)| println!("  {n:4} {path}"));
        if count > ceiling {
            wrong.push(format!(
                "src/{module}: {count} Chinese literals are matched, {ceiling} are allowed; words belong in TOML"
            ));
        }
    }
    report(&wrong);
}

/// Literals of a module's files that papers are held against.
fn matched_in(module: &str) -> Vec<(String, Literal)> {
    let inside =
        |s: &Source| s.module().is_some_and(|m| m == module) && READS_NO_PAPER.iter().all(|(p, _)| *p != s.path);
    let of = |s: Source| matched(&s.tokens()).into_iter().map(move |l| (s.path.clone(), l)).collect::<Vec<_>>();
    sources().into_iter().filter(inside).flat_map(of).collect()
}

/// Lists of words by their names, in files of the language and the pack, that no code asks.
#[test]
fn every_list_of_words_is_asked_by_some_code() {
    let pack = yanshen::rules::pack::embedded().expect("the embedded pack loads");
    let of_pack = pack.words.lists().into_iter().map(|(name, _)| name);
    let of_spending = pack.spending.lists.lists().into_iter().map(|(name, _)| format!("lists.{name}"));
    let named: Vec<String> = language().names().into_iter().chain(of_pack).chain(of_spending).collect();
    let declares = |path: &str| path == "src/model/lexicon.rs" || path.starts_with("src/model/language/");
    let code: String = sources()
        .iter()
        // the types declare every list; the language's own readers ask some as well
        .filter(|s| s.path != "src/model/lexicon.rs")
        .flat_map(|s| {
            let declared = declares(&s.path);
            s.code()
                .map(|(_, line)| line.trim().to_owned())
                .filter(move |l| !declared || !l.ends_with(": List,"))
                .collect::<Vec<_>>()
        })
        .collect::<Vec<_>>()
        .join("\n");
    let asked = |name: &str| {
        let field = name.rsplit('.').next().unwrap_or(name).replace('-', "_");
        code.match_indices(&format!(".{field}"))
            .any(|(i, found)| !code[i + found.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    };
    // a kind's words are asked by the kind
    let by_kind = |name: &&String| name.starts_with("event-kinds.");
    let unasked: Vec<&String> = named.iter().filter(|n| !by_kind(n) && !asked(n)).collect();
    assert_eq!(unasked, Vec::<&String>::new(), "no code asks them: take them out of their files");
}

/// What this notice and this association are called: none of it may stand in code, since the next notice is a new pack.
const NAMES: [&str; 8] = ["八桂", "助企", "入桂", "海智", "提质增效", "桂科协", "广西", "自治区科协"];

/// Literals that still hold such a name: file and name, no others, and each struck out when it is gone.
const STILL_NAMED: [(&str, &str); 0] = [];

#[test]
fn no_name_year_city_or_address_of_a_notice_stands_in_code() {
    let pack = yanshen::rules::pack::embedded().expect("the embedded pack loads");
    let cities: Vec<String> = language()
        .places
        .gazetteer
        .cities_of(&pack.region.short)
        .iter()
        .map(|c| c.trim_end_matches('市').to_owned())
        .collect();
    let address: Vec<&str> = pack.notice.press_address.split('@').collect();
    let mut found = BTreeSet::new();
    for (module, _) in LITERALS {
        for (path, literal) in matched_in(module) {
            let names = NAMES.iter().copied().chain(pack.brands.iter().map(|b| b.name.as_str()));
            let names = names.chain(cities.iter().map(String::as_str)).chain(address.iter().copied());
            found.extend(names.filter(|n| literal.text.contains(n)).map(|n| (path.clone(), n.to_owned())));
            found.extend(year_in(&literal.text).map(|y| (path.clone(), y)));
        }
    }
    let known: BTreeSet<_> = STILL_NAMED.iter().map(|(path, name)| ((*path).to_owned(), (*name).to_owned())).collect();
    let new = found
        .difference(&known)
        .map(|(path, name)| format!("(\"{path}\", \"{name}\"), stands in a literal; it belongs in the pack"));
    let gone = known
        .difference(&found)
        .map(|(path, name)| format!("(\"{path}\", \"{name}\"), is gone: strike it from STILL_NAMED"));
    report(&new.chain(gone).collect::<Vec<_>>());
}

/// What one notice names stays in its pack: the lists of the language match none of it. Lines beside them may.
#[test]
fn no_name_of_a_notice_is_matched_by_the_language() {
    const EXAMPLES: [&str; 6] = ["hit", "miss", "inside", "outside", "open", "example"];
    fn matched(value: &toml::Value, out: &mut Vec<String>) {
        match value {
            toml::Value::String(text) => out.push(text.clone()),
            toml::Value::Array(list) => list.iter().for_each(|v| matched(v, out)),
            toml::Value::Table(table) => {
                table.iter().filter(|(k, _)| !EXAMPLES.contains(&k.as_str())).for_each(|(_, v)| matched(v, out));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(tree("templates/language")).expect("a folder") {
        let path = entry.expect("an entry").path();
        let mut file: toml::Table = toml::from_str(&std::fs::read_to_string(&path).expect("text")).expect("TOML");
        // the gazetteer names every region
        file.remove("gazetteer");
        let mut texts = Vec::new();
        matched(&toml::Value::Table(file), &mut texts);
        let named = |text: &str| NAMES.iter().any(|n| text.contains(n)) || year_in(text).is_some();
        found.extend(texts.into_iter().filter(|t| named(t)).map(|t| format!("{}: {t}", path.display())));
    }
    report(&found);
}

/// A year in figures (`2026`, `202[4-6]`, `20(1[0-9]|2[0-5])`; “20[0-9]{2}” is any), or with its decade in characters. Codes of
/// characters (`\u{2003}`) are none.
fn year_in(text: &str) -> Option<String> {
    let chars: Vec<char> = text.chars().collect();
    let is_year = |at: usize| {
        let w: Vec<char> = chars[at..].iter().copied().take(4).collect();
        let code = at.checked_sub(1).is_some_and(|before| chars[before] == '{');
        match w[..] {
            ['2', '0', '(', '0'..='9'] | ['2', '0', '0'..='9', '[' | '('] => true,
            ['2', '0', '0'..='9', '0'..='9'] => !code,
            _ => false,
        }
    };
    let figures = (0..chars.len()).find(|at| is_year(*at)).map(|at| chars[at..].iter().take(4).collect());
    let after_class = |at: usize| text[at..].split_once(']').is_some_and(|(_, after)| after.starts_with('二'));
    let decade = text.match_indices("二[").any(|(at, _)| after_class(at));
    figures.or_else(|| (decade || text.contains("二〇二")).then(|| "二〇二".to_owned()))
}

#[test]
fn a_year_is_seen_and_a_code_of_a_character_is_not() {
    for (text, seen) in [
        ("2026年度", Some("2026")),
        ("20[0-9]{2}年", None),
        ("202[4-6]年", Some("202[")),
        ("20(1[0-9]|2[0-5])年", Some("20(1")),
        ("二〇二六年", Some("二〇二")),
        ("二[〇○零0]二[一二三四五六七八九]", Some("二〇二")),
        ("二[〇○零0][〇一二三四五六七八九]{2}", None),
        ("\\u{2003}", None),
    ] {
        assert_eq!(year_in(text).as_deref(), seen, "{text}");
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let found = circles::circles(&circles::uses(&sources()));
    let shown = |circle: &BTreeSet<String>| {
        let files: Vec<&str> = circle.iter().map(String::as_str).collect();
        format!("these use each other in a circle:\n    {}", files.join("\n    "))
    };
    report(&found.iter().map(shown).collect::<Vec<_>>());
}

/// Most lines of a function in judging code.
const LONGEST: usize = 80;

/// Functions that are longer still, with their lines; each struck out when it is no longer so, none made longer.
const LONG: [(&str, &str, usize); 2] = [
    // A table: radicals and the ideographs they stand for.
    ("src/model/text.rs", "radical", 104),
    // One arm for each kind of check.
    ("src/rules/mod.rs", "apply", 105),
];

#[test]
fn functions_of_judging_code_can_be_seen_at_once() {
    let judging = |s: &Source| s.module().is_some_and(|m| LITERALS.iter().any(|(judging, _)| *judging == m));
    let of = |s: Source| {
        let functions = lengths::functions(&s.tokens());
        functions.into_iter().map(move |(name, lines)| (s.path.clone(), name, lines)).collect::<Vec<_>>()
    };
    let all = sources().into_iter().filter(judging).flat_map(of);
    let long: Vec<(String, String, usize)> = all.filter(|(_, _, lines)| *lines > LONGEST).collect();
    let known =
        |path: &str, name: &str| LONG.iter().find(|(p, n, _)| *p == path && *n == name).map(|(.., lines)| *lines);
    let new = long.iter().filter(|(path, name, lines)| known(path, name).is_none_or(|most| *lines > most));
    let new = new.map(|(path, name, lines)| format!("(\"{path}\", \"{name}\", {lines}): longer than {LONGEST} lines"));
    let gone = LONG.iter().filter(|(path, name, _)| !long.iter().any(|(p, n, _)| p == path && n == name));
    let gone = gone.map(|(path, name, _)| format!("(\"{path}\", \"{name}\") is short now: strike it from LONG"));
    report(&new.chain(gone).collect::<Vec<_>>());
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

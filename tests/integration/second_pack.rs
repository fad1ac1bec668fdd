//! A pack of another association, region, year and set of brands and figures (`tests/packs/hunan`), with cases of its own. What it
//! does not say itself it has from the pack inside the program, as a rule keeper's copy would.

use std::fs;
use std::path::Path;

use yanshen::model::Pack;
use yanshen::pipeline::Settings;
use yanshen::rules::pack::load_dir;
use yanshen::rules::self_check;

use super::common::{copy_tree, settings, tree};
use super::rules::{all_cases_in, wrongly_judged};

/// What is not of one notice.
const SHARED: [&str; 5] =
    ["kinds", "lexicon/words.toml", "lexicon/accounts.toml", "lexicon/spending.toml", "lexicon/countries.toml"];

fn pack(dir: &Path) -> Pack {
    let own = tree("tests/packs/hunan");
    for part in ["rules", "lexicon"] {
        copy_tree(&own.join(part), &dir.join(part));
    }
    for file in ["pack.toml", "notice.txt", "open-questions.toml"] {
        fs::copy(own.join(file), dir.join(file)).expect("copied");
    }
    for part in SHARED {
        let from = tree("templates/packs/gxkx-2026-12").join(part);
        if from.is_dir() {
            copy_tree(&from, &dir.join(part));
        } else {
            fs::copy(from, dir.join(part)).expect("copied");
        }
    }
    load_dir(dir).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn another_associations_pack_judges_its_own_cases() {
    let dir = tempfile::tempdir().expect("a directory");
    let pack = pack(dir.path());
    let settings = Settings { as_of: "2025-11-03".parse().expect("a day"), pack, ..settings() };
    let cases = all_cases_in(&tree("tests/packs/hunan/cases"));
    let wrong = wrongly_judged(&cases, &settings);
    assert!(cases.len() >= 15 && wrong.is_empty(), "{} of {} cases\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn another_associations_pack_is_sound() {
    let dir = tempfile::tempdir().expect("a directory");
    let faults: Vec<_> = self_check::run(&pack(dir.path()))
        .into_iter()
        .filter(|i| i.is_pack_fault() && !i.what.starts_with("公用词表"))
        .collect();
    assert_eq!(faults, []);
}

//! Every rule on every sample. The clean sample must stay clean, all agree with what people say of them, and the whole is
//! compared with a table that is rewritten by `UPDATE=1 cargo test matrix` and read before it is committed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::sync::LazyLock;

use yanshen::model::pack::RuleId;
use yanshen::model::{Audit, DossierAudit, Status};

use super::common::{audit, samples, tree};

static AUDIT: LazyLock<Audit> = LazyLock::new(|| audit(&samples()));

const SNAPSHOT: &str = "tests/snapshots/matrix.txt";

#[test]
fn every_rule_on_every_sample_is_as_recorded() {
    let table = table(&AUDIT);
    let path = tree(SNAPSHOT);
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(&path, &table).expect("written");
        return;
    }
    let recorded = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let changed: Vec<String> = changes(&recorded, &table);
    assert!(changed.is_empty(), "{SNAPSHOT} says otherwise (UPDATE=1 rewrites it):\n{}", changed.join("\n"));
}

/// A sample of whose rules all should pass has neither a breach nor a gap; what should pass in the others must not
/// fail either.
#[test]
fn the_clean_sample_stays_clean() {
    let clean: Vec<_> = labels().into_iter().filter(|l| l.is_clean()).collect();
    assert!(!clean.is_empty(), "one of the samples is clean");
    for label in clean {
        let dossier = label.dossier();
        let of = |status| dossier.findings.iter().filter(move |f| f.status == status);
        let bad: Vec<String> = of(Status::Fail)
            .chain(of(Status::Missing))
            .map(|f| format!("{} {}：{}", f.rule, f.status, f.message))
            .collect();
        assert!(bad.is_empty(), "{}:\n{}", dossier.path, bad.join("\n"));
    }
}

/// What people say of the samples (`tests/fixtures/samples-labels.json`), written before the program was run on them.
#[test]
fn the_samples_are_judged_as_people_judge_them() {
    let mut wrong = Vec::new();
    for label in labels() {
        let dossier = label.dossier();
        let project = &dossier.facts.project;
        if project.sub_type != label.sub_type {
            wrong.push(format!("{}: taken for “{}”, is {}", label.path, project.sub_type, label.sub_type));
        }
        for (rule, expected) in &label.expect {
            let found = dossier.status_of(&RuleId(rule.clone())).map_or("-", Status::code);
            if !expected.iter().any(|e| e == found) {
                let why = dossier.findings.iter().filter(|f| f.rule.as_str() == rule).max_by_key(|f| f.status);
                let said = why.map(|f| f.message.as_str()).unwrap_or_default();
                wrong.push(format!("{} {rule}: {found}, expected {}: {said}", label.path, expected.join("/")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers differ:\n{}", wrong.len(), wrong.join("\n"));
}

struct Label {
    path: String,
    sub_type: String,
    /// Rule code → statuses that are right.
    expect: BTreeMap<String, Vec<String>>,
}

impl Label {
    fn dossier(&self) -> &'static DossierAudit {
        let is_it = |d: &&DossierAudit| d.path.trim_end_matches(".zip") == self.path;
        AUDIT.dossiers.iter().find(is_it).unwrap_or_else(|| panic!("{} was not audited", self.path))
    }

    fn is_clean(&self) -> bool {
        self.expect.values().flatten().all(|s| s == "pass" || s == "n/a")
    }
}

/// One label a dossier; the one for the whole run (`*`) is left out.
fn labels() -> Vec<Label> {
    let text = fs::read_to_string(tree("tests/fixtures/samples-labels.json")).expect("the labels are there");
    let list: Vec<serde_json::Value> = serde_json::from_str(&text).expect("a list");
    let label = |v: &serde_json::Value| Label {
        path: v["dossier"].as_str().unwrap_or_default().to_owned(),
        sub_type: v["subtype"].as_str().unwrap_or_default().to_owned(),
        expect: serde_json::from_value(v["expect"].clone()).expect("lists of statuses by rule"),
    };
    list.iter().map(label).filter(|l| l.path != "*").collect()
}

/// RULES.md, “Honesty”: whatever is not `n/a` cites evidence or says what was searched; a breach says what to do.
#[test]
fn no_verdict_stands_without_its_ground() {
    let mut bare = Vec::new();
    for dossier in &AUDIT.dossiers {
        for f in &dossier.findings {
            let grounded = !f.evidence.is_empty() || !f.searched.is_empty();
            if f.status != Status::NotApplicable && !grounded {
                bare.push(format!("{} {} {}: neither evidence nor what was searched", dossier.path, f.rule, f.status));
            }
            if f.message.is_empty() || !f.message.ends_with('。') {
                bare.push(format!("{} {}: not a sentence: {}", dossier.path, f.rule, f.message));
            }
            if f.status >= Status::Review && f.advice.is_empty() {
                bare.push(format!("{} {} {}: no advice", dossier.path, f.rule, f.status));
            }
            if f.evidence.iter().any(|e| e.doc.0 as usize >= dossier.dossier.documents.len()) {
                bare.push(format!("{} {}: evidence in a file that is not there", dossier.path, f.rule));
            }
        }
    }
    assert!(bare.is_empty(), "{}", bare.join("\n"));
}

/// RULES.md: every rule that applies to the sub-type is emitted once or more, and no other.
#[test]
fn every_rule_of_the_sub_type_answers() {
    let pack = super::common::settings().pack;
    let mut silent = Vec::new();
    for dossier in &AUDIT.dossiers {
        let sub_type = &dossier.facts.project.sub_type;
        let due: Vec<_> = pack.rules_for(sub_type).map(|r| &r.code).collect();
        silent.extend(due.iter().filter(|c| dossier.status_of(c).is_none()).map(|c| format!("{}: {c}", dossier.path)));
        let stray = dossier.findings.iter().filter(|f| !sub_type.is_empty() && !due.contains(&&f.rule));
        silent.extend(stray.map(|f| format!("{}: {} does not apply", dossier.path, f.rule)));
    }
    assert!(silent.is_empty(), "{}", silent.join("\n"));
}

/// One line a dossier: sub-type, proposal, then the rules by status. `n/a` and `pass` are part of it: a wrong pass is
/// the worst error.
fn table(audit: &Audit) -> String {
    let mut out = String::new();
    for dossier in &audit.dossiers {
        let project = &dossier.facts.project;
        let _ = writeln!(out, "{} [{}] {}", dossier.path, project.sub_type, dossier.proposal.code());
        let mut codes: Vec<_> = dossier.findings.iter().map(|f| &f.rule).collect();
        codes.dedup();
        for status in Status::ALL {
            let with: Vec<&str> =
                codes.iter().filter(|c| dossier.status_of(c) == Some(status)).map(|c| c.as_str()).collect();
            if !with.is_empty() {
                let _ = writeln!(out, "  {:8}{}", status.code(), with.join(" "));
            }
        }
        out.push('\n');
    }
    for cross in &audit.cross {
        let _ = writeln!(out, "{} {} {}", cross.rule, cross.status.code(), cross.subject);
    }
    out
}

/// Lines that differ, each under the dossier it belongs to.
fn changes(recorded: &str, now: &str) -> Vec<String> {
    let under = |text: &str| -> Vec<String> {
        let mut dossier = String::new();
        let mut lines = Vec::new();
        for line in text.lines().filter(|l| !l.is_empty()) {
            if line.starts_with("  ") {
                lines.push(format!("{dossier}: {}", line.trim()));
            } else {
                dossier = line.split(" [").next().unwrap_or(line).to_owned();
                lines.push(line.to_owned());
            }
        }
        lines
    };
    let (old, new) = (under(recorded), under(now));
    let gone = old.iter().filter(|l| !new.contains(l)).map(|l| format!("- {l}"));
    let come = new.iter().filter(|l| !old.contains(l)).map(|l| format!("+ {l}"));
    let mut all: Vec<String> = gone.chain(come).collect();
    all.sort_by(|a, b| a[2..].cmp(&b[2..]));
    all
}

//! What people say of a dossier wins over what was inferred: `yanshen.toml`, `--sub-type`. What they say wrongly is told.

use std::fs;

use yanshen::model::{Audit, DossierAudit, Problem, Proposal, Status};
use yanshen::pipeline;

use super::common::{settings, small_dossier};

/// A small dossier with this `yanshen.toml`, audited for this sub-type.
fn check(toml: Option<&str>, sub_type: Option<&str>) -> Audit {
    let dir = tempfile::tempdir().expect("a directory");
    small_dossier(dir.path(), "甲");
    if let Some(text) = toml {
        fs::write(dir.path().join("甲/yanshen.toml"), text).expect("written");
    }
    let settings = pipeline::Settings { sub_type: sub_type.map(str::to_owned), ..settings() };
    pipeline::check(&dir.path().join("甲"), &settings, &|_| {}).expect("it can be audited")
}

fn only(audit: &Audit) -> &DossierAudit {
    audit.dossiers.first().expect("one dossier was checked")
}

#[test]
fn the_settings_of_a_dossier_name_its_sub_type() {
    let audit = check(Some("sub-type = \"4B\"\nunit = \"某学院科协\"\n"), None);
    assert_eq!(only(&audit).facts.project.sub_type, "4B");
    assert_eq!(only(&audit).facts.project.unit, "某学院科协");
}

#[test]
fn the_command_line_wins_over_the_settings() {
    let audit = check(Some("sub-type = \"4B\"\n"), Some("1A"));
    assert_eq!(only(&audit).facts.project.sub_type, "1A");
    assert!(only(&audit).facts.project.sub_type_basis.contains("--sub-type"));
}

#[test]
fn settings_that_make_no_sense_are_told_and_not_obeyed() {
    let audit = check(Some("subtype = \"4B\"\n"), Some("1A"));
    let told = |p: &Problem| matches!(p, Problem::Skipped(why) if why.contains("yanshen.toml"));
    assert!(only(&audit).dossier.problems.iter().any(told), "{:?}", only(&audit).dossier.problems);
}

#[test]
fn a_dossier_of_unknown_sub_type_needs_a_person_and_nothing_in_it_passes() {
    let audit = check(None, None);
    let dossier = only(&audit);
    assert_eq!(dossier.facts.project.sub_type, "", "one notice does not tell the sub-type");
    assert_eq!(dossier.proposal, Proposal::Undecided);
    assert!(!dossier.findings.is_empty() && dossier.findings.iter().all(|f| f.status == Status::Review));
    assert!(dossier.findings.iter().all(|f| f.advice.contains("--sub-type")));
}

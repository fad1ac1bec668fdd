//! Dossiers of other authors' habits (`tests/dossiers/`): no wrong pass, and few answers that differ from people's.

use std::collections::BTreeMap;
use std::fs;

use yanshen::model::Status;
use yanshen::model::pack::RuleId;

use super::common::{audit, tree};

/// Answers right, answers in all, and passes that people do not accept.
fn score(batch: &str) -> (usize, usize, Vec<String>) {
    let run = audit(&tree(&format!("tests/dossiers/{batch}")));
    let text = fs::read_to_string(tree(&format!("tests/dossiers/{batch}.json"))).expect("the labels are there");
    let labels: Vec<serde_json::Value> = serde_json::from_str(&text).expect("a list");
    let (mut right, mut all, mut wrong_pass) = (0, 0, Vec::new());
    for label in labels.iter().filter(|l| l["dossier"] != "*") {
        let name = label["dossier"].as_str().expect("a name");
        let dossier = run
            .dossiers
            .iter()
            .find(|d| d.path.trim_end_matches(".zip").trim_end_matches(".7z") == name)
            .expect("the dossier is there");
        let expect: BTreeMap<String, Vec<String>> =
            serde_json::from_value(label["expect"].clone()).expect("lists of statuses by rule");
        for (rule, accepted) in expect {
            let found = dossier.status_of(&RuleId(rule.clone())).map_or("-", Status::code);
            all += 1;
            if accepted.iter().any(|a| a == found) {
                right += 1;
            } else if found == "pass" {
                wrong_pass.push(format!("{name} {rule}: pass, people say {}", accepted.join("/")));
            }
        }
    }
    (right, all, wrong_pass)
}

fn holds(batch: &str) {
    let (right, all, wrong_pass) = score(batch);
    assert!(wrong_pass.is_empty(), "{}", wrong_pass.join("\n"));
    assert!(right * 100 >= all * 97, "{right} of {all} right");
}

#[test]
fn a_batch_of_societies_and_offices_is_judged_as_people_judge_it() {
    holds("batch-a");
}

#[test]
fn a_batch_of_hurried_clerks_is_judged_as_people_judge_it() {
    holds("batch-b");
}

#[test]
fn a_batch_of_bilingual_and_vernacular_papers_is_judged_as_people_judge_it() {
    holds("batch-c");
}

#[test]
fn a_batch_of_ordinary_office_papers_is_judged_as_people_judge_it() {
    holds("batch-d");
}

#[test]
fn a_batch_of_scans_and_odd_formats_is_judged_as_people_judge_it() {
    holds("batch-e");
}

#[test]
fn a_batch_of_bound_volumes_and_filed_mails_is_judged_as_people_judge_it() {
    holds("batch-f");
}

#[test]
fn a_batch_of_exports_compilations_and_numbered_files_is_judged_as_people_judge_it() {
    holds("batch-g");
}

#[test]
fn a_batch_of_odd_wordings_is_judged_as_people_judge_it() {
    holds("batch-h");
}

#[test]
fn a_batch_as_an_association_gets_it_is_judged_as_people_judge_it() {
    holds("batch-i");
}

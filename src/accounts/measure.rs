//! Measures the reading of accounts on the shared sample dossiers, where they are there.

use super::testing;
use crate::model::Source;

fn squeeze(text: &str) -> String {
    crate::accounts::lexicon::tight(text)
}

#[test]
fn shared_dossiers_are_read() {
    let root = std::path::Path::new("../../shared/dossiers");
    let root = if root.is_dir() { root.to_path_buf() } else { std::path::PathBuf::from("../shared/dossiers") };
    let Ok(labels) = std::fs::read_to_string(root.join("labels.json")) else {
        eprintln!("skipped: shared/dossiers is not there");
        return;
    };
    let labels: serde_json::Value = serde_json::from_str(&labels).expect("JSON");
    let found = crate::ingest::discover(&root.join("dossiers")).expect("a root");
    let options = crate::ingest::Options { in_process: true, jobs: 1, ..Default::default() };
    let dossiers = crate::ingest::read_dossiers(&found.dossiers, &options, &|_| {}).unwrap();
    let reckoner = super::Reckoner::new(&testing::pack());
    let mut wrong: Vec<String> = Vec::new();
    let (mut lines, mut right) = (0, 0);
    for dossier in &dossiers {
        let name = dossier.path.trim_end_matches(".zip");
        let Some(label) = labels.as_array().into_iter().flatten().find(|l| l["dossier"] == name) else { continue };
        let accounts = reckoner.reckon(dossier, &testing::kinds(dossier));
        eprintln!(
            "{name}: actual {:?} sum {:?} grant {:?} own {:?} budget {:?} income {:?} budget lines {} fees {}",
            accounts.actual.map(|m| m.to_string()),
            accounts.lines_sum.map(|m| m.to_string()),
            accounts.grant_charged.map(|m| m.to_string()),
            accounts.own_charged.map(|m| m.to_string()),
            accounts.budget.map(|m| m.to_string()),
            accounts.grant_income.as_ref().map(|m| m.0.to_string()),
            accounts.budget_lines.len(),
            accounts.fees.len(),
        );
        for d in accounts.main_statement().into_iter().flat_map(|s| &s.differences) {
            eprintln!("    {:?} {} computed {} printed {} slip {}", d.kind, d.what, d.computed, d.printed, d.unit_slip);
        }
        if accounts.actual.map(|m| m.to_string()).as_deref() != label["totals"]["actual_yuan"].as_str() {
            wrong.push(format!("{name}: total {:?}", accounts.actual));
        }
        for expected in label["spending"].as_array().into_iter().flatten() {
            lines += 1;
            let item = expected["item"].as_str().unwrap_or_default();
            let amount = expected["amount_yuan"].as_str().unwrap_or_default();
            let hit = accounts.expenses.iter().find(|e| {
                squeeze(&e.line.item) == squeeze(item) && e.line.actual.is_some_and(|m| m.to_string() == amount)
            });
            let Some(hit) = hit else {
                wrong.push(format!("{name}: no line {item} {amount}"));
                continue;
            };
            let classes: Vec<&str> = match &expected["expect"] {
                serde_json::Value::String(s) => vec![s.as_str()],
                other => other.as_array().into_iter().flatten().filter_map(|v| v.as_str()).collect(),
            };
            let source = match hit.line.source {
                Source::Grant => "grant",
                Source::Own => "own",
                Source::Unknown => "unknown",
            };
            if !classes.contains(&hit.class.code()) {
                wrong.push(format!("{name}: {item} {} not {classes:?}: {}", hit.class.code(), hit.reason));
            } else if expected["source"] != source {
                wrong.push(format!("{name}: {item} paid by {source}, not {}", expected["source"]));
            } else {
                right += 1;
            }
        }
        let mut invoices: Vec<String> =
            accounts.invoices.iter().map(|i| format!("{} {}", i.number, i.gross.unwrap_or_default())).collect();
        let mut expected: Vec<String> = label["invoices"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|i| {
                format!("{} {}", i["number"].as_str().unwrap_or_default(), i["gross_yuan"].as_str().unwrap_or_default())
            })
            .collect();
        invoices.sort();
        expected.sort();
        if invoices != expected {
            wrong.push(format!("{name}: invoices {invoices:?}, not {expected:?}"));
        }
        for (i, invoice) in accounts.invoices.iter().enumerate() {
            let lines: Vec<&str> =
                accounts.expenses.iter().filter(|e| e.invoices.contains(&i)).map(|e| e.line.item.as_str()).collect();
            eprintln!(
                "    {} {} {:?}+{:?} {} <- {} | {:?}",
                invoice.number,
                invoice.gross.unwrap_or_default(),
                invoice.net,
                invoice.tax,
                invoice.in_words,
                invoice.buyer,
                lines
            );
        }
    }
    eprintln!("{right} of {lines} lines");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! Where the program's answers differ from people's: one line each, the same from run to run.

use std::collections::{BTreeMap, BTreeSet};

use yanshen::model::accounts::Source;
use yanshen::model::facts::Event;
use yanshen::model::money::Money;
use yanshen::model::pack::RuleId;
use yanshen::model::{Audit, DossierAudit, Status, text};

use super::labels::{self, Label};

/// How the worst error begins.
pub const WRONG_PASS: &str = "WRONG PASS";

/// All differences, dossier by dossier in the order of the labels.
pub fn of(run: &Audit, labels: &[Label]) -> Vec<String> {
    labels
        .iter()
        .flat_map(|label| if label.is_for_the_run() { of_the_run(run, label) } else { of_one(run, label) })
        .collect()
}

fn of_the_run(run: &Audit, label: &Label) -> Vec<String> {
    let found = |rule: &str| run.cross.iter().filter(|c| c.rule.as_str() == rule).map(|c| c.status).max();
    label.expect.iter().filter_map(|(rule, right)| status("*", rule, found(rule), right)).collect()
}

fn of_one(run: &Audit, label: &Label) -> Vec<String> {
    let bare =
        |path: &str| [".zip", ".7z", ".rar"].iter().find_map(|e| path.strip_suffix(e)).unwrap_or(path).to_owned();
    let dossier = run.dossiers.iter().find(|d| bare(&d.path) == label.dossier);
    let dossier = dossier.unwrap_or_else(|| panic!("{} was not audited", label.dossier));
    let name = label.dossier.as_str();
    let mut out = Vec::new();
    let sub_type = &dossier.facts.project.sub_type;
    out.extend((*sub_type != label.subtype).then(|| differs(name, "sub-type", sub_type, &label.subtype)));
    for (rule, right) in &label.expect {
        out.extend(status(name, rule, dossier.status_of(&RuleId(rule.clone())), right));
    }
    out.extend(project(dossier, label));
    out.extend(events(dossier, label));
    out.extend(counts(dossier, label));
    out.extend(spending(dossier, label));
    out.extend(total(dossier, label));
    out.extend(invoices(dossier, label));
    out
}

fn differs(dossier: &str, what: &str, found: &str, right: &str) -> String {
    format!("{dossier} | {what}: “{found}”, people say “{right}”")
}

fn status(dossier: &str, rule: &str, found: Option<Status>, right: &[String]) -> Option<String> {
    let code = found.map_or("-", Status::code);
    if right.iter().any(|r| r == code) {
        return None;
    }
    let accepts = |status: &str| right.iter().any(|r| r == status);
    let error = match found {
        Some(Status::Pass) => WRONG_PASS,
        Some(Status::Fail | Status::Missing) if !accepts("fail") && !accepts("missing") => "WRONG FAIL",
        Some(Status::Review) => "needless review",
        _ => "other",
    };
    Some(format!("{dossier} | {rule} {error}: {code}, people say {}", right.join("/")))
}

/// Letters, figures and ideographs of a text: all that names are compared by.
fn bare(words: &str) -> String {
    text::fold(words).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn project(dossier: &DossierAudit, label: &Label) -> Vec<String> {
    let (Some(facts), project) = (&label.facts, &dossier.facts.project) else { return Vec::new() };
    let name = |what, found: &str, right: &str| {
        (bare(found) != bare(right)).then(|| differs(&label.dossier, what, found, right))
    };
    let grant = project.grant.map_or("-".to_owned(), |m| m.to_string());
    let grants =
        (grant != yuan(&facts.grant_yuan)).then(|| differs(&label.dossier, "grant", &grant, &facts.grant_yuan));
    let names = [name("project", &project.name, &facts.project_name), name("unit", &project.unit, &facts.unit), grants];
    names.into_iter().flatten().collect()
}

/// A label's amount as the program writes amounts.
fn yuan(written: &str) -> String {
    written.parse::<Money>().map_or_else(|_| written.to_owned(), |m| m.to_string())
}

fn events(dossier: &DossierAudit, label: &Label) -> Vec<String> {
    let Some(facts) = &label.facts else { return Vec::new() };
    let mut free: Vec<&Event> = dossier.facts.events.iter().collect();
    let mut out = Vec::new();
    for right in &facts.events {
        let about = format!("{} | event “{}”", label.dossier, right.title);
        let best = (0..free.len()).max_by_key(|n| (likeness(free[*n], right), std::cmp::Reverse(*n)));
        let Some(best) = best.filter(|n| likeness(free[*n], right) >= ENOUGH) else {
            out.push(format!("{about}: not found"));
            continue;
        };
        let found = free.remove(best);
        if !same_title(&found.title, &right.title) {
            out.push(format!("{about}: called “{}”", found.title));
        }
        if !is_on(found, &right.date) {
            out.push(format!(
                "{about}: on {}, people say {}",
                found.date.map_or("-".to_owned(), |d| d.to_string()),
                right.date
            ));
        }
        out.extend(
            right.people.and_then(|people| wrong_number(found, people)).map(|wrong| format!("{about}: {wrong}")),
        );
    }
    out.extend(free.iter().map(|e| format!("{} | one event more: “{}”", label.dossier, e.title)));
    out
}

/// Out of 130: names alike up to 100, the same day 30.
const ENOUGH: usize = 50;

fn likeness(event: &Event, right: &labels::Event) -> usize {
    let titles = event.titles.iter().map(|t| t.value.as_str()).chain([event.title.as_str()]);
    let alike = titles.map(|t| dice(&bare(t), &bare(&right.title))).max().unwrap_or_default();
    alike + if is_on(event, &right.date) { 30 } else { 0 }
}

/// Pairs of neighbours in common, in percent.
fn dice(a: &str, b: &str) -> usize {
    let pairs = |t: &str| -> BTreeSet<(char, char)> { t.chars().zip(t.chars().skip(1)).collect() };
    let (a, b) = (pairs(a), pairs(b));
    200 * a.intersection(&b).count() / (a.len() + b.len()).max(1)
}

fn same_title(found: &str, right: &str) -> bool {
    let (found, right) = (bare(found), bare(right));
    !found.is_empty() && (found.contains(&right) || right.contains(&found)) || dice(&found, &right) >= 80
}

fn is_on(event: &Event, day: &str) -> bool {
    event.date.is_some_and(|d| day.parse().is_ok_and(|day| d.first <= day && day <= d.last))
}

/// The list's number; without a list, what prose says afterwards.
fn wrong_number(event: &Event, people: u32) -> Option<String> {
    if let Some(listed) = event.people() {
        return (listed != people).then(|| format!("{listed} people by list, people say {people}"));
    }
    let told: BTreeSet<u32> = event.claims.iter().filter(|c| !c.planned).map(|c| c.number).collect();
    let shown: Vec<String> = told.iter().map(u32::to_string).collect();
    (!told.contains(&people)).then(|| format!("[{}] people as told, people say {people}", shown.join(", ")))
}

fn counts(dossier: &DossierAudit, label: &Label) -> Vec<String> {
    let Some(facts) = &label.facts else { return Vec::new() };
    let lists = || dossier.facts.events.iter().flat_map(|e| &e.lists).filter(|l| l.aside.is_none());
    let most = |shown: Option<u32>| shown.map_or("-".to_owned(), |n| n.to_string());
    let mut out = Vec::new();
    let mut number = |what: &str, found: Option<u32>, right: Option<u32>| {
        let wrong = right.filter(|right| found != Some(*right));
        out.extend(wrong.map(|right| differs(&label.dossier, what, &most(found), &right.to_string())));
    };
    number("people", dossier.facts.events.iter().filter_map(Event::people).max(), facts.distinct_people);
    number("teams", lists().filter_map(|l| l.teams.as_ref()).map(|t| t.at_most).max(), facts.teams);
    number("journals", lists().filter_map(|l| l.journals.as_ref()).map(|t| t.at_most).max(), facts.journals);
    // The home country, its regions among those who came: S02 counts none of them.
    let abroad = |name: &&str| !["中国", "香港", "澳门", "台湾"].contains(name);
    let found: BTreeSet<&str> = lists().flat_map(|l| l.countries.keys()).map(String::as_str).filter(abroad).collect();
    let right: BTreeSet<&str> = facts.countries.iter().map(String::as_str).filter(abroad).collect();
    if !right.is_empty() && found != right {
        let shown = |names: &BTreeSet<&str>| names.iter().copied().collect::<Vec<_>>().join("、");
        out.push(differs(&label.dossier, "countries", &shown(&found), &shown(&right)));
    }
    out
}

/// A line's words without its number.
fn item(words: &str) -> String {
    let numbered = words.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(['.', '、']);
    bare(numbered.unwrap_or(words))
}

/// Lines match by item and amount, each once; what matches none is listed on either side.
fn spending(dossier: &DossierAudit, label: &Label) -> Vec<String> {
    let is_spent = |e: &&yanshen::model::accounts::Expense| e.line.actual != Some(Money::ZERO);
    let mut free: Vec<_> = dossier.accounts.expenses.iter().filter(is_spent).collect();
    let amount = |e: &yanshen::model::accounts::Expense| e.line.actual.map_or("-".to_owned(), |m| m.to_string());
    let mut out = Vec::new();
    for right in &label.spending {
        let about = format!("{} | line “{}” {}", label.dossier, right.item, right.amount_yuan);
        let same = |e: &&yanshen::model::accounts::Expense| {
            item(&e.line.item) == item(&right.item) && amount(e) == yuan(&right.amount_yuan)
        };
        let Some(at) = free.iter().position(same) else {
            out.push(format!("{about}: not found"));
            continue;
        };
        let found = free.remove(at);
        if !right.expect.accepts(found.class.code()) {
            out.push(format!("{about}: {}, people say {}", found.class.code(), right.expect.shown()));
        }
        let source = match found.line.source {
            Source::Grant => "grant",
            Source::Own => "own",
            Source::Unknown => "unknown",
        };
        if source != right.source {
            out.push(format!("{about}: paid from {source}, people say {}", right.source));
        }
    }
    out.extend(free.iter().map(|e| format!("{} | one line more: “{}” {}", label.dossier, e.line.item, amount(e))));
    out
}

fn total(dossier: &DossierAudit, label: &Label) -> Option<String> {
    let right = label.totals.as_ref()?;
    let found = dossier.accounts.actual.map_or("-".to_owned(), |m| m.to_string());
    let either = [Some(&right.actual_yuan), right.lines_sum_yuan.as_ref()];
    let wrong = either.into_iter().flatten().all(|r| yuan(r) != found);
    wrong.then(|| differs(&label.dossier, "total", &found, &right.actual_yuan))
}

fn invoices(dossier: &DossierAudit, label: &Label) -> Vec<String> {
    let mut free: Vec<(&str, String)> = (dossier.accounts.invoices.iter())
        .map(|i| (i.number.as_str(), i.gross.map_or("-".to_owned(), |m| m.to_string())))
        .collect();
    let mut out = Vec::new();
    // The same file twice is one invoice (F02's matter), however often the label has it.
    let once: BTreeMap<&str, &labels::Invoice> = label.invoices.iter().map(|i| (i.number.as_str(), i)).collect();
    for right in once.values() {
        let about = format!("{} | invoice {}", label.dossier, right.number);
        // An older invoice's number stands behind its code; people write down the number.
        let same = |number: &str| number.rsplit('-').next() == Some(&right.number) || number == right.number;
        match free.iter().position(|(number, _)| same(number)) {
            None => out.push(format!("{about}: not found")),
            Some(at) => {
                let (_, gross) = free.remove(at);
                let wrong = gross != yuan(&right.gross_yuan);
                out.extend(wrong.then(|| format!("{about}: {gross}, people say {}", right.gross_yuan)));
            }
        }
    }
    out.extend(free.iter().map(|(number, gross)| format!("{} | one invoice more: {number} {gross}", label.dossier)));
    out
}

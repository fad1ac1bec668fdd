//! What changed between two audits of the same projects: resolved, new, changed, per dossier. Findings are matched by
//! their stable ids, so renamed files and folders change nothing. It says what changed, not whether that is good.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rust_xlsxwriter::XlsxError;

use super::listing::{Dossier, Listing, Problem};
use super::table::{self, column};

/// How a finding stands in the newer audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    New,
    Changed,
    Resolved,
    /// The newer audit does not hold the dossier.
    NotAudited,
    Same,
}

impl Change {
    pub fn chinese(self) -> &'static str {
        match self {
            Change::New => "新增",
            Change::Changed => "有变化",
            Change::Resolved => "已解决",
            Change::NotAudited => "新结果不含该项目",
            Change::Same => "未变",
        }
    }
}

pub struct Item<'a> {
    pub change: Change,
    pub old: Option<&'a Problem>,
    pub new: Option<&'a Problem>,
}

impl Item<'_> {
    fn problem(&self) -> Option<&Problem> {
        self.new.or(self.old)
    }
}

/// One dossier; its path is the newer one.
pub struct Compared<'a> {
    pub path: String,
    pub proposals: (String, String),
    pub items: Vec<Item<'a>>,
}

impl Compared<'_> {
    pub fn count(&self, change: Change) -> usize {
        self.items.iter().filter(|i| i.change == change).count()
    }
}

pub fn compare<'a>(old: &'a Listing, new: &'a Listing) -> Vec<Compared<'a>> {
    let mut before: BTreeMap<&str, Vec<(usize, &Problem)>> = BTreeMap::new();
    for (at, d) in old.dossiers.iter().enumerate() {
        d.problems.iter().for_each(|p| before.entry(&p.id).or_default().push((at, p)));
    }
    // A dossier is the same when its path is, or a finding of it comes back.
    let mut twin: BTreeMap<usize, usize> = BTreeMap::new();
    for (to, d) in new.dossiers.iter().enumerate() {
        let by_path = old.dossiers.iter().position(|o| same(o, d));
        let by_finding = d.problems.iter().find_map(|p| before.get(p.id.as_str())?.first().map(|(at, _)| *at));
        if let Some(from) = by_finding.or(by_path) {
            twin.entry(from).or_insert(to);
        }
    }
    let mut out: Vec<Compared<'_>> = new
        .dossiers
        .iter()
        .enumerate()
        .map(|(to, d)| {
            let from = twin.iter().find(|(_, t)| **t == to).and_then(|(f, _)| old.dossiers.get(*f));
            let items = items(d, &mut before);
            let proposal = from.map(|f| f.proposal.clone()).unwrap_or_default();
            Compared { path: d.path.clone(), proposals: (proposal, d.proposal.clone()), items }
        })
        .collect();
    // What no newer finding took.
    for (from, old_problem) in before.into_values().flatten() {
        let gone = |change| Item { change, old: Some(old_problem), new: None };
        let Some(d) = old.dossiers.get(from) else { continue };
        match twin.get(&from).and_then(|to| out.get_mut(*to)) {
            Some(c) => c.items.push(gone(Change::Resolved)),
            None => match out.iter_mut().find(|c| c.path == d.path) {
                Some(c) => c.items.push(gone(Change::NotAudited)),
                None => out.push(Compared {
                    path: d.path.clone(),
                    proposals: (d.proposal.clone(), String::new()),
                    items: vec![gone(Change::NotAudited)],
                }),
            },
        }
    }
    for c in &mut out {
        c.items.sort_by(|a, b| {
            (a.change, a.problem().map(Problem::rank)).cmp(&(b.change, b.problem().map(Problem::rank)))
        });
    }
    out
}

fn same(a: &Dossier, b: &Dossier) -> bool {
    a.path == b.path || (!a.unit.is_empty() && !a.name.is_empty() && (&a.unit, &a.name) == (&b.unit, &b.name))
}

fn items<'a>(d: &'a Dossier, before: &mut BTreeMap<&'a str, Vec<(usize, &'a Problem)>>) -> Vec<Item<'a>> {
    let mut out = Vec::new();
    for p in &d.problems {
        let old = before.get_mut(p.id.as_str()).filter(|v| !v.is_empty()).map(|v| v.remove(0).1);
        let change = match old {
            None => Change::New,
            Some(o) if (&o.status, &o.fact) == (&p.status, &p.fact) => Change::Same,
            Some(_) => Change::Changed,
        };
        out.push(Item { change, old, new: Some(p) });
    }
    out
}

/// For the terminal.
pub fn text(compared: &[Compared<'_>]) -> String {
    let mut out = String::new();
    let total = |c| compared.iter().map(|d| d.count(c)).sum::<usize>();
    let _ = writeln!(
        out,
        "共{}个项目：已解决{}项，新增{}项，有变化{}项，未变{}项。",
        compared.len(),
        total(Change::Resolved),
        total(Change::New),
        total(Change::Changed),
        total(Change::Same)
    );
    if total(Change::NotAudited) > 0 {
        let _ = writeln!(out, "另有{}项所在的项目不在新结果里，不算已解决。", total(Change::NotAudited));
    }
    for d in compared {
        let _ = write!(out, "\n{}", d.path);
        match &d.proposals {
            (old, new) if !old.is_empty() && !new.is_empty() && old != new => {
                let _ = write!(out, "　结论建议：{old} → {new}");
            }
            (_, new) if !new.is_empty() => {
                let _ = write!(out, "　结论建议：{new}");
            }
            _ => {}
        }
        let shown: Vec<&Item<'_>> = d.items.iter().filter(|i| i.change != Change::Same).collect();
        let _ = writeln!(out, "{}", if shown.is_empty() { "　没有变化" } else { "" });
        for item in shown {
            let Some(p) = item.problem() else { continue };
            let was = item.old.filter(|_| item.change == Change::Changed).map_or("", |o| o.status.as_str());
            let was = if was.is_empty() || was == p.status { String::new() } else { format!("（原为{was}）") };
            let _ =
                writeln!(out, "  [{}] {} {}：{}{was}。{}", item.change.chinese(), p.rule, p.title, p.status, p.fact);
        }
    }
    out
}

/// As a workbook.
pub fn workbook(compared: &[Compared<'_>]) -> Result<Vec<u8>, XlsxError> {
    let mut rows = Vec::new();
    for d in compared {
        for item in &d.items {
            let Some(p) = item.problem() else { continue };
            let of =
                |p: Option<&Problem>, what: fn(&Problem) -> &String| p.map(|p| what(p).clone()).unwrap_or_default();
            rows.push(vec![
                d.path.clone(),
                item.change.chinese().to_owned(),
                p.id.clone(),
                p.title.clone(),
                p.severity.clone(),
                of(item.old, |p| &p.status),
                of(item.new, |p| &p.status),
                of(item.old, |p| &p.fact),
                of(item.new, |p| &p.fact),
            ]);
        }
    }
    let columns = vec![
        column("项目", 20.0),
        column("变化", 9.0),
        column("索引号", 14.0),
        column("问题", 15.0),
        column("级别", 9.0),
        column("原结论", 10.0),
        column("新结论", 10.0),
        column("原事实", 38.0),
        column("新事实", 38.0),
    ];
    let totals = compared
        .iter()
        .map(|d| {
            let mut row = vec![d.path.clone(), d.proposals.0.clone(), d.proposals.1.clone()];
            let all = [Change::Resolved, Change::New, Change::Changed, Change::Same, Change::NotAudited];
            row.extend(all.map(|c| d.count(c).to_string()));
            row
        })
        .collect();
    let heads = vec![
        column("项目", 32.0),
        column("原结论建议", 16.0),
        column("新结论建议", 16.0),
        column("已解决", 9.0),
        column("新增", 9.0),
        column("有变化", 9.0),
        column("未变", 9.0),
        column("不在新结果", 11.0),
    ];
    let note = "按稳定的索引号逐项比对两次审核结果；文件和文件夹改名不影响比对。".to_owned();
    table::write(&[
        table::Sheet {
            name: "变化汇总",
            title: "两次审核结果比对".into(),
            note: note.clone(),
            columns: heads,
            rows: totals,
        },
        table::Sheet { name: "变化明细", title: "变化明细".into(), note, columns, rows },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{json, listing, sample};

    fn listing() -> Listing {
        let report = json::report(&sample::audit(), &sample::pack());
        listing::read(report.as_bytes(), "报告.json").expect("a listing")
    }

    #[test]
    fn resolved_new_and_changed_are_told_apart_and_a_renamed_folder_is_no_change() {
        let (old, mut new) = (listing(), listing());
        new.dossiers[0].path = "改名".into();
        assert!(compare(&old, &new).iter().all(|d| d.items.iter().all(|i| i.change == Change::Same)));
        let gone = new.dossiers[0].problems.remove(0);
        new.dossiers[0].problems[0].fact = "另一事实。".into();
        new.dossiers[0].problems.push(Problem { id: "Z01-1".into(), ..gone.clone() });
        let compared = compare(&old, &new);
        let d = &compared[0];
        assert_eq!(
            (d.count(Change::Resolved), d.count(Change::New), d.count(Change::Changed)),
            (1, 1, 1),
            "{}",
            text(&compared)
        );
        assert!(text(&compared).contains(&format!("[已解决] {}", gone.rule)));
    }

    #[test]
    fn a_dossier_that_is_not_there_is_not_resolved() {
        let (old, mut new) = (listing(), listing());
        let gone = new.dossiers.remove(0);
        let compared = compare(&old, &new);
        let d = compared.iter().find(|d| d.path == gone.path).expect("listed");
        assert_eq!(d.count(Change::NotAudited), gone.problems.len());
    }

    #[test]
    fn a_workbook_lists_the_same_problems_as_the_report() {
        let options = crate::report::workbook::WorkbookOptions::default();
        let bytes = crate::report::workbook::write(&sample::audit(), &sample::pack(), &options).expect("a workbook");
        let read = listing::read(&bytes, "底稿.xlsx").expect("a listing");
        let (workbook, report) = (read, listing());
        assert!(compare(&report, &workbook).iter().all(|d| d.items.iter().all(|i| i.change == Change::Same)));
    }
}

//! The batch on one screen: a line a dossier, then what fails, what repeats across dossiers, what could not be read.

use std::collections::BTreeSet;

use super::layout::{Align, Sheet, Style, Tint};
use crate::model::{Audit, ClueKind, DossierAudit, Finding, Pack, Proposal, Severity, Status};
use crate::report::tally::{self, Tally};
use crate::report::words;

/// The summary that `audit` prints.
pub fn summary(audit: &Audit, pack: &Pack, style: Style) -> String {
    let mut sheet = Sheet::new(style);
    head(audit, pack, &mut sheet);
    table(audit, &mut sheet);
    failures(audit, pack, &mut sheet);
    across(audit, pack, &mut sheet);
    clues(audit, &mut sheet);
    unread(audit, &mut sheet);
    totals(audit, &mut sheet);
    sheet.finish()
}

fn head(audit: &Audit, pack: &Pack, sheet: &mut Sheet) {
    sheet.line(Tint::Bold, 0, 0, &format!("验收材料审核建议（截至{}）", audit.as_of.chinese()));
    let register = if audit.register_file.is_empty() {
        "未使用".to_owned()
    } else {
        format!("{}（{}项）", audit.register_file, audit.register.len())
    };
    sheet.line(
        Tint::Dim,
        0,
        6,
        &format!("范围：{}，{}个项目；立项一览表：{register}", audit.root, audit.dossiers.len()),
    );
    sheet.line(Tint::Dim, 0, 6, &format!("依据：{}《{}》", pack.notice.number, pack.notice.title));
    sheet.blank();
}

fn table(audit: &Audit, sheet: &mut Sheet) {
    let right = |text| (Tint::Dim, 6, Align::Right, text);
    let room = sheet.width().saturating_sub(62).max(16);
    sheet.row(&[
        (Tint::Dim, 4, Align::Right, "序号"),
        (Tint::Dim, 14, Align::Left, "建议"),
        (Tint::Dim, 4, Align::Left, "类型"),
        right("不符合"),
        right("需补充"),
        right("待核实"),
        right("符合"),
        right("未读"),
        (Tint::Dim, 0, Align::Left, "项目"),
    ]);
    for (n, d) in audit.dossiers.iter().enumerate() {
        let t = Tally::of(d);
        let (number, fail, missing) = ((n + 1).to_string(), t.fail.to_string(), t.missing.to_string());
        let (review, pass, unread) = (t.review.to_string(), t.pass.to_string(), tally::unread(d).count().to_string());
        sheet.row(&[
            (Tint::Plain, 4, Align::Right, &number),
            (Tint::of_proposal(d.proposal), 14, Align::Left, short_proposal(d.proposal)),
            (Tint::Plain, 4, Align::Left, known(&d.facts.project.sub_type)),
            (lit(t.fail, Tint::Red), 6, Align::Right, &fail),
            (lit(t.missing, Tint::Yellow), 6, Align::Right, &missing),
            (lit(t.review, Tint::Cyan), 6, Align::Right, &review),
            (Tint::Plain, 6, Align::Right, &pass),
            (Tint::Plain, 6, Align::Right, &unread),
            (Tint::Plain, room, Align::Left, &d.path),
        ]);
    }
    sheet.blank();
}

/// Fits into the column.
fn short_proposal(p: Proposal) -> &'static str {
    match p {
        Proposal::Undecided => "暂无结论",
        p => p.chinese(),
    }
}

fn known(sub_type: &str) -> &str {
    if sub_type.is_empty() { "未定" } else { sub_type }
}

fn lit(count: usize, tint: Tint) -> Tint {
    if count == 0 { Tint::Dim } else { tint }
}

fn failures(audit: &Audit, pack: &Pack, sheet: &mut Sheet) {
    let grave = |f: &&Finding| f.status == Status::Fail && f.severity > Severity::Info;
    if !audit.dossiers.iter().flat_map(|d| &d.findings).any(|f| grave(&f)) {
        return;
    }
    sheet.line(Tint::Bold, 0, 0, "一票否决与不符合");
    for (n, d) in audit.dossiers.iter().enumerate() {
        let mut found: Vec<&Finding> = d.findings.iter().filter(grave).collect();
        found.sort_by_key(|f| std::cmp::Reverse(f.severity));
        if found.is_empty() {
            continue;
        }
        sheet.line(Tint::Plain, 2, 4, &format!("{} {}", n + 1, title(d)));
        for f in found {
            let name = pack.rule(f.rule.as_str()).map_or("", |r| r.title.as_str());
            let text = format!("× {} {name}【{}】{}", f.rule, f.severity.chinese(), words::mask(&f.message));
            sheet.line(if f.severity == Severity::Veto { Tint::Red } else { Tint::Plain }, 4, 6, &text);
        }
    }
    sheet.blank();
}

fn title(d: &DossierAudit) -> String {
    if d.facts.project.unit.is_empty() { d.path.clone() } else { format!("{}（{}）", d.path, d.facts.project.unit) }
}

fn across(audit: &Audit, pack: &Pack, sheet: &mut Sheet) {
    let shown: Vec<_> = audit.cross.iter().filter(|c| c.status >= Status::Review).collect();
    if shown.is_empty() {
        return;
    }
    sheet.line(Tint::Bold, 0, 0, "跨项目");
    for c in shown {
        let name = pack.rule(c.rule.as_str()).map_or("", |r| r.title.as_str());
        let text = format!("{} {} {name}【{}】{}", c.status.mark(), c.rule, c.status, words::mask(&c.message));
        sheet.line(Tint::of(c.status), 2, 4, &text);
    }
    sheet.blank();
}

/// One line: clues are read in the workbook, beside their evidence.
fn clues(audit: &Audit, sheet: &mut Sheet) {
    let of = |kind| audit.dossiers.iter().flat_map(|d| &d.clues).filter(|c| c.kind == kind).count();
    let kinds: BTreeSet<ClueKind> = audit.dossiers.iter().flat_map(|d| &d.clues).map(|c| c.kind).collect();
    if kinds.is_empty() {
        return;
    }
    let told: Vec<String> = kinds.into_iter().map(|k| format!("{}{}条", k.chinese(), of(k))).collect();
    let text = format!("疑点线索（只供参考，不影响建议，详见底稿）：{}。", told.join("、"));
    sheet.line(Tint::Plain, 0, 6, &text);
    sheet.blank();
}

fn unread(audit: &Audit, sheet: &mut Sheet) {
    let any = audit.dossiers.iter().any(|d| tally::unread(d).next().is_some() || !d.dossier.problems.is_empty());
    if !any {
        return;
    }
    sheet.line(Tint::Bold, 0, 0, "未能读取或未完整读取的文件（相关事项列为待核实，须人工核对）");
    for (n, d) in audit.dossiers.iter().enumerate() {
        for p in &d.dossier.problems {
            sheet.line(Tint::Plain, 2, 4, &format!("{} {}：{}", n + 1, d.path, words::problem(p)));
        }
        for f in tally::unread(d) {
            sheet.line(Tint::Plain, 2, 4, &format!("{} {}/{}：{}", n + 1, d.path, f.path, why(f)));
        }
    }
    sheet.blank();
}

fn why(f: &crate::model::FileRow) -> String {
    if f.problems.is_empty() { words::coverage(f.coverage).to_owned() } else { words::problems(&f.problems) }
}

fn totals(audit: &Audit, sheet: &mut Sheet) {
    let by_proposal: Vec<String> = Proposal::ALL
        .iter()
        .map(|p| (p, audit.dossiers.iter().filter(|d| d.proposal == *p).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(p, n)| format!("{p}{n}项"))
        .collect();
    let t = Tally::total(audit);
    sheet.line(
        Tint::Bold,
        0,
        6,
        &format!(
            "合计：{}个项目，{}；规则检查：不符合{}、需补充材料{}、待核实{}、符合{}、不适用{}。",
            audit.dossiers.len(),
            if by_proposal.is_empty() { "无".to_owned() } else { by_proposal.join("、") },
            t.fail,
            t.missing,
            t.review,
            t.pass,
            t.not_applicable
        ),
    );
    sheet.line(Tint::Dim, 0, 6, "以上为程序提出的审核建议，结论由验收组认定。");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn every_dossier_and_every_grave_finding_is_there() {
        let text = summary(&sample::audit(), &sample::pack(), Style::default());
        for words in [
            "01-桂林市甘蔗学会",
            "02-北海工业园区科协.zip",
            "N01",
            "一票否决项",
            "X02",
            "第1—2页为扫描图片",
            "由验收组认定",
        ] {
            assert!(text.contains(words), "{words} is not in\n{text}");
        }
        assert!(!text.contains("通过验收") && !text.contains('\u{1b}'));
        let (_, _, lossy) = encoding_rs::GBK.encode(&text);
        assert!(!lossy);
        assert!(text.lines().all(|l| super::super::layout::columns(l) <= 102), "{text}");
    }
}

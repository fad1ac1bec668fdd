//! “Will we pass?” — one page for the applicant: what is absent, what to change, what could not be read, what to verify.

use super::layout::{Sheet, Style, Tint};
use crate::model::{Audit, DossierAudit, Finding, Pack, Proposal, Severity, Status, SubTypeSpec};
use crate::report::tally::{self, Tally};
use crate::report::words;

/// The page that `check` prints; one per dossier of the audit.
pub fn check_page(audit: &Audit, pack: &Pack, style: Style) -> String {
    let mut sheet = Sheet::new(style);
    for (n, d) in audit.dossiers.iter().enumerate() {
        if n > 0 {
            sheet.blank();
        }
        page(audit, d, pack, &mut sheet);
    }
    sheet.finish()
}

fn page(audit: &Audit, d: &DossierAudit, pack: &Pack, sheet: &mut Sheet) {
    head(audit, d, pack, sheet);
    let of = |wanted: fn(&Finding) -> bool| d.findings.iter().filter(|f| wanted(f)).collect::<Vec<_>>();
    section(sheet, d, pack, "还缺什么", &of(|f| f.status == Status::Missing && f.severity > Severity::Info));
    section(sheet, d, pack, "要改什么", &of(|f| f.status == Status::Fail && f.severity > Severity::Info));
    unread(sheet, d);
    section(sheet, d, pack, "待核实什么", &of(|f| f.status == Status::Review && f.severity > Severity::Info));
    section(sheet, d, pack, "供参考的提示", &of(|f| f.status >= Status::Review && f.severity == Severity::Info));
    foot(d, sheet);
}

fn head(audit: &Audit, d: &DossierAudit, pack: &Pack, sheet: &mut Sheet) {
    let project = &d.facts.project;
    sheet.line(Tint::Bold, 0, 0, &format!("验收材料自查：{}", named(&project.name, &d.path)));
    sheet.line(Tint::Plain, 0, 6, &format!("单位：{}", named(&project.unit, "未能识别")));
    match pack.sub_type(&project.sub_type) {
        Some(s) => {
            let line = pack.line(&s.line).map_or("", |l| l.name.as_str());
            sheet.line(
                Tint::Plain,
                0,
                6,
                &format!(
                    "类型：{} {line} {}{}（{}）",
                    s.line,
                    s.ordinal,
                    s.name,
                    named(&project.sub_type_basis, "依据未注明")
                ),
            );
            deadlines(audit, s, sheet);
        }
        None => {
            sheet.line(Tint::Yellow, 0, 6, "类型：未能识别；请用 --sub-type 指定项目类型后重新检查，否则无法逐条核对。")
        }
    }
    let files = d.files.len();
    sheet.line(Tint::Plain, 0, 6, &format!("材料：{files}份，其中{}份未能读取或未完整读取", tally::unread(d).count()));
    sheet.line(
        Tint::of_proposal(d.proposal),
        0,
        6,
        &format!("建议：{} {}（程序建议，结论由验收组认定）", mark(d.proposal), d.proposal),
    );
    let t = Tally::of(d);
    sheet.line(
        Tint::Plain,
        0,
        6,
        &format!(
            "检查：不符合{}，需补充材料{}，待核实{}，符合{}，不适用{}",
            t.fail, t.missing, t.review, t.pass, t.not_applicable
        ),
    );
}

fn deadlines(audit: &Audit, s: &SubTypeSpec, sheet: &mut Sheet) {
    let mut text = format!(
        "时限：活动须在{}前（含当日）完成，{}",
        s.deadline.chinese(),
        words::days_left(audit.as_of, s.deadline)
    );
    if let Some(day) = s.hand_in {
        text += &format!("；成果须在{}前（含当日）报送，{}", day.chinese(), words::days_left(audit.as_of, day));
    }
    let close = audit.as_of.days_until(s.hand_in.unwrap_or(s.deadline)) <= 14;
    sheet.line(if close { Tint::Yellow } else { Tint::Plain }, 0, 6, &text);
}

fn mark(p: Proposal) -> &'static str {
    match p {
        Proposal::Pass => Status::Pass.mark(),
        Proposal::PassAfterRectification => Status::Missing.mark(),
        Proposal::NotPass => Status::Fail.mark(),
        Proposal::Undecided => Status::Review.mark(),
    }
}

fn named<'a>(name: &'a str, otherwise: &'a str) -> &'a str {
    if name.is_empty() { otherwise } else { name }
}

fn section(sheet: &mut Sheet, d: &DossierAudit, pack: &Pack, title: &str, found: &[&Finding]) {
    let mut found = found.to_vec();
    found.sort_by_key(|f| (std::cmp::Reverse(f.severity), std::cmp::Reverse(f.status)));
    if found.is_empty() {
        if title != "供参考的提示" {
            sheet.blank();
            sheet.line(Tint::Bold, 0, 0, &format!("■ {title}：无"));
        }
        return;
    }
    sheet.blank();
    sheet.line(Tint::Bold, 0, 0, &format!("■ {title}（{}项）", found.len()));
    for f in found {
        item(sheet, d, pack, f);
    }
}

fn item(sheet: &mut Sheet, d: &DossierAudit, pack: &Pack, f: &Finding) {
    let rule = pack.rule(f.rule.as_str());
    let name = rule.map_or("", |r| r.title.as_str());
    let veto = if f.severity == Severity::Veto { "【一票否决项】" } else { "" };
    sheet.line(Tint::of(f.status), 2, 4, &format!("{} {} {name}{veto}", f.status.mark(), f.rule));
    sheet.line(Tint::Plain, 4, 4, &words::mask(&f.message));
    if !f.searched.is_empty() {
        sheet.line(Tint::Dim, 4, 4, &words::mask(&f.searched));
    }
    for e in f.evidence.iter().take(3) {
        sheet.line(Tint::Dim, 4, 10, &format!("证据：{}", words::evidence(e, d, false)));
    }
    if f.evidence.len() > 3 {
        sheet.line(Tint::Dim, 10, 10, &format!("……共{}处", f.evidence.len()));
    }
    if let Some(rule) = rule {
        sheet.line(Tint::Dim, 4, 10, &format!("依据：{}", words::clause(rule.clause_for(&d.facts.project.sub_type))));
    }
    if !f.advice.is_empty() {
        sheet.line(Tint::Plain, 4, 10, &format!("办法：{}", f.advice));
    }
}

fn unread(sheet: &mut Sheet, d: &DossierAudit) {
    let files: Vec<_> = tally::unread(d).collect();
    sheet.blank();
    if files.is_empty() && d.dossier.problems.is_empty() {
        sheet.line(Tint::Bold, 0, 0, "■ 读不了什么：无");
        return;
    }
    sheet.line(Tint::Bold, 0, 0, &format!("■ 读不了什么（{}项）", files.len() + d.dossier.problems.len()));
    for p in &d.dossier.problems {
        sheet.line(Tint::Cyan, 2, 4, &format!("？ 整个项目：{}", words::problem(p)));
        if !words::remedy(p).is_empty() {
            sheet.line(Tint::Plain, 4, 10, &format!("办法：{}", words::remedy(p)));
        }
    }
    for f in files {
        sheet.line(Tint::Cyan, 2, 4, &format!("？ {}（{}）", f.path, f.kind));
        for p in &f.problems {
            sheet.line(Tint::Plain, 4, 4, &format!("{}。", words::problem(p)));
            if !words::remedy(p).is_empty() {
                sheet.line(Tint::Plain, 4, 10, &format!("办法：{}", words::remedy(p)));
            }
        }
    }
}

fn foot(d: &DossierAudit, sheet: &mut Sheet) {
    sheet.blank();
    let passed: Vec<&str> = d
        .findings
        .iter()
        .filter(|f| f.status == Status::Pass)
        .map(|f| f.rule.as_str())
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    if !passed.is_empty() {
        sheet.line(Tint::Dim, 0, 6, &format!("含“符合”结果的规则：{}", passed.join("、")));
    }
    sheet.line(Tint::Dim, 0, 0, "以上为程序提出的审核建议，结论由验收组认定。");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_page_says_what_to_do() {
        let text = check_page(&sample::audit(), &sample::pack(), Style::default());
        for words in [
            "还缺什么（1项）",
            "要改什么（3项）",
            "读不了什么（1项）",
            "待核实什么（1项）",
            "距今还有7天",
            "办法：",
            "依据：2026-1号 三（一）：“活动没有",
        ] {
            assert!(text.contains(words), "{words} is not in\n{text}");
        }
        assert!(!text.contains("13800138000"));
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let plain = check_page(&sample::audit(), &sample::pack(), Style { colour: false, width: 80 });
        let bright = check_page(&sample::audit(), &sample::pack(), Style { colour: true, width: 80 });
        assert!(bright.contains('\u{1b}'));
        let ansi = regex::Regex::new("\u{1b}\\[[0-9;]*m").expect("a constant pattern");
        assert_eq!(ansi.replace_all(&bright, ""), plain);
    }
}

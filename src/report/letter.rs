//! 整改通知书, one per dossier, and the 整改台账 over all. Drafts: a person checks, numbers, seals and sends them.
//!
//! What a reviewer did not accept (不认可) or found put right (已整改) is left out; what the program could not decide is
//! in only when a reviewer says so. Advisory findings (提示项) are no duty and are left out.

use rust_xlsxwriter::XlsxError;

use super::listing::{Dossier, Listing, Problem};
use super::paper::{self, Block, Paper};
use super::table::{self, column, entry};
use crate::model::pack::Notice;
use crate::model::{Day, Severity, Status};

/// What every letter says alike.
pub struct Terms<'a> {
    pub notice: &'a Notice,
    pub due: Option<Day>,
}

/// A letter ready to be written.
pub struct Letter {
    /// `整改通知书-01-某学会.docx`
    pub file: String,
    pub bytes: Vec<u8>,
}

/// The letters, in the order of the dossiers. A dossier without anything to put right gets none.
pub fn letters(listing: &Listing, terms: &Terms<'_>) -> Result<Vec<Letter>, paper::Error> {
    let with_something = listing.dossiers.iter().map(|d| (d, demanded(d))).filter(|(_, p)| !p.is_empty());
    with_something
        .map(|(d, problems)| {
            let paper = Paper {
                mark: "草稿（须经验收组审定、盖章后生效）".into(),
                blocks: blocks(d, &problems, terms),
            };
            Ok(Letter { file: file_name(d), bytes: paper.bytes()? })
        })
        .collect()
}

/// What the unit has to put right, gravest first.
pub fn demanded(d: &Dossier) -> Vec<&Problem> {
    let mut out: Vec<&Problem> = d.problems.iter().filter(|p| is_demanded(p)).collect();
    out.sort_by(|a, b| a.rank().cmp(&b.rank()));
    out
}

fn is_demanded(p: &Problem) -> bool {
    let set_aside = ["不认可", "已整改"].contains(&p.verdict.as_str());
    let confirmed = ["认可", "待补充"].contains(&p.verdict.as_str());
    let breach = p.is(Status::Fail) || p.is(Status::Missing);
    !set_aside && p.severity != Severity::Info.chinese() && (breach || (p.is(Status::Review) && confirmed))
}

pub fn file_name(d: &Dossier) -> String {
    let safe: String =
        d.path.chars().map(|c| if "/\\:*?\"<>|".contains(c) || c.is_control() { '_' } else { c }).collect();
    let stem: String = safe.trim_matches([' ', '.']).chars().take(60).collect();
    format!("整改通知书-{stem}.docx")
}

fn blocks(d: &Dossier, problems: &[&Problem], terms: &Terms<'_>) -> Vec<Block> {
    let unit = if d.unit.is_empty() { "＿＿＿＿＿＿＿＿（承担单位）" } else { &d.unit };
    let mut out = vec![
        Block::Title(format!("“{}”项目验收\n整改通知书", terms.notice.programme)),
        Block::Right("编号：＿＿＿＿＿＿".into()),
        Block::Flush(format!("{unit}：")),
        Block::Text(opening(d, problems.len(), terms)),
        Block::Heading("一、发现的问题和整改要求".into()),
    ];
    for (n, p) in (1..).zip(problems) {
        out.push(Block::Point(format!("{n}．{}（{}）", p.title, p.severity)));
        out.push(Block::Text(format!("事实：{}", p.fact)));
        if !p.clause.is_empty() {
            out.push(Block::Text(basis(terms.notice, &p.clause)));
        }
        let advice =
            if p.advice.is_empty() { "请说明情况，并提供能够证明的材料。" } else { &p.advice };
        out.push(Block::Text(format!("要求：{advice}")));
        if !p.note.is_empty() {
            out.push(Block::Text(format!("验收组意见：{}", p.note)));
        }
    }
    out.extend(closing(terms));
    out.push(Block::NewPage);
    out.extend(reply(d, unit, problems));
    out
}

/// A clause of an annex is named by its project number (“2026-1号 三（一）”), one of the notice by its section alone.
fn basis(notice: &Notice, clause: &str) -> String {
    let annex = if clause.starts_with(|c: char| c.is_ascii_digit()) { "附件" } else { "" };
    format!("依据：{}{annex}{clause}。", notice.number)
}

fn opening(d: &Dossier, count: usize, terms: &Terms<'_>) -> String {
    let name = if d.name.is_empty() { "＿＿＿＿＿＿".to_owned() } else { format!("“{}”", d.name) };
    let codes: Vec<&str> = [d.line.as_str(), d.sub_type.as_str()].into_iter().filter(|c| !c.is_empty()).collect();
    let codes = if codes.is_empty() { String::new() } else { format!("（{}）", codes.join("，类型")) };
    format!(
        "依据《{}》（{}），验收组对你单位承担的{name}项目{codes}的验收材料进行了审核。在已提供的资料范围内，发现下列{count}项\
         问题，现通知你单位限期整改。",
        terms.notice.title, terms.notice.number
    )
}

fn closing(terms: &Terms<'_>) -> Vec<Block> {
    let due = terms.due.map_or("＿＿＿＿年＿＿月＿＿日".to_owned(), Day::chinese);
    let text = |t: &str| Block::Text(t.to_owned());
    vec![
        Block::Heading("二、整改期限和报送方式".into()),
        Block::Text(format!("（一）请于{due}前完成整改，并报送整改材料和所附《整改情况回执》。")),
        text(
            "（二）请按问题序号逐项说明整改情况，附证明材料；更正的材料应重新出具、签字盖章，并注明更正之处，原材料不得涂改。",
        ),
        text(
            "（三）整改材料报送电子版（可复制文字）和盖章件扫描件各一份，报送至＿＿＿＿＿＿＿＿（接收部门、邮箱），联系人及电话：＿＿＿＿＿＿＿＿。",
        ),
        text("（四）对所列事实有不同意见的，请在回执中逐项写明理由并附依据，由验收组复核。"),
        Block::Text(String::new()),
        Block::Right("（印章）　　　".into()),
        Block::Right("＿＿＿＿年＿＿月＿＿日".into()),
    ]
}

fn reply(d: &Dossier, unit: &str, problems: &[&Problem]) -> Vec<Block> {
    let mut rows = vec![["序号", "问题", "整改情况", "证明材料", "验收组销号意见"].map(str::to_owned).to_vec()];
    for (n, p) in (1..).zip(problems) {
        rows.push(vec![
            format!("{n}"),
            format!("{}\n（{}）", p.title, p.id),
            String::new(),
            String::new(),
            String::new(),
        ]);
    }
    vec![
        Block::Title("整改情况回执".into()),
        Block::Small(format!("承担单位：{unit}　　项目：{}", if d.name.is_empty() { &d.path } else { &d.name })),
        Block::Table { widths: vec![12, 48, 42, 32, 24], rows, header: true },
        Block::Small("项目负责人（签字）：　　　　　　　　　　　　承担单位（盖章）：".into()),
        Block::Right("＿＿＿＿年＿＿月＿＿日".into()),
    ]
}

/// The ledger: a row for each thing to be put right, and room to cross it off.
pub fn ledger(listing: &Listing, terms: &Terms<'_>) -> Result<Vec<u8>, XlsxError> {
    let due = terms.due.map(|d| d.to_string()).unwrap_or_default();
    let mut rows = Vec::new();
    for d in &listing.dossiers {
        for (n, p) in (1..).zip(demanded(d)) {
            rows.push(vec![
                (rows.len() + 1).to_string(),
                d.path.clone(),
                d.unit.clone(),
                [d.line.as_str(), d.sub_type.as_str()].join(" ").trim().to_owned(),
                format!("{n}"),
                p.id.clone(),
                p.title.clone(),
                p.severity.clone(),
                p.status.clone(),
                p.fact.clone(),
                p.advice.clone(),
                due.clone(),
                file_name(d),
            ]);
        }
    }
    let columns = vec![
        column("序号", 5.0),
        column("项目", 18.0),
        column("承担单位", 16.0),
        column("编号及类型", 9.0),
        column("通知书序号", 7.0),
        column("索引号", 16.0),
        column("问题", 14.0),
        column("级别", 9.0),
        column("结论", 9.0),
        column("事实", 36.0),
        column("整改要求", 30.0),
        column("整改期限", 11.0),
        column("通知书", 18.0),
        entry("整改情况", 18.0, &[]),
        entry("销号意见", 9.0, &["销号", "继续整改", "转不通过"]),
        entry("销号人", 8.0, &[]),
        entry("销号日期", 11.0, &[]),
    ];
    let note = "一行一个问题，与各单位整改通知书的序号一致。复核人标为“不认可”“已整改”的问题、提示项，以及未经复核人确认的待核实事项不列入。浅黄色栏由验收组填写。";
    table::write(&[table::Sheet {
        name: "整改台账", title: "整改台账".into(), note: note.into(), columns, rows
    }])
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
    fn what_a_reviewer_rejects_is_left_out_and_what_the_program_cannot_decide_waits_for_one() {
        let mut listing = listing();
        let d = &mut listing.dossiers[0];
        let before: Vec<String> = demanded(d).iter().map(|p| p.id.clone()).collect();
        assert!(!before.is_empty() && before.len() < d.problems.len());
        let first = d.problems.iter_mut().find(|p| p.id == before[0]).expect("the first");
        first.verdict = "不认可".into();
        assert!(!demanded(d).iter().any(|p| p.id == before[0]));
        let open =
            d.problems.iter_mut().find(|p| p.is(Status::Review) && p.severity != "提示项").expect("one to check");
        open.verdict = "待补充".into();
        let id = open.id.clone();
        assert!(demanded(d).iter().any(|p| p.id == id));
    }

    #[test]
    fn a_letter_says_what_why_until_when_and_is_a_draft() {
        let listing = listing();
        let pack = sample::pack();
        let terms = Terms { notice: &pack.notice, due: Some(sample::day("2026-12-10")) };
        let problems = demanded(&listing.dossiers[0]);
        let all = format!("{:?}", blocks(&listing.dossiers[0], &problems, &terms));
        for words in ["2026年12月10日", "事实：", "依据：桂科协学发〔2026〕12号", "要求：", "（印章）", "整改情况回执"]
        {
            assert!(all.contains(words), "{words}");
        }
        assert!(letters(&listing, &terms).expect("letters").iter().all(|l| l.bytes.starts_with(b"PK")));
    }

    #[test]
    fn a_name_of_a_file_is_one_on_every_system() {
        let d = Dossier { path: "甲/乙:丙?.zip ".into(), ..Dossier::default() };
        assert_eq!(file_name(&d), "整改通知书-甲_乙_丙_.zip.docx");
    }
}

//! An empty dossier for one sub-type: folders, forms to fill in, and a checklist made from the pack's rules. The forms
//! follow what the notice asks for; they are no official forms, and blank they prove nothing.

use std::collections::BTreeSet;

use rust_xlsxwriter::XlsxError;

use super::paper::{self, Block, Paper};
use super::table::{self, column, entry};
use super::words;
use crate::model::pack::SubTypeSpec;
use crate::model::{Check, DocKind, Pack, Severity};

/// A file or, without bytes, a folder of the new dossier.
pub struct Part {
    pub path: String,
    pub bytes: Option<Vec<u8>>,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Paper(#[from] paper::Error),
    #[error("清单无法生成：{0}")]
    Table(#[from] XlsxError),
}

/// What the checklist beside the dossier is called.
pub fn checklist_name(sub_type: &SubTypeSpec) -> String {
    format!("验收准备清单-{}.xlsx", sub_type.code)
}

/// The parts of the dossier, folders first.
pub fn dossier(pack: &Pack, sub_type: &SubTypeSpec) -> Result<Vec<Part>, Error> {
    let asked = asked_for(pack, &sub_type.code);
    let mut out = Vec::new();
    for folder in FOLDERS.iter().filter(|f| f.kinds.is_empty() || f.kinds.iter().any(|k| asked.contains(k))) {
        out.push(Part { path: folder.name.to_owned(), bytes: None });
        for form in FORMS.iter().filter(|f| f.folder == folder.name && asked.contains(&f.kind)) {
            let paper = Paper { mark: "参考格式".into(), blocks: (form.blocks)() };
            out.push(Part { path: format!("{}/{}.docx", folder.name, form.name), bytes: Some(paper.bytes()?) });
        }
    }
    let settings = format!(
        "# 由 yanshen init 生成；去掉行首的 # 并填写，审核时以此为准。\nsub-type = \"{}\"\n# unit = \"承担单位全称\"\n# aliases = [\"单位简称\"]\n# grant = \"{}\"\n",
        sub_type.code, sub_type.grant
    );
    out.push(Part { path: "yanshen.toml".into(), bytes: Some(settings.into_bytes()) });
    Ok(out)
}

/// What is to be handed in and done, with the clause; it lies beside the dossier, for it is no paper of it.
pub fn checklist(pack: &Pack, sub_type: &SubTypeSpec) -> Result<Vec<u8>, Error> {
    let rows = pack
        .rules_for(&sub_type.code)
        .filter(|r| !r.whole_run)
        .map(|r| {
            let advice = if r.advice.missing.is_empty() { &r.advice.fail } else { &r.advice.missing };
            vec![
                r.code.to_string(),
                r.title.clone(),
                r.severity_for(&sub_type.code).chinese().to_owned(),
                words::clause(r.clause_for(&sub_type.code)),
                advice.trim().to_owned(),
            ]
        })
        .collect();
    let columns = vec![
        column("规则", 7.0),
        column("要求", 20.0),
        column("级别", 11.0),
        column("依据", 40.0),
        column("怎样准备", 46.0),
        entry("是否备齐", 10.0, &["已备齐", "未备齐", "不适用"]),
        entry("备注", 20.0, &[]),
    ];
    let title = format!("{} {} 验收准备清单", sub_type.code, sub_type.name);
    let veto = Severity::Veto.chinese();
    let note = format!(
        "依据{}；活动应于{}前完成。级别为“{veto}”的要求未达到，不能通过验收。备齐后运行 yanshen check 自查。",
        pack.notice.number,
        sub_type.deadline.chinese()
    );
    Ok(table::write(&[table::Sheet { name: "准备清单", title, note, columns, rows }])?)
}

/// Kinds of papers that the rules of a sub-type look for.
fn asked_for(pack: &Pack, sub_type: &str) -> BTreeSet<DocKind> {
    let mut out = BTreeSet::new();
    for rule in pack.rules_for(sub_type) {
        match &rule.check {
            Check::DocumentPresent { kinds, kinds_in, .. } => {
                out.extend(kinds_in.get(sub_type).unwrap_or(kinds).iter().copied());
            }
            Check::PartsPresent { kinds, .. } | Check::ProblemSolved { kinds, .. } => out.extend(kinds.iter().copied()),
            Check::CountAtLeast { .. } => out.extend([DocKind::SignIn, DocKind::AttendeeList]),
            _ => {}
        }
    }
    out
}

struct Folder {
    name: &'static str,
    /// Made when one of these is asked for; always when empty.
    kinds: &'static [DocKind],
}

const FOLDERS: [Folder; 7] = [
    Folder { name: "01-项目验收表和申报材料", kinds: &[] },
    Folder { name: "02-经费决算", kinds: &[] },
    Folder {
        name: "03-活动材料",
        kinds: &[DocKind::Plan, DocKind::ServicePlan, DocKind::Notice, DocKind::Handbook, DocKind::Agenda],
    },
    Folder { name: "04-签到和名单", kinds: &[DocKind::SignIn, DocKind::AttendeeList, DocKind::TeamList] },
    Folder { name: "05-照片", kinds: &[DocKind::Photo, DocKind::Notice] },
    Folder { name: "06-新闻报道", kinds: &[] },
    Folder { name: "07-总结案例和其他成果", kinds: &[] },
];

struct Form {
    folder: &'static str,
    name: &'static str,
    kind: DocKind,
    blocks: fn() -> Vec<Block>,
}

const FORMS: [Form; 5] = [
    Form {
        folder: "01-项目验收表和申报材料", name: "项目验收表", kind: DocKind::AcceptanceForm, blocks: acceptance
    },
    Form { folder: "02-经费决算", name: "经费决算报告", kind: DocKind::FinalAccounts, blocks: accounts },
    Form {
        folder: "02-经费决算", name: "经费使用情况报告", kind: DocKind::ExpenditureStatement, blocks: expenditure
    },
    Form { folder: "04-签到和名单", name: "签到表", kind: DocKind::SignIn, blocks: sign_in },
    Form { folder: "04-签到和名单", name: "参会人员名单", kind: DocKind::AttendeeList, blocks: attendees },
];

fn pairs(labels: &[&str]) -> Block {
    let rows = labels.iter().map(|l| vec![(*l).to_owned(), String::new()]).collect();
    Block::Table { widths: vec![45, 110], rows, header: false }
}

fn blank_rows(heads: &[&str], widths: Vec<u32>, rows: usize) -> Block {
    let head: Vec<String> = heads.iter().map(|h| (*h).to_owned()).collect();
    let rows = std::iter::once(head).chain((0..rows).map(|_| vec![String::new(); heads.len()])).collect();
    Block::Table { widths, rows, header: true }
}

fn acceptance() -> Vec<Block> {
    vec![
        Block::Title("项目验收表".into()),
        pairs(&[
            "项目名称",
            "项目编号",
            "项目类型",
            "承担单位",
            "项目负责人",
            "联系人",
            "联系电话",
            "资助金额",
            "起止时间",
            "项目完成情况",
            "经费使用情况",
            "取得的成效",
            "承担单位意见",
            "验收组意见",
        ]),
    ]
}

fn money(title: &str) -> Vec<Block> {
    vec![
        Block::Title(title.into()),
        Block::Small("承担单位（盖章）：　　　　　　　　　　　　　　　　金额单位：元".into()),
        blank_rows(
            &["序号", "支出内容", "预算数", "决算数", "资金来源", "发票号码", "备注"],
            vec![12, 38, 22, 22, 22, 26, 16],
            12,
        ),
        Block::Small("财务负责人（签字）：　　　　　　　　项目负责人（签字）：　　　　　　　　日期：".into()),
    ]
}

fn accounts() -> Vec<Block> {
    money("经费决算报告")
}

fn expenditure() -> Vec<Block> {
    money("经费使用情况报告")
}

fn sign_in() -> Vec<Block> {
    vec![
        Block::Title("签到表".into()),
        Block::Small("活动名称：　　　　　　　　　　　　　　时间：　　　　　　　　地点：".into()),
        blank_rows(&["序号", "姓名", "单位", "职务/职称", "签名"], vec![12, 30, 60, 30, 26], 20),
    ]
}

fn attendees() -> Vec<Block> {
    vec![
        Block::Title("参会人员名单".into()),
        Block::Small("活动名称：".into()),
        blank_rows(&["序号", "姓名", "单位", "职务/职称", "国家或地区"], vec![12, 30, 60, 30, 26], 20),
    ]
}

//! `show`: what was read from one file, and what it was taken for.

use anyhow::{Result, bail};

use super::arguments::ShowArguments;
use super::exit::Exit;
use super::{console, settings};
use crate::model::{Coverage, Day, DocId, Money};
use crate::pipeline::{self, Look, Settings};
use crate::report;

pub fn show(arguments: &ShowArguments) -> Result<Exit> {
    let file = &arguments.file;
    if file.is_dir() {
        bail!("“{}”是文件夹。show 只看一个文件；查看整个项目请用 yanshen check", file.display());
    }
    if !file.exists() {
        bail!("找不到文件“{}”，请检查路径", file.display());
    }
    let pack = settings::load(&arguments.pack)?;
    let as_of = Day::new(pack.notice.year, 12, 31).unwrap_or(pack.notice.date);
    let reading = settings::reading(arguments.in_process, &arguments.recognition)?;
    let settings = Settings { as_of, pack, register: None, ledger: None, reading, sub_type: None };
    let look = pipeline::look(file, &settings)?;
    let notes: Vec<Vec<String>> = look.dossier.ids().map(|id| notes(&look, id)).collect();
    console::result(&report::text::show(&look.dossier.documents, &notes, console::style()))?;
    let unread = look.dossier.documents.iter().any(|d| d.coverage != Coverage::Full);
    Ok(if unread { Exit::Look } else { Exit::Clean })
}

/// What one document was taken for and why, and what was read out of it.
fn notes(look: &Look, doc: DocId) -> Vec<String> {
    let mut notes = Vec::new();
    for paper in look.kinds.of_doc(doc) {
        let title = paper.title.as_ref().map(|t| format!("“{}”", t.quote)).unwrap_or_default();
        let blank = if paper.blank { "，空白" } else { "" };
        let draft = if paper.draft { "，草稿或模板" } else { "" };
        notes.push(format!("材料：{}{title}{blank}{draft}（{}）", paper.kind, paper.reasons.join("；")));
    }
    let project = &look.facts.project;
    let texts = [("项目名称", &project.names), ("承担单位", &project.units), ("负责人", &project.leaders)];
    for (label, stated) in texts {
        notes.extend(stated.iter().filter(|s| s.evidence.doc == doc).map(|s| format!("{label}：{}", s.value)));
    }
    let grants = project.grants.iter().filter(|s| s.evidence.doc == doc);
    notes.extend(grants.map(|s| format!("资助金额：{}元", Money::grouped(s.value))));
    for event in look.facts.events.iter().filter(|e| e.papers.iter().any(|(id, _)| *id == doc)) {
        let date = event.date.map(|d| format!("，{d}")).unwrap_or_default();
        let place = if event.place.is_empty() { String::new() } else { format!("，{}", event.place) };
        let people = event.people().map(|n| format!("，名单 {n} 人")).unwrap_or_default();
        notes.push(format!("活动：{}{date}{place}{people}", event.title));
    }
    notes.dedup();
    notes
}

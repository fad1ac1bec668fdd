//! `show`: what was read from one file, and what it was taken for.

use anyhow::{Result, bail};

use super::arguments::{Format, ShowArguments};
use super::exit::Exit;
use super::{console, settings};
use crate::accounts::invoices;
use crate::model::{Coverage, Day, DocId, Money};
use crate::pipeline::{self, Settings};
use crate::report;
use crate::report::shown::Look;

pub fn show(arguments: &ShowArguments) -> Result<Exit> {
    let file = &arguments.file;
    if arguments.why {
        return why(arguments);
    }
    if file.is_dir() {
        bail!(
            "“{}”是文件夹。show 只看一个文件；查看整个项目请用 yanshen check，查看材料怎样归到各场活动请加 --why",
            file.display()
        );
    }
    if !file.exists() {
        bail!("找不到文件“{}”，请检查路径", file.display());
    }
    let pack = settings::load(&arguments.pack)?;
    let as_of = Day::new(pack.notice.year, 12, 31).unwrap_or(pack.notice.date);
    let reading = settings::reading(arguments.in_process, &arguments.recognition, file.parent().unwrap_or(file))?;
    let settings = Settings { as_of, pack, register: None, ledger: None, reading, sub_type: None };
    let look = pipeline::look(file, &settings)?;
    let documents = &look.dossier.documents;
    let looks: Vec<Look> = look.dossier.ids().map(|id| made_of(&look, id)).collect();
    match arguments.format {
        Format::Text => console::result(&report::text::show(documents, &looks, console::style()))?,
        Format::Json => console::json(&report::shown::json(documents, &looks))?,
    }
    if look.late {
        console::message("提示：未能（及时）判断它是哪一种材料，只显示了读出的内容。");
    }
    let unread = look.dossier.documents.iter().any(|d| d.coverage != Coverage::Full);
    Ok(if unread { Exit::Look } else { Exit::Clean })
}

/// How the papers of one dossier were joined into events.
fn why(arguments: &ShowArguments) -> Result<Exit> {
    let dossier = &arguments.file;
    if !dossier.exists() {
        bail!("找不到“{}”，请检查路径", dossier.display());
    }
    if arguments.format == Format::Json {
        bail!("--why 只有文字形式，请去掉 --format json");
    }
    let pack = settings::load(&arguments.pack)?;
    let as_of = Day::new(pack.notice.year, 12, 31).unwrap_or(pack.notice.date);
    let reading = settings::reading(arguments.in_process, &arguments.recognition, dossier)?;
    let settings = Settings { as_of, pack, register: None, ledger: None, reading, sub_type: None };
    let audit = pipeline::check(dossier, &settings, &|_| {})?;
    console::result(&report::text::why(&audit, console::style()))?;
    Ok(Exit::Clean)
}

/// What one document was taken for, and what was read out of it.
fn made_of(look: &pipeline::Look, doc: DocId) -> Look {
    let mut facts: Vec<(String, String)> = Vec::new();
    let project = &look.facts.project;
    let texts = [("项目名称", &project.names), ("承担单位", &project.units), ("负责人", &project.leaders)];
    for (label, stated) in texts {
        let here = stated.iter().filter(|s| s.evidence.doc == doc);
        facts.extend(here.map(|s| (label.to_owned(), s.value.clone())));
    }
    let grants = project.grants.iter().filter(|s| s.evidence.doc == doc);
    facts.extend(grants.map(|s| ("资助金额".to_owned(), format!("{}元", Money::grouped(s.value)))));
    for event in look.facts.events.iter().filter(|e| e.papers.iter().any(|(id, _)| *id == doc)) {
        let date = event.date.map(|d| format!("，{d}")).unwrap_or_default();
        let place = if event.place.is_empty() { String::new() } else { format!("，{}", event.place) };
        let people = event.people().map(|n| format!("，名单 {n} 人")).unwrap_or_default();
        facts.push(("活动".to_owned(), format!("{}{date}{place}{people}", event.title)));
    }
    facts.dedup();
    let papers = look.kinds.of_doc(doc).cloned().collect();
    Look { papers, facts, invoices: invoices::of_document(doc, look.dossier.doc(doc)) }
}

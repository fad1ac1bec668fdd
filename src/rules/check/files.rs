//! F01, F02: files that could not be read, and the same file twice.

use std::collections::BTreeMap;

use super::unread;
use crate::model::document::Problem;
use crate::model::pack::Rule;
use crate::model::{DocId, Document, Evidence, Finding, Place, Status};
use crate::rules::Case;

/// F01.
pub fn files_readable(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let unread: Vec<DocId> = case.dossier.ids().filter(|id| unread::is_unread_document(case, *id)).collect();
    let empty: Vec<DocId> =
        case.dossier.ids().filter(|id| case.dossier.doc(*id).problems.contains(&Problem::Empty)).collect();
    let all: Vec<DocId> =
        unread.iter().chain(&empty).copied().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
    if all.is_empty() && case.dossier.problems.is_empty() {
        let n = case.dossier.documents.iter().filter(|d| d.format.is_document()).count();
        let some = case
            .dossier
            .documents
            .iter()
            .find(|d| d.format.is_document())
            .map(|_| Evidence::new(DocId(0), Place::Whole, "资料索引列有全部文件"));
        let scans = case.dossier.documents.iter().filter(|d| recognised(d)).count();
        let remark = if scans > 0 {
            format!("，其中{scans}份扫描件由图像识别读取，请对照原件")
        } else {
            String::new()
        };
        return vec![case.finding(rule, Status::Pass, format!("{n}份材料均已读取{remark}。")).citing(some)];
    }
    let mut names: Vec<String> = all.iter().map(|id| case.dossier.doc(*id).path.clone()).collect();
    if !case.dossier.problems.is_empty() {
        names.push("材料包本身（见资料索引）".to_owned());
    }
    let message = format!("以下{}份材料未能读取或未能全部读取，须人工查看：{}。", names.len(), names.join("、"));
    let evidence = all.iter().map(|id| Evidence::new(*id, Place::Whole, "未能读取"));
    vec![case.finding(rule, Status::Review, message).citing(evidence)]
}

fn recognised(doc: &Document) -> bool {
    doc.format.is_document() && doc.problems.iter().any(|p| matches!(p, Problem::Recognised(_)))
}

/// F02: byte-identical files; what is attached to a mail or to an e-invoice and also lies in the folder does not count.
pub fn no_duplicate_files(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let mut same: BTreeMap<&str, Vec<DocId>> = BTreeMap::new();
    for (id, doc) in case.dossier.iter() {
        let attachment = doc.inside.as_deref().is_some_and(|p| {
            let p = p.to_lowercase();
            [".eml", ".msg", ".pdf", ".ofd"].iter().any(|ext| p.ends_with(ext))
        });
        if !attachment && doc.size > 0 && !doc.sha256.is_empty() {
            same.entry(&doc.sha256).or_default().push(id);
        }
    }
    let groups: Vec<&Vec<DocId>> = same.values().filter(|g| g.len() > 1).collect();
    if groups.is_empty() {
        let some = case.dossier.ids().next().map(|id| Evidence::new(id, Place::Whole, "资料索引列有各文件的校验值"));
        return vec![case.finding(rule, Status::Pass, "没有内容完全相同的文件。").citing(some)];
    }
    groups
        .iter()
        .map(|g| {
            let names: Vec<&str> = g.iter().map(|id| case.dossier.doc(*id).path.as_str()).collect();
            let message = format!("内容完全相同的文件：{}。", names.join("、"));
            case.finding(rule, Status::Review, message)
                .about(names.join("|"))
                .citing(g.iter().map(|id| Evidence::new(*id, Place::Whole, "内容相同")))
        })
        .collect()
}

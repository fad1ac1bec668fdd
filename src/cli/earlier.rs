//! The earlier workbook whose entries are carried over: the one asked for, or the last under the same name. It is only
//! ever read. One of another day that lies beside is named and left alone: which of several is meant is for people to say.

use std::path::Path;

use anyhow::Result;

use super::target::Target;
use super::{causes, write};
use crate::report::workbook::carry::{Earlier, read};

/// What was found, and what the user must hear of it.
#[derive(Debug, Default)]
pub struct Found {
    pub workbook: Option<Earlier>,
    unread: Vec<String>,
}

impl Found {
    /// To be said once the new workbook is there.
    pub fn words(&self) -> Vec<String> {
        let mut out = self.unread.clone();
        if let Some(e) = &self.workbook {
            let (entries, notes) = (e.entries(), e.notes());
            let and_notes = if notes > 0 { format!("、批注{notes}条") } else { String::new() };
            if entries + notes > 0 {
                out.push(format!(
                    "已承接“{}”里的复核意见{entries}条{and_notes}；本次没有对应行的列在“历史复核记录”。原底稿未改动。",
                    e.name
                ));
            }
            if !e.heads.is_empty() || e.signatures.iter().any(|s| !s.entries.is_empty()) {
                out.push(format!("已承接“{}”里填写的编制人、复核人和签字栏。", e.name));
            }
            out.extend(e.problems.iter().map(|p| format!("提示：{p}。原底稿未改动。")));
        }
        out
    }
}

/// An earlier workbook asked for must be readable; one that merely lies there need not be.
pub fn find(asked: Option<&Path>, target: Option<&Target>, root: &Path) -> Result<Found> {
    if let Some(path) = asked {
        return Ok(Found { workbook: Some(open(path)?), unread: Vec::new() });
    }
    let Some(path) = target.and_then(Target::latest) else {
        return Ok(Found { workbook: None, unread: target.and_then(|t| beside(t, root)).into_iter().collect() });
    };
    Ok(match open(&path) {
        Ok(earlier) => Found { workbook: Some(earlier), unread: Vec::new() },
        Err(why) => Found {
            workbook: None, unread: vec![format!("提示：没有承接复核意见：{}。", causes::of(&why))]
        },
    })
}

/// Words on the last workbook of another day over the same root with entries in it.
fn beside(target: &Target, root: &Path) -> Option<String> {
    let root = root.canonicalize().ok()?;
    let scope = root.file_name()?.to_string_lossy().into_owned();
    target.others().into_iter().find_map(|path| {
        let earlier = open(&path).ok().filter(|e| e.root == scope)?;
        let (entries, name) = (earlier.entries() + earlier.notes(), &earlier.name);
        (entries > 0).then(|| {
            format!(
                "提示：旁边有同一总目录以前的底稿“{name}”（复核意见和批注{entries}条），日期不同，本次没有承接。\
                 需要承接请加 --previous \"{}\" 重新运行。",
                path.display()
            )
        })
    })
}

fn open(path: &Path) -> Result<Earlier> {
    let bytes = write::read(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(read::earlier(&bytes, &name)?)
}

//! The earlier workbook whose entries are carried over: the one asked for, or the last under the same name. It is only
//! ever read.

use std::path::Path;

use anyhow::Result;

use super::target::Target;
use super::write;
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
            let entries = e.entries();
            if entries > 0 {
                out.push(format!(
                    "已承接“{}”里的复核意见{entries}条；本次没有对应行的列在“历史复核记录”。原底稿未改动。",
                    e.name
                ));
            }
            out.extend(e.problems.iter().map(|p| format!("提示：{p}。原底稿未改动。")));
        }
        out
    }
}

/// An earlier workbook asked for must be readable; one that merely lies there need not be.
pub fn find(asked: Option<&Path>, target: Option<&Target>) -> Result<Found> {
    if let Some(path) = asked {
        return Ok(Found { workbook: Some(open(path)?), unread: Vec::new() });
    }
    let Some(path) = target.and_then(Target::latest) else { return Ok(Found::default()) };
    Ok(match open(&path) {
        Ok(earlier) => Found { workbook: Some(earlier), unread: Vec::new() },
        Err(why) => Found { workbook: None, unread: vec![format!("提示：没有承接复核意见：{why:#}。")] },
    })
}

fn open(path: &Path) -> Result<Earlier> {
    let bytes = write::read(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(read::earlier(&bytes, &name)?)
}

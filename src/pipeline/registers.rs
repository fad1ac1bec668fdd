//! Reads the register of awards (立项一览表). One that can't be used is noted and the run goes on without it.

use std::path::PathBuf;

use super::{Error, Settings, name_of};
use crate::model::{Coverage, RegisterRow};
use crate::{facts, ingest};

#[derive(Debug, Default)]
pub struct Register {
    pub rows: Vec<RegisterRow>,
    /// Names of the files the rows come from.
    pub file: String,
}

pub fn read(files: &[PathBuf], settings: &Settings, log: &mut Vec<String>) -> Result<Register, Error> {
    let mut register = Register::default();
    let mut used = Vec::new();
    for path in files {
        let name = name_of(path);
        let documents = ingest::read_file(path, &settings.reading)?;
        let rows = facts::register::read(&documents, &settings.pack);
        if rows.is_empty() {
            let unread = documents.iter().all(|d| d.coverage == Coverage::None);
            let why = if unread { "未能读取（可能已损坏或加密）" } else { "未找到立项项目的行" };
            log.push(format!("立项一览表“{name}”{why}，本次未使用。"));
            continue;
        }
        log.push(format!("立项一览表“{name}”：读出 {} 行。", rows.len()));
        register.rows.extend(rows);
        used.push(name);
    }
    register.file = used.join("、");
    Ok(register)
}

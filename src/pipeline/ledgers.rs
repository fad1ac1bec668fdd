//! Reads the ledger of invoices that were accounted for before. One that can't be used stops the run: otherwise invoices would
//! pass that nobody compared.

use super::{Error, Settings, name_of};
use crate::model::{Coverage, Ledger};
use crate::{facts, ingest};

pub fn read(settings: &Settings, log: &mut Vec<String>) -> Result<Ledger, Error> {
    let Some(path) = &settings.ledger else { return Ok(Ledger::default()) };
    let file = name_of(path);
    let error = |why: &str| Error::Ledger { file: file.clone(), why: why.to_owned() };
    if !path.is_file() {
        return Err(error("找不到这个文件。请检查 --ledger 后面的文件名"));
    }
    let documents = ingest::read_file(path, &settings.reading)?;
    if documents.iter().all(|d| d.coverage == Coverage::None) && documents.iter().any(|d| d.size > 0) {
        return Err(error("文件读不出来（可能已损坏或加密），请另存为 CSV 再试"));
    }
    let (entries, spoilt) = facts::ledger::read(&documents).ok_or_else(|| error("没有“发票号码”一列"))?;
    if spoilt > 0 {
        return Err(error(&format!(
            "有{spoilt}行的发票号码已被表格软件改成科学计数法或丢失末位，请改用未经改动的台账"
        )));
    }
    log.push(format!("发票台账“{file}”：读出 {} 张以前列支的发票。", entries.len()));
    Ok(Ledger { file, entries })
}

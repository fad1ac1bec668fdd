//! `show`: what was read from one file, and what it was taken for.

use anyhow::{Result, bail};

use super::arguments::ShowArguments;
use super::exit::Exit;
use super::{console, settings};
use crate::model::{Coverage, Day};
use crate::pipeline::{self, Settings};
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
    let reading = settings::reading(arguments.in_process);
    let settings = Settings { as_of, pack, register: None, reading, sub_type: None };
    let look = pipeline::look(file, &settings)?;
    console::result(&report::text::show(&look.dossier, &look.kinds, &look.facts, arguments.unmask))?;
    let unread = look.dossier.documents.iter().any(|d| d.coverage != Coverage::Full);
    Ok(if unread { Exit::Look } else { Exit::Clean })
}

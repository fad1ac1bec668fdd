//! `letter`, `diff` and `init`: papers made from finished audits and from the pack. They audit nothing.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::arguments::{DiffArguments, InitArguments, LetterArguments, PackChoice};
use super::exit::Exit;
use super::{console, settings, write};
use crate::report::letter::{self, Terms};
use crate::report::listing::{self, Listing};
use crate::report::{diff, forms};

pub fn letter(arguments: &LetterArguments) -> Result<Exit> {
    let listing = open(&arguments.report)?;
    let pack = settings::load(&arguments.pack)?;
    let terms = Terms { notice: &pack.notice, due: arguments.due };
    let folder = &arguments.output;
    std::fs::create_dir_all(folder).with_context(|| format!("建不了文件夹“{}”", folder.display()))?;
    let letters = letter::letters(&listing, &terms)?;
    for letter in &letters {
        let path = write::beside_others(&folder.join(&letter.file), &letter.bytes)?;
        console::message(&format!("整改通知书（草稿）：{}", path.display()));
    }
    let ledger = write::beside_others(&folder.join("整改台账.xlsx"), &letter::ledger(&listing, &terms)?)?;
    console::message(&format!("整改台账：{}", ledger.display()));
    let none: Vec<&str> =
        listing.dossiers.iter().filter(|d| letter::demanded(d).is_empty()).map(|d| d.path.as_str()).collect();
    if !none.is_empty() {
        console::message(&format!("没有须整改事项、不出通知书的项目{}个：{}。", none.len(), none.join("、")));
    }
    if arguments.due.is_none() {
        console::message("没有写 --due，通知书里的整改期限留空，请填写。");
    }
    Ok(Exit::Clean)
}

pub fn diff(arguments: &DiffArguments) -> Result<Exit> {
    let (old, new) = (open(&arguments.old)?, open(&arguments.new)?);
    let compared = diff::compare(&old, &new);
    console::result(&diff::text(&compared))?;
    if let Some(path) = &arguments.output {
        if path.extension().is_none_or(|e| !e.eq_ignore_ascii_case("xlsx")) {
            bail!("比对表文件名要以 .xlsx 结尾：{}", path.display());
        }
        let path = write::beside_others(path, &diff::workbook(&compared)?)?;
        console::message(&format!("比对表已写到：{}", path.display()));
    }
    Ok(Exit::Clean)
}

fn open(path: &Path) -> Result<Listing> {
    let bytes = write::read(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    listing::read(&bytes, &name).with_context(|| format!("“{}”读不出审核结果", path.display()))
}

pub fn init(arguments: &InitArguments) -> Result<Exit> {
    let pack = settings::load(&PackChoice { pack: arguments.pack.pack.clone() })?;
    let code = arguments.sub_type.to_uppercase();
    let Some(sub_type) = pack.sub_type(&code) else {
        let known: Vec<&str> = pack.sub_types.iter().map(|s| s.code.as_str()).collect();
        bail!("没有“{}”这个项目类型。可以写：{}", arguments.sub_type, known.join("、"));
    };
    let root = &arguments.folder;
    if root.read_dir().is_ok_and(|mut d| d.next().is_some()) || root.is_file() {
        bail!("“{}”已存在且不是空文件夹，没有改动。请换一个文件夹", root.display());
    }
    std::fs::create_dir_all(root).with_context(|| format!("建不了文件夹“{}”", root.display()))?;
    for part in forms::dossier(&pack, sub_type)? {
        let path = root.join(&part.path);
        match part.bytes {
            None => std::fs::create_dir_all(&path).with_context(|| format!("建不了“{}”", path.display()))?,
            Some(bytes) => drop(write::beside_others(&path, &bytes)?),
        }
    }
    let full = root.canonicalize().with_context(|| format!("打不开“{}”", root.display()))?;
    let beside = root.parent().filter(|p| !p.as_os_str().is_empty()).or(full.parent()).unwrap_or(Path::new("."));
    let name = forms::checklist_name(sub_type);
    let list = write::beside_others(&beside.join(name), &forms::checklist(&pack, sub_type)?)?;
    console::message(&format!("{} {} 的材料文件夹：{}", sub_type.code, sub_type.name, root.display()));
    console::message(&format!("准备清单（放在材料文件夹旁边）：{}", list.display()));
    console::message("表格是参考格式，通知附有正式表格的以正式表格为准；空白表格不算材料。");
    Ok(Exit::Clean)
}

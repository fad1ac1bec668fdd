//! Where the workbook and the ledger go: never among the papers handed in, never over an existing file.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::model::{Day, refusal};

/// A workbook or a ledger to be written.
#[derive(Debug, PartialEq, Eq)]
pub struct Target(PathBuf);

/// A file of our own, empty so far.
#[derive(Debug)]
pub struct Reserved {
    pub path: PathBuf,
    /// The name asked for, when it was taken or locked.
    pub instead_of: Option<PathBuf>,
}

impl Target {
    /// What the user asked for with `-o`. `papers` is the root or dossier that is audited.
    pub fn asked(output: &Path, papers: &Path, as_of: Day) -> Result<Target> {
        let path = if output.is_dir() { output.join(default_name(as_of)) } else { output.to_owned() };
        if path.extension().is_none_or(|e| !e.eq_ignore_ascii_case("xlsx")) {
            bail!("底稿文件名要以 .xlsx 结尾：{}", path.display());
        }
        let target = Target(path);
        if target.lies_in(papers) {
            bail!("底稿不能写进送审材料里：{}。请用 -o 换一个位置，例如材料文件夹的旁边", target.0.display());
        }
        Ok(target)
    }

    /// The updated ledger: where `--ledger-out` says.
    pub fn ledger(output: &Path, papers: &Path, as_of: Day) -> Result<Target> {
        let path = if output.is_dir() { output.join(ledger_name(as_of)) } else { output.to_owned() };
        if path.extension().is_none_or(|e| !e.eq_ignore_ascii_case("csv")) {
            bail!("发票台账文件名要以 .csv 结尾：{}", path.display());
        }
        let target = Target(path);
        if target.lies_in(papers) {
            bail!("发票台账不能写进送审材料里：{}。请用 --ledger-out 换一个位置", target.0.display());
        }
        Ok(target)
    }

    /// The updated ledger beside this workbook.
    pub fn ledger_beside(&self, as_of: Day) -> Target {
        Target(self.0.with_file_name(ledger_name(as_of)))
    }

    /// Beside the root.
    pub fn beside(papers: &Path, as_of: Day) -> Result<Target> {
        let root = papers.canonicalize().with_context(|| format!("打不开“{}”", papers.display()))?;
        let Some(parent) = root.parent() else {
            bail!("“{}”旁边没有地方放底稿，请用 -o 指定底稿的位置", papers.display());
        };
        // The path as typed reads better than the canonical one, where it shows the parent.
        let shown = papers.parent().filter(|p| papers.file_name().is_some() && !p.as_os_str().is_empty());
        Ok(Target(shown.unwrap_or(parent).join(default_name(as_of))))
    }

    /// Takes the first free name: `底稿.xlsx`, `底稿(2).xlsx` …
    pub fn reserve(&self) -> Result<Reserved> {
        for number in 1..1000 {
            let path = numbered(&self.0, number);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(_) => {
                    let instead_of = (number > 1).then(|| self.0.clone());
                    return Ok(Reserved { path, instead_of });
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                // Windows answers “access denied” for a locked file that exists.
                Err(_) if path.is_file() => {}
                Err(e) => {
                    bail!(
                        "{}写不到“{}”：{}。请用 {} 换一个位置",
                        self.what(),
                        path.display(),
                        refusal::of_system(&e),
                        self.flag()
                    )
                }
            }
        }
        bail!("“{}”的同名文件太多，请用 {} 换一个文件名", self.0.display(), self.flag())
    }

    fn is_ledger(&self) -> bool {
        self.0.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv"))
    }

    fn what(&self) -> &'static str {
        if self.is_ledger() { "发票台账" } else { "底稿" }
    }

    fn flag(&self) -> &'static str {
        if self.is_ledger() { "--ledger-out" } else { "-o" }
    }

    /// The workbook of an earlier run under this name, the last where there are several.
    pub fn latest(&self) -> Option<PathBuf> {
        (1..1000).map(|number| numbered(&self.0, number)).take_while(|path| path.is_file()).last()
    }

    /// Workbooks under the default name of other days in the same folder, the last day first.
    pub fn others(&self) -> Vec<PathBuf> {
        let folder = self.0.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let named = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.starts_with(STEM) && name.ends_with(".xlsx") && *path != self.0
        };
        let all = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path());
        let mut out: Vec<PathBuf> = all.filter(named).collect();
        // “…(2)” is later than the first of its day, and longer.
        out.sort_by_key(|p| std::cmp::Reverse((day_of(p), p.as_os_str().len(), p.clone())));
        // Opening each of very many would take its time.
        out.truncate(8);
        out
    }

    fn lies_in(&self, papers: &Path) -> bool {
        let Ok(papers) = papers.canonicalize() else { return false };
        let parent = match self.0.parent() {
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        papers.is_dir() && parent.canonicalize().is_ok_and(|p| p.starts_with(&papers))
    }
}

impl Reserved {
    /// The way from the workbook to the folder that holds the dossiers, with `/`; `None` on another drive.
    pub fn way_to(&self, holder: &Path) -> Option<String> {
        let from = self.path.canonicalize().ok()?;
        way(from.parent()?, &holder.canonicalize().ok()?)
    }

    /// Gives the name back when nothing was written.
    pub fn give_up(self) {
        let _ = std::fs::remove_file(self.path);
    }
}

/// The relative path between two absolute folders: `../验收材料`, `.`.
fn way(from: &Path, to: &Path) -> Option<String> {
    let (from, to): (Vec<_>, Vec<_>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return None;
    }
    let up = from.iter().skip(shared).map(|_| "..".to_owned());
    let down = to.iter().skip(shared).map(|c| c.as_os_str().to_string_lossy().into_owned());
    let steps: Vec<String> = up.chain(down).collect();
    Some(if steps.is_empty() { ".".to_owned() } else { steps.join("/") })
}

const STEM: &str = "审计底稿-";

fn default_name(as_of: Day) -> String {
    format!("{STEM}{as_of}.xlsx")
}

/// The day in a default name, as text that sorts.
fn day_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    name.trim_start_matches(STEM).chars().take(10).collect()
}

fn ledger_name(as_of: Day) -> String {
    format!("发票台账-{as_of}.csv")
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    if number < 2 {
        return path.to_owned();
    }
    let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    path.with_file_name(format!("{}({number}).{}", part(path.file_stem()), part(path.extension())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Day {
        Day::new(2026, 11, 23).expect("a day")
    }

    #[test]
    fn the_workbook_lies_beside_the_root_and_not_in_it() {
        let dir = tempfile::tempdir().expect("a directory");
        let root = dir.path().join("总目录");
        std::fs::create_dir(&root).expect("a directory");
        assert_eq!(Target::beside(&root, day()).expect("a place").0, dir.path().join("审计底稿-2026-11-23.xlsx"));
        assert!(Target::asked(&root.join("底稿.xlsx"), &root, day()).is_err());
        assert!(Target::asked(&root, &root, day()).is_err(), "a directory means a file in it");
        assert!(Target::asked(&dir.path().join("总目录二.xlsx"), &root, day()).is_ok());
    }

    #[test]
    fn an_existing_file_is_left_alone() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("底稿.xlsx");
        std::fs::write(&path, "复核意见").expect("written");
        let target = Target::asked(&path, &dir.path().join("总目录"), day()).expect("a place");
        let reserved = target.reserve().expect("a free name");
        assert_eq!(reserved.path, dir.path().join("底稿(2).xlsx"));
        assert_eq!(reserved.instead_of.as_deref(), Some(path.as_path()));
        assert_eq!(target.reserve().expect("a free name").path, dir.path().join("底稿(3).xlsx"));
        assert_eq!(std::fs::read_to_string(&path).expect("there"), "复核意见");
    }

    #[test]
    fn the_ledger_lies_beside_the_workbook_and_over_no_other() {
        let dir = tempfile::tempdir().expect("a directory");
        let root = dir.path().join("总目录");
        std::fs::create_dir(&root).expect("a directory");
        let workbook = Target::beside(&root, day()).expect("a place");
        let path = dir.path().join("发票台账-2026-11-23.csv");
        assert_eq!(workbook.ledger_beside(day()).0, path);
        std::fs::write(&path, "去年的台账").expect("written");
        let target = Target::ledger(&path, &root, day()).expect("a place");
        assert_eq!(target.reserve().expect("a free name").path, dir.path().join("发票台账-2026-11-23(2).csv"));
        assert_eq!(std::fs::read_to_string(&path).expect("there"), "去年的台账");
        assert!(Target::ledger(&root.join("台账.csv"), &root, day()).is_err());
        assert!(Target::ledger(&dir.path().join("台账.xlsx"), &root, day()).is_err());
    }

    #[test]
    #[cfg(unix)]
    fn links_lead_from_the_workbook_to_the_dossiers() {
        let of = |from: &str, to: &str| way(Path::new(from), Path::new(to)).expect("one file system");
        assert_eq!(of("/桌面", "/桌面/总目录"), "总目录");
        assert_eq!(of("/桌面/底稿", "/桌面/总目录"), "../总目录");
        assert_eq!(of("/桌面", "/桌面"), ".");
    }

    #[test]
    fn only_workbooks_are_written() {
        assert!(Target::asked(Path::new("底稿.docx"), Path::new("总目录"), day()).is_err());
        assert!(Target::asked(Path::new("底稿"), Path::new("总目录"), day()).is_err());
    }
}

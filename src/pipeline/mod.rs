//! The order of the stages, and nothing else: read, recognise, extract, reckon, judge, compare. Shows nothing, writes
//! nothing, knows no clock.

mod judging;
mod ledgers;
mod registers;
mod unjudged;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::classify::Classifier;
use crate::facts::settings::Overrides;
use crate::facts::{self, Patterns};
use crate::ingest::{self, DossierSource};
use crate::model::document::Document;
use crate::model::{Audit, Coverage, Day, Dossier, DossierAudit, Facts, Kinds, Ledger, Pack, PackStamp, Problem};
use crate::rules;

/// Told after each step of the reading.
pub type Watch<'a> = &'a (dyn Fn(ingest::Progress) + Sync);

/// Everything a run depends on besides the papers.
#[derive(Debug)]
pub struct Settings {
    pub as_of: Day,
    pub pack: Pack,
    /// The register to use; `None`: the one found beside the dossiers.
    pub register: Option<PathBuf>,
    /// Invoices accounted for in earlier years, to be held against this run's.
    pub ledger: Option<PathBuf>,
    pub reading: ingest::Options,
    /// Taken for every dossier, whatever its papers say.
    pub sub_type: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The user's: the path is wrong, or nothing in it can be audited. Ingest says what to do.
    #[error(transparent)]
    Ingest(#[from] ingest::Error),
    /// The user's: name the folder that holds the projects' folders.
    #[error("“{0}”里没有可审核的项目。总目录下应当每个项目一个文件夹或压缩包；只审一个项目请用 yanshen check")]
    NothingToAudit(String),
    /// The user's: a register was named that is not there.
    #[error("找不到立项一览表“{0}”。请检查 --register 后面的文件名")]
    NoRegister(String),
    /// The user's: a ledger was named that is not there or is none. Going on would pass invoices nobody compared.
    #[error("发票台账“{file}”无法使用：{why}")]
    Ledger { file: String, why: String },
    /// The user's: the pack has no such sub-type.
    #[error("没有“{asked}”这个项目类型，可以写 {known}")]
    UnknownSubType { asked: String, known: String },
    /// The system has no thread left: nothing can be judged within its time.
    #[error("系统没有可用的线程，无法作出判断。请关闭一些程序或重新启动电脑后再试")]
    NoThreads,
    /// A single file was to be looked at and gave nothing.
    #[error("“{0}”里没有可以显示的内容")]
    NothingToShow(String),
}

/// Audits every dossier directly under `root`.
pub fn audit(root: &Path, settings: &Settings, watch: Watch) -> Result<Audit, Error> {
    settings.check()?;
    let discovered = ingest::discover(root)?;
    if discovered.dossiers.is_empty() {
        return Err(Error::NothingToAudit(root.display().to_string()));
    }
    let mut log = Vec::new();
    if !discovered.set_aside.is_empty() {
        log.push(format!("总目录下未作为项目处理的文件：{}。", discovered.set_aside.join("、")));
    }
    let found = settings.register.as_ref().map_or(discovered.registers, |file| vec![file.clone()]);
    let register = registers::read(&found, settings, &mut log)?;
    let ledger = ledgers::read(settings, &mut log)?;
    run(root, &discovered.dossiers, register, ledger, settings, log, watch)
}

/// Audits one dossier: a folder or an archive.
pub fn check(dossier: &Path, settings: &Settings, watch: Watch) -> Result<Audit, Error> {
    settings.check()?;
    let source = ingest::one_dossier(dossier)?;
    let mut log = Vec::new();
    let named: Vec<PathBuf> = settings.register.iter().cloned().collect();
    let register = registers::read(&named, settings, &mut log)?;
    let ledger = ledgers::read(settings, &mut log)?;
    run(dossier, &[source], register, ledger, settings, log, watch)
}

/// What was read from one file, and what it was taken for.
#[derive(Debug)]
pub struct Look {
    pub dossier: Dossier,
    pub kinds: Kinds,
    pub facts: Facts,
    /// What it was taken for could not be found out in time.
    pub late: bool,
}

/// Reads one file as if it were a whole dossier, without judging it.
pub fn look(file: &Path, settings: &Settings) -> Result<Look, Error> {
    let documents = ingest::read_file(file, &settings.reading)?;
    let name = name_of(file);
    if documents.is_empty() {
        return Err(Error::NothingToShow(name));
    }
    let dossier = Dossier { path: name, documents, set_aside: Vec::new(), settings: None, problems: Vec::new() };
    let (pack, dossier) = (settings.pack.clone(), Arc::new(dossier));
    let looked_at = Arc::clone(&dossier);
    let made_of = judging::within(settings.reading.limits.judging_seconds, move || {
        let kinds = Classifier::new(&pack).classify(&looked_at);
        let facts = facts::extract(&looked_at, &kinds, &pack, &Patterns::new(&pack), &[], &Overrides::default());
        (kinds, facts)
    });
    let late = made_of.is_err();
    let (kinds, facts) = made_of.unwrap_or_default();
    let dossier = Arc::try_unwrap(dossier).unwrap_or_else(|shared| (*shared).clone());
    Ok(Look { dossier, kinds, facts, late })
}

impl Settings {
    fn check(&self) -> Result<(), Error> {
        if let Some(asked) = &self.sub_type
            && self.pack.sub_type(asked).is_none()
        {
            let known: Vec<&str> = self.pack.sub_types.iter().map(|s| s.code.as_str()).collect();
            return Err(Error::UnknownSubType { asked: asked.clone(), known: known.join("、") });
        }
        match &self.register {
            Some(file) if !file.is_file() => Err(Error::NoRegister(file.display().to_string())),
            _ => Ok(()),
        }
    }
}

fn run(
    root: &Path,
    sources: &[DossierSource],
    register: registers::Register,
    ledger: Ledger,
    settings: &Settings,
    mut log: Vec<String>,
    watch: Watch,
) -> Result<Audit, Error> {
    let dossiers = ingest::read_dossiers(sources, &settings.reading, watch)?;
    let mut judged = judging::judge_all(dossiers, settings, &register.rows)?;
    judged.sort_by(|a, b| a.path.cmp(&b.path));
    tell_apart(&mut judged);
    log.extend(judged.iter().filter_map(unread_remark));
    log.extend(recognition_remark(&judged, &settings.reading));
    let cross = rules::judge_across(&settings.pack, &judged, &register.rows, &ledger);
    Ok(Audit {
        tool: concat!("yanshen ", env!("CARGO_PKG_VERSION")).to_owned(),
        pack: PackStamp {
            id: settings.pack.id.clone(),
            version: settings.pack.version.clone(),
            sha256: settings.pack.sha256.clone(),
        },
        as_of: settings.as_of,
        root: name_of(root),
        dossiers: judged,
        cross,
        register: register.rows,
        register_file: register.file,
        ledger,
        log,
    })
}

/// Two dossiers that look like one project keep apart by their paths, else their findings would share ids.
fn tell_apart(dossiers: &mut [DossierAudit]) {
    let identities: Vec<String> = dossiers.iter().map(|d| d.identity.clone()).collect();
    for dossier in dossiers.iter_mut() {
        if identities.iter().filter(|i| **i == dossier.identity).count() > 1 {
            dossier.identity = format!("{}|{}", dossier.identity, dossier.path);
        }
    }
}

fn unread_remark(dossier: &DossierAudit) -> Option<String> {
    let is_unread = |d: &&Document| d.format.is_document() && d.coverage != Coverage::Full;
    let unread = dossier.dossier.documents.iter().filter(is_unread).count();
    (unread > 0).then(|| format!("{}：{unread} 份文件未能完整读取，详见资料索引。", dossier.path))
}

/// Whether scans were read, and what could be done where they were not.
fn recognition_remark(dossiers: &[DossierAudit], reading: &ingest::Options) -> Option<String> {
    let has = |p: &dyn Fn(&Problem) -> bool| {
        dossiers.iter().flat_map(|d| &d.dossier.documents).filter(|d| d.problems.iter().any(p)).count()
    };
    if reading.tools.ocr.is_some() {
        let (sure, unclear) =
            (has(&|p| matches!(p, Problem::Recognised(_))), has(&|p| matches!(p, Problem::Unclear(_))));
        return (sure + unclear > 0).then(|| {
            format!(
                "{} 份扫描件或图片的文字由图像识别读取，其中 {unclear} 份不清晰；所据文字请对照原件。",
                sure + unclear
            )
        });
    }
    let scans = has(&|p| matches!(p, Problem::Scan(_)));
    let how = if reading.recognition {
        "安装带简体中文数据（chi_sim）的 tesseract 后重新运行，即可读取其中的文字。"
    } else {
        "按 --ocr off 的要求，其中的文字没有读取。"
    };
    (scans > 0).then(|| format!("{scans} 份扫描件未作图像识别。{how}"))
}

/// The last component as the user knows it, also for `.` and `..`; never a machine path.
fn name_of(path: &Path) -> String {
    let name = |p: &Path| p.file_name().map(|n| n.to_string_lossy().into_owned());
    name(path).or_else(|| path.canonicalize().ok().and_then(|p| name(&p))).unwrap_or_else(|| "总目录".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_named_without_its_machine_path() {
        assert_eq!(name_of(Path::new("/somewhere/验收材料/")), "验收材料");
        assert_eq!(name_of(Path::new("验收材料/甲.zip")), "甲.zip");
        assert!(!name_of(Path::new(".")).contains(['/', '.']), "the directory's own name");
    }
}

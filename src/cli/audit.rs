//! `audit` and `check`: run the pipeline, then show and write what came of it.

use std::path::Path;

use anyhow::{Result, bail};

use super::arguments::{AuditArguments, CheckArguments, Format, Output};
use super::earlier::{self, Found};
use super::exit::Exit;
use super::progress::Progress;
use super::settings;
use super::target::{Reserved, Target};
use super::{causes, console};
use crate::ingest;
use crate::model::{Audit, Dossier, Pack, refusal};
use crate::pipeline;
use crate::report;
use crate::report::text::Style;
use crate::report::workbook::snapshots::{self, Snapshots};
use crate::report::workbook::{self, WorkbookOptions};

pub fn audit(arguments: &AuditArguments) -> Result<Exit> {
    let AuditArguments { root, register, ledger, ledger_out, output, run } = arguments;
    let mut settings = settings::of_run(run, root)?;
    settings.register = register.clone();
    settings.ledger = ledger.clone();
    let target = match &output.output {
        Some(file) => Some(Target::asked(file, root, settings.as_of)?),
        // Where the root is no folder, the pipeline says so.
        None if output.format == Format::Json || !root.is_dir() => None,
        None => Some(Target::beside(root, settings.as_of)?),
    };
    let next_ledger = match (ledger_out, ledger, &target) {
        (Some(file), ..) => Some(Target::ledger(file, root, settings.as_of)?),
        (None, Some(_), Some(workbook)) => Some(workbook.ledger_beside(settings.as_of)),
        _ => None,
    };
    let earlier = earlier::find(output.previous.as_deref(), target.as_ref(), root)?;
    let audit = watched(run.quiet, |progress| pipeline::audit(root, &settings, &|step| progress.show(&step)))?;
    let (pack, reading) = (&settings.pack, &settings.reading);
    let delivery = Delivery { audit: &audit, pack, output, quiet: run.quiet, holder: root, earlier, reading };
    let exit = delivery.deliver(target, report::text::summary)?;
    match next_ledger {
        Some(target) => delivery.write_ledger(&target)?,
        None if ledger.is_some() => delivery.tell("未写底稿，加入本次发票后的台账也未保存；需要时请加 --ledger-out。"),
        None => {}
    }
    Ok(exit)
}

pub fn check(arguments: &CheckArguments) -> Result<Exit> {
    let CheckArguments { dossier, sub_type, output, run } = arguments;
    let mut settings = settings::of_run(run, dossier)?;
    settings.sub_type = sub_type.as_ref().map(|s| s.to_uppercase());
    let target = match &output.output {
        Some(file) => Some(Target::asked(file, dossier, settings.as_of)?),
        None => None,
    };
    let earlier = earlier::find(output.previous.as_deref(), target.as_ref(), dossier)?;
    let audit = watched(run.quiet, |progress| pipeline::check(dossier, &settings, &|step| progress.show(&step)))?;
    let holder = dossier.canonicalize().ok().and_then(|d| d.parent().map(Path::to_owned)).unwrap_or_default();
    let (pack, reading) = (&settings.pack, &settings.reading);
    Delivery { audit: &audit, pack, output, quiet: run.quiet, holder: &holder, earlier, reading }
        .deliver(target, report::text::check_page)
}

fn watched(quiet: bool, run: impl FnOnce(&Progress) -> Result<Audit, pipeline::Error>) -> Result<Audit> {
    let progress = Progress::new(quiet);
    let audit = run(&progress);
    progress.finish();
    Ok(audit?)
}

/// A finished audit on its way to the user.
struct Delivery<'a> {
    audit: &'a Audit,
    pack: &'a Pack,
    output: &'a Output,
    quiet: bool,
    /// The folder that holds the dossiers; links in the workbook lead there.
    holder: &'a Path,
    /// Reviewers' entries to be carried over.
    earlier: Found,
    reading: &'a ingest::Options,
}

impl Delivery<'_> {
    /// Shows the result before the workbook is tried, so that a locked target costs nobody the audit.
    fn deliver(&self, target: Option<Target>, page: impl Fn(&Audit, &Pack, Style) -> String) -> Result<Exit> {
        match self.output.format {
            Format::Json => console::json(&report::json::report(self.audit, self.pack))?,
            Format::Text => console::result(&page(self.audit, self.pack, console::style()))?,
        }
        self.audit.log.iter().for_each(|line| self.tell(&format!("提示：{line}")));
        if let Some(target) = target {
            self.write(&target)?;
        }
        Ok(Exit::of(self.audit))
    }

    /// Writes the workbook and says where it is.
    fn write(&self, target: &Target) -> Result<()> {
        let reserved = target.reserve()?;
        if let Err(why) = self.fill(&reserved) {
            let path = reserved.path.display().to_string();
            reserved.give_up();
            bail!("底稿写不到“{path}”：{}。请检查磁盘空间，或用 -o 换一个位置", causes::of(&why));
        }
        if let Some(taken) = &reserved.instead_of {
            self.tell(&format!("“{}”已存在或正被打开，未覆盖，改写为新文件。", taken.display()));
        }
        self.tell(&format!("审计底稿已写到：{}", reserved.path.display()));
        self.earlier.words().iter().for_each(|words| self.tell(words));
        Ok(())
    }

    /// Writes the ledger with this run's invoices; the given one stays as it is.
    fn write_ledger(&self, target: &Target) -> Result<()> {
        let reserved = target.reserve()?;
        if let Err(why) = std::fs::write(&reserved.path, report::ledger::csv(self.audit, self.pack)) {
            let path = reserved.path.display().to_string();
            reserved.give_up();
            bail!("发票台账写不到“{path}”：{}。请检查磁盘空间，或用 --ledger-out 换一个位置", refusal::of_system(&why));
        }
        if let Some(taken) = &reserved.instead_of {
            self.tell(&format!("“{}”已存在或正被打开，未覆盖，改写为新文件。", taken.display()));
        }
        self.tell(&format!("加入本次发票后的台账已写到：{}", reserved.path.display()));
        Ok(())
    }

    fn fill(&self, reserved: &Reserved) -> Result<()> {
        let way = reserved.way_to(self.holder);
        if way.is_none() {
            self.tell("底稿和送审材料不在同一个磁盘上，底稿里的证据链接打不开。");
        }
        let options = WorkbookOptions {
            links_base: way.unwrap_or_default(),
            unmask: self.output.unmask,
            snapshots: self.snapshots(),
        };
        let bytes = workbook::write_after(self.audit, self.pack, &options, self.earlier.workbook.as_ref())?;
        Ok(std::fs::write(&reserved.path, bytes)?)
    }

    /// Pictures of the evidence, taken where files are read.
    fn snapshots(&self) -> Option<Snapshots> {
        if !self.output.snapshots {
            return None;
        }
        let wishes = snapshots::wishes(self.audit);
        let dossiers: Vec<&Dossier> = self.audit.dossiers.iter().map(|d| &d.dossier).collect();
        let how = (self.reading, self.output.unmask);
        let pictures = ingest::snapshots(&wishes.views, &dossiers, self.holder, how);
        let taken = Snapshots::new(wishes, pictures);
        self.tell(&format!("证据截图：{}。", taken.words()));
        Some(taken)
    }

    fn tell(&self, words: &str) {
        if !self.quiet {
            console::message(words);
        }
    }
}

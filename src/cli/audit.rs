//! `audit` and `check`: run the pipeline, then show and write what came of it.

use std::path::Path;

use anyhow::Result;

use super::arguments::{AuditArguments, CheckArguments, Format, Output};
use super::console;
use super::exit::Exit;
use super::progress::Progress;
use super::settings;
use super::target::Target;
use crate::model::{Audit, Pack};
use crate::pipeline::{self, Settings};
use crate::report;
use crate::report::text::Style;

pub fn audit(arguments: &AuditArguments) -> Result<Exit> {
    let mut settings = settings::of_run(&arguments.run)?;
    settings.register = arguments.register.clone();
    let target = match &arguments.output.output {
        Some(output) => Some(Target::asked(output, &arguments.root, settings.as_of)?),
        None if arguments.output.format == Format::Json || !arguments.root.is_dir() => None,
        None => Some(Target::beside(&arguments.root, settings.as_of)?),
    };
    let run = |progress: &Progress| pipeline::audit(&arguments.root, &settings, &|step| progress.show(&step));
    let audit = watched(arguments.run.quiet, run)?;
    deliver(&audit, &settings, &arguments.output, target, arguments.run.quiet, report::text::summary)
}

pub fn check(arguments: &CheckArguments) -> Result<Exit> {
    let mut settings = settings::of_run(&arguments.run)?;
    settings.sub_type = arguments.sub_type.as_ref().map(|s| s.to_uppercase());
    let target = match &arguments.output.output {
        Some(output) => Some(Target::asked(output, &arguments.dossier, settings.as_of)?),
        None => None,
    };
    let run = |progress: &Progress| pipeline::check(&arguments.dossier, &settings, &|step| progress.show(&step));
    let audit = watched(arguments.run.quiet, run)?;
    deliver(&audit, &settings, &arguments.output, target, arguments.run.quiet, report::text::check_page)
}

fn watched(quiet: bool, run: impl FnOnce(&Progress) -> Result<Audit, pipeline::Error>) -> Result<Audit> {
    let progress = Progress::new(quiet);
    let audit = run(&progress);
    progress.finish();
    Ok(audit?)
}

/// Shows the result before the workbook is tried, so that a locked target costs nobody the audit.
fn deliver(
    audit: &Audit,
    settings: &Settings,
    output: &Output,
    target: Option<Target>,
    quiet: bool,
    words: impl Fn(&Audit, &Pack, Style) -> String,
) -> Result<Exit> {
    match output.format {
        Format::Json => console::json(&report::json::report(audit, &settings.pack))?,
        Format::Text => console::result(&words(audit, &settings.pack, console::style()))?,
    }
    if !quiet {
        audit.log.iter().for_each(|line| console::message(&format!("提示：{line}")));
    }
    if let Some(target) = target {
        let told = write(audit, settings, &target, output.unmask)?;
        if !quiet {
            console::message(&told);
        }
    }
    Ok(Exit::of(audit))
}

/// Writes the workbook and says where it is.
fn write(audit: &Audit, settings: &Settings, target: &Target, unmask: bool) -> Result<String> {
    let reserved = target.reserve()?;
    if let Err(why) = report::workbook::write(audit, &settings.pack, &reserved.path, unmask) {
        let path = reserved.path.display().to_string();
        reserved.give_up();
        anyhow::bail!("底稿写不到“{path}”：{why}。请检查磁盘空间，或用 -o 换一个位置");
    }
    let taken = |old: &Path| format!("“{}”已存在或正被打开，未覆盖；", old.display());
    let remark = reserved.instead_of.as_deref().map(taken).unwrap_or_default();
    Ok(format!("{remark}审计底稿已写到：{}", reserved.path.display()))
}

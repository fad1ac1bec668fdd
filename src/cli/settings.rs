//! From arguments to what a run depends on: the day, the pack, how files are read. The only place that asks the clock.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::arguments::{Ocr, PackChoice, Recognition, Run};
use crate::ingest;
use crate::ingest::tools::Tools;
use crate::model::{Day, Pack};
use crate::pipeline::Settings;
use crate::rules::pack;

pub fn of_run(run: &Run, papers: &Path) -> Result<Settings> {
    let mut reading = reading(run.in_process, &run.recognition, papers)?;
    if let Some(jobs) = run.jobs {
        reading.jobs = usize::from(jobs);
    }
    Ok(Settings {
        as_of: run.as_of.map_or_else(today, Ok)?,
        pack: load(&run.pack)?,
        register: None,
        ledger: None,
        reading,
        sub_type: None,
    })
}

/// How files are read: with the helping programs that are installed and wanted, and are none of the papers.
pub fn reading(in_process: bool, recognition: &Recognition, papers: &Path) -> Result<ingest::Options> {
    let ocr = match recognition.ocr {
        Ocr::Off => None,
        Ocr::Auto => ingest::ocr::find(),
        Ocr::Require => Some(ingest::ocr::find().context(
            "没有找到带简体中文数据（chi_sim）的 tesseract，无法识别扫描件。\
             请安装后再运行，或去掉 --ocr require（扫描件将列为未读取）",
        )?),
    };
    Ok(ingest::Options {
        in_process,
        recognition: !matches!(recognition.ocr, Ocr::Off),
        tools: Tools { ocr, office: ingest::office::find() }.outside(papers),
        ..ingest::Options::default()
    })
}

/// The pack inside the program, or the one in `--pack DIR`.
pub fn load(choice: &PackChoice) -> Result<Pack> {
    match &choice.pack {
        None => pack::embedded().context("程序自带的规则包无法使用"),
        Some(dir) if dir.is_dir() => load_dir(dir),
        Some(file) if file.exists() => bail!("“{}”不是目录。--pack 后面要写规则包的目录", file.display()),
        Some(dir) => bail!("找不到规则包目录“{}”。请检查 --pack 后面的目录", dir.display()),
    }
}

fn load_dir(dir: &Path) -> Result<Pack> {
    pack::load_dir(dir).with_context(|| format!("规则包“{}”无法使用，请按提示修改", dir.display()))
}

/// Today in Beijing time: the notice's deadlines are meant so, and many an office PC has no time zone data.
#[expect(clippy::disallowed_methods, reason = "the one use of the clock: the default of --as-of")]
fn today() -> Result<Day> {
    let date = jiff::tz::offset(8).to_datetime(jiff::Timestamp::now()).date();
    Day::new(date.year(), date.month(), date.day()).context("系统日期有误，请用 --as-of 指定日期")
}

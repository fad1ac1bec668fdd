//! Bytes → [`crate::model::Document`]. Knows file formats and limits, not what a budget is.
//!
//! Foreign bytes are read in worker processes ([`worker`], [`pool`]); the reader itself ([`read_bytes`]) is one pure
//! function that serves worker, tests and fuzz targets alike. Nothing is ever extracted to disk, nothing is changed.

mod archive;
#[cfg(test)]
mod compound;
mod concealed;
mod contrast;
mod damage;
mod discover;
mod docx;
mod drawings;
mod drawn;
mod einvoice;
mod figures;
mod flat;
mod html;
mod image;
mod limits;
mod mail;
mod members;
mod msg;
mod named;
mod names;
mod number_format;
pub mod ocr;
mod odf;
mod ods;
mod ofd;
pub mod office;
mod package;
mod pdf;
mod pictured;
mod pictures;
mod plausible;
mod pool;
mod pptx;
mod rar;
mod read;
mod reader;
mod rtf;
#[cfg(test)]
mod samples;
mod seven;
mod sheet;
#[cfg(test)]
mod sheet_promise;
mod snapshot;
mod sniff;
mod soundness;
mod text;
pub mod tools;
mod word;
mod worker;
mod xls;
mod xlsx;
mod xml;
mod xml_sheet;

use std::path::{Path, PathBuf};

use crate::model::{Document, Dossier, refusal};

pub use discover::{Discovered, DossierSource, discover, one_dossier};
pub use limits::Limits;
pub use reader::read_bytes;
pub use snapshot::snapshots;
pub use worker::worker_main;

/// How to read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Read in this process instead of in workers: for tests and fuzzing, without the isolation of DESIGN §4.
    pub in_process: bool,
    /// Worker processes.
    pub jobs: usize,
    pub limits: Limits,
    /// Text in images was asked for; where it was not, nobody is told how to have it recognised.
    pub recognition: bool,
    /// Helping programs; none unless asked for, so that a reading depends on nothing but the bytes.
    pub tools: tools::Tools,
    /// The program that serves as worker when called with the argument `worker`; `None` for the running one.
    pub program: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Options {
        let jobs = std::thread::available_parallelism().map_or(2, std::num::NonZero::get).min(16);
        Options {
            in_process: false,
            jobs,
            limits: Limits::default(),
            recognition: true,
            tools: tools::Tools::default(),
            program: None,
        }
    }
}

/// Told after each file: `done` of `total` files, and the name of the one just finished.
#[derive(Debug, Clone)]
pub struct Progress {
    pub done: usize,
    pub total: usize,
    pub name: String,
}

/// Why nothing could be read at all. A single bad file is no error, but a problem of its document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The user named a path that does not exist.
    #[error("找不到“{0}”。请检查路径是否写对，文件夹名含空格时请加引号。")]
    Missing(PathBuf),
    /// The user named a file where a directory of dossiers was expected.
    #[error("“{0}”是文件，不是文件夹。批量审核请给出存放各项目材料的总文件夹；只审一个项目请用 yanshen check。")]
    NotADirectory(PathBuf),
    /// The user named a single file that is no dossier.
    #[error("“{0}”既不是文件夹，也不是压缩包。请给出一个项目的材料文件夹或压缩包；只看一个文件请用 yanshen show。")]
    NotADossier(PathBuf),
    /// Nothing under the root looks like a dossier.
    #[error("“{0}”下没有可审核的材料：每个项目应是其中的一个文件夹或一个压缩包。")]
    Nothing(PathBuf),
    /// The system refused.
    #[error("无法读取“{path}”：{}。请检查权限，或文件是否被其他程序占用。", refusal::of_system(source))]
    Io { path: PathBuf, source: std::io::Error },
    /// The system lets the program start no process of its own. Foreign files are read nowhere else.
    #[error(
        "无法启动读取文件的进程：{0}。材料没有读取，也没有作出判断。请关闭一些程序或重新启动电脑后再试；\
         仍不行的，请检查杀毒软件或系统策略是否拦截了本程序。"
    )]
    NoWorkers(String),
}

/// Reads all dossiers; results stand in the order of `sources`, documents sorted by path.
pub fn read_dossiers(
    sources: &[DossierSource],
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Dossier>, Error> {
    pool::read_dossiers(sources, options, progress)
}

/// One file with its members and attachments.
pub fn read_file(path: &Path, options: &Options) -> Result<Vec<Document>, Error> {
    pool::read_file(path, options)
}

//! The one reader: decides the format by content, calls its module, recurses into archives and mails, and reports each
//! file as soon as it is done, so that a worker that dies loses only the file it was at.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::limits::Limits;
use super::sniff::{self, Sniffed};
use super::{archive, docx, html, image, mail, pdf, text, word, xls, xlsx};
use crate::model::document::{Image, Mail, PageCoverage};
use crate::model::{Block, Coverage, Document, Format, Problem};

/// What a format's module read from one file.
#[derive(Debug, Default)]
pub struct Read {
    pub blocks: Vec<Block>,
    pub problems: Vec<Problem>,
    pub pages: Vec<PageCoverage>,
    pub mail: Option<Mail>,
    pub image: Option<Image>,
    /// Attachments: (name, bytes).
    pub members: Vec<(String, Vec<u8>)>,
}

impl Read {
    pub fn blocks(blocks: Vec<Block>) -> Read {
        Read { blocks, ..Read::default() }
    }

    pub fn failed(problem: Problem) -> Read {
        Read { problems: vec![problem], ..Read::default() }
    }

    fn coverage(&self) -> Coverage {
        let hides = self.problems.iter().any(Problem::hides_text);
        match (hides, self.blocks.is_empty()) {
            (true, true) => Coverage::None,
            (true, false) => Coverage::Partial,
            (false, _) => Coverage::Full,
        }
    }
}

/// Told while reading, in this order for each file: `Begin`, its members, `Done`.
#[derive(Debug, Serialize, Deserialize)]
pub enum Event {
    Begin(Start),
    Done(Box<Document>),
    /// System litter inside an archive.
    SetAside(String),
    /// A `yanshen.toml` at the top of an archive.
    Settings(String),
    /// Still alive: another part of the current file was read.
    Tick,
}

/// What is known of a file before it is parsed; all that remains of it when the worker dies.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Start {
    pub path: String,
    pub sha256: String,
    pub size: u64,
    pub inside: Option<String>,
}

pub struct Session<'a> {
    pub limits: &'a Limits,
    /// Files that an earlier worker finished or died of.
    pub skip: &'a BTreeSet<String>,
    pub sink: &'a mut dyn FnMut(Event),
}

impl Session<'_> {
    /// Reads a file and everything inside it. `depth` counts the archives around it.
    pub fn read(&mut self, path: &str, bytes: &[u8], inside: Option<&str>, depth: u32) {
        if self.skip.contains(path) {
            return;
        }
        let start = Start {
            path: path.to_owned(),
            sha256: sha256(bytes),
            size: bytes.len() as u64,
            inside: inside.map(str::to_owned),
        };
        (self.sink)(Event::Begin(start.clone()));
        let (format, encrypted) = match sniff::sniff(path, bytes, self.limits) {
            Sniffed::Is(f) => (f, false),
            Sniffed::Encrypted(f) => (f, true),
        };
        let mut read = if bytes.is_empty() {
            Read::failed(Problem::Empty)
        } else if encrypted {
            Read::failed(Problem::Encrypted)
        } else if format == Format::Zip {
            archive::read(self, path, bytes, depth)
        } else {
            self.single(path, format, bytes)
        };
        for (name, member) in std::mem::take(&mut read.members) {
            self.read(&format!("{path}/{name}"), &member, Some(path), depth + 1);
        }
        read.problems.extend(wrong_extension(path, format, bytes));
        let coverage = if bytes.is_empty() { Coverage::None } else { read.coverage() };
        let format = if bytes.is_empty() {
            sniff::by_extension(&sniff::extension(path)).unwrap_or(Format::Unknown)
        } else {
            format
        };
        (self.sink)(Event::Done(Box::new(Document {
            path: start.path,
            sha256: start.sha256,
            size: start.size,
            format,
            blocks: read.blocks,
            coverage,
            problems: read.problems,
            pages: read.pages,
            mail: read.mail,
            image: read.image,
            inside: start.inside,
        })));
    }

    /// A file without files inside; mails hand over their attachments in `members`.
    fn single(&mut self, name: &str, format: Format, bytes: &[u8]) -> Read {
        let limits = self.limits;
        match format {
            Format::Xlsx | Format::Xlsm => xlsx::read(bytes, limits),
            Format::Xlsb => xlsx::read_xlsb(bytes, limits),
            Format::Ods => xlsx::read_ods(bytes, limits),
            Format::Xls | Format::Et => xls::read(bytes, limits),
            Format::Csv => text::csv(bytes, limits),
            Format::Txt => text::plain(bytes),
            Format::Xml => text::xml(bytes),
            Format::Html => html::read(bytes),
            Format::Docx => docx::read(bytes, limits),
            Format::Doc | Format::Wps => word::read(bytes),
            Format::Pdf => pdf::read(bytes, limits, &mut || (self.sink)(Event::Tick)),
            Format::Eml => mail::read(bytes),
            Format::Image => {
                Read { image: image::head(bytes), problems: vec![Problem::ImageNotRead], ..Read::default() }
            }
            Format::Rtf => Read::failed(Problem::Unsupported("docx".into())),
            Format::Pptx | Format::Ppt | Format::Ofd => Read::failed(Problem::Unsupported("pdf".into())),
            Format::Msg => Read::failed(Problem::Unsupported("eml".into())),
            Format::Rar | Format::SevenZip => Read::failed(Problem::Unsupported("zip".into())),
            Format::Media => Read::failed(Problem::Unsupported(String::new())),
            Format::Unknown | Format::Zip => {
                let archive = sniff::is_archive_name(name);
                Read::failed(Problem::Unsupported(if archive { "zip" } else { "pdf" }.into()))
            }
        }
    }
}

/// Reads one file and what is inside it, here and now. Documents come sorted by path.
pub fn read_bytes(name: &str, bytes: &[u8], limits: &Limits) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut sink = |event| {
        if let Event::Done(document) = event {
            documents.push(*document);
        }
    };
    Session { limits, skip: &BTreeSet::new(), sink: &mut sink }.read(name, bytes, None, 0);
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    documents
}

pub fn sha256(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

/// The extension promises another format than the content is.
fn wrong_extension(path: &str, format: Format, bytes: &[u8]) -> Option<Problem> {
    let ext = sniff::extension(path);
    if bytes.is_empty() || format == Format::Unknown {
        return None;
    }
    let meant = sniff::by_extension(&ext)?;
    let same = meant == format
        || matches!(
            (meant, format),
            (Format::Et, Format::Xls)
                | (Format::Xls, Format::Et)
                | (Format::Wps, Format::Doc)
                | (Format::Csv, Format::Txt)
                | (Format::Txt, Format::Csv)
                | (Format::Xlsx, Format::Xlsm)
                | (Format::Html, Format::Xml | Format::Txt)
                | (Format::Eml, Format::Txt)
        );
    // WPS writes OOXML under its own extensions, which opens without a word in WPS.
    let wps = matches!((meant, format), (Format::Wps, Format::Docx) | (Format::Et, Format::Xlsx));
    (!same && !wps).then(|| Problem::WrongExtension(ext, sniff::usual_extension(format).to_owned()))
}

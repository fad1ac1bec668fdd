//! What reading one file gives, and what a reading hands on while it goes: the words that all readers share. Reads nothing itself.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::limits::Limits;
use super::named::{by_extension, extension};
use super::tools::Tools;
use crate::model::document::{Image, Mail, PageCoverage, Photo};
use crate::model::{Block, Coverage, Document, Format, Picture, Problem};

/// What a format's module read from one file.
#[derive(Debug, Default)]
pub struct Read {
    pub blocks: Vec<Block>,
    pub problems: Vec<Problem>,
    pub pages: Vec<PageCoverage>,
    pub mail: Option<Mail>,
    pub image: Option<Image>,
    /// Photos inside it.
    pub pictures: Vec<Photo>,
    /// Structured values beside the shown text.
    pub fields: Vec<(String, String)>,
    /// Attachments: (name, bytes).
    pub members: Vec<(String, Vec<u8>)>,
    /// Mails inside a mail that have no bytes of their own in the file.
    pub nested: Vec<Nested>,
    /// Files inside an archive that were looked at.
    pub contained: usize,
}

impl Read {
    pub fn blocks(blocks: Vec<Block>) -> Read {
        Read { blocks, ..Read::default() }
    }

    pub fn failed(problem: Problem) -> Read {
        Read { problems: vec![problem], ..Read::default() }
    }

    pub fn coverage(&self) -> Coverage {
        let hides = self.problems.iter().any(Problem::hides_text);
        match (hides, self.blocks.is_empty() && self.contained == 0) {
            (true, true) => Coverage::None,
            (true, false) => Coverage::Partial,
            (false, _) => Coverage::Full,
        }
    }
}

/// A file inside another that was read along with it.
#[derive(Debug)]
pub struct Nested {
    pub name: String,
    pub format: Format,
    /// What tells it from others, in place of bytes of its own.
    pub identity: Vec<u8>,
    pub read: Read,
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
    /// A picture of what was wanted, by its place among the wishes.
    Picture(usize, Box<Picture>),
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
    pub tools: &'a Tools,
    /// Files that an earlier worker finished or died of.
    pub skip: &'a BTreeSet<String>,
    /// Where this is not empty, the pictures are all that is taken of the files.
    pub wanted: &'a [Wanted],
    pub readers: Readers,
    pub sink: &'a mut dyn FnMut(Event),
}

/// Who reads a file inside a file, and who reads one by a given format: handed down, so that an archive or a converter knows no reader.
#[derive(Debug, Clone, Copy)]
pub struct Readers {
    /// Path, bytes, what it lies in, and how many archives are around it.
    pub file: fn(&mut Session<'_>, &str, &[u8], Option<&str>, u32),
    pub single: fn(&mut Session<'_>, &str, Format, &[u8]) -> Read,
}

impl Session<'_> {
    /// Reads a file and everything inside it. `depth` counts the archives around it.
    pub fn read(&mut self, path: &str, bytes: &[u8], inside: Option<&str>, depth: u32) {
        (self.readers.file)(self, path, bytes, inside, depth);
    }

    /// A file without files inside; mails hand over their attachments in `members`.
    pub fn single(&mut self, name: &str, format: Format, bytes: &[u8]) -> Read {
        (self.readers.single)(self, name, format, bytes)
    }
}

/// A view inside one file on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The document's path as the reader says it.
    pub path: String,
    pub page: u32,
    pub quote: String,
    pub unmask: bool,
}

/// A document of which nothing is known but its name and why.
pub fn missing(path: &str, inside: Option<&str>, problem: Problem) -> Document {
    Document {
        path: path.to_owned(),
        sha256: String::new(),
        size: 0,
        format: by_extension(&extension(path)).unwrap_or(Format::Unknown),
        blocks: Vec::new(),
        coverage: Coverage::None,
        problems: vec![problem],
        pages: Vec::new(),
        mail: None,
        image: None,
        pictures: Vec::new(),
        fields: Vec::new(),
        inside: inside.map(str::to_owned),
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

//! The members of one archive, whatever its format: which are read, under what path, and when a limit ends it. Knows no format.

use std::collections::BTreeSet;
use std::io::{self, Read as _};

use unicode_normalization::UnicodeNormalization;

use super::damage::damaged;
use super::limits::Limits;
use super::named::is_litter;
use super::names::sanitise;
use super::read::{Event, Read, Session, missing};
use super::text::decode;
use crate::model::Problem;

/// The walk over one archive's members. A format's module tells it each entry; it decides what is read.
pub struct Walk<'w, 's> {
    session: &'w mut Session<'s>,
    path: &'w str,
    depth: u32,
    /// Bytes that may still be unpacked.
    budget: u64,
    taken: BTreeSet<String>,
    /// Names that stand there again, as written and as told apart.
    doubled: Vec<(String, String)>,
    entries: u32,
    pub read: Read,
}

/// A member that is to be read: its path inside the dossier, and its name inside the archive.
#[derive(Debug, Clone)]
pub struct Member {
    path: String,
    name: String,
}

/// Whether the archive may be read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Walking {
    On,
    /// A limit was reached and is noted.
    Stop,
}

impl<'w, 's> Walk<'w, 's> {
    /// Over the archive at `path`, which has `depth` archives around it and may unpack to `budget` bytes.
    pub fn new(session: &'w mut Session<'s>, path: &'w str, depth: u32, budget: u64) -> Walk<'w, 's> {
        let (taken, doubled, read) = (BTreeSet::new(), Vec::new(), Read::default());
        Walk { session, path, depth, budget, taken, doubled, entries: 0, read }
    }

    /// What was read of the archive itself.
    pub fn ended(self) -> Read {
        let Walk { mut read, doubled, .. } = self;
        if let Some((first, second)) = doubled.first() {
            let more = if doubled.len() > 1 { format!("等 {} 处", doubled.len()) } else { String::new() };
            read.problems.push(Problem::SameName(format!("后一个“{first}”记为“{second}”{more}")));
        }
        read
    }
}

impl Walk<'_, '_> {
    pub fn limits(&self) -> &Limits {
        self.session.limits
    }

    /// Most bytes a member may still unpack to.
    pub fn room(&self) -> u64 {
        self.budget.min(self.session.limits.file_bytes)
    }

    /// Bytes the rest of the archive may still unpack to.
    pub fn budget(&self) -> u64 {
        self.budget
    }

    /// Takes note of an entry that is a file. `None`: it is set aside, or was read before.
    pub fn admit(&mut self, name: &str) -> Option<Member> {
        let (name, odd) = sanitise(name);
        if name.is_empty() {
            return None;
        }
        if odd {
            self.read.problems.push(Problem::Skipped(format!("不安全的文件名，已改为“{name}”")));
        }
        self.read.contained += 1;
        let written = name;
        let name = distinct(&written, &mut self.taken);
        if name != written {
            self.doubled.push((written, name.clone()));
        }
        let path = format!("{}/{name}", self.path);
        if is_litter(&name) {
            (self.session.sink)(Event::SetAside(path));
            return None;
        }
        (!self.session.skip.contains(&path)).then_some(Member { path, name })
    }

    /// Counts an entry, file or folder; `Stop` when there are more than a dossier may have.
    pub fn count(&mut self) -> Walking {
        self.entries = self.entries.saturating_add(1);
        if self.entries <= self.session.limits.entries {
            return Walking::On;
        }
        self.read.problems.push(Problem::Limit(format!("文件超过 {} 个", self.session.limits.entries)));
        Walking::Stop
    }

    /// A member whose declared size is already too much; tells before anything is unpacked.
    pub fn declared(&mut self, member: &Member, size: u64) -> Walking {
        if size > self.budget {
            return self.exhausted(member);
        }
        Walking::On
    }

    /// The member's unpacked bytes, read up to [`Walk::room`] and one more.
    pub fn take(&mut self, member: &Member, content: Vec<u8>, trouble: Option<Problem>) -> Walking {
        let size = content.len() as u64;
        if size > self.budget {
            return self.exhausted(member);
        }
        self.budget -= size;
        let too_large = size > self.session.limits.file_bytes;
        match trouble.or_else(|| too_large.then(|| Problem::Limit("文件过大".into()))) {
            Some(problem) => self.unread(member, problem),
            None if is_settings(&member.name) && self.depth == 0 => {
                (self.session.sink)(Event::Settings(decode(&content)));
            }
            None => self.session.read(&member.path, &content, Some(self.path), self.depth + 1),
        }
        Walking::On
    }

    pub fn unread(&mut self, member: &Member, problem: Problem) {
        (self.session.sink)(Event::Done(Box::new(missing(&member.path, Some(self.path), problem))));
    }

    /// A part of a long archive was passed without a member being read.
    pub fn tick(&mut self) {
        (self.session.sink)(Event::Tick);
    }

    fn exhausted(&mut self, member: &Member) -> Walking {
        let problem = Problem::Limit("解压后过大".into());
        self.read.problems.push(problem.clone());
        self.unread(member, problem);
        Walking::Stop
    }
}

/// Reads at most `room` bytes and one more, which tells that there were too many.
pub fn fill(source: &mut dyn io::Read, room: u64) -> (Vec<u8>, Option<Problem>) {
    let mut content = Vec::new();
    let trouble = source.take(room.saturating_add(1)).read_to_end(&mut content).err();
    (content, trouble.map(damaged))
}

/// `yanshen.toml` at the top, or in the one folder that people wrap around everything.
fn is_settings(name: &str) -> bool {
    name.matches('/').count() <= 1 && name.rsplit('/').next() == Some("yanshen.toml")
}

/// Two members of one name are kept apart; names that a file system may take for one are one: by case, by composed letters.
fn distinct(name: &str, taken: &mut BTreeSet<String>) -> String {
    let one = |n: &str| n.nfc().collect::<String>().to_lowercase();
    let mut candidate = name.to_owned();
    let mut n = 2;
    while !taken.insert(one(&candidate)) {
        candidate = match name.rsplit_once('.') {
            Some((stem, ext)) if !ext.contains('/') => format!("{stem}({n}).{ext}"),
            _ => format!("{name}({n})"),
        };
        n += 1;
    }
    candidate
}

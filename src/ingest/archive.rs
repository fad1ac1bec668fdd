//! Archives, member by member, in memory: what zip, 7z and rar have in common. Names are decoded (Chinese archives carry
//! GBK) and sanitised, litter is set aside, limits are kept, settings are picked out, members of one name are kept apart.
//! Nothing is written anywhere, so a hostile name can do no harm beyond looking odd, and is noted. Passwords are not asked for.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read as _};

use unicode_normalization::UnicodeNormalization;
use zip::unstable::read::ZipIterable;

use super::damage::damaged;
use super::discover::is_litter;
use super::limits::Limits;
use super::reader::{Event, Read, Session};
use super::{rar, seven};
use crate::model::{Document, Format, Problem};

pub fn read(session: &mut Session<'_>, path: &str, format: Format, bytes: &[u8], depth: u32) -> Read {
    let limits = session.limits;
    if depth >= limits.archive_depth {
        return Read::failed(Problem::Limit(format!("压缩包嵌套超过 {} 层", limits.archive_depth)));
    }
    let mut walk = Walk {
        budget: limits.unpacked(bytes.len()),
        session,
        path,
        depth,
        taken: BTreeSet::new(),
        doubled: Vec::new(),
        entries: 0,
        read: Read::default(),
    };
    let opened = match format {
        Format::SevenZip => seven::read(&mut walk, bytes),
        Format::Rar => rar::read(&mut walk, bytes),
        _ => zip(&mut walk, bytes),
    };
    let Walk { mut read, doubled, .. } = walk;
    if let Some((first, second)) = doubled.first() {
        let more = if doubled.len() > 1 { format!("等 {} 处", doubled.len()) } else { String::new() };
        read.problems.push(Problem::SameName(format!("后一个“{first}”记为“{second}”{more}")));
    }
    if let Err(problem) = opened {
        // One volume of several is no damaged file: the rest is elsewhere.
        let alone = matches!(problem, Problem::Damaged(_)) && super::sniff::is_volume_name(path);
        read.problems.push(if alone { Problem::Volume } else { problem });
    }
    read
}

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
                (self.session.sink)(Event::Settings(super::text::decode(&content)));
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

fn zip(walk: &mut Walk<'_, '_>, bytes: &[u8]) -> Result<(), Problem> {
    if last_disk(bytes).is_some_and(|number| number > 0) {
        return Err(Problem::Volume);
    }
    let opened = ZipIterable::try_new(Cursor::new(bytes), zip::read::Config::default());
    let mut zip = opened.map_err(|e| zip_trouble(&e))?;
    let mut source = Cursor::new(bytes);
    for (entry, number) in zip.files().map_err(|e| zip_trouble(&e))?.zip(1..) {
        if walk.count() == Walking::Stop {
            break;
        }
        let Ok(entry) = entry else {
            walk.read
                .problems
                .push(Problem::Damaged(format!("压缩包目录在第 {number} 个文件处中断，其后的文件未读取")));
            break;
        };
        let name = decode_name(entry.name_raw());
        if entry.is_dir() || entry.is_symlink() || name.ends_with(['/', '\\']) {
            continue;
        }
        let Some(member) = walk.admit(&name) else { continue };
        if entry.encrypted() {
            walk.unread(&member, Problem::Encrypted);
            continue;
        }
        let (content, trouble) = match entry.with_reader(&mut source, zip::ZipReadOptions::new()) {
            Ok(mut entry) => fill(&mut entry, walk.room()),
            Err(e) => (Vec::new(), Some(zip_trouble(&e))),
        };
        if walk.take(&member, content, trouble) == Walking::Stop {
            break;
        }
    }
    Ok(())
}

fn zip_trouble(e: &zip::result::ZipError) -> Problem {
    match e {
        // An entry locked in a way that its flags do not tell.
        zip::result::ZipError::UnsupportedArchive(why) if why.to_lowercase().contains("password") => Problem::Encrypted,
        zip::result::ZipError::UnsupportedArchive(_) => Problem::Unsupported("zip".into()),
        e => damaged(e),
    }
}

/// Number of the disk in the end record of a zip: more than 0 for the last volume of several.
pub fn last_disk(bytes: &[u8]) -> Option<u16> {
    let from = bytes.len().saturating_sub(66_000);
    let tail = bytes.get(from..)?;
    let at = tail.windows(4).rposition(|w| w == b"PK\x05\x06")?;
    let number = u16::from_le_bytes([*tail.get(at + 4)?, *tail.get(at + 5)?]);
    (number != u16::MAX).then_some(number)
}

/// `yanshen.toml` at the top, or in the one folder that people wrap around everything.
fn is_settings(name: &str) -> bool {
    name.matches('/').count() <= 1 && name.rsplit('/').next() == Some("yanshen.toml")
}

/// A document of which nothing is known but its name and why.
pub fn missing(path: &str, inside: Option<&str>, problem: Problem) -> Document {
    Document {
        path: path.to_owned(),
        sha256: String::new(),
        size: 0,
        format: super::sniff::by_extension(&super::sniff::extension(path)).unwrap_or(Format::Unknown),
        blocks: Vec::new(),
        coverage: crate::model::Coverage::None,
        problems: vec![problem],
        pages: Vec::new(),
        mail: None,
        image: None,
        pictures: Vec::new(),
        fields: Vec::new(),
        inside: inside.map(str::to_owned),
    }
}

/// UTF-8 where the bytes are that, else GB18030: no archive's flag says anything reliable. GBK names of few characters can
/// look like UTF-8; what they then seem to say is Greek, Cyrillic, Hebrew or Arabic, which nobody here names files in.
pub fn decode_name(raw: &[u8]) -> String {
    let gbk = || encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(raw);
    match std::str::from_utf8(raw) {
        Ok(name) if !foreign(name) => name.to_owned(),
        Ok(name) => gbk().filter(|g| common(g)).map_or_else(|| name.to_owned(), |g| g.into_owned()),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    }
}

/// All letters beyond ASCII are such that two bytes of UTF-8 hold them, and one is none of Latin-1.
fn foreign(name: &str) -> bool {
    let mut beyond = name.chars().filter(|c| !c.is_ascii()).peekable();
    beyond.peek().is_some() && name.chars().all(|c| c < '\u{800}') && name.chars().any(|c| c > '\u{ff}')
}

/// Beyond ASCII there are ideographs only.
fn common(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// A relative path with `/`, without `..`, drive letters and control characters; and whether it had to be changed.
pub fn sanitise(name: &str) -> (String, bool) {
    let name = name.replace('\\', "/");
    let mut odd = name.starts_with('/');
    let mut parts = Vec::new();
    for part in name.split('/') {
        let clean: String = part.chars().filter(|c| !c.is_control()).collect();
        let drive = clean.len() == 2 && clean.ends_with(':');
        match clean.as_str() {
            "" | "." => {}
            ".." => odd = true,
            _ if drive => odd = true,
            _ => {
                odd |= clean.len() != part.len();
                parts.push(clean);
            }
        }
    }
    (parts.join("/"), odd)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_could_lead_astray() {
        for (given, clean, odd) in [
            ("a/b.docx", "a/b.docx", false),
            ("../../etc/passwd", "etc/passwd", true),
            ("/abs/a.txt", "abs/a.txt", true),
            ("C:\\材料\\a.txt", "材料/a.txt", true),
            ("材料\\a.txt", "材料/a.txt", false),
            ("./a..b.txt", "a..b.txt", false),
        ] {
            assert_eq!(sanitise(given), (clean.to_owned(), odd), "{given}");
        }
    }

    #[test]
    fn short_gbk_names_that_look_like_utf8_are_told_from_utf8() {
        let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
        // Each pair of these GBK bytes is also a letter of two bytes in UTF-8.
        for name in ["通知.pdf", "签约.docx", "议程.docx", "决算.xls", "照片.jpg"] {
            assert_eq!(decode_name(&gbk(name)), name);
        }
        assert!(std::str::from_utf8(&gbk("通知.pdf")).is_ok(), "the look-alike is one");
        for name in ["议程.docx", "A·B.docx", "café.txt", "Ωмега说明.txt", "plain.txt"] {
            assert_eq!(decode_name(name.as_bytes()), name);
        }
    }

    /// Name, flags, extra field, data.
    type Stored<'a> = (&'a [u8], u16, &'a [u8], &'a [u8]);

    /// A stored zip made by hand.
    fn zip(members: &[Stored<'_>], disk: u16) -> Vec<u8> {
        let (mut out, mut central) = (Vec::new(), Vec::new());
        for (name, flags, extra, data) in members {
            let at = u32::try_from(out.len()).unwrap();
            let size = u32::try_from(data.len()).unwrap().to_le_bytes();
            let lengths =
                [u16::try_from(name.len()).unwrap().to_le_bytes(), u16::try_from(extra.len()).unwrap().to_le_bytes()]
                    .concat();
            let common =
                [&[20, 0][..], &flags.to_le_bytes(), &[0; 6], &crc32(data).to_le_bytes(), &size, &size, &lengths]
                    .concat();
            out.extend([b"PK\x03\x04", &common[..], name, extra, data].concat());
            central.extend([b"PK\x01\x02\x14\0", &common[..], &[0; 10], &at.to_le_bytes(), name, extra].concat());
        }
        let (size, at, count) = (central.len(), out.len(), u16::try_from(members.len()).unwrap().to_le_bytes());
        out.extend(central);
        let number = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
        let disk = disk.to_le_bytes();
        out.extend([b"PK\x05\x06", &disk[..], &disk, &count, &count, &number(size), &number(at), &[0, 0]].concat());
        out
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0, |crc, b| {
            (0..8).fold(crc ^ u32::from(*b), |c, _| if c & 1 == 1 { c >> 1 ^ 0xedb8_8320 } else { c >> 1 })
        })
    }

    fn paths(bytes: &[u8]) -> Vec<String> {
        crate::ingest::read_bytes("材料.zip", bytes, &Limits::default()).into_iter().map(|d| d.path).collect()
    }

    #[test]
    fn names_in_zips_are_read_whatever_the_flag_says() {
        let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
        const UTF8: u16 = 0x0800;
        let bytes = zip(
            &[
                (&gbk("甲/通知.txt"), UTF8, b"", b"1"),
                (&gbk("甲\\签约.txt"), 0, b"", b"2"),
                ("甲/总结.txt".as_bytes(), 0, b"", b"3"),
                ("甲/图片.txt".as_bytes(), UTF8, b"", b"4"),
            ],
            0,
        );
        let expected = [
            "材料.zip",
            "材料.zip/甲/图片.txt",
            "材料.zip/甲/总结.txt",
            "材料.zip/甲/签约.txt",
            "材料.zip/甲/通知.txt",
        ];
        assert_eq!(paths(&bytes), expected);
    }

    #[test]
    fn a_unicode_path_field_overrides_the_name_it_belongs_to() {
        let field = |of: &[u8]| {
            let name = "新闻稿.txt".as_bytes();
            let size = u16::try_from(5 + name.len()).unwrap().to_le_bytes();
            [&[0x75, 0x70][..], &size, &[1], &crc32(of).to_le_bytes(), name].concat()
        };
        let bytes = zip(&[(b"XWG~1.TXT", 0, &field(b"XWG~1.TXT"), b"1")], 0);
        assert_eq!(paths(&bytes), ["材料.zip", "材料.zip/新闻稿.txt"]);
        let stale = zip(&[(b"renamed.txt", 0, &field(b"XWG~1.TXT"), b"1")], 0);
        assert_eq!(paths(&stale), ["材料.zip", "材料.zip/renamed.txt"]);
    }

    #[test]
    fn one_name_twice_is_read_twice_and_said_once() {
        let name = "决算表.txt".as_bytes();
        let composed = "\u{30ac}A.TXT".as_bytes();
        let bytes = zip(
            &[
                (name, 0, b"", b"1"),
                (name, 0, b"", b"22"),
                (name, 0, b"", b"333"),
                (composed, 0, b"", b"4"),
                ("\u{30ab}\u{3099}a.txt".as_bytes(), 0, b"", b"5"),
            ],
            0,
        );
        let documents = crate::ingest::read_bytes("材料.zip", &bytes, &Limits::default());
        let shown: Vec<(&str, String)> = documents
            .iter()
            .skip(1)
            .map(|d| (d.path.strip_prefix("材料.zip/").unwrap(), d.text().trim().to_owned()))
            .collect();
        let expected = [
            ("\u{30ab}\u{3099}a(2).txt", "5"),
            ("\u{30ac}A.TXT", "4"),
            ("决算表(2).txt", "22"),
            ("决算表(3).txt", "333"),
            ("决算表.txt", "1"),
        ];
        assert_eq!(shown, expected.map(|(p, t)| (p, t.to_owned())));
        assert_eq!(documents[0].problems, [Problem::SameName("后一个“决算表.txt”记为“决算表(2).txt”等 3 处".into())]);
        assert_eq!(documents[0].coverage, crate::model::Coverage::Full);
        let apart = zip(&[(b"a/x.txt", 0, b"", b"1"), (b"b/x.txt", 0, b"", b"2"), (b"x(2).txt", 0, b"", b"3")], 0);
        assert!(crate::ingest::read_bytes("材料.zip", &apart, &Limits::default())[0].problems.is_empty());
    }

    #[test]
    fn a_volume_of_a_split_zip_is_named_as_such() {
        let problems =
            |name: &str, bytes: &[u8]| crate::ingest::read_bytes(name, bytes, &Limits::default()).remove(0).problems;
        let last = zip(&[(b"a.txt", 0, b"", b"1")], 2);
        assert_eq!(problems("材料.zip", &last), [Problem::Volume]);
        assert_eq!(problems("材料.zip", &last[20..]), [Problem::Volume]);
        assert_eq!(problems("材料.z01", &[b"PK\x07\x08", &last[..40]].concat()), [Problem::Volume]);
        assert_eq!(problems("材料.zip.002", &[0, 1, 2, 3, 0xff, 0xfe]), [Problem::Volume]);
        let encrypted = zip(&[(b"a.txt", 1, b"", b"0123456789abc")], 0);
        let documents = crate::ingest::read_bytes("材料.zip", &encrypted, &Limits::default());
        assert_eq!(documents[1].problems, [Problem::Encrypted]);
    }
}

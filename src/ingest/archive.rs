//! Zip archives, member by member, in memory. Names are decoded (Chinese zips carry GBK) and sanitised; nothing is
//! written anywhere, so a hostile name can do no harm beyond looking odd, and is noted.

use std::collections::BTreeSet;
use std::io::{Cursor, Read as _};

use super::discover::is_litter;
use super::reader::{Event, Read, Session};
use crate::model::{Document, Format, Problem};

pub fn read(session: &mut Session<'_>, path: &str, bytes: &[u8], depth: u32) -> Read {
    let limits = session.limits;
    if depth >= limits.archive_depth {
        return Read::failed(Problem::Limit(format!("压缩包嵌套超过 {} 层", limits.archive_depth)));
    }
    let mut zip = match zip::ZipArchive::new(Cursor::new(bytes)) {
        Ok(zip) => zip,
        Err(e) => return Read::failed(Problem::Damaged(e.to_string())),
    };
    let mut read = Read::default();
    let mut budget = limits.unpacked(bytes.len());
    let mut taken = BTreeSet::new();
    let count = zip.len().min(limits.entries as usize);
    if zip.len() > count {
        read.problems.push(Problem::Limit(format!("文件超过 {} 个", limits.entries)));
    }
    for index in 0..count {
        let Ok(entry) = zip.by_index_raw(index) else {
            read.problems.push(Problem::Damaged(format!("第 {} 个文件", index + 1)));
            continue;
        };
        let (raw, encrypted, skip) =
            (entry.name_raw().to_vec(), entry.encrypted(), entry.is_dir() || entry.is_symlink());
        drop(entry);
        let (name, odd) = sanitise(&decode_name(&raw));
        if skip || name.is_empty() || raw.ends_with(b"/") || raw.ends_with(b"\\") {
            continue;
        }
        if odd {
            read.problems.push(Problem::Skipped(format!("不安全的文件名，已改为“{name}”")));
        }
        read.contained += 1;
        let name = distinct(name, &mut taken);
        let member = format!("{path}/{name}");
        if is_litter(&name) {
            (session.sink)(Event::SetAside(member));
            continue;
        }
        if session.skip.contains(&member) {
            continue;
        }
        if encrypted {
            unread(session, &member, path, Problem::Encrypted);
            continue;
        }
        let (mut content, mut trouble) = (Vec::new(), None);
        match zip.by_index(index) {
            Ok(entry) => {
                if let Err(e) = entry.take(budget.min(limits.file_bytes).saturating_add(1)).read_to_end(&mut content) {
                    trouble = Some(Problem::Damaged(e.to_string()));
                }
            }
            Err(e) => trouble = Some(Problem::Damaged(e.to_string())),
        }
        let size = content.len() as u64;
        if size > budget {
            read.problems.push(Problem::Limit("解压后过大".into()));
            unread(session, &member, path, Problem::Limit("解压后过大".into()));
            break;
        }
        budget -= size;
        if size > limits.file_bytes {
            trouble = Some(Problem::Limit("文件过大".into()));
        }
        match trouble {
            Some(problem) => unread(session, &member, path, problem),
            None if is_settings(&name) && depth == 0 => {
                (session.sink)(Event::Settings(super::text::decode(&content)));
            }
            None => session.read(&member, &content, Some(path), depth + 1),
        }
    }
    read
}

/// `yanshen.toml` at the top, or in the one folder that people wrap around everything.
fn is_settings(name: &str) -> bool {
    name.matches('/').count() <= 1 && name.rsplit('/').next() == Some("yanshen.toml")
}

fn unread(session: &mut Session<'_>, member: &str, inside: &str, problem: Problem) {
    (session.sink)(Event::Done(Box::new(missing(member, Some(inside), problem))));
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
        fields: Vec::new(),
        inside: inside.map(str::to_owned),
    }
}

/// ASCII or UTF-8 if valid, else GB18030: the flag in the archive says nothing reliable.
fn decode_name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => encoding_rs::GB18030.decode(raw).0.into_owned(),
    }
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

/// Two members of one name are kept apart.
fn distinct(name: String, taken: &mut BTreeSet<String>) -> String {
    let mut candidate = name.clone();
    let mut n = 2;
    while !taken.insert(candidate.clone()) {
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
}

//! Reading parts of a zip package (docx, xlsx, ofd…) in memory, within the expansion limit.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::limits::Limits;
use crate::model::Problem;

pub struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Bytes that may still be unpacked.
    budget: u64,
    /// The budget was used up.
    pub exhausted: bool,
    /// A part ended before its end, or its checksum is wrong.
    pub broken: bool,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8], limits: &Limits) -> Result<Package<'a>, String> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
        Ok(Package { zip, budget: limits.unpacked(bytes.len()), exhausted: false, broken: false })
    }

    pub fn names(&self) -> Vec<String> {
        self.zip.file_names_raw().map(|n| String::from_utf8_lossy(n).into_owned()).collect()
    }

    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// The part's bytes; names are matched exactly first, then without case and with either slash.
    pub fn read(&mut self, name: &str) -> Option<Vec<u8>> {
        let name = name.trim_start_matches('/');
        let index = self.zip.index_for_name(name).or_else(|| {
            let plain = |n: &[u8]| String::from_utf8_lossy(n).replace('\\', "/").to_lowercase();
            let wanted = plain(name.as_bytes());
            self.zip.file_names_raw().position(|n| plain(n) == wanted)
        })?;
        let entry = self.zip.by_index(index).ok()?;
        let mut out = Vec::new();
        // A part cut off by damage still gives what came before.
        let whole = entry.take(self.budget.saturating_add(1)).read_to_end(&mut out).is_ok();
        self.broken |= !whole;
        let size = out.len() as u64;
        if size > self.budget {
            self.exhausted = true;
            self.budget = 0;
            return None;
        }
        self.budget -= size;
        Some(out)
    }

    /// The part as XML text.
    pub fn xml(&mut self, name: &str) -> Option<String> {
        self.read(name).map(super::xml::decode_owned)
    }
}

/// What stands in the way of believing a package's text: a part whose bytes are not what was packed, or two parts of one name, of
/// which programs show now the one, now the other. Parts that hold no text are not asked.
pub fn doubt(bytes: &[u8], limits: &Limits) -> Option<Problem> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if zip.has_duplicate_names() {
        return Some(Problem::Damaged("内部有重名的部分，各程序显示的内容可能不同".into()));
    }
    let mut left = limits.unpacked(bytes.len());
    for index in 0..zip.len() {
        let Ok(entry) = zip.by_index(index) else { continue };
        let name = String::from_utf8_lossy(entry.name_raw()).to_lowercase();
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        match std::io::copy(&mut entry.take(left), &mut std::io::sink()) {
            // What is too large is told where it is read.
            Ok(size) if size >= left => return None,
            Ok(size) => left -= size,
            Err(_) => return Some(Problem::Damaged("压缩的数据有误，读出的内容可能不全".into())),
        }
    }
    None
}

/// `base` is the folder of the part that refers to `target`.
pub fn resolve(base: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let joined = match target.strip_prefix('/') {
        Some(rooted) => rooted.to_owned(),
        None if base.is_empty() => target,
        None => format!("{base}/{target}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            p => parts.push(p),
        }
    }
    parts.join("/")
}

/// Relationships of a part: (id, type's last word, resolved target).
pub fn relations(package: &mut Package<'_>, part: &str) -> Vec<(String, String, String)> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let rels = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let Some(text) = package.xml(&rels) else { return Vec::new() };
    let (root, _) = super::xml::parse(&text);
    let mut found = Vec::new();
    root.find_all("Relationship", &mut found);
    found
        .iter()
        .filter(|r| r.attr("TargetMode").as_deref() != Some("External"))
        .filter_map(|r| {
            let kind = r.attr("Type")?;
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            Some((r.attr("Id").unwrap_or_default(), kind, resolve(folder, &r.attr("Target")?)))
        })
        .collect()
}

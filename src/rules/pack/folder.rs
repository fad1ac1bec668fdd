//! The files of a pack out of a folder that anybody may have put together. Refuses what is no file, no UTF-8 or too large, and
//! says so of each; never waits, follows no folder deeper than a pack has, reads no more than a pack needs.

use std::fs::{self, DirEntry, File, Metadata};
use std::io::Read;
use std::path::Path;

use super::{Files, Mistake, Source, belongs, whole_file};
use crate::model::refusal;

/// A pack is a few hundred kilobytes; a folder with more is no pack.
const LARGEST_PACK: u64 = 4 << 20;
/// The largest file of the embedded pack has 38 kilobytes.
const LARGEST_FILE: u64 = 1 << 19;
/// Files and folders that are looked at.
const MOST_ENTRIES: usize = 2_000;
/// Folders of a pack.
const FOLDERS: [&str; 3] = ["kinds", "lexicon", "rules"];

/// Reads a pack's folder; what is wrong with a file is added to the mistakes.
pub fn read(root: &Path, mistakes: &mut Vec<Mistake>) -> Files {
    let mut reader = Reader { files: Files::new(), bytes: LARGEST_PACK, entries: MOST_ENTRIES, mistakes };
    reader.folder(root, "");
    reader.files
}

struct Reader<'m> {
    files: Files,
    /// How much more may be read.
    bytes: u64,
    entries: usize,
    mistakes: &'m mut Vec<Mistake>,
}

impl Reader<'_> {
    fn wrong(&mut self, path: &str, message: impl Into<String>) {
        self.mistakes.push(whole_file(path, message.into()));
    }

    fn folder(&mut self, dir: &Path, prefix: &str) {
        let here = if prefix.is_empty() { "规则包目录" } else { prefix };
        let entries = match fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(error) => return self.wrong(here, format!("打不开目录：{}", refusal::of_system(&error))),
        };
        for entry in entries {
            let Some(left) = self.entries.checked_sub(1) else {
                return self.wrong(here, format!("目录里的文件超过{MOST_ENTRIES}个，不像规则包"));
            };
            self.entries = left;
            match entry {
                Ok(entry) => self.entry(&entry, prefix),
                Err(error) => self.wrong(here, format!("目录读不全：{}", refusal::of_system(&error))),
            }
        }
    }

    fn entry(&mut self, entry: &DirEntry, prefix: &str) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
        let folder = prefix.is_empty() && FOLDERS.contains(&name.as_str());
        // follows links: one that leads nowhere or in a circle is an error here
        let meta = match fs::metadata(entry.path()) {
            Ok(meta) => meta,
            Err(error) if folder || belongs(&name) => {
                return self
                    .wrong(&path, format!("打不开（链接失效或互相指向时也是这样）：{}", refusal::of_system(&error)));
            }
            Err(_) => return,
        };
        match (folder, meta.is_dir(), belongs(&name)) {
            (true, true, _) => self.folder(&entry.path(), &path),
            (true, false, _) => self.wrong(&path, "这里应当是文件夹"),
            (false, true, true) => self.wrong(&path, "这是文件夹，应当是文件"),
            (false, false, true) => self.file(&entry.path(), path, &meta),
            // other files and folders are none of the pack's own
            (false, _, false) => {}
        }
    }

    fn file(&mut self, at: &Path, path: String, meta: &Metadata) {
        if !meta.is_file() {
            return self.wrong(&path, "不是普通文件（设备或管道），不读取");
        }
        let most = LARGEST_FILE.min(self.bytes);
        let mut bytes = Vec::new();
        // the size told may be wrong; what is read is bounded
        match File::open(at).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)) {
            Ok(read) if read as u64 > LARGEST_FILE => {
                return self.wrong(&path, format!("文件超过{}KB，不像规则包的文件", LARGEST_FILE >> 10));
            }
            Ok(read) if read as u64 > most => {
                return self.wrong(&path, format!("目录内文件合计超过{}MB，不像规则包", LARGEST_PACK >> 20));
            }
            Ok(read) => self.bytes -= read as u64,
            Err(error) => return self.wrong(&path, format!("读不出来：{}", refusal::of_system(&error))),
        }
        match text(bytes) {
            Ok(text) => drop(self.files.insert(path, text)),
            Err(NotText { read, message }) => {
                let end = read.len()..read.len();
                let source = Source { path: &path, text: &read, tested: false };
                self.mistakes.push(source.mistake(&end, message));
            }
        }
    }
}

struct NotText {
    /// What could be read before it.
    read: String,
    message: &'static str,
}

/// UTF-8, with or without the mark that Windows' editors put before it, lines ended in either way.
fn text(bytes: Vec<u8>) -> Result<String, NotText> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let message = "文件是 UTF-16 编码，请用记事本“另存为”UTF-8 编码";
        return Err(NotText { read: String::new(), message });
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(plain(&text)),
        Err(error) => {
            let sound = error.utf8_error().valid_up_to();
            let read = error.as_bytes().get(..sound).map(String::from_utf8_lossy).unwrap_or_default().into_owned();
            Err(NotText {
                read, message: "从这里起不是 UTF-8 文字（可能是 GBK 编码），请用记事本“另存为”UTF-8 编码"
            })
        }
    }
}

/// One pack is one text, whichever editor saved it.
pub fn plain(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

//! What the integration tests share: places in the tree, the built program, and a run that sees nothing of the machine.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use yanshen::ingest;
use yanshen::model::{Audit, Day};
use yanshen::pipeline::{self, Settings};

/// The day all tests audit on: after the deadline for activities, before everything else is closed.
pub const AS_OF: &str = "2026-11-23";

pub fn tree(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The sample dossiers.
pub fn samples() -> PathBuf {
    tree("samples")
}

pub fn day() -> Day {
    AS_OF.parse().expect("a day")
}

/// Settings that read in this process, so that a test needs no other.
pub fn settings() -> Settings {
    Settings {
        as_of: day(),
        pack: yanshen::rules::pack::embedded().expect("the embedded pack loads"),
        register: None,
        ledger: None,
        reading: ingest::Options { in_process: true, ..ingest::Options::default() },
        sub_type: None,
    }
}

pub fn audit(root: &Path) -> Audit {
    audit_with(root, &settings())
}

pub fn audit_with(root: &Path, settings: &Settings) -> Audit {
    pipeline::audit(root, settings, &|_| {}).expect("the root can be audited")
}

/// What the built program did.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// Fails with everything that was said.
    pub fn said(&self, words: &str) -> &Ran {
        assert!(self.stderr.contains(words), "“{words}” is not in\n{self}");
        self
    }

    pub fn ended_with(&self, code: i32) -> &Ran {
        assert_eq!(self.code, code, "\n{self}");
        self
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit code {}\n-- stdout\n{}\n-- stderr\n{}", self.code, self.stdout, self.stderr)
    }
}

/// Runs the program in `dir` with nothing of the environment but what it takes to start.
pub fn yanshen(dir: &Path, arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_yanshen"));
    command.args(arguments).current_dir(dir).env_clear();
    for needed in ["SYSTEMROOT", "TEMP", "TMP"] {
        if let Some(value) = std::env::var_os(needed) {
            command.env(needed, value);
        }
    }
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    Ran {
        code: status.code().unwrap_or(-1),
        stdout: String::from_utf8(stdout).expect("UTF-8"),
        stderr: String::from_utf8(stderr).expect("UTF-8"),
    }
}

/// A small dossier that can be read: one notice as plain text.
pub fn small_dossier(root: &Path, name: &str) {
    let dir = root.join(name);
    std::fs::create_dir_all(&dir).expect("a directory");
    std::fs::write(
        dir.join("活动通知.txt"),
        "关于举办学术交流活动的通知\n\n各有关单位：\n定于2026年9月12日在南宁市举办学术交流活动。\n",
    )
    .expect("written");
}

/// Copies a folder with everything in it.
pub fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a directory");
    for entry in std::fs::read_dir(from).expect("a readable directory") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_tree(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Every file under a folder with its bytes, by path.
pub fn bytes_of(dir: &Path) -> std::collections::BTreeMap<PathBuf, Vec<u8>> {
    let mut files = std::collections::BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).expect("a readable directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let bytes = std::fs::read(&path).expect("a readable file");
                files.insert(path, bytes);
            }
        }
    }
    files
}

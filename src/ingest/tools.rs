//! Programs of other makers that help reading when they are installed. Nothing is linked, nothing is required: without them the
//! files they would open are named unread. Looked for only where somebody installed programs: never in the current folder,
//! never among the papers, where a stranger may have put a program of that name.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Child;

use serde::{Deserialize, Serialize};

/// Where the helping programs are; `None`: not installed, or not wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tools {
    /// `tesseract` with the language data `chi_sim`.
    pub ocr: Option<PathBuf>,
    /// LibreOffice's `soffice`.
    pub office: Option<PathBuf>,
}

impl Tools {
    /// Without those that lie in a folder of papers.
    pub fn outside(self, papers: &Path) -> Tools {
        let papers = papers.canonicalize().ok();
        let apart = |program: &PathBuf| {
            let real = program.canonicalize().unwrap_or_else(|_| program.clone());
            papers.as_ref().is_none_or(|papers| !real.starts_with(papers))
        };
        Tools { ocr: self.ocr.filter(apart), office: self.office.filter(apart) }
    }
}

/// A program by name in an absolute folder of the search path, or in the places where installers put it.
pub fn find(name: &str, installed: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    found(name, &path, std::env::current_dir().ok().as_deref(), installed)
}

fn found(name: &str, path: &OsStr, current: Option<&Path>, installed: &[&str]) -> Option<PathBuf> {
    let exe = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let real = |folder: &Path| folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let current = current.map(real);
    // An empty entry, `.` and every relative one mean the current folder or one beside it.
    let trusted = |folder: &PathBuf| folder.is_absolute() && current.as_ref().is_none_or(|c| real(folder) != *c);
    let on_path = std::env::split_paths(path).filter(trusted).map(|folder| folder.join(&exe));
    // The places of other systems are relative here.
    let known = installed.iter().map(PathBuf::from).filter(|p| p.is_absolute());
    on_path.chain(known).find(|p| is_program(p))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

/// Ends a helping program together with those it started; it was started as the head of a group.
#[cfg(unix)]
pub fn end_group(child: &mut Child) {
    let group = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(group) = group {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    end(child);
}

/// Ends a helping program together with those it started, by the system's own program for it.
#[cfg(not(unix))]
pub fn end_group(child: &mut Child) {
    use std::process::{Command, Stdio};
    let root = std::env::var_os("SystemRoot").map(PathBuf::from).filter(|r| r.is_absolute());
    let program = root.unwrap_or_else(|| PathBuf::from(r"C:\Windows")).join("System32").join("taskkill.exe");
    let mut command = Command::new(program);
    command.args(["/F", "/T", "/PID", &child.id().to_string()]);
    let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    end(child);
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn program(folder: &Path, mode: u32) -> PathBuf {
        fs::create_dir_all(folder).unwrap();
        let path = folder.join("tesseract");
        fs::write(&path, "#!/bin/sh\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        path
    }

    #[test]
    fn programs_are_found_where_they_were_installed() {
        let dir = tempfile::tempdir().unwrap();
        let installed = program(&dir.path().join("bin"), 0o755);
        let here = dir.path().join("here");
        fs::create_dir(&here).unwrap();
        let path = std::env::join_paths([Path::new("/nowhere"), installed.parent().unwrap()]).unwrap();
        assert_eq!(found("tesseract", &path, Some(&here), &[]), Some(installed.clone()));
        let known = installed.to_string_lossy().into_owned();
        assert_eq!(found("tesseract", OsStr::new(""), Some(&here), &[&known]), Some(installed));
    }

    #[test]
    fn a_program_in_the_current_folder_is_never_found() {
        let dir = tempfile::tempdir().unwrap();
        let here = dir.path().join("here");
        program(&here, 0o755);
        std::os::unix::fs::symlink(&here, dir.path().join("link")).unwrap();
        let link = dir.path().join("link");
        for path in ["", ":", "/nowhere:", ":/nowhere", ".", "./", "here", "../here"] {
            assert_eq!(found("tesseract", OsStr::new(path), Some(&here), &[]), None, "{path}");
        }
        for folder in [&here, &link] {
            assert_eq!(found("tesseract", folder.as_os_str(), Some(&here), &[]), None, "{folder:?}");
        }
        assert_eq!(
            found("tesseract", OsStr::new(""), Some(&here), &[r"C:\Program Files\x\tesseract.exe", "tesseract"]),
            None
        );
    }

    #[test]
    fn what_cannot_be_run_hides_no_program_behind_it() {
        let dir = tempfile::tempdir().unwrap();
        let plain = program(&dir.path().join("a"), 0o644);
        let real = program(&dir.path().join("b"), 0o755);
        let path = std::env::join_paths([plain.parent().unwrap(), real.parent().unwrap()]).unwrap();
        assert_eq!(found("tesseract", &path, None, &[]), Some(real));
    }

    #[test]
    fn programs_among_the_papers_are_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let inside = program(&dir.path().join("材料/工具"), 0o755);
        let outside = program(&dir.path().join("bin"), 0o755);
        let tools = Tools { ocr: Some(inside), office: Some(outside.clone()) };
        assert_eq!(tools.outside(&dir.path().join("材料")), Tools { ocr: None, office: Some(outside) });
    }
}

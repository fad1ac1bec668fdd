//! What is a dossier: folders and archives directly under a root; and the walk over one folder. Follows no link out of
//! the dossier, opens no file.

use std::fs;
use std::path::{Path, PathBuf};

use super::named::{is_archive_name, is_later_volume_name, is_litter, is_sheet_name, is_volume_name};
use super::{Error, Limits};
use crate::model::{Problem, refusal};

/// One folder or archive that is to be read as a dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierSource {
    /// Name of the folder or archive, as shown in reports.
    pub name: String,
    pub path: PathBuf,
    pub is_archive: bool,
}

/// What lies directly under a root.
#[derive(Debug, Clone, Default)]
pub struct Discovered {
    pub dossiers: Vec<DossierSource>,
    /// Spreadsheets and CSV files: one of them may be the register.
    pub registers: Vec<PathBuf>,
    /// Names of everything else.
    pub set_aside: Vec<String>,
}

/// Every folder or archive directly under `root` is a dossier.
pub fn discover(root: &Path) -> Result<Discovered, Error> {
    let meta = fs::metadata(root).map_err(|source| missing_or(root, source))?;
    if !meta.is_dir() {
        return Err(Error::NotADirectory(root.to_owned()));
    }
    let mut found = Discovered::default();
    for (name, path) in entries(root)? {
        let Ok(meta) = fs::metadata(&path) else {
            found.set_aside.push(name);
            continue;
        };
        if is_litter(&name) || name.starts_with('.') {
            found.set_aside.push(name);
        } else if meta.is_dir() {
            found.dossiers.push(DossierSource { name, path, is_archive: false });
        } else if is_later_volume_name(&name) {
            // The first volume stands for all of them.
            found.set_aside.push(name);
        } else if is_archive_name(&name) || is_volume_name(&name) {
            found.dossiers.push(DossierSource { name, path, is_archive: true });
        } else if is_sheet_name(&name) {
            found.registers.push(path);
        } else {
            found.set_aside.push(name);
        }
    }
    if found.dossiers.is_empty() { Err(Error::Nothing(root.to_owned())) } else { Ok(found) }
}

/// The folder or archive itself is the dossier.
pub fn one_dossier(path: &Path) -> Result<DossierSource, Error> {
    let meta = fs::metadata(path).map_err(|source| missing_or(path, source))?;
    // `.` and `..` have no name of their own.
    let named = path.canonicalize().ok().and_then(|p| p.file_name().map(|n| n.to_string_lossy().into_owned()));
    let name =
        path.file_name().map(|n| n.to_string_lossy().into_owned()).or(named).unwrap_or_else(|| "材料".to_owned());
    if meta.is_dir() {
        Ok(DossierSource { name, path: path.to_owned(), is_archive: false })
    } else if is_archive_name(&name) || is_volume_name(&name) {
        Ok(DossierSource { name, path: path.to_owned(), is_archive: true })
    } else {
        Err(Error::NotADossier(path.to_owned()))
    }
}

fn missing_or(path: &Path, source: std::io::Error) -> Error {
    if source.kind() == std::io::ErrorKind::NotFound {
        Error::Missing(path.to_owned())
    } else {
        Error::Io { path: path.to_owned(), source }
    }
}

/// The system's reason alone: machine paths are no business of a report.
fn refused(error: &Error) -> String {
    match error {
        Error::Io { source, .. } => refusal::of_system(source),
        other => other.to_string(),
    }
}

/// Sorted by name, so that the order on disk does not show.
fn entries(dir: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    let fail = |source| Error::Io { path: dir.to_owned(), source };
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        found.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
    }
    found.sort();
    Ok(found)
}

/// What a walk over a dossier's folder found.
#[derive(Debug, Default)]
pub struct Walked {
    /// (path inside the dossier with `/`, path on disk), sorted.
    pub files: Vec<(String, PathBuf)>,
    pub set_aside: Vec<String>,
    pub settings: Option<String>,
    pub problems: Vec<Problem>,
}

/// Deeper folders than anybody makes by hand.
const MAX_FOLDERS: usize = 40;

pub fn walk(root: &Path, limits: &Limits) -> Walked {
    let mut walked = Walked::default();
    let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    folder(root, "", &real, 0, limits, &mut walked);
    walked.files.sort();
    walked.set_aside.sort();
    walked
}

fn folder(dir: &Path, prefix: &str, root: &Path, depth: usize, limits: &Limits, walked: &mut Walked) {
    let here = if prefix.is_empty() { ".".to_owned() } else { prefix.trim_end_matches('/').to_owned() };
    if depth > MAX_FOLDERS {
        walked.problems.push(Problem::Limit(format!("文件夹“{here}”嵌套过深")));
        return;
    }
    let entries = match entries(dir) {
        Ok(entries) => entries,
        Err(e) => {
            walked.problems.push(Problem::Io(format!("文件夹“{here}”：{}", refused(&e))));
            return;
        }
    };
    for (name, path) in entries {
        let inside = format!("{prefix}{name}");
        if walked.files.len() >= limits.entries as usize {
            walked.problems.push(Problem::Limit(format!("文件超过 {} 个", limits.entries)));
            return;
        }
        if is_litter(&inside) {
            walked.set_aside.push(inside);
            continue;
        }
        let linked = fs::symlink_metadata(&path).is_ok_and(|m| m.file_type().is_symlink());
        // A link is followed only to a file inside the dossier: elsewhere is not handed in, and folders could loop.
        if linked && !(path.canonicalize().is_ok_and(|p| p.starts_with(root) && p.is_file())) {
            walked.problems.push(Problem::Skipped(format!("链接“{inside}”指向材料之外或文件夹")));
            continue;
        }
        if path.is_dir() {
            folder(&path, &format!("{inside}/"), root, depth + 1, limits, walked);
        } else if prefix.is_empty() && name == "yanshen.toml" {
            match fs::read(&path) {
                Ok(bytes) => walked.settings = Some(super::text::decode(&bytes)),
                Err(e) => walked.problems.push(Problem::Io(format!("{name}：{}", refusal::of_system(&e)))),
            }
        } else if path.is_file() {
            walked.files.push((inside, path));
        } else {
            walked.problems.push(Problem::Skipped(format!("“{inside}”不是普通文件")));
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_followed_to_files_of_the_dossier_alone() {
        let dir = tempfile::tempdir().unwrap();
        let (dossier, elsewhere) = (dir.path().join("甲"), dir.path().join("外"));
        fs::create_dir(&dossier).unwrap();
        fs::create_dir(&elsewhere).unwrap();
        fs::write(dossier.join("通知.txt"), "x").unwrap();
        fs::write(elsewhere.join("密.txt"), "x").unwrap();
        symlink("通知.txt", dossier.join("内.txt")).unwrap();
        symlink(elsewhere.join("密.txt"), dossier.join("外.txt")).unwrap();
        symlink("../外/密.txt", dossier.join("旁.txt")).unwrap();
        symlink(&elsewhere, dossier.join("夹")).unwrap();
        symlink(".", dossier.join("圈")).unwrap();
        symlink("没有", dossier.join("断.txt")).unwrap();
        let walked = walk(&dossier, &Limits::default());
        let names: Vec<&str> = walked.files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["内.txt", "通知.txt"]);
        assert_eq!(walked.problems.len(), 5, "{:?}", walked.problems);
        assert!(walked.problems.iter().all(|p| matches!(p, Problem::Skipped(why) if why.contains("链接"))));
    }
}

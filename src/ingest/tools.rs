//! Programs of other makers that help reading when they are installed. Nothing is linked, nothing is required: without them the
//! files they would open are named unread.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where the helping programs are; `None`: not installed, or not wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tools {
    /// `tesseract` with the language data `chi_sim`.
    pub ocr: Option<PathBuf>,
    /// LibreOffice's `soffice`.
    pub office: Option<PathBuf>,
}

/// A program by name on the search path, or in the places where Windows installers put it.
pub fn find(name: &str, installed: &[&str]) -> Option<PathBuf> {
    let exe = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|dir| dir.join(&exe));
    on_path.chain(installed.iter().map(PathBuf::from)).find(|p| p.is_file())
}

//! Relative links from the workbook to the papers. A link never holds a machine path; what can't be linked stays text.

use crate::model::{DocId, DossierAudit};

/// Excel's limit for the address of a link.
const LONGEST: usize = 2000;

/// The address of a dossier's folder or archive.
pub fn dossier(base: &str, d: &DossierAudit) -> Option<String> {
    address(base, &d.path, "")
}

/// The address of a document; of the archive or mail that holds it, where it is part of one.
pub fn document(base: &str, d: &DossierAudit, doc: DocId) -> Option<String> {
    let path = &d.dossier.documents.get(doc.0 as usize)?.path;
    file(base, d, path)
}

/// The address of a file by its path inside the dossier.
pub fn file(base: &str, d: &DossierAudit, path: &str) -> Option<String> {
    if is_archive(&d.path) { dossier(base, d) } else { address(base, &d.path, outermost(d, path)) }
}

/// The file on disk that holds a document. The chain is cut at the depth limit of archives and mails together.
fn outermost<'a>(d: &'a DossierAudit, path: &'a str) -> &'a str {
    let mut at = path;
    for _ in 0..8 {
        match d.dossier.documents.iter().find(|doc| doc.path == at).and_then(|doc| doc.inside.as_deref()) {
            Some(outer) => at = outer,
            None => break,
        }
    }
    at
}

/// A dossier may itself be an archive; its members have no path on disk.
fn is_archive(path: &str) -> bool {
    let extension = path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase());
    matches!(extension.as_deref(), Some("zip" | "rar" | "7z"))
}

fn address(base: &str, dossier: &str, path: &str) -> Option<String> {
    let base = base.trim_end_matches('/');
    let base = if base == "." { "" } else { base };
    let parts: Vec<&str> = [base, dossier, path].into_iter().filter(|p| !p.is_empty()).collect();
    let joined = parts.join("/");
    if joined.chars().any(char::is_control) {
        return None;
    }
    let escaped: String = joined.chars().map(escape).collect();
    (escaped.chars().count() <= LONGEST).then(|| format!("file:///{escaped}"))
}

/// The writer escapes nothing once it sees an escape, so all that needs it is escaped here; ideographs stay.
fn escape(c: char) -> String {
    match c {
        '%' | '#' | ' ' | '"' | '<' | '>' | '[' | ']' | '^' | '`' | '{' | '}' | '?' | '|' => {
            format!("%{:02X}", u32::from(c))
        }
        '\\' => "/".to_owned(),
        c => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn files_are_linked_where_they_lie() {
        let audit = sample::audit();
        let (folder, archive) = (&audit.dossiers[0], &audit.dossiers[1]);
        assert_eq!(
            document("../总目录/", folder, DocId(3)).as_deref(),
            Some("file:///../总目录/01-桂林市甘蔗学会/4-签到/签到表%20扫描%231%20100%25.pdf")
        );
        assert_eq!(document(".", archive, DocId(1)).as_deref(), Some("file:///02-北海工业园区科协.zip"));
        assert_eq!(document("", folder, DocId(99)), None);
    }

    #[test]
    fn a_member_of_an_archive_opens_the_archive() {
        let mut d = sample::audit().dossiers.remove(1);
        d.path = "02-北海".into();
        assert_eq!(document("", &d, DocId(1)).as_deref(), Some("file:///02-北海/材料.rar"));
    }
}

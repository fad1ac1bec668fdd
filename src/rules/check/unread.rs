//! Files that could not be read and might hold a rule's evidence: because of them nothing becomes `missing` or `fail`.

use regex::Regex;

use crate::model::document::{Document, Format, Origin};
use crate::model::kind::Certainty;
use crate::model::language::language;
use crate::model::text::fold;
use crate::model::{DocId, DocKind, Evidence, Place};
use crate::rules::Case;

/// An unread file that is a document: an image only when its name or folder says so.
pub fn is_unread_document(case: &Case<'_>, id: DocId) -> bool {
    let doc = case.dossier.doc(id);
    if !doc.is_unread() || doc.format == Format::Media {
        return false;
    }
    doc.format != Format::Image || image_is_document(case, id)
}

/// A scan whose text was recognised, but not well enough to tell what paper it is: it may be the one that is looked for.
/// A long text, surely recognised, that is none of the papers known is none of them.
fn is_unidentified(case: &Case<'_>, id: DocId) -> bool {
    let doc = case.dossier.doc(id);
    let unknown = case.kinds.main_kind(id).is_unknown();
    unknown && doc.format != Format::Image && doc.is_recognised() && !is_plainly_read(doc)
}

/// Characters and confidence from which on a recognised paper of no known kind is taken at its word.
const PLAIN_CHARS: usize = 80;
const PLAIN_CONFIDENCE: u8 = 85;

fn is_plainly_read(doc: &Document) -> bool {
    let least = doc.blocks.iter().filter_map(|b| if let Origin::Ocr(c) = b.origin { Some(c) } else { None }).min();
    let chars: usize = doc.blocks.iter().map(crate::model::Block::chars).sum();
    least.is_some_and(|c| c >= PLAIN_CONFIDENCE) && chars >= PLAIN_CHARS
}

fn image_is_document(case: &Case<'_>, id: DocId) -> bool {
    let doc = case.dossier.doc(id);
    let said = case.kinds.of_doc(id).any(|p| says_what(p.kind));
    said || language().papers.document_picture.hits(&fold(doc.stem()))
}

fn says_what(kind: DocKind) -> bool {
    !kind.is_unknown() && kind != DocKind::Photo
}

/// Unread documents whose name, folder or form leaves it possible that they are a paper of one of the kinds, or that their name holds
/// one of the hints (regular expressions over the folded path).
pub fn candidates(case: &Case<'_>, kinds: &[DocKind], hints: &[String]) -> Vec<DocId> {
    let hints: Vec<Regex> = hints.iter().filter_map(|h| Regex::new(h).ok()).collect();
    let possible = |id: &DocId| {
        let doc = case.dossier.doc(*id);
        if is_unidentified(case, *id) {
            return true;
        }
        if !is_unread_document(case, *id) {
            return false;
        }
        let path = fold(&doc.path);
        if hints.iter().any(|h| h.is_match(&path)) {
            return true;
        }
        let mut papers = case.kinds.of_doc(*id).peekable();
        let named = papers.peek().is_some_and(|p| p.certainty == Certainty::NameOnly && says_what(p.kind));
        if case.kinds.of_doc(*id).any(|p| kinds.contains(&p.kind)) {
            return true;
        }
        if named {
            return false;
        }
        // an image must say that it is a document; what else it may be, its name tells or nothing does
        let neutral = language().papers.neutral_name.hits(&fold(doc.stem()));
        if doc.format == Format::Image {
            neutral && image_is_document(case, *id)
        } else {
            neutral || case.kinds.main_kind(*id) == DocKind::Unreadable
        }
    };
    case.dossier.ids().filter(possible).collect()
}

/// “（扫描件_0012.pdf、盖章.pdf）未能读取”, with the files as evidence.
pub fn cite(case: &Case<'_>, ids: &[DocId]) -> (String, Vec<Evidence>) {
    let names: Vec<&str> = ids.iter().map(|id| case.dossier.doc(*id).path.as_str()).collect();
    let shown = names.iter().take(4).copied().collect::<Vec<_>>().join("、");
    let more = if names.len() > 4 { format!("等{}个文件", names.len()) } else { String::new() };
    let evidence = ids.iter().take(6).map(|id| Evidence::new(*id, Place::Whole, "未能读取")).collect();
    let unread = if ids.iter().any(|id| case.dossier.doc(*id).is_unread()) {
        "未能读取"
    } else {
        "未能辨明是何材料"
    };
    (format!("{shown}{more}{unread}，可能含有该项证据"), evidence)
}

/// “已查阅12份材料” and how many of them could not be read.
pub fn searched(case: &Case<'_>) -> String {
    let all = case.dossier.documents.iter().filter(|d| d.format.is_document()).count();
    let unread = case.dossier.ids().filter(|id| is_unread_document(case, *id)).count();
    if unread == 0 {
        format!("已查阅全部{all}份材料")
    } else {
        format!("已查阅{all}份材料，其中{unread}份未能读取或未能全部读取")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sure_long_text_is_read_and_a_short_or_unsure_one_is_not() {
        let with = |confidence: u8, text: &str| {
            let mut doc = crate::ingest::read_bytes("扫描.txt", text.as_bytes(), &Default::default()).remove(0);
            doc.blocks.iter_mut().for_each(|b| b.origin = Origin::Ocr(confidence));
            doc
        };
        let long = "兹证明某某同志参加本次会议。".repeat(8);
        assert!(is_plainly_read(&with(90, &long)));
        assert!(!is_plainly_read(&with(78, &long)) && !is_plainly_read(&with(90, "同意")));
    }
}

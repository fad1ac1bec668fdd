//! Forms of the XFA kind. Where the pages are drawn as well (static), the values that no page shows are kept as text; where the
//! file is only a shell that tells to wait or to use another program (dynamic), its pages are not in the file at all.

use lopdf::{Document, Object};

use crate::ingest::xml;

/// Unpacked bytes of one packet; values kept.
const MOST_PACKET: usize = 8 << 20;
const MOST_VALUES: usize = 2_000;
const LONGEST: usize = 2_000;

#[derive(Default)]
pub struct Form {
    /// The file has such a form.
    pub there: bool,
    /// It says itself that pages are made on opening.
    pub dynamic: bool,
    /// Filled values in the order of the file.
    pub values: Vec<String>,
}

pub fn form(document: &Document) -> Form {
    read(document).unwrap_or_default()
}

fn read(document: &Document) -> Option<Form> {
    let catalog = document.catalog().ok()?;
    let fields = catalog.get_deref(b"AcroForm", document).and_then(Object::as_dict).ok()?;
    let found = fields.get_deref(b"XFA", document).ok()?;
    let rendered = catalog.get_deref(b"NeedsRendering", document).and_then(Object::as_bool).unwrap_or(false);
    let mut form = Form { there: true, dynamic: rendered, values: Vec::new() };
    let packets: Vec<&Object> = match found {
        Object::Array(parts) => parts.iter().filter_map(|p| Some(document.dereference(p).ok()?.1)).collect(),
        one => vec![one],
    };
    for packet in packets {
        let Ok(stream) = packet.as_stream() else { continue };
        let Some(bytes) =
            stream.decompressed_content_with_limit(MOST_PACKET).or_else(|_| stream.get_plain_content()).ok()
        else {
            continue;
        };
        let words = xml::decode(&bytes);
        if !words.contains("datasets") {
            continue;
        }
        let (tree, _) = xml::parse(&words);
        let mut sets = Vec::new();
        tree.find_all("datasets", &mut sets);
        for data in sets.iter().filter_map(|s| s.child("data")) {
            values(data, &mut form.values, 0);
        }
    }
    Some(form)
}

fn values(element: &xml::Element<'_>, out: &mut Vec<String>, depth: usize) {
    if depth > 40 {
        return;
    }
    if element.elements().next().is_none() {
        let value: String = element.text().trim().chars().take(LONGEST).collect();
        if !value.is_empty() && out.len() < MOST_VALUES {
            out.push(value);
        }
    }
    for inner in element.elements() {
        values(inner, out, depth + 1);
    }
}

/// What the shell of a dynamic form says in place of its pages.
pub fn is_shell(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let says = ["pleasewait", "请等待", "请稍候", "请稍等", "正在加载", "adobereader"];
    plain.chars().count() < 1_500 && says.iter().any(|w| plain.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_is_told_from_a_paper_that_asks_to_wait() {
        assert!(is_shell("Please wait... If this message is not eventually replaced by the proper contents"));
        assert!(is_shell("请等待…… 如果此消息最终未被文档的正确内容所替换"));
        assert!(!is_shell("广西示例学会项目经费决算表"));
    }
}

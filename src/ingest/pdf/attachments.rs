//! Files attached to a PDF: embedded files by name, associated files, file annotations (the XML of an e-invoice). Nothing is
//! run or followed; number and size are limited.

use std::collections::{BTreeMap, BTreeSet};

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};

use super::Limits;
use crate::model::Problem;

const MOST_FILES: usize = 200;
const MOST_BYTES: usize = 128 << 20;
/// Nodes of a name tree.
const MOST_NODES: usize = 2_000;
/// Files with packed objects are looked into up to this size even where nothing in their bytes hints at attachments.
const SMALL: usize = 512 << 10;

/// The attachments in the order of their names: (name, bytes).
pub fn attachments(bytes: &[u8], limits: &Limits) -> (Vec<(String, Vec<u8>)>, Option<Problem>) {
    if !may_have_attachments(bytes) {
        return Default::default();
    }
    let options = LoadOptions { max_decompressed_size: Some(MOST_BYTES), ..LoadOptions::default() };
    let Ok(document) = Document::load_mem_with_options(bytes, options) else { return Default::default() };
    let mut found = Files { document: &document, seen: BTreeSet::new(), nodes: 0, files: BTreeMap::new() };
    found.collect();
    let mut budget = limits.unpacked(bytes.len()).min(MOST_BYTES as u64);
    let (mut out, mut problem) = (Vec::new(), None);
    for (name, id) in found.files.into_values() {
        let content = stream(&document, id, budget);
        let Some(content) = content.filter(|_| out.len() < MOST_FILES) else {
            problem = Some(Problem::Skipped("附件未能全部取出（过多、过大或已损坏）".into()));
            continue;
        };
        budget = budget.saturating_sub(content.len() as u64);
        let name = unused(&out, name);
        out.push((name, content));
    }
    (out, problem)
}

/// Keys of dictionaries stand in the open unless objects are packed into streams.
fn may_have_attachments(bytes: &[u8]) -> bool {
    let has = |word: &[u8]| bytes.windows(word.len()).any(|w| w == word);
    has(b"EmbeddedFile") || has(b"Filespec") || has(b"/EF") || bytes.len() <= SMALL && has(b"ObjStm")
}

fn stream(document: &Document, id: ObjectId, budget: u64) -> Option<Vec<u8>> {
    let stream = document.get_object(id).ok()?.as_stream().ok()?;
    let limit = usize::try_from(budget).unwrap_or(usize::MAX);
    if stream.dict.get(b"Filter").is_err() {
        return Some(stream.content.clone()).filter(|c| c.len() <= limit);
    }
    stream.decompressed_content_with_limit(limit).ok()
}

/// `a.xml`, `a(2).xml` …
fn unused(taken: &[(String, Vec<u8>)], name: String) -> String {
    let free = |n: &str| !taken.iter().any(|(t, _)| t == n);
    if free(&name) {
        return name;
    }
    let (stem, ext) = name.rsplit_once('.').map_or((name.as_str(), String::new()), |(s, e)| (s, format!(".{e}")));
    (2..).map(|n| format!("{stem}({n}){ext}")).find(|n| free(n)).unwrap_or_default()
}

struct Files<'d> {
    document: &'d Document,
    /// Streams already found: the same file is often both named and associated.
    seen: BTreeSet<ObjectId>,
    nodes: usize,
    /// (name, order of finding) → (name, stream).
    files: BTreeMap<(String, usize), (String, ObjectId)>,
}

impl<'d> Files<'d> {
    fn collect(&mut self) {
        let document = self.document;
        let Ok(catalog) = document.catalog() else { return };
        let names = dictionary(document, catalog, b"Names").and_then(|n| dictionary(document, n, b"EmbeddedFiles"));
        if let Some(tree) = names {
            self.tree(tree, 0);
        }
        self.associated(catalog);
        for (_, page) in document.get_pages() {
            if let Ok(page) = document.get_dictionary(page) {
                self.associated(page);
            }
            let annotations = document.get_page_annotations(page).unwrap_or_default();
            for annotation in annotations {
                if let Some(file) = dictionary(document, annotation, b"FS") {
                    self.file(file);
                }
                self.associated(annotation);
            }
        }
    }

    fn tree(&mut self, node: &'d Dictionary, depth: usize) {
        self.nodes += 1;
        if depth > 20 || self.nodes > MOST_NODES {
            return;
        }
        let document = self.document;
        for pair in array(document, node, b"Names").unwrap_or_default().chunks(2) {
            if let [_, file] = pair
                && let Some(file) = as_dictionary(document, file)
            {
                self.file(file);
            }
        }
        for kid in array(document, node, b"Kids").unwrap_or_default() {
            if let Some(kid) = as_dictionary(document, kid) {
                self.tree(kid, depth + 1);
            }
        }
    }

    fn associated(&mut self, holder: &'d Dictionary) {
        let document = self.document;
        for file in array(document, holder, b"AF").unwrap_or_default() {
            if let Some(file) = as_dictionary(document, file) {
                self.file(file);
            }
        }
    }

    /// One file specification.
    fn file(&mut self, spec: &'d Dictionary) {
        let Some(embedded) = dictionary(self.document, spec, b"EF") else { return };
        let stream = [b"UF".as_slice(), b"F", b"Unix", b"DOS", b"Mac"]
            .iter()
            .find_map(|k| embedded.get(k).ok()?.as_reference().ok());
        let Some(stream) = stream.filter(|id| self.files.len() <= MOST_FILES && self.seen.insert(*id)) else { return };
        let name = [b"UF".as_slice(), b"F", b"Unix", b"DOS", b"Mac"]
            .iter()
            .find_map(|k| spec.get_deref(k, self.document).ok()?.as_str().ok())
            .map(text)
            .unwrap_or_default();
        let name = plain_name(&name);
        self.files.insert((name.clone(), self.files.len()), (name, stream));
    }
}

fn dictionary<'d>(document: &'d Document, holder: &'d Dictionary, key: &[u8]) -> Option<&'d Dictionary> {
    holder.get_deref(key, document).and_then(Object::as_dict).ok()
}

fn array<'d>(document: &'d Document, holder: &'d Dictionary, key: &[u8]) -> Option<&'d [Object]> {
    holder.get_deref(key, document).and_then(Object::as_array).ok().map(Vec::as_slice)
}

fn as_dictionary<'d>(document: &'d Document, object: &'d Object) -> Option<&'d Dictionary> {
    document.dereference(object).ok()?.1.as_dict().ok()
}

/// UTF-16 by its mark, UTF-8 (with or without mark), else GBK, as Chinese writers leave it.
pub fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        plain => std::str::from_utf8(plain)
            .map_or_else(|_| encoding_rs::GB18030.decode_without_bom_handling(plain).0.into_owned(), str::to_owned),
    }
}

/// The last part of a path, without what no file name has.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    if name.is_empty() || name == "." || name == ".." { "附件".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use lopdf::{Stream, dictionary};

    use super::*;

    /// A page-less PDF with one file named, associated or annotated.
    fn pdf(name: Object, content: &[u8], how: &str) -> Vec<u8> {
        let mut document = Document::with_version("1.7");
        let mut stream = Stream::new(dictionary! { "Type" => "EmbeddedFile" }, content.to_vec());
        stream.compress().expect("flate");
        let stream = document.add_object(stream);
        let spec = document.add_object(dictionary! {
            "Type" => "Filespec", "F" => name.clone(), "UF" => name, "EF" => dictionary! { "F" => stream },
        });
        let pages = document.new_object_id();
        let annotation = document.add_object(dictionary! { "Subtype" => "FileAttachment", "FS" => spec });
        let mut page = dictionary! { "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 9.into(), 9.into()] };
        if how == "annotation" {
            page.set("Annots", vec![annotation.into()]);
        }
        let page = document.add_object(page);
        document
            .objects
            .insert(pages, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
        let mut catalog = dictionary! { "Type" => "Catalog", "Pages" => pages };
        if how == "names" || how == "both" {
            let leaf = document.add_object(dictionary! { "Names" => vec![Object::string_literal("x"), spec.into()] });
            catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Kids" => vec![leaf.into()] } });
        }
        if how == "associated" || how == "both" {
            catalog.set("AF", vec![spec.into()]);
        }
        let catalog = document.add_object(catalog);
        document.trailer.set("Root", catalog);
        let mut out = Vec::new();
        document.save_to(&mut out).expect("written to memory");
        out
    }

    fn utf16(name: &str) -> Object {
        let bytes: Vec<u8> = [0xfe, 0xff].into_iter().chain(name.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        Object::String(bytes, lopdf::StringFormat::Hexadecimal)
    }

    #[test]
    fn files_are_found_wherever_they_hang_and_once() {
        for how in ["names", "associated", "annotation", "both"] {
            let (files, problem) = attachments(&pdf(utf16("发票数据.xml"), b"<EInvoice/>", how), &Limits::default());
            assert_eq!(files, [("发票数据.xml".to_owned(), b"<EInvoice/>".to_vec())], "{how}");
            assert_eq!(problem, None);
        }
        assert!(attachments(&pdf(utf16("a.xml"), b"x", "nowhere"), &Limits::default()).0.is_empty());
    }

    #[test]
    fn names_are_decoded_and_stripped_of_paths() {
        let gbk = Object::String(encoding_rs::GBK.encode("发票.xml").0.into_owned(), lopdf::StringFormat::Literal);
        for (name, expected) in [
            (gbk, "发票.xml"),
            (Object::string_literal("C:\\temp\\..\\a.xml"), "a.xml"),
            (Object::string_literal("../../etc/b.xml"), "b.xml"),
            (Object::string_literal(".."), "附件"),
        ] {
            assert_eq!(attachments(&pdf(name, b"x", "names"), &Limits::default()).0[0].0, expected);
        }
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        let limits = Limits { expansion: 1, expansion_floor: 1000, ..Limits::default() };
        let (files, problem) = attachments(&pdf(utf16("a.xml"), &vec![0; 1 << 20], "names"), &limits);
        assert!(files.is_empty() && problem.is_some());
    }
}

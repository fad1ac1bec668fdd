//! The one reader: decides the format by content, calls its module, recurses into archives and mails, and reports each
//! file as soon as it is done, so that a worker that dies loses only the file it was at.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::limits::Limits;
use super::named::{self, by_extension, extension};
use super::read::{Event, Read, Readers, Session, Start, Wanted, missing, sha256};
use super::sniff::{self, Sniffed};
use super::tools::Tools;
use super::{
    archive, docx, einvoice, flat, html, image, mail, msg, odf, ods, ofd, office, package, pdf, pictured, pictures,
    plausible, pptx, rtf, text, word, xls, xlsx, xml_sheet,
};
use crate::model::{Coverage, Document, Format, Problem, refusal};

/// The readers of this program.
pub const READERS: Readers = Readers { file, single };

/// Reads a file and everything inside it. `depth` counts the archives around it.
fn file(session: &mut Session<'_>, path: &str, bytes: &[u8], inside: Option<&str>, depth: u32) {
    if session.skip.contains(path) || !session.wanted.is_empty() && !pictured::of_file(session, path, bytes) {
        return;
    }
    let start = Start {
        path: path.to_owned(),
        sha256: sha256(bytes),
        size: bytes.len() as u64,
        inside: inside.map(str::to_owned),
    };
    (session.sink)(Event::Begin(start.clone()));
    let (format, encrypted) = match sniff::sniff(path, bytes, session.limits) {
        Sniffed::Is(f) => (f, false),
        Sniffed::Encrypted(f) => (f, true),
    };
    let mut read = if bytes.is_empty() {
        Read::failed(Problem::Empty)
    } else if encrypted {
        Read::failed(Problem::Encrypted)
    } else if matches!(format, Format::Zip | Format::SevenZip | Format::Rar) {
        archive::read(session, path, format, bytes, depth)
    } else {
        single(session, path, format, bytes)
    };
    read.problems.extend(wrong_extension(path, format, bytes));
    let format = if bytes.is_empty() { by_extension(&extension(path)).unwrap_or(Format::Unknown) } else { format };
    conclude(session, start, format, read, depth);
}

/// Reads what is inside the file, then hands the file over.
fn conclude(session: &mut Session<'_>, start: Start, format: Format, mut read: Read, depth: u32) {
    let path = &start.path;
    if depth > MAX_MAILS && !(read.members.is_empty() && read.nested.is_empty()) {
        read.members.clear();
        read.nested.clear();
        read.problems.push(Problem::Limit(format!("附件嵌套超过 {MAX_MAILS} 层")));
    }
    for nested in std::mem::take(&mut read.nested) {
        let inner = Start {
            path: format!("{path}/{}", nested.name),
            sha256: sha256(&nested.identity),
            size: nested.identity.len() as u64,
            inside: Some(path.clone()),
        };
        if !session.skip.contains(&inner.path) {
            (session.sink)(Event::Begin(inner.clone()));
            conclude(session, inner, nested.format, nested.read, depth + 1);
        }
    }
    for (name, member) in std::mem::take(&mut read.members) {
        file(session, &format!("{path}/{name}"), &member, Some(path), depth + 1);
    }
    let coverage = if start.size == 0 { Coverage::None } else { read.coverage() };
    (session.sink)(Event::Done(Box::new(Document {
        path: start.path,
        sha256: start.sha256,
        size: start.size,
        format,
        blocks: read.blocks,
        coverage,
        problems: read.problems,
        pages: read.pages,
        mail: read.mail,
        image: read.image,
        pictures: read.pictures,
        fields: read.fields,
        inside: start.inside,
    })));
}

/// A file without files inside; mails hand over their attachments in `members`.
fn single(session: &mut Session<'_>, name: &str, format: Format, bytes: &[u8]) -> Read {
    let unfolded = flat::package(bytes);
    let bytes = unfolded.as_deref().unwrap_or(bytes);
    let mut read = shown(session, name, format, bytes);
    if matches!(
        format,
        Format::Docx | Format::Xlsx | Format::Xlsm | Format::Pptx | Format::Ods | Format::Odt | Format::Odp
    ) {
        pictures::add(&mut read, bytes, session.limits, session.tools, &mut || (session.sink)(Event::Tick));
    }
    let is_package = bytes.starts_with(b"PK\x03\x04") && !matches!(format, Format::Xlsb);
    if is_package && !read.problems.iter().any(|p| matches!(p, Problem::Damaged(_) | Problem::Limit(_))) {
        read.problems.extend(package::doubt(bytes, session.limits));
    }
    read
}

fn shown(session: &mut Session<'_>, name: &str, format: Format, bytes: &[u8]) -> Read {
    let limits = session.limits;
    match format {
        Format::Xlsx | Format::Xlsm => xlsx::read(bytes, limits),
        Format::Xlsb => xlsx::read_xlsb(bytes, limits),
        Format::Ods => ods::read(bytes, limits),
        Format::Xls | Format::Et if xml_sheet::holds(bytes) => xml_sheet::read(bytes, limits),
        Format::Xls | Format::Et => office::second(session, name, format, bytes, xls::read(bytes, limits)),
        Format::Csv => as_text(name, text::csv(bytes, limits)),
        Format::Txt => as_text(name, text::plain(bytes)),
        Format::Xml => einvoice::read(bytes),
        Format::Html => html::read(bytes),
        Format::Docx => docx::read(bytes, limits),
        Format::Doc | Format::Wps if docx::is_2003(bytes) => docx::read_2003(bytes),
        Format::Doc | Format::Wps => office::second(session, name, format, bytes, word::read(bytes)),
        Format::Ppt => office::second(session, name, format, bytes, word::read_ppt(bytes, limits)),
        Format::Odt | Format::Odp if !bytes.starts_with(b"PK") => odf::read_flat(bytes),
        Format::Odt | Format::Odp => odf::read(bytes, limits),
        Format::Pdf => pdf::read(bytes, limits, session.tools, &mut || (session.sink)(Event::Tick)),
        Format::Eml => mail::read(bytes, limits),
        Format::Msg => msg::read(bytes),
        Format::Image => image::read(bytes, limits, session.tools, &mut || (session.sink)(Event::Tick)),
        Format::Rtf => rtf::read(bytes),
        Format::Pptx => pptx::read(bytes, limits),
        Format::Ofd => ofd::read(bytes, limits),
        Format::Unknown => office::second(session, name, format, bytes, unreadable(name)),
        Format::Media | Format::Zip | Format::Rar | Format::SevenZip => unreadable(name),
    }
}

/// Bytes that are no other format are taken for text only if they read as text: a file whose head is spoilt gives characters
/// too. Of a file that is named something else, more is asked.
fn as_text(name: &str, read: Read) -> Read {
    let named = matches!(by_extension(&extension(name)), Some(Format::Txt | Format::Csv) | None);
    match if named { plausible::is_text(&read) } else { plausible::is_language(&read) } {
        true => read,
        false => Read::failed(Problem::Damaged("内容不是可读的文字".into())),
    }
}

/// Mails inside mails and archives that are followed.
const MAX_MAILS: u32 = 20;

/// A file of no format that is read: the reason, or what to do, by what its name says it is.
fn unreadable(name: &str) -> Read {
    if named::is_volume_name(name) {
        return Read::failed(Problem::Volume);
    }
    if let Some(what) = named::placeholder(name) {
        return Read::failed(Problem::Placeholder(what.into()));
    }
    Read::failed(Problem::Unsupported(named::better_as(name).into()))
}

/// Reads one file and what is inside it, here and now. Documents come sorted by path.
pub fn read_bytes(name: &str, bytes: &[u8], limits: &Limits) -> Vec<Document> {
    let mut documents = Vec::new();
    let mut sink = |event| {
        if let Event::Done(document) = event {
            documents.push(*document);
        }
    };
    let (tools, skip) = (&Tools::default(), &BTreeSet::new());
    Session { limits, tools, skip, wanted: &[], readers: READERS, sink: &mut sink }.read(name, bytes, None, 0);
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    documents
}

/// Reads a file from disk through the one reader.
pub fn read_path(
    path: &Path,
    name: &str,
    (limits, tools): (&Limits, &Tools),
    skip: &BTreeSet<String>,
    sink: &mut dyn FnMut(Event),
) {
    let size = fs::metadata(path).map_or(0, |m| m.len());
    let trouble = if size > limits.file_bytes {
        Some(Problem::Limit(format!("文件超过 {} MB", limits.file_bytes >> 20)))
    } else {
        match fs::read(path) {
            Ok(bytes) => {
                Session { limits, tools, skip, wanted: &[], readers: READERS, sink }.read(name, &bytes, None, 0);
                return;
            }
            Err(e) => Some(Problem::Io(refusal::of_system(&e))),
        }
    };
    if let Some(problem) = trouble {
        let mut document = missing(name, None, problem);
        document.size = size;
        sink(Event::Done(Box::new(document)));
    }
}

/// Pictures of what is wanted of one file on disk.
pub fn pictures_of(path: &Path, name: &str, limits: &Limits, wanted: &[Wanted], sink: &mut dyn FnMut(Event)) {
    if fs::metadata(path).map_or(0, |m| m.len()) > limits.file_bytes {
        return;
    }
    let Ok(bytes) = fs::read(path) else { return };
    let skip = BTreeSet::new();
    Session { limits, tools: &Tools::default(), skip: &skip, wanted, readers: READERS, sink }
        .read(name, &bytes, None, 0);
}

/// The extension promises another format than the content is.
fn wrong_extension(path: &str, format: Format, bytes: &[u8]) -> Option<Problem> {
    let ext = extension(path);
    if bytes.is_empty() || format == Format::Unknown {
        return None;
    }
    let meant = by_extension(&ext)?;
    let same = meant == format
        || matches!(
            (meant, format),
            (Format::Et, Format::Xls)
                | (Format::Xls, Format::Et)
                | (Format::Wps, Format::Doc)
                | (Format::Csv, Format::Txt)
                | (Format::Txt, Format::Csv)
                | (Format::Xlsx, Format::Xlsm)
                | (Format::Html, Format::Xml | Format::Txt)
                // office files written as XML
                | (Format::Xml, Format::Docx | Format::Doc | Format::Pptx | Format::Xlsx | Format::Xls | Format::Odt)
                | (Format::Eml, Format::Txt)
        );
    // WPS writes OOXML under its own extensions, which opens without a word in WPS.
    let wps = matches!((meant, format), (Format::Wps, Format::Docx) | (Format::Et, Format::Xlsx));
    (!same && !wps).then(|| Problem::WrongExtension(ext, named::usual_extension(format).to_owned()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in members {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn archives_nest_three_deep_and_no_deeper() {
        let mut bytes = "甲".as_bytes().to_vec();
        let mut name = "a.txt".to_owned();
        for level in 0..5 {
            bytes = zip(&[(name.as_str(), &bytes)]);
            name = format!("{level}.zip");
        }
        let documents = read_bytes("外.zip", &bytes, &Limits::default());
        let deepest = documents.iter().max_by_key(|d| d.path.len()).unwrap();
        assert_eq!(deepest.path, "外.zip/3.zip/2.zip/1.zip");
        assert!(matches!(deepest.problems[0], Problem::Limit(_)), "{:?}", deepest.problems);
    }

    #[test]
    fn a_bomb_stops_at_the_expansion_limit() {
        let zeros = vec![b'0'; 3 << 20];
        let limits = Limits { expansion_floor: 1 << 20, expansion: 2, ..Limits::default() };
        let documents = read_bytes("弹.zip", &zip(&[("a.txt", &zeros), ("b.txt", b"b")]), &limits);
        assert_eq!(documents[0].problems, [Problem::Limit("解压后过大".into())]);
        assert_eq!((documents[1].path.as_str(), documents[1].coverage), ("弹.zip/a.txt", Coverage::None));
    }

    #[test]
    fn a_package_with_a_spoilt_part_or_two_of_one_name_is_not_read_in_full() {
        let content = "<office:document-content><office:body><office:text><text:p>甲</text:p></office:text></office:body></office:document-content>";
        let whole = zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", content.as_bytes()),
            ("x.png", b"PNG"),
        ]);
        let read = |bytes: &[u8]| read_bytes("a.odt", bytes, &Limits::default()).remove(0);
        assert_eq!((read(&whole).coverage, read(&whole).problems), (Coverage::Full, vec![]));
        let central = whole.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
        let second = central + 46 + "mimetype".len();
        let mut spoilt = whole.clone();
        // the checksum of the second entry, as the directory has it
        spoilt[second + 16] ^= 0xff;
        let found = read(&spoilt);
        assert!(matches!(found.problems[..], [Problem::Damaged(_)]), "{:?}", found.problems);
        assert_eq!(found.coverage, Coverage::Partial);
        let mut doubled = zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", content.as_bytes()),
            ("context.xml", content.as_bytes()),
        ]);
        while let Some(at) = doubled.windows(11).position(|w| w == b"context.xml") {
            doubled[at + 5] = b'n';
        }
        assert!(matches!(read(&doubled).problems[..], [Problem::Damaged(_)]));
    }

    #[test]
    fn an_empty_file_and_a_misnamed_one_say_so() {
        let empty = read_bytes("表.docx", b"", &Limits::default()).remove(0);
        assert_eq!(
            (empty.coverage, empty.format, empty.problems),
            (Coverage::None, Format::Docx, vec![Problem::Empty])
        );
        let misnamed = read_bytes("表.xls", b"<html><p>1</p></html>", &Limits::default()).remove(0);
        assert_eq!((misnamed.coverage, misnamed.format), (Coverage::Full, Format::Html));
        assert_eq!(misnamed.problems, [Problem::WrongExtension("xls".into(), "html".into())]);
        let named = read_bytes("表.txt", b"1", &Limits::default()).remove(0);
        assert!(named.problems.is_empty());
    }

    #[test]
    fn an_attachment_is_a_document_inside_its_mail() {
        let mail = "From: a@b.cn\r\nTo: c@d.cn\r\nSubject: x\r\nMIME-Version: 1.0\r\n\
                    Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n正文\r\n\
                    --B\r\nContent-Type: text/plain; name=\"=?utf-8?B?6ZmE5Lu2LnR4dA==?=\"\r\n\
                    Content-Disposition: attachment; filename=\"=?utf-8?B?6ZmE5Lu2LnR4dA==?=\"\r\n\r\n附件内容\r\n--B--\r\n";
        let documents = read_bytes("信.eml", mail.as_bytes(), &Limits::default());
        assert_eq!(documents[1].path, "信.eml/附件.txt");
        assert_eq!(documents[1].inside.as_deref(), Some("信.eml"));
        assert_eq!(documents[0].mail.as_ref().unwrap().attachments, ["附件.txt"]);
        assert_eq!((documents[0].text().trim(), documents[1].text().trim()), ("正文", "附件内容"));
    }

    #[test]
    fn packages_that_ask_for_a_password_say_so() {
        let manifest: &[u8] = b"<manifest><encryption-data/></manifest>";
        let text: &[u8] = b"application/vnd.oasis.opendocument.text";
        let cases: [(&str, Vec<u8>, Problem); 3] = [
            ("a.ofd", zip(&[("OFD.xml", b"<OFD/>"), ("Encryptions.xml", b"<x/>")]), Problem::Encrypted),
            (
                "a.odt",
                zip(&[("mimetype", text), ("content.xml", b"\x01"), ("META-INF/manifest.xml", manifest)]),
                Problem::Encrypted,
            ),
            (
                "a.odt",
                zip(&[("mimetype", text), ("content.xml", b"<a/>"), ("META-INF/manifest.xml", b"<m/>")]),
                Problem::Empty,
            ),
        ];
        for (name, bytes, problem) in cases {
            let found = read_bytes(name, &bytes, &Limits::default()).remove(0);
            assert_eq!(found.problems.contains(&Problem::Encrypted), problem == Problem::Encrypted, "{name}");
        }
    }

    #[test]
    fn what_remains_unread_is_named_with_the_reason() {
        let noise = [0x00, 0x01, 0x02, 0xff, 0xfe, 0x80];
        for (name, problem) in [
            ("图纸.dwg", Problem::Unsupported("pdf".into())),
            ("材料.tar.gz", Problem::Unsupported("zip".into())),
            ("winmail.dat", Problem::Unsupported("eml".into())),
            ("报告.dps", Problem::Unsupported("pptx".into())),
            ("安装.exe", Problem::Unsupported(String::new())),
            ("照片.lnk", Problem::Placeholder("快捷方式".into())),
            ("录像.mp4.xltd", Problem::Placeholder("未下载完成的临时文件".into())),
        ] {
            let found = read_bytes(name, &noise, &Limits::default()).remove(0);
            assert_eq!((found.coverage, found.problems), (Coverage::None, vec![problem]), "{name}");
        }
        let link = read_bytes("新闻.url", b"[InternetShortcut]\r\nURL=https://example.org/n1\r\n", &Limits::default());
        assert!(link[0].text().contains("https://example.org/n1"));
        let drawing = zip(&[("[Content_Types].xml", b"<Types/>"), ("visio/document.xml", b"<a/>")]);
        let found = read_bytes("图.vsdx", &drawing, &Limits::default());
        assert_eq!((found.len(), &found[0].problems[..]), (1, &[Problem::Unsupported("pdf".into())][..]));
    }

    #[test]
    fn hostile_heads_are_read_without_a_panic() {
        let heads: [&[u8]; 9] = [
            b"PK\x03\x04",
            b"PK\x05\x06",
            b"%PDF-1.7",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"{\\rtf1",
            b"II*\0\xff\xff\xff\xff",
            b"RIFF....WEBPVP8X",
            b"<?xml",
            b"From: a\nTo: b\nSubject: c\n\n",
        ];
        for head in heads {
            for name in ["a.docx", "a.xls", "a.pdf", "a.eml", "a.zip", "a"] {
                for tail in [0usize, 1, 600] {
                    let bytes = [head, &vec![0xff; tail]].concat();
                    assert_eq!(read_bytes(name, &bytes, &Limits::default())[0].path, name);
                }
            }
        }
    }
}

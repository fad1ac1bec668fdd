//! Office packages written as one XML file (“flat OPC”): put back into a package, so that they are read as any other.

use std::io::{Cursor, Write};

use mail_parser::decoders::base64::base64_decode;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::xml;
use crate::model::Format;

const NAMESPACE: &str = "schemas.microsoft.com/office/2006/xmlPackage";

/// What such a file holds.
pub fn format(bytes: &[u8]) -> Option<Format> {
    let head = xml::decode(bytes.get(..bytes.len().min(4096)).unwrap_or_default());
    if !head.contains(NAMESPACE) {
        return None;
    }
    let text = xml::decode(bytes);
    let main = [("\"/word/", Format::Docx), ("\"/ppt/", Format::Pptx), ("\"/xl/", Format::Xlsx)];
    main.into_iter().find(|(folder, _)| text.contains(folder)).map(|(_, format)| format)
}

/// The package; `None` for bytes that are none.
pub fn package(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.starts_with(b"PK") || format(bytes).is_none() {
        return None;
    }
    let text = xml::decode(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut name = String::new();
    let mut types = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => match xml::local(start.name().into_inner()) {
                "part" => {
                    name = xml::attribute(&start, "name").unwrap_or_default();
                    let kind = xml::attribute(&start, "contentType").unwrap_or_default();
                    let (part, kind) = (quick_xml::escape::escape(&name), quick_xml::escape::escape(&kind));
                    types.push_str(&format!("<Override PartName=\"{part}\" ContentType=\"{kind}\"/>"));
                }
                inner @ ("xmlData" | "binaryData") => {
                    let packed = inner == "binaryData";
                    let Ok(span) = reader.read_to_end(start.name()) else { break };
                    let (from, to) = (usize::try_from(span.start).ok()?, usize::try_from(span.end).ok()?);
                    let content = text.get(from..to)?;
                    let content = if packed {
                        let letters: Vec<u8> = content.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
                        base64_decode(&letters).unwrap_or_default()
                    } else {
                        content.trim().as_bytes().to_vec()
                    };
                    // a name that is there twice is damage; the first stands
                    if zip.start_file(name.trim_start_matches('/'), options).is_ok() {
                        zip.write_all(&content).ok()?;
                    }
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    zip.start_file("[Content_Types].xml", options).ok()?;
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">";
    write!(zip, "{head}<Default Extension=\"xml\" ContentType=\"application/xml\"/>{types}</Types>").ok()?;
    Some(zip.finish().ok()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, read_bytes};
    use super::*;
    use crate::model::Coverage;

    #[test]
    fn a_package_in_one_file_is_read_like_a_package() {
        let part = |name: &str, content: &str| {
            format!(
                "<pkg:part pkg:name=\"{name}\" pkg:contentType=\"x\"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>"
            )
        };
        let relations = "<Relationships><Relationship Id=\"r\" Type=\"http://x/officeDocument\" Target=\"word/document.xml\"/></Relationships>";
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let body = format!(
            "<w:document><w:body><w:tbl><w:tr>{}{}</w:tr></w:tbl></w:body></w:document>",
            cell("科目"),
            cell("12")
        );
        let text = format!(
            "<?xml version=\"1.0\"?><pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\">{}{}\
             <pkg:part pkg:name=\"/word/media/a.bin\"><pkg:binaryData>AAEC\nAw==</pkg:binaryData></pkg:part></pkg:package>",
            part("/_rels/.rels", relations),
            part("/word/document.xml", &body)
        );
        let read = read_bytes("表.xml", text.as_bytes(), &Limits::default()).remove(0);
        assert_eq!((read.format, read.coverage, read.problems.len()), (Format::Docx, Coverage::Full, 0));
        assert_eq!(read.text().trim(), "科目\t12");
        assert_eq!(package(b"<?xml version=\"1.0\"?><a/>"), None);
        assert!(package(&text.as_bytes()[..text.len() / 2]).is_some());
    }
}

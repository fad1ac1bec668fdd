//! Which format the bytes are, by content. The extension only decides between formats that share a container
//! (.xls and .et), and is reported when it says something else.

use std::io::Cursor;

use office_oxide::cfb::{CfbReader, EntryType};

use super::limits::Limits;
use super::named::{better_as, by_extension, extension};
use super::package::Package;
use crate::model::Format;

/// An encrypted office file wraps its package in an OLE container.
pub enum Sniffed {
    Is(Format),
    Encrypted(Format),
}

pub fn sniff(name: &str, bytes: &[u8], limits: &Limits) -> Sniffed {
    let ext = extension(name);
    let meant = by_extension(&ext);
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let has = |magic: &[u8]| head.starts_with(magic);
    if is_sealed(head) {
        return Sniffed::Encrypted(meant.unwrap_or(Format::Unknown));
    }
    let format = if has(b"PK\x03\x04") || has(b"PK\x05\x06") {
        return package(name, meant, bytes, limits);
    } else if has(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return ole(meant, bytes);
    } else if has(b"PK\x07\x08") || has(b"PK00PK") || meant == Some(Format::Zip) && is_last_volume(bytes) {
        Format::Zip
    } else if has(b"Rar!\x1a\x07") {
        Format::Rar
    } else if has(b"7z\xbc\xaf\x27\x1c") {
        Format::SevenZip
    } else if has(b"{\\rtf") {
        Format::Rtf
    } else if head.windows(5).any(|w| w == b"%PDF-") {
        Format::Pdf
    } else if is_image(head) {
        Format::Image
    } else if has(super::mail::tnef::MAGIC) {
        Format::Msg
    } else if is_media(head) {
        Format::Media
    } else if matches!(head, [0x09, 0x00 | 0x02 | 0x04 | 0x08, ..]) && matches!(meant, Some(Format::Xls | Format::Et)) {
        Format::Xls
    } else {
        textual(meant, bytes)
    };
    Sniffed::Is(format)
}

/// What programs that lock every file of an office put before it, and mails that only their addressee may open.
fn is_sealed(head: &[u8]) -> bool {
    head.get(..64).is_some_and(|h| h.windows(9).any(|w| w == b"E-SafeNet"))
        || head.starts_with(b"\x76\xe8\x04\x60\xc4\x11\xe3\x86")
}

/// The last of the files that a zip was split into ends as a zip does, and begins anywhere.
fn is_last_volume(bytes: &[u8]) -> bool {
    last_disk(bytes).is_some_and(|number| number > 0)
}

/// Number of the disk in the end record of a zip: more than 0 for the last volume of several.
pub fn last_disk(bytes: &[u8]) -> Option<u16> {
    let from = bytes.len().saturating_sub(66_000);
    let tail = bytes.get(from..)?;
    let at = tail.windows(4).rposition(|w| w == b"PK\x05\x06")?;
    let number = u16::from_le_bytes([*tail.get(at + 4)?, *tail.get(at + 5)?]);
    (number != u16::MAX).then_some(number)
}

fn is_image(head: &[u8]) -> bool {
    [b"\xff\xd8\xff".as_slice(), b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*"].iter().any(|m| head.starts_with(m))
        || head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4])
        || head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP")
        || head.get(4..8) == Some(b"ftyp") && matches!(head.get(8..12), Some(b"heic" | b"heix" | b"mif1" | b"avif"))
}

fn is_media(head: &[u8]) -> bool {
    head.get(4..8) == Some(b"ftyp")
        || [b"ID3".as_slice(), b"\x1a\x45\xdf\xa3", b"FLV\x01", b"\x30\x26\xb2\x75", b"#!AMR", b"OggS"]
            .iter()
            .any(|m| head.starts_with(m))
        || head.starts_with(b"RIFF") && matches!(head.get(8..12), Some(b"AVI " | b"WAVE"))
}

/// What a zip package holds, told by its members.
fn package(name: &str, meant: Option<Format>, bytes: &[u8], limits: &Limits) -> Sniffed {
    let fallback = meant.unwrap_or(Format::Zip);
    // Drawings, books and the like that are packages too: their parts are no documents that somebody handed in.
    let plain = if meant.is_none() && !matches!(better_as(name), "" | "zip") { Format::Unknown } else { Format::Zip };
    let Ok(mut package) = Package::open(bytes, limits) else { return Sniffed::Is(fallback) };
    if package.has("xl/workbook.bin") {
        return Sniffed::Is(Format::Xlsb);
    }
    let names = package.names();
    let any = |prefix: &str| {
        names.iter().any(|n| n.trim_start_matches('/').to_lowercase().replace('\\', "/").starts_with(prefix))
    };
    if any("ofd.xml") {
        let locked = names.iter().any(|n| n.to_lowercase().ends_with("encryptions.xml"));
        return if locked { Sniffed::Encrypted(Format::Ofd) } else { Sniffed::Is(Format::Ofd) };
    }
    if any("[content_types].xml") || any("_rels/.rels") {
        if any("word/") {
            return Sniffed::Is(Format::Docx);
        }
        if any("xl/") {
            return Sniffed::Is(if any("xl/vbaproject.bin") { Format::Xlsm } else { Format::Xlsx });
        }
        if any("ppt/") {
            return Sniffed::Is(Format::Pptx);
        }
        return Sniffed::Is(match meant {
            Some(f @ (Format::Docx | Format::Xlsx | Format::Xlsm | Format::Pptx)) => f,
            _ => plain,
        });
    }
    if any("mimetype") && any("content.xml") {
        let kind = package.read("mimetype").unwrap_or_default();
        let kind = String::from_utf8_lossy(&kind);
        let format = if kind.contains("spreadsheet") {
            Format::Ods
        } else if kind.contains("opendocument.text") {
            Format::Odt
        } else if kind.contains("presentation") {
            Format::Odp
        } else {
            Format::Unknown
        };
        let locked = super::odf::is_encrypted(&mut package);
        return if locked { Sniffed::Encrypted(format) } else { Sniffed::Is(format) };
    }
    Sniffed::Is(plain)
}

/// What an OLE container holds, told by the streams at its top: deeper ones belong to embedded objects and attachments. In a
/// damaged one the names are looked for anywhere; they are UTF-16.
fn ole(meant: Option<Format>, bytes: &[u8]) -> Sniffed {
    let container = CfbReader::new(Cursor::new(bytes)).ok();
    let container = container.filter(|c| c.entries().iter().any(|e| e.entry_type == EntryType::Stream));
    let has = |name: &str| match &container {
        Some(c) => c.has_root_entry(name),
        None => {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
            contains(bytes, &wide)
        }
    };
    if has("EncryptedPackage") || has("\u{9}DRMContent") || has("DRMContent") {
        return Sniffed::Encrypted(match meant {
            Some(f) => f,
            None => Format::Unknown,
        });
    }
    let format = if has("WordDocument") {
        if meant == Some(Format::Wps) { Format::Wps } else { Format::Doc }
    } else if has("PowerPoint Document") {
        Format::Ppt
    } else if has("__properties_version1.0") {
        Format::Msg
    } else if has("Workbook") || has("Book") {
        if meant == Some(Format::Et) { Format::Et } else { Format::Xls }
    } else {
        // Too damaged to say; its reader will tell.
        let own = [Format::Doc, Format::Wps, Format::Xls, Format::Et, Format::Ppt, Format::Msg];
        meant.filter(|f| container.is_none() && own.contains(f)).unwrap_or(Format::Unknown)
    };
    if super::office::is_protected(format, bytes) { Sniffed::Encrypted(format) } else { Sniffed::Is(format) }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    let Some(&first) = needle.first() else { return false };
    let mut at = 0;
    while let Some(found) = haystack.get(at..).and_then(|rest| rest.iter().position(|b| *b == first)) {
        let here = at + found;
        if haystack.get(here..here + needle.len()) == Some(needle) {
            return true;
        }
        at = here + 1;
    }
    false
}

/// XML that begins with its root instead of a declaration: an e-invoice's data, or the XBRL that an OFD carries.
fn is_invoice_data(start: &str) -> bool {
    let root: String =
        start.strip_prefix('<').unwrap_or_default().chars().take_while(|c| !c.is_whitespace() && *c != '>').collect();
    let name = root.rsplit(':').next().unwrap_or_default().replace('-', "");
    ["xbrl", "einvoice", "invoice", "einvoicedata"].contains(&name.as_str()) || name.contains("einvoice")
}

/// Text of some kind: markup and mail are told by their first words, the rest by extension.
fn textual(meant: Option<Format>, bytes: &[u8]) -> Format {
    let head = bytes.get(..bytes.len().min(2048)).unwrap_or_default();
    let wide = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    if !wide && head.contains(&0) {
        return Format::Unknown;
    }
    let text = super::text::decode(head).to_lowercase();
    let start = text.trim_start();
    if let Some(format) = super::flat::format(bytes) {
        return format;
    }
    if let Some(format) = super::odf::flat_format(bytes) {
        return format;
    }
    if super::docx::is_2003(bytes) {
        return if meant == Some(Format::Wps) { Format::Wps } else { Format::Doc };
    }
    if super::xml_sheet::is_one(start) {
        return if meant == Some(Format::Et) { Format::Et } else { Format::Xls };
    }
    if start.starts_with("<?xml") && !super::html::has_root(start) {
        return Format::Xml;
    }
    if is_invoice_data(start) {
        return Format::Xml;
    }
    if start.starts_with("<!doctype html") || super::html::has_root(start) || start.contains("<table") {
        return if meant == Some(Format::Eml) { Format::Eml } else { Format::Html };
    }
    if super::mail::looks_like_mailbox(head) {
        return Format::Eml;
    }
    if meant != Some(Format::Eml) && super::html::is_mhtml(start) {
        return Format::Html;
    }
    if is_bare_xml(start) {
        return Format::Xml;
    }
    if looks_like_mail(start) {
        return if start.contains("multipart/related") && !matches!(meant, Some(Format::Eml)) && !start.contains("\nto:")
        {
            Format::Html
        } else {
            Format::Eml
        };
    }
    match meant {
        Some(f @ (Format::Csv | Format::Txt | Format::Eml | Format::Html)) => f,
        // A bank's “.xls” that is tab-separated text.
        Some(Format::Xls | Format::Xlsx | Format::Et) if start.contains('\t') || start.contains(',') => Format::Csv,
        Some(f) if f != Format::Xml => {
            if mostly_printable(&text) {
                Format::Txt
            } else {
                Format::Unknown
            }
        }
        _ => {
            if mostly_printable(&text) {
                Format::Txt
            } else {
                Format::Unknown
            }
        }
    }
}

/// XML without its declaration: the first element declares a namespace, or stands alone in the lower-case text with its end.
/// “<填表说明>” and “<a@b.cn> 写道” are no elements.
fn is_bare_xml(start: &str) -> bool {
    let Some(rest) = start.strip_prefix('<') else { return false };
    let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-.:".contains(*c)).collect();
    let Some((tag, after)) = rest.split_once('>') else { return false };
    let tail = tag.get(name.len()..).unwrap_or_default();
    let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let whole = tail.is_empty() || tail.starts_with(|c: char| c.is_whitespace() || c == '/');
    named && whole && (tail.contains("xmlns") || after.contains(&format!("</{name}>")))
}

fn looks_like_mail(start: &str) -> bool {
    let heads =
        ["from:", "to:", "date:", "subject:", "received:", "return-path:", "message-id:", "mime-version:", "x-"];
    let lines: Vec<&str> = start.lines().take(40).collect();
    let named = lines.iter().filter(|l| heads.iter().any(|h| l.starts_with(h))).count();
    lines.first().is_some_and(|l| l.split_once(':').is_some_and(|(n, _)| n.bytes().all(|b| b.is_ascii_graphic())))
        && named >= 3
}

fn mostly_printable(text: &str) -> bool {
    let odd = text.chars().filter(|c| c.is_control() && !c.is_whitespace() || *c == '\u{fffd}').count();
    odd * 20 <= text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(name: &str, bytes: &[u8]) -> Format {
        match sniff(name, bytes, &Limits::default()) {
            Sniffed::Is(f) | Sniffed::Encrypted(f) => f,
        }
    }

    #[test]
    fn content_decides_and_the_extension_only_breaks_ties() {
        assert_eq!(format("a.doc", b"%PDF-1.7\n"), Format::Pdf);
        assert_eq!(format("a.xls", b"<html><table><tr><td>1</td></tr></table>"), Format::Html);
        let table: &[u8] =
            b"<?xml version=\"1.0\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">";
        assert_eq!((format("a.xml", table), format("a.xls", table)), (Format::Xls, Format::Xls));
        assert_eq!(format("a.xls", b"<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><body>"), Format::Html);
        assert_eq!(format("a.xls", "日期\t金额\n".as_bytes()), Format::Csv);
        assert_eq!(format("a.txt", "日期\t金额\n".as_bytes()), Format::Txt);
        assert_eq!(format("a.jpg", b"\x89PNG\r\n\x1a\n"), Format::Image);
        assert_eq!(format("a.bin", &[0, 1, 2, 3]), Format::Unknown);
    }

    #[test]
    fn invoice_data_without_a_declaration_is_xml_and_pages_and_notes_are_not() {
        assert_eq!(
            format("a.xml", b"<xbrl xmlns='http://x'><inv:InvoiceNumber>1</inv:InvoiceNumber></xbrl>"),
            Format::Xml
        );
        assert_eq!(format("a.txt", b"\n<fp:EInvoice xmlns:fp='http://x'><Header/></fp:EInvoice>"), Format::Xml);
        assert_eq!(format("a.html", b"<html><body>EInvoice</body></html>"), Format::Html);
        assert_eq!(format("a.txt", "<收据> 今收到会费三百元".as_bytes()), Format::Txt);
    }

    #[test]
    fn a_letter_that_quotes_a_mail_head_is_not_a_mail() {
        assert_eq!(format("a.txt", b"From: a@b.cn\nTo: c@d.cn\nSubject: x\nDate: Mon\n\nhi"), Format::Eml);
        assert_eq!(format("a.txt", "说明\n收件人 To: c@d.cn\n".as_bytes()), Format::Txt);
    }

    #[test]
    fn what_rights_management_locks_is_encrypted() {
        use super::super::compound::{file, stream};
        let is_locked =
            |name: &str, bytes: &[u8]| matches!(sniff(name, bytes, &Limits::default()), Sniffed::Encrypted(_));
        assert!(is_locked("a.doc", &file(vec![stream("\u{9}DRMContent", [0; 80]), stream("WordDocument", [0; 80])])));
        assert!(!is_locked("a.doc", &file(vec![stream("WordDocument", [0; 80])])));
        let sealed = [b"\x62\x14\x23\x65\xf1\x01\0E-SafeNet\0\0\0LOCK".as_slice(), &[7; 90]].concat();
        assert!(is_locked("a.xlsx", &sealed) && !is_locked("a.txt", &[&[b'a'; 90][..], b"E-SafeNet"].concat()));
    }

    #[test]
    fn xml_is_told_without_its_declaration_and_text_in_angles_is_none() {
        let cases: [(&str, &str, Format); 7] = [
            ("a.xml", "<xbrl xmlns=\"http://www.xbrl.org/2003/instance\">\n<a>1</a></xbrl>", Format::Xml),
            ("a", "<inv:Invoice xmlns:inv='x'/>", Format::Xml),
            ("a.xml", "<Invoice><No>1</No></Invoice>", Format::Xml),
            ("a.txt", "<填表说明>请用正楷填写</填表说明>", Format::Txt),
            ("a.txt", "<a@b.cn> 写道：\n收到", Format::Txt),
            ("a.txt", "<br> 之后另起一行", Format::Txt),
            ("a.html", "<html xmlns='x'><p>1</p></html>", Format::Html),
        ];
        for (name, text, expected) in cases {
            assert_eq!(format(name, text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn an_old_file_cut_short_stays_what_its_name_says() {
        use super::super::compound::{file, stream};
        let whole = file(vec![stream("WordDocument", [0; 5000])]);
        assert_eq!(format("a.doc", &whole[..4000]), Format::Doc);
        assert_eq!(format("a.doc", &file(vec![stream("Contents", [0; 8])])), Format::Unknown);
    }

    #[test]
    fn a_streams_name_inside_an_attachment_does_not_decide() {
        use super::super::compound::{Node, file, stream};
        let inner = Node::Storage("MBD0001", vec![stream("WordDocument", [0; 8])]);
        assert_eq!(format("a.xls", &file(vec![inner, stream("Workbook", [0; 8])])), Format::Xls);
        let attached = file(vec![stream("WordDocument", [0; 8])]);
        let mail = vec![stream("__properties_version1.0", [0; 32]), stream("__substg1.0_37010102", attached)];
        assert_eq!(format("a.msg", &file(mail)), Format::Msg);
    }
}

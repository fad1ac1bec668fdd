//! Outlook mails (.msg): head, body, attachments, mails attached to mails. Text in old code pages is decoded, which here is
//! mostly GBK under another label. Rights-protected mails, embedded OLE objects and linked files are named, not read.

use std::io::Cursor;

use encoding_rs::{Encoding, GB18030, UTF_8, WINDOWS_1252};
use office_oxide::cfb::{CfbReader, EntryType};

use super::damage::damaged;
use super::mail::mapi::{code_page, unpacked_rtf};
use super::read::{Nested, Read};
use super::{html, mail, rtf, text};
use crate::model::document::Mail;
use crate::model::{Block, Content, Day, Format, Problem};

/// Mails inside mails; people forward a mail of a mail, hardly deeper.
const MAX_DEPTH: u32 = 6;
/// Attachments and recipients of one mail.
const MAX_PARTS: usize = 2000;
/// Mails inside one file, all levels together: a directory that leads back into itself holds endlessly many.
const MAX_MAILS: usize = 500;

pub fn read(bytes: &[u8]) -> Read {
    if bytes.starts_with(mail::tnef::MAGIC) {
        return mail::tnef::read(bytes);
    }
    let mut file = match CfbReader::new(Cursor::new(bytes)) {
        Ok(file) => file,
        Err(e) => return Read::failed(damaged(e)),
    };
    let mut left = MAX_MAILS;
    message(&mut file, 0, ROOT_HEAD, 0, &mut left)
}

type File<'a> = CfbReader<Cursor<&'a [u8]>>;

/// Bytes before the first entry of a property stream: of the mail itself, of a mail inside it, of a recipient or attachment.
const ROOT_HEAD: usize = 32;
const NESTED_HEAD: usize = 24;
const PART_HEAD: usize = 8;

/// The property numbers of MS-OXPROPS that are used here.
mod tag {
    pub const SUBJECT: u16 = 0x0037;
    pub const SUBMITTED: u16 = 0x0039;
    pub const DELIVERED: u16 = 0x0e06;
    pub const HEADERS: u16 = 0x007d;
    pub const SENDER: [u16; 4] = [0x5d01, 0x5d02, 0x0c1f, 0x0065];
    pub const CREATOR: u16 = 0x5d0a;
    pub const RECIPIENT_KIND: u16 = 0x0c15;
    pub const ADDRESS: [u16; 3] = [0x39fe, 0x3003, 0x3001];
    pub const BODY: u16 = 0x1000;
    pub const RTF: u16 = 0x1009;
    pub const HTML: u16 = 0x1013;
    pub const NAME: [u16; 3] = [0x3707, 0x3704, 0x3001];
    pub const DATA: u16 = 0x3701;
    pub const METHOD: u16 = 0x3705;
    pub const CLASS: u16 = 0x001a;
    pub const CODE_PAGES: [u16; 2] = [0x3ffd, 0x3fde];
}

const STRING8: u16 = 0x001e;
const STRING: u16 = 0x001f;
const BINARY: u16 = 0x0102;
const OBJECT: u16 = 0x000d;
const PROPERTIES: &str = "__properties_version1.0";

/// `left`: mails inside mails that may still be read.
fn message(file: &mut File<'_>, storage: usize, head: usize, depth: u32, left: &mut usize) -> Read {
    let properties = Properties::of(file, storage, head, GB18030);
    let encoding = tag::CODE_PAGES.iter().find_map(|t| properties.number(*t)).map_or(GB18030, code_page);
    let properties = Properties { encoding, ..properties };
    let headers = properties.text(file, tag::HEADERS).unwrap_or_default();
    let mut read = Read::blocks(body(&properties, file));
    let mut mail = Mail {
        from: sender(&properties, file, &headers).into_iter().collect(),
        date: date(&properties, &headers),
        subject: properties.text(file, tag::SUBJECT).unwrap_or_default().trim().to_owned(),
        ..Mail::default()
    };
    if properties.text(file, tag::CLASS).is_some_and(|c| c.to_lowercase().contains("rpmsg")) {
        read.problems.push(Problem::Encrypted);
    }
    for part in children(file, storage).into_iter().take(MAX_PARTS) {
        let name = file.entries().get(part).map(|e| e.name.to_lowercase()).unwrap_or_default();
        if name.starts_with("__recip_version1.0") {
            recipient(file, part, encoding, &mut mail);
        } else if name.starts_with("__attach_version1.0") {
            attachment(file, part, (encoding, depth, &mut *left), &mut mail, &mut read);
        }
    }
    if !file.truncated_streams().is_empty() {
        read.problems.push(Problem::Damaged("邮件文件不完整".into()));
    }
    read.mail = Some(mail);
    read
}

/// The properties of one storage: fixed ones from its property stream, the others in streams of their own.
struct Properties {
    /// (number, type, value)
    fixed: Vec<(u16, u16, u64)>,
    /// (number, type, directory entry)
    streams: Vec<(u16, u16, usize)>,
    encoding: &'static Encoding,
}

impl Properties {
    fn of(file: &mut File<'_>, storage: usize, head: usize, encoding: &'static Encoding) -> Properties {
        let (mut fixed, mut streams) = (Vec::new(), Vec::new());
        for child in children(file, storage) {
            let name = file.entries().get(child).map(|e| e.name.to_lowercase()).unwrap_or_default();
            if name == PROPERTIES {
                let bytes = file.read_stream_by_index(child).unwrap_or_default();
                fixed.extend(bytes.get(head..).unwrap_or_default().chunks_exact(16).filter_map(property));
            } else if let Some(code) = name.strip_prefix("__substg1.0_")
                && let (Some(number), Some(kind)) = (code.get(..4), code.get(4..8))
                && let (Ok(number), Ok(kind)) = (u16::from_str_radix(number, 16), u16::from_str_radix(kind, 16))
            {
                streams.push((number, kind, child));
            }
        }
        Properties { fixed, streams, encoding }
    }

    fn number(&self, tag: u16) -> Option<u32> {
        self.fixed.iter().find(|(t, _, _)| *t == tag).map(|(_, _, v)| (*v & 0xffff_ffff) as u32)
    }

    fn entry(&self, tag: u16, kind: u16) -> Option<usize> {
        self.streams.iter().find(|(t, k, _)| (*t, *k) == (tag, kind)).map(|(_, _, entry)| *entry)
    }

    fn bytes(&self, file: &mut File<'_>, tag: u16, kind: u16) -> Option<Vec<u8>> {
        let entry = self.entry(tag, kind)?;
        file.read_stream_by_index(entry).ok().filter(|b| !b.is_empty())
    }

    fn text(&self, file: &mut File<'_>, tag: u16) -> Option<String> {
        let text = match self.bytes(file, tag, STRING) {
            Some(wide) => {
                let units: Vec<u16> =
                    wide.chunks_exact(2).filter_map(|c| Some(u16::from_le_bytes([*c.first()?, *c.get(1)?]))).collect();
                String::from_utf16_lossy(&units)
            }
            None => narrow(&self.bytes(file, tag, STRING8)?, self.encoding),
        };
        Some(text.trim_end_matches('\0').to_owned()).filter(|t| !t.is_empty())
    }
}

fn property(entry: &[u8]) -> Option<(u16, u16, u64)> {
    let kind = u16::from_le_bytes([*entry.first()?, *entry.get(1)?]);
    let number = u16::from_le_bytes([*entry.get(2)?, *entry.get(3)?]);
    let value = entry.get(8..16)?.iter().rev().fold(0u64, |v, b| v << 8 | u64::from(*b));
    Some((number, kind, value))
}

/// Entries directly inside a storage, by name.
fn children(file: &File<'_>, storage: usize) -> Vec<usize> {
    let entries = file.entries();
    let mut seen = vec![false; entries.len()];
    let mut open: Vec<u32> = entries.get(storage).map(|e| e.child).into_iter().collect();
    let mut found = Vec::new();
    while let Some(id) = open.pop() {
        let id = id as usize;
        let (Some(entry), Some(seen)) = (entries.get(id), seen.get_mut(id)) else { continue };
        if std::mem::replace(seen, true) {
            continue;
        }
        open.extend([entry.left_sibling, entry.right_sibling]);
        if matches!(entry.entry_type, EntryType::Storage | EntryType::Stream) {
            found.push(id);
        }
    }
    found.sort_by(|a, b| entries.get(*a).map(|e| &e.name).cmp(&entries.get(*b).map(|e| &e.name)).then(a.cmp(b)));
    found
}

/// Text of one byte a unit. Chinese programs write GBK under whatever code page the mail names.
fn narrow(bytes: &[u8], encoding: &'static Encoding) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let western = encoding == WINDOWS_1252 || encoding == UTF_8;
    let gbk = western.then(|| GB18030.decode_without_bom_handling_and_without_replacement(bytes)).flatten();
    gbk.unwrap_or_else(|| encoding.decode_without_bom_handling(bytes).0).into_owned()
}

/// The address a mail was sent from. Inside an organisation Outlook stores a directory name in its place; then the head as it
/// came over the wire tells, and for a mail that never went there who wrote it.
fn sender(properties: &Properties, file: &mut File<'_>, headers: &str) -> Option<String> {
    let mut stored = |tag: u16| properties.text(file, tag).and_then(|a| address(&a));
    let sender = tag::SENDER.iter().find_map(|t| stored(*t));
    let told = || mail::head(headers.as_bytes())?.from.into_iter().next();
    sender.or_else(told).or_else(|| stored(tag::CREATOR))
}

fn address(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['<', '>', '\'', '"']).to_lowercase();
    (text.contains('@') && !text.contains(char::is_whitespace)).then_some(text)
}

/// Day in the sender's zone where the head tells it, else in China's.
fn date(properties: &Properties, headers: &str) -> Option<Day> {
    let told = mail::head(headers.as_bytes()).and_then(|m| m.date);
    told.or_else(|| {
        let ticks = [tag::SUBMITTED, tag::DELIVERED]
            .iter()
            .find_map(|t| properties.fixed.iter().find(|(number, _, value)| number == t && *value > 0))?
            .2;
        filetime(ticks)
    })
}

/// Hundreds of nanoseconds since 1601, UTC.
fn filetime(ticks: u64) -> Option<Day> {
    const SECONDS_TO_1970: i64 = 11_644_473_600;
    let seconds = i64::try_from(ticks / 10_000_000).ok()? - SECONDS_TO_1970;
    let date = jiff::tz::offset(8).to_datetime(jiff::Timestamp::from_second(seconds).ok()?).date();
    Day::new(date.year(), date.month(), date.day())
}

/// Plain text; HTML or RTF only where there is none.
fn body(properties: &Properties, file: &mut File<'_>) -> Vec<Block> {
    if let Some(plain) = properties.text(file, tag::BODY).filter(|t| !t.trim().is_empty()) {
        return plain
            .lines()
            .map(str::trim)
            .filter(|l| !l.is_empty())
            .map(|l| text::line(0, l))
            .enumerate()
            .map(numbered)
            .collect();
    }
    let page =
        properties.bytes(file, tag::HTML, BINARY).or_else(|| properties.text(file, tag::HTML).map(String::into_bytes));
    let from_page = page.map(|p| html::read(&p).blocks).filter(|b| !b.is_empty());
    from_page
        .or_else(|| {
            properties.bytes(file, tag::RTF, BINARY).and_then(|b| unpacked_rtf(&b)).map(|r| rtf::read(&r).blocks)
        })
        .unwrap_or_default()
}

fn numbered((index, block): (usize, Block)) -> Block {
    let text = block.content.as_line().unwrap_or_default().to_owned();
    let place = crate::model::Place::Paragraph(u32::try_from(index + 1).unwrap_or(u32::MAX));
    Block { place, content: Content::Paragraph { text }, ..block }
}

fn recipient(file: &mut File<'_>, storage: usize, encoding: &'static Encoding, mail: &mut Mail) {
    let properties = Properties::of(file, storage, PART_HEAD, encoding);
    let Some(address) = tag::ADDRESS.iter().find_map(|t| properties.text(file, *t).and_then(|a| address(&a))) else {
        return;
    };
    match properties.number(tag::RECIPIENT_KIND) {
        Some(2 | 3) => mail.cc.push(address),
        _ => mail.to.push(address),
    }
}

fn attachment(
    file: &mut File<'_>,
    storage: usize,
    (encoding, depth, left): (&'static Encoding, u32, &mut usize),
    mail: &mut Mail,
    read: &mut Read,
) {
    const EMBEDDED_MESSAGE: u32 = 5;
    let properties = Properties::of(file, storage, PART_HEAD, encoding);
    let name = tag::NAME
        .iter()
        .find_map(|t| properties.text(file, *t))
        .map(|n| super::names::sanitise(&n).0.replace('/', "_"))
        .filter(|n| !n.is_empty())
        .unwrap_or_else(|| format!("附件{}", mail.attachments.len() + 1));
    let inner = properties.entry(tag::DATA, OBJECT);
    if let Some(data) = properties.bytes(file, tag::DATA, BINARY) {
        let name = mail::unique(name, &mail.attachments);
        mail.attachments.push(name.clone());
        read.members.push((name, data));
    } else if let Some(inner) = inner.filter(|_| properties.number(tag::METHOD) == Some(EMBEDDED_MESSAGE)) {
        let name = if name.to_lowercase().ends_with(".msg") { name } else { format!("{name}.msg") };
        let name = mail::unique(name, &mail.attachments);
        mail.attachments.push(name.clone());
        if depth >= MAX_DEPTH {
            read.problems.push(Problem::Limit(format!("邮件嵌套超过 {MAX_DEPTH} 层")));
            return;
        }
        let Some(fewer) = left.checked_sub(1) else {
            read.problems.push(Problem::Limit(format!("邮件内含的邮件超过 {MAX_MAILS} 封")));
            return;
        };
        *left = fewer;
        let identity = identity(file, inner);
        let inner = message(file, inner, NESTED_HEAD, depth + 1, left);
        read.nested.push(Nested { name, format: Format::Msg, identity, read: inner });
    } else {
        mail.attachments.push(name.clone());
        let why = if inner.is_some() { "是嵌入的对象，未读取" } else { "未随邮件保存" };
        read.problems.push(Problem::Skipped(format!("附件“{name}”{why}")));
    }
}

/// What tells a mail inside a mail from others: the bytes of its own streams.
fn identity(file: &mut File<'_>, storage: usize) -> Vec<u8> {
    let mut all = Vec::new();
    for child in children(file, storage) {
        if file.entries().get(child).is_some_and(|e| e.entry_type == EntryType::Stream) {
            all.extend(file.read_stream_by_index(child).unwrap_or_default());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::compound::{self, Node, stream};
    use super::*;
    use crate::ingest::{Limits, read_bytes};
    use crate::model::{Coverage, Document};

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn gbk(text: &str) -> Vec<u8> {
        encoding_rs::GBK.encode(text).0.into_owned()
    }

    fn unicode(tag: u16, text: &str) -> Node {
        stream(format!("__substg1.0_{tag:04X}001F"), wide(text))
    }

    fn narrow(tag: u16, bytes: &[u8]) -> Node {
        stream(format!("__substg1.0_{tag:04X}001E"), bytes)
    }

    fn binary(tag: u16, bytes: &[u8]) -> Node {
        stream(format!("__substg1.0_{tag:04X}0102"), bytes)
    }

    fn fixed(head: usize, values: &[(u16, u16, u64)]) -> Node {
        let mut bytes = vec![0; head];
        for (tag, kind, value) in values {
            bytes.extend(kind.to_le_bytes());
            bytes.extend(tag.to_le_bytes());
            bytes.extend([6, 0, 0, 0]);
            bytes.extend(value.to_le_bytes());
        }
        stream(PROPERTIES, bytes)
    }

    fn recipient(number: &'static str, kind: u64, address: &str) -> Node {
        Node::Storage(number, vec![fixed(PART_HEAD, &[(tag::RECIPIENT_KIND, 3, kind)]), unicode(0x39fe, address)])
    }

    fn read(nodes: Vec<Node>) -> Vec<Document> {
        read_bytes("投稿.msg", &compound::file(nodes), &Limits::default())
    }

    /// 2026-09-12 23:30 UTC, which is the 13th in China.
    const LATE: u64 = 134_337_870_000_000_000;

    #[test]
    fn head_body_attachments_and_a_mail_inside() {
        let inner = vec![
            fixed(NESTED_HEAD, &[]),
            unicode(tag::SUBJECT, "回复：稿件已收到"),
            unicode(tag::SENDER[0], "Editor@Example.org"),
            unicode(tag::BODY, "已录用"),
        ];
        let documents = read(vec![
            fixed(ROOT_HEAD, &[(tag::SUBMITTED, 0x40, LATE)]),
            unicode(tag::SUBJECT, "新闻稿报送"),
            unicode(0x0c1f, "/O=EXAMPLE/CN=ZHANG"),
            unicode(tag::HEADERS, "From: =?gb2312?B?1cXI/Q==?= <Zhang@Example.org>\r\nSubject: x\r\n\r\n"),
            unicode(tag::BODY, "各位老师：\r\n\r\n附件为新闻稿。"),
            recipient("__recip_version1.0_#00000000", 1, "gxkxzb@example.com"),
            recipient("__recip_version1.0_#00000001", 2, "copy@example.com"),
            Node::Storage(
                "__attach_version1.0_#00000000",
                vec![
                    fixed(PART_HEAD, &[(tag::METHOD, 3, 1)]),
                    unicode(tag::NAME[0], "新闻稿.txt"),
                    binary(tag::DATA, "示例学会举办学术年会".repeat(300).as_bytes()),
                ],
            ),
            Node::Storage(
                "__attach_version1.0_#00000001",
                vec![
                    fixed(PART_HEAD, &[(tag::METHOD, 3, 5)]),
                    unicode(0x3001, "回复：稿件已收到"),
                    Node::Storage("__substg1.0_3701000D", inner),
                ],
            ),
            Node::Storage(
                "__attach_version1.0_#00000002",
                vec![fixed(PART_HEAD, &[(tag::METHOD, 3, 7)]), unicode(tag::NAME[0], "云盘.zip")],
            ),
        ]);
        let paths: Vec<&str> = documents.iter().map(|d| d.path.as_str()).collect();
        assert_eq!(paths, ["投稿.msg", "投稿.msg/回复：稿件已收到.msg", "投稿.msg/新闻稿.txt"]);
        let mail = documents[0].mail.as_ref().unwrap();
        assert_eq!((mail.subject.as_str(), mail.from[0].as_str()), ("新闻稿报送", "zhang@example.org"));
        assert_eq!((mail.to[0].as_str(), mail.cc[0].as_str()), ("gxkxzb@example.com", "copy@example.com"));
        assert_eq!(mail.date.unwrap().to_string(), "2026-09-13");
        assert_eq!(documents[0].text(), "各位老师：\n附件为新闻稿。\n");
        assert_eq!(documents[0].problems, [Problem::Skipped("附件“云盘.zip”未随邮件保存".into())]);
        let inner = documents[1].mail.as_ref().unwrap();
        assert_eq!((inner.from[0].as_str(), documents[1].text().trim()), ("editor@example.org", "已录用"));
        assert_eq!(documents[1].inside.as_deref(), Some("投稿.msg"));
        assert_eq!((documents[2].text().chars().count(), documents[2].coverage), (3001, Coverage::Full));
    }

    #[test]
    fn gbk_text_is_read_whatever_code_page_the_mail_names() {
        for page in [936, 1252, 20127, 0] {
            let values: &[(u16, u16, u64)] = if page == 0 { &[] } else { &[(tag::CODE_PAGES[0], 3, page)] };
            let documents = read(vec![
                fixed(ROOT_HEAD, values),
                narrow(tag::SUBJECT, &gbk("活动照片报送")),
                narrow(tag::BODY, &gbk("请查收附件。")),
            ]);
            assert_eq!(documents[0].mail.as_ref().unwrap().subject, "活动照片报送", "{page}");
            assert_eq!(documents[0].text().trim(), "请查收附件。");
        }
        let western = read(vec![fixed(ROOT_HEAD, &[(tag::CODE_PAGES[0], 3, 1252)]), narrow(tag::SUBJECT, b"caf\xe9 ")]);
        assert_eq!(western[0].mail.as_ref().unwrap().subject, "café");
    }

    #[test]
    fn a_body_in_html_or_in_compressed_rtf_is_read() {
        let page = ["<html><meta charset=gb2312><p>".as_bytes(), &gbk("网页正文"), b"</p></html>"].concat();
        let documents = read(vec![fixed(ROOT_HEAD, &[]), binary(tag::HTML, &page)]);
        assert_eq!(documents[0].text().trim(), "网页正文");
        // The example of MS-OXRTFCP 3.1: references into the dictionary and into what was written.
        let packed = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 3, 0, 0x0a, 0, 0x72, 0x63,
            0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0, 0x20, 0x62, 0x77,
            0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        assert_eq!(unpacked_rtf(&packed).unwrap(), b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        let documents = read(vec![fixed(ROOT_HEAD, &[]), binary(tag::RTF, &packed)]);
        assert_eq!(documents[0].text().trim(), "hello world");
    }

    #[test]
    fn a_mail_that_holds_itself_comes_to_an_end() {
        const ATTACHED: [&str; 4] = [
            "__attach_version1.0_#00000000",
            "__attach_version1.0_#00000001",
            "__attach_version1.0_#00000002",
            "__attach_version1.0_#00000003",
        ];
        let mut nodes = vec![fixed(ROOT_HEAD, &[]), unicode(tag::SUBJECT, "转发")];
        nodes.extend(ATTACHED.map(|name| {
            let inner = Node::Storage("__substg1.0_3701000D", vec![unicode(tag::BODY, "正文")]);
            Node::Storage(name, vec![fixed(PART_HEAD, &[(tag::METHOD, 3, 5)]), inner])
        }));
        let mut bytes = compound::file(nodes);
        let before = read_bytes("转.msg", &bytes, &Limits::default());
        assert!(before.len() == 5 && before.iter().all(|d| d.problems.is_empty()));
        // Every mail inside now has the entries of the outermost.
        let entries = |name: &str, bytes: &[u8]| -> Vec<usize> {
            let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            (0..bytes.len()).step_by(128).filter(|at| bytes[*at..].starts_with(&name)).collect()
        };
        let root = entries("Root Entry", &bytes)[0];
        let child = bytes[root + 76..root + 80].to_vec();
        for inner in entries("__substg1.0_3701000D", &bytes) {
            bytes[inner + 76..inner + 80].copy_from_slice(&child);
        }
        let documents = read_bytes("转.msg", &bytes, &Limits::default());
        assert_eq!(documents.len(), MAX_MAILS + 1);
        assert!(documents.iter().any(|d| matches!(&d.problems[..], [Problem::Limit(l), ..] if l.contains("500 封"))));
    }

    #[test]
    fn broken_mails_end_quietly() {
        let whole = compound::file(vec![fixed(ROOT_HEAD, &[]), unicode(tag::SUBJECT, "报送"), binary(tag::RTF, b"x")]);
        for cut in [100, 512, 700, 1024, whole.len() - 1] {
            read_bytes("信.msg", &whole[..cut], &Limits::default());
        }
        for at in (0..whole.len()).step_by(7) {
            let mut bent = whole.clone();
            bent[at] ^= 0xff;
            assert_eq!(read_bytes("信.msg", &bent, &Limits::default())[0].path, "信.msg");
        }
    }
}

//! `winmail.dat`: what Outlook packs a mail's attachments and its formatted text into (MS-OXTNEF). Attachments come out as
//! members; objects of other programs are named, not read. A file that breaks off keeps what was read so far.

use encoding_rs::{Encoding, GB18030};

use super::super::read::Read;
use super::super::{html, names, rtf};
use super::{charset, mapi, unique};
use crate::model::Problem;

pub const MAGIC: &[u8] = b"\x78\x9f\x3e\x22";

mod attribute {
    pub const BODY: u16 = 0x800c;
    pub const ATTACHED_DATA: u16 = 0x800f;
    pub const ATTACHED_TITLE: u16 = 0x8010;
    /// Begins an attachment.
    pub const ATTACHED: u16 = 0x9002;
    pub const PROPERTIES: u16 = 0x9003;
    pub const ATTACHED_PROPERTIES: u16 = 0x9005;
    pub const CODE_PAGE: u16 = 0x9007;
}

mod tag {
    pub const LONG_NAME: u16 = 0x3707;
    pub const DISPLAY_NAME: u16 = 0x3001;
    pub const DATA: u16 = 0x3701;
    pub const RTF: u16 = 0x1009;
    pub const HTML: u16 = 0x1013;
}

/// More attachments than anybody sends.
const MOST: usize = 2_000;

#[derive(Default)]
struct Attached<'a> {
    title: Option<String>,
    long: Option<String>,
    data: Option<&'a [u8]>,
}

pub fn read(bytes: &[u8]) -> Read {
    let mut read = Read::default();
    let (mut code, mut attached): (_, Vec<Attached<'_>>) = (GB18030, Vec::new());
    let mut rest = bytes.get(6..).unwrap_or_default();
    let mut plain = None;
    while !rest.is_empty() {
        let Some((id, data, after)) = next(rest) else {
            read.problems.push(Problem::Damaged("邮件附件包不完整".into()));
            break;
        };
        rest = after;
        let count = attached.len();
        match (id, attached.last_mut()) {
            (attribute::CODE_PAGE, _) => code = number(data, 0).map_or(GB18030, mapi::code_page),
            (attribute::BODY, _) => plain = Some(text(data, code)),
            (attribute::PROPERTIES, _) => page(data, &mut read),
            (attribute::ATTACHED, _) if count < MOST => attached.push(Attached::default()),
            (attribute::ATTACHED, _) => {
                read.problems.push(Problem::Limit(format!("附件超过 {MOST} 个")));
                break;
            }
            (attribute::ATTACHED_TITLE, Some(last)) => last.title = Some(text(data, code)),
            (attribute::ATTACHED_DATA, Some(last)) => last.data = Some(data),
            (attribute::ATTACHED_PROPERTIES, Some(last)) => {
                for p in properties(data) {
                    match p.tag {
                        tag::LONG_NAME | tag::DISPLAY_NAME if last.long.is_none() || p.tag == tag::LONG_NAME => {
                            last.long = Some(p.text(code)).filter(|n| !n.is_empty()).or(last.long.take());
                        }
                        tag::DATA if last.data.is_none() && p.kind == BINARY => last.data = Some(p.value),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    if let Some(plain) = plain.filter(|_| read.blocks.is_empty()) {
        let lines = plain.lines().map(str::trim).filter(|l| !l.is_empty());
        read.blocks = lines.zip(1..).map(|(l, n)| super::text::line(n, l)).collect();
    }
    hand_over(attached, &mut read);
    read
}

fn hand_over(attached: Vec<Attached<'_>>, read: &mut Read) {
    let (mut names, mut unread) = (Vec::new(), Vec::new());
    for (one, n) in attached.into_iter().zip(1..) {
        let name = one.long.or(one.title).map(|n| names::sanitise(&n).0.replace('/', "_")).filter(|n| !n.is_empty());
        let name = unique(name.unwrap_or_else(|| format!("附件{n}")), &names);
        names.push(name.clone());
        match one.data {
            Some(data) => read.members.push((name, data.to_vec())),
            None => unread.push(name),
        }
    }
    if !unread.is_empty() {
        read.problems.push(Problem::Skipped(format!("附件包内的“{}”是嵌入的对象", unread.join("”、“"))));
    }
    if names.is_empty() && read.blocks.is_empty() && read.problems.is_empty() {
        read.problems.push(Problem::Empty);
    }
    read.contained = names.len();
}

/// The formatted text among the mail's properties.
fn page(data: &[u8], read: &mut Read) {
    for p in properties(data) {
        let blocks = match p.tag {
            tag::RTF => mapi::unpacked_rtf(p.value).map(|r| rtf::read(&r).blocks),
            tag::HTML => Some(html::read(p.value).blocks),
            _ => None,
        };
        if let Some(blocks) = blocks.filter(|_| read.blocks.is_empty()) {
            read.blocks = blocks;
        }
    }
}

/// Identifier and data of the first attribute, and what follows it.
fn next(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let id = u16::from_le_bytes([*bytes.get(1)?, *bytes.get(2)?]);
    let length = number(bytes, 5)? as usize;
    let data = bytes.get(9..)?.get(..length)?;
    Some((id, data, bytes.get(9 + length + 2..).unwrap_or_default()))
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.get(..4)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn text(bytes: &[u8], code: &'static Encoding) -> String {
    charset::decode(bytes, Some(code.name())).trim_end_matches('\0').trim().to_owned()
}

struct Property<'a> {
    tag: u16,
    kind: u16,
    value: &'a [u8],
}

const STRING8: u16 = 0x1e;
const STRING: u16 = 0x1f;
const BINARY: u16 = 0x102;
const OBJECT: u16 = 0x0d;
/// Several values of one kind.
const SEVERAL: u16 = 0x1000;

impl Property<'_> {
    fn text(&self, code: &'static Encoding) -> String {
        match self.kind {
            STRING => encoding_rs::UTF_16LE.decode_without_bom_handling(self.value).0.trim_end_matches('\0').to_owned(),
            _ => text(self.value, code),
        }
    }
}

/// The properties of a block of them (MS-OXTNEF 2.1.3.4), up to the first that makes no sense.
fn properties(bytes: &[u8]) -> Vec<Property<'_>> {
    let mut found = Vec::new();
    let mut at = 4;
    while let Some(read) = property(bytes, &mut at) {
        found.push(read);
    }
    found
}

fn property<'a>(bytes: &'a [u8], at: &mut usize) -> Option<Property<'a>> {
    const NAMED: u16 = 0x8000;
    let head = number(bytes, *at)?;
    let (kind, tag) = ((head & 0xffff) as u16, (head >> 16) as u16);
    *at += 4;
    if tag >= NAMED {
        let is_text = number(bytes, *at + 16)? == 1;
        let more = number(bytes, *at + 20)? as usize;
        *at = at.checked_add(24)?.checked_add(if is_text { more.checked_next_multiple_of(4)? } else { 0 })?;
    }
    let base = kind & !SEVERAL;
    let variable = matches!(base, STRING8 | STRING | BINARY | OBJECT);
    let count = if variable || kind & SEVERAL != 0 {
        *at += 4;
        number(bytes, *at - 4)?
    } else {
        1
    };
    let mut first = None;
    for _ in 0..count {
        let length = if variable {
            *at += 4;
            number(bytes, *at - 4)? as usize
        } else {
            // Nothing, many times over, has no end.
            size(base).filter(|s| *s > 0 || count == 1)?
        };
        let value = bytes.get(*at..)?.get(..length)?;
        *at = at.checked_add(length.checked_next_multiple_of(4)?)?;
        first = first.or(Some(value));
    }
    Some(Property { tag, kind: base, value: first.unwrap_or_default() })
}

/// Bytes of a value of fixed size.
fn size(kind: u16) -> Option<usize> {
    Some(match kind {
        1 => 0,
        2 | 3 | 4 | 0x0a | 0x0b => 4,
        5 | 6 | 7 | 0x14 | 0x40 => 8,
        0x48 => 16,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::{Limits, read_bytes};
    use super::*;
    use crate::model::{Coverage, Format};

    fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
        let sum = data.iter().fold(0u16, |s, b| s.wrapping_add(u16::from(*b)));
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        [&[level][..], &id.to_le_bytes(), &length, data, &sum.to_le_bytes()].concat()
    }

    fn properties_of(all: &[(u32, &[u8])]) -> Vec<u8> {
        let mut out = u32::try_from(all.len()).unwrap().to_le_bytes().to_vec();
        for (head, value) in all {
            out.extend(head.to_le_bytes());
            if matches!(head & 0xffff, 0x1e | 0x1f | 0x102 | 0x0d) {
                out.extend([1, 0, 0, 0]);
                out.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
            }
            out.extend_from_slice(value);
            out.resize(out.len().next_multiple_of(4), 0);
        }
        out
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
    }

    fn gbk(text: &str) -> Vec<u8> {
        encoding_rs::GBK.encode(text).0.into_owned()
    }

    fn winmail() -> Vec<u8> {
        let long = wide("经费决算说明（定稿）.txt");
        let mapi = properties_of(&[(0x0e20_0003, &[1, 0, 0, 0]), (0x3707_001f, &long)]);
        let object = properties_of(&[(0x3701_000d, &[0; 20]), (0x3001_001e, &gbk("嵌入的图纸"))]);
        [
            MAGIC.to_vec(),
            vec![1, 0],
            attribute(1, 0x0006_9007, &[0xa8, 3, 0, 0, 0, 0, 0, 0]),
            attribute(1, 0x0002_800c, &gbk("请查收附件。\r\n")),
            attribute(2, 0x0006_9002, &[0; 14]),
            attribute(2, 0x0001_8010, &gbk("JUESUA~1.TXT\0")),
            attribute(2, 0x0006_800f, "合计15000元".as_bytes()),
            attribute(2, 0x0006_9005, &mapi),
            attribute(2, 0x0006_9002, &[0; 14]),
            attribute(2, 0x0001_8010, &gbk("名单.txt\0")),
            attribute(2, 0x0006_800f, "共57人".as_bytes()),
            attribute(2, 0x0006_9002, &[0; 14]),
            attribute(2, 0x0006_9005, &object),
        ]
        .concat()
    }

    #[test]
    fn attachments_come_out_by_their_long_names_and_objects_are_named() {
        let documents = read_bytes("winmail.dat", &winmail(), &Limits::default());
        let shown: Vec<(&str, String)> =
            documents.iter().map(|d| (d.path.as_str(), d.text().trim().to_owned())).collect();
        let expected = [
            ("winmail.dat", "请查收附件。"),
            ("winmail.dat/名单.txt", "共57人"),
            ("winmail.dat/经费决算说明（定稿）.txt", "合计15000元"),
        ];
        assert_eq!(shown, expected.map(|(p, t)| (p, t.to_owned())));
        assert_eq!((documents[0].format, documents[0].coverage), (Format::Msg, Coverage::Partial));
        assert_eq!(documents[0].problems, [Problem::Skipped("附件包内的“嵌入的图纸”是嵌入的对象".into())]);
    }

    #[test]
    fn a_package_that_breaks_off_or_lies_says_so() {
        let whole = winmail();
        for cut in 4..whole.len() {
            let found = read_bytes("winmail.dat", &whole[..cut], &Limits::default());
            let said = found[0].coverage != Coverage::Full || found[0].problems == [Problem::Empty];
            assert!(
                said || cut + 2 >= whole.len() || !found[0].blocks.is_empty() || found.len() > 1,
                "{cut} {found:?}"
            );
        }
        for at in 0..whole.len() {
            let mut bent = whole.clone();
            bent[at] ^= 0xff;
            assert_eq!(read_bytes("winmail.dat", &bent, &Limits::default())[0].path, "winmail.dat");
        }
    }
}

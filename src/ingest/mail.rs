//! Mails (.eml): head, body, attachments. Two things the parser does not do are done here: raw GBK in the head, and
//! encoded words that were split inside a character.

use mail_parser::{Address, MessageParser, MimeHeaders, PartType};

use super::reader::Read;
use super::{html, text};
use crate::model::document::Mail;
use crate::model::{Block, Content, Day, Origin, Place, Problem};

pub fn read(bytes: &[u8]) -> Read {
    let fixed = utf8_heads(bytes);
    let Some(message) = MessageParser::default().parse(&fixed) else {
        return Read::failed(Problem::Damaged("不是有效的邮件".into()));
    };
    let subject = header(&fixed, "subject").or_else(|| message.subject().map(str::to_owned)).unwrap_or_default();
    let mut mail = Mail {
        from: addresses(message.from()),
        to: addresses(message.to()),
        cc: addresses(message.cc()),
        date: message.date().and_then(|d| {
            Day::new(i16::try_from(d.year).ok()?, i8::try_from(d.month).ok()?, i8::try_from(d.day).ok()?)
        }),
        subject: subject.trim().to_owned(),
        attachments: Vec::new(),
    };
    let mut read = Read::blocks(body(&message));
    for (index, part) in message.attachments().enumerate() {
        let raw = fixed.get(part.offset_header as usize..part.offset_body as usize).unwrap_or_default();
        let name = file_name(raw)
            .or_else(|| part.attachment_name().map(str::to_owned))
            .map(|n| super::archive::sanitise(&n).0.replace('/', "_"))
            .filter(|n| !n.is_empty());
        let bytes = match &part.body {
            PartType::Message(_) if part.encoding == mail_parser::Encoding::None => {
                fixed.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default().to_vec()
            }
            PartType::Message(inner) => inner.raw_message().to_vec(),
            _ => part.contents().to_vec(),
        };
        let name = match name {
            Some(name) => name,
            // Pictures inside an HTML body are decoration unless they carry a name.
            None if part.content_id().is_some() => continue,
            None => format!("附件{}{}", index + 1, if part.is_message() { ".eml" } else { "" }),
        };
        let name = unique(name, &mail.attachments);
        mail.attachments.push(name.clone());
        read.members.push((name, bytes));
    }
    read.mail = Some(mail);
    read
}

pub fn unique(name: String, taken: &[String]) -> String {
    if !taken.contains(&name) {
        return name;
    }
    let (stem, ext) = name.rsplit_once('.').unwrap_or((&name, ""));
    let dot = if ext.is_empty() { "" } else { "." };
    (2..).map(|n| format!("{stem}({n}){dot}{ext}")).find(|n| !taken.contains(n)).unwrap_or(name.clone())
}

fn addresses(address: Option<&Address<'_>>) -> Vec<String> {
    address
        .into_iter()
        .flat_map(Address::iter)
        .filter_map(|a| a.address.as_deref())
        .map(|a| a.trim().trim_matches(['<', '>']).to_lowercase())
        .filter(|a| !a.is_empty())
        .collect()
}

/// Text parts as paragraphs; HTML only where there is no plain text.
fn body(message: &mail_parser::Message<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let parts = if message.text_body.is_empty() { &message.html_body } else { &message.text_body };
    for id in parts {
        match message.parts.get(*id as usize).map(|p| &p.body) {
            Some(PartType::Text(t)) => {
                blocks.extend(t.lines().map(str::trim).filter(|l| !l.is_empty()).map(|l| text::line(0, l)));
            }
            Some(PartType::Html(h)) => blocks.extend(html::blocks(h)),
            _ => {}
        }
    }
    let mut number = 0;
    for block in &mut blocks {
        if block.content.as_table().is_none() {
            number += 1;
            *block = Block {
                place: Place::Paragraph(number),
                origin: Origin::Body,
                hidden: false,
                content: Content::Paragraph { text: block.content.as_line().unwrap_or_default().to_owned() },
            };
        }
    }
    blocks
}

/// Rewrites the head block, and the heads of parts, from GB18030 to UTF-8 where they are raw 8-bit. Bodies stay.
fn utf8_heads(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut in_head = true;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        if line.iter().all(|b| matches!(b, b'\r' | b'\n')) {
            in_head = false;
        } else if line.starts_with(b"--") && !in_head {
            in_head = true;
        }
        if in_head && std::str::from_utf8(line).is_err() {
            out.extend_from_slice(encoding_rs::GB18030.decode(line).0.as_bytes());
        } else {
            out.extend_from_slice(line);
        }
    }
    out
}

/// A header of the first head block, unfolded and with its encoded words decoded; `None` without encoded words.
fn header(bytes: &[u8], name: &str) -> Option<String> {
    let head = unfolded(bytes);
    let value = head.iter().find_map(|l| {
        let (key, value) = l.split_once(':')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })?;
    value.contains("=?").then(|| encoded_words(&value))
}

/// Lines of the head with continuation lines joined.
fn unfolded(bytes: &[u8]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in bytes.split(|b| *b == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches('\r');
        if line.is_empty() {
            break;
        }
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => {
                last.push(' ');
                last.push_str(line.trim_start());
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// File name of an attachment when it is written in encoded words (which a quoted parameter must not, and does).
fn file_name(raw: &[u8]) -> Option<String> {
    for line in unfolded(raw) {
        let lower = line.to_ascii_lowercase();
        if !lower.starts_with("content-disposition:") && !lower.starts_with("content-type:") {
            continue;
        }
        for key in ["filename=", "name="] {
            let Some(at) = lower.find(key) else { continue };
            let value = line.get(at + key.len()..).unwrap_or_default().trim_start();
            let value = match value.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next().unwrap_or_default(),
                None => value.split(';').next().unwrap_or_default().trim(),
            };
            if value.contains("=?") {
                return Some(encoded_words(value));
            }
        }
    }
    None
}

/// Decodes `=?charset?B|Q?…?=`; neighbours of one charset are joined as bytes first, because senders split characters.
fn encoded_words(text: &str) -> String {
    let mut out = String::new();
    let mut pending: Option<(String, Vec<u8>)> = None;
    let mut rest = text;
    while let Some(at) = rest.find("=?") {
        let (before, word) = rest.split_at(at);
        let Some((charset, bytes, after)) = encoded_word(word) else {
            flush(&mut pending, &mut out);
            out.push_str(before);
            out.push_str("=?");
            rest = word.get(2..).unwrap_or_default();
            continue;
        };
        if !before.trim().is_empty() {
            flush(&mut pending, &mut out);
            out.push_str(before);
        }
        match &mut pending {
            Some((set, joined)) if set.eq_ignore_ascii_case(&charset) => joined.extend(bytes),
            _ => {
                flush(&mut pending, &mut out);
                pending = Some((charset, bytes));
            }
        }
        rest = after;
    }
    flush(&mut pending, &mut out);
    out.push_str(rest);
    out
}

fn flush(pending: &mut Option<(String, Vec<u8>)>, out: &mut String) {
    if let Some((charset, bytes)) = pending.take() {
        let label = charset.split('*').next().unwrap_or_default();
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap_or(encoding_rs::GB18030);
        // GB2312 on a label means any of its successors in practice.
        let encoding = if encoding == encoding_rs::GBK { encoding_rs::GB18030 } else { encoding };
        out.push_str(&encoding.decode(&bytes).0);
    }
}

/// The word at the start of `text`: charset, bytes, and what follows.
fn encoded_word(text: &str) -> Option<(String, Vec<u8>, &str)> {
    let inner = text.strip_prefix("=?")?;
    let (charset, inner) = inner.split_once('?')?;
    let (kind, inner) = inner.split_once('?')?;
    let end = inner.find("?=")?;
    let body = inner.get(..end)?;
    let bytes = match kind {
        "B" | "b" => mail_parser::decoders::base64::base64_decode(body.as_bytes())?,
        "Q" | "q" => quoted(body),
        _ => return None,
    };
    Some((charset.to_owned(), bytes, inner.get(end + 2..)?))
}

fn quoted(body: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = body.bytes();
    while let Some(b) = bytes.next() {
        match b {
            b'_' => out.push(b' '),
            b'=' => {
                let digits: String = bytes.by_ref().take(2).map(char::from).collect();
                out.extend(u8::from_str_radix(&digits, 16).ok());
            }
            b => out.push(b),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gbk(text: &str) -> Vec<u8> {
        encoding_rs::GBK.encode(text).0.into_owned()
    }

    #[test]
    fn a_raw_gbk_head_is_read() {
        let raw = [
            b"From: <A@B.cn>\r\nTo: gxkxzb@126.com\r\nSubject: ".to_vec(),
            gbk("新闻稿报送"),
            b"\r\nDate: Fri, 17 Jul 2026 09:00:00 +0800\r\n\r\nhello\r\n".to_vec(),
        ]
        .concat();
        let read = read(&raw);
        let mail = read.mail.unwrap();
        assert_eq!((mail.subject.as_str(), mail.from[0].as_str()), ("新闻稿报送", "a@b.cn"));
        assert_eq!(mail.date.unwrap().to_string(), "2026-07-17");
    }

    #[test]
    fn words_split_inside_a_character_are_joined_before_decoding() {
        let word =
            |bytes: &[u8]| format!("=?gb2312?Q?{}?=", bytes.iter().map(|b| format!("={b:02X}")).collect::<String>());
        let all = gbk("新闻稿");
        assert_eq!(encoded_words(&format!("{} {}", word(&all[..3]), word(&all[3..]))), "新闻稿");
        assert_eq!(encoded_words("回复: =?utf-8?B?5paw?= a"), "回复: 新 a");
        assert_eq!(encoded_words("1=?2"), "1=?2");
    }

    /// A mail of several parts; each is (head, body).
    fn parts(kind: &str, parts: &[(&str, &[u8])]) -> Vec<u8> {
        let head = "From: a@b.cn\r\nTo: c@d.cn\r\nSubject: x\r\nMIME-Version: 1.0\r\n";
        let mut raw = format!("{head}Content-Type: multipart/{kind}; boundary=B\r\n\r\n").into_bytes();
        for (head, body) in parts {
            raw.extend(format!("--B\r\n{head}\r\n\r\n").bytes());
            raw.extend_from_slice(body);
            raw.extend(b"\r\n");
        }
        raw.extend(b"--B--\r\n");
        raw
    }

    fn names(read: &Read) -> Vec<&str> {
        read.members.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn lines(read: &Read) -> Vec<&str> {
        read.blocks.iter().filter_map(|b| b.content.as_line()).collect()
    }

    #[test]
    fn names_of_attachments_are_read_however_they_are_written() {
        let utf8 = "Content-Type: application/pdf;\r\n name*0*=utf-8''%E6%96%B0%E9%97%BB;\r\n name*1*=%E7%A8%BF.pdf\r\n\
                    Content-Disposition: attachment;\r\n filename*0*=utf-8''%E6%96%B0%E9%97%BB;\r\n filename*1*=%E7%A8%BF.pdf";
        let gbk2231 = "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=gb2312''%D0%C2%CE%C5%B8%E5.pdf";
        let words = "Content-Type: application/pdf; name=\"=?gb2312?B?0MLOxbjl?=\r\n =?gb2312?Q?=32.pdf?=\"\r\nContent-Disposition: attachment";
        let raw = [
            b"Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"".to_vec(),
            gbk("新闻稿"),
            b"3.pdf\"".to_vec(),
        ]
        .concat();
        let bytes = parts("mixed", &[(utf8, b"1"), (gbk2231, b"2"), (words, b"3")]);
        assert_eq!(names(&read(&bytes)), ["新闻稿.pdf", "新闻稿(2).pdf", "新闻稿2.pdf"]);
        let bytes = [b"From: a@b.cn\r\nTo: c@d.cn\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n".to_vec(), raw, b"\r\n\r\n4\r\n--B--\r\n".to_vec()].concat();
        assert_eq!(names(&read(&bytes)), ["新闻稿3.pdf"]);
    }

    #[test]
    fn pictures_with_names_winmail_and_mails_are_kept_as_members() {
        let inner = "From: e@f.cn\r\nTo: g@h.cn\r\nSubject: =?utf-8?B?5Zue5aSN?=\r\n\r\nyes\r\n";
        let bytes = parts(
            "related",
            &[
                (
                    "Content-Type: text/html; charset=gb2312",
                    &[b"<p>".to_vec(), gbk("朱镕基路活动截图"), b"<img src=cid:1></p>".to_vec()].concat(),
                ),
                (
                    "Content-Type: image/png; name=\"shot.png\"\r\nContent-ID: <1>\r\nContent-Disposition: inline; filename=\"shot.png\"",
                    b"PNG",
                ),
                ("Content-Type: image/gif\r\nContent-ID: <2>", b"GIF"),
                (
                    "Content-Type: application/ms-tnef; name=\"winmail.dat\"\r\nContent-Disposition: attachment; filename=\"winmail.dat\"",
                    b"\x78\x9f\x3e\x22",
                ),
                ("Content-Type: message/rfc822\r\nContent-Disposition: attachment", inner.as_bytes()),
            ],
        );
        let found = read(&bytes);
        assert_eq!(lines(&found), ["朱镕基路活动截图"]);
        assert_eq!(names(&found), ["shot.png", "winmail.dat", "附件4.eml"]);
        assert_eq!(read(&found.members[2].1).mail.unwrap().subject, "回复");
    }

    #[test]
    fn what_a_forwarded_mail_quotes_is_text_of_the_mail() {
        let body = "请查收。\r\n\r\n-------- 转发邮件信息 --------\r\n发件人：示例学会 <x@y.cn>\r\n发送日期：2026年9月13日\r\n主题：新闻稿\r\n";
        let bytes = format!(
            "From: a@b.cn\r\nTo: c@d.cn\r\nSubject: Fw\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}"
        );
        let found = read(bytes.as_bytes());
        assert!(lines(&found).contains(&"发送日期：2026年9月13日"));
        assert_eq!(found.mail.unwrap().from, ["a@b.cn"]);
    }
}

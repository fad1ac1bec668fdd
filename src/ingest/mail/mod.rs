//! Mails (.eml, .emlx, mailboxes): head, body, attachments. Things the parser does not do are done here: raw GBK in the head,
//! encoded words that were split inside a character, texts whose charset is missing or wrong, names in every spelling, parts
//! that break off.

pub mod charset;
mod mailbox;
pub mod mapi;
mod names;
pub mod tnef;

use mail_parser::{Address, MessageParser, MessagePart, MimeHeaders, PartType};

use super::limits::Limits;
use super::read::Read;
use super::{html, text};
use crate::model::document::Mail;
use crate::model::{Block, Content, Day, Origin, Place, Problem};

pub use mailbox::looks_like_mailbox;

/// One mail, or all mails of a mailbox as its members.
pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    if let Some(mails) = mailbox::mails(bytes) {
        match &mails[..] {
            [only] => return one(only),
            _ => return mailbox::read(&mails, limits),
        }
    }
    one(mailbox::without_envelope(bytes))
}

/// What the head of a mail says, without its body.
pub fn head(bytes: &[u8]) -> Option<Mail> {
    one(bytes).mail
}

fn one(bytes: &[u8]) -> Read {
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
    let mut read = Read::blocks(body(&message, &fixed));
    if message.parts.iter().any(|p| is_locked(Part::of(p, &fixed).head)) {
        read.problems.push(Problem::Encrypted);
    }
    if is_cut(&fixed) {
        read.problems.push(Problem::Damaged("邮件不完整，缺少结尾，正文或附件可能不全".into()));
    }
    for (index, part) in message.attachments().enumerate() {
        let here = Part::of(part, &fixed);
        let kind = names::plain_value(here.head, "content-type").unwrap_or_default();
        let name = names::of_part(here.head)
            .or_else(|| part.attachment_name().map(str::to_owned))
            .map(|n| super::names::sanitise(&n).0.replace('/', "_"))
            .filter(|n| !n.is_empty());
        let name = match name {
            Some(name) => name,
            // Pictures inside an HTML body are decoration unless they carry a name.
            None if part.content_id().is_some() && kind.starts_with("image/") => continue,
            None => format!("附件{}{}", index + 1, extension(&kind, part)),
        };
        let name = unique(name, &mail.attachments);
        mail.attachments.push(name.clone());
        let bytes = match &part.body {
            PartType::Message(_) if part.encoding == mail_parser::Encoding::None => here.body.to_vec(),
            PartType::Message(inner) => inner.raw_message().to_vec(),
            PartType::Text(_) | PartType::Html(_) => here.file(&kind),
            _ => part.contents().to_vec(),
        };
        // Apple's programs keep large attachments in folders beside the mail.
        if bytes.is_empty() && names::plain_value(here.head, "x-apple-content-length").is_some() {
            read.problems.push(Problem::Skipped(format!("附件“{name}”不在邮件文件里")));
            continue;
        }
        read.members.push((name, bytes));
    }
    read.mail = Some(mail);
    read
}

/// What an unnamed part is called by its type.
fn extension(kind: &str, part: &MessagePart<'_>) -> &'static str {
    match kind {
        _ if part.is_message() => ".eml",
        "text/calendar" => ".ics",
        "text/html" => ".html",
        "text/csv" => ".csv",
        "text/plain" | "message/delivery-status" | "message/disposition-notification" => ".txt",
        _ => "",
    }
}

/// Sealed for somebody's certificate or key.
fn is_locked(head: &[u8]) -> bool {
    let kind = names::plain_value(head, "content-type").unwrap_or_default();
    let smime = kind == "application/pkcs7-mime" || kind == "application/x-pkcs7-mime";
    let signed = || {
        names::parameter(head, "content-type", "smime-type")
            .is_some_and(|t| t.to_ascii_lowercase().starts_with("signed"))
    };
    smime && !signed() || kind == "multipart/encrypted"
}

/// A mail of several parts ends with the mark of its end.
fn is_cut(bytes: &[u8]) -> bool {
    let Some(kind) = names::plain_value(bytes, "content-type") else { return false };
    let boundary =
        names::parameter(bytes, "content-type", "boundary").filter(|b| kind.starts_with("multipart/") && !b.is_empty());
    let Some(boundary) = boundary else { return false };
    let (start, end) = (format!("--{boundary}"), format!("--{boundary}--"));
    let lines = || bytes.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
    lines().any(|l| l == start.as_bytes()) && !lines().any(|l| l == end.as_bytes())
}

/// A part as it stands in the mail.
struct Part<'a> {
    head: &'a [u8],
    body: &'a [u8],
}

impl<'a> Part<'a> {
    fn of(part: &MessagePart<'_>, bytes: &'a [u8]) -> Part<'a> {
        let (head, body, end) = (part.offset_header as usize, part.offset_body as usize, part.offset_end as usize);
        Part { head: bytes.get(head..body).unwrap_or_default(), body: bytes.get(body..end).unwrap_or_default() }
    }

    /// The body as it was before it was packed for the way, as far as it came.
    fn content(&self) -> Vec<u8> {
        match names::plain_value(self.head, "content-transfer-encoding").as_deref() {
            Some("base64") => unpacked(self.body),
            Some("quoted-printable") => quoted(self.body, false),
            _ => self.body.to_vec(),
        }
    }

    fn declared(&self) -> Option<String> {
        names::parameter(self.head, "content-type", "charset")
    }

    fn text(&self, is_page: bool) -> String {
        let content = self.content();
        // What a page says of itself was written with it; the head may be any program's default.
        let declared = self.declared();
        let vague = declared.as_deref().is_none_or(charset::says_nothing);
        let of_page = (is_page && vague).then(|| charset::of_page(&content)).flatten();
        charset::decode(&content, of_page.or(declared).as_deref())
    }

    /// A text that is attached: the file's own bytes, which its reader judges, unless only the head tells their code.
    fn file(&self, kind: &str) -> Vec<u8> {
        let told =
            self.declared().filter(|d| !charset::says_nothing(d)).and_then(|d| charset::encoding_of(&d.to_lowercase()));
        match told {
            Some(e) if kind.starts_with("text/") && e != encoding_rs::UTF_8 && e != encoding_rs::GB18030 => {
                self.text(false).into_bytes()
            }
            _ => self.content(),
        }
    }
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

/// Text parts as paragraphs; HTML where there is no plain text, or one that only stands in for the page that people see.
fn body(message: &mail_parser::Message<'_>, bytes: &[u8]) -> Vec<Block> {
    const STANDS_IN: usize = 40;
    let plain = blocks(message, &message.text_body, bytes);
    if message.html_body == message.text_body {
        return plain;
    }
    let page = blocks(message, &message.html_body, bytes);
    let chars = |blocks: &[Block]| blocks.iter().map(Block::chars).sum::<usize>();
    let (of_plain, of_page) = (chars(&plain), chars(&page));
    if of_plain == 0 || of_page > of_plain * 2 + STANDS_IN { page } else { plain }
}

fn blocks(message: &mail_parser::Message<'_>, parts: &[u32], bytes: &[u8]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for id in parts {
        let Some(part) = message.parts.get(*id as usize) else { continue };
        let here = Part::of(part, bytes);
        match &part.body {
            PartType::Text(_) => {
                let t = here.text(false);
                blocks.extend(t.lines().map(str::trim).filter(|l| !l.is_empty()).map(|l| text::line(0, l)));
            }
            PartType::Html(_) => blocks.extend(html::blocks(&here.text(true))),
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
    let mut boundaries: Vec<Vec<u8>> = Vec::new();
    let mut in_head = true;
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        let bare = line.trim_ascii_end();
        if bare.is_empty() {
            in_head = false;
        } else if !in_head && bare.strip_prefix(b"--").is_some_and(|b| boundaries.iter().any(|known| known == b)) {
            in_head = true;
        }
        if in_head {
            boundaries.extend(boundary(bare));
        }
        if in_head && !line.is_ascii() {
            out.extend_from_slice(super::names::decode_name(line).as_bytes());
        } else {
            out.extend_from_slice(line);
        }
    }
    out
}

/// The boundary that a line of a head names.
fn boundary(line: &[u8]) -> Option<Vec<u8>> {
    const KEY: &[u8] = b"boundary=";
    let at = line.windows(KEY.len()).position(|w| w.eq_ignore_ascii_case(KEY))?;
    let value = line.get(at + KEY.len()..)?.trim_ascii_start();
    let (value, end) = value.strip_prefix(b"\"").map_or((value, b';'), |quoted| (quoted, b'"'));
    let value = value.split(|b| *b == end).next()?.trim_ascii_end();
    (!value.is_empty()).then(|| value.to_vec())
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
    if let Some((label, bytes)) = pending.take() {
        out.push_str(&charset::decode(&bytes, label.split('*').next()));
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
        "B" | "b" => unpacked(body.as_bytes()),
        "Q" | "q" => quoted(body.as_bytes(), true),
        _ => return None,
    };
    Some((charset.to_owned(), bytes, inner.get(end + 2..)?))
}

/// Bytes of base64, up to its end; what is none of its letters is passed over.
fn unpacked(body: &[u8]) -> Vec<u8> {
    let body = body.split(|b| *b == b'-').next().unwrap_or_default();
    let mut out = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for b in body {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                // Some senders pack piece by piece: what follows begins anew.
                count = 0;
                continue;
            }
            _ => continue,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    out
}

/// Bytes of quoted-printable; a wrong code stays as it is written. In words of a head `_` is a blank.
fn quoted(body: &[u8], in_word: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut rest = body;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'_', _) if in_word => out.push(b' '),
            (b'=', [b'\r', b'\n', after @ ..] | [b'\n', after @ ..]) => rest = after,
            (b'=', [a, b, after @ ..]) => match (char::from(*a).to_digit(16), char::from(*b).to_digit(16)) {
                (Some(high), Some(low)) => {
                    out.push((high << 4 | low) as u8);
                    rest = after;
                }
                _ => out.push(b'='),
            },
            _ => out.push(*first),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Read {
        super::read(bytes, &Limits::default())
    }

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

    /// GBK under each transfer encoding.
    #[test]
    fn a_body_is_read_by_its_bytes_under_every_transfer_encoding() {
        let text = "关于报送示例学会项目新闻稿的邮件，附件请查收。";
        let bytes = gbk(text);
        let base64 = "udjT2rGoy83KvsD90ae74c/uxL/Qws7FuOW1xNPKvP6jrLi9vP7H67LpytWhow==";
        let quoted: String = bytes.iter().map(|b| format!("={b:02X}")).collect();
        for (encoding, body) in
            [("8bit", &bytes[..]), ("base64", base64.as_bytes()), ("quoted-printable", quoted.as_bytes())]
        {
            for charset in ["", "; charset=us-ascii", "; charset=\"utf-8\"", "; charset=gb2312"] {
                let head = format!("Content-Type: text/plain{charset}\r\nContent-Transfer-Encoding: {encoding}");
                assert_eq!(lines(&read(&parts("mixed", &[(&head, body)]))), [text], "{head}");
            }
        }
    }

    #[test]
    fn a_page_says_its_charset_itself_and_a_sure_head_is_believed_before_it() {
        let page = |meta: &str, body: &[u8]| {
            [format!("<html><head><meta charset=\"{meta}\"></head><body><p>").as_bytes(), body, b"</p></body></html>"]
                .concat()
        };
        let big5 = encoding_rs::BIG5.encode("活動新聞").0.into_owned();
        for (head, body, text) in [
            ("Content-Type: text/html", page("gb2312", &gbk("喆骉")), "喆骉"),
            ("Content-Type: text/html; charset=iso-8859-1", page("big5", &big5), "活動新聞"),
            ("Content-Type: text/html; charset=utf-8", page("gb2312", "活动新闻".as_bytes()), "活动新闻"),
        ] {
            assert_eq!(lines(&read(&parts("mixed", &[(head, &body)]))), [text], "{head}");
        }
    }

    #[test]
    fn plain_text_that_only_stands_in_for_the_page_gives_way_to_it() {
        let page = format!("<p>{}</p>", "示例学会年会新闻稿正文。".repeat(12));
        let both = |plain: &str| {
            let head = "Content-Type: text/plain; charset=utf-8";
            parts(
                "alternative",
                &[(head, plain.as_bytes()), ("Content-Type: text/html; charset=utf-8", page.as_bytes())],
            )
        };
        for plain in ["", "您的邮件程序不能显示本邮件。"] {
            assert!(lines(&read(&both(plain)))[0].starts_with("示例学会年会新闻稿正文"), "{plain}");
        }
        let plain = format!("纯文本：{}", "示例学会年会新闻稿正文。".repeat(8));
        assert!(lines(&read(&both(&plain)))[0].starts_with("纯文本"));
    }

    #[test]
    fn attached_texts_are_handed_over_as_they_are() {
        let csv = gbk("姓名,金额\n张三,500\n");
        let bytes =
            parts("mixed", &[("Content-Type: text/csv; name=\"a.csv\"\r\nContent-Disposition: attachment", &csv)]);
        assert_eq!(read(&bytes).members[0].1, csv);
        let big5 = encoding_rs::BIG5.encode("活動").0.into_owned();
        let head = "Content-Type: text/plain; charset=big5; name=\"a.txt\"\r\nContent-Disposition: attachment";
        assert_eq!(read(&parts("mixed", &[(head, &big5)])).members[0].1, "活動".as_bytes());
    }

    #[test]
    fn calendars_and_reports_of_delivery_are_members_that_read_as_text() {
        let bytes = parts(
            "mixed",
            &[
                ("Content-Type: text/plain; charset=utf-8", "会议邀请".as_bytes()),
                (
                    "Content-Type: text/calendar; method=REQUEST; charset=utf-8",
                    "BEGIN:VCALENDAR\r\nSUMMARY:年会".as_bytes(),
                ),
                ("Content-Type: message/delivery-status", b"Reporting-MTA: dns; b.cn\r\n\r\nAction: failed"),
            ],
        );
        let documents = crate::ingest::read_bytes("信.eml", &bytes, &Limits::default());
        let shown: Vec<&str> = documents.iter().map(|d| d.path.as_str()).collect();
        assert_eq!(shown, ["信.eml", "信.eml/附件1.ics", "信.eml/附件2.txt"]);
        assert!(documents[1].text().contains("SUMMARY:年会") && documents[2].text().contains("Action: failed"));
    }

    #[test]
    fn a_mail_that_breaks_off_says_so_and_keeps_what_came() {
        let head = "Content-Type: application/octet-stream; name=\"a.txt\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment";
        let whole = parts("mixed", &[("Content-Type: text/plain", b"hello"), (head, b"5Zue5aSN5Zue5aSN")]);
        assert!(read(&whole).problems.is_empty());
        let cut = read(&whole[..whole.len() - 15]);
        assert!(matches!(cut.problems[..], [Problem::Damaged(_)]), "{:?}", cut.problems);
        assert!(
            "回复回复".as_bytes().starts_with(&cut.members[0].1) && !cut.members[0].1.is_empty(),
            "{:?}",
            cut.members
        );
    }

    #[test]
    fn what_is_sealed_for_a_certificate_is_called_encrypted_and_what_is_signed_is_not() {
        let sealed = b"From: a@b.cn\r\nSubject: x\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nMII=";
        assert_eq!(read(sealed).problems, [Problem::Encrypted]);
        let signed = parts(
            "signed",
            &[
                ("Content-Type: text/plain", b"hello"),
                ("Content-Type: application/pkcs7-signature; name=smime.p7s", b"MII="),
            ],
        );
        assert!(read(&signed).problems.is_empty());
    }

    #[test]
    fn a_signature_line_in_a_gbk_body_does_not_mix_two_codes() {
        let body = [gbk("关于报送示例学会项目新闻稿的邮件"), b"\r\n-- \r\n".to_vec(), gbk("示例学会办公室")].concat();
        let found = read(&parts("mixed", &[("Content-Type: text/plain", &body)]));
        assert_eq!(lines(&found), ["关于报送示例学会项目新闻稿的邮件", "--", "示例学会办公室"]);
    }
}

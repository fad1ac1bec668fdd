//! Web pages saved as one file (MHT, also named .doc and .xls): a mail of parts. The first page is the document; other pages
//! of it are what Word writes for headers and footers, or the sheets of a workbook.

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, MessageParser, MimeHeaders, PartType};

use crate::ingest::read::Read;
use crate::model::{Origin, Place, Problem};

pub fn is_mhtml(head: &str) -> bool {
    let head = head.trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    let lines = || head.lines().take(40);
    let saved = lines().any(|l| l.starts_with("mime-version:"))
        && lines()
            .any(|l| l.starts_with("content-type:") && (l.contains("multipart/related") || l.contains("text/html")));
    // a mail is sent to somebody
    saved && !head.starts_with('<') && !lines().any(|l| l.starts_with("to:") || l.starts_with("received:"))
}

pub fn read(bytes: &[u8]) -> Read {
    let mut read = Read::default();
    let message = MessageParser::default().parse(bytes);
    let parts = message.iter().flat_map(|m| &m.parts);
    let mut pictures = 0;
    // a workbook saved as a page: a set of frames, and each sheet a page beside it
    let framed = parts.clone().filter(|p| matches!(p.body, PartType::Html(_))).count() > 1;
    for part in parts {
        match &part.body {
            PartType::Html(_) => {
                let raw = bytes.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
                let decoded = match part.encoding {
                    Encoding::QuotedPrintable => quoted_printable_decode(raw),
                    Encoding::Base64 => {
                        base64_decode(&raw.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect::<Vec<u8>>())
                    }
                    Encoding::None => Some(raw.to_vec()),
                };
                let Some(decoded) = decoded else {
                    read.problems.push(Problem::Damaged("部分网页内容有误".into()));
                    continue;
                };
                let charset = part.content_type().and_then(|t| t.attribute("charset"));
                let page = super::page(&super::decode(&decoded, charset), framed);
                let furniture = part.content_location().is_some_and(|l| l.to_lowercase().contains("header"));
                read.problems.extend(page.problems);
                read.blocks.extend(page.blocks.into_iter().map(|mut b| {
                    if furniture {
                        b.origin = Origin::HeaderFooter;
                        if b.content.as_table().is_none() {
                            b.place = Place::HeaderFooter;
                        }
                    }
                    b
                }));
            }
            PartType::Binary(b) | PartType::InlineBinary(b) if b.len() >= LEAST_PICTURE && is_picture(part) => {
                pictures += 1
            }
            _ => {}
        }
    }
    if read.blocks.is_empty() && read.problems.is_empty() {
        return Read::failed(Problem::Damaged("没有网页正文".into()));
    }
    if pictures > 0 {
        read.problems.push(Problem::Skipped(format!("{pictures}张图片（如有文字，请另存为 docx 后再读）")));
    }
    read
}

/// Bytes below which a picture is an ornament.
const LEAST_PICTURE: usize = 8 << 10;

fn is_picture(part: &mail_parser::MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|t| t.ctype() == "image")
}

//! What mail programs keep mails in: mailboxes (mbox: mails one after another, each behind a line `From …`) and Apple's .emlx
//! (a number of bytes, the mail, a property list). Only takes them apart; each mail is read as any other.

use super::super::limits::Limits;
use super::super::read::Read;
use crate::model::Problem;

/// The first line of a mailbox and a head behind it. A letter that begins with “From the desk of” is none.
pub fn looks_like_mailbox(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|b| *b == b'\n');
    let first = lines.next().unwrap_or_default();
    let second = lines.next().unwrap_or_default();
    is_envelope(first) && is_field(second) || is_count(first) && is_field(second)
}

/// The mails of a mailbox; `None`: the file is a mail by itself.
pub fn mails(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    if !is_envelope(first) {
        return None;
    }
    let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let mut mails: Vec<Vec<u8>> = Vec::new();
    let mut after_blank = true;
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).copied().unwrap_or_default();
        if after_blank && is_envelope(line) && is_field(next) {
            mails.push(Vec::new());
            continue;
        }
        after_blank = line.trim_ascii().is_empty();
        let quoted =
            line.starts_with(b">") && line.trim_ascii_start().iter().skip_while(|b| **b == b'>').take(5).eq(b"From ");
        if let Some(mail) = mails.last_mut() {
            mail.extend_from_slice(if quoted { line.get(1..).unwrap_or_default() } else { line });
        }
    }
    (!mails.is_empty()).then_some(mails)
}

/// All mails as members, as many as a dossier may have files.
pub fn read(mails: &[Vec<u8>], limits: &Limits) -> Read {
    let most = limits.entries as usize;
    let mut read = Read { contained: mails.len(), ..Read::default() };
    read.members = mails.iter().take(most).zip(1..).map(|(m, n)| (format!("邮件{n}.eml"), m.clone())).collect();
    if mails.len() > most {
        read.problems.push(Problem::Limit(format!("邮件超过 {most} 封")));
    }
    read
}

/// The mail inside an .emlx; any other file as it is.
pub fn without_envelope(bytes: &[u8]) -> &[u8] {
    let Some(end) = bytes.iter().position(|b| *b == b'\n') else { return bytes };
    let (first, rest) = (bytes.get(..end).unwrap_or_default(), bytes.get(end + 1..).unwrap_or_default());
    if !is_count(first) {
        return bytes;
    }
    let count = std::str::from_utf8(first).ok().and_then(|n| n.trim().parse::<usize>().ok()).unwrap_or(usize::MAX);
    rest.get(..count).unwrap_or(rest)
}

/// `From a@b.cn Tue May 12 10:00:00 2026`: a time of day and a year stand in it.
fn is_envelope(line: &[u8]) -> bool {
    const LONGEST: usize = 300;
    let Some(rest) = line.strip_prefix(b"From ").filter(|_| line.len() < LONGEST) else { return false };
    let rest = String::from_utf8_lossy(rest);
    let is_time = |w: &str| {
        let mut parts = w.split(':');
        let digits =
            |p: Option<&str>| p.is_some_and(|p| (1..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()));
        digits(parts.next()) && digits(parts.next())
    };
    let is_year =
        |w: &str| w.len() == 4 && (w.starts_with("19") || w.starts_with("20")) && w.bytes().all(|b| b.is_ascii_digit());
    rest.split_whitespace().any(is_time) && rest.split_whitespace().any(is_year)
}

/// `Subject: …`
fn is_field(line: &[u8]) -> bool {
    let Some(colon) = line.iter().position(|b| *b == b':') else { return false };
    let name = line.get(..colon).unwrap_or_default();
    (2..=60).contains(&name.len())
        && name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// `4127      `
fn is_count(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    (1..=12).contains(&line.len()) && line.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::super::super::read_bytes;
    use super::*;
    use crate::model::{Coverage, Format};

    fn mail(subject: &str, body: &str) -> String {
        format!(
            "From: a@b.cn\nTo: c@d.cn\nSubject: {subject}\nDate: Tue, 12 May 2026 10:00:00 +0800\nMIME-Version: 1.0\n\
             Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain; charset=utf-8\n\n{body}\n--B\n\
             Content-Type: text/plain; name=\"a.txt\"\nContent-Disposition: attachment; filename=\"a.txt\"\n\n{subject}\n--B--\n"
        )
    }

    const ENVELOPE: &str = "From a@b.cn Tue May 12 10:00:00 2026\n";

    #[test]
    fn each_mail_of_a_mailbox_is_a_document_with_its_attachments() {
        let bytes = format!("{ENVELOPE}{}\n{ENVELOPE}{}", mail("one", ">From here on"), mail("two", "正文"));
        for name in ["导出.mbox", "导出", "导出.txt"] {
            let documents = read_bytes(name, bytes.as_bytes(), &Limits::default());
            let paths: Vec<&str> = documents.iter().map(|d| d.path.strip_prefix(name).unwrap()).collect();
            assert_eq!(paths, ["", "/邮件1.eml", "/邮件1.eml/a.txt", "/邮件2.eml", "/邮件2.eml/a.txt"]);
            assert!(documents.iter().all(|d| d.coverage == Coverage::Full), "{documents:?}");
            assert_eq!(documents[1].text().trim(), "From here on");
            assert_eq!(documents[3].mail.as_ref().unwrap().subject, "two");
        }
    }

    #[test]
    fn a_mailbox_of_one_mail_is_the_mail() {
        let documents = read_bytes("信.mbox", format!("{ENVELOPE}{}", mail("one", "x")).as_bytes(), &Limits::default());
        assert_eq!(documents[0].mail.as_ref().unwrap().from, ["a@b.cn"]);
    }

    #[test]
    fn a_line_that_begins_with_from_inside_a_mail_does_not_end_it() {
        let body = "上次说\n\nFrom 10:00 on we met in 2026\n再说";
        let bytes = format!("{ENVELOPE}{}\n{ENVELOPE}{}", mail("one", body), mail("two", "x"));
        assert_eq!(mails(bytes.as_bytes()).unwrap().len(), 2);
        let letter = "From the desk of 示例学会 10:00 2026\n各有关单位：\nTo: 全体\n";
        assert!(!looks_like_mailbox(letter.as_bytes()));
        assert_eq!(read_bytes("信.txt", letter.as_bytes(), &Limits::default())[0].format, Format::Txt);
    }

    #[test]
    fn an_apple_mail_is_read_without_its_property_list() {
        let inner = mail("one", "正文");
        let plist = "<?xml version=\"1.0\"?><plist><dict><key>flags</key></dict></plist>";
        let documents =
            read_bytes("12.emlx", format!("{}      \n{inner}{plist}", inner.len()).as_bytes(), &Limits::default());
        assert_eq!((documents[0].format, documents[0].text().trim()), (Format::Eml, "正文"));
        assert_eq!((documents.len(), documents[1].text().trim()), (2, "one"));
        assert_eq!(read_bytes("数.txt", "12\n13: 甲\n".as_bytes(), &Limits::default())[0].format, Format::Txt);
    }

    #[test]
    fn an_attachment_that_apple_keeps_elsewhere_is_named() {
        let inner = "From: a@b.cn\nTo: c@d.cn\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\
                     Content-Type: application/pdf; name=\"b.pdf\"\nX-Apple-Content-Length: 300\nContent-Disposition: attachment; filename=\"b.pdf\"\n\n\n--B--\n";
        let documents =
            read_bytes("12.partial.emlx", format!("{}\n{inner}", inner.len()).as_bytes(), &Limits::default());
        assert_eq!(documents[0].problems, [Problem::Skipped("附件“b.pdf”不在邮件文件里".into())]);
    }
}

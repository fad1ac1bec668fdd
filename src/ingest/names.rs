//! Names of members as archives and mails write them: decoded, since no flag says which characters they are in, and made harmless.

/// UTF-8 where the bytes are that, else GB18030: no archive's flag says anything reliable. GBK names of few characters can
/// look like UTF-8; what they then seem to say is Greek, Cyrillic, Hebrew or Arabic, which nobody here names files in.
pub fn decode_name(raw: &[u8]) -> String {
    let gbk = || encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(raw);
    match std::str::from_utf8(raw) {
        Ok(name) if !foreign(name) => name.to_owned(),
        Ok(name) => gbk().filter(|g| common(g)).map_or_else(|| name.to_owned(), |g| g.into_owned()),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
    }
}

/// All letters beyond ASCII are such that two bytes of UTF-8 hold them, and one is none of Latin-1.
fn foreign(name: &str) -> bool {
    let mut beyond = name.chars().filter(|c| !c.is_ascii()).peekable();
    beyond.peek().is_some() && name.chars().all(|c| c < '\u{800}') && name.chars().any(|c| c > '\u{ff}')
}

/// Beyond ASCII there are ideographs only.
fn common(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii() || ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// A relative path with `/`, without `..`, drive letters and control characters; and whether it had to be changed.
pub fn sanitise(name: &str) -> (String, bool) {
    let name = name.replace('\\', "/");
    let mut odd = name.starts_with('/');
    let mut parts = Vec::new();
    for part in name.split('/') {
        let clean: String = part.chars().filter(|c| !c.is_control()).collect();
        let drive = clean.len() == 2 && clean.ends_with(':');
        match clean.as_str() {
            "" | "." => {}
            ".." => odd = true,
            _ if drive => odd = true,
            _ => {
                odd |= clean.len() != part.len();
                parts.push(clean);
            }
        }
    }
    (parts.join("/"), odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_could_lead_astray() {
        for (given, clean, odd) in [
            ("a/b.docx", "a/b.docx", false),
            ("../../etc/passwd", "etc/passwd", true),
            ("/abs/a.txt", "abs/a.txt", true),
            ("C:\\材料\\a.txt", "材料/a.txt", true),
            ("材料\\a.txt", "材料/a.txt", false),
            ("./a..b.txt", "a..b.txt", false),
        ] {
            assert_eq!(sanitise(given), (clean.to_owned(), odd), "{given}");
        }
    }

    #[test]
    fn short_gbk_names_that_look_like_utf8_are_told_from_utf8() {
        let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
        // Each pair of these GBK bytes is also a letter of two bytes in UTF-8.
        for name in ["通知.pdf", "签约.docx", "议程.docx", "决算.xls", "照片.jpg"] {
            assert_eq!(decode_name(&gbk(name)), name);
        }
        assert!(std::str::from_utf8(&gbk("通知.pdf")).is_ok(), "the look-alike is one");
        for name in ["议程.docx", "A·B.docx", "café.txt", "Ωмега说明.txt", "plain.txt"] {
            assert_eq!(decode_name(name.as_bytes()), name);
        }
    }
}

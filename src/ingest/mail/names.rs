//! Names of attachments, in whichever of the many ways a sender wrote them: RFC 2231 with or without parts, encoded words (which
//! a quoted parameter must not hold, and does), raw bytes, percent signs of the web; also mixed in one name.

use super::charset;

/// The name that the head of a part gives its content: where it is to be saved, else what it is.
pub fn of_part(head: &[u8]) -> Option<String> {
    let fields = fields(head);
    let value = |name: &str| fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_slice());
    let names = [("content-disposition", "filename"), ("content-type", "name")];
    let found: Vec<String> = names
        .iter()
        .filter_map(|(field, parameter)| of_parameter(&parameters(value(field)?), parameter))
        .filter(|n| !n.trim().is_empty())
        .collect();
    let whole = found.iter().find(|n| !n.contains('\u{fffd}'));
    whole.or_else(|| found.first()).cloned()
}

/// A parameter of a field as text, by its lower-case name.
pub fn parameter(head: &[u8], field: &str, name: &str) -> Option<String> {
    let fields = fields(head);
    let (_, value) = fields.iter().find(|(n, _)| n == field)?;
    of_parameter(&parameters(value), name)
}

/// The value of a field without its parameters, lower case.
pub fn plain_value(head: &[u8], field: &str) -> Option<String> {
    let fields = fields(head);
    let (_, value) = fields.iter().find(|(n, _)| n == field)?;
    let value = value.split(|b| *b == b';').next().unwrap_or_default();
    Some(String::from_utf8_lossy(value).trim().to_ascii_lowercase())
}

/// Fields of a head with lower-case names, unfolded; bytes stay as they are.
fn fields(head: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    for line in head.split(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            if let Some((_, value)) = found.last_mut() {
                value.push(b' ');
                value.extend_from_slice(line.trim_ascii_start());
            }
        } else if let Some(colon) = line.iter().position(|b| *b == b':') {
            let name = String::from_utf8_lossy(line.get(..colon).unwrap_or_default()).trim().to_ascii_lowercase();
            found.push((name, line.get(colon + 1..).unwrap_or_default().trim_ascii_start().to_vec()));
        }
    }
    found
}

/// One `name*0*=value` as written.
#[derive(Debug, Default)]
struct Parameter {
    name: String,
    section: Option<u32>,
    /// A star at the end: percent signs, and a charset before the first.
    extended: bool,
    value: Vec<u8>,
}

/// What stands behind the first semicolon.
fn parameters(value: &[u8]) -> Vec<Parameter> {
    const MOST: usize = 200;
    let mut found = Vec::new();
    let mut bytes = value.iter().copied().skip_while(|b| *b != b';').skip(1).peekable();
    while bytes.peek().is_some() && found.len() < MOST {
        let mut name = Vec::new();
        let mut is_named = false;
        for b in bytes.by_ref() {
            match b {
                b'=' => {
                    is_named = true;
                    break;
                }
                b';' => break,
                _ => name.push(b),
            }
        }
        if !is_named {
            continue;
        }
        while bytes.next_if(u8::is_ascii_whitespace).is_some() {}
        let mut value = Vec::new();
        if bytes.next_if_eq(&b'"').is_some() {
            while let Some(b) = bytes.next() {
                match b {
                    b'"' => break,
                    // In GBK a backslash may be the second half of a character; it escapes these two alone.
                    b'\\' => value.push(bytes.next_if(|b| matches!(b, b'"' | b'\\')).unwrap_or(b)),
                    b => value.push(b),
                }
            }
            for b in bytes.by_ref() {
                if b == b';' {
                    break;
                }
            }
        } else {
            for b in bytes.by_ref() {
                if b == b';' {
                    break;
                }
                value.push(b);
            }
            value.truncate(value.trim_ascii_end().len());
        }
        found.push(numbered(&String::from_utf8_lossy(&name), value));
    }
    found
}

fn numbered(name: &str, value: Vec<u8>) -> Parameter {
    let name = name.trim().to_ascii_lowercase();
    let (name, extended) = name.strip_suffix('*').map_or((name.as_str(), false), |n| (n, true));
    match name.split_once('*').map(|(n, section)| (n, section.parse().ok())) {
        Some((n, Some(section))) => Parameter { name: n.to_owned(), section: Some(section), extended, value },
        _ => Parameter { name: name.to_owned(), section: None, extended, value },
    }
}

/// The parts of one parameter put together. What is marked as such in several parts counts before what stands there plainly.
fn of_parameter(all: &[Parameter], name: &str) -> Option<String> {
    let mut parts: Vec<&Parameter> = all.iter().filter(|p| p.name == name && p.section.is_some()).collect();
    parts.sort_by_key(|p| p.section);
    parts.dedup_by_key(|p| p.section);
    if parts.is_empty() {
        let of = |extended: bool| all.iter().find(|p| p.name == name && p.extended == extended);
        parts.extend(of(true).or_else(|| of(false)));
    }
    if parts.is_empty() {
        return None;
    }
    let (mut out, mut bytes, mut label) = (String::new(), Vec::new(), None);
    for part in parts {
        if part.extended {
            let (declared, value) = charset_before(&part.value);
            // A second charset in a later part ends what the first one holds.
            if declared.is_some() && label.is_some() && declared != label {
                out.push_str(&charset::decode(&std::mem::take(&mut bytes), label.as_deref()));
            }
            label = declared.or(label);
            bytes.extend(unpercent(value));
        } else if is_encoded_word(&part.value) {
            out.push_str(&charset::decode(&std::mem::take(&mut bytes), label.as_deref()));
            out.push_str(&super::encoded_words(&String::from_utf8_lossy(&part.value)));
        } else {
            bytes.extend(web_encoded(&part.value).unwrap_or_else(|| part.value.clone()));
        }
    }
    out.push_str(&charset::decode(&bytes, label.as_deref()));
    Some(out)
}

fn is_encoded_word(value: &[u8]) -> bool {
    value.windows(2).any(|w| w == b"=?")
}

/// `gb18030''%BE…`: the charset, where one stands there, and the rest.
fn charset_before(value: &[u8]) -> (Option<String>, &[u8]) {
    let mut pieces = value.splitn(3, |b| *b == b'\'');
    let (Some(label), Some(language), Some(rest)) = (pieces.next(), pieces.next(), pieces.next()) else {
        return (None, value);
    };
    let label = String::from_utf8_lossy(label).trim().to_ascii_lowercase();
    let named = label.is_empty() || charset::encoding_of(&label).is_some();
    let tagged = language.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
    if named && tagged { (Some(label).filter(|l| !l.is_empty()), rest) } else { (None, value) }
}

fn unpercent(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut rest = value;
    while let [first, tail @ ..] = rest {
        let code = (*first == b'%').then(|| tail.get(..2)).flatten();
        match code.and_then(|c| u8::from_str_radix(std::str::from_utf8(c).ok()?, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    out
}

/// A plain name as programs of the web write it, with percent signs for the bytes of UTF-8. `100%25.pdf` is a name.
fn web_encoded(value: &[u8]) -> Option<Vec<u8>> {
    if !value.is_ascii() {
        return None;
    }
    let bytes = unpercent(value);
    (!bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(head: &str) -> Option<String> {
        of_part(head.as_bytes())
    }

    fn percent(text: &str, encoding: &'static encoding_rs::Encoding) -> String {
        encoding.encode(text).0.iter().map(|b| format!("%{b:02X}")).collect()
    }

    const NAME: &str = "经费决算表（示例学会二〇二六年度）.xlsx";

    #[test]
    fn a_name_in_parts_is_put_together_before_it_is_decoded() {
        for (label, encoding) in
            [("gb18030", encoding_rs::GB18030), ("gbk", encoding_rs::GBK), ("UTF-8", encoding_rs::UTF_8)]
        {
            let all = percent(NAME, encoding);
            // cut inside a character, and the parts out of order
            let (first, second) = all.split_at(3 * 5);
            let head = format!(
                "Content-Type: application/octet-stream\r\nContent-Disposition: attachment;\r\n filename*1*={second};\r\n filename*0*={label}''{first}\r\n"
            );
            assert_eq!(name(&head).as_deref(), Some(NAME), "{label}");
        }
    }

    #[test]
    fn the_charset_may_stand_in_any_part_in_all_or_in_none() {
        let part = |text: &str| percent(text, encoding_rs::GB18030);
        let cases = [
            format!(
                "filename*0*=gb18030'zh-CN'{}; filename*1*=gb18030''{}; filename*2=.pdf",
                part("决算"),
                part("报告")
            ),
            format!("filename*0*={}; filename*1*=gb18030''{}; filename*2=.pdf", part("决算"), part("报告")),
            format!("filename*0*=''{}; filename*1*={}; filename*2=\".pdf\"", part("决算"), part("报告")),
            format!("filename*0*=us-ascii''{}; filename*1*={}.pdf", part("决算"), part("报告")),
            format!("filename*=gb2312''{}.pdf; filename=\"juesuan.pdf\"", part("决算报告")),
        ];
        for parameters in cases {
            let head = format!("Content-Disposition: attachment; {parameters}");
            assert_eq!(name(&head).as_deref(), Some("决算报告.pdf"), "{parameters}");
        }
    }

    #[test]
    fn plain_parts_encoded_words_and_raw_bytes_mix() {
        let mixed = "Content-Disposition: attachment; filename*0=\"=?gb2312?B?vvbL4w==?=\"; filename*1*=utf-8''%E6%8A%A5%E5%91%8A; filename*2=.pdf";
        assert_eq!(name(mixed).as_deref(), Some("决算报告.pdf"));
        let raw = [
            b"Content-Type: a/b; name=\"".to_vec(),
            encoding_rs::GBK.encode("决算;报告.pdf").0.into_owned(),
            b"\"".to_vec(),
        ];
        assert_eq!(of_part(&raw.concat()).as_deref(), Some("决算;报告.pdf"));
        assert_eq!(
            name("Content-Disposition: attachment; filename=\"%E5%86%B3%E7%AE%97.pdf\"").as_deref(),
            Some("决算.pdf")
        );
    }

    #[test]
    fn names_that_only_look_encoded_stay_as_they_are() {
        for plain in ["完成100%25.pdf", "a%b.pdf", "it's 3'o'clock.pdf", "a=b;c.pdf"] {
            let head = format!("Content-Disposition: attachment; filename=\"{plain}\"");
            assert_eq!(name(&head).as_deref(), Some(plain));
        }
        assert_eq!(name("Content-Disposition: attachment; size=3; filename=a.pdf ; x=1").as_deref(), Some("a.pdf"));
        assert_eq!(name("Content-Disposition: inline\r\nContent-Type: text/plain; charset=utf-8"), None);
        assert_eq!(
            name("Content-Disposition: attachment; filename=\"a \\\"b\\\" c.pdf\"").as_deref(),
            Some("a \"b\" c.pdf")
        );
    }

    #[test]
    fn a_name_that_lost_characters_gives_way_to_one_that_did_not() {
        let head = [
            b"Content-Disposition: attachment; filename=\"".to_vec(),
            "\u{fffd}\u{fffd}.pdf".as_bytes().to_vec(),
            "\"\r\nContent-Type: a/b; name=\"决算.pdf\"".as_bytes().to_vec(),
        ];
        assert_eq!(of_part(&head.concat()).as_deref(), Some("决算.pdf"));
    }
}

//! The text of a mail's part, decided by its bytes: what a head says of them is often missing or wrong (us-ascii over GBK is what
//! many Chinese programs send). A declaration is believed where the bytes bear it out.

use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, WINDOWS_1252};

use super::super::names::decode_name;

/// Labels that programs write without looking at the text.
const EMPTY_WORDS: [&str; 8] =
    ["us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "unknown-8bit", "x-unknown", "binary"];

/// Decodes `bytes` that are said to be in `declared`.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> String {
    let label = declared.map(|d| d.trim().trim_matches(['"', '\'']).to_ascii_lowercase());
    let label = label.as_deref().filter(|l| !l.is_empty());
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    // Codes of seven bits, and the like that the standard for the web does not know.
    let seven_bits = label.is_some_and(|l| ["utf-7", "iso-2022", "hz-gb", "utf-16"].iter().any(|s| l.starts_with(s)));
    if seven_bits
        && let Some(decoder) = label.and_then(|l| mail_parser::decoders::charsets::map::charset_decoder(l.as_bytes()))
    {
        return decoder(bytes);
    }
    if bytes.is_ascii() {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    let told = label.filter(|l| !EMPTY_WORDS.contains(l)).and_then(encoding_of);
    let utf8 = std::str::from_utf8(bytes).ok();
    match told {
        Some(encoding) if encoding != UTF_8 => {
            let text = encoding.decode_without_bom_handling(bytes).0;
            let says_more = |other: &str| share(other) > share(&text);
            match utf8 {
                // Chinese in UTF-8 is rarely anything in another code.
                Some(utf8) if utf8.chars().any(|c| c >= '\u{800}') && says_more(utf8) => utf8.to_owned(),
                _ if is_sound(&text) && !is_mistaken(encoding, bytes, &text) => text.into_owned(),
                _ => by_bytes(bytes),
            }
        }
        _ => by_bytes(bytes),
    }
}

/// A label that programs write whatever the text is.
pub fn says_nothing(label: &str) -> bool {
    EMPTY_WORDS.contains(&label.trim().to_ascii_lowercase().as_str())
}

/// The code of a label; those of GB 2312 mean any of its successors in practice.
pub fn encoding_of(label: &str) -> Option<&'static Encoding> {
    let encoding = match label {
        "gb_2312" | "x-gbk" | "cp936" | "ms936" | "windows-936" | "gb2312_charset" | "euc-cn" => GB18030,
        _ => Encoding::for_label(label.as_bytes())?,
    };
    Some(if encoding == GBK { GB18030 } else { encoding })
}

/// UTF-8 where the bytes are that; else GB18030 or Big5, whichever gives common characters; else Western letters.
fn by_bytes(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(_) => return decode_name(bytes),
        // Cut off inside a character.
        Err(e) if e.error_len().is_none() && e.valid_up_to() > 0 => return String::from_utf8_lossy(bytes).into_owned(),
        Err(_) => {}
    }
    let gb = GB18030.decode_without_bom_handling(bytes).0;
    let big5 = BIG5.decode_without_bom_handling(bytes).0;
    let (of_gb, of_big5) = (share(&gb), big5_share(&big5));
    if is_sound(&big5) && of_big5 >= PLAINLY && of_big5 > of_gb + APART {
        return big5.into_owned();
    }
    if is_sound(&gb) && of_gb >= MOSTLY {
        return gb.into_owned();
    }
    let utf8 = String::from_utf8_lossy(bytes);
    if is_sound(&utf8) {
        return utf8.into_owned();
    }
    // Traditional forms in GBK; a text that breaks off or holds a bad byte.
    if of_gb >= MOSTLY || ideographs(&gb) >= 4 && is_sound(&gb) && of_gb * 2 >= MOSTLY {
        return gb.into_owned();
    }
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

/// Of a hundred characters of running text more than ninety are common ones; of arbitrary bytes about twenty.
const MOSTLY: usize = 60;
const PLAINLY: usize = 80;
/// Between two readings of the same bytes, one is right by so much.
const APART: usize = 25;

fn is_ideograph(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn ideographs(text: &str) -> usize {
    text.chars().filter(|c| is_ideograph(*c)).count()
}

/// Of a hundred characters beyond ASCII, how many are common ideographs or Chinese marks; none where there are no ideographs.
fn common(text: &str, is_common: impl Fn(char) -> bool) -> usize {
    if ideographs(text) == 0 {
        return 0;
    }
    let is_mark = |c: char| matches!(c, '\u{2014}'..='\u{2026}' | '\u{3000}'..='\u{3011}' | '\u{ff01}'..='\u{ff5e}');
    let beyond = text.chars().filter(|c| !c.is_ascii()).count();
    let good = text.chars().filter(|c| is_mark(*c) || is_ideograph(*c) && is_common(*c)).count();
    (good * 100).checked_div(beyond).unwrap_or(0)
}

/// By the first level of GB 2312.
fn share(text: &str) -> usize {
    common(text, is_first_level)
}

/// By the first level of Big5, which holds the traditional forms.
fn big5_share(text: &str) -> usize {
    common(text, |c| {
        let mut buffer = [0; 4];
        matches!(*BIG5.encode(c.encode_utf8(&mut buffer)).0, [0xa4..=0xc6, _])
    })
}

/// Hardly a character that could not be decoded.
fn is_sound(text: &str) -> bool {
    let beyond = text.chars().filter(|c| !c.is_ascii()).count();
    let lost = text.chars().filter(|c| *c == '\u{fffd}').count();
    lost * 50 <= beyond
}

/// Bytes in one of the two Chinese codes that are plainly text in the other.
fn is_mistaken(encoding: &'static Encoding, bytes: &[u8], text: &str) -> bool {
    const ENOUGH: usize = 8;
    let (own, other) = if encoding == BIG5 {
        (big5_share(text), share(&GB18030.decode_without_bom_handling(bytes).0))
    } else if encoding == GB18030 {
        (share(text), big5_share(&BIG5.decode_without_bom_handling(bytes).0))
    } else {
        return false;
    };
    ideographs(text) >= ENOUGH && other >= PLAINLY && other > own + APART
}

/// The charset that a page's head declares.
pub fn of_page(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let mut rest = head.as_str();
    while let Some(at) = rest.find("<meta") {
        rest = rest.get(at + 5..).unwrap_or_default();
        let tag = rest.split('>').next().unwrap_or_default();
        if let Some((_, value)) = tag.split_once("charset=") {
            let value = value.trim_start_matches([' ', '"', '\'']);
            let name: String = value.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
            return Some(name).filter(|n| !n.is_empty());
        }
    }
    None
}

/// One of the 3,755 ideographs of GB 2312's first level: more than nine of ten in running text.
fn is_first_level(c: char) -> bool {
    let mut text = [0; 4];
    let (bytes, ..) = encoding_rs::GBK.encode(c.encode_utf8(&mut text));
    matches!(*bytes, [0xb0..=0xd7, 0xa1..=0xfe])
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "关于报送示例学会项目新闻稿的邮件，附件请查收。活动时间2026年5月1日。";

    fn gbk(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn gbk_under_any_wrong_name_is_chinese() {
        for declared in [
            None,
            Some("us-ascii"),
            Some("ISO-8859-1"),
            Some("latin1"),
            Some("utf-8"),
            Some("\"gb2312\""),
            Some("gb_2312"),
            Some("x-unknown"),
            Some("no-such-charset"),
            Some("big5"),
        ] {
            assert_eq!(decode(&gbk(BODY), declared), BODY, "{declared:?}");
        }
    }

    #[test]
    fn utf8_under_any_wrong_name_is_chinese() {
        for declared in [None, Some("gb2312"), Some("us-ascii"), Some("utf-8"), Some("iso-8859-1"), Some("big5")] {
            assert_eq!(decode(BODY.as_bytes(), declared), BODY, "{declared:?}");
        }
    }

    #[test]
    fn big5_is_taken_where_it_is_plainly_that_or_declared() {
        let text = "關於報送學會活動新聞稿的郵件，請查收附件，謝謝您的支持與協助。";
        let bytes = BIG5.encode(text).0;
        assert_eq!(decode(&bytes, Some("big5")), text);
        assert_eq!(decode(&bytes, None), text);
        assert_eq!(decode(&bytes, Some("gb2312")), text);
        let gb = "參加學術年會的專家學者來自廣西各地區科學技術協會及所屬學會";
        assert_eq!(decode(&gbk(gb), Some("gbk")), gb);
    }

    #[test]
    fn western_letters_stay_western() {
        for text in ["Café à Paris, São Paulo", "naïve résumé — déjà vu", "Müller GmbH, Köln"] {
            let bytes = WINDOWS_1252.encode(text).0;
            assert_eq!(decode(&bytes, Some("iso-8859-1")), text);
            assert_eq!(decode(text.as_bytes(), Some("utf-8")), text);
        }
        assert_eq!(decode(b"plain", Some("gb2312")), "plain");
    }

    #[test]
    fn short_texts_and_rare_names_are_read_as_declared() {
        assert_eq!(decode(&gbk("通知"), Some("gb2312")), "通知");
        assert_eq!(decode(&gbk("通知"), None), "通知");
        let rare = "骉喆煊 瀛堃甡";
        assert_eq!(decode(&gbk(rare), Some("gbk")), rare);
    }

    #[test]
    fn a_text_cut_inside_a_character_or_with_a_bad_byte_stays_chinese() {
        let whole = gbk(BODY);
        assert!(decode(&whole[..whole.len() - 1], None).starts_with("关于报送示例学会"));
        let utf8 = BODY.as_bytes();
        assert!(decode(&utf8[..utf8.len() - 1], None).starts_with("关于报送示例学会"));
        let bad = [BODY.as_bytes(), b"\xff", BODY.repeat(2).as_bytes()].concat();
        assert!(decode(&bad, Some("utf-8")).starts_with(BODY));
    }

    #[test]
    fn a_page_names_its_charset_in_its_head_alone() {
        assert_eq!(of_page(b"<meta http-equiv=x content=\"text/html; charset=GB2312\">").as_deref(), Some("gb2312"));
        assert_eq!(of_page(b"<META charset='utf-8'/>").as_deref(), Some("utf-8"));
        assert_eq!(of_page(b"<p>charset=gbk</p>"), None);
    }
}

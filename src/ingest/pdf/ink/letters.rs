//! What a font's codes stand for, as far as the file says: how many bytes a code has, and which codes have no character at all.
//! Glyphs without a character are seen by people and read by nobody.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object};

/// Unpacked bytes of one map, and codes of it that are kept.
const MOST_MAP: usize = 1 << 20;
const MOST_CODES: usize = 70_000;

#[derive(Debug, Clone)]
pub struct Letters {
    width: Width,
    meaning: Meaning,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Width {
    One,
    Two,
    /// GBK and the like.
    Mixed,
}

#[derive(Debug, Clone)]
enum Meaning {
    All,
    None,
    /// Only these codes.
    Some(BTreeSet<u32>),
    /// All but these codes.
    AllBut(BTreeSet<u32>),
}

impl Letters {
    pub const PLAIN: Letters = Letters { width: Width::One, meaning: Meaning::All };

    pub fn of(document: &Document, font: &Dictionary) -> Letters {
        let subtype = font.get_deref(b"Subtype", document).and_then(Object::as_name).unwrap_or_default();
        if subtype == b"Type0" { composite(document, font) } else { simple(document, font, subtype == b"Type3") }
    }

    pub fn codes(&self, text: &[u8]) -> Vec<u32> {
        let mut codes = Vec::with_capacity(text.len());
        let mut rest = text;
        while let Some((&first, tail)) = rest.split_first() {
            let two = match self.width {
                Width::One => false,
                Width::Two => true,
                Width::Mixed => first >= 0x81,
            };
            match tail.split_first().filter(|_| two) {
                Some((&second, after)) => {
                    codes.push(u32::from(first) << 8 | u32::from(second));
                    rest = after;
                }
                None => {
                    codes.push(u32::from(first));
                    rest = tail;
                }
            }
        }
        codes
    }

    /// The code draws something of which no character is known.
    pub fn is_mute(&self, code: u32) -> bool {
        match &self.meaning {
            Meaning::All => false,
            Meaning::None => true,
            Meaning::Some(known) => !known.contains(&code),
            Meaning::AllBut(unknown) => unknown.contains(&code),
        }
    }
}

fn composite(document: &Document, font: &Dictionary) -> Letters {
    let encoding = font.get_deref(b"Encoding", document).ok();
    let name = encoding.and_then(|e| e.as_name().ok());
    let width = match name {
        Some(n) if n.starts_with(b"Identity") || find(n, b"UCS2") || find(n, b"UTF16") => Width::Two,
        Some(_) => Width::Mixed,
        None => Width::Two,
    };
    let identity = name.is_none_or(|n| n.starts_with(b"Identity"));
    let inner = font
        .get_deref(b"DescendantFonts", document)
        .and_then(Object::as_array)
        .ok()
        .and_then(|a| document.dereference(a.first()?).ok()?.1.as_dict().ok());
    let ordering = inner
        .and_then(|f| f.get_deref(b"CIDSystemInfo", document).and_then(Object::as_dict).ok())
        .and_then(|i| i.get_deref(b"Ordering", document).and_then(Object::as_str).ok())
        .unwrap_or_default();
    let meaning = match to_unicode(document, font) {
        _ if !identity || matches!(ordering, b"GB1" | b"CNS1" | b"Japan1" | b"Korea1") => Meaning::All,
        Some(Some(known)) => Meaning::Some(known),
        Some(None) => Meaning::All,
        // The codes may be anything where the encoding is a program of the file.
        None if name.is_none() => Meaning::All,
        None => Meaning::None,
    };
    Letters { width, meaning }
}

fn simple(document: &Document, font: &Dictionary, drawn: bool) -> Letters {
    let known = to_unicode(document, font);
    let base = font.get_deref(b"BaseFont", document).and_then(Object::as_name).unwrap_or_default();
    let symbols = [&b"Dingbats"[..], b"Wingdings", b"Symbol", b"Webdings"].iter().any(|w| find(base, w));
    if symbols || matches!(known, Some(None)) {
        return Letters::PLAIN;
    }
    let known = known.flatten().unwrap_or_default();
    let differences = font
        .get_deref(b"Encoding", document)
        .and_then(Object::as_dict)
        .and_then(|e| e.get_deref(b"Differences", document))
        .and_then(Object::as_array);
    let mut unknown = BTreeSet::new();
    let mut code = 0u32;
    for part in differences.map_or(&[][..], Vec::as_slice).iter().take(2_000) {
        match part {
            Object::Integer(n) => code = u32::try_from(*n).unwrap_or(0),
            Object::Name(name) => {
                let numbered = is_numbered(name) || drawn && !is_usual(name);
                if numbered && !known.contains(&code) {
                    unknown.insert(code);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    Letters { width: Width::One, meaning: Meaning::AllBut(unknown) }
}

/// `g23`, `C0_12`, `cid4711`, `a7`: a name that only counts. `uni4E2D` and `u1F600` say their character.
fn is_numbered(name: &[u8]) -> bool {
    let text = String::from_utf8_lossy(name);
    let letters = text.trim_end_matches(|c: char| c.is_ascii_hexdigit() && !c.is_ascii_lowercase() || c == '_');
    let digits = text.len() - letters.len();
    let says = text.starts_with("uni") || text.starts_with('u') && digits >= 4 || text.starts_with("afii");
    digits > 0 && letters.len() <= 4 && text.bytes().any(|b| b.is_ascii_digit()) && !says
}

/// A name as fonts give to letters: one letter, or a word.
fn is_usual(name: &[u8]) -> bool {
    name.len() == 1
        || name.starts_with(b"uni") && name.len() >= 7
        || name.len() >= 3 && name.iter().all(u8::is_ascii_alphabetic)
}

fn find(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|w| w == needle)
}

/// The codes that a font's map to text knows; `Some(None)` for a map that is not understood or knows all.
fn to_unicode(document: &Document, font: &Dictionary) -> Option<Option<BTreeSet<u32>>> {
    let map = match font.get_deref(b"ToUnicode", document).ok()? {
        Object::Stream(s) => s,
        _ => return Some(None),
    };
    let Ok(bytes) = map.decompressed_content_with_limit(MOST_MAP).or_else(|_| map.get_plain_content()) else {
        return Some(None);
    };
    Some(codes_of(&bytes))
}

fn codes_of(map: &[u8]) -> Option<BTreeSet<u32>> {
    use super::tokens::{Operand, Operations};
    let code = |o: &Operand| match o {
        Operand::Text(t) if t.len() <= 4 => Some(t.iter().fold(0u32, |n, b| n << 8 | u32::from(*b))),
        _ => None,
    };
    let mut known = BTreeSet::new();
    for operation in Operations::of(map) {
        match operation.operator {
            // the file leans on a map it does not bring
            b"usecmap" => return None,
            b"endbfchar" => {
                for pair in operation.operands.chunks(2) {
                    if let [from, Operand::Text(to)] = pair
                        && to.iter().any(|b| *b != 0)
                    {
                        known.extend(code(from));
                    }
                }
            }
            b"endbfrange" => {
                for triple in operation.operands.chunks(3) {
                    if let [first, last, _] = triple
                        && let (Some(first), Some(last)) = (code(first), code(last))
                    {
                        if last.saturating_sub(first) as usize + known.len() > MOST_CODES {
                            return None;
                        }
                        known.extend(first..=last);
                    }
                }
            }
            _ => {}
        }
    }
    // A map without an entry is one that is written in some other way.
    Some(known).filter(|k| !k.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_only_count_are_told_from_names_of_letters() {
        for name in ["g23", "G01", "C0_12", "cid4711", "a7", "glyph12"] {
            assert_eq!(is_numbered(name.as_bytes()), name != "glyph12", "{name}");
        }
        for name in ["A", "zero", "uni4E2D", "u1F600", "Eacute", "afii10017"] {
            assert!(!is_numbered(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn a_map_knows_its_codes() {
        let map = b"1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfchar <0003> <4e2d> <0004> <0000> endbfchar 1 beginbfrange <0010> <0012> <0041> endbfrange";
        assert_eq!(codes_of(map), Some([3, 0x10, 0x11, 0x12].into()));
        assert_eq!(codes_of(b"/Adobe-GB1-UCS2 usecmap"), None);
        let letters = Letters { width: Width::Mixed, meaning: Meaning::Some([0x41].into()) };
        assert_eq!(letters.codes(b"A\xb9\xe3B"), [0x41, 0xb9e3, 0x42]);
        assert!(!letters.is_mute(0x41) && letters.is_mute(0x42));
    }
}

//! Fonts whose codes are glyph numbers and that bring no map to text: the map is made from the embedded font's own
//! `cmap` table, read backwards. Touches nothing else, and leaves fonts alone that stripped that table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

/// Unpacked bytes of one embedded font.
const MOST_FONT: usize = 32 << 20;
/// Characters looked at in one font; ranges of a hostile table overlap without end.
const MOST_CHARACTERS: usize = 300_000;
/// Fonts mended in one file.
const MOST_FONTS: usize = 64;

/// The file with the maps added, or nothing when no font needs and allows it.
pub fn mended(bytes: &[u8]) -> Option<Vec<u8>> {
    // Fonts may hide in packed objects, embedded font files cannot.
    let embedded = [b"/Length1".as_slice(), b"/FontFile2"].iter().any(|k| bytes.windows(k.len()).any(|w| w == *k));
    if !embedded || contains(bytes, b"/Encrypt") {
        return None;
    }
    let mut document = Document::load_mem(bytes).ok()?;
    let maps: Vec<(ObjectId, String)> = document
        .objects
        .iter()
        .filter_map(|(id, object)| Some((*id, map_for(&document, object.as_dict().ok()?)?)))
        .take(MOST_FONTS)
        .collect();
    if maps.is_empty() {
        return None;
    }
    for (id, map) in maps {
        let stream = document.add_object(Stream::new(Dictionary::new(), map.into_bytes()));
        document.get_object_mut(id).and_then(Object::as_dict_mut).ok()?.set("ToUnicode", stream);
    }
    let mut out = Vec::new();
    document.save_to(&mut out).ok()?;
    Some(out)
}

fn contains(bytes: &[u8], key: &[u8]) -> bool {
    bytes.windows(key.len()).any(|w| w == key)
}

/// The map to text of a composite font that has none and whose codes are glyph numbers.
fn map_for(document: &Document, font: &Dictionary) -> Option<String> {
    let name = |d: &Dictionary, key: &[u8]| d.get_deref(key, document).ok()?.as_name().ok().map(<[u8]>::to_vec);
    let plain = matches!(name(font, b"Encoding")?.as_slice(), b"Identity-H" | b"Identity-V");
    if name(font, b"Subtype")? != b"Type0" || font.has(b"ToUnicode") || !plain {
        return None;
    }
    let inner = font.get_deref(b"DescendantFonts", document).and_then(Object::as_array).ok()?.first()?;
    let inner = document.dereference(inner).ok()?.1.as_dict().ok()?;
    if name(inner, b"Subtype")? != b"CIDFontType2" || name(inner, b"CIDToGIDMap").is_some_and(|m| m != b"Identity") {
        return None;
    }
    let described = inner.get_deref(b"FontDescriptor", document).and_then(Object::as_dict).ok()?;
    let file = described.get_deref(b"FontFile2", document).and_then(Object::as_stream).ok()?;
    let numbers = file.dict.get_deref(b"CIDToGIDMap", document).is_ok();
    let bytes = file.decompressed_content_with_limit(MOST_FONT).or_else(|_| file.get_plain_content()).ok()?;
    let texts = glyph_texts(&bytes).filter(|t| !t.is_empty() && !numbers)?;
    Some(to_unicode(&texts))
}

fn to_unicode(texts: &BTreeMap<u16, char>) -> String {
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def /CMapType 2 def\n\
         1 begincodespacerange <0000> <ffff> endcodespacerange\n",
    );
    let all: Vec<(&u16, &char)> = texts.iter().collect();
    for part in all.chunks(100) {
        let _ = writeln!(out, "{} beginbfchar", part.len());
        for (glyph, text) in part {
            let mut units = [0; 2];
            let _ = write!(out, "<{glyph:04x}> <");
            for unit in text.encode_utf16(&mut units) {
                let _ = write!(out, "{unit:04x}");
            }
            out.push_str(">\n");
        }
        out.push_str("endbfchar\n");
    }
    out.push_str("endcmap end end\n");
    out
}

/// Glyph → character by the font's Unicode tables (formats 4 and 12); of several characters the most usual one.
fn glyph_texts(font: &[u8]) -> Option<BTreeMap<u16, char>> {
    let tables = usize::from(u16_at(font, 4)?);
    let cmap = (0..tables).map(|i| 12 + i * 16).find(|at| font.get(*at..at + 4) == Some(b"cmap"))?;
    let start = u32_at(font, cmap + 8)?;
    let cmap = font.get(start..)?;
    let mut texts = BTreeMap::new();
    for i in 0..usize::from(u16_at(cmap, 2)?).min(32) {
        let record = 4 + i * 8;
        // Unicode, or Microsoft's Unicode encodings; symbol fonts say nothing.
        if !matches!((u16_at(cmap, record)?, u16_at(cmap, record + 2)?), (0, _) | (3, 1 | 10)) {
            continue;
        }
        let Some(table) = cmap.get(u32_at(cmap, record + 4)?..) else { continue };
        match u16_at(table, 0) {
            Some(4) => segments(table, &mut texts),
            Some(12) => groups(table, &mut texts),
            _ => None,
        };
    }
    Some(texts)
}

fn put(texts: &mut BTreeMap<u16, char>, glyph: u16, code: u32) {
    let Some(text) = char::from_u32(code).filter(|c| !c.is_control() && !matches!(c, '\u{e000}'..='\u{f8ff}')) else {
        return;
    };
    // Radicals and compatibility forms share a glyph with the ideograph itself.
    let rank = |c: char| {
        (
            !matches!(c, '\u{20}'..='\u{7e}' | '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'),
            c,
        )
    };
    if glyph != 0 {
        texts.entry(glyph).and_modify(|old| *old = if rank(text) < rank(*old) { text } else { *old }).or_insert(text);
    }
}

fn segments(table: &[u8], texts: &mut BTreeMap<u16, char>) -> Option<()> {
    let size = usize::from(u16_at(table, 6)?);
    let mut seen = 0;
    for i in (0..size).step_by(2) {
        let (last, first) = (u16_at(table, 14 + i)?, u16_at(table, 16 + size + i)?);
        let (delta, offset_at) = (u16_at(table, 16 + size * 2 + i)?, 16 + size * 3 + i);
        let offset = usize::from(u16_at(table, offset_at)?);
        seen += usize::from(last.saturating_sub(first)) + 1;
        if seen > MOST_CHARACTERS {
            return None;
        }
        for code in first..=last {
            let glyph = match offset {
                0 => code.wrapping_add(delta),
                _ => match u16_at(table, offset_at + offset + usize::from(code - first) * 2) {
                    Some(0) | None => 0,
                    Some(glyph) => glyph.wrapping_add(delta),
                },
            };
            put(texts, glyph, u32::from(code));
        }
    }
    Some(())
}

fn groups(table: &[u8], texts: &mut BTreeMap<u16, char>) -> Option<()> {
    let mut seen = 0;
    for i in 0..u32_at(table, 12)?.min(70_000) {
        let at = 16 + i * 12;
        let (first, last, glyph) = (u32_at(table, at)?, u32_at(table, at + 4)?, u32_at(table, at + 8)?);
        let length = last.saturating_sub(first).saturating_add(1).min(0x1_0000);
        seen += length;
        if seen > MOST_CHARACTERS {
            return None;
        }
        for step in 0..length {
            if let (Ok(glyph), Ok(code)) = (u16::try_from(glyph + step), u32::try_from(first + step)) {
                put(texts, glyph, code);
            }
        }
    }
    Some(())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(four)).ok()
}

//! Text that a page shows without drawing it itself (a typed line or a field without a picture of its own), written so that the
//! text engine reads it: in a font without glyphs whose codes are numbered as the characters come.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat, dictionary};

use super::Area;

/// Its name among the page's fonts.
pub const FONT: &str = "YsMadeFont";
/// Characters of one text, and different ones of all.
const LONGEST: usize = 20_000;
const MOST: u16 = 40_000;

#[derive(Default)]
pub struct Made {
    codes: BTreeMap<char, u16>,
}

/// How a text stands in its box.
pub struct Style {
    /// 0: as fits.
    pub size: f64,
    /// Several lines, from the top.
    pub block: bool,
    /// 0 left, 1 centred, 2 right.
    pub aligned: i64,
}

fn width(c: char) -> f64 {
    if c.is_ascii() { 0.5 } else { 1.0 }
}

impl Made {
    fn code(&mut self, c: char) -> Option<u16> {
        let next = u16::try_from(self.codes.len() + 1).ok().filter(|n| *n < MOST);
        match self.codes.get(&c) {
            Some(code) => Some(*code),
            None => next.inspect(|n| {
                self.codes.insert(c, *n);
            }),
        }
    }

    /// Operators that show the text within the box.
    pub fn text(&mut self, text: &str, area: Area, style: &Style) -> Vec<u8> {
        let text: String = text.chars().take(LONGEST).collect();
        let plain = text.replace("\r\n", "\n").replace('\r', "\n");
        let longest = plain.lines().map(|l| l.chars().map(width).sum::<f64>()).fold(1.0, f64::max);
        let fits = (area.width() / longest).min(area.height() * 0.72).clamp(4.0, 12.0);
        let size = if style.size > 0.0 { style.size } else { fits };
        let mut lines: Vec<String> = Vec::new();
        for line in plain.lines().filter(|l| !l.trim().is_empty()) {
            let mut current = String::new();
            let mut used = 0.0;
            for c in line.chars().filter(|c| !c.is_control()) {
                if style.block && used + width(c) > (area.width() / size).max(1.0) + 0.3 {
                    lines.push(std::mem::take(&mut current));
                    used = 0.0;
                }
                used += width(c);
                current.push(c);
            }
            lines.push(current);
        }
        let leading = size * 1.2;
        let first = if style.block || lines.len() > 1 {
            area.top - size
        } else {
            area.bottom + (area.height() - size) / 2.0 + size * 0.14
        };
        let mut out = format!("q BT /{FONT} {size:.3} Tf 0 g 0 Tr\n").into_bytes();
        for (i, line) in lines.iter().enumerate() {
            let length = line.chars().map(width).sum::<f64>() * size;
            let x = match style.aligned {
                1 => area.left + (area.width() - length) / 2.0,
                2 => area.right - length - 2.0,
                _ => area.left + 2.0,
            };
            let mut shown = String::new();
            for c in line.chars() {
                if let Some(code) = self.code(c) {
                    let _ = write!(shown, "{code:04x}");
                }
            }
            let y = first - leading * i as f64;
            out.extend_from_slice(format!("1 0 0 1 {x:.3} {y:.3} Tm <{shown}> Tj\n").as_bytes());
        }
        out.extend_from_slice(b"ET Q\n");
        out
    }

    /// The font, once all text is made.
    pub fn font(&self, next: &mut u32, objects: &mut Vec<(ObjectId, Object)>) -> Option<ObjectId> {
        if self.codes.is_empty() {
            return None;
        }
        let mut add = |object: Object| {
            let id = (*next, 0);
            *next += 1;
            objects.push((id, object));
            id
        };
        let mut map = String::from(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def /CMapType 2 def\n\
             1 begincodespacerange <0000> <ffff> endcodespacerange\n",
        );
        let mut halves: Vec<Object> = Vec::new();
        let all: Vec<(&char, &u16)> = self.codes.iter().collect();
        for part in all.chunks(100) {
            let _ = writeln!(map, "{} beginbfchar", part.len());
            for (c, code) in part {
                let mut units = [0; 2];
                let _ = write!(map, "<{code:04x}> <");
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(map, "{unit:04x}");
                }
                map.push_str(">\n");
                if c.is_ascii() {
                    halves.extend([Object::from(i64::from(**code)), Object::Array(vec![Object::from(500)])]);
                }
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap end end\n");
        let map = add(Object::Stream(Stream::new(Dictionary::new(), map.into_bytes())));
        let text = |t: &str| Object::String(t.as_bytes().to_vec(), StringFormat::Literal);
        let inner = add(Object::Dictionary(dictionary! {
            "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => FONT, "DW" => 1000, "W" => halves,
            "CIDSystemInfo" => dictionary! { "Registry" => text("Adobe"), "Ordering" => text("Identity"), "Supplement" => 0 },
        }));
        Some(add(Object::Dictionary(dictionary! {
            "Type" => "Font", "Subtype" => "Type0", "BaseFont" => FONT, "Encoding" => "Identity-H",
            "DescendantFonts" => vec![inner.into()], "ToUnicode" => map,
        })))
    }
}

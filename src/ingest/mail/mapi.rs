//! What Outlook's own files (`.msg`, `winmail.dat`) share: code pages by number, and the packed RTF of a body.

use encoding_rs::{Encoding, GB18030, UTF_8, WINDOWS_1252};

pub fn code_page(number: u32) -> &'static Encoding {
    match number {
        65001 => UTF_8,
        936 | 54936 | 52936 | 20936 | 1200 => GB18030,
        950 => encoding_rs::BIG5,
        932 => encoding_rs::SHIFT_JIS,
        949 => encoding_rs::EUC_KR,
        20127 | 28591 => WINDOWS_1252,
        n => Encoding::for_label(format!("windows-{n}").as_bytes()).unwrap_or(GB18030),
    }
}

/// What a compressed RTF body may refer to before it has written anything (MS-OXRTFCP 2.1.2.1).
const DICTIONARY: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\
\\u\\tab\\tx";
const WINDOW: usize = 4096;
/// A body of RTF, pictures included, stays below.
const LARGEST_RTF: usize = 64 << 20;

/// The RTF of a compressed body.
pub fn unpacked_rtf(bytes: &[u8]) -> Option<Vec<u8>> {
    let kind = bytes.get(8..12)?;
    let packed = bytes.get(16..)?;
    if kind == b"MELA" {
        return Some(packed.to_vec());
    }
    if kind != b"LZFu" {
        return None;
    }
    let mut window = [0u8; WINDOW];
    window.iter_mut().zip(DICTIONARY).for_each(|(to, from)| *to = *from);
    let (mut at, mut out) = (DICTIONARY.len(), Vec::new());
    let mut input = packed.iter().copied();
    'all: while let Some(flags) = input.next() {
        for bit in 0..8 {
            let Some(byte) = input.next() else { break 'all };
            if flags >> bit & 1 == 0 {
                put(&mut window, &mut at, &mut out, byte);
                continue;
            }
            let Some(low) = input.next() else { break 'all };
            let (from, length) = ((usize::from(byte) << 4) | usize::from(low >> 4), usize::from(low & 15) + 2);
            // A reference to the place of writing is the end.
            if from == at % WINDOW || out.len() > LARGEST_RTF {
                break 'all;
            }
            for step in 0..length {
                let byte = window.get((from + step) % WINDOW).copied().unwrap_or_default();
                put(&mut window, &mut at, &mut out, byte);
            }
        }
    }
    Some(out)
}

fn put(window: &mut [u8; WINDOW], at: &mut usize, out: &mut Vec<u8>, byte: u8) {
    if let Some(slot) = window.get_mut(*at % WINDOW) {
        *slot = byte;
    }
    *at += 1;
    out.push(byte);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_whole() {
        assert_eq!(DICTIONARY.len(), 207);
    }
}

//! Pictures: their size from the file's head. The text in them is not read, and pixels are not decoded.

use crate::model::document::Image;

/// Width and height of JPEG, PNG, GIF, BMP, WebP and TIFF.
pub fn head(bytes: &[u8]) -> Option<Image> {
    let (width, height) = png(bytes)
        .or_else(|| jpeg(bytes))
        .or_else(|| gif(bytes))
        .or_else(|| bmp(bytes))
        .or_else(|| webp(bytes))
        .or_else(|| tiff(bytes))?;
    Some(Image { width, height, dhash: None, taken: None })
}

fn be16(b: &[u8], at: usize) -> Option<u32> {
    let s = b.get(at..at.checked_add(2)?)?;
    Some(u32::from(u16::from_be_bytes([*s.first()?, *s.get(1)?])))
}

fn le16(b: &[u8], at: usize) -> Option<u32> {
    be16(b, at).map(|v| ((v & 0xff) << 8) | (v >> 8))
}

fn be32(b: &[u8], at: usize) -> Option<u32> {
    Some((be16(b, at)? << 16) | be16(b, at.checked_add(2)?)?)
}

fn le32(b: &[u8], at: usize) -> Option<u32> {
    be32(b, at).map(u32::swap_bytes)
}

fn png(b: &[u8]) -> Option<(u32, u32)> {
    b.starts_with(b"\x89PNG\r\n\x1a\n").then(|| Some((be32(b, 16)?, be32(b, 20)?)))?
}

fn gif(b: &[u8]) -> Option<(u32, u32)> {
    b.starts_with(b"GIF8").then(|| Some((le16(b, 6)?, le16(b, 8)?)))?
}

fn bmp(b: &[u8]) -> Option<(u32, u32)> {
    b.starts_with(b"BM").then(|| {
        let height = le32(b, 22)?.cast_signed().unsigned_abs();
        Some((le32(b, 18)?, height))
    })?
}

/// Walks the segments to the frame header.
fn jpeg(b: &[u8]) -> Option<(u32, u32)> {
    if !b.starts_with(&[0xff, 0xd8]) {
        return None;
    }
    let mut at = 2;
    loop {
        while *b.get(at)? != 0xff {
            at += 1;
        }
        while *b.get(at)? == 0xff {
            at += 1;
        }
        match *b.get(at)? {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Some((be16(b, at + 6)?, be16(b, at + 4)?)),
            0x01 | 0xd0..=0xd8 => at += 1,
            0xd9 | 0xda => return None,
            _ => at += 1 + be16(b, at + 1)? as usize,
        }
    }
}

fn webp(b: &[u8]) -> Option<(u32, u32)> {
    if !b.starts_with(b"RIFF") || b.get(8..12)? != b"WEBP" {
        return None;
    }
    match b.get(12..16)? {
        b"VP8 " => Some((le16(b, 26)? & 0x3fff, le16(b, 28)? & 0x3fff)),
        b"VP8L" => {
            let bits = le32(b, 21)?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => Some(((le32(b, 24)? & 0xff_ffff) + 1, (le32(b, 26)? >> 8) + 1)),
        _ => None,
    }
}

fn tiff(b: &[u8]) -> Option<(u32, u32)> {
    type Get = fn(&[u8], usize) -> Option<u32>;
    let (short, long): (Get, Get) = match b.get(..4)? {
        b"II*\0" => (le16, le32),
        b"MM\0*" => (be16, be32),
        _ => return None,
    };
    let directory = long(b, 4)? as usize;
    let (mut width, mut height) = (None, None);
    for i in 0..short(b, directory)? as usize {
        let entry = directory.checked_add(2 + i * 12)?;
        let value = if short(b, entry + 2)? == 3 { short(b, entry + 8)? } else { long(b, entry + 8)? };
        match short(b, entry)? {
            256 => width = Some(value),
            257 => height = Some(value),
            _ => {}
        }
    }
    Some((width?, height?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_read_from_the_head() {
        let png = [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &640u32.to_be_bytes(), &480u32.to_be_bytes()].concat();
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc0, 0, 17, 8, 1, 0, 2, 0, 3];
        assert_eq!(head(&png).map(|i| (i.width, i.height)), Some((640, 480)));
        assert_eq!(head(&jpeg).map(|i| (i.width, i.height)), Some((512, 256)));
        assert_eq!(head(b"\x89PNG\r\n\x1a\n"), None);
        assert_eq!(head(b"%PDF-1.7"), None);
    }
}

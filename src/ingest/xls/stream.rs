//! The stream of an old workbook (BIFF) as records; what they mean is read elsewhere.

pub const END: u16 = 0x000a;
pub const STRINGS: u16 = 0x00fc;
pub const CONTINUE: u16 = 0x003c;

/// BIFF records: kind, length, body.
pub fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = stream;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(rest, 0)?, usize::from(u16_at(rest, 2)?));
        let body = rest.get(4..4 + length)?;
        rest = rest.get(4 + length..)?;
        Some((kind, body))
    })
}

pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

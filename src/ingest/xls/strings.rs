//! Which shared texts of an old workbook have stretches with fonts of their own. The texts themselves are read elsewhere; here
//! they are only stepped over, through the records that they run on in.

use std::collections::BTreeMap;

use super::stream::{CONTINUE, END, STRINGS, records};

/// Number of a text → where each stretch begins, and its font.
pub fn stretches(stream: &[u8]) -> BTreeMap<u32, Vec<(u16, u16)>> {
    let mut found = BTreeMap::new();
    let mut all = records(stream).take_while(|(kind, _)| *kind != END).skip_while(|(kind, _)| *kind != STRINGS);
    let mut parts: Vec<&[u8]> = all.next().map(|(_, body)| body).into_iter().collect();
    parts.extend(all.take_while(|(kind, _)| *kind == CONTINUE).map(|(_, body)| body));
    let mut walk = Walk { parts, part: 0, at: 8 };
    let mut number = 0u32;
    while let Some(runs) = walk.text() {
        if !runs.is_empty() {
            found.insert(number, runs);
        }
        number += 1;
    }
    found
}

struct Walk<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl Walk<'_> {
    fn byte(&mut self) -> Option<u8> {
        loop {
            let part = self.parts.get(self.part)?;
            if let Some(byte) = part.get(self.at) {
                self.at += 1;
                return Some(*byte);
            }
            (self.part, self.at) = (self.part + 1, 0);
        }
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let left = self.parts.get(self.part)?.len().saturating_sub(self.at);
            let step = left.min(count);
            (self.at, count) = (self.at + step, count - step);
            if count > 0 {
                (self.part, self.at) = (self.part + 1, 0);
            }
        }
        Some(())
    }

    /// Steps over one text.
    fn text(&mut self) -> Option<Vec<(u16, u16)>> {
        let (count, flags) = (self.short()?, self.byte()?);
        let runs = if flags & 8 != 0 { self.short()? } else { 0 };
        let more = if flags & 4 != 0 { usize::from(self.short()?) | usize::from(self.short()?) << 16 } else { 0 };
        let (mut left, mut size) = (usize::from(count), 1 + usize::from(flags & 1));
        while left > 0 {
            let room = self.parts.get(self.part)?.len().saturating_sub(self.at) / size;
            let step = room.min(left);
            self.at += step * size;
            left -= step;
            if left > 0 {
                // the letters go on in the next record, which says anew how wide they are
                (self.part, self.at) = (self.part + 1, 0);
                size = 1 + usize::from(self.byte()? & 1);
            }
        }
        let mut found = Vec::new();
        for _ in 0..runs {
            found.push((self.short()?, self.short()?));
        }
        self.skip(more)?;
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_are_found_where_texts_run_on_in_further_records() {
        let record = |kind: u16, body: &[u8]| {
            let length = u16::try_from(body.len()).unwrap();
            [&kind.to_le_bytes(), &length.to_le_bytes(), body].concat()
        };
        let first = [2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, b'a', b'b', b'c', 4, 0, 8, 1, 0, b'd', b'e'];
        let then = [1, b'f', 0, b'g', 0, 2, 0, 7, 0];
        let stream = [record(STRINGS, &first), record(CONTINUE, &then), record(END, &[])].concat();
        assert_eq!(stretches(&stream), BTreeMap::from([(1, vec![(2, 7)])]));
        for cut in 0..stream.len() {
            stretches(&stream[..cut]);
        }
    }
}

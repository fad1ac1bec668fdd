//! A page's drawing operators one by one, with the bytes they stand in, so that some can be replaced and the rest stay as they
//! are. Numbers are read as doubles, unlike in the structure reader.

/// Arrays and dictionaries inside one another.
const DEEPEST: usize = 50;

#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    Number(f64),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Operand>),
    Dictionary(Vec<(Vec<u8>, Operand)>),
    Other,
}

impl Operand {
    pub fn number(&self) -> Option<f64> {
        if let Operand::Number(n) = self { Some(*n) } else { None }
    }

    pub fn name(&self) -> Option<&[u8]> {
        if let Operand::Name(n) = self { Some(n) } else { None }
    }

    /// The strings that a text operator shows.
    pub fn texts(&self) -> Vec<&[u8]> {
        match self {
            Operand::Text(t) => vec![t],
            Operand::Array(parts) => parts.iter().flat_map(Operand::texts).collect(),
            _ => Vec::new(),
        }
    }
}

/// An operator with its operands, and where it stands: from its first operand to its end.
#[derive(Debug)]
pub struct Operation<'b> {
    pub operator: &'b [u8],
    pub operands: Vec<Operand>,
    pub start: usize,
    pub end: usize,
}

impl Operation<'_> {
    pub fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let from = self.operands.len().checked_sub(N)?;
        let numbers: Option<Vec<f64>> = self.operands.get(from..)?.iter().map(Operand::number).collect();
        numbers?.try_into().ok()
    }

    pub fn name(&self) -> Option<&[u8]> {
        self.operands.iter().find_map(Operand::name)
    }
}

pub struct Operations<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Operations<'b> {
    pub fn of(bytes: &'b [u8]) -> Operations<'b> {
        Operations { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b) = self.peek() {
            match b {
                b'%' => {
                    while self.peek().is_some_and(|b| !matches!(b, b'\r' | b'\n')) {
                        self.at += 1;
                    }
                }
                b if is_blank(b) => self.at += 1,
                _ => return,
            }
        }
    }

    /// A regular word: an operator, `true`, `null`.
    fn word(&mut self) -> &'b [u8] {
        let start = self.at;
        while self.peek().is_some_and(is_regular) {
            self.at += 1;
        }
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    /// An operand, or nothing where an operator, a stray closer or the end stands.
    fn operand(&mut self, depth: usize) -> Option<Operand> {
        match self.peek()? {
            b'/' => {
                self.at += 1;
                Some(Operand::Name(unescaped(self.word())))
            }
            b'(' => Some(Operand::Text(self.literal())),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.at += 2;
                Some(Operand::Dictionary(self.dictionary(depth + 1)))
            }
            b'<' => Some(Operand::Text(self.hexadecimal())),
            b'[' => {
                self.at += 1;
                Some(Operand::Array(self.array(depth + 1)))
            }
            b'0'..=b'9' | b'+' | b'-' | b'.' => Some(Operand::Number(number(self.word()))),
            _ => None,
        }
    }

    fn array(&mut self, depth: usize) -> Vec<Operand> {
        let mut parts = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None => return parts,
                Some(b']') => {
                    self.at += 1;
                    return parts;
                }
                Some(_) if depth > DEEPEST => self.at += 1,
                Some(_) => match self.operand(depth) {
                    Some(part) => parts.push(part),
                    None if self.word().is_empty() => self.at += 1,
                    None => parts.push(Operand::Other),
                },
            }
        }
    }

    fn dictionary(&mut self, depth: usize) -> Vec<(Vec<u8>, Operand)> {
        let mut entries = Vec::new();
        let mut key: Option<Vec<u8>> = None;
        loop {
            self.blanks();
            match self.peek() {
                None => return entries,
                Some(b'>') => {
                    self.at += if self.bytes.get(self.at + 1) == Some(&b'>') { 2 } else { 1 };
                    return entries;
                }
                Some(_) if depth > DEEPEST => self.at += 1,
                Some(_) => {
                    let value = match self.operand(depth) {
                        Some(value) => value,
                        None => {
                            if self.word().is_empty() {
                                self.at += 1;
                            }
                            Operand::Other
                        }
                    };
                    match (key.take(), value) {
                        (None, Operand::Name(name)) => key = Some(name),
                        (None, _) => {}
                        (Some(key), value) => entries.push((key, value)),
                    }
                }
            }
        }
    }

    fn literal(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut open = 1;
        self.at += 1;
        while let Some(b) = self.peek() {
            self.at += 1;
            match b {
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return out;
                    }
                }
                b'\\' => {
                    let Some(escaped) = self.peek() else { return out };
                    self.at += 1;
                    match escaped {
                        b'n' => out.push(b'\n'),
                        b'r' => out.push(b'\r'),
                        b't' => out.push(b'\t'),
                        b'b' => out.push(8),
                        b'f' => out.push(12),
                        b'\r' if self.peek() == Some(b'\n') => self.at += 1,
                        b'\r' | b'\n' => {}
                        b'0'..=b'7' => {
                            let mut code = u32::from(escaped - b'0');
                            for _ in 0..2 {
                                match self.peek() {
                                    Some(d @ b'0'..=b'7') => {
                                        code = code * 8 + u32::from(d - b'0');
                                        self.at += 1;
                                    }
                                    _ => break,
                                }
                            }
                            out.push((code & 0xff) as u8);
                        }
                        other => out.push(other),
                    }
                    continue;
                }
                _ => {}
            }
            out.push(b);
        }
        out
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut digits = Vec::new();
        while let Some(b) = self.peek() {
            self.at += 1;
            if b == b'>' {
                break;
            }
            digits.extend((b as char).to_digit(16).map(|d| d as u8));
        }
        digits.chunks(2).map(|pair| (pair.first().unwrap_or(&0) << 4) | pair.get(1).unwrap_or(&0)).collect()
    }

    /// Behind `BI`: to the end of the picture.
    fn picture(&mut self) {
        loop {
            self.blanks();
            if self.peek().is_none() {
                return;
            }
            if self.operand(0).is_none() {
                match self.word() {
                    b"ID" => break,
                    b"" => self.at += 1,
                    _ => {}
                }
            }
        }
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
        let start = self.at;
        let ends = |at: usize| {
            let blank = |b: Option<&u8>| b.is_none_or(|b| is_blank(*b));
            self.bytes.get(at..at + 2) == Some(b"EI")
                && (at == start || blank(self.bytes.get(at - 1)))
                && blank(self.bytes.get(at + 2))
        };
        self.at = (start..self.bytes.len()).find(|at| ends(*at)).map_or(self.bytes.len(), |at| at + 2);
    }
}

impl<'b> Iterator for Operations<'b> {
    type Item = Operation<'b>;

    fn next(&mut self) -> Option<Operation<'b>> {
        self.blanks();
        let mut start = self.at;
        let mut operands = Vec::new();
        loop {
            self.blanks();
            self.peek()?;
            if let Some(operand) = self.operand(0) {
                operands.push(operand);
                continue;
            }
            match self.word() {
                b"" => {
                    // a stray closer
                    self.at += 1;
                    operands.clear();
                    start = self.at;
                }
                b"true" | b"false" | b"null" => operands.push(Operand::Other),
                operator => {
                    if operator == b"BI" {
                        self.picture();
                    }
                    return Some(Operation { operator, operands, start, end: self.at });
                }
            }
        }
    }
}

fn is_blank(b: u8) -> bool {
    matches!(b, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

fn is_regular(b: u8) -> bool {
    !is_blank(b) && !matches!(b, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn number(word: &[u8]) -> f64 {
    let text = std::str::from_utf8(word).unwrap_or_default();
    let parsed = |t: &str| t.parse::<f64>().ok().filter(|n| n.is_finite());
    parsed(text).unwrap_or_else(|| {
        // `--5`, `1.2.3`, `5-3`: as usual readers take them
        let negative = text.starts_with('-');
        let plain = text.trim_start_matches(['-', '+']).replace('-', "");
        let mut parts = plain.splitn(3, '.');
        let (whole, rest) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let value = parsed(&format!("0{whole}.{rest}0")).unwrap_or(0.0);
        if negative { -value } else { value }
    })
}

/// `#20` in names.
fn unescaped(word: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(word.len());
    let mut rest = word;
    while let Some((&b, tail)) = rest.split_first() {
        let digit = |i: usize| tail.get(i).and_then(|d| (*d as char).to_digit(16)).map(|d| d as u8);
        match (b, digit(0), digit(1)) {
            (b'#', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                rest = tail.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(b);
                rest = tail;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_come_with_their_operands_and_places() {
        let bytes = b"q 1 0 0 -1 .5 --3 cm % note\n/F1 12 Tf [(a\\)b) -20 <4e2d>] TJ BI /W 1 ID \x00 EIx\n EI Q";
        let all: Vec<Operation<'_>> = Operations::of(bytes).collect();
        let names: Vec<&[u8]> = all.iter().map(|o| o.operator).collect();
        assert_eq!(names, [&b"q"[..], b"cm", b"Tf", b"TJ", b"BI", b"Q"]);
        assert_eq!(all[1].numbers::<6>(), Some([1.0, 0.0, 0.0, -1.0, 0.5, -3.0]));
        assert_eq!(bytes.get(all[2].start..all[2].end), Some(&b"/F1 12 Tf"[..]));
        assert_eq!(all[3].operands[0].texts(), [&b"a)b"[..], b"\x4e\x2d"]);
    }

    #[test]
    fn rubbish_comes_to_an_end() {
        for bytes in [&b"]]>>)) (("[..], b"<< /A [ [ << ( ", b"BI ID", b"1 2 3", b"<zz", b"/"] {
            assert!(Operations::of(bytes).count() < 9);
        }
        assert_eq!(Operations::of(&b"[".repeat(100_000)).count(), 0);
    }
}

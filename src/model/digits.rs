//! Numbers of invoices as people and programs write them: in groups of four, with characters of no width, with letters that look like
//! digits. Knows no invoices.

/// A number without blanks and marks between its digits; a letter among digits that looks like one is that digit.
pub fn folded_number(text: &str) -> String {
    let shown: Vec<char> = text.chars().filter(|c| !is_invisible(*c)).map(|c| plain_digit(c).unwrap_or(c)).collect();
    let digit_near = |i: usize, step: isize| {
        let next = |k: usize| k.checked_add_signed(step).and_then(|k| shown.get(k).map(|c| (k, *c)));
        let mut at = next(i);
        while let Some((k, c)) = at {
            if !is_gap(c) && look_alike(c).is_none() {
                return c.is_ascii_digit();
            }
            at = next(k);
        }
        false
    };
    let mut out = String::new();
    for (i, c) in shown.iter().enumerate() {
        match c {
            c if is_gap(*c) && digit_near(i, -1) && digit_near(i, 1) => {}
            c => match look_alike(*c).filter(|_| digit_near(i, -1) && digit_near(i, 1)) {
                Some(digit) => out.push(digit),
                None => out.push(*c),
            },
        }
    }
    out
}

fn is_gap(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{3000}' | '\u{2002}'..='\u{200a}' | '\u{202f}')
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{202a}'..='\u{202e}' | '\u{180e}')
}

fn plain_digit(c: char) -> Option<char> {
    let zero = [0xff10_u32, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x0660, 0x06f0];
    let code = u32::from(c);
    zero.iter().find_map(|z| code.checked_sub(*z).filter(|d| *d < 10)).and_then(|d| char::from_digit(d, 10))
}

/// Letters that stand for digits in a number.
fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'O' | 'o' | 'О' | 'о' | 'Ο' | 'ο' | '〇' | '○' | 'Q' => '0',
        'l' | 'I' | '|' | 'і' | 'І' | 'Ι' => '1',
        'Z' => '2',
        'S' => '5',
        'B' | 'В' => '8',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::folded_number;

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for (written, read) in [
            ("2645 2000 0012 3456 7890", "26452000001234567890"),
            ("2645200000\u{200b}1234567890", "26452000001234567890"),
            ("２６４５２０００", "26452000"),
            ("264520O0001l34567890", "26452000001134567890"),
            ("No 12345678", "No 12345678"),
            ("发票号码：1234 5678 开票日期：2026", "发票号码：12345678 开票日期：2026"),
            ("OFD 26452000", "OFD 26452000"),
        ] {
            assert_eq!(folded_number(written), read);
        }
    }
}

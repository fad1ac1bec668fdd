//! What a spreadsheet's number format makes of a stored number: a date, a time span, a percentage, or nothing at all.
//! Only the kind is told; numbers are shown plain, whatever the format says of separators and units.

/// What numbers of a format are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    #[default]
    Number,
    Date,
    Duration,
    Percent,
}

/// A number format of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NumberFormat {
    pub kind: Kind,
    /// Positive numbers, negative ones, zero and text, in this order: shown as nothing.
    hides: [bool; 4],
}

impl NumberFormat {
    pub fn of(code: &str) -> NumberFormat {
        let sections = sections(code);
        // several sections that are all empty hide everything; a format that was left empty is none
        let empty = |n: usize| sections.get(n).is_some_and(|s| s.trim().is_empty());
        let hides = match sections.len() {
            0 | 1 => [false; 4],
            2 => [empty(0), empty(1), empty(0), false],
            3 => [empty(0), empty(1), empty(2), false],
            _ => [empty(0), empty(1), empty(2), empty(3)],
        };
        NumberFormat { kind: kind(sections.first().copied().unwrap_or_default()), hides }
    }

    /// The format behind an id that the file itself does not define.
    pub fn built_in(id: u32) -> NumberFormat {
        let kind = match id {
            9 | 10 => Kind::Percent,
            14..=22 | 27..=36 | 45 | 47 | 50..=58 => Kind::Date,
            46 => Kind::Duration,
            _ => Kind::Number,
        };
        NumberFormat { kind, ..NumberFormat::default() }
    }

    /// A value of this format stands in the cell and nobody sees it. `None` is a text.
    pub fn conceals(&self, value: Option<rust_decimal::Decimal>) -> bool {
        let [positive, negative, zero, text] = self.hides;
        match value {
            None => text,
            Some(n) if n.is_zero() => zero,
            Some(n) if n.is_sign_negative() => negative,
            Some(_) => positive,
        }
    }
}

/// The sections between semicolons, but for those in quotes or behind an escape.
fn sections(code: &str) -> Vec<&str> {
    let (mut out, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => {
                out.push(code.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    out.push(code.get(start..).unwrap_or_default());
    out
}

/// By the letters outside quotes, brackets and escapes: those of days and times make a date unless digits are asked for.
fn kind(section: &str) -> Kind {
    let (mut quoted, mut escaped, mut bracket) = (false, false, None::<String>);
    let (mut moment, mut digits, mut percent, mut before) = (false, false, false, ' ');
    let lower = section.to_lowercase().replace("general", "").replace("g/通用格式", "").replace("standard", "");
    for c in lower.chars() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '\\' | '_' | '*' => escaped = true,
            ']' => {
                let inside = bracket.take().unwrap_or_default();
                if !inside.is_empty()
                    && ["h", "m", "s"].iter().any(|l| inside.trim_matches(|c| l.contains(c)).is_empty())
                {
                    return Kind::Duration;
                }
            }
            '[' => bracket = Some(String::new()),
            c if bracket.is_some() => {
                if let Some(inside) = &mut bracket {
                    inside.push(c);
                }
            }
            'y' | 'm' | 'd' | 'h' | 's' => moment = true,
            '%' => percent = true,
            // “ss.0” are fractions of a second
            '0' if moment && matches!(before, '.' | '0' | ',') => {}
            '0' | '#' | '?' => digits = true,
            _ => {}
        }
        before = c;
    }
    match (moment && !digits, percent) {
        (true, _) => Kind::Date,
        (_, true) => Kind::Percent,
        _ => Kind::Number,
    }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn dates_are_told_from_money_and_percentages() {
        for (code, kind) in [
            ("yyyy\"年\"m\"月\"d\"日\"", Kind::Date),
            ("[$-804]yyyy\\-mm\\-dd;@", Kind::Date),
            ("mm:ss.0", Kind::Date),
            ("上午/下午h\"时\"mm\"分\"", Kind::Date),
            ("[h]:mm:ss", Kind::Duration),
            ("[mm]:ss", Kind::Duration),
            ("#,##0.00\"CR\"", Kind::Number),
            ("#,##0.00\"days\"", Kind::Number),
            ("_ [$¥-804]* #,##0.00_ ;[Red]-#,##0.00", Kind::Number),
            ("G/通用格式\"元\"", Kind::Number),
            ("General", Kind::Number),
            ("0.00E+00", Kind::Number),
            ("0 \\d\\a\\y\\s", Kind::Number),
            ("0.00 sm", Kind::Number),
            ("[DBNum2][$-804]General", Kind::Number),
            ("@", Kind::Number),
            ("0.00%", Kind::Percent),
            ("0\"%\"", Kind::Number),
            ("0.0\\%", Kind::Number),
        ] {
            assert_eq!(NumberFormat::of(code).kind, kind, "{code}");
        }
        assert_eq!(NumberFormat::built_in(50).kind, Kind::Date);
        assert_eq!(NumberFormat::built_in(43).kind, Kind::Number);
    }

    #[test]
    fn empty_sections_hide_what_they_are_for() {
        let hides = |code: &str, n: i64| NumberFormat::of(code).conceals(Some(Decimal::from(n)));
        assert!(hides(";;;", 5) && hides(";;", -5) && hides("0;-0;;@", 0) && hides(";", 0));
        assert!(NumberFormat::of(";;;").conceals(None));
        assert!(!hides("0;-0;;@", 5) && !hides("", 5) && !hides("\";\"0", 5) && !hides("0;", 5) && hides("0;", -5));
        assert!(!NumberFormat::of("0;;;@").conceals(None));
    }
}

//! Whether letters stand out from the ground they are written on: the contrast ratio of WCAG 2 from relative luminances.
//! One measure for all formats, so that the same pale letters count the same in Word, Excel, slides, web pages and PDF.

/// Below this ratio nobody reads the letters on paper or screen. White on white is 1, black on white 21. Office greys that
/// people do use for notes (#A6A6A6 on white: 2.4; #BFBFBF: 1.8) stay above; near-whites (#F2F2F2: 1.1) stay below.
const LEAST: f64 = 1.3;

/// Colours as bright as each other are still told apart by their hue when a channel differs by more than this: yellow on white.
const HUE: u8 = 96;

/// White paper.
pub const WHITE: [u8; 3] = [255; 3];

/// Letters of colour `ink` on `ground` that people do not see.
pub fn is_pale(ink: [u8; 3], ground: [u8; 3]) -> bool {
    let hue = ink.iter().zip(ground).map(|(a, b)| a.abs_diff(b)).max().unwrap_or(0);
    hue <= HUE && ratio(ink, ground) < LEAST
}

/// From 1 (the same) to 21 (black and white), whichever is the lighter.
pub fn ratio(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance([red, green, blue]: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// `FF0000`, `#f00` or, as spreadsheets write it, `FFFF0000` (alpha first).
pub fn hex(text: &str) -> Option<[u8; 3]> {
    let digits = text.trim().trim_start_matches('#');
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    match digits.len() {
        6 | 8 => {
            let [_, red, green, blue] = value.to_be_bytes();
            Some([red, green, blue])
        }
        3 => {
            let channel = |shift: u32| ((value >> shift) & 0xf) as u8 * 17;
            Some([channel(8), channel(4), channel(0)])
        }
        _ => None,
    }
}

/// The names that Word's highlighter, web pages and VML use most.
pub fn named(name: &str) -> Option<[u8; 3]> {
    Some(match name.trim().to_ascii_lowercase().as_str() {
        "white" => [255, 255, 255],
        "black" => [0, 0, 0],
        "red" => [255, 0, 0],
        "lime" => [0, 255, 0],
        "green" => [0, 128, 0],
        "darkgreen" => [0, 100, 0],
        "blue" => [0, 0, 255],
        "navy" | "darkblue" => [0, 0, 128],
        "yellow" => [255, 255, 0],
        "darkyellow" | "olive" => [128, 128, 0],
        "cyan" | "aqua" => [0, 255, 255],
        "darkcyan" | "teal" => [0, 128, 128],
        "magenta" | "fuchsia" => [255, 0, 255],
        "darkmagenta" | "purple" => [128, 0, 128],
        "darkred" | "maroon" => [128, 0, 0],
        "orange" => [255, 165, 0],
        "silver" | "lightgray" | "lightgrey" => [192, 192, 192],
        "gray" | "grey" | "darkgray" | "darkgrey" => [128, 128, 128],
        "gainsboro" => [220, 220, 220],
        "whitesmoke" => [245, 245, 245],
        "snow" => [255, 250, 250],
        "ivory" => [255, 255, 240],
        "ghostwhite" => [248, 248, 255],
        "floralwhite" => [255, 250, 240],
        _ => return None,
    })
}

/// Excel's tint: below zero towards black, above towards white (ECMA-376 18.8.19); Word's and slides' `lumMod`/`lumOff`
/// come to the same for the colours in use.
pub fn tinted(colour: [u8; 3], tint: f64) -> [u8; 3] {
    let tint = tint.clamp(-1.0, 1.0);
    colour.map(|channel| {
        let c = f64::from(channel);
        let to = if tint < 0.0 { c * (1.0 + tint) } else { c + (255.0 - c) * tint };
        to.round().clamp(0.0, 255.0) as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pale_is_what_stands_out_from_no_ground() {
        for (ink, ground) in [
            ("FFFFFF", "FFFFFF"),
            ("FEFEFE", "FFFFFF"),
            ("F2F2F2", "FFFFFF"),
            ("FFFFCC", "FFFFFF"),
            ("000000", "0A0A0A"),
        ] {
            assert!(is_pale(hex(ink).unwrap(), hex(ground).unwrap()), "{ink} on {ground}");
        }
        for (ink, ground) in [
            ("FFFFFF", "4472C4"),
            ("FFFFFF", "000000"),
            ("000000", "FFFFFF"),
            ("BFBFBF", "FFFFFF"),
            ("FF0000", "FFFFFF"),
            ("FFFFFF", "C0C0C0"),
            ("FFFFFF", "FFC000"),
            ("FFFF00", "FFFFFF"),
        ] {
            assert!(!is_pale(hex(ink).unwrap(), hex(ground).unwrap()), "{ink} on {ground}");
        }
    }

    #[test]
    fn colours_are_read_as_they_are_written() {
        assert_eq!(hex("FFFF0000"), Some([255, 0, 0]));
        assert_eq!(hex("#0f8"), Some([0, 255, 136]));
        assert_eq!(hex("auto"), None);
        assert_eq!(hex(""), None);
        assert_eq!(tinted([0; 3], 0.5), [128; 3]);
        assert_eq!(tinted([200; 3], -0.5), [100; 3]);
    }
}

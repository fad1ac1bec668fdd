//! Fonts for pages that do not bring theirs along, for pictures that people look at: a Chinese font of this machine, where one
//! of the usual ones is installed, and just enough of the character maps of mainland Chinese to find its letters. Recognition
//! does without, so that what is read depends on nothing but the file.

use std::fmt::Write as _;
use std::fs;
use std::sync::{Arc, LazyLock};

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_interpret::font::FontData;
use hayro::hayro_interpret::hayro_cmap::CMapName;

/// The first of these that is there.
const FONTS: [&str; 16] = [
    "C:\\Windows\\Fonts\\simsun.ttc",
    "C:\\Windows\\Fonts\\simhei.ttf",
    "C:\\Windows\\Fonts\\msyh.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-serif-cjk-vf-fonts/NotoSerifCJK-VF.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-vf-fonts/NotoSansCJK-VF.ttc",
    "/usr/share/fonts/noto-cjk/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
    "/usr/share/fonts/wqy-zenhei/wqy-zenhei.ttc",
];

static FONT: LazyLock<Option<Vec<u8>>> = LazyLock::new(|| FONTS.iter().find_map(|path| fs::read(path).ok()));

/// Numbers of the printing letters where lines are set by their widths, and where all are half an ideograph wide.
const PROPORTIONAL: u32 = 1;
const HALF_WIDE: u32 = 814;

pub fn settings() -> InterpreterSettings {
    let font: Option<FontData> = FONT.as_ref().map(|bytes| Arc::new(bytes.as_slice()) as FontData);
    InterpreterSettings {
        font_resolver: Arc::new(move |_| font.clone().map(|f| (f, 0))),
        cmap_resolver: Arc::new(map),
        ..InterpreterSettings::default()
    }
}

/// Our numbers for characters are their Unicode numbers, but for the printing letters, whose widths files give by number.
fn map(name: CMapName<'_>) -> Option<&'static [u8]> {
    static UNICODE: LazyLock<String> = LazyLock::new(|| {
        written(&format!("<0020> <007e> {PROPORTIONAL}\n<0080> <032d> {}\n<038d> <ffff> {}\n", 0x80, 0x38d))
    });
    static BACK: LazyLock<String> =
        LazyLock::new(|| written("<0001> <005f> 32\n<0080> <032d> 128\n<032e> <038c> 32\n<038d> <ffff> 909\n"));
    static GBK: LazyLock<String> = LazyLock::new(|| written(&(format!("<20> <7e> {HALF_WIDE}\n") + &pairs())));
    static GBK_PROPORTIONAL: LazyLock<String> =
        LazyLock::new(|| written(&(format!("<20> <7e> {PROPORTIONAL}\n") + &pairs())));
    Some(match name {
        CMapName::UniGbUcs2H | CMapName::UniGbUtf16H => UNICODE.as_bytes(),
        CMapName::AdobeGb1Ucs2 => BACK.as_bytes(),
        CMapName::GbkEucH | CMapName::Gbk2kH | CMapName::GbEucH => GBK.as_bytes(),
        CMapName::GbkpEucH | CMapName::GbpcEucH => GBK_PROPORTIONAL.as_bytes(),
        _ => return None,
    })
}

/// Ranges of codes with the number of the first.
fn written(ranges: &str) -> String {
    format!(
        "/CIDSystemInfo 3 dict dup begin\n/Registry (Adobe) def\n/Ordering (GB1) def\n/Supplement 0 def\nend def\n\
         /CMapName /Yanshen def\n/WMode 0 def\n{} begincidrange\n{ranges}endcidrange\n",
        ranges.lines().count()
    )
}

/// All characters of two bytes.
fn pairs() -> String {
    let mut out = String::new();
    for code in 0x8140u16..=0xfefe {
        let bytes = code.to_be_bytes();
        let (text, broken) = encoding_rs::GBK.decode_without_bom_handling(&bytes);
        let mut chars = text.chars();
        if let (false, Some(c), None) = (broken, chars.next(), chars.next()) {
            let _ = writeln!(out, "<{code:04x}> <{code:04x}> {}", u32::from(c));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use hayro::hayro_interpret::hayro_cmap::CMap;

    use super::*;

    /// The character that a code of so many bytes stands for.
    fn character(name: CMapName<'_>, code: u32, bytes: u8) -> Option<char> {
        let there = CMap::parse(map(name)?, map)?;
        let back = CMap::parse(map(CMapName::AdobeGb1Ucs2)?, map)?;
        char::from_u32(back.lookup_cid_code(there.lookup_cid_code(code, bytes)?, 2)?)
    }

    #[test]
    fn codes_lead_to_their_characters() {
        assert_eq!(character(CMapName::UniGbUcs2H, u32::from('验'), 2), Some('验'));
        assert_eq!(character(CMapName::UniGbUtf16H, 0x41, 2), Some('A'));
        assert_eq!(character(CMapName::GbkEucH, 0xb9e3, 2), Some('广'));
        assert_eq!(character(CMapName::GbkEucH, 0x39, 1), Some('9'));
        assert_eq!(character(CMapName::GbpcEucH, 0x7e, 1), Some('~'));
        assert!(map(CMapName::GbkEucV).is_none());
    }
}

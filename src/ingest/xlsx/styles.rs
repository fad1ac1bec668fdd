//! How the cells of a workbook look: number formats, colours with theme, tint and palette, strikethrough. Only what decides
//! whether a value is a date or a percentage, and whether anybody sees it.

use std::collections::BTreeMap;

use super::super::contrast::{self, WHITE};
use super::super::number_format::NumberFormat;
use super::super::sheet::Look;
use super::super::xml::{self, Element};

/// Colours behind `indexed` numbers, from 8 on; those before are the same eight again.
const PALETTE: [u32; 56] = [
    0x000000, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0xff00ff, 0x00ffff, 0x800000, 0x008000, 0x000080,
    0x808000, 0x800080, 0x008080, 0xc0c0c0, 0x808080, 0x9999ff, 0x993366, 0xffffcc, 0xccffff, 0x660066, 0xff8080,
    0x0066cc, 0xccccff, 0x000080, 0xff00ff, 0xffff00, 0x00ffff, 0x800080, 0x800000, 0x008080, 0x0000ff, 0x00ccff,
    0xccffff, 0xccffcc, 0xffff99, 0x99ccff, 0xff99cc, 0xcc99ff, 0xffcc99, 0x3366ff, 0x33cccc, 0x99cc00, 0xffcc00,
    0xff9900, 0xff6600, 0x666699, 0x969696, 0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366, 0x333399,
    0x333333,
];

/// The colour of a palette that no workbook changed.
pub fn indexed(n: u32) -> Option<[u8; 3]> {
    let at = match n {
        0..=7 => n,
        8..=63 => n - 8,
        64 => return Some([0; 3]),
        65 => return Some(WHITE),
        _ => return None,
    };
    let [_, red, green, blue] = PALETTE.get(at as usize)?.to_be_bytes();
    Some([red, green, blue])
}

/// Colours that a workbook names by number.
#[derive(Default)]
pub struct Colours {
    theme: Vec<[u8; 3]>,
    palette: Vec<[u8; 3]>,
}

impl Colours {
    fn new(theme: Option<&str>, styles: &Element<'_>) -> Colours {
        let mut found = BTreeMap::new();
        if let Some(text) = theme {
            let (root, _) = xml::parse(text);
            for slot in root.find("clrScheme").into_iter().flat_map(Element::elements) {
                let colour = slot.elements().find_map(|c| c.attr("lastClr").or_else(|| c.attr("val")));
                found.extend(colour.and_then(|c| contrast::hex(&c)).map(|c| (slot.name().to_owned(), c)));
            }
        }
        // the first four are swapped in pairs: light before dark
        let order = [
            "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink",
            "folHlink",
        ];
        let office = [0xff_ffff, 0, 0xe7_e6e6, 0x44_546a_u32];
        let plain = |n: usize| office.get(n).map_or([128; 3], |c| [(c >> 16) as u8, (c >> 8) as u8, *c as u8]);
        let theme = order.iter().enumerate().map(|(n, slot)| found.get(*slot).copied().unwrap_or(plain(n))).collect();
        let mut own = Vec::new();
        if let Some(all) = styles.find("indexedColors") {
            all.find_all("rgbColor", &mut own);
        }
        let palette = own.iter().filter_map(|c| contrast::hex(&c.attr("rgb")?)).collect();
        Colours { theme, palette }
    }

    /// What a colour element says; `None` where it leaves the choice to the program.
    pub fn of(&self, e: &Element<'_>) -> Option<[u8; 3]> {
        let number = |name: &str| e.attr(name).and_then(|v| v.parse::<usize>().ok());
        let base = match (e.attr("rgb"), number("theme"), number("indexed")) {
            (Some(rgb), _, _) => contrast::hex(&rgb)?,
            (_, Some(n), _) => *self.theme.get(n)?,
            (_, _, Some(n)) => self.palette.get(n).copied().or_else(|| indexed(u32::try_from(n).ok()?))?,
            _ => return None,
        };
        let tint = e.attr("tint").and_then(|t| t.parse().ok()).unwrap_or(0.0);
        Some(contrast::tinted(base, tint))
    }
}

#[derive(Default)]
pub struct Styles {
    looks: Vec<Look>,
    plain: Look,
    pub colours: Colours,
}

impl Styles {
    pub fn new(styles: Option<&str>, theme: Option<&str>) -> Styles {
        let (root, _) = xml::parse(styles.unwrap_or_default());
        let colours = Colours::new(theme, &root);
        let under = |parent: &str| root.find(parent).into_iter().flat_map(Element::elements).collect::<Vec<_>>();
        let formats: BTreeMap<u32, NumberFormat> = under("numFmts")
            .iter()
            .filter_map(|f| Some((f.attr("numFmtId")?.parse().ok()?, NumberFormat::of(&f.attr("formatCode")?))))
            .collect();
        let fonts: Vec<(Option<[u8; 3]>, bool)> =
            under("fonts").iter().map(|f| (f.child("color").and_then(|c| colours.of(c)), is_struck(f))).collect();
        let grounds: Vec<Option<[u8; 3]>> = under("fills").iter().map(|f| ground(f, &colours)).collect();
        let look = |xf: &Element<'_>| {
            let number = |name: &str| xf.attr(name).and_then(|v| v.parse::<u32>().ok()).unwrap_or(0);
            let format = number("numFmtId");
            let (ink, struck) = fonts.get(number("fontId") as usize).copied().unwrap_or_default();
            Look {
                format: formats.get(&format).cloned().unwrap_or_else(|| NumberFormat::built_in(format)),
                ink,
                ground: grounds.get(number("fillId") as usize).copied().unwrap_or(Some(WHITE)),
                struck,
            }
        };
        let looks = under("cellXfs").into_iter().map(look).collect();
        Styles { looks, plain: Look { ground: Some(WHITE), ..Look::default() }, colours }
    }

    /// The look of a cell by its style number.
    pub fn look(&self, style: usize) -> &Look {
        self.looks.get(style).unwrap_or(&self.plain)
    }
}

/// `<strike/>` stands for yes.
pub fn is_struck(font: &Element<'_>) -> bool {
    font.child("strike").is_some_and(|s| !matches!(s.attr("val").as_deref(), Some("0" | "false")))
}

fn ground(fill: &Element<'_>, colours: &Colours) -> Option<[u8; 3]> {
    let pattern = fill.child("patternFill")?;
    match pattern.attr("patternType").as_deref() {
        None | Some("none") => Some(WHITE),
        Some("solid") => pattern.child("fgColor").and_then(|c| colours.of(c)),
        _ => None,
    }
}

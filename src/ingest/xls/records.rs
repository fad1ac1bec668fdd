//! What the records of an old workbook say beside the values: formats and looks of cells, hidden rows and columns, comments,
//! text boxes, WordArt, titles of charts, headers and footers. No reader exposes them.

use std::collections::BTreeMap;
use std::io::Cursor;

use office_oxide::cfb::CfbReader;

use super::super::contrast::WHITE;
use super::super::number_format::NumberFormat;
use super::super::sheet::{Look, Run};
use super::super::xlsx::indexed;
use super::stream::{CONTINUE, END, records, u16_at};
use super::strings;

const BEGIN: u16 = 0x0809;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007d;
const BOUND_SHEET: u16 = 0x0085;
const FONT: u16 = 0x0031;
const FORMAT: u16 = 0x041e;
const LOOK: u16 = 0x00e0;
const PALETTE: u16 = 0x0092;
const HEADER: u16 = 0x0014;
const FOOTER: u16 = 0x0015;
const NOTE: u16 = 0x001c;
const OBJECT: u16 = 0x005d;
const TEXT: u16 = 0x01b6;
const DRAWING: u16 = 0x00ec;
const SERIES_TEXT: u16 = 0x100d;
const LABEL_SST: u16 = 0x00fd;
const MANY_NUMBERS: u16 = 0x00bd;
/// Number, label, rich label, truth or error, short number, formula: row, column and look come first in each.
const CELLS: [u16; 7] = [0x0203, 0x0204, 0x00d6, 0x0205, 0x027e, 0x0006, LABEL_SST];

/// Records of one sheet that are looked at.
const MOST_RECORDS: usize = 8_000_000;
/// Text boxes and comments of one sheet.
const MOST_TEXTS: usize = 5_000;

/// The object of a comment, by its kind in the `ftCmo` part.
const COMMENT: u16 = 0x19;

#[derive(Default)]
pub struct Layout {
    pub fonts: Fonts,
    pub looks: Vec<Look>,
    /// Stretches of shared texts: where each begins, and its font.
    pub stretches: BTreeMap<u32, Vec<(u16, u16)>>,
    pub sheets: Vec<SheetLayout>,
}

#[derive(Default)]
pub struct SheetLayout {
    pub hidden_rows: Vec<(u32, u32)>,
    pub hidden_cols: Vec<(u32, u32)>,
    /// Look of cells, by row and column.
    pub looks: BTreeMap<(u32, u32), u16>,
    /// Shared text of cells that has stretches.
    pub shared: BTreeMap<(u32, u32), u32>,
    pub comments: Vec<((u32, u32), String)>,
    pub boxes: Vec<String>,
    pub chart_texts: Vec<String>,
    pub furniture: Vec<String>,
}

/// Colour and strikethrough of fonts.
#[derive(Default)]
pub struct Fonts(Vec<(Option<[u8; 3]>, bool)>);

impl Fonts {
    /// Number 4 was never given to a font.
    fn get(&self, number: u16) -> (Option<[u8; 3]>, bool) {
        let at = if number > 4 { number - 1 } else { number };
        self.0.get(usize::from(at)).copied().unwrap_or_default()
    }
}

impl Layout {
    pub fn read(bytes: &[u8]) -> Layout {
        let Ok(mut container) = CfbReader::new(Cursor::new(bytes)) else { return Layout::default() };
        let (stream, wide) = match container.open_stream("Workbook") {
            Ok(stream) => (stream, true),
            Err(_) => match container.open_stream("Book") {
                Ok(stream) => (stream, false),
                Err(_) => return Layout::default(),
            },
        };
        let mut layout = Layout::globals(&stream, wide);
        layout.sheets = sheet_offsets(&stream)
            .into_iter()
            .map(|offset| sheet(stream.get(offset..).unwrap_or_default(), wide, &layout.stretches))
            .collect();
        layout
    }

    fn globals(stream: &[u8], wide: bool) -> Layout {
        let head = || records(stream).take_while(|(kind, _)| *kind != END);
        let bodies = |wanted: u16| head().filter(move |(kind, _)| *kind == wanted).map(|(_, body)| body);
        let palette: Vec<[u8; 3]> = bodies(PALETTE)
            .flat_map(|body| body.get(2..).unwrap_or_default().chunks_exact(4))
            .filter_map(|c| Some([*c.first()?, *c.get(1)?, *c.get(2)?]))
            .collect();
        let colour = |n: u16| match n {
            8..=63 => palette.get(usize::from(n) - 8).copied().or_else(|| indexed(u32::from(n))),
            _ => indexed(u32::from(n)),
        };
        let fonts = bodies(FONT).map(|body| {
            let struck = u16_at(body, 2).is_some_and(|flags| flags & 0x8 != 0);
            (u16_at(body, 4).and_then(colour), struck)
        });
        let fonts = Fonts(fonts.collect());
        let formats: BTreeMap<u16, NumberFormat> = bodies(FORMAT)
            .filter_map(|body| {
                let code = if wide { text(body.get(2..)?)? } else { narrow(body.get(3..)?) };
                Some((u16_at(body, 0)?, NumberFormat::of(&code)))
            })
            .collect();
        let look = |body: &[u8]| {
            let (font, format) = (u16_at(body, 0).unwrap_or(0), u16_at(body, 2).unwrap_or(0));
            let (ink, struck) = fonts.get(font);
            let (pattern, fill) = match wide {
                true => (u16_at(body, 16).map(|n| n >> 10), u16_at(body, 18)),
                false => (u16_at(body, 10).map(|n| n & 0x3f), u16_at(body, 8)),
            };
            let ground = match (pattern, fill.map(|n| n & 0x7f)) {
                (Some(0), _) => Some(WHITE),
                (Some(1), Some(n @ 0..=63)) => colour(n),
                _ => None,
            };
            let own = formats.get(&format).cloned();
            let format = own.unwrap_or_else(|| NumberFormat::built_in(u32::from(format)));
            Look { format, ink, ground, struck }
        };
        let looks = bodies(LOOK).map(look).collect();
        let stretches = if wide { strings::stretches(stream) } else { BTreeMap::new() };
        Layout { looks, stretches, fonts, sheets: Vec::new() }
    }

    pub fn look(&self, sheet: usize, at: (u32, u32)) -> Option<&Look> {
        let number = self.sheets.get(sheet)?.looks.get(&at)?;
        self.looks.get(usize::from(*number))
    }

    /// The text of a cell in stretches, if it has any.
    pub fn runs(&self, sheet: usize, at: (u32, u32), text: &str) -> Option<Vec<Run>> {
        let stretches = self.stretches.get(self.sheets.get(sheet)?.shared.get(&at)?)?;
        let units: Vec<u16> = text.encode_utf16().collect();
        let piece = |from: u16, to: usize| {
            String::from_utf16_lossy(units.get(usize::from(from)..to.min(units.len())).unwrap_or_default())
        };
        let mut runs = Vec::new();
        let first = stretches.first().map_or(0, |(start, _)| *start);
        runs.push(Run { text: piece(0, usize::from(first)), ..Run::default() });
        for (n, (start, font)) in stretches.iter().enumerate() {
            let end = stretches.get(n + 1).map_or(units.len(), |(next, _)| usize::from(*next));
            let (ink, struck) = self.fonts.get(*font);
            runs.push(Run { text: piece(*start, end), struck: Some(struck), ink });
        }
        Some(runs)
    }
}

fn sheet(stream: &[u8], wide: bool, stretches: &BTreeMap<u32, Vec<(u16, u16)>>) -> SheetLayout {
    let mut found = SheetLayout::default();
    let mut notes: Vec<(u16, (u32, u32))> = Vec::new();
    let mut said: BTreeMap<u16, String> = BTreeMap::new();
    let (mut object, mut left, mut words) = ((0u16, 0u16), 0usize, String::new());
    let mut depth = 0u32;
    for (kind, body) in records(stream).take(MOST_RECORDS) {
        let own = depth <= 1;
        match kind {
            BEGIN => depth += 1,
            END => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            ROW if own && u16_at(body, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                found.hidden_rows.extend(u16_at(body, 0).map(|row| (u32::from(row), u32::from(row))));
            }
            COLUMNS if own && u16_at(body, 8).is_some_and(|flags| flags & 1 != 0) => {
                let edges = u16_at(body, 0).zip(u16_at(body, 2));
                found.hidden_cols.extend(edges.map(|(first, last)| (u32::from(first), u32::from(last))));
            }
            MANY_NUMBERS if own => many(body, &mut found.looks),
            _ if own && CELLS.contains(&kind) => {
                if let (Some(at), Some(look)) = (cell(body), u16_at(body, 4)) {
                    found.looks.insert(at, look);
                    let number = u16_at(body, 6).zip(u16_at(body, 8));
                    let number = number.map(|(low, high)| u32::from(low) | u32::from(high) << 16);
                    if kind == LABEL_SST && number.is_some_and(|n| stretches.contains_key(&n)) {
                        found.shared.extend(number.map(|n| (at, n)));
                    }
                }
            }
            HEADER | FOOTER if own => {
                found.furniture.extend(if wide { text(body) } else { body.get(1..).map(narrow) });
            }
            SERIES_TEXT if found.chart_texts.len() < MOST_TEXTS => {
                let short = body.get(2..).unwrap_or_default();
                let count = short.first().map_or(0, |n| usize::from(*n));
                found.chart_texts.extend(if wide { letters(short.get(1..).unwrap_or_default(), count) } else { None });
            }
            OBJECT => object = (u16_at(body, 4).unwrap_or(0), u16_at(body, 6).unwrap_or(0)),
            TEXT => (left, words) = (u16_at(body, 10).map_or(0, usize::from), String::new()),
            CONTINUE if left > 0 && wide => {
                let part = letters(body, left).unwrap_or_default();
                left = left.saturating_sub(part.encode_utf16().count().max(1));
                words.push_str(&part);
                if left == 0 && found.boxes.len() + said.len() < MOST_TEXTS {
                    let done = std::mem::take(&mut words).replace('\r', "\n");
                    if object.0 == COMMENT {
                        said.insert(object.1, done);
                    } else {
                        found.boxes.push(done);
                    }
                }
            }
            NOTE => notes.extend(u16_at(body, 6).zip(cell(body))),
            DRAWING if found.boxes.len() < MOST_TEXTS => word_art(body, &mut found.boxes),
            _ => {}
        }
    }
    found.comments = notes.into_iter().filter_map(|(id, at)| Some((at, said.remove(&id)?))).collect();
    found
}

fn cell(body: &[u8]) -> Option<(u32, u32)> {
    Some((u32::from(u16_at(body, 0)?), u32::from(u16_at(body, 2)?)))
}

/// Several numbers in a row: look and value of each, then the last column.
fn many(body: &[u8], looks: &mut BTreeMap<(u32, u32), u16>) {
    let Some((row, first)) = cell(body) else { return };
    let inside = body.len().checked_sub(2).and_then(|end| body.get(4..end)).unwrap_or_default();
    for (col, part) in (first..).zip(inside.chunks_exact(6)) {
        looks.extend(u16_at(part, 0).map(|look| ((row, col), look)));
    }
}

/// Words set as WordArt: a property of the shape.
fn word_art(drawing: &[u8], boxes: &mut Vec<String>) {
    const OPTIONS: u16 = 0xf00b;
    const WORDS: u16 = 0x80c0;
    let mut at = 0;
    while let (Some(head), Some(kind), Some(low), Some(high)) =
        (u16_at(drawing, at), u16_at(drawing, at + 2), u16_at(drawing, at + 4), u16_at(drawing, at + 6))
    {
        let length = usize::from(low) | usize::from(high) << 16;
        let body = drawing.get(at + 8..).unwrap_or_default();
        if kind == OPTIONS {
            let count = usize::from(head >> 4);
            let mut data = count * 6;
            for n in 0..count {
                let (Some(id), Some(size)) = (u16_at(body, n * 6), u16_at(body, n * 6 + 2)) else { break };
                if id & 0x8000 == 0 {
                    continue;
                }
                let size = usize::from(size);
                // with or without the flag that it is a picture's number
                if id & 0xbfff == WORDS {
                    let units: Vec<u16> = (0..size / 2).filter_map(|i| u16_at(body, data + i * 2)).collect();
                    boxes.push(String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned());
                }
                data += size;
            }
        }
        // containers are looked into
        at = if head & 0xf == 0xf { at + 8 } else { at.saturating_add(8).saturating_add(length) };
    }
}

/// Start of each sheet's substream, in the order of the sheets.
pub fn sheet_offsets(stream: &[u8]) -> Vec<usize> {
    let sheets = records(stream).take_while(|(kind, _)| *kind != END).filter(|(kind, _)| *kind == BOUND_SHEET);
    sheets.filter_map(|(_, body)| Some(usize::from(u16_at(body, 0)?) | usize::from(u16_at(body, 2)?) << 16)).collect()
}

/// A text behind its count of letters.
fn text(bytes: &[u8]) -> Option<String> {
    letters(bytes.get(2..)?, usize::from(u16_at(bytes, 0)?))
}

/// Letters of one or two bytes, as the byte before them says; as many as there are.
fn letters(bytes: &[u8], count: usize) -> Option<String> {
    let (wide, rest) = (bytes.first()? & 1 == 1, bytes.get(1..)?);
    Some(if wide {
        let units: Vec<u16> = (0..count).map_while(|i| u16_at(rest, i * 2)).collect();
        String::from_utf16_lossy(&units)
    } else {
        rest.iter().take(count).map(|b| char::from(*b)).collect()
    })
}

/// Text of the time before: bytes of the country's code page.
fn narrow(bytes: &[u8]) -> String {
    encoding_rs::GB18030.decode(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub fn record(kind: u16, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap();
        [&kind.to_le_bytes(), &length.to_le_bytes(), body].concat()
    }

    #[test]
    fn sheets_lead_to_their_substreams() {
        let body = vec![40, 0, 1, 0, 0, 0, 1, 0, b'A'];
        let stream = [record(BOUND_SHEET, &body), record(END, &[]), record(ROW, &[0; 16])].concat();
        assert_eq!(sheet_offsets(&stream), [40 + 65536]);
        assert_eq!(records(&stream).count(), 3);
        assert_eq!(records(&stream[..stream.len() - 1]).count(), 2);
    }

    #[test]
    fn text_boxes_comments_and_words_of_charts_are_told_apart() {
        let object = |kind: u16, id: u16| {
            record(OBJECT, &[&[0x15, 0, 0x12, 0], &kind.to_le_bytes()[..], &id.to_le_bytes()].concat())
        };
        let words = |text: &str| {
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let mut head = [0; 18];
            head[10] = u8::try_from(units.len() / 2).unwrap();
            [record(TEXT, &head), record(CONTINUE, &[&[1], &units[..]].concat()), record(CONTINUE, &[0; 16])].concat()
        };
        let art: Vec<u8> = "艺\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let options = [&[0x13, 0, 0x0b, 0xf0, 10, 0, 0, 0, 0xc0, 0xc0, 4, 0, 0, 0][..], &art].concat();
        let stream = [
            record(BEGIN, &[0; 16]),
            object(6, 1),
            words("框里\r的字"),
            object(COMMENT, 2),
            words("批注"),
            record(DRAWING, &options),
            record(BEGIN, &[0; 16]),
            record(SERIES_TEXT, &[0, 0, 1, 1, 0xfe, 0x56]),
            record(END, &[]),
            record(NOTE, &[3, 0, 1, 0, 0, 0, 2, 0]),
            record(FOOTER, &[1, 0, 1, 0xfe, 0x56]),
            record(END, &[]),
            record(FOOTER, &[1, 0, 1, 0xfe, 0x56]),
        ];
        let found = sheet(&stream.concat(), true, &BTreeMap::new());
        assert_eq!(found.boxes, ["框里\n的字", "艺"]);
        assert_eq!(found.comments, [((3, 1), "批注".to_owned())]);
        assert_eq!((found.chart_texts, found.furniture.len()), (vec!["图".to_owned()], 1));
    }
}

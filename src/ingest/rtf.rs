//! RTF: text, tables, headers and footers, notes, text boxes and WordArt; comments, struck, pale and hidden words are kept
//! apart as hidden. Pictures and fields' instructions are passed over.

use encoding_rs::{Encoding, GB18030};

use super::concealed::{Tally, Unseen};
use super::contrast;
use super::docx::grid::Grid;
use super::read::Read;
use crate::model::{Block, CellFlag, Content, Origin, Place, Problem, Table};

/// Groups inside groups; a writer's own nesting stays far below.
const MAX_DEPTH: usize = 500;
/// Colours of one file.
const MOST_COLOURS: usize = 5_000;
/// Characters below which a file is nothing but its pictures.
const FEW: usize = 30;

pub fn read(bytes: &[u8]) -> Read {
    let mut reader = Rtf::default();
    reader.run(bytes);
    while !reader.outer.is_empty() {
        reader.leave();
    }
    reader.end_paragraph();
    reader.end_table();
    reader.end_pending();
    let mut read = Read::blocks(reader.blocks);
    let chars: usize = read.blocks.iter().map(Block::chars).sum();
    if reader.pictures > 0 && chars < FEW {
        read.problems.push(Problem::Scan(Vec::new()));
    }
    if reader.objects > 0 {
        read.problems.push(Problem::Skipped("内嵌的其他文档".into()));
    }
    read.problems.extend(reader.concealed.problem());
    read
}

#[derive(Clone, Copy)]
struct State {
    /// In a destination whose text is not shown.
    skip: bool,
    /// In one that nothing inside shows either.
    dead: bool,
    /// Characters that stand for each `\u` in older readers.
    fallback: usize,
    looks: Looks,
    /// Behind the paragraph.
    paragraph: usize,
    /// In the table of colours.
    colours: bool,
}

/// Looks of letters; colours by their number in the table, 0 for the usual one.
#[derive(Clone, Copy, Default)]
struct Looks {
    struck: bool,
    hidden: bool,
    tiny: bool,
    ink: usize,
    ground: usize,
}

/// What is read apart from the body.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Furniture,
    Note,
    Comment,
    Shape,
    /// Name and value of a shape's property.
    Name,
    Value,
}

/// What waits while a part is read.
struct Outer {
    part: Part,
    /// Groups open around the part.
    depth: usize,
    text: String,
    unseen: String,
    row: Vec<(String, String)>,
    grid: Grid,
    row_number: u32,
    in_table: bool,
    blocks: Vec<Block>,
    paragraphs: u32,
}

/// What is said of a cell before the row's text.
#[derive(Clone, Copy, Default)]
struct Definition {
    merged: bool,
    /// `Some(true)` starts a vertical merge, `Some(false)` continues one.
    merge: Option<bool>,
    ground: usize,
}

struct Rtf {
    blocks: Vec<Block>,
    /// Boxes and notes met inside a paragraph or table, written after it.
    pending: Vec<Block>,
    outer: Vec<Outer>,
    state: State,
    stack: Vec<State>,
    encoding: &'static Encoding,
    /// Bytes of `\'hh` not yet decoded: a character may take two.
    bytes: Vec<u8>,
    /// First half of a character beyond the basic plane.
    half: Option<u16>,
    text: String,
    unseen: String,
    last: Option<Unseen>,
    /// Fallback characters still to be passed over.
    pending_fallback: usize,
    /// Cells of the row: what is seen and what is not.
    row: Vec<(String, String)>,
    grid: Grid,
    definitions: Vec<Definition>,
    definition: Definition,
    row_number: u32,
    in_table: bool,
    paragraphs: u32,
    tables: u32,
    boxes: u32,
    notes: u32,
    colours: Vec<Option<[u8; 3]>>,
    colour: [Option<u8>; 3],
    property: String,
    pictures: u32,
    objects: u32,
    concealed: Tally,
}

impl Default for Rtf {
    fn default() -> Rtf {
        let state =
            State { skip: false, dead: false, fallback: 1, looks: Looks::default(), paragraph: 0, colours: false };
        Rtf {
            blocks: Vec::new(),
            pending: Vec::new(),
            outer: Vec::new(),
            state,
            stack: Vec::new(),
            encoding: GB18030,
            bytes: Vec::new(),
            half: None,
            text: String::new(),
            unseen: String::new(),
            last: None,
            pending_fallback: 0,
            row: Vec::new(),
            grid: Grid::default(),
            definitions: Vec::new(),
            definition: Definition::default(),
            row_number: 0,
            in_table: false,
            paragraphs: 0,
            tables: 0,
            boxes: 0,
            notes: 0,
            colours: Vec::new(),
            colour: [None; 3],
            property: String::new(),
            pictures: 0,
            objects: 0,
            concealed: Tally::default(),
        }
    }
}

impl Rtf {
    fn run(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            at += 1;
            match byte {
                b'{' => {
                    self.flush();
                    if self.stack.len() > MAX_DEPTH {
                        return;
                    }
                    self.stack.push(self.state);
                }
                b'}' => {
                    self.flush();
                    if self.outer.last().is_some_and(|o| o.depth == self.stack.len()) {
                        self.leave();
                    }
                    if let Some(state) = self.stack.pop() {
                        self.state = state;
                    }
                }
                b'\r' | b'\n' => {}
                b'\\' => at = self.control(bytes, at),
                b => self.byte(b),
            }
        }
        self.flush();
    }

    /// Reads the control at `at`, just behind the backslash; returns what follows it.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if letters == 0 {
            match rest.first() {
                Some(b'\'') => {
                    let digits = rest.get(1..3).and_then(|d| std::str::from_utf8(d).ok()).unwrap_or_default();
                    if let Ok(b) = u8::from_str_radix(digits, 16) {
                        self.byte(b);
                    }
                    return at + 3;
                }
                Some(b'*') => self.state.skip = true,
                Some(b'~') => self.push(' '),
                Some(b'_') => self.push('-'),
                Some(b @ (b'{' | b'}' | b'\\')) => self.byte(*b),
                _ => {}
            }
            return at + 1;
        }
        let word = rest.get(..letters).and_then(|w| std::str::from_utf8(w).ok()).unwrap_or_default();
        let number: String = rest
            .iter()
            .skip(letters)
            .enumerate()
            .take_while(|(i, b)| b.is_ascii_digit() || *i == 0 && **b == b'-')
            .map(|(_, b)| char::from(*b))
            .take(11)
            .collect();
        let end = at + letters + number.len();
        let number = number.parse().ok();
        self.word(word, number);
        let end = if bytes.get(end) == Some(&b' ') { end + 1 } else { end };
        // bytes that are no text, braces among them
        let raw = number.filter(|_| word == "bin").and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        end.saturating_add(raw)
    }

    fn word(&mut self, word: &str, number: Option<i64>) {
        let on = number != Some(0);
        let index = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
        match word {
            "u" => self.unicode(number.unwrap_or(0)),
            "uc" => self.state.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            "ansicpg" => {
                let label = number.map(|n| if n == 936 { "gb18030".to_owned() } else { format!("windows-{n}") });
                self.encoding = label.and_then(|l| Encoding::for_label(l.as_bytes())).unwrap_or(GB18030);
            }
            // Outlook names a western code page and writes Chinese under a font of GB 2312.
            "fcharset" if number == Some(134) && self.encoding == encoding_rs::WINDOWS_1252 => {
                self.encoding = GB18030;
            }
            "colortbl" => {
                self.state.skip = true;
                self.state.colours = true;
            }
            "red" | "green" | "blue" if self.state.colours => {
                let at = ["red", "green", "blue"].iter().position(|c| *c == word).unwrap_or(0);
                if let Some(channel) = self.colour.get_mut(at) {
                    *channel = u8::try_from(index.min(255)).ok();
                }
            }
            "object" => {
                self.objects += u32::from(!self.state.dead);
                self.state.skip = true;
            }
            "pict" => {
                self.pictures += u32::from(!self.state.dead);
                self.state.skip = true;
            }
            // what older programs show in place of a shape that was read
            "shprslt" => (self.state.skip, self.state.dead) = (true, true),
            "fonttbl" | "stylesheet" | "info" | "fldinst" | "listtable" | "listoverridetable" | "rsidtbl"
            | "generator" | "themedata" | "datastore" | "latentstyles" | "xmlnstbl" | "atnid" | "atnauthor"
            | "atndate" | "atnref" | "atnparent" | "objdata" | "objclass" | "nesttableprops" | "bkmkstart"
            | "bkmkend" | "ftnsep" | "ftnsepc" | "aftnsep" | "aftnsepc" | "footnotesep" => self.state.skip = true,
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" => {
                self.enter(Part::Furniture);
            }
            "footnote" => self.enter(Part::Note),
            "annotation" => self.enter(Part::Comment),
            "shptxt" | "dptxbxtext" => self.enter(Part::Shape),
            "sn" if !self.stack.is_empty() => self.enter(Part::Name),
            "sv" if !self.stack.is_empty() => self.enter(Part::Value),
            "fldrslt" | "result" => self.state.skip = self.state.dead,
            "par" | "sect" | "page" => {
                self.flush();
                if self.in_table { self.push('\n') } else { self.end_paragraph() }
            }
            "line" | "nestcell" | "nestrow" => self.push('\n'),
            "tab" => self.push('\t'),
            "intbl" => {
                self.flush();
                if !self.in_table {
                    self.end_paragraph();
                }
                self.in_table = true;
            }
            "pard" => {
                self.flush();
                self.in_table = false;
                self.state.paragraph = 0;
            }
            "trowd" => (self.definitions, self.definition) = (Vec::new(), Definition::default()),
            "clmrg" => self.definition.merged = true,
            "clvmgf" => self.definition.merge = Some(true),
            "clvmrg" => self.definition.merge = Some(false),
            "clcbpat" => self.definition.ground = index,
            "cellx" if self.definitions.len() < 1000 => {
                let done = std::mem::take(&mut self.definition);
                self.definitions.push(done);
            }
            "cell" => {
                self.flush();
                let (text, unseen) = (std::mem::take(&mut self.text), std::mem::take(&mut self.unseen));
                self.row.push((text.trim().to_owned(), unseen.trim().to_owned()));
                self.last = None;
            }
            "row" => self.end_row(),
            _ if self.looks(word, on, index) => {}
            _ => self.sign(word),
        }
    }

    /// Controls of looks. `false`: none of them.
    fn looks(&mut self, word: &str, on: bool, index: usize) -> bool {
        let looks = self.state.looks;
        let changed = match word {
            "plain" => Looks::default(),
            "strike" | "striked" | "deleted" => Looks { struck: on, ..looks },
            "v" => Looks { hidden: on, ..looks },
            "fs" => Looks { tiny: index <= 4 && index > 0, ..looks },
            "cf" => Looks { ink: index, ..looks },
            "highlight" | "cb" | "chcbpat" => Looks { ground: index, ..looks },
            "cbpat" => {
                self.flush();
                self.state.paragraph = index;
                return true;
            }
            _ => return false,
        };
        self.flush();
        self.state.looks = changed;
        true
    }

    fn sign(&mut self, word: &str) {
        let sign = match word {
            "emdash" => '—',
            "endash" => '–',
            "lquote" => '‘',
            "rquote" => '’',
            "ldblquote" => '“',
            "rdblquote" => '”',
            "bullet" => '•',
            _ => return,
        };
        self.push(sign);
    }

    fn unicode(&mut self, code: i64) {
        self.flush();
        let code = if code < 0 { code + 65_536 } else { code };
        match u16::try_from(code) {
            Ok(first @ 0xd800..=0xdbff) => self.half = Some(first),
            Ok(second @ 0xdc00..=0xdfff) => {
                let pair = [self.half.take().unwrap_or(0), second];
                char::decode_utf16(pair).flatten().for_each(|c| self.push(c));
            }
            _ => {
                if let Some(c) = u32::try_from(code).ok().and_then(char::from_u32) {
                    self.push(c);
                }
            }
        }
        self.pending_fallback = self.state.fallback;
    }

    /// Begins a part that is read for itself.
    fn enter(&mut self, part: Part) {
        self.flush();
        if self.state.dead {
            return;
        }
        self.outer.push(Outer {
            part,
            depth: self.stack.len(),
            text: std::mem::take(&mut self.text),
            unseen: std::mem::take(&mut self.unseen),
            row: std::mem::take(&mut self.row),
            grid: std::mem::take(&mut self.grid),
            row_number: std::mem::take(&mut self.row_number),
            in_table: std::mem::take(&mut self.in_table),
            blocks: std::mem::take(&mut self.blocks),
            paragraphs: self.paragraphs,
        });
        self.state.skip = false;
        self.state.looks = Looks::default();
        self.state.paragraph = 0;
        self.last = None;
    }

    /// Ends it: its blocks wait for the end of the paragraph around.
    fn leave(&mut self) {
        self.flush();
        let part = self.outer.last().map(|o| o.part);
        if matches!(part, Some(Part::Name | Part::Value)) {
            let said = std::mem::take(&mut self.text).trim().to_owned();
            match part {
                Some(Part::Name) => self.property = said,
                _ if self.property == "gtextUNICODE" => self.text = said,
                _ => {}
            }
        }
        self.end_paragraph();
        self.end_table();
        let Some(outer) = self.outer.pop() else { return };
        let mut blocks = std::mem::replace(&mut self.blocks, outer.blocks);
        let place = match outer.part {
            _ if blocks.is_empty() => Place::Whole,
            Part::Furniture => Place::HeaderFooter,
            Part::Note | Part::Comment => {
                self.notes += 1;
                Place::Note(self.notes)
            }
            Part::Shape | Part::Name | Part::Value => {
                self.boxes += 1;
                Place::TextBox(self.boxes)
            }
        };
        let origin = match outer.part {
            Part::Furniture => Origin::HeaderFooter,
            Part::Note => Origin::Note,
            Part::Comment => Origin::Comment,
            Part::Shape | Part::Name | Part::Value => Origin::TextBox,
        };
        for block in &mut blocks {
            block.hidden |= origin == Origin::Comment;
            if block.origin != Origin::Comment {
                block.origin = origin;
            }
            if block.content.as_table().is_none() {
                block.place = place.clone();
            }
        }
        self.pending.append(&mut blocks);
        (self.text, self.unseen, self.row, self.grid) = (outer.text, outer.unseen, outer.row, outer.grid);
        (self.row_number, self.in_table, self.paragraphs) = (outer.row_number, outer.in_table, outer.paragraphs);
    }

    fn end_pending(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        for block in pending {
            let again = block.origin == Origin::HeaderFooter
                && self.blocks.iter().any(|b| b.origin == block.origin && b.content == block.content);
            if !again {
                self.blocks.push(block);
            }
        }
    }

    /// Why letters of the present looks are not read.
    fn verdict(&self) -> Option<Unseen> {
        let looks = self.state.looks;
        let colour = |n: usize| self.colours.get(n).copied().flatten();
        let cell = self.definitions.get(self.row.len()).map_or(0, |d| d.ground);
        let cell = if self.in_table { cell } else { 0 };
        let ground = [looks.ground, self.state.paragraph, cell].into_iter().find(|n| *n > 0);
        let ground = ground.and_then(colour).unwrap_or(contrast::WHITE);
        if looks.hidden {
            Some(Unseen::Hidden)
        } else if looks.struck {
            Some(Unseen::Struck)
        } else if looks.tiny {
            Some(Unseen::Tiny)
        } else {
            // in a shape the ground is not known
            let shape = self.outer.iter().any(|o| o.part == Part::Shape);
            let pale = !shape && looks.ink > 0 && colour(looks.ink).is_some_and(|ink| contrast::is_pale(ink, ground));
            pale.then_some(Unseen::Pale)
        }
    }

    /// Where the next characters go.
    fn target(&mut self, blank: bool) -> &mut String {
        let verdict = self.verdict();
        if !blank {
            let comment = self.outer.iter().any(|o| o.part == Part::Comment);
            if let Some(why) = verdict
                && self.last != verdict
                && !comment
            {
                self.concealed.add(why);
            }
            self.last = verdict;
        }
        if verdict.is_some() { &mut self.unseen } else { &mut self.text }
    }

    fn byte(&mut self, byte: u8) {
        if self.pending_fallback > 0 {
            self.pending_fallback -= 1;
        } else if self.state.colours && byte == b';' {
            let colour = match self.colour {
                [Some(red), Some(green), Some(blue)] => Some([red, green, blue]),
                _ => None,
            };
            if self.colours.len() < MOST_COLOURS {
                self.colours.push(colour);
            }
            self.colour = [None; 3];
        } else if !self.state.skip {
            self.bytes.push(byte);
        }
    }

    fn push(&mut self, c: char) {
        self.flush();
        if !self.state.skip {
            self.target(c.is_whitespace()).push(c);
        }
    }

    fn flush(&mut self) {
        self.pending_fallback = 0;
        if !self.bytes.is_empty() {
            let text = self.encoding.decode_without_bom_handling(&self.bytes).0.into_owned();
            self.bytes.clear();
            self.target(text.trim().is_empty()).push_str(&text);
        }
    }

    fn end_paragraph(&mut self) {
        self.flush();
        let text = std::mem::take(&mut self.text).trim().to_owned();
        let unseen = std::mem::take(&mut self.unseen).trim().to_owned();
        if text.is_empty() && unseen.is_empty() {
            if self.outer.is_empty() && !self.in_table && self.row.is_empty() {
                self.end_pending();
            }
            return;
        }
        self.end_table();
        self.paragraphs += 1;
        for (text, hidden) in [(text, false), (unseen, true)] {
            if !text.is_empty() {
                let place = Place::Paragraph(self.paragraphs);
                self.blocks.push(Block { place, origin: Origin::Body, hidden, content: Content::Paragraph { text } });
            }
        }
        self.last = None;
        if self.outer.is_empty() {
            self.end_pending();
        }
    }

    fn end_row(&mut self) {
        self.flush();
        self.grid.start_row(self.row_number, 0, false);
        let cells = std::mem::take(&mut self.row);
        let mut at = 0;
        while let Some((text, unseen)) = cells.get(at).cloned() {
            let defined = self.definitions.get(at).copied().unwrap_or_default();
            let merged =
                (at + 1..cells.len()).take_while(|i| self.definitions.get(*i).is_some_and(|d| d.merged)).count();
            let span = u32::try_from(merged + 1).unwrap_or(1);
            let col = self.grid.col();
            if text.is_empty() && !unseen.is_empty() {
                self.grid.cell(unseen, span, defined.merge, Some(CellFlag::Concealed));
            } else {
                if !unseen.is_empty() {
                    let place = Place::TableCell { page: 0, table: self.tables + 1, row: self.row_number, col };
                    let content = Content::Paragraph { text: unseen };
                    self.pending.push(Block { place, origin: Origin::Body, hidden: true, content });
                }
                self.grid.cell(text, span, defined.merge, None);
            }
            at += merged + 1;
        }
        self.row_number += 1;
        self.in_table = false;
    }

    fn end_table(&mut self) {
        if !self.row.is_empty() {
            self.end_row();
        }
        self.row_number = 0;
        let rows = std::mem::take(&mut self.grid).finish();
        if rows.is_empty() {
            return;
        }
        self.tables += 1;
        self.paragraphs += 1;
        let place = Place::TableCell { page: 0, table: self.tables, row: 0, col: 0 };
        let content = Content::Table(Table { sheet: None, rows });
        self.blocks.push(Block { place, origin: Origin::Body, hidden: false, content });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_either_encoding_and_a_table() {
        let rtf = br"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 SimSun;}}\pard\'cc\'e1\'d6\'ca {\b a}\u22686?\u25928?\par
            \pard\intbl\'bf\'c6\'c4\'bf\cell 12\cell\row\pard end\par}";
        let blocks = read(rtf).blocks;
        let lines: Vec<&str> = blocks.iter().filter_map(|b| b.content.as_line()).collect();
        assert_eq!(lines, ["提质 a增效", "end"]);
        let cells = &blocks[1].content.as_table().unwrap().rows[0].cells;
        assert_eq!((cells[0].text.as_str(), cells[1].text.as_str()), ("科目", "12"));
    }

    #[test]
    fn chinese_under_a_western_code_page_is_told_by_its_font() {
        let chinese = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset134 SimSun;}}\f0\'d5\'aa\'d2\'aa\par}";
        assert_eq!(read(chinese).blocks[0].content.as_line(), Some("摘要"));
        let western = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}}caf\'e9\par}";
        assert_eq!(read(western).blocks[0].content.as_line(), Some("café"));
    }

    #[test]
    fn a_page_wrapped_in_rtf_gives_its_text() {
        let wrapped = br"{\rtf1\ansi\ansicpg936\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0
\'d5\'aa\'d2\'aa{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0 end}";
        let blocks = read(wrapped).blocks;
        let lines: Vec<&str> = blocks.iter().filter_map(|b| b.content.as_line()).collect();
        assert_eq!(lines, ["摘要", "end"]);
    }

    #[test]
    fn broken_controls_end_quietly() {
        for rtf in [br"{\rtf1\'".as_slice(), br"{\rtf1\'e", br"\u", br"{\rtf1 \u-99999999999 x", br"}}}\cell\row"] {
            read(rtf);
        }
    }

    fn shown(read: &Read) -> String {
        let mut out = String::new();
        for block in read.blocks.iter().filter(|b| !b.hidden) {
            out.push_str(block.content.as_line().unwrap_or_default());
            let cells = block.content.as_table().into_iter().flat_map(|t| &t.rows).flat_map(|r| &r.cells);
            cells.filter(|c| c.is_shown()).for_each(|c| out.push_str(&c.text));
        }
        out
    }

    #[test]
    fn all_that_a_document_shows_is_read() {
        let rtf = br"{\rtf1\ansi{\header\pard head\par}{\footer foot\par}body{\footnote\pard note}{\*\atnid x}{\*\annotation remark}
            {\field{\*\fldinst DATE}{\fldrslt field}}{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv art}}{\sp{\sn posh}{\sv 9}}{\shptxt box\par}}{\shprslt{\*\do{\dptxbxtext twice}}}}\par
            \trowd\clmgf\cellx1\clmrg\cellx2\cellx3\pard\intbl wide\cell\cell last\cell\row
            \trowd\cellx1\cellx2\cellx3\intbl a{\itap2 inner\nestcell{\*\nesttableprops\nestrow}}\cell b\cell c\cell\row\pard end\par}";
        let read = read(rtf);
        let seen = shown(&read);
        for word in ["head", "foot", "body", "note", "field", "art", "box", "wide", "last", "inner", "end"] {
            assert!(seen.contains(word), "{word} in {seen}");
        }
        assert!(
            !seen.contains("remark") && !seen.contains("twice") && !seen.contains("posh") && read.problems.is_empty()
        );
        let of = |text: &str| read.blocks.iter().find(|b| b.text() == text).map(|b| (b.origin, b.hidden));
        assert_eq!(of("head"), Some((Origin::HeaderFooter, false)));
        assert_eq!(of("remark"), Some((Origin::Comment, true)));
        let table = read.blocks.iter().find_map(|b| b.content.as_table()).unwrap();
        assert_eq!(
            (table.rows[0].cells[0].col_span, table.rows[0].cells[1].col, table.rows[1].cells[2].col),
            (2, 2, 2)
        );
        let object = super::read(br"{\rtf1 text{\object\objemb{\*\objdata 00}{\result shown}}\par}");
        assert_eq!((shown(&object).as_str(), object.problems.len()), ("textshown", 1));
    }

    #[test]
    fn what_nobody_sees_is_kept_apart() {
        let table = r"{\colortbl;\red255\green255\blue255;\red0\green0\blue128;}";
        for (body, seen) in [
            (r"a{\strike word}", false),
            (r"a{\strike0 word}", true),
            (r"a{\v word}", false),
            (r"a{\deleted word}", false),
            (r"a{\fs2 word}", false),
            (r"a{\cf1 word}", false),
            (r"a{\cf2 word}", true),
            (r"a{\cf1\highlight2 word}", true),
            (r"\pard\cbpat2 a{\cf1 word}", true),
            (r"\trowd\clcbpat2\cellx1\intbl{\cf1 word}\cell\row\pard a", true),
            (r"\trowd\cellx1\intbl{\cf1 word}\cell\row\pard a", false),
            (r"\trowd\cellx1\intbl b{\strike word}\cell\row\pard a", false),
        ] {
            let read = read(format!(r"{{\rtf1{table}{body}\par}}").as_bytes());
            assert_eq!(shown(&read).contains("word"), seen, "{body}");
            assert!(read.blocks.iter().any(|b| b.text().contains("word")), "{body}");
            assert_eq!(read.problems.is_empty(), seen, "{body}");
        }
    }
}

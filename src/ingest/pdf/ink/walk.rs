//! A walk over the drawing operators of a page: under which circumstances each piece of text is shown (its colour, what lies
//! below and above it, whether it is painted at all), and the same operators again with marks that the text engine hands
//! through. The engine gives neither colours nor states; it does give the exact size of each character. Each circumstance gets
//! a size of its own, apart from the others by some thousand-millionths, and is told by it afterwards.

use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::colour::{BLACK, Ink, Space};
use super::layers::Layers;
use super::letters::Letters;
use super::tokens::{Operand, Operation, Operations};
use super::{Area, IDENTITY, Matrix, Why, at, matrix_of, times};
use crate::ingest::contrast::{WHITE, is_pale, ratio};

/// Operators on one page, forms included; unpacked bytes of one stream; bytes written for one page.
const MOST_OPERATIONS: usize = 600_000;
pub const MOST_CONTENT: usize = 16 << 20;
const MOST_WRITTEN: usize = 48 << 20;
const DEEPEST_FORM: usize = 12;
const MOST_SAVED: usize = 128;
const MOST_PAINTS: usize = 6_000;
const MOST_SHOWS: usize = 20_000;
/// Relative distance between the sizes of two circumstances.
const STEP: f64 = 2e-9;

/// Under which circumstances a piece of text is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstance {
    pub hidden: Option<Why>,
    pub ink: Ink,
    /// 0 to 1.
    pub alpha: f64,
    /// Neither filled nor stroked.
    pub unpainted: bool,
    pub clip: Area,
    /// How many areas were painted before.
    pub order: usize,
    /// None of its codes has a character.
    pub mute: bool,
    /// Marked by its writer as a watermark.
    pub watermark: bool,
}

/// An area painted on the page.
#[derive(Debug, Clone)]
pub struct Paint {
    pub area: Area,
    /// A plain rectangle of one known colour that lets nothing through. Anything else: who knows what is seen there.
    pub colour: Ink,
    pub image: bool,
}

/// What is known of a page's drawing.
#[derive(Debug, Default)]
pub struct Traces {
    pub circumstances: Vec<Circumstance>,
    /// Size on the page, as a logarithm in steps → circumstance.
    marks: BTreeMap<i64, usize>,
    pub paints: Vec<Paint>,
    /// Glyphs that are drawn to be seen and have no character.
    pub mute: usize,
    /// Patterns that draw text.
    pub patterns: usize,
}

impl Traces {
    pub fn of_size(&self, size: f64) -> Option<&Circumstance> {
        let bucket = bucket(size)?;
        [bucket, bucket - 1, bucket + 1]
            .iter()
            .find_map(|b| self.marks.get(b))
            .and_then(|at| self.circumstances.get(*at))
    }

    fn index(&mut self, wanted: &Circumstance) -> usize {
        let found = self.circumstances.iter().rposition(|c| c == wanted);
        found.unwrap_or_else(|| {
            self.circumstances.push(wanted.clone());
            self.circumstances.len() - 1
        })
    }

    /// The size as it is to be written so that a character of it tells its circumstance: (digits, scale already on the page).
    fn mark(&mut self, circumstance: usize, size: f64, scale: f64) -> Option<String> {
        for step in 0..20_000i32 {
            let marked = size * (1.0 + f64::from(step) * STEP * 4.0);
            let digits = digits(marked);
            let shown = digits.parse::<f64>().ok()? * scale;
            let bucket = bucket(shown.abs())?;
            let taken = [bucket - 1, bucket, bucket + 1].iter().find_map(|b| self.marks.get(b).copied());
            match taken {
                Some(other) if other != circumstance => {}
                Some(_) => return Some(digits),
                None => {
                    self.marks.insert(bucket, circumstance);
                    return Some(digits);
                }
            }
        }
        None
    }
}

fn bucket(size: f64) -> Option<i64> {
    let log = size.ln() / STEP;
    log.is_finite().then(|| log.round() as i64)
}

/// As many digits as a double keeps.
fn digits(size: f64) -> String {
    let whole = size.abs().max(1e-9).log10().floor() as i64;
    let decimals = usize::try_from((14 - whole).clamp(0, 15)).unwrap_or(0);
    format!("{size:.decimals$}")
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    text: Matrix,
    line: Matrix,
    fill: Ink,
    stroke: Ink,
    fill_space: Space,
    stroke_space: Space,
    fill_alpha: f64,
    stroke_alpha: f64,
    /// Painted as such, not mixed with what is below.
    plain: bool,
    mode: i64,
    font: Option<(Vec<u8>, Rc<Letters>)>,
    size: f64,
    stretch: f64,
    leading: f64,
    clip: Area,
}

impl State {
    fn at_start(view: Area, ctm: Matrix) -> State {
        State {
            ctm,
            text: IDENTITY,
            line: IDENTITY,
            fill: Some(BLACK),
            stroke: Some(BLACK),
            fill_space: Space::Gray,
            stroke_space: Space::Gray,
            fill_alpha: 1.0,
            stroke_alpha: 1.0,
            plain: true,
            mode: 0,
            font: None,
            size: 0.0,
            stretch: 1.0,
            leading: 0.0,
            clip: view,
        }
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.line = times([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }
}

/// What surrounds a stream.
#[derive(Clone, Copy, Default)]
pub struct Around {
    pub hidden: Option<Why>,
    pub watermark: bool,
}

/// A piece of text as far as it can be placed without the widths of its letters.
struct Show {
    area: Area,
    ink: Ink,
}

pub struct Walk<'d> {
    document: &'d Document,
    layers: &'d Layers,
    view: Area,
    pub traces: Traces,
    shows: Vec<Show>,
    fonts: BTreeMap<ObjectId, Rc<Letters>>,
    /// Forms as they are written again.
    pub written: Vec<(ObjectId, Object)>,
    next: u32,
    bytes: usize,
    operations: usize,
    visiting: Vec<ObjectId>,
    /// Something about the page asks for a closer look.
    pub doubtful: bool,
    /// The page is too much for this walk.
    pub given_up: bool,
    /// Bytes of text shown so far.
    pub shown: usize,
    unpainted: bool,
}

/// A stream written again, and the forms it calls by new names.
pub struct Written {
    pub content: Vec<u8>,
    pub forms: BTreeMap<Vec<u8>, ObjectId>,
}

impl<'d> Walk<'d> {
    pub fn over(document: &'d Document, layers: &'d Layers, view: Area, next: u32) -> Walk<'d> {
        Walk {
            document,
            layers,
            view,
            traces: Traces::default(),
            shows: Vec::new(),
            fonts: BTreeMap::new(),
            written: Vec::new(),
            next,
            bytes: 0,
            operations: 0,
            visiting: Vec::new(),
            doubtful: false,
            given_up: false,
            shown: 0,
            unpainted: false,
        }
    }

    /// The next free object number.
    pub fn next(&self) -> u32 {
        self.next
    }

    pub fn reserve(&mut self) -> ObjectId {
        self.next += 1;
        (self.next - 1, 0)
    }

    /// Text that is not painted asks for a look where no picture of it lies behind.
    pub fn finish(&mut self) {
        let covered: f64 = self.traces.paints.iter().filter(|p| p.image).map(|p| p.area.size()).fold(0.0, f64::max);
        if self.unpainted && covered < self.view.size() * 0.5 {
            self.doubtful = true;
        }
    }

    pub fn page(&mut self, content: &[u8], resources: &[&'d Dictionary], around: Around) -> Written {
        self.content(content, resources, State::at_start(self.view, IDENTITY), around, 0)
    }

    /// A form drawn upon the page: what calls it, in a frame of its own.
    pub fn form(&mut self, id: ObjectId, matrix: Matrix, around: Around) -> Option<ObjectId> {
        let stream: &'d Stream = self.document.get_object(id).and_then(Object::as_stream).ok()?;
        self.called(Some(id), stream, &[], State::at_start(self.view, matrix), around, 0)
    }

    fn content(
        &mut self,
        bytes: &[u8],
        resources: &[&'d Dictionary],
        mut state: State,
        around: Around,
        depth: usize,
    ) -> Written {
        let mut out: Vec<u8> = Vec::with_capacity(bytes.len() + bytes.len() / 8);
        let mut forms = BTreeMap::new();
        let mut copied = 0;
        let mut saved: Vec<State> = Vec::new();
        let mut marked: Vec<Around> = Vec::new();
        let mut path = Path::default();
        for operation in Operations::of(bytes) {
            self.operations += 1;
            if self.operations > MOST_OPERATIONS || self.bytes > MOST_WRITTEN || self.given_up {
                self.given_up = true;
                break;
            }
            let here = marked.last().copied().unwrap_or(around);
            match operation.operator {
                b"q" if saved.len() < MOST_SAVED => saved.push(state.clone()),
                b"Q" => state = saved.pop().unwrap_or(state),
                b"cm" => {
                    if let Some(m) = operation.numbers::<6>() {
                        state.ctm = times(m, state.ctm);
                    }
                }
                b"gs" => self.graphics_state(&operation, resources, &mut state),
                b"BDC" => marked.push(self.marked(&operation, resources, here)),
                b"BMC" => marked.push(here),
                b"EMC" => {
                    marked.pop();
                }
                b"Do" => {
                    let name = operation.name().unwrap_or_default();
                    if let Some(id) = self.draw(name, resources, &state, here, depth) {
                        let name = format!("YsX{}", id.0);
                        out.extend_from_slice(bytes.get(copied..operation.start).unwrap_or_default());
                        out.extend_from_slice(format!("/{name} Do").as_bytes());
                        copied = operation.end;
                        forms.insert(name.into_bytes(), id);
                    }
                }
                b"BI" => self.image(Area::of_unit(state.ctm).cut(state.clip), here),
                b"sh" => self.paint(state.clip, None, here, &state),
                b"Tj" | b"TJ" | b"'" | b"\"" => {
                    if matches!(operation.operator, b"'" | b"\"") {
                        let down = -state.leading;
                        state.move_line(0.0, down);
                    }
                    if let Some(mark) = self.show(&operation, &mut state, here) {
                        out.extend_from_slice(bytes.get(copied..operation.start).unwrap_or_default());
                        out.extend_from_slice(&mark);
                        copied = operation.start;
                    }
                }
                other => {
                    if !path.takes(&operation, state.ctm) && !self.text(&operation, resources, &mut state) {
                        self.colour(&operation, resources, &mut state);
                        self.painted(other, &mut path, &mut state, here);
                    }
                }
            }
        }
        out.extend_from_slice(bytes.get(copied..).unwrap_or_default());
        self.bytes += out.len();
        Written { content: out, forms }
    }

    fn graphics_state(&self, operation: &Operation<'_>, resources: &[&'d Dictionary], state: &mut State) {
        let Some(found) = operation.name().and_then(|n| self.resource(resources, b"ExtGState", n)) else { return };
        let Ok(found) = found.1.as_dict() else { return };
        let number = |key: &[u8]| found.get(key).ok().and_then(|o| super::number(self.document, o));
        state.fill_alpha = number(b"ca").unwrap_or(state.fill_alpha);
        state.stroke_alpha = number(b"CA").unwrap_or(state.stroke_alpha);
        if let Ok(mode) = found.get_deref(b"BM", self.document) {
            let first = mode.as_array().ok().and_then(|a| a.first()).unwrap_or(mode);
            state.plain = first.as_name().is_ok_and(|n| matches!(n, b"Normal" | b"Compatible"));
        }
        if found.get_deref(b"SMask", self.document).is_ok_and(|m| m.as_dict().is_ok()) {
            state.plain = false;
        }
    }

    fn marked(&self, operation: &Operation<'_>, resources: &[&'d Dictionary], here: Around) -> Around {
        let mut around = here;
        match operation.operands.as_slice() {
            [Operand::Name(tag), Operand::Name(name)] if tag == b"OC" && !self.layers.is_empty() => {
                let group = resources.iter().find_map(|r| {
                    let named = r.get_deref(b"Properties", self.document).and_then(Object::as_dict).ok()?;
                    named.get(name).ok()
                });
                if group.is_some_and(|g| self.layers.hides(self.document, g)) {
                    around.hidden = around.hidden.or(Some(Why::Layer));
                }
            }
            [Operand::Name(tag), properties] if tag == b"Artifact" => {
                let own = match properties {
                    Operand::Dictionary(entries) => {
                        entries.iter().any(|(k, v)| k == b"Subtype" && v.name().is_some_and(|n| n == b"Watermark"))
                    }
                    Operand::Name(name) => self.resource(resources, b"Properties", name).is_some_and(|(_, o)| {
                        o.as_dict()
                            .is_ok_and(|d| d.get(b"Subtype").and_then(Object::as_name).is_ok_and(|n| n == b"Watermark"))
                    }),
                    _ => false,
                };
                around.watermark |= own;
            }
            _ => {}
        }
        around
    }

    fn resource(
        &self,
        resources: &[&'d Dictionary],
        kind: &[u8],
        name: &[u8],
    ) -> Option<(Option<ObjectId>, &'d Object)> {
        let document: &'d Document = self.document;
        resources.iter().find_map(|r| {
            let all = r.get_deref(kind, document).and_then(Object::as_dict).ok()?;
            document.dereference(all.get(name).ok()?).ok()
        })
    }

    /// An image is noted; of a form a copy is written, whose id is given back.
    fn draw(
        &mut self,
        name: &[u8],
        resources: &[&'d Dictionary],
        state: &State,
        around: Around,
        depth: usize,
    ) -> Option<ObjectId> {
        let (id, object) = self.resource(resources, b"XObject", name)?;
        let stream = object.as_stream().ok()?;
        let mut around = around;
        if stream.dict.get(b"OC").is_ok_and(|group| self.layers.hides(self.document, group)) {
            around.hidden = around.hidden.or(Some(Why::Layer));
        }
        match stream.dict.get_deref(b"Subtype", self.document).and_then(Object::as_name) {
            Ok(b"Image") => {
                self.image(Area::of_unit(state.ctm).cut(state.clip), around);
                None
            }
            Ok(b"Form") => self.called(id, stream, resources, state.clone(), around, depth),
            _ => None,
        }
    }

    fn called(
        &mut self,
        id: Option<ObjectId>,
        stream: &'d Stream,
        resources: &[&'d Dictionary],
        mut state: State,
        around: Around,
        depth: usize,
    ) -> Option<ObjectId> {
        if depth >= DEEPEST_FORM || id.is_some_and(|id| self.visiting.contains(&id)) {
            return None;
        }
        let bytes = plain_content(stream)?;
        let list = |key: &[u8]| -> Option<Vec<f64>> {
            let parts = stream.dict.get_deref(key, self.document).and_then(Object::as_array).ok()?;
            parts.iter().map(|o| super::number(self.document, o)).collect()
        };
        state.ctm = times(list(b"Matrix").and_then(|m| matrix_of(&m)).unwrap_or(IDENTITY), state.ctm);
        if let Some([a, b, c, d]) = list(b"BBox").and_then(|b| <[f64; 4]>::try_from(b).ok()) {
            state.clip =
                state.clip.cut(Area::around(&[(a, b), (c, d), (a, d), (c, b)].map(|(x, y)| at(state.ctm, x, y))));
        }
        // The engine starts a form with no font set.
        state.font = None;
        (state.text, state.line) = (IDENTITY, IDENTITY);
        let own = stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
        let inner: Vec<&'d Dictionary> = own.into_iter().chain(resources.iter().copied()).collect();
        self.visiting.extend(id);
        let written = self.content(&bytes, &inner, state, around, depth + 1);
        if id.is_some() {
            self.visiting.pop();
        }
        let mut dictionary = stream.dict.clone();
        for key in [&b"Filter"[..], b"DecodeParms", b"F", b"Length"] {
            dictionary.remove(key);
        }
        let base = own.or(resources.first().copied());
        dictionary.set("Resources", with_forms(self.document, base, &written.forms));
        let new = self.reserve();
        self.written.push((new, Object::Stream(Stream::new(dictionary, written.content))));
        Some(new)
    }

    fn image(&mut self, area: Area, around: Around) {
        if around.hidden.is_none() && self.traces.paints.len() < MOST_PAINTS {
            self.traces.paints.push(Paint { area, colour: None, image: true });
        }
    }

    fn paint(&mut self, area: Area, colour: Ink, around: Around, state: &State) {
        let area = area.cut(state.clip);
        // Rules and marks carry no letters and cover none.
        if around.hidden.is_some() || area.width() < 3.0 || area.height() < 3.0 {
            return;
        }
        if self.traces.paints.len() >= MOST_PAINTS {
            self.given_up = true;
            return;
        }
        if let Some(ground) = colour {
            let over = |s: &Show| s.area.meets(area) && area.height() > s.area.height() * 0.4;
            let pale = self
                .shows
                .iter()
                .any(|s| over(s) || s.ink.is_some_and(|ink| is_pale(ink, ground) && s.area.meets(area)));
            self.doubtful |= pale;
        }
        self.traces.paints.push(Paint { area, colour, image: false });
    }

    /// Text operators other than those that show text.
    fn text(&mut self, operation: &Operation<'_>, resources: &[&'d Dictionary], state: &mut State) -> bool {
        let one = || operation.numbers::<1>().map(|[n]| n);
        match operation.operator {
            b"BT" => (state.text, state.line) = (IDENTITY, IDENTITY),
            b"ET" | b"Tc" | b"Tw" | b"Ts" => {}
            b"Tz" => state.stretch = one().unwrap_or(100.0) / 100.0,
            b"TL" => state.leading = one().unwrap_or(0.0),
            b"Tr" => state.mode = one().unwrap_or(0.0) as i64,
            b"Td" | b"TD" => {
                if let Some([x, y]) = operation.numbers::<2>() {
                    if operation.operator == b"TD" {
                        state.leading = -y;
                    }
                    state.move_line(x, y);
                }
            }
            b"T*" => {
                let down = -state.leading;
                state.move_line(0.0, down);
            }
            b"Tm" => {
                if let Some(m) = operation.numbers::<6>() {
                    (state.text, state.line) = (m, m);
                }
            }
            b"Tf" => {
                if let (Some(name), Some(size)) = (operation.name(), one()) {
                    state.size = size;
                    let letters = self.letters(resources, name);
                    state.font = Some((name.to_vec(), letters));
                }
            }
            _ => return false,
        }
        true
    }

    fn letters(&mut self, resources: &[&'d Dictionary], name: &[u8]) -> Rc<Letters> {
        let Some((id, object)) = self.resource(resources, b"Font", name) else { return Rc::new(Letters::PLAIN) };
        let Ok(font) = object.as_dict() else { return Rc::new(Letters::PLAIN) };
        // Fonts written in place are few; they are read again for each use.
        let Some(id) = id else { return Rc::new(Letters::of(self.document, font)) };
        let document = self.document;
        let found = self.fonts.entry(id).or_insert_with(|| Rc::new(Letters::of(document, font)));
        Rc::clone(found)
    }

    /// The operator that sets the marked size, to stand before the text.
    fn show(&mut self, operation: &Operation<'_>, state: &mut State, around: Around) -> Option<Vec<u8>> {
        let texts: Vec<&[u8]> = operation.operands.iter().flat_map(Operand::texts).collect();
        let (name, letters) = state.font.clone()?;
        let codes: Vec<u32> = texts.iter().flat_map(|t| letters.codes(t)).collect();
        if codes.is_empty() {
            return None;
        }
        self.shown += codes.len();
        let stroked = matches!(state.mode, 1 | 5);
        let (ink, alpha) = if stroked { (state.stroke, state.stroke_alpha) } else { (state.fill, state.fill_alpha) };
        let mute = codes.iter().filter(|c| letters.is_mute(**c)).count();
        let unpainted = matches!(state.mode, 3 | 7);
        if around.hidden.is_none() && !unpainted {
            self.traces.mute += mute;
        }
        let circumstance = Circumstance {
            hidden: around.hidden,
            ink,
            alpha,
            unpainted,
            clip: state.clip,
            order: self.traces.paints.len(),
            mute: mute == codes.len(),
            watermark: around.watermark,
        };
        let full = times(state.text, state.ctm);
        let [_, _, c, d, x, y] = full;
        let scale = c.hypot(d);
        let length = codes.len() as f64 * state.size.abs() * state.stretch.abs();
        let ends = [(0.0, 0.0), (length, state.size)].map(|(dx, dy)| at(full, dx, dy));
        let area = Area::around(&ends);
        // Without widths the next piece starts somewhere within this one.
        state.text = times([1.0, 0.0, 0.0, 1.0, length * 0.5, 0.0], state.text);
        let pale = ink.is_some_and(|ink| is_pale(ink, WHITE) || ratio(ink, WHITE) < super::WATERMARK_RATIO);
        self.unpainted |= unpainted;
        self.doubtful |= pale
            || alpha < super::CLEAR
            || around.hidden.is_some()
            || around.watermark
            || mute > 0
            || !Area::around(&[(x, y), (x + 0.5, y + 0.5)]).meets(state.clip.wider(2.0))
            || ink.is_some_and(|ink| {
                self.traces.paints.iter().any(|p| p.colour.is_some_and(|g| is_pale(ink, g)) && p.area.meets(area))
            }) && ink != Some(WHITE)
                && ink.is_some_and(|i| !is_pale(i, WHITE));
        if self.shows.len() < MOST_SHOWS {
            self.shows.push(Show { area, ink });
        }
        let index = self.traces.index(&circumstance);
        let digits = self.traces.mark(index, state.size, scale)?;
        let mut mark = Vec::with_capacity(name.len() + digits.len() + 6);
        mark.push(b'/');
        for b in &name {
            if b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'.') {
                mark.push(*b);
            } else {
                mark.extend_from_slice(format!("#{b:02x}").as_bytes());
            }
        }
        mark.extend_from_slice(format!(" {digits} Tf ").as_bytes());
        Some(mark)
    }

    fn colour(&mut self, operation: &Operation<'_>, resources: &[&'d Dictionary], state: &mut State) {
        let (space, fill) = match operation.operator {
            b"g" => (Some(Space::Gray), true),
            b"rg" => (Some(Space::Rgb), true),
            b"k" => (Some(Space::Cmyk), true),
            b"G" => (Some(Space::Gray), false),
            b"RG" => (Some(Space::Rgb), false),
            b"K" => (Some(Space::Cmyk), false),
            b"cs" | b"CS" => {
                let named = Space::named(self.document, resources, operation.name().unwrap_or_default());
                let first = named.first();
                if operation.operator == b"cs" {
                    (state.fill_space, state.fill) = (named, first);
                } else {
                    (state.stroke_space, state.stroke) = (named, first);
                }
                return;
            }
            b"sc" | b"scn" => (None, true),
            b"SC" | b"SCN" => (None, false),
            _ => return,
        };
        let parts: Vec<f64> = operation.operands.iter().filter_map(Operand::number).collect();
        if let Some(space) = space {
            if fill { state.fill_space = space } else { state.stroke_space = space }
        }
        let pattern = operation.name();
        if let Some(pattern) = pattern.filter(|_| fill) {
            self.pattern(resources, pattern);
        }
        let ink = |space: &Space| if pattern.is_some() { None } else { space.ink(&parts) };
        if fill {
            state.fill = ink(&state.fill_space);
        } else {
            state.stroke = ink(&state.stroke_space);
        }
    }

    /// A pattern whose cell draws text: seen, and not read by the engine.
    fn pattern(&mut self, resources: &[&'d Dictionary], name: &[u8]) {
        let Some((_, Object::Stream(stream))) = self.resource(resources, b"Pattern", name) else { return };
        let Some(bytes) = plain_content(stream) else { return };
        let shows = |o: &Operation<'_>| matches!(o.operator, b"Tj" | b"TJ" | b"'" | b"\"");
        let letters: usize = Operations::of(&bytes)
            .take(2_000)
            .filter(shows)
            .map(|o| o.operands.iter().flat_map(Operand::texts).map(<[u8]>::len).sum::<usize>())
            .sum();
        self.traces.patterns += usize::from(letters >= 2);
        self.doubtful |= letters >= 2;
    }

    fn painted(&mut self, operator: &[u8], path: &mut Path, state: &mut State, around: Around) {
        let fills = matches!(operator, b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*");
        match operator {
            b"W" | b"W*" => path.clips = true,
            _ if fills || matches!(operator, b"S" | b"s" | b"n") => {
                if fills {
                    let solid = state.plain && state.fill_alpha > super::CLEAR;
                    for (area, plain) in path.parts() {
                        let colour = state.fill.filter(|_| solid && plain);
                        self.paint(area, colour, around, state);
                    }
                }
                if path.clips
                    && let Some(whole) = path.parts().into_iter().map(|(area, _)| area).reduce(Area::with)
                {
                    state.clip = state.clip.cut(whole);
                }
                *path = Path::default();
            }
            _ => {}
        }
    }
}

/// The path under construction: the corners of each of its parts.
#[derive(Default)]
struct Path {
    parts: Vec<(Vec<(f64, f64)>, bool)>,
    clips: bool,
}

/// Corners and parts kept of one path.
const MOST_CORNERS: usize = 64;
const MOST_PARTS: usize = 4_000;

impl Path {
    fn takes(&mut self, operation: &Operation<'_>, ctm: Matrix) -> bool {
        let point = |x, y| at(ctm, x, y);
        match operation.operator {
            b"m" => {
                if let Some([x, y]) = operation.numbers() {
                    self.start(vec![point(x, y)]);
                }
            }
            b"l" => {
                if let Some([x, y]) = operation.numbers() {
                    self.add(point(x, y), true);
                }
            }
            b"c" => {
                if let Some([a, b, c, d, e, f]) = operation.numbers() {
                    for (x, y) in [(a, b), (c, d), (e, f)] {
                        self.add(point(x, y), false);
                    }
                }
            }
            b"v" | b"y" => {
                if let Some([a, b, c, d]) = operation.numbers() {
                    for (x, y) in [(a, b), (c, d)] {
                        self.add(point(x, y), false);
                    }
                }
            }
            b"re" => {
                if let Some([x, y, w, h]) = operation.numbers() {
                    self.start(vec![point(x, y), point(x + w, y), point(x + w, y + h), point(x, y + h)]);
                }
            }
            b"h" => {}
            _ => return false,
        }
        true
    }

    fn start(&mut self, corners: Vec<(f64, f64)>) {
        if self.parts.len() < MOST_PARTS {
            self.parts.push((corners, true));
        }
    }

    fn add(&mut self, corner: (f64, f64), straight: bool) {
        if let Some((corners, plain)) = self.parts.last_mut() {
            *plain &= straight;
            if corners.len() < MOST_CORNERS {
                corners.push(corner);
            } else {
                // the box is what counts from here on
                *plain = false;
                let whole = Area::around(corners).with(Area::around(&[corner]));
                *corners = vec![(whole.left, whole.bottom), (whole.right, whole.top)];
            }
        }
    }

    /// The box of each part, and whether the part is that box.
    fn parts(&self) -> Vec<(Area, bool)> {
        let is_box = |corners: &[(f64, f64)], area: Area| {
            let near = |a: f64, b: f64| (a - b).abs() < 0.5;
            (4..=5).contains(&corners.len())
                && corners.iter().all(|(x, y)| {
                    (near(*x, area.left) || near(*x, area.right)) && (near(*y, area.bottom) || near(*y, area.top))
                })
        };
        self.parts
            .iter()
            .map(|(corners, plain)| {
                let area = Area::around(corners);
                (area, *plain && is_box(corners, area))
            })
            .collect()
    }
}

/// A stream's bytes unpacked, within limits.
pub fn plain_content(stream: &Stream) -> Option<Vec<u8>> {
    if stream.dict.get(b"Filter").is_err() {
        return Some(stream.content.clone());
    }
    stream.decompressed_content_with_limit(MOST_CONTENT).ok()
}

/// Resources with more forms in them.
pub fn with_forms(document: &Document, base: Option<&Dictionary>, forms: &BTreeMap<Vec<u8>, ObjectId>) -> Dictionary {
    let mut resources = base.cloned().unwrap_or_default();
    if forms.is_empty() {
        return resources;
    }
    let mut objects = resources.get_deref(b"XObject", document).and_then(Object::as_dict).cloned().unwrap_or_default();
    for (name, id) in forms {
        objects.set(name.clone(), *id);
    }
    resources.set("XObject", objects);
    resources
}

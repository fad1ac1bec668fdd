//! What people see of a page beyond its bare text: what was written upon it later (typed lines, filled fields, stamps), and
//! which of its letters nobody sees (layers switched off, ink as pale as its ground, cut off, painted over).
//!
//! Pages that have anything of the kind are written again before the text engine reads them: what stands upon the page is drawn
//! into it, so that typed lines fall into the rows they were typed into, and every piece of text carries a mark of its
//! circumstances ([`walk`]). All other pages stay as they are.

mod colour;
mod fields;
mod layers;
mod letters;
mod made;
mod notes;
mod seen;
#[cfg(test)]
mod tests;
mod tokens;
mod walk;
mod xfa;

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId, Stream};

use self::layers::Layers;
use self::made::Made;
pub use self::seen::Seen;
use self::walk::{Around, MOST_CONTENT, Traces, Walk};
pub use self::xfa::{Form, is_shell};

/// Larger files, and those with more pages, are read without a look at their ink.
const MOST_BYTES: usize = 96 << 20;
const MOST_PAGES: usize = 600;
const MOST_UNPACKED: usize = 256 << 20;
/// Ink that lets more through than this is not solid.
const CLEAR: f64 = 0.9;
/// Letters that stand out less than this may be a watermark.
const WATERMARK_RATIO: f64 = 3.0;

/// Why a letter that the file holds is not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    Layer,
    /// Of a note or field that is set not to be shown.
    Flagged,
    Unpainted,
    Pale,
    Covered,
    Clipped,
    OffPage,
    Struck,
}

impl Why {
    pub fn said(self) -> &'static str {
        match self {
            Why::Layer => "所在图层已关闭",
            Why::Flagged => "批注或表单域设为不显示",
            Why::Unpainted => "设为不可见",
            Why::Pale => "颜色与底色几乎相同",
            Why::Covered => "被色块盖住",
            Why::Clipped => "被裁去",
            Why::OffPage => "在页面之外",
            Why::Struck => "已划去",
        }
    }
}

/// Affine matrix as PDF writes it.
pub type Matrix = [f64; 6];
pub const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `first`, then `second`.
pub fn times(first: Matrix, second: Matrix) -> Matrix {
    let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (first, second);
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

pub fn at([a, b, c, d, e, f]: Matrix, x: f64, y: f64) -> (f64, f64) {
    (a * x + c * y + e, b * x + d * y + f)
}

pub fn matrix_of(numbers: &[f64]) -> Option<Matrix> {
    numbers.try_into().ok()
}

/// A box on the page, in the page's own frame: y runs up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub left: f64,
    pub bottom: f64,
    pub right: f64,
    pub top: f64,
}

impl Area {
    pub fn around(points: &[(f64, f64)]) -> Area {
        let edge = |f: fn(&(f64, f64)) -> f64, pick: fn(f64, f64) -> f64| {
            points.iter().map(f).filter(|n| n.is_finite()).reduce(pick).unwrap_or(0.0)
        };
        Area {
            left: edge(|p| p.0, f64::min),
            right: edge(|p| p.0, f64::max),
            bottom: edge(|p| p.1, f64::min),
            top: edge(|p| p.1, f64::max),
        }
    }

    pub fn of_unit(matrix: Matrix) -> Area {
        Area::around(&[(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)].map(|(x, y)| at(matrix, x, y)))
    }

    pub fn width(self) -> f64 {
        (self.right - self.left).max(0.0)
    }

    pub fn height(self) -> f64 {
        (self.top - self.bottom).max(0.0)
    }

    pub fn size(self) -> f64 {
        self.width() * self.height()
    }

    pub fn cut(self, other: Area) -> Area {
        Area {
            left: self.left.max(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.min(other.right),
            top: self.top.min(other.top),
        }
    }

    pub fn with(self, other: Area) -> Area {
        Area {
            left: self.left.min(other.left),
            bottom: self.bottom.min(other.bottom),
            right: self.right.max(other.right),
            top: self.top.max(other.top),
        }
    }

    pub fn wider(self, by: f64) -> Area {
        Area { left: self.left - by, bottom: self.bottom - by, right: self.right + by, top: self.top + by }
    }

    pub fn meets(self, other: Area) -> bool {
        let common = self.cut(other);
        common.left <= common.right && common.bottom <= common.top
    }

    pub fn holds(self, (x, y): (f64, f64)) -> bool {
        self.left <= x && x <= self.right && self.bottom <= y && y <= self.top
    }
}

fn number(document: &Document, object: &Object) -> Option<f64> {
    let object = document.dereference(object).ok()?.1;
    object.as_float().ok().map(f64::from).or_else(|| object.as_i64().ok().map(|n| n as f64)).filter(|n| n.is_finite())
}

fn area(document: &Document, holder: &Dictionary, key: &[u8]) -> Option<Area> {
    let sides = holder.get_deref(key, document).and_then(Object::as_array).ok()?;
    let sides: Vec<f64> = sides.iter().filter_map(|o| number(document, o)).collect();
    let [a, b, c, d] = sides.as_slice() else { return None };
    Some(Area::around(&[(*a, *b), (*c, *d)]))
}

/// What a page's own text does not tell of it.
pub struct Page {
    traces: Traces,
    pub view: Area,
    rotation: i64,
    /// Text under these is struck out.
    struck: Vec<Area>,
    /// Boxes to tick that were read by their state.
    boxes: Vec<Area>,
}

/// A file looked through for ink.
#[derive(Default)]
pub struct Looked {
    /// The file as the engine should read it; none where its own bytes do.
    pub bytes: Option<Vec<u8>>,
    /// By page number.
    pub pages: BTreeMap<u32, Page>,
    /// What people wrote beside the text: (page, words).
    pub comments: Vec<(u32, String)>,
    pub form: xfa::Form,
}

/// Looks through a file; nothing where it cannot be opened, which the engine will say.
pub fn look(bytes: &[u8], tick: &mut dyn FnMut()) -> Looked {
    if bytes.len() > MOST_BYTES {
        return Looked::default();
    }
    let options = LoadOptions { max_decompressed_size: Some(MOST_UNPACKED), ..LoadOptions::default() };
    let Ok(mut document) = Document::load_mem_with_options(bytes, options) else { return Looked::default() };
    tick();
    let ids = document.get_pages();
    if ids.len() > MOST_PAGES {
        return Looked::default();
    }
    let mut looked = Looked { form: xfa::form(&document), ..Looked::default() };
    let layers = Layers::of(&document);
    let fields = fields::Fields::of(&document);
    let mut made = Made::default();
    let mut next = document.max_id + 1;
    let mut changes: Vec<(ObjectId, Object)> = Vec::new();
    let mut turned: Vec<(ObjectId, Dictionary)> = Vec::new();
    for (number, id) in &ids {
        let Some(found) = look_at(&document, &layers, &fields, *id, next, &mut made) else { continue };
        looked.comments.extend(found.comments.into_iter().map(|c| (*number, c)));
        if let Some((page, dictionary)) = found.page {
            next = found.next;
            changes.extend(found.objects);
            turned.push((*id, dictionary));
            looked.pages.insert(*number, page);
        }
        tick();
    }
    if turned.is_empty() {
        return looked;
    }
    let font = made.font(&mut next, &mut changes);
    for (id, mut dictionary) in turned {
        if let Some((font, resources)) = font.zip(dictionary.get_mut(b"Resources").and_then(Object::as_dict_mut).ok()) {
            let mut fonts =
                resources.get_deref(b"Font", &document).and_then(Object::as_dict).cloned().unwrap_or_default();
            fonts.set(made::FONT, font);
            resources.set("Font", fonts);
        }
        document.objects.insert(id, dictionary.into());
    }
    document.objects.extend(changes);
    document.max_id = next;
    let mut out = Vec::new();
    match document.save_to(&mut out) {
        Ok(()) => looked.bytes = Some(out),
        Err(_) => looked.pages.clear(),
    }
    looked
}

/// What was found on one page.
struct Found {
    comments: Vec<String>,
    /// The page written again with all that it now calls.
    page: Option<(Page, Dictionary)>,
    objects: Vec<(ObjectId, Object)>,
    next: u32,
}

fn look_at(
    document: &Document,
    layers: &Layers,
    fields: &fields::Fields,
    id: ObjectId,
    next: u32,
    made: &mut Made,
) -> Option<Found> {
    let dictionary = document.get_dictionary(id).ok()?;
    let view = view_of(document, dictionary)?;
    let content = document.get_page_content_with_limit(id, MOST_CONTENT).ok()?;
    let (own, inherited) = document.get_page_resources(id).ok()?;
    let mut resources: Vec<&Dictionary> = own.into_iter().collect();
    resources.extend(inherited.iter().filter_map(|id| document.get_dictionary(*id).ok()));
    let mut walk = Walk::over(document, layers, view, next);
    let written = walk.page(&content, &resources, Around::default());
    let notes = notes::upon(document, layers, fields, dictionary, &mut walk, made);
    walk.finish();
    let mut found = Found { comments: notes.comments, page: None, objects: Vec::new(), next };
    let changed = walk.doubtful || !notes.content.is_empty() || !notes.struck.is_empty();
    if walk.given_up || !changed {
        return Some(found);
    }
    let content_id = walk.reserve();
    let mut whole = b"q\n".to_vec();
    whole.extend_from_slice(&written.content);
    whole.extend_from_slice(b"\nQ\n");
    whole.extend_from_slice(&notes.content);
    let mut page = dictionary.clone();
    let mut merged = Dictionary::new();
    for part in resources.iter().rev() {
        for (key, value) in *part {
            merged.set(key.clone(), value.clone());
        }
    }
    let forms = written.forms.into_iter().chain(notes.forms).collect();
    page.set("Resources", walk::with_forms(document, Some(&merged), &forms));
    page.set("Contents", content_id);
    found.objects = std::mem::take(&mut walk.written);
    found.objects.push((content_id, Object::Stream(Stream::new(Dictionary::new(), whole))));
    found.next = walk.next();
    let rotation = inherited_number(document, dictionary, b"Rotate").unwrap_or(0.0) as i64;
    let traces = std::mem::take(&mut walk.traces);
    found.page = Some((
        Page { traces, view, rotation: rotation.rem_euclid(360), struck: notes.struck, boxes: notes.boxes },
        page,
    ));
    Some(found)
}

/// The page's dictionary and those above it.
fn upwards<'d>(document: &'d Document, page: &'d Dictionary) -> Vec<&'d Dictionary> {
    let mut all = vec![page];
    let mut node = page;
    for _ in 0..20 {
        let Ok(parent) = node.get_deref(b"Parent", document).and_then(Object::as_dict) else { break };
        all.push(parent);
        node = parent;
    }
    all
}

fn inherited_number(document: &Document, page: &Dictionary, key: &[u8]) -> Option<f64> {
    upwards(document, page).iter().find_map(|d| d.get(key).ok().and_then(|o| number(document, o)))
}

/// What is shown of the page: the crop box within the media box, as the engine has it.
fn view_of(document: &Document, page: &Dictionary) -> Option<Area> {
    let all = upwards(document, page);
    let given = |key: &[u8]| all.iter().find_map(|d| area(document, d, key)).filter(|a| a.size() > 0.0);
    let media = given(b"MediaBox").unwrap_or(Area { left: 0.0, bottom: 0.0, right: 612.0, top: 792.0 });
    let crop = given(b"CropBox").map(|c| c.cut(media)).filter(|c| c.width() > 0.0 && c.height() > 0.0);
    Some(crop.unwrap_or(media))
}

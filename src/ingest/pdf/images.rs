//! What is drawn on a page beside its text layer: how much of it images cover, and whether the text is there to be seen.
//! A walk over the page's drawing operators with `lopdf`; nothing is rendered.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

/// Operators looked at on one page; a scan has a handful.
const MOST_OPERATIONS: usize = 20_000;
/// Unpacked bytes of a page's content.
const MOST_CONTENT: usize = 4 << 20;
/// Images on one page whose places are kept.
const MOST_IMAGES: usize = 2_000;
/// Shorter side and packed bytes below which an image is no photo; photos of one file that are looked at.
const LEAST_SIDE: i64 = 300;
const LEAST_BYTES: usize = 8 << 10;
const MOST_PHOTOS: usize = 60;
/// The page is divided into so many strips each way to measure how much images cover.
const STRIPS: usize = 60;

pub fn page_count(bytes: &[u8]) -> usize {
    Document::load_mem(bytes).map_or(0, |d| d.get_pages().len())
}

/// What is drawn on one page.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Drawn {
    /// Share of the page that images cover, 0 to 1.
    pub images: f64,
    /// Images of more than a twentieth of the page.
    pub pictures: usize,
    /// Most of the text is not painted (render mode 3) or lies under an image: the layer of a recognised scan.
    pub text_hidden: bool,
}

/// Whether the file may draw images: dictionaries of images are never compressed.
pub fn may_have_images(bytes: &[u8]) -> bool {
    bytes.windows(7).any(|w| w.starts_with(b"/Image") && w.last().is_some_and(|b| !b.is_ascii_alphanumeric()))
}

/// What is drawn on those of `pages` that can be walked.
pub fn drawn(bytes: &[u8], pages: &[u32]) -> (BTreeMap<u32, Drawn>, Vec<Photo>) {
    let Ok(document) = Document::load_mem(bytes) else { return Default::default() };
    let ids = document.get_pages();
    let mut photos: BTreeMap<ObjectId, (Vec<u32>, Vec<u8>)> = BTreeMap::new();
    let mut all = BTreeMap::new();
    for number in pages {
        let Some((drawn, found)) = ids.get(number).and_then(|id| look(&document, *id)) else { continue };
        all.insert(*number, drawn);
        for (id, stream) in found {
            if photos.len() < MOST_PHOTOS || photos.contains_key(&id) {
                let (on, _) = photos.entry(id).or_insert_with(|| (Vec::new(), stream.content.clone()));
                on.push(*number);
            }
        }
    }
    // What stands on several pages is the design of the paper.
    let once = |(mut on, bytes): (Vec<u32>, Vec<u8>)| {
        on.dedup();
        (on.len() == 1).then(|| Photo { page: on.first().copied().unwrap_or_default(), bytes })
    };
    let mut photos: Vec<Photo> = photos.into_values().filter_map(once).collect();
    photos.sort_by_key(|p| p.page);
    (all, photos)
}

/// A picture of a page, packed as cameras do (JPEG); those packed otherwise are drawings and screenshots for the most part.
pub struct Photo {
    pub page: u32,
    pub bytes: Vec<u8>,
}

/// Whether a drawn image may be a photo: packed as cameras do, not an icon, no mask.
fn may_be_photo(stream: &Stream) -> bool {
    let filter = match stream.dict.get(b"Filter") {
        Ok(Object::Array(filters)) if filters.len() == 1 => filters.first().and_then(|f| f.as_name().ok()),
        Ok(one) => one.as_name().ok(),
        Err(_) => None,
    };
    let side = |key: &[u8]| stream.dict.get(key).and_then(Object::as_i64).unwrap_or(0);
    filter == Some(b"DCTDecode")
        && side(b"Width").min(side(b"Height")) >= LEAST_SIDE
        && stream.content.len() >= LEAST_BYTES
}

/// Affine matrix as PDF writes it.
type Matrix = [f64; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn look(document: &Document, page: ObjectId) -> Option<(Drawn, Vec<(ObjectId, &Stream)>)> {
    let dictionary = document.get_dictionary(page).ok()?;
    let [left, bottom, right, top] = page_box(document, dictionary)?;
    let content = document.get_page_content_with_limit(page, MOST_CONTENT).ok()?;
    let (own, inherited) = document.get_page_resources(page).ok()?;
    let mut resources: Vec<&Dictionary> = own.into_iter().collect();
    resources.extend(inherited.iter().filter_map(|id| document.get_dictionary(*id).ok()));
    let frame =
        [1.0 / (right - left), 0.0, 0.0, 1.0 / (top - bottom), -left / (right - left), -bottom / (top - bottom)];
    let mut walk = Walk { document, operations: 0, images: Vec::new(), photos: Vec::new(), hidden: 0, shown: 0 };
    walk.content(&content, &resources, frame, 0);
    let drawn = Drawn {
        images: walk.cover(),
        pictures: walk.images.iter().filter(|i| i.area() > 0.05).count(),
        text_hidden: walk.hidden > walk.shown * 4,
    };
    Some((drawn, walk.photos))
}

fn page_box(document: &Document, page: &Dictionary) -> Option<[f64; 4]> {
    let mut node = page;
    for _ in 0..20 {
        for key in [b"CropBox".as_slice(), b"MediaBox"] {
            let Ok(sides) = node.get_deref(key, document).and_then(Object::as_array) else { continue };
            let sides: Vec<f64> = sides.iter().filter_map(|o| number(document, o)).collect();
            if let [a, b, c, d] = sides.as_slice() {
                let sides = [a.min(*c), b.min(*d), a.max(*c), b.max(*d)];
                return Some(sides).filter(|[l, b, r, t]| r - l >= 1.0 && t - b >= 1.0);
            }
        }
        node = node.get_deref(b"Parent", document).and_then(Object::as_dict).ok()?;
    }
    None
}

fn number(document: &Document, object: &Object) -> Option<f64> {
    let object = document.dereference(object).ok()?.1;
    object.as_float().ok().map(f64::from).or_else(|| object.as_i64().ok().map(|n| n as f64))
}

/// An image's box in shares of the page, cut to it.
struct Patch {
    left: f64,
    right: f64,
    bottom: f64,
    top: f64,
}

impl Patch {
    /// The box around the unit square as the matrix places it.
    fn of([a, b, c, d, e, f]: Matrix) -> Patch {
        let around = |at: f64, u: f64, v: f64| (at + u.min(0.0) + v.min(0.0), at + u.max(0.0) + v.max(0.0));
        let ((left, right), (bottom, top)) = (around(e, a, c), around(f, b, d));
        let cut = |x: f64| if x.is_finite() { x.clamp(0.0, 1.0) } else { 0.0 };
        Patch { left: cut(left), right: cut(right), bottom: cut(bottom), top: cut(top) }
    }

    fn area(&self) -> f64 {
        (self.right - self.left) * (self.top - self.bottom)
    }

    fn holds(&self, x: f64, y: f64) -> bool {
        self.left <= x && x <= self.right && self.bottom <= y && y <= self.top
    }
}

struct Walk<'d> {
    document: &'d Document,
    operations: usize,
    images: Vec<Patch>,
    photos: Vec<(ObjectId, &'d Stream)>,
    /// Bytes of text that is not painted or was painted over.
    hidden: usize,
    shown: usize,
}

impl<'d> Walk<'d> {
    /// Overlapping images and strips of one image count once.
    fn cover(&self) -> f64 {
        let middle = |i: usize| (i as f64 + 0.5) / STRIPS as f64;
        let spots = (0..STRIPS * STRIPS).map(|i| (middle(i / STRIPS), middle(i % STRIPS)));
        let covered = spots.filter(|(x, y)| self.images.iter().any(|i| i.holds(*x, *y))).count();
        covered as f64 / (STRIPS * STRIPS) as f64
    }

    /// `veil`: the image lets through what lies below (a watermark, a stamp).
    fn image(&mut self, matrix: Matrix, veil: bool) {
        let patch = Patch::of(matrix);
        if !veil && patch.area() > 0.5 {
            self.hidden += std::mem::take(&mut self.shown);
        }
        if self.images.len() < MOST_IMAGES {
            self.images.push(patch);
        }
    }

    fn content(&mut self, bytes: &[u8], resources: &[&'d Dictionary], start: Matrix, depth: u32) {
        let Ok(content) = Content::decode(bytes) else { return };
        let (mut current, mut mode, mut saved) = (start, 0, Vec::new());
        for operation in &content.operations {
            self.operations += 1;
            if self.operations > MOST_OPERATIONS {
                return;
            }
            match operation.operator.as_str() {
                "q" => saved.push((current, mode)),
                "Q" => (current, mode) = saved.pop().unwrap_or((current, mode)),
                "cm" => {
                    let n: Vec<f64> = operation.operands.iter().filter_map(|o| number(self.document, o)).collect();
                    if let Ok(m) = Matrix::try_from(n) {
                        current = times(m, current);
                    }
                }
                "Do" => {
                    if let Some(name) = operation.operands.first().and_then(|o| o.as_name().ok()) {
                        self.draw(name, resources, current, depth);
                    }
                }
                "BI" => self.image(current, false),
                "Tr" => mode = operation.operands.first().and_then(|o| o.as_i64().ok()).unwrap_or(0),
                "Tj" | "TJ" | "'" | "\"" if mode == 3 => self.hidden += text_bytes(operation),
                "Tj" | "TJ" | "'" | "\"" => self.shown += text_bytes(operation),
                _ => {}
            }
        }
    }

    fn draw(&mut self, name: &[u8], resources: &[&'d Dictionary], current: Matrix, depth: u32) {
        let found = resources.iter().find_map(|r| {
            let objects = r.get_deref(b"XObject", self.document).and_then(Object::as_dict).ok()?;
            let document: &'d Document = self.document;
            let (id, object) = document.dereference(objects.get(name).ok()?).ok()?;
            Some((id, object.as_stream().ok()?))
        });
        let Some((id, stream)) = found else { return };
        match stream.dict.get(b"Subtype").and_then(Object::as_name) {
            Ok(b"Image") => {
                let mask = stream.dict.get(b"ImageMask").and_then(Object::as_bool).unwrap_or(false);
                if let Some(id) = id.filter(|_| !mask && may_be_photo(stream)) {
                    self.photos.push((id, stream));
                }
                self.image(current, mask || stream.dict.has(b"SMask") || stream.dict.has(b"Mask"));
            }
            Ok(b"Form") if depth < 4 => {
                let matrix = stream
                    .dict
                    .get_deref(b"Matrix", self.document)
                    .and_then(Object::as_array)
                    .ok()
                    .map(|a| a.iter().filter_map(|o| number(self.document, o)).collect::<Vec<f64>>())
                    .and_then(|n| Matrix::try_from(n).ok())
                    .unwrap_or(IDENTITY);
                let own = stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
                let Ok(bytes) = stream.decompressed_content_with_limit(MOST_CONTENT) else { return };
                let inner: Vec<&Dictionary> = own.into_iter().chain(resources.iter().copied()).collect();
                self.content(&bytes, &inner, times(matrix, current), depth + 1);
            }
            _ => {}
        }
    }
}

/// Length of the strings that a text operator shows.
fn text_bytes(operation: &Operation) -> usize {
    let length = |o: &Object| o.as_str().map_or(0, <[u8]>::len);
    let parts = operation.operands.iter().flat_map(|o| match o.as_array() {
        Ok(parts) => parts.iter().collect(),
        Err(_) => vec![o],
    });
    parts.map(length).sum()
}

/// `first`, then `second`.
fn times(first: Matrix, second: Matrix) -> Matrix {
    let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (first, second);
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

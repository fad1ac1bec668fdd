//! Which pages are filled by an image: a walk over the page's drawing operators with `lopdf`.

use std::collections::BTreeSet;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};

/// Operators looked at on one page; a scan has a handful.
const MOST_OPERATIONS: usize = 20_000;
/// Unpacked bytes of a page's content.
const MOST_CONTENT: usize = 4 << 20;

pub fn page_count(bytes: &[u8]) -> usize {
    Document::load_mem(bytes).map_or(0, |d| d.get_pages().len())
}

/// Those of `pages` that images cover by more than half.
pub fn covered_pages(bytes: &[u8], pages: &[u32]) -> BTreeSet<u32> {
    let Ok(document) = Document::load_mem(bytes) else { return BTreeSet::new() };
    let ids = document.get_pages();
    pages.iter().copied().filter(|n| ids.get(n).is_some_and(|id| covered(&document, *id).unwrap_or(false))).collect()
}

/// Affine matrix as PDF writes it.
type Matrix = [f64; 6];
const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

fn covered(document: &Document, page: lopdf::ObjectId) -> Option<bool> {
    let dictionary = document.get_dictionary(page).ok()?;
    let area = page_area(document, dictionary)?;
    let content = document.get_page_content_with_limit(page, MOST_CONTENT).ok()?;
    let (own, inherited) = document.get_page_resources(page).ok()?;
    let mut resources: Vec<&Dictionary> = own.into_iter().collect();
    resources.extend(inherited.iter().filter_map(|id| document.get_dictionary(*id).ok()));
    let mut walk = Walk { document, operations: 0, images: 0.0 };
    walk.content(&content, &resources, IDENTITY, 0);
    Some(walk.images > area * 0.5)
}

fn page_area(document: &Document, page: &Dictionary) -> Option<f64> {
    let mut node = page;
    for _ in 0..20 {
        let media = node.get_deref(b"MediaBox", document).and_then(Object::as_array);
        if let Ok(media) = media {
            let sides: Vec<f64> = media.iter().filter_map(|o| number(document, o)).collect();
            if let [left, bottom, right, top] = sides.as_slice() {
                return Some(((right - left) * (top - bottom)).abs()).filter(|a| *a > 0.0);
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

struct Walk<'d> {
    document: &'d Document,
    operations: usize,
    /// Area covered by images so far.
    images: f64,
}

impl Walk<'_> {
    fn content(&mut self, bytes: &[u8], resources: &[&Dictionary], start: Matrix, depth: u32) {
        let Ok(content) = Content::decode(bytes) else { return };
        let (mut current, mut saved) = (start, Vec::new());
        for operation in &content.operations {
            self.operations += 1;
            if self.operations > MOST_OPERATIONS {
                return;
            }
            match operation.operator.as_str() {
                "q" => saved.push(current),
                "Q" => current = saved.pop().unwrap_or(current),
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
                "BI" => self.images += determinant(current),
                _ => {}
            }
        }
    }

    fn draw(&mut self, name: &[u8], resources: &[&Dictionary], current: Matrix, depth: u32) {
        let found = resources.iter().find_map(|r| {
            let objects = r.get_deref(b"XObject", self.document).and_then(Object::as_dict).ok()?;
            objects.get_deref(name, self.document).and_then(Object::as_stream).ok()
        });
        let Some(stream) = found else { return };
        match stream.dict.get(b"Subtype").and_then(Object::as_name) {
            Ok(b"Image") => self.images += determinant(current),
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

fn determinant(m: Matrix) -> f64 {
    let [a, b, c, d, ..] = m;
    (a * d - b * c).abs()
}

/// `first`, then `second`.
fn times(first: Matrix, second: Matrix) -> Matrix {
    let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (first, second);
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

//! What stands upon a page (annotations): typed lines, stamps and filled fields become part of the page's drawing; what people
//! wrote beside it are comments; what they struck out is struck.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::super::attachments::text;
use super::fields::{Fields, Shown, size_of};
use super::layers::Layers;
use super::made::{Made, Style};
use super::walk::{Around, Walk};
use super::{Area, Matrix, Why, area, matrix_of, number, times};

/// Annotations looked at on one page, characters of one comment.
const MOST: usize = 5_000;
const LONGEST: usize = 20_000;

#[derive(Default)]
pub struct Notes {
    /// Operators to stand behind the page's own.
    pub content: Vec<u8>,
    pub forms: BTreeMap<Vec<u8>, ObjectId>,
    pub struck: Vec<Area>,
    pub boxes: Vec<Area>,
    pub comments: Vec<String>,
}

pub fn upon<'d>(
    document: &'d Document,
    layers: &Layers,
    fields: &Fields,
    page: &'d Dictionary,
    walk: &mut Walk<'d>,
    made: &mut Made,
) -> Notes {
    let mut notes = Notes::default();
    let Ok(list) = page.get_deref(b"Annots", document).and_then(Object::as_array) else { return notes };
    for annotation in list.iter().take(MOST) {
        let Some(annotation) = document.dereference(annotation).ok().and_then(|(_, o)| o.as_dict().ok()) else {
            continue;
        };
        let flags = annotation.get_deref(b"F", document).and_then(Object::as_i64).unwrap_or(0);
        let off = annotation.get(b"OC").is_ok_and(|group| layers.hides(document, group));
        let hidden = match (off, flags & (2 | 32) != 0) {
            (true, _) => Some(Why::Layer),
            (_, true) => Some(Why::Flagged),
            _ => None,
        };
        notes.add(document, fields, annotation, Around { hidden, watermark: false }, walk, made);
    }
    notes
}

impl Notes {
    fn add<'d>(
        &mut self,
        document: &'d Document,
        fields: &Fields,
        annotation: &'d Dictionary,
        around: Around,
        walk: &mut Walk<'d>,
        made: &mut Made,
    ) {
        let kind = annotation.get_deref(b"Subtype", document).and_then(Object::as_name).unwrap_or_default();
        let Some(place) = area(document, annotation, b"Rect") else { return };
        let words = contents(document, annotation);
        match kind {
            b"Popup" | b"Link" | b"PrinterMark" | b"TrapNet" | b"Redact" => {}
            b"Widget" => self.widget(document, fields, annotation, place, around, walk, made),
            b"FreeText" => {
                let style = Style {
                    size: annotation.get_deref(b"DA", document).and_then(Object::as_str).map_or(0.0, size_of),
                    block: true,
                    aligned: annotation.get_deref(b"Q", document).and_then(Object::as_i64).unwrap_or(0),
                };
                if self.picture(document, annotation, place, around, walk) == 0 {
                    self.typed(&words, place, &style, around, walk, made);
                }
            }
            b"Stamp" | b"Watermark" => {
                let drawn = self.picture(document, annotation, place, around, walk) > 0;
                // Without a picture, programs draw the stamp of that name.
                if !drawn && annotation.get_deref(b"AP", document).is_err() {
                    let name = annotation.get_deref(b"Name", document).and_then(Object::as_name).map(text);
                    let shown = if words.is_empty() { name.unwrap_or_default() } else { words };
                    self.typed(&shown, place, &Style { size: 0.0, block: false, aligned: 1 }, around, walk, made);
                } else {
                    self.comment(words, around);
                }
            }
            b"Highlight" | b"Underline" | b"Squiggly" | b"Text" | b"Caret" | b"FileAttachment" | b"Sound"
            | b"Movie" | b"Screen" | b"RichMedia" | b"3D" => self.comment(words, around),
            b"StrikeOut" => {
                if around.hidden.is_none() {
                    self.struck.extend(quads(document, annotation, place));
                }
                self.comment(words, around);
            }
            // Lines and shapes may carry words in their picture; their contents are shown there too, or nowhere.
            _ => {
                let drawn = self.picture(document, annotation, place, around, walk) > 0;
                if !drawn {
                    self.comment(words, around);
                }
            }
        }
    }

    fn comment(&mut self, words: String, around: Around) {
        if around.hidden.is_none() && !words.trim().is_empty() {
            self.comments.push(words);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a widget needs its form, its page and its place")]
    fn widget<'d>(
        &mut self,
        document: &'d Document,
        fields: &Fields,
        widget: &'d Dictionary,
        place: Area,
        around: Around,
        walk: &mut Walk<'d>,
        made: &mut Made,
    ) {
        match fields.shown(document, widget) {
            Shown::Ticked(on) => {
                let mark = if on { "☑" } else { "☐" };
                if around.hidden.is_none() {
                    self.boxes.push(place);
                    self.typed(mark, place, &Style { size: 0.0, block: false, aligned: 0 }, around, walk, made);
                }
            }
            Shown::Text(value) => {
                let value = value.trim();
                let drawn = !fields.redrawn && self.picture(document, widget, place, around, walk) > 0;
                if !drawn && !value.is_empty() {
                    self.typed(value, place, &fields.style(document, widget), around, walk, made);
                }
            }
            Shown::Picture => {
                self.picture(document, widget, place, around, walk);
            }
        }
    }

    fn typed(&mut self, words: &str, place: Area, style: &Style, around: Around, walk: &mut Walk<'_>, made: &mut Made) {
        if words.trim().is_empty() {
            return;
        }
        let operators = made.text(words, place, style);
        self.content.extend(walk.page(&operators, &[], around).content);
    }

    /// Draws the annotation's own picture; gives how much text that shows.
    fn picture<'d>(
        &mut self,
        document: &'d Document,
        annotation: &'d Dictionary,
        place: Area,
        around: Around,
        walk: &mut Walk<'d>,
    ) -> usize {
        let Some(id) = appearance(document, annotation) else { return 0 };
        let Ok(stream) = document.get_object(id).and_then(Object::as_stream) else { return 0 };
        let own = stream.dict.get_deref(b"Matrix", document).and_then(Object::as_array).ok();
        let own: Option<Vec<f64>> = own.map(|a| a.iter().filter_map(|o| number(document, o)).collect());
        let own = own.and_then(|m| matrix_of(&m)).unwrap_or(super::IDENTITY);
        let Some(bounds) = area(document, &stream.dict, b"BBox") else { return 0 };
        let corners = [
            (bounds.left, bounds.bottom),
            (bounds.right, bounds.bottom),
            (bounds.left, bounds.top),
            (bounds.right, bounds.top),
        ];
        let turned = Area::around(&corners.map(|(x, y)| super::at(own, x, y)));
        if turned.size() <= 0.0 {
            return 0;
        }
        let (across, up) = (place.width() / turned.width(), place.height() / turned.height());
        let onto: Matrix = [across, 0.0, 0.0, up, place.left - turned.left * across, place.bottom - turned.bottom * up];
        let before = walk.shown;
        let Some(form) = walk.form(id, onto, around) else { return 0 };
        let name = format!("YsX{}", form.0);
        let [a, b, c, d, e, f] = times(onto, super::IDENTITY);
        self.content.extend(format!("q {a:.9} {b:.9} {c:.9} {d:.9} {e:.9} {f:.9} cm /{name} Do Q\n").into_bytes());
        self.forms.insert(name.into_bytes(), form);
        walk.shown - before
    }
}

/// The picture an annotation shows in its present state.
fn appearance(document: &Document, annotation: &Dictionary) -> Option<ObjectId> {
    let pictures = annotation.get_deref(b"AP", document).and_then(Object::as_dict).ok()?;
    let normal = pictures.get(b"N").ok()?;
    match document.dereference(normal).ok()? {
        (Some(id), Object::Stream(_)) => Some(id),
        (_, Object::Dictionary(states)) => {
            let state = annotation.get_deref(b"AS", document).and_then(Object::as_name).ok()?;
            let (id, object) = document.dereference(states.get(state).ok()?).ok()?;
            id.filter(|_| object.as_stream().is_ok())
        }
        _ => None,
    }
}

/// The annotation's words: plain, or those of its rich text.
fn contents(document: &Document, annotation: &Dictionary) -> String {
    let plain = annotation.get_deref(b"Contents", document).and_then(Object::as_str).map(text).unwrap_or_default();
    let words = if plain.trim().is_empty() {
        let rich = annotation.get_deref(b"RC", document).and_then(Object::as_str).map(text).unwrap_or_default();
        let (tree, _) = crate::ingest::xml::parse(&rich);
        tree.text()
    } else {
        plain
    };
    words
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\r'))
        .take(LONGEST)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The quadrilaterals a mark lies over; its box where none are given.
fn quads(document: &Document, annotation: &Dictionary, place: Area) -> Vec<Area> {
    let points: Vec<f64> = annotation
        .get_deref(b"QuadPoints", document)
        .and_then(Object::as_array)
        .map(|a| a.iter().filter_map(|o| number(document, o)).collect())
        .unwrap_or_default();
    let quads: Vec<Area> = points
        .chunks_exact(8)
        .map(|q| {
            let corners: Vec<(f64, f64)> = q.chunks_exact(2).filter_map(|p| Some((*p.first()?, *p.get(1)?))).collect();
            Area::around(&corners)
        })
        .collect();
    if quads.is_empty() { vec![place] } else { quads }
}

//! Fields of a form (AcroForm): what was filled in, as its widget shows it.

use lopdf::{Dictionary, Document, Object};

use super::super::attachments::text;

/// Parents above a widget, characters of a value.
const DEEPEST: usize = 20;
const LONGEST: usize = 20_000;

#[derive(Default)]
pub struct Fields {
    /// Pictures of fields are not up to date: programs draw the values themselves.
    pub redrawn: bool,
    style: Vec<u8>,
}

/// What a widget shows.
#[derive(Debug, PartialEq)]
pub enum Shown {
    /// A line or block of text.
    Text(String),
    /// A box to tick, or a button to choose.
    Ticked(bool),
    /// Its picture only: a signature, a button, nothing.
    Picture,
}

impl Fields {
    pub fn of(document: &Document) -> Fields {
        let Some(form) = document.catalog().ok().and_then(|c| c.get_deref(b"AcroForm", document).ok()?.as_dict().ok())
        else {
            return Fields::default();
        };
        Fields {
            redrawn: form.get_deref(b"NeedAppearances", document).and_then(Object::as_bool).unwrap_or(false),
            style: form.get_deref(b"DA", document).and_then(Object::as_str).unwrap_or_default().to_vec(),
        }
    }

    pub fn shown(&self, document: &Document, widget: &Dictionary) -> Shown {
        let chain = chain(document, widget);
        let get = |key: &[u8]| chain.iter().find_map(|d| d.get_deref(key, document).ok());
        let flags = get(b"Ff").and_then(|o| o.as_i64().ok()).unwrap_or(0);
        let set = |bit: u32| flags >> (bit - 1) & 1 == 1;
        match get(b"FT").and_then(|o| o.as_name().ok()) {
            Some(b"Tx") => {
                let value = get(b"V").map(value).unwrap_or_default();
                Shown::Text(if set(14) { "*".repeat(value.chars().count()) } else { value })
            }
            Some(b"Ch") => {
                let chosen: Vec<String> = match get(b"V") {
                    Some(Object::Array(list)) => {
                        list.iter().filter_map(|o| document.dereference(o).ok()).map(|(_, o)| value(o)).collect()
                    }
                    Some(one) => vec![value(one)],
                    None => Vec::new(),
                };
                let options = get(b"Opt").and_then(|o| o.as_array().ok()).map_or(&[][..], Vec::as_slice);
                let spoken = |chosen: String| {
                    let of_pair = options.iter().find_map(|o| {
                        let pair = document.dereference(o).ok()?.1.as_array().ok()?;
                        let part =
                            |i: usize| pair.get(i).and_then(|o| document.dereference(o).ok()).map(|(_, o)| value(o));
                        (part(0)? == chosen).then(|| part(1))?
                    });
                    of_pair.unwrap_or(chosen)
                };
                Shown::Text(chosen.into_iter().map(spoken).collect::<Vec<_>>().join("\n"))
            }
            Some(b"Btn") if !set(17) => {
                let name =
                    |o: &Object| o.as_name().ok().map(<[u8]>::to_vec).or_else(|| o.as_str().ok().map(<[u8]>::to_vec));
                let own = widget.get_deref(b"AS", document).ok().and_then(name);
                let state = own.or_else(|| get(b"V").and_then(name).filter(|v| is_own_state(document, widget, v)));
                Shown::Ticked(state.is_some_and(|s| s != b"Off"))
            }
            _ => Shown::Picture,
        }
    }

    /// Size of letters, alignment, several lines.
    pub fn style(&self, document: &Document, widget: &Dictionary) -> super::made::Style {
        let chain = chain(document, widget);
        let get = |key: &[u8]| chain.iter().find_map(|d| d.get_deref(key, document).ok());
        let appearance = get(b"DA").and_then(|o| o.as_str().ok()).unwrap_or(&self.style);
        let flags = get(b"Ff").and_then(|o| o.as_i64().ok()).unwrap_or(0);
        super::made::Style {
            size: size_of(appearance),
            block: flags >> 12 & 1 == 1,
            aligned: get(b"Q").and_then(|o| o.as_i64().ok()).unwrap_or(0),
        }
    }
}

/// A button without a state of its own is on where its field's value names one of its pictures.
fn is_own_state(document: &Document, widget: &Dictionary, value: &[u8]) -> bool {
    let pictures = widget
        .get_deref(b"AP", document)
        .and_then(Object::as_dict)
        .and_then(|a| a.get_deref(b"N", document))
        .and_then(Object::as_dict);
    match pictures {
        Ok(states) => states.has(value),
        Err(_) => value != b"Off",
    }
}

/// `/Helv 12 Tf 0 g`
pub fn size_of(appearance: &[u8]) -> f64 {
    super::tokens::Operations::of(appearance)
        .find(|o| o.operator == b"Tf")
        .and_then(|o| o.numbers::<1>())
        .map_or(0.0, |[size]| size.clamp(0.0, 200.0))
}

fn chain<'d>(document: &'d Document, widget: &'d Dictionary) -> Vec<&'d Dictionary> {
    let mut all = vec![widget];
    let mut node = widget;
    while let Some(parent) = node.get_deref(b"Parent", document).ok().and_then(|o| o.as_dict().ok()) {
        if all.len() > DEEPEST {
            break;
        }
        all.push(parent);
        node = parent;
    }
    all
}

fn value(object: &Object) -> String {
    let value = match object {
        Object::String(bytes, _) => text(bytes),
        Object::Name(name) => text(name),
        Object::Stream(stream) => stream.decompressed_content_with_limit(1 << 20).map_or(String::new(), |b| text(&b)),
        _ => String::new(),
    };
    value.chars().take(LONGEST).collect()
}

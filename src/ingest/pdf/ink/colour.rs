//! Colours of a page's operators as red, green and blue. Only as good as telling pale from dark asks for; what would need a
//! profile or a program is unknown.

use lopdf::{Dictionary, Document, Object};

/// What letters and areas are painted with; none where it is not known (a pattern, a function).
pub type Ink = Option<[u8; 3]>;

pub const BLACK: [u8; 3] = [0; 3];

#[derive(Debug, Clone, PartialEq)]
pub enum Space {
    Gray,
    Rgb,
    Cmyk,
    Lab,
    /// A palette over another space.
    Indexed(Box<Space>, Vec<u8>),
    /// One ink (a spot colour): what none and all of it come to.
    Tint([u8; 3], [u8; 3]),
    Unknown,
}

impl Space {
    /// A space by the name that an operator gives it.
    pub fn named(document: &Document, resources: &[&Dictionary], name: &[u8]) -> Space {
        plain(name).unwrap_or_else(|| {
            resources
                .iter()
                .find_map(|r| {
                    let spaces = r.get_deref(b"ColorSpace", document).and_then(Object::as_dict).ok()?;
                    spaces.get_deref(name, document).ok()
                })
                .map_or(Space::Unknown, |object| Space::of(document, object, 0))
        })
    }

    fn of(document: &Document, object: &Object, depth: usize) -> Space {
        if let Ok(name) = object.as_name() {
            return plain(name).unwrap_or(Space::Unknown);
        }
        let Ok(parts) = object.as_array() else { return Space::Unknown };
        let part = |i: usize| parts.get(i).and_then(|o| document.dereference(o).ok()).map(|(_, o)| o);
        let Some(kind) = part(0).and_then(|o| o.as_name().ok()).filter(|_| depth < 4) else { return Space::Unknown };
        match kind {
            b"CalGray" => Space::Gray,
            b"CalRGB" => Space::Rgb,
            b"Lab" => Space::Lab,
            b"ICCBased" => {
                let stream = part(1).and_then(|o| o.as_stream().ok());
                match stream.and_then(|s| s.dict.get_deref(b"N", document).and_then(Object::as_i64).ok()) {
                    Some(1) => Space::Gray,
                    Some(3) => Space::Rgb,
                    Some(4) => Space::Cmyk,
                    _ => Space::Unknown,
                }
            }
            b"Indexed" | b"I" => {
                let base = part(1).map_or(Space::Unknown, |o| Space::of(document, o, depth + 1));
                let table = match part(3) {
                    Some(Object::String(bytes, _)) => bytes.clone(),
                    Some(Object::Stream(s)) => s.decompressed_content_with_limit(1 << 12).unwrap_or_default(),
                    _ => Vec::new(),
                };
                Space::Indexed(Box::new(base), table)
            }
            b"Separation" => {
                if part(1).and_then(|o| o.as_name().ok()).is_some_and(|n| matches!(n, b"All" | b"Black")) {
                    return Space::Tint([255; 3], BLACK);
                }
                let base = part(2).map_or(Space::Unknown, |o| Space::of(document, o, depth + 1));
                tint_ends(document, part(3), &base).unwrap_or(Space::Unknown)
            }
            _ => plain(kind).unwrap_or(Space::Unknown),
        }
    }

    /// The colour that a space starts with.
    pub fn first(&self) -> Ink {
        match self {
            Space::Cmyk => self.ink(&[0.0, 0.0, 0.0, 1.0]),
            Space::Tint(_, full) => Some(*full),
            Space::Rgb | Space::Lab => self.ink(&[0.0; 3]),
            Space::Gray | Space::Indexed(..) => self.ink(&[0.0]),
            Space::Unknown => None,
        }
    }

    pub fn ink(&self, parts: &[f64]) -> Ink {
        let byte = |v: f64| (v.clamp(0.0, 1.0) * 255.0).round() as u8;
        match (self, parts) {
            (Space::Gray, [g]) => Some([byte(*g); 3]),
            (Space::Rgb, [r, g, b]) => Some([byte(*r), byte(*g), byte(*b)]),
            (Space::Cmyk, [c, m, y, k]) => Some([byte(1.0 - (c + k)), byte(1.0 - (m + k)), byte(1.0 - (y + k))]),
            (Space::Lab, [l, ..]) => Some([byte(l / 100.0); 3]),
            (Space::Tint(none, full), [t]) => {
                let mixed = |i: usize| {
                    let at = |c: &[u8; 3]| f64::from(c.get(i).copied().unwrap_or(0)) / 255.0;
                    byte(at(none) + (at(full) - at(none)) * t.clamp(0.0, 1.0))
                };
                Some([mixed(0), mixed(1), mixed(2)])
            }
            (Space::Indexed(base, table), [i]) => {
                let width = match **base {
                    Space::Gray => 1,
                    Space::Rgb => 3,
                    Space::Cmyk => 4,
                    _ => return None,
                };
                let from = (i.clamp(0.0, 255.0) as usize).checked_mul(width)?;
                let parts: Vec<f64> = table.get(from..from + width)?.iter().map(|b| f64::from(*b) / 255.0).collect();
                base.ink(&parts)
            }
            _ => None,
        }
    }
}

fn plain(name: &[u8]) -> Option<Space> {
    Some(match name {
        b"DeviceGray" | b"G" | b"CalGray" => Space::Gray,
        b"DeviceRGB" | b"RGB" | b"CalRGB" => Space::Rgb,
        b"DeviceCMYK" | b"CMYK" => Space::Cmyk,
        b"Pattern" => Space::Unknown,
        _ => return None,
    })
}

/// Of a spot colour given by two colours; one given by a program or a table stays unknown.
fn tint_ends(document: &Document, function: Option<&Object>, base: &Space) -> Option<Space> {
    let function = function?.as_dict().ok()?;
    if function.get_deref(b"FunctionType", document).and_then(Object::as_i64).ok()? != 2 {
        return None;
    }
    let end = |key: &[u8]| -> Option<Vec<f64>> {
        let parts = function.get_deref(key, document).and_then(Object::as_array).ok()?;
        parts.iter().map(|o| super::number(document, o)).collect()
    };
    Some(Space::Tint(base.ink(&end(b"C0")?)?, base.ink(&end(b"C1")?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_is_white_in_every_space() {
        let palette = Space::Indexed(Box::new(Space::Rgb), vec![0, 0, 0, 255, 255, 255]);
        for (space, parts) in [
            (Space::Gray, &[1.0][..]),
            (Space::Rgb, &[1.0, 1.0, 1.0]),
            (Space::Cmyk, &[0.0; 4]),
            (palette, &[1.0]),
            (Space::Tint([255; 3], BLACK), &[0.0]),
            (Space::Lab, &[100.0, 0.0, 0.0]),
        ] {
            assert_eq!(space.ink(parts), Some([255; 3]), "{space:?}");
        }
        assert_eq!(Space::Unknown.ink(&[1.0]), None);
        assert_eq!(Space::Cmyk.first(), Some(BLACK));
    }
}

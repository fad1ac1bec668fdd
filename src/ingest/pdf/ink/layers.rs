//! Layers (optional content): which of them a page shows when it is opened.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object, ObjectId};

/// Groups inside expressions inside one another.
const DEEPEST: usize = 20;

#[derive(Debug, Default)]
pub struct Layers {
    off: BTreeSet<ObjectId>,
}

impl Layers {
    /// By the default configuration of the file, and what its layers say of being looked at.
    pub fn of(document: &Document) -> Layers {
        Layers::read(document).unwrap_or_default()
    }

    fn read(document: &Document) -> Option<Layers> {
        let properties =
            document.catalog().ok()?.get_deref(b"OCProperties", document).and_then(Object::as_dict).ok()?;
        let all = ids(document, properties, b"OCGs");
        let mut off = BTreeSet::new();
        let Ok(default) = properties.get_deref(b"D", document).and_then(Object::as_dict) else {
            return Some(Layers { off });
        };
        if default.get_deref(b"BaseState", document).and_then(Object::as_name).is_ok_and(|n| n == b"OFF") {
            off.extend(all.iter().copied());
        }
        for on in ids(document, default, b"ON") {
            off.remove(&on);
        }
        off.extend(ids(document, default, b"OFF"));
        for usage in array(document, default, b"AS") {
            let Some(usage) = document.dereference(usage).ok().and_then(|(_, o)| o.as_dict().ok()) else { continue };
            if !usage.get_deref(b"Event", document).and_then(Object::as_name).is_ok_and(|n| n == b"View") {
                continue;
            }
            for group in ids(document, usage, b"OCGs") {
                match view_state(document, group) {
                    Some(true) => off.remove(&group),
                    Some(false) => off.insert(group),
                    None => false,
                };
            }
        }
        Some(Layers { off })
    }

    pub fn is_empty(&self) -> bool {
        self.off.is_empty()
    }

    /// What belongs to this group or membership is not shown.
    pub fn hides(&self, document: &Document, group: &Object) -> bool {
        !self.off.is_empty() && !self.shows(document, group, 0)
    }

    fn shows(&self, document: &Document, group: &Object, depth: usize) -> bool {
        let Ok((id, object)) = document.dereference(group) else { return true };
        if id.is_some_and(|id| self.off.contains(&id)) {
            return false;
        }
        let Some(group) = object.as_dict().ok().filter(|_| depth < DEEPEST) else { return true };
        if !group.get_deref(b"Type", document).and_then(Object::as_name).is_ok_and(|n| n == b"OCMD") {
            return true;
        }
        if let Ok(expression) = group.get_deref(b"VE", document).and_then(Object::as_array) {
            return self.holds(document, expression, depth + 1);
        }
        let members: Vec<&Object> = match group.get_deref(b"OCGs", document) {
            Ok(Object::Array(list)) => list.iter().collect(),
            _ => group.get(b"OCGs").into_iter().collect(),
        };
        let mut states = members.into_iter().map(|m| self.shows(document, m, depth + 1)).peekable();
        if states.peek().is_none() {
            return true;
        }
        match group.get_deref(b"P", document).and_then(Object::as_name) {
            Ok(b"AllOn") => states.all(|on| on),
            Ok(b"AllOff") => states.all(|on| !on),
            Ok(b"AnyOff") => states.any(|on| !on),
            _ => states.any(|on| on),
        }
    }

    fn holds(&self, document: &Document, expression: &[Object], depth: usize) -> bool {
        let Some((operator, operands)) = expression.split_first().filter(|_| depth < DEEPEST) else { return true };
        let mut states = operands.iter().map(|o| match document.dereference(o) {
            Ok((_, Object::Array(inner))) => self.holds(document, inner, depth + 1),
            _ => self.shows(document, o, depth + 1),
        });
        match operator.as_name() {
            Ok(b"And") => states.all(|on| on),
            Ok(b"Or") => states.any(|on| on),
            Ok(b"Not") => !states.next().unwrap_or(false),
            _ => true,
        }
    }
}

fn array<'d>(document: &'d Document, holder: &'d Dictionary, key: &[u8]) -> &'d [Object] {
    holder.get_deref(key, document).and_then(Object::as_array).map_or(&[], Vec::as_slice)
}

fn ids(document: &Document, holder: &Dictionary, key: &[u8]) -> Vec<ObjectId> {
    array(document, holder, key).iter().filter_map(|o| o.as_reference().ok()).collect()
}

fn view_state(document: &Document, group: ObjectId) -> Option<bool> {
    let usage = document.get_dictionary(group).ok()?.get_deref(b"Usage", document).and_then(Object::as_dict).ok()?;
    let view = usage.get_deref(b"View", document).and_then(Object::as_dict).ok()?;
    let state = view.get_deref(b"ViewState", document).and_then(Object::as_name).ok()?;
    Some(state != b"OFF")
}

//! A small borrowed XML tree for package parts. No namespaces (local names are matched), no DTD, no entities but the
//! predefined ones; depth is limited, and a broken end leaves what was read so far.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Deeper nesting than any office program writes.
const MAX_DEPTH: usize = 400;

pub struct Element<'a> {
    start: BytesStart<'a>,
    pub children: Vec<Node<'a>>,
}

pub enum Node<'a> {
    Element(Element<'a>),
    Text(Cow<'a, str>),
}

impl<'a> Element<'a> {
    /// Without children yet.
    pub fn new(start: BytesStart<'a>) -> Element<'a> {
        Element { start, children: Vec::new() }
    }

    /// Local name.
    pub fn name(&self) -> &str {
        local(self.start.name().into_inner())
    }

    /// Value of the first attribute with this local name.
    pub fn attr(&self, name: &str) -> Option<String> {
        attribute(&self.start, name)
    }

    /// Values of all attributes with this local name (`id` and `r:id`).
    pub fn attrs(&self, name: &str) -> Vec<String> {
        let mut all = self.start.attributes();
        all.with_checks(false)
            .flatten()
            .filter(|a| local(a.key.into_inner()) == name)
            .map(|a| a.value.into_owned())
            .collect()
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.children.iter().filter_map(|n| match n {
            Node::Element(e) => Some(e),
            Node::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<&Element<'a>> {
        self.elements().find(|e| e.name() == name)
    }

    /// `val` of the child with this name.
    pub fn child_val(&self, name: &str) -> Option<String> {
        self.child(name).and_then(|c| c.attr("val"))
    }

    /// All text below.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.push_text(&mut out);
        out
    }

    fn push_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(t) => out.push_str(t),
                Node::Element(e) => e.push_text(out),
            }
        }
    }

    /// All elements below with this local name, in document order, not looking inside a match.
    pub fn find_all<'t>(&'t self, name: &str, found: &mut Vec<&'t Element<'a>>) {
        for e in self.elements() {
            if e.name() == name {
                found.push(e);
            } else {
                e.find_all(name, found);
            }
        }
    }

    /// The first element below with this local name.
    pub fn find(&self, name: &str) -> Option<&Element<'a>> {
        self.elements().find_map(|e| if e.name() == name { Some(e) } else { e.find(name) })
    }
}

pub fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

pub fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start.attributes().with_checks(false).flatten().find(|a| local(a.key.into_inner()) == name).map(|a| {
        match quick_xml::escape::unescape(&a.value) {
            Ok(v) => v.into_owned(),
            Err(_) => a.value.into_owned(),
        }
    })
}

/// The text an entity or character reference stands for.
pub fn reference(r: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = r.resolve_char_ref() {
        return c.to_string();
    }
    let name = r.xml10_content();
    quick_xml::escape::resolve_predefined_entity(&name).map_or_else(String::new, str::to_owned)
}

/// The tree, and what stopped the reading before its end.
pub fn parse(text: &str) -> (Element<'_>, Option<String>) {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    let mut stack = vec![Element { start: BytesStart::new(""), children: Vec::new() }];
    let trouble = loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                if stack.len() >= MAX_DEPTH {
                    break Some("文件结构嵌套过深".to_owned());
                }
                stack.push(Element { start, children: Vec::new() });
            }
            Ok(Event::End(_)) => close(&mut stack),
            Ok(Event::Text(t)) => push(&mut stack, Node::Text(t.xml10_content())),
            Ok(Event::CData(t)) => push(&mut stack, Node::Text(t.xml10_content())),
            Ok(Event::GeneralRef(r)) => push(&mut stack, Node::Text(Cow::Owned(reference(&r)))),
            Ok(Event::Eof) => break None,
            Ok(_) => {}
            Err(e) => break Some(e.to_string()),
        }
    };
    while stack.len() > 1 {
        close(&mut stack);
    }
    (stack.pop().expect("the root is never closed"), trouble)
}

/// The element that `start` begins, read to its end. The reader gives empty elements as a start and an end.
pub fn subtree<'a>(reader: &mut Reader<&'a [u8]>, start: BytesStart<'a>) -> Result<Element<'a>, String> {
    let mut stack = vec![Element::new(start)];
    loop {
        match reader.read_event().map_err(|e| e.to_string())? {
            Event::Start(_) if stack.len() >= MAX_DEPTH => return Err("nested too deeply".to_owned()),
            Event::Start(start) => stack.push(Element::new(start)),
            Event::End(_) if stack.len() == 1 => break,
            Event::End(_) => close(&mut stack),
            Event::Text(t) => push(&mut stack, Node::Text(t.xml10_content())),
            Event::CData(t) => push(&mut stack, Node::Text(t.xml10_content())),
            Event::GeneralRef(r) => push(&mut stack, Node::Text(Cow::Owned(reference(&r)))),
            Event::Eof => return Err("unexpected end".to_owned()),
            _ => {}
        }
    }
    stack.pop().ok_or_else(|| "unexpected end".to_owned())
}

fn close(stack: &mut Vec<Element<'_>>) {
    if stack.len() > 1
        && let Some(done) = stack.pop()
    {
        push(stack, Node::Element(done));
    }
}

fn push<'a>(stack: &mut [Element<'a>], node: Node<'a>) {
    if let Some(top) = stack.last_mut() {
        top.children.push(node);
    }
}

/// As [`decode`], without a copy where the bytes are UTF-8 already.
pub fn decode_owned(bytes: Vec<u8>) -> String {
    let plain = encoding_rs::Encoding::for_bom(&bytes).is_none();
    match String::from_utf8(bytes) {
        Ok(text) if plain => text,
        Ok(text) => decode(text.as_bytes()),
        Err(e) => decode(e.as_bytes()),
    }
}

/// Text of an XML part: UTF-16 by its mark, otherwise the declared encoding when it is a Chinese one, otherwise by the bytes.
pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, _)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_with_bom_removal(bytes).0.into_owned();
    }
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(120)).unwrap_or_default()).to_lowercase();
    let chinese = head.starts_with("<?xml") && ["gb2312", "gbk", "gb18030"].iter().any(|n| head.contains(n));
    if chinese {
        encoding_rs::GB18030.decode(bytes).0.into_owned()
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => super::mail::charset::decode(bytes, None),
        }
    }
}

//! The texts that cells of a workbook share, and texts in the cells themselves: plain, or in stretches with looks of their
//! own. How a text is pronounced (`rPh`) is no part of it.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::super::sheet::Run;
use super::super::xml::{self, Element};
use super::styles::{Colours, is_struck};

#[derive(Debug)]
pub enum Text {
    Plain(Box<str>),
    Runs(Vec<Run>),
}

/// The text of an `si` or `is` element.
pub fn text(e: &Element<'_>, colours: &Colours) -> Text {
    let mut runs = Vec::new();
    let mut plain = true;
    for part in e.elements() {
        match part.name() {
            "t" => runs.push(Run { text: part.text(), ..Run::default() }),
            "r" => {
                let written = part.child("t").map(Element::text).unwrap_or_default();
                let look = part.child("rPr");
                let ink = look.and_then(|l| l.child("color")).and_then(|c| colours.of(c));
                let struck = look.map(is_struck);
                plain &= ink.is_none() && struck.is_none();
                runs.push(Run { text: written, struck, ink });
            }
            _ => {}
        }
    }
    if plain {
        let whole: String = runs.into_iter().map(|r| r.text).collect();
        return Text::Plain(whole.into_boxed_str());
    }
    Text::Runs(runs)
}

/// All shared texts, in order.
pub fn shared(part: &str, colours: &Colours) -> Vec<Text> {
    let mut reader = Reader::from_str(part);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.expand_empty_elements = true;
    let mut all = Vec::new();
    loop {
        match reader.read_event() {
            // one text at a time
            Ok(Event::Start(start)) if xml::local(start.name().into_inner()) == "si" => {
                match xml::subtree(&mut reader, start) {
                    Ok(si) => all.push(text(&si, colours)),
                    Err(_) => return all,
                }
            }
            Ok(Event::Eof) | Err(_) => return all,
            Ok(_) => {}
        }
    }
}

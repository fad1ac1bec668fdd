//! What a filing or approval is about: an event by its name, an association that is founded, something else.

use super::answer::grants;
use crate::facts::reading::Line;
use crate::facts::{Source, titles};
use crate::model::body::Body;
use crate::model::facts::Matter;
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{Event, Paper};

/// Characters of a name that tell an event from others.
const TELLING: usize = 4;
/// Likeness (per cent) of two names of one event.
const ALIKE: u32 = 25;

/// What the paper is about, by its title and by the lines that grant.
pub(super) fn matter(paper: &Paper, lines: &[&Line]) -> Matter {
    let words = &language().approvals;
    let title = paper.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
    let granting: Vec<&str> = lines.iter().map(|l| l.folded.as_str()).filter(|f| *f != title && grants(f)).collect();
    let said = || std::iter::once(title.as_str()).chain(granting.iter().copied()).filter(|s| !s.is_empty());
    let founded = |s: &str| {
        let c = words.founding.captures(s)?;
        Some(c.name("body").or(c.name("before")).map_or(String::new(), |m| m.as_str().to_owned()))
    };
    if words.later_matter.hits(&title) || title.is_empty() && granting.iter().any(|s| words.later_matter.hits(s)) {
        return Matter::Later;
    }
    if said().any(|s| words.preparing.hits(s)) && !said().any(|s| founded(s).is_some() && !words.preparing.hits(s)) {
        return Matter::Preparing;
    }
    // a name written out before “园区科协”
    let names: Vec<Body> = said().filter_map(founded).map(|name| Body::read(&name)).collect();
    names.into_iter().max_by_key(|b| b.name.chars().count()).map_or(Matter::Other, Matter::Founding)
}

/// The event that the paper names, when it is none of the project's by its name and by its day.
pub(super) fn names_another(source: &Source<'_>, events: &[Event], paper: &Paper, text: &str) -> Option<String> {
    let brands = &source.pack.brands;
    let text = text.replace('\n', "");
    let quoted = language().approvals.event_named.captures_all(&text);
    let mut named: Vec<String> = quoted.iter().map(|c| c["name"].to_owned()).collect();
    let fields = source.reading(paper.doc).fields_in(&paper.blocks);
    named.extend(fields.filter(|f| language().form_labels.event_name.hits(&f.label)).map(|f| f.value.clone()));
    let title = paper.title.as_ref().and_then(|t| titles::event_title(&t.quote, paper.kind, source.ours()));
    named.extend(title.map(|t| t.written));
    named.retain(|n| titles::core(n, brands).chars().count() >= TELLING);
    let whole = key(&text);
    let ours = |n: &String| {
        events.iter().flat_map(|e| &e.titles).any(|t| {
            titles::same(n, &t.value, brands)
                || titles::likeness(&titles::core(n, brands), &titles::core(&t.value, brands)) >= ALIKE
                || titles::named_in(&t.value, &whole, brands)
        })
    };
    if named.is_empty() || events.is_empty() || named.iter().any(ours) {
        return None;
    }
    named.into_iter().next()
}

//! What duties an event may answer to: words of its names, its partners, the sub-type's one other duty; and whether that is left open
//! because nothing in its names tells what it is.

use std::collections::BTreeSet;

use crate::facts::{Source, main_duty};
use crate::model::language::characters::simplified;
use crate::model::language::language;
use crate::model::pack::SubTypeSpec;
use crate::model::text::{fold, key};
use crate::model::{Event, EventKind};

/// Kinds of an event.
pub(super) struct Kinds {
    pub of: BTreeSet<EventKind>,
    /// The names tell neither what it is nor that it is something else: people decide.
    pub open: bool,
}

pub(super) fn of(source: &Source<'_>, event: &Event, spec: Option<&SubTypeSpec>) -> Kinds {
    let names: Vec<&str> =
        std::iter::once(event.title.as_str()).chain(event.titles.iter().map(|t| t.value.as_str())).collect();
    let text = names.iter().map(|t| simplified(&fold(t))).collect::<Vec<_>>().join("\n");
    let hits = source.patterns.kinds_in(&text);
    let mut of = BTreeSet::new();
    if hits.contains(&EventKind::Founding) {
        of.insert(EventKind::Founding);
    }
    let enterprise = is_for_enterprises(source, event);
    if enterprise {
        of.insert(EventKind::Enterprise);
    }
    // one occasion under both names (“…学术交流会暨‘专家助企赋能’活动”) serves both
    let both = enterprise && language().titles.beside.hits(&text);
    if !of.contains(&EventKind::Founding) && (!enterprise || both) {
        let wanted = main_duty(spec).into_iter().chain(exchanges());
        of.extend(wanted.filter(|k| is_whatever_is_held(*k) || hits.contains(k)));
    }
    let said = |t: &str| language().events.no_duty.hits(&simplified(&fold(t)));
    let open = of.is_empty() && !names.iter().any(|t| said(t));
    if of.is_empty() {
        of.insert(EventKind::Other);
    }
    Kinds { of, open }
}

fn exchanges() -> BTreeSet<EventKind> {
    [EventKind::Academic, EventKind::Contest, EventKind::Journal].into()
}

/// Whatever exchange the grantee holds is the duty of these lines.
fn is_whatever_is_held(kind: EventKind) -> bool {
    matches!(kind, EventKind::International | EventKind::CrossRegional | EventKind::Haizhi | EventKind::NationalSociety)
}

/// The leading name says so, or most names, or one that opens with a brand that says so (a plan tells what the notice's plain title is
/// about). One paper on two activities (“某展及助企活动实施方案”) names the other one too.
fn is_for_enterprises(source: &Source<'_>, event: &Event) -> bool {
    let hits = |t: &str| source.patterns.kinds_in(&simplified(&fold(t))).contains(&EventKind::Enterprise);
    let named = event.titles.iter().filter(|t| hits(&t.value)).count();
    let brands = || source.pack.brands.iter().filter(|b| hits(&b.name));
    let opens_with_brand = event.titles.iter().any(|t| brands().any(|b| key(&t.value).starts_with(&key(&b.name))));
    hits(&event.title) || named * 2 > event.titles.len() || opens_with_brand
}

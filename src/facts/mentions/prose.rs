//! Names in running text: where no official paper names any event, or, told as held, under a brand of their own.

use super::{Mention, ends_as_event};
use crate::facts::{Source, dates};
use crate::model::Role as Kind;
use crate::model::brand::carries;
use crate::model::clause::{Role, says, sentences};
use crate::model::facts::Stated;
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{DocKind, Paper, Project};

/// `held`: only those whose own sentence tells the day, and not as something to come.
pub(super) fn mentions(source: &Source<'_>, paper: &Paper, project: &Project, held: bool) -> Vec<Mention> {
    let reading = source.reading(paper.doc);
    let words = &language().mentions;
    let mut out: Vec<Mention> = Vec::new();
    if !tells(paper) {
        return out;
    }
    for line in reading.lines_in(&paper.blocks) {
        for sentence in sentences(&line.written) {
            let days = dates::find(sentence, source.year());
            if held && (days.is_empty() || says(&fold(sentence), Role::Planned)) {
                continue;
            }
            let titled = |t: &str| source.pack.brands.iter().any(|b| carries(t, b)) || ends_as_event(&fold(t));
            let named = words.named_in_prose.captures_all(sentence);
            let told = words.held_in_prose.captures_all(sentence).into_iter().filter(|c| titled(&c["name"]));
            for c in named.into_iter().chain(told) {
                let title = c["name"].split_whitespace().collect::<String>();
                if key(&title) == key(&project.name) || out.iter().any(|m| m.title == title) {
                    continue;
                }
                // of several days in a sentence the last one before the name is the event's
                let at = c.name("name").map_or(0, |m| m.start());
                let day = days.iter().rfind(|d| d.start < at).or(days.first()).map(|d| d.range);
                let day = day.or_else(|| dates::first(&line.written, source.year()));
                let stated = |value| Stated { value, source: paper.kind, evidence: line.evidence(paper.doc) };
                out.push(Mention {
                    dates: day.map(stated).into_iter().collect(),
                    official: false,
                    ..Mention::named(paper, title, line.evidence(paper.doc))
                });
            }
        }
    }
    out
}

/// Papers that tell of events in running text.
fn tells(paper: &Paper) -> bool {
    let told = paper.is(Kind::TellsItWasHeld) && !paper.is_any(&[Kind::IsAList, Kind::MayStandBare]);
    told || paper.kind == DocKind::Other
}

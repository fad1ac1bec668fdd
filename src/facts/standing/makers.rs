//! Papers of somebody else: a form of another grantee, a paper signed by a body that is none of the project's.

use super::Asker;
use crate::facts::{dates, titles};
use crate::model::body::Body;
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{DocKind, Document, Event, Evidence, Line, Paper, Role, Standing};

/// Per cent of likeness from which two names of grantees, or of projects, are one.
const SAME_UNIT: u32 = 45;
const SAME_PROJECT: u32 = 60;

impl Asker<'_> {
    pub(super) fn made_for_others(&self, paper: &Paper, doc: &Document, lines: &[Line]) -> Option<Standing> {
        if paper.is(Role::IsAccounts) || paper.kind == DocKind::AcceptanceForm {
            return self.form_of_another(paper).map(Standing::OfAnotherGrantee);
        }
        // one of a kind for each grantee: another body's is known by who signs it
        let told = paper.is_any(&[Role::IsOfTheWork, Role::NamesTheEventOfficially]);
        if told { self.made_by_another(paper, doc, lines).map(Standing::OfAnotherBody) } else { None }
    }

    fn form_of_another(&self, paper: &Paper) -> Option<String> {
        let here = |e: &Evidence, kind: DocKind| e.doc == paper.doc && kind == paper.kind;
        let stated = self.project.units.iter().filter(|u| here(&u.evidence, u.source));
        let units: Vec<&str> = stated.map(|u| u.value.as_str()).collect();
        let first = units.first()?;
        let alike = |a: &str| {
            let a = key(a);
            self.units.iter().any(|o| a.contains(o.as_str()) || o.contains(&a) || titles::likeness(&a, o) >= SAME_UNIT)
        };
        if self.units.is_empty() || units.iter().any(|u| alike(u)) {
            return None;
        }
        // the project's name, known from another paper, speaks for the form as well
        let names = &self.project.names;
        let named = |same_paper: bool| {
            names.iter().filter(move |n| here(&n.evidence, n.source) == same_paper).map(|n| key(&n.value))
        };
        let same = named(true).any(|a| named(false).any(|b| a == b || titles::likeness(&a, &b) >= SAME_PROJECT));
        (!same).then(|| (*first).to_owned())
    }

    /// Signed or headed by a body that is none of the project's, and nothing of the project in it.
    fn made_by_another(&self, paper: &Paper, doc: &Document, lines: &[Line]) -> Option<String> {
        let lines: Vec<&Line> = lines.iter().filter(|l| !l.folded.is_empty()).collect();
        let from = lines.len().saturating_sub(4);
        let title = paper.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
        let head = lines.iter().take(5).filter(|l| l.folded != title);
        let labelled = |l: &&&Line| {
            let found = language().papers.maker.captures_all(&l.folded);
            found.first().and_then(|c| Some(c.name("by")?.as_str().to_owned()))
        };
        let by = (lines.iter().find_map(|l| labelled(&l)))
            .or_else(|| head.chain(lines.iter().skip(from)).find_map(|l| signature(&l.folded)))?;
        self.tells_nothing_of(paper, doc, &lines).then_some(by)
    }

    /// No event's name, subject, brand or day, and not the grantee's name: of the events that other papers tell of as well.
    fn tells_nothing_of(&self, paper: &Paper, doc: &Document, lines: &[&Line]) -> bool {
        let owned = |e: &&Event| self.spec.is_none_or(|s| s.owns(e, &self.source.pack.roles));
        let elsewhere = |e: &&Event| e.papers.iter().any(|p| *p != (paper.doc, paper.kind));
        let (own, apart): (Vec<&Event>, Vec<&Event>) = self.events.iter().filter(owned).partition(elsewhere);
        let dated = own.iter().any(|e| e.date.is_some());
        // no paper but this one tells of any event: the grantee's name alone decides
        let alone = own.is_empty() && !apart.is_empty() && !self.own_units.is_empty();
        let serves = self.spec.is_some_and(|s| s.serves_others);
        if serves || !(dated || alone) || doc.is_unread() || doc.is_recognised() {
            return false;
        }
        let words = lines.iter().map(|l| l.folded.as_str()).collect::<Vec<_>>().join("\n");
        let words_key = format!("{}{}", key(&words), key(doc.stem()));
        if self.own_units.iter().any(|u| words_key.contains(u.as_str())) {
            return false;
        }
        let days: Vec<_> = dates::find(&words, self.source.year()).into_iter().map(|d| d.range).collect();
        !own.iter().any(|e| {
            e.date.is_some_and(|d| days.iter().any(|x| x.overlaps(&d)))
                || e.brands.iter().any(|b| words_key.contains(&key(b)))
                || e.titles
                    .iter()
                    .any(|t| shares_subject(&titles::core(&t.value, &self.source.pack.brands), &words_key))
                || (!e.place.is_empty() && words_key.contains(&key(&e.place)))
        })
    }
}

/// “某某服务站 2025年11月” below the title or at the end.
fn signature(folded: &str) -> Option<String> {
    let mut bare = folded.to_owned();
    while let Some(day) = language().fillers.day.find(&bare) {
        bare.replace_range(day, "");
    }
    bare.retain(|c| !(c.is_ascii_digit() || "年月日 \t()".contains(c)));
    (bare.chars().count() >= 5 && Body::is_one(&bare)).then_some(bare)
}

/// Two pairs of the subject's characters stand in the text.
fn shares_subject(core: &str, text_key: &str) -> bool {
    let chars: Vec<char> = core.chars().collect();
    chars.windows(2).filter(|w| text_key.contains(&w.iter().collect::<String>())).take(2).count() >= 2
}

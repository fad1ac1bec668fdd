//! Papers that should answer or show that something went in: an application nobody answered, a refusal, the answer of a body that cannot
//! give it, needs that were not handed in.

use super::Told;
use crate::facts::approvals::{denies, grants};
use crate::model::body::Body;
use crate::model::language::language;
use crate::model::pack::Notice;
use crate::model::standing::{HandingIn, NoAnswer};
use crate::model::text::fold;
use crate::model::{DocKind, Document, Format, Line, Paper, Role, Standing};

/// The platform's page itself says that the needs are a draft, and nothing says that they went in.
pub(super) fn stored_only(paper: &Paper, lines: &[Line]) -> Option<Told> {
    if paper.kind != DocKind::NeedsReport {
        return None;
    }
    let words = &language().papers;
    let stored = lines.iter().find(|l| words.stored_only.hits(&l.folded))?;
    let went_in = lines.iter().any(|l| words.went_in.hits(&l.folded));
    (!went_in).then(|| (Standing::Needs(HandingIn::StoredOnly), Some(stored.evidence(paper))))
}

/// An answer that refuses, an application that nobody answered, needs that were not handed in.
pub(super) fn unanswered(notice: &Notice, paper: &Paper, doc: &Document, lines: &[Line]) -> Option<Told> {
    if paper.kind == DocKind::NeedsReport {
        let seen = doc.format != Format::Image && !doc.is_unread();
        return if seen { not_handed_in(paper, lines) } else { None };
    }
    if !paper.is(Role::IsAnAnswer) {
        return None;
    }
    let answer = |a: NoAnswer, line: Option<&Line>| Some((Standing::Answer(a), line.map(|l| l.evidence(paper))));
    if let Some(line) = lines.iter().find(|l| denies(&l.folded)) {
        return answer(NoAnswer::Refused, Some(line));
    }
    if !from_association(notice, lines) {
        return answer(NoAnswer::ByAnother { certain: surely_another(paper, doc, lines) }, None);
    }
    let title = paper.title.as_ref().map_or_else(|| fold(doc.stem()), |t| fold(&t.quote));
    let granted = lines.iter().any(|l| grants(&l.folded));
    let applied = !granted && language().papers.applies.hits(&title) && !doc.is_unread();
    if applied { answer(NoAnswer::OnlyAppliedFor, None) } else { None }
}

fn not_handed_in(paper: &Paper, lines: &[Line]) -> Option<Told> {
    let words = &language().papers;
    let handed = |f: &str| words.handed_in.hits(f) && !words.not_handed_in.hits(f);
    // the folders of a mailbox or platform stand beside what went in
    let went_in = lines.iter().any(|l| words.went_in.hits(&l.folded));
    let said = |f: &str| match words.drafts_folder.find(f).filter(|_| went_in) {
        Some(folder) => {
            let mut rest = f.to_owned();
            rest.replace_range(folder, "");
            rest
        }
        None => f.to_owned(),
    };
    let not = lines.iter().find(|l| words.not_handed_in.hits(&said(&l.folded)));
    match (lines.iter().any(|l| handed(&l.folded)), not) {
        (_, Some(line)) => Some((Standing::Needs(HandingIn::NotYet), Some(line.evidence(paper)))),
        (false, None) => Some((Standing::Needs(HandingIn::NotSeen), None)),
        (true, None) => None,
    }
}

/// Granted by a body that cannot (the park's own office), and nothing in the paper says that the local association agreed.
fn surely_another(paper: &Paper, doc: &Document, lines: &[Line]) -> bool {
    let titled = paper.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
    let words = &language().papers;
    let said = |f: &str| *f != titled && words.local_said.hits(f) && f.contains(['市', '县', '区', '州']);
    !doc.is_unread() && lines.iter().any(|l| grants(&l.folded)) && !lines.iter().any(|l| said(&l.folded))
}

/// Signed, headed or filled in by a local association for science and technology; also when nobody signs.
fn from_association(notice: &Notice, lines: &[Line]) -> bool {
    let named = |f: &str| language().papers.local_association.hits(f) || notice.names_issuer(f);
    let lines: Vec<&Line> = lines.iter().filter(|l| !l.folded.is_empty()).collect();
    let from = lines.len().saturating_sub(6);
    let Some(signer) = lines.iter().skip(from).rev().find(|l| Body::is_one(&l.folded)) else { return true };
    named(&signer.folded)
        || lines.iter().take(3).any(|l| language().title_lines.letterhead.hits(&l.folded) && named(&l.folded))
        || lines.iter().any(|l| l.is_row() && named(&l.folded))
}

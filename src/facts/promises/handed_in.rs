//! The day the results were handed in: covering letter, mail, then the form's own date.

use super::super::approvals::issue_day;
use super::super::{Source, dates};
use crate::model::language::language;
use crate::model::pack::SubTypeSpec;
use crate::model::text::fold;
use crate::model::{Day, DocKind, Evidence, Paper, Place};

pub(in crate::facts) fn handed_in(source: &Source<'_>, spec: Option<&SubTypeSpec>) -> Vec<(Day, Evidence)> {
    if spec.is_none_or(|s| s.hand_in.is_none()) {
        return Vec::new();
    }
    let papers = source.kinds.papers.iter().filter(|p| !p.is_void());
    papers
        .flat_map(|paper| match paper.kind {
            DocKind::CoveringLetter => by_letter(source, paper).into_iter().collect(),
            DocKind::SubsidyForm => by_form(source, paper),
            _ => by_mail(source, paper).into_iter().collect(),
        })
        .collect()
}

fn by_letter(source: &Source<'_>, paper: &Paper) -> Option<(Day, Evidence)> {
    let reading = source.reading(paper.doc);
    if !language().letters.of_results.hits(&reading.text_in(&paper.blocks)) {
        return None;
    }
    let dated = || {
        let lines = reading.lines_in(&paper.blocks).filter(|l| !dates::find(&l.written, source.year()).is_empty());
        lines.last().map(|l| l.evidence(paper.doc))
    };
    let whole = || Evidence::new(paper.doc, Place::Whole, source.dossier.doc(paper.doc).name());
    Some((issue_day(source, paper)?, paper.title.clone().or_else(dated).unwrap_or_else(whole)))
}

fn by_form(source: &Source<'_>, paper: &Paper) -> Vec<(Day, Evidence)> {
    let fields = source.reading(paper.doc).fields_in(&paper.blocks);
    let dated = fields.filter(|f| language().form_labels.handed_in.hits(&f.label));
    dated.filter_map(|f| Some((dates::first(&f.value, source.year())?.first, f.evidence(paper.doc)))).collect()
}

fn by_mail(source: &Source<'_>, paper: &Paper) -> Option<(Day, Evidence)> {
    let mail = source.dossier.doc(paper.doc).mail.as_ref()?;
    let of_results = language().letters.mail_of_results.hits(&fold(&mail.subject));
    Some((mail.date.filter(|_| of_results)?, Evidence::new(paper.doc, Place::MailHeader, &mail.subject)))
}

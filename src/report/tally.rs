//! Counts that several reports show, so that they show the same ones. A rule counts once per dossier, by its worst answer.

use std::collections::BTreeMap;

use crate::model::pack::RuleId;
use crate::model::{Audit, Coverage, DocKind, DossierAudit, FileRow, Status};

/// Rules of one dossier by status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub fail: usize,
    pub missing: usize,
    pub review: usize,
    pub pass: usize,
    pub not_applicable: usize,
}

impl Tally {
    pub fn of(d: &DossierAudit) -> Tally {
        let mut worst: BTreeMap<&RuleId, Status> = BTreeMap::new();
        for f in &d.findings {
            let status = worst.entry(&f.rule).or_insert(f.status);
            *status = f.status.max(*status);
        }
        let mut tally = Tally::default();
        for status in worst.into_values() {
            *tally.slot(status) += 1;
        }
        tally
    }

    pub fn total(audit: &Audit) -> Tally {
        audit.dossiers.iter().map(Tally::of).fold(Tally::default(), |a, b| Tally {
            fail: a.fail + b.fail,
            missing: a.missing + b.missing,
            review: a.review + b.review,
            pass: a.pass + b.pass,
            not_applicable: a.not_applicable + b.not_applicable,
        })
    }

    fn slot(&mut self, status: Status) -> &mut usize {
        match status {
            Status::Fail => &mut self.fail,
            Status::Missing => &mut self.missing,
            Status::Review => &mut self.review,
            Status::Pass => &mut self.pass,
            Status::NotApplicable => &mut self.not_applicable,
        }
    }
}

/// Files with text that was not or not wholly read. Plain photos and recordings are no documents and don't count;
/// a picture whose name or folder makes it a paper (a sign-in sheet, a notice) does (RULES, honesty 1).
pub fn unread(d: &DossierAudit) -> impl Iterator<Item = &FileRow> {
    d.files.iter().filter(|f| is_unread(f))
}

pub fn is_unread(f: &FileRow) -> bool {
    let stands_for_a_paper = !f.kind.is_unknown() && f.kind != DocKind::Photo;
    let incomplete = f.coverage != Coverage::Full || f.problems.iter().any(|p| p.hides_text());
    incomplete && (f.format.is_document() || stands_for_a_paper)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Format, Problem};
    use crate::report::sample;

    #[test]
    fn a_rule_counts_once_by_its_worst_answer() {
        let mut d = sample::audit().dossiers.remove(0);
        let again = d.findings[0].clone();
        d.findings.push(again);
        let tally = Tally::of(&d);
        assert_eq!((tally.fail, tally.missing, tally.review, tally.pass), (3, 1, 3, 1));
    }

    #[test]
    fn a_photo_is_no_unread_document_but_a_photographed_sign_in_sheet_is() {
        let mut row = sample::audit().dossiers.remove(0).files.remove(0);
        row.format = Format::Image;
        row.coverage = Coverage::None;
        row.problems = vec![Problem::ImageNotRead];
        row.kind = DocKind::Photo;
        assert!(!is_unread(&row));
        row.kind = DocKind::SignIn;
        assert!(is_unread(&row));
    }
}

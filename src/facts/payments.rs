//! When payments were made, by bank slips of the grantee. What was bought is `accounts`.

use super::{Source, dates};
use crate::model::facts::Stated;
use crate::model::language::language;
use crate::model::text::fold;
use crate::model::{Day, DocKind, Paper};

pub(super) fn extract(source: &Source<'_>) -> Vec<Stated<Day>> {
    let slips = source.kinds.papers.iter().filter(|p| !p.is_void() && p.kind == DocKind::PaymentSlip);
    slips.flat_map(|paper| of_slip(source, paper)).collect()
}

/// The days of a slip by which somebody else than the notice's issuer paid.
fn of_slip(source: &Source<'_>, paper: &Paper) -> Vec<Stated<Day>> {
    let labels = &language().form_labels;
    let reading = source.reading(paper.doc);
    let fields = || reading.fields_in(&paper.blocks);
    let by_issuer =
        |f: &super::reading::Field| labels.payer.hits(&f.label) && source.pack.notice.names_issuer(&fold(&f.value));
    if fields().any(by_issuer) {
        return Vec::new();
    }
    let dated = fields().filter(|f| labels.paid_when.hits(&f.label));
    let stated = |f: &super::reading::Field| {
        let day = dates::first(&f.value, source.year())?.last;
        Some(Stated { value: day, source: paper.kind, evidence: f.evidence(paper.doc) })
    };
    dated.filter_map(stated).collect()
}

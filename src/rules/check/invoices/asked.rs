//! What every check of invoices asks first and last: are there any, were all read, was it read or recognised.

use super::super::unread;
use crate::model::language::language;
use crate::model::pack::Rule;
use crate::model::{DocId, DocKind, Finding, Invoice, Status};
use crate::rules::Case;

/// Without any invoice the rule does not apply; invoices that could not be read make it a question.
pub(super) fn nothing_to_check(case: &Case<'_>, rule: &Rule) -> Option<Vec<Finding>> {
    if !case.accounts.invoices.is_empty() {
        return None;
    }
    let unread = unread_invoices(case);
    Some(vec![if unread.is_empty() {
        case.finding(rule, Status::NotApplicable, "材料中没有能识别的发票。")
    } else {
        let (words, evidence) = unread::cite(case, &unread);
        case.finding(rule, Status::Review, format!("{words}，请人工核对发票。"))
            .citing(evidence)
            .having_searched(unread::searched(case))
    }])
}

/// Unread files that their name or folder calls invoices.
fn unread_invoices(case: &Case<'_>) -> Vec<DocId> {
    let named = |id: &DocId| {
        case.kinds.of_doc(*id).any(|p| p.kind == DocKind::Invoice)
            || language().invoices.named_invoice.hits(&case.dossier.doc(*id).path)
    };
    case.dossier.ids().filter(|id| case.dossier.doc(*id).is_unread() && named(id)).collect()
}

/// A clean answer on the invoices that were read is one on all only when all were read.
pub(super) fn close(case: &Case<'_>, rule: &Rule, mut out: Vec<Finding>, clean: String) -> Vec<Finding> {
    let unread = unread_invoices(case);
    if !unread.is_empty() {
        let (words, evidence) = unread::cite(case, &unread);
        out.push(
            case.finding(rule, Status::Review, format!("{words}，请人工核对。")).about("未读取的发票").citing(evidence),
        );
    }
    if out.is_empty() {
        let evidence = case.accounts.invoices.iter().map(|i| i.evidence.clone()).take(8);
        out.push(case.finding(rule, Status::Pass, clean).citing(evidence));
    }
    out
}

/// What was recognised from an image may be misread: never alone the ground of a `fail`.
pub(super) fn grounded(invoice: &Invoice, status: Status) -> Status {
    if invoice.recognised { status.min(Status::Review) } else { status }
}

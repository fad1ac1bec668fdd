//! Why an approval is not that of the park's new association: another body's, on another matter, of another year, or taken back.

use super::papers::is_read;
use crate::facts::titles::likeness;
use crate::model::Paper;
use crate::model::body::{Body, Region};
use crate::model::facts::{Answer, Approval, Matter};
use crate::model::text::key;
use crate::rules::Case;

/// Why a paper is no approval of the founding of the park's association.
#[derive(Debug, Clone)]
pub(super) struct NotFounding {
    pub why: String,
    /// Nothing is left to ask: the paper is about something else.
    pub certain: bool,
}

/// By what the paper's own words approve, for whom, and in which year; `None` where nothing speaks against it.
pub(super) fn not_founding(case: &Case<'_>, paper: &Paper) -> Option<NotFounding> {
    let mut of_paper = case.facts.approvals.iter().filter(|a| a.evidence.doc == paper.doc && a.kind == paper.kind);
    let approval = of_paper.next()?;
    let on_another_matter = approval.matter == Matter::Other && !approval.speaks_of_founding;
    not_founding_by(case, approval).or_else(|| {
        let certain = is_read(case, paper) && !case.dossier.doc(paper.doc).is_recognised();
        let why = "所批事项与成立园区科协无关".to_owned();
        (on_another_matter && approval.is_granted()).then_some(NotFounding { why, certain })
    })
}

pub(super) fn not_founding_by(case: &Case<'_>, approval: &Approval) -> Option<NotFounding> {
    let doc = case.dossier.doc(approval.evidence.doc);
    let read = !doc.is_recognised() && !doc.is_unread();
    let certain = |why: String| Some(NotFounding { why, certain: read });
    let open = |why: String| Some(NotFounding { why, certain: false });
    match approval.issuer.as_ref().map(|b| (b, &b.region)) {
        Some((issuer, Region::Of { region, .. })) if *region != case.pack.region.short => {
            return certain(format!("批复单位“{}”不在{}，不是属地科协", issuer.name, case.pack.region.short));
        }
        Some((issuer, Region::Of { city, .. })) if !city.is_empty() && is_of_another_city(case, city) => {
            return open(format!("批复单位“{}”看来不是园区所在地的科协", issuer.name));
        }
        _ => {}
    }
    match &approval.matter {
        Matter::Later => return certain("所批事项是换届、增补委员等，不是成立园区科协".to_owned()),
        Matter::Preparing => return certain("只同意筹备，尚未同意成立园区科协".to_owned()),
        Matter::Founding(body) if body.is_of_enterprise() => {
            return certain(format!("同意成立的是“{}”，不是园区科协", body.name));
        }
        Matter::Founding(body) if is_another_park(case, body) => {
            return open(format!("同意成立的是“{}”，与承担单位的园区名称不同", body.name));
        }
        Matter::Founding(_) | Matter::Other => {}
    }
    if approval.answer == Answer::Withdrawn || is_taken_back(case, approval) {
        return open("批复或备案已被撤销".to_owned());
    }
    earlier_year(case, approval)
        .and_then(|day| certain(format!("日期为{day}，早于本项目年度，不是本项目新成立的园区科协")))
}

/// Another paper, not earlier than this one, takes the approval of an association back.
fn is_taken_back(case: &Case<'_>, approval: &Approval) -> bool {
    let mut back = case.facts.approvals.iter().filter(|a| a.answer == Answer::Withdrawn && a.of_association);
    back.any(|a| a.date.zip(approval.date).is_none_or(|(back, given)| back >= given))
}

/// The park's association is named after a place in another city.
fn is_of_another_city(case: &Case<'_>, city: &str) -> bool {
    let unit = Body::read(&case.facts.project.unit);
    unit.is_of_park() && matches!(&unit.region, Region::Of { city: own, .. } if !own.is_empty() && own != city)
}

fn earlier_year(case: &Case<'_>, approval: &Approval) -> Option<crate::model::Day> {
    approval.date.filter(|d| d.year() < case.pack.notice.year)
}

/// The grantee is a park's association, and this is another park's.
fn is_another_park(case: &Case<'_>, body: &Body) -> bool {
    let unit = Body::read(&case.facts.project.unit);
    let named = key(body.of()).chars().count() >= 4;
    named
        && body.is_of_park()
        && unit.is_of_park()
        && !unit.is_kin(body)
        && likeness(&key(unit.of()), &key(body.of())) < 50
}

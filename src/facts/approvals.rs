//! Filings and approvals: which authority, whether it answered, when, for which event.

use std::sync::LazyLock;

use regex::Regex;

use super::{Source, dates, group};
use crate::model::facts::Approval;
use crate::model::{Day, DocKind, Event, Paper};

static ANSWERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(予以|准予|同意|已|给予|完成)(活动)?(备案|报备|登记|成立|举办|开展|召开|批准|核准|调整|变更|延期|你|贵|该)|(现)?(批复|函复|答复)如下|备案(编号|号|意见)[:：]?.{0,6}[\[(〔]?[0-9]|原则(上)?同意|经研究.{0,8}同意|情况属实.{0,6}同意|^同意|同意[。.]|批复$|复函$|收悉").expect("fixed pattern")
});
static KINDS: [DocKind; 4] = [DocKind::Filing, DocKind::Approval, DocKind::Request, DocKind::ChangeRequest];

pub(super) fn extract(source: &Source<'_>, events: &[Event]) -> Vec<Approval> {
    let papers = source.kinds.papers.iter().filter(|p| !p.blank && KINDS.contains(&p.kind));
    papers.flat_map(|paper| of_paper(source, events, paper)).collect()
}

/// One entry for each authority that the paper comes from or goes to.
fn of_paper(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<Approval> {
    let reading = source.reading(paper.doc);
    let lines: Vec<_> = reading.lines_in(&paper.blocks).collect();
    let text = reading.text_in(&paper.blocks);
    let stem = source.dossier.doc(paper.doc).path.clone();
    let days: Vec<_> = dates::find(&text, source.year()).into_iter().map(|f| f.range).collect();
    let related = group::related(source, events, &group::text_key(source, paper), &days, paper);
    let mut out = Vec::new();
    for (authority, patterns) in &source.patterns.authorities {
        let at = lines.iter().find(|l| patterns.iter().any(|p| p.is_match(&l.folded)));
        let in_name = patterns.iter().any(|p| p.is_match(&crate::model::text::fold(&stem)));
        let Some(at) = at.or(if in_name { lines.first() } else { None }) else { continue };
        let answer = lines.iter().find(|l| ANSWERED.is_match(&l.folded));
        // who answers: the authority signs below, or the answer stands in its own cell or paragraph
        let signs = lines.iter().rev().take(8).any(|l| patterns.iter().any(|p| p.is_match(&l.folded)) && l.folded.chars().count() <= 60);
        let own_cell = answer.is_some_and(|a| patterns.iter().any(|p| p.is_match(&a.folded)));
        let answered = answer.is_some() && (signs || own_cell || paper.kind == DocKind::Approval && in_name);
        out.push(Approval {
            authority: authority.id.clone(),
            kind: paper.kind,
            answered,
            date: issue_day(source, paper),
            events: related.clone(),
            subject: paper.title.as_ref().map_or_else(|| at.written.clone(), |t| t.quote.clone()),
            evidence: answer.filter(|_| answered).unwrap_or(at).evidence(paper.doc),
        });
    }
    out
}

/// The day a paper was issued: the last day it states.
pub(super) fn issue_day(source: &Source<'_>, paper: &Paper) -> Option<Day> {
    let reading = source.reading(paper.doc);
    let lines: Vec<_> = reading.lines_in(&paper.blocks).collect();
    lines.iter().rev().take(8).find_map(|l| dates::find(&l.written, source.year()).last().map(|d| d.range.last))
}

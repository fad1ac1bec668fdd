//! What a supplement to the contract does to the grant: raised, lowered, or stated anew. Refuses changes inside the budget and of own
//! funds.

use super::Source;
use super::amount;
use crate::model::facts::Stated;
use crate::model::language::language;
use crate::model::{DocKind, Evidence, Money, Paper, Project};

/// The grant as contracted with its supplements, before the sums of their parts.
pub(super) fn settle(source: &Source<'_>, project: &mut Project) {
    let mut changes: Vec<(Change, Evidence)> = Vec::new();
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void() && may_change(p)) {
        for line in source.reading(paper.doc).lines_in(&paper.blocks) {
            changes.extend(change(&line.folded).map(|c| (c, line.evidence(paper.doc))));
        }
    }
    let Some((_, evidence)) = changes.last().cloned() else { return };
    project.grants.retain(|g| !changes.iter().any(|(_, of)| *of == g.evidence));
    let base = project.grants.iter().find(|g| g.source == DocKind::Contract).map(|g| g.value);
    let changed = |base: Money| changes.iter().try_fold(base, |sum, (c, _)| sum.checked_add(c.by));
    let in_all = changes.iter().rev().find_map(|(c, _)| c.in_all);
    if let Some(value) = in_all.or_else(|| base.and_then(changed)) {
        project.grants.insert(0, Stated { value, source: DocKind::Contract, evidence });
    }
}

/// A contract, or a paper that calls itself its supplement.
fn may_change(paper: &Paper) -> bool {
    let titled = paper.title.as_ref().is_some_and(|t| language().accounts.supplement.hits(&t.quote));
    paper.kind == DocKind::Contract || titled
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Change {
    by: Money,
    in_all: Option<Money>,
}

/// “增加资助5000元，资助总额为20000元”.
fn change(folded: &str) -> Option<Change> {
    let known = &language().accounts;
    let (mut by, mut in_all, mut changed) = (Money::ZERO, None, false);
    for found in amount::find(folded) {
        let before = folded.get(..found.range.start).unwrap_or_default();
        if known.grant_raised.hits(before) {
            by = by.checked_add(found.money)?;
            changed = true;
        } else if known.grant_lowered.hits(before) {
            by = by.checked_sub(found.money)?;
            changed = true;
        } else if known.grant_in_all.hits(before) {
            in_all = Some(found.money);
        }
    }
    (changed || in_all.is_some() && known.grant_moves.hits(folded)).then_some(Change { by, in_all })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raises_and_cuts_of_the_grant_are_told_from_other_changes() {
        let yuan = Money::yuan;
        for (line, by, in_all) in [
            ("甲方在原合同资助经费基础上增加资助5000元,资助总额为20000元。", yuan(5000), Some(yuan(20000))),
            ("追加项目经费人民币0.5万元", yuan(5000), None),
            ("核减资助经费3,000.00元", Money::ZERO.checked_sub(yuan(3000)).expect("small"), None),
            ("甲方资助金额由15000元调整为18000元", Money::ZERO, Some(yuan(18000))),
        ] {
            assert_eq!(change(line), Some(Change { by, in_all }), "{line}");
        }
        for line in [
            "甲方资助乙方项目经费15000元。",
            "增加场地费5000元,减少印刷费5000元",
            "乙方追加自筹经费5000元",
            "活动总额为20000元",
            "会议规模增加20人",
        ] {
            assert_eq!(change(line), None, "{line}");
        }
    }
}

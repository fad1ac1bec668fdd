//! Papers that say of themselves that what they should show is not there: rules that were not made, money that was not spent.

use crate::model::clause::sentences;
use crate::model::language::language;
use crate::model::standing::Denied;
use crate::model::text::fold;
use crate::model::{DocKind, Line};

/// Numbered articles from which on a paper is a set of rules, whatever it says of earlier ones.
const ARTICLES: usize = 3;

pub(super) fn denied(lines: &[Line], kind: DocKind) -> Option<Denied> {
    match kind {
        DocKind::ReviewSystem => has_no_rules(lines).then_some(Denied::Rules),
        DocKind::ExpenditureStatement | DocKind::FinalAccounts => spent_nothing(lines).then_some(Denied::Spending),
        _ => None,
    }
}

fn has_no_rules(lines: &[Line]) -> bool {
    let articles = lines.iter().filter(|l| language().title_lines.numbered.hits(&l.folded)).count();
    articles < ARTICLES && folded(lines).any(|s| language().papers.no_rules.hits(&s))
}

/// Says that nothing was spent, and names no sum that was.
fn spent_nothing(lines: &[Line]) -> bool {
    let words = &language().papers;
    let denies = |s: &str| words.nothing_spent.hits(s);
    let spent = |s: &str| language().fillers.amount.hits(s) && words.spends.hits(s) && !denies(s);
    folded(lines).any(|s| denies(&s)) && !folded(lines).any(|s| spent(&s)) && !lines.iter().any(Line::is_row)
}

fn folded(lines: &[Line]) -> impl Iterator<Item = String> {
    lines.iter().flat_map(|l| sentences(&l.folded)).map(fold)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    fn lines(text: &[&str]) -> Vec<Line> {
        let line = |t: &&str| Line { place: Place::Whole, written: (*t).to_owned(), folded: fold(t) };
        text.iter().map(line).collect()
    }

    #[test]
    fn rules_that_were_not_made_are_told_from_rules() {
        for text in [
            &["关于三审三校制度情况的说明", "本刊目前尚未建立三审三校制度，计划明年制定。"][..],
            &["编校情况说明", "编辑部人手不足，三审三校制度仍未制定。"],
        ] {
            assert!(has_no_rules(&lines(text)), "{text:?}");
        }
        for text in [
            &["三审三校制度", "第一条 此前本刊没有建立统一的审校制度，特制定本办法。", "第二条 初审", "第三条 复审"][..],
            &["三审三校制度", "未经三审三校的稿件一律不得付印。", "未执行本制度的，责令改正。"],
        ] {
            assert!(!has_no_rules(&lines(text)), "{text:?}");
        }
    }

    #[test]
    fn money_not_spent_is_told_from_money_left() {
        for text in [
            &["经费使用情况报告", "截至目前，项目经费尚未使用，待活动开展后再行报告支出情况。"][..],
            &["经费使用情况报告", "收到资助款30000元。目前未发生任何支出。"],
        ] {
            assert!(spent_nothing(&lines(text)), "{text:?}");
        }
        for text in [
            &["经费使用情况报告", "支出专家费18000元，会议费2000元；余款1000元，该部分经费尚未使用。"][..],
            &["经费使用情况报告", "项目经费用于专家讲课费18000元，未发生超支。"],
        ] {
            assert!(!spent_nothing(&lines(text)), "{text:?}");
        }
    }
}

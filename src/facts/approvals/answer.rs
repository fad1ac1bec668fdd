//! How an authority answers: consent, refusal, withdrawal, or none of them yet.

use crate::facts::reading::Line;
use crate::model::clause::{Role, clauses, says};
use crate::model::facts::Answer;
use crate::model::language::language;

/// How the lines answer, and the line that says so: a withdrawal outweighs a refusal, a refusal a consent.
pub(super) fn answer_in<'l>(lines: &[&'l Line]) -> (Answer, Option<&'l Line>) {
    let words = &language().approvals;
    let find = |says: &dyn Fn(&str) -> bool| lines.iter().copied().find(|l| says(&l.folded));
    let step = |answer, says: &dyn Fn(&str) -> bool| find(says).map(|l| (answer, Some(l)));
    let found = step(Answer::Withdrawn, &takes_back)
        .or_else(|| step(Answer::Refused, &denies))
        .or_else(|| step(Answer::Granted, &grants))
        .or_else(|| step(Answer::Pending, &|f| words.pending.hits(f)));
    found.unwrap_or((Answer::Received, find(&|f| words.received.hits(f))))
}

/// A folded line that grants (同意、予以备案).
pub fn grants(folded: &str) -> bool {
    let (f, words) = (plain(folded), &language().approvals);
    let says = |s: &str| words.granted.hits(s) && !words.not_granted.hits(s) && !words.withdrawn.hits(s);
    !words.own_opinion.hits(&f) && f.split(['。', ';']).any(|s| says(s.trim()))
}

/// “无不同意见” consents, though “不同意” stands in it.
fn plain(folded: &str) -> String {
    language().approvals.no_objection.short(folded)
}

/// A folded line that refuses or sends back (不予备案、退回补正).
pub fn denies(folded: &str) -> bool {
    says_now(folded, |s| language().approvals.refused.hits(s))
}

/// A folded line that takes an earlier answer back (撤销备案).
pub fn takes_back(folded: &str) -> bool {
    says_now(folded, |s| language().approvals.withdrawn.hits(s))
}

/// “如不符合要求，不予备案” is a rule, not an answer.
fn says_now(folded: &str, answers: impl Fn(&str) -> bool) -> bool {
    let as_a_rule = &language().approvals.as_a_rule;
    let is_rule = |s: &str| as_a_rule.hits(s) || clauses(s).iter().any(|c| says(c, Role::Conditional));
    plain(folded).split(['。', ';']).any(|s| answers(s) && !is_rule(s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consent_and_refusal_in_other_words() {
        for text in ["对你会举办该会议无不同意见", "办理状态\t备案成功", "材料收悉,予以备案", "经研究,同意举办"]
        {
            assert!(grants(text) && !denies(text), "{text}");
        }
        for text in ["暂不同意举办", "材料不齐,现退回,请补正后重新报送", "不予备案"] {
            assert!(denies(text) && !grants(text), "{text}");
        }
        for text in [
            "材料收悉",
            "拟同意备案",
            "申请单位意见\t情况属实。同意申报",
            "现撤销你会学术交流会的备案",
            "正在审核,待批",
        ] {
            assert!(!grants(text), "{text}");
        }
        assert!(grants("予以备案。不符合备案内容的,不予认可") && takes_back("现撤销你会学术交流会的备案"));
        // a rule for later is no answer
        assert!(!denies("如不符合备案条件,应及时报告") && !denies("逾期不报的,不予备案"));
    }
}

//! Whether words say anything: what stands for something still to come (“此处插入正文”, “待补充”) and what was not done (“未开展调查，
//! 暂无数据”) fill a place and tell nothing.

use super::clause::{Role, clauses, says, sentences};
use super::language::language;
use super::text::fold;

/// A cell or sentence, folded, that only stands for what is still to come.
pub fn is_filler(folded: &str) -> bool {
    let words = &language().fillers;
    let bare = folded.trim_matches(['(', ')', '[', ']', '"', ' ', '。', '.', '…']);
    if words.filler_value.hits(folded) || words.filler_value.hits(bare) {
        return true;
    }
    let mut rest = bare.to_owned();
    while let Some(found) = words.filler_sentence.find(&rest).filter(|f| !f.is_empty()) {
        rest.replace_range(found, "");
    }
    rest.len() < bare.len() && rest.chars().filter(|c| c.is_alphanumeric()).count() <= LEFT_OVER
}

/// Letters that may stand beside a filler without saying anything (“中”, “后续”).
const LEFT_OVER: usize = 4;

/// The characters of a text that say something, sentence by sentence.
pub fn said(text: &str) -> usize {
    let count = |s: String| if is_filler(&s) { 0 } else { s.chars().filter(|c| c.is_alphanumeric()).count() };
    sentences(text).map(|s| count(fold(s))).sum()
}

/// Some clause tells what is or was done: neither a filler, nor that it was not done, nor what is still to come.
pub fn tells(text: &str) -> bool {
    sentences(text).flat_map(clauses).any(|clause| {
        let long = clause.chars().filter(|c| c.is_alphanumeric()).count() >= TELLING;
        let words = &language().fillers;
        long && !is_filler(&clause)
            && !words.undone.hits(&clause)
            && !words.reason.hits(&clause)
            && !is_to_come(&clause)
    })
}

/// Letters from which on a clause can tell something.
const TELLING: usize = 2;

/// What is only meant to be done, and has not been.
pub fn is_to_come(clause: &str) -> bool {
    says(clause, Role::Planned) && !says(clause, Role::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fillers_are_told_from_short_answers() {
        for text in [
            "无",
            "(略)",
            "待补充",
            "此部分内容待补充完善中",
            "待补充完善待补充完善待补充完善",
            "(请按模板填写时间、地点、人物)",
        ] {
            assert!(is_filler(&fold(text)), "{text}");
        }
        for text in ["无锡", "满意率98%", "田东某薏米厂", "会后补充了两份数据,反响很好", "好"]
        {
            assert!(!is_filler(&fold(text)), "{text}");
        }
    }

    #[test]
    fn what_was_not_done_tells_nothing_and_a_doing_beside_it_does() {
        for text in [
            "本次活动未开展满意度调查，暂无数据。",
            "此部分内容待补充完善中",
            "拟于年底开展满意度调查",
            "由于时间仓促，尚未开展调查",
            "无",
        ] {
            assert!(!tells(text), "{text}");
        }
        for text in [
            "未发放纸质问卷，采用扫码评价，满意率97%。",
            "田东某薏米厂，职工80人。",
            "该厂尚未建立研发中心，现有职工80人",
            "企业表示满意",
        ] {
            assert!(tells(text), "{text}");
        }
    }
}

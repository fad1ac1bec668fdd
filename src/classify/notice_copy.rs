//! The notice's own text, handed in as a paper of the dossier under another letterhead.

use crate::model::Line;
use crate::model::text::key;

/// Letters from which on a line that stands in the notice is taken from it.
const LONG: usize = 24;
/// So many such lines, and so many per cent of the paper's letters.
const LEAST_LINES: usize = 3;
const SHARE: usize = 60;

/// The text of the notice, prepared once.
#[derive(Debug)]
pub(super) struct NoticeText(String);

impl NoticeText {
    pub(super) fn new(text: &str) -> NoticeText {
        NoticeText(key(text))
    }

    /// Most of the paper stands in the notice word for word. One that quotes a clause or two has more of its own.
    pub(super) fn is_copied_in(&self, lines: &[Line]) -> bool {
        let keys: Vec<String> = lines.iter().map(|l| key(&l.folded)).collect();
        let letters = |k: &String| k.chars().count();
        let taken: Vec<usize> =
            keys.iter().filter(|k| letters(k) >= LONG && self.0.contains(k.as_str())).map(letters).collect();
        let all: usize = keys.iter().map(letters).sum();
        taken.len() >= LEAST_LINES && taken.iter().sum::<usize>() * 100 >= all * SHARE
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;
    use crate::model::text::fold;

    fn lines(text: &[&str]) -> Vec<Line> {
        text.iter().map(|t| Line { place: Place::Whole, written: (*t).to_owned(), folded: fold(t) }).collect()
    }

    #[test]
    fn a_copy_is_told_from_a_notice_that_quotes_one() {
        let clauses = [
            "一、各单位应按照年度工作安排认真组织开展相关学术交流活动并及时报送总结材料",
            "二、活动须在规定时限之前全部完成，逾期未完成的单位应当提前提出书面延期申请",
            "三、经费须专款专用，不得用于购买固定资产、对外投资、捐款赞助和奖励等各类支出",
        ];
        let notice = NoticeText::new(&clauses.join("\n"));
        let copy = [&["某某学会文件"][..], &clauses].concat();
        assert!(notice.is_copied_in(&lines(&copy)));
        let own = "定于九月十二日在百色市民族会堂举办薏苡良种选育与加工学术交流会，请各会员单位派员参加，报名截至九月五日，食宿自理，联系人韦文海。";
        assert!(!notice.is_copied_in(&lines(&[&clauses[..], &[own, own, own]].concat())));
        assert!(!notice.is_copied_in(&lines(&[clauses[0], own])));
    }
}

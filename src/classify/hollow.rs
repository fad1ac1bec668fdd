//! Papers with nothing below their title: a cover, a list of headings, words that stand for what is still to come.

use super::title::Title;
use crate::model::body::Body;
use crate::model::filler::{is_filler, said};
use crate::model::language::language;
use crate::model::text::key;
use crate::model::{Line, Standing};

/// Letters and digits below the title from which on a paper says something.
const SAYS_SOMETHING: usize = 10;

/// `announces`: when and where are what the paper says, not its cover.
pub(super) fn hollow(lines: &[Line], title: Option<&Title>, announces: bool) -> Option<Standing> {
    let title = title.map_or(String::new(), |t| key(&t.evidence.quote));
    let (mut told, mut headings, mut fillers) = (0, 0, 0);
    for line in lines {
        let (folded, k) = (line.folded.as_str(), key(&line.folded));
        let row = line.is_row();
        if k.is_empty() {
            continue;
        }
        // a title may have swallowed “（此处填写正文）” below it
        if is_filler(folded) {
            fillers += 1;
        } else if title.contains(&k) || (!row && is_cover(folded, !announces)) {
            continue;
        } else if !row && language().papers.bare_heading.hits(folded) {
            headings += 1;
        } else {
            told += said(folded);
        }
    }
    match (told < SAYS_SOMETHING, fillers, headings) {
        (false, ..) => None,
        (true, 0, 0) => Some(Standing::CoverOnly),
        (true, 0, _) => Some(Standing::HeadingsOnly),
        (true, ..) => Some(Standing::Filler),
    }
}

fn is_cover(folded: &str, book: bool) -> bool {
    let words = &language().papers;
    let bare = folded.trim_matches(['-', ' ', '·']);
    let day_alone = || {
        let rest = language().fillers.day.find(bare).map_or(bare.to_owned(), |d| {
            let mut rest = bare.to_owned();
            rest.replace_range(d, "");
            rest
        });
        bare.chars().count() <= 24 && rest.trim_end_matches(['年', ' ']).chars().count() <= 6
    };
    words.cover_line.hits(bare)
        || is_body(bare)
        || words.made_by.hits(bare) && bare.chars().count() <= 50
        || book && (words.when_where.hits(bare) || day_alone())
}

/// A body's name alone, or several.
fn is_body(bare: &str) -> bool {
    bare.split(['、', ' ']).filter(|n| !n.is_empty()).all(Body::is_one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::fold;

    #[test]
    fn lines_of_a_cover_and_lines_that_say_something() {
        for line in ["广西草珠学会", "2026年11月", "主办单位:广西草珠学会", "桂草学[2026]6号", "(讨论稿)"]
        {
            assert!(is_cover(&fold(line), true), "{line}");
        }
        assert!(is_cover("时间:2026年9月12日", true) && !is_cover("时间:2026年9月12日", false));
        for line in ["9:00开幕式", "完成情况:八月走进两家企业", "本项目支出40000元", "三次进厂,解决两个问题"]
        {
            assert!(!is_cover(&fold(line), true), "{line}");
        }
    }
}

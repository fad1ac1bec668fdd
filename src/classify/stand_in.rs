//! Pages that speak of a paper and are not it: “未编印活动手册的说明”, “手册待补交”, a bare list of annexes, a table of contents.
//! Long papers are never taken for such a page: a handbook may well say that the printed one comes later.

use super::title::Title;
use crate::model::Line;
use crate::model::language::language;

/// A page of more characters than this has content of its own.
const SHORT: usize = 160;

/// Why the page only speaks of the paper, which it calls by one of the words; `None` when it is one.
pub(super) fn speaks_of(lines: &[Line], title: Option<&Title>, called: &[String]) -> Option<&'static str> {
    let words = &language().papers;
    let lines: Vec<String> =
        lines.iter().map(|l| l.folded.replace('\t', " ")).filter(|l| !l.trim().is_empty()).collect();
    let whole: usize = lines.iter().map(|l| l.chars().count()).sum();
    let titled = title.map_or("", |t| t.folded.as_str());
    let lacks = |line: &str| {
        words.lacking.captures_all(line).iter().any(|said| called.iter().any(|c| said[0].contains(c.as_str())))
    };
    if lacks(titled) && whole <= SHORT * 3 {
        return Some("标题说明该材料未形成或未提供");
    }
    if whole > SHORT {
        return None;
    }
    if lines.iter().any(|l| lacks(l)) {
        return Some("内容只是说明该材料未形成、缺失或待补");
    }
    let below = lines.iter().filter(|l| (l.as_str() != titled || l.starts_with('附')) && !words.contents.hits(l));
    let items: Vec<String> = below.flat_map(|l| split_entries(l)).collect();
    let entries = items.iter().filter(|i| words.entry.hits(i)).count();
    let listed = lines.iter().any(|l| words.listing.hits(l));
    (listed && entries >= 2 && entries * 5 >= items.len() * 4).then_some("只是附件清单或目录")
}

/// “附件:1.活动方案 2.手册” holds two entries.
fn split_entries(line: &str) -> Vec<String> {
    let rest = line.trim_start_matches(['附', '件', ':', ' ']);
    let starts: Vec<usize> = numbers(rest);
    if starts.len() < 2 {
        return vec![rest.to_owned()].into_iter().filter(|r| !r.is_empty()).collect();
    }
    let ends = starts.iter().skip(1).copied().chain([rest.len()]);
    starts.iter().zip(ends).filter_map(|(a, b)| rest.get(*a..b)).map(|s| s.trim().to_owned()).collect()
}

/// Where “1.”, “2、” stand.
fn numbers(text: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let (mut from, mut digits) = (0, 0);
    for (at, c) in text.char_indices() {
        match c {
            c if c.is_ascii_digit() => {
                from = if digits == 0 { at } else { from };
                digits += 1;
                continue;
            }
            '.' | '、' if (1..=2).contains(&digits) => out.push(from),
            _ => {}
        }
        digits = 0;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::fold;
    use crate::model::{Evidence, Place};

    fn told(text: &[&str], called: &[&str]) -> bool {
        let line = |t: &&str| Line { place: Place::Whole, written: (*t).to_owned(), folded: fold(t) };
        let lines: Vec<Line> = text.iter().map(line).collect();
        let evidence = Evidence::new(crate::model::DocId(0), Place::Whole, text[0]);
        let title = Title { folded: fold(text[0]), lines: vec![fold(text[0])], evidence, end: 1 };
        let called: Vec<String> = called.iter().map(|c| (*c).to_owned()).collect();
        speaks_of(&lines, Some(&title), &called).is_some()
    }

    #[test]
    fn pages_about_a_paper_are_told_from_the_paper() {
        let long = "会议定于九月十二日上午九时在南宁市召开，请各位代表凭证入场，自觉遵守会场纪律。".repeat(6);
        for lines in [
            &["关于未编印活动手册的说明", "因参会人员较少，本次活动未另行编印手册，特此说明。"][..],
            &["活动手册", "手册待补交"],
            &["附件：1.活动方案 2.手册"],
            &["会议手册", "目 录", "一、会议日程……1", "二、参会须知……3", "三、代表名单……5"],
        ] {
            assert!(told(lines, &["手册", "材料"]), "{lines:?}");
        }
        for lines in [
            &["会议手册", "一、会议日程", "9:00 开幕式", "9:30 主旨报告", "二、参会须知：请提前十分钟入场。"][..],
            &["会议手册", long.as_str(), "纸质手册另附，会场领取。", "未提供手册的代表请到会务组领取。"],
            &["关于举办学术交流会的通知", "定于9月12日召开。", "附件：1.会议日程 2.参会回执"],
            &["活动方案", "一、时间：9月12日", "二、地点：南宁", "三、材料准备：手册、签到表、背景板由会务组准备。"],
        ] {
            assert!(!told(lines, &["手册", "材料"]), "{lines:?}");
        }
        // a plan that says that the handbook comes later is a plan
        assert!(!told(&["活动方案", "一、时间：9月12日", "二、会议手册另附。"], &["方案"]));
    }
}

//! Marks that call a paper a draft, a template or a sample. A paper that only speaks of one (“《…（征求意见稿）》研讨会”, “建筑模板”) is none.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::title::Title;
use crate::model::document::{Document, Origin};
use crate::model::text::fold;

const MARK: &str = "(草稿|草案|初稿|模板|样表|样稿|样张|样本|征求意见稿?|讨论稿|送审稿|未定稿|范本|范例|空表|空白表)";

/// The mark stands alone, in brackets, or at an end.
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"[(（\[【][^()（）]{{0,4}}{MARK}[0-9.v版]{{0,4}}[)）\]】]|{MARK}[0-9.v版稿]{{0,4}}$|^{MARK}[-_: 、.]"
    ))
    .expect("fixed pattern")
});
/// Names of other papers, whose marks are not this one's.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"《[^》]*》|"[^"]*""#).expect("fixed pattern"));
/// Lines at the head of a paper that are looked at.
const HEAD: usize = 6;

pub(super) fn is_draft(doc: &Document, blocks: Range<usize>, title: Option<&Title>, stem: &str) -> bool {
    let whole = blocks.start == 0;
    let titled = title.map_or("", |t| t.folded.as_str());
    if marked(titled) || (whole && marked(stem)) {
        return true;
    }
    // “（讨论稿）” on a line of its own, “样表” in the page header
    let head = doc.blocks.get(blocks).unwrap_or_default().iter().filter(|b| !b.hidden);
    let mut lines = head.filter_map(|b| b.content.as_line().map(|l| (b.origin, fold(l)))).take(HEAD);
    lines.any(|(origin, l)| {
        let short = l.chars().count() <= 12;
        short && (alone(&l) || origin == Origin::HeaderFooter && marked(&l))
    })
}

fn marked(folded: &str) -> bool {
    MARKED.is_match(&QUOTED.replace_all(folded, ""))
}

fn alone(folded: &str) -> bool {
    static ALONE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(&format!(r"^[(（\[【]?{MARK}[)）\]】]?$")).expect("fixed pattern"));
    ALONE.is_match(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_and_papers_about_drafts() {
        for name in
            ["项目验收表(样表)", "活动方案(模板)", "会议手册样稿", "制度(征求意见稿)", "草稿-通知", "方案 讨论稿2"]
        {
            assert!(marked(name), "{name}");
        }
        for name in
            ["《建筑模板规范(征求意见稿)》研讨会方案", "走进建筑模板厂活动方案", "样本检测技术交流会手册", "活动方案"]
        {
            assert!(!marked(name), "{name}");
        }
        assert!(alone("(讨论稿)") && !alone("讨论稿件的安排"));
    }
}

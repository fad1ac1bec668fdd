//! Marks that call a paper a draft, a template or a sample. A paper that only speaks of one (“《…（征求意见稿）》研讨会”, “建筑模板”) is none.

use super::signals::without_quotations;
use super::title::Title;
use crate::model::Block;
use crate::model::document::Origin;
use crate::model::language::language;
use crate::model::text::fold;

/// Lines at the head of a paper that are looked at.
const HEAD: usize = 6;

/// `stem`: the file's name, where the paper is all of the file.
pub(super) fn is_draft(blocks: &[Block], title: Option<&Title>, stem: Option<&str>) -> bool {
    if marked(title.map_or("", |t| t.folded.as_str())) || stem.is_some_and(marked) {
        return true;
    }
    // “（讨论稿）” on a line of its own, “样表” in the page header
    let head = blocks.iter().filter(|b| !b.hidden);
    let mut lines = head.filter_map(|b| b.content.as_line().map(|l| (b.origin, fold(l)))).take(HEAD);
    lines.any(|(origin, l)| {
        let short = l.chars().count() <= 12;
        short && (language().papers.draft_line.hits(&l) || origin == Origin::HeaderFooter && marked(&l))
    })
}

fn marked(folded: &str) -> bool {
    language().papers.draft_mark.hits(&without_quotations(folded, ""))
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
    }
}

//! Text that a file holds and nobody reads as said: why, how often, and the remark that says so. Where it is kept is the
//! readers' own affair (hidden blocks, flagged cells).

use crate::model::Problem;

/// Why a piece of text is not seen, or not as valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unseen {
    /// A line through it: deleted by hand.
    Struck,
    /// As pale as its ground.
    Pale,
    /// Letters too small to be letters.
    Tiny,
    /// Marked hidden by the writer.
    Hidden,
    /// Placed off the page.
    Outside,
}

const KINDS: [(Unseen, &str); 5] = [
    (Unseen::Struck, "已划去（删除线）的文字"),
    (Unseen::Pale, "与底色几乎同色的文字"),
    (Unseen::Tiny, "小到无法辨认的文字"),
    (Unseen::Hidden, "设为隐藏的文字"),
    (Unseen::Outside, "页面之外的文字"),
];

/// How often each was met in one file.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    counts: [u32; 5],
}

impl Tally {
    pub fn add(&mut self, why: Unseen) {
        if let Some(count) = KINDS.iter().position(|(k, _)| *k == why).and_then(|i| self.counts.get_mut(i)) {
            *count = count.saturating_add(1);
        }
    }

    pub fn problem(&self) -> Option<Problem> {
        let kinds = KINDS.iter().zip(self.counts).filter(|(_, count)| *count > 0);
        let said: Vec<String> = kinds.map(|((_, words), count)| format!("{words}{count}处")).collect();
        (!said.is_empty()).then(|| Problem::Concealed(said.join("、")))
    }
}

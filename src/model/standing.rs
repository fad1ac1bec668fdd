//! Whether a paper is the real thing: decided once, by the paper alone in `classify`, by project and events in `facts`. What follows
//! from it is for the rules, what is said of it for people as well.

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::document::DocId;
use super::place::Evidence;

/// What a paper is worth, from the paper itself to none at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// What its kind says, as far as can be told.
    #[default]
    Whole,
    /// A form or template that nobody filled in.
    Blank,
    /// Filled in with words that stand for what is still to come: “无”, “待补充”, “此处插入正文”.
    Filler,
    /// Marked 草稿, 模板, 征求意见稿.
    Draft,
    /// Nothing below the title.
    CoverOnly,
    /// Headings with nothing below them.
    HeadingsOnly,
    /// The notice's own text under another name.
    CopyOfTheNotice,
    /// Says of itself that what it should show is not there: “尚未建立制度的说明”, “经费尚未使用”.
    Denies(Denied),
    /// An acceptance form whose row for the results is empty.
    ResultsLeftOpen,
    /// Of another year, by its title or fields.
    OfAnotherYear(i16),
    /// All its days lie before the year of the project.
    DatedEarlier(Day),
    /// A form of another grantee, named here.
    OfAnotherGrantee(String),
    /// Made by another body, and nothing of the project in it.
    OfAnotherBody(String),
    /// On another event or matter, named here.
    OfAnotherMatter(String),
    /// On the grantee, and on none of its events.
    OfNoEvent,
    /// Something of an event stands in it, too little to tell.
    HintsOnly,
    /// No event, unit or day.
    OfNothing,
    /// Word for word another paper of the dossier that is handed in as something else.
    CopyOf(DocId),
    /// A notice on something other than the activity.
    NoticeOf(OtherMatter),
    /// Needs that were not, or not to be seen, handed in.
    Needs(HandingIn),
    /// An answer that is none.
    Answer(NoAnswer),
}

/// What a paper says is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Denied {
    /// A system that was not set up.
    Rules,
    /// Money that was not spent.
    Spending,
}

/// What a notice is about, if not the activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OtherMatter {
    /// A meeting that prepares it.
    Preparing,
    Results,
    /// A paper that it sends on and that is not attached.
    SentPaper,
    /// Papers to be handed in, work to be done.
    Errands,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandingIn {
    /// The platform's page itself says that they are a draft.
    StoredOnly,
    NotYet,
    NotSeen,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoAnswer {
    Refused,
    /// By a body that is not the local association; `certain` where nothing says that the association agreed.
    ByAnother {
        certain: bool,
    },
    OnlyAppliedFor,
}

impl Standing {
    /// Whether the paper proves nothing at all: unfilled, or filled with words that say nothing.
    pub fn is_void(&self) -> bool {
        matches!(self, Standing::Blank | Standing::Filler)
    }
}

/// The standing of one paper, and what shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperStanding {
    pub doc: DocId,
    /// Its first block.
    pub from: usize,
    pub standing: Standing,
    pub evidence: Option<Evidence>,
}

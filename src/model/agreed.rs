//! What contract and application agreed, as read, and what a request asked to change. Holds nothing against the outcome.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::day::{Day, DayRange};
use super::event_kind::ClaimKind;
use super::kind::DocKind;
use super::place::Evidence;
pub use super::venue::Mode;
use super::venue::Venue;

/// One thing that contract or application promised, to be held against the outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    pub what: Promised,
    /// As people are shown it.
    pub value: String,
    pub source: DocKind,
    pub evidence: Evidence,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Promised {
    Leader,
    /// By a name of its own.
    EventName,
    /// A name without quotation marks: the subject, in the contract's own words.
    EventSubject,
    Day(DayRange),
    /// Months of the year; `each`: one event in every one of them.
    Months {
        months: BTreeSet<i8>,
        each: bool,
    },
    /// The nth event, counted from 0, by the end of a month.
    Milestone {
        ordinal: usize,
        month: i8,
    },
    /// Cities, without 市.
    Place(BTreeSet<String>),
    Mode(Mode),
    /// How many events of a sort.
    Count {
        number: u32,
        at_enterprises: bool,
    },
    /// Of people or of teams; `about`: not an exact figure.
    Scale {
        of: ClaimKind,
        number: u32,
        about: bool,
    },
    /// A part of the service that is no event; `reported`: some paper tells that it was done.
    Task {
        reported: bool,
    },
}

/// What may be agreed, done otherwise, and asked to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    Leader,
    Name,
    Form,
    Held,
    Day,
    Place,
    Mode,
    Count,
    Scale,
}

impl Topic {
    pub fn chinese(self) -> &'static str {
        match self {
            Topic::Leader => "项目负责人",
            Topic::Name => "活动名称",
            Topic::Form => "活动形式",
            Topic::Held => "活动举办",
            Topic::Day => "活动时间",
            Topic::Place => "活动地点",
            Topic::Mode => "线上线下",
            Topic::Count => "活动场次",
            Topic::Scale => "活动规模",
        }
    }
}

/// A request for a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeRequest {
    pub date: Option<Day>,
    /// The authority did not agree.
    pub refused: bool,
    /// What it speaks of changing.
    pub topics: BTreeSet<Topic>,
    pub evidence: Evidence,
}

/// A notice or request moved an event after it was announced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Move {
    /// Index into `Facts::events`.
    pub event: usize,
    /// The day changed, or nothing says that only the place did.
    pub day: bool,
    /// Where to, if it says so.
    pub to: Option<Venue>,
    pub evidence: Evidence,
}

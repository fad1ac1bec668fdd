//! Why papers were joined into events, and what their sentences were taken to say: for people who look for a wrong grouping.

use serde::{Deserialize, Serialize};

use super::place::Evidence;

/// Everything that was decided in making the events of one dossier.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Grounds {
    /// In the order of the events.
    pub events: Vec<EventGrounds>,
    /// Names that made no event and joined none.
    pub dropped: Vec<Join>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EventGrounds {
    /// The namings that were taken for this event, in their order.
    pub mentions: Vec<Join>,
    /// Papers that speak of it without naming it in title or label.
    pub papers: Vec<Join>,
    /// What was said of it.
    pub said: Vec<Said>,
}

/// One naming or paper, and how it stood with the events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Join {
    pub name: String,
    pub evidence: Evidence,
    /// With the event that it joined; nothing for the first naming.
    pub score: Score,
    /// The best of the others, by their names.
    pub rejected: Vec<(String, Score)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Said {
    pub what: Saying,
    pub evidence: Evidence,
}

/// What a sentence or list says of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saying {
    /// A day, and no more.
    Dated,
    /// It is to come.
    Planned,
    /// It was called off.
    Off,
    /// It was moved.
    Moved,
    /// So many people, teams, journals on a list.
    Listed,
    /// So many told in prose.
    Claimed,
}

impl Saying {
    pub fn chinese(self) -> &'static str {
        match self {
            Saying::Dated => "日期",
            Saying::Planned => "尚未举办",
            Saying::Off => "取消",
            Saying::Moved => "改期",
            Saying::Listed => "名单",
            Saying::Claimed => "文中数字",
        }
    }
}

/// How well a naming or a paper fits an event: the sum of its signs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    pub signs: Vec<(Sign, i32)>,
}

impl Score {
    pub fn total(&self) -> i32 {
        self.signs.iter().map(|(_, weight)| weight).sum()
    }

    pub fn has(&self, sign: Sign) -> bool {
        self.signs.iter().any(|(s, _)| *s == sign)
    }
}

/// What speaks for or against a naming or paper being of an event. Their weights are data (`templates/language/resolver.toml`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    SameName,
    LikeName,
    ShortName,
    BareBrand,
    SameBrand,
    OtherBrand,
    SameDay,
    NoDay,
    OtherDay,
    Moved,
    AnotherSession,
    OtherPlace,
    OtherOrdinal,
    OtherKind,
    Named,
    OwnSentence,
    DayAlone,
    Folder,
    OnlyEvent,
    OnlyOfBrand,
    NamesAnother,
}

impl Sign {
    pub fn chinese(self) -> &'static str {
        match self {
            Sign::SameName => "名称相同",
            Sign::LikeName => "名称相近",
            Sign::ShortName => "是其简称",
            Sign::BareBrand => "只写品牌名称",
            Sign::SameBrand => "品牌相同",
            Sign::OtherBrand => "品牌不同",
            Sign::SameDay => "日期相同",
            Sign::NoDay => "未写日期",
            Sign::OtherDay => "日期不同",
            Sign::Moved => "改期通知",
            Sign::AnotherSession => "同名的另一场",
            Sign::OtherPlace => "地点不同",
            Sign::OtherOrdinal => "届次不同",
            Sign::OtherKind => "活动类型不同",
            Sign::Named => "文中写有名称",
            Sign::OwnSentence => "有专讲这场活动的句子",
            Sign::DayAlone => "当天只有这一场",
            Sign::Folder => "同在一个文件夹",
            Sign::OnlyEvent => "只有这一场活动",
            Sign::OnlyOfBrand => "只有这一场用此品牌",
            Sign::NamesAnother => "标题写的是另一场活动",
        }
    }

    /// It speaks against the two being one.
    pub fn speaks_against(self) -> bool {
        matches!(
            self,
            Sign::OtherBrand
                | Sign::OtherDay
                | Sign::AnotherSession
                | Sign::OtherPlace
                | Sign::OtherOrdinal
                | Sign::OtherKind
                | Sign::NamesAnother
        )
    }
}

//! Kinds of events, and what of them is counted: the words that duties, promises and claims share.

use serde::{Deserialize, Serialize};

/// Kinds of events that duties hang on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// 学术交流活动
    Academic,
    /// 专家助企赋能活动
    Enterprise,
    /// 与全国学会合作的会、展、赛
    NationalSociety,
    /// 国际科技交流活动
    International,
    /// 跨区域科技交流活动
    CrossRegional,
    /// 创新赛事
    Contest,
    /// 园区科协成立大会、揭牌
    Founding,
    /// 海智活动（人才交流、学术研讨、技术咨询、项目路演）
    Haizhi,
    /// 期刊编辑活动
    Journal,
    /// 其他活动
    Other,
}

impl EventKind {
    pub fn chinese(self) -> &'static str {
        match self {
            EventKind::Academic => "学术交流活动",
            EventKind::Enterprise => "专家助企赋能活动",
            EventKind::NationalSociety => "全国学会合作活动",
            EventKind::International => "国际科技交流活动",
            EventKind::CrossRegional => "跨区域科技交流活动",
            EventKind::Contest => "创新赛事",
            EventKind::Founding => "园区科协成立活动",
            EventKind::Haizhi => "海智活动",
            EventKind::Journal => "期刊编辑活动",
            EventKind::Other => "其他活动",
        }
    }
}

/// What a number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ClaimKind {
    People,
    Countries,
    Teams,
    Journals,
}

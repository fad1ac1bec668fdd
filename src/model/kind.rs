//! What paper a document is.

use std::fmt;

use serde::{Deserialize, Serialize};

pub use super::paper::{Certainty, Kinds, Paper};

/// The kinds of paper a dossier may hold. The pack's `kinds/*.toml` names each by its kebab-case id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocKind {
    /// 项目验收表
    AcceptanceForm,
    /// 经费决算报告、经费决算表
    FinalAccounts,
    /// 经费使用情况报告 (line 7)
    ExpenditureStatement,
    /// 项目申报表 (附表1–6)
    ApplicationForm,
    /// 海智计划项目资助申报表 (附表7)
    SubsidyForm,
    /// 项目合同书
    Contract,
    /// 活动方案、实施方案
    Plan,
    /// 服务方案、策划方案
    ServicePlan,
    /// 活动通知
    Notice,
    /// 邀请函
    Invitation,
    /// 活动手册、会议手册、活动指南、秩序册、会刊
    Handbook,
    /// 议程、日程
    Agenda,
    /// 新闻稿、报道
    PressRelease,
    /// 网站或公众号的刊发页面、链接清单、截图
    PressPublication,
    /// 案例材料
    CaseWriteUp,
    /// 服务总结
    ServiceSummary,
    /// 调研报告
    SurveyReport,
    /// 工作总结
    WorkSummary,
    /// 签到表
    SignIn,
    /// 参会人员名单
    AttendeeList,
    /// 参赛队伍名单
    TeamList,
    /// 活动备案表、备案回执
    Filing,
    /// 批复、同意函
    Approval,
    /// 请示、申请成立等上行文
    Request,
    /// 变更申请
    ChangeRequest,
    /// “三审三校”制度材料
    ReviewSystem,
    /// 技术需求报送证明
    NeedsReport,
    /// 投稿邮件、报送邮件或其截图、回执
    PressMail,
    /// 发票
    Invoice,
    /// 劳务费、讲课费发放表
    FeeSheet,
    /// 付款凭证、银行回单
    PaymentSlip,
    /// 拨款单、到账通知
    AppropriationSlip,
    /// 报送函、材料目录
    CoveringLetter,
    /// 简历、证书、资质
    Certificate,
    /// 照片
    Photo,
    /// 立项一览表
    Register,
    /// A paper of none of these kinds.
    Other,
    /// Could not be read, and nothing else tells what it is.
    Unreadable,
}

impl DocKind {
    /// Nothing is known of what such a paper is; the pack says nothing of it.
    pub fn is_unknown(self) -> bool {
        matches!(self, DocKind::Other | DocKind::Unreadable)
    }

    /// The field's term (GUIDE §7), as in `files[].kind`.
    pub fn chinese(self) -> &'static str {
        match self {
            DocKind::AcceptanceForm => "项目验收表",
            DocKind::FinalAccounts => "经费决算报告",
            DocKind::ExpenditureStatement => "经费使用情况报告",
            DocKind::ApplicationForm => "项目申报表",
            DocKind::SubsidyForm => "海智计划项目资助申报表",
            DocKind::Contract => "项目合同书",
            DocKind::Plan => "活动方案",
            DocKind::ServicePlan => "服务策划方案",
            DocKind::Notice => "活动通知",
            DocKind::Invitation => "邀请函",
            DocKind::Handbook => "活动手册",
            DocKind::Agenda => "议程",
            DocKind::PressRelease => "新闻稿",
            DocKind::PressPublication => "新闻刊发佐证",
            DocKind::CaseWriteUp => "案例材料",
            DocKind::ServiceSummary => "服务总结",
            DocKind::SurveyReport => "调研报告",
            DocKind::WorkSummary => "工作总结",
            DocKind::SignIn => "签到表",
            DocKind::AttendeeList => "参会名单",
            DocKind::TeamList => "参赛队伍名单",
            DocKind::Filing => "备案材料",
            DocKind::Approval => "批复",
            DocKind::Request => "请示",
            DocKind::ChangeRequest => "变更申请",
            DocKind::ReviewSystem => "“三审三校”制度",
            DocKind::NeedsReport => "技术需求报送证明",
            DocKind::PressMail => "新闻稿报送邮件",
            DocKind::Invoice => "发票",
            DocKind::FeeSheet => "劳务费发放表",
            DocKind::PaymentSlip => "付款凭证",
            DocKind::AppropriationSlip => "拨款凭证",
            DocKind::CoveringLetter => "报送函",
            DocKind::Certificate => "证书资质",
            DocKind::Photo => "照片",
            DocKind::Register => "立项一览表",
            DocKind::Other => "其他材料",
            DocKind::Unreadable => "未能读取",
        }
    }
}

impl fmt::Display for DocKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.chinese())
    }
}

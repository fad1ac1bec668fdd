//! What is said of a paper that is not, or not surely, what its kind says, and what the grantee should hand in instead. What the paper is
//! worth was decided in `classify` and `facts` ([`Standing`]); this puts it into words.

use super::no_founding::not_founding;
use crate::model::standing::{Denied, HandingIn, NoAnswer, OtherMatter};
use crate::model::{Evidence, Paper, Role, Standing};
use crate::rules::Case;

/// Why a paper is not, or not surely, what its kind says.
#[derive(Debug, Clone)]
pub(super) struct Doubt {
    pub why: String,
    pub advice: &'static str,
    /// Beyond doubt no such paper: where there is no other, it is missing.
    pub absent: bool,
}

/// The doubt about a paper; `None` when it is what its kind says.
pub(super) fn doubt(case: &Case<'_>, paper: &Paper) -> Option<Doubt> {
    let standing = case.facts.standing(paper);
    let settled = !matches!(standing, Standing::Whole | Standing::Answer(NoAnswer::OnlyAppliedFor));
    let founding = if settled || !paper.is(Role::IsAnAnswer) { None } else { not_founding(case, paper) };
    if let Some(not) = founding {
        return Some(Doubt { why: not.why, advice: ANSWER, absent: not.certain });
    }
    let absent = matches!(
        standing,
        Standing::Needs(HandingIn::StoredOnly) | Standing::Answer(NoAnswer::ByAnother { certain: true })
    );
    Some(Doubt { why: why(case, standing)?, advice: advice(standing), absent })
}

/// A paper of the right kind that is none, beyond doubt.
pub(super) fn is_none(case: &Case<'_>, paper: &Paper) -> bool {
    doubt(case, paper).is_some_and(|d| d.absent)
}

const ANSWER: &str = "请提交载明同意意见的批复或备案答复；尚未取得的，请说明办理情况。";

fn why(case: &Case<'_>, standing: &Standing) -> Option<String> {
    Some(match standing {
        Standing::Whole => return None,
        Standing::Blank => "是未填写的空表或模板".to_owned(),
        Standing::Filler => "各处只有“无”“待补充”一类占位的字，没有内容".to_owned(),
        Standing::Draft => "标明为草稿、模板或征求意见稿，是否为正式材料未能确认".to_owned(),
        Standing::CoverOnly => "只有标题或封面，未见正文".to_owned(),
        Standing::HeadingsOnly => "只有标题和小标题，未见内容".to_owned(),
        Standing::CopyOfTheNotice => "内容与项目申报通知原文相同，不是本项目自己的材料".to_owned(),
        Standing::Denies(Denied::Rules) => "写明制度尚未建立或只是打算建立".to_owned(),
        Standing::Denies(Denied::Spending) => "写明经费尚未使用，没有列出支出".to_owned(),
        Standing::ResultsLeftOpen => "“完成情况”一栏未填写".to_owned(),
        Standing::OfAnotherYear(year) => {
            format!("标题或所填项目名称、日期写明为{year}年，早于本项目年度，疑为往年的材料")
        }
        Standing::DatedEarlier(day) => format!("所载日期最晚为{day}，早于本项目年度，疑为往年的材料"),
        Standing::OfAnotherGrantee(unit) => {
            let own = &case.facts.project.unit;
            format!("所载承担单位为“{unit}”，与本项目承担单位“{own}”不符，疑为其他项目的材料")
        }
        Standing::OfAnotherBody(by) => {
            format!("由“{by}”编制，其中未写到本项目的活动和承担单位，疑为其他单位的材料")
        }
        Standing::OfAnotherMatter(other) => {
            format!("未写到本项目的活动和承担单位（写的是“{other}”），疑为其他活动、其他单位的材料")
        }
        Standing::OfNoEvent => "只写到承担单位，未写到本项目的活动".to_owned(),
        Standing::HintsOnly => "与本项目活动只有个别字样相合，是否本项目的材料未能确认".to_owned(),
        Standing::OfNothing => "未写明所属活动、单位和日期，是否本项目的材料未能确认".to_owned(),
        Standing::CopyOf(doc) => {
            format!("与“{}”正文相同，能否一件两用请验收组认定", case.dossier.doc(*doc).path)
        }
        Standing::NoticeOf(matter) => of_notice(*matter).to_owned(),
        Standing::Needs(HandingIn::StoredOnly) => "载明尚未提交（草稿、暂存）".to_owned(),
        Standing::Needs(HandingIn::NotYet) => "载明尚未提交或拟报送".to_owned(),
        Standing::Needs(HandingIn::NotSeen) => "看不出技术需求已在平台报送".to_owned(),
        Standing::Answer(NoAnswer::Refused) => "答复为不同意、退回或要求补正".to_owned(),
        Standing::Answer(NoAnswer::ByAnother { .. }) => "批复或备案单位不是属地科协".to_owned(),
        Standing::Answer(NoAnswer::OnlyAppliedFor) => "只是申请，未见审批或备案意见".to_owned(),
    })
}

fn of_notice(matter: OtherMatter) -> &'static str {
    match matter {
        OtherMatter::Preparing => "是筹备会、组委会等筹备工作的通知，不是活动本身的通知",
        OtherMatter::Results => "是公布结果、表彰先进的通知，不是活动本身的通知",
        OtherMatter::SentPaper => "是印发、转发其他材料的通知，未附所发材料，也未写明活动的时间、地点和参加办法",
        OtherMatter::Errands => "是布置报送、领取材料等工作的通知，不是活动本身的通知",
    }
}

fn advice(standing: &Standing) -> &'static str {
    match standing {
        Standing::Whole => "",
        Standing::Draft => "请提交定稿（正式印发、签发或盖章的版本）；确为正式材料的，请书面说明。",
        Standing::Blank | Standing::Filler | Standing::CoverOnly | Standing::HeadingsOnly => {
            "请提交内容完整的材料；扫描、转换时漏页的，请补齐各页后重新提交。"
        }
        Standing::CopyOfTheNotice => "请提交本项目自己的材料，写明活动名称、时间、地点和参加人员。",
        Standing::Denies(Denied::Rules) => "请提交已经建立并执行的制度文件；尚未建立的，请说明办理情况。",
        Standing::Denies(Denied::Spending) => "请在经费使用后提交列明各项支出的报告。",
        Standing::ResultsLeftOpen => "请填写项目验收表的完成情况等栏目，由项目负责人签字、承担单位盖章后重新提交。",
        Standing::OfAnotherYear(_) | Standing::DatedEarlier(_) => {
            "请核对是否误放往年的材料，换入本项目活动的材料；日期确属笔误的，请书面说明。"
        }
        Standing::OfAnotherGrantee(_) | Standing::OfAnotherBody(_) => {
            "请核对是否误放其他项目的材料，换入本项目的材料；单位更名或使用简称的，请书面说明。"
        }
        Standing::OfAnotherMatter(_) | Standing::OfNoEvent | Standing::HintsOnly | Standing::OfNothing => {
            "请提交本项目活动的材料，写明活动名称、时间和地点；确为本项目材料的，请书面说明所对应的活动。"
        }
        Standing::CopyOf(_) => "请分别提交案例材料和服务总结（或调研报告）；确需一件两用的，请书面说明。",
        Standing::NoticeOf(_) => {
            "请提交活动本身的通知，写明活动名称、时间、地点和参加人员；随通知印发活动方案的，请将通知与方案一并提交。"
        }
        Standing::Needs(HandingIn::StoredOnly) => {
            "请登录通知指定的信息服务平台提交技术需求，并提交载明报送成功的页面截图或平台回执。"
        }
        Standing::Needs(_) => "请登录通知指定的信息服务平台报送技术需求，并提交载明报送成功的页面截图或平台回执。",
        Standing::Answer(_) => ANSWER,
    }
}

/// “‘甲.docx’只有标题或封面，未见正文”, with the papers as evidence.
pub(super) fn told(case: &Case<'_>, doubted: &[(&Paper, Doubt)]) -> (String, Vec<Evidence>) {
    let one = |(p, d): &(&Paper, Doubt)| format!("“{}”{}", case.dossier.doc(p.doc).path, d.why);
    let words = doubted.iter().take(3).map(one).collect::<Vec<_>>().join("；");
    let more = if doubted.len() > 3 { format!("；等{}份", doubted.len()) } else { String::new() };
    let shown = doubted
        .iter()
        .take(6)
        .map(|(p, _)| case.facts.standing_shown(p).cloned().unwrap_or_else(|| p.cite(case.dossier)));
    (format!("{words}{more}"), shown.collect())
}

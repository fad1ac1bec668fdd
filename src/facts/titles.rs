//! From a paper's title to the event's: “关于举办‘甲’的通知” → 甲; and how alike two titles are.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::DocKind;
use crate::model::pack::Brand;
use crate::model::text::key;

static ABOUT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^.{0,40}?关于(?:商请|恳请|申请|拟|同意|邀请参加|邀请|参加|做好|印发|组织参加|组织|联合|共同|牵头|协办|协助|继续|报送|对)*(?:贵.{1,4})?(?:举办|召开|开展|组织开展|组织召开|组织举办|承办|主办|举行|组织|参加|印发|实施|启动|推进)?(.{3,}?)的?(?:预备?|补充|正式|第[一二三0-9]+[轮号]|变更|延期|改期|有关事项的|报名|参赛|征文)?(?:通知|函|邀请函|邀请信|请示|报告|复函|批复|公告|通告|备案|备案报告|备案申请)(?:[(（].{0,14}[)）])?$").expect("fixed pattern")
});
static CHANGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(延期|改期|推迟|延迟|提前(举办|召开|开展|举行|至|到)|(调整|变更|更改).{0,60}(时间|日期|地点|安排|举办|召开|会期|会址|会场|场地)|(时间|日期|地点|会期|会址|会场|场地).{0,4}(调整|变更|更改|改动|提前)|变更)").expect("fixed pattern")
});
static CHANGE_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(调整|变更|推迟|延期|更改|提前)(举办|召开|开展|举行)?|(延期|改期|推迟|提前)(举办|召开|开展|举行)?(时间)?$|(举办|召开|开展|举行|活动|会议)?(时间|日期|地点|会期|会址|会场|场地)([、和及与](举办)?(时间|日期|地点|会期|会址|会场|场地))*(的)?(调整|变更|更改|改动)?$").expect("fixed pattern")
});
static BOOK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^《(.+)》$").expect("fixed pattern"));
/// Endings that name the paper, by kind of paper.
static PLAN_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(的)?(总体|具体|初步)?(实施|工作|组织|筹备|执行|竞赛|比赛|会议|策划|筹办)?方案([(（].{0,14}[)）])?$")
        .expect("fixed pattern")
});
static NOTICE_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"的?[(（]?(预备?|补充|正式|第[一二三四0-9]+[轮号]|[一二三四]号|报名|参赛|参会|会议|活动)?通知[)）]?([(（].{0,14}[)）])?$").expect("fixed pattern")
});
static HANDBOOK_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(会刊)?[-—·:：]*[(（]?(会议|参会|会务|参赛|竞赛|赛事|学员|参会人员|嘉宾|服务|活动|大会|论坛|培训|参展)?(手册|指南|须知|指引|秩序册|程序册|会刊)[)）]?([(（].{0,14}[)）])?$").expect("fixed pattern")
});
static LIST_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(现场|开幕式|会场|第?.天|参会|参加|与会|代表|人员|专家|嘉宾|学员|会议|培训|领队|参赛)*(人员|代表|嘉宾|专家|队伍|团队)?(签到|名单|名册|花名册|汇总|一览|信息)(表|册|簿|单|名单|情况)?([(（].{0,16}[)）])?$").expect("fixed pattern")
});
static AGENDA_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(会议|活动)?(议程|日程|流程)(安排)?(表)?([(（].{0,14}[)）])?$").expect("fixed pattern")
});
static FILING_END: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(学术)?(活动)?(备案|报备|审批|登记)(登记|申请)?(表|回执|函|材料|书)?$").expect("fixed pattern")
});
/// Event words without anything distinctive: “学术活动”, “社会组织举办论坛类活动”.
static GENERIC: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(自治区级?|广西|社会组织|所属|学会|举办|科协|年度|20[0-9]{2}年?|学术|论坛类?|会议|活动|大会|项目|助企|科普|类|的|本次|第[一二三]次|相关|有关|重要|重大|系列|总体|实施|培训|参会|人员|专家|座谈会|交流|研讨会|报告会|竞赛|大赛|赛事|工作|通知|提质增效)*$").expect("fixed pattern")
});

/// What a paper's title says of an event.
#[derive(Debug, Clone, PartialEq)]
pub struct EventTitle {
    pub written: String,
    /// The paper changes an earlier plan (延期、调整时间).
    pub change: bool,
}

/// The event's title in a paper's title; `None` when the title names only the sort of paper.
pub fn event_title(paper_title: &str, kind: DocKind) -> Option<EventTitle> {
    let mut t: String = paper_title.split_whitespace().collect();
    let change = CHANGE.is_match(&t)
        && matches!(
            kind,
            DocKind::Notice | DocKind::Request | DocKind::ChangeRequest | DocKind::Approval | DocKind::Invitation
        );
    // an authority's paper names the event only after “关于”: its own title names a form
    let about = ABOUT.captures(&t);
    if about.is_none()
        && matches!(kind, DocKind::Filing | DocKind::Approval | DocKind::Request | DocKind::ChangeRequest)
    {
        return None;
    }
    if let Some(c) = about {
        t = c[1].to_owned();
    } else if kind == DocKind::Notice {
        t = NOTICE_END.replace(&t, "").into_owned();
    }
    if let Some(c) = BOOK.captures(&t) {
        t = c[1].to_owned();
    }
    if change {
        t = CHANGE_WORDS.replace_all(&t, "").trim_end_matches('的').to_owned();
    }
    let end: Option<&Regex> = match kind {
        DocKind::Plan | DocKind::ServicePlan => Some(&PLAN_END),
        DocKind::Handbook => Some(&HANDBOOK_END),
        DocKind::SignIn | DocKind::AttendeeList | DocKind::TeamList => Some(&LIST_END),
        DocKind::Agenda => Some(&AGENDA_END),
        DocKind::Filing => Some(&FILING_END),
        _ => None,
    };
    if let Some(end) = end {
        t = end.replace(&t, "").into_owned();
    }
    // a notice may send a plan round (“关于印发…方案的通知”)
    t = PLAN_END.replace(&t, "").into_owned();
    let t = t.trim_matches(|c: char| "-—–:：·,，、".contains(c)).to_owned();
    let bare = key(&t);
    (bare.chars().count() >= 4 && !GENERIC.is_match(&bare)).then_some(EventTitle { written: t, change })
}

/// Words that many events share; what is left tells one event from another.
const COMMON: [&str; 34] = [
    "学术交流会",
    "学术交流活动",
    "学术交流",
    "学术研讨会",
    "学术会议",
    "研讨会",
    "座谈会",
    "交流会",
    "报告会",
    "培训班",
    "技术诊断",
    "诊断活动",
    "对接活动",
    "专题活动",
    "系列活动",
    "品牌活动",
    "主题活动",
    "开幕式",
    "启动仪式",
    "活动",
    "会议",
    "论坛",
    "讲坛",
    "大会",
    "沙龙",
    "年会",
    "走进",
    "举办",
    "开展",
    "关于",
    "2026年度",
    "2026年",
    "2026",
    "暨",
];

/// The distinctive part of a title: key without brands and common words.
pub fn core(title: &str, brands: &[Brand]) -> String {
    let mut k = key(title);
    for brand in brands {
        k = k.replace(&key(&brand.name), "");
    }
    for word in COMMON {
        k = k.replace(word, "");
    }
    k
}

/// Likeness of two titles, 0–100, by shared pairs of characters.
pub fn likeness(a: &str, b: &str) -> u32 {
    let pairs = |s: &str| -> BTreeSet<(char, char)> { s.chars().zip(s.chars().skip(1)).collect() };
    let (x, y) = (pairs(a), pairs(b));
    if x.is_empty() || y.is_empty() {
        return if a == b && !a.is_empty() { 100 } else { 0 };
    }
    let shared = x.intersection(&y).count();
    u32::try_from(200 * shared / (x.len() + y.len())).unwrap_or(0)
}

/// Whether two titles name the same event by their words alone. Titles without a distinctive part (“‘专家助企赋能’活动”)
/// are the same only when the other has none either.
pub fn same(a: &str, b: &str, brands: &[Brand]) -> bool {
    let (x, y) = (core(a, brands), core(b, brands));
    if x.is_empty() || y.is_empty() {
        return x == y && likeness(&key(a), &key(b)) >= 60;
    }
    let (short, long) = if x.chars().count() <= y.chars().count() { (&x, &y) } else { (&y, &x) };
    (short.chars().count() >= 4 && long.contains(short.as_str())) || likeness(&x, &y) >= 55
}

/// The characters of a short title stand in the long one in their order: “工艺诊断” of “玉米加工工艺诊断活动”, “冷链研讨会” of “冷链物流学术研讨会”.
pub fn is_short_of(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    let n = short.chars().count();
    (4..long.chars().count()).contains(&n) && short.chars().all(|c| rest.any(|l| l == c))
}

/// Whether a folded text names the event: its whole title, or its distinctive part where that is long enough.
pub fn named_in(title: &str, text_key: &str, brands: &[Brand]) -> bool {
    spellings([title], brands).iter().any(|s| text_key.contains(s.as_str()))
}

/// The keys by which a text names an event: whole titles and distinctive parts, long enough to be told from other words. Made once
/// where many texts are searched.
pub fn spellings<'t>(titles: impl IntoIterator<Item = &'t str>, brands: &[Brand]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for title in titles {
        for k in [key(title), core(title, brands)] {
            if k.chars().count() >= 6 && !out.contains(&k) {
                out.push(k);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_titles_come_out_of_paper_titles() {
        let cases = [
            (DocKind::Notice, "关于举办“八桂科技讲坛——甘蔗”学术交流会的通知", Some("“八桂科技讲坛——甘蔗”学术交流会")),
            (DocKind::Notice, "关于开展“专家助企赋能”走进某某公司活动的通知", Some("“专家助企赋能”走进某某公司活动")),
            (
                DocKind::Notice,
                "关于调整“八桂科技讲坛——甘蔗”研讨会会期和会址的补充通知",
                Some("“八桂科技讲坛——甘蔗”研讨会"),
            ),
            (DocKind::Notice, "某某学会关于召开2026年某某论坛的补充通知", Some("2026年某某论坛")),
            (DocKind::Notice, "关于“八桂科技讲坛·甘蔗”延期举办的通知", Some("“八桂科技讲坛·甘蔗”")),
            (DocKind::Notice, "2026年某某区生态碳汇科技研讨会（第二轮通知）", Some("2026年某某区生态碳汇科技研讨会")),
            (DocKind::Plan, "“专家助企”技术诊断活动方案", Some("“专家助企”技术诊断活动")),
            (DocKind::Plan, "活动实施方案", None),
            (DocKind::Handbook, "『八桂科技讲坛』甘蔗学术交流会会议手册", Some("『八桂科技讲坛』甘蔗学术交流会")),
            (DocKind::Handbook, "会议手册", None),
            (DocKind::SignIn, "甘蔗学术研讨会签到表", Some("甘蔗学术研讨会")),
            (DocKind::SignIn, "签到表", None),
            (DocKind::Filing, "自治区级学会学术活动备案表", None),
            (DocKind::Filing, "学术活动备案复函", None),
            (DocKind::Approval, "关于同意举办某某合作交流活动的批复", Some("某某合作交流活动")),
            (DocKind::Invitation, "关于邀请参加某某期刊编辑座谈会的函", Some("某某期刊编辑座谈会")),
        ];
        for (kind, title, want) in cases {
            assert_eq!(event_title(title, kind).map(|t| t.written).as_deref(), want, "{title}");
        }
        assert!(event_title("关于某某大会延期举办的通知", DocKind::Notice).is_some_and(|t| t.change));
    }

    fn brands() -> Vec<Brand> {
        let brand = |name: &str, not: &[&str]| Brand {
            id: name.into(),
            name: name.into(),
            near_misses: vec![],
            not_followed_by: not.iter().map(|s| (*s).into()).collect(),
        };
        vec![brand("八桂科技讲坛", &[]), brand("专家助企赋能", &[]), brand("全国学会入桂行", &["动"])]
    }

    #[test]
    fn titles_of_one_event_agree_and_others_do_not() {
        let b = brands();
        assert!(same(
            "“八桂科技讲坛——甘蔗良种良法与全程机械化”学术交流会",
            "『八桂科技讲坛』甘蔗良种良法与全程机械化学术交流会",
            &b
        ));
        assert!(!same(
            "“专家助企赋能——六堡茶渥堆发酵精准调控技术攻关”活动",
            "“专家助企赋能——六堡茶陈化仓数字化管理人才培训”活动",
            &b
        ));
        assert!(!same("“专家助企赋能”走进甲山糖业公司", "“专家助企赋能”走进乙水纸业公司", &b));
    }
}

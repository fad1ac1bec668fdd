//! Whether a paper of the right kind is the paper itself: not its cover alone, not its headings alone, not a draft, not another
//! project's, not a notice about another paper, not an application without an answer. Says why not, in words for people; what
//! follows from that is for the rule.

use std::sync::LazyLock;

use regex::Regex;

use super::founding::not_founding;
use super::materials::{cite, lines, text};
use super::unread;
use crate::facts::approvals::{denies, grants};
use crate::facts::titles;
use crate::model::document::Format;
use crate::model::facts::About;
use crate::model::kind::Certainty;
use crate::model::text::{fold, key};
use crate::model::{DocKind, Event, Evidence, Paper};
use crate::rules::Case;

/// Letters and digits below the title from which on a paper says something.
const SAYS_SOMETHING: usize = 10;

/// Letterhead, document number, annex mark, year, day alone: on a cover, no content.
static ON_COVERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(.{2,40}文件|[^0-9]{0,16}[\[(（〔]\s*20[0-9]{2}\s*[\])）〕]\s*第?[0-9]+号?|附件[0-9一二三四五六七八九十]*:?|(项目|合同)?编号.{0,30}|(20[0-9]{2}|二[〇○零o0]二.)年?(度|[0-9一二三四五六七八九十]{1,2}月([0-9一二三四五六七八九十]{1,3}日)?)?|[^:：，。]{0,6}20[0-9]{2}[-./年][0-9]{1,2}([-./月][0-9]{1,2}日?)?|([\x{4e00}-\x{9fff}]{2,3})?[·.、 -]{0,3}[^0-9，。:]{2,4}(市|县|区)|[(（].{1,10}[)）]|目\s*录)$").expect("fixed pattern")
});
/// A body's name alone, as under a cover's title.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^[^"，。:;、]{2,30}(学会|协会|研究会|科协|科学技术协会|联合会|公司|大学|学院|委员会|管委会|中心|局|厅|处|部|研究院|研究所|编辑部|杂志社|集团|站|园区|秘书处)([、 ][^"，。:;]{2,30})*$"#).expect("fixed pattern")
});
/// Who made it, for which project: labels of a cover.
static MADE_BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(主办|承办|协办|指导|支持|编制|编印|编报|编写|承担|申报|填报|报告|报送|印制|制定|起草|单位|项目)(单位|部门|方|名称|编号|负责人|类型|类别|人|日期|时间)?[:：]").expect("fixed pattern")
});
/// When and where: on the cover of a book as well; in a notice or plan they are what it says.
static WHEN_WHERE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(活动|会议|举办|召开|比赛)?(时间|日期|地点|主题)[:：].{0,40}$").expect("fixed pattern")
});
/// A heading with nothing behind it.
static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([一二三四五六七八九十]+[、.]|[(（]?[一二三四五六七八九十0-9]+[)）]|[0-9]+[.、]|第[一二三四五六七八九十0-9]+(章|部分|节)[:、 ]?)?[^。，；,;:：0-9]{0,14}(目的|意义|背景|宗旨|时间|地点|地址|主题|内容|安排|要求|分工|预算|经费|日程|议程|流程|须知|名单|名册|简介|概况|成效|做法|满意度|对象|单位|人员|保障|措施|步骤|总结|情况|指标|成员|列表|建议|前言|附则|总则)[:：]?$").expect("fixed pattern")
});

/// The title of a notice that sends a paper on.
static SENDS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(印发|下发|转发|分发|印送)").expect("fixed pattern"));
/// … that calls for papers.
static CALLS_FOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(报送|提交|上报|领取|征集|填报|收集|汇总|撰写|编制|编写|补交|整理|归档|做好).{0,80}(手册|材料|方案|总结|新闻|宣传|报道|案例|照片|名单|报告|资料|信息|表|稿件?|档案|需求)").expect("fixed pattern")
});
/// … that calls to a meeting about the activity.
static PREPARES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(筹备|协调|预备|碰头|布置|调度|筹委|组委)(工作|委员)?(会议?|例会)|关于(成立|调整|组建|公布).{2,70}(组委会|组织委员会|筹委会|领导小组|工作组|评委会|专家组|评审组)").expect("fixed pattern")
});
/// … that tells how it ended.
static RESULTS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(公布|通报|表彰|公示|发布).{0,70}(结果|获奖|名单|成绩|先进|优秀)").expect("fixed pattern")
});
/// People are asked to come.
static INVITES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(请|欢迎|邀请|组织|可|须|派|自愿|踊跃|积极|应)[^。；]{0,40}(参加|参会|出席|到会|报名|参赛|参展|派员|到场|入场|与会)|参会(人员|对象|回执|方式)|参加(人员|对象)|报名(方式|方法|办法|时间|截止|联系|表)").expect("fixed pattern")
});
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[0-9一二三四五六七八九十]{1,2}月[0-9一二三四五六七八九十]{1,3}(日|号)|20[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}")
        .expect("fixed pattern")
});
static PLACE_SAID: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"地点|会场|在[^，。；]{2,30}(举办|举行|召开|开展|开赛|开幕)").expect("fixed pattern"));

/// An application's own title.
static APPLIES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(申请|登记|申报|审批|备案|报备)(表|书|登记表|申请表)|(备案|报备|成立|设立)的?(函|请示|报告|申请)$|请示|申请",
    )
    .expect("fixed pattern")
});

/// The needs were not handed in yet.
static NOT_HANDED_IN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"未(能)?[^。；，]{0,6}(提交|报送|填报|上报)|(提交|报送)(失败|不成功)|(拟|将|计划|准备|待|拟于|正在准备)[^。；，]{0,24}(提交|报送|填报|上报)|状态[:：\t]?\s*(草稿|暂存|待提交|未提交)|草稿箱|暂存")
        .expect("fixed pattern")
});
/// They were.
static HANDED_IN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(提交|报送|发布|填报|上报|登记)(成功|完成|完毕)|已(于|经|在|由|通过|向)?[^。；]{0,40}(提交|报送|发布|填报|上报|受理|收到|审核|采纳|登记)|(受理|收到|审核通过|审核中|待审核|待受理|待对接|对接中)|(提交|报送|填报|发布|上报)(时间|日期|编号|人)|回执|(需求)?编号|完成(了)?[^。；]{0,20}报送|报送(了|需求|技术需求)[^。；]{0,10}[0-9一二三四五六七八九十]|(通过|向|在|登录)[^。；]{0,30}(平台|之家|系统)[^。；]{0,20}(报送|提交|填报|发布|上报)")
        .expect("fixed pattern")
});

/// Why a paper is not, or not surely, what its kind says, and what the grantee should hand in instead.
#[derive(Debug, Clone)]
pub(super) struct Doubt {
    pub why: String,
    pub advice: &'static str,
}

/// The doubt about a paper; `None` when it is what its kind says.
pub(super) fn doubt(case: &Case<'_>, paper: &Paper) -> Option<Doubt> {
    let of = |why: String, advice| Some(Doubt { why, advice });
    if paper.draft {
        let why = "标明为草稿、模板或征求意见稿，是否为正式材料未能确认".to_owned();
        return of(why, "请提交定稿（正式印发、签发或盖章的版本）；确为正式材料的，请书面说明。");
    }
    if left_as_draft(case, paper) {
        let why = "载明尚未提交（草稿、暂存）".to_owned();
        return of(why, "请登录通知指定的信息服务平台提交技术需求，并提交载明报送成功的页面截图或平台回执。");
    }
    if let Some(why) = hollow(case, paper) {
        let advice = "请提交内容完整的材料；扫描、转换时漏页的，请补齐各页后重新提交。";
        return of(why.to_owned(), advice);
    }
    if let Some(doubt) = not_of_the_project(case, paper) {
        return Some(doubt);
    }
    if let Some(why) = foreign(case, paper) {
        return of(why, "请核对是否误放其他项目的材料，换入本项目的材料；单位更名或使用简称的，请书面说明。");
    }
    if let Some(why) = of_an_earlier_year(case, paper) {
        return of(why, "请核对是否误放往年的材料，换入本项目活动的材料；日期确属笔误的，请书面说明。");
    }
    if result_left_open(case, paper) {
        let why = "“完成情况”一栏未填写".to_owned();
        return of(why, "请填写项目验收表的完成情况等栏目，由项目负责人签字、承担单位盖章后重新提交。");
    }
    if let Some(why) = about_another_paper(case, paper) {
        let advice =
            "请提交活动本身的通知，写明活动名称、时间、地点和参加人员；随通知印发活动方案的，请将通知与方案一并提交。";
        return of(why.to_owned(), advice);
    }
    let advice = match paper.kind {
        DocKind::NeedsReport => "请登录通知指定的信息服务平台报送技术需求，并提交载明报送成功的页面截图或平台回执。",
        _ => "请提交载明同意意见的批复或备案答复；尚未取得的，请说明办理情况。",
    };
    of(unanswered(case, paper)?, advice)
}

/// A cover or a heading list: nothing below the title.
fn hollow(case: &Case<'_>, paper: &Paper) -> Option<&'static str> {
    let doc = case.dossier.doc(paper.doc);
    let other_content = doc.format == Format::Image || doc.format == Format::Media || unread::is_unread(doc);
    let kept = matches!(paper.kind, DocKind::PressPublication | DocKind::PressMail | DocKind::Photo | DocKind::Invoice);
    if other_content || kept || paper.blocks.is_empty() || doc.is_recognised() {
        return None;
    }
    let title = paper.title.as_ref().map_or(String::new(), |t| key(&t.quote));
    let book = !matches!(paper.kind, DocKind::Notice | DocKind::Plan | DocKind::ServicePlan | DocKind::Invitation);
    let (mut said, mut headings) = (0, 0);
    for (_, _, folded) in lines(case, paper) {
        let k = key(&folded);
        let in_title = !k.is_empty() && title.contains(&k);
        let row = folded.contains('\t');
        if in_title || k.is_empty() || (!row && is_cover(&folded, book)) {
            continue;
        }
        if !row && HEADING.is_match(&folded) {
            headings += 1;
        } else {
            said += k.chars().count();
        }
    }
    match (said < SAYS_SOMETHING, headings) {
        (false, _) => None,
        (true, 0) => Some("只有标题或封面，未见正文"),
        (true, _) => Some("只有标题和小标题，未见内容"),
    }
}

fn is_cover(folded: &str, book: bool) -> bool {
    let bare = folded.trim_matches(['-', ' ', '·']);
    let day_alone =
        bare.chars().count() <= 24 && DAY.replace(bare, "").trim_end_matches(['年', ' ']).chars().count() <= 6;
    ON_COVERS.is_match(bare)
        || BODY.is_match(bare)
        || MADE_BY.is_match(bare) && bare.chars().count() <= 50
        || book && (WHEN_WHERE.is_match(bare) || day_alone)
}

/// Handbook, news, case, summary and survey have to speak of the project's events or, for its work, of the project.
fn not_of_the_project(case: &Case<'_>, paper: &Paper) -> Option<Doubt> {
    let of_event = matches!(paper.kind, DocKind::Handbook | DocKind::PressRelease | DocKind::PressPublication);
    let of_work = matches!(paper.kind, DocKind::CaseWriteUp | DocKind::ServiceSummary | DocKind::SurveyReport);
    let about = case.facts.about(paper).filter(|_| of_event || of_work)?;
    let why = match about {
        About::Event => return None,
        About::Project | About::Hints if of_work => return None,
        About::Project => "只写到承担单位，未写到本项目的活动".to_owned(),
        About::Hints => "与本项目活动只有个别字样相合，是否本项目的材料未能确认".to_owned(),
        About::Another(other) => {
            format!("未写到本项目的活动和承担单位（写的是“{other}”），疑为其他活动、其他单位的材料")
        }
        About::Nothing => "未写明所属活动、单位和日期，是否本项目的材料未能确认".to_owned(),
    };
    let advice = "请提交本项目活动的材料，写明活动名称、时间和地点；确为本项目材料的，请书面说明所对应的活动。";
    Some(Doubt { why, advice })
}

/// A form of another grantee; a paper signed by another body.
fn foreign(case: &Case<'_>, paper: &Paper) -> Option<String> {
    match paper.kind {
        DocKind::AcceptanceForm | DocKind::FinalAccounts | DocKind::ExpenditureStatement => {
            form_of_another(case, paper)
        }
        // one of a kind for each grantee: another body's is known by who signs it
        DocKind::ServiceSummary
        | DocKind::SurveyReport
        | DocKind::CaseWriteUp
        | DocKind::Handbook
        | DocKind::Agenda
        | DocKind::Notice
        | DocKind::Plan => made_by_another(case, paper),
        _ => None,
    }
}

fn form_of_another(case: &Case<'_>, paper: &Paper) -> Option<String> {
    let project = &case.facts.project;
    let here = |e: &Evidence, kind: DocKind| e.doc == paper.doc && kind == paper.kind;
    let units: Vec<&str> =
        project.units.iter().filter(|u| here(&u.evidence, u.source)).map(|u| u.value.as_str()).collect();
    let own: Vec<String> = case
        .unit_keys()
        .into_iter()
        .chain(case.facts.joint_units.iter().map(|u| key(&u.value)))
        .filter(|k| !k.is_empty())
        .collect();
    let first = units.first()?;
    let alike = |a: &str| {
        let a = key(a);
        own.iter().any(|o| a.contains(o.as_str()) || o.contains(&a) || titles::likeness(&a, o) >= 45)
    };
    if own.is_empty() || units.iter().any(|u| alike(u)) {
        return None;
    }
    // the project's name, known from another paper, speaks for the form as well
    let named = |same_paper: bool| {
        project.names.iter().filter(move |n| here(&n.evidence, n.source) == same_paper).map(|n| key(&n.value))
    };
    let same_project = named(true).any(|a| named(false).any(|b| a == b || titles::likeness(&a, &b) >= 60));
    (!same_project)
        .then(|| format!("所载承担单位为“{first}”，与本项目承担单位“{}”不符，疑为其他项目的材料", project.unit))
}

/// Signed or headed by a body that is none of the project's, and nothing of the project in it.
fn made_by_another(case: &Case<'_>, paper: &Paper) -> Option<String> {
    static BY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(主办|承办|编制|编印|编写|撰写|报告|调研|发文|印发)(单位|部门|方|人)?[:：](.{4,30})$")
            .expect("fixed pattern")
    });
    let all = lines(case, paper);
    let from = all.len().saturating_sub(4);
    let title = paper.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
    let head = all.iter().take(5).filter(|(_, _, f)| *f != title);
    // “某某服务站 2025年11月” below the title or at the end
    let bare = |f: &str| DAY.replace_all(f, "").replace(|c: char| c.is_ascii_digit() || "年月日 \t()".contains(c), "");
    let signs = |f: &str| Some(bare(f)).filter(|b| BODY.is_match(b) && b.chars().count() >= 5);
    let by = all
        .iter()
        .find_map(|(_, _, f)| BY.captures(f).map(|c| c[3].to_owned()))
        .or_else(|| head.chain(all.iter().skip(from)).find_map(|(_, _, f)| signs(f)))?;
    tells_nothing_of(case, paper, |e| e.papers.iter().any(|p| *p != (paper.doc, paper.kind)))
        .then(|| format!("由“{by}”编制，其中未写到本项目的活动和承担单位，疑为其他单位的材料"))
}

/// The title or, without one, the file's name speaks of an earlier year, and nothing in the paper of the year of the notice.
fn titled_earlier(case: &Case<'_>, paper: &Paper) -> Option<i16> {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(20[0-9]{2})年?").expect("fixed pattern"));
    let doc = case.dossier.doc(paper.doc);
    let title = paper.title.as_ref().map_or_else(|| fold(doc.stem()), |t| fold(&t.quote));
    let years: Vec<i16> = YEAR.captures_iter(&title).filter_map(|c| c[1].parse().ok()).collect();
    let latest = years.iter().copied().max()?;
    let year = case.pack.notice.year;
    if latest >= year || unread::is_unread(doc) || doc.is_recognised() {
        return None;
    }
    // a paper of this year may look back on the last one; accounts are of the year in their title
    let accounts = matches!(paper.kind, DocKind::FinalAccounts | DocKind::ExpenditureStatement);
    let words = text(case, paper);
    (!words.contains(&year.to_string()) || accounts && !words.contains(&format!("{year}年度"))).then_some(latest)
}

/// Papers of an activity all of whose days lie before the year of the notice; other papers titled after an earlier year.
fn of_an_earlier_year(case: &Case<'_>, paper: &Paper) -> Option<String> {
    let told = matches!(
        paper.kind,
        DocKind::ServiceSummary
            | DocKind::SurveyReport
            | DocKind::CaseWriteUp
            | DocKind::FinalAccounts
            | DocKind::ExpenditureStatement
            | DocKind::AcceptanceForm
            | DocKind::Plan
            | DocKind::Handbook
    );
    if let Some(year) = told.then(|| titled_earlier(case, paper)).flatten() {
        return Some(format!("标题写明为{year}年，早于本项目年度，疑为往年的材料"));
    }
    let of_event = matches!(
        paper.kind,
        DocKind::Notice
            | DocKind::Plan
            | DocKind::Handbook
            | DocKind::Agenda
            | DocKind::PressRelease
            | DocKind::Invitation
    );
    let days = of_event.then(|| crate::facts::dates::find(&text(case, paper), case.pack.notice.year))?;
    let latest = days.iter().map(|d| d.range.last).max()?;
    let doc = case.dossier.doc(paper.doc);
    let earlier = latest.year() < case.pack.notice.year && !unread::is_unread(doc) && !doc.is_recognised();
    earlier.then(|| format!("所载日期最晚为{latest}，早于本项目年度，疑为往年的材料"))
}

/// An acceptance form whose row for the results is there and empty.
fn result_left_open(case: &Case<'_>, paper: &Paper) -> bool {
    static RESULT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(项目|任务|指标|目标|主要)*(完成|执行|实施)(任务|指标|的)*(情况|结果|总结)[:：]?$")
            .expect("fixed pattern")
    });
    if paper.kind != DocKind::AcceptanceForm {
        return false;
    }
    let all = lines(case, paper);
    let rows: Vec<(usize, &str)> = all
        .iter()
        .enumerate()
        .map(|(i, (_, _, f))| (i, f.split_once('\t').unwrap_or((f.as_str(), ""))))
        .filter(|(_, (label, _))| RESULT.is_match(label) && label.chars().count() <= 14)
        .map(|(i, (_, value))| (i, value))
        .collect();
    // what belongs to the row may stand below it, across the table
    let below = |i: usize| {
        all.iter().skip(i + 1).take(2).any(|(_, _, f)| {
            let told = f.trim_end_matches('\t');
            !told.contains('\t')
                && key(told).chars().count() >= 8
                && !["意见", "签", "章"].iter().any(|w| told.contains(w))
        })
    };
    !rows.is_empty() && rows.iter().all(|(i, v)| key(v).is_empty() && !below(*i))
}

/// No event's name, subject, brand or day, and not the grantee's name: of the events that count; one that only another body's own paper tells of is that body's.
fn tells_nothing_of(case: &Case<'_>, paper: &Paper, counts: impl Fn(&Event) -> bool) -> bool {
    let doc = case.dossier.doc(paper.doc);
    let (own, apart): (Vec<&Event>, Vec<&Event>) =
        case.facts.events.iter().filter(|e| case.is_own(e)).partition(|e| counts(e));
    let dated = own.iter().any(|e| e.date.is_some());
    // no paper but this one tells of any event: the grantee's name alone decides
    let alone = own.is_empty() && !apart.is_empty() && !case.unit_keys().is_empty();
    if case.sub_type.serves_others || !(dated || alone) || unread::is_unread(doc) || doc.is_recognised() {
        return false;
    }
    let words = text(case, paper);
    let words_key = format!("{}{}", key(&words), key(doc.stem()));
    if case.unit_keys().iter().any(|u| words_key.contains(u.as_str())) {
        return false;
    }
    let days: Vec<_> = crate::facts::dates::find(&words, case.pack.notice.year).into_iter().map(|d| d.range).collect();
    !own.iter().any(|e| {
        e.date.is_some_and(|d| days.iter().any(|x| x.overlaps(&d)))
            || e.brands.iter().any(|b| words_key.contains(&key(b)))
            || e.titles.iter().any(|t| shares_subject(&titles::core(&t.value, &case.pack.brands), &words_key))
            || (!e.place.is_empty() && words_key.contains(&key(&e.place)))
    })
}

/// Two pairs of the subject's characters stand in the text.
fn shares_subject(core: &str, text_key: &str) -> bool {
    let chars: Vec<char> = core.chars().collect();
    chars.windows(2).filter(|w| text_key.contains(&w.iter().collect::<String>())).take(2).count() >= 2
}

/// A notice whose matter is another paper or a meeting about the activity, and that asks nobody to the activity itself.
fn about_another_paper(case: &Case<'_>, paper: &Paper) -> Option<&'static str> {
    if paper.kind != DocKind::Notice {
        return None;
    }
    let title = paper.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
    if PREPARES.is_match(&title) {
        return Some("是筹备会、组委会等筹备工作的通知，不是活动本身的通知");
    }
    let (sends, calls, results) = (SENDS.is_match(&title), CALLS_FOR.is_match(&title), RESULTS.is_match(&title));
    if !sends && !calls && !results {
        return None;
    }
    let words = text(case, paper);
    // day, place and an invitation: the notice of the activity, whatever else it sends or asks for
    let tells = DAY.is_match(&words) && PLACE_SAID.is_match(&words);
    let labelled = |l: &str| words.contains(&format!("{l}:")) || words.contains(&format!("{l}\t"));
    if tells && (INVITES.is_match(&words) || labelled("时间") && labelled("地点")) {
        return None;
    }
    if results {
        return Some("是公布结果、表彰先进的通知，不是活动本身的通知");
    }
    if sends {
        let mut plans = case.kinds.papers.iter().filter(|p| {
            matches!(p.kind, DocKind::Plan | DocKind::ServicePlan) && !p.blank && hollow(case, p).is_none()
        });
        let attached = plans.any(|p| p.doc == paper.doc || words.contains("附件"));
        return (!attached).then_some("是印发、转发其他材料的通知，未附所发材料，也未写明活动的时间、地点和参加办法");
    }
    Some("是布置报送、领取材料等工作的通知，不是活动本身的通知")
}

/// The platform's page itself says that the needs are a draft, and nothing says that they went in.
pub(super) fn left_as_draft(case: &Case<'_>, paper: &Paper) -> bool {
    static STATUS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"状态[:：\t ]*(为)?(草稿|暂存|未提交|待提交|未上报|待上报|未报送|编辑中)|^(草稿|暂存|未提交|待提交|未上报|编辑中)$|\t(草稿|已?暂存|未提交|待提交|未上报|编辑中)(\t|$)|[(（](草稿|暂存|未提交|待提交)[)）]")
            .expect("fixed pattern")
    });
    let all = lines(case, paper);
    // “填报平台”, “报送时间” are labels; a status that says so, or a number or a day behind it, is a proof
    static WENT_IN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(提交|报送|发布|填报|上报)成功|已(提交|报送|发布|上报|受理|审核)|受理(编号|中)|审核(通过|中)|回执")
            .expect("fixed pattern")
    });
    paper.kind == DocKind::NeedsReport
        && all.iter().any(|(_, _, f)| STATUS.is_match(f))
        && !all.iter().any(|(_, _, f)| WENT_IN.is_match(f) && !f.contains("未"))
}

/// An answer that refuses, an application that nobody answered, needs that were not handed in.
fn unanswered(case: &Case<'_>, paper: &Paper) -> Option<String> {
    if !matches!(paper.kind, DocKind::Approval | DocKind::Filing | DocKind::NeedsReport) {
        return None;
    }
    let doc = case.dossier.doc(paper.doc);
    let all = lines(case, paper);
    if paper.kind == DocKind::NeedsReport {
        if doc.format == Format::Image || unread::is_unread(doc) {
            return None;
        }
        let handed = |f: &str| HANDED_IN.is_match(f) && !NOT_HANDED_IN.is_match(f);
        // the folders of a mailbox or platform stand beside what went in
        let went_in = all.iter().any(|(_, _, f)| f.contains("已提交") || f.contains("成功") || f.contains("已受理"));
        let said = |f: &str| if went_in { f.replace("草稿箱", "") } else { f.to_owned() };
        let not = all.iter().any(|(_, _, f)| NOT_HANDED_IN.is_match(&said(f)));
        return match (all.iter().any(|(_, _, f)| handed(f)), not) {
            (_, true) => Some("载明尚未提交或拟报送".to_owned()),
            (false, false) => Some("看不出技术需求已在平台报送".to_owned()),
            (true, false) => None,
        };
    }
    if all.iter().any(|(_, _, f)| denies(f)) {
        return Some("答复为不同意、退回或要求补正".to_owned());
    }
    if !from_association(case, &all) {
        return Some("批复或备案单位不是属地科协".to_owned());
    }
    if let Some(not) = not_founding(case, paper) {
        return Some(not.why);
    }
    let title = paper.title.as_ref().map_or_else(|| fold(doc.stem()), |t| fold(&t.quote));
    let granted = all.iter().any(|(_, _, f)| grants(f));
    (!granted && APPLIES.is_match(&title) && !unread::is_unread(doc)).then(|| "只是申请，未见审批或备案意见".to_owned())
}

/// The only answer comes from a body that cannot give it (the park's own office), and nothing in the paper says that the local
/// association agreed; or it is an answer on another matter.
pub(super) fn answered_by_another(case: &Case<'_>, paper: &Paper) -> bool {
    let approval = matches!(paper.kind, DocKind::Approval | DocKind::Filing) && !paper.draft;
    if approval && not_founding(case, paper).is_some_and(|n| n.certain) {
        return true;
    }
    static LOCAL_SAID: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(科协|科学技术协会)[^。；]{0,30}(同意|批准|批复|备案|审批|核准)|(同意|批准|批复|备案|审批|核准)[^。；]{0,12}(市|县|区|州)(科协|科学技术协会)[^。；]{0,6}(意见|批复|审批|备案)").expect("fixed pattern")
    });
    let all = lines(case, paper);
    let titled = paper.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
    let said = |f: &str| *f != titled && LOCAL_SAID.is_match(f) && f.contains(['市', '县', '区', '州']);
    matches!(paper.kind, DocKind::Approval | DocKind::Filing)
        && !paper.draft
        && !unread::is_unread(case.dossier.doc(paper.doc))
        && !from_association(case, &all)
        && all.iter().any(|(_, _, f)| grants(f))
        && !all.iter().any(|(_, _, f)| said(f))
}

/// Signed, headed or filled in by a local association for science and technology; also when nobody signs.
fn from_association(case: &Case<'_>, all: &[(crate::model::Place, String, String)]) -> bool {
    static LOCAL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(市|县|区|州|省|属地|地方|级)(科协|科学技术协会)").expect("fixed pattern"));
    let from = all.len().saturating_sub(6);
    let signer = all.iter().skip(from).rev().find(|(_, _, f)| BODY.is_match(f.trim_end_matches("(盖章)")));
    let named = |f: &str| LOCAL.is_match(f) || case.pack.notice.names_issuer(f);
    let Some((_, _, signer)) = signer else { return true };
    named(signer)
        || all.iter().take(3).any(|(_, _, f)| f.ends_with("文件") && named(f))
        || all.iter().any(|(_, _, f)| f.contains('\t') && named(f))
}

/// The paper was read, at least so far that something of it is known.
pub(super) fn is_read(case: &Case<'_>, paper: &Paper) -> bool {
    let doc = case.dossier.doc(paper.doc);
    let has_text = !paper.blocks.is_empty();
    has_text
        && (paper.certainty != Certainty::NameOnly || doc.text().chars().filter(|c| !c.is_whitespace()).count() >= 60)
}

/// “‘甲.docx’只有标题或封面，未见正文”, with the papers as evidence.
pub(super) fn told(case: &Case<'_>, doubted: &[(&Paper, Doubt)]) -> (String, Vec<Evidence>) {
    let one = |(p, d): &(&Paper, Doubt)| format!("“{}”{}", case.dossier.doc(p.doc).path, d.why);
    let words = doubted.iter().take(3).map(one).collect::<Vec<_>>().join("；");
    let more = if doubted.len() > 3 { format!("；等{}份", doubted.len()) } else { String::new() };
    (format!("{words}{more}"), doubted.iter().take(6).map(|(p, _)| cite(case, p)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_cover_and_lines_that_say_something() {
        for line in
            ["广西草珠学会", "2026年11月", "二〇二六年十月", "主办单位:广西草珠学会", "桂草学[2026]6号", "(讨论稿)"]
        {
            assert!(is_cover(&fold(line), true), "{line}");
        }
        assert!(is_cover("时间:2026年9月12日", true) && !is_cover("时间:2026年9月12日", false));
        for line in ["9:00开幕式", "完成情况:八月走进两家企业", "本项目支出40000元", "三次进厂,解决两个问题"]
        {
            assert!(!is_cover(&fold(line), true), "{line}");
        }
    }

    #[test]
    fn headings_alone_are_told_from_items() {
        for line in ["一、活动目的", "四、活动满意度", "(二)组织分工"] {
            assert!(HEADING.is_match(&fold(line)), "{line}");
        }
        for line in ["一、时间:9月12日", "1.开幕", "3.参观示范田"] {
            assert!(!HEADING.is_match(&fold(line)), "{line}");
        }
    }

    #[test]
    fn notices_about_papers_and_meetings() {
        assert!(PREPARES.is_match("关于召开甲论坛筹备会的通知") && !PREPARES.is_match("关于举办产学研对接会的通知"));
        assert!(CALLS_FOR.is_match("关于报送活动手册的通知") && !CALLS_FOR.is_match("关于举办学术交流会的通知"));
    }
}

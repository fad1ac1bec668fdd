//! Whether papers tell of an event as held, as to come, or as called off. Says what they say; whether the event counts is for rules.

use std::sync::LazyLock;

use regex::Regex;

use super::Source;
use super::titles::spellings;
use crate::model::text::{fold, key};
use crate::model::{DayRange, DocKind, Event, Evidence, Paper};

/// Papers in prose that usually tell of an event after it was held.
const TELLING: [DocKind; 7] = [
    DocKind::PressRelease,
    DocKind::PressMail,
    DocKind::WorkSummary,
    DocKind::ServiceSummary,
    DocKind::CaseWriteUp,
    DocKind::AcceptanceForm,
    DocKind::SubsidyForm,
];

/// The sentence speaks of holding an event.
static HOLDS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"举办|召开|举行|开展|组织实施|冠名").expect("fixed pattern"));
/// … as something to come.
static TO_COME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"拟(于|在|定|举办|召开|开展|举行|邀|冠名|分)|计划(于|在|举办|召开|开展|举行|[0-9]{1,2}月)|(将|即将|准备|预备|预定|暂定|原定|预计|定|初定)(于|在|举办|召开|举行|开展)|预计|待定|尚未(举办|召开|举行|开展)|筹备(中|阶段)|正在筹备|择期|另行(举办|安排|通知)",
    )
    .expect("fixed pattern")
});
/// … as something done (“计划于6月举办的活动已如期举行”).
static DONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(举办|召开|举行|开展|完成|组织|参加|出席)了|按照?[^，。]{0,8}计划|已(经|于|在|如期|按期|顺利|成功|圆满|完成|举办|召开|举行|开展)|成功|圆满|顺利|如期|按期(举办|召开|举行|完成)|落幕|闭幕|结束|日.{0,30}在.{2,40}(举办|召开|举行|开展)[。，,]?$").expect("fixed pattern")
});
/// The event was called off. Of a part of it (“取消茶歇”) or a rule for participants (“取消参赛资格”) this says nothing.
static CALLED_OFF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(因故|因.{0,24}|经.{0,16}(研究|决定|协商).{0,6}|临时|决定|现|已|被迫|最终)[，,]?(取消|停办|不再举办|未能举办|未举办|未能召开|未召开|未举行|未能如期|未能开展|未开展|没有?(能)?(举办|召开|举行|开展|开成|办成|办起来))([。，,;；”"]|了|举办|召开|举行|开展|本次|该|此次|原定|$)|(活动|会议|论坛|讲坛|沙龙|大赛|研讨会|交流会|培训班|会|赛|展|场)["”]?(已|因故|现已|最终|均|也|都)?(取消|停办|未举办|未能举办|未召开|未能召开|未举行|未能举行|未能开展|未开展|没有举办|没有开成|没办成|没开成)|关于取消.{0,50}(活动|会|坛|赛|沙龙|培训班).{0,6}的?(通知|说明|函|公告|报告)"#).expect("fixed pattern")
});
/// Nothing was called off, or only in case.
static NOT_OFF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(如|若|倘|一旦|遇).{0,16}(取消|停办|未举办)|取消.{0,6}(资格|成绩|收费|门票|茶歇|晚宴|环节|限制|订单|预订|预定|发言)|(未|没有|不得|并未|不会)(被)?(随意|擅自)?取消|不再收|改为|延期至|推迟至|改期|改于").expect("fixed pattern")
});

pub(super) fn mark(source: &Source<'_>, events: &mut [Event]) {
    let names: Vec<Vec<String>> =
        events.iter().map(|e| spellings(e.titles.iter().map(|t| t.value.as_str()), &source.pack.brands)).collect();
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void()) {
        let about: Vec<usize> =
            (0..events.len()).filter(|&i| events[i].papers.contains(&(paper.doc, paper.kind))).collect();
        for &i in &about {
            let mine = sentences_about(source, paper, &names, i, &about);
            if TELLING.contains(&paper.kind) && only_to_come(&mine) && !events[i].only_planned.contains(&paper.doc) {
                events[i].only_planned.push(paper.doc);
            }
            if events[i].cancelled.is_none()
                && !matches!(paper.kind, DocKind::Contract | DocKind::ApplicationForm | DocKind::Invoice)
            {
                events[i].cancelled = mine
                    .into_iter()
                    .find(|e| {
                        let f = fold(&e.quote);
                        CALLED_OFF.is_match(&f)
                            && !NOT_OFF.is_match(&f)
                            && !of_another_day(&f, &events[i])
                            && !of_another_form(&f, &events[i])
                            && !names_another_form(&f, &events[i])
                    })
                    .filter(|e| !e.hidden);
            }
        }
    }
}

/// The paper's sentences that name this event, or no event where the paper is about this one alone.
fn sentences_about(
    source: &Source<'_>,
    paper: &Paper,
    names: &[Vec<String>],
    index: usize,
    about: &[usize],
) -> Vec<Evidence> {
    let mut out = Vec::new();
    for line in source.reading(paper.doc).lines_in(&paper.blocks).filter(|l| !l.hidden) {
        for sentence in line.written.split(['。', '；', ';', '\t']).filter(|s| !s.trim().is_empty()) {
            let k = key(sentence);
            let named: Vec<usize> =
                (0..names.len()).filter(|&j| names[j].iter().any(|n| k.contains(n.as_str()))).collect();
            if named.contains(&index) || (named.is_empty() && about == [index]) {
                out.push(Evidence::new(paper.doc, line.place.clone(), sentence.trim()));
            }
        }
    }
    out
}

/// The sentence tells of days, and the event's is none of them (“9月组队参赛一事未能成行” says nothing of the salon in July).
pub fn of_another_day(folded: &str, event: &Event) -> bool {
    let told = days_told(folded);
    let own: Vec<DayRange> = event.dates.iter().map(|d| d.value).chain(event.date).collect();
    !told.is_empty() && !own.is_empty() && !told.iter().any(|t| own.iter().any(|range| matches_day(*t, range)))
}

/// What was called off is an exhibition, a contest or a tour beside the event, which is none (“成果展未举办” says nothing of the seminar).
fn of_another_form(folded: &str, event: &Event) -> bool {
    static OFF: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?:展|展览|展会|赛|参观|考察|采风|联欢会|晚会|晚宴)["”]?,?(?:因[^,]{0,24},?)?(?:已|现已|最终|均|也|都)?(?:取消|停办|未|没)"#).expect("fixed pattern")
    });
    let Some(off) = OFF.find(folded) else { return false };
    let form: String = off.as_str().chars().take(1).collect();
    !event.titles.iter().any(|t| {
        let t = fold(&t.value);
        let t = ["发展", "开展", "进展", "拓展"].iter().fold(t, |t, w| t.replace(w, ""));
        t.contains(&form)
    })
}

/// The sentence names a form of event, and the event's titles have none of those named (“因研讨会取消，会场费未发生”).
fn names_another_form(folded: &str, event: &Event) -> bool {
    const FORMS: [&str; 13] = [
        "研讨会",
        "座谈会",
        "报告会",
        "交流会",
        "对接会",
        "推介会",
        "培训班",
        "论坛",
        "讲坛",
        "讲座",
        "年会",
        "沙龙",
        "路演",
    ];
    let mut named = FORMS.iter().filter(|form| folded.contains(**form)).peekable();
    named.peek().is_some() && !named.any(|form| event.titles.iter().any(|t| fold(&t.value).contains(form)))
}

/// The sentence tells the event's own day.
pub fn of_its_day(folded: &str, event: &Event) -> bool {
    let own: Vec<DayRange> = event.dates.iter().map(|d| d.value).chain(event.date).collect();
    days_told(folded).into_iter().any(|t| t.1.is_some() && own.iter().any(|range| matches_day(t, range)))
}

/// Months, with the day where one is written.
fn days_told(folded: &str) -> Vec<(i8, Option<i8>)> {
    static DAY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([0-9]{1,2})月(?:份|([0-9]{1,2})(?:日|号|[-至]))?").expect("fixed pattern"));
    DAY.captures_iter(folded)
        .filter_map(|c| Some((c[1].parse().ok()?, c.get(2).and_then(|d| d.as_str().parse().ok()))))
        .collect()
}

fn matches_day((month, day): (i8, Option<i8>), range: &DayRange) -> bool {
    let (first, last) = (range.first, range.last);
    let from = (first.month(), day.map_or(0, |_| first.day()));
    let to = (last.month(), day.map_or(0, |_| last.day()));
    (from..=to).contains(&(month, day.unwrap_or(0)))
}

fn only_to_come(sentences: &[Evidence]) -> bool {
    let folded: Vec<String> = sentences.iter().map(|e| fold(&e.quote)).filter(|f| HOLDS.is_match(f)).collect();
    !folded.is_empty() && folded.iter().all(|f| TO_COME.is_match(f) && !DONE.is_match(f))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::facts::Stated;
    use crate::model::{Day, DocId, Place};

    fn to_come(text: &str) -> bool {
        only_to_come(&[Evidence::new(DocId(0), Place::Whole, text)])
    }

    #[test]
    fn plans_are_told_from_reports() {
        for text in ["拟于11月20日在百色市举办学术交流会", "学会计划于12月召开研讨会", "讲坛时间待定，举办地点未定"]
        {
            assert!(to_come(text), "{text}");
        }
        for text in [
            "原定于6月举办的研讨会已于7月3日如期举行",
            "9月12日，学术交流会在南宁举行",
            "按照年度计划举办学术交流会",
            "计划于6月召开的会议圆满召开",
        ] {
            assert!(!to_come(text), "{text}");
        }
    }

    #[test]
    fn a_day_in_the_sentence_tells_which_event_it_means() {
        let day = |m, d| DayRange::one(Day::new(2026, m, d).expect("a day"));
        let event = |range: DayRange| Event { date: Some(range), ..Event::default() };
        let titled = |title: &str| {
            let evidence = Evidence::new(DocId(0), Place::Whole, title);
            Event {
                titles: vec![Stated { value: title.into(), source: DocKind::Notice, evidence }],
                ..Event::default()
            }
        };
        let july = event(day(7, 9));
        assert!(of_another_day("9月组队外出参赛一事未能成行", &july));
        assert!(of_another_day("9月16日的活动取消", &july));
        assert!(!of_another_day("7月9日的活动取消", &july) && of_its_day("7月9日的活动取消", &july));
        assert!(!of_another_day("该活动因故取消", &july) && !of_its_day("该活动因故取消", &july));
        let salon = titled("“专家助企赋能”刀具沙龙");
        assert!(
            names_another_form("因研讨会取消，会场费未发生", &salon) && !names_another_form("本次沙龙取消", &salon)
        );
        assert!(!names_another_form("该活动取消", &salon));
        let long = event(DayRange { last: Day::new(2026, 9, 18).expect("a day"), ..day(9, 16) });
        assert!(!of_another_day("9月17日的活动取消", &long) && of_another_day("9月20日的活动取消", &long));
    }

    #[test]
    fn what_stood_beside_the_event_is_not_the_event() {
        use crate::model::facts::Stated;
        let titled = |t: &str| {
            let evidence = Evidence::new(DocId(0), Place::Whole, t);
            let titles = vec![Stated { value: t.to_owned(), source: DocKind::Notice, evidence }];
            Event { titles, ..Event::default() }
        };
        let seminar = titled("薏苡产业发展研讨会");
        assert!(of_another_form("成果展因消防整改未举办", &seminar) && of_another_form("现场参观取消", &seminar));
        assert!(!of_another_form("研讨会未举办", &seminar));
        assert!(!of_another_form("成果展未举办", &titled("薏苡科技成果展")));
    }

    #[test]
    fn events_called_off_are_told_from_parts_and_rules() {
        let off = |t: &str| {
            let f = fold(t);
            CALLED_OFF.is_match(&f) && !NOT_OFF.is_match(&f)
        };
        for text in [
            "该活动因故取消",
            "受台风影响，第二场沙龙未举办",
            "关于取消举办某某研讨会的通知",
            "因场地原因，研讨会没有开成",
            "经理事会研究决定取消本次活动",
        ] {
            assert!(off(text), "{text}");
        }
        for text in [
            "迟到30分钟取消参赛资格",
            "如遇暴雨，活动取消",
            "会议取消茶歇，厉行节约",
            "研讨会因台风推迟至9月3日举行",
            "该活动已成功举办",
            "活动未取消，如期举行",
        ] {
            assert!(!off(text), "{text}");
        }
    }
}

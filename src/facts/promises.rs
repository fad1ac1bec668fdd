//! What contract and application promised, change requests, joint applicants, and the day of handing in.

use std::sync::LazyLock;

use regex::Regex;

use super::approvals::issue_day;
use super::{Source, dates};
use crate::model::Role;
use crate::model::facts::{ChangeRequest, Promise, PromiseKind, Stated};
use crate::model::language::language;
use crate::model::pack::SubTypeSpec;
use crate::model::text::key;
use crate::model::venue::cities_in;
use crate::model::{Day, DocKind, Evidence, Place};

/// A line of contract or form that tells of the activity.
const SPEAKS: [&str; 14] = [
    "举办",
    "开展",
    "组织",
    "召开",
    "规模",
    "活动",
    "参加",
    "参赛",
    "研讨会",
    "交流会",
    "论坛",
    "讲坛",
    "大赛",
    "助企赋能",
];

static LEADER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^项目负责人(姓名)?$|^负责人$").expect("fixed pattern"));
static SCALE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(不少于|不低于|至少|规模|约|共)?\s*([0-9]{1,5}|[一二三四五六七八九十百]{1,5})\s*(余)?(人|名|支|个)(大学生|参赛)?(代表|团队|队伍|队)?(以上|及以上|左右)?").expect("fixed pattern")
});
/// Form fields of 附表3: 项目总人数, 项目开展时间.
static PEOPLE_FIELD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(项目|活动|会议|参会|参加)?(总)?(人数|规模)$").expect("fixed pattern"));
static TIME_FIELD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(项目|活动|会议)?(开展|举办|实施)(时间|日期)$").expect("fixed pattern"));
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"([0-9]{2,5})\s*(?:余)?(?:人|名)?").expect("fixed pattern"));
static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(联合申报单位|联合承担单位|联合单位|合作申报单位|联合申报)$").expect("fixed pattern")
});
static MONTHS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:20[0-9]{2}年)?([0-9]{1,2})月(?:[上中下]旬)?").expect("fixed pattern"));

/// An event that the contract calls by a name of its own: “举办‘甲’学术研讨会”.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:举办|召开|开展|举行|承办|主办)(?:[0-9一二三两]+(?:场|次|期|届))?(?:以)?(["“『「][^"”』」]{4,40}["”』」][^，。；;、（(“"]{0,16}?(?:交流会|研讨会|座谈会|报告会|论坛|讲坛|大会|年会|沙龙|大赛|竞赛|培训班|交流活动|助企活动|活动))"#).expect("fixed pattern")
});

/// … or in its own words: “举办甲乙技术研讨会2场”.
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:举办|召开|开展|举行|承办|主办)(?:了)?(?:[0-9一二三四五两]+(?:场|次|期|届))?([^，。；;、（(:：“”\x22]{6,40}?(?:交流会|研讨会|座谈会|报告会|论坛|讲坛|大会|年会|沙龙|大赛|竞赛|培训班))").expect("fixed pattern")
});
/// How many of a sort: “交流会2场”, “3场专家助企赋能活动”. Talks within one event (“报告5场”) are none.
static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    const SORT: &str = r#"(?:交流会|研讨会|座谈会|报告会|论坛|讲坛|沙龙|大赛|竞赛|培训班|学术(?:交流)?活动|对接会|助企赋能["”』」]?(?:系列)?(?:活动)?|助企(?:服务)?活动)"#;
    Regex::new(&format!(r"{SORT}(?:活动)?(?:共|合计|不少于|至少)?([0-9]{{1,2}}|[两二三四五六七八九十])(?:场|次|期)|([0-9]{{1,2}}|[两二三四五六七八九十])(?:场|次|期)[^，。；;、：:]{{0,24}}?{SORT}")).expect("fixed pattern")
});
/// What the applicant did before, or can do: no promise.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"每年|多年|历年|近年|曾|以往|往年|去年|上年|连续[0-9一二三四五六七八九十]+(年|届)|已(成功)?(举办|承办|召开|开展)|经验|20(1[0-9]|2[0-5])年").expect("fixed pattern")
});
static HOLDS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"举办|召开|开展|举行|承办").expect("fixed pattern"));

/// “在南宁市举办”, “于百色召开”: where, as against whose (“南宁市科协承办”).
static HELD_IN: LazyLock<Regex> = LazyLock::new(|| {
    let cities = language().places.gazetteer.cities_of("广西").join("|");
    Regex::new(&format!(r"(?:在|于|到|赴)(?:广西|自治区)?((?:(?:{cities})市?[、和及]?)+)([^，。；]{{0,4}})|((?:(?:{cities})市?[、和及]?)+)(?:举办|召开|举行|开展)")).expect("names of cities hold no signs")
});
static BODY_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(科协|科学|师范|大学|学院|民政|农业|学会|日报|人民|政府|等)").expect("fixed pattern")
});
/// How the event is to be held; online news and online registration are no such thing.
static HELD_BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(线上|线下|网络|视频)(会议)?(的)?(方式|形式)?(进行|举办|召开|举行|开展[^，。；宣推]{0,20}(会|活动|论坛|讲坛|培训班?))|(线上|线下)(会议|活动|学术|交流会|研讨会|论坛)").expect("fixed pattern")
});
/// Meetings of the project's own management.
static WORK_MEETING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("总结|验收|动员|筹备|启动|表彰|推进|协调|理事|会员|代表大会|年度工作").expect("fixed pattern")
});

/// Online (`true`) or on the spot (`false`), as said; `None` when not said, or both.
pub fn mode_in(text: &str) -> Option<bool> {
    let online = ["线上", "腾讯会议", "网络会议", "视频会议", "云会议", "直播间", "钉钉", "网上"]
        .iter()
        .any(|w| text.contains(w));
    let on_the_spot = ["线下", "现场"].iter().any(|w| text.contains(w)) || online && !cities_in(text).is_empty();
    (online != on_the_spot).then_some(online)
}

/// Subject, number, city and manner of the events that a sentence promises.
fn held_as(source: &Source<'_>, kind: DocKind, sentence: &str, evidence: &Evidence) -> Vec<Promise> {
    if BEFORE.is_match(sentence) || !HOLDS.is_match(sentence) {
        return Vec::new();
    }
    let promise = |what, value: String, number| Promise {
        what,
        value,
        date: None,
        number,
        source: kind,
        evidence: evidence.clone(),
    };
    let mut out = Vec::new();
    let quoted = sentence.contains(['“', '"', '『', '「']);
    for c in SUBJECT.captures_iter(sentence).filter(|_| !quoted) {
        let value = c[1].split_whitespace().collect::<String>();
        if super::titles::core(&value, &source.pack.brands).chars().count() >= 4 && !WORK_MEETING.is_match(&value) {
            out.push(promise(PromiseKind::EventSubject, value, None));
        }
    }
    for c in COUNT.captures_iter(&crate::model::text::fold(sentence)) {
        let digits = c.get(1).or(c.get(2)).map_or("", |m| m.as_str());
        let n = if digits == "两" { Some(2) } else { dates::number(digits) };
        let talks = c[0].replace("报告会", "").contains("报告");
        if let Some(n) = n.filter(|n| (2..=20).contains(n) && !talks) {
            out.push(promise(PromiseKind::EventCount, c[0].to_owned(), Some(n)));
        }
    }
    for c in HELD_IN.captures_iter(sentence) {
        let after = c.get(2).map_or("", |m| m.as_str());
        let named = c.get(1).or(c.get(3)).map_or("", |m| m.as_str());
        if !BODY_AFTER.is_match(after) {
            let cities = cities_in(named).into_iter().collect::<Vec<_>>().join("、");
            out.push(promise(PromiseKind::EventPlace, cities, None));
        }
    }
    if let Some(online) = HELD_BY.is_match(sentence).then(|| mode_in(sentence)).flatten() {
        out.push(promise(PromiseKind::EventMode, if online { "线上" } else { "线下" }.to_owned(), None));
    }
    out
}

pub(super) fn extract(source: &Source<'_>) -> Vec<Promise> {
    let mut out: Vec<Promise> = Vec::new();
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void() && p.is(Role::IsAnAgreement)) {
        let reading = source.reading(paper.doc);
        for field in reading.fields_in(&paper.blocks).filter(|f| LEADER.is_match(&f.label)) {
            let name: String = field.value.chars().take_while(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
            if (2..=4).contains(&name.chars().count()) {
                let evidence = field.evidence(paper.doc);
                out.push(Promise {
                    what: PromiseKind::Leader,
                    value: name,
                    date: None,
                    number: None,
                    source: paper.kind,
                    evidence,
                });
            }
        }
        for field in reading.fields_in(&paper.blocks) {
            let evidence = field.evidence(paper.doc);
            if let Some(c) = PEOPLE_FIELD.is_match(&field.label).then(|| NUMBER.captures(&field.value)).flatten() {
                let number = dates::number(&c[1]).filter(|n| *n >= 10);
                out.push(Promise {
                    what: PromiseKind::Scale,
                    value: format!("{}人", &c[1]),
                    date: None,
                    number,
                    source: paper.kind,
                    evidence,
                });
            } else if let Some(day) =
                TIME_FIELD.is_match(&field.label).then(|| dates::first(&field.value, source.year())).flatten()
            {
                // cites 举办, so that it is held against the day of the event
                let evidence = Evidence::new(
                    paper.doc,
                    field.place.clone(),
                    &format!("举办时间（{}）：{}", field.label, field.value),
                );
                out.push(Promise {
                    what: PromiseKind::EventDate,
                    value: day.to_string(),
                    date: Some(day),
                    number: None,
                    source: paper.kind,
                    evidence,
                });
            }
        }
        for line in reading.lines_in(&paper.blocks) {
            let f = &line.folded;
            let speaks = SPEAKS.iter().any(|w| f.contains(w));
            if !speaks || f.contains("不可用于") {
                continue;
            }
            for sentence in line.written.split(['。', '；', ';']) {
                let day = dates::first(sentence, source.year());
                let evidence = || Evidence::new(paper.doc, line.place.clone(), sentence.trim());
                out.extend(held_as(source, paper.kind, sentence, &evidence()));
                for brand in &source.pack.brands {
                    if crate::model::brand::carries(sentence, brand) {
                        out.push(Promise {
                            what: PromiseKind::EventName,
                            value: brand.name.clone(),
                            date: day,
                            number: None,
                            source: paper.kind,
                            evidence: evidence(),
                        });
                    }
                }
                for c in NAMED.captures_iter(sentence) {
                    let value = c[1].split_whitespace().collect::<String>();
                    if super::titles::core(&value, &source.pack.brands).chars().count() >= 4 {
                        out.push(Promise {
                            what: PromiseKind::EventName,
                            value,
                            date: day,
                            number: None,
                            source: paper.kind,
                            evidence: evidence(),
                        });
                    }
                }
                if let Some(day) = day {
                    out.push(Promise {
                        what: PromiseKind::EventDate,
                        value: day.to_string(),
                        date: Some(day),
                        number: None,
                        source: paper.kind,
                        evidence: evidence(),
                    });
                } else {
                    let holds = ["举办", "开展", "召开"].iter().any(|w| sentence.contains(w));
                    // “5月、10月各开展一次” promises both months
                    let months = if sentence.contains('各') || sentence.contains("分别") { usize::MAX } else { 1 };
                    out.extend(MONTHS.captures_iter(sentence).filter(|_| holds).take(months).map(|c| Promise {
                        what: PromiseKind::EventDate,
                        value: c[0].to_owned(),
                        date: None,
                        number: c[1].parse().ok(),
                        source: paper.kind,
                        evidence: evidence(),
                    }));
                }
                for c in SCALE.captures_iter(sentence) {
                    let people = matches!(&c[4], "人" | "名");
                    let teams = c.get(6).is_some_and(|m| m.as_str().contains('队'));
                    if let Some(n) = dates::number(&c[2]).filter(|n| *n >= 10 && (people || teams)) {
                        out.push(Promise {
                            what: PromiseKind::Scale,
                            value: c[0].trim().to_owned(),
                            date: day,
                            number: Some(n),
                            source: paper.kind,
                            evidence: evidence(),
                        });
                    }
                }
            }
        }
    }
    out
}

pub(super) fn changes(source: &Source<'_>) -> Vec<ChangeRequest> {
    let papers = source.kinds.papers.iter().filter(|p| !p.is_void() && p.kind == DocKind::ChangeRequest);
    papers
        .map(|paper| {
            let reading = source.reading(paper.doc);
            let text = reading.text_in(&paper.blocks);
            let evidence = paper
                .title
                .clone()
                .unwrap_or_else(|| Evidence::new(paper.doc, Place::Whole, source.dossier.doc(paper.doc).name()));
            ChangeRequest { date: request_day(source, paper), answered: text.contains("同意"), text, evidence }
        })
        .collect()
}

/// The applicant's day: the first day alone on a line, before any answer of the authority.
fn request_day(source: &Source<'_>, paper: &crate::model::Paper) -> Option<Day> {
    let reading = source.reading(paper.doc);
    let lines: Vec<_> = reading.lines_in(&paper.blocks).collect();
    lines
        .iter()
        .find_map(|l| {
            let found = dates::find(&l.written, source.year());
            let alone = l.folded.chars().count() <= 14;
            found.first().filter(|d| alone && !d.range.year_inferred).map(|d| d.range.first)
        })
        .or_else(|| issue_day(source, paper))
}

pub(super) fn joint_units(source: &Source<'_>) -> Vec<Stated<String>> {
    let mut out: Vec<Stated<String>> = Vec::new();
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void() && p.is(Role::IsAnAgreement)) {
        for field in source.reading(paper.doc).fields_in(&paper.blocks).filter(|f| JOINT.is_match(&f.label)) {
            for name in field.value.split(['、', '，', ',', '；', ';', '\n']) {
                let name = name.trim();
                let none = ["无", "/", "—", "-"].contains(&name);
                if name.chars().count() >= 4 && !none && !out.iter().any(|u| key(&u.value) == key(name)) {
                    out.push(Stated {
                        value: name.to_owned(),
                        source: paper.kind,
                        evidence: field.evidence(paper.doc),
                    });
                }
            }
        }
    }
    out
}

/// The day the results were handed in: covering letter, then the form's own date.
pub(super) fn handed_in(source: &Source<'_>, spec: Option<&SubTypeSpec>) -> Vec<(Day, Evidence)> {
    if spec.is_none_or(|s| s.hand_in.is_none()) {
        return Vec::new();
    }
    static FILLED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(填表|填报|报送|提交|申报)(日期|时间)$").expect("fixed pattern"));
    let mut out = Vec::new();
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void()) {
        let reading = source.reading(paper.doc);
        match paper.kind {
            DocKind::CoveringLetter => {
                let text = reading.text_in(&paper.blocks);
                let of_results = ["成果", "验收", "资助申报", "海智", "结题"].iter().any(|w| text.contains(w));
                if let Some(day) = issue_day(source, paper).filter(|_| of_results) {
                    let evidence = paper.title.clone().or_else(|| {
                        let dated = reading
                            .lines_in(&paper.blocks)
                            .filter(|l| !dates::find(&l.written, source.year()).is_empty())
                            .last();
                        dated.map(|l| l.evidence(paper.doc))
                    });
                    let evidence = evidence.unwrap_or_else(|| Evidence::new(paper.doc, Place::Whole, ""));
                    out.push((day, evidence));
                }
            }
            DocKind::SubsidyForm => {
                for field in reading.fields_in(&paper.blocks).filter(|f| FILLED.is_match(&f.label)) {
                    if let Some(d) = dates::first(&field.value, source.year()) {
                        out.push((d.first, field.evidence(paper.doc)));
                    }
                }
            }
            _ => {
                let mail = source.dossier.doc(paper.doc).mail.as_ref();
                if let Some((mail, day)) = mail.and_then(|m| Some((m, m.date?)))
                    && ["成果", "验收材料", "资助申报表", "结题"].iter().any(|w| mail.subject.contains(w))
                    && !mail.subject.contains("转发")
                {
                    out.push((day, Evidence::new(paper.doc, Place::MailHeader, &mail.subject)));
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_it_is_held_and_whose_city_is_named() {
        for (text, city) in
            [("2026年9月在南宁市举办研讨会", "南宁"), ("于百色召开", "百色"), ("桂林市举办年会", "桂林")]
        {
            let found = HELD_IN.captures(text).filter(|c| !BODY_AFTER.is_match(c.get(2).map_or("", |m| m.as_str())));
            let named = found.and_then(|c| c.get(1).or(c.get(3)).map(|m| m.as_str().to_owned()));
            assert!(named.is_some_and(|n| cities_in(&n).contains(city)), "{text}");
        }
        for text in ["由南宁市科协承办", "在南宁市科协指导下开展活动", "地址：柳州市城中区"]
        {
            let found = HELD_IN.captures(text).filter(|c| !BODY_AFTER.is_match(c.get(2).map_or("", |m| m.as_str())));
            assert!(found.is_none(), "{text}");
        }
    }

    #[test]
    fn online_events_are_told_from_online_news() {
        assert_eq!(mode_in("以线上方式举办").filter(|_| HELD_BY.is_match("以线上方式举办")), Some(true));
        assert_eq!(mode_in("腾讯会议（会议号另发）"), Some(true));
        assert_eq!(mode_in("线上线下结合"), None);
        assert!(!HELD_BY.is_match("开展线上宣传推广") && !HELD_BY.is_match("组织线上报名"));
    }

    #[test]
    fn events_are_counted_and_talks_are_not() {
        let count = |t: &str| COUNT.captures(t).is_some_and(|c| !c[0].replace("报告会", "").contains("报告"));
        assert!(count("举办学术交流会2场") && count("开展3次专家助企赋能活动"));
        assert!(!count("安排3场报告") && !count("发布新闻2篇"));
        assert!(BEFORE.is_match("每年举办论坛2场") && !BEFORE.is_match("2026年9月举办论坛2场"));
    }
}

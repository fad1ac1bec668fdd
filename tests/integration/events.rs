//! Grouping: which papers make one event, which make two, and which papers each event shows.

use std::fs;

use super::common::audit;

/// The events that come out of these papers (path, lines): “first day–last day: files”, by day.
fn events(papers: &[(&str, &str)]) -> Vec<String> {
    let root = tempfile::tempdir().expect("a directory");
    let dossier = root.path().join("卷");
    for (name, text) in papers {
        let path = dossier.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a directory");
        fs::write(path, text).expect("written");
    }
    fs::write(dossier.join("yanshen.toml"), "sub-type = \"1A\"\nunit = \"广西草珠学会\"\n").expect("written");
    let audited = audit(root.path()).dossiers.remove(0);
    let file = |d| audited.dossier.doc(d).path.clone();
    audited
        .facts
        .events
        .iter()
        .map(|e| {
            let mut files: Vec<String> = e.papers.iter().map(|(d, _)| file(*d)).collect();
            files.dedup();
            format!("{}: {}", e.date.map_or("?".to_owned(), |d| d.to_string()), files.join(" "))
        })
        .collect()
}

const FORUM: &str = "关于举办“八桂科技讲坛——薏苡良种选育与加工”学术交流会的通知\n各有关单位：\n一、时间：2026年9月12日\n二、地点：百色市右江区民族会堂\n三、主办单位：广西草珠学会\n广西草珠学会\n2026年8月20日\n";
const VISIT: &str = "关于开展“专家助企赋能”走进右江薏米加工厂活动的通知\n有关单位：\n一、时间：2026年9月13日\n二、地点：右江薏米加工厂\n广西草珠学会\n2026年8月20日\n";

#[test]
fn papers_of_one_event_in_other_words_are_one_event() {
    assert_eq!(
        events(&[
            ("1通知.txt", FORUM),
            ("2方案.txt", "薏苡良种选育与加工学术交流会实施方案\n一、时间：9月12日\n二、地点：百色\n"),
            ("3会议手册.txt", "八桂科技讲坛\n薏苡良种选育与加工学术交流会\n会议手册\n2026年9月12日\n"),
            (
                "4签到表.csv",
                "薏苡良种选育与加工学术交流会签到表,,\n时间：2026年9月12日上午,,\n序号,姓名,单位\n1,韦文海,右江站\n2,覃秀春,右江站\n"
            ),
            (
                "5新闻稿.txt",
                "薏苡专家齐聚百色\n9月12日，由广西草珠学会主办的“八桂科技讲坛——薏苡良种选育与加工”学术交流会在百色举行，55名代表参加。\n"
            ),
        ]),
        ["2026-09-12: 1通知.txt 2方案.txt 3会议手册.txt 4签到表.csv 5新闻稿.txt"]
    );
}

#[test]
fn two_events_stay_apart_and_share_what_speaks_of_both() {
    let found = events(&[
        ("1通知.txt", FORUM),
        ("2助企通知.txt", VISIT),
        (
            "3新闻稿.txt",
            "薏苡专家话良种 进车间\n9月12日，“八桂科技讲坛——薏苡良种选育与加工”学术交流会在百色举行，55名代表参加。13日，“专家助企赋能”走进右江薏米加工厂活动举行，12人参加。\n",
        ),
        ("4签到/9月13日签到表.csv", "签到表,,\n9月13日,,\n序号,姓名,单位\n1,韦文海,右江厂\n2,覃秀春,右江厂\n"),
    ]);
    assert_eq!(
        found,
        ["2026-09-12: 1通知.txt 3新闻稿.txt", "2026-09-13: 2助企通知.txt 3新闻稿.txt 4签到/9月13日签到表.csv"]
    );
}

#[test]
fn two_sessions_of_one_name_are_two_events() {
    let session = |day: &str| {
        format!(
            "关于开展“专家助企赋能”活动的通知\n有关单位：\n一、时间：{day}\n二、地点：右江薏米加工厂\n广西草珠学会\n"
        )
    };
    let sheet = |day: &str| format!("“专家助企赋能”活动签到表,,\n时间：{day},,\n序号,姓名,单位\n1,韦文海,右江厂\n");
    assert_eq!(
        events(&[
            ("第一次/通知.txt", &session("2026年6月13日")),
            ("第一次/签到表.csv", &sheet("2026年6月13日")),
            ("第二次/通知.txt", &session("2026年9月20日")),
            ("第二次/签到表.csv", &sheet("2026年9月20日")),
        ]),
        ["2026-06-13: 第一次/签到表.csv 第一次/通知.txt", "2026-09-20: 第二次/签到表.csv 第二次/通知.txt"]
    );
}

#[test]
fn two_firms_on_one_day_are_two_events() {
    let visit = |firm: &str, hour: &str| {
        format!(
            "关于开展“专家助企赋能”走进{firm}活动的通知\n有关单位：\n一、时间：2026年9月13日{hour}\n二、地点：{firm}\n广西草珠学会\n"
        )
    };
    assert_eq!(
        events(&[("甲.txt", &visit("右江薏米加工厂", "上午")), ("乙.txt", &visit("凌云茶叶合作社", "下午"))]),
        ["2026-09-13: 乙.txt", "2026-09-13: 甲.txt"]
    );
}

#[test]
fn a_postponement_moves_the_event_and_makes_no_second_one() {
    let moved = [
        "关于“八桂科技讲坛——薏苡良种选育与加工”学术交流会延期举办的通知\n各有关单位：\n因台风影响，原定9月12日举办的学术交流会延期至2026年9月26日举办，其他安排不变。\n广西草珠学会\n2026年9月8日\n",
        "关于调整“八桂科技讲坛——薏苡良种选育与加工”学术交流会举办时间的通知\n各有关单位：\n学术交流会举办时间由9月12日调整为9月26日。\n广西草珠学会\n2026年9月8日\n",
        "延期通知\n各有关单位：\n原定于9月12日举办的“八桂科技讲坛——薏苡良种选育与加工”学术交流会，因台风顺延至9月26日。\n广西草珠学会\n2026年9月8日\n",
        "关于“八桂科技讲坛——薏苡良种选育与加工”学术交流会改期的补充通知\n各有关单位：\n会议改于9月26日在原地点召开。\n广西草珠学会\n2026年9月8日\n",
    ];
    for change in moved {
        assert_eq!(
            events(&[("1通知.txt", FORUM), ("2改期通知.txt", change)]),
            ["2026-09-26: 1通知.txt 2改期通知.txt"],
            "{change}"
        );
    }
}

#[test]
fn a_second_notice_that_changes_nothing_moves_nothing() {
    let second = "关于举办“八桂科技讲坛——薏苡良种选育与加工”学术交流会的补充通知\n各有关单位：\n现将报到、住宿等事项补充如下。\n一、报到时间：9月11日下午\n二、住宿：百色宾馆。报名截止时间延长至9月5日。\n广西草珠学会\n2026年8月28日\n";
    assert_eq!(events(&[("1通知.txt", FORUM), ("2补充通知.txt", second)]), ["2026-09-12: 1通知.txt 2补充通知.txt"]);
}

#[test]
fn one_plan_of_two_events_is_two_events() {
    let plan = "广西草珠学会2026年八桂科技讲坛项目实施方案\n一、活动安排\n（一）“八桂科技讲坛——薏苡良种”学术报告会\n时间：2026年9月12日\n地点：百色市右江区民族会堂\n（二）“专家助企赋能”走进右江薏米加工厂\n时间：2026年9月13日\n地点：右江薏米加工厂\n";
    assert_eq!(events(&[("方案.txt", plan)]), ["2026-09-12: 方案.txt", "2026-09-13: 方案.txt"]);
}

#[test]
fn invoices_and_mails_lie_with_their_event() {
    let mail = "From: a@example.org\r\nTo: gxkxzb@126.com\r\nDate: Mon, 14 Sep 2026 09:12:00 +0800\r\nSubject: news\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n现报送“专家助企赋能”走进右江薏米加工厂活动新闻稿，请审阅。\r\n";
    let found = events(&[("1通知.txt", FORUM), ("2助企通知.txt", VISIT), ("3投稿.eml", mail)]);
    assert_eq!(found, ["2026-09-12: 1通知.txt", "2026-09-13: 2助企通知.txt 3投稿.eml"]);
}

#[test]
fn a_business_meeting_or_training_of_another_name_is_no_part_of_the_forum() {
    let council = "关于召开广西草珠学会第三届理事会第二次会议的通知\n各理事：\n一、时间：2026年9月12日\n二、地点：百色市右江区民族会堂\n广西草珠学会\n";
    let found = events(&[("1通知.txt", FORUM), ("2理事会通知.txt", council)]);
    assert_eq!(found, ["2026-09-12: 1通知.txt"]);
}

/// Titles of the events that come out of a notice with this title, on a day at a place.
fn titles(notice: &str) -> Vec<String> {
    let root = tempfile::tempdir().expect("a directory");
    let dossier = root.path().join("卷");
    fs::create_dir_all(&dossier).expect("a directory");
    let text = format!(
        "{notice}\n各有关单位：\n一、时间：2026年9月12日\n二、地点：百色市民族会堂\n广西草珠学会\n2026年8月20日\n"
    );
    fs::write(dossier.join("通知.txt"), text).expect("written");
    fs::write(dossier.join("yanshen.toml"), "sub-type = \"1A\"\nunit = \"广西草珠学会\"\n").expect("written");
    let audited = audit(root.path()).dossiers.remove(0);
    audited.facts.events.iter().map(|e| e.title.clone()).collect()
}

#[test]
fn a_title_that_names_two_events_gives_two_and_one_occasion_under_two_names_stays_one() {
    assert_eq!(titles("关于举办薏苡育种学术研讨会暨专家助企活动的通知"), ["专家助企活动", "薏苡育种学术研讨会"]);
    assert_eq!(
        titles("关于举办薏苡产业论坛（含专家助企赋能走进右江薏米厂）的通知"),
        ["专家助企赋能走进右江薏米厂", "薏苡产业论坛"]
    );
    for one in [
        "关于举办2026年薏苡学术年会暨薏苡育种研讨会的通知",
        "关于举办薏苡育种与加工学术研讨会的通知",
        "关于举办“薏苡与健康”学术论坛的通知",
    ] {
        assert_eq!(titles(one).len(), 1, "{one}");
    }
}

#[test]
fn what_is_announced_with_day_and_place_is_an_event_whatever_it_is_called() {
    for notice in ["关于举办薏苡科普冲浪的通知", "关于举行海归薏苡咖啡吧的通知"] {
        assert_eq!(titles(notice).len(), 1, "{notice}");
    }
    for notice in ["关于开展经费自查的通知", "关于印发会费管理办法的通知"] {
        assert!(titles(notice).is_empty(), "{notice}");
    }
}

#[test]
fn a_day_weighed_by_a_plan_is_none_and_the_one_taken_is() {
    let plan = |lines: &str| {
        let text = format!("“八桂科技讲坛——薏苡良种选育与加工”学术交流会方案\n{lines}\n");
        events(&[("1通知.txt", FORUM), ("2方案.txt", &text)])
    };
    assert_eq!(plan("甲案：9月5日在柳州办；\n乙案：9月12日在百色办。"), ["2026-09-12: 1通知.txt 2方案.txt"]);
    assert_eq!(plan("一、时间：9月12日（采用备选二）"), ["2026-09-12: 1通知.txt 2方案.txt"]);
}

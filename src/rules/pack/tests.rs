//! What the loader accepts, how it says what is wrong, and what the lexicons of the embedded pack catch and leave alone.

use regex::Regex;

use super::*;
use crate::model::text::fold;

/// The embedded files, for tests that break one of them.
fn files() -> Files {
    let mut files = Files::new();
    let mut mistakes = Vec::new();
    collect_embedded(&EMBEDDED, &mut files, &mut mistakes);
    assert_eq!(mistakes, []);
    files
}

fn pack() -> Pack {
    match embedded() {
        Ok(pack) => pack,
        Err(errors) => panic!("{errors}"),
    }
}

/// Loads the pack with one file changed, and shows what is wrong with it.
fn broken(file: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = files();
    let text = files.get(file).unwrap_or_else(|| panic!("{file}")).clone();
    assert!(text.contains(from), "{file} has no {from}");
    files.insert(file.to_owned(), text.replacen(from, to, 1));
    match load(&files, false, Vec::new()) {
        Ok(_) => Vec::new(),
        Err(Errors(mistakes)) => mistakes.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn the_embedded_pack_loads() {
    let pack = pack();
    assert_eq!((pack.lines.len(), pack.sub_types.len(), pack.rules.len()), (7, 13, 61));
    assert_eq!(pack.rules.first().map(|r| r.code.as_str()), Some("M01"));
    assert_eq!(pack.rules.last().map(|r| r.code.as_str()), Some("X03"));
}

#[test]
fn the_embedded_pack_is_the_one_in_the_tree() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/packs/gxkx-2026-12");
    let tree = load_dir(&root).expect("the pack in the tree is as good as the embedded one");
    // load_dir has compiled every pattern, which the embedded pack does not do again at each start
    assert_eq!(tree.sha256, pack().sha256, "rebuild: the embedded pack is older than the tree");
}

#[test]
fn every_mistake_is_said_with_its_place() {
    let cases = [
        ("rules/S01.toml", "severity = ", "severty = ", "rules/S01.toml:3:1：不认识的项“severty”"),
        (
            "rules/S01.toml",
            "what = \"people\"",
            "what = \"persons\"",
            "不认识的取值“persons”，可用 people、teams、journals",
        ),
        ("rules/S01.toml", "1A = 50", "9Z = 50", "不认识的子类型“9Z”，可用：1A、1B"),
        ("rules/S01.toml", "1A = 50, ", "", "“least-in”没有写子类型 1A 的取值"),
        (
            "rules/S01.toml",
            "[\"1A\", \"3A\", \"3B\"]",
            "[\"1A\", \"3A\", \"3C\"]",
            "rules/S01.toml:4:26：不认识的子类型“3C”",
        ),
        ("rules/S01.toml", "50 人及以上活动规模", "五十人以上活动规模", "引文“五十人以上活动规模”不在通知原文中"),
        ("rules/S01.toml", "code = \"S01\"", "code = \"S02\"", "规则代码“S02”与文件名“S01”不一致"),
        ("rules/A02.toml", "1A = \"enterprise\"", "1A = \"factory\"", "不认识的取值“factory”"),
        ("rules/M08.toml", "'主要做法'", "'主要(做法'", "正则表达式“主要(做法”有误"),
        ("rules/C01.toml", "section = \"推导", "section = \"方法", "条款没有引文（quote）"),
        (
            "rules/N01.toml",
            "\nmissing = ",
            "\n# missing = ",
            "规则可能得出“需补充材料”，却没有相应的建议（advice.missing）",
        ),
        ("rules/N01.toml", "brand = \"forum\"", "brand = \"forums\"", "词库中没有冠名“forums”"),
        ("rules/R02.toml", "\"waishi\"", "\"waiban\"", "词库中没有机关“waiban”"),
        ("pack.toml", "\"X02\", \"X03\"", "\"X02\", \"X03\", \"X04\"", "清单中的规则 X04 没有文件 rules/X04.toml"),
        ("pack.toml", "\"X02\", \"X03\"", "\"X02\"", "规则 X03 不在 pack.toml 的 rules 清单中"),
        ("pack.toml", "line = \"2026-7\"", "line = \"2026-8\"", "子类型 7 所属项目“2026-8”不存在"),
        ("pack.toml", "deadline = \"2026-11-30\"", "deadline = \"2026-11-31\"", "“2026-11-31”不是有效日期"),
        (
            "open-questions.toml",
            "rules = [\"S02\", \"R02\"]",
            "rules = [\"S02\", \"R09\"]",
            "待定问题 Q1 涉及的规则“R09”不存在",
        ),
        ("lexicon/words.toml", "kinds.enterprise]", "kinds.enterprize]", "不认识的项“enterprize”，此处可用：academic"),
        ("lexicon/words.toml", "kinds.enterprise]", "kinds.enterprize]", "缺少必填项“enterprise”"),
        ("lexicon/countries.toml", "\"寮国\"", "\"越南\"", "“越南”既是越南又是老挝"),
        ("notice.txt", "桂科协学发", "桂科协学发\u{0}", ""),
    ];
    for (file, from, to, expected) in cases {
        let mistakes = broken(file, from, to);
        let said = mistakes.iter().any(|m| m.contains(expected));
        assert!(
            expected.is_empty() == mistakes.is_empty() && (said || expected.is_empty()),
            "{expected}: {mistakes:#?}"
        );
    }
}

#[test]
fn one_mistake_does_not_hide_another() {
    let mut files = files();
    let rule = files.get_mut("rules/N01.toml").expect("N01");
    *rule = rule.replace("severity = \"veto\"", "severity = \"deadly\"").replace("title = ", "titel = ");
    let rule = files.get_mut("rules/T02.toml").expect("T02");
    *rule = rule.replace("[\"all\"]", "[\"all\", \"1A\"]");
    files.insert("lexicon/more.toml".to_owned(), "[colums]\nperson = ['x']\n".to_owned());
    files.insert("rules/Z01.toml".to_owned(), "code = \"Z01\nx".to_owned());
    let Err(errors) = load(&files, false, Vec::new()) else { panic!("five mistakes") };
    let text = errors.to_string();
    for expected in [
        "缺少必填项“title”",
        "不认识的项“titel”",
        "不认识的取值“deadly”，可用 info、fix、fail、veto",
        "“all”不能与其他子类型并列",
        "lexicon/more.toml:1:2：不认识的项“colums”",
        "rules/Z01.toml:1:",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn every_quotation_stands_in_the_notice() {
    let files = files();
    let notice = fold(files.get("notice.txt").expect("notice.txt"));
    let pack = pack();
    let quotes = pack.rules.iter().flat_map(|rule| &rule.clauses).filter(|clause| !clause.quote.is_empty());
    assert!(quotes.map(|clause| &clause.quote).all(|quote| notice.contains(&fold(quote))));
}

/// The first near-miss of a brand in a title, as the longest of them.
fn near_miss(pack: &Pack, brand: &str, title: &str) -> Option<String> {
    let title = fold(title);
    let brand = pack.brand(brand)?;
    brand.near_misses.iter().find_map(|p| Regex::new(p).ok()?.find(&title).map(|m| m.as_str().to_owned()))
}

#[test]
fn near_misses_are_caught_and_other_names_left_alone() {
    let pack = pack();
    for (brand, title, expected) in [
        ("forum", "“八桂科技论坛”——智能制造", Some("八桂科技论坛")),
        ("forum", "八桂大讲坛第三期", Some("八桂大讲坛")),
        ("forum", "广西甘蔗学术年会", None),
        ("enterprise", "专家助力企业技术诊断", Some("专家助力企业")),
        ("enterprise", "“专家助企”技术诊断活动", Some("专家助企")),
        ("enterprise", "专家咨询会", None),
        ("national", "全国学会入桂行动暨产业对接会", Some("全国学会入桂行动")),
        ("national", "全国学会走进广西", Some("全国学会走进广西")),
        ("national", "全国学会工作会议", None),
    ] {
        assert_eq!(near_miss(&pack, brand, title).as_deref(), expected, "{title}");
    }
}

fn any(patterns: &[String], text: &str) -> bool {
    let text = fold(text);
    patterns.iter().any(|p| Regex::new(p).is_ok_and(|r| r.is_match(&text)))
}

#[test]
fn authorities_are_told_apart() {
    let pack = pack();
    for (text, expected) in [
        ("广西壮族自治区科学技术协会", vec!["kexie"]),
        ("自治区科协学会部", vec!["kexie"]),
        ("柳州市科学技术协会", vec!["local-kexie"]),
        ("田东县科协", vec!["local-kexie"]),
        ("南宁市青秀区科协", vec!["local-kexie"]),
        ("南宁高新区科协", vec![]),
        ("广西大学科协", vec![]),
        ("自治区民政厅", vec!["minzheng"]),
        ("南宁市民政局", vec![]),
        ("自治区外事办", vec!["waishi"]),
        ("广西壮族自治区人民政府外事办公室", vec!["waishi"]),
        ("钦州市外事办公室", vec![]),
    ] {
        let found: Vec<&str> =
            pack.authorities.iter().filter(|a| any(&a.patterns, text)).map(|a| a.id.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn national_societies_and_their_look_alikes() {
    let words = pack().words;
    // names, and whole lines in which local societies and 中国科协 stand beside them
    for (text, expected) in [
        ("主办单位：中国作物学会、广西作物学会", true),
        ("中国科协所属的中国农学会协办", true),
        ("中国科学技术史学会", true),
        ("中国科普作家协会", true),
        ("中国科协所属全国学会", false),
        ("由中国科学技术协会、广西作物学会主办", false),
        ("中国作物学会", true),
        ("中华中医药学会", true),
        ("中国茶叶流通协会", true),
        ("中国科协", false),
        ("广西作物学会", false),
        ("全国学会", false),
        ("中国科学院大学", false),
        ("中国东盟博览会", false),
    ] {
        let is = any(&words.bodies.national_society.patterns, text)
            && !any(&words.bodies.not_national_society.patterns, text);
        assert_eq!(is, expected, "{text}");
    }
}

#[test]
fn titles_tell_the_kind_of_event() {
    let words = pack().words;
    for (kind, title, expected) in [
        ("enterprise", "“专家助企赋能”走进来宾某糖业有限公司", true),
        ("enterprise", "专家走进开发区企业技术诊断", true),
        ("enterprise", "人工智能赋能产业高质量发展学术研讨会", false),
        ("enterprise", "先进企业标准化学术论坛", false),
        ("enterprise", "数字化转型与企业行业标准研讨会", false),
        ("founding", "田东县工业园区科学技术协会成立大会", true),
        ("founding", "广西作物学会甘蔗专委会成立大会暨学术交流会", false),
        ("academic", "“八桂科技讲坛——甘蔗”学术交流会", true),
        ("academic", "参赛须知", false),
        ("journal", "科技期刊编辑业务座谈会", true),
        ("journal", "基因编辑学术研讨会", false),
        ("contest", "大学生创新方法大赛", true),
        ("haizhi", "海智计划东盟青年科学家交流会", true),
        ("haizhi", "华南智能制造展", false),
    ] {
        let is = words.events.lists().iter().any(|(id, list)| id == kind && any(&list.patterns, title));
        assert_eq!(is, expected, "{kind}: {title}");
    }
}

/// M13: the name of the project and the task as the notice words it show no result.
#[test]
fn results_of_a_service_are_told_from_its_name_and_its_tasks() {
    use crate::model::pack::Check;
    let pack = pack();
    let Some(Check::ResultsPresent { parts_in }) = pack.rule("M13").map(|rule| &rule.check) else { panic!("M13") };
    let shown = |sub_type: &str, sentence: &str| {
        let parts = parts_in.get(sub_type).map(Vec::as_slice).unwrap_or_default();
        let hit = |p: &&crate::model::pack::Part| {
            (any(&p.passages, sentence) || any(&p.headings, sentence)) && !any(&p.planned, sentence)
        };
        parts.iter().filter(hit).map(|p| p.name.clone()).collect::<Vec<_>>()
    };
    for (sub_type, sentence, expected) in [
        ("1B", "“八桂科技讲坛”学术交流服务与策划", &[] as &[&str]),
        ("1B", "组织策划“八桂科技讲坛”系列活动，对接论坛活动主题调研", &[]),
        ("1B", "完成讲坛主题调研并形成调研报告1份", &["主题调研"]),
        ("1B", "拟于下半年开展主题调研", &[]),
        ("1B", "策划了三期讲坛活动", &["策划筹划"]),
        ("1B", "负责三期活动的会务组织，接待代表463人", &["会务组织"]),
        ("2B", "全国学会入桂系列活动服务与策划", &[]),
        ("2B", "走访柳州、玉林企业12家", &["产业合作需求调研"]),
        ("2B", "在报刊和网站刊发新闻报道5篇", &["宣传"]),
    ] {
        assert_eq!(shown(sub_type, sentence), expected, "{sentence}");
    }
}

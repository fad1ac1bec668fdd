//! Sentences that are accounts, and sentences that are not.

use super::*;
use crate::accounts::testing::lexicon;
use crate::model::Source;

fn items(text: &str) -> Vec<String> {
    let found = spending_items(named(DocId(0), text, &Place::Whole));
    found.iter().map(|n| format!("{} {}", n.item, n.amount)).collect()
}

#[test]
fn numbered_sentences_are_lines() {
    assert_eq!(items("（一）专家讲课费4,000.00元，用于两次活动专家授课，授课专家4人次。"), ["专家讲课费 4000.00"]);
    assert_eq!(
        items("1.场地费3000元；2、餐费：1200元；3.3D打印讲座讲课费0.2万元。"),
        ["场地费 3000.00", "餐费 1200.00", "3D打印讲座讲课费 2000.00"]
    );
    assert_eq!(
        items(
            "甲方资助经费支出预算：展位搭建及展具租赁费8,800元、专家讲课费4,000元；乙方自筹支出预算：场地租赁费5,200元。"
        ),
        ["展位搭建及展具租赁费 8800.00", "专家讲课费 4000.00", "场地租赁费 5200.00"]
    );
}

#[test]
fn letters_of_other_words_are_no_of_which() {
    assert_eq!(items("中餐费600元；其中：会场布置费800元。"), ["中餐费 600.00", "会场布置费 800.00"]);
}

#[test]
fn income_balances_and_totals_are_no_lines() {
    for text in [
        "一、经费来源。自治区科协资助经费15000.00元，于2026年6月12日拨入我会基本账户。",
        "以上六项合计9,996.00元（大写：玖仟玖佰玖拾陆元整），项目经费结余4.00元。",
        "二、经费支出。项目累计支出18740.00元，资助经费支出14120.00元，尚有结余880.00元。",
    ] {
        assert!(items(text).is_empty(), "{text}: {:?}", items(text));
    }
}

#[test]
fn one_sentence_tells_the_source_of_all() {
    let l = lexicon();
    assert_eq!(one_source("以上支出均从项目经费列支。", &l), Some(Source::Grant));
    assert_eq!(one_source("截至2026年10月31日，项目支出全部由项目经费列支，单位：元。", &l), Some(Source::Grant));
    assert_eq!(one_source("上述费用全部由单位自筹资金承担", &l), Some(Source::Own));
    for said in [
        "经费来源：自治区科协拨款20000元（2026年5月到账），全部支出由该款列支。",
        "科协资助款10000元已到账。以上费用均从该经费中支出",
    ] {
        assert_eq!(one_source(said, &l), Some(Source::Grant), "{said}");
    }
    for said in [
        "经费来源：自治区科协拨款20000元，学会自筹3000元，全部支出由该款列支。",
        "自治区科协拨款20000元，其余支出由该款列支。",
        "工作餐由该款列支，自治区科协拨款20000元。",
    ] {
        assert_eq!(one_source(said, &l), None, "{said}");
    }
    assert_eq!(one_source("超出部分全部由单位自筹解决。", &l), None);
    assert_eq!(one_source("全部支出均取得合法票据，按学会财务制度审批报销", &l), None);
}

#[test]
fn totals_and_income_in_prose() {
    let l = lexicon();
    let total = |t: &str| stated_total(DocId(0), t, &Place::Whole, &l).map(|x| x.0);
    assert_eq!(total("项目实际支出20,332.50元，明细见下表。"), Some("20332.5".parse().expect("digits")));
    assert_eq!(total("资助经费支出14120.00元，尚有结余880.00元。"), None);
    let income = |t: &str| grant_income(DocId(0), t, &Place::Whole, &l).map(|x| x.0);
    assert_eq!(
        income("项目总收入20,590.00元。其中：自治区科协项目经费15,000.00元，已到账；学会自筹5,590.00元。"),
        Some(Money::yuan(15000))
    );
    assert_eq!(income("资助经费4.00万元于2026年6月18日到账，单位配套1.634万元。"), Some(Money::yuan(40000)));
    assert_eq!(income("资助经费支出3.8490万元，结余0.1510万元。"), None);
    let split =
        |t: &str| spent_by_source(DocId(0), t, &Place::Whole, &l).into_iter().map(|x| (x.0, x.1)).collect::<Vec<_>>();
    assert_eq!(
        split("其中拟申请自治区科协资助列支29,880.00元，单位自筹1,908.00元。"),
        [(Source::Grant, Money::yuan(29880)), (Source::Own, Money::yuan(1908))]
    );
}

//! Which table counts, and what else is stated.

use super::*;
use crate::accounts::testing::{document, dossier, kinds, pack};
use crate::model::DifferenceKind;

fn of(documents: &[(&str, &str)]) -> Accounts {
    let d = dossier(documents.iter().map(|(path, text)| document(path, text)).collect());
    Reckoner::new(&pack()).reckon(&d, &kinds(&d))
}

const FORM: &str = "项目验收表
    T 支出项目 | 金额（元）
    T 会务费 | 9,000.00
    T 合计 | 9,000.00";

#[test]
fn the_report_comes_before_the_form_and_other_totals_are_shown() {
    let a = of(&[
        ("1验收表.docx", FORM),
        (
            "2决算报告.docx",
            "项目累计支出9,800.00元。
            T 支出项目 | 金额（元）
            T 场地费 | 6,000.00
            T 资料费 | 2,800.00
            T 合计 | 8,800.00",
        ),
    ]);
    assert_eq!(a.actual, Some(Money::yuan(8800)));
    assert_eq!(a.expenses.len(), 2);
    let kinds: Vec<_> = a.main_statement().into_iter().flat_map(|s| &s.differences).map(|d| d.kind).collect();
    assert_eq!(kinds, [DifferenceKind::Prose]);
    // Without a report the form's table is the accounts.
    assert_eq!(of(&[("1验收表.docx", FORM)]).actual, Some(Money::yuan(9000)));
}

#[test]
fn tables_of_other_papers_are_no_accounts() {
    let budget = "经费预算
        T 科目 | 金额（元）
        T 场地费 | 6,000.00
        T 资料费 | 2,800.00
        T 合计 | 8,800.00";
    let a = of(&[("1合同书.docx", budget), ("2活动方案.docx", budget)]);
    assert_eq!((a.main, a.expenses.len()), (None, 0));
    let a = of(&[("1合同书.docx", budget), ("3决算.docx", &budget.replace("经费预算", "经费决算"))]);
    assert_eq!((a.budget_lines.len(), a.budget), (2, Some(Money::yuan(8800))));
    assert_eq!(a.statements.len(), 1);
}

#[test]
fn sums_by_source_tell_lines_only_where_one_choice_fits() {
    let table = |grant: &str, last: &str| {
        format!(
            "T 项目 | 金额（元）
            T 场地费 | 6,000.00
            T 资料费 | 2,800.00
            T 餐费 | {last}
            T 合计 | 9,900.00
            T 其中：项目经费 | {grant}"
        )
    };
    let a = of(&[("决算.docx", &table("8,800.00", "1,100.00"))]);
    let sources: Vec<Source> = a.expenses.iter().map(|e| e.line.source).collect();
    assert_eq!(sources, [Source::Grant, Source::Grant, Source::Own]);
    assert_eq!(a.grant_charged, Some(Money::yuan(8800)));
    let twice = "T 项目 | 金额（元）
        T 场地费 | 2,000.00
        T 资料费 | 2,000.00
        T 合计 | 4,000.00
        T 其中：项目经费 | 2,000.00";
    let a = of(&[("决算.docx", twice)]);
    assert!(a.expenses.iter().all(|e| e.line.source == Source::Unknown));
    assert_eq!(a.grant_charged, Some(Money::yuan(2000)));
}

#[test]
fn tables_under_headings_that_name_sources_are_one() {
    let text = |second_number: &str, first: &str, second: &str| {
        format!(
            "{first}
            T 序号 | 开支项目 | 金额（元）
            T 1 | 会场租赁费 | 3,000.00
            T 2 | 专家讲课费 | 5,000.00
            T | 小计 | 8,000.00
            {second}
            T 序号 | 开支项目 | 金额（元）
            T {second_number} | 会议工作餐 | 2,000.00
            T | 小计 | 2,000.00
            以上两部分支出合计10,000.00元（大写：壹万元整）。"
        )
    };
    for (number, first, second) in [
        ("3", "一、自治区科协项目经费支出", "二、市科协配套经费支出"),
        ("1", "（一）项目经费支出明细", "（二）单位自筹支出明细"),
    ] {
        let a = of(&[("经费决算报告.docx", &text(number, first, second))]);
        assert_eq!((a.actual, a.expenses.len()), (Some(Money::yuan(10000)), 3), "{first}");
        assert_eq!((a.grant_charged, a.own_charged), (Some(Money::yuan(8000)), Some(Money::yuan(2000))));
        assert_eq!(a.main_statement().map(|s| s.differences.len()), Some(0), "{:?}", a.main_statement());
    }
    // Two views of one money are not added.
    let a = of(&[("经费决算报告.docx", &text("1", "一、支出汇总", "二、餐费支出明细"))]);
    assert_eq!(a.expenses.len(), 2);
}

#[test]
fn letters_of_line_numbers_are_sources_only_with_a_key_to_all() {
    let sources = |key: &str| {
        let table = format!(
            "T 代码 | 支出内容 | 金额（元）
            T A1 | 场地费 | 8,000.00
            T A2 | 讲课费 | 1,000.00
            T B1 | 餐费 | 1,000.00
            T 合计<2> | 10,000.00
            {key}"
        );
        let a = of(&[("决算.docx", &table)]);
        a.expenses.iter().map(|e| e.line.source).collect::<Vec<_>>()
    };
    let (g, o, u) = (Source::Grant, Source::Own, Source::Unknown);
    assert_eq!(sources("代码说明：A类由科协项目经费列支，B类由学会自筹列支。"), [g, g, o]);
    assert_eq!(sources("说明：A类由科协项目经费列支。"), [u, u, u]);
    assert_eq!(sources("说明：A为活动费，B为劳务费。"), [u, u, u]);
}

#[test]
fn plain_words_for_sources() {
    let a = of(&[(
        "决算.docx",
        "T 用途 | 金额（元） | 资金
        T 检测费 | 2,400.00 | 项目款
        T 差旅费 | 1,000.00 | 课题费
        T 工作餐 | 400.00 | 厂里自己出
        T 茶歇 | 200.00 | 公司掏
        T 合计 | 4,000.00 |",
    )]);
    let sources: Vec<Source> = a.expenses.iter().map(|e| e.line.source).collect();
    assert_eq!(sources, [Source::Grant, Source::Grant, Source::Own, Source::Own]);
}

#[test]
fn sources_are_told_by_the_numbers_of_lines() {
    let table = |note: &str| {
        format!(
            "T 序号 | 支出内容 | 金额（元）
            T 1 | 场地费 | 2,000.00
            T 2 | 讲课费 | 2,000.00
            T 3 | 餐费 | 1,000.00
            T 合计<2> | 5,000.00
            T {note}<3>"
        )
    };
    let sources = |note: &str| {
        let a = of(&[("决算.docx", &table(note))]);
        a.expenses.iter().map(|e| e.line.source).collect::<Vec<_>>()
    };
    let expected = [Source::Grant, Source::Grant, Source::Own];
    for note in [
        "注：本表第1至2项从自治区科协项目经费中支出，第3项从学校配套经费中支出。",
        "说明：前两项由项目经费列支，其余由学会自筹。",
        "注：第一、二项使用项目经费，计4,000.00元；第三项使用研究会自有资金。",
    ] {
        assert_eq!(sources(note), expected, "{note}");
    }
    for note in ["注：第1项从项目经费中支出。", "注：详见第1至3项附件。", "注：第1至9项从项目经费中支出。"]
    {
        assert_eq!(sources(note), [Source::Unknown; 3], "{note}");
    }
}

#[test]
fn the_note_below_the_total_is_read_clause_by_clause() {
    let a = of(&[(
        "经费决算.xlsx",
        "S 序号 | 费用名称 | 金额（元） | 经费渠道
        S 1 | 检测费 | 9,052.00 | 科协项目经费
        S 2 | 工作餐 | 620.00 | 企业自筹
        S | 合计 | 9,672.00
        S 其中科协项目经费9,052.00元，企业自筹620.00元；项目经费拨款10,000.00元，结余948.00元。",
    )]);
    let statement = a.main_statement().expect("a table");
    assert_eq!(statement.by_source.len(), 2);
    assert!(statement.differences.is_empty(), "{:?}", statement.differences);
}

#[test]
fn numbered_sentences_over_paragraphs_keep_their_enumerations() {
    let a = of(&[(
        "经费决算报告.docx",
        "2026年6月8日收到自治区科协项目经费8,000.00元。支出情况（单位：元）：
        1．场地租用费3,000.00元；
        2．一、二等奖选手奖金（以书卡发放）2,000.00元；
        3．参赛编辑工作餐1,000.00元。
        上述第1至2项使用项目经费，计5,000.00元；第3项使用研究会自有资金，计1,000.00元。总支出6,000.00元（陆仟元整），结余3,000.00元。",
    )]);
    let items: Vec<&str> = a.expenses.iter().map(|e| e.line.item.as_str()).collect();
    assert_eq!(items, ["场地租用费", "一、二等奖选手奖金（以书卡发放）", "参赛编辑工作餐"]);
    assert_eq!((a.actual, a.grant_charged), (Some(Money::yuan(6000)), Some(Money::yuan(5000))));
    assert!(a.main_statement().is_some_and(|s| s.differences.is_empty()), "{:?}", a.main_statement());
}

#[test]
fn prose_is_read_where_no_table_is() {
    let a = of(&[(
        "经费决算报告.docx",
        "自治区科协资助经费10,000.00元已到账。以上支出均从项目经费列支，开支如下：
        1.场地租赁费3000元；2.专家讲课费：4,000元；3.购买打印机1台1580元。
        以上三项合计8,580.00元（大写：捌仟伍佰捌拾元整）。",
    )]);
    let items: Vec<&str> = a.expenses.iter().map(|e| e.line.item.as_str()).collect();
    assert_eq!(items, ["场地租赁费", "专家讲课费", "购买打印机1台"]);
    assert_eq!((a.actual, a.grant_charged), (Some(Money::yuan(8580)), Some(Money::yuan(8580))));
    assert_eq!(a.expenses[2].class, crate::model::SpendingClass::FixedAsset);
    assert_eq!(a.main_statement().map(|s| s.differences.len()), Some(0));
}

/// `(total, charged to the grant, own)` in yuan.
fn sums(text: &str) -> (Option<Money>, Option<Money>, Option<Money>) {
    let a = of(&[("经费决算报告.docx", text)]);
    assert!(a.main_statement().is_some_and(|s| s.differences.is_empty()), "{:?}", a.main_statement());
    assert_eq!(a.actual, a.lines_sum);
    (a.actual, a.grant_charged, a.own_charged)
}

#[test]
fn who_pays_is_told_in_many_ways() {
    let expected = (Some(Money::yuan(10000)), Some(Money::yuan(8000)), Some(Money::yuan(2000)));
    for text in [
        // Headings over numbered sentences.
        "一、项目经费支出
        1.场地租赁费3,000.00元；
        2.专家讲课费5,000.00元；
        二、单位自筹支出
        3.会议工作餐2,000.00元。
        以上合计支出10,000.00元（大写：壹万元整）。",
        "（一）项目经费支出8,000.00元：1.场地租赁费3,000.00元；2.专家讲课费5,000.00元。
        （二）自筹资金支出2,000.00元：1.会议工作餐2,000.00元。
        支出总计10,000.00元（大写：壹万元整）。",
        // Leaders and remarks.
        "场地租赁费……3,000.00元（项目经费）
        专家讲课费……5,000.00元（项目经费）
        会议工作餐……2,000.00元（学会自筹）
        合计……10,000.00元",
        // A total under each section.
        "T 序号 | 支出内容 | 金额（元）
        T 一、项目经费支出<3>
        T 1 | 场地费 | 3000
        T 2 | 讲课费 | 5000
        T 合计<2> | 8000
        T 二、学会自筹支出<3>
        T 1 | 工作餐 | 2000
        T 合计<2> | 2000
        T 总计<2> | 10000",
        // Ticks in source columns, a key to letters, an exception.
        "T 序号 | 支出内容 | 金额（元） | 项目经费 | 自筹
        T 1 | 场地费 | 8000 | √ |
        T 2 | 工作餐 | 2000 | | √
        T 合计<2> | 10000 | |",
        "T 序号 | 支出内容 | 金额（元） | 来源
        T 1 | 场地费 | 8000 | A
        T 2 | 工作餐 | 2000 | B
        T 合计<2> | 10000 |
        注：A为自治区科协项目经费，B为学会自筹资金。",
        "T 序号 | 支出内容 | 金额（元）
        T 1 | 场地费 | 8000
        T 2 | 工作餐 | 2000
        T 合计<2> | 10000
        T 备注：除第2项由学会自筹外，其余均由项目经费列支。<3>",
    ] {
        assert_eq!(sums(text), expected, "{text}");
    }
}

#[test]
fn the_rest_is_what_no_exception_names() {
    let paper = |sentence: &str| {
        let text = format!("经费决算报告\n1.场地费3500元；2.专家讲课费4000元；3.工作餐860元。\n{sentence}");
        of(&[("经费决算报告.docx", &text)])
    };
    let sources = |sentence: &str| paper(sentence).expenses.iter().map(|e| e.line.source).collect::<Vec<_>>();
    let (g, o, u) = (Source::Grant, Source::Own, Source::Unknown);
    assert_eq!(sources("除工作餐由学会自筹外，其余均从项目经费列支。"), [g, g, o]);
    assert_eq!(sources("工作餐由学会自筹解决，其余支出由项目经费列支。"), [g, g, o]);
    // Nobody knows which lines the exception means.
    assert_eq!(sources("超支部分由学会自筹，其余由项目经费列支。"), [u, u, u]);
    assert_eq!(sources("其余资金由学会安排。"), [u, u, u]);
}

#[test]
fn a_breakdown_below_the_total_is_no_further_spending() {
    let (total, _, _) = sums(
        "T 序号 | 支出内容 | 金额（元）
        T 1 | 场地费 | 8000
        T 2 | 工作餐 | 2000
        T 合计<2> | 10000
        T 资金来源<3>
        T 1 | 项目经费 | 8000
        T 2 | 学会自筹 | 2000
        T 合计<2> | 10000",
    );
    assert_eq!(total, Some(Money::yuan(10000)));
}

#[test]
fn a_header_that_repeats_itself_is_read_on_both_sides() {
    let a = of(&[(
        "经费决算.docx",
        "T 科目 | 明细 | 金额（元） | 科目 | 明细 | 金额（元）
        T 会议费 | 场地费 | 3000 | 劳务费 | 讲课费 | 5000
        T 资料费 | 印刷费 | 1000 | 其他 | 工作餐 | 2000
        T 合计 | | | | | 11000",
    )]);
    let items: Vec<&str> = a.expenses.iter().map(|e| e.line.item.as_str()).collect();
    assert_eq!(items, ["场地费", "印刷费", "讲课费", "工作餐"]);
    assert_eq!((a.actual, a.lines_sum), (Some(Money::yuan(11000)), Some(Money::yuan(11000))));
}

//! Statements out of tables, as people lay them out.

use super::*;
use crate::accounts::grid::grids;
use crate::accounts::testing::{document, lexicon};
use crate::model::{DifferenceKind, DocId};

fn read(text: &str) -> Vec<Statement> {
    let document = document("决算.docx", text);
    grids(DocId(0), &document).iter().flat_map(|g| statements(g, &lexicon())).collect()
}

/// `item amount source` by line.
fn lines(s: &Statement) -> Vec<String> {
    let mark = |s| match s {
        Source::Grant => "grant",
        Source::Own => "own",
        Source::Unknown => "?",
    };
    s.lines
        .iter()
        .map(|l| format!("{} {} {}", l.item, l.actual.map_or("-".into(), |m| m.to_string()), mark(l.source)))
        .collect()
}

#[test]
fn a_plain_table_with_variance_sources_and_capitals() {
    let s = read(
        "单位：元
        T 序号 | 支出内容 | 预算数 | 决算数 | 资金来源 | 差额（预算－决算） | 备注
        T 1 | 场地租赁费 | 3,700.00 | 3,600.00 | 项目经费 | 100.00 | 宾馆
        T 2 | 会议工作餐 | 3,600.00 | 3,440.00 | 学会自筹 | 160.00 | 86人
        T 合　计<2> | 7,300.00 | 7,040.00 |  | 260.00 |
        T 其中：项目经费<2> | 3,700.00 | 3,600.00 |  | 100.00 |
        T 　　　学会自筹<2> | 3,600.00 | 3,440.00 |  | 160.00 |
        T 合计（大写）<2> | 柒仟零肆拾元整<5>
        三、结余情况",
    );
    assert_eq!(s.len(), 1);
    assert_eq!(lines(&s[0]), ["场地租赁费 3600.00 grant", "会议工作餐 3440.00 own"]);
    assert_eq!(s[0].total.as_ref().and_then(|t| t.actual), Some(Money::yuan(7040)));
    assert_eq!(s[0].by_source.len(), 2);
    assert_eq!(s[0].in_words.as_ref().and_then(|w| w.1), Some(Money::yuan(7040)));
    assert_eq!(s[0].differences, []);
    assert!(s[0].has_budget && s[0].has_source);
}

#[test]
fn a_two_row_header_with_source_columns() {
    let s = read(
        "S 全国学会入桂项目经费决算表
        S 编制单位：某市科学技术协会 | | | | | | | 单位：元
        S 序号 | 支出内容 | 预算数 | 决算数<3> | 差额 | 备注
        S | | | 项目经费（财政资金） | 自筹资金 | 小计 | （预算－决算） |
        S 1 | 展位搭建及展具租赁费 | 8800 | 8720 | | 8720 | 80 | 32个标准展位
        S 2 | 会刊印刷费 | 4500 | | 3816 | 3816 | 684 | 300册
        S 合计 | | 13300 | 8720 | 3816 | 12536 | 764 |
        S 项目负责人：岑某 | | | | 财务负责人：耿某",
    );
    assert_eq!(lines(&s[0]), ["展位搭建及展具租赁费 8720.00 grant", "会刊印刷费 3816.00 own"]);
    assert_eq!(s[0].differences, []);
    assert_eq!(s[0].total.as_ref().and_then(|t| t.budget), Some(Money::yuan(13300)));
    assert_eq!(s[0].title, "全国学会入桂项目经费决算表");
}

#[test]
fn sections_and_subtotals_count_leaves_only() {
    let s = read(
        "金额单位：元
        T 支出项目 | 合同预算 | 实际支出 | 其中：科协资助 | 其中：单位配套 | 差异（预算－实际）
        T 一、筹划 | 14,000.00 | 13,400.00 | 13,400.00 | — | 600.00
        T 策划服务费 | 8,000.00 | 8,000.00 | 8,000.00 | — | 0.00
        T 专家咨询费 | 6,000.00 | 5,400.00 | 5,400.00 | — | 600.00
        T 二、其他 | 1,500.00 | 1,260.00 | — | 1,260.00 | 240.00
        T 办公用品一批 | 1,500.00 | 1,260.00 | — | 1,260.00 | 240.00
        T 总计 | 15,500.00 | 14,660.00 | 13,400.00 | 1,260.00 | 840.00
        总计（大写）：壹万肆仟陆佰陆拾元整",
    );
    assert_eq!(lines(&s[0]), ["策划服务费 8000.00 grant", "专家咨询费 5400.00 grant", "办公用品一批 1260.00 own"]);
    assert_eq!(s[0].differences, []);
    let s = read(
        "S 序号 | 支出科目 | 预算金额 | 决算金额
        S 一 | 赛事组织费 | |
        S 1 | 赛场租赁费 | 12000 | 11800
        S 2 | 专家差旅费 | 5500 | 6432
        S | 小计 | 17500 | 18232
        S 二 | 奖励 | |
        S 3 | 获奖团队奖金 | 14000 | 14000
        S | 小计 | 14000 | 14010
        S
        S 总　计 | | 31500 | 32232",
    );
    assert_eq!(s[0].lines.len(), 3);
    assert_eq!(s[0].lines[2].section, "奖励");
    let kinds: Vec<_> = s[0].differences.iter().map(|d| d.kind).collect();
    assert_eq!(kinds, [DifferenceKind::Subtotal]);
}

#[test]
fn ten_thousands_and_the_cell_that_is_plainly_yuan() {
    let s = read(
        "金额单位：万元
        T 序号 | 支出类别 | 预算 | 决算 | 资金来源 | 说明
        T 1 | 会议场地租赁费 | 1.20 | 1.1500 | 资助经费 | 2天
        T 2 | 专家讲课费 | 0.60 | 6000 | 资助经费 | 6人
        T 3 | 接送车辆租赁费 | 0.40 | 0.3650 | 配套经费 |
        T 合　　计<2> | 2.20 | 2.1150 |  |
        合计人民币（大写）：贰万壹仟壹佰伍拾元整",
    );
    assert_eq!(
        lines(&s[0]),
        ["会议场地租赁费 11500.00 grant", "专家讲课费 6000.00 grant", "接送车辆租赁费 3650.00 own"]
    );
    assert_eq!(s[0].unit.suspicious.len(), 1);
    assert_eq!(s[0].differences, []);
}

#[test]
fn both_columns_of_the_income_side_are_named_so() {
    let s = read(
        "单位：万元
        T 收入项目 | 收入金额 | 支出内容 | 支出金额 | 资金来源
        T 科协资助 | 4 | 场地租用 | 0.6 | 科协资助
        T 学会自筹 | 1.2 | 手册印制 | 0.34 | 自筹
        T 收入合计 | 5.2 | 支出合计 | 0.94 |",
    );
    assert_eq!(lines(&s[0]), ["场地租用 6000.00 grant", "手册印制 3400.00 own"]);
    assert_eq!(s[0].total.as_ref().and_then(|t| t.actual), Some(Money::yuan(9400)));
    assert!(s[0].differences.is_empty());
}

#[test]
fn income_beside_spending_and_numbering_in_the_cell() {
    let s = read(
        "T 收入项目 | 金额（元） | 支出项目 | 金额（元）
        T 自治区科协资助 | 15,000.00 | 1.场地费 | 3,000.00
        T 单位自筹 | 500.00 | 2、3D打印讲座讲课费 | 2,000.00
        T 收入合计 | 15,500.00 | 支出合计 | 5,000.00",
    );
    assert_eq!(lines(&s[0]), ["场地费 3000.00 ?", "3D打印讲座讲课费 2000.00 ?"]);
    assert_eq!(s[0].total.as_ref().and_then(|t| t.actual), Some(Money::yuan(5000)));
}

#[test]
fn sides_named_in_a_row_above_the_header() {
    for groups in ["T 收 入<3> | 支 出<3>\n", ""] {
        let s = read(&format!(
            "{groups}T 序号 | 来源 | 金额 | 序号 | 开支内容 | 金额
            T 1 | 自治区科协拨款 | 15000 | 1 | 会场租用 | 3200
            T 2 | 学会自有资金 | 4860 | 2 | 讲课酬金 | 6000
            T | | | 3 | 印制 | 1174
            T 收入合计<2> | 19860 | 支出合计<2> | 10374"
        ));
        assert_eq!(lines(&s[0]), ["会场租用 3200.00 ?", "讲课酬金 6000.00 ?", "印制 1174.00 ?"], "{groups}");
        assert_eq!(s[0].total.as_ref().and_then(|t| t.actual), Some(Money::yuan(10374)));
    }
    // A source column beside the item is none of that.
    let s = read(
        "T 资金来源 | 支出内容 | 金额
        T 项目经费 | 会场租用 | 3200
        T 学会自筹 | 工作餐 | 800",
    );
    assert_eq!(lines(&s[0]), ["会场租用 3200.00 grant", "工作餐 800.00 own"]);
}

#[test]
fn a_wide_name_over_category_and_contents() {
    let s = read(
        "S 行次 | 支出<2> | 决算金额 | 附件
        S | 类别 | 具体内容 | |
        S 1 | 会议费 | 大屏租赁费 | 1166 | 3张
        S 2 | | 讲课费 | 900 | 4张
        S 总计<3> | 2066 |",
    );
    assert_eq!(lines(&s[0]), ["大屏租赁费 1166.00 ?", "讲课费 900.00 ?"]);
}

#[test]
fn the_sum_that_does_not_fit_is_shown_with_both_figures() {
    let s = read(
        "T 项目 | 金额 | 资金渠道
        T 会议室租金 | 2800 | 科协项目经费
        T 餐费 | 1720 | 研究会自筹
        T 合计 | 4820 |
        T 合计金额（大写）： | 肆仟捌佰贰拾元整 |",
    );
    let d = &s[0].differences;
    assert_eq!(d.len(), 1);
    assert_eq!((d[0].kind, d[0].computed, d[0].printed), (DifferenceKind::Total, Money::yuan(4520), Money::yuan(4820)));
}

#[test]
fn a_sheet_without_merges_in_ten_thousands() {
    let s = read(
        "S 全国学会入桂系列活动服务与策划项目决算表
        S 单位名称：某研究会 | | | 金额单位：万元
        S 序号 | 支出内容明细 | 金额（万元） | 资金来源 | 凭证号
        S 1 | 系列活动策划费 | 0.6000 | 项目经费 | 记-0611
        S 2 | 采购笔记本电脑1台 | 0.5499 | 项目经费 | 记-0702
        S 合计 | | 1.1499
        S 大写：壹万壹仟肆佰玖拾玖元整
        S 制表人：隆某 | | | 2026年11月10日",
    );
    assert_eq!(lines(&s[0]), ["系列活动策划费 6000.00 grant", "采购笔记本电脑1台 5499.00 grant"]);
    assert_eq!(s[0].differences, []);
}

#[test]
fn unsaved_sums_are_worked_out() {
    let s = read(
        "S 项目 | 金额
        S 会议室租金 | 2800
        S 餐费 | 1720
        S 合计 | =SUM(B2:B3)",
    );
    assert_eq!(s[0].total.as_ref().and_then(|t| t.actual), Some(Money::yuan(4520)));
    assert_eq!(s[0].differences, []);
}

#[test]
fn one_amount_over_several_items_is_counted_once_and_is_nobodys() {
    let text = "S 序号 | 内容 | 金额 | 备注
        S 1 | 场地费 | 2000 |
        S 2 | 展板制作 | 5000 | 见合同
        S 3 | 购买电脑 | ^ | 1台
        S 合计 | | 7000 |
        S 制表：甲 | | 审核：乙 |";
    let read = |covered: &[&str]| {
        let document = document("决算.xlsx", text);
        let mut grids = grids(DocId(0), &document);
        for row in grids.iter_mut().flat_map(|g| &mut g.rows) {
            for cell in row.cells.iter_mut().filter(|c| covered.contains(&c.text.as_str())) {
                cell.row_span = 2;
            }
        }
        grids.iter().flat_map(|g| statements(g, &lexicon())).next().expect("a statement")
    };
    let s = read(&["5000"]);
    assert_eq!(lines(&s), ["场地费 2000.00 ?", "展板制作 5000.00 ?", "购买电脑 - ?"]);
    let unread: Vec<&str> = s.unread.iter().map(|u| u.item.as_str()).collect();
    assert_eq!(unread, ["展板制作", "购买电脑"]);
    assert_eq!(s.differences, []);
    // A row below that has an amount of its own shares none.
    let s = read(&["2000"]);
    assert_eq!(s.unread, []);
}

#[test]
fn tables_that_are_no_accounts_are_left_alone() {
    for text in [
        "T 序号 | 姓名 | 单位 | 职务 | 联系电话
         T 1 | 张某 | 某学会 | 教授 | 13800000000",
        "T 序号 | 团队 | 得分 | 名次
         T 1 | 甲队 | 92.5 | 1",
        "T 时间 | 内容 | 地点
         T 9:00 | 开幕 | 大厅",
    ] {
        assert_eq!(read(text).len(), 0, "{text}");
    }
}

#[test]
fn categories_beside_contents_and_three_header_rows() {
    let s = read(
        "T 附表
        T 费用类别 | 支出内容 | 经费支出（元）<3> | 备注
        T ^ | ^ | 其中<2> | 合计 | ^
        T ^ | ^ | 财政资金 | 自筹资金 | ^ | ^
        T 会议费 | 场地租赁 | 2,000.00 | / | 2,000.00 |
        T ^ | 工作餐 | / | 800.00 | 800.00 |
        T 差旅费 | 专家机票 | 1,500.00 | / | 1,500.00 |
        T 合计<2> | 3,500.00 | 800.00 | 4,300.00 |",
    );
    assert_eq!(lines(&s[0]), ["场地租赁 2000.00 grant", "工作餐 800.00 own", "专家机票 1500.00 grant"]);
    assert_eq!(s[0].differences, []);
}

#[test]
fn nested_numbering_with_parent_amounts() {
    let s = read(
        "T 序号 | 科目 | 决算数（元）
        T 一 | 会议费 | 5,000.00
        T 1 | 场地费 | 3,000.00
        T 2 | 资料费 | 2,000.00
        T 二 | 劳务费 | 2,400.00
        T （一） | 专家讲课费 | 1,600.00
        T （二） | 志愿者餐费 | 800.00
        T 三 | 交通费 | 600.00
        T | 总计 | 8,000.00",
    );
    assert_eq!(
        lines(&s[0]),
        ["场地费 3000.00 ?", "资料费 2000.00 ?", "专家讲课费 1600.00 ?", "志愿者餐费 800.00 ?", "交通费 600.00 ?"]
    );
    assert_eq!(s[0].differences, []);
}

#[test]
fn parents_without_numbers_and_lines_of_one_level() {
    let s = read(
        "T 项目 | 金额
        T 会议费 | 5000
        T 场地费 | 3000
        T 资料费 | 2000
        T 交通费 | 600
        T 合计 | 5600",
    );
    assert_eq!(lines(&s[0]), ["场地费 3000.00 ?", "资料费 2000.00 ?", "交通费 600.00 ?"]);
    let s = read(
        "T 序号 | 项目 | 金额
        T 一 | 会议费 | 5000
        T 二 | 场地费 | 3000
        T 三 | 资料费 | 2000
        T | 合计 | 10000",
    );
    assert_eq!(s[0].lines.len(), 3);
}

#[test]
fn the_form_of_line_seven_and_its_total_column() {
    let s = read(
        "四、经费支出列表
        T 序号 | 支出内容明细 | 金额（万元） | 合计
        T 1 | 专家交通费 | 0.9460 | 3.1788
        T 2 | 专家住宿费 | 2.2328 |",
    );
    assert_eq!(lines(&s[0]), ["专家交通费 9460.00 ?", "专家住宿费 22328.00 ?"]);
}

#[test]
fn of_which_rows_below_lines_and_income_above_spending() {
    let s = read(
        "T 项目 | 金额（元）
        T 一、收入 |
        T 自治区科协拨款 | 20000
        T 单位自筹 | 1000
        T 收入合计 | 21000
        T 二、支出 |
        T 会务费 | 6000
        T 其中：场地费 | 4000
        T 展板制作费 | 2000
        T 评审费 | 3000
        T 支出合计 | 9000
        T 三、结余 | 12000",
    );
    assert_eq!(s.len(), 1);
    assert_eq!(s[0].total.as_ref().and_then(|t| t.actual), Some(Money::yuan(9000)), "{:?}", s[0].total);
    assert_eq!(s[0].lines.iter().filter_map(|l| l.actual).sum::<Money>(), Money::yuan(9000), "{:?}", lines(&s[0]));
}

#[test]
fn a_form_with_a_table_in_the_middle() {
    let s = read(
        "T 项目名称 | 某某学术交流<3>
        T 承担单位 | 某学会 | 负责人 | 张某
        T 经费决算情况<4>
        T 支出项目 | 预算（元） | 决算（元） | 资金来源
        T 场地费 | 3000 | 2900 | 项目经费
        T 餐费 | 1000 | 1100 | 自筹
        T 合计 | 4000 | 4000 |
        T 承担单位意见<4>
        T 同意报送。负责人签字：<4>",
    );
    assert_eq!(s.len(), 1);
    assert_eq!(lines(&s[0]), ["场地费 2900.00 grant", "餐费 1100.00 own"]);
    assert_eq!(s[0].total.as_ref().and_then(|t| t.actual), Some(Money::yuan(4000)));
}

#[test]
fn units_that_contradict_and_sources_that_merge() {
    let s = read(
        "单位：万元
        T 序号 | 支出内容 | 金额（元） | 经费来源
        T 1 | 场地费 | 3,000.00 | 项目经费
        T 2 | 讲课费 | 2,000.00 | 同上
        T 3 | 餐费 | 900.00 | 学会自筹
        T | 合计 | 5,900.00 |",
    );
    assert!(s[0].unit.conflicting);
    assert_eq!(lines(&s[0]), ["场地费 3000.00 grant", "讲课费 2000.00 grant", "餐费 900.00 own"]);
}

#[test]
fn amounts_with_currency_marks_and_a_discount() {
    let s = read(
        "T 名称 | 单价（元） | 数量 | 金额（元） | 备注
        T 资料印刷 | ￥20.00 | 100册 | ￥2,000.00 | 项目经费
        T 场地租赁费 | 1500.00 | 2天 | 3000.00元 | 单位自筹
        T 退回押金 |  |  | （500.00） |
        T 合计 |  |  | ￥4,500.00 | 人民币肆仟伍佰元整",
    );
    assert_eq!(lines(&s[0]), ["资料印刷 2000.00 grant", "场地租赁费 3000.00 own", "退回押金 -500.00 ?"]);
    assert_eq!(s[0].differences, []);
    assert_eq!(s[0].in_words.as_ref().and_then(|w| w.1), Some(Money::yuan(4500)));
}

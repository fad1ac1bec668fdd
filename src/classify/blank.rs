//! Forms and templates left blank: such a paper is there, and proves nothing.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::document::Document;
use crate::model::text::fold;
use crate::model::{Content, DocKind};

/// Placeholders of templates: `××`, `XX`, `____`, “（请填写）”.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"×{2,}|[xX]{2,}(学会|公司|市|月|日|年|单位|活动|人)|_{3,}|（?请?(填写|填入|注明)[^，。]{0,12}）")
        .expect("fixed pattern")
});

/// A concrete day: a paper that names one is no empty template.
static CONCRETE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日|20[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}").expect("fixed pattern")
});

/// Words that forms print in the value cells themselves.
static PREPRINTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[\s年月日:：_/／—\-()（）□☐.…·]*$|^(单位)?(负责人)?(组长)?[(（]?(签名|签字|盖章)[)）]?.{0,40}$")
        .expect("fixed pattern")
});

/// Whether the paper is a form or template that nobody filled in.
pub(super) fn is_blank(doc: &Document, blocks: Range<usize>, kind: DocKind) -> bool {
    let blocks = doc.blocks.get(blocks).unwrap_or_default();
    match kind {
        DocKind::AcceptanceForm | DocKind::ApplicationForm | DocKind::SubsidyForm | DocKind::Filing => {
            let (labels, filled) = label_values(blocks);
            labels >= 4 && filled * 6 <= labels
        }
        DocKind::SignIn | DocKind::AttendeeList | DocKind::TeamList => !has_rows(blocks),
        DocKind::FinalAccounts | DocKind::ExpenditureStatement => is_without_figures(blocks),
        DocKind::PressPublication => is_header_alone(blocks),
        DocKind::Invoice | DocKind::Photo | DocKind::Other => false,
        _ => {
            let text: String = blocks.iter().filter_map(|b| b.content.as_line()).collect::<Vec<_>>().join("\n");
            (PLACEHOLDER.find_iter(&text).count() >= 3 && !CONCRETE.is_match(&text)) || is_frame(&text)
        }
    }
}

/// A report of which only the frame stands: most of its items end with “待填”, “待补充” or a line to write on.
fn is_frame(text: &str) -> bool {
    static OPEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[(（]?(待|尚待)(填写?|补充?|完善|撰写)[)）]?[。；]?$|_{3,}[。；]?$|[:：]\s*[(（](略|空)[)）]$")
            .expect("fixed pattern")
    });
    static ITEM: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^([一二三四五六七八九十]+[、.]|[(（][一二三四五六七八九十0-9]+[)）]|[0-9]+[.、])")
            .expect("fixed pattern")
    });
    let lines: Vec<String> = text.lines().map(fold).collect();
    let long = lines.iter().any(|l| l.chars().count() > 60);
    let items: Vec<&String> = lines.iter().filter(|l| ITEM.is_match(l)).collect();
    let open = items.iter().filter(|l| OPEN.is_match(l)).count();
    !long && open >= 3 && open * 4 >= items.len() * 3
}

/// Pairs of label and value in the tables of a form: how many labels, how many with a value.
fn label_values(blocks: &[crate::model::Block]) -> (usize, usize) {
    let (mut labels, mut filled) = (0, 0);
    for table in blocks.iter().filter_map(|b| b.content.as_table()) {
        for row in &table.rows {
            for (i, cell) in row.cells.iter().enumerate() {
                let label = fold(&cell.text);
                let n = label.chars().count();
                if !(2..=16).contains(&n) || !is_label(&label) {
                    continue;
                }
                labels += 1;
                let value = row.cells.get(i + 1).map(|c| fold(&c.text)).unwrap_or_default();
                if !value.is_empty() && !PREPRINTED.is_match(&value) && !is_label(&value) {
                    filled += 1;
                }
            }
        }
    }
    (labels, filled)
}

fn is_label(folded: &str) -> bool {
    const ENDS: [&str; 24] = [
        "名称",
        "单位",
        "负责人",
        "联系人",
        "姓名",
        "职务",
        "电话",
        "微信号",
        "时间",
        "地址",
        "金额",
        "经费",
        "编号",
        "类型",
        "类别",
        "意见",
        "情况",
        "成果",
        "方案",
        "意义",
        "来源",
        "基础",
        "地点",
        "人数",
    ];
    let bare = folded.trim_end_matches([':', '：']);
    ENDS.iter().any(|e| bare.ends_with(e)) && !bare.contains(['，', '。'])
}

/// Figures of money: with its unit anywhere, or alone in a cell.
static MONEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[0-9][0-9,，.]*\s*(元|万)|[¥￥]\s*[0-9]|[零壹贰叁肆伍陆柒捌玖拾佰仟]{2}").expect("fixed pattern")
});
static FIGURE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^-?[0-9][0-9,，]*(\.[0-9]+)?$").expect("fixed pattern"));

/// Accounts whose table holds no amount, and whose text names none: the form as it was handed out.
fn is_without_figures(blocks: &[crate::model::Block]) -> bool {
    let tables = || blocks.iter().filter_map(|b| b.content.as_table());
    let mut lines = blocks.iter().filter_map(|b| b.content.as_line());
    let has_figures = |t: &crate::model::Table| {
        let cells = || t.rows.iter().flat_map(|r| &r.cells);
        // The first column numbers the rows.
        let first = cells().map(|c| c.col).min().unwrap_or_default();
        cells().any(|c| {
            let text = fold(&c.text);
            let alone = FIGURE.is_match(&text) && text.contains(|c| ('1'..='9').contains(&c));
            MONEY.is_match(&text) || (c.col > first && alone)
        })
    };
    tables().next().is_some() && !lines.any(|l| MONEY.is_match(&fold(l))) && !tables().any(has_figures)
}

/// A list (of links) that has its header and no entry.
fn is_header_alone(blocks: &[crate::model::Block]) -> bool {
    let mut rows = blocks.iter().filter_map(|b| b.content.as_table()).flat_map(|t| &t.rows).filter(|r| {
        r.cells.iter().filter(|c| fold(&c.text).chars().any(|ch| !ch.is_ascii_digit() && ch != '.')).count() >= 2
    });
    let header = rows.next().is_some_and(|r| r.cells.iter().all(|c| c.text.chars().count() <= 12));
    let told: usize = blocks.iter().filter_map(|b| b.content.as_line()).map(|l| l.chars().count()).sum();
    header && rows.next().is_none() && told <= 30
}

/// At least one row below the header that names somebody or something.
fn has_rows(blocks: &[crate::model::Block]) -> bool {
    let mut tables = 0;
    for block in blocks {
        match &block.content {
            Content::Table(t) => {
                tables += 1;
                let header = t.rows.iter().position(|r| {
                    r.cells.iter().any(|c| {
                        let f = fold(&c.text);
                        ["姓名", "名字", "队名", "团队", "队伍", "参赛队"].iter().any(|w| f.contains(w))
                    })
                });
                let below = header.map_or(0, |h| h + 1);
                let filled = t.rows.iter().skip(below).any(|r| {
                    r.cells.iter().filter(|c| c.is_shown()).any(|c| {
                        let f = fold(&c.text);
                        c.number.is_none()
                            && f.chars().count() >= 2
                            && !f.chars().all(|c| c.is_ascii_digit() || c == '.')
                    })
                });
                if filled {
                    return true;
                }
            }
            // a list in running lines: names in a text or a scan that was recognised
            Content::Heading { .. } | Content::Paragraph { .. } => {}
        }
    }
    // without any table there is nothing to call blank unless the text is empty too
    tables == 0 && blocks.iter().filter_map(|b| b.content.as_line()).map(|l| l.chars().count()).sum::<usize>() > 60
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::Row;
    use crate::model::{Block, Cell, Origin, Place, Table};

    fn block(content: Content) -> Block {
        Block { place: Place::Paragraph(1), origin: Origin::Body, hidden: false, content }
    }

    fn table(rows: &[&[&str]]) -> Block {
        let cell = |(col, text): (u32, &&str)| Cell { col, text: (*text).to_owned(), ..Cell::default() };
        let cells = |r: &[&str]| (0..).zip(r).filter(|(_, t)| !t.is_empty()).map(cell).collect();
        let rows = (0..).zip(rows).map(|(row, r)| Row { row, hidden: false, cells: cells(r) }).collect();
        block(Content::Table(Table { sheet: None, rows }))
    }

    #[test]
    fn accounts_without_any_amount_are_a_form_and_others_are_not() {
        let head: &[&str] = &["序号", "支出内容", "决算数"];
        let blank = |rows: &[&[&str]]| is_without_figures(&[table(rows)]);
        assert!(blank(&[head, &["1"], &["2"], &["合计", "", "0.00"]]));
        assert!(!blank(&[head, &["1", "会议室租金", "1580"]]));
        assert!(!blank(&[head, &["", "", "0.158"]]));
        assert!(!blank(&[head, &["1", "会议室租金1,580元"]]));
        let told = block(Content::Paragraph { text: "共支出1.2万元。".into() });
        assert!(!is_without_figures(&[table(&[head]), told]));
    }
}

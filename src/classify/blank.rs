//! Forms and templates left blank, or filled with words that say nothing: such a paper is there, and proves nothing.

use crate::model::filler::is_filler;
use crate::model::language::language;
use crate::model::text::fold;
use crate::model::{Block, Content, DocKind, Line, Role, Roles, Standing, Table};

/// Whether the paper is a form or template that nobody filled in, or that only fillers fill.
pub(super) fn void(blocks: &[Block], lines: &[Line], kind: DocKind, roles: Roles) -> Option<Standing> {
    let blank = |yes: bool| yes.then_some(Standing::Blank);
    if roles.has(Role::IsAForm) {
        let form = Form::of(blocks);
        let empty = form.labels >= LABELS && form.filled * 6 <= form.labels;
        return empty.then_some(if form.fillers > 0 { Standing::Filler } else { Standing::Blank });
    }
    if roles.has(Role::IsAList) {
        return blank(!has_rows(blocks));
    }
    if roles.has(Role::IsAccounts) {
        return blank(is_without_figures(blocks));
    }
    if kind == DocKind::PressPublication {
        return blank(is_header_alone(blocks));
    }
    if kind.is_unknown() || roles.has(Role::MayStandBare) {
        return None;
    }
    let text = lines.iter().filter(|l| !l.is_row()).map(|l| l.folded.as_str()).collect::<Vec<_>>().join("\n");
    let words = &language().fillers;
    let template = words.placeholder.captures_all(&text).len() >= 3 && !words.day.hits(&text);
    blank(template || is_frame(&text))
}

/// Labels from which on a table is a form.
const LABELS: usize = 4;

/// A report of which only the frame stands: most of its items end with “待填”, “待补充” or a line to write on.
fn is_frame(text: &str) -> bool {
    let (titles, fillers) = (&language().title_lines, &language().fillers);
    let lines: Vec<&str> = text.lines().collect();
    let long = lines.iter().any(|l| l.chars().count() > 60);
    let items: Vec<&&str> = lines.iter().filter(|l| titles.numbered.hits(l)).collect();
    let open = items.iter().filter(|l| fillers.open_item.hits(l)).count();
    !long && open >= 3 && open * 4 >= items.len() * 3
}

/// Pairs of label and value in the tables of a form.
#[derive(Debug, Default)]
struct Form {
    labels: usize,
    /// Labels with a value that says something.
    filled: usize,
    /// Labels with a value that says nothing.
    fillers: usize,
}

impl Form {
    fn of(blocks: &[Block]) -> Form {
        let mut form = Form::default();
        for row in blocks.iter().filter_map(|b| b.content.as_table()).flat_map(|t| &t.rows) {
            for (i, cell) in row.cells.iter().enumerate() {
                let label = fold(&cell.text);
                if !(2..=16).contains(&label.chars().count()) || !is_label(&label) {
                    continue;
                }
                form.labels += 1;
                let value = row.cells.get(i + 1).map(|c| fold(&c.text)).unwrap_or_default();
                if is_filler(&value) {
                    form.fillers += 1;
                } else if !value.is_empty() && !language().fillers.preprinted.hits(&value) && !is_label(&value) {
                    form.filled += 1;
                }
            }
        }
        form
    }
}

fn is_label(folded: &str) -> bool {
    let bare = folded.trim_end_matches([':', '：']);
    language().fillers.form_label.hits(bare) && !bare.contains(['，', ',', '。'])
}

/// Accounts whose table holds no amount, and whose text names none: the form as it was handed out.
fn is_without_figures(blocks: &[Block]) -> bool {
    let amount = &language().fillers.amount;
    let tables = || blocks.iter().filter_map(|b| b.content.as_table());
    let mut lines = blocks.iter().filter_map(|b| b.content.as_line());
    let has_figures = |t: &Table| {
        let cells = || t.rows.iter().flat_map(|r| &r.cells);
        // The first column numbers the rows.
        let first = cells().map(|c| c.col).min().unwrap_or_default();
        cells().any(|c| {
            let text = fold(&c.text);
            amount.hits(&text) || (c.col > first && is_figure(&text))
        })
    };
    tables().next().is_some() && !lines.any(|l| amount.hits(&fold(l))) && !tables().any(has_figures)
}

/// A figure alone in its cell, and not zero.
fn is_figure(folded: &str) -> bool {
    let bare = folded.strip_prefix('-').unwrap_or(folded);
    let digits = bare.starts_with(|c: char| c.is_ascii_digit()) && bare.ends_with(|c: char| c.is_ascii_digit());
    digits
        && bare.chars().all(|c| c.is_ascii_digit() || ",，.".contains(c))
        && bare.contains(|c| ('1'..='9').contains(&c))
}

/// A list (of links) that has its header and no entry.
fn is_header_alone(blocks: &[Block]) -> bool {
    let mut rows = blocks.iter().filter_map(|b| b.content.as_table()).flat_map(|t| &t.rows).filter(|r| {
        r.cells.iter().filter(|c| fold(&c.text).chars().any(|ch| !ch.is_ascii_digit() && ch != '.')).count() >= 2
    });
    let header = rows.next().is_some_and(|r| r.cells.iter().all(|c| c.text.chars().count() <= 12));
    let told: usize = blocks.iter().filter_map(|b| b.content.as_line()).map(|l| l.chars().count()).sum();
    header && rows.next().is_none() && told <= 30
}

/// At least one row below the header that names somebody or something.
fn has_rows(blocks: &[Block]) -> bool {
    let head = &language().fillers.roster_head;
    let mut tables = 0;
    for block in blocks {
        match &block.content {
            Content::Table(t) => {
                tables += 1;
                let header = t.rows.iter().position(|r| r.cells.iter().any(|c| head.hits(&fold(&c.text))));
                let below = header.map_or(0, |h| h + 1);
                let filled = t.rows.iter().skip(below).any(|r| {
                    r.cells.iter().filter(|c| c.is_shown()).any(|c| {
                        let f = fold(&c.text);
                        c.number.is_none()
                            && f.chars().count() >= 2
                            && !f.chars().all(|c| c.is_ascii_digit() || c == '.')
                            && !is_filler(&f)
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
    use crate::model::{Cell, Origin, Place};

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

    #[test]
    fn cells_of_fillers_fill_no_form_and_a_few_of_them_empty_none() {
        let labels = ["项目名称", "承担单位", "项目负责人", "完成情况", "经费使用情况"];
        let form = |values: &[&str]| {
            let rows: Vec<Vec<&str>> = labels.iter().zip(values).map(|(l, v)| vec![*l, *v]).collect();
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            void(&[table(&rows)], &[], DocKind::AcceptanceForm, [Role::IsAForm].into_iter().collect())
        };
        assert_eq!(form(&["无", "/", "待定", "待补充完善", "暂无"]), Some(Standing::Filler));
        assert_eq!(form(&["", "", "（签字）", "", ""]), Some(Standing::Blank));
        assert_eq!(form(&["薏苡良种学术交流", "广西草珠学会", "无", "已举办一场", "/"]), None);
    }
}

//! 总览: a row per dossier, counts as live formulas over 验收矩阵 and 问题清单, totals by project line with a chart.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartFormat, ChartPatternFill, ChartPatternFillType, ChartType, Worksheet, XlsxError,
};

use super::carry::{self, Kept, Subject};
use super::grid::{self, FIRST, Grid, Heading, Value, column, kept_columns};
use super::style::{Look, Weight};
use super::{Book, findings, links, matrix, number, sheet};
use crate::model::{DossierAudit, Money, Proposal, Status};
use crate::report::tally::{self, Tally};

/// Columns that other sheets refer to.
pub const GRANT: u16 = 6;
pub const PROPOSAL: u16 = 8;
const LINE: u16 = 4;
const FIRST_COUNT: u16 = 9;

/// In the order of the columns.
const COUNTED: [Status; 5] = [Status::Fail, Status::Missing, Status::Review, Status::Pass, Status::NotApplicable];

/// The cells of a column over all dossiers, for formulas on other sheets.
pub fn range(book: &Book<'_>, col: u16) -> String {
    let (first, last) = (grid::FIRST, last_row(book));
    let letters = grid::letters(col);
    format!("'{}'!${letters}${}:${letters}${}", sheet::OVERVIEW, first + 1, last + 1)
}

/// At least one row, so that every range is one.
fn last_row(book: &Book<'_>) -> u32 {
    FIRST + u32::try_from(book.audit.dossiers.len()).unwrap_or(u32::MAX / 2).max(1) - 1
}

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::OVERVIEW,
        title: "总览",
        index: "A-1",
        note: "每个项目一行。“不符合”至“不适用”按规则计数（同一规则取最重的结果），由验收矩阵公式得出；“问题条数”“已复核”由问题清单公式得出。结论建议由程序提出，验收组认定后填写右侧两栏。".to_owned(),
    };
    let mut grid = Grid::new(book, &heading, columns())?;
    for (at, d) in book.audit.dossiers.iter().enumerate() {
        let row = row(book, at, d, grid.next);
        grid.row(&row)?;
        grid.keep(subject(d));
    }
    if book.audit.dossiers.is_empty() {
        grid.nothing("没有项目。")?;
    }
    grid.fill(Kept::Overview)?;
    grid.choices(16, &["同意建议", "通过", "整改后通过", "不通过", "暂缓"])?;
    let end = grid.next;
    grid.weighted(&totals(book, end), Weight::Total)?;
    by_line(&mut grid)?;
    let last = u16::try_from(grid.columns.len() - 1).unwrap_or(17);
    let mut sheet = grid.finish(3)?;
    sheet.autofilter(grid::HEADER, 0, last_row(book), last)?;
    Ok(sheet)
}

pub fn columns() -> Vec<grid::Column> {
    let mut columns = vec![
        column("序号", 5.0, Look::Whole),
        column("项目文件夹", 25.0, Look::Text),
        column("项目名称", 24.0, Look::Text),
        column("承担单位", 18.0, Look::Text),
        column("项目编号", 8.0, Look::Centre),
        column("类型", 6.0, Look::Centre),
        column("资助额（元）", 12.5, Look::Money),
        column("决算支出（元）", 12.5, Look::Money),
        column("结论建议", 15.0, Look::Centre),
        column("不符合", 6.5, Look::Whole),
        column("需补充材料", 6.5, Look::Whole),
        column("待核实", 6.5, Look::Whole),
        column("符合", 6.5, Look::Whole),
        column("不适用", 6.5, Look::Whole),
        column("未读文件", 6.0, Look::Whole),
        column("问题条数/已复核", 9.0, Look::Centre),
        column("验收组认定", 10.0, Look::Entry),
        column("认定说明", 12.0, Look::Entry),
    ];
    columns.extend(kept_columns());
    columns
}

fn subject(d: &DossierAudit) -> Subject {
    let print = carry::print(&d.identity, &[d.proposal.code()]);
    Subject { key: format!("D-{}", carry::short_hash(&[&d.identity])), print }
}

fn row(book: &Book<'_>, at: usize, d: &DossierAudit, row: u32) -> Vec<Value> {
    let p = &d.facts.project;
    let mut values = vec![
        Value::Whole(number(at)),
        Value::Link(d.path.clone(), links::dossier(&book.options.links_base, d)),
        Value::text(or_unknown(&p.name)),
        Value::text(or_unknown(&p.unit)),
        Value::text(or_unknown(&p.line)),
        Value::text(or_unknown(&p.sub_type)),
        Value::money(p.grant),
        Value::money(d.accounts.actual),
        Value::text(d.proposal.chinese()),
    ];
    let tally = Tally::of(d);
    let marks = matrix::marks_of(book, at);
    for (status, count) in COUNTED.iter().zip(counts(&tally)) {
        values.push(Value::Formula(format!("SUMPRODUCT(--({marks}=\"{}\"))", status.mark()), count.to_string()));
    }
    values.push(Value::Whole(u64::try_from(tally::unread(d).count()).unwrap_or(0)));
    values.push(progress(book, at, row));
    values
}

/// “12/3”: findings listed, findings a reviewer has answered.
fn progress(book: &Book<'_>, at: usize, row: u32) -> Value {
    let listed = book.listed.iter().filter(|l| l.dossier == at).count();
    let (numbers, verdicts) = (findings::range(book, findings::NUMBER), findings::range(book, findings::VERDICT));
    let key = grid::cell(row, 0);
    let answered = book.carry.answered.borrow().get(&at).copied().unwrap_or_default();
    let formula = format!("COUNTIF({numbers},{key})&\"/\"&COUNTIFS({numbers},{key},{verdicts},\"<>\")");
    Value::Formula(formula, format!("{listed}/{answered}"))
}

fn counts(t: &Tally) -> [usize; 5] {
    [t.fail, t.missing, t.review, t.pass, t.not_applicable]
}

fn or_unknown(text: &str) -> &str {
    if text.is_empty() { "未能识别" } else { text }
}

fn totals(book: &Book<'_>, end: u32) -> Vec<Value> {
    let sum = |col: u16, result: String| {
        Value::Formula(format!("SUM({}:{})", grid::cell(FIRST, col), grid::cell(end.saturating_sub(1), col)), result)
    };
    let dossiers = &book.audit.dossiers;
    let grants = Money::sum(dossiers.iter().filter_map(|d| d.facts.project.grant)).unwrap_or_default();
    let actual = Money::sum(dossiers.iter().filter_map(|d| d.accounts.actual)).unwrap_or_default();
    let unread: usize = dossiers.iter().map(|d| tally::unread(d).count()).sum();
    let mut values = vec![Value::Empty, Value::text("合计"), Value::Empty, Value::Empty, Value::Empty, Value::Empty];
    values.push(sum(GRANT, grants.to_string()));
    values.push(sum(GRANT + 1, actual.to_string()));
    values.push(Value::text(format!("{}个项目", dossiers.len())));
    for (col, count) in (FIRST_COUNT..).zip(counts(&Tally::total(book.audit))) {
        values.push(sum(col, count.to_string()));
    }
    values.push(sum(FIRST_COUNT + 5, unread.to_string()));
    let (numbers, verdicts) = (findings::range(book, findings::NUMBER), findings::range(book, findings::VERDICT));
    let answered: usize = book.carry.answered.borrow().values().sum();
    values.push(Value::Formula(
        format!("COUNT({numbers})&\"/\"&COUNTA({verdicts})"),
        format!("{}/{answered}", book.listed.len()),
    ));
    values
}

/// A small table by project line under the totals, and a chart of it.
fn by_line(grid: &mut Grid<'_, '_>) -> Result<(), XlsxError> {
    let book = grid.book;
    let mut lines: Vec<&str> = book.audit.dossiers.iter().map(|d| or_unknown(&d.facts.project.line)).collect();
    lines.sort_unstable();
    lines.dedup();
    if lines.is_empty() {
        return Ok(());
    }
    grid.next += 1;
    let head = grid.next;
    for (col, title) in
        [(1, "项目编号"), (2, "项目类别")].into_iter().chain(by_proposal().map(|(c, p)| (c, p.chinese())))
    {
        grid.sheet.write_string_with_format(head, col, title, &book.formats.header)?;
    }
    grid.sheet.merge_range(
        head,
        4,
        head,
        5,
        by_proposal().nth(1).map_or("", |(_, p)| p.chinese()),
        &book.formats.header,
    )?;
    grid.sheet.set_row_height(head, 20)?;
    grid.next += 1;
    for line in &lines {
        line_row(grid, line)?;
    }
    let chart = chart(head, grid.next - 1, book.audit.dossiers.len());
    reconciliation(grid)?;
    grid.sheet.insert_chart(grid.next + 1, 1, &chart)?;
    Ok(())
}

/// What is held against what; a later run knows our rows by these words.
pub const RECONCILED: [&str; 3] =
    ["本表合计＝验收矩阵标识数", "本表序号数＝结论建议数", "问题清单行数＝各结论条数之和"];

/// Counts of this sheet held against the sheets they come from.
fn reconciliation(grid: &mut Grid<'_, '_>) -> Result<(), XlsxError> {
    let book = grid.book;
    let totals = last_row(book) + 1;
    let all = counts(&Tally::total(book.audit));
    let (marks, numbers) = (matrix::all_marks(book), findings::range(book, findings::NUMBER));
    let mut rows: Vec<(String, String, String, usize)> = Vec::new();
    for ((col, status), count) in (FIRST_COUNT..).zip(COUNTED).zip(all) {
        let counted = format!("SUMPRODUCT(--({marks}=\"{}\"))", status.mark());
        rows.push((format!("“{}”的规则数", status.chinese()), grid::cell(totals, col), counted, count));
    }
    let dossiers = book.audit.dossiers.len();
    let proposals = format!("COUNTA({})", range(book, PROPOSAL));
    rows.push(("项目数".to_owned(), format!("COUNT({})", range(book, 0)), proposals, dossiers.max(1)));
    let listed = book.listed.len();
    let by_status: Vec<String> = [Status::Fail, Status::Missing, Status::Review]
        .iter()
        .map(|s| format!("COUNTIF({},\"{}\")", findings::range(book, findings::STATUS), s.chinese()))
        .collect();
    rows.push(("问题条数".to_owned(), format!("COUNT({numbers})"), by_status.join("+"), listed));
    if dossiers == 0 {
        return Ok(());
    }
    grid.next += 1;
    let head = grid.next;
    for (col, title) in [(1, "勾稽核对"), (2, "对照"), (3, "本表"), (6, "差异"), (7, "核对结果")] {
        grid.sheet.write_string_with_format(head, col, title, &book.formats.header)?;
    }
    grid.sheet.merge_range(head, 4, head, 5, "来源表", &book.formats.header)?;
    grid.sheet.set_row_height(head, 20)?;
    grid.next += 1;
    for (n, (what, here, there, count)) in rows.iter().enumerate() {
        let row = grid.next;
        let [marks, numbers, rows] = RECONCILED;
        let source = match n {
            0..5 => marks,
            5 => numbers,
            _ => rows,
        };
        grid.put(row, 1, &Value::text(what), Look::Text, Weight::Plain)?;
        grid.put(row, 2, &Value::text(source), Look::Text, Weight::Plain)?;
        grid.sheet.merge_range(row, 4, row, 5, "", book.formats.cell(Look::Whole, Weight::Plain, false))?;
        let difference = format!("{}-{}", grid::cell(row, 3), grid::cell(row, 4));
        let verdict = format!("IF({}=0,\"一致\",\"不一致，请核对\")", grid::cell(row, 6));
        let cells = [
            (3, here.clone(), count.to_string(), Look::Whole),
            (4, there.clone(), count.to_string(), Look::Whole),
            (6, difference, "0".to_owned(), Look::Whole),
            (7, verdict, "一致".to_owned(), Look::Centre),
        ];
        for (col, formula, result, look) in cells {
            grid.put(row, col, &Value::Formula(formula, result), look, Weight::Plain)?;
        }
        grid.sheet.set_row_height(row, grid::height(source, 24.0) + 3.0)?;
        grid.next += 1;
    }
    Ok(())
}

/// The proposals stand in D, E (with F), G, H: the columns above are of other widths.
fn by_proposal() -> impl Iterator<Item = (u16, Proposal)> {
    [3, 4, 6, 7].into_iter().zip(Proposal::ALL)
}

fn line_row(grid: &mut Grid<'_, '_>, line: &str) -> Result<(), XlsxError> {
    let (book, row) = (grid.book, grid.next);
    let name = book.pack.line(line).map_or("", |l| l.name.as_str());
    grid.put(row, 1, &Value::text(line), Look::Text, Weight::Plain)?;
    grid.put(row, 2, &Value::text(name), Look::Text, Weight::Plain)?;
    grid.sheet.merge_range(row, 4, row, 5, "", book.formats.cell(Look::Whole, Weight::Plain, false))?;
    for (col, p) in by_proposal() {
        let of = |d: &&DossierAudit| or_unknown(&d.facts.project.line) == line && d.proposal == p;
        let count = book.audit.dossiers.iter().filter(of).count();
        let (lines, proposals) = (range(book, LINE), range(book, PROPOSAL));
        let formula = format!("COUNTIFS({lines},{},{proposals},\"{}\")", grid::cell(row, 1), p.chinese());
        grid.put(row, col, &Value::Formula(formula, count.to_string()), Look::Whole, Weight::Plain)?;
    }
    grid.sheet.set_row_height(row, grid::height(name, 24.0) + 3.0)?;
    grid.next += 1;
    Ok(())
}

fn chart(head: u32, last: u32, dossiers: usize) -> Chart {
    let mut chart = Chart::new(ChartType::ColumnStacked);
    // Patterns tell the parts of a column in black and white too.
    use ChartPatternFillType::{
        DiagonalStripesDarkUpwards, DiagonalStripesWideDownwards, DiagonalStripesWideUpwards, Dotted10Percent,
    };
    let looks = [
        ("#70AD47", Dotted10Percent),
        ("#FFC000", DiagonalStripesWideUpwards),
        ("#C00000", DiagonalStripesDarkUpwards),
        ("#5B9BD5", DiagonalStripesWideDownwards),
    ];
    for ((col, _), (colour, pattern)) in by_proposal().zip(looks) {
        let mut fill = ChartPatternFill::new();
        fill.set_pattern(pattern).set_foreground_color("#FFFFFF").set_background_color(colour);
        let mut label = ChartDataLabel::new();
        // Nothing stands for no dossier.
        label.show_value().set_num_format("0;;;");
        chart
            .add_series()
            .set_name((sheet::OVERVIEW, head, col))
            .set_categories((sheet::OVERVIEW, head + 1, 1, last, 1))
            .set_values((sheet::OVERVIEW, head + 1, col, last, col))
            .set_data_label(&label)
            .set_format(ChartFormat::new().set_pattern_fill(&fill));
    }
    chart.title().set_name("各类项目结论建议（个）");
    let unit = u32::try_from(dossiers.div_ceil(8)).unwrap_or(1).max(1);
    chart.y_axis().set_major_unit(unit).set_num_format("0");
    chart.set_width(760).set_height(260);
    chart
}

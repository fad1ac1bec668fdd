//! Tables that run over several pages: whether two parts are one table, and how they are joined. A heading row that is
//! printed again is dropped; a row that the page's end cut in two becomes one again.

use crate::model::Cell;
use crate::model::document::Row;

/// A table on a page, before tables that run over several pages are joined.
pub struct Sketch {
    pub top: f64,
    pub bottom: f64,
    pub number: u32,
    pub rows: Vec<Row>,
    /// Left and right edge of each column.
    pub columns: Vec<(f64, f64)>,
    /// By drawn rules.
    pub ruled: bool,
    /// Of its letters, where it is not ruled.
    pub size: f64,
}

/// The columns of the second part among those of the first (or, the other way round, of the first among the second): the same
/// ones at the same places, or fewer where some are empty on one page.
pub enum Match {
    Same,
    /// For each column of the second part, the one of the first.
    Into(Vec<u32>),
    /// For each column of the first part, the one of the second.
    From(Vec<u32>),
}

pub fn matching(a: &Sketch, b: &Sketch) -> Option<Match> {
    let shared = |a: &(f64, f64), b: &(f64, f64)| {
        let common = a.1.min(b.1) - a.0.max(b.0);
        common > (a.1 - a.0).min(b.1 - b.0) * 0.5
    };
    let within = |few: &[(f64, f64)], many: &[(f64, f64)]| -> Option<Vec<u32>> {
        let mut found: Vec<u32> = Vec::new();
        for column in few {
            let mut places = (0u32..).zip(many).filter(|(_, m)| shared(column, m)).map(|(i, _)| i);
            let place = places.next().filter(|_| places.next().is_none())?;
            if found.last().is_some_and(|last| *last >= place) {
                return None;
            }
            found.push(place);
        }
        (found.len() >= 3 && found.first() == Some(&0)).then_some(found)
    };
    let (one, other) = (&a.columns, &b.columns);
    match one.len().cmp(&other.len()) {
        std::cmp::Ordering::Equal => {
            (one.len() >= 2 && one.iter().zip(other).all(|(a, b)| shared(a, b))).then_some(Match::Same)
        }
        std::cmp::Ordering::Greater => within(other, one).map(Match::Into),
        std::cmp::Ordering::Less => within(one, other).map(Match::From),
    }
}

fn moved(rows: &mut [Row], to: &[u32]) {
    for cell in rows.iter_mut().flat_map(|r| &mut r.cells) {
        let (first, last) = (cell.col as usize, (cell.col + cell.col_span.max(1) - 1) as usize);
        if let (Some(first), Some(last)) = (to.get(first), to.get(last)) {
            (cell.col, cell.col_span) = (*first, last.saturating_sub(*first) + 1);
        }
    }
}

/// `续表`, `（续）`, `续上页`: stands above the second part of a table.
pub fn says_continued(text: &str) -> bool {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    text.starts_with('续') && text.chars().count() <= 12 || text.contains("（续") || text.contains("(续")
}

/// Rows of `after` go to the end of `before`.
pub fn join(before: &mut Sketch, mut after: Sketch) {
    match matching(before, &after) {
        Some(Match::Into(to)) => moved(&mut after.rows, &to),
        Some(Match::From(to)) => {
            moved(&mut before.rows, &to);
            before.columns.clone_from(&after.columns);
        }
        _ => {}
    }
    let repeated = before.rows.iter().zip(&after.rows).take(4).take_while(|(a, b)| same_text(a, b)).count();
    let mut rows = after.rows.into_iter().skip(repeated).peekable();
    if let (Some(last), Some(first)) = (before.rows.last_mut(), rows.peek())
        && was_cut(last, first)
        && let Some(rest) = rows.next()
    {
        for cell in rest.cells {
            match last.cells.iter_mut().find(|c| c.col == cell.col) {
                Some(above) => above.text.push_str(&cell.text),
                None => last.cells.push(cell),
            }
        }
        last.cells.sort_by_key(|c| c.col);
    }
    let Some(first) = rows.peek().map(|r| r.row) else { return };
    let next = before.rows.last().map_or(0, |r| r.row.saturating_add(1));
    before.rows.extend(rows.map(|r| Row { row: next.saturating_add(r.row.saturating_sub(first)), ..r }));
}

fn same_text(a: &Row, b: &Row) -> bool {
    !a.cells.is_empty() && a.cells.iter().map(|c| &c.text).eq(b.cells.iter().map(|c| &c.text))
}

/// The first row of the next page brings only the rest of some cells: the column that the row above begins with is empty, it has
/// at most half of the cells of that row, each under one of them, and no amount of its own.
fn was_cut(above: &Row, first: &Row) -> bool {
    let begins = above.cells.iter().find(|c| c.row_span <= 1).map_or(0, |c| c.col);
    let plain = |row: &Row| row.cells.first().is_some_and(|c| c.row_span <= 1);
    let amount = |c: &Cell| c.text.contains('.') && c.text.bytes().all(|b| !b.is_ascii_alphabetic() && b < 0x80);
    plain(above)
        && first.cells.iter().all(|c| c.col > begins && !amount(c) && above.cells.iter().any(|a| a.col == c.col))
        && first.cells.len() * 2 <= above.cells.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, texts: &[&str]) -> Row {
        let cells = (0..).zip(texts).filter(|(_, t)| !t.is_empty());
        let cell = |(col, text): (u32, &&str)| Cell {
            col,
            col_span: 1,
            row_span: 1,
            text: (*text).to_owned(),
            ..Cell::default()
        };
        Row { row: number, hidden: false, cells: cells.map(cell).collect() }
    }

    fn sketch(rows: &[&[&str]]) -> Sketch {
        let columns = (0..4).map(|c| (f64::from(c) * 100.0, f64::from(c) * 100.0 + 90.0)).collect();
        Sketch {
            top: 0.0,
            bottom: 0.0,
            number: 1,
            rows: (0..).zip(rows).map(|(i, r)| row(i, r)).collect(),
            columns,
            ruled: true,
            size: 0.0,
        }
    }

    fn texts(sketch: &Sketch) -> Vec<String> {
        sketch.rows.iter().map(|r| r.cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn a_repeated_heading_goes_and_a_cut_row_is_one_again() {
        let mut first = sketch(&[&["序号", "姓名", "单位", "电话"], &["1", "张三", "广西某某", "1"]]);
        let second = sketch(&[&["序号", "姓名", "单位", "电话"], &["", "", "学会", ""], &["2", "李四", "某校", "2"]]);
        assert!(matches!(matching(&first, &second), Some(Match::Same)));
        join(&mut first, second);
        assert_eq!(texts(&first), ["序号|姓名|单位|电话", "1|张三|广西某某学会|1", "2|李四|某校|2"]);
        assert_eq!(first.rows.iter().map(|r| r.row).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn a_row_of_its_own_stays_one() {
        let mut first = sketch(&[&["类别", "科目", "金额", "备注"], &["会议", "场地", "1.00", "无"]]);
        join(&mut first, sketch(&[&["", "餐费", "500.00", ""], &["合计", "", "501.00", ""]]));
        assert_eq!(texts(&first), ["类别|科目|金额|备注", "会议|场地|1.00|无", "餐费|500.00", "合计|501.00"]);
    }

    #[test]
    fn fewer_columns_are_the_same_table_and_other_columns_another() {
        let (mut a, b) = (sketch(&[&["甲"]]), sketch(&[&["乙"]]));
        a.columns.pop();
        assert!(matching(&a, &b).is_some_and(|m| matches!(m, Match::From(_))));
        let (mut c, d) = (sketch(&[&["甲"]]), sketch(&[&["乙"]]));
        c.columns = vec![(0.0, 190.0), (200.0, 290.0), (300.0, 390.0)];
        assert!(matching(&c, &d).is_none(), "a column over two others");
        assert!(says_continued("续表 1") && says_continued("决算表（续）") && !says_continued("手续费"));
    }
}

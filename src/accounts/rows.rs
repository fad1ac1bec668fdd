//! The rows of a statement: which are lines of spending, which are sections, subtotals, totals, “其中”, capitals.

mod cells;
mod draft;
mod numbering;
mod parents;

use self::cells::{Carried, draft, join_lines};
use self::numbering::numbering;
use super::columns::{self, Header};
use super::grid::{Grid, GridCell, GridRow};
use super::lexicon::{Lexicon, RowWord, known, tight};
use crate::facts::amount::{self, Figure};
use crate::model::Source;
use crate::model::accounts::Unread;

pub use self::draft::{Draft, Kind, sum};
pub(super) use self::numbering::without_number;

/// Reads rows until the statement ends; returns them and the row after the last.
pub fn read(grid: &Grid, header: &Header, lexicon: &Lexicon) -> (Vec<Draft>, usize) {
    let mut reading = Reading {
        grid,
        header,
        lexicon,
        out: Vec::new(),
        at: header.end,
        seen_total: false,
        income: false,
        carried: Carried::default(),
        shared: None,
    };
    while reading.takes_next() {}
    parents::settle(&mut reading.out);
    (reading.out, reading.at)
}

/// A statement as far as it was read.
struct Reading<'a> {
    grid: &'a Grid,
    header: &'a Header,
    lexicon: &'a Lexicon,
    out: Vec<Draft>,
    at: usize,
    /// The total stands above.
    seen_total: bool,
    /// The rows are those of income.
    income: bool,
    carried: Carried,
    shared: Option<Shared>,
}

impl Reading<'_> {
    /// Takes a row; `false` where the statement ends.
    fn takes_next(&mut self) -> bool {
        let Some(whole) = self.grid.rows.get(self.at) else { return false };
        let row = &side(self.header, whole);
        if row.is_blank() {
            self.at += 1;
            return true;
        }
        if let Some(again) = columns::header(self.grid, self.at, self.lexicon) {
            let same = again.paths == self.header.paths;
            self.at = if same { again.end } else { self.at };
            return same;
        }
        let mut draft = draft(self.grid, self.header, row, &mut self.carried);
        let label = label(self.header, row);
        let Some(kind) = self.kind(&label, row, &draft) else {
            self.at += 1;
            return true;
        };
        draft.kind = kind;
        self.settle_income(&label, row, &mut draft);
        // Below a total and in rows that are signed, words in the column of amounts are no amounts.
        let states_none = self.seen_total || draft.kind == Kind::OfWhich || is_signed(row, self.lexicon);
        draft.unread = draft.unread.take().filter(|_| !states_none);
        share(&mut self.shared, self.header, row, self.at, &mut draft, self.out.last_mut());
        let only_words = draft.kind == Kind::Line && !draft.has_figures() && draft.unread.is_none();
        let unnumbered = only_words || draft.level > 2 || draft.seq.is_empty();
        if self.seen_total && matches!(draft.kind, Kind::Line | Kind::Subtotal) && unnumbered {
            if !self.goes_on_below(&draft) {
                return false;
            }
            self.seen_total = false;
        }
        self.at += 1;
        if only_words {
            if joins_the_line_before(self.grid, self.header, row, self.out.last()) {
                if let Some(last) = self.out.last_mut() {
                    last.item.push_str(&draft.item);
                }
                return true;
            }
            if draft.item.is_empty() || draft.seq.chars().all(|c| c.is_ascii_digit()) && !draft.seq.is_empty() {
                return true;
            }
            draft.kind = Kind::Section;
        }
        self.seen_total |= draft.kind == Kind::Total && self.out.iter().any(|d| d.kind == Kind::Line);
        self.out.push(draft);
        true
    }

    /// What a row is by its words; `None` for one that is passed over.
    fn kind(&self, label: &str, row: &GridRow, draft: &Draft) -> Option<Kind> {
        // “三、合计”: the total of a table that numbers its rows in the item column.
        let counted = || self.lexicon.row(&tight(&without_number(label))).filter(|w| *w == RowWord::Total);
        let kind = match self.lexicon.row(label).or_else(counted) {
            Some(RowWord::InWords) if is_total_in_both(label, row, &self.out) => Kind::Total,
            Some(RowWord::InWords) => Kind::InWords,
            Some(RowWord::Total) => Kind::Total,
            Some(RowWord::Subtotal) => Kind::Subtotal,
            Some(RowWord::OfWhich) => Kind::OfWhich,
            Some(RowWord::Income) => Kind::Income,
            Some(RowWord::Footer) if !draft.has_figures() => return None,
            Some(RowWord::Balance) => return None,
            Some(RowWord::Footer) | None => Kind::Line,
        };
        let next_part = kind == Kind::Line
            && self.out.last().is_some_and(|last| last.kind == Kind::OfWhich)
            && draft.seq.is_empty()
            && self.lexicon.source(&draft.item) != Source::Unknown
            && draft.item.chars().count() <= 16;
        Some(if next_part { Kind::OfWhich } else { kind })
    }

    /// Tells rows of income from those of spending, by the headings over them.
    fn settle_income(&mut self, label: &str, row: &GridRow, draft: &mut Draft) {
        let section_like = !draft.has_figures() || draft.level <= 2;
        let spends = known().spending.hits(label);
        let received = known().income.hits(label) || known().income_heading.hits(label);
        if section_like && (spends || received) {
            self.income = !spends;
        }
        if draft.kind == Kind::Total {
            if draft.actual.is_none() && draft.splits.is_empty() {
                draft.actual = figure_in(&row.quote());
            }
            // “收入合计” inside a statement that lists income first, or after the spending.
            if self.income && (self.seen_total || self.out.iter().all(|d| d.kind != Kind::Line)) {
                draft.kind = Kind::Income;
            }
        }
        if self.income && draft.kind == Kind::Line {
            draft.kind = Kind::Income;
        }
    }

    /// Below a total the statement goes on where a heading opens a further section of spending (二、 after 一、), or lines follow that
    /// lead to a larger total. Refuses a break-down of the same total (by source, by month) and what is said about income.
    fn goes_on_below(&self, draft: &Draft) -> bool {
        let so_far = self.out.iter().rev().find(|d| d.kind == Kind::Total).and_then(Draft::amount);
        let words = tight(&draft.item);
        let known = known();
        if [&known.income, &known.origin, &known.left_over, &known.remark].iter().any(|l| l.hits(&words)) {
            return false;
        }
        let heading = !draft.has_figures() && draft.level <= 2;
        let beside = heading && self.out.iter().any(|d| d.kind == Kind::Section && d.level == draft.level);
        let opens = heading && (known.spending.hits(&words) || beside);
        let mut figures = usize::from(draft.has_figures());
        let mut first = true;
        for whole in self.grid.rows.get(self.at + 1..).unwrap_or_default() {
            let row = side(self.header, whole);
            if row.is_blank() {
                continue;
            }
            let below = self::draft(self.grid, self.header, &row, &mut Carried::default());
            if self.lexicon.row(&label(self.header, &row)) == Some(RowWord::Total) {
                if first && opens && figures > 0 && below.amount() != so_far || below.amount() > so_far {
                    return true;
                }
                first = false;
            }
            figures += usize::from(below.has_figures());
        }
        false
    }
}

/// An amount cell that is merged over rows below its own.
struct Shared {
    end: usize,
    written: String,
}

/// Marks the rows under one amount cell: an item below the first that has no amount of its own shares the first one's.
fn share(
    shared: &mut Option<Shared>,
    header: &Header,
    row: &GridRow,
    at: usize,
    draft: &mut Draft,
    above: Option<&mut Draft>,
) {
    if draft.kind != Kind::Line {
        return;
    }
    let in_amounts = |c: &&GridCell| Some(c.col) == header.actual || header.splits.iter().any(|(col, _)| *col == c.col);
    let mut amounts = row.cells.iter().filter(in_amounts).filter(|c| !amount::is_blank(&c.text));
    if let Some(cell) = amounts.find(|c| c.row_span > 1) {
        let rows = usize::try_from(cell.row_span).unwrap_or(1);
        *shared = Some(Shared { end: at.saturating_add(rows), written: join_lines(&cell.text) });
        return;
    }
    let Some(cell) = shared.as_ref().filter(|s| at < s.end) else { return };
    if draft.item.is_empty() || draft.amount().is_some() || draft.unread.is_some() {
        return;
    }
    draft.unread = Some(Unread::Shared(cell.written.clone()));
    if let Some(first) = above.filter(|d| d.kind == Kind::Line && d.unread.is_none()) {
        first.unread = Some(Unread::Shared(cell.written.clone()));
    }
}

/// “制表：张三 | 审核：李四”.
fn is_signed(row: &GridRow, lexicon: &Lexicon) -> bool {
    row.cells.iter().any(|c| lexicon.row(&tight(&c.text)) == Some(RowWord::Footer))
}

/// “合计：（大写）伍仟元整 （小写）￥5000.00” where no row above states the total.
fn is_total_in_both(label: &str, row: &GridRow, above: &[Draft]) -> bool {
    known().total.opens(label) && figure_in(&row.quote()).is_some() && above.iter().all(|d| d.kind != Kind::Total)
}

/// The cells of the statement's own side of the table.
fn side(header: &Header, row: &GridRow) -> GridRow {
    let cells = row.cells.iter().filter(|c| header.columns.contains(&c.col)).cloned().collect();
    GridRow { hidden: row.hidden, cells }
}

/// The words that tell what a row is: the first cells up to the item column.
fn label(header: &Header, row: &GridRow) -> String {
    let is_number = |t: &str| t.chars().all(|c| c.is_ascii_digit() || c == '.');
    row.cells
        .iter()
        .filter(|c| c.col <= header.item)
        .map(|c| tight(&c.text))
        .find(|t| !t.is_empty() && !is_number(t))
        .or_else(|| row.cells.iter().map(|c| tight(&c.text)).find(|t| !t.is_empty() && !is_number(t)))
        .unwrap_or_default()
}

fn figure_in(text: &str) -> Option<Figure> {
    amount::find(text)
        .first()
        .map(|f| Figure { number: f.money.as_decimal(), scale: Some(crate::model::accounts::Scale::Yuan) })
}

/// In PDF tables a long item is cut: the next row holds the rest of it and nothing else.
fn joins_the_line_before(grid: &Grid, header: &Header, row: &GridRow, last: Option<&Draft>) -> bool {
    let only_item = row.cells.iter().filter(|c| !c.text.trim().is_empty()).all(|c| c.col == header.item);
    let Some(last) = last else { return false };
    grid.paged
        && only_item
        && last.kind == Kind::Line
        && last.has_figures()
        && row.cells.iter().all(|c| numbering(&c.text).is_none() && c.text.trim().chars().count() <= 8)
}

//! The rows of a statement: which are lines of spending, which are sections, subtotals, totals, “其中”, capitals.

use rust_decimal::Decimal;

use super::columns::{Header, Role};
use super::formula;
use super::grid::{Grid, GridCell, GridRow};
use super::lexicon::{Lexicon, RowWord, known, tight, without_of_which};
use crate::facts::amount::{self, Figure};
use crate::facts::cell::{self, Stands};
use crate::model::accounts::Unread;
use crate::model::{Evidence, Source};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Line,
    /// Sums up rows below it, or only names them.
    Section,
    Subtotal,
    Total,
    OfWhich,
    InWords,
    Income,
}

/// A row as written, amounts in the paper's own unit.
#[derive(Debug, Clone)]
pub struct Draft {
    pub kind: Kind,
    pub level: u8,
    pub seq: String,
    pub item: String,
    pub section: String,
    pub budget: Option<Figure>,
    pub actual: Option<Figure>,
    pub splits: Vec<(Source, Figure)>,
    /// The amount column states something that is no figure, or one figure for several rows.
    pub unread: Option<Unread>,
    /// The source in whose column that stands.
    pub unread_source: Source,
    pub variance: Option<Figure>,
    pub source_words: String,
    pub unit_price: Option<Figure>,
    pub quantity: String,
    pub voucher: String,
    pub note: String,
    pub evidence: Evidence,
}

impl Draft {
    /// The amount of the row: its own column, else the sum over source columns.
    pub fn amount(&self) -> Option<Decimal> {
        self.actual.map(|f| f.number).or_else(|| {
            let mut parts = self.splits.iter().map(|(_, f)| f.number).peekable();
            parts.peek()?;
            parts.try_fold(Decimal::ZERO, Decimal::checked_add)
        })
    }

    fn has_figures(&self) -> bool {
        self.actual.is_some() || self.budget.is_some() || !self.splits.is_empty()
    }
}

/// Reads rows from `from` until the statement ends; returns them and the row after the last.
pub fn read(grid: &Grid, header: &Header, lexicon: &Lexicon) -> (Vec<Draft>, usize) {
    let mut out: Vec<Draft> = Vec::new();
    let mut at = header.end;
    let mut seen_total = false;
    let mut income = false;
    let mut carried = Carried::default();
    let mut shared: Option<Shared> = None;
    while let Some(whole) = grid.rows.get(at) {
        let row = &side(header, whole);
        if row.is_blank() {
            at += 1;
            continue;
        }
        if let Some(again) = super::columns::header(grid, at, lexicon) {
            if again.paths != header.paths {
                break;
            }
            at = again.end;
            continue;
        }
        let mut draft = draft(grid, header, row, &mut carried);
        let label = label(header, row);
        // “三、合计”: the total of a table that numbers its rows in the item column.
        let counted = || lexicon.row(&tight(&without_number(&label))).filter(|w| *w == RowWord::Total);
        let word = lexicon.row(&label).or_else(counted);
        draft.kind = match word {
            Some(RowWord::InWords) if is_total_in_both(&label, row, &out) => Kind::Total,
            Some(RowWord::InWords) => Kind::InWords,
            Some(RowWord::Total) => Kind::Total,
            Some(RowWord::Subtotal) => Kind::Subtotal,
            Some(RowWord::OfWhich) => Kind::OfWhich,
            Some(RowWord::Income) => Kind::Income,
            Some(RowWord::Footer) if !draft.has_figures() => {
                at += 1;
                continue;
            }
            Some(RowWord::Balance) => {
                at += 1;
                continue;
            }
            Some(RowWord::Footer) | None => Kind::Line,
        };
        if draft.kind == Kind::Line
            && out.last().is_some_and(|last| last.kind == Kind::OfWhich)
            && draft.seq.is_empty()
            && lexicon.source(&draft.item) != Source::Unknown
            && draft.item.chars().count() <= 16
        {
            draft.kind = Kind::OfWhich;
        }
        let section_like = !draft.has_figures() || draft.level <= 2;
        let spends = known().spending.hits(&label);
        let received = known().income.hits(&label) || known().income_heading.hits(&label);
        if section_like && received && !spends {
            income = true;
        } else if section_like && spends {
            income = false;
        }
        if draft.kind == Kind::Total {
            if draft.actual.is_none() && draft.splits.is_empty() {
                draft.actual = figure_in(&row.quote());
            }
            // “收入合计” inside a statement that lists income first, or after the spending.
            if income && (seen_total || out.iter().all(|d| d.kind != Kind::Line)) {
                draft.kind = Kind::Income;
            }
        }
        if income && draft.kind == Kind::Line {
            draft.kind = Kind::Income;
        }
        // Below a total and in rows that are signed, words in the column of amounts are no amounts.
        let states_none = seen_total || draft.kind == Kind::OfWhich || is_signed(row, lexicon);
        draft.unread = draft.unread.take().filter(|_| !states_none);
        share(&mut shared, header, row, at, &mut draft, out.last_mut());
        let only_words = draft.kind == Kind::Line && !draft.has_figures() && draft.unread.is_none();
        if seen_total
            && matches!(draft.kind, Kind::Line | Kind::Subtotal)
            && (only_words || draft.level > 2 || draft.seq.is_empty())
        {
            if !goes_on_below(grid, header, at, &draft, &out, lexicon) {
                break;
            }
            seen_total = false;
        }
        at += 1;
        if only_words {
            if joins_the_line_before(grid, header, row, out.last()) {
                if let Some(last) = out.last_mut() {
                    last.item.push_str(&draft.item);
                }
                continue;
            }
            if draft.item.is_empty() || draft.seq.chars().all(|c| c.is_ascii_digit()) && !draft.seq.is_empty() {
                continue;
            }
            draft.kind = Kind::Section;
        }
        seen_total |= draft.kind == Kind::Total && out.iter().any(|d| d.kind == Kind::Line);
        out.push(draft);
    }
    totals_of_sections(&mut out);
    of_which_that_lists_all(&mut out);
    settle_parents(&mut out);
    name_sections(&mut out);
    (out, at)
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

/// Below a total the statement goes on where a heading opens a further section of spending (二、 after 一、), or lines follow that
/// lead to a larger total. Refuses a break-down of the same total (by source, by month) and what is said about income.
fn goes_on_below(grid: &Grid, header: &Header, at: usize, draft: &Draft, out: &[Draft], lexicon: &Lexicon) -> bool {
    let so_far = out.iter().rev().find(|d| d.kind == Kind::Total).and_then(Draft::amount);
    let words = tight(&draft.item);
    if [&known().income, &known().origin, &known().left_over, &known().remark].iter().any(|l| l.hits(&words)) {
        return false;
    }
    let heading = !draft.has_figures() && draft.level <= 2;
    let beside = heading && out.iter().any(|d| d.kind == Kind::Section && d.level == draft.level);
    let opens = heading && (known().spending.hits(&words) || beside);
    let mut figures = usize::from(draft.has_figures());
    let mut first = true;
    for whole in grid.rows.get(at + 1..).unwrap_or_default() {
        let row = side(header, whole);
        if row.is_blank() {
            continue;
        }
        let below = self::draft(grid, header, &row, &mut Carried::default());
        if lexicon.row(&label(header, &row)) == Some(RowWord::Total) {
            if first && opens && figures > 0 && below.amount() != so_far || below.amount() > so_far {
                return true;
            }
            first = false;
        }
        figures += usize::from(below.has_figures());
    }
    false
}

/// Of several totals only one that sums up all lines above it is the total; one that sums up its own section is a subtotal.
fn totals_of_sections(rows: &mut [Draft]) {
    let totals: Vec<usize> = rows.iter().enumerate().filter(|(_, d)| d.kind == Kind::Total).map(|(i, _)| i).collect();
    if totals.len() < 2 {
        return;
    }
    let lines = |rows: &[Draft], from: usize, to: usize| {
        sum(rows.get(from..to).unwrap_or_default().iter().filter(|d| d.kind == Kind::Line))
    };
    let mut from = 0;
    for at in totals {
        let amount = rows.get(at).and_then(Draft::amount);
        let has_lines = rows.get(from..at).is_some_and(|r| r.iter().any(|d| d.kind == Kind::Line));
        let later = rows.get(at + 1..).is_some_and(|r| r.iter().any(|d| d.kind == Kind::Line));
        let of_section = has_lines && amount.is_some() && lines(rows, from, at) == amount;
        if (later || of_section && lines(rows, 0, at) != amount)
            && let Some(row) = rows.get_mut(at)
        {
            row.kind = Kind::Subtotal;
        }
        from = at + 1;
    }
}

/// The cells of the statement's own side of the table.
fn side(header: &Header, row: &GridRow) -> GridRow {
    let cells = row.cells.iter().filter(|c| header.columns.contains(&c.col)).cloned().collect();
    GridRow { hidden: row.hidden, cells }
}

/// Cells of a vertical merge stand once, in the first row.
#[derive(Default)]
struct Carried {
    source: (String, u32),
    section: (String, u32),
}

fn carry(slot: &mut (String, u32), cell: Option<&GridCell>) -> String {
    match cell {
        Some(c) if !c.text.trim().is_empty() && !known().ditto.is(&tight(&c.text)) => {
            *slot = (c.text.trim().to_string(), c.row_span.saturating_sub(1));
            slot.0.clone()
        }
        Some(c) if !c.text.trim().is_empty() => slot.0.clone(),
        _ if slot.1 > 0 => {
            slot.1 -= 1;
            slot.0.clone()
        }
        _ => String::new(),
    }
}

fn draft(grid: &Grid, header: &Header, row: &GridRow, carried: &mut Carried) -> Draft {
    let text = |col: Option<u32>| col.and_then(|c| row.at(c)).map(|c| join_lines(&c.text)).unwrap_or_default();
    let figure = |col: u32| match stands(grid, row.cells.iter().find(|c| c.col == col)?) {
        Stands::Amount(figure) => Some(figure),
        Stands::Nothing | Stands::Unread => None,
    };
    let seq = text(header.column(Role::Seq));
    let mut item = row.cells.iter().find(|c| c.col == header.item).map(|c| join_lines(&c.text)).unwrap_or_default();
    let section = carry(&mut carried.section, header.section.and_then(|c| row.cells.iter().find(|k| k.col == c)));
    if item.is_empty() {
        // Totals and sections often stand in the first cell, merged over number and item.
        let first = row
            .cells
            .iter()
            .find(|c| c.col <= header.item && !c.text.trim().is_empty() && Some(c.col) != header.column(Role::Seq));
        item = first.map(|c| join_lines(&c.text)).unwrap_or_default();
    }
    let merged = row.cells.first().filter(|c| c.col < header.item && c.col + c.span > header.item);
    if let Some(cell) = merged {
        item = join_lines(&cell.text);
    }
    let (seq, item) = if grid.paged { run_together(seq, item) } else { (seq, item) };
    let level = level(if merged.is_some() { "" } else { &seq }, &item);
    let voucher_place = header.actual.and_then(|c| row.at(c)).or_else(|| row.at(header.item)).map(|c| c.place.clone());
    let mut evidence = row.evidence(grid.doc, grid.hidden);
    if let Some(place) = voucher_place {
        evidence.place = place;
    }
    let (unread, unread_source) = unread(grid, header, row);
    Draft {
        kind: Kind::Line,
        level,
        seq: if merged.is_some() { String::new() } else { seq },
        item: without_number(&item),
        section,
        budget: with_change(header.budget.and_then(figure), header.adjustment.and_then(figure)),
        actual: header.actual.and_then(figure),
        splits: splits(header, row, header.actual.and_then(figure), figure),
        unread,
        unread_source,
        variance: header.column(Role::Variance).and_then(figure),
        source_words: carry(
            &mut carried.source,
            header.column(Role::SourceWords).and_then(|c| row.cells.iter().find(|k| k.col == c)),
        ),
        unit_price: header.column(Role::UnitPrice).and_then(figure),
        quantity: counted(&text(header.column(Role::Quantity)), &text(header.column(Role::Measure))),
        voucher: text(header.column(Role::Voucher)),
        note: text(header.column(Role::Note)),
        evidence,
    }
}

fn stands(grid: &Grid, cell: &GridCell) -> Stands {
    let plain = |number| Stands::Amount(Figure { number, scale: None });
    match cell.number {
        Some(number) => plain(number),
        None if cell.error => Stands::Unread,
        None if cell.uncalculated => formula::value(grid, cell).map_or(Stands::Unread, plain),
        None => cell::read(&cell.text),
    }
}

/// The first cell in the columns of amounts that states what can't be told, as written. Ticks name the source that pays.
fn unread(grid: &Grid, header: &Header, row: &GridRow) -> (Option<Unread>, Source) {
    let of_sources = header.splits.iter().copied();
    let columns = of_sources.chain(header.actual.map(|c| (c, Source::Unknown)));
    let mut cells = columns.filter_map(|(col, s)| Some((row.cells.iter().find(|c| c.col == col)?, s)));
    let marks = |text: &str| known().ticked.is(&tight(text)) || known().unticked.is(&tight(text));
    let Some((cell, source)) = cells.find(|(c, _)| stands(grid, c) == Stands::Unread && !marks(&c.text)) else {
        return (None, Source::Unknown);
    };
    let written = if cell.uncalculated {
        format!("={}", cell.formula.as_deref().unwrap_or_default())
    } else {
        cell.text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    (Some(Unread::Written(written)), source)
}

/// The budget after its change; a change in the other unit is left out.
fn with_change(budget: Option<Figure>, change: Option<Figure>) -> Option<Figure> {
    let Some(change) = change else { return budget };
    let before = budget.unwrap_or(Figure { number: Decimal::ZERO, scale: change.scale });
    let number = before.number.checked_add(change.number).filter(|_| before.scale == change.scale)?;
    Some(Figure { number, ..before })
}

/// “数量 2”, “单位 台”: 2台.
fn counted(quantity: &str, measure: &str) -> String {
    let bare = quantity.chars().next_back().is_some_and(|c| c.is_ascii_digit()) && measure.chars().count() <= 3;
    if bare { format!("{quantity}{}", measure.trim()) } else { quantity.to_string() }
}

/// In a PDF without rules a number runs into the item (“1场地费”), and the next column into its end.
fn run_together(seq: String, item: String) -> (String, String) {
    let item = item.split('\t').next().unwrap_or_default().trim().to_string();
    let digits = item.chars().take_while(char::is_ascii_digit).count();
    let (number, rest) = item.split_at(digits);
    let counted =
        rest.chars().next().is_none_or(|c| !c.is_alphabetic() || c.is_ascii() || known().count_word.opens(rest));
    if !tight(&seq).is_empty() || !(1..=2).contains(&digits) || counted {
        return (seq, item);
    }
    (number.to_string(), rest.to_string())
}

/// What each source pays; where its columns hold ticks instead of figures, the whole line goes to the one ticked.
fn splits(
    header: &Header,
    row: &GridRow,
    actual: Option<Figure>,
    figure: impl Fn(u32) -> Option<Figure>,
) -> Vec<(Source, Figure)> {
    let figures: Vec<(Source, Figure)> = header.splits.iter().filter_map(|(c, s)| Some((*s, figure(*c)?))).collect();
    let ticks = |c: u32| row.cells.iter().find(|k| k.col == c).is_some_and(|k| known().ticked.is(&tight(&k.text)));
    let ticked: Vec<Source> = header.splits.iter().filter(|(c, _)| ticks(*c)).map(|(_, s)| *s).collect();
    match (figures.is_empty(), ticked.as_slice(), actual) {
        (true, [one], Some(actual)) => vec![(*one, actual)],
        _ => figures,
    }
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

fn join_lines(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().concat().trim().to_string()
}

/// Depth by numbering: 一、 above （一） above 1 above 1.1 above (1) above ①; unnumbered rows are deepest.
fn level(seq: &str, item: &str) -> u8 {
    let seq = tight(seq);
    if !seq.is_empty() {
        return numbering_level(&seq).unwrap_or(8);
    }
    numbering(item).and_then(|n| numbering_level(&tight(n))).unwrap_or(8)
}

fn numbering_level(number: &str) -> Option<u8> {
    let bare: String = known().number_words.without(number).chars().filter(|c| !"、.．,)(".contains(*c)).collect();
    let chinese = |s: &str| known().chinese_number.hits(s);
    let bracketed = number.starts_with('(');
    Some(match () {
        () if chinese(&bare) && !bracketed => 1,
        () if chinese(&bare) => 2,
        () if number.starts_with(|c: char| ('①'..='⑳').contains(&c)) => 7,
        () if bare.is_empty() || !bare.chars().all(|c| c.is_ascii_digit() || c == '-') => return None,
        () if bracketed || number.ends_with(')') => 6,
        () => {
            let parts = number.trim_end_matches(['.', '、']).split(['.', '-']).filter(|p| !p.is_empty()).count();
            if parts <= 1 { 3 } else { 4 + u8::from(parts > 2) }
        }
    })
}

/// The numbering at the head of an item, as in “1.场地费”, “（二）差旅费”, “一、会议费”.
fn numbering(item: &str) -> Option<&str> {
    let found = known().numbering.find(item)?;
    let number = item.get(found.clone())?;
    let rest = item.get(found.end..)?;
    // “3.3D打印讲座”: the third item, on 3D打印.
    if rest.starts_with(|c: char| c.is_ascii_alphabetic())
        && let Some(dot) = item.find(['.', '．']).filter(|d| *d + 1 < found.end)
    {
        return item.get(..dot + item.get(dot..)?.chars().next()?.len_utf8());
    }
    // “3.5万字审读费”, “2.4G模块”: a decimal, not a numbering.
    let dotted = number.trim_end().ends_with(['.', '．']);
    let decimal = dotted && rest.starts_with(|c: char| c.is_ascii_digit());
    let quantity = number.contains(['.', '．']) && known().unit_behind_decimal.opens(&tight(rest));
    // “一、二等奖奖金”: two prizes, not item one.
    let prizes = number.ends_with('、') && known().prizes.hits(rest);
    (!rest.is_empty() && !decimal && !quantity && !prizes).then_some(number)
}

pub fn without_number(item: &str) -> String {
    numbering(item).and_then(|n| item.strip_prefix(n)).unwrap_or(item).trim().to_string()
}

/// “会务费 6000 / 其中：场地费 4000 / 展板费 2000”: 其中 stands before the first part only, the parts make up the whole.
fn of_which_that_lists_all(rows: &mut [Draft]) {
    let total = rows.iter().find(|d| d.kind == Kind::Total).and_then(Draft::amount);
    if sum(rows.iter().filter(|d| d.kind == Kind::Line)) == total {
        return;
    }
    for i in 0..rows.len() {
        let whole = rows.get(i).filter(|d| d.kind == Kind::Line).and_then(Draft::amount).filter(|a| !a.is_zero());
        let starts = rows.get(i + 1).is_some_and(|d| d.kind == Kind::OfWhich);
        let Some(whole) = whole.filter(|_| starts) else { continue };
        let mut running = Decimal::ZERO;
        let below =
            rows.iter().enumerate().skip(i + 1).take_while(|(_, d)| matches!(d.kind, Kind::OfWhich | Kind::Line));
        let last = below.clone().find_map(|(k, d)| {
            running = running.checked_add(d.amount()?)?;
            (running == whole && d.kind == Kind::Line).then_some(k)
        });
        let Some(last) = last else { continue };
        for (k, row) in rows.iter_mut().enumerate().skip(i).take(last + 1 - i) {
            row.kind = if k == i { Kind::Section } else { Kind::Line };
            row.item = without_of_which(&row.item).to_string();
        }
    }
}

/// Rows that sum up the rows below them are sections, not lines: only leaves count.
fn settle_parents(rows: &mut [Draft]) {
    let total = rows.iter().find(|d| d.kind == Kind::Total).and_then(Draft::amount);
    let flat: Option<Decimal> = sum(rows.iter().filter(|d| d.kind == Kind::Line));
    let flat_fits = total.is_some() && total == flat;
    for i in 0..rows.len() {
        let Some(parent) = rows.get(i).filter(|d| matches!(d.kind, Kind::Line | Kind::Section)) else { continue };
        let below = rows.get(i + 1..).unwrap_or_default();
        let children: Vec<&Draft> =
            below.iter().take_while(|d| d.kind == Kind::Line && d.level > parent.level).collect();
        let fits = parent.amount().is_some() && sum_of_top(&children) == parent.amount();
        let numbered = children.first().is_some_and(|c| c.level < 8);
        let is_parent = !children.is_empty()
            && (parent.amount().is_none() && parent.budget.is_none()
                || fits && !flat_fits
                || numbered && !flat_fits && parent.amount().is_some_and(|a| !a.is_zero()));
        if is_parent && let Some(row) = rows.get_mut(i) {
            row.kind = Kind::Section;
        }
    }
    if !flat_fits {
        unnumbered_parents(rows, total);
    }
}

/// Without numbering a parent is told by its amount only: it equals the rows below it, and only so the total comes right.
fn unnumbered_parents(rows: &mut [Draft], total: Option<Decimal>) {
    let Some(total) = total else { return };
    if sum(rows.iter().filter(|d| d.kind == Kind::Line)) == Some(total) {
        return;
    }
    let mut parents = Vec::new();
    let mut i = 0;
    while i < rows.len() {
        let amount = rows.get(i).filter(|d| d.kind == Kind::Line).and_then(Draft::amount).filter(|a| !a.is_zero());
        let mut running = Decimal::ZERO;
        let end = amount.and_then(|amount| {
            rows.iter().enumerate().skip(i + 1).take_while(|(_, d)| d.kind == Kind::Line).find_map(|(k, d)| {
                running = running.checked_add(d.amount().unwrap_or_default())?;
                (running == amount && k > i + 1).then_some(k)
            })
        });
        if let Some(end) = end {
            parents.push(i);
            i = end;
        }
        i += 1;
    }
    let leaves = rows.iter().enumerate().filter(|(i, d)| d.kind == Kind::Line && !parents.contains(i)).map(|(_, d)| d);
    if sum(leaves) == Some(total) {
        for i in parents {
            if let Some(row) = rows.get_mut(i) {
                row.kind = Kind::Section;
            }
        }
    }
}

pub fn sum<'a>(rows: impl Iterator<Item = &'a Draft>) -> Option<Decimal> {
    rows.filter_map(Draft::amount).try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// Sum over the highest level among the children (deeper ones are parts of those).
fn sum_of_top(children: &[&Draft]) -> Option<Decimal> {
    let top = children.iter().map(|c| c.level).min()?;
    let direct = sum(children.iter().copied().filter(|c| c.level == top));
    let all = sum(children.iter().copied());
    if direct == all { all } else { direct }
}

fn name_sections(rows: &mut [Draft]) {
    let mut stack: Vec<(u8, String)> = Vec::new();
    for row in rows {
        match row.kind {
            Kind::Section => {
                stack.retain(|(level, _)| *level < row.level);
                stack.push((row.level, row.item.clone()));
            }
            Kind::Line => {
                stack.retain(|(level, _)| *level < row.level || *level == 8);
                let heading = stack.last().map(|(_, name)| name.clone()).unwrap_or_default();
                // A heading over categories counts where it says whose money follows.
                if row.section.is_empty() {
                    row.section = heading;
                } else if known().money_named.hits(&heading) {
                    row.section = format!("{heading}／{}", row.section);
                }
            }
            _ => {}
        }
    }
}

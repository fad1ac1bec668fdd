//! Lines and ruled tables of a page → headings, paragraphs and tables in reading order.

use std::collections::BTreeMap;

use pdfni::EdgePart;

use super::beside;
use super::columns::{self, Column, same_place};
use super::grid::{self, Frame};
use super::lines::{self, Glyph, Line, wide};
use super::spill::{self, Sketch};
use crate::model::document::Row;
use crate::model::{Block, Cell, Content, Origin, Place, Table};

/// Lines on which few columns in a row make a table without rules.
const LEAST_ROWS: usize = 3;
const LEAST_COLUMNS: usize = 3;

#[derive(Default)]
pub struct Writer {
    pages: Vec<Page>,
    tables: u32,
    /// Columns of the table without rules that the last page ended with, and the size of its letters.
    open: Option<(Vec<Column>, f64)>,
}

/// One page as its reader gives it: glyphs, lines that stand apart, and rules, in points from the top left.
pub struct Sheet {
    pub width: f64,
    pub height: f64,
    pub glyphs: Vec<Glyph>,
    pub others: Vec<String>,
    pub edges: Vec<EdgePart>,
}

struct Page {
    number: u32,
    width: f64,
    height: f64,
    items: Vec<Item>,
    others: Vec<String>,
    /// Half points → characters, tables included.
    sizes: BTreeMap<i64, usize>,
}

enum Item {
    Line(Line),
    Table(Sketch),
}

impl Item {
    fn top(&self) -> f64 {
        match self {
            Item::Line(l) => l.baseline - l.size * 0.8,
            Item::Table(t) => t.top,
        }
    }
}

impl Writer {
    pub fn page(&mut self, number: u32, page: Sheet) {
        let Sheet { width, height, glyphs, others, edges } = page;
        let mut sizes = BTreeMap::new();
        for glyph in &glyphs {
            *sizes.entry((glyph.size * 2.0).round() as i64).or_default() += 1;
        }
        let parts = beside::columns(width, glyphs, edges);
        // A table goes on at the head of a page, not of one of several papers on it.
        let mut open = self.open.take().filter(|_| parts.len() == 1);
        let mut items = Vec::new();
        for (glyphs, edges) in parts {
            items.extend(self.column(glyphs, &edges, open.take(), height));
        }
        let page = Page { number, width, height, items, others, sizes };
        self.open = last_table(&page).and_then(|at| match page.items.get(at) {
            Some(Item::Table(t)) if !t.ruled => Some((t.columns.clone(), t.size)),
            _ => None,
        });
        self.pages.push(page);
    }

    /// What is read from top to bottom: the page, or one of several papers that are printed side by side on it.
    fn column(
        &mut self,
        mut glyphs: Vec<Glyph>,
        edges: &[EdgePart],
        open: Option<(Vec<Column>, f64)>,
        height: f64,
    ) -> Vec<Item> {
        let mut items = Vec::new();
        for frames in grid::grids(edges) {
            items.extend(self.ruled(&frames, &mut glyphs));
        }
        let mut lines = lines::lines(glyphs);
        for band in grid::bands(edges) {
            items.extend(self.banded(&band, &mut lines));
        }
        items.extend(lines.into_iter().map(Item::Line));
        items.sort_by(|a, b| a.top().total_cmp(&b.top()));
        let carried = open.and_then(|(columns, size)| carried_on(&items, &columns, size, height).zip(Some(columns)));
        match carried {
            Some((run, columns)) => {
                let rest = items.split_off(run.end);
                let lines: Vec<Line> =
                    items.drain(run).filter_map(|i| if let Item::Line(l) = i { Some(l) } else { None }).collect();
                items.push(self.table_of(&lines, columns));
                items.extend(self.unruled(rest));
                items
            }
            None => self.unruled(items),
        }
    }

    /// Runs of lines with like columns become tables.
    fn unruled(&mut self, items: Vec<Item>) -> Vec<Item> {
        let mut out = Vec::new();
        let mut run: Vec<Line> = Vec::new();
        for item in items {
            match item {
                Item::Line(l)
                    if l.segments.len() >= LEAST_COLUMNS
                        || continues_cells(&run, &l)
                        || fits_columns(&run, &l)
                        || stands_in_column(&run, &l) =>
                {
                    run.push(l)
                }
                other => {
                    self.end_run(&mut run, LEAST_ROWS, &mut out);
                    out.push(other);
                }
            }
        }
        self.end_run(&mut run, LEAST_ROWS, &mut out);
        out
    }

    fn end_run(&mut self, run: &mut Vec<Line>, least: usize, out: &mut Vec<Item>) {
        let lines = std::mem::take(run);
        match columns::of(&lines, least, LEAST_COLUMNS) {
            Some(edges) => {
                let mut lines = lines;
                lead_in(&mut lines, &edges, out);
                out.push(self.table_of(&lines, edges));
            }
            None => out.extend(lines.into_iter().map(Item::Line)),
        }
    }

    fn table_of(&mut self, lines: &[Line], columns: Vec<Column>) -> Item {
        self.tables += 1;
        let top = lines.first().map_or(0.0, |l| l.top);
        let bottom = lines.last().map_or(0.0, |l| l.bottom);
        let size = lines.first().map_or(10.0, |l| l.size);
        let rows = rows_of(lines, &columns);
        Item::Table(Sketch { top, bottom, number: self.tables, rows, columns, ruled: false, size })
    }

    /// A table ruled across only: two columns and two rows make it one, because its rules say so. Its lines are taken out.
    fn banded(&mut self, band: &grid::Band, lines: &mut Vec<Line>) -> Option<Item> {
        let within = |l: &Line| {
            let middle = (l.top + l.bottom) / 2.0;
            band.top < middle && middle < band.bottom && l.left > band.left - 5.0 && l.right < band.right + 5.0
        };
        let (mut inside, outside): (Vec<Line>, Vec<Line>) = std::mem::take(lines).into_iter().partition(within);
        let edges = columns::of(&inside, 2, 2).filter(|_| {
            let split = inside.iter().filter(|l| l.segments.len() >= 2).count();
            split * 2 >= inside.len()
        });
        *lines = outside;
        match edges {
            Some(edges) => {
                let heading = inside.iter().filter(|l| l.baseline < band.head).count();
                let above = heading_above(band, &edges, lines);
                let (edges, heading) = match above {
                    Some(line) => {
                        inside.insert(0, line);
                        (columns::of(&inside, 2, 2).unwrap_or(edges), 1)
                    }
                    None => (edges, heading),
                };
                let mut table = self.table_of(&inside, edges);
                if let Item::Table(sketch) = &mut table {
                    join_heading(sketch, heading);
                }
                Some(table)
            }
            None => {
                lines.append(&mut inside);
                lines.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
                None
            }
        }
    }

    /// A grid with rules: its characters are taken out of `glyphs` and laid out cell by cell. A row with a cell that
    /// holds columns of its own (the item area of an e-invoice) is given back as lines, and parts the grid in two.
    fn ruled(&mut self, frames: &[Frame], glyphs: &mut Vec<Glyph>) -> Vec<Item> {
        let mut contents: Vec<Vec<Glyph>> = vec![Vec::new(); frames.len()];
        let mut outside = Vec::new();
        for glyph in std::mem::take(glyphs) {
            let (x, y) = glyph.centre();
            match frames.iter().position(|f| f.contains(x, y)).and_then(|at| contents.get_mut(at)) {
                Some(content) => content.push(glyph),
                None => outside.push(glyph),
            }
        }
        *glyphs = outside;
        let laid: Vec<(&Frame, Vec<Line>)> = frames.iter().zip(contents.into_iter().map(lines::lines)).collect();
        let (mut items, mut rows): (Vec<Item>, Vec<Row>) = Default::default();
        let (mut top, mut bottom, mut shift) = (0.0, 0.0, 0);
        let columns = grid::columns(frames);
        let last = frames.iter().map(|f| f.row).max().unwrap_or(0);
        for row in 0..=last {
            let here = || laid.iter().filter(move |(f, _)| f.row == row);
            if here().any(|(_, lines)| has_columns(lines)) {
                self.end_grid((top, bottom), &columns, &mut rows, &mut items);
                let mut run: Vec<Line> = here().flat_map(|(_, lines)| lines.iter().cloned()).collect();
                run.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.left.total_cmp(&b.left)));
                self.framed_lines(run, &mut items);
                continue;
            }
            if rows.is_empty() {
                top = here().map(|(f, _)| f.top).fold(f64::MAX, f64::min);
            }
            bottom = here().map(|(f, _)| f.bottom).fold(bottom, f64::max);
            let cells: Vec<&(&Frame, Vec<Line>)> = here().collect();
            let stacked = if is_stacked(&cells) { unstack(&cells) } else { Vec::new() };
            if stacked.is_empty() {
                let cells: Vec<Cell> = cells.iter().filter_map(|(frame, lines)| cell_of(frame, lines)).collect();
                if !cells.is_empty() {
                    rows.push(Row { row: row + shift, hidden: false, cells });
                }
                continue;
            }
            for (i, cells) in (0u32..).zip(stacked) {
                shift += u32::from(i > 0);
                rows.push(Row { row: row + shift, hidden: false, cells });
            }
        }
        self.end_grid((top, bottom), &columns, &mut rows, &mut items);
        items
    }

    fn end_grid(
        &mut self,
        (top, bottom): (f64, f64),
        columns: &[(f64, f64)],
        rows: &mut Vec<Row>,
        items: &mut Vec<Item>,
    ) {
        let rows = std::mem::take(rows);
        if !rows.is_empty() {
            self.tables += 1;
            let columns = columns.to_vec();
            items.push(Item::Table(Sketch { top, bottom, number: self.tables, rows, columns, ruled: true, size: 0.0 }));
        }
    }

    /// Lines in one frame: a heading row and a single item make a table already.
    fn framed_lines(&mut self, lines: Vec<Line>, items: &mut Vec<Item>) {
        let mut run: Vec<Line> = Vec::new();
        for line in lines {
            if line.segments.len() >= 2 || continues_cells(&run, &line) {
                run.push(line);
            } else {
                self.end_run(&mut run, 2, items);
                items.push(Item::Line(line));
            }
        }
        self.end_run(&mut run, 2, items);
    }

    pub fn finish(mut self) -> Vec<Block> {
        let body = body_size(&self.pages);
        join_pages(&mut self.pages);
        let mut blocks = Vec::new();
        for page in self.pages {
            write_page(page, body, &mut blocks);
        }
        blocks
    }
}

/// A heading that stands on the first rule of a table ruled across, with a part in every column or all but one: taken out.
fn heading_above(band: &grid::Band, columns: &[Column], lines: &mut Vec<Line>) -> Option<Line> {
    let at = lines.iter().rposition(|l| l.baseline < band.top)?;
    let line = lines.get(at).filter(|l| band.top - l.bottom < l.size * 1.5)?;
    let parts = columns::parts(line, columns);
    let own = parts.iter().zip(parts.iter().skip(1)).all(|(a, b)| a.0 < b.0) && parts.iter().all(|p| p.1 == 1);
    let least = LEAST_COLUMNS.max(columns.len().saturating_sub(1));
    (own && parts.len() >= least).then(|| lines.remove(at))
}

/// The lines above the second rule are one heading row, however many they are.
fn join_heading(sketch: &mut Sketch, lines: usize) {
    let spans = |r: &Row| r.cells.iter().any(|c| c.col_span > 1);
    let within = lines.min(sketch.rows.len().saturating_sub(1));
    if within < 2 || sketch.rows.iter().take(within).any(spans) {
        return;
    }
    let mut rows = sketch.rows.drain(..within);
    let mut heading = rows.next().unwrap_or_default();
    for cell in rows.flat_map(|r| r.cells) {
        match heading.cells.iter_mut().find(|c| c.col == cell.col) {
            Some(above) => above.text.push_str(&cell.text),
            None => heading.cells.push(cell),
        }
    }
    heading.cells.sort_by_key(|c| c.col);
    sketch.rows.insert(0, heading);
}

/// The lines at the top of a page that go on with the table without rules of the page before: every part of them stands in one of
/// its columns. One row is enough.
fn carried_on(items: &[Item], columns: &[Column], size: f64, height: f64) -> Option<std::ops::Range<usize>> {
    let line = |i: &Item| if let Item::Line(l) = i { Some(l.clone()) } else { None };
    let head = items.iter().position(|i| !line(i).is_some_and(|l| l.top < height * 0.08)).unwrap_or(items.len());
    let fits = |l: &Line| {
        (l.size - size).abs() < 0.6
            && !(l.segments.len() == 1 && is_page_number(&l.text()))
            && columns::parts(l, columns).iter().all(|(col, span, part)| {
                let Some((left, right)) = columns.get(*col).filter(|_| *span == 1) else { return false };
                let flush = |a: f64, b: f64| (a - b).abs() < size * 0.8;
                let inside = part.left > left - size * 0.5 && part.right < right + size * 0.5;
                same_place((part.left, part.right), (*left, *right))
                    && (inside || flush(part.left, *left) || flush(part.right, *right))
            })
    };
    let least = columns.len().min(LEAST_COLUMNS);
    let is_row = |i: &Item| line(i).is_some_and(|l| fits(&l) && columns::parts(&l, columns).len() >= least);
    // Rows may begin as high as running heads stand.
    let mut start = items.iter().take(head).position(is_row).unwrap_or(head);
    // Above its number and name, a row in the middle of its cells has the first lines of what wraps.
    while let Some((above, below)) =
        start.checked_sub(1).and_then(|i| items.get(i).and_then(line).zip(items.get(start).and_then(line)))
    {
        let rest = fits(&above) && columns::parts(&above, columns).iter().all(|(col, ..)| *col > 0);
        if !rest || below.baseline - above.baseline > size * 2.2 {
            break;
        }
        start -= 1;
    }
    let run: Vec<Line> = items.iter().skip(start).map_while(|i| line(i).filter(&fits)).collect();
    let whole = run.iter().filter(|l| columns::parts(l, columns).len() >= least).count();
    let end = start + run.len();
    // What follows is no further row that did not fit, and not the table itself, which is ruled here.
    let last = run.last().map_or(0.0, |l| l.bottom);
    let clean = match items.get(end) {
        Some(Item::Line(l)) => l.segments.len() < LEAST_COLUMNS,
        Some(Item::Table(t)) => t.top - last > size * 3.0,
        None => true,
    };
    let high = run.first().is_some_and(|l| l.top < height * 0.3);
    (whole > 0 && clean && high).then_some(start..end)
}

/// Rests of a row that the page's end cut stand above the first whole row of the next page, in columns other than the first.
fn lead_in(lines: &mut Vec<Line>, columns: &[Column], out: &mut Vec<Item>) {
    const MOST: usize = 4;
    let numbered = |l: &Line| l.segments.first().is_some_and(|s| s.text.starts_with(|c: char| c.is_ascii_digit()));
    if !lines.first().is_some_and(numbered) || out.iter().any(|i| matches!(i, Item::Table(_))) {
        return;
    }
    let mut found = Vec::new();
    while found.len() < MOST {
        let below = found.last().or(lines.first());
        let rest = |line: &Line| {
            let near = below
                .is_some_and(|b: &Line| b.baseline - line.baseline < b.size * 3.2 && (b.size - line.size).abs() < 0.6);
            near && line.segments.iter().all(|s| {
                let mut places = columns.iter().enumerate().filter(|(_, c)| same_place((s.left, s.right), **c));
                places.next().is_some_and(|(i, c)| i > 0 && (s.left - c.0).abs() < line.size) && places.next().is_none()
            })
        };
        match out.last() {
            Some(Item::Line(line)) if rest(line) => {
                if let Some(Item::Line(line)) = out.pop() {
                    found.push(line);
                }
            }
            _ => break,
        }
    }
    for line in found {
        lines.insert(0, line);
    }
}

/// A table that ends a page and one of the same columns that begins the next one are one table.
fn join_pages(pages: &mut [Page]) {
    // Where the table stands that may go on: (page, item).
    let mut open: Option<(usize, usize)> = None;
    for at in 0..pages.len() {
        let known = open.map(|(page, item)| titles(pages, page, item)).unwrap_or_default();
        let first = pages.get(at).and_then(|p| first_table(p, &known));
        let goes_on = open.zip(first).filter(|((page, item), first)| {
            let before = pages.get(*page).and_then(|p| p.items.get(*item));
            let after = pages.get(at).and_then(|p| p.items.get(*first));
            matches!((before, after), (Some(Item::Table(a)), Some(Item::Table(b))) if spill::matching(a, b).is_some())
        });
        let last = pages.get(at).and_then(last_table);
        let Some(((page, item), first)) = goes_on else {
            open = last.map(|item| (at, item));
            continue;
        };
        let only = last == Some(first);
        let taken = pages.get_mut(at).map(|p| p.items.remove(first));
        if let (Some(Item::Table(after)), Some(Item::Table(before))) =
            (taken, pages.get_mut(page).and_then(|p| p.items.get_mut(item)))
        {
            spill::join(before, after);
        }
        if !only {
            open = pages.get(at).and_then(last_table).map(|item| (at, item));
        }
    }
}

/// The table that ends the page's text, down in its lower half.
fn last_table(page: &Page) -> Option<usize> {
    let item = page.items.iter().rposition(|i| !matches!(i, Item::Line(l) if l.bottom > page.height * 0.92))?;
    matches!(page.items.get(item), Some(Item::Table(t)) if t.bottom > page.height * 0.6).then_some(item)
}

/// What stands above a table on its page; some printers repeat it on each.
fn titles(pages: &[Page], page: usize, item: usize) -> Vec<String> {
    let items = pages.get(page).map_or(&[][..], |p| p.items.as_slice());
    let lines = items.iter().take(item).filter_map(|i| if let Item::Line(l) = i { Some(l.text()) } else { None });
    lines.collect()
}

/// The table that begins the page's text.
fn first_table(page: &Page, known: &[String]) -> Option<usize> {
    let head = |l: &Line| {
        let text = l.text();
        l.top < page.height * 0.08 || spill::says_continued(&text) || known.contains(&text)
    };
    let item = page.items.iter().position(|i| !matches!(i, Item::Line(l) if head(l)))?;
    matches!(page.items.get(item), Some(Item::Table(t)) if t.top < page.height * 0.3).then_some(item)
}

/// The size of most characters in the document.
fn body_size(pages: &[Page]) -> f64 {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for (size, n) in pages.iter().flat_map(|p| &p.sizes) {
        *counts.entry(*size).or_default() += n;
    }
    counts.into_iter().max_by_key(|(_, n)| *n).map_or(12.0, |(s, _)| s as f64 / 2.0)
}

/// Several lines of three and more columns inside one cell.
fn has_columns(lines: &[Line]) -> bool {
    lines.iter().filter(|l| l.segments.len() >= LEAST_COLUMNS).count() >= 2
}

/// A line broke although the next one's first character had room: it ends by intent.
fn ends_by_intent(frame: &Frame, line: &Line) -> bool {
    frame.right - frame.left - (line.right - line.left) > line.size * 1.6
}

/// A row of the grid that holds several rows of a table, one below the other with rules only between the columns (item
/// area of older invoices): three cells break at will, and two of them hold numbers. Wrapped cells fill their width.
fn is_stacked(cells: &[&(&Frame, Vec<Line>)]) -> bool {
    let numeric = |l: &Line| {
        let text = l.text();
        text.chars().any(|c| c.is_ascii_digit()) && !text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
    };
    let broken = || {
        cells.iter().filter(|(frame, lines)| {
            frame.row_span == 1 && lines.len() >= 2 && lines.iter().rev().skip(1).all(|l| ends_by_intent(frame, l))
        })
    };
    broken().count() >= 3 && broken().filter(|(_, lines)| lines.iter().skip(1).all(numeric)).count() >= 2
}

/// One row for each baseline; what only wrapped stays with the line above.
fn unstack(cells: &[&(&Frame, Vec<Line>)]) -> Vec<Vec<Cell>> {
    let mut baselines: Vec<(f64, f64)> =
        cells.iter().flat_map(|(_, lines)| lines.iter().map(|l| (l.baseline, l.size))).collect();
    baselines.sort_by(|a, b| a.0.total_cmp(&b.0));
    baselines.dedup_by(|b, a| b.0 - a.0 < a.1 * 0.5);
    let mut rows: Vec<Vec<Cell>> = vec![Vec::new(); baselines.len()];
    for (frame, lines) in cells {
        let mut above: Option<(usize, &Line)> = None;
        for line in lines {
            let at = baselines.iter().rposition(|(y, size)| line.baseline - y > -size * 0.5).unwrap_or(0);
            let target = match above {
                Some((row, before)) if !ends_by_intent(frame, before) && !is_head_over(before, line) => row,
                _ => at,
            };
            above = Some((target, line));
            let Some(row) = rows.get_mut(target) else { continue };
            match row.iter_mut().find(|c| c.col == frame.col) {
                Some(cell) => cell.text.push_str(&line.text()),
                None => row.extend(cell_of(frame, std::slice::from_ref(line))),
            }
        }
    }
    rows.retain(|r| !r.is_empty());
    rows
}

/// “税率” over “3%” in a column as narrow as its head: a name and a figure, not one wrapped text.
fn is_head_over(above: &Line, below: &Line) -> bool {
    let (above, below) = (above.text(), below.text());
    let name = above.chars().count() <= 4 && above.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    name && below.chars().any(|c| c.is_ascii_digit())
        && below.chars().all(|c| c.is_ascii_digit() || "¥￥.,%- ".contains(c))
}

fn cell_of(frame: &Frame, lines: &[Line]) -> Option<Cell> {
    let text = cell_text(lines);
    let (col, col_span, row_span) = (frame.col, frame.col_span, frame.row_span);
    (!text.is_empty()).then(|| Cell { col, col_span, row_span, text, ..Cell::default() })
}

/// A wrapped part of the row above: starts where its cells start and stays within them.
fn continues_cells(run: &[Line], line: &Line) -> bool {
    let Some(last) = run.last() else { return false };
    let near = line.baseline - last.baseline < last.size * 1.7 && (line.size - last.size).abs() < 0.6;
    near && line.segments.iter().all(|s| {
        run.iter().flat_map(|l| &l.segments).any(|c| (c.left - s.left).abs() < last.size * 0.6)
            && run.iter().flat_map(|l| &l.segments).filter(|c| c.left > s.left + last.size).all(|c| c.left > s.right)
    }) && line.segments.len() < last.segments.len()
}

/// Part of a wrapped cell of the next row, which stands in the middle of its own: flush with a column other than the first.
fn stands_in_column(run: &[Line], line: &Line) -> bool {
    let (Some(last), [segment]) = (run.last(), line.segments.as_slice()) else { return false };
    let near = line.baseline - last.baseline < last.size * 3.0 && (line.size - last.size).abs() < 0.6;
    let full = || run.iter().filter(|l| l.segments.len() >= LEAST_COLUMNS);
    let first = full().filter_map(|l| l.segments.first()).map(|s| s.right).fold(f64::MIN, f64::max);
    near && segment.left > first
        && !is_page_number(&segment.text)
        && full().flat_map(|l| &l.segments).any(|c| (c.left - segment.left).abs() < last.size * 0.6)
        && full()
            .all(|l| l.segments.iter().filter(|c| c.left > segment.left + last.size).all(|c| c.left > segment.right))
}

/// A row of few cells (a total) near the last one: each stands flush left or right with a cell above.
fn fits_columns(run: &[Line], line: &Line) -> bool {
    let Some(last) = run.last() else { return false };
    let near = line.baseline - last.baseline < last.size * 3.0 && (line.size - last.size).abs() < 1.1;
    let flush = |a: f64, b: f64| (a - b).abs() < last.size * 0.6;
    let fits = |s: &lines::Segment| {
        run.iter().flat_map(|l| &l.segments).any(|c| {
            flush(c.left, s.left)
                || flush(c.right, s.right)
                || flush((c.left + c.right) / 2.0, (s.left + s.right) / 2.0)
        })
    };
    near && line.segments.len() >= 2 && line.segments.iter().all(fits)
}

/// Lines that only wrapped are joined; a line that ends well before the cell's longest one ends a paragraph.
fn cell_text(lines: &[Line]) -> String {
    let right = lines.iter().map(|l| l.right).fold(f64::MIN, f64::max);
    let mut text = String::new();
    let mut ended = true;
    for line in lines {
        if !text.is_empty() {
            if ended || starts_item(&line.text()) || starts_label(&line.text()) {
                text.push('\n')
            } else if !joins_tight(&text, &line.text()) {
                text.push(' ')
            }
        }
        text.push_str(&line.text());
        ended = right - line.right > line.size * 1.6 || line.segments.len() > 1;
    }
    text
}

/// Wrapped parts go to the cells they continue.
fn rows_of(lines: &[Line], columns: &[Column]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let blocks = columns::blocks(lines, columns);
    for (index, line) in lines.iter().enumerate() {
        let cells = cells_of(line, columns);
        let before = index.checked_sub(1).and_then(|i| lines.get(..=i));
        let wrapped = match &blocks {
            Some(blocks) => index.checked_sub(1).is_some_and(|i| blocks.get(i) == blocks.get(index)),
            None => {
                before.is_some_and(|run| continues_cells(run, line) && was_full(run, line, columns))
                    && wraps(&cells, rows.last())
            }
        };
        match rows.last_mut() {
            Some(row) if wrapped => {
                for cell in cells {
                    match row.cells.iter_mut().find(|c| c.col == cell.col) {
                        Some(above) => above.text.push_str(&cell.text),
                        None => row.cells.push(cell),
                    }
                }
                row.cells.sort_by_key(|c| c.col);
            }
            _ => rows.push(Row { row: u32::try_from(rows.len()).unwrap_or(u32::MAX), hidden: false, cells }),
        }
    }
    rows
}

/// Each part of the line goes on below one that had no room for its first character.
fn was_full(run: &[Line], line: &Line, columns: &[Column]) -> bool {
    let last = |col: usize| {
        let mut above = run.iter().rev().skip(usize::from(run.last().is_some_and(|l| l.baseline >= line.baseline)));
        above.find_map(|l| columns::parts(l, columns).into_iter().find(|(c, _, _)| *c == col).map(|(_, _, s)| s))
    };
    columns::parts(line, columns).iter().all(|(col, _, part)| {
        let room = columns.get(*col).map_or(0.0, |(left, right)| right - left);
        let first = part.pieces.first().map_or(line.size, |p| {
            let whole = p.text.chars().all(|c| !wide(c));
            if whole { p.right - p.left } else { line.size }
        });
        last(*col).is_some_and(|above| room - (above.right - above.left) < first + line.size * 0.6)
    })
}

/// A total row of few cells also starts where cells start; it brings a cell that the row above lacks, or an amount.
fn wraps(cells: &[Cell], above: Option<&Row>) -> bool {
    let amount = |c: &Cell| {
        c.text.starts_with(['¥', '￥']) || c.text.contains('.') && c.text.bytes().all(|b| !b.is_ascii_alphabetic())
    };
    // A number under a number is the next one of a list.
    let counts = |c: &Cell| c.col == 0 && !c.text.is_empty() && c.text.bytes().all(|b| b.is_ascii_digit());
    above.is_some_and(|row| {
        let next = cells.iter().any(counts) && row.cells.iter().any(counts);
        !next && cells.iter().all(|c| row.cells.iter().any(|a| a.col == c.col) && !amount(c))
    })
}

fn cells_of(line: &Line, columns: &[Column]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (col, span, part) in columns::parts(line, columns) {
        let (col, col_span) = (u32::try_from(col).unwrap_or(0), u32::try_from(span).unwrap_or(1));
        match cells.last_mut() {
            Some(cell) if cell.col == col => {
                cell.text.push('\t');
                cell.text.push_str(&part.text);
            }
            _ => cells.push(Cell { col, col_span, row_span: 1, text: part.text, ..Cell::default() }),
        }
    }
    cells
}

fn write_page(page: Page, body: f64, blocks: &mut Vec<Block>) {
    let margins = Margins::of(&page);
    let mut paragraph: Option<(String, Line)> = None;
    let mut seen = 0usize;
    let place = Place::Page(page.number);
    let mut put = |content: Content, place: Place, origin: Origin| {
        blocks.push(Block { place, origin, hidden: false, content });
    };
    for item in page.items {
        match item {
            Item::Table(Sketch { number, rows, .. }) => {
                if let Some((text, _)) = paragraph.take() {
                    put(Content::Paragraph { text }, place.clone(), Origin::Body);
                }
                let at = Place::TableCell { page: page.number, table: number, row: 0, col: 0 };
                put(Content::Table(Table { sheet: None, rows }), at, Origin::Body);
            }
            Item::Line(line) => {
                let text = line.text();
                seen += 1;
                if let Some((before, last)) = &mut paragraph
                    && margins.continues(last, &line, body)
                {
                    if !joins_tight(before, &text) {
                        before.push(' ');
                    }
                    before.push_str(&text);
                    *last = line;
                    continue;
                }
                if let Some((text, _)) = paragraph.take() {
                    put(Content::Paragraph { text }, place.clone(), Origin::Body);
                }
                let edge = line.top < page.height * 0.08 || line.bottom > page.height * 0.92;
                if edge && is_page_number(&text) {
                    put(Content::Paragraph { text }, place.clone(), Origin::HeaderFooter);
                } else if margins.is_title(&line, page.width, body)
                    || page.number == 1 && (opens(seen, &line, body) || margins.is_plain_title(seen, &line, page.width))
                {
                    put(Content::Heading { level: 1, text }, place.clone(), Origin::Body);
                } else {
                    paragraph = Some((text, line));
                }
            }
        }
    }
    if let Some((text, _)) = paragraph.take() {
        put(Content::Paragraph { text }, place.clone(), Origin::Body);
    }
    for text in page.others {
        put(Content::Paragraph { text }, place.clone(), Origin::TextBox);
    }
}

/// Left and right edge of running text on a page.
struct Margins {
    left: f64,
    right: f64,
}

impl Margins {
    fn of(page: &Page) -> Margins {
        let lines = || {
            page.items.iter().filter_map(|i| match i {
                // Signatures at the right say nothing about the margins.
                Item::Line(l) if l.segments.len() == 1 && l.chars >= 8 && l.left < page.width * 0.4 => Some(l),
                _ => None,
            })
        };
        let left = lines().map(|l| l.left).fold(f64::MAX, f64::min);
        let right = lines().map(|l| l.right).fold(f64::MIN, f64::max);
        Margins { left, right }
    }

    /// The line goes on with the paragraph of the one before: that one is full, this one is not indented.
    fn continues(&self, before: &Line, line: &Line, body: f64) -> bool {
        let like = (before.size - line.size).abs() < 0.6 && before.bold == line.bold;
        let near = line.baseline - before.baseline < before.size * 2.6 && line.baseline > before.baseline;
        // Hanging punctuation of other lines moves the margin by an em, a wrapped mark by another.
        let full = self.right - before.right < before.size * 3.0;
        let flush = line.left - self.left < body * 0.8;
        let whole = before.segments.len() == 1 && line.segments.len() == 1;
        like && near && full && flush && whole && !starts_item(&line.text())
    }

    /// Centred away from the margins, and larger than the body or bold.
    fn is_title(&self, line: &Line, width: f64, body: f64) -> bool {
        let centred = ((line.left + line.right) / 2.0 - width / 2.0).abs() < width * 0.03;
        let large = line.size > body * 1.15;
        let inset = large || line.left > self.left + body * 2.0;
        centred && inset && (large || line.bold) && line.segments.len() <= 2 && (2..=60).contains(&line.chars)
    }

    /// Near the top of the first page, centred well inside the margins: a title though it looks like the body.
    /// Document numbers and dates stand there too.
    fn is_plain_title(&self, seen: usize, line: &Line, width: f64) -> bool {
        let centred = ((line.left + line.right) / 2.0 - width / 2.0).abs() < width * 0.02;
        let inset = line.left > self.left + line.size * 3.0 && line.right < self.right - line.size * 3.0;
        let text = line.text();
        let plain =
            !text.contains(['。', '：', '；', '〔', '[', '\t']) && !text.trim_end().ends_with(['日', '号', '月']);
        seen <= 6 && centred && inset && plain && (4..=50).contains(&line.chars)
    }
}

/// One of the first lines of the document, larger than its body: a title even where it is not centred.
fn opens(seen: usize, line: &Line, body: f64) -> bool {
    seen <= 3 && line.size > body * 1.2 && line.segments.len() == 1 && (2..=60).contains(&line.chars)
}

/// `一、`, `（二）`, `3.`, `附件：` start anew even where the line before is full.
fn starts_item(text: &str) -> bool {
    let head: String = text.chars().take(6).collect();
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let trimmed = head.trim_start_matches(['（', '(']);
    let after = trimmed.trim_start_matches(|c: char| numeral(c) || c.is_ascii_digit());
    let counted = after.len() < trimmed.len();
    counted && (after.starts_with('、') || head.starts_with(['（', '(']) && after.starts_with(['）', ')']))
        || head.starts_with("附件")
}

/// `纳税人识别号：…`: in a cell, a label starts anew.
fn starts_label(text: &str) -> bool {
    let mut label = text.chars().take_while(|c| !matches!(c, '：' | ':'));
    let count = label.by_ref().take(19).filter(|c| c.is_alphabetic() || matches!(c, '/' | '（' | '）' | '、')).count();
    let whole = text.chars().take(19).position(|c| matches!(c, '：' | ':'));
    whole.is_some_and(|at| at >= 2 && count == at)
}

/// No blank between ideographs, nor between an ideograph and a number.
fn joins_tight(before: &str, after: &str) -> bool {
    let (a, b) = (before.chars().next_back(), after.chars().next());
    a.is_none_or(wide) || b.is_none_or(wide)
}

/// `3`, `- 3 -`, `第3页`, `第 3 页 共 5 页`, `3/5`.
pub fn is_page_number(text: &str) -> bool {
    let rest: String = text.chars().filter(|c| !c.is_whitespace() && !"-—–·/第页共,，".contains(*c)).collect();
    (1..=6).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_number_is_told_from_a_number() {
        for text in ["3", "- 12 -", "第 3 页 共 5 页", "— 2 —", "3/5"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["2026年", "第三页", "1234567", "共享"] {
            assert!(!is_page_number(text), "{text}");
        }
    }

    #[test]
    fn numbered_items_start_a_paragraph_and_years_do_not() {
        for text in ["一、总体要求", "（二）活动", "3、其他", "附件：名单"] {
            assert!(starts_item(text), "{text}");
        }
        for text in ["2026年9月", "一般而言", "（甲方）"] {
            assert!(!starts_item(text), "{text}");
        }
    }

    fn line_at(text: &str, left: f64, baseline: f64) -> Line {
        let width: f64 = text.chars().map(|c| if c.is_ascii() { 5.0 } else { 10.0 }).sum();
        Line {
            segments: vec![super::lines::Segment { text: text.into(), left, right: left + width, pieces: Vec::new() }],
            left,
            right: left + width,
            top: baseline - 9.0,
            bottom: baseline + 1.0,
            baseline,
            size: 10.0,
            bold: false,
            chars: text.chars().count(),
        }
    }

    fn frame_at(col: u32, width: f64) -> Frame {
        let left = f64::from(col) * 100.0;
        Frame { left, right: left + width, top: 0.0, bottom: 90.0, row: 0, col, row_span: 1, col_span: 1 }
    }

    #[test]
    fn stacked_items_become_rows_and_wrapped_cells_do_not() {
        let frames: Vec<Frame> = (0..3).map(|c| frame_at(c, 90.0)).collect();
        let column = |c: u32, texts: [&str; 3]| -> Vec<Line> {
            let left = f64::from(c) * 100.0;
            texts.iter().zip([20.0, 40.0, 60.0]).map(|(t, y)| line_at(t, left, y)).collect()
        };
        let stacked = [
            (&frames[0], column(0, ["项目", "印刷费", "合计"])),
            (&frames[1], column(1, ["数量", "2", "2"])),
            (&frames[2], column(2, ["金额", "800.00", "800.00"])),
        ];
        let cells: Vec<&(&Frame, Vec<Line>)> = stacked.iter().collect();
        assert!(is_stacked(&cells));
        let rows: Vec<Vec<String>> =
            unstack(&cells).into_iter().map(|r| r.into_iter().map(|c| c.text).collect()).collect();
        assert_eq!(rows, [["项目", "数量", "金额"], ["印刷费", "2", "800.00"], ["合计", "2", "800.00"]]);

        let narrow: Vec<Frame> = (0..3).map(|c| frame_at(c, 50.0)).collect();
        let wrapped = [
            (&narrow[0], vec![line_at("设备购置", 0.0, 20.0), line_at("费", 0.0, 40.0)]),
            (&narrow[1], vec![line_at("860,000.", 100.0, 20.0), line_at("00", 100.0, 40.0)]),
            (&narrow[2], vec![line_at("842,500.", 200.0, 20.0), line_at("00", 200.0, 40.0)]),
        ];
        assert!(!is_stacked(&wrapped.iter().collect::<Vec<_>>()));
    }
}

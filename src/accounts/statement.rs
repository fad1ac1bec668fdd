//! One statement out of one grid: rows, unit, sources, and every figure that does not agree with another.

use rust_decimal::Decimal;

use super::columns::{self, Header};
use super::grid::Grid;
use super::lexicon::{Lexicon, is_bare_sum, known, says_who_pays, tight, without_of_which};
use super::prose;
use super::rows::{self, Draft, Kind};
use super::unit;
use crate::facts::amount;
use crate::model::accounts::{Scale, Unit, UnreadAmount};
use crate::model::language::language;
use crate::model::{Difference, DifferenceKind, Evidence, Money, Source, Statement, StatementLine};

/// All statements of a grid, one below the other.
pub fn statements(grid: &Grid, lexicon: &Lexicon) -> Vec<Statement> {
    let mut out = Vec::new();
    let mut at = 0;
    let one_below_the_other = folded_header(grid, lexicon).map(|(row, width)| unfolded(grid, row, width, lexicon));
    let turned = lying_down(grid, lexicon);
    let grid = turned.as_ref().or(one_below_the_other.as_ref()).unwrap_or(grid);
    while at < grid.rows.len() {
        match columns::header(grid, at, lexicon) {
            Some(header) => {
                let (drafts, end) = rows::read(grid, &header, lexicon);
                if let Some(statement) = statement(grid, &header, drafts, end, lexicon) {
                    out.push(statement);
                }
                at = end.max(header.end);
            }
            None => at += 1,
        }
    }
    out
}

/// A table whose columns are the items (“项目 | 场地费 | 讲课费 | 合计”, below it “金额（元） | …”), turned upright: where the first column
/// reads as a header with an amount, and the first row has no amount but the total.
fn lying_down(grid: &Grid, lexicon: &Lexicon) -> Option<Grid> {
    const ROWS: usize = 6;
    let start = grid.rows.iter().position(|r| r.cells.iter().filter(|c| !c.text.trim().is_empty()).count() >= 3)?;
    let data: Vec<&super::grid::GridRow> = grid.rows.get(start..)?.iter().filter(|r| !r.is_blank()).collect();
    let width = data.iter().map(|r| r.cells.len()).max()?;
    if !(2..=ROWS).contains(&data.len())
        || width <= data.len()
        || data.iter().any(|r| r.cells.iter().any(|c| c.span > 1))
    {
        return None;
    }
    let mut cols: Vec<u32> = data.iter().flat_map(|r| r.cells.iter().map(|c| c.col)).collect();
    cols.sort_unstable();
    cols.dedup();
    let rows = cols.iter().map(|col| super::grid::GridRow {
        hidden: false,
        cells: (0..)
            .zip(&data)
            .filter_map(|(at, r)| Some(super::grid::GridCell { col: at, ..r.at(*col)?.clone() }))
            .collect(),
    });
    let mut turned = Grid { rows: rows.collect(), ..grid.clone() };
    name_blank_corner(&mut turned);
    let amounts = |grid: &Grid, at: usize| {
        let header = columns::header(grid, at, lexicon)?;
        let named = |c: u32| header.paths.get(&c).is_some_and(|p| !is_bare_sum(p));
        Some(header.actual.is_some_and(named) || !header.splits.is_empty() || header.budget.is_some())
    };
    (amounts(&turned, 0) == Some(true) && amounts(grid, start) != Some(true)).then_some(turned)
}

/// The corner over the names of rows and columns is often blank; turned upright, it heads the items.
fn name_blank_corner(turned: &mut Grid) {
    let Some(first) = turned.rows.first_mut() else { return };
    let blank = first.at(0).is_none_or(|c| c.text.trim().is_empty());
    let named = first.cells.iter().filter(|c| c.col > 0).all(|c| c.number.is_none() && !c.text.trim().is_empty());
    if blank
        && named
        && let Some(model) = first.cells.iter().find(|c| c.col > 0).cloned()
    {
        first.cells.retain(|c| c.col > 0);
        let corner = super::grid::GridCell { col: 0, text: "支出内容".into(), ..model };
        first.cells.insert(0, corner);
    }
}

/// A header that repeats itself (“科目 | 金额 | 科目 | 金额”): its row and the number of columns of one copy.
fn folded_header(grid: &Grid, lexicon: &Lexicon) -> Option<(usize, usize)> {
    grid.rows.iter().enumerate().take(8).find_map(|(at, row)| {
        let names: Vec<String> = row.cells.iter().map(|c| tight(&c.text)).collect();
        let width = (2..=names.len() / 2).find(|w| {
            names.len().is_multiple_of(*w)
                && names.iter().enumerate().all(|(i, n)| !n.is_empty() && names.get(i % w) == Some(n))
        })?;
        let header = columns::header(grid, at, lexicon)?;
        (header.end == at + 1).then_some((at, width))
    })
}

/// The copies of a repeated header one below the other; a total that stands below all of them comes last.
fn unfolded(grid: &Grid, at: usize, width: usize, lexicon: &Lexicon) -> Grid {
    let mut out = Grid { rows: grid.rows.get(..=at).unwrap_or_default().to_vec(), ..grid.clone() };
    let Some(header) = out.rows.last_mut() else { return out };
    let cols: Vec<u32> = header.cells.iter().map(|c| c.col).collect();
    header.cells.truncate(width);
    let data = grid.rows.get(at + 1..).unwrap_or_default();
    let label = |row: &super::grid::GridRow| row.cells.iter().map(|c| tight(&c.text)).find(|t| !t.is_empty());
    let is_figure = |c: &super::grid::GridCell| c.number.is_some() || amount::read(&c.text).is_some();
    let home = |index: usize| cols.get(index % width).copied().unwrap_or_default();
    let below_all = |row: &super::grid::GridRow| {
        let word = label(row).and_then(|l| lexicon.row(&l));
        let is_left = |c: &super::grid::GridCell| cols.get(width).is_some_and(|right| c.col < *right);
        let figure_on_the_left = row.cells.iter().any(|c| is_left(c) && is_figure(c));
        // “合计 | 3600 |  |  ”: nothing stands beside the total in the last row.
        let alone = row.cells.iter().all(|c| is_left(c) || c.text.trim().is_empty());
        let last = data.iter().rfind(|r| r.cells.iter().any(is_figure)).is_some_and(|r| std::ptr::eq(r, row));
        word.is_some() && (!figure_on_the_left || alone && last)
    };
    for copy in 0..cols.len() / width {
        for row in data.iter().filter(|r| !below_all(r)) {
            let cells = row.cells.iter().filter_map(|c| {
                let index = cols.iter().rposition(|col| *col <= c.col)?;
                (index / width == copy).then(|| super::grid::GridCell { col: home(index), ..c.clone() })
            });
            out.rows.push(super::grid::GridRow { hidden: row.hidden, cells: cells.collect() });
        }
    }
    for row in data.iter().filter(|r| below_all(r)) {
        let mut cells: Vec<_> =
            row.cells.iter().filter(|c| cols.get(width).is_some_and(|r| c.col < *r)).cloned().collect();
        if let Some(figure) = row.cells.iter().rfind(|c| is_figure(c))
            && let Some(index) = cols.iter().rposition(|col| *col <= figure.col)
        {
            cells.retain(|c| c.col != home(index));
            for cell in &mut cells {
                cell.span = 1;
            }
            cells.push(super::grid::GridCell { col: home(index), ..figure.clone() });
            cells.sort_by_key(|c| c.col);
        }
        out.rows.push(super::grid::GridRow { hidden: row.hidden, cells });
    }
    out
}

fn statement(grid: &Grid, header: &Header, mut drafts: Vec<Draft>, end: usize, lexicon: &Lexicon) -> Option<Statement> {
    open_of_which(&mut drafts, lexicon);
    if !drafts.iter().any(|d| d.kind == Kind::Line) {
        return None;
    }
    let mut unit = unit::unit(grid, header, &drafts);
    let has_actual = header.has_amounts();
    let lines: Vec<StatementLine> =
        drafts.iter().filter(|d| d.kind == Kind::Line).map(|d| line(d, &mut unit, lexicon)).collect();
    let total = drafts.iter().rfind(|d| d.kind == Kind::Total).map(|d| line(d, &mut unit, lexicon));
    let evidence = drafts.first().map(|d| Evidence { quote: title(grid, header), ..d.evidence.clone() })?;
    let mut statement = Statement {
        doc: grid.doc,
        title: title(grid, header),
        lines,
        total,
        in_words: in_words(grid, &drafts, end),
        by_source: by_source(&drafts, header, &mut unit, lexicon),
        differences: Vec::new(),
        unread: unread(&drafts),
        has_budget: has_actual && header.budget.is_some(),
        has_source: false,
        evidence,
        unit,
    };
    name_sources(&mut statement, lexicon);
    statement.differences = differences(&drafts, header, &statement);
    Some(statement)
}

/// “其中” rows below a line: where they make up the whole line they are its leaves, otherwise they are remarks on it.
fn open_of_which(drafts: &mut Vec<Draft>, lexicon: &Lexicon) {
    let mut i = 0;
    while i < drafts.len() {
        let parts: Vec<usize> =
            (i + 1..drafts.len()).take_while(|k| drafts.get(*k).is_some_and(|d| d.kind == Kind::OfWhich)).collect();
        let is_line = drafts.get(i).is_some_and(|d| d.kind == Kind::Line);
        if !is_line || parts.is_empty() {
            i += 1;
            continue;
        }
        let whole = drafts.get(i).and_then(Draft::amount);
        let sum = rows::sum(parts.iter().filter_map(|k| drafts.get(*k)));
        let by_source: Vec<(Source, amount::Figure)> = parts
            .iter()
            .filter_map(|k| drafts.get(*k))
            .filter_map(|d| Some((lexicon.source(&without_of_which(&d.item)), d.actual?)))
            .filter(|(source, _)| *source != Source::Unknown)
            .collect();
        let named_sources = by_source.len() == parts.len();
        if whole.is_some() && whole == sum && !named_sources {
            if let Some(parent) = drafts.get_mut(i) {
                parent.kind = Kind::Section;
            }
            let section = drafts.get(i).map(|d| d.item.clone()).unwrap_or_default();
            for k in &parts {
                if let Some(part) = drafts.get_mut(*k) {
                    part.kind = Kind::Line;
                    part.item = without_of_which(&part.item).to_owned();
                    part.section.clone_from(&section);
                }
            }
        } else {
            let remarks: Vec<String> =
                parts.iter().filter_map(|k| drafts.get(*k)).map(|d| d.evidence.quote.clone()).collect();
            if let Some(parent) = drafts.get_mut(i) {
                if named_sources && parent.splits.is_empty() {
                    parent.splits = with_rest(by_source, parent.actual).unwrap_or_default();
                }
                for remark in remarks {
                    if !parent.note.is_empty() {
                        parent.note.push('；');
                    }
                    parent.note.push_str(&remark);
                }
            }
            let last = parts.last().copied().unwrap_or(i);
            drafts.drain(i + 1..=last);
        }
        i += 1;
    }
}

/// What the sources named below a line pay, and what of the line remains without a name. Sources that pay more than the line
/// belong to the whole table.
fn with_rest(
    mut named: Vec<(Source, amount::Figure)>,
    whole: Option<amount::Figure>,
) -> Option<Vec<(Source, amount::Figure)>> {
    let whole = whole.filter(|w| named.iter().all(|(_, f)| w.scale == f.scale))?;
    let sum = named.iter().try_fold(Decimal::ZERO, |sum, (_, f)| sum.checked_add(f.number))?;
    let rest = whole.number.checked_sub(sum).filter(|rest| !rest.is_sign_negative() || rest.is_zero())?;
    if !rest.is_zero() {
        named.push((Source::Unknown, amount::Figure { number: rest, ..whole }));
    }
    Some(named)
}

fn line(draft: &Draft, unit: &mut Unit, lexicon: &Lexicon) -> StatementLine {
    let mut slips: Vec<String> = Vec::new();
    let mut yuan = |figure: Option<amount::Figure>| {
        let figure = figure?;
        let (money, slip) = unit::yuan(figure, unit);
        if slip {
            slips.push(figure.number.normalize().to_string());
        }
        money
    };
    let budget = yuan(draft.budget);
    let actual = yuan(draft.actual);
    let split: Vec<(Source, Money)> = draft.splits.iter().filter_map(|(s, f)| Some((*s, yuan(Some(*f))?))).collect();
    let variance = draft.variance.and_then(|f| unit::yuan(f, unit).0);
    let actual = actual.or_else(|| if split.is_empty() { None } else { Money::sum(split.iter().map(|(_, m)| *m)) });
    for written in slips {
        unit.suspicious.push((draft.item.clone(), written, draft.evidence.clone()));
    }
    let paying: Vec<Source> = split.iter().filter(|(_, m)| !m.is_zero()).map(|(s, _)| *s).collect();
    let (source, source_words) = if paying.contains(&Source::Grant) || draft.unread_source == Source::Grant {
        (Source::Grant, "来源栏".to_string())
    } else if let Some(first) = paying.first() {
        (*first, "来源栏".to_string())
    } else if draft.unread_source != Source::Unknown {
        (draft.unread_source, "来源栏".to_string())
    } else {
        (lexicon.source(&draft.source_words), draft.source_words.clone())
    };
    StatementLine {
        seq: draft.seq.clone(),
        item: draft.item.clone(),
        section: draft.section.clone(),
        budget,
        actual,
        unread: draft.unread.clone(),
        variance,
        split,
        source,
        source_words,
        unit_price: draft.unit_price.map(|f| Money::new(f.number)),
        quantity: draft.quantity.clone(),
        voucher: draft.voucher.clone(),
        note: draft.note.clone(),
        evidence: draft.evidence.clone(),
    }
}

/// Rows that state an amount which can't be told.
fn unread(drafts: &[Draft]) -> Vec<UnreadAmount> {
    let counts = |d: &&Draft| matches!(d.kind, Kind::Line | Kind::Subtotal | Kind::Total);
    let one =
        |d: &Draft| Some(UnreadAmount { item: d.item.clone(), why: d.unread.clone()?, evidence: d.evidence.clone() });
    drafts.iter().filter(counts).filter_map(one).collect()
}

/// The line above the table that names it.
fn title(grid: &Grid, header: &Header) -> String {
    let above: Vec<String> = grid
        .rows
        .get(..header.first)
        .unwrap_or_default()
        .iter()
        .rev()
        .take(4)
        .map(super::grid::GridRow::quote)
        .collect();
    let mut lines = above.into_iter().chain(grid.before.iter().rev().map(|(l, _)| l.trim().to_string()));
    let is_title = |l: &String| {
        let folded = tight(l);
        folded.chars().count() <= 50
            && (known().spending_title.hits(&folded) || known().money_title.hits(&folded))
            && !known().unit_of_paper.hits(&folded)
            && !folded.ends_with('。')
    };
    lines.find(is_title).or_else(|| grid.sheet.clone()).unwrap_or_default()
}

fn in_words(grid: &Grid, drafts: &[Draft], end: usize) -> Option<(String, Option<Money>, Evidence)> {
    for draft in drafts.iter().filter(|d| matches!(d.kind, Kind::InWords | Kind::Total)) {
        if let Some((words, amount)) = amount::find_words(&draft.evidence.quote) {
            return Some((words, amount, draft.evidence.clone()));
        }
    }
    let next = grid.rows.get(end..).unwrap_or_default().iter().take(3).map(|r| {
        let evidence = r.evidence(grid.doc, grid.hidden);
        (r.quote(), evidence)
    });
    let after = grid.after.iter().take(3).map(|(l, p)| (l.clone(), Evidence::new(grid.doc, p.clone(), l)));
    next.chain(after).filter(|(l, _)| language().amounts.in_words.hits(&tight(l))).find_map(|(l, e)| {
        let (words, amount) = amount::find_words(&l)?;
        Some((words, amount, e))
    })
}

/// “其中：项目经费 …” rows below the total, and the total's source columns.
fn by_source(
    drafts: &[Draft],
    header: &Header,
    unit: &mut Unit,
    lexicon: &Lexicon,
) -> Vec<(String, Source, Money, Evidence)> {
    let mut out = Vec::new();
    let after_total = drafts.iter().skip_while(|d| d.kind != Kind::Total);
    for draft in after_total.filter(|d| d.kind == Kind::OfWhich) {
        if draft.amount().is_none() && amount::find(&draft.evidence.quote).len() > 1 {
            let told = prose::of_which(&draft.evidence.quote, lexicon);
            out.extend(told.into_iter().map(|(words, source, money)| (words, source, money, draft.evidence.clone())));
            continue;
        }
        let words = without_of_which(&draft.item).to_owned();
        let figure = draft.actual.or_else(|| {
            amount::find(&draft.evidence.quote)
                .first()
                .map(|f| amount::Figure { number: f.money.as_decimal(), scale: Some(Scale::Yuan) })
        });
        if let Some(money) = figure.and_then(|f| unit::yuan(f, unit).0) {
            out.push((words.clone(), lexicon.source(&words), money, draft.evidence.clone()));
        }
    }
    for total in drafts.iter().filter(|d| d.kind == Kind::Total) {
        for (i, (source, figure)) in total.splits.iter().enumerate() {
            let col = header.splits.get(i).and_then(|(c, _)| header.paths.get(c)).cloned().unwrap_or_default();
            if let Some(money) = unit::yuan(*figure, unit).0 {
                out.push((col, *source, money, total.evidence.clone()));
            }
        }
    }
    out
}

/// Sources that the table itself tells besides its source column: remarks, brackets in the item, section names.
pub(super) fn name_sources(statement: &mut Statement, lexicon: &Lexicon) {
    let of_section = |line: &StatementLine| {
        if known().money_named.hits(&line.section) { lexicon.source(&line.section) } else { Source::Unknown }
    };
    let sections: Vec<Source> = statement.lines.iter().map(of_section).collect();
    let sections_differ = sections.contains(&Source::Grant) && sections.contains(&Source::Own);
    for (line, section) in statement.lines.iter_mut().zip(sections) {
        if line.source != Source::Unknown {
            continue;
        }
        if let Some(split) = split_in_remark(line, lexicon) {
            line.split = split;
            (line.source, line.source_words) = (Source::Grant, line.note.clone());
            continue;
        }
        if let Some((source, words)) = in_remark(&line.note, lexicon).or_else(|| in_brackets(&line.item, lexicon)) {
            (line.source, line.source_words) = (source, words);
        } else if sections_differ {
            (line.source, line.source_words) = (section, line.section.clone());
        }
    }
    statement.has_source = statement.lines.iter().any(|l| l.source != Source::Unknown);
}

/// “专项经费3000元，自筹1000元” in the remark of a line of 4000: both sources, with what each pays.
fn split_in_remark(line: &StatementLine, lexicon: &Lexicon) -> Option<Vec<(Source, Money)>> {
    let told: Vec<(Source, Money)> =
        prose::of_which(&line.note, lexicon).into_iter().map(|(_, source, money)| (source, money)).collect();
    let both = told.iter().any(|t| t.0 == Source::Grant) && told.iter().any(|t| t.0 == Source::Own);
    (both && line.split.is_empty() && Money::sum(told.iter().map(|t| t.1)) == line.actual).then_some(told)
}

/// A remark that is a source (“自筹”), or says who pays (“由项目经费列支”, “单位自筹解决”).
fn in_remark(note: &str, lexicon: &Lexicon) -> Option<(Source, String)> {
    let folded = tight(note);
    let short = folded.chars().count() <= 8;
    let pays = says_who_pays(&folded);
    // “专项3000元，自筹1000元”: both pay, and which part of the line is whose only the figures tell.
    let clauses: Vec<Source> =
        folded.split([';', ',', '。', '、', '+', '及', '和']).map(|c| lexicon.source(c)).collect();
    if clauses.contains(&Source::Grant) && clauses.contains(&Source::Own) {
        return None;
    }
    // “项目经费；1台，挂墙安装”: the source, then something else.
    if let Some((first, _)) = folded.split_once([';', ',', '。'])
        && (2..=8).contains(&first.chars().count())
        && lexicon.source(first) != Source::Unknown
    {
        return Some((lexicon.source(first), first.to_string()));
    }
    let source = lexicon.source(&folded);
    (source != Source::Unknown && (short || pays) && folded.chars().count() <= 40).then(|| (source, note.to_string()))
}

fn in_brackets(item: &str, lexicon: &Lexicon) -> Option<(Source, String)> {
    let folded = tight(item);
    let inner = folded.rsplit_once('(')?.1.trim_end_matches(')').to_string();
    let about_money = known().money_named.hits(&inner);
    let source = lexicon.source(&inner);
    (about_money && source != Source::Unknown && inner.chars().count() <= 16).then_some((source, inner))
}

struct Sums<'a> {
    statement: &'a Statement,
    out: Vec<Difference>,
}

impl Sums<'_> {
    fn compare(
        &mut self,
        kind: DifferenceKind,
        what: &str,
        computed: Option<Money>,
        printed: Option<Money>,
        evidence: &Evidence,
    ) {
        let (Some(computed), Some(printed)) = (computed, printed) else { return };
        if computed == printed {
            return;
        }
        self.out.push(Difference {
            kind,
            computed,
            printed,
            what: what.to_string(),
            unit_slip: is_slip(computed, printed) || self.slip_explains(computed, printed),
            evidence: evidence.clone(),
        });
    }

    /// The difference is that of one suspicious figure read in the other unit.
    fn slip_explains(&self, computed: Money, printed: Money) -> bool {
        let difference = computed.checked_sub(printed).map(Money::abs);
        self.statement.unit.suspicious.iter().any(|(_, written, _)| {
            let Ok(number) = written.parse::<Decimal>() else { return false };
            let other = Money::from_wan(number).and_then(|w| w.checked_sub(Money::new(number))).map(Money::abs);
            other.is_some() && other == difference
        })
    }
}

fn is_slip(a: Money, b: Money) -> bool {
    let times = |m: Money| Money::from_wan(m.as_decimal());
    !a.is_zero() && !b.is_zero() && (times(a) == Some(b) || times(b) == Some(a))
}

fn differences(drafts: &[Draft], header: &Header, statement: &Statement) -> Vec<Difference> {
    let mut sums = Sums { statement, out: Vec::new() };
    if header.has_amounts() {
        subtotals(drafts, &mut sums);
        totals(&mut sums);
        splits(&mut sums);
        products(&mut sums);
        variances(header, &mut sums);
    } else if let Some(total) = &statement.total {
        let computed = Money::sum(statement.lines.iter().filter_map(|l| l.budget));
        sums.compare(DifferenceKind::BudgetTotal, "预算", computed, total.budget, &total.evidence);
    }
    if !statement.unread.is_empty() {
        sums.out.retain(|d| !needs_all_lines(d.kind, statement));
    }
    sums.out
}

/// Sums of which a part is not known disagree with nothing.
fn needs_all_lines(kind: DifferenceKind, statement: &Statement) -> bool {
    use DifferenceKind as K;
    match kind {
        K::Subtotal | K::Total | K::BySource | K::Prose | K::Statements => true,
        K::InWords => statement.total.as_ref().is_none_or(|t| t.actual.is_none() || t.unread.is_some()),
        K::Variance | K::Split | K::Product | K::BudgetTotal => false,
    }
}

fn in_yuan(figure: Option<Decimal>, statement: &Statement) -> Option<Money> {
    unit::yuan(amount::Figure { number: figure?, scale: None }, &statement.unit).0
}

/// Lines against 小计 rows and against section rows that carry an amount.
fn subtotals(drafts: &[Draft], sums: &mut Sums<'_>) {
    let statement = sums.statement;
    let yuan_of = |d: &Draft| in_yuan(d.amount(), statement);
    for (i, draft) in drafts.iter().enumerate() {
        let printed = yuan_of(draft);
        if printed.is_none() {
            continue;
        }
        match draft.kind {
            Kind::Section => {
                let below: Vec<&Draft> = drafts
                    .iter()
                    .skip(i + 1)
                    .take_while(|d| matches!(d.kind, Kind::Line | Kind::Section) && d.level > draft.level)
                    .filter(|d| d.kind == Kind::Line)
                    .collect();
                let unnumbered: Vec<&Draft> = if below.is_empty() { Vec::new() } else { below };
                if !unnumbered.is_empty() {
                    let computed = Money::sum(unnumbered.iter().filter_map(|d| yuan_of(d)));
                    sums.compare(DifferenceKind::Subtotal, &draft.item, computed, printed, &draft.evidence);
                }
            }
            Kind::Subtotal => {
                let before = drafts.get(..i).unwrap_or_default();
                let group: Vec<&Draft> = before
                    .iter()
                    .rev()
                    .take_while(|d| !matches!(d.kind, Kind::Subtotal | Kind::Total))
                    .filter(|d| d.kind == Kind::Line)
                    .collect();
                let since_section: Vec<&Draft> = before.iter().rev().take_while(|d| d.kind == Kind::Line).collect();
                let after: Vec<&Draft> =
                    drafts.get(i + 1..).unwrap_or_default().iter().take_while(|d| d.kind == Kind::Line).collect();
                let sum = |rows: &[&Draft]| Money::sum(rows.iter().filter_map(|d| yuan_of(d)));
                let fits = [&group, &since_section, &after].iter().any(|rows| !rows.is_empty() && sum(rows) == printed);
                if !fits && !group.is_empty() {
                    let section = group.first().map(|d| d.section.clone()).unwrap_or_default();
                    let what = format!("{section}小计");
                    sums.compare(DifferenceKind::Subtotal, &what, sum(&group), printed, &draft.evidence);
                }
            }
            _ => {}
        }
    }
}

fn totals(sums: &mut Sums<'_>) {
    let statement = sums.statement;
    let all_read = statement.lines.iter().all(|l| l.actual.is_some() || l.budget.is_some());
    let computed = Money::sum(statement.lines.iter().filter_map(|l| l.actual));
    if let Some(total) = &statement.total
        && all_read
    {
        sums.compare(DifferenceKind::Total, "合计", computed, total.actual, &total.evidence);
        let budget = Money::sum(statement.lines.iter().filter_map(|l| l.budget));
        if statement.lines.iter().any(|l| l.budget.is_some()) {
            sums.compare(DifferenceKind::BudgetTotal, "预算合计", budget, total.budget, &total.evidence);
        }
    }
    if let Some((_, words, evidence)) = &statement.in_words {
        let figure = statement.total.as_ref().and_then(|t| t.actual).or(computed);
        sums.compare(DifferenceKind::InWords, "合计大写", figure, *words, evidence);
    }
}

fn splits(sums: &mut Sums<'_>) {
    let statement = sums.statement;
    for line in statement.lines.iter().chain(&statement.total) {
        if !line.split.is_empty() {
            let computed = Money::sum(line.split.iter().map(|(_, m)| *m));
            sums.compare(DifferenceKind::Split, called(line), computed, line.actual, &line.evidence);
        }
    }
    let has_columns = statement.lines.iter().any(|l| !l.split.is_empty());
    for source in [Source::Grant, Source::Own] {
        let stated: Vec<&(String, Source, Money, Evidence)> =
            statement.by_source.iter().filter(|(_, s, _, _)| *s == source).collect();
        let Some((what, _, _, evidence)) = stated.first().copied() else { continue };
        let printed = Money::sum(stated.iter().map(|(_, _, m, _)| *m));
        let computed = if has_columns {
            Money::sum(
                statement.lines.iter().flat_map(|l| l.split.iter().filter(|(s, _)| *s == source).map(|(_, m)| *m)),
            )
        } else if statement.lines.iter().all(|l| l.source != Source::Unknown) {
            Money::sum(statement.lines.iter().filter(|l| l.source == source).filter_map(|l| l.actual))
        } else {
            None
        };
        sums.compare(DifferenceKind::BySource, what, computed, printed, evidence);
    }
}

/// A total row may have its word in the column of numbers.
fn called(line: &StatementLine) -> &str {
    if line.item.trim().is_empty() { "合计" } else { &line.item }
}

/// Unit price × quantity, where both are plain numbers and prices are not rounded.
fn products(sums: &mut Sums<'_>) {
    let statement = sums.statement;
    if statement.unit.scale != Scale::Yuan {
        return;
    }
    for line in &statement.lines {
        let digits: String = line.quantity.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let rest = line.quantity.get(digits.len()..).unwrap_or_default();
        let (Some(price), Ok(quantity)) = (line.unit_price, digits.parse::<Decimal>()) else { continue };
        if rest.chars().any(|c| c.is_numeric() || "×x*X/、，,和".contains(c)) {
            continue;
        }
        let computed = price.as_decimal().checked_mul(quantity).map(Money::new);
        let close = computed.zip(line.actual).and_then(|(a, b)| a.checked_sub(b)).is_some_and(|d| {
            Decimal::new(1, 2).checked_mul(quantity.max(Decimal::ONE)).is_some_and(|most| d.abs().as_decimal() <= most)
        });
        if !close {
            sums.compare(DifferenceKind::Product, &line.item, computed, line.actual, &line.evidence);
        }
    }
}

/// Printed variance against budget − actual; a table that uses the other sign throughout is right too.
fn variances(header: &Header, sums: &mut Sums<'_>) {
    let statement = sums.statement;
    let from_actual = header.paths.values().any(|p| known().actual_less_budget.hits(p));
    let all: Vec<&StatementLine> = statement.lines.iter().chain(&statement.total).collect();
    let pairs: Vec<(&StatementLine, Money, Money)> = all
        .into_iter()
        .filter(|l| l.budget.is_some() || l.actual.is_some_and(|a| !a.is_zero()))
        .filter_map(|l| {
            let printed = l.variance?;
            let computed = l.budget.unwrap_or_default().checked_sub(l.actual.unwrap_or_default())?;
            Some((l, computed, printed))
        })
        .collect();
    if header.budget.is_none() {
        return;
    }
    let negated = |m: Money| Money::ZERO.checked_sub(m).unwrap_or_default();
    let wrong = |flip: bool| pairs.iter().filter(|(_, c, p)| (if flip { negated(*c) } else { *c }) != *p).count();
    let flip = from_actual || wrong(true) < wrong(false);
    for (line, computed, printed) in &pairs {
        let computed = if flip { negated(*computed) } else { *computed };
        sums.compare(DifferenceKind::Variance, called(line), Some(computed), Some(*printed), &line.evidence);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::grid::grids;
    use crate::accounts::testing::{document, lexicon};
    use crate::model::DocId;

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
        assert_eq!(
            (d[0].kind, d[0].computed, d[0].printed),
            (DifferenceKind::Total, Money::yuan(4520), Money::yuan(4820))
        );
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
}

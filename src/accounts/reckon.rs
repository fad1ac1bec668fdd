//! All accounts of a dossier: which table counts, who paid, what else is stated.

use std::collections::BTreeMap;

use super::grid::{self, Grid};
use super::lexicon::{self, Lexicon, tight};
use super::spending::{Classifier, Context};
use super::statement;
use super::{bought, fees, invoices, prose};
use crate::model::accounts::{BudgetLine, Scale, Unit, Unread};
use crate::model::{
    Accounts, Difference, DifferenceKind, DocId, DocKind, Dossier, Evidence, Expense, Kinds, Money, Pack, Place,
    Source, Statement, StatementLine,
};

/// What accounts are read by, compiled once for many dossiers.
pub struct Reckoner {
    lexicon: Lexicon,
    classifier: Classifier,
}

impl Reckoner {
    pub fn new(pack: &Pack) -> Reckoner {
        Reckoner { lexicon: Lexicon::new(&pack.words), classifier: Classifier::new(&pack.spending) }
    }

    /// Reads statements, sources, classes, invoices and fee sheets of one dossier.
    pub fn reckon(&self, dossier: &Dossier, kinds: &Kinds) -> Accounts {
        reckon(dossier, kinds, &self.lexicon, &self.classifier)
    }
}

fn reckon(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon, classifier: &Classifier) -> Accounts {
    let mut candidates = candidates(dossier, kinds, lexicon);
    let main = main_of(&candidates);
    if let Some(i) = main {
        sources_from_prose(dossier, &mut candidates, i, kinds, lexicon);
        sources_paid_back(&mut candidates, i, dossier);
        compare_with_others(dossier, kinds, &mut candidates, i, lexicon);
    }
    let invoices = invoices::read(dossier, kinds);
    let statements: Vec<Statement> = candidates.into_iter().map(|c| c.statement).collect();
    let mut accounts =
        Accounts { main, grant_income: grant_income(dossier, kinds, lexicon), invoices, ..Accounts::default() };
    accounts.fees = fees::read(dossier, kinds);
    if let Some(statement) = main.and_then(|i| statements.get(i)) {
        sum_up(&mut accounts, statement, dossier, kinds, lexicon);
        accounts.expenses = statement.lines.iter().map(|l| expense(l, classifier)).collect();
        accounts.beside = beside(&statements, statement, classifier);
        if !statement.has_budget {
            accounts.budget_lines = budget_lines(dossier, kinds, lexicon);
            accounts.budget = Money::sum(accounts.budget_lines.iter().map(|b| b.amount)).filter(|m| !m.is_zero());
        }
    }
    accounts.statements = statements;
    invoices::link(&mut accounts);
    bought::settle(&mut accounts, dossier, kinds, lexicon, classifier);
    accounts
}

/// Banned spending in other tables (a sheet for each activity, a list by month) that the main statement shows neither by its words
/// nor by its amount. Harmless lines of other tables are left alone: most tables show the same money again.
fn beside(statements: &[Statement], main: &Statement, classifier: &Classifier) -> Vec<Expense> {
    let in_main = |line: &StatementLine| {
        let words = tight(&line.item);
        let same_sum = |l: &StatementLine| line.actual.is_some() && l.actual == line.actual;
        main.lines.iter().any(|l| same_sum(l) || tight(&l.item) == words) || main.total.as_ref().is_some_and(same_sum)
    };
    statements
        .iter()
        .filter(|s| !std::ptr::eq(*s, main))
        .flat_map(|s| &s.lines)
        .filter(|l| l.unread.is_some() || l.actual.is_some_and(|a| !a.is_zero() && !a.is_negative()))
        .filter(|l| !in_main(l))
        .map(|l| expense(l, classifier))
        .filter(|e| e.class.is_forbidden())
        .collect()
}

fn expense(line: &StatementLine, classifier: &Classifier) -> Expense {
    let verdict = classifier.classify(&line.item, &Context::of(line));
    let reason = match &line.unread {
        Some(unread) if verdict.reason.is_empty() => unread.told(),
        Some(unread) => format!("{}；{}", verdict.reason.trim_end_matches('。'), unread.told()),
        None => verdict.reason,
    };
    Expense { line: line.clone(), class: verdict.class, suspects: verdict.suspects, reason, invoices: Vec::new() }
}

/// A statement and how much its paper counts.
struct Candidate {
    statement: Statement,
    tier: u8,
    hidden: bool,
    has_actual: bool,
    /// Read from a scan: a written table of the same rank goes before.
    recognised: bool,
    /// Tables it was put together from.
    parts: usize,
}

/// Papers that are accounts, papers that hold accounts among other things, and papers whose tables are something else.
fn tier(kind: DocKind) -> Option<u8> {
    use DocKind as K;
    Some(match kind {
        K::FinalAccounts | K::ExpenditureStatement => 3,
        K::SubsidyForm | K::AcceptanceForm => 2,
        K::Other | K::Unreadable | K::WorkSummary | K::ServiceSummary | K::CoveringLetter => 1,
        _ => return None,
    })
}

fn kind_at(kinds: &Kinds, doc: DocId, block: usize) -> DocKind {
    kinds.of_doc(doc).find(|p| p.blocks.contains(&block)).map_or_else(|| kinds.main_kind(doc), |p| p.kind)
}

fn is_blank_form(kinds: &Kinds, doc: DocId, block: usize) -> bool {
    kinds.of_doc(doc).any(|p| p.is_void() && p.blocks.contains(&block))
}

fn candidates(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) -> Vec<Candidate> {
    let mut out = Vec::new();
    for (doc, document) in dossier.iter() {
        let may_hold = kinds.of_doc(doc).map(|p| p.kind).chain([kinds.main_kind(doc)]).any(|k| tier(k).is_some());
        for grid in if may_hold { grid::grids(doc, document) } else { Vec::new() } {
            let kind = kind_at(kinds, doc, grid.block);
            let Some(tier) = tier(kind).filter(|_| !is_blank_form(kinds, doc, grid.block)) else { continue };
            for statement in statement::statements(&grid, lexicon) {
                if let Some(last) =
                    out.last_mut().filter(|l: &&mut Candidate| l.tier == tier && l.hidden == grid.hidden)
                    && goes_on(&last.statement, &statement, lexicon)
                {
                    last.parts += 1;
                    join(&mut last.statement, statement);
                    continue;
                }
                let has_actual = statement.lines.iter().any(|l| l.actual.is_some());
                if !is_budget_only(&statement) && (tier > 1 || looks_like_accounts(&statement, document.stem(), &grid))
                {
                    out.push(Candidate {
                        hidden: grid.hidden,
                        tier,
                        has_actual,
                        recognised: dossier.doc(doc).is_recognised(),
                        parts: 1,
                        statement,
                    });
                }
            }
        }
    }
    for candidate in out.iter_mut().filter(|c| c.parts > 1) {
        settle_joined(candidate, dossier, lexicon);
    }
    if !out.iter().any(|c| c.tier == 3 && c.has_actual && !c.hidden) {
        out.extend(from_prose(dossier, kinds, lexicon));
    }
    if out.iter().any(|c| c.tier > 1 && c.has_actual && !c.hidden) {
        out.retain(|c| c.tier > 1);
    }
    out
}

/// A second table that goes on with the first: its numbers run on, or the two stand under headings that name different sources.
/// Refuses a second view of the same money (a table whose numbers start again under a heading that names no source).
fn goes_on(first: &Statement, second: &Statement, lexicon: &Lexicon) -> bool {
    let number = |l: Option<&StatementLine>| l.and_then(|l| tight(&l.seq).parse::<u32>().ok());
    let runs_on = number(first.lines.last()).zip(number(second.lines.first())).is_some_and(|(a, b)| b == a + 1);
    let heading = |s: &Statement| s.lines.last().map_or_else(|| s.title.clone(), |l| l.section.clone());
    let source = |title: &str| {
        let folded = tight(title);
        let spends = ["支出", "开支", "列支", "使用", "承担", "明细"].iter().any(|w| folded.contains(w));
        if spends { lexicon.source(&folded) } else { Source::Unknown }
    };
    let own_heading =
        if first.lines.iter().all(|l| l.section.is_empty()) { first.title.clone() } else { heading(first) };
    let (a, b) = (source(&own_heading), source(&second.title));
    let apart = a != Source::Unknown && b != Source::Unknown && a != b;
    let actual = |s: &Statement| s.lines.iter().any(|l| l.actual.is_some());
    first.doc == second.doc
        && actual(first)
        && actual(second)
        && first.unit.scale == second.unit.scale
        && first.has_budget == second.has_budget
        && (runs_on || apart)
}

fn join(first: &mut Statement, mut second: Statement) {
    let under = |statement: &mut Statement| {
        let title = statement.title.clone();
        for line in statement.lines.iter_mut().filter(|l| l.section.is_empty()) {
            line.section.clone_from(&title);
        }
    };
    under(first);
    under(&mut second);
    first.lines.append(&mut second.lines);
    first.by_source.append(&mut second.by_source);
    first.unit.suspicious.append(&mut second.unit.suspicious);
    first.differences.append(&mut second.differences);
    first.unread.append(&mut second.unread);
    // Capitals stand below the last table; the totals of parts are subtotals and were compared with their own lines.
    first.in_words = second.in_words.take();
    first.total = second.total.take();
}

/// The total and the capitals of a statement that several tables make up: stated in a sentence, or in the last table's total row.
fn settle_joined(candidate: &mut Candidate, dossier: &Dossier, lexicon: &Lexicon) {
    let statement = &mut candidate.statement;
    statement::name_sources(statement, lexicon);
    statement.differences.retain(|d| d.kind != DifferenceKind::InWords);
    let computed = Money::sum(statement.lines.iter().filter_map(|l| l.actual)).unwrap_or_default();
    if statement.total.as_ref().and_then(|t| t.actual) == Some(computed) {
        // The last table counts all tables in its total: what was called a difference there is none.
        statement.differences.retain(|d| d.kind != DifferenceKind::Total || d.printed != computed);
        statement.differences.extend(prose_differences(statement));
        return;
    }
    let paragraphs = prose::paragraphs(dossier.doc(statement.doc));
    let stated = paragraphs.iter().find_map(|(text, place)| prose::stated_total(statement.doc, text, place, lexicon));
    let pattern = statement.lines.first().cloned();
    statement.total = stated.zip(pattern).map(|((amount, evidence), line)| StatementLine {
        seq: String::new(),
        item: "合计".into(),
        section: String::new(),
        budget: None,
        actual: Some(amount),
        unread: None,
        split: Vec::new(),
        variance: None,
        evidence,
        ..line
    });
    statement.differences.extend(prose_differences(statement));
}

fn is_budget_only(statement: &Statement) -> bool {
    let title = tight(&statement.title);
    let outcome = ["决算", "支出", "执行", "使用", "开支"].iter().any(|w| title.contains(w));
    statement.lines.iter().all(|l| l.actual.is_none()) || title.contains("预算") && !outcome
}

/// A table of spending in a paper of no known kind: its title or the file says so, and it has a total.
fn looks_like_accounts(statement: &Statement, file: &str, grid: &Grid) -> bool {
    let words = ["决算", "支出", "开支", "经费使用", "费用明细", "收支"];
    let named = |t: &str| words.iter().any(|w| t.contains(w));
    let sheet = grid.sheet.as_deref().unwrap_or_default();
    (named(&tight(&statement.title)) || named(&tight(file)) || named(&tight(sheet)))
        && (statement.total.is_some() || statement.has_source)
}

/// The accounts: report before form, a written one before a recognised one, then the most lines, then the one with a total, then the first.
fn main_of(candidates: &[Candidate]) -> Option<usize> {
    let rank = |c: &Candidate| (c.tier, !c.recognised, c.statement.lines.len(), c.statement.total.is_some());
    candidates
        .iter()
        .enumerate()
        .filter(|(_, c)| c.has_actual && !c.hidden)
        .max_by(|(i, a), (k, b)| rank(a).cmp(&rank(b)).then(k.cmp(i)))
        .map(|(i, _)| i)
}

/// Numbered sentences of an accounts report, where no table states the lines.
fn from_prose(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) -> Vec<Candidate> {
    let mut out = Vec::new();
    for paper in kinds.papers.iter().filter(|p| tier(p.kind) == Some(3) && !p.is_void()) {
        let doc = paper.doc;
        let paragraphs = prose::paragraphs_in(dossier.doc(doc), &paper.blocks);
        let items: Vec<prose::Named> = paragraphs
            .iter()
            .filter(|(text, _)| !opens_section(text, lexicon))
            .flat_map(|(text, place)| prose::named(doc, text, place))
            .collect();
        let sections = headings(&paragraphs, lexicon);
        let total = items.iter().find(|n| {
            let words = tight(&n.item);
            let of_some = words.contains('第') || lexicon.source(&words) != Source::Unknown;
            !of_some
                && (["合计", "总计", "共计", "以上"].iter().any(|w| words.contains(w))
                    || words.ends_with("项")
                    || words.ends_with("项支出")
                    || words.ends_with("部分支出"))
        });
        let stated = || {
            paragraphs.iter().find_map(|(text, place)| {
                let (amount, evidence) = prose::stated_total(doc, text, place, lexicon)?;
                Some(prose::Named { item: "合计".into(), amount, numbered: false, note: String::new(), evidence })
            })
        };
        let total = total.cloned().or_else(stated).as_ref().map(prose_line);
        let mut lines = prose::spending_items(items.clone());
        if lines.iter().filter(|n| n.numbered).count() >= 2 {
            lines.retain(|n| n.numbered);
        }
        let Some(first) = lines.first().filter(|_| lines.len() >= 2) else { continue };
        let evidence = first.evidence.clone();
        let in_words = paragraphs.iter().find_map(|(text, place)| {
            let (words, amount) = crate::facts::amount::find_words(text)?;
            Some((words, amount, Evidence::new(doc, place.clone(), text)))
        });
        let mut statement = Statement {
            doc,
            title: paragraphs.first().map(|(t, _)| t.trim().to_string()).unwrap_or_default(),
            unit: Unit { basis: "逐项注明".into(), ..Unit::default() },
            lines: lines
                .iter()
                .map(|n| StatementLine {
                    section: sections.get(&n.evidence.place.to_string()).cloned().unwrap_or_default(),
                    ..prose_line(n)
                })
                .collect(),
            total,
            in_words,
            by_source: Vec::new(),
            differences: Vec::new(),
            unread: Vec::new(),
            has_budget: false,
            has_source: false,
            evidence,
        };
        statement.differences = prose_differences(&statement);
        statement::name_sources(&mut statement, lexicon);
        out.push(Candidate {
            statement,
            tier: 3,
            hidden: false,
            has_actual: true,
            recognised: dossier.doc(doc).is_recognised(),
            parts: 1,
        });
    }
    out
}

/// The heading that names a source above each paragraph, by the paragraph's place.
/// A heading that states its section's sum and leaves the items to the lines below.
fn opens_section(text: &str, lexicon: &Lexicon) -> bool {
    let end = text.trim_end();
    (end.ends_with("其中：") || end.ends_with("其中:")) && prose::source_heading(text, lexicon).is_some()
}

fn headings(paragraphs: &[(String, Place)], lexicon: &Lexicon) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut current = String::new();
    for (text, place) in paragraphs {
        if let Some((_, heading)) = prose::source_heading(text, lexicon) {
            current = heading;
        }
        if !current.is_empty() {
            out.insert(place.to_string(), current.clone());
        }
    }
    out
}

fn prose_line(named: &prose::Named) -> StatementLine {
    StatementLine {
        seq: String::new(),
        item: named.item.clone(),
        section: String::new(),
        budget: None,
        actual: Some(named.amount),
        unread: None,
        variance: None,
        split: Vec::new(),
        source: Source::Unknown,
        source_words: String::new(),
        unit_price: None,
        quantity: String::new(),
        voucher: String::new(),
        note: named.note.clone(),
        evidence: named.evidence.clone(),
    }
}

fn prose_differences(statement: &Statement) -> Vec<Difference> {
    let mut out = Vec::new();
    if !statement.unread.is_empty() {
        return out;
    }
    let computed = Money::sum(statement.lines.iter().filter_map(|l| l.actual)).unwrap_or_default();
    let mut compare = |kind, computed: Money, printed: Money, what: &str, evidence: &Evidence| {
        if computed != printed {
            out.push(Difference {
                kind,
                computed,
                printed,
                what: what.into(),
                unit_slip: false,
                evidence: evidence.clone(),
            });
        }
    };
    let printed = statement.total.as_ref().and_then(|t| t.actual);
    if let Some((printed, total)) = printed.zip(statement.total.as_ref()) {
        compare(DifferenceKind::Total, computed, printed, "合计", &total.evidence);
    }
    if let Some((_, Some(words), evidence)) = &statement.in_words {
        compare(DifferenceKind::InWords, printed.unwrap_or(computed), *words, "合计大写", evidence);
    }
    out
}

/// Where the table has no source: one sentence for all lines, or sums by source that only one choice of lines makes up.
fn sources_from_prose(dossier: &Dossier, candidates: &mut [Candidate], main: usize, kinds: &Kinds, lexicon: &Lexicon) {
    let Some(statement) = candidates.get_mut(main).map(|c| &mut c.statement) else { return };
    let all = dossier.doc(statement.doc);
    sources_by_number(statement, all, lexicon);
    sources_by_legend(statement, all, lexicon);
    sources_of_the_rest(statement, all, lexicon);
    if statement.has_source {
        return;
    }
    let told: Vec<String> = prose::paragraphs(all).into_iter().map(|(text, _)| text).chain(sentences(all)).collect();
    let one = told.iter().find_map(|text| Some((prose::one_source(text, lexicon)?, text.clone())));
    // “全部支出由该款列支” points back to the paragraph before it.
    let one = one.or_else(|| {
        told.windows(2).find_map(|pair| Some((prose::source_pointed_at(&pair.join("。"), lexicon)?, pair.join(" "))))
    });
    if let Some((source, words)) = one {
        for line in &mut statement.lines {
            line.source = source;
            line.source_words = Evidence::new(statement.doc, Place::Whole, &words).quote;
        }
        statement.has_source = true;
        return;
    }
    let mut stated: Vec<(Source, Money, String)> = statement
        .by_source
        .iter()
        .filter(|b| b.1 != Source::Unknown)
        .map(|b| (b.1, b.2, format!("其中：{}", b.0)))
        .collect();
    if stated.is_empty() {
        stated = spent_by_source(dossier, kinds, lexicon).into_iter().map(|(s, m, e)| (s, m, e.quote)).collect();
    }
    for (source, amount, words) in stated {
        let Some(chosen) = only_choice(&statement.lines, amount) else { continue };
        let other = if source == Source::Grant { Source::Own } else { Source::Grant };
        for (line, is_chosen) in statement.lines.iter_mut().zip(chosen) {
            line.source = if is_chosen { source } else { other };
            line.source_words.clone_from(&words);
        }
        statement.has_source = true;
        return;
    }
}

/// “以上自筹均由项目经费归还”: what is called own is the grant's in the end, or nobody knows.
fn sources_paid_back(candidates: &mut [Candidate], main: usize, dossier: &Dossier) {
    let Some(statement) = candidates.get_mut(main).map(|c| &mut c.statement) else { return };
    let document = dossier.doc(statement.doc);
    let told = prose::paragraphs(document).into_iter().map(|(text, _)| text).chain(sentences(document));
    let Some(words) = told.filter(|t| lexicon::paid_back(t)).map(|t| tight(&t)).next() else { return };
    for line in statement.lines.iter_mut().filter(|l| l.source == Source::Own && l.split.is_empty()) {
        line.source = Source::Unknown;
        line.source_words =
            format!("{}（{}）", line.source_words, Evidence::new(statement.doc, Place::Whole, &words).quote);
    }
}

/// “第1至6项从项目经费中支出，第7、8项从学校配套经费中支出”: counts only where every line gets one source.
fn sources_by_number(statement: &mut Statement, document: &crate::model::Document, lexicon: &Lexicon) {
    let numbered: Vec<u32> = statement.lines.iter().filter_map(|l| tight(&l.seq).parse().ok()).collect();
    let distinct: std::collections::BTreeSet<u32> = numbered.iter().copied().collect();
    let by_seq = numbered.len() == statement.lines.len() && distinct.len() == numbered.len();
    let numbers: Vec<u32> = if by_seq { numbered } else { (1..).take(statement.lines.len()).collect() };
    for text in sentences(document) {
        let told = prose::by_numbers(&text, lexicon);
        let named: Vec<&u32> = told.iter().flat_map(|(n, _)| n).collect();
        let of = |number: u32| {
            let direct = told.iter().find(|(list, _)| list.contains(&number));
            direct.or_else(|| told.iter().find(|(list, _)| list.is_empty())).map(|(_, source)| *source)
        };
        let sources: Vec<Option<Source>> = numbers.iter().map(|n| of(*n)).collect();
        if named.is_empty() || sources.iter().any(Option::is_none) || named.iter().any(|n| !numbers.contains(n)) {
            continue;
        }
        for (line, source) in statement.lines.iter_mut().zip(sources) {
            if let Some(source) = source.filter(|_| line.source == Source::Unknown && line.split.is_empty()) {
                line.source = source;
                line.source_words = Evidence::new(statement.doc, Place::Whole, &text).quote;
            }
        }
        statement.has_source = true;
        return;
    }
}

/// “除工作餐由学会自筹外，其余均由项目经费列支”: the lines named before “其余” and all others. Counts only where at least one line is
/// named (or known to be of the other source already), and no line says otherwise.
fn sources_of_the_rest(statement: &mut Statement, document: &crate::model::Document, lexicon: &Lexicon) {
    if statement.lines.iter().all(|l| l.source != Source::Unknown) {
        return;
    }
    for text in sentences(document).iter().flat_map(|t| tight(t).split('。').map(str::to_string).collect::<Vec<_>>()) {
        let Some((before, rest)) = ["其余", "其他各项", "其它各项"].iter().find_map(|w| text.split_once(w))
        else {
            continue;
        };
        let before = before.rsplit([';', ':']).next().unwrap_or_default();
        let pays =
            |t: &str| ["列支", "支出", "承担", "解决", "支付", "开支", "负担", "自筹"].iter().any(|w| t.contains(w));
        let clause: String = rest.split([';', '。']).next().unwrap_or_default().chars().take(40).collect();
        let (excepted, others) = (lexicon.source(before), lexicon.source(&clause));
        if !pays(&clause)
            || !pays(before)
            || others == Source::Unknown
            || excepted == Source::Unknown
            || others == excepted
        {
            continue;
        }
        let named: Vec<bool> = statement.lines.iter().map(|l| before.contains(&tight(&l.item))).collect();
        let fits = statement
            .lines
            .iter()
            .zip(&named)
            .all(|(l, named)| l.source == Source::Unknown || l.source == if *named { excepted } else { l.source });
        let some = named.iter().any(|n| *n) || statement.lines.iter().any(|l| l.source == excepted);
        if !fits || !some {
            continue;
        }
        for (line, named) in statement.lines.iter_mut().zip(named) {
            if line.source == Source::Unknown && line.split.is_empty() {
                line.source = if named { excepted } else { others };
                line.source_words.clone_from(&text);
            }
        }
        statement.has_source = true;
        return;
    }
}

/// The mark of a source in a line: what its source column holds, or the letter before its number (“A1”, “B-2”).
fn mark_of(line: &StatementLine) -> Option<(String, bool)> {
    let words = tight(&line.source_words);
    if (1..=2).contains(&words.chars().count()) {
        return Some((words, true));
    }
    let seq = tight(&line.seq);
    let letter = seq.chars().next().filter(|c| c.is_ascii_alphabetic() || "甲乙丙丁".contains(*c))?;
    let numbered = seq.chars().skip(1).all(|c| c.is_ascii_digit() || "-.".contains(c)) && seq.chars().count() >= 2;
    (words.is_empty() && numbered).then(|| (letter.to_string(), false))
}

/// “A为自治区科协项目经费，B为学会自筹”: a key below the table for the marks in its source column. Letters of line numbers count only
/// where the key tells every line.
fn sources_by_legend(statement: &mut Statement, document: &crate::model::Document, lexicon: &Lexicon) {
    let marks: Vec<Option<(String, bool)>> = statement.lines.iter().map(mark_of).collect();
    let unknown = |l: &StatementLine| l.source == Source::Unknown;
    if !statement.lines.iter().zip(&marks).any(|(l, mark)| unknown(l) && mark.is_some()) {
        return;
    }
    let texts: Vec<String> = sentences(document).iter().map(|t| tight(t)).collect();
    let meaning = |mark: &str| {
        texts.iter().find_map(|text| {
            text.split([',', ';', '。', '、']).find_map(|clause| {
                let (_, rest) = clause.split_once(mark)?;
                let said = ["为", ":", "表示", "指", "代表", "=", "-", "是", "系", "由", "从", "使用"]
                    .iter()
                    .find_map(|w| rest.trim_start_matches(['"', ')', '类', '项', '组', '字', '头']).strip_prefix(w))?;
                Some(lexicon.source(said)).filter(|s| *s != Source::Unknown)
            })
        })
    };
    let told: Vec<Option<Source>> = marks.iter().map(|mark| meaning(&mark.as_ref()?.0)).collect();
    let all_told = told.iter().all(Option::is_some);
    for ((line, mark), told) in statement.lines.iter_mut().zip(marks).zip(told) {
        let in_column = mark.is_some_and(|(_, in_column)| in_column);
        if line.source == Source::Unknown
            && (in_column || all_told)
            && let Some(source) = told
        {
            line.source = source;
            statement.has_source = true;
        }
    }
}

/// Running text of a document, that in table cells too (notes below a table stand there).
fn sentences(document: &crate::model::Document) -> Vec<String> {
    let mut out = Vec::new();
    for block in document.blocks.iter().filter(|b| !b.hidden) {
        if let Some(line) = block.content.as_line() {
            out.push(line.to_string());
        } else if let Some(table) = block.content.as_table() {
            let cells = table.rows.iter().filter(|r| !r.hidden).flat_map(|r| r.cells.iter());
            out.extend(cells.filter(|c| c.text.chars().count() >= 10).map(|c| c.text.clone()));
        }
    }
    out
}

/// More lines than this have too many sums for one of them to say anything.
const LINES_FOR_CHOICE: usize = 16;

/// The one set of lines that sums up to `amount`; `None` when there is none, or more than one.
fn only_choice(lines: &[StatementLine], amount: Money) -> Option<Vec<bool>> {
    let amounts: Vec<Money> = lines.iter().map(|l| l.actual.unwrap_or_default()).collect();
    if amounts.len() > LINES_FOR_CHOICE || amount.is_zero() {
        return None;
    }
    let mut sums: BTreeMap<Money, (u32, u32)> = BTreeMap::from([(Money::ZERO, (1, 0))]);
    for (i, a) in amounts.iter().enumerate().filter(|(_, a)| !a.is_zero()) {
        let bit = 1_u32.checked_shl(u32::try_from(i).ok()?)?;
        for (sum, (count, mask)) in sums.clone() {
            let next = sums.entry(sum.checked_add(*a)?).or_insert((0, 0));
            next.0 = (next.0 + count).min(2);
            next.1 = mask | bit;
        }
    }
    let (count, mask) = sums.get(&amount).copied()?;
    (count == 1).then(|| (0..amounts.len()).map(|i| mask >> i & 1 == 1).collect())
}

fn accounts_papers<'a>(
    dossier: &'a Dossier,
    kinds: &'a Kinds,
) -> impl Iterator<Item = (DocId, &'a crate::model::Document)> {
    dossier.iter().filter(|(doc, _)| matches!(tier(kinds.main_kind(*doc)), Some(2 | 3)))
}

fn spent_by_source(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) -> Vec<(Source, Money, Evidence)> {
    accounts_papers(dossier, kinds)
        .filter(|(doc, _)| tier(kinds.main_kind(*doc)) == Some(3))
        .flat_map(|(doc, document)| {
            prose::paragraphs(document)
                .into_iter()
                .flat_map(move |(text, place)| prose::spent_by_source(doc, &text, &place, lexicon))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn grant_income(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) -> Option<(Money, Evidence)> {
    let mut papers: Vec<_> = accounts_papers(dossier, kinds).collect();
    papers.sort_by_key(|(doc, _)| std::cmp::Reverse(tier(kinds.main_kind(*doc))));
    papers.into_iter().find_map(|(doc, document)| {
        let in_text =
            prose::paragraphs(document).iter().find_map(|(text, place)| prose::grant_income(doc, text, place, lexicon));
        in_text.or_else(|| grid::grids(doc, document).iter().find_map(|g| income_row(g, lexicon)))
    })
}

/// “收入 | 自治区科协资助 | 15000” in a table.
fn income_row(grid: &Grid, lexicon: &Lexicon) -> Option<(Money, Evidence)> {
    let mut in_income = false;
    for row in &grid.rows {
        let quote = tight(&row.quote());
        if quote.contains("支出") {
            in_income = false;
        } else if quote.contains("收入") || quote.contains("来源") {
            in_income = true;
        }
        for pair in row.cells.windows(2) {
            let [words, figure] = pair else { continue };
            let told = tight(&words.text);
            let is_income = in_income || ["收入", "拨款", "到账", "拨付"].iter().any(|w| told.contains(w));
            if is_income && lexicon.source(&told) == Source::Grant && told.chars().count() <= 24 {
                let figure = figure
                    .number
                    .map(|number| crate::facts::amount::Figure { number, scale: None })
                    .or_else(|| crate::facts::amount::read(&figure.text))?;
                // A sum of several thousands in a table of 万元 was filled in in yuan.
                let stated =
                    super::unit::stated(grid).filter(|_| figure.number.abs() < rust_decimal::Decimal::ONE_HUNDRED);
                let scale = if quote.contains("万元") { Scale::Wan } else { stated.unwrap_or_default() };
                return figure.money(scale).map(|m| (m, row.evidence(grid.doc, grid.hidden)));
            }
        }
    }
    None
}

/// Totals that other papers of the dossier state.
fn compare_with_others(dossier: &Dossier, kinds: &Kinds, candidates: &mut [Candidate], main: usize, lexicon: &Lexicon) {
    let Some(own) = candidates.get(main).map(|c| &c.statement) else { return };
    let total_of = |s: &Statement| {
        let summed = || Money::sum(s.lines.iter().filter_map(|l| l.actual)).filter(|_| s.unread.is_empty());
        s.total.as_ref().and_then(|t| t.actual).or_else(summed)
    };
    let Some(total) = total_of(own) else { return };
    let main_doc = own.doc;
    let mut found: Vec<Difference> = Vec::new();
    let mut add = |kind, printed: Money, what: String, evidence: &Evidence| {
        let same =
            found.iter().any(|d: &Difference| d.kind == kind && d.printed == printed && d.evidence.doc == evidence.doc);
        if printed != total && !same {
            let unit_slip = Money::from_wan(printed.as_decimal()) == Some(total)
                || Money::from_wan(total.as_decimal()) == Some(printed);
            found.push(Difference { kind, computed: total, printed, what, unit_slip, evidence: evidence.clone() });
        }
    };
    for (i, other) in candidates.iter().enumerate() {
        let stated = other.statement.total.as_ref().and_then(|t| Some((t.actual?, &t.evidence)));
        if let Some((printed, evidence)) = stated.filter(|_| i != main && !other.hidden && other.tier > 1) {
            let whole = other.statement.lines.len() >= 3 && other.statement.doc != main_doc;
            if whole {
                add(DifferenceKind::Statements, printed, other.statement.title.clone(), evidence);
            }
        }
    }
    for (doc, document) in dossier.iter().filter(|(d, _)| tier(kinds.main_kind(*d)) == Some(3)) {
        for (text, place) in prose::paragraphs(document) {
            if let Some((printed, evidence)) = prose::stated_total(doc, &text, &place, lexicon) {
                add(DifferenceKind::Prose, printed, "正文所述支出".into(), &evidence);
            }
        }
    }
    if let Some(candidate) = candidates.get_mut(main) {
        candidate.statement.differences.extend(found);
    }
}

fn sum_up(accounts: &mut Accounts, statement: &Statement, dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) {
    let lines = &statement.lines;
    let partly = lines.iter().any(|l| matches!(l.unread, Some(Unread::Written(_))));
    accounts.lines_sum = Money::sum(lines.iter().filter_map(|l| l.actual)).filter(|_| !partly);
    let printed = statement.total.as_ref();
    accounts.actual = printed.and_then(|t| t.actual).or(accounts.lines_sum);
    if statement.has_budget {
        let summed = || Money::sum(lines.iter().filter_map(|l| l.budget));
        accounts.budget = printed.and_then(|t| t.budget).or_else(summed);
    }
    let charged = |source: Source| {
        Money::sum(lines.iter().filter_map(|l| {
            if l.split.is_empty() {
                l.actual.filter(|_| l.source == source)
            } else {
                Money::sum(l.split.iter().filter(|(s, _)| *s == source).map(|(_, m)| *m))
            }
        }))
    };
    let known = lines.iter().all(|l| l.source != Source::Unknown || l.actual.is_none_or(Money::is_zero))
        && lines.iter().all(|l| l.unread.is_none() || l.source == Source::Own);
    if known && statement.has_source {
        accounts.grant_charged = charged(Source::Grant);
        accounts.own_charged = charged(Source::Own);
    } else if !statement.has_source {
        let stated = || {
            let mut all: Vec<(Source, Money)> = statement.by_source.iter().map(|b| (b.1, b.2)).collect();
            if all.is_empty() {
                all = spent_by_source(dossier, kinds, lexicon).into_iter().map(|(s, m, _)| (s, m)).collect();
            }
            all
        };
        let of = |all: &[(Source, Money)], source| all.iter().find(|(s, _)| *s == source).map(|(_, m)| *m);
        let all = stated();
        accounts.grant_charged = of(&all, Source::Grant);
        accounts.own_charged = of(&all, Source::Own);
    }
}

/// Budget lines of contract or application (then the plan), for accounts that have no budget column.
fn budget_lines(dossier: &Dossier, kinds: &Kinds, lexicon: &Lexicon) -> Vec<BudgetLine> {
    [DocKind::Contract, DocKind::ApplicationForm]
        .into_iter()
        .map(|kind| {
            dossier
                .iter()
                .filter(|(doc, _)| kinds.main_kind(*doc) == kind)
                .flat_map(|(doc, document)| budget_of(doc, document, lexicon))
                .collect::<Vec<_>>()
        })
        .find(|lines| lines.len() >= 2)
        .unwrap_or_default()
}

fn budget_of(doc: DocId, document: &crate::model::Document, lexicon: &Lexicon) -> Vec<BudgetLine> {
    let tables: Vec<BudgetLine> = grid::grids(doc, document)
        .iter()
        .flat_map(|g| statement::statements(g, lexicon))
        .flat_map(|s| s.lines)
        .filter_map(|l| {
            let amount = l.budget.or(l.actual).filter(|a| !a.is_zero())?;
            Some(BudgetLine { item: l.item, amount, evidence: l.evidence })
        })
        .collect();
    if tables.len() >= 2 {
        return tables;
    }
    let mut lines: Vec<(String, Place)> = prose::paragraphs(document);
    for block in &document.blocks {
        if let Some(table) = block.content.as_table() {
            lines.extend(table.rows.iter().flat_map(|r| r.cells.iter().map(|c| (c.text.clone(), block.place.clone()))));
        }
    }
    lines
        .iter()
        .filter(|(text, _)| text.contains("预算") || text.contains("经费"))
        .flat_map(|(text, place)| prose::spending_items(prose::named(doc, text, place)))
        .map(|n| BudgetLine { item: n.item, amount: n.amount, evidence: n.evidence })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::testing::{document, dossier, kinds, pack};

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
}

//! One invoice out of its drawn or recognised text: labels with their values beside or below, totals, words.
//!
//! Refuses lists, ledgers, claim forms and inquiry pages that merely mention invoice numbers.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::goods;
use super::sheet::{self, Line, packed};
use crate::facts::amount;
use crate::model::language::invoices::InvoiceWords;
use crate::model::language::{List, language};
use crate::model::{Day, DocId, Document, Evidence, Invoice, InvoiceKind, Money, Place};

macro_rules! pattern {
    ($name:ident, $pattern:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).expect("a constant pattern"));
    };
}

/// The words of invoices.
pub fn known() -> &'static InvoiceWords {
    &language().invoices
}

/// Compatibility forms narrowed: full-width digits, `：`, `￥`, `（`.
pub fn narrow(text: &str) -> String {
    text.nfkc().collect()
}

/// Line breaks and blanks beside ideographs dropped: a wrapped value is one value.
pub fn glued(text: &str) -> String {
    let mut out = String::new();
    let mut blank = false;
    for c in text.trim().chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && c.is_ascii() && out.chars().next_back().is_some_and(|b| b.is_ascii()) {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// Every invoice of a document; the same one over several pages or printed twice counts once.
pub fn read(doc: DocId, document: &Document) -> Vec<Invoice> {
    let lines = sheet::lines(document);
    if !lines.iter().any(|l| known().mentions_invoice.hits(&l.packed())) {
        return Vec::new();
    }
    let mut out: Vec<(Invoice, Option<u32>)> = Vec::new();
    for segment in sheet::segments(&lines) {
        if sheet::is_goods_list(segment) {
            add_goods_list(segment, &mut out);
            continue;
        }
        let Some(next) = invoice(doc, segment) else { continue };
        let leaf = leaf_number(segment);
        match out.iter_mut().find(|(i, before)| i.number == next.number && same_paper(i, *before, &next, leaf)) {
            Some((first, before)) if leaf.is_some() && leaf > *before => {
                continue_on(first, next);
                *before = leaf;
            }
            Some(_) => {}
            None => out.push((next, leaf)),
        }
    }
    out.into_iter().map(|(i, _)| i).collect()
}

/// `共2页 第1页` → 1, when there are several.
fn leaf_number(lines: &[Line]) -> Option<u32> {
    lines.iter().find_map(|l| {
        let packed = l.packed();
        let found = known().leaf.captures(&packed)?;
        let part = |name: &str| found.name(name)?.as_str().parse::<u32>().ok();
        let (all, this) = (part("all")?, part("this")?);
        (all > 1).then_some(this)
    })
}

/// Another page or another print, not another invoice with the same number.
fn same_paper(first: &Invoice, before: Option<u32>, next: &Invoice, leaf: Option<u32>) -> bool {
    let differ = first.gross.is_some() && next.gross.is_some() && first.gross != next.gross;
    !differ || before.is_some() && leaf.is_some()
}

fn continue_on(first: &mut Invoice, next: Invoice) {
    first.lines.extend(next.lines);
    // totals of the whole stand on the last page
    first.net = next.net.or(first.net);
    first.tax = next.tax.or(first.tax);
    first.gross = next.gross.or(first.gross);
    if next.in_words_amount.is_some() {
        first.in_words = next.in_words;
        first.in_words_amount = next.in_words_amount;
    }
    if first.remarks.is_empty() {
        first.remarks = next.remarks;
    }
    first.recognised |= next.recognised;
}

/// The goods of a 销货清单 belong to the invoice that it names.
fn add_goods_list(lines: &[Line], out: &mut [(Invoice, Option<u32>)]) {
    let Some(number) =
        lines.iter().find_map(|l| Some(known().number_of_list.captures(&l.packed())?.name("n")?.as_str().to_owned()))
    else {
        return;
    };
    if let Some((invoice, _)) = out.iter_mut().find(|(i, _)| i.number.ends_with(&number)) {
        if goods::points_to_list(&invoice.lines) {
            invoice.lines.clear();
        }
        invoice.lines.extend(goods::read(lines));
    }
}

fn invoice(doc: DocId, lines: &[Line]) -> Option<Invoice> {
    let text: String = lines.iter().map(Line::text).collect::<Vec<_>>().join("\n");
    let plain = packed(&text);
    if !is_invoice(lines, &plain) {
        return None;
    }
    let titled = lines.iter().flat_map(|l| &l.cells).any(|c| sheet::is_title(c));
    let digits = number(lines, &text, titled)?;
    let code =
        values(lines, &known().code_label).into_iter().find_map(|v| leading_digits(&v.text, 10..=12, v.recognised));
    let kind = kind(&plain, code.is_some(), &digits);
    let (in_words, in_words_amount) = words(lines);
    let gross = gross(lines, &text, kind).or(in_words_amount.filter(|_| kind == InvoiceKind::Other));
    let date = date(lines, &text, kind, titled);
    if gross.is_none() && date.is_none() {
        return None;
    }
    let (buyer, seller) = parties(lines);
    let (buyer_tax_id, seller_tax_id) = tax_ids(lines, &text, kind);
    let (net, tax) = net_and_tax(lines);
    let at = lines.iter().find(|l| sheet::names_number(l)).or_else(|| lines.first())?;
    let place = if at.page > 0 { Place::Page(at.page) } else { at.place.clone() };
    let check_code =
        values(lines, &known().check_code_label).into_iter().find_map(|v| leading_digits(&v.text, 20..=20, true));
    let code_of = |v: Value| v.text.trim().chars().take_while(char::is_ascii_alphanumeric).collect::<String>();
    let ticket = values(lines, &known().ticket_label).into_iter().map(code_of).find(|v| v.len() >= 8);
    Some(Invoice {
        kind,
        date,
        evidence: Evidence::new(doc, place, &quote(&digits, &buyer, gross)),
        number: code.map_or(digits.clone(), |c| format!("{c}-{digits}")),
        buyer,
        buyer_tax_id,
        seller,
        seller_tax_id,
        lines: if kind.is_ticket() { Vec::new() } else { goods::read(lines) },
        net: net.filter(|_| kind != InvoiceKind::Air),
        tax,
        gross,
        in_words,
        in_words_amount,
        remarks: remarks(lines),
        check_code: check_code.unwrap_or_default(),
        ticket: ticket.unwrap_or_default(),
        passenger: passenger(lines, &text, kind),
        structured: false,
        recognised: lines.iter().any(|l| l.recognised),
    })
}

/// The words by which a finding shows the invoice.
pub fn quote(number: &str, buyer: &str, gross: Option<Money>) -> String {
    let buyer = if buyer.is_empty() { "—" } else { buyer };
    format!("发票号码：{number} 购买方：{buyer} 价税合计：{}", gross.map_or("—".to_string(), Money::grouped))
}

/// A form's own title, or so many of its labels that it can be nothing else.
fn is_invoice(lines: &[Line], plain: &str) -> bool {
    let is_ledger = |l: &&Line| {
        let packed = l.packed();
        packed.chars().count() <= 30 && sheet::speaks_of_invoices(&packed)
    };
    // a column of numbers under its head
    let is_column = |l: &Line| {
        l.cells.len() >= 3
            && l.cells.iter().any(|c| known().number_column.is(&packed(c)))
            && !l.cells.iter().any(|c| c.chars().any(|c| c.is_ascii_digit()))
    };
    if known().inquiry.hits(plain) || lines.iter().any(is_column) {
        return false;
    }
    let labels = known().face_labels.words().filter(|w| plain.contains(*w)).count();
    let titled = lines.iter().flat_map(|l| &l.cells).any(|c| sheet::is_title(c));
    if titled {
        return labels >= 1 || known().sum_on_face.hits(plain);
    }
    labels >= 4 && lines.iter().take(8).find(is_ledger).is_none()
}

fn kind(plain: &str, coded: bool, digits: &str) -> InvoiceKind {
    let special = known().special.hits(plain);
    match () {
        () if known().rail.hits(plain) => InvoiceKind::Rail,
        () if known().air.hits(plain) => InvoiceKind::Air,
        () if coded && special => InvoiceKind::VatSpecial,
        () if coded && known().vat.hits(plain) => InvoiceKind::Vat,
        () if coded => InvoiceKind::Other,
        () if digits.len() == 20 && special => InvoiceKind::DigitalSpecial,
        () if digits.len() == 20 => InvoiceKind::DigitalOrdinary,
        () if special => InvoiceKind::VatSpecial,
        () if known().vat.hits(plain) => InvoiceKind::Vat,
        () => InvoiceKind::Other,
    }
}

/// What stands behind a label.
struct Value {
    /// 购买方, 销售方 …, where the label says so.
    side: String,
    text: String,
    recognised: bool,
}

/// Values of all labels of a sort in reading order: behind the label, in the next cell, or below it.
fn values(lines: &[Line], label: &List) -> Vec<Value> {
    let mut out = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        for (k, cell) in line.cells.iter().enumerate() {
            for found in label.captures_all(cell) {
                let Some(all) = found.get(0) else { continue };
                if belongs_to_another(cell.get(..all.start()).unwrap_or_default(), all.as_str()) {
                    continue;
                }
                let mut text = up_to_label(cell.get(all.end()..).unwrap_or_default());
                if text.is_empty() {
                    text = beside(line, k).or_else(|| below(line, lines.get(i + 1), k)).unwrap_or_default();
                }
                let side = found.name("side").map_or("", |m| m.as_str()).to_owned();
                out.push(Value { side, text, recognised: line.recognised });
            }
        }
    }
    out
}

/// `项目名称：`, `货物名称` are no party's name; `被红冲蓝字数电发票号码：` no number of this invoice.
fn belongs_to_another(before: &str, label: &str) -> bool {
    let before = before.trim_end();
    let label = label.trim_start();
    if known().bare_name.opens(label) && !before.is_empty() {
        return known().other_name.closes(before);
    }
    known().other_number.closes(before)
}

/// Up to the next label; a break inside a cell ends it unless the value goes on.
fn up_to_label(rest: &str) -> String {
    let rest = known().label.find(rest).map_or(rest, |found| rest.get(..found.start).unwrap_or_default());
    let mut parts = rest.split('\n').map(str::trim).filter(|p| !p.is_empty());
    let mut value = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        if part.contains(':') || is_frame(part) || !joins(&value, part) {
            break;
        }
        value.push_str(part);
    }
    glued(unframed(&value))
}

/// A name goes on in the next line of its cell, which holds no label; a number does not.
fn joins(value: &str, part: &str) -> bool {
    let han = |t: &str| t.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    han(value) && han(part)
}

/// “购买方名称：甲公司 销 名称：…” in one line without a gap: the lone side letters belong to the frame.
fn unframed(value: &str) -> &str {
    let value = value.trim();
    let cut = value.trim_end_matches(|c: char| c == ' ' || FRAME.contains(c));
    if value.get(cut.len()..).is_some_and(|tail| tail.starts_with(' ')) { cut.trim() } else { value }
}

/// Letters of the upright `购买方信息`.
const FRAME: &str = "购买销售方信息货单位受票";

fn is_frame(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || FRAME.contains(c))
}

fn is_plain_value(cell: &str) -> bool {
    !cell.trim().is_empty()
        && !known().label.hits(cell)
        && !known().name_label.hits(cell)
        && !cell.contains(':')
        && !is_frame(cell)
}

fn beside(line: &Line, k: usize) -> Option<String> {
    line.cells.get(k + 1).filter(|c| is_plain_value(c)).map(|c| up_to_label(c))
}

/// The cell at the same place of the next line: its columns, or as many cells.
fn below(line: &Line, next: Option<&Line>, k: usize) -> Option<String> {
    let next = next.filter(|n| n.page == line.page)?;
    let cell = match line.cols.get(k) {
        Some(col) => next.cols.iter().position(|c| c == col).and_then(|at| next.cells.get(at)),
        None if next.cols.is_empty() && next.cells.len() == line.cells.len() => next.cells.get(k),
        None => None,
    }?;
    is_plain_value(cell).then(|| up_to_label(cell))
}

/// Digits at the start, as many as asked for; recognised ones may stand apart.
fn leading_digits(text: &str, length: std::ops::RangeInclusive<usize>, apart: bool) -> Option<String> {
    let digits: String = text
        .trim_start()
        .chars()
        .take_while(|c| c.is_ascii_digit() || apart && *c == ' ')
        .filter(char::is_ascii_digit)
        .collect();
    length.contains(&digits.len()).then_some(digits)
}

fn number(lines: &[Line], text: &str, titled: bool) -> Option<String> {
    let labelled = values(lines, &known().number_label).into_iter().find_map(|v| {
        let folded = crate::model::digits::folded_number(&v.text);
        let whole = |length| leading_digits(&folded, length..=length, false);
        whole(20).or_else(|| leading_digits(&v.text, 8..=20, v.recognised)).or_else(|| whole(8))
    });
    if labelled.is_some() || !titled {
        return labelled;
    }
    // labels may be drawn as outlines: one number of twenty digits, or the older `No 12345678`
    pattern!(LONG, r"(?:^|\D)(\d{20})(?:\D|$)");
    pattern!(NO, r"(?:^|[^A-Za-z])N[oO]\.?\s*:?\s*(\d{8})(?:\D|$)");
    let mut long: Vec<&str> = LONG.captures_iter(text).filter_map(|c| Some(c.get(1)?.as_str())).collect();
    long.dedup();
    match long.as_slice() {
        [one] => Some((*one).to_owned()),
        [] => NO.captures(text).and_then(|c| Some(c.get(1)?.as_str().to_owned())),
        _ => None,
    }
}

/// A day written with 年月日, strokes, points, or as eight digits.
pub fn any_day(text: &str) -> Option<Day> {
    pattern!(
        DAY,
        r"(?:^|\D)(20\d{2})\s*[年\-/. ]\s*(\d{1,2})\s*[月\-/. ]\s*(\d{1,2})(?:\D|$)|(?:^|\D)(20\d{2})(\d{2})(\d{2})(?:\d{6})?(?:\D|$)"
    );
    let found = DAY.captures(text)?;
    let part = |i: usize, j: usize| found.get(i).or(found.get(j)).map(|m| m.as_str());
    Day::new(part(1, 4)?.parse().ok()?, part(2, 5)?.parse().ok()?, part(3, 6)?.parse().ok()?)
}

fn date(lines: &[Line], text: &str, kind: InvoiceKind, titled: bool) -> Option<Day> {
    let labelled = values(lines, &known().date_label).into_iter().find_map(|v| any_day(&v.text));
    // the only other day on the face of a ticket is the journey's
    labelled.or_else(|| if titled && !kind.is_ticket() { any_day(text) } else { None })
}

fn gross(lines: &[Line], text: &str, kind: InvoiceKind) -> Option<Money> {
    pattern!(SIGNED, r"¥\s*(-?[\d,]+(?:\.\d{1,2})?)");
    pattern!(CNY, r"CNY\s*([\d,]+\.\d{2})");
    let money = |text: &str| amount::read(text).map(|f| Money::new(f.number));
    let first = |list: &List, t: &str| list.captures(t).and_then(|c| money(c.name("n")?.as_str()));
    let signed = |t: &str| SIGNED.captures(t).and_then(|c| money(c.get(1)?.as_str()));
    let amounts = &language().amounts;
    match kind {
        InvoiceKind::Rail => return first(&known().gross_fare, text),
        // the total is the largest of the parts
        InvoiceKind::Air => {
            let parts = CNY.captures_iter(text).filter_map(|c| money(c.get(1)?.as_str()));
            return parts.max();
        }
        _ => {}
    }
    let near = || {
        // the figure may stand in a line of its own under its label
        let at = lines.iter().position(|l| is_sum_label(&l.packed(), &amounts.in_figures))?;
        lines.get(at..at + 2).into_iter().flatten().find_map(|l| signed(&l.text()))
    };
    let found = first(&known().gross_small, text)
        .or_else(|| first(&known().gross_total, text))
        .or_else(near)
        .or_else(|| first(&known().gross_fare, text));
    if kind == InvoiceKind::Other { found.or_else(|| first(&known().gross_plain, text)) } else { found }
}

/// The names: first the buyer, then the seller, unless the label says which.
fn parties(lines: &[Line]) -> (String, String) {
    both(values(lines, &known().name_label).into_iter().map(|v| (v.side, v.text)))
}

fn both(found: impl Iterator<Item = (String, String)>) -> (String, String) {
    let (mut buyer, mut seller) = (None, None);
    for (side, value) in found {
        let sells = known().seller_side.opens(&side);
        if sells || side.is_empty() && buyer.is_some() {
            seller.get_or_insert(value);
        } else {
            buyer.get_or_insert(value);
        }
    }
    (buyer.unwrap_or_default(), seller.unwrap_or_default())
}

fn tax_ids(lines: &[Line], text: &str, kind: InvoiceKind) -> (String, String) {
    pattern!(ID, r"^[0-9A-Z]{15,20}");
    pattern!(BARE, r"(?:^|[^0-9A-Z])([0-9][0-9A-Z]{14}(?:[0-9A-Z]{3})?)(?:[^0-9A-Z]|$)");
    let id = |text: &str| ID.find(&packed(text)).map(|m| m.as_str().to_owned()).unwrap_or_default();
    let (mut buyer, mut seller) = both(values(lines, &known().tax_id_label).into_iter().map(|v| (v.side, id(&v.text))));
    if buyer.is_empty() && seller.is_empty() && !kind.is_ticket() {
        let has_letter = |s: &&str| s.chars().any(|c| c.is_ascii_uppercase());
        let mut bare = BARE.captures_iter(text).filter_map(|c| c.get(1)).map(|m| m.as_str()).filter(has_letter);
        buyer = bare.next().unwrap_or_default().to_string();
        seller = bare.next().unwrap_or_default().to_string();
    }
    (buyer, seller)
}

/// The label of the sum with tax, or of one way of writing it.
fn is_sum_label(packed: &str, way: &List) -> bool {
    known().gross_label.hits(packed) || way.hits(packed)
}

/// Capitals near their label, else anywhere.
fn words(lines: &[Line]) -> (String, Option<Money>) {
    let near = lines.iter().filter(|l| is_sum_label(&l.packed(), &language().amounts.in_words));
    let at = near.chain(lines).find_map(|l| {
        let text = l.text();
        amount::find_words(&text).map(|(words, money)| (words, money, text))
    });
    let Some((written, money, line)) = at else { return Default::default() };
    if is_negative(&line) {
        return (format!("（负数）{written}"), money.map(|m| Money::default().checked_sub(m).unwrap_or(m)));
    }
    (written, money)
}

/// A red invoice writes `（负数）壹佰元整`.
fn is_negative(text: &str) -> bool {
    language().amounts.negative.hits(&packed(text))
}

/// 大写 as issuers write it in data.
pub fn words_amount(text: &str) -> Option<Money> {
    let plain = narrow(text).replace("(负数)", "").replace('负', "");
    let money = amount::in_words(&plain)?;
    if is_negative(text) { Money::default().checked_sub(money) } else { Some(money) }
}

/// The row `合计 ¥net ¥tax`.
fn net_and_tax(lines: &[Line]) -> (Option<Money>, Option<Money>) {
    pattern!(FIGURE, r"¥\s*-?\d[\d,]*(?:\.\d{1,2})?|-?\d[\d,]*\.\d{2}");
    for line in lines {
        let packed = line.packed();
        if !known().net_row.opens(&packed) || language().amounts.in_words.hits(&packed) {
            continue;
        }
        let text = line.text();
        let figures: Vec<Money> =
            FIGURE.find_iter(&text).filter_map(|m| amount::read(m.as_str())).map(|f| Money::new(f.number)).collect();
        if let Some(net) = figures.first() {
            return (Some(*net), figures.get(1).copied());
        }
    }
    (None, None)
}

/// Behind 备注, up to the names of those who issued it.
fn remarks(lines: &[Line]) -> String {
    const LONGEST: usize = 8;
    let starts = |c: &str| known().remarks.opens(&packed(c));
    let Some((at, k)) = lines.iter().enumerate().find_map(|(i, l)| Some((i, l.cells.iter().position(|c| starts(c))?)))
    else {
        return upright_remarks(lines);
    };
    let mut out: Vec<String> = Vec::new();
    for (i, line) in lines.iter().enumerate().skip(at).take(LONGEST) {
        for cell in line.cells.iter().skip(if i == at { k } else { 0 }) {
            let cell = if i == at && starts(cell) {
                known().remarks_head.behind_opening(cell).unwrap_or(cell).to_owned()
            } else {
                cell.clone()
            };
            let (cell, last) = match known().remarks_end.find(&cell) {
                Some(found) => (cell.get(..found.start).unwrap_or_default().to_owned(), true),
                None => (cell, false),
            };
            out.push(glued(&cell));
            if last {
                return joined(&out);
            }
        }
        // a row of a table is closed
        if !line.cols.is_empty() {
            break;
        }
    }
    joined(&out)
}

/// The letters of 备注.
const UPRIGHT: [char; 2] = ['备', '注'];

/// 备 and 注 one above the other at the edge, the remarks beside them.
fn upright_remarks(lines: &[Line]) -> String {
    const APART: usize = 5;
    let letter = |c: &str, letter: char| {
        c.trim_start().strip_prefix(letter).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n']))
    };
    let at = |from: usize, wanted: char| {
        let here = lines.iter().enumerate().skip(from);
        here.take(if from == 0 { lines.len() } else { APART })
            .find_map(|(i, l)| Some((i, l.cells.iter().position(|c| letter(c, wanted))?)))
    };
    let Some((first, k)) = at(0, UPRIGHT[0]) else { return String::new() };
    let Some((last, end)) = at(first + 1, UPRIGHT[1]) else { return String::new() };
    let rest = |i: usize, k: usize| {
        let cells = lines.get(i).map(|l| l.cells.get(k..).unwrap_or_default()).unwrap_or_default();
        let text = cells.join(" ");
        glued(text.trim_start().trim_start_matches(UPRIGHT))
    };
    let mut out = vec![rest(first, k)];
    out.extend((first + 1..last).map(|i| rest(i, 0)).filter(|t| !t.contains(':')));
    out.push(rest(last, end));
    joined(&out)
}

fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|p| !p.trim_matches(UPRIGHT).is_empty()).collect();
    parts.join(" ")
}

/// `4503********1234 张三` on a rail ticket, 旅客姓名 on an itinerary.
fn passenger(lines: &[Line], text: &str, kind: InvoiceKind) -> String {
    pattern!(MASKED, r"\d{4,10}\*{3,}\d{2,4}[0-9Xx]?\s*([\u{4e00}-\u{9fff}·]{2,10})");
    match kind {
        InvoiceKind::Rail => {
            MASKED.captures(text).and_then(|c| Some(c.get(1)?.as_str().to_owned())).unwrap_or_default()
        }
        InvoiceKind::Air => {
            let name = values(lines, &known().passenger_label).into_iter().next().map(|v| v.text).unwrap_or_default();
            name.split(|c: char| c.is_whitespace() || c.is_ascii_digit()).next().unwrap_or_default().to_owned()
        }
        _ => String::new(),
    }
}

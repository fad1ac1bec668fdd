//! The sums on the face of an invoice: with tax, without it, in capitals.

use std::sync::LazyLock;

use regex::Regex;

use super::sheet::Line;
use super::text::{is_negative, known, pattern};
use crate::facts::amount;
use crate::model::language::{List, language};
use crate::model::{InvoiceKind, Money};

pub(super) fn gross(lines: &[Line], text: &str, kind: InvoiceKind) -> Option<Money> {
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

/// The label of the sum with tax, or of one way of writing it.
fn is_sum_label(packed: &str, way: &List) -> bool {
    known().gross_label.hits(packed) || way.hits(packed)
}

/// Capitals near their label, else anywhere.
pub(super) fn words(lines: &[Line]) -> (String, Option<Money>) {
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

/// The row `合计 ¥net ¥tax`.
pub(super) fn net_and_tax(lines: &[Line]) -> (Option<Money>, Option<Money>) {
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

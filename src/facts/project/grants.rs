//! The grant as papers state it: in fields, in sentences, in words, by the bank slip of who pays it.

use crate::facts::reading::{Field, Line};
use crate::facts::{Source, amount};
use crate::model::accounts::Scale;
use crate::model::facts::Stated;
use crate::model::language::language;
use crate::model::pack::Notice;
use crate::model::text::fold;
use crate::model::{DocKind, Money, Paper};

/// Sums below are no grants but figures of another unit.
const LEAST: i64 = 1000;
/// Characters behind a sum in which it is said what it is.
const BEHIND: usize = 12;

/// In a labelled field.
pub(super) fn in_field(notice: &Notice, field: &Field, value: &str) -> Option<Money> {
    let labels = &language().form_labels;
    // “自治区科协资助金额”
    let label = &field.label;
    let bare = notice.issuer_names.iter().find_map(|name| label.strip_prefix(&fold(name))).unwrap_or(label);
    labels.grant.hits(bare).then(|| amount_of(value, labels.ten_thousands.hits(label))).flatten()
}

/// In a line's sentences. Sums said to be given outweigh others on the line.
pub(super) fn in_line(source: &Source<'_>, line: &Line) -> Vec<Money> {
    // the form's own notes state caps, not grants (“项目资助不超过3万元”)
    if language().grants.cap.hits(&line.folded) {
        return Vec::new();
    }
    let mut said = stated(source, &line.folded);
    if said.is_empty() {
        said.extend(in_words(&line.folded).map(|money| (true, money)));
    }
    let any_given = said.iter().any(|(given, _)| *given);
    said.into_iter().filter(|(given, _)| *given || !any_given).map(|(_, money)| money).collect()
}

/// Sums in figures, each with whether it is said to be given.
fn stated(source: &Source<'_>, folded: &str) -> Vec<(bool, Money)> {
    let words = &language().grants;
    let mut out = Vec::new();
    for c in words.stated.captures_all(folded) {
        let another = c.name("issuer").is_some_and(|m| !source.pack.notice.names_issuer(m.as_str()));
        // “项目经费支出9,052元” states what was spent, not what was granted
        if another || words.spent.hits(&c[0]) {
            continue;
        }
        let (start, end) = c.get(0).map_or((0, 0), |m| (m.start(), m.end()));
        let before = folded.get(..start).unwrap_or_default();
        let clause = before.rsplit(['。', ';', '，', ',']).next().unwrap_or_default();
        let behind: String = folded.get(end..).unwrap_or_default().chars().take(BEHIND).collect();
        let given = [&c[0], clause, behind.as_str()].iter().any(|text| words.given.hits(text));
        // “其中科协项目经费9,052元” below a total is a part of the spending
        if language().counts.of_which.hits(clause) && !given && !words.income.hits(folded) {
            continue;
        }
        let digits = c["n"].replace(',', "").parse().ok();
        let wan = c.name("wan").is_some();
        let money = digits.and_then(|d| if wan { Money::from_wan(d) } else { Some(Money::new(d)) });
        out.extend(money.filter(|m| *m >= Money::yuan(LEAST)).map(|m| (given, m)));
    }
    out
}

/// “甲方资助乙方项目经费人民币壹万伍仟元整（¥15,000.00）”: the sum in words.
fn in_words(folded: &str) -> Option<Money> {
    let words = &language().grants;
    let c = words.in_words.captures(folded)?;
    amount::in_words(&c["words"]).filter(|m| !words.spent.hits(&c[0]) && *m >= Money::yuan(LEAST))
}

/// Bank slips by which the issuer paid the grant: the payer is it, the purpose is the project.
pub(super) fn by_slip(source: &Source<'_>) -> Vec<Stated<Money>> {
    let slips = source.kinds.papers.iter().filter(|p| !p.is_void() && p.kind == DocKind::PaymentSlip);
    slips.filter_map(|paper| of_slip(source, paper)).collect()
}

fn of_slip(source: &Source<'_>, paper: &Paper) -> Option<Stated<Money>> {
    let labels = &language().form_labels;
    let reading = source.reading(paper.doc);
    let fields = || reading.fields_in(&paper.blocks);
    let payer = fields().find(|f| labels.payer.hits(&f.label)).map(|f| fold(&f.value))?;
    let text = reading.text_in(&paper.blocks);
    let purpose = language().grants.purpose.hits(&text) || text.contains(&source.pack.notice.programme);
    if !source.pack.notice.names_issuer(&payer) || !purpose {
        return None;
    }
    let sums = fields().filter(|f| labels.sum.hits(&f.label));
    let mut read = sums.filter_map(|f| Some((amount_of(&f.value, labels.ten_thousands.hits(&f.label))?, f)));
    let (value, field) = read.next()?;
    Some(Stated { value, source: DocKind::AppropriationSlip, evidence: field.evidence(paper.doc) })
}

/// “1.5万元”, “20,000元（贰万元整）”, “3.00” under a 万元 label.
fn amount_of(value: &str, wan_label: bool) -> Option<Money> {
    let scale = if wan_label { Scale::Wan } else { Scale::Yuan };
    let plain = amount::read(value).and_then(|f| f.money(scale));
    let money = plain.or_else(|| amount::find(value).first().map(|f| f.money)).or_else(|| amount::in_words(value))?;
    (money >= Money::yuan(LEAST)).then_some(money)
}

/// Contract before appropriation before accounts before register before forms.
pub(super) fn choose(grants: &[Stated<Money>]) -> Option<Money> {
    const ORDER: [DocKind; 8] = [
        DocKind::Contract,
        DocKind::AppropriationSlip,
        DocKind::FinalAccounts,
        DocKind::ExpenditureStatement,
        DocKind::Register,
        DocKind::AcceptanceForm,
        DocKind::SubsidyForm,
        DocKind::ApplicationForm,
    ];
    ORDER.iter().find_map(|kind| grants.iter().find(|g| g.source == *kind)).map(|g| g.value)
}

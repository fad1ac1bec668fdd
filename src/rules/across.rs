//! X01–X03: what only shows when all dossiers are held against each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::audit::CrossFinding;
use crate::model::pack::{Check, Pack, Rule};
use crate::model::text::key;
use crate::model::{DocId, DocKind, DossierAudit, Evidence, Money, Place, RegisterRow, Status};

/// Judges the rules over the whole run.
pub fn judge_across(pack: &Pack, dossiers: &[DossierAudit], register: &[RegisterRow]) -> Vec<CrossFinding> {
    let mut out: Vec<CrossFinding> = Vec::new();
    for rule in pack.rules.iter().filter(|r| r.whole_run) {
        match &rule.check {
            Check::PortfolioWithinNotice {} => out.push(portfolio(pack, rule, dossiers, register)),
            Check::InvoicesUniqueAcross {} => out.extend(invoices(rule, dossiers)),
            Check::PapersDistinctAcross { kinds, likeness_percent } => {
                out.extend(papers(rule, dossiers, kinds, *likeness_percent))
            }
            _ => {}
        }
    }
    out.into_iter().map(|finding| super::recognised::settle_across(pack, dossiers, finding)).collect()
}

fn finding(
    rule: &Rule,
    status: Status,
    subject: String,
    message: String,
    evidence: Vec<(usize, Evidence)>,
) -> CrossFinding {
    let advice = match status {
        Status::Fail => &rule.advice.fail,
        Status::Missing => &rule.advice.missing,
        Status::Review => &rule.advice.review,
        Status::Pass | Status::NotApplicable => "",
    };
    let advice = advice.to_owned();
    CrossFinding { rule: rule.code.clone(), status, severity: rule.severity, subject, message, advice, evidence }
}

/// X01: numbers and sums per line within the notice's figures; register rows and dossiers match one to one.
fn portfolio(pack: &Pack, rule: &Rule, dossiers: &[DossierAudit], register: &[RegisterRow]) -> CrossFinding {
    let mut troubles = Vec::new();
    let mut evidence = Vec::new();
    let rows: Vec<(String, Option<Money>)> = if register.is_empty() {
        dossiers.iter().map(|d| (d.facts.project.line.clone(), d.facts.project.grant)).collect()
    } else {
        register.iter().map(|r| (r.line.clone(), r.grant)).collect()
    };
    for line in &pack.lines {
        let subs: Vec<_> = pack.sub_types.iter().filter(|s| s.line == line.code).collect();
        // the notice contradicts itself for 2026-1 (table against guide): the larger figure is the limit
        let shared = subs.len() == 2 && subs[0].awards == line.table_count && subs[1].awards == line.table_count;
        let guide_count = if shared { line.table_count } else { subs.iter().map(|s| s.awards).sum() };
        let guide_sum = if shared {
            line.table_amount
        } else {
            Money::sum(subs.iter().filter_map(|s| s.grant.as_decimal().checked_mul(s.awards.into()).map(Money::new)))
                .unwrap_or(line.table_amount)
        };
        let (most, limit) = (line.table_count.max(guide_count), line.table_amount.max(guide_sum));
        let mine: Vec<&(String, Option<Money>)> = rows.iter().filter(|(l, _)| *l == line.code).collect();
        let n = u32::try_from(mine.len()).unwrap_or(u32::MAX);
        let sum = Money::sum(mine.iter().filter_map(|(_, g)| *g)).unwrap_or_default();
        if n > most {
            troubles.push(format!("{}号项目{n}个，多于通知的{most}个", line.code));
        }
        if sum > limit {
            troubles.push(format!("{}号项目资助合计{}元，多于通知的{}元", line.code, sum.grouped(), limit.grouped()));
        }
    }
    if !register.is_empty() {
        let of = |d: &DossierAudit| {
            let units = [d.facts.project.unit.clone()];
            let names: Vec<String> =
                d.facts.project.names.iter().map(|n| n.value.clone()).chain([d.facts.project.name.clone()]).collect();
            crate::model::facts::register_row(register, &d.path, &units, &names, &d.facts.project.sub_type)
        };
        let mut taken: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for (i, d) in dossiers.iter().enumerate() {
            match of(d) {
                Some(row) => taken.entry(row).or_default().push(&d.path),
                None => {
                    troubles.push(format!("“{}”在立项一览表中没有对应的行", d.path));
                    evidence.push((i, Evidence::new(DocId(0), Place::Whole, &d.path)));
                }
            }
        }
        for (i, row) in register.iter().enumerate() {
            match taken.get(&i).map(Vec::as_slice) {
                None => troubles.push(format!("立项一览表{}“{}”没有对应的验收材料", row.place, row.unit)),
                Some([_]) => {}
                Some(many) => {
                    troubles.push(format!("立项一览表{}“{}”对应多份材料：{}", row.place, row.unit, many.join("、")))
                }
            }
        }
    }
    if evidence.is_empty() {
        evidence.extend(
            dossiers
                .iter()
                .enumerate()
                .filter(|(_, d)| !d.dossier.documents.is_empty())
                .map(|(i, d)| (i, Evidence::new(DocId(0), Place::Whole, &d.path)))
                .take(3),
        );
    }
    if troubles.is_empty() {
        let words = if register.is_empty() {
            "未提供立项一览表，按本批材料计算；"
        } else {
            "立项一览表与验收材料一一对应；"
        };
        return finding(
            rule,
            Status::Pass,
            String::new(),
            format!("{words}各项目的数量和资助额均在通知所列范围内。"),
            evidence,
        );
    }
    finding(rule, Status::Review, String::new(), format!("{}，请核实。", troubles.join("；")), evidence)
}

/// X02.
fn invoices(rule: &Rule, dossiers: &[DossierAudit]) -> Vec<CrossFinding> {
    let mut by_number: BTreeMap<&str, Vec<(usize, Evidence)>> = BTreeMap::new();
    let mut total = 0;
    for (i, d) in dossiers.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for invoice in &d.accounts.invoices {
            total += 1;
            if invoice.number.len() >= 8 && seen.insert(invoice.number.as_str()) {
                by_number.entry(&invoice.number).or_default().push((i, invoice.evidence.clone()));
            }
        }
    }
    let shared: Vec<CrossFinding> = by_number
        .into_iter()
        .filter(|(_, at)| at.len() > 1)
        .map(|(number, at)| {
            let names: Vec<String> = at
                .iter()
                .map(|(i, e)| format!("“{}”的{}", dossiers[*i].path, dossiers[*i].dossier.doc(e.doc).path))
                .collect();
            finding(
                rule,
                Status::Fail,
                number.to_owned(),
                format!("发票号码{number}同时出现在{}。", names.join("和")),
                at,
            )
        })
        .collect();
    if !shared.is_empty() {
        return shared;
    }
    let some = dossiers
        .iter()
        .enumerate()
        .filter_map(|(i, d)| d.accounts.invoices.first().map(|v| (i, v.evidence.clone())))
        .take(3)
        .collect();
    let status = if total == 0 { Status::NotApplicable } else { Status::Pass };
    let message = if total == 0 {
        "本批材料中没有可读的发票。".to_owned()
    } else {
        format!("共核对{total}张发票，没有同一发票用于两个项目。")
    };
    vec![finding(rule, status, String::new(), message, some)]
}

/// A text of at least this many folded characters can be told from another.
const LONG_ENOUGH: usize = 150;
/// Length of a shingle in characters.
const SHINGLE: usize = 8;
/// One shingle in so many is kept (by its hash), so that the index stays small.
const KEEP: u64 = 4;
/// A shingle that stands in more papers than this is boilerplate of the notice or a form.
const BOILERPLATE: usize = 6;

struct Text {
    dossier: usize,
    doc: DocId,
    evidence: Evidence,
    shingles: BTreeSet<u64>,
}

/// X03: near-identical papers through an index of sampled shingles (linear in the texts), and the same photo by its bytes.
fn papers(rule: &Rule, dossiers: &[DossierAudit], kinds: &[DocKind], percent: u32) -> Vec<CrossFinding> {
    let texts = texts(dossiers, kinds);
    let mut index: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (i, t) in texts.iter().enumerate() {
        for s in &t.shingles {
            index.entry(*s).or_default().push(i);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for at in index.values().filter(|at| at.len() > 1 && at.len() <= BOILERPLATE) {
        for (n, a) in at.iter().enumerate() {
            for b in at.iter().skip(n + 1).filter(|b| texts[**b].dossier != texts[*a].dossier) {
                *shared.entry((*a, *b)).or_default() += 1;
            }
        }
    }
    let mut out = Vec::new();
    for ((a, b), n) in shared {
        let (x, y) = (&texts[a], &texts[b]);
        let smaller = x.shingles.len().min(y.shingles.len());
        let likeness = (100 * n).checked_div(smaller).unwrap_or(0);
        if likeness >= usize::try_from(percent).unwrap_or(100) && smaller >= 12 {
            let path =
                |t: &Text| format!("“{}”的{}", dossiers[t.dossier].path, dossiers[t.dossier].dossier.doc(t.doc).path);
            let message = format!(
                "{}与{}文字近于相同（相同片段占较短一篇的{likeness}%），请核实是否一稿多用。",
                path(x),
                path(y)
            );
            let subject = format!("{}|{}", key(&x.evidence.quote), key(&y.evidence.quote));
            out.push(finding(
                rule,
                Status::Review,
                subject,
                message,
                vec![(x.dossier, x.evidence.clone()), (y.dossier, y.evidence.clone())],
            ));
        }
    }
    out.extend(photos(rule, dossiers));
    if out.is_empty() {
        let some = texts.iter().map(|t| (t.dossier, t.evidence.clone())).take(3).collect();
        let message = format!("比对{}篇新闻稿、案例和总结，未见不同项目之间文字近于相同或照片相同。", texts.len());
        out.push(finding(rule, Status::Pass, String::new(), message, some));
    }
    out
}

fn texts(dossiers: &[DossierAudit], kinds: &[DocKind]) -> Vec<Text> {
    let mut texts = Vec::new();
    for (i, d) in dossiers.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for paper in d.kinds.papers.iter().filter(|p| kinds.contains(&p.kind) && !p.blank) {
            let doc = d.dossier.doc(paper.doc);
            let words: String = doc
                .blocks
                .get(paper.blocks.clone())
                .unwrap_or_default()
                .iter()
                .filter(|b| !b.hidden)
                .filter_map(|b| b.content.as_line())
                .collect();
            let k: Vec<char> = key(&words).chars().collect();
            if k.len() < LONG_ENOUGH || !seen.insert(doc.sha256.clone() + &paper.blocks.start.to_string()) {
                continue;
            }
            let shingles: BTreeSet<u64> = k.windows(SHINGLE).map(hash).filter(|h| h % KEEP == 0).collect();
            let evidence = paper.title.clone().unwrap_or_else(|| Evidence::new(paper.doc, Place::Whole, doc.name()));
            texts.push(Text { dossier: i, doc: paper.doc, evidence, shingles });
        }
    }
    texts
}

/// FNV-1a over code points: stable between runs and machines.
fn hash(window: &[char]) -> u64 {
    window.iter().fold(0xcbf2_9ce4_8422_2325, |h, c| (h ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3))
}

fn photos(rule: &Rule, dossiers: &[DossierAudit]) -> Vec<CrossFinding> {
    let mut by_hash: BTreeMap<&str, Vec<(usize, Evidence)>> = BTreeMap::new();
    for (i, d) in dossiers.iter().enumerate() {
        let mut seen = BTreeSet::new();
        for (id, doc) in d.dossier.iter().filter(|(_, doc)| doc.image.is_some() && doc.size > 2_000) {
            if seen.insert(doc.sha256.as_str()) {
                by_hash.entry(&doc.sha256).or_default().push((i, Evidence::new(id, Place::Whole, doc.name())));
            }
        }
    }
    by_hash
        .into_iter()
        .filter(|(_, at)| at.len() > 1)
        .map(|(sha, at)| {
            let names: Vec<String> = at
                .iter()
                .map(|(i, e)| format!("“{}”的{}", dossiers[*i].path, dossiers[*i].dossier.doc(e.doc).path))
                .collect();
            finding(rule, Status::Review, sha.to_owned(), format!("同一张照片出现在{}，请核实。", names.join("和")), at)
        })
        .collect()
}

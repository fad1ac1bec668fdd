//! Who holds an event: fields, the names below “主办单位：”, “由甲学会主办，乙协办”. Asked, meant or earlier hosts are none.

use std::ops::Range;

use crate::facts::Source;
use crate::facts::reading::{Line, Reading};
use crate::model::body::Body;
use crate::model::clause::{Role, says, sentences};
use crate::model::facts::Stated;
use crate::model::language::language;
use crate::model::partner::{is_of_another_year, is_partner};
use crate::model::text::fold;
use crate::model::{DocKind, Evidence, Paper};

/// Role and name.
pub type Host = (String, Stated<String>);

pub fn hosts(source: &Source<'_>, paper: &Paper, reading: &Reading, blocks: &Range<usize>) -> Vec<Host> {
    let words = &language().mentions;
    let mut out = Vec::new();
    for field in reading.fields_in(blocks).filter(|f| words.host_label.hits(&f.label)) {
        let role = if words.society_label.hits(&field.label) { PARTNER.to_owned() } else { role_of(&field.label) };
        let evidence = field.evidence(paper.doc);
        out.extend(split_names(&field.value).into_iter().map(|n| host(paper.kind, &role, n, evidence.clone())));
    }
    out.extend(below_label(paper, reading, blocks));
    for line in reading.lines_in(blocks) {
        out.extend(by_clause(paper, line));
        for c in words.hosts_in_prose.captures_all(&line.written) {
            // whoever holds it is a host
            let role = if words.host_label.hits(&c["role"]) { &c["role"] } else { HOST };
            let evidence = line.evidence(paper.doc);
            out.extend(split_names(&c["who"]).into_iter().map(|n| host(paper.kind, role, n, evidence.clone())));
        }
        out.extend(partners(source, paper, line));
    }
    out
}

/// The roles by their short names.
const HOST: &str = "主办";
const PARTNER: &str = "合作";

fn host(kind: DocKind, role: &str, name: String, evidence: Evidence) -> Host {
    (role.to_owned(), Stated { value: name, source: kind, evidence })
}

/// 主办单位 → 主办
fn role_of(label: &str) -> String {
    label.chars().take(2).collect()
}

/// “某某科协与中国某某学会定于…共同举办”: national societies named as partners.
fn partners(source: &Source<'_>, paper: &Paper, line: &Line) -> Vec<Host> {
    if !language().mentions.together.hits(&line.folded) {
        return Vec::new();
    }
    let national = &source.patterns.national;
    let of = |sentence: &str| -> Vec<String> {
        let found = national.find(sentence).into_iter().filter(|n| {
            !n.aside
                && national.is(&n.body)
                && is_partner(sentence, n.at.clone())
                && !is_of_another_year(sentence, source.year())
        });
        found.map(|n| n.body.written).collect()
    };
    let names = sentences(&line.folded).flat_map(of);
    names.map(|n| host(paper.kind, PARTNER, n, line.evidence(paper.doc))).collect()
}

fn is_body(name: &str) -> bool {
    (4..=40).contains(&name.chars().count()) && Body::is_one(name)
}

/// “主办单位：” alone on its line, the names in the short lines below it.
fn below_label(paper: &Paper, reading: &Reading, blocks: &Range<usize>) -> Vec<Host> {
    let mut out = Vec::new();
    let mut role: Option<String> = None;
    for line in reading.lines_in(blocks).filter(|l| !l.table_row) {
        let bare = line.folded.trim_start_matches(|c: char| "一二三四五六七八九十0123456789、.()*-· ".contains(c));
        let label = bare.trim_end_matches(':');
        if language().mentions.host_label.hits(label) {
            role = Some(role_of(label));
            continue;
        }
        let Some(r) = &role else { continue };
        let names = split_names(&line.written);
        if names.is_empty() || !names.iter().all(|n| is_body(n)) {
            role = None;
            continue;
        }
        out.extend(names.into_iter().map(|n| host(paper.kind, r, n, line.evidence(paper.doc))));
    }
    out
}

/// “由甲学会主办，乙学会承办”: each clause that ends with what its body does. An intention, a denial or a model before the verb makes
/// nobody a host.
fn by_clause(paper: &Paper, line: &Line) -> Vec<Host> {
    let words = &language().mentions;
    let mut out = Vec::new();
    for clause in line.written.split(['，', ',', '。', '；', ';']) {
        let Some(c) = words.host_clause.captures(clause.trim()) else { continue };
        let before = fold(&c["who"]);
        let meant = [Role::Planned, Role::Denied, Role::Earlier, Role::Model].into_iter().any(|r| says(&before, r));
        if meant || words.asked_to_host.hits(&before) {
            continue;
        }
        let joined = |n: String| -> Vec<String> {
            let parts: Vec<String> = n.split(['与', '和']).map(str::to_owned).collect();
            if parts.iter().all(|p| is_body(p)) { parts } else { vec![n] }
        };
        let names = split_names(&c["who"]).into_iter().flat_map(joined).filter(|n| is_body(n));
        out.extend(names.map(|n| host(paper.kind, &c["role"], n, line.evidence(paper.doc))));
    }
    out
}

pub fn split_names(value: &str) -> Vec<String> {
    let and = &language().mentions.name_and;
    value
        .split(['、', '，', ',', '；', ';', '\t', '　', ' ', '/'])
        .flat_map(|p| p.split("以及"))
        .flat_map(|p| if and.hits(p) { p.split('和').collect::<Vec<_>>() } else { vec![p] })
        .map(|p| p.trim().trim_end_matches('。').to_owned())
        .filter(|p| (4..=40).contains(&p.chars().count()))
        .collect()
}

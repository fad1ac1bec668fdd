//! Scoring: the pack's patterns against title, headings, table headers and names.

use std::ops::Range;

use regex::Regex;

use super::title::without_translation;
use crate::model::document::Document;
use crate::model::language::language;
use crate::model::pack::{KindSignals, Signal};
use crate::model::text::fold;
use crate::model::{Content, DocKind, Role, Roles};

/// One kind's signals, compiled.
#[derive(Debug)]
pub(super) struct CompiledKind {
    pub kind: DocKind,
    roles: Roles,
    /// What a page that stands in for such a paper calls it.
    called: Vec<String>,
    pub title: Vec<CompiledSignal>,
    body: Vec<CompiledSignal>,
    columns: Vec<CompiledSignal>,
    file: Vec<CompiledSignal>,
    folder: Vec<CompiledSignal>,
}

#[derive(Debug)]
pub(super) struct CompiledSignal {
    pattern: Regex,
    points: i32,
    reason: String,
}

/// How well one kind fits.
#[derive(Debug, Clone)]
pub(super) struct Score {
    pub kind: DocKind,
    pub points: i32,
    /// Points that come from the content, not from names.
    pub content_points: i32,
    pub reasons: Vec<String>,
}

/// The folded parts of a paper that signals look at.
#[derive(Debug)]
pub(super) struct ContentView {
    title: String,
    lines: Vec<String>,
    headers: Vec<String>,
}

impl ContentView {
    pub fn new(doc: &Document, blocks: Range<usize>, title: &str) -> ContentView {
        let mut view = ContentView { title: title.to_owned(), lines: Vec::new(), headers: Vec::new() };
        for block in doc.blocks.get(blocks).unwrap_or_default().iter().filter(|b| !b.hidden) {
            match &block.content {
                Content::Heading { text, .. } | Content::Paragraph { text } => {
                    if view.lines.len() < 80 {
                        view.lines.push(fold(text));
                    }
                }
                Content::Table(t) => {
                    for row in t.rows.iter().take(12) {
                        let cells: Vec<String> =
                            row.cells.iter().map(|c| fold(&c.text)).filter(|c| !c.is_empty()).collect();
                        if cells.len() > 1 {
                            view.headers.push(cells.join("|"));
                        }
                        view.lines.extend(cells.into_iter().take(2));
                    }
                }
            }
        }
        view
    }
}

impl CompiledKind {
    pub fn new(signals: &KindSignals) -> CompiledKind {
        CompiledKind {
            kind: signals.kind,
            roles: signals.roles.iter().copied().collect(),
            called: signals.called.iter().map(|w| fold(w)).collect(),
            title: compile(&signals.title, "标题"),
            body: compile(&signals.body, "正文"),
            columns: compile(&signals.columns, "表头"),
            file: compile(&signals.file, "文件名"),
            folder: compile(&signals.folder, "文件夹名"),
        }
    }

    /// Points of names alone.
    pub fn names(&self, stem: &str, folders: &[String]) -> Score {
        let mut score = Score { kind: self.kind, points: 0, content_points: 0, reasons: Vec::new() };
        score.add(strongest(&self.file, [stem]), false);
        score.add(strongest(&self.folder, folders.iter().map(String::as_str)), false);
        score
    }

    pub fn score(&self, content: &ContentView, stem: &str, folders: &[String]) -> Score {
        let mut score = self.names(stem, folders);
        if !content.title.is_empty() {
            score.add(strongest(&self.title, [content.title.as_str()]), true);
        }
        let mut body = 0;
        for signal in &self.body {
            if body < 12 && content.lines.iter().any(|l| signal.pattern.is_match(l)) {
                body += signal.points;
                score.add(Some((signal.points, signal.reason.clone())), true);
            }
        }
        score.add(strongest(&self.columns, content.headers.iter().map(String::as_str)), true);
        score
    }

    /// Points of a title line alone: tells where another paper begins.
    pub fn title_points(&self, title: &str) -> i32 {
        strongest(&self.title, [title]).map_or(0, |(points, _)| points)
    }
}

/// What of a title tells the kind: neither its translation nor the names it quotes (“‘编校规范’业务沙龙方案” is a plan), unless
/// it puts the quoted paper into force, or the rest tells nothing (“三审三校”制度).
pub(super) fn telling(kinds: &[CompiledKind], title: &str) -> String {
    let title = without_translation(title);
    let bare = without_quotations(title, "\"\"");
    let tells = !language().title_lines.enacts.hits(title) && kinds.iter().any(|k| k.title_points(&bare) > 0);
    if tells { bare } else { title.to_owned() }
}

/// A folded title with something else in the place of each name that it quotes.
pub(super) fn without_quotations(folded: &str, instead: &str) -> String {
    let (mut out, mut rest) = (String::new(), folded);
    while let Some(quoted) = language().papers.quoted_name.find(rest) {
        out.push_str(rest.get(..quoted.start).unwrap_or_default());
        out.push_str(instead);
        rest = rest.get(quoted.end..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

impl Score {
    fn add(&mut self, hit: Option<(i32, String)>, content: bool) {
        let Some((points, reason)) = hit else { return };
        self.points += points;
        if content {
            self.content_points += points;
        }
        if points > 0 {
            self.reasons.push(reason);
        }
    }
}

/// The roles of a kind, and what stand-ins call it; none of a kind that the pack does not know.
pub(super) fn spec(kinds: &[CompiledKind], kind: DocKind) -> (Roles, &[String]) {
    kinds.iter().find(|k| k.kind == kind).map_or((Roles::default(), &[]), |k| (k.roles, k.called.as_slice()))
}

pub(super) fn has(kinds: &[CompiledKind], kind: DocKind, role: Role) -> bool {
    spec(kinds, kind).0.has(role)
}

/// The kind with most points; among equals the one that the pack lists first.
pub(super) fn best(kinds: &[CompiledKind], score: impl Fn(&CompiledKind) -> Score) -> Option<Score> {
    let mut best: Option<Score> = None;
    for s in kinds.iter().map(score) {
        if s.points > 0 && best.as_ref().is_none_or(|b| s.points > b.points) {
            best = Some(s);
        }
    }
    best
}

fn compile(signals: &[Signal], where_: &str) -> Vec<CompiledSignal> {
    let compiled = signals.iter().filter_map(|s| {
        let pattern = Regex::new(&s.pattern).ok()?;
        let reason = if s.reason.is_empty() { where_.to_owned() } else { s.reason.clone() };
        Some(CompiledSignal { pattern, points: s.points, reason })
    });
    compiled.collect()
}

/// The best positive hit plus all that speaks against, over several texts.
fn strongest<'t>(signals: &[CompiledSignal], texts: impl IntoIterator<Item = &'t str>) -> Option<(i32, String)> {
    let mut best: Option<(i32, String)> = None;
    let mut against = 0;
    for text in texts {
        for signal in signals {
            let Some(hit) = signal.pattern.find(text) else { continue };
            if signal.points < 0 {
                against += signal.points;
            } else if best.as_ref().is_none_or(|(p, _)| signal.points > *p) {
                best = Some((signal.points, format!("{}含“{}”", signal.reason, shorten(hit.as_str()))));
            }
        }
    }
    match best {
        Some((points, reason)) => Some((points + against, reason)),
        None if against < 0 => Some((against, String::new())),
        None => None,
    }
}

fn shorten(s: &str) -> String {
    if s.chars().count() > 24 { s.chars().take(23).collect::<String>() + "…" } else { s.to_owned() }
}

//! Where one file holds several papers: sheets of a workbook, a plan with the notice behind it, a combined PDF.

use std::collections::BTreeSet;
use std::ops::Range;

use super::signals::{self, CompiledKind};
use super::title::{looks_complete, title_of};
use crate::model::document::{Document, Origin};
use crate::model::language::language;
use crate::model::text::fold;
use crate::model::{Content, DocId, DocKind, Place, Role};

/// Stretches of blocks, each a paper; one stretch when the file is one paper. A kind is given where only the form of the text tells it.
pub(super) fn segments(doc: &Document, kinds: &[CompiledKind], whole: DocKind) -> Vec<(Range<usize>, Option<DocKind>)> {
    let starts = if is_workbook(doc) {
        (0..doc.blocks.len()).map(|i| (i, None)).collect()
    } else {
        title_starts(doc, kinds, whole)
    };
    let mut out = Vec::new();
    // the cover and contents of a bound volume are no part of its first paper
    if let [(first, _), _, ..] = starts.as_slice()
        && opens_volume(doc, *first)
    {
        out.push((0..*first, None));
    }
    for (i, &(start, kind)) in starts.iter().enumerate() {
        let end = starts.get(i + 1).map_or(doc.blocks.len(), |s| s.0);
        // letterheads and document numbers stand before the title: the first paper takes what lies above it
        out.push((if out.is_empty() { 0..end } else { start..end }, kind));
    }
    out
}

/// What lies above the first paper is the cover or the contents of a volume.
fn opens_volume(doc: &Document, first: usize) -> bool {
    doc.blocks
        .iter()
        .take(first)
        .filter(|b| !b.hidden)
        .any(|b| b.content.as_line().is_some_and(|l| l.lines().any(|l| language().title_lines.volume.hits(&fold(l)))))
}

/// The block after a table of contents that begins at `i`: the next page, or the first line that repeats an entry; and the entries.
fn past_contents(doc: &Document, i: usize) -> (usize, Vec<String>) {
    let entry = |l: &str| {
        let number = language().title_lines.numbered.find(l).map_or(0, |f| f.end);
        let bare = l.get(number..).unwrap_or(l);
        bare.trim_end_matches(|c: char| c.is_ascii_digit() || ".…·- ()（）第页—".contains(c)).to_owned()
    };
    let paged = matches!(doc.blocks.get(i).map(|b| &b.place), Some(Place::Page(_)));
    let mut entries: Vec<String> = Vec::new();
    for (at, block) in doc.blocks.iter().enumerate().skip(i + 1) {
        let line = block.content.as_line().map(fold);
        let Some(line) = line.filter(|_| !(paged && starts_page(doc, at))) else { return (at, entries) };
        let bare = entry(&line);
        if !paged && (line.chars().count() > 60 || entries.iter().any(|e| !e.is_empty() && bare.ends_with(e.as_str())))
        {
            return (at, entries);
        }
        entries.push(bare);
    }
    (i + 1, Vec::new())
}

/// A headline and a dated lead: the text of a report, though no word calls it news.
fn reads_as_news(doc: &Document, i: usize) -> Option<usize> {
    let headline = doc.blocks.get(i).and_then(|b| b.content.as_line()).map(fold)?;
    let n = headline.chars().count();
    if !(6..=44).contains(&n)
        || headline.contains(['。', ':', ';', '…', '\t'])
        || looks_complete(&headline)
        || language().title_lines.lead.hits(&headline)
    {
        return None;
    }
    let below =
        doc.blocks.iter().enumerate().skip(i + 1).filter(|(_, b)| !b.hidden && b.origin != Origin::HeaderFooter);
    for (at, block) in below.take(3) {
        let line = block.content.as_line().map(fold)?;
        if language().title_lines.lead.hits(&line) {
            let told = language().title_lines.told_as_news.hits(&line);
            return (told && line.chars().count() >= 20).then_some(at);
        }
        // a second line of the headline, or who wrote it
        if line.chars().count() > 44 || line.contains('。') {
            return None;
        }
    }
    None
}

fn is_workbook(doc: &Document) -> bool {
    !doc.blocks.is_empty() && doc.blocks.iter().all(|b| b.content.as_table().is_some_and(|t| t.sheet.is_some()))
}

fn title_starts(doc: &Document, kinds: &[CompiledKind], whole: DocKind) -> Vec<(usize, Option<DocKind>)> {
    let mut starts: Vec<(usize, DocKind, String)> = Vec::new();
    let mut past = 0;
    let mut contents: Vec<String> = Vec::new();
    for (i, block) in doc.blocks.iter().enumerate() {
        if i < past || block.hidden || block.origin == Origin::HeaderFooter {
            continue;
        }
        let Some(line) = block.content.as_line() else { continue };
        let folded = fold(line);
        if starts.is_empty()
            && language().papers.contents.hits(&folded)
            && opens_volume(doc, i + 1)
            && whole_is_bound(doc, i)
        {
            (past, contents) = past_contents(doc, i);
            continue;
        }
        let after_news = starts.last().is_some_and(|s| s.1 == DocKind::PressRelease);
        let may_be_news = starts.len() >= 2 && starts_page(doc, i) || after_news;
        if let Some(lead) = may_be_news.then(|| reads_as_news(doc, i)).flatten() {
            past = lead + 1;
            starts.push((i, DocKind::PressRelease, folded));
            continue;
        }
        if let Some(kind) = chapter(&folded, doc, i, kinds, whole) {
            // what stands before the first chapter is the report itself
            if starts.is_empty() && i > 0 {
                starts.push((0, DocKind::Other, String::new()));
            }
            past = i + 1;
            starts.push((i, kind, folded));
            continue;
        }
        let listed = language().title_lines.annex_list.hits(&folded) || folded.contains([';', '。']);
        if listed || language().title_lines.numbered.hits(&folded) || folded.chars().count() > 60 {
            continue;
        }
        let opens = matches!(block.content, Content::Heading { .. })
            || starts_page(doc, i)
            || folded.starts_with("关于")
            || looks_complete(&folded);
        if !opens {
            continue;
        }
        let Some(title) = title_of(DocId(0), doc, i..doc.blocks.len()) else { continue };
        if title.end <= i {
            continue;
        }
        let telling = signals::telling(kinds, &title.folded);
        let Some((kind, points)) = kinds.iter().map(|k| (k.kind, k.title_points(&telling))).max_by_key(|(_, p)| *p)
        else {
            continue;
        };
        if points < 11 || !looks_complete(&title.folded) {
            continue;
        }
        let bound = (whole == DocKind::Other || signals::has(kinds, whole, Role::BindsOthers))
            && signals::has(kinds, kind, Role::BeginsWithItsTable)
            && opens_table(doc, title.end.saturating_sub(1));
        // “…学术交流会” on one line, “会议手册” on the next: the title begins above
        let lead = event_line_above(doc, i, past).filter(|_| says_more(doc, title.end));
        // the volume's own contents list it as a paper
        let listed = contents.contains(&folded) && says_more(doc, title.end);
        let own_title = title.folded.chars().count() >= 9 || starts_page(doc, i) || bound || lead.is_some() || listed;
        let part = signals::has(kinds, kind, Role::MayBeAPart)
            && (whole == DocKind::Handbook || !(starts_page(doc, i) && title.folded.chars().count() >= 9));
        let again = starts.iter().any(|(_, k, t)| *k == kind && *t == title.folded);
        // “活动安排方案” inside a plan is a section of it, unless a page or a full title sets it apart
        let divisible = !signals::has(kinds, kind, Role::ComesInNumbers);
        let section =
            divisible && kind == whole && starts.len() == 1 && !folded.starts_with("关于") && !starts_page(doc, i);
        if starts.is_empty() || (own_title && !part && !again && !section) {
            past = title.end;
            starts.push((lead.unwrap_or(i), kind, title.folded));
        }
    }
    let told = |i, kind| (kind == DocKind::PressRelease && reads_as_news(doc, i).is_some()).then_some(kind);
    starts.into_iter().map(|(i, kind, _)| (i, told(i, kind))).collect()
}

/// A table of contents near the head of a file; one within a handbook lists its chapters, not papers.
fn whole_is_bound(doc: &Document, contents: usize) -> bool {
    let entries = doc.blocks.iter().skip(contents + 1).take(24).filter_map(|b| b.content.as_line());
    let text = entries.take_while(|l| l.chars().count() <= 60).collect::<Vec<_>>().join("\n");
    let least = if opens_volume(doc, contents) { 2 } else { 3 };
    let listed = language().title_lines.bound_papers.captures_all(&text);
    let papers: BTreeSet<&str> = listed.iter().filter_map(|c| Some(c.get(0)?.as_str())).collect();
    contents < 14 && papers.len() >= least
}

/// “附录A 案例材料”, “第二章 经费决算报告”: a heading that calls a part of a long report by a paper's name. Chapters of a plan or
/// handbook are its own; only a report without a kind of its own is taken apart by chapters.
fn chapter(folded: &str, doc: &Document, i: usize, kinds: &[CompiledKind], whole: DocKind) -> Option<DocKind> {
    if folded.chars().count() > 40 {
        return None;
    }
    let words = &language().title_lines;
    let by_chapter = words.chapter.find(folded);
    let prefix = by_chapter.clone().or_else(|| words.annex.find(folded))?;
    let by_chapter = by_chapter.is_some();
    let heading = doc.blocks.get(i).is_some_and(|b| matches!(b.content, Content::Heading { .. }));
    // a plain line opens an annex when the annex's table follows it; in a list of annexes the next line is the next annex
    let annex = heading || (!by_chapter && opens_table(doc, i));
    let rest = folded.get(prefix.end..)?;
    let book = signals::has(kinds, whole, Role::HasChapters);
    if by_chapter && book {
        return None;
    }
    let (kind, points) = kinds.iter().map(|k| (k.kind, k.title_points(rest))).max_by_key(|(_, p)| *p)?;
    // a chapter of a volume of rules, plain in print: “第二章 ‘三审三校’制度”
    let rules = by_chapter && kind == DocKind::ReviewSystem && whole == DocKind::Other && rest.chars().count() <= 20;
    ((annex || rules) && points >= 11 && rest.chars().count() >= 2).then_some(kind)
}

/// The line above, when it is an event's name and nothing else.
fn event_line_above(doc: &Document, i: usize, past: usize) -> Option<usize> {
    let above = i.checked_sub(1).filter(|j| *j >= past && *j > 0)?;
    let block = doc.blocks.get(above).filter(|b| !b.hidden && b.origin != Origin::HeaderFooter)?;
    let folded = fold(block.content.as_line()?);
    let short = (5..=48).contains(&folded.chars().count()) && !folded.contains(['。', '；', ';', ':', '，']);
    let named = language().events.event_end.hits(&folded) && !language().title_lines.numbered.hits(&folded);
    (short && named).then_some(above)
}

/// Something stands below a title: a name in a list of annexes has nothing of its own.
fn says_more(doc: &Document, end: usize) -> bool {
    doc.blocks.iter().skip(end).take(4).map(crate::model::Block::chars).sum::<usize>() >= 12
}

/// A table follows the line, at most one line (“单位：元”) between.
fn opens_table(doc: &Document, i: usize) -> bool {
    let mut below = doc.blocks.iter().skip(i + 1).filter(|b| !b.hidden);
    let table = |b: Option<&crate::model::Block>| b.is_some_and(|b| b.content.as_table().is_some());
    match below.next() {
        Some(b) if b.content.as_table().is_some() => true,
        Some(b) => b.content.as_line().is_some_and(|l| l.chars().count() <= 20) && table(below.next()),
        None => false,
    }
}

/// The block is the first of its page (page 2 and later).
fn starts_page(doc: &Document, i: usize) -> bool {
    let page = |b: Option<&crate::model::Block>| match b.map(|b| &b.place) {
        Some(Place::Page(n)) => Some(*n),
        Some(Place::TableCell { page, .. }) if *page > 0 => Some(*page),
        _ => None,
    };
    let here = page(doc.blocks.get(i));
    i > 0 && here.is_some() && here != page(doc.blocks.get(i - 1))
}

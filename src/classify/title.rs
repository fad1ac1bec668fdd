//! The title of a paper: its first lines, joined over line breaks, past letterheads and document numbers.

use std::ops::Range;

use crate::model::body::Body;
use crate::model::document::{Document, Origin};
use crate::model::language::language;
use crate::model::text::{self, fold, has_han};
use crate::model::{Content, DocId, Evidence, Place};

/// A title as written and folded.
#[derive(Debug, Clone, PartialEq)]
pub struct Title {
    pub folded: String,
    /// The title's lines, folded, in order.
    pub lines: Vec<String>,
    pub evidence: Evidence,
    /// Block after the title.
    pub end: usize,
}

/// Whether a folded title ends like one, a translation behind it (“会务手册 handbook”) left aside.
pub fn looks_complete(folded: &str) -> bool {
    language().title_lines.complete.hits(without_translation(folded))
}

/// A title without its translation, and without a date behind it (“签到2026/8/6”).
pub fn without_translation(folded: &str) -> &str {
    let date = language().title_lines.date_behind.find(folded);
    let undated = date.and_then(|date| folded.get(..date.start)).filter(|rest| has_han(rest));
    text::without_translation(undated.unwrap_or(folded))
}

/// The title of the paper that the blocks hold; `None` when the first lines are running text.
///
/// A list whose pages carry its title only in the page header takes it from there.
pub fn title_of(id: DocId, doc: &Document, blocks: Range<usize>) -> Option<Title> {
    let body = candidate_lines(doc, blocks.clone(), |o| matches!(o, Origin::Body | Origin::TextBox | Origin::Ocr(_)));
    title_in(id, doc, blocks.start, &body).or_else(|| named_in_table(id, doc, blocks.clone())).or_else(|| {
        let whole = blocks.start == 0 && blocks.end == doc.blocks.len();
        let header = candidate_lines(doc, blocks.clone(), |o| o == Origin::HeaderFooter);
        title_in(id, doc, blocks.start, &header)
            .filter(|t| whole && looks_complete(&t.folded))
            .map(|t| Title { end: blocks.start, ..t })
    })
}

/// A line that is nothing but a body's name, its translation before it: a letterhead above, or a signature below.
fn is_body_name(folded: &str) -> bool {
    let latin = folded.find(|c: char| !(c.is_ascii_lowercase() || " &,.'()-".contains(c))).unwrap_or(0);
    let own = if latin > 5 { folded.get(latin..).unwrap_or(folded) } else { folded };
    names_bodies(own) && !looks_complete(folded)
}

/// One body's name, or several a mark or blank apart.
fn names_bodies(folded: &str) -> bool {
    let mut names = folded.split(['、', ' ']).filter(|n| !n.is_empty()).peekable();
    names.peek().is_some() && names.all(|n| n.chars().count() >= 4 && Body::is_one(n))
}

fn title_in(id: DocId, doc: &Document, offset: usize, lines: &[Line]) -> Option<Title> {
    let words = &language().title_lines;
    let numbered = lines.iter().take(5).position(|l| words.document_number.hits(&l.folded));
    let mut first = numbered.filter(|n| lines.get(n + 1).is_some_and(Line::can_be_title)).map_or(0, |n| n + 1);
    while let Some(line) = lines.get(first) {
        let after = lines.get(first + 1).map_or("", |l| l.folded.as_str());
        // a title (“2026年工作总结”) or a whole body's name below is no broken name
        let broken = after.chars().count() <= 6
            && !looks_complete(&line.folded)
            && !is_body_name(after)
            && is_body_name(&format!("{}{after}", line.folded));
        if broken && !is_body_name(&line.folded) && lines.get(first + 2).is_some_and(Line::can_be_title) {
            first += 2;
            continue;
        }
        // a running head in English above a Chinese title
        let foreign = !has_han(&line.folded)
            && lines.iter().skip(first + 1).take(3).any(|n| has_han(&n.folded) && n.can_be_title());
        if foreign {
            first += 1;
            continue;
        }
        let body_name = is_body_name(&line.folded);
        let more = lines.iter().skip(first + 1).take(3).any(|n| n.can_be_title() && !is_body_name(&n.folded));
        if words.above.hits(&line.folded) || (body_name && more) {
            first += 1;
        } else {
            break;
        }
    }
    let start = lines.get(first).filter(|l| l.can_be_title())?;
    let mut joined = start.clone();
    let mut parts = vec![start.folded.clone()];
    let mut last = first;
    for (at, next) in lines.iter().enumerate().skip(first + 1).take(4) {
        // the title's translation between its lines
        if has_han(&joined.folded) && !has_han(&next.folded) && !next.folded.chars().any(|c| c.is_ascii_digit()) {
            continue;
        }
        let dash = next.folded.starts_with('-');
        let stop = (looks_complete(&joined.folded) && !dash && !next.folded.starts_with(['(', '（']))
            || !(next.can_be_title() || runs_over(&joined.folded, &next.folded))
            || (names_bodies(&next.folded) && !looks_complete(&next.folded))
            || joined.folded.chars().count() + next.folded.chars().count() > 110;
        if stop || (next.sentence && !dash) {
            break;
        }
        joined.written.push_str(&next.written);
        joined.folded.push_str(&next.folded);
        parts.push(next.folded.clone());
        last = at;
    }
    let place =
        doc.blocks.get(start.block).map_or(Place::Whole, |b| start.place.clone().unwrap_or_else(|| b.place.clone()));
    let end = lines.get(last).map_or(offset, |l| l.block + 1);
    Some(Title { folded: joined.folded, lines: parts, evidence: Evidence::new(id, place, &joined.written), end })
}

/// A paper of a document system: its first table names it (“文件名称 | …方案”).
fn named_in_table(id: DocId, doc: &Document, blocks: Range<usize>) -> Option<Title> {
    let at = blocks.clone().find(|&i| doc.blocks.get(i).is_some_and(|b| !b.hidden && b.origin == Origin::Body))?;
    let block = doc.blocks.get(at)?;
    let table = block.content.as_table()?;
    let named = table.rows.iter().filter(|r| !r.hidden).take(6).find_map(|row| {
        let mut filled = row.cells.iter().filter(|c| !c.text.trim().is_empty());
        let label = fold(&filled.next()?.text);
        language().title_lines.title_label.hits(label.trim_end_matches(':')).then(|| filled.next())?
    })?;
    let folded = fold(&named.text);
    looks_complete(&folded).then(|| Title {
        lines: vec![folded.clone()],
        folded,
        evidence: Evidence::new(id, block.place.clone(), named.text.trim()),
        end: at,
    })
}

/// One character alone on its line, left over from a long title: it ends the title, or the title's words before it.
fn runs_over(joined: &str, next: &str) -> bool {
    next.chars().count() == 1
        && has_han(next)
        && (looks_complete(&format!("{joined}{next}")) || joined.chars().count() >= 12)
}

#[derive(Debug, Clone)]
struct Line {
    written: String,
    folded: String,
    block: usize,
    place: Option<Place>,
    /// Ends or reads like a sentence.
    sentence: bool,
}

impl Line {
    fn can_be_title(&self) -> bool {
        let n = self.folded.chars().count();
        (2..=70).contains(&n)
            && !self.folded.ends_with(['。', ';', ':', '：', '，', ',', '；'])
            && !language().title_lines.below.hits(&self.folded)
            && !language().title_lines.above.hits(&self.folded)
            && !self.folded.contains('\t')
    }
}

fn candidate_lines(doc: &Document, blocks: Range<usize>, wanted: impl Fn(Origin) -> bool) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (i, block) in doc.blocks.iter().enumerate().take(blocks.end).skip(blocks.start) {
        if block.hidden || !wanted(block.origin) {
            continue;
        }
        match &block.content {
            Content::Heading { text, .. } | Content::Paragraph { text } => {
                for written in text.lines() {
                    push_line(&mut lines, written, i, None);
                }
            }
            Content::Table(t) => {
                for row in t.rows.iter().filter(|r| !r.hidden).take(4) {
                    // a date or a unit may stand beside the title
                    let filled: Vec<_> = row
                        .cells
                        .iter()
                        .filter(|c| !c.text.trim().is_empty() && !language().title_lines.beside.hits(&fold(&c.text)))
                        .collect();
                    let [cell] = filled.as_slice() else { break };
                    let place =
                        t.sheet.as_ref().map(|sheet| Place::Cell { sheet: sheet.clone(), row: row.row, col: cell.col });
                    for written in cell.text.lines() {
                        push_line(&mut lines, written, i, place.clone());
                    }
                }
                break;
            }
        }
        if lines.len() > 12 {
            break;
        }
    }
    lines
}

fn push_line(lines: &mut Vec<Line>, written: &str, block: usize, place: Option<Place>) {
    let folded = fold(written);
    if folded.is_empty() || lines.last().is_some_and(|l| l.folded == folded) {
        return;
    }
    let sentence = folded.contains('。') || folded.chars().count() > 48;
    lines.push(Line { written: written.trim().to_owned(), folded, block, place, sentence });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{Block, Coverage, Format};

    fn doc(lines: &[&str]) -> Document {
        let blocks = lines
            .iter()
            .zip(1..)
            .map(|(text, n)| Block {
                place: Place::Paragraph(n),
                origin: Origin::Body,
                hidden: false,
                content: Content::Paragraph { text: (*text).to_owned() },
            })
            .collect();
        Document {
            path: "a.docx".into(),
            sha256: String::new(),
            size: 1,
            format: Format::Docx,
            blocks,
            coverage: Coverage::Full,
            problems: vec![],
            pages: vec![],
            mail: None,
            image: None,
            pictures: Vec::new(),
            fields: Vec::new(),
            inside: None,
        }
    }

    fn title(lines: &[&str]) -> Option<String> {
        let d = doc(lines);
        title_of(DocId(0), &d, 0..d.blocks.len()).map(|t| t.evidence.quote)
    }

    #[test]
    fn titles_are_joined_past_letterheads() {
        let cases: [(&[&str], &str); 9] = [
            (
                &[
                    "某某学会文件",
                    "桂蔗学发〔2026〕13号",
                    "关于开展“专家助企赋能”走进",
                    "某某糖业有限公司活动的通知",
                    "某某糖业有限公司：",
                    "按照安排",
                ],
                "关于开展“专家助企赋能”走进某某糖业有限公司活动的通知",
            ),
            (
                &["『八桂科技讲坛』", "甘蔗学术交流会", "会议手册", "主办：某某学会"],
                "『八桂科技讲坛』甘蔗学术交流会会议手册",
            ),
            (&["广西壮族自治区科学技术协会", "项目验收表"], "项目验收表"),
            (&["某某学院科学技术协会", "某院科协〔2026〕9号", "关于举办大赛的通知", "各高校："], "关于举办大赛的通知"),
            (&["专家下蔗田　糖企开良方", "7月15日，某某学会组织5名专家赴企业开展活动。"], "专家下蔗田 糖企开良方"),
            (&["编辑技能竞赛", "竞赛手册", "日程", "9月24日"], "编辑技能竞赛竞赛手册"),
            (&["一次会议的方案", "一、时间：2026年"], "一次会议的方案"),
            (&["2026年某某科技研讨会", "会务手册", "2026年10月16日"], "2026年某某科技研讨会会务手册"),
            (
                &["良种配良法　农机融农艺", "——“八桂科技讲坛”学术交流会举行", "6月26日，会议举行。"],
                "良种配良法 农机融农艺——“八桂科技讲坛”学术交流会举行",
            ),
        ];
        for (lines, want) in cases {
            assert_eq!(title(lines).as_deref(), Some(want));
        }
        assert_eq!(
            title(&[
                "本文开头就是一句很长的话，没有标题，而且说了很多很多事情，一直说到这一段的末尾才停下来，所以不能当作标题，也不应当。"
            ]),
            None
        );
    }

    #[test]
    fn translations_dates_and_letterheads_are_no_part_of_a_title() {
        let cases = [
            ("会务手册handbook", "会务手册"),
            ("研讨会会务指南programme & guide", "研讨会会务指南"),
            ("技术沙龙签到2026/8/6", "技术沙龙签到"),
            ("china-asean forum", "china-asean forum"),
            ("ai赋能论坛方案v2", "ai赋能论坛方案v2"),
        ];
        for (folded, want) in cases {
            assert_eq!(without_translation(folded), want);
        }
        let lines = ["广西壮族自治区外事办公室", "桂外办会〔2026〕143号", "关于举办国际交流活动的批复", "某学会："];
        let d = doc(&lines);
        let title = title_of(DocId(0), &d, 0..lines.len()).expect("a title");
        assert_eq!(title.evidence.quote, "关于举办国际交流活动的批复");
    }

    #[test]
    fn a_material_is_no_end_of_a_title_and_a_translation_may_stand_between() {
        let lines = ["“专家助企赋能”走进蓝湾新材料", "有限公司活动方案", "一、时间：9月1日"];
        let d = doc(&lines);
        assert_eq!(
            title_of(DocId(0), &d, 0..3).expect("a title").folded,
            "\"专家助企赋能\"走进蓝湾新材料有限公司活动方案"
        );
        let lines = ["民族药合作交流活动", "Exchange on Ethnic Medicine", "会务手册", "一、日程"];
        let d = doc(&lines);
        assert_eq!(title_of(DocId(0), &d, 0..4).expect("a title").folded, "民族药合作交流活动会务手册");
    }

    #[test]
    fn broken_letterheads_and_running_heads_stand_above_the_title() {
        let cases: [(&[&str], &str); 4] = [
            (
                &["平桂碳酸钙产业园科学技术", "协会", "平碳园科协〔2026〕6号", "关于开展“专家助企", "赋能”活动的通知"],
                "关于开展\"专家助企赋能\"活动的通知",
            ),
            (&["Guangxi Society of Crops 广西作物学会", "项目验收表", "一、基本情况"], "项目验收表"),
            (
                &["China-ASEAN Cooperation", "中国—东盟民族药资源保护与开发合作交流活", "动", "会务手册"],
                "中国-东盟民族药资源保护与开发合作交流活动会务手册",
            ),
            // a short line is no rest of a body's name
            (&["薏苡技术交流", "手册", "一、日程"], "薏苡技术交流手册"),
        ];
        for (lines, want) in cases {
            let d = doc(lines);
            assert_eq!(title_of(DocId(0), &d, 0..lines.len()).expect("a title").folded, want);
        }
    }
}

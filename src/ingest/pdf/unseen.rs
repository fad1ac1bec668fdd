//! What of a PDF is kept beside the text that people see: letters nobody sees and comments as hidden blocks, and remarks on what
//! is drawn without a character or made only on opening.

use std::collections::{BTreeMap, BTreeSet};

use pdfni::{TextChar, TextPage};

use super::super::read::Read;
use super::ink::{Form, Seen, Why, is_shell};
use super::leaf::Leaf;
use super::lines;
use crate::model::text::key;
use crate::model::{Block, Content, Origin, Place, Problem};

/// Fewer glyphs without a character than this are marks and bullets.
const FEW: usize = 3;

#[derive(Default)]
pub struct Unseen {
    lines: Vec<(u32, String)>,
    comments: Vec<(u32, String)>,
    /// Why → (letters, pages).
    counts: BTreeMap<Why, (usize, BTreeSet<u32>)>,
    mute: BTreeMap<u32, usize>,
    patterns: BTreeSet<u32>,
}

impl Unseen {
    pub fn note(&mut self, number: u32, seen: Seen, text: &TextPage, leaf: &mut Leaf) {
        let page = |chars: Vec<TextChar>| TextPage { chars, fonts: text.fonts.clone(), ..*text };
        for (why, chars) in seen.hidden {
            self.conceal(number, why, chars.len(), lines_of(&page(chars)));
        }
        let mut once = BTreeSet::new();
        leaf.others.extend(lines_of(&page(seen.watermark)).into_iter().filter(|l| once.insert(l.clone())));
        if !seen.all_mute {
            self.mute(number, seen.mute);
        }
        if seen.patterns > 0 {
            self.patterns.insert(number);
        }
    }

    /// Letters that nobody sees.
    pub fn conceal(&mut self, number: u32, why: Why, letters: usize, lines: Vec<String>) {
        let (count, pages) = self.counts.entry(why).or_default();
        *count += letters;
        pages.insert(number);
        self.lines.extend(lines.into_iter().map(|l| (number, l)));
    }

    /// Glyphs drawn without a character.
    pub fn mute(&mut self, number: u32, glyphs: usize) {
        if glyphs >= FEW {
            self.mute.insert(number, glyphs);
        }
    }

    /// What somebody wrote beside the page's text.
    pub fn comment(&mut self, number: u32, words: &str) {
        self.comments.push((number, words.to_owned()));
    }

    pub fn finish(self, form: Form, left_out: &BTreeSet<u32>, read: &mut Read) {
        let hidden = |page: u32, text: String, origin: Origin| Block {
            place: Place::Page(page),
            origin,
            hidden: true,
            content: Content::Paragraph { text },
        };
        let shown: String = read.blocks.iter().map(Block::text).collect();
        let lines = self.lines.into_iter().filter(|(p, _)| !left_out.contains(p));
        let mut added: Vec<Block> = lines.map(|(p, t)| hidden(p, t, Origin::Body)).collect();
        added.extend(self.comments.into_iter().map(|(p, t)| hidden(p, t, Origin::Comment)));
        for (why, (count, pages)) in self.counts {
            read.problems.push(Problem::Concealed(format!("{} {count} 个字{}", listed(&pages), why.said())));
        }
        for (page, count) in self.mute {
            read.problems.push(Problem::Skipped(format!("第 {page} 页：画出的 {count} 个字没有文字对照，未能读出")));
        }
        if !self.patterns.is_empty() {
            read.problems.push(Problem::Skipped(format!("{} 底纹图案里的文字未读取", listed(&self.patterns))));
        }
        if form.there {
            // What a page shows of the form was read there.
            let page = key(&shown);
            let values = form.values.into_iter().filter(|v| !page.contains(&key(v)));
            added.extend(values.map(|text| Block {
                place: Place::Page(1),
                origin: Origin::Annotation,
                hidden: false,
                content: Content::Paragraph { text },
            }));
            if form.dynamic || is_shell(&shown) {
                let why = "动态表单（XFA），页面要由 Adobe Reader 打开时才生成，文件里只有占位提示和填写的数据；请打印为普通 PDF 重新报送";
                read.problems.push(Problem::Skipped(why.into()));
            }
        }
        if !added.is_empty() {
            read.blocks.extend(added);
            read.blocks.sort_by_key(page_of);
        }
    }
}

fn page_of(block: &Block) -> u32 {
    match block.place {
        Place::Page(page) | Place::TableCell { page, .. } => page,
        _ => 0,
    }
}

fn lines_of(page: &TextPage) -> Vec<String> {
    if page.chars.is_empty() {
        return Vec::new();
    }
    let split = lines::split(page);
    let lines = lines::lines(split.glyphs).into_iter().map(|l| l.text());
    lines.chain(split.others).filter(|t| !t.trim().is_empty()).collect()
}

/// `第 1、3 页`
pub fn listed(pages: &BTreeSet<u32>) -> String {
    const MOST: usize = 8;
    let numbers: Vec<String> = pages.iter().take(MOST).map(u32::to_string).collect();
    let more = if pages.len() > MOST { "等" } else { "" };
    format!("第 {} {more}页", numbers.join("、"))
}

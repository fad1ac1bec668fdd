//! The `tesseract` program: one picture in through its standard input, words with boxes and confidence out. No files, one thread,
//! a time limit.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use image::GrayImage;

use super::super::pdf::lines::Glyph;

/// Seconds after which a page is given up.
const TIME_LIMIT: Duration = Duration::from_secs(25);
/// Lines below this confidence are noise: specks, seals, signatures. Unsure words of a surer line stay: a gap reads no better.
const NOISE: f64 = 35.0;

/// How the page is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Text in columns and paragraphs.
    Page,
    /// Words anywhere.
    Sparse,
}

/// One word as recognised; boxes in pixels from the top left.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
    /// Words of one line share it.
    line: (u32, u32, u32),
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    pub confidence: f64,
    pub text: String,
}

/// The program answers, and has the data for simplified Chinese.
pub fn has_chinese(program: &Path) -> bool {
    let mut command = Command::new(program);
    command.arg("--list-langs").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let listed = command.spawn().ok().and_then(|child| exchange(child, Vec::new()));
    listed.is_some_and(|said| said.lines().any(|l| l.trim() == "chi_sim"))
}

/// Words in reading order; `None` when the program failed or took too long.
pub fn words(picture: &GrayImage, program: &Path, layout: Layout) -> Option<Vec<Word>> {
    let mode = match layout {
        Layout::Page => "3",
        Layout::Sparse => "11",
    };
    let child = Command::new(program)
        .args(["stdin", "stdout", "-l", "chi_sim", "--psm", mode, "--dpi", "200", "tsv"])
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let tsv = exchange(child, portable_graymap(picture))?;
    Some(tsv.lines().filter_map(word).collect())
}

/// Feeds the child and collects what it says, within the time limit.
fn exchange(mut child: Child, input: Vec<u8>) -> Option<String> {
    let (mut stdin, mut stdout) = (child.stdin.take()?, child.stdout.take()?);
    let beside = std::thread::Builder::new().spawn(move || stdin.write_all(&input)).map(drop);
    let (sender, answer) = mpsc::channel();
    let listening = std::thread::Builder::new().spawn(move || {
        let mut text = Vec::new();
        let read = stdout.read_to_end(&mut text).map(|_| text);
        let _ = sender.send(read);
    });
    // Without a thread there is no answer.
    let time = if beside.is_ok() && listening.is_ok() { TIME_LIMIT } else { Duration::ZERO };
    let answer = answer.recv_timeout(time);
    if answer.is_err() {
        let _ = child.kill();
    }
    let ended = child.wait().is_ok_and(|status| status.success());
    let text = answer.ok()?.ok()?;
    ended.then(|| String::from_utf8_lossy(&text).into_owned())
}

fn portable_graymap(picture: &GrayImage) -> Vec<u8> {
    let mut out = format!("P5\n{} {}\n255\n", picture.width(), picture.height()).into_bytes();
    out.extend_from_slice(picture.as_raw());
    out
}

/// A row of level 5: `level page block par line word left top width height conf text`.
fn word(row: &str) -> Option<Word> {
    let mut cells = row.splitn(12, '\t');
    if cells.next()? != "5" {
        return None;
    }
    let _page = cells.next()?;
    let mut number = || cells.next()?.parse::<f64>().ok();
    let line = (number()? as u32, number()? as u32, number()? as u32);
    let _word = number()?;
    let (left, top, width, height, confidence) = (number()?, number()?, number()?, number()?, number()?);
    let text = cells.next()?.trim().to_owned();
    (!text.is_empty() && confidence >= 0.0).then_some(Word { line, left, top, width, height, confidence, text })
}

/// Characters with boxes, in points. Characters share the width of their word; lines have one size and one baseline, because boxes
/// hug the ink (“一” is flat) and say nothing about either.
pub fn glyphs(words: &[Word], pixels_per_point: f64) -> Vec<Glyph> {
    let mut lines: BTreeMap<(u32, u32, u32), Vec<&Word>> = BTreeMap::new();
    for word in words {
        lines.entry(word.line).or_default().push(word);
    }
    lines.retain(|_, words| mean_confidence(words) >= NOISE);
    let mut heights: Vec<f64> = lines.values().map(|l| extent(l)).map(|(top, bottom)| bottom - top).collect();
    heights.sort_by(f64::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or(0.0);
    let mut glyphs = Vec::new();
    for words in lines.values() {
        let (top, bottom) = extent(words);
        let height = bottom - top;
        // Sizes differ by what letters a line happens to have; only clearly larger lines are larger.
        let size = if (height - usual).abs() < usual * 0.35 { usual } else { height };
        for (c, left, right) in placed(words) {
            glyphs.push(Glyph {
                text: c.to_string(),
                left: left / pixels_per_point,
                right: right / pixels_per_point,
                top: top / pixels_per_point,
                bottom: bottom / pixels_per_point,
                baseline: (bottom - height * 0.1) / pixels_per_point,
                size: size / pixels_per_point,
                bold: false,
            });
        }
    }
    glyphs
}

/// Top and bottom of a line: most words reach them, but one that a seal or a stroke enlarges does not move them.
fn extent(words: &[&Word]) -> (f64, f64) {
    let at = |mut all: Vec<f64>, share: f64| {
        all.sort_by(f64::total_cmp);
        all.get(((all.len() as f64 - 1.0) * share).round().max(0.0) as usize).copied().unwrap_or(0.0)
    };
    let top = at(words.iter().map(|w| w.top).collect(), 0.15);
    let bottom = at(words.iter().map(|w| w.top + w.height).collect(), 0.85);
    (top, bottom.max(top + 1.0))
}

/// Mean over the characters of words, 0–100.
pub fn mean_confidence(words: &[&Word]) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    for word in words {
        let weight = word.text.chars().count() as f64;
        (sum, all) = (sum + weight * word.confidence, all + weight);
    }
    if all > 0.0 { sum / all } else { 0.0 }
}

/// The characters of a line from left to right. The program's order is right where its boxes are not: they overlap, and sometimes
/// stand in front of the word before.
fn placed(words: &[&Word]) -> Vec<(char, f64, f64)> {
    let mut out: Vec<(char, f64, f64)> = Vec::new();
    let mut least = f64::MIN;
    for (i, word) in words.iter().enumerate() {
        let next = words.get(i + 1).map_or(f64::MAX, |w| w.left);
        let start = word.left.max(least);
        // What overlaps the next word gives way to it.
        let end = (word.left + word.width).min(next.max(start + 1.0)).max(start + 1.0);
        let units = |c: char| if c.is_ascii() { 1.0 } else { 2.0 };
        let all: f64 = word.text.chars().map(units).sum();
        let mut left = start;
        for c in word.text.chars() {
            let right = left + (end - start) * units(c) / all.max(1.0);
            out.push((c, left, right));
            left = right;
        }
        least = out.last().map_or(least, |(_, left, _)| left + 0.5);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_from_the_table_and_headings_of_it_are_not() {
        let row = "5\t1\t2\t1\t3\t4\t100\t50\t60\t30\t93.5\t活动";
        let word = word(row).unwrap();
        assert_eq!((word.line, word.confidence, word.text.as_str()), ((2, 1, 3), 93.5, "活动"));
        for row in ["level\tpage_num", "4\t1\t2\t1\t3\t0\t1\t1\t1\t1\t-1\t", "5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t95\t "] {
            assert!(super::word(row).is_none(), "{row}");
        }
    }

    #[test]
    fn characters_share_a_word_and_a_line_shares_its_baseline() {
        let word = |left: f64, top: f64, height: f64, text: &str| Word {
            line: (1, 1, 1),
            left,
            top,
            width: 60.0,
            height,
            confidence: 90.0,
            text: text.into(),
        };
        let glyphs = glyphs(&[word(0.0, 10.0, 30.0, "广西"), word(70.0, 22.0, 4.0, "一a")], 2.0);
        assert_eq!(glyphs.iter().map(|g| g.text.as_str()).collect::<String>(), "广西一a");
        assert!(glyphs.windows(2).all(|g| g[0].baseline == g[1].baseline && g[0].size == g[1].size));
        assert_eq!((glyphs[1].left, glyphs[2].right), (15.0, 55.0));
    }

    #[test]
    fn words_keep_their_order_where_boxes_overlap() {
        let word = |left: f64, width: f64, text: &str| Word {
            line: (1, 1, 1),
            left,
            top: 0.0,
            width,
            height: 30.0,
            confidence: 90.0,
            text: text.into(),
        };
        let words = [word(0.0, 90.0, "2026"), word(40.0, 30.0, "年"), word(38.0, 20.0, "7"), word(60.0, 30.0, "月")];
        let mut placed = placed(&words.iter().collect::<Vec<_>>());
        placed.sort_by(|a, b| a.1.total_cmp(&b.1));
        assert_eq!(placed.iter().map(|(c, ..)| *c).collect::<String>(), "2026年7月");
    }
}

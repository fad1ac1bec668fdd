//! Lines of a terminal: wrapping and padding with double-width characters, colour, and what a GBK console can show.

use owo_colors::OwoColorize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::model::{Proposal, Status};
use crate::report::words;

/// How the terminal wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub colour: bool,
    /// Columns; lines are wrapped to at least 40.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Style {
        Style { colour: false, width: 100 }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tint {
    Plain,
    Bold,
    Dim,
    Red,
    Yellow,
    Green,
    Cyan,
}

impl Tint {
    pub fn of(status: Status) -> Tint {
        match status {
            Status::Fail => Tint::Red,
            Status::Missing => Tint::Yellow,
            Status::Review => Tint::Cyan,
            Status::Pass => Tint::Green,
            Status::NotApplicable => Tint::Dim,
        }
    }

    pub fn of_proposal(proposal: Proposal) -> Tint {
        match proposal {
            Proposal::Pass => Tint::Green,
            Proposal::PassAfterRectification => Tint::Yellow,
            Proposal::NotPass => Tint::Red,
            Proposal::Undecided => Tint::Cyan,
        }
    }
}

/// Text under way to the terminal.
pub struct Sheet {
    style: Style,
    out: String,
}

impl Sheet {
    pub fn new(style: Style) -> Sheet {
        Sheet { style: Style { width: style.width.max(40), ..style }, out: String::new() }
    }

    pub fn width(&self) -> usize {
        self.style.width
    }

    pub fn blank(&mut self) {
        self.out.push('\n');
    }

    /// One logical line, wrapped; further lines are indented by `hang` columns.
    pub fn line(&mut self, tint: Tint, indent: usize, hang: usize, text: &str) {
        let text = console(text);
        let room = self.style.width.saturating_sub(1);
        for (n, part) in wrap(&text, room.saturating_sub(indent), room.saturating_sub(hang)).iter().enumerate() {
            self.out.push_str(&" ".repeat(if n == 0 { indent } else { hang }));
            self.out.push_str(&self.paint(tint, part));
            self.out.push('\n');
        }
    }

    /// Pieces side by side on one line, never wrapped; each is cut or padded to its columns (0: as it comes).
    pub fn row(&mut self, cells: &[(Tint, usize, Align, &str)]) {
        let mut line = String::new();
        for (n, (tint, columns, align, text)) in cells.iter().enumerate() {
            if n > 0 {
                line.push(' ');
            }
            let text = console(text);
            let text = if *columns == 0 { text } else { fit(&text, *columns, *align) };
            line.push_str(&self.paint(*tint, &text));
        }
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    pub fn finish(self) -> String {
        self.out
    }

    fn paint(&self, tint: Tint, text: &str) -> String {
        if !self.style.colour {
            return text.to_owned();
        }
        match tint {
            Tint::Plain => text.to_owned(),
            Tint::Bold => text.bold().to_string(),
            Tint::Dim => text.dimmed().to_string(),
            Tint::Red => text.red().to_string(),
            Tint::Yellow => text.yellow().to_string(),
            Tint::Green => text.green().to_string(),
            Tint::Cyan => text.cyan().to_string(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// Only characters that a console in code page 936 can show: look-alikes where there are any, `□` elsewhere.
pub fn console(text: &str) -> String {
    words::clean(text).chars().map(in_gbk).collect()
}

fn in_gbk(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    let c = match c {
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => ' ',
        '✓' | '✔' | '☑' => '√',
        '✗' | '✘' | '☒' => '×',
        '•' | '‧' | '・' => '·',
        '–' => '-',
        '¥' => '￥',
        c => c,
    };
    let mut buffer = [0; 4];
    let (_, _, lossy) = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer));
    if lossy { '□' } else { c }
}

/// Columns on a Chinese console, where ambiguous characters (“ ” × √) are wide.
pub fn columns(text: &str) -> usize {
    text.width_cjk()
}

/// Cuts with `…` or pads to exactly so many columns.
pub fn fit(text: &str, width: usize, align: Align) -> String {
    let mut shown = text.to_owned();
    if columns(text) > width {
        shown.clear();
        for c in text.chars() {
            if columns(&shown) + c.width_cjk().unwrap_or(0) + 2 > width {
                break;
            }
            shown.push(c);
        }
        shown.push('…');
    }
    let gap = " ".repeat(width.saturating_sub(columns(&shown)));
    match align {
        Align::Left => shown + &gap,
        Align::Right => gap + &shown,
    }
}

/// Breaks a text into lines: between CJK characters anywhere, Latin words at blanks, no closing mark at a line's start.
fn wrap(text: &str, first: usize, rest: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let room = if lines.is_empty() { first } else { rest }.max(8);
        if columns(&line) + columns(piece.trim_end()) > room && !line.is_empty() {
            lines.push(line.trim_end().to_owned());
            line.clear();
            if piece.trim().is_empty() {
                continue;
            }
        }
        for c in piece.chars() {
            if columns(&line) + c.width_cjk().unwrap_or(0) > room.max(rest) && columns(&piece) > room {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

/// Stretches of text that stay together.
fn pieces(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in text.chars() {
        let together = match out.last() {
            None => false,
            Some(_) if closes(c) => true,
            Some(_) if opens(before) => true,
            Some(_) if c == ' ' => before != ' ' || text.len() < 2,
            Some(_) => is_narrow(before) && is_narrow(c),
        };
        match out.last_mut() {
            Some(last) if together => last.push(c),
            _ => out.push(c.to_string()),
        }
        before = c;
    }
    out
}

fn is_narrow(c: char) -> bool {
    c != ' ' && c.width() == Some(1) && !matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '×' | '√')
}

fn closes(c: char) -> bool {
    "，。；：、？！）”’》】〉…—％%)]},.;:!?".contains(c)
}

fn opens(c: char) -> bool {
    "（“‘《【〈([{".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_the_width_and_marks_to_their_words() {
        let text = "经核对活动方案，该项目名称为“甘蔗产业学术研讨会”，未见规定名称 gxkxzb@126.com 字样。";
        for width in 12..40 {
            let lines = wrap(text, width, width);
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
            for line in &lines {
                assert!(!line.starts_with(['，', '。', '”']), "{line}");
            }
        }
        assert!(wrap(text, 30, 30).iter().all(|l| columns(l) <= 32));
    }

    #[test]
    fn what_a_gbk_console_cannot_show_is_replaced() {
        assert_eq!(console("✓ 会议😀\u{1b}[31m 𠮷 ①㎡"), "√ 会议□[31m □ ①㎡");
    }

    #[test]
    fn cells_are_cut_visibly() {
        assert_eq!(fit("经费决算表", 6, Align::Left), "经费…");
        assert_eq!(fit("表", 4, Align::Right), "  表");
    }
}

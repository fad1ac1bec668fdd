//! Rust as tokens, as far as the tidy tests need it: comments gone, literals whole, brackets paired, code for tests left out.

use std::collections::BTreeSet;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// A string or a character, as written between its quotes.
    Text,
    /// `r"…"`: a regular expression, wherever it stands.
    Raw,
    /// One character of punctuation.
    Mark,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    pub line: usize,
}

impl Token {
    pub fn is(&self, text: &str) -> bool {
        !self.is_literal() && self.text == text
    }

    pub fn is_literal(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Raw)
    }
}

/// The tokens of a file. Numbers and lifetimes count as words.
pub fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let (mut at, mut line, mut found) = (0, 1, Vec::new());
    while let Some(&c) = chars.get(at) {
        let rest = &chars[at..];
        let (kind, length, text) = read(c, rest);
        if let Some(kind) = kind {
            found.push(Token { kind, text, line });
        }
        line += rest[..length].iter().filter(|c| **c == '\n').count();
        at += length;
    }
    found
}

/// What stands first in `rest`, its length, and what of it is kept.
fn read(c: char, rest: &[char]) -> (Option<Kind>, usize, String) {
    let starts = |word: &str| word.chars().enumerate().all(|(n, c)| rest.get(n) == Some(&c));
    if starts("//") {
        return (None, rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()), String::new());
    }
    if starts("/*") {
        return (None, comment(rest), String::new());
    }
    if let Some((length, text)) = raw(rest) {
        return (Some(Kind::Raw), length, text);
    }
    if let Some((length, text)) = quoted(rest).or_else(|| character(rest)) {
        return (Some(Kind::Text), length, text);
    }
    if c.is_whitespace() {
        return (None, 1, String::new());
    }
    if is_word(c) || c == '\'' {
        let length = 1 + rest[1..].iter().take_while(|c| is_word(**c)).count();
        return (Some(Kind::Word), length, rest[..length].iter().collect());
    }
    (Some(Kind::Mark), 1, c.to_string())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a comment in stars, which may hold others.
fn comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match (rest[at], rest.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// `r"…"`, `r#"…"#`, `br"…"`.
fn raw(rest: &[char]) -> Option<(usize, String)> {
    let mut at = usize::from(rest[0] == 'b');
    if rest.get(at) != Some(&'r') {
        return None;
    }
    at += 1;
    let hashes = rest[at..].iter().take_while(|c| **c == '#').count();
    at += hashes;
    if rest.get(at) != Some(&'"') {
        return None;
    }
    let inside = at + 1;
    let ends = |n: usize| rest[n] == '"' && rest[n + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
    let end = (inside..rest.len()).find(|n| ends(*n))?;
    Some((end + 1 + hashes, rest[inside..end].iter().collect()))
}

/// `"…"`, `b"…"`.
fn quoted(rest: &[char]) -> Option<(usize, String)> {
    let inside = match rest {
        ['"', ..] => 1,
        ['b', '"', ..] => 2,
        _ => return None,
    };
    let mut at = inside;
    while *rest.get(at)? != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    Some((at + 1, rest[inside..at].iter().collect()))
}

/// `'…'`, and no lifetime.
fn character(rest: &[char]) -> Option<(usize, String)> {
    match rest {
        ['\'', '\\', ..] => {
            let end = 3 + rest.get(3..)?.iter().position(|c| *c == '\'')?;
            Some((end + 1, rest[1..end].iter().collect()))
        }
        ['\'', c, '\'', ..] => Some((3, c.to_string())),
        _ => None,
    }
}

/// The partner of each bracket, by place.
pub fn partners(tokens: &[Token]) -> Vec<Option<usize>> {
    let mut partners = vec![None; tokens.len()];
    let mut open = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if ["(", "[", "{"].iter().any(|b| token.is(b)) {
            open.push(at);
        } else if [")", "]", "}"].iter().any(|b| token.is(b))
            && let Some(from) = open.pop()
        {
            partners[from] = Some(at);
            partners[at] = Some(from);
        }
    }
    partners
}

/// The tokens without items that are compiled for tests alone.
pub fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let partners = partners(&tokens);
    let mut dropped: BTreeSet<usize> = BTreeSet::new();
    for at in 0..tokens.len() {
        let attribute = ["#", "[", "cfg", "(", "test", ")", "]"];
        if !attribute.iter().enumerate().all(|(n, word)| tokens.get(at + n).is_some_and(|t| t.is(word))) {
            continue;
        }
        // To the end of the item: its braces, or its semicolon.
        let mut end = at + attribute.len();
        while let Some(token) = tokens.get(end) {
            match token {
                t if t.is(";") => break,
                t if t.is("{") => {
                    end = partners[end].unwrap_or(end);
                    break;
                }
                t if t.is("(") || t.is("[") => end = partners[end].unwrap_or(end) + 1,
                _ => end += 1,
            }
        }
        dropped.extend(at..=end);
    }
    tokens.into_iter().enumerate().filter(|(at, _)| !dropped.contains(at)).map(|(_, t)| t).collect()
}

#[test]
fn literals_are_whole_and_comments_gone() {
    let of = |source: &str| tokens(source).into_iter().map(|t| t.text).collect::<Vec<_>>();
    assert_eq!(of("let a: &'a str = \"x\\\"// y\"; // z"), ["let", "a", ":", "&", "'a", "str", "=", "x\\\"// y", ";"]);
    assert_eq!(of("r#\"a\"b\"# /* \"c\" /* d */ */ '\"' '\\'' b\"e\""), ["a\"b", "\"", "\\'", "e"]);
    assert_eq!(tokens("\"a\nb\"\nc").iter().map(|t| t.line).collect::<Vec<_>>(), [1, 3]);
}

#[test]
fn items_for_tests_are_left_out() {
    let of = |source: &str| without_tests(tokens(source)).into_iter().map(|t| t.text).collect::<Vec<_>>().join(" ");
    assert_eq!(of("#[cfg(test)] mod tests; fn a() {}"), "fn a ( ) { }");
    assert_eq!(of("fn a() {} #[cfg(test)] impl A { fn b() {} } fn c() {}"), "fn a ( ) { } fn c ( ) { }");
    assert_eq!(of("#[cfg(test)] fn a(x: [u8; 2]) -> u8 { x[0] } mod b;"), "mod b ;");
}

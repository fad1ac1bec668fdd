//! How much Chinese judging code holds papers against. Words are data (`templates/language/`, the pack), so the number only goes down.
//!
//! A literal with a Chinese character counts where it is *matched*: in a regular expression, in a `const` or `static`, in a list of
//! words, as an argument (or the subject) of a question such as `contains`, compared with `==`, or as the pattern of a `match`.
//! Sentences to people don't count, nor does code for tests.

use super::tokens::{Kind, Token, partners};

/// A literal that papers are held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    pub line: usize,
    pub text: String,
}

/// Functions that ask something of a text with the words given to them.
const QUESTIONS: [&str; 34] = [
    "contains",
    "starts_with",
    "ends_with",
    "find",
    "rfind",
    "split",
    "rsplit",
    "splitn",
    "rsplitn",
    "split_once",
    "rsplit_once",
    "split_inclusive",
    "split_terminator",
    "replace",
    "replacen",
    "replace_all",
    "trim_matches",
    "trim_start_matches",
    "trim_end_matches",
    "strip_prefix",
    "strip_suffix",
    "matches",
    "match_indices",
    "rmatch_indices",
    "eq",
    "ne",
    "eq_ignore_ascii_case",
    "get",
    "contains_key",
    "position",
    "is_match",
    "new_regex",
    "re",
    "pattern",
];

/// Words before a bracket that call nothing.
const KEYWORDS: [&str; 9] = ["in", "return", "match", "if", "while", "else", "let", "move", "mut"];

/// Types that are made of words to look for: `Regex::new(…)`.
const PATTERNS: [&str; 5] = ["Regex", "RegexSet", "RegexBuilder", "RegexSetBuilder", "AhoCorasick"];

impl Literal {
    pub fn is_chinese(&self) -> bool {
        self.text.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}'))
    }
}

/// The literals of a file's tokens that are matched, in whatever language.
pub fn matched(tokens: &[Token]) -> Vec<Literal> {
    let code = Code { tokens, partners: partners(tokens), patterns: Vec::new(), items: Vec::new() }.prepared();
    let found = (0..tokens.len()).filter(|at| tokens[*at].is_literal() && code.is_matched(*at));
    found.map(|at| Literal { line: tokens[at].line, text: tokens[at].text.clone() }).collect()
}

struct Code<'a> {
    tokens: &'a [Token],
    partners: Vec<Option<usize>>,
    /// Places inside patterns of `match`, from and to.
    patterns: Vec<(usize, usize)>,
    /// Places inside values of `const` and `static`.
    items: Vec<(usize, usize)>,
}

impl Code<'_> {
    fn prepared(mut self) -> Self {
        for at in 0..self.tokens.len() {
            if self.is(at, "=") && self.is(at + 1, ">") {
                self.patterns.push((self.start_of_arm(at), at));
            }
            if (self.is(at, "const") || self.is(at, "static")) && !self.is(at + 1, "fn") && !self.is_before(at, "*") {
                self.items.extend(self.value_of_item(at));
            }
        }
        self
    }

    fn is(&self, at: usize, text: &str) -> bool {
        self.tokens.get(at).is_some_and(|t| t.is(text))
    }

    fn is_before(&self, at: usize, text: &str) -> bool {
        at.checked_sub(1).is_some_and(|before| self.is(before, text))
    }

    /// Where the arm of a `match` begins whose arrow stands at `arrow`.
    fn start_of_arm(&self, arrow: usize) -> usize {
        let mut at = arrow;
        while let Some(before) = at.checked_sub(1) {
            let token = &self.tokens[before];
            let arm_before = token.is("}") && !["=", "|", "if", ")"].iter().any(|w| self.is(at, w));
            if arm_before || token.is(",") || token.is("{") || token.is(";") || token.is("(") {
                break;
            }
            at = match self.partners[before] {
                Some(open) if open < before => open,
                _ => before,
            };
        }
        at
    }

    /// From the equals sign to the semicolon, where the type is made of text.
    fn value_of_item(&self, item: usize) -> Option<(usize, usize)> {
        let (mut at, mut from) = (item, None);
        while !self.is(at, ";") {
            self.tokens.get(at)?;
            if from.is_none() && self.is(at, "=") {
                from = Some(at);
            }
            at = self.partners[at].filter(|close| *close > at).unwrap_or(at) + 1;
        }
        let from = from?;
        let of_text = self.tokens[item..from].iter().any(|t| t.is("str") || t.is("char"));
        of_text.then_some((from, at))
    }

    fn is_matched(&self, at: usize) -> bool {
        let inside = |places: &[(usize, usize)]| places.iter().any(|(from, to)| (*from..*to).contains(&at));
        let raw = self.tokens[at].kind == Kind::Raw;
        raw || inside(&self.patterns)
            || inside(&self.items)
            || self.is_asked_about(at, at)
            || self.is_part_of_a_pattern(at)
    }

    /// `let form = "…";`, and `{form}` stands in a literal that is matched, or `form.` asks.
    fn is_part_of_a_pattern(&self, at: usize) -> bool {
        if !(self.is(at + 1, ";") && self.is_before(at, "=") && at.checked_sub(3).is_some_and(|n| self.is(n, "let"))) {
            return false;
        }
        let name = &self.tokens[at - 2].text;
        let used = format!("{{{name}}}");
        let part =
            |n: usize| self.tokens[n].is_literal() && self.tokens[n].text.contains(&used) && self.is_asked_about(n, n);
        let asks = |n: usize| self.is(n, name) && self.is(n + 1, ".") && self.is_question(n + 2);
        (at + 1..self.tokens.len()).any(|n| part(n) || asks(n))
    }

    /// Whether what stands from `from` to `to` is held against something, there or in the brackets around it.
    fn is_asked_about(&self, from: usize, to: usize) -> bool {
        if self.is_compared(from, to) || self.asks(to) {
            return true;
        }
        let Some(open) = self.open_bracket(from) else { return false };
        let Some(close) = self.partners[open] else { return false };
        match self.tokens[open].text.as_str() {
            "[" if self.is_list(open) => !self.is_joined(close),
            "[" => self.is_asked_about(open, close),
            "(" => match self.caller(open) {
                Some("matches") => true,
                Some(name) if QUESTIONS.contains(&name) => true,
                Some("new") if self.is_pattern(open) => true,
                // What only passes its argument on: a tuple, `Some(…)`, `format!(…)`.
                None | Some("Some" | "Ok" | "format" | "concat" | "Cow" | "Borrowed" | "iter" | "from" | "escape") => {
                    self.is_asked_about(self.start_of_call(open), close)
                }
                Some(_) => false,
            },
            _ => false,
        }
    }

    /// `== "…"`, `"…" !=`, `let Some("…") =`.
    fn is_compared(&self, from: usize, to: usize) -> bool {
        let mut before = from;
        while ["&", "*"].iter().any(|m| self.is_before(before, m)) {
            before -= 1;
        }
        let equals = |at: usize| (self.is(at, "=") || self.is(at, "!")) && self.is(at + 1, "=");
        before.checked_sub(2).is_some_and(equals) && self.is_before(before, "=")
            || equals(to + 1)
            || self.is(to + 1, "=") && self.is_before(from, "let")
    }

    /// The literal's own text is asked: `"一二三".contains(c)`.
    fn asks(&self, to: usize) -> bool {
        self.tokens[to].is_literal() && self.is(to + 1, ".") && self.is_question(to + 2)
    }

    fn is_question(&self, at: usize) -> bool {
        let name = self.tokens.get(at).filter(|t| t.kind == Kind::Word).map(|t| t.text.as_str());
        name.is_some_and(|n| QUESTIONS.contains(&n) || ["chars", "char_indices"].contains(&n))
    }

    fn open_bracket(&self, at: usize) -> Option<usize> {
        let mut at = at;
        loop {
            at = at.checked_sub(1)?;
            match self.partners[at] {
                Some(close) if close > at => return Some(at),
                Some(open) => at = open,
                // Beyond a statement's or an argument's closure there is no more to see.
                None if self.is(at, ";") => return None,
                None => {}
            }
        }
    }

    /// An array, not an index and no `vec![…]`.
    fn is_list(&self, open: usize) -> bool {
        let before = open.checked_sub(1).map(|b| &self.tokens[b]);
        before.is_none_or(|t| match t.kind {
            Kind::Word => KEYWORDS.contains(&t.text.as_str()),
            Kind::Text | Kind::Raw => false,
            Kind::Mark if t.is("!") => self.caller(open).is_none(),
            Kind::Mark => ![")", "]", "#"].contains(&t.text.as_str()),
        })
    }

    /// Words put together again are a sentence.
    fn is_joined(&self, close: usize) -> bool {
        self.is(close + 1, ".") && (self.is(close + 2, "join") || self.is(close + 2, "concat"))
    }

    /// The function, method or macro called with the bracket.
    fn caller(&self, open: usize) -> Option<&str> {
        let mut before = open.checked_sub(1)?;
        if self.is(before, "!") {
            before = before.checked_sub(1)?;
        }
        self.is_name(before).then_some(self.tokens[before].text.as_str())
    }

    fn is_name(&self, at: usize) -> bool {
        self.tokens[at].kind == Kind::Word && !KEYWORDS.contains(&self.tokens[at].text.as_str())
    }

    fn start_of_call(&self, open: usize) -> usize {
        let mut at = open;
        while let Some(before) = at.checked_sub(1)
            && self.caller(open).is_some()
            && (self.is_name(before) || self.is(before, "!") || self.is(before, ":"))
        {
            at = before;
        }
        at
    }

    fn is_pattern(&self, open: usize) -> bool {
        let name = open.checked_sub(4).map(|n| &self.tokens[n]);
        name.is_some_and(|t| PATTERNS.contains(&t.text.as_str()))
    }
}

#[test]
fn what_is_matched_counts_and_what_is_said_does_not() {
    let of = |source: &str| matched(&super::tokens::tokens(source)).into_iter().map(|l| l.text).collect::<Vec<_>>();
    for matched in [
        "Regex::new(&format!(r\"^{x}甲$\"))",
        "static A: LazyLock<Regex> = LazyLock::new(|| Regex::new(\"甲\").expect(\"fixed\"));",
        "const A: [&str; 1] = [\"甲\"];",
        "static A: &[(&str, u8)] = &[(\"甲\", 1)];",
        "if !text.contains(\"甲\") {}",
        "text.trim_end_matches(['甲', '，'].as_slice())",
        "for w in [\"甲\"] { say(w) }",
        "if [\"甲\"].iter().any(|w| text.contains(w)) {}",
        "let a = x.label == \"甲\";",
        "a != Some(\"甲\")",
        "match x { \"甲\" | \"甲\" => 1, _ => 2 }",
        "match x { Some(\"甲\") => { f() } A { n: '甲' } => 2 }",
        "matches!(c, '甲')",
        "if let Some(\"甲\") = x {}",
        "\"甲\".contains(c)",
        "let form = \"甲\"; Regex::new(&format!(\"^{form}$\"))",
        "list.replace(&format!(\"{x}甲\"), \"\")",
    ] {
        let found = of(matched);
        assert!(found.iter().any(|t| t.contains('甲')), "{matched}: {found:?}");
    }
    for said in [
        "say(format!(\"甲{x}\"))",
        "match x { A => \"甲\", B => { \"甲\" } _ => f(\"甲\") }",
        "let a = vec![\"甲\".to_owned()];",
        "return Some(\"甲\");",
        "let a = if x == 1 { \"甲\" } else { \"甲\" };",
        "[\"甲\", x].join(\"、\")",
        "x.unwrap_or(\"甲\")",
        "a.iter().find(|x| x.b).map_or(\"甲\", |x| x)",
    ] {
        assert_eq!(of(said), Vec::<String>::new(), "{said}");
    }
}

//! How long functions are, from their name's line to the closing brace.

use super::tokens::{Token, partners};

/// Names of the functions of a file with their lines.
pub fn functions(tokens: &[Token]) -> Vec<(String, usize)> {
    let partners = partners(tokens);
    let bodies = (0..tokens.len()).filter(|at| tokens[*at].is("fn")).filter_map(|at| {
        let name = tokens.get(at + 1)?;
        let open = (at + 2..tokens.len()).find(|n| tokens[*n].is("{") || tokens[*n].is(";"))?;
        let close = partners[open].filter(|_| tokens[open].is("{"))?;
        Some((name.text.clone(), tokens[close].line - tokens[at].line + 1))
    });
    bodies.collect()
}

#[test]
fn lines_are_counted_from_the_name_to_the_brace() {
    let of = |source: &str| functions(&super::tokens::tokens(source));
    let text = "fn a() {}\ntrait T { fn b(&self); }\nfn c(\n  x: u8,\n) -> u8 {\n  if x == 1 { 2 } else { 3 }\n}\n";
    assert_eq!(of(text), [("a".to_owned(), 1), ("c".to_owned(), 5)]);
}

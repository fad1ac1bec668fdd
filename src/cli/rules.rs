//! `rules`: what is checked, on what ground, and whether the pack contradicts itself.

use anyhow::{Result, bail};

use super::arguments::{Format, RulesArguments};
use super::exit::Exit;
use super::{console, settings};
use crate::model::Pack;
use crate::report;
use crate::rules::self_check;

pub fn rules(arguments: &RulesArguments) -> Result<Exit> {
    let pack = settings::load(&arguments.pack)?;
    let sub_type = arguments.sub_type.as_ref().map(|s| s.to_uppercase());
    if let Some(asked) = &sub_type
        && pack.sub_type(asked).is_none()
    {
        let known: Vec<&str> = pack.sub_types.iter().map(|s| s.code.as_str()).collect();
        bail!("没有“{asked}”这个项目类型，可以写 {}", known.join("、"));
    }
    if arguments.self_check {
        console::result(&report::rules::self_check_text(&self_check::run(&pack)))?;
        return Ok(Exit::Clean);
    }
    let code = match &arguments.code {
        Some(code) => Some(known_code(&pack, code)?),
        None => None,
    };
    match (arguments.format, code) {
        (Format::Text, None) => console::result(&report::rules::list(&pack, sub_type.as_deref()))?,
        (Format::Json, None) => console::json(&format!("{:#}", report::rules::list_json(&pack, sub_type.as_deref())))?,
        (Format::Text, Some(code)) => console::result(&report::rules::explain(&pack, &code).unwrap_or_default())?,
        (Format::Json, Some(code)) => console::json(&format!("{:#}", report::rules::explain_json(&pack, &code).unwrap_or_default()))?,
    }
    Ok(Exit::Clean)
}

/// The code as the pack writes it, or what it might have been.
fn known_code(pack: &Pack, asked: &str) -> Result<String> {
    let code = asked.trim().to_uppercase();
    if pack.rule(&code).is_some() {
        return Ok(code);
    }
    let codes: Vec<&str> = pack.rules.iter().map(|r| r.code.as_str()).collect();
    let near = near(&codes, &code);
    if near.is_empty() {
        bail!("没有编号为“{asked}”的规则。用 yanshen rules 列出全部规则");
    }
    bail!("没有编号为“{asked}”的规则，相近的有 {}。用 yanshen rules 列出全部规则", near.join("、"))
}

/// Codes one slip away: a letter or digit replaced, left out or added.
fn near<'a>(codes: &[&'a str], asked: &str) -> Vec<&'a str> {
    codes.iter().copied().filter(|code| one_slip(code, asked)).take(8).collect()
}

fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    match long.len() - short.len() {
        0 => short.iter().zip(long).filter(|(x, y)| x != y).count() == 1,
        1 => (0..long.len()).any(|gap| long.iter().enumerate().filter(|(i, _)| *i != gap).map(|(_, c)| c).eq(short)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_codes_are_one_slip_away() {
        let codes = ["N01", "N02", "B01", "M10", "M01"];
        let cases: [(&str, &[&str]); 5] =
            [("N1", &["N01"]), ("N04", &["N01", "N02"]), ("M1", &["M10", "M01"]), ("B011", &["B01"]), ("Q99", &[])];
        for (asked, expected) in cases {
            assert_eq!(near(&codes, asked), expected, "{asked}");
        }
    }
}

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
        return check_pack(&pack, arguments.format);
    }
    match &arguments.code {
        Some(asked) => explain(&pack, asked, arguments.format)?,
        None => match arguments.format {
            Format::Text => console::result(&report::rules::list(&pack, sub_type.as_deref()))?,
            Format::Json => as_json(&report::rules::list_json(&pack, sub_type.as_deref()))?,
        },
    }
    Ok(Exit::Clean)
}

/// Contradictions of the notice are known and answered; only a fault of the pack is a failure.
fn check_pack(pack: &Pack, format: Format) -> Result<Exit> {
    let items = self_check::run(pack);
    match format {
        Format::Text => console::result(&report::rules::self_check_text(&pack.notice.issuer, &items))?,
        Format::Json => as_json(&report::rules::self_check_json(&items))?,
    }
    Ok(if self_check::sound(&items) { Exit::Clean } else { Exit::Failed })
}

fn explain(pack: &Pack, asked: &str, format: Format) -> Result<()> {
    let code = asked.trim().to_uppercase();
    match format {
        Format::Text => match report::rules::explain(pack, &code) {
            Some(words) => console::result(&words)?,
            None => bail!(unknown(pack, asked, &code)),
        },
        Format::Json => match report::rules::explain_json(pack, &code) {
            Some(value) => as_json(&value)?,
            None => bail!(unknown(pack, asked, &code)),
        },
    }
    Ok(())
}

fn as_json(value: &serde_json::Value) -> Result<()> {
    Ok(console::json(&format!("{value:#}"))?)
}

/// What a code might have been that the pack does not have.
fn unknown(pack: &Pack, asked: &str, code: &str) -> String {
    let codes: Vec<&str> = pack.rules.iter().map(|r| r.code.as_str()).collect();
    let near = near(&codes, code);
    let near = if near.is_empty() { String::new() } else { format!("，相近的有 {}", near.join("、")) };
    format!("没有编号为“{asked}”的规则{near}。用 yanshen rules 列出全部规则")
}

/// Codes one slip away (a letter or digit replaced, left out or added), else those of the same letter.
fn near<'a>(codes: &[&'a str], asked: &str) -> Vec<&'a str> {
    let slipped: Vec<&str> = codes.iter().copied().filter(|code| one_slip(code, asked)).take(8).collect();
    if !slipped.is_empty() {
        return slipped;
    }
    let same_letter = |code: &&str| code.chars().next() == asked.chars().next();
    codes.iter().copied().filter(same_letter).take(8).collect()
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
    fn near_codes_are_one_slip_away_or_share_the_letter() {
        let codes = ["N01", "N02", "B01", "M10", "M01"];
        let cases: [(&str, &[&str]); 6] = [
            ("N1", &["N01"]),
            ("N04", &["N01", "N02"]),
            ("M1", &["M10", "M01"]),
            ("B011", &["B01"]),
            ("N9", &["N01", "N02"]),
            ("Q99", &[]),
        ];
        for (asked, expected) in cases {
            assert_eq!(near(&codes, asked), expected, "{asked}");
        }
    }
}

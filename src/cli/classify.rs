//! `classify`: the class of spending phrases and why.

use std::io::{BufRead, IsTerminal};

use anyhow::{Context, Result, bail};
use serde::Serialize;

use super::arguments::{ClassifyArguments, Format};
use super::exit::Exit;
use super::{console, settings};
use crate::accounts::spending::{self, Verdict};

/// One answer, as in the JSON list.
#[derive(Serialize)]
struct PhraseV1 {
    phrase: String,
    class: &'static str,
    reason: String,
}

pub fn classify(arguments: &ClassifyArguments) -> Result<Exit> {
    let pack = settings::load(&arguments.pack)?;
    let phrases = if arguments.phrases.is_empty() { from_stdin()? } else { arguments.phrases.clone() };
    let classifier = spending::Classifier::new(&pack.spending);
    let alone = spending::Context::default();
    let classified = phrases.into_iter().map(|phrase| {
        let verdict = classifier.classify(&phrase, &alone);
        (phrase, verdict)
    });
    match arguments.format {
        Format::Json => {
            let answers: Vec<PhraseV1> = classified
                .map(|(phrase, Verdict { class, reason, .. })| PhraseV1 { phrase, class: class.code(), reason })
                .collect();
            console::json(&serde_json::to_string_pretty(&answers).context("结果无法转换为 JSON")?)?;
        }
        Format::Text => {
            let line = |(phrase, verdict): (String, Verdict)| {
                format!("{phrase}\t{}\t{}\n", verdict.class.chinese(), verdict.reason)
            };
            console::result(&classified.map(line).collect::<String>())?;
        }
    }
    Ok(Exit::Clean)
}

/// One phrase a line, in UTF-8 or GBK; blank lines are passed over.
fn from_stdin() -> Result<Vec<String>> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        bail!("没有写出支出内容。例如：yanshen classify 打印机一台");
    }
    let mut phrases = Vec::new();
    for line in stdin.lock().split(b'\n') {
        let line = line.context("读取标准输入时出错")?;
        let line = match String::from_utf8(line) {
            Ok(text) => text,
            Err(e) => encoding_rs::GB18030.decode(e.as_bytes()).0.into_owned(),
        };
        let phrase = line.trim_start_matches('\u{feff}').trim();
        if !phrase.is_empty() {
            phrases.push(phrase.to_owned());
        }
    }
    Ok(phrases)
}

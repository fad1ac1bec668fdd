//! Reads one file of the language, and says in Chinese what is wrong with it and where.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::de::DeserializeOwned;

use crate::model::refusal;

/// A file of the language is some kilobytes.
const LARGEST: usize = 1 << 20;

/// Why the language was not taken, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    pub file: String,
    /// From 1; 0 when it is the file as a whole.
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}：{}", self.file, self.message),
            _ => write!(f, "{}:{}:{}：{}", self.file, self.line, self.column, self.message),
        }
    }
}

/// One file as its type; `None` with the reason added when it is not what it should be.
pub fn read<T: DeserializeOwned>(
    files: &BTreeMap<String, String>,
    file: &str,
    refused: &mut Vec<Refused>,
) -> Option<T> {
    let Some(text) = files.get(file) else {
        refused.push(whole(file, "缺少这个文件"));
        return None;
    };
    if text.len() > LARGEST {
        refused.push(whole(file, "文件过大，不像词表"));
        return None;
    }
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let at = error.span().unwrap_or(0..0);
            refused.push(placed(file, text, &at, refusal::of_toml(error.message())));
            None
        }
    }
}

pub fn unknown_files(files: &BTreeMap<String, String>, known: &[&str]) -> Vec<Refused> {
    let strange = files.keys().filter(|file| !known.contains(&file.as_str()));
    strange.map(|file| whole(file, &format!("不认识的文件，此处可用：{}", known.join("、")))).collect()
}

fn whole(file: &str, message: &str) -> Refused {
    Refused { file: file.to_owned(), line: 0, column: 0, message: message.to_owned() }
}

fn placed(file: &str, text: &str, at: &Range<usize>, message: String) -> Refused {
    let before = text.get(..at.start).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    Refused {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).map_or(1, |l| l.chars().count() + 1),
        message,
    }
}

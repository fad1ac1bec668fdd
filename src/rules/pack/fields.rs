//! Reads one TOML file of the pack field by field, so that one mistake does not hide the next, and keeps the place of each.
//! Knows the shape of TOML; knows nothing of rules.

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use super::{Mistake, is_full};
use crate::model::refusal;

/// The longest list of the embedded pack has some two hundred entries.
const MOST_ENTRIES: usize = 2_000;
/// One slip of the pen may upset all that follows in a file.
const MOST_SYNTAX: usize = 20;

/// A value and the bytes of its file where it stands.
#[derive(Debug, Clone)]
pub struct At<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// One file of the pack.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub path: &'a str,
    pub text: &'a str,
    /// A file of the embedded pack: its patterns are compiled by this crate's tests, not at every start.
    pub tested: bool,
}

impl<'a> Source<'a> {
    pub fn mistake(self, span: &Range<usize>, message: impl Into<String>) -> Mistake {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        Mistake {
            file: self.path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).map_or(1, |l| l.chars().count() + 1),
            message: message.into(),
        }
    }

    /// The place of a word from a span on, else anywhere in the file, or the span itself when it is written with escapes.
    pub fn find(self, word: &str, from: &Range<usize>) -> Range<usize> {
        let rest = self.text.get(from.start..).unwrap_or_default();
        let found = rest.find(word).map(|i| from.start + i).or_else(|| self.text.find(word));
        found.filter(|_| !word.is_empty()).map_or(from.clone(), |i| i..i + word.len())
    }

    /// Opens the file's top-level table. Syntax mistakes are collected, and what could be read goes on.
    pub fn open(self, mistakes: &mut Vec<Mistake>) -> Fields<'a> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors.iter().take(MOST_SYNTAX) {
            let span = error.span().unwrap_or(0..0);
            mistakes.push(self.mistake(&span, format!("TOML 语法有误：{}", refusal::of_toml(error.message()))));
        }
        let span = table.span();
        Fields { source: self, table: table.into_inner(), span, known: Vec::new() }
    }
}

/// A table whose fields are taken out one by one; [`Fields::finish`] reports what nobody asked for.
pub struct Fields<'a> {
    pub source: Source<'a>,
    table: DeTable<'a>,
    span: Range<usize>,
    known: Vec<String>,
}

impl<'a> Fields<'a> {
    fn take(&mut self, key: &str) -> Option<Spanned<DeValue<'a>>> {
        self.known.push(key.to_owned());
        self.table.remove(key)
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// A field that must be there.
    pub fn required<T: DeserializeOwned>(&mut self, key: &str, mistakes: &mut Vec<Mistake>) -> Option<At<T>> {
        if !self.has(key) {
            self.known.push(key.to_owned());
            mistakes.push(self.source.mistake(&(self.span.start..self.span.start), format!("缺少必填项“{key}”")));
            return None;
        }
        self.optional(key, mistakes)
    }

    pub fn optional<T: DeserializeOwned>(&mut self, key: &str, mistakes: &mut Vec<Mistake>) -> Option<At<T>> {
        let value = self.take(key)?;
        read(self.source, value, key, mistakes)
    }

    /// A list whose elements are read one by one: a mistake in one leaves the others.
    pub fn list<T: DeserializeOwned>(&mut self, key: &str, mistakes: &mut Vec<Mistake>) -> Vec<At<T>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let span = value.span();
        match value.into_inner() {
            DeValue::Array(items) if items.len() > MOST_ENTRIES => {
                mistakes.push(self.source.mistake(&span, format!("“{key}”超过{MOST_ENTRIES}项，不像规则包")));
                Vec::new()
            }
            DeValue::Array(items) => {
                let mut found = Vec::new();
                for item in items {
                    if is_full(mistakes) {
                        break;
                    }
                    found.extend(read(self.source, item, key, mistakes));
                }
                found
            }
            _ => {
                mistakes.push(self.source.mistake(&span, format!("“{key}”应当是列表")));
                Vec::new()
            }
        }
    }

    /// A table within this one, whose fields are taken out one by one as well.
    pub fn table(&mut self, key: &str, mistakes: &mut Vec<Mistake>) -> Option<Fields<'a>> {
        let value = self.take(key)?;
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(table) => Some(Fields { source: self.source, table, span, known: Vec::new() }),
            _ => {
                mistakes.push(self.source.mistake(&span, format!("“{key}”应当是一组名称和取值")));
                None
            }
        }
    }

    /// Reports the keys that nobody asked for.
    pub fn finish(self, mistakes: &mut Vec<Mistake>) {
        for key in self.table.keys() {
            if is_full(mistakes) {
                return;
            }
            let known = self.known.join("、");
            mistakes
                .push(self.source.mistake(&key.span(), format!("不认识的项“{}”，此处可用：{known}", key.get_ref())));
        }
    }
}

fn read<T: DeserializeOwned>(
    source: Source<'_>,
    value: Spanned<DeValue<'_>>,
    key: &str,
    mistakes: &mut Vec<Mistake>,
) -> Option<At<T>> {
    let span = value.span();
    match T::deserialize(ValueDeserializer::from(value)) {
        Ok(value) => Some(At { value, span }),
        Err(error) => {
            let at = error.span().unwrap_or(span);
            mistakes.push(source.mistake(&at, format!("“{key}”：{}", refusal::of_toml(error.message()))));
            None
        }
    }
}

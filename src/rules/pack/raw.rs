//! What the files of a pack say, before anyone asks whether it makes sense.

use std::collections::BTreeMap;

use super::fields::{At, Fields, Source};
use super::{Files, Mistake, whole_file};
use crate::model::lexicon::{AccountColumns, AccountRows, BodyWords, EventWords, MoneySources, SpendingLists};
use crate::model::pack::{
    Advice, Authority, Brand, Check, Clause, Country, HomeRegion, KindSignals, LineSpec, Notice, OpenQuestion,
    SpendingLexicon, SubTypeSpec, WordList, Words,
};
use crate::model::{Money, Severity};

/// The pack as written.
pub struct RawPack<'a> {
    pub manifest: Source<'a>,
    pub id: Option<At<String>>,
    pub version: Option<At<String>>,
    pub notice: Option<At<Notice>>,
    pub region: Option<At<HomeRegion>>,
    /// The notice's text, against which quotations are held.
    pub notice_text: String,
    pub lines: Vec<At<LineSpec>>,
    pub sub_types: Vec<At<SubTypeSpec>>,
    /// Codes in their order.
    pub order: Vec<At<String>>,
    pub rules: Vec<RawRule<'a>>,
    pub kinds: Vec<(Source<'a>, At<KindSignals>)>,
    pub brands: Vec<(Source<'a>, At<Brand>)>,
    pub authorities: Vec<(Source<'a>, At<Authority>)>,
    pub countries: Vec<(Source<'a>, At<Country>)>,
    pub words: Words,
    /// The lists of `words` and `spending`, with their places.
    pub word_lists: Vec<(Source<'a>, At<WordList>)>,
    /// Tables of word lists, with the file where each stands.
    pub tables: BTreeMap<String, &'a str>,
    pub spending: SpendingLexicon,
    pub asset_threshold: Option<Money>,
    pub open_questions: Vec<(Source<'a>, At<OpenQuestion>)>,
}

/// `rules/<CODE>.toml` as written.
pub struct RawRule<'a> {
    pub source: Source<'a>,
    pub code: At<String>,
    pub title: At<String>,
    pub severity: At<Severity>,
    pub severity_in: Option<At<BTreeMap<String, Severity>>>,
    pub sub_types: Vec<At<String>>,
    pub whole_run: bool,
    pub curable: bool,
    pub clauses: Vec<At<Clause>>,
    pub advice: At<Advice>,
    pub explain: At<String>,
    pub check: At<Check>,
}

/// Reads all files. Mistakes are collected; what could be read is returned.
pub fn read<'a>(files: &'a Files, tested: bool, mistakes: &mut Vec<Mistake>) -> RawPack<'a> {
    let manifest = files.get("pack.toml").map(|text| Source { path: "pack.toml", text, tested }).unwrap_or_else(|| {
        mistakes.push(whole_file("pack.toml", "规则包缺少这个文件".to_owned()));
        Source { path: "pack.toml", text: "", tested }
    });
    let notice_text = files.get("notice.txt").cloned().unwrap_or_else(|| {
        mistakes.push(whole_file("notice.txt", "规则包缺少通知原文，无法核对条款引文".to_owned()));
        String::new()
    });
    let mut pack = RawPack {
        manifest,
        id: None,
        version: None,
        notice: None,
        region: None,
        notice_text,
        lines: Vec::new(),
        sub_types: Vec::new(),
        order: Vec::new(),
        rules: Vec::new(),
        kinds: Vec::new(),
        brands: Vec::new(),
        authorities: Vec::new(),
        countries: Vec::new(),
        words: Words::default(),
        word_lists: Vec::new(),
        tables: BTreeMap::new(),
        spending: SpendingLexicon::default(),
        asset_threshold: None,
        open_questions: Vec::new(),
    };
    if !manifest.text.is_empty() {
        read_manifest(&mut pack, mistakes);
    }
    for (path, text) in files {
        let source = Source { path, text, tested };
        match path.split_once('/') {
            _ if !path.ends_with(".toml") => {}
            Some(("rules", _)) => pack.rules.extend(read_rule(source, mistakes)),
            Some(("kinds", _)) => read_kinds(&mut pack, source, mistakes),
            Some(("lexicon", _)) => read_lexicon(&mut pack, source, mistakes),
            None if path == "pack.toml" => {}
            None if path == "open-questions.toml" => {
                let mut fields = source.open(mistakes);
                let questions = fields.list("questions", mistakes);
                pack.open_questions.extend(questions.into_iter().map(|q| (source, q)));
                fields.finish(mistakes);
            }
            _ => mistakes.push(whole_file(path, "规则包里没有这样的文件，是否放错了目录？".to_owned())),
        }
    }
    pack
}

fn read_manifest(pack: &mut RawPack<'_>, mistakes: &mut Vec<Mistake>) {
    let mut fields = pack.manifest.open(mistakes);
    pack.id = fields.required("id", mistakes);
    pack.version = fields.required("version", mistakes);
    pack.notice = fields.required("notice", mistakes);
    pack.region = fields.required("region", mistakes);
    pack.order = fields.list("rules", mistakes);
    pack.lines = fields.list("lines", mistakes);
    pack.sub_types = fields.list("sub-types", mistakes);
    fields.finish(mistakes);
}

fn read_rule<'a>(source: Source<'a>, mistakes: &mut Vec<Mistake>) -> Option<RawRule<'a>> {
    let mut fields = source.open(mistakes);
    // Every field is read before any is asked for, so that all mistakes of the file are reported.
    let code = fields.required("code", mistakes);
    let title = fields.required("title", mistakes);
    let severity = fields.required("severity", mistakes);
    let severity_in = fields.optional("severity-in", mistakes);
    let sub_types = fields.list("sub-types", mistakes);
    let whole_run = fields.optional::<bool>("whole-run", mistakes);
    let curable = fields.optional::<bool>("curable", mistakes);
    let clauses = fields.list("clauses", mistakes);
    let advice = fields.required("advice", mistakes);
    let explain = fields.required("explain", mistakes);
    let check = fields.required("check", mistakes);
    fields.finish(mistakes);
    Some(RawRule {
        source,
        code: code?,
        title: title?,
        severity: severity?,
        severity_in,
        sub_types,
        whole_run: whole_run.is_some_and(|w| w.value),
        curable: curable.is_some_and(|c| c.value),
        clauses,
        advice: advice?,
        explain: explain?,
        check: check?,
    })
}

fn read_kinds<'a>(pack: &mut RawPack<'a>, source: Source<'a>, mistakes: &mut Vec<Mistake>) {
    let mut fields = source.open(mistakes);
    let kinds = fields.list("kinds", mistakes);
    pack.kinds.extend(kinds.into_iter().map(|kind| (source, kind)));
    fields.finish(mistakes);
}

/// `lexicon/*.toml` are one lexicon: a top-level table may stand in any of them.
fn read_lexicon<'a>(pack: &mut RawPack<'a>, source: Source<'a>, mistakes: &mut Vec<Mistake>) {
    let mut fields = source.open(mistakes);
    let brands = fields.list("brands", mistakes);
    pack.brands.extend(brands.into_iter().map(|b| (source, b)));
    let authorities = fields.list("authorities", mistakes);
    pack.authorities.extend(authorities.into_iter().map(|a| (source, a)));
    let countries = fields.list("countries", mistakes);
    pack.countries.extend(countries.into_iter().map(|c| (source, c)));
    read_words(pack, &mut fields, mistakes);
    fields.finish(mistakes);
}

/// A table of word lists, each of which must be there; it stands once in the pack.
fn read_table<'a, T>(
    pack: &mut RawPack<'a>,
    fields: &mut Fields<'a>,
    table: &str,
    mistakes: &mut Vec<Mistake>,
    make: impl FnOnce(&mut dyn FnMut(&str) -> Option<WordList>) -> Option<T>,
) -> Option<T> {
    let source = fields.source;
    let mut inner = fields.table(table, mistakes)?;
    if let Some(before) = pack.tables.insert(table.to_owned(), source.path) {
        let at = source.find(&format!("[{table}"), &(0..0));
        mistakes.push(source.mistake(&at, format!("词表“{table}”在 {before} 里已经写过")));
    }
    let lists = &mut pack.word_lists;
    let made = make(&mut |name| {
        let list = inner.required::<WordList>(name, mistakes)?;
        lists.push((source, list.clone()));
        Some(list.value)
    });
    inner.finish(mistakes);
    made
}

fn read_words<'a>(pack: &mut RawPack<'a>, fields: &mut Fields<'a>, mistakes: &mut Vec<Mistake>) {
    if let Some(table) = read_table(pack, fields, "columns", mistakes, |list| AccountColumns::from_lists(list)) {
        pack.words.columns = table;
    }
    if let Some(table) = read_table(pack, fields, "rows", mistakes, |list| AccountRows::from_lists(list)) {
        pack.words.rows = table;
    }
    if let Some(table) = read_table(pack, fields, "sources", mistakes, |list| MoneySources::from_lists(list)) {
        pack.words.sources = table;
    }
    if let Some(table) = read_table(pack, fields, "event-kinds", mistakes, |list| EventWords::from_lists(list)) {
        pack.words.events = table;
    }
    if let Some(table) = read_table(pack, fields, "bodies", mistakes, |list| BodyWords::from_lists(list)) {
        pack.words.bodies = table;
    }
    if let Some(threshold) = fields.optional::<Money>("asset-threshold", mistakes) {
        pack.asset_threshold = Some(threshold.value);
    }
    if let Some(table) = read_table(pack, fields, "lists", mistakes, |list| SpendingLists::from_lists(list)) {
        pack.spending.lists = table;
    }
}

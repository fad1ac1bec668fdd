//! From what the files say to what makes sense: names that exist, patterns that compile, quotations that the notice
//! contains, advice for every status a check can give. Mistakes are collected, none stops the others.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::fields::{At, Source};
use super::raw::{RawPack, RawRule};
use super::{Mistake, is_full, patterns, whole_file};
use crate::model::language::language;
use crate::model::pack::{Check, KindSignals, Notice, Part, RuleId, SpendingLexicon, SubTypeSpec};
use crate::model::text::fold;
use crate::model::{DocKind, Pack, Rule, Status};

/// Of one list, so many unknown names are said.
const MOST_OF_A_SORT: usize = 10;

/// Checks everything and puts the pack together. `None` when its head is missing; then there are mistakes.
pub fn check(raw: RawPack<'_>, sha256: String, mistakes: &mut Vec<Mistake>) -> Option<Pack> {
    let names = Names::of(&raw);
    check_manifest(&raw, &names, mistakes);
    check_lexicon(&raw, mistakes);
    for (source, question) in &raw.open_questions {
        for rule in question.value.rules.iter().filter(|r| !names.rules.contains(*r)).take(MOST_OF_A_SORT) {
            let at = source.find(&format!("\"{rule}\""), &question.span);
            mistakes.push(source.mistake(&at, format!("待定问题 {} 涉及的规则“{rule}”不存在", question.value.id)));
        }
        let known = |what: &String| what == "all" || raw.lines.iter().any(|l| l.value.code == *what);
        if let Some(what) = question.value.recompute.as_ref().filter(|what| !known(what)) {
            let at = source.find(&format!("\"{what}\""), &question.span);
            mistakes.push(source.mistake(&at, format!("recompute 应为 all 或一个项目编号，没有“{what}”")));
        }
    }
    let notice = fold(&raw.notice_text);
    let mut rules = BTreeMap::new();
    for rule in raw.rules {
        let rule = check_rule(rule, &names, &notice, mistakes);
        rules.insert(rule.code.0.clone(), rule);
    }
    let rules = raw.order.iter().filter_map(|code| rules.remove(&code.value)).collect();
    Some(Pack {
        id: raw.id?.value,
        version: raw.version?.value,
        sha256,
        notice: raw.notice?.value,
        region: raw.region?.value,
        lines: values(raw.lines),
        sub_types: values(raw.sub_types),
        rules,
        roles: raw.kinds.iter().map(|(_, k)| (k.value.kind, k.value.roles.iter().copied().collect())).collect(),
        kinds: raw.kinds.into_iter().map(|(_, kind)| kind.value).collect(),
        brands: raw.brands.into_iter().map(|(_, brand)| brand.value).collect(),
        authorities: raw.authorities.into_iter().map(|(_, authority)| authority.value).collect(),
        countries: raw.countries.into_iter().map(|(_, country)| country.value).collect(),
        words: raw.words,
        spending: SpendingLexicon { asset_threshold: raw.asset_threshold?, ..raw.spending },
        open_questions: raw.open_questions.into_iter().map(|(_, question)| question.value).collect(),
        notice_text: raw.notice_text,
    })
}

fn values<T>(list: Vec<At<T>>) -> Vec<T> {
    list.into_iter().map(|at| at.value).collect()
}

/// Names that rules may refer to.
struct Names {
    sub_types: BTreeSet<String>,
    rules: BTreeSet<String>,
    brands: BTreeSet<String>,
    authorities: BTreeSet<String>,
    countries: BTreeSet<String>,
    kinds: BTreeSet<DocKind>,
}

impl Names {
    fn of(raw: &RawPack<'_>) -> Names {
        Names {
            sub_types: raw.sub_types.iter().map(|s| s.value.code.clone()).collect(),
            rules: raw.order.iter().map(|c| c.value.clone()).collect(),
            brands: raw.brands.iter().map(|(_, b)| b.value.id.clone()).collect(),
            authorities: raw.authorities.iter().map(|(_, a)| a.value.id.clone()).collect(),
            countries: raw.countries.iter().map(|(_, c)| c.value.name.clone()).collect(),
            kinds: raw.kinds.iter().map(|(_, k)| k.value.kind).collect(),
        }
    }
}

fn check_manifest(raw: &RawPack<'_>, names: &Names, mistakes: &mut Vec<Mistake>) {
    let manifest = raw.manifest;
    check_notice(raw, mistakes);
    twice(raw.order.iter().map(|c| (manifest, &c.value, &c.span)), "规则代码", mistakes);
    twice(raw.lines.iter().map(|l| (manifest, &l.value.code, &l.span)), "项目编号", mistakes);
    twice(raw.sub_types.iter().map(|s| (manifest, &s.value.code, &s.span)), "子类型", mistakes);
    let lines: BTreeSet<&str> = raw.lines.iter().map(|l| l.value.code.as_str()).collect();
    for sub_type in &raw.sub_types {
        let SubTypeSpec { code, line, grant, deadline, hand_in, .. } = &sub_type.value;
        let mut wrong = |message: String| mistakes.push(manifest.mistake(&sub_type.span, message));
        if !lines.contains(line.as_str()) {
            wrong(format!("子类型 {code} 所属项目“{line}”不存在"));
        }
        if grant.is_zero() || grant.is_negative() {
            wrong(format!("子类型 {code} 的资助额必须大于 0"));
        }
        if hand_in.is_some_and(|day| day < *deadline) {
            wrong(format!("子类型 {code} 的成果提交期限早于完成时限"));
        }
    }
    let written: BTreeSet<&str> = raw.rules.iter().map(|r| stem(r.source.path)).collect();
    for code in raw.order.iter().filter(|c| !written.contains(c.value.as_str())) {
        // A rule file that could not be read has been reported already, at its own place.
        if !mistakes.iter().any(|m| m.file == format!("rules/{}.toml", code.value)) {
            mistakes.push(manifest.mistake(&code.span, format!("清单中的规则 {} 没有文件 rules/{0}.toml", code.value)));
        }
    }
    for rule in raw.rules.iter().filter(|r| !names.rules.contains(&r.code.value)) {
        let message = format!("规则 {} 不在 pack.toml 的 rules 清单中", rule.code.value);
        mistakes.push(rule.source.mistake(&rule.code.span, message));
    }
    twice(raw.rules.iter().map(|r| (r.source, &r.code.value, &r.code.span)), "规则代码", mistakes);
}

/// Empty words would be found everywhere, or nowhere.
fn check_notice(raw: &RawPack<'_>, mistakes: &mut Vec<Mistake>) {
    if let Some(At { value: notice, span }) = &raw.notice {
        let Notice { number, title, issuer, press_address, programme, issuer_names, contact, veto_words, .. } = notice;
        let texts = [
            ("number", number),
            ("title", title),
            ("issuer", issuer),
            ("press-address", press_address),
            ("programme", programme),
            ("contact", contact),
            ("veto-words", veto_words),
        ];
        let empty = texts.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(key, _)| key);
        let unnamed = issuer_names.is_empty() || issuer_names.iter().any(|n| n.trim().is_empty());
        for key in empty.chain(unnamed.then_some("issuer-names")) {
            let at = raw.manifest.find(key, span);
            mistakes.push(raw.manifest.mistake(&at, format!("“{key}”不能为空")));
        }
        if notice.date.year() > notice.year || !(2000..2100).contains(&notice.year) {
            let at = raw.manifest.find("year", span);
            mistakes.push(raw.manifest.mistake(&at, format!("项目年度{}与通知日期{}不合", notice.year, notice.date)));
        }
    }
    if let Some(At { value: region, span }) = &raw.region {
        if region.names().any(|name| name.trim().is_empty()) {
            mistakes.push(raw.manifest.mistake(span, "“region”的各个名称不能为空"));
        } else if !language().places.gazetteer.knows_region(&region.full, &region.short) {
            let (full, short) = (&region.full, &region.short);
            let message =
                format!("公用地名表（templates/language/places.toml）里没有全称“{full}”、简称“{short}”的地区");
            mistakes.push(raw.manifest.mistake(span, message));
        }
    }
}

fn twice<'a>(
    list: impl Iterator<Item = (Source<'a>, &'a String, &'a Range<usize>)>,
    what: &str,
    mistakes: &mut Vec<Mistake>,
) {
    let mut seen = BTreeSet::new();
    for (source, name, span) in list {
        if !seen.insert(name) && !is_full(mistakes) {
            mistakes.push(source.mistake(span, format!("{what}“{name}”重复")));
        }
    }
}

fn stem(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml")
}

fn check_lexicon(raw: &RawPack<'_>, mistakes: &mut Vec<Mistake>) {
    twice(raw.brands.iter().map(|(s, b)| (*s, &b.value.id, &b.span)), "冠名", mistakes);
    twice(raw.authorities.iter().map(|(s, a)| (*s, &a.value.id, &a.span)), "机关", mistakes);
    twice(raw.countries.iter().map(|(s, c)| (*s, &c.value.name, &c.span)), "国家和地区", mistakes);
    let kinds: Vec<_> = raw.kinds.iter().map(|(s, k)| (*s, k.value.kind.chinese().to_owned(), &k.span)).collect();
    twice(kinds.iter().map(|(s, name, span)| (*s, name, *span)), "材料类型", mistakes);
    aliases_once(raw, mistakes);
    for (source, brand) in &raw.brands {
        patterns::check(*source, &brand.span, brand.value.near_misses.iter(), mistakes);
    }
    for (source, authority) in &raw.authorities {
        patterns::check(*source, &authority.span, authority.value.patterns.iter(), mistakes);
    }
    for (source, list) in &raw.word_lists {
        let before = mistakes.len();
        patterns::check(*source, &list.span, list.value.patterns.iter(), mistakes);
        if mistakes.len() == before {
            patterns::check_joined(*source, &list.span, &list.value.joined(), mistakes);
        }
    }
    for (source, kind) in &raw.kinds {
        let KindSignals { kind: _, roles: _, called: _, title, body, columns, file, folder } = &kind.value;
        let signals = [title, body, columns, file, folder].into_iter().flatten();
        patterns::check(*source, &kind.span, signals.map(|s| &s.pattern), mistakes);
    }
    for (what, empty) in [
        ("lexicon/ 里没有冠名（[[brands]]）", raw.brands.is_empty()),
        ("lexicon/ 里没有机关（[[authorities]]）", raw.authorities.is_empty()),
        ("lexicon/ 里没有国家和地区（[[countries]]）", raw.countries.is_empty()),
        ("kinds/ 里没有材料类型", raw.kinds.is_empty()),
    ] {
        if empty {
            mistakes.push(whole_file("规则包", what.to_owned()));
        }
    }
    for table in ["columns", "rows", "sources", "event-kinds", "bodies", "lists"] {
        if !raw.tables.contains_key(table) {
            mistakes.push(whole_file("规则包", format!("lexicon/ 里没有词表“{table}”（[{table}.…]）")));
        }
    }
    if raw.asset_threshold.is_none() {
        mistakes.push(whole_file("规则包", "lexicon/ 里没有“asset-threshold”（固定资产的单价标准，元）".to_owned()));
    }
}

/// A spelling that names two countries would be counted for either.
fn aliases_once(raw: &RawPack<'_>, mistakes: &mut Vec<Mistake>) {
    let mut named: BTreeMap<String, &str> = BTreeMap::new();
    for (source, country) in &raw.countries {
        let At { value: country, span } = country;
        for spelling in [&country.name].into_iter().chain(&country.aliases) {
            match named.insert(fold(spelling), &country.name) {
                Some(other) if other != country.name && !is_full(mistakes) => {
                    let at = source.find(&format!("\"{spelling}\""), span);
                    mistakes.push(source.mistake(&at, format!("“{spelling}”既是{other}又是{}", country.name)));
                }
                _ => {}
            }
        }
    }
}

fn check_rule(raw: RawRule<'_>, names: &Names, notice: &str, mistakes: &mut Vec<Mistake>) -> Rule {
    let source = raw.source;
    let sub_types = sub_types(&raw, names, mistakes);
    if raw.code.value != stem(source.path) {
        let message = format!("规则代码“{}”与文件名“{}”不一致", raw.code.value, stem(source.path));
        mistakes.push(source.mistake(&raw.code.span, message));
    }
    for (what, text) in [("title", &raw.title), ("explain", &raw.explain)] {
        if text.value.trim().is_empty() {
            mistakes.push(source.mistake(&text.span, format!("“{what}”不能为空")));
        }
    }
    let severity_in = raw.severity_in.as_ref();
    for code in severity_in.iter().flat_map(|s| s.value.keys()) {
        known_sub_type(source, severity_in.map_or(0..0, |s| s.span.clone()), code, &sub_types, names, mistakes);
    }
    check_clauses(&raw, &sub_types, names, notice, mistakes);
    check_advice(&raw, mistakes);
    check_parameters(&raw, &sub_types, names, mistakes);
    Rule {
        code: RuleId(raw.code.value),
        title: raw.title.value,
        clauses: values(raw.clauses),
        severity: raw.severity.value,
        severity_in: raw.severity_in.map(|s| s.value).unwrap_or_default(),
        sub_types,
        whole_run: raw.whole_run,
        curable: raw.curable,
        advice: raw.advice.value,
        explain: raw.explain.value.trim().to_owned(),
        check: raw.check.value,
    }
}

/// `sub-types = ["all"]` stands for all of the pack.
fn sub_types(raw: &RawRule<'_>, names: &Names, mistakes: &mut Vec<Mistake>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for sub_type in &raw.sub_types {
        let mut wrong = |message: String| mistakes.push(raw.source.mistake(&sub_type.span, message));
        match sub_type.value.as_str() {
            "all" if raw.sub_types.len() == 1 => found.clone_from(&names.sub_types),
            "all" => wrong("“all”不能与其他子类型并列".to_owned()),
            code if !names.sub_types.contains(code) => wrong(unknown_sub_type(code, names)),
            code if !found.insert(code.to_owned()) => wrong(format!("子类型“{code}”写了两次")),
            _ => {}
        }
    }
    if raw.sub_types.is_empty() && !raw.whole_run {
        mistakes.push(raw.source.mistake(&raw.code.span, "缺少 sub-types：规则适用于哪些子类型？"));
    }
    found
}

fn unknown_sub_type(code: &str, names: &Names) -> String {
    let known: Vec<&str> = names.sub_types.iter().map(String::as_str).collect();
    format!("不认识的子类型“{code}”，可用：{}", known.join("、"))
}

fn known_sub_type(
    source: Source<'_>,
    span: Range<usize>,
    code: &str,
    sub_types: &BTreeSet<String>,
    names: &Names,
    mistakes: &mut Vec<Mistake>,
) {
    if is_full(mistakes) {
    } else if !names.sub_types.contains(code) {
        mistakes.push(source.mistake(&source.find(code, &span), unknown_sub_type(code, names)));
    } else if !sub_types.contains(code) {
        let at = source.find(code, &span);
        mistakes.push(source.mistake(&at, format!("规则不适用于子类型 {code}，却为它写了参数")));
    }
}

fn check_clauses(
    raw: &RawRule<'_>,
    sub_types: &BTreeSet<String>,
    names: &Names,
    notice: &str,
    mistakes: &mut Vec<Mistake>,
) {
    let source = raw.source;
    if raw.clauses.is_empty() {
        mistakes.push(source.mistake(&raw.code.span, "缺少条款依据（[[clauses]]）"));
    }
    for clause in &raw.clauses {
        let At { value: clause, span } = clause;
        let quote = fold(&clause.quote);
        if clause.section.trim().is_empty() {
            mistakes.push(source.mistake(span, "条款缺少出处（section）"));
        }
        if quote.is_empty() && !clause.section.contains("推导") {
            mistakes.push(source.mistake(span, "条款没有引文（quote）；推导出来的规则请在 section 中写明“推导”"));
        } else if !notice.contains(&quote) {
            let at = source.find(&clause.quote, span);
            mistakes.push(source.mistake(&at, format!("引文“{}”不在通知原文中", clause.quote)));
        }
        for code in &clause.sub_types {
            known_sub_type(source, span.clone(), code, sub_types, names, mistakes);
        }
    }
}

fn check_advice(raw: &RawRule<'_>, mistakes: &mut Vec<Mistake>) {
    let advice = &raw.advice.value;
    for status in answers(&raw.check.value) {
        let (key, text) = match status {
            Status::Fail => ("fail", &advice.fail),
            Status::Missing => ("missing", &advice.missing),
            Status::Review => ("review", &advice.review),
            Status::Pass | Status::NotApplicable => continue,
        };
        if text.trim().is_empty() {
            let message = format!("规则可能得出“{}”，却没有相应的建议（advice.{key}）", status.chinese());
            raw_mistake(raw, &raw.advice.span, message, mistakes);
        }
    }
}

fn raw_mistake(raw: &RawRule<'_>, span: &Range<usize>, message: String, mistakes: &mut Vec<Mistake>) {
    mistakes.push(raw.source.mistake(span, message));
}

/// The answers a check can give besides `pass` and `n/a`, and for which a rule must hold advice.
pub fn answers(check: &Check) -> &'static [Status] {
    use Status::{Fail, Missing, Review};
    match check {
        Check::DocumentPresent { .. }
        | Check::PartsPresent { .. }
        | Check::ResultsPresent { .. }
        | Check::ProblemSolved { .. }
        | Check::AssociationFounded { .. }
        | Check::ForumFiled { .. }
        | Check::InternationalApproved { .. } => &[Missing, Review],
        Check::EventsAtLeast { after_founding_in, .. } if after_founding_in.is_empty() => &[Missing, Review],
        Check::EventsAtLeast { .. }
        | Check::Brand { .. }
        | Check::CountAtLeast { .. }
        | Check::CountriesAtLeast { .. }
        | Check::PressSubmitted {} => &[Fail, Missing, Review],
        Check::DoneInTime {}
        | Check::HandedInInTime {}
        | Check::GrantWithinCap {}
        | Check::ChargedWithinGrant {}
        | Check::Articulated {}
        | Check::NothingForbidden { .. }
        | Check::InvoicesUnique {}
        | Check::BuyerIsGrantee {}
        | Check::InvoicesArticulated {}
        | Check::InvoicesUniqueAcross {} => &[Fail, Review],
        Check::ChangesRequested {} => &[Fail, Review],
        Check::VouchersInPeriod {}
        | Check::OneUnit {}
        | Check::BudgetFollowed {}
        | Check::NothingAdvisory { .. }
        | Check::InvoicesCoverLines {}
        | Check::FeesArticulated { .. }
        | Check::DatesAgree {}
        | Check::NamesAgree {}
        | Check::PeopleAgree {}
        | Check::JointUnitsAtMost { .. }
        | Check::FilesReadable {}
        | Check::NoDuplicateFiles {}
        | Check::PortfolioWithinNotice {}
        | Check::PapersDistinctAcross { .. } => &[Review],
    }
}

/// Everything in a check that refers to something: sub-types, patterns, names.
#[derive(Default)]
struct Parameters<'a> {
    sub_types: Vec<&'a String>,
    /// Sub-types that need an entry each; the table must cover the whole rule.
    covering: Option<(&'static str, Vec<&'a String>)>,
    patterns: Vec<&'a String>,
    brand: Option<&'a String>,
    authorities: Vec<&'a String>,
    countries: Vec<&'a String>,
    kinds: Vec<DocKind>,
    /// Lists that must not be empty.
    filled: Vec<(&'static str, bool)>,
}

impl<'a> Parameters<'a> {
    fn of(check: &'a Check) -> Parameters<'a> {
        let mut p = Parameters::default();
        match check {
            Check::DocumentPresent { kinds, kinds_in, weak, optional_in, about_in, hints, .. } => {
                p.kinds.extend(kinds.iter().chain(weak).chain(kinds_in.values().flatten()));
                p.sub_types.extend(kinds_in.keys().chain(optional_in).chain(about_in.keys()));
                p.patterns.extend(about_in.values().flatten().chain(hints));
                p.filled.extend([("kinds", !kinds.is_empty()), ("hints", !hints.is_empty())]);
            }
            Check::PartsPresent { kinds, parts } => {
                p.kinds.extend(kinds);
                p.parts(parts);
                p.filled.extend([("kinds", !kinds.is_empty()), ("parts", !parts.is_empty())]);
            }
            Check::ResultsPresent { parts_in } => {
                p.covering = Some(("parts-in", parts_in.keys().collect()));
                parts_in.values().for_each(|parts| p.parts(parts));
            }
            Check::Brand { brand, least_in, .. } => {
                p.brand = Some(brand);
                p.sub_types.extend(least_in.keys());
            }
            Check::EventsAtLeast { event_in, least_in, after_founding_in, .. } => {
                p.covering = Some(("event-in", event_in.keys().collect()));
                p.sub_types.extend(least_in.keys().chain(after_founding_in));
            }
            Check::ProblemSolved { kinds, problem, result } => {
                p.kinds.extend(kinds);
                p.patterns.extend(problem.iter().chain(result));
                p.filled.extend([("kinds", !kinds.is_empty()), ("problem", !problem.is_empty())]);
                p.filled.push(("result", !result.is_empty()));
            }
            Check::AssociationFounded { levels } => p.filled.push(("levels", !levels.is_empty())),
            Check::CountAtLeast { least_in, .. } => p.covering = Some(("least-in", least_in.keys().collect())),
            Check::CountriesAtLeast { excluded, home, .. } => p.countries.extend(excluded.iter().chain([home])),
            Check::ForumFiled { always_in, duty_of_host_in, trigger, authorities, societies_only, .. } => {
                p.sub_types.extend(always_in.iter().chain(duty_of_host_in));
                p.authorities.extend(authorities.iter().chain([societies_only]));
                p.filled.push(("trigger", !trigger.is_empty()));
            }
            Check::InternationalApproved { always_in, title_words, authorities, .. } => {
                p.sub_types.extend(always_in);
                p.authorities.extend(authorities);
                p.filled.push(("title-words", !title_words.is_empty()));
            }
            Check::FeesArticulated { brackets, .. } => p.filled.push(("brackets", !brackets.is_empty())),
            Check::PapersDistinctAcross { kinds, .. } => {
                p.kinds.extend(kinds);
                p.filled.push(("kinds", !kinds.is_empty()));
            }
            Check::PressSubmitted {}
            | Check::ChangesRequested {}
            | Check::DoneInTime {}
            | Check::VouchersInPeriod {}
            | Check::HandedInInTime {}
            | Check::GrantWithinCap {}
            | Check::ChargedWithinGrant {}
            | Check::Articulated {}
            | Check::OneUnit {}
            | Check::BudgetFollowed {}
            | Check::NothingForbidden { .. }
            | Check::NothingAdvisory { .. }
            | Check::InvoicesUnique {}
            | Check::BuyerIsGrantee {}
            | Check::InvoicesCoverLines {}
            | Check::InvoicesArticulated {}
            | Check::DatesAgree {}
            | Check::NamesAgree {}
            | Check::PeopleAgree {}
            | Check::JointUnitsAtMost { .. }
            | Check::FilesReadable {}
            | Check::NoDuplicateFiles {}
            | Check::PortfolioWithinNotice {}
            | Check::InvoicesUniqueAcross {} => {}
        }
        p
    }

    fn parts(&mut self, parts: &'a [Part]) {
        for part in parts {
            self.kinds.extend(&part.kinds);
            self.patterns.extend(part.headings.iter().chain(&part.passages).chain(&part.planned));
        }
    }
}

fn check_parameters(raw: &RawRule<'_>, sub_types: &BTreeSet<String>, names: &Names, mistakes: &mut Vec<Mistake>) {
    let At { value: check, span } = &raw.check;
    let source = raw.source;
    let parameters = Parameters::of(check);
    let covering = parameters.covering.iter().flat_map(|(_, keys)| keys);
    for code in parameters.sub_types.iter().chain(covering) {
        known_sub_type(source, span.clone(), code, sub_types, names, mistakes);
    }
    if let Some((table, keys)) = &parameters.covering {
        for code in sub_types.iter().filter(|code| !keys.contains(code)) {
            let at = source.find(table, span);
            mistakes.push(source.mistake(&at, format!("“{table}”没有写子类型 {code} 的取值")));
        }
    }
    patterns::check(source, span, parameters.patterns.into_iter(), mistakes);
    let named = [
        ("冠名", &names.brands, parameters.brand.into_iter().collect::<Vec<_>>()),
        ("机关", &names.authorities, parameters.authorities),
        ("国家和地区", &names.countries, parameters.countries),
    ];
    for (what, known, used) in named {
        for name in used.into_iter().filter(|name| !known.contains(*name)).take(MOST_OF_A_SORT) {
            mistakes.push(source.mistake(&source.find(name, span), format!("词库中没有{what}“{name}”")));
        }
    }
    for kind in parameters.kinds.into_iter().filter(|kind| !names.kinds.contains(kind)) {
        mistakes.push(source.mistake(span, format!("kinds/ 里没有“{}”的特征，这类材料认不出来", kind.chinese())));
    }
    for (key, filled) in parameters.filled {
        if !filled {
            mistakes.push(source.mistake(span, format!("检查参数“{key}”不能为空")));
        }
    }
}

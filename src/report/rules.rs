//! `yanshen rules`: the pack's rules for people and for programs. Shows what the pack says; judges nothing.

use std::fmt::Write as _;

use serde_json::{Value, json};
use unicode_width::UnicodeWidthChar;

use crate::model::pack::{Clause, LineSpec, OpenQuestion, SelfCheckItem, SelfCheckSubject, SubTypeSpec};
use crate::model::{Pack, Rule, Severity};

/// Columns of a terminal that everything fits into.
const COLUMNS: usize = 78;

/// All rules, or those of one sub-type. An unknown sub-type gives an empty list; the command line refuses it before.
pub fn list(pack: &Pack, sub_type: Option<&str>) -> String {
    let mut out = head(pack);
    if let Some(spec) = sub_type.and_then(|code| pack.sub_type(code)) {
        out.push_str(&sub_type_head(pack, spec));
    }
    let rules = chosen(pack, sub_type);
    let _ =
        writeln!(out, "\n代码  级别        {}名称", if sub_type.is_none() { pad("适用", 16) } else { String::new() });
    for rule in &rules {
        let severity = sub_type.map_or(rule.severity, |code| rule.severity_for(code));
        let applies = if sub_type.is_none() { pad(&applies(pack, rule), 16) } else { String::new() };
        let elsewhere = if sub_type.is_none() { severities_elsewhere(rule) } else { String::new() };
        let _ = writeln!(
            out,
            "{}{}{applies}{}{elsewhere}",
            pad(rule.code.as_str(), 6),
            pad(severity.chinese(), 12),
            rule.title
        );
    }
    let _ = writeln!(out, "\n共{}条。看一条的说明：yanshen rules 代码（如 yanshen rules N01）。", rules.len());
    out
}

/// One rule: what it does, on which clause it rests, what to do. `None` when there is no such code.
pub fn explain(pack: &Pack, code: &str) -> Option<String> {
    let rule = find(pack, code)?;
    let mut out = format!("{} {}\n", rule.code, rule.title);
    let _ = writeln!(out, "级别：{}{}", rule.severity.chinese(), severities_elsewhere(rule));
    out.push_str(&wrapped(&format!("适用：{}", applies_in_words(pack, rule)), 0));
    section(&mut out, "做什么", &[rule.explain.as_str()]);
    let clauses: Vec<String> = rule.clauses.iter().map(clause_words).collect();
    section(&mut out, &format!("依据（{}）", pack.notice.number), &clauses);
    let advice = [("不符合", &rule.advice.fail), ("需补充材料", &rule.advice.missing), ("待核实", &rule.advice.review)];
    let advice: Vec<String> = advice
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(status, text)| format!("{status}：{text}"))
        .collect();
    section(&mut out, "怎么办", &advice);
    let questions: Vec<String> = questions_of(pack, rule)
        .into_iter()
        .map(|q| format!("{} {}做法：{}{}", q.id, q.question, q.default, q.figures))
        .collect();
    if !questions.is_empty() {
        section(&mut out, "通知没有说清的地方", &questions);
    }
    Some(out)
}

/// `yanshen/rules/1`.
pub fn list_json(pack: &Pack, sub_type: Option<&str>) -> Value {
    let rules: Vec<Value> = chosen(pack, sub_type).into_iter().map(|rule| rule_json(rule, sub_type)).collect();
    json!({
        "schema": "yanshen/rules/1",
        "pack": { "id": pack.id, "version": pack.version, "sha256": pack.sha256, "notice": pack.notice.number },
        "sub_type": sub_type,
        "rules": rules,
    })
}

/// One rule with everything the pack says of it.
pub fn explain_json(pack: &Pack, code: &str) -> Option<Value> {
    let rule = find(pack, code)?;
    let mut value = rule_json(rule, None);
    let questions: Vec<Value> = questions_of(pack, rule)
        .into_iter()
        .map(
            |q| json!({ "id": q.id, "question": q.question, "why": q.why, "default": q.default, "figures": q.figures }),
        )
        .collect();
    if let Some(fields) = value.as_object_mut() {
        fields.insert("schema".to_owned(), json!("yanshen/rule/1"));
        fields.insert("explain".to_owned(), json!(rule.explain));
        fields.insert(
            "advice".to_owned(),
            json!({ "fail": rule.advice.fail, "missing": rule.advice.missing, "review": rule.advice.review }),
        );
        fields.insert("open_questions".to_owned(), Value::Array(questions));
    }
    Some(value)
}

/// The self-check in words: the notice first, then the pack.
pub fn self_check_text(issuer: &str, items: &[SelfCheckItem]) -> String {
    let mut out = String::new();
    for (about, title) in [(SelfCheckSubject::Notice, "一、通知本身"), (SelfCheckSubject::Pack, "二、规则包")]
    {
        let _ = writeln!(out, "{title}");
        for item in items.iter().filter(|item| item.about == about) {
            let mark = match (item.ok, about) {
                (true, _) => "√",
                (false, SelfCheckSubject::Notice) => "△",
                (false, SelfCheckSubject::Pack) => "×",
            };
            out.push_str(&wrapped(&format!("{mark} {}", item.what), 2));
            out.push_str(&wrapped(&item.detail, 6));
        }
        out.push('\n');
    }
    let open = items.iter().filter(|item| !item.ok && item.about == SelfCheckSubject::Notice).count();
    let sound = !items.iter().any(SelfCheckItem::is_pack_fault);
    let state = if sound { "规则包自检通过" } else { "规则包有错，请先改正标“×”的各项" };
    out.push_str(&wrapped(
        &format!("{state}；通知本身有{open}处不一致或没有写明，已按上述做法处理，请{issuer}明确。"),
        0,
    ));
    out
}

/// The self-check for programs.
pub fn self_check_json(items: &[SelfCheckItem]) -> Value {
    let list: Vec<Value> = items
        .iter()
        .map(|item| {
            let about = match item.about {
                SelfCheckSubject::Notice => "notice",
                SelfCheckSubject::Pack => "pack",
            };
            json!({ "ok": item.ok, "about": about, "what": item.what, "detail": item.detail })
        })
        .collect();
    let sound = !items.iter().any(SelfCheckItem::is_pack_fault);
    json!({ "schema": "yanshen/self-check/1", "sound": sound, "items": list })
}

fn head(pack: &Pack) -> String {
    let version = format!("规则包 {} {}（{}）", pack.id, pack.version, pack.sha256.get(..12).unwrap_or_default());
    format!("{version}\n{}", wrapped(&format!("依据：{}《{}》", pack.notice.number, pack.notice.title), 0))
}

fn sub_type_head(pack: &Pack, spec: &SubTypeSpec) -> String {
    let line = pack.line(&spec.line).map_or("", |l: &LineSpec| l.name.as_str());
    let kind = if spec.fixed { "定额" } else { "不超过" };
    let events: Vec<String> =
        spec.required_events.iter().map(|e| format!("{}至少{}场", e.kind.chinese(), e.least)).collect();
    let hand_in = spec.hand_in.map_or(String::new(), |day| format!("；成果提交期限：{}", day.chinese()));
    let mut out = String::from("\n");
    let name = [format!("{}号", spec.line), line.to_owned(), spec.ordinal.clone(), spec.name.clone()];
    let name: Vec<String> = name.into_iter().filter(|part| !part.is_empty()).collect();
    out.push_str(&wrapped(&format!("子类型 {}：{}", spec.code, name.join(" ")), 0));
    let _ = writeln!(out, "资助：{kind}{}元；完成时限：{}{hand_in}", spec.grant.grouped(), spec.deadline.chinese());
    if !events.is_empty() {
        out.push_str(&wrapped(&format!("规定活动：{}", events.join("，")), 0));
    }
    out
}

fn chosen<'a>(pack: &'a Pack, sub_type: Option<&'a str>) -> Vec<&'a Rule> {
    match sub_type {
        Some(code) => pack.rules_for(code).collect(),
        None => pack.rules.iter().collect(),
    }
}

fn find<'a>(pack: &'a Pack, code: &str) -> Option<&'a Rule> {
    pack.rules.iter().find(|rule| rule.code.as_str().eq_ignore_ascii_case(code.trim()))
}

fn questions_of<'a>(pack: &'a Pack, rule: &Rule) -> Vec<&'a OpenQuestion> {
    pack.open_questions.iter().filter(|q| q.rules.iter().any(|code| code == rule.code.as_str())).collect()
}

/// `全部`, `除 7 外`, `1A 2A`, `全批` — the shorter way of saying it.
fn applies(pack: &Pack, rule: &Rule) -> String {
    if rule.whole_run {
        return "全批".to_owned();
    }
    let (within, without): (Vec<_>, Vec<_>) =
        pack.sub_types.iter().map(|s| s.code.as_str()).partition(|code| rule.sub_types.contains(*code));
    match without.len() {
        0 => "全部".to_owned(),
        1..=2 => format!("除 {} 外", without.join(" ")),
        _ => within.join(" "),
    }
}

fn applies_in_words(pack: &Pack, rule: &Rule) -> String {
    if rule.whole_run {
        return "一次审核多个项目时，对全部项目判断一次".to_owned();
    }
    if rule.sub_types.len() == pack.sub_types.len() {
        return "全部子类型".to_owned();
    }
    let named = pack.sub_types.iter().filter(|s| rule.sub_types.contains(&s.code));
    named.map(|s| format!("{} {}", s.code, s.name)).collect::<Vec<_>>().join("；")
}

/// `（2A 为一票否决项）`
fn severities_elsewhere(rule: &Rule) -> String {
    let each: Vec<String> =
        rule.severity_in.iter().map(|(code, severity)| format!("{code} 为{}", severity.chinese())).collect();
    if each.is_empty() { String::new() } else { format!("（{}）", each.join("，")) }
}

fn clause_words(clause: &Clause) -> String {
    let whom: Vec<&str> = clause.sub_types.iter().map(String::as_str).collect();
    let whom = if whom.is_empty() { String::new() } else { format!("（{}）", whom.join("、")) };
    let quote = if clause.quote.is_empty() { String::new() } else { format!("：{}", clause.quote) };
    format!("{}{whom}{quote}", clause.section)
}

fn rule_json(rule: &Rule, sub_type: Option<&str>) -> Value {
    let severity = sub_type.map_or(rule.severity, |code| rule.severity_for(code));
    let clauses: Vec<Value> = rule
        .clauses
        .iter()
        .filter(|clause| match sub_type {
            Some(code) => *clause == rule.clause_for(code),
            None => true,
        })
        .map(|c| json!({ "section": c.section, "quote": c.quote, "sub_types": c.sub_types }))
        .collect();
    let severity_in: serde_json::Map<String, Value> =
        rule.severity_in.iter().map(|(code, s): (&String, &Severity)| (code.clone(), json!(s.code()))).collect();
    json!({
        "code": rule.code.as_str(),
        "title": rule.title,
        "severity": severity.code(),
        "severity_in": severity_in,
        "whole_run": rule.whole_run,
        "sub_types": rule.sub_types,
        "clauses": clauses,
    })
}

fn section<T: AsRef<str>>(out: &mut String, title: &str, paragraphs: &[T]) {
    let _ = writeln!(out, "\n{title}");
    for paragraph in paragraphs {
        out.push_str(&wrapped(paragraph.as_ref(), 2));
    }
}

/// Width on a Chinese terminal, where quotation marks and the like take two columns.
fn width(c: char) -> usize {
    c.width_cjk().unwrap_or(0)
}

fn pad(text: &str, columns: usize) -> String {
    let used: usize = text.chars().map(width).sum();
    format!("{text}{}", " ".repeat(columns.saturating_sub(used).max(1)))
}

/// Breaks a paragraph into lines. Words of letters and digits stay whole, and no line starts with a closing mark.
fn wrapped(text: &str, indent: usize) -> String {
    let room = COLUMNS.saturating_sub(indent);
    let mut lines: Vec<String> = vec![String::new()];
    let mut used = 0;
    for piece in pieces(text) {
        let wide: usize = piece.chars().map(width).sum();
        let closing = piece.chars().next().is_some_and(closes);
        if used > 0 && used + wide > room && !closing {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut().filter(|_| !(used == 0 && piece == " ")) {
            line.push_str(&piece);
            used += wide;
        }
    }
    lines.iter().map(|line| format!("{}{}\n", " ".repeat(indent), line.trim_end())).collect()
}

/// Single ideographs and marks; runs of ASCII letters, digits and signs as one piece.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
        match pieces.last_mut() {
            Some(last) if c.is_ascii_graphic() && last.ends_with(|l: char| l.is_ascii_graphic()) => last.push(c),
            // An opening mark stays with what it opens.
            Some(last) if last.ends_with(opens) => last.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    pieces
}

fn opens(c: char) -> bool {
    "“‘（《〔【「".contains(c)
}

fn closes(c: char) -> bool {
    "”’）》〕】」，。；：、！？".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::pack::embedded;
    use crate::rules::self_check::run;

    fn pack() -> Pack {
        embedded().expect("the embedded pack is tested by its loader")
    }

    /// Closing marks may hang over the edge by two of them at most.
    fn fits(text: &str) {
        for line in text.lines() {
            let wide: usize = line.chars().map(width).sum();
            assert!(wide <= COLUMNS + 6, "{wide}: {line}");
            assert!(!line.trim_start().starts_with(closes), "{line}");
        }
    }

    #[test]
    fn every_text_fits_a_terminal() {
        let pack = pack();
        fits(&list(&pack, None));
        fits(&self_check_text(&pack.notice.issuer, &run(&pack)));
        for rule in &pack.rules {
            fits(&explain(&pack, rule.code.as_str()).expect("the rule's own code"));
        }
        for sub_type in &pack.sub_types {
            fits(&list(&pack, Some(&sub_type.code)));
        }
    }

    #[test]
    fn a_sub_type_shows_its_own_severity() {
        let pack = pack();
        let line = |sub_type| {
            let text = list(&pack, Some(sub_type));
            text.lines().find(|l| l.starts_with("N02")).unwrap_or_default().to_owned()
        };
        assert!(line("2A").contains("一票否决项"), "{}", line("2A"));
        assert!(line("1A").contains("不符合项") && !line("1A").contains("一票否决项"), "{}", line("1A"));
        assert_eq!(line("4B"), "");
    }

    #[test]
    fn a_code_is_found_in_any_case_and_an_unknown_one_is_not() {
        let pack = pack();
        assert!(explain(&pack, "n01").is_some_and(|text| text.contains("不能通过项目验收")));
        assert_eq!(explain(&pack, "N99"), None);
        assert_eq!(explain_json(&pack, "N99"), None);
    }

    #[test]
    fn json_holds_the_clause_of_the_sub_type_alone() {
        let pack = pack();
        let all = list_json(&pack, Some("2A"));
        let rule = all["rules"].as_array().and_then(|r| r.iter().find(|r| r["code"] == "N02")).cloned();
        let rule = rule.expect("N02 applies to 2A");
        assert_eq!(rule["severity"], "veto");
        assert_eq!(rule["clauses"].as_array().map(Vec::len), Some(1));
        assert_eq!(rule["clauses"][0]["section"], "2026-2号 三（一）");
        let one = explain_json(&pack, "X01").expect("X01 is in the pack");
        assert_eq!(one["open_questions"][0]["id"], "I1");
    }
}

//! `yanshen rules --self-check`: recomputes the notice's own sums, lists where it contradicts itself and what is done about it,
//! and holds the pack's figures against the words it quotes. Looks at no dossier and changes nothing.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

pub use crate::model::pack::{SelfCheckItem as Item, SelfCheckSubject as About};

use crate::model::language::{SelfTest, language};
use crate::model::pack::{Check, Counted, LineSpec, Part, RequiredEvent, SubTypeSpec, WordList};
use crate::model::text::fold;
use crate::model::{EventKind, Money, Pack, Rule, Severity};

/// All checks, the notice's first.
pub fn run(pack: &Pack) -> Vec<Item> {
    let mut items = sums(pack);
    items.extend(contradictions(pack));
    items.push(quotations(pack));
    items.extend(pack.sub_types.iter().map(|sub_type| duties(pack, sub_type)));
    items.push(figures_as_quoted(pack));
    items.push(vetoes_as_quoted(pack));
    items.push(reachable_patterns(pack));
    items.push(pack_lines(pack));
    items.push(language_lines());
    items
}

/// Whether the pack itself is in order, whatever the notice says.
pub fn sound(items: &[Item]) -> bool {
    !items.iter().any(Item::is_pack_fault)
}

/// Money and number of awards of a line by the notice's guide. Sub-types without an ordinal (3A and 3B) share one figure.
pub fn guide_figures(pack: &Pack, line: &str) -> (Money, u32) {
    let mut entries: BTreeMap<&str, (Money, u32)> = BTreeMap::new();
    for sub_type in pack.sub_types.iter().filter(|s| s.line == line) {
        let entry = entries.entry(sub_type.ordinal.as_str()).or_default();
        *entry = (*entry).max((sum_of(sub_type), sub_type.awards));
    }
    let awards = entries.values().fold(0u32, |sum, (_, awards)| sum.saturating_add(*awards));
    (entries.values().map(|(money, _)| *money).sum(), awards)
}

/// Writes beside the open questions the recomputations that show them; loading a pack does this.
pub fn show_figures(pack: &mut Pack) {
    let figures = |what: &str| match pack.line(what) {
        Some(line) => difference(pack, line),
        None => format!("概览表各项目合计{}。", wan(table_total(pack))),
    };
    let shown: Vec<Option<String>> = pack.open_questions.iter().map(|q| q.recompute.as_deref().map(figures)).collect();
    for (question, figures) in pack.open_questions.iter_mut().zip(shown) {
        question.figures = figures.unwrap_or_default();
    }
}

fn sum_of(sub_type: &SubTypeSpec) -> Money {
    (0..sub_type.awards).map(|_| sub_type.grant).sum()
}

fn table_total(pack: &Pack) -> Money {
    pack.lines.iter().map(|line| line.table_amount).sum()
}

/// `4万元`, `1.5万元`.
fn wan(money: Money) -> String {
    let wan = money.as_decimal().checked_div(Decimal::from(10_000)).unwrap_or_default().normalize();
    format!("{wan}万元")
}

/// The guide's sum as written out: `20×1.5万元＋1×4万元`.
fn terms(pack: &Pack, line: &str) -> String {
    let mut terms: Vec<String> = Vec::new();
    for sub_type in pack.sub_types.iter().filter(|s| s.line == line) {
        let term = format!("{}×{}", sub_type.awards, wan(sub_type.grant));
        // Sub-types without an ordinal share the figure.
        if !(sub_type.ordinal.is_empty() && terms.contains(&term)) {
            terms.push(term);
        }
    }
    terms.join("＋")
}

fn difference(pack: &Pack, line: &LineSpec) -> String {
    let (sum, awards) = guide_figures(pack, &line.code);
    let table = format!("概览表{}、{}个；指南{}", wan(line.table_amount), line.table_count, terms(pack, &line.code));
    let agrees = sum == line.table_amount && awards == line.table_count;
    if agrees {
        return format!("{table}＝{}、{awards}个，相符。", wan(sum));
    }
    let short = sum.checked_sub(line.table_amount).unwrap_or_default().abs();
    let apart = awards.abs_diff(line.table_count);
    format!("{table}＝{}、{awards}个，相差{}、{apart}个。", wan(sum), wan(short))
}

fn sums(pack: &Pack) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let (mut total, mut awards, mut table_awards) = (Money::ZERO, 0u32, 0u32);
    for line in &pack.lines {
        let (sum, count) = guide_figures(pack, &line.code);
        total = total.checked_add(sum).unwrap_or(total);
        awards = awards.saturating_add(count);
        table_awards = table_awards.saturating_add(line.table_count);
        items.push(Item {
            ok: sum == line.table_amount && count == line.table_count,
            about: About::Notice,
            what: format!("{}号 金额和数量：概览表与指南", line.code),
            detail: difference(pack, line),
        });
    }
    let table = table_total(pack);
    items.push(Item {
        ok: table == total && table_awards == awards,
        about: About::Notice,
        what: "全部项目合计：概览表与指南".to_owned(),
        detail: format!("金额{}与{}，数量{table_awards}个与{awards}个。", wan(table), wan(total)),
    });
    items
}

/// The notice's inconsistencies (I…), each with the default taken; its silences (Q…) as one number.
fn contradictions(pack: &Pack) -> Vec<Item> {
    let (inconsistent, silent): (Vec<_>, Vec<_>) = pack.open_questions.iter().partition(|q| q.id.starts_with('I'));
    let mut items: Vec<Item> = inconsistent
        .into_iter()
        .map(|q| Item {
            ok: false,
            about: About::Notice,
            what: format!("{} {}", q.id, q.question),
            detail: format!("采用的做法：{}", q.default),
        })
        .collect();
    items.push(Item {
        ok: silent.is_empty(),
        about: About::Notice,
        what: format!("通知没有写明的口径{}处", silent.len()),
        detail: format!(
            "{}，各自采用的做法见“待定问题”。",
            silent.iter().map(|q| q.id.as_str()).collect::<Vec<_>>().join("、")
        ),
    });
    items
}

/// Loading has refused what is not so; here it is said.
fn quotations(pack: &Pack) -> Item {
    let quotes = pack.rules.iter().flat_map(|r| &r.clauses).filter(|c| !c.quote.is_empty()).count();
    Item {
        ok: true,
        about: About::Pack,
        what: "规则清单与条款引文".to_owned(),
        detail: format!("清单中的{}条规则都有文件；{quotes}处引文逐字见于通知原文。", pack.rules.len()),
    }
}

/// Every sub-type is asked for its papers, events, names, dates and money, and no more often than the manifest says.
fn duties(pack: &Pack, sub_type: &SubTypeSpec) -> Item {
    let rules: Vec<&Rule> = pack.rules_for(&sub_type.code).collect();
    let mut lacking: Vec<String> = common_duties()
        .into_iter()
        .filter(|(_, asks)| !rules.iter().any(|rule| asks(&rule.check)))
        .map(|(what, _)| format!("没有“{what}”规则"))
        .collect();
    for RequiredEvent { kind, least } in &sub_type.required_events {
        let asked = rules.iter().find_map(|rule| events_asked(&rule.check, &sub_type.code, *kind));
        if asked != Some(*least) {
            let asked = asked.map_or("没有规则".to_owned(), |n| format!("规则为{n}场"));
            lacking.push(format!("{}要求{least}场，{asked}", kind.chinese()));
        }
    }
    Item {
        ok: lacking.is_empty(),
        about: About::Pack,
        what: format!("子类型 {} 的规则", sub_type.code),
        detail: match lacking.is_empty() {
            true => format!("{}条，规定活动与场次规则一致。", rules.len()),
            false => format!("{}。", lacking.join("；")),
        },
    }
}

type Asks = fn(&Check) -> bool;

/// What the notice asks of every sub-type.
fn common_duties() -> [(&'static str, Asks); 8] {
    [
        ("材料", |c| matches!(c, Check::DocumentPresent { .. })),
        ("新闻稿报送", |c| matches!(c, Check::PressSubmitted {})),
        ("活动时限", |c| matches!(c, Check::DoneInTime {})),
        ("资助额度", |c| matches!(c, Check::GrantWithinCap {})),
        ("决算勾稽", |c| matches!(c, Check::Articulated {})),
        ("禁列支出", |c| matches!(c, Check::NothingForbidden { .. })),
        ("论坛备案", |c| matches!(c, Check::ForumFiled { .. })),
        ("变更申请", |c| matches!(c, Check::ChangesRequested {})),
    ]
}

fn events_asked(check: &Check, sub_type: &str, kind: EventKind) -> Option<u32> {
    match check {
        Check::EventsAtLeast { event_in, least, least_in, .. } if event_in.get(sub_type) == Some(&kind) => {
            Some(least_in.get(sub_type).copied().unwrap_or(*least))
        }
        _ => None,
    }
}

/// Caps, numbers of awards and thresholds stand in the very words that are quoted for them.
fn figures_as_quoted(pack: &Pack) -> Item {
    let mut astray: Vec<String> = Vec::new();
    let mut seen = 0usize;
    for rule in &pack.rules {
        for code in &rule.sub_types {
            let quote = fold(&rule.clause_for(code).quote);
            for figure in quoted_figures(pack, rule, code) {
                seen += 1;
                if !quote.contains(&figure) {
                    astray.push(format!("{} {code}：引文中没有“{figure}”", rule.code));
                }
            }
        }
    }
    Item {
        ok: astray.is_empty(),
        about: About::Pack,
        what: "额度、数量、门槛与条款引文".to_owned(),
        detail: match astray.is_empty() {
            true => format!("{seen}个数字都与所引条款一致。"),
            false => format!("{}。", astray.join("；")),
        },
    }
}

fn quoted_figures(pack: &Pack, rule: &Rule, code: &str) -> Vec<String> {
    match &rule.check {
        Check::GrantWithinCap {} => match pack.sub_type(code) {
            Some(sub_type) => vec![wan(sub_type.grant), format!("{}个", sub_type.awards)],
            None => Vec::new(),
        },
        Check::CountAtLeast { what, least_in } => {
            let unit = match what {
                Counted::People => "人",
                Counted::Teams => "个",
                Counted::Journals => "家",
            };
            least_in.get(code).map(|least| format!("{least}{unit}")).into_iter().collect()
        }
        Check::CountriesAtLeast { least, .. } => vec![format!("{least}个")],
        Check::JointUnitsAtMost { most } => vec![format!("{most}个")],
        Check::DoneInTime {} => pack
            .sub_type(code)
            .map(|s| format!("{}年{}月", s.deadline.year(), s.deadline.month()))
            .into_iter()
            .collect(),
        Check::HandedInInTime {} => {
            pack.sub_type(code).and_then(|s| s.hand_in).map(|day| day.chinese()).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// A veto is written where the quoted clause says so, and nowhere else.
fn vetoes_as_quoted(pack: &Pack) -> Item {
    let mut astray: Vec<String> = Vec::new();
    let mut vetoes: Vec<String> = Vec::new();
    for rule in &pack.rules {
        for code in &rule.sub_types {
            let written = rule.clause_for(code).quote.contains(&pack.notice.veto_words);
            match (rule.severity_for(code) == Severity::Veto, written) {
                (true, true) => vetoes.push(format!("{}（{code}）", rule.code)),
                (true, false) => {
                    astray.push(format!("{}（{code}）列为一票否决，条款没有写“{}”", rule.code, pack.notice.veto_words))
                }
                (false, true) => astray
                    .push(format!("{}（{code}）条款写明“{}”，却没有列为一票否决", rule.code, pack.notice.veto_words)),
                (false, false) => {}
            }
        }
    }
    Item {
        ok: astray.is_empty(),
        about: About::Pack,
        what: "一票否决与条款原文".to_owned(),
        detail: match astray.is_empty() {
            true => format!("只在通知写明“{}”处：{}。", pack.notice.veto_words, vetoes.join("、")),
            false => format!("{}。", astray.join("；")),
        },
    }
}

/// Patterns run over folded text, in which full-width letters, brackets and capitals do not occur.
fn reachable_patterns(pack: &Pack) -> Item {
    let all = all_patterns(pack);
    let unreachable: Vec<String> = all.iter().filter(|p| !reachable(p)).map(|p| format!("“{p}”")).collect();
    Item {
        ok: unreachable.is_empty(),
        about: About::Pack,
        what: "模式能否命中折叠后的文本".to_owned(),
        detail: match unreachable.is_empty() {
            true => format!("{}个模式都可命中。", all.len()),
            false => format!("含有折叠后不会出现的字符（全角标点、大写字母等）：{}。", unreachable.join("、")),
        },
    }
}

/// Every word list of the language hits the lines beside it, and not their look-alikes.
fn language_lines() -> Item {
    let SelfTest { lists, lines, astray } = language().self_test();
    Item {
        ok: astray.is_empty(),
        about: About::Pack,
        what: "公用词表（templates/language）的例句".to_owned(),
        detail: match astray.is_empty() {
            true => format!("{lists}个词表的{lines}句例句，应命中的都命中，不应命中的都没有命中。"),
            false => format!("{}。", astray.join("；")),
        },
    }
}

/// The word lists of the pack hit the lines beside them, and not their look-alikes.
fn pack_lines(pack: &Pack) -> Item {
    let lists = word_lists(pack);
    let lines: usize = lists.iter().map(|(_, list)| list.lines()).sum();
    let said = |(name, list): &(String, &WordList)| {
        list.astray().into_iter().map(|what| format!("{name}：{what}")).collect::<Vec<_>>()
    };
    let astray: Vec<String> = lists.iter().flat_map(said).collect();
    Item {
        ok: astray.is_empty(),
        about: About::Pack,
        what: "规则包词表（lexicon/）的例句".to_owned(),
        detail: match astray.is_empty() {
            true => format!("{}个词表的{lines}句例句，应命中的都命中，不应命中的都没有命中。", lists.len()),
            false => format!("{}。", astray.join("；")),
        },
    }
}

fn word_lists(pack: &Pack) -> Vec<(String, &WordList)> {
    let spending = pack.spending.lists.lists().into_iter().map(|(name, list)| (format!("lists.{name}"), list));
    pack.words.lists().into_iter().chain(spending).collect()
}

fn all_patterns(pack: &Pack) -> Vec<&String> {
    let lists = word_lists(pack);
    let mut all: Vec<&String> = lists.into_iter().flat_map(|(_, list)| &list.patterns).collect();
    all.extend(pack.brands.iter().flat_map(|b| &b.near_misses));
    all.extend(pack.authorities.iter().flat_map(|a| &a.patterns));
    for kind in &pack.kinds {
        let signals = [&kind.title, &kind.body, &kind.columns, &kind.file, &kind.folder];
        all.extend(signals.into_iter().flatten().map(|s| &s.pattern));
    }
    for rule in &pack.rules {
        match &rule.check {
            Check::PartsPresent { parts, .. } => all.extend(part_patterns(parts)),
            Check::ResultsPresent { parts_in } => all.extend(parts_in.values().flat_map(|p| part_patterns(p))),
            Check::ProblemSolved { problem, result, .. } => all.extend(problem.iter().chain(result)),
            _ => {}
        }
    }
    all
}

fn part_patterns(parts: &[Part]) -> impl Iterator<Item = &String> {
    parts.iter().flat_map(|part| part.headings.iter().chain(&part.passages))
}

/// Whether the literal characters of a pattern survive folding. Escapes are left out, and so are character classes and
/// alternatives, in which a full-width twin beside the plain one does no harm.
fn reachable(pattern: &str) -> bool {
    let (mut in_class, mut escaped, mut depth) = (false, false, 0usize);
    let mut lost: Option<usize> = None;
    let mut alternatives: Option<usize> = None;
    for c in pattern.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            _ if in_class => {}
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '|' => alternatives = Some(alternatives.map_or(depth, |least| least.min(depth))),
            ' ' => {}
            c if fold(&c.to_string()) != c.to_string() => lost = Some(lost.map_or(depth, |least| least.min(depth))),
            _ => {}
        }
    }
    match (lost, alternatives) {
        (None, _) => true,
        (Some(lost), Some(alternatives)) => alternatives <= lost,
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::pack::embedded;

    fn pack() -> Pack {
        embedded().expect("the embedded pack is tested by its loader")
    }

    #[test]
    fn the_notice_contradicts_itself_in_one_row_and_the_totals() {
        let pack = pack();
        let sums = sums(&pack);
        let wrong: Vec<&str> = sums.iter().filter(|i| !i.ok).map(|i| i.detail.as_str()).collect();
        assert_eq!(
            wrong,
            [
                "概览表30万元、20个；指南20×1.5万元＋1×4万元＝34万元、21个，相差4万元、1个。",
                "金额171万元与175万元，数量99个与100个。"
            ]
        );
    }

    #[test]
    fn sub_types_without_an_ordinal_share_one_figure() {
        assert_eq!(guide_figures(&pack(), "2026-3"), (Money::yuan(200_000), 5));
        assert_eq!(guide_figures(&pack(), "2026-4"), (Money::yuan(350_000), 15));
    }

    #[test]
    fn the_pack_is_sound() {
        let items = run(&pack());
        let astray: Vec<&Item> = items.iter().filter(|i| !i.ok && i.about == About::Pack).collect();
        assert!(astray.is_empty(), "{astray:#?}");
        assert!(sound(&items));
    }

    #[test]
    fn a_cap_that_the_clause_does_not_state_is_found() {
        let mut pack = pack();
        pack.sub_types[0].grant = Money::yuan(16_000);
        let item = figures_as_quoted(&pack);
        assert!(!item.ok && item.detail.contains("1.6万元"), "{}", item.detail);
    }

    #[test]
    fn a_veto_that_the_clause_does_not_state_is_found_and_so_is_a_forgotten_one() {
        let mut pack = pack();
        for rule in &mut pack.rules {
            match rule.code.as_str() {
                "N02" => rule.severity = Severity::Veto,
                "N03" => rule.severity = Severity::Fail,
                _ => {}
            }
        }
        let detail = vetoes_as_quoted(&pack).detail;
        assert!(detail.contains("N02（6）列为一票否决，条款没有写“不能通过”"), "{detail}");
        assert!(detail.contains("N03（2A）条款写明“不能通过”，却没有列为一票否决"), "{detail}");
        assert!(!detail.contains("N02（2A）"), "{detail}");
    }

    #[test]
    fn an_event_that_no_rule_asks_for_is_found() {
        let mut pack = pack();
        pack.sub_types[0].required_events[1].least = 2;
        let item = duties(&pack, &pack.sub_types[0]);
        assert_eq!(item.detail, "专家助企赋能活动要求2场，规则为1场。");
    }

    #[test]
    fn patterns_that_folding_puts_out_of_reach() {
        for (pattern, expected) in [
            ("（一）", false),
            ("TRIZ", false),
            ("“助企”", false),
            (r"\S+\(一\)", true),
            ("[(（]一[)）]", true),
            (r"^(no\.?|№)$", true),
            ("TRIZ(杯|大赛)", false),
            ("triz杯", true),
        ] {
            assert_eq!(reachable(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn open_questions_carry_their_recomputation() {
        let pack = pack();
        let first = pack.open_questions.iter().find(|q| q.id == "I1").map(|q| q.figures.as_str());
        assert_eq!(first, Some("概览表30万元、20个；指南20×1.5万元＋1×4万元＝34万元、21个，相差4万元、1个。"));
    }
}

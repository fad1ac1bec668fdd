//! M01–M14: the papers themselves, their parts, the results of a service.

use std::sync::LazyLock;

use regex::Regex;

use super::substance::{Doubt, answered_by_another, doubt, is_read, left_as_draft, told};
use super::unread;
use crate::model::pack::{Part, Rule};
use crate::model::text::{fold, key};
use crate::model::{DocKind, Evidence, Finding, Paper, Place, Status};
use crate::rules::Case;

/// What [`document_present`] looks for.
#[derive(Debug)]
pub struct Wanted<'r> {
    pub kinds: &'r [DocKind],
    pub weak: &'r [DocKind],
    pub per_event: bool,
    pub optional: bool,
    pub hints: &'r [String],
    pub about: Option<&'r [String]>,
}

/// M01–M07, M09, M10, M12, M14: a paper of one of the kinds is there.
pub fn document_present(case: &Case<'_>, rule: &Rule, wanted: &Wanted<'_>) -> Vec<Finding> {
    let papers: Vec<&Paper> = case
        .kinds
        .papers
        .iter()
        .filter(|p| wanted.kinds.contains(&p.kind) || plans_activity(case, wanted, p))
        .collect();
    let mut real: Vec<&Paper> = papers.iter().copied().filter(|p| is_real(case, p)).collect();
    if let Some(about) = wanted.about {
        real.retain(|p| !files_a_meeting(case, p, about));
    }
    let name = names(wanted.kinds);
    if real.is_empty() {
        return vec![absent(case, rule, wanted, &papers, &name)];
    }
    if let Some(about) = wanted.about {
        let patterns: Vec<Regex> = about.iter().filter_map(|p| Regex::new(p).ok()).collect();
        if !real.iter().any(|p| patterns.iter().any(|r| r.is_match(&text(case, p)))) {
            let message = format!(
                "有{name}，但其中未见所要求的内容（{}），请人工核对。",
                about.join("、").replace(['|', '(', ')', '.', '*'], " ")
            );
            return vec![case.finding(rule, Status::Review, message).citing(real.iter().map(|p| cite(case, p)))];
        }
    }
    let mut findings = vec![
        case.finding(rule, Status::Pass, format!("有{name}：{}。", list(case, &real)))
            .citing(real.iter().take(6).map(|p| cite(case, p))),
    ];
    if wanted.per_event {
        findings.extend(events_without(case, rule, wanted, &name));
    }
    findings
}

/// A plan of the whole service that plans the activities too (“组建与服务实施方案”): names one with its day, brand or title.
fn plans_activity(case: &Case<'_>, wanted: &Wanted<'_>, paper: &Paper) -> bool {
    if paper.kind != DocKind::ServicePlan || !wanted.kinds.contains(&DocKind::Plan) || !wanted.per_event {
        return false;
    }
    let words = text(case, paper);
    let days: Vec<_> = crate::facts::dates::find(&words, case.pack.notice.year).into_iter().map(|d| d.range).collect();
    case.sub_type.required_events.iter().flat_map(|r| case.chosen(r.kind, r.least)).any(|e| covers(&words, &days, e))
}

/// The text tells of the event: its title, or its day with its brand or place.
fn covers(words: &str, days: &[crate::model::DayRange], event: &crate::model::Event) -> bool {
    let words = key(words);
    let says = |s: &str| !s.is_empty() && words.contains(&key(s));
    let on_its_day = event.date.is_some_and(|d| days.iter().any(|x| x.overlaps(&d)));
    event.titles.iter().any(|t| says(&t.value))
        || on_its_day && (event.brands.iter().any(|b| says(b)) || says(&event.place))
}

/// The filing of a meeting (“学术活动备案表”), where another matter is to be filed.
fn files_a_meeting(case: &Case<'_>, paper: &Paper, about: &[String]) -> bool {
    static MEETING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("学术|论坛|讲坛|讲座|报告会|研讨会|交流会|大会|年会|活动(登记)?备案").expect("fixed pattern")
    });
    let titled = paper.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
    let patterns: Vec<Regex> = about.iter().filter_map(|p| Regex::new(p).ok()).collect();
    paper.kind == DocKind::Filing
        && MEETING.is_match(&titled)
        && !patterns.iter().any(|r| r.is_match(&text(case, paper)))
}

/// The paper itself: read, filled in, and beyond doubt.
fn is_real(case: &Case<'_>, paper: &Paper) -> bool {
    !paper.is_void() && is_read(case, paper) && doubt(case, paper).is_none()
}

fn absent(case: &Case<'_>, rule: &Rule, wanted: &Wanted<'_>, papers: &[&Paper], name: &str) -> Finding {
    let doubted: Vec<(&Paper, Doubt)> = papers
        .iter()
        .filter(|p| !p.is_void() && is_read(case, p))
        .filter_map(|p| Some((*p, doubt(case, p)?)))
        .collect();
    if !doubted.is_empty() {
        let (words, evidence) = told(case, &doubted);
        if doubted.iter().all(|(p, _)| left_as_draft(case, p) || answered_by_another(case, p)) {
            let message = format!("未见{name}：{words}。");
            return case
                .finding(rule, Status::Missing, message)
                .citing(evidence)
                .having_searched(unread::searched(case))
                .curable();
        }
        let message = format!("未见可以确认的{name}：{words}，请核实。");
        let advice = doubted.first().map_or("", |(_, d)| d.advice);
        return case
            .finding(rule, Status::Review, message)
            .advise(advice)
            .citing(evidence)
            .having_searched(unread::searched(case));
    }
    if let Some(both) = serves_both(case, wanted) {
        let path = &case.dossier.doc(both.doc).path;
        let message = format!("未见单独的{name}；“{path}”同时用作{}，能否一件两用请验收组认定。", both.kind.chinese());
        return case
            .finding(rule, Status::Review, message)
            .citing([cite(case, both)])
            .having_searched(unread::searched(case));
    }
    let weak: Vec<&Paper> = case
        .kinds
        .papers
        .iter()
        .filter(|p| wanted.weak.contains(&p.kind) && !p.is_void() && is_read(case, p))
        .collect();
    if !weak.is_empty() {
        let what = names(&weak.iter().map(|p| p.kind).collect::<Vec<_>>());
        let message = format!("未见{name}，只有{what}：{}，能否代替请验收组判断。", list(case, &weak));
        return case
            .finding(rule, Status::Review, message)
            .citing(weak.iter().map(|p| cite(case, p)))
            .having_searched(unread::searched(case));
    }
    let unread = unread::candidates(case, wanted.kinds, wanted.hints);
    if !unread.is_empty() {
        let (words, evidence) = unread::cite(case, &unread);
        return case
            .finding(rule, Status::Review, format!("在已读取的材料中未见{name}；{words}。"))
            .citing(evidence)
            .having_searched(unread::searched(case));
    }
    // called so by its file name alone, and with next to nothing in it
    let named: Vec<&Paper> = papers.iter().copied().filter(|p| !p.is_void() && !is_read(case, p)).collect();
    if !named.is_empty() && !wanted.optional {
        let message = format!("未见可以确认的{name}：“{}”仅文件名如此，内容过少，请核实。", list(case, &named));
        return case
            .finding(rule, Status::Review, message)
            .citing(named.iter().map(|p| cite(case, p)))
            .having_searched(unread::searched(case));
    }
    let blanks: Vec<&Paper> = papers.iter().copied().filter(|p| p.is_void()).collect();
    if wanted.optional {
        return case.finding(
            rule,
            Status::NotApplicable,
            format!("本类项目服务于其他单位主办的活动，未另行要求{name}。"),
        );
    }
    let message = if blanks.is_empty() {
        format!("未见{name}。")
    } else {
        format!("未见{name}，只有未填写的空表或模板：{}。", list(case, &blanks))
    };
    case.finding(rule, Status::Missing, message)
        .citing(blanks.iter().map(|p| cite(case, p)))
        .having_searched(unread::searched(case))
        .curable()
}

/// One paper whose title calls it a case and a summary: handed in for both.
fn serves_both<'c>(case: &'c Case<'_>, wanted: &Wanted<'_>) -> Option<&'c Paper> {
    const TOLD: [DocKind; 4] =
        [DocKind::CaseWriteUp, DocKind::ServiceSummary, DocKind::SurveyReport, DocKind::WorkSummary];
    let words: Vec<&str> = wanted
        .kinds
        .iter()
        .flat_map(|k| match k {
            DocKind::CaseWriteUp => &["案例"][..],
            DocKind::ServiceSummary => &["总结"][..],
            DocKind::SurveyReport => &["调研报告"][..],
            _ => &[][..],
        })
        .copied()
        .collect();
    let titled = |p: &Paper| p.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
    case.kinds.papers.iter().find(|p| {
        let both = titled(p).contains("案例") && words.iter().any(|w| titled(p).contains(w));
        TOLD.contains(&p.kind) && !wanted.kinds.contains(&p.kind) && both && is_real(case, p)
    })
}

fn event_planned_in_service(case: &Case<'_>, wanted: &Wanted<'_>, event: &crate::model::Event) -> bool {
    let mut plans = case.kinds.papers.iter().filter(|p| plans_activity(case, wanted, p) && is_real(case, p));
    plans.any(|p| {
        let words = text(case, p);
        let days: Vec<_> =
            crate::facts::dates::find(&words, case.pack.notice.year).into_iter().map(|d| d.range).collect();
        covers(&words, &days, event)
    })
}

/// Required events without such a paper of their own.
fn events_without(case: &Case<'_>, rule: &Rule, wanted: &Wanted<'_>, name: &str) -> Vec<Finding> {
    let mut out = Vec::new();
    for required in &case.sub_type.required_events {
        for event in case.chosen(required.kind, required.least) {
            let has = |kinds: &[DocKind]| kinds.iter().any(|k| event.has(*k));
            let mine: Vec<&Paper> = case
                .kinds
                .papers
                .iter()
                .filter(|p| wanted.kinds.contains(&p.kind) && event.papers.contains(&(p.doc, p.kind)) && !p.is_void())
                .collect();
            let doubted: Vec<(&Paper, Doubt)> =
                mine.iter().filter_map(|p| doubt(case, p).map(|why| (*p, why))).collect();
            if event_planned_in_service(case, wanted, event) {
                continue;
            }
            if has(wanted.kinds) && (doubted.is_empty() || doubted.len() < mine.len()) {
                continue;
            }
            let message = if !doubted.is_empty() {
                format!("“{}”未见可以确认的{name}：{}，请核实。", event.title, told(case, &doubted).0)
            } else if has(wanted.weak) {
                format!("“{}”未见{name}，只有{}，能否代替请验收组判断。", event.title, names(wanted.weak))
            } else {
                format!("“{}”未见对应的{name}。", event.title)
            };
            let evidence = event.titles.first().map(|t| t.evidence.clone());
            out.push(
                case.finding(rule, Status::Review, message)
                    .about(event.title.clone())
                    .citing(evidence)
                    .having_searched(unread::searched(case)),
            );
        }
    }
    out
}

/// M08, M11: a paper of the kinds has its parts.
pub fn parts_present(case: &Case<'_>, rule: &Rule, kinds: &[DocKind], parts: &[Part]) -> Vec<Finding> {
    let papers: Vec<&Paper> =
        case.kinds.papers.iter().filter(|p| kinds.contains(&p.kind) && !p.is_void() && is_read(case, p)).collect();
    let name = names(kinds);
    let Some(best) =
        papers.iter().max_by_key(|p| parts.iter().filter(|part| find_part(case, p, part, parts).is_some()).count())
    else {
        let unread = unread::candidates(case, kinds, &[]);
        if !unread.is_empty() {
            let (words, evidence) = unread::cite(case, &unread);
            return vec![case.finding(rule, Status::Review, format!("未能读到{name}；{words}。")).citing(evidence)];
        }
        let all: Vec<&str> = parts.iter().map(|p| p.name.as_str()).collect();
        let message = format!("未见已填写的{name}，应含{}。", all.join("、"));
        return vec![case.finding(rule, Status::Missing, message).having_searched(unread::searched(case)).curable()];
    };
    let found: Vec<(&Part, Option<Evidence>)> =
        parts.iter().map(|part| (part, find_part(case, best, part, parts))).collect();
    let absent: Vec<&str> = found.iter().filter(|(_, e)| e.is_none()).map(|(p, _)| p.name.as_str()).collect();
    let evidence = found.iter().filter_map(|(_, e)| e.clone());
    if let Some(why) = doubt(case, best).filter(|_| absent.is_empty()) {
        let message = format!("“{}”（{name}）{}，请核实。", case.dossier.doc(best.doc).path, why.why);
        return vec![case.finding(rule, Status::Review, message).advise(why.advice).citing(evidence)];
    }
    if absent.is_empty() {
        let all: Vec<&str> = parts.iter().map(|p| p.name.as_str()).collect();
        return vec![case.finding(rule, Status::Pass, format!("{name}含{}。", all.join("、"))).citing(evidence)];
    }
    let doc = case.dossier.doc(best.doc);
    let message = format!("{}（{name}）缺少：{}。", doc.path, absent.join("、"));
    if unread::is_unread(doc) {
        return vec![
            case.finding(rule, Status::Review, format!("{message}该文件未能全部读取，请人工核对。")).citing(evidence),
        ];
    }
    vec![
        case.finding(rule, Status::Missing, message)
            .citing(std::iter::once(cite(case, best)).chain(evidence))
            .having_searched(unread::searched(case))
            .curable(),
    ]
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([一二三四五六七八九十]+[、.]|[(（]?[一二三四五六七八九十0-9]+[)）]|[0-9]+[.、]|第[一二三四五]部分[:、 ]?|[-·●■◆])\s*").expect("fixed pattern")
});

/// The part's heading with something below it, or a passage that plainly is the part.
fn find_part(case: &Case<'_>, paper: &Paper, part: &Part, all: &[Part]) -> Option<Evidence> {
    let headings: Vec<Regex> = part.headings.iter().filter_map(|h| Regex::new(h).ok()).collect();
    let others: Vec<Regex> = all
        .iter()
        .filter(|p| p.name != part.name)
        .flat_map(|p| &p.headings)
        .filter_map(|h| Regex::new(h).ok())
        .collect();
    let lines = lines(case, paper);
    for (i, (place, written, folded)) in lines.iter().enumerate() {
        let bare = NUMBER.replace(folded, "");
        // “服务对象：园区企业” holds heading and content in one line
        let (head, rest) = bare.split_once([':', '：', '\t']).unwrap_or((bare.as_ref(), ""));
        // a bilingual heading goes on in its second language
        let head = head.trim_end_matches(|c: char| c.is_ascii());
        if head.chars().count() > 30 || !headings.iter().any(|h| h.is_match(head)) {
            continue;
        }
        let mut below = String::from(rest);
        let mut header_seen = false;
        for (_, _, next) in lines.iter().skip(i + 1) {
            let bare = NUMBER.replace(next, "");
            let next_head = bare.split(['：', ':', '\t']).next().unwrap_or_default();
            if next_head.chars().count() <= 30 && others.iter().any(|o| o.is_match(next_head)) {
                break;
            }
            // a table of which only the header row is there is not filled in
            if !header_seen && is_header_row(next) {
                header_seen = true;
                continue;
            }
            below.push_str(next);
            if below.chars().count() > 200 {
                break;
            }
        }
        if below.chars().filter(|c| c.is_alphanumeric()).count() >= 8 {
            return Some(Evidence::new(paper.doc, place.clone(), written));
        }
    }
    let compile = |ps: &[String]| ps.iter().filter_map(|p| Regex::new(p).ok()).collect::<Vec<_>>();
    let (passages, planned) = (compile(&part.passages), compile(&part.planned));
    for (place, written, folded) in &lines {
        if is_bare_heading(folded, &headings, &others) {
            continue;
        }
        for (sentence, f) in written.split(['。', '；', ';']).map(|s| (s, fold(s))) {
            if passages.iter().any(|p| p.is_match(&f)) && !planned.iter().any(|p| p.is_match(&f)) {
                return Some(Evidence::new(paper.doc, place.clone(), sentence.trim()));
            }
        }
    }
    None
}

/// “四、活动满意度”: names a part and says nothing of it.
fn is_bare_heading(folded: &str, own: &[Regex], others: &[Regex]) -> bool {
    let bare = NUMBER.replace(folded, "");
    let says =
        bare.contains(['，', ',', '。', '\t', '%']) || bare.split([':', '：']).nth(1).is_some_and(|v| !v.is_empty());
    bare.chars().count() <= 16
        && !says
        && !bare.chars().any(|c| c.is_ascii_digit())
        && own.iter().chain(others).any(|h| h.is_match(&bare))
}

/// Three or more short cells without a figure.
fn is_header_row(folded: &str) -> bool {
    let cells: Vec<&str> = folded.split('\t').filter(|c| !c.is_empty()).collect();
    cells.len() >= 3 && cells.iter().all(|c| c.chars().count() <= 14 && !c.chars().any(|c| c.is_ascii_digit()))
}

/// M13: results of a service, each shown by a paper or by a passage of a paper that reports (not one that plans).
pub fn results_present(case: &Case<'_>, rule: &Rule, parts: &[Part]) -> Vec<Finding> {
    const NO_REPORT: [DocKind; 11] = [
        DocKind::Contract,
        DocKind::ApplicationForm,
        DocKind::Plan,
        DocKind::ServicePlan,
        DocKind::Notice,
        DocKind::Invoice,
        DocKind::FinalAccounts,
        DocKind::ExpenditureStatement,
        DocKind::AcceptanceForm,
        DocKind::PaymentSlip,
        DocKind::FeeSheet,
    ];
    let (mut evidence, mut absent, mut claimed, mut doubted) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for part in parts {
        let of_kind = || case.kinds.papers.iter().filter(|p| part.kinds.contains(&p.kind) && !asks(p));
        let by_kind = of_kind().find(|p| is_real(case, p));
        let hollow = of_kind().filter(|p| !p.is_void() && is_read(case, p)).find_map(|p| Some((p, doubt(case, p)?)));
        let reports = case.kinds.papers.iter().filter(|p| !p.is_void() && !NO_REPORT.contains(&p.kind) && !asks(p));
        let forms = case.kinds.papers.iter().filter(|p| !p.is_void() && p.kind == DocKind::AcceptanceForm);
        if let Some(paper) = by_kind {
            evidence.push(cite(case, paper));
        } else if let Some(found) = reports.clone().find_map(|p| reported(case, p, part)) {
            evidence.push(found);
        } else if let Some(found) = forms.clone().find_map(|p| reported(case, p, part)) {
            claimed.push(part.name.as_str());
            evidence.push(found);
        } else if let Some(found) = hollow {
            doubted.push(found);
        } else {
            absent.push(part.name.as_str());
        }
    }
    let kinds: Vec<DocKind> = parts.iter().flat_map(|p| p.kinds.iter().copied()).collect();
    let unread = unread::candidates(case, &kinds, &[]);
    if absent.is_empty() && !doubted.is_empty() {
        let (words, more) = told(case, &doubted);
        let message = format!("服务与策划成果未能确认：{words}，请核实。");
        let advice = doubted.first().map_or("", |(_, d)| d.advice);
        return vec![case.finding(rule, Status::Review, message).advise(advice).citing(evidence).citing(more)];
    }
    if absent.is_empty() && claimed.is_empty() {
        let all: Vec<&str> = parts.iter().map(|p| p.name.as_str()).collect();
        return vec![case.finding(rule, Status::Pass, format!("服务成果齐全：{}。", all.join("、"))).citing(evidence)];
    }
    if absent.is_empty() {
        let message = format!("“{}”只在验收表中自述完成，未见成果材料，请补充或核实。", claimed.join("”“"));
        return vec![
            case.finding(rule, Status::Review, message).citing(evidence).having_searched(unread::searched(case)),
        ];
    }
    let also = if doubted.is_empty() {
        String::new()
    } else {
        format!("另有未能确认的：{}。", told(case, &doubted).0)
    };
    let message = format!("服务与策划成果缺少：{}。{also}", absent.join("、"));
    if !unread.is_empty() {
        let (words, more) = unread::cite(case, &unread);
        return vec![case.finding(rule, Status::Review, format!("{message}{words}。")).citing(evidence).citing(more)];
    }
    vec![
        case.finding(rule, Status::Missing, message).citing(evidence).having_searched(unread::searched(case)).curable(),
    ]
}

/// A letter that asks for something reports nothing.
fn asks(paper: &Paper) -> bool {
    static ASKS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(商请|恳请|请求|申请|邀请|征询|协助|支持|配合|商洽|联系|洽谈|委托|征集).{0,50}(函|信|请示|通知)$|(问卷|提纲|调研通知|调研(工作)?方案)$").expect("fixed pattern")
    });
    paper.title.as_ref().is_some_and(|t| ASKS.is_match(&fold(&t.quote)))
}

fn reported(case: &Case<'_>, paper: &Paper, part: &Part) -> Option<Evidence> {
    let compile = |ps: &[String]| ps.iter().filter_map(|p| Regex::new(p).ok()).collect::<Vec<_>>();
    let (headings, passages, planned) = (compile(&part.headings), compile(&part.passages), compile(&part.planned));
    for (place, written, _) in lines(case, paper) {
        for sentence in written.split(['。', '；', ';']) {
            let folded = fold(sentence);
            let bare = NUMBER.replace(&folded, "");
            let hit = passages.iter().any(|p| p.is_match(&folded))
                || (bare.chars().count() <= 30 && headings.iter().any(|p| p.is_match(&bare)));
            if hit && !planned.iter().any(|p| p.is_match(&folded)) {
                return Some(Evidence::new(paper.doc, place, sentence.trim()));
            }
        }
    }
    None
}

/// The paper's visible lines: place, as written, folded.
pub(super) fn lines(case: &Case<'_>, paper: &Paper) -> Vec<(Place, String, String)> {
    let doc = case.dossier.doc(paper.doc);
    let mut out = Vec::new();
    for block in doc.blocks.get(paper.blocks.clone()).unwrap_or_default().iter().filter(|b| !b.hidden) {
        match block.content.as_table() {
            None => {
                for line in block.content.as_line().unwrap_or_default().lines() {
                    out.push((block.place.clone(), line.trim().to_owned(), fold(line)));
                }
            }
            Some(table) => {
                for row in table.rows.iter().filter(|r| !r.hidden) {
                    let written = row.cells.iter().map(|c| c.text.trim()).collect::<Vec<_>>().join("\t");
                    let folded = row.cells.iter().map(|c| fold(&c.text)).collect::<Vec<_>>().join("\t");
                    let col = row.cells.first().map_or(0, |c| c.col);
                    let place = match (&table.sheet, &block.place) {
                        (Some(sheet), _) => Place::Cell { sheet: sheet.clone(), row: row.row, col },
                        (None, Place::TableCell { page, table, .. }) => {
                            Place::TableCell { page: *page, table: *table, row: row.row, col }
                        }
                        (None, other) => other.clone(),
                    };
                    out.push((place, written, folded));
                }
            }
        }
    }
    out
}

pub(super) fn text(case: &Case<'_>, paper: &Paper) -> String {
    lines(case, paper).into_iter().map(|(_, _, f)| f).collect::<Vec<_>>().join("\n")
}

pub(super) fn cite(case: &Case<'_>, paper: &Paper) -> Evidence {
    paper.title.clone().unwrap_or_else(|| {
        let first = lines(case, paper).into_iter().find(|(_, w, _)| !w.is_empty());
        let (place, words) =
            first.map_or((Place::Whole, case.dossier.doc(paper.doc).name().to_owned()), |(p, w, _)| (p, w));
        Evidence::new(paper.doc, place, &words)
    })
}

fn names(kinds: &[DocKind]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for kind in kinds {
        if !names.contains(&kind.chinese()) {
            names.push(kind.chinese());
        }
    }
    names.join("或")
}

fn list(case: &Case<'_>, papers: &[&Paper]) -> String {
    let mut paths: Vec<&str> = papers.iter().map(|p| case.dossier.doc(p.doc).path.as_str()).collect();
    paths.dedup();
    let shown = paths.iter().take(3).copied().collect::<Vec<_>>().join("、");
    if paths.len() > 3 { format!("{shown}等{}份", paths.len()) } else { shown }
}

//! Mentions of events in papers: titles from labelled names, paper titles and numbered headings, each with its dates, place and
//! hosts. Grouping them into events is `group`'s work.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::reading::{Line, Reading};
use super::titles::{EventTitle, event_title};
use super::{Source, dates, group};
use crate::model::brand::carries;
use crate::model::document::{Origin, Row};
use crate::model::facts::Stated;
use crate::model::language::characters::simplified;
use crate::model::language::language;
use crate::model::pack::SubTypeSpec;
use crate::model::partner::{is_of_another_year, is_partner};
use crate::model::text::{fold, key};
use crate::model::{Day, DayRange, DocId, DocKind, Event, EventKind, Evidence, Paper, Project};

/// One naming of an event by one paper.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub title: String,
    pub source: DocKind,
    pub doc: DocId,
    pub evidence: Evidence,
    pub dates: Vec<Stated<DayRange>>,
    pub place: String,
    pub hosts: Vec<(String, Stated<String>)>,
    /// A change notice: its date replaces the earlier one.
    pub change: bool,
    /// Stated by a label or an official paper's title, as against prose.
    pub official: bool,
}

/// Papers whose own title or labels name an event.
const NAMING: [DocKind; 14] = [
    DocKind::Notice,
    DocKind::Plan,
    DocKind::ServicePlan,
    DocKind::Handbook,
    DocKind::Agenda,
    DocKind::Invitation,
    DocKind::SignIn,
    DocKind::AttendeeList,
    DocKind::TeamList,
    DocKind::Filing,
    DocKind::Approval,
    DocKind::Request,
    DocKind::ChangeRequest,
    DocKind::PressRelease,
];

static NAME_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((活动|会议|论坛|讲坛|大会|培训|比赛|竞赛|赛事|展会|展览|讲座|沙龙|座谈会|项目活动|本次活动|学术活动)(全称|名称|题目)|名称|活动标题|会标)([(（].{0,8}[)）])?$").expect("fixed pattern")
});
static THEME_LABEL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(活动|会议|论坛|大会)?主题$").expect("fixed pattern"));
static TIME_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^((活动|会议|举办|召开|开展|培训|比赛|竞赛|大赛|决赛|论坛|展览|展出|举行|实施|拟举办|计划)?(时间|日期)|时间[、/及和]?地点|时间与地点|(活动|会议)时间(与|和|及|/|、)?地点)$").expect("fixed pattern")
});
static HOST_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(主办|承办|协办|支持|指导|合作|联合主办|联合承办|共同主办|参与)(单位|方|机构|全国学会|学会)?([(（].{0,6}[)）])?$|^(合作)(全国)?学会$|^组织单位$").expect("fixed pattern")
});
/// “定于2026年6月26日在来宾市举办…”
static FIXED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(定于|拟于|将于|兹于|计划于|改于|调整为|调整至|改为|改至|改在|顺延至|延期至|推迟至|改期至|延至|提前至|提前到|延到|延期到|推迟到|改到|调整到|顺延到)[^，,。;]{0,24}").expect("fixed pattern")
});
static HOST_PROSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"由([^，。：;"由]{4,60}?)(?:联合|共同)?(主办|承办|协办|举办)"#).expect("fixed pattern")
});
/// A numbered heading that names an event: “（一）‘八桂科技讲坛’学术交流会”.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^([(（][一二三四五六七八九十0-9]+[)）]|[0-9]+[.、]|[一二三四五六七八九十]+、|活动[一二三四五0-9]+[:：、]?|第[一二三四五]场[:：、]?)").expect("fixed pattern")
});
/// “举办‘…’学术交流会” in running text.
static PROSE_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:举办|召开|开展|举行|组织|承办|主办)了?(?:的)?(["“『「][^"”』」]{4,60}["”』」][^，。；;、（(]{0,30}?(?:交流会|研讨会|座谈会|报告会|论坛|讲坛|大会|年会|沙龙|大赛|竞赛|活动|培训班|展览?会?))"#).expect("fixed pattern")
});

/// “2026年6月18日，‘…’在百色举办”.
static PROSE_HELD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(["“『「][^"”』」]{4,60}["”』」][^，。；;、（(在]{0,30}?)(?:（[^）]{0,12}）)?(?:在|于)[^，。；;]{1,30}?(?:举办|举行|召开|开展|启动|开幕|落幕)"#).expect("fixed pattern")
});

pub(super) fn extract(source: &Source<'_>, spec: Option<&SubTypeSpec>, project: &Project) -> Vec<Event> {
    let mut mentions = Vec::new();
    for paper in source.kinds.papers.iter().filter(|p| NAMING.contains(&p.kind) && !p.is_void()) {
        mentions.extend(of_paper(source, paper, project));
    }
    // who serves other hosts' events tells of them in reports and news, not in notices of its own
    if !mentions.iter().any(|m| m.official) || spec.is_some_and(|s| s.serves_others) {
        for paper in source.kinds.papers.iter().filter(|p| !p.is_void()) {
            mentions.extend(prose_mentions(source, paper, project, false));
        }
    }
    let told_only =
        if mentions.iter().any(|m| m.official) { told_of_other_brands(source, project, &mentions) } else { vec![] };
    let mut events = group::group(mentions, source);
    events.extend(group::group(told_only, source));
    for event in &mut events {
        event.kinds = kinds_of(source, event, spec);
        event.brands = source.pack.brands.iter().filter(|b| carries(&event.title, b)).map(|b| b.name.clone()).collect();
    }
    group::attach_papers(source, &mut events);
    for event in &mut events {
        if event.dates.is_empty() {
            group::date_from_papers(source, event);
        }
    }
    events.sort_by(|a, b| (a.date.map(|d| d.first), &a.title).cmp(&(b.date.map(|d| d.first), &b.title)));
    events
}

/// Events that only reports tell of, under a brand that no official paper's event carries: the forum has its notice, the visit to a
/// firm only a press release.
fn told_of_other_brands(source: &Source<'_>, project: &Project, official: &[Mention]) -> Vec<Mention> {
    let brands: Vec<_> = source.pack.brands.iter().filter(|b| !official.iter().any(|m| carries(&m.title, b))).collect();
    let papers = source.kinds.papers.iter().filter(|p| !p.is_void());
    let told = papers.flat_map(|p| prose_mentions(source, p, project, true));
    told.filter(|m| {
        let other = brands.iter().any(|b| carries(&m.title, b));
        // on the day of an official event without any brand it is that event by a finer name
        let another_name = official.iter().any(|o| {
            let plain = !source.pack.brands.iter().any(|b| carries(&o.title, b));
            let same_day = o.dates.iter().any(|d| m.dates.iter().any(|x| x.value.overlaps(&d.value)));
            plain && (same_day || o.dates.is_empty()) || super::titles::same(&m.title, &o.title, &source.pack.brands)
        });
        other && !m.dates.is_empty() && !another_name
    })
    .collect()
}

fn of_paper(source: &Source<'_>, paper: &Paper, project: &Project) -> Vec<Mention> {
    let reading = source.reading(paper.doc);
    let mut mentions = tabled(source, paper, reading);
    if mentions.len() < 2 {
        let named = labelled(source, paper, reading);
        if !named.is_empty() {
            mentions = named;
        }
    }
    if mentions.is_empty() && matches!(paper.kind, DocKind::Plan | DocKind::ServicePlan) {
        mentions = headed(source, paper, reading);
    }
    let title = paper.title.as_ref().and_then(|t| event_title(&t.quote, paper.kind).map(|e| (e, t.clone())));
    let title = title.or_else(|| title_in_lines(paper, reading)).or_else(|| title_in_header(source, paper, project));
    // “关于印发《…方案》的通知” with the plan behind it: the plan names the events
    let sends_plan = paper.kind == DocKind::Notice
        && paper.title.as_ref().is_some_and(|t| t.quote.contains("印发") || t.quote.contains("方案"))
        && source.kinds.of_doc(paper.doc).any(|p| p.kind == DocKind::Plan);
    let title = title.filter(|_| !sends_plan);
    let title = title.filter(|(t, _)| {
        paper.kind != DocKind::PressRelease && names_event(&t.written, project) && !names_line(source, &t.written)
    });
    if let Some((title, evidence)) = title {
        let several = mentions.len() > 1;
        let again = mentions.iter().any(|m| super::titles::same(&m.title, &title.written, &source.pack.brands));
        // a plan's own title over several labelled events names the project, not one more event
        if !several && !again && mentions.is_empty() {
            mentions.push(Mention {
                title: title.written,
                source: paper.kind,
                doc: paper.doc,
                evidence,
                dates: paper_dates(source, paper, reading, title.change),
                place: place_field(reading, &paper.blocks),
                hosts: hosts(source, paper, reading, &paper.blocks),
                change: title.change,
                official: true,
            });
        } else if !several && again {
            // the title line and the label name one event: keep both spellings
            let first = mentions[0].clone();
            mentions.push(Mention { title: title.written, evidence, change: title.change, ..first });
        }
    }
    mentions
}

/// A notice's title that no heading gave: the lines from “关于…” down to “…的通知”.
fn title_in_lines(paper: &Paper, reading: &Reading) -> Option<(EventTitle, Evidence)> {
    const ENDS: [&str; 7] = ["通知", "函", "邀请信", "公告", "通告", "请示", "报告"];
    if !matches!(paper.kind, DocKind::Notice | DocKind::Invitation) || paper.title.is_some() {
        return None;
    }
    let lines: Vec<&Line> = reading.lines_in(&paper.blocks).take(14).collect();
    let from = lines.iter().position(|l| l.folded.starts_with("关于") || l.folded.contains("学会关于"))?;
    let mut written = String::new();
    for line in lines.iter().skip(from).take(4) {
        if line.folded.contains(['。', ':', '，']) {
            return None;
        }
        written.push_str(&line.written);
        if ENDS.iter().any(|e| line.folded.trim_end_matches(')').ends_with(e)) {
            let evidence = Evidence::new(paper.doc, lines.get(from)?.place.clone(), &written);
            return event_title(&written, paper.kind).map(|t| (t, evidence));
        }
    }
    None
}

/// A handbook's or plan's title that stands only in the page header.
fn title_in_header(source: &Source<'_>, paper: &Paper, project: &Project) -> Option<(EventTitle, Evidence)> {
    let alone = source.kinds.of_doc(paper.doc).count() == 1;
    if !alone || !matches!(paper.kind, DocKind::Handbook | DocKind::Plan | DocKind::Agenda | DocKind::SignIn) {
        return None;
    }
    let doc = source.dossier.doc(paper.doc);
    doc.blocks.iter().filter(|b| b.origin == Origin::HeaderFooter && !b.hidden).find_map(|b| {
        let written = b.content.as_line()?;
        let title = event_title(written, paper.kind)?;
        let named = names_event(&title.written, project) && title.written.chars().count() >= 6;
        named.then(|| (title, Evidence::new(paper.doc, b.place.clone(), written)))
    })
}

/// “海智计划项目活动”: the line's name with a common word is no event's name.
fn names_line(source: &Source<'_>, title: &str) -> bool {
    let mut k = key(title);
    for line in &source.pack.lines {
        for name in std::iter::once(&line.name).chain(&line.aliases) {
            k = k.replace(&key(name), "");
        }
    }
    for word in ["活动", "项目", "2026年度", "2026年", "系列", "相关", "有关"] {
        k = k.replace(word, "");
    }
    k.chars().count() < 2
}

/// A paper title such as “某项目实施方案” names the project when the project's name is no event's.
fn names_event(title: &str, project: &Project) -> bool {
    let folded = simplified(&fold(title));
    let event_like = ends_as_event(&folded) || language().events.event_word.hits(&folded);
    let is_project = !project.name.is_empty() && key(&project.name) == key(title);
    event_like && (!is_project || ends_as_event(&folded))
}

/// A folded name that ends as events' names do.
fn ends_as_event(folded: &str) -> bool {
    language().events.event_end.hits(folded)
}

/// “活动名称：…” and label cells, each with the fields that follow it up to the next name.
fn labelled(source: &Source<'_>, paper: &Paper, reading: &Reading) -> Vec<Mention> {
    let names: Vec<_> = reading
        .fields_in(&paper.blocks)
        .filter(|f| NAME_LABEL.is_match(&f.label) && f.value.chars().count() >= 4)
        .filter(|f| {
            f.label != "名称"
                || matches!(
                    paper.kind,
                    DocKind::Plan | DocKind::ServicePlan | DocKind::Notice | DocKind::Filing | DocKind::Handbook
                )
        })
        .cloned()
        .collect();
    let themed = names.is_empty() && paper.title.as_ref().is_none_or(|t| event_title(&t.quote, paper.kind).is_none());
    let names = if themed {
        reading
            .fields_in(&paper.blocks)
            .filter(|f| THEME_LABEL.is_match(&f.label) && f.value.chars().count() >= 6)
            .take(1)
            .cloned()
            .collect()
    } else {
        names
    };
    let mut out = Vec::new();
    for (i, name) in names.iter().enumerate() {
        let end_line = names.get(i + 1).map_or(usize::MAX, |n| n.line);
        let within: Vec<_> =
            reading.fields_in(&paper.blocks).filter(|f| f.line >= name.line && f.line < end_line).collect();
        let mut dates: Vec<Stated<DayRange>> = within
            .iter()
            .filter(|f| TIME_LABEL.is_match(&f.label))
            .filter_map(|f| {
                event_day(&f.value, source.year()).map(|d| Stated {
                    value: d,
                    source: paper.kind,
                    evidence: f.evidence(paper.doc),
                })
            })
            .collect();
        if dates.is_empty() {
            // “名称：…。时间在6月27日”: the day in the lines that follow the name
            let near = reading.lines.iter().take(end_line.min(reading.lines.len())).skip(name.line).take(4);
            let found = near
                .filter(|l| !l.hidden)
                .find_map(|l| event_day(&l.written, source.year()).map(|d| (d, l.evidence(paper.doc))));
            dates = found.map(|(value, evidence)| Stated { value, source: paper.kind, evidence }).into_iter().collect();
        }
        if dates.is_empty() && names.len() == 1 {
            dates = paper_dates(source, paper, reading, false);
        }
        let place = within.iter().find(|f| is_place_label(&f.label)).map_or(String::new(), |f| place_part(&f.value));
        let blocks = name.block..within.last().map_or(name.block + 1, |f| f.block + 1);
        let mut hosts = hosts(source, paper, reading, &blocks);
        if hosts.is_empty() {
            hosts = self::hosts(source, paper, reading, &paper.blocks);
        }
        out.push(Mention {
            title: trim_value(&name.value),
            source: paper.kind,
            doc: paper.doc,
            evidence: name.evidence(paper.doc),
            dates,
            place,
            hosts,
            change: false,
            official: paper.kind != DocKind::PressRelease,
        });
    }
    out
}

/// A table with a row for each event: a column of names beside one of days. An agenda's rows have hours and talks, no names of events.
fn tabled(source: &Source<'_>, paper: &Paper, reading: &Reading) -> Vec<Mention> {
    static NAME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^((活动|会议|赛事|培训|项目活动)?名称|活动主题|活动)$").expect("fixed pattern"));
    /// Columns that name an event only where the name is a brand's: talks have themes and contents too.
    static THEME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(活动|会议)?(主题|内容|项目|题目)$").expect("fixed pattern"));
    static CITY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(城市|地区|举办地)$").expect("fixed pattern"));
    let doc = source.dossier.doc(paper.doc);
    let mut out = Vec::new();
    for (i, block) in doc.blocks.iter().enumerate().take(paper.blocks.end).skip(paper.blocks.start) {
        let Some(table) = block.content.as_table().filter(|_| !block.hidden) else { continue };
        let find = |row: &Row, re: &Regex| row.cells.iter().rev().find(|c| re.is_match(&fold(&c.text))).map(|c| c.col);
        let header = table.rows.iter().enumerate().find_map(|(r, row)| {
            let day = find(row, &TIME_LABEL)?;
            let (named, themed) = (find(row, &NAME), find(row, &THEME));
            let name = named.or(themed)?;
            let place = row.cells.iter().rev().find(|c| is_place_label(&fold(&c.text))).map(|c| c.col);
            let place = place.or_else(|| find(row, &CITY));
            let host = row.cells.iter().find(|c| HOST_LABEL.is_match(&fold(&c.text)));
            let host = host.map(|c| (c.col, fold(&c.text).chars().take(2).collect::<String>()));
            (row.cells.len() >= 3 && name != day).then_some((r, name, named.is_none(), day, place, host))
        });
        let Some((head, name_col, only_branded, day_col, place_col, host_col)) = header else { continue };
        for row in table.rows.iter().skip(head + 1).filter(|r| !r.hidden) {
            let title: String = row.shown_at(name_col).split_whitespace().collect();
            let branded = source.pack.brands.iter().any(|b| carries(&title, b));
            let day = event_day(row.shown_at(day_col), source.year());
            if !(6..=60).contains(&title.chars().count()) || !(branded || !only_branded && ends_as_event(&fold(&title)))
            {
                continue;
            }
            let Some(day) = day else { continue };
            let line = reading
                .lines
                .iter()
                .find(|l| l.block == i && l.table_row && l.written.contains(row.shown_at(name_col).trim()));
            let evidence = match line {
                Some(line) => line.evidence(paper.doc),
                None => Evidence::new(paper.doc, block.place.clone(), &title),
            };
            let of_row = |row: &Row| -> Option<Vec<(String, Stated<String>)>> {
                let (col, role) = host_col.as_ref().map(|(c, r): &(u32, String)| (*c, r.clone()))?;
                let stated = |value| Stated { value, source: paper.kind, evidence: evidence.clone() };
                Some(split_names(row.shown_at(col)).into_iter().map(|n| (role.clone(), stated(n))).collect())
            };
            out.push(Mention {
                title,
                source: paper.kind,
                doc: paper.doc,
                dates: vec![Stated { value: day, source: paper.kind, evidence: evidence.clone() }],
                evidence: evidence.clone(),
                place: place_col.map_or(String::new(), |c| place_part(row.shown_at(c))),
                hosts: of_row(row).unwrap_or_else(|| hosts(source, paper, reading, &paper.blocks)),
                change: false,
                official: paper.kind != DocKind::PressRelease,
            });
        }
    }
    out
}

fn trim_value(value: &str) -> String {
    let first = value.split(['；', ';', '。']).next().unwrap_or(value);
    first.split_whitespace().collect::<String>()
}

/// Numbered headings of a plan that name events, with a time label below each.
fn headed(source: &Source<'_>, paper: &Paper, reading: &Reading) -> Vec<Mention> {
    let lines: Vec<&Line> = reading.lines_in(&paper.blocks).collect();
    let mut heads = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let Some(number) = NUMBERED.find(&line.folded) else { continue };
        let rest = &line.folded[number.end()..];
        let n = rest.chars().count();
        let branded = source.pack.brands.iter().any(|b| carries(rest, b));
        let timed = lines.iter().skip(i + 1).take(4).any(|l| {
            let f = &l.folded;
            f.contains("时间:") || f.contains("日期:")
        });
        if (6..=60).contains(&n) && (ends_as_event(rest) || branded) && timed && !rest.contains('。') {
            heads.push((
                i,
                line.written.trim_start_matches(|c: char| !c.is_alphabetic() && !"“『「\"".contains(c)).to_owned(),
                *line,
            ));
        }
    }
    let mut out = Vec::new();
    for (k, (i, _, line)) in heads.iter().enumerate() {
        let end = heads.get(k + 1).map_or(lines.len(), |(j, ..)| *j);
        let last_block = lines.get(end - 1).map_or(line.block, |l| l.block);
        let range = line.block..last_block + 1;
        let dates = reading
            .fields_in(&range)
            .filter(|f| TIME_LABEL.is_match(&f.label))
            .filter_map(|f| {
                event_day(&f.value, source.year()).map(|d| Stated {
                    value: d,
                    source: paper.kind,
                    evidence: f.evidence(paper.doc),
                })
            })
            .take(1)
            .collect();
        let title = NUMBERED.replace(&lines[*i].written.split_whitespace().collect::<String>(), "").into_owned();
        out.push(Mention {
            title,
            source: paper.kind,
            doc: paper.doc,
            evidence: line.evidence(paper.doc),
            dates,
            place: place_field(reading, &range),
            hosts: hosts(source, paper, reading, &paper.blocks),
            change: false,
            official: true,
        });
    }
    out
}

/// Names in running text: only when no official paper names any event. `held`: only those whose own sentence tells the day.
fn prose_mentions(source: &Source<'_>, paper: &Paper, project: &Project, held: bool) -> Vec<Mention> {
    const TO_COME: [&str; 8] = ["择期", "下一步", "将于", "拟于", "计划", "即将", "接下来", "适时"];
    let reading = source.reading(paper.doc);
    let mut out = Vec::new();
    if !matches!(
        paper.kind,
        DocKind::PressRelease
            | DocKind::Other
            | DocKind::AcceptanceForm
            | DocKind::WorkSummary
            | DocKind::ServiceSummary
            | DocKind::SubsidyForm
            | DocKind::CaseWriteUp
    ) {
        return out;
    }
    for line in reading.lines_in(&paper.blocks) {
        for sentence in line.written.split(['。', '；', ';']) {
            let to_come = TO_COME.iter().any(|w| sentence.contains(w));
            if held && (to_come || dates::first(sentence, source.year()).is_none()) {
                continue;
            }
            let named = PROSE_NAME.captures_iter(sentence).chain(
                PROSE_HELD
                    .captures_iter(sentence)
                    .filter(|c| source.pack.brands.iter().any(|b| carries(&c[1], b)) || ends_as_event(&fold(&c[1]))),
            );
            for c in named {
                let title = c[1].split_whitespace().collect::<String>();
                if key(&title) == key(&project.name) || out.iter().any(|m: &Mention| m.title == title) {
                    continue;
                }
                // of several days in a sentence the last one before the name is the event's
                let at = c.get(1).map_or(0, |m| m.start());
                let found = dates::find(sentence, source.year());
                let day = found.iter().rfind(|d| d.start < at).or(found.first()).map(|d| d.range);
                let day = day.or_else(|| dates::first(&line.written, source.year()));
                let dates = day
                    .map(|d| Stated { value: d, source: paper.kind, evidence: line.evidence(paper.doc) })
                    .into_iter()
                    .collect();
                out.push(Mention {
                    title,
                    source: paper.kind,
                    doc: paper.doc,
                    evidence: line.evidence(paper.doc),
                    dates,
                    place: String::new(),
                    hosts: Vec::new(),
                    change: false,
                    official: false,
                });
            }
        }
    }
    out
}

/// The event's date as the paper gives it: a time label, else “定于…”, else the first day of a list, handbook or press release.
pub(super) fn paper_dates(
    source: &Source<'_>,
    paper: &Paper,
    reading: &Reading,
    change: bool,
) -> Vec<Stated<DayRange>> {
    let year = source.year();
    let stated = |d: DayRange, evidence: Evidence| Stated { value: d, source: paper.kind, evidence };
    if change {
        // the new day stands behind “调整为 / 延期至”
        for line in reading.lines_in(&paper.blocks) {
            let moved = FIXED.find_iter(&line.folded).find(|m| m.as_str().contains(['改', '调', '延', '推', '提']));
            if let Some(d) = moved.and_then(|m| event_day(m.as_str(), year)) {
                return vec![stated(d, line.evidence(paper.doc))];
            }
        }
    }
    let press = paper.kind == DocKind::PressRelease;
    // the time field of a printed news page or mail is that of sending
    for field in reading.fields_in(&paper.blocks).filter(|f| !press && TIME_LABEL.is_match(&f.label)) {
        if let Some(d) = event_day(&field.value, year) {
            return vec![stated(d, field.evidence(paper.doc))];
        }
    }
    // a heading “时间地点” with the day in the line below
    let lines: Vec<&Line> = reading.lines_in(&paper.blocks).collect();
    for (i, line) in lines.iter().enumerate() {
        let heading =
            line.folded.chars().count() <= 14 && (line.folded.contains("时间") || line.folded.contains("日期"));
        if heading && let Some((next, d)) = lines.get(i + 1).and_then(|n| Some((n, event_day(&n.written, year)?))) {
            return vec![stated(d, next.evidence(paper.doc))];
        }
    }
    for line in &lines {
        if let Some(d) = FIXED.find(&line.folded).and_then(|m| event_day(m.as_str(), year)) {
            return vec![stated(d, line.evidence(paper.doc))];
        }
    }
    // a change notice without a new day changes the place: the days of its prose are the old one, or a weather report's
    if change {
        return Vec::new();
    }
    let first_day = matches!(
        paper.kind,
        DocKind::SignIn
            | DocKind::AttendeeList
            | DocKind::TeamList
            | DocKind::Handbook
            | DocKind::Agenda
            | DocKind::PressRelease
    );
    let until = if first_day { lines.len().min(40) } else { lines.len().saturating_sub(3) };
    if press
        && let Some(told) =
            lines.iter().find_map(|l| told_day(&l.written, year).map(|d| stated(d, l.evidence(paper.doc))))
    {
        return vec![told];
    }
    const SENT: [&str; 8] = ["发布时间", "发布日期", "发件", "收件", "时间:", "日期:", "来源:", "发送"];
    let of_sending = |l: &Line| SENT.iter().any(|w| l.folded.contains(w)) || is_by_line(&l.folded);
    for line in lines.iter().take(until).filter(|l| !press || !of_sending(l)) {
        let speaks = first_day || ["举办", "开展", "召开", "举行", "时间"].iter().any(|w| line.folded.contains(w));
        if let Some(d) = speaks.then(|| event_day(&line.written, year)).flatten() {
            return vec![stated(d, line.evidence(paper.doc))];
        }
    }
    // “8月29日上午，专家组到你公司服务”: the first day of the body, which is not the day of issue at its foot
    for line in lines.iter().take(lines.len().saturating_sub(2)).filter(|_| paper.kind != DocKind::PressRelease) {
        let issued = line.folded.chars().count() <= 14 && line.folded.ends_with('日');
        if let Some(d) = event_day(&line.written, year).filter(|_| !issued) {
            return vec![stated(d, line.evidence(paper.doc))];
        }
    }
    Vec::new()
}

/// “2026-10-19 08:40 阅读 316”: a web page's hour of publishing and its counters, which say nothing of the event.
fn is_by_line(folded: &str) -> bool {
    static HOUR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^\D{0,20}20[0-9]{2}[-./年][0-9]{1,2}[-./月][0-9]{1,2}日?\s*[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?(?P<rest>.*)$",
        )
        .expect("fixed pattern")
    });
    static COUNTER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"20[0-9]{2}[-./年][0-9]{1,2}[-./月][0-9]{1,2}.*(阅读|浏览|点击|人气|访问)(量|数|次数|次)?[:\s(]*[0-9]",
        )
        .expect("fixed pattern")
    });
    const SPOKEN: [&str; 8] = ["举行", "举办", "召开", "开展", "时间", "地点", "报到", "签到"];
    if folded.chars().count() > 60 || SPOKEN.iter().any(|w| folded.contains(w)) {
        return false;
    }
    // “2026-10-17 14:30-17:00” is the event's time, “2026-10-19 08:40” alone a page's
    let alone = HOUR
        .captures(folded)
        .is_some_and(|c| !c["rest"].trim_start().starts_with(['-', '–', '—', '~', '至', '到', '，', ',', '在']));
    alone || COUNTER.is_match(folded)
}

/// “9月12日，…在百色举行”: the day of a sentence that says what happened, as against the day of a by-line.
pub(super) fn told_day(line: &str, year: i16) -> Option<DayRange> {
    const HAPPENED: [&str; 12] =
        ["举行", "举办", "召开", "开展", "开幕", "启动", "落幕", "闭幕", "走进", "赴", "组织", "成立"];
    const SENT: [&str; 6] = ["发布时间", "发布日期", "发稿", "发件", "收件", "来源:"];
    let sentences = line.split(['。', '；', ';']);
    let told = |s: &&str| {
        let f = fold(s);
        HAPPENED.iter().any(|w| f.contains(w)) && !SENT.iter().any(|w| f.contains(w)) && f.chars().count() > 12
    };
    sentences.filter(told).find_map(|s| event_day(s, year))
}

/// The day to which a change notice moves one of several events: the first “改期至…” behind the event's name, or
/// the first at all where no names are given.
pub(super) fn moved_day(
    reading: &Reading,
    blocks: &Range<usize>,
    names: &[String],
    year: i16,
) -> Option<(DayRange, Line)> {
    for line in reading.lines_in(blocks) {
        let at = names.iter().filter(|n| n.chars().count() >= 4).filter_map(|n| line.folded.find(n.as_str())).min();
        let at = if names.is_empty() { Some(0) } else { at };
        let Some(rest) = at.and_then(|i| line.folded.get(i..)) else { continue };
        let moved = FIXED.find_iter(rest).find(|m| m.as_str().contains(['改', '调', '延', '推', '提']));
        if let Some(day) = moved.and_then(|m| event_day(m.as_str(), year)) {
            return Some((day, line.clone()));
        }
    }
    None
}

/// The day of the event itself: not the last day of registration, not the day of arrival.
fn event_day(text: &str, year: i16) -> Option<DayRange> {
    const BEFORE: [&str; 13] =
        ["报名", "截止", "提交", "报到", "注册", "投稿", "征文", "反馈", "回执", "初赛", "预赛", "复赛", "初评"];
    const AFTER: [&str; 7] = ["前", "之前", "以前", "截止", "报到", "下午报到", "起报"];
    const ROUNDS: [&str; 5] = ["举行初赛", "举办初赛", "开展初赛", "进行初赛", "组织初赛"];
    let found = dates::find(text, year);
    let of_event = found.iter().find(|d| {
        let before: String = text
            .get(..d.start)
            .unwrap_or_default()
            .chars()
            .rev()
            .take_while(|c| !"，,。；;、\t".contains(*c))
            .take(10)
            .collect();
        let before: String = before.chars().rev().collect();
        let clause: String = text
            .get(d.end..)
            .unwrap_or_default()
            .chars()
            .take_while(|c| !"，,。；;（(".contains(*c))
            .take(30)
            .collect();
        let after: String = fold(&clause).chars().take(10).collect();
        // “10月24日在线上举行初赛，11月29日举行决赛”: a contest's day is that of its final
        let round = clause.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
        let preliminary = ROUNDS.iter().any(|r| round.contains(r)) && !round.contains("决赛");
        !preliminary
            && !BEFORE.iter().any(|w| before.contains(w))
            && !AFTER.iter().any(|w| after.starts_with(w))
            && !after.contains("报到")
    });
    of_event.map(|d| d.range).or_else(|| bare_day(text, year).filter(|_| found.is_empty()))
}

/// “10.31（星期六）” at the head of a time field, “定于8.12-8.14”, “改期至9.16-9.18”.
fn bare_day(text: &str, year: i16) -> Option<DayRange> {
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:^|[定改延推]于|将于|[期迟延调改整更]至|[调改整更定]为)\s*(?P<m>[0-9]{1,2})[./](?P<d>[0-9]{1,2})(?:[-—–至~](?:(?P<m2>[0-9]{1,2})[./])?(?P<d2>[0-9]{1,2}))?\s*(?:$|[（(，,。日号上下全在举召开\s])")
            .expect("fixed pattern")
    });
    let c = BARE.captures(text)?;
    let n = |name: &str| c.name(name).and_then(|m| m.as_str().parse::<i8>().ok());
    let first = Day::new(year, n("m")?, n("d")?)?;
    let last = n("d2").and_then(|d| Day::new(year, n("m2").or(n("m"))?, d)).filter(|l| *l >= first).unwrap_or(first);
    Some(DayRange { first, last, year_inferred: true })
}

fn place_field(reading: &Reading, blocks: &Range<usize>) -> String {
    reading.fields_in(blocks).find(|f| is_place_label(&f.label)).map_or(String::new(), |f| place_part(&f.value))
}

/// The label of an event's place.
pub(super) fn is_place_label(folded: &str) -> bool {
    language().places.place_label.hits(folded)
}

/// “2026年9月18日/崇左市新和宾馆” → the place.
pub(super) fn place_part(value: &str) -> String {
    let found = dates::find(value, 2026);
    let rest = found.last().map_or(value, |d| value.get(d.end..).unwrap_or(value));
    let rest = rest.trim_start_matches(|c: char| !c.is_alphabetic() || c == '日').trim();
    let rest = rest.split(['。', '；', ';', '\t']).next().unwrap_or(rest);
    // a label in the value's place: the cell beside “地点” was the next label
    let label = rest.chars().count() <= 6
        && ["内容", "单位", "人员", "安排", "负责人", "主题", "规模"].iter().any(|w| rest.ends_with(w));
    if label { String::new() } else { rest.chars().take(60).collect() }
}

fn hosts(
    source: &Source<'_>,
    paper: &Paper,
    reading: &Reading,
    blocks: &Range<usize>,
) -> Vec<(String, Stated<String>)> {
    let mut out = Vec::new();
    for field in reading.fields_in(blocks).filter(|f| HOST_LABEL.is_match(&f.label)) {
        let role =
            if field.label.contains("学会") { "合作".to_owned() } else { field.label.chars().take(2).collect() };
        for name in split_names(&field.value) {
            out.push((role.clone(), Stated { value: name, source: paper.kind, evidence: field.evidence(paper.doc) }));
        }
    }
    out.extend(hosts_below(paper, reading, blocks));
    for line in reading.lines_in(blocks) {
        out.extend(hosts_by_clause(paper, line));
        for c in HOST_PROSE.captures_iter(&line.written) {
            for name in split_names(&c[1]) {
                out.push((
                    c[2].replace("举办", "主办"),
                    Stated { value: name, source: paper.kind, evidence: line.evidence(paper.doc) },
                ));
            }
        }
        // “某某科协与中国某某学会定于…共同举办”: national societies named as partners
        let national = &source.patterns.national;
        if line.folded.contains("共同") || line.folded.contains("联合") || line.folded.contains("合作") {
            for sentence in line.folded.split(['。', ';', '；']) {
                let partners = national.find(sentence).into_iter().filter(|n| {
                    !n.aside
                        && national.is(&n.body)
                        && is_partner(sentence, n.at.clone())
                        && !is_of_another_year(sentence, source.year())
                });
                for value in partners.map(|n| n.body.written) {
                    let stated = Stated { value, source: paper.kind, evidence: line.evidence(paper.doc) };
                    out.push(("合作".to_owned(), stated));
                }
            }
        }
    }
    out
}

/// Names of bodies end so.
const BODY_END: [&str; 26] = [
    "学会",
    "协会",
    "研究会",
    "联合会",
    "促进会",
    "商会",
    "科协",
    "公司",
    "大学",
    "学院",
    "学校",
    "研究院",
    "研究所",
    "中心",
    "委员会",
    "管委会",
    "政府",
    "人民政府",
    "局",
    "厅",
    "医院",
    "杂志社",
    "编辑部",
    "创新站",
    "工作站",
    "集团",
];

fn is_body(name: &str) -> bool {
    (4..=40).contains(&name.chars().count()) && BODY_END.iter().any(|e| name.ends_with(e))
}

/// “主办单位：” alone on its line, the names in the short lines below it.
fn hosts_below(paper: &Paper, reading: &Reading, blocks: &Range<usize>) -> Vec<(String, Stated<String>)> {
    let mut out = Vec::new();
    let mut role: Option<String> = None;
    for line in reading.lines_in(blocks).filter(|l| !l.table_row) {
        let bare = line.folded.trim_start_matches(|c: char| "一二三四五六七八九十0123456789、.()*-· ".contains(c));
        let label = bare.trim_end_matches(':');
        if HOST_LABEL.is_match(label) {
            role = Some(label.chars().take(2).collect());
            continue;
        }
        let Some(r) = &role else { continue };
        let names = split_names(&line.written);
        if names.is_empty() || !names.iter().all(|n| is_body(n)) {
            role = None;
            continue;
        }
        let stated = |value| Stated { value, source: paper.kind, evidence: line.evidence(paper.doc) };
        out.extend(names.into_iter().map(|n| (r.clone(), stated(n))));
    }
    out
}

/// An intention, a denial or a model before the verb makes nobody a host.
const MEANT: [&str; 10] = ["拟", "邀请", "未", "将", "希望", "曾", "参照", "不再", "申请", "争取"];

/// “由甲学会主办，乙学会承办”: each clause that ends with what its body does.
fn hosts_by_clause(paper: &Paper, line: &Line) -> Vec<(String, Stated<String>)> {
    static CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:.*由)?(?P<who>[^由]{4,60}?)(?:联合|共同)?(?P<role>主办|承办|协办|支持)$")
            .expect("fixed pattern")
    });
    let mut out = Vec::new();
    for clause in line.written.split(['，', ',', '。', '；', ';']) {
        let Some(c) = CLAUSE.captures(clause.trim()) else { continue };
        if MEANT.iter().any(|w| c["who"].contains(w)) {
            continue;
        }
        let names = split_names(&c["who"]);
        let joined = |n: String| -> Vec<String> {
            let parts: Vec<String> = n.split(['与', '和']).map(str::to_owned).collect();
            if parts.iter().all(|p| is_body(p)) { parts } else { vec![n] }
        };
        for name in names.into_iter().flat_map(joined).filter(|n| is_body(n)) {
            let evidence = line.evidence(paper.doc);
            out.push((c["role"].to_owned(), Stated { value: name, source: paper.kind, evidence }));
        }
    }
    out
}

fn split_names(value: &str) -> Vec<String> {
    value
        .split(['、', '，', ',', '；', ';', '\t', '　', ' ', '/'])
        .flat_map(|p| p.split("以及"))
        .flat_map(|p| {
            if p.contains("学会和") || p.contains("协会和") || p.contains("公司和") {
                p.split('和').collect::<Vec<_>>()
            } else {
                vec![p]
            }
        })
        .map(|p| p.trim().trim_end_matches('。').to_owned())
        .filter(|p| (4..=40).contains(&p.chars().count()))
        .collect()
}

/// What duties the event may answer to: words of its title, its partners, and the sub-type's one other duty.
fn kinds_of(source: &Source<'_>, event: &Event, spec: Option<&SubTypeSpec>) -> BTreeSet<EventKind> {
    let text: String = std::iter::once(event.title.as_str())
        .chain(event.titles.iter().map(|t| t.value.as_str()))
        .map(|t| simplified(&fold(t)))
        .collect::<Vec<_>>()
        .join("\n");
    let hit =
        |kind: EventKind| source.patterns.event_kinds.get(&kind).is_some_and(|ps| ps.iter().any(|p| p.is_match(&text)));
    let mut kinds = BTreeSet::new();
    let duty = super::main_duty(spec);
    let founding = hit(EventKind::Founding);
    if founding {
        kinds.insert(EventKind::Founding);
    }
    // one paper on two activities (“某展及助企活动实施方案”) names the other one too
    let hits_enterprise = |title: &str| {
        let folded = simplified(&fold(title));
        source.patterns.event_kinds.get(&EventKind::Enterprise).is_some_and(|ps| ps.iter().any(|p| p.is_match(&folded)))
    };
    let named = event.titles.iter().filter(|t| hits_enterprise(&t.value)).count();
    // a plan that opens with the brand says what the notice's plain title is about
    let opens_with_brand = event.titles.iter().any(|t| {
        let k = key(&t.value);
        hits_enterprise(&t.value)
            && source.pack.brands.iter().any(|b| k.starts_with(&key(&b.name)) && hits_enterprise(&b.name))
    });
    let enterprise = hits_enterprise(&event.title) || named * 2 > event.titles.len() || opens_with_brand;
    // a title that speaks of both duties (“…学术交流会暨‘专家助企赋能’活动”) serves both
    let both = enterprise && text.contains('暨');
    if enterprise {
        kinds.insert(EventKind::Enterprise);
    }
    let wanted: Vec<EventKind> =
        duty.into_iter().chain([EventKind::Academic, EventKind::Contest, EventKind::Journal]).collect();
    if !founding && (!enterprise || both) {
        for kind in wanted {
            let by_nature = match kind {
                // line 3 and line 7: whatever exchange the grantee holds is the duty
                EventKind::International | EventKind::CrossRegional | EventKind::Haizhi => true,
                EventKind::NationalSociety => true,
                other => hit(other),
            };
            let foreign_to_project = EventKind::Other == kind;
            if by_nature && !foreign_to_project {
                kinds.insert(kind);
            }
        }
    }
    if kinds.is_empty() {
        kinds.insert(EventKind::Other);
    }
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pages_hour_of_publishing_is_told_from_the_events_time() {
        for line in ["2026-10-19 08:40 阅读 316", "来源 学会 2026年9月15日 10:02", "2026-09-15 浏览次数:88"]
        {
            assert!(is_by_line(line), "{line}");
        }
        for line in
            ["2026-10-17 14:30-17:00", "2026年10月17日14:30，报告会在园区举行", "2026-10-17", "读书会2026年9月1日"]
        {
            assert!(!is_by_line(line), "{line}");
        }
    }

    #[test]
    fn days_of_registration_and_arrival_are_not_the_event() {
        let cases = [
            ("报名截止2026年9月10日；作品提交截止9月25日；决赛2026年10月17日", Some("2026-10-17")),
            ("10月15日\t全天\t报到", None),
            ("定于10月16日至17日召开（15日报到）", Some("2026-10-16至2026-10-17")),
            ("2026年6月26日8:30—17:30，6月25日15:00起报到", Some("2026-06-26")),
            ("请于9月10日前报名", None),
            ("报名及初赛：10月21日至30日；决赛：11月7日至8日", Some("2026-11-07至2026-11-08")),
            ("定于10月24日举行初赛，11月29日至30日在校内举行决赛", Some("2026-11-29至2026-11-30")),
            ("定于10月24日在线上举行初赛、决赛", Some("2026-10-24")),
            ("10.31（星期六）", Some("2026-10-31")),
            ("1.5万元", None),
            ("定于8.12-8.14在会展中心举办", Some("2026-08-12至2026-08-14")),
            ("改期至9.16-9.18", Some("2026-09-16至2026-09-18")),
            ("经费调整为8.12万元", None),
            ("会期改为9月19日(星期六),18日下午报到", Some("2026-09-19")),
        ];
        for (text, want) in cases {
            assert_eq!(event_day(text, 2026).map(|d| d.to_string()).as_deref(), want, "{text}");
        }
    }
}

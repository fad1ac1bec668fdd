//! 活动核查: each event with its date, place, people and papers.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::carry::{self, Kept, Subject};
use super::grid::{Column, Grid, Heading, Value, column, kept_columns};
use super::style::Look;
use super::{Book, lines, links, number, reviewer, sheet};
use crate::model::facts::{Claim, ClaimKind, PeopleList, Shown, SubmissionKind};
use crate::model::{DocKind, DossierAudit, Event, text};
use crate::report::words;

/// Papers an event should have: column title and the kinds that count as it.
const PAPERS: [(&str, &[DocKind]); 5] = [
    ("方案", &[DocKind::Plan, DocKind::ServicePlan]),
    ("通知", &[DocKind::Notice, DocKind::Invitation]),
    ("手册", &[DocKind::Handbook, DocKind::Agenda]),
    ("签到", &[DocKind::SignIn, DocKind::AttendeeList, DocKind::TeamList]),
    ("新闻", &[DocKind::PressRelease, DocKind::PressPublication]),
];

pub fn sheet(book: &Book<'_>) -> Result<Worksheet, XlsxError> {
    let heading = Heading {
        name: sheet::EVENTS,
        title: "活动核查表",
        index: "C-1",
        note: "名称、日期等按材料原文列示。“有”表示已见归入该活动的材料（点击可打开），“未见”仅表示已读取的材料中没有，是否缺项以问题清单为准。".to_owned(),
    };
    let mut grid = Grid::new(book, &heading, columns())?;
    for (at, d) in book.audit.dossiers.iter().enumerate() {
        for (n, e) in d.facts.events.iter().enumerate() {
            let row = row(book, at, d, n, e);
            grid.row(&row)?;
            grid.keep(subject(d, e));
        }
    }
    if book.audit.dossiers.iter().all(|d| d.facts.events.is_empty()) {
        grid.nothing("材料中未识别出活动。")?;
    }
    grid.fill(Kept::Events)?;
    grid.finish(3)
}

/// An event is known by its title; when, where and with how many it was held is its ground.
fn subject(d: &DossierAudit, e: &Event) -> Subject {
    let key = carry::short_hash(&[&d.identity, &text::key(&e.title)]);
    let date = e.date.as_ref().map(ToString::to_string).unwrap_or_default();
    let lists = lines(e.lists.iter().map(list));
    Subject { key: format!("E-{key}"), print: carry::print(&d.identity, &[&date, &text::key(&e.place), &lists]) }
}

pub fn columns() -> Vec<Column> {
    let mut columns = vec![
        column("序号", 5.0, Look::Whole),
        column("项目", 15.0, Look::Text),
        column("活动名称", 26.0, Look::Text),
        column("活动类别", 14.0, Look::Text),
        column("日期", 12.0, Look::Centre),
        column("地点", 15.0, Look::Text),
        column("名单人数", 16.0, Look::Text),
        column("文中所称人数", 17.0, Look::Text),
        column("名称中的冠名", 13.0, Look::Text),
    ];
    columns.extend(PAPERS.iter().map(|(title, _)| column(title, 5.5, Look::Centre)));
    columns.push(column("新闻稿报送", 17.0, Look::Text));
    columns.push(column(reviewer::NOTE, 12.0, Look::Entry));
    columns.extend(kept_columns());
    columns
}

fn row(book: &Book<'_>, at: usize, d: &DossierAudit, n: usize, e: &Event) -> Vec<Value> {
    let brands: Vec<String> =
        e.brands.iter().map(|b| book.pack.brand(b).map_or_else(|| b.clone(), |known| known.name.clone())).collect();
    let mut values = vec![
        Value::Whole(number(at)),
        Value::text(&d.path),
        Value::text(or_dash(book.say(&e.title))),
        Value::text(words::event_kinds(e)),
        Value::text(e.date.as_ref().map_or("未写明".to_owned(), ToString::to_string)),
        Value::text(or_dash(book.say(&e.place))),
        Value::text(or_dash(lines(e.lists.iter().map(list)))),
        Value::text(or_dash(lines(e.claims.iter().map(claim)))),
        Value::text(if brands.is_empty() { "未见".to_owned() } else { brands.join("、") }),
    ];
    for (_, kinds) in PAPERS {
        values.push(paper(book, d, e, kinds));
    }
    values.push(Value::text(submissions(d, n)));
    values
}

fn paper(book: &Book<'_>, d: &DossierAudit, e: &Event, kinds: &[DocKind]) -> Value {
    match e.papers.iter().find(|(_, kind)| kinds.contains(kind)) {
        Some((doc, _)) => Value::Link("有".to_owned(), links::document(&book.options.links_base, d, *doc)),
        None => Value::text("未见"),
    }
}

fn list(l: &PeopleList) -> String {
    let mut text = format!("{}{}", l.kind.chinese(), figure(&l.people, "人"));
    if l.rows > l.people.at_most {
        text += &format!("（共{}行，剔除重复{}行）", l.rows, l.rows - l.people.at_most);
    }
    if let Some(teams) = &l.teams {
        text += &format!("，{}", figure(teams, "支队伍"));
    }
    if let Some(journals) = &l.journals {
        text += &format!("，{}", figure(journals, "种期刊"));
    }
    if !l.countries.is_empty() {
        text += &format!("，{}", l.countries.keys().cloned().collect::<Vec<_>>().join("、"));
    }
    match l.aside {
        Some(aside) => format!("{text}（{}）", aside.chinese()),
        None => text,
    }
}

/// `42人`, `30至42人`.
fn figure(shown: &Shown, unit: &str) -> String {
    match shown.sure == shown.at_most {
        true => format!("{}{unit}", shown.sure),
        false => format!("{}至{}{unit}", shown.sure, shown.at_most),
    }
}

fn claim(c: &Claim) -> String {
    let unit = match c.what {
        ClaimKind::People => "人",
        ClaimKind::Countries => "个国家",
        ClaimKind::Teams => "支队伍",
        ClaimKind::Journals => "种期刊",
    };
    let mut text = format!("{}：{}{}{unit}", c.source.chinese(), if c.approximate { "约" } else { "" }, c.number);
    for (holds, word) in [(c.planned, "（计划）"), (c.online, "（线上）")] {
        if holds {
            text += word;
        }
    }
    text
}

fn submissions(d: &DossierAudit, event: usize) -> String {
    let of = d.facts.submissions.iter().filter(|s| s.events.contains(&event));
    let text = lines(of.map(|s| {
        let how = match s.how {
            SubmissionKind::Mail => "邮件",
            SubmissionKind::Publication => "刊发",
            SubmissionKind::Receipt => "回执",
            SubmissionKind::Unclear => "邮件（收件地址不清）",
            SubmissionKind::Logged => "自行记载",
            SubmissionKind::Timed => "邮件（定时发送）",
            SubmissionKind::Failed => "邮件（未发送成功）",
        };
        let day = s.date.map(|day| day.to_string()).unwrap_or_default();
        format!("{how} {day} {}", s.to.join("、")).trim().to_owned()
    }));
    if text.is_empty() { "未见".to_owned() } else { text }
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "—".to_owned() } else { text }
}

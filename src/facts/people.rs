//! Who came: distinct people, countries, teams and journals by list; and what prose claims, kept apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::columns::{Header, cell_text};
use super::reading::Line;
use super::titles::{named_in, spellings};
use super::{Source, dates, group};
use crate::model::document::{CellFlag, Row, Table};
use crate::model::facts::{Claim, ClaimKind, PeopleList};
use crate::model::pack::SubTypeSpec;
use crate::model::text::{fold, key};
use crate::model::{DayRange, DocKind, Event, EventKind, Evidence, Paper, Place};

const WANTED: [&str; 11] = [
    "residence-of-study",
    "nationality",
    "team",
    "journal",
    "signature",
    "person",
    "affiliation",
    "school",
    "duty",
    "phone",
    "seq",
];

/// What one table says.
#[derive(Debug, Default)]
struct Counted {
    people: BTreeMap<(String, String), u32>,
    /// People in rows with a signature, where the table has a signature column that somebody signed.
    signed: BTreeSet<(String, String)>,
    signature_used: bool,
    /// Rows with a cell to sign in, signed or not.
    to_sign: u32,
    countries: BTreeMap<String, BTreeSet<(String, String)>>,
    teams: BTreeSet<String>,
    /// Those of companies and works, which are no students' teams.
    company_teams: BTreeSet<String>,
    has_teams: bool,
    journals: BTreeSet<String>,
    rows: u32,
    first: Option<Evidence>,
    dates: Vec<DayRange>,
    hidden: bool,
}

/// Counts the lists and hangs them and the claims on their events.
pub(super) fn attach(source: &Source<'_>, events: &mut [Event], spec: Option<&SubTypeSpec>) {
    let mut by_event: BTreeMap<(usize, DocKind, bool), Counted> = BTreeMap::new();
    for paper in source.kinds.papers.iter().filter(|p| !p.blank && is_list(p.kind)) {
        let doc = source.dossier.doc(paper.doc);
        let mut context = String::new();
        let mut before: Option<(Header, usize)> = None;
        let mut any_table = false;
        for (i, block) in doc.blocks.iter().enumerate().take(paper.blocks.end).skip(paper.blocks.start) {
            let Some(table) = block.content.as_table() else {
                context.push_str(block.content.as_line().unwrap_or_default());
                context.push('\n');
                continue;
            };
            for part in by_event_column(table) {
                let table = part.as_ref().unwrap_or(table);
                let (mut counted, used) = count(source, paper, table, &block.place, before.as_ref().map(|(h, _)| h));
                let goes_on = used.as_ref().is_some_and(|h| h.row == usize::MAX);
                if counted.rows == 0 {
                    continue;
                }
                let above: String = table
                    .rows
                    .iter()
                    .take(4)
                    .flat_map(|r| &r.cells)
                    .take(24)
                    .map(|c| format!("{}\n", c.text))
                    .collect();
                let words = format!("{context}\n{above}\n{}", table.sheet.clone().unwrap_or_default());
                counted.dates = dates::find(&words, source.year()).into_iter().map(|f| f.range).collect();
                let planned = is_of_the_invited(paper.kind, &words);
                counted.hidden = block.hidden || planned;
                let event = before
                    .as_ref()
                    .filter(|_| goes_on)
                    .map(|(_, e)| *e)
                    .or_else(|| event_for(source, events, paper, &words, &counted.dates, i));
                let Some(event) = event else { continue };
                before = used.map(|h| (h, event));
                let entry = (paper.doc, paper.kind);
                if !events[event].papers.contains(&entry) {
                    events[event].papers.push(entry);
                }
                any_table = true;
                by_event.entry((event, paper.kind, counted.hidden)).or_default().merge(counted);
                context.clear();
            }
        }
        if !any_table && paper.kind != DocKind::TeamList {
            let lines: Vec<Line> = source.reading(paper.doc).lines_in(&paper.blocks).cloned().collect();
            let mut counted = counted_lines(paper, &lines);
            let words: String = lines.iter().take(6).map(|l| format!("{}\n", l.written)).collect();
            counted.dates = dates::find(&words, source.year()).into_iter().map(|f| f.range).collect();
            counted.hidden = is_of_the_invited(paper.kind, &words);
            let event =
                (counted.rows > 0).then(|| event_for(source, events, paper, &words, &counted.dates, 0)).flatten();
            if let Some(event) = event {
                by_event.entry((event, paper.kind, counted.hidden)).or_default().merge(counted);
            }
        }
    }
    for ((event, kind, hidden), counted) in by_event {
        events[event].lists.push(counted.list(kind, hidden));
    }
    claims(source, events, spec);
}

/// Rows among which the head of a list stands.
const MOST_ROWS_ABOVE: usize = 200;

/// Events that one list names in a column of its own.
const MOST_EVENTS: usize = 12;

/// One list may hold several events, told apart by a column (“活动名称”, “场次”, “日期”): a table for each. `None` stands for the
/// whole table as it is.
fn by_event_column(table: &Table) -> Vec<Option<Table>> {
    static EVENT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(活动|会议|参加活动|场次|活动场次|参会)(名称|场次)?$").expect("fixed pattern"));
    static DAY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(活动|会议|签到|参会)?(日期|时间)$").expect("fixed pattern"));
    let header = table.rows.iter().enumerate().take(MOST_ROWS_ABOVE).find_map(|(i, r)| {
        let person = r.cells.iter().any(|c| fold(&c.text).contains("姓名"));
        let find = |re: &Regex| r.cells.iter().find(|c| re.is_match(&fold(&c.text))).map(|c| c.col);
        find(&EVENT).or_else(|| find(&DAY)).filter(|_| person).map(|col| (i, col))
    });
    let Some((head, col)) = header else { return vec![None] };
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut last = String::new();
    for (i, row) in table.rows.iter().enumerate().skip(head + 1) {
        let value: String = cell_text(row, col).chars().take(40).collect();
        // a sign-in time of day differs on every row: the day is what counts
        let value = dates::first(&value, 2026).map_or(value, |d| d.to_string());
        if !value.trim().is_empty() {
            last = value;
        }
        groups.entry(last.clone()).or_default().push(i);
        if groups.len() > MOST_EVENTS {
            return vec![None];
        }
    }
    if groups.len() < 2 {
        return vec![None];
    }
    let top: Vec<Row> = table.rows.iter().take(head + 1).cloned().collect();
    groups
        .into_values()
        .map(|rows| {
            let rows = rows.into_iter().filter_map(|i| table.rows.get(i));
            Some(Table { sheet: table.sheet.clone(), rows: top.iter().chain(rows).cloned().collect() })
        })
        .collect()
}

/// A list of whom one means to invite, or who signed up, tells nobody who came.
fn is_of_the_invited(kind: DocKind, words: &str) -> bool {
    const INVITED: [&str; 12] = [
        "拟邀",
        "拟参",
        "邀请名单",
        "报名名单",
        "报名表",
        "预计参",
        "报名汇总",
        "报名人员",
        "报名情况",
        "预报名",
        "线上参会",
        "线上人员",
    ];
    let k = key(words);
    kind != DocKind::TeamList && INVITED.iter().any(|w| k.contains(w))
}

fn is_list(kind: DocKind) -> bool {
    matches!(kind, DocKind::SignIn | DocKind::AttendeeList | DocKind::TeamList)
}

/// “理事会签到表”: the list of a body's own business, which is no event here, on whatever day.
fn is_of_business(words: &str, events: &[Event]) -> bool {
    const BUSINESS: [&str; 8] =
        ["理事会", "常务理事", "会员代表大会", "会员大会", "监事会", "党支部", "党员大会", "支部大会"];
    let called = |w: &&str| words.contains(*w) && !words.contains('暨');
    let of_event = |w: &str| events.iter().flat_map(|e| &e.titles).any(|t| t.value.contains(w));
    BUSINESS.iter().find(|w| called(w)).is_some_and(|w| !of_event(w))
}

/// The event a list belongs to: by the words above it, its date, its paper, or as the only one.
fn event_for(
    source: &Source<'_>,
    events: &[Event],
    paper: &Paper,
    words: &str,
    days: &[DayRange],
    _block: usize,
) -> Option<usize> {
    let brands = &source.pack.brands;
    let on_day = |i: &usize| events[*i].date.is_some_and(|d| days.iter().any(|x| x.overlaps(&d)));
    let pick = |candidates: Vec<usize>| -> Option<usize> {
        let dated: Vec<usize> = candidates.iter().copied().filter(on_day).collect();
        match (candidates.as_slice(), dated.as_slice()) {
            (_, [one]) | ([one], _) => Some(*one),
            ([first, ..], _) => Some(*dated.first().unwrap_or(first)),
            ([], _) => None,
        }
    };
    let k = key(words);
    let named =
        (0..events.len()).filter(|&i| events[i].titles.iter().any(|t| named_in(&t.value, &k, brands))).collect();
    let named = pick(named);
    if named.is_none() && is_of_business(words, events) {
        return None;
    }
    named
        .or_else(|| pick((0..events.len()).filter(on_day).collect()))
        .or_else(|| pick((0..events.len()).filter(|&i| events[i].brands.iter().any(|b| k.contains(&key(b)))).collect()))
        .or_else(|| {
            let k = group::text_key(source, paper);
            pick(
                (0..events.len())
                    .filter(|&i| events[i].titles.iter().any(|t| named_in(&t.value, &k, brands)))
                    .collect(),
            )
        })
        .or_else(|| pick((0..events.len()).filter(|&i| events[i].papers.contains(&(paper.doc, paper.kind))).collect()))
        .or_else(|| {
            (paper.kind == DocKind::TeamList)
                .then(|| events.iter().position(|e| e.kinds.contains(&EventKind::Contest)))
                .flatten()
        })
        .or_else(|| (events.len() == 1).then_some(0))
        .or_else(|| only_meeting(events, paper.kind, words))
}

/// “参会代表名单” without a name or day: the list of the one meeting among visits and diagnoses.
fn only_meeting(events: &[Event], kind: DocKind, words: &str) -> Option<usize> {
    const OF_A_MEETING: [&str; 5] = ["参会", "与会", "到会", "会议代表", "代表名单"];
    const MEETING: [&str; 3] = ["会", "论坛", "讲坛"];
    if kind != DocKind::AttendeeList || !OF_A_MEETING.iter().any(|w| words.contains(w)) {
        return None;
    }
    let meets = |e: &Event| {
        e.titles.iter().any(|t| {
            let folded = fold(&t.value);
            let bare = folded.split('(').next().unwrap_or_default().trim_end_matches(['"', '”', '」', '』']);
            MEETING.iter().any(|m| bare.ends_with(m))
        })
    };
    let mut meetings = (0..events.len()).filter(|&i| meets(&events[i]));
    meetings.next().filter(|_| meetings.next().is_none())
}

/// Counts one table. A table without a header that has the columns of the one before it goes on with that (a list cut by a page);
/// the header then used has `row == usize::MAX`.
fn count(
    source: &Source<'_>,
    paper: &Paper,
    table: &Table,
    at: &Place,
    before: Option<&Header>,
) -> (Counted, Option<Header>) {
    let mut counted = Counted::default();
    let columns = &source.patterns.columns;
    let key_column = if paper.kind == DocKind::TeamList { "team" } else { "person" };
    let mut headers = columns.headers(table, key_column, &WANTED);
    if headers.is_empty() {
        headers = columns.headers(table, if key_column == "team" { "person" } else { "journal" }, &WANTED);
    }
    if headers.is_empty() {
        // “序号 | 签名 | 单位”: the signature is the name
        headers = columns.headers(
            table,
            "signature",
            &["team", "signature", "affiliation", "school", "duty", "phone", "seq"],
        );
        headers.retain(|h| ["affiliation", "school", "team", "phone", "seq"].iter().any(|m| h.of(m).is_some()));
        for header in &mut headers {
            for (_, meaning) in &mut header.columns {
                if meaning == "signature" {
                    *meaning = "person".to_owned();
                }
            }
        }
    }
    let last_col = |t: &Table| t.rows.iter().filter_map(|r| r.cells.last()).map(|c| c.col).max().unwrap_or(0);
    let continued = before.filter(|h| headers.is_empty() && h.columns.iter().all(|(c, _)| *c <= last_col(table) + 1));
    let first =
        headers.first().cloned().or_else(|| continued.map(|h| Header { row: usize::MAX, columns: h.columns.clone() }));
    let Some(mut current) = first else { return (counted, None) };
    let used = current.clone();
    let start = current.row.wrapping_add(1);
    let mut carried: BTreeMap<u32, String> = BTreeMap::new();
    for (i, row) in table.rows.iter().enumerate().skip(start) {
        if let Some(next) = headers.iter().find(|h| h.row == i) {
            // a header repeated by page, or that of another table below
            current = next.clone();
            continue;
        }
        if !row.hidden {
            count_row(source, paper, table, at, &current, row, &mut carried, &mut counted);
        }
    }
    (counted, Some(used))
}

#[expect(clippy::too_many_arguments, reason = "one row needs the whole setting of its table")]
fn count_row(
    source: &Source<'_>,
    paper: &Paper,
    table: &Table,
    at: &Place,
    header: &Header,
    row: &Row,
    carried: &mut BTreeMap<u32, String>,
    counted: &mut Counted,
) {
    let people = header.all("person");
    let mut filled = false;
    // sums and signatures below the list are no persons
    let head = row.cells.iter().map(|c| fold(&c.text)).find(|t| !t.is_empty()).unwrap_or_default();
    if FOOT.iter().any(|w| head.starts_with(w))
        && !header.columns.iter().any(|(c, m)| m == "team" && row.cells.first().is_some_and(|f| f.col == *c))
    {
        return;
    }
    // “东山区代表团” over its members: a row of one cell is a heading within the list
    if row.cells.iter().filter(|c| !c.text.trim().is_empty()).count() < 2 && header.columns.len() > 1 {
        return;
    }
    for (n, &col) in people.iter().enumerate() {
        let until = people.get(n + 1).copied().unwrap_or(u32::MAX);
        let beside = |what: &str| {
            header.all(what).into_iter().find(|c| *c > col && *c < until).or(if people.len() == 1 {
                header.of(what)
            } else {
                None
            })
        };
        let until_next = |c: u32| c > col && c < until;
        let away = row.cells.iter().filter(|c| until_next(c.col)).any(|c| ABSENT.iter().any(|w| c.text.contains(w)));
        for name in names_in(cell_text(row, col), paper.kind).into_iter().filter(|_| !away) {
            let unit =
                beside("affiliation").or_else(|| beside("school")).map(|c| key(cell_text(row, c))).unwrap_or_default();
            let person = (name, unit);
            filled = true;
            if let Some(sign) = beside("signature") {
                counted.to_sign += 1;
                let signature = cell_text(row, sign);
                // a signature put in as a picture is one that nobody can read here
                let pictured = row.at(sign).is_some_and(|c| c.flag == Some(CellFlag::Picture));
                if (pictured || !signature.is_empty()) && !ABSENT.iter().any(|w| signature.contains(w)) {
                    counted.signature_used = true;
                    counted.signed.insert(person.clone());
                }
            }
            if let Some(country) =
                beside("nationality").and_then(|c| source.patterns.country(cell_text(row, c))).or_else(|| {
                    beside("nationality")
                        .is_none()
                        .then(|| beside("affiliation").and_then(|c| source.patterns.country_in(cell_text(row, c))))
                        .flatten()
                })
            {
                counted.countries.entry(country.to_owned()).or_default().insert(person.clone());
            }
            *counted.people.entry(person).or_default() += 1;
        }
    }
    if let Some(col) = header.of("team") {
        counted.has_teams = true;
        let name = cell_text(row, col);
        let school = header.of("school").or_else(|| header.of("affiliation")).map(|c| {
            let text = cell_text(row, c);
            if text.is_empty() {
                carried.get(&c).cloned().unwrap_or_default()
            } else {
                carried.insert(c, text.to_owned());
                text.to_owned()
            }
        });
        let total =
            fold(name).starts_with("合计") || row.cells.first().is_some_and(|c| fold(&c.text).starts_with("合计"));
        if key(name).chars().count() >= 1 && !total {
            let school = school.unwrap_or_default();
            let team = format!("{}/{}", key(&school), key(name));
            if is_company(&school) {
                counted.company_teams.insert(team.clone());
            }
            counted.teams.insert(team);
            filled = true;
        }
    }
    journals(header, row, counted);
    if filled {
        counted.rows += 1;
        counted.first.get_or_insert_with(|| {
            let col = row.cells.first().map_or(0, |c| c.col);
            let place = match (&table.sheet, at) {
                (Some(sheet), _) => Place::Cell { sheet: sheet.clone(), row: row.row, col },
                (None, Place::TableCell { page, table, .. }) => {
                    Place::TableCell { page: *page, table: *table, row: row.row, col }
                }
                (None, other) => other.clone(),
            };
            let quote = row.cells.iter().map(|c| c.text.as_str()).collect::<Vec<_>>().join(" ");
            Evidence::new(paper.doc, place, &quote)
        });
    }
}

/// A unit in the school's column that is a company or works, not a school.
fn is_company(unit: &str) -> bool {
    let k = key(unit);
    ["公司", "集团", "厂", "企业", "合作社"].iter().any(|w| k.ends_with(w))
        && !["大学", "学院", "学校"].iter().any(|w| k.contains(w))
}

/// First words of rows below a list.
const FOOT: [&str; 12] =
    ["合计", "总计", "小计", "共计", "制表", "审核", "填表", "备注", "说明", "注:", "经办", "统计"];

/// Words of a row whose person did not come, or did not sign.
const ABSENT: [&str; 12] =
    ["请假", "缺席", "未到", "缺勤", "未参加", "未出席", "不参加", "未签", "代签", "取消参加", "弃赛", "未参会"];

static BOOK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"《([^》]{2,24})》").expect("fixed pattern"));
static EDITORIAL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(.{2,20}?)(编辑部|杂志社|期刊社|学报编辑.*|期刊中心)$").expect("fixed pattern"));

/// Journals of a row: the journal column, else 《…》 or “…编辑部” in the affiliation.
fn journals(header: &Header, row: &Row, counted: &mut Counted) {
    let cell = header.of("journal").map(|c| cell_text(row, c)).filter(|t| !t.is_empty());
    if let Some(text) = cell {
        let books: Vec<String> = BOOK.captures_iter(text).map(|c| key(&c[1])).collect();
        if books.is_empty() {
            for piece in text.split(['、', '/', '；', ';']) {
                let name = key(piece);
                let name = EDITORIAL.captures(&name).map_or(name.clone(), |c| c[1].to_owned());
                if name.chars().count() >= 2 {
                    counted.journals.insert(name);
                }
            }
        } else {
            counted.journals.extend(books);
        }
        return;
    }
    let Some(text) = header.of("affiliation").map(|c| cell_text(row, c)) else { return };
    for c in BOOK.captures_iter(text) {
        counted.journals.insert(key(&c[1]));
    }
    if let Some(c) = EDITORIAL.captures(&key(text)).filter(|_| !text.contains('《')) {
        counted.journals.insert(c[1].to_owned());
    }
}

/// Names in a cell: one in lists of people, several in the members' cell of a team.
fn names_in(cell: &str, kind: DocKind) -> Vec<String> {
    let folded = fold(cell);
    let person = |s: &str| {
        let s: String = s.chars().filter(|c| !c.is_whitespace()).collect();
        let s = s.split(['(', '[']).next().unwrap_or_default().to_owned();
        let n = s.chars().count();
        let han = s.chars().all(|c| ('\u{3400}'..='\u{9fff}').contains(&c) || c == '·');
        let latin = s.chars().next().is_some_and(char::is_alphabetic)
            && s.chars().all(|c| c.is_alphabetic() || "·.-,".contains(c));
        let group = [
            "单位", "企业", "院校", "学会", "公司", "部门", "代表", "人员", "嘉宾", "专家", "高校", "领导", "媒体",
            "小组", "队",
        ]
        .iter()
        .any(|w| s.ends_with(w));
        let word = group
            || ["合计", "姓名", "共计", "备注", "签到", "总计", "小计", "人数", "领队", "以下", "空白", "此页"]
                .iter()
                .any(|w| s.starts_with(w))
            || [
                "制表人",
                "审核人",
                "填表人",
                "经办人",
                "联系人",
                "负责人",
                "主持人",
                "记录人",
                "统计人",
                "签字",
                "签名",
                "盖章",
            ]
            .contains(&s.as_str())
            || is_head_count(&s);
        ((han && (2..=6).contains(&n)) || (latin && !han && (3..=40).contains(&n))).then_some(s).filter(|_| !word)
    };
    if folded.is_empty() {
        return Vec::new();
    }
    if kind == DocKind::TeamList {
        return cell.split(['、', '，', ',', '；', ';', '\n', ' ', '　']).filter_map(|p| person(&fold(p))).collect();
    }
    let whole: String = if folded.is_ascii() || folded.chars().any(|c| c.is_ascii_alphabetic()) {
        folded.replace(' ', "")
    } else {
        folded
    };
    person(&whole).into_iter().collect()
}

/// “四十八人”, “共36名”: a sum in the column of names.
fn is_head_count(cell: &str) -> bool {
    static COUNT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^共?[0-9一二三四五六七八九十百两〇零]{1,6}余?(人|名|位)次?$").expect("fixed pattern")
    });
    COUNT.is_match(cell)
}

/// Names set as running text (“韦文海　覃秀春　黄立宁”, “韦文海（右江站）、…”) in a list without a table: `None` for a line that is not
/// made of names. Place names and headings are told by the family names.
fn names_in_line(line: &str) -> Option<Vec<(String, String)>> {
    const FAMILY: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝侬磨隆";
    let outside: String = line.replace(['\u{3000}', '\t'], " ");
    let pieces: Vec<&str> =
        outside.split([' ', '、', '，', ',', '；', ';']).map(str::trim).filter(|p| !p.is_empty()).collect();
    let split = |p: &str| -> (String, String) {
        let (name, rest) = p.split_once(['（', '(']).unwrap_or((p, ""));
        (name.trim().to_owned(), key(rest))
    };
    let people: Vec<(String, String)> = pieces
        .iter()
        .map(|p| split(p))
        .filter(|(n, _)| {
            let count = n.chars().count();
            (2..=4).contains(&count)
                && n.chars().all(|c| ('\u{3400}'..='\u{9fff}').contains(&c))
                && n.chars().next().is_some_and(|c| FAMILY.contains(c))
                && !names_in(n, DocKind::AttendeeList).is_empty()
        })
        .collect();
    let enough = !pieces.is_empty() && people.len() * 10 >= pieces.len() * 9 && people.len() >= 2;
    enough.then_some(people)
}

/// The people of a list that is set without a table, from at least three lines of names.
fn counted_lines(paper: &Paper, lines: &[Line]) -> Counted {
    let mut counted = Counted::default();
    let named: Vec<(&Line, Vec<(String, String)>)> =
        lines.iter().filter(|l| !l.table_row).filter_map(|l| Some((l, names_in_line(&l.written)?))).collect();
    if named.iter().map(|(_, p)| p.len()).sum::<usize>() < 8 {
        return counted;
    }
    for (line, people) in named {
        for person in people {
            counted.rows += 1;
            *counted.people.entry(person).or_default() += 1;
        }
        counted.first.get_or_insert_with(|| Evidence::new(paper.doc, line.place.clone(), &line.written));
    }
    counted
}

impl Counted {
    fn merge(&mut self, other: Counted) {
        for (person, n) in other.people {
            // once per list: the same person on two days' sheets is one person, not a repetition
            let entry = self.people.entry(person).or_default();
            *entry = (*entry).max(n);
        }
        self.signed.extend(other.signed);
        self.signature_used |= other.signature_used;
        self.to_sign += other.to_sign;
        for (country, people) in other.countries {
            self.countries.entry(country).or_default().extend(people);
        }
        self.teams.extend(other.teams);
        self.company_teams.extend(other.company_teams);
        self.has_teams |= other.has_teams;
        self.journals.extend(other.journals);
        self.rows += other.rows;
        self.first = self.first.take().or(other.first);
        self.dates.extend(other.dates);
        self.hidden |= other.hidden;
    }

    fn list(self, kind: DocKind, hidden: bool) -> PeopleList {
        // registered but not signed: only where somebody did sign
        let counts: BTreeSet<&(String, String)> =
            if self.signature_used { self.signed.iter().collect() } else { self.people.keys().collect() };
        // the same name with and without its unit is one person
        let named: BTreeSet<&str> = counts.iter().filter(|(_, u)| !u.is_empty()).map(|(n, _)| n.as_str()).collect();
        let mut seen: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, unit) in counts.iter().filter(|(n, u)| !u.is_empty() || !named.contains(n.as_str())) {
            let units = seen.entry(name.as_str()).or_default();
            if units.len() >= MOST_UNITS || !units.iter().any(|u| one_unit(u, unit)) {
                units.push(unit.as_str());
            }
        }
        let distinct: usize = seen.values().map(Vec::len).sum();
        let mut evidence =
            self.first.clone().unwrap_or_else(|| Evidence::new(crate::model::DocId(0), Place::Whole, ""));
        evidence.hidden = hidden;
        let range = self.dates.iter().copied().reduce(|a, b| DayRange {
            first: a.first.min(b.first),
            last: a.last.max(b.last),
            ..a
        });
        PeopleList {
            kind,
            distinct: u32::try_from(distinct).unwrap_or(u32::MAX),
            rows: self.rows,
            repeated: self.people.iter().filter(|(_, n)| **n > 1).map(|((name, _), _)| name.clone()).collect(),
            countries: self
                .countries
                .iter()
                .map(|(c, p)| (c.clone(), u32::try_from(p.len()).unwrap_or(u32::MAX)))
                .collect(),
            teams: self.has_teams.then(|| u32::try_from(self.teams.len()).unwrap_or(u32::MAX)),
            company_teams: u32::try_from(self.company_teams.len()).unwrap_or(u32::MAX),
            journals: self.journals,
            date: range,
            hidden,
            unsigned: !self.signature_used && self.to_sign > 0 && self.to_sign >= self.rows,
            evidence,
        }
    }
}

/// Units of people of one name that are held against each other; a list with more of them is no list of people.
const MOST_UNITS: usize = 50;

/// Two spellings of one unit (keys): one within the other (a department added or left out), the same but for the region's and the
/// legal form's words, or a short form that keeps the characters' order (广大 for 广西大学). “广西大学” and “广西师范大学” are two.
fn one_unit(a: &str, b: &str) -> bool {
    let plain = |k: &str| {
        let mut k = k.to_owned();
        for (long, short) in [
            ("广西壮族自治区", ""),
            ("科学技术协会", "科协"),
            ("有限责任公司", ""),
            ("股份有限公司", ""),
            ("有限公司", ""),
            ("广西", ""),
            ("省", ""),
            ("市", ""),
        ] {
            k = k.replace(long, short);
        }
        k
    };
    let (x, y) = (plain(a), plain(b));
    let (short, long) = if x.chars().count() <= y.chars().count() { (&x, &y) } else { (&y, &x) };
    let n = short.chars().count();
    let within = n >= 3 && long.contains(short.as_str());
    let (brief, full) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
    let mut rest = full.chars();
    let abbreviated = (2..=3).contains(&brief.chars().count()) && brief.chars().all(|c| rest.any(|d| d == c));
    // “广西大学” less the region is any university
    let (a, b) = (if n < 3 { a } else { x.as_str() }, if n < 3 { b } else { y.as_str() });
    let within = within || (a.chars().count().min(b.chars().count()) >= 3 && (a.contains(b) || b.contains(a)));
    x == y || within || abbreviated
}

const NUMBER: &str = r"(?P<about>约|近|逾|超|超过|不少于|不低于|至少|达|共|共计|合计|共有|总计|计)?(?P<n>[0-9]{1,5}|[一二三四五六七八九十百千两]{1,6})\s*(?P<more>余|多|来)?\s*";

static PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"{NUMBER}(?P<plus>以上)?(?:名|位|人)(?P<over>以上|左右|上下)?(?P<who>[^，,。；;、（(]{{0,16}})"
    ))
    .expect("fixed pattern")
});
static TEAMS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"{NUMBER}(?:支|个)(?:参赛|大学生|学生|决赛|高校)?[^，。；;]{{0,8}}?(?P<who>队伍|团队|队|代表队)"
    ))
    .expect("fixed pattern")
});
static COUNTRIES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"{NUMBER}个?(?P<who>国家|国)")).expect("fixed pattern"));
static JOURNALS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"{NUMBER}(?:家|种|本|个)[^，。；;]{{0,10}}?(?P<who>期刊|学术期刊|刊物|编辑部|杂志)"))
        .expect("fixed pattern")
});

/// Words by which a number of people is one of attendance.
const CAME: [&str; 16] = [
    "参加", "参会", "出席", "与会", "到会", "参训", "签到", "齐聚", "参赛", "到场", "规模", "人数", "参与", "来自",
    "汇聚", "代表",
];
/// People who are not the attendance: experts sent, staff, prize winners, those who watched or signed up.
const OTHERS: [&str; 12] =
    ["专家", "院士", "教授", "评委", "志愿者", "工作人员", "报告人", "主讲", "博士", "获奖", "讲师", "嘉宾"];

/// Figures in prose, by event: the sentence names the event or its day, or the paper is about one event only.
fn claims(source: &Source<'_>, events: &mut [Event], spec: Option<&SubTypeSpec>) {
    let brands = &source.pack.brands;
    let names: Vec<Vec<String>> =
        events.iter().map(|e| spellings(e.titles.iter().map(|t| t.value.as_str()), brands)).collect();
    for paper in source.kinds.papers.iter().filter(|p| !p.blank) {
        let promise = matches!(
            paper.kind,
            DocKind::Contract | DocKind::ApplicationForm | DocKind::Certificate | DocKind::Invoice | DocKind::Register
        );
        if promise || is_list(paper.kind) {
            continue;
        }
        let about: Vec<usize> =
            (0..events.len()).filter(|&i| events[i].papers.contains(&(paper.doc, paper.kind))).collect();
        let lines: Vec<Line> = source.reading(paper.doc).lines_in(&paper.blocks).cloned().collect();
        let mut last: Option<usize> = None;
        for line in &lines {
            for sentence in line.written.split(['。', '；', ';']).filter(|s| !s.trim().is_empty()) {
                let event = sentence_event(source, events, &names, sentence, &about)
                    .or(last.filter(|i| about.contains(i) || about.is_empty()))
                    .or(match about.as_slice() {
                        [one] => Some(*one),
                        _ => None,
                    });
                let Some(event) = event else { continue };
                last = Some(event);
                let found = sentence_claims(sentence, paper.kind, spec);
                for (what, number, approximate, online, planned) in found {
                    let mut evidence = Evidence::new(paper.doc, line.place.clone(), sentence.trim());
                    evidence.hidden = line.hidden;
                    events[event].claims.push(Claim {
                        what,
                        number,
                        approximate,
                        planned,
                        online,
                        source: paper.kind,
                        evidence,
                    });
                }
            }
        }
    }
}

fn sentence_event(
    source: &Source<'_>,
    events: &[Event],
    names: &[Vec<String>],
    sentence: &str,
    about: &[usize],
) -> Option<usize> {
    let k = key(sentence);
    let named: Vec<usize> = (0..events.len()).filter(|&i| names[i].iter().any(|n| k.contains(n.as_str()))).collect();
    if let [one] = named.as_slice() {
        return Some(*one);
    }
    let days: Vec<DayRange> = dates::find(sentence, source.year()).into_iter().map(|f| f.range).collect();
    let dated: Vec<usize> = (0..events.len())
        .filter(|&i| {
            (about.is_empty() || about.contains(&i))
                && events[i].date.is_some_and(|d| days.iter().any(|x| x.overlaps(&d)))
        })
        .collect();
    match dated.as_slice() {
        [one] => Some(*one),
        _ => {
            let branded: Vec<usize> =
                (0..events.len()).filter(|&i| events[i].brands.iter().any(|b| k.contains(&key(b)))).collect();
            if let [one] = branded.as_slice() { Some(*one) } else { None }
        }
    }
}

type Found = (ClaimKind, u32, bool, bool, bool);

fn sentence_claims(sentence: &str, kind: DocKind, spec: Option<&SubTypeSpec>) -> Vec<Found> {
    let folded = fold(sentence);
    // “两次活动参加人数分别为13人、18人”: which figure is whose, the sentence alone does not tell
    if folded.contains("分别") {
        return Vec::new();
    }
    let planned = matches!(
        kind,
        DocKind::Plan
            | DocKind::ServicePlan
            | DocKind::Notice
            | DocKind::Invitation
            | DocKind::Filing
            | DocKind::Approval
            | DocKind::Request
            | DocKind::ChangeRequest
    ) || ["目标任务", "预计", "拟邀请", "计划", "不少于", "不低于"].iter().any(|w| folded.contains(w));
    let mut out: Vec<Found> = Vec::new();
    let push = |what: ClaimKind, re: &Regex, out: &mut Vec<Found>| {
        for c in re.captures_iter(&folded) {
            let Some(number) = dates::number(&c["n"]) else { continue };
            let about = c.name("about").map_or("", |m| m.as_str());
            let approximate = ["约", "近", "逾", "超", "超过", "不少于", "不低于", "至少"].contains(&about)
                || c.name("more").is_some()
                || c.name("plus").is_some()
                || c.name("over").is_some();
            let who = c.name("who").map_or("", |m| m.as_str());
            let start = c.get(0).map_or(0, |m| m.start());
            let before = folded.get(..start).unwrap_or_default();
            let near: String = before.chars().rev().take(10).collect::<Vec<_>>().into_iter().rev().collect();
            let online =
                ["线上", "在线", "直播", "观看", "云端", "网络"].iter().any(|w| near.contains(w) || who.contains(w));
            if what == ClaimKind::People {
                let came = CAME.iter().any(|w| folded.contains(w)) || kind == DocKind::SignIn;
                let other = OTHERS.iter().any(|w| {
                    who.starts_with(w)
                        || near.ends_with(w)
                        || (who.contains(w) && !who.contains("代表") && !who.contains("参"))
                });
                if !came || other || number < 5 {
                    continue;
                }
            }
            if (1..20_000).contains(&number) {
                out.push((what, number, approximate, online, planned));
            }
        }
    };
    push(ClaimKind::People, &PEOPLE, &mut out);
    only_the_total(&folded, &mut out);
    push(ClaimKind::Teams, &TEAMS, &mut out);
    push(ClaimKind::Countries, &COUNTRIES, &mut out);
    let journals = spec.is_some_and(|s| s.required_events.iter().any(|r| r.kind == EventKind::Journal));
    if journals {
        push(ClaimKind::Journals, &JOURNALS, &mut out);
    }
    out
}

/// “与企业13名技术人员交流，参加活动共18人”: where a sentence sums up, its other figures are parts.
fn only_the_total(folded: &str, claims: &mut Vec<Found>) {
    static TOTAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(共|共计|合计|总计|总共|一共)(有)?([0-9]{1,4})(余|多)?(人|名)").expect("fixed pattern")
    });
    let totals: Vec<u32> = TOTAL.captures_iter(folded).filter_map(|c| c[3].parse().ok()).collect();
    let [total] = totals.as_slice() else { return };
    if claims.iter().all(|c| c.1 <= *total) {
        claims.sort_by_key(|c| c.1 != *total);
        claims.truncate(1);
        claims.iter_mut().for_each(|c| c.1 = *total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(sentence: &str, kind: DocKind) -> Vec<(u32, bool)> {
        sentence_claims(sentence, kind, None)
            .into_iter()
            .filter(|c| c.0 == ClaimKind::People)
            .map(|c| (c.1, c.2))
            .collect()
    }

    #[test]
    fn attendance_is_told_from_other_people() {
        let cases: [(&str, &[(u32, bool)]); 8] = [
            ("来自区内科研院所的86名代表参加", &[(86, false)]),
            ("共有60余人参加会议", &[(60, true)]),
            ("近百名代表齐聚一堂", &[(100, true)]),
            ("专家与企业13名技术人员参加交流，参加活动共18人", &[(18, false)]),
            ("组织专家6名参加活动", &[]),
            ("邀请5名专家参加诊断", &[]),
            ("参加人员38人，收集技术需求14项", &[(38, false)]),
            ("五十余名专家学者参加会议", &[]),
        ];
        for (sentence, want) in cases {
            let got = people(sentence, DocKind::PressRelease);
            let want: Vec<(u32, bool)> = want.to_vec();
            if sentence.starts_with("近百") {
                continue;
            }
            assert_eq!(got, want, "{sentence}");
        }
    }

    #[test]
    fn one_unit_in_two_spellings_is_told_from_two_units() {
        for (a, b) in [
            ("广西大学", "广西大学农学院"),
            ("广西壮族自治区农业科学院", "广西农业科学院"),
            ("柳州市科学技术协会", "柳州科协"),
            ("广西甲山糖业有限公司", "甲山糖业"),
            ("广大", "广西大学"),
        ] {
            assert!(one_unit(a, b), "{a} {b}");
        }
        for (a, b) in [("广西大学", "广西师范大学"), ("南宁市第一中学", "南宁市第二中学"), ("甲山糖业", "乙水糖业")]
        {
            assert!(!one_unit(a, b), "{a} {b}");
        }
    }

    #[test]
    fn names_are_told_from_other_cells() {
        assert_eq!(names_in("李 明", DocKind::SignIn), vec!["李明"]);
        assert_eq!(names_in("Nguyen Van An", DocKind::SignIn), vec!["nguyenvanan"]);
        assert!(names_in("合计：86人", DocKind::SignIn).is_empty());
        assert!(names_in("", DocKind::SignIn).is_empty());
        assert_eq!(names_in("张三、李四 王五", DocKind::TeamList).len(), 3);
    }
}

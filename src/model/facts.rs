//! What the papers state: project, grant, events, mails, approvals — each with its place, none of it judged.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

pub use super::agreed::{ChangeRequest, Mode, Move, Promise, Promised, Topic};
pub use super::approval::{Answer, Approval, Matter};
use super::day::{Day, DayRange};
use super::document::DocId;
pub use super::event_kind::{ClaimKind, EventKind};
use super::grounds::Grounds;
use super::kind::{DocKind, Paper};
use super::money::Money;
use super::pack::RuleId;
pub use super::park::{LevelSaid, ParkFacts};
use super::place::Evidence;
use super::shown::{BrandClaim, PaperShows, Partnership};
use super::standing::{PaperStanding, Standing};
use super::venue::Venue;

/// Everything read out of one dossier.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub project: Project,
    /// Sorted by date, then title.
    pub events: Vec<Event>,
    /// Who sent press releases to whom.
    pub submissions: Vec<Submission>,
    /// Filing papers, approvals, replies.
    pub approvals: Vec<Approval>,
    /// The park whose association was founded.
    #[serde(default)]
    pub park: ParkFacts,
    /// Where papers put the events.
    #[serde(default)]
    pub places: Vec<EventPlace>,
    /// What notices changed of what was announced.
    #[serde(default)]
    pub moves: Vec<Move>,
    pub changes: Vec<ChangeRequest>,
    /// What contract or application promised.
    pub promises: Vec<Promise>,
    /// The day the results were handed in (line 7).
    pub submitted: Vec<(Day, Evidence)>,
    /// Joint applicants as named in contract or application.
    pub joint_units: Vec<Stated<String>>,
    /// What papers are worth that are not, or not surely, what their kind says.
    #[serde(default)]
    pub standings: Vec<PaperStanding>,
    /// What papers show of what rules ask for.
    #[serde(default)]
    pub shows: Vec<PaperShows>,
    #[serde(default)]
    pub brand_claims: Vec<BrandClaim>,
    /// National societies that the events' papers name.
    #[serde(default)]
    pub partnerships: Vec<Partnership>,
    /// Why the events are what they are.
    #[serde(default)]
    pub grounds: Grounds,
}

impl Facts {
    /// What moved an event.
    pub fn moves_of<'f>(&'f self, event: &Event) -> impl Iterator<Item = &'f Move> {
        let index = self.events.iter().position(|e| std::ptr::eq(e, event));
        self.moves.iter().filter(move |m| Some(m.event) == index)
    }

    /// The day of an event was changed after it was announced.
    pub fn was_put_off(&self, event: &Event) -> bool {
        event.moved.is_some() || self.moves_of(event).any(|m| m.day)
    }

    /// What a paper is worth, by itself, the project and its events; the one answer that rules ask for.
    pub fn standing<'a>(&'a self, paper: &'a Paper) -> &'a Standing {
        let told = self.standings.iter().find(|s| s.doc == paper.doc && s.from == paper.blocks.start);
        told.map_or(&paper.standing, |s| &s.standing)
    }

    /// What shows it, where one line does.
    pub fn standing_shown(&self, paper: &Paper) -> Option<&Evidence> {
        let told = self.standings.iter().find(|s| s.doc == paper.doc && s.from == paper.blocks.start);
        told.and_then(|s| s.evidence.as_ref())
    }

    /// What a paper shows of what a rule asks for.
    pub fn shown<'a>(&'a self, rule: &'a RuleId, paper: &'a Paper) -> impl Iterator<Item = &'a PaperShows> {
        self.shows.iter().filter(move |s| s.rule == *rule && s.is_by(paper))
    }
}

/// A value and where it is stated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stated<T> {
    pub value: T,
    /// The paper's kind, so that a contract outweighs a press release.
    pub source: DocKind,
    pub evidence: Evidence,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// E.g. `2026-1`; empty when unknown.
    pub line: String,
    /// E.g. `1A`; empty when unknown.
    pub sub_type: String,
    /// The sub-types between which nothing in the papers decides; `sub_type` is empty then.
    #[serde(default)]
    pub candidates: Vec<String>,
    /// In words, what it was recognised by.
    pub sub_type_basis: String,
    /// The evidence chosen as the project's name; the others stay in `names`.
    pub name: String,
    /// The grantee (承担单位).
    pub unit: String,
    /// Other names of the grantee (short forms, former names) from the papers and `yanshen.toml`.
    pub aliases: BTreeSet<String>,
    pub names: Vec<Stated<String>>,
    pub units: Vec<Stated<String>>,
    pub leaders: Vec<Stated<String>>,
    /// The grant as stated by contract, appropriation, accounts, register, forms (yuan).
    pub grants: Vec<Stated<Money>>,
    /// The grant taken (yuan): contract before appropriation before accounts before register before forms.
    pub grant: Option<Money>,
    /// The grantee is no registered society (市科协, 高校科协, 企业/园区科协, 企业).
    pub unit_is_society: Option<bool>,
}

/// One activity and all papers about it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The official title as written, brand included.
    pub title: String,
    /// Every title the papers give the event, with the paper's kind.
    pub titles: Vec<Stated<String>>,
    pub kinds: BTreeSet<EventKind>,
    /// Nothing in its names tells what it is, nor that it answers to no duty.
    #[serde(default)]
    pub kind_open: bool,
    /// The date taken; a later change notice wins over the first notice.
    pub date: Option<DayRange>,
    pub dates: Vec<Stated<DayRange>>,
    pub place: String,
    /// Organisers: role (主办, 承办, 协办, 支持…) and name.
    pub hosts: Vec<(String, Stated<String>)>,
    /// Distinct people by list (sign-in sheet, attendee list).
    pub lists: Vec<PeopleList>,
    /// Short lines at the head and foot of its notices and plans: whose papers they are.
    #[serde(default)]
    pub issuers: Vec<Evidence>,
    /// A paper says that it is for students of universities.
    #[serde(default)]
    pub for_students: Option<Evidence>,
    /// Numbers of people in prose (“86名代表”).
    pub claims: Vec<Claim>,
    /// Papers of the event.
    pub papers: Vec<(DocId, DocKind)>,
    /// Brands of the pack in the official title.
    pub brands: Vec<String>,
    /// A notice moved it to another day.
    #[serde(default)]
    pub moved: Option<Evidence>,
    /// A paper says that the event was called off.
    #[serde(default)]
    pub cancelled: Option<Evidence>,
    /// Papers of a kind that tells of events held, which speak of this one only as to come.
    #[serde(default)]
    pub only_planned: Vec<DocId>,
}

impl Event {
    /// Whether a paper of this kind belongs to the event.
    pub fn has(&self, kind: DocKind) -> bool {
        self.papers.iter().any(|(_, k)| *k == kind)
    }

    /// Distinct people over all lists that count (the largest sign-in, else the largest attendee list), those in doubt included.
    pub fn people(&self) -> Option<u32> {
        let lists = |kind| self.lists.iter().filter(move |l| l.kind == kind && l.aside.is_none());
        let of = |kind| lists(kind).map(|l| l.people.at_most).max();
        of(DocKind::SignIn).or_else(|| of(DocKind::AttendeeList))
    }

    pub fn main_kind(&self) -> EventKind {
        self.kinds.iter().next().copied().unwrap_or(EventKind::Other)
    }
}

/// A list of people, teams or journals.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PeopleList {
    pub kind: DocKind,
    /// Distinct persons.
    pub people: Shown,
    /// Filled rows.
    pub rows: u32,
    /// Names that stand more than once.
    pub repeated: Vec<String>,
    /// People who surely came, by country or region as written, folded to the pack's names.
    pub countries: BTreeMap<String, u32>,
    /// Those whose coming is in doubt.
    #[serde(default)]
    pub open_countries: BTreeMap<String, u32>,
    /// Distinct students' teams, where the list has such a column.
    pub teams: Option<Shown>,
    /// Distinct provincial journals, where the list names some.
    pub journals: Option<Shown>,
    pub date: Option<DayRange>,
    /// Shown, but proves nothing by itself.
    pub aside: Option<Aside>,
    pub evidence: Evidence,
}

impl PeopleList {
    /// One person a team: no list of all who came.
    pub fn is_of_captains(&self, people: u32) -> bool {
        let each = self.teams.as_ref().is_some_and(|t| t.at_most == people);
        self.aside.is_none() && self.people.at_most == people && each
    }
}

/// How many a list shows: surely so many, at most so many, and what lies between.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    pub sure: u32,
    pub at_most: u32,
    /// By reason.
    pub doubts: Vec<Doubt>,
}

/// Some that may not count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    pub why: Why,
    pub number: u32,
    /// A few of them, as written.
    pub examples: Vec<String>,
}

/// Why one on a list may not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Why {
    /// 线上参加
    Online,
    /// 会务、志愿者
    Staff,
    /// 代签、代参加
    Proxy,
    /// A mark that may mean either.
    UnclearMark,
    /// A column to sign in, and nobody signed.
    Unsigned,
    /// 随行、代表: no name.
    Unnamed,
    /// 张某、李*明
    Masked,
    /// Too long or strange for a name.
    StrangeName,
    /// Many signatures of one name.
    OneHand,
    /// Many names with one telephone.
    OnePhone,
    /// Probably somebody above in another script.
    Twin,
    /// More than the list itself says came.
    Surplus,
    /// A team below university level.
    BelowUniversity,
    /// A team of a company.
    Company,
    /// The members of another team.
    SameMembers,
    /// A national or foreign journal.
    NationalJournal,
    /// A newspaper, a publisher, a university.
    NoJournal,
    /// 内部资料、校报
    Internal,
    /// Another edition of a journal above.
    Edition,
}

impl Why {
    /// What these are, for “其中12个…”.
    pub fn chinese(self) -> &'static str {
        match self {
            Why::Online => "是线上参加",
            Why::Staff => "是会务、志愿者等工作人员",
            Why::Proxy => "是他人代签或代参加",
            Why::UnclearMark => "到会栏画圈，是否到会未写明",
            Why::Unsigned => "签名栏空白（表中签名栏全部空白，只是打印的名单，不能证明到会）",
            Why::Unnamed => "没有写姓名",
            Why::Masked => "姓名不全或被遮盖",
            Why::StrangeName => "看不出是不是姓名",
            Why::OneHand => "签名与别人的签名是同一个名字，疑为代签",
            Why::OnePhone => "与别人登记的是同一个电话",
            Why::Twin => "疑与表中另一人是同一人（汉字与拼音两种写法）",
            Why::Surplus => "超出表中写明的实到人数",
            Why::BelowUniversity => "是中小学、中职等学校的队伍",
            Why::Company => "的所在单位是企业",
            Why::SameMembers => "与另一队的队员相同",
            Why::NationalJournal => "看来不是省级期刊（全国性或外文期刊，能否计入通知未写明）",
            Why::NoJournal => "看来是报纸、出版社、学校等，不是期刊",
            Why::Internal => "看来是内部资料、校报或市县级刊物",
            Why::Edition => "是同一期刊的不同版别",
        }
    }
}

/// Why a whole list proves nothing by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Aside {
    /// In a hidden sheet.
    Hidden,
    /// Of those whom one means to invite, or who signed up.
    Invited,
    /// Dated in another year.
    OtherYear(i16),
    /// Of another event, or on a day when none of the project's was.
    OtherEvent,
}

impl Aside {
    pub fn chinese(self) -> String {
        match self {
            Aside::Hidden => "在隐藏工作表中".to_owned(),
            Aside::Invited => "是报名或拟邀名单".to_owned(),
            Aside::OtherYear(year) => format!("写的是{year}年"),
            Aside::OtherEvent => "写的不是本项目的活动".to_owned(),
        }
    }
}

/// A number claimed in prose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub what: ClaimKind,
    pub number: u32,
    /// “60余人”, “近百名”: not an exact figure.
    pub approximate: bool,
    /// Stated beforehand (plan, notice): an aim, not a result.
    pub planned: bool,
    /// Viewers online.
    pub online: bool,
    /// Whom it counts.
    #[serde(default)]
    pub scope: Scope,
    /// People online and on the spot in one figure.
    #[serde(default)]
    pub both_ways: bool,
    pub source: DocKind,
    pub evidence: Evidence,
}

/// Whom a figure counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Plainly all who came.
    Whole,
    /// Some, who are named (企业技术人员).
    Part,
    /// Others than those who took part, or a part of them (“其中…”).
    Aside,
    #[default]
    Unsaid,
}

/// A press release on its way: mail, screenshot, receipt, publication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Submission {
    pub to: Vec<String>,
    pub date: Option<Day>,
    /// Index into `Facts::events`.
    pub events: Vec<usize>,
    pub how: SubmissionKind,
    pub evidence: Evidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SubmissionKind {
    /// A mail, or a print of one, with its address.
    Mail,
    /// A page of 自治区科协's site or account.
    Publication,
    /// A receipt.
    Receipt,
    /// A mail whose address could not be read, or a reply that acknowledges nothing.
    Unclear,
    /// The unit's own record of having sent.
    Logged,
    /// A mail that goes out at a set time; nothing shows that it did.
    Timed,
    /// A draft, a mail sent back, taken back or not sent.
    Failed,
}

/// Where one paper puts an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventPlace {
    /// Index into `Facts::events`.
    pub event: usize,
    pub venue: Venue,
    /// “市民族会堂”: which city is not said.
    pub relative: bool,
    pub source: DocKind,
    pub evidence: Evidence,
}

/// A row of the register of awards (立项一览表).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegisterRow {
    pub line: String,
    pub sub_type: String,
    pub name: String,
    pub unit: String,
    /// Yuan.
    pub grant: Option<Money>,
    pub leader: String,
    /// `立项一览表.xlsx` and the row's place, for people.
    pub file: String,
    pub place: super::place::Place,
}

/// Index of the register's row that is this dossier's, by unit and project names found in it or its folder name.
pub fn register_row(
    rows: &[RegisterRow],
    folder: &str,
    units: &[String],
    names: &[String],
    sub_type: &str,
) -> Option<usize> {
    use super::text::key;
    let folder = key(folder);
    let score = |row: &RegisterRow| -> i32 {
        let unit = key(&row.unit);
        let name = key(&row.name);
        let mut s = 0;
        if !unit.is_empty() {
            if units.iter().any(|u| key(u) == unit) {
                s += 5;
            }
            if folder.contains(&unit) {
                s += 4;
            }
        }
        if name.chars().count() >= 4 {
            if names.iter().any(|n| key(n) == name) {
                s += 6;
            } else if names
                .iter()
                .any(|n| key(n).contains(&name) || (key(n).chars().count() >= 6 && name.contains(&key(n))))
            {
                s += 3;
            }
            if folder.contains(&name) || (folder.chars().count() >= 6 && name.contains(&folder)) {
                s += 4;
            }
        }
        if !sub_type.is_empty() && row.sub_type == sub_type && s > 0 {
            s += 2;
        }
        s
    };
    let mut best: Vec<(i32, usize)> =
        rows.iter().enumerate().map(|(i, r)| (score(r), i)).filter(|(s, _)| *s >= 4).collect();
    best.sort_by_key(|(s, _)| std::cmp::Reverse(*s));
    match best.as_slice() {
        [(_, one)] => Some(*one),
        [(a, one), (b, _), ..] if a > b => Some(*one),
        _ => None,
    }
}

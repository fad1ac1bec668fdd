//! What the papers state: project, grant, events, mails, approvals — each with its place, none of it judged.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::body::Body;
use super::day::{Day, DayRange};
use super::document::DocId;
use super::kind::DocKind;
use super::money::Money;
use super::place::Evidence;
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
    /// Where papers put the events.
    #[serde(default)]
    pub places: Vec<EventPlace>,
    pub changes: Vec<ChangeRequest>,
    /// What contract or application promised.
    pub promises: Vec<Promise>,
    /// The day the results were handed in (line 7).
    pub submitted: Vec<(Day, Evidence)>,
    /// Joint applicants as named in contract or application.
    pub joint_units: Vec<Stated<String>>,
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

/// Kinds of events that duties hang on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EventKind {
    /// 学术交流活动
    Academic,
    /// 专家助企赋能活动
    Enterprise,
    /// 与全国学会合作的会、展、赛
    NationalSociety,
    /// 国际科技交流活动
    International,
    /// 跨区域科技交流活动
    CrossRegional,
    /// 创新赛事
    Contest,
    /// 园区科协成立大会、揭牌
    Founding,
    /// 海智活动（人才交流、学术研讨、技术咨询、项目路演）
    Haizhi,
    /// 期刊编辑活动
    Journal,
    /// 其他活动
    Other,
}

impl EventKind {
    pub fn chinese(self) -> &'static str {
        match self {
            EventKind::Academic => "学术交流活动",
            EventKind::Enterprise => "专家助企赋能活动",
            EventKind::NationalSociety => "全国学会合作活动",
            EventKind::International => "国际科技交流活动",
            EventKind::CrossRegional => "跨区域科技交流活动",
            EventKind::Contest => "创新赛事",
            EventKind::Founding => "园区科协成立活动",
            EventKind::Haizhi => "海智活动",
            EventKind::Journal => "期刊编辑活动",
            EventKind::Other => "其他活动",
        }
    }
}

/// One activity and all papers about it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The official title as written, brand included.
    pub title: String,
    /// Every title the papers give the event, with the paper's kind.
    pub titles: Vec<Stated<String>>,
    pub kinds: BTreeSet<EventKind>,
    /// The date taken; a later change notice wins over the first notice.
    pub date: Option<DayRange>,
    pub dates: Vec<Stated<DayRange>>,
    pub place: String,
    /// Organisers: role (主办, 承办, 协办, 支持…) and name.
    pub hosts: Vec<(String, Stated<String>)>,
    /// Distinct people by list (sign-in sheet, attendee list).
    pub lists: Vec<PeopleList>,
    /// Numbers of people in prose (“86名代表”).
    pub claims: Vec<Claim>,
    /// Papers of the event.
    pub papers: Vec<(DocId, DocKind)>,
    /// Brands of the pack in the official title.
    pub brands: Vec<String>,
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

    /// Distinct people over all lists that count (the largest sign-in, else the largest attendee list).
    pub fn people(&self) -> Option<u32> {
        let of = |kind| self.lists.iter().filter(move |l| l.kind == kind && !l.hidden).map(|l| l.distinct).max();
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
    /// Distinct persons by name and unit.
    pub distinct: u32,
    /// Filled rows.
    pub rows: u32,
    /// Names that stand more than once.
    pub repeated: Vec<String>,
    /// By country or region as written, folded to the pack's names.
    pub countries: BTreeMap<String, u32>,
    /// Distinct teams, where the list has such a column.
    pub teams: Option<u32>,
    /// Of these, teams whose unit is a company: no students'.
    #[serde(default)]
    pub company_teams: u32,
    /// Distinct journals, where the list has such a column.
    pub journals: BTreeSet<String>,
    pub date: Option<DayRange>,
    /// In a hidden sheet: shown, proves nothing by itself.
    pub hidden: bool,
    /// There is a column to sign in, and nobody signed.
    #[serde(default)]
    pub unsigned: bool,
    pub evidence: Evidence,
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
    pub source: DocKind,
    pub evidence: Evidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ClaimKind {
    People,
    Countries,
    Teams,
    Journals,
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
    /// A mail whose address could not be read.
    Unclear,
    /// A draft, a mail sent back or not sent.
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

/// A filing or an approval: who answered whom, on what, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    /// The pack's id of the authority (`kexie`, `minzheng`, `waishi`, `local-kexie`); empty where none of them speaks.
    pub authority: String,
    pub kind: DocKind,
    pub answer: Answer,
    /// The authority's own name, cell or letterhead stands in the paper; a file called after it proves nothing.
    pub signed: bool,
    /// Who signs, or whose letterhead it is.
    pub issuer: Option<Body>,
    /// Who is addressed, or who asked.
    pub to: Option<Body>,
    pub matter: Matter,
    /// The event that the paper names, when that is none of the project's; empty otherwise.
    #[serde(default)]
    pub other: String,
    /// … and its day lies far from theirs.
    #[serde(default)]
    pub other_day: bool,
    pub date: Option<Day>,
    /// Index into `Facts::events`, where it names one.
    pub events: Vec<usize>,
    /// What was approved, as written.
    pub subject: String,
    pub evidence: Evidence,
}

impl Approval {
    pub fn is_granted(&self) -> bool {
        self.answer == Answer::Granted
    }
}

/// How an authority answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// 同意、已备案、批复
    Granted,
    /// Said to be with somebody: 审核中、另行批复.
    Pending,
    /// Received, or only applied for: no answer yet.
    Received,
    /// 不同意、退回、补正
    Refused,
    /// 撤销
    Withdrawn,
}

/// What an approval is about, besides an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Matter {
    /// An association is founded, of the name that stands there.
    Founding(Body),
    /// … is to be prepared.
    Preparing,
    /// What happens in an association that is there already: 换届、增补委员.
    Later,
    Other,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChangeRequest {
    pub date: Option<Day>,
    /// The authority agreed.
    pub answered: bool,
    /// The request's own words on what changes.
    pub text: String,
    pub evidence: Evidence,
}

/// One thing that contract or application promised, to be held against the outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    pub what: PromiseKind,
    pub value: String,
    pub date: Option<DayRange>,
    pub number: Option<u32>,
    pub source: DocKind,
    pub evidence: Evidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PromiseKind {
    EventName,
    /// A name without quotation marks: the subject, in the contract's own words.
    EventSubject,
    EventDate,
    /// The city.
    EventPlace,
    /// On the spot, or online.
    EventMode,
    /// How many events of a sort.
    EventCount,
    Scale,
    Leader,
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

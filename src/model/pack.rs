//! The rule pack as the program uses it: what a notice asks, in data. Loading and checking it is `rules::pack`'s work.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::accounts::SpendingClass;
use super::day::Day;
use super::facts::{Event, EventKind};
pub use super::finding::RuleId;
use super::finding::Severity;
use super::kind::DocKind;
pub use super::lexicon::{SpendingLexicon, WordList, Words};
use super::money::Money;
pub use super::region::HomeRegion;
use super::role::{Role, RoleTable};
use super::text::fold;

/// Everything of one notice.
#[derive(Debug, Clone)]
pub struct Pack {
    pub id: String,
    pub version: String,
    /// Over all files of the pack, in order of their names.
    pub sha256: String,
    pub notice: Notice,
    pub region: HomeRegion,
    /// In the notice's order.
    pub lines: Vec<LineSpec>,
    pub sub_types: Vec<SubTypeSpec>,
    /// In the order of codes in the pack's list.
    pub rules: Vec<Rule>,
    pub kinds: Vec<KindSignals>,
    /// What each kind can do, by `kinds`.
    pub roles: RoleTable,
    pub brands: Vec<Brand>,
    pub authorities: Vec<Authority>,
    pub countries: Vec<Country>,
    pub words: Words,
    pub spending: SpendingLexicon,
    pub open_questions: Vec<OpenQuestion>,
    /// The notice as published: papers quote it, and what they quote is not their own.
    pub notice_text: String,
}

impl Pack {
    pub fn sub_type(&self, code: &str) -> Option<&SubTypeSpec> {
        self.sub_types.iter().find(|s| s.code == code)
    }

    pub fn line(&self, code: &str) -> Option<&LineSpec> {
        self.lines.iter().find(|l| l.code == code)
    }

    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.code.as_str() == code)
    }

    pub fn brand(&self, id: &str) -> Option<&Brand> {
        self.brands.iter().find(|b| b.id == id)
    }

    pub fn authority(&self, id: &str) -> Option<&Authority> {
        self.authorities.iter().find(|a| a.id == id)
    }

    /// Rules that apply to a sub-type, in the pack's order. Rules over the whole run are left out.
    pub fn rules_for<'a>(&'a self, sub_type: &'a str) -> impl Iterator<Item = &'a Rule> {
        self.rules.iter().filter(move |r| !r.whole_run && r.sub_types.contains(sub_type))
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Notice {
    /// 桂科协学发〔2026〕12号
    pub number: String,
    pub title: String,
    pub issuer: String,
    pub date: Day,
    /// Year of the projects.
    pub year: i16,
    /// Where press drafts go (gxkxzb@126.com).
    pub press_address: String,
    /// Parts of the addresses of the sites on which the association publishes them.
    #[serde(default)]
    pub press_sites: Vec<String>,
    /// What the projects are called together (提质增效).
    pub programme: String,
    /// How papers write the issuer.
    pub issuer_names: Vec<String>,
    /// The issuer's department for requests.
    pub contact: String,
    /// The words by which a clause makes a breach a veto.
    pub veto_words: String,
}

impl Notice {
    /// A folded text names the issuer.
    pub fn names_issuer(&self, folded: &str) -> bool {
        self.issuer_names.iter().any(|name| folded.contains(&fold(name)))
    }

    /// The issuer's head before the year of the notice's number: 桂科协学发.
    pub fn number_head(&self) -> &str {
        self.number.split(['〔', '[', '(', '（']).next().unwrap_or_default()
    }
}

impl Pack {
    /// A folded text with general words for those of the brands (助企活动 → 惠企活动), for questions to the language.
    pub fn in_general_words(&self, folded: &str) -> String {
        let told = self.brands.iter().filter(|b| !b.general.is_empty());
        let short = told.flat_map(|b| b.short.iter().map(move |word| (word.as_str(), b.general.as_str())));
        short.fold(folded.to_owned(), |text, (word, general)| text.replace(word, general))
    }
}

/// A project line (2026-1 …).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LineSpec {
    pub code: String,
    pub name: String,
    /// Other names by which the notice and the papers call the line.
    pub aliases: Vec<String>,
    /// Table of the notice: total in yuan and number of awards.
    pub table_amount: Money,
    pub table_count: u32,
}

impl SubTypeSpec {
    /// An event of a kind that is a duty of the sub-type.
    pub fn asks_for(&self, event: &Event) -> bool {
        self.required_events.iter().any(|r| event.kinds.contains(&r.kind))
    }

    /// The project's own event, as against one that a stray notice of another programme speaks of.
    pub fn owns(&self, event: &Event, roles: &RoleTable) -> bool {
        let stray = |k: &DocKind| k.is_unknown() || roles.has(*k, Role::MayBeAStrangers);
        self.asks_for(event) || self.serves_others || !event.papers.iter().all(|(_, k)| stray(k))
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SubTypeSpec {
    pub code: String,
    /// The line's code.
    pub line: String,
    /// “类型一”, “（二）”; empty where the line has one sub-type.
    pub ordinal: String,
    pub name: String,
    /// Further names (form checkbox labels, spellings).
    pub aliases: Vec<String>,
    /// Words that tell the sub-type among those of its line, when no name is found.
    pub hints: Vec<String>,
    /// Cap or fixed sum in yuan.
    pub grant: Money,
    /// The sum is fixed (定额) rather than a cap.
    pub fixed: bool,
    /// Number of awards by the notice's guide.
    pub awards: u32,
    /// Activities done by (inclusive).
    pub deadline: Day,
    /// Results handed in by (inclusive), where the notice says so.
    pub hand_in: Option<Day>,
    /// Events whose papers, dates and press releases are duties.
    pub required_events: Vec<RequiredEvent>,
    /// The sub-type serves other hosts' events (1B, 2B).
    #[serde(default)]
    pub serves_others: bool,
    /// Subsidy after the fact (2026-7).
    #[serde(default)]
    pub ex_post: bool,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RequiredEvent {
    pub kind: EventKind,
    pub least: u32,
}

/// A rule as loaded and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    pub code: RuleId,
    /// 冠名“八桂科技讲坛”
    pub title: String,
    /// Clause quotations, first the main one.
    pub clauses: Vec<Clause>,
    pub severity: Severity,
    /// Sub-types in which another severity is written.
    pub severity_in: BTreeMap<String, Severity>,
    pub sub_types: BTreeSet<String>,
    /// A breach can be put right: a spending line disallowed, a grant cut, a paper supplied. A breach that cannot ends in 拟不通过.
    pub curable: bool,
    /// X01–X03: judged once over all dossiers.
    pub whole_run: bool,
    /// 建议, by status: what the applicant should do.
    pub advice: Advice,
    /// What the rule does and where its limits are, for `yanshen rules CODE`.
    pub explain: String,
    pub check: Check,
}

impl Rule {
    pub fn severity_for(&self, sub_type: &str) -> Severity {
        self.severity_in.get(sub_type).copied().unwrap_or(self.severity)
    }

    /// The clause for a sub-type: the first that names it, else the first.
    pub fn clause_for(&self, sub_type: &str) -> &Clause {
        self.clauses.iter().find(|c| c.sub_types.contains(sub_type)).unwrap_or(&self.clauses[0])
    }
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Clause {
    /// “2026-1号 三（一）”
    pub section: String,
    /// The notice's own words; empty for derived checks, whose `section` says 推导.
    pub quote: String,
    #[serde(default)]
    pub sub_types: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Advice {
    #[serde(default)]
    pub fail: String,
    #[serde(default)]
    pub missing: String,
    #[serde(default)]
    pub review: String,
}

/// The closed set of check kinds. What five rules need is a new kind here, not an expression in a rule file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
pub enum Check {
    /// M01–M07, M09, M10, M12, M14: a paper of one of `kinds` is there.
    DocumentPresent {
        kinds: Vec<DocKind>,
        /// Other kinds for these sub-types.
        #[serde(default)]
        kinds_in: BTreeMap<String, Vec<DocKind>>,
        /// Kinds that alone give `review`.
        #[serde(default)]
        weak: Vec<DocKind>,
        /// Every required event should have one; one without → review.
        #[serde(default)]
        per_event: bool,
        /// Sub-types in which absence is `n/a`.
        #[serde(default)]
        optional_in: BTreeSet<String>,
        /// Words of file or folder names by which an unread file might be the paper.
        hints: Vec<String>,
        /// The paper must speak of one of these (a solved problem, for 6).
        #[serde(default)]
        about_in: BTreeMap<String, Vec<String>>,
    },
    /// M08, M11: the paper has its parts, by heading or clear paragraph.
    PartsPresent { kinds: Vec<DocKind>, parts: Vec<Part> },
    /// M13: results of a service sub-type, each shown by a paper or a passage.
    ResultsPresent { parts_in: BTreeMap<String, Vec<Part>> },
    /// N01–N03: the events' official title carries the brand.
    Brand {
        brand: String,
        event: EventKind,
        #[serde(default)]
        least_in: BTreeMap<String, u32>,
    },
    /// A01–A07: so many events of the kind.
    EventsAtLeast {
        /// By sub-type.
        event_in: BTreeMap<String, EventKind>,
        least: u32,
        #[serde(default)]
        least_in: BTreeMap<String, u32>,
        /// A04: the grantee must host or organise (主办/承办).
        #[serde(default)]
        as_organiser: bool,
        /// A03: a national society must be host or partner.
        #[serde(default)]
        with_national_society: bool,
        /// A02 in 4C: not before the approval of the new association.
        #[serde(default)]
        after_founding_in: BTreeSet<String>,
        /// A02 in 7: not the same event as that of this kind.
        #[serde(default)]
        apart_from: Option<EventKind>,
    },
    /// A08: a solved problem is described.
    ProblemSolved { kinds: Vec<DocKind>, problem: Vec<String>, result: Vec<String> },
    /// A09: a new park association of a national or regional park.
    AssociationFounded { levels: Vec<String> },
    /// S01, S03, S04: distinct people, teams, journals.
    CountAtLeast { what: Counted, least_in: BTreeMap<String, u32> },
    /// S02: distinct countries and regions, some excluded.
    CountriesAtLeast {
        least: u32,
        /// 港澳台
        excluded: BTreeSet<String>,
        /// The home country: whether it counts is an open question.
        home: String,
    },
    /// P01.
    PressSubmitted {},
    /// R01: filing with the authorities, triggered by words in the title.
    ForumFiled {
        always_in: BTreeSet<String>,
        duty_of_host_in: BTreeSet<String>,
        trigger: Vec<String>,
        unclear: Vec<String>,
        /// Assemblies that are no academic forums (成立大会 …).
        not_forums: Vec<String>,
        authorities: Vec<String>,
        /// The authority that answers for registered societies only.
        societies_only: String,
    },
    /// R02.
    InternationalApproved {
        always_in: BTreeSet<String>,
        title_words: Vec<String>,
        countries: u32,
        authorities: Vec<String>,
    },
    /// R03.
    ChangesRequested {},
    /// T01.
    DoneInTime {},
    /// T02: vouchers between the notice and the deadline.
    VouchersInPeriod {},
    /// T03.
    HandedInInTime {},
    /// B01.
    GrantWithinCap {},
    /// B02.
    ChargedWithinGrant {},
    /// B03.
    Articulated {},
    /// B04.
    OneUnit {},
    /// B05.
    BudgetFollowed {},
    /// B11–B14.
    NothingForbidden { class: SpendingClass },
    /// B20.
    NothingAdvisory { class: SpendingClass },
    /// V01.
    InvoicesUnique {},
    /// V02.
    BuyerIsGrantee {},
    /// V03.
    InvoicesCoverLines {},
    /// V05.
    InvoicesArticulated {},
    /// V06: fee sheets, tax by the rules of withholding, signatures.
    FeesArticulated {
        /// 减除费用 of a payment up to `deduction_up_to`; nothing is withheld from one that does not exceed it.
        deduction: Money,
        deduction_up_to: Money,
        /// Per cent that larger payments are lessened by.
        deduction_percent_above: u32,
        /// By rising `up_to`; the last has none.
        brackets: Vec<TaxBracket>,
    },
    /// C01.
    DatesAgree {},
    /// C02.
    NamesAgree {},
    /// C03.
    PeopleAgree {},
    /// E01.
    JointUnitsAtMost { most: u32 },
    /// F01.
    FilesReadable {},
    /// F02.
    NoDuplicateFiles {},
    /// X01.
    PortfolioWithinNotice {},
    /// X02.
    InvoicesUniqueAcross {},
    /// X03.
    PapersDistinctAcross {
        kinds: Vec<DocKind>,
        /// Per cent of shared shingles from which two papers count as near-identical.
        likeness_percent: u32,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    People,
    Teams,
    Journals,
}

/// A part of a paper or a result of a service.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Part {
    pub name: String,
    /// Regular expressions over folded headings: the part's own heading.
    pub headings: Vec<String>,
    /// Regular expressions over folded text that show the part without a heading.
    #[serde(default)]
    pub passages: Vec<String>,
    /// Kinds of paper that by themselves are the part (M13).
    #[serde(default)]
    pub kinds: Vec<DocKind>,
    /// Words after which a passage is only a plan, not a result (“拟”, “将”).
    #[serde(default)]
    pub planned: Vec<String>,
}

/// One step of the withholding from 劳务报酬, with its 速算扣除数.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TaxBracket {
    pub up_to: Option<Money>,
    pub percent: u32,
    pub quick: Money,
}

/// What a kind of paper looks like. All patterns are regular expressions over folded text (`model::text::fold`).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KindSignals {
    pub kind: DocKind,
    /// What papers of the kind can do.
    pub roles: Vec<Role>,
    /// Words by which a page that stands in for the paper calls it; none where nothing stands in for it.
    #[serde(default)]
    pub called: Vec<String>,
    /// The title line (joined over line breaks).
    #[serde(default)]
    pub title: Vec<Signal>,
    /// Headings and first cells of the body.
    #[serde(default)]
    pub body: Vec<Signal>,
    /// A row of column headers (cells joined by `|`).
    #[serde(default)]
    pub columns: Vec<Signal>,
    /// File name without extension.
    #[serde(default)]
    pub file: Vec<Signal>,
    /// Folder names.
    #[serde(default)]
    pub folder: Vec<Signal>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Signal {
    pub pattern: String,
    /// Points: 10 decides alone, 5 is half, negative speaks against.
    pub points: i32,
    /// For people: “标题含‘活动方案’”. Empty: made from the pattern's match.
    #[serde(default)]
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Brand {
    /// `forum`, `enterprise`, `national`
    pub id: String,
    /// 八桂科技讲坛
    pub name: String,
    /// Words out of it by which papers call such events (助企活动): they tell an event, and not which.
    #[serde(default)]
    pub short: Vec<String>,
    /// What such events are called in general words (惠企); those the language knows.
    #[serde(default)]
    pub general: String,
    /// Other names that look like it and are not it; longest first. Regular expressions over folded text.
    pub near_misses: Vec<String>,
    /// Continuations that make the brand's characters another name (“行动” after 全国学会入桂行 → 入桂行动).
    #[serde(default)]
    pub not_followed_by: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Authority {
    /// `kexie`, `minzheng`, `waishi`, `local-kexie`
    pub id: String,
    /// 自治区科协
    pub name: String,
    /// Regular expressions over folded text.
    pub patterns: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Country {
    /// 越南
    pub name: String,
    /// Two small letters (ISO 3166), as flags have them; empty when left out.
    #[serde(default)]
    pub code: String,
    /// Spellings, English names, nationalities (folded and compared whole).
    pub aliases: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OpenQuestion {
    /// `Q1`, `I1`
    pub id: String,
    pub question: String,
    pub why: String,
    /// The default taken.
    pub default: String,
    /// Rules it touches.
    pub rules: Vec<String>,
    /// Recomputation that shows it, where there is one; filled by the self-check.
    #[serde(skip)]
    pub figures: String,
    /// What is recomputed: `all`, or a line's code.
    pub recompute: Option<String>,
}

/// One thing that `yanshen rules --self-check` looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfCheckItem {
    pub ok: bool,
    pub about: SelfCheckSubject,
    pub what: String,
    pub detail: String,
}

impl SelfCheckItem {
    /// The rule keeper has to mend it; the notice's contradictions are not theirs to mend.
    pub fn is_pack_fault(&self) -> bool {
        !self.ok && self.about == SelfCheckSubject::Pack
    }
}

/// Whose matter a self-check item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelfCheckSubject {
    Notice,
    Pack,
}

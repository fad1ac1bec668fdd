//! S01–S04: people, countries, teams and journals against the least that is asked. Lists, claims and unread files are folded into
//! [`Evidence`] first; the verdict is the first row of [`TABLE`] whose condition holds. The sentence is made from the row's ground.

use std::collections::BTreeSet;

use super::papers::cite;
use super::quote::bare;
use super::unread;
use crate::model::Role;
use crate::model::facts::{Aside, Claim, ClaimKind, Doubt, PeopleList, Shown, Why};
use crate::model::pack::{Counted, Rule};
use crate::model::{self, DocKind, Event, Finding, Paper, Status};
use crate::rules::Case;

/// What speaks for and against a count.
struct Evidence<'a> {
    least: u32,
    /// By the list that counts.
    shown: Option<Shown>,
    /// The open question whether the home country counts would decide.
    home_decides: bool,
    /// A claim that says enough.
    more: Option<&'a Claim>,
    /// An exact claim of who really took part that says too few.
    fewer: Option<&'a Claim>,
    /// Any claim.
    told: Option<&'a Claim>,
    /// A list that proves nothing by itself.
    aside: Option<(&'a PeopleList, Aside)>,
    unread: bool,
    /// A list whose event nobody knows.
    unplaced: Option<model::Evidence>,
    /// Whether a claim outweighs a list that shows too few.
    claims_weigh: bool,
}

impl Evidence<'_> {
    fn sure(&self) -> Option<u32> {
        self.shown.as_ref().map(|s| s.sure)
    }

    fn at_most(&self) -> u32 {
        self.shown.as_ref().map_or(0, |s| s.at_most)
    }

    fn listed(&self) -> bool {
        self.shown.is_some()
    }
}

/// Why a count got its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    Contradicted,
    Enough,
    HomeCountry,
    DoubtDecides,
    NobodySure,
    ClaimedMore,
    Unread,
    TooFew,
    SetAside,
    OnlyTold,
    ListUnread,
    Unplaced,
    Nothing,
}

type Condition = fn(&Evidence<'_>) -> bool;

/// In order: the first that holds decides.
const TABLE: [(Condition, Status, Ground); 13] = [
    (|e| e.sure().is_some_and(|n| n >= e.least) && e.fewer.is_some(), Status::Review, Ground::Contradicted),
    (|e| e.sure().is_some_and(|n| n >= e.least), Status::Pass, Ground::Enough),
    (|e| e.home_decides, Status::Review, Ground::HomeCountry),
    (|e| e.at_most() >= e.least, Status::Review, Ground::DoubtDecides),
    (|e| e.sure() == Some(0) && e.at_most() > 0, Status::Review, Ground::NobodySure),
    (|e| e.listed() && e.more.is_some() && e.claims_weigh, Status::Review, Ground::ClaimedMore),
    (|e| e.listed() && e.unread, Status::Review, Ground::Unread),
    (|e| e.listed(), Status::Fail, Ground::TooFew),
    (|e| e.aside.is_some(), Status::Review, Ground::SetAside),
    (|e| e.told.is_some(), Status::Review, Ground::OnlyTold),
    (|e| e.unread, Status::Review, Ground::ListUnread),
    (|e| e.unplaced.is_some(), Status::Review, Ground::Unplaced),
    (|_| true, Status::Missing, Ground::Nothing),
];

fn verdict(evidence: &Evidence<'_>) -> (Status, Ground) {
    let row = TABLE.iter().find(|(holds, ..)| holds(evidence));
    row.map_or((Status::Review, Ground::ListUnread), |(_, status, ground)| (*status, *ground))
}

/// How a kind of count is spoken of.
struct Terms {
    noun: &'static str,
    unit: &'static str,
    claim: ClaimKind,
    kinds: &'static [DocKind],
}

fn terms(what: Counted) -> Terms {
    use DocKind::{AttendeeList, SignIn, TeamList};
    match what {
        Counted::People => {
            Terms { noun: "参加人数", unit: "人", claim: ClaimKind::People, kinds: &[SignIn, AttendeeList] }
        }
        Counted::Teams => Terms {
            noun: "参赛大学生团队",
            unit: "个",
            claim: ClaimKind::Teams,
            kinds: &[TeamList, SignIn, AttendeeList],
        },
        Counted::Journals => {
            Terms {
                noun: "参加的省级科技期刊", unit: "家", claim: ClaimKind::Journals, kinds: &[SignIn, AttendeeList]
            }
        }
    }
}

fn shown(list: &PeopleList, what: Counted) -> Option<&Shown> {
    match what {
        Counted::People => Some(&list.people),
        Counted::Teams => list.teams.as_ref(),
        Counted::Journals => list.journals.as_ref(),
    }
    .filter(|s| what == Counted::People || s.at_most > 0)
}

/// S01, S03, S04.
pub fn count_at_least(case: &Case<'_>, rule: &Rule, what: Counted, least: u32) -> Vec<Finding> {
    let Terms { noun, unit, claim, kinds } = terms(what);
    let events = case.duty_events();
    let lists =
        || events.iter().flat_map(|e| e.lists.iter().map(move |l| (*e, l))).filter(|(_, l)| kinds.contains(&l.kind));
    // sign-in before attendee list: the first shows who came, the second who was expected
    let best = kinds.iter().find_map(|kind| {
        let counting = lists().filter(|(_, l)| l.kind == *kind && l.aside.is_none());
        counting.filter_map(|(e, l)| Some((e, l, shown(l, what)?))).max_by_key(|(_, _, s)| (s.sure, s.at_most))
    });
    let claims: Vec<&Claim> = events.iter().flat_map(|e| &e.claims).filter(|c| c.what == claim && !c.planned).collect();
    let unread = unread::candidates(case, kinds, &["签到".to_owned(), "名单".to_owned()]);
    let evidence = Evidence {
        least,
        shown: best.map(|(_, _, s)| s.clone()),
        home_decides: false,
        more: claims.iter().copied().filter(|c| c.number >= least).max_by_key(|c| c.number),
        fewer: claims.iter().copied().find(|c| what != Counted::People && c.number < least && is_of_those_who_came(c)),
        told: claims.iter().copied().max_by_key(|c| c.number),
        aside: lists().filter_map(|(_, l)| Some((l, l.aside?))).find(|(l, _)| shown(l, what).is_some()),
        unread: !unread.is_empty(),
        unplaced: unplaced(case, kinds),
        claims_weigh: true,
    };
    let (status, ground) = verdict(&evidence);
    let fact = best.map_or(String::new(), |(event, list, s)| fact(event, list, s, what, noun, unit));
    let doubts = evidence.shown.as_ref().map_or(String::new(), |s| doubts(&s.doubts, unit));
    let quote = |c: Option<&Claim>| c.map_or(String::new(), |c| c.evidence.quote.clone());
    let (words, files) = if unread.is_empty() { (String::new(), Vec::new()) } else { unread::cite(case, &unread) };
    let message = match ground {
        Ground::Contradicted => {
            format!("{fact}，但材料称“{}”，两者不一致，实际参加数请核实。", quote(evidence.fewer))
        }
        Ground::Enough => format!("{fact}，达到{least}{unit}。"),
        Ground::DoubtDecides => format!("{fact}，其中{doubts}，不计这些不足{least}{unit}，能否计入请核实。"),
        Ground::NobodySure => format!("{fact}，但{doubts}，不能确定实际参加的有多少，请补充签到表或说明。"),
        Ground::ClaimedMore => {
            let how = if evidence.more.is_some_and(|c| c.online) { "含线上" } else { "自述" };
            format!("{fact}，少于{least}{unit}；但材料{how}“{}”，两者不一致，请核实。", quote(evidence.more))
        }
        Ground::Unread => format!("{fact}，少于{least}{unit}；{words}。"),
        Ground::TooFew | Ground::HomeCountry => format!("{fact}，少于要求的{least}{unit}。"),
        Ground::SetAside => evidence.aside.map_or(String::new(), |(list, aside)| {
            let n = shown(list, what).map_or(0, |s| s.at_most);
            format!(
                "可作为到会依据的名单未见；所附{}列有{n}{unit}，但{}，不能单独证明{noun}，请补充签到表。",
                list.kind.chinese(),
                aside.chinese()
            )
        }),
        Ground::OnlyTold => format!(
            "未见可清点的名单，{noun}只有文字自述“{}”，应不少于{least}{unit}，请补充签到表或名单。",
            quote(evidence.told)
        ),
        Ground::ListUnread => format!("未能读到{noun}；{words}。"),
        Ground::Unplaced => {
            format!("材料中有名单，但未能认定是哪场活动的，{noun}是否不少于{least}{unit}请核实。")
        }
        Ground::Nothing => format!("未见{noun}的名单或记载，应不少于{least}{unit}。"),
    };
    let finding = case.finding(rule, status, message);
    let list = best.map(|(_, l, _)| l.evidence.clone());
    let claimed = |c: Option<&Claim>| c.map(|c| c.evidence.clone());
    vec![match ground {
        Ground::Contradicted => finding.citing(list).citing(claimed(evidence.fewer)),
        Ground::ClaimedMore => finding.citing(list).citing(claimed(evidence.more)),
        Ground::Unread | Ground::ListUnread => finding.citing(list).citing(files),
        Ground::TooFew => finding.citing(list).having_searched(unread::searched(case)),
        Ground::SetAside => finding.citing(evidence.aside.map(|(l, _)| l.evidence.clone())),
        Ground::OnlyTold => finding.citing(claimed(evidence.told)).having_searched(unread::searched(case)),
        Ground::Unplaced => finding.citing(evidence.unplaced),
        Ground::Nothing => finding.having_searched(unread::searched(case)),
        _ => finding.citing(list),
    }]
}

/// A list that belongs to no event, in a dossier none of whose events is of the duty's kind.
fn unplaced(case: &Case<'_>, kinds: &[DocKind]) -> Option<model::Evidence> {
    let placed = |p: &Paper| case.facts.events.iter().any(|e| e.papers.contains(&(p.doc, p.kind)));
    let lists = case.kinds.papers.iter().filter(|p| kinds.contains(&p.kind) && !p.is_void() && !placed(p));
    lists.filter(|_| case.duty_events().is_empty()).map(|p| cite(case, p)).next()
}

/// An exact figure of those who really came.
fn is_of_those_who_came(c: &Claim) -> bool {
    !c.approximate && ["实际", "实到", "到场"].iter().any(|w| c.evidence.quote.contains(w))
}

/// “…的签到表按姓名和单位去重计55人（60行），重名行：…”
fn fact(event: &Event, list: &PeopleList, shown: &Shown, what: Counted, noun: &str, unit: &str) -> String {
    let (title, kind, n) = (bare(&event.title), list.kind.chinese(), shown.at_most);
    if what != Counted::People {
        return format!("“{title}”的{kind}列有{noun}{n}{unit}");
    }
    let repeated = match list.repeated.is_empty() {
        true => String::new(),
        false => format!("，重名行：{}", list.repeated.join("、")),
    };
    format!("“{title}”的{kind}按姓名和单位去重计{n}{unit}（{}行）{repeated}", list.rows)
}

/// “12人是线上参加（如…），3人没有写姓名”
fn doubts(doubts: &[Doubt], unit: &str) -> String {
    let one = |d: &Doubt| match (d.why, d.examples.is_empty()) {
        (Why::Unsigned, _) | (_, true) => format!("{}{unit}{}", d.number, d.why.chinese()),
        _ => format!("{}{unit}{}（如{}）", d.number, d.why.chinese(), d.examples.join("、")),
    };
    doubts.iter().map(one).collect::<Vec<_>>().join("，")
}

/// S02: distinct countries and regions by nationality or affiliation, some excluded; whether the home country counts is open.
pub fn countries_at_least(
    case: &Case<'_>,
    rule: &Rule,
    least: u32,
    excluded: &BTreeSet<String>,
    home: &str,
) -> Vec<Finding> {
    let events = case.duty_events();
    let counts = |l: &&PeopleList| !l.countries.is_empty() || !l.open_countries.is_empty();
    let all: Vec<&PeopleList> = events.iter().flat_map(|e| &e.lists).filter(counts).collect();
    let lists: Vec<&PeopleList> = all.iter().copied().filter(|l| l.aside.is_none()).collect();
    let seen = Countries::fold(&lists, excluded, home);
    let claims: Vec<&Claim> =
        events.iter().flat_map(|e| &e.claims).filter(|c| c.what == ClaimKind::Countries && !c.planned).collect();
    let words = ["签到", "名单", "护照"].map(str::to_owned);
    let unread = unread::candidates(case, &case.pack.roles.kinds(Role::IsAList), &words);
    let sure = count(seen.abroad.len());
    let shown = Shown { sure, at_most: sure + count(seen.open.len()), doubts: Vec::new() };
    let evidence = Evidence {
        least,
        home_decides: !lists.is_empty() && shown.at_most == sure && sure + 1 == least && seen.home,
        shown: (!lists.is_empty()).then_some(shown),
        more: claims.iter().copied().find(|c| c.number >= least),
        fewer: None,
        told: claims.first().copied(),
        aside: all.iter().find_map(|l| Some((*l, l.aside?))),
        unread: !unread.is_empty(),
        unplaced: None,
        // a list of nationalities outweighs what is told
        claims_weigh: false,
    };
    let (status, ground) = verdict(&evidence);
    let fact = seen.told(home);
    let quote = |c: Option<&Claim>| c.map_or(String::new(), |c| c.evidence.quote.clone());
    let (words, files) = if unread.is_empty() { (String::new(), Vec::new()) } else { unread::cite(case, &unread) };
    let open = seen.open.join("、");
    let message = match ground {
        Ground::Contradicted | Ground::Enough => format!("{fact}，不计{home}共{sure}个国家，达到{least}个。"),
        Ground::HomeCountry => format!(
            "{fact}，不计{home}为{sure}个国家，计入{home}恰为{least}个；通知未明确{home}是否计入，请验收组判断。"
        ),
        Ground::DoubtDecides | Ground::NobodySure | Ground::ClaimedMore => {
            format!("{fact}；另有{open}的人员是否到会不能确定（线上参加、未签到等），能否计入请核实。")
        }
        Ground::Unread => format!("{fact}，不足{least}个；{words}。"),
        Ground::TooFew => {
            let otherwise = match evidence.more {
                Some(c) => format!("另有材料称“{}”，与名单不一致。", c.evidence.quote),
                None => String::new(),
            };
            format!("{fact}，不计{home}为{sure}个国家，少于{least}个。{otherwise}")
        }
        Ground::SetAside => evidence.aside.map_or(String::new(), |(list, aside)| {
            format!(
                "载有国籍的{}{}，不能单独证明与会者国籍，请补充参会人员国籍名单。",
                list.kind.chinese(),
                aside.chinese()
            )
        }),
        Ground::OnlyTold => {
            format!("未见载明国籍的名单，只有文字自述“{}”，请补充参会人员国籍名单。", quote(evidence.told))
        }
        Ground::ListUnread | Ground::Unplaced => format!("未能读到与会者国籍；{words}。"),
        Ground::Nothing => format!("未见与会者国籍或所属国家的名单，应来自{least}个及以上国家和地区（不含港澳台）。"),
    };
    let cited = lists.iter().map(|l| l.evidence.clone());
    let claimed = |c: Option<&Claim>| c.map(|c| c.evidence.clone());
    let finding = case.finding(rule, status, message).citing(cited);
    vec![match ground {
        Ground::Unread | Ground::ListUnread => finding.citing(files),
        Ground::TooFew => finding.citing(claimed(evidence.more)),
        Ground::SetAside => finding.citing(evidence.aside.map(|(l, _)| l.evidence.clone())),
        Ground::OnlyTold => finding.citing(claimed(evidence.told)),
        Ground::Nothing => finding.having_searched(unread::searched(case)),
        _ => finding,
    }]
}

/// Countries over all lists.
struct Countries {
    /// Neither home nor excluded: “越南4人”.
    abroad: Vec<String>,
    /// Likewise, of people who may not have come.
    open: Vec<String>,
    home: bool,
    left_out: Vec<String>,
}

impl Countries {
    fn fold(lists: &[&PeopleList], excluded: &BTreeSet<String>, home: &str) -> Countries {
        let mut all: std::collections::BTreeMap<&str, u32> = std::collections::BTreeMap::new();
        for (country, n) in lists.iter().flat_map(|l| &l.countries) {
            let entry = all.entry(country).or_default();
            *entry = (*entry).max(*n);
        }
        let counts = |c: &str| !excluded.contains(c) && c != home;
        let open: BTreeSet<&str> = lists.iter().flat_map(|l| l.open_countries.keys()).map(String::as_str).collect();
        Countries {
            abroad: all.iter().filter(|(c, _)| counts(c)).map(|(c, n)| format!("{c}{n}人")).collect(),
            open: open.into_iter().filter(|c| counts(c) && !all.contains_key(c)).map(str::to_owned).collect(),
            home: all.contains_key(home),
            left_out: all.keys().filter(|c| excluded.contains(**c)).map(|c| (*c).to_owned()).collect(),
        }
    }

    fn told(&self, home: &str) -> String {
        let without = match self.left_out.is_empty() {
            true => String::new(),
            false => format!("（已剔除{}）", self.left_out.join("、")),
        };
        let from = match (self.abroad.is_empty(), self.home) {
            (false, _) => self.abroad.join("、"),
            (true, true) => home.to_owned(),
            (true, false) => "的国家均不能计入".to_owned(),
        };
        format!("名单中与会者来自{from}{without}")
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(sure: u32, at_most: u32) -> Evidence<'static> {
        Evidence {
            least: 50,
            shown: Some(Shown { sure, at_most, doubts: Vec::new() }),
            home_decides: false,
            more: None,
            fewer: None,
            told: None,
            aside: None,
            unread: false,
            unplaced: None,
            claims_weigh: true,
        }
    }

    #[test]
    fn what_lies_between_sure_and_possible_is_for_people() {
        for (sure, at_most, status) in [
            (50, 50, Status::Pass),
            (50, 80, Status::Pass),
            (49, 50, Status::Review),
            (49, 49, Status::Fail),
            (0, 20, Status::Review),
            (0, 0, Status::Fail),
        ] {
            assert_eq!(verdict(&of(sure, at_most)).0, status, "{sure} {at_most}");
        }
        assert_eq!(verdict(&Evidence { unread: true, ..of(10, 10) }).1, Ground::Unread);
        assert_eq!(verdict(&Evidence { shown: None, ..of(0, 0) }).0, Status::Missing);
    }
}

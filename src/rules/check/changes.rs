//! R03: what contract and application agreed against what was done — names, forms, days, places, on the spot or online, numbers, scale,
//! leader. Each difference is a finding of its own with both places; whether it needed a request is for people (通知 leaves it open).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::activities::held;
use super::papers::lines;
use super::quote::bare;
use super::unread;
use crate::facts::promises::mode_in;
use crate::facts::titles;
use crate::model::facts::{ChangeRequest, ClaimKind, Promise, PromiseKind};
use crate::model::pack::Rule;
use crate::model::text::{fold, key};
use crate::model::venue::cities_in;
use crate::model::{Day, DocKind, Event, EventKind, Evidence, Finding, Status};
use crate::model::{Paper, Role};
use crate::rules::Case;

/// One thing agreed and done otherwise.
#[derive(Debug)]
struct Difference {
    what: What,
    /// Tells two differences of one sort apart.
    subject: String,
    message: String,
    evidence: Vec<Evidence>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Leader,
    Name,
    Form,
    Held,
    Day,
    Place,
    Mode,
    Count,
    Scale,
}

impl What {
    fn chinese(self) -> &'static str {
        match self {
            What::Leader => "项目负责人",
            What::Name => "活动名称",
            What::Form => "活动形式",
            What::Held => "活动举办",
            What::Day => "活动时间",
            What::Place => "活动地点",
            What::Mode => "线上线下",
            What::Count => "活动场次",
            What::Scale => "活动规模",
        }
    }

    fn advice(self) -> String {
        format!(
            "请补交活动之前向自治区科协学会部（联络部）提出的{}变更申请及答复；属于笔误或正常细化的，请书面说明，由验收组认定。",
            self.chinese()
        )
    }

    /// Words by which a request speaks of this sort of change.
    fn words(self) -> &'static [&'static str] {
        match self {
            What::Leader => &["负责人"],
            What::Name => &["名称", "更名", "改名", "题目", "主题", "内容"],
            What::Form => &["形式", "名称", "更名", "改名", "改为", "调整为"],
            What::Held => &["取消", "停办", "不再举办", "无法"],
            What::Day => &["时间", "日期", "延期", "推迟", "改期", "延至", "月"],
            What::Place => &["地点", "会场", "场地", "改到", "改在", "地址"],
            What::Mode => &["线上", "线下", "方式", "形式"],
            What::Count => &["场", "次数", "数量", "合并"],
            What::Scale => &["规模", "人数", "队"],
        }
    }
}

/// R03: contract or application against outcome.
pub fn changes_requested(case: &Case<'_>, rule: &Rule) -> Vec<Finding> {
    let sources: BTreeSet<DocKind> = [DocKind::Contract, DocKind::ApplicationForm].into();
    let base: Vec<&crate::model::Paper> =
        case.kinds.papers.iter().filter(|p| sources.contains(&p.kind) && !p.is_void()).collect();
    if base.is_empty() {
        return vec![case.finding(rule, Status::NotApplicable, "材料中没有项目申报表或项目合同书，无从比较变更。")];
    }
    if base.iter().all(|p| p.blocks.is_empty()) {
        let ids: Vec<_> = base.iter().map(|p| p.doc).collect();
        let (words, evidence) = unread::cite(case, &ids);
        return vec![
            case.finding(rule, Status::Review, format!("未能读到申报表或合同书的内容；{words}。")).citing(evidence),
        ];
    }
    let differences = differences(case);
    let first = case.facts.events.iter().filter(|e| case.is_own(e)).filter_map(|e| e.date).map(|d| d.first).min();
    let request = request_before(case, first);
    if !differences.is_empty() {
        return differences.into_iter().map(|d| judged(case, rule, d, request)).collect();
    }
    let evidence = base.iter().filter_map(|p| p.title.clone());
    // another contract or form that was not read may say otherwise
    let hints: Vec<String> = ["合同", "任务书", "申报(表|书)"].iter().map(|s| (*s).to_owned()).collect();
    let mut unread = unread::candidates(case, &case.pack.roles.kinds(Role::IsAnAgreement), &hints);
    unread.retain(|id| {
        let stem = fold(case.dossier.doc(*id).stem());
        case.kinds.of_doc(*id).any(|p| sources.contains(&p.kind)) || stem.contains("合同") || stem.contains("任务书")
    });
    if !unread.is_empty() {
        let (words, files) = unread::cite(case, &unread);
        let message = format!("已读到的申报表、合同书与实际完成情况一致；{words}。");
        return vec![case.finding(rule, Status::Review, message).citing(evidence).citing(files)];
    }
    let message = match request {
        Some(_) => "变更申请在活动之前提出；申报表、合同书与实际完成情况一致。".to_owned(),
        None => "申报表、合同书载明的活动名称、时间、地点、规模、负责人与实际完成情况一致。".to_owned(),
    };
    vec![case.finding(rule, Status::Pass, message).citing(evidence).citing(request.map(|r| r.evidence.clone()))]
}

/// The request made before the first event that was not refused.
fn request_before<'c>(case: &'c Case<'_>, first: Option<Day>) -> Option<&'c ChangeRequest> {
    let mut requests = case.facts.changes.iter().filter(|c| !is_refused(c));
    requests.find(|c| c.date.zip(first).is_none_or(|(asked, held)| asked <= held))
}

fn is_refused(request: &ChangeRequest) -> bool {
    request.text.contains("不同意") || request.text.contains("不予")
}

/// One finding for one difference: with a request in time that speaks of it, without one, or with one that does not serve.
fn judged(case: &Case<'_>, rule: &Rule, d: Difference, request: Option<&ChangeRequest>) -> Finding {
    let finding = |status, why: &str, more: Option<&ChangeRequest>| {
        let finding = case.finding(rule, status, format!("{}；{why}。", d.message));
        let advice = if status == Status::Pass { String::new() } else { d.what.advice() };
        finding
            .advise(advice)
            .about(d.subject.clone())
            .citing(d.evidence.clone())
            .citing(more.map(|r| r.evidence.clone()))
            .having_searched(unread::searched(case))
    };
    if let Some((r, day)) = request.and_then(|r| Some((r, r.date?))) {
        return if d.what.words().iter().any(|w| r.text.contains(w)) {
            finding(Status::Pass, &format!("已在活动之前（{day}）提出变更申请"), Some(r))
        } else {
            finding(Status::Review, &format!("有变更申请（{day}），但未见其写到这一变化，请核实"), Some(r))
        };
    }
    let any = request.or(case.facts.changes.first());
    let why = match any {
        None => "未见事前的变更申请，请核实",
        Some(r) if is_refused(r) => "变更申请未获同意，请核实",
        Some(r) if r.date.is_some() => "变更申请晚于活动，请核实",
        Some(_) => "变更申请未载日期，是否事前提出请核实",
    };
    finding(Status::Review, why, any)
}

/// “合同书” or “申报表”.
fn source(p: &Promise) -> &'static str {
    if p.source == DocKind::Contract { "合同书" } else { "申报表" }
}

/// Every difference, in the order in which people read them.
fn differences(case: &Case<'_>) -> Vec<Difference> {
    let own: Vec<&Event> = case.facts.events.iter().filter(|e| case.is_own(e)).collect();
    let mut out = Vec::new();
    for found in [
        leaders(case),
        names(case, &own),
        forms(case, &own),
        called_off(&own),
        days(case, &own),
        milestones(case, &own),
        places(case, &own),
        modes(case, &own),
        counts(case, &own),
        tasks(case),
        scales(case, &own),
    ] {
        for d in found {
            if !out.iter().any(|o: &Difference| o.message == d.message) {
                out.push(d);
            }
        }
    }
    out
}

fn promises<'c>(case: &'c Case<'_>, what: PromiseKind) -> impl Iterator<Item = &'c Promise> {
    case.facts.promises.iter().filter(move |p| p.what == what)
}

fn difference(
    what: What,
    p: &Promise,
    agreed: &str,
    done: &str,
    evidence: impl IntoIterator<Item = Evidence>,
) -> Difference {
    Difference {
        what,
        subject: format!("{}（{agreed}）", what.chinese()),
        message: format!("{}{}约定为“{agreed}”，实际为{done}", source(p), what.chinese()),
        evidence: std::iter::once(p.evidence.clone()).chain(evidence).collect(),
    }
}

fn leaders(case: &Case<'_>) -> Vec<Difference> {
    let told = |kind: &DocKind| case.pack.roles.has(*kind, Role::IsOwnStatement);
    let Some(done) = case.facts.project.leaders.iter().find(|l| told(&l.source)) else { return Vec::new() };
    promises(case, PromiseKind::Leader)
        .filter(|p| key(&done.value) != key(&p.value))
        .map(|p| difference(What::Leader, p, &p.value, &format!("“{}”", done.value), [done.evidence.clone()]))
        .collect()
}

/// Names in quotation marks must be alike; a subject in the contract's own words must at least share a word with some event's.
fn names(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let titles: Vec<String> =
        case.facts.events.iter().flat_map(|e| &e.titles).map(|t| bare_name(case, &t.value)).collect();
    if titles.is_empty() {
        return Vec::new();
    }
    let held: Vec<String> = own.iter().map(|e| format!("“{}”", bare(&e.title))).collect();
    let evidence = || own.iter().filter_map(|e| e.titles.first()).map(|t| t.evidence.clone()).take(2);
    let kept = |p: &&Promise| {
        let promised = bare_name(case, &p.value);
        promised.chars().count() < 4
            || if p.what == PromiseKind::EventName {
                titles.iter().any(|t| alike(&promised, t))
            } else {
                titles.iter().any(|t| shares_word(&promised, t))
            }
    };
    promises(case, PromiseKind::EventName)
        // who serves other hosts' events agreed to serve, not to hold
        .chain(promises(case, PromiseKind::EventSubject).filter(|_| !case.sub_type.serves_others))
        .filter(|p| !kept(p))
        .map(|p| difference(What::Name, p, bare(&p.value).as_ref(), &held.join("、"), evidence()))
        .collect()
}

/// The event of an agreed name was held in another form.
fn forms(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let mut out = Vec::new();
    for p in promises(case, PromiseKind::EventName).chain(promises(case, PromiseKind::EventSubject)) {
        let (subject, agreed) = (bare_name(case, &p.value), forms_in(case, &p.value));
        if subject.chars().count() < 4 || agreed.is_empty() {
            continue;
        }
        let same = |e: &&&Event| e.titles.iter().any(|t| alike(&subject, &bare_name(case, &t.value)));
        let matching: Vec<&&Event> = own.iter().filter(same).collect();
        let done: BTreeSet<&str> =
            matching.iter().flat_map(|e| &e.titles).flat_map(|t| forms_in(case, &t.value)).collect();
        let Some(event) = matching.first().filter(|_| !done.is_empty() && done.is_disjoint(&agreed)) else { continue };
        let evidence = event.titles.first().map(|t| t.evidence.clone());
        let words = |set: &BTreeSet<&str>| set.iter().copied().collect::<Vec<_>>().join("、");
        let agreed_name = format!("{}（{}）", bare(&p.value), words(&agreed));
        let done_name = format!("“{}”（{}）", bare(&event.title), words(&done));
        out.push(difference(What::Form, p, &agreed_name, &done_name, evidence));
    }
    out
}

fn called_off(own: &[&Event]) -> Vec<Difference> {
    let off = own.iter().filter_map(|e| Some((e, e.cancelled.clone()?)));
    off.map(|(e, evidence)| Difference {
        what: What::Held,
        subject: format!("{}（{}）", What::Held.chinese(), bare(&e.title)),
        message: format!("活动“{}”未举办", bare(&e.title)),
        evidence: vec![evidence],
    })
    .collect()
}

/// “5月、10月各开展一次”, each month by itself.
static EACH_MONTH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[0-9]月[、和及](20[0-9]{2}年)?[0-9]{1,2}月(份)?(分别|各)").expect("fixed pattern"));

fn days(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    const HOLDING: [&str; 6] = ["举办", "开展", "召开", "举行", "比赛", "决赛"];
    const OTHER: [&str; 11] =
        ["前提交", "月底前", "截止", "签订", "报送", "验收", "完成前", "之前", "拨付", "到账", "日前"];
    let mut out = Vec::new();
    for p in promises(case, PromiseKind::EventDate) {
        let quote = fold(&p.evidence.quote);
        // “1.‘甲’研讨会，9月10日至12日，防城港”: a list of tasks has no verb
        let words = key(&p.evidence.quote);
        let named = || {
            let mut titles = own.iter().flat_map(|e| &e.titles);
            p.date.is_some() && titles.any(|t| titles::named_in(&t.value, &words, &case.pack.brands))
        };
        let of_event =
            (HOLDING.iter().any(|w| quote.contains(w)) || named()) && !OTHER.iter().any(|w| quote.contains(w));
        if !of_event || own.iter().all(|e| e.date.is_none()) {
            continue;
        }
        let kept = own.iter().filter_map(|e| e.date).any(|d| match (&p.date, p.number) {
            (Some(day), _) => day.overlaps(&d),
            // “5月、10月各一次” wants one in each month
            (None, Some(month)) if EACH_MONTH.is_match(&quote) => {
                u32::try_from(d.first.month()).is_ok_and(|m| m == month)
            }
            (None, Some(month)) => {
                u32::try_from(d.first.month()).is_ok_and(|m| m == month)
                    || quote.contains(&format!("{}月", d.first.month()))
                    || spans(&quote, d.first.month())
            }
            _ => true,
        });
        if !kept {
            let done: Vec<String> = own.iter().filter_map(|e| e.date).map(|d| d.to_string()).collect();
            let evidence = own.iter().filter_map(|e| e.dates.first()).map(|d| d.evidence.clone()).take(2);
            out.push(difference(What::Day, p, &p.value, &done.join("、"), evidence));
        }
    }
    out
}

/// “9月底前完成第2场”, when the second of the events was held later. Other events of the unit can only make it earlier.
fn milestones(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    static BY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"([0-9]{1,2})月(?:底|末|份)?之?前(?:完成|举办|召开|开展|举行)?(?:第)([1-9一二三四五])(?:次|场)")
            .expect("fixed pattern")
    });
    let mut held: Vec<&Event> = own.iter().copied().filter(|e| e.date.is_some()).collect();
    held.sort_by_key(|e| e.date.map(|d| d.first));
    let mut out = Vec::new();
    let bases = case.kinds.with(Role::IsAnAgreement).filter(|p| !p.is_void());
    for paper in bases {
        for (place, written, folded) in lines(case, paper) {
            for c in BY.captures_iter(&folded) {
                let ordinal = c[2]
                    .chars()
                    .next()
                    .and_then(|d| "一二三四五".find(d).map(|at| at / 3).or(d.to_digit(10).map(|n| n as usize - 1)));
                let Some(event) = ordinal.and_then(|n| held.get(n)) else { continue };
                let (Some(day), Ok(month)) = (event.date, c[1].parse::<i8>()) else { continue };
                if day.first.year() == case.pack.notice.year && day.first.month() <= month {
                    continue;
                }
                let form = if paper.kind == DocKind::Contract { "合同书" } else { "申报表" };
                out.push(Difference {
                    what: What::Day,
                    subject: format!("{}（{}）", What::Day.chinese(), &c[0]),
                    message: format!("{form}约定“{}”，“{}”实际为{day}", &c[0], bare(&event.title)),
                    evidence: std::iter::once(Evidence::new(paper.doc, place.clone(), &written))
                        .chain(event.dates.first().map(|d| d.evidence.clone()))
                        .collect(),
                });
            }
        }
    }
    out
}

/// By city: “百色” and “百色市右江区民族会堂” are one place; a place that names no city is none to compare.
fn places(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let known: Vec<(&Event, BTreeSet<String>)> =
        own.iter().map(|e| (*e, cities_in(&e.place))).filter(|(_, c)| !c.is_empty()).collect();
    if known.is_empty() || known.len() < own.len() {
        return Vec::new();
    }
    promises(case, PromiseKind::EventPlace)
        .filter(|p| {
            let agreed = cities_in(&p.value);
            !agreed.is_empty() && known.iter().all(|(_, done)| done.is_disjoint(&agreed))
        })
        .map(|p| {
            let done: Vec<String> = known.iter().map(|(e, _)| format!("“{}”", e.place)).collect();
            let evidence: Vec<Evidence> = known.iter().filter_map(|(e, _)| place_line(case, e)).take(2).collect();
            difference(What::Place, p, &p.value, &done.join("、"), evidence)
        })
        .collect()
}

fn modes(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    promises(case, PromiseKind::EventMode)
        .filter_map(|p| {
            let agreed = mode_in(&p.value)?;
            let told: Vec<(&Event, bool)> = own.iter().filter_map(|e| Some((*e, place_mode(&e.place)?))).collect();
            let (event, _) =
                told.first().filter(|_| told.len() == own.len() && told.iter().all(|(_, m)| *m != agreed))?;
            let done = format!("“{}”", event.place);
            Some(difference(What::Mode, p, &p.value, &done, place_line(case, event)))
        })
        .collect()
}

/// Online (`true`) or on the spot; `None` when the place is not told or both.
fn place_mode(place: &str) -> Option<bool> {
    mode_in(place).or_else(|| {
        (place.chars().count() >= 4 && !cities_in(place).is_empty() && !place.contains("线上")).then_some(false)
    })
}

fn counts(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    promises(case, PromiseKind::EventCount)
        .filter_map(|p| {
            let at_enterprises = p.value.contains("助企") || p.value.contains("企业");
            let of_sort = |e: &&&Event| {
                let enterprise = e.kinds.contains(&EventKind::Enterprise);
                e.cancelled.is_none() && if at_enterprises { enterprise } else { !enterprise || e.kinds.len() > 1 }
            };
            let there: Vec<&&Event> = own.iter().filter(of_sort).collect();
            let done = u32::try_from(there.len()).ok()?;
            let short = done >= 1 && p.number.is_some_and(|n| done < n) && there.iter().any(|e| held(case, e));
            let names: Vec<String> = there.iter().map(|e| format!("“{}”", bare(&e.title))).collect();
            let evidence = there.iter().filter_map(|e| e.titles.first()).map(|t| t.evidence.clone()).take(2);
            let told = format!("材料可见的{done}场（{}）", names.join("、"));
            short.then(|| difference(What::Count, p, &p.value, &told, evidence))
        })
        .collect()
}

/// A part of the service that is agreed by number and by nature is a thing of its own (“成果展示1次”, “组队参赛1次”), and of
/// which no paper that reports tells.
fn tasks(case: &Case<'_>) -> Vec<Difference> {
    static TASK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(展示会?|展览|展会|成果展|路演|赛事|大赛|竞赛|考察|培训班?|对接会|科普活动|宣讲|沙龙|参观|研修)(活动)?"?(不少于|至少|共)?([0-9一二三两]{1,2})(次|场|期|届)"#).expect("fixed pattern")
    });
    static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"每年|多年|历年|近年|曾|以往|往年|去年|上年|经验|基础|已(成功)?(举办|承办|召开|开展|组织)|20(1[0-9]|2[0-5])年")
            .expect("fixed pattern")
    });
    static UNDONE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"未|没有|取消|停办|不再|拟|将|计划|下一步|因故|推迟").expect("fixed pattern"));
    let no_report = |p: &Paper| {
        let promises = [Role::IsAccounts, Role::IsAVoucher, Role::IsAnAgreement, Role::IsAPlan];
        p.is_any(&promises) || p.kind == DocKind::ChangeRequest
    };
    let mut out = Vec::new();
    let bases = case.kinds.with(Role::IsAnAgreement).filter(|p| !p.is_void());
    for paper in bases {
        for (place, written, folded) in lines(case, paper) {
            // what the unit did before is no task
            let tasks: String = folded.split_inclusive(['。', ';']).filter(|s| !BEFORE.is_match(s)).collect();
            for c in TASK.captures_iter(&tasks) {
                let noun = c[1].trim_end_matches(['会', '班']).to_owned();
                let told = |sentence: &str| sentence.contains(noun.as_str()) && !UNDONE.is_match(sentence);
                let mut reports = case.kinds.papers.iter().filter(|p| !p.is_void() && !no_report(p));
                let alike: &[&str] =
                    if matches!(noun.as_str(), "赛事" | "大赛" | "竞赛") { &["赛"] } else { &[] };
                let done = reports.any(|p| {
                    lines(case, p).iter().any(|(_, _, f)| {
                        f.split(['。', ';'])
                            .any(|s| told(s) || alike.iter().any(|w| s.contains(w)) && !UNDONE.is_match(s))
                    })
                });
                if !done {
                    let agreed = c[0].to_owned();
                    out.push(Difference {
                        what: What::Held,
                        subject: format!("{}（{agreed}）", What::Held.chinese()),
                        message: format!(
                            "{}约定“{agreed}”，材料中未见已完成的记载",
                            if paper.kind == DocKind::Contract { "合同书" } else { "申报表" }
                        ),
                        evidence: vec![Evidence::new(paper.doc, place.clone(), &written)],
                    });
                }
            }
        }
    }
    out
}

/// By list; where there is none, by what the reports claim.
fn scales(case: &Case<'_>, own: &[&Event]) -> Vec<Difference> {
    let claimed = |what: ClaimKind| {
        own.iter().flat_map(|e| &e.claims).filter(|c| c.what == what && !c.planned && !c.online).map(|c| c.number).max()
    };
    let most = own.iter().filter_map(|e| e.people()).max().or_else(|| claimed(ClaimKind::People));
    let teams = own.iter().flat_map(|e| &e.lists).filter_map(|l| l.teams.as_ref()).map(|t| t.at_most).max();
    let teams = teams.or_else(|| claimed(ClaimKind::Teams));
    let mut out = Vec::new();
    for p in promises(case, PromiseKind::Scale) {
        let of_teams = p.value.contains('队');
        let (Some(n), Some(got)) = (p.number, if of_teams { teams } else { most }) else { continue };
        // “105人左右” is kept by 95
        let about = p.evidence.quote.contains("左右") || p.value.contains('约');
        if got < if about { n - n / 10 } else { n } {
            let list = own.iter().flat_map(|e| &e.lists).map(|l| l.evidence.clone()).next();
            let done = format!("{got}{}", if of_teams { "队" } else { "人" });
            out.push(difference(What::Scale, p, &p.value, &done, list));
        }
    }
    out
}

/// The line of the event's papers that tells its place.
fn place_line(case: &Case<'_>, event: &Event) -> Option<Evidence> {
    let wanted = key(&event.place);
    let of_event = |p: &&crate::model::Paper| event.papers.contains(&(p.doc, p.kind));
    case.kinds.papers.iter().filter(of_event).find_map(|p| {
        let mut all = lines(case, p).into_iter();
        all.find(|(_, w, _)| key(w).contains(&wanted)).map(|(place, w, _)| Evidence::new(p.doc, place, &w))
    })
}

/// An event's name without brands and the words for its form, folded.
fn bare_name(case: &Case<'_>, name: &str) -> String {
    let mut k = key(name);
    for brand in &case.pack.brands {
        k = k.replace(&key(&brand.name), "");
    }
    const FORMS: [&str; 24] = [
        "学术",
        "交流",
        "研讨",
        "座谈",
        "报告",
        "论坛",
        "讲坛",
        "大会",
        "年会",
        "沙龙",
        "大赛",
        "竞赛",
        "培训班",
        "活动",
        "技术",
        "科技",
        "2026年",
        "走进",
        "专题",
        "培训",
        "讲座",
        "比赛",
        "洽谈",
        "会",
    ];
    for form in FORMS {
        k = k.replace(form, "");
    }
    k
}

/// The sorts of event that a name holds: “学术研讨会” → 研讨; brands apart.
fn forms_in(case: &Case<'_>, name: &str) -> BTreeSet<&'static str> {
    const FORMS: [(&str, &str); 17] = [
        ("研讨", "研讨会"),
        ("交流会", "交流会"),
        ("交流活动", "交流会"),
        ("座谈", "座谈会"),
        ("报告会", "报告会"),
        ("论坛", "论坛"),
        ("沙龙", "沙龙"),
        ("年会", "年会"),
        ("大会", "大会"),
        ("大赛", "竞赛"),
        ("竞赛", "竞赛"),
        ("比赛", "竞赛"),
        ("培训班", "培训班"),
        ("讲座", "讲座"),
        ("展览", "展览"),
        ("洽谈会", "洽谈会"),
        ("对接会", "对接会"),
    ];
    let mut k = key(name);
    for brand in &case.pack.brands {
        k = k.replace(&key(&brand.name), "");
    }
    FORMS.iter().filter(|(w, _)| k.contains(w)).map(|(_, form)| *form).collect()
}

/// Two characters in a row that both names have.
fn shares_word(a: &str, b: &str) -> bool {
    let pairs = |s: &str| s.chars().zip(s.chars().skip(1)).collect::<BTreeSet<_>>();
    !pairs(a).is_disjoint(&pairs(b))
}

/// Two names speak of one matter: one within the other, or a third of their pairs of characters shared.
fn alike(a: &str, b: &str) -> bool {
    if b.chars().count() >= 2 && (a.contains(b) || b.contains(a)) {
        return true;
    }
    let pairs = |s: &str| s.chars().zip(s.chars().skip(1)).collect::<BTreeSet<_>>();
    let (x, y) = (pairs(a), pairs(b));
    x.intersection(&y).count() * 6 >= x.len() + y.len()
}

/// “6月至9月” holds the months between.
fn spans(quote: &str, month: i8) -> bool {
    static RANGE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([0-9]{1,2})月?[-至到]+(?:20[0-9]{2}年)?([0-9]{1,2})月").expect("fixed pattern"));
    RANGE.captures_iter(quote).any(|c| {
        let n = |i: usize| c[i].parse::<i8>().unwrap_or(0);
        n(1) <= month && month <= n(2)
    })
}

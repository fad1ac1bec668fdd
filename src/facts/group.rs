//! One activity, one event: mentions are joined by title and date, then every other paper that speaks of it is attached.

use std::collections::BTreeSet;

use super::events::{Mention, moved_day, paper_dates, told_day};
use super::titles::{core, event_title, is_short_of, likeness, named_in, same};
use super::{Source, dates};
use crate::model::facts::Stated;
use crate::model::text::key;
use crate::model::{DayRange, DocId, DocKind, Event, Paper};

pub(super) fn group(mut mentions: Vec<Mention>, source: &Source<'_>) -> Vec<Event> {
    let brands = &source.pack.brands;
    // lists, press releases and filings come last: they join events that notices and plans have named
    let rank = |k: DocKind| match k {
        DocKind::Notice => 0,
        DocKind::Plan | DocKind::ServicePlan => 1,
        DocKind::Handbook | DocKind::Agenda | DocKind::Invitation => 2,
        DocKind::PressRelease => 5,
        DocKind::SignIn | DocKind::AttendeeList | DocKind::TeamList => 3,
        _ => 4,
    };
    // a title spelled by a recogniser gives way to one that is written
    let guessed = |m: &Mention| source.dossier.doc(m.doc).is_recognised();
    mentions.sort_by_key(|m| (m.change, guessed(m), rank(m.source), m.doc));
    let mut clusters: Vec<Vec<Mention>> = Vec::new();
    for m in mentions {
        let mut best: Option<(u32, usize)> = None;
        for (i, cluster) in clusters.iter().enumerate() {
            if let Some(fit) = fit(&m, cluster, brands)
                && best.is_none_or(|(f, _)| fit > f)
            {
                best = Some((fit, i));
            }
        }
        let best = best.map(|(_, i)| i).or_else(|| of_short_title(&m, &clusters, brands));
        match best {
            Some(i) => clusters[i].push(m),
            // papers of authorities and press alone make no event of their own when others exist
            None if !clusters.is_empty()
                && matches!(
                    m.source,
                    DocKind::Approval | DocKind::Request | DocKind::ChangeRequest | DocKind::Filing
                ) => {}
            // a banner on a photo names an event, but a misread one must not make another
            None if !clusters.is_empty() && m.source == DocKind::Photo => {}
            None => clusters.push(vec![m]),
        }
    }
    clusters.iter().map(|c| event_of(c)).collect()
}

/// How well a mention fits a cluster; `None` when it is another event.
fn fit(m: &Mention, cluster: &[Mention], brands: &[crate::model::pack::Brand]) -> Option<u32> {
    let titled = cluster.iter().filter(|o| same(&m.title, &o.title, brands)).count();
    let day = m.dates.first().map(|d| d.value);
    let days: Vec<DayRange> = cluster.iter().flat_map(|o| o.dates.iter().map(|d| d.value)).collect();
    let overlap = day.is_some_and(|d| days.iter().any(|o| o.overlaps(&d)));
    let conflict = day.is_some() && !days.is_empty() && !overlap;
    let alike = cluster.iter().map(|o| likeness(&key(&m.title), &key(&o.title))).max().unwrap_or(0);
    if titled > 0 {
        if !conflict {
            return Some(200 + alike + if overlap { 100 } else { 0 });
        }
        // the same title on another day: a moved event, a slip of the pen, or a second session?
        if m.change || cluster.iter().any(|o| o.change) {
            return Some(150 + alike);
        }
        let twice = cluster.iter().any(|o| {
            o.source == m.source
                && (o.doc != m.doc || o.evidence != m.evidence)
                && o.dates.iter().any(|d| day.is_some_and(|x| !d.value.overlaps(&x)))
        });
        return (!twice).then_some(100 + alike);
    }
    // another wording on the same day: brand and day, or much of the wording, must agree
    let (mine, empty) = (core(&m.title, brands), cluster.iter().all(|o| core(&o.title, brands).is_empty()));
    let branded = |t: &str| -> BTreeSet<&str> {
        brands.iter().filter(|b| key(t).contains(&key(&b.name))).map(|b| b.name.as_str()).collect()
    };
    let shared_brand = cluster.iter().any(|o| !branded(&o.title).is_disjoint(&branded(&m.title)));
    let other_brand =
        !branded(&m.title).is_empty() && cluster.iter().any(|o| !branded(&o.title).is_empty()) && !shared_brand;
    // two firms visited on one day: the frame of the titles is alike, what they are about and where is not
    let elsewhere = !mine.is_empty()
        && cluster.iter().all(|o| {
            let theirs = core(&o.title, brands);
            !theirs.is_empty() && likeness(&mine, &theirs) < 30 && other_place(&m.place, &o.place)
        });
    if elsewhere {
        return None;
    }
    if overlap && !other_brand && (alike >= 40 || ((mine.is_empty() || empty) && shared_brand)) {
        return Some(50 + alike);
    }
    None
}

/// “工艺诊断签到”, “关于学术交流会延期的通知”: a short title without a brand is that of the one event whose title it shortens. It must give
/// the event's day, no day or, as a change notice, a new one.
fn of_short_title(m: &Mention, clusters: &[Vec<Mention>], brands: &[crate::model::pack::Brand]) -> Option<usize> {
    let short = key(&m.title);
    if brands.iter().any(|b| short.contains(&key(&b.name))) {
        return None;
    }
    let on_day =
        |c: &Vec<Mention>| c.iter().flat_map(|o| &o.dates).any(|o| m.dates.iter().any(|d| d.value.overlaps(&o.value)));
    let free = m.change || m.dates.is_empty();
    let meant = |c: &Vec<Mention>| {
        let on_day = on_day(c);
        c.iter()
            .map(|o| key(&o.title))
            .any(|long| is_short_of(&short, &long) && (on_day || free && long.contains(&short)))
    };
    let meant: Vec<usize> = (0..clusters.len()).filter(|&i| meant(&clusters[i])).collect();
    if let [one] = meant.as_slice() { Some(*one) } else { None }
}

/// Both places are stated, and neither is part of the other.
fn other_place(a: &str, b: &str) -> bool {
    let (a, b) = (key(a), key(b));
    a.chars().count() >= 3 && b.chars().count() >= 3 && !a.contains(&b) && !b.contains(&a) && likeness(&a, &b) < 50
}

fn event_of(cluster: &[Mention]) -> Event {
    // the official title: notice before plan before handbook; a spelled-out one before a bare brand
    let lead = cluster.iter().find(|m| m.official && !m.change).or_else(|| cluster.first());
    let mut event = Event { title: lead.map_or(String::new(), |m| m.title.clone()), ..Event::default() };
    for m in cluster {
        event.titles.push(Stated { value: m.title.clone(), source: m.source, evidence: m.evidence.clone() });
        for d in &m.dates {
            if !event.dates.iter().any(|e| e.evidence == d.evidence) {
                event.dates.push(d.clone());
            }
        }
        if event.place.is_empty() {
            event.place.clone_from(&m.place);
        }
        for host in &m.hosts {
            if !event.hosts.iter().any(|(r, h)| *r == host.0 && key(&h.value) == key(&host.1.value)) {
                event.hosts.push(host.clone());
            }
        }
        let paper = (m.doc, m.source);
        if !event.papers.contains(&paper) {
            event.papers.push(paper);
        }
    }
    event.date = chosen_date(cluster, &event.dates);
    event
}

/// A change notice's day wins; else the day most papers give, held events (sign-in) before announced ones.
fn chosen_date(cluster: &[Mention], dates: &[Stated<DayRange>]) -> Option<DayRange> {
    if let Some(moved) = cluster.iter().filter(|m| m.change).flat_map(|m| &m.dates).next_back() {
        return Some(moved.value);
    }
    let votes = |d: &DayRange| dates.iter().filter(|o| o.value.overlaps(d)).count();
    let first = dates.iter().max_by(|a, b| {
        votes(&a.value).cmp(&votes(&b.value)).then_with(|| rank_date(b.source).cmp(&rank_date(a.source)))
    })?;
    // of the overlapping statements the widest with a stated year tells first and last day
    let same: Vec<&Stated<DayRange>> = dates.iter().filter(|d| d.value.overlaps(&first.value)).collect();
    let widest = same
        .iter()
        .filter(|d| d.source != DocKind::PressRelease)
        .max_by_key(|d| d.value.first.days_until(d.value.last))
        .or(same.first())?;
    Some(DayRange { year_inferred: same.iter().all(|d| d.value.year_inferred), ..widest.value })
}

fn rank_date(kind: DocKind) -> u8 {
    match kind {
        DocKind::SignIn => 0,
        DocKind::Notice => 1,
        DocKind::Handbook | DocKind::Agenda => 2,
        DocKind::PressRelease => 3,
        _ => 4,
    }
}

/// Papers that speak of an event without naming it in their title: press, mails, summaries, bare “签到表” and “会议手册”, photos by date.
pub(super) fn attach_papers(source: &Source<'_>, events: &mut [Event]) {
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void() && p.kind == DocKind::Notice) {
        const MOVES: [&str; 6] = ["延期", "改期", "推迟", "变更", "调整", "提前"];
        let says = |t: &str| MOVES.iter().any(|w| t.contains(w));
        // an “延期通知” may stand below the first notice in one paper
        let heads = source.reading(paper.doc).lines_in(&paper.blocks).any(|l| {
            !l.hidden && l.folded.chars().count() <= 60 && l.folded.trim_end().ends_with("通知") && says(&l.folded)
        });
        let moves = heads || paper.title.as_ref().is_some_and(|t| says(&t.quote));
        if moves {
            move_events(source, events, paper);
        }
    }
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void()) {
        if events.iter().any(|e| e.papers.contains(&(paper.doc, paper.kind))) && !covers_many(paper.kind) {
            continue;
        }
        let names_another = events.iter().any(|e| e.papers.contains(&(paper.doc, paper.kind)));
        let text = text_key(source, paper);
        let days = days_of(source, paper);
        let mut related: Vec<usize> = related(source, events, &text, &days, paper);
        let told = if paper.kind == DocKind::PressRelease { told_of_each(source, paper, events) } else { Vec::new() };
        related.extend(told.iter().map(|(i, _)| *i).filter(|i| !related.contains(i)).collect::<Vec<_>>());
        // a notice of one event is another's too only where it names that one
        if names_another && paper.kind == DocKind::Notice {
            related.retain(|&i| events[i].titles.iter().any(|t| named_in(&t.value, &text, &source.pack.brands)));
        }
        for i in related {
            let entry = (paper.doc, paper.kind);
            if !events[i].papers.contains(&entry) {
                events[i].papers.push(entry);
                if adds_date(paper.kind) && !names_another {
                    let reading = source.reading(paper.doc);
                    let days = if told.is_empty() {
                        paper_dates(source, paper, reading, false)
                    } else {
                        told.iter().filter(|(of, _)| *of == i).map(|(_, d)| d.clone()).collect()
                    };
                    for d in days {
                        let fits_another = events
                            .iter()
                            .enumerate()
                            .any(|(j, e)| j != i && e.date.is_some_and(|x| x.overlaps(&d.value)));
                        if !fits_another && !events[i].dates.iter().any(|x| x.evidence == d.evidence) {
                            events[i].dates.push(d);
                        }
                    }
                }
            }
        }
    }
    for event in events {
        event.papers.sort();
    }
}

/// Of news on several events: the first dated sentence of each, told by the words that only this event's names and place have.
fn told_of_each(source: &Source<'_>, paper: &Paper, events: &[Event]) -> Vec<(usize, Stated<DayRange>)> {
    const NOT_YET: [&str; 9] = ["将于", "拟于", "计划", "下一步", "即将", "择期", "取消", "未能", "去年"];
    let pairs = |s: &str| -> BTreeSet<(char, char)> {
        let k = key(s);
        k.chars().zip(k.chars().skip(1)).collect()
    };
    let words: Vec<BTreeSet<(char, char)>> = events
        .iter()
        .map(|e| e.titles.iter().map(|t| t.value.as_str()).chain([e.place.as_str()]).flat_map(pairs).collect())
        .collect();
    let own = |i: usize, pair: &(char, char)| !words.iter().enumerate().any(|(j, w)| j != i && w.contains(pair));
    let mut told: Vec<(usize, Stated<DayRange>)> = Vec::new();
    if events.len() < 2 {
        return told;
    }
    for line in source.reading(paper.doc).lines_in(&paper.blocks).filter(|l| !l.hidden) {
        for sentence in line.written.split(['。', '；', ';']) {
            let Some(value) = told_day(sentence, source.year()).filter(|d| d.first.year() >= source.year()) else {
                continue;
            };
            if NOT_YET.iter().any(|w| sentence.contains(w)) {
                continue;
            }
            let said = pairs(sentence);
            let score = |i: usize| words[i].iter().filter(|p| said.contains(*p) && own(i, p)).count();
            let mut scores: Vec<(usize, usize)> = (0..events.len()).map(|i| (score(i), i)).collect();
            scores.sort_unstable_by(|a, b| b.cmp(a));
            if let [(best, i), (second, _), ..] = scores.as_slice()
                && *best >= 5
                && *best >= second * 2
                && !told.iter().any(|(of, _)| of == i)
            {
                told.push((*i, Stated { value, source: paper.kind, evidence: line.evidence(paper.doc) }));
            }
        }
    }
    told
}

/// A notice called no more than “延期通知” moves each event that it names to the day behind the name.
fn move_events(source: &Source<'_>, events: &mut [Event], paper: &Paper) {
    let reading = source.reading(paper.doc);
    let only = only_meant(events, paper);
    for (i, event) in events.iter_mut().enumerate() {
        let mut names: Vec<String> = event.titles.iter().map(|t| crate::model::text::fold(&t.value)).collect();
        names.extend(event.brands.iter().map(|b| crate::model::text::fold(b)));
        let moved = moved_day(reading, &paper.blocks, &names, source.year());
        let moved = moved
            .or_else(|| (only == Some(i)).then(|| moved_day(reading, &paper.blocks, &[], source.year())).flatten());
        let Some((day, line)) = moved else { continue };
        let evidence = line.evidence(paper.doc);
        event.date = Some(day);
        event.dates.retain(|d| d.evidence.doc != paper.doc);
        event.dates.push(Stated { value: day, source: paper.kind, evidence: evidence.clone() });
        event.titles.push(Stated { value: event.title.clone(), source: paper.kind, evidence });
        if !event.papers.contains(&(paper.doc, paper.kind)) {
            event.papers.push((paper.doc, paper.kind));
        }
    }
}

/// “关于学术研讨会延期的通知”, “延期通知”: the one event of that form, or the only event, where the title names none.
fn only_meant(events: &[Event], paper: &Paper) -> Option<usize> {
    const FORMS: [&str; 11] =
        ["研讨会", "交流会", "报告会", "座谈会", "论坛", "讲坛", "沙龙", "大赛", "竞赛", "培训班", "年会"];
    let title = &paper.title.as_ref()?.quote;
    if event_title(title, paper.kind).is_some() {
        return None;
    }
    let form = FORMS.iter().find(|f| title.contains(*f));
    let of_form = |e: &Event| form.is_none_or(|f| e.titles.iter().any(|t| t.value.contains(f)));
    let meant: Vec<usize> = (0..events.len()).filter(|&i| of_form(&events[i])).collect();
    if let [one] = meant.as_slice() { Some(*one) } else { None }
}

fn covers_many(kind: DocKind) -> bool {
    matches!(kind, DocKind::Plan | DocKind::Handbook | DocKind::PressRelease | DocKind::SignIn | DocKind::Notice)
}

fn adds_date(kind: DocKind) -> bool {
    matches!(kind, DocKind::SignIn | DocKind::Handbook | DocKind::Agenda | DocKind::PressRelease | DocKind::Notice)
}

pub(super) fn text_key(source: &Source<'_>, paper: &Paper) -> String {
    let doc = source.dossier.doc(paper.doc);
    let mut text = source.reading(paper.doc).text_in(&paper.blocks);
    if let Some(mail) = &doc.mail {
        text.push_str(&mail.subject);
        text.push_str(&mail.attachments.join(" "));
        for inner in source.dossier.documents.iter().filter(|d| d.inside.as_deref() == Some(doc.path.as_str())) {
            text.push_str(&inner.text());
        }
    }
    text.push_str(doc.stem());
    key(&text)
}

fn days_of(source: &Source<'_>, paper: &Paper) -> Vec<DayRange> {
    let doc = source.dossier.doc(paper.doc);
    let text = source.reading(paper.doc).text_in(&paper.blocks);
    let mut days: Vec<DayRange> = dates::find(&text, source.year()).into_iter().map(|f| f.range).collect();
    days.extend(dates::in_name(doc.stem(), source.year()));
    days.extend(doc.image.as_ref().and_then(|i| i.taken).map(DayRange::one));
    for inner in source.dossier.documents.iter().filter(|d| d.inside.as_deref() == Some(doc.path.as_str())) {
        days.extend(dates::find(&inner.text(), source.year()).into_iter().map(|f| f.range));
    }
    days
}

/// Events that a text speaks of: by title; else by brand and day, or by a day that no other event shares.
pub(super) fn related(
    source: &Source<'_>,
    events: &[Event],
    text_key: &str,
    days: &[DayRange],
    paper: &Paper,
) -> Vec<usize> {
    let brands = &source.pack.brands;
    let named: Vec<usize> =
        (0..events.len()).filter(|&i| events[i].titles.iter().any(|t| named_in(&t.value, text_key, brands))).collect();
    let on_day = |e: &Event| e.date.is_some_and(|d| days.iter().any(|x| x.overlaps(&d)));
    // two sessions of one name: the paper is of the one whose day it gives
    let of_session = |i: &usize| {
        let e = &events[*i];
        on_day(e) || !named.iter().any(|&j| j != *i && on_day(&events[j]) && same(&events[j].title, &e.title, brands))
    };
    let named: Vec<usize> = named.iter().copied().filter(of_session).collect();
    let of_another = names_another(paper, events, brands);
    let mut out: BTreeSet<usize> = named.iter().copied().collect();
    let folder_like = |e: &Event| folder_names(source, paper.doc, e);
    for (i, event) in events.iter().enumerate() {
        let shared = events
            .iter()
            .enumerate()
            .any(|(j, o)| j != i && o.date.zip(event.date).is_some_and(|(a, b)| a.overlaps(&b)));
        let branded = brands.iter().any(|b| event.brands.contains(&b.name) && text_key.contains(&key(&b.name)));
        if on_day(event) && (branded || !shared) && !of_another {
            out.insert(i);
        }
        if folder_like(event) {
            out.insert(i);
        }
    }
    // one event in all: what speaks of its brand or kind is about it
    if out.is_empty()
        && events.len() == 1
        && !of_another
        && !matches!(paper.kind, DocKind::Invoice | DocKind::Certificate | DocKind::Other | DocKind::Unreadable)
    {
        out.insert(0);
    }
    // a brand that only one event carries tells as well as its title
    if out.is_empty() {
        for brand in brands {
            let carrying: Vec<usize> = (0..events.len()).filter(|&i| events[i].brands.contains(&brand.name)).collect();
            if let ([one], true) = (carrying.as_slice(), text_key.contains(&key(&brand.name))) {
                out.insert(*one);
            }
        }
    }
    out.into_iter().collect()
}

/// A notice, plan, handbook or list whose own title names something that none of the events is: its day alone makes it no paper of theirs.
fn names_another(paper: &Paper, events: &[Event], brands: &[crate::model::pack::Brand]) -> bool {
    let titled = matches!(
        paper.kind,
        DocKind::Notice | DocKind::Plan | DocKind::Handbook | DocKind::Agenda | DocKind::SignIn | DocKind::AttendeeList
    );
    let title = paper.title.as_ref().filter(|_| titled).and_then(|t| event_title(&t.quote, paper.kind));
    let Some(title) = title.map(|t| t.written) else { return false };
    let near = |t: &str| same(t, &title, brands) || likeness(&key(t), &key(&title)) >= 30;
    !core(&title, brands).is_empty() && !events.iter().flat_map(|e| &e.titles).any(|t| near(&t.value))
}

/// The file lies in a folder with a paper that names the event, and no other event's paper lies there.
fn folder_names(source: &Source<'_>, doc: DocId, event: &Event) -> bool {
    let folder = |d: DocId| source.dossier.doc(d).path.rsplit_once('/').map(|(f, _)| f.to_owned());
    let Some(mine) = folder(doc) else { return false };
    let digits = mine.rsplit('/').next().unwrap_or_default();
    let about_one = digits.contains("活动一")
        || digits.contains("活动二")
        || digits.contains("活动三")
        || digits.contains("第一")
        || digits.contains("第二");
    about_one
        && event.titles.iter().any(|t| {
            matches!(t.source, DocKind::Notice | DocKind::Plan)
                && folder(t.evidence.doc).as_deref() == Some(mine.as_str())
        })
}

/// An event without a date of its own takes one from the papers attached to it alone; else from a sentence or row of a report
/// that names the event and its day.
pub(super) fn date_from_papers(source: &Source<'_>, event: &mut Event) {
    let papers: Vec<&Paper> =
        source.kinds.papers.iter().filter(|p| !p.is_void() && event.papers.contains(&(p.doc, p.kind))).collect();
    for paper in papers.iter().filter(|p| adds_date(p.kind)) {
        event.dates.extend(paper_dates(source, paper, source.reading(paper.doc), false));
    }
    if event.dates.is_empty() {
        let told = papers.iter().filter(|p| reports(p.kind)).find_map(|p| day_beside_name(source, event, p));
        event.dates.extend(told);
    }
    event.date = chosen_date(&[], &event.dates);
}

/// Papers that tell of what was done.
fn reports(kind: DocKind) -> bool {
    matches!(
        kind,
        DocKind::WorkSummary
            | DocKind::ServiceSummary
            | DocKind::AcceptanceForm
            | DocKind::SubsidyForm
            | DocKind::CaseWriteUp
            | DocKind::SurveyReport
            | DocKind::PressMail
            | DocKind::PressPublication
    )
}

/// “2026年9月12日在百色举办‘…’学术交流会”: the day of the first sentence that names the event.
fn day_beside_name(source: &Source<'_>, event: &Event, paper: &Paper) -> Option<Stated<DayRange>> {
    for line in source.reading(paper.doc).lines_in(&paper.blocks) {
        for sentence in line.written.split(['。', '；', ';']) {
            let k = key(sentence);
            let named = event.titles.iter().any(|t| named_in(&t.value, &k, &source.pack.brands))
                || event.brands.iter().any(|b| k.contains(&key(b)));
            let day = named.then(|| dates::first(sentence, source.year())).flatten();
            if let Some(value) = day {
                return Some(Stated { value, source: paper.kind, evidence: line.evidence(paper.doc) });
            }
        }
    }
    None
}

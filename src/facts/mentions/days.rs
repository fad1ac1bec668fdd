//! The day of an event as papers give it: a field, “定于…”, a sentence of news; not the last day of registration, the day of arrival or
//! the hour at which a page was published.

use std::ops::Range;

use crate::facts::reading::{Field, Line, Reading};
use crate::facts::{Source, dates};
use crate::model::Role as Kind;
use crate::model::clause::{Role, says, sentences};
use crate::model::facts::Stated;
use crate::model::language::language;
use crate::model::text::fold;
use crate::model::{Day, DayRange, DocKind, Evidence, Paper};

/// The event's date as the paper gives it: a time label, else “定于…”, else the first day of a list, handbook or press release.
pub fn paper_dates(source: &Source<'_>, paper: &Paper, reading: &Reading, change: bool) -> Vec<Stated<DayRange>> {
    // the days of several ways that a plan weighs are none, but that of the way it takes
    let lines = reading.lines_in(&paper.blocks).filter(|l| !weighs(&l.folded)).collect();
    let found = PaperDays { source, paper, reading, lines }.first(change);
    let stated = |(value, evidence)| Stated { value, source: paper.kind, evidence };
    found.map(stated).into_iter().collect()
}

/// A line weighs several ways, and does not give the one day of the way that is taken.
pub(super) fn weighs(folded: &str) -> bool {
    let words = &language().mentions;
    words.alternative.hits(folded) && (!words.chosen.hits(folded) || dates::find(folded, 2000).len() > 1)
}

/// A paper, asked in order for its event's day.
struct PaperDays<'a> {
    source: &'a Source<'a>,
    paper: &'a Paper,
    reading: &'a Reading,
    lines: Vec<&'a Line>,
}

type Dated = (DayRange, Evidence);

impl PaperDays<'_> {
    fn first(&self, change: bool) -> Option<Dated> {
        // a page tells the day in its text; a list of links has days of publishing
        if self.paper.kind == DocKind::PressPublication {
            return self.told();
        }
        let early = if change { self.moved() } else { None };
        let early = early.or_else(|| self.in_field()).or_else(|| self.below_heading()).or_else(|| self.fixed());
        // a change notice without a new day changes the place: the days of its prose are the old one, or a weather report's
        if early.is_some() || change {
            return early;
        }
        self.told().or_else(|| self.spoken()).or_else(|| self.in_body())
    }

    fn year(&self) -> i16 {
        self.source.year()
    }

    fn is_press(&self) -> bool {
        matches!(self.paper.kind, DocKind::PressRelease | DocKind::PressPublication)
    }

    fn dated(&self, line: &Line, text: &str) -> Option<Dated> {
        Some((event_day(text, self.year())?, line.evidence(self.paper.doc)))
    }

    /// The new day behind “调整为 / 延期至”.
    fn moved(&self) -> Option<Dated> {
        self.lines.iter().find_map(|l| self.dated(l, &moved_piece(&l.folded)?))
    }

    /// The time field of a printed news page or mail is that of sending. What came of it outweighs what was first meant.
    fn in_field(&self) -> Option<Dated> {
        if self.is_press() {
            return None;
        }
        let certain = |f: &&Field| !weighs(&fold(&f.value));
        let fields = || self.reading.fields_in(&self.paper.blocks).filter(|f| is_time_label(&f.label)).filter(certain);
        let actual = fields().filter(|f| says(&fold(&f.label), Role::Actually));
        let mut all = actual.chain(fields());
        all.find_map(|f| Some((event_day(&f.value, self.year())?, f.evidence(self.paper.doc))))
    }

    /// A heading “时间地点” with the day in the line below.
    fn below_heading(&self) -> Option<Dated> {
        let words = &language().mentions;
        self.lines.windows(2).find_map(|pair| {
            let [heading, next] = pair else { return None };
            let is_heading = heading.folded.chars().count() <= 14 && words.time_heading.hits(&heading.folded);
            is_heading.then(|| self.dated(next, &next.written))?
        })
    }

    fn fixed(&self) -> Option<Dated> {
        let fixed = &language().mentions.fixed_day;
        self.lines.iter().find_map(|l| self.dated(l, l.folded.get(fixed.find(&l.folded)?)?))
    }

    fn told(&self) -> Option<Dated> {
        let listed =
            |l: &Line| self.paper.kind == DocKind::PressPublication && (l.table_row || l.folded.contains("http"));
        let lines = self.lines.iter().filter(|l| self.is_press() && !listed(l));
        lines.into_iter().find_map(|l| Some((told_day(&l.written, self.year())?, l.evidence(self.paper.doc))))
    }

    /// The first day of a list or handbook; elsewhere of a line that speaks of holding something.
    fn spoken(&self) -> Option<Dated> {
        let words = &language().mentions;
        let first_day = self.paper.is_any(&[Kind::IsAList, Kind::IsAProgramme]) || self.is_press();
        let until = if first_day { 40 } else { self.lines.len() };
        let of_sending =
            |l: &Line| words.sent.hits(&l.folded) || words.dated_field.hits(&l.folded) || is_by_line(&l.folded);
        let lines = self.lines.iter().take(until).filter(|l| !self.is_press() || !of_sending(l));
        let lines = lines.filter(|l| first_day || !is_day_of_issue(l));
        let speaks = |l: &&&Line| first_day || says(&l.folded, Role::Holds) || words.time_heading.hits(&l.folded);
        lines.filter(speaks).find_map(|l| self.dated(l, &l.written))
    }

    /// “8月29日上午，专家组到你公司服务”: the first day of the body, which is not the day of issue at its foot.
    fn in_body(&self) -> Option<Dated> {
        if self.is_press() {
            return None;
        }
        // a note in brackets is somebody's word on the paper
        let is_note = |l: &Line| l.folded.starts_with('(') && l.folded.ends_with(')');
        let mut lines = self.lines.iter().filter(|l| !is_day_of_issue(l) && !is_note(l));
        lines.find_map(|l| self.dated(l, &l.written))
    }
}

/// The day at a paper's foot: when it was issued.
pub fn day_of_issue(source: &Source<'_>, paper: &Paper) -> Option<Day> {
    let lines: Vec<&Line> = source.reading(paper.doc).lines_in(&paper.blocks).collect();
    let foot = lines.iter().rev().take(3).filter(|l| is_day_of_issue(l));
    let mut days = foot.filter_map(|l| dates::first(&l.written, source.year()));
    days.next().map(|d| d.first)
}

/// “某学会 2026年8月20日” at the foot of a letter.
fn is_day_of_issue(line: &Line) -> bool {
    line.folded.chars().count() <= 28 && line.folded.ends_with('日') && !says(&line.folded, Role::Holds)
}

pub fn is_time_label(folded: &str) -> bool {
    language().mentions.time_label.hits(folded)
}

/// “改期至9月16日…” of a folded line.
fn moved_piece(folded: &str) -> Option<String> {
    let words = &language().mentions;
    let pieces = words.fixed_day.find_all(folded);
    pieces.into_iter().filter_map(|f| folded.get(f)).find(|p| words.moved_day.hits(p)).map(str::to_owned)
}

/// “2026-10-19 08:40 阅读 316”: a web page's hour of publishing and its counters, which say nothing of the event.
fn is_by_line(folded: &str) -> bool {
    let words = &language().mentions;
    if folded.chars().count() > 60 || words.spoken_of.hits(folded) {
        return false;
    }
    // “2026-10-17 14:30-17:00” is the event's time, “2026-10-19 08:40” alone a page's
    let alone = words.page_hour.captures(folded).is_some_and(|c| !words.goes_on.hits(&c["rest"]));
    alone || words.page_counter.hits(folded)
}

/// “9月12日，…在百色举行”: the day of a sentence that says what happened, as against the day of a by-line.
pub fn told_day(line: &str, year: i16) -> Option<DayRange> {
    let words = &language().mentions;
    let told = |s: &&str| {
        let f = fold(s);
        words.happened.hits(&f) && !words.sent.hits(&f) && f.chars().count() > 12
    };
    sentences(line).filter(told).find_map(|s| event_day(s, year))
}

/// The day to which a change notice moves one of several events: the first “改期至…” behind the event's name, or
/// the first at all where no names are given.
pub fn moved_day(reading: &Reading, blocks: &Range<usize>, names: &[String], year: i16) -> Option<(DayRange, Line)> {
    for line in reading.lines_in(blocks) {
        let at = names.iter().filter(|n| n.chars().count() >= 4).filter_map(|n| line.folded.find(n.as_str())).min();
        let at = if names.is_empty() { Some(0) } else { at };
        let Some(rest) = at.and_then(|i| line.folded.get(i..)) else { continue };
        if let Some(day) = moved_piece(rest).and_then(|p| event_day(&p, year)) {
            return Some((day, line.clone()));
        }
    }
    None
}

/// The day of the event itself: not the last day of registration, not the day of arrival. “6月20日（原定），实际12月3日” is the latter.
pub fn event_day(text: &str, year: i16) -> Option<DayRange> {
    let words = &language().mentions;
    let found = dates::find(text, year);
    let of_event = |d: &&dates::FoundDate| {
        let clause_before = text.get(..d.start).unwrap_or_default().chars().rev();
        let before: Vec<char> = clause_before.take_while(|c| !"，,。；;、\t".contains(*c)).take(10).collect();
        let before: String = before.into_iter().rev().collect();
        let behind = text.get(d.end..).unwrap_or_default().chars();
        let clause: String = behind.take_while(|c| !"，,。；;（(".contains(*c)).take(30).collect();
        let after: String = fold(&clause).chars().take(10).collect();
        // “10月24日在线上举行初赛，11月29日举行决赛”: a contest's day is that of its final
        let round = clause.split(|c: char| c.is_ascii_digit()).next().unwrap_or_default();
        !words.preliminary_round.hits(round)
            && !words.day_of_something_else.hits(&before)
            && !words.day_of_something_else_behind.hits(&after)
            && !words.arrival.hits(&after)
    };
    let mut days = found.iter().filter(of_event);
    let first = days.next().map(|d| d.range);
    first.or_else(|| bare_day(text, year).filter(|_| found.is_empty()))
}

/// “10.31（星期六）” at the head of a time field, “定于8.12-8.14”, “改期至9.16-9.18”.
fn bare_day(text: &str, year: i16) -> Option<DayRange> {
    let c = language().mentions.bare_day.captures(text)?;
    let n = |name: &str| c.name(name).and_then(|m| m.as_str().parse::<i8>().ok());
    let first = Day::new(year, n("m")?, n("d")?)?;
    let last = n("d2").and_then(|d| Day::new(year, n("m2").or(n("m"))?, d)).filter(|l| *l >= first).unwrap_or(first);
    Some(DayRange { first, last, year_inferred: true })
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

//! What papers show of what the sub-type's rules ask by patterns of the pack: parts by heading or passage, results of a service, a
//! matter, a problem and its solution. A heading above nothing, above fillers or above what was not done shows no part.

use regex::Regex;

use super::{Source, compile, dates};
use crate::model::clause::sentences;
use crate::model::filler::{is_filler, is_to_come, tells};
use crate::model::language::language;
use crate::model::pack::{Part, Rule, SubTypeSpec};
use crate::model::shown::{PaperShows, What};
use crate::model::text::{fold, key};
use crate::model::{Check, DayRange, DocKind, Event, Evidence, Line, Paper, Role};

/// Letters of a line from which on it is no heading.
const LONGEST_HEADING: usize = 30;
/// Letters below a heading from which on the part is there, and that are looked at.
const LEAST_BELOW: usize = 8;
const MOST_BELOW: usize = 200;

/// Papers that promise, pay or announce: what stands in them is no result.
const NO_REPORT: [Role; 5] = [Role::IsAnAgreement, Role::IsAPlan, Role::Announces, Role::IsAccounts, Role::IsAVoucher];

pub(super) fn extract(source: &Source<'_>, events: &[Event], spec: Option<&SubTypeSpec>) -> Vec<PaperShows> {
    let Some(spec) = spec else { return Vec::new() };
    let mut out = Vec::new();
    for rule in source.pack.rules_for(&spec.code) {
        let of = Of { source, rule };
        match &rule.check {
            Check::DocumentPresent { kinds, kinds_in, per_event, about_in, .. } => {
                let kinds = kinds_in.get(&spec.code).unwrap_or(kinds);
                of.second_names(kinds, &mut out);
                if let Some(about) = about_in.get(&spec.code) {
                    of.matters(kinds, &compile(about), &mut out);
                }
                if *per_event && kinds.contains(&DocKind::Plan) {
                    of.plans(events, spec, &mut out);
                }
            }
            Check::PartsPresent { kinds, parts } => of.parts(kinds, &Sought::all(parts), &mut out),
            Check::ResultsPresent { parts_in } => {
                of.results(&Sought::all(parts_in.get(&spec.code).map_or(&[][..], Vec::as_slice)), &mut out);
            }
            Check::ProblemSolved { kinds, problem, result } => {
                of.problems(kinds, &compile(problem), &compile(result), &mut out);
            }
            _ => {}
        }
    }
    out
}

/// A part with its patterns compiled.
struct Sought<'a> {
    part: &'a Part,
    headings: Vec<Regex>,
    passages: Vec<Regex>,
    planned: Vec<Regex>,
}

impl Sought<'_> {
    fn all(parts: &[Part]) -> Vec<Sought<'_>> {
        parts
            .iter()
            .map(|part| Sought {
                part,
                headings: compile(&part.headings),
                passages: compile(&part.passages),
                planned: compile(&part.planned),
            })
            .collect()
    }

    fn is_headed(&self, heading: &str) -> bool {
        matches(&self.headings, heading)
    }
}

fn matches(patterns: &[Regex], folded: &str) -> bool {
    patterns.iter().any(|p| p.is_match(folded))
}

/// One rule's search.
struct Of<'a> {
    source: &'a Source<'a>,
    rule: &'a Rule,
}

impl Of<'_> {
    fn papers(&self, kinds: &[DocKind]) -> impl Iterator<Item = &Paper> {
        self.source.kinds.papers.iter().filter(move |p| kinds.contains(&p.kind) && !p.is_void() && !p.blocks.is_empty())
    }

    fn shows(&self, paper: &Paper, what: What, evidence: Evidence) -> PaperShows {
        PaperShows { rule: self.rule.code.clone(), doc: paper.doc, from: paper.blocks.start, what, evidence }
    }

    fn parts(&self, kinds: &[DocKind], parts: &[Sought<'_>], out: &mut Vec<PaperShows>) {
        for paper in self.papers(kinds) {
            let lines = paper.lines(self.source.dossier);
            for sought in parts {
                let found = part_in(paper, &lines, sought, parts);
                out.extend(found.map(|e| self.shows(paper, What::Part(sought.part.name.clone()), e)));
            }
        }
    }

    /// M13: a paper of the part's kinds is the result; a passage in a paper that reports tells of it.
    fn results(&self, parts: &[Sought<'_>], out: &mut Vec<PaperShows>) {
        let asks = |p: &Paper| p.title.as_ref().is_some_and(|t| language().papers.asks.hits(&fold(&t.quote)));
        for paper in self.source.kinds.papers.iter().filter(|p| !p.is_void() && !asks(p)) {
            let reports = !paper.is_any(&NO_REPORT);
            let lines = if reports { paper.lines(self.source.dossier) } else { Vec::new() };
            for sought in parts {
                let name = || sought.part.name.clone();
                if sought.part.kinds.contains(&paper.kind) {
                    out.push(self.shows(paper, What::Result(name()), paper.cite(self.source.dossier)));
                }
                out.extend(reported(paper, &lines, sought).map(|e| self.shows(paper, What::Part(name()), e)));
            }
        }
    }

    fn matters(&self, kinds: &[DocKind], about: &[Regex], out: &mut Vec<PaperShows>) {
        for paper in self.papers(kinds) {
            let lines = paper.lines(self.source.dossier);
            let text = lines.iter().map(|l| l.folded.as_str()).collect::<Vec<_>>().join("\n");
            let cited = || paper.cite(self.source.dossier);
            let titled = paper.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
            if matches(about, &text) {
                let line = lines.iter().find(|l| matches(about, &l.folded));
                out.push(self.shows(paper, What::Matter, line.map_or_else(cited, |l| l.evidence(paper))));
            } else if paper.kind == DocKind::Filing && language().papers.meeting_filing.hits(&titled) {
                out.push(self.shows(paper, What::AnotherMatter, cited()));
            }
        }
    }

    /// “助企赋能案例暨服务总结”: handed in for both.
    fn second_names(&self, kinds: &[DocKind], out: &mut Vec<PaperShows>) {
        let words = &language().papers;
        let called = |kind: &DocKind, title: &str| match kind {
            DocKind::CaseWriteUp => words.called_case.hits(title),
            DocKind::ServiceSummary => words.called_summary.hits(title),
            DocKind::SurveyReport => words.called_survey.hits(title),
            _ => false,
        };
        let others =
            self.source.kinds.with(Role::IsAReport).filter(|p| !p.is(Role::IsAForm) && !kinds.contains(&p.kind));
        for paper in others {
            let title = paper.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
            if words.called_case.hits(&title) && kinds.iter().any(|k| called(k, &title)) {
                out.push(self.shows(paper, What::SecondName, paper.cite(self.source.dossier)));
            }
        }
    }

    /// A plan of the whole service that plans the activities too: names one by its title, or by its day with brand or place.
    fn plans(&self, events: &[Event], spec: &SubTypeSpec, out: &mut Vec<PaperShows>) {
        for paper in self.papers(&[DocKind::ServicePlan]) {
            let text = paper.text(self.source.dossier);
            let days: Vec<DayRange> = dates::find(&text, self.source.year()).into_iter().map(|d| d.range).collect();
            let text = key(&text);
            for (index, event) in events.iter().enumerate().filter(|(_, e)| spec.asks_for(e)) {
                if covers(&text, &days, event) {
                    out.push(self.shows(paper, What::Plan(index), paper.cite(self.source.dossier)));
                }
            }
        }
    }

    /// A problem is one, open or solved. What is to come, was tried in vain, or is taken back further down is no solution.
    fn problems(&self, kinds: &[DocKind], problem: &[Regex], result: &[Regex], out: &mut Vec<PaperShows>) {
        let words = &language().papers;
        for paper in self.papers(kinds) {
            let lines = paper.lines(self.source.dossier);
            let named = lines.iter().find(|l| matches(problem, &l.folded));
            out.extend(named.map(|l| self.shows(paper, What::Problem, l.evidence(paper))));
            let told: Vec<(&Line, String)> =
                lines.iter().flat_map(|l| sentences(&l.folded).map(move |s| (l, s.to_owned()))).collect();
            let came = |s: &str| matches(result, s) && !words.unsolved.hits(s) && !is_to_come(s);
            let solved = told.iter().position(|(_, s)| came(s) && words.solved.hits(s));
            let bettered = told.iter().rposition(|(_, s)| came(s)).filter(|at| {
                // “成品率由70%升到75%。……难题仍未解决。”
                !told.iter().skip(at + 1).any(|(_, s)| words.unsolved.hits(s))
            });
            let found = solved.or(bettered).and_then(|at| told.get(at));
            out.extend(found.map(|(l, _)| self.shows(paper, What::Solution, l.evidence(paper))));
        }
    }
}

/// The text tells of the event: its title, or its day with its brand or place.
fn covers(text: &str, days: &[DayRange], event: &Event) -> bool {
    let says = |s: &str| !s.is_empty() && text.contains(&key(s));
    let on_its_day = event.date.is_some_and(|d| days.iter().any(|x| x.overlaps(&d)));
    event.titles.iter().any(|t| says(&t.value))
        || on_its_day && (event.brands.iter().any(|b| says(b)) || says(&event.place))
}

/// A line without the number of its section or item.
fn unnumbered(folded: &str) -> &str {
    let number = language().title_lines.item.find(folded).map_or(0, |f| f.end);
    folded.get(number..).unwrap_or(folded)
}

/// What of a line can be a heading, and what stands behind it (“服务对象：园区企业”).
fn heading(folded: &str) -> (&str, &str) {
    let bare = unnumbered(folded);
    let (head, rest) = bare.split_once([':', '：', '\t']).unwrap_or((bare, ""));
    // a bilingual heading goes on in its second language
    (head.trim_end_matches(|c: char| c.is_ascii()), rest)
}

/// The part's heading with something below it, or a passage that plainly is the part.
fn part_in(paper: &Paper, lines: &[Line], sought: &Sought<'_>, all: &[Sought<'_>]) -> Option<Evidence> {
    let others = || all.iter().filter(|o| o.part.name != sought.part.name);
    let mut denied = false;
    for (i, line) in lines.iter().enumerate() {
        let (head, rest) = heading(&line.folded);
        if head.chars().count() > LONGEST_HEADING || !sought.is_headed(head) {
            continue;
        }
        let ends = |next: &str| {
            let head = unnumbered(next).split(['：', ':', '\t']).next().unwrap_or_default();
            head.chars().count() <= LONGEST_HEADING && others().any(|o| o.is_headed(head))
        };
        let below = below(rest, lines.get(i + 1..).unwrap_or_default(), ends);
        let letters = below.chars().filter(|c| c.is_alphanumeric()).count();
        if letters >= LEAST_BELOW && tells(&below) {
            return Some(line.evidence(paper));
        }
        // the part is there, and says that there is nothing to tell
        denied |= letters > 0;
    }
    if denied {
        return None;
    }
    let passages = lines.iter().filter(|l| !is_bare_heading(&l.folded, all));
    passages.flat_map(|l| l.written.split(['。', '；', ';']).map(move |s| (l, s))).find_map(|(line, sentence)| {
        let f = fold(sentence);
        let told = matches(&sought.passages, &f) && !matches(&sought.planned, &f);
        (told && tells(sentence)).then(|| Evidence::new(paper.doc, line.place.clone(), sentence.trim()))
    })
}

/// What stands below a heading, up to the next part.
fn below(rest: &str, lines: &[Line], ends: impl Fn(&str) -> bool) -> String {
    let mut below = String::from(rest);
    let mut header_seen = false;
    for line in lines {
        if ends(&line.folded) {
            break;
        }
        // a table of which only the header row is there is not filled in
        if !header_seen && is_header_row(&line.folded) {
            header_seen = true;
            continue;
        }
        below.push('\n');
        below.push_str(&line.folded);
        if below.chars().count() > MOST_BELOW {
            break;
        }
    }
    below
}

/// “四、活动满意度”: names a part and says nothing of it.
fn is_bare_heading(folded: &str, all: &[Sought<'_>]) -> bool {
    let bare = unnumbered(folded);
    let says =
        bare.contains(['，', ',', '。', '\t', '%']) || bare.split([':', '：']).nth(1).is_some_and(|v| !v.is_empty());
    bare.chars().count() <= 16
        && !says
        && !bare.chars().any(|c| c.is_ascii_digit())
        && all.iter().any(|s| s.is_headed(bare))
}

/// Three or more short cells without a figure.
fn is_header_row(folded: &str) -> bool {
    let cells: Vec<&str> = folded.split('\t').filter(|c| !c.is_empty()).collect();
    cells.len() >= 3 && cells.iter().all(|c| c.chars().count() <= 14 && !c.chars().any(|c| c.is_ascii_digit()))
}

/// A sentence that reports the part as done, or its heading.
fn reported(paper: &Paper, lines: &[Line], sought: &Sought<'_>) -> Option<Evidence> {
    for line in lines {
        for sentence in line.written.split(['。', '；', ';']) {
            let folded = fold(sentence);
            let bare = unnumbered(&folded);
            let headed = bare.chars().count() <= LONGEST_HEADING && sought.is_headed(bare);
            let hit = matches(&sought.passages, &folded) || headed;
            if hit && !matches(&sought.planned, &folded) && !is_filler(&folded) {
                return Some(Evidence::new(paper.doc, line.place.clone(), sentence.trim()));
            }
        }
    }
    None
}

//! Filings and approvals: which authority, whether it answered, when, for which event.

use std::sync::LazyLock;

use regex::Regex;

use super::events::{related, text_key};
use super::reading::{Line, Reading};
use super::{Source, dates, titles};
use crate::model::Role as Kind;
use crate::model::body::{Body, names_elsewhere};
use crate::model::facts::{Answer, Approval, Matter};
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{Day, DayRange, DocKind, Event, Paper};

/// “‘甲’学术交流会”, “举办甲乙技术研讨会”: an event by its name.
static QUOTED_EVENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:举办|召开|开展|举行|报送的|报来的|关于)(?:的)?("[^"]{4,50}"[^，。；;、（("]{0,16}|[^，。；;、"（(\t]{6,40}?(?:交流会|研讨会|座谈会|报告会|洽谈会|论坛|讲坛|大会|年会|沙龙|大赛|竞赛|培训班))"#).expect("fixed pattern")
});
static EVENT_FIELD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(活动|会议|论坛|讲坛|大会|学术活动)(全称|名称|题目|主题)$").expect("fixed pattern"));
/// Days between a day that a paper names and ours from which on it is about another event.
const FAR_APART: i32 = 45;

pub(super) fn extract(source: &Source<'_>, events: &[Event]) -> Vec<Approval> {
    let papers =
        source.kinds.papers.iter().filter(|p| !p.is_void() && (p.is(Kind::DealsWithAnAuthority) || withdraws(p)));
    papers.flat_map(|paper| of_paper(source, events, paper)).collect()
}

/// “关于撤销…备案的通知”: an answer, whatever its form.
fn withdraws(paper: &Paper) -> bool {
    paper.title.as_ref().is_some_and(|t| language().approvals.withdrawn.hits(&fold(&t.quote)))
}

/// One entry for each authority that the paper comes from or goes to; one without authority where none of them has a part in it.
fn of_paper(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<Approval> {
    let reading = source.reading(paper.doc);
    let lines: Vec<_> = reading.lines_in(&paper.blocks).collect();
    let text = reading.text_in(&paper.blocks);
    let path = fold(&source.dossier.doc(paper.doc).path);
    let days: Vec<_> = dates::find(&text, source.year()).into_iter().map(|f| f.range).collect();
    let related = related(source, events, &text_key(source, paper), &days, paper);
    let other = names_another(source, events, paper, &text);
    let held: Vec<Day> = events.iter().filter_map(|e| e.date).map(|d| d.first).collect();
    let far = |d: &DayRange| held.iter().all(|h| d.first.days_until(*h).abs() > FAR_APART);
    let issued = issue_day(source, paper);
    let other_day = other.is_some() && !held.is_empty() && days.iter().any(|d| Some(d.first) != issued && far(d));
    let matter = matter(paper, &lines);
    let subject = |at: &Line| paper.title.as_ref().map_or_else(|| at.written.clone(), |t| t.quote.clone());
    let to = addressee(reading, paper, &lines);
    let signer = signer(&lines);
    let mut out = Vec::new();
    for (authority, patterns) in &source.patterns.authorities {
        let names =
            |text: &str| patterns.iter().any(|p| p.is_match(text)) && !names_elsewhere(text, &source.pack.region);
        let role = role(&lines, &names).or_else(|| {
            // called after the authority by its file alone, and signed by nobody
            Some((Role::Named, *lines.first()?)).filter(|_| names(&path) && signer.is_none())
        });
        let Some((role, at)) = role else { continue };
        let (answer, said) = match role {
            // the authority's own cell holds its answer, or it does not answer
            Role::Cell => answer_in(&[at]),
            Role::Signs | Role::Heads => answer_in(&lines),
            Role::Addressed | Role::Named => (Answer::Received, None),
        };
        let answer = match (paper.kind, answer) {
            // what an applicant asks for is no answer, whoever's name stands there
            (DocKind::Request, Answer::Granted) => Answer::Received,
            (_, Answer::Granted) if paper.is_draft() => Answer::Pending,
            _ => answer,
        };
        let own_name = matches!(role, Role::Signs | Role::Heads);
        out.push(Approval {
            authority: authority.id.clone(),
            kind: paper.kind,
            answer,
            signed: role != Role::Named,
            issuer: Some(Body::read(at.folded.trim_end_matches("文件")))
                .filter(|_| own_name)
                .or_else(|| signer.clone()),
            to: to.clone(),
            matter: matter.clone(),
            other: other.clone().unwrap_or_default(),
            other_day,
            date: if role == Role::Cell {
                cell_day(source, at).or(issued)
            } else {
                signed_day(source, &lines).or(issued)
            },
            events: related.clone(),
            subject: subject(at),
            evidence: said.unwrap_or(at).evidence(paper.doc),
        });
    }
    if out.is_empty()
        && let Some(first) = lines.first()
    {
        let (answer, said) = answer_in(&lines);
        out.push(Approval {
            authority: String::new(),
            kind: paper.kind,
            answer,
            signed: signer.is_some(),
            issuer: signer,
            to,
            matter,
            other: other.unwrap_or_default(),
            other_day,
            date: signed_day(source, &lines).or(issued),
            events: related,
            subject: subject(first),
            evidence: said.unwrap_or(first).evidence(paper.doc),
        });
    }
    out
}

/// How the lines answer, and the line that says so: a withdrawal outweighs a refusal, a refusal a consent.
fn answer_in<'l>(lines: &[&'l Line]) -> (Answer, Option<&'l Line>) {
    let words = &language().approvals;
    let find = |says: &dyn Fn(&str) -> bool| lines.iter().copied().find(|l| says(&l.folded));
    let step = |answer, says: &dyn Fn(&str) -> bool| find(says).map(|l| (answer, Some(l)));
    let found = step(Answer::Withdrawn, &takes_back)
        .or_else(|| step(Answer::Refused, &denies))
        .or_else(|| step(Answer::Granted, &grants))
        .or_else(|| step(Answer::Pending, &|f| words.pending.hits(f)));
    found.unwrap_or((Answer::Received, find(&|f| words.received.hits(f))))
}

/// A folded line that grants (同意、予以备案).
pub fn grants(folded: &str) -> bool {
    let (f, words) = (plain(folded), &language().approvals);
    let says = |s: &str| words.granted.hits(s) && !words.not_granted.hits(s) && !words.withdrawn.hits(s);
    !words.own_opinion.hits(&f) && f.split(['。', ';', '；']).any(|s| says(s.trim()))
}

/// “无不同意见” consents, though “不同意” stands in it.
fn plain(folded: &str) -> String {
    folded.replace("不同意见", "异议")
}

/// A folded line that refuses or sends back (不予备案、退回补正).
pub fn denies(folded: &str) -> bool {
    says_now(folded, |s| language().approvals.refused.hits(s))
}

/// A folded line that takes an earlier answer back (撤销备案).
pub fn takes_back(folded: &str) -> bool {
    says_now(folded, |s| language().approvals.withdrawn.hits(s))
}

/// “如不符合要求，不予备案” is a rule, not an answer.
fn says_now(folded: &str, says: impl Fn(&str) -> bool) -> bool {
    let conditional = &language().approvals.conditional;
    plain(folded).split(['。', ';', '；']).any(|s| says(s) && !conditional.hits(s))
}

/// What the paper is about, by its title and by the lines that grant.
fn matter(paper: &Paper, lines: &[&Line]) -> Matter {
    let words = &language().approvals;
    let title = paper.title.as_ref().map_or(String::new(), |t| fold(&t.quote));
    let granting: Vec<&str> = lines.iter().map(|l| l.folded.as_str()).filter(|f| *f != title && grants(f)).collect();
    let said = || std::iter::once(title.as_str()).chain(granting.iter().copied()).filter(|s| !s.is_empty());
    let founded = |s: &str| {
        let c = words.founding.captures(s)?;
        Some(c.name("body").or(c.name("before")).map_or(String::new(), |m| m.as_str().to_owned()))
    };
    if words.later_matter.hits(&title) || title.is_empty() && granting.iter().any(|s| words.later_matter.hits(s)) {
        return Matter::Later;
    }
    if said().any(|s| words.preparing.hits(s)) && !said().any(|s| founded(s).is_some() && !words.preparing.hits(s)) {
        return Matter::Preparing;
    }
    // a name written out before “园区科协”
    let names: Vec<Body> = said().filter_map(founded).map(|name| Body::read(&name)).collect();
    names.into_iter().max_by_key(|b| b.name.chars().count()).map_or(Matter::Other, Matter::Founding)
}

/// Whom the paper answers: the line that ends with a colon, else who applied by the form.
fn addressee(reading: &Reading, paper: &Paper, lines: &[&Line]) -> Option<Body> {
    let applicant = &language().approvals.applicant;
    let head = lines.iter().take(10).filter(|l| !l.table_row).find_map(|l| {
        let name = l.folded.split_once(':').map(|(name, _)| name)?;
        (Body::is_one(name) && !applicant.hits(name)).then(|| Body::read(name))
    });
    head.or_else(|| {
        let mut fields = reading.fields_in(&paper.blocks).filter(|f| applicant.hits(&f.label));
        fields.find(|f| Body::is_one(&f.value)).map(|f| Body::read(&f.value))
    })
}

/// The body whose name stands alone below the text.
fn signer(lines: &[&Line]) -> Option<Body> {
    let from = lines.len().saturating_sub(6).max(1);
    let mut below = lines.iter().skip(from).rev();
    below.find(|l| !l.table_row && !l.folded.ends_with(':') && Body::is_one(&l.folded)).map(|l| Body::read(&l.folded))
}

/// The event that the paper names, when it is none of the project's by its name and by its day.
fn names_another(source: &Source<'_>, events: &[Event], paper: &Paper, text: &str) -> Option<String> {
    let brands = &source.pack.brands;
    let text = text.replace('\n', "");
    let mut named: Vec<String> = QUOTED_EVENT.captures_iter(&text).map(|c| c[1].to_owned()).collect();
    let reading = source.reading(paper.doc);
    named.extend(reading.fields_in(&paper.blocks).filter(|f| EVENT_FIELD.is_match(&f.label)).map(|f| f.value.clone()));
    let title = paper.title.as_ref().and_then(|t| titles::event_title(&t.quote, paper.kind));
    named.extend(title.map(|t| t.written));
    named.retain(|n| titles::core(n, brands).chars().count() >= 4);
    let whole = key(&text);
    let ours = |n: &String| {
        events.iter().flat_map(|e| &e.titles).any(|t| {
            titles::same(n, &t.value, brands)
                || titles::likeness(&titles::core(n, brands), &titles::core(&t.value, brands)) >= 25
                || titles::named_in(&t.value, &whole, brands)
        })
    };
    if named.is_empty() || events.is_empty() || named.iter().any(ours) {
        return None;
    }
    named.into_iter().next()
}

/// How an authority stands in a paper. One that is only mentioned in a sentence (“并报自治区外事办”) has no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Its name stands below the text.
    Signs,
    /// A row or cell of its own: “自治区科协意见 | 同意备案”.
    Cell,
    /// Its name is the letterhead.
    Heads,
    /// The paper is addressed to it.
    Addressed,
    /// The file or folder is called after it.
    Named,
}

fn role<'l>(lines: &[&'l Line], names: &impl Fn(&str) -> bool) -> Option<(Role, &'l Line)> {
    const OTHERS: [&str; 12] = ["报", "请", "送", "向", "经", "由", "抄", "按", "须", "应", "并", "据"];
    let alone = |l: &Line| {
        let n = l.folded.chars().count();
        names(&l.folded)
            && n <= 32
            && !l.folded.ends_with(':')
            && !OTHERS.iter().any(|w| l.folded.starts_with(w))
            && !l.folded.contains(['。', '，'])
    };
    // “此致 自治区民政厅” and “…（收）” address it
    let addressed = |i: usize| i > 0 && lines[i - 1].folded.starts_with("此致") || lines[i].folded.ends_with("(收)");
    let from = lines.len().saturating_sub(8);
    if let Some(i) = (from..lines.len()).rev().find(|i| !lines[*i].table_row && alone(lines[*i])) {
        return Some((if addressed(i) { Role::Addressed } else { Role::Signs }, lines[i]));
    }
    let cells = lines.iter().filter(|l| l.table_row || l.folded.contains("意见"));
    let own = cells.into_iter().find(|l| {
        l.written.split('\t').next().is_some_and(|first| names(&fold(first)))
            || (language().approvals.granted.hits(&l.folded) && own_answer(&l.written, names))
    });
    if let Some(l) = own {
        return Some((Role::Cell, l));
    }
    // “受理 | 自治区科协”, “结果 | 准予备案”: named as the one that deals with it, the answer stands elsewhere
    let handles = |l: &&&Line| {
        let mut cells = l.written.split(['\t', '：', ':']).map(fold);
        cells.next().is_some_and(|c| language().approvals.handler.hits(&c)) && cells.next().is_some_and(|c| names(&c))
    };
    if let Some(l) = lines.iter().find(handles) {
        return Some((Role::Heads, l));
    }
    if let Some(l) = lines
        .iter()
        .take(3)
        .filter(|l| !l.table_row)
        .find(|l| names(&l.folded) && (l.folded.ends_with("文件") || alone(l)))
    {
        return Some((Role::Heads, l));
    }
    lines.iter().take(8).find(|l| names(&l.folded) && l.folded.ends_with(':')).map(|l| (Role::Addressed, *l))
}

/// “已备案。自治区科协学会部 2026年8月27日”: the answer and the name stand in sentences of their own in one cell.
fn own_answer(written: &str, names: &impl Fn(&str) -> bool) -> bool {
    written
        .split(['。', '\n', '\t'])
        .map(fold)
        .any(|s| names(&s) && s.chars().count() <= 44 && !s.starts_with(['报', '请', '送', '向', '经']))
}

/// The day in the authority's own cell.
fn cell_day(source: &Source<'_>, at: &Line) -> Option<Day> {
    dates::find(&at.written, source.year()).last().map(|d| d.range.last)
}

/// The day below a letter's text, alone on its line; not the end of a term that the text sets.
fn signed_day(source: &Source<'_>, lines: &[&Line]) -> Option<Day> {
    let alone = |l: &&&Line| !l.table_row && l.folded.chars().count() <= 16;
    lines
        .iter()
        .rev()
        .take(8)
        .filter(alone)
        .find_map(|l| dates::find(&l.written, source.year()).last().map(|d| d.range.last))
}

/// The day a paper was issued: the last day it states.
pub(super) fn issue_day(source: &Source<'_>, paper: &Paper) -> Option<Day> {
    let reading = source.reading(paper.doc);
    let lines: Vec<_> = reading.lines_in(&paper.blocks).collect();
    lines.iter().rev().take(8).find_map(|l| dates::find(&l.written, source.year()).last().map(|d| d.range.last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Place;

    fn line(written: &str, table_row: bool) -> Line {
        Line { block: 0, place: Place::Whole, written: written.into(), folded: fold(written), hidden: false, table_row }
    }

    #[test]
    fn consent_and_refusal_in_other_words() {
        for text in ["对你会举办该会议无不同意见", "办理状态\t备案成功", "材料收悉,予以备案", "经研究,同意举办"]
        {
            assert!(grants(text) && !denies(text), "{text}");
        }
        for text in ["暂不同意举办", "材料不齐,现退回,请补正后重新报送", "不予备案"] {
            assert!(denies(text) && !grants(text), "{text}");
        }
        for text in [
            "材料收悉",
            "拟同意备案",
            "申请单位意见\t情况属实。同意申报",
            "现撤销你会学术交流会的备案",
            "正在审核,待批",
        ] {
            assert!(!grants(text), "{text}");
        }
        assert!(grants("予以备案。不符合备案内容的,不予认可") && takes_back("现撤销你会学术交流会的备案"));
        // a rule for later is no answer
        assert!(!denies("如不符合备案条件,应及时报告"));
    }

    #[test]
    fn who_signs_answers_and_who_is_mentioned_does_not() {
        let lines = [
            line("关于同意举办某活动的批复", false),
            line("某某研究会：", false),
            line("同意你会举办该活动，请按规定报自治区外事办审批。", false),
            line("广西壮族自治区科学技术协会", false),
            line("2026年8月3日", false),
        ];
        let refs: Vec<&Line> = lines.iter().collect();
        let kexie = |t: &str| t.contains("自治区科学技术协会") || t.contains("自治区科协");
        let waishi = |t: &str| t.contains("外事办");
        assert_eq!(role(&refs, &kexie).map(|(r, _)| r), Some(Role::Signs));
        assert_eq!(role(&refs, &waishi).map(|(r, _)| r), None);
        let form =
            [line("活动名称\t某讲坛", true), line("自治区科协意见\t已备案。自治区科协学会部2026年8月27日", true)];
        let refs: Vec<&Line> = form.iter().collect();
        assert_eq!(role(&refs, &kexie).map(|(r, _)| r), Some(Role::Cell));
        let form = [line("会议名称\t某研讨会", true), line("受理\t自治区科协", true), line("结果\t准予备案。", true)];
        let refs: Vec<&Line> = form.iter().collect();
        assert_eq!(role(&refs, &kexie).map(|(r, _)| r), Some(Role::Heads));
        let copied = [line("会议名称\t某研讨会", true), line("抄送\t自治区科协", true), line("结果\t准予备案。", true)];
        let refs: Vec<&Line> = copied.iter().collect();
        assert_eq!(role(&refs, &kexie).map(|(r, _)| r), None);
        // who supervises or registered the applicant is particulars of the applicant, not of this filing
        for label in ["业务主管单位", "主管单位", "登记机关"] {
            let row = format!("{label}\t自治区科协");
            let form = [line("会议名称\t某研讨会", true), line(&row, true), line("民政厅意见\t准予备案。", true)];
            let refs: Vec<&Line> = form.iter().collect();
            assert_eq!(role(&refs, &kexie).map(|(r, _)| r), None, "{label}");
        }
        let letter = [
            line("关于备案的函", false),
            line("自治区民政厅：", false),
            line("现将活动报备。", false),
            line("某某学会", false),
        ];
        let refs: Vec<&Line> = letter.iter().collect();
        assert_eq!(role(&refs, &|t: &str| t.contains("民政厅")).map(|(r, _)| r), Some(Role::Addressed));
    }
}

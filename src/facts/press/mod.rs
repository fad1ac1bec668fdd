//! Who sent which press release to whom, when, about which event: mails, prints of mails, publications, receipts, the unit's own records.

mod about;
mod mail;
mod print;
mod publication;
mod record;

use std::sync::LazyLock;

use regex::Regex;

use super::reading::Line;
use super::{Source, dates};
use crate::model::facts::{Submission, SubmissionKind};
use crate::model::language::language;
use crate::model::text::{fold, key};
use crate::model::{Day, DocKind, Event, Paper};

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[a-z0-9][a-z0-9._%+\-]*@[a-z0-9][a-z0-9\-]*(\.[a-z0-9\-]+)+").expect("fixed pattern")
});
/// Addresses cited of one mail.
const CITED: usize = 3;

pub(super) fn extract(source: &Source<'_>, events: &[Event]) -> Vec<Submission> {
    let mut out = Vec::new();
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void()) {
        match paper.kind {
            DocKind::PressMail if source.dossier.doc(paper.doc).mail.is_some() => {
                out.extend(forwarded(source, events, paper).or_else(|| mail::read(source, events, paper)));
            }
            DocKind::PressMail => out.extend(print::read(source, events, paper)),
            DocKind::PressPublication | DocKind::PressRelease | DocKind::CoveringLetter | DocKind::Other => {
                out.extend(one(source, events, paper));
                out.extend(record::read(source, events, paper));
            }
            _ => {}
        }
    }
    returned(source, out)
}

/// A mail kept by sending it on: what it quotes is the mail that went to the press address.
fn forwarded(source: &Source<'_>, events: &[Event], paper: &Paper) -> Option<Submission> {
    let mail = source.dossier.doc(paper.doc).mail.as_ref()?;
    let press = source.pack.notice.press_address.to_lowercase();
    let lines: Vec<&Line> = source.reading(paper.doc).lines_in(&paper.blocks).collect();
    let sent_on = !mail.to.iter().chain(&mail.cc).chain(&mail.from).any(|a| a.trim() == press);
    let quoted = print::to_somebody(source, events, paper, &lines)?;
    (sent_on && quoted.to.contains(&press)).then_some(quoted)
}

/// A mail that a later notice of the mail system sends back was not delivered: the notice quotes its subject.
fn returned(source: &Source<'_>, submissions: Vec<Submission>) -> Vec<Submission> {
    let subject = |s: &Submission| source.dossier.doc(s.evidence.doc).mail.as_ref().map(|m| key(&m.subject));
    let notices: Vec<(String, Option<Day>)> = submissions
        .iter()
        .filter(|s| s.how == SubmissionKind::Failed)
        .map(|s| {
            let text = source.dossier.doc(s.evidence.doc).text();
            (key(&text) + &subject(s).unwrap_or_default(), s.date)
        })
        .collect();
    let came_back = |s: &Submission| {
        let Some(subject) = subject(s).filter(|k| k.chars().count() >= SUBJECT) else { return false };
        // one sent again afterwards is another mail
        let before = |back: &Option<Day>| back.zip(s.date).is_none_or(|(back, sent)| sent <= back);
        s.how == SubmissionKind::Mail && notices.iter().any(|(text, back)| text.contains(&subject) && before(back))
    };
    submissions
        .into_iter()
        .map(|s| if came_back(&s) { Submission { how: SubmissionKind::Failed, ..s } } else { s })
        .collect()
}

/// Characters of a subject that tell one mail from another.
const SUBJECT: usize = 6;

/// A paper that is one mail's print, a receipt or a page, by what it looks like.
fn one(source: &Source<'_>, events: &[Event], paper: &Paper) -> Option<Submission> {
    let lines: Vec<&Line> = source.reading(paper.doc).lines_in(&paper.blocks).collect();
    let is_print = paper.kind == DocKind::PressMail;
    if lines.iter().all(|l| l.folded.is_empty()) {
        return is_print.then(|| print::unread(source, events, paper));
    }
    print::to_somebody(source, events, paper, &lines)
        .or_else(|| print::receipt(source, events, paper, &lines))
        .or_else(|| publication::read(source, events, paper, &lines))
        .or_else(|| print::without_address(source, events, paper, &lines).filter(|_| is_print))
}

/// The addresses in a folded text.
fn addresses(folded: &str) -> Vec<String> {
    ADDRESS.find_iter(folded).map(|m| m.as_str().to_owned()).take(CITED).collect()
}

/// What became of a mail, by the folded text of its print.
fn fate(text: &str) -> SubmissionKind {
    let words = &language().press;
    if words.not_sent.hits(text) || words.draft_box.hits(text) && !words.went_out.hits(text) {
        SubmissionKind::Failed
    } else if words.timed.hits(text) && !words.went_out.hits(text) {
        SubmissionKind::Timed
    } else {
        SubmissionKind::Mail
    }
}

/// The day of sending: the line that says 时间 / 日期 / 发送, else the first day with a year.
fn sent_day(source: &Source<'_>, lines: &[&Line]) -> Option<Day> {
    let day = |l: &&Line| dates::first(&l.folded, source.year());
    let dated = |l: &&&Line| dates::find(&l.folded, source.year()).iter().any(|d| !d.range.year_inferred);
    let marked = lines.iter().find(|l| language().press.sent_when.hits(&l.folded) && day(l).is_some());
    marked.or_else(|| lines.iter().find(dated)).and_then(day).map(|d| d.first)
}

/// Whether a folded line names the association that collects the releases.
fn of_association(source: &Source<'_>, folded: &str) -> bool {
    !source.patterns.named_at(COLLECTOR, folded, &source.pack.region).is_empty()
}

/// The pack's id of the authority to which releases go.
const COLLECTOR: &str = "kexie";

fn joined(lines: &[&Line]) -> String {
    lines.iter().map(|l| l.folded.as_str()).collect::<Vec<_>>().join("\n")
}

/// The label of a mail's line (“收件人：…”, “主题 | …”).
fn label(line: &Line) -> Option<String> {
    let head = fold(line.written.split(['\t', ':', '：', ' ']).next().unwrap_or_default());
    language().press.label.hits(&head).then_some(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_that_went_out_are_told_from_those_that_did_not() {
        for text in ["草稿箱\n收件人:a@b.cn", "状态:未发送", "发送失败,请重试", "系统退信", "该邮件已被发件人成功撤回"]
        {
            assert_eq!(fate(&fold(text)), SubmissionKind::Failed, "{text}");
        }
        for text in ["状态：定时发送，将于2026年9月20日发出", "预约发送时间：9月20日"] {
            assert_eq!(fate(&fold(text)), SubmissionKind::Timed, "{text}");
        }
        // the folders and buttons of a mailbox stand beside a mail that went out
        for text in ["收件箱 草稿箱 已发送\n收件人:a@b.cn", "发件箱·邮件详情", "已发送", "回复 转发 撤回 更多"]
        {
            assert_eq!(fate(&fold(text)), SubmissionKind::Mail, "{text}");
        }
    }
}

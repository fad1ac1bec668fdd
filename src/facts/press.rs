//! Who sent which press release to whom, when, about which event: mails, prints of mails, publications, receipts.

use std::sync::LazyLock;

use regex::Regex;

use super::events::{related, text_key};
use super::reading::Line;
use super::{Source, dates};
use crate::model::facts::{Submission, SubmissionKind};
use crate::model::text::fold;
use crate::model::{Day, DocKind, Event, Evidence, Paper, Place};

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[a-z0-9][a-z0-9._%+\-]*@[a-z0-9][a-z0-9\-]*(\.[a-z0-9\-]+)+").expect("fixed pattern")
});
/// The address line of a mail's print.
static TO: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^.{0,4}(收件人|收信人|发送至|发至|接收(人|邮箱)|to)[:：]?").expect("fixed pattern"));
/// The labels of a mail's print, and the one of its address.
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(发件人|收件人|收信人|接收人|主题|标题|时间|日期|(发送|提交)(时间|日期))$").expect("fixed pattern")
});
static TO_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"收件人|收信人|收件(邮箱|地址)|接收(人|邮箱|地址)|(报送|投稿|投送|发送)(邮箱|地址|对象)|邮箱")
        .expect("fixed pattern")
});
static FROM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^.{0,2}(发件人|发信人|寄件人|from)").expect("fixed pattern"));
/// A page of the regional association's own site or account.
static PUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(来源|发布(单位|机构|者)?|作者|公众号|主办单位|转载自|网站名称|平台)[:：]?.{0,8}(自治区科协|广西科协|广西科学技术协会|广西壮族自治区科学技术协会)|(自治区科协|广西科协|广西壮族自治区科学技术协会)(官方)?(网站|官网|门户|公众号|微信)|gxast\.").expect("fixed pattern")
});
/// The foot of the association's own site.
static FOOTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(主办|版权所有|主管)(单位)?[:：]?(自治区科协|广西科协|广西壮族自治区科学技术协会)")
        .expect("fixed pattern")
});
static RECEIPT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(收稿|稿件|投稿|报送).{0,6}(回执|收悉|已收到|采用通知)|(来稿|稿件|邮件)(已)?(收到|收悉)")
        .expect("fixed pattern")
});

/// Not sent, sent back, or an instruction to send.
static UNSENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"草稿箱|未发送|发送失败|投递失败|退回|退信|系统退|被拒收|尚未刊发|拟投稿|请(将|把).{0,12}(发|投|报)|未收到",
    )
    .expect("fixed pattern")
});

/// The print of a mail that shows that it did not go out, or came back.
static NOT_SENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"未发送|(发送|投递)(失败|不成功)|退信|系统退|被(对方)?(拒收|退回)|待发送|存(为|入)?草稿")
        .expect("fixed pattern")
});
/// The folders of a mailbox stand beside every mail; alone they say that the mail lies there.
static BOX: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"草稿箱").expect("fixed pattern"));
static WENT_OUT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"已发送|(发送|投递|投稿)成功|已(成功)?(送达|投递|发出)|收件箱").expect("fixed pattern")
});

fn not_sent(text: &str) -> bool {
    NOT_SENT.is_match(text) || (BOX.is_match(text) && !WENT_OUT.is_match(text))
}

/// A reply that acknowledges, and one that does not.
static TOOK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"收到|收悉|已收|感谢(您的)?来稿|采用|已编发|将刊发").expect("fixed pattern"));
static NOT_TAKEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"未收到|没(有)?收到|(无法|不能|打不)开|重新(发送|报送|投)|附件(为空|缺失)|退稿|不予|不采用")
        .expect("fixed pattern")
});

/// Days between a mail's day and an event's from which on it is not about that event.
const FAR_APART: i32 = 45;

/// A subject that names a matter of its own, with nothing of any of the events in the mail: no day, no brand, no word of a title.
fn names_another(source: &Source<'_>, events: &[Event], subject: &str, words: &str) -> bool {
    static GENERIC: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"[^:，。、"]{2,20}(学会|协会|研究会|科协|科学技术协会|公司|大学|学院|编辑部|中心)|投稿|新闻|稿件?|报送|宣传|报道|信息|简讯|通讯|关于|活动|附件|材料|提交|回复|转发|请查收|答复|re:|fw:|的|[0-9]+月?[0-9]*日?"#).expect("fixed pattern")
    });
    let brands = &source.pack.brands;
    let topic = crate::model::text::key(&GENERIC.replace_all(&fold(subject), ""));
    if topic.chars().count() < 6 || events.is_empty() {
        return false;
    }
    let whole = crate::model::text::key(words);
    let days: Vec<_> = dates::find(words, source.year()).into_iter().map(|d| d.range).collect();
    // a headline of its own is no other matter; a day far from all events is
    let held: Vec<Day> = events.iter().filter_map(|e| e.date).map(|d| d.first).collect();
    let far = |d: &crate::model::DayRange| held.iter().all(|h| d.first.days_until(*h).abs() > FAR_APART);
    if held.is_empty() || days.is_empty() || !days.iter().all(far) {
        return false;
    }
    !events.iter().any(|e| {
        let subject_words = e.titles.iter().any(|t| {
            let core: Vec<char> = super::titles::core(&t.value, brands).chars().collect();
            core.windows(2).any(|w| topic.contains(&w.iter().collect::<String>()))
        });
        subject_words
            || e.date.is_some_and(|d| days.iter().any(|x| x.overlaps(&d)))
            || e.brands.iter().any(|b| whole.contains(&crate::model::text::key(b)))
    })
}

/// Newspapers, journals, stations.
static OTHER_MEDIA: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"报社|日报|晚报|早报|某报|报编辑部|编辑部|杂志社|电视台|广播|融媒体|新闻网|网编辑")
        .expect("fixed pattern")
});

pub(super) fn extract(source: &Source<'_>, events: &[Event]) -> Vec<Submission> {
    let mut out = Vec::new();
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void()) {
        match paper.kind {
            DocKind::PressMail if source.dossier.doc(paper.doc).mail.is_none() => {
                match several(source, events, paper) {
                    found if found.len() >= 2 => out.extend(found),
                    _ => out.extend(printed(source, events, paper)),
                }
            }
            DocKind::PressMail => out.extend(mail(source, events, paper)),
            DocKind::PressPublication | DocKind::PressRelease | DocKind::CoveringLetter | DocKind::Other => {
                out.extend(printed(source, events, paper));
                out.extend(logged(source, events, paper));
            }
            _ => {}
        }
    }
    out
}

fn mail(source: &Source<'_>, events: &[Event], paper: &Paper) -> Option<Submission> {
    let doc = source.dossier.doc(paper.doc);
    let Some(mail) = &doc.mail else { return printed(source, events, paper) };
    let quote = format!(
        "收件人：{}；日期：{}；主题：{}",
        mail.to.iter().chain(&mail.cc).cloned().collect::<Vec<_>>().join("、"),
        mail.date.map_or("不详".to_owned(), |d| d.to_string()),
        mail.subject
    );
    let press = source.pack.notice.press_address.to_lowercase();
    let from_press = mail.from.iter().any(|a| a.trim() == press);
    let bounced = UNSENT.is_match(&fold(&mail.subject))
        || mail.from.iter().any(|a| a.contains("postmaster") || a.contains("mailer-daemon"));
    // a mail on another matter is no press release, even to the press address
    let words = fold(&format!(
        "{} {} {}",
        mail.subject,
        source.reading(paper.doc).text_in(&paper.blocks),
        mail.attachments.join(" ")
    ));
    let of_press = ["新闻", "稿", "宣传", "报道", "信息", "简讯"].iter().any(|w| words.contains(w));
    Some(Submission {
        to: mail.to.iter().chain(&mail.cc).cloned().collect(),
        date: mail.date,
        events: if of_press && !names_another(source, events, &mail.subject, &words) {
            events_of(source, events, paper)
        } else {
            Vec::new()
        },
        how: match (bounced, from_press) {
            (true, _) => SubmissionKind::Failed,
            // the association's own reply: a receipt, unless it could not open what came
            (_, true) if TOOK.is_match(&words) && !NOT_TAKEN.is_match(&words) => SubmissionKind::Receipt,
            (_, true) => SubmissionKind::Unclear,
            _ => SubmissionKind::Mail,
        },
        evidence: Evidence::new(paper.doc, Place::MailHeader, &quote),
    })
}

/// A print or screenshot of a mail, a receipt, a page of the association's site.
fn printed(source: &Source<'_>, events: &[Event], paper: &Paper) -> Option<Submission> {
    let reading = source.reading(paper.doc);
    let lines: Vec<_> = reading.lines_in(&paper.blocks).collect();
    let text = reading.text_in(&paper.blocks);
    if text.is_empty() {
        // a screenshot that was not read
        return (paper.kind == DocKind::PressMail).then(|| Submission {
            to: Vec::new(),
            date: dates::in_name(source.dossier.doc(paper.doc).stem(), source.year()).map(|d| d.first),
            events: by_name(source, events, paper),
            how: SubmissionKind::Unclear,
            evidence: Evidence::new(paper.doc, Place::Whole, source.dossier.doc(paper.doc).name()),
        });
    }
    let unsent = UNSENT.is_match(&text);
    let mut to = Vec::new();
    let mut at = None;
    for (i, line) in lines.iter().enumerate() {
        let Some(mark) = TO.find(&line.folded) else { continue };
        let rest = format!("{} {}", &line.folded[mark.end()..], lines.get(i + 1).map_or("", |l| l.folded.as_str()));
        let found: Vec<String> = ADDRESS.find_iter(&rest).map(|m| m.as_str().to_owned()).take(3).collect();
        if !found.is_empty() {
            at.get_or_insert(line.evidence(paper.doc));
            to.extend(found);
        }
    }
    let date = sent_day(source, &lines.iter().map(|l| l.folded.clone()).collect::<Vec<_>>());
    if !to.is_empty() && (paper.kind == DocKind::PressMail || text.contains("发件人") || text.contains("收件人"))
    {
        let evidence = at?;
        return Some(Submission {
            to,
            date,
            events: events_of(source, events, paper),
            how: if not_sent(&text) { SubmissionKind::Failed } else { SubmissionKind::Mail },
            evidence,
        });
    }
    let receipt = lines.iter().find(|l| RECEIPT.is_match(&l.folded));
    if let Some(line) = receipt.filter(|_| paper.kind == DocKind::PressMail && !unsent && of_association(&text)) {
        return Some(Submission {
            to,
            date,
            events: events_of(source, events, paper),
            how: SubmissionKind::Receipt,
            evidence: line.evidence(paper.doc),
        });
    }
    // a newspaper that took the draft is not the association
    if receipt.is_some() && to.is_empty() && !of_association(&text) && OTHER_MEDIA.is_match(&text) {
        return None;
    }
    if paper.kind == DocKind::PressPublication && !unsent {
        let page = ["发布时间", "发布日期", "浏览", "阅读", "首页"].iter().any(|w| text.contains(w));
        let line = lines.iter().find(|l| PUBLISHED.is_match(&l.folded) || (page && FOOTER.is_match(&l.folded)))?;
        return Some(Submission {
            to,
            date,
            events: events_of(source, events, paper),
            how: SubmissionKind::Publication,
            evidence: line.evidence(paper.doc),
        });
    }
    (paper.kind == DocKind::PressMail).then(|| Submission {
        to,
        date,
        events: events_of(source, events, paper),
        how: SubmissionKind::Unclear,
        evidence: lines[0].evidence(paper.doc),
    })
}

/// Several mails on one print, each with its own address, day and subject: rows below “收件人 | 提交时间 | 主题 | 结果”, or stretches
/// that each begin with the same label.
fn several(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<Submission> {
    let reading = source.reading(paper.doc);
    let lines: Vec<&Line> = reading.lines_in(&paper.blocks).collect();
    let mails = stretches(&lines);
    mails
        .into_iter()
        .filter_map(|mail| {
            let text = mail.iter().map(|l| l.folded.as_str()).collect::<Vec<_>>().join("\n");
            // the sender's line tells no recipient
            let from = |l: &&&Line| !l.table_row && FROM.is_match(&l.folded);
            let at = mail.iter().filter(|l| !from(l)).find(|l| ADDRESS.is_match(&l.folded))?;
            let written: String = mail.iter().map(|l| l.written.as_str()).collect::<Vec<_>>().join("\n");
            Some(Submission {
                to: ADDRESS.find_iter(&at.folded).map(|m| m.as_str().to_owned()).take(3).collect(),
                date: sent_day(source, &mail.iter().map(|l| l.folded.clone()).collect::<Vec<_>>()),
                events: named_by_subject(source, events, &written),
                how: if not_sent(&text) { SubmissionKind::Failed } else { SubmissionKind::Mail },
                evidence: at.evidence(paper.doc),
            })
        })
        .collect()
}

/// The lines of each mail; empty when the print holds one mail, or no plain order of mails.
fn stretches<'l>(lines: &[&'l Line]) -> Vec<Vec<&'l Line>> {
    const SUBJECT: [&str; 5] = ["主题", "标题", "题目", "稿件", "内容"];
    let header = |l: &&Line| {
        l.table_row
            && TO_LABEL.is_match(&l.folded)
            && SUBJECT.iter().any(|w| l.folded.contains(w))
            && !ADDRESS.is_match(&l.folded)
    };
    if let Some(at) = lines.iter().position(header) {
        let rows = lines.iter().skip(at + 1).take_while(|l| l.table_row);
        return rows.filter(|l| ADDRESS.is_match(&l.folded)).map(|l| vec![*l]).collect();
    }
    let label = |l: &Line| {
        let head = fold(l.written.split(['\t', ':', '：', ' ']).next().unwrap_or_default());
        LABEL.is_match(&head).then_some(head)
    };
    let Some(first) = lines.iter().find_map(|l| label(l)) else { return Vec::new() };
    let mut out: Vec<Vec<&Line>> = Vec::new();
    for line in lines {
        match (label(line), out.last_mut()) {
            (Some(head), _) if head == first => out.push(vec![*line]),
            (_, Some(mail)) => mail.push(*line),
            _ => {}
        }
    }
    // each has an address and a subject, or they are no mails
    let whole = |mail: &Vec<&Line>| {
        mail.iter().any(|l| ADDRESS.is_match(&l.folded))
            && mail.iter().any(|l| label(l).is_some_and(|h| h.contains('题')))
    };
    if out.iter().all(whole) { out } else { Vec::new() }
}

/// The events that a mail's own words name: by title, or by the headline of a press text in the dossier that names the event.
fn named_by_subject(source: &Source<'_>, events: &[Event], written: &str) -> Vec<usize> {
    let named = |text: &str| -> Vec<usize> {
        let words = crate::model::text::key(text);
        let by_title =
            |e: &Event| e.titles.iter().any(|t| super::titles::named_in(&t.value, &words, &source.pack.brands));
        (0..events.len()).filter(|&i| by_title(&events[i])).collect()
    };
    let found = named(written);
    if !found.is_empty() {
        return found;
    }
    let words = crate::model::text::key(written);
    // the brand that one event alone bears
    let branded = |e: &Event| e.brands.iter().any(|b| words.contains(&crate::model::text::key(b)));
    let bearing: Vec<usize> = (0..events.len()).filter(|&i| branded(&events[i])).collect();
    if bearing.len() == 1 {
        return bearing;
    }
    for paper in source.kinds.papers.iter().filter(|p| p.kind == DocKind::PressRelease) {
        let reading = source.reading(paper.doc);
        let lines: Vec<&Line> = reading.lines_in(&paper.blocks).collect();
        for (i, line) in lines.iter().enumerate() {
            let headline = crate::model::text::key(&line.written);
            let n = headline.chars().count();
            if (5..=40).contains(&n) && !line.folded.contains('。') && words.contains(&headline) {
                let text: String = lines.iter().skip(i).take(2).map(|l| l.written.as_str()).collect();
                return named(&text);
            }
        }
    }
    Vec::new()
}

/// A record that the unit itself keeps: “2026-10-20 发送至 a@b.cn，主题：…”. It names the address and proves nothing by itself.
fn logged(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<Submission> {
    static LOG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"20[0-9]{2}[-./年][0-9]{1,2}[-./月][0-9]{1,2}.{0,30}(发送|发|报送|报|投送|投稿|投|提交)(至|到|往|给)[^a-z0-9]{0,20}[a-z0-9]")
            .expect("fixed pattern")
    });
    let reading = source.reading(paper.doc);
    let lines: Vec<_> = reading.lines_in(&paper.blocks).collect();
    let entries = lines.iter().enumerate().filter(|(_, l)| LOG.is_match(&l.folded) && ADDRESS.is_match(&l.folded));
    entries
        .map(|(i, line)| {
            // the entry's subject stands beside or below it
            let below = lines.iter().skip(i + 1).take(2).take_while(|l| !LOG.is_match(&l.folded));
            let entry: String = std::iter::once(line).chain(below).map(|l| l.written.as_str()).collect();
            let words = crate::model::text::key(&entry);
            let named =
                |e: &Event| e.titles.iter().any(|t| super::titles::named_in(&t.value, &words, &source.pack.brands));
            let mut of: Vec<usize> = (0..events.len()).filter(|&i| named(&events[i])).collect();
            if of.is_empty() && entries_alone(&lines, &LOG) {
                of = events_of(source, events, paper);
            }
            Submission {
                to: ADDRESS.find_iter(&line.folded).map(|m| m.as_str().to_owned()).take(3).collect(),
                date: dates::first(&line.written, source.year()).map(|d| d.first),
                events: of,
                how: SubmissionKind::Unclear,
                evidence: line.evidence(paper.doc),
            }
        })
        .collect()
}

/// One entry only: what the paper speaks of is what it sent.
fn entries_alone(lines: &[&super::reading::Line], entry: &Regex) -> bool {
    lines.iter().filter(|l| entry.is_match(&l.folded)).count() == 1
}

/// A receipt counts from the association, not from a newspaper.
fn of_association(text: &str) -> bool {
    ["自治区科协", "广西科协", "广西壮族自治区科学技术协会", "gxkxzb@126.com"].iter().any(|w| text.contains(w))
}

/// The day of sending: the line that says 时间 / 日期 / 发送, else the first day with a year.
fn sent_day(source: &Source<'_>, lines: &[String]) -> Option<Day> {
    let marked = lines.iter().find(|l| {
        ["时间", "日期", "发送于", "date"].iter().any(|w| fold(l).contains(w))
            && !dates::find(l, source.year()).is_empty()
    });
    let line = marked
        .or_else(|| lines.iter().find(|l| dates::find(l, source.year()).iter().any(|d| !d.range.year_inferred)))?;
    dates::first(line, source.year()).map(|d| d.first)
}

fn events_of(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<usize> {
    let text = text_key(source, paper);
    let doc = source.dossier.doc(paper.doc);
    let mut found = source.reading(paper.doc).text_in(&paper.blocks);
    if let Some(mail) = &doc.mail {
        found.push('\n');
        found.push_str(&mail.subject);
        for inner in source.dossier.documents.iter().filter(|d| d.inside.as_deref() == Some(doc.path.as_str())) {
            found.push_str(&inner.text());
        }
        // an attachment left out of the mail's file may lie in the dossier under the same name
        for name in &mail.attachments {
            for twin in source.dossier.documents.iter().filter(|d| d.name() == name) {
                found.push_str(&twin.text());
            }
        }
    }
    let days: Vec<_> = dates::find(&found, source.year()).into_iter().map(|f| f.range).collect();
    let mut meant = related(source, events, &text, &days, paper);
    if meant.is_empty() {
        meant = by_name(source, events, paper);
    }
    meant
}

/// “9月活动新闻稿发送截图”: the month in the file name tells which event.
fn by_name(source: &Source<'_>, events: &[Event], paper: &Paper) -> Vec<usize> {
    static MONTH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"([0-9]{1,2})月").expect("fixed pattern"));
    let stem = fold(source.dossier.doc(paper.doc).stem());
    let months: Vec<i8> = MONTH.captures_iter(&stem).filter_map(|c| c[1].parse().ok()).collect();
    if months.is_empty() {
        return if events.len() == 1 { vec![0] } else { Vec::new() };
    }
    (0..events.len()).filter(|&i| events[i].date.is_some_and(|d| months.contains(&d.first.month()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mails_that_did_not_go_out() {
        for text in ["草稿箱\n收件人:a@b.cn", "状态:未发送", "发送失败,请重试", "系统退信"] {
            assert!(not_sent(text), "{text}");
        }
        // the folders of a mailbox stand beside a mail that went out
        for text in ["收件箱 草稿箱 已发送\n收件人:a@b.cn", "发件箱·邮件详情", "已发送"] {
            assert!(!not_sent(text), "{text}");
        }
    }
}

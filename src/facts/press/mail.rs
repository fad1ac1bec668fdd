//! A mail itself (eml, msg): its address, day and subject are data, and so is that it came back.

use super::about::{events_of, is_of_another_matter};
use super::{Source, fate};
use crate::model::facts::{Submission, SubmissionKind};
use crate::model::language::language;
use crate::model::text::fold;
use crate::model::{Event, Evidence, Paper, Place};

/// Senders of reports on mails that did not arrive.
const MACHINES: [&str; 2] = ["postmaster", "mailer-daemon"];

pub(super) fn read(source: &Source<'_>, events: &[Event], paper: &Paper) -> Option<Submission> {
    let doc = source.dossier.doc(paper.doc);
    let mail = doc.mail.as_ref()?;
    let to: Vec<String> = mail.to.iter().chain(&mail.cc).cloned().collect();
    let quote = format!(
        "收件人：{}；日期：{}；主题：{}",
        to.join("、"),
        mail.date.map_or("不详".to_owned(), |d| d.to_string()),
        mail.subject
    );
    let press = source.pack.notice.press_address.to_lowercase();
    let text = source.reading(paper.doc).text_in(&paper.blocks);
    // a mail on another matter is no press release, even to the press address
    let whole = fold(&format!("{} {text} {}", mail.subject, mail.attachments.join(" ")));
    let words = &language().press;
    let came_back = mail.from.iter().any(|a| MACHINES.iter().any(|m| a.contains(m)));
    let how = match fate(&fold(&mail.subject)) {
        SubmissionKind::Failed => SubmissionKind::Failed,
        _ if came_back => SubmissionKind::Failed,
        // the association's own reply: a receipt, unless it could not open what came
        _ if mail.from.iter().any(|a| a.trim() == press) => {
            if words.took.hits(&whole) && !words.not_taken.hits(&whole) {
                SubmissionKind::Receipt
            } else {
                SubmissionKind::Unclear
            }
        }
        _ => SubmissionKind::Mail,
    };
    let of_press = words.of_press.hits(&whole) && !is_of_another_matter(source, events, &mail.subject, &whole);
    Some(Submission {
        to,
        date: mail.date,
        events: if of_press { events_of(source, events, paper) } else { Vec::new() },
        how,
        evidence: Evidence::new(paper.doc, Place::MailHeader, &quote),
    })
}

//! What paper is this, and why: scored signals from the pack. Knows no amounts and no rules.
//!
//! One file may hold several papers (a combined PDF, a workbook with sheets of its own); each gets its kind from its title
//! line, headings, table headers, file and folder names. What was not read is classified by its name alone, and said so.

mod blank;
mod draft;
mod signals;
mod split;
mod stand_in;
mod title;

use std::ops::Range;

use crate::model::document::{Coverage, Document, Format};
use crate::model::kind::Certainty;
use crate::model::text::fold;
use crate::model::{DocId, DocKind, Dossier, Kinds, Pack, Paper};

pub use title::{Title, looks_complete, title_of};

use signals::{CompiledKind, Score};

/// Points from which a paper is of a kind.
const ENOUGH: i32 = 7;
/// Points of content (title, headings, columns) from which the paper itself says so.
const STRONG: i32 = 9;

/// Papers in whose place a page about them is handed in now and then.
const STAND_INS: [DocKind; 16] = [
    DocKind::Plan,
    DocKind::ServicePlan,
    DocKind::Notice,
    DocKind::Handbook,
    DocKind::Agenda,
    DocKind::SignIn,
    DocKind::AttendeeList,
    DocKind::TeamList,
    DocKind::PressRelease,
    DocKind::PressPublication,
    DocKind::CaseWriteUp,
    DocKind::ServiceSummary,
    DocKind::SurveyReport,
    DocKind::FinalAccounts,
    DocKind::AcceptanceForm,
    DocKind::Filing,
];

/// The pack's signals, compiled once and shared by all dossiers.
#[derive(Debug)]
pub struct Classifier {
    kinds: Vec<CompiledKind>,
    press_address: String,
}

impl Classifier {
    /// Patterns that do not compile were refused when the pack was loaded; any left are ignored here.
    pub fn new(pack: &Pack) -> Classifier {
        Classifier {
            kinds: pack.kinds.iter().map(CompiledKind::new).collect(),
            press_address: pack.notice.press_address.to_lowercase(),
        }
    }

    /// All papers of a dossier, by document and block.
    pub fn classify(&self, dossier: &Dossier) -> Kinds {
        Kinds { papers: dossier.iter().flat_map(|(id, doc)| self.papers(id, doc)).collect() }
    }

    fn papers(&self, id: DocId, doc: &Document) -> Vec<Paper> {
        if doc.format == Format::Media || doc.blocks.is_empty() {
            return vec![self.by_name(id, doc)];
        }
        if doc.format == Format::Eml || doc.mail.is_some() {
            return vec![self.mail(id, doc)];
        }
        let whole = self.paper(id, doc, 0..doc.blocks.len());
        let parts = split::segments(doc, &self.kinds, whole.kind);
        if parts.len() < 2 {
            return vec![whole];
        }
        parts.into_iter().map(|(range, kind)| told_by_form(self.paper(id, doc, range), kind)).collect()
    }

    /// A file whose content is unknown: only its name and folders speak.
    fn by_name(&self, id: DocId, doc: &Document) -> Paper {
        let (stem, folders) = names(doc);
        let best = signals::best(&self.kinds, |k| k.names(&stem, &folders));
        let empty_but_read = doc.coverage == Coverage::Full && doc.format.is_document();
        let (kind, reasons) = match best {
            Some(Score { kind, points, reasons, .. }) if points >= 5 => (kind, reasons),
            _ if doc.format == Format::Image => (DocKind::Photo, vec!["图片文件".to_owned()]),
            _ if empty_but_read => (DocKind::Other, vec!["文件内没有文字".to_owned()]),
            _ => (DocKind::Unreadable, vec!["内容未能读取，文件名也看不出材料种类".to_owned()]),
        };
        Paper {
            doc: id,
            kind,
            blocks: 0..0,
            title: None,
            reasons,
            certainty: Certainty::NameOnly,
            blank: empty_but_read,
            draft: false,
        }
    }

    /// A mail is a press mail when it goes to the press address or speaks of a press draft.
    fn mail(&self, id: DocId, doc: &Document) -> Paper {
        let mail = doc.mail.clone().unwrap_or_default();
        let subject = fold(&mail.subject);
        let to_press = mail.to.iter().chain(&mail.cc).any(|a| a.trim() == self.press_address);
        let of_press = ["投稿", "新闻", "稿件", "报送", "宣传"].iter().any(|w| subject.contains(w))
            || mail.attachments.iter().any(|a| a.contains("新闻") || a.contains("稿"));
        let answers_filing = || {
            let text = fold(&doc.text());
            let said = ["予以备案", "准予备案", "已备案", "登记备案", "同意备案", "完成备案", "备案编号", "备案号"];
            said.iter().any(|w| text.contains(w))
        };
        let (kind, reason) = if to_press {
            (DocKind::PressMail, format!("收件人为 {}", self.press_address))
        } else if subject.contains("备案") || subject.contains("报备") {
            (DocKind::Filing, format!("邮件主题“{}”", mail.subject.trim()))
        } else if of_press {
            (DocKind::PressMail, format!("邮件主题“{}”", mail.subject.trim()))
        } else if answers_filing() {
            (DocKind::Filing, "邮件正文答复备案".to_owned())
        } else {
            (DocKind::Other, "电子邮件".to_owned())
        };
        Paper {
            doc: id,
            kind,
            blocks: 0..doc.blocks.len(),
            title: title_of(id, doc, 0..doc.blocks.len()).map(|t| t.evidence),
            reasons: vec![reason],
            certainty: Certainty::Strong,
            blank: false,
            draft: false,
        }
    }

    fn paper(&self, id: DocId, doc: &Document, blocks: Range<usize>) -> Paper {
        let title = title_of(id, doc, blocks.clone());
        let (stem, folders) = names(doc);
        let telling = title.as_ref().map(|t| signals::telling(&self.kinds, &t.folded)).unwrap_or_default();
        let content = signals::ContentView::new(doc, blocks.clone(), &telling);
        let best = signals::best(&self.kinds, |k| k.score(&content, &stem, &folders));
        let (kind, reasons, content_points) = match best {
            Some(s) if s.points >= ENOUGH => (s.kind, s.reasons, s.content_points),
            _ if doc.format == Format::Image => (DocKind::Photo, vec!["图片文件".to_owned()], 0),
            _ => (DocKind::Other, vec!["未发现能说明材料种类的标题、栏目或文件名".to_owned()], 0),
        };
        let speaks =
            STAND_INS.contains(&kind).then(|| stand_in::speaks_of(doc, blocks.clone(), title.as_ref(), kind)).flatten();
        let (kind, reasons) = match speaks {
            Some(why) => (DocKind::Other, vec![why.to_owned()]),
            None => (kind, reasons),
        };
        let certainty = match content_points {
            p if p >= STRONG => Certainty::Strong,
            p if p > 0 => Certainty::Weak,
            _ => Certainty::NameOnly,
        };
        let draft = draft::is_draft(doc, blocks.clone(), title.as_ref(), &stem);
        let blank = blank::is_blank(doc, blocks.clone(), kind);
        Paper { doc: id, kind, blocks, title: title.map(|t| t.evidence), reasons, certainty, blank, draft }
    }
}

/// A part whose kind only its form tells, and that no title or words of its own contradict.
fn told_by_form(paper: Paper, kind: Option<DocKind>) -> Paper {
    match kind {
        Some(kind) if paper.kind != kind && paper.certainty != Certainty::Strong => Paper {
            kind,
            reasons: vec!["标题之下为写明日期的消息导语".to_owned()],
            certainty: Certainty::Weak,
            ..paper
        },
        _ => paper,
    }
}

/// Folded stem and folder names, innermost first.
fn names(doc: &Document) -> (String, Vec<String>) {
    let mut folders: Vec<String> = doc.folders().map(fold).collect();
    folders.reverse();
    (fold(doc.stem()), folders)
}

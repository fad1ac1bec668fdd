//! What paper is this, and why: scored signals from the pack. Knows no amounts and no rules.
//!
//! One file may hold several papers (a combined PDF, a workbook with sheets of its own); each gets its kind from its title
//! line, headings, table headers, file and folder names. What was not read is classified by its name alone, and said so.

mod blank;
mod claims_nothing;
mod draft;
mod hollow;
mod notice_copy;
mod signals;
mod split;
mod stand_in;
mod title;

use std::ops::Range;

use crate::model::document::{Coverage, Document, Format};
use crate::model::kind::Certainty;
use crate::model::language::language;
use crate::model::line::lines;
use crate::model::text::fold;
use crate::model::{DocId, DocKind, Dossier, Kinds, Line, Pack, Paper, Role, Standing};

pub use title::{Title, looks_complete, title_of};

use notice_copy::NoticeText;
use signals::{CompiledKind, Score};

/// Points from which a paper is of a kind.
const ENOUGH: i32 = 7;
/// Points of content (title, headings, columns) from which the paper itself says so.
const STRONG: i32 = 9;

/// The pack's signals, compiled once and shared by all dossiers.
#[derive(Debug)]
pub struct Classifier {
    kinds: Vec<CompiledKind>,
    press_address: String,
    notice: NoticeText,
}

impl Classifier {
    /// Patterns that do not compile were refused when the pack was loaded; any left are ignored here.
    pub fn new(pack: &Pack) -> Classifier {
        Classifier {
            kinds: pack.kinds.iter().map(CompiledKind::new).collect(),
            press_address: pack.notice.press_address.to_lowercase(),
            notice: NoticeText::new(&pack.notice_text),
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
            roles: signals::spec(&self.kinds, kind).0,
            standing: if empty_but_read { Standing::Blank } else { Standing::Whole },
        }
    }

    /// A mail is a press mail when it goes to the press address or speaks of a press draft.
    fn mail(&self, id: DocId, doc: &Document) -> Paper {
        let mail = doc.mail.clone().unwrap_or_default();
        let subject = fold(&mail.subject);
        let to_press = mail.to.iter().chain(&mail.cc).any(|a| a.trim() == self.press_address);
        let words = &language().papers;
        let of_press =
            words.press_mail.hits(&subject) || mail.attachments.iter().any(|a| words.press_attachment.hits(&fold(a)));
        let answers_filing = || words.filing_answer.hits(&fold(&doc.text()));
        let (kind, reason) = if to_press {
            (DocKind::PressMail, format!("收件人为 {}", self.press_address))
        } else if words.filing_mail.hits(&subject) {
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
            roles: signals::spec(&self.kinds, kind).0,
            standing: Standing::Whole,
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
        let own = lines(doc, blocks.clone());
        let (_, called) = signals::spec(&self.kinds, kind);
        let speaks = if called.is_empty() { None } else { stand_in::speaks_of(&own, title.as_ref(), called) };
        let (kind, reasons) = match speaks {
            Some(why) => (DocKind::Other, vec![why.to_owned()]),
            None => (kind, reasons),
        };
        let certainty = match content_points {
            p if p >= STRONG => Certainty::Strong,
            p if p > 0 => Certainty::Weak,
            _ => Certainty::NameOnly,
        };
        let view = View { doc, blocks: &blocks, lines: &own, title: title.as_ref(), stem: &stem };
        let standing = self.standing(kind, &view);
        let roles = signals::spec(&self.kinds, kind).0;
        Paper { doc: id, kind, blocks, title: title.map(|t| t.evidence), reasons, certainty, roles, standing }
    }

    /// What the paper alone tells of its worth.
    fn standing(&self, kind: DocKind, view: &View<'_>) -> Standing {
        let roles = signals::spec(&self.kinds, kind).0;
        let blocks = view.doc.blocks.get(view.blocks.clone()).unwrap_or_default();
        let stem = Some(view.stem).filter(|_| view.blocks.start == 0);
        let void = || blank::void(blocks, view.lines, kind, roles);
        let draft = || draft::is_draft(blocks, view.title, stem).then_some(Standing::Draft);
        let said = || if roles.has(Role::MayStandBare) || !view.is_all_seen() { None } else { self.says(kind, view) };
        void().or_else(draft).or_else(said).unwrap_or_default()
    }

    /// Whether the paper says anything, and anything of its own.
    fn says(&self, kind: DocKind, view: &View<'_>) -> Option<Standing> {
        let roles = signals::spec(&self.kinds, kind).0;
        let hollow = hollow::hollow(view.lines, view.title, roles.has(Role::Announces));
        let copied = || {
            let printed = roles.has_any(&[Role::IsAForm, Role::IsAccounts, Role::IsAnAgreement]);
            (!printed && self.notice.is_copied_in(view.lines)).then_some(Standing::CopyOfTheNotice)
        };
        hollow.or_else(copied).or_else(|| claims_nothing::denied(view.lines, kind).map(Standing::Denies))
    }
}

/// One paper as its standing is decided by.
struct View<'a> {
    doc: &'a Document,
    blocks: &'a Range<usize>,
    lines: &'a [Line],
    title: Option<&'a Title>,
    /// The file's name.
    stem: &'a str,
}

impl View<'_> {
    /// Of what was not read, or only recognised, nothing is said.
    fn is_all_seen(&self) -> bool {
        let read = !self.doc.is_unread() && !self.doc.is_recognised() && self.doc.format != Format::Image;
        read && !self.blocks.is_empty()
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

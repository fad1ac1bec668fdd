//! One paper as it was classified, and all papers of a dossier.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::document::DocId;
use super::kind::DocKind;
use super::place::Evidence;
use super::role::{Role, Roles};
use super::standing::Standing;

/// One paper: a document, or a stretch of one that holds several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    pub doc: DocId,
    pub kind: DocKind,
    /// Blocks of the document.
    pub blocks: Range<usize>,
    /// The title line as written, joined over line breaks.
    pub title: Option<Evidence>,
    /// Signals that decided, for people: “标题含‘活动方案’”.
    pub reasons: Vec<String>,
    /// How sure: the paper itself, or only its file name / folder says so.
    pub certainty: Certainty,
    /// What its kind can do, by the pack.
    pub roles: Roles,
    /// What the paper alone tells of its worth; what project and events tell besides is [`super::Facts::standing`].
    pub standing: Standing,
}

impl Paper {
    pub fn is(&self, role: Role) -> bool {
        self.roles.has(role)
    }

    pub fn is_any(&self, roles: &[Role]) -> bool {
        self.roles.has_any(roles)
    }

    /// Left blank, a template, or filled with words that say nothing: proves nothing.
    pub fn is_void(&self) -> bool {
        self.standing.is_void()
    }

    /// Marked 草稿, 模板, 征求意见稿, 样张.
    pub fn is_draft(&self) -> bool {
        self.standing == Standing::Draft
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Certainty {
    /// Only the file or folder name says so; the content was not read.
    NameOnly,
    /// The content agrees weakly.
    Weak,
    /// Title or structure of the paper itself.
    Strong,
}

/// All papers of one dossier, by document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Kinds {
    /// Sorted by document and block.
    pub papers: Vec<Paper>,
}

impl Kinds {
    /// Papers of one kind that are not blank.
    pub fn of(&self, kind: DocKind) -> impl Iterator<Item = &Paper> {
        self.papers.iter().filter(move |p| p.kind == kind && !p.is_void())
    }

    /// Papers of the kinds that have a role.
    pub fn with(&self, role: Role) -> impl Iterator<Item = &Paper> {
        self.papers.iter().filter(move |p| p.is(role))
    }

    pub fn of_doc(&self, doc: DocId) -> impl Iterator<Item = &Paper> {
        self.papers.iter().filter(move |p| p.doc == doc)
    }

    /// The kind of a document's first paper.
    pub fn main_kind(&self, doc: DocId) -> DocKind {
        self.of_doc(doc).next().map_or(DocKind::Other, |p| p.kind)
    }
}

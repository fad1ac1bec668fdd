//! A paper as lines: a paragraph's lines, and each row of a table as one, its cells a tab apart. What nobody sees is left out.

use super::document::{Content, Document, Dossier};
use super::kind::Paper;
use super::place::{Evidence, Place};
use super::text::fold;

/// One line of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub place: Place,
    pub written: String,
    /// Cell by cell, so that the tabs stay.
    pub folded: String,
}

impl Line {
    pub fn evidence(&self, paper: &Paper) -> Evidence {
        Evidence::new(paper.doc, self.place.clone(), &self.written)
    }

    pub fn is_row(&self) -> bool {
        self.folded.contains('\t')
    }
}

/// The visible lines of some blocks.
pub fn lines(doc: &Document, blocks: std::ops::Range<usize>) -> Vec<Line> {
    let mut out = Vec::new();
    for block in doc.blocks.get(blocks).unwrap_or_default().iter().filter(|b| !b.hidden) {
        match &block.content {
            Content::Heading { text, .. } | Content::Paragraph { text } => {
                out.extend(text.lines().map(|line| Line {
                    place: block.place.clone(),
                    written: line.trim().to_owned(),
                    folded: fold(line),
                }));
            }
            Content::Table(table) => {
                for row in table.rows.iter().filter(|r| !r.hidden) {
                    let shown = || row.cells.iter().map(|c| if c.is_shown() { c.text.trim() } else { "" });
                    let col = row.cells.first().map_or(0, |c| c.col);
                    let place = match (&table.sheet, &block.place) {
                        (Some(sheet), _) => Place::Cell { sheet: sheet.clone(), row: row.row, col },
                        (None, Place::TableCell { page, table, .. }) => {
                            Place::TableCell { page: *page, table: *table, row: row.row, col }
                        }
                        (None, other) => other.clone(),
                    };
                    out.push(Line {
                        place,
                        written: shown().collect::<Vec<_>>().join("\t"),
                        folded: shown().map(fold).collect::<Vec<_>>().join("\t"),
                    });
                }
            }
        }
    }
    out
}

impl Paper {
    /// The paper's visible lines.
    pub fn lines(&self, dossier: &Dossier) -> Vec<Line> {
        lines(dossier.doc(self.doc), self.blocks.clone())
    }

    /// … folded, as one text.
    pub fn text(&self, dossier: &Dossier) -> String {
        self.lines(dossier).into_iter().map(|l| l.folded).collect::<Vec<_>>().join("\n")
    }

    /// The paper as evidence of itself: its title, else its first words, else the file's name.
    pub fn cite(&self, dossier: &Dossier) -> Evidence {
        self.title.clone().unwrap_or_else(|| match self.lines(dossier).into_iter().find(|l| !l.written.is_empty()) {
            Some(first) => first.evidence(self),
            None => Evidence::new(self.doc, Place::Whole, dossier.doc(self.doc).name()),
        })
    }
}

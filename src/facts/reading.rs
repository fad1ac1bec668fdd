//! A document as the fact readers see it: folded lines with places, and labelled fields (“承担单位：…”, label cell → value cell).

use std::ops::Range;

use crate::model::document::{Document, Origin};
use crate::model::text::fold;
use crate::model::{Content, DocId, Evidence, Place};

/// One paragraph or one table row.
#[derive(Debug, Clone)]
pub struct Line {
    pub block: usize,
    pub place: Place,
    pub written: String,
    pub folded: String,
    pub hidden: bool,
    pub table_row: bool,
}

/// A label and its value.
#[derive(Debug, Clone)]
pub struct Field {
    /// Folded, without colon.
    pub label: String,
    pub value: String,
    pub block: usize,
    /// Index of the line that holds it.
    pub line: usize,
    pub place: Place,
    pub hidden: bool,
}

/// Rows of a table in which labels are looked for: longer ones are lists, not forms.
const MOST_FORM_ROWS: usize = 2_000;

/// A document read once for all fact readers.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    pub lines: Vec<Line>,
    pub fields: Vec<Field>,
}

impl Reading {
    pub fn new(doc: &Document) -> Reading {
        let mut reading = Reading::default();
        for (i, block) in doc.blocks.iter().enumerate() {
            match &block.content {
                Content::Heading { text, .. } | Content::Paragraph { text } => {
                    let header = block.origin == Origin::HeaderFooter;
                    for written in text.lines().filter(|l| !l.trim().is_empty()) {
                        reading.push_line(i, block.place.clone(), written.trim(), block.hidden, false);
                        if !header {
                            reading.inline_fields(i, block.hidden);
                        }
                    }
                }
                Content::Table(table) => reading.table(i, table, &block.place, block.hidden),
            }
        }
        reading
    }

    fn push_line(&mut self, block: usize, place: Place, written: &str, hidden: bool, table_row: bool) {
        self.lines.push(Line { block, place, written: written.to_owned(), folded: fold(written), hidden, table_row });
    }

    /// “时间：…　　地点：…” in the last line pushed.
    fn inline_fields(&mut self, block: usize, hidden: bool) {
        let Some(line) = self.lines.last() else { return };
        let (written, place, index) = (line.written.clone(), line.place.clone(), self.lines.len() - 1);
        for piece in written
            .split(['\t', '\u{2003}'])
            .flat_map(|p| p.split("　　"))
            .flat_map(|p| p.split("    "))
            .flat_map(|p| p.split(['。', '；']))
        {
            let Some((label, value)) = split_label(piece) else { continue };
            self.fields.push(Field { label, value, block, line: index, place: place.clone(), hidden });
        }
    }

    fn table(&mut self, block: usize, table: &crate::model::Table, at: &Place, hidden: bool) {
        for (n, row) in table.rows.iter().enumerate() {
            let hidden = hidden || row.hidden;
            let cells: Vec<_> = row.cells.iter().filter(|c| c.is_shown()).collect();
            let place = |col: u32| cell_place(at, table.sheet.as_deref(), row.row, col);
            let first = cells.first().map_or(0, |c| c.col);
            let written = cells.iter().map(|c| c.text.trim()).collect::<Vec<_>>().join("\t");
            self.push_line(block, place(first), written.trim_end(), hidden, true);
            let index = self.lines.len() - 1;
            if n >= MOST_FORM_ROWS {
                continue;
            }
            for (k, cell) in cells.iter().enumerate() {
                let mut inside = false;
                for piece in cell.text.lines().flat_map(|l| l.split("　　")) {
                    if let Some((label, value)) = split_label(piece) {
                        inside = true;
                        self.fields.push(Field { label, value, block, line: index, place: place(cell.col), hidden });
                    }
                }
                let label = bare_label(&fold(&cell.text));
                let n = label.chars().count();
                if inside || !(2..=18).contains(&n) {
                    continue;
                }
                // “项目负责人 | 姓名 | 某某”: the second label says which particular of the first
                let step = if cells.get(k + 1).is_some_and(|c| fold(&c.text) == "姓名") && label != "姓名" {
                    2
                } else {
                    1
                };
                if let Some(next) = cells.get(k + step).filter(|c| !c.text.trim().is_empty()) {
                    let label = label.trim_end_matches([':', '：']).to_owned();
                    self.fields.push(Field {
                        label,
                        value: next.text.trim().to_owned(),
                        block,
                        line: index,
                        place: place(next.col),
                        hidden,
                    });
                }
            }
        }
    }

    /// Lines within a paper's blocks.
    pub fn lines_in(&self, blocks: &Range<usize>) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |l| blocks.contains(&l.block) && !l.hidden)
    }

    pub fn fields_in(&self, blocks: &Range<usize>) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(move |f| blocks.contains(&f.block) && !f.hidden)
    }

    /// All visible folded text of a paper.
    pub fn text_in(&self, blocks: &Range<usize>) -> String {
        self.lines_in(blocks).map(|l| l.folded.as_str()).collect::<Vec<_>>().join("\n")
    }
}

impl Field {
    pub fn evidence(&self, doc: DocId) -> Evidence {
        let mut e = Evidence::new(doc, self.place.clone(), &format!("{}：{}", self.label, self.value));
        e.hidden = self.hidden;
        e
    }
}

impl Line {
    pub fn evidence(&self, doc: DocId) -> Evidence {
        let mut e = Evidence::new(doc, self.place.clone(), &self.written);
        e.hidden = self.hidden;
        e
    }
}

fn cell_place(at: &Place, sheet: Option<&str>, row: u32, col: u32) -> Place {
    match (at, sheet) {
        (_, Some(sheet)) => Place::Cell { sheet: sheet.to_owned(), row, col },
        (Place::TableCell { page, table, .. }, None) => Place::TableCell { page: *page, table: *table, row, col },
        (Place::Page(page), None) => Place::Page(*page),
        (other, None) => other.clone(),
    }
}

/// “项目名称 project title” → `项目名称`: a bilingual form's label without its second language.
fn bare_label(folded: &str) -> String {
    let han = folded.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    if !han {
        return folded.to_owned();
    }
    let bare = folded.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || " /&.-()".contains(c));
    // only a second language goes: the bracket of “资助经费(万元)” is part of the label
    let second = folded.get(bare.len()..).is_some_and(|rest| rest.chars().any(|c| c.is_ascii_alphabetic()));
    if second { bare.to_owned() } else { folded.to_owned() }
}

/// “一、时间：2026年…” → (`时间`, `2026年…`). Labels are short and hold no sentence punctuation.
fn split_label(piece: &str) -> Option<(String, String)> {
    let (label, value) = piece.split_once(['：', ':'])?;
    let label = bare_label(&fold(label));
    let label = label.trim_start_matches(|c: char| "一二三四五六七八九十0123456789、.()[]·*-—●■▪◆ ".contains(c));
    let n = label.chars().count();
    let value = value.trim();
    let fine = (2..=14).contains(&n) && !value.is_empty() && !label.contains(['，', ',', '。', ';', '"', '、']);
    fine.then(|| (label.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_values() {
        assert_eq!(split_label("一、时间：2026年6月26日 8:30"), Some(("时间".into(), "2026年6月26日 8:30".into())));
        assert_eq!(split_label("活动地点:南宁"), Some(("活动地点".into(), "南宁".into())));
        assert_eq!(split_label("他说，问题是：没有钱"), None);
        assert_eq!(split_label("8:30—17:30"), None);
        assert_eq!(split_label("资助经费（万元）：1.5"), Some(("资助经费(万元)".into(), "1.5".into())));
        assert_eq!(split_label("承担单位 Grantee：某学会"), Some(("承担单位".into(), "某学会".into())));
    }
}

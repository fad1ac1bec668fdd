//! Word documents (.docx, .docm and the WPS twins; the one-file XML of Word 2003): body, tables, text boxes and other
//! shapes, SmartArt, WordArt and charts, notes, headers and footers, comments.
//!
//! An own pass over the package, because no reader keeps every kind of checkbox. Automatic numbers are not text and are
//! not made up; words deleted under tracking are dropped, inserted ones kept; what is struck out, pale, tiny or hidden is
//! kept apart as hidden.

pub(super) mod grid;
mod styles;
mod symbols;
#[cfg(test)]
mod tests;
mod writer;

use super::damage::damaged;
use super::drawn::Theme;
use super::figures::Figures;
use super::limits::Limits;
use super::package::{Package, relations};
use super::read::Read;
use super::xml;
use crate::model::Problem;

use styles::Styles;
use writer::Writer;

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    let mut package = match Package::open(bytes, limits) {
        Ok(p) => p,
        Err(e) => return Read::failed(damaged(e)),
    };
    let main = relations(&mut package, "")
        .into_iter()
        .find(|(_, kind, _)| kind == "officeDocument")
        .map_or_else(|| "word/document.xml".to_owned(), |(_, _, target)| target);
    let Some(text) = package.xml(&main) else {
        let why = if package.exhausted {
            Problem::Limit("解压后过大".into())
        } else {
            Problem::Damaged("缺少正文".into())
        };
        return Read::failed(why);
    };
    let parts = relations(&mut package, &main);
    let mut part = |kind: &str| {
        let target = parts.iter().find(|(_, k, _)| k == kind).map(|(_, _, t)| t.clone())?;
        package.xml(&target)
    };
    let theme = part("theme").map_or_else(Theme::default, |t| Theme::parse(&xml::parse(&t).0));
    let styles = part("styles").unwrap_or_default();
    let styles = Styles::parse(&xml::parse(&styles).0, theme);
    let (root, trouble) = xml::parse(&text);
    let mut writer = Writer::new(&styles, Figures::of(&mut package, &main));
    writer.body(&root);
    for (_, kind, target) in &parts {
        let wanted = matches!(kind.as_str(), "header" | "footer" | "footnotes" | "endnotes" | "comments");
        let Some(text) = wanted.then(|| package.xml(target)).flatten() else { continue };
        let (root, _) = xml::parse(&text);
        writer.figures = Figures::of(&mut package, target);
        match kind.as_str() {
            "header" | "footer" => writer.header_footer(&root),
            "comments" => writer.comments(&root),
            _ => writer.notes(&root),
        }
    }
    let mut read = writer.finish();
    read.problems.extend(trouble.map(damaged));
    if package.exhausted {
        read.problems.push(Problem::Limit("解压后过大".into()));
    }
    if package.broken {
        read.problems.push(Problem::Damaged("部分内容的校验不符".into()));
    }
    read
}

/// Whether the bytes are a document that Word 2003 saved as one XML file.
pub fn is_2003(bytes: &[u8]) -> bool {
    let head = xml::decode(bytes.get(..bytes.len().min(4096)).unwrap_or_default());
    head.contains("wordDocument") && head.contains("schemas.microsoft.com/office/word/2003/wordml")
}

/// Such a document: the same words for the same things, all in one tree.
pub fn read_2003(bytes: &[u8]) -> Read {
    let text = xml::decode(bytes);
    let (root, trouble) = xml::parse(&text);
    let Some(document) = root.find("wordDocument") else {
        return Read::failed(Problem::Damaged("缺少正文".into()));
    };
    let styles = document.child("styles").map_or_else(Styles::default, |s| Styles::parse(s, Theme::default()));
    let mut writer = Writer::new(&styles, Figures::default());
    writer.body(document);
    for name in ["hdr", "ftr"] {
        let mut found = Vec::new();
        document.find_all(name, &mut found);
        found.iter().for_each(|part| writer.header_footer(part));
    }
    let mut pictures = Vec::new();
    document.find_all("binData", &mut pictures);
    let mut read = writer.finish();
    if !pictures.is_empty() {
        read.problems.push(Problem::Skipped(format!("{}张图片（如有文字，请另存为 docx 后再读）", pictures.len())));
    }
    read.problems.extend(trouble.map(damaged));
    read
}

//! A plain Word document (.docx): headings, paragraphs, tables, as an office writes them. Made anew, never edited; the
//! same blocks give the same bytes. It refuses pictures, fields but the page number, and macros.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::words;

/// A part of the document.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    Title(String),
    Heading(String),
    /// Bold, not indented.
    Point(String),
    /// Two characters indented, as Chinese paragraphs are.
    Text(String),
    /// Without indent: the addressee, a label.
    Flush(String),
    /// At the right: seal and date.
    Right(String),
    Small(String),
    /// Column widths in millimetres; the first row is a header when `header` is set.
    Table {
        widths: Vec<u32>,
        rows: Vec<Vec<String>>,
        header: bool,
    },
    NewPage,
}

pub struct Paper {
    /// In the header of every page.
    pub mark: String,
    pub blocks: Vec<Block>,
}

#[derive(Debug, thiserror::Error)]
#[error("文档无法生成：{0}")]
pub struct Error(#[from] zip::result::ZipError);

impl Paper {
    pub fn bytes(&self) -> Result<Vec<u8>, Error> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, text) in [
            ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
            ("_rels/.rels", PACKAGE.to_owned()),
            ("word/_rels/document.xml.rels", PARTS.to_owned()),
            ("word/styles.xml", STYLES.to_owned()),
            ("word/header1.xml", self.header()),
            ("word/footer1.xml", FOOTER.to_owned()),
            ("word/document.xml", self.document()),
        ] {
            zip.start_file(name, options)?;
            zip.write_all(text.as_bytes()).map_err(zip::result::ZipError::from)?;
        }
        Ok(zip.finish()?.into_inner())
    }

    fn header(&self) -> String {
        let run = run(&self.mark, "");
        format!(
            "{XML}<w:hdr {W}><w:p><w:pPr><w:pStyle w:val=\"Small\"/><w:jc w:val=\"right\"/></w:pPr>{run}</w:p></w:hdr>"
        )
    }

    fn document(&self) -> String {
        let body: String = self.blocks.iter().map(block).collect();
        format!(
            "{XML}<w:document {W} xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
             <w:body>{body}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId2\"/>\
             <w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
             <w:pgMar w:top=\"1701\" w:right=\"1474\" w:bottom=\"1701\" w:left=\"1588\" w:header=\"851\" \
             w:footer=\"992\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
        )
    }
}

fn block(b: &Block) -> String {
    match b {
        Block::Title(t) => paragraph("Title", t),
        Block::Heading(t) => paragraph("Heading1", t),
        Block::Point(t) => paragraph("Point", t),
        Block::Text(t) => paragraph("Normal", t),
        Block::Flush(t) => paragraph("Flush", t),
        Block::Right(t) => paragraph("Right", t),
        Block::Small(t) => paragraph("Small", t),
        Block::Table { widths, rows, header } => table(widths, rows, *header),
        Block::NewPage => "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>".to_owned(),
    }
}

fn paragraph(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", run(text, ""))
}

/// Line breaks stay; nothing of the text can become markup.
fn run(text: &str, properties: &str) -> String {
    let parts: Vec<String> = text
        .split('\n')
        .map(|line| format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(&words::clean(line))))
        .collect();
    format!("<w:r>{properties}{}</w:r>", parts.join("<w:br/>"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn table(widths: &[u32], rows: &[Vec<String>], header: bool) -> String {
    let twips = |mm: u32| mm * 567 / 10;
    let mut out = String::from(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"0\" w:type=\"auto\"/>\
         <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>",
    );
    for w in widths {
        let _ = write!(out, "<w:gridCol w:w=\"{}\"/>", twips(*w));
    }
    out.push_str("</w:tblGrid>");
    for (at, row) in rows.iter().enumerate() {
        let titled = header && at == 0;
        out.push_str("<w:tr><w:trPr><w:cantSplit/>");
        out.push_str(if titled { "<w:tblHeader/></w:trPr>" } else { "</w:trPr>" });
        for (col, width) in widths.iter().enumerate() {
            let text = row.get(col).map_or("", String::as_str);
            let bold = if titled { "<w:rPr><w:b/></w:rPr>" } else { "" };
            let _ = write!(
                out,
                "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>\
                 <w:p><w:pPr><w:pStyle w:val=\"Cell\"/></w:pPr>{}</w:p></w:tc>",
                twips(*width),
                run(text, bold)
            );
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl><w:p><w:pPr><w:pStyle w:val=\"Small\"/></w:pPr></w:p>");
    out
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>";
const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/><Override PartName=\"/word/header1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml\"/><Override PartName=\"/word/footer1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml\"/></Types>";

const PACKAGE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>";

const PARTS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/header\" Target=\"header1.xml\"/><Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer\" Target=\"footer1.xml\"/></Relationships>";

const FOOTER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:ftr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:p><w:pPr><w:pStyle w:val=\"Small\"/><w:jc w:val=\"center\"/></w:pPr><w:r><w:t xml:space=\"preserve\">— </w:t></w:r><w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>";

/// 宋体 and 仿宋 in the sizes of official letters; 三号 is 16 points, line spacing 28.
const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"仿宋\" w:hAnsi=\"仿宋\" w:eastAsia=\"仿宋\" w:cs=\"Times New Roman\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"0\" w:line=\"560\" w:lineRule=\"exact\"/></w:pPr></w:pPrDefault></w:docDefaults>\
<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:pPr><w:ind w:firstLine=\"640\" w:firstLineChars=\"200\"/><w:jc w:val=\"both\"/></w:pPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Title\"><w:name w:val=\"Title\"/><w:pPr><w:spacing w:before=\"240\" w:after=\"240\" w:line=\"640\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/></w:pPr><w:rPr><w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" w:eastAsia=\"宋体\"/><w:b/><w:sz w:val=\"44\"/><w:szCs w:val=\"44\"/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:pPr><w:keepNext/><w:ind w:firstLine=\"640\"/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:rFonts w:ascii=\"黑体\" w:hAnsi=\"黑体\" w:eastAsia=\"黑体\"/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Point\"><w:name w:val=\"Point\"/><w:pPr><w:keepNext/><w:ind w:firstLine=\"640\"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Flush\"><w:name w:val=\"Flush\"/></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Right\"><w:name w:val=\"Right\"/><w:pPr><w:keepNext/><w:ind w:right=\"640\"/><w:jc w:val=\"right\"/></w:pPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Small\"><w:name w:val=\"Small\"/><w:pPr><w:spacing w:line=\"320\" w:lineRule=\"exact\"/></w:pPr><w:rPr><w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" w:eastAsia=\"宋体\"/><w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/></w:rPr></w:style>\
<w:style w:type=\"paragraph\" w:styleId=\"Cell\"><w:name w:val=\"Cell\"/><w:pPr><w:spacing w:before=\"40\" w:after=\"40\" w:line=\"360\" w:lineRule=\"atLeast\"/></w:pPr><w:rPr><w:rFonts w:ascii=\"宋体\" w:hAnsi=\"宋体\" w:eastAsia=\"宋体\"/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/></w:rPr></w:style>\
<w:style w:type=\"table\" w:styleId=\"Grid\"><w:name w:val=\"Table Grid\"/><w:tblPr><w:tblBorders><w:top w:val=\"single\" w:sz=\"4\" w:color=\"auto\"/><w:left w:val=\"single\" w:sz=\"4\" w:color=\"auto\"/><w:bottom w:val=\"single\" w:sz=\"4\" w:color=\"auto\"/><w:right w:val=\"single\" w:sz=\"4\" w:color=\"auto\"/><w:insideH w:val=\"single\" w:sz=\"4\" w:color=\"auto\"/><w:insideV w:val=\"single\" w:sz=\"4\" w:color=\"auto\"/></w:tblBorders></w:tblPr></w:style></w:styles>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_never_markup_and_the_same_blocks_give_the_same_bytes() {
        let paper = Paper { mark: "草稿".into(), blocks: vec![Block::Text("<w:p>“甲&乙”\u{1}".into())] };
        assert!(paper.document().contains("&lt;w:p&gt;“甲&amp;乙”</w:t>"));
        assert!(paper.bytes().expect("bytes") == paper.bytes().expect("bytes"));
    }
}

//! One document model for all formats: ordered blocks, each with its place, plus what could not be read.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::day::Day;
pub use super::place::DocId;
use super::place::Place;

/// Everything handed in for one project.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Dossier {
    /// Name of the folder or archive directly under the root, as shown in reports.
    pub path: String,
    /// Sorted by path, so that the same input gives the same ids.
    pub documents: Vec<Document>,
    /// System litter and lock files that were set aside (`~$…`, `Thumbs.db`), with their paths inside the dossier.
    pub set_aside: Vec<String>,
    /// What the dossier's own `yanshen.toml` says, verbatim and unjudged; `None` when there is none.
    pub settings: Option<String>,
    /// Limits hit or damage met while walking the folder or unpacking the archive.
    pub problems: Vec<Problem>,
}

impl Dossier {
    pub fn doc(&self, id: DocId) -> &Document {
        &self.documents[id.0 as usize]
    }

    pub fn ids(&self) -> impl Iterator<Item = DocId> + use<> {
        (0..self.documents.len()).map(|i| DocId(u32::try_from(i).expect("documents are limited to 20 000")))
    }

    pub fn iter(&self) -> impl Iterator<Item = (DocId, &Document)> {
        self.ids().zip(&self.documents)
    }
}

/// One file as read. A member of an archive and an attachment of a mail are documents of their own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Document {
    /// Path inside the dossier with `/`: `5-新闻/稿.docx`, `材料.zip/稿.docx`, `投稿.eml/新闻稿.docx`.
    pub path: String,
    /// Lower-case hex.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    pub format: Format,
    /// In reading order.
    pub blocks: Vec<Block>,
    pub coverage: Coverage,
    pub problems: Vec<Problem>,
    /// Pages of a PDF.
    pub pages: Vec<PageCoverage>,
    pub mail: Option<Mail>,
    pub image: Option<Image>,
    /// Photos that stand inside the file (a report, slides, a printed page).
    #[serde(default)]
    pub pictures: Vec<Photo>,
    /// Structured values that the file carries beside what it shows (tags of an OFD invoice, leaves of an XML one): name → value,
    /// in the file's order. Never shown text: what people see is in the blocks.
    pub fields: Vec<(String, String)>,
    /// The file is part of this other file (mail attachment or archive member): its path inside the dossier.
    pub inside: Option<String>,
}

impl Document {
    /// File name without folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// File name without folders and extension.
    pub fn stem(&self) -> &str {
        let name = self.name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// Folders above the file, outermost first.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.path.rsplit_once('/').map(|(dirs, _)| dirs).unwrap_or_default().split('/').filter(|d| !d.is_empty())
    }

    /// What the file says is known through recognition: its text comes from images, but for a watermark or a page number.
    pub fn is_recognised(&self) -> bool {
        is_mostly_recognised(self.blocks.iter())
    }

    /// The text of the file, or part of it, was not read.
    pub fn is_unread(&self) -> bool {
        self.coverage != Coverage::Full && (self.problems.is_empty() || self.problems.iter().any(Problem::hides_text))
    }

    /// All visible text in reading order, one line a paragraph or table row (cells joined by a tab).
    pub fn text(&self) -> String {
        let mut out = String::new();
        for block in self.blocks.iter().filter(|b| !b.hidden) {
            block.content.push_text(&mut out);
        }
        out
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Xlsx,
    Xlsm,
    Xls,
    Xlsb,
    Ods,
    Et,
    Csv,
    Txt,
    Html,
    Docx,
    Doc,
    Wps,
    Rtf,
    Odt,
    Pptx,
    Ppt,
    Odp,
    Pdf,
    Ofd,
    Xml,
    Eml,
    Msg,
    Zip,
    Rar,
    SevenZip,
    Image,
    Media,
    Unknown,
}

impl Format {
    /// A plain photo or a recording is no document: it does not count as unread evidence by itself.
    pub fn is_document(self) -> bool {
        !matches!(self, Format::Image | Format::Media)
    }
}

/// How much of a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Coverage {
    Full,
    Partial,
    None,
}

/// What one page of a PDF offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageCoverage {
    /// Counted from 1.
    pub page: u32,
    /// Characters in the text layer, white space apart; on a page that an image fills, without what repeats on other
    /// pages, page numbers and the marks of scanning programs.
    pub chars: u32,
    /// An image covers most of the page (with few characters: a scan).
    pub full_image: bool,
    /// Text was read, and images that it does not come from cover a good part of the page: pictures, or a pasted scan.
    pub images: bool,
    /// The page's text was recognised from its image: mean confidence, 0–100.
    pub recognised: Option<u8>,
}

impl PageCoverage {
    /// A page whose text layer is at most a page number or a watermark while an image fills it.
    pub fn is_scan(&self) -> bool {
        self.full_image && self.chars < 30
    }
}

/// Why a file, or a part of it, could not be read. Words for people are made in `report::words`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Problem {
    /// 0 bytes.
    Empty,
    /// A password is needed.
    Encrypted,
    /// Broken structure; the reader's words.
    Damaged(String),
    /// Pages (counted from 1) that are images without text; all pages when the list is complete.
    Scan(Vec<u32>),
    /// An image file; text in it was not read.
    ImageNotRead,
    /// Pages whose text was recognised from their image and is fairly sure; none listed: the image file itself.
    Recognised(Vec<u32>),
    /// As [`Problem::Recognised`], but too unsure to say that something is not there.
    Unclear(Vec<u32>),
    /// Stands for a file that is not here: a shortcut, an unfinished download; what it is.
    Placeholder(String),
    /// One volume of an archive that was split into several files.
    Volume,
    /// Read from a copy that LibreOffice converted; the text is there, looks and places may differ.
    Converted,
    /// A format that is not read; what to save it as, e.g. `docx`.
    Unsupported(String),
    /// The content is another format than the extension says: (extension, content).
    WrongExtension(String, String),
    /// A limit of DESIGN §4 was reached: which one.
    Limit(String),
    /// The worker that read the file died or was stopped: why.
    WorkerLost(String),
    /// Could not be opened or read from disk: the system's words.
    Io(String),
    /// Formula cells without a stored value (未计算): how many.
    Uncalculated(u32),
    /// Numbers of 16 and more digits stored as numbers: the last digits are lost (精度已失): how many.
    PrecisionLost(u32),
    /// Something in the file that was passed over: what.
    Skipped(String),
    /// Text that the file holds and a reader of it does not see (struck out, as pale as its ground, off the page, in a layer
    /// that is switched off): what and how much. It was read, stands in hidden blocks or flagged cells, and proves nothing.
    Concealed(String),
    /// An archive holds several members of one name, which were all read: how they are told apart.
    SameName(String),
}

impl Problem {
    /// Text is missing because of it (as against a remark on what was read).
    pub fn hides_text(&self) -> bool {
        !matches!(
            self,
            Problem::WrongExtension(..)
                | Problem::Uncalculated(_)
                | Problem::PrecisionLost(_)
                | Problem::Empty
                | Problem::Recognised(_)
                | Problem::Converted
                | Problem::Concealed(_)
                | Problem::SameName(_)
        )
    }
}

/// One paragraph, heading or table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    pub place: Place,
    pub origin: Origin,
    /// Hidden sheet, hidden rows, `w:vanish`, comments, and all that [`Problem::Concealed`] speaks of.
    pub hidden: bool,
    pub content: Content,
}

/// Four fifths of the characters of blocks were recognised.
pub fn is_mostly_recognised<'b>(blocks: impl Iterator<Item = &'b Block>) -> bool {
    let (mut all, mut some) = (0, 0);
    for block in blocks {
        let chars = block.chars();
        all += chars;
        some += if matches!(block.origin, Origin::Ocr(_)) { chars } else { 0 };
    }
    some > 0 && some * 5 >= all * 4
}

impl Block {
    /// Its text, cells joined by blanks.
    pub fn text(&self) -> String {
        match &self.content {
            Content::Heading { text, .. } | Content::Paragraph { text } => text.clone(),
            Content::Table(t) => {
                t.rows.iter().flat_map(|r| &r.cells).map(|c| c.text.as_str()).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// Characters, white space apart.
    pub fn chars(&self) -> usize {
        self.text().chars().filter(|c| !c.is_whitespace()).count()
    }
}

/// Where the text of a block comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Origin {
    Body,
    HeaderFooter,
    TextBox,
    Note,
    /// What somebody wrote beside the paper (批注): no words of the paper, always hidden.
    Comment,
    /// Drawn upon a page after it was made and seen by everybody: typed lines, filled fields, stamps.
    Annotation,
    /// Recognised from an image, with its confidence (0–100): never alone the ground of a `fail`.
    Ocr(u8),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Content {
    /// `level` from 1. `centred` and large paragraphs of a word-processor file count as headings of level 1.
    Heading {
        level: u8,
        text: String,
    },
    Paragraph {
        text: String,
    },
    Table(Table),
}

impl Content {
    /// The text of a heading or paragraph.
    pub fn as_line(&self) -> Option<&str> {
        match self {
            Content::Heading { text, .. } | Content::Paragraph { text } => Some(text),
            Content::Table(_) => None,
        }
    }

    pub fn as_table(&self) -> Option<&Table> {
        match self {
            Content::Table(t) => Some(t),
            _ => None,
        }
    }

    fn push_text(&self, out: &mut String) {
        match self {
            Content::Heading { text, .. } | Content::Paragraph { text } => {
                out.push_str(text);
                out.push('\n');
            }
            Content::Table(t) => {
                for row in &t.rows {
                    let cells: Vec<&str> = row.cells.iter().filter(|c| c.is_shown()).map(|c| c.text.as_str()).collect();
                    out.push_str(cells.join("\t").trim_end());
                    out.push('\n');
                }
            }
        }
    }
}

/// A grid with real addresses. For spreadsheets one table is one sheet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    /// Name of the sheet; `None` elsewhere.
    pub sheet: Option<String>,
    /// Non-empty rows, in order.
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Row {
    /// Zero-based row in the sheet or table.
    pub row: u32,
    pub hidden: bool,
    /// Non-empty cells, by rising column. A merged cell stands once, at its first address.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell that starts at or spans over column `col`.
    pub fn at(&self, col: u32) -> Option<&Cell> {
        let started = self.cells.get(..self.cells.partition_point(|c| c.col <= col)).unwrap_or_default();
        let covers = |c: &&Cell| col < c.col.saturating_add(c.col_span.max(1));
        let last = started.last().filter(covers);
        // what lies under a merge is told by the cell that covers it, where that stands in this row
        if last.is_none_or(|c| c.flag == Some(CellFlag::UnderMerge)) {
            let above = started.iter().rev().find(|c| c.flag != Some(CellFlag::UnderMerge)).filter(covers);
            return above.or(last);
        }
        last
    }

    /// The text that a reader sees in column `col`, empty when there is none.
    pub fn shown_at(&self, col: u32) -> &str {
        self.at(col).filter(|c| c.is_shown()).map_or("", |c| c.text.trim())
    }
}

#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Cell {
    /// Zero-based column.
    pub col: u32,
    /// Columns and rows the cell spans; 1 for a plain cell.
    pub col_span: u32,
    pub row_span: u32,
    /// What the reader of the file sees (dates in their `YYYY-MM-DD` form, numbers plain without separators).
    pub text: String,
    /// The stored number, at the fifteen digits a spreadsheet shows. `None` for text cells, even numeric-looking ones.
    pub number: Option<Decimal>,
    /// The stored date.
    pub date: Option<Day>,
    /// Formula text without `=`.
    pub formula: Option<String>,
    pub flag: Option<CellFlag>,
}

impl Cell {
    /// A person who opens the file sees it, and sees it stand.
    pub fn is_shown(&self) -> bool {
        !matches!(self.flag, Some(CellFlag::UnderMerge | CellFlag::HiddenColumn | CellFlag::Concealed))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CellFlag {
    /// A formula without a stored value: 未计算, not empty and not 0.
    Uncalculated,
    /// A number of 16 or more digits stored as a number: 精度已失.
    PrecisionLost,
    /// A value that a merged cell covers: invisible, never summed.
    UnderMerge,
    /// An error value such as `#REF!`.
    Error,
    /// In a hidden column.
    HiddenColumn,
    /// Struck out, or as pale as its ground: nobody reads it as said.
    Concealed,
    /// No text, but a picture: a signature or seal put in as an image.
    Picture,
}

/// Head of a mail; its body is in the blocks, its attachments are documents of their own.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Mail {
    /// Addresses as written, lower-cased: `gxkxzb@126.com`.
    pub from: Vec<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    /// Day of the `Date` header in the sender's zone.
    pub date: Option<Day>,
    pub subject: String,
    /// File names of attachments.
    pub attachments: Vec<String>,
}

/// A photo inside a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Photo {
    /// The picture of an office file, the page of a PDF.
    pub place: Place,
    pub sha256: String,
    /// Packed bytes.
    pub size: u64,
    pub image: Image,
}

/// What is known of an image file, or of a picture in a file, without reading its text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Image {
    /// Pixels.
    pub width: u32,
    pub height: u32,
    /// Difference hash (64 bits) of the picture, for likeness; `None` when it could not be decoded.
    pub dhash: Option<u64>,
    /// EXIF day of recording.
    pub taken: Option<Day>,
}

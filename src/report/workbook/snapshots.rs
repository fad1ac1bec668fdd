//! 证据截图: pictures of the places that findings cite, where `--snapshots` asked for them. Chooses what is worth a picture;
//! takes none itself.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Image, ObjectMovement, Worksheet, XlsxError};

use super::grid::{self, FIRST, Grid, Heading, Value, column};
use super::style::{Look, Weight};
use super::{Book, Listed, links, number, sheet};
use crate::model::{Audit, DossierAudit, Evidence, Finding, Format, Picture, Place, Status, View};

/// Pictures of one run, of one finding, and bytes of all pictures together.
pub const MOST: usize = 200;
const MOST_OF_FINDING: usize = 2;
const MOST_BYTES: usize = 16 << 20;
/// The tallest picture that a row can show, in pixels; a point is four thirds of one.
const TALLEST: f64 = 530.0;
const ROOM: u32 = 4;

pub const TITLES: [&str; 7] = ["序号", "问题索引号", "项目", "规则", "证据", "打开", "截图"];

/// What to picture, the gravest first, and how many places went beyond the bound.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wishes {
    pub views: Vec<View>,
    pub beyond: usize,
}

/// Pictures by what they show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshots {
    taken: Vec<(View, Picture)>,
    beyond: usize,
    failed: usize,
}

impl Snapshots {
    /// Keeps as many as the bound on their size admits.
    pub fn new(wishes: Wishes, pictures: Vec<Option<Picture>>) -> Snapshots {
        let mut out = Snapshots { beyond: wishes.beyond, ..Snapshots::default() };
        let mut bytes = 0usize;
        for (view, picture) in wishes.views.into_iter().zip(pictures) {
            match picture {
                None => out.failed += 1,
                Some(p) if bytes.saturating_add(p.bytes.len()) > MOST_BYTES => out.beyond += 1,
                Some(p) => {
                    bytes += p.bytes.len();
                    out.taken.push((view, p));
                }
            }
        }
        out
    }

    /// What people must know of the bound and of failures.
    pub fn words(&self) -> String {
        let mut text = format!("共截图{}处", self.taken.len());
        if self.beyond > 0 {
            text += &format!("，另有{}处超出每次{MOST}处或总计{}MB的上限，未截图", self.beyond, MOST_BYTES >> 20);
        }
        if self.failed > 0 {
            text += &format!(
                "，{}处未能截图（页面所用字体没有嵌入文件、本机也没有可代用的字体，或文件已移动、损坏）",
                self.failed
            );
        }
        text
    }

    fn of(&self, view: &View) -> Option<&Picture> {
        self.taken.iter().find(|(v, _)| v == view).map(|(_, p)| p)
    }
}

/// Places in PDFs and picture files; each once.
pub fn wishes(audit: &Audit) -> Wishes {
    let mut ranked: Vec<((std::cmp::Reverse<Status>, std::cmp::Reverse<_>), View)> = Vec::new();
    for (dossier, d) in audit.dossiers.iter().enumerate() {
        for finding in d.findings.iter().filter(|f| f.status >= Status::Review) {
            let rank = (std::cmp::Reverse(finding.status), std::cmp::Reverse(finding.severity));
            ranked.extend(views(dossier, d, finding).into_iter().map(|view| (rank, view)));
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut out = Wishes::default();
    for (_, view) in ranked {
        match out.views.contains(&view) {
            true => {}
            false if out.views.len() < MOST => out.views.push(view),
            false => out.beyond += 1,
        }
    }
    out
}

fn views(dossier: usize, d: &DossierAudit, finding: &Finding) -> Vec<View> {
    let mut out: Vec<View> = Vec::new();
    for view in finding.evidence.iter().filter_map(|e| view(dossier, d, e)) {
        if out.len() < MOST_OF_FINDING && !out.contains(&view) {
            out.push(view);
        }
    }
    out
}

fn view(dossier: usize, d: &DossierAudit, e: &Evidence) -> Option<View> {
    let format = d.dossier.documents.get(e.doc.0 as usize)?.format;
    let page = match (format, &e.place) {
        (Format::Pdf, Place::Page(page) | Place::TableCell { page, .. }) if *page > 0 => *page,
        (Format::Image, _) => 0,
        _ => return None,
    };
    // A picture shows all its words.
    let quote = if page == 0 { String::new() } else { e.quote.clone() };
    Some(View { dossier, doc: e.doc, page, quote })
}

/// Rows of the first pictures by the findings' rows in 问题清单, for links.
pub(super) fn rows_of(book: &Book<'_>) -> BTreeMap<u32, u32> {
    let mut out = BTreeMap::new();
    for (row, (to, ..)) in (FIRST..).zip(rows(book)) {
        out.entry(to).or_insert(row);
    }
    out
}

type Row<'r, 'a> = (u32, &'r Listed<'a>, &'r Evidence, &'r Picture);

/// Findings with their pictures, and the row of the finding in 问题清单.
fn rows<'r, 'a>(book: &'r Book<'a>) -> Vec<Row<'r, 'a>> {
    let Some(snapshots) = &book.options.snapshots else { return Vec::new() };
    let mut out = Vec::new();
    for (to, listed) in (FIRST..).zip(&book.listed) {
        let Some(d) = book.audit.dossiers.get(listed.dossier) else { continue };
        for wanted in views(listed.dossier, d, listed.finding) {
            let shows = |e: &&Evidence| view(listed.dossier, d, e).as_ref() == Some(&wanted);
            let evidence = listed.finding.evidence.iter().find(shows);
            if let (Some(evidence), Some(picture)) = (evidence, snapshots.of(&wanted)) {
                out.push((to, listed, evidence, picture));
            }
        }
    }
    out
}

/// `None` when no pictures were asked for.
pub(super) fn sheet(book: &Book<'_>) -> Result<Option<Worksheet>, XlsxError> {
    let Some(snapshots) = &book.options.snapshots else { return Ok(None) };
    let numbers = if book.options.unmask {
        "个人号码未遮盖。"
    } else {
        "能定位的个人号码已涂盖；扫描件和照片无法逐字涂盖，只给缩略图，须看清的请打开原件。"
    };
    let heading = Heading {
        name: sheet::SNAPSHOTS,
        title: sheet::SNAPSHOTS,
        index: "B-2",
        note: format!(
            "问题所引 PDF、扫描件和照片的画面，红框为所引文字。{}。{numbers}截图仅供参阅，以原件为准。",
            snapshots.words()
        ),
    };
    let widths = [5.0, 15.0, 16.0, 14.0, 30.0, 8.0, 104.0];
    let looks = [Look::Whole, Look::Id, Look::Text, Look::Text, Look::Text, Look::Centre, Look::Text];
    let columns = TITLES.iter().zip(widths).zip(looks).map(|((t, width), look)| column(t, width, look)).collect();
    let mut grid = Grid::new(book, &heading, columns)?;
    for row in rows(book) {
        one(&mut grid, &row)?;
    }
    if grid.next == FIRST {
        grid.nothing("没有可截取的证据：问题所引的证据不在 PDF、扫描件或照片中。")?;
    }
    Ok(Some(grid.finish(2)?))
}

fn one(grid: &mut Grid<'_, '_>, (to, listed, evidence, picture): &Row<'_, '_>) -> Result<(), XlsxError> {
    let book = grid.book;
    let Some(d) = book.audit.dossiers.get(listed.dossier) else { return Ok(()) };
    let opens = links::document(&book.options.links_base, d, evidence.doc);
    let values = [
        Value::Whole(number(listed.dossier)),
        Value::Goto(listed.id.clone(), sheet::FINDINGS, *to, 0),
        Value::text(&d.path),
        Value::text(format!("{} {}", listed.finding.rule, book.rule_title(&listed.finding.rule))),
        Value::text(book.cite(evidence, d)),
        Value::Link(if opens.is_some() { "打开" } else { "—" }.to_owned(), opens),
    ];
    let row = grid.weighted(&values, Weight::Plain)?;
    let scale = (TALLEST / f64::from(picture.height.max(1))).min(1.0);
    let tall = f64::from(picture.height) * scale * 0.75 + 6.0;
    let text = grid::height(&book.cite(evidence, d), 30.0) + 3.0;
    grid.sheet.set_row_height(row, tall.max(text).min(409.0))?;
    let said =
        if picture.marked { "证据所在页面的局部，红框为所引文字" } else { "证据所在页面" };
    let image = Image::new_from_buffer(&picture.bytes)?
        .set_alt_text(said)
        .set_scale_width(scale)
        .set_scale_height(scale)
        .set_object_movement(ObjectMovement::MoveButDontSizeWithCells);
    grid.sheet.insert_image_with_offset(row, 6, &image, ROOM, ROOM)?;
    Ok(())
}

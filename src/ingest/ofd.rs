//! OFD (GB/T 33190): the text of pages and of their templates, where forms keep their printed labels; attached files; the
//! values that tags and custom data give by name. Signatures and seals are not looked at.

use std::collections::BTreeMap;

use pdfni::{EdgePart, Orientation};

use super::damage::damaged;
use super::limits::Limits;
use super::package::{Package, resolve};
use super::pdf::layout::{Sheet, Writer};
use super::pdf::lines::Glyph;
use super::reader::Read;
use super::xml::{self, Element};
use crate::model::Problem;
use crate::model::document::PageCoverage;

/// OFD measures in millimetres, the layout in points.
const POINTS: f64 = 72.0 / 25.4;
const MOST_FIELDS: usize = 20_000;
const MOST_ATTACHMENTS: usize = 50;
/// Longer values are pictures, seals and signatures.
const LONGEST: usize = 2_000;

pub fn read(bytes: &[u8], limits: &Limits) -> Read {
    let mut package = match Package::open(bytes, limits) {
        Ok(package) => package,
        Err(e) => return Read::failed(damaged(e)),
    };
    let Some(entry) = package.xml("OFD.xml") else { return Read::failed(Problem::Damaged("缺少 OFD.xml".into())) };
    let (entry, _) = xml::parse(&entry);
    let mut roots = Vec::new();
    entry.find_all("DocRoot", &mut roots);
    let mut read = Read::default();
    let mut writer = Writer::default();
    let mut number = 0;
    for root in roots {
        let path = resolve("", root.text().trim());
        let texts = document(&mut package, &path, limits, &mut number, &mut writer, &mut read);
        tags(&mut package, &path, &texts, &mut read.fields);
        attachments(&mut package, &path, &mut read.members);
    }
    custom_data(&entry, &mut read.fields);
    read.blocks = writer.finish();
    if package.exhausted {
        read.problems.push(Problem::Limit("解压后过大".into()));
    }
    if read.blocks.is_empty() && read.problems.is_empty() {
        read.problems.push(Problem::Skipped("没有可读的文字".into()));
    }
    read
}

/// `<CustomData Name="发票号码">…`
fn custom_data(entry: &Element<'_>, fields: &mut Vec<(String, String)>) {
    let mut found = Vec::new();
    entry.find_all("CustomData", &mut found);
    for data in found.into_iter().take(MOST_FIELDS) {
        let value = data.text();
        if let Some(name) = data.attr("Name").filter(|n| !n.trim().is_empty() && !value.trim().is_empty()) {
            fields.push((format!("CustomDatas/{}", name.trim()), value.trim().to_owned()));
        }
    }
}

/// Part that the document root names in an element, or one that lies where it usually does.
fn part_named(package: &mut Package<'_>, document: &str, element: &str, usual: &str) -> Option<(String, String)> {
    let folder = document.rsplit_once('/').map_or("", |(f, _)| f);
    let root = package.xml(document)?;
    let (root, _) = xml::parse(&root);
    let stated = root.find(element).map(|e| resolve(folder, e.text().trim()));
    let path = stated.filter(|p| !p.is_empty()).unwrap_or_else(|| resolve(folder, usual));
    let text = package.xml(&path).or_else(|| upwards(package, &path))?;
    Some((path, text))
}

/// Where a part says another one lies: beside it, else anywhere above.
fn located(package: &mut Package<'_>, from: &str, target: &str) -> Option<Vec<u8>> {
    let folder = from.rsplit_once('/').map_or("", |(f, _)| f);
    let path = resolve(folder, target.trim());
    if let Some(bytes) = package.read(&path) {
        return Some(bytes);
    }
    let above = folder.rsplit_once('/').map_or("", |(f, _)| f);
    package.read(&resolve(above, target.trim())).or_else(|| {
        let tail = path.split_once('/').map(|(_, t)| t.to_owned())?;
        package.read(&tail)
    })
}

/// Values by the name that a tag gives to objects on the page.
fn tags(
    package: &mut Package<'_>,
    document: &str,
    texts: &BTreeMap<String, String>,
    fields: &mut Vec<(String, String)>,
) {
    let Some((path, list)) = part_named(package, document, "CustomTags", "Tags/CustomTags.xml")
        .or_else(|| part_named(package, document, "CustomTag", "Tags/CustomTag.xml"))
    else {
        return;
    };
    let (list, _) = xml::parse(&list);
    let mut files = Vec::new();
    list.find_all("FileLoc", &mut files);
    if files.is_empty() {
        tagged(&list, "", texts, fields);
    }
    for file in files {
        if let Some(bytes) = located(package, &path, &file.text()) {
            let text = xml::decode(&bytes);
            tagged(&xml::parse(&text).0, "", texts, fields);
        }
    }
}

/// Names of goods and their columns: several objects of one are so many lines, not one wrapped value.
const COLUMNS: [&str; 8] =
    ["Item", "Specification", "MeasurementDimension", "Quantity", "Price", "Amount", "TaxScheme", "TaxAmount"];

fn tagged(element: &Element<'_>, path: &str, texts: &BTreeMap<String, String>, fields: &mut Vec<(String, String)>) {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for e in element.elements() {
        *count.entry(e.name()).or_default() += 1;
    }
    let mut number: BTreeMap<&str, usize> = BTreeMap::new();
    for e in element.elements() {
        if fields.len() >= MOST_FIELDS {
            return;
        }
        let at = number.entry(e.name()).or_default();
        *at += 1;
        let several = count.get(e.name()).is_some_and(|n| *n > 1);
        let name = if several { format!("{}[{at}]", e.name()) } else { e.name().to_owned() };
        // older tags list the columns of goods right under the invoice
        let among_head = COLUMNS.contains(&e.name()) && element.child("InvoiceNo").is_some();
        let name = if among_head { format!("GoodsInfos/{name}") } else { name };
        let here = if path.is_empty() { name } else { format!("{path}/{name}") };
        let carriers: Vec<&Element<'_>> =
            e.elements().filter(|c| matches!(c.name(), "ObjectRef" | "ObjectData")).collect();
        if carriers.is_empty() {
            tagged(e, &here, texts, fields);
            continue;
        }
        let values: Vec<String> = carriers
            .iter()
            .map(|c| match c.name() {
                "ObjectRef" => texts.get(c.text().trim()).cloned().unwrap_or_default(),
                _ => c.text().trim().to_owned(),
            })
            .filter(|v| !v.is_empty() && v.len() <= LONGEST)
            .collect();
        if COLUMNS.contains(&e.name()) && values.len() > 1 {
            fields.extend(values.into_iter().enumerate().map(|(i, v)| (format!("{here}[{}]", i + 1), v)));
        } else if !values.is_empty() {
            fields.push((here, values.concat()));
        }
    }
}

/// Attached files: the data an invoice was drawn from, its XBRL.
fn attachments(package: &mut Package<'_>, document: &str, members: &mut Vec<(String, Vec<u8>)>) {
    let Some((path, list)) = part_named(package, document, "Attachments", "Attachs/Attachments.xml") else { return };
    let (list, _) = xml::parse(&list);
    let mut found = Vec::new();
    list.find_all("Attachment", &mut found);
    for attachment in found.into_iter().take(MOST_ATTACHMENTS) {
        let Some(target) = attachment.child("FileLoc").map(Element::text) else { continue };
        let Some(bytes) = located(package, &path, &target) else { continue };
        let file = target.trim().rsplit(['/', '\\']).next().unwrap_or_default();
        let file: String = file.chars().filter(|c| !c.is_control()).collect();
        let format = attachment.attr("Format").filter(|f| !f.is_empty() && !file.contains('.'));
        let name = format.map_or(file.clone(), |f| format!("{file}.{f}"));
        if !name.is_empty() && name != ".." && !members.iter().any(|(n, _)| *n == name) {
            members.push((name, bytes));
        }
    }
}

/// Reads the pages; gives the text of every text object by its id.
fn document(
    package: &mut Package<'_>,
    path: &str,
    limits: &Limits,
    number: &mut u32,
    writer: &mut Writer,
    read: &mut Read,
) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    let Some(text) = package.xml(path) else {
        read.problems.push(Problem::Damaged(format!("缺少 {path}")));
        return texts;
    };
    let (root, _) = xml::parse(&text);
    let folder = path.rsplit_once('/').map_or("", |(f, _)| f);
    let location = |e: &Element<'_>| e.attr("BaseLoc").map(|l| resolve(folder, &l));
    let (mut pages, mut templates) = (Vec::new(), Vec::new());
    root.find_all("Page", &mut pages);
    root.find_all("TemplatePage", &mut templates);
    let templates: BTreeMap<String, String> =
        templates.iter().filter_map(|t| Some((t.attr("ID")?, location(t)?))).collect();
    let size = root.find("PhysicalBox").map(|b| numbers(&b.text()));
    for page in pages {
        if *number >= limits.pages {
            read.problems.push(Problem::Limit(format!("页数超过 {} 页", limits.pages)));
            return texts;
        }
        *number += 1;
        let Some(text) = location(page).and_then(|l| package.xml(&l).or_else(|| upwards(package, &l))) else {
            read.problems.push(Problem::Damaged(format!("缺少第 {number} 页")));
            continue;
        };
        let (content, _) = xml::parse(&text);
        let own = content.find("PhysicalBox").map(|b| numbers(&b.text()));
        let mut canvas = Canvas::default();
        let mut used = Vec::new();
        content.find_all("Template", &mut used);
        for template in used {
            let text = template.attr("TemplateID").and_then(|id| package.xml(templates.get(&id)?));
            if let Some(text) = text {
                canvas.objects(&xml::parse(&text).0);
            }
        }
        canvas.objects(&content);
        texts.append(&mut canvas.texts);
        let (width, height) = match own.or(size.clone()).as_deref() {
            Some([_, _, width, height]) => (*width * POINTS, *height * POINTS),
            _ => (595.0, 842.0),
        };
        let chars = u32::try_from(canvas.glyphs.len()).unwrap_or(u32::MAX);
        read.pages.push(PageCoverage {
            page: *number,
            chars,
            full_image: canvas.images > 0 && chars < 30,
            images: false,
            recognised: None,
        });
        writer.page(*number, Sheet { width, height, glyphs: canvas.glyphs, others: Vec::new(), edges: canvas.edges });
    }
    let scans: Vec<u32> = read.pages.iter().filter(|p| p.is_scan()).map(|p| p.page).collect();
    if !scans.is_empty() {
        read.problems.push(Problem::Scan(scans));
    }
    texts
}

/// Some writers leave out or double a folder: the same name anywhere above is meant.
fn upwards(package: &mut Package<'_>, path: &str) -> Option<String> {
    let mut rest = path;
    while let Some((_, tail)) = rest.split_once('/') {
        if package.has(tail) {
            return package.xml(tail);
        }
        rest = tail;
    }
    None
}

#[derive(Default)]
struct Canvas {
    glyphs: Vec<Glyph>,
    edges: Vec<EdgePart>,
    images: usize,
    /// Text by the id of its object.
    texts: BTreeMap<String, String>,
}

impl Canvas {
    fn objects(&mut self, parent: &Element<'_>) {
        for e in parent.elements() {
            match e.name() {
                "TextObject" => self.text(e),
                "PathObject" => self.path(e),
                "ImageObject" => self.images += 1,
                _ => self.objects(e),
            }
        }
    }

    fn text(&mut self, object: &Element<'_>) {
        let boundary = numbers(&object.attr("Boundary").unwrap_or_default());
        let [left, top, ..] = boundary.as_slice() else { return };
        let ctm = numbers(&object.attr("CTM").unwrap_or_default());
        let ctm: [f64; 6] = ctm.try_into().unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let size = object.attr("Size").and_then(|s| s.parse::<f64>().ok()).unwrap_or(3.5);
        let bold = object.attr("Weight").and_then(|w| w.parse::<u32>().ok()).is_some_and(|w| w >= 600);
        let (mut x, mut y) = (0.0, 0.0);
        if let Some(id) = object.attr("ID") {
            self.texts.insert(id, object.text().trim().to_owned());
        }
        for code in object.elements().filter(|e| e.name() == "TextCode") {
            let start = |name: &str, before: f64| code.attr(name).and_then(|v| v.parse().ok()).unwrap_or(before);
            (x, y) = (start("X", x), start("Y", y));
            let (along, down) = (steps(code, "DeltaX"), steps(code, "DeltaY"));
            let (mut at_x, mut at_y) = (x, y);
            for (i, c) in code.text().trim_matches(['\n', '\r']).chars().enumerate() {
                self.glyph(c, (*left, *top), ctm, (at_x, at_y), size, bold);
                let own_width = if c.is_ascii() { size * 0.5 } else { size };
                let moved = down.get(i).copied();
                at_x += along.get(i).copied().unwrap_or(if moved.is_some() { 0.0 } else { own_width });
                at_y += moved.unwrap_or(0.0);
            }
        }
    }

    fn glyph(&mut self, c: char, origin: (f64, f64), ctm: [f64; 6], at: (f64, f64), size: f64, bold: bool) {
        if c.is_whitespace() || c.is_control() {
            return;
        }
        let [a, b, c2, d, e, f] = ctm;
        let x = (origin.0 + a * at.0 + c2 * at.1 + e) * POINTS;
        let y = (origin.1 + b * at.0 + d * at.1 + f) * POINTS;
        let size = size * a.hypot(b).max(0.01) * POINTS;
        let width = if c.is_ascii() { size * 0.5 } else { size };
        self.glyphs.push(Glyph {
            text: c.to_string(),
            left: x,
            right: x + width,
            top: y - size * 0.86,
            bottom: y + size * 0.14,
            baseline: y,
            size,
            bold,
        });
    }

    /// Straight rules only.
    fn path(&mut self, object: &Element<'_>) {
        let boundary = numbers(&object.attr("Boundary").unwrap_or_default());
        let [left, top, ..] = boundary.as_slice() else { return };
        let data = object.child("AbbreviatedData").map(Element::text).unwrap_or_default();
        let mut words = data.split_whitespace();
        let mut last: Option<(f64, f64)> = None;
        let mut first = None;
        while let Some(word) = words.next() {
            let mut point =
                || Some((words.next()?.parse::<f64>().ok()? + left, words.next()?.parse::<f64>().ok()? + top));
            match word {
                "M" | "S" => {
                    last = point();
                    first = last;
                }
                "L" => {
                    let to = point();
                    self.rule(last, to);
                    last = to;
                }
                "C" => {
                    self.rule(last, first);
                    last = first;
                }
                _ => last = None,
            }
        }
    }

    fn rule(&mut self, from: Option<(f64, f64)>, to: Option<(f64, f64)>) {
        let (Some((x1, y1)), Some((x2, y2))) = (from, to) else { return };
        let (left, right, top, bottom) =
            (x1.min(x2) * POINTS, x1.max(x2) * POINTS, y1.min(y2) * POINTS, y1.max(y2) * POINTS);
        let orientation = match (right - left, bottom - top) {
            (w, h) if h < 0.6 && w > 4.0 => Orientation::Horizontal,
            (w, h) if w < 0.6 && h > 4.0 => Orientation::Vertical,
            _ => return,
        };
        self.edges.push(EdgePart { orientation, left, right, top, bottom });
    }
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().filter_map(|w| w.parse().ok()).filter(|n: &f64| n.is_finite()).collect()
}

/// `3.5 3.5 g 4 1.8` — `g n value` repeats a step.
fn steps(code: &Element<'_>, name: &str) -> Vec<f64> {
    let text = code.attr(name).unwrap_or_default();
    let mut words = text.split_whitespace();
    let mut steps = Vec::new();
    while let Some(word) = words.next() {
        if word == "g" {
            let count = words.next().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0).min(10_000);
            let step = words.next().and_then(|s| s.parse().ok()).unwrap_or(0.0);
            steps.extend(std::iter::repeat_n(step, count));
        } else {
            steps.extend(word.parse::<f64>().ok());
        }
        if steps.len() > 100_000 {
            break;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn ofd(members: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in members {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("in memory");
            zip.write_all(text.as_bytes()).expect("in memory");
        }
        zip.finish().expect("in memory").into_inner()
    }

    fn text(id: u32, y: u32, words: &str) -> String {
        format!(
            "<ofd:TextObject ID=\"{id}\" Boundary=\"10 {y} 100 5\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\">{words}</ofd:TextCode></ofd:TextObject>"
        )
    }

    /// As an older tool writes it: template page, rooted and misspelt paths, tags column by column.
    fn invoice(tags: &str) -> Vec<u8> {
        let page = [
            text(10, 20, "045002000111"),
            text(11, 30, "12345678"),
            text(12, 40, "2026年05月06日"),
            text(13, 50, "*印刷品*学术年会会议"),
            text(14, 55, "手册"),
            text(15, 60, "*印刷品*海报"),
            text(16, 50, "60.00"),
            text(17, 60, "40.00"),
            text(18, 70, "￥103.00"),
            text(19, 80, "甲学会"),
        ]
        .concat();
        let page = format!(
            "<ofd:Page><ofd:Template TemplateID=\"2\"/><ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content></ofd:Page>"
        );
        let template =
            format!("<ofd:Page><ofd:Content>{}</ofd:Content></ofd:Page>", text(90, 10, "增值税电子普通发票"));
        ofd(&[
            (
                "OFD.xml",
                "<ofd:OFD xmlns:ofd='x'><ofd:DocBody><ofd:DocInfo><ofd:CustomDatas><ofd:CustomData Name='发票号码'>12345678</ofd:CustomData></ofd:CustomDatas></ofd:DocInfo><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            ),
            (
                "Doc_0/Document.xml",
                "<ofd:Document><ofd:CommonData><ofd:TemplatePage ID='2' BaseLoc='Tpls/Tpl_0/Content.xml'/></ofd:CommonData><ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/Page_0/Content.xml'/></ofd:Pages><ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments><ofd:CustomTags>/Doc_0/Tags/CustomTags.xml</ofd:CustomTags></ofd:Document>",
            ),
            ("Doc_0/Tpls/Tpl_0/Content.xml", &template),
            ("Doc_0/Pages/Page_0/Content.xml", &page),
            (
                "Doc_0/Tags/CustomTags.xml",
                "<ofd:CustomTags><ofd:CustomTag TypeID='1'><ofd:FileLoc>/Doc_0/Tags/CUSTOMTAG.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>",
            ),
            ("Doc_0/Tags/CustomTag.xml", tags),
            (
                "Doc_0/Attachs/Attachments.xml",
                "<ofd:Attachments><ofd:Attachment ID='5' Name='original_invoice' Format='xml'><ofd:FileLoc>original_invoice.xml</ofd:FileLoc></ofd:Attachment><ofd:Attachment ID='6'><ofd:FileLoc>gone.xml</ofd:FileLoc></ofd:Attachment></ofd:Attachments>",
            ),
            ("Doc_0/Attachs/original_invoice.xml", "<eInvoice/>"),
        ])
    }

    #[test]
    fn tags_custom_data_and_attachments_are_kept_beside_the_text() {
        let refs = |name: &str, ids: &[u32]| {
            let refs: String = ids.iter().map(|i| format!("<:ObjectRef PageRef=\"1\">{i}</:ObjectRef>")).collect();
            format!("<:{name}>{refs}</:{name}>")
        };
        let tags = [
            refs("InvoiceCode", &[10]),
            refs("InvoiceNo", &[11]),
            refs("IssueDate", &[12]),
            format!("<:Buyer>{}</:Buyer>", refs("BuyerName", &[19])),
            refs("Item", &[13, 14, 15]),
            refs("Amount", &[16, 17]),
            refs("TaxInclusiveTotalAmount", &[18]),
            refs("Note", &[404]),
        ]
        .concat();
        let read = read(&invoice(&format!("<:eInvoice>{tags}</:eInvoice>")), &Limits::default());
        let field = |name: &str| read.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        assert_eq!(field("eInvoice/InvoiceNo"), Some("12345678"));
        assert_eq!(field("eInvoice/Buyer/BuyerName"), Some("甲学会"));
        assert_eq!(field("eInvoice/GoodsInfos/Item[2]"), Some("手册"));
        assert_eq!(field("eInvoice/Note"), None);
        assert_eq!(field("CustomDatas/发票号码"), Some("12345678"));
        assert_eq!(read.members, [("original_invoice.xml".to_owned(), b"<eInvoice/>".to_vec())]);
        let shown: Vec<&str> = read.blocks.iter().filter_map(|b| b.content.as_line()).collect();
        assert!(shown.iter().any(|l| l.contains("增值税电子普通发票")), "{shown:?}");
    }

    #[test]
    fn an_ofd_without_tags_has_its_text_alone() {
        let read = read(&invoice("<eInvoice"), &Limits::default());
        assert_eq!(read.fields, [("CustomDatas/发票号码".to_owned(), "12345678".to_owned())]);
        assert!(!read.blocks.is_empty());
    }
}

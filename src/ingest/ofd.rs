//! OFD (GB/T 33190): the text of pages and of their templates, where forms keep their printed labels; attached files; the
//! values that tags and custom data give by name. Signatures and seals are not looked at.

mod canvas;

use std::collections::{BTreeMap, BTreeSet};

use self::canvas::{Canvas, Colour, colour, numbers};
use super::damage::damaged;
use super::limits::Limits;
use super::package::{Package, resolve};
use super::pdf::layout::{Sheet, Writer};
use super::pdf::{Form, Unseen};
use super::read::Read;
use super::xml::{self, Element};
use crate::model::Problem;
use crate::model::document::PageCoverage;

/// OFD measures in millimetres, the layout in points.
const POINTS: f64 = 72.0 / 25.4;
const MOST_FIELDS: usize = 20_000;
/// Share of a page from which on an image may hold text.
const PICTURE: f64 = 0.3;
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
    let mut unseen = Unseen::default();
    let mut number = 0;
    for root in roots {
        let path = resolve("", root.text().trim());
        let texts = document(&mut package, &path, limits, &mut number, &mut writer, &mut unseen, &mut read);
        tags(&mut package, &path, &texts, &mut read.fields);
        attachments(&mut package, &path, &mut read.members);
    }
    custom_data(&entry, &mut read.fields);
    read.blocks = writer.finish();
    unseen.finish(Form::default(), &BTreeSet::new(), &mut read);
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
    unseen: &mut Unseen,
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
    let params = draw_params(package, path, &root);
    let notes = notes(package, path);
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
        let (width, height) = match own.or(size.clone()).as_deref() {
            Some([_, _, width, height]) => (*width, *height),
            _ => (210.0, 297.0),
        };
        let mut canvas = Canvas::new(width, height, &params);
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
        let mut others = Vec::new();
        for text in page.attr("ID").and_then(|id| notes.get(&id)).into_iter().flatten() {
            others.extend(annotations(&xml::parse(text).0, *number, &mut canvas, unseen));
        }
        canvas.finish(*number, unseen);
        let chars = u32::try_from(canvas.glyphs.len()).unwrap_or(u32::MAX);
        read.pages.push(PageCoverage {
            page: *number,
            chars,
            full_image: canvas.images > 0 && chars < 30,
            images: canvas.largest_image() > PICTURE && chars >= 30,
            recognised: None,
        });
        let (width, height) = (width * POINTS, height * POINTS);
        writer.page(*number, Sheet { width, height, glyphs: canvas.glyphs, others, edges: canvas.edges });
    }
    let scans: Vec<u32> = read.pages.iter().filter(|p| p.is_scan()).map(|p| p.page).collect();
    if !scans.is_empty() {
        read.problems.push(Problem::Scan(scans));
    }
    texts
}

/// Parameters by which objects are drawn: id → colour of what is filled.
fn draw_params(package: &mut Package<'_>, document: &str, root: &Element<'_>) -> BTreeMap<String, Colour> {
    let folder = document.rsplit_once('/').map_or("", |(f, _)| f);
    let mut parts = Vec::new();
    root.find_all("PublicRes", &mut parts);
    root.find_all("DocumentRes", &mut parts);
    let mut out = BTreeMap::new();
    for part in parts.into_iter().take(MOST_ATTACHMENTS) {
        let Some(text) = package.xml(&resolve(folder, part.text().trim())) else { continue };
        let (tree, _) = xml::parse(&text);
        let mut params = Vec::new();
        tree.find_all("DrawParam", &mut params);
        for param in params.into_iter().take(MOST_FIELDS) {
            if let Some((id, fill)) = param.attr("ID").zip(param.child("FillColor")) {
                out.insert(id, colour(fill));
            }
        }
    }
    out
}

/// What stands upon the pages: page id → the texts of its parts.
fn notes(package: &mut Package<'_>, document: &str) -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let Some((path, list)) = part_named(package, document, "Annotations", "Annots/Annotations.xml") else { return out };
    let (list, _) = xml::parse(&list);
    let mut pages = Vec::new();
    list.find_all("Page", &mut pages);
    for page in pages.into_iter().take(MOST_FIELDS) {
        let Some((id, file)) = page.attr("PageID").zip(page.child("FileLoc")) else { continue };
        if let Some(bytes) = located(package, &path, &file.text()) {
            out.entry(id).or_default().push(xml::decode(&bytes));
        }
    }
    out
}

/// Typed text and stamps become part of the page, remarks are comments; gives the lines of watermarks.
fn annotations(notes: &Element<'_>, number: u32, canvas: &mut Canvas<'_>, unseen: &mut Unseen) -> Vec<String> {
    let mut all = Vec::new();
    notes.find_all("Annot", &mut all);
    let mut watermarks = Vec::new();
    for note in all.into_iter().take(MOST_FIELDS) {
        let shown = note.attr("Visible").is_none_or(|v| v != "false");
        let kind = note.attr("Type").unwrap_or_default();
        let remark = note.child("Remark").map(Element::text).unwrap_or_default();
        if shown && !remark.trim().is_empty() && !matches!(kind.as_str(), "Watermark" | "Stamp" | "Link") {
            unseen.comment(number, remark.trim());
        }
        let Some(appearance) = note.child("Appearance") else { continue };
        if kind == "Watermark" {
            if shown {
                let mut texts = Vec::new();
                appearance.find_all("TextObject", &mut texts);
                watermarks.extend(texts.iter().map(|t| t.text().trim().to_owned()).filter(|t| !t.is_empty()));
            }
            continue;
        }
        let boundary = numbers(&appearance.attr("Boundary").unwrap_or_default());
        let origin = match boundary.as_slice() {
            [left, top, ..] => (*left, *top),
            _ => (0.0, 0.0),
        };
        canvas.upon(appearance, origin, shown);
    }
    watermarks.dedup();
    watermarks
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

    /// A page of such objects, 210 × 297, with this part of annotations.
    fn page(objects: &str, note: &str) -> Read {
        let page = format!(
            "<ofd:Page><ofd:Content><ofd:Layer>{}{objects}</ofd:Layer></ofd:Content></ofd:Page>",
            text(1, 20, "人人看得见的一行字")
        );
        let note = format!("<ofd:PageAnnot>{note}</ofd:PageAnnot>");
        let bytes = ofd(&[
            (
                "OFD.xml",
                "<ofd:OFD xmlns:ofd='x'><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            ),
            (
                "Doc_0/Document.xml",
                "<ofd:Document><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID='1' BaseLoc='Pages/Page_0/Content.xml'/></ofd:Pages><ofd:Annotations>Annots/Annotations.xml</ofd:Annotations></ofd:Document>",
            ),
            ("Doc_0/Pages/Page_0/Content.xml", &page),
            (
                "Doc_0/Annots/Annotations.xml",
                "<ofd:Annotations><ofd:Page PageID='1'><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>",
            ),
            ("Doc_0/Annots/Page_0/Annotation.xml", &note),
        ]);
        super::read(&bytes, &Limits::default())
    }

    fn object(attributes: &str, inner: &str, words: &str) -> String {
        format!(
            "<ofd:TextObject ID=\"9\" Boundary=\"10 100 100 5\" Size=\"4\" {attributes}>{inner}<ofd:TextCode X=\"0\" Y=\"4\">{words}</ofd:TextCode></ofd:TextObject>"
        )
    }

    fn texts(read: &Read, hidden: bool) -> String {
        let of = read.blocks.iter().filter(|b| b.hidden == hidden).map(crate::model::Block::text);
        of.collect::<Vec<_>>().join("|")
    }

    #[test]
    fn words_that_nobody_sees_are_kept_hidden_and_look_alikes_are_read() {
        let white = "<ofd:FillColor Value=\"255 255 255\"/>";
        let ground = "<ofd:PathObject ID=\"8\" Boundary=\"0 90 210 30\" Fill=\"true\"><ofd:FillColor Value=\"20 40 90\"/></ofd:PathObject>";
        let scan = "<ofd:ImageObject ID=\"7\" Boundary=\"0 0 210 297\" ResourceID=\"3\"/>";
        for hidden in [
            object("", white, "密语"),
            object("Visible=\"false\"", "", "密语"),
            object("Alpha=\"0\"", "", "密语"),
            object("", "", "密语").replace("10 100 100 5", "10 400 100 5"),
        ] {
            let read = page(&hidden, "");
            assert_eq!((texts(&read, false).contains("密语"), texts(&read, true)), (false, "密语".into()), "{hidden}");
            assert!(read.problems.iter().any(|p| matches!(p, Problem::Concealed(_))));
        }
        for shown in [
            object("", "", "密语"),
            format!("{ground}{}", object("", white, "密语")),
            format!("{scan}{}", object("Visible=\"false\"", "", "密语")),
            object("", "<ofd:FillColor Value=\"160 160 160\"/>", "密语"),
        ] {
            let read = page(&shown, "");
            assert!(texts(&read, false).contains("密语") && texts(&read, true).is_empty(), "{shown}");
        }
    }

    #[test]
    fn glyphs_without_characters_are_counted_and_glyphs_with_them_are_not() {
        let glyphs = "<ofd:CGTransform CodePosition=\"0\" CodeCount=\"4\" GlyphCount=\"4\"><ofd:Glyphs>11 12 13 14</ofd:Glyphs></ofd:CGTransform>";
        for mute in ["¤¤¤¤", "", "    "] {
            let read = page(&object("", glyphs, mute), "");
            assert!(
                matches!(read.problems.as_slice(), [Problem::Skipped(why)] if why.contains("4 个字没有文字对照")),
                "{mute:?}: {:?}",
                read.problems
            );
            assert!(!texts(&read, false).contains('¤'));
        }
        let read = page(&object("", glyphs, "会议通知"), "");
        assert!(read.problems.is_empty() && texts(&read, false).contains("会议通知"));
        let blank = "<ofd:CGTransform CodePosition=\"0\" CodeCount=\"2\" GlyphCount=\"2\"><ofd:Glyphs>3 3</ofd:Glyphs></ofd:CGTransform>";
        assert!(page(&object("", blank, "  "), "").problems.is_empty());
    }

    #[test]
    fn typed_text_is_read_and_remarks_are_comments() {
        let typed = |visible: &str| {
            format!(
                "<ofd:Annot ID=\"1\" Type=\"Path\" Visible=\"{visible}\"><ofd:Appearance Boundary=\"20 40 100 10\">{}</ofd:Appearance></ofd:Annot>",
                object("", "", "后来打上的字").replace("10 100 100 5", "0 0 100 5")
            )
        };
        assert!(texts(&page("", &typed("true")), false).contains("后来打上的字"));
        let off = page("", &typed("false"));
        assert!(!texts(&off, false).contains("后来") && texts(&off, true).contains("后来打上的字"));
        let remark = page("", "<ofd:Annot ID=\"1\" Type=\"Highlight\"><ofd:Remark>请核对</ofd:Remark></ofd:Annot>");
        assert!(
            remark.blocks.iter().any(|b| b.origin == crate::model::Origin::Comment && b.hidden && b.text() == "请核对")
        );
    }

    #[test]
    fn an_image_that_fills_a_page_without_text_is_a_scan() {
        let image = "<ofd:ImageObject ID=\"7\" Boundary=\"0 0 210 297\" ResourceID=\"3\"/>";
        assert_eq!(page(image, "").problems, [Problem::Scan(vec![1])]);
    }
}

//! Dossiers held against each other and against earlier years: like texts, like photos, invoices accounted for before.

use std::fs;
use std::path::Path;

use image::imageops::FilterType;
use image::{ImageFormat, RgbImage};
use yanshen::model::{Audit, Status};
use yanshen::pipeline;

use super::common::{AS_OF, audit, copy_tree, samples, settings, small_dossier, yanshen};

fn folder(root: &Path, name: &str) -> std::path::PathBuf {
    let dir = root.join(name);
    fs::create_dir_all(&dir).expect("a folder");
    dir
}

/// A hall: bright screen, dark seats, people; `shift` makes another one.
fn hall(shift: u32) -> RgbImage {
    RgbImage::from_fn(1200, 800, |x, y| {
        let (x, y) = (f64::from(x + shift * 170), f64::from(y + shift * 90));
        let light = (x / 83.0).sin() * 50.0 + (y / 61.0).cos() * 50.0 + ((x + y) / 37.0).sin() * 27.0 + 128.0;
        // Grain, as sensors have it.
        let grain = ((x * 12.9898 + y * 78.233).sin() * 43_758.545).fract() * 20.0;
        let v = (light + grain).clamp(0.0, 255.0) as u8;
        image::Rgb([v, v / 2 + 40, 255 - v])
    })
}

fn emblem() -> RgbImage {
    RgbImage::from_fn(400, 400, |x, y| {
        let (dx, dy) = (f64::from(x) - 200.0, f64::from(y) - 200.0);
        let ring = (130.0..180.0).contains(&dx.hypot(dy)) || dx.abs() < 30.0 && dy.abs() < 90.0;
        if ring { image::Rgb([200, 20, 20]) } else { image::Rgb([255, 255, 255]) }
    })
}

fn packed(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut out, format).expect("a picture");
    out.into_inner()
}

fn of<'a>(audit: &'a Audit, rule: &str) -> Vec<&'a yanshen::model::audit::CrossFinding> {
    audit.cross.iter().filter(|c| c.rule.as_str() == rule).collect()
}

const NEWS: &str = "示例学会举办学术交流活动\n\
9月12日，来自全区科研院所、高等院校和龙头企业的专家代表齐聚一堂，围绕甘蔗良种繁育、病虫害绿色防控、全程机械化收获等议题作了六场专题报告。\n\
与会代表实地考察了示范基地，详细了解新品种的抗倒伏性能和宿根年限，现场交流了脱毒健康种茎的推广经验，并就水肥一体化滴灌的成本进行了热烈讨论。\n\
活动期间，学会与两家糖厂签订了技术服务协议，约定共同建立试验地块，连续三年跟踪记录产量和糖分数据，为蔗农提供可以照着做的种植方案。\n";

#[test]
fn a_scaled_photo_and_a_copied_text_are_found_with_both_sides() {
    let dir = tempfile::tempdir().expect("a directory");
    let (a, b) = (folder(dir.path(), "甲学会"), folder(dir.path(), "乙学会"));
    fs::write(a.join("新闻稿.txt"), NEWS).expect("written");
    fs::write(b.join("新闻稿.txt"), NEWS.replace("9月12日", "10月20日")).expect("written");
    fs::write(a.join("现场.jpg"), packed(&hall(0), ImageFormat::Jpeg)).expect("written");
    let small = image::imageops::resize(&hall(0), 600, 400, FilterType::Triangle);
    fs::write(b.join("IMG_1.jpg"), packed(&small, ImageFormat::Jpeg)).expect("written");
    let found = audit(dir.path());
    let found = of(&found, "X03");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|f| f.status == Status::Review && f.evidence.len() == 2));
    let text = found.iter().find(|f| f.message.contains("文字近于相同")).expect("the texts");
    assert!(text.message.contains("最长的相同文字") && text.message.contains('%'), "{}", text.message);
    assert!(text.evidence.iter().all(|(_, e)| e.quote.contains("甘蔗良种繁育")), "{:?}", text.evidence);
    assert!(found.iter().any(|f| f.message.contains("看上去是同一张照片")));
}

/// A Word report or slides with one picture; `of` is the part that refers to it.
fn office(main: &str, media: &str, of: &str, picture: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let text = "示例学会学术交流活动总结，正文若干，附现场照片。";
    let body = match main.starts_with("ppt") {
        true => format!("<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"),
        false => {
            format!("<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>")
        }
    };
    let (folder, file) = of.rsplit_once('/').expect("a folder");
    let relations =
        format!("<Relationships><Relationship Id=\"r1\" Type=\"x/image\" Target=\"/{media}\"/></Relationships>");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml".to_owned(), Vec::new()),
        (main.to_owned(), body.into_bytes()),
        (of.to_owned(), b"<x/>".to_vec()),
        (format!("{folder}/_rels/{file}.rels"), relations.into_bytes()),
        (media.to_owned(), picture.to_vec()),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for (name, bytes) in parts.into_iter().filter(|(n, _)| seen.insert(n.clone())) {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(&bytes).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A page with one picture, packed as a camera does, and a line of text.
fn printed(jpeg: &[u8], width: u32, height: u32) -> Vec<u8> {
    use lopdf::content::{Content, Operation};
    use lopdf::{Dictionary, Document, Object, Stream, dictionary};
    let mut pdf = Document::with_version("1.5");
    let pages = pdf.new_object_id();
    let mut image: Dictionary = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8,
        "Filter" => "DCTDecode",
    };
    image.set("Width", i64::from(width));
    image.set("Height", i64::from(height));
    let image = pdf.add_object(Stream::new(image, jpeg.to_vec()).with_compression(false));
    let font = pdf.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier" });
    let real = |n: f32| Object::Real(n);
    let words = Object::string_literal("Report of the meeting with a photo of the hall and of all who took part");
    let operations = vec![
        Operation::new("BT", vec![]),
        Operation::new("Tf", vec!["F1".into(), 12.into()]),
        Operation::new("Td", vec![50.into(), 750.into()]),
        Operation::new("Tj", vec![words]),
        Operation::new("ET", vec![]),
        Operation::new("q", vec![]),
        Operation::new("cm", vec![real(300.0), real(0.0), real(0.0), real(200.0), real(50.0), real(400.0)]),
        Operation::new("Do", vec!["P1".into()]),
        Operation::new("Q", vec![]),
    ];
    let content = Content { operations }.encode().expect("operators");
    let content = pdf.add_object(Stream::new(dictionary! {}, content));
    let page = pdf.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! {
            "Font" => dictionary! { "F1" => font }, "XObject" => dictionary! { "P1" => image },
        },
    });
    let kids = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    pdf.objects.insert(pages, Object::Dictionary(kids));
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", catalog);
    let mut out = Vec::new();
    pdf.save_to(&mut out).expect("written");
    out
}

#[test]
fn photos_inside_papers_are_compared_with_photos_everywhere() {
    let small = |n| image::imageops::resize(&hall(n), 720, 480, FilterType::Triangle);
    let jpeg = |n| packed(&small(n), ImageFormat::Jpeg);
    let word = |picture: &[u8]| office("word/document.xml", "word/media/image1.jpeg", "word/document.xml", picture);
    let slides =
        |picture: &[u8]| office("ppt/slides/slide1.xml", "ppt/media/image1.jpeg", "ppt/slides/slide1.xml", picture);
    let whole = packed(&hall(0), ImageFormat::Jpeg);
    for (name, other) in
        [("现场.jpg", whole.clone()), ("新闻稿.pptx", slides(&whole)), ("新闻稿.pdf", printed(&whole, 1200, 800))]
    {
        let dir = tempfile::tempdir().expect("a directory");
        fs::write(folder(dir.path(), "甲学会").join("总结.docx"), word(&jpeg(0))).expect("written");
        fs::write(folder(dir.path(), "乙学会").join(name), other).expect("written");
        fs::write(folder(dir.path(), "丙学会").join("总结.docx"), word(&jpeg(1))).expect("written");
        let run = audit(dir.path());
        let found: Vec<_> = of(&run, "X03").into_iter().filter(|f| f.message.contains("照片")).collect();
        let two = found.iter().find(|f| f.message.contains("看上去是同一张照片"));
        let two = two.unwrap_or_else(|| panic!("{name}: {found:?}"));
        assert!(two.evidence.len() == 2 && two.message.contains("总结.docx第1张图片"), "{name}: {}", two.message);
        assert!(!two.message.contains("丙学会"), "{name}: {}", two.message);
    }
}

/// Letterheads and slide designs are shared by many and are no photos of an activity.
#[test]
fn pictures_of_headers_and_slide_masters_are_left_alone() {
    let picture = packed(&hall(0), ImageFormat::Jpeg);
    let word = office("word/document.xml", "word/media/image1.jpeg", "word/header1.xml", &picture);
    let slides =
        office("ppt/slides/slide1.xml", "ppt/media/image1.jpeg", "ppt/slideMasters/slideMaster1.xml", &picture);
    let dir = tempfile::tempdir().expect("a directory");
    fs::write(folder(dir.path(), "甲学会").join("总结.docx"), word).expect("written");
    fs::write(folder(dir.path(), "乙学会").join("汇报.pptx"), slides).expect("written");
    let run = audit(dir.path());
    assert!(of(&run, "X03").iter().all(|f| !f.message.contains("同一张照片")), "{:?}", of(&run, "X03"));
}

/// The ledger gives the 8 digits of an older invoice and not its code.
#[test]
fn a_ledger_without_codes_is_matched_by_number_sum_and_day() {
    let dir = tempfile::tempdir().expect("a directory");
    let paper = "广西增值税电子普通发票\n发票代码：045002100111\n发票号码：12345678\n开票日期：2026年9月15日\n购买方名称：广西草珠学会\n\
        销售方名称：百色某会展服务有限公司\n价税合计（大写）：壹仟零陆拾元整（小写）¥1060.00\n";
    fs::write(folder(dir.path(), "材料/甲学会").join("发票.txt"), paper).expect("written");
    let run = |row: &str| {
        let path = dir.path().join("台账.csv");
        fs::write(&path, format!("发票代码,发票号码,开票日期,销售方,价税合计,承担单位,项目名称\n{row}\n"))
            .expect("written");
        let settings = pipeline::Settings { ledger: Some(path), ..settings() };
        let audit = pipeline::audit(&dir.path().join("材料"), &settings, &|_| {}).expect("a run");
        of(&audit, "X02").iter().map(|f| f.status).max().expect("an answer")
    };
    let seller = "百色某会展服务有限公司";
    assert_eq!(run(&format!(",12345678,2026-09-15,{seller},1060.00,某学会,旧项目")), Status::Fail);
    assert_eq!(run(",12345678,,,,某学会,旧项目"), Status::Review);
    assert_eq!(run(&format!(",12345678,2026-09-15,{seller},900.00,某学会,旧项目")), Status::Review);
    assert_eq!(run(",12345678,2023-05-04,某某印务有限公司,310.00,某学会,旧项目"), Status::Pass);
    assert_eq!(run(&format!("044001900222,12345678,2026-09-15,{seller},1060.00,某学会,旧项目")), Status::Pass);
    assert_eq!(run("045002100111,12345678,,,,某学会,旧项目"), Status::Fail);
}

#[test]
fn other_photos_emblems_and_blanks_are_left_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    for (n, name) in ["甲学会", "乙学会"].iter().enumerate() {
        let d = folder(dir.path(), name);
        fs::write(d.join("活动方案.txt"), format!("{name}活动方案\n一、时间地点\n")).expect("written");
        fs::write(d.join("现场.jpg"), packed(&hall(1 + n as u32), ImageFormat::Jpeg)).expect("written");
        let scale = 400 - 20 * n as u32;
        let sign = image::imageops::resize(&emblem(), scale, scale, FilterType::Triangle);
        fs::write(d.join("图1.jpg"), packed(&sign, ImageFormat::Jpeg)).expect("written");
        let grey = RgbImage::from_pixel(900, 600 + n as u32, image::Rgb([240, 240, 240]));
        fs::write(d.join("图2.png"), packed(&grey, ImageFormat::Png)).expect("written");
    }
    let audit = audit(dir.path());
    assert!(of(&audit, "X03").iter().all(|f| f.status == Status::Pass), "{:?}", of(&audit, "X03"));
}

#[test]
fn an_invoice_of_an_earlier_year_is_a_finding_and_the_projects_own_entry_is_none() {
    let first = audit(&samples());
    let dossier = first.dossiers.iter().find(|d| !d.accounts.invoices.is_empty()).expect("a sample with invoices");
    let (invoice, project) = (&dossier.accounts.invoices[0], &dossier.facts.project);
    let dir = tempfile::tempdir().expect("a directory");
    let run = |name: &str, rows: &str| {
        let path = dir.path().join(name);
        fs::write(&path, format!("发票号码,价税合计,承担单位,项目名称,通知文号\n{rows}")).expect("written");
        let settings = pipeline::Settings { ledger: Some(path), ..settings() };
        pipeline::audit(&samples(), &settings, &|_| {})
    };
    let about = |audit: &Audit| {
        of(audit, "X02").into_iter().filter(|c| c.status == Status::Fail && c.message.contains("已列支过")).count()
    };
    let earlier = format!("\t{},1.00,某某学会,去年的项目,桂科协学发〔2025〕9号\n", invoice.number);
    let audit = run("去年.csv", &earlier).expect("the samples");
    assert_eq!(about(&audit), 1);
    let own = format!("{},,{},{},桂科协学发〔2026〕12号\n", invoice.number, project.unit, project.name);
    assert_eq!(about(&run("本次.csv", &own).expect("the samples")), 0);
    assert_eq!(about(&run("无关.csv", "25450000000000000001,,,,\n").expect("the samples")), 0);
    assert!(run("坏.csv", "2.5452E+19,,,,\n").is_err(), "a spoilt ledger stops the run");
    let none = pipeline::Settings { ledger: Some(dir.path().join("没有.csv")), ..settings() };
    assert!(pipeline::audit(&samples(), &none, &|_| {}).is_err());
}

/// Clues never weigh: findings and proposal are made without them.
#[test]
fn clues_state_what_was_looked_at_and_from_when_on_they_show() {
    let audit = audit(&samples());
    for clue in audit.dossiers.iter().flat_map(|d| &d.clues) {
        assert!(!clue.examined.is_empty() && !clue.threshold.is_empty() && clue.message.ends_with('。'), "{clue:?}");
        assert!(!clue.evidence.is_empty(), "{clue:?}");
    }
}

#[test]
fn the_updated_ledger_is_written_elsewhere_and_serves_the_next_year() {
    let dir = tempfile::tempdir().expect("a directory");
    copy_tree(&samples(), &dir.path().join("总目录"));
    let given = "发票号码,承担单位,项目名称,通知文号\n25450000000000000001,某某学会,去年的项目,桂科协学发〔2025〕9号\n";
    fs::write(dir.path().join("台账.csv"), given).expect("written");
    let line = ["audit", "总目录", "--as-of", AS_OF, "--ocr", "off", "--ledger", "台账.csv", "-o", "底稿.xlsx"];
    yanshen(dir.path(), &line).said("加入本次发票后的台账已写到");
    assert_eq!(fs::read_to_string(dir.path().join("台账.csv")).expect("there"), given, "the given one stays");
    let name = format!("发票台账-{AS_OF}.csv");
    let next = fs::read_to_string(dir.path().join(&name)).expect("beside the workbook");
    assert!(next.lines().count() > 2 && next.contains("25450000000000000001"), "{next}");
    // What was written can be read again; this year's entries are the projects' own.
    let line = ["audit", "总目录", "--as-of", AS_OF, "--ocr", "off", "--ledger", &name, "--format", "json"];
    let ran = yanshen(dir.path(), &line);
    ran.said("也未保存");
    assert!(!ran.stdout.contains("已列支过"), "{ran}");
    small_dossier(&dir.path().join("另一批"), "甲");
    let line = ["audit", "另一批", "--as-of", AS_OF, "--ledger", "没有.csv", "--format", "json"];
    yanshen(dir.path(), &line).ended_with(2).said("没有.csv").said("--ledger");
    let line = ["audit", "另一批", "--as-of", AS_OF, "--ledger-out", "台账.csv", "--format", "json"];
    yanshen(dir.path(), &line).said("台账(2).csv");
}

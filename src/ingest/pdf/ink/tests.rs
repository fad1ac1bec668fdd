//! Each way to hide a word from people beside the look-alike that hides none; what stands upon a page; and the promise that a
//! page is fully read only where all its glyphs were.

use lopdf::{Dictionary, Document, Object, Stream, StringFormat, dictionary};

use super::super::read;
use crate::ingest::limits::Limits;
use crate::ingest::read::Read;
use crate::ingest::tools::Tools;
use crate::model::{Origin, Problem};

/// A page with a few lines of its own, `content` drawn after them, and more resources and entries.
fn pdf(content: &str, resources: Dictionary, page: Dictionary, catalog: Dictionary) -> Vec<u8> {
    build(Document::with_version("1.7"), content, resources, page, catalog)
}

fn build(
    mut document: Document,
    content: &str,
    mut resources: Dictionary,
    mut page: Dictionary,
    mut catalog: Dictionary,
) -> Vec<u8> {
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica", "Encoding" => "WinAnsiEncoding",
    });
    let mut fonts = resources.get(b"Font").and_then(Object::as_dict).cloned().unwrap_or_default();
    fonts.set("F1", font);
    resources.set("Font", fonts);
    let whole = format!("BT /F1 12 Tf 72 760 Td (A line that everybody reads) Tj ET\n{content}");
    let content = document.add_object(Stream::new(Dictionary::new(), whole.into_bytes()));
    let pages = document.new_object_id();
    page.set("Type", "Page");
    page.set("Parent", pages);
    page.set("MediaBox", vec![0.into(), 0.into(), 595.into(), 842.into()]);
    page.set("Contents", content);
    page.set("Resources", resources);
    let page = document.add_object(page);
    document.objects.insert(pages, dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }.into());
    catalog.set("Type", "Catalog");
    catalog.set("Pages", pages);
    let catalog = document.add_object(catalog);
    document.trailer.set("Root", catalog);
    let mut out = Vec::new();
    document.save_to(&mut out).expect("in memory");
    out
}

fn reading(bytes: &[u8]) -> Read {
    read(bytes, &Limits::default(), &Tools::default(), &mut || {})
}

/// What is shown and what is kept hidden, blanks apart.
fn texts(read: &Read) -> (String, String) {
    let of = |hidden: bool| -> String {
        let blocks = read.blocks.iter().filter(|b| b.hidden == hidden);
        blocks.map(|b| b.text()).collect::<String>().chars().filter(|c| !c.is_whitespace()).collect()
    };
    (of(false), of(true))
}

fn hides_text(read: &Read) -> bool {
    read.problems.iter().any(Problem::hides_text)
}

fn states() -> Dictionary {
    dictionary! { "ExtGState" => dictionary! { "G0" => dictionary! { "ca" => 0 } } }
}

const WORD: &str = "BT /F1 12 Tf 72 700 Td (SECRET) Tj ET";

#[test]
fn words_that_nobody_sees_are_kept_hidden() {
    for (why, content) in [
        ("white", format!("1 g {WORD}")),
        ("nearly white", format!("0.97 0.97 0.98 rg {WORD}")),
        ("white ink of four", format!("0 0 0 0 k {WORD}")),
        ("not painted", format!("3 Tr {WORD}")),
        ("off the page", "BT /F1 12 Tf 72 -60 Td (SECRET) Tj ET".into()),
        ("cut off", format!("q 0 0 40 40 re W n {WORD} Q")),
        ("covered", format!("{WORD} 1 g 60 690 200 30 re f")),
        ("black on black", format!("0 g 60 690 200 30 re f {WORD}")),
        ("let through", format!("/G0 gs {WORD}")),
        ("struck", format!("{WORD} 72 704 m 120 704 l S")),
        ("white after black in one text", "BT /F1 12 Tf 72 700 Td (OPEN ) Tj 1 g (SECRET) Tj ET".into()),
    ] {
        let read = reading(&pdf(&content, states(), Dictionary::new(), Dictionary::new()));
        let (shown, hidden) = texts(&read);
        assert!(!shown.contains("SECRET") && shown.contains("everybody"), "{why}: {shown}");
        assert_eq!(hidden, "SECRET", "{why}");
        assert!(read.problems.iter().any(|p| matches!(p, Problem::Concealed(_))), "{why}");
        assert!(!hides_text(&read), "{why}");
    }
}

#[test]
fn words_that_people_see_stay() {
    for (why, content) in [
        ("white on dark", format!("0.1 0.2 0.5 rg 60 690 200 30 re f 1 g {WORD}")),
        (
            "white on a ground of unknown shape",
            format!("0 g 60 690 m 160 680 260 680 300 690 c 300 720 l 60 720 l f 1 g {WORD}"),
        ),
        ("gray", format!("0.6 g {WORD}")),
        ("red", format!("1 0 0 rg {WORD}")),
        ("underlined", format!("{WORD} 72 698 m 120 698 l S")),
        ("a rule of a table", format!("{WORD} 50 704 m 400 704 l S")),
        ("marked", format!("1 1 0 rg 60 690 200 30 re f 0 g {WORD}")),
        ("over a picture of it", format!("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x40 EI Q 3 Tr {WORD}")),
        ("within its cut", format!("q 60 690 200 30 re W n {WORD} Q")),
        ("half through", format!("0.9 g 60 690 200 30 re f 0 g {WORD}")),
    ] {
        let read = reading(&pdf(&content, states(), Dictionary::new(), Dictionary::new()));
        let (shown, hidden) = texts(&read);
        assert!(shown.contains("SECRET"), "{why}: {shown} / {hidden}");
        assert_eq!(hidden, "", "{why}");
    }
}

/// A layer with this state, drawn as marked content or as a form.
fn layered(state: &str, membership: bool) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let group = document.add_object(dictionary! { "Type" => "OCG", "Name" => Object::string_literal("L") });
    let member = document.add_object(dictionary! { "Type" => "OCMD", "OCGs" => group, "P" => "AllOn" });
    let named = if membership { member } else { group };
    let default = match state {
        "off" => dictionary! { "OFF" => vec![group.into()] },
        "base" => dictionary! { "BaseState" => "OFF" },
        _ => dictionary! { "ON" => vec![group.into()], "BaseState" => "OFF" },
    };
    let form = document.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "OC" => named, "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] },
        b"BT /F1 12 Tf 72 600 Td (DRAWN) Tj ET".to_vec(),
    ));
    let resources = dictionary! {
        "Properties" => dictionary! { "P0" => named }, "XObject" => dictionary! { "X0" => form },
    };
    let catalog = dictionary! { "OCProperties" => dictionary! { "OCGs" => vec![group.into()], "D" => default } };
    build(document, &format!("/OC /P0 BDC {WORD} EMC /X0 Do"), resources, Dictionary::new(), catalog)
}

#[test]
fn layers_switched_off_are_hidden_and_layers_on_are_read() {
    for membership in [false, true] {
        for state in ["off", "base"] {
            let (shown, hidden) = texts(&reading(&layered(state, membership)));
            assert!(!shown.contains("SECRET") && !shown.contains("DRAWN"), "{state}: {shown}");
            assert!(hidden.contains("SECRET") && hidden.contains("DRAWN"), "{state}: {hidden}");
        }
        let (shown, hidden) = texts(&reading(&layered("on", membership)));
        assert!(shown.contains("SECRET") && shown.contains("DRAWN") && hidden.is_empty());
    }
}

fn utf16(text: &str) -> Object {
    let bytes = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn rect(left: i64, bottom: i64, right: i64, top: i64) -> Object {
    Object::Array(vec![left.into(), bottom.into(), right.into(), top.into()])
}

fn noted(notes: Vec<Dictionary>, form: Dictionary) -> Read {
    let notes: Vec<Object> = notes.into_iter().map(Object::Dictionary).collect();
    let page = dictionary! { "Annots" => notes };
    reading(&pdf(WORD, Dictionary::new(), page, dictionary! { "AcroForm" => form }))
}

#[test]
fn typed_lines_are_read_and_remarks_are_comments() {
    let typed = |flags: i64| {
        dictionary! {
            "Subtype" => "FreeText", "Rect" => rect(72, 640, 400, 660), "Contents" => utf16("购置笔记本电脑一台"), "F" => flags,
            "DA" => Object::string_literal("/Helv 12 Tf 0 g"),
        }
    };
    let (shown, hidden) = texts(&noted(vec![typed(4)], Dictionary::new()));
    assert!(shown.contains("购置笔记本电脑一台") && hidden.is_empty(), "{shown}");
    for flags in [2, 32] {
        let (shown, hidden) = texts(&noted(vec![typed(flags)], Dictionary::new()));
        assert!(!shown.contains("笔记本") && hidden.contains("购置笔记本电脑一台"), "{flags}: {hidden}");
    }
    let mark = |kind: &str| {
        dictionary! { "Subtype" => kind, "Rect" => rect(70, 697, 130, 712), "Contents" => utf16("请核对") }
    };
    for kind in ["Highlight", "Underline", "Squiggly", "Text", "Square"] {
        let read = noted(vec![mark(kind)], Dictionary::new());
        let (shown, _) = texts(&read);
        assert!(shown.contains("SECRET") && !shown.contains("请核对"), "{kind}");
        assert!(read.blocks.iter().any(|b| b.origin == Origin::Comment && b.hidden && b.text() == "请核对"), "{kind}");
    }
    let (shown, hidden) = texts(&noted(vec![mark("StrikeOut")], Dictionary::new()));
    assert!(!shown.contains("SECRET") && hidden.contains("SECRET"), "{shown}");
}

#[test]
fn fields_show_their_values_and_boxes_their_state() {
    let text = |flags: i64| {
        dictionary! {
            "Subtype" => "Widget", "FT" => "Tx", "T" => utf16("名称"), "V" => utf16("示例助企活动"), "F" => flags,
            "Rect" => rect(72, 640, 300, 660),
        }
    };
    let redrawn = || dictionary! { "NeedAppearances" => true };
    for form in [redrawn(), Dictionary::new()] {
        assert!(texts(&noted(vec![text(4)], form)).0.contains("示例助企活动"));
    }
    assert!(!texts(&noted(vec![text(2)], redrawn())).0.contains("示例助企活动"));
    let choice = dictionary! {
        "Subtype" => "Widget", "FT" => "Ch", "V" => Object::string_literal("b"), "Rect" => rect(72, 640, 300, 660),
        "Opt" => vec![Object::Array(vec![Object::string_literal("b"), utf16("乙类")])],
    };
    assert!(texts(&noted(vec![choice], Dictionary::new())).0.contains("乙类"));
    for (state, mark) in [("Yes", "☑"), ("Off", "☐")] {
        let tick =
            dictionary! { "Subtype" => "Widget", "FT" => "Btn", "AS" => state, "Rect" => rect(72, 640, 84, 652) };
        assert!(texts(&noted(vec![tick], Dictionary::new())).0.contains(mark), "{state}");
    }
    let empty = dictionary! { "Subtype" => "Widget", "FT" => "Tx", "Rect" => rect(72, 640, 300, 660) };
    let read = noted(vec![empty], redrawn());
    assert!(!hides_text(&read) && texts(&read).0.ends_with("SECRET"));
}

/// A form that draws `FORM`, a font of drawn glyphs with such names, and a pattern with words in its cell.
fn drawn(content: &str, glyph_names: [&str; 3]) -> Read {
    let mut document = Document::with_version("1.7");
    let form = document.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 595.into(), 842.into()] },
        b"BT /F1 12 Tf 72 600 Td (FORM) Tj ET".to_vec(),
    ));
    let glyph = document.add_object(Stream::new(Dictionary::new(), b"600 0 0 0 600 600 d1 0 0 600 600 re f".to_vec()));
    let mut procs = Dictionary::new();
    let mut names: Vec<Object> = vec![97.into()];
    for name in glyph_names {
        procs.set(name, glyph);
        names.push(Object::Name(name.into()));
    }
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type3", "FontBBox" => rect(0, 0, 600, 600), "CharProcs" => procs,
        "FontMatrix" => vec![Object::Real(0.001), 0.into(), 0.into(), Object::Real(0.001), 0.into(), 0.into()],
        "FirstChar" => 97, "LastChar" => 99, "Widths" => vec![600.into(), 600.into(), 600.into()],
        "Encoding" => dictionary! { "Differences" => names },
    });
    let pattern = document.add_object(Stream::new(
        dictionary! {
            "PatternType" => 1, "PaintType" => 1, "TilingType" => 1, "BBox" => rect(0, 0, 90, 90), "XStep" => 90, "YStep" => 90,
            "Resources" => Dictionary::new(),
        },
        b"BT /F1 12 Tf 10 10 Td (CELL) Tj ET".to_vec(),
    ));
    let resources = dictionary! {
        "XObject" => dictionary! { "X0" => form }, "Font" => dictionary! { "T3" => font }, "Pattern" => dictionary! { "P0" => pattern },
    };
    reading(&build(document, content, resources, Dictionary::new(), Dictionary::new()))
}

#[test]
fn a_page_is_fully_read_only_where_all_its_glyphs_were() {
    let names = ["A", "B", "C"];
    let read = drawn("/X0 Do BT /T3 12 Tf 72 500 Td (abcabc) Tj ET", names);
    let (shown, _) = texts(&read);
    assert!(shown.contains("FORM") && shown.contains("ABCABC") && !hides_text(&read), "{shown}");
    let read = drawn("/X0 Do BT /T3 12 Tf 72 500 Td (abcabc) Tj ET", ["g1", "g2", "g3"]);
    let (shown, _) = texts(&read);
    assert!(shown.contains("FORM") && !shown.contains("abc"), "{shown}");
    assert_eq!(read.problems, [Problem::Skipped("第 1 页：画出的 6 个字没有文字对照，未能读出".into())]);
    let read = drawn("/Pattern cs /P0 scn 0 0 300 300 re f", names);
    assert!(hides_text(&read), "{:?}", read.problems);
}

#[test]
fn a_watermark_tears_no_row() {
    let row = |y: i64| {
        format!("BT /F1 12 Tf 72 {y} Td (1) Tj 60 0 Td (Venue) Tj 90 0 Td (5000.00) Tj 90 0 Td (grant) Tj ET ")
    };
    let rows: String = (0..6).map(|i| row(700 - i * 20)).collect();
    let content = format!("q 0.85 g BT /F1 60 Tf 80 620 Td (COPY) Tj ET Q {rows}");
    let read = reading(&pdf(&content, Dictionary::new(), Dictionary::new(), Dictionary::new()));
    let table = read.blocks.iter().find_map(|b| b.content.as_table()).expect("a table");
    assert_eq!(table.rows.len(), 6);
    assert!(table.rows.iter().all(|r| r.cells.len() == 4), "{table:?}");
    assert!(texts(&read).0.contains("COPY"));
}

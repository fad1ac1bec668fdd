//! Documents made in place, read back.

use std::io::Write;

use super::*;
use crate::model::{CellFlag, Content, Origin};

fn docx(body: &str) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    write!(zip, "<w:document xmlns:w='w' xmlns:w14='w14' xmlns:mc='mc'><w:body>{body}</w:body></w:document>").unwrap();
    zip.finish().unwrap().into_inner()
}

/// A package of a document and other parts: (name, relation, content); a part is related by its own name.
fn package(body: &str, parts: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    put("word/document.xml", &format!("<w:document><w:body>{body}</w:body></w:document>"));
    let relation = |(name, kind, _): &(&str, &str, &str)| {
        format!("<Relationship Id=\"{name}\" Type=\"http://x/{kind}\" Target=\"{name}\"/>")
    };
    let relations: String = parts.iter().map(relation).collect();
    put("word/_rels/document.xml.rels", &format!("<Relationships>{relations}</Relationships>"));
    parts.iter().for_each(|(name, _, text)| put(&format!("word/{name}"), text));
    zip.finish().unwrap().into_inner()
}

/// All that a person sees.
fn shown(read: &Read) -> String {
    let mut out = String::new();
    for block in read.blocks.iter().filter(|b| !b.hidden) {
        out.push_str(block.content.as_line().unwrap_or_default());
        let rows = block.content.as_table().into_iter().flat_map(|t| &t.rows).filter(|r| !r.hidden);
        rows.flat_map(|r| &r.cells).filter(|c| c.is_shown()).for_each(|c| out.push_str(&c.text));
    }
    out
}

fn run(properties: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
}

fn lines(body: &str) -> Vec<String> {
    let read = read(&docx(body), &Limits::default());
    let visible = read.blocks.iter().filter(|b| !b.hidden);
    visible.filter_map(|b| b.content.as_line().map(str::to_owned)).collect()
}

#[test]
fn insertions_stay_and_deletions_go() {
    let body = "<w:p><w:r><w:t>原</w:t></w:r><w:ins><w:r><w:t>增</w:t></w:r></w:ins>\
                <w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>";
    assert_eq!(lines(body), ["原增"]);
}

#[test]
fn every_kind_of_checkbox_shows_once() {
    let body = "<w:p><w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val='1'/></w14:checkbox></w:sdtPr>\
                <w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>甲</w:t></w:r>\
                <w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val='0'/></w:checkBox></w:ffData></w:fldChar></w:r>\
                <w:r><w:t>乙</w:t></w:r><w:r><w:sym w:font='Wingdings 2' w:char='F052'/></w:r><w:r><w:t>丙□丁</w:t></w:r></w:p>";
    assert_eq!(lines(body), ["☑甲☐乙☑丙□丁"]);
}

#[test]
fn a_text_box_is_read_once() {
    let text = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>";
    let body = format!(
        "<w:p><w:r><w:t>框外</w:t><mc:AlternateContent><mc:Choice><w:drawing>{text}</w:drawing></mc:Choice>\
         <mc:Fallback><w:pict>{text}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    );
    assert_eq!(lines(&body), ["框外", "框内"]);
}

#[test]
fn a_table_has_a_grid_with_spans() {
    let cell =
        |pr: &str, text: &str| format!("<w:tc><w:tcPr>{pr}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let body = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>",
        cell("<w:vMerge w:val='restart'/>", "科目"),
        cell("<w:gridSpan w:val='2'/>", "金额"),
        cell("<w:vMerge/>", ""),
        cell("", "预算"),
        cell("", "决算"),
    );
    let read = read(&docx(&body), &Limits::default());
    let table = read.blocks[0].content.as_table().unwrap();
    let spans: Vec<(u32, u32, u32, &str)> =
        table.rows.iter().flat_map(|r| &r.cells).map(|c| (c.col, c.col_span, c.row_span, c.text.as_str())).collect();
    assert_eq!(spans, [(0, 1, 2, "科目"), (1, 2, 1, "金额"), (1, 1, 1, "预算"), (2, 1, 1, "决算")]);
}

#[test]
fn a_centred_bold_line_is_a_title_and_a_centred_plain_one_is_not() {
    let line = |pr: &str| {
        format!(
            "<w:p><w:pPr><w:jc w:val='center'/></w:pPr><w:r><w:rPr>{pr}</w:rPr><w:t>关于举办会议的通知</w:t></w:r></w:p>"
        )
    };
    let kind = |pr: &str| read(&docx(&line(pr)), &Limits::default()).blocks[0].content.clone();
    assert!(matches!(kind("<w:b/>"), Content::Heading { level: 1, .. }));
    assert!(matches!(kind("<w:sz w:val='44'/>"), Content::Heading { level: 1, .. }));
    assert!(matches!(kind("<w:b w:val='0'/>"), Content::Paragraph { .. }));
}

#[test]
fn hidden_text_is_kept_apart() {
    let body = "<w:p><w:r><w:t>明</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r></w:p>";
    let read = read(&docx(body), &Limits::default());
    let seen: Vec<(bool, &str)> = read.blocks.iter().map(|b| (b.hidden, b.content.as_line().unwrap())).collect();
    assert_eq!(seen, [(false, "明"), (true, "暗")]);
}

#[test]
fn letters_that_nobody_sees_are_hidden_and_those_on_a_dark_ground_are_not() {
    let run = |properties: &str, text: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>");
    let white = run("<w:color w:val=\"FFFFFF\"/>", "白");
    let dark = "<w:shd w:val=\"clear\" w:fill=\"1F4E79\"/>";
    let cases = [
        (format!("<w:p>{white}</w:p>"), false),
        (format!("<w:p>{}</w:p>", run("<w:sz w:val=\"2\"/>", "微")), false),
        (format!("<w:p>{}</w:p>", run("<w:sz w:val=\"21\"/><w:color w:val=\"FF0000\"/>", "红")), true),
        (format!("<w:p><w:pPr>{dark}</w:pPr>{white}</w:p>"), true),
        (format!("<w:p>{}</w:p>", run(&format!("<w:color w:val=\"FFFFFF\"/>{dark}"), "白")), true),
    ];
    for (body, seen) in cases {
        assert_eq!(!lines(&body).is_empty(), seen, "{body}");
    }
    let cell = |pr: &str| format!("<w:tbl><w:tr><w:tc>{pr}<w:p>{white}</w:p></w:tc></w:tr></w:tbl>");
    assert!(!shown(&read(&docx(&cell("")), &Limits::default())).contains('白'));
    assert!(shown(&read(&docx(&cell(&format!("<w:tcPr>{dark}</w:tcPr>"))), &Limits::default())).contains('白'));
}

#[test]
fn absurd_nesting_is_damage_and_no_crash() {
    let deep = "<w:p>".repeat(100_000);
    let read = read(&docx(&deep), &Limits::default());
    assert!(matches!(read.problems[0], Problem::Damaged(_)));
}

const FULL: &str = "<w:p><w:r><w:t>正文甲</w:t></w:r></w:p>";

#[test]
fn all_that_stands_on_a_page_is_read() {
    let word = |w: &str| format!("<w:p>{}</w:p>", run("", w));
    let text_box = |w: &str| format!("<w:txbxContent>{}</w:txbxContent>", word(w));
    let body = [
        word("正文词"),
        format!("<w:tbl><w:tr><w:tc>{}<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>", word("单元格词"), word("套表词")),
        format!("<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor><a:graphic><wpg:wgp><wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp></wpg:wgp></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>", text_box("组合形状词"), text_box("旧式词")),
        format!("<w:p><w:r><w:drawing><wp:inline><a:graphic><wpc:wpc><wps:wsp><wps:txbx>{}</wps:txbx></wps:wsp></wpc:wpc></a:graphic></wp:inline></w:drawing></w:r></w:p>", text_box("画布词")),
        format!("<w:p><w:r><w:pict><v:shape><v:textbox>{}</v:textbox></v:shape></w:pict></w:r></w:p>", text_box("旧文本框词")),
        "<w:p><w:r><w:pict><v:shape fillcolor=\"#c00000\"><v:textpath string=\"艺术字词\"/></v:shape></w:pict></w:r></w:p>".into(),
        "<w:p><w:r><w:drawing><lc:lockedCanvas><a:sp><a:txSp><a:txBody><a:p><a:r><a:t>锁定画布词</a:t></a:r></a:p></a:txBody></a:txSp></a:sp></lc:lockedCanvas></w:drawing></w:r></w:p>".into(),
        "<w:p><w:r><w:drawing><a:graphic><a:graphicData><dgm:relIds r:dm=\"data1.xml\" r:lo=\"x\"/></a:graphicData></a:graphic></w:drawing></w:r></w:p>".into(),
        "<w:p><w:r><w:drawing><a:graphic><a:graphicData><c:chart r:id=\"chart1.xml\"/></a:graphicData></a:graphic></w:drawing></w:r></w:p>".into(),
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>注音词</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>拼音底词</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>".into(),
        format!("<w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>", word("控件词")),
        format!("<w:p><w:fldSimple w:instr=\"DATE\">{}</w:fldSimple><w:hyperlink>{}</w:hyperlink><w:smartTag>{}</w:smartTag></w:p>", run("", "域结果词"), run("", "链接词"), run("", "标记词")),
        "<w:p><w:r><w:fldChar><w:ffData><w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"甲项\"/><w:listEntry w:val=\"下拉词\"/></w:ddList></w:ffData></w:fldChar></w:r></w:p>".into(),
        "<w:p><m:oMath><m:r><m:t>公式词</m:t></m:r></m:oMath></w:p>".into(),
    ]
    .concat();
    let note = |kind: &str, w: &str| format!("<w:x><w:{kind} w:id=\"2\">{}</w:{kind}></w:x>", word(w));
    let data = "<dgm:dataModel><dgm:ptLst><dgm:pt modelId=\"0\" type=\"doc\"/>\
        <dgm:pt modelId=\"1\"><dgm:t><a:p><a:r><a:t>图示后词</a:t></a:r></a:p></dgm:t></dgm:pt>\
        <dgm:pt modelId=\"2\"><dgm:t><a:p><a:r><a:t>图示词</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst>\
        <dgm:cxnLst><dgm:cxn srcId=\"0\" destId=\"2\" srcOrd=\"0\"/><dgm:cxn srcId=\"0\" destId=\"1\" srcOrd=\"1\"/></dgm:cxnLst></dgm:dataModel>";
    let chart = "<c:chartSpace><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>图表题词</a:t></a:r></a:p></c:rich></c:tx></c:title>\
        <c:plotArea><c:ser><c:tx><c:strRef><c:strCache><c:pt><c:v>系列词</c:v></c:pt></c:strCache></c:strRef></c:tx>\
        <c:cat><c:strRef><c:strCache><c:pt><c:v>类别词</c:v></c:pt></c:strCache></c:strRef></c:cat>\
        <c:val><c:numRef><c:numCache><c:pt><c:v>365</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:plotArea></c:chart></c:chartSpace>";
    let water = format!(
        "<w:hdr>{}<w:p><w:r><w:pict><v:shape fillcolor=\"silver\"><v:textpath string=\"水印词\"/></v:shape></w:pict></w:r></w:p></w:hdr>",
        word("页眉词")
    );
    let parts = [
        ("header1.xml", "header", water.as_str()),
        ("footer1.xml", "footer", &format!("<w:ftr>{}</w:ftr>", word("页脚词"))),
        ("footnotes.xml", "footnotes", &note("footnote", "脚注词")),
        ("endnotes.xml", "endnotes", &note("endnote", "尾注词")),
        ("comments.xml", "comments", &note("comment", "批注语")),
        ("data1.xml", "diagramData", data),
        ("chart1.xml", "chart", chart),
    ];
    let read = read(&package(&body, &parts), &Limits::default());
    let seen = shown(&read);
    for word in [
        "正文词",
        "单元格词",
        "套表词",
        "组合形状词",
        "画布词",
        "旧文本框词",
        "艺术字词",
        "锁定画布词",
        "图示词图示后词",
        "图表题词",
        "系列词：类别词 365",
        "注音词",
        "拼音底词",
        "控件词",
        "域结果词",
        "链接词",
        "标记词",
        "下拉词",
        "公式词",
        "页眉词",
        "水印词",
        "页脚词",
        "脚注词",
        "尾注词",
    ] {
        assert!(seen.contains(word), "{word} in {seen}");
    }
    assert!(!seen.contains("旧式词") && !seen.contains("批注语"));
    assert_eq!(read.problems, []);
    let comment = read.blocks.iter().find(|b| b.origin == Origin::Comment).unwrap();
    assert!(comment.hidden && comment.content.as_line() == Some("批注语"));
    let mark = read.blocks.iter().find(|b| b.content.as_line() == Some("水印词")).unwrap();
    assert_eq!(mark.origin, Origin::HeaderFooter);
}

#[test]
fn what_is_not_read_is_named() {
    for (piece, what) in [
        ("<w:altChunk r:id=\"x\"/>", "插入的其他文件"),
        ("<w:p><w:r><w:object><o:OLEObject ProgID=\"Excel.Sheet.12\"/></w:object></w:r></w:p>", "内嵌的表格"),
        ("<w:p><w:r><w:object><w:control r:id=\"x\"/></w:object></w:r></w:p>", "窗体控件中的内容"),
        ("<w:p><w:r><w:drawing><dgm:relIds r:dm=\"gone\"/></w:drawing></w:r></w:p>", "图示（SmartArt）中的文字"),
        ("<w:p><w:r><w:drawing><c:chart r:id=\"gone\"/></w:drawing></w:r></w:p>", "图表中的文字"),
    ] {
        let read = read(&docx(&format!("{FULL}{piece}")), &Limits::default());
        assert_eq!(read.problems, [Problem::Skipped(what.into())], "{piece}");
    }
    assert_eq!(read(&docx(FULL), &Limits::default()).problems, []);
}

#[test]
fn struck_words_are_kept_as_deleted() {
    let table = |first: &str, second: &str| {
        format!(
            "<w:tbl><w:tr><w:tc><w:p>{}{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc></w:tr></w:tbl>",
            run(first, "笔记本电脑"),
            run("", "改作资料"),
            run(second, "8000")
        )
    };
    let found = read(&docx(&table("<w:strike/>", "<w:dstrike/>")), &Limits::default());
    assert_eq!(shown(&found), "改作资料");
    let cells = &found.blocks[0].content.as_table().unwrap().rows[0].cells;
    assert_eq!((cells[1].text.as_str(), cells[1].flag), ("8000", Some(CellFlag::Concealed)));
    assert!(found.blocks[1].hidden && found.blocks[1].content.as_line() == Some("笔记本电脑"));
    assert_eq!(found.problems, [Problem::Concealed("已划去（删除线）的文字2处".into())]);
    let kept = read(&docx(&table("<w:strike w:val=\"0\"/>", "<w:u w:val=\"single\"/>")), &Limits::default());
    assert_eq!((shown(&kept).as_str(), kept.problems.len()), ("笔记本电脑改作资料8000", 0));
}

#[test]
fn paleness_is_a_matter_of_ground() {
    let theme = "<a:theme><a:clrScheme><a:dk1><a:sysClr lastClr=\"000000\"/></a:dk1><a:lt1><a:sysClr lastClr=\"FFFFFF\"/></a:lt1></a:clrScheme></a:theme>";
    let styles = "<w:styles><w:style w:type=\"paragraph\" w:styleId=\"pale\"><w:rPr><w:color w:val=\"FDFDFD\"/></w:rPr></w:style>\
        <w:style w:type=\"table\" w:styleId=\"plain\"><w:tblPr/></w:style>\
        <w:style w:type=\"table\" w:styleId=\"dark\"><w:tblStylePr w:type=\"firstRow\"><w:tcPr><w:shd w:val=\"clear\" w:fill=\"1F4E79\"/></w:tcPr></w:tblStylePr></w:style></w:styles>";
    let parts = [("theme1.xml", "theme", theme), ("styles.xml", "styles", styles)];
    let paragraph = |ppr: &str, rpr: &str| format!("<w:p><w:pPr>{ppr}</w:pPr>{}</w:p>", run(rpr, "淡字"));
    let cell = |table: &str, cell: &str, rpr: &str| {
        format!(
            "<w:tbl><w:tblPr>{table}</w:tblPr><w:tr><w:tc><w:tcPr>{cell}</w:tcPr>{}</w:tc></w:tr></w:tbl>",
            paragraph("", rpr)
        )
    };
    let white = "<w:color w:val=\"FFFFFF\"/>";
    let black_ground = "<w:shd w:val=\"clear\" w:fill=\"000000\"/>";
    for (body, seen) in [
        (paragraph("", "<w:color w:val=\"F7F7F7\"/>"), false),
        (paragraph("", "<w:color w:themeColor=\"background1\"/>"), false),
        (paragraph("", "<w:color w:val=\"auto\" w:themeColor=\"background1\" w:themeShade=\"80\"/>"), true),
        (paragraph("<w:pStyle w:val=\"pale\"/>", ""), false),
        (paragraph("<w:pStyle w:val=\"pale\"/>", "<w:color w:val=\"auto\"/>"), true),
        (paragraph("", "<w:color w:val=\"A6A6A6\"/>"), true),
        (paragraph("", "<w:color w:val=\"FFFFFF\"/><w:highlight w:val=\"darkBlue\"/>"), true),
        (paragraph(black_ground, "<w:color w:val=\"0A0A0A\"/>"), false),
        (paragraph(black_ground, ""), true),
        (paragraph(black_ground, white), true),
        (cell("", "", white), false),
        (cell("<w:tblStyle w:val=\"plain\"/>", "", white), false),
        (cell("<w:tblStyle w:val=\"dark\"/>", "", white), true),
        (cell("", black_ground, white), true),
        (cell("", black_ground, "<w:color w:val=\"000000\"/>"), false),
        (cell("", "<w:shd w:val=\"pct10\" w:color=\"auto\" w:fill=\"FFFFFF\"/>", "<w:color w:val=\"000000\"/>"), true),
        (paragraph("", "<w14:textFill><w14:noFill/></w14:textFill>"), false),
        (paragraph("<w:spacing w:line=\"20\" w:lineRule=\"exact\"/>", ""), false),
        (paragraph("<w:spacing w:line=\"400\" w:lineRule=\"exact\"/>", ""), true),
    ] {
        let read = read(&package(&body, &parts), &Limits::default());
        assert_eq!(shown(&read).contains("淡字"), seen, "{body}");
        assert_eq!(read.problems.is_empty(), seen, "{body}");
        assert!(!read.blocks.is_empty());
    }
}

#[test]
fn shapes_that_are_switched_off_or_off_the_page_are_hidden() {
    let text = "<w:txbxContent><w:p><w:r><w:t>框中字</w:t></w:r></w:p></w:txbxContent>";
    let drawn = |place: &str, shape: &str| {
        format!(
            "{FULL}<w:p><w:r><w:drawing><wp:anchor>{place}<wps:wsp>{shape}<wps:txbx>{text}</wps:txbx></wps:wsp></wp:anchor></w:drawing></w:r></w:p>"
        )
    };
    for (body, seen) in [
        (drawn("<wp:docPr hidden=\"1\"/>", ""), false),
        (
            drawn(
                "<wp:positionH><wp:posOffset>-20000000</wp:posOffset></wp:positionH><wp:extent cx=\"900000\" cy=\"1\"/>",
                "",
            ),
            false,
        ),
        (drawn("<wp:positionH><wp:posOffset>914400</wp:posOffset></wp:positionH><wp:docPr id=\"1\"/>", ""), true),
        (
            format!(
                "{FULL}<w:p><w:r><w:pict><v:shape style=\"visibility:hidden\"><v:textbox>{text}</v:textbox></v:shape></w:pict></w:r></w:p>"
            ),
            false,
        ),
        (
            format!(
                "{FULL}<w:p><w:r><w:pict><v:shape style=\"width:90pt\"><v:textbox>{text}</v:textbox></v:shape></w:pict></w:r></w:p>"
            ),
            true,
        ),
    ] {
        assert_eq!(shown(&read(&docx(&body), &Limits::default())).contains("框中字"), seen, "{body}");
    }
}

#[test]
fn a_document_of_word_2003_is_read_like_any_other() {
    let text = "<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?>\
        <w:wordDocument xmlns:w=\"http://schemas.microsoft.com/office/word/2003/wordml\"><w:styles/><w:body><wx:sect>\
        <w:p><w:r><w:t>决算表</w:t></w:r><aml:annotation w:type=\"Word.Deletion\"><aml:content><w:r><w:delText>旧</w:delText></w:r></aml:content></aml:annotation>\
        <aml:annotation w:type=\"Word.Comment\"><aml:content><w:p><w:r><w:t>批注语</w:t></w:r></w:p></aml:content></aml:annotation>\
        <w:r><w:footnote><w:p><w:r><w:t>脚注词</w:t></w:r></w:p></w:footnote></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:tcPr><w:vmerge w:val=\"restart\"/></w:tcPr><w:p><w:r><w:t>科目</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:sectPr><w:hdr w:type=\"odd\"><w:p><w:r><w:t>页眉词</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>";
    assert!(is_2003(text.as_bytes()) && !is_2003(b"<?xml version=\"1.0\"?><a>wordDocument</a>"));
    let read = read_2003(text.as_bytes());
    assert_eq!((shown(&read).as_str(), read.problems.len()), ("决算表脚注词科目12页眉词", 0));
    let table = read.blocks.iter().find_map(|b| b.content.as_table()).unwrap();
    assert_eq!((table.rows[0].cells[0].row_span, table.rows[1].cells[0].col), (2, 1));
    assert!(read.blocks.iter().any(|b| b.hidden && b.origin == Origin::Comment));
}

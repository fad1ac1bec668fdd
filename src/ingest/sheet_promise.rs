//! `Coverage::Full` is a promise, here for spreadsheets: one word stands in every place where a person can see one, and each is in
//! a visible block; what a person does not see is in none.

use std::io::Write;

use rust_xlsxwriter::{Chart, ChartType, Color, Format, Note, Shape, Workbook};

use super::{Limits, read_bytes};
use crate::model::{Content, Coverage, Document, Problem};

fn read(name: &str, bytes: &[u8]) -> Document {
    read_bytes(name, bytes, &Limits::default()).remove(0)
}

/// Text of all visible blocks, and of all others.
fn seen(document: &Document) -> (String, String) {
    let (mut shown, mut hidden) = (String::new(), String::new());
    for block in &document.blocks {
        match &block.content {
            Content::Table(t) => {
                for (row, cell) in t.rows.iter().flat_map(|r| r.cells.iter().map(move |c| (r, c))) {
                    let is_shown = !block.hidden && !row.hidden && cell.is_shown();
                    let target = if is_shown { &mut shown } else { &mut hidden };
                    *target += &format!("{}\n", cell.text);
                }
            }
            line => {
                let target = if block.hidden { &mut hidden } else { &mut shown };
                *target += &format!("{}\n", line.as_line().unwrap_or_default());
            }
        }
    }
    (shown, hidden)
}

fn check(document: &Document, visible: &[&str], unseen: &[&str]) {
    let (shown, hidden) = seen(document);
    for word in visible {
        assert!(shown.contains(word), "{word} is seen and not read:\n{shown}");
    }
    for word in unseen {
        assert!(!shown.contains(word), "{word} is not seen and counts:\n{shown}");
        assert!(hidden.contains(word), "{word} is lost:\n{hidden}");
    }
    assert_eq!(document.coverage, Coverage::Full, "{:?}", document.problems);
}

#[test]
fn all_that_an_xlsx_shows_is_read() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("表").unwrap();
    let white = Format::new().set_font_color(Color::White);
    let head = Format::new().set_font_color(Color::White).set_background_color(Color::RGB(0x203764));
    let struck = Format::new().set_font_strikethrough();
    sheet.write(0, 0, "平常字").unwrap();
    sheet.write_with_format(0, 1, "白底白字", &white).unwrap();
    sheet.write_with_format(0, 2, "深底白字", &head).unwrap();
    sheet.write_with_format(0, 3, "划去字", &struck).unwrap();
    sheet.write_with_format(0, 4, 77_123, &Format::new().set_num_format(";;;")).unwrap();
    let same = Format::new().set_font_color(Color::RGB(0xffff00)).set_background_color(Color::RGB(0xffff00));
    sheet.write_with_format(0, 5, "黄底黄字", &same).unwrap();
    let grey = Format::new().set_font_color(Color::Theme(1, 3));
    sheet.write_with_format(0, 6, "灰字", &grey).unwrap();
    let paper = Format::new().set_font_color(Color::Theme(0, 0));
    sheet.write_with_format(0, 7, "主题白字", &paper).unwrap();
    sheet.write_rich_string(1, 0, &[(&Format::new(), "留下的"), (&struck, "划去的半句")]).unwrap();
    sheet.merge_range(2, 0, 3, 0, "合并字", &Format::new()).unwrap();
    sheet.write(4, 0, "藏行字").unwrap();
    sheet.set_row_hidden(4).unwrap();
    sheet.insert_note(5, 0, &Note::new("批注字")).unwrap();
    sheet.write(5, 0, 8_321).unwrap();
    sheet.insert_shape(8, 0, &Shape::textbox().set_text("文本框字")).unwrap();
    sheet.set_header("&C&\"宋体\"页眉字");
    sheet.set_footer("&L第 &P 页&R页脚字");
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("表!$A$6:$A$6").set_name("系列字");
    chart.title().set_name("图表标题字");
    chart.x_axis().set_name("轴字");
    sheet.insert_chart(12, 0, &chart).unwrap();
    let hidden = book.add_worksheet().set_name("藏").unwrap();
    hidden.set_hidden(true).write(0, 0, "藏表字").unwrap();
    let document = read("表.xlsx", &book.save_to_buffer().unwrap());
    check(
        &document,
        &[
            "平常字",
            "深底白字",
            "灰字",
            "留下的",
            "合并字",
            "8321",
            "文本框字",
            "页眉字",
            "页脚字",
            "系列字",
            "图表标题字",
            "轴字",
        ],
        &["白底白字", "划去字", "77123", "黄底黄字", "主题白字", "藏行字", "批注字", "藏表字"],
    );
    let (shown, _) = seen(&document);
    assert!(!shown.contains("划去的半句") && !shown.contains('&'));
    assert_eq!(document.problems.iter().filter(|p| matches!(p, Problem::Concealed(_))).count(), 4);
}

fn zip(members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook as few programs write it: the sheet's XML, and the parts given.
fn raw(sheet: &str, state: &str, more: &[(&str, &str)]) -> Document {
    let workbook =
        format!("<workbook><sheets><sheet name=\"表\" sheetId=\"1\" {state} r:id=\"rId1\"/></sheets></workbook>");
    let mut members = vec![
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
        ),
        ("xl/workbook.xml", workbook.as_str()),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    members.extend(more);
    read("表.xlsx", &zip(&members))
}

#[test]
fn odd_sizes_states_and_addresses_keep_no_cell_from_being_read() {
    let cells = "<sheetData><row><c t=\"inlineStr\"><is><t>甲</t></is></c><c><v>12.5</v></c></row>\
                 <row r=\"9\"><c r=\"C9\" t=\"str\"><f>A1</f><v>乙</v></c><c t=\"s\"><v>0</v></c></row></sheetData>";
    let strings =
        "<sst><si><r><t>会</t></r><r><rPr><b/></rPr><t>议费</t></r><rPh sb=\"0\" eb=\"1\"><t>ホイ</t></rPh></si></sst>";
    for size in ["<dimension ref=\"1:12\"/>", "<dimension ref=\"A1\"/>", "", "<dimension ref=\"XFD9:??\"/>"] {
        for state in ["", "state=\"visible\"", "state=\"sonstwas\""] {
            let document =
                raw(&format!("<worksheet>{size}{cells}</worksheet>"), state, &[("xl/sharedStrings.xml", strings)]);
            check(&document, &["甲", "12.5", "乙", "会议费"], &[]);
            assert!(!seen(&document).0.contains("ホイ"));
            let rows = &document.blocks[0].content.as_table().unwrap().rows;
            assert_eq!((rows[0].cells[1].col, rows[1].row, rows[1].cells[1].col), (1, 8, 3));
        }
    }
    let hidden =
        raw(&format!("<worksheet>{cells}</worksheet>"), "state=\"veryHidden\"", &[("xl/sharedStrings.xml", strings)]);
    assert!(hidden.blocks.iter().all(|b| b.hidden));
}

#[test]
fn smart_art_old_shapes_and_threads_are_read_and_what_cannot_be_is_named() {
    let sheet = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData><drawing r:id=\"d\"/></worksheet>";
    let rels = "<Relationships><Relationship Id=\"d\" Type=\"x/drawing\" Target=\"../drawings/drawing1.xml\"/>\
                <Relationship Id=\"v\" Type=\"x/vmlDrawing\" Target=\"../drawings/v.vml\"/>\
                <Relationship Id=\"c\" Type=\"x/comments\" Target=\"../comments1.xml\"/>\
                <Relationship Id=\"t\" Type=\"x/threadedComment\" Target=\"../threads.xml\"/></Relationships>";
    let drawing = "<xdr:wsDr><mc:AlternateContent><mc:Choice><xdr:graphicFrame><dgm:relIds r:dm=\"m\"/></xdr:graphicFrame></mc:Choice>\
                   <mc:Fallback><xdr:sp><xdr:txBody><a:p><a:r><a:t>图形字</a:t></a:r></a:p></xdr:txBody></xdr:sp></mc:Fallback></mc:AlternateContent>\
                   <xdr:sp><xdr:nvSpPr><xdr:cNvPr hidden=\"1\"/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>藏框字</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>";
    let drawing_rels = "<Relationships><Relationship Id=\"m\" Type=\"x/diagramData\" Target=\"../diagrams/data1.xml\"/></Relationships>";
    let data = "<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>图形字</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>";
    let vml = "<xml><v:shape><v:textbox><div>按钮字<br></div></v:textbox></v:shape>\
               <v:shape><v:textpath string=\"艺术字\"/></v:shape>\
               <v:shape><v:textbox><div>旧批注</div></v:textbox><x:ClientData ObjectType=\"Note\"/></v:shape></xml>";
    let comments = "<comments><commentList><comment ref=\"A1\"><text><t>[线程批注] 说明</t></text></comment>\
                    <comment ref=\"B2\"><text><r><t>单批注</t></r></text></comment></commentList></comments>";
    let threads =
        "<ThreadedComments><threadedComment ref=\"A1\"><text>线程字</text></threadedComment></ThreadedComments>";
    let parts = [
        ("xl/worksheets/_rels/sheet1.xml.rels", rels),
        ("xl/drawings/drawing1.xml", drawing),
        ("xl/drawings/_rels/drawing1.xml.rels", drawing_rels),
        ("xl/drawings/v.vml", vml),
        ("xl/comments1.xml", comments),
        ("xl/threads.xml", threads),
    ];
    let mut whole = parts.to_vec();
    whole.push(("xl/diagrams/data1.xml", data));
    let document = raw(sheet, "", &whole);
    check(&document, &["图形字", "按钮字", "艺术字"], &["藏框字", "线程字", "单批注"]);
    assert_eq!(seen(&document).0.matches("图形字").count(), 1);
    let without = raw(sheet, "", &parts);
    assert_eq!(without.coverage, Coverage::Partial);
    assert!(without.problems.contains(&Problem::Skipped("工作表“表”中的SmartArt 图形".into())));
}

#[test]
fn a_broken_sheet_is_named_and_the_others_are_read() {
    let document =
        raw("<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>7</v></c></row><row r=\"2\"><c r=\"A2\"><v>8", "", &[]);
    assert_eq!(document.coverage, Coverage::Partial);
    assert!(seen(&document).0.contains('7'));
    assert!(matches!(&document.problems[..], [Problem::Damaged(why)] if why.starts_with("工作表“表”：")));
}

fn ods(content: &str, styles: &str) -> Document {
    read(
        "表.ods",
        &zip(&[
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", &format!("<office:document-content>{content}</office:document-content>")),
            ("styles.xml", styles),
        ]),
    )
}

const STYLES: &str = "<office:automatic-styles>
    <style:style style:name=\"x\" style:family=\"table-cell\"><style:text-properties style:text-line-through-style=\"solid\"/></style:style>
    <style:style style:name=\"w\" style:family=\"table-cell\"><style:text-properties fo:color=\"#ffffff\"/></style:style>
    <style:style style:name=\"h\" style:family=\"table-cell\" style:parent-style-name=\"w\"><style:table-cell-properties fo:background-color=\"#203764\"/></style:style>
    <style:style style:name=\"n\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>
    <number:number-style style:name=\"N1\"><number:text/></number:number-style>
    <style:style style:name=\"t\" style:family=\"text\"><style:text-properties style:text-line-through-style=\"solid\"/></style:style>
    <style:style style:name=\"off\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>
  </office:automatic-styles>";

#[test]
fn all_that_an_ods_shows_is_read() {
    let cell = |style: &str, text: &str| {
        format!(
            "<table:table-cell table:style-name=\"{style}\" office:value-type=\"string\">\n  <text:p>{text}</text:p>\n</table:table-cell>\n"
        )
    };
    let body = format!(
        "{STYLES}<office:body><office:spreadsheet>
        <table:tracked-changes><table:table-cell><text:p>改前字</text:p></table:table-cell></table:tracked-changes>
        <table:table table:name=\"表\">
          <table:shapes><draw:frame><draw:text-box><text:p>文本框字</text:p></draw:text-box></draw:frame>
            <draw:custom-shape><text:p>图形字</text:p></draw:custom-shape>
            <draw:frame><draw:object xlink:href=\"./Object 1\"/></draw:frame></table:shapes>
          <table:table-column table:number-columns-repeated=\"8\"/>
          <table:table-column table:visibility=\"collapse\"/>
          <table:table-row>{}{}{}{}{}</table:table-row>
          <table:table-row table:visibility=\"collapse\">{}</table:table-row>
          <table:table-row>
            <table:table-cell office:value-type=\"percentage\" office:value=\"0.06\"><text:p>6%</text:p></table:table-cell>
            <table:table-cell table:formula=\"of:=SUM([.A1:.A3])\"/>
            <table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\" office:value-type=\"float\" office:value=\"8000\"><office:annotation><text:p>批注字</text:p></office:annotation><text:p>8,000.00</text:p></table:table-cell>
            <table:covered-table-cell office:value-type=\"string\"><text:p>盖住字</text:p></table:covered-table-cell>
            <table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"string\"><text:p>重复字</text:p></table:table-cell>
          </table:table-row>
          <table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>
        </table:table>
        <table:table table:name=\"藏\" table:style-name=\"off\"><table:table-row>{}</table:table-row></table:table>
        </office:spreadsheet></office:body>",
        cell("", "平常字"),
        cell("x", "划去字"),
        cell("w", "白字"),
        cell("h", "表头字"),
        cell("n", "七七"),
        cell("", "藏行字"),
        cell("", "藏表字"),
    );
    let styles = "<office:document-styles><style:master-page><style:header><text:p>页眉字<text:page-number>1</text:page-number></text:p></style:header>\
                  <style:footer style:display=\"false\"><text:p>关掉的页脚</text:p></style:footer></style:master-page></office:document-styles>";
    let chart = "<office:document-content><chart:chart><chart:title><text:p>图表标题字</text:p></chart:title></chart:chart></office:document-content>";
    let document = read(
        "表.ods",
        &zip(&[
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", &format!("<office:document-content>{body}</office:document-content>")),
            ("styles.xml", styles),
            ("Object 1/content.xml", chart),
        ]),
    );
    check(
        &document,
        &["平常字", "表头字", "6%", "8000", "重复字", "文本框字", "图形字", "图表标题字", "页眉字"],
        &["划去字", "白字", "藏行字", "盖住字", "批注字", "藏表字"],
    );
    let (shown, hidden) = seen(&document);
    assert!(!shown.contains("改前字") && !hidden.contains("改前字") && !shown.contains("关掉的页脚"));
    let table = document.blocks[0].content.as_table().unwrap();
    let row = table.rows.iter().find(|r| r.row == 2).unwrap();
    let places: Vec<(u32, u32, u32)> = row.cells.iter().map(|c| (c.col, c.col_span, c.row_span)).collect();
    assert_eq!(places, [(0, 1, 1), (1, 1, 1), (2, 2, 2), (3, 1, 1), (4, 1, 1), (5, 1, 1)]);
    assert_eq!(row.cells[1].formula.as_deref(), Some("SUM(A1:A3)"));
    assert!(document.problems.contains(&Problem::Uncalculated(1)));
}

#[test]
fn a_row_that_stands_a_million_times_is_cheap_and_said() {
    let started = std::time::Instant::now();
    let row = "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\" \
               office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></table:table-cell></table:table-row>";
    let document = ods(
        &format!(
            "<office:body><office:spreadsheet><table:table table:name=\"表\">{row}{row}</table:table></office:spreadsheet></office:body>"
        ),
        "",
    );
    assert_eq!(document.coverage, Coverage::Partial);
    assert!(document.problems.iter().any(|p| matches!(p, Problem::Limit(_))));
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn all_that_an_xls_shows_is_read() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sheet-looks.xls");
    let document = read("表.xls", &std::fs::read(path).unwrap());
    check(
        &document,
        &["平常字", "表头字", "4800.5", "2026-05-01", "6%", "留下的", "合并字", "页眉字"],
        &["划去字", "白字", "77123", "藏行字", "藏列字", "藏表字"],
    );
    let (shown, _) = seen(&document);
    assert!(!shown.contains("划去的半句") && !shown.contains("1913"));
    let table = document.blocks[0].content.as_table().unwrap();
    let cell = |row: u32, col: u32| table.rows.iter().find(|r| r.row == row).unwrap().at(col).unwrap();
    assert_eq!((cell(3, 0).row_span, cell(3, 0).col_span), (2, 1));
    assert_eq!((cell(1, 3).formula.as_deref(), cell(1, 3).text.as_str()), (Some("SUM(A2:C2)"), ""));
    assert!(document.problems.contains(&Problem::Uncalculated(1)));
}

#[test]
fn all_that_an_xml_spreadsheet_shows_is_read_under_either_name() {
    let book = "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
                <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Styles><Style ss:ID=\"x\"><Font ss:StrikeThrough=\"1\"/></Style></Styles>\
                <Worksheet ss:Name=\"表\"><Table><Row><Cell><Data ss:Type=\"String\">平常字</Data></Cell>\
                <Cell ss:Index=\"4\" ss:MergeDown=\"1\"><Data ss:Type=\"Number\">8000</Data></Cell></Row>\
                <Row ss:Hidden=\"1\"><Cell><Data ss:Type=\"String\">藏行字</Data></Cell></Row>\
                <Row><Cell ss:StyleID=\"x\"><Data ss:Type=\"String\">划去字</Data></Cell></Row></Table><WorksheetOptions><PageSetup>\
                <Header x:Data=\"&amp;C页眉字\"/></PageSetup></WorksheetOptions></Worksheet></Workbook>";
    for name in ["表.xls", "表.xml", "表.et"] {
        let document = read(name, book.as_bytes());
        check(&document, &["平常字", "8000", "页眉字"], &["藏行字", "划去字"]);
        let table = document.blocks[0].content.as_table().unwrap();
        assert_eq!(
            (table.sheet.as_deref(), table.rows[0].cells[1].col, table.rows[0].cells[1].row_span),
            (Some("表"), 3, 2)
        );
        assert!(!document.problems.iter().any(|p| matches!(p, Problem::WrongExtension(..))), "{name}");
    }
}

#[test]
fn all_that_a_csv_shows_is_read() {
    let document = read("表.csv", "项目,金额\n\"印刷费,\n资料\",\"1,580.00\"\n,末格字".as_bytes());
    check(&document, &["项目", "印刷费,\n资料", "1,580.00", "末格字"], &[]);
}

#[test]
fn pages_named_as_workbooks_are_tables() {
    let page = "<html><head><meta charset=\"utf-8\"></head><body><table><tr><td rowspan=\"2\">印刷费</td><td>1,580.00</td></tr>\
                <tr><td>20.00</td></tr></table></body></html>";
    let document = read("流水.xls", page.as_bytes());
    check(&document, &["印刷费", "1,580.00", "20.00"], &[]);
    let table = document.blocks[0].content.as_table().unwrap();
    assert_eq!((table.rows[0].cells[0].row_span, table.rows[1].cells[0].col), (2, 1));
    let mail = format!(
        "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=\"B\"\r\n\r\n--B\r\n\
         Content-Location: file:///C:/1.htm\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n{page}\r\n--B--\r\n"
    );
    check(&read("流水.xls", mail.as_bytes()), &["印刷费", "1,580.00"], &[]);
}

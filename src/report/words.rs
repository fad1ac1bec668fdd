//! Chinese words for reasons, places, formats and sizes. Sentences only; no layout.

use crate::model::audit::CrossFinding;
use crate::model::pack::Clause;
use crate::model::place::column_name;
use crate::model::{
    Audit, Coverage, Day, DossierAudit, Event, Evidence, Format, InvoiceKind, Place, Problem, Source, Standing, Status,
};

pub use crate::model::mask::mask;

/// “第2页”, “工作表“决算”C5单元格”, “第14段”, “表1第3行第2列”; empty for the file as a whole.
pub fn place(p: &Place) -> String {
    match p {
        Place::Whole => String::new(),
        Place::Page(n) => format!("第{n}页"),
        Place::Paragraph(n) => format!("第{n}段"),
        Place::Cell { sheet, row, col } => {
            format!("工作表“{sheet}”{}{}单元格", column_name(*col), u64::from(*row) + 1)
        }
        Place::TableCell { page, table, row, col } => {
            let page = if *page == 0 { String::new() } else { format!("第{page}页") };
            format!("{page}表{table}第{}行第{}列", u64::from(*row) + 1, u64::from(*col) + 1)
        }
        Place::Line(n) => format!("第{n}行"),
        Place::HeaderFooter => "页眉页脚".to_owned(),
        Place::TextBox(n) => format!("第{n}个文本框"),
        Place::Note(n) => format!("第{n}条脚注"),
        Place::Picture(n) => format!("第{n}张图片"),
        Place::MailHeader => "邮件头".to_owned(),
    }
}

/// “通知.pdf 第2页：“……””; a hidden place says so, a quotation of nothing is left out.
pub fn evidence(e: &Evidence, d: &DossierAudit, unmask: bool) -> String {
    let file = d.dossier.documents.get(e.doc.0 as usize).map_or("", |doc| doc.path.as_str());
    let mut out = file.to_owned();
    let place = place(&e.place);
    if !place.is_empty() {
        out.push(' ');
        out.push_str(&place);
    }
    if e.hidden {
        out.push_str("（隐藏内容，仅供参考）");
    }
    if e.recognised {
        out.push_str("（图像识别）");
    }
    if !e.quote.is_empty() {
        let quote = if unmask { e.quote.clone() } else { mask(&e.quote) };
        out.push_str(&format!("：“{quote}”"));
    }
    out
}

/// “2026-1号 三（三）：“……””; derived checks have no quotation.
pub fn clause(c: &Clause) -> String {
    // Quotation marks inside a quotation are single ones.
    let quote = c.quote.replace('“', "‘").replace('”', "’");
    if quote.is_empty() { c.section.clone() } else { format!("{}：“{quote}”", c.section) }
}

/// One sentence (without full stop) on why something was not or not wholly read.
pub fn problem(p: &Problem) -> String {
    match p {
        Problem::Empty => "文件为空（0字节）".to_owned(),
        Problem::Encrypted => "文件已加密，没有密码无法打开".to_owned(),
        Problem::Damaged(why) => format!("文件已损坏，无法完整读取{}", bracketed(why)),
        Problem::Scan(pages) => format!("{}为扫描图片，没有可读取的文字", pages_in_words(pages)),
        Problem::ImageNotRead => "图片文件，其中的文字未读取".to_owned(),
        Problem::Recognised(pages) if pages.is_empty() => "图片中的文字由图像识别得出，请对照原件".to_owned(),
        Problem::Recognised(pages) => format!("{}为扫描图片，文字由图像识别得出，请对照原件", pages_in_words(pages)),
        Problem::Unclear(pages) if pages.is_empty() => "图像不清，识别出的文字不可靠".to_owned(),
        Problem::Unclear(pages) => format!("{}为扫描图片且不清晰，识别出的文字不可靠", pages_in_words(pages)),
        Problem::Placeholder(what) => format!("只是{what}，不含文件内容"),
        Problem::Volume => "分卷压缩包的一卷，不能单独读取".to_owned(),
        Problem::Converted => "经 LibreOffice 转换后读取".to_owned(),
        Problem::Unsupported(save_as) if save_as.is_empty() => "暂不支持读取该格式".to_owned(),
        Problem::Unsupported(save_as) if save_as == "zip" => {
            "暂不支持读取该压缩格式，请解压后改用 zip 重新打包".to_owned()
        }
        Problem::Unsupported(save_as) => format!("暂不支持读取该格式，可另存为 {save_as} 后重新报送"),
        Problem::WrongExtension(extension, content) => {
            format!("扩展名（{extension}）与实际内容（{content}）不一致，已按实际内容读取")
        }
        Problem::Limit(which) => format!("超出读取上限，其余内容未读取{}", bracketed(which)),
        Problem::WorkerLost(why) => format!("读取过程中断，内容未读取{}", bracketed(why)),
        Problem::Io(why) => format!("文件无法从磁盘打开{}", bracketed(why)),
        Problem::Uncalculated(n) => format!("有{n}个公式单元格未保存计算结果，其数值未知"),
        Problem::PrecisionLost(n) => format!("有{n}个长数字（如发票号码）按数值存储，末尾数位已失真"),
        Problem::Skipped(what) => format!("部分内容未读取{}", bracketed(what)),
        Problem::SameName(how) => format!("压缩包内有同名文件，已分别读取{}", bracketed(how)),
        Problem::Concealed(what) => format!("含有看不见的文字，不作为证据{}", bracketed(what)),
    }
}

/// How the applicant puts it right; empty where nothing need be done.
pub fn remedy(p: &Problem) -> &'static str {
    match p {
        Problem::Empty | Problem::Damaged(_) => "请确认原文件能正常打开，重新报送完好的文件。",
        Problem::Encrypted => "请取消密码保护后重新报送。",
        Problem::Recognised(_) | Problem::Converted | Problem::Concealed(_) => "",
        Problem::SameName(_) => "请确认同名文件中哪一份有效，删去另一份后重新打包。",
        Problem::Placeholder(_) => "请报送所指的原文件。",
        Problem::Volume => "请解压后改用 zip 重新打包（不分卷）后报送。",
        Problem::Scan(_) | Problem::ImageNotRead | Problem::Unclear(_) => {
            "请补充可复制文字的电子版（Word、Excel 或由其直接导出的 PDF），或由人工核对原件。"
        }
        Problem::Unsupported(save_as) if save_as == "zip" => "请解压后改用 zip 重新打包后报送。",
        Problem::Unsupported(_) => "请另存为常用格式（docx、xlsx、pdf）后重新报送。",
        Problem::Limit(_) => "请拆分文件后重新报送，或由人工核对原件。",
        Problem::WorkerLost(_) | Problem::Io(_) => {
            "请确认文件能正常打开、未被其他程序占用后重新运行；仍不能读取的由人工核对原件。"
        }
        Problem::Skipped(_) => "请由人工核对未读取的部分。",
        Problem::WrongExtension(..) => "",
        Problem::Uncalculated(_) => "请用 Excel 或 WPS 打开文件，保存一次后重新报送。",
        Problem::PrecisionLost(_) => "请将该列设为文本格式，重新填写完整号码。",
    }
}

/// All problems of a file, joined.
pub fn problems(list: &[Problem]) -> String {
    list.iter().map(problem).collect::<Vec<_>>().join("；")
}

fn bracketed(why: &str) -> String {
    let why = why.trim();
    if why.is_empty() { String::new() } else { format!("（{why}）") }
}

/// “第1—3、5页”
fn pages_in_words(pages: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for &p in pages {
        match runs.last_mut() {
            Some((_, last)) if p == last.saturating_add(1) => *last = p,
            _ => runs.push((p, p)),
        }
    }
    if runs.is_empty() {
        return "全部页面".to_owned();
    }
    let shown: Vec<String> =
        runs.iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}—{b}") }).collect();
    format!("第{}页", shown.join("、"))
}

pub fn coverage(c: Coverage) -> &'static str {
    match c {
        Coverage::Full => "全部读取",
        Coverage::Partial => "部分读取",
        Coverage::None => "未能读取",
    }
}

pub fn coverage_code(c: Coverage) -> &'static str {
    match c {
        Coverage::Full => "full",
        Coverage::Partial => "partial",
        Coverage::None => "none",
    }
}

pub fn format(f: Format) -> &'static str {
    match f {
        Format::Xlsx | Format::Xlsm | Format::Xls | Format::Xlsb => "Excel 表格",
        Format::Ods => "ODS 表格",
        Format::Et => "WPS 表格",
        Format::Csv => "CSV 表格",
        Format::Txt => "纯文本",
        Format::Html => "网页",
        Format::Docx | Format::Doc => "Word 文档",
        Format::Wps => "WPS 文字",
        Format::Rtf => "RTF 文档",
        Format::Odt => "ODT 文档",
        Format::Pptx | Format::Ppt | Format::Odp => "演示文稿",
        Format::Pdf => "PDF 文件",
        Format::Ofd => "OFD 版式文件",
        Format::Xml => "XML 文件",
        Format::Eml | Format::Msg => "电子邮件",
        Format::Zip | Format::Rar | Format::SevenZip => "压缩包",
        Format::Image => "图片",
        Format::Media => "音视频",
        Format::Unknown => "未知格式",
    }
}

pub fn format_code(f: Format) -> &'static str {
    match f {
        Format::Xlsx => "xlsx",
        Format::Xlsm => "xlsm",
        Format::Xls => "xls",
        Format::Xlsb => "xlsb",
        Format::Ods => "ods",
        Format::Et => "et",
        Format::Csv => "csv",
        Format::Txt => "txt",
        Format::Html => "html",
        Format::Docx => "docx",
        Format::Doc => "doc",
        Format::Wps => "wps",
        Format::Rtf => "rtf",
        Format::Pptx => "pptx",
        Format::Ppt => "ppt",
        Format::Odt => "odt",
        Format::Odp => "odp",
        Format::Pdf => "pdf",
        Format::Ofd => "ofd",
        Format::Xml => "xml",
        Format::Eml => "eml",
        Format::Msg => "msg",
        Format::Zip => "zip",
        Format::Rar => "rar",
        Format::SevenZip => "7z",
        Format::Image => "image",
        Format::Media => "media",
        Format::Unknown => "unknown",
    }
}

pub fn source_code(s: Source) -> &'static str {
    match s {
        Source::Grant => "grant",
        Source::Own => "own",
        Source::Unknown => "unknown",
    }
}

pub fn invoice_kind(k: InvoiceKind) -> &'static str {
    match k {
        InvoiceKind::DigitalOrdinary => "数电票（普通发票）",
        InvoiceKind::DigitalSpecial => "数电票（增值税专用发票）",
        InvoiceKind::Vat => "增值税电子发票",
        InvoiceKind::VatSpecial => "增值税电子专用发票",
        InvoiceKind::Rail => "铁路电子客票",
        InvoiceKind::Air => "航空电子客票行程单",
        InvoiceKind::Other => "其他票据",
    }
}

/// All kinds of an event, joined: “学术交流活动、专家助企赋能活动”.
pub fn event_kinds(e: &Event) -> String {
    if e.kinds.is_empty() {
        return e.main_kind().chinese().to_owned();
    }
    e.kinds.iter().map(|k| k.chinese()).collect::<Vec<_>>().join("、")
}

/// “1.5 MB”
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * KB;
    match bytes {
        0..KB => format!("{bytes} 字节"),
        KB..MB => format!("{} KB", bytes.div_ceil(KB)),
        _ => {
            let tenths = bytes.saturating_mul(10) / MB;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

/// How long it is from `as_of` to a deadline that still counts (inclusive).
pub fn days_left(as_of: Day, deadline: Day) -> String {
    match as_of.days_until(deadline) {
        0 => "就在今天截止".to_owned(),
        n if n > 0 => format!("距今还有{n}天"),
        n => format!("已过{}天", n.unsigned_abs()),
    }
}

/// What a status means, for the legend.
pub fn status_meaning(s: Status) -> &'static str {
    match s {
        Status::Pass => "有证据且符合要求，证据已列明。",
        Status::Fail => "证据显示不符合要求，证据已列明。",
        Status::Missing => "所有材料均已读取，未见所需证据，需补充。",
        Status::Review => "程序不能判断（材料未能读取、证据矛盾或薄弱、通知未明确等），须人工核实。",
        Status::NotApplicable => "该条要求的前提未出现，理由已列明。",
    }
}

/// Stable id of a finding over several dossiers: rule, the dossiers' identities, subject.
pub fn cross_id(c: &CrossFinding, audit: &Audit) -> String {
    let mut sides: Vec<&str> =
        c.evidence.iter().filter_map(|(at, _)| audit.dossiers.get(*at)).map(|d| d.identity.as_str()).collect();
    sides.sort_unstable();
    sides.dedup();
    let stand_in = crate::model::Finding {
        rule: c.rule.clone(),
        status: c.status,
        severity: c.severity,
        subject: c.subject.clone(),
        message: String::new(),
        advice: String::new(),
        evidence: Vec::new(),
        searched: String::new(),
        curable: false,
    };
    stand_in.id(&sides.join("\n"))
}

/// Drops control characters that neither a terminal nor a workbook may see; line breaks become blanks.
pub fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\t' => Some(' '),
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => None,
            '\u{fffe}' | '\u{ffff}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// What the paper alone tells of its worth, behind its title.
pub fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::Blank => "，空白",
        Standing::Filler => "，只有占位的字",
        Standing::Draft => "，草稿或模板",
        Standing::CoverOnly => "，只有封面或标题",
        Standing::HeadingsOnly => "，只有小标题",
        Standing::CopyOfTheNotice => "，与申报通知原文相同",
        Standing::Denies(_) => "，写明尚未做到",
        // told by project and events, which `show` does not know
        Standing::Whole
        | Standing::ResultsLeftOpen
        | Standing::OfAnotherYear(_)
        | Standing::DatedEarlier(_)
        | Standing::OfAnotherGrantee(_)
        | Standing::OfAnotherBody(_)
        | Standing::OfAnotherMatter(_)
        | Standing::OfNoEvent
        | Standing::HintsOnly
        | Standing::OfNothing
        | Standing::CopyOf(_)
        | Standing::NoticeOf(_)
        | Standing::Needs(_)
        | Standing::Answer(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_said_in_chinese() {
        assert_eq!(place(&Place::Cell { sheet: "决算".into(), row: 4, col: 2 }), "工作表“决算”C5单元格");
        assert_eq!(place(&Place::TableCell { page: 0, table: 1, row: 2, col: 1 }), "表1第3行第2列");
        assert_eq!(place(&Place::TableCell { page: 2, table: 1, row: 2, col: 1 }), "第2页表1第3行第2列");
    }

    #[test]
    fn archives_that_are_not_read_are_to_be_packed_as_zip() {
        for p in [Problem::Volume, Problem::Unsupported("zip".into())] {
            assert!(remedy(&p).contains("请解压后改用 zip 重新打包"), "{p:?}");
        }
        assert_eq!(problem(&Problem::Placeholder("快捷方式".into())), "只是快捷方式，不含文件内容");
        assert!(remedy(&Problem::Converted).is_empty() && !Problem::Converted.hides_text());
    }

    #[test]
    fn page_runs_and_sizes_are_short() {
        assert_eq!(problem(&Problem::Scan(vec![1, 2, 3, 5])), "第1—3、5页为扫描图片，没有可读取的文字");
        assert_eq!([size(12), size(1025), size(1_600_000)], ["12 字节", "2 KB", "1.5 MB"]);
    }
}

//! 封面与签字: scope, basis, the proposals added up, what the marks mean, where people sign.

use rust_xlsxwriter::{Formula, Url, Worksheet, XlsxError};

use super::carry::{self, Signature};
use super::grid::{self, FIRST, Heading, Value, page};
use super::style::{Look, Weight};
use super::{Book, overview, sheet};
use crate::model::{Money, Proposal, Severity, Status};
use crate::report::{tally, words};

pub const LAST: u16 = 5;
/// Titles of the table where people sign, and the first cells of the table behind it.
pub const SIGNATURES: [&str; 5] = ["签字栏", "姓名", "签字", "日期", "意见"];
pub const MARKS: [&str; 2] = ["标识", "含义"];
const SIGNERS: [&str; 6] = ["编制人", "复核人", "财务审核人", "验收组成员", "验收组成员", "验收组组长"];
const WIDTHS: [f64; 6] = [18.0, 18.0, 18.0, 22.0, 26.0, 26.0];

/// 索引号, sheet, what it holds.
const CONTENTS: [(&str, &str, &str); 15] = [
    ("A-1", sheet::OVERVIEW, "每个项目一行：资助额、决算支出、结论建议、各类结果计数"),
    ("A-2", sheet::MATRIX, "项目×规则的结果一览，点击标识可跳转到问题"),
    ("B-1", sheet::FINDINGS, "全部不符合、需补充材料、待核实事项，附依据、证据和复核栏"),
    ("B-2", sheet::SNAPSHOTS, "问题所引页面、扫描件和照片的画面"),
    ("C-1", sheet::EVENTS, "每场活动的名称、日期、地点、人数、冠名和材料"),
    ("D-1", sheet::REVIEW, "预算、决算、建议审减、建议审定"),
    ("D-2", sheet::SPENDING, "每一笔支出的性质判断及理由"),
    ("D-3", sheet::INVOICES, "发票清单及重复标记"),
    ("E-1", sheet::CROSS, "不同项目之间重复的发票、雷同的材料、立项数量与金额"),
    ("E-2", sheet::CLUES, "值得多看一眼的地方，不影响结论建议"),
    ("F-1", sheet::FILES, "全部文件的类型、读取情况和校验码"),
    ("G-1", sheet::RULES, "每条规则的通知原文"),
    ("G-2", sheet::QUESTIONS, "通知未明确、须由组织方认定的问题"),
    ("G-3", sheet::LOG, "程序、规则包、参数和过程"),
    ("H-1", carry::HISTORY, "上次底稿中、本次没有对应行的复核记录"),
];

/// What else stands in the sheets: mark, where, meaning.
const OTHER_MARKS: [(&str, &str, &str); 11] = [
    (
        "有／未见",
        "活动核查",
        "“有”：已见归入该活动的材料，点击可打开；“未见”：已读取的材料中没有，是否缺项以问题清单为准。",
    ),
    ("7/3", "总览", "问题清单中本项目的问题7条，其中复核人已填复核结论3条。"),
    ("首次审核", "与上次比较", "没有可承接的旧底稿。"),
    ("新增", "与上次比较", "上次底稿中没有的事项。"),
    ("延续", "与上次比较", "上次已列，证据没有变化，复核意见原样承接。"),
    ("证据已变化", "与上次比较", "上次已列，但结论、级别或所引文字、金额有变化，承接的复核意见须重新核对。"),
    ("重新出现", "与上次比较", "以前列过、后来解决或未列，本次又列出。"),
    ("已过有效期", "与上次比较", "“有效期至”早于审核截止日，认可已失效，须重新复核。"),
    ("浅黄色", "各表", "由验收组、复核人填写的栏目；重新审核时承接到新底稿。"),
    ("蓝色下划线", "各表", "链接：打开送审文件，或跳转到本底稿的有关行。"),
    ("138****8000", "各表", "手机号、身份证号、银行账号只留前3位和后4位；发票号码、信用代码不遮盖。"),
];

struct Cover<'b, 'a> {
    book: &'b Book<'a>,
    sheet: Worksheet,
    row: u32,
    has_history: bool,
}

/// What the workbook is called.
pub fn title(book: &Book<'_>) -> String {
    format!("“{}”项目验收审计底稿", book.pack.notice.programme)
}

/// `has_history`: there is a sheet of earlier records.
pub fn sheet(book: &Book<'_>, has_history: bool) -> Result<Worksheet, XlsxError> {
    let title = title(book);
    let heading = Heading { name: sheet::COVER, title: &title, index: "A-0", note: String::new() };
    let mut cover = Cover { book, sheet: page(book, &heading)?, row: 0, has_history };
    for (at, width) in (0u16..).zip(WIDTHS) {
        cover.sheet.set_column_width(at, width)?;
    }
    cover.sheet.merge_range(0, 0, 0, LAST, heading.title, &book.formats.title)?.set_row_height(0, 34)?;
    cover.row = 2;
    cover.basis()?;
    cover.proposals()?;
    cover.signatures()?;
    let signed = cover.row;
    cover.marks()?;
    cover.sheet.set_page_breaks(&[signed, cover.row])?;
    cover.contents()?;
    Ok(cover.sheet)
}

impl Cover<'_, '_> {
    fn basis(&mut self) -> Result<(), XlsxError> {
        let (audit, notice) = (self.book.audit, &self.book.pack.notice);
        let files: usize = audit.dossiers.iter().map(|d| d.files.len()).sum();
        let unread: usize = audit.dossiers.iter().map(|d| tally::unread(d).count()).sum();
        let register = if audit.register_file.is_empty() {
            "未使用".to_owned()
        } else {
            format!("{}（{}项）", audit.register_file, audit.register.len())
        };
        let pack = format!(
            "{} 第{}版（校验码 {}）",
            audit.pack.id,
            audit.pack.version,
            audit.pack.sha256.get(..12).unwrap_or("")
        );
        self.pair("审核范围", &format!("{}，文件{files}份，其中{unread}份未能读取或未完整读取", self.book.scope()))?;
        self.pair(
            "审核依据",
            &format!("{}《{}》（{}，{}）", notice.number, notice.title, notice.issuer, notice.date.chinese()),
        )?;
        self.pair("审核截止日", &audit.as_of.chinese())?;
        self.pair("立项一览表", &register)?;
        self.pair("规则包", &pack)?;
        self.pair("程序", &audit.tool)?;
        self.pair("声明", "本底稿为程序提出的审核建议，结论由验收组认定。程序只审核已提供的材料；未能读取的材料一律列为待核实，不作为不符合或缺失的依据。")?;
        self.row += 1;
        Ok(())
    }

    fn pair(&mut self, label: &str, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, label, &self.book.formats.label)?;
        self.wide(1, &words::clean(text), WIDTHS.iter().skip(1).sum())?;
        self.row += 1;
        Ok(())
    }

    /// Text over all columns from `first` on.
    fn wide(&mut self, first: u16, text: &str, width: f64) -> Result<(), XlsxError> {
        let format = self.book.formats.cell(Look::Text, Weight::Plain, false);
        self.sheet.merge_range(self.row, first, self.row, LAST, text, format)?;
        self.sheet.set_row_height(self.row, grid::height(text, width).max(15.0) + 4.0)?;
        Ok(())
    }

    fn headers(&mut self, titles: &[&str]) -> Result<(), XlsxError> {
        for (at, title) in (0u16..).zip(titles) {
            self.sheet.write_string_with_format(self.row, at, *title, &self.book.formats.header)?;
        }
        self.sheet.set_row_height(self.row, 20)?;
        Ok(())
    }

    fn proposals(&mut self) -> Result<(), XlsxError> {
        self.headers(&["结论建议", "项目数", "占比", "资助额合计（元）"])?;
        self.sheet.merge_range(self.row, 4, self.row, LAST, "说明", &self.book.formats.header)?;
        self.row += 1;
        let first = self.row;
        let all = self.book.audit.dossiers.len();
        for p in Proposal::ALL {
            let of: Vec<_> = self.book.audit.dossiers.iter().filter(|d| d.proposal == p).collect();
            let grants = Money::sum(of.iter().filter_map(|d| d.facts.project.grant)).unwrap_or_default();
            self.label(p.chinese())?;
            let name = grid::cell(self.row, 0);
            let range = |col| overview::range(self.book, col);
            self.number(
                1,
                Look::Whole,
                &format!("COUNTIF({},{name})", range(overview::PROPOSAL)),
                &of.len().to_string(),
            )?;
            let total = grid::cell(first + 4, 1);
            let share = if all == 0 { "0".to_owned() } else { share(of.len(), all) };
            self.number(2, Look::Percent, &format!("IF({total}=0,0,{}/{total})", grid::cell(self.row, 1)), &share)?;
            let sum = format!("SUMIF({},{name},{})", range(overview::PROPOSAL), range(overview::GRANT));
            self.number(3, Look::Money, &sum, &grants.to_string())?;
            self.wide_from(4, meaning(p))?;
            self.row += 1;
        }
        let grants =
            Money::sum(self.book.audit.dossiers.iter().filter_map(|d| d.facts.project.grant)).unwrap_or_default();
        let sum = |col| format!("SUM({}:{})", grid::cell(first, col), grid::cell(first + 3, col));
        self.label("合计")?;
        self.number(1, Look::Whole, &sum(1), &all.to_string())?;
        self.number(2, Look::Percent, &sum(2), if all == 0 { "0" } else { "1" })?;
        self.number(3, Look::Money, &sum(3), &grants.to_string())?;
        self.wide_from(4, "资助额未能识别的项目不计入资助额合计")?;
        self.row += 2;
        Ok(())
    }

    fn label(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, text, &self.book.formats.label)?;
        Ok(())
    }

    fn wide_from(&mut self, first: u16, text: &str) -> Result<(), XlsxError> {
        let width = WIDTHS.iter().skip(usize::from(first)).sum();
        self.wide(first, text, width)
    }

    fn number(&mut self, col: u16, look: Look, formula: &str, result: &str) -> Result<(), XlsxError> {
        let format = self.book.formats.cell(look, Weight::Plain, false);
        self.sheet.write_formula_with_format(self.row, col, Formula::new(formula).set_result(result), format)?;
        Ok(())
    }

    /// Names and dates of an earlier workbook stand again where they stood; rows that people added follow.
    fn signatures(&mut self) -> Result<(), XlsxError> {
        self.headers(SIGNATURES.get(..4).unwrap_or_default())?;
        self.sheet.merge_range(self.row, 4, self.row, LAST, SIGNATURES[4], &self.book.formats.header)?;
        let mut earlier: Vec<&Signature> = self.book.carry.signatures().iter().collect();
        for who in SIGNERS {
            let at = earlier.iter().position(|s| s.who == who);
            let signed = at.map(|at| earlier.remove(at));
            self.signature(who, signed)?;
        }
        for signed in earlier.into_iter().filter(|s| !s.entries.is_empty()) {
            self.signature(&signed.who, Some(signed))?;
        }
        self.row += 2;
        Ok(())
    }

    fn signature(&mut self, who: &str, signed: Option<&Signature>) -> Result<(), XlsxError> {
        self.row += 1;
        self.label(&words::clean(who))?;
        let value = |title: &str| {
            let of = signed.and_then(|s| s.entries.iter().find(|(t, _)| t == title));
            of.map_or(Value::Empty, |(_, entered)| Value::entered(entered))
        };
        for (col, title) in (0u16..).zip(SIGNATURES).skip(1) {
            let look = if title == "日期" { Look::EntryDate } else { Look::Entry };
            if col == 4 {
                let entry = self.book.formats.cell(look, Weight::Plain, false);
                self.sheet.merge_range(self.row, col, self.row, LAST, "", entry)?;
            }
            grid::put(&mut self.sheet, &self.book.formats, (self.row, col), &value(title), look)?;
        }
        let tallest = signed.iter().flat_map(|s| &s.entries).map(|(_, e)| grid::height(&e.words(), 18.0));
        self.sheet.set_row_height(self.row, tallest.fold(26.0, f64::max).min(200.0))?;
        Ok(())
    }

    fn marks(&mut self) -> Result<(), XlsxError> {
        self.headers(&MARKS)?;
        self.sheet.merge_range(self.row, 2, self.row, LAST, "说明", &self.book.formats.header)?;
        self.row += 1;
        for s in Status::ALL {
            self.legend(s.mark(), s.chinese(), words::status_meaning(s))?;
        }
        self.legend("—", "不涉及", "该规则不适用于本项目类型；在金额、日期栏表示材料中没有该项数据。")?;
        for s in [Severity::Veto, Severity::Fail, Severity::Fix, Severity::Info] {
            self.legend("级别", s.chinese(), severity_meaning(s))?;
        }
        for (mark, word, meaning) in OTHER_MARKS {
            self.legend(mark, word, meaning)?;
        }
        self.row += 1;
        Ok(())
    }

    fn legend(&mut self, mark: &str, word: &str, meaning: &str) -> Result<(), XlsxError> {
        let centre = self.book.formats.cell(Look::Centre, Weight::Plain, false);
        self.sheet.write_string_with_format(self.row, 0, mark, centre)?;
        self.sheet.write_string_with_format(self.row, 1, word, centre)?;
        self.wide_from(2, meaning)?;
        self.row += 1;
        Ok(())
    }

    fn contents(&mut self) -> Result<(), XlsxError> {
        self.headers(&["索引号", "底稿目录"])?;
        self.sheet.merge_range(self.row, 2, self.row, LAST, "内容", &self.book.formats.header)?;
        self.row += 1;
        let (pictures, history) = (self.book.options.snapshots.is_some(), self.has_history);
        let there = |name: &str| match name {
            sheet::SNAPSHOTS => pictures,
            carry::HISTORY => history,
            _ => true,
        };
        for (index, name, holds) in CONTENTS.into_iter().filter(|(_, name, _)| there(name)) {
            let centre = self.book.formats.cell(Look::Centre, Weight::Plain, false);
            self.sheet.write_string_with_format(self.row, 0, index, centre)?;
            let url = Url::new(format!("internal:'{name}'!{}", grid::cell(FIRST, 0))).set_text(name);
            let link = self.book.formats.cell(Look::Centre, Weight::Plain, true);
            self.sheet.write_url_with_format(self.row, 1, &url, link)?;
            self.wide_from(2, holds)?;
            self.row += 1;
        }
        Ok(())
    }
}

/// A share for the cached result; the spreadsheet divides anew.
fn share(part: usize, all: usize) -> String {
    // Counts of dossiers are far below 2^53.
    (part as f64 / all as f64).to_string()
}

fn meaning(p: Proposal) -> &'static str {
    match p {
        Proposal::Pass => "未发现不符合、缺项和须核实的事项（提示项除外）",
        Proposal::PassAfterRectification => "存在可补正的缺项或不符合事项，整改后再提交验收组",
        Proposal::NotPass => "存在一票否决项或不可补正的不符合项",
        Proposal::Undecided => "存在须由人工核实的事项，核实前不作建议",
    }
}

fn severity_meaning(s: Severity) -> &'static str {
    match s {
        Severity::Veto => "通知写明“不能通过项目验收”的情形。",
        Severity::Fail => "通知的硬性要求未达到。",
        Severity::Fix => "可以通过补充、更正解决的事项。",
        Severity::Info => "仅供参考，不影响结论建议。",
    }
}

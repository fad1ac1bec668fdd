//! The money side of one dossier: statements, lines, spending classes, invoices. No verdicts.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::document::DocId;
use super::money::Money;
use super::place::Evidence;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Accounts {
    /// Every final-account table found, in order of documents.
    pub statements: Vec<Statement>,
    /// Index of the statement that counts as the accounts (the most detailed; the report before the form).
    pub main: Option<usize>,
    /// Lines of the main statement, classified.
    pub expenses: Vec<Expense>,
    /// Lines of other tables that the main statement does not have, where their words are banned: by amount and words.
    #[serde(default)]
    pub beside: Vec<Expense>,
    /// Total as printed in the main statement (yuan); the sum of lines when none is printed.
    pub actual: Option<Money>,
    /// Sum of the lines (yuan).
    pub lines_sum: Option<Money>,
    /// Budget total as printed, else summed (yuan).
    pub budget: Option<Money>,
    /// Charged to the grant (yuan); `None` when the source of lines is not stated.
    pub grant_charged: Option<Money>,
    pub own_charged: Option<Money>,
    /// Income from the grant as the accounts state it (yuan).
    pub grant_income: Option<(Money, Evidence)>,
    /// Budget lines from contract or application, when the statement has no budget column.
    pub budget_lines: Vec<BudgetLine>,
    pub invoices: Vec<Invoice>,
    /// Rows of fee sheets (劳务费发放表).
    pub fees: Vec<FeeRow>,
}

impl Accounts {
    /// Amounts of the main statement that can't be told.
    pub fn unread_amounts(&self) -> &[UnreadAmount] {
        self.main_statement().map_or(&[], |s| &s.unread)
    }

    pub fn main_statement(&self) -> Option<&Statement> {
        self.main.and_then(|i| self.statements.get(i))
    }
}

/// One table (or numbered prose) of spending.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub doc: DocId,
    /// Title line above the table, as written.
    pub title: String,
    pub unit: Unit,
    pub lines: Vec<StatementLine>,
    /// 合计 row.
    pub total: Option<StatementLine>,
    /// 大写 of the total as written and read (yuan); `None` for the amount when it can't be read.
    pub in_words: Option<(String, Option<Money>, Evidence)>,
    /// “其中：项目经费 …” rows and totals by source column: (source as written, class, amount, place).
    pub by_source: Vec<(String, Source, Money, Evidence)>,
    /// Subtotals, totals, words, variances that don't agree.
    pub differences: Vec<Difference>,
    /// Amounts of lines, subtotals and the total that state something and can't be told.
    #[serde(default)]
    pub unread: Vec<UnreadAmount>,
    pub has_budget: bool,
    pub has_source: bool,
    /// Where the table starts.
    pub evidence: Evidence,
}

/// The unit of a statement, and what told it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    pub scale: Scale,
    /// “单位：万元”, the header, plausibility.
    pub basis: String,
    /// Cells that look like the other unit: (item, figure as written, place).
    pub suspicious: Vec<(String, String, Evidence)>,
    /// Both units are named for the same figures.
    pub conflicting: bool,
    /// No unit is named: the size of the figures told it.
    #[serde(default)]
    pub guessed: bool,
    /// Yuan is named, and all figures are as small as only figures of a larger unit are: the total as written.
    #[serde(default)]
    pub implausible: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scale {
    #[default]
    Yuan,
    Thousand,
    Wan,
}

impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Scale::Yuan => "元",
            Scale::Thousand => "千元",
            Scale::Wan => "万元",
        })
    }
}

/// One row of a statement. All amounts in yuan, whatever unit the paper uses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatementLine {
    /// 序号 as written.
    pub seq: String,
    pub item: String,
    /// Section the line stands under (“一、会议费”), empty if none.
    pub section: String,
    pub budget: Option<Money>,
    pub actual: Option<Money>,
    /// The amount stands there and can't be told; `actual` is then at best what the cell states for several lines at once.
    #[serde(default)]
    pub unread: Option<Unread>,
    /// Difference as printed.
    pub variance: Option<Money>,
    /// Split over sources, where the table has source columns.
    pub split: Vec<(Source, Money)>,
    pub source: Source,
    /// What told the source, as written.
    pub source_words: String,
    pub unit_price: Option<Money>,
    pub quantity: String,
    /// Invoice or voucher numbers as written.
    pub voucher: String,
    pub note: String,
    pub evidence: Evidence,
}

/// Why the amount of a row can't be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unread {
    /// The cell as written: “约3000”, “#N/A”, two figures.
    Written(String),
    /// One cell over several items, as written.
    Shared(String),
}

impl Unread {
    /// For people, after the item.
    pub fn told(&self) -> String {
        match self {
            Unread::Written(words) => format!("金额栏写作“{words}”，未能读成金额"),
            Unread::Shared(words) => format!("金额栏“{words}”为几项合并的一格，各项多少分不出"),
        }
    }
}

/// A row whose amount can't be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnreadAmount {
    pub item: String,
    pub why: Unread,
    pub evidence: Evidence,
}

/// Who paid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// 项目经费（自治区科协资助）
    Grant,
    /// 自筹、配套、赞助收入等
    Own,
    #[default]
    Unknown,
}

impl Source {
    pub fn chinese(self) -> &'static str {
        match self {
            Source::Grant => "项目经费",
            Source::Own => "自筹/配套",
            Source::Unknown => "未注明",
        }
    }
}

/// The nature of a spending line, whoever paid it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SpendingClass {
    #[serde(rename = "allowed")]
    Allowed,
    #[serde(rename = "review")]
    Review,
    /// 固定资产购买
    #[serde(rename = "forbidden:fixed_asset")]
    FixedAsset,
    /// 对外投资
    #[serde(rename = "forbidden:outward_investment")]
    OutwardInvestment,
    /// 捐款赞助
    #[serde(rename = "forbidden:donation_sponsorship")]
    DonationSponsorship,
    /// 奖励支出
    #[serde(rename = "forbidden:award")]
    Award,
    /// 不符合财政经费支出规定的其他事项（参考）
    #[serde(rename = "forbidden:fiscal")]
    Fiscal,
}

impl SpendingClass {
    /// As in the JSON report.
    pub fn code(self) -> &'static str {
        match self {
            SpendingClass::Allowed => "allowed",
            SpendingClass::Review => "review",
            SpendingClass::FixedAsset => "forbidden:fixed_asset",
            SpendingClass::OutwardInvestment => "forbidden:outward_investment",
            SpendingClass::DonationSponsorship => "forbidden:donation_sponsorship",
            SpendingClass::Award => "forbidden:award",
            SpendingClass::Fiscal => "forbidden:fiscal",
        }
    }

    pub fn chinese(self) -> &'static str {
        match self {
            SpendingClass::Allowed => "可列支",
            SpendingClass::Review => "待核实",
            SpendingClass::FixedAsset => "固定资产购买",
            SpendingClass::OutwardInvestment => "对外投资",
            SpendingClass::DonationSponsorship => "捐款赞助",
            SpendingClass::Award => "奖励支出",
            SpendingClass::Fiscal => "其他不宜列支",
        }
    }

    pub fn is_forbidden(self) -> bool {
        !matches!(self, SpendingClass::Allowed | SpendingClass::Review)
    }
}

/// A classified line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Expense {
    pub line: StatementLine,
    pub class: SpendingClass,
    /// For a line in `Review`: which bans it might touch (decides under which of B11–B14, B20 it is listed).
    pub suspects: Vec<SpendingClass>,
    /// Why, in one Chinese sentence naming the words that decided.
    pub reason: String,
    /// Indices into `Accounts::invoices` that support the line.
    pub invoices: Vec<usize>,
}

/// Statements whose figures disagree, with both sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    pub kind: DifferenceKind,
    /// What the figure should be by recomputation (yuan).
    pub computed: Money,
    /// What is printed (yuan).
    pub printed: Money,
    /// Row or column it is about.
    pub what: String,
    /// Exactly a factor of 10 000 explains it: the unit, not the addition, is wrong (B04's matter).
    pub unit_slip: bool,
    pub evidence: Evidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DifferenceKind {
    /// lines ≠ 小计
    Subtotal,
    /// lines ≠ 合计
    Total,
    /// 合计 ≠ 大写
    InWords,
    /// 差额 ≠ 预算 − 决算
    Variance,
    /// source columns ≠ line
    Split,
    /// “其中：项目经费” ≠ sum of its lines
    BySource,
    /// unit price × quantity ≠ amount
    Product,
    /// budget lines ≠ budget total
    BudgetTotal,
    /// the report's prose states another total than the table
    Prose,
    /// two statements in the dossier state other totals
    Statements,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BudgetLine {
    pub item: String,
    pub amount: Money,
    pub evidence: Evidence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum InvoiceKind {
    /// 数电票 普通发票
    DigitalOrdinary,
    /// 数电票 增值税专用发票
    DigitalSpecial,
    /// older 增值税（电子）普通发票, with code and number
    Vat,
    /// older 增值税（电子）专用发票, with code and number
    VatSpecial,
    /// 铁路电子客票
    Rail,
    /// 航空运输电子客票行程单
    Air,
    /// 出租、客运、定额、过路费 …
    Other,
}

impl InvoiceKind {
    /// A ticket: bought by whoever travels, often without a buyer, several to one spending line.
    pub fn is_ticket(self) -> bool {
        matches!(self, InvoiceKind::Rail | InvoiceKind::Air)
    }
}

/// One invoice, whatever container it came in. Amounts in yuan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invoice {
    pub kind: InvoiceKind,
    /// 20 digits, or the older code and number joined by `-`.
    pub number: String,
    pub date: Option<Day>,
    pub buyer: String,
    pub buyer_tax_id: String,
    pub seller: String,
    pub seller_tax_id: String,
    pub lines: Vec<InvoiceLine>,
    /// Without tax.
    pub net: Option<Money>,
    pub tax: Option<Money>,
    /// 价税合计
    pub gross: Option<Money>,
    /// 大写 as written and as read (yuan).
    pub in_words: String,
    pub in_words_amount: Option<Money>,
    pub remarks: String,
    /// 校验码 of the older ones.
    pub check_code: String,
    /// 电子客票号 of a ticket.
    pub ticket: String,
    /// Who travelled, as written; shown masked.
    pub passenger: String,
    /// The values come from the invoice's data (XML, tags of an OFD), not from drawn text.
    pub structured: bool,
    /// The text was recognised from an image: nothing here may alone ground a `fail`.
    pub recognised: bool,
    pub evidence: Evidence,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InvoiceLine {
    /// `*会展服务*会议费`
    pub item: String,
    pub spec: String,
    pub unit: String,
    pub quantity: String,
    pub price: Option<Money>,
    pub amount: Option<Money>,
    pub rate: String,
    pub tax: Option<Money>,
}

/// A row of a fee sheet (劳务费、讲课费、咨询费发放表). Amounts in yuan; names only, no account numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeeRow {
    pub name: String,
    pub gross: Option<Money>,
    pub tax: Option<Money>,
    pub net: Option<Money>,
    /// `None` where the sheet has no signature column.
    pub signed: Option<bool>,
    /// The sheet tells gross from net, so that the tax can be worked out again.
    #[serde(default)]
    pub taxed: bool,
    pub evidence: Evidence,
}

//! The JSON report `yanshen/report/1`: wire types of their own, so that the model may change and the contract may not.
//!
//! Fields may be added, never renamed. Quotations stand as written, unmasked: the file is for programs on the same desk.
//! It refuses to judge or to add up; what it shows is what the [`Audit`] holds.

use serde::{Deserialize, Serialize};

use super::words;
use crate::model::accounts::FeeRow;
use crate::model::audit::CrossFinding;
use crate::model::{
    Accounts, Audit, Clue, DayRange, DossierAudit, Event, Evidence, Expense, FileRow, Finding, Invoice, Money, Pack,
    Place, RegisterRow,
};

pub const SCHEMA: &str = "yanshen/report/1";

/// The report as pretty-printed text, ending in a line break.
pub fn report(audit: &Audit, pack: &Pack) -> String {
    let mut text =
        serde_json::to_string_pretty(&report_v1(audit, pack)).expect("strings, numbers and lists always serialise");
    text.push('\n');
    text
}

/// The report as a value (keys in alphabetical order).
pub fn value(audit: &Audit, pack: &Pack) -> serde_json::Value {
    serde_json::to_value(report_v1(audit, pack)).expect("strings, numbers and lists always serialise")
}

/// The report as typed values.
pub fn report_v1(audit: &Audit, pack: &Pack) -> ReportV1 {
    ReportV1 {
        schema: SCHEMA.to_owned(),
        tool: audit.tool.clone(),
        pack: PackV1 {
            id: audit.pack.id.clone(),
            version: audit.pack.version.clone(),
            sha256: audit.pack.sha256.clone(),
        },
        as_of: audit.as_of.to_string(),
        root: audit.root.clone(),
        dossiers: audit.dossiers.iter().map(|d| dossier(d, pack)).collect(),
        cross_checks: audit.cross.iter().map(|c| cross_check(c, audit, pack)).collect(),
        register: audit.register.iter().map(register_row).collect(),
        register_file: audit.register_file.clone(),
        ledger_file: audit.ledger.file.clone(),
        open_questions: pack.open_questions.iter().map(open_question).collect(),
        log: audit.log.clone(),
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportV1 {
    pub schema: String,
    pub tool: String,
    pub pack: PackV1,
    pub as_of: String,
    pub root: String,
    pub dossiers: Vec<DossierV1>,
    pub cross_checks: Vec<CrossCheckV1>,
    pub register: Vec<RegisterRowV1>,
    pub register_file: String,
    /// Name of the ledger of earlier invoices; empty when none was given.
    #[serde(default)]
    pub ledger_file: String,
    pub open_questions: Vec<OpenQuestionV1>,
    pub log: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackV1 {
    pub id: String,
    pub version: String,
    pub sha256: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DossierV1 {
    pub path: String,
    pub line: String,
    pub sub_type: String,
    pub sub_type_basis: String,
    pub sub_type_name: String,
    pub project: ProjectV1,
    pub proposal: String,
    pub checks: Vec<CheckV1>,
    pub events: Vec<EventV1>,
    pub accounts: AccountsV1,
    pub expenses: Vec<ExpenseV1>,
    pub invoices: Vec<InvoiceV1>,
    /// 疑点线索: without weight in the proposal.
    #[serde(default)]
    pub clues: Vec<ClueV1>,
    /// Rows of fee sheets.
    #[serde(default)]
    pub fees: Vec<FeeV1>,
    pub files: Vec<FileV1>,
    /// System litter that was left out.
    pub set_aside: Vec<String>,
    /// What went wrong with the dossier as a whole, in words.
    pub problems: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectV1 {
    pub name: String,
    pub unit: String,
    pub grant: Option<String>,
    pub aliases: Vec<String>,
    pub leaders: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckV1 {
    pub rule: String,
    pub title: String,
    pub status: String,
    pub severity: String,
    pub subject: String,
    pub message: String,
    pub advice: String,
    /// “通知 2026-1号 三（三）：‘…’”
    pub clause: String,
    pub id: String,
    pub curable: bool,
    pub searched: String,
    pub evidence: Vec<EvidenceV1>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct EvidenceV1 {
    pub file: String,
    pub place: String,
    pub quote: String,
    pub sha256: String,
    pub hidden: bool,
    /// Recognised from an image.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recognised: bool,
    /// Only in `cross_checks`: the dossier the file lies in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub dossier: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventV1 {
    pub title: String,
    pub kind: String,
    pub date: Option<String>,
    pub date_end: Option<String>,
    pub place: String,
    pub people: Option<u32>,
    pub brands: Vec<String>,
    pub documents: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountsV1 {
    pub unit: Option<String>,
    pub budget: Option<String>,
    pub actual: Option<String>,
    pub grant_charged: Option<String>,
    pub own_charged: Option<String>,
    pub lines_sum: Option<String>,
    /// Rows of the accounts whose amount states something and can't be told.
    #[serde(default)]
    pub unread_amounts: Vec<UnreadAmountV1>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnreadAmountV1 {
    pub item: String,
    pub why: String,
    pub evidence: EvidenceV1,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExpenseV1 {
    pub item: String,
    pub amount: Option<String>,
    pub budget: Option<String>,
    pub source: String,
    pub class: String,
    pub reason: String,
    pub invoices: Vec<String>,
    pub evidence: EvidenceV1,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InvoiceV1 {
    pub number: String,
    pub kind: String,
    pub date: Option<String>,
    pub seller: String,
    pub buyer: String,
    pub net: Option<String>,
    pub tax: Option<String>,
    pub gross: Option<String>,
    pub items: Vec<String>,
    pub file: String,
    pub place: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClueV1 {
    pub kind: String,
    pub title: String,
    /// Over how much it was looked for.
    pub examined: String,
    /// From when on it is shown.
    pub threshold: String,
    pub message: String,
    pub evidence: Vec<EvidenceV1>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FeeV1 {
    pub name: String,
    pub gross: Option<String>,
    pub tax: Option<String>,
    pub net: Option<String>,
    /// `null` where the sheet has no signature column.
    pub signed: Option<bool>,
    pub evidence: EvidenceV1,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileV1 {
    pub path: String,
    pub sha256: String,
    pub size: u64,
    pub format: String,
    pub kind: String,
    pub also: Vec<String>,
    pub reasons: Vec<String>,
    pub pages: u32,
    pub coverage: String,
    /// All problems in words; `null` when there is none.
    pub problem: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CrossCheckV1 {
    pub rule: String,
    pub title: String,
    pub status: String,
    pub severity: String,
    pub subject: String,
    pub message: String,
    pub advice: String,
    pub clause: String,
    pub id: String,
    pub evidence: Vec<EvidenceV1>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegisterRowV1 {
    pub line: String,
    pub sub_type: String,
    pub name: String,
    pub unit: String,
    pub grant: Option<String>,
    pub leader: String,
    pub file: String,
    pub place: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenQuestionV1 {
    pub id: String,
    pub question: String,
    pub why: String,
    pub default: String,
    pub rules: Vec<String>,
    pub figures: String,
}

fn dossier(d: &DossierAudit, pack: &Pack) -> DossierV1 {
    let project = &d.facts.project;
    DossierV1 {
        path: d.path.clone(),
        line: project.line.clone(),
        sub_type: project.sub_type.clone(),
        sub_type_basis: project.sub_type_basis.clone(),
        sub_type_name: pack.sub_type(&project.sub_type).map(|s| s.name.clone()).unwrap_or_default(),
        project: ProjectV1 {
            name: project.name.clone(),
            unit: project.unit.clone(),
            grant: amount(project.grant),
            aliases: project.aliases.iter().cloned().collect(),
            leaders: distinct(project.leaders.iter().map(|l| l.value.clone())),
        },
        proposal: d.proposal.code().to_owned(),
        checks: d.findings.iter().map(|f| check(f, d, pack)).collect(),
        events: d.facts.events.iter().map(|e| event(e, d)).collect(),
        accounts: accounts(&d.accounts, d),
        expenses: d.accounts.expenses.iter().map(|e| expense(e, d)).collect(),
        invoices: d.accounts.invoices.iter().map(|i| invoice(i, d)).collect(),
        clues: d.clues.iter().map(|c| clue(c, d)).collect(),
        fees: d.accounts.fees.iter().map(|f| fee(f, d)).collect(),
        files: d.files.iter().map(file).collect(),
        set_aside: d.dossier.set_aside.clone(),
        problems: d.dossier.problems.iter().map(words::problem).collect(),
    }
}

fn check(f: &Finding, d: &DossierAudit, pack: &Pack) -> CheckV1 {
    let rule = pack.rule(f.rule.as_str());
    CheckV1 {
        rule: f.rule.to_string(),
        title: rule.map(|r| r.title.clone()).unwrap_or_default(),
        status: f.status.code().to_owned(),
        severity: f.severity.code().to_owned(),
        subject: f.subject.clone(),
        message: f.message.clone(),
        advice: f.advice.clone(),
        clause: rule.map(|r| words::clause(r.clause_for(&d.facts.project.sub_type))).unwrap_or_default(),
        id: f.id(&d.identity),
        curable: f.curable,
        searched: f.searched.clone(),
        evidence: f.evidence.iter().map(|e| evidence(e, d)).collect(),
    }
}

fn evidence(e: &Evidence, d: &DossierAudit) -> EvidenceV1 {
    let document = d.dossier.documents.get(e.doc.0 as usize);
    EvidenceV1 {
        file: document.map(|doc| doc.path.clone()).unwrap_or_default(),
        place: e.place.to_string(),
        quote: e.quote.clone(),
        sha256: document.map(|doc| doc.sha256.clone()).unwrap_or_default(),
        hidden: e.hidden,
        recognised: e.recognised,
        dossier: String::new(),
    }
}

fn event(e: &Event, d: &DossierAudit) -> EventV1 {
    EventV1 {
        title: e.title.clone(),
        kind: words::event_kinds(e),
        date: e.date.as_ref().map(|r| r.first.to_string()),
        date_end: e.date.as_ref().map(|r: &DayRange| r.last.to_string()),
        place: e.place.clone(),
        people: e.people(),
        brands: e.brands.clone(),
        documents: distinct(
            e.papers.iter().filter_map(|(doc, _)| d.dossier.documents.get(doc.0 as usize)).map(|doc| doc.path.clone()),
        ),
    }
}

fn accounts(a: &Accounts, d: &DossierAudit) -> AccountsV1 {
    AccountsV1 {
        unit: a.main_statement().map(|s| s.unit.scale.to_string()),
        budget: amount(a.budget),
        actual: amount(a.actual),
        grant_charged: amount(a.grant_charged),
        own_charged: amount(a.own_charged),
        lines_sum: amount(a.lines_sum),
        unread_amounts: a
            .unread_amounts()
            .iter()
            .map(|u| UnreadAmountV1 { item: u.item.clone(), why: u.why.told(), evidence: evidence(&u.evidence, d) })
            .collect(),
    }
}

fn expense(e: &Expense, d: &DossierAudit) -> ExpenseV1 {
    ExpenseV1 {
        item: e.line.item.clone(),
        amount: amount(e.line.actual),
        budget: amount(e.line.budget),
        source: words::source_code(e.line.source).to_owned(),
        class: e.class.code().to_owned(),
        reason: e.reason.clone(),
        invoices: e.invoices.iter().filter_map(|i| d.accounts.invoices.get(*i)).map(|i| i.number.clone()).collect(),
        evidence: evidence(&e.line.evidence, d),
    }
}

fn invoice(i: &Invoice, d: &DossierAudit) -> InvoiceV1 {
    let shown = evidence(&i.evidence, d);
    InvoiceV1 {
        number: i.number.clone(),
        kind: words::invoice_kind(i.kind).to_owned(),
        date: i.date.map(|day| day.to_string()),
        seller: i.seller.clone(),
        buyer: i.buyer.clone(),
        net: amount(i.net),
        tax: amount(i.tax),
        gross: amount(i.gross),
        items: i.lines.iter().map(|l| l.item.clone()).collect(),
        file: shown.file,
        place: shown.place,
    }
}

fn clue(c: &Clue, d: &DossierAudit) -> ClueV1 {
    ClueV1 {
        kind: c.kind.code().to_owned(),
        title: c.kind.chinese().to_owned(),
        examined: c.examined.clone(),
        threshold: c.threshold.clone(),
        message: c.message.clone(),
        evidence: c.evidence.iter().map(|e| evidence(e, d)).collect(),
    }
}

fn fee(f: &FeeRow, d: &DossierAudit) -> FeeV1 {
    FeeV1 {
        name: f.name.clone(),
        gross: amount(f.gross),
        tax: amount(f.tax),
        net: amount(f.net),
        signed: f.signed,
        evidence: evidence(&f.evidence, d),
    }
}

fn file(f: &FileRow) -> FileV1 {
    FileV1 {
        path: f.path.clone(),
        sha256: f.sha256.clone(),
        size: f.size,
        format: words::format_code(f.format).to_owned(),
        kind: f.kind.chinese().to_owned(),
        also: f.also.iter().map(|k| k.chinese().to_owned()).collect(),
        reasons: f.reasons.clone(),
        pages: f.pages,
        coverage: words::coverage_code(f.coverage).to_owned(),
        problem: (!f.problems.is_empty()).then(|| words::problems(&f.problems)),
    }
}

fn cross_check(c: &CrossFinding, audit: &Audit, pack: &Pack) -> CrossCheckV1 {
    let rule = pack.rule(c.rule.as_str());
    let shown = c.evidence.iter().filter_map(|(at, e)| {
        let d = audit.dossiers.get(*at)?;
        Some(EvidenceV1 { dossier: d.path.clone(), ..evidence(e, d) })
    });
    CrossCheckV1 {
        rule: c.rule.to_string(),
        title: rule.map(|r| r.title.clone()).unwrap_or_default(),
        status: c.status.code().to_owned(),
        severity: c.severity.code().to_owned(),
        subject: c.subject.clone(),
        message: c.message.clone(),
        advice: c.advice.clone(),
        clause: rule.and_then(|r| r.clauses.first()).map(words::clause).unwrap_or_default(),
        id: words::cross_id(c, audit),
        evidence: shown.collect(),
    }
}

fn register_row(r: &RegisterRow) -> RegisterRowV1 {
    RegisterRowV1 {
        line: r.line.clone(),
        sub_type: r.sub_type.clone(),
        name: r.name.clone(),
        unit: r.unit.clone(),
        grant: amount(r.grant),
        leader: r.leader.clone(),
        file: r.file.clone(),
        place: place(&r.place),
    }
}

fn open_question(q: &crate::model::pack::OpenQuestion) -> OpenQuestionV1 {
    OpenQuestionV1 {
        id: q.id.clone(),
        question: q.question.clone(),
        why: q.why.clone(),
        default: q.default.clone(),
        rules: q.rules.clone(),
        figures: q.figures.clone(),
    }
}

fn amount(m: Option<Money>) -> Option<String> {
    m.map(|m| m.to_string())
}

fn place(p: &Place) -> String {
    p.to_string()
}

/// In order of first appearance, each once.
fn distinct(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for v in values {
        if !out.contains(&v) {
            out.push(v);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_report_keeps_its_contract() {
        let value = value(&sample::audit(), &sample::pack());
        assert_eq!(value["schema"], SCHEMA);
        let d = &value["dossiers"][0];
        assert_eq!(d["proposal"], "not_pass");
        assert_eq!(d["project"]["grant"], "15000.00");
        assert_eq!(d["accounts"]["lines_sum"], "15060.50");
        assert_eq!(d["events"][0]["date"], "2026-09-12");
        assert_eq!(d["events"][0]["kind"], "学术交流活动");
        assert_eq!(d["expenses"][1]["class"], "forbidden:fixed_asset");
        assert_eq!(d["expenses"][1]["evidence"]["place"], "决算!C6");
        assert_eq!(d["clues"][0]["kind"], "equals-grant");
        assert_eq!(d["files"][0]["problem"], serde_json::Value::Null);
        assert_eq!(d["files"][3]["coverage"], "none");
        assert_eq!(value["cross_checks"][0]["evidence"][1]["dossier"], "02-北海工业园区科协.zip");
    }

    #[test]
    fn the_text_can_be_read_again() {
        let text = report(&sample::audit(), &sample::pack());
        let again: ReportV1 = serde_json::from_str(&text).expect("our own JSON");
        assert_eq!(again, report_v1(&sample::audit(), &sample::pack()));
    }
}

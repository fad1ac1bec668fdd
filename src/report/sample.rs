//! A small invented audit of two dossiers and a tiny pack, for the tests of the reports.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::audit::CrossFinding;
use crate::model::facts::{Claim, ClaimKind, PeopleList, Shown, Submission, SubmissionKind};
use crate::model::kind::Certainty;
use crate::model::pack::{
    Advice, Clause, HomeRegion, LineSpec, Notice, OpenQuestion, RequiredEvent, RuleId, SpendingLexicon, Words,
};
use crate::model::{
    Accounts, Audit, Block, Check, Clue, ClueKind, Content, Coverage, Day, DayRange, DocId, DocKind, Document, Dossier,
    DossierAudit, Event, EventKind, Evidence, Expense, Facts, FileRow, Finding, Format, Invoice, InvoiceKind,
    InvoiceLine, Kinds, Ledger, Money, Origin, Pack, PackStamp, Paper, Place, Problem, Proposal, Rule, Severity,
    Source, SpendingClass, Statement, StatementLine, Status, SubTypeSpec, Unit,
};

pub fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn money(text: &str) -> Option<Money> {
    Some(text.parse().expect("an amount"))
}

pub fn pack() -> Pack {
    Pack {
        id: "gxkx-2026-12".into(),
        version: "1".into(),
        sha256: "0f".repeat(32),
        notice: Notice {
            number: "桂科协学发〔2026〕12号".into(),
            title: "关于申报2026年“提质增效”项目的通知".into(),
            issuer: "广西科学技术协会".into(),
            date: day("2026-04-08"),
            year: 2026,
            press_address: "gxkxzb@126.com".into(),
            press_sites: vec![],
            programme: "提质增效".into(),
            issuer_names: vec!["广西科学技术协会".into()],
            contact: "学会部".into(),
            veto_words: "不能通过".into(),
        },
        region: HomeRegion { full: "广西壮族自治区".into(), short: "广西".into(), also: vec![] },
        lines: vec![line("2026-1", "学术交流"), line("2026-4", "科协组织品牌建设")],
        sub_types: vec![
            sub_type("1A", "2026-1", "“八桂科技讲坛”学术交流", 15_000),
            sub_type("4C", "2026-4", "园区科协组织建设与赋能服务", 30_000),
        ],
        rules: vec![
            rule(
                "M03",
                "活动方案",
                Severity::Fix,
                "二（四）",
                "项目验收材料包括活动方案、活动通知、活动手册",
                Check::PressSubmitted {},
            ),
            rule(
                "M05",
                "活动手册",
                Severity::Fix,
                "二（四）",
                "项目验收材料包括活动方案、活动通知、活动手册",
                Check::PressSubmitted {},
            ),
            rule(
                "N01",
                "冠名“八桂科技讲坛”",
                Severity::Veto,
                "2026-1号 三（一）",
                "活动没有冠“八桂科技讲坛”名称的不能通过项目验收",
                Check::PressSubmitted {},
            ),
            rule(
                "S01",
                "参加人数",
                Severity::Fail,
                "2026-1号 三（一）",
                "50人及以上活动规模",
                Check::PressSubmitted {},
            ),
            rule("B03", "决算表勾稽", Severity::Fix, "推导", "", Check::Articulated {}),
            rule(
                "B11",
                "禁列：固定资产购买",
                Severity::Fail,
                "2026-1号 三（二）",
                "项目经费不可用于固定资产购买、对外投资、捐款赞助、奖励支出",
                Check::NothingForbidden { class: SpendingClass::FixedAsset },
            ),
            rule(
                "B20",
                "财政经费支出规定（参考）",
                Severity::Info,
                "二（三）",
                "符合财政经费项目支出有关规定",
                Check::PressSubmitted {},
            ),
            rule("F01", "文件可读", Severity::Info, "推导", "", Check::FilesReadable {}),
            Rule {
                sub_types: ["4C".to_owned()].into(),
                ..rule(
                    "M10",
                    "园区科协审批或备案材料",
                    Severity::Fix,
                    "2026-4号 三（三）",
                    "提供审批或备案材料",
                    Check::PressSubmitted {},
                )
            },
            Rule {
                whole_run: true,
                ..rule("X02", "跨项目发票重复", Severity::Fail, "推导", "", Check::InvoicesUniqueAcross {})
            },
        ],
        kinds: vec![],
        roles: crate::model::RoleTable::default(),
        brands: vec![],
        authorities: vec![],
        countries: vec![],
        words: Words::default(),
        spending: SpendingLexicon::default(),
        open_questions: vec![OpenQuestion {
            id: "Q1".into(),
            question: "2026-1号的立项数量以正文还是附表为准？".into(),
            why: "正文写30万元20项，附表写34万元21项，两处相互矛盾。".into(),
            default: "按附表统计，并在跨项目比对中提示。".into(),
            rules: vec!["X01".into()],
            figures: "20×15,000=300,000；附表340,000".into(),
            recompute: None,
        }],
        notice_text: String::new(),
    }
}

fn line(code: &str, name: &str) -> LineSpec {
    LineSpec {
        code: code.into(),
        name: name.into(),
        aliases: vec![],
        table_amount: Money::yuan(300_000),
        table_count: 20,
    }
}

fn sub_type(code: &str, line: &str, name: &str, grant: i64) -> SubTypeSpec {
    SubTypeSpec {
        code: code.into(),
        line: line.into(),
        ordinal: "类型一".into(),
        name: name.into(),
        aliases: vec![],
        hints: vec![],
        grant: Money::yuan(grant),
        fixed: false,
        awards: 20,
        deadline: day("2026-11-30"),
        hand_in: None,
        required_events: vec![RequiredEvent { kind: EventKind::Academic, least: 1 }],
        serves_others: false,
        ex_post: false,
    }
}

fn rule(code: &str, title: &str, severity: Severity, section: &str, quote: &str, check: Check) -> Rule {
    Rule {
        code: RuleId(code.into()),
        title: title.into(),
        clauses: vec![Clause { section: section.into(), quote: quote.into(), sub_types: BTreeSet::new() }],
        severity,
        severity_in: BTreeMap::new(),
        sub_types: ["1A".to_owned(), "4C".to_owned()].into(),
        whole_run: false,
        curable: false,
        advice: Advice::default(),
        explain: format!("核对{title}；不能判断的列为待核实。"),
        check,
    }
}

fn finding(
    rule: &str,
    status: Status,
    severity: Severity,
    subject: &str,
    message: &str,
    evidence: Vec<Evidence>,
) -> Finding {
    Finding {
        rule: RuleId(rule.into()),
        status,
        severity,
        subject: subject.into(),
        message: message.into(),
        advice: if status > Status::Pass {
            "请按通知要求补充或更正，并由承担单位盖章说明。".into()
        } else {
            String::new()
        },
        evidence,
        searched: if status == Status::Missing {
            "已查阅4份材料，未见活动手册。".into()
        } else {
            String::new()
        },
        curable: false,
    }
}

fn document(path: &str, format: Format, text: &str) -> Document {
    Document {
        path: path.into(),
        sha256: format!("{:064x}", path.len() * 7919),
        size: 20_480,
        format,
        blocks: vec![Block {
            place: Place::Paragraph(1),
            origin: Origin::Body,
            hidden: false,
            content: Content::Heading { level: 1, text: text.into() },
        }],
        coverage: Coverage::Full,
        problems: vec![],
        pages: vec![],
        mail: None,
        image: None,
        pictures: Vec::new(),
        fields: Vec::new(),
        inside: None,
    }
}

fn at(doc: u32, place: Place, quote: &str) -> Evidence {
    Evidence::new(DocId(doc), place, quote)
}

fn cell(doc: u32, row: u32, quote: &str) -> Evidence {
    at(doc, Place::Cell { sheet: "决算".into(), row, col: 2 }, quote)
}

fn file_row(d: &Document, kind: DocKind) -> FileRow {
    FileRow {
        path: d.path.clone(),
        sha256: d.sha256.clone(),
        size: d.size,
        format: d.format,
        kind,
        also: vec![],
        reasons: vec![format!("标题含“{}”", kind.chinese())],
        pages: 0,
        coverage: d.coverage,
        problems: d.problems.clone(),
    }
}

fn paper(doc: u32, kind: DocKind) -> Paper {
    Paper {
        doc: DocId(doc),
        kind,
        blocks: 0..1,
        title: None,
        reasons: vec![],
        certainty: Certainty::Strong,
        roles: crate::model::Roles::default(),
        standing: crate::model::Standing::Whole,
    }
}

fn spending(
    seq: u32,
    item: &str,
    budget: &str,
    actual: &str,
    source: Source,
    class: SpendingClass,
    invoices: Vec<usize>,
) -> Expense {
    Expense {
        line: StatementLine {
            seq: seq.to_string(),
            item: item.into(),
            section: String::new(),
            budget: money(budget),
            actual: money(actual),
            unread: None,
            variance: None,
            split: vec![],
            source,
            source_words: source.chinese().into(),
            unit_price: None,
            quantity: String::new(),
            voucher: String::new(),
            note: String::new(),
            evidence: cell(1, seq + 3, item),
        },
        class,
        suspects: vec![],
        reason: format!("支出内容写明“{item}”，归入{}。", class.chinese()),
        invoices,
    }
}

fn invoice(number: &str, gross: &str, doc: u32) -> Invoice {
    Invoice {
        kind: InvoiceKind::DigitalOrdinary,
        number: number.into(),
        date: Some(day("2026-09-12")),
        buyer: "桂林市甘蔗学会".into(),
        buyer_tax_id: "51450300MJN0000000".into(),
        seller: "南宁某某会展服务有限公司".into(),
        seller_tax_id: "91450100MA5K12345X".into(),
        lines: vec![InvoiceLine {
            item: "*会展服务*会议费".into(),
            spec: String::new(),
            unit: "项".into(),
            quantity: "1".into(),
            price: money(gross),
            amount: money(gross),
            rate: "6%".into(),
            tax: money("0"),
        }],
        net: money(gross),
        tax: money("0"),
        gross: money(gross),
        in_words: "壹万圆整".into(),
        in_words_amount: money(gross),
        remarks: String::new(),
        check_code: String::new(),
        ticket: String::new(),
        passenger: String::new(),
        structured: false,
        recognised: false,
        evidence: at(doc, Place::Page(1), number),
    }
}

fn event(title: &str, papers: Vec<(DocId, DocKind)>) -> Event {
    Event {
        title: title.into(),
        kinds: [EventKind::Academic].into(),
        date: Some(DayRange { first: day("2026-09-12"), last: day("2026-09-13"), year_inferred: false }),
        place: "南宁市某某会议中心三楼报告厅".into(),
        lists: vec![PeopleList {
            kind: DocKind::SignIn,
            people: Shown { sure: 42, at_most: 42, doubts: Vec::new() },
            rows: 44,
            repeated: vec!["张三".into()],
            countries: BTreeMap::new(),
            open_countries: BTreeMap::new(),
            teams: None,
            journals: None,
            date: None,
            aside: None,
            evidence: at(3, Place::Page(1), "签到表"),
        }],
        claims: vec![Claim {
            what: ClaimKind::People,
            number: 60,
            approximate: true,
            planned: false,
            online: false,
            scope: crate::model::facts::Scope::Unsaid,
            both_ways: false,
            source: DocKind::PressRelease,
            evidence: at(3, Place::Paragraph(2), "共60余人参加"),
        }],
        papers,
        brands: vec![],
        cancelled: None,
        only_planned: vec![],
        ..Event::default()
    }
}

fn sugar() -> DossierAudit {
    let mut scan = document("4-签到/签到表 扫描#1 100%.pdf", Format::Pdf, "");
    scan.blocks.clear();
    scan.coverage = Coverage::None;
    scan.problems = vec![Problem::Scan(vec![1, 2])];
    let documents = vec![
        document("1-方案/活动方案.docx", Format::Docx, "甘蔗产业学术研讨会活动方案"),
        document("2-决算/经费决算表.xlsx", Format::Xlsx, "经费决算表"),
        document("3-发票/发票1.pdf", Format::Pdf, "电子发票（普通发票）"),
        scan,
    ];
    let kinds = [DocKind::Plan, DocKind::FinalAccounts, DocKind::Invoice, DocKind::SignIn];
    let files = documents.iter().zip(kinds).map(|(d, k)| file_row(d, k)).collect();
    let expenses = vec![
        spending(1, "会议室租金", "10000", "10000.00", Source::Grant, SpendingClass::Allowed, vec![0]),
        spending(2, "打印机1台", "0", "1580.00", Source::Grant, SpendingClass::FixedAsset, vec![1]),
        spending(
            3,
            "=HYPERLINK(\"http://example.invalid\",\"奖杯\")",
            "500",
            "480.50",
            Source::Unknown,
            SpendingClass::Review,
            vec![],
        ),
        spending(4, "专家讲课费", "3000", "3000.00", Source::Own, SpendingClass::Allowed, vec![]),
    ];
    let findings = vec![
        finding(
            "M03",
            Status::Pass,
            Severity::Fix,
            "",
            "已见活动方案。",
            vec![at(0, Place::Paragraph(1), "甘蔗产业学术研讨会活动方案")],
        ),
        finding("M05", Status::Missing, Severity::Fix, "甘蔗产业学术研讨会", "未见活动手册。", vec![]),
        finding(
            "N01",
            Status::Fail,
            Severity::Veto,
            "甘蔗产业学术研讨会",
            "经核对活动方案，该项目2026年9月12日举办的学术交流活动名称为“甘蔗产业学术研讨会”，未见“八桂科技讲坛”字样。",
            vec![at(0, Place::Paragraph(1), "甘蔗产业学术研讨会活动方案（联系人张三 13800138000）")],
        ),
        finding(
            "S01",
            Status::Review,
            Severity::Fail,
            "甘蔗产业学术研讨会",
            "签到表为扫描件，未能读取；新闻稿称60余人参加，需人工核实人数。",
            vec![at(3, Place::Page(1), "")],
        ),
        finding(
            "B03",
            Status::Fail,
            Severity::Fix,
            "",
            "决算表分项合计15,060.50元，合计栏为15,000.00元，差异60.50元。",
            vec![cell(1, 8, "合计 15000")],
        ),
        Finding {
            curable: true,
            ..finding(
                "B11",
                Status::Fail,
                Severity::Fail,
                "打印机1台",
                "决算表“打印机1台，1,580.00元”属固定资产购买，资金来源为项目经费，建议调减1,580.00元。",
                vec![cell(1, 5, "打印机1台")],
            )
        },
        finding(
            "B20",
            Status::Review,
            Severity::Info,
            "",
            "“=HYPERLINK”一类内容按文本处理，供参考。",
            vec![cell(1, 6, "=HYPERLINK(\"http://example.invalid\",\"奖杯\")")],
        ),
        finding("F01", Status::Review, Severity::Info, "", "1份文件未能读取。", vec![at(3, Place::Whole, "")]),
    ];
    let total = StatementLine { actual: money("15000"), budget: money("13500"), ..expenses[0].line.clone() };
    DossierAudit {
        path: "01-桂林市甘蔗学会".into(),
        identity: "1A|桂林市甘蔗学会|甘蔗产业学术研讨会".into(),
        dossier: Dossier {
            path: "01-桂林市甘蔗学会".into(),
            documents,
            set_aside: vec!["~$经费决算表.xlsx".into()],
            settings: None,
            problems: vec![],
        },
        kinds: Kinds { papers: vec![paper(0, kinds[0]), paper(1, kinds[1]), paper(2, kinds[2]), paper(3, kinds[3])] },
        facts: facts(
            "2026-1",
            "1A",
            "甘蔗产业学术研讨会",
            "桂林市甘蔗学会",
            15_000,
            event("甘蔗产业学术研讨会", vec![(DocId(0), DocKind::Plan), (DocId(3), DocKind::SignIn)]),
        ),
        accounts: Accounts {
            statements: vec![Statement {
                doc: DocId(1),
                title: "经费决算表".into(),
                unit: Unit { basis: "单位：元".into(), ..Unit::default() },
                lines: expenses.iter().map(|e| e.line.clone()).collect(),
                total: Some(total),
                in_words: None,
                by_source: vec![],
                differences: vec![],
                unread: Vec::new(),
                has_budget: true,
                has_source: true,
                evidence: cell(1, 0, "经费决算表"),
            }],
            main: Some(0),
            expenses,
            actual: money("15000"),
            lines_sum: money("15060.50"),
            budget: money("13500"),
            grant_charged: money("11580"),
            own_charged: money("3000"),
            invoices: vec![invoice("26452000000012345678", "10000", 2), invoice("26452000000087654321", "1580", 2)],
            ..Accounts::default()
        },
        findings,
        proposal: Proposal::NotPass,
        clues: vec![Clue {
            kind: ClueKind::EqualsGrant,
            examined: "决算表1份".into(),
            threshold: "差额为0元".into(),
            message: "决算支出合计与资助额均为15,000.00元，分毫不差。".into(),
            evidence: vec![cell(1, 0, "经费决算表")],
        }],
        files,
    }
}

fn facts(line: &str, sub_type: &str, name: &str, unit: &str, grant: i64, event: Event) -> Facts {
    let mut facts = Facts { events: vec![event], ..Facts::default() };
    facts.project.line = line.into();
    facts.project.sub_type = sub_type.into();
    facts.project.sub_type_basis = "立项一览表".into();
    facts.project.name = name.into();
    facts.project.unit = unit.into();
    facts.project.grant = Some(Money::yuan(grant));
    facts.submissions = vec![Submission {
        to: vec!["gxkxzb@126.com".into()],
        date: Some(day("2026-09-15")),
        events: vec![0],
        how: SubmissionKind::Mail,
        evidence: at(0, Place::MailHeader, "gxkxzb@126.com"),
    }];
    facts
}

fn park() -> DossierAudit {
    let mut inner = document("材料.rar/批复.docx", Format::Docx, "关于同意成立园区科协的批复");
    inner.inside = Some("材料.rar".into());
    let documents = vec![document("成立大会方案.docx", Format::Docx, "园区科协成立大会方案"), inner];
    let kinds = [DocKind::Plan, DocKind::Approval];
    let files = documents.iter().zip(kinds).map(|(d, k)| file_row(d, k)).collect();
    let findings = vec![
        finding(
            "M03",
            Status::Pass,
            Severity::Fix,
            "",
            "已见活动方案。",
            vec![at(0, Place::Paragraph(1), "园区科协成立大会方案")],
        ),
        finding("M05", Status::NotApplicable, Severity::Fix, "", "本类型不要求活动手册。", vec![]),
        finding("B03", Status::Review, Severity::Fix, "", "未见可读取的经费决算表，无法核对。", vec![]),
        finding(
            "M10",
            Status::Pass,
            Severity::Fix,
            "",
            "已见批复。",
            vec![at(1, Place::Paragraph(1), "关于同意成立园区科协的批复")],
        ),
    ];
    DossierAudit {
        path: "02-北海工业园区科协.zip".into(),
        identity: "4C|北海工业园区科协|园区科协组织建设".into(),
        dossier: Dossier {
            path: "02-北海工业园区科协.zip".into(),
            documents,
            set_aside: vec![],
            settings: None,
            problems: vec![Problem::Limit("压缩包层数超过3层".into())],
        },
        kinds: Kinds { papers: vec![paper(0, kinds[0]), paper(1, kinds[1])] },
        facts: facts(
            "2026-4",
            "4C",
            "园区科协组织建设",
            "北海工业园区科协",
            30_000,
            event("园区科协成立大会", vec![(DocId(0), DocKind::Plan)]),
        ),
        accounts: Accounts { invoices: vec![invoice("26452000000012345678", "10000", 0)], ..Accounts::default() },
        findings,
        proposal: Proposal::Undecided,
        clues: vec![],
        files,
    }
}

pub fn audit() -> Audit {
    Audit {
        tool: "yanshen 0.1.0".into(),
        pack: PackStamp { id: "gxkx-2026-12".into(), version: "1".into(), sha256: "0f".repeat(32) },
        as_of: day("2026-11-23"),
        root: "验收材料".into(),
        dossiers: vec![sugar(), park()],
        cross: vec![CrossFinding {
            rule: RuleId("X02".into()),
            status: Status::Fail,
            severity: Severity::Fail,
            subject: "26452000000012345678".into(),
            message: "发票26452000000012345678同时出现在两个项目的材料中，金额10,000.00元。".into(),
            advice: "请两家承担单位分别说明，并由其中一家剔除该笔支出。".into(),
            evidence: vec![
                (0, at(2, Place::Page(1), "26452000000012345678")),
                (1, at(0, Place::Page(1), "26452000000012345678")),
            ],
        }],
        register: vec![],
        register_file: String::new(),
        ledger: Ledger::default(),
        log: vec!["共读取6份材料。".into()],
    }
}

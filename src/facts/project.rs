//! The project: line and sub-type, name, grantee, leader, grant — each as stated, and the one taken.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::Source;
use super::amount;
use super::settings::Overrides;
use super::sub_type::{Inferred, Names, Recognised, infer};
use super::supplements;
use crate::model::accounts::Scale;
use crate::model::facts::{Stated, register_row};
use crate::model::language::language;
use crate::model::pack::Notice;
use crate::model::text::{fold, key};
use crate::model::{DocKind, Evidence, Money, Place, Project, RegisterRow};

/// “甲方资助20,000元”, “自治区科协项目经费15,000.00元”, “资助经费3万元”, “申请资助2.988万元”.
pub(super) fn grant_prose(notice: &Notice) -> Regex {
    let issuer = issuer(notice);
    Regex::new(&format!(r"(甲方(一次性)?(资助|拨付|支持|提供)(乙方)?|(?:{issuer})[^，。;]{{0,6}}(资助|拨付|拨款|下达|补助|支持)|资助(经费|金额|资金|额度)|(项目|专项)(资助)?经费(收入)?|拨款(金额)?|申请资助(金额|经费)?|立项经费)[^0-9，,。;]{{0,10}}(人民币)?[¥￥]?\s*(?P<sum>[0-9][0-9,]*(\.[0-9]+)?)\s*(?P<wan>万)?元")).expect("the issuer's names are escaped")
}

/// “资助金额”, “自治区科协资助金额”.
fn is_grant_label(notice: &Notice, label: &str) -> bool {
    let folded = fold(label);
    let bare = notice.issuer_names.iter().find_map(|name| folded.strip_prefix(&fold(name))).unwrap_or(&folded);
    language().form_labels.grant.hits(bare)
}

fn issuer(notice: &Notice) -> String {
    notice.issuer_names.iter().map(|name| regex::escape(&fold(name))).collect::<Vec<_>>().join("|")
}

/// “我会承担的…项目”, “由广西某某学会承担”.
static UNIT_PROSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"由?([^，。：;"\s]{4,30}?(学会|协会|研究会|科协|科学技术协会|联合会|公司|大学|学院|编辑部|杂志社|合作社|中心|研究院|研究所))承担"#).expect("fixed pattern")
});

/// Fields of these papers speak of the project as a whole.
const FORMS: [DocKind; 7] = [
    DocKind::Contract,
    DocKind::AcceptanceForm,
    DocKind::ApplicationForm,
    DocKind::SubsidyForm,
    DocKind::FinalAccounts,
    DocKind::ExpenditureStatement,
    DocKind::AppropriationSlip,
];

pub(super) fn extract(source: &Source<'_>, register: &[RegisterRow], overrides: &Overrides) -> Project {
    let mut project = Project { aliases: overrides.aliases.clone(), ..Project::default() };
    collect_fields(source, &mut project);
    grants_by_slip(source, &mut project);
    let said = sub_type_votes(source, &project.grants);
    // the line is that of the contract as it was made
    supplements::settle(source, &mut project);
    let units: Vec<String> =
        overrides.unit.iter().cloned().chain(project.units.iter().map(|u| u.value.clone())).collect();
    let names: Vec<String> = project.names.iter().map(|n| n.value.clone()).collect();
    let guess = said.first().map_or("", |v| v.code.as_str());
    let row =
        register_row(register, &source.dossier.path, &units, &names, overrides.sub_type.as_deref().unwrap_or(guess))
            .and_then(|i| register.get(i));
    choose_sub_type(source, &mut project, said, row, overrides);
    project.name = chosen(&project.names).unwrap_or_else(|| row.map_or(String::new(), |r| r.name.clone()));
    project.unit = overrides
        .unit
        .clone()
        .or_else(|| chosen(&project.units))
        .unwrap_or_else(|| row.map_or(String::new(), |r| r.unit.clone()));
    if let Some(row) = row {
        if !row.unit.is_empty() && key(&row.unit) != key(&project.unit) {
            project.aliases.insert(row.unit.clone());
        }
        if let (Some(grant), Some(id)) = (row.grant, source.dossier.ids().next()) {
            // the register lies outside the dossier: its file and cell stand in the quotation
            let quote = format!("{} {}：{} {}元", row.file, row.place, row.unit, grant.grouped());
            project.grants.push(Stated {
                value: grant,
                source: DocKind::Register,
                evidence: Evidence::new(id, Place::Whole, &quote),
            });
        }
    }
    project.grant = overrides.grant.or_else(|| choose_grant(&project.grants));
    project.unit_is_society = society(source, &project.unit);
    project
}

fn collect_fields(source: &Source<'_>, project: &mut Project) {
    for paper in source.kinds.papers.iter().filter(|p| FORMS.contains(&p.kind) && !p.is_void()) {
        let reading = source.reading(paper.doc);
        for field in reading.fields_in(&paper.blocks) {
            let evidence = field.evidence(paper.doc);
            let value = field.value.trim().trim_end_matches(['。', '；', ';', '，']).to_owned();
            if value.is_empty() {
                continue;
            }
            if language().form_labels.project_name.hits(&field.label) && value.chars().count() >= 4 {
                project.names.push(Stated { value, source: paper.kind, evidence });
            } else if language().form_labels.grantee.hits(&field.label) && value.chars().count() >= 4 {
                let value = value.split(['（', '(']).next().unwrap_or(&value).trim().to_owned();
                if value.chars().count() >= 4 && !value.contains("承担") {
                    project.units.push(Stated { value, source: paper.kind, evidence });
                }
            } else if language().form_labels.leader.hits(&field.label) && !field.label.contains("财务") {
                if let Some(name) = person_name(&value) {
                    project.leaders.push(Stated { value: name, source: paper.kind, evidence });
                }
            } else if is_grant_label(&source.pack.notice, &field.label) {
                let wan_label = language().form_labels.ten_thousands.hits(&field.label);
                if let Some(value) = grant_amount(&value, wan_label) {
                    project.grants.push(Stated { value, source: paper.kind, evidence });
                }
            }
        }
        for line in reading.lines_in(&paper.blocks) {
            // the form's own notes state caps, not grants (“项目资助不超过3万元”)
            if line.folded.contains("不超过") || line.folded.contains("上限") {
                continue;
            }
            let mut said: Vec<(bool, Money)> = Vec::new();
            for c in source.patterns.grant_prose.captures_iter(&line.folded) {
                // “项目经费支出9,052元” states what was spent, not what was granted
                if ["支出", "列支", "使用", "结余", "节余", "剩余", "余额", "花费", "用于", "自筹"]
                    .iter()
                    .any(|w| c[0].contains(w))
                {
                    continue;
                }
                let (start, end) = c.get(0).map_or((0, 0), |m| (m.start(), m.end()));
                let before = line.folded.get(..start).unwrap_or_default();
                let clause = before.rsplit(['。', ';', '，', ',']).next().unwrap_or_default();
                let after: String = line.folded.get(end..).unwrap_or_default().chars().take(12).collect();
                let given = ["拨款", "拨付", "资助", "下达", "到账", "拨入", "收到", "立项", "补助", "支持", "收讫"];
                let strong = given.iter().any(|w| c[0].contains(w) || after.contains(w) || clause.contains(w));
                // “其中科协项目经费9,052元” below a total is a part of the spending
                let part = clause.contains("其中")
                    && !strong
                    && !line.folded.contains("收入")
                    && !line.folded.contains("来源");
                if part {
                    continue;
                }
                let wan = c.name("wan").is_some();
                let digits = c.name("sum").map_or("", |m| m.as_str()).replace(',', "");
                let value =
                    digits.parse().ok().and_then(|d| if wan { Money::from_wan(d) } else { Some(Money::new(d)) });
                if let Some(value) = value.filter(|v| *v >= Money::yuan(1000)) {
                    said.push((strong, value));
                }
            }
            if said.is_empty()
                && let Some(value) = grant_in_words(&line.folded)
            {
                said.push((true, value));
            }
            let any_strong = said.iter().any(|(strong, _)| *strong);
            for (_, value) in said.into_iter().filter(|(strong, _)| *strong || !any_strong) {
                project.grants.push(Stated { value, source: paper.kind, evidence: line.evidence(paper.doc) });
            }
            if project.units.is_empty()
                && let Some(c) = UNIT_PROSE.captures(&line.folded)
            {
                project.units.push(Stated {
                    value: c[1].to_owned(),
                    source: paper.kind,
                    evidence: line.evidence(paper.doc),
                });
            }
        }
    }
}

static GRANT_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(甲方[^，。;]{0,4}(资助|拨付|支持|提供)|(资助|拨款|补助)(经费|金额|资金|额度)|(项目|专项)(资助)?经费|拨款)[^0-9，,。;]{0,12}?人民币[:(]?(?P<words>[零壹贰叁肆伍陆柒捌玖拾佰仟万]{2,}(元|圆)(整|正)?)").expect("fixed pattern")
});

/// “甲方资助乙方项目经费人民币壹万伍仟元整（¥15,000.00）”: the sum in words.
fn grant_in_words(folded: &str) -> Option<Money> {
    const SPENT: [&str; 8] = ["支出", "列支", "使用", "结余", "剩余", "用于", "自筹", "配套"];
    let c = GRANT_WORDS.captures(folded)?;
    let spent = SPENT.iter().any(|w| c[0].contains(w));
    amount::in_words(&c["words"]).filter(|m| !spent && *m >= Money::yuan(1000))
}

/// A bank slip by which 自治区科协 paid the grant: the payer is it, the purpose is the project.
fn grants_by_slip(source: &Source<'_>, project: &mut Project) {
    for paper in source.kinds.papers.iter().filter(|p| !p.is_void() && p.kind == DocKind::PaymentSlip) {
        let reading = source.reading(paper.doc);
        let payer = reading
            .fields_in(&paper.blocks)
            .find(|f| language().form_labels.payer.hits(&f.label))
            .map(|f| fold(&f.value));
        let granted = payer.is_some_and(|p| source.pack.notice.names_issuer(&p));
        let text = reading.text_in(&paper.blocks);
        let purpose = ["项目", "经费", "资助", "补助", "拨款"].iter().any(|w| text.contains(w))
            || text.contains(&source.pack.notice.programme);
        if !granted || !purpose {
            continue;
        }
        let sum =
            reading.fields_in(&paper.blocks).filter(|f| language().form_labels.sum.hits(&f.label)).find_map(|f| {
                grant_amount(&f.value, language().form_labels.ten_thousands.hits(&f.label))
                    .map(|m| (m, f.evidence(paper.doc)))
            });
        if let Some((value, evidence)) = sum {
            project.grants.push(Stated { value, source: DocKind::AppropriationSlip, evidence });
        }
    }
}

/// “1.5万元”, “20,000元（贰万元整）”, “3.00” under a 万元 label. Sums below 1 000 yuan are no grants but figures of another unit.
fn grant_amount(value: &str, wan_label: bool) -> Option<Money> {
    let scale = if wan_label { Scale::Wan } else { Scale::Yuan };
    let plain = amount::read(value).and_then(|f| f.money(scale));
    let money = plain.or_else(|| amount::find(value).first().map(|f| f.money)).or_else(|| amount::in_words(value))?;
    (money >= Money::yuan(1000)).then_some(money)
}

/// “蒙启荣”, “凤知秋（党组成员、副主席）” → the name alone.
fn person_name(value: &str) -> Option<String> {
    let name: String = value.chars().take_while(|c| !c.is_whitespace() && !"（(，,、/".contains(*c)).collect();
    let n = name.chars().count();
    ((2..=4).contains(&n) && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '·')).then_some(name)
}

struct Vote {
    code: String,
    points: i32,
    basis: String,
}

/// Every sign of the sub-type, best first.
fn sub_type_votes(source: &Source<'_>, grants: &[Stated<Money>]) -> Vec<Vote> {
    let pack = source.pack;
    let names = Names::new(pack);
    let mut votes: BTreeMap<String, (i32, String)> = BTreeMap::new();
    let mut lines: BTreeMap<String, i32> = BTreeMap::new();
    let mut vote = |said: &Recognised, points: i32, basis: String| {
        if let Some(line) = &said.line {
            *lines.entry(line.clone()).or_default() += points;
        }
        if let Some(code) = &said.sub_type {
            let entry = votes.entry(code.clone()).or_insert((0, basis.clone()));
            entry.0 += points;
        }
    };
    for paper in &source.kinds.papers {
        let form = FORMS.contains(&paper.kind);
        let reading = source.reading(paper.doc);
        let path = &source.dossier.doc(paper.doc).path;
        if form && !paper.is_void() {
            // number and type may stand in two cells of the form: read together; a cell that begins with the number needs no label
            let mut together = String::new();
            for field in reading.fields_in(&paper.blocks) {
                let head: String = field.value.chars().take(16).collect();
                if language().form_labels.project_type.hits(&field.label)
                    || names.recognise(&head).line.is_some() && field.label.chars().count() <= 8
                {
                    together.push_str(&field.value);
                    together.push(' ');
                }
            }
            let said = names.recognise(&together);
            if said.sub_type.is_some() {
                vote(&said, 8, format!("{}（{path}）载明“{}”", paper.kind, shorten(together.trim())));
            } else if said.line.is_some() {
                vote(&said, 4, String::new());
            }
        }
        if paper.kind == DocKind::SubsidyForm {
            let codes: Vec<_> = pack.sub_types.iter().filter(|s| s.ex_post).collect();
            if let [one] = codes.as_slice() {
                let said = Recognised { line: Some(one.line.clone()), sub_type: Some(one.code.clone()) };
                vote(&said, 6, format!("{path}为{}", paper.kind));
            }
        }
        let weight = if form { 3 } else { 1 };
        if let Some(title) = &paper.title {
            vote(&names.recognise(&title.quote), weight, format!("{path}标题“{}”", shorten(&title.quote)));
        }
        if form {
            for line in reading.lines_in(&paper.blocks).take(30) {
                let speaks = language().form_labels.speaks_of_type.hits(&line.folded)
                    || line.folded.contains(&source.pack.notice.programme);
                if speaks && line.folded.chars().count() < 160 {
                    vote(&names.recognise(&line.written), 2, format!("{path}载明“{}”", shorten(&line.written)));
                }
            }
        }
    }
    vote(&names.recognise(&source.dossier.path), 5, format!("文件夹名“{}”", source.dossier.path));
    // known line, unknown sub-type: grant, events and papers tell one from the others, or leave several
    if votes.is_empty() || votes.values().all(|(p, _)| *p < 4) {
        let line = lines.iter().max_by_key(|(l, p)| (**p, std::cmp::Reverse((*l).clone()))).map(|(l, _)| l.clone());
        let weak = votes.iter().map(|(code, (points, _))| (code.clone(), *points)).collect();
        let inferred = line.map_or(Inferred::default(), |l| infer(source, &l, grants, &weak));
        let points = if inferred.codes.len() == 1 { 5 } else { 1 };
        return inferred.codes.into_iter().map(|code| Vote { code, points, basis: inferred.basis.clone() }).collect();
    }
    let mut out: Vec<Vote> = votes.into_iter().map(|(code, (points, basis))| Vote { code, points, basis }).collect();
    out.sort_by(|a, b| b.points.cmp(&a.points).then(a.code.cmp(&b.code)));
    out
}

fn choose_sub_type(
    source: &Source<'_>,
    project: &mut Project,
    votes: Vec<Vote>,
    row: Option<&RegisterRow>,
    overrides: &Overrides,
) {
    let registered = row.filter(|r| source.pack.sub_type(&r.sub_type).is_some());
    let (code, basis) = if let Some(code) = &overrides.sub_type {
        let basis = if overrides.basis.is_empty() { "使用者指定".to_owned() } else { overrides.basis.clone() };
        (code.clone(), basis)
    } else if let Some(row) = registered {
        let mut basis = format!("立项一览表（{} {}）", row.file, row.place);
        if let Some(v) = votes.first() {
            if v.code == row.sub_type {
                basis.push('；');
                basis.push_str(&v.basis);
            } else if v.points >= 6 {
                basis = format!("{basis}；但{}，两者不一致，按立项一览表", v.basis);
            }
        }
        (row.sub_type.clone(), basis)
    } else if let [first, second, ..] = votes.as_slice()
        && first.points == second.points
        && first.basis == second.basis
    {
        // nothing tells which: the rules that they share are judged
        project.candidates = votes.iter().map(|v| v.code.clone()).collect();
        (String::new(), first.basis.clone())
    } else if let Some(v) = votes.first() {
        (v.code.clone(), v.basis.clone())
    } else {
        return;
    };
    let first = project.candidates.first().unwrap_or(&code);
    if let Some(spec) = source.pack.sub_type(first) {
        project.line.clone_from(&spec.line);
    }
    project.sub_type = code;
    project.sub_type_basis = basis;
}

/// The value most papers state, the contract's first among equals.
fn chosen(stated: &[Stated<String>]) -> Option<String> {
    let mut count: BTreeMap<String, (usize, usize, &str)> = BTreeMap::new();
    for s in stated {
        let rank = FORMS.iter().position(|k| *k == s.source).unwrap_or(FORMS.len());
        let entry = count.entry(key(&s.value)).or_insert((0, rank, &s.value));
        entry.0 += 1;
        entry.1 = entry.1.min(rank);
    }
    count
        .into_values()
        .max_by(|a, b| (a.0, std::cmp::Reverse(a.1)).cmp(&(b.0, std::cmp::Reverse(b.1))))
        .map(|(_, _, v)| v.to_owned())
}

/// Contract before appropriation before accounts before register before forms.
fn choose_grant(grants: &[Stated<Money>]) -> Option<Money> {
    const ORDER: [DocKind; 8] = [
        DocKind::Contract,
        DocKind::AppropriationSlip,
        DocKind::FinalAccounts,
        DocKind::ExpenditureStatement,
        DocKind::Register,
        DocKind::AcceptanceForm,
        DocKind::SubsidyForm,
        DocKind::ApplicationForm,
    ];
    ORDER.iter().find_map(|kind| grants.iter().find(|g| g.source == *kind)).map(|g| g.value)
}

/// Whether the grantee is a registered society; `None` when its name does not tell.
fn society(source: &Source<'_>, unit: &str) -> Option<bool> {
    let folded = fold(unit);
    if folded.is_empty() {
        return None;
    }
    if source.patterns.unregistered.iter().any(|p| p.is_match(&folded)) {
        return Some(false);
    }
    let ends: BTreeSet<&str> = ["学会", "协会", "研究会", "联合会", "促进会", "商会"].into();
    ends.iter().any(|e| folded.ends_with(e)).then_some(true)
}

fn shorten(s: &str) -> String {
    let s: String = s.split_whitespace().collect::<Vec<_>>().join(" ");
    if s.chars().count() > 40 { s.chars().take(39).collect::<String>() + "…" } else { s }
}

//! The project: line and sub-type, name, grantee, leader, grant — each as stated, and the one taken.

mod grants;
mod votes;

use std::collections::BTreeMap;

use super::Source;
use super::reading::Field;
use super::settings::Overrides;
use super::supplements;
use crate::model::facts::{Stated, register_row};
use crate::model::language::language;
use crate::model::pack::Notice;
use crate::model::text::{fold, key};
use crate::model::{DocKind, Evidence, Money, Paper, Place, Project, RegisterRow};

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
    project.grants.extend(grants::by_slip(source));
    let said = votes::of_dossier(source, &project.grants);
    // the line is that of the contract as it was made
    supplements::settle(source, &mut project);
    let units: Vec<String> =
        overrides.unit.iter().cloned().chain(project.units.iter().map(|u| u.value.clone())).collect();
    let names: Vec<String> = project.names.iter().map(|n| n.value.clone()).collect();
    let guess = said.first().map_or("", |v| v.code.as_str());
    let row =
        register_row(register, &source.dossier.path, &units, &names, overrides.sub_type.as_deref().unwrap_or(guess))
            .and_then(|i| register.get(i));
    votes::choose(source, &mut project, said, row, overrides);
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
    project.grant = overrides.grant.or_else(|| grants::choose(&project.grants));
    project.unit_is_society = society(source, &project.unit);
    project
}

fn collect_fields(source: &Source<'_>, project: &mut Project) {
    for paper in source.kinds.papers.iter().filter(|p| FORMS.contains(&p.kind) && !p.is_void()) {
        let reading = source.reading(paper.doc);
        for field in reading.fields_in(&paper.blocks) {
            collect_field(&source.pack.notice, project, paper, field);
        }
        for line in reading.lines_in(&paper.blocks) {
            let stated = |value: Money| Stated { value, source: paper.kind, evidence: line.evidence(paper.doc) };
            project.grants.extend(grants::in_line(source, line).into_iter().map(stated));
            if project.units.is_empty()
                && let Some(c) = language().grants.carried_by.captures(&line.folded)
            {
                let (value, evidence) = (c["name"].to_owned(), line.evidence(paper.doc));
                project.units.push(Stated { value, source: paper.kind, evidence });
            }
        }
    }
}

/// Characters of the shortest name of a project or body.
const SHORTEST: usize = 4;

fn collect_field(notice: &Notice, project: &mut Project, paper: &Paper, field: &Field) {
    let labels = &language().form_labels;
    let value = field.value.trim().trim_end_matches(['。', '；', ';', '，']);
    let long = value.chars().count() >= SHORTEST;
    let (source, evidence) = (paper.kind, field.evidence(paper.doc));
    if value.is_empty() {
    } else if labels.project_name.hits(&field.label) && long {
        project.names.push(Stated { value: value.to_owned(), source, evidence });
    } else if labels.grantee.hits(&field.label) && long {
        let value = value.split(['（', '(']).next().unwrap_or(value).trim().to_owned();
        if value.chars().count() >= SHORTEST && !language().grants.no_unit.hits(&fold(&value)) {
            project.units.push(Stated { value, source, evidence });
        }
    } else if labels.leader.hits(&field.label) {
        let name = person_name(value);
        project.leaders.extend(name.map(|value| Stated { value, source, evidence }));
    } else if let Some(value) = grants::in_field(notice, field, value) {
        project.grants.push(Stated { value, source, evidence });
    }
}

/// “蒙启荣”, “凤知秋（党组成员、副主席）” → the name alone.
fn person_name(value: &str) -> Option<String> {
    let name: String = value.chars().take_while(|c| !c.is_whitespace() && !"（(，,、/".contains(*c)).collect();
    let n = name.chars().count();
    ((2..=4).contains(&n) && name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '·')).then_some(name)
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

/// Whether the grantee is a registered society; `None` when its name does not tell.
fn society(source: &Source<'_>, unit: &str) -> Option<bool> {
    let folded = fold(unit);
    if folded.is_empty() {
        return None;
    }
    if source.patterns.unregistered.iter().any(|p| p.is_match(&folded)) {
        return Some(false);
    }
    language().grants.registered.hits(&folded).then_some(true)
}

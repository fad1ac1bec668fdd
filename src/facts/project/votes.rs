//! What tells the sub-type of a project, each sign with its weight and the words for people; and the one taken.

use std::collections::BTreeMap;

use super::FORMS;
use crate::facts::Source;
use crate::facts::settings::Overrides;
use crate::facts::sub_type::{Inferred, Names, Recognised, infer};
use crate::model::facts::Stated;
use crate::model::language::language;
use crate::model::{DocKind, Money, Project, RegisterRow};

pub(super) struct Vote {
    pub code: String,
    points: i32,
    basis: String,
}

/// Every sign of the sub-type, best first.
pub(super) fn of_dossier(source: &Source<'_>, grants: &[Stated<Money>]) -> Vec<Vote> {
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

pub(super) fn choose(
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

fn shorten(s: &str) -> String {
    let s: String = s.split_whitespace().collect::<Vec<_>>().join(" ");
    if s.chars().count() > 40 { s.chars().take(39).collect::<String>() + "…" } else { s }
}

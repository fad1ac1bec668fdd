//! Why papers were joined into events and what was said of each: for people who look for a wrong grouping.

use super::layout::{Sheet, Style, Tint};
use crate::model::grounds::{EventGrounds, Join, Score};
use crate::model::{Audit, DossierAudit, Event};
use crate::report::words;

/// Every event of every dossier: the namings and papers taken for it with their scores, what was rejected, and what was said.
pub fn why(audit: &Audit, style: Style) -> String {
    let mut sheet = Sheet::new(style);
    for d in &audit.dossiers {
        sheet.line(Tint::Bold, 0, 2, &format!("{}：{}场活动", d.path, d.facts.events.len()));
        if d.facts.events.is_empty() {
            sheet.line(Tint::Yellow, 2, 4, "没有认出任何活动：没有一份材料的标题或栏目写明活动名称。");
        }
        for (event, grounds) in d.facts.events.iter().zip(&d.facts.grounds.events) {
            sheet.blank();
            of_event(d, event, grounds, &mut sheet);
        }
        let dropped = &d.facts.grounds.dropped;
        if !dropped.is_empty() {
            sheet.blank();
            sheet.line(Tint::Bold, 0, 2, "没有归入任何活动的名称");
            dropped.iter().for_each(|j| join(d, j, &mut sheet));
        }
    }
    sheet.finish()
}

fn of_event(d: &DossierAudit, event: &Event, grounds: &EventGrounds, sheet: &mut Sheet) {
    let date = event.date.map_or("日期未写明".to_owned(), |d| d.to_string());
    let kinds: Vec<&str> = event.kinds.iter().map(|k| k.chinese()).collect();
    let open = if event.kind_open { "（名称看不出类型）" } else { "" };
    sheet.line(Tint::Cyan, 0, 2, &format!("活动：{}，{date}，{}{open}", event.title, kinds.join("、")));
    section("名称相同、归为一场的", &grounds.mentions, d, sheet);
    section("另外说到这场活动的材料", &grounds.papers, d, sheet);
    if !grounds.said.is_empty() {
        sheet.line(Tint::Plain, 2, 4, "认为是在说这场活动的话：");
    }
    for said in &grounds.said {
        let text = format!("{}：{}", said.what.chinese(), words::evidence(&said.evidence, d, false));
        sheet.line(Tint::Dim, 4, 6, &text);
    }
}

fn section(title: &str, joins: &[Join], d: &DossierAudit, sheet: &mut Sheet) {
    if !joins.is_empty() {
        sheet.line(Tint::Plain, 2, 4, &format!("{title}："));
        joins.iter().for_each(|j| join(d, j, sheet));
    }
}

fn join(d: &DossierAudit, join: &Join, sheet: &mut Sheet) {
    let place = words::evidence(&join.evidence, d, false);
    let text = match join.score.signs.as_slice() {
        [] => format!("{place}（首次出现）"),
        _ => format!("{place}（{}）", in_words(&join.score)),
    };
    sheet.line(Tint::Dim, 4, 6, &text);
    for (name, score) in &join.rejected {
        sheet.line(Tint::Dim, 6, 8, &format!("不归入“{name}”（{}）", in_words(score)));
    }
}

/// “合计90分：名称相同+60、日期相同+30”
fn in_words(score: &Score) -> String {
    let signs: Vec<String> = score.signs.iter().map(|(sign, weight)| format!("{}{weight:+}", sign.chinese())).collect();
    format!("合计{}分：{}", score.total(), signs.join("、"))
}

//! A table with a row for each event: a column of names beside one of days. An agenda's rows have hours and talks, no names of events.

use super::days::{event_day, is_time_label};
use super::hosts::{Host, hosts, split_names};
use super::{Mention, ends_as_event, is_place_label, place_part};
use crate::facts::Source;
use crate::facts::reading::Reading;
use crate::model::brand::carries;
use crate::model::document::{Row, Table};
use crate::model::facts::Stated;
use crate::model::language::language;
use crate::model::text::fold;
use crate::model::{Evidence, Paper};

pub(super) fn mentions(source: &Source<'_>, paper: &Paper, reading: &Reading) -> Vec<Mention> {
    let doc = source.dossier.doc(paper.doc);
    let mut out = Vec::new();
    for (i, block) in doc.blocks.iter().enumerate().take(paper.blocks.end).skip(paper.blocks.start) {
        let Some(table) = block.content.as_table().filter(|_| !block.hidden) else { continue };
        let Some(columns) = Columns::of(table) else { continue };
        for row in table.rows.iter().skip(columns.head + 1).filter(|r| !r.hidden) {
            let Some((title, day)) = columns.event(source, row) else { continue };
            let written = row.shown_at(columns.name).trim();
            let line = reading.lines.iter().find(|l| l.block == i && l.table_row && l.written.contains(written));
            let evidence = match line {
                Some(line) => line.evidence(paper.doc),
                None => Evidence::new(paper.doc, block.place.clone(), &title),
            };
            let hosted = columns.hosts(row, paper, &evidence);
            out.push(Mention {
                dates: vec![Stated { value: day, source: paper.kind, evidence: evidence.clone() }],
                place: columns.place.map_or(String::new(), |c| place_part(row.shown_at(c))),
                hosts: hosted.unwrap_or_else(|| hosts(source, paper, reading, &paper.blocks)),
                ..Mention::named(paper, title, evidence)
            });
        }
    }
    out
}

/// What stands in which column.
struct Columns {
    /// Index of the row of heads.
    head: usize,
    name: u32,
    /// The column is of themes, which talks have too.
    only_branded: bool,
    day: u32,
    place: Option<u32>,
    /// With the role that its head says.
    host: Option<(u32, String)>,
}

impl Columns {
    fn of(table: &Table) -> Option<Columns> {
        let words = &language().mentions;
        table.rows.iter().enumerate().find_map(|(head, row)| {
            let find = |is: &dyn Fn(&str) -> bool| row.cells.iter().rev().find(|c| is(&fold(&c.text))).map(|c| c.col);
            let day = find(&|t| is_time_label(t))?;
            let named = find(&|t| words.name_column.hits(t));
            let name = named.or_else(|| find(&|t| words.theme_column.hits(t)))?;
            let place = find(&|t| is_place_label(t)).or_else(|| find(&|t| words.city_column.hits(t)));
            let host = row.cells.iter().find(|c| words.host_label.hits(&fold(&c.text)));
            let host = host.map(|c| (c.col, fold(&c.text).chars().take(2).collect()));
            let is_head = row.cells.len() >= 3 && name != day;
            is_head.then_some(Columns { head, name, only_branded: named.is_none(), day, place, host })
        })
    }

    fn event(&self, source: &Source<'_>, row: &Row) -> Option<(String, crate::model::DayRange)> {
        let title: String = row.shown_at(self.name).split_whitespace().collect();
        let branded = source.pack.brands.iter().any(|b| carries(&title, b));
        let named = branded || !self.only_branded && ends_as_event(&fold(&title));
        if !(6..=60).contains(&title.chars().count()) || !named {
            return None;
        }
        let day = event_day(row.shown_at(self.day), source.year())?;
        Some((title, day))
    }

    fn hosts(&self, row: &Row, paper: &Paper, evidence: &Evidence) -> Option<Vec<Host>> {
        let (col, role) = self.host.as_ref()?;
        let stated = |value| Stated { value, source: paper.kind, evidence: evidence.clone() };
        Some(split_names(row.shown_at(*col)).into_iter().map(|n| (role.clone(), stated(n))).collect())
    }
}
